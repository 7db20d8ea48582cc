//! Families who wait for places: they are moved together.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{ContributorId, CountryCode};

/// Families of one size who wait in a host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FamilyGroup {
    /// Host.
    pub host: CountryCode,
    /// Members of each family.
    #[schemars(range(min = 1, max = 100))]
    pub persons: u32,
    /// How many families.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub families: u32,
}

/// Families of one size whom a plan sends from one host to one contributor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlacedFamilies {
    /// Who receives them; none for those who fit under no cap.
    pub contributor: Option<ContributorId>,
    /// Host.
    pub host: CountryCode,
    /// Members of each.
    pub persons: u32,
    /// How many.
    pub families: u32,
}

/// Families as indivisible blocks, placed by the places of a plan's first year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyPlan {
    /// Groups in the order of contributors, hosts and sizes; those unplaced come first.
    pub placed: Vec<PlacedFamilies>,
    /// What the placement keeps, in words.
    pub certificate: String,
}
