//! Divisor methods within bounds.
//!
//! The claim of a participant with weight `w` and `a` places to one more is `w / d(a)`. Claims
//! fall as `a` grows, so giving places one at a time from the floors upwards is the same as taking
//! the largest claims there are. A divisor near the answer is found in floating point, which
//! decides nothing: from there places are given, taken and exchanged by exact comparisons until
//! the largest claims are held.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::{Problem, RoundingError, Tie, wide};

/// The five classical divisor sequences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    Jefferson,
    Webster,
    HuntingtonHill,
    Adams,
    Dean,
}

impl Rule {
    /// `d(a)` as a fraction, or its square for Huntington–Hill.
    fn divisor(self, places: u64) -> (u128, u128) {
        let a = u128::from(places);
        match self {
            Self::Jefferson => (a + 1, 1),
            Self::Webster => (2 * a + 1, 2),
            Self::HuntingtonHill => (a * (a + 1), 1),
            Self::Adams => (a, 1),
            Self::Dean => (2 * a * (a + 1), 2 * a + 1),
        }
    }

    /// About how many places a participant holds whose weight divided by the divisor is `ratio`.
    fn places_near(self, ratio: f64) -> f64 {
        match self {
            Self::Jefferson => ratio.floor(),
            Self::Webster => (ratio + 0.5).floor(),
            Self::HuntingtonHill => ((4.0 * ratio * ratio + 1.0).sqrt() - 1.0).mul_add(0.5, 1.0),
            Self::Adams => ratio + 1.0,
            Self::Dean => (ratio - 1.0 + (ratio * ratio + 1.0).sqrt()).mul_add(0.5, 1.0),
        }
        .floor()
    }
}

/// The claim of a participant that has `places` to one more. Greater is stronger.
#[derive(Clone, Copy)]
struct Claim {
    rule: Rule,
    weight: u128,
    places: u64,
    participant: usize,
}

impl Claim {
    /// Compares the claims themselves, without the order of the list.
    fn strength(&self, other: &Self) -> Ordering {
        let (own, own_parts) = self.rule.divisor(self.places);
        let (others, other_parts) = other.rule.divisor(other.places);
        match (own == 0, others == 0) {
            // A first place that everybody gets comes before all others, by weight.
            (true, true) => return self.weight.cmp(&other.weight),
            (true, false) => return Ordering::Greater,
            (false, true) => return Ordering::Less,
            (false, false) => {}
        }
        if self.rule == Rule::HuntingtonHill {
            wide::compare(
                &[self.weight, self.weight, others],
                &[other.weight, other.weight, own],
            )
        } else {
            wide::compare(
                &[self.weight, own_parts, others],
                &[other.weight, other_parts, own],
            )
        }
    }
}

impl Ord for Claim {
    fn cmp(&self, other: &Self) -> Ordering {
        self.strength(other)
            .then(other.participant.cmp(&self.participant))
    }
}

impl PartialOrd for Claim {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Claim {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Claim {}

struct Table<'a> {
    rule: Rule,
    problem: &'a Problem<'a>,
    seats: Vec<u64>,
}

impl Table<'_> {
    fn claim(&self, participant: usize, places: u64) -> Claim {
        Claim {
            rule: self.rule,
            weight: self.problem.numerators[participant].unsigned_abs(),
            places,
            participant,
        }
    }

    /// The claim to the next place, if there is one to be had.
    fn next(&self, participant: usize) -> Option<Claim> {
        let held = self.seats[participant];
        (self.problem.numerators[participant] > 0 && held < self.problem.caps[participant])
            .then(|| self.claim(participant, held))
    }

    /// The claim on which the last place above the floor is held.
    fn last(&self, participant: usize) -> Option<Claim> {
        let held = self.seats[participant];
        (held > self.problem.floors[participant]).then(|| self.claim(participant, held - 1))
    }

