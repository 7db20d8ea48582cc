//! The parameter blocks of the model: one struct for each mechanism.
//!
//! Every value has a default in `defaults/protracted.toml`, with its source or the word
//! `judgement`; a scenario overrides what it knows better. Names end in their units. The ranges
//! given to the JSON Schema here are domains (what can be computed), not beliefs; beliefs stand
//! beside the values as `range`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The conflict regime of the country of origin.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Regime {
    /// War: arrivals in pulses, no voluntary return.
    War,
    /// Stalemate or insecurity: few arrivals, little spontaneous return.
    Stalemate,
    /// Conditions that are conducive to return.
    Peace,
}

/// All regimes, in the order of array indices.
pub const REGIMES: [Regime; 3] = [Regime::War, Regime::Stalemate, Regime::Peace];

/// One value for each regime.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PerRegime {
    /// In war.
    #[schemars(range(min = 0.0))]
    pub war: f64,
    /// In stalemate.
    #[schemars(range(min = 0.0))]
    pub stalemate: f64,
    /// In conditions conducive to return.
    #[schemars(range(min = 0.0))]
    pub peace: f64,
}

impl PerRegime {
    /// The value in a regime.
    #[must_use]
    pub fn get(&self, regime: Regime) -> f64 {
        match regime {
            Regime::War => self.war,
            Regime::Stalemate => self.stalemate,
            Regime::Peace => self.peace,
        }
    }
}

/// One value for each phase.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PerPhase {
    /// In the emergency.
    #[schemars(range(min = 0.0))]
    pub emergency: f64,
    /// In stabilisation.
    #[schemars(range(min = 0.0))]
    pub stabilisation: f64,
    /// In the protracted phase.
    #[schemars(range(min = 0.0))]
    pub protracted: f64,
}

impl PerPhase {
    /// The value in a phase.
    #[must_use]
    pub fn get(&self, phase: crate::model::Phase) -> f64 {
        match phase {
            crate::model::Phase::Emergency => self.emergency,
            crate::model::Phase::Stabilisation => self.stabilisation,
            crate::model::Phase::Protracted => self.protracted,
        }
    }
}

/// The conflict regime: where it starts and the monthly probabilities of its changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegimeParameters {
    /// Regime in the first month.
    pub initial: Regime,
    /// War to stalemate.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub war_to_stalemate_per_month: f64,
    /// War to peace.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub war_to_peace_per_month: f64,
    /// Stalemate to war.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub stalemate_to_war_per_month: f64,
    /// Stalemate to peace.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub stalemate_to_peace_per_month: f64,
    /// Peace to war.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub peace_to_war_per_month: f64,
    /// Peace to stalemate.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub peace_to_stalemate_per_month: f64,
}

impl RegimeParameters {
    /// Transition probabilities per month, rows from, columns to, in the order of [`REGIMES`].
    #[must_use]
    pub fn matrix(&self) -> [[f64; 3]; 3] {
        let rest = |left: f64, right: f64| 1.0 - left - right;
        [
            [
                rest(self.war_to_stalemate_per_month, self.war_to_peace_per_month),
                self.war_to_stalemate_per_month,
                self.war_to_peace_per_month,
            ],
            [
                self.stalemate_to_war_per_month,
                rest(
                    self.stalemate_to_war_per_month,
                    self.stalemate_to_peace_per_month,
                ),
                self.stalemate_to_peace_per_month,
            ],
            [
                self.peace_to_war_per_month,
                self.peace_to_stalemate_per_month,
                rest(
                    self.peace_to_war_per_month,
                    self.peace_to_stalemate_per_month,
                ),
            ],
        ]
    }
}

