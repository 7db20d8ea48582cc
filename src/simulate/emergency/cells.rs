//! Indicator cells of the arrangements that are modelled; the others have none, so that results
//! without them keep their layout.

use crate::id::CountryCode;
use crate::indicator::Breakdown;
use crate::model::parameters::EmergencyParameters;
use crate::model::{AGE_BANDS, SEXES};
use crate::simulate::emergency::children::{self, ChildrenYear};
use crate::simulate::emergency::influx;
use crate::simulate::outcome::{billionths, count};
use crate::simulate::record::{SEX_AGE_CELLS, Scale};
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;

/// A year of one host.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct HostEmergencyYear {
    pub(crate) separated: u64,
    pub(crate) recognised: u64,
    pub(crate) incidents: u64,
    /// Attempts at recruitment, by sex.
    pub(crate) recruitment: [u64; 2],
    pub(crate) unit_months: u64,
    pub(crate) staff_months: u64,
    /// Transferred to other hosts and evacuated, by sex and age.
    pub(crate) transferred: [u64; SEX_AGE_CELLS],
    pub(crate) evacuated: [u64; SEX_AGE_CELLS],
    /// Stays of evacuees that ended: back in the host, moved onward, staying.
    pub(crate) stays_ended: [u64; 3],
    pub(crate) unaccompanied: u64,
    pub(crate) children: ChildrenYear,
    /// Contingency goods used, cents.
    pub(crate) goods: i64,
    /// Months in which each mark of a mass influx held, and in which enough of them did.
    pub(crate) mark_months: [u64; super::influx::MARKS],
    pub(crate) influx_months: u64,
    /// Months in which people were recognised by group for want of procedures.
    pub(crate) group_months: u64,
    /// The highest number of marks in a month.
    pub(crate) highest_score: u64,
}

/// A year of the situation.
#[derive(Clone, Debug, Default)]
pub(crate) struct EmergencyYear {
    pub(crate) hosts: Vec<HostEmergencyYear>,
    /// Released by the standing fund, cents.
    pub(crate) fund_drawn: i64,
}

impl EmergencyYear {
    pub(crate) fn reset(&mut self, hosts: usize) {
        self.hosts.clear();
        self.hosts.resize(hosts, HostEmergencyYear::default());
        self.fund_drawn = 0;
    }
}

const ARMED: [(&str, Scale); 5] = [
    ("armed_among_civilians_persons", Scale::Whole),
    ("interned_persons", Scale::Whole),
    ("separated_persons", Scale::Whole),
    ("demobilised_recognised_persons", Scale::Whole),
    ("excluded_persons", Scale::Whole),
];

const RECRUITMENT: &str = "recruitment_attempts_count";

const INCIDENTS: [(&str, Scale); 2] = [
    ("security_incidents_count", Scale::Whole),
    (RECRUITMENT, Scale::Whole),
];

const INFLUX: [&str; 6] = [
    "influx_marks_highest_count",
    "influx_months_count",
    "influx_numbers_months_count",
    "influx_pace_months_count",
    "influx_capacity_months_count",
    "influx_procedures_months_count",
];

const MOVEMENTS: [&str; 2] = ["humanitarian_transfers_persons", "evacuations_persons"];

const STAYS: [&str; 4] = [
    "evacuees_returned_persons",
    "evacuees_onward_persons",
    "evacuees_staying_persons",
    "evacuees_within_limit_persons",
];

