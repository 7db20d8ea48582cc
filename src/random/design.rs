//! Designs: points that cover a unit cube more evenly than independent draws.
//!
//! A point is a pure function of seed, draw and dimension, so neither threads nor batches nor options
//! matter, and each coordinate by itself is uniform.

use super::{Purpose, Streams, philox};

/// A Latin hypercube: in every dimension each of `draws` equal parts holds one point.
///
/// *A comparison of three methods for selecting values of input variables in the analysis of output
/// from a computer code*, Technometrics 21 (1979).
#[derive(Clone, Debug, PartialEq)]
pub struct LatinHypercube {
    seed: u64,
    keys: Vec<u64>,
    /// For each dimension, the part in which each draw lies.
    parts: Vec<Vec<u32>>,
}

impl LatinHypercube {
    /// A design of `draws` points. A dimension is known by its key, so that it is drawn alike
    /// whatever other dimensions there are.
    #[must_use]
    pub fn new(seed: u64, draws: u32, keys: Vec<u64>) -> Self {
        let parts = keys
            .iter()
            .map(|&key| {
                let mut stream = Streams::new(seed, 0).stream(Purpose::DesignOrder, key, 0);
                let mut order: Vec<u32> = (0..draws).collect();
                for last in (1..order.len()).rev() {
                    let other = stream.below(last as u64 + 1);
                    order.swap(last, usize::try_from(other).unwrap_or(last));
                }
                order
            })
            .collect();
        Self { seed, keys, parts }
    }

    /// The coordinates of a draw, each in [0, 1), into `point`. Draws beyond the last begin again.
    pub fn point_into(&self, draw: u64, point: &mut Vec<f64>) {
        point.clear();
        point.extend(self.keys.iter().zip(&self.parts).map(|(&key, parts)| {
            let count = parts.len().max(1) as u64;
            let part = usize::try_from(draw % count)
                .ok()
                .and_then(|index| parts.get(index).copied())
                .unwrap_or(0);
            let within = Streams::new(self.seed, draw)
                .stream(Purpose::DesignPoint, key, 0)
                .uniform();
            below_one((f64::from(part) + within) / count as f64)
        }));
    }
}

/// A level in [0, 1) for each index: uniform by itself, and for every first 2ⁿ indices one in each of 2ⁿ
/// equal parts.
///
/// The radical inverse in base 2 (J. G. van der Corput 1935) with A. B. Owen's nested scrambling: each
/// digit is turned over or not by a random bit that belongs to the digits before it.
#[must_use]
pub fn scrambled_level(seed: u64, index: u64) -> f64 {
    let mut level = 0.0;
    let mut weight = 0.5;
    let mut before = 1_u64;
    for place in 0..LEVEL_DIGITS {
        let digit = index.checked_shr(place).unwrap_or(0) & 1;
        let [word, ..] = philox::philox(
            [seed, 0],
            [0, before, u64::from(place), Purpose::Stratum as u64],
        );
        let scrambled = digit ^ (word & 1);
        if scrambled == 1 {
            level += weight;
        }
        weight *= 0.5;
        before = before << 1 | scrambled;
    }
    // Below the last digit the level is drawn evenly.
    let within = Streams::new(seed, index)
        .stream(Purpose::Stratum, 0, 0)
        .uniform();
    below_one(level + 2.0 * weight * within)
}

/// Binary digits of a level; more indices than this repeat parts.
const LEVEL_DIGITS: u32 = 32;

/// Dimensions of one sequence of the crate that holds the direction numbers.
const SEQUENCE_DIMENSIONS: usize = 256;

/// Points of one sequence.
const SEQUENCE_BITS: u32 = 16;

/// A Sobol' sequence with Owen's scrambling: every first 2ⁿ points are balanced.
///
/// Direction numbers of S. Joe and F. Y. Kuo (2008), scrambled by B. Burley's hash (*Practical
/// hash-based Owen scrambling*, JCGT 9, 2020). From 256 dimensions or 65,536 points on further
/// sequences with orders and scramblings of their own go on, so that neither number is bounded; what
/// lies in different sequences is balanced by itself and independent of each other.
#[derive(Clone, Debug, PartialEq)]
pub struct SobolSequence {
    seed: u64,
    dimensions: Vec<usize>,
}

impl SobolSequence {
    /// A sequence of points of the first so many dimensions.
    #[must_use]
    pub fn new(seed: u64, dimensions: usize) -> Self {
        Self::of_dimensions(seed, (0..dimensions).collect())
    }

    /// A sequence of points of the dimensions with these numbers. What a dimension holds depends on
    /// its number alone, whatever other dimensions there are.
    #[must_use]
    pub fn of_dimensions(seed: u64, dimensions: Vec<usize>) -> Self {
        Self { seed, dimensions }
    }

    /// The coordinates of a draw, each in [0, 1), into `point`.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the words are cut to the bits that the sequence takes"
    )]
    pub fn point_into(&self, draw: u64, point: &mut Vec<f64>) {
        let index = (draw & ((1 << SEQUENCE_BITS) - 1)) as u32;
        let scrambling = |group: usize| {
            let [word, ..] = philox::philox(
                [self.seed, draw >> SEQUENCE_BITS],
                [0, 0, group as u64, Purpose::DesignPoint as u64],
            );
            word as u32
        };
        let mut current = (usize::MAX, 0);
        point.clear();
        for &number in &self.dimensions {
            let group = number / SEQUENCE_DIMENSIONS;
            if current.0 != group {
                current = (group, scrambling(group));
            }
            let dimension = (number % SEQUENCE_DIMENSIONS) as u32;
            let coordinate = sobol_burley::sample(index, dimension, current.1);
            point.push(below_one(f64::from(coordinate)));
        }
    }
}

