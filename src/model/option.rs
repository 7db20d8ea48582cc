//! Policy options: what is on the table.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::KeySpec;
use crate::id::{ContributorId, OptionId};
use crate::model::{LedgerRules, Programme, RoundingMethod, SolutionMix};

/// How money is asked for.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Appeal {
    /// Contributors go on giving what they gave in the first year, in constant prices, whatever the need.
    None,
    /// A yearly appeal: contributors give their usual part of each year's expected need.
    #[default]
    Annual,
}

/// What becomes of a plan after its last year, where it is not reviewed.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum AfterYears {
    /// It goes on at the terms of its last year.
    #[default]
    GoesOn,
    /// It ends, so that contributors give as before it.
    Lapses,
}

/// What the equity tier optimises.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Objective {
    /// The largest responsibility ratio is made as small as possible, then the next, and so on.
    #[default]
    Leximin,
    /// Exact key shares, water-filled at caps.
    Proportional,
    /// Only the largest responsibility ratio is made as small as possible.
    MinMax,
    /// Least cost to contributors, equity not considered.
    LeastCost,
    /// The least sum of changes from what is given today, year by year; then leximin.
    LeastDeviation,
    /// The largest sum of logarithms of responsibility ratios, weighted by key shares (Nash).
    Nash,
    /// Least cost, with quotas by leximin that are traded at a clearing price. Contested: a
    /// scenario to study, no proposal.
    Tradable,
}

impl Objective {
    /// The name in files and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Leximin => "leximin",
            Self::Proportional => "proportional",
            Self::MinMax => "min-max",
            Self::LeastCost => "least-cost",
            Self::LeastDeviation => "least-deviation",
            Self::Nash => "nash",
            Self::Tradable => "tradable",
        }
    }
}

/// Who takes part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", untagged)]
pub enum Participants {
    /// A named group: `contributors` (those of the scenario) or `un-members` (all Member States).
    Group(ParticipantGroup),
    /// The contributors listed.
    List(Vec<ContributorId>),
    /// Not said: the scenario's contributors.
    #[default]
    #[serde(skip)]
    Default,
}

/// A named group of participants.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum ParticipantGroup {
    /// The scenario's contributors.
    Contributors,
    /// All Member States of the United Nations, beside the scenario's contributors.
    UnMembers,
}

/// A contributor that cuts what it gives from some month on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContributorExit {
    /// Who.
    pub contributor: ContributorId,
    /// From which month of the simulation on, counted from 0.
    pub month: u32,
    /// The share of its money and places that remains, 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub remaining_share: f64,
}

/// A policy option.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyOption {
    /// Identifier.
    pub id: OptionId,
    /// Name for people, as in `Comprehensive plan`.
    pub title: String,
    /// One or two sentences for a briefing.
    pub description: String,
    /// Whether other options are compared with this one.
    pub is_baseline: bool,
    /// Whether a comprehensive plan apportions responsibility under this option.
    pub has_plan: bool,
    /// How money is asked for.
    pub appeal: Appeal,
    /// The reference key of the plan.
    pub key: KeySpec,
    /// Who takes part in the plan.
    pub participants: Participants,
    /// What the equity tier optimises.
    pub objective: Objective,
    /// Month of the simulation in which the plan is adopted, counted from 0.
    pub plan_month: u32,
    /// Years that the plan covers before it is rolled on.
    pub plan_years: u32,
    /// What becomes of the plan after these years, where it is not reviewed.
    pub after_years: AfterYears,
    /// The most that the plan may ask of a State in a year, as a share of its GDP.
    pub cap_share_of_gdp_per_year: Option<f64>,
    /// The largest responsibility ratio that the plan may ask of a State beyond its own offers.
    pub responsibility_ratio_maximum: Option<f64>,
    /// What one hosted person-year counts for, US$: a declared exchange rate.
    pub hosting_value_usd_per_person_year: f64,
    /// What one resettlement place counts for, US$: a declared exchange rate.
    pub place_value_usd_per_person: f64,
    /// Resettlement places that the plan seeks in a year, persons.
    pub resettlement_places_per_year: u32,
    /// Whether all places sought must be found: then caps that fall short are an error.
    pub places_must_be_met: bool,
    /// How places become whole persons.
    pub rounding: RoundingMethod,
    /// How obligations follow from key shares.
    pub ledger: LedgerRules,
    /// What the plan puts into its program beside key, objective and caps.
    pub programme: Programme,
    /// The mix of durable solutions that the plan intends; none leaves it to consultations.
    pub solutions: Option<SolutionMix>,
    /// Share of resettlement submissions made by the group methodology, 0 to 1.
    pub group_resettlement_share: f64,
    /// Share of each pledge that is made in advance for several years, 0 to 1.
    pub multi_year_share: f64,
    /// Years that an advance pledge covers.
    pub multi_year_years: u32,
    /// Months between reviews; none means that the plan is never reviewed.
    pub review_interval_months: Option<u32>,
    /// Share of today's split of obligations that a review keeps, 0 to 0.95; none takes that of the
    /// review block.
    pub review_switching_cost_share: Option<f64>,
    /// Fixes the uptake of obligations, 0 to 1; none draws it from the finance block's prior.
    pub uptake: Option<f64>,
    /// Contributors that cut what they give.
    pub exits: Vec<ContributorExit>,
}
