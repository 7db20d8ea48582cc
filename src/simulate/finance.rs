//! Step 7: conferences, commitments and payments; then costing and spending (step 8).

use crate::model::LiveStatus;
use crate::model::{Appeal, EarmarkTier, Pledge, PledgeStatus, SECTORS, Sector};
use crate::random::{Purpose, Streams, beta_with_mean, normal};
use crate::simulate::allocation::{Pools, allocate};
use crate::simulate::arrivals::SITUATION;
use crate::simulate::costing::phase;
use crate::simulate::forecast::{HostOutlook, project, solutions_need_usd};
use crate::simulate::ledger::{Binding, Contribution, cents, round_share};
use crate::simulate::record::Year;
use crate::simulate::setup::{Donor, OptionSetup, Setup};
use crate::simulate::state::{HostState, State};

/// Offset of the key of announcements made when a plan is adopted between conferences, beyond all
/// calendar years.
const ADOPTION_KEY: u32 = 100_000;

/// Offset of the key of the later years of advance pledges.
const ADVANCE_KEY: u32 = 200_000;

/// Opens the accounts: money in hand and pledges that stand at the start.
pub(crate) fn open_accounts(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
) {
    let finance = &setup.situation.parameters.finance;
    let year_need = expected_need_usd(setup, state, 12);
    let opening =
        cents(finance.baseline_announced_share * year_need * finance.opening_balance_months / 12.0);
    let mean_share = |tier: usize| -> f64 {
        option
            .donors
            .iter()
            .map(|donor| donor.income_share * donor.earmark_shares[tier])
            .sum()
    };
    let to_host = round_share(opening, mean_share(1));
    let to_cell = round_share(opening, mean_share(2)).min(opening - to_host);
    state.ledger.announced += opening;
    state.ledger.committed += opening;
    state.ledger.disbursed += opening;
    state.ledger.deposit(
        [opening - to_host - to_cell, to_host, to_cell],
        &option.host_earmark_weights,
        &option.earmark_weights,
    );
    state.advance_until.clear();
    state.advance_until.resize(option.donors.len(), 0);
    for pledge in &setup.situation.pledges {
        enter_standing(setup, option, streams, state, pledge);
    }
}

/// Enters a standing pledge as one contribution for each calendar year of its window.
fn enter_standing(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
    pledge: &Pledge,
) {
    let Some(donor) = option
        .plan
        .shares
        .iter()
        .position(|share| share.contributor == pledge.contributor)
    else {
        return;
    };
    let host = pledge.host.and_then(|code| {
        setup
            .hosts
            .iter()
            .position(|prepared| prepared.code == code)
    });
    let binding = match (pledge.earmark, host, pledge.sector) {
        (EarmarkTier::HostSector, Some(host), Some(sector)) => {
            Binding::HostSector(host * SECTORS.len() + sector.index())
        }
        (EarmarkTier::Host, Some(host), _) => Binding::Host(host),
        _ => Binding::Situation,
    };
    let start = setup.situation.clock.start;
    let window = pledge.until.months_since(pledge.from) + 1;
    let finance = &setup.situation.parameters.finance;
    for (column, &year) in setup.years.iter().enumerate() {
        let months: Vec<i32> = (0..window)
            .map(|offset| pledge.from.months_since(start) + offset)
            .filter(|&month| {
                u32::try_from(month).is_ok_and(|month| {
                    month < setup.situation.clock.months && setup.year_of(month) == year
                })
            })
            .collect();
        let Some(&first) = months.first() else {
            continue;
        };
        let amount = i128::from(pledge.amount.0) * months.len() as i128 / i128::from(window);
        let announced = i64::try_from(amount).unwrap_or(i64::MAX);
        let kept = match pledge.status {
            PledgeStatus::Announced => {
                let mean = if pledge.is_multi_year() {
                    finance.fulfilment_advance_mean_share
                } else {
                    finance.fulfilment_mean_share
                };
                fulfilment(
                    setup,
                    streams,
                    &option.donors[donor],
                    year.unsigned_abs(),
                    mean,
                ) * common_shock(setup, streams, year.unsigned_abs()).0
            }
            PledgeStatus::Committed | PledgeStatus::Disbursed => 1.0,
        };
        state.ledger.enter(Contribution {
            donor,
            from: first.unsigned_abs(),
            year: column,
            announced,
            committed: round_share(announced, kept),
            disbursed: 0,
            binding,
        });
    }
}

