//! One test for each mechanism that a paragraph of the Conclusion asks for, named after the
//! paragraph; and the table in `docs/CONCLUSION.md` against the tests that there are.

mod common;

use std::path::Path;

use common::{assert_moments, code, host, moments, option, plan, quiet, sample_many, sample_of};
use fairshare::indicator::Period;
use fairshare::model::parameters::{EmergencyParameters, Switch, TransferKind, TransferOffer};
use fairshare::model::{PolicyOption, Situation};
use fairshare::simulate::{OptionSetup, Resolution, Setup, Workspace, replicate};

const YEAR: Period = Period::Year(2026);

/// Rows of indicators over replicates; every month of every replicate is audited.
fn rows(
    situation: &Situation,
    option: &PolicyOption,
    indicators: &[(&str, Period)],
    count: u64,
) -> Vec<Vec<f64>> {
    let plan = plan(
        situation,
        option,
        &vec![(1.0, 0.0, 0); situation.contributors.len()],
    );
    sample_many(
        situation,
        option,
        &plan,
        indicators,
        count,
        Resolution::Banded,
    )
}

fn column(rows: &[Vec<f64>], index: usize) -> Vec<f64> {
    rows.iter().map(|row| row[index]).collect()
}

fn mean(rows: &[Vec<f64>], index: usize) -> f64 {
    moments(&column(rows, index)).0
}

fn with_plan() -> PolicyOption {
    let mut plan = option("plan");
    plan.has_plan = true;
    plan.uptake = Some(0.0);
    plan
}

/// A mass influx into one empty host, with nobody leaving and money for everything.
fn influx(months: u32) -> Situation {
    let mut situation = quiet(0, months);
    let parameters = &mut situation.parameters;
    parameters.arrivals.base_persons_per_month = common::same(20_000.0);
    parameters.arrivals.dispersion_size = 1e6;
    parameters.finance.baseline_announced_share = 1.0;
    situation
}

/// A fifth of the men who arrive are armed elements.
fn armed(months: u32, applies: Switch) -> Situation {
    let mut situation = influx(months);
    let emergency = &mut situation.parameters.emergency;
    emergency.armed_elements.applies = applies;
    emergency.armed_elements.share_of_arriving_men = 0.2;
    emergency.armed_elements.detection_maximum_share = 0.9;
    emergency.armed_elements.internment_places_per_month = 1e6;
    emergency.armed_elements.internment_places_maximum = 1e6;
    emergency.security.incidents_per_100_armed_per_month = 1.0;
    emergency.security.recruitment_share_of_armed_incidents = 0.5;
    situation
}

fn every_value(situation: &Situation, option: &PolicyOption) -> Vec<i64> {
    let plan = plan(
        situation,
        option,
        &vec![(1.0, 0.0, 0); situation.contributors.len()],
    );
    let setup = Setup::new(situation, Resolution::Banded);
    let prepared = OptionSetup::new(&setup, option, &plan);
    let mut space = Workspace::new(&setup);
    replicate(&setup, &prepared, 3, true, &mut space).expect("closed accounts")
}

#[test]
fn j_switched_off_arrangements_change_nothing() {
    let situation = influx(30);
    let mut other = armed(30, Switch::Off);
    other.parameters.emergency.security_standby.units_maximum = 50;
    other.parameters.emergency.standing_fund.opening_balance_usd = 1e9;
    other
        .parameters
        .emergency
        .coordination
        .uncoordinated_delivery_share = 0.1;
    other.parameters.emergency.preparedness.initial_share = 1.0;
    for option in [option("no-plan"), with_plan()] {
        assert_eq!(
            every_value(&situation, &option),
            every_value(&other, &option)
        );
    }
}

