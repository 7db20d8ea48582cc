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

/// Totals up to this size are split one by one, which is the same law and cheaper.
const ONE_BY_ONE: u64 = 6;

/// Samples up to this many times the number of groups are drawn one by one.
const DRAWS_PER_GROUP: u64 = 3;

/// Splits `total` over outcomes with the given weights: a multinomial draw by conditional
/// binomials. All weights zero puts nobody anywhere.
pub fn multinomial_into(stream: &mut Stream, total: u64, weights: &[f64], counts: &mut [u64]) {
    let mut rest: f64 = weights.iter().sum();
    let mut left = total;
    let last = weights.iter().rposition(|&weight| weight > 0.0);
    if total <= ONE_BY_ONE && last.is_some() {
        counts.fill(0);
        for _ in 0..total {
            counts[categorical(stream, weights)] += 1;
        }
        return;
    }
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
    // Beyond half of everybody, most draws would meet people who are already taken.
    if left <= rest / 2 && left <= DRAWS_PER_GROUP * groups.len() as u64 {
        draw_one_by_one(stream, left, rest, groups, drawn);
        return;
    }
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

/// Draws people one after the other from everybody, and again whenever the person was drawn
/// before: the first of each group stand for those already taken.
fn draw_one_by_one(
    stream: &mut Stream,
    sample: u64,
    everybody: u64,
    groups: &[u64],
    drawn: &mut [u64],
) {
    drawn.fill(0);
    let mut taken = 0;
    while taken < sample {
        let mut position = stream.below(everybody);
        let mut index = 0;
        while position >= groups[index] {
            position -= groups[index];
            index += 1;
        }
        if position >= drawn[index] {
            drawn[index] += 1;
            taken += 1;
        }
    }
}
