//! Draws by shares that stay the same: an alias table.

use super::{Stream, multinomial_into};

/// Outcomes with fixed weights, prepared so that one is drawn from a single number.
///
/// A. J. Walker's alias method (ACM Transactions on Mathematical Software 3, 1977), with the table
/// built as by M. D. Vose (IEEE Transactions on Software Engineering 17, 1991): each of n places keeps a
/// part of its own outcome, and the rest of it belongs to one other.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    weights: Vec<f64>,
    /// The part of each place that is its own outcome's.
    own: Vec<f64>,
    other: Vec<usize>,
}

/// Totals up to so many times the number of outcomes are split one by one.
const PER_OUTCOME: u64 = 10;

impl Shares {
    /// Outcomes with these weights; with equal ones where none is positive.
    ///
    /// # Panics
    ///
    /// Never: there may even be no outcomes, of which none can be drawn then.
    #[must_use]
    pub fn new(weights: &[f64]) -> Self {
        let mut weights: Vec<f64> = weights.iter().map(|weight| weight.max(0.0)).collect();
        if weights.iter().all(|&weight| weight == 0.0) {
            weights.fill(1.0);
        }
        let scale = weights.len() as f64 / weights.iter().sum::<f64>();
        let mut own: Vec<f64> = weights.iter().map(|weight| weight * scale).collect();
        let mut other: Vec<usize> = (0..weights.len()).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) =
            (0..weights.len()).partition(|&place| own[place] < 1.0);
        while let (Some(place), Some(&giver)) = (small.pop(), large.last()) {
            other[place] = giver;
            own[giver] -= 1.0 - own[place];
            if own[giver] < 1.0 {
                large.pop();
                small.push(giver);
            }
        }
        // What is left differs from 1 by rounding alone, unless it is an outcome without weight.
        for place in small.into_iter().chain(large) {
            if weights[place] > 0.0 {
                own[place] = 1.0;
            }
        }
        Self {
            weights,
            own,
            other,
        }
    }

    /// Draws an outcome; 0 where there are none.
    #[inline]
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a position among the places is not negative and below their number"
    )]
    pub fn draw(&self, stream: &mut Stream) -> usize {
        let position = stream.uniform() * self.own.len() as f64;
        let place = (position as usize).min(self.own.len().saturating_sub(1));
        match self.own.get(place) {
            Some(&own) if position - place as f64 >= own => self.other[place],
            _ => place,
        }
    }

    /// Splits `total` over the outcomes: a multinomial draw.
    pub fn split_into(&self, stream: &mut Stream, total: u64, counts: &mut [u64]) {
        if total > PER_OUTCOME * self.weights.len() as u64 {
            multinomial_into(stream, total, &self.weights, counts);
            return;
        }
        counts.fill(0);
        for _ in 0..total {
            counts[self.draw(stream)] += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, Streams};

    #[test]
    fn the_table_holds_every_outcome_in_proportion_to_its_weight() {
        for weights in [
            vec![0.3, 0.0, 0.15, 0.35, 0.2],
            vec![5.0, 1.0],
            vec![1.0],
            vec![0.0, 0.0, 7.0, 0.0],
            (1..=42).map(|age| f64::from(age * age % 17)).collect(),
        ] {
            let shares = Shares::new(&weights);
            let sum: f64 = weights.iter().sum();
            let n = weights.len() as f64;
            let mut held = vec![0.0; weights.len()];
            for place in 0..weights.len() {
                held[place] += shares.own[place].min(1.0) / n;
                held[shares.other[place]] += (1.0 - shares.own[place]).max(0.0) / n;
            }
            for (held, weight) in held.iter().zip(&weights) {
                assert!((held - weight / sum).abs() < 1e-14, "{held} {weight}");
            }
        }
        let even = Shares::new(&[0.0, 0.0]);
        assert_eq!(even.own, [1.0, 1.0]);
    }

    #[test]
    fn draws_follow_their_shares() {
        let weights = [0.5, 0.0, 2.0, 1.5];
        let shares = Shares::new(&weights);
        for total in [30_u64, 5_000] {
            let mut stream = Streams::new(3, total).stream(Purpose::Verification, 7, 0);
            let draws = 20_000_u32;
            let mut sums = [0.0; 4];
            let mut counts = [0; 4];
            for _ in 0..draws {
                shares.split_into(&mut stream, total, &mut counts);
                assert_eq!(counts.iter().sum::<u64>(), total);
                for (sum, count) in sums.iter_mut().zip(counts) {
                    *sum += count as f64;
                }
            }
            for (sum, weight) in sums.into_iter().zip(weights) {
                let share = weight / 4.0;
                let mean = total as f64 * share;
                // Five standard errors on eight means: a false alarm with probability 5e-6.
                let tolerance = 5.0 * (mean * (1.0 - share) / f64::from(draws)).sqrt();
                let seen = sum / f64::from(draws);
                assert!(
                    (seen - mean).abs() <= tolerance,
                    "{total}: {seen}, not {mean}"
                );
            }
        }
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        let none = Shares::new(&[]);
        let mut stream = Streams::new(3, 1).stream(Purpose::Verification, 7, 1);
        assert_eq!(none.draw(&mut stream), 0);
    }
}
