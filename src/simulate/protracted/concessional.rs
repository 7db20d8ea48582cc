//! Concessional finance that weighs what hosting costs: (l)7.
//!
//! Each January while it is in force a host that is not of high income is lent the share φ of what its
//! needs lacked in the year before, those of life-saving sectors left out: it is money for development.
//! After a lag a loan is paid in twelve monthly tranches, announced, committed and paid at once, and bound
//! to the other sectors of the host by their needs, so that their coverage rises now. From
//! the commitment on, `i/12` of what is outstanding is paid in interest each month, and after a grace
//! of G months the principal in equal parts until month M: with b outstanding and n months left a part
//! is `b/n`. In cents, what was paid out is what was repaid and what is outstanding.
//!
//! Where a scenario says so:
//!
//! * the window is open only to hosts whose policy framework is adequate: the openness of the legal
//!   framework and the ceiling of self-reliance (the right to work and to land), both as the
//!   arrangements moved them in the month before, reach stated minima;
//! * it is replenished in cycles of c years with E US$ for all hosts together. In a January in which more is
//!   asked for than is left, what is left is shared in proportion; what a cycle does not lend lapses;
//! * a share `γ_g` of what a host receives is a grant, by its income group g: it is paid in the same
//!   tranches and never repaid, so that the grant element of the whole is `γ_g + (1 − γ_g)·e`;
//! * the lag is drawn for each loan, evenly over whole months from the stated one to a spread above it.
//!
//! Service is a cost of the host, decades long, and no need of refugees. It counts as a contribution of
//! the host where contributions are compared, and comes off what a review asks of it. The grant element
//! of a loan of 1, paid out in month 0, is one less the present value of its service,
//! `1 − Σ_t s_t·(1 + d)^(−t/12)`, `s_t = i/12` up to G and
//! `1/(M − G) + (i/12)·(1 − (t − G − 1)/(M − G))` after. Terms are judgement within what windows of
//! multilateral banks offer.

use super::ProtractedState;
use crate::model::parameters::{ConcessionalParameters, Replenishment};
use crate::model::{IncomeGroup, SECTORS, Tier};
use crate::random::{Purpose, Streams};
use crate::simulate::ledger::{cents, round_share};
use crate::simulate::record::Year;
use crate::simulate::registration::whole;
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;
use crate::units::split_cents;

const TRANCHES: u32 = 12;

/// One loan.
#[derive(Clone, Copy, Debug)]
struct Loan {
    /// Month of the commitment.
    month: u32,
    /// Months from it to the first tranche.
    lag: u32,
    face: i64,
    paid_out: i64,
    repaid: i64,
    /// The grant beside it, and what was paid of that.
    grant: i64,
    granted: i64,
}

/// Loans of one host, cents.
#[derive(Clone, Debug, Default)]
pub(crate) struct Loans {
    open: Vec<Loan>,
    /// Needs that money did not reach since the last January.
    unfunded: i64,
    /// Openness of the legal framework and ceiling of self-reliance in the month before.
    pub(super) policy: [f64; 2],
    /// Share of what the host receives that is a grant.
    pub(super) grant_share: f64,
    /// Service paid since the start, and in this month.
    pub(crate) serviced: i64,
    pub(crate) serviced_in_month: i64,
    /// Totals since the start.
    pub(super) paid_out: i64,
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
        let holds = |loan: &Loan| loan.repaid <= loan.face && loan.granted <= loan.grant;
        open == self.balance() && self.open.iter().all(holds)
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

/// The window of the situation.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Window {
    /// Calendar year in which the running cycle began.
    since: Option<i32>,
    /// What is left of it, cents.
    left: i64,
}

impl Window {
    /// Opens the cycle of a year, and says how much of what is asked for can be had.
    fn take(&mut self, replenishment: Option<Replenishment>, year: i32, asked: i64) -> i64 {
        let Some(cycle) = replenishment else {
            return asked;
        };
        let years = cycle.cycle_years.cast_signed();
        if self.since.is_none_or(|since| year >= since + years) {
            // Cycles are counted from the first, also over years in which nobody asked.
            let begun = self
                .since
                .map_or(year, |since| year - (year - since) % years);
            *self = Self {
                since: Some(begun),
                left: cents(cycle.usd_per_cycle),
            };
        }
        let had = asked.min(self.left);
        self.left -= had;
        had
    }
}

/// Share of what a host receives that is a grant.
pub(super) fn grant_share(setup: &Setup<'_>, host: usize) -> f64 {
    let shares = setup
        .situation
        .parameters
        .protracted
        .concessional
        .grant_share;
    let group = setup.situation.hosts[host].country.income_group;
    shares
        .zip(group)
        .map_or(0.0, |(shares, group)| shares.get(group))
}

