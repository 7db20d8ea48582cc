//! Options compared on whole-period outcomes, future by future: differences with intervals, the
//! futures under which a ranking turns, and the values of hosting over which it holds.

use std::collections::{BTreeMap, BTreeSet};

use crate::simulate::record::{CONDITIONS, HOSTING_MULTIPLES};

use super::compare::{LEAST_REPLICATES, replicates_to_decide, student_95};

/// One replicate of one option over the whole period.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Index of the option among those compared.
    pub option: usize,
    /// The fixed uptake, or none where it was drawn.
    pub uptake: Option<f64>,
    /// The replicate.
    pub replicate: u32,
    /// Values in the order of [`Outcomes::indicators`].
    pub values: Vec<f64>,
}

/// Outcomes of options that met the same futures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcomes {
    /// Names of the indicators.
    pub indicators: Vec<String>,
    /// Consecutive replicates that are futures of one draw of parameters, and so no independent
    /// witnesses of it; 0 or 1 where parameters are fixed or drawn for each replicate.
    pub futures_per_draw: u32,
    /// All rows.
    pub rows: Vec<Outcome>,
}

/// A paired difference between two options in one indicator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contrast {
    /// Replicates that both have.
    pub replicates: u64,
    /// Mean under the one.
    pub baseline_mean: f64,
    /// Mean under the other.
    pub option_mean: f64,
    /// The other less the one.
    pub difference: f64,
    /// Standard error of the difference.
    pub standard_error: f64,
    /// 95 % confidence interval of the difference (Student's t).
    pub interval: [f64; 2],
    /// Whether the interval leaves out zero, with at least twenty replicates behind it.
    pub decided: bool,
    /// Replicates that would decide a difference of the size seen, where they do not.
    pub replicates_to_decide: Option<u64>,
    /// Share of futures in which the other lies below the one.
    pub share_below: f64,
}

/// A third of the futures by a condition, and the difference there.
#[derive(Clone, Debug, PartialEq)]
pub struct UnderCondition {
    /// The indicator that describes the future.
    pub condition: &'static str,
    /// 0 for the third with the least of it, 1, 2.
    pub third: usize,
    /// From the least to the most of it in this third.
    pub range: [f64; 2],
    /// The difference in this third.
    pub contrast: Contrast,
    /// Whether the difference is decided here and decided the other way over all futures.
    pub flips: bool,
}

/// Mean inequality of two options at a multiple of the declared value of hosting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AtHostingValue {
    /// Multiple of the declared value.
    pub multiple: f64,
    /// The difference of Gini coefficients.
    pub contrast: Contrast,
}

impl Outcomes {
    /// Position of an indicator.
    #[must_use]
    pub fn indicator(&self, name: &str) -> Option<usize> {
        self.indicators.iter().position(|one| one == name)
    }

    /// Values of an option by replicate.
    pub(super) fn of(
        &self,
        option: usize,
        uptake: Option<f64>,
        indicator: usize,
    ) -> BTreeMap<u32, f64> {
        self.rows
            .iter()
            .filter(|row| row.option == option && row.uptake == uptake)
            .filter_map(|row| {
                row.values
                    .get(indicator)
                    .filter(|value| value.is_finite())
                    .map(|&value| (row.replicate, value))
            })
            .collect()
    }

    /// Triples `(draw, baseline, option)` of the replicates that both have and that `keep` keeps. A
    /// baseline without plan has no uptake, so it stands for every uptake alike.
    fn pairs(
        &self,
        baseline: usize,
        option: usize,
        uptake: Option<f64>,
        indicator: usize,
        keep: impl Fn(u32) -> bool,
    ) -> Vec<(u32, f64, f64)> {
        let mut base = self.of(baseline, uptake, indicator);
        if base.is_empty() {
            base = self.of(baseline, None, indicator);
        }
        self.of(option, uptake, indicator)
            .into_iter()
            .filter(|&(replicate, _)| keep(replicate))
            .filter_map(|(replicate, value)| {
                let draw = replicate / self.futures_per_draw.max(1);
                base.get(&replicate).map(|&base| (draw, base, value))
            })
            .collect()
    }

