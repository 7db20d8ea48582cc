//! Step 13: review of the plan: belief about the regime, a new forecast, new obligations.

use crate::model::Phase;
use crate::model::parameters::REGIMES;
use crate::simulate::costing::phase;
use crate::simulate::finance::outlooks;
use crate::simulate::forecast::{next_belief, project};
use crate::simulate::record::Year;
use crate::simulate::setup::{OptionSetup, Setup, pathway_value_usd, review_obligations};
use crate::simulate::state::State;

/// How likely a war is thought to bring an outbreak that explains any number of arrivals.
const OUTBREAK_WEIGHT: f64 = 0.1;

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
        let seen = if regime == crate::model::parameters::Regime::War {
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

/// Re-forecasts and re-solves the obligations in closed form; counts an amendment when they
/// change.
pub(crate) fn review(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &mut State,
    year: &mut Year,
) {
    state.last_review = Some(state.month + 1);
    let mut obligations = Vec::with_capacity(option.donors.len());
    reviewed_obligations(setup, option, state, &mut obligations);
    state.protracted.evaluation.add_arrears(&mut obligations);
    let old: f64 = state.obligations_usd.iter().sum();
    let change: f64 = state
        .obligations_usd
        .iter()
        .zip(&obligations)
        .map(|(old, new)| (old - new).abs())
        .sum();
    if change > AMENDMENT_SHARE * old.max(1.0) {
        year.amendments += 1;
        state.obligations_usd = obligations;
    }
}

/// Yearly obligations in money from a new forecast.
pub(crate) fn reviewed_obligations(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &State,
    obligations: &mut Vec<f64>,
) {
    let months = setup.situation.parameters.review.forecast_months;
    let to_year = 12.0 / f64::from(months);
    let hosts = setup.hosts.len();
    let mut need_by_host = vec![0.0; hosts];
    let mut person_years = vec![0.0; hosts];
    let outlooks = outlooks(setup, state);
    project(
        setup,
        state.belief,
        &outlooks,
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
    solve(
        setup,
        option,
        calendar,
        &need_by_host,
        &person_years,
        &service,
        obligations,
    );
}

/// Water-filling of one year's need on the plan's key; what a host pays in service on loans for
/// hosting comes off its part.
pub(crate) fn solve(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    calendar: i32,
    need_by_host: &[f64],
    person_years: &[f64],
    service_usd: &[f64],
    obligations: &mut Vec<f64>,
) {
    let finance = &setup.situation.parameters.finance;
    let policy = option.option;
    let need: f64 = setup.by_code.iter().map(|&host| need_by_host[host]).sum();
    let first = option.plan.years.first().copied().unwrap_or(calendar);
    let column = usize::try_from(calendar - first).unwrap_or(0);
    let count = option.plan.shares.len();
    let mut weights = Vec::with_capacity(count);
    let mut offsets = Vec::with_capacity(count);
    let mut caps = Vec::with_capacity(count);
    let mut floors = Vec::with_capacity(count);
    let mut offered = 0.0;
    let pathways = &setup.situation.parameters.protracted.pathways;
    let pathway_value = pathway_value_usd(setup.situation)
        .filter(|_| pathways.applies.is_on())
        .unwrap_or(0.0);
    for (index, (donor, share)) in option.donors.iter().zip(&option.plan.shares).enumerate() {
        let baseline = donor.income_share * finance.baseline_announced_share * need;
        let standing = usize::try_from(calendar - setup.years[0])
            .ok()
            .and_then(|year| donor.standing_usd.get(year))
            .copied()
            .unwrap_or(0.0);
        if share.key_share <= 0.0 {
            // Contributors without a key share give what they offer; it comes off the total.
            offered += baseline.max(standing);
            floors.push(baseline.max(standing));
            weights.push(0.0);
            offsets.push(0.0);
            caps.push(0.0);
            continue;
        }
        let hosting = donor.host.map_or(0.0, |host| {
            let funded = finance.baseline_announced_share.min(1.0) * need_by_host[host];
            let service = service_usd.get(host).copied().unwrap_or(0.0);
            (policy.hosting_value_usd_per_person_year * person_years[host] - funded).max(0.0)
                + service
        });
        let (_, places) = option.planned_places(share, calendar);
        // What is signed stands: a review asks for no less.
        floors.push(standing);
        weights.push(share.key_share);
        offsets.push(
            hosting
                + policy.place_value_usd_per_person * f64::from(places)
                + pathway_value * option.planned_pathways(index, calendar),
        );
        caps.push(
            share
                .cap_usd
                .get(column.min(share.cap_usd.len().saturating_sub(1)))
                .copied()
                .unwrap_or(f64::INFINITY),
        );
    }
    // Offers stand in the total, since they are the floors of those who make them.
    let total = need.max(offered);
    let _level = review_obligations(total, &weights, &offsets, &floors, &caps, obligations);
}

/// What a review would ask of each contributor of a plan in a year, US$ in the order of the plan's
/// shares: the closed form that replicates use, for needs and person-years given by host.
#[must_use]
pub fn obligations_in_closed_form(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    calendar_year: i32,
    need_usd_by_host: &[f64],
    person_years_by_host: &[f64],
) -> Vec<f64> {
    let mut obligations = Vec::new();
    solve(
        setup,
        option,
        calendar_year,
        need_usd_by_host,
        person_years_by_host,
        &[],
        &mut obligations,
    );
    obligations
}

#[cfg(test)]
mod tests;
