//! Variance of values that come in groups: what lies between the groups, and what within them.

use super::Moments;

/// Moments of whole numbers that come in groups of one size, as the futures of one draw of parameters.
///
/// With groups of one value only the values count, and each is a group of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layered {
    values: Moments,
    /// Of the groups' sums; empty where groups are of one value.
    sums: Moments,
    size: u64,
}

/// A variance in two parts by the law of total variance, estimated without bias.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Components {
    /// Between groups: the variance of the groups' true means. An estimate may be negative where
    /// the truth is near zero.
    pub between: f64,
    /// Within groups.
    pub within: f64,
}

impl Layered {
    /// Takes in the values of one group; all groups have the same size.
    pub fn add_group(&mut self, group: &[i64]) {
        self.add_groups(group, group.len());
    }

    /// Takes in the values of groups of `size` that follow each other; all groups have the same size.
    pub fn add_groups(&mut self, values: &[i64], size: usize) {
        self.values.extend(values);
        self.size = size as u64;
        if size > 1 {
            for group in values.chunks_exact(size) {
                self.sums.add(group.iter().sum());
            }
        }
    }

    /// Takes in all that another has seen, whose groups have the same size.
    pub fn merge(&mut self, other: &Self) {
        self.values.merge(&other.values);
        self.sums.merge(&other.sums);
        self.size = self.size.max(other.size);
    }

    /// Moments of the values, whatever their groups.
    #[must_use]
    pub fn values(&self) -> &Moments {
        &self.values
    }

    /// Mean of the values.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.values.mean()
    }

    /// How many groups.
    #[must_use]
    pub fn groups(&self) -> u64 {
        if self.size > 1 {
            self.sums.count()
        } else {
            self.values.count()
        }
    }

    /// Standard error of the mean: groups are independent of each other, values within a group are not.
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        if self.size > 1 {
            self.sums.standard_error() / self.size as f64
        } else {
            self.values.standard_error()
        }
    }

    /// The variance between and within groups, by the analysis of variance of balanced groups: nothing
    /// where there are fewer than two groups or groups are of one value.
    #[must_use]
    pub fn components(&self) -> Option<Components> {
        if self.size < 2 || self.sums.count() < 2 {
            return None;
        }
        let (size, groups) = (self.size as f64, self.sums.count() as f64);
        // Mean squares: `between` is the variance of the groups' means, times their size.
        let between = self.sums.variance() / size;
        let all = self.values.variance() * (size * groups - 1.0);
        let within = (all - between * (groups - 1.0)) / (groups * (size - 1.0));
        let within = within.max(0.0);
        Some(Components {
            between: (between - within) / size,
            within,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_those_of_the_analysis_of_variance() {
        // Groups (1, 3), (4, 8), (3, 5): means 2, 6, 4; mean square between 2 × 4 = 8, within
        // (2 + 8 + 2)/3 = 4; so 4 within and (8 − 4)/2 = 2 between.
        let mut layered = Layered::default();
        for group in [[1, 3], [4, 8], [3, 5]] {
            layered.add_group(&group);
        }
        let mut together = Layered::default();
        together.add_groups(&[1, 3, 4, 8, 3, 5], 2);
        assert_eq!(layered, together);
        let parts = layered.components().expect("three groups of two");
        assert!((parts.within - 4.0).abs() < 1e-12, "{parts:?}");
        assert!((parts.between - 2.0).abs() < 1e-12, "{parts:?}");
        // The mean's error is that of three independent means: √(4/3).
        let error = layered.standard_error();
        assert!((error - (4.0_f64 / 3.0).sqrt()).abs() < 1e-12, "{error}");
    }

    #[test]
    fn groups_of_one_are_plain_values() {
        let mut layered = Layered::default();
        for value in [3, 1, 4, 1, 5] {
            layered.add_group(&[value]);
        }
        assert_eq!(layered.standard_error(), layered.values().standard_error());
        assert_eq!(layered.groups(), 5);
        assert_eq!(layered.components(), None);
    }
}
