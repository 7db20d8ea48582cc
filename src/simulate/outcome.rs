//! A replicate's indicators as whole numbers, in the order of the layout.

use crate::model::{LiveStatus, SECTORS};
use crate::random::Streams;
use crate::simulate::exile::{ByClass, THIS_YEAR};
use crate::simulate::measures::{self, Crossing, PoorMonths};
use crate::simulate::record::{
    HOSTING_MULTIPLES, HostYear, SEX_AGE_CELLS, Year, protected_statuses,
};
use crate::simulate::setup::{
    OptionSetup, PROTRACTED_THRESHOLD_PERSONS, PROTRACTED_YEAR_ENDS, Setup,
};
use crate::simulate::state::{HostState, State};
use crate::simulate::{contributions, observation};
use crate::statistics::inequality;

/// Totals of a replicate over the whole period.
#[derive(Clone, Debug, Default)]
pub(crate) struct Whole {
    pub(crate) gap: i64,
    pub(crate) need: i64,
    pub(crate) spent: i64,
    pub(crate) disbursed: i64,
    pub(crate) solutions: u64,
    pub(crate) resettled: u64,
    pub(crate) protracted_person_months: u64,
    pub(crate) below_standard: f64,
    pub(crate) present_value_usd: f64,
    /// Contributions by multiple of the declared value of hosting and by State, cents.
    pub(crate) given: [Vec<i64>; HOSTING_MULTIPLES.len()],
    /// Person-months by host.
    pub(crate) person_months: Vec<u64>,
    /// Departures on complementary pathways.
    pub(crate) pathways: u64,
    pub(crate) arrivals: u64,
    pub(crate) months: u32,
    pub(crate) peace_months: u32,
    /// Arrivals and person-months of each year by host.
    pub(crate) past: Vec<Vec<[u64; 2]>>,
    pub(crate) poor_months: PoorMonths,
    /// The threshold of protracted situations: over all hosts, then by host.
    pub(crate) crossings: Vec<Crossing>,
    /// Year-ends of the simulation with at least 25,000 people over all hosts.
    pub(crate) year_ends_above_threshold: u64,
}

impl Whole {
    pub(crate) fn reset(&mut self, hosts: usize, states: usize) {
        *self = Self {
            given: std::mem::take(&mut self.given),
            person_months: std::mem::take(&mut self.person_months),
            past: std::mem::take(&mut self.past),
            crossings: std::mem::take(&mut self.crossings),
            ..Self::default()
        };
        self.past.iter_mut().for_each(Vec::clear);
        self.person_months.clear();
        self.person_months.resize(hosts, 0);
        for given in &mut self.given {
            given.clear();
            given.resize(states, 0);
        }
    }
}

/// A share or ratio in billionths.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a float-to-integer cast saturates"
)]
pub(crate) fn billionths(share: f64) -> i64 {
    (share * 1e9).round() as i64
}

pub(crate) fn count(persons: u64) -> i64 {
    i64::try_from(persons).unwrap_or(i64::MAX)
}

/// A whole number of a count that is none.
pub(crate) fn rounded(number: f64) -> i64 {
    crate::units::Cents::from_usd(number / 100.0).0
}

/// Closes the accounts of a year: writes its cells and adds to the whole period.
pub(crate) fn close_year(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
    year: &Year,
    whole: &mut Whole,
    values: &mut Vec<i64>,
) {
    count_year_ends(state);
    observation::publish(setup, streams, state.month, &mut state.hosts, &year.hosts);
    let all = sum_of_hosts(&year.hosts);
    let whole_situation = HostEnd::sum(setup, state);
    write_host(&all, &whole_situation, values);
    for (host, account) in state.hosts.iter().zip(&year.hosts) {
        write_host(account, &HostEnd::new(setup, host), values);
    }
    write_situation(setup, option, state, year, &all, values);
    measures::write_year(setup, state, year, &all, whole, values);
    let everybody: u64 = state.hosts.iter().map(HostState::protected_stock).sum();
    whole.year_ends_above_threshold += u64::from(everybody >= PROTRACTED_THRESHOLD_PERSONS);

    whole.gap += all.gap.iter().sum::<i64>();
    whole.need += all.need.iter().sum::<i64>();
    whole.spent += all.spent.iter().sum::<i64>();
    whole.solutions += solutions(&all, year.protracted.pathways());
    whole.pathways += year.protracted.pathways();
    whole.resettled += all.resettled.iter().sum::<u64>();
    whole.arrivals += all.arrivals;
    whole.months += year.months;
    whole.peace_months += year.peace_months;
    whole.protracted_person_months += all.protracted_person_months;
    whole.below_standard += all.below_standard_person_months;
    whole.disbursed += year.donors.iter().map(|account| account[2]).sum::<i64>();
    contributions::add_year(setup, option, year, &mut whole.given);
    for (months, account) in whole.person_months.iter_mut().zip(&year.hosts) {
        *months += account.displacement_person_months;
    }
}

