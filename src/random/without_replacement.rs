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
mod tests {
    use super::*;
    use crate::random::{Purpose, Streams};

    #[test]
    fn draws_with_replacement_meet_as_many_people_as_they_should() {
        // The mean number met is n (1 − (1 − 1/n)^k), the variance
        // n (n − 1) (1 − 2/n)^k + n (1 − 1/n)^k − n² (1 − 1/n)^2k.
        for (draws, group) in [(30_u64, 100_u64), (200, 2_000), (400, 600), (2, 3), (6, 4)] {
            let (k, n) = (draws as f64, group as f64);
            let missed = libm::pow(1.0 - 1.0 / n, k);
            let mean = n * (1.0 - missed);
            let variance =
                n * (n - 1.0) * libm::pow(1.0 - 2.0 / n, k) + n * missed - n * n * missed * missed;
            let mut stream = Streams::new(9, draws).stream(Purpose::Verification, 1, 0);
            let repetitions = 40_000_u32;
            let (mut sum, mut squares) = (0.0, 0.0);
            for _ in 0..repetitions {
                let met = distinct(&mut stream, draws, group) as f64;
                sum += met;
                squares += met * met;
            }
            let seen = sum / f64::from(repetitions);
            let spread = squares / f64::from(repetitions) - seen * seen;
            // Six standard errors of the mean; the variance within a twentieth (about seven).
            let tolerance = 6.0 * (variance / f64::from(repetitions)).sqrt();
            assert!(
                (seen - mean).abs() < tolerance,
                "{draws}: {seen} for {mean}"
            );
            assert!((spread / variance - 1.0).abs() < 0.05, "{draws}: {spread}");
        }
    }

    #[test]
    fn every_way_to_draw_without_replacement_has_the_moments_of_its_law() {
        type Way = fn(&mut Stream, u64, u64, &[u64], &mut [u64]);
        let ways: [(&str, Way); 4] = [
            ("one by one", draw_one_by_one),
            ("with few repeats", draw_with_few_repeats),
            ("independently", draw_independently),
            ("in turn", draw_in_turn),
        ];
        let groups = [300_u64, 0, 1_500, 40, 700];
        let everybody: u64 = groups.iter().sum();
        let (n, sample) = (everybody as f64, 200_u64);
        let fraction = sample as f64 / n;
        let common = sample as f64 * (1.0 - fraction) / (n - 1.0);
        for (way, draw) in ways {
            let mut stream = Streams::new(17, 3).stream(Purpose::Verification, 5, 0);
            let draws = 40_000_u32;
            let mut sums = [0.0; 5];
            let mut products = [[0.0; 5]; 5];
            let mut drawn = [0; 5];
            for _ in 0..draws {
                draw(&mut stream, sample, everybody, &groups, &mut drawn);
                assert_eq!(drawn.iter().sum::<u64>(), sample, "{way}");
                assert!(
                    drawn
                        .iter()
                        .zip(&groups)
                        .all(|(drawn, group)| drawn <= group)
                );
                let centred: [f64; 5] = std::array::from_fn(|group| {
                    drawn[group] as f64 - fraction * groups[group] as f64
                });
                for ((sum, row), &one) in sums.iter_mut().zip(&mut products).zip(&centred) {
                    *sum += one;
                    for (product, other) in row.iter_mut().zip(&centred) {
                        *product += one * other;
                    }
                }
            }
            let draws = f64::from(draws);
            for one in 0..5 {
                for (other, product) in products[one].iter().enumerate() {
                    // n (K_i/N) (δ_ij − K_j/N) (N − n) / (N − 1).
                    let [first, second] = [one, other].map(|k| groups[k] as f64);
                    let same = f64::from(u8::from(one == other));
                    let expected = common * first * (same - second / n);
                    let spread = |k: usize| {
                        (common * groups[k] as f64 * (1.0 - groups[k] as f64 / n)).sqrt()
                    };
                    // Six standard errors of a product of two nearly normal counts, whose variance
                    // is at most twice the product of their variances: over 100 comparisons a false
                    // alarm with probability 2e-7.
                    let tolerance = 6.0 * spread(one) * spread(other) * (2.0 / draws).sqrt();
                    let seen = product / draws;
                    assert!(
                        (seen - expected).abs() <= tolerance,
                        "{way}, {one} and {other}: {seen} for {expected}"
                    );
                }
                let tolerance = 6.0
                    * (common * groups[one] as f64 * (1.0 - groups[one] as f64 / n) / draws).sqrt();
                let seen = sums[one] / draws;
                assert!(seen.abs() <= tolerance, "{way}, {one}: {seen}");
            }
        }
    }

    #[test]
    fn small_samples_have_the_moments_of_their_law() {
        // Three groups: one by one, by conditional inversion, of more than half, and with few and
        // with many repeats.
        let cases = [
            ([4_u64, 26, 10], 9_u64),
            ([4, 26, 10], 15),
            ([4, 26, 10], 31),
            ([400, 2600, 1000], 100),
            ([12_000, 78_000, 30_000], 800),
            ([12_000, 78_000, 30_000], 100_000),
            ([0, 26_000, 10_000], 450),
        ];
        for (case, (groups, sample)) in cases.into_iter().enumerate() {
            let everybody = groups.iter().sum::<u64>() as f64;
            let mut stream = Streams::new(3, case as u64).stream(Purpose::Verification, 0, 0);
            let draws = 40_000;
            let (mut sum, mut squares) = ([0.0; 3], [0.0; 3]);
            let mut drawn = [0; 3];
            for _ in 0..draws {
                multivariate_hypergeometric_into(&mut stream, sample, &groups, &mut drawn);
                assert_eq!(drawn.iter().sum::<u64>(), sample);
                for (index, &count) in drawn.iter().enumerate() {
                    assert!(count <= groups[index]);
                    sum[index] += count as f64;
                    squares[index] += (count * count) as f64;
                }
            }
            for (index, &group) in groups.iter().enumerate() {
                let share = group as f64 / everybody;
                let size = sample as f64;
                let mean = size * share;
                let variance = mean * (1.0 - share) * (everybody - size) / (everybody - 1.0);
                let seen = sum[index] / f64::from(draws);
                let spread = squares[index] / f64::from(draws) - seen * seen;
                // Six standard errors of the mean; the variance within a twentieth (over six).
                let tolerance = 6.0 * (variance / f64::from(draws)).sqrt();
                assert!(
                    (seen - mean).abs() <= tolerance,
                    "{sample}, {index}: {seen}"
                );
                assert!(
                    variance == 0.0 && spread == 0.0 || (spread / variance - 1.0).abs() < 0.05,
                    "{sample}, {index}: {spread} for {variance}"
                );
            }
        }
    }
}
