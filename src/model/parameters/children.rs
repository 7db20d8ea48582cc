//! Unaccompanied and separated children.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Switch;

/// Unaccompanied and separated children: how many there are, how they find their families again, and the
/// procedures that determine what is in their best interests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnaccompaniedChildrenParameters {
    /// Whether they are counted, and in which options families are traced, children cared for and
    /// procedures held: the children are there in every option.
    pub applies: Switch,
    /// Share of girls, at the start and among arrivals, who are without their family.
    #[schemars(range(min = 0.0, max = 0.5))]
    pub share_of_girls: f64,
    /// Share of boys, at the start and among arrivals, who are without their family.
    #[schemars(range(min = 0.0, max = 0.5))]
    pub share_of_boys: f64,
    /// Share of those there at the start for whom a best-interests procedure has been completed.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub initial_procedure_share: f64,
    /// Mean years until one of them is an adult.
    #[schemars(range(min = 1.0, max = 18.0))]
    pub years_until_adult: f64,
    /// Hazard of finding the family again without any programme, per month.
    #[schemars(range(min = 0.0))]
    pub reunited_unaided_per_month: f64,
    /// What tracing with protection fully funded adds to that hazard, per month.
    #[schemars(range(min = 0.0))]
    pub reunited_by_tracing_per_month: f64,
    /// Hazard of a completed best-interests procedure with protection fully funded, for each child
    /// without one, per month.
    #[schemars(range(min = 0.0))]
    pub procedures_per_month: f64,
    /// Care and tracing, US$ for each child and year, a cost of protection.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub care_usd_per_child_year: f64,
    /// A best-interests procedure, US$, a cost of protection.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub procedure_usd: f64,
}
