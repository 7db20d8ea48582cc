//! Prevention and mediation at the origin, and tension between States: P3, (c).
//!
//! Prevention: an amount W a year is spent on mediation, on what drives people out, on rights and livelihoods
//! at the origin, outside the appeal. Its level follows `Q' = Q + v·(1 − e^(−W/w) − Q)` while it is in force
//! and fades to 0 otherwise. The log-odds of every way to peace that is open rise by `β·Q`, those of every
//! way to war fall by `γ·Q`; what else may happen in the month keeps its proportions. **β and γ are 0
//! unless a scenario says otherwise: no elasticity is known**, and they belong into a scan, not into
//! a claim. It is the only way in which an option touches arrivals; who arrives is admitted under any.
//! Reviews do not count on it.
//!
//! Tension of a host with its neighbours, an index between 0 and 1: with o people who moved on to other
//! hosts in the month, u who returned under pressure and h armed elements among civilians, each for 1,000
//! refugees, it follows `τ' = τ + v·(τ* − τ)`, `τ* = (1 − e^(−(a·o + b·u + c·h)))·(1 − d)`, d what a dialogue
//! takes away while it is in force. A dialogue costs an amount a year, a need of coordination in equal parts
//! by host. Tension raises returns under pressure to `1 + ρ·τ` times as many (they stay in their own
//! account), and the log-odds of the ways to war by `κ·τ̄`, τ̄ weighted by refugees; κ is 0 unless a
//! scenario says otherwise. Nothing here touches admission. Judgement throughout.

use crate::model::Sector;
use crate::model::parameters::Regime;
use crate::simulate::record::Year;
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;

/// Prevention at the origin.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Prevention {
    /// Level, 0 to 1.
    pub(super) level: f64,
}

/// Tension of one host.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tension {
    /// Index, 0 to 1.
    pub(super) level: f64,
    /// The year's accounts at the end of last month: moved on, returned under pressure.
    counted: [u64; 2],
    /// The same of last month alone.
    recent: [u64; 2],
}

/// Spends on prevention and moves its level by a month.
pub(super) fn prevent(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &mut State,
    year: &mut Year,
) {
    let parameters = &setup.situation.parameters.protracted.prevention;
    let running = super::in_force(parameters.applies, option, state);
    let aim = if running {
        year.protracted.prevention +=
            crate::simulate::ledger::cents(parameters.usd_per_year / 12.0);
        -libm::expm1(-parameters.usd_per_year / parameters.scale_usd_per_year.max(1e-9))
    } else {
        0.0
    };
    let level = &mut state.protracted.prevention.level;
    *level += parameters.speed_per_month * (aim - *level);
}

/// Moves tension by a month, costs the dialogue and lets tension work.
pub(super) fn month(setup: &Setup<'_>, option: &OptionSetup<'_>, state: &mut State) {
    let parameters = &setup.situation.parameters.protracted.tension;
    let running = super::in_force(parameters.applies, option, state);
    let relief = if running {
        parameters.dialogue_relief_share
    } else {
        0.0
    };
    for index in 0..setup.hosts.len() {
        let stock = (state.hosts[index].protected_stock() as f64).max(1.0);
        let hidden = state.emergency.hosts[index].armed.hidden as f64;
        let own = &mut state.protracted.hosts[index];
        let [onward, adverse] = own.tension.recent.map(|people| people as f64);
        let strain = (parameters.onward_weight * onward
            + parameters.adverse_weight * adverse
            + parameters.armed_weight * hidden)
            * 1_000.0
            / stock;
        let aim = -libm::expm1(-strain) * (1.0 - relief);
        own.tension.level += parameters.speed_per_month * (aim - own.tension.level);
        own.effects.adverse_return_ratio *=
            1.0 + parameters.adverse_return_rise_ratio * own.tension.level;
        if running {
            own.costs_usd[Sector::Coordination.index()] +=
                parameters.dialogue_usd_per_year / 12.0 / setup.hosts.len().max(1) as f64;
        }
    }
}

/// At the end of a month: counts what strains the relations of hosts.
pub(super) fn close(state: &mut State, year: &Year) {
    for (own, account) in state.protracted.hosts.iter_mut().zip(&year.hosts) {
        let now = [&account.onward_out, &account.adverse].map(|cells| cells.iter().sum::<u64>());
        let before = if year.months == 1 {
            [0; 2]
        } else {
            own.tension.counted
        };
        own.tension.recent = [0, 1].map(|flow| now[flow] - before[flow]);
        own.tension.counted = now;
    }
}

/// A probability after its log-odds have moved; 0 and 1 stay what they are.
fn moved(probability: f64, log_odds: f64) -> f64 {
    if probability <= 0.0 || probability >= 1.0 {
        return probability;
    }
    let odds = probability / (1.0 - probability) * libm::exp(log_odds);
    odds / (1.0 + odds)
}

/// Moves one target of a row of probabilities; the others keep their proportions.
fn shift(row: &mut [f64; 3], target: usize, log_odds: f64) {
    let before = row[target];
    let after = moved(before, log_odds);
    if before < 1.0 {
        for (other, probability) in row.iter_mut().enumerate() {
            if other != target {
                *probability *= (1.0 - after) / (1.0 - before);
            }
        }
    }
    row[target] = after;
}

/// Where the regime may go in a month, after prevention and tension.
pub(crate) fn transitions(setup: &Setup<'_>, state: &State) -> [f64; 3] {
    let mut row = setup.chain.transitions[state.regime as usize];
    let parameters = &setup.situation.parameters.protracted;
    let mut to_peace = 0.0;
    let mut to_war = 0.0;
    if parameters.prevention.applies.is_on() {
        let level = state.protracted.prevention.level;
        to_peace += parameters.prevention.peace_log_odds * level;
        to_war -= parameters.prevention.war_log_odds * level;
    }
    if parameters.tension.applies.is_on() {
        to_war += parameters.tension.war_log_odds * mean_tension(setup, state);
    }
    // Nothing at all is done where nothing moves: the same bits as without.
    if to_peace != 0.0 && state.regime != Regime::Peace {
        shift(&mut row, Regime::Peace as usize, to_peace);
    }
    if to_war != 0.0 && state.regime != Regime::War {
        shift(&mut row, Regime::War as usize, to_war);
    }
    row
}

/// Tension over hosts, weighted by refugees.
fn mean_tension(setup: &Setup<'_>, state: &State) -> f64 {
    let (mut people, mut sum) = (0.0, 0.0);
    for &host in &setup.by_code {
        let stock = (state.hosts[host].protected_stock() as f64).max(1e-9);
        people += stock;
        sum += stock * state.protracted.hosts[host].tension.level;
    }
    sum / people.max(1e-9)
}

#[cfg(test)]
mod tests;
