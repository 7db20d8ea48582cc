//! How unequally a burden lies: Gini, Theil, Atkinson, Lorenz, concentration and
//! Herfindahl–Hirschman.
//!
//! All functions take non-negative `values`, usually burdens per unit of capacity, with
//! non-negative `weights` of the same length, usually the capacities. They answer `None` where
//! the index is not defined: no weight, nothing to distribute, a negative or infinite number, or
//! lists of different lengths. Sums run in the order of the sorted values, so that results do not
//! depend on the order in which units are listed.

/// Sorted pairs of value and weight, with sums; the ground all indices stand on.
struct Sorted {
    pairs: Vec<(f64, f64)>,
    weight: f64,
    total: f64,
}

fn sorted(values: &[f64], weights: &[f64]) -> Option<Sorted> {
    let usable = |numbers: &[f64]| {
        numbers
            .iter()
            .all(|number| number.is_finite() && *number >= 0.0)
    };
    if values.len() != weights.len() || !usable(values) || !usable(weights) {
        return None;
    }
    let mut pairs: Vec<(f64, f64)> = values
        .iter()
        .copied()
        .zip(weights.iter().copied())
        .filter(|pair| pair.1 > 0.0)
        .collect();
    pairs.sort_by(|left, right| left.0.total_cmp(&right.0).then(left.1.total_cmp(&right.1)));
    let weight: f64 = pairs.iter().map(|pair| pair.1).sum();
    let total: f64 = pairs.iter().map(|pair| pair.0 * pair.1).sum();
    (weight > 0.0 && total > 0.0).then_some(Sorted {
        pairs,
        weight,
        total,
    })
}

/// The Lorenz curve: cumulated shares of weight and of value, from (0, 0) to (1, 1), units in
/// ascending order of value.
#[must_use]
pub fn lorenz(values: &[f64], weights: &[f64]) -> Option<Vec<(f64, f64)>> {
    let sorted = sorted(values, weights)?;
    Some(cumulated(&sorted.pairs, sorted.weight, sorted.total))
}

fn cumulated(pairs: &[(f64, f64)], weight: f64, total: f64) -> Vec<(f64, f64)> {
    let mut points = Vec::with_capacity(pairs.len() + 1);
    let (mut weights, mut values) = (0.0, 0.0);
    points.push((0.0, 0.0));
    for &(value, unit_weight) in pairs {
        weights += unit_weight;
        values += unit_weight * value;
        points.push((weights / weight, values / total));
    }
    points
}

/// One less twice the area under a curve of cumulated shares.
fn one_less_twice_the_area(points: &[(f64, f64)]) -> f64 {
    let twice: f64 = points
        .windows(2)
        .map(|pair| (pair[1].0 - pair[0].0) * (pair[1].1 + pair[0].1))
        .sum();
    1.0 - twice
}

/// The Gini coefficient, 0 to 1 − w/Σw: twice the area between the Lorenz curve and the diagonal
/// (Gini 1914; trapezoids are exact for a finite population).
#[must_use]
pub fn gini(values: &[f64], weights: &[f64]) -> Option<f64> {
    lorenz(values, weights).map(|points| one_less_twice_the_area(&points).max(0.0))
}

/// The concentration index, −1 to 1: as [`gini`], but with the units in ascending order of
/// `ranking` (capacity, income) instead of their own value. Positive where the burden lies on
/// those who rank high. Units of equal rank are taken together, so that their order does not
/// matter (Kakwani, Wagstaff and van Doorslaer 1997).
#[must_use]
pub fn concentration_index(values: &[f64], weights: &[f64], ranking: &[f64]) -> Option<f64> {
    let sums = sorted(values, weights)?;
    if ranking.len() != values.len() || ranking.iter().any(|rank| rank.is_nan()) {
        return None;
    }
    let mut order: Vec<usize> = (0..values.len())
        .filter(|&unit| weights[unit] > 0.0)
        .collect();
    order.sort_by(|&left, &right| {
        ranking[left]
            .total_cmp(&ranking[right])
            .then(left.cmp(&right))
    });
    let mut pairs: Vec<(f64, f64)> = Vec::with_capacity(order.len());
    for tied in order.chunk_by(|&left, &right| ranking[left] == ranking[right]) {
        let weight: f64 = tied.iter().map(|&unit| weights[unit]).sum();
        let value: f64 = tied.iter().map(|&unit| weights[unit] * values[unit]).sum();
        pairs.push((value / weight, weight));
    }
    Some(one_less_twice_the_area(&cumulated(
        &pairs,
        sums.weight,
        sums.total,
    )))
}

