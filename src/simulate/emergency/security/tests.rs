//! Incidents and standby units by their rules.

use super::*;
use crate::model::parameters::Switch;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, near, shelter};

fn known() -> crate::model::Situation {
    let mut situation = everything();
    let parameters = &mut situation.parameters.emergency.security;
    parameters.incidents_per_100000_per_month = 30.0;
    parameters.incidents_per_100_armed_per_month = 50.0;
    parameters.prevented_share_with_full_funding = 0.25;
    parameters.recruitment_share_of_armed_incidents = 0.3;
    parameters.delivery_loss_share_per_incident = 0.002;
    parameters.delivery_loss_maximum_share = 0.1;
    let standby = &mut situation.parameters.emergency.security_standby;
    standby.applies = Switch::Always;
    standby.request_incidents_per_100000_per_month = 12.0;
    standby.request_probability_per_month = 1.0;
    standby.response_lag_months = 2;
    standby.deployment_months = 5;
    standby.units_maximum = 30;
    standby.persons_per_unit = 100_000_000.0;
    standby.incident_reduction_share = 0.6;
    standby.unit_usd_per_month = 800.0;
    situation
}

/// Five standard deviations of a Poisson count.
#[track_caller]
fn about(seen: u64, mean: f64) {
    assert!(
        (seen as f64 - mean).abs() <= 5.0 * mean.sqrt() + 1e-9,
        "{seen}, not {mean}"
    );
}

#[test]
fn incidents_have_their_mean_less_what_units_take_off() {
    after(&known(), 0, |setup, option, streams, space| {
        let stock = 2_000_000_000;
        for (units, served, funded) in [
            (0, 0.0, 0.0),
            (5, 0.25, 0.4),
            (20, 1.0, 1.0),
            (25, 1.0, 0.0),
        ] {
            for hidden in [0, 800_000] {
                let (state, year) = (&mut space.state, &mut space.year);
                state.month = 10;
                state.coverage[[1, Sector::Security.index()]] = funded;
                state.refresh_reach(&setup.situation.parameters.response);
                let reach = state.reach(1, Sector::Security);
                assert!((reach > 0.0) == (funded > 0.0));
                shelter(&mut state.hosts[1], 1, stock);
                let own = &mut state.emergency.hosts[1];
                own.armed.hidden = hidden;
                own.security = Security {
                    rates: [1.0, 2.0, 3.0],
                    units,
                    until: 11,
                    ..Security::default()
                };
                own.costs_usd[Sector::Security.index()] = 3.0;
                year.emergency.hosts[1] = Default::default();
                month(setup, option, streams, state, year);
                let remaining = (1.0 - 0.6 * served) * (1.0 - 0.25 * reach);
                let armed = 0.5 * hidden as f64 * remaining;
                let account = &year.emergency.hosts[1];
                about(account.incidents, 600_000.0 * remaining + armed);
                about(account.recruitment.iter().sum(), 0.3 * armed);
                assert_eq!(account.unit_months, units);
                let own = &state.emergency.hosts[1];
                near(
                    own.costs_usd[Sector::Security.index()],
                    3.0 + units as f64 * 800.0,
                );
                let rate = account.incidents as f64 * 1e5 / stock as f64;
                near(own.security.rates[0], rate);
                assert_eq!(own.security.rates[1..], [1.0, 2.0]);
                near(own.security.delivery_loss, f64::min(0.002 * rate, 0.1));
                assert!(own.security.delivery_loss > 0.0 && own.security.delivery_loss < 0.1);
                // A mean of three months of twelve and more is asked about, where no unit is.
                let mean = (rate + 1.0 + 2.0) / 3.0;
                let asks = units == 0 && mean >= 12.0;
                assert_eq!(own.security.coming, asks.then_some(13));
            }
        }
    });
}

#[test]
fn a_host_without_people_has_no_rate_and_asks_for_nothing() {
    let mut situation = known();
    situation
        .parameters
        .emergency
        .security_standby
        .request_incidents_per_100000_per_month = 0.0;
    situation
        .parameters
        .emergency
        .security
        .delivery_loss_share_per_incident = 1.0;
    after(&situation, 0, |setup, option, streams, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        state.month = 10;
        shelter(&mut state.hosts[1], 1, 0);
        state.emergency.hosts[1].armed.hidden = 9_000;
        month(setup, option, streams, state, year);
        let own = &state.emergency.hosts[1].security;
        assert_eq!((own.rates, own.coming), ([0.0; 3], None));
        assert_eq!(own.delivery_loss, 0.0);
        assert!(year.emergency.hosts[1].incidents > 4_000);
        // The others ask: a month of no incidents is enough.
        assert_eq!(state.emergency.hosts[0].security.coming, Some(13));
        assert_eq!(state.emergency.hosts[0].security.delivery_loss, 0.1);
    });
}

