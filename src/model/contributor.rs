//! Those who contribute: States, and those that are not States.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{ContributorId, CountryCode};
use crate::units::Cents;

/// What kind of contributor it is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum ContributorKind {
    /// A State.
    State,
    /// An international financial institution, such as a development bank.
    FinancialInstitution,
    /// A regional organisation, such as the European Union.
    RegionalOrganisation,
    /// A multilateral fund, such as a pooled fund of the United Nations.
    MultilateralFund,
    /// Private donors: foundations, companies, individuals, organisations of civil society.
    Private,
}

impl ContributorKind {
    /// Whether the contributor can hold a share of a reference key; only States do.
    #[must_use]
    pub fn has_key_share(self) -> bool {
        self == Self::State
    }
}

/// A contributor with what it gives today and what it can give.
#[derive(Clone, Debug, PartialEq)]
pub struct Contributor {
    /// Identifier: the country code of a State.
    pub id: ContributorId,
    /// Name for people.
    pub name: String,
    /// State, institution, organisation, private.
    pub kind: ContributorKind,
    /// The country, for a State.
    pub country: Option<CountryCode>,
    /// Its share of today's income of the response, 0 to 1; over all contributors they sum to 1.
    pub income_share: f64,
    /// The most that it can give to the situation in a year, where that is stated.
    pub budget_per_year: Option<Cents>,
    /// Resettlement places that it gives to the situation in a year today.
    pub baseline_places_per_year: u32,
    /// The most resettlement places that it can give to the situation in a year.
    pub places_capacity_per_year: u32,
    /// What receiving one person through resettlement costs it, US$; 0 where that is not stated.
    pub place_cost_usd_per_person: f64,
    /// Share of its money that may be used anywhere in the situation, 0 to 1.
    pub unearmarked_share: f64,
    /// Share of its money bound to a host; the rest is bound to a host and a sector.
    pub host_earmarked_share: f64,
}
