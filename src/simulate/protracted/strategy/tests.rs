//! The mix of solutions, its steering and its support by their equations.

use super::*;
use crate::model::parameters::{PerSolution, Switch};
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, all_near, near, shelter};

const NO_LIMIT: [f64; 3] = [1e12; 3];

#[test]
fn a_budget_is_divided_by_weights_within_limits() {
    for (budget, weights, limits, before, expected) in [
        (
            100.0,
            [0.5, 0.3, 0.2],
            NO_LIMIT,
            [0.0; 3],
            [50.0, 30.0, 20.0],
        ),
        // What one cannot use goes to the others by their weights.
        (
            100.0,
            [0.5, 0.3, 0.2],
            [10.0, 90.0, 90.0],
            [0.0; 3],
            [10.0, 54.0, 36.0],
        ),
        (
            100.0,
            [0.5, 0.3, 0.2],
            [10.0, 40.0, 90.0],
            [0.0; 3],
            [10.0, 40.0, 50.0],
        ),
        (
            100.0,
            [0.5, 0.3, 0.2],
            [1.0, 2.0, 3.0],
            [0.0; 3],
            [1.0, 2.0, 3.0],
        ),
        // On top of what is given.
        (
            50.0,
            [0.0, 1.0, 1.0],
            NO_LIMIT,
            [20.0, 0.0, 0.0],
            [20.0, 15.0, 15.0],
        ),
        (
            60.0,
            [2.0, 1.0, 1.0],
            [20.0, 90.0, 90.0],
            [20.0, 4.0, 0.0],
            [20.0, 22.0, 18.0],
        ),
        (0.0, [0.5, 0.3, 0.2], NO_LIMIT, [0.0; 3], [0.0; 3]),
        (
            10.0,
            [0.5, 0.3, 0.2],
            NO_LIMIT,
            [6.0, 5.0, 4.0],
            [6.0, 5.0, 4.0],
        ),
        (10.0, [0.0; 3], NO_LIMIT, [0.0; 3], [0.0; 3]),
        (
            10.0,
            [1.0, 0.0, 0.0],
            [4.0, 9.0, 9.0],
            [0.0; 3],
            [4.0, 0.0, 0.0],
        ),
    ] {
        let mut given = before;
        divide(budget, weights, limits, &mut given);
        all_near(&given, &expected);
    }
}

#[test]
fn shares_and_distances_of_mixes() {
    assert_eq!(shares([0.0; 3]), None);
    all_near(
        &shares([1.0, 3.0, 4.0]).expect("a mix"),
        &[0.125, 0.375, 0.5],
    );
    assert_eq!(distance([0.0; 3], [1, 2, 3]), 0.0);
    assert_eq!(distance([0.5, 0.3, 0.2], [0; 3]), 1.0);
    near(
        distance([0.5, 0.3, 0.2], [10, 0, 30]),
        0.5 * (0.25 + 0.3 + 0.55),
    );
    near(distance([1.0, 0.0, 0.0], [0, 7, 0]), 1.0);
    near(distance([0.25, 0.25, 0.5], [1, 1, 2]), 0.0);
}

#[test]
fn what_lags_is_helped_on() {
    let parameters = SolutionStrategyParameters {
        steering_ratio: 2.0,
        ..everything().parameters.protracted.solution_strategy
    };
    let mut strategy = Strategy {
        intended: [0.5, 0.3, 0.2],
        ..Strategy::default()
    };
    all_near(&steered(&parameters, &strategy), &strategy.intended);
    strategy.found = [60, 10, 30];
    all_near(&steered(&parameters, &strategy), &[0.3, 0.7, 0.0]);
    strategy.found = [20, 60, 20];
    all_near(&steered(&parameters, &strategy), &[1.1, 0.0, 0.2]);
}

#[test]
fn a_strategy_runs_from_the_consultations_on_or_else_with_the_plan() {
    let mut situation = everything();
    for consults in [false, true] {
        situation.parameters.emergency.consultation.applies = if consults {
            Switch::WithPlan
        } else {
            Switch::Off
        };
        for has_plan in [true, false] {
            situation.options.last_mut().expect("one").has_plan = has_plan;
            after(&situation, 0, |setup, option, _, space| {
                let state = &mut space.state;
                state.plan_month = 9;
                state.month = 8;
                assert!(!running(setup, option, state), "neither");
                // Convened in month 0.
                state.emergency.consultation.convene_now();
                assert_eq!(running(setup, option, state), consults && has_plan);
                state.month = 0;
                assert_eq!(running(setup, option, state), consults && has_plan);
                state.month = 9;
                assert_eq!(running(setup, option, state), has_plan);
                state.emergency.consultation = Default::default();
                assert_eq!(running(setup, option, state), has_plan && !consults);
            });
        }
    }
}

