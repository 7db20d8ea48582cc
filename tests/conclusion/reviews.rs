//! Reviews of a plan: how they are solved, and what a change costs. (l)2.

use std::path::Path;

use super::common::{self, contributor, quiet};
use super::with_plan;
use fairshare::apportion::SolverChoice;
use fairshare::indicator::{Breakdown, Period};
use fairshare::model::parameters::ReviewSolver;
use fairshare::model::{AfterYears, Plan};
use fairshare::scenario::LoadOptions;
use fairshare::simulate::record::Layout;
use fairshare::simulate::{OptionSetup, Resolution, Setup, Workspace, replicate};
use fairshare::workflow;

#[test]
fn l2_a_change_that_costs_comes_slowly() {
    // The plan asks one of two equal States for everything; reviews find that each owes a half.
    let years = 2026..=2030;
    let asked = |stays: f64| -> Vec<[f64; 2]> {
        let mut situation = quiet(50_000, 60);
        situation.contributors = vec![contributor("XAC", 0.5), contributor("XAE", 0.5)];
        situation.parameters.review.switching_cost_share = stays;
        let mut option = with_plan();
        option.review_interval_months = Some(12);
        let rows = [(0.5, 30e6, 0), (0.5, 0.0, 0)];
        let plan = common::plan(&situation, &option, &rows);
        let setup = Setup::new(&situation, Resolution::Banded);
        let prepared = OptionSetup::new(&setup, &option, &plan);
        let layout = Layout::new(&setup, &[0, 1]);
        let mut space = Workspace::new(&setup);
        let values = replicate(&setup, &prepared, 0, true, &mut space).expect("closed accounts");
        let of = |year: i32, donor: usize| {
            let cell = layout.cells.iter().position(|cell| {
                cell.indicator == "obligation_usd"
                    && cell.breakdown == Breakdown::Contributor(donor)
                    && cell.period == Period::Year(year)
            });
            values[cell.expect("a cell")] as f64 / 100.0
        };
        years
            .clone()
            .map(|year| [of(year, 0), of(year, 1)])
            .collect()
    };
    let (free, slow) = (asked(0.0), asked(0.8));
    // The review of each December holds from the next month on and stands in the year's report.
    for (reviews, (free, slow)) in (1..).zip(free.iter().zip(&slow)) {
        let sum = free[0] + free[1];
        assert!(sum > 1e6 && (free[0] - free[1]).abs() < 0.1, "{free:?}");
        assert!((slow[0] + slow[1] - sum).abs() < 0.1, "{slow:?} of {sum}");
        let share = 0.5 + 0.5 * 0.8_f64.powi(reviews);
        assert!(
            (slow[0] / sum - share).abs() < 1e-6,
            "{reviews}: {slow:?}, not {share}"
        );
    }
}

#[test]
fn l2_linear_programs_review_as_the_closed_form_does() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let outcomes = |solver: &str| -> Vec<(&'static str, bool, f64)> {
        let options = LoadOptions {
            sets: vec![
                "clock.months=72".to_owned(),
                format!("review.solver=\"{solver}\""),
            ],
            ..LoadOptions::default()
        };
        let scenario = root.join("scenarios/reference.toml");
        let (loaded, plans) =
            workflow::plan(&scenario, &options, SolverChoice::Auto).expect("a scenario with plans");
        let situation = &loaded.situation;
        let reviewed = situation
            .options
            .iter()
            .position(|option| option.id.as_str() == "reviewed-plan")
            .expect("the option");
        let setup = Setup::new(situation, Resolution::Banded);
        let prepared = OptionSetup::new(&setup, &situation.options[reviewed], &plans[reviewed]);
        let donors: Vec<usize> = (0..plans[reviewed].shares.len()).collect();
        let layout = Layout::new(&setup, &donors);
        let mut space = Workspace::new(&setup);
        let mut found = Vec::new();
        for number in 0..3 {
            let values = replicate(&setup, &prepared, number, true, &mut space).expect("closed");
            for (cell, value) in layout.cells.iter().zip(values) {
                let by_state = matches!(cell.breakdown, Breakdown::Contributor(_));
                let wanted = ["obligation_usd", "amendments_count", "total_gap_usd"];
                if wanted.contains(&cell.indicator) {
                    found.push((cell.indicator, by_state, value as f64));
                }
            }
        }
        found
    };
    let (closed, programs) = (outcomes("closed-form"), outcomes("lp"));
    let largest = closed
        .iter()
        .filter(|(indicator, by_state, _)| *indicator == "obligation_usd" && !by_state)
        .fold(0.0, |most: f64, &(_, _, usd)| most.max(usd));
    assert!(largest > 1e9, "cents asked");
    let mut amendments = 0.0;
    for (&(indicator, _, closed), &(_, _, found)) in closed.iter().zip(&programs) {
        if indicator == "amendments_count" {
            amendments += closed;
            assert_eq!(closed, found, "amendments");
        } else {
            // A millionth of what is asked at a review; needs follow what was paid before.
            assert!(
                (closed - found).abs() <= 1e-5 * largest.max(closed.abs()),
                "{indicator}: {found}, not {closed}"
            );
        }
    }
    assert!(amendments > 0.0);
}

