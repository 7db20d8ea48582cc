//! One future: the month clock and its modules.
//!
//! A replicate is a pure function of the setup, the option and the replicate's number; it knows no
//! other replicate, no thread and no file. The steps of a month follow in a fixed order that is
//! part of the specification, because exact tests depend on it: all flows act on the opening
//! stock, and people who arrive in a month are admitted in it and exposed from the next.

mod accounts;
pub mod allocation;
mod arrivals;
pub mod costing;
mod demography;
mod error;
mod exile;
mod exits;
mod finance;
mod forecast;
pub mod grouping;
mod ledger;
mod outcome;
pub mod record;
mod registration;
mod resettlement;
pub mod response;
mod review;
mod setup;
mod state;
pub mod vital_rates;

pub use error::InvariantBroken;
pub use forecast::planning_needs;
pub use grouping::Resolution;
pub use review::obligations_in_closed_form;
pub use setup::{OptionSetup, PROTRACTED_THRESHOLD_PERSONS, PROTRACTED_YEAR_ENDS, Setup};

use crate::model::parameters::Regime;
use crate::model::{LiveStatus, Population, STATUSES, Sector, StatusDetermination};
use crate::random::{Purpose, Streams, log_normal};
use crate::simulate::accounts::Flows;
use crate::simulate::arrivals::SITUATION;
use crate::simulate::demography::Births;
use crate::simulate::exits::{ExitSpace, HostHazards};
use crate::simulate::outcome::Whole;
use crate::simulate::record::Year;
use crate::simulate::registration::MoveSpace;
use crate::simulate::response::outcome as respond;
use crate::simulate::state::{FlowsSinceSplit, HostState, State};
use crate::units::split_cents;

/// Space for one worker, allocated once and used for one replicate after another.
#[derive(Clone, Debug)]
pub struct Workspace {
    state: State,
    year: Year,
    whole: Whole,
    exits: ExitSpace,
    moves: MoveSpace,
    newcomers: Vec<Vec<u64>>,
    births: Vec<Births>,
    flows: Vec<Flows>,
    admitted: Vec<[u64; 2]>,
    months: Vec<i64>,
    /// How many cells the last replicate had.
    cells: usize,
}

/// What is recorded of each month: stock, need and money received.
const MONTH_CELLS: usize = 3;

impl Workspace {
    /// Space for a situation.
    #[must_use]
    pub fn new(setup: &Setup<'_>) -> Self {
        let hosts = setup.hosts.len();
        Self {
            state: State::new(hosts),
            year: Year::default(),
            whole: Whole::default(),
            exits: ExitSpace::default(),
            moves: MoveSpace::default(),
            newcomers: vec![vec![0; setup.grouping.len()]; hosts],
            births: vec![Births::default(); hosts],
            flows: vec![Flows::default(); hosts],
            admitted: vec![[0; 2]; hosts],
            months: Vec::new(),
            cells: 0,
        }
    }
}

/// Runs one replicate of an option and returns one whole number for each cell of the layout.
///
/// # Errors
/// [`InvariantBroken`] if people or money do not add up; then no result of the run may be used.
pub fn replicate(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    replicate: u64,
    audit: bool,
    space: &mut Workspace,
) -> Result<Vec<i64>, InvariantBroken> {
    let streams = Streams::new(setup.situation.ensemble.seed, replicate);
    open(setup, option, &streams, space);
    let months = setup.situation.clock.months;
    // The months come first, and are known last.
    let mut values = Vec::with_capacity(space.cells);
    values.resize(months as usize * MONTH_CELLS, 0);
    space.months.clear();
    for month in 0..months {
        space.state.month = month;
        month_clock(setup, option, &streams, audit, space).map_err(|(rule, detail)| {
            InvariantBroken {
                rule,
                option: option.option.id.clone(),
                replicate,
                month,
                seed: setup.situation.ensemble.seed,
                detail,
            }
        })?;
        if setup.month_of_year(month) == 12 || month + 1 == months {
            let Workspace {
                state, year, whole, ..
            } = space;
            outcome::close_year(setup, option, state, year, whole, &mut values);
            year.reset(setup.hosts.len(), option.donors.len());
        }
        if month + 1 < months {
            step_regime(setup, &streams, &mut space.state);
        }
    }
    values[..space.months.len()].copy_from_slice(&space.months);
    outcome::close_whole(setup, option, &space.state, &space.whole, &mut values);
    space.cells = values.len();
    Ok(values)
}

