//! Surge staff: emergency technical assistance, (j)1.
//!
//! From L months after an emergency of a host began until it ends, experts are deployed there: one for every p
//! people in need of protection, as far as the roster of all hosts together has them, hosts in the order of
//! their codes. With n experts they serve the share `v = min(1, n·p / stock)` of people. They register
//! `r·n` persons a month beside the host's own offices, as far as the money for protection reaches, and
//! they close a part of what keeps assistance from people: with a share κ of its value delivered otherwise,
//! `κ + (1 − κ)·g·v` is delivered. Each costs logistics and coordination money. All judgement.
//!
//! Direction and time: fewer people wait for registration from the L-th month of an emergency on, and no
//! longer than it lasts.

use crate::model::Sector;
use crate::simulate::record::Year;
use crate::simulate::registration::whole;
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;

/// Surge staff in one host.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Surge {
    /// Experts in the month.
    pub(super) staff: u64,
    /// Share of people whom they serve.
    served: f64,
}

/// Deploys the month's experts and books what they cost.
pub(super) fn month(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &mut State,
    year: &mut Year,
) {
    let parameters = &setup.situation.parameters.emergency.surge_staff;
    let available = super::in_force(parameters.applies, option, state);
    let mut free = u64::from(parameters.staff_maximum);
    // Who comes first where there is not enough for all.
    for &host in &setup.by_code {
        let people = &state.hosts[host];
        let stock = people.protected_stock() as f64;
        let own = &mut state.emergency.hosts[host];
        // An emergency that ran before the start began before it.
        let runs_for = own
            .began
            .map(|began| (state.month - began).max(people.months_since_influx));
        own.surge = Surge::default();
        if available && runs_for.is_some_and(|months| months >= parameters.deployment_lag_months) {
            let persons = parameters.persons_per_staff.max(1.0);
            let staff = whole((stock / persons).ceil()).min(free);
            free -= staff;
            own.surge = Surge {
                staff,
                served: (staff as f64 * persons / stock.max(1.0)).min(1.0),
            };
        }
        let staff = own.surge.staff;
        own.costs_usd[Sector::Coordination.index()] +=
            staff as f64 * parameters.usd_per_staff_month;
        year.emergency.hosts[host].staff_months += staff;
    }
}

/// The share of the value of assistance that is delivered with a host's experts, of the share that would
/// be without them.
pub(super) fn delivered(setup: &Setup<'_>, surge: Surge, otherwise: f64) -> f64 {
    let parameters = &setup.situation.parameters.emergency.surge_staff;
    otherwise + (1.0 - otherwise) * parameters.loss_prevented_share * surge.served
}

/// Persons whom a host's experts can register in the month with protection fully funded.
pub(crate) fn registered_by_staff(setup: &Setup<'_>, state: &State, host: usize) -> f64 {
    let parameters = &setup.situation.parameters.emergency.surge_staff;
    state.emergency.hosts[host].surge.staff as f64 * parameters.registrations_per_staff_month
}

#[cfg(test)]
mod tests;
