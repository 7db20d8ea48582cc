//! Pledges without chance, to the cent.

use super::*;
use crate::model::{ContributorExit, Situation};
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, near};

/// Everybody pledges what is expected and keeps it.
fn certain() -> Situation {
    let mut situation = everything();
    let finance = &mut situation.parameters.finance;
    finance.baseline_announced_share = 0.4;
    finance.no_pledge_probability = 0.0;
    finance.pledge_log_sd = 0.0;
    finance.fulfilment_mean_share = 1.0;
    finance.fulfilment_advance_mean_share = 1.0;
    finance.fulfilment_common_mean_share = 1.0;
    finance.attention_shock_probability_per_year = 0.0;
    finance.fatigue_ratio_per_year = 0.9;
    finance.fatigue_after_years = 1;
    finance.disbursement_lag_months = 2;
    situation.pledges.clear();
    situation.parameters.protracted.evaluation.applies = crate::model::parameters::Switch::Off;
    let option = situation.options.last_mut().expect("one");
    option.multi_year_share = 0.25;
    option.multi_year_years = 3;
    situation
}

/// Contributions of a donor: first month, column, announced and committed.
fn entered(state: &State, donor: usize) -> Vec<(u32, usize, i64, i64)> {
    state
        .ledger
        .open()
        .filter(|one| one.donor == donor)
        .map(|one| (one.from, one.year, one.announced, one.committed))
        .collect()
}

#[test]
fn a_conference_announces_for_the_rest_of_the_year_and_ahead() {
    let mut situation = certain();
    situation.options.last_mut().expect("one").exits = vec![ContributorExit {
        contributor: situation.contributors[2].id.clone(),
        month: 24,
        remaining_share: 0.5,
    }];
    after(&situation, 0, |setup, option, streams, space| {
        for (month, in_force, months) in [(0, true, 12), (0, false, 12), (27, true, 9)] {
            let (state, year) = (&mut space.state, &mut space.year);
            state.ledger.reset(3);
            state.advance_until.fill(0);
            state.month = month;
            state.plan_month = if in_force { 0 } else { 60 };
            state.uptake = 0.5;
            state.first_ask_per_year_usd = None;
            state.obligations_usd = vec![3e6, 90e6, 40e6];
            year.donors.fill([0; 4]);
            hold_conference(setup, option, streams, state, year);
            let ask = expected_needs(setup, state, month, months).usd;
            let part = f64::from(months) / 12.0;
            near(state.first_ask_per_year_usd.expect("an ask"), ask / part);
            let fatigue = if month == 27 { 0.9 } else { 1.0 };
            let column = (month / 12) as usize;
            for (donor, (share, asked)) in [(0.1, 3e6), (0.5, 90e6), (0.4, 40e6)]
                .into_iter()
                .enumerate()
            {
                let baseline = share * 0.4 * ask;
                let beyond = f64::max(asked * part - baseline, 0.0);
                let left = if donor == 2 && month >= 24 { 0.5 } else { 1.0 };
                let uptake = if in_force { 0.5 } else { 0.0 };
                let mean = (baseline + uptake * beyond) * fatigue * left;
                let announced = cents(mean);
                let yearly = cents(announced as f64 / 100.0 * 0.25 / part);
                let mut expected = vec![(month + 2, column, announced, announced)];
                for ahead in 1..3_u32 {
                    let from = month + months + 12 * (ahead - 1);
                    let later = column + ahead as usize;
                    expected.push((from, later, yearly, yearly));
                }
                assert_eq!(entered(state, donor), expected, "{month} {donor}");
                assert_eq!(year.donors[donor][..2], [announced, announced]);
                assert_eq!(state.advance_until[donor], column + 3);
            }
        }
    });
}

