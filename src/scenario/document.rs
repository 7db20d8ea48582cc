//! The shape of a scenario file, exactly as it is written.
//!
//! These types are the single source of the JSON Schema, of the check for unknown keys and of the
//! names in messages. A number in a file is plain, or a table
//! `{ value, source, basis, range, note }` that carries its evidence; evidence is kept by the
//! resolver and stripped before these types are read. `source`, `basis` and `note` may also stand
//! once in a table, for all values in it that have none of their own. A list of tables may be
//! given as the path of a CSV file with the same names as columns (a dot leads into a table, as in
//! `hazard_per_year.war`), and beside them the columns `source`, `basis`, `note`,
//! `<name>_range_low` and `<name>_range_high`.
//!
//! When a scenario extends another, tables merge key by key. The lists `host` and `country` merge
//! row by row by `country`, `contributor` and `option` by `id`; other lists are replaced.
//!
//! People are bounded by 10¹⁰ and amounts of money by US$ 10¹³, more than there are, so that sums
//! of whole persons and cents cannot overflow.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{ContributorId, CountryCode, OptionId};
use crate::model::parameters::{
    ArrivalParameters, CostParameters, DemographyParameters, FinanceParameters,
    LocalIntegrationParameters, PerRegime, RegimeParameters, RegistrationParameters,
    ResettlementParameters, ResponseParameters, ReturnParameters, ReviewParameters,
    SelfRelianceParameters,
};
use crate::model::{
    AgeBand, Appeal, ContributorExit, ContributorKind, EarmarkTier, IncomeGroup, Indicator,
    Instrument, KeySpec, LedgerRules, Objective, Participants, PledgeStatus, RoundingMethod,
    Sector, Sex, StatusDetermination,
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
    /// Replicates of each option.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub replicates: u32,
    /// Seed of all random streams.
    pub seed: u64,
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
    /// Registration capacity with full funding; a share of the stock when left out.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub registration_capacity_persons_per_month: Option<f64>,
    /// Posts for status determination; one for so many refugees when left out.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub status_determination_posts: Option<f64>,
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

/// A policy option.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OptionEntry {
    /// Identifier: lower-case letters, digits and hyphens.
    pub id: OptionId,
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
    /// Months between reviews; left out, the plan is never reviewed.
    #[serde(default)]
    #[schemars(range(min = 1, max = 600))]
    pub review_interval_months: Option<u32>,
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
