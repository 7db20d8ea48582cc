//! Leximin in closed form where the structure allows it: a box and one budget, or one budget for
//! each year.
//!
//! With bounds on every contributor and one sum to meet, the leximin solution is
//! `x = clip(level · weight − offset, floor, cap)` with one common level (design, §5). Here the
//! offset is what a contributor already bears, so that everybody who is neither at the floor nor
//! at the cap ends at the same responsibility ratio `(offset + x) / weight = level`.

/// Where a water-filling came to rest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WaterLevel {
    /// The common ratio `(offset + x) / weight` of all who stand between floor and cap. Where
    /// the floors alone meet the total it is the largest level at which everybody stays at the
    /// floor; where the caps fall short, the level at which the last cap is reached.
    pub level: f64,
    /// What the caps leave unmet.
    pub unmet: f64,
}

/// Finds the level at which `Σ clip(level · weight − offset, floor, cap) = total` and writes the
/// amounts to `out`.
///
/// Weights and offsets are not negative; all slices have the same length (a missing entry counts
/// as zero, a missing cap as the floor). A participant of weight zero stays at its floor. A floor
/// above its cap wins. Floors that exceed the total stand. Exact but for the rounding of sums: the breakpoints are
/// sorted and the level is solved on the piece that contains it. Nothing is allocated once `out`
/// has room for twice the number of participants.
pub fn water_fill(
    total: f64,
    weights: &[f64],
    offsets: &[f64],
    floors: &[f64],
    caps: &[f64],
    out: &mut Vec<f64>,
) -> WaterLevel {
    let boxes = Boxes {
        weights,
        offsets,
        floors,
        caps,
    };
    out.clear();
    // `out` holds the breakpoints until the level is known.
    for index in 0..weights.len() {
        let (at_floor, at_cap) = boxes.breakpoints(index);
        if at_floor.is_finite() {
            out.push(at_floor);
        }
        if at_cap.is_finite() {
            out.push(at_cap);
        }
    }
    out.sort_unstable_by(f64::total_cmp);
    let level = boxes.level(total, out);
    let mut placed = 0.0;
    out.clear();
    for index in 0..weights.len() {
        let amount = boxes.amount(index, level);
        placed += amount;
        out.push(amount);
    }
    let unmet = if boxes.can_take_more(level) {
        0.0
    } else {
        (total - placed).max(0.0)
    };
    WaterLevel { level, unmet }
}

/// The participants' boxes; missing entries count as zero.
#[derive(Clone, Copy)]
struct Boxes<'a> {
    weights: &'a [f64],
    offsets: &'a [f64],
    floors: &'a [f64],
    caps: &'a [f64],
}

