//! Stopping once the Monte Carlo error of the headline outcomes is small enough.

use super::Headline;
use crate::model::Situation;

/// A mean below this part of its yardstick counts as near zero: its error is then measured by that
/// part of the yardstick instead of by the mean.
const NEAR_ZERO: f64 = 0.05;

/// Fewer replicates than this stop nothing.
const LEAST: u64 = 128;

/// Fewer draws of parameters than this, where these are drawn, stop nothing: errors count draws.
const LEAST_DRAWS: u64 = 20;

/// How a run that aims at an error went.
#[derive(Clone, Debug, PartialEq)]
pub struct Stopping {
    /// The error aimed at, relative to the mean.
    pub target: f64,
    /// Whether it was reached.
    pub reached: bool,
    /// Replicates of each option that were made.
    pub replicates: u64,
    /// The option with the largest error.
    pub option: usize,
    /// The indicator with the largest error.
    pub indicator: &'static str,
    /// That error: the standard error over the mean, or over a twentieth of the yardstick where the
    /// mean is nearer to zero than that.
    pub error: f64,
}

/// The next number of replicates after `done` at which the error is looked at, a whole number of draws:
/// powers of two and the numbers half-way between them, whatever the chunks.
pub(super) fn next_check(done: u64, futures: u64) -> u64 {
    let mut power = LEAST;
    loop {
        for count in [power, power + power / 2] {
            let count = count.next_multiple_of(futures);
            if count > done {
                return count;
            }
        }
        let Some(next) = power.checked_mul(2) else {
            return u64::MAX;
        };
        power = next;
    }
}

/// Whether the error aimed at is reached after `done` replicates, and what decides.
pub(super) fn look(
    target: f64,
    headlines: &[Headline],
    situation: &Situation,
    arrivals: f64,
    done: u64,
) -> Option<Stopping> {
    largest_error(headlines, situation, arrivals).map(|(headline, error)| Stopping {
        target,
        reached: error <= target && headline.all().groups() >= LEAST_DRAWS,
        replicates: done,
        option: headline.option,
        indicator: headline.indicator,
        error,
    })
}

/// The headline with the largest error relative to its mean or, near zero, to its yardstick.
///
/// Yardsticks: the mean requirement for money; for solutions everybody who is there at the start or
/// arrives; for protracted person-years these people over the whole period; 1 for an index.
fn largest_error<'a>(
    headlines: &'a [Headline],
    situation: &Situation,
    arrivals: f64,
) -> Option<(&'a Headline, f64)> {
    let opening: f64 = situation
        .hosts
        .iter()
        .map(|host| host.stock.total().as_f64())
        .sum();
    let people = opening + arrivals;
    let years = f64::from(situation.clock.months) / 12.0;
    let mut largest: Option<(&Headline, f64)> = None;
    for headline in headlines {
        let requirement = headlines
            .iter()
            .find(|it| it.option == headline.option && it.indicator == "total_requirement_usd")
            .map_or(0.0, Headline::mean);
        let yardstick = match headline.indicator {
            "total_requirement_usd" | "total_gap_usd" => requirement,
            "total_solutions_persons" => people,
            "total_protracted_person_years" => people * years,
            _ => 1.0,
        };
        let measure = headline.mean().abs().max(NEAR_ZERO * yardstick);
        let error = headline.standard_error();
        let relative = if measure > 0.0 { error / measure } else { 0.0 };
        if largest.is_none_or(|(_, most)| relative > most) {
            largest = Some((headline, relative));
        }
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_looked_at_at_fixed_numbers() {
        let mut at = Vec::new();
        let mut done = 0;
        while done < 1_000 {
            done = next_check(done, 1);
            at.push(done);
        }
        assert_eq!(at, [128, 192, 256, 384, 512, 768, 1024]);
        // Whole draws only, and always further on.
        assert_eq!(next_check(0, 5), 130);
        assert_eq!(next_check(130, 5), 195);
        assert_eq!(next_check(0, 1_000), 1_000);
        assert_eq!(next_check(1_000, 1_000), 2_000);
    }
}
