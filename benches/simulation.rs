//! One replicate of the South Sudan scenario, and the throughput of its ensemble in host-months.

use std::convert::Infallible;
use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fairshare::apportion::SolverChoice;
use fairshare::ensemble::{Observer, ReplicateYear, Settings, run};
use fairshare::model::{Plan, Situation};
use fairshare::scenario::{LoadOptions, load};
use fairshare::simulate::{OptionSetup, Resolution, Setup, Workspace, replicate};
use fairshare::workflow::apportion_all;

struct Nobody;

impl Observer<Infallible> for Nobody {
    fn rows(&mut self, _: &[ReplicateYear]) -> Result<(), Infallible> {
        Ok(())
    }

    fn outcomes(&mut self, _: &[fairshare::ensemble::ReplicateOutcome]) -> Result<(), Infallible> {
        Ok(())
    }

    fn progress(&mut self, _: u64) {}
}

fn south_sudan() -> (Situation, Vec<Plan>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/south-sudan.toml");
    let loaded = load(&path, &LoadOptions::default()).expect("a valid scenario");
    let plans = apportion_all(&loaded.situation, SolverChoice::Auto).expect("plans");
    (loaded.situation, plans)
}

fn one_replicate(criterion: &mut Criterion) {
    let (situation, plans) = south_sudan();
    let setup = Setup::new(&situation, Resolution::Banded);
    let option = OptionSetup::new(&setup, &situation.options[1], &plans[1]);
    let mut space = Workspace::new(&setup);
    let mut number = 0;
    let mut group = criterion.benchmark_group("simulation");
    let host_months = situation.hosts.len() as u64 * u64::from(situation.clock.months);
    group
        .throughput(Throughput::Elements(host_months))
        .sample_size(20);
    group.bench_function("one replicate, host-months", |bencher| {
        bencher.iter(|| {
            number += 1;
            black_box(replicate(&setup, &option, number, false, &mut space).expect("a future"))
        });
    });
    group.finish();
}

fn ensemble(criterion: &mut Criterion) {
    let (situation, plans) = south_sudan();
    let setup = Setup::new(&situation, Resolution::Banded);
    let settings = Settings {
        uptake_replicates: 0,
        ..Settings::new(32)
    };
    let host_months = 32 * situation.hosts.len() as u64 * u64::from(situation.clock.months);
    let mut group = criterion.benchmark_group("ensemble");
    group
        .throughput(Throughput::Elements(host_months))
        .sample_size(10);
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads");
        group.bench_function(
            format!("32 replicates of one option, {threads} threads"),
            |bencher| {
                bencher.iter(|| {
                    pool.install(|| {
                        let options =
                            vec![OptionSetup::new(&setup, &situation.options[0], &plans[0])];
                        let stop = AtomicBool::new(false);
                        black_box(
                            run(&setup, options, 0, &settings, &stop, &mut Nobody)
                                .expect("futures"),
                        )
                    });
                });
            },
        );
    }
    group.finish();
}

criterion_group!(benches, one_replicate, ensemble);
criterion_main!(benches);
