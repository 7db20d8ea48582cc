//! Measures that follow from the accounts of a year: burden relative to the host, mortality, unmet
//! need, solutions relative to time and arrivals, and how contributors give.
//!
//! Nothing in the simulation reads them. With S the refugees of a host at the end of a year, N its
//! inhabitants and Y its gross domestic product: S/N·1000, S/(Y/N) (at purchasing power parity where a
//! scenario brings it) and S/(Y/10⁶); arrivals and person-years over the last one, five and ten years
//! of the simulation count by inhabitants in the same way.
//!
//! A death in a month in which mortality is m times that outside an emergency is one in excess with
//! probability 1 − 1/m, so that excess deaths are the sum of `(1 − 1/m)·deaths`, and deaths over what
//! is left are the ratio to mortality outside an emergency.
//!
//! Unmet need of a sector is the mean over the year's months of the stock times the share of the
//! sector's need that spending did not cover: people whose need was not met at all would weigh as much.

mod burden;
mod exile_account;
mod mix;
mod threshold;
mod waiting;

pub(crate) use exile_account::{EVACUATION, ExileYear, PATHWAY, RESETTLEMENT};
pub(crate) use threshold::{Crossing, open as open_thresholds};
pub(crate) use waiting::{Queues, Waiting};

use burden::Size;

use crate::id::CountryCode;
use crate::indicator::Breakdown;
use crate::model::{LiveStatus, SECTORS};
use crate::simulate::outcome::{Whole, billionths, contribution_ratios, count, rounded, solutions};
use crate::simulate::record::{DECLARED, HostYear, Scale, Year};
use crate::simulate::redisplacement;
use crate::simulate::setup::Setup;
use crate::simulate::state::{HostState, State};
use crate::statistics::inequality;

/// A crude mortality of one death among 10,000 people a day is that of an emergency.
const EMERGENCY_DEATHS_PER_PERSON_DAY: f64 = 1e-4;

/// Mortality of so many times that outside an emergency is that of one, too.
const EMERGENCY_RATIO: f64 = 2.0;

const DAYS_PER_MONTH: f64 = 365.25 / 12.0;

/// Months in a row with less than half of the needs covered that count as a year.
const POOR_MONTHS: u32 = 12;

/// What a year adds to the measures of one host.
#[derive(Clone, Debug, Default)]
pub(crate) struct Measured {
    /// Deaths in excess, of everybody and of children under five.
    excess_deaths: [f64; 2],
    /// Months whose mortality was that of an emergency.
    emergency_mortality_months: u64,
    /// By sector: person-months of unmet need, and of a standard that was not reached.
    pub(crate) unmet: [f64; SECTORS.len()],
    pub(crate) below_standard: [f64; SECTORS.len()],
}

impl Measured {
    /// Adds those of another host.
    pub(crate) fn add(&mut self, other: &Self) {
        for (total, part) in self.excess_deaths.iter_mut().zip(other.excess_deaths) {
            *total += part;
        }
        self.emergency_mortality_months += other.emergency_mortality_months;
        for (total, part) in self.unmet.iter_mut().zip(other.unmet) {
            *total += part;
        }
        for (total, part) in self.below_standard.iter_mut().zip(other.below_standard) {
            *total += part;
        }
    }

    /// Counts a month's deaths, of everybody and of children under five, among so many people.
    pub(crate) fn count_deaths(&mut self, deaths: [u64; 2], people: u64, mortality_ratio: f64) {
        let part = 1.0 - 1.0 / mortality_ratio.max(1.0);
        for (excess, deaths) in self.excess_deaths.iter_mut().zip(deaths) {
            *excess += part * deaths as f64;
        }
        let days = people as f64 * DAYS_PER_MONTH;
        let is_high = deaths[0] as f64 >= EMERGENCY_DEATHS_PER_PERSON_DAY * days;
        let is_raised = mortality_ratio >= EMERGENCY_RATIO;
        self.emergency_mortality_months += u64::from(people > 0 && (is_high || is_raised));
    }
}

