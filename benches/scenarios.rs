//! How long every scenario under `scenarios/` takes: its check with the plans of all options, and 20
//! replicates of its last option.

use std::convert::Infallible;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fairshare::apportion::SolverChoice;
use fairshare::ensemble::{Observer, ReplicateOutcome, ReplicateYear, Settings, run};
use fairshare::scenario::{LoadOptions, load};
use fairshare::simulate::{OptionSetup, Resolution, Setup};
use fairshare::workflow::apportion_all;

const REPLICATES: u64 = 20;

struct Nobody;

impl Observer<Infallible> for Nobody {
    fn rows(&mut self, _: &[ReplicateYear]) -> Result<(), Infallible> {
        Ok(())
    }

    fn outcomes(&mut self, _: &[ReplicateOutcome]) -> Result<(), Infallible> {
        Ok(())
    }

    fn progress(&mut self, _: u64) {}
}

/// Scenario files by name, in order.
fn scenarios() -> Vec<(String, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .expect("the scenarios")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy();
            (name.into_owned(), path)
        })
        .collect();
    found.sort();
    found
}

fn every_scenario(criterion: &mut Criterion) {
    for (name, path) in scenarios() {
        let mut group = criterion.benchmark_group(format!("scenario/{name}"));
        group.sample_size(10);
        group.bench_function("check and apportion", |bencher| {
            bencher.iter(|| {
                let loaded = load(&path, &LoadOptions::default()).expect("a valid scenario");
                black_box(apportion_all(&loaded.situation, SolverChoice::Auto).expect("plans"))
            });
        });
        let situation = load(&path, &LoadOptions::default())
            .expect("a valid scenario")
            .situation;
        if !situation.simulated {
            // Nothing is simulated.
            continue;
        }
        let plans = apportion_all(&situation, SolverChoice::Auto).expect("plans");
        let setup = Setup::new(&situation, Resolution::Banded);
        let settings = Settings {
            uptake_replicates: 0,
            ..Settings::new(REPLICATES)
        };
        let last = situation.options.len() - 1;
        group.throughput(Throughput::Elements(REPLICATES));
        group.bench_function("20 replicates of one option", |bencher| {
            bencher.iter(|| {
                let options = vec![OptionSetup::new(
                    &setup,
                    &situation.options[last],
                    &plans[last],
                )];
                let stop = AtomicBool::new(false);
                black_box(run(&setup, options, 0, &settings, &stop, &mut Nobody).expect("futures"))
            });
        });
        group.finish();
    }
}

criterion_group!(benches, every_scenario);
criterion_main!(benches);
