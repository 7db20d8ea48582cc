//! Evaluation of the plan by all actors: (n).
//!
//! Every so many months from the adoption of the plan, what came is held against what was promised
//! since the last time. With need N and spending E, places p due (a twelfth of the year's offers each
//! month) and departures d, solutions x that full support would have brought in the month's regime
//! and those found f, money due m (a twelfth of the year's announcements) and paid y, all summed over
//! the months evaluated, the four marks are
//!
//! `coverage = E/N, places = min(1, d/p), solutions = min(1, f/x), timeliness = min(1, y/m)`,
//!
//! 1 where nothing was due, and the score is their mean.
//!
//! Consequences, each with a value of its own. An evaluation is public: with attention A, `1 − δ` in the
//! month after it and `A' = A·(1 − δ)` in each later one, pledges are kept to `φ + g·A·(1 − φ)` instead of φ. And what was asked
//! of a contributor and not paid is asked again: the share a of it, per year, comes on top of its
//! obligation until the next evaluation, whatever a review asks otherwise. It costs an amount each
//! time, a need of coordination in equal parts by host.
//!
//! Direction: pledges are kept better and obligations rise from the first conference after an evaluation.
//! All values are judgement.

use crate::model::Sector;
use crate::simulate::protracted::strategy::able;
use crate::simulate::record::Year;
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;

/// Coverage, places, solutions, timeliness.
pub(crate) const MARKS: usize = 4;

/// What is kept between evaluations.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evaluation {
    /// Month from which the running period counts.
    since: Option<u32>,
    /// Sums of the period: what came and what was due, by mark.
    came: [f64; MARKS],
    due: [f64; MARKS],
    /// What was asked of each contributor in the period, US$, and what it paid, cents.
    asked_usd: Vec<f64>,
    paid: Vec<i64>,
    /// Accounts of the year at the end of last month: paid by contributor, departures and solutions.
    counted_paid: Vec<i64>,
    counted: [u64; 2],
    /// The last evaluation's marks.
    pub(super) marks: [f64; MARKS],
    /// Attention that it still has.
    attention: f64,
    /// What is asked again of each contributor, US$ per year.
    arrears_usd: Vec<f64>,
    /// Whether an evaluation has just been held and is still to be paid.
    unpaid: bool,
}

impl Evaluation {
    /// Sets everything to the start of the scenario.
    pub(super) fn open(&mut self) {
        *self = Self::default();
    }

    /// Mean of the marks.
    pub(super) fn score(&self) -> f64 {
        self.marks.iter().sum::<f64>() / MARKS as f64
    }

    /// What is asked again, US$ per year.
    pub(super) fn arrears(&self) -> f64 {
        self.arrears_usd.iter().sum()
    }

    /// The share of a pledge that is kept, given the one without evaluations.
    pub(crate) fn kept(&self, share: f64, gain: f64) -> f64 {
        if self.attention > 0.0 {
            share + gain * self.attention * (1.0 - share)
        } else {
            share
        }
    }

    /// Adds what is asked again to obligations of a year.
    pub(crate) fn add_arrears(&self, obligations_usd: &mut [f64]) {
        for (obligation, arrears) in obligations_usd.iter_mut().zip(&self.arrears_usd) {
            *obligation += arrears;
        }
    }

    /// Lets amounts be asked again, US$ per year.
    #[cfg(test)]
    pub(crate) fn ask_again(&mut self, arrears_usd: &[f64]) {
        self.arrears_usd = arrears_usd.to_vec();
    }

    /// Obligations of a year without what is asked again.
    pub(crate) fn without_arrears(&self, obligations_usd: &[f64]) -> Vec<f64> {
        let arrears = self
            .arrears_usd
            .iter()
            .copied()
            .chain(std::iter::repeat(0.0));
        let both = obligations_usd.iter().zip(arrears);
        both.map(|(obligation, arrears)| (obligation - arrears).max(0.0))
            .collect()
    }
}

/// Costs the evaluation of the month before.
pub(super) fn month(setup: &Setup<'_>, state: &mut State) {
    let parameters = &setup.situation.parameters.protracted.evaluation;
    let protracted = &mut state.protracted;
    if !std::mem::take(&mut protracted.evaluation.unpaid) {
        return;
    }
    let part = parameters.cost_usd_per_evaluation / setup.hosts.len().max(1) as f64;
    for host in &mut protracted.hosts {
        host.costs_usd[Sector::Coordination.index()] += part;
        host.once_usd += part;
    }
}

