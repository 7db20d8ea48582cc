//! Education at four levels.

use super::common::{host, option, quiet};
use super::{YEAR, rows, with_plan};
use fairshare::indicator::Period;
use fairshare::model::Situation;
use fairshare::model::parameters::{EducationParameters, PerLevel, Switch};

fn levels(pre_primary: f64, primary: f64, secondary: f64, tertiary: f64) -> PerLevel {
    PerLevel {
        pre_primary,
        primary,
        secondary,
        tertiary,
    }
}

/// A hundred thousand people of whom nobody comes or goes, a share of needs announced.
pub(super) fn schools(applies: Switch, announced: f64, months: u32) -> Situation {
    let mut situation = quiet(100_000, months);
    situation.parameters.finance.baseline_announced_share = announced;
    situation.parameters.protracted.education = EducationParameters {
        applies,
        start_enrolment_share: levels(0.37, 0.65, 0.42, 0.07),
        unfunded_enrolment_share: levels(0.1, 0.3, 0.15, 0.02),
        full_enrolment_share: levels(0.7, 0.98, 0.8, 0.15),
        girls_per_boy_ratio: 0.8,
        speed_per_month: 0.06,
        cost_usd_per_pupil_year: levels(80.0, 120.0, 250.0, 1200.0),
        pre_primary_age_share: 0.4,
        tertiary_age_share: 0.2,
        private_funds_usd_per_year: 0.0,
        generation_years: 20.0,
        self_reliance_effect_share: 0.2,
    };
    situation
}

#[test]
fn l8_enrolment_follows_money_on_a_geometric_path() {
    // Education costs nothing, so all of it is covered.
    let mut situation = schools(Switch::Always, 1.0, 12);
    situation
        .parameters
        .protracted
        .education
        .cost_usd_per_pupil_year = PerLevel::default();
    let names = [
        "enrolment_pre_primary_share",
        "enrolment_primary_share",
        "enrolment_secondary_share",
        "enrolment_tertiary_share",
    ];
    let seen = rows(&situation, &option("a"), &names.map(|name| (name, YEAR)), 1);
    let ends = [(0.37, 0.7), (0.65, 0.98), (0.42, 0.8), (0.07, 0.15)];
    for (seen, (start, full)) in seen[0].iter().zip(ends) {
        let expected = full + (start - full) * 0.94_f64.powi(12);
        assert!((seen - expected).abs() < 2e-3, "{seen}, not {expected}");
    }
}

#[test]
fn l8_years_out_of_school_are_what_enrolment_leaves() {
    let mut situation = schools(Switch::Always, 1.0, 12);
    situation
        .parameters
        .protracted
        .education
        .cost_usd_per_pupil_year = PerLevel::default();
    let indicators = [("out_of_school_child_years", YEAR)];
    let seen = rows(&situation, &option("a"), &indicators, 1)[0][0];
    // Seven and six of eighty years of age.
    let out = |children: f64, start: f64, full: f64, month: i32| {
        children * (1.0 - full - (start - full) * 0.94_f64.powi(month))
    };
    let expected: f64 = (1..=12)
        .map(|month| out(8_750.0, 0.65, 0.98, month) + out(7_500.0, 0.42, 0.8, month))
        .sum::<f64>()
        / 12.0;
    assert!((seen - expected).abs() < 10.0, "{seen}, not {expected}");
    // Whoever waits for registration is not in school.
    situation.hosts = vec![host("XAB", 0)];
    situation.hosts[0].stock.unregistered = super::common::people(80_000);
    situation.hosts[0].registration_capacity_persons_per_month = 0.0;
    let seen = rows(&situation, &option("a"), &indicators, 1)[0][0];
    assert_eq!(seen, 13_000.0);
}

#[test]
fn l8_without_money_children_leave_school_within_years() {
    let year = Period::Year(2029);
    let indicators = [("enrolment_primary_share", year), ("requirement_usd", year)];
    let at = |announced| {
        rows(
            &schools(Switch::Always, announced, 48),
            &option("a"),
            &indicators,
            1,
        )
    };
    let (poor, rich) = (at(0.0), at(1.0));
    assert!((poor[0][0] - 0.3).abs() < 0.02, "{poor:?}");
    assert!(rich[0][0] > 0.9, "{rich:?}");
    assert_eq!(poor[0][1], rich[0][1], "needs do not depend on money");
}

