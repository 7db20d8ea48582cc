//! People with specific needs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Switch;
use crate::model::{AgeBand, Sex};

/// One share for each sex of children, adults and older people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharePerSexAndAge {
    /// Girls below 18 years.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub girls: f64,
    /// Boys below 18 years.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub boys: f64,
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

impl SharePerSexAndAge {
    /// The share of a sex and age band.
    #[must_use]
    pub fn get(&self, sex: Sex, band: AgeBand) -> f64 {
        let [children, adults, older] = match sex {
            Sex::Female => [self.girls, self.women, self.older_women],
            Sex::Male => [self.boys, self.men, self.older_men],
        };
        match band {
            AgeBand::From60 => older,
            band if band.is_of_children() => children,
            _ => adults,
        }
    }
}

/// People with specific needs: how many they are, and how they are found and served.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpecificNeedsParameters {
    /// Whether they are counted, and in which options they are sought out and served.
    pub applies: Switch,
    /// Share of each sex and age with a specific need.
    pub share: SharePerSexAndAge,
    /// Share of those registered whose need is known where nobody seeks them out, and at the start.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub unaided_identified_share: f64,
    /// Share of those registered whose need is known with protection fully funded.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub full_identified_share: f64,
    /// Part of the way to either that is gone in a month.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub speed_per_month: f64,
    /// What serves a need in a low-income host, US$ per person and year, a cost of protection.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub usd_per_person_year: f64,
}