/// The pledging conference of a calendar year, or of the start: every contributor announces for
/// the rest of the year.
pub(crate) fn hold_conference(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
    year: &mut Year,
) {
    let finance = &setup.situation.parameters.finance;
    let calendar = setup.year_of(state.month);
    let key = calendar.unsigned_abs();
    let column = usize::try_from(calendar - setup.years[0]).unwrap_or(0);
    let window = 13 - setup.month_of_year(state.month);
    let part_of_year = f64::from(window) / 12.0;
    let mut ask = expected_need_usd(setup, state, window);
    match state.first_ask_per_year_usd {
        None => state.first_ask_per_year_usd = Some(ask / part_of_year),
        Some(first) if option.option.appeal == Appeal::None => ask = first * part_of_year,
        Some(_) => {}
    }
    let (common, attention) = common_shock(setup, streams, key);
    let years_on = state.month / 12;
    let fatigue = libm::pow(
        finance.fatigue_ratio_per_year,
        f64::from(years_on.saturating_sub(finance.fatigue_after_years)),
    );
    let in_force = option.option.has_plan && state.month >= option.option.plan_month;
    let mut already = std::mem::take(&mut state.already_committed);
    already.resize(option.donors.len(), 0);
    state.ledger.already_committed(column, &mut already);
    for contribution in state.ledger.open.iter().filter(|open| open.year == column) {
        let account = &mut year.donors[contribution.donor];
        account[0] += contribution.announced;
        account[1] += contribution.committed;
    }
    for (index, donor) in option.donors.iter().enumerate() {
        let baseline = donor.income_share * finance.baseline_announced_share * ask;
        let beyond = if in_force {
            (state.obligations_usd[index] * part_of_year - baseline).max(0.0)
        } else {
            0.0
        };
        let mean = (baseline + state.uptake * beyond)
            * fatigue
            * attention
            * remaining_after_exit(donor, state.month);
        if mean <= 0.0 {
            continue;
        }
        let announced = announce(setup, streams, donor, key, mean);
        let same_year = (announced - already[index]).max(0);
        let own = fulfilment(setup, streams, donor, key, finance.fulfilment_mean_share);
        let committed = round_share(same_year, own * common);
        year.donors[index][0] += same_year;
        year.donors[index][1] += committed;
        state.ledger.enter(Contribution {
            donor: index,
            from: state.month + finance.disbursement_lag_months,
            year: column,
            announced: same_year,
            committed,
            disbursed: 0,
            binding: Binding::Habits,
        });
        pledge_ahead(
            setup,
            option,
            streams,
            state,
            index,
            column,
            announced,
            part_of_year,
        );
    }
    state.already_committed = already;
}

/// Announces the advance part of a pledge for the following years, unless an earlier advance
/// pledge still runs.
#[expect(
    clippy::too_many_arguments,
    reason = "what is pledged, by whom, when and for how long"
)]
fn pledge_ahead(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
    donor: usize,
    column: usize,
    announced: i64,
    part_of_year: f64,
) {
    let finance = &setup.situation.parameters.finance;
    let share = option.option.multi_year_share;
    if share <= 0.0 || column < state.advance_until[donor] {
        return;
    }
    let months_to_january = 13 - setup.month_of_year(state.month);
    let until = column + option.option.multi_year_years as usize;
    state.advance_until[donor] = until;
    let yearly = cents(announced as f64 / 100.0 * share / part_of_year);
    for later in (column + 1)..until.min(setup.years.len()) {
        let calendar = setup.years[later].unsigned_abs();
        let own = fulfilment(
            setup,
            streams,
            &option.donors[donor],
            calendar + ADVANCE_KEY,
            finance.fulfilment_advance_mean_share,
        );
        let (common, _) = common_shock(setup, streams, calendar);
        let years_ahead = u32::try_from(later - column - 1).unwrap_or(0);
        state.ledger.enter(Contribution {
            donor,
            from: state.month + months_to_january + 12 * years_ahead,
            year: later,
            announced: yearly,
            committed: round_share(yearly, own * common),
            disbursed: 0,
            binding: Binding::Habits,
        });
    }
}

