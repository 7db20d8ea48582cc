//! Complementary pathways to third countries: labour mobility, education, family reunification,
//! humanitarian visas, private sponsorship. Beside (m)3.
//!
//! Of R registered refugees of a host (for labour mobility and education, those aged 18 to 59) a share
//! `η_k` meets the conditions of pathway k. Of these, but for those already in process, each applies in
//! a month with probability `1 − e^(−a·f/12)`, `f = u + (1 − u)·r(c)`: a part u needs no support, the
//! rest comes as far as the money of the month before for solutions reached. With P places of the year,
//! no more apply in all hosts than `P / 12g`, since a share g is granted; places not used by
//! December lapse. An application takes two stages of equal mean length, decision and departure, so
//! that the time to departure is negative binomial with the stated mean. Offices finish the same part of
//! what lies before them every month, and grant the same part of it, but for a fraction of a person that
//! falls at random: each person's chances are as if all were decided independently, and the sum varies
//! less, as the work of an office does. People in process stay what
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
use crate::random::{Purpose, Stream, Streams, binomial, multivariate_hypergeometric_into};
use crate::simulate::Workspace;
use crate::simulate::arrivals::SITUATION;
use crate::simulate::exits::take_evenly;
use crate::simulate::grouping::Group;
use crate::simulate::measures;
use crate::simulate::registration::whole;
use crate::simulate::resettlement::whole_cases;
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;
use crate::units::split_cents;

mod places;

pub(super) use places::Pathways;
pub(crate) use places::open_places;

/// How many pathways there are.
pub(crate) const KINDS: usize = PATHWAYS.len();

/// Until the decision, and until the departure.
const STAGES: usize = 2;

/// Work space of the month's departures.
#[derive(Clone, Debug, Default)]
struct PathwaySpace {
    /// Registered people by host, in the order of codes.
    registered: Vec<Registered>,
    /// How many would apply, and how many are ready to leave, by pathway and host.
    applying: [Vec<i64>; KINDS],
    ready: [Vec<i64>; KINDS],
    /// How many leave, by host and pathway.
    leaving: Vec<[u64; KINDS]>,
    /// Registered people by status and group, and those of them who leave.
    people: Vec<u64>,
    drawn: Vec<u64>,
}

impl PathwaySpace {
    fn open(&mut self, setup: &Setup<'_>) {
        let cells = REGISTERED.len() * setup.grouping.len();
        self.drawn.clear();
        self.drawn.resize(cells, 0);
    }
}

/// Registered people of a host: all of them, and those of the age of workers and students.
#[derive(Clone, Copy, Debug, Default)]
struct Registered {
    everybody: u64,
    adults: u64,
}

impl Registered {
    fn of(setup: &Setup<'_>, state: &State, host: usize) -> Self {
        let mut registered = Self::default();
        for status in REGISTERED {
            let counts = state.hosts[host].status(status.index());
            for (&count, group) in counts.iter().zip(&setup.grouping.groups) {
                registered.everybody += count;
                if is_adult(group) {
                    registered.adults += count;
                }
            }
        }
        registered
    }

    fn on(self, pathway: Pathway) -> u64 {
        if pathway.is_for_adults() {
            self.adults
        } else {
            self.everybody
        }
    }
}