/// What is expected of a year is what of commitments is paid by its end, and what contributors announce
/// beyond them, with attention and fulfilment at their means and less what lags into the next year.
#[test]
fn a_year_s_income_is_expected_from_commitments_and_means() {
    let mut situation = certain();
    let finance = &mut situation.parameters.finance;
    finance.attention_shock_probability_per_year = 0.3;
    finance.attention_shock_loss_share = 0.2;
    finance.fulfilment_mean_share = 0.8;
    finance.fulfilment_common_mean_share = 0.9;
    finance.disbursement_lag_months = 2;
    finance.disbursement_mean_months = 4.0;
    after(&situation, 0, |setup, option, streams, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        state.ledger.reset(3);
        state.month = 27;
        state.plan_month = 60;
        state.ledger.enter(
            0,
            Contribution {
                donor: 1,
                from: 30,
                year: 2,
                announced: 600_000_000,
                committed: 500_000_000,
                disbursed: 0,
                binding: Binding::Habits,
            },
        );
        year.donors.fill([0; 4]);
        hold_conference(setup, option, streams, state, year);
        let ask = expected_needs(setup, state, 27, 9).usd;
        near(state.asked_per_month_usd, ask / 9.0);
        let share = (1.0 - 0.3 * 0.2) * 0.8 * 0.9 * (1.0 - 0.75_f64.powi(7));
        let mut expected = 5e6 * (1.0 - 0.75_f64.powi(6));
        for (income, committed) in [(0.1, 0.0), (0.5, 5e6), (0.4, 0.0)] {
            let usual = income * 0.4 * ask * 0.9;
            assert!(usual > committed);
            expected += (usual - committed) * share;
        }
        near(year.expected_income_usd, expected);
    });
}

#[test]
fn what_is_already_committed_comes_off_and_advance_pledges_run_on() {
    after(&certain(), 0, |setup, option, streams, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        state.ledger.reset(3);
        state.advance_until.fill(0);
        state.plan_month = 60;
        year.donors.fill([0; 4]);
        hold_conference(setup, option, streams, state, year);
        let ahead: Vec<i64> = (0..3).map(|donor| entered(state, donor)[1].2).collect();
        // A year later.
        state.month = 12;
        year.donors.fill([0; 4]);
        hold_conference(setup, option, streams, state, year);
        let ask = expected_needs(setup, state, 12, 12).usd;
        for (donor, share) in [0.1, 0.5, 0.4].into_iter().enumerate() {
            let announced = cents(share * 0.4 * ask);
            let rows: Vec<_> = entered(state, donor)
                .into_iter()
                .filter(|row| row.1 == 1)
                .collect();
            assert_eq!(rows.len(), 2, "no further advance pledge");
            let later = entered(state, donor);
            assert_eq!(later.iter().filter(|row| row.1 == 2).count(), 1);
            assert!(rows.contains(&(14, 1, announced - ahead[donor], announced - ahead[donor])));
            assert_eq!(year.donors[donor][..2], [announced, announced]);
        }
        // Where more is committed than would be announced, nothing is added.
        state.ledger.reset(3);
        state.ledger.enter(
            0,
            Contribution {
                donor: 1,
                from: 13,
                year: 1,
                announced: 1 << 50,
                committed: 1 << 50,
                disbursed: 0,
                binding: Binding::Habits,
            },
        );
        year.donors.fill([0; 4]);
        hold_conference(setup, option, streams, state, year);
        assert_eq!(year.donors[1][..2], [1 << 50, 1 << 50]);
    });
}

#[test]
fn an_option_without_an_appeal_asks_for_what_the_first_asked_for() {
    let mut situation = certain();
    for (appeal, repeats) in [(Appeal::None, true), (Appeal::Annual, false)] {
        situation.options.last_mut().expect("one").appeal = appeal;
        after(&situation, 0, |setup, option, streams, space| {
            let (state, year) = (&mut space.state, &mut space.year);
            state.ledger.reset(3);
            state.plan_month = 60;
            state.month = 6;
            state.first_ask_per_year_usd = Some(1e6);
            year.donors.fill([0; 4]);
            hold_conference(setup, option, streams, state, year);
            let ask = if repeats {
                500_000.0
            } else {
                expected_needs(setup, state, 6, 6).usd
            };
            assert_eq!(year.donors[1][0], cents(0.5 * 0.4 * ask));
            assert_eq!(state.first_ask_per_year_usd, Some(1e6));
        });
    }
}