/// Arrivals over the border. Nothing here depends on plans, money or quotas.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArrivalParameters {
    /// Mean arrivals in all hosts together outside pulses, persons per month.
    pub base_persons_per_month: PerRegime,
    /// Size r of the negative binomial: variance = mean + mean² / r, for each host and month.
    #[schemars(range(min = 0.001))]
    pub dispersion_size: f64,
    /// How closely host weights keep to their means (Dirichlet concentration, drawn yearly).
    #[schemars(range(min = 0.001))]
    pub host_weight_concentration: f64,
    /// Least size of a pulse that follows an outbreak of war, persons.
    #[schemars(range(min = 1.0))]
    pub pulse_minimum_persons: f64,
    /// Tail index α of the truncated Pareto distribution of a pulse's size.
    #[schemars(range(min = 0.01))]
    pub pulse_tail_index: f64,
    /// Largest pulse, as a share of the population of the country of origin.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub pulse_maximum_share_of_origin_population: f64,
    /// Probability that a pulse ends with its first year.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub pulse_single_year_probability: f64,
    /// Median ratio of a year's arrivals to the year before, where the pulse goes on.
    #[schemars(range(min = 0.0))]
    pub pulse_year_ratio_median: f64,
    /// Standard deviation of the logarithm of that ratio.
    #[schemars(range(min = 0.0))]
    pub pulse_year_ratio_log_sd: f64,
    /// Largest ratio.
    #[schemars(range(min = 0.0))]
    pub pulse_year_ratio_maximum: f64,
    /// Ratio of a month's arrivals to the month before, within a year of a pulse.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub pulse_month_ratio: f64,
    /// Month of the simulation in which war breaks out for certain; none leaves it to chance.
    pub onset_month: Option<u32>,
    /// Median size of the pulse of that outbreak, persons; none draws it like any other.
    #[schemars(range(min = 1.0))]
    pub onset_pulse_median_persons: Option<f64>,
    /// Share of arrivals by age band, female: `0-4`, `5-11`, `12-17`, `18-59`, `60+`.
    pub female_share_by_age_band: [f64; 5],
    /// Share of arrivals by age band, male; with the female shares they sum to 1.
    pub male_share_by_age_band: [f64; 5],
}

/// Registration and individual status determination.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegistrationParameters {
    /// Default capacity as a share of the opening stock, per month.
    #[schemars(range(min = 0.0))]
    pub capacity_share_of_stock_per_month: f64,
    /// Least default capacity, persons per month.
    #[schemars(range(min = 0.0))]
    pub capacity_minimum_persons_per_month: f64,
    /// What people who are not registered receive of food and health, 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub unregistered_service_share: f64,
    /// Cases that one post decides in a year.
    #[schemars(range(min = 0.0))]
    pub determination_cases_per_post_per_year: f64,
    /// Refugees for whom one post is planned by default.
    #[schemars(range(min = 1.0))]
    pub refugees_per_post_persons: f64,
    /// Mean share of claims recognised.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub recognition_mean_share: f64,
    /// Concentration a + b of the Beta distribution of that share over hosts and years.
    #[schemars(range(min = 0.001))]
    pub recognition_concentration: f64,
}

/// Births, deaths and ageing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DemographyParameters {
    /// Live births per 1,000 persons and year that the fertility schedule is scaled to.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub crude_birth_rate_per_1000_per_year: f64,
    /// Relative fertility of women aged 15–19, 20–24, … 45–49.
    pub fertility_schedule: [f64; 7],
    /// Boys born for each girl.
    #[schemars(range(min = 0.1, max = 10.0))]
    pub sex_ratio_at_birth: f64,
    /// Deaths per 1,000 persons and year in the host that the mortality curve is scaled to.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub crude_death_rate_per_1000_per_year: f64,
    /// Siler curve: level of infant mortality.
    #[schemars(range(min = 0.0))]
    pub siler_infant_level: f64,
    /// Siler curve: decline of infant mortality with age, per year.
    #[schemars(range(min = 0.0))]
    pub siler_infant_decline_per_year: f64,
    /// Siler curve: constant mortality.
    #[schemars(range(min = 0.0))]
    pub siler_constant_level: f64,
    /// Siler curve: level of senescent mortality.
    #[schemars(range(min = 0.0))]
    pub siler_old_level: f64,
    /// Siler curve: rise of senescent mortality with age, per year.
    #[schemars(range(min = 0.0))]
    pub siler_old_rise_per_year: f64,
    /// Refugees' death rate relative to the host's, outside emergencies.
    #[schemars(range(min = 0.0))]
    pub mortality_ratio_to_host: f64,
    /// Median multiple of mortality in an emergency without any health coverage.
    #[schemars(range(min = 1.0))]
    pub emergency_mortality_median_ratio: f64,
    /// Standard deviation of the logarithm of that multiple.
    #[schemars(range(min = 0.0))]
    pub emergency_mortality_log_sd: f64,
}

