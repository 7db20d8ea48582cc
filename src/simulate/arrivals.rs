//! Steps 1 and 2: pulses, arrivals over the border, and their admission.
//!
//! Nothing in this file reads a plan, a pledge, a quota or a capacity: whoever arrives is
//! admitted and protected in the month of arrival (invariants I1 and I2).

use crate::random::{
    Purpose, Streams, dirichlet_into, log_normal, negative_binomial, truncated_pareto,
    truncated_pareto_at,
};
use crate::simulate::outbreaks::OutbreakPath;
use crate::simulate::setup::Setup;
use crate::simulate::state::State;

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
    let origin = setup
        .situation
        .origin
        .as_ref()
        .map_or(0.0, |origin| origin.population.as_f64());
    let mut stream = streams.stream(Purpose::Pulse, SITUATION, month);
    let most = parameters.pulse_maximum_share_of_origin_population * origin;
    let least = parameters.pulse_minimum_persons.min(most);
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
            // The tail above and below the stated median keeps the Pareto's ratio of quantiles.
            let middle = pareto_median(parameters.pulse_tail_index, least, most);
            (drawn * median / middle).min(most)
        }
        _ => drawn,
    };
    let months = state.pulse.len();
    let first = month as usize;
    let years = (months.saturating_sub(first)).div_ceil(12);
    let mut weights = Vec::with_capacity(years);
    let mut weight = 1.0;
    let mut alive = true;
    for _ in 0..years {
        weights.push(if alive { weight } else { 0.0 });
        // Both numbers are drawn every year, so that the stream's use does not vary.
        let ends = stream.uniform() < parameters.pulse_single_year_probability;
        let ratio = log_normal(
            &mut stream,
            parameters.pulse_year_ratio_median,
            parameters.pulse_year_ratio_log_sd,
        );
        alive = alive && !ends;
        weight *= ratio.min(parameters.pulse_year_ratio_maximum);
    }
    let all_years: f64 = weights.iter().sum();
    let ratio = parameters.pulse_month_ratio;
    for (year, weight) in weights.iter().enumerate() {
        let start = first + year * 12;
        let end = (start + 12).min(months);
        let mut shares = [0.0; 12];
        let mut share = 1.0;
        for slot in shares.iter_mut().take(end - start) {
            *slot = share;
            share *= ratio;
        }
        let all_months: f64 = shares.iter().sum();
        for (slot, share) in state.pulse[start..end].iter_mut().zip(shares) {
            *slot += size * weight / all_years * share / all_months;
        }
    }
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
