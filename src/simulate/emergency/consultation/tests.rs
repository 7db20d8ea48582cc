//! Consultations by their rules.

use super::*;
use crate::model::parameters::Switch;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, near};

#[test]
fn consultations_cost_in_the_month_in_which_they_are_convened() {
    let mut situation = everything();
    situation.parameters.emergency.consultation.cost_usd = 90_000.0;
    after(&situation, 0, |setup, _, _, space| {
        let state = &mut space.state;
        let sector = Sector::Coordination.index();
        for (convened, costs) in [
            (None, 0.0),
            (Some(6), 0.0),
            (Some(7), 30_000.0),
            (Some(8), 0.0),
        ] {
            state.month = 7;
            state.emergency.consultation.convened = convened;
            for host in &mut state.emergency.hosts {
                host.costs_usd[sector] = 4.0;
                host.once_usd = 3.0;
            }
            cost(setup, state);
            for host in &state.emergency.hosts {
                near(host.costs_usd[sector], 4.0 + costs);
                near(host.once_usd, 3.0 + costs);
            }
            assert_eq!(state.emergency.consultation.convened(), convened);
        }
        state.emergency.consultation.convene_now();
        assert_eq!(state.emergency.consultation.convened(), Some(0));
    });
}

#[test]
fn who_is_first_convenes_and_the_plan_follows_negotiations() {
    let mut situation = everything();
    situation.parameters.emergency.consultation.applies = Switch::WithPlan;
    let seeds = 400;
    // Means of waiting for a request, for convening ex officio, and of negotiation.
    for (request, ex_officio, negotiation, on_request) in [
        (0.0, 5.0, 0.0, 1.0),
        (1e9, 0.0, 0.0, 0.0),
        (0.0, 0.0, 0.0, 1.0),
        (2.0, 1e9, 6.0, 1.0),
    ] {
        let parameters = &mut situation.parameters.emergency.consultation;
        parameters.request_mean_months = request;
        parameters.ex_officio_mean_months = ex_officio;
        parameters.negotiation_mean_months = negotiation;
        after(&situation, 0, |setup, option, _, space| {
            let (mut waits, mut talks, mut requests) = (0.0, 0.0, 0.0);
            for number in 0..seeds {
                let state = &mut space.state;
                state.month = 3;
                let streams = Streams::new(9, number);
                convene(setup, option, &streams, state);
                let convened = state.emergency.consultation.convened().expect("a month");
                assert!(convened > 3 && state.plan_month >= convened);
                waits += f64::from(convened - 4);
                talks += f64::from(state.plan_month - convened);
                requests += f64::from(u8::from(state.emergency.consultation.on_request));
            }
            let n = seeds as f64;
            assert_eq!(requests / n, on_request);
            let waiting = request.min(ex_officio);
            // Five standard errors of a geometric mean.
            for (seen, mean) in [(waits / n, waiting), (talks / n, negotiation)] {
                let error = (mean * (mean + 1.0) / n).sqrt();
                assert!((seen - mean).abs() <= 5.0 * error, "{seen}, not {mean}");
            }
        });
    }
    situation.options.last_mut().expect("one").has_plan = false;
    after(&situation, 0, |setup, option, streams, space| {
        convene(setup, option, streams, &mut space.state);
        assert_eq!(space.state.emergency.consultation.convened(), None);
    });
}
