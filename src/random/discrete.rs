//! Draws of several counts at once.

use super::{Stream, binomial, hypergeometric};

/// The index of one of several outcomes with the given weights; the last positive one if rounding
/// leaves nothing.
#[must_use]
pub fn categorical(stream: &mut Stream, weights: &[f64]) -> usize {
    let sum: f64 = weights.iter().sum();
    let mut rest = stream.uniform() * sum;
    let mut last = 0;
    for (index, &weight) in weights.iter().enumerate() {
        if weight > 0.0 {
            last = index;
            if rest < weight {
                return index;
            }
            rest -= weight;
        }
    }
    last
}

/// Splits `total` over outcomes with the given weights: a multinomial draw by conditional
/// binomials. All weights zero puts nobody anywhere.
pub fn multinomial_into(stream: &mut Stream, total: u64, weights: &[f64], counts: &mut [u64]) {
    let mut rest: f64 = weights.iter().sum();
    let mut left = total;
    let last = weights.iter().rposition(|&weight| weight > 0.0);
    for (index, (count, &weight)) in counts.iter_mut().zip(weights).enumerate() {
        *count = if left == 0 || weight <= 0.0 {
            0
        } else if Some(index) == last {
            left
        } else {
            binomial(stream, left, weight / rest)
        };
        left -= *count;
        rest -= weight;
    }
}

/// Draws `sample` persons without replacement from groups: a multivariate hypergeometric draw by
/// conditional hypergeometrics. A sample larger than the whole takes everybody.
pub fn multivariate_hypergeometric_into(
    stream: &mut Stream,
    sample: u64,
    groups: &[u64],
    drawn: &mut [u64],
) {
    let mut rest: u64 = groups.iter().sum();
    let mut left = sample.min(rest);
    for (taken, &group) in drawn.iter_mut().zip(groups) {
        rest -= group;
        *taken = if left == 0 {
            0
        } else {
            hypergeometric(stream, group, rest, left)
        };
        left -= *taken;
    }
}