#[test]
fn a_plan_between_conferences_brings_the_uptake_of_what_is_beyond() {
    after(&certain(), 0, |setup, option, streams, space| {
        for (month, months, fatigue) in [(4, 8, 1.0), (28, 8, 0.9)] {
            let (state, year) = (&mut space.state, &mut space.year);
            state.ledger.reset(3);
            state.advance_until.fill(0);
            state.month = month;
            state.uptake = 0.5;
            state.obligations_usd = vec![1e3, 90e6, 40e6];
            year.donors.fill([7, 0, 0, 0]);
            // What the latest appeal asked for counts, not what would be asked for now.
            state.asked_per_month_usd = 2e6;
            adopt_plan(setup, option, streams, state, year);
            let ask = 2e6 * f64::from(months);
            let part = f64::from(months) / 12.0;
            assert_eq!(entered(state, 0), [], "asked for less than it gives");
            for (donor, share, asked) in [(1, 0.5, 90e6), (2, 0.4, 40e6)] {
                let mean = 0.5 * (asked * part - share * 0.4 * ask) * fatigue;
                let announced = cents(mean);
                assert!(announced > 0);
                let first = entered(state, donor)[0];
                let column = (month / 12) as usize;
                assert_eq!(first, (month + 2, column, announced, announced));
                let yearly = cents(announced as f64 / 100.0 * 0.25 / part);
                let ahead = entered(state, donor)[1];
                assert_eq!(ahead, (month + months, column + 1, yearly, yearly));
                assert_eq!(year.donors[donor][..2], [announced + 7, announced]);
            }
        }
    });
}

#[test]
fn advance_pledges_end_with_their_years_and_with_the_clock() {
    let mut situation = certain();
    for (share, years, month, ahead) in [
        (0.25, 1, 0, 0),
        (0.25, 2, 0, 1),
        (0.0, 3, 0, 0),
        // Six years in all: from the fifth there is one ahead.
        (0.25, 4, 48, 1),
        (0.25, 4, 60, 0),
    ] {
        let option = situation.options.last_mut().expect("one");
        (option.multi_year_share, option.multi_year_years) = (share, years);
        after(&situation, 0, |setup, option, streams, space| {
            let (state, year) = (&mut space.state, &mut space.year);
            state.ledger.reset(3);
            state.advance_until.fill(0);
            state.month = month;
            year.donors.fill([0; 4]);
            hold_conference(setup, option, streams, state, year);
            assert_eq!(
                entered(state, 1).len(),
                1 + ahead,
                "{share} {years} {month}"
            );
        });
    }
}

#[test]
fn what_is_announced_is_kept_as_far_as_all_keep_it() {
    let mut situation = certain();
    situation.parameters.finance.fulfilment_common_mean_share = 0.0;
    after(&situation, 0, |setup, option, streams, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        state.ledger.reset(3);
        state.advance_until.fill(0);
        year.donors.fill([0; 4]);
        hold_conference(setup, option, streams, state, year);
        let announced: i64 = year.donors.iter().map(|account| account[0]).sum();
        assert!(announced > 1_000_000);
        // And two years ahead.
        assert!(state.ledger.announced > announced);
        assert_eq!(state.ledger.committed, 0);
    });
}

#[test]
fn accounts_open_with_some_months_of_what_is_given() {
    let mut situation = certain();
    situation.parameters.finance.opening_balance_months = 3.0;
    for (contributor, shares) in
        situation
            .contributors
            .iter_mut()
            .zip([[0.5, 0.3], [0.2, 0.1], [0.7, 0.1]])
    {
        [
            contributor.unearmarked_share,
            contributor.host_earmarked_share,
        ] = shares;
    }
    after(&situation, 0, |setup, option, streams, space| {
        let state = &mut space.state;
        state.ledger.reset(3);
        open_accounts(setup, option, streams, state);
        let opening = cents(0.4 * expected_needs(setup, state, 0, 12).usd / 4.0);
        assert_eq!(
            (
                state.ledger.announced,
                state.ledger.committed,
                state.ledger.disbursed
            ),
            (opening, opening, opening)
        );
        // Means over contributors: 0.1, 0.5 and 0.4 of income.
        let to_host = round_share(opening, 0.03 + 0.05 + 0.04);
        let to_cell = round_share(opening, 0.02 + 0.35 + 0.08);
        let pools = &state.ledger.pools;
        assert!((pools.host.iter().sum::<i64>() - to_host).abs() <= 1);
        assert!((pools.host_sector.iter().sum::<i64>() - to_cell).abs() <= 1);
        assert_eq!(pools.total(), opening);
        assert_eq!(state.advance_until, [0; 3]);
    });
}

