//! How people are grouped between splits: by sex and age band, or by sex and single year of age.
//!
//! People who face the same hazards are exchangeable, so the monthly clock draws totals by sex and
//! UNHCR's five bands (10 groups) and splits them into single years only in January. The fully
//! split mode (162 groups) makes every draw by single year; it is slow and exists so that tests
//! can show that both agree in distribution.

use crate::model::{AGE_BANDS, AGES, AgeBand, OLDEST_AGE, SEXES, Sex};

/// How finely people are grouped from month to month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Resolution {
    /// Sex and age band; single years are split in January.
    #[default]
    Banded,
    /// Sex and single year of age throughout.
    SingleYear,
}

/// One group of exchangeable people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// Sex.
    pub sex: Sex,
    /// The age band it lies in.
    pub band: AgeBand,
    /// Its first year of age.
    pub first_age: usize,
    /// Its last year of age.
    pub last_age: usize,
}

impl Group {
    /// The group's years of age.
    #[must_use]
    pub fn ages(&self) -> std::ops::RangeInclusive<usize> {
        self.first_age..=self.last_age
    }
}

/// All groups, females first, youngest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouping {
    /// How finely people are grouped.
    pub resolution: Resolution,
    /// The groups.
    pub groups: Vec<Group>,
    /// For each group its position among the cells of tables.
    cells: Vec<usize>,
}

impl Grouping {
    /// The groups of a resolution.
    #[must_use]
    pub fn new(resolution: Resolution) -> Self {
        let mut groups = Vec::new();
        for sex in SEXES {
            match resolution {
                Resolution::Banded => groups.extend(AGE_BANDS.map(|band| Group {
                    sex,
                    band,
                    first_age: band.first_age(),
                    last_age: band.last_age(),
                })),
                Resolution::SingleYear => {
                    groups.extend((0..=OLDEST_AGE).map(|age| Group {
                        sex,
                        band: AgeBand::of_age(age),
                        first_age: age,
                        last_age: age,
                    }));
                }
            }
        }
        let cell = |group: &Group| group.sex as usize * AGE_BANDS.len() + group.band.index();
        Self {
            resolution,
            cells: groups.iter().map(cell).collect(),
            groups,
        }
    }

    /// The number of groups.
    #[must_use]
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// Never true: there are always groups.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The number of groups of each sex.
    #[must_use]
    pub fn per_sex(&self) -> usize {
        match self.resolution {
            Resolution::Banded => AGE_BANDS.len(),
            Resolution::SingleYear => AGES,
        }
    }

    /// The youngest group of a sex: where children are born.
    #[must_use]
    pub fn youngest(&self, sex: Sex) -> usize {
        sex as usize * self.per_sex()
    }

    /// The position of a group among the ten cells by sex and band that tables show.
    #[must_use]
    #[inline]
    pub fn table_cell(&self, group: usize) -> usize {
        self.cells[group]
    }

    /// Sums a quantity by sex and single year of age into groups.
    #[must_use]
    pub fn aggregate(&self, by_age: &[[u64; AGES]; 2]) -> Vec<u64> {
        self.groups
            .iter()
            .map(|group| {
                by_age[group.sex as usize][group.first_age..=group.last_age]
                    .iter()
                    .sum()
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_cover_every_age_of_both_sexes_once() {
        for resolution in [Resolution::Banded, Resolution::SingleYear] {
            let grouping = Grouping::new(resolution);
            assert!(!grouping.is_empty() && grouping.len() == grouping.groups.len());
            let ages: usize = grouping
                .groups
                .iter()
                .map(|group| group.ages().count())
                .sum();
            assert_eq!(ages, 2 * AGES);
            let ones = [[1; AGES]; 2];
            assert_eq!(
                grouping.aggregate(&ones).iter().sum::<u64>(),
                2 * AGES as u64
            );
            assert_eq!(grouping.groups[grouping.youngest(Sex::Male)].first_age, 0);
        }
    }
}
