//! Programs by themselves: the published case by every route, pitfalls, closed form against
//! linear program, earmarked pools, arcs.

use fairshare::apportion::burden::{
    Arc, BurdenContributor, BurdenProgram, Demand, Equity, Group, Pool,
};
use fairshare::apportion::closed_form::water_fill_years;
use fairshare::apportion::leximin::{Ratio, Tally, leximin, min_max};
use fairshare::apportion::program::{Relation, Sense};
use fairshare::apportion::{
    LinearProgram, ProgramError, SolverChoice, allocate_by_program, water_fill,
};
use proptest::prelude::*;

use super::{BOTH, close};

/// The 22 States of the relocation of September 2015 with caps and a floor; the figures are those
/// of `../shared/data/keys/leximin_box_budget_22states.json`.
struct Oracle {
    fair: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    answer: Vec<f64>,
    total: f64,
}

#[expect(clippy::unreadable_literal, reason = "copied as published")]
fn oracle() -> Oracle {
    let fair = vec![
        3576.798187346625,
        4460.193824081108,
        1511.316023695383,
        1002.6005824937783,
        258.85372747796146,
        2794.9751501145447,
        352.7238442761021,
        2240.9139336420803,
        25006.414253505514,
        32528.08931817783,
        492.58121222760144,
        736.1031874963479,
        411.40582882101364,
        127.59874612553378,
        7155.319305169388,
        9117.873725956997,
        2885.0390996703045,
        4368.114913734296,
        1410.5050255286467,
        591.8759388078444,
        14562.44925814571,
        4408.2549135054,
    ];
    let mut upper: Vec<f64> = fair.iter().map(|share| 3.0 * share).collect();
    for (index, cap) in [
        (5, 500.0),
        (8, 15000.0),
        (9, 20000.0),
        (13, 1000.0),
        (15, 2000.0),
        (18, 300.0),
    ] {
        upper[index] = cap;
    }
    let mut lower = vec![0.0; 22];
    lower[13] = 400.0;
    let answer = vec![
        5969.291340029004,
        7443.583611489364,
        2522.22383812611,
        1673.2325004413678,
        431.99902058625185,
        500.0,
        588.6581458544648,
        3739.8442509733004,
        15000.0,
        20000.0,
        822.0650454401109,
        1228.477021162132,
        686.5920643514186,
        400.0,
        11941.458065649249,
        2000.0,
        4814.819850398812,
        7289.913817069044,
        300.0,
        987.7772607903677,
        24303.161009692405,
        7356.903157946606,
    ];
    Oracle {
        fair,
        lower,
        upper,
        answer,
        total: 120_000.0,
    }
}

/// A box and one budget as a linear program with its ratios.
fn box_and_budget(
    total: f64,
    weights: &[f64],
    offsets: &[f64],
    lower: &[f64],
    upper: &[f64],
) -> (LinearProgram, Vec<Ratio>) {
    let mut program = LinearProgram::new("box and budget", Sense::Minimise);
    let columns: Vec<usize> = (0..weights.len())
        .map(|index| program.add_column(format!("x{index}"), lower[index], upper[index], 0.0))
        .collect();
    let terms = columns.iter().map(|&column| (column, 1.0)).collect();
    program.add_row("total", terms, Relation::Equal, total);
    let ratios = columns
        .iter()
        .map(|&column| Ratio {
            name: format!("State {column}"),
            terms: vec![(column, 1.0)],
            offset: offsets[column],
            weight: weights[column],
        })
        .collect();
    (program, ratios)
}

#[test]
fn the_oracle_of_22_states_comes_out_by_every_route() {
    let oracle = oracle();
    let none = vec![0.0; 22];
    let mut amounts = Vec::new();
    let level = water_fill(
        oracle.total,
        &oracle.fair,
        &none,
        &oracle.lower,
        &oracle.upper,
        &mut amounts,
    );
    close(level.level, 1.668_892_408_060_964_8, 1e-12);
    assert!(level.unmet == 0.0);
    for (amount, answer) in amounts.iter().zip(&oracle.answer) {
        close(*amount, *answer, 1e-11);
    }
    for solver in BOTH {
        let (mut program, ratios) = box_and_budget(
            oracle.total,
            &oracle.fair,
            &none,
            &oracle.lower,
            &oracle.upper,
        );
        let outcome =
            leximin(&mut program, &ratios, solver, &mut Tally::default()).expect("solved");
        for (amount, answer) in outcome.values.iter().zip(&oracle.answer) {
            close(*amount, *answer, 1e-6);
        }
        let (mut program, ratios) = box_and_budget(
            oracle.total,
            &oracle.fair,
            &none,
            &oracle.lower,
            &oracle.upper,
        );
        let outcome =
            min_max(&mut program, &ratios, solver, &mut Tally::default()).expect("solved");
        close(outcome.levels[0], 3.134_827_042_943_457_7, 1e-7);
    }
}

