//! Complementary pathways: admission to third countries beside resettlement. The block is
//! `protracted.pathways` and is off unless a scenario switches it on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Switch;
use crate::id::{ContributorId, OptionId};

/// A complementary pathway.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Pathway {
    /// Work permits for people whose skills are sought.
    LabourMobility,
    /// Places and scholarships at universities and schools.
    Education,
    /// Families of people who already live in the country.
    FamilyReunification,
    /// Visas on humanitarian grounds.
    HumanitarianVisa,
    /// Sponsorship by citizens and communities.
    PrivateSponsorship,
}

/// All pathways, in the order of array indices.
pub const PATHWAYS: [Pathway; 5] = [
    Pathway::LabourMobility,
    Pathway::Education,
    Pathway::FamilyReunification,
    Pathway::HumanitarianVisa,
    Pathway::PrivateSponsorship,
];

impl Pathway {
    /// The name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::LabourMobility => "labour-mobility",
            Self::Education => "education",
            Self::FamilyReunification => "family-reunification",
            Self::HumanitarianVisa => "humanitarian-visa",
            Self::PrivateSponsorship => "private-sponsorship",
        }
    }

    /// Whether applicants are adults of 18 to 59 years who go alone; otherwise people of all ages go in
    /// whole families.
    #[must_use]
    pub fn is_for_adults(self) -> bool {
        matches!(self, Self::LabourMobility | Self::Education)
    }
}

/// One value for each pathway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PerPathway {
    /// Labour mobility.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub labour_mobility: f64,
    /// Education.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub education: f64,
    /// Family reunification.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub family_reunification: f64,
    /// Humanitarian visas.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub humanitarian_visa: f64,
    /// Private sponsorship.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub private_sponsorship: f64,
}

impl PerPathway {
    /// The values in the order of [`PATHWAYS`].
    #[must_use]
    pub fn in_order(&self) -> [f64; 5] {
        [
            self.labour_mobility,
            self.education,
            self.family_reunification,
            self.humanitarian_visa,
            self.private_sponsorship,
        ]
    }
}

/// Shares of people by pathway, each between 0 and 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharePerPathway {
    /// Labour mobility.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub labour_mobility: f64,
    /// Education.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub education: f64,
    /// Family reunification.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub family_reunification: f64,
    /// Humanitarian visas.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub humanitarian_visa: f64,
    /// Private sponsorship.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub private_sponsorship: f64,
}

impl SharePerPathway {
    /// The values in the order of [`PATHWAYS`].
    #[must_use]
    pub fn in_order(&self) -> [f64; 5] {
        [
            self.labour_mobility,
            self.education,
            self.family_reunification,
            self.humanitarian_visa,
            self.private_sponsorship,
        ]
    }
}

/// Places that a contributor offers on a pathway, for stays that can last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PathwayOffer {
    /// Who offers.
    pub contributor: ContributorId,
    /// On which pathway.
    pub pathway: Pathway,
    /// Persons in a year, families counted with all their members; what is not used by December
    /// lapses.
    #[schemars(range(max = 100_000_000))]
    pub places_per_year: u32,
    /// The option under which it is offered, from the month of its plan on; under all options where
    /// none is named.
    #[serde(default)]
    pub option: Option<OptionId>,
}

/// Complementary pathways: who can apply, who does, how long it takes, what it costs, which places
/// there are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PathwayParameters {
    /// Whether pathways are open, and in which options.
    pub applies: Switch,
    /// Share of registered refugees who meet the conditions, by pathway; for labour mobility and
    /// education of those aged 18 to 59.
    pub eligible_share: SharePerPathway,
    /// Applications per eligible person and year where applicants are supported.
    #[schemars(range(min = 0.0, max = 12.0))]
    pub applications_per_eligible_year: f64,
    /// Part of them that is made without any support as well.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub unsupported_share: f64,
    /// Share of applications that are granted, by pathway.
    pub granted_share: SharePerPathway,
    /// Mean months from the application to the departure, by pathway, half of them until the
    /// decision.
    pub processing_mean_months: PerPathway,
    /// Support to an applicant (documents, counselling, tests, travel), US$ by pathway: a need of
    /// solutions in the host.
    pub support_usd_per_applicant: PerPathway,
    /// Places.
    pub offer: Vec<PathwayOffer>,
}
