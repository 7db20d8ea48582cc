//! How long leximin takes: the published case of 22 States, and generated cases of 30 and 193
//! States with five measures in one year and one host.
//!
//! With `FAIRSHARE_GROWTH=40` in the environment, 193 States × 5 measures are also timed once over 5,
//! 10, 20 and 40 years and over 5 hosts, as far as that many years, with the rounds and programs that
//! each takes.

use criterion::{Criterion, criterion_group, criterion_main};
use fairshare::apportion::burden::{Arc, BurdenContributor, BurdenProgram, Demand, Equity, Pool};
use fairshare::apportion::leximin::{Ratio, Tally, leximin};
use fairshare::apportion::program::{Relation, Sense};
use fairshare::apportion::{LinearProgram, SolverChoice, water_fill};
use std::hint::black_box;

/// Fair shares of the 22 States of September 2015 (`../shared/data/keys`).
const FAIR: [f64; 22] = [
    3576.798, 4460.194, 1511.316, 1002.601, 258.854, 2794.975, 352.724, 2240.914, 25006.414,
    32528.089, 492.581, 736.103, 411.406, 127.599, 7155.319, 9117.874, 2885.039, 4368.115,
    1410.505, 591.876, 14562.449, 4408.255,
];

fn boxes() -> ([f64; 22], [f64; 22]) {
    let (mut lower, mut upper) = ([0.0; 22], FAIR.map(|share| 3.0 * share));
    lower[13] = 400.0;
    for (state, cap) in [
        (5, 500.0),
        (8, 15000.0),
        (9, 20000.0),
        (13, 1000.0),
        (15, 2000.0),
        (18, 300.0),
    ] {
        upper[state] = cap;
    }
    (lower, upper)
}

fn oracle() -> (LinearProgram, Vec<Ratio>) {
    let (lower, upper) = boxes();
    let mut program = LinearProgram::new("22 States", Sense::Minimise);
    for state in 0..22 {
        program.add_column(format!("x{state}"), lower[state], upper[state], 0.0);
    }
    let terms = (0..22).map(|state| (state, 1.0)).collect();
    program.add_row("total", terms, Relation::Equal, 120_000.0);
    let ratios = (0..22)
        .map(|state| Ratio {
            name: format!("x{state}"),
            terms: vec![(state, 1.0)],
            offset: 0.0,
            weight: FAIR[state],
        })
        .collect();
    (program, ratios)
}

/// States of widely different size; every third is capped below its share, every fifth bears
/// something already. The numbers are scattered by multiplication, so that no two are alike.
fn generated(states: usize, measures: usize, years: usize, hosts: usize) -> BurdenProgram {
    let scatter = |index: usize, step: f64| ((index + 1) as f64 * step).fract();
    let sizes: Vec<f64> = (0..states)
        .map(|state| 1.0 / (1.0 + state as f64) + 0.01)
        .collect();
    let whole: f64 = sizes.iter().sum();
    let total = 1_000.0;
    let mut program = BurdenProgram {
        // Needs of years and hosts differ, so that no year is the copy of another.
        demands: (0..measures * years * hosts)
            .map(|demand| Demand {
                name: format!("demand {demand}"),
                tier: demand % measures / 2,
                amount: total / measures as f64 * (0.7 + 0.6 * scatter(demand / measures, 0.277)),
                value: 1.0,
                ..Demand::default()
            })
            .collect(),
        ..BurdenProgram::default()
    };
    for (state, size) in sizes.iter().enumerate() {
        let share = total * size / whole;
        let all = share * (years * hosts) as f64;
        program.contributors.push(BurdenContributor {
            name: format!("State {state}"),
            weight: all,
            offset: if state % 5 == 0 {
                all * scatter(state, 0.618)
            } else {
                0.0
            },
            offer: 0.0,
            ..BurdenContributor::default()
        });
        for year in 0..years {
            let first = program.arcs.len();
            for demand in 0..measures * hosts {
                program.arcs.push(Arc {
                    contributor: state,
                    demand: year * measures * hosts + demand,
                    lower: 0.0,
                    upper: 2.0 * total,
                    ..Arc::default()
                });
            }
            program.pools.push(Pool {
                name: format!("State {state}, year {year}"),
                arcs: (first..program.arcs.len()).collect(),
                lower: 0.0,
                upper: share
                    * hosts as f64
                    * if state % 3 == 0 {
                        0.5 + scatter(state + 7 * year, 0.381)
                    } else {
                        5.0
                    },
            });
        }
    }
    program
}

/// The closed form of a generated case.
fn fill(program: &BurdenProgram, out: &mut Vec<f64>) {
    let of = |value: fn(&BurdenContributor) -> f64| -> Vec<f64> {
        program.contributors.iter().map(value).collect()
    };
    let bounds =
        |value: fn(&Pool) -> f64| -> Vec<f64> { program.pools.iter().map(value).collect() };
    water_fill(
        program.demands.iter().map(|demand| demand.amount).sum(),
        &of(|contributor| contributor.weight),
        &of(|contributor| contributor.offset),
        &bounds(|pool| pool.lower),
        &bounds(|pool| pool.upper),
        out,
    );
}

/// Times each size once: a sample of many would take an hour.
fn growth(years_maximum: usize) {
    for (years, hosts) in [(5, 1), (10, 1), (20, 1), (40, 1), (5, 5)] {
        if years > years_maximum {
            continue;
        }
        let program = generated(193, 5, years, hosts);
        let start = std::time::Instant::now();
        match program.solve(Equity::Leximin, SolverChoice::Auto) {
            Ok(solution) => println!(
                "193 States × 5 measures × {years} years × {hosts} hosts: {:.1} s, {} rounds, {} \
                 programs, largest violation {:.1e}",
                start.elapsed().as_secs_f64(),
                solution.tally.rounds,
                solution.tally.programs,
                solution.tally.largest_violation,
            ),
            Err(error) => println!("{years} years × {hosts} hosts: {error}"),
        }
    }
}

fn bench(criterion: &mut Criterion) {
    if let Some(years) = std::env::var("FAIRSHARE_GROWTH")
        .ok()
        .and_then(|years| years.parse().ok())
    {
        growth(years);
    }
    let mut out = Vec::with_capacity(512);
    let (lower, upper) = boxes();
    criterion.bench_function("22 States, closed form", |bencher| {
        bencher.iter(|| {
            water_fill(
                black_box(120_000.0),
                &FAIR,
                &[0.0; 22],
                &lower,
                &upper,
                &mut out,
            )
        });
    });
    criterion.bench_function("22 States, linear programs", |bencher| {
        bencher.iter(|| {
            let (mut program, ratios) = oracle();
            leximin(
                &mut program,
                &ratios,
                SolverChoice::Auto,
                &mut Tally::default(),
            )
        });
    });
    let mut group = criterion.benchmark_group("5 measures");
    group.sample_size(10);
    for states in [30, 193] {
        let program = generated(states, 5, 1, 1);
        group.bench_function(format!("{states} States, closed form"), |bencher| {
            bencher.iter(|| fill(black_box(&program), &mut out));
        });
        group.bench_function(format!("{states} States, linear programs"), |bencher| {
            bencher.iter(|| program.solve(Equity::Leximin, SolverChoice::Auto));
        });
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
