//! Which parameters matter: first-order and total Sobol' indices.
//!
//! The first-order index of a factor is the part of the variance that would go if the factor were known;
//! the total index is the part that would remain if everything else were known, interactions included.
//! Estimators: A. Saltelli and others, *Variance based sensitivity analysis of model output*, Computer
//! Physics Communications 181 (2010) for the first order, M. J. W. Jansen, *Analysis of variance designs
//! for model output*, ibid. 117 (1999) for the total.

use crate::random::{Purpose, Streams};

/// Resamples behind an interval.
const RESAMPLES: usize = 400;

/// An index with its 95 % interval from resampled points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SobolIndex {
    /// The estimate; noise may put it a little below 0 or above 1.
    pub value: f64,
    /// Percentile interval of the bootstrap.
    pub interval: [f64; 2],
}

/// Both indices of a factor.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FactorIndices {
    /// First order.
    pub first: SobolIndex,
    /// Total.
    pub total: SobolIndex,
}

/// The indices of each factor, from outputs at points `a`, at independent points `b`, and for each
/// factor at the points `a` with that factor taken from `b`. All lists are of one length; where
/// nothing varies, all indices are 0.
#[must_use]
pub fn sobol_indices(a: &[f64], b: &[f64], mixed: &[Vec<f64>], seed: u64) -> Vec<FactorIndices> {
    let every: Vec<usize> = (0..a.len()).collect();
    let estimates = estimate(a, b, mixed, &every);
    let mut resampled: Vec<Vec<[f64; 2]>> = vec![Vec::with_capacity(RESAMPLES); mixed.len()];
    let mut rows = every.clone();
    for resample in 0..RESAMPLES {
        let mut stream = Streams::new(seed, resample as u64).stream(Purpose::Bootstrap, 0, 0);
        for row in &mut rows {
            *row = usize::try_from(stream.below(a.len() as u64)).unwrap_or(0);
        }
        for (kept, found) in resampled.iter_mut().zip(estimate(a, b, mixed, &rows)) {
            kept.push(found);
        }
    }
    estimates
        .into_iter()
        .zip(resampled)
        .map(|(value, kept)| {
            let index = |which: usize| {
                let mut sorted: Vec<f64> = kept.iter().map(|it| it[which]).collect();
                sorted.sort_by(f64::total_cmp);
                let at = |part: usize| sorted.get(part).copied().unwrap_or(value[which]);
                SobolIndex {
                    value: value[which],
                    interval: [at(RESAMPLES / 40), at(RESAMPLES - 1 - RESAMPLES / 40)],
                }
            };
            FactorIndices {
                first: index(0),
                total: index(1),
            }
        })
        .collect()
}

/// First-order and total index of each factor over some of the rows.
fn estimate(a: &[f64], b: &[f64], mixed: &[Vec<f64>], rows: &[usize]) -> Vec<[f64; 2]> {
    let count = rows.len() as f64;
    let mean = rows.iter().map(|&row| a[row] + b[row]).sum::<f64>() / (2.0 * count);
    let variance = rows
        .iter()
        .map(|&row| {
            let (left, right) = (a[row] - mean, b[row] - mean);
            left * left + right * right
        })
        .sum::<f64>()
        / (2.0 * count);
    mixed
        .iter()
        .map(|mixed| {
            if variance <= 0.0 {
                return [0.0; 2];
            }
            let (mut first, mut total) = (0.0, 0.0);
            for &row in rows {
                first += (b[row] - mean) * (mixed[row] - a[row]);
                total += (a[row] - mixed[row]) * (a[row] - mixed[row]);
            }
            [first / count / variance, total / (2.0 * count) / variance]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::design::SobolSequence;

    /// Indices of a function of `factors` numbers that are uniform on the unit interval.
    fn indices(factors: usize, of: impl Fn(&[f64]) -> f64) -> Vec<FactorIndices> {
        let design = SobolSequence::new(1, 2 * factors);
        let points: Vec<Vec<f64>> = (0..2048)
            .map(|draw| {
                let mut point = Vec::new();
                design.point_into(draw, &mut point);
                point
            })
            .collect();
        let a: Vec<f64> = points.iter().map(|point| of(&point[..factors])).collect();
        let b: Vec<f64> = points.iter().map(|point| of(&point[factors..])).collect();
        let mixed: Vec<Vec<f64>> = (0..factors)
            .map(|factor| {
                points
                    .iter()
                    .map(|point| {
                        let mut inputs = point[..factors].to_vec();
                        inputs[factor] = point[factors + factor];
                        of(&inputs)
                    })
                    .collect()
            })
            .collect();
        sobol_indices(&a, &b, &mixed, 1)
    }

    #[test]
    fn indices_of_ishigamis_function_are_the_known_ones() {
        use std::f64::consts::PI;
        // T. Ishigami and T. Homma 1990, with a = 7 and b = 0.1: the variance is
        // a²/8 + bπ⁴/5 + b²π⁸/18 + 1/2.
        let (a, b) = (7.0, 0.1);
        let found = indices(3, |x| {
            let [x, y, z] = [0, 1, 2].map(|index| PI * (2.0 * x[index] - 1.0));
            libm::sin(x) + a * libm::sin(y) * libm::sin(y) + b * z.powi(4) * libm::sin(x)
        });
        let variance = a * a / 8.0 + b * PI.powi(4) / 5.0 + b * b * PI.powi(8) / 18.0 + 0.5;
        let first = 0.5 * (1.0 + b * PI.powi(4) / 5.0).powi(2) / variance;
        let second = a * a / 8.0 / variance;
        let both = 8.0 * b * b * PI.powi(8) / 225.0 / variance;
        let expected = [(first, first + both), (second, second), (0.0, both)];
        for (index, (found, (first, total))) in found.iter().zip(expected).enumerate() {
            assert!(
                (found.first.value - first).abs() < 0.02,
                "{index}: {found:?}"
            );
            assert!(
                (found.total.value - total).abs() < 0.02,
                "{index}: {found:?}"
            );
            let holds = |index: SobolIndex, truth: f64| {
                index.interval[0] - 0.02 <= truth && truth <= index.interval[1] + 0.02
            };
            assert!(holds(found.first, first) && holds(found.total, total));
        }
    }

    #[test]
    fn indices_of_a_sum_are_the_parts_of_its_variance() {
        let found = indices(3, |x| 3.0 * x[0] + 4.0 * x[1]);
        for (found, part) in found.iter().zip([9.0 / 25.0, 16.0 / 25.0, 0.0]) {
            assert!((found.first.value - part).abs() < 0.01, "{found:?}");
            assert!((found.total.value - part).abs() < 0.01, "{found:?}");
        }
    }

    #[test]
    fn what_does_not_vary_has_no_indices() {
        let found = indices(2, |_| 5.0);
        assert!(
            found
                .iter()
                .all(|it| it.first.value == 0.0 && it.total.value == 0.0)
        );
    }
}
