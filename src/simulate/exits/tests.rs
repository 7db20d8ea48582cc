//! The exits of a month follow the law of competing hazards.

use super::*;
use crate::random::Streams;
use crate::simulate::state::HostState;

/// Draws exits many times from a host of two statuses' worth of ten groups and compares means
/// and variances by group with the law of competing exits.
fn exits_follow_their_law(people: [u64; 10], death_rates: [f64; 10], other: f64) {
    let mut host = HostState {
        people: vec![0; crate::model::STATUSES.len() * 10],
        death_rates: death_rates.to_vec(),
        ..HostState::default()
    };
    host.status_mut(1).copy_from_slice(&people);
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
        draw_leavers(&mut stream, &host, 1, other, ratio, &mut space);
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
            // 5.5 standard errors on 80 means: a false alarm with probability 3e-6.
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
    // About 25 candidates a month.
    exits_follow_their_law(PEOPLE, DEATH_RATES.map(|rate| rate / 10.0), 1e-3);
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
