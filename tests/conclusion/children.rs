//! Unaccompanied and separated children: their families, their procedures, their places.

use super::common::{assert_moments, host, option, plan, quiet, same, sample_many};
use super::transfer::unaccompanied;
use super::{YEAR, column, mean, rows, with_plan};
use fairshare::indicator::Period;
use fairshare::model::parameters::{Switch, UnaccompaniedChildrenParameters};
use fairshare::model::{OnwardMovement, Situation};
use fairshare::simulate::Resolution;

/// 800,000 people of every age below 80, so that 180,000 are children, in whom nothing changes, with
/// money for everything; one child in 25 is without the family.
fn alone(months: u32) -> Situation {
    let mut situation = quiet(800_000, months);
    situation.parameters.finance.baseline_announced_share = 1.0;
    situation.parameters.emergency.unaccompanied_children = unaccompanied(0.04, 0.0);
    situation
}

fn children(situation: &mut Situation) -> &mut UnaccompaniedChildrenParameters {
    &mut situation.parameters.emergency.unaccompanied_children
}

const CHILDREN: f64 = 180_000.0;

#[test]
fn d_families_are_found_as_fast_as_tracing_is_paid_for() {
    let seen = [
        ("unaccompanied_children_persons", YEAR),
        ("unaccompanied_children_reunited_persons", YEAR),
        ("family_unity_share", YEAR),
    ];
    let mut situation = alone(12);
    children(&mut situation).reunited_unaided_per_month = 0.01;
    children(&mut situation).reunited_by_tracing_per_month = 0.05;
    let funded = rows(&situation, &option("a"), &seen, 400);
    // From month to month independently: somebody is still alone after twelve with e^(−12·0.06).
    let left = 0.04 * (-0.72_f64).exp();
    assert_moments(
        &column(&funded, 0),
        CHILDREN * left,
        CHILDREN * left * (1.0 - left),
        "still without their family",
    );
    let found = 0.04 - left;
    assert_moments(
        &column(&funded, 1),
        CHILDREN * found,
        CHILDREN * found * (1.0 - found),
        "with their family again",
    );
    for row in &funded {
        assert!((row[2] - (1.0 - row[0] / CHILDREN)).abs() < 1e-9, "{row:?}");
    }
    // Without money, as without a programme, only those who are found unaided.
    let mut poor = situation.clone();
    poor.parameters.finance.baseline_announced_share = 0.0;
    let mut unaided = situation.clone();
    children(&mut unaided).applies = Switch::WithPlan;
    let left = 0.04 * (-0.12_f64).exp();
    for situation in [poor, unaided] {
        assert_moments(
            &column(&rows(&situation, &option("a"), &seen, 400), 0),
            CHILDREN * left,
            CHILDREN * left * (1.0 - left),
            "without their family for want of tracing",
        );
    }
}

#[test]
fn d_adolescents_without_a_family_become_adults() {
    let mut situation = alone(36);
    let seen = [
        ("unaccompanied_children_persons", Period::Year(2026)),
        ("unaccompanied_children_persons", Period::Year(2028)),
        (
            "unaccompanied_children_reunited_persons",
            Period::Year(2028),
        ),
    ];
    let rows_of = |situation: &Situation| rows(situation, &option("a"), &seen, 400);
    // Two Januaries, in each of which one in four has become an adult, as one child in 18 has.
    for row in rows_of(&situation) {
        let left = 0.75_f64.powi(2);
        let spread = (row[0] * left * (1.0 - left)).sqrt();
        assert!((row[1] - row[0] * left).abs() < 5.0 * spread, "{row:?}");
        assert_eq!(row[2], 0.0, "nobody found the family");
    }
    children(&mut situation).years_until_adult = 1.0;
    for row in rows_of(&situation) {
        // All would, but no more than became adults among all children: 2 · 180,000 / 18.
        assert_eq!(row[1], 0.0, "{row:?}");
    }
}

#[test]
fn d_care_and_procedures_are_costed_whatever_money_there_is() {
    let seen = [
        ("requirement_usd", YEAR),
        ("unaccompanied_children_persons", YEAR),
    ];
    let mut situation = alone(1);
    situation.parameters.finance.baseline_announced_share = 0.0;
    let free = rows(&situation, &option("a"), &seen, 5);
    children(&mut situation).care_usd_per_child_year = 1_200.0;
    let care = rows(&situation, &option("a"), &seen, 5);
    children(&mut situation).care_usd_per_child_year = 0.0;
    children(&mut situation).procedures_per_month = 0.1;
    children(&mut situation).procedure_usd = 500.0;
    children(&mut situation).initial_procedure_share = 0.0;
    let procedures = rows(&situation, &option("a"), &seen, 5);
    children(&mut situation).applies = Switch::WithPlan;
    let without = rows(&situation, &option("a"), &seen, 5);
    for (((free, care), procedures), without) in free.iter().zip(care).zip(procedures).zip(without)
    {
        assert!((care[0] - free[0] - 100.0 * care[1]).abs() < 0.02);
        let completed = 1.0 - (-0.1_f64).exp();
        let usd = 500.0 * completed * procedures[1];
        assert!((procedures[0] - free[0] - usd).abs() < 0.02);
        assert_eq!(without[0], free[0], "no programme, no cost");
        assert_eq!(without[1], free[1], "but the same children");
    }
}

