//! A strategic combination of durable solutions, and the support that goes by it: (m), (j)3.
//!
//! The strategy is an intended mix `w` of voluntary return, local integration and resettlement, as
//! shares of all solutions. A plan states it; where it states none, it is identified from the
//! situation when consultations are convened (where these are modelled; otherwise when the plan is
//! adopted) and again at each review: with S refugees of a host, expected return hazard `h̄` over the
//! months M that a review looks ahead, naturalisation hazard `n` at the openness of the law, and
//! submissions c within the places offered P,
//!
//! `w ∝ [ Σ S·Σ_t h̄_t·(1 + e_1), Σ M·S·n·(1 + e_2), min(Σ M·c·(1 + e_3), M·P/12) ]`, sums over hosts.
//!
//! Support of B a month is asked for, a need of solutions beside what these cost otherwise. With `s`
//! the mix realised since the strategy began, solution k is given in proportion to
//! `a_k = max(0, w_k + λ·(w_k − s_k))`, so that what lags is helped on, and no more than it can use,
//! `e_k·x_k·p_k`: `x_k` are the people who find it in the month without support, `p_k` what one more
//! costs, `e_k` the largest rise; what one cannot use goes to the others, at last by `w` alone. With `g_k` given and c the
//! share of solutions' needs that last month's money covered, hazards (for resettlement, submissions)
//! are `1 + c·g_k/(p_k·x_k)` times as high. So where nobody returns, because of war, nothing is spent
//! on return and nobody is returned, whatever the mix says; places stay those that are offered.
//!
//! Direction: the realised mix moves towards the intended one, from the month in which support is asked for, as far as the money of
//! the month before reached;
//! resettlement after the pipeline. All values are judgement.
//!
//! How far the two are apart in a year is `½·Σ|w_k − s_k|`: 0 where they agree, 1 where everybody finds
//! what was not intended.

use crate::model::parameters::{REGIMES, SolutionStrategyParameters};
use crate::model::{LiveStatus, PolicyOption, Sector};
use crate::simulate::forecast::next_belief;
use crate::simulate::ledger::round_share;
use crate::simulate::record::{Year, protected_statuses};
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::{HostState, State};

/// Voluntary return, local integration, resettlement.
pub(crate) const SOLUTIONS: usize = 3;

/// The strategy of a replicate.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Strategy {
    /// Month in which it began.
    since: Option<u32>,
    /// The intended mix; all zero before it began.
    pub(super) intended: [f64; SOLUTIONS],
    /// Persons by solution since it began.
    found: [u64; SOLUTIONS],
    /// What the year's accounts held at the end of last month.
    counted: [u64; SOLUTIONS],
}

/// Shares of a whole; none where there is nothing.
pub(super) fn shares(parts: [f64; SOLUTIONS]) -> Option<[f64; SOLUTIONS]> {
    let sum: f64 = parts.iter().sum();
    (sum > 0.0).then(|| parts.map(|part| part / sum))
}

/// Half of the sum of differences between two mixes.
pub(super) fn distance(intended: [f64; SOLUTIONS], found: [u64; SOLUTIONS]) -> f64 {
    if intended.iter().sum::<f64>() <= 0.0 {
        return 0.0;
    }
    shares(found.map(|persons| persons as f64)).map_or(1.0, |found| {
        0.5 * intended
            .iter()
            .zip(found)
            .map(|(intended, found)| (intended - found).abs())
            .sum::<f64>()
    })
}

/// Whether the strategy is in force: from the consultations on, where they are modelled, otherwise
/// as every arrangement.
fn running(setup: &Setup<'_>, option: &OptionSetup<'_>, state: &State) -> bool {
    let switch = setup
        .situation
        .parameters
        .protracted
        .solution_strategy
        .applies;
    let convened = state.emergency.consultation.convened();
    if setup
        .situation
        .parameters
        .emergency
        .consultation
        .applies
        .is_on()
    {
        switch.in_force(convened.is_some_and(|from| option.plan_in_force(from, state.month)))
    } else {
        super::in_force(switch, option, state)
    }
}

/// Divides what is left of a budget by weights, on top of what is given, within limits.
fn divide(
    budget: f64,
    weights: [f64; SOLUTIONS],
    limits: [f64; SOLUTIONS],
    given: &mut [f64; SOLUTIONS],
) {
    let mut open = [0, 1, 2].map(|k| weights[k] > 0.0 && given[k] < limits[k]);
    for _ in 0..SOLUTIONS {
        let rest = budget - given.iter().sum::<f64>();
        let weight: f64 = (0..SOLUTIONS)
            .filter(|&k| open[k])
            .map(|k| weights[k])
            .sum();
        if rest <= 0.0 || weight <= 0.0 {
            break;
        }
        for k in 0..SOLUTIONS {
            if open[k] {
                given[k] += rest * weights[k] / weight;
                if given[k] >= limits[k] {
                    given[k] = limits[k];
                    open[k] = false;
                }
            }
        }
    }
}

