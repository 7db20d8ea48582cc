//! The quota method of Balinski and Young (1975).
//!
//! By its definition the places are given one at a time: at the house of size `h` the next place
//! goes to the largest `w / (a + 1)` among those with `a < w h / W`, so that nobody passes its
//! upper quota. The `a`-th place (from 0) of a participant is thus released at house
//! `⌊a W / w⌋ + 1`.
//!
//! The places need not be given one at a time. They are jobs of unit length with release times and
//! a common deadline, the total, and running the most urgent released job at each time selects the
//! urgent-first greedy basis of the sets that can be run at all: if the job chosen at time `h` is
//! in a best set it may be moved to `h`, and if it is not it may replace what the set runs then. A
//! set can be run if for every `t` at most `total − t + 1` of its jobs are released at `t` or
//! later. As the method stays within the quota (their theorem), everybody has its lower quota, and
//! only the one place above it is in question: at most one job per participant, taken in the order
//! of urgency where the condition allows.

use std::cmp::Ordering;

use super::{Problem, RoundingError, Tie, wide};

/// A place above the lower quota.
#[derive(Clone, Copy)]
struct Job {
    participant: usize,
    weight: u128,
    places: u128,
    release: u128,
}

impl Job {
    fn urgency(&self, other: &Self) -> Ordering {
        wide::compare(
            &[self.weight, other.places + 1],
            &[other.weight, self.places + 1],
        )
    }
}

/// Weights without a common factor, their sum, and the total.
struct House {
    weights: Vec<u128>,
    sum: u128,
    total: u128,
}

impl House {
    fn lower(&self, participant: usize) -> u128 {
        self.weights[participant] * self.total / self.sum
    }

    fn upper_at(&self, participant: usize, house: u128) -> u128 {
        (self.weights[participant] * house).div_ceil(self.sum)
    }
}

/// A house size at which the condition may bind: at most `spare` places above the lower quotas are
/// released at `time` or later.
struct Check {
    time: u128,
    spare: u128,
}

/// The places of the quota method; bounds are kept by its own answer or refused.
pub(super) fn quota_method(problem: &Problem<'_>) -> Result<(Vec<u64>, Vec<Tie>), RoundingError> {
    let common = problem.numerators.iter().fold(0, |divisor, &numerator| {
        greatest_common_divisor(divisor, numerator.unsigned_abs())
    });
    if problem.total == 0 {
        return Ok((vec![0; problem.numerators.len()], Vec::new()));
    }
    if common == 0 {
        return Err(RoundingError::NoWeight {
            total: problem.total,
        });
    }
    let weights: Vec<u128> = problem
        .numerators
        .iter()
        .map(|&numerator| numerator.unsigned_abs() / common)
        .collect();
    let sum: u128 = weights.iter().sum();
    let total = u128::from(problem.total);
    if sum.checked_mul(total + 1).is_none() {
        return Err(RoundingError::TooLarge {
            total: problem.total,
        });
    }
    let house = House {
        weights,
        sum,
        total,
    };
    let lower: Vec<u128> = (0..house.weights.len())
        .map(|participant| house.lower(participant))
        .collect();
    let left = total - lower.iter().sum::<u128>();
    let mut jobs: Vec<Job> = (0..house.weights.len())
        .filter(|&participant| house.upper_at(participant, total) > lower[participant])
        .map(|participant| Job {
            participant,
            weight: house.weights[participant],
            places: lower[participant],
            release: lower[participant] * house.sum / house.weights[participant] + 1,
        })
        .collect();
    jobs.sort_by(|one, other| {
        other
            .urgency(one)
            .then(one.participant.cmp(&other.participant))
    });
    let checks = checks(&house, &lower, left);
    let taken = select(&jobs, &checks, left);
    let ties = ties(&jobs, &checks, left, &taken);
    let mut seats: Vec<u64> = lower
        .iter()
        .map(|&count| u64::try_from(count).unwrap_or(u64::MAX))
        .collect();
    for (job, _) in jobs.iter().zip(&taken).filter(|(_, taken)| **taken) {
        seats[job.participant] += 1;
    }
    for (participant, &places) in seats.iter().enumerate() {
        let (floor, cap) = (problem.floors[participant], problem.caps[participant]);
        if !(floor..=cap).contains(&places) {
            return Err(RoundingError::BindingBound {
                participant,
                places,
                floor,
                cap,
            });
        }
    }
    Ok((seats, ties))
}

