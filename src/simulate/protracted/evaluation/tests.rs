//! Marks, arrears and attention by their equations.

use super::*;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, all_near, near, shelter};

#[test]
fn pledges_are_kept_better_while_there_is_attention() {
    let mut evaluation = Evaluation::default();
    assert_eq!(evaluation.kept(0.6, 0.4), 0.6);
    evaluation.attention = 0.5;
    near(evaluation.kept(0.6, 0.4), 0.6 + 0.4 * 0.5 * 0.4);
    near(evaluation.kept(1.0, 0.4), 1.0);
    near(evaluation.kept(0.0, 0.4), 0.2);
}

#[test]
fn arrears_come_on_top_and_the_score_is_the_mean_of_the_marks() {
    let mut evaluation = Evaluation {
        arrears_usd: vec![3.0, 0.0, 40.0],
        marks: [0.4, 1.0, 0.5, 0.7],
        ..Evaluation::default()
    };
    let mut obligations = vec![100.0, 200.0, 300.0];
    evaluation.add_arrears(&mut obligations);
    assert_eq!(obligations, [103.0, 200.0, 340.0]);
    assert_eq!(evaluation.arrears(), 43.0);
    near(evaluation.score(), 0.65);
    evaluation.open();
    assert_eq!(evaluation.arrears(), 0.0);
}

#[test]
fn an_evaluation_is_paid_once_in_equal_parts() {
    let mut situation = everything();
    situation
        .parameters
        .protracted
        .evaluation
        .cost_usd_per_evaluation = 90_000.0;
    after(&situation, 0, |setup, _, _, space| {
        let state = &mut space.state;
        for host in &mut state.protracted.hosts {
            host.costs_usd[Sector::Coordination.index()] = 5.0;
            host.once_usd = 2.0;
        }
        state.protracted.evaluation.unpaid = true;
        for _ in 0..3 {
            month(setup, state);
            for host in &state.protracted.hosts {
                near(host.costs_usd[Sector::Coordination.index()], 30_005.0);
                near(host.once_usd, 30_002.0);
            }
        }
    });
}

#[test]
fn solutions_are_expected_as_full_support_would_bring_them() {
    let mut situation = everything();
    situation.parameters.voluntary_return.hazard_per_year.war = 0.024;
    situation.parameters.voluntary_return.support_effect = 0.5;
    situation
        .parameters
        .local_integration
        .naturalisation_hazard_per_year = 0.036;
    situation.parameters.local_integration.development_effect = 0.25;
    for (host, openness) in situation.hosts.iter_mut().zip([0.2, 0.5, 1.0]) {
        host.legal_framework_openness = openness;
    }
    situation
        .parameters
        .voluntary_return
        .duration_decline_per_year = 0.0;
    after(&situation, 0, |setup, _, _, space| {
        let state = &mut space.state;
        state.regime = crate::model::parameters::Regime::War;
        state.return_episode = 1.4;
        state.places_offered = 600;
        for (host, stock) in state.hosts.iter_mut().zip([10_000, 4_000, 1_000]) {
            shelter(host, 1, stock);
        }
        let returns = 15_000.0 * 0.002 * 1.4 * 1.5;
        let integration = 0.003 * 1.25 * (10_000.0 * 0.2 + 4_000.0 * 0.5 + 1_000.0);
        near(
            expected_solutions(setup, state),
            50.0 + returns + integration,
        );
        // Nobody is naturalised without a status, and those who cannot return are not expected to.
        shelter(&mut state.hosts[0], 0, 6_000);
        let returns = 11_000.0 * 0.002 * 1.4 * 1.5;
        let integration = 0.003 * 1.25 * (4_000.0 * 0.5 + 1_000.0);
        near(
            expected_solutions(setup, state),
            50.0 + returns + integration,
        );
    });
}

