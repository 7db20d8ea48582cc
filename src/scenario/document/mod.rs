//! The shape of a scenario file, exactly as it is written.
//!
//! These types are the single source of the JSON Schema, of the check for unknown keys and of the
//! names in messages. A number in a file is plain, or a table
//! `{ value, source, basis, range, distribution, note }` that carries its evidence; evidence is kept by the
//! resolver and stripped before these types are read. `source`, `basis` and `note` may also stand
//! once in a table, for all values in it that have none of their own. A list of tables may be
//! given as the path of a CSV file with the same names as columns (a dot leads into a table, as in
//! `hazard_per_year.war`), and beside them the columns `source`, `basis`, `note`,
//! `<name>_range_low` and `<name>_range_high`.
//!
//! When a scenario extends another, tables merge key by key. The lists `host` and `country` merge
//! row by row by `country`, `contributor` and `option` by `id`, but an option that says
//! `inherit = false` replaces the one below it; other lists are replaced.
//!
//! People are bounded by 10¹⁰ and amounts of money by US$ 10¹³, more than there are, so that sums
//! of whole persons and cents cannot overflow.

mod contributions;
mod options;

pub use contributions::{
    ContributorEntry, FundingHistoryEntry, MeasureCapacityEntry, MeasureEntry, MeasureNeedEntry,
    NeedEntry, PledgeEntry, QuotaEntry,
};
pub use options::{OptionEntry, PlanEntry};

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::CountryCode;
use crate::model::parameters::{
    ArrivalParameters, CostParameters, DemographyParameters, EmergencyParameters,
    FinanceParameters, LocalIntegrationParameters, ObservationParameters, PerRegime,
    ProtractedParameters, RegimeParameters, RegistrationParameters, ResettlementParameters,
    ResponseParameters, ReturnParameters, ReviewParameters, SelfRelianceParameters,
};
use crate::model::{
    Affinity, AgeBand, BestInterests, FamilyGroup, IncomeGroup, Indicator, Sex,
    StatusDetermination, Uncertainty,
};
use crate::units::CalendarMonth;

