//! Explanations of an apportionment: what a rule is worth, why a State owes what it owes, what
//! follows when one stays out, and how far a set of rules misses a total.
//!
//! Prices are never read off a solver's duals: at a vertex where a rule has just begun to bind a
//! dual may stand anywhere between the two directional prices. Everything here solves again, with
//! one thing changed, in both directions, and answers in the words of the plan: whole places and
//! US$ of the whole period of the plan.

mod alternatives;
mod conflict;
mod consequence;
mod frontier;
mod keys;
mod level;
mod lever;
mod options;
mod placed;
mod places_frontier;
mod places_room;
mod price;
mod program_conflict;
mod why;

use crate::id::ContributorId;
use crate::model::{BindingRule, Plan};

use super::ApportionError;

pub use alternatives::{Alternative, Room, alternatives};
pub use conflict::{Bound, BoundRule, Conflict, Relaxation, conflict};
pub use consequence::{Consequence, Leaving, Move, compare, if_fixed, if_stays_out};
pub use frontier::{FrontierPoint, FrontierProblem, frontier};
pub use keys::{KeysOnTable, PARADOX_STEP, keys_on_the_table};
pub use level::{BoxPrices, LevelPrice, LevelPrices, level_prices};
pub use lever::Lever;
pub use options::{ShareRange, Standing, share_ranges};
pub use places_frontier::{PlacesFrontier, frontier_of_places};
pub use places_room::{PlacesRoom, room_for_places};
pub use price::{
    Directional, Price, ProgramPrice, ProgramPrices, Reach, prices, prices_with_reach,
    program_prices,
};
pub use program_conflict::{ProgramConflict, RowRelaxation, program_conflict};
pub use why::{LeverEffect, MONEY_STEP_USD, SHARE_STEP, Step, Why, why};

/// Why an explanation refuses.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ExplainError {
    /// A contributor that the plan does not have.
    #[error("the plan has no contributor `{id}`; name one of its contributors")]
    UnknownContributor {
        /// The identifier.
        id: String,
    },
    /// The option has no plan whose rules could be explained.
    #[error("option `{option}` has no plan: everybody gives what it gives today")]
    NoPlan {
        /// The option.
        option: String,
    },
    /// One that takes no part cannot stay out.
    #[error("{name} takes no part in the plan, so it can neither stay out nor be fixed")]
    TakesNoPart {
        /// Its name.
        name: String,
    },
    /// Nobody else holds a share of the key.
    #[error(
        "without {name} no State is left that holds a share of the key, so nobody can be asked; \
         add participants"
    )]
    NobodyLeft {
        /// Its name.
        name: String,
    },
    /// A host of the situation gives no places.
    #[error("{name} hosts people of this situation, and hosts give no places: places relieve them")]
    HostGivesNoPlaces {
        /// Its name.
        name: String,
    },
    /// Only States give places under the key.
    #[error("{name} holds no share of the key, so the plan sets no places for it")]
    NoKeyShare {
        /// Its name.
        name: String,
    },
    /// States that do not say what a place costs them.
    #[error(
        "a frontier of equity and cost needs what receiving a person costs each State; \
         `place_cost_usd_per_person` is missing for {states}"
    )]
    NoCost {
        /// Their names.
        states: String,
    },
    /// A year that the plan does not have.
    #[error("the plan has no year {year}; it has {years}")]
    NoSuchYear {
        /// Which, counted from 1.
        year: usize,
        /// How many there are.
        years: usize,
    },
    /// A step that is not a positive finite number.
    #[error("the step is {step}; it must be a finite number above zero")]
    Step {
        /// The step.
        step: f64,
    },
    /// The changed apportionment was refused.
    #[error(transparent)]
    Apportion(#[from] ApportionError),
}

/// What a plan comes to, in the order in which plans are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// Places sought that nobody can be asked for, persons over the plan.
    pub unmet_places: f64,
    /// Need without money, US$ over the plan.
    pub unmet_usd: f64,
    /// The largest responsibility ratio among those with a key share.
    pub worst_ratio: f64,
    /// Money asked of all contributors, US$ over the plan.
    pub cost_usd: f64,
}

impl Outcome {
    /// What a plan comes to.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        Self {
            unmet_places: plan
                .unmet_places
                .iter()
                .map(|&count| f64::from(count))
                .sum(),
            unmet_usd: plan
                .unmet_usd
                .iter()
                .flatten()
                .flat_map(|tiers| tiers.iter())
                .sum(),
            worst_ratio: plan
                .shares
                .iter()
                .filter(|share| share.key_share > 0.0)
                .map(|share| share.responsibility_ratio)
                .fold(0.0, f64::max),
            cost_usd: plan
                .shares
                .iter()
                .flat_map(|share| share.obligation_usd.iter())
                .sum(),
        }
    }

    /// This outcome less another.
    #[must_use]
    pub fn less(&self, other: &Self) -> Self {
        Self {
            unmet_places: self.unmet_places - other.unmet_places,
            unmet_usd: self.unmet_usd - other.unmet_usd,
            worst_ratio: self.worst_ratio - other.worst_ratio,
            cost_usd: self.cost_usd - other.cost_usd,
        }
    }
}

/// Whether a row of the plan belongs to somebody who holds a share of the key.
fn holds_share(plan: &Plan, id: &ContributorId) -> bool {
    plan.share_of(id).is_some_and(|share| {
        share.key_share > 0.0 && !matches!(share.binding, BindingRule::Outside | BindingRule::Offer)
    })
}
