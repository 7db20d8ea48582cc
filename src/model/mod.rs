//! The nouns: what a situation, its people, its money and the options on the table are.
//!
//! This room knows neither files nor solvers nor random numbers. The parameter blocks derive
//! their (de)serialisation and their JSON Schema here, so that a scenario file, its schema and
//! the simulator can never disagree about a name or a range.

mod contributor;
mod country;
mod family;
mod futures;
mod key_spec;
mod ledger;
mod measure;
mod money;
mod needs;
mod option;
pub mod parameters;
mod plan;
mod population;
mod programme;
mod rounding_method;
mod sector;
mod situation;
mod solutions;
mod uncertainty;

pub use contributor::{Contributor, ContributorKind};
pub use country::{Basis, Country, Figure, IncomeGroup, Indicator};
pub use family::{FamilyGroup, FamilyPlan, PlacedFamilies};
pub use futures::Futures;
pub use key_spec::{CorrectiveMean, KeyCorrective, KeyName, KeySpec};
pub use ledger::{
    Deduction, LedgerEntry, LedgerRow, LedgerRuleSet, LedgerRules, LedgerStep, Offset,
};
pub use measure::{Affinity, BestInterests, Measure, MeasureKind, ProceduresEntry};
pub use money::{EarmarkTier, FundingRecord, Instrument, Pledge, PledgeStatus, ResettlementQuota};
pub use needs::{NeedsMatrix, StatedNeed};
pub use option::{
    AfterYears, Appeal, ContributorExit, Objective, ParticipantGroup, Participants, PolicyOption,
};
pub use plan::{
    BindingRule, ContributorShare, Plan, PlanCertificate, PlannedMeasure, QuotaPosition, QuotaTrade,
};
pub use population::{
    AGE_BANDS, AGES, AgeBand, LiveStatus, OLDEST_AGE, PerAgeBand, Population, SEXES, STATUSES, Sex,
};
pub use programme::{Arrangement, Programme, RatioPeriod, TierOrder};
pub use rounding_method::RoundingMethod;
pub use sector::{PHASES, Phase, SECTORS, Sector, Tier};
pub use situation::{
    Clock, Ensemble, Host, HostStock, OnwardMovement, Origin, Situation, StatusDetermination,
};
pub use solutions::SolutionMix;
pub use uncertainty::{DesignKind, Distribution, ParameterUncertainty, Uncertainty};