    /// Gives and takes places until they sum to the total.
    fn meet_total(&mut self) -> Result<(), RoundingError> {
        let total = u128::from(self.problem.total);
        let mut placed: u128 = self.seats.iter().map(|&seat| u128::from(seat)).sum();
        let everybody = 0..self.seats.len();
        if placed < total {
            let mut open: BinaryHeap<Claim> = everybody
                .clone()
                .filter_map(|index| self.next(index))
                .collect();
            while placed < total {
                let Some(claim) = open.pop() else {
                    return Err(RoundingError::NoTaker {
                        unplaced: u64::try_from(total - placed).unwrap_or(u64::MAX),
                        total: self.problem.total,
                    });
                };
                self.seats[claim.participant] += 1;
                placed += 1;
                open.extend(self.next(claim.participant));
            }
        }
        if placed > total {
            let mut held: BinaryHeap<Reverse<Claim>> = everybody
                .filter_map(|index| self.last(index).map(Reverse))
                .collect();
            while placed > total {
                let Some(Reverse(claim)) = held.pop() else {
                    break;
                };
                self.seats[claim.participant] -= 1;
                placed -= 1;
                held.extend(self.last(claim.participant).map(Reverse));
            }
        }
        Ok(())
    }

    /// Exchanges places while a claim left out is stronger than one held, and returns the
    /// weakest claim held.
    fn exchange(&mut self) -> Option<Claim> {
        loop {
            let everybody = 0..self.seats.len();
            let weakest = everybody
                .clone()
                .filter_map(|index| self.last(index))
                .min()?;
            match everybody.filter_map(|index| self.next(index)).max() {
                Some(open) if open.strength(&weakest) == Ordering::Greater => {
                    self.seats[open.participant] += 1;
                    self.seats[weakest.participant] -= 1;
                }
                _ => return Some(weakest),
            }
        }
    }

    /// Gives the places on claims as strong as the weakest held to the first in the list.
    fn settle(&mut self, weakest: &Claim) -> Option<Tie> {
        let as_strong = |claim: Option<Claim>| {
            claim.is_some_and(|claim| claim.strength(weakest) == Ordering::Equal)
        };
        let mut candidates = Vec::new();
        let mut places = 0_u64;
        for index in 0..self.seats.len() {
            if as_strong(self.last(index)) {
                self.seats[index] -= 1;
                places += 1;
                candidates.push(index);
            } else if as_strong(self.next(index)) {
                candidates.push(index);
            }
        }
        let first = usize::try_from(places).unwrap_or(usize::MAX);
        for &index in candidates.iter().take(first) {
            self.seats[index] += 1;
        }
        (candidates.len() > first).then_some(Tie { candidates, places })
    }
}

/// The places of a divisor method within bounds that are known to be compatible with the total.
pub(super) fn divide(
    rule: Rule,
    problem: &Problem<'_>,
) -> Result<(Vec<u64>, Vec<Tie>), RoundingError> {
    let mut table = Table {
        rule,
        problem,
        seats: near(rule, problem),
    };
    table.meet_total()?;
    let tie = table.exchange().and_then(|weakest| table.settle(&weakest));
    Ok((table.seats, tie.into_iter().collect()))
}

/// Places near the answer, by bisection on the reciprocal of the divisor.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts are not negative and are clamped to the bounds"
)]
fn near(rule: Rule, problem: &Problem<'_>) -> Vec<u64> {
    let weights: Vec<f64> = problem
        .numerators
        .iter()
        .map(|&numerator| numerator as f64)
        .collect();
    let place = |participant: usize, multiplier: f64| -> u64 {
        let weight = weights[participant];
        let count = if weight > 0.0 {
            rule.places_near(weight * multiplier) as u64
        } else {
            0
        };
        // No cap above the total matters.
        let floor = problem.floors[participant];
        count.clamp(
            floor,
            problem.caps[participant].min(problem.total).max(floor),
        )
    };
    let all = |multiplier: f64| -> Vec<u64> {
        (0..weights.len())
            .map(|participant| place(participant, multiplier))
            .collect()
    };
    let placed = |multiplier: f64| -> u128 {
        (0..weights.len())
            .map(|participant| u128::from(place(participant, multiplier)))
            .sum()
    };
    let smallest = weights
        .iter()
        .copied()
        .filter(|&weight| weight > 0.0)
        .fold(f64::INFINITY, f64::min);
    if smallest == f64::INFINITY {
        return problem.floors.to_vec();
    }
    let (mut low, mut high) = (0.0, (problem.total as f64 + 2.0) / smallest);
    for _ in 0..256 {
        let middle = low + (high - low) * 0.5;
        if middle <= low || middle >= high {
            break;
        }
        if placed(middle) <= u128::from(problem.total) {
            low = middle;
        } else {
            high = middle;
        }
    }
    all(low)
}