/// As many are resettled as there are places, from a pipeline full of people.
fn resettled(initial_procedure_share: f64) -> Situation {
    let mut situation = alone(12);
    situation.hosts[0].resettlement_pipeline_persons = Some(400_000);
    situation.parameters.resettlement.need_share_of_stock = 1.0;
    situation.parameters.resettlement.pipeline_mean_months = 4.0;
    situation.contributors[0].baseline_places_per_year = 40_000;
    children(&mut situation).initial_procedure_share = initial_procedure_share;
    situation
}

const RESETTLED: [(&str, Period); 4] = [
    ("resettlement_departures_persons", YEAR),
    ("unaccompanied_children_resettled_persons", YEAR),
    ("unaccompanied_children_waiting_persons", YEAR),
    ("unaccompanied_children_persons", YEAR),
];

fn departures(situation: &Situation, count: u64) -> Vec<Vec<f64>> {
    let option = option("a");
    let plan = plan(situation, &option, &[(1.0, 0.0, 40_000)]);
    sample_many(
        situation,
        &option,
        &plan,
        &RESETTLED,
        count,
        Resolution::Banded,
    )
}

#[test]
fn fn2_children_without_a_family_are_resettled_only_after_a_procedure() {
    let without = departures(&resettled(0.0), 200);
    let with = departures(&resettled(1.0), 200);
    for (without, with) in without.iter().zip(&with) {
        assert!(with[0] > 30_000.0, "{with:?}");
        assert_eq!(without[0], with[0], "as many people depart either way");
        assert_eq!(without[1], 0.0);
        assert!(without[2] > 0.0);
        assert_eq!(with[2], 0.0);
        assert!(with[1] > 0.0);
    }
    // Their part of those who depart: 180,000 of 800,000 are children, one in 25 of them alone. Hypergeometric
    // each month, so a little less spread than binomial; five standard errors and more.
    let departed = mean(&with, 0);
    let part = 180_000.0 / 800_000.0 * 0.04;
    let error = (departed * part / 200.0).sqrt();
    let seen = mean(&with, 1);
    assert!((seen - departed * part).abs() < 5.0 * error, "{seen}");
    // Where they stay although others of them could not go, more are left.
    assert!(mean(&without, 3) - mean(&with, 3) > 0.8 * seen);
}

#[test]
fn fn2_more_procedures_let_more_children_take_up_places() {
    let mut situation = resettled(0.0);
    let mut last = -1.0;
    for procedures in [0.0, 0.02, 0.1, 0.5] {
        children(&mut situation).procedures_per_month = procedures;
        let seen = mean(&departures(&situation, 60), 1);
        assert!(seen > last, "{procedures}: {seen} after {last}");
        last = seen;
    }
}

#[test]
fn d_children_who_move_on_with_others_are_lost_to_nobody() {
    let mut situation = alone(11);
    situation.hosts.push(host("XAD", 1_000));
    situation.hosts[0].onward_movements = vec![OnwardMovement {
        to: 1,
        hazard_per_year: same(0.5),
    }];
    let seen = [
        ("unaccompanied_children_persons", YEAR),
        ("onward_movements_persons", YEAR),
    ];
    let moving = rows(&situation, &option("a"), &seen, 20);
    situation.hosts[0].onward_movements.clear();
    let staying = rows(&situation, &option("a"), &seen, 20);
    for (moving, staying) in moving.iter().zip(&staying) {
        assert!(moving[1] > 200_000.0 && staying[1] == 0.0);
        assert_eq!(moving[0], staying[0]);
    }
}

#[test]
fn d_a_plan_that_pays_for_protection_keeps_families_together() {
    let mut situation = alone(60);
    situation.parameters.arrivals.base_persons_per_month = same(2_000.0);
    situation.parameters.finance.baseline_announced_share = 0.3;
    children(&mut situation).applies = Switch::WithPlan;
    children(&mut situation).reunited_by_tracing_per_month = 0.03;
    let seen = [("family_unity_share", Period::Year(2030))];
    let without = rows(&situation, &option("a"), &seen, 20);
    let with = rows(&situation, &with_plan(), &seen, 20);
    for (without, with) in without.iter().zip(&with) {
        assert!(with[0] > without[0] + 0.002, "{with:?} {without:?}");
    }
}
