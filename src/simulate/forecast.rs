//! Mean forecasts: what planners and reviews expect, without chance.

use crate::model::parameters::{REGIMES, Regime};
use crate::model::{NeedsMatrix, PHASES, Phase, Plan, PolicyOption, SECTORS, Sector, Situation};
use crate::random::Streams;
use crate::simulate::Workspace;
use crate::simulate::costing::is_mass_influx;
use crate::simulate::grouping::Resolution;
use crate::simulate::setup::{OptionSetup, Setup, arrival_profile};

mod pulse;

pub(crate) use pulse::{KnownPulse, UsualPulse, known_pulse};

/// The seed of what planners look at by an example, whatever the scenario's: what a plan asks does not depend
/// on it.
const PLANNING_SEED: u64 = 1951;

/// What a forecast starts from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outlook {
    /// Month of the simulation that the forecast begins with.
    pub(crate) from: u32,
    /// Belief about the regime of that month.
    pub(crate) belief: [f64; 3],
    /// The pulse of the latest outbreak that is known. A month of it that is still to come brings
    /// war and is quiet until then.
    pub(crate) pulse: Option<KnownPulse>,
    /// Hosts.
    pub(crate) hosts: Vec<HostOutlook>,
}

/// What a forecast starts from in a host.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct HostOutlook {
    /// People in need of protection.
    pub(crate) stock: f64,
    /// Share of them registered.
    pub(crate) registered_share: f64,
    /// Births less deaths per person and month.
    pub(crate) natural_growth: f64,
    pub(crate) self_reliance: f64,
    pub(crate) months_since_influx: u32,
    /// Arrivals of the last month and of the one before, persons.
    pub(crate) recent_arrivals: [f64; 2],
}

/// One forecast month of one host.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct ForecastMonth {
    /// Persons in mid-month.
    pub(crate) stock: f64,
    pub(crate) months_since_influx: u32,
    /// Needs by sector, US$.
    pub(crate) needs: [f64; SECTORS.len()],
}

/// Projects the mean of every host for `months` months.
///
/// Expectation of the clock: regime probabilities move by the transition matrix; hazards are
/// averaged over them; a pulse takes its usual course, and where the arrivals that are expected make a
/// mass influx, an emergency opens; new outbreaks are not foreseen, since their mean is dominated by
/// rare catastrophes.
pub(crate) fn project(
    setup: &Setup<'_>,
    outlook: &Outlook,
    months: u32,
    mut visit: impl FnMut(u32, usize, ForecastMonth),
) {
    let situation = setup.situation;
    let parameters = &situation.parameters;
    let mut belief = outlook.belief;
    let mut outlooks = outlook.hosts.clone();
    for month in 0..months {
        let now = outlook.from + month;
        let outbreak = outlook.pulse.map(|pulse| pulse.outbreak);
        if outbreak == Some(now) {
            belief = certain(Regime::War);
        }
        let mean = |value: &dyn Fn(Regime) -> f64| -> f64 {
            REGIMES
                .iter()
                .zip(belief)
                .map(|(&regime, weight)| weight * value(regime))
                .sum()
        };
        let crossing =
            setup.ordinary_arrivals(belief) + setup.usual_pulse.persons_in(outlook.pulse, now);
        let returning =
            mean(&|regime| parameters.voluntary_return.hazard_per_year.get(regime)) / 12.0;
        let mut incoming = vec![0.0; outlooks.len()];
        for &index in &setup.by_code {
            let outlook = &mut outlooks[index];
            let host = &situation.hosts[index];
            let prepared = &setup.hosts[index];
            visit(month, index, month_of(setup, index, outlook, returning));
            let naturalising = parameters.local_integration.naturalisation_hazard_per_year / 12.0
                * host.legal_framework_openness;
            let adverse = mean(&|regime| prepared.adverse_per_month[regime as usize]);
            let onward = mean(&|regime| prepared.onward_per_month[regime as usize]);
            let leaving = returning + naturalising + adverse + onward;
            for movement in &host.onward_movements {
                let hazard = mean(&|regime| movement.hazard_per_year.get(regime)) / 12.0;
                incoming[movement.to] += outlook.stock * hazard;
            }
            let arrivals = host.arrival_share * crossing;
            outlook.stock = (outlook.stock * (1.0 + outlook.natural_growth) * libm::exp(-leaving)
                + arrivals)
                .max(0.0);
            let recent = arrivals + outlook.recent_arrivals.iter().sum::<f64>();
            outlook.recent_arrivals = [arrivals, outlook.recent_arrivals[0]];
            outlook.months_since_influx = outlook.months_since_influx.saturating_add(1);
            if is_mass_influx(&parameters.costs, recent, outlook.stock) {
                outlook.months_since_influx = 0;
            }
        }
        for (outlook, incoming) in outlooks.iter_mut().zip(incoming) {
            outlook.stock += incoming;
        }
        if outbreak.is_none_or(|outbreak| outbreak <= now) {
            belief = next_belief(setup, belief);
        }
    }
}

