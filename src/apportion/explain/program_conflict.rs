//! Which rows of an infeasible program to relax: by least total and by fewest rows.

use crate::apportion::program::{LinearProgram, ProgramError, Relation, Sense, SolverChoice};

/// One row relaxed.
#[derive(Clone, Debug, PartialEq)]
pub struct RowRelaxation {
    /// The row's index.
    pub row: usize,
    /// Its name.
    pub name: String,
    /// By how much its right side moves: upwards for a row that is at most its right side,
    /// downwards for one that is at least, either way for an equation.
    pub by: f64,
}

/// What would make a program feasible.
#[derive(Clone, Debug, PartialEq)]
pub struct ProgramConflict {
    /// The relaxations whose sum is least.
    pub least_total: Vec<RowRelaxation>,
    /// The smallest set of rows whose relaxation alone suffices, with the least sum inside it;
    /// among sets of one size the first in the order of the rows.
    pub fewest: Vec<RowRelaxation>,
    /// Whether every smaller set was excluded. Sets beyond the size that can be enumerated are
    /// not searched; `fewest` then repeats the least total.
    pub fewest_is_proven: bool,
}

/// Movements below this part of the largest right side are rounding.
const NO_MOVEMENT: f64 = 1e-7;

/// Programs that the search for the fewest rows may solve.
const PROGRAMS_MAXIMUM: usize = 20_000;

/// Looks for what makes a program infeasible. `limits` says for each row how far its right side
/// may move, zero for a row that must stand and infinite without a limit; missing entries are
/// zero. None where the program is feasible as it stands.
///
/// The sum is least over an elastic program. The fewest rows are found by enumerating sets in the
/// order of their size and of the rows, which stops at the first that suffices. A row that a
/// sufficient set cannot do without is known early: with all other rows relaxed to their limits
/// the program stays infeasible; such rows belong to every set.
///
/// # Errors
/// A program that is malformed or not solved, and [`ProgramError::Infeasible`] where even all
/// limits together do not suffice.
pub fn program_conflict(
    program: &LinearProgram,
    limits: &[f64],
    solver: SolverChoice,
) -> Result<Option<ProgramConflict>, ProgramError> {
    let movable: Vec<usize> = (0..program.rows.len())
        .filter(|&row| limits.get(row).is_some_and(|&limit| limit > 0.0))
        .collect();
    if elastic(program, limits, &[], solver)?.is_some() {
        return Ok(None);
    }
    let Some(least_total) = elastic(program, limits, &movable, solver)? else {
        return Err(ProgramError::Infeasible {
            program: program.name.clone(),
            detail: "even with every row relaxed to its limit".to_owned(),
        });
    };
    let mut solved = movable.len();
    let (mut needed, mut free) = (Vec::new(), Vec::new());
    for &row in &movable {
        let others: Vec<usize> = movable.iter().copied().filter(|&it| it != row).collect();
        if elastic(program, limits, &others, solver)?.is_none() {
            needed.push(row);
        } else {
            free.push(row);
        }
    }
    let upper = least_total.len();
    for size in 0..=upper.saturating_sub(needed.len()) {
        let mut choice: Vec<usize> = (0..size).collect();
        while choice.last().is_none_or(|&last| last < free.len()) {
            let mut rows: Vec<usize> = needed
                .iter()
                .copied()
                .chain(choice.iter().map(|&index| free[index]))
                .collect();
            rows.sort_unstable();
            if solved >= PROGRAMS_MAXIMUM {
                return Ok(Some(ProgramConflict {
                    fewest: least_total.clone(),
                    least_total,
                    fewest_is_proven: false,
                }));
            }
            solved += 1;
            if let Some(fewest) = elastic(program, limits, &rows, solver)? {
                return Ok(Some(ProgramConflict {
                    least_total,
                    fewest,
                    fewest_is_proven: true,
                }));
            }
            if !next_choice(&mut choice, free.len()) {
                break;
            }
        }
    }
    // The least total has as few rows as any set.
    Ok(Some(ProgramConflict {
        fewest: least_total.clone(),
        least_total,
        fewest_is_proven: true,
    }))
}

/// The next combination in lexicographic order.
fn next_choice(choice: &mut [usize], count: usize) -> bool {
    let size = choice.len();
    for place in (0..size).rev() {
        if choice[place] + size - place < count {
            choice[place] += 1;
            for later in place + 1..size {
                choice[later] = choice[later - 1] + 1;
            }
            return true;
        }
    }
    false
}

/// The least sum of movements with which the program is feasible when only `rows` may move.
fn elastic(
    program: &LinearProgram,
    limits: &[f64],
    rows: &[usize],
    solver: SolverChoice,
) -> Result<Option<Vec<RowRelaxation>>, ProgramError> {
    let mut relaxed = program.clone();
    relaxed.sense = Sense::Minimise;
    relaxed.clear_costs();
    let mut slacks = Vec::with_capacity(rows.len());
    for &row in rows {
        let limit = limits.get(row).copied().unwrap_or(0.0);
        let signs: &[f64] = match program.rows[row].relation {
            Relation::AtMost => &[-1.0],
            Relation::AtLeast => &[1.0],
            Relation::Equal => &[1.0, -1.0],
        };
        let mut columns = Vec::with_capacity(signs.len());
        for &sign in signs {
            let name = format!("relaxation of {}", program.rows[row].name);
            let column = relaxed.add_column(name, 0.0, limit, 1.0);
            relaxed.rows[row].terms.push((column, sign));
            columns.push(column);
        }
        slacks.push((row, columns));
    }
    let values = match relaxed.solve(solver) {
        Ok(solution) => solution.values,
        Err(ProgramError::Infeasible { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let scale = program
        .rows
        .iter()
        .map(|row| row.right.abs())
        .fold(1.0, f64::max);
    Ok(Some(
        slacks
            .into_iter()
            .filter_map(|(row, columns)| {
                let by: f64 = columns.iter().map(|&column| values[column]).sum();
                (by > NO_MOVEMENT * scale).then(|| RowRelaxation {
                    row,
                    name: program.rows[row].name.clone(),
                    by,
                })
            })
            .collect(),
    ))
}
