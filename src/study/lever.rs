//! What a lever of a plan is worth: the plan with it against the same plan without it, in the same
//! futures. Adaptive less static is the value of review; advance pledging has its value likewise.

use super::decision::JUDGED_BY;
use super::outcomes::{Contrast, Outcomes};
use crate::model::parameters::Switch;
use crate::model::{PolicyOption, Situation};

/// A part of a plan whose worth can be measured by leaving it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lever {
    /// Reviews, by which the plan adapts.
    Review,
    /// Pledges in advance for several years.
    AdvancePledging,
    /// Preparedness and early warning of the hosts, which are a part of the situation and not of an
    /// option.
    Preparedness,
}

/// The levers that options hold.
pub const LEVERS: [Lever; 2] = [Lever::Review, Lever::AdvancePledging];

impl Lever {
    /// The name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::AdvancePledging => "advance-pledging",
            Self::Preparedness => "preparedness",
        }
    }

    /// The option without the lever; none where it has none, or where no option holds it.
    #[must_use]
    pub fn left_out(self, option: &PolicyOption) -> Option<PolicyOption> {
        if !option.has_plan {
            return None;
        }
        let mut without = option.clone();
        let had = match self {
            Self::Review => without.review_interval_months.take().is_some(),
            Self::AdvancePledging => {
                std::mem::take(&mut without.multi_year_share) > 0.0 && option.multi_year_years > 1
            }
            Self::Preparedness => false,
        };
        had.then_some(without)
    }
}

/// The situation whose hosts are not prepared; none where they are not in any case.
#[must_use]
pub fn unprepared(situation: &Situation) -> Option<Situation> {
    let applies = &situation.parameters.emergency.preparedness.applies;
    applies.is_on().then(|| {
        let mut without = situation.clone();
        without.parameters.emergency.preparedness.applies = Switch::Off;
        without
    })
}

/// An option of a situation against itself without a lever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The lever.
    pub lever: Lever,
    /// Index of the option with it.
    pub option: usize,
    /// Index, among the outcomes, of the option without it.
    pub without: usize,
}

/// Options of a situation that differ in a lever alone, names apart.
#[must_use]
pub fn written(situation: &Situation) -> Vec<Comparison> {
    let mut found = Vec::new();
    for lever in LEVERS {
        for (index, option) in situation.options.iter().enumerate() {
            let Some(wanted) = lever.left_out(option) else {
                continue;
            };
            let without = situation
                .options
                .iter()
                .position(|other| same_but_for_name(other, &wanted));
            found.extend(without.map(|without| Comparison {
                lever,
                option: index,
                without,
            }));
        }
    }
    found
}

fn same_but_for_name(option: &PolicyOption, wanted: &PolicyOption) -> bool {
    let mut option = option.clone();
    option.id = wanted.id.clone();
    option.title.clone_from(&wanted.title);
    option.description.clone_from(&wanted.description);
    option.is_baseline = wanted.is_baseline;
    if wanted.multi_year_share == 0.0 && option.multi_year_share == 0.0 {
        // Years of advance pledges that nobody makes.
        option.multi_year_years = wanted.multi_year_years;
    }
    option == *wanted
}

/// What a lever of an option is worth by one outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct LeverValue {
    /// What is compared.
    pub comparison: Comparison,
    /// The outcome.
    pub indicator: &'static str,
    /// How much better the outcome is with the lever; below 0 where it is worse.
    pub value: f64,
    /// 95 % confidence interval.
    pub interval: [f64; 2],
    /// The difference behind it: with the lever less without.
    pub contrast: Contrast,
    /// What the lever itself costs over the whole period, US$, mean over futures, where that is known.
    pub cost_usd: Option<f64>,
}

impl LeverValue {
    /// The value, and the ends of its interval, for each dollar that the lever costs.
    #[must_use]
    pub fn per_usd(&self) -> Option<[f64; 3]> {
        let cost = self.cost_usd.filter(|&usd| usd > 0.0)?;
        Some([self.value, self.interval[0], self.interval[1]].map(|value| value / cost))
    }
}

/// Values by every outcome that decisions are judged by, at the drawn uptake.
#[must_use]
pub fn values(outcomes: &Outcomes, comparisons: &[Comparison]) -> Vec<LeverValue> {
    let mut values = Vec::new();
    for &comparison in comparisons {
        for (indicator, more_is_better) in JUDGED_BY {
            let Some(contrast) =
                outcomes.contrast(comparison.without, comparison.option, None, indicator)
            else {
                continue;
            };
            let [low, high] = contrast.interval;
            let (value, interval) = if more_is_better {
                (contrast.difference, [low, high])
            } else {
                (-contrast.difference, [-high, -low])
            };
            values.push(LeverValue {
                comparison,
                indicator,
                value,
                interval,
                contrast,
                cost_usd: None,
            });
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::outcomes::Outcome;

    #[test]
    fn less_of_a_gap_is_worth_something_and_so_are_more_solutions() {
        let mut rows = Vec::new();
        for replicate in 0..40 {
            let level = f64::from(replicate);
            for (option, shift) in [(0, 0.0), (1, 5.0)] {
                let values = vec![100.0 + level - shift, level + shift];
                rows.push(Outcome {
                    option,
                    uptake: None,
                    replicate,
                    values,
                });
            }
        }
        let outcomes = Outcomes {
            indicators: ["total_gap_usd", "total_solutions_persons"]
                .map(str::to_owned)
                .to_vec(),
            futures_per_draw: 1,
            rows,
        };
        let comparison = Comparison {
            lever: Lever::Review,
            option: 1,
            without: 0,
        };
        let values = values(&outcomes, &[comparison]);
        assert_eq!(values.len(), 2);
        for value in &values {
            assert_eq!(value.value, 5.0, "{}", value.indicator);
            assert_eq!(value.interval, [5.0, 5.0]);
            assert_eq!(value.per_usd(), None);
            let mut costs = value.clone();
            costs.cost_usd = Some(0.0);
            assert_eq!(costs.per_usd(), None);
            (costs.cost_usd, costs.interval) = (Some(20.0), [4.0, 6.0]);
            assert_eq!(costs.per_usd(), Some([0.25, 0.2, 0.3]));
        }
    }
}
