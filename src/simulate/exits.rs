//! Step 9: competing exits from the opening stock.
//!
//! With monthly hazards h and H = Σh, a person leaves with probability 1 − e^(−H), by cause k with
//! probability `h_k / H`: exact for hazards that are constant over the month.

use crate::model::{LiveStatus, STATUSES};
use crate::random::{
    Purpose, Stream, Streams, binomial, expm1_of_hazard, multinomial_into,
    multivariate_hypergeometric_into,
};
use crate::simulate::exile::{ByClass, CLASSES};
use crate::simulate::record::HostYear;
use crate::simulate::setup::Setup;
use crate::simulate::state::{HostState, State};

mod classes;

use classes::leave_classes;

/// Causes of exit, in the order in which they are told apart.
const CAUSES: usize = 5;
const DEATH: usize = 0;
const RETURN: usize = 1;
const NATURALISATION: usize = 2;
const ADVERSE: usize = 3;
const ONWARD: usize = 4;

/// Monthly hazards of one host, apart from death, which differs by group.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HostHazards {
    /// Voluntary return, before the decline with years in exile.
    pub(crate) voluntary_return: f64,
    pub(crate) naturalisation: f64,
    pub(crate) adverse: f64,
    pub(crate) onward: f64,
    /// Multiple of mortality.
    pub(crate) mortality_ratio: f64,
}

/// Who moves on to another host: by group and by year of arrival.
#[derive(Clone, Debug, Default)]
pub(crate) struct Movers {
    pub(crate) groups: Vec<u64>,
    pub(crate) classes: ByClass,
}

/// Who moved on from one host to another in the month.
#[derive(Clone, Debug)]
pub(crate) struct MovedOn {
    pub(crate) origin: usize,
    /// Number of the movement among those of the host left.
    pub(crate) number: u64,
    /// The host they come to.
    pub(crate) to: usize,
    /// By group.
    pub(crate) groups: Vec<u64>,
}

/// Work space of this step.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExitSpace {
    /// `e^(−d) − 1` for each group's hazard of death d, in this month and host.
    death_terms: Vec<f64>,
    /// Who dies within the month if nobody leaves before, by status and group.
    dying: Vec<u64>,
    /// Exits of one status by group, and how many of them are deaths.
    leavers: Vec<[u64; 2]>,
    pub(crate) staying: Vec<u64>,
    pub(crate) drawn: Vec<u64>,
    /// People who move on, by destination.
    pub(crate) destinations: Vec<u64>,
    others: Vec<u64>,
    /// Those of the month who return, by group.
    pub(crate) returned: Vec<u64>,
    pub(crate) movers: Vec<Movers>,
    /// Where they have come to, in situations that follow it.
    pub(crate) moved_on: Vec<MovedOn>,
}

impl ExitSpace {
    pub(crate) fn reset(&mut self, setup: &Setup<'_>) {
        self.returned.clear();
        self.returned.resize(setup.grouping.len(), 0);
        self.movers.resize(setup.hosts.len(), Movers::default());
        for movers in &mut self.movers {
            movers.groups.clear();
            movers.groups.resize(setup.grouping.len(), 0);
            movers.classes = [0; CLASSES];
        }
    }
}

/// Draws the month's exits of one host and books them.
pub(crate) fn leave(
    setup: &Setup<'_>,
    streams: &Streams,
    state: &mut State,
    host: usize,
    hazards: &HostHazards,
    year: &mut HostYear,
    space: &mut ExitSpace,
) {
    let key = setup.hosts[host].key;
    let mut stream = streams.stream(Purpose::Exits, key, state.month);
    let mut exile_stream = streams.stream(Purpose::ExitCohorts, key, state.month);
    let host_state = &mut state.hosts[host];
    space.returned.fill(0);
    space.movers[host].groups.fill(0);
    space.movers[host].classes.fill(0);
    let weights = setup.return_decline.weights(host_state);
    space.death_terms.clear();
    space.death_terms.extend(
        host_state
            .death_rates
            .iter()
            .map(|&rate| expm1_of_hazard(-rate * hazards.mortality_ratio)),
    );
    draw_dying(&mut stream, host_state, space);
    for status in STATUSES {
        let index = status.index();
        if host_state.status_total(index) == 0 {
            continue;
        }
        let duration = mean_weight(host_state.status_classes(index), &weights);
        let integrates = matches!(status, LiveStatus::PrimaFacie | LiveStatus::Recognised);
        let rates = [
            0.0,
            hazards.voluntary_return * duration,
            if integrates {
                hazards.naturalisation
            } else {
                0.0
            },
            hazards.adverse,
            hazards.onward,
        ];
        let totals = leave_status(
            setup,
            &mut stream,
            host_state,
            index,
            &rates,
            hazards.mortality_ratio,
            year,
            space,
            host,
        );
        if totals.iter().all(|&total| total == 0) {
            continue;
        }
        leave_classes(
            &mut exile_stream,
            host_state.status_classes_mut(index),
            &totals,
            setup.return_decline.is_on().then_some(&weights),
            &mut space.movers[host].classes,
            &mut year.exile,
        );
        if status == LiveStatus::ResettlementPipeline {
            leave_stages(&mut exile_stream, host_state, totals.iter().sum());
        }
    }
}

