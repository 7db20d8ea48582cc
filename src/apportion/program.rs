//! A linear program as a value of our own: named columns and rows, in scaled units.
//!
//! Money stands in US$ million and places in thousands, since solvers have called a feasible
//! program in cents infeasible. A program is checked before any solver sees it, and what a solver
//! answers is snapped to bounds and verified row by row before anybody sees a number.

/// Which solver is to be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SolverChoice {
    /// By size: the simplex method for small programs, the interior-point method for large ones;
    /// the other one is tried where the first does not converge.
    #[default]
    Auto,
    /// microlp, a simplex method: exact vertices.
    Microlp,
    /// Clarabel, an interior-point method: fast on large programs.
    Clarabel,
    /// `HiGHS`, where the binary was built with the feature `highs`.
    Highs,
}

/// Whether the objective is made small or large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// As small as possible.
    Minimise,
    /// As large as possible.
    Maximise,
}

/// How a row's left side stands to its right side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// At most the right side.
    AtMost,
    /// Equal to it.
    Equal,
    /// At least the right side.
    AtLeast,
}

/// A column: a variable with its bounds and its cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Name for messages.
    pub name: String,
    /// Lower bound; may be −∞.
    pub lower: f64,
    /// Upper bound; may be ∞.
    pub upper: f64,
    /// Coefficient in the objective.
    pub cost: f64,
}

/// A row: a constraint.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Name for messages.
    pub name: String,
    /// `(column, coefficient)`; a column may stand twice, then its coefficients add up.
    pub terms: Vec<(usize, f64)>,
    /// Relation.
    pub relation: Relation,
    /// Right side.
    pub right: f64,
}

/// A linear program.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearProgram {
    /// Name for messages.
    pub name: String,
    /// Whether the objective is made small or large.
    pub sense: Sense,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Row>,
}

/// The answer to a program that was truly solved.
#[derive(Clone, Debug, PartialEq)]
pub struct ProgramSolution {
    /// Value of each column, within its bounds.
    pub values: Vec<f64>,
    /// Value of the objective.
    pub objective: f64,
    /// The solver that answered.
    pub solver: &'static str,
    /// The largest violation of a row, relative to its scale.
    pub largest_violation: f64,
}

/// A program without an answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ProgramError {
    /// No columns.
    #[error("the program `{program}` has no variables, so there is nothing to solve")]
    Empty {
        /// The program.
        program: String,
    },
    /// A number that is not finite where it must be.
    #[error("the program `{program}` holds {value} in {place}, where a finite number is needed")]
    NotFinite {
        /// The program.
        program: String,
        /// Column or row.
        place: String,
        /// The value.
        value: f64,
    },
    /// A row that names a column which does not exist.
    #[error("the program `{program}`: row `{row}` names column {column}, which does not exist")]
    UnknownColumn {
        /// The program.
        program: String,
        /// The row.
        row: String,
        /// The column's index.
        column: usize,
    },
    /// A lower bound above the upper one.
    #[error(
        "the program `{program}` is infeasible: `{column}` would have to be at least {lower} and \
         at most {upper}; lower the floor or raise the cap"
    )]
    BoundsCross {
        /// The program.
        program: String,
        /// The column.
        column: String,
        /// Lower bound.
        lower: f64,
        /// Upper bound.
        upper: f64,
    },
    /// No values satisfy all rows and bounds.
    #[error(
        "the program `{program}` is infeasible ({detail}): floors, caps and totals contradict \
         each other; lower floors or raise caps"
    )]
    Infeasible {
        /// The program.
        program: String,
        /// Who found it, or which row.
        detail: String,
    },
    /// The objective has no limit.
    #[error("the program `{program}` is unbounded: something may grow without limit; add a cap")]
    Unbounded {
        /// The program.
        program: String,
    },
    /// The solver gave up.
    #[error(
        "the program `{program}` was not solved: {solver} ended with `{status}`; choose another \
         solver"
    )]
    NotSolved {
        /// The program.
        program: String,
        /// The solver.
        solver: &'static str,
        /// Its status.
        status: String,
    },
    /// The answer breaks a row.
    #[error(
        "the answer of {solver} to the program `{program}` breaks row `{row}` by {violation:.1e} \
         of its scale and is not used; choose another solver"
    )]
    Violated {
        /// The program.
        program: String,
        /// The solver.
        solver: &'static str,
        /// The row.
        row: String,
        /// Relative violation.
        violation: f64,
    },
    /// A solver that this binary lacks.
    #[error(
        "this binary was built without HiGHS; build it with the feature `highs` or choose another solver"
    )]
    NoHighs,
}