/// Rounding must not lead out of the half-open interval.
fn below_one(number: f64) -> f64 {
    number.clamp(0.0, 1.0 - f64::EPSILON / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(draws: u64, of: impl Fn(u64, &mut Vec<f64>)) -> Vec<Vec<f64>> {
        (0..draws)
            .map(|draw| {
                let mut point = Vec::new();
                of(draw, &mut point);
                point
            })
            .collect()
    }

    #[test]
    fn each_part_of_a_latin_hypercube_holds_one_point() {
        let design = LatinHypercube::new(7, 50, vec![3, 11, 29]);
        let points = points(50, |draw, point| design.point_into(draw, point));
        for dimension in 0..3 {
            let mut parts: Vec<i64> = points
                .iter()
                .map(|point| (point[dimension] * 50.0).floor() as i64)
                .collect();
            parts.sort_unstable();
            assert_eq!(parts, (0..50).collect::<Vec<_>>());
        }
        // A dimension is drawn alike whatever else is drawn.
        let alone = LatinHypercube::new(7, 50, vec![11]);
        let mut point = Vec::new();
        alone.point_into(17, &mut point);
        assert_eq!(point[0].to_bits(), points[17][1].to_bits());
        // Dimensions are not in step: their rank correlation is within 4.5/√n of none.
        let mean = 0.5;
        let product: f64 = points
            .iter()
            .map(|point| (point[0] - mean) * (point[1] - mean))
            .sum::<f64>()
            / 50.0
            * 12.0;
        assert!(product.abs() < 4.5 / 50_f64.sqrt(), "{product}");
    }

    #[test]
    fn levels_are_spread_evenly_and_differ_between_seeds() {
        for count in [64_u64, 1024] {
            for seed in 0..3 {
                let mut parts: Vec<i64> = (0..count)
                    .map(|index| (scrambled_level(seed, index) * count as f64).floor() as i64)
                    .collect();
                parts.sort_unstable();
                assert_eq!(parts, (0..count as i64).collect::<Vec<_>>());
            }
        }
        // Of any one index the level is uniform over seeds: the mean of 4,096 has a standard error of
        // 1/√12/64.
        let sum: f64 = (0..4096).map(|seed| scrambled_level(seed, 5)).sum();
        let error = 1.0 / 12_f64.sqrt() / 64.0;
        assert!((sum / 4096.0 - 0.5).abs() < 4.5 * error, "{sum}");
    }

    #[test]
    fn the_first_points_of_a_sequence_are_balanced() {
        let design = SobolSequence::new(5, 300);
        let points = points(64, |draw, point| design.point_into(draw, point));
        for dimension in 0..300 {
            let mut parts: Vec<i64> = points
                .iter()
                .map(|point| (point[dimension] * 64.0).floor() as i64)
                .collect();
            parts.sort_unstable();
            assert_eq!(parts, (0..64).collect::<Vec<_>>(), "{dimension}");
        }
        // A dimension is drawn alike whatever else is drawn, within the first sequence and beyond it.
        let some = SobolSequence::of_dimensions(5, vec![299, 3]);
        let mut point = Vec::new();
        some.point_into(17, &mut point);
        assert_eq!(point, [points[17][299], points[17][3]]);
        // The integral of a product over five dimensions, (1/2)⁵: independent draws would miss it by
        // √((1/3)⁵ − (1/4)⁵)/√4096 = 9e-4; the sequence does ten times better.
        let sum: f64 = (0..4096)
            .map(|draw| {
                let mut point = Vec::new();
                design.point_into(draw, &mut point);
                point[..5].iter().product::<f64>()
            })
            .sum();
        let missed = sum / 4096.0 - 1.0 / 32.0;
        assert!(missed.abs() < 9e-5, "{missed}");
    }

    #[test]
    fn sequences_go_on_beyond_their_dimensions_and_points() {
        // Dimension 0 and dimension 256 are the same one of two sequences. Were these in step, one of
        // them would be a function of the other; they are independent, so that over 4,096 points the
        // correlation has a standard error of 1/64 and each of 8 by 8 cells holds about 64 points.
        let design = SobolSequence::new(9, 257);
        let pairs: Vec<(f64, f64)> = points(4096, |draw, point| design.point_into(draw, point))
            .iter()
            .map(|point| (point[0], point[256]))
            .collect();
        let product: f64 = pairs.iter().map(|(x, y)| (x - 0.5) * (y - 0.5)).sum();
        let correlation = 12.0 * product / 4096.0;
        assert!(correlation.abs() < 4.5 / 64.0, "{correlation}");
        let mut cells = [0_u32; 64];
        for (x, y) in &pairs {
            cells[(x * 8.0) as usize * 8 + (y * 8.0) as usize] += 1;
        }
        assert!(
            cells.iter().all(|&count| (24..=104).contains(&count)),
            "{cells:?}"
        );
        // Points beyond the 65,536th are those of a further sequence, balanced again.
        let far = |from: u64| -> Vec<f64> {
            let mut point = Vec::new();
            (from..from + 64)
                .map(|draw| {
                    design.point_into(draw, &mut point);
                    point[3]
                })
                .collect()
        };
        let (first, second) = (far(0), far(1 << SEQUENCE_BITS));
        assert_ne!(first, second);
        let mut parts: Vec<i64> = second.iter().map(|it| (it * 64.0).floor() as i64).collect();
        parts.sort_unstable();
        assert_eq!(parts, (0..64).collect::<Vec<_>>());
    }
}
