//! How long things last: exile by cause, waiting, falling below the threshold, return that does not
//! last; people counted by sex and age where they leave otherwise.

mod common;

use common::{code, host, plan, quiet, same};
use fairshare::indicator::{Breakdown, Period, YearsInExile};
use fairshare::model::parameters::{Regime, UrgentResettlement};
use fairshare::model::{AGE_BANDS, OnwardMovement, SECTORS, SEXES, Situation, StatusDetermination};
use fairshare::simulate::record::Layout;
use fairshare::simulate::{OptionSetup, Resolution, Setup, Workspace, replicate};

const FIRST: i32 = 2026;

/// Reads a cell of a future: indicator, host, breakdown, period.
type Reader = Box<dyn Fn(&str, Option<&str>, Breakdown, Period) -> Option<f64>>;

/// The futures of the first option, one after the other.
fn futures(situation: &Situation, count: u64) -> Vec<Reader> {
    let option = situation.options[0].clone();
    let rows = vec![(1.0, 0.0, 0); situation.contributors.len()];
    let plan = plan(situation, &option, &rows);
    let setup = Setup::new(situation, Resolution::Banded);
    let prepared = OptionSetup::new(&setup, &option, &plan);
    let donors: Vec<usize> = (0..plan.shares.len()).collect();
    let mut space = Workspace::new(&setup);
    (0..count)
        .map(|number| {
            let layout = Layout::new(&setup, &donors);
            let values =
                replicate(&setup, &prepared, number, true, &mut space).expect("accounts close");
            assert_eq!(values.len(), layout.cells.len());
            let read = move |indicator: &str, host: Option<&str>, breakdown, period| {
                let host = host.map(code);
                let cell = layout.cells.iter().position(|cell| {
                    (cell.indicator, cell.host, cell.breakdown, cell.period)
                        == (indicator, host, breakdown, period)
                })?;
                Some(values[cell] as f64 * layout.cells[cell].scale.step())
            };
            Box::new(read) as Reader
        })
        .collect()
}

fn year(number: i32) -> Period {
    Period::Year(FIRST + number)
}

/// Sums a cell over years.
fn total(read: &Reader, indicator: &str, breakdown: Breakdown, years: i32) -> f64 {
    (0..years)
        .map(|number| read(indicator, None, breakdown, year(number)).expect("a cell"))
        .sum()
}

/// Two hosts between which people move, with every way of leaving but pathways.
fn busy() -> Situation {
    let mut situation = quiet(0, 96);
    situation.hosts = vec![host("XAB", 200_000), host("XAD", 90_000)];
    for host in &mut situation.hosts {
        host.arrival_share = 0.5;
        host.crude_death_rate_per_1000_per_year = 9.0;
        host.adverse_return_per_year = same(0.02);
        host.registration_capacity_persons_per_month = 3_000.0;
    }
    situation.hosts[0].onward_movements = vec![OnwardMovement {
        to: 1,
        hazard_per_year: same(0.04),
    }];
    situation.hosts[1].status_determination = StatusDetermination::Individual;
    situation.hosts[1].status_determination_posts = 30.0;
    let parameters = &mut situation.parameters;
    parameters.arrivals.base_persons_per_month = same(2_000.0);
    parameters.demography.crude_birth_rate_per_1000_per_year = 30.0;
    parameters.voluntary_return.hazard_per_year = same(0.08);
    parameters.local_integration.naturalisation_hazard_per_year = 0.01;
    situation
}

#[test]
fn exits_by_years_in_exile_add_up_to_all_exits_whatever_declines() {
    for (decline, urgent) in [(0.0, None), (0.15, None), (0.15, Some(0.5))] {
        let mut situation = busy();
        situation.parameters.resettlement.urgent = urgent.map(|share| UrgentResettlement {
            share_of_submissions: share,
            pipeline_mean_months: 3.0,
        });
        let returning = &mut situation.parameters.voluntary_return;
        returning.duration_decline_per_year = decline;
        let read = &futures(&situation, 1)[0];
        for host in [None, Some("XAB"), Some("XAD")] {
            for number in 0..8 {
                let cell = |name: &str, breakdown| {
                    read(name, host, breakdown, year(number)).expect("a cell")
                };
                for name in [
                    "deaths_persons",
                    "voluntary_returns_persons",
                    "naturalisations_persons",
                    "adverse_returns_persons",
                    "resettlement_departures_persons",
                    "at_risk_person_months",
                ] {
                    let sum: f64 = YearsInExile::all()
                        .map(|class| cell(name, Breakdown::Exile(class)))
                        .sum();
                    let all = cell(name, Breakdown::None);
                    assert!(
                        (sum - all).abs() < 1e-4,
                        "{name}, {number}: {sum}, not {all}"
                    );
                }
                for name in [
                    "adverse_returns_persons",
                    "onward_movements_persons",
                    "unregistered_person_months",
                    "at_risk_person_months",
                ] {
                    let sum: f64 = SEXES
                        .into_iter()
                        .flat_map(|sex| AGE_BANDS.map(|band| Breakdown::SexAge(sex, band)))
                        .map(|breakdown| cell(name, breakdown))
                        .sum();
                    assert_eq!(sum, cell(name, Breakdown::None), "{name}, {number}");
                }
                let born: f64 = SEXES
                    .map(|sex| cell("births_persons", Breakdown::Sex(sex)))
                    .iter()
                    .sum();
                assert_eq!(born, cell("births_persons", Breakdown::None));
                assert!(born > 0.0);
            }
        }
        assert!(total(read, "adverse_returns_persons", Breakdown::None, 8) > 0.0);
        assert!(total(read, "onward_movements_persons", Breakdown::None, 8) > 0.0);
    }
}

