//! National protection capacity: (b), (l)4.
//!
//! Capacity k, a share of what full institutions, registration systems and law would be worth (K), is
//! built by money and decays: `k' = k·(1 − δ) + c·n/K`. While it is built the need of a month is what
//! decays and a part of what is missing, `n = K·(δ + (1 − k)/T)`, a need of protection, and c is the
//! reach of last month's money for protection; otherwise n is 0. With c constant
//! `k_t = k̄ + (k_0 − k̄)·(1 − δ − c/T)^t`, where `k̄ = c·(1 + δT)/(c + δT)`.
//!
//! What it brings is counted from the start: registration and status determination are
//! `1 + g·(k − k_0)` times as fast, and openness goes the share `h·(k − k_0)` of the way to a fully
//! open legal framework (or falls short by it), and with it naturalisation: years. Judgement
//! throughout.

use crate::model::Sector;
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;

/// Moves capacity by a month, costs it, and lets it work.
pub(super) fn month(setup: &Setup<'_>, option: &OptionSetup<'_>, state: &mut State) {
    let parameters = &setup.situation.parameters.protracted.protection_capacity;
    let running = super::in_force(parameters.applies, option, state);
    for index in 0..setup.hosts.len() {
        let host = &setup.situation.hosts[index];
        let reach = state.reach(index, Sector::Protection);
        let own = &mut state.protracted.hosts[index];
        // As a share of full capacity.
        let need = if running {
            parameters.decay_per_month + (1.0 - own.capacity) / parameters.building_months
        } else {
            0.0
        };
        own.costs_usd[Sector::Protection.index()] +=
            need * parameters.full_stock_usd_per_host * host.cost_ratio;
        let gained = own.capacity - parameters.initial_share;
        own.effects.registration_ratio *=
            (1.0 + parameters.registration_gain_ratio * gained).max(0.0);
        own.effects.openness +=
            parameters.openness_gain_share * gained * (1.0 - host.legal_framework_openness);
        own.capacity = (own.capacity * (1.0 - parameters.decay_per_month) + reach * need).min(1.0);
    }
}

#[cfg(test)]
mod tests;
