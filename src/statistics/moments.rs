//! Mean and variance from exact integer sums.

/// Running count, sum and sum of squares of whole numbers. Integer sums commute, so merging in
/// any order gives the same bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moments {
    count: u64,
    sum: i128,
    squares: i128,
}

impl Moments {
    /// Takes in a value. Values of up to 10¹⁵ can be taken in 10⁸ times without overflow.
    pub fn add(&mut self, value: i64) {
        let value = i128::from(value);
        self.count += 1;
        self.sum += value;
        self.squares += value * value;
    }

    /// Takes in values one after the other.
    pub fn extend(&mut self, values: &[i64]) {
        let (mut sum, mut squares) = (0, 0);
        for &value in values {
            let value = i128::from(value);
            sum += value;
            squares += value * value;
        }
        self.count += values.len() as u64;
        self.sum += sum;
        self.squares += squares;
    }

    /// Takes in all that another has seen.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.squares += other.squares;
    }

    /// How many values.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their mean; 0 without values.
    #[must_use]
    pub fn mean(&self) -> f64 {
        if self.count == 0 {
            0.0
        } else {
            self.sum as f64 / self.count as f64
        }
    }

    /// Their sample variance; 0 with fewer than two values.
    #[must_use]
    pub fn variance(&self) -> f64 {
        if self.count < 2 {
            return 0.0;
        }
        let count = i128::from(self.count);
        // n Σx² − (Σx)² is exact in integers where it fits; otherwise floats must do.
        let exact = self
            .squares
            .checked_mul(count)
            .zip(self.sum.checked_mul(self.sum));
        let Some((left, right)) = exact else {
            let mean = self.mean();
            return (self.squares as f64 - self.count as f64 * mean * mean).max(0.0)
                / (self.count - 1) as f64;
        };
        let spread = (left - right) as f64;
        spread.max(0.0) / self.count as f64 / (self.count - 1) as f64
    }

    /// Standard error of the mean.
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        if self.count == 0 {
            0.0
        } else {
            (self.variance() / self.count as f64).sqrt()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_the_values_however_they_were_merged() {
        let values = [3, 1, 4, 1, 5, 9, 2, 6];
        let mut all = Moments::default();
        for &value in &values {
            all.add(value);
        }
        let (mut left, mut right) = (Moments::default(), Moments::default());
        for &value in &values[..3] {
            left.add(value);
        }
        for &value in &values[3..] {
            right.add(value);
        }
        right.merge(&left);
        assert_eq!(all, right);
        let mut extended = Moments::default();
        extended.extend(&values[..5]);
        extended.extend(&values[5..]);
        assert_eq!(all, extended);
        assert_eq!(all.mean(), 31.0 / 8.0);
        assert!((all.variance() - (173.0 - 961.0 / 8.0) / 7.0).abs() < 1e-12);
    }

    #[test]
    fn variance_of_large_nearly_equal_amounts_is_exact() {
        let mut moments = Moments::default();
        for value in [1_000_000_000_000_001, 1_000_000_000_000_003] {
            moments.add(value);
        }
        assert_eq!(moments.variance(), 2.0);
    }
}
