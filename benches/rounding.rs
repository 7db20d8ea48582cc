//! How long each method takes to round a million places over two hundred participants, and how
//! long a matrix of 30 States, 10 hosts and 5 years and twenty thousand families take.

use criterion::{Criterion, criterion_group, criterion_main};
use fairshare::model::RoundingMethod;
use fairshare::rounding::controlled::{Matrix, controlled_over_years};
use fairshare::rounding::families::place_families;
use fairshare::rounding::{largest_remainder, round_weights};
use std::hint::black_box;

const PARTICIPANTS: usize = 200;
const PLACES: u64 = 1_000_000;

/// Weights that fall as those of States do: a few large, many small.
fn weights() -> Vec<u64> {
    (1..=PARTICIPANTS as u64)
        .map(|rank| 1_400_000_000 / (rank * rank) + 9_973 * rank)
        .collect()
}

fn methods(bench: &mut Criterion) {
    let (floors, caps) = ([0; PARTICIPANTS], [u64::MAX; PARTICIPANTS]);
    for (name, weights) in [
        ("steep", weights()),
        ("linear", (1..=PARTICIPANTS as u64).collect()),
    ] {
        for method in RoundingMethod::ALL {
            bench.bench_function(&format!("{} {name}", method.name()), |bencher| {
                bencher.iter(|| round_weights(method, black_box(&weights), &floors, &caps, PLACES));
            });
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sums of a few thousand places"
)]
fn matrix(bench: &mut Criterion) {
    let (states, hosts, years) = (30, 10, 5);
    let value = |state: usize, host: usize, year: usize| {
        (state * 31 + host * 17 + year * 7) as f64 * 0.37 % 40.0
    };
    let cells: Vec<Vec<Vec<f64>>> = (0..states)
        .map(|state| {
            (0..hosts)
                .map(|host| (0..years).map(|year| value(state, host, year)).collect())
                .collect()
        })
        .collect();
    let caps = vec![vec![vec![60; years]; hosts]; states];
    let whole = |sums: &[f64], total: u64| {
        largest_remainder(
            sums,
            &vec![0; sums.len()],
            &vec![u64::MAX; sums.len()],
            total,
        )
        .map(|rounded| rounded.seats)
        .unwrap_or_default()
    };
    let host_totals: Vec<Vec<u64>> = (0..hosts)
        .map(|host| {
            let sums: Vec<f64> = (0..years)
                .map(|year| cells.iter().map(|rows| rows[host][year]).sum())
                .collect();
            whole(&sums, sums.iter().sum::<f64>().round() as u64)
        })
        .collect();
    let sums: Vec<f64> = cells
        .iter()
        .map(|rows| rows.iter().flatten().sum())
        .collect();
    let state_sums = whole(&sums, host_totals.iter().flatten().sum());
    bench.bench_function("matrix of 30 States, 10 hosts, 5 years", |bencher| {
        bencher.iter(|| {
            controlled_over_years(
                &Matrix {
                    cells: black_box(&cells),
                    caps: &caps,
                    host_totals: &host_totals,
                },
                &state_sums,
            )
        });
    });
}

fn families(bench: &mut Criterion) {
    let families: Vec<Vec<u32>> = (0..10_u32)
        .map(|host| {
            (0..2_000)
                .map(|family| 1 + (family * 7 + host) % 11)
                .collect()
        })
        .collect();
    let quotas: Vec<Vec<u64>> = (0..22)
        .map(|state| (0..10).map(|host| 300 + 41 * state + host).collect())
        .collect();
    let caps: Vec<u64> = quotas
        .iter()
        .map(|row| row.iter().sum::<u64>() + 50)
        .collect();
    bench.bench_function("20,000 families over 22 States", |bencher| {
        bencher.iter(|| place_families(black_box(&families), &quotas, &caps));
    });
}

criterion_group! {
    name = rounding;
    config = Criterion::default().sample_size(10);
    targets = methods, matrix, families
}
criterion_main!(rounding);
