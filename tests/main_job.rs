//! The main job on the South Sudan scenario, with few replicates: what it writes, that it leaves a
//! finished run alone, and what it does when something is in the way.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use fairshare::apportion::{ApportionRequest, SolverChoice, apportion, standing_usd};
use fairshare::archive::read_run;
use fairshare::ensemble::Worlds;
use fairshare::id::ContributorId;
use fairshare::model::{EarmarkTier, Instrument, Pledge, PledgeStatus};
use fairshare::report::briefing;
use fairshare::report::charts::draw_charts;
use fairshare::scenario::{LoadOptions, load};
use fairshare::simulate::{
    OptionSetup, Resolution, Setup, obligations_in_closed_form, planning_needs,
    preparedness_upkeep_usd,
};
use fairshare::units::Cents;
use fairshare::workflow::{FinishedRun, RunOutcome, RunRequest, Watcher, WorkflowError, run};

struct Silent;

impl Watcher for Silent {
    fn stage(&mut self, _: &str) {}
    fn replicates(&mut self, _: u64, _: u64) {}
}

fn scenario() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/south-sudan.toml")
}

fn request(output: &Path, replicates: u32) -> RunRequest {
    RunRequest {
        scenario: scenario(),
        load: LoadOptions {
            overrides: Vec::new(),
            sets: vec![format!("ensemble.replicates={replicates}")],
            ..LoadOptions::default()
        },
        output: Some(output.to_owned()),
        audit: true,
        ..RunRequest::default()
    }
}

fn make(request: &RunRequest) -> Result<RunOutcome, WorkflowError> {
    run(request, &AtomicBool::new(false), &mut Silent)
}

#[test]
fn a_run_is_whole_repeatable_and_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = folder.path().join("first");
    let RunOutcome::Made(made) = make(&request(&first, 4)).expect("a run") else {
        panic!("a fresh folder was taken for a finished run");
    };
    assert_eq!(made.results.replicates, 4);
    assert_eq!(made.plans.len(), 3);
    for file in [
        "run.toml",
        "inputs/south-sudan.toml",
        "inputs/south-sudan/contributors.csv",
        "tables/README.md",
        "tables/summary.csv",
        "tables/summary.parquet",
        "tables/shares.csv",
        "tables/comparison.csv",
        "tables/parameters.csv",
        "tables/replicates.parquet",
        "briefing.html",
        "charts/requirement_received.svg",
        "charts/requirement_received.png",
        "charts/requirement_received.csv",
        "charts/gap_by_sector.svg",
        "charts/solutions.svg",
        "charts/shares_comprehensive_plan.svg",
    ] {
        let size = fs::metadata(first.join(file)).map(|metadata| metadata.len());
        assert!(
            size.is_ok_and(|size| size > 0),
            "{file} is missing or empty"
        );
    }

    // Read back, the run gives the same briefing to the letter, and edited inputs are refused.
    let finished = FinishedRun::read(&first).expect("a finished run");
    assert_eq!(finished.plans, made.plans);
    assert_eq!(finished.summary.rows.len(), made.results.summary.rows.len());
    let inputs = finished.report_inputs();
    let charts = draw_charts(&inputs).expect("charts");
    let again = briefing::html(
        &inputs,
        &finished.provenance(),
        finished.outcomes.as_ref(),
        &charts,
    );
    let written = fs::read_to_string(first.join("briefing.html")).expect("a briefing");
    assert!(again == written, "the briefing read back differs");
    let input = first.join("inputs/south-sudan/pledges.csv");
    let pledges = fs::read_to_string(&input).expect("an input");
    fs::write(&input, format!("{pledges}\n")).expect("an edit");
    let refused = FinishedRun::read(&first).expect_err("an edited input");
    assert!(
        refused.to_string().contains("is not the one that was run"),
        "{refused}"
    );
    fs::write(&input, pledges).expect("the input as it was");
    // So are edited tables, whichever form of them.
    for file in ["tables/comparison.csv", "tables/summary.parquet"] {
        let table = first.join(file);
        let bytes = fs::read(&table).expect("a table");
        let mut edited = bytes.clone();
        let last = edited.len() - 1;
        edited[last] ^= 1;
        fs::write(&table, edited).expect("an edit");
        let refused = FinishedRun::read(&first).expect_err("an edited table");
        assert!(
            refused.to_string().contains("not as the run left it"),
            "{file}: {refused}"
        );
        fs::write(&table, bytes).expect("the table as it was");
    }
    FinishedRun::read(&first).expect("as it was");

    let unchanged = make(&request(&first, 4)).expect("a look");
    assert!(matches!(unchanged, RunOutcome::Unchanged { .. }));
    let refused = make(&request(&first, 5)).expect_err("another run stands there");
    assert!(
        refused.is_input() && refused.to_string().contains("--overwrite"),
        "{refused}"
    );

    // The same inputs give the same bits elsewhere: the hashes of all outputs agree.
    let second = folder.path().join("second");
    make(&request(&second, 4)).expect("a run");
    let outputs = |run: &Path| {
        let mut record = read_run(run).expect("a record");
        record
            .outputs
            .retain(|output| !output.name.ends_with("run.toml"));
        record.outputs
    };
    assert_eq!(outputs(&first), outputs(&second));
}

