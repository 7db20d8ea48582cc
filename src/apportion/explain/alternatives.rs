//! Equally good, different: how far each State may move while the worst ratio stays within ε.
//!
//! With a box and one total, a worst ratio within `(1 + ε)` of the optimum is a cap on every
//! State. What remains is a box with one total in whole persons, in which each State's least and
//! most are exact, and so is the allocation furthest from a given one along a direction.

use crate::rounding::RoundingError;

use super::frontier::{FrontierProblem, frontier};

/// The room that negotiators have.
#[derive(Clone, Debug, PartialEq)]
pub struct Room {
    /// The most equal allocation in whole persons, from which distances are taken.
    pub base: Vec<u64>,
    /// Its worst ratio.
    pub base_ratio: f64,
    /// The largest ratio that an alternative may have.
    pub ratio_limit: f64,
    /// The least that each State takes in any allocation within the limit, persons.
    pub least: Vec<u64>,
    /// The most, persons.
    pub most: Vec<u64>,
    /// Whole allocations within the limit, each as far as possible from those before it along
    /// one of the directions tried.
    pub alternatives: Vec<Alternative>,
}

/// One alternative.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// Persons by State.
    pub persons: Vec<u64>,
    /// Its worst ratio.
    pub worst_ratio: f64,
    /// Persons who would go elsewhere than in the nearest of the base and the alternatives before
    /// it: half the sum of absolute differences.
    pub persons_moved: u64,
}

/// Looks for allocations whose worst ratio is within `epsilon` of the least, relatively, and that
/// differ as much as possible.
///
/// Least and most are exact. Alternatives come from directions: for each rotation of the list of
/// States, those before the middle give up all they can to those behind it, then the other way.
/// Of all allocations found so, the furthest from those already chosen is taken, the first among
/// equals, until `count` are found or none differs. Costs are not read.
///
/// # Errors
/// Bounds and total that contradict each other, or lists of different length.
pub fn alternatives(
    problem: &FrontierProblem,
    epsilon: f64,
    count: usize,
) -> Result<Room, RoundingError> {
    let fair = frontier(problem, 1)?;
    let Some(base) = fair.into_iter().next() else {
        return Err(RoundingError::NoWeight {
            total: problem.total,
        });
    };
    let limit = base.worst_ratio * (1.0 + epsilon.max(0.0));
    let states = problem.weights.len();
    let caps: Vec<u64> = (0..states)
        .map(|it| problem.cap_within(it, limit))
        .collect();
    let floors = &problem.floors;
    let (all_floors, all_caps): (u64, u64) = (floors.iter().sum(), caps.iter().sum());
    let least: Vec<u64> = (0..states)
        .map(|it| floors[it].max(problem.total.saturating_sub(all_caps - caps[it])))
        .collect();
    let most: Vec<u64> = (0..states)
        .map(|it| caps[it].min(problem.total.saturating_sub(all_floors - floors[it])))
        .collect();
    let mut candidates: Vec<Vec<u64>> = Vec::with_capacity(2 * states);
    for start in 0..states {
        for backwards in [false, true] {
            let mut persons = floors.clone();
            let mut left = problem.total - all_floors;
            for place in 0..states {
                let place = if backwards { states - 1 - place } else { place };
                let it = (start + place) % states;
                let more = (caps[it] - persons[it]).min(left);
                persons[it] += more;
                left -= more;
            }
            candidates.push(persons);
        }
    }
    let distance = |one: &[u64], other: &[u64]| -> u64 {
        one.iter()
            .zip(other)
            .map(|(one, other)| one.abs_diff(*other))
            .sum::<u64>()
            / 2
    };
    let mut chosen = vec![base.persons.clone()];
    let mut found = Vec::new();
    while found.len() < count {
        let mut best: Option<(u64, &Vec<u64>)> = None;
        for candidate in &candidates {
            let nearest = chosen
                .iter()
                .map(|other| distance(candidate, other))
                .min()
                .unwrap_or(0);
            if nearest > 0 && best.is_none_or(|(most, _)| nearest > most) {
                best = Some((nearest, candidate));
            }
        }
        let Some((persons_moved, persons)) = best else {
            break;
        };
        found.push(Alternative {
            worst_ratio: problem.worst_ratio(persons),
            persons_moved,
            persons: persons.clone(),
        });
        chosen.push(persons.clone());
    }
    Ok(Room {
        base_ratio: base.worst_ratio,
        base: base.persons,
        ratio_limit: limit,
        least,
        most,
        alternatives: found,
    })
}
