//! Reviews by their rules.

#![expect(
    clippy::needless_range_loop,
    reason = "hosts, years, sexes and ages number the rows of several tables at once"
)]

use super::*;
use crate::model::parameters::{ReviewSolver, Switch};
use crate::model::{Measure, MeasureKind, Plan, Situation};
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, all_near, near, shelter};

#[test]
fn the_mass_of_a_count_is_that_of_the_negative_binomial_law() {
    for (mean, size) in [(0.4, 2.0), (7.0, 2.5), (30.0, 5.0)] {
        let (mut sum, mut first, mut second) = (0.0, 0.0, 0.0);
        for count in 0..4_000_u64 {
            let mass = Observed::new(count, size).negative_binomial_mass(mean);
            sum += mass;
            first += mass * count as f64;
            second += mass * (count * count) as f64;
        }
        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
        assert!((first / mean - 1.0).abs() < 1e-9, "{first}, not {mean}");
        let variance = mean + mean * mean / size;
        let seen = second - first * first;
        assert!(
            (seen / variance - 1.0).abs() < 1e-8,
            "{seen}, not {variance}"
        );
    }
    // Where nobody can come, nobody comes.
    assert_eq!(Observed::new(0, 2.0).negative_binomial_mass(0.0), 1.0);
    assert_eq!(Observed::new(3, 2.0).negative_binomial_mass(0.0), 0.0);
}

#[test]
fn a_review_is_due_after_its_interval_and_sooner_in_an_emergency() {
    let mut situation = everything();
    situation.parameters.review.emergency_interval_months = 3;
    situation.parameters.costs.emergency_months = 5;
    for (interval, emergency, stock, last, due) in [
        (Some(12), false, 9, Some(4), Some(15)),
        // An emergency where somebody is.
        (Some(12), true, 9, Some(4), Some(6)),
        (Some(12), true, 0, Some(4), Some(15)),
        (Some(2), true, 9, Some(4), Some(5)),
        (Some(2), false, 9, Some(4), Some(5)),
        (Some(12), true, 9, None, None),
        (None, true, 9, Some(4), None),
    ] {
        situation
            .options
            .last_mut()
            .expect("one")
            .review_interval_months = interval;
        after(&situation, 0, |setup, option, _, space| {
            let state = &mut space.state;
            for host in &mut state.hosts {
                host.months_since_influx = 5;
                shelter(host, 1, 1_000);
            }
            state.hosts[1].months_since_influx = if emergency { 4 } else { 5 };
            shelter(&mut state.hosts[1], 1, stock);
            state.last_review = last;
            for month in 4..40 {
                state.month = month;
                assert_eq!(
                    is_due(setup, option, state),
                    due.is_some_and(|due| month >= due),
                    "{interval:?} {emergency} {month}"
                );
            }
        });
    }
}

/// What a review asks for, from the forecast by hand.
fn forecast(setup: &Setup<'_>, option: &OptionSetup<'_>, state: &State) -> Vec<f64> {
    let months = f64::from(setup.situation.parameters.review.forecast_months);
    let mut needs = [0.0; 3];
    let mut people = [0.0; 3];
    project(
        setup,
        &outlook(setup, state, state.month + 1),
        setup.situation.parameters.review.forecast_months,
        |_, host, month| {
            needs[host] += month.needs.iter().sum::<f64>() / months * 12.0;
            people[host] += month.stock / months;
        },
    );
    for host in 0..3 {
        needs[host] += 12.0 * state.emergency.hosts[host].recurring_usd();
        needs[host] = (needs[host] + 12.0 * state.protracted.hosts[host].recurring_usd()).max(0.0);
    }
    let service = [0, 1, 2]
        .map(|host| state.protracted.hosts[host].loans.serviced_in_month as f64 / 100.0 * 12.0);
    let year = setup.year_of(state.month + 1);
    solve(setup, option, year, &needs, &people, &service)
}

/// The obligations of a year in closed form.
fn solve(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    year: i32,
    needs: &[f64],
    people: &[f64],
    service: &[f64],
) -> Vec<f64> {
    let terms = Terms::new(setup, option, year, needs, people, service);
    terms.solve(ReviewSolver::ClosedForm).expect("always")
}

#[test]
fn a_review_asks_for_a_year_of_the_forecast_and_of_what_arrangements_cost() {
    let mut situation = everything();
    situation.parameters.review.forecast_months = 18;
    after(&situation, 1, |setup, option, _, space| {
        let state = &mut space.state;
        // The months of December ask for the year to come.
        state.month = 11;
        for (host, recurring) in [(0, 40_000.0), (1, 25_000.0), (2, -9e9)] {
            state.emergency.hosts[host].costs_usd = [0.0; crate::model::SECTORS.len()];
            state.emergency.hosts[host].costs_usd[2] = 50_000.0;
            state.emergency.hosts[host].once_usd = 10_000.0;
            let own = &mut state.protracted.hosts[host];
            own.costs_usd = [0.0; crate::model::SECTORS.len()];
            own.costs_usd[4] = recurring + 5_000.0;
            own.once_usd = 5_000.0;
        }
        state.protracted.hosts[0].loans.serviced_in_month = 7_000_000;
        let expected = forecast(setup, option, state);
        let seen = reviewed_obligations(setup, option, state).expect("solved");
        all_near(&seen, &expected);
        // What does not come again, and what service costs, make a difference.
        for change in [
            |state: &mut State| state.emergency.hosts[0].once_usd = 0.0,
            |state: &mut State| state.protracted.hosts[1].once_usd = 0.0,
            |state: &mut State| state.protracted.hosts[0].loans.serviced_in_month = 0,
        ] {
            let mut other = state.clone();
            change(&mut other);
            assert_ne!(forecast(setup, option, &other), expected);
        }
    });
}

