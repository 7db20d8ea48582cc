//! Draws of people from groups, without replacement.

use super::{SmallNumbers, Stream, binomial, hypergeometric};

/// What a conditional draw costs, in steps along the groups; the same for drawing one person, with
/// half of the groups to be passed.
const DRAW_STEPS: u64 = 450;
const PERSON_STEPS: u64 = 16;

/// Draws `sample` persons without replacement from groups: a multivariate hypergeometric draw. A
/// sample larger than the whole takes everybody. Whichever way is quickest is taken; all are exact.
pub fn multivariate_hypergeometric_into(
    stream: &mut Stream,
    sample: u64,
    groups: &[u64],
    drawn: &mut [u64],
) {
    let everybody: u64 = groups.iter().sum();
    if sample >= everybody {
        drawn[..groups.len()].copy_from_slice(groups);
        return;
    }
    // Beyond half of everybody, those who are not drawn are the smaller sample.
    let smaller = sample.min(everybody - sample);
    let count = groups.len() as u64;
    if (COUNTED..=COUNTED_PER_GROUP * count).contains(&smaller)
        && smaller * smaller <= REPEATS_WHERE_COUNTED * everybody
        && groups.len() <= FEW_GROUPS
        && let Ok(everybody) = u32::try_from(everybody)
    {
        draw_by_counting(stream, smaller, everybody, groups, drawn);
    } else if smaller * (PERSON_STEPS + count) <= DRAW_STEPS * count {
        draw_one_by_one(stream, smaller, everybody, groups, drawn);
    } else if smaller <= everybody / 8
        && smaller as f64 * smaller as f64 <= REPEATS_PER_GROUP * count as f64 * everybody as f64
    {
        draw_with_few_repeats(stream, smaller, everybody, groups, drawn);
    } else if groups.len() <= SIDE_BY_SIDE {
        draw_independently(stream, smaller, everybody, groups, drawn);
    } else {
        draw_in_turn(stream, smaller, everybody, groups, drawn);
    }
    if sample > smaller {
        for (drawn, &group) in drawn.iter_mut().zip(groups) {
            *drawn = group - *drawn;
        }
    }
}

/// A chain of hypergeometric draws.
fn draw_in_turn(
    stream: &mut Stream,
    sample: u64,
    everybody: u64,
    groups: &[u64],
    drawn: &mut [u64],
) {
    let (mut left, mut rest) = (sample, everybody);
    for (taken, &group) in drawn.iter_mut().zip(groups) {
        rest -= group;
        *taken = if left == 0 {
            0
        } else {
            hypergeometric(stream, group, rest, left)
        };
        left -= *taken;
    }
}

/// Draws everybody with the same probability and independently of all others, by one binomial for
/// each group. Given how many are drawn, they are an even sample of that size, from which people are
/// taken away, or to which others are added, evenly, until it has the right one. Binomial draws cost
/// half of hypergeometric ones, and few people are too many or missing: of a sample of `n` about `√n`.
fn draw_independently(
    stream: &mut Stream,
    sample: u64,
    everybody: u64,
    groups: &[u64],
    drawn: &mut [u64],
) {
    let probability = sample as f64 / everybody as f64;
    let mut found = 0;
    for (drawn, &group) in drawn.iter_mut().zip(groups) {
        *drawn = binomial(stream, group, probability);
        found += *drawn;
    }
    let (mut eligible, mut changes) = ([0; SIDE_BY_SIDE], [0; SIDE_BY_SIDE]);
    let eligible = &mut eligible[..groups.len()];
    let changes = &mut changes[..groups.len()];
    if found > sample {
        eligible.copy_from_slice(&drawn[..groups.len()]);
        draw_one_by_one(stream, found - sample, found, eligible, changes);
        for (drawn, change) in drawn.iter_mut().zip(changes) {
            *drawn -= *change;
        }
    } else {
        for ((eligible, &group), &drawn) in eligible.iter_mut().zip(groups).zip(&*drawn) {
            *eligible = group - drawn;
        }
        let others = everybody - found;
        draw_one_by_one(stream, sample - found, others, eligible, changes);
        for (drawn, change) in drawn.iter_mut().zip(changes) {
            *drawn += *change;
        }
    }
}

/// Samples of which at most so many people per group would be met twice are drawn with replacement
/// first.
const REPEATS_PER_GROUP: f64 = 0.5;

