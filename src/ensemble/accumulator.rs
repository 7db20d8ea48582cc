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

/// Cells whose values are gathered together: as many as a line of the processor's cache holds.
const SIDE_BY_SIDE: usize = 8;

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
    /// parallel, a few beside each other as they lie in memory; each sees the replicates in their order,
    /// all of them before the next cell, so that its histogram stays at hand.
    pub fn add(&mut self, replicates: &[&[i64]], futures_per_draw: usize) {
        let size = futures_per_draw.max(1);
        let count = replicates.len() / size * size;
        let replicates = &replicates[..count];
        if count == 0 {
            return;
        }
        self.cells
            .par_chunks_mut(CELLS_PER_TASK)
            .enumerate()
            .for_each(|(chunk, cells)| {
                let mut columns = vec![0; SIDE_BY_SIDE * count];
                for (block, cells) in cells.chunks_mut(SIDE_BY_SIDE).enumerate() {
                    let first = chunk * CELLS_PER_TASK + block * SIDE_BY_SIDE;
                    for (place, values) in replicates.iter().enumerate() {
                        let values = &values[first..first + cells.len()];
                        for (column, &value) in columns.chunks_exact_mut(count).zip(values) {
                            column[place] = value;
                        }
                    }
                    for (cell, column) in cells.iter_mut().zip(columns.chunks_exact(count)) {
                        cell.moments.add_groups(column, size);
                        if let Some(histogram) = &mut cell.histogram {
                            histogram.extend(column);
                        }
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
