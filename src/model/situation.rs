//! A situation: one country of origin, its host States, and all who contribute.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::CountryCode;
use crate::model::parameters::{Parameters, PerRegime};
use crate::model::{
    Affinity, BestInterests, Contributor, Country, FamilyGroup, FundingRecord, Measure,
    NeedsMatrix, Pledge, PolicyOption, Population, ResettlementQuota, StatedNeed, Tier,
};
use crate::units::{CalendarMonth, Persons};

/// When the simulation starts and how long it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The first month.
    pub start: CalendarMonth,
    /// How many months.
    pub months: u32,
}

impl Clock {
    /// Calendar years touched, in order.
    #[must_use]
    pub fn years(&self) -> Vec<i32> {
        let last = self.start.plus(self.months.saturating_sub(1));
        (self.start.year()..=last.year()).collect()
    }
}

/// How many futures, and which.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ensemble {
    /// Replicates of each option, at most.
    pub replicates: u32,
    /// Seed of all random streams.
    pub seed: u64,
    /// The relative Monte Carlo error of the headline outcomes at which no further replicates are
    /// made; none makes all of them.
    pub until_error: Option<f64>,
    /// Consecutive replicates that are futures of one draw of parameters; 1 where parameters are fixed.
    pub futures_per_draw: u32,
    /// Whether replicates are spread evenly over the number of outbreaks of war and the size of the
    /// first pulse.
    pub stratify_outbreaks: bool,
}

impl Ensemble {
    /// So many independent replicates.
    #[must_use]
    pub fn new(replicates: u32, seed: u64) -> Self {
        Self {
            replicates,
            seed,
            until_error: None,
            futures_per_draw: 1,
            stratify_outbreaks: false,
        }
    }
}

/// The country of origin.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    /// Its code.
    pub country: CountryCode,
    /// Its name.
    pub name: String,
    /// Inhabitants, the natural bound of any exodus.
    pub population: Persons,
}

/// How people receive their status in a host.
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
pub enum StatusDetermination {
    /// As a group, on registration.
    #[default]
    PrimaFacie,
    /// Case by case.
    Individual,
}

/// People in a host at the start, by status; each by sex and single year of age.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HostStock {
    /// Not yet registered.
    pub unregistered: Population,
    /// Registered refugees, prima facie or recognised according to the host's procedure.
    pub refugees: Population,
    /// Waiting for a decision.
    pub asylum_seekers: Population,
    /// Calendar year of arrival of registered refugees: `(year, share)`, shares sum to 1.
    pub arrival_years: Vec<(i32, f64)>,
}

impl HostStock {
    /// Everybody in need of protection.
    #[must_use]
    pub fn total(&self) -> Persons {
        self.unregistered.total() + self.refugees.total() + self.asylum_seekers.total()
    }

    /// The same host with `ratio` times as many people of each status, sex and age; where nobody is,
    /// nobody.
    #[must_use]
    pub fn times(&self, ratio: f64) -> Self {
        Self {
            unregistered: self.unregistered.times(ratio),
            refugees: self.refugees.times(ratio),
            asylum_seekers: self.asylum_seekers.times(ratio),
            arrival_years: self.arrival_years.clone(),
        }
    }
}

/// Movement from one host of the situation to another, booked in an account of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct OnwardMovement {
    /// Index of the destination in [`Situation::hosts`].
    pub to: usize,
    /// Hazard by regime of the country of origin, per year.
    pub hazard_per_year: PerRegime,
}

/// A host State.
#[derive(Clone, Debug, PartialEq)]
pub struct Host {
    /// Country.
    pub country: Country,
    /// People at the start.
    pub stock: HostStock,
    /// Mean share of arrivals that come here; over hosts they sum to 1.
    pub arrival_share: f64,
    /// How people receive their status.
    pub status_determination: StatusDetermination,
    /// Registration capacity, persons per month, fully funded; the least where it follows the stock.
    pub registration_capacity_persons_per_month: f64,
    /// Share of the people at the start of a month that can be registered in it, fully funded, where that
    /// is more; 0 where a scenario states the capacity.
    pub registration_capacity_share_of_stock_per_month: f64,
    /// Posts for individual status determination, fully funded, that a scenario states.
    pub status_determination_posts: f64,
    /// Posts for each person in need of protection, where a scenario states none: they follow the
    /// people as they come and go.
    pub status_determination_posts_per_person: f64,
    /// Registered refugees who are in the resettlement pipeline at the start; when unknown as many as
    /// today's departures keep in it.
    pub resettlement_pipeline_persons: Option<u64>,
    /// Months since the last mass influx, at the start; when unknown a host with people opens as
    /// protracted, an empty one at its first arrival.
    pub months_since_influx: Option<u32>,
    /// Needs per person relative to a low-income host.
    pub cost_ratio: f64,
    /// Costs that do not depend on the number of people, US$ per year.
    pub fixed_cost_usd_per_year: f64,
    /// Deaths per 1,000 and year that mortality is scaled to.
    pub crude_death_rate_per_1000_per_year: f64,
    /// Openness of the legal framework to naturalisation, 0 (closed) to 1 (open), π.
    pub legal_framework_openness: f64,
    /// Self-reliance at the start, 0 to 1.
    pub self_reliance_initial_share: f64,
    /// Self-reliance that policy allows at most, 0 to 1, κ(π).
    pub self_reliance_maximum_share: f64,
    /// Whether the host is itself at war.
    pub at_war: bool,
    /// Recorded returns under pressure by regime, per year; an account of its own.
    pub adverse_return_per_year: PerRegime,
    /// Movements on to other hosts.
    pub onward_movements: Vec<OnwardMovement>,
}