impl Boxes<'_> {
    fn at(list: &[f64], index: usize) -> f64 {
        list.get(index).copied().unwrap_or(0.0)
    }

    fn bounds(&self, index: usize) -> (f64, f64) {
        let floor = Self::at(self.floors, index);
        let cap = self.caps.get(index).copied().unwrap_or(floor);
        (floor, cap.max(floor))
    }

    /// The levels at which a participant leaves its floor and reaches its cap; infinite for one
    /// that never does.
    fn breakpoints(&self, index: usize) -> (f64, f64) {
        let weight = Self::at(self.weights, index);
        let (floor, cap) = self.bounds(index);
        if weight <= 0.0 || floor >= cap {
            return (f64::INFINITY, f64::INFINITY);
        }
        let offset = Self::at(self.offsets, index);
        ((floor + offset) / weight, (cap + offset) / weight)
    }

    fn amount(&self, index: usize, level: f64) -> f64 {
        let (floor, cap) = self.bounds(index);
        let (at_floor, at_cap) = self.breakpoints(index);
        // Bounds are handed out as they stand, never as `level · weight − offset` rounded.
        if level <= at_floor || at_floor == f64::INFINITY {
            floor
        } else if level >= at_cap {
            cap
        } else {
            let weight = Self::at(self.weights, index);
            (level * weight - Self::at(self.offsets, index)).clamp(floor, cap)
        }
    }

    /// The sum of all amounts at a level, without the divisions that exact bounds need.
    fn sum(&self, level: f64) -> f64 {
        (0..self.weights.len())
            .map(|index| {
                let (floor, cap) = self.bounds(index);
                let weight = Self::at(self.weights, index);
                if weight <= 0.0 {
                    floor
                } else {
                    (level * weight - Self::at(self.offsets, index)).clamp(floor, cap)
                }
            })
            .sum()
    }

    fn can_take_more(&self, level: f64) -> bool {
        (0..self.weights.len()).any(|index| {
            let (at_floor, at_cap) = self.breakpoints(index);
            at_floor < f64::INFINITY && at_cap > level
        })
    }

    /// The level that meets the total, given the sorted breakpoints.
    fn level(&self, total: f64, breakpoints: &[f64]) -> f64 {
        let (Some(&first), Some(&last)) = (breakpoints.first(), breakpoints.last()) else {
            return 0.0;
        };
        let above = breakpoints.partition_point(|&level| self.sum(level) < total);
        let Some(&upper) = breakpoints.get(above) else {
            return self.level_between(total, last, f64::INFINITY);
        };
        if above == 0 {
            return first;
        }
        self.level_between(total, breakpoints[above - 1], upper)
    }

    /// The level inside a piece on which nobody reaches a bound.
    fn level_between(&self, total: f64, lower: f64, upper: f64) -> f64 {
        let (mut slope, mut constant) = (0.0, 0.0);
        for index in 0..self.weights.len() {
            let (at_floor, at_cap) = self.breakpoints(index);
            if at_floor <= lower && at_cap >= upper {
                slope += Self::at(self.weights, index);
                constant -= Self::at(self.offsets, index);
            } else {
                constant += self.amount(index, lower);
            }
        }
        if slope > 0.0 {
            ((total - constant) / slope).clamp(lower, upper)
        } else {
            lower
        }
    }
}

/// A water-filling over several years whose ratios are cumulative.
#[derive(Clone, Debug, PartialEq)]
pub struct YearlyFill {
    /// Amounts, indexed `[year][participant]`.
    pub amounts: Vec<Vec<f64>>,
    /// What the caps of a year leave unmet, by year.
    pub unmet: Vec<f64>,
    /// Sweeps over the years until nothing moved.
    pub sweeps: u32,
    /// The largest amount, relative to a year's total, by which optimality is missed: how far a
    /// participant below its cap lies below one above its floor in the same year.
    pub gap: f64,
}

/// Sweeps after which the caller is told that the years would not come to rest.
const SWEEPS_MAXIMUM: u32 = 2_000;

/// The optimality gap, relative to the level, at which the sweeps stop.
const GAP_TOLERANCE: f64 = 1e-11;