/// People who find each solution in a host in a month without the strategy's support, of those who are
/// able to return and to be naturalised.
fn unsupported(
    setup: &Setup<'_>,
    option: &PolicyOption,
    state: &State,
    host: usize,
    return_hazard_per_month: f64,
    able: [f64; 2],
) -> [f64; SOLUTIONS] {
    let parameters = &setup.situation.parameters;
    let stock = state.hosts[host].protected_stock() as f64;
    let effects = &state.protracted.hosts[host].effects;
    let reach = |sector| state.reach(host, sector);
    let returning = return_hazard_per_month
        * (1.0 + parameters.voluntary_return.support_effect * reach(Sector::Solutions));
    let stated = setup.situation.hosts[host].legal_framework_openness;
    let integrating = parameters.local_integration.naturalisation_hazard_per_year / 12.0
        * effects.openness(stated)
        * (1.0
            + parameters.local_integration.development_effect * reach(Sector::HostCommunity)
            + effects.integration);
    let resettlement = &parameters.resettlement;
    let productivity =
        1.0 + (resettlement.group_productivity_ratio - 1.0) * option.group_resettlement_share;
    let submitted = resettlement.submissions_per_1000_refugees_per_month / 1000.0
        * productivity
        * reach(Sector::Protection);
    [
        able[0] * returning,
        able[1] * integrating,
        stock * submitted,
    ]
}

/// People of a host who can return, weighted by the decline of return with years in exile, and those
/// whose status lets them be naturalised.
pub(super) fn able(setup: &Setup<'_>, state: &State, host: usize) -> [f64; 2] {
    let people = &state.hosts[host];
    let settled: u64 = [LiveStatus::PrimaFacie, LiveStatus::Recognised]
        .map(|status| people.status_total(status.index()))
        .iter()
        .sum();
    let weights = setup.return_decline.weights(people);
    let returnable: f64 = protected_statuses()
        .flat_map(|status| people.status_classes(status).iter().zip(&weights))
        .map(|(&count, &weight)| count as f64 * weight)
        .sum();
    [returnable, settled as f64]
}

/// Submissions of a month that the situation's places have room for, and that a host's needs allow
/// where it had all of these places, scaled so that hosts share places by their people.
fn open_to_resettlement(setup: &Setup<'_>, state: &State, host: usize) -> f64 {
    let parameters = &setup.situation.parameters.resettlement;
    let people = &state.hosts[host];
    let stock = people.protected_stock() as f64;
    let pipeline = people.status_total(LiveStatus::ResettlementPipeline.index()) as f64;
    let everybody: u64 = state.hosts.iter().map(HostState::protected_stock).sum();
    let room = state.places_offered as f64 / parameters.acceptance_share.max(0.01) / 12.0;
    let needed = (parameters.need_share_of_stock * stock - pipeline).max(0.0);
    if stock > 0.0 {
        room.min(needed * everybody as f64 / stock)
    } else {
        0.0
    }
}

/// The mix that the situation makes feasible.
fn identify(setup: &Setup<'_>, option: &OptionSetup<'_>, state: &State) -> [f64; SOLUTIONS] {
    let parameters = &setup.situation.parameters;
    let rises = parameters
        .protracted
        .solution_strategy
        .largest_rise_ratio
        .in_order();
    let months = parameters.review.forecast_months;
    let mut belief = state.belief;
    let mut returning = 0.0;
    for _ in 0..months {
        returning += REGIMES
            .iter()
            .zip(belief)
            .map(|(&regime, weight)| {
                weight * parameters.voluntary_return.hazard_per_year.get(regime) / 12.0
            })
            .sum::<f64>();
        belief = next_belief(setup, belief);
    }
    let monthly = returning / f64::from(months.max(1));
    let mut people = [0.0; SOLUTIONS];
    for &host in &setup.by_code {
        // Whoever is here now may be registered and go home in the months ahead.
        let stock = state.hosts[host].protected_stock() as f64;
        let here = unsupported(setup, option.option, state, host, monthly, [stock; 2]);
        for k in 0..SOLUTIONS {
            people[k] += here[k] * (1.0 + rises[k]);
        }
    }
    people[2] = people[2].min(state.places_offered as f64 / 12.0);
    shares(people).unwrap_or([1.0 / 3.0; SOLUTIONS])
}