/// The belief of those who know the regime.
pub(crate) fn certain(regime: Regime) -> [f64; 3] {
    let mut belief = [0.0; 3];
    belief[regime as usize] = 1.0;
    belief
}

/// Belief about the regime one month later. Planners take regimes to end without memory of how long
/// they have lasted, also where they do not.
pub(crate) fn next_belief(setup: &Setup<'_>, belief: [f64; 3]) -> [f64; 3] {
    let mut next = [0.0; 3];
    for (from, weight) in setup.chain.transitions.iter().zip(belief) {
        for (target, probability) in next.iter_mut().zip(from) {
            *target += weight * probability;
        }
    }
    next
}

fn month_of(
    setup: &Setup<'_>,
    index: usize,
    outlook: &HostOutlook,
    returning: f64,
) -> ForecastMonth {
    let costs = &setup.situation.parameters.costs;
    let phase = crate::simulate::costing::phase(costs, outlook.months_since_influx);
    let mut needs = setup.hosts[index].costs.month_usd(
        phase,
        outlook.stock,
        outlook.stock * outlook.registered_share,
        outlook.self_reliance,
    );
    needs[Sector::Solutions.index()] =
        solutions_need_usd(setup, index, outlook.stock, returning, 0.0);
    ForecastMonth {
        stock: outlook.stock,
        months_since_influx: outlook.months_since_influx,
        needs,
    }
}

/// Cost of supporting the month's expected solutions in a host, US$: reintegration packages for
/// those who would return with full support, support to local integration, and the processing of
/// submissions.
pub(crate) fn solutions_need_usd(
    setup: &Setup<'_>,
    host: usize,
    stock: f64,
    return_hazard_per_month: f64,
    extra_submissions: f64,
) -> f64 {
    let parameters = &setup.situation.parameters;
    let returns = stock
        * return_hazard_per_month
        * (1.0 + parameters.voluntary_return.support_effect)
        * parameters.voluntary_return.package_usd_per_person;
    let integration = stock * parameters.local_integration.naturalisation_hazard_per_year / 12.0
        * setup.situation.hosts[host].legal_framework_openness
        * (1.0 + parameters.local_integration.development_effect)
        * parameters.local_integration.support_usd_per_person;
    let submissions = parameters
        .resettlement
        .submissions_per_1000_refugees_per_month
        * stock
        / 1000.0
        + extra_submissions;
    returns + integration + submissions * parameters.resettlement.processing_usd_per_person
}

/// The needs that a plan is made for: a mean forecast by host, calendar year and tier over `years`
/// years from the start of the scenario, with `places_per_year` resettlement places spread over hosts by
/// stock. An outbreak that the scenario announces is known.
#[must_use]
pub fn planning_needs(situation: &Situation, years: u32, places_per_year: u32) -> NeedsMatrix {
    let setup = Setup::new(situation, Resolution::Banded);
    let outlook = opening_outlook(&setup, setup.usual_pulse.announced());
    forecast_needs(&setup, &outlook, years, places_per_year).0
}