#[test]
fn l2_a_review_that_is_not_solved_stops_the_run_with_what_reproduces_it() {
    let mut situation = quiet(50_000, 60);
    situation.ensemble.seed = 77;
    situation.contributors = vec![contributor("XAC", 0.5), contributor("XAE", 0.5)];
    situation.parameters.review.solver = ReviewSolver::Lp;
    let mut option = with_plan();
    option.review_interval_months = Some(12);
    let mut plan = common::plan(&situation, &option, &[(0.5, 30e6, 0), (0.5, 0.0, 0)]);
    let run = |plan: &Plan, number| {
        let setup = Setup::new(&situation, Resolution::Banded);
        let prepared = OptionSetup::new(&setup, &option, plan);
        replicate(
            &setup,
            &prepared,
            number,
            false,
            &mut Workspace::new(&setup),
        )
    };
    assert!(run(&plan, 5).is_ok());
    // A part that is no number has no solution.
    plan.shares[0].key_share = f64::INFINITY;
    let broken = run(&plan, 5).expect_err("an unsolved review");
    assert_eq!(
        (broken.rule, broken.option.as_str()),
        ("I9 every review is solved", "plan")
    );
    // The first review is a year after the plan's month.
    assert_eq!((broken.seed, broken.replicate, broken.month), (77, 5, 11));
    assert!(!broken.detail.is_empty());
}

#[test]
fn k_a_plan_goes_on_at_its_last_terms_unless_it_lapses_with_its_years() {
    let mut situation = quiet(50_000, 60);
    situation.contributors = vec![contributor("XAC", 0.5), contributor("XAE", 0.5)];
    situation.parameters.finance.baseline_announced_share = 0.2;
    // Everybody takes up all that is asked; nothing is pledged ahead.
    let mut option = with_plan();
    option.uptake = Some(1.0);
    let given = |lapses: bool, has_plan: bool| -> Vec<[f64; 2]> {
        let mut option = option.clone();
        if lapses {
            option.after_years = AfterYears::Lapses;
        }
        option.has_plan = has_plan;
        let mut plan = common::plan(&situation, &option, &[(0.5, 30e6, 0), (0.5, 9e6, 40)]);
        // A plan for three of the five years.
        plan.years.truncate(3);
        let setup = Setup::new(&situation, Resolution::Banded);
        let prepared = OptionSetup::new(&setup, &option, &plan);
        let layout = Layout::new(&setup, &[0, 1]);
        let values = replicate(&setup, &prepared, 0, true, &mut Workspace::new(&setup));
        let values = values.expect("closed accounts");
        (2026..=2030)
            .map(|year| {
                ["announced_usd", "obligation_usd"].map(|name| {
                    let cell = layout.cells.iter().position(|cell| {
                        cell.indicator == name
                            && cell.breakdown == Breakdown::None
                            && cell.period == Period::Year(year)
                    });
                    values[cell.expect("a cell")] as f64 / 100.0
                })
            })
            .collect()
    };
    let (lasting, lapsing, without) = (given(false, true), given(true, true), given(false, false));
    for year in 0..5 {
        let in_force = year < 3;
        assert!((lasting[year][1] - 39e6).abs() < 1.0, "{lasting:?}");
        assert!(lasting[year][0] > 1.5 * without[year][0]);
        let [announced, obligation] = lapsing[year];
        if in_force {
            assert_eq!(lapsing[year], lasting[year]);
        } else {
            // Contributors give as they would have without it.
            assert_eq!(obligation, 0.0);
            assert!(
                (announced / without[year][0] - 1.0).abs() < 0.01,
                "{announced}"
            );
        }
    }
}
