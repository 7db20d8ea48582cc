//! Running summaries of all cells of one option.

use rayon::prelude::*;

use crate::indicator::{QUANTILE_LEVELS, SummaryRow, SummaryTable};
use crate::simulate::record::Layout;
use crate::statistics::{Histogram, Layered};

/// Moments of every cell and histograms of those whose quantiles are kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Accumulator {
    cells: Vec<CellSummary>,
}

#[derive(Clone, Debug, PartialEq)]
struct CellSummary {
    moments: Layered,
    histogram: Option<Histogram>,
}

/// Cells that one task adds up: enough to be worth a task.
const CELLS_PER_TASK: usize = 1024;

impl Accumulator {
    /// An empty accumulator for a layout.
    #[must_use]
    pub fn new(layout: &Layout) -> Self {
        let cells = layout
            .cells
            .iter()
            .map(|cell| CellSummary {
                moments: Layered::default(),
                histogram: cell.quantiles.then(Histogram::default),
            })
            .collect();
        Self { cells }
    }

    /// Takes in the values of several replicates, each with one value for each cell; so many
    /// consecutive ones form a group of futures of one draw of parameters. Cells are worked on in
    /// parallel; each sees the replicates in their order, all of them before the next cell, so that its
    /// histogram stays at hand.
    pub fn add(&mut self, replicates: &[&[i64]], futures_per_draw: usize) {
        self.cells
            .par_chunks_mut(CELLS_PER_TASK)
            .enumerate()
            .for_each(|(chunk, cells)| {
                let first = chunk * CELLS_PER_TASK;
                let mut group_values = vec![0; futures_per_draw.max(1)];
                for (index, cell) in cells.iter_mut().enumerate() {
                    for group in replicates.chunks_exact(futures_per_draw.max(1)) {
                        for (slot, values) in group_values.iter_mut().zip(group) {
                            *slot = values[first + index];
                            if let Some(histogram) = &mut cell.histogram {
                                histogram.add(*slot);
                            }
                        }
                        cell.moments.add_group(&group_values);
                    }
                }
            });
    }

    /// Takes in all that another accumulator of the same layout has seen.
    pub fn merge(&mut self, other: &Self) {
        for (cell, other) in self.cells.iter_mut().zip(&other.cells) {
            cell.moments.merge(&other.moments);
            if let (Some(histogram), Some(other)) = (&mut cell.histogram, &other.histogram) {
                histogram.merge(other);
            }
        }
    }

    /// Mean of a cell, in its indicator's stored steps of a whole number.
    #[must_use]
    pub fn mean(&self, cell: usize) -> f64 {
        self.cells.get(cell).map_or(0.0, |cell| cell.moments.mean())
    }

    /// Appends one row for each cell to a table.
    pub fn summarise(&self, option: usize, layout: &Layout, table: &mut SummaryTable) {
        for (summary, cell) in self.cells.iter().zip(&layout.cells) {
            let step = cell.scale.step();
            let quantiles = match &summary.histogram {
                Some(histogram) => QUANTILE_LEVELS.map(|level| histogram.quantile(level) * step),
                None => [f64::NAN; QUANTILE_LEVELS.len()],
            };
            table.rows.push(SummaryRow {
                option,
                indicator: cell.indicator,
                host: cell.host,
                breakdown: cell.breakdown,
                period: cell.period,
                mean: summary.moments.mean() * step,
                standard_error: summary.moments.standard_error() * step,
                quantiles,
                replicates: summary.moments.values().count(),
            });
        }
    }
}
