//! What follows when a State stays out or is fixed at a number: who absorbs it.

use crate::apportion::ApportionRequest;
use crate::id::ContributorId;
use crate::model::{BindingRule, Plan};

use super::lever::{Variation, is_host};
use super::{ExplainError, Outcome, holds_share};

/// What one who stays out still gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Leaving {
    /// What it gives today: it stays out of the plan only.
    #[default]
    AsToday,
    /// Nothing: neither money nor places, and its standing pledges and quotas lapse.
    Nothing,
}

/// How much more or less is asked of one contributor, over the whole plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// Who.
    pub contributor: ContributorId,
    /// Name for people.
    pub name: String,
    /// Whole places, after less before.
    pub places: i64,
    /// Money, US$, after less before.
    pub usd: f64,
}

/// The difference between two plans.
#[derive(Clone, Debug, PartialEq)]
pub struct Consequence {
    /// What changes for the one whose rule was changed; none where the change is common.
    pub own: Option<Move>,
    /// The others for whom something changes: the largest number of places first, then the
    /// largest amount, then by identifier. Those whose money moves by less than one dollar and
    /// whose places stay are left out.
    pub others: Vec<Move>,
    /// What the plan came to before.
    pub before: Outcome,
    /// What it comes to after.
    pub after: Outcome,
    /// The plan after the change.
    pub plan: Plan,
}

/// Money that moves by less is rounding, US$.
const LEAST_MOVE_USD: f64 = 1.0;

/// Compares two plans over the same years, contributor by contributor.
#[must_use]
pub fn compare(before: &Plan, after: Plan, own: Option<&ContributorId>) -> Consequence {
    let mut moves: Vec<Move> = Vec::with_capacity(before.shares.len());
    let sums = |plan: &Plan, id: &ContributorId| {
        plan.share_of(id).map_or((0, 0.0), |share| {
            (
                share
                    .obligation_places
                    .iter()
                    .map(|&count| i64::from(count))
                    .sum::<i64>(),
                share.obligation_usd.iter().sum::<f64>(),
            )
        })
    };
    let joined = after
        .shares
        .iter()
        .filter(|share| before.share_of(&share.contributor).is_none());
    for share in before.shares.iter().chain(joined) {
        let (was, is) = (
            sums(before, &share.contributor),
            sums(&after, &share.contributor),
        );
        moves.push(Move {
            contributor: share.contributor.clone(),
            name: share.name.clone(),
            places: is.0 - was.0,
            usd: is.1 - was.1,
        });
    }
    let own = own.and_then(|id| {
        let position = moves.iter().position(|it| &it.contributor == id)?;
        Some(moves.remove(position))
    });
    moves.retain(|it| it.places != 0 || it.usd.abs() >= LEAST_MOVE_USD);
    moves.sort_by(|left, right| {
        right
            .places
            .cmp(&left.places)
            .then(right.usd.total_cmp(&left.usd))
            .then_with(|| left.contributor.cmp(&right.contributor))
    });
    Consequence {
        own,
        others: moves,
        before: Outcome::of(before),
        after: Outcome::of(&after),
        plan: after,
    }
}

/// Solves again without one participant; the key is computed anew over those who stay.
///
/// # Errors
/// A contributor that the plan does not have or that takes no part, or nobody left with a share.
pub fn if_stays_out(
    request: &ApportionRequest,
    plan: &Plan,
    state: &ContributorId,
    leaving: Leaving,
) -> Result<Consequence, ExplainError> {
    let name = participant(request, plan, state)?;
    let left = plan
        .shares
        .iter()
        .any(|share| &share.contributor != state && holds_share(plan, &share.contributor));
    if !left {
        return Err(ExplainError::NobodyLeft { name });
    }
    let mut varied = Variation::of(request);
    varied.name_participants(plan, Some(state));
    if leaving == Leaving::Nothing {
        for contributor in &mut varied.situation.contributors {
            if &contributor.id == state {
                contributor.income_share = 0.0;
                contributor.baseline_places_per_year = 0;
            }
        }
        varied
            .situation
            .pledges
            .retain(|pledge| &pledge.contributor != state);
        varied
            .situation
            .quotas
            .retain(|quota| &quota.contributor != state);
    }
    Ok(compare(plan, varied.solve()?, Some(state)))
}

/// Solves again with one State's places fixed at a number for each year of the plan.
///
/// # Errors
/// A contributor that the plan does not have, that takes no part, holds no share of the key or
/// hosts people of the situation.
pub fn if_fixed(
    request: &ApportionRequest,
    plan: &Plan,
    state: &ContributorId,
    places_per_year: u32,
) -> Result<Consequence, ExplainError> {
    let name = participant(request, plan, state)?;
    if !holds_share(plan, state) {
        return Err(ExplainError::NoKeyShare { name });
    }
    if is_host(request.situation, state) {
        return Err(ExplainError::HostGivesNoPlaces { name });
    }
    let mut varied = Variation::of(request);
    if let Some(contributor) = varied.contributor(plan, state) {
        contributor.places_capacity_per_year = places_per_year;
    }
    varied.set_quotas(plan, state, &vec![places_per_year; plan.years.len()]);
    Ok(compare(plan, varied.solve()?, Some(state)))
}

/// The name of somebody who takes part.
pub(super) fn participant(
    request: &ApportionRequest,
    plan: &Plan,
    state: &ContributorId,
) -> Result<String, ExplainError> {
    if !request.option.has_plan {
        return Err(ExplainError::NoPlan {
            option: request.option.id.to_string(),
        });
    }
    let share = plan
        .share_of(state)
        .ok_or_else(|| ExplainError::UnknownContributor {
            id: state.to_string(),
        })?;
    if share.binding == BindingRule::Outside {
        return Err(ExplainError::TakesNoPart {
            name: share.name.clone(),
        });
    }
    Ok(share.name.clone())
}
