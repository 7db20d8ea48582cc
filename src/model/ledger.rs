//! The ledger: the line from a State's key share to what it has delivered.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::ContributorId;

/// A ready-made set of rules for the ledger.
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
pub enum LedgerRuleSet {
    /// Multilateral and bilateral arrangements as in Conclusion No. 100 (LV): hosts of the
    /// situation give no places, and what is deducted for one State falls to the others.
    #[default]
    #[serde(rename = "conclusion-100")]
    Conclusion100,
    /// The solidarity pool of Regulation (EU) 2024/1351: States that benefit hold a share of the
    /// key and are released from it, and what is deducted is not shared out again.
    #[serde(rename = "eu-2024-1351")]
    Eu20241351,
}

impl LedgerRuleSet {
    /// The name in files and tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Conclusion100 => "conclusion-100",
            Self::Eu20241351 => "eu-2024-1351",
        }
    }
}

/// A part of its share from which a State is released, because of pressure of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deduction {
    /// The State.
    pub contributor: ContributorId,
    /// The part of its share that is not asked for, 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub share: f64,
    /// Why, for the ledger.
    #[serde(default)]
    pub reason: String,
}

/// Persons already taken over, which count against a State's obligation in places.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Offset {
    /// The State.
    pub contributor: ContributorId,
    /// Persons for whom it has taken responsibility already.
    pub persons: u32,
    /// Why, for the ledger.
    #[serde(default)]
    pub reason: String,
}

/// How an obligation is reached from a key share.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerRules {
    /// The set of rules that says what is not said below.
    #[serde(default)]
    pub rules: LedgerRuleSet,
    /// Whether what is deducted falls to the other States by their key shares; by the set of
    /// rules when left out.
    #[serde(default)]
    pub deductions_are_shared: Option<bool>,
    /// Whether hosts of the situation hold a share in places, from which they are then released;
    /// by the set of rules when left out.
    #[serde(default)]
    pub hosts_hold_share: Option<bool>,
    /// The part of an obligation in places, after deductions, that offsets may meet at most.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub offset_limit_share: Option<f64>,
    /// Releases for pressure of a State's own.
    #[serde(default)]
    pub deduction: Vec<Deduction>,
    /// Persons already taken over.
    #[serde(default)]
    pub offset: Vec<Offset>,
}

impl LedgerRules {
    /// Whether what is deducted falls to the others.
    #[must_use]
    pub fn shares_deductions(&self) -> bool {
        self.deductions_are_shared
            .unwrap_or(self.rules == LedgerRuleSet::Conclusion100)
    }

    /// Whether hosts hold a share in places and are released from it.
    #[must_use]
    pub fn gives_hosts_a_share(&self) -> bool {
        self.hosts_hold_share
            .unwrap_or(self.rules == LedgerRuleSet::Eu20241351)
    }

    /// The part of an obligation that offsets may meet.
    #[must_use]
    pub fn offset_limit(&self) -> f64 {
        self.offset_limit_share.unwrap_or(1.0)
    }
}

/// A step of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LedgerStep {
    /// The State's share of the key times the whole.
    KeyShare,
    /// After floors and caps, with what they leave over shared out, in whole persons.
    CapAndResidual,
    /// After what its own pressure releases it from.
    Deduction,
    /// After persons already taken over.
    Offset,
    /// What the plan asks.
    Obligation,
    /// What it has announced, committed or delivered for the years of the plan.
    Pledge,
    /// What it has committed or delivered.
    Committed,
    /// What it has delivered.
    Delivered,
}

impl LedgerStep {
    /// All steps, in their order.
    pub const ALL: [Self; 8] = [
        Self::KeyShare,
        Self::CapAndResidual,
        Self::Deduction,
        Self::Offset,
        Self::Obligation,
        Self::Pledge,
        Self::Committed,
        Self::Delivered,
    ];

    /// The name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::KeyShare => "key_share",
            Self::CapAndResidual => "cap_and_residual",
            Self::Deduction => "deduction",
            Self::Offset => "offset",
            Self::Obligation => "obligation",
            Self::Pledge => "pledge",
            Self::Committed => "committed",
            Self::Delivered => "delivered",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::KeyShare => "key share",
            Self::CapAndResidual => "after floors, caps and residual",
            Self::Deduction => "after deduction",
            Self::Offset => "after offset",
            Self::Obligation => "obligation",
            Self::Pledge => "pledged",
            Self::Committed => "committed",
            Self::Delivered => "delivered",
        }
    }
}

/// Where a State stands at a step, over all years of the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerEntry {
    /// The step.
    pub step: LedgerStep,
    /// Places, persons; whole from the second step on.
    pub places: f64,
    /// Money, US$.
    pub usd: f64,
    /// Places at their declared value and money together, US$: what measures of equal value
    /// amount to.
    pub value_usd: f64,
    /// The rule that made it, in words.
    pub rule: String,
}

/// The ledger of one State.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerRow {
    /// The State.
    pub contributor: ContributorId,
    /// Its name.
    pub name: String,
    /// Its share of the key before any deduction, 0 to 1.
    pub key_share: f64,
    /// One entry for each step, in the order of [`LedgerStep::ALL`].
    pub entries: Vec<LedgerEntry>,
    /// The part of its pledges that is bound to one host by arrangement with it, US$.
    pub bilateral_usd: f64,
    /// The part of its standing quotas that names a host, persons.
    pub bilateral_places: f64,
}

impl LedgerRow {
    /// Where the State stands at a step.
    #[must_use]
    pub fn at(&self, step: LedgerStep) -> Option<&LedgerEntry> {
        self.entries.iter().find(|entry| entry.step == step)
    }
}