/// Accounts of a month: solutions of the year so far, money paid of the year so far.
struct Month {
    number: u32,
    of_year: u32,
    departed: u64,
    returned: u64,
    naturalised: u64,
    paid: [i64; 3],
    spent: i64,
    need: i64,
    disbursed: i64,
}

const MONTHS: [Month; 4] = [
    Month {
        number: 10,
        of_year: 11,
        departed: 30,
        returned: 40,
        naturalised: 5,
        paid: [70_000, 9_000, 0],
        spent: 3_000,
        need: 9_000,
        disbursed: 79_000,
    },
    Month {
        number: 11,
        of_year: 12,
        departed: 41,
        returned: 47,
        naturalised: 5,
        paid: [90_000, 19_000, 5_000],
        spent: 4_000,
        need: 8_000,
        disbursed: 35_000,
    },
    Month {
        number: 12,
        of_year: 1,
        departed: 3,
        returned: 6,
        naturalised: 2,
        paid: [10_000, 0, 2_000],
        spent: 500,
        need: 7_000,
        disbursed: 12_000,
    },
    Month {
        number: 13,
        of_year: 2,
        departed: 9,
        returned: 7,
        naturalised: 2,
        paid: [10_000, 30_000, 2_500],
        spent: 900,
        need: 6_000,
        disbursed: 30_500,
    },
];

fn enter(month: &Month, state: &mut State, year: &mut Year) {
    state.month = month.number;
    year.months = month.of_year;
    year.hosts[1].resettled[2] = month.departed;
    year.hosts[0].returned[4] = month.returned;
    year.hosts[2].naturalised[0] = month.naturalised;
    for (account, paid) in year.donors.iter_mut().zip(month.paid) {
        *account = [3_600_000, 0, paid, 0];
    }
    state.spent.fill(0);
    state.needs.fill(0);
    state.spent[[1, 2]] = month.spent;
    state.needs[[0, 3]] = month.need;
    state.ledger.disbursed_in_month = month.disbursed;
}

