//! The price of fairness over the places of one year of a plan.

use crate::apportion::ApportionRequest;
use crate::id::ContributorId;
use crate::statistics::inequality::gini;

use super::ExplainError;
use super::frontier::{FrontierPoint, frontier};
use super::placed::{PlacedYear, states};

/// The States that share the places of a year, and the frontier between equity and cost.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacesFrontier {
    /// The calendar year.
    pub year: i32,
    /// Who, with a name for people, in the order of the points' persons.
    pub states: Vec<(ContributorId, String)>,
    /// What one person costs with each, US$.
    pub costs: Vec<f64>,
    /// What the plan asks of each, persons.
    pub planned: Vec<u64>,
    /// Its worst ratio of places to the share of the key, and its cost, US$.
    pub plan: (f64, f64),
    /// Whole allocations from the most equal to the cheapest, each with the Gini coefficient of
    /// ratios of places to shares of the key.
    pub points: Vec<(FrontierPoint, f64)>,
}

/// Up to `points` whole allocations of a year's places between the most equal and the cheapest.
///
/// # Errors
/// An option without a plan, a year beyond it, States that do not say what a place costs them, or
/// rules that contradict each other.
pub fn frontier_of_places(
    request: &ApportionRequest,
    year: usize,
    points: usize,
) -> Result<PlacesFrontier, ExplainError> {
    let placed = PlacedYear::new(request, year)?;
    let rows: Vec<_> = placed
        .key_rows()
        .into_iter()
        .filter(|row| row.places_cap[year] > 0)
        .collect();
    let costs: Vec<f64> = rows
        .iter()
        .map(|row| {
            row.listed
                .map_or(0.0, |listed| listed.place_cost_usd_per_person)
        })
        .collect();
    let silent: Vec<&str> = rows
        .iter()
        .zip(&costs)
        .filter(|(_, cost)| **cost <= 0.0)
        .map(|(row, _)| row.name.as_str())
        .collect();
    if !silent.is_empty() {
        return Err(ExplainError::NoCost {
            states: silent.join(", "),
        });
    }
    let problem = placed.problem(&rows, costs);
    let found = frontier(&problem, points.max(1)).map_err(|error| placed.refusal(&rows, &error))?;
    let planned = placed.planned(&rows);
    let ratios = |persons: &[u64]| -> Vec<f64> {
        persons
            .iter()
            .zip(&problem.weights)
            .map(|(&persons, weight)| persons as f64 / weight)
            .collect()
    };
    let worst = ratios(&planned).into_iter().fold(0.0, f64::max);
    let cost: f64 = planned
        .iter()
        .zip(&problem.costs)
        .map(|(&persons, cost)| persons as f64 * cost)
        .sum();
    Ok(PlacesFrontier {
        year: placed.calendar,
        states: states(&rows),
        planned,
        plan: (worst, cost),
        points: found
            .into_iter()
            .map(|point| {
                let spread = gini(&ratios(&point.persons), &problem.weights).unwrap_or(0.0);
                (point, spread)
            })
            .collect(),
        costs: problem.costs,
    })
}
