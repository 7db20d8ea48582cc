//! Explanations of an apportionment, against answers worked out by hand and against solving again.

use std::collections::BTreeMap;

use fairshare::apportion::explain::{
    Bound, BoundRule, Directional, ExplainError, FrontierProblem, Leaving, Lever, Outcome,
    Standing, alternatives, conflict, frontier, if_fixed, if_stays_out, keys_on_the_table,
    level_prices, prices, prices_with_reach, program_conflict, program_prices, room_for_places,
    share_ranges, why,
};
use fairshare::apportion::program::{LinearProgram, Relation, Sense};
use fairshare::apportion::{ApportionRequest, SolverChoice, apportion, water_fill};
use fairshare::id::{ContributorId, OptionId};
use fairshare::model::{BindingRule, NeedsMatrix, Plan, PolicyOption, Situation};
use proptest::prelude::*;

#[allow(dead_code)]
#[path = "apportionment/fixture.rs"]
mod fixture;

fn id(text: &str) -> ContributorId {
    ContributorId(text.to_owned())
}

/// Three States of equal GDP that need US$ 90 million and 90 places a year.
fn thirds() -> (Situation, PolicyOption, NeedsMatrix) {
    let mut situation = fixture::situation(
        1,
        &[
            ("XAA", 10e6, 50e9, 0.0),
            ("XAB", 10e6, 50e9, 0.0),
            ("XAC", 10e6, 50e9, 0.0),
        ],
    );
    for contributor in &mut situation.contributors {
        contributor.places_capacity_per_year = 50;
    }
    let mut option = fixture::option();
    option.resettlement_places_per_year = 90;
    (
        situation,
        option,
        fixture::needs(2026, &[&[[60.0, 30.0], [60.0, 30.0]]]),
    )
}

fn request<'a>(
    situation: &'a Situation,
    option: &'a PolicyOption,
    needs: &'a NeedsMatrix,
) -> ApportionRequest<'a> {
    ApportionRequest {
        situation,
        option,
        needs,
        solver: SolverChoice::Auto,
    }
}

fn solved(request: &ApportionRequest) -> Plan {
    apportion(request).expect("a plan")
}

#[test]
fn those_who_stay_absorb_what_one_leaves_up_to_their_caps() {
    let (situation, option, needs) = thirds();
    let request = request(&situation, &option, &needs);
    let plan = solved(&request);
    let out = if_stays_out(&request, &plan, &id("XAA"), Leaving::AsToday).expect("a consequence");
    let own = out.own.expect("its own change");
    assert_eq!(own.places, -60, "30 places in each of two years");
    assert!((own.usd + 60e6).abs() < 1.0);
    let absorbed: Vec<(&str, i64)> = out
        .others
        .iter()
        .map(|it| (it.contributor.as_str(), it.places))
        .collect();
    // 45 each would be possible; the caps of 50 leave room for it.
    assert_eq!(absorbed, [("XAB", 30), ("XAC", 30)]);
    assert!(out.others.iter().all(|it| (it.usd - 30e6).abs() < 1.0));
    assert_eq!(out.after.unmet_places, 0.0);
}

