//! The room that negotiators have over the places of one year of a plan.

use crate::apportion::ApportionRequest;
use crate::id::ContributorId;

use super::ExplainError;
use super::alternatives::{Room, alternatives};
use super::placed::{PlacedYear, states};

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
    let placed = PlacedYear::new(request, year)?;
    let rows = placed.key_rows();
    let problem = placed.problem(&rows, vec![0.0; rows.len()]);
    let room =
        alternatives(&problem, tolerance, count).map_err(|error| placed.refusal(&rows, &error))?;
    Ok(PlacesRoom {
        year: placed.calendar,
        states: states(&rows),
        planned: placed.planned(&rows),
        room,
    })
}
