//! A plan as a linear program: every contributor, host, measure and year in the open.
//!
//! One builder serves two ends: money alone, where places are settled already, and everything
//! together, where a State may give more of one measure and less of another.

mod build;
mod groups;

use crate::model::{MeasureKind, Objective, RatioPeriod};

use super::burden::{BurdenProgram, BurdenSolution, Equity, Rules};
use super::data::Prepared;
use super::explain::{RowRelaxation, program_conflict};
use super::{ApportionError, ApportionRequest, ProgramError};

pub(in crate::apportion) use build::build;

/// US$ in a unit of the program.
pub(in crate::apportion) const UNIT: f64 = 1e6;

/// Persons and person-months in a unit of the program.
const THOUSAND: f64 = 1e3;

/// What an arc carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::apportion) enum Carries {
    /// Money for a cell of a year.
    Money {
        /// Index of the year.
        year: usize,
        /// `2 · host + tier`.
        cell: usize,
    },
    /// Resettlement places of people from a host.
    Places {
        /// Index of the year.
        year: usize,
        /// Index of the host.
        host: usize,
    },
    /// Money that stands in for resettlement places, counted in places.
    Instead {
        /// Index of the year.
        year: usize,
        /// Index of the host.
        host: usize,
    },
    /// Another measure, by its position among those of the option.
    Other {
        /// Position in [`Prepared::measures`].
        measure: usize,
        /// Index of the year.
        year: usize,
        /// Index of the host.
        host: usize,
    },
}

impl Carries {
    fn year(self) -> usize {
        match self {
            Self::Money { year, .. }
            | Self::Places { year, .. }
            | Self::Instead { year, .. }
            | Self::Other { year, .. } => year,
        }
    }

    fn host(self) -> usize {
        match self {
            Self::Money { cell, .. } => cell / 2,
            Self::Places { host, .. } | Self::Instead { host, .. } | Self::Other { host, .. } => {
                host
            }
        }
    }

    /// The measure, and a number for it among the program's.
    fn kind(self, prepared: &Prepared) -> (MeasureKind, usize) {
        match self {
            Self::Money { .. } | Self::Instead { .. } => (MeasureKind::Funding, 0),
            Self::Places { .. } => (MeasureKind::Resettlement, 1),
            Self::Other { measure, .. } => (prepared.measures[measure].kind, 2 + measure),
        }
    }
}

/// Units of a measure in a unit of the program.
pub(in crate::apportion) fn scale(kind: MeasureKind) -> f64 {
    if kind.is_whole() { THOUSAND } else { UNIT }
}

/// What the program is built from, beside the rows.
pub(in crate::apportion) struct Inputs<'a> {
    /// Money of those without a key share, US$ `[row][year]`.
    pub(in crate::apportion) fixed: &'a [Vec<f64>],
    /// Floors of money of those with one, US$ `[row][year]`.
    pub(in crate::apportion) floors: &'a [Vec<f64>],
    /// The whole that key shares divide, US$ by year.
    pub(in crate::apportion) whole_by_year: &'a [f64],
    /// What each row bears outside this program, US$ `[row][year]`.
    pub(in crate::apportion) offsets: &'a [Vec<f64>],
    /// Resettlement places to be found, persons `[year][host]`; none where places are settled.
    pub(in crate::apportion) places: Option<&'a [Vec<f64>]>,
}

/// A program with what each of its arcs and demands means.
pub(in crate::apportion) struct PlanProgram {
    pub(in crate::apportion) program: BurdenProgram,
    /// By arc.
    pub(in crate::apportion) carries: Vec<Carries>,
    /// By demand.
    pub(in crate::apportion) needs: Vec<Carries>,
}

/// The rules by which the option's program is solved.
pub(in crate::apportion) fn rules(request: &ApportionRequest) -> Rules {
    let programme = &request.option.programme;
    Rules {
        equity: match request.option.objective {
            Objective::Leximin => Equity::Leximin,
            Objective::MinMax => Equity::MinMax,
            Objective::Proportional => Equity::Proportional,
            Objective::LeastCost => Equity::LeastCost,
            Objective::LeastDeviation => Equity::LeastDeviation,
            Objective::Nash => Equity::Nash,
            Objective::Tradable => Equity::Tradable,
        },
        order: programme.order,
        by_period: programme.ratio == RatioPeriod::EachYear,
        switching_cost: programme.switching_cost_usd_per_usd,
        tie_breaks: programme.together || programme.money_needs_program(),
    }
}

/// Solves a plan's program. Where its rules contradict each other, the error says which of them to
/// relax, by least total and by fewest.
pub(in crate::apportion) fn solve(
    request: &ApportionRequest,
    built: &PlanProgram,
) -> Result<BurdenSolution, ApportionError> {
    let rules = rules(request);
    built.program.solve(rules, request.solver).map_err(|error| {
        let infeasible = matches!(
            error,
            ApportionError::Program(ProgramError::Infeasible { .. })
        );
        if infeasible {
            contradiction(request, built).unwrap_or(error)
        } else {
            error
        }
    })
}

/// Which rules to relax, in words; none where the program alone does not tell.
fn contradiction(request: &ApportionRequest, built: &PlanProgram) -> Option<ApportionError> {
    let program = built.program.linear_program();
    let needs = built.program.demands.len();
    let limits: Vec<f64> = (0..program.rows.len())
        .map(|row| if row < needs { 0.0 } else { f64::INFINITY })
        .collect();
    let conflict = program_conflict(&program, &limits, request.solver).ok()??;
    let words = |relaxations: &[RowRelaxation]| -> String {
        relaxations
            .iter()
            .map(in_words)
            .collect::<Vec<_>>()
            .join(", ")
    };
    Some(ApportionError::Contradiction {
        least_total: words(&conflict.least_total),
        fewest: words(&conflict.fewest),
    })
}

/// Units that rows name after a comma, where they are not US$ million.
const WHOLE_UNITS: [&str; 3] = ["persons", "person-months", "procedures"];

/// What to do with a row and by how much, in the unit in which it is counted; upwards to the last
/// digit shown, so that what is said suffices.
fn in_words(relaxation: &RowRelaxation) -> String {
    let (name, unit) = relaxation
        .name
        .rsplit_once(", ")
        .unwrap_or((&relaxation.name, "US$"));
    let (verb, what) = if let Some(rule) = name.strip_prefix("least of ") {
        ("lower", rule.to_owned())
    } else if let Some(rule) = name.strip_prefix("most of ") {
        ("raise", rule.to_owned())
    } else if name.starts_with("floor of ") {
        ("lower", format!("the {name}"))
    } else if name.starts_with("cap of ") {
        ("raise", format!("the {name}"))
    } else {
        ("loosen", name.to_owned())
    };
    let up = |value: f64| (value - 1e-6 * value.max(1.0)).ceil();
    let amount = if WHOLE_UNITS.contains(&unit) {
        format!("{:.0} {unit}", up(THOUSAND * relaxation.by))
    } else {
        let million = up(1e3 * relaxation.by) / 1e3;
        format!("US$ {} million", crate::units::with_decimals(million))
    };
    format!("{verb} {what} by {amount}")
}