#[test]
fn chance_keeps_the_mean_of_what_is_announced() {
    let mut situation = certain();
    for (none, spread) in [(0.0, 0.0), (0.2, 0.0), (0.0, 0.5), (0.2, 0.5)] {
        let finance = &mut situation.parameters.finance;
        (finance.no_pledge_probability, finance.pledge_log_sd) = (none, spread);
        after(&situation, 0, |setup, option, _, _| {
            let draws = 4_000_u32;
            let (mut sum, mut nothing, mut logs) = (0.0, 0.0, 0.0);
            for number in 0..u64::from(draws) {
                let streams = Streams::new(8, number);
                let announced = announce(setup, &streams, &option.donors[1], 7, 1e9);
                sum += announced as f64 / 1e11;
                if announced == 0 {
                    nothing += 1.0;
                } else {
                    let log: f64 = (announced as f64 / 1e11 * (1.0 - none)).ln();
                    logs += (log + spread * spread / 2.0).powi(2);
                }
            }
            let n = f64::from(draws);
            let variance = (spread * spread).exp() / (1.0 - none) - 1.0;
            // Five standard errors.
            let error = 5.0 * (variance / n).sqrt() + 1e-9;
            assert!(
                (sum / n - 1.0).abs() <= error,
                "{none} {spread}: {}",
                sum / n
            );
            let error = 5.0 * (none * (1.0 - none) / n).sqrt();
            assert!((nothing / n - none).abs() <= error);
            let seen = logs / (n - nothing);
            assert!((seen - spread * spread).abs() <= 0.13 * spread * spread + 1e-12);
        });
    }
}

#[test]
fn attention_is_lost_as_often_as_is_said() {
    let mut situation = certain();
    for probability in [0.0, 0.3, 1.0] {
        let finance = &mut situation.parameters.finance;
        finance.attention_shock_probability_per_year = probability;
        finance.attention_shock_loss_share = 0.25;
        after(&situation, 0, |setup, _, _, _| {
            let draws = 2_000;
            let lost = (0..draws)
                .filter(|&number| {
                    let (common, attention) = common_shock(setup, &Streams::new(2, number), 2027);
                    assert_eq!(common, 1.0);
                    assert!(attention == 1.0 || attention == 0.75);
                    attention < 1.0
                })
                .count();
            let n = draws as f64;
            let error = 5.0 * (probability * (1.0 - probability) / n).sqrt();
            assert!((lost as f64 / n - probability).abs() <= error, "{lost}");
        });
    }
}

#[test]
fn fatigue_grows_after_some_years() {
    after(&certain(), 0, |setup, _, _, _| {
        for (month, expected) in [(0, 1.0), (23, 1.0), (24, 0.9), (35, 0.9), (36, 0.81)] {
            near(fatigue(setup, month), expected);
        }
    });
}

#[test]
fn a_standing_pledge_is_for_the_months_that_are_simulated() {
    let mut situation = certain();
    situation.clock.months = 17;
    let pledge = everything().pledges[0].clone();
    situation.pledges = vec![crate::model::Pledge {
        amount: crate::units::Cents(3_600_000),
        from: crate::units::CalendarMonth::new(2026, 7).expect("a month"),
        until: crate::units::CalendarMonth::new(2028, 12).expect("a month"),
        ..pledge
    }];
    after(&situation, 0, |_, _, _, space| {
        // Six months of 2026 and five of 2027, of thirty that it runs.
        assert_eq!(
            entered(&space.state, 1),
            [(6, 0, 720_000, 720_000), (12, 1, 600_000, 600_000)]
        );
    });
}

mod flash;