#[test]
fn what_caps_leave_is_unmet_when_two_stay_out() {
    let (situation, mut option, needs) = thirds();
    option.participants = fairshare::model::Participants::List(vec![id("XAB"), id("XAC")]);
    let request = request(&situation, &option, &needs);
    let plan = solved(&request);
    let out = if_stays_out(&request, &plan, &id("XAB"), Leaving::Nothing).expect("a consequence");
    // One State with a cap of 50 places is left of 90 sought, in two years.
    assert_eq!(out.before.unmet_places, 0.0);
    assert_eq!(out.after.unmet_places, 80.0);
    let lonely = solved(&ApportionRequest {
        option: &PolicyOption {
            participants: fairshare::model::Participants::List(vec![id("XAC")]),
            ..option.clone()
        },
        ..request
    });
    let alone = PolicyOption {
        participants: fairshare::model::Participants::List(vec![id("XAC")]),
        ..option.clone()
    };
    let request = ApportionRequest {
        option: &alone,
        ..request
    };
    let error = if_stays_out(&request, &lonely, &id("XAC"), Leaving::AsToday)
        .expect_err("nobody would be left");
    assert_eq!(
        error,
        ExplainError::NobodyLeft {
            name: "Country XAC".to_owned()
        }
    );
    assert!(matches!(
        if_stays_out(&request, &lonely, &id("XAA"), Leaving::AsToday),
        Err(ExplainError::TakesNoPart { .. })
    ));
    assert!(matches!(
        if_stays_out(&request, &lonely, &id("NIL"), Leaving::AsToday),
        Err(ExplainError::UnknownContributor { .. })
    ));
}

#[test]
fn places_fixed_at_a_number_fall_to_the_others() {
    let (situation, option, needs) = thirds();
    let request = request(&situation, &option, &needs);
    let plan = solved(&request);
    let fixed = if_fixed(&request, &plan, &id("XAB"), 10).expect("a consequence");
    assert_eq!(fixed.own.expect("its change").places, -40);
    let others: Vec<i64> = fixed.others.iter().map(|it| it.places).collect();
    assert_eq!(others, [20, 20]);
    let none = if_fixed(&request, &plan, &id("XAB"), 0).expect("a consequence");
    // The others stand just below their caps of 50: 45 each.
    assert_eq!(none.after.unmet_places, 0.0);
    let full = if_fixed(&request, &plan, &id("XAB"), 90).expect("a consequence");
    assert!(full.others.iter().all(|it| it.places == -60));
}

#[test]
fn a_price_is_directional_at_a_vertex() {
    // The pitfall of the design: duals may say 2, 5 or anything between.
    let mut program = LinearProgram::new("pitfall", Sense::Minimise);
    for (name, cap, cost) in [("a", 60.0, 1.0), ("b", 40.0, 2.0), ("c", 50.0, 5.0)] {
        program.add_column(name, 0.0, cap, cost);
    }
    let terms = (0..3).map(|column| (column, 1.0)).collect();
    let row = program.add_row("total", terms, Relation::Equal, 100.0);
    let found = program_prices(&program, row, 1.0, SolverChoice::Microlp).expect("prices");
    let (less, more) = (found.less.expect("less"), found.more.expect("more"));
    assert!((less.per_unit + 2.0).abs() < 1e-6, "one less saves 2");
    assert!((more.per_unit - 5.0).abs() < 1e-6, "one more costs 5");
    // b can fall from 40 to 0, c rise from 0 to 50.
    assert!(less.holds_for.at_least >= 39.0 && less.holds_for.less_than <= Some(42.0));
    assert!(less.holds_for.less_than > Some(40.0));
    assert!(more.holds_for.at_least >= 49.0 && more.holds_for.less_than <= Some(52.0));
}

#[test]
fn prices_compare_unmet_need_first() {
    let (mut situation, option, needs) = thirds();
    for contributor in &mut situation.contributors {
        contributor.places_capacity_per_year = 30;
    }
    let request = request(&situation, &option, &needs);
    let plan = solved(&request);
    let found = prices(&request, &plan, &Lever::PlacesSought, 1.0).expect("prices");
    // Everybody stands just at the cap: one fewer changes nothing unmet, one more is unmet.
    assert_eq!(found.less.expect("less").change.unmet_places, 0.0);
    assert_eq!(found.more.expect("more").change.unmet_places, 2.0);
    let reach = prices_with_reach(&request, &plan, &Lever::PlacesCap(id("XAA")), 1.0)
        .expect("prices")
        .less
        .expect("less");
    assert_eq!(reach.change.unmet_places, 2.0);
    // The cap of 30 can fall by 30 and no further.
    let holds = reach.holds_for.expect("a range");
    assert_eq!(
        (holds.at_least, holds.less_than),
        (30.0, Some(31.0)),
        "{holds:?}"
    );
    assert!(matches!(
        prices(&request, &plan, &Lever::Need, 0.0),
        Err(ExplainError::Step { .. })
    ));
}

