//! Places on complementary pathways: what contributors offer in a year, and what is left of it.

use super::{KINDS, PathwaySpace};
use crate::model::parameters::PathwayParameters;
use crate::simulate::record::Year;
use crate::simulate::registration::whole;
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;
use crate::units::split_cents;

/// Places of one contributor on one pathway in the running year.
#[derive(Clone, Copy, Debug)]
struct Places {
    /// The contributor's row in the plan; none of one that it does not list.
    donor: Option<usize>,
    kind: usize,
    /// In a whole year.
    offered: u64,
    left: u64,
}

/// Places of all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pathways {
    places: Vec<Places>,
    /// Places offered in the year on each pathway.
    pub(super) offered: [u64; KINDS],
    pub(super) space: PathwaySpace,
}

impl Pathways {
    pub(in crate::simulate::protracted) fn open(&mut self, setup: &Setup<'_>) {
        self.places.clear();
        self.offered = [0; KINDS];
        self.space.open(setup);
    }

    /// Places that a contributor offers in the year, all pathways.
    pub(crate) fn offered_by(&self, donor: usize) -> u64 {
        let of_donor = |places: &&Places| places.donor == Some(donor);
        let offered = |places: &Places| places.offered;
        self.places.iter().filter(of_donor).map(offered).sum()
    }

    /// No more places are left than are offered.
    pub(in crate::simulate::protracted) fn holds(&self) -> bool {
        self.places
            .iter()
            .all(|places| places.left <= places.offered)
    }

    /// Whether nobody offers anything.
    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Places of the year that are left on a pathway.
    pub(super) fn left_on(&self, kind: usize) -> u64 {
        let of_kind = |places: &&Places| places.kind == kind;
        let places = self.places.iter().filter(of_kind);
        places.map(|places| places.left).sum()
    }

    fn add(&mut self, donor: Option<usize>, kind: usize, offered: u64) {
        let same = |places: &&mut Places| places.donor == donor && places.kind == kind;
        if let Some(places) = self.places.iter_mut().find(same) {
            places.offered += offered;
        } else if offered > 0 {
            self.places.push(Places {
                donor,
                kind,
                offered,
                left: 0,
            });
        }
    }
}

/// Opens the places of a year, or, when a plan is adopted within one, adds what it brings.
pub(crate) fn open_places(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &mut State,
    in_force: bool,
    adopted: bool,
) {
    let parameters = &setup.situation.parameters.protracted.pathways;
    let before = std::mem::take(&mut state.protracted.pathways.places);
    state.protracted.pathways.offered = [0; KINDS];
    if !parameters.applies.in_force(in_force) {
        return;
    }
    list(setup, option, state, parameters, in_force);
    // A year that begins or changes late has its part of the places.
    let part = f64::from(13 - setup.month_of_year(state.month)) / 12.0;
    for places in &mut state.protracted.pathways.places {
        let old = before
            .iter()
            .find(|old| adopted && old.donor == places.donor && old.kind == places.kind);
        let (had, left) = old.map_or((0, 0), |old| (old.offered, old.left));
        let new = places.offered.saturating_sub(had) as f64;
        places.left = (left + whole((new * part).round())).min(places.offered);
    }
    let Pathways {
        places, offered, ..
    } = &mut state.protracted.pathways;
    for places in places {
        offered[places.kind] += places.offered;
    }
}

/// Lists what is offered in a whole year.
fn list(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &mut State,
    parameters: &PathwayParameters,
    in_force: bool,
) {
    let month = state.month;
    let remaining = |donor: Option<usize>| {
        donor
            .and_then(|donor| option.donors[donor].exit)
            .filter(|&(from, _)| month >= from)
            .map_or(1.0, |(_, share)| share)
    };
    let mut mix = [0; KINDS];
    let mut today = vec![0.0; option.donors.len()];
    let pathways = &mut state.protracted.pathways;
    for offer in &parameters.offer {
        let open = offer
            .option
            .as_ref()
            .is_none_or(|id| *id == option.option.id && (in_force || !option.option.has_plan));
        if !open {
            continue;
        }
        let shares = &option.plan.shares;
        let donor = shares
            .iter()
            .position(|share| share.contributor == offer.contributor);
        let kind = offer.pathway as usize;
        let places = f64::from(offer.places_per_year);
        if let Some(donor) = donor {
            today[donor] += places;
        }
        mix[kind] += i64::from(offer.places_per_year);
        pathways.add(donor, kind, whole((places * remaining(donor)).round()));
    }
    if !in_force {
        return;
    }
    if mix.iter().all(|&places| places == 0) {
        mix = [1; KINDS];
    }
    let year = setup.year_of(month);
    for (donor, today) in today.into_iter().enumerate() {
        let beyond = (option.planned_pathways(donor, year) - today).max(0.0) * state.uptake;
        let places = whole((beyond * remaining(Some(donor))).round());
        let parts = split_cents(i64::try_from(places).unwrap_or(i64::MAX), &mix);
        for (kind, part) in parts.into_iter().enumerate() {
            pathways.add(Some(donor), kind, part.unsigned_abs());
        }
    }
}

/// Books departures against the places of contributors, in proportion to what each has left.
pub(super) fn use_places(state: &mut State, year: &mut Year, kind: usize, departed: u64) {
    if departed == 0 {
        return;
    }
    let everything = state.protracted.pathways.left_on(kind);
    // No more depart than there are places, so that nobody's part exceeds what is left.
    let (mut offered, mut booked) = (0, 0);
    for places in &mut state.protracted.pathways.places {
        if places.kind != kind || places.left == 0 {
            continue;
        }
        offered += places.left;
        let until_here = departed * offered / everything;
        let used = until_here - booked;
        booked = until_here;
        places.left -= used;
        if let Some(donor) = places.donor {
            year.protracted.pathway_donors[donor] += i64::try_from(used).unwrap_or(i64::MAX);
        }
    }
}

#[cfg(test)]
mod tests;
