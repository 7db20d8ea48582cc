//! How long it takes to place a million people over 200 States by each method, and to round a
//! matrix of 193 States and five hosts.

use criterion::{Criterion, criterion_group, criterion_main};
use fairshare::model::RoundingMethod;
use fairshare::rounding::{controlled, largest_remainder, round};
use std::hint::black_box;

/// Weights over four orders of magnitude, scattered by multiplication so that no two are alike.
fn quotas(count: usize, total: f64) -> Vec<f64> {
    let weights: Vec<f64> = (0..count)
        .map(|index| {
            let scattered = ((index + 1) as f64 * 0.618_033_988_749_895).fract();
            10_f64.powf(4.0 * scattered)
        })
        .collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / sum * total).collect()
}

fn million_places(criterion: &mut Criterion) {
    let quotas = quotas(200, 1e6);
    let mut group = criterion.benchmark_group("a million places over 200 States");
    for method in RoundingMethod::ALL {
        group.bench_function(method.name(), |bencher| {
            bencher.iter(|| {
                round(
                    method,
                    black_box(&quotas),
                    &[0; 200],
                    &[1_000_000; 200],
                    1_000_000,
                )
            });
        });
    }
    group.finish();
}

fn matrix(criterion: &mut Criterion) {
    let rows = quotas(193, 25_000.0);
    let columns = [0.44, 0.27, 0.18, 0.08, 0.03];
    let real: Vec<Vec<f64>> = rows
        .iter()
        .map(|row| columns.iter().map(|share| row * share).collect())
        .collect();
    let totals = |quotas: &[f64]| {
        largest_remainder(
            quotas,
            &vec![0; quotas.len()],
            &vec![25_000; quotas.len()],
            25_000,
        )
        .map(|rounded| rounded.seats)
        .unwrap_or_default()
    };
    let row_totals = totals(&rows);
    let column_totals = totals(&columns.map(|share| share * 25_000.0));
    let caps = vec![vec![u64::MAX; 5]; 193];
    criterion.bench_function("matrix of 193 States and five hosts", |bencher| {
        bencher.iter(|| controlled(black_box(&real), &row_totals, &column_totals, &caps));
    });
}

criterion_group!(benches, million_places, matrix);
criterion_main!(benches);
