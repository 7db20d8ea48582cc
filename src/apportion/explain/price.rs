//! Directional prices: what one unit less saves and one unit more costs, by solving again.

use crate::apportion::program::{LinearProgram, ProgramError, SolverChoice};
use crate::apportion::{ApportionError, ApportionRequest};
use crate::model::Plan;

use super::lever::Variation;
use super::{ExplainError, Lever, Outcome};

/// A pair of answers, one for each direction; none where the rule cannot be moved that way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Directional<T> {
    /// One step less.
    pub less: Option<T>,
    /// One step more.
    pub more: Option<T>,
}

/// What one step in one direction is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Price {
    /// Outcome after the step less outcome before, in the order in which outcomes are compared:
    /// unmet need, then the worst responsibility ratio, then cost.
    pub change: Outcome,
    /// How far the rule may be moved that way before the price of the next step is another one,
    /// in units of the rule; none where it was not sought.
    pub holds_for: Option<Reach>,
}

/// How far a price holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    /// The largest movement found at which the change is still proportional.
    pub at_least: f64,
    /// The smallest found at which it no longer is, or at which the rule cannot be moved; none
    /// where the search ended first, after 2²⁰ steps.
    pub less_than: Option<f64>,
}

/// Part of a change, relative, that counts as proportional still; the rounding of places to whole
/// persons makes the worst ratio jump by more, so that it is compared to the ratio itself.
const PROPORTIONAL_TOLERANCE: f64 = 1e-6;

/// A breakpoint is bracketed to this part of itself, or to one step.
const BREAKPOINT_TOLERANCE: f64 = 0.01;

/// Doublings of the step before the search gives up.
const DOUBLINGS_MAXIMUM: i32 = 20;

/// Prices of one rule in both directions, without the range over which they hold.
///
/// # Errors
/// A step that is not above zero, or a changed apportionment that is refused for another reason
/// than that the rules then contradict each other.
pub fn prices(
    request: &ApportionRequest,
    plan: &Plan,
    lever: &Lever,
    step: f64,
) -> Result<Directional<Price>, ExplainError> {
    let one = |sign: f64| {
        Ok::<_, ExplainError>(
            change(request, plan, lever, sign * step)?.map(|change| Price {
                change,
                holds_for: None,
            }),
        )
    };
    check_step(step)?;
    Ok(Directional {
        less: one(-1.0)?,
        more: one(1.0)?,
    })
}

/// The same with the range: the movement is doubled until the change is no longer proportional,
/// and the breakpoint then bracketed by bisection to one hundredth of itself or one step.
///
/// # Errors
/// As [`prices`].
pub fn prices_with_reach(
    request: &ApportionRequest,
    plan: &Plan,
    lever: &Lever,
    step: f64,
) -> Result<Directional<Price>, ExplainError> {
    let mut found = prices(request, plan, lever, step)?;
    let base = Outcome::of(plan);
    for (sign, price) in [(-1.0, &mut found.less), (1.0, &mut found.more)] {
        let Some(price) = price else { continue };
        let first = price.change;
        let holds = |steps: f64| -> Result<bool, ExplainError> {
            Ok(change(request, plan, lever, sign * step * steps)?
                .is_some_and(|change| is_proportional(&change, &first, steps, &base)))
        };
        price.holds_for = Some(reach(step, holds)?);
    }
    Ok(found)
}

fn check_step(step: f64) -> Result<(), ExplainError> {
    if step.is_finite() && step > 0.0 {
        Ok(())
    } else {
        Err(ExplainError::Step { step })
    }
}

/// The change of the outcome when a rule moves; none where it cannot be moved or where the rules
/// then contradict each other.
fn change(
    request: &ApportionRequest,
    plan: &Plan,
    lever: &Lever,
    amount: f64,
) -> Result<Option<Outcome>, ExplainError> {
    let Some(varied) = Variation::moved(request, plan, lever, amount) else {
        return Ok(None);
    };
    match varied.solve() {
        Ok(after) => Ok(Some(Outcome::of(&after).less(&Outcome::of(plan)))),
        Err(ApportionError::Places { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn is_proportional(change: &Outcome, first: &Outcome, steps: f64, base: &Outcome) -> bool {
    let near = |value: f64, unit: f64, scale: f64| {
        (value - steps * unit).abs()
            <= PROPORTIONAL_TOLERANCE * scale.max((steps * unit).abs()).max(1e-9)
    };
    near(change.unmet_places, first.unmet_places, 1.0)
        && near(change.unmet_usd, first.unmet_usd, base.unmet_usd.max(1.0))
        && near(change.worst_ratio, first.worst_ratio, base.worst_ratio)
        && near(change.cost_usd, first.cost_usd, base.cost_usd.max(1.0))
}

/// Doubles and bisects; `holds` is asked in numbers of steps, and one step holds by definition.
fn reach<E>(step: f64, mut holds: impl FnMut(f64) -> Result<bool, E>) -> Result<Reach, E> {
    let mut good = 1.0;
    let mut bad = None;
    for doubling in 1..=DOUBLINGS_MAXIMUM {
        let steps = libm::exp2(f64::from(doubling));
        if holds(steps)? {
            good = steps;
        } else {
            bad = Some(steps);
            break;
        }
    }
    while let Some(above) = bad
        && above - good > (BREAKPOINT_TOLERANCE * good).max(1.0)
    {
        let middle = f64::midpoint(good, above).floor();
        if holds(middle)? {
            good = middle;
        } else {
            bad = Some(middle);
        }
    }
    Ok(Reach {
        at_least: good * step,
        less_than: bad.map(|steps| steps * step),
    })
}

/// What one unit of a row's right side is worth, in the program's own objective.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProgramPrice {
    /// Objective after the step less objective before, for each unit of the right side moved.
    pub per_unit: f64,
    /// How far the price holds, in units of the right side.
    pub holds_for: Reach,
}

/// Prices of a row in both directions; a direction in which the program becomes infeasible has
/// none.
pub type ProgramPrices = Directional<ProgramPrice>;

/// Solves a program again with the right side of `row` moved by `step`, both ways.
///
/// # Errors
/// A program without an answer, before the change or after it for another reason than that the
/// row can then no longer be met; a row that does not exist has no price in either direction.
pub fn program_prices(
    program: &LinearProgram,
    row: usize,
    step: f64,
    solver: SolverChoice,
) -> Result<ProgramPrices, ProgramError> {
    let base = program.solve(solver)?.objective;
    if program.rows.get(row).is_none() || !(step.is_finite() && step > 0.0) {
        return Ok(Directional {
            less: None,
            more: None,
        });
    }
    let change = |amount: f64| -> Result<Option<f64>, ProgramError> {
        let mut moved = program.clone();
        moved.rows[row].right += amount;
        match moved.solve(solver) {
            Ok(solution) => Ok(Some(solution.objective - base)),
            Err(ProgramError::Infeasible { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    };
    let side = |sign: f64| -> Result<Option<ProgramPrice>, ProgramError> {
        let Some(first) = change(sign * step)? else {
            return Ok(None);
        };
        let holds = |steps: f64| -> Result<bool, ProgramError> {
            let scale = base.abs().max((steps * first).abs()).max(1.0);
            Ok(change(sign * step * steps)?
                .is_some_and(|it| (it - steps * first).abs() <= PROPORTIONAL_TOLERANCE * scale))
        };
        Ok(Some(ProgramPrice {
            per_unit: first / step,
            holds_for: reach(step, holds)?,
        }))
    };
    Ok(Directional {
        less: side(-1.0)?,
        more: side(1.0)?,
    })
}
