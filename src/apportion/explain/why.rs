//! Why a State owes what it owes: from the key to the obligation, step by step.

use crate::apportion::ApportionRequest;
use crate::id::ContributorId;
use crate::model::{BindingRule, LedgerEntry, LedgerStep, Objective, Plan};

use super::consequence::participant;
use super::lever::{Variation, bounds, is_host, wanted};
use super::{Consequence, ExplainError, Lever, compare, holds_share};

/// Where a State stands after one rule has been applied, summed over the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The step, in words.
    pub name: String,
    /// The rule that decides it.
    pub rule: String,
    /// Places after it, persons; fractions until they are rounded.
    pub places: f64,
    /// Money after it, US$.
    pub usd: f64,
}

/// What moving one rule by one step does.
#[derive(Clone, Debug, PartialEq)]
pub struct LeverEffect {
    /// The rule.
    pub lever: Lever,
    /// How far it is moved, in its own unit, with sign.
    pub amount: f64,
    /// What follows.
    pub consequence: Consequence,
}

/// The explanation of one share.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    /// Who.
    pub contributor: ContributorId,
    /// Name for people.
    pub name: String,
    /// The steps in order; the last is what the plan asks for.
    pub steps: Vec<Step>,
    /// The rule that decides its money.
    pub binding: BindingRule,
    /// The rule that decides its places: key, cap, floor, or hosting for a host, which gives none.
    pub places_binding: BindingRule,
    /// What moving its rules by one unit is worth, to it and to the others.
    pub effects: Vec<LeverEffect>,
}

/// US$ a year by which money is moved in [`why`].
pub const MONEY_STEP_USD: f64 = 1e6;

/// By how much a key share is moved in [`why`]: a tenth of a percentage point.
pub const SHARE_STEP: f64 = 0.001;

/// Explains one State's share of a plan.
///
/// `plan` is the plan of the request. Rules that cannot be moved, such as a quota that does not
/// stand, have no effect listed.
///
/// # Errors
/// A contributor that the plan does not have or that takes no part.
pub fn why(
    request: &ApportionRequest,
    plan: &Plan,
    state: &ContributorId,
) -> Result<Why, ExplainError> {
    let name = participant(request, plan, state)?;
    let Some(share) = plan.share_of(state) else {
        return Err(ExplainError::UnknownContributor {
            id: state.to_string(),
        });
    };
    let places_binding = places_rule(request, plan, state);
    let mut found = Why {
        contributor: state.clone(),
        name,
        steps: with_ledger(steps(request, plan, state, places_binding), plan, state),
        binding: share.binding,
        places_binding,
        effects: Vec::new(),
    };
    if !holds_share(plan, state) {
        return Ok(found);
    }
    for (lever, step) in [
        (Lever::KeyShare(state.clone()), SHARE_STEP),
        (Lever::PlacesCap(state.clone()), 1.0),
        (Lever::PlacesFloor(state.clone()), 1.0),
        (Lever::MoneyCap(state.clone()), MONEY_STEP_USD),
        (Lever::RatioMaximum, 0.01),
        (Lever::PlacesSought, 1.0),
        (Lever::Need, MONEY_STEP_USD),
    ] {
        for amount in [-step, step] {
            let Some(varied) = Variation::moved(request, plan, &lever, amount) else {
                continue;
            };
            // Rules that contradict each other after the step have no consequence to show.
            if let Ok(after) = varied.solve() {
                found.effects.push(LeverEffect {
                    lever: lever.clone(),
                    amount,
                    consequence: compare(plan, after, Some(state)),
                });
            }
        }
    }
    Ok(found)
}

/// Adds what the ledger knows beyond the apportionment itself: deductions and offsets before the
/// obligation, and what was pledged, committed and delivered after it, where there is any.
fn with_ledger(mut steps: Vec<Step>, plan: &Plan, state: &ContributorId) -> Vec<Step> {
    let Some(row) = plan.ledger.iter().find(|row| &row.contributor == state) else {
        return steps;
    };
    let last = steps.pop();
    let mut before = row.at(LedgerStep::CapAndResidual);
    for step in [LedgerStep::Deduction, LedgerStep::Offset] {
        let entry = row.at(step);
        if let (Some(entry), Some(before)) = (entry, before)
            && (entry.places != before.places || entry.usd != before.usd)
        {
            steps.push(of_ledger(entry));
        }
        before = entry;
    }
    steps.extend(last);
    for step in [
        LedgerStep::Pledge,
        LedgerStep::Committed,
        LedgerStep::Delivered,
    ] {
        if let Some(entry) = row.at(step)
            && (entry.places > 0.0 || entry.usd > 0.0)
        {
            steps.push(of_ledger(entry));
        }
    }
    steps
}

fn of_ledger(entry: &LedgerEntry) -> Step {
    Step {
        name: entry.step.label().to_owned(),
        rule: entry.rule.clone(),
        places: entry.places,
        usd: entry.usd,
    }
}