#[test]
fn a_stopped_run_is_marked_and_may_be_replaced() {
    struct StopAtOnce<'a>(&'a AtomicBool);
    impl Watcher for StopAtOnce<'_> {
        fn stage(&mut self, _: &str) {}
        fn replicates(&mut self, _: u64, _: u64) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("run");
    let request = request(&target, 40);
    let stop = AtomicBool::new(false);
    let outcome = run(&request, &stop, &mut StopAtOnce(&stop)).expect("what is done");
    let RunOutcome::Made(made) = outcome else {
        panic!("nothing was there before")
    };
    assert!(made.results.interrupted && made.results.replicates == 32);
    let text = fs::read_to_string(target.join("run.toml")).expect("a record");
    assert!(text.contains("interrupted after 32 replicates"), "{text}");
}

#[test]
fn nothing_is_written_where_a_scenario_is_wrong_or_a_folder_is_in_the_way() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("run");
    let mut wrong = request(&target, 2);
    wrong.load.sets.push("ensemble.replicats=3".to_owned());
    let error = make(&wrong).expect_err("a misspelt key");
    assert!(error.is_input());
    assert!(!target.exists());

    let occupied = folder.path().join("letters");
    fs::create_dir(&occupied).expect("a folder");
    fs::write(occupied.join("dear.txt"), "not a run").expect("a letter");
    let error = make(&request(&occupied, 2)).expect_err("not a run folder");
    assert!(
        error.is_input() && occupied.join("dear.txt").exists(),
        "{error}"
    );

    let file = folder.path().join("file");
    fs::write(&file, "").expect("a file");
    let error = make(&request(&file.join("below"), 2)).expect_err("below a file");
    assert!(!error.is_input(), "{error}");
    let left: Vec<_> = fs::read_dir(folder.path())
        .expect("a folder")
        .flatten()
        .collect();
    assert_eq!(
        left.len(),
        2,
        "only the letters and the file are left: {left:?}"
    );
}

/// A review inside a replicate agrees with the linear program on the same year's needs.
#[test]
fn reviews_in_closed_form_agree_with_the_linear_program() {
    let loaded = load(&scenario(), &LoadOptions::default()).expect("a valid scenario");
    let mut situation = loaded.situation;
    // A small State that has signed far more than its share would be, and one far less: what is
    // signed is a floor of both.
    let start = situation.clock.start;
    for (code, usd) in [("LUX", 60e6), ("DEU", 5e6)] {
        situation.pledges.push(Pledge {
            contributor: ContributorId(code.to_owned()),
            amount: Cents::from_usd(usd),
            from: start,
            until: start.plus(11),
            earmark: EarmarkTier::Situation,
            host: None,
            sector: None,
            instrument: Instrument::Grant,
            status: PledgeStatus::Committed,
        });
    }
    let luxembourg = ContributorId("LUX".to_owned());
    assert!((standing_usd(&situation, &luxembourg, start.year()) - 60e6).abs() < 1.0);
    let mut option = situation.options[1].clone();
    option.plan_years = 1;
    let needs = planning_needs(&situation, 1, option.resettlement_places_per_year);
    let plan = apportion(&ApportionRequest {
        situation: &situation,
        option: &option,
        needs: &needs,
        solver: SolverChoice::Microlp,
    })
    .expect("a plan by program");
    assert_ne!(plan.certificate.solver, "closed form");
    let setup = Setup::new(&situation, Resolution::Banded);
    let prepared = OptionSetup::new(&setup, &option, &plan);
    let by_host: Vec<f64> = needs
        .usd
        .iter()
        .map(|years| years[0].iter().sum())
        .collect();
    let person_years: Vec<f64> = needs.person_years.iter().map(|years| years[0]).collect();
    let reviewed =
        obligations_in_closed_form(&setup, &prepared, plan.years[0], &by_host, &person_years);
    let whole: f64 = by_host.iter().sum();
    for (share, closed) in plan.shares.iter().zip(&reviewed) {
        let program = share.obligation_usd[0];
        assert!(
            (program - closed).abs() <= 2e-5 * whole,
            "{}: {program} by program, {closed} in closed form",
            share.name
        );
        if share.contributor == luxembourg {
            assert!((closed - 60e6).abs() < 1.0, "signed money stands: {closed}");
        }
    }
}

