//! Bounded largest remainder (Hamilton).
//!
//! The cost of one more place to participant `i` that has `a` is `(a + 1 − q)² − (a − q)² =
//! 2(a − q) + 1`, which grows with `a`; the optimum therefore takes all places cheaper than some
//! threshold, and the threshold is found by bisection over integers.

use super::{Problem, Tie};

/// Least squared distance from the quotas within the bounds and the total, which are known to be
/// compatible.
pub(super) fn hamilton(problem: &Problem<'_>) -> (Vec<u64>, Vec<Tie>) {
    let Problem {
        numerators,
        denominator,
        floors,
        caps,
        total,
    } = *problem;
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
    (seats, ties)
}
