//! Does a larger total take places away?
//!
//! Largest remainder can: in the census of 1880 Alabama had eight seats of 299 and seven of 300.
//! Divisor methods and the quota method never do.

use std::fmt;

use super::{RoundingError, round_weights};
use crate::model::RoundingMethod;

/// Somebody lost a place when the total grew by one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paradox {
    /// Who, by index.
    pub participant: usize,
    /// The smaller total; the larger is one more.
    pub total: u64,
    /// Places at the smaller total.
    pub before: u64,
    /// Places at the larger total.
    pub after: u64,
}

impl fmt::Display for Paradox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "participant {} has {} of {} places and {} of {}",
            self.participant,
            self.before,
            self.total,
            self.after,
            self.total + 1
        )
    }
}

/// The first `most` places lost as the total grows by ones from `totals.0` to `totals.1`.
///
/// Bounds hold at every total. [`RoundingMethod::Ceiling`] follows quotas and so takes nothing
/// away, but does not keep totals either.
pub fn paradoxes(
    method: RoundingMethod,
    weights: &[u64],
    floors: &[u64],
    caps: &[u64],
    totals: (u64, u64),
    most: usize,
) -> Result<Vec<Paradox>, RoundingError> {
    let mut found = Vec::new();
    let (first, last) = totals;
    let mut before = round_weights(method, weights, floors, caps, first)?.seats;
    for total in first..last {
        if found.len() >= most {
            break;
        }
        let after = round_weights(method, weights, floors, caps, total + 1)?.seats;
        for (participant, (&before, &after)) in before.iter().zip(&after).enumerate() {
            if after < before && found.len() < most {
                found.push(Paradox {
                    participant,
                    total,
                    before,
                    after,
                });
            }
        }
        before = after;
    }
    Ok(found)
}