    /// The difference between two options over all futures; none without common replicates.
    #[must_use]
    pub fn contrast(
        &self,
        baseline: usize,
        option: usize,
        uptake: Option<f64>,
        indicator: &str,
    ) -> Option<Contrast> {
        let indicator = self.indicator(indicator)?;
        contrast(&self.pairs(baseline, option, uptake, indicator, |_| true))
    }

    /// The differences in thirds of the futures by each condition, at the drawn uptake.
    #[must_use]
    pub fn under_conditions(
        &self,
        baseline: usize,
        option: usize,
        indicator: &str,
    ) -> Vec<UnderCondition> {
        let (Some(position), Some(overall)) = (
            self.indicator(indicator),
            self.contrast(baseline, option, None, indicator),
        ) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for condition in CONDITIONS {
            let Some(at) = self.indicator(condition) else {
                continue;
            };
            let mut futures: Vec<(f64, u32)> = self
                .of(baseline, None, at)
                .into_iter()
                .map(|(replicate, value)| (value, replicate))
                .collect();
            futures.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
            for third in 0..3 {
                let (from, to) = (futures.len() * third / 3, futures.len() * (third + 1) / 3);
                let part = &futures[from..to];
                let (Some(first), Some(last)) = (part.first(), part.last()) else {
                    continue;
                };
                let kept: BTreeSet<u32> = part.iter().map(|&(_, replicate)| replicate).collect();
                let pairs = self.pairs(baseline, option, None, position, |replicate| {
                    kept.contains(&replicate)
                });
                if let Some(contrast) = contrast(&pairs) {
                    found.push(UnderCondition {
                        condition,
                        third,
                        range: [first.0, last.0],
                        flips: contrast.decided
                            && overall.decided
                            && contrast.difference.signum() != overall.difference.signum(),
                        contrast,
                    });
                }
            }
        }
        found
    }

    /// The difference in inequality at each multiple of the declared value of hosting.
    #[must_use]
    pub fn over_hosting_values(&self, baseline: usize, option: usize) -> Vec<AtHostingValue> {
        HOSTING_MULTIPLES
            .iter()
            .filter_map(|&(multiple, indicator)| {
                self.contrast(baseline, option, None, indicator)
                    .map(|contrast| AtHostingValue { multiple, contrast })
            })
            .collect()
    }
}

/// The multiples of the declared value of hosting around 1 over which the ranking in inequality
/// stays as it is at 1 and is decided; none where it is not decided at 1.
#[must_use]
pub fn ranking_holds(values: &[AtHostingValue]) -> Option<[f64; 2]> {
    let at_one = values.iter().position(|value| value.multiple == 1.0)?;
    let sign = values[at_one].contrast.difference.signum();
    let same = |value: &&AtHostingValue| {
        value.contrast.decided && value.contrast.difference.signum() == sign
    };
    if !values[at_one].contrast.decided {
        return None;
    }
    let low = values[..=at_one].iter().rev().take_while(same).last()?;
    let high = values[at_one..].iter().take_while(same).last()?;
    Some([low.multiple, high.multiple])
}

