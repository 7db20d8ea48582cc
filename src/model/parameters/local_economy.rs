//! What hosting brings to the local economy.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Switch;

/// Income that assistance and the work of refugees bring to the economy around them: a benefit, shown
/// beside the impact of hosting.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LocalEconomyParameters {
    /// Whether it is counted; where it is, in every option alike.
    pub applies: Switch,
    /// Share of assistance with food, household items, livelihoods and energy that is paid in cash.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub cash_share: f64,
    /// Real income in the local economy, refugees' own included, for each US$ of cash.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub income_usd_per_cash_usd: f64,
    /// The same for each US$ spent otherwise: in kind, on services and on staff.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub income_usd_per_other_usd: f64,
    /// What refugees' work adds to the local economy for each US$ that they earn.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub output_usd_per_earned_usd: f64,
}
