//! What outcomes hang on where parameters were drawn: how each goes along with each parameter, over the
//! draws of a run.
//!
//! Nothing is simulated for it. It shows what goes in one direction with a parameter; what two of them do
//! only together, and indices free of that restriction, are in [`super::sensitivity`].

use super::outcomes::Outcomes;
use crate::ensemble::HEADLINE_OUTCOMES;

/// Fewer draws than this decide nothing.
const LEAST_DRAWS: usize = 30;

/// The part of draws at either end that is looked at.
const END: f64 = 0.2;

/// How unlikely chance alone must make the largest of all correlations.
const LEVEL: f64 = 0.05;

/// A parameter that was drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnParameter {
    /// Its path.
    pub path: String,
    /// Its place in its distribution in each draw, from 0 to 1.
    pub levels: Vec<f64>,
    /// Its values in the middle of the lowest and of the highest fifth.
    pub values: [f64; 2],
}

/// How an outcome of an option goes along with a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Driver {
    /// Index of the option.
    pub option: usize,
    /// The indicator.
    pub indicator: &'static str,
    /// Path of the parameter.
    pub parameter: String,
    /// Its values in the middle of the lowest and of the highest fifth.
    pub values: [f64; 2],
    /// Mean outcome over all draws.
    pub mean: f64,
    /// Mean outcome over the draws in the lowest and in the highest fifth.
    pub outcome: [f64; 2],
    /// Standard errors of these.
    pub outcome_error: [f64; 2],
    /// Part of the outcome's variance over all futures that goes in a straight line with the
    /// parameter's level, free of bias; below zero where the truth is near it.
    pub share: f64,
    /// Standard error of that part.
    pub share_error: f64,
    /// Whether the effect is told apart from chance, allowing for the number of parameters.
    pub decided: bool,
    /// Draws behind it.
    pub draws: usize,
}

impl Driver {
    /// How far the outcome moves between the ends.
    #[must_use]
    pub fn swing(&self) -> f64 {
        self.outcome[1] - self.outcome[0]
    }
}

/// How the headline outcomes of each option go along with each parameter; nothing without parameters.
#[must_use]
pub fn drivers(parameters: &[DrawnParameter], outcomes: &Outcomes, options: usize) -> Vec<Driver> {
    let mut found = Vec::new();
    for option in 0..options {
        for indicator in HEADLINE_OUTCOMES {
            let Some(seen) = Seen::of(outcomes, option, indicator) else {
                continue;
            };
            for parameter in parameters {
                found.extend(driver(
                    parameter,
                    parameters.len(),
                    &seen,
                    option,
                    indicator,
                ));
            }
        }
    }
    found
}

/// An outcome as it was seen: its mean in each draw, and its variance over all futures.
struct Seen {
    /// Draws with their means.
    means: Vec<(usize, f64)>,
    variance: f64,
}

impl Seen {
    fn of(outcomes: &Outcomes, option: usize, indicator: &str) -> Option<Self> {
        let indicator = outcomes.indicator(indicator)?;
        let futures = outcomes.futures_per_draw.max(1);
        let values = outcomes.of(option, None, indicator);
        let (_, variance) = moments(values.values().copied());
        let mut means: Vec<(usize, f64, f64)> = Vec::new();
        for (replicate, value) in values {
            let draw = (replicate / futures) as usize;
            match means.last_mut() {
                Some((last, sum, count)) if *last == draw => {
                    *sum += value;
                    *count += 1.0;
                }
                _ => means.push((draw, value, 1.0)),
            }
        }
        let means = means
            .into_iter()
            .map(|(draw, sum, count)| (draw, sum / count))
            .collect();
        Some(Self { means, variance })
    }
}

fn moments(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let count = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / count.max(1.0);
    let squares: f64 = values.map(|value| (value - mean) * (value - mean)).sum();
    (mean, squares / (count - 1.0).max(1.0))
}

