//! Humanitarian transfer within the region and evacuation to States further afield.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Switch;
use crate::id::CountryCode;

/// What kind of movement an offer is for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum TransferKind {
    /// To another host of the situation: people stay refugees in it.
    Transfer,
    /// To a State further afield: people leave the situation; no durable solution.
    Evacuation,
}

/// What a State offers to people of a host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferOffer {
    /// Transfer or evacuation.
    pub kind: TransferKind,
    /// The host under pressure.
    pub from: CountryCode,
    /// The State that offers: another host for a transfer, none of them for an evacuation.
    pub to: CountryCode,
    /// Persons it takes in all.
    pub places: u32,
    /// Persons who can travel in a month.
    pub places_per_month: u32,
}

/// Humanitarian transfer and evacuation: when, who, with what consent, at what cost.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferParameters {
    /// Whether offers are used, and in which options.
    pub applies: Switch,
    /// Pressure from which people may leave: arrivals of three months over the persons whom the
    /// host can register in them.
    #[schemars(range(min = 0.0))]
    pub pressure_threshold_ratio: f64,
    /// Probability that a family that is asked consents.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub consent_share: f64,
    /// Transfer in the region, US$ per person, a cost of logistics in the host left.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub transfer_usd_per_person: f64,
    /// Evacuation, US$ per person, a cost of logistics in the host left.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub evacuation_usd_per_person: f64,
    /// Support for the communities of a host that takes people over, US$ per person, once.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub receiving_support_usd_per_person: f64,
    /// Offers.
    pub offer: Vec<TransferOffer>,
    /// Limit in time of evacuations, and what follows; when left out they have none.
    #[serde(default)]
    pub stay: Option<EvacuationStay>,
}

/// How long evacuees may stay, and what becomes of them then.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvacuationStay {
    /// Months until the stay ends.
    #[schemars(range(min = 1, max = 1200))]
    pub months: u32,
    /// Share of evacuees who are then back in the host of first asylum.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub returned_share: f64,
    /// Share who have moved onward to another State; the rest stays where it is.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub onward_share: f64,
    /// Journey back, US$ per person, a cost of logistics in the host of first asylum.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub return_usd_per_person: f64,
}
