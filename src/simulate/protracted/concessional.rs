//! Concessional finance that weighs what hosting costs: (l)7.
//!
//! Each January while it is in force a host that is not of high income is lent the share φ of what its
//! needs lacked in the year before. After a lag a loan is paid in twelve monthly tranches into the
//! money bound to the host, announced, committed and paid at once, so that coverage rises now. From
//! the commitment on, `i/12` of what is outstanding is paid in interest each month, and after a grace
//! of G months the principal in equal parts until month M: with b outstanding and n months left a part
//! is `b/n`. In cents, what was paid out is what was repaid and what is outstanding.
//!
//! Service is a cost of the host, decades long, and no need of refugees. It counts as a contribution of
//! the host where contributions are compared, and comes off what a review asks of it. The grant element
//! of a loan of 1, paid out in month 0, is one less the present value of its service,
//! `1 − Σ_t s_t·(1 + d)^(−t/12)`, `s_t = i/12` up to G and
//! `1/(M − G) + (i/12)·(1 − (t − G − 1)/(M − G))` after. Terms are judgement within what windows of
//! multilateral banks offer.

use crate::model::IncomeGroup;
use crate::model::parameters::ConcessionalParameters;
use crate::simulate::ledger::round_share;
use crate::simulate::record::Year;
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;

const TRANCHES: u32 = 12;

/// One loan.
#[derive(Clone, Copy, Debug)]
struct Loan {
    /// Month of the commitment.
    month: u32,
    face: i64,
    paid_out: i64,
    repaid: i64,
}

/// Loans of one host, cents.
#[derive(Clone, Debug, Default)]
pub(crate) struct Loans {
    open: Vec<Loan>,
    /// Needs that money did not reach since the last January.
    unfunded: i64,
    /// Service paid since the start, and in this month.
    pub(crate) serviced: i64,
    pub(crate) serviced_in_month: i64,
    /// Totals since the start.
    paid_out: i64,
    repaid: i64,
}

impl Loans {
    /// What is outstanding, cents.
    pub(super) fn balance(&self) -> i64 {
        self.paid_out - self.repaid
    }

    pub(super) fn adds_up(&self) -> bool {
        let open: i64 = self
            .open
            .iter()
            .map(|loan| loan.paid_out - loan.repaid)
            .sum();
        open == self.balance() && self.open.iter().all(|loan| loan.repaid <= loan.face)
    }
}

/// The grant element of a loan on these terms.
pub(super) fn grant_element(parameters: &ConcessionalParameters) -> f64 {
    let monthly = parameters.interest_share_per_year / 12.0;
    let discount = libm::pow(1.0 + parameters.discount_share_per_year, -1.0 / 12.0);
    let grace = parameters.grace_months.min(parameters.maturity_months - 1);
    let parts = f64::from(parameters.maturity_months - grace);
    let (mut outstanding, mut factor, mut value) = (1.0, 1.0, 0.0);
    for month in 1..=parameters.maturity_months {
        factor *= discount;
        let principal = if month > grace { 1.0 / parts } else { 0.0 };
        value += (monthly * outstanding + principal) * factor;
        outstanding -= principal;
    }
    1.0 - value
}

/// Lends, pays out, and takes service.
pub(super) fn month(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &mut State,
    year: &mut Year,
) {
    let parameters = &setup.situation.parameters.protracted.concessional;
    let running = super::in_force(parameters.applies, option, state);
    let now = state.month;
    let january = setup.month_of_year(now) == 1;
    for (index, own) in state.protracted.hosts.iter_mut().enumerate() {
        let loans = &mut own.loans;
        // Needs and spending of the month before are still on the table.
        let missing: i64 = state
            .needs
            .row(index)
            .iter()
            .zip(state.spent.row(index))
            .map(|(need, spent)| need - spent)
            .sum();
        loans.unfunded += missing.max(0);
        if january {
            let face = round_share(loans.unfunded, parameters.share_of_gap);
            loans.unfunded = 0;
            let group = setup.situation.hosts[index].country.income_group;
            if running && face > 0 && group != Some(IncomeGroup::High) {
                loans.open.push(Loan {
                    month: now,
                    face,
                    paid_out: 0,
                    repaid: 0,
                });
            }
        }
        loans.serviced_in_month = 0;
        let mut paid_out = 0;
        for loan in &mut loans.open {
            let [tranche, principal, interest] = move_loan(parameters, loan, now);
            paid_out += tranche;
            loans.paid_out += tranche;
            loans.repaid += principal;
            loans.serviced_in_month += principal + interest;
        }
        loans
            .open
            .retain(|loan| loan.repaid < loan.face || loan.paid_out < loan.face);
        loans.serviced += loans.serviced_in_month;
        own.loan_money = paid_out;
        state.ledger.pay_at_once(paid_out);
        let account = &mut year.protracted.hosts[index];
        account.loans += paid_out;
        account.loan_service += loans.serviced_in_month;
    }
}

/// Moves one loan by a month: what is paid out, repaid, and paid in interest.
fn move_loan(parameters: &ConcessionalParameters, loan: &mut Loan, now: u32) -> [i64; 3] {
    let age = now - loan.month;
    let interest = round_share(
        loan.paid_out - loan.repaid,
        parameters.interest_share_per_year / 12.0,
    );
    let mut tranche = 0;
    if age >= parameters.lag_months && age < parameters.lag_months.saturating_add(TRANCHES) {
        let number = age - parameters.lag_months + 1;
        let until_here = round_share(loan.face, f64::from(number) / f64::from(TRANCHES));
        tranche = until_here - loan.paid_out;
        loan.paid_out = until_here;
    }
    // Nothing is repaid before all is paid out.
    let grace = parameters
        .grace_months
        .max(parameters.lag_months.saturating_add(TRANCHES))
        .min(parameters.maturity_months - 1);
    let mut principal = 0;
    if age > grace {
        let left = parameters.maturity_months.saturating_sub(age) + 1;
        principal = round_share(loan.paid_out - loan.repaid, 1.0 / f64::from(left));
        loan.repaid += principal;
    }
    [tranche, principal, interest]
}

#[cfg(test)]
mod tests;
