//! People with specific needs: (d).
//!
//! Of the people of a sex and age a share s has a specific need (disability, serious illness, nobody else in
//! the household to earn or to care): n of those registered, N of all. Needs become known at registration and
//! after it: the known part q of those registered follows `q' = q + v·(q* − q)`, with `q* = q₀` where nobody
//! seeks them out and `q* = q₀ + (q₁ − q₀)·r` where a programme is in force, r the reach of last month's money
//! for protection. Known needs are met as far as that money reaches, so that `N − n·q·r` of them are not met in
//! the month; without a programme none is. Serving the part q₁ of those registered is a need of protection, whatever money there
//! is. Sums of expectations, without chance of their own. Values are judgement.
//!
//! Direction and time: registration and money for protection lower unmet needs, within months by v.

use crate::model::{AGE_BANDS, SEXES, Sector};
use crate::simulate::record::{SEX_AGE_CELLS, Year};
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;

/// Specific needs in one host.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SpecificNeeds {
    /// Known part of the needs of those registered.
    pub(super) known_share: f64,
    /// People with a specific need, and those of them whose need is known, by sex and age.
    pub(super) people: [f64; SEX_AGE_CELLS],
    pub(super) known: [f64; SEX_AGE_CELLS],
}

impl SpecificNeeds {
    /// At the start.
    pub(super) fn new(unaided_identified_share: f64) -> Self {
        Self {
            known_share: unaided_identified_share,
            ..Self::default()
        }
    }

    pub(super) fn holds(&self) -> bool {
        let fits = |(known, people): (&f64, &f64)| known <= people;
        (0.0..=1.0).contains(&self.known_share) && self.known.iter().zip(&self.people).all(fits)
    }
}

/// Finds and serves people, and books what is not met and what it costs.
pub(super) fn month(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &mut State,
    year: &mut Year,
) {
    let parameters = &setup.situation.parameters.protracted.specific_needs;
    let running = super::in_force(parameters.applies, option, state);
    let unaided = parameters.unaided_identified_share;
    for index in 0..setup.hosts.len() {
        let reach = if running {
            state.reach(index, Sector::Protection)
        } else {
            0.0
        };
        let own = &mut state.protracted.hosts[index];
        let [unregistered, registered] = own.cells;
        let needs = &mut own.specific_needs;
        let aim = unaided + (parameters.full_identified_share - unaided) * reach;
        needs.known_share += parameters.speed_per_month * (aim - needs.known_share);
        let unmet = &mut year.protracted.hosts[index].specific_needs_unmet;
        let mut served = 0.0;
        let cells = SEXES
            .iter()
            .flat_map(|sex| AGE_BANDS.map(|band| (*sex, band)));
        for (cell, (sex, band)) in cells.enumerate() {
            let share = parameters.share.get(sex, band);
            let with_need = share * registered[cell] as f64;
            needs.people[cell] = share * (registered[cell] + unregistered[cell]) as f64;
            needs.known[cell] = with_need * needs.known_share;
            unmet[cell] += needs.people[cell] - needs.known[cell] * reach;
            served += with_need * parameters.full_identified_share;
        }
        if running {
            own.costs_usd[Sector::Protection.index()] += served * parameters.usd_per_person_year
                / 12.0
                * setup.situation.hosts[index].cost_ratio;
        }
    }
}

#[cfg(test)]
mod tests;
