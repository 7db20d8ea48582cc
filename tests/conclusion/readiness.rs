//! Coordination, consultations, money at once, preparedness.

use super::common::{assert_moments, moments, option, plan, quiet, sample_many, sample_of};
use super::{YEAR, column, influx, mean, rows, with_plan};
use fairshare::indicator::Period;
use fairshare::model::Situation;
use fairshare::model::parameters::{SurgeStaffParameters, Switch};
use fairshare::simulate::Resolution;

pub(super) fn funded(applies: Switch) -> Situation {
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
            ("fund_balance_usd", years[1]),
        ],
        20,
    );
    for row in seen {
        // A twelfth of the replenishment in each of the ten months of 2026, none of which reaches the
        // target; nothing is left in the second year but what comes in it.
        let taken_in = row[0] + row[1] - 4e6;
        assert!((taken_in - 1e6).abs() < 0.1, "{row:?}");
        let taken_in = row[2] + row[3] - row[1];
        assert!(taken_in > 0.0 && taken_in <= 1.2e6 + 0.1, "{row:?}");
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
    // The same plan asks where an influx convenes it, and where it needs no convening.
    let asked = |situation: &Situation| {
        let mut option = with_plan();
        option.review_interval_months = Some(6);
        let rows = vec![(1.0, 1e8, 0); situation.contributors.len()];
        let made = plan(situation, &option, &rows);
        let year = Period::Year(2027);
        sample_many(
            situation,
            &option,
            &made,
            &[("amendments_count", YEAR), ("obligation_usd", year)],
            1,
            Resolution::Banded,
        )
        .remove(0)
    };
    let quiet = quiet(50_000, 24);
    let there = asked(&quiet);
    assert!(there[0] > 0.0 && there[1] > 0.0, "{there:?}");
    let convened = |mut situation: Situation| {
        let consultation = &mut situation.parameters.emergency.consultation;
        consultation.applies = Switch::WithPlan;
        consultation.request_mean_months = 0.0;
        consultation.negotiation_mean_months = 0.0;
        asked(&situation)
    };
    assert_eq!(convened(quiet), [0.0, 0.0]);
    let influx = convened(influx(24));
    assert!(influx[0] > 0.0 && influx[1] > 0.0, "{influx:?}");
}

