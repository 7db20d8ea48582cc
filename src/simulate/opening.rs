//! The state at the start of a scenario.

use crate::model::{LiveStatus, Population, STATUSES, StatusDetermination};
use crate::random::design::scrambled_level;
use crate::random::{Purpose, Streams, log_normal};
use crate::simulate::arrivals::SITUATION;
use crate::simulate::observation::Published;
use crate::simulate::outbreaks::OutbreakPath;
use crate::simulate::registration::whole as whole_people;
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::{FlowsSinceSplit, HostState};
use crate::simulate::{
    Workspace, arrivals, demography, emergency, exile, finance, forecast, measures, month, outcome,
    regime, resettlement, urgent,
};
use crate::units::split_cents;

/// Sets the state to the start of the scenario.
pub(super) fn open(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    space: &mut Workspace,
) {
    let situation = setup.situation;
    let hosts = setup.hosts.len();
    let Workspace {
        state,
        year,
        whole,
        exits,
        moves,
        ..
    } = space;
    year.reset(hosts, option.donors.len());
    whole.reset(hosts, setup.states.len());
    exits.reset(setup);
    moves.reset(setup);
    state.month = 0;
    let opening = regime::opening_spell(setup, streams);
    state.regime = situation.parameters.regime.initial;
    state.return_episode = month::draw_episode(setup, streams, state.regime, 0);
    state.belief = [0.0; 3];
    state.belief[opening.regime as usize] = 1.0;
    state.outbreaks = setup.outbreaks.as_ref().map(|law| {
        let futures = u64::from(situation.ensemble.futures_per_draw.max(1));
        // Of the futures of one draw of parameters the first is spread; the others stay independent of
        // it, as the split of the variance supposes.
        let level = if streams.replicate().is_multiple_of(futures) {
            scrambled_level(situation.ensemble.seed, streams.replicate() / futures)
        } else {
            streams.stream(Purpose::Stratum, SITUATION, 1).uniform()
        };
        OutbreakPath::new(law, opening, level)
    });
    state.pulse.clear();
    state.pulse.resize(situation.clock.months as usize, 0.0);
    state.outbreak = None;
    state.first_ask_per_year_usd = None;
    state.asked_per_month_usd = 0.0;
    state.flash_appeal = None;
    state.last_review = None;
    state.plan_month = if situation.parameters.emergency.consultation.applies.is_on() {
        // Until consultations are convened no plan is in sight.
        u32::MAX
    } else {
        option.option.plan_month
    };
    state.emergency.open(setup, option);
    state.protracted.open(setup);
    let mut before = [0; exile::CLASSES];
    for (index, host) in state.hosts.iter_mut().enumerate() {
        open_host(setup, streams, index, host);
        let classes = exile::everybody_by_class(host);
        host.year_ends_above_threshold = outcome::year_ends_before(&classes);
        for (total, people) in before.iter_mut().zip(classes) {
            *total += people;
        }
    }
    emergency::open_children(setup, streams, state);
    state.year_ends_above_threshold = outcome::year_ends_before(&before);
    measures::open_thresholds(setup, state, whole);
    let expected = (situation.parameters.finance.baseline_announced_share
        * situation.parameters.finance.fulfilment_mean_share
        * situation.parameters.finance.fulfilment_common_mean_share)
        .min(1.0);
    state.coverage.fill(expected);
    state.refresh_reach(&situation.parameters.response);
    state.spent.fill(0);
    state.needs.fill(0);
    state.uptake = draw_uptake(setup, option, streams);
    state.obligations_usd.clear();
    let start = setup.year_of(0);
    state.obligations_usd.extend(
        option
            .plan
            .shares
            .iter()
            .map(|share| option.planned_usd(share, start)),
    );
    state.ledger.reset(hosts);
    finance::open_accounts(setup, option, streams, state);
    state.enter(opening);
    if situation.parameters.arrivals.onset_month == Some(0) {
        state.return_episode = 1.0;
        arrivals::schedule_pulse(setup, streams, state, 0);
    }
}

