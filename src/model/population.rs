//! People by sex, age and status.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::Persons;

/// The open-ended last year of age: 80 stands for 80 and older.
pub const OLDEST_AGE: usize = 80;

/// The number of single years of age, 0 to [`OLDEST_AGE`].
pub const AGES: usize = OLDEST_AGE + 1;

/// Sex as UNHCR's tables record it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// Both sexes, in the order of array indices.
pub const SEXES: [Sex; 2] = [Sex::Female, Sex::Male];

impl Sex {
    /// The name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
        }
    }
}

/// UNHCR's five age bands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[schemars(inline)]
pub enum AgeBand {
    /// 0 to 4 years.
    #[serde(rename = "0-4")]
    From0To4,
    /// 5 to 11 years.
    #[serde(rename = "5-11")]
    From5To11,
    /// 12 to 17 years.
    #[serde(rename = "12-17")]
    From12To17,
    /// 18 to 59 years.
    #[serde(rename = "18-59")]
    From18To59,
    /// 60 years and older.
    #[serde(rename = "60+")]
    From60,
}

/// All age bands, youngest first.
pub const AGE_BANDS: [AgeBand; 5] = [
    AgeBand::From0To4,
    AgeBand::From5To11,
    AgeBand::From12To17,
    AgeBand::From18To59,
    AgeBand::From60,
];

impl AgeBand {
    /// The band's position in [`AGE_BANDS`].
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }

    /// The first year of age in the band.
    #[must_use]
    pub fn first_age(self) -> usize {
        [0, 5, 12, 18, 60][self.index()]
    }

    /// The last year of age in the band.
    #[must_use]
    pub fn last_age(self) -> usize {
        [4, 11, 17, 59, OLDEST_AGE][self.index()]
    }

    /// The band that a year of age falls into.
    #[must_use]
    pub fn of_age(age: usize) -> Self {
        match age {
            0..=4 => Self::From0To4,
            5..=11 => Self::From5To11,
            12..=17 => Self::From12To17,
            18..=59 => Self::From18To59,
            _ => Self::From60,
        }
    }

    /// Whether it is one of children: under 18 years of age.
    #[must_use]
    pub fn is_of_children(self) -> bool {
        self.last_age() < 18
    }

    /// The name in tables, as UNHCR writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        ["0-4", "5-11", "12-17", "18-59", "60+"][self.index()]
    }
}

/// Five numbers, one for each of UNHCR's age bands, youngest first.
pub type PerAgeBand<T> = [T; 5];

/// A legal or administrative status of people who live in a host country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LiveStatus {
    /// Admitted and protected, not yet registered.
    Unregistered,
    /// Registered, under temporary or prima facie protection.
    PrimaFacie,
    /// Waiting for individual status determination.
    AsylumSeeker,
    /// Recognised after individual status determination.
    Recognised,
    /// In the resettlement pipeline; still a refugee in the host country.
    ResettlementPipeline,
    /// Claim rejected; still in the country, protected from refoulement, outside the refugee stock.
    NotRecognised,
}

/// All live statuses, in the order of array indices.
pub const STATUSES: [LiveStatus; 6] = [
    LiveStatus::Unregistered,
    LiveStatus::PrimaFacie,
    LiveStatus::AsylumSeeker,
    LiveStatus::Recognised,
    LiveStatus::ResettlementPipeline,
    LiveStatus::NotRecognised,
];

impl LiveStatus {
    /// The status's position in [`STATUSES`].
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }

    /// The name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        [
            "unregistered",
            "prima_facie",
            "asylum_seeker",
            "recognised",
            "resettlement_pipeline",
            "not_recognised",
        ][self.index()]
    }

    /// Whether the status counts towards the population in need of international protection.
    #[must_use]
    pub const fn is_protected_stock(self) -> bool {
        !matches!(self, Self::NotRecognised)
    }
}

/// A population by sex and single year of age.
///
/// Shape: 2 sexes × 81 years of age; the last year is open-ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Population {
    /// Persons by sex (index as in [`SEXES`]) and year of age.
    pub persons: [[u64; AGES]; 2],
}

impl Default for Population {
    fn default() -> Self {
        Self {
            persons: [[0; AGES]; 2],
        }
    }
}

impl Population {
    /// Everybody.
    #[must_use]
    pub fn total(&self) -> Persons {
        Persons(self.persons.iter().flatten().sum())
    }

