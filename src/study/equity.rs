//! How evenly plans spread responsibility, before any future is simulated.
//!
//! One yardstick for all options: what each State contributes over the years of the plan (money,
//! places, other measures and hosting at the values that one option declares) relative to its share
//! of that option's key. So an option without a plan can be compared with one that has a plan.

use std::collections::BTreeMap;

use crate::id::ContributorId;
use crate::model::{ContributorShare, Plan, PolicyOption, Situation};
use crate::statistics::inequality::{atkinson, gini, lorenz, theil};

/// Aversion to inequality in Atkinson's index: below 1, so that States which give nothing do not
/// settle it alone.
pub const ATKINSON_AVERSION: f64 = 0.5;

/// Multiples of the declared value of hosting at which rankings are compared.
pub const HOSTING_MULTIPLES: [f64; 6] = [0.0, 0.25, 0.5, 1.0, 2.0, 4.0];

/// The yardstick: States with their key shares, and declared values.
#[derive(Clone, Debug, PartialEq)]
pub struct Yardstick {
    /// States with a share of the key, in the order of the plan.
    pub states: Vec<(ContributorId, String, f64)>,
    /// The option that declares the values, by its title.
    pub declared_by: String,
    /// What a hosted person-year counts for, US$, before outside money for the same need is taken
    /// off.
    pub hosting_value_usd_per_person_year: f64,
    /// What a place counts for, in the unit.
    pub place_value: f64,
    /// In what contributions are counted.
    pub unit: ContributionUnit,
}

/// In what contributions are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContributionUnit {
    /// US$ of declared value.
    Usd,
    /// Places, where only places are shared and none has a declared value.
    Places,
}

/// How evenly an option spreads responsibility.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanEquity {
    /// The option's index.
    pub option: usize,
    /// What each State of the yardstick contributes a year, in the yardstick's unit.
    pub contributions: Vec<f64>,
    /// Gini coefficient of contributions relative to key shares, weighted by key shares.
    pub gini: f64,
    /// Theil's T of the same.
    pub theil: f64,
    /// Atkinson's index of the same.
    pub atkinson: f64,
    /// The Lorenz curve: cumulated key share against cumulated contribution.
    pub lorenz: Vec<(f64, f64)>,
    /// The largest contribution relative to an even one, and whose.
    pub worst: Option<(usize, f64)>,
    /// Money of all contributors, US$ a year.
    pub money_usd: f64,
    /// Whole places a year.
    pub places: f64,
    /// Unmet need, US$ a year, by tier.
    pub unmet_usd: [f64; 2],
    /// Unmet places a year.
    pub unmet_places: f64,
}

/// The yardstick of a situation: the first option with a plan, whose key shares weigh the States.
#[must_use]
pub fn yardstick(situation: &Situation, plans: &[Plan]) -> Option<Yardstick> {
    let index = situation
        .options
        .iter()
        .position(|option| option.has_plan)?;
    Some(Yardstick::of(&situation.options[index], plans.get(index)?))
}

impl Yardstick {
    /// The yardstick that an option with a plan sets.
    #[must_use]
    pub fn of(option: &PolicyOption, plan: &Plan) -> Self {
        // Deductions release States from a plan, not from the yardstick.
        let states = if plan.ledger.is_empty() {
            plan.shares
                .iter()
                .filter(|share| share.key_share > 0.0)
                .map(|share| {
                    (
                        share.contributor.clone(),
                        share.name.clone(),
                        share.key_share,
                    )
                })
                .collect()
        } else {
            plan.ledger
                .iter()
                .map(|row| (row.contributor.clone(), row.name.clone(), row.key_share))
                .collect()
        };
        let no_money = plan
            .shares
            .iter()
            .all(|share| share.obligation_usd.iter().all(|&usd| usd <= 0.0));
        let unit = if option.place_value_usd_per_person <= 0.0 && no_money {
            ContributionUnit::Places
        } else {
            ContributionUnit::Usd
        };
        Self {
            states,
            declared_by: option.title.clone(),
            hosting_value_usd_per_person_year: option.hosting_value_usd_per_person_year,
            place_value: match unit {
                ContributionUnit::Usd => option.place_value_usd_per_person,
                ContributionUnit::Places => 1.0,
            },
            unit,
        }
    }