/// Begins the strategy, costs its support and lets it work.
pub(super) fn month(setup: &Setup<'_>, option: &OptionSetup<'_>, state: &mut State) {
    if !running(setup, option, state) {
        return;
    }
    let parameters = &setup.situation.parameters.protracted.solution_strategy;
    let stated = option.option.solutions.as_ref();
    let stocks: Vec<u64> = state.hosts.iter().map(HostState::protected_stock).collect();
    // Whole numbers: their sum is the same in any order.
    let everybody = stocks.iter().sum::<u64>() as f64;
    if everybody <= 0.0 {
        return;
    }
    if state.protracted.strategy.since.is_none() {
        state.protracted.strategy.since = Some(state.month);
        state.protracted.strategy.intended = match stated {
            Some(mix) => mix.in_order(),
            None => identify(setup, option, state),
        };
    }
    let weights = steered(parameters, &state.protracted.strategy);
    let intended = state.protracted.strategy.intended;
    let prices = parameters.usd_per_person.in_order();
    let rises = parameters.largest_rise_ratio.in_order();
    let yearly = stated
        .and_then(|mix| mix.support_usd_per_year)
        .unwrap_or(parameters.support_usd_per_person_year * everybody);
    let hazard = setup
        .situation
        .parameters
        .voluntary_return
        .hazard_per_year
        .get(state.regime)
        / 12.0
        * state.return_episode;
    for (host, &stock) in stocks.iter().enumerate() {
        let able = able(setup, state, host);
        let mut people = unsupported(setup, option.option, state, host, hazard, able);
        // Nobody is submitted beyond needs and places.
        let open = open_to_resettlement(setup, state, host) * stock as f64 / everybody;
        people[2] = people[2].min(open);
        let budget = yearly / 12.0 * stock as f64 / everybody;
        let mut limits = [0, 1, 2].map(|k| rises[k] * people[k] * prices[k]);
        limits[2] = limits[2].min((open - people[2]) * prices[2]);
        let mut given = [0.0; SOLUTIONS];
        divide(budget, weights, limits, &mut given);
        // What those that lag cannot use goes by the mix alone.
        divide(budget, intended, limits, &mut given);
        let covered = state.coverage[[host, Sector::Solutions.index()]];
        let own = &mut state.protracted.hosts[host];
        own.costs_usd[Sector::Solutions.index()] += given.iter().sum::<f64>();
        own.support_usd = given;
        for k in 0..SOLUTIONS {
            let scale = prices[k] * people[k];
            if scale > 0.0 {
                own.effects.solution_rise[k] = covered * given[k] / scale;
            }
        }
    }
}

/// The proportions in which support is given: the intended mix, and more for what lags.
fn steered(parameters: &SolutionStrategyParameters, strategy: &Strategy) -> [f64; SOLUTIONS] {
    let intended = strategy.intended;
    let found = shares(strategy.found.map(|persons| persons as f64)).unwrap_or(intended);
    [0, 1, 2].map(|k| (intended[k] + parameters.steering_ratio * (intended[k] - found[k])).max(0.0))
}

/// At the end of a month: counts solutions and the support that was paid, and identifies the mix
/// anew at a review where the plan states none.
pub(super) fn close(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &mut State,
    year: &mut Year,
) {
    let mut found = [0; SOLUTIONS];
    for account in &year.hosts {
        for (found, cells) in
            found
                .iter_mut()
                .zip([&account.returned, &account.naturalised, &account.resettled])
        {
            *found += cells.iter().sum::<u64>();
        }
    }
    year.protracted.solutions = found;
    let strategy = &mut state.protracted.strategy;
    let before = if year.months == 1 {
        [0; SOLUTIONS]
    } else {
        strategy.counted
    };
    strategy.counted = found;
    if strategy.since.is_some() {
        for k in 0..SOLUTIONS {
            strategy.found[k] += found[k] - before[k];
        }
    }
    for (host, own) in state.protracted.hosts.iter_mut().enumerate() {
        let cell = [host, Sector::Solutions.index()];
        let (need, spent) = (state.needs[cell], state.spent[cell]);
        if need > 0 {
            let covered = spent as f64 / need as f64;
            let account = &mut year.protracted.hosts[host];
            for (paid, given) in account.support.iter_mut().zip(own.support_usd) {
                *paid += round_share(crate::simulate::ledger::cents(given), covered);
            }
        }
        own.support_usd = [0.0; SOLUTIONS];
    }
    let reviewed = state.last_review == Some(state.month + 1);
    if reviewed && option.option.solutions.is_none() && state.protracted.strategy.since.is_some() {
        state.protracted.strategy.intended = identify(setup, option, state);
    }
}

#[cfg(test)]
mod tests;
