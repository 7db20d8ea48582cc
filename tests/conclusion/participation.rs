//! Participation of women, men and older people; services against gender-based violence.

use super::common::{Keep, assert_moments, option, plan, quiet, settings};
use super::{YEAR, column, mean, rows, with_plan};
use fairshare::indicator::{Breakdown, Period};
use fairshare::model::parameters::{
    GenderViolenceParameters, ParticipationParameters, PerAdult, PerSurvivor, SharePerSexAndAge,
    SpecificNeedsParameters, Switch,
};
use fairshare::model::{AgeBand, PolicyOption, Sex, Situation};
use fairshare::simulate::{OptionSetup, Resolution, Setup};

pub(super) fn participation(applies: Switch) -> ParticipationParameters {
    ParticipationParameters {
        applies,
        start_share: PerAdult {
            women: 0.1,
            men: 0.2,
            older_women: 0.05,
            older_men: 0.1,
        },
        full_share: PerAdult {
            women: 0.5,
            men: 0.5,
            older_women: 0.5,
            older_men: 0.5,
        },
        speed_per_month: 0.1,
        cost_usd_per_adult_year: 2.0,
        missed_share: 0.2,
    }
}

pub(super) fn violence(applies: Switch) -> GenderViolenceParameters {
    GenderViolenceParameters {
        applies,
        survivors_per_1000_per_year: PerSurvivor {
            girls: 20.0,
            women: 30.0,
            older_women: 5.0,
            boys: 3.0,
            men: 4.0,
            older_men: 1.0,
        },
        unfunded_share: 0.1,
        full_share: 0.9,
        participation_weight: 0.5,
        prevention_share: 0.0,
        usd_per_survivor: 300.0,
        prevention_usd_per_woman_year: 3.0,
    }
}

/// A hundred thousand people whose protection is paid for.
fn protected(months: u32, participates: Switch, served: Switch) -> Situation {
    let mut situation = quiet(100_000, months);
    let parameters = &mut situation.parameters;
    parameters.finance.baseline_announced_share = 3.0;
    parameters.finance.opening_balance_months = 12.0;
    parameters.protracted.participation = participation(participates);
    parameters.protracted.gender_violence = violence(served);
    situation
}

/// Means of an indicator in a year by breakdown.
fn broken_down(
    situation: &Situation,
    option: &PolicyOption,
    indicator: &str,
    year: i32,
) -> Vec<(Breakdown, f64)> {
    let plan = plan(situation, option, &[(1.0, 0.0, 0)]);
    let setup = Setup::new(situation, Resolution::Banded);
    let prepared = OptionSetup::new(&setup, option, &plan);
    let stop = std::sync::atomic::AtomicBool::new(false);
    let mut keep = Keep::default();
    let results = fairshare::ensemble::run(
        &setup,
        vec![prepared],
        0,
        &settings(20, 20),
        &stop,
        &mut keep,
    )
    .expect("closed accounts");
    results
        .summary
        .select(0, indicator, None)
        .filter(|row| row.period == Period::Year(year))
        .map(|row| (row.breakdown, row.mean))
        .collect()
}

#[test]
fn d_participation_of_each_sex_and_age_approaches_what_is_aimed_at() {
    let mut situation = protected(24, Switch::WithPlan, Switch::Off);
    // All of the money reaches people.
    situation.parameters.protracted.participation.missed_share = 0.0;
    let seen = broken_down(&situation, &with_plan(), "participation_share", 2027);
    let without = broken_down(&situation, &option("no-plan"), "participation_share", 2027);
    let left = 0.9_f64.powi(24);
    for (breakdown, start) in [
        (Breakdown::SexAge(Sex::Female, AgeBand::From18To59), 0.1),
        (Breakdown::SexAge(Sex::Male, AgeBand::From18To59), 0.2),
        (Breakdown::SexAge(Sex::Female, AgeBand::From60), 0.05),
        (Breakdown::SexAge(Sex::Male, AgeBand::From60), 0.1),
    ] {
        let of = |rows: &[(Breakdown, f64)]| {
            rows.iter()
                .find(|row| row.0 == breakdown)
                .map(|row| row.1)
                .expect("a cell")
        };
        let expected = 0.5 - (0.5 - start) * left;
        assert!((of(&seen) - expected).abs() < 0.01, "{breakdown:?}");
        assert!((of(&without) - start).abs() < 1e-6, "{breakdown:?}");
    }
    assert_eq!(seen.len(), 7, "all, two sexes, four groups");
}