/// When a plan is adopted between conferences, contributors announce the uptake of what it asks
/// beyond today for the rest of the year.
pub(crate) fn adopt_plan(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
    year: &mut Year,
) {
    let finance = &setup.situation.parameters.finance;
    let calendar = setup.year_of(state.month);
    let column = usize::try_from(calendar - setup.years[0]).unwrap_or(0);
    let window = 13 - setup.month_of_year(state.month);
    let part_of_year = f64::from(window) / 12.0;
    let ask = expected_need_usd(setup, state, window);
    let (common, attention) = common_shock(setup, streams, calendar.unsigned_abs());
    for (index, donor) in option.donors.iter().enumerate() {
        let baseline = donor.income_share * finance.baseline_announced_share * ask;
        let beyond = (state.obligations_usd[index] * part_of_year - baseline).max(0.0);
        let mean = state.uptake * beyond * attention * remaining_after_exit(donor, state.month);
        if mean <= 0.0 {
            continue;
        }
        let key = ADOPTION_KEY + state.month;
        let announced = announce(setup, streams, donor, key, mean);
        let own = fulfilment(setup, streams, donor, key, finance.fulfilment_mean_share);
        let committed = round_share(announced, own * common);
        year.donors[index][0] += announced;
        year.donors[index][1] += committed;
        state.ledger.enter(Contribution {
            donor: index,
            from: state.month + finance.disbursement_lag_months,
            year: column,
            announced,
            committed,
            disbursed: 0,
            binding: Binding::Habits,
        });
        pledge_ahead(
            setup,
            option,
            streams,
            state,
            index,
            column,
            announced,
            part_of_year,
        );
    }
}

fn remaining_after_exit(donor: &Donor, month: u32) -> f64 {
    donor
        .exit
        .filter(|&(from, _)| month >= from)
        .map_or(1.0, |(_, remaining)| remaining)
}

/// What a contributor announces, cents: log-normal around its mean, which is kept, and nothing at
/// all with some probability, for which the other years make up.
fn announce(setup: &Setup<'_>, streams: &Streams, donor: &Donor, key: u32, mean: f64) -> i64 {
    let finance = &setup.situation.parameters.finance;
    let mut stream = streams.stream(Purpose::Announcements, donor.key, key);
    let nothing = stream.uniform() < finance.no_pledge_probability;
    let deviation = finance.pledge_log_sd;
    let noise = libm::exp(deviation * normal(&mut stream) - 0.5 * deviation * deviation);
    if nothing {
        return 0;
    }
    cents(mean * noise / (1.0 - finance.no_pledge_probability).max(1e-6))
}

/// A contributor's own fulfilment factor U.
fn fulfilment(setup: &Setup<'_>, streams: &Streams, donor: &Donor, key: u32, mean: f64) -> f64 {
    let finance = &setup.situation.parameters.finance;
    let mut stream = streams.stream(Purpose::Fulfilment, donor.key, key);
    beta_with_mean(&mut stream, mean, finance.fulfilment_concentration)
}

/// The common fulfilment factor Z of a year, and the factor of attention that it leaves.
fn common_shock(setup: &Setup<'_>, streams: &Streams, year: u32) -> (f64, f64) {
    let finance = &setup.situation.parameters.finance;
    let mut stream = streams.stream(Purpose::CommonShocks, SITUATION, year);
    let distracted = stream.uniform() < finance.attention_shock_probability_per_year;
    let common = beta_with_mean(
        &mut stream,
        finance.fulfilment_common_mean_share,
        finance.fulfilment_common_concentration,
    );
    (
        common,
        if distracted {
            1.0 - finance.attention_shock_loss_share
        } else {
            1.0
        },
    )
}

/// The mean forecast of needs over the coming months, all hosts, US$: what an appeal asks for.
pub(crate) fn expected_need_usd(setup: &Setup<'_>, state: &State, months: u32) -> f64 {
    let outlooks = outlooks(setup, state);
    let mut need = 0.0;
    project(setup, state.belief, &outlooks, months, |_, _, forecast| {
        need += forecast.needs.iter().sum::<f64>();
    });
    need
}

