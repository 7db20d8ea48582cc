//! Arrangements that go on through every stage: evaluation of the plan, participation, services against
//! gender-based violence, prevention, tension between States. They stand in the block `protracted` and
//! are off unless a scenario switches them on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Switch;

/// Evaluation of the plan by all actors.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluationParameters {
    /// Whether plans are evaluated, and in which options.
    pub applies: Switch,
    /// Months between evaluations.
    #[schemars(range(min = 1, max = 600))]
    pub interval_months: u32,
    /// One evaluation, US$.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub cost_usd_per_evaluation: f64,
    /// Share of what pledges fall short of being kept that an evaluation closes while it is fresh.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub fulfilment_gain_share: f64,
    /// Share of that attention that fades in a month.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub fading_per_month: f64,
    /// Share of what was asked of a contributor and not paid that is asked again.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub arrears_share: f64,
}

/// One value for each group of adults.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PerAdult {
    /// Women of 18 to 59 years.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub women: f64,
    /// Men of 18 to 59 years.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub men: f64,
    /// Women of 60 years and more.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub older_women: f64,
    /// Men of 60 years and more.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub older_men: f64,
}

impl PerAdult {
    /// The values in the order women, men, older women, older men.
    #[must_use]
    pub fn in_order(&self) -> [f64; 4] {
        [self.women, self.men, self.older_women, self.older_men]
    }
}

/// Participation of refugees in planning, delivering and evaluating programmes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParticipationParameters {
    /// Whether participation is modelled, and in which options it is furthered.
    pub applies: Switch,
    /// Part of each group that takes part at the start and where nothing is done for it.
    pub start_share: PerAdult,
    /// Part that takes part where it is furthered with protection fully funded.
    pub full_share: PerAdult,
    /// Speed of the approach, per month.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub speed_per_month: f64,
    /// Cost in a low-income host, US$ per adult and year.
    #[schemars(range(min = 0.0, max = 1e5))]
    pub cost_usd_per_adult_year: f64,
    /// Share of the value of assistance that misses what people need where nobody takes part.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub missed_share: f64,
}

/// One rate for each sex and age of survivors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PerSurvivor {
    /// Girls of 12 to 17 years.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub girls: f64,
    /// Women of 18 to 59 years.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub women: f64,
    /// Women of 60 years and more.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub older_women: f64,
    /// Boys of 12 to 17 years.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub boys: f64,
    /// Men of 18 to 59 years.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub men: f64,
    /// Men of 60 years and more.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub older_men: f64,
}

/// Services against sexual and gender-based violence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GenderViolenceParameters {
    /// Whether survivors are counted, and in which options services and prevention are set up.
    pub applies: Switch,
    /// Survivors who would come forward for services for each 1,000 people and year.
    pub survivors_per_1000_per_year: PerSurvivor,
    /// Share of them reached where nothing is set up.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub unfunded_share: f64,
    /// Share reached by services with protection fully funded and everybody taking part.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub full_share: f64,
    /// How far reach depends on the participation of the same sex, where that is modelled.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub participation_weight: f64,
    /// Share of violence that full coverage of the month before prevents.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub prevention_share: f64,
    /// Services for one survivor in a low-income host, US$.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub usd_per_survivor: f64,
    /// Prevention in a low-income host, US$ per woman or girl and year.
    #[schemars(range(min = 0.0, max = 1e5))]
    pub prevention_usd_per_woman_year: f64,
}

/// Prevention and mediation at the origin: no elasticity is known, so none is assumed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PreventionParameters {
    /// Whether there is prevention, and in which options.
    pub applies: Switch,
    /// Spent on it outside the appeal, US$ per year.
    #[schemars(range(min = 0.0, max = 1e12))]
    pub usd_per_year: f64,
    /// Spending at which its level is 1 − 1/e, US$ per year.
    #[schemars(range(min = 1.0, max = 1e12))]
    pub scale_usd_per_year: f64,
    /// Speed with which its level follows spending, per month.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub speed_per_month: f64,
    /// What full prevention adds to the log-odds of every way to peace.
    #[schemars(range(min = -5.0, max = 5.0))]
    pub peace_log_odds: f64,
    /// What full prevention takes from the log-odds of every way to war.
    #[schemars(range(min = -5.0, max = 5.0))]
    pub war_log_odds: f64,
}

/// Tension between a host and its neighbours.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TensionParameters {
    /// Whether tension is modelled, and in which options there is a dialogue.
    pub applies: Switch,
    /// Strain of one in 1,000 refugees who moves on to another host in a month.
    #[schemars(range(min = 0.0, max = 1e3))]
    pub onward_weight: f64,
    /// Strain of one in 1,000 who returns under pressure in a month.
    #[schemars(range(min = 0.0, max = 1e3))]
    pub adverse_weight: f64,
    /// Strain of one armed element among civilians for each 1,000 refugees.
    #[schemars(range(min = 0.0, max = 1e3))]
    pub armed_weight: f64,
    /// Speed with which tension follows strain, per month.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub speed_per_month: f64,
    /// Share of tension that a dialogue takes away.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub dialogue_relief_share: f64,
    /// A dialogue for all hosts, US$ per year.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub dialogue_usd_per_year: f64,
    /// What a tension of 1 adds to returns under pressure, as a ratio to them.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub adverse_return_rise_ratio: f64,
    /// What a tension of 1 adds to the log-odds of every way to war.
    #[schemars(range(min = -5.0, max = 5.0))]
    pub war_log_odds: f64,
}
