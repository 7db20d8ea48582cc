//! Participation and services against violence by their equations.

use super::*;
use crate::model::parameters::PerSurvivor;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, all_near, near};

fn adults([women, men, older_women, older_men]: [f64; 4]) -> PerAdult {
    PerAdult {
        women,
        men,
        older_women,
        older_men,
    }
}

#[test]
fn means_are_over_people_or_else_over_groups() {
    let mut participation = Participation {
        levels: [0.2, 0.4, 0.6, 0.9],
        people: [100.0, 300.0, 50.0, 0.0],
        ..Participation::default()
    };
    near(participation.mean(|_| true), (20.0 + 120.0 + 30.0) / 450.0);
    near(participation.mean(|group| sex_of(group) == 0), 50.0 / 150.0);
    near(participation.mean(|group| sex_of(group) == 1), 0.4);
    all_near(&participation.counted(|group| group > 0), &[350.0, 150.0]);
    near(participation.mean(|group| group == 3), 0.9);
    participation.people = [0.0; 4];
    near(participation.mean(|_| true), 0.525);
    near(participation.mean(|group| sex_of(group) == 0), 0.4);
    assert_eq!(participation.mean(|_| false), 0.0);
}

#[test]
fn levels_and_coverage_lie_between_none_and_all() {
    for (level, holds) in [(0.0, true), (1.0, true), (1.01, false), (-0.01, false)] {
        let mut participation = Participation::default();
        participation.levels[2] = level;
        assert_eq!(participation.holds(), holds);
        let mut participation = Participation::default();
        participation.covered[1] = level;
        assert_eq!(participation.holds(), holds);
    }
}

/// People by sex and age band: not registered, and registered.
const CELLS: [[u64; 10]; 2] = [
    [10, 20, 30, 40, 5, 6, 7, 8, 9, 10],
    [900, 800, 700, 2_000, 100, 950, 850, 750, 1_500, 60],
];

#[test]
fn people_take_part_as_money_lets_them() {
    let mut situation = everything();
    let parameters = &mut situation.parameters.protracted.participation;
    let start = [0.1, 0.3, 0.05, 0.2];
    // Older men take part as they do anyway: there is no more to be had.
    let full = [0.6, 0.7, 0.5, 0.15];
    parameters.start_share = adults(start);
    parameters.full_share = adults(full);
    parameters.speed_per_month = 0.2;
    parameters.cost_usd_per_adult_year = 24.0;
    parameters.missed_share = 0.3;
    situation.hosts[1].cost_ratio = 1.5;
    after(&situation, 0, |setup, option, _, space| {
        let state = &mut space.state;
        let protection = Sector::Protection.index();
        assert_eq!(state.protracted.hosts[1].participation.levels, start);
        for running in [true, false] {
            state.month = if running { state.plan_month } else { 0 };
            state.coverage[[1, protection]] = 0.7;
            state.refresh_reach(&setup.situation.parameters.response);
            let own = &mut state.protracted.hosts[1];
            own.cells = CELLS;
            own.participation.levels = [0.4; 4];
            own.costs_usd[protection] = 3.0;
            own.effects.delivery = 0.9;
            month(setup, option, state);
            let own = &state.protracted.hosts[1];
            let people = [2_040.0, 1_509.0, 105.0, 70.0];
            assert_eq!(own.participation.people, people);
            let levels = [0, 1, 2, 3].map(|group| {
                let aim = if running {
                    start[group] + f64::max(full[group] - start[group], 0.0) * 0.7
                } else {
                    start[group]
                };
                0.4 + 0.2 * (aim - 0.4)
            });
            all_near(&own.participation.levels, &levels);
            let part: f64 = levels.iter().zip(people).map(|(a, b)| a * b).sum();
            let cost = if running { 3_724.0 * 2.0 * 1.5 } else { 0.0 };
            near(own.costs_usd[protection], 3.0 + cost);
            near(
                own.effects.delivery,
                0.9 * (1.0 - 0.3 * (1.0 - part / 3_724.0)),
            );
        }
    });
}

