//! The month clock: the steps of a month in their fixed order.

use crate::model::LiveStatus;
use crate::model::Sector;
use crate::model::parameters::Regime;
use crate::random::{Purpose, Streams, log_normal};
use crate::simulate::accounts::Flows;
use crate::simulate::exits::HostHazards;
use crate::simulate::measures::Queues;
use crate::simulate::outcome::Whole;
use crate::simulate::record::Year;
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::{HostState, State};
use crate::simulate::{
    Workspace, accounts, arrivals, costing, demography, emergency, exile, exits, finance, joining,
    measures, protracted, record, redisplacement, regime, registration, resettlement, review,
};

/// One month.
pub(super) fn month_clock(
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
    count_opening(setup, space);
    let returns_before = returned(&space.year);
    receive_arrivals(setup, streams, space);
    let emergency = setup.situation.parameters.emergency.is_on();
    if emergency {
        emergency::month(setup, option, streams, space);
    }
    let protracted = setup.situation.parameters.protracted.is_on();
    if protracted {
        protracted::month(setup, option, streams, space);
    }
    for host in 0..setup.hosts.len() {
        demography::mix_rates(setup, host, &mut space.state.hosts[host]);
        space.births[host] =
            demography::births(setup, streams, host, &space.state.hosts[host], month);
    }
    {
        let Workspace { state, year, .. } = space;
        finance::hold_flash_appeal(setup, option, streams, state, year);
    }
    adopt(setup, option, streams, space);
    {
        let Workspace { state, year, .. } = space;
        finance::disburse(setup, option, state, year);
        discount(setup, state, &mut space.whole);
        finance::cost_needs(setup, state);
    }
    if emergency {
        emergency::add_costs(&mut space.state);
    }
    if protracted {
        protracted::add_costs(&mut space.state);
    }
    leave_and_move(setup, option, streams, space);
    if emergency {
        emergency::relocate(setup, option, streams, space);
        emergency::release(setup, option, space);
    }
    if protracted {
        protracted::relocate(setup, option, streams, space);
    }
    {
        // Spending of this month is felt in the next: exits above used last month's coverage.
        let Workspace { state, year, .. } = space;
        finance::spend(setup, state, year);
    }
    joining::join_stock(setup, streams, space);
    if emergency {
        emergency::join(setup, streams, space);
    }
    close_month(setup, option, space, returns_before)?;
    if emergency {
        emergency::close(setup, option, streams, &mut space.state);
        emergency::check(setup, &space.state)?;
    }
    if protracted {
        protracted::close(setup, option, streams, &mut space.state, &mut space.year);
        protracted::check(setup, &space.state)?;
    }
    accounts::check(setup, &space.state, &space.flows, &space.admitted, audit)
}

fn open_year(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    space: &mut Workspace,
) {
    let Workspace { state, year, .. } = space;
    year.opening_money = state.ledger.pools.total();
    arrivals::draw_host_weights(setup, streams, state);
    registration::draw_recognition(setup, streams, state);
    // A review falls after the month of the plan: equality says adopted and not yet reviewed.
    let unreviewed = state
        .last_review
        .is_none_or(|month| month == state.plan_month);
    if option.option.review_interval_months.is_none() || unreviewed {
        let calendar = setup.year_of(state.month);
        for (obligation, share) in state.obligations_usd.iter_mut().zip(&option.plan.shares) {
            *obligation = option.planned_usd(share, calendar);
        }
        state
            .protracted
            .evaluation
            .add_arrears(&mut state.obligations_usd);
    }
    let in_force = option.plan_in_force(state.plan_month, state.month);
    resettlement::open_quotas(setup, option, streams, state, in_force);
    protracted::open_places(setup, option, state, in_force, false);
    finance::hold_conference(setup, option, streams, state, year);
}

/// Adopts the plan in its month: reviews start to count, and, between conferences, contributors
/// pledge and quotas open at once.
fn adopt(setup: &Setup<'_>, option: &OptionSetup<'_>, streams: &Streams, space: &mut Workspace) {
    let Workspace { state, year, .. } = space;
    if state.month != state.plan_month || !option.plan_in_force(state.plan_month, state.month) {
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
        protracted::open_places(setup, option, state, true, true);
        finance::adopt_plan(setup, option, streams, state, year);
    }
}

