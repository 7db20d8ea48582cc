//! When a situation falls below 25,000 people, in a host and over all of them.
//!
//! Counted at year-ends, as everything about protracted situations: the first with fewer than 25,000 people
//! after as many were there, at the start or at a year-end. A situation that rises again keeps its first fall.

use crate::id::CountryCode;
use crate::indicator::Breakdown;
use crate::simulate::measures::every_host;
use crate::simulate::outcome::{Whole, billionths};
use crate::simulate::record::Scale;
use crate::simulate::setup::{PROTRACTED_THRESHOLD_PERSONS, Setup};
use crate::simulate::state::{HostState, State};

/// What has been seen of a host, or of all hosts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Crossing {
    /// Whether there were so many at the start or at a year-end.
    reached: bool,
    /// Year-ends until the first with fewer.
    fell_after: Option<u32>,
    /// Year-ends seen.
    year_ends: u32,
}

impl Crossing {
    fn open(stock: u64) -> Self {
        Self {
            reached: stock >= PROTRACTED_THRESHOLD_PERSONS,
            ..Self::default()
        }
    }

    /// Sees a year-end, and says whether it is the first with fewer people.
    fn see(&mut self, stock: u64) -> bool {
        self.year_ends += 1;
        if stock >= PROTRACTED_THRESHOLD_PERSONS {
            self.reached = true;
            return false;
        }
        let falls = self.reached && self.fell_after.is_none();
        if falls {
            self.fell_after = Some(self.year_ends);
        }
        falls
    }
}

fn stock(state: &State, host: Option<usize>) -> u64 {
    match host {
        Some(host) => state.hosts[host].protected_stock(),
        None => state.hosts.iter().map(HostState::protected_stock).sum(),
    }
}

/// Sets what has been seen to the start of a scenario.
pub(crate) fn open(setup: &Setup<'_>, state: &State, whole: &mut Whole) {
    whole.crossings.clear();
    let opened = every_host(setup).map(|host| Crossing::open(stock(state, host)));
    whole.crossings.extend(opened);
}

/// The cell of a year of a host, or of all hosts.
pub(super) fn cells(
    host: Option<CountryCode>,
    add: &mut impl FnMut(&'static str, Option<CountryCode>, Breakdown, Scale, bool),
) {
    // Yes or no has a mean and no quantiles.
    let name = "fell_below_25000_share";
    add(name, host, Breakdown::None, Scale::Billionths, false);
}

/// Writes it for all hosts together and for each.
pub(super) fn write(setup: &Setup<'_>, state: &State, whole: &mut Whole, values: &mut Vec<i64>) {
    for (host, crossing) in every_host(setup).zip(&mut whole.crossings) {
        let fell = crossing.see(stock(state, host));
        values.push(billionths(f64::from(u8::from(fell))));
    }
}

/// The cells of the whole period.
pub(super) fn whole_cells(
    setup: &Setup<'_>,
    mut add: impl FnMut(&'static str, Option<CountryCode>, Scale, bool),
) {
    for host in every_host(setup) {
        let code = host.map(|host| setup.hosts[host].code);
        add("reached_25000_share", code, Scale::Billionths, false);
        add("never_below_25000_share", code, Scale::Billionths, false);
    }
}

/// Writes them.
pub(super) fn write_whole(whole: &Whole, values: &mut Vec<i64>) {
    for crossing in &whole.crossings {
        let stays = crossing.reached && crossing.fell_after.is_none();
        values.extend([crossing.reached, stays].map(|it| billionths(f64::from(u8::from(it)))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_year_end_with_fewer_people_counts_once_there_were_as_many() {
        let mut crossing = Crossing::open(10_000);
        let stocks = [20_000, 25_000, 24_999, 30_000, 10_000];
        let fell: Vec<bool> = stocks.iter().map(|&stock| crossing.see(stock)).collect();
        assert_eq!(fell, [false, false, true, false, false]);
        assert_eq!(crossing.fell_after, Some(3));
        let mut always = Crossing::open(25_000);
        assert!(!always.see(25_000));
        assert!(always.reached && always.fell_after.is_none());
        let mut never = Crossing::open(24_999);
        assert!(!never.see(24_999));
        assert!(!never.reached);
    }
}