    /// How evenly a plan spreads responsibility, with hosting at a multiple of its declared value.
    #[must_use]
    pub fn measure(&self, option: usize, plan: &Plan, hosting: &[Vec<f64>]) -> PlanEquity {
        let years = plan.years.len().max(1) as f64;
        let shares_of = by_contributor(plan);
        let contributions: Vec<f64> = self
            .states
            .iter()
            .zip(hosting)
            .map(|((id, _, _), hosting)| {
                let others: f64 =
                    plan.measures
                        .iter()
                        .flat_map(|measure| {
                            measure.given.iter().filter(|(giver, _)| giver == id).map(
                                |(_, units)| {
                                    measure.value_usd_per_unit * units.iter().flatten().sum::<f64>()
                                },
                            )
                        })
                        .sum();
                let given = shares_of.get(id).map_or(0.0, |share| {
                    let places: u32 = share.obligation_places.iter().sum();
                    share.obligation_usd.iter().sum::<f64>() + self.place_value * f64::from(places)
                });
                (given + others) / years + hosting.iter().sum::<f64>() / hosting.len().max(1) as f64
            })
            .collect();
        let shares: Vec<f64> = self.states.iter().map(|(_, _, share)| *share).collect();
        let ratios: Vec<f64> = contributions
            .iter()
            .zip(&shares)
            .map(|(usd, share)| if *share > 0.0 { usd / share } else { 0.0 })
            .collect();
        let whole: f64 = contributions.iter().sum();
        let all: f64 = shares.iter().sum();
        let worst = ratios
            .iter()
            .enumerate()
            .max_by(|one, other| one.1.total_cmp(other.1))
            .filter(|_| whole > 0.0)
            .map(|(state, ratio)| (state, ratio * all / whole));
        let money = |of: &dyn Fn(&[f64; 2]) -> f64| -> f64 {
            plan.unmet_usd.iter().flatten().map(of).sum::<f64>() / years
        };
        PlanEquity {
            option,
            gini: gini(&ratios, &shares).unwrap_or(0.0),
            theil: theil(&ratios, &shares).unwrap_or(0.0),
            atkinson: atkinson(&ratios, &shares, ATKINSON_AVERSION).unwrap_or(0.0),
            lorenz: lorenz(&ratios, &shares).unwrap_or_default(),
            worst,
            money_usd: plan
                .shares
                .iter()
                .flat_map(|share| &share.obligation_usd)
                .sum::<f64>()
                / years,
            places: plan
                .shares
                .iter()
                .flat_map(|share| &share.obligation_places)
                .map(|&places| f64::from(places))
                .sum::<f64>()
                / years,
            unmet_usd: [money(&|tiers| tiers[0]), money(&|tiers| tiers[1])],
            unmet_places: plan
                .unmet_places
                .iter()
                .map(|&it| f64::from(it))
                .sum::<f64>()
                / years,
            contributions,
        }
    }

    /// Value of the hosting that each State bears, US$ by year, at a multiple of what the first
    /// option with a plan declares: the same for all options.
    #[must_use]
    pub fn hosting(&self, plan: &Plan, multiple: f64) -> Vec<Vec<f64>> {
        let shares_of = by_contributor(plan);
        self.states
            .iter()
            .map(|(id, _, _)| {
                shares_of.get(id).map_or_else(Vec::new, |share| {
                    share.hosting_usd.iter().map(|usd| multiple * usd).collect()
                })
            })
            .collect()
    }
}

fn by_contributor(plan: &Plan) -> BTreeMap<&ContributorId, &ContributorShare> {
    plan.shares
        .iter()
        .map(|share| (&share.contributor, share))
        .collect()
}

/// How evenly each option spreads responsibility, by one yardstick; empty without any plan.
#[must_use]
pub fn equity_of_plans(situation: &Situation, plans: &[Plan]) -> Vec<PlanEquity> {
    let Some(measure) = yardstick(situation, plans) else {
        return Vec::new();
    };
    let Some(first) = first_plan(situation, plans) else {
        return Vec::new();
    };
    let hosting = measure.hosting(first, 1.0);
    plans
        .iter()
        .enumerate()
        .map(|(option, plan)| measure.measure(option, plan, &hosting))
        .collect()
}

fn first_plan<'a>(situation: &Situation, plans: &'a [Plan]) -> Option<&'a Plan> {
    let index = situation
        .options
        .iter()
        .position(|option| option.has_plan)?;
    plans.get(index)
}

/// Gini coefficients of two options over multiples of the declared value of hosting, each option
/// apportioned anew at the value: `(multiple, baseline, option)`.
///
/// `apportioned` gives the plan of an option whose declared value of hosting is so many times its
/// own; where that fails, the multiple is left out.
pub fn over_hosting_values(
    situation: &Situation,
    baseline: usize,
    option: usize,
    apportioned: impl Fn(&PolicyOption) -> Option<Plan>,
) -> Vec<(f64, f64, f64)> {
    HOSTING_MULTIPLES
        .iter()
        .filter_map(|&multiple| {
            let changed = |index: usize| -> Option<Plan> {
                let mut one = situation.options.get(index)?.clone();
                one.hosting_value_usd_per_person_year *= multiple;
                apportioned(&one)
            };
            let first = situation.options.iter().position(|one| one.has_plan)?;
            let reference = changed(first)?;
            let measure = Yardstick::of(&situation.options[first], &reference);
            let hosting = measure.hosting(&reference, 1.0);
            let of = |index: usize| -> Option<f64> {
                Some(measure.measure(index, &changed(index)?, &hosting).gini)
            };
            Some((multiple, of(baseline)?, of(option)?))
        })
        .collect()
}
