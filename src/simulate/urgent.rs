//! Urgent resettlement: cases that cannot wait for the usual pipeline; (m)3.
//!
//! Of each month's submissions `U ~ Bin(submitted, u)` are urgent; the rest are what they are without
//! this stream. Urgent cases pass two stages instead of four, submission and departure, each of which is
//! finished in a month with probability `min(2/m, 1)`, so that their time to departure is negative
//! binomial over two stages with mean m; the decision of a resettlement State ends the first, with the
//! acceptance of all submissions, and whoever is not accepted is again among the registered. They depart
//! first: what is left of the year's places after them is spread over its months for all others. Families
//! leave together or not at all, as everywhere.
//!
//! Places, needs and the work of offices are those of resettlement as a whole: the stream says who goes
//! first, not how many go. UNHCR counts 18 % of submissions of 2023 as urgent or emergency (Global Report
//! 2023); the mean time is judgement.
//!
//! Direction and time: with the same places, more urgent people have left within the months of their mean
//! time, and others later.

use crate::id::CountryCode;
use crate::indicator::Breakdown;
use crate::model::LiveStatus;
use crate::model::parameters::UrgentResettlement;
use crate::random::{Purpose, Stream, Streams, binomial, hypergeometric};
use crate::simulate::record::{Scale, Year};
use crate::simulate::registration::{MoveSpace, change_status};
use crate::simulate::resettlement::{registered_status, take_out, whole_cases};
use crate::simulate::setup::Setup;
use crate::simulate::state::{HostState, State};
use crate::units::split_cents;

/// Stages of an urgent case: submitted, accepted.
pub(crate) const STAGES: usize = 2;

/// Urgent cases of a host in a year: submitted, departed.
pub(crate) type UrgentYear = [u64; 2];

fn parameters<'a>(setup: &Setup<'a>) -> Option<&'a UrgentResettlement> {
    let urgent = setup.situation.parameters.resettlement.urgent.as_ref();
    urgent.filter(|urgent| urgent.share_of_submissions > 0.0)
}

fn stream(setup: &Setup<'_>, streams: &Streams, host: usize, step: u64, month: u32) -> Stream {
    let key = setup.hosts[host].key | step << 32;
    streams.stream(Purpose::UrgentResettlement, key, month)
}

/// Moves urgent cases by a month, before all others: departures within the places left of the year, by
/// need among hosts, then the stage before. Returns how many departed.
pub(crate) fn month(
    setup: &Setup<'_>,
    streams: &Streams,
    state: &mut State,
    year: &mut Year,
    places: u64,
    space: &mut MoveSpace,
) -> u64 {
    let Some(urgent) = parameters(setup) else {
        return 0;
    };
    let month = state.month;
    let finishes = (STAGES as f64 / urgent.pipeline_mean_months).min(1.0);
    let resettlement = &setup.situation.parameters.resettlement;
    let ready: Vec<i64> = setup
        .by_code
        .iter()
        .map(|&host| {
            let mut stream = stream(setup, streams, host, 1, month);
            binomial(&mut stream, state.hosts[host].urgent[1], finishes)
        })
        .map(|count| i64::try_from(count).unwrap_or(i64::MAX))
        .collect();
    let wanted: i64 = ready.iter().sum();
    let granted = wanted.min(i64::try_from(places).unwrap_or(i64::MAX));
    let mut departed = 0;
    for (&host, limit) in setup.by_code.iter().zip(split_cents(granted, &ready)) {
        let mut stream = stream(setup, streams, host, 2, month);
        let cases = &setup.case_sizes;
        let leaving = whole_cases(&mut stream, cases, limit.unsigned_abs());
        let people = &mut state.hosts[host];
        if leaving > 0 {
            take_out(setup, &mut stream, people, host, leaving, year, space);
            people.urgent[1] -= leaving;
            year.urgent[host][1] += leaving;
        }
        departed += leaving;
        let decided = binomial(&mut stream, people.urgent[0], finishes);
        let accepted = binomial(&mut stream, decided, resettlement.acceptance_share);
        people.urgent[0] -= decided;
        people.urgent[1] += accepted;
        change_status(
            &mut stream,
            people,
            LiveStatus::ResettlementPipeline,
            registered_status(setup, host),
            decided - accepted,
            space,
        );
    }
    departed
}

/// Takes the urgent cases out of a month's submissions of a host, and says how many others there are.
pub(crate) fn submit(
    setup: &Setup<'_>,
    streams: &Streams,
    state: &mut State,
    host: usize,
    submitted: u64,
    year: &mut Year,
) -> u64 {
    let Some(urgent) = parameters(setup) else {
        return submitted;
    };
    let mut stream = stream(setup, streams, host, 0, state.month);
    let cases = binomial(&mut stream, submitted, urgent.share_of_submissions);
    state.hosts[host].urgent[0] += cases;
    year.urgent[host][0] += cases;
    submitted - cases
}

/// Takes those who left the pipeline otherwise out of the urgent stages, in their part of it, and says how
/// many left the others.
pub(crate) fn leave(stream: &mut Stream, host: &mut HostState, exits: u64) -> u64 {
    let urgent: u64 = host.urgent.iter().sum();
    if urgent == 0 {
        return exits;
    }
    let others: u64 = host.stages.iter().flatten().sum();
    let left = hypergeometric(stream, urgent, others, exits);
    let of_first = hypergeometric(stream, host.urgent[0], host.urgent[1], left);
    host.urgent[0] -= of_first;
    host.urgent[1] -= left - of_first;
    exits - left
}

/// Lets children born in the pipeline join their mothers' urgent case, in its part of it, and says how many
/// join the others.
pub(crate) fn join(stream: &mut Stream, host: &mut HostState, children: u64) -> u64 {
    let [first, second] = host.urgent.map(|count| count as f64);
    if first + second <= 0.0 {
        return children;
    }
    let others: u64 = host.stages.iter().flatten().sum();
    let part = (first + second) / (first + second + others as f64);
    let born = binomial(stream, children, part);
    let of_first = binomial(stream, born, first / (first + second));
    host.urgent[0] += of_first;
    host.urgent[1] += born - of_first;
    children - born
}

const CELLS: [&str; 2] = [
    "urgent_submissions_persons",
    "urgent_resettlement_departures_persons",
];

/// The cells of a year.
pub(crate) fn year_cells(
    setup: &Setup<'_>,
    add: &mut impl FnMut(&'static str, Option<CountryCode>, Breakdown, Scale, bool),
) {
    if parameters(setup).is_none() {
        return;
    }
    let hosts = std::iter::once(None).chain(setup.hosts.iter().map(|host| Some(host.code)));
    for host in hosts {
        for name in CELLS {
            add(name, host, Breakdown::None, Scale::Whole, true);
        }
    }
}

/// Writes the values of a year.
pub(crate) fn write_year(setup: &Setup<'_>, year: &Year, values: &mut Vec<i64>) {
    if parameters(setup).is_none() {
        return;
    }
    let all = year
        .urgent
        .iter()
        .fold([0, 0], |sum, host| [sum[0] + host[0], sum[1] + host[1]]);
    for account in std::iter::once(&all).chain(&year.urgent) {
        values.extend(account.map(|count| i64::try_from(count).unwrap_or(i64::MAX)));
    }
}

#[cfg(test)]
mod tests;