/// Writes the cells of the whole period.
pub(crate) fn close_whole(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &State,
    whole: &Whole,
    values: &mut Vec<i64>,
) {
    crate::simulate::emergency::write_whole(setup, option, state, values);
    crate::simulate::protracted::write_whole(setup, whole.pathways, values);
    measures::write_whole(setup, whole, values);
    let coverage = if whole.need > 0 {
        whole.spent as f64 / whole.need as f64
    } else {
        1.0
    };
    values.extend([
        whole.gap,
        whole.need,
        whole.disbursed,
        billionths(coverage),
        count(whole.solutions),
        count(whole.resettled),
        billionths(whole.protracted_person_months as f64 / 12.0),
        rounded(whole.below_standard),
        crate::units::Cents::from_usd(whole.present_value_usd).0,
    ]);
    let capacities: Vec<f64> = setup.states.iter().map(|(_, capacity)| *capacity).collect();
    let [none, half, declared, double, fourfold] = whole
        .given
        .each_ref()
        .map(|given| contribution_ratios(setup, given));
    let gini = |ratios: &[f64]| billionths(inequality::gini(ratios, &capacities).unwrap_or(0.0));
    values.extend([
        gini(&declared),
        billionths(inequality::theil(&declared, &capacities).unwrap_or(0.0)),
        billionths(inequality::atkinson(&declared, &capacities, ATKINSON_AVERSION).unwrap_or(0.0)),
    ]);
    values.extend([none, half, double, fourfold].map(|ratios| gini(&ratios)));
    values.extend([
        count(whole.arrivals),
        billionths(f64::from(whole.peace_months) / f64::from(whole.months.max(1))),
        billionths(state.uptake),
    ]);
}

/// Aversion to inequality in Atkinson's index: below 1, so that States which give nothing do not
/// settle it alone.
const ATKINSON_AVERSION: f64 = 0.5;

/// What States contribute over the period relative to their capacity, with hosting at one of the
/// multiples of its declared value: [`super::contributions`] says how.
pub(crate) fn contribution_ratios(setup: &Setup<'_>, given: &[i64]) -> Vec<f64> {
    given
        .iter()
        .zip(&setup.states)
        .map(|(&cents, &(_, capacity))| {
            if capacity > 0.0 {
                cents as f64 / 100.0 / capacity
            } else {
                0.0
            }
        })
        .collect()
}

/// Counts year-ends with at least 25,000 people, by host and over all hosts.
fn count_year_ends(state: &mut State) {
    let mut all = 0;
    for host in &mut state.hosts {
        let stock = host.protected_stock();
        all += stock;
        host.year_ends_above_threshold = next_run(host.year_ends_above_threshold, stock);
    }
    state.year_ends_above_threshold = next_run(state.year_ends_above_threshold, all);
}

/// Year-ends in a row before the start at which at least 25,000 of those who are there now had
/// come: as many were there at the least, so a situation that is protracted at the start is known
/// to be.
pub(crate) fn year_ends_before(classes: &ByClass) -> u32 {
    let mut there: u64 = classes[..THIS_YEAR].iter().sum();
    let mut run = 0;
    // From the last year-end before the start backwards: those of one class more had not yet come.
    for newest in classes[..THIS_YEAR].iter().rev() {
        if there < PROTRACTED_THRESHOLD_PERSONS {
            break;
        }
        run += 1;
        there -= newest;
    }
    run
}

fn next_run(run: u32, stock: u64) -> u32 {
    if stock >= PROTRACTED_THRESHOLD_PERSONS {
        run + 1
    } else {
        0
    }
}

