//! What a decision is worth: the worst futures of each option, what is regretted, and what knowing
//! more before choosing would bring.
//!
//! With x_oω the outcome of option o in future ω, where less is better (where more is better signs
//! turn): the tail mean is the mean of the worst twentieth of futures (conditional value at risk at
//! 95 %); regret is `x_oω − min_o x_oω`, because all options meet the same futures; the least mean
//! regret of all options is the value of knowing the future before choosing, an upper bound of what any
//! research is worth. Knowing only which third of futures it will be, by the share of months conducive to
//! return, is worth `min_o E x_o − Σ_thirds P(third)·min_o E(x_o | third)`.

use std::collections::BTreeMap;

use super::outcomes::Outcomes;

/// Outcomes by which a decision is judged, and whether more of them is better.
pub const JUDGED_BY: [(&str, bool); 5] = [
    ("total_gap_usd", false),
    ("total_protracted_person_years", false),
    ("total_below_standard_person_months", false),
    ("total_solutions_persons", true),
    ("contribution_gini", false),
];

/// Share of futures in the tail.
const TAIL: f64 = 0.05;

/// The indicator of the future by which thirds are made.
const CONDITION: &str = "total_peace_share";

/// One option, judged by one outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Index of the option.
    pub option: usize,
    /// The outcome.
    pub indicator: &'static str,
    /// Futures that all options met.
    pub replicates: u64,
    /// Mean outcome.
    pub mean: f64,
    /// Mean over the worst twentieth of futures.
    pub tail_mean: f64,
    /// Mean regret.
    pub regret: f64,
    /// Largest regret.
    pub regret_maximum: f64,
    /// Share of futures in which no option is better.
    pub best_share: f64,
    /// What knowing the future before choosing is worth, the same for all options.
    pub value_of_perfect_information: f64,
    /// What knowing the third of futures by their conditions is worth, the same for all options.
    pub value_of_knowing_conditions: f64,
    /// Money received beyond the baseline for each unit by which the outcome is better; none for the
    /// baseline and where it is no better.
    pub cost_usd_per_unit: Option<f64>,
}

/// Every option by every outcome, at the drawn uptake; empty without common futures.
#[must_use]
pub fn judge(outcomes: &Outcomes, options: usize, baseline: usize) -> Vec<Judged> {
    JUDGED_BY
        .iter()
        .flat_map(|&(indicator, more)| judge_by(outcomes, options, baseline, indicator, more))
        .collect()
}

