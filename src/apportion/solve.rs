//! Feeding a checked program to a solver and verifying what comes back.
//!
//! Fixed columns are put into the right sides, since an interior-point method has no interior
//! there; rows are divided by their largest coefficient. What `good_lp` 1.15 answers is not taken
//! at its word: Clarabel's status is read from inside, because `good_lp` passes almost-solved and
//! unbounded programs on as optimal, and every row is verified on the values.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use good_lp::solvers::SolutionStatus;
use good_lp::{
    Expression, ProblemVariables, ResolutionError, Solution, SolverModel, Variable, variable,
};

use super::program::{
    LinearProgram, ProgramError, ProgramSolution, Relation, Sense, SolverChoice,
    VIOLATION_TOLERANCE,
};

/// Programs with at most so many columns go to the simplex method first.
const SIMPLEX_COLUMNS_MAXIMUM: usize = 300;

/// Values closer to a bound than this, relative to the value's scale, are set to the bound: an
/// interior-point method answers 2.6e-9 where 0 is meant.
const SNAP_TOLERANCE: f64 = 1e-8;

/// Residuals that an interior-point answer may have.
const RESIDUAL_TOLERANCE: f64 = 1e-7;

/// A solver that this build has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Solver {
    Microlp,
    Clarabel,
    #[cfg(feature = "highs")]
    Highs,
}

impl Solver {
    fn name(self) -> &'static str {
        match self {
            Self::Microlp => "microlp",
            Self::Clarabel => "Clarabel",
            #[cfg(feature = "highs")]
            Self::Highs => "HiGHS",
        }
    }
}

/// Terms by position of the remaining column, relation and right side.
type ReducedRow = (Vec<(usize, f64)>, Relation, f64);

/// The part of a program that a solver has to decide.
struct Reduced {
    /// Original index of each remaining column.
    columns: Vec<usize>,
    /// Values of all columns as far as they are settled.
    values: Vec<f64>,
    /// Rows over the remaining columns, scaled.
    rows: Vec<ReducedRow>,
    /// Factor on costs.
    cost_scale: f64,
}

pub(super) fn solve(
    program: &LinearProgram,
    choice: SolverChoice,
) -> Result<ProgramSolution, ProgramError> {
    let reduced = reduce(program)?;
    if reduced.columns.is_empty() {
        return verify(program, reduced.values, "bounds alone");
    }
    let by_size = if reduced.columns.len() <= SIMPLEX_COLUMNS_MAXIMUM {
        [Solver::Microlp, Solver::Clarabel]
    } else {
        [Solver::Clarabel, Solver::Microlp]
    };
    let [first, second] = match choice {
        SolverChoice::Auto => by_size,
        SolverChoice::Microlp => return attempt(program, &reduced, Solver::Microlp),
        SolverChoice::Clarabel => return attempt(program, &reduced, Solver::Clarabel),
        #[cfg(feature = "highs")]
        SolverChoice::Highs => return attempt(program, &reduced, Solver::Highs),
        #[cfg(not(feature = "highs"))]
        SolverChoice::Highs => return Err(ProgramError::NoHighs),
    };
    // The simplex method's "infeasible" is exact; everything else is worth a second opinion.
    match attempt(program, &reduced, first) {
        Err(error) if first == Solver::Clarabel || !is_verdict(&error) => {
            attempt(program, &reduced, second)
                .map_err(|later| if is_verdict(&later) { later } else { error })
        }
        answer => answer,
    }
}

fn is_verdict(error: &ProgramError) -> bool {
    matches!(
        error,
        ProgramError::Infeasible { .. } | ProgramError::Unbounded { .. }
    )
}

