//! The samplers against the exact laws they claim, and golden values of the streams.
//!
//! Chi-square tests with fixed seeds: the statistic is refused beyond the 1 − 10⁻⁶ quantile of its
//! law, so each case raises a false alarm with probability 10⁻⁶.

use fairshare::random::{
    Purpose, Stream, Streams, beta, binomial, dirichlet_into, gamma, hypergeometric,
    multinomial_into, multivariate_hypergeometric_into, negative_binomial, normal, poisson,
    truncated_pareto,
};
use statrs::distribution::{
    Binomial, ChiSquared, ContinuousCDF, Discrete, Hypergeometric, NegativeBinomial, Poisson,
};

const DRAWS: u32 = 100_000;

fn stream(case: u64) -> Stream {
    Streams::new(12_345, case).stream(Purpose::Verification, 0, 0)
}

/// Compares counts of draws with a probability mass function, cells of expectation below 10
/// pooled.
fn assert_law(what: &str, draws: impl Iterator<Item = u64>, mass: impl Fn(u64) -> f64, most: u64) {
    let mut counts = vec![0_u32; usize::try_from(most).expect("small") + 1];
    let mut total = 0_u32;
    for draw in draws {
        counts[usize::try_from(draw.min(most)).expect("small")] += 1;
        total += 1;
    }
    let (mut statistic, mut cells) = (0.0, 0_u32);
    let (mut expected_pool, mut seen_pool) = (0.0, 0.0);
    for (value, &count) in counts.iter().enumerate() {
        expected_pool += mass(value as u64) * f64::from(total);
        seen_pool += f64::from(count);
        if expected_pool >= 10.0 {
            statistic += (seen_pool - expected_pool) * (seen_pool - expected_pool) / expected_pool;
            cells += 1;
            (expected_pool, seen_pool) = (0.0, 0.0);
        }
    }
    if expected_pool > 0.0 {
        statistic +=
            (seen_pool - expected_pool) * (seen_pool - expected_pool) / expected_pool.max(1.0);
        cells += 1;
    }
    let law = ChiSquared::new(f64::from(cells.max(2) - 1)).expect("degrees of freedom");
    let tail = 1.0 - law.cdf(statistic);
    assert!(
        tail > 1e-6,
        "{what}: chi-square {statistic} on {cells} cells, tail {tail}"
    );
}

#[test]
fn binomial_draws_follow_their_law() {
    for (case, (trials, probability)) in [
        (1, 0.3),
        (5, 0.5),
        (40, 0.01),
        (200, 0.004),
        (500, 0.019),
        (500, 0.021),
        (2_000, 0.02),
        (100, 0.9),
        (300, 0.5),
        (1_000_000, 0.000_009),
        (20_000, 0.01),
    ]
    .into_iter()
    .enumerate()
    {
        let law = Binomial::new(probability, trials).expect("a law");
        let mut stream = stream(case as u64);
        assert_law(
            &format!("binomial({trials}, {probability})"),
            (0..DRAWS).map(|_| binomial(&mut stream, trials, probability)),
            |value| law.pmf(value),
            trials.min(2_000),
        );
    }
}

#[test]
fn hypergeometric_draws_follow_their_law() {
    for (case, (marked, unmarked, sample)) in [
        (5, 5, 5),
        (3, 100, 10),
        (100, 3, 10),
        (50, 60, 30),
        (60, 50, 80),
        (1_000, 3_000, 200),
        (3_000, 1_000, 3_500),
        (200, 5_000, 1_000),
    ]
    .into_iter()
    .enumerate()
    {
        let law = Hypergeometric::new(marked + unmarked, marked, sample).expect("a law");
        let mut stream = stream(100 + case as u64);
        assert_law(
            &format!("hypergeometric({marked}, {unmarked}, {sample})"),
            (0..DRAWS).map(|_| hypergeometric(&mut stream, marked, unmarked, sample)),
            |value| law.pmf(value),
            marked.min(sample),
        );
    }
}

#[test]
fn poisson_and_negative_binomial_draws_follow_their_laws() {
    for (case, mean) in [0.1, 3.0, 9.9, 10.1, 60.0, 400.0].into_iter().enumerate() {
        let law = Poisson::new(mean).expect("a law");
        let mut stream = stream(200 + case as u64);
        assert_law(
            &format!("poisson({mean})"),
            (0..DRAWS).map(|_| poisson(&mut stream, mean)),
            |value| law.pmf(value),
            1_000,
        );
    }
    for (case, (mean, size)) in [(5.0, 0.7), (30.0, 2.0), (100.0, 1.0)]
        .into_iter()
        .enumerate()
    {
        let law = NegativeBinomial::new(size, size / (size + mean)).expect("a law");
        let mut stream = stream(300 + case as u64);
        assert_law(
            &format!("negative binomial({mean}, {size})"),
            (0..DRAWS).map(|_| negative_binomial(&mut stream, mean, size)),
            |value| law.pmf(value),
            5_000,
        );
    }
}

/// Mean of draws within 4.5 standard errors (7e-6).
fn assert_mean(what: &str, values: &[f64], mean: f64, variance: f64) {
    let seen = values.iter().sum::<f64>() / values.len() as f64;
    let z = (seen - mean) / (variance / values.len() as f64).sqrt();
    assert!(
        z.abs() < 4.5,
        "{what}: mean {seen}, expected {mean}, z = {z}"
    );
}

