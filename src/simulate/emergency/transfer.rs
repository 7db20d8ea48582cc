//! Humanitarian transfer and evacuation: (j)9 and its footnotes, invariant I6.
//!
//! An offer leads from a host under pressure to another host of the situation (transfer) or to a
//! State further afield (evacuation). It is used in months in which the arrivals of three months
//! exceed what the host can register in them by a ratio. Up to the places of the month, families are
//! asked one after the other, of sizes as in resettlement; each consents with a probability and then
//! moves whole; the first that no longer fits waits for the next month. Nobody else is moved.
//!
//! Unaccompanied and separated children (`children`) move by themselves, in the part of the places that
//! is their part of the people, and only against best-interests procedures that have been completed:
//! `moved ≤ completed`, checked every month.
//!
//! People leave from among those registered or waiting for it, evenly by sex and age, after the
//! month's exits; whoever is transferred keeps status and years in exile, only the host changes.
//! Evacuated people leave the situation and are no durable solution; where their stay is limited in time,
//! what follows is in `stay`. Costs are needs of the month
//! after. No host both sends and receives, so nobody moves twice in a month. Judgement throughout.
//!
//! Direction and time: the stock of the host under pressure falls while offers and pressure last.

use super::children::Children;
use super::stay;
use crate::model::parameters::TransferKind;
use crate::model::{LiveStatus, SEXES, Sector, Sex};
use crate::random::{
    Purpose, Stream, Streams, binomial, categorical, hypergeometric,
    multivariate_hypergeometric_into,
};
use crate::simulate::accounts::Flows;
use crate::simulate::exits::take_evenly;
use crate::simulate::measures;
use crate::simulate::record::Year;
use crate::simulate::registration::{MoveSpace, whole};
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;

/// An offer as it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Offer {
    /// Number in keys of random streams: offers to one host are told apart by who makes them.
    key: u64,
    from: usize,
    /// The host that receives, or none for an evacuation.
    to: Option<usize>,
    places_left: u64,
    places_per_month: u64,
}

/// Offers and what they need.
#[derive(Clone, Debug, Default)]
pub(crate) struct Transfers {
    offers: Vec<Offer>,
    /// Work space: people of a status who may be drawn, by group.
    eligible: Vec<u64>,
}

impl Transfers {
    /// Sets offers to the start of the scenario.
    pub(super) fn open(&mut self, setup: &Setup<'_>) {
        let find = |code| setup.hosts.iter().position(|host| host.code == code);
        self.offers.clear();
        let offers = &setup.situation.parameters.emergency.transfer.offer;
        self.offers.extend(offers.iter().filter_map(|offer| {
            let to = find(offer.to);
            let possible = to.is_some() == (offer.kind == TransferKind::Transfer);
            let from = find(offer.from).filter(|_| possible)?;
            Some(Offer {
                key: u64::from(offer.to.stream_key()) << 32 | setup.hosts[from].key,
                from,
                to,
                places_left: u64::from(offer.places),
                places_per_month: u64::from(offer.places_per_month),
            })
        }));
        self.eligible.clear();
        self.eligible.resize(setup.grouping.len(), 0);
    }
}

/// Statuses from which people are moved.
const MOVED: [LiveStatus; 3] = [
    LiveStatus::Unregistered,
    LiveStatus::PrimaFacie,
    LiveStatus::Recognised,
];

/// Uses the month's offers.
pub(super) fn month(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
    year: &mut Year,
    flows: &mut [Flows],
    space: &mut MoveSpace,
) {
    let parameters = &setup.situation.parameters.emergency.transfer;
    if !super::in_force(parameters.applies, option, state) {
        return;
    }
    for number in 0..state.emergency.transfers.offers.len() {
        let offer = state.emergency.transfers.offers[number];
        if !under_pressure(setup, state, offer.from) {
            continue;
        }
        let mut stream = streams.stream(Purpose::Transfer, offer.key, state.month);
        let host = &state.hosts[offer.from];
        let there: u64 = MOVED
            .iter()
            .map(|status| host.status_total(status.index()))
            .sum();
        let room = offer.places_left.min(offer.places_per_month).min(there);
        let children = &state.emergency.hosts[offer.from].children;
        let assessed = children.alone.map(|alone| alone.assessed);
        let alone = unaccompanied_room(&mut stream, children, there, room);
        let sizes = &setup.situation.parameters.resettlement.case_size_shares;
        let families = consenting(&mut stream, room - alone, sizes, parameters.consent_share);
        let alone = binomial(&mut stream, alone, parameters.consent_share);
        let girls = hypergeometric(&mut stream, assessed[0], assessed[1], alone);
        let mut relocate = |people, sex| {
            relocate(
                setup,
                &mut stream,
                state,
                year,
                flows,
                space,
                offer,
                people,
                sex,
            )
        };
        let families = relocate(families, None);
        let by_sex = SEXES.map(|sex| relocate([girls, alone - girls][sex as usize], Some(sex)));
        let alone: u64 = by_sex.iter().sum();
        state.emergency.transfers.offers[number].places_left -= families + alone;
        year.emergency.hosts[offer.from].unaccompanied += alone;
        let from = &mut state.emergency.hosts[offer.from].children;
        from.moved += alone;
        from.lose(by_sex);
        if let Some(to) = offer.to {
            state.emergency.hosts[to].children.gain(by_sex);
        }
        book_costs(setup, state, offer, (families + alone) as f64);
    }
}

