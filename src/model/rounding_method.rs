//! Methods that turn shares into whole persons.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How shares become whole persons.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum RoundingMethod {
    /// Largest remainder (Hamilton): nobody's places differ from the quota by one or more where
    /// no bound binds.
    #[default]
    LargestRemainder,
    /// Jefferson, D'Hondt: divides by the whole number above; favours the large.
    Jefferson,
    /// Webster, Sainte-Laguë: divides by the arithmetic mean; favours neither.
    Webster,
    /// Huntington–Hill: divides by the geometric mean.
    HuntingtonHill,
    /// Adams: divides by the whole number below; favours the small.
    Adams,
    /// Dean: divides by the harmonic mean.
    Dean,
    /// The quota method of Balinski and Young: house-monotone and within the quota.
    Quota,
    /// Every quota is rounded up, so that the total is exceeded.
    Ceiling,
}

impl RoundingMethod {
    /// All methods.
    pub const ALL: [Self; 8] = [
        Self::LargestRemainder,
        Self::Jefferson,
        Self::Webster,
        Self::HuntingtonHill,
        Self::Adams,
        Self::Dean,
        Self::Quota,
        Self::Ceiling,
    ];

    /// The name in scenario files and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::LargestRemainder => "largest-remainder",
            Self::Jefferson => "jefferson",
            Self::Webster => "webster",
            Self::HuntingtonHill => "huntington-hill",
            Self::Adams => "adams",
            Self::Dean => "dean",
            Self::Quota => "quota",
            Self::Ceiling => "ceiling",
        }
    }
}