/// Values by option of one indicator in the futures that all options have, in their order.
fn common(outcomes: &Outcomes, options: usize, indicator: &str) -> Option<Vec<Vec<f64>>> {
    let position = outcomes.indicator(indicator)?;
    let by_option: Vec<BTreeMap<u32, f64>> = (0..options)
        .map(|option| outcomes.of(option, None, position))
        .collect();
    let futures: Vec<u32> = by_option
        .first()?
        .keys()
        .filter(|future| by_option.iter().all(|values| values.contains_key(future)))
        .copied()
        .collect();
    let values = by_option
        .iter()
        .map(|values| {
            futures
                .iter()
                .filter_map(|future| values.get(future).copied())
                .collect()
        })
        .collect();
    (!futures.is_empty()).then_some(values)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

fn judge_by(
    outcomes: &Outcomes,
    options: usize,
    baseline: usize,
    indicator: &'static str,
    more: bool,
) -> Vec<Judged> {
    let Some(values) = common(outcomes, options, indicator) else {
        return Vec::new();
    };
    let sign = if more { -1.0 } else { 1.0 };
    // From here on less is better.
    let losses: Vec<Vec<f64>> = values
        .iter()
        .map(|values| values.iter().map(|value| sign * value).collect())
        .collect();
    let futures = losses[0].len();
    let best: Vec<f64> = (0..futures)
        .map(|future| {
            losses
                .iter()
                .map(|losses| losses[future])
                .fold(f64::INFINITY, f64::min)
        })
        .collect();
    let money = common(outcomes, options, "total_disbursed_usd");
    let regrets: Vec<Vec<f64>> = losses
        .iter()
        .map(|losses| {
            losses
                .iter()
                .zip(&best)
                .map(|(loss, best)| loss - best)
                .collect()
        })
        .collect();
    let least = regrets
        .iter()
        .map(|regret| mean(regret))
        .fold(f64::INFINITY, f64::min);
    let conditions = value_of_thirds(outcomes, options, &losses);
    (0..options)
        .map(|option| {
            let regret = &regrets[option];
            let gained = mean(&losses[baseline]) - mean(&losses[option]);
            let cost = money
                .as_ref()
                .map(|money| mean(&money[option]) - mean(&money[baseline]));
            Judged {
                option,
                indicator,
                replicates: futures as u64,
                mean: mean(&values[option]),
                tail_mean: sign * tail_mean(&losses[option]),
                regret: mean(regret),
                regret_maximum: regret.iter().copied().fold(0.0, f64::max),
                best_share: regret.iter().filter(|regret| **regret <= 0.0).count() as f64
                    / futures as f64,
                value_of_perfect_information: least,
                value_of_knowing_conditions: conditions,
                cost_usd_per_unit: cost.filter(|_| gained > 0.0).map(|cost| cost / gained),
            }
        })
        .collect()
}

/// The mean of the worst twentieth of futures, the one that straddles its edge in part.
fn tail_mean(losses: &[f64]) -> f64 {
    let mut sorted = losses.to_vec();
    sorted.sort_by(|one, other| other.total_cmp(one));
    let wanted = TAIL * sorted.len() as f64;
    let (mut left, mut sum) = (wanted, 0.0);
    for loss in sorted {
        let weight = left.min(1.0);
        if weight <= 0.0 {
            break;
        }
        sum += weight * loss;
        left -= weight;
    }
    sum / wanted
}

/// What knowing the third of futures before choosing is worth.
fn value_of_thirds(outcomes: &Outcomes, options: usize, losses: &[Vec<f64>]) -> f64 {
    let Some(conditions) = common(outcomes, options, CONDITION) else {
        return 0.0;
    };
    let futures = losses[0].len();
    if conditions[0].len() != futures {
        return 0.0;
    }
    let mut order: Vec<usize> = (0..futures).collect();
    order.sort_by(|&one, &other| {
        conditions[0][one]
            .total_cmp(&conditions[0][other])
            .then(one.cmp(&other))
    });
    let least = |of: &[usize]| {
        losses
            .iter()
            .map(|losses| of.iter().map(|&future| losses[future]).sum::<f64>())
            .fold(f64::INFINITY, f64::min)
    };
    let known: f64 = (0..3)
        .map(|third| &order[futures * third / 3..futures * (third + 1) / 3])
        .filter(|third| !third.is_empty())
        .map(least)
        .sum();
    ((least(&order) - known) / futures as f64).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::outcomes::Outcome;

    /// Gaps and money of two options in forty futures; the first is better by 10 in the quieter half,
    /// the second by 20 in the other.
    fn outcomes() -> Outcomes {
        let mut rows = Vec::new();
        for replicate in 0..40_u32 {
            let level = f64::from(replicate);
            let peace = level / 40.0;
            let (first, second) = if replicate < 20 {
                (level, level + 20.0)
            } else {
                (level + 10.0, level)
            };
            for (option, gap, money) in [(0, first, 100.0), (1, second, 130.0)] {
                let values = vec![gap, money, peace];
                rows.push(Outcome {
                    option,
                    uptake: None,
                    replicate,
                    values,
                });
            }
        }
        Outcomes {
            indicators: ["total_gap_usd", "total_disbursed_usd", "total_peace_share"]
                .map(str::to_owned)
                .to_vec(),
            futures_per_draw: 1,
            rows,
        }
    }

    #[test]
    fn regret_is_held_against_the_best_option_of_each_future() {
        let judged = judge(&outcomes(), 2, 0);
        assert_eq!(judged.len(), 2);
        let [first, second] = [&judged[0], &judged[1]];
        assert_eq!((first.regret, second.regret), (5.0, 10.0));
        assert_eq!((first.regret_maximum, second.regret_maximum), (10.0, 20.0));
        assert_eq!((first.best_share, second.best_share), (0.5, 0.5));
        assert_eq!(first.value_of_perfect_information, 5.0);
        assert_eq!(second.value_of_perfect_information, 5.0);
        // The worst two of forty futures.
        assert_eq!((first.tail_mean, second.tail_mean), (48.5, 39.0));
        // Money buys nothing where the outcome is worse.
        assert_eq!(
            (first.cost_usd_per_unit, second.cost_usd_per_unit),
            (None, None)
        );
        // Knowing that the last third of futures is at hand, one takes the second: 10 less in each of
        // its 14 futures. The other thirds are no news: the middle one is better with the first.
        assert!((first.value_of_knowing_conditions - 140.0 / 40.0).abs() < 1e-9);
    }

    #[test]
    fn more_is_better_for_some_outcomes_and_costs_money() {
        let mut outcomes = outcomes();
        outcomes.indicators[0] = "total_solutions_persons".to_owned();
        let judged = judge(&outcomes, 2, 0);
        let [first, second] = [&judged[0], &judged[1]];
        assert_eq!((first.regret, second.regret), (10.0, 5.0));
        // Few solutions are bad: the lowest two.
        assert_eq!((first.tail_mean, second.tail_mean), (0.5, 20.0));
        // 30 dollars more for 5 more solutions on average.
        assert_eq!(second.cost_usd_per_unit, Some(6.0));
    }

    #[test]
    fn a_tail_takes_part_of_the_future_on_its_edge() {
        let losses: Vec<f64> = (1..=30).map(f64::from).collect();
        // One and a half futures of thirty: (30 + 29 / 2) / 1.5.
        assert!((tail_mean(&losses) - (30.0 + 14.5) / 1.5).abs() < 1e-12);
        assert_eq!(tail_mean(&[4.0, 8.0]), 8.0);
    }
}