/// Voluntary return; pressure in the host never enters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnParameters {
    /// Hazard of voluntary return by regime, per year; none in war.
    pub hazard_per_year: PerRegime,
    /// How much full reintegration support raises the hazard, `θ_R`.
    #[schemars(range(min = 0.0))]
    pub support_effect: f64,
    /// Decline of the hazard with years in exile, δ.
    #[schemars(range(min = 0.0))]
    pub duration_decline_per_year: f64,
    /// Reintegration package, US$ per returning person.
    #[schemars(range(min = 0.0))]
    pub package_usd_per_person: f64,
}

/// Local integration: naturalisation as a legal, absorbing solution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LocalIntegrationParameters {
    /// Naturalisations per refugee and year where the legal framework is open, `h_N0`.
    #[schemars(range(min = 0.0))]
    pub naturalisation_hazard_per_year: f64,
    /// How much fully funded development support raises the hazard, `θ_N`.
    #[schemars(range(min = 0.0))]
    pub development_effect: f64,
    /// Support to local integration, US$ per naturalised person.
    #[schemars(range(min = 0.0))]
    pub support_usd_per_person: f64,
}

/// The resettlement pipeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResettlementParameters {
    /// Share of the stock that needs resettlement, η.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub need_share_of_stock: f64,
    /// Share of submissions that are accepted.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub acceptance_share: f64,
    /// Mean months from identification to departure, over four stages of equal length.
    #[schemars(range(min = 4.0))]
    pub pipeline_mean_months: f64,
    /// The same for group resettlement.
    #[schemars(range(min = 4.0))]
    pub group_pipeline_mean_months: f64,
    /// How many times as many submissions the same staff makes by the group methodology.
    #[schemars(range(min = 1.0))]
    pub group_productivity_ratio: f64,
    /// Submissions that a host's offices can prepare in a month, per 1,000 refugees.
    #[schemars(range(min = 0.0))]
    pub submissions_per_1000_refugees_per_month: f64,
    /// Mean share of a year's quota that a State fills, apart from the common shock.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub quota_fulfilment_mean_share: f64,
    /// Concentration a + b of that share's Beta distribution.
    #[schemars(range(min = 0.001))]
    pub quota_fulfilment_concentration: f64,
    /// Mean of the common factor that all States share in a year.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub quota_common_mean_share: f64,
    /// Concentration a + b of the common factor's Beta distribution.
    #[schemars(range(min = 0.001))]
    pub quota_common_concentration: f64,
    /// Shares of cases of 1, 2, 3, 4, 5, 6, 7 and 8 persons; they sum to 1.
    pub case_size_shares: [f64; 8],
    /// Processing, US$ per submission.
    #[schemars(range(min = 0.0))]
    pub processing_usd_per_person: f64,
}