#[test]
fn the_need_costs_what_it_is_and_a_share_moves_money() {
    let (situation, option, needs) = thirds();
    let request = request(&situation, &option, &needs);
    let plan = solved(&request);
    let need = prices(&request, &plan, &Lever::Need, 1e6).expect("prices");
    let more = need.more.expect("more").change;
    assert!((more.cost_usd - 2e6).abs() < 1.0, "{more:?}");
    assert!(more.unmet_usd.abs() < 1.0);
    let found = why(&request, &plan, &id("XAA")).expect("an explanation");
    let share = found
        .effects
        .iter()
        .find(|it| it.lever == Lever::KeyShare(id("XAA")) && it.amount > 0.0)
        .expect("the share");
    // A thousandth of 180 million more, taken off the other two alike.
    let own = share.consequence.own.as_ref().expect("own");
    assert!((own.usd - 180e3).abs() < 1.0, "{own:?}");
    assert!(
        share
            .consequence
            .others
            .iter()
            .all(|it| (it.usd + 90e3).abs() < 1.0)
    );
}

#[test]
fn the_steps_end_at_the_obligation_and_name_the_rule() {
    let (mut situation, mut option, needs) = thirds();
    situation.contributors[0].places_capacity_per_year = 10;
    option.place_value_usd_per_person = 10_000.0;
    let request = request(&situation, &option, &needs);
    let plan = solved(&request);
    let found = why(&request, &plan, &id("XAA")).expect("an explanation");
    assert_eq!(found.places_binding, BindingRule::Cap);
    let first = &found.steps[0];
    assert!((first.places - 60.0).abs() < 1e-9);
    // A third of 180 million and of 180 places at 10,000.
    assert!((first.usd - (60e6 + 0.6e6)).abs() < 1.0, "{first:?}");
    let boxed = &found.steps[found.steps.len() - 2];
    assert!((boxed.places - 20.0).abs() < 1e-9);
    let last = found.steps.last().expect("steps");
    let share = plan.share_of(&id("XAA")).expect("its share");
    assert_eq!(last.places, 20.0);
    assert!((last.usd - share.obligation_usd.iter().sum::<f64>()).abs() < 1e-6);
    // Fewer places are made up for in money: the ratio stays at one.
    assert!((last.usd - (60.6e6 - 20.0 * 10_000.0)).abs() < 1.0);
    let raised = found
        .effects
        .iter()
        .find(|it| it.lever == Lever::PlacesCap(id("XAA")) && it.amount > 0.0)
        .expect("its cap");
    assert_eq!(raised.consequence.own.as_ref().expect("own").places, 2);
    let gained: i64 = raised.consequence.others.iter().map(|it| it.places).sum();
    assert_eq!(gained, -2);
}

#[test]
fn exact_prices_of_a_level_by_hand() {
    // Weights 1, 1, 1; the third is capped at 10, so the others share 50: level 25.
    let found = level_prices(
        60.0,
        &[1.0; 3],
        &[0.0; 3],
        &[0.0; 3],
        &[30.0, f64::INFINITY, 10.0],
    );
    let more = found.total.more.expect("more");
    // Two are free; the first meets its cap of 30 after 5 of the level, 10 of the total.
    assert_eq!((more.level, more.holds_for), (0.5, 10.0));
    let less = found.total.less.expect("less");
    assert_eq!((less.level, less.holds_for), (-0.5, 30.0));
    let cap = found.boxes[2].cap.more.expect("its cap");
    // The third rises and the others fall until all stand at 20: ten units of its cap.
    assert_eq!((cap.level, cap.holds_for), (-0.5, 10.0));
    assert_eq!(
        found.bearers[1],
        Directional {
            less: Some(0.5),
            more: Some(0.5)
        }
    );
}

