//! The mix of durable solutions that a plan intends.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What part of all durable solutions each is meant to be, and the money for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SolutionMix {
    /// Voluntary return, as a share of all solutions.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub voluntary_return_share: f64,
    /// Local integration.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub local_integration_share: f64,
    /// Resettlement.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub resettlement_share: f64,
    /// Support asked for all of them together, US$ per year; left out, so much for each refugee as
    /// `protracted.solution_strategy` says.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e12))]
    pub support_usd_per_year: Option<f64>,
}

impl SolutionMix {
    /// The shares in the order voluntary return, local integration, resettlement.
    #[must_use]
    pub fn in_order(&self) -> [f64; 3] {
        [
            self.voluntary_return_share,
            self.local_integration_share,
            self.resettlement_share,
        ]
    }
}