/// Pledges, their fulfilment, and the allocation of money.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FinanceParameters {
    /// Price year of all money.
    pub price_year: i32,
    /// How money of other years is brought to it, in words.
    pub deflator: String,
    /// Discount rate for present values, per year.
    #[schemars(range(min = 0.0, max = 0.2))]
    pub discount_rate_per_year: f64,
    /// Share of the yearly requirement that contributors announce today.
    #[schemars(range(min = 0.0, max = 2.0))]
    pub baseline_announced_share: f64,
    /// Share of the gap between baseline and obligation that a contributor closes under a plan:
    /// lower end of the uniform prior.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub uptake_minimum: f64,
    /// Upper end of that prior.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub uptake_maximum: f64,
    /// Probability that a contributor announces nothing in a year.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub no_pledge_probability: f64,
    /// Standard deviation of the logarithm of what is announced; its mean is kept.
    #[schemars(range(min = 0.0))]
    pub pledge_log_sd: f64,
    /// Mean of a contributor's own fulfilment factor U for money of the same year.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub fulfilment_mean_share: f64,
    /// The same for the later years of an advance pledge.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub fulfilment_advance_mean_share: f64,
    /// Concentration a + b of U's Beta distribution.
    #[schemars(range(min = 0.001))]
    pub fulfilment_concentration: f64,
    /// Mean of the common fulfilment factor Z.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub fulfilment_common_mean_share: f64,
    /// Concentration a + b of Z's Beta distribution.
    #[schemars(range(min = 0.001))]
    pub fulfilment_common_concentration: f64,
    /// Months from the conference to the first payment.
    pub disbursement_lag_months: u32,
    /// Mean months to payment thereafter; a geometric distribution.
    #[schemars(range(min = 1.0))]
    pub disbursement_mean_months: f64,
    /// Ratio of what is announced in a year to the year before, once fatigue sets in, ψ.
    #[schemars(range(min = 0.0, max = 1.5))]
    pub fatigue_ratio_per_year: f64,
    /// Years after which fatigue sets in.
    pub fatigue_after_years: u32,
    /// Probability that a competing emergency draws attention away in a year.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub attention_shock_probability_per_year: f64,
    /// Share of what is announced that is lost in such a year.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub attention_shock_loss_share: f64,
    /// Months over which money in hand is planned to last.
    #[schemars(range(min = 1.0))]
    pub spending_horizon_months: f64,
    /// Money in hand at the start, months of today's announced income.
    #[schemars(range(min = 0.0, max = 24.0))]
    pub opening_balance_months: f64,
}

/// Shares of the sectors in needs per person, by phase; each phase sums to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectorShares {
    /// Protection and registration.
    pub protection: PerPhase,
    /// Food.
    pub food: PerPhase,
    /// Shelter and household items.
    pub shelter: PerPhase,
    /// Water and sanitation.
    pub wash: PerPhase,
    /// Health and nutrition.
    pub health: PerPhase,
    /// Education.
    pub education: PerPhase,
    /// Livelihoods.
    pub livelihoods: PerPhase,
    /// Energy and environment.
    pub energy: PerPhase,
    /// Security and civilian character.
    pub security: PerPhase,
    /// Logistics and coordination.
    pub coordination: PerPhase,
}

impl SectorShares {
    /// The shares in the order of [`crate::model::SECTORS`], host communities and solutions left
    /// out: those are costed by themselves.
    #[must_use]
    pub fn in_order(&self) -> [PerPhase; 10] {
        [
            self.protection,
            self.food,
            self.shelter,
            self.wash,
            self.health,
            self.education,
            self.livelihoods,
            self.energy,
            self.security,
            self.coordination,
        ]
    }
}

/// Share of each sector's needs that full self-reliance displaces, ν; others are not displaced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SelfRelianceDisplacement {
    /// Food.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub food: f64,
    /// Shelter.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub shelter: f64,
    /// Livelihoods.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub livelihoods: f64,
    /// Health.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub health: f64,
    /// Water and sanitation.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub wash: f64,
    /// Education.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub education: f64,
}

