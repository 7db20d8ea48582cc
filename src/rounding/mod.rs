//! Shares become whole persons, within floors, caps and totals.
//!
//! Places are whole people. Every method of [`RoundingMethod`] is here, in exact arithmetic, and
//! floors and caps hold inside the method and are never repaired afterwards:
//!
//! - bounded largest remainder (Hamilton) takes, among all whole numbers that keep every floor,
//!   every cap and the total, those whose squared distance from the quotas is least; without
//!   bounds this is Hamilton's method itself;
//! - divisor methods give the seats of highest priority within the bounds;
//! - the quota method is defined by its own history, so bounds are refused;
//! - rounding up breaks the total by design and says by how much.
//!
//! [`controlled`] rounds a matrix so that rows and columns keep their totals, and
//! [`house_paradox`] looks for a participant that loses a place because there is one more.
//!
//! Arithmetic is exact: quotas are whole multiples of 1/D with a common denominator D, so a tie
//! is a tie and never a rounding error. The cost of one more place to participant `i` that has
//! `a` is `(a + 1 − q)² − (a − q)² = 2(a − q) + 1`, which grows with `a`; the optimum therefore
//! takes all places cheaper than some threshold, and the threshold is found by bisection over
//! integers.

mod controlled;
mod divisor;

use std::fmt;

use crate::model::RoundingMethod;

pub use controlled::{ControlledMatrix, controlled};

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
    /// The method.
    pub method: RoundingMethod,
    /// Whether the places sum to the total.
    pub total_met: bool,
    /// Whether every floor and cap holds.
    pub bounds_met: bool,
    /// Participants whose places differ from their quota by one or more; zero where no bound
    /// binds and the quotas sum to the total.
    pub quota_violations: usize,
    /// Ties that had to be broken, in the order of the list.
    pub ties: Vec<Tie>,
    /// Places beyond the total, by design of rounding up.
    pub excess: u64,
}

/// A tie: more participants had the same claim to the last places than there were places.
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
        write!(
            formatter,
            "{}: total {}, bounds {}, {} places differ from their quota by one or more",
            match self.method {
                RoundingMethod::LargestRemainder => "bounded largest remainder",
                method => method.name(),
            },
            met(self.total_met),
            met(self.bounds_met),
            self.quota_violations
        )?;
        if self.excess > 0 {
            write!(formatter, ", {} places beyond the total", self.excess)?;
        }
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

/// Why no whole numbers exist. Participants are given by index; [`RoundingError::describe`]
/// puts their names in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoundingError {
    /// The lists differ in length.
    #[error(
        "{quotas} quotas, {floors} floors and {caps} caps: every participant needs one of each"
    )]
    Length {
        /// Number of quotas.
        quotas: usize,
        /// Number of floors.
        floors: usize,
        /// Number of caps.
        caps: usize,
    },
    /// A quota that is negative, not a number, or beyond 2⁵³.
    #[error("the quota of participant {participant} is not a number of places from 0 to 2^53")]
    Quota {
        /// Index of the participant.
        participant: usize,
    },
    /// A total beyond 2⁵³.
    #[error("a total of {total} places is beyond 2^53")]
    Total {
        /// The total.
        total: u64,
    },
    /// All weights are zero, so that nobody has a claim.
    #[error(
        "all weights are zero, so nobody has a claim to {total} places; give at least one a weight"
    )]
    NoWeight {
        /// The total to place.
        total: u64,
    },
    /// Bounds with a method that has none.
    #[error(
        "the quota method is defined by its own history, so floors and caps have no place in it; \
         participant {participant} has one that binds; choose another method or lift it"
    )]
    BoundsWithQuota {
        /// Index of the participant.
        participant: usize,
    },
    /// Row and column totals that differ.
    #[error("the row totals sum to {rows}, the column totals to {columns}; they must be equal")]
    TotalsDiffer {
        /// Sum of the row totals.
        rows: u128,
        /// Sum of the column totals.
        columns: u128,
    },
    /// A matrix of another shape.
    #[error("the matrix needs {rows} rows of {columns} columns, as the totals say")]
    Shape {
        /// Rows that the totals ask for.
        rows: usize,
        /// Columns that the totals ask for.
        columns: usize,
    },
    /// Caps that leave no whole matrix.
    #[error(
        "caps leave {missing} of the places of row {row} without a column; raise a cap of that \
         row, or lower its total"
    )]
    NoMatrix {
        /// Index of the row.
        row: usize,
        /// Places without a column.
        missing: u64,
    },
    /// A floor above its cap.
    #[error(
        "participant {participant} has a floor of {floor} places above its cap of {cap}; \
         lower the floor or raise the cap"
    )]
    FloorAboveCap {
        /// Index of the participant.
        participant: usize,
        /// Its floor.
        floor: u64,
        /// Its cap.
        cap: u64,
    },
    /// The floors together exceed the total.
    #[error(
        "the floors sum to {floors} places, more than the total of {total}; lower floors or raise the total"
    )]
    FloorsAboveTotal {
        /// Sum of the floors.
        floors: u128,
        /// The total.
        total: u64,
    },
    /// The caps together fall short of the total.
    #[error(
        "the caps sum to {caps} places, fewer than the total of {total}; raise caps or lower the total"
    )]
    CapsBelowTotal {
        /// Sum of the caps.
        caps: u128,
        /// The total.
        total: u64,
    },
}