#[test]
fn exits_over_months_at_risk_are_the_hazards_of_each_class() {
    let mut situation = busy();
    situation
        .parameters
        .voluntary_return
        .duration_decline_per_year = 0.15;
    let futures = futures(&situation, 12);
    let sum = |name: &str, class| -> f64 {
        futures
            .iter()
            .map(|read| total(read, name, Breakdown::Exile(class), 8))
            .sum()
    };
    for class in YearsInExile::all() {
        let at_risk = sum("at_risk_person_months", class);
        let returns = sum("voluntary_returns_persons", class) / at_risk;
        let adverse = sum("adverse_returns_persons", class) / at_risk;
        // The month's probability of return: the hazard declines with years in exile; of long exile
        // the mean years lie between six and thirteen.
        let expected = |years: f64| 0.08 / 12.0 * (-0.15 * years).exp();
        let (most, least) = match class.years() {
            YearsInExile::MOST => (expected(6.0), expected(13.0)),
            years => (expected(f64::from(years)), expected(f64::from(years))),
        };
        // Other exits take under a hundredth of the month's people, and five standard errors of a
        // count of returns.
        let error = 5.0 * (returns / at_risk).sqrt();
        assert!(
            returns < most + error && returns > least * 0.99 - error,
            "{}: {returns}, not {least} to {most}",
            class.name()
        );
        let error = 5.0 * (adverse / at_risk).sqrt();
        let hazard = 0.02 / 12.0;
        assert!(
            (adverse - hazard).abs() < 0.01 * hazard + error,
            "{}: {adverse}, not {hazard}",
            class.name()
        );
    }
}

#[test]
fn waiting_follows_littles_law() {
    // 600 arrive each month where 400 are registered: each year the queue is 200 longer a month.
    let mut situation = quiet(0, 36);
    let parameters = &mut situation.parameters;
    parameters.arrivals.base_persons_per_month = same(600.0);
    parameters.arrivals.dispersion_size = 1e9;
    situation.hosts[0].registration_capacity_persons_per_month = 400.0;
    let read = &futures(&situation, 1)[0];
    for number in 0..3 {
        let cell = |name: &str| read(name, None, Breakdown::None, year(number)).expect("a cell");
        let wait = cell("unregistered_person_months") / cell("registrations_persons");
        assert!((cell("registration_wait_months") - wait).abs() < 1e-6);
        // Money for protection reaches less than all of the capacity.
        assert!(cell("registrations_persons") <= 4_800.0);
        assert!(cell("registrations_persons") > 0.0);
        assert_eq!(cell("determinations_persons"), 0.0);
        assert_eq!(cell("determination_wait_months"), 0.0);
        assert_eq!(cell("determination_person_months"), 0.0);
    }
    let wait = |number| {
        read(
            "registration_wait_months",
            None,
            Breakdown::None,
            year(number),
        )
        .expect("a cell")
    };
    assert!(wait(0) < wait(1) && wait(1) < wait(2));

    let mut situation = quiet(0, 24);
    situation.parameters.arrivals.base_persons_per_month = same(600.0);
    situation.hosts[0].status_determination = StatusDetermination::Individual;
    situation.hosts[0].status_determination_posts = 12.0;
    let read = &futures(&situation, 1)[0];
    let cell = |name: &str| read(name, Some("XAB"), Breakdown::None, year(1)).expect("a cell");
    assert!(cell("determinations_persons") > 0.0);
    let wait = cell("determination_person_months") / cell("determinations_persons");
    assert!((cell("determination_wait_months") - wait).abs() < 1e-6);
    // Nobody decides: the wait is at least the year.
    situation.hosts[0].status_determination_posts = 0.0;
    let read = &futures(&situation, 1)[0];
    let cell = |name: &str| read(name, Some("XAB"), Breakdown::None, year(1)).expect("a cell");
    assert_eq!(cell("determination_wait_months"), 12.0);
}