#[test]
fn a_small_change_is_no_amendment() {
    after(&everything(), 6, |setup, option, _, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        let asked = reviewed_obligations(setup, option, state).expect("solved");
        let sum: f64 = asked.iter().sum();
        assert!(sum > 1e6);
        // Old obligations that differ from the new ones by a part of their own sum, in one or two.
        for (part, amended) in [(0.009, false), (0.011, true)] {
            for (one, other) in [(1.0, 0.0), (-0.5, 0.5), (-1.0, 0.0)] {
                let change = part * sum / (1.0 - part * (one + other));
                let mut old = asked.clone();
                old[1] += one * change;
                old[2] += other * change;
                state.obligations_usd.clone_from(&old);
                let (before, after) = (old.iter().sum::<f64>(), sum);
                year.amendments = crate::simulate::record::Amendments {
                    count: 4,
                    ..Default::default()
                };
                review(setup, option, state, year).expect("solved");
                let log = year.amendments;
                assert_eq!(log.count, 4 + u64::from(amended), "{part} {one}");
                // By the old obligations more is asked for now, less, or the same of others.
                let cause = [-1.0, 1.0, -0.5].map(|way| u64::from(amended && way == one));
                assert_eq!([log.more, log.less, log.split], cause, "{part} {one}");
                let sums = if amended { [before, after] } else { [0.0; 2] };
                all_near(&[log.from_usd, log.to_usd], &sums);
                assert_eq!(
                    state.obligations_usd,
                    if amended { asked.clone() } else { old }
                );
                assert_eq!(state.last_review, Some(state.month + 1));
            }
        }
        // Where nothing was asked before, a cent more than a hundredth of a dollar is an amendment.
        state.obligations_usd = vec![0.0; 3];
        review(setup, option, state, year).expect("solved");
        assert_eq!(state.obligations_usd, asked);
    });
}

/// Amounts `clamp(level·weight − offset, floor, cap)` that raise a total, by bisection.
fn filled(total: f64, rows: &[[f64; 4]]) -> Vec<f64> {
    let at = |level: f64| -> Vec<f64> {
        rows.iter()
            .map(|&[weight, offset, floor, cap]| (level * weight - offset).min(cap).max(floor))
            .collect()
    };
    let (mut low, mut high) = (0.0, 1e12);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if at(middle).iter().sum::<f64>() < total {
            low = middle;
        } else {
            high = middle;
        }
    }
    at(low)
}

/// Three hosts of which the first contributes; needs and person-years by host.
const NEEDS: [f64; 3] = [30e6, 12e6, 8e6];
const PEOPLE: [f64; 3] = [60_000.0, 20_000.0, 9_000.0];

fn with_pathways(mut situation: Situation) -> Situation {
    situation.parameters.finance.baseline_announced_share = 0.4;
    situation.parameters.protracted.pathways.applies = Switch::Always;
    situation.measures = vec![Measure {
        kind: MeasureKind::ComplementaryPathway,
        tier: crate::model::Tier::ALL[1],
        value_usd_per_unit: 5_000.0,
        cost_usd_per_unit: 0.0,
        need_per_year: vec![0.0; 3],
        capacity_per_year: Vec::new(),
    }];
    let option = situation.options.last_mut().expect("an option");
    option.hosting_value_usd_per_person_year = 300.0;
    option.place_value_usd_per_person = 2_000.0;
    situation
}

fn solved(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    plan: &Plan,
    calendar: i32,
    service: &[f64],
) -> Vec<f64> {
    let mut prepared = OptionSetup::new(setup, option.option, plan);
    for (donor, (places, standing)) in
        prepared
            .donors
            .iter_mut()
            .zip([(10.0, 1e6), (200.0, 9e6), (30.0, 2e6)])
    {
        donor.pathways = vec![places, 2.0 * places];
        donor.standing_usd = vec![0.0, standing];
    }
    solve(setup, &prepared, calendar, &NEEDS, &PEOPLE, service)
}