proptest! {
    #[test]
    fn exact_prices_agree_with_solving_again(
        rows in prop::collection::vec((0.1..5.0_f64, 0.0..20.0_f64, 0.0..10.0_f64, 0.0..40.0_f64), 1..12),
        part in 0.01..1.2_f64,
    ) {
        let weights: Vec<f64> = rows.iter().map(|row| row.0).collect();
        let offsets: Vec<f64> = rows.iter().map(|row| row.1).collect();
        let floors: Vec<f64> = rows.iter().map(|row| row.2).collect();
        let caps: Vec<f64> = rows.iter().map(|row| row.2 + row.3).collect();
        let least: f64 = floors.iter().sum();
        let most: f64 = caps.iter().sum();
        let total = least + part * (most - least) + 1e-3;
        let solve = |total: f64, floors: &[f64], caps: &[f64]| {
            let mut out = Vec::new();
            let fill = water_fill(total, &weights, &offsets, floors, caps, &mut out);
            (fill.level, fill.unmet)
        };
        let (level, unmet) = solve(total, &floors, &caps);
        let found = level_prices(total, &weights, &offsets, &floors, &caps);
        let agrees = |price: &fairshare::apportion::explain::LevelPrice, sign: f64, moved: &dyn Fn(f64) -> (f64, f64)| {
            let step = sign * (0.999 * price.holds_for).min(3.0);
            let after = moved(step);
            let size = step.abs();
            (after.0 - level - size * price.level).abs() < 1e-6
                && (after.1 - unmet - size * price.unmet).abs() < 1e-6
        };
        // The level has no meaning while something is unmet: only the need is compared.
        let total_after = |step: f64| {
            let after = solve(total + step, &floors, &caps);
            if unmet > 0.0 || after.1 > 0.0 { (level, after.1) } else { after }
        };
        if let Some(more) = &found.total.more {
            prop_assert!(agrees(more, 1.0, &total_after), "more: {more:?}");
        }
        if let Some(less) = &found.total.less {
            prop_assert!(agrees(less, -1.0, &total_after), "less: {less:?}");
        }
        for index in 0..rows.len() {
            let cap_after = |step: f64| {
                let mut caps = caps.clone();
                caps[index] += step;
                let after = solve(total, &floors, &caps);
                if unmet > 0.0 || after.1 > 0.0 { (level, after.1) } else { after }
            };
            let prices = &found.boxes[index].cap;
            if let Some(more) = &prices.more {
                prop_assert!(agrees(more, 1.0, &cap_after), "cap {index} more: {more:?}");
            }
            if let Some(less) = &prices.less {
                prop_assert!(agrees(less, -1.0, &cap_after), "cap {index} less: {less:?}");
            }
            let floor_after = |step: f64| {
                let mut floors = floors.clone();
                floors[index] += step;
                let after = solve(total, &floors, &caps);
                if unmet > 0.0 || after.1 > 0.0 { (level, after.1) } else { after }
            };
            let prices = &found.boxes[index].floor;
            if unmet <= 0.0 {
                if let Some(more) = &prices.more {
                    prop_assert!(agrees(more, 1.0, &floor_after), "floor {index} more: {more:?}");
                }
                if let Some(less) = &prices.less {
                    prop_assert!(agrees(less, -1.0, &floor_after), "floor {index} less: {less:?}");
                }
            }
        }
    }
}

fn bound(name: &str, floor: f64, cap: f64, cap_limit: f64) -> Bound {
    Bound {
        name: name.to_owned(),
        floor,
        cap,
        floor_limit: floor,
        cap_limit,
    }
}

