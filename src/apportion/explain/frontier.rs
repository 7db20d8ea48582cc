//! The price of fairness: the frontier between the worst responsibility ratio and cost.
//!
//! ε-constraint: the worst ratio is bounded by ε and cost made least within it. With a box and
//! one total this needs no solver: a bound on the ratio is a cap on every State, and the least
//! cost then fills the cheapest first. Each point is rounded to whole persons within the caps, so
//! that it is an allocation and no mere number.

use crate::rounding::{RoundingError, largest_remainder};

/// Who can take whole persons, in the order of all lists.
#[derive(Clone, Debug, PartialEq)]
pub struct FrontierProblem {
    /// Persons to place.
    pub total: u64,
    /// What one person costs with each State, US$, not below zero.
    pub costs: Vec<f64>,
    /// Key share times the whole, in persons: the ratio is `(offset + persons) / weight`.
    pub weights: Vec<f64>,
    /// What each already bears, in persons.
    pub offsets: Vec<f64>,
    /// The least for each.
    pub floors: Vec<u64>,
    /// The most for each.
    pub caps: Vec<u64>,
}

/// One allocation on the frontier.
#[derive(Clone, Debug, PartialEq)]
pub struct FrontierPoint {
    /// The bound on the ratio at which cost was made least.
    pub bound: f64,
    /// The worst ratio of the allocation in whole persons, over those with a weight.
    pub worst_ratio: f64,
    /// Its cost, US$.
    pub cost: f64,
    /// Whole persons by State.
    pub persons: Vec<u64>,
}

/// Up to `points` allocations from the most equal to the cheapest. Bounds on the ratio grow by an
/// equal factor from one to the next: most of what cost can save is saved near equality.
///
/// Allocations that another of them beats in both respects, or repeats, are left out, so fewer
/// may come back. One point is the most equal allocation alone. States without a weight stay at
/// their floors.
///
/// # Errors
/// Bounds and total that contradict each other, or lists of different length.
pub fn frontier(
    problem: &FrontierProblem,
    points: usize,
) -> Result<Vec<FrontierPoint>, RoundingError> {
    let count = problem.weights.len();
    let mut most_equal = Vec::new();
    let as_f64 = |list: &[u64]| list.iter().map(|&it| it as f64).collect::<Vec<_>>();
    crate::apportion::water_fill(
        problem.total as f64,
        &problem.weights,
        &problem.offsets,
        &as_f64(&problem.floors),
        &as_f64(&problem.caps),
        &mut most_equal,
    );
    let fair = largest_remainder(&most_equal, &problem.floors, &problem.caps, problem.total)?.seats;
    if problem.costs.len() != count || problem.offsets.len() != count {
        return Err(RoundingError::Length {
            quotas: count,
            floors: problem.offsets.len(),
            caps: problem.costs.len(),
        });
    }
    let fair = problem.point(fair, None);
    let cheapest = problem.point(problem.cheapest_within(f64::INFINITY), None);
    let (least, most) = (fair.worst_ratio, cheapest.worst_ratio);
    let mut found = vec![fair];
    for step in 1..points {
        let part = step as f64 / (points - 1) as f64;
        let bound = if least > 0.0 && most > least {
            least * libm::pow(most / least, part)
        } else {
            least + part * (most - least)
        };
        let persons = if step + 1 == points {
            cheapest.persons.clone()
        } else {
            problem.cheapest_within(bound)
        };
        if persons.iter().sum::<u64>() == problem.total {
            found.push(problem.point(persons, Some(bound)));
        }
    }
    let beaten = |point: &FrontierPoint| {
        found.iter().any(|other| {
            other.worst_ratio <= point.worst_ratio
                && other.cost <= point.cost
                && (other.worst_ratio < point.worst_ratio || other.cost < point.cost)
        })
    };
    let mut kept: Vec<FrontierPoint> = found
        .iter()
        .filter(|point| !beaten(point))
        .cloned()
        .collect();
    kept.dedup_by(|one, other| one.persons == other.persons);
    Ok(kept)
}

impl FrontierProblem {
    fn point(&self, persons: Vec<u64>, bound: Option<f64>) -> FrontierPoint {
        let worst_ratio = self.worst_ratio(&persons);
        FrontierPoint {
            bound: bound.unwrap_or(worst_ratio),
            worst_ratio,
            cost: persons
                .iter()
                .zip(&self.costs)
                .map(|(&persons, cost)| persons as f64 * cost)
                .sum(),
            persons,
        }
    }

    /// The largest ratio of those with a weight.
    pub(super) fn worst_ratio(&self, persons: &[u64]) -> f64 {
        (0..persons.len())
            .filter(|&it| self.weights[it] > 0.0)
            .map(|it| (self.offsets[it] + persons[it] as f64) / self.weights[it])
            .fold(0.0, f64::max)
    }

    /// The most whole persons of a State at which its ratio stays within the bound, never below
    /// its floor; the floor for one without a weight.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a floor of a non-negative number; the cast saturates"
    )]
    pub(super) fn cap_within(&self, it: usize, bound: f64) -> u64 {
        if self.weights[it] <= 0.0 {
            return self.floors[it];
        }
        // A ratio that lies on the bound but for rounding keeps it.
        let by_ratio = (bound * self.weights[it] - self.offsets[it] + 1e-9).max(0.0);
        self.caps[it]
            .min(by_ratio.floor() as u64)
            .max(self.floors[it])
    }

    /// Whole persons at least cost with no ratio above the bound. States of equal cost fill in
    /// the order of the list. Caps are whole, so filling the cheapest first is exact.
    fn cheapest_within(&self, bound: f64) -> Vec<u64> {
        let mut persons = self.floors.clone();
        let mut left = self.total.saturating_sub(persons.iter().sum());
        let mut order: Vec<usize> = (0..persons.len()).collect();
        order.sort_by(|&one, &other| {
            self.costs[one]
                .total_cmp(&self.costs[other])
                .then(one.cmp(&other))
        });
        for it in order {
            let more = (self.cap_within(it, bound) - persons[it]).min(left);
            persons[it] += more;
            left -= more;
        }
        persons
    }
}
