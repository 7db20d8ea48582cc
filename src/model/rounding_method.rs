//! How shares become whole places: the published methods by name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A method of apportionment in whole places.
///
/// The five divisor methods give the next place to the largest `weight / d(a)`, where `a` is what
/// a participant has already; they differ in `d`. Source: Balinski and Young, *Fair
/// Representation*, 2nd edition 2001.
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
    /// Largest remainder (Hamilton): nearest to the quotas; may take a place away when the total
    /// grows.
    #[default]
    LargestRemainder,
    /// Jefferson, D'Hondt: `d(a) = a + 1`; favours the large.
    Jefferson,
    /// Webster, Sainte-Laguë: `d(a) = a + 1/2`; without bias.
    Webster,
    /// Huntington–Hill: `d(a) = √(a(a + 1))`; everybody with a weight gets one place first.
    HuntingtonHill,
    /// Adams: `d(a) = a`; favours the small, everybody with a weight gets one place first.
    Adams,
    /// Dean: `d(a) = 2a(a + 1) / (2a + 1)`, the harmonic mean of `a` and `a + 1`; everybody with a
    /// weight gets one place first.
    Dean,
    /// The quota method of Balinski and Young (1975): Jefferson's rule among those below their
    /// upper quota; never leaves the quota, never takes a place away when the total grows.
    Quota,
    /// Every quota rounded up. Breaks the total by design; the excess is reported.
    Ceiling,
}

impl RoundingMethod {
    /// All methods, in the order of this list.
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

    /// The name as written in a scenario.
    #[must_use]
    pub const fn name(self) -> &'static str {
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