/// Mean of e^(−δ·years in exile) over the people of a status; 1 where there is nobody.
fn mean_weight(classes: &ByClass, weights: &[f64; CLASSES]) -> f64 {
    let (mut people, mut sum) = (0.0, 0.0);
    for (&count, &weight) in classes.iter().zip(weights) {
        people += count as f64;
        sum += count as f64 * weight;
    }
    if people > 0.0 { sum / people } else { 1.0 }
}

#[expect(
    clippy::too_many_arguments,
    reason = "the arguments of one draw, each of its own kind"
)]
fn leave_status(
    setup: &Setup<'_>,
    stream: &mut Stream,
    host: &mut HostState,
    status: usize,
    rates: &[f64; CAUSES],
    mortality_ratio: f64,
    year: &mut HostYear,
    space: &mut ExitSpace,
    origin: usize,
) -> [u64; CAUSES] {
    let groups = setup.grouping.len();
    let other: f64 = rates.iter().sum();
    let mut totals = [0; CAUSES];
    space.others.clear();
    space.others.resize(groups, 0);
    draw_leavers(stream, host, status, other, mortality_ratio, space);
    for (group, &[exits, deaths]) in space.leavers.iter().enumerate() {
        if exits == 0 {
            continue;
        }
        host.people[status * groups + group] -= exits;
        year.deaths[setup.grouping.table_cell(group)] += deaths;
        host.since_split.died[group] += deaths;
        host.since_split.left[group] += exits - deaths;
        totals[DEATH] += deaths;
        space.others[group] = exits - deaths;
    }
    // All causes but death have the same proportions in every group, so their totals are drawn
    // for the status, and each cause's people evenly among those who leave.
    let leaving: u64 = space.others.iter().sum();
    if leaving > 0 {
        multinomial_into(stream, leaving, &rates[RETURN..], &mut totals[RETURN..]);
        split_causes(setup, stream, &totals, year, space, origin);
    }
    totals
}

/// Draws who would die within the month if nobody left before, into `space.dying`: in the largest
/// status by group, and in all others together, since mortality depends on the group alone; those
/// are then found by status.
fn draw_dying(stream: &mut Stream, host: &HostState, space: &mut ExitSpace) {
    let groups = space.death_terms.len();
    let ExitSpace {
        death_terms, dying, ..
    } = space;
    dying.clear();
    dying.resize(host.people.len(), 0);
    let total = |&status: &usize| host.status(status).iter().sum::<u64>();
    let largest = (0..STATUSES.len()).max_by_key(total).unwrap_or(0);
    for (group, &death_term) in death_terms.iter().enumerate() {
        let place = largest * groups + group;
        dying[place] = binomial(stream, host.people[place], -death_term);
        let mut others = [0; STATUSES.len()];
        for (status, count) in others.iter_mut().enumerate() {
            if status != largest {
                *count = host.people[status * groups + group];
            }
        }
        let dead = binomial(stream, others.iter().sum(), -death_term);
        if dead > 0 {
            let mut drawn = [0; STATUSES.len()];
            multivariate_hypergeometric_into(stream, dead, &others, &mut drawn);
            for (status, count) in drawn.into_iter().enumerate() {
                dying[status * groups + group] += count;
            }
        }
    }
}

/// Up to this mean number of exits for causes other than death, those of a status are drawn together
/// and their groups found person by person.
const FEW_OTHERS: f64 = 100.0;

