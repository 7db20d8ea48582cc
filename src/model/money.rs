//! Pledges, quotas and the record of what was asked and received.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{ContributorId, CountryCode};
use crate::model::Sector;
use crate::units::{CalendarMonth, Cents};

/// How tightly money is bound, loosest first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum EarmarkTier {
    /// For use anywhere in the situation.
    Situation,
    /// For one host country.
    Host,
    /// For one sector in one host country.
    HostSector,
}

/// Grant or loan.
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
pub enum Instrument {
    /// Need not be paid back.
    #[default]
    Grant,
    /// Is paid back by the host: it relieves the year, not the host.
    Loan,
}

/// How far a pledge has come.
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
pub enum PledgeStatus {
    /// Said in public.
    #[default]
    Announced,
    /// Signed.
    Committed,
    /// Paid.
    Disbursed,
}

/// A pledge that stands at the start of the scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Pledge {
    /// Who gives.
    pub contributor: ContributorId,
    /// The whole amount.
    pub amount: Cents,
    /// First month of the window in which it is available.
    pub from: CalendarMonth,
    /// Last month of the window.
    pub until: CalendarMonth,
    /// How tightly it is bound.
    pub earmark: EarmarkTier,
    /// The host it is bound to, where it is.
    pub host: Option<CountryCode>,
    /// The sector it is bound to, where it is.
    pub sector: Option<Sector>,
    /// Grant or loan.
    pub instrument: Instrument,
    /// How far it has come.
    pub status: PledgeStatus,
}

impl Pledge {
    /// Whether the window is longer than a year.
    #[must_use]
    pub fn is_multi_year(&self) -> bool {
        self.until.months_since(self.from) >= 12
    }
}

/// A standing resettlement quota for the situation.
#[derive(Clone, Debug, PartialEq)]
pub struct ResettlementQuota {
    /// Who receives.
    pub contributor: ContributorId,
    /// Calendar year.
    pub year: i32,
    /// Places.
    pub places: u32,
    /// The host from which people leave, where the quota names one.
    pub host: Option<CountryCode>,
    /// How far it has come; what is disbursed is filled.
    pub status: PledgeStatus,
    /// Whether no plan may ask for fewer places.
    pub binds: bool,
}

/// What was asked and received for one host in one past year.
#[derive(Clone, Debug, PartialEq)]
pub struct FundingRecord {
    /// The host.
    pub host: CountryCode,
    /// Calendar year.
    pub year: i32,
    /// What the response plan asked for.
    pub requested: Cents,
    /// What it received, where that is known.
    pub received: Option<Cents>,
    /// Whether the figure is data or judgement.
    pub basis: crate::model::Basis,
    /// Lower and upper end of a judged requirement, US$.
    pub requested_range_usd: Option<[f64; 2]>,
}
