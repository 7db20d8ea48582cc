//! Shares become whole persons, within floors, caps and totals.
//!
//! Places are whole people. [`round`] takes quotas and [`round_weights`] whole-number weights, by
//! any [`RoundingMethod`]; floors, caps and the total hold inside the method and are never
//! repaired afterwards:
//!
//! - largest remainder takes, among all whole numbers that keep every floor, every cap and the
//!   total, those whose squared distance from the quotas is least;
//! - divisor methods start everybody at the floor and give each next place to the largest claim
//!   `weight / d(a)` among those below their cap. Who has no weight gets nothing above the floor;
//!   where a method gives everybody a place first and there are fewer places than participants,
//!   the largest weights come first;
//! - the quota method is defined without bounds. With them its own answer stands if it keeps
//!   them, and is refused otherwise: a cap that binds takes away the eligibility on which its
//!   proof of keeping the quota rests;
//! - ceiling breaks the total by design and reports the excess.
//!
//! Arithmetic is exact: quotas are whole multiples of 1/D with a common denominator D, so a tie
//! is a tie and never a rounding error. Ties go to the first in the order of the list and are
//! recorded. [`controlled`] rounds a matrix States × hosts × years, [`families`] places families
//! whole, and [`paradox`] looks for places lost when the total grows.

use std::fmt;

use crate::model::RoundingMethod;

pub mod controlled;
mod divisor;
mod error;
pub mod families;
mod flow;
mod hamilton;
pub mod paradox;
mod quota;
mod wide;

pub use error::RoundingError;

/// Whole places with the proof that they keep what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rounded {
    /// Whole places, in the order of the quotas.
    pub seats: Vec<u64>,
    /// What the result keeps, and which ties were broken.
    pub certificate: RoundingCertificate,
}

/// What a rounding keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundingCertificate {
    /// The method used.
    pub method: RoundingMethod,
    /// Whether the places sum to the total.
    pub total_met: bool,
    /// Whether every floor and cap holds.
    pub bounds_met: bool,
    /// Participants whose places differ from their quota by one or more.
    pub quota_violations: usize,
    /// Places beyond the total, negative where they fall short; other than zero under
    /// [`RoundingMethod::Ceiling`] only.
    pub excess: i128,
    /// The ties that decided places.
    pub ties: Vec<Tie>,
}

/// A tie: more participants had the same claim to places than there were places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// Those with the same claim, by index.
    pub candidates: Vec<usize>,
    /// Places among them; they went to the first in the order of the list.
    pub places: u64,
}

impl fmt::Display for RoundingCertificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let met = |holds: bool| if holds { "met" } else { "NOT met" };
        let method = match self.method {
            RoundingMethod::LargestRemainder => "bounded largest remainder",
            other => other.name(),
        };
        write!(formatter, "{method}: total {}", met(self.total_met))?;
        if self.excess != 0 {
            let word = if self.excess > 0 {
                "beyond"
            } else {
                "short of"
            };
            write!(formatter, " ({} places {word} it)", self.excess.abs())?;
        }
        write!(
            formatter,
            ", bounds {}, {} places differ from their quota by one or more",
            met(self.bounds_met),
            self.quota_violations
        )?;
        for tie in &self.ties {
            write!(
                formatter,
                ", {} equal claims to {} places decided by order",
                tie.candidates.len(),
                tie.places
            )?;
        }
        Ok(())
    }
}

/// What is rounded: quotas `numerators / denominator`, each numerator from 0 to below 2¹¹⁸.
#[derive(Clone, Copy)]
struct Problem<'a> {
    numerators: &'a [i128],
    denominator: i128,
    floors: &'a [u64],
    caps: &'a [u64],
    total: u64,
}

/// Fractional bits kept of a quota: exact for every quota of at least 2⁻¹¹ places.
const FRACTION_BITS: u32 = 64;

