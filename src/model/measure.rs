//! What contributors may give beside money and resettlement places.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{ContributorId, CountryCode};
use crate::model::Tier;

/// A kind of measure.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum MeasureKind {
    /// Money for the response.
    Funding,
    /// Resettlement places.
    Resettlement,
    /// Humanitarian transfer within the region.
    HumanitarianTransfer,
    /// Humanitarian evacuation further afield.
    HumanitarianEvacuation,
    /// Complementary pathways: family reunification, work, study, sponsorship.
    ComplementaryPathway,
    /// Standby experts.
    StandbyExperts,
    /// Support in kind, at its declared worth.
    InKindSupport,
}

impl MeasureKind {
    /// The measures that a scenario states with needs and capacities of their own; needs of money
    /// and of resettlement places stand with the hosts.
    pub const STATED: [Self; 5] = [
        Self::HumanitarianTransfer,
        Self::HumanitarianEvacuation,
        Self::ComplementaryPathway,
        Self::StandbyExperts,
        Self::InKindSupport,
    ];

    /// The name in files and tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Funding => "funding",
            Self::Resettlement => "resettlement",
            Self::HumanitarianTransfer => "humanitarian-transfer",
            Self::HumanitarianEvacuation => "humanitarian-evacuation",
            Self::ComplementaryPathway => "complementary-pathway",
            Self::StandbyExperts => "standby-experts",
            Self::InKindSupport => "in-kind-support",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Funding => "funding",
            Self::Resettlement => "resettlement",
            Self::HumanitarianTransfer => "humanitarian transfer",
            Self::HumanitarianEvacuation => "humanitarian evacuation",
            Self::ComplementaryPathway => "complementary pathways",
            Self::StandbyExperts => "standby experts",
            Self::InKindSupport => "support in kind",
        }
    }

    /// What is counted.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Self::Funding | Self::InKindSupport => "US$",
            Self::StandbyExperts => "person-months",
            Self::Resettlement
            | Self::HumanitarianTransfer
            | Self::HumanitarianEvacuation
            | Self::ComplementaryPathway => "persons",
        }
    }

    /// Whether refugees move to the contributor: then units are persons, and children are
    /// protected by [`BestInterests`].
    #[must_use]
    pub fn moves_people(self) -> bool {
        self.unit() == "persons"
    }

    /// Whether units are whole.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.unit() != "US$"
    }
}

/// A measure with its needs and capacities.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Kind, one of [`MeasureKind::STATED`].
    pub kind: MeasureKind,
    /// Priority tier of its needs.
    pub tier: Tier,
    /// What one unit counts for in the responsibility ratio, US$: a declared exchange rate.
    pub value_usd_per_unit: f64,
    /// What one unit costs the contributor, US$: it counts against its budget.
    pub cost_usd_per_unit: f64,
    /// Units needed in a year, by host in the order of the situation.
    pub need_per_year: Vec<f64>,
    /// Units that each contributor can give in a year; others give none.
    pub capacity_per_year: Vec<(ContributorId, f64)>,
}

/// Unaccompanied and separated children move only against a completed best-interests procedure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BestInterests {
    /// Share of unaccompanied and separated children among those who move under any measure.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub unaccompanied_children_share: f64,
    /// Procedures that can be completed in a year, by host; none in a host that is not listed.
    pub procedures: Vec<ProceduresEntry>,
}

impl BestInterests {
    /// The most people who can move from a host in a year; none without a limit.
    #[must_use]
    pub fn persons_maximum(&self, host: CountryCode) -> Option<f64> {
        (self.unaccompanied_children_share > 0.0)
            .then(|| self.completed(host) / self.unaccompanied_children_share)
    }

    /// Procedures completed in a host in a year.
    #[must_use]
    pub fn completed(&self, host: CountryCode) -> f64 {
        self.procedures
            .iter()
            .filter(|entry| entry.host == host)
            .map(|entry| f64::from(entry.completed_per_year))
            .sum()
    }
}

/// Best-interests procedures of a host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProceduresEntry {
    /// Host.
    pub host: CountryCode,
    /// Procedures completed in a year.
    pub completed_per_year: u32,
}

/// Ties of family, language or diaspora between a contributor and people in a host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Affinity {
    /// Contributor.
    pub contributor: ContributorId,
    /// Host.
    pub host: CountryCode,
    /// How strong they are, relative to other ties.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub strength: f64,
}
