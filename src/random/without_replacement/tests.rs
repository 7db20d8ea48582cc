//! Draws without replacement follow their law, whichever way they are made.

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
    let counting: Way = |stream, sample, everybody, groups, drawn| {
        let everybody = u32::try_from(everybody).expect("few");
        draw_by_counting(stream, sample, everybody, groups, drawn);
    };
    let ways: [(&str, Way); 5] = [
        ("one by one", draw_one_by_one),
        ("with few repeats", draw_with_few_repeats),
        ("independently", draw_independently),
        ("in turn", draw_in_turn),
        ("by counting", counting),
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
            let centred: [f64; 5] =
                std::array::from_fn(|group| drawn[group] as f64 - fraction * groups[group] as f64);
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
                let spread =
                    |k: usize| (common * groups[k] as f64 * (1.0 - groups[k] as f64 / n)).sqrt();
                // Six standard errors of a product of two nearly normal counts, whose variance
                // is at most twice the product of their variances: over 125 comparisons a false
                // alarm with probability 2e-7.
                let tolerance = 6.0 * spread(one) * spread(other) * (2.0 / draws).sqrt();
                let seen = product / draws;
                assert!(
                    (seen - expected).abs() <= tolerance,
                    "{way}, {one} and {other}: {seen} for {expected}"
                );
            }
            let tolerance =
                6.0 * (common * groups[one] as f64 * (1.0 - groups[one] as f64 / n) / draws).sqrt();
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
