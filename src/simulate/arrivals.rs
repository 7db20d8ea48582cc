//! Steps 1 and 2: pulses, arrivals over the border, and their admission.
//!
//! Nothing in this file reads a plan, a pledge, a quota or a capacity: whoever arrives is
//! admitted and protected in the month of arrival (invariants I1 and I2).

use crate::model::Situation;
use crate::model::parameters::ArrivalParameters;
use crate::random::{
    Purpose, Stream, Streams, dirichlet_into, log_normal, negative_binomial, truncated_pareto,
    truncated_pareto_at,
};
use crate::simulate::outbreaks::OutbreakPath;
use crate::simulate::setup::Setup;
use crate::simulate::state::{Outbreak, State};

/// Entity key of streams that belong to the whole situation.
pub(crate) const SITUATION: u64 = 0;

/// Schedules the pulse of arrivals that follows an outbreak of war in `month`.
///
/// The size is drawn from a Pareto distribution truncated at a share of the origin's population;
/// it is split over the following years with weights 1, ϱ₁, ϱ₁ϱ₂, … normalised over the horizon,
/// where each annual ratio ϱ is 0 with some probability and otherwise log-normal and truncated,
/// and geometrically over the months of a year, so that the size is met exactly.
pub(crate) fn schedule_pulse(setup: &Setup<'_>, streams: &Streams, state: &mut State, month: u32) {
    let parameters = &setup.situation.parameters.arrivals;
    let mut stream = streams.stream(Purpose::Pulse, SITUATION, month);
    let [least, most] = pulse_bounds(setup.situation);
    let drawn = truncated_pareto(&mut stream, parameters.pulse_tail_index, least, most);
    // The first pulse has the size at the replicate's level, where replicates are spread over outbreaks.
    let drawn = state
        .outbreaks
        .as_mut()
        .and_then(OutbreakPath::take_size_level)
        .map_or(drawn, |level| {
            truncated_pareto_at(level, parameters.pulse_tail_index, least, most)
        });
    let size = match parameters.onset_pulse_median_persons {
        Some(median) if parameters.onset_month == Some(month) => {
            rescaled(drawn, median, parameters, [least, most])
        }
        _ => drawn,
    };
    let months = state.pulse.len();
    let first = month as usize;
    let years = (months.saturating_sub(first)).div_ceil(12);
    let weights = year_weights(parameters, &mut stream, years);
    let all_years: f64 = weights.iter().sum();
    for (year, weight) in weights.iter().enumerate() {
        let start = first + year * 12;
        let end = (start + 12).min(months);
        let shares = month_shares(parameters, end - start);
        for (slot, share) in state.pulse[start..end].iter_mut().zip(shares) {
            *slot += size * weight / all_years * share;
        }
    }
    state.outbreak = Some(Outbreak { month, arrivals: 0 });
}

/// Weights of the years of a pulse, the first 1.
pub(crate) fn year_weights(
    parameters: &ArrivalParameters,
    stream: &mut Stream,
    years: usize,
) -> Vec<f64> {
    let mut weight = 1.0;
    let mut alive = true;
    let next = |_| {
        let now = if alive { weight } else { 0.0 };
        // Both numbers are drawn every year, so that the stream's use does not vary.
        let ends = stream.uniform() < parameters.pulse_single_year_probability;
        let ratio = log_normal(
            stream,
            parameters.pulse_year_ratio_median,
            parameters.pulse_year_ratio_log_sd,
        );
        alive = alive && !ends;
        weight *= ratio.min(parameters.pulse_year_ratio_maximum);
        now
    };
    (0..years).map(next).collect()
}

/// Shares of a year's part of a pulse that come in each of its first `months` months, 12 at most.
pub(crate) fn month_shares(parameters: &ArrivalParameters, months: usize) -> [f64; 12] {
    let mut shares = [0.0; 12];
    let mut share = 1.0;
    for slot in shares.iter_mut().take(months) {
        *slot = share;
        share *= parameters.pulse_month_ratio;
    }
    let all: f64 = shares.iter().sum();
    shares.map(|share| share / all)
}

