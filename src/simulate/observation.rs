//! The observation layer: what statistics publish of what happened.
//!
//! At the end of a year, for host `i`,
//!
//! ```text
//! published_i = published_i of the year before      with the probability of a carry-forward
//!             = round(true_i · e^(L_i))             otherwise
//! L_i        += ± scale · |t_ν|                     with the probability of a revision, truncated
//! ```
//!
//! so that revisions stay: people struck off the register, or counted anew, remain so. Returns are
//! recorded in part (a Beta share of each year, of those who stand in the register), arrivals in hosts that record them at the time. The
//! figures are fitted to what changes of published stocks leave unexplained by recorded flows (see
//! `docs/VALIDATION.md`). A part of that is people who left without a record, which no table tells
//! from people who were never there; both are taken here as a matter of the statistics.
//!
//! Nothing in the simulation reads a published figure.

use crate::indicator::Breakdown;
use crate::model::parameters::ObservationParameters;
use crate::random::{Purpose, Stream, Streams, beta_with_mean, gamma, normal};
use crate::simulate::record::{HostYear, Scale};
use crate::simulate::setup::Setup;
use crate::simulate::state::HostState;

/// What statistics have published of one host so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Published {
    /// Logarithm of the ratio of the published to the true stock.
    log_ratio: f64,
    /// Whether the last revision lowered the stock; none before the first.
    was_downward: Option<bool>,
    /// Stock at the last year-end, persons.
    stock: u64,
    /// Whether arrivals are recorded.
    arrivals_recorded: bool,
    /// Published figures of the year: stock, arrivals, returns (persons).
    year: [u64; 3],
}

/// The indicators, in the order of [`Published::year`].
pub(crate) const PUBLISHED: [&str; 3] = [
    "published_stock_persons",
    "published_arrivals_persons",
    "published_returns_persons",
];

impl Published {
    /// Statistics agree with what is known at the start.
    pub(crate) fn open(stock: u64) -> Self {
        Self {
            log_ratio: 0.0,
            was_downward: None,
            stock,
            arrivals_recorded: true,
            year: [0; 3],
        }
    }
}

/// Publishes the year of every host.
pub(crate) fn publish(
    setup: &Setup<'_>,
    streams: &Streams,
    month: u32,
    hosts: &mut [HostState],
    accounts: &[HostYear],
) {
    let parameters = &setup.situation.parameters.observation;
    for ((host, account), prepared) in hosts.iter_mut().zip(accounts).zip(&setup.hosts) {
        let mut stream = streams.stream(Purpose::Observation, prepared.key, month);
        let stock = host.protected_stock();
        let returned = account.returned.iter().chain(&account.adverse).sum::<u64>();
        observe(
            parameters,
            &mut stream,
            &mut host.published,
            [stock, account.arrivals, returned],
        );
    }
}

/// Publishes stock, arrivals and returns of a year.
fn observe(
    parameters: &ObservationParameters,
    stream: &mut Stream,
    published: &mut Published,
    [stock, arrivals, returned]: [u64; 3],
) {
    let switches = if published.arrivals_recorded {
        parameters.arrivals_recording_stops_per_year
    } else {
        parameters.arrivals_recording_resumes_per_year
    };
    published.arrivals_recorded ^= stream.uniform() < switches;
    let is_carried = stream.uniform() < parameters.carry_forward_probability;
    if stream.uniform() < parameters.revision_probability {
        let is_downward = direction(parameters, stream, published.was_downward);
        published.was_downward = Some(is_downward);
        published.log_ratio += revision(parameters, stream, is_downward);
    }
    if !is_carried {
        published.stock = persons(stock as f64 * libm::exp(published.log_ratio));
    }
    let share = beta_with_mean(
        stream,
        parameters.returns_recorded_mean_share,
        parameters.returns_recorded_concentration,
    );
    published.year = [
        published.stock,
        if published.arrivals_recorded {
            arrivals
        } else {
            0
        },
        persons(returned as f64 * share * libm::exp(published.log_ratio.min(0.0))),
    ];
}

/// Whether a revision lowers the stock.
fn direction(
    parameters: &ObservationParameters,
    stream: &mut Stream,
    was_downward: Option<bool>,
) -> bool {
    let is_kept = stream.uniform() < parameters.revision_same_direction_share;
    let drawn = stream.uniform() < parameters.revision_downward_share;
    was_downward.filter(|_| is_kept).unwrap_or(drawn)
}

/// The logarithm of a revision.
fn revision(parameters: &ObservationParameters, stream: &mut Stream, is_downward: bool) -> f64 {
    let freedom = parameters.revision_degrees_of_freedom;
    let chi_square = 2.0 * gamma(stream, freedom / 2.0);
    let size = normal(stream).abs() / (chi_square / freedom).sqrt();
    if is_downward {
        (-parameters.revision_downward_log_scale * size)
            .max(libm::log(parameters.revision_lowest_ratio))
    } else {
        (parameters.revision_upward_log_scale * size)
            .min(libm::log(parameters.revision_highest_ratio))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float-to-integer cast saturates"
)]
fn persons(count: f64) -> u64 {
    count.round() as u64
}

/// The cells of a year: all hosts, then each.
pub(crate) fn cells(
    setup: &Setup<'_>,
    add: &mut impl FnMut(&'static str, Option<crate::id::CountryCode>, Breakdown, Scale, bool),
) {
    let hosts = std::iter::once(None).chain(setup.hosts.iter().map(|host| Some(host.code)));
    for host in hosts {
        for indicator in PUBLISHED {
            add(indicator, host, Breakdown::None, Scale::Whole, true);
        }
    }
}

/// Writes them.
pub(crate) fn write(hosts: &[HostState], values: &mut Vec<i64>) {
    let count = |persons: u64| i64::try_from(persons).unwrap_or(i64::MAX);
    for figure in 0..PUBLISHED.len() {
        let sum = hosts.iter().fold(0_u64, |sum, host| {
            sum.saturating_add(host.published.year[figure])
        });
        values.push(count(sum));
    }
    for host in hosts {
        values.extend(host.published.year.map(count));
    }
}

#[cfg(test)]
mod tests;
