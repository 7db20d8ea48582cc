//! Step 9: competing exits from the opening stock.
//!
//! With monthly hazards h and H = Σh, a person leaves with probability 1 − e^(−H), by cause k with
//! probability `h_k / H`: exact for hazards that are constant over the month.

use crate::model::{LiveStatus, STATUSES};
use crate::random::{
    Purpose, Stream, Streams, binomial, multinomial_into, multivariate_hypergeometric_into,
};
use crate::simulate::record::HostYear;
use crate::simulate::setup::Setup;
use crate::simulate::state::{HostState, State};

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
    pub(crate) cohorts: Vec<u64>,
}

/// Work space of this step.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExitSpace {
    /// Weight of a person's return by years in exile, the same in all months.
    decay: Vec<f64>,
    weights: Vec<f64>,
    /// Exits of one status by group, and how many of them are deaths.
    leavers: Vec<[u64; 2]>,
    drawn: Vec<u64>,
    others: Vec<u64>,
    pub(crate) movers: Vec<Movers>,
}

impl ExitSpace {
    pub(crate) fn reset(&mut self, setup: &Setup<'_>) {
        let decline = setup
            .situation
            .parameters
            .voluntary_return
            .duration_decline_per_year;
        self.decay.clear();
        self.decay
            .extend((0..setup.cohorts).map(|years| libm::exp(-decline * years as f64)));
        self.weights.resize(setup.cohorts, 0.0);
        self.drawn.resize(setup.cohorts, 0);
        self.movers.resize(setup.hosts.len(), Movers::default());
        for movers in &mut self.movers {
            movers.groups.clear();
            movers.groups.resize(setup.grouping.len(), 0);
            movers.cohorts.clear();
            movers.cohorts.resize(setup.cohorts, 0);
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
    let mut cohort_stream = streams.stream(Purpose::ExitCohorts, key, state.month);
    let this_year = setup.cohort_of_year(setup.year_of(state.month));
    let decline = setup
        .situation
        .parameters
        .voluntary_return
        .duration_decline_per_year;
    let host_state = &mut state.hosts[host];
    space.movers[host].groups.fill(0);
    space.movers[host].cohorts.fill(0);
    for status in STATUSES {
        let index = status.index();
        if host_state.status_total(index) == 0 {
            continue;
        }
        let duration = duration_factor(
            host_state.status_cohorts(index),
            this_year,
            decline,
            &space.decay,
            &mut space.weights,
        );
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
        leave_cohorts(
            &mut cohort_stream,
            host_state,
            index,
            &totals,
            decline,
            space,
            host,
        );
        if status == LiveStatus::ResettlementPipeline {
            leave_stages(&mut cohort_stream, host_state, totals.iter().sum());
        }
    }
}

/// Mean of e^(−δ·years in exile) over the people of a status; weights by year are left behind.
fn duration_factor(
    cohorts: &[u64],
    this_year: usize,
    decline: f64,
    decay: &[f64],
    weights: &mut [f64],
) -> f64 {
    if decline == 0.0 {
        weights.fill(1.0);
        return 1.0;
    }
    let mut people = 0.0;
    let mut sum = 0.0;
    for (year, (&count, weight)) in cohorts.iter().zip(weights.iter_mut()).enumerate() {
        if count == 0 {
            continue;
        }
        *weight = decay[this_year.saturating_sub(year)];
        people += count as f64;
        sum += count as f64 * *weight;
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
    year.adverse += totals[ADVERSE];
    year.onward_out += totals[ONWARD];
    totals
}

/// Up to this mean number of candidates, the exits of a status are found person by person.
const FEW_CANDIDATES: f64 = 10.0;

/// Draws the exits of a status and the deaths among them by group into `space.leavers`.
///
/// Where few leave, candidates are drawn from all groups together with the probability of the
/// group that is left most often, and each then leaves with the ratio of its own group's
/// probability to that one: the same law as a draw for each group.
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
    space.leavers.clear();
    space.leavers.resize(groups, [0; 2]);
    let highest = people
        .iter()
        .zip(&host.death_rates)
        .filter(|&(&count, _)| count > 0)
        .fold(0.0_f64, |highest, (_, &rate)| highest.max(rate));
    let most = -libm::expm1(-(other + highest * mortality_ratio));
    let total: u64 = people.iter().sum();
    if total as f64 * most > FEW_CANDIDATES {
        for ((leavers, &count), &rate) in
            space.leavers.iter_mut().zip(people).zip(&host.death_rates)
        {
            if count == 0 {
                continue;
            }
            let death = rate * mortality_ratio;
            let hazard = other + death;
            let exits = binomial(stream, count, -libm::expm1(-hazard));
            *leavers = [exits, binomial(stream, exits, death / hazard)];
        }
        return;
    }
    let candidates = binomial(stream, total, most);
    if candidates == 0 {
        return;
    }
    space.drawn.resize(groups.max(space.drawn.len()), 0);
    let drawn = &mut space.drawn[..groups];
    multivariate_hypergeometric_into(stream, candidates, people, drawn);
    for ((leavers, &count), &rate) in space.leavers.iter_mut().zip(&*drawn).zip(&host.death_rates) {
        if count == 0 {
            continue;
        }
        let death = rate * mortality_ratio;
        let hazard = other + death;
        let leaves = -libm::expm1(-hazard);
        for _ in 0..count {
            // One uniform tells whether the candidate leaves and whether by death.
            let position = stream.uniform() * most;
            leavers[0] += u64::from(position < leaves);
            leavers[1] += u64::from(position * hazard < leaves * death);
        }
    }
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
                RETURN => year.returned[cell] += count,
                NATURALISATION => year.naturalised[cell] += count,
                ONWARD => movers[origin].groups[group] += count,
                _ => {}
            }
        }
    }
}

