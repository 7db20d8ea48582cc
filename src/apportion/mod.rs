//! Who owes what: the linear program, leximin and its closed form.
//!
//! An apportionment works in lexicographic tiers. Unmet need comes first, life-saving needs
//! before sustaining ones and equal coverage between hosts within each; then equity between the
//! States that hold a share of the reference key; then a proportional split over hosts, which
//! only settles what the other tiers leave open. Admission, recognition, return and regime are
//! data here and never decision variables.

mod assemble;
pub mod burden;
pub mod closed_form;
mod commitments;
pub mod coverage;
mod data;
mod error;
pub mod explain;
mod family_blocks;
mod fill_by_program;
mod joint;
mod ledger;
pub mod leximin;
mod lp_format;
mod money;
mod places;
mod plan_program;
pub mod program;
pub mod robust;
mod solve;

use crate::model::{NeedsMatrix, Plan, PolicyOption, Situation};

pub use closed_form::{WaterLevel, water_fill};
pub use commitments::standing_usd;
pub use coverage::allocate_by_program;
pub use error::ApportionError;
pub use fill_by_program::fill_by_program;
pub use program::{LinearProgram, ProgramError, SolverChoice};

/// What is to be apportioned.
#[derive(Clone, Copy, Debug)]
pub struct ApportionRequest<'a> {
    /// The situation.
    pub situation: &'a Situation,
    /// The option whose plan is sought.
    pub option: &'a PolicyOption,
    /// What the plan has to meet.
    pub needs: &'a NeedsMatrix,
    /// The solver; [`SolverChoice::Auto`] takes the closed form where the structure allows it.
    pub solver: SolverChoice,
}

/// Apportions one option.
///
/// Returns what the option asks of each contributor, in US$ and whole places by year, with the
/// need that remains unmet and a certificate. An option without a plan asks everybody for what it
/// gives today, so that tables can compare. Errors name the State, the rule and the remedy; a
/// program that was not solved never yields numbers.
pub fn apportion(request: &ApportionRequest) -> Result<Plan, ApportionError> {
    plan(request, true)
}

/// The same without places by host and families, for plans that are only compared: the split is
/// what takes most of the time with many States.
fn apportion_unsplit(request: &ApportionRequest) -> Result<Plan, ApportionError> {
    plan(request, false)
}

/// The constraints of a plan as one linear program, before any tier sets an objective: what a
/// reviewer reads or another solver takes. US$ stand in millions, persons in thousands. Where
/// places come before money, they are settled and stand in what States bear already.
///
/// # Errors
/// An option without a plan, or rules that contradict each other before a program exists.
pub fn program_of(request: &ApportionRequest) -> Result<LinearProgram, ApportionError> {
    if !request.option.has_plan {
        return Err(ApportionError::NoPlan {
            option: request.option.id.to_string(),
        });
    }
    let mut prepared = data::prepare(request)?;
    let built = if request.option.programme.together {
        joint::program(request, &mut prepared)?
    } else {
        let places = places::apportion_places(request, &mut prepared)?;
        money::program(request, &mut prepared, &places)
    };
    Ok(built.program.linear_program())
}

fn plan(request: &ApportionRequest, split: bool) -> Result<Plan, ApportionError> {
    let mut prepared = data::prepare(request)?;
    if request.option.has_plan {
        let settled = ledger::settle(request, prepared)?;
        return assemble::assemble(request, settled.result, settled.ledger, split);
    }
    let places = places::apportion_places(request, &mut prepared)?;
    let money = money::money_of_today(&mut prepared);
    let today = ledger::Apportioned {
        prepared,
        places,
        money,
    };
    assemble::assemble(request, today, Vec::new(), split)
}
