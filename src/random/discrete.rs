//! Draws of several counts at once.

use super::without_replacement::draw_one_by_one;
use super::{Stream, binomial, poisson};

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

/// Totals up to this many times the number of outcomes are split one by one, which is the same law
/// and cheaper.
const PER_OUTCOME: u64 = 6;

/// So many outcomes can be searched by halves.
const SEARCHED: usize = 64;

/// Splits `total` over outcomes with the given weights: a multinomial draw. All weights zero puts
/// nobody anywhere. Whichever way is quickest is taken; all are exact.
pub fn multinomial_into(stream: &mut Stream, total: u64, weights: &[f64], counts: &mut [u64]) {
    let mut rest: f64 = weights.iter().sum();
    let mut left = total;
    let last = weights.iter().rposition(|&weight| weight > 0.0);
    if let Some(last) = last
        && total <= PER_OUTCOME * weights.len() as u64
        && weights.len() <= SEARCHED
    {
        split_one_by_one(stream, total, &weights[..=last], counts);
        return;
    }
    if let Some(last) = last
        && weights.len() <= SEARCHED
        && total <= INDEPENDENT * (weights.len() * weights.len()) as u64
    {
        split_independently(stream, total, &weights[..=last], counts);
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

/// Up to so many times the square of the number of outcomes, independent draws cost less than a chain of
/// conditional ones, in which each waits for the one before: of a total of n about √n people are too many
/// or missing, and are looked at one by one.
const INDEPENDENT: u64 = 2;

/// Draws the count of every outcome independently of all others from a Poisson law, so that their
/// mean total is right. Given their total, the counts are a multinomial draw of it, from which people are
/// taken away evenly, or to which others are added, until it is `total`. The last weight is positive.
fn split_independently(stream: &mut Stream, total: u64, weights: &[f64], counts: &mut [u64]) {
    let scale = total as f64 / weights.iter().sum::<f64>();
    counts.fill(0);
    let mut found = 0;
    for (count, &weight) in counts.iter_mut().zip(weights) {
        *count = poisson(stream, weight * scale);
        found += *count;
    }
    let mut changes = [0; SEARCHED];
    let changes = &mut changes[..weights.len()];
    if found > total {
        let mut drawn = [0; SEARCHED];
        let drawn = &mut drawn[..weights.len()];
        drawn.copy_from_slice(&counts[..weights.len()]);
        draw_one_by_one(stream, found - total, found, drawn, changes);
        for (count, change) in counts.iter_mut().zip(changes) {
            *count -= *change;
        }
    } else {
        split_one_by_one(stream, total - found, weights, changes);
        for (count, change) in counts.iter_mut().zip(changes) {
            *count += *change;
        }
    }
}

/// Splits a small total person by person; the last weight is positive.
fn split_one_by_one(stream: &mut Stream, total: u64, weights: &[f64], counts: &mut [u64]) {
    let mut ends = [0.0; SEARCHED];
    let mut sum = 0.0;
    for (end, weight) in ends.iter_mut().zip(weights) {
        sum += weight.max(0.0);
        *end = sum;
    }
    let ends = &ends[..weights.len()];
    counts.fill(0);
    for _ in 0..total {
        let position = stream.uniform() * sum;
        let index = ends.partition_point(|&end| end <= position);
        // Rounding alone leads past the end.
        counts[index.min(weights.len() - 1)] += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, Streams};

    #[test]
    fn multinomial_counts_have_the_moments_of_their_law() {
        // One by one and independently; an outcome without weight stays empty.
        moments_of_a_multinomial_draw([0.2, 0.0, 1.3, 0.5, 2.0, 0.0]);
        // By conditional binomials.
        moments_of_a_multinomial_draw([0.2, 1.3, 0.0, 2.0]);
    }

    fn moments_of_a_multinomial_draw<const N: usize>(weights: [f64; N]) {
        let whole: f64 = weights.iter().sum();
        for total in [3_u64, 24, 36, 40, 400] {
            let mut stream = Streams::new(11, total).stream(Purpose::Verification, 2, 0);
            let draws = 40_000_u32;
            let (mut sum, mut squares) = ([0.0; N], [0.0; N]);
            let mut counts = [0; N];
            for _ in 0..draws {
                multinomial_into(&mut stream, total, &weights, &mut counts);
                assert_eq!(counts.iter().sum::<u64>(), total);
                for (index, &count) in counts.iter().enumerate() {
                    sum[index] += count as f64;
                    squares[index] += (count * count) as f64;
                }
            }
            for (index, weight) in weights.into_iter().enumerate() {
                let share = weight / whole;
                let mean = total as f64 * share;
                let variance = mean * (1.0 - share);
                let seen = sum[index] / f64::from(draws);
                let spread = squares[index] / f64::from(draws) - seen * seen;
                // Six standard errors of the mean; the variance within a twentieth (over five).
                let tolerance = 6.0 * (variance / f64::from(draws)).sqrt();
                assert!((seen - mean).abs() <= tolerance, "{total}, {index}: {seen}");
                assert!(
                    variance == 0.0 && spread == 0.0 || (spread / variance - 1.0).abs() < 0.05,
                    "{total}, {index}: {spread} for {variance}"
                );
            }
        }
    }
}