#[test]
fn a_conflict_names_one_where_one_suffices() {
    let bounds = [
        bound("A", 0.0, 30_000.0, 35_000.0),
        bound("B", 0.0, 50_000.0, 70_000.0),
        bound("C", 0.0, 28_000.0, 36_000.0),
    ];
    let found = conflict(120_000.0, &bounds).expect("a conflict");
    assert_eq!(found.short, 12_000.0);
    assert_eq!(found.relaxations.len(), 1);
    assert_eq!(
        found.in_words("places"),
        "12000 places short; least relaxations are B: cap up by 12000."
    );
    assert!(conflict(100_000.0, &bounds).is_none());
    let beyond = conflict(150_000.0, &bounds).expect("a conflict");
    assert_eq!(beyond.remaining, 9_000.0);
    assert_eq!(beyond.relaxations.len(), 3);
    // 24,000 short: B alone has room for 20,000, so two are needed, and C has more room than A.
    let two = conflict(132_000.0, &bounds).expect("a conflict");
    let names: Vec<&str> = two.relaxations.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["B", "C"]);
    assert_eq!(two.total, 24_000.0);
}

#[test]
fn crossed_bounds_and_floors_above_the_total_are_mended() {
    let mut crossed = bound("A", 10.0, 5.0, 20.0);
    crossed.floor_limit = 0.0;
    // The caps lack 5: raising the cap of A mends both.
    let found = conflict(20.0, &[crossed.clone(), bound("B", 0.0, 10.0, 30.0)]).expect("one");
    assert_eq!(found.relaxations.len(), 1);
    assert_eq!(found.relaxations[0].rule, BoundRule::Cap);
    assert_eq!(found.relaxations[0].by, 5.0);
    let mut floor = bound("C", 30.0, 40.0, 40.0);
    floor.floor_limit = 0.0;
    let over = conflict(25.0, &[floor, bound("D", 5.0, 10.0, 10.0)]).expect("one");
    assert_eq!(over.over, 10.0);
    assert_eq!(over.relaxations[0].rule, BoundRule::Floor);
    assert_eq!(over.relaxations[0].by, 10.0);
}

#[test]
fn a_program_is_mended_by_the_fewest_rows() {
    // x + y must be 100; x ≤ 40, y ≤ 30, and a joint cap of 90. Raising one cap is never enough.
    let mut program = LinearProgram::new("short", Sense::Minimise);
    let (x, y) = (
        program.add_column("x", 0.0, 1e3, 1.0),
        program.add_column("y", 0.0, 1e3, 1.0),
    );
    program.add_row("total", vec![(x, 1.0), (y, 1.0)], Relation::Equal, 100.0);
    program.add_row("cap of x", vec![(x, 1.0)], Relation::AtMost, 40.0);
    program.add_row("cap of y", vec![(y, 1.0)], Relation::AtMost, 30.0);
    program.add_row(
        "joint cap",
        vec![(x, 1.0), (y, 1.0)],
        Relation::AtMost,
        90.0,
    );
    let limits = [0.0, f64::INFINITY, f64::INFINITY, f64::INFINITY];
    let found = program_conflict(&program, &limits, SolverChoice::Microlp)
        .expect("solved")
        .expect("a conflict");
    assert!(found.fewest_is_proven);
    let names: Vec<&str> = found.fewest.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["cap of x", "joint cap"]);
    let sum: f64 = found.least_total.iter().map(|it| it.by).sum();
    assert!(
        (sum - 40.0).abs() < 1e-6,
        "30 on a cap and 10 on the joint one"
    );
    program.rows[0].right = 60.0;
    assert_eq!(
        program_conflict(&program, &limits, SolverChoice::Microlp).expect("solved"),
        None
    );
    program.rows[0].right = 100.0;
    assert!(program_conflict(&program, &[0.0; 4], SolverChoice::Microlp).is_err());
}

