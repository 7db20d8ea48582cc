//! Regimes, episodes and reviews of a month by their rules.

use super::*;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, near, shelter};

#[test]
fn episodes_of_return_have_a_mean_of_one() {
    let mut situation = everything();
    for spread in [0.0, 0.6] {
        situation.parameters.voluntary_return.episode_log_sd = spread;
        after(&situation, 0, |setup, _, _, _| {
            let draws = 8_000_u32;
            let (mut sum, mut logs) = (0.0, 0.0);
            for number in 0..u64::from(draws) {
                let streams = Streams::new(6, number);
                for regime in [Regime::War, Regime::Stalemate] {
                    assert_eq!(draw_episode(setup, &streams, regime, 3), 1.0);
                }
                let episode = draw_episode(setup, &streams, Regime::Peace, 3);
                sum += episode;
                logs += libm::log(episode);
            }
            let n = f64::from(draws);
            let variance = f64::exp(spread * spread) - 1.0;
            // Five standard errors.
            assert!((sum / n - 1.0).abs() <= 5.0 * (variance / n).sqrt());
            let error = 5.0 * spread / n.sqrt();
            assert!((logs / n + spread * spread / 2.0).abs() <= error);
        });
    }
}

#[test]
fn a_mass_influx_opens_an_emergency_with_a_mortality_of_its_own() {
    let mut situation = everything();
    let parameters = &mut situation.parameters;
    parameters.costs.emergency_months = 5;
    parameters.costs.emergency_arrivals_share_of_stock = 0.1;
    parameters.costs.emergency_arrivals_minimum_persons = 100.0;
    parameters.demography.emergency_mortality_median_ratio = 3.0;
    parameters.demography.emergency_mortality_log_sd = 0.0;
    after(&situation, 0, |setup, _, streams, space| {
        for (recent, since, left, mortality) in [
            ([0; 3], 9, 9, 1.5),
            ([30, 40, 29], 9, 9, 1.5),
            ([30, 40, 30], 9, 0, 3.0),
            // A running emergency keeps the mortality that it has.
            ([30, 40, 30], 4, 0, 1.5),
            ([30, 40, 30], 5, 0, 3.0),
        ] {
            let state = &mut space.state;
            let host = &mut state.hosts[1];
            shelter(host, 1, 900);
            host.recent_arrivals = recent;
            host.months_since_influx = since;
            host.emergency_mortality = 1.5;
            step_regime(setup, streams, state);
            let host = &state.hosts[1];
            assert_eq!(host.months_since_influx, left, "{recent:?} {since}");
            near(host.emergency_mortality, mortality);
        }
    });
    situation
        .parameters
        .demography
        .emergency_mortality_median_ratio = 0.3;
    after(&situation, 0, |setup, _, streams, space| {
        let host = &mut space.state.hosts[1];
        host.recent_arrivals = [1_000_000; 3];
        host.months_since_influx = 50;
        step_regime(setup, streams, &mut space.state);
        assert_eq!(space.state.hosts[1].emergency_mortality, 1.0);
    });
}

