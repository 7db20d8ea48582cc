//! A standing fund: (j)4, money that is there at once.
//!
//! In each month the fund first takes in a twelfth of its yearly replenishment, up to its target.
//! Then, for hosts in the first months of an emergency, it releases a share of the life-saving needs
//! that the month's planned money does not cover, up to a monthly maximum and its balance:
//! `draw = min(balance, maximum, d·Σ_i (need_i − planned_i)⁺)`, where planned money not bound to a
//! host counts by its part of needs. What is released is spent in the same month. The balance is
//! exact to the cent: opened + taken in = in the fund + released.
//!
//! Direction and time: coverage rises in the first months of an emergency, before pledges are paid;
//! the fund is empty after `balance / draw` months unless it is replenished. Judgement throughout.

use crate::model::parameters::StandingFundParameters;
use crate::model::{SECTORS, Tier};
use crate::simulate::ledger::{cents, round_share};
use crate::simulate::record::Year;
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;

/// The fund, cents.
#[derive(Clone, Debug, Default)]
pub(crate) struct StandingFund {
    opened: i64,
    taken_in: i64,
    pub(crate) balance: i64,
    released: i64,
    /// Released for this month and not yet given out for spending.
    pub(crate) ready: i64,
    /// Released this month.
    drawn: i64,
    /// Month of the first money after the onset of an emergency.
    pub(crate) first_money: Option<u32>,
}

impl StandingFund {
    /// The fund at the start; an option that never has one has an empty one.
    pub(super) fn new(parameters: &StandingFundParameters, has_plan: bool) -> Self {
        let opened = if parameters.applies.in_force(has_plan) {
            cents(parameters.opening_balance_usd)
        } else {
            0
        };
        Self {
            opened,
            balance: opened,
            ..Self::default()
        }
    }

    /// Whether sources and uses are the same to the cent.
    pub(super) fn adds_up(&self) -> bool {
        self.opened + self.taken_in == self.balance + self.released
            && self.balance >= 0
            && self.ready == 0
    }
}

/// Takes in, and releases what the rule gives.
pub(super) fn release(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &mut State,
    year: &mut Year,
) {
    let parameters = &setup.situation.parameters.emergency.standing_fund;
    state.emergency.fund.drawn = 0;
    // Money that is to be there at once cannot wait for the plan.
    if !super::stands_ready(parameters.applies, option, state.month) {
        return;
    }
    let target = cents(parameters.target_balance_usd);
    let fund = &mut state.emergency.fund;
    let room = (target - fund.balance).max(0);
    let taken = cents(parameters.replenishment_usd_per_year / 12.0).min(room);
    fund.balance += taken;
    fund.taken_in += taken;
    let everything: i64 = state.needs.sum();
    let horizon = setup.situation.parameters.finance.spending_horizon_months;
    let pools = &state.ledger.pools;
    let mut shortfall = 0;
    for (index, host) in state.emergency.hosts.iter().enumerate() {
        let open = host
            .began
            .is_some_and(|began| state.month < began.saturating_add(parameters.window_months));
        if !open {
            continue;
        }
        let row = state.needs.row(index);
        let need: i64 = SECTORS
            .iter()
            .filter(|sector| sector.tier() == Tier::LifeSaving)
            .map(|sector| row[sector.index()])
            .sum();
        let bound: i64 = pools.host[index]
            + SECTORS
                .iter()
                .filter(|sector| sector.tier() == Tier::LifeSaving)
                .map(|sector| pools.host_sector[index * SECTORS.len() + sector.index()])
                .sum::<i64>();
        let part = row.iter().sum::<i64>() as f64 / (everything as f64).max(1.0);
        let goods = host.goods as f64;
        let planned = (bound as f64 + pools.situation as f64 * part) / horizon + goods;
        shortfall += need - round_share(need, planned / (need as f64).max(1.0));
    }
    let draw = round_share(shortfall, parameters.draw_share_of_shortfall)
        .min(cents(parameters.draw_maximum_usd_per_month))
        .min(state.emergency.fund.balance);
    let fund = &mut state.emergency.fund;
    fund.balance -= draw;
    fund.released += draw;
    fund.ready = draw;
    fund.drawn = draw;
    year.emergency.fund_drawn += draw;
    state.ledger.pay_at_once(draw);
}

/// Notes the month of the first money for the emergency: from the fund, or from a contribution whose
/// first payment was due after the onset. Money that was flowing before does not count.
pub(super) fn watch(state: &mut State) {
    let Some(onset) = state.emergency.onset else {
        return;
    };
    if state.emergency.fund.first_money.is_some() {
        return;
    }
    let month = state.month;
    // A contribution that is paid at once and in full is no longer open.
    let paid = state.ledger.newest_paid_from > onset;
    if paid || state.emergency.fund.drawn > 0 {
        state.emergency.fund.first_money = Some(month);
    }
}

#[cfg(test)]
mod tests;
