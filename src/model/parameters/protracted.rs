//! Arrangements that answer a protracted situation: each is a block with a switch of its own, and
//! all are off unless a scenario switches them on.
//!
//! The equations stand with the code, in `simulate/protracted`; nearly every value is judgement and
//! is labelled so in the defaults.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    EvaluationParameters, GenderViolenceParameters, LocalEconomyParameters,
    ParticipationParameters, PathwayParameters, PerIncomeGroup, PreventionParameters,
    PublicServicesParameters, SpecificNeedsParameters, Switch, TensionParameters,
};

/// One value for each level of education.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PerLevel {
    /// Before primary school.
    #[schemars(range(min = 0.0))]
    pub pre_primary: f64,
    /// Primary school.
    #[schemars(range(min = 0.0))]
    pub primary: f64,
    /// Secondary school, vocational training included.
    #[schemars(range(min = 0.0))]
    pub secondary: f64,
    /// Universities and other tertiary education.
    #[schemars(range(min = 0.0))]
    pub tertiary: f64,
}

impl PerLevel {
    /// The values from the lowest level to the highest.
    #[must_use]
    pub fn in_order(&self) -> [f64; 4] {
        [
            self.pre_primary,
            self.primary,
            self.secondary,
            self.tertiary,
        ]
    }
}

/// Education at four levels.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EducationParameters {
    /// Whether enrolment is modelled, and in which options parity is aimed at and private funds come.
    pub applies: Switch,
    /// Share of children enrolled at the start, by level.
    pub start_enrolment_share: PerLevel,
    /// Share that public schools enrol without any money for the response, by level.
    pub unfunded_enrolment_share: PerLevel,
    /// Share enrolled with education fully funded, by level; needs are costed for it.
    pub full_enrolment_share: PerLevel,
    /// Girls enrolled for each boy where nobody aims at parity.
    #[schemars(range(min = 0.01, max = 1.0))]
    pub girls_per_boy_ratio: f64,
    /// Speed with which enrolment follows money, per month.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub speed_per_month: f64,
    /// Cost of one pupil in a low-income host, US$ per year, by level.
    pub cost_usd_per_pupil_year: PerLevel,
    /// Children of pre-primary age as a share of those under five.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub pre_primary_age_share: f64,
    /// People of the age of tertiary education as a share of those aged 18 to 59.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub tertiary_age_share: f64,
    /// Private funds for secondary and tertiary education, all hosts, US$ per year.
    #[schemars(range(min = 0.0, max = 1e12))]
    pub private_funds_usd_per_year: f64,
    /// Years in which the working generation is replaced by those who went to school.
    #[schemars(range(min = 1.0, max = 100.0))]
    pub generation_years: f64,
    /// What a generation that all went to secondary school adds to the ceiling of self-reliance.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub self_reliance_effect_share: f64,
}

/// One value for each dimension of the impact on hosts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PerDimension {
    /// Economy: prices, wages, public budgets.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub economy: f64,
    /// Society: services shared, cohesion.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub society: f64,
    /// Environment: wood, water, land.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub environment: f64,
    /// Security.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub security: f64,
}

impl PerDimension {
    /// The values in the order economy, society, environment, security.
    #[must_use]
    pub fn in_order(&self) -> [f64; 4] {
        [self.economy, self.society, self.environment, self.security]
    }
}

/// The impact of hosting on the communities that host, and its evaluation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HostImpactParameters {
    /// Whether impact is modelled, and in which options it is evaluated and answered by programmes.
    pub applies: Switch,
    /// Refugees for each inhabitant at which exposure is 1 − 1/e.
    #[schemars(range(min = 0.0001, max = 10.0))]
    pub exposure_refugees_per_inhabitant: f64,
    /// Impact under full exposure without any money, 0 to 1, by dimension.
    pub full_impact_share: PerDimension,
    /// Share of it that the funded sector of the dimension takes away.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub sector_relief_share: f64,
    /// Speed with which impact builds up and recovers, per month, by dimension.
    pub speed_per_month: PerDimension,
    /// Share of impact that programmes for an evaluated impact of 1 take away when fully funded.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub programme_relief_share: f64,
    /// Cost of programmes for an evaluated impact of 1 in a low-income host, US$ per refugee and year.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub programme_usd_per_person_year: f64,
    /// Share of the openness of the legal framework that an impact of 1 takes away.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub openness_loss_share: f64,
    /// What an impact of 1 adds to returns under pressure, as a ratio to them.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub adverse_return_rise_ratio: f64,
}