/// Solutions that full support would have brought in the month to those who could have found them,
/// persons.
fn expected_solutions(setup: &Setup<'_>, state: &State) -> f64 {
    let parameters = &setup.situation.parameters;
    let (returns, integration) = (&parameters.voluntary_return, &parameters.local_integration);
    let returning = returns.hazard_per_year.get(state.regime) / 12.0
        * state.return_episode
        * (1.0 + returns.support_effect);
    let mut expected = state.places_offered as f64 / 12.0;
    for &host in &setup.by_code {
        let openness = setup.situation.hosts[host].legal_framework_openness;
        let integrating = integration.naturalisation_hazard_per_year / 12.0
            * openness
            * (1.0 + integration.development_effect);
        let [returnable, settled] = able(setup, state, host);
        expected += returnable * returning + settled * integrating;
    }
    expected
}

/// At the end of a month: counts what was due and what came, and evaluates when it is time; attention fades.
pub(super) fn close(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &mut State,
    year: &mut Year,
) {
    let parameters = &setup.situation.parameters.protracted.evaluation;
    let mut evaluation = std::mem::take(&mut state.protracted.evaluation);
    let fresh = year.months == 1;
    let departed: u64 = year.hosts.iter().flat_map(|host| host.resettled).sum();
    let found: u64 = departed
        + year
            .hosts
            .iter()
            .flat_map(|host| host.returned.iter().chain(&host.naturalised))
            .sum::<u64>();
    let before = if fresh { [0; 2] } else { evaluation.counted };
    evaluation.counted = [departed, found];
    evaluation.counted_paid.resize(year.donors.len(), 0);
    if fresh {
        evaluation.counted_paid.fill(0);
    }
    let in_force = super::in_force(parameters.applies, option, state);
    if in_force {
        if evaluation.since.is_none() {
            evaluation.since = Some(state.month);
        }
        evaluation.asked_usd.resize(year.donors.len(), 0.0);
        evaluation.paid.resize(year.donors.len(), 0);
        let announced: i64 = year.donors.iter().map(|donor| donor[0]).sum();
        let came = [
            state.spent.sum() as f64,
            (departed - before[0]) as f64,
            (found - before[1]) as f64,
            state.ledger.disbursed_in_month as f64,
        ];
        let due = [
            state.needs.sum() as f64,
            state.places_offered as f64 / 12.0,
            expected_solutions(setup, state),
            // A conference announces for the months that are left of its year.
            announced as f64 / f64::from(12 - setup.month_of_year(state.month) + year.months),
        ];
        for mark in 0..MARKS {
            evaluation.came[mark] += came[mark];
            evaluation.due[mark] += due[mark];
        }
        let plan = option.plan_in_force(state.plan_month, state.month);
        for (index, account) in year.donors.iter().enumerate() {
            if plan {
                evaluation.paid[index] += account[2] - evaluation.counted_paid[index];
                evaluation.asked_usd[index] += state.obligations_usd[index] / 12.0;
            }
        }
    }
    for (counted, account) in evaluation.counted_paid.iter_mut().zip(&year.donors) {
        *counted = account[2];
    }
    if evaluation
        .since
        .is_some_and(|since| in_force && state.month + 1 >= since + parameters.interval_months)
    {
        evaluate(setup, &mut evaluation, state, year);
    }
    evaluation.attention *= 1.0 - parameters.fading_per_month;
    state.protracted.evaluation = evaluation;
}

/// Holds an evaluation.
fn evaluate(setup: &Setup<'_>, evaluation: &mut Evaluation, state: &mut State, year: &mut Year) {
    let parameters = &setup.situation.parameters.protracted.evaluation;
    for mark in 0..MARKS {
        evaluation.marks[mark] = if evaluation.due[mark] > 0.0 {
            (evaluation.came[mark] / evaluation.due[mark]).min(1.0)
        } else {
            1.0
        };
    }
    evaluation.came = [0.0; MARKS];
    evaluation.due = [0.0; MARKS];
    evaluation.attention = 1.0;
    evaluation.unpaid = true;
    evaluation.since = Some(state.month + 1);
    year.protracted.evaluations += 1;
    let to_year = 12.0 / f64::from(parameters.interval_months);
    evaluation.arrears_usd.resize(evaluation.paid.len(), 0.0);
    for index in 0..evaluation.paid.len() {
        let missing = evaluation.asked_usd[index] - evaluation.paid[index] as f64 / 100.0;
        let arrears = parameters.arrears_share * missing.max(0.0) * to_year;
        let before = std::mem::replace(&mut evaluation.arrears_usd[index], arrears);
        let obligation = &mut state.obligations_usd[index];
        *obligation = (*obligation - before + arrears).max(0.0);
        evaluation.asked_usd[index] = 0.0;
        evaluation.paid[index] = 0;
    }
}

#[cfg(test)]
mod tests;