pub(super) fn prepared(applies: Switch) -> Situation {
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

/// What the months of the first emergency bring: lag of the first delivery, and goods in the year.
fn delivered(situation: &Situation, count: u64) -> Vec<Vec<f64>> {
    let indicators = [
        ("first_delivery_lag_months", Period::Whole),
        ("contingency_goods_usd", YEAR),
        ("requirement_usd", YEAR),
    ];
    rows(situation, &option("a"), &indicators, count)
}

#[test]
fn e_the_first_delivery_comes_sooner_the_better_a_host_is_prepared() {
    // Three months for a host that is not prepared, three days for one that is, in proportion between.
    let mut lags = Vec::new();
    for level in [0.0, 0.25, 0.5, 1.0] {
        let mut situation = prepared(Switch::Always);
        let preparedness = &mut situation.parameters.emergency.preparedness;
        preparedness.prepared_lead_time_days = Some(3.0);
        preparedness.initial_share = level;
        preparedness.target_share = level;
        let expected = 3.0 - (3.0 - 3.0 * 12.0 / 365.25) * level;
        for row in delivered(&situation, 5) {
            assert!((row[0] - expected).abs() < 2e-9, "{} {expected}", row[0]);
            lags.push(row[0]);
        }
    }
    assert!(lags.is_sorted_by(|sooner, later| sooner >= later));
    // Where a scenario does not say what preparedness brings, the lead time is the stated one.
    let mut usual = prepared(Switch::Always);
    usual.clock.months = 5;
    let goods = [("contingency_goods_usd", YEAR)];
    let stated = rows(&usual, &option("a"), &goods, 5);
    assert!(mean(&stated, 0) > 0.0);
    usual
        .parameters
        .emergency
        .preparedness
        .prepared_lead_time_days = Some(3.0 * 365.25 / 12.0);
    assert_eq!(stated, rows(&usual, &option("a"), &goods, 5));
}

#[test]
fn e_goods_meet_what_is_left_of_the_month_in_which_they_arrive() {
    // People are there from the second month on; with money for nothing, goods that come half-way
    // through it meet half of its life-saving needs.
    let goods = |days: f64| {
        let mut situation = prepared(Switch::Always);
        situation.clock.months = 2;
        situation.parameters.finance.baseline_announced_share = 0.0;
        let preparedness = &mut situation.parameters.emergency.preparedness;
        preparedness.contingency_stock_usd_per_host = 1e9;
        preparedness.prepared_lead_time_days = Some(days);
        column(&delivered(&situation, 5), 1)
    };
    let month = 365.25 / 12.0;
    for ((all, half), none) in goods(0.0)
        .into_iter()
        .zip(goods(month / 2.0))
        .zip(goods(month))
    {
        assert!(all > 0.0);
        assert!((half - all / 2.0).abs() < 0.011, "{half} of {all}");
        assert_eq!(none, 0.0);
    }
}

#[test]
fn e_a_better_warning_brings_the_first_delivery_forward() {
    // Six months, less two times the quality of the warning, a Beta variable of a stated mean.
    for mean_share in [0.2, 0.7] {
        let mut situation = prepared(Switch::Always);
        situation.clock.months = 4;
        let preparedness = &mut situation.parameters.emergency.preparedness;
        preparedness.lead_time_months = 6;
        preparedness.warning_months = 2;
        preparedness.warning_probability = 1.0;
        preparedness.warning_quality = Some(fairshare::model::parameters::WarningQuality {
            mean_share,
            concentration: 4.0,
        });
        let variance = mean_share * (1.0 - mean_share) / 5.0;
        assert_moments(
            &column(&delivered(&situation, 2_000), 0),
            6.0 - 2.0 * mean_share,
            4.0 * variance,
            "lag of the first delivery",
        );
    }
}

/// An emergency costs what its phase says, and money for it saves lives.
#[test]
fn j1_an_emergency_has_its_cost_and_money_for_it_saves_lives() {
    let seen = |months: u32, announced: f64| {
        let mut situation = influx(12);
        situation.parameters.costs.emergency_months = months;
        situation
            .parameters
            .costs
            .need_usd_per_person_year
            .emergency = 1_000.0;
        situation
            .parameters
            .costs
            .emergency_arrivals_minimum_persons = 1_000.0;
        situation.parameters.finance.baseline_announced_share = announced;
        situation.hosts[0].crude_death_rate_per_1000_per_year = 12.0;
        let demography = &mut situation.parameters.demography;
        demography.mortality_ratio_to_host = 1.0;
        demography.emergency_mortality_median_ratio = 4.0;
        demography.emergency_mortality_log_sd = 0.0;
        let asked = [
            ("requirement_usd", YEAR),
            ("deaths_persons", YEAR),
            ("displacement_person_years", YEAR),
        ];
        let rows = rows(&situation, &option("a"), &asked, 20);
        [mean(&rows, 0) / mean(&rows, 2), mean(&rows, 1)]
    };
    let (poor, rich) = (seen(12, 0.0), seen(12, 1.0));
    assert!(
        rich[1] < 0.6 * poor[1],
        "{rich:?} with money, {poor:?} without"
    );
    // What a person needs does not depend on the money that there is, but for schools, which are for those
    // whom money for protection registers; and an emergency costs more than what follows it.
    assert!((rich[0] / poor[0] - 1.0).abs() < 0.1, "{rich:?} {poor:?}");
    let none = seen(0, 1.0);
    assert!(rich[0] > 1.3 * none[0], "{rich:?} {none:?}");
}

/// A mass influx into one host, whose offices register 1,000 people a month, with so many experts on the
/// roster, one for every 1,000 people.
fn surge(staff: u32) -> Situation {
    let mut situation = influx(12);
    situation.hosts[0].registration_capacity_persons_per_month = 1_000.0;
    situation.hosts[0].registration_capacity_share_of_stock_per_month = 0.0;
    let costs = &mut situation.parameters.costs;
    costs.emergency_arrivals_minimum_persons = 1_000.0;
    costs.emergency_months = 6;
    situation.parameters.emergency.surge_staff = SurgeStaffParameters {
        applies: Switch::Always,
        deployment_lag_months: 2,
        staff_maximum: staff,
        persons_per_staff: 1_000.0,
        registrations_per_staff_month: 250.0,
        loss_prevented_share: 0.5,
        usd_per_staff_month: 12_000.0,
    };
    situation
}

#[test]
fn j1_experts_register_people_until_the_emergency_is_over() {
    let asked = [
        ("surge_staff_months", YEAR),
        ("registrations_persons", YEAR),
        ("unregistered_person_months", YEAR),
        ("requirement_usd", YEAR),
    ];
    let mut situation = surge(0);
    let without = rows(&situation, &option("a"), &asked, 10);
    situation.parameters.emergency.surge_staff.staff_maximum = 8;
    let with = rows(&situation, &option("a"), &asked, 10);
    for (without, with) in without.iter().zip(&with) {
        assert_eq!(without[0], 0.0);
        // People are there from the second month on, and experts from the fourth: nine months of eight.
        assert_eq!(with[0], 72.0);
        assert_eq!(with[1] - without[1], 250.0 * 72.0);
        assert!(with[2] < without[2]);
        // Those registered get more of what is needed, and that costs as well.
        assert!(with[3] - without[3] >= 12_000.0 * 72.0);
    }
    // Arrivals end after a month, so that the emergency is over seven months later.
    situation.parameters.arrivals.base_persons_per_month = super::common::same(0.0);
    situation.hosts[0].stock.refugees = super::common::people(50_000);
    situation.hosts[0].months_since_influx = Some(2);
    for row in rows(&situation, &option("a"), &asked, 3) {
        // It has run for two months: experts are there at once, for the four that are left.
        assert_eq!(row[0], 32.0);
    }
}

#[test]
fn j1_experts_let_more_of_assistance_arrive() {
    let asked = [
        ("delivered_share", YEAR),
        ("below_standard_person_months", YEAR),
    ];
    let mut situation = surge(0);
    let coordination = &mut situation.parameters.emergency.coordination;
    coordination.applies = Switch::WithPlan;
    coordination.uncoordinated_delivery_share = 0.8;
    let without = rows(&situation, &option("a"), &asked, 3);
    situation.parameters.emergency.surge_staff.staff_maximum = 10_000;
    situation
        .parameters
        .emergency
        .surge_staff
        .usd_per_staff_month = 0.0;
    let with = rows(&situation, &option("a"), &asked, 3);
    for (without, with) in without.iter().zip(&with) {
        assert!((without[0] - 0.8).abs() < 1e-9, "{without:?}");
        assert!((with[0] - 0.9).abs() < 1e-9, "{with:?}");
        assert!(with[1] < without[1], "{with:?} {without:?}");
    }
}
