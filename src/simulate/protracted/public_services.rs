//! What including refugees in public services costs a host's budget: (l)1 and (l)7.
//!
//! In each month and host
//!
//! `services = π·g/12·(p·K + (h + o)·R)` and `taxes = t·σ·S·n`,
//!
//! with π the openness of the legal framework as arrangements moved it, g the GDP per inhabitant, p, h and o
//! what the host spends on a pupil, on health and on other services as shares of it, K the registered
//! people of 5 to 17 years, R the registered, S the people in need of protection, σ their self-reliance, n
//! what a person's needs cost in a month in the protracted phase, so that σ·S·n is what refugees earn, and t
//! the taxes on it. A closed camp is served by the appeal; an open law has its price in the budget.
//!
//! It is a second ledger beside the appeal: what the appeal pays for schools and health is not taken off,
//! and nothing in the simulation reads either account.
//!
//! Direction and time: services follow people, their age and the law in the month, taxes self-reliance.

use super::local_economy::earned_usd;
use crate::model::{Indicator, LiveStatus};
use crate::simulate::record::Year;
use crate::simulate::record::protected_statuses;
use crate::simulate::setup::Setup;
use crate::simulate::state::State;

/// Ages of primary and secondary school.
const SCHOOL: std::ops::RangeInclusive<usize> = 5..=17;

/// Counts a month.
pub(super) fn close(setup: &Setup<'_>, state: &State, year: &mut Year) {
    let parameters = &setup.situation.parameters.protracted.public_services;
    for (index, description) in setup.situation.hosts.iter().enumerate() {
        let country = &description.country;
        let figure = |indicator| country.value(indicator).unwrap_or(0.0);
        let per_capita = figure(Indicator::GdpUsd) / figure(Indicator::PopulationPersons).max(1.0);
        let people = &state.hosts[index];
        let (mut pupils, mut registered) = (0, 0);
        let registered_statuses =
            protected_statuses().filter(|&status| status != LiveStatus::Unregistered.index());
        for status in registered_statuses {
            registered += people.status_total(status);
            let groups = setup.grouping.groups.iter().zip(people.status(status));
            pupils += groups
                .filter(|(group, _)| {
                    SCHOOL.contains(&group.first_age) && SCHOOL.contains(&group.last_age)
                })
                .map(|(_, &count)| count)
                .sum::<u64>();
        }
        let effects = &state.protracted.hosts[index].effects;
        let open = effects.openness(description.legal_framework_openness);
        let everybody =
            parameters.health_share_of_gdp_per_capita + parameters.other_share_of_gdp_per_capita;
        let cost = parameters.pupil_share_of_gdp_per_capita * pupils as f64
            + everybody * registered as f64;
        let account = &mut year.protracted.hosts[index];
        account.public_services_usd += open * per_capita / 12.0 * cost;
        account.refugee_taxes_usd +=
            parameters.tax_share_of_earnings * earned_usd(setup, state, index);
    }
}