#[test]
fn j_a_used_workspace_gives_the_same_as_a_new_one() {
    let mut situation = armed(30, Switch::Always);
    situation.parameters.emergency.coordination.applies = Switch::Always;
    situation
        .parameters
        .emergency
        .coordination
        .cost_share_of_needs = 0.04;
    let option = with_plan();
    let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
    let setup = Setup::new(&situation, Resolution::Banded);
    let prepared = OptionSetup::new(&setup, &option, &plan);
    let mut used = Workspace::new(&setup);
    for number in [7, 8, 7] {
        let again = replicate(&setup, &prepared, number, true, &mut used).expect("closed");
        let mut new = Workspace::new(&setup);
        let first = replicate(&setup, &prepared, number, true, &mut new).expect("closed");
        assert_eq!(again, first, "replicate {number}");
    }
}

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
    for index in 0..3 {
        assert!(
            mean(&separating, index) < 0.7 * mean(&without, index),
            "{}: {} with separation, {} without",
            indicators[index].0,
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

fn funded(applies: Switch) -> Situation {
    let mut situation = influx(24);
    situation.clock.start = fairshare::units::CalendarMonth::new(2026, 3).expect("a month");
    situation.parameters.finance.disbursement_lag_months = 3;
    situation.parameters.finance.baseline_announced_share = 0.3;
    let fund = &mut situation.parameters.emergency.standing_fund;
    fund.applies = applies;
    fund.opening_balance_usd = 4e6;
    fund.target_balance_usd = 5e6;
    fund.replenishment_usd_per_year = 1.2e6;
    fund.window_months = 6;
    fund.draw_share_of_shortfall = 0.5;
    fund.draw_maximum_usd_per_month = 1e6;
    situation
}

#[test]
fn j4_a_standing_fund_shortens_the_time_to_the_first_money() {
    let situation = funded(Switch::WithPlan);
    let indicators = [
        ("first_money_months", Period::Whole),
        ("below_standard_person_months", YEAR),
    ];
    let without = rows(&situation, &option("no-plan"), &indicators, 20);
    let with = rows(&situation, &with_plan(), &indicators, 20);
    assert!(
        mean(&with, 0) <= 1.0 && mean(&without, 0) >= 3.0,
        "{} months with the fund, {} without",
        mean(&with, 0),
        mean(&without, 0)
    );
    assert!(mean(&with, 1) < mean(&without, 1));
}

#[test]
fn j4_the_fund_closes_to_the_cent() {
    let situation = funded(Switch::Always);
    let years = [2026, 2027].map(Period::Year);
    let seen = rows(
        &situation,
        &option("no-plan"),
        &[
            ("fund_released_usd", years[0]),
            ("fund_balance_usd", years[0]),
            ("fund_released_usd", years[1]),
        ],
        20,
    );
    for row in seen {
        // Ten months of 2026 at most, a twelfth of the replenishment in each.
        let taken_in = row[0] + row[1] - 4e6;
        assert!(taken_in > 0.0 && taken_in <= 1e6 + 1e-6, "{row:?}");
        assert!(row[0] > 0.0 && row[1] >= 0.0, "{row:?}");
    }
}

#[test]
fn j2_coordination_approaches_full_delivery() {
    // Nobody is there, so nothing is needed and all of it is covered.
    let mut situation = quiet(0, 12);
    situation.parameters.finance.baseline_announced_share = 1.0;
    let coordination = &mut situation.parameters.emergency.coordination;
    coordination.applies = Switch::WithPlan;
    coordination.uncoordinated_delivery_share = 0.8;
    coordination.speed_per_month = 0.1;
    let delivered = [("delivered_share", YEAR)];
    let without = rows(&situation, &option("no-plan"), &delivered, 1);
    let with = rows(&situation, &with_plan(), &delivered, 1);
    assert!((without[0][0] - 0.8).abs() < 1e-9);
    let expected = 1.0 - 0.2 * 0.9_f64.powi(12);
    assert!((with[0][0] - expected).abs() < 1e-9, "{}", with[0][0]);
}

#[test]
fn j2_coordination_costs_and_helps() {
    let mut situation = quiet(100_000, 24);
    situation.parameters.finance.baseline_announced_share = 1.0;
    let coordination = &mut situation.parameters.emergency.coordination;
    coordination.applies = Switch::WithPlan;
    coordination.uncoordinated_delivery_share = 0.8;
    coordination.speed_per_month = 0.2;
    coordination.cost_share_of_needs = 0.04;
    let second = Period::Year(2027);
    let indicators = [
        ("requirement_usd", second),
        ("below_standard_person_months", second),
    ];
    let without = rows(&situation, &option("no-plan"), &indicators, 1);
    let with = rows(&situation, &with_plan(), &indicators, 1);
    let ratio = with[0][0] / without[0][0];
    assert!((ratio - 1.04).abs() < 1e-6, "{ratio}");
    assert!(with[0][1] < without[0][1]);
}

#[test]
fn h_consultations_come_by_the_shorter_delay() {
    let mut situation = influx(120);
    let consultation = &mut situation.parameters.emergency.consultation;
    consultation.applies = Switch::WithPlan;
    consultation.request_mean_months = 4.0;
    consultation.ex_officio_mean_months = 9.0;
    let seen = rows(
        &situation,
        &with_plan(),
        &[
            ("plan_delay_months", Period::Whole),
            ("convened_on_request_share", Period::Whole),
        ],
        1_000,
    );
    // The first influx is seen in the first month; consultations follow from the next on.
    let both_wait = (1.0 - 1.0 / 5.0) * (1.0 - 1.0 / 10.0);
    let shorter = both_wait / (1.0 - both_wait);
    assert_moments(
        &column(&seen, 0),
        1.0 + shorter,
        both_wait / (1.0 - both_wait) / (1.0 - both_wait),
        "delay",
    );
    let on_request = 0.2 / (1.0 - both_wait);
    assert_moments(
        &column(&seen, 1),
        on_request,
        on_request * (1.0 - on_request),
        "convened on request",
    );
}

#[test]
fn f_the_plan_opens_the_pledge_window() {
    let mut situation = influx(24);
    situation.parameters.finance.baseline_announced_share = 0.1;
    situation.parameters.emergency.consultation.applies = Switch::WithPlan;
    let mut option = with_plan();
    option.uptake = Some(1.0);
    let plan = plan(&situation, &option, &[(1.0, 1e8, 0)]);
    let announced = |negotiation: f64, situation: &mut Situation| {
        let consultation = &mut situation.parameters.emergency.consultation;
        consultation.negotiation_mean_months = negotiation;
        let seen = sample_of(
            situation,
            &option,
            &plan,
            "announced_usd",
            YEAR,
            50,
            Resolution::Banded,
        );
        moments(&seen).0
    };
    let early = announced(0.0, &mut situation);
    let late = announced(60.0, &mut situation);
    assert!(early > 1.5 * late, "{early} early, {late} late");
}

#[test]
fn g_a_plan_without_a_mass_influx_is_not_convened() {
    let mut situation = quiet(50_000, 24);
    situation.parameters.emergency.consultation.applies = Switch::WithPlan;
    let seen = rows(
        &situation,
        &with_plan(),
        &[("amendments_count", YEAR), ("obligation_usd", YEAR)],
        1,
    );
    assert_eq!(seen[0], [0.0, 0.0]);
}

fn prepared(applies: Switch) -> Situation {
    let mut situation = influx(12);
    situation.hosts[0].registration_capacity_persons_per_month = 5_000.0;
    situation.parameters.finance.baseline_announced_share = 0.05;
    let preparedness = &mut situation.parameters.emergency.preparedness;
    preparedness.applies = applies;
    preparedness.initial_share = 1.0;
    preparedness.target_share = 1.0;
    preparedness.registration_surge_ratio = 1.0;
    preparedness.contingency_stock_usd_per_host = 2e6;
    preparedness.lead_time_months = 3;
    preparedness.warning_months = 3;
    preparedness.restock_months = 12;
    situation
}

#[test]
fn e_preparedness_registers_more_people_early() {
    let waiting = [("unregistered_person_months", YEAR)];
    let with = rows(&prepared(Switch::Always), &option("a"), &waiting, 20);
    let without = rows(&prepared(Switch::Off), &option("a"), &waiting, 20);
    assert!(mean(&with, 0) < mean(&without, 0));
}

#[test]
fn e_contingency_goods_reach_people_and_are_used_up() {
    let indicators = [
        ("contingency_goods_usd", YEAR),
        ("below_standard_person_months", YEAR),
    ];
    let mut situation = prepared(Switch::Always);
    let with = rows(&situation, &option("a"), &indicators, 20);
    situation
        .parameters
        .emergency
        .preparedness
        .contingency_stock_usd_per_host = 0.0;
    let without = rows(&situation, &option("a"), &indicators, 20);
    assert!((mean(&with, 0) - 2e6).abs() < 1e-3, "{}", mean(&with, 0));
    assert_eq!(mean(&without, 0), 0.0);
    assert!(mean(&with, 1) < mean(&without, 1));
}

#[test]
fn e_a_warning_shortens_the_lead_time() {
    // Four months only: without a warning the goods are still on their way.
    let mut situation = prepared(Switch::Always);
    situation.clock.months = 4;
    let goods = [("contingency_goods_usd", YEAR)];
    situation.parameters.emergency.preparedness.lead_time_months = 6;
    situation.parameters.emergency.preparedness.warning_months = 6;
    let unseen = rows(&situation, &option("a"), &goods, 20);
    situation
        .parameters
        .emergency
        .preparedness
        .warning_probability = 1.0;
    let seen = rows(&situation, &option("a"), &goods, 20);
    assert_eq!(mean(&unseen, 0), 0.0);
    assert!(mean(&seen, 0) > 0.0);
}

#[test]
fn e_preparedness_decays_without_upkeep() {
    let mut situation = prepared(Switch::WithPlan);
    situation.parameters.emergency.preparedness.decay_per_month = 0.1;
    let share = [("preparedness_share", YEAR)];
    let without = rows(&situation, &option("a"), &share, 1);
    let with = rows(&situation, &with_plan(), &share, 1);
    assert!((without[0][0] - 0.9_f64.powi(12)).abs() < 1e-9);
    assert!((with[0][0] - 1.0).abs() < 1e-9);
}

fn offer(kind: TransferKind, to: &str, places: u32, places_per_month: u32) -> TransferOffer {
    TransferOffer {
        kind,
        from: code("XAB"),
        to: code(to),
        places,
        places_per_month,
    }
}

/// Two hosts, the first under pressure, and one offer of either kind.
fn relocation() -> Situation {
    let mut situation = influx(6);
    situation.hosts = vec![host("XAB", 0), host("XAD", 1_000)];
    situation.hosts[1].arrival_share = 0.0;
    situation.hosts[0].registration_capacity_persons_per_month = 5_000.0;
    situation.parameters.resettlement.case_size_shares =
        [0.3, 0.15, 0.12, 0.12, 0.11, 0.1, 0.05, 0.05];
    let transfer = &mut situation.parameters.emergency.transfer;
    transfer.applies = Switch::Always;
    transfer.pressure_threshold_ratio = 1.5;
    transfer.consent_share = 1.0;
    transfer.offer = vec![
        offer(TransferKind::Transfer, "XAD", 3_000, 1_000),
        offer(TransferKind::Evacuation, "XAE", 10_000, 4_000),
    ];
    situation
}

const MOVED: [(&str, Period); 6] = [
    ("arrivals_persons", YEAR),
    ("stock_persons", YEAR),
    ("humanitarian_transfers_persons", YEAR),
    ("evacuations_persons", YEAR),
    ("unaccompanied_moved_persons", YEAR),
    ("best_interests_procedures_count", YEAR),
];

#[test]
fn j9_the_transferred_stay_refugees_and_the_evacuated_leave() {
    for row in rows(&relocation(), &option("a"), &MOVED, 20) {
        assert_eq!(row[0] + 1_000.0, row[1] + row[3], "{row:?}");
        // Families that do not fit wait, so that a few places are left.
        assert!(row[2] <= 3_000.0 && row[2] > 2_900.0, "{row:?}");
        assert!(row[3] <= 10_000.0 && row[3] > 9_900.0, "{row:?}");
    }
}

#[test]
fn j9_nobody_is_moved_without_pressure_or_consent() {
    let mut calm = relocation();
    calm.hosts[0].registration_capacity_persons_per_month = 1e6;
    let mut unwilling = relocation();
    unwilling.parameters.emergency.transfer.consent_share = 0.0;
    for situation in [calm, unwilling] {
        for row in rows(&situation, &option("a"), &MOVED, 5) {
            assert_eq!((row[2], row[3]), (0.0, 0.0));
        }
    }
}

#[test]
fn j9_consent_is_asked_of_every_family() {
    let mut situation = relocation();
    situation.clock.months = 3;
    let transfer = &mut situation.parameters.emergency.transfer;
    transfer.consent_share = 0.25;
    transfer.offer = vec![offer(TransferKind::Evacuation, "XAE", 1_000_000, 2_000)];
    situation.parameters.resettlement.case_size_shares = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let seen = rows(&situation, &option("a"), &MOVED, 500);
    // People of the first month are there from its end on, so two months have somebody to ask.
    let asked = 2.0 * 2_000.0;
    assert_moments(
        &column(&seen, 3),
        asked * 0.25,
        asked * 0.25 * 0.75,
        "single persons who consent",
    );
}

#[test]
fn fn2_unaccompanied_children_move_only_against_completed_procedures() {
    let mut situation = relocation();
    let transfer = &mut situation.parameters.emergency.transfer;
    transfer.unaccompanied_share_of_children = 0.05;
    let without = rows(&situation, &option("a"), &MOVED, 20);
    for row in &without {
        assert_eq!(
            (row[4], row[5]),
            (0.0, 0.0),
            "no procedure, no child: {row:?}"
        );
        assert!(row[3] > 0.0);
    }
    situation
        .parameters
        .emergency
        .transfer
        .best_interests_procedures_per_month = 20.0;
    let with = rows(&situation, &option("a"), &MOVED, 20);
    for row in &with {
        assert!(row[4] > 0.0 && row[4] <= row[5], "{row:?}");
        assert!(row[5] <= 6.0 * 20.0, "{row:?}");
    }
}

#[test]
fn j9_the_host_that_receives_is_supported() {
    let mut situation = relocation();
    let requirement = [("requirement_usd", YEAR), ("evacuations_persons", YEAR)];
    let free = rows(&situation, &option("a"), &requirement, 5);
    situation
        .parameters
        .emergency
        .transfer
        .evacuation_usd_per_person = 1_500.0;
    let travel = rows(&situation, &option("a"), &requirement, 5);
    let transfer = &mut situation.parameters.emergency.transfer;
    transfer.evacuation_usd_per_person = 0.0;
    transfer.receiving_support_usd_per_person = 500.0;
    let support = rows(&situation, &option("a"), &requirement, 5);
    for ((free, travel), support) in free.iter().zip(&travel).zip(&support) {
        // All places are used before the last month, whose costs would come after the end.
        assert!((travel[0] - free[0] - 1_500.0 * free[1]).abs() < 1.0);
        assert!(support[0] > free[0] + 500.0 * 2_900.0 - 1.0);
    }
}

#[test]
fn fn1_kosovo_1999_transfer_within_the_region_and_evacuation_further_afield() {
    // Orders of magnitude of general knowledge, not data: within four months some 330,000 people
    // came into one neighbour and half a million into others; about 90,000 were evacuated to 28
    // States further afield and few were transferred between neighbours.
    let mut situation = quiet(0, 4);
    situation.hosts = vec![host("XAB", 0), host("XAD", 0)];
    situation.hosts[0].arrival_share = 0.4;
    situation.hosts[1].arrival_share = 0.6;
    situation.hosts[0].registration_capacity_persons_per_month = 15_000.0;
    situation.hosts[1].registration_capacity_persons_per_month = 100_000.0;
    let parameters = &mut situation.parameters;
    parameters.regime.initial = fairshare::model::parameters::Regime::War;
    parameters.arrivals.base_persons_per_month.war = 210_000.0;
    parameters.arrivals.dispersion_size = 1e6;
    parameters.finance.baseline_announced_share = 1.0;
    parameters.resettlement.case_size_shares = [0.3, 0.15, 0.12, 0.12, 0.11, 0.1, 0.05, 0.05];
    let transfer = &mut parameters.emergency.transfer;
    transfer.applies = Switch::Always;
    transfer.pressure_threshold_ratio = 1.5;
    transfer.consent_share = 0.9;
    transfer.unaccompanied_share_of_children = 0.02;
    transfer.best_interests_procedures_per_month = 100.0;
    transfer.offer = vec![offer(TransferKind::Transfer, "XAD", 1_500, 500)];
    transfer.offer.extend((0..28_u32).map(|number| {
        let places = [14_000, 9_000, 8_000, 6_000, 6_000, 5_000, 5_000][..]
            .get(number as usize)
            .copied()
            .unwrap_or(1_800);
        let last = char::from(b'A' + u8::try_from(number % 26).expect("a letter"));
        let middle = if number < 26 { 'E' } else { 'F' };
        offer(
            TransferKind::Evacuation,
            &format!("X{middle}{last}"),
            places,
            places / 3,
        )
    }));
    for row in rows(&situation, &option("a"), &MOVED, 10) {
        assert_eq!(
            row[0],
            row[1] + row[3],
            "all are admitted; only the evacuated left"
        );
        assert!((60_000.0..95_000.0).contains(&row[3]), "{row:?}");
        assert!(row[2] > 0.0 && row[2] <= 1_500.0, "{row:?}");
        assert!(row[4] > 0.0 && row[4] <= row[5], "{row:?}");
    }
}

#[test]
fn d_moved_people_are_counted_by_sex_and_age() {
    let situation = relocation();
    let option = option("a");
    let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
    let setup = Setup::new(&situation, Resolution::Banded);
    let prepared = OptionSetup::new(&setup, &option, &plan);
    let layout = fairshare::simulate::record::Layout::new(&setup, &[0]);
    let mut space = Workspace::new(&setup);
    let values = replicate(&setup, &prepared, 0, true, &mut space).expect("closed accounts");
    for indicator in ["humanitarian_transfers_persons", "evacuations_persons"] {
        let (mut all, mut parts) = (0, Vec::new());
        for (cell, &value) in layout.cells.iter().zip(&values) {
            if cell.indicator == indicator && cell.host.is_none() {
                match cell.breakdown {
                    fairshare::indicator::Breakdown::None => all = value,
                    _ => parts.push(value),
                }
            }
        }
        assert_eq!(parts.len(), 10);
        assert!(parts.iter().all(|&part| part > 0), "{parts:?}");
        assert_eq!(parts.iter().sum::<i64>(), all);
    }
}

#[test]
fn j3_consultations_are_paid_once() {
    let mut situation = influx(12);
    situation.parameters.emergency.consultation.applies = Switch::WithPlan;
    let requirement = [("requirement_usd", YEAR)];
    let free = rows(&situation, &with_plan(), &requirement, 5);
    situation.parameters.emergency.consultation.cost_usd = 120_000.0;
    let paid = rows(&situation, &with_plan(), &requirement, 5);
    for (free, paid) in free.iter().zip(&paid) {
        assert!((paid[0] - free[0] - 120_000.0).abs() < 1e-3);
    }
}

#[test]
fn j_results_do_not_depend_on_the_order_of_hosts() {
    let mut situation = armed(14, Switch::Always);
    situation.hosts = vec![host("XAB", 30_000), host("XAD", 0)];
    situation.hosts[0].arrival_share = 0.6;
    situation.hosts[1].arrival_share = 0.4;
    situation.hosts[0].registration_capacity_persons_per_month = 1_000.0;
    let mut transfer = relocation().parameters.emergency.transfer;
    transfer.offer.truncate(1);
    situation.parameters.emergency.transfer = transfer;
    // Fewer units than both hosts ask for.
    let standby = &mut situation.parameters.emergency.security_standby;
    standby.applies = Switch::Always;
    standby.request_probability_per_month = 1.0;
    standby.deployment_months = 3;
    standby.units_maximum = 2;
    standby.persons_per_unit = 10_000.0;
    standby.incident_reduction_share = 0.5;
    situation.parameters.emergency.coordination = {
        let mut other = quiet(0, 1);
        other.parameters.emergency.coordination.applies = Switch::Always;
        other
            .parameters
            .emergency
            .coordination
            .uncoordinated_delivery_share = 0.9;
        other.parameters.emergency.coordination
    };
    let mut other = situation.clone();
    other.hosts.reverse();
    let indicators = [
        ("stock_persons", YEAR),
        ("security_incidents_count", YEAR),
        ("interned_persons", YEAR),
        ("humanitarian_transfers_persons", YEAR),
    ];
    assert_eq!(
        rows(&situation, &option("a"), &indicators, 10),
        rows(&other, &option("a"), &indicators, 10)
    );
}

#[test]
fn j_two_hosts_close_their_accounts_with_everything_on() {
    let mut situation = armed(36, Switch::WithPlan);
    situation.hosts = vec![host("XAB", 30_000), host("XAC", 0)];
    situation.hosts[0].arrival_share = 0.6;
    situation.hosts[1].arrival_share = 0.4;
    let full: EmergencyParameters = EmergencyParameters {
        armed_elements: situation.parameters.emergency.armed_elements.clone(),
        standing_fund: funded(Switch::Always).parameters.emergency.standing_fund,
        preparedness: prepared(Switch::WithPlan).parameters.emergency.preparedness,
        ..situation.parameters.emergency.clone()
    };
    situation.parameters.emergency = full;
    situation.parameters.emergency.coordination.applies = Switch::WithPlan;
    situation.parameters.emergency.consultation.applies = Switch::WithPlan;
    situation
        .parameters
        .emergency
        .consultation
        .request_mean_months = 2.0;
    situation.parameters.emergency.transfer = relocation().parameters.emergency.transfer;
    situation.parameters.emergency.transfer.offer[0].to = code("XAC");
    situation.hosts[0].registration_capacity_persons_per_month = 1_000.0;
    situation
        .parameters
        .demography
        .crude_birth_rate_per_1000_per_year = 30.0;
    situation.hosts[0].crude_death_rate_per_1000_per_year = 20.0;
    situation.parameters.voluntary_return.hazard_per_year = common::same(0.3);
    let mut means = Vec::new();
    for option in [option("no-plan"), with_plan()] {
        let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
        for (resolution, count) in [(Resolution::Banded, 200), (Resolution::SingleYear, 40)] {
            // The audit compares every cell of every month.
            let seen = sample_many(
                &situation,
                &option,
                &plan,
                &[("stock_persons", YEAR), ("interned_persons", YEAR)],
                count,
                resolution,
            );
            means.push([mean(&seen, 0), mean(&seen, 1)]);
        }
    }
    // Both ways of grouping people have the same law.
    for pair in means.chunks_exact(2) {
        assert!((pair[0][0] / pair[1][0] - 1.0).abs() < 0.02, "{pair:?}");
    }
    let [banded, single] = [means[2][1], means[3][1]];
    assert!((banded / single - 1.0).abs() < 0.1, "{banded}, {single}");
    assert_eq!(means[0][1], 0.0, "nobody is interned without a plan");
}

#[test]
fn i_returns_under_pressure_are_no_solution() {
    let mut situation = quiet(10_000, 12);
    situation.hosts[0].adverse_return_per_year = common::same(0.2);
    let seen = rows(
        &situation,
        &option("a"),
        &[
            ("adverse_returns_persons", YEAR),
            ("solutions_persons", YEAR),
        ],
        500,
    );
    let share = 1.0 - (-0.2_f64).exp();
    assert_moments(
        &column(&seen, 0),
        10_000.0 * share,
        10_000.0 * share * (1.0 - share),
        "returns under pressure",
    );
    assert_eq!(mean(&seen, 1), 0.0);
}

#[test]
fn p8_people_who_move_on_are_in_the_other_host() {
    let mut situation = quiet(0, 12);
    situation.hosts = vec![host("XAB", 10_000), host("XAD", 0)];
    situation.hosts[0].onward_movements = vec![fairshare::model::OnwardMovement {
        to: 1,
        hazard_per_year: common::same(0.3),
    }];
    let seen = rows(
        &situation,
        &option("a"),
        &[("onward_movements_persons", YEAR), ("stock_persons", YEAR)],
        500,
    );
    let share = 1.0 - (-0.3_f64).exp();
    assert_moments(
        &column(&seen, 0),
        10_000.0 * share,
        10_000.0 * share * (1.0 - share),
        "onward movements",
    );
    assert!(seen.iter().all(|row| row[1] == 10_000.0), "nobody is lost");
}

#[test]
fn j5_money_for_protection_registers_people_sooner() {
    let waiting = |announced: f64| {
        let mut situation = influx(12);
        situation.hosts[0].registration_capacity_persons_per_month = 30_000.0;
        situation.parameters.finance.baseline_announced_share = announced;
        let seen = rows(
            &situation,
            &option("a"),
            &[("unregistered_person_months", YEAR)],
            10,
        );
        mean(&seen, 0)
    };
    let (poor, rich) = (waiting(0.1), waiting(1.0));
    assert!(rich < 0.8 * poor, "{rich} with money, {poor} without");
}

#[test]
fn k_the_plan_goes_on_when_the_situation_is_protracted() {
    let situation = quiet(50_000, 84);
    let mut option = with_plan();
    option.review_interval_months = Some(12);
    let last = Period::Year(2032);
    let seen = rows(
        &situation,
        &option,
        &[
            ("protracted_situation_share", last),
            ("obligation_usd", last),
        ],
        1,
    );
    assert_eq!(seen[0][0], 1.0);
    assert!(seen[0][1] > 0.0);
}

#[test]
fn l2_reviews_amend_what_no_longer_fits() {
    // The plan was made before anybody came and asks for nothing; nobody looks again, or every year.
    let situation = influx(36);
    let amended = |interval: Option<u32>| {
        let mut option = with_plan();
        option.review_interval_months = interval;
        let third = Period::Year(2028);
        let indicators = [("amendments_count", third), ("obligation_usd", third)];
        let seen = rows(&situation, &option, &indicators, 5);
        [mean(&seen, 0), mean(&seen, 1)]
    };
    assert_eq!(amended(None), [0.0, 0.0]);
    let [amendments, obligation] = amended(Some(12));
    assert!(amendments >= 1.0 && obligation > 1e8, "{obligation}");
}

#[test]
fn l3_advance_pledges_are_money_pledged_ahead() {
    let situation = quiet(100_000, 36);
    let ahead = |share: f64| {
        let mut option = option("a");
        option.multi_year_share = share;
        option.multi_year_years = 3;
        let seen = rows(&situation, &option, &[("pledged_ahead_share", YEAR)], 1);
        mean(&seen, 0)
    };
    // Half of needs is announced and half of that for the two years to come, so a quarter of
    // needs; what is still unpaid of this year is beside it.
    let gained = ahead(0.5) - ahead(0.0);
    assert!((gained - 0.25).abs() < 0.01, "{gained}");
}

#[test]
fn l5_self_reliance_rises_with_livelihoods_and_lowers_needs() {
    let mut situation = quiet(100_000, 12);
    situation.hosts[0].self_reliance_maximum_share = 0.6;
    situation.parameters.finance.baseline_announced_share = 1.0;
    let indicators = [("self_reliance_share", YEAR), ("requirement_usd", YEAR)];
    let before = rows(&situation, &option("a"), &indicators, 1);
    situation.parameters.self_reliance.speed_per_month = 0.1;
    let after = rows(&situation, &option("a"), &indicators, 1);
    assert_eq!(before[0][0], 0.0);
    assert!(after[0][1] < before[0][1]);
    // Where nothing is needed, everything is covered, and the approach is geometric.
    let need = &mut situation.parameters.costs.need_usd_per_person_year;
    (need.emergency, need.stabilisation, need.protracted) = (0.0, 0.0, 0.0);
    let seen = rows(&situation, &option("a"), &indicators, 1);
    let expected = 0.6 * (1.0 - 0.9_f64.powi(12));
    assert!((seen[0][0] - expected).abs() < 1e-9, "{}", seen[0][0]);
}

#[test]
fn m1_support_raises_returns_in_peace_and_never_in_war() {
    use fairshare::model::parameters::{PerRegime, Regime};
    let returns = |regime: Regime, effect: f64| {
        let mut situation = quiet(100_000, 12);
        let parameters = &mut situation.parameters;
        parameters.regime.initial = regime;
        parameters.finance.baseline_announced_share = 1.0;
        parameters.voluntary_return.hazard_per_year = PerRegime {
            war: 0.0,
            stalemate: 0.03,
            peace: 0.25,
        };
        parameters.voluntary_return.support_effect = effect;
        parameters.voluntary_return.package_usd_per_person = 300.0;
        let seen = rows(
            &situation,
            &option("a"),
            &[("voluntary_returns_persons", YEAR)],
            20,
        );
        mean(&seen, 0)
    };
    assert!(returns(Regime::Peace, 0.5) > 1.1 * returns(Regime::Peace, 0.0));
    assert_eq!(returns(Regime::War, 0.5), 0.0);
}

#[test]
fn m2_naturalisation_follows_the_openness_of_the_law() {
    for openness in [0.0, 0.5, 1.0] {
        let mut situation = quiet(10_000, 12);
        situation.hosts[0].legal_framework_openness = openness;
        let integration = &mut situation.parameters.local_integration;
        integration.naturalisation_hazard_per_year = 0.1;
        let seen = rows(
            &situation,
            &option("a"),
            &[("naturalisations_persons", YEAR)],
            500,
        );
        let share = 1.0 - (-0.1_f64 * openness).exp();
        assert_moments(
            &column(&seen, 0),
            10_000.0 * share,
            10_000.0 * share * (1.0 - share),
            "naturalisations",
        );
    }
}

/// The built-in defaults of the arrangements, their evidence taken off.
fn defaults() -> serde_json::Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("src/scenario/defaults/protracted.toml"))
        .expect("the defaults");
    let document: toml::Table = text.parse().expect("TOML");
    let mut blocks = serde_json::to_value(&document["emergency"]).expect("JSON");
    for block in blocks.as_object_mut().expect("blocks").values_mut() {
        for entry in block.as_object_mut().expect("a block").values_mut() {
            if let Some(value) = entry.get("value") {
                *entry = value.clone();
            }
        }
    }
    blocks
}

