//! Options side by side: by their plans, and future by future in finished runs.

#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use fairshare::apportion::explain::frontier_of_places;
use fairshare::apportion::{ApportionRequest, SolverChoice};
use fairshare::indicator::SummaryTable;
use fairshare::model::LedgerStep;
use fairshare::report::charts::{draw_compared, draw_frontier, draw_plan_charts, draw_waterfall};
use fairshare::report::compared::{Compared, compared_tables, compared_text};
use fairshare::report::{FooterInfo, ReportInputs};
use fairshare::scenario::LoadOptions;
use fairshare::study::equity::{ContributionUnit, equity_of_plans};
use fairshare::workflow::comparing::{CompareError, FinishedRuns, compare_runs, compare_scenario};
use fairshare::workflow::{self, RunRequest, Watcher};

fn scenario(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("scenarios")
        .join(format!("{name}.toml"))
}

fn by_plans(name: &str, baseline: Option<&str>) -> Result<Compared, CompareError> {
    compare_scenario(
        &scenario(name),
        &LoadOptions::default(),
        baseline,
        SolverChoice::Auto,
    )
}

struct Quiet;

impl Watcher for Quiet {
    fn stage(&mut self, _: &str) {}
    fn replicates(&mut self, _: u64, _: u64) {}
}

/// A run of the reference scenario with few replicates and the given changes.
fn run(folder: &Path, sets: &[&str]) -> PathBuf {
    let mut load = LoadOptions {
        sets: vec![
            "ensemble.replicates=24".to_owned(),
            "clock.months=72".to_owned(),
        ],
        ..LoadOptions::default()
    };
    load.sets.extend(sets.iter().map(|&set| set.to_owned()));
    workflow::run(
        &RunRequest {
            scenario: scenario("reference"),
            load,
            output: Some(folder.to_owned()),
            ..RunRequest::default()
        },
        &AtomicBool::new(false),
        &mut Quiet,
    )
    .expect("a run");
    folder.to_owned()
}

#[test]
fn places_without_a_value_are_compared_as_places() {
    let compared = by_plans("eu-relocation-2015", None).expect("compared");
    let yardstick = compared.yardstick.as_ref().expect("a plan");
    assert_eq!(yardstick.unit, ContributionUnit::Places);
    for equity in &compared.equity {
        let sum: f64 = equity.contributions.iter().sum();
        assert!((sum - 120_000.0).abs() < 1e-6, "{sum}");
    }
    // The yardstick's own key is even by itself, but for whole persons; another is not.
    assert!(compared.equity[0].gini < 1e-3);
    assert!(compared.equity[1].gini > 0.1);
    let text = compared_text(&compared);
    assert!(text.contains("places a year together"), "{text}");
    for line in text.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

#[test]
fn any_option_can_be_the_baseline_and_gains_turn_into_losses() {
    let one = by_plans("eu-relocation-2015", None).expect("compared");
    let other = by_plans("eu-relocation-2015", Some("population-and-gdp")).expect("compared");
    assert_ne!(one.baseline, other.baseline);
    let change = |compared: &Compared, option: usize, state: usize| {
        compared.equity[option].contributions[state]
            - compared.equity[compared.baseline].contributions[state]
    };
    for state in 0..22 {
        let forth = change(&one, other.baseline, state);
        let back = change(&other, one.baseline, state);
        assert!((forth + back).abs() < 1e-9);
    }
    let error = by_plans("eu-relocation-2015", Some("nobody")).expect_err("unknown");
    assert!(error.to_string().contains("there is no option `nobody`"));
}

#[test]
fn a_run_is_compared_future_by_future_and_agrees_with_its_own_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = run(&folder.path().join("one"), &[]);
    let compared = compare_runs(std::slice::from_ref(&run), None).expect("compared");
    let outcomes = compared.outcomes.as_ref().expect("outcomes");
    let finished = fairshare::workflow::FinishedRun::read(&run).expect("a run");
    let mut checked = 0;
    for row in &finished.comparison {
        let contrast = outcomes
            .contrast(compared.baseline, row.option, row.uptake, row.indicator)
            .expect("the same rows");
        let close = |one: f64, other: f64| {
            assert!(
                (one - other).abs() <= 1e-6 * other.abs().max(1.0),
                "{}: {one} against {other}",
                row.indicator
            );
        };
        close(contrast.difference, row.difference);
        close(contrast.interval[0], row.interval[0]);
        close(contrast.option_mean, row.option_mean);
        assert_eq!(contrast.decided, row.decided);
        checked += 1;
    }
    assert!(checked > 50, "{checked}");
    let tables = compared_tables(&compared);
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "compare_equity",
            "compare_contributions",
            "compare_hosting_value",
            "compare_differences",
            "compare_futures"
        ]
    );
    assert!(compared_text(&compared).contains("over all futures"));
}