/// The uptake of obligations: fixed for a comparison, by the option, or drawn from the prior; 0
/// without a plan.
fn draw_uptake(setup: &Setup<'_>, option: &OptionSetup<'_>, streams: &Streams) -> f64 {
    if !option.option.has_plan {
        return 0.0;
    }
    let finance = &setup.situation.parameters.finance;
    option.uptake.or(option.option.uptake).unwrap_or_else(|| {
        let drawn = streams.stream(Purpose::Uptake, SITUATION, 0).uniform();
        finance.uptake_minimum + drawn * (finance.uptake_maximum - finance.uptake_minimum)
    })
}

fn open_host(setup: &Setup<'_>, streams: &Streams, index: usize, host: &mut HostState) {
    let description = &setup.situation.hosts[index];
    let groups = setup.grouping.len();
    host.people.clear();
    host.people.resize(STATUSES.len() * groups, 0);
    host.exile = [[0; exile::CLASSES]; STATUSES.len()];
    let (mut long, mut long_years) = (0.0, 0.0);
    host.ages = [[0; crate::model::AGES]; 2];
    let registered = match description.status_determination {
        StatusDetermination::PrimaFacie => LiveStatus::PrimaFacie,
        StatusDetermination::Individual => LiveStatus::Recognised,
    };
    let stock = &description.stock;
    let this_year = setup.year_of(0);
    for (status, population, years) in [
        (LiveStatus::Unregistered, &stock.unregistered, None),
        (LiveStatus::AsylumSeeker, &stock.asylum_seekers, None),
        (registered, &stock.refugees, Some(&stock.arrival_years)),
    ] {
        add_population(setup, host, status, population);
        let total = population.total().0;
        let classes = host.status_classes_mut(status.index());
        match years {
            Some(years) if !years.is_empty() => {
                let weights: Vec<i64> = years
                    .iter()
                    .map(|&(_, share)| outcome::billionths(share))
                    .collect();
                let parts = split_cents(i64::try_from(total).unwrap_or(i64::MAX), &weights);
                for (&(year, _), part) in years.iter().zip(parts) {
                    let years = usize::try_from(this_year - year).unwrap_or(0);
                    let class = exile::class(years);
                    classes[class] += part.unsigned_abs();
                    if class == exile::LONG {
                        long += part as f64;
                        long_years += part as f64 * years as f64;
                    }
                }
            }
            _ => classes[exile::class(1)] += total,
        }
    }
    host.long_exile_years = exile::mean_years(long, long_years / long.max(1.0), 0.0);
    open_pipeline(setup, index, registered, host);
    host.since_split = FlowsSinceSplit::default();
    host.since_split.reset(groups);
    host.death_rates.clear();
    host.death_rates.resize(groups, 0.0);
    host.birth_rates.clear();
    host.birth_rates.resize(groups, 0.0);
    host.self_reliance = description.self_reliance_initial_share;
    host.months_since_influx = forecast::opening_months_since_influx(setup.situation, index);
    host.emergency_mortality = opening_mortality(setup, streams, index, host.months_since_influx);
    host.recent_arrivals = [0; 3];
    host.recognition_share = 0.0;
    host.published = Published::open(host.protected_stock());
    host.returnees.open(groups);
    demography::refresh_rates(setup, index, host);
}

/// The multiple of mortality of the emergency that runs at the start: drawn where a scenario says that
/// one does, as that of any emergency; otherwise the median.
fn opening_mortality(
    setup: &Setup<'_>,
    streams: &Streams,
    index: usize,
    months_since_influx: u32,
) -> f64 {
    let parameters = &setup.situation.parameters;
    let median = parameters.demography.emergency_mortality_median_ratio;
    let runs = setup.situation.hosts[index].months_since_influx.is_some()
        && months_since_influx < parameters.costs.emergency_months;
    if !runs {
        return median;
    }
    // Later emergencies are named by the host's own number, so these names never meet.
    let key = setup.hosts[index].key | 1 << 32;
    let mut stream = streams.stream(Purpose::Emergency, key, 0);
    let log_sd = parameters.demography.emergency_mortality_log_sd;
    log_normal(&mut stream, median, log_sd).max(1.0)
}