/// The largest violation of a row, relative to its scale, that an answer may have.
pub const VIOLATION_TOLERANCE: f64 = 1e-6;

impl LinearProgram {
    /// An empty program.
    pub fn new(name: impl Into<String>, sense: Sense) -> Self {
        Self {
            name: name.into(),
            sense,
            columns: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// Adds a column and returns its index.
    pub fn add_column(
        &mut self,
        name: impl Into<String>,
        lower: f64,
        upper: f64,
        cost: f64,
    ) -> usize {
        self.columns.push(Column {
            name: name.into(),
            lower,
            upper,
            cost,
        });
        self.columns.len() - 1
    }

    /// Adds a row and returns its index.
    pub fn add_row(
        &mut self,
        name: impl Into<String>,
        terms: Vec<(usize, f64)>,
        relation: Relation,
        right: f64,
    ) -> usize {
        self.rows.push(Row {
            name: name.into(),
            terms,
            relation,
            right,
        });
        self.rows.len() - 1
    }

    /// Sets every cost to zero, as before the next tier's objective.
    pub fn clear_costs(&mut self) {
        for column in &mut self.columns {
            column.cost = 0.0;
        }
    }

    /// Solves the program.
    ///
    /// The values are within bounds and satisfy every row to [`VIOLATION_TOLERANCE`]; a program
    /// that is empty, malformed, infeasible, unbounded or not converged gives an error and no
    /// numbers.
    pub fn solve(&self, solver: SolverChoice) -> Result<ProgramSolution, ProgramError> {
        self.check()?;
        super::solve::solve(self, solver)
    }

    /// The left side of a row.
    #[must_use]
    pub fn left_side(&self, row: &Row, values: &[f64]) -> f64 {
        row.terms
            .iter()
            .map(|&(column, coefficient)| coefficient * values.get(column).copied().unwrap_or(0.0))
            .sum()
    }

    /// The largest violation of any row, relative to the largest term of the row or its right
    /// side but at least 1 unit, with the row's index.
    #[must_use]
    pub fn largest_violation(&self, values: &[f64]) -> (f64, Option<usize>) {
        let (mut largest, mut place) = (0.0_f64, None);
        for (index, row) in self.rows.iter().enumerate() {
            let left = self.left_side(row, values);
            let excess = match row.relation {
                Relation::AtMost => left - row.right,
                Relation::AtLeast => row.right - left,
                Relation::Equal => (left - row.right).abs(),
            };
            let scale = row
                .terms
                .iter()
                .map(|&(column, coefficient)| {
                    (coefficient * values.get(column).copied().unwrap_or(0.0)).abs()
                })
                .fold(row.right.abs().max(1.0), f64::max);
            if excess / scale > largest || excess.is_nan() {
                largest = if excess.is_nan() {
                    f64::INFINITY
                } else {
                    excess / scale
                };
                place = Some(index);
            }
        }
        (largest, place)
    }

    pub(super) fn check(&self) -> Result<(), ProgramError> {
        let program = || self.name.clone();
        if self.columns.is_empty() {
            return Err(ProgramError::Empty { program: program() });
        }
        let not_finite = |place: String, value: f64| {
            Err(ProgramError::NotFinite {
                program: program(),
                place,
                value,
            })
        };
        for column in &self.columns {
            let place = |what: &str| format!("the {what} of `{}`", column.name);
            if !column.cost.is_finite() {
                return not_finite(place("cost"), column.cost);
            }
            if column.lower.is_nan() || column.lower == f64::INFINITY {
                return not_finite(place("lower bound"), column.lower);
            }
            if column.upper.is_nan() || column.upper == f64::NEG_INFINITY {
                return not_finite(place("upper bound"), column.upper);
            }
            if column.lower > column.upper {
                return Err(ProgramError::BoundsCross {
                    program: program(),
                    column: column.name.clone(),
                    lower: column.lower,
                    upper: column.upper,
                });
            }
        }
        for row in &self.rows {
            if !row.right.is_finite() {
                return not_finite(format!("the right side of `{}`", row.name), row.right);
            }
            for &(column, coefficient) in &row.terms {
                if column >= self.columns.len() {
                    return Err(ProgramError::UnknownColumn {
                        program: program(),
                        row: row.name.clone(),
                        column,
                    });
                }
                if !coefficient.is_finite() {
                    return not_finite(format!("a coefficient of `{}`", row.name), coefficient);
                }
            }
        }
        Ok(())
    }
}