/// A host, or all hosts, at the end of a year.
struct HostEnd {
    by_status: Vec<u64>,
    by_cell: [u64; SEX_AGE_CELLS],
    not_recognised: u64,
    self_reliance: f64,
    protracted: bool,
}

impl HostEnd {
    fn new(setup: &Setup<'_>, host: &HostState) -> Self {
        let by_status: Vec<u64> = protected_statuses()
            .map(|status| host.status_total(status))
            .collect();
        let mut by_cell = [0; SEX_AGE_CELLS];
        for status in protected_statuses() {
            for (group, people) in host.status(status).iter().enumerate() {
                by_cell[setup.grouping.table_cell(group)] += people;
            }
        }
        Self {
            by_status,
            by_cell,
            not_recognised: host.status_total(LiveStatus::NotRecognised.index()),
            self_reliance: host.self_reliance,
            protracted: host.year_ends_above_threshold >= PROTRACTED_YEAR_ENDS,
        }
    }

    fn sum(setup: &Setup<'_>, state: &State) -> Self {
        let mut sum = Self {
            by_status: vec![0; protected_statuses().count()],
            by_cell: [0; SEX_AGE_CELLS],
            not_recognised: 0,
            self_reliance: 0.0,
            protracted: state.year_ends_above_threshold >= PROTRACTED_YEAR_ENDS,
        };
        let mut people = 0.0;
        for host in &state.hosts {
            let end = Self::new(setup, host);
            let stock = host.protected_stock() as f64;
            people += stock;
            sum.self_reliance += stock * end.self_reliance;
            sum.not_recognised += end.not_recognised;
            for (total, part) in sum.by_status.iter_mut().zip(&end.by_status) {
                *total += part;
            }
            for (total, part) in sum.by_cell.iter_mut().zip(&end.by_cell) {
                *total += part;
            }
        }
        if people > 0.0 {
            sum.self_reliance /= people;
        }
        sum
    }
}

fn sum_of_hosts(hosts: &[HostYear]) -> HostYear {
    let mut sum = HostYear::default();
    for host in hosts {
        sum.arrivals += host.arrivals;
        for (total, births) in sum.births.iter_mut().zip(host.births) {
            *total += births;
        }
        sum.submissions += host.submissions;
        sum.unregistered_person_months += host.unregistered_person_months;
        sum.displacement_person_months += host.displacement_person_months;
        sum.protracted_person_months += host.protracted_person_months;
        sum.below_standard_person_months += host.below_standard_person_months;
        sum.measured.add(&host.measured);
        for (totals, parts) in [
            (&mut sum.deaths, &host.deaths),
            (&mut sum.returned, &host.returned),
            (&mut sum.naturalised, &host.naturalised),
            (&mut sum.resettled, &host.resettled),
            (&mut sum.adverse, &host.adverse),
            (&mut sum.onward_out, &host.onward_out),
        ] {
            for (total, part) in totals.iter_mut().zip(parts) {
                *total += part;
            }
        }
        for (totals, parts) in [
            (&mut sum.need, &host.need),
            (&mut sum.spent, &host.spent),
            (&mut sum.gap, &host.gap),
        ] {
            for (total, part) in totals.iter_mut().zip(parts) {
                *total += part;
            }
        }
    }
    sum
}

/// Durable solutions of a host or of all in a year, those on complementary pathways among them.
pub(crate) fn solutions(account: &HostYear, pathways: u64) -> u64 {
    [&account.returned, &account.naturalised, &account.resettled]
        .into_iter()
        .map(|cells| cells.iter().sum::<u64>())
        .sum::<u64>()
        + pathways
}

fn write_money(values: &mut Vec<i64>, sectors: &[i64; SECTORS.len()]) {
    values.push(sectors.iter().sum());
    values.extend_from_slice(sectors);
}

fn write_people(values: &mut Vec<i64>, cells: &[u64; SEX_AGE_CELLS]) {
    values.push(count(cells.iter().sum()));
    values.extend(cells.iter().map(|&people| count(people)));
}