#[test]
fn d_programmes_that_people_shape_serve_them_and_cost() {
    let situation = protected(36, Switch::WithPlan, Switch::Off);
    let third = Period::Year(2028);
    let indicators = [
        ("below_standard_person_months", third),
        ("requirement_usd", third),
    ];
    let with = rows(&situation, &with_plan(), &indicators, 1);
    let without = rows(&situation, &option("no-plan"), &indicators, 1);
    assert!(with[0][0] < 0.8 * without[0][0], "{with:?} {without:?}");
    let cost = with[0][1] - without[0][1];
    assert!(cost > 0.0 && cost <= 200_000.0, "{cost}");
    let off = protected(36, Switch::Off, Switch::Off);
    let unmodelled = rows(&off, &option("no-plan"), &indicators, 1);
    assert!(unmodelled[0][0] < without[0][0], "the problem is there");
}

#[test]
fn d_survivors_are_counted_by_sex_and_age_and_reached_by_services() {
    let situation = protected(12, Switch::Off, Switch::WithPlan);
    let indicators = [
        ("gender_violence_survivors_persons", YEAR),
        ("gender_violence_reached_persons", YEAR),
        ("requirement_usd", YEAR),
    ];
    let with = rows(&situation, &with_plan(), &indicators, 300);
    let without = rows(&situation, &option("no-plan"), &indicators, 300);
    assert_eq!(column(&with, 0), column(&without, 0), "the same survivors");
    let people = broken_down(&situation, &with_plan(), "stock_persons", 2026);
    let survivors = broken_down(
        &situation,
        &with_plan(),
        "gender_violence_survivors_persons",
        2026,
    );
    let mut expected = 0.0;
    for (sex, band, rate) in [
        (Sex::Female, AgeBand::From12To17, 20.0),
        (Sex::Female, AgeBand::From18To59, 30.0),
        (Sex::Female, AgeBand::From60, 5.0),
        (Sex::Male, AgeBand::From12To17, 3.0),
        (Sex::Male, AgeBand::From18To59, 4.0),
        (Sex::Male, AgeBand::From60, 1.0),
    ] {
        let cell = Breakdown::SexAge(sex, band);
        let of = |rows: &[(Breakdown, f64)]| {
            rows.iter()
                .find(|row| row.0 == cell)
                .map(|row| row.1)
                .expect("a cell")
        };
        let mean = of(&people) * -12.0 * (-rate / 12_000.0_f64).exp_m1();
        let seen = of(&survivors);
        assert!(
            (seen - mean).abs() < 5.0 * (mean / 20.0).sqrt() + 0.01,
            "{cell:?}: {seen}, {mean}"
        );
        expected += mean;
    }
    assert_moments(&column(&with, 0), expected, expected, "survivors");
    let reached = |rows: &[Vec<f64>]| mean(rows, 1) / mean(rows, 0);
    assert!(
        (reached(&without) - 0.1).abs() < 0.01,
        "{}",
        reached(&without)
    );
    assert!((reached(&with) - 0.9).abs() < 0.02, "{}", reached(&with));
    let women: f64 = people
        .iter()
        .filter(|(cell, _)| {
            matches!(cell, Breakdown::SexAge(Sex::Female, band)
                if !matches!(band, AgeBand::From0To4 | AgeBand::From5To11))
        })
        .map(|(_, people)| people)
        .sum();
    let cost = mean(&with, 2) - mean(&without, 2);
    let stated = 300.0 * expected + 3.0 * women;
    assert!((cost / stated - 1.0).abs() < 0.01, "{cost}, {stated}");
}

#[test]
fn d_women_come_to_services_that_they_have_shaped() {
    let shaped = protected(36, Switch::WithPlan, Switch::WithPlan);
    let mut alone = shaped.clone();
    // Women stay as few as they were.
    alone.parameters.protracted.participation.full_share.women = 0.1;
    let cell = Breakdown::Sex(Sex::Female);
    let coverage = |situation: &Situation| {
        broken_down(
            situation,
            &with_plan(),
            "gender_violence_coverage_share",
            2028,
        )
        .into_iter()
        .find(|row| row.0 == cell)
        .map(|row| row.1)
        .expect("a cell")
    };
    let (with, without) = (coverage(&shaped), coverage(&alone));
    assert!(with > without + 0.05, "{with} {without}");
}