/// A situation of which all that solutions rest on is known.
fn known() -> crate::model::Situation {
    let mut situation = everything();
    let parameters = &mut situation.parameters;
    parameters.voluntary_return.hazard_per_year = crate::simulate::common::same(0.12);
    parameters.voluntary_return.hazard_per_year.war = 0.024;
    parameters.voluntary_return.hazard_per_year.peace = 0.36;
    parameters.voluntary_return.support_effect = 0.6;
    parameters.voluntary_return.duration_decline_per_year = 0.0;
    parameters.local_integration.naturalisation_hazard_per_year = 0.06;
    parameters.local_integration.development_effect = 0.5;
    let resettlement = &mut parameters.resettlement;
    resettlement.submissions_per_1000_refugees_per_month = 4.0;
    resettlement.group_productivity_ratio = 3.0;
    resettlement.acceptance_share = 0.8;
    resettlement.need_share_of_stock = 0.1;
    parameters.review.forecast_months = 5;
    parameters.protracted.solution_strategy = SolutionStrategyParameters {
        applies: Switch::Always,
        support_usd_per_person_year: 6.0,
        usd_per_person: PerSolution {
            voluntary_return: 500.0,
            local_integration: 800.0,
            resettlement: 2_000.0,
        },
        largest_rise_ratio: PerSolution {
            voluntary_return: 1.0,
            local_integration: 0.5,
            resettlement: 0.25,
        },
        steering_ratio: 1.0,
    };
    for (host, openness) in situation.hosts.iter_mut().zip([0.3, 0.6, 0.9]) {
        host.legal_framework_openness = openness;
    }
    situation
}

/// Coverage of solutions, protection and host communities, by host.
const COVERED: [[f64; 3]; 3] = [[0.4, 0.7, 0.2], [0.9, 0.5, 0.8], [0.1, 0.3, 0.6]];
const STOCKS: [u64; 3] = [40_000, 10_000, 50_000];

fn settle(setup: &Setup<'_>, state: &mut State) {
    for host in 0..3 {
        let [solutions, protection, community] = COVERED[host];
        for (sector, covered) in [
            (Sector::Solutions, solutions),
            (Sector::Protection, protection),
            (Sector::HostCommunity, community),
        ] {
            state.coverage[[host, sector.index()]] = covered;
        }
        shelter(
            &mut state.hosts[host],
            LiveStatus::Recognised.index(),
            STOCKS[host],
        );
        state.protracted.hosts[host].effects = super::super::Effects::default();
    }
    state.refresh_reach(&setup.situation.parameters.response);
}

/// People who find each solution without support, for everyone able.
fn by_hand(host: usize, hazard: f64, able: [f64; 2], group_share: f64) -> [f64; 3] {
    let [solutions, protection, community] = COVERED[host];
    let openness = [0.3, 0.6, 0.9][host];
    [
        able[0] * hazard * (1.0 + 0.6 * solutions),
        able[1] * 0.005 * openness * (1.0 + 0.5 * community),
        STOCKS[host] as f64 * 0.004 * (1.0 + 2.0 * group_share) * protection,
    ]
}

#[test]
fn people_find_solutions_as_hazards_and_money_let_them() {
    after(&known(), 0, |setup, option, _, space| {
        let state = &mut space.state;
        settle(setup, state);
        for host in 0..3 {
            for group_share in [0.0, 0.5] {
                let mut policy = option.option.clone();
                policy.group_resettlement_share = group_share;
                all_near(
                    &unsupported(setup, &policy, state, host, 0.01, [900.0, 700.0]),
                    &by_hand(host, 0.01, [900.0, 700.0], group_share),
                );
            }
            // Arrangements move openness and integration.
            let own = &mut state.protracted.hosts[host];
            own.effects.openness = 0.05;
            own.effects.integration = 0.2;
            let people = unsupported(setup, option.option, state, host, 0.01, [900.0, 700.0]);
            let openness = [0.35, 0.65, 0.95][host];
            near(
                people[1],
                700.0 * 0.005 * openness * (1.0 + 0.5 * COVERED[host][2] + 0.2),
            );
        }
    });
}

#[test]
fn those_able_are_weighted_by_exile_and_by_status() {
    let mut situation = known();
    situation
        .parameters
        .voluntary_return
        .duration_decline_per_year = 0.1;
    after(&situation, 0, |setup, _, _, space| {
        let host = &mut space.state.hosts[1];
        shelter(host, LiveStatus::Recognised.index(), 700);
        host.long_exile_years = 9.0;
        host.exile[LiveStatus::PrimaFacie.index()][6] = 300;
        host.exile[LiveStatus::AsylumSeeker.index()][5] = 200;
        host.exile[LiveStatus::Unregistered.index()][6] = 11;
        let [returning, settled] = able(setup, &space.state, 1);
        near(settled, 1_000.0);
        // In exile for nine years, this year's arrivals, and last year's.
        let expected: f64 = protected_statuses()
            .map(|status| {
                let people = space.state.hosts[1].status_classes(status);
                people[0] as f64 * (-0.9_f64).exp()
                    + people[6] as f64
                    + people[5] as f64 * (-0.1_f64).exp()
            })
            .sum();
        near(returning, expected);
        assert!(returning > 500.0);
    });
}

