//! Robust commitments: against answers by hand, against the closed form of the second stage, and from
//! the command line.

use std::process::Command;

use fairshare::apportion::SolverChoice;
use fairshare::apportion::robust::{
    Commitment, RobustProblem, gap_risk, gaps_with_foresight_usd, robust_commitment,
};
use fairshare::model::Futures;
use fairshare::random::{Purpose, Stream, Streams};

/// Futures of one year from the needs of hosts, US$ million.
fn one_year(needs: &[Vec<f64>]) -> Futures {
    Futures {
        years: vec![2026],
        hosts: needs[0].len(),
        needs_usd: needs
            .iter()
            .map(|hosts| hosts.iter().map(|need| vec![need * 1e6]).collect())
            .collect(),
    }
}

fn problem(futures: &Futures, budget: f64) -> RobustProblem<'_> {
    RobustProblem {
        futures,
        budget_usd: budget * 1e6,
        caps_usd: vec![f64::INFINITY; futures.years.len()],
        bound_share: 0.0,
        tail: 0.9,
        tail_weight: 0.5,
    }
}

#[test]
fn the_tail_of_four_gaps_by_hand() {
    let gaps = [20.0, 40.0, 10.0, 30.0];
    let tail = |tail: f64| gap_risk(&gaps, tail).tail_usd;
    assert_eq!(gap_risk(&gaps, 0.5).expected_usd, 25.0);
    assert!((tail(0.0) - 25.0).abs() < 1e-12);
    assert!((tail(0.5) - 35.0).abs() < 1e-12);
    assert!((tail(0.75) - 40.0).abs() < 1e-12);
    // 1.6 futures: all of the worst and six tenths of the next.
    assert!((tail(0.6) - (40.0 + 0.6 * 30.0) / 1.6).abs() < 1e-9);
    // Smaller than the last future: the worst alone.
    assert!((tail(0.99) - 40.0).abs() < 1e-9);
}

#[test]
fn one_future_is_the_plan_for_it() {
    let futures = one_year(&[vec![60.0, 50.0]]);
    let solution = robust_commitment(&problem(&futures, 80.0), SolverChoice::Auto).expect("solved");
    // 110 needed, 80 committed: a gap of 30, which is also the tail.
    assert!((solution.in_sample.expected_usd - 30e6).abs() < 10.0);
    assert!((solution.objective_usd - 45e6).abs() < 10.0, "{solution:?}");
    assert!((solution.commitment.year_usd(0) - 80e6).abs() < 10.0);
}

#[test]
fn bound_money_stops_at_the_median_of_the_need() {
    // A newsvendor: money for host A is needed in every other future, and then without end; host B
    // needs 1 to 100, each as often. A dollar more for A serves with probability one half, so that
    // B is given its median.
    let mut needs = Vec::new();
    for first in [0.0, 1_000.0] {
        for second in 1..=100 {
            needs.push(vec![first, f64::from(second)]);
        }
    }
    let futures = one_year(&needs);
    let mut problem = problem(&futures, 300.0);
    problem.bound_share = 1.0;
    problem.tail_weight = 0.0;
    let solution = robust_commitment(&problem, SolverChoice::Auto).expect("solved");
    let bound = solution.commitment.bound_usd[1][0] / 1e6;
    assert!((50.0 - 1e-3..=51.0 + 1e-3).contains(&bound), "{bound}");
    assert!(solution.commitment.unbound_usd[0].abs() < 10.0);
}

fn random_futures(stream: &mut Stream, hosts: usize, years: usize, count: usize) -> Futures {
    Futures {
        years: (0..years)
            .map(|year| 2026 + i32::try_from(year).expect("few"))
            .collect(),
        hosts,
        needs_usd: (0..count)
            .map(|_| {
                (0..hosts)
                    .map(|_| (0..years).map(|_| 100e6 * stream.uniform()).collect())
                    .collect()
            })
            .collect(),
    }
}

#[test]
fn the_program_agrees_with_the_closed_form_of_its_second_stage() {
    for case in 0..40_u64 {
        let mut stream = Streams::new(17, case).stream(Purpose::Verification, 0, 0);
        let (hosts, years) = (1 + stream.below(3) as usize, 1 + stream.below(3) as usize);
        let futures = random_futures(&mut stream, hosts, years, 12);
        let budget = 100e6 * stream.uniform() * hosts as f64 * years as f64;
        let mut caps_usd = vec![f64::INFINITY; years];
        if stream.uniform() < 0.5 {
            let even = budget / years as f64;
            caps_usd = (0..years)
                .map(|_| even * (1.0 + stream.uniform()))
                .collect();
        }
        let problem = RobustProblem {
            futures: &futures,
            budget_usd: budget,
            caps_usd,
            bound_share: stream.uniform(),
            tail: 0.5 + 0.4 * stream.uniform(),
            tail_weight: 2.0 * stream.uniform(),
        };
        let mut objectives = Vec::new();
        for solver in [SolverChoice::Microlp, SolverChoice::Clarabel] {
            let solution = robust_commitment(&problem, solver).expect("solved");
            // What the program holds for the best recourse is what money spent as soon and as
            // tightly as it can be leaves unmet.
            let risk = gap_risk(&solution.commitment.gaps_usd(&futures), problem.tail);
            let by_hand = risk.expected_usd + problem.tail_weight * risk.tail_usd;
            assert!(
                (by_hand - solution.objective_usd).abs() <= 1e-5 * by_hand.max(1e6),
                "case {case}: {by_hand} and {}",
                solution.objective_usd
            );
            for year in 0..years {
                let committed = solution.commitment.year_usd(year);
                assert!(committed <= problem.caps_usd[year] * (1.0 + 1e-6) + 10.0);
                let unbound = solution.commitment.unbound_usd[year];
                assert!(unbound <= (1.0 - problem.bound_share) * committed + 10.0);
            }
            // Nothing beats knowing everything.
            let foresight = gap_risk(&gaps_with_foresight_usd(&problem, &futures), 0.0);
            assert!(
                foresight.expected_usd <= risk.expected_usd + 10.0,
                "case {case}"
            );
            objectives.push(solution.objective_usd);
        }
        assert!(
            (objectives[0] - objectives[1]).abs() <= 1e-6 * objectives[0].max(1e6),
            "case {case}: {objectives:?}"
        );
    }
}

