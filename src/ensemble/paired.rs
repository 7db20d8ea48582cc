//! Options against the baseline, replicate by replicate.

use super::{Variant, WHOLE_CELLS};
use crate::simulate::record::Layout;
use crate::statistics::{Layered, Moments};

/// Paired differences of the whole-period indicators between a variant and the baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct Paired {
    /// Index of the option.
    pub option: usize,
    /// The fixed uptake, or none where it is drawn from its prior.
    pub uptake: Option<f64>,
    /// Indicator names with moments of baseline, option and difference, all in steps of `step`.
    pub cells: Vec<PairedCell>,
}

/// One whole-period indicator of a pair.
#[derive(Clone, Debug, PartialEq)]
pub struct PairedCell {
    /// The indicator.
    pub indicator: &'static str,
    /// How many units of the indicator one stored step is.
    pub step: f64,
    /// Under the baseline.
    pub baseline: Moments,
    /// Under the option.
    pub option: Moments,
    /// Option less baseline, replicate by replicate; futures of one draw of parameters are a group.
    pub difference: Layered,
}

impl Paired {
    pub(super) fn new(option: usize, uptake: Option<f64>, layout: &Layout) -> Self {
        let first = layout.cells.len() - WHOLE_CELLS;
        let cells = layout.cells[first..]
            .iter()
            .map(|cell| PairedCell {
                indicator: cell.indicator,
                step: cell.scale.step(),
                baseline: Moments::default(),
                option: Moments::default(),
                difference: Layered::default(),
            })
            .collect();
        Self {
            option,
            uptake,
            cells,
        }
    }
}

/// Adds one group of replicates, the futures of one draw.
pub(super) fn pair(
    paired: &mut [Paired],
    variants: &[Variant<'_>],
    group: &[Vec<Vec<i64>>],
    baseline: usize,
) {
    let others = variants
        .iter()
        .enumerate()
        .filter(|(_, variant)| variant.option != baseline);
    let mut differences = Vec::with_capacity(group.len());
    for (pair, (position, _)) in paired.iter_mut().zip(others) {
        if group.iter().any(|outcome| outcome[position].is_empty()) {
            continue;
        }
        for (index, cell) in pair.cells.iter_mut().enumerate() {
            differences.clear();
            for outcome in group {
                let at = |values: &[i64]| values[values.len() - WHOLE_CELLS + index];
                let (base, value) = (at(&outcome[baseline]), at(&outcome[position]));
                cell.baseline.add(base);
                cell.option.add(value);
                differences.push(value - base);
            }
            cell.difference.add_group(&differences);
        }
    }
}
