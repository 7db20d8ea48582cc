//! The parameter blocks of the model: one struct for each mechanism.
//!
//! Every value has a default in `defaults/protracted.toml`, with its source or the word
//! `judgement`; a scenario overrides what it knows better. Names end in their units. The ranges
//! given to the JSON Schema here are domains (what can be computed), not beliefs; beliefs stand
//! beside the values as `range`.

mod children;
mod continuing;
mod emergency;
mod local_economy;
mod money;
mod observation;
mod pathways;
mod people;
mod protracted;
mod public_services;
mod specific_needs;
mod transfer;

pub use children::UnaccompaniedChildrenParameters;
pub use continuing::{
    EvaluationParameters, GenderViolenceParameters, ParticipationParameters, PerAdult, PerSurvivor,
    PreventionParameters, TensionParameters,
};
pub use emergency::{
    ArmedElementParameters, ConsultationParameters, CoordinationParameters, EmergencyParameters,
    InfluxMarksParameters, PreparednessParameters, SecurityParameters, SecurityStandbyParameters,
    StandingFundParameters, SurgeStaffParameters, Switch, WarningQuality,
};
pub use local_economy::LocalEconomyParameters;
pub use money::{
    CostParameters, FinanceParameters, PerIncomeGroup, SectorShares, SelfRelianceDisplacement,
};
pub use observation::ObservationParameters;
pub use pathways::{
    PATHWAYS, Pathway, PathwayOffer, PathwayParameters, PerPathway, SharePerPathway,
};
pub use people::{
    ArrivalParameters, DemographyParameters, LocalIntegrationParameters, RegistrationParameters,
    ResettlementParameters, ReturnParameters, UrgentResettlement,
};
pub use protracted::{
    ConcessionalParameters, DevelopmentParameters, EducationParameters, HostImpactParameters,
    PerDimension, PerLevel, PerSolution, ProtectionCapacityParameters, ProtractedParameters,
    RehabilitationParameters, Replenishment, SolutionStrategyParameters,
};
pub use public_services::PublicServicesParameters;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
pub use specific_needs::{SharePerSexAndAge, SpecificNeedsParameters};
pub use transfer::{EvacuationStay, TransferKind, TransferOffer, TransferParameters};

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
    /// The form of durations around their means.
    pub durations: RegimeDurations,
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
    /// Months until a peace is consolidated, on average; where durations are `consolidating`.
    #[schemars(range(min = 1.0, max = 1200.0))]
    pub consolidation_months: f64,
    /// How likely a consolidated peace is to end in a month, as a ratio to one that is not; where
    /// durations are `consolidating`.
    #[schemars(range(min = 0.01, max = 1.0))]
    pub consolidated_end_ratio: f64,
}

/// The form of durations of regimes around the means that transition probabilities set.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum RegimeDurations {
    /// A Markov chain: how long a regime has lasted says nothing about how soon it ends.
    Memoryless,
    /// A semi-Markov chain: each regime passes through two stages of equal mean length, so that durations
    /// cluster around their mean.
    Staged,
    /// War and stalemate without memory; peace has a fourth state, consolidated, in which it ends less
    /// often, while before it ends more often: many short episodes and some that last.
    Consolidating,
}

impl RegimeParameters {
    /// The probability that a peace which is not consolidated ends in a month, such that peace lasts
    /// as long on average as the transition probabilities say.
    #[must_use]
    pub fn early_end_of_peace_per_month(&self) -> f64 {
        let end = self.peace_to_war_per_month + self.peace_to_stalemate_per_month;
        let consolidation = 1.0 / self.consolidation_months;
        let half = (end - consolidation) / 2.0;
        half + (half * half + end * consolidation / self.consolidated_end_ratio).sqrt()
    }

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

/// How a review finds what is asked of contributors.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum ReviewSolver {
    /// Water-filling with floors and caps: exact, in microseconds.
    ClosedForm,
    /// Linear programs, as a plan's own: some hundred times slower, for small runs. Both agree to a
    /// millionth of the sum that is asked.
    Lp,
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
    /// How obligations are found.
    pub solver: ReviewSolver,
    /// Share `s` of today's split of obligations that a review keeps, because changes cost:
    /// `(1 − s) · new + s · old · (Σ new / Σ old)`, within floors and caps. A judgement.
    #[schemars(range(min = 0.0, max = 0.95))]
    pub switching_cost_share: f64,
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
    /// How statistics see the situation.
    pub observation: ObservationParameters,
    /// Arrangements of the emergency response.
    pub emergency: EmergencyParameters,
    /// Arrangements that answer a protracted situation.
    pub protracted: ProtractedParameters,
}