impl Host {
    /// Persons that can be registered in a month, fully funded, in a host with so many people in need
    /// of protection.
    #[must_use]
    pub fn registration_capacity(&self, stock: u64) -> f64 {
        self.registration_capacity_persons_per_month
            .max(self.registration_capacity_share_of_stock_per_month * stock as f64)
    }

    /// Posts for individual status determination, fully funded, in a host with so many people in need of
    /// protection.
    #[must_use]
    pub fn determination_posts(&self, stock: u64) -> f64 {
        self.status_determination_posts + self.status_determination_posts_per_person * stock as f64
    }
}

/// A scenario, read and checked: everything that apportionment and simulation need.
#[derive(Clone, Debug, PartialEq)]
pub struct Situation {
    /// File-system-safe name, from the scenario's file name.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// A paragraph for people.
    pub description: String,
    /// Whether countries and figures are invented.
    pub synthetic: bool,
    /// Whether the situation can be simulated; otherwise it is only apportioned.
    pub simulated: bool,
    /// Clock.
    pub clock: Clock,
    /// Replicates and seed.
    pub ensemble: Ensemble,
    /// Country of origin; none where people of several origins are apportioned together.
    pub origin: Option<Origin>,
    /// Host States, in the order of the scenario.
    pub hosts: Vec<Host>,
    /// All countries that keys may read: the Member States, or a synthetic scenario's own.
    pub countries: Vec<Country>,
    /// Contributors, in the order of the scenario.
    pub contributors: Vec<Contributor>,
    /// Pledges standing at the start.
    pub pledges: Vec<Pledge>,
    /// Standing resettlement quotas.
    pub quotas: Vec<ResettlementQuota>,
    /// Needs that the scenario states; empty where they are forecast.
    pub stated_needs: Vec<StatedNeed>,
    /// What contributors may give beside money and resettlement places.
    pub measures: Vec<Measure>,
    /// Best-interests procedures; none where nothing limits them.
    pub best_interests: Option<BestInterests>,
    /// Families who wait for places, moved together.
    pub families: Vec<FamilyGroup>,
    /// Ties between contributors and hosts.
    pub affinities: Vec<Affinity>,
    /// What was asked and received in past years.
    pub funding_history: Vec<FundingRecord>,
    /// Parameters.
    pub parameters: Parameters,
    /// Options; exactly one is the baseline.
    pub options: Vec<PolicyOption>,
}

impl Situation {
    /// The index of the baseline option.
    #[must_use]
    pub fn baseline(&self) -> usize {
        self.options
            .iter()
            .position(|option| option.is_baseline)
            .unwrap_or(0)
    }

    /// Whether a country is the country of origin.
    #[must_use]
    pub fn is_origin(&self, code: CountryCode) -> bool {
        self.origin
            .as_ref()
            .is_some_and(|origin| origin.country == code)
    }

    /// The needs that the scenario states, as a matrix over the years of the clock; nothing where
    /// it states none.
    #[must_use]
    pub fn stated_matrix(&self) -> Option<NeedsMatrix> {
        if self.stated_needs.is_empty() {
            return None;
        }
        let years = self.clock.years();
        let mut needs = NeedsMatrix {
            usd: vec![vec![[0.0; 2]; years.len()]; self.hosts.len()],
            person_years: vec![vec![0.0; years.len()]; self.hosts.len()],
            places: vec![vec![0; years.len()]; self.hosts.len()],
            years,
        };
        for need in &self.stated_needs {
            let host = self
                .hosts
                .iter()
                .position(|host| host.country.code == need.host);
            let year = needs.years.iter().position(|year| *year == need.year);
            let (Some(host), Some(year)) = (host, year) else {
                continue;
            };
            needs.places[host][year] = needs.places[host][year].saturating_add(need.places);
            needs.usd[host][year][Tier::LifeSaving as usize] += need.life_saving_usd;
            needs.usd[host][year][Tier::Sustaining as usize] += need.sustaining_usd;
            needs.person_years[host][year] += need.hosted_person_years;
        }
        Some(needs)
    }

    /// The country of that code, where keys may read it.
    #[must_use]
    pub fn country(&self, code: CountryCode) -> Option<&Country> {
        self.countries.iter().find(|country| country.code == code)
    }
}