#[test]
fn survivors_are_reached_as_money_and_participation_let_them() {
    let mut situation = everything();
    let parameters = &mut situation.parameters.protracted.gender_violence;
    let rates = [60.0, 90.0, 30.0, 12.0, 18.0, 6.0];
    parameters.survivors_per_1000_per_year = PerSurvivor {
        girls: rates[0],
        women: rates[1],
        older_women: rates[2],
        boys: rates[3],
        men: rates[4],
        older_men: rates[5],
    };
    parameters.unfunded_share = 0.1;
    parameters.full_share = 0.8;
    parameters.participation_weight = 0.5;
    parameters.prevention_share = 0.4;
    parameters.usd_per_survivor = 300.0;
    parameters.prevention_usd_per_woman_year = 6.0;
    situation.hosts[1].cost_ratio = 1.5;
    for participates in [true, false] {
        if !participates {
            situation.parameters.protracted.participation.applies =
                crate::model::parameters::Switch::Off;
        }
        after(&situation, 0, |setup, _, streams, space| {
            let protection = Sector::Protection.index();
            for running in [true, false] {
                let (state, year) = (&mut space.state, &mut space.year);
                state.coverage[[1, protection]] = 0.6;
                state.refresh_reach(&setup.situation.parameters.response);
                let covered = [0, 1].map(|sex| {
                    let part = if participates { [0.25, 0.5][sex] } else { 1.0 };
                    if running {
                        0.8 * 0.6 * (1.0 - 0.5 + 0.5 * part)
                    } else {
                        0.1
                    }
                });
                // Women and girls from 12 years, then men: band by band.
                let cells = [2, 3, 4, 7, 8, 9];
                let people = cells.map(|cell| (CELLS[0][cell] + CELLS[1][cell]) as f64);
                let before = [0.5, 0.25];
                let shares = [0, 1, 2, 3, 4, 5].map(|row| {
                    let prevented = 0.4 * before[row / 3];
                    rates[row] / 12_000.0 * (1.0 - prevented)
                });
                let draws = 400;
                let mut counts = [[0.0; 2]; 6];
                for number in 0..draws {
                    state.month = number;
                    let own = &mut state.protracted.hosts[1];
                    own.cells = CELLS;
                    own.participation.levels = [0.25, 0.5, 0.25, 0.5];
                    own.participation.people = [9.0; 4];
                    year.protracted.hosts[1] = Default::default();
                    // Four months with the same coverage before, drawn together.
                    for _ in 0..4 {
                        let own = &mut state.protracted.hosts[1];
                        own.participation.covered = before;
                        own.costs_usd[protection] = 7.0;
                        violence(setup, running, state);
                    }
                    count_survivors(setup, streams, state, year);
                    let own = &state.protracted.hosts[1];
                    all_near(&own.participation.covered, &covered);
                    let expected: f64 = people.iter().zip(shares).map(|(a, b)| a * b).sum();
                    let women = people[..3].iter().sum::<f64>();
                    let usd = 1.5 * (300.0 * expected + 0.5 * women);
                    near(
                        own.costs_usd[protection],
                        7.0 + if running { usd } else { 0.0 },
                    );
                    let account = &year.protracted.hosts[1];
                    for (row, cell) in cells.into_iter().enumerate() {
                        counts[row][0] += account.survivors[cell] as f64;
                        counts[row][1] += account.reached[cell] as f64;
                    }
                    // Younger children are for child protection.
                    assert_eq!(account.survivors[0] + account.survivors[6], 0);
                }
                for row in 0..6 {
                    let mean = people[row] * shares[row] * 4.0 * f64::from(draws);
                    for (seen, mean) in [
                        (counts[row][0], mean),
                        (counts[row][1], mean * covered[row / 3]),
                    ] {
                        // Five standard deviations of a Poisson count on 48 counts: 3e-5.
                        assert!(
                            (seen - mean).abs() <= 5.0 * mean.sqrt(),
                            "{row}: {seen}, not {mean}"
                        );
                    }
                }
            }
        });
    }
}