#[test]
fn ranges_name_the_option_and_the_criterion() {
    let shares = |a: f64| BTreeMap::from([(id("XAA"), a), (id("XAB"), 1.0 - a)]);
    let standing = |name: &str, population: f64, gdp: f64| Standing {
        option: OptionId(name.to_owned()),
        shares: shares(population + gdp),
        contributions: BTreeMap::from([
            (
                "population".to_owned(),
                BTreeMap::from([(id("XAA"), population), (id("XAB"), 0.5 - population)]),
            ),
            (
                "gdp".to_owned(),
                BTreeMap::from([(id("XAA"), gdp), (id("XAB"), 0.5 - gdp)]),
            ),
        ]),
    };
    let table = [
        standing("base", 0.2, 0.2),
        standing("rich", 0.15, 0.45),
        standing("small", 0.1, 0.15),
    ];
    let ranges = share_ranges(&table, 0);
    let first = &ranges[0];
    assert_eq!(first.least.1.as_str(), "small");
    assert_eq!(first.largest.1.as_str(), "rich");
    assert_eq!(first.differences[0].2, None);
    assert_eq!(first.differences[1].2.as_deref(), Some("gdp"));
    assert_eq!(first.differences[2].2.as_deref(), Some("population"));
    assert!(share_ranges(&table, 9).is_empty());
}

#[test]
fn an_outcome_sums_a_plan() {
    let (situation, option, needs) = thirds();
    let plan = solved(&request(&situation, &option, &needs));
    let outcome = Outcome::of(&plan);
    assert!((outcome.cost_usd - 180e6).abs() < 1.0);
    assert!((outcome.worst_ratio - 1.0).abs() < 1e-9);
}

/// Weights 10, 10, 10 and costs 1, 2, 3; nobody bears anything yet.
fn three_costs() -> FrontierProblem {
    FrontierProblem {
        total: 30,
        costs: vec![1.0, 2.0, 3.0],
        weights: vec![10.0; 3],
        offsets: vec![0.0; 3],
        floors: vec![0; 3],
        caps: vec![20, 30, 30],
    }
}

#[test]
fn the_frontier_runs_from_the_most_equal_to_the_cheapest() {
    let points = frontier(&three_costs(), 6).expect("a frontier");
    let (first, last) = (&points[0], points.last().expect("points"));
    assert_eq!(
        (first.persons.as_slice(), first.worst_ratio, first.cost),
        (&[10, 10, 10][..], 1.0, 60.0)
    );
    // The cheapest is full at 20, the next takes 10.
    assert_eq!(
        (last.persons.as_slice(), last.worst_ratio, last.cost),
        (&[20, 10, 0][..], 2.0, 40.0)
    );
    for pair in points.windows(2) {
        assert!(pair[0].worst_ratio < pair[1].worst_ratio && pair[0].cost > pair[1].cost);
    }
    // Bounds grow by the fifth root of 2; the third step is 1.516: 15 with the first and with the
    // second.
    let middle = points
        .iter()
        .find(|point| (point.bound - 8.0_f64.powf(0.2)).abs() < 1e-9)
        .expect("a point");
    assert_eq!(middle.persons, [15, 15, 0]);
    let mut short = three_costs();
    short.caps = vec![5; 3];
    assert!(frontier(&short, 6).is_err());
}

/// Every allocation of a small problem, to compare with.
fn all_within(problem: &FrontierProblem, limit: f64) -> Vec<Vec<u64>> {
    let mut found = Vec::new();
    for a in 0..=problem.total {
        for b in 0..=problem.total - a {
            let persons = vec![a, b, problem.total - a - b];
            let keeps = (0..3).all(|it| {
                (problem.floors[it]..=problem.caps[it]).contains(&persons[it])
                    && persons[it] as f64 / problem.weights[it] <= limit + 1e-9
            });
            if keeps {
                found.push(persons);
            }
        }
    }
    found
}

