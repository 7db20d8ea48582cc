//! The end of evacuations that are limited in time: (j)9.
//!
//! Where a scenario limits the stay, those evacuated in a month are one group until L months later. Then
//! each of them, independently, is back in the host of first asylum with probability r, has moved onward
//! to another State with probability o, and stays where they are with what is left:
//! `(R, O, B) ~ Multinomial(N; r, o, 1 − r − o)`. Who returns is drawn evenly by sex and age and by years
//! in exile, which have gone on; ageing while away is neglected. They are registered refugees of the host
//! again, no arrivals, and the host of first asylum is the only one to which anybody returns: never the
//! country of origin. Their journey is a need of the month after. Unaccompanied children stay where they
//! are, for nothing ends for them without a procedure of their own. Those who move onward or stay are in
//! no account of the situation, as all who were evacuated without a limit; none of this is a durable
//! solution. People transferred within the region are not limited in time: they keep their status in
//! the host that received them. All values are judgement.
//!
//! Direction and time: the stock of the host under pressure rises again, L months after people left.

use crate::model::parameters::EvacuationStay;
use crate::model::{LiveStatus, Sector};
use crate::random::{Purpose, Streams, binomial};
use crate::simulate::accounts::Flows;
use crate::simulate::exile::{self, ByClass};
use crate::simulate::exits::take_evenly;
use crate::simulate::record::Year;
use crate::simulate::registration::MoveSpace;
use crate::simulate::resettlement::registered_status;
use crate::simulate::setup::Setup;
use crate::simulate::state::State;

/// People evacuated on one offer in one month.
#[derive(Clone, Debug)]
pub(crate) struct Away {
    /// The offer's number in keys of random streams.
    key: u64,
    /// The host left.
    pub(super) from: usize,
    month: u32,
    /// By sex and age, and by years in exile, as they left.
    groups: Vec<u64>,
    classes: ByClass,
}

impl Away {
    pub(super) fn people(&self) -> u64 {
        self.classes.iter().sum()
    }
}

/// Keeps people who are evacuated until their stay ends.
pub(super) fn remember(
    away: &mut Vec<Away>,
    (key, from): (u64, usize),
    month: u32,
    groups: &[u64],
    classes: &ByClass,
) {
    let same = |last: &&mut Away| last.key == key && last.month == month;
    if let Some(last) = away.last_mut().filter(same) {
        for (total, count) in last.groups.iter_mut().zip(groups) {
            *total += count;
        }
        for (total, count) in last.classes.iter_mut().zip(classes) {
            *total += count;
        }
        return;
    }
    away.push(Away {
        key,
        from,
        month,
        groups: groups.to_vec(),
        classes: *classes,
    });
}

/// Ends the stays whose time is over.
pub(super) fn month(
    setup: &Setup<'_>,
    limit: &EvacuationStay,
    streams: &Streams,
    state: &mut State,
    year: &mut Year,
    flows: &mut [Flows],
    space: &mut MoveSpace,
) {
    let now = state.month;
    let mut away = std::mem::take(&mut state.emergency.away);
    for people in away.extract_if(.., |away| away.month.saturating_add(limit.months) <= now) {
        let Away {
            key,
            from,
            month,
            mut groups,
            mut classes,
        } = people;
        let mut stream = streams.stream(Purpose::EvacuationEnd, key, now);
        let there = classes.iter().sum();
        let returning = binomial(&mut stream, there, limit.returned_share);
        let elsewhere = if limit.returned_share < 1.0 {
            (limit.onward_share / (1.0 - limit.returned_share)).min(1.0)
        } else {
            0.0
        };
        let onward = binomial(&mut stream, there - returning, elsewhere);
        let account = &mut year.emergency.hosts[from].stays_ended;
        for (total, count) in
            account
                .iter_mut()
                .zip([returning, onward, there - returning - onward])
        {
            *total += count;
        }
        take_evenly(&mut stream, &mut groups, returning, &mut space.groups);
        take_evenly(&mut stream, &mut classes, returning, &mut space.classes);
        for _ in setup.year_of(month)..setup.year_of(now) {
            exile::a_year_more(&mut space.classes);
        }
        let status: LiveStatus = registered_status(setup, from);
        let host = &mut state.hosts[from];
        for (group, &count) in space.groups.iter().enumerate() {
            host.since_split.arrived[group] += count;
            host.status_mut(status.index())[group] += count;
        }
        for (total, &count) in host
            .status_classes_mut(status.index())
            .iter_mut()
            .zip(&space.classes)
        {
            *total += count;
        }
        flows[from].came += returning;
        state.emergency.hosts[from].pending_usd[Sector::Coordination.index()] +=
            returning as f64 * limit.return_usd_per_person;
    }
    state.emergency.away = away;
}
