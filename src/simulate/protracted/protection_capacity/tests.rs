//! Capacity by its equation.

use super::*;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, near};

#[test]
fn capacity_is_built_by_money_and_decays() {
    let mut situation = everything();
    let parameters = &mut situation.parameters.protracted.protection_capacity;
    parameters.initial_share = 0.3;
    parameters.full_stock_usd_per_host = 2_000_000.0;
    parameters.decay_per_month = 0.02;
    parameters.building_months = 40.0;
    parameters.registration_gain_ratio = 1.5;
    parameters.openness_gain_share = 0.6;
    for (host, ratio) in situation.hosts.iter_mut().zip([1.0, 1.5, 2.0]) {
        host.cost_ratio = ratio;
        host.legal_framework_openness = ratio / 4.0;
    }
    after(&situation, 0, |setup, option, _, space| {
        let state = &mut space.state;
        let protection = Sector::Protection.index();
        for running in [true, false] {
            state.month = if running { state.plan_month } else { 0 };
            for (capacity, reach) in [(0.3, 0.7), (0.8, 0.25), (0.1, 1.0), (1.0, 1.0)] {
                for host in 0..3 {
                    state.coverage[[host, protection]] = reach;
                    let own = &mut state.protracted.hosts[host];
                    own.capacity = capacity;
                    own.effects.registration_ratio = 1.1;
                    own.effects.openness = 0.05;
                    own.costs_usd[protection] = 9.0;
                }
                state.refresh_reach(&setup.situation.parameters.response);
                month(setup, option, state);
                for (host, ratio) in [1.0, 1.5, 2.0].into_iter().enumerate() {
                    let need = if running {
                        0.02 + (1.0 - capacity) / 40.0
                    } else {
                        0.0
                    };
                    let gained = capacity - 0.3;
                    let own = &state.protracted.hosts[host];
                    near(own.costs_usd[protection], 9.0 + need * 2e6 * ratio);
                    near(own.effects.registration_ratio, 1.1 * (1.0 + 1.5 * gained));
                    near(
                        own.effects.openness,
                        0.05 + 0.6 * gained * (1.0 - ratio / 4.0),
                    );
                    near(own.capacity, capacity * 0.98 + reach * need);
                }
            }
        }
    });
}
