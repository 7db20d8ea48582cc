//! Impact on the communities that host, in four dimensions, and its evaluation: (l)1.
//!
//! Exposure of a host with S refugees and N inhabitants is `X = 1 − e^(−S/(N·x))`. The impact I of a
//! dimension (economy, society, environment, security), between 0 and 1, approaches
//!
//! `I* = w·X·(1 − m·r)·(1 − k·p·r_h)`, `I' = I + v·(I* − I)`,
//!
//! with w the impact under full exposure, r the reach of last month's money for the dimension's
//! sector (livelihoods, host community, energy and environment, security), and p programmes for host
//! communities that answer the evaluated impact: at each review the mean Ī of the four dimensions is
//! evaluated, and until the next `p = Ī`. They cost `p` times an amount for each refugee, a need of host
//! communities, and work as far as these are funded, `r_h`. For the environment, areas left behind and not
//! rehabilitated count with the refugees. With everything constant, half of a change is made after
//! `ln 2 / −ln(1 − v)` months.
//!
//! What follows: the openness of the legal framework falls by the share `b·Ī`, and with it
//! naturalisation; returns under pressure, where the scenario has any, are `1 + a·Ī` times as many.
//! Nothing here touches admission. Judgement throughout.

use crate::model::{Indicator, Sector};
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;

/// The sector whose money relieves each dimension.
const RELIEF: [Sector; 4] = [
    Sector::Livelihoods,
    Sector::HostCommunity,
    Sector::Energy,
    Sector::Security,
];

const ENVIRONMENT: usize = 2;

/// Impact on one host.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct HostImpact {
    /// By dimension.
    pub(super) levels: [f64; 4],
    /// Mean of the dimensions when it was last evaluated: the level of programmes.
    pub(super) evaluated: f64,
}

impl HostImpact {
    /// Mean of the four dimensions.
    pub(super) fn mean(&self) -> f64 {
        self.levels.iter().sum::<f64>() / 4.0
    }

    pub(super) fn holds(&self) -> bool {
        self.levels.iter().all(|level| (0.0..=1.0).contains(level))
    }
}

/// Moves impact by a month, costs programmes, and lets impact work.
pub(super) fn month(setup: &Setup<'_>, option: &OptionSetup<'_>, state: &mut State) {
    let parameters = &setup.situation.parameters.protracted.host_impact;
    let running = super::in_force(parameters.applies, option, state);
    let full = parameters.full_impact_share.in_order();
    let speed = parameters.speed_per_month.in_order();
    for index in 0..setup.hosts.len() {
        let host = &setup.situation.hosts[index];
        // The check of scenarios sees to it that inhabitants are known.
        let inhabitants = host
            .country
            .value(Indicator::PopulationPersons)
            .unwrap_or(f64::INFINITY);
        let stock = state.hosts[index].protected_stock() as f64;
        let scale = inhabitants * parameters.exposure_refugees_per_inhabitant;
        let reach = RELIEF.map(|sector| state.reach(index, sector));
        let for_hosts = state.reach(index, Sector::HostCommunity);
        let own = &mut state.protracted.hosts[index];
        let programmes = if running { own.impact.evaluated } else { 0.0 };
        let answered = 1.0 - parameters.programme_relief_share * programmes * for_hosts;
        for dimension in 0..4 {
            let left = if dimension == ENVIRONMENT {
                own.rehabilitation.backlog()
            } else {
                0.0
            };
            let exposure = -libm::expm1(-(stock + left) / scale);
            let aim = full[dimension]
                * exposure
                * (1.0 - parameters.sector_relief_share * reach[dimension])
                * answered;
            let level = &mut own.impact.levels[dimension];
            *level += speed[dimension] * (aim - *level);
        }
        own.costs_usd[Sector::HostCommunity.index()] +=
            programmes * parameters.programme_usd_per_person_year * host.cost_ratio * stock / 12.0;
        let mean = own.impact.mean();
        own.effects.openness -=
            parameters.openness_loss_share * mean * host.legal_framework_openness;
        own.effects.adverse_return_ratio *= 1.0 + parameters.adverse_return_rise_ratio * mean;
    }
}

/// Evaluates impact: programmes follow it until the next evaluation.
pub(super) fn evaluate(state: &mut State) {
    for host in &mut state.protracted.hosts {
        host.impact.evaluated = host.impact.mean();
    }
}

#[cfg(test)]
mod tests;