fn greatest_common_divisor(mut one: u128, mut other: u128) -> u128 {
    while other > 0 {
        (one, other) = (other, one % other);
    }
    one
}

/// Goes through the jobs in order and takes each that the house sizes leave room for.
fn select(jobs: &[Job], checks: &[Check], left: u128) -> Vec<bool> {
    let mut spare: Vec<u128> = checks.iter().map(|check| check.spare).collect();
    let mut left = left;
    jobs.iter()
        .map(|job| {
            // Checks run from the last house backwards; those up to the release concern the job.
            let first = checks.partition_point(|check| check.time > job.release);
            let takes = left > 0 && spare[first..].iter().all(|&room| room > 0);
            if takes {
                left -= 1;
                for room in &mut spare[first..] {
                    *room -= 1;
                }
            }
            takes
        })
        .collect()
}

/// Groups of equal urgency in which the order of the list decided: those that another order would
/// have settled differently.
fn ties(jobs: &[Job], checks: &[Check], left: u128, taken: &[bool]) -> Vec<Tie> {
    let mut reversed = Vec::with_capacity(jobs.len());
    let mut groups = Vec::new();
    let mut start = 0;
    for group in jobs.chunk_by(|one, other| one.urgency(other) == Ordering::Equal) {
        groups.push(start..start + group.len());
        start += group.len();
        reversed.extend(group.iter().rev().copied());
    }
    if groups.len() == jobs.len() {
        return Vec::new();
    }
    let otherwise = select(&reversed, checks, left);
    groups
        .into_iter()
        .filter(|group| {
            group
                .clone()
                .zip(group.clone().rev())
                .any(|(position, mirrored)| taken[position] != otherwise[mirrored])
        })
        .map(|group| Tie {
            candidates: group
                .clone()
                .map(|position| jobs[position].participant)
                .collect(),
            places: group.map(|position| u64::from(taken[position])).sum(),
        })
        .collect()
}

/// The house sizes at which the condition can bind, from the last backwards.
///
/// What is released at `t` or later only shrinks as `t` grows, so if it is `b` at some `t`, the
/// condition holds from there up to the house of size `total − b + 1`, and the next to look at is
/// the one after. A step is about half as long as the list of participants, so that a million
/// houses of two hundred are passed in some ten thousand looks. `b` is bounded from above in floating point
/// (whole numbers below 2⁵³, and upper quotas with a margin for their rounding), and where that
/// bound does not suffice, counted exactly.
fn checks(house: &House, lower: &[u128], left: u128) -> Vec<Check> {
    let parts: Vec<(f64, i64)> = house
        .weights
        .iter()
        .zip(lower)
        .map(|(&weight, &count)| {
            (
                weight as f64 / house.sum as f64,
                i64::try_from(count).unwrap_or(i64::MAX),
            )
        })
        .collect();
    let mut found = Vec::new();
    let mut time = 1;
    while time <= house.total {
        let room = house.total - time + 1;
        let released = most_released(&parts, (time - 1) as f64, left);
        if released <= room {
            time = house.total + 2 - released;
            continue;
        }
        let fixed: u128 = (0..lower.len())
            .map(|participant| {
                lower[participant].saturating_sub(house.upper_at(participant, time - 1))
            })
            .sum();
        found.push(Check {
            time,
            spare: room.saturating_sub(fixed),
        });
        time += 1;
    }
    found.reverse();
    found
}

/// An upper bound on the places released after the house `before`: those below the lower quotas
/// (share, lower quota), and as many above them as can be taken.
#[expect(
    clippy::cast_possible_truncation,
    reason = "quotas are at most 2^53; the cast is the floor, and faster than the function"
)]
fn most_released(parts: &[(f64, i64)], before: f64, left: u128) -> u128 {
    let (mut fixed, mut open) = (0_i64, 0_u32);
    for &(share, count) in parts {
        let quota = share * before * (1.0 - 1e-15) - 1e-9;
        let whole = quota as i64;
        let upper = whole + i64::from((whole as f64) < quota);
        fixed += (count - upper).max(0);
        open += u32::from(upper <= count);
    }
    u128::from(fixed.unsigned_abs()) + left.min(u128::from(open))
}