#[test]
fn j_every_parameter_has_an_effect() {
    // Wars come and go, and emergencies with them; every limit is reached.
    let mut situation = influx(120);
    situation.hosts = vec![host("XAB", 0), host("XAD", 0)];
    situation.hosts[0].registration_capacity_persons_per_month = 7_000.0;
    situation.hosts[0].arrival_share = 0.8;
    situation.hosts[1].arrival_share = 0.2;
    let parameters = &mut situation.parameters;
    parameters.regime.initial = fairshare::model::parameters::Regime::War;
    parameters.regime.war_to_peace_per_month = 0.1;
    parameters.regime.peace_to_war_per_month = 0.05;
    parameters.arrivals.base_persons_per_month = common::same(0.0);
    parameters.arrivals.base_persons_per_month.war = 20_000.0;
    parameters.finance.baseline_announced_share = 0.4;
    parameters.costs.emergency_months = 3;
    let mut blocks = defaults();
    for (block, key, value) in [
        ("armed_elements", "share_of_arriving_men", 0.2),
        ("armed_elements", "internment_places_maximum", 500.0),
        ("security_standby", "persons_per_unit", 5_000.0),
        ("standing_fund", "draw_maximum_usd_per_month", 5e5),
        ("standing_fund", "target_balance_usd", 31e6),
        ("standing_fund", "replenishment_usd_per_year", 2e6),
    ] {
        blocks[block][key] = value.into();
    }
    for block in blocks.as_object_mut().expect("blocks").values_mut() {
        if block.get("applies").is_some() {
            block["applies"] = "with-plan".into();
        }
    }
    blocks["transfer"]["offer"] = serde_json::to_value([
        offer(TransferKind::Transfer, "XAD", 30_000, 300),
        offer(TransferKind::Evacuation, "XAE", 30_000, 1_000),
    ])
    .expect("JSON");
    let option = with_plan();
    let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
    let mut run = |blocks: &serde_json::Value| -> Vec<Vec<i64>> {
        situation.parameters.emergency = serde_json::from_value(blocks.clone()).expect("blocks");
        let setup = Setup::new(&situation, Resolution::Banded);
        let prepared = OptionSetup::new(&setup, &option, &plan);
        let mut space = Workspace::new(&setup);
        (0..10)
            .map(|number| replicate(&setup, &prepared, number, true, &mut space).expect("closed"))
            .collect()
    };
    let usual = run(&blocks);
    let mut without_effect = Vec::new();
    for (name, block) in blocks.as_object().expect("blocks") {
        for (key, value) in block.as_object().expect("a block") {
            let changed: serde_json::Value = match (value.as_u64(), value.as_f64()) {
                (Some(whole), _) => (2 * whole + 1).into(),
                (_, Some(number)) => (number / 2.0).into(),
                _ => continue,
            };
            let mut other = blocks.clone();
            other[name][key] = changed;
            if run(&other) == usual {
                without_effect.push(format!("{name}.{key}"));
            }
        }
    }
    assert!(without_effect.is_empty(), "{without_effect:?}");
}