/// The largest quota accepted: beyond it neighbouring numbers are more than one apart.
const LARGEST_QUOTA: f64 = 9_007_199_254_740_992.0;

/// Rounds quotas to whole places that sum to `total` and keep `floors` and `caps`.
///
/// Quotas are in places, from 0 to 2⁵³, and need not sum to the total: largest remainder measures
/// distance from them as they are, divisor methods and the quota method use their proportions
/// only. All slices have the same length. Equal claims are settled in the order of the list.
pub fn round(
    method: RoundingMethod,
    quotas: &[f64],
    floors: &[u64],
    caps: &[u64],
    total: u64,
) -> Result<Rounded, RoundingError> {
    let numerators = quotas
        .iter()
        .enumerate()
        .map(|(participant, &quota)| fixed_point(quota).ok_or(RoundingError::Quota { participant }))
        .collect::<Result<Vec<_>, _>>()?;
    solve(
        method,
        &Problem {
            numerators: &numerators,
            denominator: 1 << FRACTION_BITS,
            floors,
            caps,
            total,
        },
    )
}

/// Rounds whole-number weights, such as populations, to `total` places: the quota of participant
/// `i` is exactly `weight_i · total / Σ weight`. The weights sum to less than 2⁶⁴.
pub fn round_weights(
    method: RoundingMethod,
    weights: &[u64],
    floors: &[u64],
    caps: &[u64],
    total: u64,
) -> Result<Rounded, RoundingError> {
    if total as f64 > LARGEST_QUOTA {
        return Err(RoundingError::Total { total });
    }
    let sum: i128 = weights.iter().map(|&weight| i128::from(weight)).sum();
    if sum == 0 && (total > 0 || !weights.is_empty()) {
        return Err(RoundingError::NoWeight { total });
    }
    if sum > i128::from(u64::MAX) {
        return Err(RoundingError::Weights);
    }
    let numerators: Vec<i128> = weights
        .iter()
        .map(|&weight| i128::from(weight) * i128::from(total))
        .collect();
    // With a total of zero every quota is zero, and the weights themselves would be lost; the
    // divisor methods need none of them then, except to hand out nothing.
    solve(
        method,
        &Problem {
            numerators: &numerators,
            denominator: sum.max(1),
            floors,
            caps,
            total,
        },
    )
}

/// Bounded largest remainder of quotas: minimises `Σ (a − q)²` over whole numbers `a` within the
/// bounds and the total. See [`round`].
pub fn largest_remainder(
    quotas: &[f64],
    floors: &[u64],
    caps: &[u64],
    total: u64,
) -> Result<Rounded, RoundingError> {
    round(
        RoundingMethod::LargestRemainder,
        quotas,
        floors,
        caps,
        total,
    )
}

/// Bounded largest remainder of whole-number weights. See [`round_weights`].
pub fn largest_remainder_of_weights(
    weights: &[u32],
    floors: &[u64],
    caps: &[u64],
    total: u32,
) -> Result<Rounded, RoundingError> {
    let weights: Vec<u64> = weights.iter().map(|&weight| u64::from(weight)).collect();
    round_weights(
        RoundingMethod::LargestRemainder,
        &weights,
        floors,
        caps,
        u64::from(total),
    )
}

/// A quota in units of 2⁻⁶⁴.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the whole part is at most 2^53 and the scaled fraction below 2^64"
)]
fn fixed_point(quota: f64) -> Option<i128> {
    if !(0.0..=LARGEST_QUOTA).contains(&quota) {
        return None;
    }
    let whole = quota.floor();
    let fraction = (quota - whole) * 18_446_744_073_709_551_616.0;
    Some(((whole as i128) << FRACTION_BITS) + fraction as i128)
}