#[test]
fn room_is_exact_and_alternatives_keep_within_it() {
    let problem = three_costs();
    let room = alternatives(&problem, 0.2, 4).expect("alternatives");
    let all = all_within(&problem, room.ratio_limit);
    for it in 0..3 {
        assert_eq!(all.iter().map(|row| row[it]).min(), Some(room.least[it]));
        assert_eq!(all.iter().map(|row| row[it]).max(), Some(room.most[it]));
    }
    assert!(!room.alternatives.is_empty());
    for alternative in &room.alternatives {
        assert!(all.contains(&alternative.persons), "{alternative:?}");
        assert!(alternative.persons_moved > 0);
    }
    // The furthest of all from 10, 10, 10 moves four people.
    let furthest = all
        .iter()
        .map(|row| row.iter().map(|it| it.abs_diff(10)).sum::<u64>() / 2)
        .max();
    assert_eq!(furthest, Some(room.alternatives[0].persons_moved));
    let none = alternatives(&problem, 0.0, 4).expect("alternatives");
    assert!(none.alternatives.is_empty());
}

fn explain(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_fairshare"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .arg("explain")
        .args(arguments)
        .output()
        .expect("fairshare runs");
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

#[test]
fn the_page_names_the_rule_and_fits_the_terminal() {
    let scenario = "scenarios/south-sudan.toml";
    // By identifier and by name, whatever the capitals.
    let (code, by_id, _) = explain(&[scenario, "--state", "UGA"]);
    assert_eq!(code, Some(0));
    let (_, by_name, _) = explain(&[scenario, "--state", "uganda"]);
    assert_eq!(by_id, by_name);
    assert!(
        by_id.contains("Places: none, for it hosts people"),
        "{by_id}"
    );
    let (_, germany, _) = explain(&[scenario, "--state", "DEU"]);
    for page in [&by_id, &germany] {
        for line in page.lines() {
            assert!(line.chars().count() <= 100, "{line}");
        }
        assert!(page.contains("stays out"), "{page}");
    }
    let (code, _, error) = explain(&[scenario, "--state", "Ugandda"]);
    assert_eq!(code, Some(2));
    assert!(error.contains("did you mean `UGA` (Uganda)?"), "{error}");
    let (code, _, error) = explain(&[scenario, "--state", "UGA", "--option", "no-plan"]);
    assert_eq!(code, Some(2));
    assert!(error.contains("has no plan"), "{error}");
    let (_, text, _) = explain(&[scenario, "--state", "DEU", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(value["explanation"]["name"], "Germany");
    // What leaves one lands with the others, person by person.
    let consequence = &value["if_it_gives_nothing"];
    let moved: i64 = consequence["others"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|it| it["places"].as_i64())
        .sum();
    assert_eq!(Some(-moved), consequence["own"]["places"].as_i64());
}

#[test]
fn every_key_that_the_data_allow_is_on_the_table() {
    let (mut situation, mut option, needs) = thirds();
    // The first State has three times the people of each other one and the same product.
    let country = |index: usize| situation.contributors[index].country.expect("a State");
    let first = country(0);
    for country in &mut situation.countries {
        if country.code == first
            && let Some(figure) = country
                .indicators
                .get_mut(&fairshare::model::Indicator::PopulationPersons)
        {
            figure.value *= 3.0;
        }
    }
    option.key = fairshare::model::KeySpec {
        name: "eu-2024".to_owned(),
        ..fairshare::model::KeySpec::default()
    };
    let keys = keys_on_the_table(&request(&situation, &option, &needs)).expect("keys");
    let share = |key: &str, state: &str| {
        keys.standings
            .iter()
            .find(|standing| standing.option.as_str() == key)
            .expect("a key")
            .shares[&id(state)]
    };
    // Half by people (3/5, 1/5, 1/5), half by product (a third each).
    assert_eq!(keys.standings[0].option.as_str(), "eu-2024");
    assert!((share("population", "XAA") - 0.6).abs() < 1e-12);
    assert!((share("gdp", "XAA") - 1.0 / 3.0).abs() < 1e-12);
    assert!((share("eu-2024", "XAA") - (0.3 + 1.0 / 6.0)).abs() < 1e-12);
    let range = keys
        .ranges
        .iter()
        .find(|range| range.contributor == id("XAA"))
        .expect("a range");
    assert_eq!(range.least.1.as_str(), "gdp");
    assert_eq!(range.largest.1.as_str(), "population");
    // Equal products differ in nothing, so people explain all of the differences.
    let parts: Vec<f64> = keys
        .weights
        .iter()
        .map(|weight| weight.effective_weight.expect("shares differ"))
        .collect();
    assert!(
        (parts[0] - 1.0).abs() < 1e-9 && parts[1].abs() < 1e-9,
        "{parts:?}"
    );
    assert!(keys.paradoxes.is_empty(), "{:?}", keys.paradoxes);
    assert!(
        keys.left_out
            .iter()
            .any(|(key, why)| key == "gni" && why.contains("not known for 3 States")),
        "{:?}",
        keys.left_out
    );
}

#[test]
fn the_room_over_places_is_exact_within_capacities() {
    let (situation, option, needs) = thirds();
    let request = request(&situation, &option, &needs);
    // 90 places over three equal States with capacities of 50: thirty each; a tenth more is 33.
    let places = room_for_places(&request, 0, 0.1, 3).expect("room");
    assert_eq!(places.planned, [30, 30, 30]);
    assert_eq!(places.room.most, [33, 33, 33]);
    assert_eq!(places.room.least, [24, 24, 24]);
    for other in &places.room.alternatives {
        assert_eq!(other.persons.iter().sum::<u64>(), 90);
        assert!(other.worst_ratio <= 1.1 + 1e-12);
    }
    // Twice as much would be 60, but capacities end at 50.
    let wide = room_for_places(&request, 1, 1.0, 1).expect("room");
    assert_eq!(wide.room.most, [50, 50, 50]);
    assert_eq!(wide.room.least, [0, 0, 0]);
    assert!(matches!(
        room_for_places(&request, 2, 0.1, 1),
        Err(ExplainError::NoSuchYear { year: 3, years: 2 })
    ));
}

#[test]
fn keys_and_room_are_shown_written_and_refused() {
    let (code, text, _) = explain(&["scenarios/eu-relocation-2015.toml", "--keys"]);
    assert_eq!(code, Some(0));
    assert!(
        text.contains("Germany") && text.contains("26.33 %"),
        "{text}"
    );
    assert!(
        text.lines().all(|line| line.chars().count() <= 100),
        "{text}"
    );
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("UTF-8").to_owned();
    let (code, json, _) = explain(&[
        "scenarios/eu-relocation-2015.toml",
        "--alternatives",
        "10",
        "--json",
        "--output-dir",
        &path,
    ]);
    assert_eq!(code, Some(0));
    let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let rows = value["places_room"].as_array().expect("rows");
    let sum = |column: &str| -> i64 {
        rows.iter()
            .map(|row| row[column].as_i64().expect("a count"))
            .sum()
    };
    assert_eq!(sum("planned"), 120_000);
    assert_eq!(sum("alternative_1"), 120_000);
    assert!(folder.path().join("places_room.csv").is_file());
    assert!(folder.path().join("places_room.parquet").is_file());
    let scenario = "scenarios/eu-relocation-2015.toml";
    for (arguments, message) in [
        (vec![scenario], "--state"),
        (
            vec![scenario, "--alternatives", "-5"],
            "give a percentage of zero or more",
        ),
        (
            vec![scenario, "--alternatives", "5", "--year", "2031"],
            "the plan has no year 2031; its years: 2015",
        ),
        (
            vec![scenario, "--keys", "--state", "MLT"],
            "cannot be used with",
        ),
    ] {
        let (code, _, error) = explain(&arguments);
        assert_eq!(code, Some(2), "{error}");
        assert!(error.contains(message), "{error}");
    }
}