/// Deaths so far in a year, of everybody and of children under five.
pub(crate) fn deaths(account: &HostYear) -> [u64; 2] {
    let bands = account.deaths.len() / 2;
    [
        account.deaths.iter().sum(),
        account.deaths[0] + account.deaths[bands],
    ]
}

/// The run of months in which less than half of the needs were covered.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PoorMonths {
    run: u32,
    longest: u32,
}

impl PoorMonths {
    /// Counts a month.
    pub(crate) fn count(&mut self, need: i64, spent: i64) {
        let is_poor = need > 0 && spent.saturating_mul(2) < need;
        self.run = if is_poor { self.run + 1 } else { 0 };
        self.longest = self.longest.max(self.run);
    }
}

fn every_host(setup: &Setup<'_>) -> impl Iterator<Item = Option<usize>> {
    std::iter::once(None).chain((0..setup.hosts.len()).map(Some))
}

/// Measures of a host or of all hosts that need nothing else, in their order.
const PLAIN: [(&str, Scale); 9] = [
    ("documented_share", Scale::Billionths),
    ("crude_mortality_per_10000_per_day_ratio", Scale::Billionths),
    ("mortality_to_baseline_ratio", Scale::Billionths),
    ("under_five_mortality_to_baseline_ratio", Scale::Billionths),
    ("excess_deaths_persons", Scale::Whole),
    ("emergency_mortality_months_count", Scale::Whole),
    ("solutions_per_100_refugee_years_ratio", Scale::Billionths),
    ("solutions_per_arrival_ratio", Scale::Billionths),
    ("unmet_need_persons", Scale::Whole),
];

/// Measures of all contributors together, in their order.
const GIVING: [(&str, Scale); 6] = [
    ("opening_money_usd", Scale::Cents),
    ("earmark_gap_usd", Scale::Cents),
    ("contributors_paying_count", Scale::Whole),
    ("contributors_resettling_count", Scale::Whole),
    ("contributor_concentration_index", Scale::Billionths),
    ("contributors_effective_count", Scale::Billionths),
];

