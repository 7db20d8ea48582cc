//! How long each method takes to round a million places over two hundred participants.

use criterion::{Criterion, criterion_group, criterion_main};
use fairshare::model::RoundingMethod;
use fairshare::rounding::round_weights;
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

criterion_group! {
    name = rounding;
    config = Criterion::default().sample_size(10);
    targets = methods
}
criterion_main!(rounding);