/// Leximin of cumulative ratios `(offset + Σ_years x) / weight`, each year's amounts summing to
/// its total within its own floors and caps.
///
/// The set of yearly amounts is a product of boxes with one budget each, and leximin over it is
/// the minimum of `Σ (offset + x)² / weight` (a lexicographically optimal base of a polymatroid;
/// Fujishige 1980). Each step minimises that exactly over one year, given the others, by
/// [`water_fill`]; cyclic exact minimisation of a smooth convex function over a product of sets
/// converges to its minimum. Years start from each filled by itself, with the offset spread in
/// proportion to the totals, so that an answer that needs no correction stays even over the years.
#[must_use]
pub fn water_fill_years(
    totals: &[f64],
    weights: &[f64],
    offsets: &[f64],
    floors: &[Vec<f64>],
    caps: &[Vec<f64>],
) -> YearlyFill {
    let whole: f64 = totals.iter().sum();
    let mut amounts = Vec::with_capacity(totals.len());
    let mut unmet = Vec::with_capacity(totals.len());
    let mut cumulated = offsets.to_vec();
    for ((&total, floors), caps) in totals.iter().zip(floors).zip(caps) {
        let part = if whole > 0.0 { total / whole } else { 0.0 };
        let spread: Vec<f64> = offsets.iter().map(|offset| offset * part).collect();
        let shares: Vec<f64> = weights.iter().map(|weight| weight * part).collect();
        let mut year = Vec::with_capacity(2 * weights.len());
        unmet.push(water_fill(total, &shares, &spread, floors, caps, &mut year).unmet);
        for (sum, amount) in cumulated.iter_mut().zip(&year) {
            *sum += amount;
        }
        amounts.push(year);
    }
    let mut fill = YearlyFill {
        amounts,
        unmet,
        sweeps: 0,
        gap: 0.0,
    };
    let mut scratch = Vec::with_capacity(2 * weights.len());
    let mut others = vec![0.0; weights.len()];
    loop {
        fill.gap = optimality_gap(&fill.amounts, weights, &cumulated, floors, caps);
        if fill.gap <= GAP_TOLERANCE || fill.sweeps == SWEEPS_MAXIMUM {
            return fill;
        }
        fill.sweeps += 1;
        for (year, amounts) in fill.amounts.iter_mut().enumerate() {
            for (index, other) in others.iter_mut().enumerate() {
                *other = cumulated[index] - amounts[index];
            }
            water_fill(
                totals[year],
                weights,
                &others,
                &floors[year],
                &caps[year],
                &mut scratch,
            );
            amounts.copy_from_slice(&scratch);
            for (index, sum) in cumulated.iter_mut().enumerate() {
                *sum = others[index] + amounts[index];
            }
        }
    }
}