#[test]
fn what_came_is_held_against_what_was_due() {
    let mut situation = everything();
    let parameters = &mut situation.parameters.protracted.evaluation;
    parameters.interval_months = 3;
    parameters.fading_per_month = 0.2;
    parameters.arrears_share = 0.5;
    after(&situation, 0, |setup, option, _, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        state.plan_month = 11;
        state.places_offered = 240;
        let asked = [1_200.0, 24_000.0, 600.0];
        state.obligations_usd = asked.to_vec();
        state.protracted.evaluation.attention = 0.5;
        // Before the plan nothing is due, but the accounts are followed.
        enter(&MONTHS[0], state, year);
        close(setup, option, state, year);
        let evaluation = &state.protracted.evaluation;
        assert_eq!(evaluation.since, None);
        assert_eq!((evaluation.came, evaluation.due), ([0.0; 4], [0.0; 4]));
        assert_eq!(evaluation.counted, [30, 75]);
        assert_eq!(evaluation.counted_paid, [70_000, 9_000, 0]);
        near(evaluation.attention, 0.4);

        enter(&MONTHS[1], state, year);
        let first = expected_solutions(setup, state);
        close(setup, option, state, year);
        let evaluation = &state.protracted.evaluation;
        assert_eq!(evaluation.since, Some(11));
        all_near(&evaluation.came, &[4_000.0, 11.0, 18.0, 35_000.0]);
        // The announcements of a whole year: twelve months.
        all_near(
            &evaluation.due,
            &[8_000.0, 20.0, first, 10_800_000.0 / 12.0],
        );
        assert_eq!(evaluation.paid, [20_000, 10_000, 5_000]);
        all_near(&evaluation.asked_usd, &[100.0, 2_000.0, 50.0]);
        near(evaluation.attention, 0.32);

        // January: accounts begin anew.
        enter(&MONTHS[2], state, year);
        let second = expected_solutions(setup, state);
        close(setup, option, state, year);
        let evaluation = &state.protracted.evaluation;
        all_near(&evaluation.came, &[4_500.0, 14.0, 29.0, 47_000.0]);
        assert_eq!(evaluation.paid, [30_000, 10_000, 7_000]);
        assert!(!evaluation.unpaid);

        enter(&MONTHS[3], state, year);
        let third = expected_solutions(setup, state);
        close(setup, option, state, year);
        let evaluation = &state.protracted.evaluation;
        all_near(
            &evaluation.marks,
            &[
                5_400.0 / 21_000.0,
                20.0 / 60.0,
                36.0 / (first + second + third),
                77_500.0 / (3.0 * 10_800_000.0 / 12.0),
            ],
        );
        assert!(evaluation.unpaid);
        assert_eq!(evaluation.since, Some(14));
        assert_eq!((evaluation.came, evaluation.due), ([0.0; 4], [0.0; 4]));
        near(evaluation.attention, 0.8);
        assert_eq!(year.protracted.evaluations, 1);
        // Asked in three months less paid; a half of it, four times a year.
        let missing = [0.0, 6_000.0 - 400.0, 150.0 - 75.0];
        let arrears = missing.map(|usd| usd * 0.5 * 4.0);
        all_near(&evaluation.arrears_usd, &arrears);
        let expected: Vec<f64> = asked.iter().zip(arrears).map(|(a, b)| a + b).collect();
        all_near(&state.obligations_usd, &expected);
        assert_eq!(state.protracted.evaluation.asked_usd, [0.0; 3]);
        assert_eq!(state.protracted.evaluation.paid, [0; 3]);

        // At the next evaluation all has been paid: the arrears are taken off again.
        let mut evaluation = std::mem::take(&mut state.protracted.evaluation);
        evaluation.asked_usd = vec![10.0; 3];
        evaluation.paid = vec![2_000; 3];
        evaluation.due = [0.0, 2.0, 0.0, 4.0];
        evaluation.came = [3.0, 5.0, 0.0, 1.0];
        evaluate(setup, &mut evaluation, state, year);
        all_near(&state.obligations_usd, &asked);
        all_near(&evaluation.arrears_usd, &[0.0; 3]);
        // Nothing was due, or more came than was due: full marks.
        assert_eq!(evaluation.marks, [1.0, 1.0, 1.0, 0.25]);
        assert_eq!(year.protracted.evaluations, 2);
    });
}

#[test]
fn an_option_without_a_plan_asks_for_nothing() {
    let mut situation = everything();
    situation.parameters.protracted.evaluation.applies = crate::model::parameters::Switch::Always;
    situation.parameters.protracted.evaluation.interval_months = 2;
    for has_plan in [true, false] {
        let option = situation.options.last_mut().expect("an option");
        option.has_plan = has_plan;
        after(&situation, 0, |setup, option, _, space| {
            let (state, year) = (&mut space.state, &mut space.year);
            state.plan_month = 12;
            state.obligations_usd = vec![1_200.0; 3];
            // Two months: the evaluation starts with the first and is held at the end of the second.
            enter(&MONTHS[1], state, year);
            close(setup, option, state, year);
            assert_eq!(state.protracted.evaluation.asked_usd, [0.0; 3]);
            assert_eq!(state.protracted.evaluation.paid, [0; 3]);
            assert_eq!(year.protracted.evaluations, 0);
            enter(&MONTHS[2], state, year);
            close(setup, option, state, year);
            assert_eq!(year.protracted.evaluations, 1);
            // One month of the plan was missing in full but for what came, 100, 0 and 20 US$.
            let arrears = [0.0, 100.0, 80.0].map(|missing| {
                let share = setup
                    .situation
                    .parameters
                    .protracted
                    .evaluation
                    .arrears_share;
                if has_plan { missing * share * 6.0 } else { 0.0 }
            });
            all_near(&state.protracted.evaluation.arrears_usd, &arrears);
        });
    }
}
