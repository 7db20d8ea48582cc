//! Quantiles in bounded memory: a histogram with buckets of constant relative width.

/// Buckets for each doubling of the value.
const PER_DOUBLING: u64 = 64;

/// The number of binary digits that the buckets resolve.
const DIGITS: u32 = 6;

/// Counts of whole numbers in buckets: exact up to 128, then 64 buckets for each doubling, so
/// that a quantile is right to within 1/128 of its value. Negative numbers count as 0. Counts are
/// integers, so merging commutes; memory depends on the range of the values, not on how many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    /// Zeros are counted apart, so that they do not stretch the buckets of large amounts.
    zeros: u32,
    first: usize,
    counts: Vec<u32>,
}

impl Histogram {
    /// Takes in a value.
    pub fn add(&mut self, value: i64) {
        self.add_to_bucket(bucket(value.max(0).unsigned_abs()), 1);
    }

    /// Takes in many values: room is made once for the smallest and the largest of them.
    pub fn extend(&mut self, values: &[i64]) {
        let (mut least, mut most) = (u64::MAX, 0);
        for &value in values {
            if value > 0 {
                least = least.min(value.unsigned_abs());
                most = most.max(value.unsigned_abs());
            }
        }
        if most > 0 {
            self.add_to_bucket(bucket(least), 0);
            self.add_to_bucket(bucket(most), 0);
        }
        for &value in values {
            if value > 0 {
                self.counts[bucket(value.unsigned_abs()) - self.first] += 1;
            } else {
                self.zeros += 1;
            }
        }
    }

    /// Takes in all that another has seen.
    pub fn merge(&mut self, other: &Self) {
        self.zeros += other.zeros;
        for (offset, &count) in other.counts.iter().enumerate() {
            if count > 0 {
                self.add_to_bucket(other.first + offset, count);
            }
        }
    }

    fn add_to_bucket(&mut self, bucket: usize, count: u32) {
        if bucket == 0 {
            self.zeros += count;
            return;
        }
        if self.counts.is_empty() {
            self.first = bucket;
        }
        if bucket < self.first {
            let missing = self.first - bucket;
            self.counts.splice(0..0, std::iter::repeat_n(0, missing));
            self.first = bucket;
        }
        let offset = bucket - self.first;
        if offset >= self.counts.len() {
            self.counts.resize(offset + 1, 0);
        }
        self.counts[offset] += count;
    }

    /// The value below which a share `level` of the values lies: the inverse of the empirical
    /// distribution at the nearest rank, the bucket's middle standing for its values; 0 when
    /// empty.
    #[must_use]
    pub fn quantile(&self, level: f64) -> f64 {
        let others: u64 = self.counts.iter().map(|&count| u64::from(count)).sum();
        let total = u64::from(self.zeros) + others;
        let rank = level.clamp(0.0, 1.0) * total as f64;
        let mut below = u64::from(self.zeros);
        if self.zeros > 0 && below as f64 >= rank {
            return 0.0;
        }
        for (offset, &count) in self.counts.iter().enumerate() {
            below += u64::from(count);
            if count > 0 && below as f64 >= rank {
                return middle(self.first + offset);
            }
        }
        0.0
    }
}

fn bucket(value: u64) -> usize {
    let wide = if value < 2 * PER_DOUBLING {
        value
    } else {
        let shift = u64::from(value.ilog2() - DIGITS);
        (shift + 1) * PER_DOUBLING + (value >> shift) - PER_DOUBLING
    };
    usize::try_from(wide).unwrap_or(usize::MAX)
}

fn middle(bucket: usize) -> f64 {
    let bucket = bucket as u64;
    if bucket < 2 * PER_DOUBLING {
        return bucket as f64;
    }
    let shift = bucket / PER_DOUBLING - 1;
    let low = (bucket % PER_DOUBLING + PER_DOUBLING) << shift;
    let width = 1_u64 << shift;
    low as f64 + (width - 1) as f64 / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_taken_in_together_are_those_taken_in_one_by_one() {
        let values: Vec<i64> = (0..400)
            .map(|step: i64| (step * step * step * 7919) % 1_000_003 * (step - 9))
            .collect();
        let mut one_by_one = Histogram::default();
        for &value in &values {
            one_by_one.add(value);
        }
        let mut together = Histogram::default();
        for chunk in values.chunks(32) {
            together.extend(chunk);
        }
        together.extend(&[]);
        assert_eq!(one_by_one, together);
        assert!(together.zeros > 0 && together.counts.iter().sum::<u32>() > 0);
    }

    #[test]
    fn buckets_are_gapless_and_their_middles_close() {
        let mut last = 0;
        for value in 0..100_000 {
            let at = bucket(value);
            assert!(at == last || at == last + 1, "{value}");
            last = at;
            let error = (middle(at) - value as f64).abs();
            assert!(error <= value as f64 / 128.0, "{value}: {}", middle(at));
        }
        assert!((middle(bucket(u64::MAX >> 1)) / (u64::MAX >> 1) as f64 - 1.0).abs() < 0.01);
    }

    #[test]
    fn quantiles_do_not_depend_on_the_order_of_merging() {
        let mut whole = Histogram::default();
        let mut parts = [Histogram::default(), Histogram::default()];
        for index in 0..1000_i64 {
            let value = (index * 7919) % 100_003;
            whole.add(value);
            parts[usize::try_from(index % 2).expect("0 or 1")].add(value);
        }
        let [mut first, second] = parts;
        first.merge(&second);
        assert_eq!(whole, first);
        let mut values: Vec<i64> = (0..1000_i64)
            .map(|index| (index * 7919) % 100_003)
            .collect();
        values.sort_unstable();
        assert!((whole.quantile(0.5) / values[499] as f64 - 1.0).abs() < 1.0 / 64.0);
    }

    #[test]
    fn small_counts_are_exact_and_nothing_gives_zero() {
        let mut histogram = Histogram::default();
        assert_eq!(histogram.quantile(0.5), 0.0);
        for value in [0, 0, 0, 5] {
            histogram.add(value);
        }
        assert_eq!(histogram.quantile(0.5), 0.0);
        assert_eq!(histogram.quantile(0.95), 5.0);
    }
}
