//! Complementary pathways to third countries: labour mobility, education, family reunification,
//! humanitarian visas, private sponsorship. Beside (m)3.
//!
//! Of R registered refugees of a host (for labour mobility and education, those aged 18 to 59) a share
//! `η_k` meets the conditions of pathway k. Of these, but for those already in process, each applies in
//! a month with probability `1 − e^(−a·f/12)`, `f = u + (1 − u)·r(c)`: a part u needs no support, the
//! rest comes as far as the money of the month before for solutions reached. With P places of the year,
//! no more apply in all hosts than `P / 12g`, since a share g is granted; places not used by
//! December lapse. An application takes two stages of equal mean length, decision and departure, so
//! that the time to departure is negative binomial with the stated mean. People in process stay what
//! they are where they are, and leave otherwise as everybody does. Nobody leaves without a place: what
//! finishes beyond the places of the month, the year's rest over its months, waits. Workers and
//! students go alone, others in families of the sizes of resettlement, whole or not at all.
//!
//! Whoever leaves is out of the situation and counted as having found a durable solution of a kind of its
//! own: places are to be stated for stays that can last. Offers stand in the scenario, by contributor and
//! pathway, under all options or under one; where a plan apportions complementary pathways as a measure,
//! what it asks of a State beyond its offers is added by uptake, over pathways as all offers are. A
//! contributor is credited with places used at the measure's declared value, or else at that of a
//! resettlement place.
//!
//! Each applicant who applies with full support is a cost of solutions in the host, whatever the money.
//!
//! Direction and time: the stock falls by the places, after the time of processing; support brings more
//! applications in the month after, and departures after that. All values are judgement.

use crate::model::parameters::{PATHWAYS, Pathway, PathwayParameters};
use crate::model::{LiveStatus, Sector};
use crate::random::{
    Purpose, Stream, Streams, binomial, categorical, hypergeometric,
    multivariate_hypergeometric_into,
};
use crate::simulate::Workspace;
use crate::simulate::arrivals::SITUATION;
use crate::simulate::exits::take_evenly;
use crate::simulate::record::Year;
use crate::simulate::registration::{MoveSpace, whole};
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;
use crate::units::split_cents;

/// How many pathways there are.
pub(crate) const KINDS: usize = PATHWAYS.len();

/// Until the decision, and until the departure.
const STAGES: usize = 2;

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
    /// Work space: people of a status who may be drawn, by group.
    eligible: Vec<u64>,
}

impl Pathways {
    pub(super) fn open(&mut self, setup: &Setup<'_>) {
        self.places.clear();
        self.eligible.clear();
        self.eligible.resize(setup.grouping.len(), 0);
    }

    /// Places that a contributor offers in the year, all pathways.
    pub(crate) fn offered_by(&self, donor: usize) -> u64 {
        let of_donor = |places: &&Places| places.donor == Some(donor);
        let offered = |places: &Places| places.offered;
        self.places.iter().filter(of_donor).map(offered).sum()
    }

    /// Places offered in the year on one pathway.
    fn offered_on(&self, kind: usize) -> u64 {
        let of_kind = |places: &&Places| places.kind == kind;
        let offered = |places: &Places| places.offered;
        self.places.iter().filter(of_kind).map(offered).sum()
    }