/// A scenario of `fairshare`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Title for people.
    pub title: String,
    /// A paragraph for people.
    #[serde(default)]
    pub description: String,
    /// Another scenario, as a path from this file, or `defaults/protracted.toml`, the built-in
    /// defaults that every scenario starts from.
    #[serde(default)]
    pub extends: Option<String>,
    /// Whether countries and figures are invented; then it says so on every chart.
    #[serde(default)]
    pub synthetic: bool,
    /// Whether the situation is simulated. Where it is not, the scenario states its needs in
    /// `need`, and `apportion` and `explain` answer it.
    #[serde(default = "yes")]
    pub simulated: bool,
    /// When the simulation starts and how long it runs.
    pub clock: ClockEntry,
    /// How many futures, and which.
    pub ensemble: EnsembleEntry,
    /// What is uncertain about parameters.
    #[serde(default)]
    pub uncertainty: Uncertainty,
    /// The country of origin; may be left out only where nothing is simulated.
    #[serde(default)]
    pub origin: Option<OriginEntry>,
    /// Countries of a synthetic scenario, or indicators that the world table does not hold.
    #[serde(default)]
    pub country: Vec<CountryEntry>,
    /// Host States.
    pub host: Vec<HostEntry>,
    /// People in the hosts at the start by sex and age band.
    pub population: Vec<PopulationEntry>,
    /// When those people came.
    #[serde(default)]
    pub arrival_year: Vec<ArrivalYearEntry>,
    /// Movements from one host to another.
    #[serde(default)]
    pub onward_movement: Vec<OnwardMovementEntry>,
    /// Contributors.
    pub contributor: Vec<ContributorEntry>,
    /// Pledges standing at the start.
    #[serde(default)]
    pub pledge: Vec<PledgeEntry>,
    /// Standing resettlement quotas.
    #[serde(default)]
    pub quota: Vec<QuotaEntry>,
    /// Needs by host and year, stated instead of forecast.
    #[serde(default)]
    pub need: Vec<NeedEntry>,
    /// What contributors may give beside money and resettlement places.
    #[serde(default)]
    pub measure: Vec<MeasureEntry>,
    /// Best-interests procedures, without which unaccompanied and separated children do not move.
    #[serde(default)]
    pub best_interests: Option<BestInterests>,
    /// Families who wait for places: they are moved together.
    #[serde(default)]
    pub family: Vec<FamilyGroup>,
    /// Ties of family, language or diaspora, which settle what equity leaves open.
    #[serde(default)]
    pub affinity: Vec<Affinity>,
    /// What response plans asked for and received.
    #[serde(default)]
    pub funding_history: Vec<FundingHistoryEntry>,
    /// Conflict regime of the country of origin.
    pub regime: RegimeParameters,
    /// Arrivals.
    pub arrivals: ArrivalParameters,
    /// Registration and status determination.
    pub registration: RegistrationParameters,
    /// Births, deaths and ageing.
    pub demography: DemographyParameters,
    /// Voluntary return.
    pub voluntary_return: ReturnParameters,
    /// Local integration.
    pub local_integration: LocalIntegrationParameters,
    /// Resettlement.
    pub resettlement: ResettlementParameters,
    /// Pledges and money.
    pub finance: FinanceParameters,
    /// Costs of needs.
    pub costs: CostParameters,
    /// From coverage to outcome.
    pub response: ResponseParameters,
    /// Self-reliance.
    pub self_reliance: SelfRelianceParameters,
    /// Review of plans.
    pub review: ReviewParameters,
    /// How statistics see the situation.
    pub observation: ObservationParameters,
    /// Arrangements of the emergency response.
    pub emergency: EmergencyParameters,
    /// Arrangements that answer a protracted situation.
    pub protracted: ProtractedParameters,
    /// Policy options.
    pub option: Vec<OptionEntry>,
    /// Named sets of changes, applied with `--override NAME`: key paths and their new values, as
    /// in `"host.UGA.refugees_persons" = 900_000`.
    #[serde(default, rename = "override")]
    #[schemars(with = "IndexMap<String, IndexMap<String, serde_json::Value>>")]
    pub overrides: IndexMap<String, IndexMap<String, toml::Value>>,
}

fn yes() -> bool {
    true
}

/// When the simulation starts and how long it runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockEntry {
    /// First month, `YYYY-MM`.
    pub start: CalendarMonth,
    /// Length, months.
    #[schemars(range(min = 1, max = 600))]
    pub months: u32,
}

/// How many futures, and which.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnsembleEntry {
    /// Replicates of each option; at most so many where `until_error` is given.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub replicates: u32,
    /// Seed of all random streams.
    pub seed: u64,
    /// Relative Monte Carlo error at which the run stops: when the standard error of every headline
    /// outcome of every option is at most this part of its mean, or of a twentieth of its yardstick
    /// where the mean is nearer to zero. All replicates are made when it is left out.
    #[serde(default)]
    #[schemars(range(min = 0.0001, max = 1.0))]
    pub until_error: Option<f64>,
    /// Whether replicates are spread evenly over the number of outbreaks of war and the size of the
    /// first pulse, which are rare and heavy-tailed; means stay what they are, with less noise.
    #[serde(default)]
    pub stratify_outbreaks: bool,
}

/// The country of origin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OriginEntry {
    /// Country code.
    pub country: CountryCode,
    /// Inhabitants; the world table's figure when left out.
    #[serde(default)]
    #[schemars(range(min = 1, max = 10_000_000_000_u64))]
    pub population_persons: Option<u64>,
}

/// A country that the world table lacks, or indicators to add to one that it has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountryEntry {
    /// Country code; `XAA` to `XXZ` and `ZZA` to `ZZZ` are free for invented countries.
    pub country: CountryCode,
    /// Name; needed for an invented country.
    #[serde(default)]
    pub name: Option<String>,
    /// Region.
    #[serde(default)]
    pub region: Option<String>,
    /// Income group.
    #[serde(default)]
    pub income_group: Option<IncomeGroup>,
    /// Indicators by name.
    #[serde(default)]
    #[schemars(schema_with = "indicators_schema")]
    pub indicators: IndexMap<Indicator, f64>,
}

