//! Divisor methods and the quota method, in exact arithmetic.
//!
//! Seat number `a + 1` of a participant with weight `w` has the priority `w / d(a)`, where `d` is
//! the method's divisor; the seats of highest priority are given, within the bounds. The result is
//! approached in floating point and then corrected one seat at a time with exact comparisons, so
//! that a million places take no longer than a thousand.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BinaryHeap};

use crate::model::RoundingMethod;

use super::Tie;

/// Relative difference above which two priorities in floating point are surely different.
const CERTAIN: f64 = 1e-12;

/// Steps of the bisection that finds the common divisor nearly.
const BISECTIONS: u32 = 200;

/// The product of factors as little-endian limbs of 64 bits.
fn product(factors: &[u128]) -> Vec<u64> {
    let mut limbs = vec![1_u64];
    for &factor in factors {
        let mut next = vec![0_u64; limbs.len() + 2];
        for (shift, part) in low_and_high(factor).into_iter().enumerate() {
            let mut carry = 0_u128;
            for index in 0..next.len() - shift {
                let limb = limbs.get(index).copied().unwrap_or(0);
                let sum =
                    u128::from(limb) * u128::from(part) + u128::from(next[index + shift]) + carry;
                next[index + shift] = low_and_high(sum)[0];
                carry = sum >> 64;
            }
        }
        while next.len() > 1 && next.last() == Some(&0) {
            next.pop();
        }
        limbs = next;
    }
    limbs
}

#[expect(clippy::cast_possible_truncation, reason = "takes the two halves")]
fn low_and_high(number: u128) -> [u64; 2] {
    [number as u64, (number >> 64) as u64]
}

/// Compares two products exactly.
pub(super) fn compare_products(left: &[u128], right: &[u128]) -> Ordering {
    let (left, right) = (product(left), product(right));
    left.len()
        .cmp(&right.len())
        .then_with(|| left.iter().rev().cmp(right.iter().rev()))
}

/// The factors of a seat's priority: numerator and denominator. A denominator of zero stands for
/// a first seat that comes before every other.
fn factors(method: RoundingMethod, weight: u128, seats: u64) -> ([u128; 2], [u128; 2]) {
    let seats = u128::from(seats);
    match method {
        RoundingMethod::Webster => ([weight, 1], [2 * seats + 1, 1]),
        RoundingMethod::Adams => ([weight, 1], [seats, 1]),
        RoundingMethod::Dean => ([weight, 2 * seats + 1], [seats, seats + 1]),
        // Squares compare as the priorities themselves do.
        RoundingMethod::HuntingtonHill => ([weight, weight], [seats, seats + 1]),
        _ => ([weight, 1], [seats + 1, 1]),
    }
}

/// Compares the claims of two participants to one more seat.
fn compare(method: RoundingMethod, left: (u128, u64), right: (u128, u64)) -> Ordering {
    if left.0 == 0 || right.0 == 0 {
        return (left.0 != 0).cmp(&(right.0 != 0));
    }
    let (left_top, left_bottom) = factors(method, left.0, left.1);
    let (right_top, right_bottom) = factors(method, right.0, right.1);
    match (left_bottom.contains(&0), right_bottom.contains(&0)) {
        // Among first seats that come before all others the larger weight comes first.
        (true, true) => return left.0.cmp(&right.0),
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    let value = |top: [u128; 2], bottom: [u128; 2]| {
        (top[0] as f64 / bottom[0] as f64) * (top[1] as f64 / bottom[1] as f64)
    };
    let (one, other) = (value(left_top, left_bottom), value(right_top, right_bottom));
    if (one - other).abs() > CERTAIN * one.max(other) {
        return one.total_cmp(&other);
    }
    compare_products(
        &[left_top[0], left_top[1], right_bottom[0], right_bottom[1]],
        &[right_top[0], right_top[1], left_bottom[0], left_bottom[1]],
    )
}

/// Seats that a weight earns at a common divisor, nearly.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a start for exact corrections; casts saturate"
)]
fn seats_at(method: RoundingMethod, weight: f64, divisor: f64) -> u64 {
    let quotient = weight / divisor;
    let whole = quotient.floor();
    let threshold = match method {
        RoundingMethod::Webster => whole + 0.5,
        RoundingMethod::Adams => whole,
        RoundingMethod::Dean => 2.0 * whole * (whole + 1.0) / (2.0 * whole + 1.0),
        RoundingMethod::HuntingtonHill => (whole * (whole + 1.0)).sqrt(),
        _ => whole + 1.0,
    };
    whole as u64 + u64::from(quotient > threshold)
}

