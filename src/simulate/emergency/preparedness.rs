//! Preparedness and early warning: (e).
//!
//! A host's preparedness q between 0 and 1 rises while it is kept up, `q' = q + v(q* − q)`, and
//! decays by a share a month otherwise. In an emergency it widens registration, to
//! `capacity·(1 + s·q)`, and goods from a contingency stock, worth `q·stock` when it is filled, meet
//! the life-saving needs that planned money leaves uncovered: after a lead time from the start of
//! the influx, in months
//!
//! `lag = max(0, L₁ − (L₁ − L₀)·q − W·w)`,
//!
//! with L₁ the lead time of a host that is not prepared, L₀ that of one that is fully prepared (L₁ where
//! a scenario does not say), q as the emergency begins, W = 1 where the outbreak was seen coming, and w
//! the months that this warning gives: those of a good one times its quality, a Beta variable (1 where a
//! scenario does not say); both are drawn once for each emergency. In the month in which goods arrive
//! they meet the part of its needs that is left of it. A stock that was used is filled again after a number of months. Goods are booked at
//! cost as given in kind in the month of their use; upkeep is a need of coordination. All judgement.
//!
//! Direction and time: fewer people wait for registration, and coverage is higher, in the first
//! months of an emergency and no longer.

use crate::model::parameters::PreparednessParameters;
use crate::model::{SECTORS, Sector, Situation, Tier};
use crate::random::{Purpose, Stream, Streams, beta_with_mean};
use crate::simulate::ledger::{cents, round_share};
use crate::simulate::record::Year;
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;

/// Preparedness of one host.
#[derive(Clone, Debug, Default)]
pub(crate) struct Preparedness {
    /// q, between 0 and 1.
    pub(crate) level: f64,
    /// Goods in stock, cents.
    stock: i64,
    /// Month in which the stock is filled again.
    filled_in: Option<u32>,
    /// Lead time of the running emergency, months, once it is known.
    lead: Option<f64>,
    /// Lead time of the first emergency.
    pub(super) first_lead: Option<f64>,
}

impl Preparedness {
    pub(super) fn new(parameters: &PreparednessParameters) -> Self {
        if !parameters.applies.is_on() {
            return Self::default();
        }
        let level = parameters.initial_share;
        Self {
            level,
            stock: cents(level * parameters.contingency_stock_usd_per_host),
            ..Self::default()
        }
    }
}

/// Days in a month, on average.
const DAYS_PER_MONTH: f64 = 365.25 / 12.0;

/// The lead time of an emergency that begins with a level of preparedness, months.
fn lead_time(parameters: &PreparednessParameters, level: f64, stream: &mut Stream) -> f64 {
    let unprepared = f64::from(parameters.lead_time_months);
    let prepared = parameters
        .prepared_lead_time_days
        .map_or(unprepared, |days| days / DAYS_PER_MONTH);
    let seen = stream.uniform() < parameters.warning_probability;
    let earlier = if seen {
        let quality = parameters.warning_quality.map_or(1.0, |quality| {
            beta_with_mean(stream, quality.mean_share, quality.concentration)
        });
        f64::from(parameters.warning_months) * quality
    } else {
        0.0
    };
    (unprepared - (unprepared - prepared) * level - earlier).max(0.0)
}

/// What keeping up preparedness asks for over the whole period in all hosts, US$, where it stands ready.
/// Goods that are used come on top.
#[must_use]
pub fn upkeep_usd(situation: &Situation) -> f64 {
    let parameters = &situation.parameters.emergency.preparedness;
    let mut level = parameters.initial_share;
    let mut sum = 0.0;
    for _ in 0..situation.clock.months {
        level += parameters.speed_per_month * (parameters.target_share - level);
        sum += level * parameters.upkeep_usd_per_host_per_year / 12.0;
    }
    sum * situation.hosts.len() as f64
}

/// Moves preparedness by a month, fills stocks, and sees outbreaks coming.
pub(super) fn keep_up(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
) {
    let parameters = &setup.situation.parameters.emergency.preparedness;
    // What is to be ready cannot wait for the plan.
    let kept_up = super::stands_ready(parameters.applies, option, state.month);
    let month = state.month;
    for (index, emergency) in state.emergency.hosts.iter_mut().enumerate() {
        let own = &mut emergency.preparedness;
        if kept_up {
            own.level += parameters.speed_per_month * (parameters.target_share - own.level);
            emergency.costs_usd[Sector::Coordination.index()] +=
                own.level * parameters.upkeep_usd_per_host_per_year / 12.0;
        } else {
            own.level *= 1.0 - parameters.decay_per_month;
        }
        let full = cents(own.level * parameters.contingency_stock_usd_per_host);
        if emergency.began.is_some() {
            if own.lead.is_none() {
                let key = setup.hosts[index].key;
                let mut stream = streams.stream(Purpose::EarlyWarning, key, month);
                let lead = lead_time(parameters, own.level, &mut stream);
                own.lead = Some(lead);
                own.first_lead.get_or_insert(lead);
            }
        } else {
            own.lead = None;
            // Between emergencies the stock follows preparedness, but for what was used.
            if own.filled_in.is_none_or(|filled| filled <= month) {
                own.stock = full;
                own.filled_in = None;
            }
        }
    }
}

/// Releases goods for life-saving needs that planned money does not cover.
pub(super) fn release(setup: &Setup<'_>, state: &mut State, year: &mut Year) {
    let parameters = &setup.situation.parameters.emergency.preparedness;
    let horizon = setup.situation.parameters.finance.spending_horizon_months;
    let everything = (state.needs.sum() as f64).max(1.0);
    for index in 0..setup.hosts.len() {
        let began = state.emergency.hosts[index].began;
        let own = &mut state.emergency.hosts[index].preparedness;
        // The part of the month that is left when goods are there.
        let Some((began, lead)) = began.zip(own.lead) else {
            continue;
        };
        let left = (f64::from(state.month - began) + 1.0 - lead).clamp(0.0, 1.0);
        if left <= 0.0 || own.stock == 0 {
            continue;
        }
        let row = state.needs.row(index);
        let need: i64 = SECTORS
            .iter()
            .filter(|sector| sector.tier() == Tier::LifeSaving)
            .map(|sector| row[sector.index()])
            .sum();
        let pools = &state.ledger.pools;
        let part = row.iter().sum::<i64>() as f64 / everything;
        let planned = (pools.host[index] as f64 + pools.situation as f64 * part) / horizon;
        let uncovered = need - round_share(need, planned / (need as f64).max(1.0));
        let goods = round_share(uncovered, left).min(own.stock);
        own.stock -= goods;
        if goods > 0 {
            own.filled_in = Some(state.month.saturating_add(parameters.restock_months));
        }
        state.emergency.hosts[index].goods = goods;
        year.emergency.hosts[index].goods += goods;
        state.ledger.pay_at_once(goods);
    }
}

/// By how much preparedness widens a host's registration capacity, as a ratio.
pub(crate) fn registration_surge(setup: &Setup<'_>, state: &State, host: usize) -> f64 {
    let parameters = &setup.situation.parameters;
    let preparedness = &parameters.emergency.preparedness;
    if !preparedness.applies.is_on()
        || !super::influx_within(&state.hosts[host], parameters.costs.emergency_months)
    {
        return 1.0;
    }
    1.0 + preparedness.registration_surge_ratio * state.emergency.hosts[host].preparedness.level
}

#[cfg(test)]
mod tests;
