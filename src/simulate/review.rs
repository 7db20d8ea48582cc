//! Step 13: review of the plan: belief about the regime, a new forecast, new obligations.
//!
//! A review solves what is asked of States anew, in closed form or by linear programs
//! (`review.solver`), which agree to a millionth of the sum asked; and moves it only a part of the way
//! where changes cost (`review.switching_cost_share`, or an option's own): see `review/obligations`.
//! Direction and time: the more a change costs, the less the split among contributors moves at each
//! review; what is asked in all follows needs at once.

use crate::apportion::ProgramError;
use crate::model::Phase;
use crate::model::parameters::{REGIMES, Regime};
use crate::simulate::costing::phase;
use crate::simulate::finance::outlook;
use crate::simulate::forecast::{certain, next_belief, project};
use crate::simulate::record::Year;
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;

mod obligations;

use obligations::Terms;
pub use obligations::obligations_in_closed_form;

/// How likely a war is thought to bring an outbreak that explains any number of arrivals.
const OUTBREAK_WEIGHT: f64 = 0.1;

/// What is said of a replicate in which a review had no answer.
pub(crate) const UNSOLVED: &str = "I9 every review is solved";

/// A change of obligations smaller than this share of their sum is no amendment.
const AMENDMENT_SHARE: f64 = 0.01;

/// Moves the belief about the regime by a month and by what the month has shown: arrivals and
/// voluntary returns (a Bayes filter on the three-state chain).
///
/// Likelihoods are negative binomial around the regime's means plus what is left of a known pulse;
/// in war an outbreak of unknown size is given a weight of its own. A judgement: nowcasters see
/// more than numbers.
pub(crate) fn update_belief(setup: &Setup<'_>, state: &mut State, arrivals: u64, returns: u64) {
    let parameters = &setup.situation.parameters;
    // An outbreak that the scenario announces is no secret, nor is the quiet before it.
    match parameters.arrivals.onset_month {
        Some(onset) if state.month < onset => return,
        Some(onset) if state.month == onset => {
            state.belief = certain(Regime::War);
            return;
        }
        _ => {}
    }
    let predicted = next_belief(setup, state.belief);
    // Hosts to which nobody comes add nothing to what is known.
    let reached = setup.arrival_shares.iter().filter(|&&share| share > 0.0);
    let size = parameters.arrivals.dispersion_size * reached.count().max(1) as f64;
    let before: u64 = state.hosts.iter().map(|host| host.recent_arrivals[1]).sum();
    let stock: u64 = state
        .hosts
        .iter()
        .map(super::state::HostState::protected_stock)
        .sum();
    let arrivals = Observed::new(arrivals, size);
    let returns = Observed::new(returns, 5.0);
    let mut weights = [0.0; 3];
    for (index, &regime) in REGIMES.iter().enumerate() {
        let base = parameters.arrivals.base_persons_per_month.get(regime);
        let fading = (before as f64 - base).max(0.0) * parameters.arrivals.pulse_month_ratio;
        let expected = base + fading;
        let known = arrivals.negative_binomial_mass(expected);
        let seen = if regime == Regime::War {
            let outbreak = arrivals.negative_binomial_mass(expected.max(arrivals.count));
            (1.0 - OUTBREAK_WEIGHT) * known + OUTBREAK_WEIGHT * outbreak
        } else {
            known
        };
        let hazard = parameters.voluntary_return.hazard_per_year.get(regime) / 12.0;
        let returned = returns.negative_binomial_mass(stock as f64 * hazard + 0.1);
        // No observation rules a regime out.
        weights[index] = predicted[index] * (seen * returned).max(1e-30);
    }
    let sum: f64 = weights.iter().sum();
    state.belief = if sum > 0.0 {
        weights.map(|weight| weight / sum)
    } else {
        predicted
    };
}

/// A count that was seen, with what its negative binomial mass needs whatever the mean.
struct Observed {
    count: f64,
    size: f64,
    /// ln Γ(count + size) − ln Γ(size) − ln count!
    constant: f64,
}

impl Observed {
    fn new(count: u64, size: f64) -> Self {
        let count = count as f64;
        let constant = libm::lgamma(count + size) - libm::lgamma(size) - libm::lgamma(count + 1.0);
        Self {
            count,
            size,
            constant,
        }
    }

