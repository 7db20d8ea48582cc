//! Coordination by its equation.

use super::*;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, near};

#[test]
fn coordination_closes_a_part_of_the_gap_each_month() {
    let mut situation = everything();
    let parameters = &mut situation.parameters.emergency.coordination;
    parameters.uncoordinated_delivery_share = 0.6;
    parameters.speed_per_month = 0.25;
    parameters.cost_share_of_needs = 0.03;
    after(&situation, 0, |setup, option, _, space| {
        let state = &mut space.state;
        let sector = Sector::Coordination.index();
        for running in [true, false] {
            state.month = if running { state.plan_month } else { 0 };
            for (share, own_cost, needs) in [(0.8, 500.0, 1_200_000), (0.6, 20_000.0, 1_200_000)] {
                state.coverage[[1, sector]] = 0.4;
                state.refresh_reach(&setup.situation.parameters.response);
                state.needs.fill(0);
                state.needs[[1, 3]] = needs / 3;
                state.needs[[1, 5]] = needs / 3 * 2;
                let own = &mut state.emergency.hosts[1];
                own.coordinated = share;
                own.coordination_usd = own_cost;
                own.costs_usd[sector] = 6.0;
                month(setup, option, state);
                let own = &state.emergency.hosts[1];
                if running {
                    near(own.coordinated, share + 0.25 * 0.4 * (1.0 - share));
                    let usd = 0.03 * f64::max(12_000.0 - own_cost, 0.0);
                    near(own.coordination_usd, usd);
                    near(own.costs_usd[sector], 6.0 + usd);
                } else {
                    near(own.coordinated, share - 0.25 * (share - 0.6));
                    near(own.coordination_usd, 0.0);
                    near(own.costs_usd[sector], 6.0);
                }
            }
        }
    });
}
