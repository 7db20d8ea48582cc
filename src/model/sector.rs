//! Sectors of assistance, the priority tiers they belong to, and the phases of a situation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A sector of assistance, after the refugee response plans.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Sector {
    /// Protection, registration and documentation.
    Protection,
    /// Food assistance.
    Food,
    /// Shelter and household items.
    Shelter,
    /// Water, sanitation and hygiene.
    Wash,
    /// Health and nutrition.
    Health,
    /// Education at all levels.
    Education,
    /// Livelihoods and self-reliance.
    Livelihoods,
    /// Energy and environment.
    Energy,
    /// Security and the civilian character of asylum.
    Security,
    /// Logistics and coordination.
    Coordination,
    /// Programmes for the host community.
    HostCommunity,
    /// Support to durable solutions: return, local integration, resettlement.
    Solutions,
}

/// All sectors, in the order of their columns.
pub const SECTORS: [Sector; 12] = [
    Sector::Protection,
    Sector::Food,
    Sector::Shelter,
    Sector::Wash,
    Sector::Health,
    Sector::Education,
    Sector::Livelihoods,
    Sector::Energy,
    Sector::Security,
    Sector::Coordination,
    Sector::HostCommunity,
    Sector::Solutions,
];

/// A priority tier of needs: money goes to life-saving needs first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Protection, food, shelter, water and health, and the logistics that bring them.
    LifeSaving,
    /// Education, livelihoods, energy, security, host communities and solutions.
    Sustaining,
}

impl Tier {
    /// Both tiers, the one that is served first first.
    pub const ALL: [Self; 2] = [Self::LifeSaving, Self::Sustaining];

    /// The tier's name for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::LifeSaving => "life-saving",
            Self::Sustaining => "sustaining",
        }
    }
}

impl Sector {
    /// The sector's position in [`SECTORS`].
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }

    /// The tier that the sector's needs belong to.
    #[must_use]
    pub fn tier(self) -> Tier {
        match self {
            Self::Protection
            | Self::Food
            | Self::Shelter
            | Self::Wash
            | Self::Health
            | Self::Coordination => Tier::LifeSaving,
            Self::Education
            | Self::Livelihoods
            | Self::Energy
            | Self::Security
            | Self::HostCommunity
            | Self::Solutions => Tier::Sustaining,
        }
    }

    /// The name that stands in scenario files and table columns.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Protection => "protection",
            Self::Food => "food",
            Self::Shelter => "shelter",
            Self::Wash => "wash",
            Self::Health => "health",
            Self::Education => "education",
            Self::Livelihoods => "livelihoods",
            Self::Energy => "energy",
            Self::Security => "security",
            Self::Coordination => "coordination",
            Self::HostCommunity => "host_community",
            Self::Solutions => "solutions",
        }
    }

    /// The sector's name for people, as in a chart.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Protection => "Protection and registration",
            Self::Food => "Food",
            Self::Shelter => "Shelter and household items",
            Self::Wash => "Water and sanitation",
            Self::Health => "Health and nutrition",
            Self::Education => "Education",
            Self::Livelihoods => "Livelihoods",
            Self::Energy => "Energy and environment",
            Self::Security => "Security, civilian character",
            Self::Coordination => "Logistics and coordination",
            Self::HostCommunity => "Host communities",
            Self::Solutions => "Durable solutions",
        }
    }
}

/// The phase that a host's emergency has reached; needs per person differ between phases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The first months after a mass influx.
    Emergency,
    /// Up to three years after it.
    Stabilisation,
    /// Thereafter.
    Protracted,
}

/// All phases, in the order in which they come.
pub const PHASES: [Phase; 3] = [Phase::Emergency, Phase::Stabilisation, Phase::Protracted];