/// Writes the cells of a host, or of all hosts, in the order of [`super::record::year_cells`].
fn write_host(account: &HostYear, end: &HostEnd, values: &mut Vec<i64>) {
    write_money(values, &account.need);
    write_money(values, &account.spent);
    write_money(values, &account.gap);
    let need: i64 = account.need.iter().sum();
    let spent: i64 = account.spent.iter().sum();
    values.push(billionths(if need > 0 {
        spent as f64 / need as f64
    } else {
        1.0
    }));
    write_people(values, &end.by_cell);
    write_people(values, &account.deaths);
    write_people(values, &account.returned);
    write_people(values, &account.naturalised);
    write_people(values, &account.resettled);
    values.extend(end.by_status.iter().map(|&people| count(people)));
    values.extend([
        count(account.arrivals),
        count(account.births.iter().sum()),
        count(account.unregistered_person_months),
        count(end.by_status[LiveStatus::AsylumSeeker.index()]),
        count(end.not_recognised),
        rounded(account.below_standard_person_months),
        count(account.submissions),
        count(account.adverse.iter().sum()),
        count(account.onward_out.iter().sum()),
        billionths(end.self_reliance),
        billionths(account.protracted_person_months as f64 / 12.0),
        billionths(account.displacement_person_months as f64 / 12.0),
        billionths(f64::from(u8::from(end.protracted))),
    ]);
}

fn write_situation(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &State,
    year: &Year,
    all: &HostYear,
    values: &mut Vec<i64>,
) {
    let sum = |account: usize| year.donors.iter().map(|donor| donor[account]).sum::<i64>();
    let in_force = option.plan_in_force(state.plan_month, state.month);
    let obligation = |index: usize| {
        if in_force {
            crate::units::Cents::from_usd(state.obligations_usd[index]).0
        } else {
            0
        }
    };
    let ahead = {
        let next = crate::simulate::finance::expected_needs(setup, state, state.month + 1, 24).usd;
        let committed = state.ledger.committed_until(state.month + 25);
        if next > 0.0 {
            committed as f64 / 100.0 / next
        } else {
            0.0
        }
    };
    values.extend([
        sum(0),
        sum(1),
        sum(2),
        billionths(variation(&year.month_disbursed)),
        billionths(forecast_error(
            &year.month_disbursed,
            year.expected_income_usd,
        )),
        billionths(ahead),
        billionths(
            state
                .ledger
                .pledged_a_year_ahead(setup.year_column(state.month)),
        ),
        count(solutions(all, year.protracted.pathways())),
        billionths(f64::from(year.peace_months) / f64::from(year.months.max(1))),
        count(year.amendments.count),
        count(year.amendments.more),
        count(year.amendments.less),
        count(year.amendments.split),
        crate::units::Cents::from_usd(year.amendments.from_usd).0,
        crate::units::Cents::from_usd(year.amendments.to_usd).0,
        (0..option.donors.len()).map(obligation).sum(),
    ]);
    for account in 0..3 {
        values.extend(year.donors.iter().map(|donor| donor[account]));
    }
    values.extend((0..option.donors.len()).map(obligation));
    values.extend(year.donors.iter().map(|donor| donor[3]));
    contributions::write_year(setup, option, state, year, values);
    crate::simulate::emergency::write_year(setup, state, &year.emergency, values);
    crate::simulate::protracted::write_year(setup, state, &year.protracted, values);
    crate::simulate::urgent::write_year(setup, year, values);
    crate::simulate::observation::write(&state.hosts, values);
}

/// How far the year's payments are from what was expected of them, relative to the greater of the two:
/// between 0 and 1, and 0 where nothing was expected and nothing came.
fn forecast_error(payments: &[i64], expected_usd: f64) -> f64 {
    let paid = payments.iter().sum::<i64>() as f64 / 100.0;
    let greater = paid.max(expected_usd);
    if greater > 0.0 {
        (paid - expected_usd).abs() / greater
    } else {
        0.0
    }
}

/// Standard deviation over mean of monthly payments.
fn variation(payments: &[i64]) -> f64 {
    if payments.is_empty() {
        return 0.0;
    }
    let count = payments.len() as f64;
    let mean = payments.iter().sum::<i64>() as f64 / count;
    let squares: f64 = payments
        .iter()
        .map(|&paid| (paid as f64 - mean) * (paid as f64 - mean))
        .sum();
    if mean > 0.0 {
        (squares / count).sqrt() / mean
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests;