fn count_opening(setup: &Setup<'_>, space: &mut Workspace) {
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
        account.exile.count_month(&setup.grouping, host);
        account.waiting.count_month(host);
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
        if let Some(outbreak) = &mut state.outbreak {
            outbreak.arrivals += arrived;
        }
        let again = redisplacement::flee(setup, streams, state, host, &mut newcomers[host]);
        let arrived = arrived + again;
        year.hosts[host].arrivals += arrived;
        year.hosts[host].redisplaced += again;
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
        let people = state.hosts[host].everybody();
        let before = measures::deaths(&year.hosts[host]);
        exits::leave(
            setup,
            streams,
            state,
            host,
            &hazards,
            &mut year.hosts[host],
            exits,
        );
        state.hosts[host].returnees.add(&exits.returned);
        let after = measures::deaths(&year.hosts[host]);
        let died = [after[0] - before[0], after[1] - before[1]];
        year.hosts[host]
            .measured
            .count_deaths(died, people, hazards.mortality_ratio);
    }
    for host in 0..setup.hosts.len() {
        let before = Queues::of(&state.hosts[host]);
        registration::register(setup, streams, state, host, moves);
        let after = Queues::of(&state.hosts[host]);
        year.hosts[host].waiting.count_served(before, after);
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
    let reach = |sector: Sector| state.reach(host, sector);
    let regime = state.regime as usize;
    let people = &state.hosts[host];
    let effects = &state.protracted.hosts[host].effects;
    let emergency = costing::phase(&parameters.costs, people.months_since_influx)
        == crate::model::Phase::Emergency;
    let mortality_ratio = if emergency {
        // Those not registered are reached by less.
        let unregistered = people.status_total(LiveStatus::Unregistered.index()) as f64;
        let share = unregistered / (people.protected_stock() as f64).max(1.0);
        let served = 1.0 - share * (1.0 - parameters.registration.unregistered_service_share);
        1.0 + (people.emergency_mortality - 1.0) * (1.0 - reach(Sector::Health) * served)
    } else {
        1.0
    };
    HostHazards {
        voluntary_return: parameters
            .voluntary_return
            .hazard_per_year
            .get(state.regime)
            / 12.0
            * state.return_episode
            * (1.0 + parameters.voluntary_return.support_effect * reach(Sector::Solutions))
            * (1.0 + effects.solution_rise[0]),
        naturalisation: parameters.local_integration.naturalisation_hazard_per_year / 12.0
            * effects.openness(setup.situation.hosts[host].legal_framework_openness)
            * (1.0
                + parameters.local_integration.development_effect * reach(Sector::HostCommunity)
                + effects.integration)
            * (1.0 + effects.solution_rise[1]),
        adverse: setup.hosts[host].adverse_per_month[regime] * effects.adverse_return_ratio,
        onward: setup.hosts[host].onward_per_month[regime],
        mortality_ratio,
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
) -> Result<(), (&'static str, String)> {
    let Workspace {
        state,
        year,
        months,
        whole,
        ..
    } = space;
    whole
        .poor_months
        .count(state.needs.sum(), state.spent.sum());
    let parameters = &setup.situation.parameters;
    for (index, description) in setup.situation.hosts.iter().enumerate() {
        let livelihoods = state.reach(index, Sector::Livelihoods);
        let ceiling = description.self_reliance_maximum_share
            + state.protracted.hosts[index].effects.self_reliance_ceiling;
        let host = &mut state.hosts[index];
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
    emergency::write_month(setup, state, months);
    let arrivals: u64 = state.hosts.iter().map(|host| host.recent_arrivals[0]).sum();
    let returns = returned(year) - returns_before;
    review::update_belief(setup, state, arrivals, returns);
    if option.option.has_plan && review::is_due(setup, option, state) {
        review::review(setup, option, state, year)
            .map_err(|error| (review::UNSOLVED, error.to_string()))?;
    }
    Ok(())
}

/// Step 14 and the start of step 1: the next month's regime, the pulse of a new outbreak, and the
/// emergencies that mass influx has opened.
pub(super) fn step_regime(setup: &Setup<'_>, streams: &Streams, state: &mut State) {
    let parameters = &setup.situation.parameters;
    let demography = &parameters.demography;
    let month = state.month;
    let people = state.hosts.iter_mut().zip(&state.emergency.hosts);
    for ((host, own), prepared) in people.zip(&setup.hosts) {
        let running = host.months_since_influx < parameters.costs.emergency_months;
        if emergency::is_mass_influx(parameters, host, own) {
            if !running {
                let mut stream = streams.stream(Purpose::Emergency, prepared.key, month);
                host.emergency_mortality = log_normal(
                    &mut stream,
                    demography.emergency_mortality_median_ratio,
                    demography.emergency_mortality_log_sd,
                )
                .max(1.0);
                let until = parameters.finance.flash_appeal_months;
                state.flash_appeal = state.flash_appeal.or(until.map(|months| month + months));
            }
            host.months_since_influx = 0;
        }
    }
    let before = state.regime;
    let row = protracted::transitions(setup, state);
    state.enter(regime::next_spell(setup, streams, state, &row));
    let outbreak = state.regime == Regime::War
        && (before != Regime::War
            || setup.situation.parameters.arrivals.onset_month == Some(month + 1));
    if outbreak {
        if let Some(path) = &mut state.outbreaks {
            path.broke_out();
        }
        arrivals::schedule_pulse(setup, streams, state, month + 1);
    }
    if state.regime != before {
        state.return_episode = draw_episode(setup, streams, state.regime, month + 1);
    }
}

/// The ratio of voluntary return in an episode of conducive conditions that begins in `month` to its
/// mean over episodes: log-normal with mean 1. In other regimes 1.
pub(super) fn draw_episode(
    setup: &Setup<'_>,
    streams: &Streams,
    regime: Regime,
    month: u32,
) -> f64 {
    let spread = setup.situation.parameters.voluntary_return.episode_log_sd;
    if regime != Regime::Peace || spread <= 0.0 {
        return 1.0;
    }
    let mut stream = streams.stream(Purpose::ReturnEpisode, arrivals::SITUATION, month);
    log_normal(&mut stream, libm::exp(-spread * spread / 2.0), spread)
}

#[cfg(test)]
mod tests;
