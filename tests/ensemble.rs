//! The ensemble: same bits for any number of threads and size of chunk, hosts in any order, and
//! admission untouched by any plan.

mod common;

use std::sync::atomic::{AtomicBool, Ordering};

use common::{Keep, code, contributor, host, option, people, plan, quiet, same, settings};
use fairshare::ensemble::{Observer, ReplicateYear, Results, run};
use fairshare::indicator::{Breakdown, Period};
use fairshare::model::parameters::{PerRegime, Regime};
use fairshare::model::{OnwardMovement, Situation};
use fairshare::simulate::{OptionSetup, Resolution, Setup};
use fairshare::units::Persons;

/// A lively situation: three hosts, war, pulses, onward movement, resettlement, two options.
fn lively() -> Situation {
    let mut situation = quiet(0, 48);
    situation.hosts = vec![host("XAB", 60_000), host("XAC", 20_000), host("XAD", 0)];
    let shares = [0.5, 0.3, 0.2];
    for (host, share) in situation.hosts.iter_mut().zip(shares) {
        host.arrival_share = share;
        host.crude_death_rate_per_1000_per_year = 9.0;
        host.registration_capacity_persons_per_month = 2_000.0;
        host.status_determination_posts = 2.0;
    }
    situation.hosts[0].onward_movements = vec![OnwardMovement {
        to: 1,
        hazard_per_year: same(0.05),
    }];
    situation.hosts[0].adverse_return_per_year = same(0.01);
    situation.hosts[1].stock.asylum_seekers = people(4_000);
    situation.parameters.regime.initial = Regime::War;
    situation.parameters.regime.war_to_stalemate_per_month = 0.05;
    situation.parameters.regime.stalemate_to_peace_per_month = 0.02;
    situation.parameters.regime.peace_to_war_per_month = 0.02;
    situation.origin.as_mut().expect("an origin").population = Persons(2_000_000);
    let arrivals = &mut situation.parameters.arrivals;
    arrivals.base_persons_per_month = PerRegime {
        war: 900.0,
        stalemate: 200.0,
        peace: 20.0,
    };
    arrivals.host_weight_concentration = 20.0;
    arrivals.pulse_minimum_persons = 5_000.0;
    arrivals.pulse_maximum_share_of_origin_population = 0.2;
    situation
        .parameters
        .demography
        .crude_birth_rate_per_1000_per_year = 30.0;
    situation.parameters.voluntary_return.hazard_per_year = PerRegime {
        war: 0.0,
        stalemate: 0.03,
        peace: 0.3,
    };
    situation
        .parameters
        .voluntary_return
        .duration_decline_per_year = 0.03;
    situation
        .parameters
        .local_integration
        .naturalisation_hazard_per_year = 0.01;
    let resettlement = &mut situation.parameters.resettlement;
    resettlement.need_share_of_stock = 0.08;
    resettlement.submissions_per_1000_refugees_per_month = 3.0;
    resettlement.acceptance_share = 0.92;
    resettlement.case_size_shares = [0.3, 0.15, 0.15, 0.1, 0.1, 0.1, 0.05, 0.05];
    let finance = &mut situation.parameters.finance;
    finance.pledge_log_sd = 0.3;
    finance.no_pledge_probability = 0.1;
    finance.fulfilment_mean_share = 0.85;
    finance.fulfilment_common_mean_share = 0.9;
    finance.spending_horizon_months = 3.0;
    finance.opening_balance_months = 2.0;
    situation.contributors = vec![contributor("XAX", 0.6), contributor("XAY", 0.4)];
    for contributor in &mut situation.contributors {
        contributor.baseline_places_per_year = 300;
        contributor.unearmarked_share = 0.5;
        contributor.host_earmarked_share = 0.3;
    }
    let mut with_plan = option("plan");
    with_plan.has_plan = true;
    with_plan.plan_month = 3;
    with_plan.review_interval_months = Some(12);
    with_plan.multi_year_share = 0.5;
    with_plan.multi_year_years = 3;
    with_plan.group_resettlement_share = 0.5;
    with_plan.hosting_value_usd_per_person_year = 450.0;
    with_plan.place_value_usd_per_person = 20_000.0;
    situation.options.push(with_plan);
    situation
}

fn results(situation: &Situation, replicates: u64, chunk: u64, asked: f64) -> (Results, Keep) {
    let setup = Setup::new(situation, Resolution::Banded);
    let rows = [(0.7, asked, 900), (0.3, asked, 400)];
    let plans: Vec<_> = situation
        .options
        .iter()
        .map(|option| plan(situation, option, &rows))
        .collect();
    let options = situation
        .options
        .iter()
        .zip(&plans)
        .map(|(option, plan)| OptionSetup::new(&setup, option, plan))
        .collect();
    let mut keep = Keep::default();
    let stop = AtomicBool::new(false);
    let results = run(
        &setup,
        options,
        0,
        &settings(replicates, chunk),
        &stop,
        &mut keep,
    )
    .expect("closed accounts");
    (results, keep)
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
fn c15_permuting_hosts_permutes_results() {
    let situation = lively();
    let mut permuted = situation.clone();
    permuted.hosts.rotate_left(1);
    for host in &mut permuted.hosts {
        for movement in &mut host.onward_movements {
            movement.to = (movement.to + 2) % 3;
        }
    }
    let (first, _) = results(&situation, 8, 8, 4e6);
    let (second, _) = results(&permuted, 8, 8, 4e6);
    // Arrivals and what happens to people on their own are the same to the bit; money splits
    // cents between hosts in their order, so it may differ by single cents.
    for host in ["XAB", "XAC", "XAD"] {
        for year in 2026..2030 {
            let cell = |results: &Results| {
                results
                    .summary
                    .cell(
                        0,
                        "arrivals_persons",
                        Some(code(host)),
                        Breakdown::None,
                        Period::Year(year),
                    )
                    .expect("a cell")
                    .mean
            };
            assert_eq!(cell(&first), cell(&second), "{host} {year}");
        }
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
    let setup = Setup::new(&nothing, Resolution::Banded);
    // Without key shares a review asks for nothing but today's offers, which are nothing.
    let rows = [(0.0, 0.0, 0), (0.0, 0.0, 0)];
    let plans: Vec<_> = nothing
        .options
        .iter()
        .map(|option| plan(&nothing, option, &rows))
        .collect();
    let options = nothing
        .options
        .iter()
        .zip(&plans)
        .map(|(option, plan)| OptionSetup::new(&setup, option, plan))
        .collect();
    let mut without = Keep::default();
    let stop = AtomicBool::new(false);
    run(&setup, options, 0, &settings(12, 12), &stop, &mut without).expect("closed accounts");
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
fn c15_doubling_money_and_costs_leaves_coverage_unchanged() {
    let situation = lively();
    let mut doubled = situation.clone();
    let needs = &mut doubled.parameters.costs.need_usd_per_person_year;
    needs.emergency *= 2.0;
    needs.stabilisation *= 2.0;
    needs.protracted *= 2.0;
    let (first, _) = results(&situation, 6, 6, 4e6);
    let (second, _) = results(&doubled, 6, 6, 8e6);
    for option in 0..2 {
        let cell = |results: &Results| {
            let period = Period::Whole;
            results
                .summary
                .cell(
                    option,
                    "total_coverage_share",
                    None,
                    Breakdown::None,
                    period,
                )
                .expect("a cell")
                .mean
        };
        // Whole cents differ, and through them a draw now and then.
        assert!(
            (cell(&first) - cell(&second)).abs() < 0.003,
            "option {option}"
        );
    }
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
