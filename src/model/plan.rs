//! A plan: what an option asks of each contributor, and how that was found.

use crate::id::{ContributorId, OptionId};
use crate::model::{FamilyPlan, LedgerRow, MeasureKind};

/// The rule that decides a contributor's share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BindingRule {
    /// Its share follows from the key: neither a floor nor a cap binds.
    Key,
    /// A cap holds it down.
    Cap,
    /// A floor, such as a standing commitment, holds it up.
    Floor,
    /// What it hosts already exceeds its share, so nothing more is asked.
    Hosting,
    /// It has no key share; its own offer is taken as it stands.
    Offer,
    /// It takes no part in the plan and gives what it gives today.
    Outside,
}

impl BindingRule {
    /// The name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Cap => "cap",
            Self::Floor => "floor",
            Self::Hosting => "hosting",
            Self::Offer => "offer",
            Self::Outside => "outside",
        }
    }
}

/// What a plan asks of one contributor. Vectors over years follow [`Plan::years`].
#[derive(Clone, Debug, PartialEq)]
pub struct ContributorShare {
    /// Who.
    pub contributor: ContributorId,
    /// Name for people.
    pub name: String,
    /// Share of the key among participants, 0 to 1; 0 without a key share.
    pub key_share: f64,
    /// Value of the hosting already borne, net of outside funding, US$ by year.
    pub hosting_usd: Vec<f64>,
    /// What it gives today, US$ by year: its usual part of the year's need.
    pub baseline_usd: Vec<f64>,
    /// Money that the plan asks for, US$ by year.
    pub obligation_usd: Vec<f64>,
    /// Money asked for by host, US$, indexed `[year][host]`.
    pub obligation_usd_by_host: Vec<Vec<f64>>,
    /// Cap on money, US$ by year; infinite without a cap.
    pub cap_usd: Vec<f64>,
    /// Resettlement places today, by year.
    pub baseline_places: Vec<u32>,
    /// Whole resettlement places that the plan asks for, by year.
    pub obligation_places: Vec<u32>,
    /// The same by host from which people come, indexed `[year][host]`.
    pub obligation_places_by_host: Vec<Vec<u32>>,
    /// Responsibility ratio over the plan: 1 is exactly the key's share of the whole.
    pub responsibility_ratio: f64,
    /// The rule that decides the share.
    pub binding: BindingRule,
    /// GDP, US$, where it is known: what is asked is shown as a share of it.
    pub gdp_usd: Option<f64>,
    /// Inhabitants, where they are known.
    pub population_persons: Option<f64>,
}

/// How a plan was found and how well it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanCertificate {
    /// The solver, or `closed form`.
    pub solver: String,
    /// Linear programs solved.
    pub programs: u32,
    /// Rounds of leximin.
    pub rounds: u32,
    /// The largest violation of any constraint, relative to its scale.
    pub largest_violation: f64,
    /// How places were rounded, with total and bounds met or not.
    pub rounding: String,
    /// Notes for the reader: a tier that left the next no freedom, data carried forward.
    pub notes: Vec<String>,
}

/// What a plan asks of a measure beside money and resettlement.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedMeasure {
    /// Kind.
    pub kind: MeasureKind,
    /// What one unit counts for, US$.
    pub value_usd_per_unit: f64,
    /// Needs in units, `[year][host]`.
    pub need: Vec<Vec<f64>>,
    /// What is asked of each contributor that gives any, in units `[year][host]`.
    pub given: Vec<(ContributorId, Vec<Vec<f64>>)>,
}

impl PlannedMeasure {
    /// Units that nobody could be asked for in a year.
    #[must_use]
    pub fn unmet(&self, year: usize) -> f64 {
        let need: f64 = self.need[year].iter().sum();
        let given: f64 = self
            .given
            .iter()
            .flat_map(|(_, years)| years[year].iter())
            .sum();
        (need - given).max(0.0)
    }
}

/// A market in which quotas are traded.
#[derive(Clone, Debug, PartialEq)]
pub struct QuotaTrade {
    /// What a dollar of value less would save, US$; none where nothing is given.
    pub price_of_less: Option<f64>,
    /// What a dollar of value more would cost, US$; none where nobody could give more.
    pub price_of_more: Option<f64>,
    /// The price at which positions are settled, US$ for a dollar of value.
    pub price: f64,
    /// One position for each State with a share of the key.
    pub positions: Vec<QuotaPosition>,
}

/// A State in the market, in US$ over the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct QuotaPosition {
    /// Who.
    pub contributor: ContributorId,
    /// Value that leximin asks of it.
    pub quota_usd: f64,
    /// Value that it gives at the least cost of all.
    pub given_usd: f64,
    /// What its quota would cost it without a market.
    pub cost_alone_usd: f64,
    /// What it bears with one: its own cost and what it pays or is paid.
    pub cost_with_trade_usd: f64,
}

/// The apportionment of one option.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The option.
    pub option: OptionId,
    /// Calendar years covered.
    pub years: Vec<i32>,
    /// One row for each contributor of the plan, States first in the order of their key share.
    pub shares: Vec<ContributorShare>,
    /// Unmet need, US$, indexed `[host][year][tier]`.
    pub unmet_usd: Vec<Vec<[f64; 2]>>,
    /// Places that nobody could be asked for, by year.
    pub unmet_places: Vec<u32>,
    /// Measures beside money and resettlement that the plan asks for.
    pub measures: Vec<PlannedMeasure>,
    /// Families placed whole in the plan's first year, where the scenario has any.
    pub families: Option<FamilyPlan>,
    /// The market for quotas, where the objective makes one.
    pub trade: Option<QuotaTrade>,
    /// The way from key share to delivery of each State with a share; empty without a plan.
    pub ledger: Vec<LedgerRow>,
    /// How it was found.
    pub certificate: PlanCertificate,
}

impl Plan {
    /// A plan that asks nobody for anything, for one year.
    #[must_use]
    pub fn without_contributors(option: OptionId, year: i32) -> Self {
        Self {
            option,
            years: vec![year],
            shares: Vec::new(),
            unmet_usd: Vec::new(),
            unmet_places: vec![0],
            measures: Vec::new(),
            families: None,
            trade: None,
            ledger: Vec::new(),
            certificate: PlanCertificate {
                solver: String::new(),
                programs: 0,
                rounds: 0,
                largest_violation: 0.0,
                rounding: String::new(),
                notes: Vec::new(),
            },
        }
    }

    /// The row of a contributor.
    #[must_use]
    pub fn share_of(&self, contributor: &ContributorId) -> Option<&ContributorShare> {
        self.shares
            .iter()
            .find(|share| &share.contributor == contributor)
    }
}