#[test]
fn d_services_prevent_violence_in_the_months_after() {
    let survivors = |prevented: f64| {
        let mut situation = protected(24, Switch::Off, Switch::WithPlan);
        situation
            .parameters
            .protracted
            .gender_violence
            .prevention_share = prevented;
        let second = [("gender_violence_survivors_persons", Period::Year(2027))];
        mean(&rows(&situation, &with_plan(), &second, 50), 0)
    };
    let ratio = survivors(0.5) / survivors(0.0);
    assert!((ratio - (1.0 - 0.5 * 0.9)).abs() < 0.03, "{ratio}");
}

/// People half of whom are registered at the start, with money for so much of what they need.
fn with_specific_needs(announced: f64) -> Situation {
    let mut situation = quiet(50_000, 24);
    situation.hosts[0].stock.unregistered = super::common::people(50_000);
    situation.hosts[0].registration_capacity_persons_per_month = 0.0;
    situation.hosts[0].registration_capacity_share_of_stock_per_month = 0.0;
    situation.parameters.finance.baseline_announced_share = announced;
    situation.parameters.protracted.specific_needs = SpecificNeedsParameters {
        applies: Switch::WithPlan,
        share: SharePerSexAndAge {
            girls: 0.05,
            boys: 0.05,
            women: 0.15,
            men: 0.1,
            older_women: 0.5,
            older_men: 0.4,
        },
        unaided_identified_share: 0.2,
        full_identified_share: 0.9,
        speed_per_month: 0.2,
        usd_per_person_year: 120.0,
    };
    situation
}

const SPECIFIC: [(&str, Period); 4] = [
    ("specific_needs_persons", Period::Year(2027)),
    ("specific_needs_identified_persons", Period::Year(2027)),
    ("specific_needs_unmet_person_months", Period::Year(2027)),
    ("requirement_usd", Period::Year(2027)),
];

#[test]
fn d_specific_needs_become_known_at_registration_and_are_met_by_money() {
    let funded = with_specific_needs(1.0);
    let with = rows(&funded, &with_plan(), &SPECIFIC, 1).remove(0);
    let without = rows(&funded, &option("no-plan"), &SPECIFIC, 1).remove(0);
    let poor = rows(&with_specific_needs(0.0), &with_plan(), &SPECIFIC, 1).remove(0);
    for row in [&with, &without, &poor] {
        assert_eq!(row[0], with[0], "the same people in need");
    }
    // Half of them are registered; after two years of a fifth a month nearly all of what can be is known.
    assert!(
        (with[1] - 0.45 * with[0]).abs() < 0.01 * with[0],
        "{with:?}"
    );
    assert!((without[1] - 0.1 * with[0]).abs() < 10.0, "{without:?}");
    assert!((poor[1] - 0.1 * with[0]).abs() < 0.01 * with[0], "{poor:?}");
    // Nobody serves them without a programme; people are written as whole ones.
    assert!((without[2] - 12.0 * with[0]).abs() < 10.0, "{without:?}");
    assert!(with[2] < 0.65 * without[2] && poor[2] > 0.95 * without[2]);
    // Serving nine tenths of those registered is asked for, whatever money there is.
    let usd = 0.5 * with[0] * 0.9 * 120.0;
    let nothing = rows(&with_specific_needs(0.0), &option("no-plan"), &SPECIFIC, 1).remove(0);
    for (row, without) in [(&with, &without), (&poor, &nothing)] {
        assert!((row[3] - without[3] - usd).abs() < 0.005 * usd, "{row:?}");
    }
}

#[test]
fn d_specific_needs_are_counted_by_sex_and_age() {
    let situation = with_specific_needs(1.0);
    let people = broken_down(&situation, &with_plan(), "stock_persons", 2027);
    let needs = broken_down(&situation, &with_plan(), "specific_needs_persons", 2027);
    let share = situation.parameters.protracted.specific_needs.share;
    let mut cells = 0;
    for (breakdown, count) in people {
        if let Breakdown::SexAge(sex, band) = breakdown {
            let seen = needs
                .iter()
                .find(|row| row.0 == breakdown)
                .expect("a cell")
                .1;
            assert!(
                (seen - share.get(sex, band) * count).abs() <= 1.0,
                "{breakdown:?}"
            );
            cells += 1;
        }
    }
    assert_eq!(cells, 10);
}
