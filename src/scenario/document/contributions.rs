//! Contributors and what they have given or offered, as a scenario file has them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{ContributorId, CountryCode};
use crate::model::{
    ContributorKind, EarmarkTier, Instrument, MeasureKind, PledgeStatus, Sector, Tier,
};
use crate::units::CalendarMonth;

/// A contributor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContributorEntry {
    /// Country code of a State, or a name in capitals.
    pub id: ContributorId,
    /// Name; the world table's when left out for a State.
    #[serde(default)]
    pub name: Option<String>,
    /// Kind.
    pub kind: ContributorKind,
    /// Share of today's income of the response; over contributors they sum to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub income_share: f64,
    /// The most that it can give to the situation in a year.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e13))]
    pub budget_usd_per_year: Option<f64>,
    /// Resettlement places given to the situation in a year today.
    #[serde(default)]
    pub baseline_places_per_year: u32,
    /// The most resettlement places in a year; twice today's when left out.
    #[serde(default)]
    pub places_capacity_per_year: Option<u32>,
    /// What receiving one person through resettlement costs it.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e9))]
    pub place_cost_usd_per_person: f64,
    /// Share of its money that may be used anywhere in the situation.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub unearmarked_share: f64,
    /// Share of its money bound to a host; what remains is bound to a host and a sector.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub host_earmarked_share: f64,
}

/// A pledge standing at the start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PledgeEntry {
    /// Who gives.
    pub contributor: ContributorId,
    /// Amount.
    #[schemars(range(min = 0.0, max = 1e13))]
    pub amount_usd: f64,
    /// First month of the window.
    pub from: CalendarMonth,
    /// Last month of the window.
    pub until: CalendarMonth,
    /// How tightly it is bound.
    pub earmark: EarmarkTier,
    /// The host it is bound to.
    #[serde(default)]
    pub host: Option<CountryCode>,
    /// The sector it is bound to.
    #[serde(default)]
    pub sector: Option<Sector>,
    /// Grant or loan.
    #[serde(default)]
    pub instrument: Instrument,
    /// How far it has come.
    #[serde(default)]
    pub status: PledgeStatus,
}

/// A standing resettlement quota.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuotaEntry {
    /// Who receives.
    pub contributor: ContributorId,
    /// Calendar year.
    pub year: i32,
    /// Places.
    pub places_persons: u32,
    /// The host from which people leave, where the quota names one.
    #[serde(default)]
    pub host: Option<CountryCode>,
    /// How far it has come; what is disbursed is filled.
    #[serde(default = "committed")]
    pub status: PledgeStatus,
    /// Whether no plan may ask for fewer places; if not said, an announced quota binds nobody and
    /// every other one does.
    #[serde(default)]
    pub binds: Option<bool>,
}

fn committed() -> PledgeStatus {
    PledgeStatus::Committed
}

/// A need of one host and year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NeedEntry {
    /// Host.
    pub host: CountryCode,
    /// Calendar year.
    pub year: i32,
    /// Places sought for people from this host.
    #[serde(default)]
    pub places_persons: u32,
    /// Life-saving needs.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e13))]
    pub life_saving_usd: f64,
    /// Sustaining needs.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e13))]
    pub sustaining_usd: f64,
    /// People hosted over the year, in person-years: they count as a contribution of the host.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e10))]
    pub hosted_person_years: f64,
}

/// A measure beside money and resettlement, with its needs and what contributors can give.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureEntry {
    /// Kind: `humanitarian-transfer`, `humanitarian-evacuation`, `complementary-pathway`,
    /// `standby-experts` or `in-kind-support`.
    pub kind: MeasureKind,
    /// Priority tier of the needs.
    #[serde(default = "sustaining")]
    pub tier: Tier,
    /// What one unit (a person, a person-month, a dollar's worth) counts for: a declared exchange
    /// rate, never a cost estimate.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub value_usd_per_unit: f64,
    /// What one unit costs the contributor; it counts against its budget.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e9))]
    pub cost_usd_per_unit: f64,
    /// Needs by host, the same in every year of a plan.
    pub need: Vec<MeasureNeedEntry>,
    /// What each contributor can give; others give none.
    pub capacity: Vec<MeasureCapacityEntry>,
}

fn sustaining() -> Tier {
    Tier::Sustaining
}

/// What a host needs of a measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureNeedEntry {
    /// Host.
    pub host: CountryCode,
    /// Units in a year.
    #[schemars(range(min = 0.0, max = 1e10))]
    pub units_per_year: f64,
}

/// What a contributor can give of a measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureCapacityEntry {
    /// Contributor.
    pub contributor: ContributorId,
    /// Units in a year.
    #[schemars(range(min = 0.0, max = 1e10))]
    pub units_per_year: f64,
}

/// What a response plan asked for and received in a past year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FundingHistoryEntry {
    /// Host.
    pub host: CountryCode,
    /// Calendar year.
    pub year: i32,
    /// Requirement.
    #[schemars(range(min = 0.0, max = 1e13))]
    pub requested_usd: f64,
    /// Received; left out where it is not known.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e13))]
    pub received_usd: Option<f64>,
}