impl RoundingError {
    /// The message with the participant's name instead of its index.
    #[must_use]
    pub fn describe(&self, names: &[String]) -> String {
        let text = self.to_string();
        let participant = match self {
            Self::Quota { participant }
            | Self::BoundsWithQuota { participant }
            | Self::FloorAboveCap { participant, .. } => *participant,
            _ => return text,
        };
        names.get(participant).map_or_else(
            || text.clone(),
            |name| text.replace(&format!("participant {participant}"), name),
        )
    }
}

/// Fractional bits kept of a quota: exact for every quota of at least 2⁻¹¹ places.
const FRACTION_BITS: u32 = 64;

/// The largest quota accepted: beyond it neighbouring numbers are more than one apart.
const LARGEST_QUOTA: f64 = 9_007_199_254_740_992.0;

/// Rounds quotas to whole places that sum to `total` and keep `floors` and `caps`.
///
/// Minimises `Σ (a − q)²` over whole numbers `a` within the bounds; equal claims are settled in
/// the order of the list. The quotas need not sum to the total. All slices have the same length.
pub fn largest_remainder(
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
    hamilton(&numerators, 1 << FRACTION_BITS, floors, caps, total)
}

/// Rounds quotas to whole places by a method.
///
/// Quotas are read exactly; they need not sum to the total. For divisor methods and the quota
/// method they are weights. All slices have the same length. The total is met by every method
/// but `ceiling`, whose certificate states the excess.
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
    by_method(method, &numerators, 1 << FRACTION_BITS, floors, caps, total)
}

/// Rounds whole-number weights, such as populations, by a method: the quota of participant `i` is
/// exactly `weight_i · total / Σ weight`.
pub fn round_weights(
    method: RoundingMethod,
    weights: &[u32],
    floors: &[u64],
    caps: &[u64],
    total: u32,
) -> Result<Rounded, RoundingError> {
    let sum: i128 = weights.iter().map(|&weight| i128::from(weight)).sum();
    if sum == 0 {
        return Err(RoundingError::NoWeight {
            total: u64::from(total),
        });
    }
    let numerators: Vec<i128> = weights
        .iter()
        .map(|&weight| i128::from(weight) * i128::from(total))
        .collect();
    by_method(method, &numerators, sum, floors, caps, u64::from(total))
}

/// Rounds quotas `numerators / denominator` by a method.
fn by_method(
    method: RoundingMethod,
    numerators: &[i128],
    denominator: i128,
    floors: &[u64],
    caps: &[u64],
    total: u64,
) -> Result<Rounded, RoundingError> {
    if method == RoundingMethod::LargestRemainder {
        return hamilton(numerators, denominator, floors, caps, total);
    }
    if method == RoundingMethod::Ceiling {
        return ceiling(numerators, denominator, floors, caps, total);
    }
    check(numerators.len(), floors, caps, total)?;
    let weights: Vec<u128> = numerators
        .iter()
        .map(|numerator| numerator.unsigned_abs())
        .collect();
    if total > 0 && weights.iter().all(|&weight| weight == 0) {
        return Err(RoundingError::NoWeight { total });
    }
    let (seats, ties) = if method == RoundingMethod::Quota {
        // A cap binds nobody where it is the total; that is how an absent one is written.
        let bound = (0..weights.len()).find(|&index| floors[index] > 0 || caps[index] < total);
        if let Some(participant) = bound {
            return Err(RoundingError::BoundsWithQuota { participant });
        }
        divisor::quota(&weights, total)
    } else {
        divisor::divisor(method, &weights, floors, caps, total)
    };
    let mut certificate = certify(&seats, numerators, denominator, floors, caps, total, ties);
    certificate.method = method;
    Ok(Rounded { seats, certificate })
}

/// Every quota rounded up and kept within its bounds; the total is exceeded by what that takes.
fn ceiling(
    numerators: &[i128],
    denominator: i128,
    floors: &[u64],
    caps: &[u64],
    total: u64,
) -> Result<Rounded, RoundingError> {
    check(numerators.len(), floors, caps, total)?;
    let seats: Vec<u64> = numerators
        .iter()
        .zip(floors)
        .zip(caps)
        .map(|((&numerator, &floor), &cap)| {
            let up = -(-numerator).div_euclid(denominator);
            u64::try_from(up).unwrap_or(u64::MAX).clamp(floor, cap)
        })
        .collect();
    let placed: u128 = seats.iter().map(|&count| u128::from(count)).sum();
    let mut certificate = certify(
        &seats,
        numerators,
        denominator,
        floors,
        caps,
        total,
        Vec::new(),
    );
    certificate.method = RoundingMethod::Ceiling;
    certificate.excess =
        u64::try_from(placed.saturating_sub(u128::from(total))).unwrap_or(u64::MAX);
    Ok(Rounded { seats, certificate })
}

