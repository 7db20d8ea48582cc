//! What a decision is worth: the worst futures of each option, what is regretted, and what knowing
//! more before choosing would bring.
//!
//! With `x_oω` the outcome of option o in future ω, where less is better (where more is better signs
//! turn): the tail mean is the mean of the worst twentieth of futures (conditional value at risk at
//! 95 %); regret is `x_oω − min_o x_oω`, because all options meet the same futures; the least mean
//! regret of all options is the value of knowing the future before choosing, an upper bound of what any
//! research is worth. Knowing only which third of futures it will be, by the share of months conducive to
//! return, is worth `min_o E x_o − Σ_thirds P(third)·min_o E(x_o | third)`.

use std::collections::BTreeMap;

use super::compare::student_95;
use super::outcomes::{Outcomes, contrast};

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
    /// Its 95 % confidence interval.
    pub regret_interval: [f64; 2],
    /// Largest regret.
    pub regret_maximum: f64,
    /// Share of futures in which no option is better.
    pub best_share: f64,
    /// What knowing the future before choosing is worth, the same for all options.
    pub value_of_perfect_information: f64,
    /// What knowing the third of futures by their conditions is worth, the same for all options.
    pub value_of_knowing_conditions: f64,
    /// Money received beyond the baseline for each unit by which the outcome is better; none for the
    /// baseline, where it is no better, and for inequality, which has no unit.
    pub cost_usd_per_unit: Option<f64>,
    /// Its 95 % confidence interval (Fieller); none where the gain is not told from none.
    pub cost_interval: Option<[f64; 2]>,
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
    common_in(outcomes, options, indicator).map(|(_, values)| values)
}

/// The same with the draw of parameters that each of the futures belongs to.
fn common_in(
    outcomes: &Outcomes,
    options: usize,
    indicator: &str,
) -> Option<(Vec<u32>, Vec<Vec<f64>>)> {
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
    let of_draw = outcomes.futures_per_draw.max(1);
    let draws = futures.iter().map(|future| future / of_draw).collect();
    (!futures.is_empty()).then_some((draws, values))
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
    let Some((draws, values)) = common_in(outcomes, options, indicator) else {
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
            let money = money.as_ref().filter(|_| indicator != "contribution_gini");
            let cost = money.map(|money| mean(&money[option]) - mean(&money[baseline]));
            let pairs: Vec<(u32, f64, f64)> = draws
                .iter()
                .zip(regret)
                .map(|(&draw, &regret)| (draw, 0.0, regret))
                .collect();
            let gains: Vec<(u32, f64, f64)> = money
                .filter(|money| money[option].len() == futures)
                .map_or_else(Vec::new, |money| {
                    (0..futures)
                        .map(|future| {
                            let cost = money[option][future] - money[baseline][future];
                            let gain = losses[baseline][future] - losses[option][future];
                            (draws[future], cost, gain)
                        })
                        .collect()
                });
            Judged {
                option,
                indicator,
                replicates: futures as u64,
                mean: mean(&values[option]),
                tail_mean: sign * tail_mean(&losses[option]),
                regret: mean(regret),
                regret_interval: contrast(&pairs).map_or([f64::NAN; 2], |it| it.interval),
                regret_maximum: regret.iter().copied().fold(0.0, f64::max),
                best_share: regret.iter().filter(|regret| **regret <= 0.0).count() as f64
                    / futures as f64,
                value_of_perfect_information: least,
                value_of_knowing_conditions: conditions,
                cost_usd_per_unit: cost.filter(|_| gained > 0.0).map(|cost| cost / gained),
                cost_interval: (gained > 0.0).then(|| ratio_interval(&gains)).flatten(),
            }
        })
        .collect()
}

/// The 95 % confidence interval of the ratio of the means of cost and gain in `(draw, cost, gain)`, by
/// Fieller's theorem: all ratios r at which the mean of `cost − r·gain` is not told from 0. None where
/// the mean gain is not told from 0, since no ratio is then too large.
fn ratio_interval(gains: &[(u32, f64, f64)]) -> Option<[f64; 2]> {
    let count = gains.len() as f64;
    let cost = gains.iter().map(|it| it.1).sum::<f64>() / count;
    let gain = gains.iter().map(|it| it.2).sum::<f64>() / count;
    // Draws are what is independent, as for differences.
    let (mut of_cost, mut of_both, mut of_gain, mut draws) = (0.0, 0.0, 0.0, 0_u64);
    for draw in gains.chunk_by(|one, other| one.0 == other.0) {
        let (mut one, mut other) = (0.0, 0.0);
        for it in draw {
            one += it.1 - cost;
            other += it.2 - gain;
        }
        of_cost += one * one;
        of_both += one * other;
        of_gain += other * other;
        draws += 1;
    }
    if draws < 2 {
        return None;
    }
    let groups = draws as f64;
    let scale = groups / (groups - 1.0) / (count * count);
    let squared = student_95(draws - 1) * student_95(draws - 1) * scale;
    // (gain² − t²·V_gg)·r² − 2·(cost·gain − t²·V_cg)·r + (cost² − t²·V_cc) = 0
    let a = gain * gain - squared * of_gain;
    let b = cost * gain - squared * of_both;
    let c = cost * cost - squared * of_cost;
    let root = (b * b - a * c).max(0.0).sqrt();
    (a > 0.0).then(|| [(b - root) / a, (b + root) / a])
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
    let gained = least(&order) - known;
    // Sums in another order differ in their last digits.
    if gained <= 1e-9 * known.abs() {
        return 0.0;
    }
    gained / futures as f64
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
    fn a_ratio_lies_where_cost_less_ratio_times_gain_is_not_told_from_nothing() {
        // The same cost for each unit in every future: nothing is uncertain about it.
        let exact: Vec<_> = (0..30)
            .map(|it| (it, 3.0 * f64::from(it + 1), f64::from(it + 1)))
            .collect();
        let [low, high] = ratio_interval(&exact).expect("a gain");
        assert!(
            (low - 3.0).abs() < 1e-6 && (high - 3.0).abs() < 1e-6,
            "{low} {high}"
        );
        let noisy: Vec<_> = (0..30)
            .map(|it| (it, 60.0 + f64::from(it % 5), 20.0 + f64::from(it % 3)))
            .collect();
        let [low, high] = ratio_interval(&noisy).expect("a gain");
        assert!(low < 62.0 / 21.0 && 62.0 / 21.0 < high);
        // At its ends the mean of cost − r·gain is just as many standard errors from 0.
        for end in [low, high] {
            let pairs: Vec<_> = noisy
                .iter()
                .map(|it| (it.0, 0.0, it.1 - end * it.2))
                .collect();
            let found = contrast(&pairs).expect("futures");
            let errors = found.difference.abs() / found.standard_error;
            assert!((errors - student_95(29)).abs() < 1e-6, "{errors}");
        }
        // A gain that is not told from none has no largest cost.
        let none: Vec<_> = (0..30)
            .map(|it| (it, 60.0, f64::from(it % 2) - 0.5))
            .collect();
        assert_eq!(ratio_interval(&none), None);
        assert_eq!(ratio_interval(&exact[..1]), None);
    }

    #[test]
    fn a_tail_takes_part_of_the_future_on_its_edge() {
        let losses: Vec<f64> = (1..=30).map(f64::from).collect();
        // One and a half futures of thirty: (30 + 29 / 2) / 1.5.
        assert!((tail_mean(&losses) - (30.0 + 14.5) / 1.5).abs() < 1e-12);
        assert_eq!(tail_mean(&[4.0, 8.0]), 8.0);
    }
}