/// The cells of a year, after all others of it.
pub(crate) fn year_cells(
    setup: &Setup<'_>,
    add: &mut impl FnMut(&'static str, Option<CountryCode>, Breakdown, Scale, bool),
) {
    for host in every_host(setup) {
        let code = host.map(|host| setup.hosts[host].code);
        burden::cells(&Size::new(setup, host), code, add);
        let mut plain = |name, scale| add(name, code, Breakdown::None, scale, true);
        for (name, scale) in PLAIN {
            plain(name, scale);
        }
        for name in ["unmet_need_persons", "below_standard_person_months"] {
            for sector in SECTORS {
                let cell = Breakdown::Sector(sector);
                add(name, code, cell, Scale::Whole, host.is_none());
            }
        }
    }
    for (name, scale) in GIVING {
        add(name, None, Breakdown::None, scale, true);
    }
    for host in every_host(setup) {
        let code = host.map(|host| setup.hosts[host].code);
        exile_account::cells(setup, code, add);
        mix::cells(setup, code, add);
        waiting::cells(code, add);
        redisplacement::cells(setup, code, add);
    }
    for host in every_host(setup) {
        let code = host.map(|host| setup.hosts[host].code);
        threshold::cells(code, add);
    }
}

/// Writes them.
pub(crate) fn write_year(
    setup: &Setup<'_>,
    state: &State,
    year: &Year,
    all: &HostYear,
    whole: &mut Whole,
    values: &mut Vec<i64>,
) {
    whole
        .past
        .resize_with(setup.hosts.len().max(whole.past.len()), Vec::new);
    for (past, account) in whole.past.iter_mut().zip(&year.hosts) {
        past.push([account.arrivals, account.displacement_person_months]);
    }
    for host in every_host(setup) {
        let hosts = states(state, host);
        let past = match host {
            Some(host) => &whole.past[host..=host],
            None => &whole.past[..],
        };
        let account = host.map_or(all, |host| &year.hosts[host]);
        burden::write(&Size::new(setup, host), hosts, past, values);
        write_plain(account, pathways(year, host), hosts, year.months, values);
    }
    write_giving(year, values);
    for host in every_host(setup) {
        let hosts = accounts(year, host);
        exile_account::write(setup, hosts, values);
        let account = host.map_or(all, |host| &year.hosts[host]);
        mix::write(setup, account, pathways(year, host), values);
        waiting::write(hosts, year.months, values);
        redisplacement::write(setup, hosts, states(state, host), values);
    }
    threshold::write(setup, state, whole, values);
}

/// The accounts of one host, or of all.
fn accounts(year: &Year, host: Option<usize>) -> &[HostYear] {
    match host {
        Some(host) => &year.hosts[host..=host],
        None => &year.hosts,
    }
}

/// The state of one host, or of all.
fn states(state: &State, host: Option<usize>) -> &[HostState] {
    match host {
        Some(host) => &state.hosts[host..=host],
        None => &state.hosts,
    }
}

/// Departures on complementary pathways from one host, or from all.
fn pathways(year: &Year, host: Option<usize>) -> u64 {
    host.map_or_else(
        || year.protracted.pathways(),
        |host| year.protracted.hosts[host].pathways.iter().sum(),
    )
}

/// A quotient, or what stands for it where there is nothing to divide by.
fn ratio(part: f64, whole: f64, otherwise: f64) -> i64 {
    billionths(if whole > 0.0 { part / whole } else { otherwise })
}

fn write_plain(
    account: &HostYear,
    pathways: u64,
    hosts: &[HostState],
    months: u32,
    values: &mut Vec<i64>,
) {
    let stock: u64 = hosts.iter().map(HostState::protected_stock).sum();
    let unregistered: u64 = hosts
        .iter()
        .map(|host| host.status_total(LiveStatus::Unregistered.index()))
        .sum();
    let person_months = account.displacement_person_months as f64;
    let measured = &account.measured;
    let died = deaths(account).map(|deaths| deaths as f64);
    let [excess, excess_young] = measured.excess_deaths;
    let solved = solutions(account, pathways) as f64;
    let mean = |person_months: f64| rounded(person_months / f64::from(months.max(1)));
    values.extend([
        ratio((stock - unregistered) as f64, stock as f64, 1.0),
        ratio(died[0] * 1e4, person_months * DAYS_PER_MONTH, 0.0),
        ratio(died[0], died[0] - excess, 1.0),
        ratio(died[1], died[1] - excess_young, 1.0),
        rounded(excess),
        count(measured.emergency_mortality_months),
        ratio(solved * 100.0, person_months / 12.0, 0.0),
        ratio(solved, account.arrivals as f64, 0.0),
        mean(need_weighted(account)),
    ]);
    values.extend(measured.unmet.map(mean));
    values.extend(measured.below_standard.map(rounded));
}

/// Person-months of unmet need over all sectors: each sector's share of the year's needs weighs its own.
fn need_weighted(account: &HostYear) -> f64 {
    let need: i64 = account.need.iter().sum();
    if need <= 0 {
        return 0.0;
    }
    let sum: f64 = account
        .need
        .iter()
        .zip(account.measured.unmet)
        .map(|(&need, unmet)| need as f64 * unmet)
        .sum();
    sum / need as f64
}

fn write_giving(year: &Year, values: &mut Vec<i64>) {
    let paid: Vec<f64> = year.donors.iter().map(|donor| donor[2] as f64).collect();
    let number = |account: usize| {
        let giving = year.donors.iter().filter(|donor| donor[account] > 0);
        i64::try_from(giving.count()).unwrap_or(i64::MAX)
    };
    let concentration = inequality::herfindahl_hirschman(&paid).unwrap_or(0.0);
    values.extend([
        year.opening_money,
        year.earmark_gap,
        number(2),
        number(3),
        billionths(concentration),
        ratio(1.0, concentration, 0.0),
    ]);
}

/// Measures of the whole period, in their order.
const WHOLE: [(&str, Scale); 7] = [
    ("poor_year_share", Scale::Billionths),
    ("year_ends_above_25000_count", Scale::Whole),
    ("redistribution_effect_index", Scale::Billionths),
    ("contribution_theil_within", Scale::Billionths),
    ("contribution_theil_between", Scale::Billionths),
    ("contribution_atkinson_strict", Scale::Billionths),
    ("contribution_maximum_to_median_ratio", Scale::Billionths),
];

/// The cells of the whole period, before those that every table of outcomes has.
pub(crate) fn whole_cells(
    setup: &Setup<'_>,
    mut add: impl FnMut(&'static str, Option<CountryCode>, Scale, bool),
) {
    threshold::whole_cells(setup, &mut add);
    for (name, scale) in WHOLE {
        // Yes or no has a mean and no quantiles.
        add(name, None, scale, name != "poor_year_share");
    }
}

/// Writes them.
pub(crate) fn write_whole(setup: &Setup<'_>, whole: &Whole, values: &mut Vec<i64>) {
    threshold::write_whole(whole, values);
    let contributed = contribution_ratios(setup, &whole.given[DECLARED]);
    let capacities: Vec<f64> = setup.states.iter().map(|(_, capacity)| *capacity).collect();
    // Before anybody gives, hosts bear all of what hosting is worth; where that is nothing, nothing is
    // redistributed.
    let hosting_value = setup.declared_values_usd[0];
    let before: Vec<f64> = setup
        .states
        .iter()
        .map(|&(code, capacity)| {
            let months: u64 = setup
                .hosts
                .iter()
                .zip(&whole.person_months)
                .filter(|(host, _)| host.code == code)
                .map(|(_, months)| months)
                .sum();
            if capacity > 0.0 {
                hosting_value * months as f64 / capacity
            } else {
                0.0
            }
        })
        .collect();
    let redistributed = inequality::gini(&before, &capacities)
        .zip(inequality::concentration_index(
            &contributed,
            &capacities,
            &before,
        ))
        .map_or(0.0, |(before, after)| before - after);
    let groups: Vec<usize> = setup
        .states
        .iter()
        .map(|&(code, _)| {
            setup
                .situation
                .countries
                .iter()
                .find(|country| country.code == code)
                .and_then(|country| country.income_group)
                .map_or(0, |group| group as usize + 1)
        })
        .collect();
    let theil = inequality::theil_decomposition(&contributed, &capacities, &groups);
    values.extend([
        billionths(f64::from(u8::from(
            whole.poor_months.longest >= POOR_MONTHS,
        ))),
        count(whole.year_ends_above_threshold),
        billionths(redistributed),
        billionths(theil.map_or(0.0, |parts| parts.within)),
        billionths(theil.map_or(0.0, |parts| parts.between)),
        billionths(inequality::atkinson(&contributed, &capacities, 1.0).unwrap_or(0.0)),
        billionths(largest_to_median(contributed)),
    ]);
}

/// The largest over the median; 0 where half of all are 0.
fn largest_to_median(mut ratios: Vec<f64>) -> f64 {
    ratios.sort_by(f64::total_cmp);
    let middle = ratios.len() / 2;
    let median = match ratios.len() {
        0 => return 0.0,
        count if count % 2 == 0 => f64::midpoint(ratios[middle - 1], ratios[middle]),
        _ => ratios[middle],
    };
    let largest = ratios.last().copied().unwrap_or(0.0);
    if median > 0.0 { largest / median } else { 0.0 }
}

#[cfg(test)]
mod tests;