/// Names each indicator, so that a misspelt one is noticed and editors offer them all.
fn indicators_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let properties: serde_json::Map<String, serde_json::Value> = Indicator::ALL
        .into_iter()
        .map(|indicator| {
            (
                indicator.name().to_owned(),
                serde_json::json!({ "type": "number" }),
            )
        })
        .collect();
    schemars::json_schema!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false
    })
}

/// A host State. Registered refugees by sex and age come from `population`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HostEntry {
    /// Country code.
    pub country: CountryCode,
    /// Registered refugees at the start.
    #[schemars(range(max = 10_000_000_000_u64))]
    pub refugees_persons: u64,
    /// Asylum-seekers at the start.
    #[serde(default)]
    #[schemars(range(max = 10_000_000_000_u64))]
    pub asylum_seekers_persons: u64,
    /// People not yet registered at the start.
    #[serde(default)]
    #[schemars(range(max = 10_000_000_000_u64))]
    pub unregistered_persons: u64,
    /// Mean share of arrivals that come here; over hosts they sum to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub arrival_share: f64,
    /// How people receive their status.
    #[serde(default)]
    pub status_determination: StatusDetermination,
    /// Registration capacity with full funding; a share of the stock of the month, and no less than
    /// a minimum, when left out.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub registration_capacity_persons_per_month: Option<f64>,
    /// Posts for status determination; one for so many refugees when left out.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub status_determination_posts: Option<f64>,
    /// Registered refugees in the resettlement pipeline at the start; when left out as many as today's
    /// departures, shared over hosts by their refugees, keep in it.
    #[serde(default)]
    pub resettlement_pipeline_persons: Option<u64>,
    /// Months since the last mass influx, at the start: by them the host opens in emergency,
    /// stabilisation or protracted, in cost and in mortality. When left out a host with people opens as
    /// protracted.
    #[serde(default)]
    #[schemars(range(max = 1200))]
    pub months_since_influx: Option<u32>,
    /// Needs per person relative to a low-income host; by income group when left out.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub cost_ratio: Option<f64>,
    /// Costs that do not depend on the number of people.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e13))]
    pub fixed_cost_usd_per_year: f64,
    /// Deaths per 1,000 inhabitants and year; the demography block's figure when left out.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub crude_death_rate_per_1000_per_year: Option<f64>,
    /// Openness of the legal framework to naturalisation, 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub legal_framework_openness: f64,
    /// Self-reliance at the start; the self-reliance block's figure when left out.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub self_reliance_initial_share: Option<f64>,
    /// Self-reliance that policy allows at most; the block's figure when left out.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub self_reliance_maximum_share: Option<f64>,
    /// Whether the host is itself at war; then adverse returns and onward movements are needed.
    #[serde(default)]
    pub at_war: bool,
    /// Recorded returns under pressure, by regime of the country of origin.
    #[serde(default)]
    pub adverse_return_per_year: Option<PerRegime>,
}

/// Registered refugees of one host, sex and age band at the start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PopulationEntry {
    /// Host.
    pub host: CountryCode,
    /// Sex.
    pub sex: Sex,
    /// Age band.
    pub age_band: AgeBand,
    /// Persons.
    #[schemars(range(max = 10_000_000_000_u64))]
    pub persons: u64,
}

/// Share of a host's registered refugees who arrived in a calendar year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArrivalYearEntry {
    /// Host.
    pub host: CountryCode,
    /// Calendar year.
    pub year: i32,
    /// Share; over a host's years they sum to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub share: f64,
}

/// Movement from one host to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OnwardMovementEntry {
    /// From this host.
    pub from: CountryCode,
    /// To that host.
    pub to: CountryCode,
    /// Hazard by regime of the country of origin.
    pub hazard_per_year: PerRegime,
}