/// Whether a host's arrivals exceed what it can register by the ratio that opens offers.
fn under_pressure(setup: &Setup<'_>, state: &State, host: usize) -> bool {
    let threshold = setup
        .situation
        .parameters
        .emergency
        .transfer
        .pressure_threshold_ratio;
    let arrivals: u64 = state.hosts[host].recent_arrivals.iter().sum();
    let stock = state.hosts[host].protected_stock();
    let capacity = 3.0 * setup.situation.hosts[host].registration_capacity(stock);
    arrivals > 0 && arrivals as f64 >= threshold * capacity
}

/// Places of the month for unaccompanied children: their part of the people, and no more than have
/// a completed procedure.
fn unaccompanied_room(stream: &mut Stream, children: &Children, there: u64, room: u64) -> u64 {
    let uniform = stream.uniform();
    if there == 0 {
        return 0;
    }
    let part = children.count() as f64 / there as f64;
    // The fraction of a child that is left over has a place with that probability.
    whole(room as f64 * part + uniform)
        .min(children.assessed())
        .min(room)
}

/// Asks families until the next does not fit, and says how many people consent.
fn consenting(stream: &mut Stream, room: u64, sizes: &[f64], consent: f64) -> u64 {
    let (mut asked, mut moving) = (0, 0);
    loop {
        let size = categorical(stream, sizes) as u64 + 1;
        let consents = stream.uniform() < consent;
        if asked + size > room {
            return moving;
        }
        asked += size;
        if consents {
            moving += size;
        }
    }
}

/// Takes people out of a host, evenly from statuses, ages and years in exile, or children of one sex
/// alone, and lets them arrive where they are transferred. Returns how many there were.
#[expect(
    clippy::too_many_arguments,
    reason = "the parts of a worker's space, borrowed one by one"
)]
fn relocate(
    setup: &Setup<'_>,
    stream: &mut Stream,
    state: &mut State,
    year: &mut Year,
    flows: &mut [Flows],
    space: &mut MoveSpace,
    offer: Offer,
    people: u64,
    alone: Option<Sex>,
) -> u64 {
    let mut eligible = std::mem::take(&mut state.emergency.transfers.eligible);
    let groups = &setup.grouping.groups;
    let of = |state: &State, status: LiveStatus, eligible: &mut [u64]| -> u64 {
        let counts = state.hosts[offer.from].status(status.index());
        for ((eligible, &count), group) in eligible.iter_mut().zip(counts).zip(groups) {
            let fits = alone.is_none_or(|sex| group.sex == sex && group.band.is_of_children());
            *eligible = if fits { count } else { 0 };
        }
        eligible.iter().sum()
    };
    let mut rest: u64 = MOVED
        .into_iter()
        .map(|status| of(state, status, &mut eligible))
        .sum();
    let all = people.min(rest);
    let mut left = all;
    for status in MOVED {
        let there = of(state, status, &mut eligible);
        rest -= there;
        let moving = hypergeometric(stream, there, rest, left);
        left -= moving;
        if moving == 0 {
            continue;
        }
        multivariate_hypergeometric_into(stream, moving, &eligible, &mut space.groups);
        let account = &mut year.emergency.hosts[offer.from];
        let cells = if offer.to.is_some() {
            &mut account.transferred
        } else {
            &mut account.evacuated
        };
        let host = &mut state.hosts[offer.from];
        for (group, &count) in space.groups.iter().enumerate() {
            cells[setup.grouping.table_cell(group)] += count;
            host.since_split.left[group] += count;
            host.status_mut(status.index())[group] -= count;
        }
        let classes = host.status_classes_mut(status.index());
        take_evenly(stream, classes, moving, &mut space.classes);
        flows[offer.from].went += moving;
        let Some(to) = offer.to else {
            let account = &mut year.hosts[offer.from].exile;
            account.depart(measures::EVACUATION, &space.classes);
            let limited = setup.situation.parameters.emergency.transfer.stay.is_some();
            if limited && alone.is_none() {
                let offer = (offer.key, offer.from);
                let away = &mut state.emergency.away;
                stay::remember(away, offer, state.month, &space.groups, &space.classes);
            }
            continue;
        };
        let host = &mut state.hosts[to];
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
        flows[to].came += moving;
    }
    state.emergency.transfers.eligible = eligible;
    all
}

/// Costs of a movement, to be needs of the month after.
fn book_costs(setup: &Setup<'_>, state: &mut State, offer: Offer, people: f64) {
    let parameters = &setup.situation.parameters.emergency.transfer;
    let travel = match offer.to {
        Some(_) => parameters.transfer_usd_per_person,
        None => parameters.evacuation_usd_per_person,
    };
    let hosts = &mut state.emergency.hosts;
    hosts[offer.from].pending_usd[Sector::Coordination.index()] += people * travel;
    if let Some(to) = offer.to {
        hosts[to].pending_usd[Sector::HostCommunity.index()] +=
            people * parameters.receiving_support_usd_per_person;
    }
}

#[cfg(test)]
mod tests;