/// Calls `add` with the names of a host's cells.
fn host_cells(
    parameters: &EmergencyParameters,
    mut add: impl FnMut(&'static str, Breakdown, Scale),
) {
    if parameters.armed_elements.applies.is_on() {
        for (name, scale) in ARMED {
            add(name, Breakdown::None, scale);
        }
    }
    if parameters.counts_incidents() {
        for (name, scale) in INCIDENTS {
            add(name, Breakdown::None, scale);
        }
        for sex in SEXES {
            add(RECRUITMENT, Breakdown::Sex(sex), Scale::Whole);
        }
    }
    if parameters.security_standby.applies.is_on() {
        add("standby_unit_months", Breakdown::None, Scale::Whole);
    }
    if parameters.surge_staff.applies.is_on() {
        add("surge_staff_months", Breakdown::None, Scale::Whole);
    }
    if parameters.affects_delivery() {
        add("delivered_share", Breakdown::None, Scale::Billionths);
    }
    if parameters.preparedness.applies.is_on() {
        add("preparedness_share", Breakdown::None, Scale::Billionths);
        add("contingency_goods_usd", Breakdown::None, Scale::Cents);
    }
    if parameters.influx_marks.applies.is_on() {
        for name in INFLUX {
            add(name, Breakdown::None, Scale::Whole);
        }
    }
    if parameters.recognises_by_group() {
        add(
            "group_recognition_months_count",
            Breakdown::None,
            Scale::Whole,
        );
    }
}

/// The cells of a year, after all others of it.
pub(crate) fn year_cells(
    setup: &Setup<'_>,
    add: &mut impl FnMut(&'static str, Option<CountryCode>, Breakdown, Scale, bool),
) {
    let parameters = &setup.situation.parameters.emergency;
    let hosts = std::iter::once(None).chain(setup.hosts.iter().map(|host| Some(host.code)));
    for host in hosts {
        host_cells(parameters, |name, breakdown, scale| {
            add(name, host, breakdown, scale, true);
        });
        if parameters.unaccompanied_children.applies.is_on() {
            children::cells(|indicator, breakdown, scale| {
                add(indicator, host, breakdown, scale, true);
            });
        }
        if parameters.transfer.applies.is_on() {
            for indicator in MOVEMENTS {
                add(indicator, host, Breakdown::None, Scale::Whole, true);
                for sex in SEXES {
                    for band in AGE_BANDS {
                        let cell = Breakdown::SexAge(sex, band);
                        add(indicator, host, cell, Scale::Whole, host.is_none());
                    }
                }
            }
            let moved = "unaccompanied_moved_persons";
            add(moved, host, Breakdown::None, Scale::Whole, true);
            let stays = parameters.transfer.stay.map(|_| STAYS);
            for indicator in stays.into_iter().flatten() {
                add(indicator, host, Breakdown::None, Scale::Whole, true);
            }
        }
    }
    if parameters.standing_fund.applies.is_on() {
        add(
            "fund_released_usd",
            None,
            Breakdown::None,
            Scale::Cents,
            true,
        );
        add(
            "fund_balance_usd",
            None,
            Breakdown::None,
            Scale::Cents,
            true,
        );
    }
}

/// Whether each mark held in a month, and whether enough of them did.
const INFLUX_MONTH: [&str; influx::MARKS + 1] = [
    "influx_numbers_month_share",
    "influx_pace_month_share",
    "influx_capacity_month_share",
    "influx_procedures_month_share",
    "influx_month_share",
];

/// The month in which each first held.
const INFLUX_FIRST: [&str; influx::MARKS + 1] = [
    "influx_numbers_first_months",
    "influx_pace_first_months",
    "influx_capacity_first_months",
    "influx_procedures_first_months",
    "influx_first_months",
];

/// Whether each held in any month.
const INFLUX_EVER: [&str; influx::MARKS + 1] = [
    "influx_numbers_ever_share",
    "influx_pace_ever_share",
    "influx_capacity_ever_share",
    "influx_procedures_ever_share",
    "influx_ever_share",
];

/// The cells of a month: indicator and host.
pub(crate) fn month_cells(setup: &Setup<'_>) -> Vec<(&'static str, CountryCode)> {
    if !setup
        .situation
        .parameters
        .emergency
        .influx_marks
        .applies
        .is_on()
    {
        return Vec::new();
    }
    let hosts = setup.hosts.iter();
    hosts
        .flat_map(|host| INFLUX_MONTH.map(|indicator| (indicator, host.code)))
        .collect()
}

/// Writes the values of a month.
pub(crate) fn write_month(setup: &Setup<'_>, state: &State, values: &mut Vec<i64>) {
    if setup
        .situation
        .parameters
        .emergency
        .influx_marks
        .applies
        .is_on()
    {
        for host in &state.emergency.hosts {
            values.extend(host.marks.held.map(yes));
        }
    }
}

fn yes(holds: bool) -> i64 {
    billionths(f64::from(u8::from(holds)))
}

/// The cells of the whole period, before those that every scenario has.
pub(crate) fn whole_cells(
    setup: &Setup<'_>,
    mut add: impl FnMut(&'static str, Option<CountryCode>, Scale, bool),
) {
    let parameters = &setup.situation.parameters.emergency;
    if parameters.standing_fund.applies.is_on() {
        add("first_money_months", None, Scale::Whole, true);
    }
    if parameters.consultation.applies.is_on() {
        add("plan_delay_months", None, Scale::Whole, true);
        // Yes or no has a mean and no quantiles.
        add("convened_on_request_share", None, Scale::Billionths, false);
    }
    if parameters.influx_marks.applies.is_on() {
        let hosts = std::iter::once(None).chain(setup.hosts.iter().map(|host| Some(host.code)));
        for host in hosts {
            for indicator in INFLUX_EVER {
                add(indicator, host, Scale::Billionths, false);
            }
            for indicator in INFLUX_FIRST {
                add(indicator, host, Scale::Whole, true);
            }
        }
    }
    if parameters.preparedness.times_delivery() {
        let hosts = std::iter::once(None).chain(setup.hosts.iter().map(|host| Some(host.code)));
        for host in hosts {
            add(DELIVERY_LAG, host, Scale::Billionths, true);
        }
    }
}

const DELIVERY_LAG: &str = "first_delivery_lag_months";

/// Mean lead time of the first emergencies of hosts that had one; 0 where none had.
fn delivery_lag(hosts: &[super::HostEmergency]) -> i64 {
    let leads = || hosts.iter().filter_map(|host| host.preparedness.first_lead);
    let hosts = leads().count().max(1);
    billionths(leads().sum::<f64>() / hosts as f64)
}

/// The values of one host, or the sum over several, in the order of [`host_cells`].
fn write_hosts(
    setup: &Setup<'_>,
    state: &State,
    year: &EmergencyYear,
    range: std::ops::Range<usize>,
    values: &mut Vec<i64>,
) {
    let parameters = &setup.situation.parameters.emergency;
    let hosts = &state.emergency.hosts[range.clone()];
    let accounts = &year.hosts[range.clone()];
    let total = |of: fn(&super::HostEmergency) -> u64| count(hosts.iter().map(of).sum());
    let flow = |of: fn(&HostEmergencyYear) -> u64| count(accounts.iter().map(of).sum());
    // Shares of several hosts are weighted by their people.
    let people = |host: usize| (state.hosts[host].protected_stock() as f64).max(1e-9);
    let mean = |of: fn(&super::HostEmergency) -> f64| {
        let weight: f64 = range.clone().map(people).sum();
        let sum: f64 = range
            .clone()
            .zip(hosts)
            .map(|(host, own)| people(host) * of(own))
            .sum();
        billionths(sum / weight)
    };
    if parameters.armed_elements.applies.is_on() {
        values.extend([
            total(|host| host.armed.hidden),
            total(|host| host.armed.interned),
            flow(|account| account.separated),
            flow(|account| account.recognised),
            total(|host| host.armed.excluded),
        ]);
    }
    if parameters.counts_incidents() {
        values.extend([
            flow(|account| account.incidents),
            flow(|account| account.recruitment.iter().sum()),
            flow(|account| account.recruitment[0]),
            flow(|account| account.recruitment[1]),
        ]);
    }
    if parameters.security_standby.applies.is_on() {
        values.push(flow(|account| account.unit_months));
    }
    if parameters.surge_staff.applies.is_on() {
        values.push(flow(|account| account.staff_months));
    }
    if parameters.affects_delivery() {
        values.push(mean(|host| host.delivery));
    }
    if parameters.preparedness.applies.is_on() {
        values.push(mean(|host| host.preparedness.level));
        values.push(accounts.iter().map(|account| account.goods).sum());
    }
    if parameters.influx_marks.applies.is_on() {
        let highest = accounts.iter().map(|account| account.highest_score).max();
        values.extend([
            count(highest.unwrap_or(0)),
            flow(|account| account.influx_months),
            flow(|account| account.mark_months[0]),
            flow(|account| account.mark_months[1]),
            flow(|account| account.mark_months[2]),
            flow(|account| account.mark_months[3]),
        ]);
    }
    if parameters.recognises_by_group() {
        values.push(flow(|account| account.group_months));
    }
    if parameters.unaccompanied_children.applies.is_on() {
        children::write(hosts, accounts, values);
    }
    if parameters.transfer.applies.is_on() {
        for of in [
            |account: &HostEmergencyYear| &account.transferred,
            |account: &HostEmergencyYear| &account.evacuated,
        ] as [fn(&HostEmergencyYear) -> &[u64; SEX_AGE_CELLS]; 2]
        {
            values.push(count(accounts.iter().flat_map(of).sum()));
            for cell in 0..SEX_AGE_CELLS {
                values.push(count(
                    accounts.iter().map(|account| of(account)[cell]).sum(),
                ));
            }
        }
        values.push(flow(|account| account.unaccompanied));
        if parameters.transfer.stay.is_some() {
            values.extend([
                flow(|account| account.stays_ended[0]),
                flow(|account| account.stays_ended[1]),
                flow(|account| account.stays_ended[2]),
            ]);
            let away = state.emergency.away.iter();
            let there = away.filter(|away| range.contains(&away.from));
            values.push(count(there.map(super::stay::Away::people).sum()));
        }
    }
}

/// Writes the values of a year.
pub(crate) fn write_year(
    setup: &Setup<'_>,
    state: &State,
    year: &EmergencyYear,
    values: &mut Vec<i64>,
) {
    let parameters = &setup.situation.parameters.emergency;
    if !parameters.is_on() {
        return;
    }
    let hosts = setup.hosts.len();
    write_hosts(setup, state, year, 0..hosts, values);
    for host in 0..hosts {
        write_hosts(setup, state, year, host..host + 1, values);
    }
    if parameters.standing_fund.applies.is_on() {
        values.extend([year.fund_drawn, state.emergency.fund.balance]);
    }
}

/// Writes the values of the whole period. What has not come by the end counts as coming then.
pub(crate) fn write_whole(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &State,
    values: &mut Vec<i64>,
) {
    let parameters = &setup.situation.parameters.emergency;
    let end = setup.situation.clock.months;
    let onset = state.emergency.onset.unwrap_or(end);
    if parameters.standing_fund.applies.is_on() {
        let first = state.emergency.fund.first_money.unwrap_or(end);
        values.push(i64::from(first - onset));
    }
    if parameters.consultation.applies.is_on() {
        let plan = if option.option.has_plan {
            state.plan_month.min(end)
        } else {
            end
        };
        values.push(i64::from(plan.saturating_sub(onset)));
        let on_request = state.emergency.consultation.on_request;
        values.push(yes(on_request));
    }
    if parameters.influx_marks.applies.is_on() {
        let hosts = &state.emergency.hosts;
        let mut write = |first: [Option<u32>; influx::MARKS + 1]| {
            values.extend(first.map(|month| yes(month.is_some())));
            // A mark that is never met counts as met at the end.
            values.extend(first.map(|month| i64::from(month.unwrap_or(end))));
        };
        write(std::array::from_fn(|mark| {
            hosts.iter().filter_map(|host| host.marks.first[mark]).min()
        }));
        for host in hosts {
            write(host.marks.first);
        }
    }
    if parameters.preparedness.times_delivery() {
        let hosts = &state.emergency.hosts;
        values.push(delivery_lag(hosts));
        values.extend(hosts.chunks(1).map(delivery_lag));
    }
}
