//! What a plan puts into its program beside a key, an objective and caps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{ContributorId, CountryCode};
use crate::model::MeasureKind;

/// Over what responsibility ratios are counted.
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
pub enum RatioPeriod {
    /// One ratio over all years of the plan: a State may give more in one year and less in another.
    #[default]
    WholePlan,
    /// A ratio of its own for every year.
    EachYear,
}

/// Which tier of the program comes first.
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
pub enum TierOrder {
    /// Unmet need first, then equity.
    #[default]
    NeedsFirst,
    /// Equity first: the lowest responsibility ratio is raised as far as possible, then the next;
    /// what is still open then meets as much need as it can.
    EquityFirst,
}

/// An arrangement of one contributor, bilateral where it names a host: bounds that hold in every
/// year of the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Arrangement {
    /// Who gives.
    pub contributor: ContributorId,
    /// To which host; left out, to all of them together.
    #[serde(default)]
    pub host: Option<CountryCode>,
    /// What is given.
    pub measure: MeasureKind,
    /// The least in a year, in the measure's unit: US$, persons or person-months.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e13))]
    pub at_least_per_year: f64,
    /// The most in a year; left out, without limit.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e13))]
    pub at_most_per_year: Option<f64>,
}

/// What a plan puts into its program.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Programme {
    /// Whether money, places and other measures are apportioned in one program, so that a State
    /// may give more of one and less of another. Otherwise places are shared by the key first,
    /// and money follows.
    pub together: bool,
    /// Whether money may stand in for resettlement places at their declared value.
    pub money_for_places: bool,
    /// The measures on the table beside money and resettlement.
    pub measures: Vec<MeasureKind>,
    /// Over what responsibility ratios are counted.
    pub ratio: RatioPeriod,
    /// Which tier comes first.
    pub order: TierOrder,
    /// The largest change of a State's money from one year to the next, as a share of the earlier
    /// year's.
    pub largest_change_per_year: Option<f64>,
    /// What a dollar more or less than today costs to arrange, US$: it settles what equity leaves
    /// open, and counts as a cost where cost is the objective.
    pub switching_cost_usd_per_usd: f64,
    /// The least part of each State's contribution, in value, that must be places for people.
    pub minimum_places_share: Option<f64>,
    /// Arrangements of single contributors.
    pub arrangements: Vec<Arrangement>,
}

impl Programme {
    /// Whether money is more than a box and one budget for each year, so that its closed form does
    /// not hold.
    #[must_use]
    pub fn money_needs_program(&self) -> bool {
        self.order == TierOrder::EquityFirst
            || self.largest_change_per_year.is_some()
            || self.switching_cost_usd_per_usd > 0.0
            || self
                .arrangements
                .iter()
                .any(|arrangement| arrangement.measure == MeasureKind::Funding)
    }
}
