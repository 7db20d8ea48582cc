//! Controlled rounding: a matrix becomes whole while its rows and columns keep their totals.
//!
//! Among all whole matrices with the given row and column totals and caps, the one with the least
//! sum of squared distances from the real cells is found, as an integral flow from rows to
//! columns of least convex cost: start from the whole parts and send the missing persons one by
//! one along the cheapest path that may also take persons back from other cells. Costs are whole
//! multiples of 2⁻³², so that the result is the same everywhere; equal costs are settled by the
//! order of rows and columns.

use super::RoundingError;

/// A whole matrix with the proof that it keeps what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlledMatrix {
    /// Whole persons, indexed `[row][column]`.
    pub cells: Vec<Vec<u64>>,
    /// Cells that differ from their real value by one or more; zero where the totals themselves
    /// are roundings of the sums and no cap stands in the way.
    pub cells_off: usize,
}

/// Units of the fixed-point numbers that costs are counted in.
const UNIT: f64 = 4_294_967_296.0;

/// Rounds `real[row][column]` so that rows sum to `row_totals` and columns to `column_totals`, and
/// no cell exceeds its cap.
///
/// Refused where the two sets of totals differ in their sums, or where caps leave no such matrix.
pub fn controlled(
    real: &[Vec<f64>],
    row_totals: &[u64],
    column_totals: &[u64],
    caps: &[Vec<u64>],
) -> Result<ControlledMatrix, RoundingError> {
    let (rows, columns) = (row_totals.len(), column_totals.len());
    let sum = |totals: &[u64]| totals.iter().map(|&total| u128::from(total)).sum::<u128>();
    if sum(row_totals) != sum(column_totals) {
        return Err(RoundingError::TotalsDiffer {
            rows: sum(row_totals),
            columns: sum(column_totals),
        });
    }
    let mut flow = Flow {
        real: fixed(real, rows, columns)?,
        cells: vec![vec![0; columns]; rows],
        caps: (0..rows)
            .map(|row| {
                (0..columns)
                    .map(|column| {
                        let cap = caps.get(row).and_then(|caps| caps.get(column));
                        cap.copied().unwrap_or(u64::MAX)
                    })
                    .collect()
            })
            .collect(),
        row_left: row_totals.to_vec(),
        column_left: column_totals.to_vec(),
    };
    flow.start();
    while let Some(row) = flow.row_left.iter().position(|&left| left > 0) {
        if !flow.augment(row) {
            return Err(RoundingError::NoMatrix {
                row,
                missing: flow.row_left[row],
            });
        }
    }
    let cells_off = flow
        .cells
        .iter()
        .flatten()
        .zip(real.iter().flatten())
        .filter(|&(&cell, &value)| (cell as f64 - value).abs() >= 1.0)
        .count();
    Ok(ControlledMatrix {
        cells: flow.cells,
        cells_off,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "bounded by 2^53 units of 2^32"
)]
fn fixed(real: &[Vec<f64>], rows: usize, columns: usize) -> Result<Vec<Vec<i128>>, RoundingError> {
    if real.len() != rows || real.iter().any(|row| row.len() != columns) {
        return Err(RoundingError::Shape { rows, columns });
    }
    real.iter()
        .enumerate()
        .map(|(row, values)| {
            values
                .iter()
                .map(|&value| {
                    if (0.0..=super::LARGEST_QUOTA).contains(&value) {
                        Ok((value * UNIT).round() as i128)
                    } else {
                        Err(RoundingError::Quota { participant: row })
                    }
                })
                .collect()
        })
        .collect()
}

/// The flow as it stands.
struct Flow {
    /// Real values, in units of 2⁻³².
    real: Vec<Vec<i128>>,
    cells: Vec<Vec<u64>>,
    caps: Vec<Vec<u64>>,
    row_left: Vec<u64>,
    column_left: Vec<u64>,
}

impl Flow {
    /// Whole parts as far as caps and totals allow.
    fn start(&mut self) {
        for row in 0..self.cells.len() {
            for column in 0..self.column_left.len() {
                let whole = u64::try_from(self.real[row][column] >> 32).unwrap_or(0);
                let taken = whole
                    .min(self.caps[row][column])
                    .min(self.row_left[row])
                    .min(self.column_left[column]);
                self.cells[row][column] = taken;
                self.row_left[row] -= taken;
                self.column_left[column] -= taken;
            }
        }
    }

    /// What one person more in a cell costs: `(a + 1 − x)² − (a − x)² = 2(a − x) + 1`.
    fn cost_of_more(&self, row: usize, column: usize) -> i128 {
        2 * ((i128::from(self.cells[row][column]) << 32) - self.real[row][column]) + (1 << 32)
    }

    /// What one person fewer costs.
    fn cost_of_fewer(&self, row: usize, column: usize) -> i128 {
        (1 << 32) - 2 * ((i128::from(self.cells[row][column]) << 32) - self.real[row][column])
    }

    /// Sends one person from a row to a column that still has room, along the cheapest path.
    fn augment(&mut self, from: usize) -> bool {
        let (rows, columns) = (self.cells.len(), self.column_left.len());
        // Costs of reaching each row and column, and from where: Bellman and Ford.
        let mut at_row = vec![None; rows];
        let mut at_column: Vec<Option<i128>> = vec![None; columns];
        let mut column_before = vec![usize::MAX; columns];
        let mut row_before = vec![usize::MAX; rows];
        at_row[from] = Some(0_i128);
        let mut changed = true;
        while changed {
            changed = false;
            for row in 0..rows {
                let Some(cost) = at_row[row] else { continue };
                for column in 0..columns {
                    if self.cells[row][column] >= self.caps[row][column] {
                        continue;
                    }
                    let new = cost + self.cost_of_more(row, column);
                    if at_column[column].is_none_or(|old| new < old) {
                        at_column[column] = Some(new);
                        column_before[column] = row;
                        changed = true;
                    }
                }
            }
            for column in 0..columns {
                let Some(cost) = at_column[column] else {
                    continue;
                };
                for row in 0..rows {
                    if row == from || self.cells[row][column] == 0 {
                        continue;
                    }
                    let new = cost + self.cost_of_fewer(row, column);
                    if at_row[row].is_none_or(|old| new < old) {
                        at_row[row] = Some(new);
                        row_before[row] = column;
                        changed = true;
                    }
                }
            }
        }
        let reached = (0..columns)
            .filter(|&column| self.column_left[column] > 0)
            .filter_map(|column| at_column[column].map(|cost| (cost, column)))
            .min();
        let Some((_, target)) = reached else {
            return false;
        };
        self.row_left[from] -= 1;
        self.column_left[target] -= 1;
        let mut column = target;
        loop {
            let row = column_before[column];
            self.cells[row][column] += 1;
            if row == from {
                return true;
            }
            column = row_before[row];
            self.cells[row][column] -= 1;
        }
    }
}
