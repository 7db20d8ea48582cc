//! The exits of a month follow the law of competing hazards.

use super::classes::{mix_weights, take_few_weighted, take_weighted};
use super::*;
use crate::random::Streams;
use crate::simulate::measures::ExileYear;
use crate::simulate::state::HostState;

/// Draws exits many times from a host of two statuses' worth of ten groups and compares means
/// and variances by group with the law of competing exits.
fn exits_follow_their_law(people: [u64; 10], death_rates: [f64; 10], other: f64) {
    exits_of_a_status_follow_their_law(1, people, death_rates, other);
    exits_of_a_status_follow_their_law(5, people, death_rates, other);
}

fn exits_of_a_status_follow_their_law(
    status: usize,
    people: [u64; 10],
    death_rates: [f64; 10],
    other: f64,
) {
    let mut host = HostState {
        people: vec![0; crate::model::STATUSES.len() * 10],
        death_rates: death_rates.to_vec(),
        ..HostState::default()
    };
    // In the largest status, and in one of the others, whose deaths are drawn together.
    host.status_mut(status).copy_from_slice(&people);
    host.status_mut(4)
        .copy_from_slice(&people.map(|count| 2 * count));
    host.status_mut(5)
        .copy_from_slice(&people.map(|count| 7 * count / 3));
    let people: [u64; 10] = host.status(status).try_into().expect("ten groups");
    let ratio = 1.5;
    let mut space = ExitSpace {
        death_terms: death_rates
            .iter()
            .map(|&rate| libm::expm1(-rate * ratio))
            .collect(),
        ..ExitSpace::default()
    };
    let draws = 20_000_u32;
    let (mut sums, mut squares) = ([[0.0; 2]; 10], [[0.0; 2]; 10]);
    for replicate in 0..draws {
        let mut stream =
            Streams::new(20_041_008, u64::from(replicate)).stream(Purpose::Verification, 1, 0);
        draw_dying(&mut stream, &host, &mut space);
        draw_leavers(&mut stream, &host, status, other, ratio, &mut space);
        for (group, &[exits, deaths]) in space.leavers.iter().enumerate() {
            assert!(deaths <= exits && exits <= people[group]);
            for (cause, count) in [exits - deaths, deaths].into_iter().enumerate() {
                sums[group][cause] += count as f64;
                squares[group][cause] += (count * count) as f64;
            }
        }
    }
    let n = f64::from(draws);
    for group in 0..10 {
        let death = death_rates[group] * ratio;
        let leaves = -libm::expm1(-(death + other));
        for (cause, hazard) in [other, death].into_iter().enumerate() {
            let p = leaves * hazard / (death + other).max(1e-300);
            let mean = people[group] as f64 * p;
            let variance = mean * (1.0 - p);
            let seen = sums[group][cause] / n;
            let spread = squares[group][cause] / n - seen * seen;
            // 5.5 standard errors on some 160 means: a false alarm with probability 6e-6.
            let tolerance = 5.5 * (variance / n).sqrt();
            assert!(
                (seen - mean).abs() <= tolerance,
                "group {group}, cause {cause}: {seen} for {mean}"
            );
            // The variance of a count of mean m is estimated with a relative error of
            // √((2 + 1/m) / n); six of them.
            if mean > 0.0 {
                let tolerance = 6.0 * ((2.0 + 1.0 / variance) / n).sqrt();
                assert!(
                    (spread / variance - 1.0).abs() <= tolerance,
                    "group {group}, cause {cause}: variance {spread} for {variance}"
                );
            }
        }
    }
}

const PEOPLE: [u64; 10] = [900, 0, 700, 2600, 280, 910, 960, 740, 2500, 210];
const DEATH_RATES: [f64; 10] = [
    2e-3, 1e-3, 5e-4, 8e-4, 9e-3, 2.2e-3, 2e-4, 6e-4, 1e-3, 1.1e-2,
];

#[test]
fn few_exits_found_person_by_person_follow_the_law_of_competing_exits() {
    // Some ten exits a month.
    exits_follow_their_law(PEOPLE, DEATH_RATES.map(|rate| rate / 10.0), 1e-3);
}

#[test]
fn few_exits_at_high_hazards_follow_the_law_of_competing_exits() {
    // About 50 of 196 would leave for other causes, and every sixth of them dies before that.
    exits_follow_their_law(
        PEOPLE.map(|people| people / 50),
        DEATH_RATES.map(|rate| 30.0 * rate),
        0.3,
    );
}

#[test]
fn many_exits_drawn_by_group_follow_the_law_of_competing_exits() {
    exits_follow_their_law(PEOPLE, DEATH_RATES, 0.05);
}

#[test]
fn weighted_exits_take_classes_in_proportion_to_people_and_weight() {
    // Few and many; weights differ little, as the decline of the return hazard does.
    let counts: ByClass = [5_000, 0, 800, 1_200, 400, 300, 2_300];
    let weights = [0.8, 0.84, 0.87, 0.9, 0.94, 0.97, 1.0];
    let mass: f64 = counts
        .iter()
        .zip(weights)
        .map(|(&count, weight)| count as f64 * weight)
        .sum();
    for sample in [20_u64, 90] {
        let draws = 20_000_u32;
        let mut sums = [0.0; CLASSES];
        for replicate in 0..draws {
            let mut stream = Streams::new(7, u64::from(replicate)).stream(
                Purpose::Verification,
                2,
                u32::try_from(sample).expect("small"),
            );
            let mut left = counts;
            take_weighted(&mut stream, &mut left, sample, &weights);
            let taken = counts.iter().sum::<u64>() - left.iter().sum::<u64>();
            assert_eq!(taken, sample);
            for (sum, (before, after)) in sums.iter_mut().zip(counts.iter().zip(left)) {
                *sum += (before - after) as f64;
            }
        }
        for class in 0..CLASSES {
            let share = counts[class] as f64 * weights[class] / mass;
            let mean = sample as f64 * share;
            let seen = sums[class] / f64::from(draws);
            // Six standard errors and the first-order error of drawing without replacement,
            // at most the drawn fraction of the spread of weights.
            let tolerance = 6.0 * (mean * (1.0 - share) / f64::from(draws)).sqrt()
                + mean * 0.2 * sample as f64 / 10_000.0;
            assert!(
                (seen - mean).abs() <= tolerance,
                "{sample}, class {class}: {seen} for {mean}"
            );
        }
    }
}