/// Draws people one after the other from everybody, and again whenever the person was drawn
/// before, many at once: where the first `sample` draws fall, how many people they meet more than
/// once, and the people still missing from those who were not met. Binomial draws cost half of
/// hypergeometric ones.
fn draw_with_few_repeats(
    stream: &mut Stream,
    sample: u64,
    everybody: u64,
    groups: &[u64],
    drawn: &mut [u64],
) {
    let mut left = sample;
    let mut rest = everybody;
    for (falls, &group) in drawn.iter_mut().zip(groups) {
        *falls = if group == rest {
            left
        } else {
            binomial(stream, left, group as f64 / rest as f64)
        };
        left -= *falls;
        rest -= group;
    }
    replace_repeats(stream, sample, everybody, groups, drawn);
}

/// Makes a draw without replacement of one with replacement: `drawn` says how many of `sample` draws fall
/// in each group, and then how many people are drawn, where those who are met again are replaced by
/// others who were not met.
fn replace_repeats(
    stream: &mut Stream,
    sample: u64,
    everybody: u64,
    groups: &[u64],
    drawn: &mut [u64],
) {
    let mut missing = sample;
    for (taken, &group) in drawn.iter_mut().zip(groups) {
        *taken = distinct(stream, *taken, group);
        missing -= *taken;
    }
    let mut unmet = everybody - (sample - missing);
    while missing > 0 {
        let mut position = stream.below(unmet);
        for (taken, &group) in drawn.iter_mut().zip(groups) {
            let free = group - *taken;
            if position < free {
                *taken += 1;
                break;
            }
            position -= free;
        }
        unmet -= 1;
        missing -= 1;
    }
}

/// Samples of which people are counted by group rather than looked at one by one: from so many on, up to
/// so many for each group, where no more than half so many repeats are expected.
const COUNTED: u64 = 20;
const COUNTED_PER_GROUP: u64 = 23;
const REPEATS_WHERE_COUNTED: u64 = 2;

/// Up to so many groups.
const FEW_GROUPS: usize = 12;

/// Draws with replacement, of which only is counted how many fall before the end of each group, for a
/// block of people and all groups at once; then replaces the few who are met again.
#[expect(
    clippy::cast_possible_truncation,
    reason = "no group is larger than everybody"
)]
fn draw_by_counting(
    stream: &mut Stream,
    sample: u64,
    everybody: u32,
    groups: &[u64],
    drawn: &mut [u64],
) {
    let mut ends = [0_u32; FEW_GROUPS];
    let mut end = 0_u32;
    for (slot, &group) in ends.iter_mut().zip(groups) {
        end += group as u32;
        *slot = end;
    }
    // The last group is not looked at: whoever is in no other is in it.
    let ends = &ends[..groups.len() - 1];
    let mut numbers = SmallNumbers::new(everybody);
    let mut before = [[0_u32; BLOCK]; FEW_GROUPS];
    let mut left = sample;
    while left > 0 {
        let count = left.min(BLOCK as u64) as usize;
        // Places of nobody are beyond all ends.
        let mut positions = [u32::MAX; BLOCK];
        numbers.fill(stream, &mut positions[..count]);
        for (before, &end) in before.iter_mut().zip(ends) {
            for (before, &position) in before.iter_mut().zip(&positions) {
                *before += u32::from(position < end);
            }
        }
        left -= count as u64;
    }
    let mut found = 0;
    for (falls, before) in drawn.iter_mut().zip(&before[..ends.len()]) {
        let until_here = before.iter().map(|&count| u64::from(count)).sum();
        *falls = until_here - found;
        found = until_here;
    }
    drawn[ends.len()] = sample - found;
    replace_repeats(stream, sample, u64::from(everybody), groups, drawn);
}

/// Repeats that are found without walking over all draws.
const FEW_REPEATS: usize = 24;

/// How many different people of a group `draws` draws with replacement meet.
///
/// A draw repeats with the probability of the people met before it, over the group. Candidates
/// are drawn with the largest of these probabilities, and each is kept with the ratio of its own
/// to that one.
fn distinct(stream: &mut Stream, draws: u64, group: u64) -> u64 {
    if draws <= 1 {
        return draws;
    }
    let most = draws - 1;
    if most >= group {
        // A small group: every draw is looked at.
        let repeats = (1..draws).fold(0, |repeats, step| {
            repeats + u64::from(stream.below(group) < step - repeats)
        });
        return draws - repeats;
    }
    let candidates = binomial(stream, most, most as f64 / group as f64);
    if candidates == 0 {
        return draws;
    }
    let Some(steps) = usize::try_from(candidates)
        .ok()
        .filter(|&count| count <= FEW_REPEATS)
    else {
        return distinct_step_by_step(stream, draws, candidates);
    };
    let mut chosen = [u64::MAX; FEW_REPEATS];
    let mut count = 0;
    while count < steps {
        // The number of draws before: 1 for the second draw.
        let step = 1 + stream.below(most);
        if !chosen[..count].contains(&step) {
            chosen[count] = step;
            count += 1;
        }
    }
    chosen[..count].sort_unstable();
    let mut repeats = 0;
    for &step in &chosen[..count] {
        repeats += u64::from(stream.below(most) < step - repeats);
    }
    draws - repeats
}

