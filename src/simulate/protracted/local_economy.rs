//! What hosting brings to the local economy, beside what it burdens: (l)1 and (l)5.
//!
//! Assistance is spent where refugees live, and refugees work. In each month and host
//!
//! `income = m_c·C + m_o·(M − C)`, `C = c·Σ M_k` over food, household items, livelihoods and energy,
//!
//! with M the money spent in the host, `M_k` that of a sector, c the share of these four that is paid in
//! cash, and `m_c` and `m_o` the real income in the local economy for each US$ of cash and of anything else:
//! 1.6 to 2.1 for cash in three camps of Rwanda (Taylor et al. 2016, PNAS), less in kind; and
//!
//! `work = y·σ·S·n`,
//!
//! with σ the self-reliance, S the people in need of protection, n what a person's needs cost in a month
//! in the protracted phase (host communities left out), so that σ·S·n is what refugees earn, and y what
//! their work adds for each US$ of that. Money that does not reach people for want of coordination is
//! spent nevertheless. Nothing in the simulation reads either: it is shown beside the four dimensions of
//! impact, and no sum of the two is made.
//!
//! Direction and time: income follows spending in the month, work follows self-reliance.

use crate::model::{Phase, SECTORS, Sector};
use crate::simulate::record::Year;
use crate::simulate::setup::Setup;
use crate::simulate::state::State;

/// Sectors of which a part is paid in cash.
const CASH: [Sector; 4] = [
    Sector::Food,
    Sector::Shelter,
    Sector::Livelihoods,
    Sector::Energy,
];

/// What refugees in a host earn in a month, US$.
pub(super) fn earned_usd(setup: &Setup<'_>, state: &State, host: usize) -> f64 {
    let people = &state.hosts[host];
    let costs = &setup.hosts[host].costs;
    let need: f64 = SECTORS
        .iter()
        .filter(|sector| !matches!(sector, Sector::HostCommunity | Sector::Solutions))
        .map(|&sector| costs.unit_usd_per_month(Phase::Protracted, sector, 0.0))
        .sum();
    people.self_reliance * people.protected_stock() as f64 * need
}

/// Counts a month, when its money has been spent.
pub(super) fn close(setup: &Setup<'_>, state: &State, year: &mut Year) {
    let parameters = &setup.situation.parameters.protracted.local_economy;
    for index in 0..setup.hosts.len() {
        let spent = state.spent.row(index);
        let all: i64 = spent.iter().sum();
        let part: i64 = CASH.iter().map(|sector| spent[sector.index()]).sum();
        let cash = part as f64 / 100.0 * parameters.cash_share;
        let other = all as f64 / 100.0 - cash;
        let earned = earned_usd(setup, state, index);
        let account = &mut year.protracted.hosts[index];
        account.local_income_usd +=
            parameters.income_usd_per_cash_usd * cash + parameters.income_usd_per_other_usd * other;
        account.refugee_output_usd += parameters.output_usd_per_earned_usd * earned;
    }
}