/// Takes the exits of a status from its years of arrival: returns in proportion to the hazard of
/// each year, all others evenly. Age and year of arrival are independent within a status.
fn leave_cohorts(
    stream: &mut Stream,
    host: &mut HostState,
    status: usize,
    totals: &[u64; CAUSES],
    decline: f64,
    space: &mut ExitSpace,
    origin: usize,
) {
    let cohorts = host.status_cohorts_mut(status);
    let returned = totals[RETURN];
    let even = totals[DEATH] + totals[NATURALISATION] + totals[ADVERSE];
    let drawn = &mut space.drawn[..cohorts.len()];
    if decline == 0.0 {
        take_evenly(stream, cohorts, even + returned, drawn);
    } else {
        mix_weights(cohorts, &mut space.weights, returned, even);
        take_weighted(stream, cohorts, returned + even, &space.weights, drawn);
    }
    if totals[ONWARD] > 0 {
        take_evenly(stream, cohorts, totals[ONWARD], drawn);
        for (moved, drawn) in space.movers[origin].cohorts.iter_mut().zip(drawn.iter()) {
            *moved += drawn;
        }
    }
}

/// Turns the weights of returns into those of all exits: what a person of each year contributes to
/// `returned` returns, which follow the weights, and to `even` exits, which do not.
fn mix_weights(cohorts: &[u64], weights: &mut [f64], returned: u64, even: u64) {
    let people: u64 = cohorts.iter().sum();
    let mass: f64 = cohorts
        .iter()
        .zip(weights.iter())
        .map(|(&count, &weight)| count as f64 * weight)
        .sum();
    if people == 0 || mass <= 0.0 {
        return;
    }
    let (by_weight, each) = (returned as f64 / mass, even as f64 / people as f64);
    for weight in weights {
        *weight = by_weight * *weight + each;
    }
}

/// Draws `sample` people evenly from counts and takes them away; `drawn` says from where.
pub(crate) fn take_evenly(stream: &mut Stream, counts: &mut [u64], sample: u64, drawn: &mut [u64]) {
    // Years before anybody's arrival are empty and many; groups never are.
    let empty = counts.iter().take_while(|&&count| count == 0).count();
    drawn[..empty].fill(0);
    multivariate_hypergeometric_into(stream, sample, &counts[empty..], &mut drawn[empty..]);
    for (count, taken) in counts.iter_mut().zip(drawn.iter()) {
        *count -= taken;
    }
}

/// Samples up to this size are drawn with weights person by person.
const FEW_WEIGHTED: u64 = 32;

/// Draws `sample` people with weights and takes them away. For hazards that differ little between
/// years, as here, both ways agree with the exact law of competing exits to first order in the
/// monthly hazard: few people one after the other, each from those who are left, and many by
/// conditional binomials with the odds of what is left, within what is there.
fn take_weighted(
    stream: &mut Stream,
    counts: &mut [u64],
    sample: u64,
    weights: &[f64],
    drawn: &mut [u64],
) {
    if sample == 0 {
        return;
    }
    if sample <= FEW_WEIGHTED && sample < counts.iter().sum() {
        take_few_weighted(stream, counts, sample, weights, drawn);
        return;
    }
    let mut left = sample;
    let mut rest: f64 = counts
        .iter()
        .zip(weights)
        .map(|(&count, &weight)| count as f64 * weight)
        .sum();
    for (count, &weight) in counts.iter_mut().zip(weights) {
        if left == 0 {
            break;
        }
        let mass = *count as f64 * weight;
        let taken = binomial(stream, left, mass / rest).min(*count);
        *count -= taken;
        left -= taken;
        rest -= mass;
    }
    take_newest(counts, left);
}

/// Draws people one after the other by weight, and again whenever the person was drawn before: the
/// first of each year stand for those already taken. There are more people than are drawn.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a position within a year is not negative and below its count"
)]
fn take_few_weighted(
    stream: &mut Stream,
    counts: &mut [u64],
    sample: u64,
    weights: &[f64],
    drawn: &mut [u64],
) {
    drawn.fill(0);
    let first = counts.iter().take_while(|&&count| count == 0).count();
    let last = counts.iter().rposition(|&count| count > 0).unwrap_or(first);
    let everybody: f64 = counts[first..=last]
        .iter()
        .zip(&weights[first..=last])
        .map(|(&count, &weight)| count as f64 * weight)
        .sum();
    let mut left = sample;
    // The bound only stops a search for people whose weight has vanished by rounding.
    for _ in 0..10_000 {
        if left == 0 {
            break;
        }
        let mut position = stream.uniform() * everybody;
        for year in first..=last {
            let mass = counts[year] as f64 * weights[year];
            if position < mass {
                if (position / weights[year]) as u64 >= drawn[year] && drawn[year] < counts[year] {
                    drawn[year] += 1;
                    left -= 1;
                }
                break;
            }
            position -= mass;
        }
    }
    for (count, taken) in counts.iter_mut().zip(drawn.iter()) {
        *count -= taken;
    }
    take_newest(counts, left);
}

/// Takes people from the latest years.
fn take_newest(counts: &mut [u64], people: u64) {
    let mut left = people;
    for count in counts.iter_mut().rev() {
        let taken = left.min(*count);
        *count -= taken;
        left -= taken;
    }
}

/// Takes people who left the pipeline from its stages.
fn leave_stages(stream: &mut Stream, host: &mut HostState, exits: u64) {
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
