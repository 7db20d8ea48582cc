//! Whose years in exile those are who leave a status.

use super::{ADVERSE, CAUSES, DEATH, NATURALISATION, ONWARD, RETURN, take_evenly};
use crate::random::{Stream, multinomial_into};
use crate::simulate::exile::{ByClass, CLASSES};
use crate::simulate::measures::ExileYear;

/// Takes the exits of a status from its classes of years in exile: returns in proportion to the
/// hazard of each class, where `weights` tells them apart, all others evenly. Age and years in exile
/// are independent within a status. `account` learns who is gone.
pub(super) fn leave_classes(
    stream: &mut Stream,
    classes: &mut ByClass,
    totals: &[u64; CAUSES],
    weights: Option<&[f64; CLASSES]>,
    moved: &mut ByClass,
    account: &mut ExileYear,
) {
    let returned = totals[RETURN];
    let even = totals[DEATH] + totals[NATURALISATION] + totals[ADVERSE];
    let mut drawn = [0; CLASSES];
    let leaving = returned + even;
    if let Some(weights) = weights {
        let before = *classes;
        let each = even as f64 / before.iter().sum::<u64>().max(1) as f64;
        let mixed = mix_weights(classes, weights, returned, even);
        take_weighted(stream, classes, leaving, &mixed);
        for ((drawn, before), &after) in drawn.iter_mut().zip(before).zip(&*classes) {
            *drawn = before - after;
        }
        // Of all that takes a person of a class away, what is not the same for all is return.
        account.leave(&drawn, totals, |class| 1.0 - each / mixed[class]);
    } else {
        take_evenly(stream, classes, leaving, &mut drawn);
        let part = returned as f64 / leaving.max(1) as f64;
        account.leave(&drawn, totals, |_| part);
    }
    if totals[ONWARD] > 0 {
        take_evenly(stream, classes, totals[ONWARD], &mut drawn);
        for (moved, drawn) in moved.iter_mut().zip(drawn) {
            *moved += drawn;
        }
    }
}

/// Turns the weights of returns into those of all exits: what a person of each class contributes
/// to `returned` returns, which follow the weights, and to `even` exits, which do not.
pub(super) fn mix_weights(
    classes: &ByClass,
    weights: &[f64; CLASSES],
    returned: u64,
    even: u64,
) -> [f64; CLASSES] {
    let people: u64 = classes.iter().sum();
    let mass: f64 = classes
        .iter()
        .zip(weights)
        .map(|(&count, &weight)| count as f64 * weight)
        .sum();
    if people == 0 || mass <= 0.0 {
        return *weights;
    }
    let (by_weight, each) = (returned as f64 / mass, even as f64 / people as f64);
    weights.map(|weight| by_weight * weight + each)
}

/// Samples up to this size are drawn with weights person by person.
const FEW_WEIGHTED: u64 = 32;

/// Draws `sample` people with weights and takes them away. For hazards that differ little between
/// years, as here, both ways agree with the exact law of competing exits to first order in the
/// monthly hazard: few people one after the other, each from those who are left, and many at once, within
/// what is there.
pub(super) fn take_weighted(
    stream: &mut Stream,
    counts: &mut ByClass,
    sample: u64,
    weights: &[f64; CLASSES],
) {
    if sample == 0 {
        return;
    }
    if sample <= FEW_WEIGHTED && sample < counts.iter().sum() {
        take_few_weighted(stream, counts, sample, weights);
        return;
    }
    let mut masses = [0.0; CLASSES];
    for ((mass, &count), &weight) in masses.iter_mut().zip(&*counts).zip(weights) {
        *mass = count as f64 * weight;
    }
    let mut drawn = [0; CLASSES];
    multinomial_into(stream, sample, &masses, &mut drawn);
    let mut left = sample;
    for (count, drawn) in counts.iter_mut().zip(drawn) {
        let taken = drawn.min(*count);
        *count -= taken;
        left -= taken;
    }
    take_newest(counts, left);
}

/// Draws people one after the other by weight, and again whenever the person was drawn before: the
/// first of each class stand for those already taken. There are more people than are drawn.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a position within a class is not negative and below its count"
)]
pub(super) fn take_few_weighted(
    stream: &mut Stream,
    counts: &mut ByClass,
    sample: u64,
    weights: &[f64; CLASSES],
) {
    let mut ends = [0.0; CLASSES];
    let mut everybody = 0.0;
    for ((end, &count), &weight) in ends.iter_mut().zip(counts.iter()).zip(weights) {
        everybody += count as f64 * weight;
        *end = everybody;
    }
    let mut drawn = [0; CLASSES];
    let mut left = sample;
    // The bound only stops a search for people whose weight has vanished by rounding.
    for _ in 0..10_000 {
        if left == 0 {
            break;
        }
        let position = stream.uniform() * everybody;
        let class = ends.iter().filter(|&&end| position >= end).count();
        if class == CLASSES {
            continue;
        }
        let start = if class == 0 { 0.0 } else { ends[class - 1] };
        let within = ((position - start) / weights[class]) as u64;
        if within >= drawn[class] && drawn[class] < counts[class] {
            drawn[class] += 1;
            left -= 1;
        }
    }
    for (count, taken) in counts.iter_mut().zip(drawn) {
        *count -= taken;
    }
    take_newest(counts, left);
}

/// Takes people from the latest classes.
fn take_newest(counts: &mut [u64], people: u64) {
    let mut left = people;
    for count in counts.iter_mut().rev() {
        let taken = left.min(*count);
        *count -= taken;
        left -= taken;
    }
}