/// The table of `docs/CONCLUSION.md`: cells of each row.
fn table() -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/CONCLUSION.md");
    let text = std::fs::read_to_string(path).expect("the document");
    text.lines()
        .filter(|line| line.starts_with("| "))
        .skip(1)
        .map(|line| {
            line.trim_matches('|')
                .split('|')
                .map(|cell| cell.trim().to_owned())
                .collect()
        })
        .collect()
}

/// What stands between backticks.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn the_table_has_every_paragraph_once() {
    let mut expected: Vec<String> = (1..=11).map(|number| format!("P{number}")).collect();
    for letter in 'a'..='o' {
        expected.push(format!("({letter})"));
        let parts = match letter {
            'j' => 9,
            'l' => 8,
            'm' => 4,
            _ => 0,
        };
        expected.extend((1..=parts).map(|part| format!("({letter}){part}")));
    }
    // Paragraph (l) is answered part by part.
    expected.retain(|paragraph| paragraph != "(l)");
    expected.extend(["fn 1".to_owned(), "fn 2".to_owned()]);
    let found: Vec<String> = table().into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(found, expected);
}

#[test]
fn what_the_table_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("schema/scenario.schema.json")).expect("a schema");
    let schema: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    for row in table() {
        let [paragraph, _, answer, keys, indicators, tests] = &row[..] else {
            panic!("six columns: {row:?}");
        };
        let answered = !quoted(answer).is_empty();
        assert!(
            answered || answer.contains("not yet"),
            "{paragraph}: neither answered nor said to be missing"
        );
        assert_eq!(
            answered,
            !tests.is_empty(),
            "{paragraph}: what is answered has a test, and nothing else has"
        );
        for file in quoted(answer) {
            assert!(root.join("src").join(file).exists(), "{paragraph}: {file}");
        }
        for key in quoted(keys) {
            assert!(is_key(&schema, &schema, key), "{paragraph}: no key {key}");
        }
        for indicator in quoted(indicators) {
            assert!(
                fairshare::indicator::find(indicator).is_some(),
                "{paragraph}: no indicator {indicator}"
            );
        }
        for name in quoted(tests) {
            let (file, test) = name.split_once("::").expect("FILE::TEST");
            let text = std::fs::read_to_string(root.join(format!("tests/{file}.rs")))
                .unwrap_or_else(|_| panic!("{paragraph}: no tests/{file}.rs"));
            // Tests within `proptest!` are indented.
            assert!(
                text.contains(&format!("fn {test}(")),
                "{paragraph}: no test {name}"
            );
        }
    }
}