#[test]
fn no_other_commitment_does_better_and_more_weight_lowers_the_tail() {
    let mut stream = Streams::new(18, 0).stream(Purpose::Verification, 0, 0);
    let futures = random_futures(&mut stream, 3, 2, 25);
    let mut before: Option<(f64, f64)> = None;
    for weight in [0.0, 0.3, 1.0, 10.0] {
        let problem = RobustProblem {
            bound_share: 0.8,
            tail_weight: weight,
            caps_usd: vec![f64::INFINITY; 2],
            ..problem(&futures, 180.0)
        };
        let solution = robust_commitment(&problem, SolverChoice::Auto).expect("solved");
        let objective = |commitment: &Commitment| {
            let risk = gap_risk(&commitment.gaps_usd(&futures), problem.tail);
            risk.expected_usd + weight * risk.tail_usd
        };
        let best = objective(&solution.commitment);
        for _ in 0..200 {
            let parts: Vec<f64> = (0..6).map(|_| stream.uniform()).collect();
            let sum: f64 = parts.iter().sum();
            let other = Commitment {
                unbound_usd: vec![18e6, 18e6],
                bound_usd: parts
                    .chunks(2)
                    .map(|years| years.iter().map(|part| 144e6 * part / sum).collect())
                    .collect(),
            };
            assert!(objective(&other) >= best - 100.0);
        }
        let risk = solution.in_sample;
        if let Some((expected, tail)) = before {
            assert!(risk.expected_usd >= expected - 100.0);
            assert!(risk.tail_usd <= tail + 100.0);
        }
        before = Some((risk.expected_usd, risk.tail_usd));
    }
}

#[test]
fn a_budget_beyond_the_caps_gives_no_numbers() {
    let futures = one_year(&[vec![60.0], vec![80.0]]);
    let mut problem = problem(&futures, 50.0);
    problem.caps_usd = vec![40e6];
    for solver in [
        SolverChoice::Auto,
        SolverChoice::Microlp,
        SolverChoice::Clarabel,
    ] {
        assert!(robust_commitment(&problem, solver).is_err());
    }
}

fn apportion(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_fairshare"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .arg("apportion")
        .args(arguments)
        .output()
        .expect("fairshare runs");
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

#[test]
fn a_study_is_printed_written_and_the_same_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("UTF-8");
    let asked = ["scenarios/south-sudan.toml", "--robust", "--futures", "20"];
    let (code, text, error) = apportion(&asked);
    assert_eq!(code, Some(0), "{error}");
    assert!(text.contains("on other futures"), "{text}");
    assert!(
        text.lines().all(|line| line.chars().count() <= 100),
        "{text}"
    );
    let written = [&asked[..], &["--json", "--output-dir", path]].concat();
    let (_, first, _) = apportion(&written);
    let (_, again, _) = apportion(&written);
    assert_eq!(first, again);
    let value: serde_json::Value = serde_json::from_str(&first).expect("JSON");
    let sum = |column: &str| -> f64 {
        value["robust_commitment"]
            .as_array()
            .expect("rows")
            .iter()
            .map(|row| row[column].as_f64().expect("a number"))
            .sum()
    };
    assert!((sum("robust_usd") / sum("planned_usd") - 1.0).abs() < 1e-6);
    assert!(folder.path().join("robust_value.parquet").is_file());
    for (arguments, message) in [
        (
            vec!["scenarios/eu-relocation-2015.toml", "--robust"],
            "is not simulated",
        ),
        (
            vec!["scenarios/south-sudan.toml", "--robust", "--futures", "5"],
            "give at least 20",
        ),
        (
            vec!["scenarios/south-sudan.toml", "--robust", "--tail", "1.2"],
            "from 0 to below 1",
        ),
        (
            vec!["scenarios/south-sudan.toml", "--futures", "30"],
            "--robust",
        ),
        (
            vec![
                "scenarios/south-sudan.toml",
                "--robust",
                "--option",
                "no-plan",
            ],
            "has no plan",
        ),
    ] {
        let (code, _, error) = apportion(&arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {error}");
        assert!(error.contains(message), "{error}");
    }
}
