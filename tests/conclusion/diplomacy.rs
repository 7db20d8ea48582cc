//! Prevention at the origin, tension between States, and the marks of a mass influx.

use super::common::{self, assert_moments, host, option, quiet};
use super::{YEAR, column, every_value, influx, mean, rows, with_plan};
use fairshare::indicator::Period;
use fairshare::model::Situation;
use fairshare::model::parameters::{
    InfluxMarksParameters, PreventionParameters, Regime, Switch, TensionParameters,
};
use fairshare::simulate::record::Layout;
use fairshare::simulate::{OptionSetup, Resolution, Setup, Workspace, replicate};

pub(super) fn prevention(applies: Switch, peace: f64, war: f64) -> PreventionParameters {
    PreventionParameters {
        applies,
        usd_per_year: 50e6,
        scale_usd_per_year: 50e6,
        speed_per_month: 1.0,
        peace_log_odds: peace,
        war_log_odds: war,
    }
}

fn at_war(months: u32, prevention: PreventionParameters) -> Situation {
    let mut situation = quiet(10_000, months);
    let parameters = &mut situation.parameters;
    parameters.regime.initial = Regime::War;
    parameters.regime.war_to_peace_per_month = 0.02;
    parameters.regime.war_to_stalemate_per_month = 0.02;
    parameters.regime.peace_to_war_per_month = 0.0;
    parameters.protracted.prevention = prevention;
    situation
}

#[test]
fn c_prevention_is_paid_for_and_assumed_to_bring_nothing() {
    let peace = [
        ("total_peace_share", Period::Whole),
        ("total_arrivals_persons", Period::Whole),
    ];
    let situation = at_war(60, prevention(Switch::WithPlan, 0.0, 0.0));
    let with = rows(&situation, &with_plan(), &peace, 50);
    assert_eq!(with, rows(&situation, &option("no-plan"), &peace, 50));
    let off = at_war(60, prevention(Switch::Off, 1.0, 1.0));
    assert_eq!(with, rows(&off, &with_plan(), &peace, 50));
    let spent = rows(&situation, &with_plan(), &[("prevention_usd", YEAR)], 1);
    assert!((spent[0][0] - 50e6).abs() < 0.1, "{}", spent[0][0]);
}

#[test]
fn c_a_judged_elasticity_moves_log_odds_as_it_says() {
    // One month in war: with log-odds of one, times the level of 1 − 1/e.
    let situation = at_war(2, prevention(Switch::Always, 1.0, 0.0));
    let seen = rows(
        &situation,
        &option("a"),
        &[("total_peace_share", Period::Whole)],
        20_000,
    );
    let odds = 0.02 / 0.98 * (1.0 - (-1.0_f64).exp()).exp();
    let probability = odds / (1.0 + odds);
    assert_moments(
        &column(&seen, 0),
        probability / 2.0,
        probability * (1.0 - probability) / 4.0,
        "peace in the second month",
    );
}

#[test]
fn c_fewer_wars_where_the_judgement_says_so() {
    let wars = |war: f64| {
        let mut situation = at_war(120, prevention(Switch::Always, 0.0, war));
        let parameters = &mut situation.parameters;
        parameters.regime.initial = Regime::Peace;
        parameters.regime.peace_to_war_per_month = 0.02;
        let peace = [("total_peace_share", Period::Whole)];
        mean(&rows(&situation, &option("a"), &peace, 200), 0)
    };
    assert!(wars(1.5) > 1.2 * wars(0.0));
}

pub(super) fn tension(applies: Switch) -> TensionParameters {
    TensionParameters {
        applies,
        onward_weight: 0.05,
        adverse_weight: 0.05,
        armed_weight: 0.1,
        speed_per_month: 0.2,
        dialogue_relief_share: 0.4,
        dialogue_usd_per_year: 1.2e6,
        adverse_return_rise_ratio: 0.0,
        war_log_odds: 0.0,
    }
}

fn strained(months: u32, applies: Switch) -> Situation {
    let mut situation = quiet(0, months);
    situation.hosts = vec![host("XAB", 200_000), host("XAD", 50_000)];
    situation.hosts[0].onward_movements = vec![fairshare::model::OnwardMovement {
        to: 1,
        hazard_per_year: common::same(0.12),
    }];
    situation.hosts[0].adverse_return_per_year = common::same(0.06);
    situation.parameters.protracted.tension = tension(applies);
    situation
}

