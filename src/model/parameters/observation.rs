//! How statistics see what happens.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is published of a situation: stocks that are revised or carried forward, flows that are
/// recorded in part. Nothing that happens to people or money depends on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObservationParameters {
    /// Probability that a year-end's published stock repeats that of the year before.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub carry_forward_probability: f64,
    /// Probability that a year-end's statistics are revised: people are registered anew, struck off,
    /// or counted in another way, and the ratio of the published to the true stock changes for good.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub revision_probability: f64,
    /// Share of revisions that lower the published stock.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub revision_downward_share: f64,
    /// Share of revisions that go the way of the host's last one, whatever that was.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub revision_same_direction_share: f64,
    /// Scale of the logarithm of a revision downwards.
    #[schemars(range(min = 0.0))]
    pub revision_downward_log_scale: f64,
    /// Scale of the logarithm of a revision upwards.
    #[schemars(range(min = 0.0))]
    pub revision_upward_log_scale: f64,
    /// Degrees of freedom of Student's t distribution of both: 1 is the heaviest tail in use.
    #[schemars(range(min = 0.5))]
    pub revision_degrees_of_freedom: f64,
    /// The lowest ratio of the stock after a revision to the stock before.
    #[schemars(range(min = 0.001, max = 1.0))]
    pub revision_lowest_ratio: f64,
    /// The highest.
    #[schemars(range(min = 1.0))]
    pub revision_highest_ratio: f64,
    /// Probability that a host whose arrivals were recorded stops recording them, per year.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub arrivals_recording_stops_per_year: f64,
    /// Probability that it takes recording up again, per year.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub arrivals_recording_resumes_per_year: f64,
    /// Mean share of a year's returns that is recorded.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub returns_recorded_mean_share: f64,
    /// Concentration a + b of the Beta distribution of that share over hosts and years; below 1 most
    /// years are recorded nearly whole or hardly at all.
    #[schemars(range(min = 0.001))]
    pub returns_recorded_concentration: f64,
}

impl Default for ObservationParameters {
    /// Statistics that agree with what happens.
    fn default() -> Self {
        Self {
            carry_forward_probability: 0.0,
            revision_probability: 0.0,
            revision_downward_share: 0.5,
            revision_same_direction_share: 0.0,
            revision_downward_log_scale: 0.0,
            revision_upward_log_scale: 0.0,
            revision_degrees_of_freedom: 1.0,
            revision_lowest_ratio: 1.0,
            revision_highest_ratio: 1.0,
            arrivals_recording_stops_per_year: 0.0,
            arrivals_recording_resumes_per_year: 1.0,
            returns_recorded_mean_share: 1.0,
            returns_recorded_concentration: 1.0,
        }
    }
}
