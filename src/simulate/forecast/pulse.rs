//! What planners expect of the pulse of arrivals that follows an outbreak of war.
//!
//! They know the usual course of pulses, not the size of this one. Before anybody has come, a size that
//! the scenario announces is taken at its mean; from the first month on, the size is what has come
//! beyond the ordinary divided by the part that usually has come by then. Outbreaks still to come are
//! not foreseen.

use super::PLANNING_SEED;
use crate::model::Situation;
use crate::random::{Purpose, Streams};
use crate::simulate::arrivals::{SITUATION, announced_pulse_persons, month_shares, year_weights};
use crate::simulate::setup::Setup;
use crate::simulate::state::Outbreak;

/// Courses over which the usual one is a mean.
const COURSES: u64 = 1_000;

/// The usual course of a pulse.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct UsualPulse {
    /// Mean share of a pulse that comes in each month since the outbreak.
    shares: Vec<f64>,
    /// Sum of the shares before each month.
    before: Vec<f64>,
    /// Month and mean size of an outbreak that the scenario announces, persons.
    announced: Option<(u32, f64)>,
}

/// A pulse that is known to have begun.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct KnownPulse {
    /// Month of the outbreak.
    pub(crate) outbreak: u32,
    /// Its size, persons.
    pub(crate) persons: f64,
}

impl UsualPulse {
    /// The mean course over a fixed sample of courses.
    pub(crate) fn new(situation: &Situation) -> Self {
        let parameters = &situation.parameters.arrivals;
        let years = situation.clock.months.div_ceil(12).max(1) as usize;
        let mut by_year = vec![0.0; years];
        for course in 0..COURSES {
            let streams = Streams::new(PLANNING_SEED, course);
            let mut stream = streams.stream(Purpose::Pulse, SITUATION, 0);
            let weights = year_weights(parameters, &mut stream, years);
            let all: f64 = weights.iter().sum();
            for (sum, weight) in by_year.iter_mut().zip(weights) {
                *sum += weight / all / COURSES as f64;
            }
        }
        let of_year = month_shares(parameters, 12);
        let shares: Vec<f64> = by_year
            .iter()
            .flat_map(|year| of_year.map(|share| year * share))
            .collect();
        let mut sum = 0.0;
        let before = shares.iter().map(|share| {
            let before = sum;
            sum += share;
            before
        });
        let median = parameters.onset_pulse_median_persons;
        Self {
            before: before.collect(),
            announced: parameters.onset_month.map(|onset| {
                let persons = median.map(|median| announced_pulse_persons(situation, median));
                (onset, persons.unwrap_or(0.0))
            }),
            shares,
        }
    }

    /// The outbreak that the scenario announces.
    pub(crate) fn announced(&self) -> Option<KnownPulse> {
        self.announced
            .map(|(outbreak, persons)| KnownPulse { outbreak, persons })
    }

    /// What is known at the beginning of the month `from` of a pulse that has begun, when `ordinary`
    /// persons a month come without it.
    pub(crate) fn seen(&self, outbreak: Outbreak, from: u32, ordinary: f64) -> KnownPulse {
        let months = from.saturating_sub(outbreak.month);
        let part = self.before.get(months as usize).copied().unwrap_or(1.0);
        let persons = if months == 0 {
            self.announced()
                .filter(|announced| announced.outbreak == outbreak.month)
                .map_or(0.0, |announced| announced.persons)
        } else if part > 0.0 {
            (outbreak.arrivals as f64 - ordinary * f64::from(months)).max(0.0) / part
        } else {
            0.0
        };
        KnownPulse {
            outbreak: outbreak.month,
            persons,
        }
    }

    /// Expected arrivals in a month, persons.
    pub(crate) fn persons_in(&self, pulse: Option<KnownPulse>, month: u32) -> f64 {
        pulse.map_or(0.0, |pulse| {
            let since = month.checked_sub(pulse.outbreak);
            let share = since.and_then(|since| self.shares.get(since as usize));
            pulse.persons * share.copied().unwrap_or(0.0)
        })
    }
}

/// What is known of an outbreak from the arrivals so far.
pub(crate) fn known_pulse(
    setup: &Setup<'_>,
    outbreak: Option<Outbreak>,
    from: u32,
    belief: [f64; 3],
) -> Option<KnownPulse> {
    let ordinary = setup.ordinary_arrivals(belief);
    outbreak.map(|outbreak| setup.usual_pulse.seen(outbreak, from, ordinary))
}

#[cfg(test)]
mod tests;