/// One value for each income group.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PerIncomeGroup {
    /// Low income.
    #[schemars(range(min = 0.0))]
    pub low: f64,
    /// Lower middle income.
    #[schemars(range(min = 0.0))]
    pub lower_middle: f64,
    /// Upper middle income.
    #[schemars(range(min = 0.0))]
    pub upper_middle: f64,
    /// High income.
    #[schemars(range(min = 0.0))]
    pub high: f64,
}

impl PerIncomeGroup {
    /// The value of an income group.
    #[must_use]
    pub fn get(&self, group: crate::model::IncomeGroup) -> f64 {
        use crate::model::IncomeGroup;
        match group {
            IncomeGroup::Low => self.low,
            IncomeGroup::LowerMiddle => self.lower_middle,
            IncomeGroup::UpperMiddle => self.upper_middle,
            IncomeGroup::High => self.high,
        }
    }
}

/// What needs cost; costs never depend on the money available.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CostParameters {
    /// Needs per person and year in a low-income host, US$.
    pub need_usd_per_person_year: PerPhase,
    /// How they are shared between sectors.
    pub sector_share: SectorShares,
    /// Multiple for hosts of each income group.
    pub income_group_ratio: PerIncomeGroup,
    /// Share of needs that self-reliance displaces.
    pub self_reliance_displaces: SelfRelianceDisplacement,
    /// Programmes for host communities, as a share on top of refugees' needs.
    #[schemars(range(min = 0.0))]
    pub host_community_share: f64,
    /// Last month of the emergency after a mass influx.
    pub emergency_months: u32,
    /// Last month of stabilisation after a mass influx.
    pub stabilisation_months: u32,
    /// Arrivals over three months that start an emergency in a host, as a share of its stock.
    #[schemars(range(min = 0.0))]
    pub emergency_arrivals_share_of_stock: f64,
    /// Least arrivals over three months that start an emergency in a host, persons.
    #[schemars(range(min = 0.0))]
    pub emergency_arrivals_minimum_persons: f64,
}

/// How outcomes respond to the share of needs that is funded.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum ResponseFamily {
    /// Concave: the first dollar does most.
    Exponential,
    /// Proportional.
    Linear,
    /// Sigmoid with a threshold.
    Hill,
}

/// The curve from coverage to outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResponseParameters {
    /// The family of the curve: a structural assumption to be varied.
    pub family: ResponseFamily,
    /// Curvature κ of the exponential family.
    #[schemars(range(min = 0.01, max = 20.0))]
    pub exponential_curvature: f64,
    /// Exponent of the Hill family.
    #[schemars(range(min = 0.1, max = 20.0))]
    pub hill_exponent: f64,
    /// Coverage at which the Hill family has half its effect, before it is scaled to reach 1.
    #[schemars(range(min = 0.01, max = 1.0))]
    pub hill_half_coverage: f64,
}

/// Self-reliance: the share of needs that refugees meet from their own income.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SelfRelianceParameters {
    /// Default share at the start.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub initial_share: f64,
    /// Default ceiling, from closed camps to the right to work and land.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub maximum_share: f64,
    /// Speed of approach to the ceiling with livelihoods fully funded, per month.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub speed_per_month: f64,
}

/// Review of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewParameters {
    /// Months between reviews while a host is in an emergency.
    #[schemars(range(min = 1))]
    pub emergency_interval_months: u32,
    /// Months that a review looks ahead.
    #[schemars(range(min = 1))]
    pub forecast_months: u32,
}

/// All blocks together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameters {
    /// Conflict regime.
    pub regime: RegimeParameters,
    /// Arrivals.
    pub arrivals: ArrivalParameters,
    /// Registration and status determination.
    pub registration: RegistrationParameters,
    /// Births, deaths, ageing.
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
    /// Coverage to outcome.
    pub response: ResponseParameters,
    /// Self-reliance.
    pub self_reliance: SelfRelianceParameters,
    /// Review.
    pub review: ReviewParameters,
}