/// Settles fixed columns and columns that stand in no row, and drops empty rows.
fn reduce(program: &LinearProgram) -> Result<Reduced, ProgramError> {
    let mut values = vec![f64::NAN; program.columns.len()];
    for (value, column) in values.iter_mut().zip(&program.columns) {
        if column.lower == column.upper {
            *value = column.lower;
        }
    }
    let mut rows = Vec::with_capacity(program.rows.len());
    let mut used = vec![false; program.columns.len()];
    for row in &program.rows {
        let mut terms: BTreeMap<usize, f64> = BTreeMap::new();
        let mut right = row.right;
        let mut magnitude = row.right.abs().max(1.0);
        for &(column, coefficient) in &row.terms {
            if values[column].is_nan() {
                *terms.entry(column).or_insert(0.0) += coefficient;
            } else {
                right -= coefficient * values[column];
                magnitude = magnitude.max((coefficient * values[column]).abs());
            }
        }
        terms.retain(|_, coefficient| *coefficient != 0.0);
        let Some(scale) = terms.values().map(|value| value.abs()).reduce(f64::max) else {
            let kept = match row.relation {
                Relation::AtMost => right >= -VIOLATION_TOLERANCE * magnitude,
                Relation::AtLeast => right <= VIOLATION_TOLERANCE * magnitude,
                Relation::Equal => right.abs() <= VIOLATION_TOLERANCE * magnitude,
            };
            if kept {
                continue;
            }
            return Err(ProgramError::Infeasible {
                program: program.name.clone(),
                detail: format!("row `{}` cannot hold", row.name),
            });
        };
        let terms: Vec<(usize, f64)> = terms
            .into_iter()
            .map(|(column, coefficient)| (column, coefficient / scale))
            .collect();
        for &(column, _) in &terms {
            used[column] = true;
        }
        rows.push((terms, row.relation, right / scale));
    }
    for (index, column) in program.columns.iter().enumerate() {
        if values[index].is_nan() && !used[index] {
            values[index] = settle_alone(program, index)?;
            debug_assert!(column.lower <= values[index] && values[index] <= column.upper);
        }
    }
    let columns: Vec<usize> = (0..values.len())
        .filter(|&index| values[index].is_nan())
        .collect();
    let mut position = vec![usize::MAX; values.len()];
    for (place, &column) in columns.iter().enumerate() {
        position[column] = place;
    }
    for (terms, _, _) in &mut rows {
        for (column, _) in terms {
            *column = position[*column];
        }
    }
    let largest_cost = columns
        .iter()
        .map(|&column| program.columns[column].cost.abs())
        .fold(0.0, f64::max);
    Ok(Reduced {
        columns,
        values,
        rows,
        cost_scale: if largest_cost > 0.0 {
            1.0 / largest_cost
        } else {
            1.0
        },
    })
}

/// The best value of a column that stands in no row.
fn settle_alone(program: &LinearProgram, index: usize) -> Result<f64, ProgramError> {
    let column = &program.columns[index];
    let cost = match program.sense {
        Sense::Minimise => column.cost,
        Sense::Maximise => -column.cost,
    };
    let best = if cost > 0.0 {
        column.lower
    } else if cost < 0.0 {
        column.upper
    } else {
        0.0_f64.clamp(column.lower, column.upper)
    };
    if best.is_finite() {
        Ok(best)
    } else {
        Err(ProgramError::Unbounded {
            program: program.name.clone(),
        })
    }
}

fn attempt(
    program: &LinearProgram,
    reduced: &Reduced,
    solver: Solver,
) -> Result<ProgramSolution, ProgramError> {
    // Nothing that reaches a solver here makes it panic to our knowledge; if one does all the
    // same, it is an unsolved program and not the end of the run.
    let answer = catch_unwind(AssertUnwindSafe(|| run(program, reduced, solver)));
    let found = match answer {
        Ok(Ok(found)) => found,
        Ok(Err(failure)) => return Err(failure.into_error(program, solver)),
        Err(_) => return Err(Failure::Status("a panic".to_owned()).into_error(program, solver)),
    };
    let mut values = reduced.values.clone();
    for (&column, value) in reduced.columns.iter().zip(found) {
        values[column] = value;
    }
    verify(program, values, solver.name())
}

enum Failure {
    Infeasible,
    Unbounded,
    Status(String),
}

impl Failure {
    fn into_error(self, program: &LinearProgram, solver: Solver) -> ProgramError {
        let program = program.name.clone();
        match self {
            Self::Infeasible => ProgramError::Infeasible {
                program,
                detail: format!("found by {}", solver.name()),
            },
            Self::Unbounded => ProgramError::Unbounded { program },
            Self::Status(status) => ProgramError::NotSolved {
                program,
                solver: solver.name(),
                status,
            },
        }
    }
}

impl From<ResolutionError> for Failure {
    fn from(error: ResolutionError) -> Self {
        match error {
            ResolutionError::Infeasible => Self::Infeasible,
            ResolutionError::Unbounded => Self::Unbounded,
            other => Self::Status(other.to_string()),
        }
    }
}

