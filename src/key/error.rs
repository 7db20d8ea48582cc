//! Why a key refuses.

use crate::model::Indicator;

/// A key that cannot be computed: the State, the indicator, the rule and the remedy.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum KeyError {
    /// No key of that name.
    #[error("there is no key `{name}`; choose one of: {}", super::KEY_NAMES.join(", "))]
    UnknownKey {
        /// The name asked for.
        name: String,
    },
    /// A `weighted` key that names no known indicator.
    #[error(
        "key `{key}`: there is no indicator `{name}`; choose one of: {}",
        indicator_names()
    )]
    UnknownIndicator {
        /// The key.
        key: String,
        /// The name asked for.
        name: String,
    },
    /// `hosting-capacity` without an indicator.
    #[error(
        "key `hosting-capacity`: no table holds hosting capacity; name the indicator that stands \
         for it, as in weights = {{ unemployment_percent = 1 }}, or choose another key"
    )]
    HostingCapacity,
    /// Nobody takes part.
    #[error(
        "key `{key}`: no State takes part, so there is nobody to hold a share; add participants"
    )]
    NoParticipants {
        /// The key.
        key: String,
    },
    /// States without the indicator.
    #[error(
        "key `{key}`: {} not known for {}; give it as an indicator of the country in the \
         scenario, leave the State out of the participants, or choose another key",
        indicator.name(),
        states.join(", ")
    )]
    Missing {
        /// The key.
        key: String,
        /// The States, by name.
        states: Vec<String>,
        /// The indicator.
        indicator: Indicator,
    },
    /// A value that is negative or not finite.
    #[error(
        "key `{key}`: {} of {state} is {value}, which must be a finite number not below zero; \
         correct the scenario's table",
        indicator.name()
    )]
    Value {
        /// The key.
        key: String,
        /// The State.
        state: String,
        /// The indicator.
        indicator: Indicator,
        /// The value.
        value: f64,
    },
    /// An indicator that is zero for everybody.
    #[error(
        "key `{key}`: {} is zero for every participant, so it gives no shares; correct the table \
         or choose another key",
        indicator.name()
    )]
    AllZero {
        /// The key.
        key: String,
        /// The indicator.
        indicator: Indicator,
    },
    /// A weight that is negative or not finite.
    #[error(
        "key `weighted`: the weight of {name} is {weight}; weights are finite and not below zero"
    )]
    Weight {
        /// The indicator's name.
        name: String,
        /// Its weight.
        weight: f64,
    },
    /// Weights that do not sum to 1.
    #[error("key `weighted`: the weights sum to {sum}, not to 1; change them so that they do")]
    WeightsSum {
        /// Their sum.
        sum: f64,
    },
    /// A cap that is negative or not finite.
    #[error(
        "key `eu-2015-sept`: corrective_cap_share is {cap}; it must be a finite number not below zero"
    )]
    CorrectiveCap {
        /// The cap.
        cap: f64,
    },
    /// A fixed share that is negative or not finite.
    #[error("key `fixed`: the share of {state} is {share}; shares are finite and not below zero")]
    FixedShare {
        /// The State.
        state: String,
        /// The share.
        share: f64,
    },
    /// Participants without a fixed share.
    #[error("key `fixed`: no share for {}; give it one (zero counts) or leave it out of the participants", states.join(", "))]
    FixedMissing {
        /// The States, by name.
        states: Vec<String>,
    },
    /// Fixed shares that do not sum to 1.
    #[error("key `fixed`: the shares sum to {sum}, not to 1; change them so that they do")]
    FixedSum {
        /// Their sum.
        sum: f64,
    },
}

fn indicator_names() -> String {
    Indicator::ALL.map(Indicator::name).join(", ")
}
