//! What hosting costs public budgets.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Switch;

/// What it costs a host to open its schools and its health and other services to refugees as to nationals,
/// and what refugees pay in taxes: accounts beside the appeal, which nothing in the simulation reads.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicServicesParameters {
    /// Whether they are counted; where they are, in every option alike.
    pub applies: Switch,
    /// Public spending on a pupil in a year, as a share of GDP per inhabitant.
    #[schemars(range(min = 0.0, max = 2.0))]
    pub pupil_share_of_gdp_per_capita: f64,
    /// Public spending on health for each inhabitant and year, as a share of GDP per inhabitant.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub health_share_of_gdp_per_capita: f64,
    /// The same on other services that grow with people: water, roads, administration, police.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub other_share_of_gdp_per_capita: f64,
    /// Taxes and fees paid on each US$ that refugees earn.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub tax_share_of_earnings: f64,
}