fn run(program: &LinearProgram, reduced: &Reduced, solver: Solver) -> Result<Vec<f64>, Failure> {
    let mut problem = ProblemVariables::new();
    let mut objective = Expression::with_capacity(reduced.columns.len());
    let variables: Vec<Variable> = reduced
        .columns
        .iter()
        .map(|&index| {
            let column = &program.columns[index];
            let added = problem.add(variable().min(column.lower).max(column.upper));
            if column.cost != 0.0 {
                objective.add_mul(column.cost * reduced.cost_scale, added);
            }
            added
        })
        .collect();
    let unsolved = match program.sense {
        Sense::Minimise => problem.minimise(objective),
        Sense::Maximise => problem.maximise(objective),
    };
    match solver {
        Solver::Microlp => {
            let mut model = unsolved.using(good_lp::microlp);
            feed(&mut model, reduced, &variables);
            let solution = model.solve()?;
            if !matches!(solution.status(), SolutionStatus::Optimal) {
                return Err(Failure::Status("no proof of optimality".to_owned()));
            }
            Ok(read(&solution, &variables))
        }
        Solver::Clarabel => {
            let mut model = unsolved.using(good_lp::clarabel);
            model
                .settings()
                .tol_gap_abs(1e-10)
                .tol_gap_rel(1e-10)
                .tol_feas(1e-10);
            feed(&mut model, reduced, &variables);
            let solution = model.solve()?;
            let inner = solution.inner();
            match inner.status {
                clarabel::solver::SolverStatus::Solved
                | clarabel::solver::SolverStatus::AlmostSolved => {
                    if inner.r_prim > RESIDUAL_TOLERANCE
                        || inner.r_dual > RESIDUAL_TOLERANCE
                        || (inner.obj_val - inner.obj_val_dual).abs()
                            > RESIDUAL_TOLERANCE * inner.obj_val.abs().max(1.0)
                    {
                        return Err(Failure::Status(format!(
                            "{:?}, with residuals {:.0e} and {:.0e}",
                            inner.status, inner.r_prim, inner.r_dual
                        )));
                    }
                }
                clarabel::solver::SolverStatus::DualInfeasible => return Err(Failure::Unbounded),
                other => return Err(Failure::Status(format!("{other:?}"))),
            }
            Ok(read(&solution, &variables))
        }
        #[cfg(feature = "highs")]
        Solver::Highs => {
            let mut model = unsolved.using(good_lp::highs);
            model.set_verbose(false);
            // Later rounds keep earlier levels to 1e-9, below what HiGHS allows by itself.
            let mut model = model
                .set_option("primal_feasibility_tolerance", 1e-10)
                .set_option("dual_feasibility_tolerance", 1e-10);
            feed(&mut model, reduced, &variables);
            let solution = model.solve()?;
            if !matches!(solution.status(), SolutionStatus::Optimal) {
                return Err(Failure::Status("no proof of optimality".to_owned()));
            }
            Ok(read(&solution, &variables))
        }
    }
}

fn feed<M: SolverModel>(model: &mut M, reduced: &Reduced, variables: &[Variable]) {
    for (terms, relation, right) in &reduced.rows {
        let mut left = Expression::with_capacity(terms.len());
        for &(column, coefficient) in terms {
            left.add_mul(coefficient, variables[column]);
        }
        model.add_constraint(match relation {
            Relation::AtMost => left.leq(*right),
            Relation::Equal => left.eq(*right),
            Relation::AtLeast => left.geq(*right),
        });
    }
}

fn read(solution: &impl Solution, variables: &[Variable]) -> Vec<f64> {
    variables
        .iter()
        .map(|&variable| solution.value(variable))
        .collect()
}

/// Snaps values to bounds and verifies every row on what results.
fn verify(
    program: &LinearProgram,
    mut values: Vec<f64>,
    solver: &'static str,
) -> Result<ProgramSolution, ProgramError> {
    for (value, column) in values.iter_mut().zip(&program.columns) {
        if !value.is_finite() {
            return Err(ProgramError::NotSolved {
                program: program.name.clone(),
                solver,
                status: format!("{value} for `{}`", column.name),
            });
        }
        let scale = value.abs().max(1.0);
        for bound in [column.lower, column.upper] {
            if (*value - bound).abs() <= SNAP_TOLERANCE * scale {
                *value = bound;
            }
        }
        if *value < column.lower - VIOLATION_TOLERANCE * scale
            || *value > column.upper + VIOLATION_TOLERANCE * scale
        {
            return Err(ProgramError::Violated {
                program: program.name.clone(),
                solver,
                row: format!("bounds of {}", column.name),
                violation: (column.lower - *value).max(*value - column.upper) / scale,
            });
        }
        *value = value.clamp(column.lower, column.upper);
    }
    let (largest_violation, place) = program.largest_violation(&values);
    if largest_violation > VIOLATION_TOLERANCE {
        return Err(ProgramError::Violated {
            program: program.name.clone(),
            solver,
            row: place.map_or_else(String::new, |row| program.rows[row].name.clone()),
            violation: largest_violation,
        });
    }
    let objective = program
        .columns
        .iter()
        .zip(&values)
        .map(|(column, value)| column.cost * value)
        .sum();
    Ok(ProgramSolution {
        values,
        objective,
        solver,
        largest_violation,
    })
}
