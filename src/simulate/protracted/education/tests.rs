//! Enrolment by its equations.

use super::*;
use crate::model::parameters::{PerLevel, ResponseFamily};
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, all_near, near, shelter};

fn levels(values: [f64; 4]) -> PerLevel {
    let [pre_primary, primary, secondary, tertiary] = values;
    PerLevel {
        pre_primary,
        primary,
        secondary,
        tertiary,
    }
}

fn known() -> crate::model::Situation {
    let mut situation = everything();
    situation.parameters.response.family = ResponseFamily::Linear;
    let parameters = &mut situation.parameters.protracted.education;
    parameters.start_enrolment_share = levels([0.3, 0.6, 0.35, 0.05]);
    parameters.unfunded_enrolment_share = levels([0.1, 0.4, 0.15, 0.02]);
    parameters.full_enrolment_share = levels([0.5, 0.95, 0.6, 0.2]);
    parameters.girls_per_boy_ratio = 0.8;
    parameters.speed_per_month = 0.1;
    parameters.cost_usd_per_pupil_year = levels([60.0, 120.0, 240.0, 1_200.0]);
    parameters.pre_primary_age_share = 0.4;
    parameters.tertiary_age_share = 0.12;
    parameters.private_funds_usd_per_year = 120_000.0;
    parameters.generation_years = 40.0;
    parameters.self_reliance_effect_share = 0.5;
    situation.hosts[1].cost_ratio = 1.5;
    situation
}

const LOW: [f64; 4] = [0.1, 0.4, 0.15, 0.02];
const FULL: [f64; 4] = [0.5, 0.95, 0.6, 0.2];
const COSTS: [f64; 4] = [60.0, 120.0, 240.0, 1_200.0];

#[test]
fn girls_and_boys_stand_in_their_ratio_around_the_mean() {
    let [girls, boys] = by_sex(0.45, 0.8);
    near(girls / boys, 0.8);
    near(0.5 * (girls + boys), 0.45);
    assert_eq!(by_sex(0.9, 0.5), [0.6, 1.0]);
    let education = Education::new(&known().parameters.protracted.education);
    for (level, share) in [0.3, 0.6, 0.35, 0.05].into_iter().enumerate() {
        all_near(
            &education.enrolled[level],
            &[1.6 / 1.8 * share, 2.0 / 1.8 * share],
        );
    }
    assert_eq!(education.schooled, [0.35; 2]);
}

#[test]
fn enrolment_lies_between_none_and_all() {
    let mut education = Education::default();
    for (share, holds) in [(0.0, true), (1.0, true), (1.01, false), (-0.01, false)] {
        education.enrolled[3][1] = share;
        assert_eq!(education.holds(), holds);
    }
}

#[test]
fn higher_levels_have_what_is_private_beside_what_is_common() {
    after(&known(), 0, |setup, _, _, _| {
        for (private, higher, coverage) in [
            (0.0, 0.4, 0.3),
            (0.2, 0.5, 0.6),
            (0.2, 0.5, 0.1),
            (0.2, 0.1, 0.6),
            (0.2, 0.0, 0.6),
            (1.0, 1.0, 1.0),
        ] {
            let own = Education {
                private_share: private,
                higher_share: higher,
                ..Education::default()
            };
            let common = if private < 1.0 {
                f64::max((coverage - private) / (1.0 - private), 0.0)
            } else {
                1.0
            };
            let part = if higher > 0.0 {
                f64::min(private / higher, 1.0)
            } else {
                0.0
            };
            for level in 0..LEVELS {
                let expected = if level < 2 {
                    common
                } else {
                    part + (1.0 - part) * common
                };
                near(level_reach(setup, &own, coverage, level), expected);
            }
        }
    });
}

/// Registered people by sex and age band, women first: younger, school, adolescents, adults, older.
const BEFORE: [u64; SEX_AGE_CELLS] = [900, 1_500, 1_200, 3_000, 70, 950, 1_400, 1_100, 2_800, 60];
const NOW: [u64; SEX_AGE_CELLS] = [990, 1_400, 1_500, 3_000, 70, 900, 1_750, 1_100, 3_500, 60];

fn counted(cells: &[u64; SEX_AGE_CELLS]) -> [[f64; 2]; 4] {
    let of = |cell: usize, share: f64| [cells[cell], cells[5 + cell]].map(|n| n as f64 * share);
    [of(0, 0.4), of(1, 1.0), of(2, 1.0), of(3, 0.12)]
}

#[test]
fn enrolment_follows_money_and_newcomers_are_not_yet_enrolled() {
    for parity in [true, false] {
        after(&known(), 0, |setup, _, _, _| {
            let mut own = Education::new(&setup.situation.parameters.protracted.education);
            let mut expected = own.enrolled;
            let mut schooled = 0.35;
            own.private_share = 0.1;
            own.higher_share = 0.4;
            for (number, cells) in [BEFORE, NOW, NOW].into_iter().enumerate() {
                let coverage = [0.5, 0.7, 0.2][number];
                let reach: Vec<f64> = (0..4)
                    .map(|level| level_reach(setup, &own, coverage, level))
                    .collect();
                let seen = enrol(setup, 1, parity, &cells, coverage, &mut own);
                let (mut need, mut higher) = (0.0, 0.0);
                let here = counted(&cells);
                let before = counted(&BEFORE);
                for level in 0..4 {
                    let low = by_sex(LOW[level], 0.8);
                    let high = if parity {
                        [FULL[level]; 2]
                    } else {
                        by_sex(FULL[level], 0.8)
                    };
                    for sex in 0..2 {
                        let share = &mut expected[level][sex];
                        // Only in the second month somebody is new.
                        if number == 1 && here[level][sex] > before[level][sex] {
                            *share *= before[level][sex] / here[level][sex];
                        }
                        let aim = low[sex] + f64::max(high[sex] - low[sex], 0.0) * reach[level];
                        *share += 0.1 * (aim - *share);
                        let usd = here[level][sex] * high[sex] * COSTS[level] / 12.0 * 1.5;
                        need += usd;
                        if level >= 2 {
                            higher += usd;
                        }
                    }
                    all_near(&own.enrolled[level], &expected[level]);
                }
                all_near(&seen, &[need, higher]);
                let [girls, boys] = here[2];
                let enrolled = girls * expected[2][0] + boys * expected[2][1];
                schooled += (enrolled / (girls + boys) - schooled) / 480.0;
                all_near(&own.schooled, &[schooled, 0.35]);
                all_near(&own.counted(2, None), &[girls + boys, enrolled]);
                all_near(&own.counted(2, Some(1)), &[boys, boys * expected[2][1]]);
            }
        });
    }
}