#[test]
fn runs_are_compared_only_where_they_meet_the_same_futures() {
    let folder = tempfile::tempdir().expect("a folder");
    let one = run(&folder.path().join("one"), &[]);
    // Another policy in the same futures: paired, and its own difference is none where nothing
    // else has changed.
    let other = run(
        &folder.path().join("other"),
        &["finance.fulfilment_mean_share=0.9"],
    );
    let compared = compare_runs(&[one.clone(), other], None).expect("the same futures");
    assert_eq!(compared.ids.len(), 10);
    assert!(compared.ids[5].starts_with("other:"));
    let outcomes = compared.outcomes.as_ref().expect("outcomes");
    let arrivals = outcomes
        .contrast(0, 5, None, "total_arrivals_persons")
        .expect("common futures");
    assert_eq!(arrivals.difference, 0.0);
    let price = run(&folder.path().join("price"), &["finance.price_year=2024"]);
    let error = compare_runs(&[one.clone(), price], None).expect_err("another money");
    assert!(error.to_string().contains("US$ of 2024"), "{error}");
    let seed = run(&folder.path().join("seed"), &["ensemble.seed=7"]);
    let error = compare_runs(&[one.clone(), seed], None).expect_err("other futures");
    assert!(
        error
            .to_string()
            .contains("do not meet the same futures: seed")
    );
    let pulse = run(&folder.path().join("hosts"), &["clock.months=84"]);
    let error = compare_runs(&[one, pulse], None).expect_err("other futures");
    assert!(error.to_string().contains("clocks"), "{error}");
}

#[test]
fn charts_of_several_runs_show_all_options_against_the_chosen_baseline() {
    let folder = tempfile::tempdir().expect("a folder");
    let one = run(&folder.path().join("one/run"), &[]);
    let other = run(
        &folder.path().join("other/run"),
        &["finance.fulfilment_mean_share=0.9"],
    );
    let runs = FinishedRuns::read(&[one, other]).expect("the same futures");
    let compared = runs
        .compare(Some("run:comprehensive-plan"))
        .expect("a baseline");
    // Both folders are called `run`: the second gets a number, so that no two options are alike.
    assert!(
        compared
            .ids
            .contains(&"run-2:comprehensive-plan".to_owned())
    );
    let joined = runs.joined(&compared).expect("runs");
    let charts = draw_compared(&joined.report_inputs(), &compared).expect("charts");
    let names: BTreeSet<&str> = charts.iter().map(|chart| chart.name.as_str()).collect();
    assert_eq!(names.len(), charts.len());
    for name in [
        "lorenz",
        "comparison",
        "requirement_received",
        "gap_by_sector",
        "solutions",
        "against_run_2_comprehensive_plan",
    ] {
        assert!(names.contains(name), "{name} is not among {names:?}");
    }
    assert!(!names.contains("against_run_comprehensive_plan"));
    for chart in &charts {
        assert!(
            chart.svg.contains(" and "),
            "{} names both runs",
            chart.name
        );
    }
    let differences = charts
        .iter()
        .find(|chart| chart.name == "comparison")
        .expect("the chart");
    assert!(differences.svg.contains("run: Comprehensive plan"));
    assert!(differences.svg.contains("run-2: Comprehensive plan"));
}