#[test]
fn p3_tension_follows_what_strains_relations() {
    let situation = strained(36, Switch::WithPlan);
    let third = Period::Year(2028);
    let setup =
        fairshare::simulate::Setup::new(&situation, fairshare::simulate::Resolution::Banded);
    let layout = fairshare::simulate::record::Layout::new(&setup, &[0]);
    let cell = |code: &str| {
        layout
            .cells
            .iter()
            .position(|cell| {
                cell.indicator == "tension_index"
                    && cell.host == Some(common::code(code))
                    && cell.period == third
            })
            .expect("a cell")
    };
    let level = |values: &[i64], code: &str| values[cell(code)] as f64 * 1e-9;
    let without = every_value(&situation, &option("no-plan"));
    // Ten in 1,000 move on and five return under pressure in a month: 0.75 of strain.
    let expected = 1.0 - (-0.05 * (10.0 + 5.0_f64)).exp();
    let seen = level(&without, "XAB");
    assert!((seen / expected - 1.0).abs() < 0.03, "{seen}, {expected}");
    assert_eq!(level(&without, "XAD"), 0.0, "nobody moves on from there");
    let with = every_value(&situation, &with_plan());
    let relieved = level(&with, "XAB") / seen;
    assert!((relieved - 0.6).abs() < 0.03, "{relieved}");
}

#[test]
fn p3_a_dialogue_costs_and_tension_presses_people_to_return() {
    let year = [("requirement_usd", YEAR)];
    let situation = strained(12, Switch::WithPlan);
    let cost = rows(&situation, &with_plan(), &year, 1)[0][0]
        - rows(&situation, &option("no-plan"), &year, 1)[0][0];
    assert!((cost - 1.2e6).abs() < 0.5, "{cost}");
    let third = [("adverse_returns_persons", Period::Year(2028))];
    let mut pressed = strained(36, Switch::WithPlan);
    let usual = mean(&rows(&pressed, &option("a"), &third, 10), 0);
    pressed
        .parameters
        .protracted
        .tension
        .adverse_return_rise_ratio = 1.0;
    let more = mean(&rows(&pressed, &option("a"), &third, 10), 0);
    assert!(more > 1.2 * usual, "{more} {usual}");
}

#[test]
fn p3_tension_raises_the_odds_of_war_only_where_the_judgement_says_so() {
    let peace = |odds: f64| {
        let mut situation = strained(60, Switch::Always);
        let parameters = &mut situation.parameters;
        parameters.regime.initial = Regime::Peace;
        parameters.regime.peace_to_war_per_month = 0.02;
        parameters.protracted.tension.war_log_odds = odds;
        let share = [("total_peace_share", Period::Whole)];
        column(&rows(&situation, &option("a"), &share, 100), 0)
    };
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (none, some) = (peace(0.0), peace(3.0));
    assert!(mean(&some) < 0.9 * mean(&none));
    let mut off = strained(60, Switch::Off);
    off.parameters.regime.initial = Regime::Peace;
    off.parameters.regime.peace_to_war_per_month = 0.02;
    let share = [("total_peace_share", Period::Whole)];
    assert_eq!(none, column(&rows(&off, &option("a"), &share, 100), 0));
}

pub(super) fn marks(applies: Switch) -> InfluxMarksParameters {
    InfluxMarksParameters {
        applies,
        numbers_minimum_persons: 50_000.0,
        pace_minimum_ratio: 3.0,
        capacity_minimum_ratio: 1.0,
        procedures_minimum_ratio: 1.0,
        marks_minimum: 3,
        ..InfluxMarksParameters::default()
    }
}

/// Twenty thousand a month from the seventh on, after a quiet half-year; the host registers ten
/// thousand.
fn sudden(applies: Switch) -> Situation {
    let mut situation = influx(24);
    let parameters = &mut situation.parameters;
    parameters.regime.initial = Regime::Stalemate;
    parameters.arrivals.base_persons_per_month = common::same(0.0);
    parameters.arrivals.base_persons_per_month.war = 20_000.0;
    parameters.arrivals.onset_month = Some(6);
    parameters.arrivals.pulse_minimum_persons = 0.0;
    parameters.arrivals.pulse_maximum_share_of_origin_population = 0.0;
    parameters.emergency.influx_marks = marks(applies);
    situation.hosts[0].registration_capacity_persons_per_month = 10_000.0;
    situation.hosts[0].status_determination_posts = 10.0;
    situation
}

