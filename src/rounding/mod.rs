//! Shares become whole persons, within floors, caps and totals.
//!
//! Places are whole people. The method is bounded largest remainder (Hamilton): among all whole
//! numbers that keep every floor, every cap and the total, it takes those whose squared distance
//! from the quotas is least. Without bounds this is Hamilton's method itself. Floors and caps
//! hold inside the method and are never repaired afterwards.
//!
//! Arithmetic is exact: quotas are whole multiples of 1/D with a common denominator D, so a tie
//! is a tie and never a rounding error. The cost of one more place to participant `i` that has
//! `a` is `(a + 1 − q)² − (a − q)² = 2(a − q) + 1`, which grows with `a`; the optimum therefore
//! takes all places cheaper than some threshold, and the threshold is found by bisection over
//! integers.

use std::fmt;

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
    /// Whether the places sum to the total.
    pub total_met: bool,
    /// Whether every floor and cap holds.
    pub bounds_met: bool,
    /// Participants whose places differ from their quota by one or more; zero where no bound
    /// binds and the quotas sum to the total.
    pub quota_violations: usize,
    /// The tie that had to be broken, if there was one.
    pub tie: Option<Tie>,
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
            "bounded largest remainder: total {}, bounds {}, {} places differ from their quota by one or more",
            met(self.total_met),
            met(self.bounds_met),
            self.quota_violations
        )?;
        if let Some(tie) = &self.tie {
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
            Self::Quota { participant } | Self::FloorAboveCap { participant, .. } => *participant,
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
    round(&numerators, 1 << FRACTION_BITS, floors, caps, total)
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
    round(&numerators, sum, floors, caps, total)
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
fn round(
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
    let mut tie = None;
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
            tie = Some(Tie {
                candidates,
                places: missing,
            });
        }
    }
    let certificate = certify(&seats, numerators, denominator, floors, caps, total, tie);
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
    tie: Option<Tie>,
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
        quota_violations,
        tie,
    }
}

#[cfg(test)]
mod tests;
