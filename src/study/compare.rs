//! Options compared with the baseline, replicate by replicate, and the uptake at which a plan
//! begins to pay.

use crate::ensemble::{Paired, PairedCell, Results};
use crate::indicator::ComparisonRow;
use crate::simulate::record::is_outcome_only;

/// Standard errors on either side of a mean difference that hold 95 % of a normal distribution.
const NORMAL_95: f64 = 1.959_963_984_540_054;

/// Fewer replicates than this decide nothing: a distribution so skewed cannot be judged by them.
pub(super) const LEAST_REPLICATES: u64 = 20;

/// Half-width of a two-sided 95 % interval of Student's t distribution with the given degrees of
/// freedom, by Fisher's expansion around the normal quantile (relative error below 1 % from
/// three degrees of freedom on).
pub(super) fn student_95(degrees: u64) -> f64 {
    let z = NORMAL_95;
    let n = degrees.max(1) as f64;
    let (z3, z5, z7) = (z.powi(3), z.powi(5), z.powi(7));
    z + (z3 + z) / (4.0 * n)
        + (5.0 * z5 + 16.0 * z3 + 3.0 * z) / (96.0 * n * n)
        + (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * z) / (384.0 * n * n * n)
}

/// One row for each option other than the baseline, whole-period indicator and level of uptake.
///
/// A difference is decided when its 95 % confidence interval (Student's t) leaves out zero and at
/// least twenty replicates (draws of parameters, where these are drawn) stand behind it; otherwise the row
/// says how many replicates would decide a difference of the size seen.
#[must_use]
pub fn compare(results: &Results) -> Vec<ComparisonRow> {
    results
        .paired
        .iter()
        .flat_map(|pair| {
            pair.cells
                .iter()
                .filter(|cell| !is_outcome_only(cell.indicator))
                .map(move |cell| row(pair, cell))
        })
        .collect()
}

fn row(pair: &Paired, cell: &PairedCell) -> ComparisonRow {
    let difference = cell.difference.mean() * cell.step;
    let standard_error = cell.difference.standard_error() * cell.step;
    let replicates = cell.difference.values().count();
    // Futures of one draw of parameters are no independent witnesses of it.
    let groups = cell.difference.groups();
    let half = student_95(groups.saturating_sub(1)) * standard_error;
    let identical = cell.difference.values().variance() == 0.0 && difference == 0.0;
    let decided = !identical && groups >= LEAST_REPLICATES && difference.abs() > half;
    ComparisonRow {
        option: pair.option,
        indicator: cell.indicator,
        baseline_mean: cell.baseline.mean() * cell.step,
        option_mean: cell.option.mean() * cell.step,
        difference,
        standard_error,
        interval: [difference - half, difference + half],
        decided,
        replicates_to_decide: (!decided && difference != 0.0 && groups > 1)
            .then(|| replicates_to_decide(difference, standard_error, replicates)),
        uptake: pair.uptake,
    }
}

/// How many replicates would make the interval leave out zero, if the difference is as seen.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float-to-integer cast saturates, and the number is positive"
)]
pub(super) fn replicates_to_decide(difference: f64, standard_error: f64, replicates: u64) -> u64 {
    let needed = NORMAL_95 * standard_error / difference.abs();
    ((replicates as f64 * needed * needed).ceil() as u64).max(LEAST_REPLICATES)
}

/// The uptake at which an option overtakes the baseline in one indicator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BreakEven {
    /// Better than the baseline at every uptake from 0 on.
    Always,
    /// Worse than the baseline even at full uptake.
    Never,
    /// Overtakes at this uptake, by linear interpolation between the levels that were run.
    At(f64),
}

/// The break-even uptake of an option in one indicator, from the rows at fixed uptakes; `None`
/// where there are no such rows or nothing differs. `smaller_is_better` says which direction
/// counts as better.
#[must_use]
pub fn break_even(
    rows: &[ComparisonRow],
    option: usize,
    indicator: &str,
    smaller_is_better: bool,
) -> Option<BreakEven> {
    let mut points: Vec<(f64, f64)> = rows
        .iter()
        .filter(|row| row.option == option && row.indicator == indicator)
        .filter_map(|row| {
            let gain = if smaller_is_better {
                -row.difference
            } else {
                row.difference
            };
            row.uptake.map(|uptake| (uptake, gain))
        })
        .collect();
    points.sort_by(|left, right| left.0.total_cmp(&right.0));
    let (&first, &last) = (points.first()?, points.last()?);
    if points.iter().all(|point| point.1 == 0.0) {
        return None;
    }
    if first.1 > 0.0 && points.iter().all(|point| point.1 >= 0.0) {
        return Some(BreakEven::Always);
    }
    if last.1 <= 0.0 && points.iter().all(|point| point.1 <= 0.0) {
        return Some(BreakEven::Never);
    }
    points
        .windows(2)
        .find(|pair| pair[0].1 <= 0.0 && pair[1].1 > 0.0)
        .map(|pair| {
            let [(low, below), (high, above)] = [pair[0], pair[1]];
            BreakEven::At(low + (high - low) * -below / (above - below))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(uptake: f64, difference: f64) -> ComparisonRow {
        ComparisonRow {
            option: 1,
            indicator: "total_gap_usd",
            baseline_mean: 100.0,
            option_mean: 100.0 + difference,
            difference,
            standard_error: 1.0,
            interval: [difference - 2.0, difference + 2.0],
            decided: true,
            replicates_to_decide: None,
            uptake: Some(uptake),
        }
    }

    #[test]
    fn break_even_is_where_the_gain_changes_sign() {
        let rows = [at(0.0, 10.0), at(0.5, -10.0), at(1.0, -30.0)];
        assert_eq!(
            break_even(&rows, 1, "total_gap_usd", true),
            Some(BreakEven::At(0.25))
        );
        assert_eq!(
            break_even(&rows[1..], 1, "total_gap_usd", true),
            Some(BreakEven::Always)
        );
        assert_eq!(
            break_even(&rows[..1], 1, "total_gap_usd", true),
            Some(BreakEven::Never)
        );
        // A plan that nobody takes up changes nothing; any uptake above none pays.
        let from_zero = [at(0.0, 0.0), at(0.5, -10.0), at(1.0, -30.0)];
        assert_eq!(
            break_even(&from_zero, 1, "total_gap_usd", true),
            Some(BreakEven::At(0.0))
        );
        assert_eq!(break_even(&rows, 2, "total_gap_usd", true), None);
        assert_eq!(
            break_even(&[at(0.0, 0.0), at(1.0, 0.0)], 1, "total_gap_usd", true),
            None
        );
    }

    #[test]
    fn few_replicates_widen_the_interval() {
        for (degrees, expected) in [
            (3, 3.182),
            (5, 2.571),
            (10, 2.228),
            (30, 2.042),
            (1000, 1.962),
        ] {
            let relative = student_95(degrees) / expected - 1.0;
            assert!(relative.abs() < 1e-2, "{degrees}: {}", student_95(degrees));
        }
    }

    #[test]
    fn four_times_the_replicates_halve_the_interval() {
        // Seen: difference 1, standard error 1 with 100 replicates; 1.96² × 100 are needed.
        assert_eq!(replicates_to_decide(1.0, 1.0, 100), 385);
    }
}
