//! The objectives in closed form, where money is a box and one budget for each year.

use super::super::closed_form::{water_fill, water_fill_years};
use super::super::data::Prepared;
use super::super::{ApportionRequest, SolverChoice};
use super::EquityProblem;
use crate::model::{Objective, RatioPeriod};

/// Divides the totals in closed form, US$ by year and row, with the rounds that it took; nothing
/// where a linear program is asked for or needed.
pub(super) fn closed_form(
    request: &ApportionRequest,
    problem: &EquityProblem,
    prepared: &Prepared,
    whole_by_year: &[f64],
) -> Option<(Vec<Vec<f64>>, u32)> {
    let programme = &request.option.programme;
    if request.solver != SolverChoice::Auto || programme.money_needs_program() {
        return None;
    }
    match request.option.objective {
        // On a product of boxes with one budget each, leximin and Nash are one: both minimise a
        // symmetric convex function of the ratios, weighted by share (Fujishige 1980).
        Objective::Leximin | Objective::Nash if programme.ratio == RatioPeriod::EachYear => {
            let place_value = request.option.place_value_usd_per_person;
            let amounts = year_by_year(problem, prepared, whole_by_year, place_value);
            Some((amounts, 1))
        }
        Objective::Leximin | Objective::Nash => {
            let fill = water_fill_years(
                &problem.totals,
                &problem.weights,
                &problem.offsets,
                &problem.floors,
                &problem.caps,
            );
            (fill.gap <= CLOSED_FORM_GAP_MAXIMUM).then_some((fill.amounts, fill.sweeps + 1))
        }
        Objective::MinMax | Objective::LeastDeviation | Objective::Tradable => None,
        Objective::Proportional => Some((proportional(problem), 1)),
        Objective::LeastCost => Some((least_cost(problem), 1)),
    }
}

/// Leximin of ratios that stand for one year each: every year is a box and one budget by itself.
fn year_by_year(
    problem: &EquityProblem,
    prepared: &Prepared,
    whole_by_year: &[f64],
    place_value: f64,
) -> Vec<Vec<f64>> {
    let key_rows = prepared.key_rows();
    let borne: Vec<Vec<f64>> = key_rows
        .iter()
        .map(|&row| prepared.rows[row].borne(place_value))
        .collect();
    (0..problem.totals.len())
        .map(|year| {
            let weights: Vec<f64> = key_rows
                .iter()
                .map(|&row| prepared.rows[row].key_share * whole_by_year[year])
                .collect();
            let offsets: Vec<f64> = borne.iter().map(|borne| borne[year]).collect();
            let mut amounts = Vec::new();
            water_fill(
                problem.totals[year],
                &weights,
                &offsets,
                &problem.floors[year],
                &problem.caps[year],
                &mut amounts,
            );
            amounts
        })
        .collect()
}

/// The relative gap up to which the yearly closed form is taken for optimal.
const CLOSED_FORM_GAP_MAXIMUM: f64 = 1e-9;

/// `proportional`: each year's money by key share, water-filled at floors and caps. Hosting and
/// places do not count against it; that is what distinguishes it from leximin.
fn proportional(problem: &EquityProblem) -> Vec<Vec<f64>> {
    let none = vec![0.0; problem.weights.len()];
    (0..problem.totals.len())
        .map(|year| {
            let mut amounts = Vec::new();
            water_fill(
                problem.totals[year],
                &problem.weights,
                &none,
                &problem.floors[year],
                &problem.caps[year],
                &mut amounts,
            );
            amounts
        })
        .collect()
}

/// `least-cost`: a dollar costs the same whoever gives it, so cost leaves the split to the
/// declared tie-break. First come today's offers, alike as a share of each; what they leave is
/// split by key share up to the caps.
fn least_cost(problem: &EquityProblem) -> Vec<Vec<f64>> {
    let none = vec![0.0; problem.weights.len()];
    (0..problem.totals.len())
        .map(|year| {
            let (floors, caps) = (&problem.floors[year], &problem.caps[year]);
            let offers = &problem.offers[year];
            let offered: Vec<f64> = (0..offers.len())
                .map(|row| offers[row].min(caps[row]).max(floors[row]))
                .collect();
            let mut amounts = Vec::new();
            let total = problem.totals[year];
            let first = water_fill(total, offers, &none, floors, &offered, &mut amounts);
            if first.unmet > 0.0 {
                let room: Vec<f64> = caps
                    .iter()
                    .zip(&amounts)
                    .map(|(cap, taken)| cap - taken)
                    .collect();
                let mut beyond = Vec::new();
                water_fill(
                    first.unmet,
                    &problem.weights,
                    &none,
                    &none,
                    &room,
                    &mut beyond,
                );
                for (amount, more) in amounts.iter_mut().zip(beyond) {
                    *amount += more;
                }
            }
            amounts
        })
        .collect()
}