#[test]
fn a_years_need_is_divided_by_the_key_less_what_is_given_otherwise() {
    for applies in [Switch::Always, Switch::Off] {
        let mut situation = with_pathways(everything());
        situation.parameters.protracted.pathways.applies = applies;
        let pathway_value = if applies == Switch::Off { 0.0 } else { 5_000.0 };
        after(&situation, 0, |setup, option, _, _| {
            let mut plan = option.plan.clone();
            for (share, cap) in plan.shares.iter_mut().zip([40e6, 21e6, 30e6]) {
                share.cap_usd = vec![1e9, cap];
                share.obligation_places = vec![0, share.obligation_places[0]];
            }
            let need = 50e6;
            // The second year and years after the last; what is signed stands in the second year alone.
            for (calendar, standing) in [(2027, 1.0), (2029, 0.0)] {
                for service in [0.0, 3e6] {
                    let hosting = 300.0 * 60_000.0 - 0.4 * 30e6 + service;
                    let rows = [
                        [
                            0.2,
                            hosting + 2_000.0 * 100.0 + pathway_value * 20.0,
                            1e6 * standing,
                            40e6,
                        ],
                        [
                            0.5,
                            2_000.0 * 700.0 + pathway_value * 400.0,
                            9e6 * standing,
                            21e6,
                        ],
                        [
                            0.3,
                            2_000.0 * 400.0 + pathway_value * 60.0,
                            2e6 * standing,
                            30e6,
                        ],
                    ];
                    let expected = filled(need, &rows);
                    near(expected.iter().sum(), need);
                    all_near(
                        &solved(setup, option, &plan, calendar, &[service, 0.0, 0.0]),
                        &expected,
                    );
                }
            }
            // The first year asks for no places and has no caps that bind.
            let hosting = 300.0 * 60_000.0 - 0.4 * 30e6;
            let expected = filled(
                need,
                &[
                    [0.2, hosting + pathway_value * 10.0, 0.0, 1e9],
                    [0.5, pathway_value * 200.0, 0.0, 1e9],
                    [0.3, pathway_value * 30.0, 0.0, 1e9],
                ],
            );
            all_near(&solved(setup, option, &plan, 2026, &[]), &expected);
        });
    }
}

#[test]
fn hosting_counts_for_no_less_than_nothing() {
    let mut situation = with_pathways(everything());
    situation
        .options
        .last_mut()
        .expect("one")
        .hosting_value_usd_per_person_year = 150.0;
    after(&situation, 0, |setup, option, _, _| {
        // 9 million of hosting, of which 12 are paid for by others.
        let expected = filled(
            50e6,
            &[
                [0.2, 2_000.0 * 100.0 + 5_000.0 * 20.0 + 1e6, 1e6, 1e9],
                [0.5, 2_000.0 * 700.0 + 5_000.0 * 400.0, 9e6, 1e9],
                [0.3, 2_000.0 * 400.0 + 5_000.0 * 60.0, 2e6, 1e9],
            ],
        );
        all_near(
            &solved(setup, option, option.plan, 2027, &[1e6, 0.0, 0.0]),
            &expected,
        );
    });
}

#[test]
fn those_without_a_key_share_give_what_they_offer() {
    let situation = with_pathways(everything());
    after(&situation, 0, |setup, option, _, _| {
        let mut plan = option.plan.clone();
        plan.shares[1].key_share = 0.0;
        // Half of today's giving, 40 % of 50 million, or what is signed, if that is more.
        for (calendar, offered) in [(2027, 10e6), (2028, 10e6)] {
            let standing = if calendar == 2027 { 1.0 } else { 0.0 };
            let hosting = 300.0 * 60_000.0 - 0.4 * 30e6;
            let expected = filled(
                50e6,
                &[
                    [
                        0.2,
                        hosting + 2_000.0 * 100.0 + 5_000.0 * 20.0,
                        1e6 * standing,
                        1e9,
                    ],
                    [0.0, 0.0, offered, offered],
                    [0.3, 2_000.0 * 400.0 + 5_000.0 * 60.0, 2e6 * standing, 1e9],
                ],
            );
            all_near(&solved(setup, option, &plan, calendar, &[]), &expected);
        }
        // Nobody else is asked where offers exceed the need; signed money of no key share counts.
        let mut prepared = OptionSetup::new(setup, option.option, &plan);
        for (donor, standing) in prepared.donors.iter_mut().zip([0.0, 80e6, 0.0]) {
            donor.standing_usd = vec![standing];
        }
        let obligations = solve(setup, &prepared, 2026, &NEEDS, &PEOPLE, &[]);
        all_near(&obligations, &[0.0, 80e6, 0.0]);
        let same = obligations_in_closed_form(setup, &prepared, 2026, &NEEDS, &PEOPLE);
        assert_eq!(same, obligations);
    });
}

#[test]
fn a_review_asks_for_the_year_of_the_month_that_follows() {
    after(&everything(), 1, |setup, option, _, space| {
        let mut prepared = OptionSetup::new(setup, option.option, option.plan);
        // What is signed for each year, more than anybody would be asked for.
        for donor in &mut prepared.donors {
            donor.standing_usd = vec![70e9, 80e9, 90e9];
        }
        for (month, signed) in [(9, 70e9), (10, 70e9), (11, 80e9), (22, 80e9), (23, 90e9)] {
            space.state.month = month;
            let asked = reviewed_obligations(setup, &prepared, &space.state).expect("solved");
            assert!(asked.iter().all(|&usd| usd == signed), "{month}: {asked:?}");
        }
    });
}

mod solved;