/// Checks the bounds, rounds, and certifies what came out.
fn solve(method: RoundingMethod, problem: &Problem<'_>) -> Result<Rounded, RoundingError> {
    let Problem {
        numerators,
        floors,
        caps,
        total,
        ..
    } = *problem;
    check_each(numerators.len(), floors, caps, total)?;
    if method != RoundingMethod::Ceiling {
        check_sums(floors, caps, total)?;
    }
    let (seats, ties) = match method {
        RoundingMethod::LargestRemainder => hamilton::hamilton(problem),
        RoundingMethod::Jefferson => divisor::divide(divisor::Rule::Jefferson, problem)?,
        RoundingMethod::Webster => divisor::divide(divisor::Rule::Webster, problem)?,
        RoundingMethod::HuntingtonHill => divisor::divide(divisor::Rule::HuntingtonHill, problem)?,
        RoundingMethod::Adams => divisor::divide(divisor::Rule::Adams, problem)?,
        RoundingMethod::Dean => divisor::divide(divisor::Rule::Dean, problem)?,
        RoundingMethod::Quota => quota::quota_method(problem)?,
        RoundingMethod::Ceiling => (ceiling(problem), Vec::new()),
    };
    let certificate = certify(method, problem, &seats, ties);
    Ok(Rounded { seats, certificate })
}

/// Every quota rounded up, within its bounds.
fn ceiling(problem: &Problem<'_>) -> Vec<u64> {
    problem
        .numerators
        .iter()
        .zip(problem.floors.iter().zip(problem.caps))
        .map(|(&numerator, (&floor, &cap))| {
            let count = -(-numerator).div_euclid(problem.denominator);
            u64::try_from(count).unwrap_or(u64::MAX).clamp(floor, cap)
        })
        .collect()
}

fn check_each(count: usize, floors: &[u64], caps: &[u64], total: u64) -> Result<(), RoundingError> {
    if floors.len() != count || caps.len() != count {
        return Err(RoundingError::Length {
            quotas: count,
            floors: floors.len(),
            caps: caps.len(),
        });
    }
    if total as f64 > LARGEST_QUOTA {
        return Err(RoundingError::Total { total });
    }
    for (participant, (&floor, &cap)) in floors.iter().zip(caps).enumerate() {
        if floor > cap {
            return Err(RoundingError::FloorAboveCap {
                participant,
                floor,
                cap,
            });
        }
    }
    Ok(())
}

fn check_sums(floors: &[u64], caps: &[u64], total: u64) -> Result<(), RoundingError> {
    let sum = |bounds: &[u64]| bounds.iter().map(|&bound| u128::from(bound)).sum::<u128>();
    if sum(floors) > u128::from(total) {
        return Err(RoundingError::FloorsAboveTotal {
            floors: sum(floors),
            total,
        });
    }
    if sum(caps) < u128::from(total) {
        return Err(RoundingError::CapsBelowTotal {
            caps: sum(caps),
            total,
        });
    }
    Ok(())
}

fn certify(
    method: RoundingMethod,
    problem: &Problem<'_>,
    seats: &[u64],
    ties: Vec<Tie>,
) -> RoundingCertificate {
    let placed: i128 = seats.iter().map(|&count| i128::from(count)).sum();
    let bounds_met = seats
        .iter()
        .zip(problem.floors)
        .zip(problem.caps)
        .all(|((seat, floor), cap)| floor <= seat && seat <= cap);
    let quota_violations = seats
        .iter()
        .zip(problem.numerators)
        .filter(|&(&seat, &numerator)| {
            // Floors under `Ceiling` may be any 64-bit number, so the product may not fit; then
            // the distance is far beyond one.
            i128::from(seat)
                .checked_mul(problem.denominator)
                .is_none_or(|scaled| (scaled - numerator).abs() >= problem.denominator)
        })
        .count();
    let excess = placed - i128::from(problem.total);
    RoundingCertificate {
        method,
        total_met: excess == 0,
        bounds_met,
        quota_violations,
        excess,
        ties,
    }
}

#[cfg(test)]
mod tests;
