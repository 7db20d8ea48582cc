//! What becomes of people: arrivals, registration, births and deaths, solutions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::PerRegime;

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
    /// Default capacity as a share of the stock at the start of the month, per month.
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
    /// Hazard of voluntary return by regime, per year; none in war. In conducive conditions the mean
    /// over episodes.
    pub hazard_per_year: PerRegime,
    /// Standard deviation of the logarithm of the hazard over episodes of conducive conditions: some
    /// bring a whole population home, others hardly anybody.
    #[schemars(range(min = 0.0, max = 3.0))]
    pub episode_log_sd: f64,
    /// How much full reintegration support raises the hazard, `θ_R`.
    #[schemars(range(min = 0.0))]
    pub support_effect: f64,
    /// Decline of the hazard with years in exile, δ.
    #[schemars(range(min = 0.0))]
    pub duration_decline_per_year: f64,
    /// Reintegration package, US$ per returning person.
    #[schemars(range(min = 0.0))]
    pub package_usd_per_person: f64,
    /// Hazard, per year of war, with which those who returned are displaced again, into the host that
    /// they left: 0 unless a scenario states it.
    #[schemars(range(min = 0.0))]
    pub redisplacement_hazard_per_year: f64,
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
    /// Submissions that a host's offices can prepare in a month, per 1,000 refugees, where their needs
    /// are funded in full.
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
    /// Urgent cases; when left out none is told apart.
    #[serde(default)]
    pub urgent: Option<UrgentResettlement>,
}

/// Urgent resettlement cases, which go first.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UrgentResettlement {
    /// Share of submissions that are urgent.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub share_of_submissions: f64,
    /// Mean months from their submission to departure, over two stages of equal length.
    #[schemars(range(min = 2.0))]
    pub pipeline_mean_months: f64,
}