/// Whether a host may be lent to.
fn is_eligible(setup: &Setup<'_>, host: usize, policy: [f64; 2]) -> bool {
    let parameters = &setup.situation.parameters.protracted.concessional;
    let group = setup.situation.hosts[host].country.income_group;
    let minima = [
        parameters.openness_minimum_share,
        parameters.self_reliance_ceiling_minimum_share,
    ];
    let adequate = |(level, least): (f64, Option<f64>)| least.is_none_or(|least| level >= least);
    group != Some(IncomeGroup::High) && policy.into_iter().zip(minima).all(adequate)
}

/// Commits what hosts are lent and granted for the year before.
fn commit(setup: &Setup<'_>, streams: &Streams, running: bool, state: &mut State) {
    let parameters = &setup.situation.parameters.protracted.concessional;
    let now = state.month;
    let ProtractedState { hosts, window, .. } = &mut state.protracted;
    let mut asked = vec![0; hosts.len()];
    for (index, own) in hosts.iter_mut().enumerate() {
        let face = round_share(own.loans.unfunded, parameters.share_of_gap);
        own.loans.unfunded = 0;
        if running && is_eligible(setup, index, own.loans.policy) {
            asked[index] = face;
        }
    }
    let had = window.take(
        parameters.replenishment,
        setup.year_of(now),
        asked.iter().sum(),
    );
    let in_order: Vec<i64> = setup.by_code.iter().map(|&host| asked[host]).collect();
    for (&index, money) in setup.by_code.iter().zip(split_cents(had, &in_order)) {
        if money <= 0 {
            continue;
        }
        let later = parameters.lag_spread_months.map_or(0, |spread| {
            let mut stream = streams.stream(Purpose::LoanLag, setup.hosts[index].key, now);
            let drawn = whole(stream.uniform() * f64::from(spread + 1));
            u32::try_from(drawn).unwrap_or(spread).min(spread)
        });
        let loans = &mut hosts[index].loans;
        let grant = round_share(money, loans.grant_share);
        loans.open.push(Loan {
            month: now,
            lag: parameters.lag_months.saturating_add(later),
            face: money - grant,
            paid_out: 0,
            repaid: 0,
            grant,
            granted: 0,
        });
    }
}

/// Lends, pays out, and takes service.
pub(super) fn month(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
    year: &mut Year,
) {
    let parameters = &setup.situation.parameters.protracted.concessional;
    let running = super::in_force(parameters.applies, option, state);
    let now = state.month;
    for (index, own) in state.protracted.hosts.iter_mut().enumerate() {
        let loans = &mut own.loans;
        // Needs and spending of the month before are still on the table.
        let missing: i64 = SECTORS
            .iter()
            .zip(state.needs.row(index))
            .zip(state.spent.row(index))
            .filter(|((sector, _), _)| sector.tier() == Tier::Sustaining)
            .map(|((_, need), spent)| need - spent)
            .sum();
        loans.unfunded += missing.max(0);
    }
    if setup.month_of_year(now) == 1 {
        commit(setup, streams, running, state);
    }
    for (index, own) in state.protracted.hosts.iter_mut().enumerate() {
        let loans = &mut own.loans;
        loans.serviced_in_month = 0;
        let (mut paid_out, mut granted) = (0, 0);
        for loan in &mut loans.open {
            let [tranche, principal, interest] = move_loan(parameters, loan, now);
            paid_out += tranche;
            granted += pay_grant(loan, now);
            loans.paid_out += tranche;
            loans.repaid += principal;
            loans.serviced_in_month += principal + interest;
        }
        loans
            .open
            .retain(|loan| loan.repaid < loan.face || loan.granted < loan.grant);
        loans.serviced += loans.serviced_in_month;
        own.loan_money = paid_out + granted;
        state.ledger.pay_at_once(paid_out + granted);
        let account = &mut year.protracted.hosts[index];
        account.loans += paid_out;
        account.hosting_grants += granted;
        account.loan_service += loans.serviced_in_month;
    }
}

/// The month's tranche of an amount of which so much has been paid out.
fn next_tranche(amount: i64, paid_out: i64, age: u32, lag: u32) -> i64 {
    if age < lag || age >= lag.saturating_add(TRANCHES) {
        return 0;
    }
    let number = f64::from(age - lag + 1);
    round_share(amount, number / f64::from(TRANCHES)) - paid_out
}

/// Pays the month's tranche of the grant beside a loan.
fn pay_grant(loan: &mut Loan, now: u32) -> i64 {
    let tranche = next_tranche(loan.grant, loan.granted, now - loan.month, loan.lag);
    loan.granted += tranche;
    tranche
}

/// Moves one loan by a month: what is paid out, repaid, and paid in interest.
fn move_loan(parameters: &ConcessionalParameters, loan: &mut Loan, now: u32) -> [i64; 3] {
    let age = now - loan.month;
    let interest = round_share(
        loan.paid_out - loan.repaid,
        parameters.interest_share_per_year / 12.0,
    );
    let tranche = next_tranche(loan.face, loan.paid_out, age, loan.lag);
    loan.paid_out += tranche;
    // Nothing is repaid before all is paid out.
    let grace = parameters
        .grace_months
        .max(loan.lag.saturating_add(TRANCHES))
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