/// The smallest and the largest pulse, persons.
fn pulse_bounds(situation: &Situation) -> [f64; 2] {
    let parameters = &situation.parameters.arrivals;
    let origin = situation.origin.as_ref();
    let origin = origin.map_or(0.0, |origin| origin.population.as_f64());
    let most = parameters.pulse_maximum_share_of_origin_population * origin;
    [parameters.pulse_minimum_persons.min(most), most]
}

/// A pulse of a stated median: the tail above and below it keeps the Pareto's ratio of quantiles.
fn rescaled(
    drawn: f64,
    median: f64,
    parameters: &ArrivalParameters,
    [least, most]: [f64; 2],
) -> f64 {
    let middle = pareto_median(parameters.pulse_tail_index, least, most);
    (drawn * median / middle).min(most)
}

/// The mean size of a pulse whose median is stated, persons: the mean over equal parts of its law.
pub(crate) fn announced_pulse_persons(situation: &Situation, median: f64) -> f64 {
    const PARTS: u32 = 2_000;
    let parameters = &situation.parameters.arrivals;
    let bounds = pulse_bounds(situation);
    let size = |part: u32| {
        let level = (f64::from(part) + 0.5) / f64::from(PARTS);
        let drawn = truncated_pareto_at(level, parameters.pulse_tail_index, bounds[0], bounds[1]);
        rescaled(drawn, median, parameters, bounds)
    };
    (0..PARTS).map(size).sum::<f64>() / f64::from(PARTS)
}

fn pareto_median(alpha: f64, least: f64, most: f64) -> f64 {
    if most <= least {
        return most;
    }
    let ratio = libm::pow(least / most, alpha);
    least / libm::pow(1.0 - 0.5 * (1.0 - ratio), 1.0 / alpha)
}

/// Draws the year's host weights.
pub(crate) fn draw_host_weights(setup: &Setup<'_>, streams: &Streams, state: &mut State) {
    let year = setup.year_of(state.month).unsigned_abs();
    dirichlet_into(
        &setup.arrival_shares,
        setup
            .situation
            .parameters
            .arrivals
            .host_weight_concentration,
        &mut state.host_weights,
        |host| streams.stream(Purpose::HostWeights, setup.hosts[host].key, year),
    );
}

/// Draws the month's arrivals in a host by group into `by_group` and returns their number: all of
/// them are admitted.
pub(crate) fn arrive(
    setup: &Setup<'_>,
    streams: &Streams,
    state: &State,
    host: usize,
    by_group: &mut [u64],
) -> u64 {
    let parameters = &setup.situation.parameters.arrivals;
    let base = parameters.base_persons_per_month.get(state.regime);
    let pulse = state.pulse[state.month as usize];
    let mean = state.host_weights[host] * (base + pulse);
    let key = setup.hosts[host].key;
    let mut stream = streams.stream(Purpose::Arrivals, key, state.month);
    let arrivals = negative_binomial(&mut stream, mean, parameters.dispersion_size);
    let mut stream = streams.stream(Purpose::ArrivalAges, key, state.month);
    setup
        .arrival_groups
        .split_into(&mut stream, arrivals, by_group);
    arrivals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_all_pulses_are_below_the_median() {
        for (alpha, least, most) in [(0.5, 2e5, 1e6), (1.3, 1e4, 3e4), (0.8, 2e4, 4e6)] {
            let median = pareto_median(alpha, least, most);
            let below = |size: f64| 1.0 - libm::pow(least / size, alpha);
            let share = below(median) / below(most);
            assert!((share - 0.5).abs() < 1e-12, "{share}");
        }
        assert_eq!(
            pareto_median(0.8, 7e5, 5e5),
            5e5,
            "where only the largest is left"
        );
    }
}