#[test]
fn the_degenerate_program_of_the_pitfalls_is_solved_on_either_side() {
    // ../shared/data/keys/lp_pitfalls.json: at 99, 100 and 101 the optimum is 138, 140 and 145.
    for (total, optimum) in [(99.0, 138.0), (100.0, 140.0), (101.0, 145.0)] {
        for solver in BOTH {
            let mut program = LinearProgram::new("pitfall", Sense::Minimise);
            let columns = [(60.0, 1.0), (40.0, 2.0), (50.0, 5.0)]
                .map(|(cap, cost)| program.add_column("x", 0.0, cap, cost));
            let terms = columns.map(|column| (column, 1.0)).to_vec();
            program.add_row("total", terms, Relation::Equal, total);
            let solution = program.solve(solver).expect("solved");
            close(solution.objective, optimum, 1e-8);
            if total == 100.0 {
                // An interior-point answer is snapped: 2.6e-9 never stands where 0 is meant.
                assert_eq!(solution.values[2], 0.0, "{solver:?}");
            }
        }
    }
}

#[test]
fn infeasible_unbounded_empty_and_malformed_programs_never_yield_numbers() {
    let oracle = oracle();
    for solver in [
        SolverChoice::Auto,
        SolverChoice::Microlp,
        SolverChoice::Clarabel,
    ] {
        // The 22 caps at 0.9 of the fair share cannot bring 120,000 together.
        let caps: Vec<f64> = oracle.fair.iter().map(|share| 0.9 * share).collect();
        let (mut program, ratios) =
            box_and_budget(120_000.0, &oracle.fair, &[0.0; 22], &[0.0; 22], &caps);
        assert!(
            matches!(program.solve(solver), Err(ProgramError::Infeasible { .. })),
            "{solver:?}"
        );
        assert!(leximin(&mut program, &ratios, solver, &mut Tally::default()).is_err());

        let mut unbounded = LinearProgram::new("unbounded", Sense::Maximise);
        let (x, y) = (
            unbounded.add_column("x", 0.0, f64::INFINITY, 1.0),
            unbounded.add_column("y", 0.0, f64::INFINITY, 0.0),
        );
        unbounded.add_row(
            "difference",
            vec![(x, 1.0), (y, -1.0)],
            Relation::AtMost,
            1.0,
        );
        assert!(
            matches!(unbounded.solve(solver), Err(ProgramError::Unbounded { .. })),
            "{solver:?}"
        );

        let empty = LinearProgram::new("empty", Sense::Minimise);
        assert!(matches!(
            empty.solve(solver),
            Err(ProgramError::Empty { .. })
        ));

        for wrong in [f64::NAN, f64::INFINITY] {
            let mut program = LinearProgram::new("wrong", Sense::Minimise);
            let x = program.add_column("x", 0.0, 1.0, 0.0);
            program.add_row("row", vec![(x, wrong)], Relation::AtMost, 1.0);
            assert!(matches!(
                program.solve(solver),
                Err(ProgramError::NotFinite { .. })
            ));
            program.rows[0].terms = vec![(x, 1.0)];
            program.rows[0].right = wrong;
            assert!(matches!(
                program.solve(solver),
                Err(ProgramError::NotFinite { .. })
            ));
        }
        let mut crossed = LinearProgram::new("crossed", Sense::Minimise);
        crossed.add_column("Malta", 2.0, 1.0, 0.0);
        let message = crossed.solve(solver).expect_err("refused").to_string();
        assert!(
            message.contains("Malta") && message.contains("raise the cap"),
            "{message}"
        );
        let mut stray = LinearProgram::new("stray", Sense::Minimise);
        stray.add_column("x", 0.0, 1.0, 0.0);
        stray.add_row("row", vec![(7, 1.0)], Relation::AtMost, 1.0);
        assert!(matches!(
            stray.solve(solver),
            Err(ProgramError::UnknownColumn { .. })
        ));
    }
    #[cfg(not(feature = "highs"))]
    {
        let (program, _) = box_and_budget(1.0, &[1.0, 1.0], &[0.0; 2], &[0.0; 2], &[2.0; 2]);
        let message = program
            .solve(SolverChoice::Highs)
            .expect_err("refused")
            .to_string();
        assert!(message.contains("feature `highs`"), "{message}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Closed form and linear program agree on amounts, degenerate boxes included: floors that
    /// equal caps, floors that pin a State above everybody's level, totals at the very bounds.
    #[test]
    fn closed_form_and_program_agree(
        boxes in prop::collection::vec((0.05..5.0_f64, 0.0..30.0_f64, 0.0..20.0_f64, 0.0..30.0_f64), 1..12),
        position in prop_oneof![Just(0.0), Just(1.0), 0.0..1.0_f64],
        use_clarabel in any::<bool>(),
    ) {
        let weights: Vec<f64> = boxes.iter().map(|b| b.0).collect();
        let offsets: Vec<f64> = boxes.iter().map(|b| if b.1 < 15.0 { 0.0 } else { b.1 }).collect();
        let lower: Vec<f64> = boxes.iter().map(|b| if b.2 < 10.0 { 0.0 } else { b.2 }).collect();
        let upper: Vec<f64> = boxes.iter().zip(&lower).map(|(b, low)| low + if b.3 < 5.0 { 0.0 } else { b.3 }).collect();
        let (low, high): (f64, f64) = (lower.iter().sum(), upper.iter().sum());
        let total = low + position * (high - low);
        let mut amounts = Vec::new();
        water_fill(total, &weights, &offsets, &lower, &upper, &mut amounts);
        let (mut program, ratios) = box_and_budget(total, &weights, &offsets, &lower, &upper);
        let solver = if use_clarabel { SolverChoice::Clarabel } else { SolverChoice::Microlp };
        let outcome = leximin(&mut program, &ratios, solver, &mut Tally::default()).expect("feasible");
        for (index, amount) in amounts.iter().enumerate() {
            prop_assert!(
                (outcome.values[index] - amount).abs() <= 1e-5,
                "{}: {:?} against {:?}", index, outcome.values, amounts
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Over several years with floors and caps of their own the sweeps of the closed form reach
    /// the cumulative ratios of the linear program.
    #[test]
    fn yearly_closed_form_and_program_agree(
        states in prop::collection::vec((0.3..5.0_f64, 0.0..30.0_f64), 2..8),
        bounds in prop::collection::vec((0.0..12.0_f64, 0.0..25.0_f64), 24),
        positions in prop::collection::vec(0.0..1.0_f64, 3),
    ) {
        let count = states.len();
        let weights: Vec<f64> = states.iter().map(|state| state.0).collect();
        let offsets: Vec<f64> = states.iter().map(|state| (state.1 - 15.0).max(0.0)).collect();
        let cell = |year: usize, state: usize| bounds[year * 8 + state];
        let by_year = |value: &dyn Fn((f64, f64)) -> f64| -> Vec<Vec<f64>> {
            (0..3).map(|year| (0..count).map(|state| value(cell(year, state))).collect()).collect()
        };
        let floors = by_year(&|bound| (bound.0 - 8.0).max(0.0));
        let caps = by_year(&|bound| (bound.0 - 8.0).max(0.0) + (bound.1 - 5.0).max(0.0));
        let totals: Vec<f64> = (0..3).map(|year| {
            let (low, high): (f64, f64) = (floors[year].iter().sum(), caps[year].iter().sum());
            low + positions[year] * (high - low)
        }).collect();
        let fill = water_fill_years(&totals, &weights, &offsets, &floors, &caps);
        prop_assert!(fill.gap <= 1e-9, "{} after {} sweeps", fill.gap, fill.sweeps);

        let mut program = BurdenProgram {
            contributors: (0..count).map(|state| BurdenContributor {
                name: format!("State {state}"),
                weight: weights[state],
                offset: offsets[state],
                offer: 0.0, ..BurdenContributor::default() }).collect(),
            demands: totals.iter().map(|&amount| Demand {
                name: "a year".to_owned(),
                tier: 0,
                amount,
                value: 1.0, ..Demand::default() }).collect(),
            ..BurdenProgram::default()
        };
        for year in 0..3 {
            for state in 0..count {
                program.arcs.push(Arc {
                    contributor: state,
                    demand: year,
                    lower: floors[year][state],
                    upper: caps[year][state], ..Arc::default() });
            }
        }
        let solution = program.solve(Equity::Leximin, SolverChoice::Auto).expect("feasible");
        for state in 0..count {
            let given: f64 = (0..3).map(|year| fill.amounts[year][state]).sum();
            let ratio = (offsets[state] + given) / weights[state];
            prop_assert!((ratio - solution.ratios[state]).abs() <= 1e-5 * ratio.max(1.0),
                "{} against {}", ratio, solution.ratios[state]);
        }
    }
}

#[test]
fn earmarked_pools_meet_the_closed_forms_of_the_corner_cases() {
    // Fungible money: c = min(1, M / ΣN) everywhere.
    let needs = vec![vec![30e6, 50e6], vec![100e6, 20e6]];
    let nothing = vec![vec![0.0; 2]; 2];
    for pool in [80e6, 500e6] {
        let spent =
            allocate_by_program(pool, &[0.0; 2], &nothing, &needs, &[0, 0]).expect("solved");
        let coverage = f64::min(1.0, pool / 200e6);
        for host in 0..2 {
            for sector in 0..2 {
                close(spent[host][sector], coverage * needs[host][sector], 1e-6);
            }
        }
    }
    // Fully earmarked: the gap is Σ (N − M)⁺ cell by cell.
    let pools = vec![vec![40e6, 10e6], vec![60e6, 0.0]];
    let spent = allocate_by_program(0.0, &[0.0; 2], &pools, &needs, &[0, 1]).expect("solved");
    for host in 0..2 {
        for sector in 0..2 {
            close(
                spent[host][sector],
                pools[host][sector].min(needs[host][sector]),
                1e-6,
            );
        }
    }
    // Tiers: free money goes to sector 0 in both hosts before it goes to sector 1.
    let spent =
        allocate_by_program(140e6, &[10e6, 0.0], &nothing, &needs, &[0, 1]).expect("solved");
    close(spent[0][0], 30e6, 1e-6);
    close(spent[1][0], 100e6, 1e-6);
    close(spent[0][1] / 50e6, spent[1][1] / 20e6, 1e-6);
    close(spent[0][1] + spent[1][1], 20e6, 1e-6);
}

#[test]
fn an_arc_that_does_not_exist_carries_nothing() {
    // The first may help only the first host, so the second bears the other alone.
    let contributor = |name: &str| BurdenContributor {
        name: name.to_owned(),
        weight: 1.0,
        offset: 0.0,
        offer: 0.0,
        ..BurdenContributor::default()
    };
    let demand = |name: &str, amount| Demand {
        name: name.to_owned(),
        tier: 0,
        amount,
        value: 1.0,
        ..Demand::default()
    };
    let arc = |contributor, demand| Arc {
        contributor,
        demand,
        lower: 0.0,
        upper: f64::INFINITY,
        ..Arc::default()
    };
    let program = BurdenProgram {
        contributors: vec![contributor("first"), contributor("second")],
        demands: vec![demand("near", 10.0), demand("far", 30.0)],
        arcs: vec![arc(0, 0), arc(1, 0), arc(1, 1)],
        pools: vec![Pool {
            name: "second".to_owned(),
            arcs: vec![1, 2],
            lower: 0.0,
            upper: 100.0,
        }],
        ..BurdenProgram::default()
    };
    for solver in BOTH {
        let solution = program.solve(Equity::Leximin, solver).expect("solved");
        close(solution.ratios[0], 10.0, 1e-6);
        close(solution.ratios[1], 30.0, 1e-6);
        assert!(solution.unmet.iter().all(|gap| *gap < 1e-6));
    }
}

/// A program of States with budgets by unit cost and demands of three measures in two tiers; an arc
/// exists where `allowed` says so.
fn mixed(
    states: &[(f64, f64, f64)],
    demands: &[(f64, usize, usize)],
    allowed: impl Fn(usize, usize) -> bool,
) -> BurdenProgram {
    let (values, costs) = ([1.0, 2.0, 0.5], [1.0, 0.7, 3.0]);
    let mut program = BurdenProgram {
        contributors: states
            .iter()
            .enumerate()
            .map(|(state, &(weight, offset, _))| BurdenContributor {
                name: format!("State {state}"),
                weight,
                offset,
                ..BurdenContributor::default()
            })
            .collect(),
        demands: demands
            .iter()
            .enumerate()
            .map(|(index, &(amount, tier, measure))| Demand {
                name: format!("need {index}"),
                tier,
                amount,
                value: values[measure],
                ..Demand::default()
            })
            .collect(),
        ..BurdenProgram::default()
    };
    for (state, &(_, _, budget)) in states.iter().enumerate() {
        let mut terms = Vec::new();
        for (index, demand) in demands.iter().enumerate() {
            if allowed(state, index) {
                terms.push((program.arcs.len(), costs[demand.2]));
                program.arcs.push(Arc {
                    contributor: state,
                    demand: index,
                    upper: f64::INFINITY,
                    ..Arc::default()
                });
            }
        }
        let name = format!("budget of State {state}");
        program.groups.push(Group::budget(name, terms, budget));
    }
    program
}

/// Solvers that must agree with the simplex method; `HiGHS` where the build has it.
const OTHERS: &[SolverChoice] = &[
    SolverChoice::Clarabel,
    #[cfg(feature = "highs")]
    SolverChoice::Highs,
];

/// Ratios and unmet needs of all solvers, to be the same to 1e-6.
fn agree(program: &BurdenProgram, equity: Equity) -> Result<(), TestCaseError> {
    let simplex = program
        .solve(equity, SolverChoice::Microlp)
        .expect("solved");
    for solver in OTHERS {
        let other = program.solve(equity, *solver).expect("solved");
        for (left, right) in simplex.ratios.iter().zip(&other.ratios) {
            prop_assert!(
                (left - right).abs() <= 1e-6 * left.abs().max(1.0),
                "{solver:?}: ratios {:?} against {:?}",
                simplex.ratios,
                other.ratios
            );
        }
        for (left, right) in simplex.unmet.iter().zip(&other.unmet) {
            prop_assert!(
                (left - right).abs() <= 1e-6 * left.abs().max(1.0),
                "{solver:?}: unmet {:?} against {:?}",
                simplex.unmet,
                other.unmet
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Two solvers, one answer: ratios and unmet needs over several hosts and measures, with arcs
    /// that do not exist, budgets by unit cost and money that may fall short.
    #[test]
    fn solvers_agree_on_ratios_and_unmet_needs(
        states in prop::collection::vec((0.5..5.0_f64, 0.0..10.0_f64, 1.0..40.0_f64), 2..6),
        demands in prop::collection::vec((1.0..30.0_f64, 0..2_usize, 0..3_usize), 1..6),
        allowed in prop::collection::vec(0.0..1.0_f64, 36),
    ) {
        agree(&mixed(&states, &demands, |state, index| allowed[state * 6 + index] < 0.7), Equity::Leximin)?;
    }

    /// The same where everything ties: small whole numbers, equal weights, budgets that are zero
    /// or just enough.
    #[test]
    fn solvers_agree_where_the_program_is_degenerate(
        states in prop::collection::vec((1..3_u32, 0..3_u32, 0..7_u32), 2..6),
        demands in prop::collection::vec((0..7_u32, 0..2_usize, 0..3_usize), 1..6),
        allowed in prop::collection::vec(any::<bool>(), 36),
        proportional in any::<bool>(),
    ) {
        let states: Vec<(f64, f64, f64)> = states
            .iter()
            .map(|&(weight, offset, budget)| (weight.into(), offset.into(), budget.into()))
            .collect();
        let demands: Vec<(f64, usize, usize)> = demands
            .iter()
            .map(|&(amount, tier, measure)| (amount.into(), tier, measure))
            .collect();
        let equity = if proportional { Equity::Proportional } else { Equity::Leximin };
        agree(&mixed(&states, &demands, |state, index| allowed[state * 6 + index]), equity)?;
    }
}