#[test]
fn units_come_after_a_lag_stay_and_leave_by_code_within_the_pool() {
    let mut situation = known();
    situation
        .parameters
        .emergency
        .security_standby
        .persons_per_unit = 1_000.0;
    after(&situation, 0, |setup, option, streams, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        // Nine and a bit, of which there must be ten; twelve; and twelve, of which the pool has eight.
        for (host, stock) in [9_100, 12_000, 12_000].into_iter().enumerate() {
            shelter(&mut state.hosts[host], 1, stock);
            state.emergency.hosts[host].security.coming = Some(10);
        }
        let seen = |state: &State| {
            [0, 1, 2].map(|host| {
                let own = &state.emergency.hosts[host].security;
                (own.units, own.until, own.coming)
            })
        };
        state.month = 9;
        month(setup, option, streams, state, year);
        assert_eq!(seen(state), [(0, 0, Some(10)); 3]);
        state.month = 10;
        month(setup, option, streams, state, year);
        assert_eq!(seen(state), [(10, 15, None), (12, 15, None), (8, 15, None)]);
        // While others are deployed the pool is empty.
        let waiting = &mut state.emergency.hosts[2].security;
        (waiting.units, waiting.until, waiting.coming) = (0, 0, Some(11));
        state.month = 11;
        month(setup, option, streams, state, year);
        assert_eq!(seen(state)[2].0, 8);
        let before = seen(state);
        state.month = 14;
        month(setup, option, streams, state, year);
        assert_eq!(seen(state), before);
        // In the month until which they stay they are gone, and free for others.
        let waiting = &mut state.emergency.hosts[2].security;
        (waiting.units, waiting.until, waiting.coming) = (0, 0, Some(15));
        state.month = 15;
        month(setup, option, streams, state, year);
        assert_eq!(seen(state)[0].0, 0);
        assert_eq!(seen(state)[1].0, 0);
        assert_eq!((seen(state)[2].0, seen(state)[2].1), (12, 20));
    });
}

#[test]
fn requests_are_made_as_often_as_is_said_while_units_can_be_asked_for() {
    let mut situation = known();
    let standby = &mut situation.parameters.emergency.security_standby;
    standby.request_incidents_per_100000_per_month = 0.0;
    for probability in [0.0, 0.3, 1.0] {
        for applies in [Switch::Always, Switch::Off] {
            let standby = &mut situation.parameters.emergency.security_standby;
            standby.request_probability_per_month = probability;
            standby.applies = applies;
            after(&situation, 0, |setup, option, streams, space| {
                let (state, year) = (&mut space.state, &mut space.year);
                let mut asked = 0;
                for number in 0..200 {
                    state.month = number;
                    for host in &mut state.emergency.hosts {
                        host.security = Security::default();
                    }
                    month(setup, option, streams, state, year);
                    let own = &state.emergency.hosts[0].security;
                    assert!(own.coming.is_none_or(|coming| coming == number + 3));
                    asked += u32::from(own.coming.is_some());
                }
                let mean = if applies == Switch::Off {
                    0.0
                } else {
                    200.0 * probability
                };
                // Five standard deviations.
                let spread = (mean * (1.0 - probability)).sqrt();
                assert!((f64::from(asked) - mean).abs() <= 5.0 * spread, "{asked}");
            });
        }
    }
    // Whoever waits for units, or has them, does not ask again.
    let standby = &mut situation.parameters.emergency.security_standby;
    (standby.applies, standby.request_probability_per_month) = (Switch::Always, 1.0);
    after(&situation, 0, |setup, option, streams, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        state.month = 10;
        state.emergency.hosts[0].security.coming = Some(11);
        let own = &mut state.emergency.hosts[1].security;
        (own.units, own.until) = (2, 20);
        month(setup, option, streams, state, year);
        assert_eq!(state.emergency.hosts[0].security.coming, Some(11));
        assert_eq!(state.emergency.hosts[1].security.coming, None);
        assert_eq!(state.emergency.hosts[2].security.coming, Some(13));
    });
}

#[test]
fn incidents_of_armed_elements_are_drawn_beside_the_others() {
    after(&known(), 0, |setup, option, streams, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        // A mean of thirty of each: drawn from one stream, the two would be the same number.
        let mut odd = 0;
        for number in 0..40 {
            state.month = number;
            shelter(&mut state.hosts[1], 1, 100_000);
            let own = &mut state.emergency.hosts[1];
            own.armed.hidden = 60;
            own.security = Security::default();
            year.emergency.hosts[1] = Default::default();
            month(setup, option, streams, state, year);
            odd += year.emergency.hosts[1].incidents % 2;
        }
        assert!((5..=35).contains(&odd), "{odd}");
    });
}

#[test]
fn attempts_at_recruitment_are_at_girls_and_boys_by_their_risk() {
    let mut situation = known();
    situation
        .parameters
        .emergency
        .security
        .recruitment_risk_of_girls_ratio = 0.25;
    after(&situation, 0, |setup, option, streams, space| {
        for (girls, boys, share) in [
            (6_000, 4_500, 0.25),
            (6_000, 0, 1.0),
            (0, 4_500, 0.0),
            (0, 0, 0.0),
        ] {
            let (state, year) = (&mut space.state, &mut space.year);
            let people = &mut state.hosts[1];
            people.people.fill(0);
            // Some of them not yet registered; others of other ages.
            for (status, part) in [(0, 3), (1, 3), (2, 3)] {
                let groups = people.status_mut(status);
                (groups[2], groups[7]) = (girls / part, boys / part);
                (groups[1], groups[8]) = (900, 30_000);
            }
            state.emergency.hosts[1].armed.hidden = 80_000;
            year.emergency.hosts[1] = Default::default();
            month(setup, option, streams, state, year);
            let [of_girls, of_boys] = year.emergency.hosts[1].recruitment;
            let all = (of_girls + of_boys) as f64;
            assert!(all > 1_000.0);
            let spread = 5.0 * (all * share * (1.0 - share)).sqrt();
            assert!(
                (of_girls as f64 - all * share).abs() <= spread,
                "{of_girls} of {all}"
            );
        }
    });
}