#[test]
fn l8_education_is_costed_by_pupils_and_level() {
    let requirement = |level: fn(&mut PerLevel)| {
        let mut situation = schools(Switch::Always, 1.0, 12);
        let education = &mut situation.parameters.protracted.education;
        education.cost_usd_per_pupil_year = PerLevel::default();
        level(&mut education.cost_usd_per_pupil_year);
        let seen = rows(&situation, &option("a"), &[("requirement_usd", YEAR)], 1);
        seen[0][0]
    };
    let nothing = requirement(|_| {});
    // The fixture spreads people evenly over 80 years of age.
    let year_of_age = 100_000.0 / 80.0;
    for (seen, expected) in [
        (
            requirement(|cost| cost.pre_primary = 80.0),
            0.4 * 5.0 * 0.7 * 80.0,
        ),
        (requirement(|cost| cost.primary = 120.0), 7.0 * 0.98 * 120.0),
        (
            requirement(|cost| cost.secondary = 250.0),
            6.0 * 0.8 * 250.0,
        ),
        (
            requirement(|cost| cost.tertiary = 1200.0),
            0.2 * 42.0 * 0.15 * 1200.0,
        ),
    ] {
        let ratio = (seen - nothing) / (expected * year_of_age);
        assert!((ratio - 1.0).abs() < 1e-3, "{ratio}");
    }
}

#[test]
fn l8_girls_reach_parity_where_it_is_aimed_at() {
    let last = Period::Year(2033);
    let indicators = [
        ("education_gender_parity_ratio", YEAR),
        ("education_gender_parity_ratio", last),
    ];
    let situation = schools(Switch::WithPlan, 1.0, 96);
    let without = rows(&situation, &option("no-plan"), &indicators, 1);
    let with = rows(&situation, &with_plan(), &indicators, 1);
    assert!((without[0][1] - 0.8).abs() < 0.05, "{without:?}");
    assert!(with[0][0] < 0.97 && with[0][1] > 0.99, "{with:?}");
}

#[test]
fn l8_private_funds_raise_the_higher_levels_only() {
    let indicators = [
        ("enrolment_primary_share", Period::Year(2028)),
        ("enrolment_tertiary_share", Period::Year(2028)),
        ("private_education_usd", Period::Year(2028)),
        ("spent_usd", Period::Year(2028)),
        ("disbursed_usd", Period::Year(2028)),
    ];
    let at = |private: f64| {
        let mut situation = schools(Switch::WithPlan, 0.0, 36);
        // None of the money of contributors reaches education.
        situation.hosts = vec![host("XAB", 50_000), host("XAD", 50_000)];
        situation
            .parameters
            .protracted
            .education
            .private_funds_usd_per_year = private;
        rows(&situation, &with_plan(), &indicators, 1)[0].clone()
    };
    let (without, with) = (at(0.0), at(1e6));
    assert!((with[0] - without[0]).abs() < 1e-9, "{with:?} {without:?}");
    assert!(with[1] > 1.2 * without[1], "{with:?} {without:?}");
    // Twelve months of two hosts, each rounded to the cent.
    assert!((with[2] - 1e6).abs() < 0.12, "{with:?}");
    let spent = with[3] - without[3];
    assert!(
        (spent - with[2]).abs() < 1e-3,
        "private money is spent and booked"
    );
    assert_eq!(with[4], without[4], "and is not what contributors paid");
}

#[test]
fn l8_schooling_raises_self_reliance_over_decades() {
    let indicators = [2028, 2045].map(|year| ("self_reliance_share", Period::Year(year)));
    let at = |effect: f64| {
        let mut situation = schools(Switch::Always, 1.0, 240);
        situation.hosts[0].self_reliance_maximum_share = 0.4;
        situation.parameters.self_reliance.speed_per_month = 0.1;
        let education = &mut situation.parameters.protracted.education;
        education.self_reliance_effect_share = effect;
        rows(&situation, &option("a"), &indicators, 1)[0].clone()
    };
    let (without, with) = (at(0.0), at(0.5));
    let [soon, late] = [with[0] - without[0], with[1] - without[1]];
    assert!(
        soon > 0.0 && soon < 0.03 && late > 2.0 * soon,
        "{soon}, {late}"
    );
}