/// National protection capacity: institutions, registration systems, law.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProtectionCapacityParameters {
    /// Whether capacity is a stock, and in which options it is built.
    pub applies: Switch,
    /// At the start, as a share of full capacity.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub initial_share: f64,
    /// What full capacity is worth in a low-income host, US$.
    #[schemars(range(min = 0.0, max = 1e12))]
    pub full_stock_usd_per_host: f64,
    /// Share of the stock that decays in a month.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub decay_per_month: f64,
    /// Months over which what is missing is asked for.
    #[schemars(range(min = 1.0, max = 1200.0))]
    pub building_months: f64,
    /// What full capacity, beyond that at the start, adds to registration and status determination,
    /// as a ratio to them.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub registration_gain_ratio: f64,
    /// Share of the way to full openness of the legal framework that full capacity, beyond that at
    /// the start, goes.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub openness_gain_share: f64,
}

/// Rehabilitation of areas that refugees have left.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RehabilitationParameters {
    /// Whether areas left behind are counted, and in which options they are rehabilitated.
    pub applies: Switch,
    /// Cost of rehabilitating the area that one person used in a low-income host, US$.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub cost_usd_per_person: f64,
    /// Months over which a backlog is asked for.
    #[schemars(range(min = 1.0, max = 1200.0))]
    pub clearing_months: f64,
    /// Share of the openness of the legal framework that a backlog as large as the peak takes away.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub openness_loss_share: f64,
}

/// A window of development finance, outside the humanitarian appeal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DevelopmentParameters {
    /// Whether there is a window, and in which options.
    pub applies: Switch,
    /// What is promised for the development of all hosts, US$ per year.
    #[schemars(range(min = 0.0, max = 1e12))]
    pub window_usd_per_year: f64,
    /// Share of what is promised that is committed.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub fulfilment_share: f64,
    /// Months from the commitment to the first payment.
    pub lag_months: u32,
    /// Mean months over which it is then paid.
    #[schemars(range(min = 1.0, max = 600.0))]
    pub disbursement_mean_months: f64,
    /// Share of what was built that decays in a month.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub decay_per_month: f64,
    /// Development stock for each refugee at which its effect is 1 − 1/e in a low-income host, US$.
    #[schemars(range(min = 1.0, max = 1e9))]
    pub stock_usd_per_person: f64,
    /// Share of the way from its ceiling to full self-reliance that full effect goes.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub self_reliance_effect_share: f64,
    /// What full effect adds to local integration, as a ratio to it.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub integration_effect_ratio: f64,
}

/// Concessional loans to hosts, in proportion to what hosting leaves unfunded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConcessionalParameters {
    /// Whether there are loans, and in which options.
    pub applies: Switch,
    /// Share of what a host's needs lacked in the year before that is lent to it.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub share_of_gap: f64,
    /// Months from the commitment to the first of twelve monthly tranches.
    pub lag_months: u32,
    /// Months from the commitment in which interest alone is paid.
    pub grace_months: u32,
    /// Months from the commitment to the last repayment.
    #[schemars(range(min = 24, max = 600))]
    pub maturity_months: u32,
    /// Interest on what is outstanding, a share per year.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub interest_share_per_year: f64,
    /// Rate at which service is discounted for the grant element, a share per year.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub discount_share_per_year: f64,
    /// Months by which the first tranche may come later than `lag_months`, drawn evenly for each loan;
    /// when left out it comes then.
    #[serde(default)]
    #[schemars(range(max = 600))]
    pub lag_spread_months: Option<u32>,
    /// Openness of the legal framework, as the arrangements have moved it, below which a host is lent
    /// nothing; when left out there is no such condition.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub openness_minimum_share: Option<f64>,
    /// Ceiling of self-reliance, which stands for the right to work and to land, below which a host is
    /// lent nothing; when left out there is no such condition.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub self_reliance_ceiling_minimum_share: Option<f64>,
    /// Share of what a host receives that is a grant, by its income group; when left out all is lent.
    #[serde(default)]
    pub grant_share: Option<PerIncomeGroup>,
    /// Cycles in which the window is replenished; when left out it has no limit.
    #[serde(default)]
    pub replenishment: Option<Replenishment>,
}