/// Puts those into the pipeline who are in it at the start, taken from the registered in proportion to
/// age, sex and years in exile.
///
/// Where a scenario does not say how many, as many as today's departures keep in it: with d departures a
/// month, m months from identification to departure and a share a of submissions accepted,
/// `d·m/4·(2/a + 2)` in the four stages, of d places of today, as far as they are filled on average,
/// shared over hosts by their registered refugees, and not more than need resettlement.
fn open_pipeline(setup: &Setup<'_>, index: usize, registered: LiveStatus, host: &mut HostState) {
    host.stages = [[0; resettlement::STAGES]; 2];
    host.urgent = [0; urgent::STAGES];
    let parameters = &setup.situation.parameters.resettlement;
    let there = host.status_total(registered.index());
    let accepted = parameters.acceptance_share.clamp(0.01, 1.0);
    let in_stage = [1.0 / accepted, 1.0 / accepted, 1.0, 1.0];
    let stated = setup.situation.hosts[index].resettlement_pipeline_persons;
    let people = stated
        .unwrap_or_else(|| {
            let hosts = setup.situation.hosts.iter();
            let refugees: u64 = hosts.map(|host| host.stock.refugees.total().0).sum();
            let contributors = setup.situation.contributors.iter();
            let places: u64 = contributors
                .map(|contributor| u64::from(contributor.baseline_places_per_year))
                .sum();
            let filled =
                parameters.quota_fulfilment_mean_share * parameters.quota_common_mean_share;
            let departures = places as f64 * filled / 12.0 * there as f64 / refugees.max(1) as f64;
            let months = parameters.pipeline_mean_months / resettlement::STAGES as f64;
            let kept = departures * months * in_stage.iter().sum::<f64>();
            whole_people(kept.min(parameters.need_share_of_stock * there as f64))
        })
        .min(there);
    if people == 0 {
        return;
    }
    let pipeline = LiveStatus::ResettlementPipeline.index();
    let groups = host.status(pipeline).len();
    let moved = in_proportion(people, host.status(registered.index()));
    for (group, count) in moved.iter().enumerate().take(groups) {
        host.status_mut(registered.index())[group] -= count;
        host.status_mut(pipeline)[group] += count;
    }
    let moved = in_proportion(people, host.status_classes(registered.index()));
    for (class, count) in moved.iter().enumerate() {
        host.status_classes_mut(registered.index())[class] -= count;
        host.status_classes_mut(pipeline)[class] += count;
    }
    let weights = in_stage.map(|weight| whole_people(weight * 1e6));
    for (stage, count) in host.stages[0]
        .iter_mut()
        .zip(in_proportion(people, &weights))
    {
        *stage = count;
    }
}

/// Whole people in proportion to counts.
fn in_proportion(people: u64, counts: &[u64]) -> Vec<u64> {
    let weights: Vec<i64> = counts
        .iter()
        .map(|&count| i64::try_from(count).unwrap_or(i64::MAX))
        .collect();
    split_cents(i64::try_from(people).unwrap_or(i64::MAX), &weights)
        .into_iter()
        .map(i64::unsigned_abs)
        .collect()
}

fn add_population(
    setup: &Setup<'_>,
    host: &mut HostState,
    status: LiveStatus,
    population: &Population,
) {
    let counts = setup.grouping.aggregate(&population.persons);
    for (people, count) in host.status_mut(status.index()).iter_mut().zip(counts) {
        *people += count;
    }
    for (ages, counts) in host.ages.iter_mut().zip(&population.persons) {
        for (total, count) in ages.iter_mut().zip(counts) {
            *total += count;
        }
    }
}

#[cfg(test)]
mod tests;