/// Rows of a table of a run, by column.
fn rows(path: &Path) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    let rows = reader.deserialize().collect::<Result<Vec<_>, _>>();
    rows.expect("rows")
}

#[test]
fn where_parameters_are_drawn_preparedness_costs_what_it_does_over_the_draws() {
    let folder = tempfile::tempdir().expect("a folder");
    let run_folder = folder.path().join("drawn");
    let load_options = LoadOptions {
        sets: [
            "ensemble.replicates=8",
            "uncertainty.futures_per_draw=2",
            "clock.months=72",
            "emergency.preparedness.applies=\"with-plan\"",
            "uncertainty.parameters=priors",
        ]
        .map(str::to_owned)
        .to_vec(),
        ..LoadOptions::default()
    };
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/reference.toml");
    let reference = RunRequest {
        scenario: scenario.clone(),
        decision_value: true,
        load: load_options.clone(),
        ..request(&run_folder, 8)
    };
    let RunOutcome::Made(_) = make(&reference).expect("a run") else {
        panic!("a fresh folder was taken for a finished run");
    };
    let loaded = load(&scenario, &load_options).expect("a scenario");
    let upkeep = |draw| {
        let drawn = Worlds::situation(&loaded, draw).expect("a situation");
        preparedness_upkeep_usd(&drawn)
    };
    // Four draws of two futures.
    let mean = (0..4).map(upkeep).sum::<f64>() / 4.0;
    let central = preparedness_upkeep_usd(&loaded.situation);
    assert!((mean / central - 1.0).abs() > 0.01, "{mean} {central}");
    let tables = run_folder.join("tables");
    let number = |row: &std::collections::BTreeMap<String, String>, column: &str| {
        row[column].parse::<f64>().expect("a number")
    };
    for id in ["comprehensive-plan", "reviewed-plan"] {
        let goods: f64 = rows(&tables.join("summary.csv"))
            .iter()
            .filter(|row| {
                row["option"] == id
                    && row["indicator"] == "contingency_goods_usd"
                    && row["host"].is_empty()
            })
            .map(|row| number(row, "mean"))
            .sum();
        let values = rows(&tables.join("decision_value.csv"));
        let costs: Vec<f64> = values
            .iter()
            .filter(|row| row["lever"] == "preparedness" && row["option"] == id)
            .map(|row| number(row, "cost_usd"))
            .collect();
        assert_eq!(costs.len(), 5);
        for cost in costs {
            assert!(
                (cost - mean - goods).abs() < 1.0,
                "{cost}, not {}",
                mean + goods
            );
        }
    }
}

