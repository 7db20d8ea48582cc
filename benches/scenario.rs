//! How long it takes to load a scenario: reading, resolving, checking, building.

use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use fairshare::scenario::{LoadOptions, load};

fn loading(criterion: &mut Criterion) {
    for name in ["reference", "south-sudan"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.toml"));
        criterion.bench_function(&format!("load {name}"), |bencher| {
            bencher.iter(|| load(&path, &LoadOptions::default()));
        });
    }
}

criterion_group!(benches, loading);
criterion_main!(benches);