/// Theil's T: the mean of `(y/μ) ln(y/μ)`, 0 to ln of the number of equal units (Theil 1967).
#[must_use]
pub fn theil(values: &[f64], weights: &[f64]) -> Option<f64> {
    let sorted = sorted(values, weights)?;
    let mean = sorted.total / sorted.weight;
    let sum: f64 = sorted
        .pairs
        .iter()
        .filter(|pair| pair.0 > 0.0)
        .map(|&(value, weight)| weight * (value / mean) * libm::log(value / mean))
        .sum();
    Some((sum / sorted.weight).max(0.0))
}

/// Theil's T split into inequality within and between groups; the two sum to the whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TheilDecomposition {
    /// Inequality inside the groups, weighted by each group's share of the burden.
    pub within: f64,
    /// Inequality of the groups' means.
    pub between: f64,
}

/// Splits Theil's T by `groups`, one group number for each unit (Shorrocks 1980).
#[must_use]
pub fn theil_decomposition(
    values: &[f64],
    weights: &[f64],
    groups: &[usize],
) -> Option<TheilDecomposition> {
    let whole = sorted(values, weights)?;
    if groups.len() != values.len() {
        return None;
    }
    let mut members: std::collections::BTreeMap<usize, (Vec<f64>, Vec<f64>)> =
        std::collections::BTreeMap::new();
    for ((&value, &weight), &group) in values.iter().zip(weights).zip(groups) {
        let (group_values, group_weights) = members.entry(group).or_default();
        group_values.push(value);
        group_weights.push(weight);
    }
    let (mut within, mut between) = (0.0, 0.0);
    for (group_values, group_weights) in members.values() {
        // A group without burden or weight adds nothing to either part.
        let Some(group) = sorted(group_values, group_weights) else {
            continue;
        };
        let share = group.total / whole.total;
        within += share * theil(group_values, group_weights)?;
        between += share * libm::log(share / (group.weight / whole.weight));
    }
    Some(TheilDecomposition {
        within,
        between: between.max(0.0),
    })
}

/// Atkinson's index with aversion `epsilon` ≥ 0: 1 − (equally distributed equivalent) / mean
/// (Atkinson 1970). With an aversion of 1 or more it is 1 as soon as one unit bears nothing.
#[must_use]
pub fn atkinson(values: &[f64], weights: &[f64], epsilon: f64) -> Option<f64> {
    if !(epsilon.is_finite() && epsilon >= 0.0) {
        return None;
    }
    let sorted = sorted(values, weights)?;
    let mean = sorted.total / sorted.weight;
    let has_zero = sorted.pairs.first().is_some_and(|pair| pair.0 == 0.0);
    if epsilon >= 1.0 && has_zero {
        return Some(1.0);
    }
    let average = |transform: &dyn Fn(f64) -> f64| -> f64 {
        let sum: f64 = sorted
            .pairs
            .iter()
            .map(|&(value, weight)| weight * transform(value / mean))
            .sum();
        sum / sorted.weight
    };
    let equivalent = if epsilon == 1.0 {
        libm::exp(average(&|ratio| libm::log(ratio)))
    } else {
        libm::pow(
            average(&|ratio| libm::pow(ratio, 1.0 - epsilon)),
            1.0 / (1.0 - epsilon),
        )
    };
    Some((1.0 - equivalent).clamp(0.0, 1.0))
}

