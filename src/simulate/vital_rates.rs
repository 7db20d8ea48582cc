//! Mortality and fertility by single year of age, and their means over groups.

use crate::model::parameters::DemographyParameters;
use crate::model::{AGES, Host, Population};
use crate::simulate::grouping::Grouping;

/// The first year of age of the fertility schedule.
const FIRST_FERTILE_AGE: usize = 15;

/// Vital rates of one host's refugees by sex and single year of age.
#[derive(Clone, Debug, PartialEq)]
pub struct VitalRates {
    /// Death hazard per month by sex and age, outside emergencies.
    pub death_per_month: [[f64; AGES]; 2],
    /// Probability that a woman of that age gives birth in a month.
    pub birth_per_month: [f64; AGES],
}

impl VitalRates {
    /// Scales the Siler mortality curve and the fertility schedule to the crude rates, on the age
    /// structure of `standard`.
    ///
    /// Siler, *A competing-risk model for animal mortality*, Ecology 60 (1979): hazard at age x is
    /// a₁ e^(−b₁x) + a₂ + a₃ e^(b₃x). Both sexes share the curve: no schedule by sex is at hand.
    #[must_use]
    pub fn new(
        parameters: &DemographyParameters,
        host: &Host,
        standard: &[[u64; AGES]; 2],
    ) -> Self {
        let siler = |age: usize| {
            let age = age as f64 + 0.5;
            parameters.siler_infant_level
                * libm::exp(-parameters.siler_infant_decline_per_year * age)
                + parameters.siler_constant_level
                + parameters.siler_old_level * libm::exp(parameters.siler_old_rise_per_year * age)
        };
        let everybody: u64 = standard.iter().flatten().sum();
        let weighted: f64 = standard
            .iter()
            .flat_map(|ages| ages.iter().enumerate())
            .map(|(age, &count)| siler(age) * count as f64)
            .sum();
        let crude =
            host.crude_death_rate_per_1000_per_year / 1000.0 * parameters.mortality_ratio_to_host;
        let scale = if weighted > 0.0 {
            crude * everybody as f64 / weighted
        } else {
            0.0
        };
        let mut death_per_month = [[0.0; AGES]; 2];
        for ages in &mut death_per_month {
            for (age, rate) in ages.iter_mut().enumerate() {
                *rate = scale * siler(age) / 12.0;
            }
        }

        let relative = |age: usize| {
            age.checked_sub(FIRST_FERTILE_AGE)
                .and_then(|years| parameters.fertility_schedule.get(years / 5))
                .copied()
                .unwrap_or(0.0)
        };
        let mothers: f64 = standard[0]
            .iter()
            .enumerate()
            .map(|(age, &women)| relative(age) * women as f64)
            .sum();
        let births = parameters.crude_birth_rate_per_1000_per_year / 1000.0 * everybody as f64;
        let scale = if mothers > 0.0 { births / mothers } else { 0.0 };
        let mut birth_per_month = [0.0; AGES];
        for (age, rate) in birth_per_month.iter_mut().enumerate() {
            *rate = (scale * relative(age) / 12.0).min(1.0);
        }
        Self {
            death_per_month,
            birth_per_month,
        }
    }

    /// Means of the death hazards over groups, people of `ages` as weights; where nobody is,
    /// `standard` serves.
    pub fn group_deaths(
        &self,
        grouping: &Grouping,
        ages: &[[u64; AGES]; 2],
        standard: &[[u64; AGES]; 2],
        rates: &mut [f64],
    ) {
        for (rate, group) in rates.iter_mut().zip(&grouping.groups) {
            let sex = group.sex as usize;
            *rate = mean_over(
                group.ages(),
                &ages[sex],
                &standard[sex],
                &self.death_per_month[sex],
            );
        }
    }

    /// Means of the birth probabilities over groups of women; 0 for groups of men.
    pub fn group_births(
        &self,
        grouping: &Grouping,
        ages: &[[u64; AGES]; 2],
        standard: &[[u64; AGES]; 2],
        rates: &mut [f64],
    ) {
        for (index, (rate, group)) in rates.iter_mut().zip(&grouping.groups).enumerate() {
            *rate = if index < grouping.per_sex() {
                mean_over(group.ages(), &ages[0], &standard[0], &self.birth_per_month)
            } else {
                0.0
            };
        }
    }
}

fn mean_over(
    years: std::ops::RangeInclusive<usize>,
    people: &[u64; AGES],
    standard: &[u64; AGES],
    rates: &[f64; AGES],
) -> f64 {
    let mean = |weights: &[u64; AGES]| {
        let everybody: u64 = weights[years.clone()].iter().sum();
        (everybody > 0).then(|| {
            years
                .clone()
                .map(|age| weights[age] as f64 * rates[age])
                .sum::<f64>()
                / everybody as f64
        })
    };
    mean(people).or_else(|| mean(standard)).unwrap_or_else(|| {
        let count = years.clone().count() as f64;
        years.map(|age| rates[age]).sum::<f64>() / count
    })
}

/// The age structure that rates are scaled on: the host's own people, or, where it has none yet,
/// those who would arrive.
#[must_use]
pub fn standard_population(host: &Host, arrivals: &Population) -> [[u64; AGES]; 2] {
    let mut sum = [[0_u64; AGES]; 2];
    for population in [
        &host.stock.refugees,
        &host.stock.asylum_seekers,
        &host.stock.unregistered,
    ] {
        for (ages, counts) in sum.iter_mut().zip(&population.persons) {
            for (total, count) in ages.iter_mut().zip(counts) {
                *total += count;
            }
        }
    }
    if sum.iter().flatten().all(|&count| count == 0) {
        arrivals.persons
    } else {
        sum
    }
}

#[cfg(test)]
mod tests;