    fn negative_binomial_mass(&self, mean: f64) -> f64 {
        if mean <= 0.0 {
            return f64::from(u8::from(self.count == 0.0));
        }
        let log = self.constant
            + self.size * libm::log(self.size / (self.size + mean))
            + self.count * libm::log(mean / (self.size + mean));
        libm::exp(log)
    }
}

/// Whether a review is due at the end of this month.
pub(crate) fn is_due(setup: &Setup<'_>, option: &OptionSetup<'_>, state: &State) -> bool {
    let Some(interval) = option.option.review_interval_months else {
        return false;
    };
    let Some(last) = state.last_review else {
        return false;
    };
    let parameters = &setup.situation.parameters;
    let emergency = state.hosts.iter().any(|host| {
        phase(&parameters.costs, host.months_since_influx) == Phase::Emergency
            && host.protected_stock() > 0
    });
    let interval = if emergency {
        interval.min(parameters.review.emergency_interval_months)
    } else {
        interval
    };
    state.month + 1 >= last + interval
}

/// Re-forecasts and re-solves the obligations; counts an amendment when they change.
///
/// # Errors
/// A linear program that was not solved, where reviews are solved so.
pub(crate) fn review(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &mut State,
    year: &mut Year,
) -> Result<(), ProgramError> {
    state.last_review = Some(state.month + 1);
    let mut obligations = reviewed_obligations(setup, option, state)?;
    state.protracted.evaluation.add_arrears(&mut obligations);
    let old: f64 = state.obligations_usd.iter().sum();
    let change: f64 = state
        .obligations_usd
        .iter()
        .zip(&obligations)
        .map(|(old, new)| (old - new).abs())
        .sum();
    if change > AMENDMENT_SHARE * old.max(1.0) {
        let new: f64 = obligations.iter().sum();
        let log = &mut year.amendments;
        log.count += 1;
        let least = AMENDMENT_SHARE * old.max(1.0);
        match new - old {
            rise if rise > least => log.more += 1,
            rise if rise < -least => log.less += 1,
            _ => log.split += 1,
        }
        log.from_usd += old;
        log.to_usd += new;
        state.obligations_usd = obligations;
    }
    Ok(())
}

/// Yearly obligations in money from a new forecast, without what is asked again.
pub(crate) fn reviewed_obligations(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &State,
) -> Result<Vec<f64>, ProgramError> {
    let parameters = &setup.situation.parameters.review;
    let months = parameters.forecast_months;
    let to_year = 12.0 / f64::from(months);
    let hosts = setup.hosts.len();
    let mut need_by_host = vec![0.0; hosts];
    let mut person_years = vec![0.0; hosts];
    project(
        setup,
        &outlook(setup, state, state.month + 1),
        months,
        |_, host, forecast| {
            need_by_host[host] += forecast.needs.iter().sum::<f64>() * to_year;
            person_years[host] += forecast.stock / 12.0 * to_year;
        },
    );
    // Arrangements are asked for as they cost now.
    for (need, host) in need_by_host.iter_mut().zip(&state.emergency.hosts) {
        *need += 12.0 * host.recurring_usd();
    }
    for (need, host) in need_by_host.iter_mut().zip(&state.protracted.hosts) {
        *need = (*need + 12.0 * host.recurring_usd()).max(0.0);
    }
    let service: Vec<f64> = state
        .protracted
        .hosts
        .iter()
        .map(|host| 0.12 * host.loans.serviced_in_month as f64)
        .collect();
    // What is asked holds from the next month on.
    let calendar = setup.year_of(state.month + 1);
    let terms = Terms::new(
        setup,
        option,
        calendar,
        &need_by_host,
        &person_years,
        &service,
    );
    let obligations = terms.solve(parameters.solver)?;
    let clings = option.option.review_switching_cost_share;
    let clings = clings.unwrap_or(parameters.switching_cost_share);
    if clings <= 0.0 {
        return Ok(obligations);
    }
    let today = state
        .protracted
        .evaluation
        .without_arrears(&state.obligations_usd);
    Ok(terms.cling(clings, &today, obligations))
}

#[cfg(test)]
mod tests;