/// Needs by host, calendar year and tier, and, by year and host, the months since the last mass influx in
/// the middle of the year.
fn forecast_needs(
    setup: &Setup<'_>,
    outlook: &Outlook,
    years: u32,
    places_per_year: u32,
) -> (NeedsMatrix, Vec<Vec<u32>>) {
    let hosts = setup.hosts.len();
    let count = years.max(1) as usize;
    let first = setup.situation.clock.start.year();
    let mut usd = vec![vec![[0.0; 2]; count]; hosts];
    let mut person_years = vec![vec![0.0; count]; hosts];
    let mut months_since = vec![vec![0; hosts]; count];
    project(
        setup,
        outlook,
        years.max(1) * 12,
        |month, host, forecast| {
            let year = (month / 12) as usize;
            if month % 12 == 6 {
                months_since[year][host] = forecast.months_since_influx;
            }
            person_years[host][year] += forecast.stock / 12.0;
            for (sector, need) in SECTORS.iter().zip(forecast.needs) {
                usd[host][year][sector.tier() as usize] += need;
            }
        },
    );
    let places = spread_places(&person_years, count, places_per_year);
    let needs = NeedsMatrix {
        years: (0..years.max(1))
            .map(|year| first + i32::try_from(year).unwrap_or(0))
            .collect(),
        usd,
        person_years,
        places,
    };
    (needs, months_since)
}

/// What a plan of an option is made for: the forecast of [`planning_needs`], and what the arrangements
/// that are in force under it cost with the people that each host is forecast to shelter in each year,
/// what does not come again left out. A plan that is made before an outbreak does not know of it.
#[must_use]
pub fn planned_needs(situation: &Situation, option: &PolicyOption, years: u32) -> NeedsMatrix {
    let setup = Setup::new(situation, Resolution::Banded);
    let parameters = &situation.parameters;
    // Consultations are convened by the influx.
    let convened = parameters.emergency.consultation.applies.is_on();
    let announced = setup
        .usual_pulse
        .announced()
        .filter(|pulse| convened || option.plan_month >= pulse.outbreak);
    let outlook = opening_outlook(&setup, announced);
    let places = option.resettlement_places_per_year;
    let (mut needs, months_since) = forecast_needs(&setup, &outlook, years, places);
    if !parameters.emergency.is_on() && !parameters.protracted.is_on() {
        return needs;
    }
    for (year, since) in months_since.iter().enumerate() {
        let sheltered = sheltering(situation, |host| needs.person_years[host][year], since);
        for (host, arranged) in arrangements_usd(&sheltered, option).into_iter().enumerate() {
            for (need, usd) in needs.usd[host][year].iter_mut().zip(arranged) {
                *need = (*need + 12.0 * usd).max(0.0);
            }
        }
    }
    needs
}

/// A situation that opens with other numbers of people in its hosts: of the sexes, ages and statuses that
/// are there, and, where nobody is, of the sexes and ages of arrivals, as refugees.
fn sheltering(
    situation: &Situation,
    people: impl Fn(usize) -> f64,
    months_since: &[u32],
) -> Situation {
    let mut sheltering = situation.clone();
    // It is met in the course of its years: no outbreak is at hand.
    sheltering.parameters.arrivals.onset_month = None;
    for (index, host) in sheltering.hosts.iter_mut().enumerate() {
        host.months_since_influx = Some(months_since[index]);
        if host.stock.total().0 == 0 {
            host.stock.refugees = arrival_profile(&situation.parameters.arrivals);
        }
        let ratio = people(index) / host.stock.total().as_f64();
        host.stock = host.stock.times(ratio);
        host.resettlement_pipeline_persons = host
            .resettlement_pipeline_persons
            .map(|people| super::registration::whole(people as f64 * ratio));
    }
    sheltering
}