/// The first total from `totals` at which one more place takes a place from somebody, with those
/// who lose it; nothing where the method keeps everybody.
pub fn house_paradox(
    method: RoundingMethod,
    weights: &[u32],
    totals: std::ops::Range<u32>,
) -> Result<Option<(u32, Vec<usize>)>, RoundingError> {
    let free = |total: u32| {
        let caps = vec![u64::from(total); weights.len()];
        round_weights(method, weights, &vec![0; weights.len()], &caps, total)
            .map(|rounded| rounded.seats)
    };
    let mut before = free(totals.start)?;
    for total in totals {
        let after = free(total.saturating_add(1))?;
        let losers: Vec<usize> = (0..weights.len())
            .filter(|&index| after[index] < before[index])
            .collect();
        if !losers.is_empty() {
            return Ok(Some((total, losers)));
        }
        before = after;
    }
    Ok(None)
}

/// Rounds whole-number weights, such as populations, to `total` places: the quota of participant
/// `i` is exactly `weight_i · total / Σ weight`.
pub fn largest_remainder_of_weights(
    weights: &[u32],
    floors: &[u64],
    caps: &[u64],
    total: u32,
) -> Result<Rounded, RoundingError> {
    let sum: i128 = weights.iter().map(|&weight| i128::from(weight)).sum();
    let total = u64::from(total);
    if sum == 0 {
        return Err(RoundingError::NoWeight { total });
    }
    let numerators: Vec<i128> = weights
        .iter()
        .map(|&weight| i128::from(weight) * i128::from(total))
        .collect();
    hamilton(&numerators, sum, floors, caps, total)
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

/// Bounded Hamilton on quotas `numerators / denominator`.
fn hamilton(
    numerators: &[i128],
    denominator: i128,
    floors: &[u64],
    caps: &[u64],
    total: u64,
) -> Result<Rounded, RoundingError> {
    check(numerators.len(), floors, caps, total)?;
    // Places cheaper than the threshold: a·D − Q < μ, so a_i = clip(⌈(Q + μ) / D⌉).
    let taken = |threshold: i128| -> Vec<u64> {
        numerators
            .iter()
            .zip(floors)
            .zip(caps)
            .map(|((&numerator, &floor), &cap)| {
                let count = -(-(numerator + threshold)).div_euclid(denominator);
                u64::try_from(count.max(0))
                    .unwrap_or(u64::MAX)
                    .clamp(floor, cap)
            })
            .collect()
    };
    let sum = |places: &[u64]| places.iter().map(|&count| u128::from(count)).sum::<u128>();
    // Beyond these thresholds everybody stands at the floor, or at the cap as far as it can
    // matter: nobody can hold more than the total above the quota.
    let largest_quota = numerators.iter().copied().max().unwrap_or(0);
    let mut low = -largest_quota - denominator;
    let mut high = i128::from(total)
        .saturating_add(1)
        .saturating_mul(denominator);
    // Invariant: the places below `low` do not exceed the total.
    while low < high {
        let middle = low + (high - low + 1) / 2;
        if sum(&taken(middle)) <= u128::from(total) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    let mut seats = taken(low);
    let missing = u64::try_from(u128::from(total) - sum(&seats)).unwrap_or(0);
    let mut ties = Vec::new();
    if missing > 0 {
        let candidates: Vec<usize> = (0..seats.len())
            .filter(|&index| {
                seats[index] < caps[index]
                    && i128::from(seats[index]) * denominator - numerators[index] == low
            })
            .collect();
        for &index in candidates
            .iter()
            .take(usize::try_from(missing).unwrap_or(usize::MAX))
        {
            seats[index] += 1;
        }
        if candidates.len() as u64 > missing {
            ties.push(Tie {
                candidates,
                places: missing,
            });
        }
    }
    let certificate = certify(&seats, numerators, denominator, floors, caps, total, ties);
    Ok(Rounded { seats, certificate })
}

fn check(count: usize, floors: &[u64], caps: &[u64], total: u64) -> Result<(), RoundingError> {
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
    seats: &[u64],
    numerators: &[i128],
    denominator: i128,
    floors: &[u64],
    caps: &[u64],
    total: u64,
    ties: Vec<Tie>,
) -> RoundingCertificate {
    let placed: u128 = seats.iter().map(|&count| u128::from(count)).sum();
    let bounds_met = seats
        .iter()
        .zip(floors)
        .zip(caps)
        .all(|((seat, floor), cap)| floor <= seat && seat <= cap);
    let quota_violations = seats
        .iter()
        .zip(numerators)
        .filter(|&(&seat, &numerator)| {
            (i128::from(seat) * denominator - numerator).abs() >= denominator
        })
        .count();
    RoundingCertificate {
        total_met: placed == u128::from(total),
        bounds_met,
        method: RoundingMethod::LargestRemainder,
        quota_violations,
        ties,
        excess: 0,
    }
}

#[cfg(test)]
mod tests;