/// The Herfindahl–Hirschman index of concentration: the sum of squared shares of the amounts,
/// 1/n for equal amounts to 1 for one giver alone.
#[must_use]
pub fn herfindahl_hirschman(amounts: &[f64]) -> Option<f64> {
    let total = sorted(amounts, &vec![1.0; amounts.len()])?.total;
    Some(
        amounts
            .iter()
            .map(|amount| (amount / total) * (amount / total))
            .sum(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, Exp, LogNormal, Normal};

    fn close(left: Option<f64>, right: f64, tolerance: f64) {
        let left = left.expect("a defined index");
        assert!((left - right).abs() <= tolerance, "{left} against {right}");
    }

    #[test]
    fn an_equal_burden_is_equal_by_every_index() {
        let (values, weights) = ([3.0; 5], [1.0, 2.0, 3.0, 4.0, 5.0]);
        close(gini(&values, &weights), 0.0, 1e-15);
        close(theil(&values, &weights), 0.0, 1e-15);
        close(atkinson(&values, &weights, 0.5), 0.0, 1e-15);
        close(atkinson(&values, &weights, 1.0), 0.0, 1e-15);
        close(
            concentration_index(&values, &weights, &[5.0, 1.0, 4.0, 2.0, 3.0]),
            0.0,
            1e-15,
        );
        close(herfindahl_hirschman(&values), 0.2, 1e-15);
    }

    #[test]
    fn one_host_of_n_bearing_all_has_the_closed_form() {
        for count in [2_usize, 5, 50] {
            let mut values = vec![0.0; count];
            values[count / 2] = 7.0;
            let weights = vec![1.0; count];
            close(gini(&values, &weights), 1.0 - 1.0 / count as f64, 1e-12);
            close(theil(&values, &weights), libm::log(count as f64), 1e-12);
            close(atkinson(&values, &weights, 1.0), 1.0, 0.0);
            close(herfindahl_hirschman(&values), 1.0, 0.0);
        }
    }

    #[test]
    fn weights_count_like_repeated_units() {
        let (values, weights) = ([1.0, 4.0, 9.0], [2.0, 1.0, 3.0]);
        let repeated = [1.0, 1.0, 4.0, 9.0, 9.0, 9.0];
        close(
            gini(&values, &weights),
            gini(&repeated, &[1.0; 6]).expect("defined"),
            1e-14,
        );
        close(
            theil(&values, &weights),
            theil(&repeated, &[1.0; 6]).expect("defined"),
            1e-14,
        );
        // By hand: mean difference Σ|a−b| / (2 n² μ) = 2·(2·3 + 6·8 + 3·5) / (2·36·5.5).
        close(gini(&values, &weights), 138.0 / 396.0, 1e-14);
        let shuffled = gini(&[9.0, 1.0, 4.0], &[3.0, 2.0, 1.0]);
        assert_eq!(gini(&values, &weights), shuffled);
    }

    /// Sampled by the inverse distribution at the mid-points of `count` equal parts, which needs
    /// no random numbers; the tail beyond the last point costs the stated tolerance.
    fn sample(distribution: &impl ContinuousCDF<f64, f64>, count: usize) -> Vec<f64> {
        (0..count)
            .map(|index| distribution.inverse_cdf((index as f64 + 0.5) / count as f64))
            .collect()
    }

    #[test]
    fn lognormal_and_exponential_burdens_have_their_closed_forms() {
        const COUNT: usize = 20_000;
        let weights = vec![1.0; COUNT];
        let normal = Normal::standard();
        for sigma in [0.3, 0.8] {
            let values = sample(&LogNormal::new(1.0, sigma).expect("valid"), COUNT);
            let expected = 2.0 * normal.cdf(sigma / 2.0_f64.sqrt()) - 1.0;
            close(gini(&values, &weights), expected, 1e-3);
            close(theil(&values, &weights), sigma * sigma / 2.0, 2e-3);
            close(
                atkinson(&values, &weights, 1.0),
                1.0 - libm::exp(-sigma * sigma / 2.0),
                1e-3,
            );
        }
        let values = sample(&Exp::new(0.25).expect("valid"), COUNT);
        close(gini(&values, &weights), 0.5, 1e-3);
    }

    #[test]
    fn theil_splits_without_remainder() {
        let values = [1.0, 2.0, 3.0, 10.0, 20.0, 0.0, 5.0];
        let weights = [1.0, 3.0, 1.0, 2.0, 1.0, 4.0, 1.0];
        let parts =
            theil_decomposition(&values, &weights, &[0, 0, 1, 1, 2, 2, 2]).expect("defined");
        close(
            theil(&values, &weights),
            parts.within + parts.between,
            1e-14,
        );
        assert!(parts.within > 0.0 && parts.between > 0.0);
        let alone = theil_decomposition(&values, &weights, &[7; 7]).expect("defined");
        close(theil(&values, &weights), alone.within, 1e-15);
        close(Some(alone.between), 0.0, 1e-15);
    }

    #[test]
    fn concentration_tells_on_whom_the_burden_lies() {
        let values = [1.0, 2.0, 3.0];
        let weights = [1.0; 3];
        let own = gini(&values, &weights).expect("defined");
        close(
            concentration_index(&values, &weights, &[10.0, 20.0, 30.0]),
            own,
            1e-15,
        );
        close(
            concentration_index(&values, &weights, &[30.0, 20.0, 10.0]),
            -own,
            1e-15,
        );
        close(
            concentration_index(&values, &weights, &[1.0; 3]),
            0.0,
            1e-15,
        );
    }

    #[test]
    fn lorenz_runs_from_corner_to_corner() {
        let points = lorenz(&[3.0, 1.0], &[1.0, 1.0]).expect("defined");
        assert_eq!(points, [(0.0, 0.0), (0.5, 0.25), (1.0, 1.0)]);
    }

    #[test]
    fn what_is_not_defined_is_not_answered() {
        assert_eq!(gini(&[0.0, 0.0], &[1.0, 1.0]), None);
        assert_eq!(gini(&[1.0], &[0.0]), None);
        assert_eq!(gini(&[1.0, -1.0], &[1.0, 1.0]), None);
        assert_eq!(theil(&[1.0, f64::NAN], &[1.0, 1.0]), None);
        assert_eq!(gini(&[1.0], &[1.0, 1.0]), None);
        assert_eq!(atkinson(&[1.0], &[1.0], -1.0), None);
        assert_eq!(herfindahl_hirschman(&[]), None);
    }
}
