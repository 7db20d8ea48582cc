//! The headline outcomes, in batches of draws: what stopping and the split of variance rest on.

use super::{Variant, WHOLE_CELLS};
use crate::simulate::record::Layout;
use crate::statistics::Layered;

/// The outcomes by which a run is judged: whole period, each option.
pub const HEADLINE_OUTCOMES: [&str; 5] = [
    "total_requirement_usd",
    "total_gap_usd",
    "total_solutions_persons",
    "total_protracted_person_years",
    "contribution_gini",
];

/// Batches into which draws fall in turn; leaving out one after the other gives standard errors without
/// keeping replicates.
const BATCHES: usize = 64;

/// One headline outcome of one option.
#[derive(Clone, Debug, PartialEq)]
pub struct Headline {
    /// Index of the option.
    pub option: usize,
    /// The indicator.
    pub indicator: &'static str,
    /// How many units of the indicator one stored step is.
    pub step: f64,
    /// Position among the cells of the whole period.
    cell: usize,
    batches: Vec<Layered>,
}

/// An estimate with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
}

/// The variance of an outcome by the law of total variance: what chance contributes within a draw of
/// parameters, and what parameters contribute between draws. In the square of the indicator's unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VarianceParts {
    /// Within draws.
    pub chance: Estimate,
    /// Between draws; an estimate without bias, which may be below zero where the truth is near it.
    pub parameters: Estimate,
    /// The part of parameters in the sum of both.
    pub parameters_share: Estimate,
}

/// All headlines of all options, empty.
pub(super) fn headlines(layouts: &[Layout]) -> Vec<Headline> {
    let mut found = Vec::new();
    for (option, layout) in layouts.iter().enumerate() {
        let first = layout.cells.len() - WHOLE_CELLS;
        for indicator in HEADLINE_OUTCOMES {
            let cells = layout.cells[first..].iter().enumerate();
            for (cell, it) in cells.filter(|(_, it)| it.indicator == indicator) {
                found.push(Headline {
                    option,
                    indicator: it.indicator,
                    step: it.scale.step(),
                    cell,
                    batches: vec![Layered::default(); BATCHES],
                });
            }
        }
    }
    found
}

/// Adds the futures of one draw, of which the outcomes are by variant.
pub(super) fn add(
    headlines: &mut [Headline],
    variants: &[Variant<'_>],
    group: &[Vec<Vec<i64>>],
    draw: u64,
) {
    let batch = usize::try_from(draw % BATCHES as u64).unwrap_or(0);
    let mut values = Vec::with_capacity(group.len());
    for headline in headlines {
        let position = variants
            .iter()
            .position(|variant| variant.option == headline.option && variant.uptake.is_none());
        let Some(position) = position else { continue };
        values.clear();
        values.extend(group.iter().map(|outcome| {
            let cells = &outcome[position];
            cells[cells.len() - WHOLE_CELLS + headline.cell]
        }));
        headline.batches[batch].add_group(&values);
    }
}

impl Headline {
    /// Everything that was seen.
    #[must_use]
    pub fn all(&self) -> Layered {
        self.without(usize::MAX)
    }

    fn without(&self, batch: usize) -> Layered {
        let mut all = Layered::default();
        for (index, part) in self.batches.iter().enumerate() {
            if index != batch {
                all.merge(part);
            }
        }
        all
    }

    /// The mean over all replicates, in the indicator's unit.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.all().mean() * self.step
    }

    /// Monte Carlo standard error of that mean.
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        self.all().standard_error() * self.step
    }

    /// The variance in its parts, with standard errors by a jackknife over batches of draws; nothing
    /// where draws meet one future each, or are fewer than four.
    #[must_use]
    pub fn variance_parts(&self) -> Option<VarianceParts> {
        if self.all().groups() < 4 {
            return None;
        }
        let of = |layered: &Layered| {
            let parts = layered.components()?;
            let squared = self.step * self.step;
            let (within, between) = (parts.within * squared, parts.between * squared);
            let sum = within + between;
            let share = if sum > 0.0 { between / sum } else { 0.0 };
            Some([within, between, share])
        };
        let whole = of(&self.all())?;
        let left_out: Vec<[f64; 3]> = (0..BATCHES)
            .filter(|&batch| self.batches[batch].groups() > 0)
            .filter_map(|batch| of(&self.without(batch)))
            .collect();
        let count = left_out.len() as f64;
        let estimate = |index: usize| {
            let mean = left_out.iter().map(|it| it[index]).sum::<f64>() / count;
            let squares: f64 = left_out
                .iter()
                .map(|it| (it[index] - mean) * (it[index] - mean))
                .sum();
            Estimate {
                value: whole[index],
                standard_error: (squares * (count - 1.0) / count).sqrt(),
            }
        };
        Some(VarianceParts {
            chance: estimate(0),
            parameters: estimate(1),
            parameters_share: estimate(2),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, Streams, normal};

    /// Values of a known model: a draw's mean has a standard deviation of 300, chance one of 400.
    fn known(draws: u64, futures: usize, seed: u64) -> Headline {
        let mut headline = Headline {
            option: 0,
            indicator: "total_gap_usd",
            step: 0.01,
            cell: 0,
            batches: vec![Layered::default(); BATCHES],
        };
        for draw in 0..draws {
            let mut stream = Streams::new(seed, draw).stream(Purpose::Verification, 0, 0);
            let mean = 30_000.0 * normal(&mut stream);
            let group: Vec<i64> = (0..futures)
                .map(|_| (mean + 40_000.0 * normal(&mut stream)).round() as i64)
                .collect();
            let batch = usize::try_from(draw % BATCHES as u64).expect("small");
            headline.batches[batch].add_group(&group);
        }
        headline
    }

    #[test]
    fn the_split_of_variance_is_that_of_a_known_model_and_its_errors_are_honest() {
        let mut misses = Vec::new();
        for seed in 0..60 {
            let parts = known(256, 2, seed).variance_parts().expect("draws of two");
            let share = parts.parameters_share;
            misses.push((share.value - 0.36) / share.standard_error);
            let chance = parts.chance;
            assert!(
                ((chance.value - 160_000.0) / chance.standard_error).abs() < 5.0,
                "{chance:?}"
            );
        }
        // The misses in standard errors have mean 0 and variance 1: over 60 seeds the mean is within
        // 4.5/√60 and the variance within 4.5·√(2/59).
        let mean = misses.iter().sum::<f64>() / 60.0;
        let variance = misses.iter().map(|z| (z - mean) * (z - mean)).sum::<f64>() / 59.0;
        assert!(mean.abs() < 4.5 / 60_f64.sqrt(), "{mean}");
        assert!(
            (variance - 1.0).abs() < 4.5 * (2.0_f64 / 59.0).sqrt(),
            "{variance}"
        );
    }

    #[test]
    fn there_is_no_split_without_futures_to_compare() {
        assert_eq!(known(64, 1, 0).variance_parts(), None);
        assert_eq!(known(3, 2, 0).variance_parts(), None);
    }
}