#[test]
fn continuous_draws_have_their_moments() {
    let mut stream = stream(400);
    let draws: Vec<f64> = (0..DRAWS).map(|_| normal(&mut stream)).collect();
    assert_mean("normal", &draws, 0.0, 1.0);
    let squares: Vec<f64> = draws.iter().map(|draw| draw * draw).collect();
    assert_mean("squared normal", &squares, 1.0, 2.0);
    for shape in [0.15, 0.7, 1.0, 2.5, 40.0] {
        let draws: Vec<f64> = (0..DRAWS).map(|_| gamma(&mut stream, shape)).collect();
        assert_mean(&format!("gamma({shape})"), &draws, shape, shape);
    }
    for (a, b) in [(10.2, 1.8), (0.5, 0.5), (2.0, 5.0)] {
        let draws: Vec<f64> = (0..DRAWS).map(|_| beta(&mut stream, a, b)).collect();
        let mean = a / (a + b);
        let variance = mean * (1.0 - mean) / (a + b + 1.0);
        assert_mean(&format!("beta({a}, {b})"), &draws, mean, variance);
    }
    // Pareto truncated to [1, 100] with tail index 1: mean ln(100) / (1 − 1/100), square 100.
    let draws: Vec<f64> = (0..DRAWS)
        .map(|_| truncated_pareto(&mut stream, 1.0, 1.0, 100.0))
        .collect();
    let mean = 100.0_f64.ln() / 0.99;
    assert_mean("truncated Pareto", &draws, mean, 100.0 - mean * mean);
    assert!(draws.iter().all(|draw| (1.0..=100.0).contains(draw)));
}

#[test]
fn several_counts_at_once_sum_to_their_total() {
    let mut stream = stream(500);
    let mut counts = [0; 4];
    let mut drawn = [0; 4];
    for total in [0, 1, 7, 1_000] {
        multinomial_into(&mut stream, total, &[0.2, 0.0, 3.0, 0.1], &mut counts);
        assert_eq!(counts.iter().sum::<u64>(), total);
        assert_eq!(counts[1], 0);
        multivariate_hypergeometric_into(&mut stream, total, &[10, 0, 500, 3], &mut drawn);
        assert_eq!(drawn.iter().sum::<u64>(), total.min(513));
        assert!(
            drawn
                .iter()
                .zip([10, 0, 500, 3])
                .all(|(taken, there)| *taken <= there)
        );
    }
    multinomial_into(&mut stream, 5, &[0.0; 4], &mut counts);
    assert_eq!(counts, [0; 4]);
}

#[test]
fn dirichlet_weights_do_not_depend_on_the_order_of_entries() {
    let draw = |order: [usize; 3]| {
        let means = [0.5, 0.3, 0.2];
        let permuted = order.map(|index| means[index]);
        let mut weights = [0.0; 3];
        dirichlet_into(&permuted, 20.0, &mut weights, |slot| {
            Streams::new(1, 1).stream(Purpose::HostWeights, order[slot] as u64, 0)
        });
        let mut by_entry = [0.0; 3];
        for (slot, &entry) in order.iter().enumerate() {
            by_entry[entry] = weights[slot];
        }
        by_entry
    };
    let first = draw([0, 1, 2]);
    assert_eq!(first, draw([2, 0, 1]));
    assert!((first.iter().sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn impossible_parameters_give_nothing_rather_than_nonsense() {
    let mut stream = stream(600);
    assert_eq!(binomial(&mut stream, 10, f64::NAN), 0);
    assert_eq!(binomial(&mut stream, 10, -0.1), 0);
    assert_eq!(binomial(&mut stream, 10, 1.1), 10);
    assert_eq!(poisson(&mut stream, f64::NAN), 0);
    assert_eq!(negative_binomial(&mut stream, -1.0, 1.0), 0);
    assert_eq!(gamma(&mut stream, 0.0), 0.0);
    assert_eq!(hypergeometric(&mut stream, 3, 4, 100), 3);
}

/// Golden values: results of different versions are comparable only while these stand.
#[test]
fn golden_values_of_the_samplers() {
    let at = |case: u64| Streams::new(20_041_008, case).stream(Purpose::Exits, 5_588_289, 12);
    let mut small = at(1);
    let mut large = at(2);
    let mut marked = at(3);
    let mut counts = at(4);
    let golden = (
        (0..5)
            .map(|_| binomial(&mut small, 1_000, 0.004))
            .collect::<Vec<_>>(),
        (0..5)
            .map(|_| binomial(&mut large, 100_000, 0.02))
            .collect::<Vec<_>>(),
        (0..5)
            .map(|_| hypergeometric(&mut marked, 4_000, 9_000, 700))
            .collect::<Vec<_>>(),
        (0..5)
            .map(|_| negative_binomial(&mut counts, 120.0, 1.5))
            .collect::<Vec<_>>(),
        at(5).uniform().to_bits(),
        normal(&mut at(6)).to_bits(),
        gamma(&mut at(7), 0.4).to_bits(),
    );
    insta::assert_debug_snapshot!(golden);
}