#[test]
fn what_reviews_advance_pledges_and_preparedness_are_worth_is_told_where_it_is_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let run_folder = folder.path().join("value");
    let reference = RunRequest {
        scenario: Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/reference.toml"),
        decision_value: true,
        audit: false,
        load: LoadOptions {
            sets: vec![
                "ensemble.replicates=20".to_owned(),
                "clock.months=72".to_owned(),
                "emergency.preparedness.applies=\"with-plan\"".to_owned(),
            ],
            ..LoadOptions::default()
        },
        ..request(&run_folder, 20)
    };
    let RunOutcome::Made(made) = make(&reference).expect("a run") else {
        panic!("a fresh folder was taken for a finished run");
    };
    let tables = run_folder.join("tables");
    let values = rows(&tables.join("decision_value.csv"));
    // Two options with reviews, three with advance pledges and with hosts that are prepared, five
    // outcomes each.
    assert_eq!(values.len(), (2 + 3 + 3) * 5, "{values:?}");
    let finished = FinishedRun::read(&run_folder).expect("a finished run");
    let outcomes = finished.outcomes.as_ref().expect("outcomes");
    let index = |id: &str| {
        let options = &made.situation.options;
        options.iter().position(|option| option.id.as_str() == id)
    };
    for row in &values {
        let number = |column: &str| row[column].parse::<f64>().expect("a number");
        assert!(number("low") <= number("value") && number("value") <= number("high"));
        assert_eq!(number("replicates"), 20.0);
        if row["lever"] == "preparedness" {
            assert!(number("cost_usd") > 1e6, "{row:?}");
            let evenness = row["indicator"] == "contribution_gini";
            for end in ["value", "low", "high"] {
                assert_eq!(row[&format!("{end}_per_usd")].is_empty(), evenness);
                if evenness {
                    continue;
                }
                let each = number(&format!("{end}_per_usd"));
                assert!(
                    (each * number("cost_usd") - number(end)).abs()
                        <= 1e-6 * number(end).abs() + 0.1
                );
            }
            if row["indicator"] == "total_below_standard_person_months" {
                // Goods at hand meet life-saving needs that would have gone unmet.
                assert!(number("low") > 0.0, "{row:?}");
            }
        } else {
            assert!(row["cost_usd"].is_empty() && row["value_per_usd"].is_empty());
        }
        let twin = row["lever"] == "review" && row["option"] == "reviewed-plan";
        assert_eq!(row["without"] == "comprehensive-plan", twin, "{row:?}");
        if twin && row["indicator"] == "total_gap_usd" {
            let [static_plan, adaptive] =
                ["comprehensive-plan", "reviewed-plan"].map(|id| index(id).expect("an option"));
            let contrast = outcomes
                .contrast(static_plan, adaptive, None, "total_gap_usd")
                .expect("futures");
            assert!((number("value") + contrast.difference).abs() < 0.01);
        }
    }
    // The plan whose top donor leaves is worth something else with reviews than without, and advance
    // pledges change what is received.
    let differs = |lever: &str, option: &str| {
        values.iter().any(|row| {
            (row["lever"].as_str(), row["option"].as_str()) == (lever, option)
                && row["value"].parse::<f64>().expect("a number") != 0.0
        })
    };
    assert!(differs("review", "top-donor-exit"));
    assert!(differs("advance-pledging", "comprehensive-plan"));

    // The other tables of how long things last are there, and fit the options.
    let survival = rows(&tables.join("time_to_solution.csv"));
    for row in &survival {
        let share = |column: &str| row[column].parse::<f64>().expect("a share");
        let left: f64 = [
            "returned_share",
            "resettled_share",
            "pathways_share",
            "naturalised_share",
            "died_share",
            "adverse_returns_share",
            "evacuated_share",
        ]
        .map(share)
        .iter()
        .sum();
        let all = left + share("in_exile_share");
        assert!((all - 1.0).abs() < 1e-9, "{row:?}");
    }
    assert!(
        survival
            .iter()
            .any(|row| row["sex"] == "female" && row["age_band"] == "18-59")
    );
    assert!(survival.iter().any(|row| row["basis"] == "arrival-year"));
    let below = rows(&tables.join("below_25000.csv"));
    let hosts = made.situation.hosts.len();
    assert_eq!(below.len(), made.situation.options.len() * (hosts + 1));
    // Amendments have a cause, and what was asked for before and after.
    let amendments = rows(&tables.join("amendments.csv"));
    let years = made.situation.clock.years().len();
    let reviewed = made.situation.options.iter();
    let reviewed = reviewed.filter(|option| option.review_interval_months.is_some());
    assert_eq!(amendments.len(), reviewed.count() * years);
    let figure = |row: &std::collections::BTreeMap<String, String>, column: &str| {
        row[column].parse::<f64>().unwrap_or(0.0)
    };
    for row in &amendments {
        let causes = ["for_more", "for_less", "of_shares"].map(|cause| figure(row, cause));
        let sum: f64 = causes.iter().sum();
        assert!((sum - figure(row, "amendments")).abs() < 1e-9, "{row:?}");
    }
    assert!(amendments.iter().any(|row| figure(row, "for_less") > 0.0
        && figure(row, "asked_before_usd") > figure(row, "asked_after_usd")));
    let gcr = rows(&tables.join("gcr.csv"));
    assert!(
        gcr.iter()
            .any(|row| row["gcr_indicator"] == "3.1.1" && row["year"] == "2027")
    );
    assert!(
        gcr.iter()
            .any(|row| row["fit"] == "not-modelled" && row["mean"].is_empty())
    );
    // Surpluses of States with a share add up to what all of them gave beyond their shares.
    let states = rows(&tables.join("responsibility_by_state.csv"));
    let mut sums = std::collections::BTreeMap::<(String, String), [f64; 2]>::new();
    for row in &states {
        let number = |column: &str| row[column].parse::<f64>().unwrap_or(0.0);
        let sum = sums
            .entry((row["option"].clone(), row["year"].clone()))
            .or_default();
        sum[0] += number("surplus_usd");
        if row["fair_share"].is_empty() {
            sum[1] += number("contribution_usd");
        }
    }
    for (key, [surplus, without_share]) in sums {
        assert!(
            (surplus + without_share).abs() < 100.0,
            "{key:?}: {surplus} and {without_share}"
        );
    }
}
