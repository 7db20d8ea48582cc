//! Arrangements that answer a protracted situation: each is a block with a switch of its own, and
//! all are off unless a scenario switches them on.
//!
//! The equations stand with the code, in `simulate/protracted`; nearly every value is judgement and
//! is labelled so in the defaults.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Switch;

/// One value for each level of education.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PerLevel {
    /// Before primary school.
    #[schemars(range(min = 0.0))]
    pub pre_primary: f64,
    /// Primary school.
    #[schemars(range(min = 0.0))]
    pub primary: f64,
    /// Secondary school, vocational training included.
    #[schemars(range(min = 0.0))]
    pub secondary: f64,
    /// Universities and other tertiary education.
    #[schemars(range(min = 0.0))]
    pub tertiary: f64,
}

impl PerLevel {
    /// The values from the lowest level to the highest.
    #[must_use]
    pub fn in_order(&self) -> [f64; 4] {
        [
            self.pre_primary,
            self.primary,
            self.secondary,
            self.tertiary,
        ]
    }
}

/// Education at four levels.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EducationParameters {
    /// Whether enrolment is modelled, and in which options parity is aimed at and private funds come.
    pub applies: Switch,
    /// Share of children enrolled at the start, by level.
    pub start_enrolment_share: PerLevel,
    /// Share that public schools enrol without any money for the response, by level.
    pub unfunded_enrolment_share: PerLevel,
    /// Share enrolled with education fully funded, by level; needs are costed for it.
    pub full_enrolment_share: PerLevel,
    /// Girls enrolled for each boy where nobody aims at parity.
    #[schemars(range(min = 0.01, max = 1.0))]
    pub girls_per_boy_ratio: f64,
    /// Speed with which enrolment follows money, per month.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub speed_per_month: f64,
    /// Cost of one pupil in a low-income host, US$ per year, by level.
    pub cost_usd_per_pupil_year: PerLevel,
    /// Children of pre-primary age as a share of those under five.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub pre_primary_age_share: f64,
    /// People of the age of tertiary education as a share of those aged 18 to 59.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub tertiary_age_share: f64,
    /// Private funds for secondary and tertiary education, all hosts, US$ per year.
    #[schemars(range(min = 0.0, max = 1e12))]
    pub private_funds_usd_per_year: f64,
    /// Years in which the working generation is replaced by those who went to school.
    #[schemars(range(min = 1.0, max = 100.0))]
    pub generation_years: f64,
    /// What a generation that all went to secondary school adds to the ceiling of self-reliance.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub self_reliance_effect_share: f64,
}

/// All arrangements together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProtractedParameters {
    /// Education at four levels.
    pub education: EducationParameters,
}

impl ProtractedParameters {
    /// Whether any arrangement is modelled.
    #[must_use]
    pub fn is_on(&self) -> bool {
        [self.education.applies].into_iter().any(Switch::is_on)
    }
}
