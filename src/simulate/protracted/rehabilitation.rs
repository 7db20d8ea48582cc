//! Rehabilitation of the areas that refugees have left: (m)4.
//!
//! A host whose refugees numbered M at their peak and number S now has areas that `M − S` people have
//! left. Of these, areas of r people have been rehabilitated; the backlog is `B = M − S − r`. Where
//! people come back, areas are in use again and r is at most M − S. While the arrangement is in force
//! the need of a month is a part of the backlog, `u·B/T` with u the cost for each person, a need of
//! host communities, and what is paid of it adds to r: with all of it paid and nobody moving,
//! `B_t = B_0·(1 − 1/T)^t`; without, the backlog stays.
//!
//! What follows: the openness of the legal framework falls by the share `b·B/M`, and where impact on
//! hosts is modelled, areas left behind weigh on the environment like people. Judgement throughout.

use crate::model::Sector;
use crate::simulate::ledger::cents;
use crate::simulate::record::Year;
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;

/// Areas of one host, in the number of people who used them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rehabilitation {
    /// Most people there have been.
    peak: f64,
    /// People whose areas are not in use.
    left: f64,
    /// People whose areas are rehabilitated.
    restored: f64,
    /// What was asked for last month, US$.
    asked_usd: f64,
}

impl Rehabilitation {
    /// People whose areas are neither in use nor rehabilitated.
    pub(super) fn backlog(&self) -> f64 {
        self.left - self.restored
    }

    /// The most people there have been.
    pub(super) fn peak(&self) -> f64 {
        self.peak
    }

    pub(super) fn holds(&self) -> bool {
        self.restored >= 0.0 && self.restored <= self.left && self.left <= self.peak
    }
}

/// Counts areas left, rehabilitates, and costs what is to come.
pub(super) fn month(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &mut State,
    year: &mut Year,
) {
    let parameters = &setup.situation.parameters.protracted.rehabilitation;
    let running = super::in_force(parameters.applies, option, state);
    for index in 0..setup.hosts.len() {
        let host = &setup.situation.hosts[index];
        let stock = state.hosts[index].protected_stock() as f64;
        let covered = state.coverage[[index, Sector::HostCommunity.index()]].clamp(0.0, 1.0);
        let unit = parameters.cost_usd_per_person * host.cost_ratio;
        let own = &mut state.protracted.hosts[index];
        let areas = &mut own.rehabilitation;
        areas.peak = areas.peak.max(stock);
        areas.left = areas.peak - stock;
        let paid = covered * areas.asked_usd;
        let places = if unit > 0.0 { paid / unit } else { 0.0 };
        areas.restored = (areas.restored + places).min(areas.left);
        areas.asked_usd = if running {
            unit * areas.backlog() / parameters.clearing_months
        } else {
            0.0
        };
        own.costs_usd[Sector::HostCommunity.index()] += areas.asked_usd;
        own.effects.openness -= parameters.openness_loss_share * areas.backlog()
            / areas.peak.max(1.0)
            * host.legal_framework_openness;
        year.protracted.hosts[index].rehabilitation += cents(paid);
    }
}

#[cfg(test)]
mod tests;
