//! What needs cost and what contributors give.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::PerPhase;

/// Pledges, their fulfilment, and the allocation of money.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FinanceParameters {
    /// Price year of all money.
    pub price_year: i32,
    /// How money of other years is brought to it, in words.
    pub deflator: String,
    /// Discount rate for present values, per year.
    #[schemars(range(min = 0.0, max = 0.2))]
    pub discount_rate_per_year: f64,
    /// Share of the yearly requirement that contributors announce today.
    #[schemars(range(min = 0.0, max = 2.0))]
    pub baseline_announced_share: f64,
    /// Share of the gap between baseline and obligation that a contributor closes under a plan:
    /// lower end of the uniform prior.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub uptake_minimum: f64,
    /// Upper end of that prior.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub uptake_maximum: f64,
    /// Probability that a contributor announces nothing in a year.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub no_pledge_probability: f64,
    /// Standard deviation of the logarithm of what is announced; its mean is kept.
    #[schemars(range(min = 0.0))]
    pub pledge_log_sd: f64,
    /// Mean of a contributor's own fulfilment factor U for money of the same year.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub fulfilment_mean_share: f64,
    /// The same for the later years of an advance pledge.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub fulfilment_advance_mean_share: f64,
    /// Concentration a + b of U's Beta distribution.
    #[schemars(range(min = 0.001))]
    pub fulfilment_concentration: f64,
    /// Mean of the common fulfilment factor Z.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub fulfilment_common_mean_share: f64,
    /// Concentration a + b of Z's Beta distribution.
    #[schemars(range(min = 0.001))]
    pub fulfilment_common_concentration: f64,
    /// Months from the conference to the first payment.
    pub disbursement_lag_months: u32,
    /// Mean months to payment thereafter; a geometric distribution.
    #[schemars(range(min = 1.0))]
    pub disbursement_mean_months: f64,
    /// Ratio of what is announced in a year to the year before, once fatigue sets in, ψ.
    #[schemars(range(min = 0.0, max = 1.5))]
    pub fatigue_ratio_per_year: f64,
    /// Years after which fatigue sets in.
    pub fatigue_after_years: u32,
    /// What fatigue leaves of announcements at least, as a ratio to those of the first years; when left
    /// out it has no end.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub fatigue_floor_ratio: Option<f64>,
    /// How unevenly contributors attend to hosts where they bind money: standard deviation of the
    /// logarithm of a host's part relative to its need, drawn once a year; its mean is kept.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 3.0))]
    pub earmark_attention_log_sd: f64,
    /// Months from the beginning of a mass influx to a flash appeal for what the last appeal did not
    /// foresee; when left out there is none until January.
    #[serde(default)]
    #[schemars(range(min = 1, max = 12))]
    pub flash_appeal_months: Option<u32>,
    /// Probability that a competing emergency draws attention away in a year.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub attention_shock_probability_per_year: f64,
    /// Share of what is announced that is lost in such a year.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub attention_shock_loss_share: f64,
    /// Months over which money in hand is planned to last.
    #[schemars(range(min = 1.0))]
    pub spending_horizon_months: f64,
    /// Money in hand at the start, months of today's announced income.
    #[schemars(range(min = 0.0, max = 24.0))]
    pub opening_balance_months: f64,
}

/// Shares of the sectors in needs per person, by phase; each phase sums to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectorShares {
    /// Protection and registration.
    pub protection: PerPhase,
    /// Food.
    pub food: PerPhase,
    /// Shelter and household items.
    pub shelter: PerPhase,
    /// Water and sanitation.
    pub wash: PerPhase,
    /// Health and nutrition.
    pub health: PerPhase,
    /// Education.
    pub education: PerPhase,
    /// Livelihoods.
    pub livelihoods: PerPhase,
    /// Energy and environment.
    pub energy: PerPhase,
    /// Security and civilian character.
    pub security: PerPhase,
    /// Logistics and coordination.
    pub coordination: PerPhase,
}

impl SectorShares {
    /// The shares in the order of [`crate::model::SECTORS`], host communities and solutions left
    /// out: those are costed by themselves.
    #[must_use]
    pub fn in_order(&self) -> [PerPhase; 10] {
        [
            self.protection,
            self.food,
            self.shelter,
            self.wash,
            self.health,
            self.education,
            self.livelihoods,
            self.energy,
            self.security,
            self.coordination,
        ]
    }
}

/// Share of each sector's needs that full self-reliance displaces, ν; others are not displaced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SelfRelianceDisplacement {
    /// Food.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub food: f64,
    /// Shelter.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub shelter: f64,
    /// Livelihoods.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub livelihoods: f64,
    /// Health.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub health: f64,
    /// Water and sanitation.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub wash: f64,
    /// Education.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub education: f64,
}

/// One value for each income group.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PerIncomeGroup {
    /// Low income.
    #[schemars(range(min = 0.0))]
    pub low: f64,
    /// Lower middle income.
    #[schemars(range(min = 0.0))]
    pub lower_middle: f64,
    /// Upper middle income.
    #[schemars(range(min = 0.0))]
    pub upper_middle: f64,
    /// High income.
    #[schemars(range(min = 0.0))]
    pub high: f64,
}

impl PerIncomeGroup {
    /// The value of an income group.
    #[must_use]
    pub fn get(&self, group: crate::model::IncomeGroup) -> f64 {
        use crate::model::IncomeGroup;
        match group {
            IncomeGroup::Low => self.low,
            IncomeGroup::LowerMiddle => self.lower_middle,
            IncomeGroup::UpperMiddle => self.upper_middle,
            IncomeGroup::High => self.high,
        }
    }
}

/// What needs cost; costs never depend on the money available.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CostParameters {
    /// Needs per person and year in a low-income host, US$.
    pub need_usd_per_person_year: PerPhase,
    /// How they are shared between sectors.
    pub sector_share: SectorShares,
    /// Multiple for hosts of each income group.
    pub income_group_ratio: PerIncomeGroup,
    /// Share of needs that self-reliance displaces.
    pub self_reliance_displaces: SelfRelianceDisplacement,
    /// Programmes for host communities, as a share on top of refugees' needs.
    #[schemars(range(min = 0.0))]
    pub host_community_share: f64,
    /// Last month of the emergency after a mass influx.
    pub emergency_months: u32,
    /// Last month of stabilisation after a mass influx.
    pub stabilisation_months: u32,
    /// Arrivals over three months that start an emergency in a host, as a share of its stock.
    #[schemars(range(min = 0.0))]
    pub emergency_arrivals_share_of_stock: f64,
    /// Least arrivals over three months that start an emergency in a host, persons.
    #[schemars(range(min = 0.0))]
    pub emergency_arrivals_minimum_persons: f64,
}