/// Whether the people of a group are of the age of workers and students, 18 to 59.
fn is_adult(group: &Group) -> bool {
    group.first_age >= 18 && group.last_age < 60
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

/// People of a host who meet the conditions of a pathway and have not applied.
fn eligible(
    setup: &Setup<'_>,
    state: &State,
    host: usize,
    registered: Registered,
    pathway: Pathway,
) -> f64 {
    let parameters = &setup.situation.parameters.protracted.pathways;
    let share = parameters.eligible_share.in_order()[pathway as usize];
    let people = registered.on(pathway) as f64 * share;
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
    state.protracted.pathways.offered[kind] as f64 / 12.0 / granted
}

/// Costs the support to those who apply where all are supported.
pub(super) fn month(setup: &Setup<'_>, option: &OptionSetup<'_>, state: &mut State) {
    let parameters = &setup.situation.parameters.protracted.pathways;
    if !super::in_force(parameters.applies, option, state) {
        return;
    }
    if state.protracted.pathways.is_empty() {
        return;
    }
    let applies = applies_in_month(parameters, 1.0);
    let usd = parameters.support_usd_per_applicant.in_order();
    let mut registered = std::mem::take(&mut state.protracted.pathways.space.registered);
    count_registered(setup, state, &mut registered);
    for pathway in PATHWAYS {
        let kind = pathway as usize;
        let fitting = room(parameters, state, kind);
        if fitting == 0.0 {
            continue;
        }
        let wanted = |state: &State, place: usize| {
            let host = setup.by_code[place];
            eligible(setup, state, host, registered[place], pathway) * applies
        };
        let all: f64 = (0..registered.len())
            .map(|place| wanted(state, place))
            .sum();
        let part = if all > fitting { fitting / all } else { 1.0 };
        for place in 0..registered.len() {
            let usd = usd[kind] * wanted(state, place) * part;
            let own = &mut state.protracted.hosts[setup.by_code[place]];
            own.costs_usd[Sector::Solutions.index()] += usd;
        }
    }
    state.protracted.pathways.space.registered = registered;
}

/// Counts the registered people of all hosts, in the order of codes.
fn count_registered(setup: &Setup<'_>, state: &State, registered: &mut Vec<Registered>) {
    registered.clear();
    let hosts = setup.by_code.iter();
    registered.extend(hosts.map(|&host| Registered::of(setup, state, host)));
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
    let mut own = std::mem::take(&mut space.state.protracted.pathways.space);
    apply_and_finish(setup, streams, space, &mut own);
    lodge(setup, streams, space, &mut own);
    for (place, &host) in setup.by_code.iter().enumerate() {
        if own.leaving[place].iter().any(|&people| people > 0) {
            depart(setup, streams, space, host, &mut own, place);
        }
    }
    for kind in 0..KINDS {
        let departed = own.leaving.iter().map(|leaving| leaving[kind]).sum();
        places::use_places(&mut space.state, &mut space.year, kind, departed);
    }
    space.state.protracted.pathways.space = own;
}

/// Moves everybody in process on by a month, and draws who would apply. By code, as everything below,
/// so that nothing depends on the order of hosts.
fn apply_and_finish(
    setup: &Setup<'_>,
    streams: &Streams,
    space: &mut Workspace,
    own: &mut PathwaySpace,
) {
    let parameters = &setup.situation.parameters.protracted.pathways;
    let Workspace { state, flows, .. } = space;
    count_registered(setup, state, &mut own.registered);
    for rows in own.applying.iter_mut().chain(&mut own.ready) {
        rows.clear();
    }
    own.leaving.clear();
    own.leaving.resize(setup.by_code.len(), [0; KINDS]);
    for (&host, &registered) in setup.by_code.iter().zip(&own.registered) {
        let mut stream = streams.stream(Purpose::Pathways, setup.hosts[host].key, state.month);
        let flow = flows[host];
        let staying = 1.0 - flow.went as f64 / (flow.opening as f64).max(1.0);
        let ready = advance(parameters, &mut stream, state, host, staying);
        let applying = applications(setup, &mut stream, state, host, registered);
        for kind in 0..KINDS {
            own.ready[kind].push(ready[kind]);
            own.applying[kind].push(applying[kind]);
        }
    }
}

/// Lodges as many applications as there is room for, and says how many leave for the month's places.
fn lodge(setup: &Setup<'_>, streams: &Streams, space: &mut Workspace, own: &mut PathwaySpace) {
    let parameters = &setup.situation.parameters.protracted.pathways;
    let Workspace { state, year, .. } = space;
    let mut stream = streams.stream(Purpose::Pathways, SITUATION, state.month);
    let months_left = u64::from(13 - setup.month_of_year(state.month));
    for kind in 0..KINDS {
        let fitting = whole(room(parameters, state, kind) + stream.uniform());
        within(fitting, &mut own.applying[kind]);
        within(
            state
                .protracted
                .pathways
                .left_on(kind)
                .div_ceil(months_left),
            &mut own.ready[kind],
        );
        for (place, &host) in setup.by_code.iter().enumerate() {
            let lodged = own.applying[kind][place].unsigned_abs();
            state.protracted.hosts[host].in_process.stages[kind][0] += lodged;
            year.protracted.hosts[host].pathway_applications += lodged;
            own.leaving[place][kind] = own.ready[kind][place].unsigned_abs();
        }
    }
}

/// What there is room for, in proportion to what is wanted.
fn within(room: u64, wanted: &mut Vec<i64>) {
    let all: i64 = wanted.iter().sum();
    let room = i64::try_from(room).unwrap_or(i64::MAX);
    if all > room {
        *wanted = split_cents(room, wanted);
    }
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
    let stages = in_process.stages.as_flattened_mut();
    let everybody = stages.iter().sum();
    let gone = binomial(stream, everybody, (1.0 - staying).clamp(0.0, 1.0));
    if gone > 0 {
        take_evenly(stream, stages, gone, &mut [0; KINDS * STAGES]);
    }
    let mut ready = [0; KINDS];
    for (kind, stages) in in_process.stages.iter_mut().enumerate() {
        if *stages == [0; STAGES] {
            continue;
        }
        let finishes = (STAGES as f64 / months[kind].max(1.0)).min(1.0);
        let finished = part(stream, stages[1], finishes);
        ready[kind] = i64::try_from(finished).unwrap_or(i64::MAX);
        let decided = part(stream, stages[0], finishes);
        stages[0] -= decided;
        stages[1] += part(stream, decided, granted[kind]);
    }
    ready
}

/// A share of a count, between 0 and 1: whole, and one more with the probability of the fraction left
/// over.
fn part(stream: &mut Stream, count: u64, share: f64) -> u64 {
    if count == 0 {
        return 0;
    }
    whole(count as f64 * share + stream.uniform()).min(count)
}

/// How many people of a host would apply this month.
fn applications(
    setup: &Setup<'_>,
    stream: &mut Stream,
    state: &State,
    host: usize,
    registered: Registered,
) -> [i64; KINDS] {
    let parameters = &setup.situation.parameters.protracted.pathways;
    let reach = state.reach(host, Sector::Solutions);
    let applies = applies_in_month(parameters, reach);
    PATHWAYS.map(|pathway| {
        if state.protracted.pathways.offered[pathway as usize] == 0 {
            return 0;
        }
        let eligible = eligible(setup, state, host, registered, pathway);
        let there = whole(eligible + stream.uniform());
        i64::try_from(binomial(stream, there, applies)).unwrap_or(i64::MAX)
    })
}

/// Lets people of a host leave, up to what `own` says, which then says who left: first those who go
/// alone, then families.
fn depart(
    setup: &Setup<'_>,
    streams: &Streams,
    space: &mut Workspace,
    host: usize,
    own: &mut PathwaySpace,
    place: usize,
) {
    // Beside the stream of the host's applications.
    let key = setup.hosts[host].key | 1 << 32;
    let mut stream = streams.stream(Purpose::Pathways, key, space.state.month);
    let mut departed = [0; KINDS];
    let mut by_status = [0; REGISTERED.len()];
    for adults in [true, false] {
        let mut there = own.registered[place];
        let mut together = 0;
        for pathway in PATHWAYS {
            let limit = own.leaving[place][pathway as usize].min(there.on(pathway));
            if pathway.is_for_adults() != adults || limit == 0 {
                continue;
            }
            let leaving = if adults {
                limit
            } else {
                whole_cases(&mut stream, &setup.case_sizes, limit)
            };
            there.everybody -= leaving;
            if adults {
                there.adults -= leaving;
            }
            together += leaving;
            departed[pathway as usize] = leaving;
        }
        if together > 0 {
            let taken = take(setup, &mut stream, space, host, adults, together, own);
            for (all, taken) in by_status.iter_mut().zip(taken) {
                *all += taken;
            }
            own.registered[place] = there;
        }
    }
    take_years(&mut stream, space, host, by_status);
    let process = &mut space.state.protracted.hosts[host].in_process;
    let account = &mut space.year.protracted.hosts[host].pathways;
    for (kind, &people) in departed.iter().enumerate() {
        process.stages[kind][1] -= people;
        account[kind] += people;
    }
    space.flows[host].went += departed.iter().sum::<u64>();
    own.leaving[place] = departed;
}

/// Takes people out of a host, evenly from all who are registered and of the age; says how many of each
/// status.
fn take(
    setup: &Setup<'_>,
    stream: &mut Stream,
    space: &mut Workspace,
    host: usize,
    adults: bool,
    leaving: u64,
    own: &mut PathwaySpace,
) -> [u64; REGISTERED.len()] {
    let Workspace { state, year, .. } = space;
    let people = &mut state.hosts[host];
    let groups = &setup.grouping.groups;
    own.people.clear();
    for status in REGISTERED {
        let counts = people.status(status.index()).iter().zip(groups);
        own.people.extend(counts.map(
            |(&count, group)| {
                if adults && !is_adult(group) { 0 } else { count }
            },
        ));
    }
    multivariate_hypergeometric_into(stream, leaving, &own.people, &mut own.drawn);
    let account = &mut year.protracted.hosts[host].pathways_by_cell;
    let mut taken = [0; REGISTERED.len()];
    for ((status, drawn), taken) in REGISTERED
        .iter()
        .zip(own.drawn.chunks_exact(groups.len()))
        .zip(&mut taken)
    {
        for ((group, &count), people) in drawn
            .iter()
            .enumerate()
            .zip(people.status_mut(status.index()))
        {
            account[setup.grouping.table_cell(group)] += count;
            *people -= count;
            *taken += count;
        }
        for (left, count) in people.since_split.left.iter_mut().zip(drawn) {
            *left += count;
        }
    }
    taken
}

/// Takes those of each status who leave from its years in exile, whoever they are.
fn take_years(
    stream: &mut Stream,
    space: &mut Workspace,
    host: usize,
    by_status: [u64; REGISTERED.len()],
) {
    let Workspace {
        state, year, moves, ..
    } = space;
    for (status, leaving) in REGISTERED.iter().zip(by_status) {
        if leaving > 0 {
            let classes = state.hosts[host].status_classes_mut(status.index());
            take_evenly(stream, classes, leaving, &mut moves.classes);
            let account = &mut year.hosts[host].exile;
            account.depart(measures::PATHWAY, &moves.classes);
        }
    }
}

#[cfg(test)]
mod tests;