#[test]
fn every_test_of_a_mechanism_stands_in_the_table() {
    let named: Vec<String> = table()
        .iter()
        .flat_map(|row| quoted(&row[5]))
        .filter_map(|name| name.strip_prefix("conclusion::"))
        .map(str::to_owned)
        .collect();
    let mut next = false;
    for line in include_str!("conclusion.rs").lines() {
        if next {
            let name = line.trim_start_matches("fn ").trim_end_matches("() {");
            let about_the_table = name.ends_with("table") || name.contains("the_table");
            assert!(
                about_the_table || named.iter().any(|known| known == name),
                "{name} is not in docs/CONCLUSION.md"
            );
        }
        next = line == "#[test]";
    }
}

/// Whether a path of keys leads into the schema of a scenario; lists are passed through.
fn is_key(schema: &serde_json::Value, node: &serde_json::Value, path: &str) -> bool {
    if let Some(reference) = node.get("$ref").and_then(|reference| reference.as_str()) {
        let target = reference.trim_start_matches('#');
        return schema
            .pointer(target)
            .is_some_and(|node| is_key(schema, node, path));
    }
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    if let Some(found) = node.get("properties").and_then(|keys| keys.get(first)) {
        return rest.is_empty() || is_key(schema, found, rest);
    }
    let within = ["anyOf", "oneOf", "allOf"]
        .into_iter()
        .filter_map(|list| node.get(list)?.as_array())
        .flatten()
        .chain(node.get("items"));
    within.into_iter().any(|node| is_key(schema, node, path))
}