/// Sets the state to the start of the scenario.
fn open(setup: &Setup<'_>, option: &OptionSetup<'_>, streams: &Streams, space: &mut Workspace) {
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
    whole.reset(hosts, option.donors.len());
    exits.reset(setup);
    moves.reset(setup);
    state.month = 0;
    state.regime = situation.parameters.regime.initial;
    state.belief = [0.0; 3];
    state.belief[state.regime as usize] = 1.0;
    state.pulse.clear();
    state.pulse.resize(situation.clock.months as usize, 0.0);
    state.first_ask_per_year_usd = None;
    state.last_review = None;
    state.year_ends_above_threshold = 0;
    for (index, host) in state.hosts.iter_mut().enumerate() {
        open_host(setup, index, host);
    }
    let expected = (situation.parameters.finance.baseline_announced_share
        * situation.parameters.finance.fulfilment_mean_share
        * situation.parameters.finance.fulfilment_common_mean_share)
        .min(1.0);
    state.coverage.fill(expected);
    state.spent.fill(0);
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
    if situation.parameters.arrivals.onset_month == Some(0) {
        state.regime = Regime::War;
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

fn open_host(setup: &Setup<'_>, index: usize, host: &mut HostState) {
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
    host.stages = [[0; resettlement::STAGES]; 2];
    host.since_split = FlowsSinceSplit::default();
    host.since_split.reset(groups);
    host.death_rates.clear();
    host.death_rates.resize(groups, 0.0);
    host.birth_rates.clear();
    host.birth_rates.resize(groups, 0.0);
    host.self_reliance = description.self_reliance_initial_share;
    host.months_since_influx =
        forecast::opening_months_since_influx(setup.situation, stock.total().as_f64());
    host.emergency_mortality = setup
        .situation
        .parameters
        .demography
        .emergency_mortality_median_ratio;
    host.recent_arrivals = [0; 3];
    host.recognition_share = 0.0;
    host.year_ends_above_threshold = 0;
    demography::refresh_rates(setup, index, host);
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

/// One month.
fn month_clock(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    audit: bool,
    space: &mut Workspace,
) -> Result<(), (&'static str, String)> {
    let month = space.state.month;
    let new_year = month == 0 || setup.month_of_year(month) == 1;
    if month > 0 && new_year {
        for (index, host) in space.state.hosts.iter_mut().enumerate() {
            demography::grow_older(setup, streams, index, host, month);
            exile::new_year(host);
        }
    }
    if new_year {
        open_year(setup, option, streams, space);
    }
    count_opening(space);
    let returns_before = returned(&space.year);
    receive_arrivals(setup, streams, space);
    for host in 0..setup.hosts.len() {
        demography::mix_rates(setup, host, &mut space.state.hosts[host]);
        space.births[host] =
            demography::births(setup, streams, host, &space.state.hosts[host], month);
    }
    adopt(setup, option, streams, space);
    {
        let Workspace { state, year, .. } = space;
        finance::disburse(setup, option, state, year);
        discount(setup, state, &mut space.whole);
        finance::cost_needs(setup, state);
    }
    leave_and_move(setup, option, streams, space);
    {
        // Spending of this month is felt in the next: exits above used last month's coverage.
        let Workspace { state, year, .. } = space;
        finance::spend(setup, state, year);
    }
    join_stock(setup, streams, space);
    close_month(setup, option, space, returns_before);
    accounts::check(setup, &space.state, &space.flows, &space.admitted, audit)
}

fn open_year(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    space: &mut Workspace,
) {
    let Workspace { state, year, .. } = space;
    arrivals::draw_host_weights(setup, streams, state);
    registration::draw_recognition(setup, streams, state);
    if option.option.review_interval_months.is_none() || state.last_review.is_none() {
        let calendar = setup.year_of(state.month);
        for (obligation, share) in state.obligations_usd.iter_mut().zip(&option.plan.shares) {
            *obligation = option.planned_usd(share, calendar);
        }
    }
    let in_force = option.option.has_plan && state.month >= option.option.plan_month;
    resettlement::open_quotas(setup, option, streams, state, in_force);
    finance::hold_conference(setup, option, streams, state, year);
}

/// Adopts the plan in its month: reviews start to count, and, between conferences, contributors
/// pledge and quotas open at once.
fn adopt(setup: &Setup<'_>, option: &OptionSetup<'_>, streams: &Streams, space: &mut Workspace) {
    let Workspace { state, year, .. } = space;
    if !option.option.has_plan || state.month != option.option.plan_month {
        return;
    }
    state.last_review = Some(state.month);
    if setup.month_of_year(state.month) != 1 && state.month > 0 {
        // Places used before the plan stay used: only what the plan adds is new.
        let left: Vec<u32> = state.places_left.clone();
        resettlement::open_quotas(setup, option, streams, state, false);
        let without: Vec<u32> = state.places_left.clone();
        resettlement::open_quotas(setup, option, streams, state, true);
        for ((places, without), left) in state.places_left.iter_mut().zip(without).zip(left) {
            *places = left + places.saturating_sub(without);
        }
        finance::adopt_plan(setup, option, streams, state, year);
    }
}

fn count_opening(space: &mut Workspace) {
    let Workspace {
        state, year, flows, ..
    } = space;
    year.months += 1;
    year.peace_months += u32::from(state.regime == Regime::Peace);
    for ((host, account), flow) in state
        .hosts
        .iter()
        .zip(&mut year.hosts)
        .zip(flows.iter_mut())
    {
        let stock = host.protected_stock();
        *flow = Flows {
            opening: host.everybody(),
            came: 0,
            went: 0,
        };
        account.displacement_person_months += stock;
        account.unregistered_person_months += host.status_total(LiveStatus::Unregistered.index());
        for status in record::protected_statuses() {
            account.protracted_person_months += host.status_classes(status)[exile::LONG];
        }
    }
}

fn receive_arrivals(setup: &Setup<'_>, streams: &Streams, space: &mut Workspace) {
    let Workspace {
        state,
        year,
        newcomers,
        admitted,
        ..
    } = space;
    for host in 0..setup.hosts.len() {
        let arrived = arrivals::arrive(setup, streams, state, host, &mut newcomers[host]);
        year.hosts[host].arrivals += arrived;
        admitted[host] = [arrived, newcomers[host].iter().sum()];
        let recent = &mut state.hosts[host].recent_arrivals;
        *recent = [arrived, recent[0], recent[1]];
    }
}

fn discount(setup: &Setup<'_>, state: &State, whole: &mut Whole) {
    let rate = setup.situation.parameters.finance.discount_rate_per_year;
    let factor = libm::pow(1.0 + rate, -f64::from(state.month) / 12.0);
    whole.present_value_usd += state.ledger.disbursed_in_month as f64 / 100.0 * factor;
}

fn leave_and_move(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    space: &mut Workspace,
) {
    let Workspace {
        state,
        year,
        exits,
        moves,
        flows,
        ..
    } = space;
    let before: Vec<u64> = state.hosts.iter().map(HostState::everybody).collect();
    for host in 0..setup.hosts.len() {
        let hazards = hazards(setup, state, host);
        exits::leave(
            setup,
            streams,
            state,
            host,
            &hazards,
            &mut year.hosts[host],
            exits,
        );
    }
    for host in 0..setup.hosts.len() {
        registration::register(setup, streams, state, host, moves);
    }
    resettlement::move_pipelines(setup, option, streams, state, year, moves);
    for ((host, flow), before) in state.hosts.iter().zip(flows.iter_mut()).zip(before) {
        flow.went += before - host.everybody();
    }
    for host in &mut state.hosts {
        host.months_since_influx = host.months_since_influx.saturating_add(1);
    }
}

/// The month's hazards of a host, from the coverage of the month before.
fn hazards(setup: &Setup<'_>, state: &State, host: usize) -> HostHazards {
    let parameters = &setup.situation.parameters;
    let reach =
        |sector: Sector| respond(&parameters.response, state.coverage[[host, sector.index()]]);
    let regime = state.regime as usize;
    let people = &state.hosts[host];
    let emergency = costing::phase(&parameters.costs, people.months_since_influx)
        == crate::model::Phase::Emergency;
    let mortality_ratio = if emergency {
        1.0 + (people.emergency_mortality - 1.0) * (1.0 - reach(Sector::Health))
    } else {
        1.0
    };
    HostHazards {
        voluntary_return: parameters
            .voluntary_return
            .hazard_per_year
            .get(state.regime)
            / 12.0
            * (1.0 + parameters.voluntary_return.support_effect * reach(Sector::Solutions)),
        naturalisation: parameters.local_integration.naturalisation_hazard_per_year / 12.0
            * setup.situation.hosts[host].legal_framework_openness
            * (1.0
                + parameters.local_integration.development_effect * reach(Sector::HostCommunity)),
        adverse: setup.hosts[host].adverse_per_month[regime],
        onward: setup.hosts[host].onward_per_month[regime],
        mortality_ratio,
    }
}

/// Step 11: arrivals, births and those who moved on join the stock.
fn join_stock(setup: &Setup<'_>, streams: &Streams, space: &mut Workspace) {
    let Workspace {
        state,
        year,
        exits,
        newcomers,
        births,
        flows,
        ..
    } = space;
    let unregistered = LiveStatus::Unregistered.index();
    for (host, people) in state.hosts.iter_mut().enumerate() {
        let born: u64 = births[host].iter().flatten().sum();
        let arrived: u64 = newcomers[host].iter().sum();
        year.hosts[host].births += born;
        demography::welcome(setup, people, &births[host]);
        let in_pipeline: u64 = births[host][LiveStatus::ResettlementPipeline.index()]
            .iter()
            .sum();
        if in_pipeline > 0 {
            let key = setup.hosts[host].key | 1 << 32;
            let mut stream = streams.stream(Purpose::Births, key, state.month);
            resettlement::join_pipeline(&mut stream, people, in_pipeline);
        }
        for (count, new) in people
            .status_mut(unregistered)
            .iter_mut()
            .zip(&newcomers[host])
        {
            *count += new;
        }
        for (flow, new) in people.since_split.arrived.iter_mut().zip(&newcomers[host]) {
            *flow += new;
        }
        people.status_classes_mut(unregistered)[exile::THIS_YEAR] += arrived;
        flows[host].came += born + arrived;
    }
    move_on(setup, streams, state, year, exits, flows);
}

/// People who left for other hosts arrive there, with their year of arrival, not yet registered.
fn move_on(
    setup: &Setup<'_>,
    streams: &Streams,
    state: &mut State,
    year: &mut Year,
    exits: &ExitSpace,
    flows: &mut [Flows],
) {
    let unregistered = LiveStatus::Unregistered.index();
    let regime = state.regime as usize;
    for (origin, movers) in exits.movers.iter().enumerate() {
        let moved: u64 = movers.groups.iter().sum();
        if moved == 0 {
            continue;
        }
        let shares = &setup.hosts[origin].onward_shares[regime];
        let destinations = &setup.situation.hosts[origin].onward_movements;
        let mut stream = streams.stream(Purpose::Onward, setup.hosts[origin].key, state.month);
        let mut counts = vec![0; shares.len()];
        let mut groups_left = movers.groups.clone();
        let mut classes_left = movers.classes;
        crate::random::multinomial_into(&mut stream, moved, shares, &mut counts);
        for (movement, &count) in destinations.iter().zip(&counts) {
            let host = &mut state.hosts[movement.to];
            let mut drawn = vec![0; groups_left.len()];
            exits::take_evenly(&mut stream, &mut groups_left, count, &mut drawn);
            for (group, &people) in drawn.iter().enumerate() {
                host.status_mut(unregistered)[group] += people;
                host.since_split.arrived[group] += people;
            }
            let mut drawn = exile::ByClass::default();
            exits::take_evenly(&mut stream, &mut classes_left, count, &mut drawn);
            for (class, &people) in drawn.iter().enumerate() {
                host.status_classes_mut(unregistered)[class] += people;
            }
            flows[movement.to].came += count;
            year.hosts[movement.to].onward_in += count;
        }
    }
}

fn returned(year: &Year) -> u64 {
    year.hosts.iter().flat_map(|host| host.returned).sum()
}

/// End of the month: policy states, emergencies, the month's indicators, review.
fn close_month(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    space: &mut Workspace,
    returns_before: u64,
) {
    let Workspace {
        state,
        year,
        months,
        ..
    } = space;
    let parameters = &setup.situation.parameters;
    for (index, host) in state.hosts.iter_mut().enumerate() {
        let description = &setup.situation.hosts[index];
        let livelihoods = respond(
            &parameters.response,
            state.coverage[[index, Sector::Livelihoods.index()]],
        );
        let ceiling = description.self_reliance_maximum_share;
        host.self_reliance +=
            parameters.self_reliance.speed_per_month * livelihoods * (ceiling - host.self_reliance);
        host.self_reliance = host.self_reliance.clamp(0.0, 1.0);
    }
    let stock: u64 = state.hosts.iter().map(HostState::protected_stock).sum();
    months.extend([
        i64::try_from(stock).unwrap_or(i64::MAX),
        state.needs.sum(),
        state.ledger.disbursed_in_month,
    ]);
    let arrivals: u64 = state.hosts.iter().map(|host| host.recent_arrivals[0]).sum();
    let returns = returned(year) - returns_before;
    review::update_belief(setup, state, arrivals, returns);
    if option.option.has_plan && review::is_due(setup, option, state) {
        review::review(setup, option, state, year);
    }
}

/// Step 14 and the start of step 1: the next month's regime, the pulse of a new outbreak, and the
/// emergencies that mass influx has opened.
fn step_regime(setup: &Setup<'_>, streams: &Streams, state: &mut State) {
    let costs = &setup.situation.parameters.costs;
    let demography = &setup.situation.parameters.demography;
    let month = state.month;
    for (host, prepared) in state.hosts.iter_mut().zip(&setup.hosts) {
        let recent: u64 = host.recent_arrivals.iter().sum();
        let stock = host.protected_stock() as f64;
        let mass = (costs.emergency_arrivals_share_of_stock * stock)
            .max(costs.emergency_arrivals_minimum_persons);
        let running = host.months_since_influx < costs.emergency_months;
        if recent as f64 >= mass && recent > 0 {
            if !running {
                let mut stream = streams.stream(Purpose::Emergency, prepared.key, month);
                host.emergency_mortality = log_normal(
                    &mut stream,
                    demography.emergency_mortality_median_ratio,
                    demography.emergency_mortality_log_sd,
                )
                .max(1.0);
            }
            host.months_since_influx = 0;
        }
    }
    let before = state.regime;
    state.regime = arrivals::next_regime(setup, streams, month, before);
    let outbreak = state.regime == Regime::War
        && (before != Regime::War
            || setup.situation.parameters.arrivals.onset_month == Some(month + 1));
    if outbreak {
        arrivals::schedule_pulse(setup, streams, state, month + 1);
    }
}