/// Replenishment of a window of concessional finance: what is not lent in a cycle lapses.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Replenishment {
    /// Calendar years of a cycle; the first begins with the simulation.
    #[schemars(range(min = 1, max = 50))]
    pub cycle_years: u32,
    /// Loans and grants that a cycle has for all hosts, US$.
    #[schemars(range(min = 0.0, max = 1e12))]
    pub usd_per_cycle: f64,
}

/// One value for each durable solution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PerSolution {
    /// Voluntary return.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub voluntary_return: f64,
    /// Local integration.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub local_integration: f64,
    /// Resettlement.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub resettlement: f64,
}

impl PerSolution {
    /// The values in the order voluntary return, local integration, resettlement.
    #[must_use]
    pub fn in_order(&self) -> [f64; 3] {
        [
            self.voluntary_return,
            self.local_integration,
            self.resettlement,
        ]
    }
}

/// A strategic combination of durable solutions; a plan may state its mix in
/// `option.plan.solutions`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SolutionStrategyParameters {
    /// Whether solutions are supported by an intended mix, and in which options.
    pub applies: Switch,
    /// Support asked for where the plan states no amount, US$ per refugee and year.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub support_usd_per_person_year: f64,
    /// What it costs that one more person finds a solution, US$, by solution.
    pub usd_per_person: PerSolution,
    /// The largest rise that support can bring, as a ratio to those who find a solution without it.
    pub largest_rise_ratio: PerSolution,
    /// How much more is given to a solution that lags behind the mix; 0 gives by the mix alone.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub steering_ratio: f64,
}

/// All arrangements together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProtractedParameters {
    /// Education at four levels.
    pub education: EducationParameters,
    /// Impact on host communities.
    pub host_impact: HostImpactParameters,
    /// What hosting brings to the local economy.
    pub local_economy: LocalEconomyParameters,
    /// What hosting costs public budgets.
    pub public_services: PublicServicesParameters,
    /// National protection capacity.
    pub protection_capacity: ProtectionCapacityParameters,
    /// Rehabilitation of areas left behind.
    pub rehabilitation: RehabilitationParameters,
    /// Window of development finance.
    pub development: DevelopmentParameters,
    /// Concessional loans to hosts.
    pub concessional: ConcessionalParameters,
    /// Complementary pathways.
    pub pathways: PathwayParameters,
    /// Strategic combination of solutions.
    pub solution_strategy: SolutionStrategyParameters,
    /// Evaluation of the plan by all actors.
    pub evaluation: EvaluationParameters,
    /// Participation of refugees.
    pub participation: ParticipationParameters,
    /// Services against sexual and gender-based violence.
    pub gender_violence: GenderViolenceParameters,
    /// People with specific needs.
    pub specific_needs: SpecificNeedsParameters,
    /// Prevention and mediation at the origin.
    pub prevention: PreventionParameters,
    /// Tension between States.
    pub tension: TensionParameters,
}

impl ProtractedParameters {
    /// Whether any arrangement is modelled.
    #[must_use]
    pub fn is_on(&self) -> bool {
        [
            self.education.applies,
            self.host_impact.applies,
            self.local_economy.applies,
            self.public_services.applies,
            self.protection_capacity.applies,
            self.rehabilitation.applies,
            self.development.applies,
            self.concessional.applies,
            self.pathways.applies,
            self.solution_strategy.applies,
            self.evaluation.applies,
            self.participation.applies,
            self.gender_violence.applies,
            self.specific_needs.applies,
            self.prevention.applies,
            self.tension.applies,
        ]
        .into_iter()
        .any(Switch::is_on)
    }
}