#[test]
fn a_generation_without_children_stays_as_schooled_as_it_is() {
    after(&known(), 0, |setup, _, _, _| {
        let mut own = Education::new(&setup.situation.parameters.protracted.education);
        let seen = enrol(setup, 0, true, &[0; SEX_AGE_CELLS], 0.5, &mut own);
        assert_eq!(seen, [0.0; 2]);
        assert_eq!(own.schooled, [0.35; 2]);
        // What is enrolled without money is never more than with it.
        let mut situation = known();
        let parameters = &mut situation.parameters.protracted.education;
        parameters.full_enrolment_share = levels([0.05; 4]);
        after(&situation, 0, |setup, _, _, _| {
            let mut own = Education::new(&setup.situation.parameters.protracted.education);
            let before = own.enrolled[0];
            enrol(setup, 0, true, &BEFORE, 1.0, &mut own);
            let low = by_sex(0.1, 0.8);
            all_near(
                &own.enrolled[0],
                &[0, 1].map(|sex| before[sex] + 0.1 * (low[sex] - before[sex])),
            );
        });
    });
}

#[test]
fn education_is_costed_by_pupils_and_private_funds_go_to_the_higher_levels() {
    for funds in [120_000.0, 1.2e9] {
        let mut situation = known();
        situation
            .parameters
            .protracted
            .education
            .private_funds_usd_per_year = funds;
        for running in [true, false] {
            after(&situation, 0, |setup, option, _, space| {
                let (state, year) = (&mut space.state, &mut space.year);
                state.month = if running { state.plan_month } else { 0 };
                for (host, stock) in [60_000, 30_000, 10_000].into_iter().enumerate() {
                    let people = &mut state.hosts[host];
                    shelter(people, LiveStatus::Recognised.index(), stock - 2_000);
                    people.exile[LiveStatus::Unregistered.index()][6] = 2_000;
                    people.people.fill(0);
                    people
                        .status_mut(LiveStatus::Unregistered.index())
                        .copy_from_slice(&[300, 200, 150, 500, 50, 280, 170, 120, 200, 30]);
                    people.self_reliance = 0.2;
                    let own = &mut state.protracted.hosts[host];
                    own.cells = [[0; SEX_AGE_CELLS], NOW];
                    own.education =
                        Education::new(&setup.situation.parameters.protracted.education);
                    own.education.schooled = [0.45, 0.35];
                    own.effects.self_reliance_ceiling = 0.03;
                    own.costs_usd[Sector::Education.index()] = 2.0;
                    state.coverage[[host, Sector::Education.index()]] = 0.5;
                }
                let announced = state.ledger.announced;
                let mut all_private = 0;
                let before: Vec<Education> = (0..3)
                    .map(|host| state.protracted.hosts[host].education.clone())
                    .collect();
                month(setup, option, state, year);
                for host in 0..3 {
                    let mut copy = before[host].clone();
                    let [need, higher] = enrol(setup, host, running, &NOW, 0.5, &mut copy);
                    let stock = [60_000.0, 30_000.0, 10_000.0][host];
                    let people = &state.hosts[host];
                    let flat = setup.hosts[host].costs.unit_usd_per_month(
                        phase(
                            &setup.situation.parameters.costs,
                            people.months_since_influx,
                        ),
                        Sector::Education,
                        0.2,
                    ) * (stock - 2_000.0);
                    let own = &state.protracted.hosts[host];
                    near(own.costs_usd[Sector::Education.index()], 2.0 + need - flat);
                    let private = if running {
                        cents(f64::min(funds / 12.0 * stock / 100_000.0, higher))
                    } else {
                        0
                    };
                    assert_eq!(own.private_funds, private);
                    assert_eq!(year.protracted.hosts[host].private_funds, private);
                    all_private += private;
                    near(own.education.private_share, private as f64 / 100.0 / need);
                    near(own.education.higher_share, higher / need);
                    near(
                        own.effects.self_reliance_ceiling,
                        0.03 + 0.5 * (copy.schooled[0] - 0.35),
                    );
                    // Of primary and secondary age, registered and not.
                    let [first, second] = [1, 2].map(|level| copy.counted(level, None));
                    let waiting = (200 + 150 + 170 + 120) as f64;
                    near(
                        year.protracted.hosts[host].out_of_school,
                        first[0] - first[1] + second[0] - second[1] + waiting,
                    );
                }
                assert_eq!(state.ledger.announced - announced, all_private);
                if running {
                    assert!(all_private > 0);
                }
            });
        }
    }
}