#[test]
fn a_four_marks_are_counted_month_by_month() {
    let situation = sudden(Switch::Always);
    let years = [2026, 2027].map(Period::Year);
    let mut indicators = Vec::new();
    for year in years {
        indicators.extend(
            [
                "influx_numbers_months_count",
                "influx_pace_months_count",
                "influx_capacity_months_count",
                "influx_procedures_months_count",
                "influx_months_count",
                "influx_marks_highest_count",
            ]
            .map(|name| (name, year)),
        );
    }
    let seen = rows(&situation, &option("a"), &indicators, 1)[0].clone();
    // Six months of influx in the first year; three of them make considerable numbers.
    assert_eq!(seen[..6], [4.0, 6.0, 6.0, 6.0, 6.0, 4.0], "{seen:?}");
    // In the second year it goes on, and is no longer sudden once it is half of two years: after
    // twelve months of it, of which six are in that year.
    assert_eq!(seen[6..], [12.0, 6.0, 12.0, 12.0, 12.0, 4.0], "{seen:?}");
}

#[test]
fn a_marks_are_known_by_month_and_host_and_when_they_first_held() {
    let mut situation = sudden(Switch::Always);
    // The second host has few arrivals, and so no considerable numbers.
    situation.hosts.push(common::host("XAD", 0));
    situation.hosts[0].arrival_share = 0.95;
    situation.hosts[1].arrival_share = 0.05;
    situation.hosts[1].registration_capacity_persons_per_month = 1e9;
    let option = option("a");
    let plan = common::plan(&situation, &option, &[(1.0, 0.0, 0)]);
    let setup = Setup::new(&situation, Resolution::Banded);
    let prepared = OptionSetup::new(&setup, &option, &plan);
    let cells = Layout::new(&setup, &[0]).cells;
    let values = replicate(&setup, &prepared, 0, true, &mut Workspace::new(&setup))
        .expect("closed accounts");
    let at = |indicator: String, host: Option<&str>, period: Period| {
        let host = host.map(common::code);
        let mut found = cells.iter().zip(&values).filter(|(cell, _)| {
            cell.indicator == indicator && cell.host == host && cell.period == period
        });
        let (cell, &value) = found.next().expect("a cell");
        value as f64 * cell.scale.step()
    };
    for mark in ["numbers_", "pace_", "capacity_", "procedures_", ""] {
        for host in ["XAB", "XAD"] {
            let month = |month| {
                let name = format!("influx_{mark}month_share");
                at(name, Some(host), Period::Month(month))
            };
            let months: Vec<f64> = (0..24).map(month).collect();
            // The months of a year are those that the yearly count has.
            for (year, of_year) in [2026, 2027].into_iter().zip(months.chunks(12)) {
                let name = format!("influx_{mark}months_count");
                let counted = at(name, Some(host), Period::Year(year));
                assert_eq!(of_year.iter().sum::<f64>(), counted, "{mark} {host} {year}");
            }
            let first = months.iter().position(|&held| held > 0.5);
            let name = format!("influx_{mark}first_months");
            let seen = at(name, Some(host), Period::Whole);
            assert_eq!(seen, first.unwrap_or(24) as f64, "{mark} {host}");
            let ever = at(
                format!("influx_{mark}ever_share"),
                Some(host),
                Period::Whole,
            );
            assert_eq!(ever > 0.5, first.is_some(), "{mark} {host}");
        }
    }
    // War breaks out in month 6: pace, capacity and procedures say so at once, numbers two months later.
    let first = |mark: &str, host| at(format!("influx_{mark}first_months"), host, Period::Whole);
    assert_eq!(first("pace_", Some("XAB")), 6.0);
    assert_eq!(first("numbers_", Some("XAB")), 8.0);
    assert_eq!(first("numbers_", Some("XAD")), 24.0, "never");
    assert_eq!(first("numbers_", None), 8.0, "the earliest of all hosts");
}

#[test]
fn a_marks_are_no_condition_of_admission_or_of_anything() {
    let indicators = [
        ("total_arrivals_persons", Period::Whole),
        ("stock_persons", Period::Year(2027)),
        ("requirement_usd", Period::Year(2027)),
        ("unregistered_person_months", YEAR),
    ];
    let usual = rows(&sudden(Switch::Off), &with_plan(), &indicators, 10);
    assert_eq!(
        usual,
        rows(&sudden(Switch::Always), &with_plan(), &indicators, 10)
    );
    let mut strict = sudden(Switch::Always);
    strict.parameters.emergency.influx_marks = InfluxMarksParameters {
        applies: Switch::Always,
        numbers_minimum_persons: 1e9,
        pace_minimum_ratio: 1e6,
        capacity_minimum_ratio: 1e6,
        procedures_minimum_ratio: 1e6,
        marks_minimum: 4,
        ..InfluxMarksParameters::default()
    };
    assert_eq!(usual, rows(&strict, &with_plan(), &indicators, 10));
}
