//! Civilian and humanitarian character of asylum, and security.

use super::common::option;
use super::common::{assert_moments, quiet};
use super::{YEAR, armed, column, influx, mean, rows, with_plan};
use fairshare::indicator::Period;
use fairshare::model::Situation;
use fairshare::model::parameters::Switch;

#[test]
fn j6_armed_elements_follow_their_closed_form() {
    // Nobody is found: what hides at the end is a thinned sum of negative binomials, which is
    // negative binomial with the same size.
    let mut situation = armed(12, Switch::WithPlan);
    situation.parameters.arrivals.dispersion_size = 2.0;
    let seen = rows(
        &situation,
        &option("no-plan"),
        &[("armed_among_civilians_persons", YEAR)],
        2_000,
    );
    // Men of 18 to 59 are a tenth of arrivals in the fixture.
    let month = 20_000.0 * 0.1 * 0.2;
    assert_moments(
        &column(&seen, 0),
        12.0 * month,
        12.0 * (month + month * month / 2.0),
        "armed elements",
    );
}

#[test]
fn j6_armed_elements_are_in_no_refugee_stock() {
    let situation = armed(12, Switch::Always);
    let seen = rows(
        &situation,
        &option("no-plan"),
        &[
            ("arrivals_persons", YEAR),
            ("stock_persons", YEAR),
            ("armed_among_civilians_persons", YEAR),
            ("interned_persons", YEAR),
            ("separated_persons", YEAR),
        ],
        20,
    );
    for row in seen {
        assert_eq!(row[0], row[1] + row[2] + row[3], "{row:?}");
        assert_eq!(row[3], row[4], "nobody leaves internment here");
        assert!(row[2] > 0.0 && row[3] > 0.0, "{row:?}");
    }
}

#[test]
fn j6_everybody_is_admitted_whatever_screening_finds() {
    let path = |situation: &Situation| {
        let arrivals = [("arrivals_persons", YEAR)];
        column(&rows(situation, &option("no-plan"), &arrivals, 20), 0)
    };
    assert_eq!(
        path(&influx(12)),
        path(&armed(12, Switch::Always)),
        "arrivals and admission do not know of screening"
    );
}

#[test]
fn j6_separation_lowers_incidents() {
    let situation = armed(12, Switch::WithPlan);
    let indicators = [
        ("armed_among_civilians_persons", YEAR),
        ("security_incidents_count", YEAR),
        ("recruitment_attempts_count", YEAR),
        ("requirement_usd", YEAR),
    ];
    let without = rows(&situation, &option("no-plan"), &indicators, 40);
    let separating = rows(&situation, &with_plan(), &indicators, 40);
    for (index, indicator) in indicators.iter().enumerate().take(3) {
        assert!(
            mean(&separating, index) < 0.7 * mean(&without, index),
            "{}: {} with separation, {} without",
            indicator.0,
            mean(&separating, index),
            mean(&without, index)
        );
    }
    // No cost was stated, so that the only difference is in what it does.
    assert_eq!(mean(&separating, 3), mean(&without, 3));
}

#[test]
fn j6_separation_is_costed_and_limited_by_places() {
    let mut situation = armed(12, Switch::Always);
    let parameters = &mut situation.parameters.emergency.armed_elements;
    parameters.internment_places_per_month = 10.0;
    parameters.internment_places_maximum = 50.0;
    let indicators = [("interned_persons", YEAR), ("requirement_usd", YEAR)];
    let free = rows(&situation, &option("no-plan"), &indicators, 5);
    situation
        .parameters
        .emergency
        .armed_elements
        .internment_usd_per_person_month = 100.0;
    let costed = rows(&situation, &option("no-plan"), &indicators, 5);
    for (free, costed) in free.iter().zip(&costed) {
        assert_eq!(free[0], 50.0);
        // Places of a month: 10, 20, 30, 40 and then 50, all filled.
        let months = 10.0 + 20.0 + 30.0 + 40.0 + 8.0 * 50.0;
        assert!((costed[1] - free[1] - 100.0 * months).abs() < 1.0);
    }
}