/// Draws the exits of a status and the deaths among them by group into `space.leavers`, given who
/// would die within the month if nobody left before.
///
/// Of those who would not, everybody leaves with probability `1 − e^(−o)`, o the hazard of all causes but
/// death. With mortality d, somebody who would die within the month leaves before that with probability
/// `1 − d/(o+d) · (1 − e^(−o−d)) / (1 − e^(−d))`, which is less, so that candidates are drawn by the former.
fn draw_leavers(
    stream: &mut Stream,
    host: &HostState,
    status: usize,
    other: f64,
    mortality_ratio: f64,
    space: &mut ExitSpace,
) {
    let people = host.status(status);
    let groups = people.len();
    let ExitSpace {
        death_terms,
        dying,
        leavers,
        staying,
        drawn,
        ..
    } = space;
    let dying = &dying[status * groups..(status + 1) * groups];
    leavers.clear();
    leavers.extend(dying.iter().map(|&dying| [dying; 2]));
    if other <= 0.0 {
        return;
    }
    let no_other = expm1_of_hazard(-other);
    staying.clear();
    staying.extend(people.iter().zip(dying).map(|(&all, &dying)| all - dying));
    drawn.resize(groups.max(drawn.len()), 0);
    let drawn = &mut drawn[..groups];
    let everybody: u64 = staying.iter().sum();
    if everybody as f64 * -no_other > FEW_OTHERS {
        for (drawn, &count) in drawn.iter_mut().zip(&*staying) {
            *drawn = binomial(stream, count, -no_other);
        }
    } else {
        let others = binomial(stream, everybody, -no_other);
        if others > 0 {
            multivariate_hypergeometric_into(stream, others, staying, drawn);
        } else {
            drawn.fill(0);
        }
    }
    for (leavers, &others) in leavers.iter_mut().zip(&*drawn) {
        leavers[0] += others;
    }
    let candidates = binomial(stream, dying.iter().sum(), -no_other);
    if candidates == 0 {
        return;
    }
    multivariate_hypergeometric_into(stream, candidates, dying, drawn);
    for (((leavers, &candidates), &rate), &death_term) in leavers
        .iter_mut()
        .zip(&*drawn)
        .zip(&host.death_rates)
        .zip(&*death_terms)
    {
        let death = rate * mortality_ratio;
        if candidates > 0 {
            let first = 1.0 - death / (other + death) * joint(no_other, death_term) / death_term;
            leavers[1] -= binomial(stream, candidates, first / -no_other);
        }
    }
}

/// `e^(x + y) − 1` from `e^x − 1` and `e^y − 1`.
#[inline]
fn joint(first: f64, second: f64) -> f64 {
    first + second + first * second
}

/// Finds the groups of those who leave by each cause; the most frequent one takes whom the others
/// leave.
fn split_causes(
    setup: &Setup<'_>,
    stream: &mut Stream,
    totals: &[u64; CAUSES],
    year: &mut HostYear,
    space: &mut ExitSpace,
    origin: usize,
) {
    let ExitSpace {
        others,
        drawn,
        returned,
        movers,
        ..
    } = space;
    let groups = others.len();
    drawn.resize(groups.max(drawn.len()), 0);
    let most = (RETURN..CAUSES)
        .max_by_key(|&cause| totals[cause])
        .unwrap_or(RETURN);
    let rarer = (RETURN..CAUSES).filter(|&cause| cause != most && totals[cause] > 0);
    for cause in rarer.chain(std::iter::once(most)) {
        if cause == most {
            drawn[..groups].copy_from_slice(others);
        } else {
            take_evenly(stream, others, totals[cause], &mut drawn[..groups]);
        }
        for (group, &count) in drawn[..groups].iter().enumerate() {
            let cell = setup.grouping.table_cell(group);
            match cause {
                RETURN => {
                    year.returned[cell] += count;
                    returned[group] += count;
                }
                NATURALISATION => year.naturalised[cell] += count,
                ONWARD => {
                    year.onward_out[cell] += count;
                    movers[origin].groups[group] += count;
                }
                _ => year.adverse[cell] += count,
            }
        }
    }
}

/// Draws `sample` people evenly from counts and takes them away; `drawn` says from where.
pub(crate) fn take_evenly(stream: &mut Stream, counts: &mut [u64], sample: u64, drawn: &mut [u64]) {
    multivariate_hypergeometric_into(stream, sample, counts, drawn);
    for (count, taken) in counts.iter_mut().zip(drawn.iter()) {
        *count -= taken;
    }
}

/// Takes people who left the pipeline from its stages.
fn leave_stages(stream: &mut Stream, host: &mut HostState, exits: u64) {
    let exits = super::urgent::leave(stream, host, exits);
    let mut counts = [0; 8];
    for (count, stage) in counts.iter_mut().zip(host.stages.iter().flatten()) {
        *count = *stage;
    }
    let mut drawn = [0; 8];
    take_evenly(stream, &mut counts, exits, &mut drawn);
    for (stage, count) in host.stages.iter_mut().flatten().zip(counts) {
        *stage = count;
    }
}

#[cfg(test)]
mod tests;