    /// Persons of one sex in one age band.
    #[must_use]
    pub fn in_band(&self, sex: Sex, band: AgeBand) -> Persons {
        Persons(
            self.persons[sex as usize][band.first_age()..=band.last_age()]
                .iter()
                .sum(),
        )
    }

    /// `ratio` times as many people, split by sex and age as these are, whole persons by largest
    /// remainders.
    #[must_use]
    pub fn times(&self, ratio: f64) -> Self {
        let weights: Vec<i64> = self
            .persons
            .iter()
            .flatten()
            .map(|&count| i64::try_from(count).unwrap_or(i64::MAX))
            .collect();
        let total = rounded(self.total().as_f64() * ratio);
        let mut parts = crate::units::split_cents(total, &weights).into_iter();
        let mut population = Self::default();
        for (count, part) in population.persons.iter_mut().flatten().zip(&mut parts) {
            *count = part.unsigned_abs();
        }
        population
    }

    /// Graduates counts by sex and age band to single years of age.
    ///
    /// Method: within a band the counts fall linearly with age at the slope that the neighbouring
    /// bands' mean counts per year suggest (half the difference of their densities over the
    /// distance of their mid-points), kept non-negative; the band of 60 and older falls
    /// geometrically by 6 % a year. Each band's total is met exactly by largest remainders. The
    /// result is a judgement: UNHCR's tables hold nothing finer than the bands.
    #[must_use]
    pub fn graduated(by_band: &[PerAgeBand<u64>; 2]) -> Self {
        let mut population = Self::default();
        for (sex, bands) in by_band.iter().enumerate() {
            for band in AGE_BANDS {
                let weights = band_weights(bands, band);
                let total = i64::try_from(bands[band.index()]).unwrap_or(i64::MAX);
                let counts = crate::units::split_cents(total, &weights);
                for (offset, count) in counts.into_iter().enumerate() {
                    population.persons[sex][band.first_age() + offset] = count.unsigned_abs();
                }
            }
        }
        population
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a float-to-integer cast saturates"
)]
fn rounded(persons: f64) -> i64 {
    persons.round() as i64
}

/// Relative weights of the single years of a band, as whole numbers.
fn band_weights(bands: &PerAgeBand<u64>, band: AgeBand) -> Vec<i64> {
    const SCALE: f64 = 1e9;
    let width = |band: AgeBand| (band.last_age() - band.first_age() + 1) as f64;
    let density = |band: AgeBand| bands[band.index()] as f64 / width(band);
    let middle = |band: AgeBand| f64::midpoint(band.first_age() as f64, band.last_age() as f64);
    let ages = band.first_age()..=band.last_age();
    if band == AgeBand::From60 {
        let mut weight = SCALE;
        return ages
            .map(|_| {
                let rounded = to_weight(weight);
                weight *= 0.94;
                rounded
            })
            .collect();
    }
    let index = band.index();
    let younger = AGE_BANDS[index.saturating_sub(1)];
    // The last band's width is open, so it says nothing about a slope.
    let older = AGE_BANDS[(index + 1).min(3)];
    let distance = middle(older) - middle(younger);
    let slope = if distance > 0.0 {
        (density(older) - density(younger)) / distance
    } else {
        0.0
    };
    let level = density(band).max(f64::MIN_POSITIVE);
    ages.map(|age| {
        let relative = 1.0 + slope * (age as f64 - middle(band)) / level;
        to_weight(relative.clamp(0.05, 20.0) * SCALE / 20.0)
    })
    .collect()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "weights lie between 0 and 1e9"
)]
fn to_weight(weight: f64) -> i64 {
    weight.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graduation_keeps_every_band_and_falls_with_age() {
        let bands = [
            [54_492, 126_641, 102_561, 235_909, 20_226],
            [54_922, 129_921, 111_703, 188_389, 8_815],
        ];
        let population = Population::graduated(&bands);
        for sex in SEXES {
            for band in AGE_BANDS {
                assert_eq!(
                    population.in_band(sex, band).0,
                    bands[sex as usize][band.index()]
                );
            }
        }
        assert!(population.persons[0][20] > population.persons[0][55]);
        assert!(population.persons[0][61] > population.persons[0][79]);
    }

    #[test]
    fn graduation_of_nobody_is_nobody() {
        assert_eq!(Population::graduated(&[[0; 5]; 2]).total(), Persons(0));
    }
}