/// What the arrangements of an option cost in the first month by host and tier, US$, as if its plan
/// were in force and consultations had begun.
fn arrangements_usd(situation: &Situation, option: &PolicyOption) -> Vec<[f64; 2]> {
    let setup = Setup::new(situation, Resolution::Banded);
    let plan = Plan::without_contributors(option.id.clone(), setup.year_of(0));
    let prepared = OptionSetup::new(&setup, option, &plan);
    // What is left to chance in a month is drawn once, the same for every seed.
    let streams = Streams::new(PLANNING_SEED, 0);
    let mut space = Workspace::new(&setup);
    super::opening::open(&setup, &prepared, &streams, &mut space);
    space.state.plan_month = 0;
    space.state.places_offered = u64::from(option.resettlement_places_per_year);
    if situation.parameters.emergency.is_on() {
        super::emergency::month(&setup, &prepared, &streams, &mut space);
    }
    if situation.parameters.protracted.is_on() {
        space.state.emergency.consultation.convene_now();
        super::protracted::open_places(&setup, &prepared, &mut space.state, true, false);
        super::protracted::month(&setup, &prepared, &streams, &mut space);
    }
    let state = &space.state;
    state
        .emergency
        .hosts
        .iter()
        .zip(&state.protracted.hosts)
        .map(|(emergency, protracted)| {
            // What does not come again follows from a month before, and there is none.
            debug_assert!(emergency.once_usd == 0.0 && protracted.once_usd == 0.0);
            let mut tiers = [0.0; 2];
            for costs in [&emergency.costs_usd, &protracted.costs_usd] {
                for (sector, usd) in SECTORS.iter().zip(costs) {
                    tiers[sector.tier() as usize] += usd;
                }
            }
            tiers
        })
        .collect()
}

fn spread_places(person_years: &[Vec<f64>], years: usize, places: u32) -> Vec<Vec<u32>> {
    let mut spread = vec![vec![0; years]; person_years.len()];
    for year in 0..years {
        let weights: Vec<i64> = person_years
            .iter()
            .map(|host| i64::try_from(super::registration::whole(host[year])).unwrap_or(0))
            .collect();
        let parts = crate::units::split_cents(i64::from(places), &weights);
        for (host, part) in spread.iter_mut().zip(parts) {
            host[year] = u32::try_from(part).unwrap_or(0);
        }
    }
    spread
}

/// The outlook at the very start.
pub(crate) fn opening_outlook(setup: &Setup<'_>, pulse: Option<KnownPulse>) -> Outlook {
    Outlook {
        from: 0,
        belief: certain(setup.situation.parameters.regime.initial),
        pulse,
        hosts: (0..setup.hosts.len())
            .map(|host| opening_host(setup, host))
            .collect(),
    }
}

fn opening_host(setup: &Setup<'_>, host: usize) -> HostOutlook {
    let description = &setup.situation.hosts[host];
    let stock = description.stock.total().as_f64();
    let unregistered = description.stock.unregistered.total().as_f64();
    HostOutlook {
        stock,
        registered_share: registered_share(stock, unregistered),
        natural_growth: natural_growth(setup, host),
        self_reliance: description.self_reliance_initial_share,
        months_since_influx: opening_months_since_influx(setup.situation, host),
        recent_arrivals: [0.0; 2],
    }
}

/// Share of people who are registered; of nobody, all.
pub(crate) fn registered_share(stock: f64, unregistered: f64) -> f64 {
    if stock > 0.0 {
        1.0 - unregistered / stock
    } else {
        1.0
    }
}

/// Births less deaths per person and month in a host.
pub(crate) fn natural_growth(setup: &Setup<'_>, host: usize) -> f64 {
    let demography = &setup.situation.parameters.demography;
    let deaths = setup.situation.hosts[host].crude_death_rate_per_1000_per_year
        * demography.mortality_ratio_to_host;
    (demography.crude_birth_rate_per_1000_per_year - deaths) / 12_000.0
}

/// What a scenario says of a host; where it says nothing, hosts that already shelter people start in
/// the protracted phase, empty ones at their first arrival.
pub(crate) fn opening_months_since_influx(situation: &Situation, host: usize) -> u32 {
    let protracted: Phase = PHASES[2];
    debug_assert_eq!(protracted, Phase::Protracted);
    let host = &situation.hosts[host];
    host.months_since_influx
        .unwrap_or(if host.stock.total().as_f64() > 0.0 {
            situation.parameters.costs.stabilisation_months
        } else {
            0
        })
}

#[cfg(test)]
mod tests;