#[test]
fn war_that_breaks_out_brings_a_pulse_and_a_new_regime_its_episode() {
    let mut situation = everything();
    crate::simulate::common::let_flee(
        &mut situation,
        2_000_000,
        crate::simulate::common::same(0.0),
    );
    let certain = |situation: &mut crate::model::Situation, from: Regime, to: Regime| {
        let regime = &mut situation.parameters.regime;
        regime.war_to_stalemate_per_month = 0.0;
        regime.war_to_peace_per_month = 0.0;
        regime.stalemate_to_war_per_month = 0.0;
        regime.stalemate_to_peace_per_month = 0.0;
        regime.peace_to_war_per_month = 0.0;
        regime.peace_to_stalemate_per_month = 0.0;
        match (from, to) {
            (Regime::Stalemate, Regime::War) => regime.stalemate_to_war_per_month = 1.0,
            (Regime::Stalemate, Regime::Peace) => regime.stalemate_to_peace_per_month = 1.0,
            (Regime::War, Regime::Peace) => regime.war_to_peace_per_month = 1.0,
            _ => {}
        }
        regime.initial = from;
    };
    situation.parameters.protracted.prevention.applies = crate::model::parameters::Switch::Off;
    situation.parameters.protracted.tension.applies = crate::model::parameters::Switch::Off;
    situation.parameters.voluntary_return.episode_log_sd = 0.6;
    for (from, to, onset, pulse) in [
        (Regime::Stalemate, Regime::War, None, true),
        (Regime::War, Regime::War, None, false),
        (Regime::War, Regime::War, Some(8), true),
        (Regime::War, Regime::War, Some(9), false),
        (Regime::War, Regime::War, Some(7), false),
        (Regime::Stalemate, Regime::Peace, None, false),
        (Regime::War, Regime::Peace, None, false),
        (Regime::Stalemate, Regime::Stalemate, None, false),
    ] {
        certain(&mut situation, from, to);
        situation.parameters.arrivals.onset_month = onset;
        after(&situation, 0, |setup, _, streams, space| {
            let state = &mut space.state;
            state.month = 7;
            state.enter(regime::Spell::new(from));
            state.return_episode = 0.123;
            state.pulse.fill(0.0);
            step_regime(setup, streams, state);
            assert_eq!(state.regime, to);
            assert_eq!(
                state.pulse.iter().sum::<f64>() > 0.0,
                pulse,
                "{from:?} {onset:?}"
            );
            assert!(state.pulse[..8].iter().all(|&persons| persons == 0.0));
            if from == to {
                near(state.return_episode, 0.123);
            } else {
                near(state.return_episode, draw_episode(setup, streams, to, 8));
            }
        });
    }
}

#[test]
fn a_plan_is_adopted_once_in_its_month() {
    let mut situation = everything();
    for (has_plan, month, plan_month, adopted) in [
        (true, 4, 4, true),
        (true, 5, 4, false),
        (true, 3, 4, false),
        (false, 4, 4, false),
        (true, 0, 0, true),
        (true, 12, 12, true),
    ] {
        situation.options.last_mut().expect("one").has_plan = has_plan;
        after(&situation, 0, |setup, option, streams, space| {
            space.state.month = month;
            space.state.plan_month = plan_month;
            space.state.last_review = None;
            space.state.uptake = 1.0;
            space.state.obligations_usd = vec![9e9; 3];
            space.state.places_left.resize(3, 0);
            let announced = space.state.ledger.announced;
            adopt(setup, option, streams, space);
            assert_eq!(space.state.last_review, adopted.then_some(month));
            // In January the conference has just been held, with the plan.
            let pledges = adopted && month == 4;
            assert_eq!(space.state.ledger.announced > announced, pledges, "{month}");
        });
    }
}

/// In an emergency those who are not registered are reached by a part of what others are.
#[test]
fn the_unregistered_have_less_of_health_services() {
    let mut situation = everything();
    situation.parameters.registration.unregistered_service_share = 0.5;
    after(&situation, 0, |setup, _, _, space| {
        let state = &mut space.state;
        state.coverage[[1, Sector::Health.index()]] = 0.6;
        state.refresh_reach(&setup.situation.parameters.response);
        let reach = state.reach(1, Sector::Health);
        let host = &mut state.hosts[1];
        host.emergency_mortality = 3.0;
        host.months_since_influx = 0;
        for (unregistered, others, served) in
            [(0, 4_000, 1.0), (1_000, 3_000, 0.875), (500, 0, 0.5)]
        {
            shelter(
                &mut state.hosts[1],
                LiveStatus::Unregistered.index(),
                unregistered,
            );
            state.hosts[1].exile[LiveStatus::Recognised.index()][2] = others;
            let seen = hazards(setup, state, 1).mortality_ratio;
            near(seen, 1.0 + 2.0 * (1.0 - reach * served));
        }
        state.hosts[1].months_since_influx = 1_000;
        near(hazards(setup, state, 1).mortality_ratio, 1.0);
    });
}