#[test]
fn submissions_are_open_as_far_as_places_and_needs_go() {
    after(&known(), 0, |setup, _, _, space| {
        let state = &mut space.state;
        settle(setup, state);
        state.places_offered = 960;
        // Room for 100 a month; 4,000 of 40,000 people are in need.
        near(open_to_resettlement(setup, state, 0), 100.0);
        state.places_offered = 96_000_000;
        near(
            open_to_resettlement(setup, state, 0),
            4_000.0 * 100_000.0 / 40_000.0,
        );
        let pipeline = LiveStatus::ResettlementPipeline.index();
        state.hosts[0].exile[pipeline][2] = 1_000;
        let stock = 41_000.0;
        near(
            open_to_resettlement(setup, state, 0),
            (0.1 * stock - 1_000.0) * 101_000.0 / stock,
        );
        state.hosts[0].exile[pipeline][2] = 10_000;
        assert_eq!(open_to_resettlement(setup, state, 0), 0.0);
        shelter(&mut state.hosts[0], 1, 0);
        assert_eq!(open_to_resettlement(setup, state, 0), 0.0);
    });
}

#[test]
fn the_mix_is_what_the_situation_makes_feasible() {
    after(&known(), 0, |setup, option, _, space| {
        let state = &mut space.state;
        settle(setup, state);
        state.belief = [0.5, 0.2, 0.3];
        let matrix = setup.situation.parameters.regime.matrix();
        let (mut belief, mut hazards) = ([0.5, 0.2, 0.3], 0.0);
        for _ in 0..5 {
            hazards += (0.024 * belief[0] + 0.12 * belief[1] + 0.36 * belief[2]) / 12.0;
            belief = [0, 1, 2].map(|to| (0..3).map(|from| belief[from] * matrix[from][to]).sum());
        }
        let mut people = [0.0; 3];
        for (host, stock) in STOCKS.into_iter().enumerate() {
            let here = by_hand(host, hazards / 5.0, [stock as f64; 2], 0.5);
            for (sum, (here, rise)) in people
                .iter_mut()
                .zip(here.into_iter().zip([1.0, 0.5, 0.25]))
            {
                *sum += here * (1.0 + rise);
            }
        }
        for places in [1_200, 12_000_000] {
            state.places_offered = places;
            let mut expected = people;
            expected[2] = expected[2].min(places as f64 / 12.0);
            let sum: f64 = expected.iter().sum();
            all_near(&identify(setup, option, state), &expected.map(|k| k / sum));
        }
        assert!(people[2] > 100.0 && people[2] < 1e6);
        for host in &mut state.hosts {
            shelter(host, 1, 0);
        }
        all_near(&identify(setup, option, state), &[1.0 / 3.0; 3]);
    });
}