/// The rule that decides a State's places over the plan; one that is free in any year follows the
/// key.
fn places_rule(request: &ApportionRequest, plan: &Plan, state: &ContributorId) -> BindingRule {
    if !holds_share(plan, state) {
        return BindingRule::Offer;
    }
    if is_host(request.situation, state) {
        return BindingRule::Hosting;
    }
    let Some(share) = plan.share_of(state) else {
        return BindingRule::Outside;
    };
    let (mut at_cap, mut at_floor, mut free) = (false, false, false);
    for (year, &places) in share.obligation_places.iter().enumerate() {
        let (floor, cap) = bounds(request, plan, state, year);
        if places >= cap {
            at_cap = true;
        } else if places <= floor && floor > 0 {
            at_floor = true;
        } else {
            free = true;
        }
    }
    match (free, at_cap, at_floor) {
        (true, ..) | (false, false, false) => BindingRule::Key,
        (false, true, _) => BindingRule::Cap,
        (false, false, true) => BindingRule::Floor,
    }
}

fn steps(
    request: &ApportionRequest,
    plan: &Plan,
    state: &ContributorId,
    places_binding: BindingRule,
) -> Vec<Step> {
    let Some(share) = plan.share_of(state) else {
        return Vec::new();
    };
    let asked_places: f64 = share
        .obligation_places
        .iter()
        .map(|&count| f64::from(count))
        .sum();
    let asked_usd: f64 = share.obligation_usd.iter().sum();
    let step = |name: &str, rule: &str, places: f64, usd: f64| Step {
        name: name.to_owned(),
        rule: rule.to_owned(),
        places,
        usd,
    };
    if !holds_share(plan, state) {
        return vec![step(
            "obligation",
            share.binding.name(),
            asked_places,
            asked_usd,
        )];
    }
    if request.option.programme.together
        && let Some(row) = plan.ledger.iter().find(|row| &row.contributor == state)
    {
        // One program settles all measures at once; the ledger knows what it came to.
        let mut steps: Vec<Step> = [LedgerStep::KeyShare, LedgerStep::CapAndResidual]
            .into_iter()
            .filter_map(|step| row.at(step).map(of_ledger))
            .collect();
        let rule = "all measures in one program";
        steps.push(step("obligation", rule, asked_places, asked_usd));
        return steps;
    }
    let by_key = |id: &ContributorId| holds_share(plan, id);
    let others_places = |year: usize| -> f64 {
        plan.shares
            .iter()
            .filter(|it| !by_key(&it.contributor))
            .map(|it| f64::from(it.obligation_places[year]))
            .sum()
    };
    let mut key_places = 0.0;
    let mut boxed_places = 0.0;
    for year in 0..plan.years.len() {
        let sought = f64::from(wanted(request.option, request.needs, year));
        let quota = share.key_share * (sought - others_places(year)).max(0.0);
        let (floor, cap) = bounds(request, plan, state, year);
        key_places += quota;
        boxed_places += quota.clamp(f64::from(floor), f64::from(cap));
    }
    let cap_usd: f64 = share.cap_usd.iter().sum();
    let mut steps = Vec::new();
    let mut usd = share.key_share * divided(request, plan);
    let key_rule = format!(
        "key {}, {:.3} %",
        request.option.key.name,
        100.0 * share.key_share
    );
    steps.push(step("key share of the whole", &key_rule, key_places, usd));
    if matches!(
        request.option.objective,
        Objective::Leximin | Objective::MinMax | Objective::Nash
    ) {
        usd -= share.hosting_usd.iter().sum::<f64>();
        steps.push(step("less own hosting", "hosting value", key_places, usd));
        usd -= request.option.place_value_usd_per_person * asked_places;
        steps.push(step(
            "less own places, as asked",
            "value of a place",
            key_places,
            usd,
        ));
    }
    usd = usd.max(0.0);
    if cap_usd.is_finite() {
        usd = usd.min(cap_usd);
    }
    steps.push(step(
        "within floor and cap",
        &format!(
            "places: {}, money: {}",
            places_binding.name(),
            share.binding.name()
        ),
        boxed_places,
        usd,
    ));
    steps.push(step(
        "obligation",
        "one level for all who are free",
        asked_places,
        asked_usd,
    ));
    steps
}

/// What key shares divide, US$ over the plan: under an objective that counts hosting and places,
/// the whole that responsibility ratios refer to; else the money that States with a share bring
/// and leave unmet together.
fn divided(request: &ApportionRequest, plan: &Plan) -> f64 {
    let value = request.option.place_value_usd_per_person;
    let mut money = plan
        .unmet_usd
        .iter()
        .flatten()
        .flat_map(|tiers| tiers.iter())
        .sum::<f64>();
    let mut borne = 0.0;
    for share in &plan.shares {
        if !holds_share(plan, &share.contributor) {
            continue;
        }
        money += share.obligation_usd.iter().sum::<f64>();
        borne += share.hosting_usd.iter().sum::<f64>();
    }
    match request.option.objective {
        Objective::Proportional | Objective::LeastCost | Objective::LeastDeviation => money,
        Objective::Leximin | Objective::MinMax | Objective::Nash | Objective::Tradable => {
            let sought: f64 = (0..plan.years.len())
                .map(|year| f64::from(wanted(request.option, request.needs, year)))
                .sum();
            money + borne + value * sought
        }
    }
}