/// The paired difference of `(draw, one, other)`.
pub(super) fn contrast(pairs: &[(u32, f64, f64)]) -> Option<Contrast> {
    if pairs.is_empty() {
        return None;
    }
    let count = pairs.len() as f64;
    let mean = |of: &dyn Fn(&(u32, f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / count;
    let difference = mean(&|pair| pair.2 - pair.1);
    // Draws are what is independent: their sums of deviations make the error. With one future for each
    // this is the usual standard error of a mean.
    let (mut squares, mut draws) = (0.0, 0_u64);
    for draw in pairs.chunk_by(|one, other| one.0 == other.0) {
        let deviation: f64 = draw.iter().map(|pair| pair.2 - pair.1 - difference).sum();
        squares += deviation * deviation;
        draws += 1;
    }
    let replicates = pairs.len() as u64;
    let standard_error = if draws > 1 {
        let groups = draws as f64;
        (squares * groups / (groups - 1.0)).sqrt() / count
    } else {
        0.0
    };
    let half = student_95(draws.saturating_sub(1)) * standard_error;
    let identical = squares == 0.0 && difference == 0.0;
    let decided = !identical && draws >= LEAST_REPLICATES && difference.abs() > half;
    Some(Contrast {
        replicates,
        baseline_mean: mean(&|pair| pair.1),
        option_mean: mean(&|pair| pair.2),
        difference,
        standard_error,
        interval: [difference - half, difference + half],
        decided,
        replicates_to_decide: (!decided && difference != 0.0 && draws > 1)
            .then(|| replicates_to_decide(difference, standard_error, replicates)),
        share_below: pairs.iter().filter(|pair| pair.2 < pair.1).count() as f64 / count,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two options over `count` futures: the second saves 10 where arrivals are few and costs
    /// 4 where they are many.
    fn outcomes(count: u32) -> Outcomes {
        let mut rows = Vec::new();
        for replicate in 0..count {
            let arrivals = f64::from(replicate);
            let noise = f64::from(replicate % 7);
            let change = if replicate < count / 3 { -10.0 } else { 4.0 };
            for (option, value) in [
                (0, 100.0 + noise),
                (1, 100.0 + noise + change + noise / 10.0),
            ] {
                rows.push(Outcome {
                    option,
                    uptake: None,
                    replicate,
                    values: vec![value, arrivals, 0.5],
                });
            }
        }
        Outcomes {
            indicators: [
                "total_gap_usd",
                "total_arrivals_persons",
                "total_peace_share",
            ]
            .map(str::to_owned)
            .to_vec(),
            futures_per_draw: 1,
            rows,
        }
    }

    #[test]
    fn differences_are_paired_and_their_interval_is_students() {
        let found = outcomes(300)
            .contrast(0, 1, None, "total_gap_usd")
            .expect("common replicates");
        // −10/3 + 4·2/3 + the mean of the noise's tenth, 0.3 on average over residues.
        assert!((found.difference - (-2.0 / 3.0 + 0.299)).abs() < 2e-3);
        assert!(found.share_below > 0.33 && found.share_below < 0.34);
        assert!(!found.decided || found.interval[1] < 0.0);
        assert_eq!(found.replicates, 300);
    }

    #[test]
    fn a_ranking_that_turns_under_a_third_of_the_futures_is_seen() {
        let outcomes = outcomes(300);
        let thirds = outcomes.under_conditions(0, 1, "total_gap_usd");
        let by_arrivals: Vec<&UnderCondition> = thirds
            .iter()
            .filter(|third| third.condition == "total_arrivals_persons")
            .collect();
        assert_eq!(by_arrivals.len(), 3);
        assert!(by_arrivals[0].contrast.difference < -9.0);
        assert!(by_arrivals[2].contrast.difference > 4.0);
        assert_eq!(by_arrivals[0].range, [0.0, 99.0]);
        let overall = outcomes
            .contrast(0, 1, None, "total_gap_usd")
            .expect("common replicates");
        assert_eq!(
            by_arrivals[2].flips,
            overall.decided && overall.difference < 0.0
        );
    }

    #[test]
    fn a_ranking_holds_as_far_as_it_stays_decided() {
        let at = |multiple, difference, decided| AtHostingValue {
            multiple,
            contrast: Contrast {
                replicates: 100,
                baseline_mean: 0.5,
                option_mean: 0.5 + difference,
                difference,
                standard_error: 0.005,
                interval: [difference - 0.01, difference + 0.01],
                decided,
                replicates_to_decide: None,
                share_below: 0.5,
            },
        };
        let values = [
            at(0.0, 0.2, true),
            at(0.5, -0.1, true),
            at(1.0, -0.2, true),
            at(2.0, -0.1, false),
            at(4.0, -0.3, true),
        ];
        assert_eq!(ranking_holds(&values), Some([0.5, 1.0]));
        let undecided = [at(0.5, -0.1, true), at(1.0, -0.2, false)];
        assert_eq!(ranking_holds(&undecided), None);
    }
}