/// Places `total` seats by a divisor method within bounds that are known to be feasible.
///
/// Equal claims are settled in the order of the list; those that decided anything are returned.
pub(super) fn divisor(
    method: RoundingMethod,
    weights: &[u128],
    floors: &[u64],
    caps: &[u64],
    total: u64,
) -> (Vec<u64>, Vec<Tie>) {
    let mut seats = start(method, weights, floors, caps, total);
    let claim = |seats: &[u64], index: usize| (weights[index], seats[index]);
    let hold = |seats: &[u64], index: usize| (weights[index], seats[index] - 1);
    // The best claim to one more seat, and the weakest hold on a last one; of equals the first
    // in the list is served first and gives last.
    let best = |seats: &[u64]| {
        (0..seats.len())
            .filter(|&index| seats[index] < caps[index])
            .reduce(|best, index| {
                let order = compare(method, claim(seats, index), claim(seats, best));
                if order == Ordering::Greater {
                    index
                } else {
                    best
                }
            })
    };
    let weakest = |seats: &[u64]| {
        (0..seats.len())
            .filter(|&index| seats[index] > floors[index])
            .reduce(|weakest, index| {
                let order = compare(method, hold(seats, index), hold(seats, weakest));
                if order == Ordering::Greater {
                    weakest
                } else {
                    index
                }
            })
    };
    let sum = |seats: &[u64]| seats.iter().map(|&count| u128::from(count)).sum::<u128>();
    let mut placed = sum(&seats);
    while placed < u128::from(total) {
        let Some(index) = best(&seats) else { break };
        seats[index] += 1;
        placed += 1;
    }
    while placed > u128::from(total) {
        let Some(index) = weakest(&seats) else { break };
        seats[index] -= 1;
        placed -= 1;
    }
    while let (Some(to), Some(from)) = (best(&seats), weakest(&seats)) {
        if compare(method, claim(&seats, to), hold(&seats, from)) != Ordering::Greater {
            break;
        }
        seats[to] += 1;
        seats[from] -= 1;
    }
    let ties = settle_tie(method, weights, floors, caps, &mut seats);
    (seats, ties)
}

/// An allocation near the result: the common divisor by bisection in floating point.
fn start(
    method: RoundingMethod,
    weights: &[u128],
    floors: &[u64],
    caps: &[u64],
    total: u64,
) -> Vec<u64> {
    let rough: Vec<f64> = weights.iter().map(|&weight| weight as f64).collect();
    let at = |divisor: f64| -> Vec<u64> {
        rough
            .iter()
            .enumerate()
            .map(|(index, &weight)| {
                let earned = if weight > 0.0 {
                    seats_at(method, weight, divisor)
                } else {
                    0
                };
                earned.clamp(floors[index], caps[index])
            })
            .collect()
    };
    let whole: f64 = rough.iter().sum();
    if whole <= 0.0 {
        return floors.to_vec();
    }
    let (mut low, mut high) = (whole / (total as f64 + 1.0) / 1e6, whole * 4.0 + 1.0);
    let mut seats = at(high);
    for _ in 0..BISECTIONS {
        let middle = low.midpoint(high);
        let trial = at(middle);
        let sum: u128 = trial.iter().map(|&count| u128::from(count)).sum();
        if sum <= u128::from(total) {
            high = middle;
            seats = trial;
            if sum == u128::from(total) {
                break;
            }
        } else {
            low = middle;
        }
    }
    seats
}

