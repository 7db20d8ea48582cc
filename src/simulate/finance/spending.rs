//! Payments, the cost of needs, and spending within earmarks.

use crate::model::{LiveStatus, SECTORS, Sector};
use crate::simulate::allocation::allocate_in_order;
use crate::simulate::costing::phase;
use crate::simulate::forecast::{
    HostOutlook, Outlook, known_pulse, natural_growth, registered_share, solutions_need_usd,
};
use crate::simulate::ledger::{cents, round_share};
use crate::simulate::record::Year;
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::{HostState, State};

/// What is known at the beginning of the month `from`: the current one, or the next.
pub(crate) fn outlook(setup: &Setup<'_>, state: &State, from: u32) -> Outlook {
    let host = |(index, host): (usize, &HostState)| {
        let stock = host.protected_stock() as f64;
        let unregistered = host.status_total(LiveStatus::Unregistered.index()) as f64;
        let [last, before, _] = host.recent_arrivals;
        HostOutlook {
            stock,
            registered_share: registered_share(stock, unregistered),
            natural_growth: natural_growth(setup, index),
            self_reliance: host.self_reliance,
            months_since_influx: host.months_since_influx,
            recent_arrivals: [last as f64, before as f64],
        }
    };
    Outlook {
        from,
        belief: state.belief,
        pulse: known_pulse(setup, state.outbreak, from, state.belief),
        hosts: state.hosts.iter().enumerate().map(host).collect(),
    }
}

/// Pays out the month's part of commitments.
pub(crate) fn disburse(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &mut State,
    year: &mut Year,
) {
    let finance = &setup.situation.parameters.finance;
    state.ledger.disbursed_in_month = 0;
    state.ledger.disburse(
        state.month,
        1.0 / finance.disbursement_mean_months,
        |donor| option.donors[donor].earmark_shares,
        &state.earmarks.ordered(&setup.by_code),
        |donor, paid| year.donors[donor][2] += paid,
    );
    year.month_disbursed.push(state.ledger.disbursed_in_month);
}

/// Costs the needs of the month from the opening stock, cents by host and sector.
pub(crate) fn cost_needs(setup: &Setup<'_>, state: &mut State) {
    let parameters = &setup.situation.parameters;
    let returning = parameters
        .voluntary_return
        .hazard_per_year
        .get(state.regime)
        / 12.0
        * state.return_episode;
    let State { hosts, needs, .. } = state;
    for (index, host) in hosts.iter().enumerate() {
        let stock = host.protected_stock() as f64;
        let unregistered = host.status_total(LiveStatus::Unregistered.index()) as f64;
        let phase = phase(&parameters.costs, host.months_since_influx);
        let mut usd = setup.hosts[index].costs.month_usd(
            phase,
            stock,
            stock - unregistered,
            host.self_reliance,
        );
        usd[Sector::Solutions.index()] = solutions_need_usd(setup, index, stock, returning, 0.0);
        for (need, usd) in needs.row_mut(index).iter_mut().zip(usd) {
            *need = cents(usd);
        }
    }
}

/// Spends the part of the money in hand that is planned for the month, and keeps the month's
/// coverage for the next.
pub(crate) fn spend(setup: &Setup<'_>, state: &mut State, year: &mut Year) {
    let parameters = &setup.situation.parameters;
    let share = 1.0 / parameters.finance.spending_horizon_months;
    let reduced = parameters.registration.unregistered_service_share;
    let State {
        ledger,
        needs,
        spent,
        coverage,
        hosts,
        emergency,
        protracted,
        ..
    } = state;
    let planned = |money: i64| round_share(money, share);
    // What is kept back for later months stays in the pools, and the rest that is not spent
    // returns to it.
    let available = &mut ledger.available;
    ledger.pools.each_with(available, |pool, available| {
        *available = planned(*pool);
        *pool -= *available;
    });
    // What stood ready for this month is spent in it, or goes to the pools.
    available.situation += std::mem::take(&mut emergency.fund.ready);
    for (pool, host) in available.host.iter_mut().zip(&mut emergency.hosts) {
        *pool += std::mem::take(&mut host.goods);
    }
    crate::simulate::protracted::hand_over(protracted, available, needs);
    let before = available.total();
    spent.fill(0);
    allocate_in_order(&setup.by_code, available, needs, spent);
    let paid = before - available.total();
    ledger.spent += paid;
    year.earmark_gap += before.min(needs.sum()) - paid;
    ledger
        .pools
        .each_with(available, |pool, available| *pool += *available);
    for (index, (host, account)) in hosts.iter().zip(&mut year.hosts).enumerate() {
        let delivered = emergency.hosts[index].delivery * protracted.hosts[index].effects.delivery;
        let stock = host.protected_stock() as f64;
        let unregistered = host.status_total(LiveStatus::Unregistered.index()) as f64;
        let people = [stock - unregistered, unregistered];
        let mut life_saving = [0_i64; 2];
        for sector in SECTORS {
            let at = sector.index();
            let (need, paid) = (needs[[index, at]], spent[[index, at]]);
            account.need[at] += need;
            account.spent[at] += paid;
            account.gap[at] += need - paid;
            coverage[[index, at]] = 1.0;
            if need > 0 {
                let funded = paid as f64 / need as f64;
                let covered = funded * delivered;
                coverage[[index, at]] = covered;
                account.measured.below_standard[at] += below_standard(people, covered, reduced);
                account.measured.unmet[at] += stock * (1.0 - funded);
            }
            if sector.tier() == crate::model::Tier::LifeSaving {
                life_saving[0] += need;
                life_saving[1] += paid;
            }
        }
        let [need, paid] = life_saving;
        if need > 0 {
            let covered = paid as f64 / need as f64 * delivered;
            account.below_standard_person_months += below_standard(people, covered, reduced);
        }
    }
    state.refresh_reach(&setup.situation.parameters.response);
}

/// Person-months of unmet need of people registered and not: the latter receive only a part of what
/// the others do.
fn below_standard([registered, unregistered]: [f64; 2], covered: f64, reduced: f64) -> f64 {
    registered * (1.0 - covered) + unregistered * (1.0 - covered * reduced)
}

#[cfg(test)]
mod tests;