#[test]
fn j7_the_renounced_are_determined_one_by_one() {
    let mut situation = armed(36, Switch::Always);
    let parameters = &mut situation.parameters.emergency.armed_elements;
    parameters.share_of_arriving_men = 1.0;
    parameters.detection_minimum_share = 1.0;
    parameters.detection_maximum_share = 1.0;
    parameters.renunciation_hazard_per_year = 12.0;
    parameters.determination_cases_per_month = 100.0;
    parameters.exclusion_share = 0.25;
    let years = [2026, 2027, 2028].map(Period::Year);
    let seen = rows(
        &situation,
        &option("no-plan"),
        &[
            ("demobilised_recognised_persons", years[0]),
            ("demobilised_recognised_persons", years[1]),
            ("demobilised_recognised_persons", years[2]),
            ("excluded_persons", years[2]),
            ("armed_among_civilians_persons", years[2]),
        ],
        400,
    );
    // Arrivals of the first month are interned in it and renounce in the second; the third is the
    // first in which a case is decided. Money lets every case of the capacity be decided.
    let decided = 34.0 * 100.0;
    for row in &seen {
        assert_eq!(row[0] + row[1] + row[2] + row[3], decided, "{row:?}");
        assert_eq!(row[4], 0.0);
    }
    assert_moments(
        &column(&seen, 3),
        decided * 0.25,
        decided * 0.25 * 0.75,
        "excluded",
    );
}

#[test]
fn j7_families_are_refugees_from_the_first_day() {
    let mut situation = armed(2, Switch::Always);
    situation
        .parameters
        .emergency
        .armed_elements
        .share_of_arriving_men = 1.0;
    let (all, men) = (influx(2), situation);
    let stock = |situation: &Situation| {
        mean(
            &rows(
                situation,
                &option("no-plan"),
                &[("stock_persons", YEAR)],
                50,
            ),
            0,
        )
    };
    // Women, children, and men of other ages are nine tenths of arrivals in the fixture.
    assert!((stock(&men) / stock(&all) - 0.9).abs() < 0.01);
}

#[test]
fn j8_standby_lowers_incidents_after_the_lag() {
    let mut situation = quiet(100_000, 12);
    situation
        .parameters
        .emergency
        .security
        .incidents_per_100000_per_month = 20.0;
    let standby = &mut situation.parameters.emergency.security_standby;
    standby.applies = Switch::WithPlan;
    standby.request_incidents_per_100000_per_month = 1.0;
    standby.request_probability_per_month = 1.0;
    standby.response_lag_months = 2;
    standby.deployment_months = 24;
    standby.units_maximum = 5;
    standby.persons_per_unit = 50_000.0;
    standby.incident_reduction_share = 0.5;
    standby.unit_usd_per_month = 1_000.0;
    let indicators = [
        ("security_incidents_count", YEAR),
        ("standby_unit_months", YEAR),
        ("requirement_usd", YEAR),
    ];
    let without = rows(&situation, &option("no-plan"), &indicators, 500);
    let standing_by = rows(&situation, &with_plan(), &indicators, 500);
    assert_moments(&column(&without, 0), 240.0, 240.0, "without units");
    // Asked for in the first month, two units come in the fourth and halve what happens.
    assert_moments(
        &column(&standing_by, 0),
        3.0 * 20.0 + 9.0 * 10.0,
        150.0,
        "with units",
    );
    for (with, without) in standing_by.iter().zip(&without) {
        assert_eq!(with[1], 18.0);
        assert!((with[2] - without[2] - 18_000.0).abs() < 0.5);
    }
}

#[test]
fn j8_units_come_only_when_a_host_asks() {
    let mut situation = quiet(100_000, 12);
    situation
        .parameters
        .emergency
        .security
        .incidents_per_100000_per_month = 20.0;
    let standby = &mut situation.parameters.emergency.security_standby;
    standby.applies = Switch::Always;
    standby.request_probability_per_month = 0.0;
    standby.deployment_months = 24;
    standby.units_maximum = 5;
    standby.persons_per_unit = 50_000.0;
    let seen = rows(
        &situation,
        &option("no-plan"),
        &[("standby_unit_months", YEAR)],
        20,
    );
    assert_eq!(mean(&seen, 0), 0.0);
}

#[test]
fn j6_incidents_keep_assistance_from_people() {
    let mut situation = quiet(100_000, 12);
    situation.parameters.finance.baseline_announced_share = 1.0;
    let security = &mut situation.parameters.emergency.security;
    security.incidents_per_100000_per_month = 20.0;
    situation.parameters.emergency.security_standby.applies = Switch::WithPlan;
    let indicators = [("below_standard_person_months", YEAR), ("spent_usd", YEAR)];
    let harmless = rows(&situation, &option("no-plan"), &indicators, 20);
    let security = &mut situation.parameters.emergency.security;
    security.delivery_loss_share_per_incident = 0.01;
    security.delivery_loss_maximum_share = 0.5;
    let harmful = rows(&situation, &option("no-plan"), &indicators, 20);
    assert!(mean(&harmful, 0) > mean(&harmless, 0));
    assert_eq!(mean(&harmful, 1), mean(&harmless, 1), "the money is spent");
}