/// Gives seats with equal claims to the first in the list, and tells whether that decided
/// anything.
fn settle_tie(
    method: RoundingMethod,
    weights: &[u128],
    floors: &[u64],
    caps: &[u64],
    seats: &mut [u64],
) -> Vec<Tie> {
    let holders = (0..seats.len()).filter(|&index| seats[index] > floors[index]);
    let marginal = holders.reduce(|least, index| {
        let order = compare(
            method,
            (weights[index], seats[index] - 1),
            (weights[least], seats[least] - 1),
        );
        if order == Ordering::Less {
            index
        } else {
            least
        }
    });
    let Some(marginal) = marginal else {
        return Vec::new();
    };
    let level = (weights[marginal], seats[marginal] - 1);
    let equal = |weight: u128, count: u64| compare(method, (weight, count), level).is_eq();
    let mut candidates = Vec::new();
    let mut places = 0;
    for index in 0..seats.len() {
        let holds = seats[index] > floors[index] && equal(weights[index], seats[index] - 1);
        let claims = seats[index] < caps[index] && equal(weights[index], seats[index]);
        if holds {
            places += 1;
            seats[index] -= 1;
        }
        if holds || claims {
            candidates.push(index);
        }
    }
    let count = usize::try_from(places).unwrap_or(usize::MAX);
    for &index in candidates.iter().take(count) {
        seats[index] += 1;
    }
    if candidates.len() > count {
        vec![Tie { candidates, places }]
    } else {
        Vec::new()
    }
}

/// A claim by the quota method: Jefferson's priority, of equals the first in the list.
#[derive(Clone, Copy, Debug)]
struct Claim {
    weight: u128,
    seats: u64,
    index: usize,
}

impl Claim {
    fn priority(&self, other: &Self) -> Ordering {
        compare(
            RoundingMethod::Jefferson,
            (self.weight, self.seats),
            (other.weight, other.seats),
        )
    }
}

impl Ord for Claim {
    fn cmp(&self, other: &Self) -> Ordering {
        self.priority(other)
            .then_with(|| other.index.cmp(&self.index))
    }
}

impl PartialOrd for Claim {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Claim {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Claim {}

/// The quota method of Balinski and Young (1975): seats are given one by one to the best of
/// Jefferson's claims among those whom one more seat does not lift above their upper quota.
///
/// It is defined by its own history, so every size of the house is gone through.
pub(super) fn quota(weights: &[u128], total: u64) -> (Vec<u64>, Vec<Tie>) {
    let whole: u128 = weights.iter().sum();
    let mut seats = vec![0; weights.len()];
    let mut eligible = BinaryHeap::new();
    let mut waiting = BinaryHeap::new();
    for (index, &weight) in weights.iter().enumerate() {
        if weight > 0 {
            waiting.push(Reverse((1, index)));
        }
    }
    // For each participant that lost a tie: the seats it had then, and the winner.
    let mut lost: BTreeMap<usize, (u64, usize)> = BTreeMap::new();
    for house in 1..=total {
        while let Some(&Reverse((release, index))) = waiting.peek() {
            if release > house {
                break;
            }
            waiting.pop();
            eligible.push(Claim {
                weight: weights[index],
                seats: seats[index],
                index,
            });
        }
        let Some(winner) = eligible.pop() else { break };
        if let Some(second) = eligible.peek()
            && second.priority(&winner).is_eq()
        {
            lost.insert(second.index, (second.seats, winner.index));
        }
        seats[winner.index] += 1;
        let release = release(weights[winner.index], seats[winner.index], whole);
        waiting.push(Reverse((release, winner.index)));
    }
    let ties = lost
        .into_iter()
        .filter(|&(loser, (had, _))| seats[loser] == had)
        .map(|(loser, (_, winner))| Tie {
            candidates: vec![winner.min(loser), winner.max(loser)],
            places: 1,
        })
        .collect();
    (seats, ties)
}

/// The smallest house `h` in which one more seat stays within the upper quota: `h·w > a·W`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a start for exact corrections; casts saturate"
)]
fn release(weight: u128, seats: u64, whole: u128) -> u64 {
    let within = |house: u64| {
        compare_products(&[u128::from(house), weight], &[u128::from(seats), whole]).is_gt()
    };
    let mut house = (seats as f64 * (whole as f64 / weight as f64)).floor() as u64;
    while house > 0 && within(house) {
        house -= 1;
    }
    while !within(house) {
        house += 1;
    }
    house
}
