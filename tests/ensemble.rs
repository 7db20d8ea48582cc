//! The ensemble: same bits for any number of threads and size of chunk, and admission untouched by
//! any plan. Other metamorphic relations are in `tests/metamorphic.rs`.

mod common;

use std::sync::atomic::{AtomicBool, Ordering};

use common::ensembles::{ensemble, plans};
use common::lively::lively;
use common::{Keep, plan, settings};
use fairshare::ensemble::{Observer, ReplicateYear, Results, run};
use fairshare::model::Situation;
use fairshare::simulate::{OptionSetup, Resolution, Setup};

fn results(situation: &Situation, replicates: u64, chunk: u64, asked: f64) -> (Results, Keep) {
    let rows = [(0.7, asked, 900), (0.3, asked, 400)];
    ensemble(
        situation,
        0,
        &plans(situation, &rows),
        &settings(replicates, chunk),
    )
}

fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("threads")
        .install(work)
}

#[test]
fn results_do_not_depend_on_threads_or_chunks() {
    let situation = lively();
    let (first, rows) = with_threads(1, || results(&situation, 24, 24, 4e6));
    for (threads, chunk) in [(2, 24), (3, 5), (1, 1)] {
        let (other, other_rows) = with_threads(threads, || results(&situation, 24, chunk, 4e6));
        assert_eq!(
            rows.rows, other_rows.rows,
            "{threads} threads, chunks of {chunk}"
        );
        assert_eq!(first.paired, other.paired);
        // Not a number is not equal to itself, so rows are compared as text.
        assert_eq!(
            format!("{:?}", first.summary),
            format!("{:?}", other.summary)
        );
    }
}

#[test]
fn c15_admission_is_the_same_under_any_plan() {
    let situation = lively();
    let mut nothing = situation.clone();
    for contributor in &mut nothing.contributors {
        contributor.baseline_places_per_year = 0;
    }
    nothing.parameters.finance.baseline_announced_share = 0.0;
    nothing.parameters.finance.opening_balance_months = 0.0;
    // Without key shares a review asks for nothing but today's offers, which are nothing.
    let rows = [(0.0, 0.0, 0), (0.0, 0.0, 0)];
    let (_, without) = ensemble(&nothing, 0, &plans(&nothing, &rows), &settings(12, 12));
    let (_, with) = results(&situation, 12, 12, 4e6);
    let arrivals = |keep: &Keep| -> Vec<(usize, u64, i32, f64)> {
        keep.rows
            .iter()
            .map(|row| (row.option, row.replicate, row.year, row.values[1]))
            .collect()
    };
    assert_eq!(arrivals(&with), arrivals(&without));
    let money: f64 = without.rows.iter().map(|row| row.values[3]).sum();
    assert_eq!(money, 0.0, "nothing is pledged, so nothing is paid");
    // Options meet the same arrivals, too.
    let by_option = |option: usize| -> Vec<f64> {
        with.rows
            .iter()
            .filter(|row| row.option == option)
            .map(|row| row.values[1])
            .collect()
    };
    assert_eq!(by_option(0), by_option(1));
}

#[test]
fn a_plan_that_nobody_takes_up_brings_what_no_plan_brings() {
    let mut situation = lively();
    situation.options[1].multi_year_share = 0.0;
    situation.options[1].group_resettlement_share = 0.0;
    let (results, _) = results(&situation, 12, 12, 9e6);
    let at_zero = results
        .paired
        .iter()
        .find(|pair| pair.uptake == Some(0.0))
        .expect("a pair");
    let differs: Vec<_> = at_zero
        .cells
        .iter()
        .filter(|cell| cell.indicator != "contribution_gini")
        .filter(|cell| cell.difference.mean() != 0.0)
        .map(|cell| cell.indicator)
        .collect();
    assert!(differs.is_empty(), "differ at uptake 0: {differs:?}");
    let at_one = results
        .paired
        .iter()
        .find(|pair| pair.uptake == Some(1.0))
        .expect("a pair");
    let gap = at_one
        .cells
        .iter()
        .find(|cell| cell.indicator == "total_gap_usd")
        .expect("a cell");
    assert!(
        gap.difference.mean() < 0.0,
        "money that is asked for and given closes the gap"
    );
}

#[test]
fn a_stopped_run_keeps_what_is_done() {
    struct StopAfter<'a>(&'a AtomicBool, u64);
    impl Observer<std::convert::Infallible> for StopAfter<'_> {
        fn rows(&mut self, _: &[ReplicateYear]) -> Result<(), std::convert::Infallible> {
            Ok(())
        }
        fn outcomes(
            &mut self,
            _: &[fairshare::ensemble::ReplicateOutcome],
        ) -> Result<(), std::convert::Infallible> {
            Ok(())
        }

        fn progress(&mut self, done: u64) {
            self.0.store(done >= self.1, Ordering::Relaxed);
        }
    }
    let situation = lively();
    let setup = Setup::new(&situation, Resolution::Banded);
    let rows = [(0.7, 1e6, 0), (0.3, 1e6, 0)];
    let plan = plan(&situation, &situation.options[0], &rows);
    let options = vec![OptionSetup::new(&setup, &situation.options[0], &plan)];
    let stop = AtomicBool::new(false);
    let mut observer = StopAfter(&stop, 4);
    let results =
        run(&setup, options, 0, &settings(40, 2), &stop, &mut observer).expect("closed accounts");
    assert_eq!(results.replicates, 4);
    assert!(results.interrupted);
}
