//! The room that negotiators have over the places of one year of a plan.

use crate::apportion::ApportionRequest;
use crate::apportion::data::prepare;
use crate::apportion::places::apportion_places;
use crate::id::ContributorId;
use crate::rounding::RoundingError;

use super::alternatives::{Room, alternatives};
use super::frontier::FrontierProblem;
use super::{ApportionError, ExplainError};

/// The States that share the places of a year, and their room.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacesRoom {
    /// The calendar year.
    pub year: i32,
    /// Who, with a name for people, in the order of all lists of the room.
    pub states: Vec<(ContributorId, String)>,
    /// What the plan asks of each, persons.
    pub planned: Vec<u64>,
    /// Ratios of places to the share of the key, least and most for each, and alternatives.
    pub room: Room,
}

/// How far each State's places may move in a year of the plan while no State's ratio of places to
/// its share of the key exceeds the least possible by more than `tolerance`, relatively; and up to
/// `count` whole allocations that differ as much as possible.
///
/// # Errors
/// An option without a plan, a year beyond it, or rules that contradict each other.
pub fn room_for_places(
    request: &ApportionRequest,
    year: usize,
    tolerance: f64,
    count: usize,
) -> Result<PlacesRoom, ExplainError> {
    if !request.option.has_plan {
        return Err(ExplainError::NoPlan {
            option: request.option.id.to_string(),
        });
    }
    let mut prepared = prepare(request)?;
    let placed = apportion_places(request, &mut prepared)?;
    let (Some(&total), Some(&calendar)) = (placed.shared.get(year), prepared.years.get(year))
    else {
        return Err(ExplainError::NoSuchYear {
            year: year + 1,
            years: prepared.years.len(),
        });
    };
    let rows: Vec<_> = prepared
        .key_rows()
        .into_iter()
        .map(|row| &prepared.rows[row])
        .collect();
    let problem = FrontierProblem {
        total,
        costs: vec![0.0; rows.len()],
        weights: rows
            .iter()
            .map(|row| row.key_share * total as f64)
            .collect(),
        offsets: vec![0.0; rows.len()],
        floors: rows.iter().map(|row| row.places_floor[year]).collect(),
        caps: rows.iter().map(|row| row.places_cap[year]).collect(),
    };
    let room = alternatives(&problem, tolerance, count).map_err(|error: RoundingError| {
        let names: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
        ApportionError::Places {
            year: calendar,
            problem: error.describe(&names),
        }
    })?;
    Ok(PlacesRoom {
        year: calendar,
        states: rows
            .iter()
            .map(|row| (row.id.clone(), row.name.clone()))
            .collect(),
        planned: rows.iter().map(|row| row.places[year]).collect(),
        room,
    })
}
