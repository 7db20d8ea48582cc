//! Policy options and their plans, as a scenario file has them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{ContributorId, OptionId};
use crate::model::{
    AfterYears, Appeal, Arrangement, ContributorExit, KeySpec, LedgerRules, MeasureKind, Objective,
    Participants, RatioPeriod, RoundingMethod, SolutionMix, TierOrder,
};

/// A policy option.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OptionEntry {
    /// Identifier: lower-case letters, digits and hyphens.
    pub id: OptionId,
    /// Whether keys that this option leaves out are those of the option with the same `id` in the
    /// scenario that this one extends; `false` makes it stand as it is written.
    #[serde(default = "yes")]
    pub inherit: bool,
    /// Name for people.
    pub title: String,
    /// One or two sentences for a briefing.
    #[serde(default)]
    pub description: String,
    /// Whether other options are compared with this one.
    #[serde(default)]
    pub baseline: bool,
    /// How money is asked for.
    #[serde(default)]
    pub appeal: Appeal,
    /// The comprehensive plan; left out where there is none.
    #[serde(default)]
    pub plan: Option<PlanEntry>,
    /// Share of each pledge that is made in advance for several years.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub multi_year_share: f64,
    /// Years that an advance pledge covers.
    #[serde(default = "three_years")]
    #[schemars(range(min = 1, max = 20))]
    pub multi_year_years: u32,
    /// Share of resettlement submissions made by the group methodology.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub group_resettlement_share: f64,
    /// Contributors that cut what they give.
    #[serde(default)]
    pub exit: Vec<ContributorExit>,
}

fn yes() -> bool {
    true
}

fn three_years() -> u32 {
    3
}

/// A comprehensive plan of action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanEntry {
    /// Reference key.
    pub key: KeySpec,
    /// Who takes part: `contributors`, `un-members`, or a list of identifiers.
    #[serde(default)]
    #[schemars(with = "Option<ParticipantsSchema>")]
    pub participants: Participants,
    /// What the equity tier optimises.
    #[serde(default)]
    pub objective: Objective,
    /// Month of the simulation in which the plan is adopted, counted from 0.
    pub month: u32,
    /// Years that it covers before it is rolled on.
    #[schemars(range(min = 1, max = 50))]
    pub years: u32,
    /// The most that it may ask of a State in a year, as a share of its GDP.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub cap_share_of_gdp_per_year: Option<f64>,
    /// The largest responsibility ratio that it may ask of a State beyond its own offers.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub responsibility_ratio_maximum: Option<f64>,
    /// What one hosted person-year counts for: a declared exchange rate, never a cost estimate.
    #[schemars(range(min = 0.0))]
    pub hosting_value_usd_per_person_year: f64,
    /// What one resettlement place counts for: a declared exchange rate.
    #[schemars(range(min = 0.0))]
    pub place_value_usd_per_person: f64,
    /// Resettlement places sought in a year; left out, none, or all that `need` states.
    #[serde(default)]
    pub resettlement_places_per_year: Option<u32>,
    /// Whether all places sought must be found: then caps that fall short are an error.
    #[serde(default)]
    pub places_must_be_met: bool,
    /// How places become whole persons.
    #[serde(default)]
    pub rounding: RoundingMethod,
    /// How obligations follow from key shares: deductions, offsets and the set of rules.
    #[serde(default)]
    pub ledger: LedgerRules,
    /// Whether money, places and other measures are apportioned in one program, so that a State
    /// may give more of one and less of another; otherwise places come first, by the key.
    #[serde(default)]
    pub together: bool,
    /// Whether a State may pay the declared value of a place instead of giving it, where its
    /// capacity or an arrangement keeps it from giving more: equal value. It needs `together`.
    #[serde(default)]
    pub money_for_places: bool,
    /// The measures of the scenario that are on the table; left out, all of them. They need
    /// `together`.
    #[serde(default)]
    pub measures: Option<Vec<MeasureKind>>,
    /// Over what responsibility ratios are counted.
    #[serde(default)]
    pub ratio: RatioPeriod,
    /// Which tier of the program comes first.
    #[serde(default)]
    pub tier_order: TierOrder,
    /// The largest change of a State's money from one year of the plan to the next, as a share of
    /// the earlier year's.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 100.0))]
    pub largest_change_per_year: Option<f64>,
    /// What a dollar more or less than today costs to arrange.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 100.0))]
    pub switching_cost_usd_per_usd: f64,
    /// The least part of each State's contribution, in value, that must be places for people. It
    /// needs `together`.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub minimum_places_share: Option<f64>,
    /// Arrangements of single contributors, bilateral where they name a host.
    #[serde(default)]
    pub arrangement: Vec<Arrangement>,
    /// The mix of durable solutions that it intends, where `protracted.solution_strategy` is on;
    /// left out, it is what consultations find feasible.
    #[serde(default)]
    pub solutions: Option<SolutionMix>,
    /// What becomes of a plan after its last year: it goes on at the terms of that year, or lapses, so that
    /// contributors give as before it. A plan that is reviewed is rolled on.
    #[serde(default)]
    pub after_years: AfterYears,
    /// Months between reviews; left out, the plan is never reviewed.
    #[serde(default)]
    #[schemars(range(min = 1, max = 600))]
    pub review_interval_months: Option<u32>,
    /// Share of today's split of obligations that a review keeps because changes cost; left out, it is
    /// `review.switching_cost_share`.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 0.95))]
    pub review_switching_cost_share: Option<f64>,
    /// Fixes the uptake of obligations; left out, it is drawn from the finance block's prior.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub uptake: Option<f64>,
}

/// How participants are written; for the schema only.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes the file format to the JSON Schema")]
enum ParticipantsSchema {
    /// A named group.
    Group(crate::model::ParticipantGroup),
    /// The contributors listed.
    List(Vec<ContributorId>),
}