    /// No more places are left than are offered.
    pub(super) fn holds(&self) -> bool {
        self.places
            .iter()
            .all(|places| places.left <= places.offered)
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

/// People of a host who have applied and not yet left or been refused.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct InProcess {
    stages: [[u64; STAGES]; KINDS],
}

impl InProcess {
    fn on(&self, kind: usize) -> u64 {
        self.stages[kind].iter().sum()
    }
}

/// Statuses of people who are registered and of whom it is known who they are.
const REGISTERED: [LiveStatus; 2] = [LiveStatus::PrimaFacie, LiveStatus::Recognised];

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

/// Registered people of a host who are of the age of a pathway.
fn of_age(setup: &Setup<'_>, state: &State, host: usize, pathway: Pathway) -> u64 {
    let people = &state.hosts[host];
    REGISTERED
        .iter()
        .flat_map(|status| {
            let counts = people.status(status.index());
            counts.iter().zip(&setup.grouping.groups)
        })
        .filter(|(_, group)| fits(pathway, group.first_age, group.last_age))
        .map(|(&count, _)| count)
        .sum()
}

fn fits(pathway: Pathway, first_age: usize, last_age: usize) -> bool {
    !pathway.is_for_adults() || (first_age >= 18 && last_age < 60)
}

/// People of a host who meet the conditions of a pathway and have not applied.
fn eligible(setup: &Setup<'_>, state: &State, host: usize, pathway: Pathway) -> f64 {
    let parameters = &setup.situation.parameters.protracted.pathways;
    let share = parameters.eligible_share.in_order()[pathway as usize];
    let people = of_age(setup, state, host, pathway) as f64 * share;
    (people - state.protracted.hosts[host].in_process.on(pathway as usize) as f64).max(0.0)
}

/// Probability that an eligible person applies in a month.
fn applies_in_month(parameters: &PathwayParameters, supported: f64) -> f64 {
    let unsupported = parameters.unsupported_share;
    let factor = unsupported + (1.0 - unsupported) * supported;
    -libm::expm1(-parameters.applications_per_eligible_year * factor / 12.0)
}

/// How many may apply in a month, so that places are enough for those who are granted one.
fn room(parameters: &PathwayParameters, state: &State, kind: usize) -> f64 {
    let granted = parameters.granted_share.in_order()[kind].max(0.01);
    state.protracted.pathways.offered_on(kind) as f64 / 12.0 / granted
}

/// Costs the support to those who apply where all are supported.
pub(super) fn month(setup: &Setup<'_>, option: &OptionSetup<'_>, state: &mut State) {
    let parameters = &setup.situation.parameters.protracted.pathways;
    if !super::in_force(parameters.applies, option, state) {
        return;
    }
    let applies = applies_in_month(parameters, 1.0);
    let usd = parameters.support_usd_per_applicant.in_order();
    for pathway in PATHWAYS {
        let kind = pathway as usize;
        let fitting = room(parameters, state, kind);
        if fitting == 0.0 {
            continue;
        }
        let wanted: Vec<f64> = (0..setup.hosts.len())
            .map(|host| eligible(setup, state, host, pathway) * applies)
            .collect();
        let all: f64 = setup.by_code.iter().map(|&host| wanted[host]).sum();
        let part = if all > fitting { fitting / all } else { 1.0 };
        for (own, wanted) in state.protracted.hosts.iter_mut().zip(&wanted) {
            own.costs_usd[Sector::Solutions.index()] += usd[kind] * wanted * part;
        }
    }
}

/// Applications, decisions and departures of the month, on the survivors of its exits.
pub(crate) fn relocate(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    space: &mut Workspace,
) {
    let parameters = &setup.situation.parameters.protracted.pathways;
    if !super::in_force(parameters.applies, option, &space.state) {
        return;
    }
    let month = space.state.month;
    // By code, so that nothing depends on the order of hosts.
    let by_code = &setup.by_code;
    let mut ready = vec![[0_i64; KINDS]; by_code.len()];
    let mut applied = vec![[0_i64; KINDS]; by_code.len()];
    for (place, &host) in by_code.iter().enumerate() {
        let mut stream = streams.stream(Purpose::Pathways, setup.hosts[host].key, month);
        let flow = space.flows[host];
        let staying = 1.0 - flow.went as f64 / (flow.opening as f64).max(1.0);
        ready[place] = advance(parameters, &mut stream, &mut space.state, host, staying);
        applied[place] = applications(setup, &mut stream, &space.state, host);
    }
    let mut stream = streams.stream(Purpose::Pathways, SITUATION, month);
    let months_left = u64::from(13 - setup.month_of_year(month));
    for kind in 0..KINDS {
        let of_kind = |rows: &[[i64; KINDS]]| rows.iter().map(|row| row[kind]).collect::<Vec<_>>();
        let wanted = of_kind(&applied);
        let fitting = whole(room(parameters, &space.state, kind) + stream.uniform());
        let lodged = within(fitting, &wanted);
        let finished = of_kind(&ready);
        let left = places_left(&space.state, kind);
        let leaving = within(left.div_ceil(months_left), &finished);
        let mut departed = 0;
        for (place, &host) in by_code.iter().enumerate() {
            let lodged = lodged[place].unsigned_abs();
            space.state.protracted.hosts[host].in_process.stages[kind][0] += lodged;
            space.year.protracted.hosts[host].pathway_applications += lodged;
            departed += depart(
                setup,
                streams,
                space,
                host,
                PATHWAYS[kind],
                leaving[place].unsigned_abs(),
            );
        }
        let Workspace { state, year, .. } = space;
        use_places(state, year, kind, departed);
    }
}

/// What there is room for, in proportion to what is wanted.
fn within(room: u64, wanted: &[i64]) -> Vec<i64> {
    let all: i64 = wanted.iter().sum();
    split_cents(all.min(i64::try_from(room).unwrap_or(i64::MAX)), wanted)
}

fn places_left(state: &State, kind: usize) -> u64 {
    let of_kind = |places: &&Places| places.kind == kind;
    let places = state.protracted.pathways.places.iter().filter(of_kind);
    places.map(|places| places.left).sum()
}

/// Moves those in process on by a month, and says how many are ready to leave.
fn advance(
    parameters: &PathwayParameters,
    stream: &mut Stream,
    state: &mut State,
    host: usize,
    staying: f64,
) -> [i64; KINDS] {
    let granted = parameters.granted_share.in_order();
    let months = parameters.processing_mean_months.in_order();
    let in_process = &mut state.protracted.hosts[host].in_process;
    let mut ready = [0; KINDS];
    for (kind, stages) in in_process.stages.iter_mut().enumerate() {
        for stage in stages.iter_mut() {
            *stage = binomial(stream, *stage, staying.clamp(0.0, 1.0));
        }
        let finishes = (STAGES as f64 / months[kind].max(1.0)).min(1.0);
        let finished = binomial(stream, stages[1], finishes);
        ready[kind] = i64::try_from(finished).unwrap_or(i64::MAX);
        let decided = binomial(stream, stages[0], finishes);
        stages[0] -= decided;
        stages[1] += binomial(stream, decided, granted[kind]);
    }
    ready
}

/// How many people of a host would apply this month.
fn applications(
    setup: &Setup<'_>,
    stream: &mut Stream,
    state: &State,
    host: usize,
) -> [i64; KINDS] {
    let parameters = &setup.situation.parameters.protracted.pathways;
    let reach = state.reach(host, Sector::Solutions);
    let applies = applies_in_month(parameters, reach);
    PATHWAYS.map(|pathway| {
        if state.protracted.pathways.offered_on(pathway as usize) == 0 {
            return 0;
        }
        let there = whole(eligible(setup, state, host, pathway) + stream.uniform());
        i64::try_from(binomial(stream, there, applies)).unwrap_or(i64::MAX)
    })
}

/// Lets people of a host leave on a pathway, up to a number, and says how many did.
fn depart(
    setup: &Setup<'_>,
    streams: &Streams,
    space: &mut Workspace,
    host: usize,
    pathway: Pathway,
    limit: u64,
) -> u64 {
    let limit = limit.min(of_age(setup, &space.state, host, pathway));
    if limit == 0 {
        return 0;
    }
    // Beside the stream of the host's applications, one for each pathway.
    let key = setup.hosts[host].key | (pathway as u64 + 1) << 32;
    let mut stream = streams.stream(Purpose::Pathways, key, space.state.month);
    let leaving = if pathway.is_for_adults() {
        limit
    } else {
        let sizes = &setup.situation.parameters.resettlement.case_size_shares;
        families(&mut stream, limit, sizes)
    };
    let Workspace {
        state,
        year,
        flows,
        moves,
        ..
    } = space;
    take(
        setup,
        &mut stream,
        state,
        year,
        host,
        pathway,
        leaving,
        moves,
    );
    flows[host].went += leaving;
    state.protracted.hosts[host].in_process.stages[pathway as usize][1] -= leaving;
    year.protracted.hosts[host].pathways[pathway as usize] += leaving;
    leaving
}

/// People of whole families, until the next does not fit.
fn families(stream: &mut Stream, limit: u64, sizes: &[f64]) -> u64 {
    let mut leaving = 0;
    while leaving < limit {
        let size = categorical(stream, sizes) as u64 + 1;
        if leaving + size > limit {
            break;
        }
        leaving += size;
    }
    leaving
}

/// Takes people out of a host, evenly from statuses, from the ages of the pathway and from years in
/// exile.
#[expect(
    clippy::too_many_arguments,
    reason = "the parts of a worker's space, borrowed one by one"
)]
fn take(
    setup: &Setup<'_>,
    stream: &mut Stream,
    state: &mut State,
    year: &mut Year,
    host: usize,
    pathway: Pathway,
    leaving: u64,
    moves: &mut MoveSpace,
) {
    let mut eligible = std::mem::take(&mut state.protracted.pathways.eligible);
    let mut rest = of_age(setup, state, host, pathway);
    let mut left = leaving;
    let people = &mut state.hosts[host];
    for status in REGISTERED.map(LiveStatus::index) {
        let counts = people.status(status).iter().zip(&setup.grouping.groups);
        for (eligible, (&count, group)) in eligible.iter_mut().zip(counts) {
            let fits = fits(pathway, group.first_age, group.last_age);
            *eligible = if fits { count } else { 0 };
        }
        let there: u64 = eligible.iter().sum();
        rest -= there;
        let moving = hypergeometric(stream, there, rest, left);
        left -= moving;
        if moving == 0 {
            continue;
        }
        multivariate_hypergeometric_into(stream, moving, &eligible, &mut moves.groups);
        let account = &mut year.protracted.hosts[host].pathways_by_cell;
        for (group, &count) in moves.groups.iter().enumerate() {
            account[setup.grouping.table_cell(group)] += count;
            people.since_split.left[group] += count;
            people.status_mut(status)[group] -= count;
        }
        let classes = people.status_classes_mut(status);
        take_evenly(stream, classes, moving, &mut moves.classes);
    }
    state.protracted.pathways.eligible = eligible;
}

/// Books departures against the places of contributors, in proportion to what each has left.
fn use_places(state: &mut State, year: &mut Year, kind: usize, departed: u64) {
    if departed == 0 {
        return;
    }
    let everything = places_left(state, kind);
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
