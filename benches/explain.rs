//! How long explanations take: exact prices of all bounds of 30 States, one State of a scenario on
//! demand, and a frontier of 20 points.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use fairshare::apportion::explain::{FrontierProblem, Lever, frontier, level_prices, prices, why};
use fairshare::apportion::{ApportionRequest, SolverChoice, apportion};
use fairshare::id::ContributorId;
use fairshare::model::Participants;
use fairshare::scenario::{LoadOptions, load};
use fairshare::simulate::planning_needs;

const STATES: usize = 30;

fn scatter(index: usize, step: f64) -> f64 {
    ((index + 1) as f64 * step).fract()
}

fn exact_prices(criterion: &mut Criterion) {
    let weights: Vec<f64> = (0..STATES).map(|it| 1.0 + scatter(it, 0.618)).collect();
    let offsets: Vec<f64> = (0..STATES).map(|it| scatter(it, 0.414)).collect();
    let floors: Vec<f64> = (0..STATES).map(|it| scatter(it, 0.732)).collect();
    let caps: Vec<f64> = (0..STATES)
        .map(|it| 2.0 + 3.0 * scatter(it, 0.236))
        .collect();
    criterion.bench_function(
        "prices of all bounds of 30 States, closed form",
        |bencher| {
            bencher.iter(|| {
                level_prices(
                    black_box(70.0),
                    black_box(&weights),
                    &offsets,
                    &floors,
                    &caps,
                )
            });
        },
    );
}

fn one_state(criterion: &mut Criterion) {
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/south-sudan.toml");
    let loaded = load(&scenario, &LoadOptions::default()).expect("a scenario");
    let situation = &loaded.situation;
    let option = situation
        .options
        .iter()
        .find(|option| option.has_plan)
        .expect("a plan");
    let needs = planning_needs(
        situation,
        option.plan_years,
        option.resettlement_places_per_year,
    );
    let request = ApportionRequest {
        situation,
        option,
        needs: &needs,
        solver: SolverChoice::Auto,
    };
    let plan = apportion(&request).expect("a plan");
    let state = ContributorId("DEU".to_owned());
    criterion.bench_function("one State of all Member States, five years", |bencher| {
        bencher.iter(|| why(&request, &plan, black_box(&state)).expect("an explanation"));
    });
    let thirty: Vec<ContributorId> = plan
        .shares
        .iter()
        .take(STATES)
        .map(|share| share.contributor.clone())
        .collect();
    let mut small = option.clone();
    small.participants = Participants::List(
        plan.shares
            .iter()
            .filter(|share| share.key_share > 0.0)
            .take(STATES)
            .map(|share| share.contributor.clone())
            .collect(),
    );
    small.plan_years = 1;
    let needs_of_a_year = planning_needs(situation, 1, option.resettlement_places_per_year);
    criterion.bench_function(
        "30 States, one year, leximin, rounded, with ledger",
        |bencher| {
            bencher.iter(|| {
                apportion(&ApportionRequest {
                    situation,
                    option: black_box(&small),
                    needs: &needs_of_a_year,
                    solver: SolverChoice::Auto,
                })
                .expect("a plan")
            });
        },
    );
    let mut together = small.clone();
    together.programme.together = true;
    criterion.bench_function("the same with money and places in one program", |bencher| {
        bencher.iter(|| {
            apportion(&ApportionRequest {
                situation,
                option: black_box(&together),
                needs: &needs_of_a_year,
                solver: SolverChoice::Auto,
            })
            .expect("a plan")
        });
    });
    criterion.bench_function("caps of 30 of all Member States, solved again", |bencher| {
        bencher.iter(|| {
            for id in &thirty {
                black_box(
                    prices(&request, &plan, &Lever::PlacesCap(id.clone()), 1.0).expect("prices"),
                );
            }
        });
    });
}

fn twenty_points(criterion: &mut Criterion) {
    let problem = FrontierProblem {
        total: 120_000,
        costs: (0..STATES)
            .map(|it| 1e4 + 2e4 * scatter(it, 0.618))
            .collect(),
        weights: (0..STATES)
            .map(|it| 1e3 + 6e3 * scatter(it, 0.414))
            .collect(),
        offsets: vec![0.0; STATES],
        floors: vec![100; STATES],
        caps: vec![20_000; STATES],
    };
    criterion.bench_function("a frontier of 20 points, 30 States", |bencher| {
        bencher.iter(|| frontier(black_box(&problem), 20).expect("a frontier"));
    });
}

criterion_group!(benches, exact_prices, one_state, twenty_points);
criterion_main!(benches);
