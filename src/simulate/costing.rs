//! What needs cost. Costs never depend on the money available.

use crate::model::parameters::CostParameters;
use crate::model::{Host, PHASES, Phase, SECTORS, Sector};

/// Unit costs of one host: US$ per person and month by phase and sector.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitCosts {
    /// Indexed `[phase][sector]`; host communities included, solutions zero.
    usd_per_month: [[f64; SECTORS.len()]; PHASES.len()],
    /// Share of each sector's need that full self-reliance displaces.
    displaced: [f64; SECTORS.len()],
    /// Host-community programmes on top of refugees' needs.
    host_community_share: f64,
    /// Costs that do not depend on people, US$ per month, booked under coordination.
    pub fixed_usd_per_month: f64,
}

impl UnitCosts {
    /// The unit costs of a host.
    #[must_use]
    pub fn new(costs: &CostParameters, host: &Host) -> Self {
        let shares = costs.sector_share.in_order();
        let usd_per_month = PHASES.map(|phase| {
            let mut row = [0.0; SECTORS.len()];
            for (cell, share) in row.iter_mut().zip(&shares) {
                *cell =
                    costs.need_usd_per_person_year.get(phase) * share.get(phase) * host.cost_ratio
                        / 12.0;
            }
            row
        });
        let displaces = &costs.self_reliance_displaces;
        let displaced = SECTORS.map(|sector| match sector {
            Sector::Food => displaces.food,
            Sector::Shelter => displaces.shelter,
            Sector::Livelihoods => displaces.livelihoods,
            Sector::Health => displaces.health,
            Sector::Wash => displaces.wash,
            Sector::Education => displaces.education,
            _ => 0.0,
        });
        Self {
            usd_per_month,
            displaced,
            host_community_share: costs.host_community_share,
            fixed_usd_per_month: host.fixed_cost_usd_per_year / 12.0,
        }
    }

    /// Need of one person in one sector, US$ per month, at a self-reliance between 0 and 1.
    /// Host-community programmes are a share on top of all other sectors; solutions are costed by
    /// the people who reach them and are 0 here.
    #[must_use]
    pub fn unit_usd_per_month(&self, phase: Phase, sector: Sector, self_reliance: f64) -> f64 {
        let row = &self.usd_per_month[phase as usize];
        match sector {
            Sector::HostCommunity => self.host_community_share * row.iter().sum::<f64>(),
            Sector::Solutions => 0.0,
            _ => row[sector.index()] * (1.0 - self_reliance * self.displaced[sector.index()]),
        }
    }

    /// Needs of a month by sector, US$, for `people` of whom `schooled` may enter formal
    /// education (those registered).
    #[must_use]
    pub fn month_usd(
        &self,
        phase: Phase,
        people: f64,
        schooled: f64,
        self_reliance: f64,
    ) -> [f64; SECTORS.len()] {
        SECTORS.map(|sector| {
            let unit = self.unit_usd_per_month(phase, sector, self_reliance);
            match sector {
                Sector::Education => unit * schooled,
                Sector::Coordination => unit * people + self.fixed_usd_per_month,
                _ => unit * people,
            }
        })
    }
}

/// The phase that a host is in, from the months since its last mass influx.
#[must_use]
pub fn phase(costs: &CostParameters, months_since_influx: u32) -> Phase {
    if months_since_influx < costs.emergency_months {
        Phase::Emergency
    } else if months_since_influx < costs.stabilisation_months {
        Phase::Stabilisation
    } else {
        Phase::Protracted
    }
}

/// Whether the arrivals of three months into a host with a stock of people are a mass influx, which
/// opens an emergency.
pub(crate) fn is_mass_influx(costs: &CostParameters, recent_arrivals: f64, stock: f64) -> bool {
    let mass = (costs.emergency_arrivals_share_of_stock * stock)
        .max(costs.emergency_arrivals_minimum_persons);
    recent_arrivals > 0.0 && recent_arrivals >= mass
}