/// By how much, relative to the ratio, some participant could still relieve another in a year.
fn optimality_gap(
    amounts: &[Vec<f64>],
    weights: &[f64],
    cumulated: &[f64],
    floors: &[Vec<f64>],
    caps: &[Vec<f64>],
) -> f64 {
    let mut gap: f64 = 0.0;
    for ((amounts, floors), caps) in amounts.iter().zip(floors).zip(caps) {
        let (mut highest_giver, mut lowest_taker) = (f64::NEG_INFINITY, f64::INFINITY);
        for (index, &amount) in amounts.iter().enumerate() {
            if weights[index] <= 0.0 {
                continue;
            }
            let ratio = cumulated[index] / weights[index];
            if amount > floors[index] {
                highest_giver = highest_giver.max(ratio);
            }
            if amount < caps[index] {
                lowest_taker = lowest_taker.min(ratio);
            }
        }
        if highest_giver > lowest_taker {
            gap = gap.max((highest_giver - lowest_taker) / highest_giver.abs().max(1e-300));
        }
    }
    gap
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fill(
        total: f64,
        weights: &[f64],
        offsets: &[f64],
        floors: &[f64],
        caps: &[f64],
    ) -> (WaterLevel, Vec<f64>) {
        let mut out = Vec::new();
        let level = water_fill(total, weights, offsets, floors, caps, &mut out);
        (level, out)
    }

    #[test]
    fn without_bounds_the_weights_decide() {
        let (level, out) = fill(
            60.0,
            &[1.0, 2.0, 3.0],
            &[0.0; 3],
            &[0.0; 3],
            &[f64::INFINITY; 3],
        );
        assert_eq!(out, [10.0, 20.0, 30.0]);
        assert_eq!(
            level,
            WaterLevel {
                level: 10.0,
                unmet: 0.0
            }
        );
    }

    #[test]
    fn offsets_floors_and_caps_are_kept() {
        // The first bears 100 already, the second is capped, the third held up by a floor.
        let (level, out) = fill(
            60.0,
            &[1.0, 1.0, 1.0, 1.0],
            &[100.0, 0.0, 0.0, 0.0],
            &[0.0, 0.0, 30.0, 0.0],
            &[f64::INFINITY, 10.0, 40.0, 50.0],
        );
        assert_eq!(out, [0.0, 10.0, 30.0, 20.0]);
        assert_eq!(level.level, 20.0);
    }

    #[test]
    fn short_caps_leave_a_remainder_and_floors_stand() {
        let (level, out) = fill(60.0, &[1.0, 2.0], &[0.0; 2], &[0.0; 2], &[10.0, 20.0]);
        assert_eq!((out, level.unmet), (vec![10.0, 20.0], 30.0));
        let (level, out) = fill(5.0, &[1.0, 2.0], &[0.0; 2], &[4.0, 4.0], &[10.0, 20.0]);
        assert_eq!((out, level.unmet), (vec![4.0, 4.0], 0.0));
        let (level, out) = fill(5.0, &[0.0, 0.0], &[0.0; 2], &[1.0, 0.0], &[10.0, 20.0]);
        assert_eq!((out, level.unmet), (vec![1.0, 0.0], 4.0));
        let (level, out) = fill(5.0, &[], &[], &[], &[]);
        assert_eq!((out, level.unmet), (vec![], 5.0));
        let (level, out) = fill(0.0, &[1.0], &[0.0], &[0.0], &[f64::INFINITY]);
        assert_eq!((out, level.unmet), (vec![0.0], 0.0));
    }

    #[test]
    fn years_share_one_ratio_when_a_cap_binds_in_one_of_them() {
        // The first can give nothing in the first year and makes up for it in the second.
        let fill = water_fill_years(
            &[10.0, 30.0],
            &[1.0, 1.0],
            &[0.0, 0.0],
            &[vec![0.0; 2], vec![0.0; 2]],
            &[vec![0.0, 50.0], vec![50.0, 50.0]],
        );
        let sums: Vec<f64> = (0..2)
            .map(|index| fill.amounts[0][index] + fill.amounts[1][index])
            .collect();
        assert!(
            (sums[0] - 20.0).abs() < 1e-9 && (sums[1] - 20.0).abs() < 1e-9,
            "{fill:?}"
        );
        assert!(fill.gap <= GAP_TOLERANCE);
    }

    proptest! {
        #[test]
        fn the_answer_satisfies_the_conditions_of_optimality(
            boxes in prop::collection::vec((0.0..5.0_f64, 0.0..50.0_f64, 0.0..20.0_f64, 0.0..30.0_f64), 1..30),
            position in -0.2..1.2_f64,
        ) {
            let weights: Vec<f64> = boxes.iter().map(|b| b.0).collect();
            let offsets: Vec<f64> = boxes.iter().map(|b| if b.1 < 20.0 { 0.0 } else { b.1 }).collect();
            let floors: Vec<f64> = boxes.iter().map(|b| if b.2 < 10.0 { 0.0 } else { b.2 }).collect();
            let caps: Vec<f64> = boxes.iter().zip(&floors).map(|(b, floor)| if b.3 > 28.0 { f64::INFINITY } else { floor + b.3 }).collect();
            let low: f64 = floors.iter().sum();
            let high: f64 = caps.iter().map(|cap| cap.min(100.0)).sum();
            let total = (low + position * (high - low)).max(0.0);
            let (level, out) = fill(total, &weights, &offsets, &floors, &caps);
            let sum: f64 = out.iter().sum();
            for index in 0..out.len() {
                prop_assert!(out[index] >= floors[index] && out[index] <= caps[index]);
                if weights[index] > 0.0 {
                    let ratio = (offsets[index] + out[index]) / weights[index];
                    let slack = 1e-9 * level.level.abs().max(1.0) + 1e-9 / weights[index];
                    prop_assert!(out[index] <= floors[index] || ratio <= level.level + slack);
                    prop_assert!(out[index] >= caps[index] || ratio >= level.level - slack);
                } else {
                    prop_assert_eq!(out[index], floors[index]);
                }
            }
            if total >= low {
                prop_assert!((sum + level.unmet - total).abs() <= 1e-9 * total.max(1.0), "{} {:?} {}", sum, level, total);
            } else {
                prop_assert_eq!(sum, low);
            }
        }
    }
}
