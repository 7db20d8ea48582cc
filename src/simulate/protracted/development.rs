//! A window of development finance for hosts, outside the humanitarian appeal: (l)6.
//!
//! While it is in force an amount W is promised each year, to hosts by stock; the share f of it is
//! committed and paid slowly: nothing for a lag of L months, then the fraction 1/D of what is left in
//! each month, so that after n payments `1 − (1 − 1/D)^n` of it is paid. What is paid builds a
//! development stock, `G' = G·(1 − δ) + paid`, whose effect for S refugees is
//! `y = 1 − e^(−G/(S·g))`. The money is additional: it is neither asked for in appeals nor spent on
//! humanitarian needs, and stands in accounts of its own, to the cent.
//!
//! What follows: the ceiling of self-reliance m rises to `m + a·y·(1 − m)`, and naturalisation, as far
//! as the law is open, by the ratio `b·y`. Years, by the lag and the slow payment. Judgement but for
//! the lag and f, for which conferences of the past are an anchor.

use crate::simulate::ledger::{cents, round_share};
use crate::simulate::record::Year;
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::{HostState, State};

/// A commitment of a year.
#[derive(Clone, Copy, Debug)]
struct Commitment {
    /// First month of payments.
    from: u32,
    /// Not yet paid, cents.
    rest: i64,
}

/// Development finance of one host.
#[derive(Clone, Debug, Default)]
pub(crate) struct Development {
    commitments: Vec<Commitment>,
    /// Committed and paid since the start, cents.
    committed: i64,
    pub(super) paid: i64,
    /// Development stock, US$.
    stock: f64,
    /// Calendar year of the last commitment.
    year: Option<i32>,
}

impl Development {
    pub(super) fn adds_up(&self) -> bool {
        let rest: i64 = self.commitments.iter().map(|one| one.rest).sum();
        self.committed == self.paid + rest && rest >= 0
    }
}

/// Commits at the start of a year, pays, and lets development work.
pub(super) fn month(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &mut State,
    year: &mut Year,
) {
    let parameters = &setup.situation.parameters.protracted.development;
    let running = super::in_force(parameters.applies, option, state);
    let month = state.month;
    let calendar = setup.year_of(month);
    let part_of_year = f64::from(13 - setup.month_of_year(month)) / 12.0;
    let promised = parameters.window_usd_per_year * part_of_year;
    let stocks: Vec<f64> = state
        .hosts
        .iter()
        .map(|host| host.protected_stock() as f64)
        .collect();
    // Whole numbers: their sum is the same in any order.
    let everybody = state
        .hosts
        .iter()
        .map(HostState::protected_stock)
        .sum::<u64>() as f64;
    for (index, own) in state.protracted.hosts.iter_mut().enumerate() {
        let host = &setup.situation.hosts[index];
        let account = &mut year.protracted.hosts[index];
        let development = &mut own.development;
        if running && everybody > 0.0 && development.year != Some(calendar) {
            development.year = Some(calendar);
            let share = parameters.fulfilment_share * stocks[index] / everybody;
            let committed = cents(promised * share);
            if committed > 0 {
                development.commitments.push(Commitment {
                    from: month.saturating_add(parameters.lag_months),
                    rest: committed,
                });
            }
            development.committed += committed;
            account.development_committed += committed;
        }
        let mut paid = 0;
        for one in &mut development.commitments {
            if month >= one.from {
                // Less than a dollar is paid at once.
                let part = if one.rest < 100 {
                    one.rest
                } else {
                    round_share(one.rest, 1.0 / parameters.disbursement_mean_months)
                };
                one.rest -= part;
                paid += part;
            }
        }
        development.commitments.retain(|one| one.rest > 0);
        development.paid += paid;
        account.development_paid += paid;
        development.stock =
            development.stock * (1.0 - parameters.decay_per_month) + paid as f64 / 100.0;
        let scale = stocks[index].max(1.0) * parameters.stock_usd_per_person * host.cost_ratio;
        let effect = -libm::expm1(-development.stock / scale.max(1e-9));
        own.effects.self_reliance_ceiling += parameters.self_reliance_effect_share
            * effect
            * (1.0 - host.self_reliance_maximum_share);
        own.effects.integration += parameters.integration_effect_ratio * effect;
    }
}

#[cfg(test)]
mod tests;