#[test]
fn titles_of_charts_follow_from_the_plans() {
    for name in ["eu-relocation-2015", "eu-solidarity-pool", "south-sudan"] {
        let (loaded, plans) =
            workflow::plan(&scenario(name), &LoadOptions::default(), SolverChoice::Auto)
                .expect("plans");
        let situation = &loaded.situation;
        let footer = FooterInfo {
            run_id: String::new(),
            seed: 1,
            replicates: 0,
            version: "0".to_owned(),
            assumptions: Vec::new(),
        };
        let inputs = ReportInputs {
            situation,
            plans: &plans,
            summary: &SummaryTable::default(),
            comparison: &[],
            footer: &footer,
            register: &[],
        };
        let equity = equity_of_plans(situation, &plans);
        let least = equity
            .iter()
            .map(|one| one.gini)
            .fold(f64::INFINITY, f64::min);
        let base = equity[situation.baseline()].gini;
        let charts = draw_plan_charts(&inputs).expect("charts");
        let lorenz = charts
            .iter()
            .find(|chart| chart.name == "lorenz")
            .expect("curves that differ");
        assert!(
            lorenz.title.contains(&format!("{least:.2}")),
            "{}: {least}",
            lorenz.title
        );
        let names_baseline = lorenz.title.starts_with("The baseline");
        assert_eq!(
            names_baseline,
            base - least < 5e-4 && equity.iter().filter(|one| one.gini - least < 5e-4).count() == 1,
            "{}",
            lorenz.title
        );
        // Every State's own waterfall says what its ledger says.
        for (option, plan) in plans.iter().enumerate() {
            for row in &plan.ledger {
                let Some(chart) =
                    draw_waterfall(&inputs, option, &row.contributor).expect("a chart")
                else {
                    continue;
                };
                let by_value = row.entries.iter().any(|entry| entry.value_usd > 0.0);
                let at = |step| {
                    row.at(step).map_or(0.0, |entry| {
                        if by_value {
                            entry.value_usd
                        } else {
                            entry.places
                        }
                    })
                };
                let (key, asked, delivered) = (
                    at(LedgerStep::KeyShare),
                    at(LedgerStep::Obligation),
                    at(LedgerStep::Delivered),
                );
                assert_eq!(chart.title.contains("asked for nothing"), asked <= 0.0);
                if asked > 0.0 {
                    let same = key <= 0.0 || (asked / key - 1.0).abs() < 0.005;
                    assert_eq!(
                        chart.title.contains("of its share"),
                        !same,
                        "{}",
                        chart.title
                    );
                    assert_eq!(
                        chart.title.contains("nothing is delivered yet"),
                        delivered <= 0.0
                    );
                }
                assert!(chart.title.starts_with(&row.name));
            }
        }
    }
}

#[test]
fn the_title_of_the_frontier_follows_from_its_points() {
    let options = LoadOptions {
        overrides: vec!["costs".to_owned()],
        ..LoadOptions::default()
    };
    let (loaded, _) = workflow::plan(
        &scenario("eu-relocation-2015"),
        &options,
        SolverChoice::Auto,
    )
    .expect("plans");
    let situation = &loaded.situation;
    let option = &situation.options[0];
    let needs = workflow::needs_of(situation, option);
    let found = frontier_of_places(
        &ApportionRequest {
            situation,
            option,
            needs: &needs,
            solver: SolverChoice::Auto,
        },
        0,
        10,
    )
    .expect("a frontier");
    let footer = FooterInfo {
        run_id: String::new(),
        seed: 1,
        replicates: 0,
        version: "0".to_owned(),
        assumptions: Vec::new(),
    };
    let inputs = ReportInputs {
        situation,
        plans: &[],
        summary: &SummaryTable::default(),
        comparison: &[],
        footer: &footer,
        register: &[],
    };
    let data = fairshare::report::frontier_text::frontier_tables(&found).swap_remove(0);
    let chart = draw_frontier(&inputs, 0, &found, data)
        .expect("a chart")
        .expect("several points");
    let (first, last) = (&found.points[0], found.points.last().expect("points"));
    let saved = 100.0 * (1.0 - last.0.cost / first.0.cost);
    assert!(
        chart.title.contains(&format!("{saved:.0}")),
        "{}",
        chart.title
    );
    assert!(
        chart
            .title
            .contains(&format!("{:.2} instead of {:.2}", last.1, first.1))
    );
}