/// Three people of weight ½ and two of weight 1, of whom a few are drawn one after the other, each in
/// proportion to the weights of those who are left: every outcome has its exact probability.
#[test]
fn a_few_of_a_few_are_drawn_one_after_the_other_from_those_who_are_left() {
    let mut counts = [0; CLASSES];
    (counts[1], counts[4]) = (3, 2);
    let mut weights = [1.0; CLASSES];
    weights[1] = 0.5;
    let draws = 40_000_u32;
    for sample in 1..=4_u64 {
        // The law of the number drawn from the lighter class, step by step.
        let mut law = [1.0, 0.0, 0.0, 0.0];
        for step in 0..sample {
            let mut next = [0.0; 4];
            for (light, probability) in law.into_iter().enumerate() {
                let heavy = step as f64 - light as f64;
                let (left, other) = (0.5 * (3.0 - light as f64), 2.0 - heavy);
                if probability > 0.0 && light < 3 {
                    next[light + 1] += probability * left / (left + other);
                }
                if probability > 0.0 {
                    next[light] += probability * other / (left + other);
                }
            }
            law = next;
        }
        let mut seen = [0_u32; 4];
        for replicate in 0..draws {
            let mut stream =
                Streams::new(11, u64::from(replicate)).stream(Purpose::Verification, sample, 0);
            let mut left = counts;
            take_few_weighted(&mut stream, &mut left, sample, &weights);
            let light = counts[1] - left[1];
            assert_eq!(light + counts[4] - left[4], sample);
            seen[usize::try_from(light).expect("three at most")] += 1;
        }
        for (light, (&count, probability)) in seen.iter().zip(law).enumerate() {
            let share = f64::from(count) / f64::from(draws);
            // Five standard errors on some ten shares: a false alarm with probability 6e-6.
            let tolerance = 5.0 * (probability * (1.0 - probability) / f64::from(draws)).sqrt();
            assert!(
                (share - probability).abs() <= tolerance.max(1e-12),
                "{light} of {sample}: {share}, not {probability}"
            );
        }
    }
}

/// Of a class leave, in the mean, its part of the returns by weight and its part of the others by
/// number.
#[test]
fn mixed_weights_send_returns_by_weight_and_all_others_by_number() {
    let counts: ByClass = [100, 0, 30, 50, 0, 200, 620];
    let weights = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0];
    let mass = 100.0 * 0.5 + 30.0 * 0.7 + 50.0 * 0.8 + 200.0 * 0.95 + 620.0;
    for (returned, even) in [(90, 0), (0, 70), (40, 160)] {
        let mixed = mix_weights(&counts, &weights, returned, even);
        let total: f64 = counts.iter().zip(mixed).map(|(&n, w)| n as f64 * w).sum();
        for (class, (&count, weight)) in counts.iter().zip(mixed).enumerate() {
            let part = count as f64 * weight / total * (returned + even) as f64;
            let expected = returned as f64 * count as f64 * weights[class] / mass
                + even as f64 * count as f64 / 1_000.0;
            assert!(
                (part - expected).abs() < 1e-9,
                "{class}: {part}, not {expected}"
            );
        }
    }
}

#[test]
fn where_no_year_is_told_apart_all_causes_take_evenly() {
    let mut stream = Streams::new(2, 1).stream(Purpose::Verification, 1, 0);
    let mut classes = [40_000, 0, 10_000, 0, 0, 50_000, 0];
    let before = classes;
    let (mut moved, mut account) = ([0; CLASSES], ExileYear::default());
    // 600 of 1,000 return; deaths, naturalisations and returns under pressure are the others.
    let totals = [100, 600, 200, 100, 500];
    leave_classes(
        &mut stream,
        &mut classes,
        &totals,
        None,
        &mut moved,
        &mut account,
    );
    assert_eq!(moved.iter().sum::<u64>(), 500);
    for (class, (&was, &is)) in before.iter().zip(&classes).enumerate() {
        let gone = (was - is - moved[class]) as f64;
        for (cause, part) in [
            (DEATH, 0.1),
            (RETURN, 0.6),
            (NATURALISATION, 0.2),
            (ADVERSE, 0.1),
        ] {
            let booked = account.exits_of(cause)[class];
            assert!(
                (booked - part * gone).abs() < 1e-9,
                "{cause} {class}: {booked}"
            );
        }
        // Five standard errors of an even sample of 1,000.
        let share = was as f64 / 100_000.0;
        let spread = (1_000.0 * share * (1.0 - share)).sqrt();
        assert!(
            (gone - 1_000.0 * share).abs() <= 5.0 * spread + 1e-9,
            "{gone}"
        );
    }
}

#[test]
fn weights_of_nothing_stay_as_they_are() {
    let none = [0.0; CLASSES];
    assert_eq!(mix_weights(&[5; CLASSES], &none, 3, 4), none);
    let weights = [0.5; CLASSES];
    assert_eq!(mix_weights(&[0; CLASSES], &weights, 3, 4), weights);
}