#[test]
fn the_year_of_falling_below_the_threshold_is_that_of_a_pure_decline() {
    let mut situation = quiet(0, 120);
    situation.hosts = vec![host("XAB", 100_000), host("XAD", 20_000)];
    situation.parameters.voluntary_return.hazard_per_year = same(0.3);
    for read in futures(&situation, 4) {
        // 120,000·e^(−0.3·t) falls below 25,000 after 5.2 years, 100,000 after 4.6: in both cases at
        // an end of the year whose stock is many standard deviations from the threshold.
        for (host, expected) in [(None, 5), (Some("XAB"), 4), (Some("XAD"), -1)] {
            for number in 0..10 {
                let fell = read(
                    "fell_below_25000_share",
                    host,
                    Breakdown::None,
                    year(number),
                );
                let falls = f64::from(u8::from(number == expected));
                assert_eq!(fell, Some(falls), "{host:?}, {number}");
            }
            let whole = |name: &str| read(name, host, Breakdown::None, Period::Whole);
            let reached = f64::from(u8::from(host != Some("XAD")));
            assert_eq!(whole("reached_25000_share"), Some(reached));
            assert_eq!(whole("never_below_25000_share"), Some(0.0));
        }
    }
    situation.parameters.voluntary_return.hazard_per_year = same(0.0);
    let read = &futures(&situation, 1)[0];
    let whole = |host| {
        read(
            "never_below_25000_share",
            host,
            Breakdown::None,
            Period::Whole,
        )
    };
    assert_eq!(
        [None, Some("XAB"), Some("XAD")].map(whole),
        [Some(1.0), Some(1.0), Some(0.0)]
    );
}

#[test]
fn the_mix_of_solutions_and_coverage_by_sector_are_there_without_a_strategy() {
    let read = &futures(&busy(), 1)[0];
    for number in 0..8 {
        let cell =
            |name: &str, breakdown| read(name, None, breakdown, year(number)).expect("a cell");
        let whole = |name: &str| cell(name, Breakdown::None);
        let solutions = whole("solutions_persons");
        let share = whole("voluntary_returns_persons") / solutions;
        assert!((whole("realised_return_share") - share).abs() < 1e-6);
        let mix = ["return", "integration", "resettlement"]
            .map(|it| whole(&format!("realised_{it}_share")));
        assert!((mix.iter().sum::<f64>() - 1.0).abs() < 1e-6);
        let rate = whole("naturalisations_persons") / whole("displacement_person_years") * 100.0;
        assert!((whole("naturalisations_per_100_refugee_years_ratio") - rate).abs() < 1e-6);
        for sector in SECTORS {
            let sector = Breakdown::Sector(sector);
            let need = cell("requirement_usd", sector);
            let share = if need > 0.0 {
                cell("spent_usd", sector) / need
            } else {
                1.0
            };
            assert!((cell("coverage_share", sector) - share).abs() < 1e-6);
        }
    }
}

/// War after a year of return, and again.
fn relapsing(hazard: f64) -> Situation {
    let mut situation = quiet(100_000, 48);
    let parameters = &mut situation.parameters;
    parameters.regime.initial = Regime::Peace;
    parameters.regime.peace_to_war_per_month = 0.1;
    parameters.regime.war_to_peace_per_month = 0.1;
    parameters.voluntary_return.hazard_per_year.peace = 0.4;
    parameters.voluntary_return.redisplacement_hazard_per_year = hazard;
    situation
}

#[test]
fn returnees_flee_again_in_war_only_and_are_admitted_on_top() {
    let without = futures(&relapsing(0.0), 6);
    assert!(
        without[0]("redisplaced_persons", None, Breakdown::None, year(0)).is_none(),
        "no cells without a hazard"
    );
    let with = futures(&relapsing(0.9), 6);
    let mut fled_at_all = 0.0;
    for (with, without) in with.iter().zip(&without) {
        let (mut returned, mut fled) = (0.0, 0.0);
        for number in 0..4 {
            let cell =
                |name: &str| with(name, None, Breakdown::None, year(number)).expect("a cell");
            returned += cell("voluntary_returns_persons");
            fled += cell("redisplaced_persons");
            let before = without("arrivals_persons", None, Breakdown::None, year(number));
            assert_eq!(
                cell("arrivals_persons"),
                before.expect("a cell") + cell("redisplaced_persons")
            );
            let share = if returned > 0.0 { fled / returned } else { 0.0 };
            assert!((cell("returnees_redisplaced_share") - share).abs() < 1e-6);
            assert!(fled <= returned);
            if cell("peace_share") == 1.0 {
                assert_eq!(cell("redisplaced_persons"), 0.0, "nobody flees in peace");
            }
        }
        fled_at_all += fled;
    }
    assert!(fled_at_all > 0.0);
}

#[test]
fn money_in_hand_opens_a_year_with_what_the_last_one_left() {
    let mut situation = quiet(50_000, 36);
    situation.contributors = vec![common::contributor("XAC", 1.0)];
    situation.parameters.finance.opening_balance_months = 3.0;
    let read = &futures(&situation, 1)[0];
    let cell =
        |name: &str, number| read(name, None, Breakdown::None, year(number)).expect("a cell");
    assert!(cell("opening_money_usd", 0) > 0.0);
    for number in 0..2 {
        let closing = cell("opening_money_usd", number) + cell("disbursed_usd", number)
            - cell("spent_usd", number);
        let next = cell("opening_money_usd", number + 1);
        assert!((next - closing).abs() < 0.01, "{next}, not {closing}");
    }
}
