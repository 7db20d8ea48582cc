//! Closed forms of a single month: its hazards, registration, determination and submissions, from the
//! coverage that is expected at the start. [`common::assert_moments`] states the false-alarm rates.

mod common;

use common::{assert_moments, contributor, host, of_host, people, plan, quiet, same, sample_cells};
use fairshare::indicator::{Breakdown, Period};
use fairshare::model::parameters::{PerPhase, ProtectionCapacityParameters, Switch};
use fairshare::model::{OnwardMovement, Situation, StatusDetermination};
use fairshare::simulate::record::Cell;

/// Coverage in the first month: what is announced, kept by contributors and kept in common.
const COVERAGE: f64 = 0.6 * 0.9 * 0.8;

fn covered(months: u32) -> Situation {
    let mut situation = quiet(0, months);
    let finance = &mut situation.parameters.finance;
    finance.baseline_announced_share = 0.6;
    finance.fulfilment_mean_share = 0.9;
    finance.fulfilment_common_mean_share = 0.8;
    situation
}

/// Indicators of all hosts in the first year.
fn year(situation: &Situation, indicators: &[&'static str], count: u64) -> Vec<Vec<f64>> {
    let option = situation.options[0].clone();
    let rows = vec![(1.0, 0.0, 0); situation.contributors.len()];
    let plan = plan(situation, &option, &rows);
    let cells: Vec<_> = indicators
        .iter()
        .map(|&name| of_host(name, None, Breakdown::None, Period::Year(2026)))
        .collect();
    let wanted: Vec<&dyn Fn(&Cell) -> bool> = cells
        .iter()
        .map(|cell| cell as &dyn Fn(&Cell) -> bool)
        .collect();
    sample_cells(situation, &option, &plan, count, &wanted)
}

#[test]
fn people_leave_a_month_by_each_cause_as_its_hazard_says() {
    let count = 200_000_u64;
    let mut situation = covered(1);
    situation.hosts = vec![host("XAB", count), host("XAD", 0)];
    situation.hosts[0].arrival_share = 1.0;
    situation.hosts[1].arrival_share = 0.0;
    situation.hosts[0].legal_framework_openness = 0.5;
    situation.hosts[0].adverse_return_per_year = same(0.06);
    situation.hosts[0].onward_movements = vec![OnwardMovement {
        to: 1,
        hazard_per_year: same(0.18),
    }];
    let parameters = &mut situation.parameters;
    parameters.voluntary_return.hazard_per_year = same(0.24);
    parameters.voluntary_return.support_effect = 0.5;
    parameters.local_integration.naturalisation_hazard_per_year = 0.36;
    parameters.local_integration.development_effect = 0.8;
    let hazards = [
        0.24 / 12.0 * (1.0 + 0.5 * COVERAGE),
        0.36 / 12.0 * 0.5 * (1.0 + 0.8 * COVERAGE),
        0.06 / 12.0,
        0.18 / 12.0,
    ];
    let all: f64 = hazards.iter().sum();
    let rows = year(
        &situation,
        &[
            "voluntary_returns_persons",
            "naturalisations_persons",
            "adverse_returns_persons",
            "onward_movements_persons",
        ],
        1000,
    );
    for (cause, hazard) in hazards.into_iter().enumerate() {
        let share = -(-all).exp_m1() * hazard / all;
        let values: Vec<f64> = rows.iter().map(|row| row[cause]).collect();
        let mean = count as f64 * share;
        assert_moments(
            &values,
            mean,
            mean * (1.0 - share),
            &format!("cause {cause}"),
        );
    }
}

#[test]
fn offices_register_and_decide_as_far_as_protection_is_covered() {
    let mut situation = covered(2);
    situation.hosts[0].stock.unregistered = people(50_000);
    situation.hosts[0].registration_capacity_persons_per_month = 10_000.0;
    let waiting = year(&situation, &["unregistered_person_months"], 2);
    let registered = (10_000.0 * COVERAGE).floor();
    assert_eq!(waiting[0][0], 2.0 * 50_000.0 - registered);

    let mut situation = covered(1);
    situation.hosts[0].status_determination = StatusDetermination::Individual;
    situation.hosts[0].stock.asylum_seekers = people(5_000);
    situation.hosts[0].status_determination_posts = 30.0;
    let backlog = year(&situation, &["determination_backlog_persons"], 2);
    let decided = (30.0 * 333.0 / 12.0 * COVERAGE).floor();
    assert_eq!(backlog[0][0], 5_000.0 - decided);
}

#[test]
fn capacity_that_was_built_registers_and_decides_in_the_month_after() {
    let capacity = ProtectionCapacityParameters {
        applies: Switch::Always,
        initial_share: 0.2,
        full_stock_usd_per_host: 1e6,
        building_months: 10.0,
        decay_per_month: 0.02,
        registration_gain_ratio: 3.0,
        openness_gain_share: 0.0,
    };
    // All that is needed is there from the start, and nothing but capacity is needed.
    let rich = |months| {
        let mut situation = quiet(0, months);
        situation.parameters.costs.need_usd_per_person_year = PerPhase {
            emergency: 0.0,
            stabilisation: 0.0,
            protracted: 0.0,
        };
        situation.parameters.finance.baseline_announced_share = 1.0;
        situation.parameters.finance.opening_balance_months = 12.0;
        situation.parameters.finance.disbursement_mean_months = 1.0;
        situation.hosts[0].fixed_cost_usd_per_year = 1e8;
        situation.parameters.protracted.protection_capacity = capacity.clone();
        situation
    };
    let built = 0.2 * 0.98 + (0.02 + 0.8 / 10.0);
    let ratio: f64 = 1.0 + 3.0 * (built - 0.2);

    let mut situation = rich(3);
    situation.hosts[0].stock.unregistered = people(50_000);
    situation.hosts[0].registration_capacity_persons_per_month = 10_000.0;
    let waiting = year(&situation, &["unregistered_person_months"], 1)[0][0];
    let registered = 2.0 * 10_000.0 + (10_000.0 * ratio).floor();
    assert!(
        (waiting - (3.0 * 50_000.0 - registered)).abs() < 20.0,
        "{waiting}"
    );

    let mut situation = rich(2);
    situation.hosts[0].status_determination = StatusDetermination::Individual;
    situation.hosts[0].stock.asylum_seekers = people(50_000);
    situation.hosts[0].status_determination_posts = 300.0;
    let backlog = year(&situation, &["determination_backlog_persons"], 1)[0][0];
    let monthly = 300.0 * 333.0 / 12.0;
    assert!(
        (backlog - (50_000.0 - monthly - monthly * ratio)).abs() < 20.0,
        "{backlog}"
    );
}

#[test]
fn submissions_are_what_is_needed_can_be_prepared_and_has_places() {
    // Three quarters of the people are in the first host.
    let stocks = [150_000_u64, 50_000];
    let submitted = |need: f64, offices: f64, places: u32| {
        let mut situation = covered(1);
        situation.hosts = vec![host("XAB", stocks[0]), host("XAD", stocks[1])];
        situation.hosts[1].status_determination = StatusDetermination::Individual;
        situation.contributors = vec![contributor("XAC", 1.0)];
        situation.contributors[0].baseline_places_per_year = places;
        situation.options[0].group_resettlement_share = 0.25;
        let resettlement = &mut situation.parameters.resettlement;
        resettlement.need_share_of_stock = need;
        resettlement.submissions_per_1000_refugees_per_month = offices;
        resettlement.group_productivity_ratio = 3.0;
        resettlement.acceptance_share = 0.8;
        let option = situation.options[0].clone();
        let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
        sample_cells(
            &situation,
            &option,
            &plan,
            1500,
            &[
                &of_host(
                    "resettlement_submissions_persons",
                    Some("XAB"),
                    Breakdown::None,
                    Period::Year(2026),
                ),
                &of_host(
                    "resettlement_submissions_persons",
                    Some("XAD"),
                    Breakdown::None,
                    Period::Year(2026),
                ),
            ],
        )
    };
    let productivity = 1.0 + 2.0 * 0.25;
    for (rows, of_host) in [
        // Of a thousand in need, three.
        (
            submitted(0.003_003, 1e6, 1_000_000),
            Box::new(|stock: f64| 0.003_003 * stock) as Box<dyn Fn(f64) -> f64>,
        ),
        (
            submitted(1.0, 1.7, 1_000_000),
            Box::new(move |stock: f64| 1.7 * stock / 1000.0 * productivity * COVERAGE),
        ),
        (
            submitted(1.0, 1e6, 1_001),
            Box::new(|stock: f64| 1_001.0 / 0.8 / 12.0 * stock / 200_000.0),
        ),
    ] {
        for (index, stock) in stocks.into_iter().enumerate() {
            let expected = of_host(stock as f64);
            let rest = expected.fract();
            let values: Vec<f64> = rows.iter().map(|row| row[index]).collect();
            // The rest of a person is submitted with that probability.
            assert!(
                values
                    .iter()
                    .all(|value| [expected.floor(), expected.ceil()].contains(value)),
                "{values:?}, {expected}"
            );
            assert_moments(&values, expected, rest * (1.0 - rest), "submissions");
        }
    }
}

#[test]
fn submissions_stop_when_all_who_need_it_are_in_the_pipeline() {
    // One in a hundred of a hundred thousand; nobody gets through.
    let mut situation = quiet(100_000, 12);
    situation.parameters.finance.baseline_announced_share = 1.0;
    situation.contributors[0].baseline_places_per_year = 1_000_000;
    let resettlement = &mut situation.parameters.resettlement;
    resettlement.need_share_of_stock = 0.01;
    resettlement.submissions_per_1000_refugees_per_month = 4.0;
    resettlement.pipeline_mean_months = 1e12;
    let rows = year(&situation, &["resettlement_submissions_persons"], 3);
    for row in rows {
        assert!((row[0] - 1_000.0).abs() <= 1.0, "{row:?}");
    }
}

#[test]
fn as_many_places_are_filled_as_contributors_and_the_year_allow() {
    // A full pipeline through which people pass within months.
    let mut situation = quiet(1_000_000, 36);
    situation.parameters.finance.baseline_announced_share = 1.0;
    situation.contributors[0].baseline_places_per_year = 5_000;
    let resettlement = &mut situation.parameters.resettlement;
    resettlement.need_share_of_stock = 0.5;
    resettlement.submissions_per_1000_refugees_per_month = 100.0;
    resettlement.pipeline_mean_months = 4.0;
    resettlement.quota_fulfilment_mean_share = 0.5;
    resettlement.quota_fulfilment_concentration = 1e14;
    resettlement.quota_common_mean_share = 0.8;
    resettlement.quota_common_concentration = 1e14;
    let option = situation.options[0].clone();
    let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
    let departed = of_host(
        "resettlement_departures_persons",
        None,
        Breakdown::None,
        Period::Year(2028),
    );
    for row in sample_cells(&situation, &option, &plan, 3, &[&departed]) {
        assert!((row[0] - 0.5 * 0.8 * 5_000.0).abs() <= 1.0, "{row:?}");
    }
}

#[test]
fn the_pipeline_opens_with_as_many_as_todays_departures_keep_in_it() {
    // 6,000 places of which 40 % are filled: 200 departures a month, from the first month on where the
    // pipeline holds those who are in it today, after two years where it is empty.
    let departures = |pipeline: Option<u64>| {
        let mut situation = quiet(1_000_000, 12);
        situation.parameters.finance.baseline_announced_share = 1.0;
        situation.contributors[0].baseline_places_per_year = 6_000;
        situation.hosts[0].resettlement_pipeline_persons = pipeline;
        let resettlement = &mut situation.parameters.resettlement;
        resettlement.need_share_of_stock = 0.5;
        resettlement.submissions_per_1000_refugees_per_month = 0.25;
        resettlement.acceptance_share = 0.8;
        resettlement.pipeline_mean_months = 24.0;
        resettlement.quota_fulfilment_mean_share = 0.5;
        resettlement.quota_fulfilment_concentration = 1e14;
        resettlement.quota_common_mean_share = 0.8;
        resettlement.quota_common_concentration = 1e14;
        let indicators = ["resettlement_departures_persons", "stock_persons"];
        let rows = year(&situation, &indicators, 40);
        for row in &rows {
            assert_eq!(
                row[0] + row[1],
                1_000_000.0,
                "nobody is lost or counted twice"
            );
        }
        rows.iter().map(|row| row[0]).sum::<f64>() / 40.0
    };
    let today = departures(None);
    assert!((2_200.0..=2_400.0).contains(&today), "{today}");
    // Four stages of 200 · 24 / 4 people, those before the decision over the share accepted.
    let kept = 1_200.0 * (2.0 / 0.8 + 2.0);
    let stated = departures(Some(5_400));
    assert_eq!(kept, 5_400.0);
    assert!((today - stated).abs() < 1.0, "{today} {stated}");
    assert!(departures(Some(0)) < 700.0);
}

#[test]
fn who_moves_on_is_counted_where_they_leave_and_where_they_arrive() {
    let mut situation = quiet(0, 3);
    situation.hosts = vec![host("XAB", 50_000), host("XAD", 1_000)];
    situation.hosts[0].onward_movements = vec![OnwardMovement {
        to: 1,
        hazard_per_year: same(1.2),
    }];
    let option = situation.options[0].clone();
    let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
    let cell =
        |indicator, code| of_host(indicator, Some(code), Breakdown::None, Period::Year(2026));
    let rows = sample_cells(
        &situation,
        &option,
        &plan,
        20,
        &[
            &cell("onward_movements_persons", "XAB"),
            &cell("stock_persons", "XAB"),
            &cell("stock_persons", "XAD"),
        ],
    );
    for row in rows {
        assert!(row[0] > 5_000.0);
        assert_eq!(row[0], 50_000.0 - row[1], "who left");
        assert_eq!(row[0], row[2] - 1_000.0, "who arrived");
    }
}

#[test]
fn more_people_die_in_an_emergency_whose_health_needs_are_not_met() {
    // Two hundred thousand come in the first month. In the second all is taken to be covered, since
    // nothing was needed before they came; in the third nothing is.
    let deaths = |ratio: f64| -> f64 {
        let mut situation = quiet(0, 3);
        situation.hosts[0].crude_death_rate_per_1000_per_year = 12.0;
        situation.parameters.finance.baseline_announced_share = 0.0;
        situation
            .parameters
            .demography
            .emergency_mortality_median_ratio = ratio;
        let arrivals = &mut situation.parameters.arrivals;
        arrivals.onset_month = Some(0);
        arrivals.pulse_minimum_persons = 1e9;
        arrivals.pulse_maximum_share_of_origin_population = 0.02;
        arrivals.pulse_month_ratio = 0.0;
        arrivals.dispersion_size = 1e12;
        let rows = year(&situation, &["deaths_persons"], 400);
        rows.iter().map(|row| row[0]).sum::<f64>() / 400.0
    };
    let usual = deaths(1.0);
    for ratio in [3.0, 6.0] {
        let seen = deaths(ratio) / usual;
        let expected = f64::midpoint(1.0, ratio);
        assert!(
            (seen / expected - 1.0).abs() < 0.02,
            "{seen}, not {expected}"
        );
    }
}