/// [`distinct`] for any number of candidates, by selection sampling of their steps.
fn distinct_step_by_step(stream: &mut Stream, draws: u64, candidates: u64) -> u64 {
    let most = draws - 1;
    let (mut left, mut repeats) = (candidates, 0);
    for step in 1..draws {
        if stream.below(draws - step) < left {
            left -= 1;
            repeats += u64::from(stream.below(most) < step - repeats);
        }
    }
    draws - repeats
}

/// Draws people one after the other from everybody, and again whenever the person was drawn
/// before: the first of each group stand for those already taken.
pub(super) fn draw_one_by_one(
    stream: &mut Stream,
    sample: u64,
    everybody: u64,
    groups: &[u64],
    drawn: &mut [u64],
) {
    drawn.fill(0);
    if sample == 0 {
        return;
    }
    if let Ok(everybody) = u32::try_from(everybody) {
        match groups.len() {
            ..=8 => return draw_from_few_groups::<8>(stream, sample, everybody, groups, drawn),
            9..=12 => return draw_from_few_groups::<12>(stream, sample, everybody, groups, drawn),
            13..=16 => return draw_from_few_groups::<16>(stream, sample, everybody, groups, drawn),
            17..=SIDE_BY_SIDE => {
                return draw_from_few_groups::<SIDE_BY_SIDE>(
                    stream, sample, everybody, groups, drawn,
                );
            }
            _ => {}
        }
    }
    let mut left = sample;
    let mut take = |mut position: u64| {
        let mut index = 0;
        while position >= groups[index] {
            position -= groups[index];
            index += 1;
        }
        let is_new = u64::from(position >= drawn[index]);
        drawn[index] += is_new;
        left -= is_new;
        left > 0
    };
    while take(stream.below(everybody)) {}
}

/// So many groups are looked at side by side when a person's is found.
const SIDE_BY_SIDE: usize = 48;

/// People whose groups are found side by side.
const BLOCK: usize = 8;

/// [`draw_one_by_one`] for at most `N` groups and without branches that a processor could guess
/// wrongly: a person's group is found by counting the groups that end before, for a block of people
/// at once.
#[expect(
    clippy::cast_possible_truncation,
    reason = "no group is larger than everybody"
)]
fn draw_from_few_groups<const N: usize>(
    stream: &mut Stream,
    sample: u64,
    everybody: u32,
    groups: &[u64],
    drawn: &mut [u64],
) {
    // The end of the last group is not looked at: whoever is in no other is in it.
    let mut ends = [u32::MAX; N];
    let mut first_free = [0_u32; N];
    let mut end = 0_u32;
    for ((slot, free), &group) in ends.iter_mut().zip(&mut first_free).zip(groups) {
        *free = end;
        end += group as u32;
        *slot = end;
    }
    let starts = first_free;
    let ends = &ends[..groups.len() - 1];
    let mut numbers = SmallNumbers::new(everybody);
    let mut left = sample;
    let mut positions = [0_u32; BLOCK];
    while left > 0 {
        let count = left.min(BLOCK as u64) as usize;
        numbers.fill(stream, &mut positions[..count]);
        let mut indices = [0_u32; BLOCK];
        for &end in ends {
            for (index, &position) in indices.iter_mut().zip(&positions) {
                *index += u32::from(position >= end);
            }
        }
        for (&index, &position) in indices.iter().zip(&positions[..count]) {
            let free = &mut first_free[index as usize % N];
            let is_new = position >= *free;
            *free += u32::from(is_new);
            left -= u64::from(is_new);
        }
    }
    for ((drawn, free), start) in drawn.iter_mut().zip(first_free).zip(starts) {
        *drawn = u64::from(free - start);
    }
}

#[cfg(test)]
mod tests;
