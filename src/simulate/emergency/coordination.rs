//! Coordination in the receiving countries: (j)2.
//!
//! A share κ of the value of assistance reaches people: κ₀ without a mechanism, and with one
//! `κ' = κ + v·c·(1 − κ)`, with c the reach of last month's money for coordination. The mechanism
//! costs a share of all other needs of the host, added to the need for coordination. Where it is
//! modelled and not in force κ stays, or falls back with the same speed. Judgement throughout.
//!
//! With c constant, `1 − κ_t = (1 − κ₀)(1 − v·c)^t`: half the gap is closed after
//! `ln 2 / −ln(1 − v·c)` months.

use crate::model::Sector;
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;

pub(super) fn month(setup: &Setup<'_>, option: &OptionSetup<'_>, state: &mut State) {
    let parameters = &setup.situation.parameters.emergency.coordination;
    let running = super::in_force(parameters.applies, option, state);
    for host in 0..setup.hosts.len() {
        let reach = state.reach(host, Sector::Coordination);
        let needs: i64 = state.needs.row(host).iter().sum();
        // The mechanism's own cost is in last month's need for coordination; it is not counted
        // twice.
        let own = state.emergency.hosts[host].coordination_usd;
        let emergency = &mut state.emergency.hosts[host];
        if running {
            emergency.coordinated +=
                parameters.speed_per_month * reach * (1.0 - emergency.coordinated);
            emergency.coordination_usd =
                parameters.cost_share_of_needs * (needs as f64 / 100.0 - own).max(0.0);
            emergency.costs_usd[Sector::Coordination.index()] += emergency.coordination_usd;
        } else {
            emergency.coordinated -= parameters.speed_per_month
                * (emergency.coordinated - parameters.uncoordinated_delivery_share);
            emergency.coordination_usd = 0.0;
        }
    }
}

#[cfg(test)]
mod tests;
