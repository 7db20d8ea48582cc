//! Years in exile: who has been away for long, and what that does to the hazard of return.
//!
//! People are told apart by calendar years since their arrival for as long as the indicators need
//! it. Those who arrived before form one class with a mean number of years, which grows each
//! January and mixes with those who join.

use crate::model::STATUSES;
use crate::simulate::state::HostState;

/// People who arrived at least this many calendar years ago have been in exile for more than five
/// years.
const LONG_EXILE_YEARS: usize = 6;

/// Classes of people by year of arrival: long exile first, this year's arrivals last.
pub(crate) const CLASSES: usize = LONG_EXILE_YEARS + 1;

/// The class of long exile.
pub(crate) const LONG: usize = 0;

/// The class of this year's arrivals.
pub(crate) const THIS_YEAR: usize = CLASSES - 1;

/// Persons by class.
pub(crate) type ByClass = [u64; CLASSES];

/// The class of those who arrived `years` calendar years ago.
pub(crate) fn class(years: usize) -> usize {
    THIS_YEAR.saturating_sub(years)
}

/// Everybody in a host by class.
pub(crate) fn everybody_by_class(host: &HostState) -> ByClass {
    let mut sum = [0; CLASSES];
    for status in 0..STATUSES.len() {
        for (total, people) in sum.iter_mut().zip(host.status_classes(status)) {
            *total += people;
        }
    }
    sum
}

/// Everybody has been in exile for a calendar year more: classes move up, and the oldest joins
/// long exile.
pub(crate) fn new_year(host: &mut HostState) {
    let (mut long, mut joining) = (0.0, 0.0);
    for status in 0..STATUSES.len() {
        let classes = host.status_classes_mut(status);
        long += classes[LONG] as f64;
        joining += classes[LONG + 1] as f64;
        a_year_more(classes);
    }
    host.long_exile_years = mean_years(long, host.long_exile_years + 1.0, joining);
}

/// Moves people up by a calendar year in exile.
pub(crate) fn a_year_more(classes: &mut ByClass) {
    classes[LONG] += classes[LONG + 1];
    classes.copy_within(LONG + 2.., LONG + 1);
    classes[THIS_YEAR] = 0;
}

/// Mean years in exile of `long` people with a mean of `years` and of `joining` people who have
/// just come to long exile.
pub(crate) fn mean_years(long: f64, years: f64, joining: f64) -> f64 {
    let entry = LONG_EXILE_YEARS as f64;
    if long + joining > 0.0 {
        (long * years + joining * entry) / (long + joining)
    } else {
        entry
    }
}

/// How a person's hazard of return declines with years in exile: e^(−δ·years).
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReturnDecline {
    per_year: f64,
    /// Weights of the classes whose years are known; that of long exile is any.
    weights: [f64; CLASSES],
}

impl ReturnDecline {
    /// A decline of `per_year`; none where it is not positive.
    pub(crate) fn new(per_year: f64) -> Self {
        let weights = std::array::from_fn(|class| {
            if per_year > 0.0 {
                libm::exp(-per_year * (THIS_YEAR - class) as f64)
            } else {
                1.0
            }
        });
        Self { per_year, weights }
    }

    /// Whether years in exile make a difference.
    pub(crate) fn is_on(&self) -> bool {
        self.per_year > 0.0
    }

    /// Weights of a person's return by class.
    pub(crate) fn weights(&self, host: &HostState) -> [f64; CLASSES] {
        let mut weights = self.weights;
        if self.is_on() {
            weights[LONG] = libm::exp(-self.per_year * host.long_exile_years);
        }
        weights
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_exile_grows_by_a_year_and_mixes_with_those_who_join_it() {
        let mut host = HostState {
            long_exile_years: 10.0,
            ..HostState::default()
        };
        *host.status_classes_mut(1) = [300, 100, 5, 4, 3, 2, 1];
        *host.status_classes_mut(2) = [0, 50, 0, 0, 0, 0, 9];
        new_year(&mut host);
        assert_eq!(*host.status_classes(1), [400, 5, 4, 3, 2, 1, 0]);
        assert_eq!(*host.status_classes(2), [50, 0, 0, 0, 0, 9, 0]);
        // 300 people of eleven years and 150 of six.
        let expected = (300.0 * 11.0 + 150.0 * 6.0) / 450.0;
        assert!((host.long_exile_years - expected).abs() < 1e-12);
        // So it is where more join than were there, and where there is nobody.
        assert_eq!(mean_years(100.0, 11.0, 300.0), (1_100.0 + 1_800.0) / 400.0);
        assert_eq!(mean_years(0.0, 11.0, 0.0), LONG_EXILE_YEARS as f64);
        let weights = ReturnDecline::new(0.03).weights(&host);
        assert!((weights[LONG] - libm::exp(-0.03 * expected)).abs() < 1e-15);
        assert!((weights[THIS_YEAR] - 1.0).abs() < 1e-15);
        assert!((weights[class(2)] - libm::exp(-0.06)).abs() < 1e-15);
        assert_eq!(ReturnDecline::new(0.0).weights(&host), [1.0; CLASSES]);
    }
}
