//! Returnees who are displaced again when war comes back: optional, off by default.
//!
//! Whoever returned voluntarily is counted by the host left. In war each of them flees with a constant
//! hazard and comes back to that host, as an arrival on top of all others: admitted and protected
//! like everybody, registered anew, with years in exile counted from then on. While away nobody grows
//! older or dies here, since what happens in the country of origin is not modelled. Plans do not foresee
//! them. Without a hazard nothing is drawn.
//!
//! Direction and time: arrivals rise in months of war that follow returns, for as long as war lasts and
//! returnees are left; a plan that brings more returns then brings more arrivals.

use crate::id::CountryCode;
use crate::indicator::Breakdown;
use crate::model::parameters::Regime;
use crate::random::{Purpose, Streams, binomial, expm1_of_hazard};
use crate::simulate::exits::take_evenly;
use crate::simulate::outcome::{billionths, count};
use crate::simulate::record::{HostYear, Scale};
use crate::simulate::setup::Setup;
use crate::simulate::state::{HostState, State};

/// Those who returned from a host.
#[derive(Clone, Debug, Default)]
pub(crate) struct Returnees {
    /// Those who have not fled again, by group.
    there: Vec<u64>,
    /// All returns so far, and all who fled again.
    returned: u64,
    fled: u64,
}

impl Returnees {
    /// Sets them to the start of a scenario.
    pub(crate) fn open(&mut self, groups: usize) {
        self.there.clear();
        self.there.resize(groups, 0);
        self.returned = 0;
        self.fled = 0;
    }

    /// Adds the returns of a month, by group.
    pub(crate) fn add(&mut self, returned: &[u64]) {
        for (there, returned) in self.there.iter_mut().zip(returned) {
            *there += returned;
            self.returned += returned;
        }
    }
}

fn hazard_per_year(setup: &Setup<'_>) -> f64 {
    let parameters = &setup.situation.parameters.voluntary_return;
    parameters.redisplacement_hazard_per_year
}

/// Draws the returnees who come back to a host in a month of war, adds them to its newcomers by group,
/// and says how many there are. Nothing here reads a plan, money or a capacity.
pub(crate) fn flee(
    setup: &Setup<'_>,
    streams: &Streams,
    state: &mut State,
    host: usize,
    newcomers: &mut [u64],
) -> u64 {
    let hazard = hazard_per_year(setup);
    if hazard <= 0.0 || state.regime != Regime::War {
        return 0;
    }
    let returnees = &mut state.hosts[host].returnees;
    let there: u64 = returnees.there.iter().sum();
    if there == 0 {
        return 0;
    }
    let key = setup.hosts[host].key;
    let mut stream = streams.stream(Purpose::Redisplacement, key, state.month);
    let fleeing = binomial(&mut stream, there, -expm1_of_hazard(-hazard / 12.0));
    let mut drawn = vec![0; newcomers.len()];
    take_evenly(&mut stream, &mut returnees.there, fleeing, &mut drawn);
    for (newcomers, drawn) in newcomers.iter_mut().zip(drawn) {
        *newcomers += drawn;
    }
    returnees.fled += fleeing;
    fleeing
}

/// The cells of a year of a host, or of all hosts: none without a hazard.
pub(crate) fn cells(
    setup: &Setup<'_>,
    host: Option<CountryCode>,
    add: &mut impl FnMut(&'static str, Option<CountryCode>, Breakdown, Scale, bool),
) {
    if hazard_per_year(setup) > 0.0 {
        add(
            "redisplaced_persons",
            host,
            Breakdown::None,
            Scale::Whole,
            true,
        );
        let name = "returnees_redisplaced_share";
        add(name, host, Breakdown::None, Scale::Billionths, true);
    }
}

/// Writes them: of the hosts given.
pub(crate) fn write(
    setup: &Setup<'_>,
    accounts: &[HostYear],
    hosts: &[HostState],
    values: &mut Vec<i64>,
) {
    if hazard_per_year(setup) <= 0.0 {
        return;
    }
    let sum =
        |of: &dyn Fn(&Returnees) -> u64| hosts.iter().map(|host| of(&host.returnees)).sum::<u64>();
    let (returned, fled) = (sum(&|it| it.returned), sum(&|it| it.fled));
    values.push(count(
        accounts.iter().map(|account| account.redisplaced).sum(),
    ));
    values.push(billionths(if returned > 0 {
        fled as f64 / returned as f64
    } else {
        0.0
    }));
}

#[cfg(test)]
mod tests;
