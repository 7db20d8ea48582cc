//! Why a key refuses.

use crate::model::{Indicator, KeyName};

/// A key that cannot be computed: the State, the indicator, the rule and the remedy.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum KeyError {
    /// No key of that name.
    #[error("there is no key `{name}`; choose one of: {}", key_names())]
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
    #[error("key `{key}`: the weight of {name} is {weight}; weights are finite and not below zero")]
    Weight {
        /// The key.
        key: String,
        /// The indicator's name.
        name: String,
        /// Its weight.
        weight: f64,
    },
    /// Weights that do not sum to 1.
    #[error("key `{key}`: the weights sum to {sum}, not to 1; change them so that they do")]
    WeightsSum {
        /// The key.
        key: String,
        /// Their sum.
        sum: f64,
    },
    /// A weight of an indicator that the key does not read.
    #[error(
        "key `{key}`: it does not read {name}; weigh {}, or use the key `weighted`",
        indicators_of_2015()
    )]
    ForeignWeight {
        /// The key.
        key: String,
        /// The indicator's name.
        name: String,
    },
    /// Correctives without anything that they correct.
    #[error(
        "key `{key}`: correctives hold the whole weight, so there is no base part to correct; \
         give a base indicator a weight above zero"
    )]
    NoBase {
        /// The key.
        key: String,
    },
    /// A parameter that is negative or not finite.
    #[error("key `{key}`: {parameter} is {value}; it must be a finite number not below zero")]
    Parameter {
        /// The key.
        key: String,
        /// The parameter.
        parameter: &'static str,
        /// Its value.
        value: f64,
    },
    /// Factors that bring every share to zero.
    #[error(
        "key `{key}`: its factors are zero for every participant, so it gives no shares; correct \
         the figures or choose another key"
    )]
    NothingLeft {
        /// The key.
        key: String,
    },
    /// No high-income State among the participants.
    #[error(
        "key `{key}`: no participant is a high-income State, so nobody holds a share; add one, \
         give the income group in the scenario, or choose another key"
    )]
    NobodyRich {
        /// The key.
        key: String,
    },
    /// A step of the paradox audit outside its range.
    #[error("the audit's step is {step}; it must lie between 0 and 1, without either")]
    Step {
        /// The step.
        step: f64,
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
    /// Participants whose fixed shares are all zero.
    #[error(
        "key `fixed`: the shares of {} are all zero, so nobody holds a share; add a participant \
         with a share above zero",
        states.join(", ")
    )]
    FixedZero {
        /// The States, by name.
        states: Vec<String>,
    },
}

fn key_names() -> String {
    KeyName::ALL.map(KeyName::name).join(", ")
}

fn indicators_of_2015() -> String {
    let indicators = KeyName::Eu2015May.own_indicators().iter();
    let names: Vec<&str> = indicators.map(|indicator| indicator.name()).collect();
    names.join(", ")
}

fn indicator_names() -> String {
    Indicator::ALL.map(Indicator::name).join(", ")
}