#[test]
fn what_is_known_of_an_outbreak_are_those_who_have_come_since() {
    after(&everything(), 0, |setup, _, streams, space| {
        space.state.month = 1;
        space.state.outbreak = Some(crate::simulate::state::Outbreak {
            month: 0,
            arrivals: 1_000,
        });
        arrivals::draw_host_weights(setup, streams, &mut space.state);
        receive_arrivals(setup, streams, space);
        let arrived: u64 = space.admitted.iter().map(|[arrived, _]| arrived).sum();
        assert!(arrived > 5_000, "{arrived}");
        let outbreak = space.state.outbreak.expect("an outbreak");
        assert_eq!((outbreak.month, outbreak.arrivals), (0, 1_000 + arrived));
    });
}

#[test]
fn belief_follows_the_month_s_returns() {
    let mut situation = everything();
    situation.parameters.regime.initial = Regime::Peace;
    // Returns tell the regimes apart, and arrivals do not.
    situation.parameters.arrivals.base_persons_per_month = crate::simulate::common::same(500.0);
    let peace = |returned: u64, before: u64| {
        let mut belief = 0.0;
        after(&situation, 0, |setup, option, _, space| {
            space.state.belief = [0.2, 0.4, 0.4];
            space.year.hosts[0].returned[3] = returned;
            close_month(setup, option, space, before).expect("no review");
            belief = space.state.belief[Regime::Peace as usize];
        });
        belief
    };
    // Of two thousand who have returned this year all have in this month, or nobody has.
    assert!(peace(2_000, 0) > 0.9);
    assert!(peace(2_000, 2_000) < 0.1);
    assert!((peace(2_000, 2_000) - peace(0, 0)).abs() < 1e-12);
}

#[test]
fn a_flash_appeal_is_due_some_months_after_an_influx_opens_an_emergency() {
    let mut situation = everything();
    situation.parameters.costs.emergency_months = 5;
    situation
        .parameters
        .costs
        .emergency_arrivals_minimum_persons = 100.0;
    situation.parameters.finance.flash_appeal_months = Some(2);
    after(&situation, 0, |setup, _, streams, space| {
        for (since, due, expected) in [
            (9, None, Some(9)),
            (9, Some(8), Some(8)),
            // It runs already.
            (4, None, None),
        ] {
            let state = &mut space.state;
            for host in &mut state.hosts {
                shelter(host, 1, 900);
                host.recent_arrivals = [0; 3];
                host.months_since_influx = 20;
            }
            state.month = 7;
            state.hosts[1].recent_arrivals = [500; 3];
            state.hosts[1].months_since_influx = since;
            state.flash_appeal = due;
            step_regime(setup, streams, state);
            assert_eq!(state.flash_appeal, expected, "{since} {due:?}");
        }
    });
}

#[test]
fn reviews_take_over_what_is_asked_from_the_plan() {
    let mut situation = everything();
    situation
        .options
        .last_mut()
        .expect("one")
        .review_interval_months = Some(12);
    situation.parameters.protracted.evaluation.applies = crate::model::parameters::Switch::Off;
    after(&situation, 0, |setup, option, streams, space| {
        let year = |month: u32| setup.year_of(month);
        let planned: Vec<f64> = option
            .plan
            .shares
            .iter()
            .map(|share| option.planned_usd(share, year(24)))
            .collect();
        let plan_month = space.state.plan_month;
        for (last_review, by_plan) in [
            (None, true),
            // That of its adoption is none.
            (Some(plan_month), true),
            (Some(plan_month + 12), false),
        ] {
            space.state.month = 24;
            space.state.last_review = last_review;
            space.state.obligations_usd = vec![5.0; planned.len()];
            open_year(setup, option, streams, space);
            let asked = &space.state.obligations_usd;
            assert_eq!(*asked == planned, by_plan, "{last_review:?}");
            assert_eq!(*asked == vec![5.0; planned.len()], !by_plan);
        }
    });
}