fn driver(
    parameter: &DrawnParameter,
    parameters: usize,
    seen: &Seen,
    option: usize,
    indicator: &'static str,
) -> Option<Driver> {
    let pairs: Vec<(f64, f64)> = seen
        .means
        .iter()
        .filter_map(|&(draw, mean)| Some((*parameter.levels.get(draw)?, mean)))
        .collect();
    let draws = pairs.len();
    let count = draws as f64;
    if draws < 3 {
        return None;
    }
    let (mean_level, variance_of_levels) = moments(pairs.iter().map(|pair| pair.0));
    let (mean, variance) = moments(pairs.iter().map(|pair| pair.1));
    let product: f64 = pairs
        .iter()
        .map(|(level, value)| (level - mean_level) * (value - mean))
        .sum();
    let spread = (variance_of_levels * variance).sqrt() * (count - 1.0);
    let correlation = if spread > 0.0 { product / spread } else { 0.0 };
    let square = (correlation * correlation).min(1.0);
    let free = 1.0 - (1.0 - square) * (count - 1.0) / (count - 2.0);
    // Of the variance of means over the futures of a draw, in that of single futures.
    let part = if seen.variance > 0.0 {
        variance / seen.variance
    } else {
        0.0
    };
    let slope = 2.0 * correlation * (1.0 - square);
    let error = (slope * slope / count + 2.0 / (count * count)).sqrt();
    // Student's t of the correlation as a normal deviate (D. L. Wallace 1959).
    let freedom = count - 2.0;
    let distance = (8.0 * freedom + 1.0) / (8.0 * freedom + 3.0)
        * (-freedom * libm::log1p(-square.min(1.0 - 1e-12))).sqrt();
    let by_chance = libm::erfc(distance / std::f64::consts::SQRT_2);
    let end = |is_high: bool| {
        let values: Vec<f64> = pairs
            .iter()
            .filter(|(level, _)| {
                if is_high {
                    *level >= 1.0 - END
                } else {
                    *level < END
                }
            })
            .map(|pair| pair.1)
            .collect();
        let (mean, variance) = moments(values.iter().copied());
        (mean, (variance / values.len().max(1) as f64).sqrt())
    };
    let (low, high) = (end(false), end(true));
    Some(Driver {
        option,
        indicator,
        parameter: parameter.path.clone(),
        values: parameter.values,
        mean,
        outcome: [low.0, high.0],
        outcome_error: [low.1, high.1],
        share: free * part,
        share_error: error * part,
        decided: draws >= LEAST_DRAWS && by_chance * (parameters as f64) < LEVEL,
        draws,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::design::LatinHypercube;
    use crate::random::{Purpose, Streams};
    use crate::study::outcomes::Outcome;

    /// Outcomes 10 + 6 u₀ − 2 u₁ + noise of two futures for each draw, and forty parameters.
    fn case(draws: u32, noise: f64) -> (Vec<DrawnParameter>, Outcomes) {
        let design = LatinHypercube::new(3, draws, (0..40).collect());
        let mut levels = vec![Vec::new(); 40];
        let mut rows = Vec::new();
        let mut point = Vec::new();
        for draw in 0..draws {
            design.point_into(u64::from(draw), &mut point);
            for (kept, &level) in levels.iter_mut().zip(&point) {
                kept.push(level);
            }
            for future in 0..2 {
                let replicate = 2 * draw + future;
                let chance = Streams::new(5, u64::from(replicate))
                    .stream(Purpose::Verification, 0, 0)
                    .uniform();
                let value = 10.0 + 6.0 * point[0] - 2.0 * point[1] + noise * (chance - 0.5);
                rows.push(Outcome {
                    option: 0,
                    uptake: None,
                    replicate,
                    values: vec![value],
                });
            }
        }
        let parameters = levels
            .into_iter()
            .enumerate()
            .map(|(index, levels)| DrawnParameter {
                path: format!("p{index:02}"),
                levels,
                values: [0.1, 0.9],
            })
            .collect();
        let outcomes = Outcomes {
            indicators: vec!["total_gap_usd".to_owned()],
            futures_per_draw: 2,
            rows,
        };
        (parameters, outcomes)
    }

    #[test]
    fn parts_and_ends_are_those_of_a_linear_outcome() {
        let (parameters, outcomes) = case(2000, 6.0);
        let found = drivers(&parameters, &outcomes, 1);
        assert_eq!(found.len(), 40);
        // Variances: 36/12 and 4/12 of the parameters, 36/12 of chance.
        let all = 36.0 + 4.0 + 36.0;
        for (row, part) in found.iter().zip([36.0 / all, 4.0 / all]) {
            assert!(row.decided, "{row:?}");
            assert!((row.share - part).abs() < 4.5 * row.share_error, "{row:?}");
            assert!(row.share_error < 0.03, "{row:?}");
        }
        // In the lowest fifth the level is 0.1 on average, in the highest 0.9; u₁ stands at its middle.
        for (end, level) in [0.1, 0.9].into_iter().enumerate() {
            let expected = 10.0 + 6.0 * level - 1.0;
            let missed = (found[0].outcome[end] - expected).abs();
            assert!(missed < 4.5 * found[0].outcome_error[end], "{:?}", found[0]);
        }
        // Of 38 parameters without effect none is taken for one; parts are near zero either way.
        for row in &found[2..] {
            assert!(
                !row.decided && row.share.abs() < 4.5 * row.share_error,
                "{row:?}"
            );
        }
    }

    #[test]
    fn chance_alone_is_seldom_taken_for_an_effect() {
        // A false alarm in one of twenty studies: of 60, 3 are expected; above 10 lies 1e-4 of the law.
        let alarms: usize = (0..60)
            .filter(|&study| {
                let (mut parameters, outcomes) = case(60, 6.0);
                for (index, parameter) in parameters.iter_mut().enumerate() {
                    for (draw, level) in parameter.levels.iter_mut().enumerate() {
                        *level = Streams::new(100 + study, draw as u64)
                            .stream(Purpose::Verification, index as u64, 1)
                            .uniform();
                    }
                }
                drivers(&parameters, &outcomes, 1)
                    .iter()
                    .any(|row| row.decided)
            })
            .count();
        assert!(alarms <= 10, "{alarms}");
    }

    #[test]
    fn few_draws_decide_nothing() {
        let (parameters, outcomes) = case(20, 0.0);
        let found = drivers(&parameters, &outcomes, 1);
        assert!(found.iter().all(|row| !row.decided));
        assert!(drivers(&[], &outcomes, 1).is_empty());
    }
}