/// What is known of the hosts now.
pub(crate) fn outlooks(setup: &Setup<'_>, state: &State) -> Vec<HostOutlook> {
    let base: f64 = setup
        .situation
        .parameters
        .arrivals
        .base_persons_per_month
        .get(state.regime);
    let recent: u64 = state.hosts.iter().map(|host| host.recent_arrivals[0]).sum();
    let fading = setup.situation.parameters.arrivals.pulse_month_ratio;
    let demography = &setup.situation.parameters.demography;
    state
        .hosts
        .iter()
        .enumerate()
        .map(|(index, host)| {
            let stock = host.protected_stock() as f64;
            let unregistered = host.status_total(LiveStatus::Unregistered.index()) as f64;
            let deaths = setup.situation.hosts[index].crude_death_rate_per_1000_per_year
                * demography.mortality_ratio_to_host;
            let opening = if state.month == 0 {
                crate::simulate::forecast::opening_outlook(setup, index).pulse
            } else {
                0.0
            };
            HostOutlook {
                stock,
                registered_share: if stock > 0.0 {
                    1.0 - unregistered / stock
                } else {
                    1.0
                },
                natural_growth: (demography.crude_birth_rate_per_1000_per_year - deaths) / 12_000.0,
                self_reliance: host.self_reliance,
                months_since_influx: host.months_since_influx,
                pulse: opening.max((recent as f64 - base).max(0.0) * fading),
            }
        })
        .collect()
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
        &option.host_earmark_weights,
        &option.earmark_weights,
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
        / 12.0;
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
    let share = 1.0 / setup.situation.parameters.finance.spending_horizon_months;
    let State {
        ledger,
        needs,
        spent,
        coverage,
        hosts,
        ..
    } = state;
    let planned = |money: i64| round_share(money, share);
    let mut available = Pools {
        situation: planned(ledger.pools.situation),
        host: ledger
            .pools
            .host
            .iter()
            .map(|&money| planned(money))
            .collect(),
        host_sector: ledger
            .pools
            .host_sector
            .iter()
            .map(|&money| planned(money))
            .collect(),
    };
    let before = available.clone();
    spent.fill(0);
    allocate(&mut available, needs, spent);
    ledger.pools.situation -= before.situation - available.situation;
    for ((pool, before), after) in ledger
        .pools
        .host
        .iter_mut()
        .zip(&before.host)
        .zip(&available.host)
    {
        *pool -= before - after;
    }
    for ((pool, before), after) in ledger
        .pools
        .host_sector
        .iter_mut()
        .zip(&before.host_sector)
        .zip(&available.host_sector)
    {
        *pool -= before - after;
    }
    ledger.spent += before.total() - available.total();
    for (index, (host, account)) in hosts.iter().zip(&mut year.hosts).enumerate() {
        let mut life_saving = [0_i64; 2];
        for sector in SECTORS {
            let cell = [index, sector.index()];
            let (need, paid) = (needs[cell], spent[cell]);
            account.need[sector.index()] += need;
            account.spent[sector.index()] += paid;
            account.gap[sector.index()] += need - paid;
            coverage[cell] = if need > 0 {
                paid as f64 / need as f64
            } else {
                1.0
            };
            if sector.tier() == crate::model::Tier::LifeSaving {
                life_saving[0] += need;
                life_saving[1] += paid;
            }
        }
        account.below_standard_person_months += below_standard(setup, host, life_saving);
    }
}

/// Person-months of unmet life-saving need: those not registered receive only a part of what the
/// others do.
fn below_standard(setup: &Setup<'_>, host: &HostState, [need, paid]: [i64; 2]) -> f64 {
    if need == 0 {
        return 0.0;
    }
    let covered = paid as f64 / need as f64;
    let stock = host.protected_stock() as f64;
    let unregistered = host.status_total(LiveStatus::Unregistered.index()) as f64;
    let reduced = setup
        .situation
        .parameters
        .registration
        .unregistered_service_share;
    (stock - unregistered) * (1.0 - covered) + unregistered * (1.0 - covered * reduced)
}