#[test]
fn support_is_given_by_the_mix_and_works_as_far_as_it_is_paid() {
    let mut situation = known();
    for (yearly, stated, places) in [
        (600_000.0, false, 9_600),
        (240_000.0, true, 9_600),
        (9e9, true, 9_600),
        // Hardly more than those who are submitted in any case, and fewer.
        (9e9, true, 1_060),
        (9e9, true, 400),
    ] {
        situation.options.last_mut().expect("one").solutions = Some(crate::model::SolutionMix {
            voluntary_return_share: 0.5,
            local_integration_share: 0.3,
            resettlement_share: 0.2,
            support_usd_per_year: stated.then_some(yearly),
        });
        after(&situation, 0, |setup, option, _, space| {
            let state = &mut space.state;
            settle(setup, state);
            state.regime = crate::model::parameters::Regime::Peace;
            state.return_episode = 0.5;
            state.places_offered = places;
            state.month = 5;
            month(setup, option, state);
            assert_eq!(state.protracted.strategy.since, Some(5));
            assert_eq!(state.protracted.strategy.intended, [0.5, 0.3, 0.2]);
            for host in 0..3 {
                let stock = STOCKS[host] as f64;
                let part = stock / 100_000.0;
                let mut people = by_hand(host, 0.015, [stock; 2], 0.5);
                // Room for submissions, 1,000 a month for 9,600 places, by people.
                let open = places as f64 / 9.6 * part;
                people[2] = people[2].min(open);
                let prices = [500.0, 800.0, 2_000.0];
                let limits = [
                    1.0 * people[0] * prices[0],
                    0.5 * people[1] * prices[1],
                    (0.25 * people[2]).min(open - people[2]) * prices[2],
                ];
                let budget = yearly / 12.0 * part;
                let mut given = [0.0; 3];
                divide(budget, [0.5, 0.3, 0.2], limits, &mut given);
                let own = &state.protracted.hosts[host];
                all_near(&own.support_usd, &given);
                near(own.costs_usd[Sector::Solutions.index()], given.iter().sum());
                let spent: f64 = given.iter().sum();
                near(spent, budget.min(limits.iter().sum()));
                let rise = [0, 1, 2].map(|k| COVERED[host][0] * given[k] / (prices[k] * people[k]));
                all_near(&own.effects.solution_rise, &rise);
            }
        });
    }
    // A strategy that lags gives by what lags first, and the rest by the mix.
    situation
        .parameters
        .protracted
        .solution_strategy
        .support_usd_per_person_year = 9.0;
    situation.options.last_mut().expect("one").solutions = None;
    after(&situation, 0, |setup, option, _, space| {
        let state = &mut space.state;
        settle(setup, state);
        state.places_offered = 9_600;
        state.protracted.strategy.since = Some(2);
        state.protracted.strategy.intended = [0.4, 0.6, 0.0];
        state.protracted.strategy.found = [9, 1, 0];
        state.regime = crate::model::parameters::Regime::Peace;
        month(setup, option, state);
        assert_eq!(state.protracted.strategy.since, Some(2));
        let budget = 9.0 * 40_000.0 / 12.0;
        let people = by_hand(0, 0.03 * state.return_episode, [40_000.0; 2], 0.5);
        let limits = [people[0] * 500.0, 0.5 * people[1] * 800.0, 0.0];
        // All of it would go to integration, which can use less than that.
        assert!(limits[1] > 0.6 * budget && limits[1] < budget, "{limits:?}");
        all_near(
            &state.protracted.hosts[0].support_usd,
            &[budget - limits[1], limits[1], 0.0],
        );
    });
}

#[test]
fn without_people_no_strategy_begins() {
    after(&known(), 0, |setup, option, _, space| {
        let state = &mut space.state;
        for host in &mut state.hosts {
            shelter(host, 1, 0);
        }
        month(setup, option, state);
        assert_eq!(state.protracted.strategy.since, None);
    });
}

#[test]
fn solutions_and_support_are_counted_since_the_strategy_began() {
    let mut situation = known();
    for stated in [true, false] {
        if !stated {
            situation.options.last_mut().expect("one").solutions = None;
        }
        after(&situation, 0, |setup, option, _, space| {
            let (state, year) = (&mut space.state, &mut space.year);
            settle(setup, state);
            let cell = [1, Sector::Solutions.index()];
            for (months, found, since, expected) in [
                (5, [10, 20, 30], None, [0; 3]),
                (6, [11, 22, 33], Some(6), [1, 2, 3]),
                (1, [4, 5, 6], Some(6), [5, 7, 9]),
            ] {
                year.months = months;
                year.hosts[0].returned[2] = found[0];
                year.hosts[1].naturalised[3] = found[1];
                year.hosts[2].resettled[4] = found[2];
                state.protracted.strategy.since = since;
                state.protracted.hosts[1].support_usd = [100.0, 40.0, 8.0];
                state.protracted.hosts[0].support_usd = [7.0; 3];
                state.needs.fill(0);
                state.needs[cell] = 400;
                state.spent[cell] = 100;
                year.protracted.hosts[1].support = [3; 3];
                close(setup, option, state, year);
                assert_eq!(state.protracted.strategy.found, expected);
                assert_eq!(year.protracted.solutions, found);
                // A quarter of the need was met; where nothing is needed, nothing is paid.
                assert_eq!(year.protracted.hosts[1].support, [2_503, 1_003, 203]);
                assert_eq!(year.protracted.hosts[0].support, [0; 3]);
                assert_eq!(state.protracted.hosts[1].support_usd, [0.0; 3]);
            }
            // At a review the mix is identified anew where the plan states none.
            let identified = identify(setup, option, state);
            for (since, review, renewed) in [
                (Some(6), Some(7), true),
                (Some(6), Some(6), false),
                (Some(6), None, false),
                (None, Some(7), false),
            ] {
                state.month = 6;
                state.last_review = review;
                state.protracted.strategy.since = since;
                state.protracted.strategy.intended = [0.9, 0.1, 0.0];
                close(setup, option, state, year);
                let expected = if renewed && !stated {
                    identified
                } else {
                    [0.9, 0.1, 0.0]
                };
                assert_eq!(state.protracted.strategy.intended, expected);
            }
        });
    }
}
