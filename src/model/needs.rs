//! A plain matrix of needs: what the plan has to meet.

use crate::id::CountryCode;
use crate::model::Tier;

/// A need that a scenario states instead of leaving it to a forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct StatedNeed {
    /// The host.
    pub host: CountryCode,
    /// Calendar year.
    pub year: i32,
    /// Places sought for people from this host, persons.
    pub places: u32,
    /// Life-saving needs, US$.
    pub life_saving_usd: f64,
    /// Sustaining needs, US$.
    pub sustaining_usd: f64,
    /// People hosted over the year, person-years.
    pub hosted_person_years: f64,
}

/// Needs in money by host, year and tier, and resettlement places by year.
///
/// Apportionment reads it; the planner writes it from a mean forecast, or a robust study from
/// simulated futures.
#[derive(Clone, Debug, PartialEq)]
pub struct NeedsMatrix {
    /// Calendar year of each column.
    pub years: Vec<i32>,
    /// US$ needed, indexed `[host][year][tier]`; hosts in the order of the situation.
    pub usd: Vec<Vec<[f64; 2]>>,
    /// Mean persons hosted over the year, indexed `[host][year]`: person-years of hosting.
    pub person_years: Vec<Vec<f64>>,
    /// Resettlement places wanted from each host and year, indexed `[host][year]`.
    pub places: Vec<Vec<u32>>,
}

impl NeedsMatrix {
    /// The money needed in a year by all hosts and tiers, US$.
    #[must_use]
    pub fn total_usd(&self, year: usize) -> f64 {
        self.usd
            .iter()
            .map(|years| years[year].iter().sum::<f64>())
            .sum()
    }

    /// The money needed in a year for one tier by all hosts, US$.
    #[must_use]
    pub fn tier_usd(&self, year: usize, tier: Tier) -> f64 {
        self.usd
            .iter()
            .map(|years| years[year][tier as usize])
            .sum()
    }

    /// The places wanted in a year from all hosts.
    #[must_use]
    pub fn total_places(&self, year: usize) -> u32 {
        self.places.iter().map(|years| years[year]).sum()
    }
}
