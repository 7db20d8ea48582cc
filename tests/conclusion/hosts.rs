//! Impact on host communities, national protection capacity, rehabilitation.

use super::common::{self, option, quiet};
use super::{YEAR, influx, mean, rows, with_plan};
use fairshare::indicator::Period;
use fairshare::model::parameters::{
    HostImpactParameters, LocalEconomyParameters, PerDimension, ProtectionCapacityParameters,
    PublicServicesParameters, RehabilitationParameters, Switch,
};
use fairshare::model::{Figure, Indicator, PolicyOption, Situation};

fn every(value: f64) -> PerDimension {
    PerDimension {
        economy: value,
        society: value,
        environment: value,
        security: value,
    }
}

/// Gives the host a figure.
fn set_figure(situation: &mut Situation, indicator: Indicator, value: f64) {
    let figure = Figure {
        value,
        year: None,
        basis: fairshare::model::Basis::Judgement,
        source: String::new(),
    };
    situation.hosts[0]
        .country
        .indicators
        .insert(indicator, figure);
}

/// A hundred thousand refugees among a million inhabitants.
pub(super) fn impact(applies: Switch, announced: f64, months: u32) -> Situation {
    let mut situation = quiet(100_000, months);
    set_figure(&mut situation, Indicator::PopulationPersons, 1e6);
    situation.parameters.finance.baseline_announced_share = announced;
    situation.parameters.protracted.host_impact = HostImpactParameters {
        applies,
        exposure_refugees_per_inhabitant: 0.05,
        full_impact_share: PerDimension {
            economy: 0.4,
            society: 0.5,
            environment: 0.7,
            security: 0.3,
        },
        sector_relief_share: 0.4,
        speed_per_month: every(0.05),
        programme_relief_share: 0.6,
        programme_usd_per_person_year: 60.0,
        openness_loss_share: 0.5,
        adverse_return_rise_ratio: 1.0,
    };
    situation
}

const DIMENSIONS: [&str; 4] = [
    "host_impact_economy_share",
    "host_impact_society_share",
    "host_impact_environment_share",
    "host_impact_security_share",
];

fn reviewed() -> PolicyOption {
    let mut option = with_plan();
    option.review_interval_months = Some(6);
    option
}

#[test]
fn l1_impact_builds_up_geometrically_with_exposure() {
    // No money at all: nothing relieves it.
    let mut situation = impact(Switch::WithPlan, 0.0, 24);
    situation.parameters.finance.opening_balance_months = 0.0;
    let last = Period::Year(2027);
    let seen = rows(
        &situation,
        &option("a"),
        &DIMENSIONS.map(|name| (name, last)),
        1,
    );
    let exposure = 1.0 - (-2.0_f64).exp();
    for (seen, full) in seen[0].iter().zip([0.4, 0.5, 0.7, 0.3]) {
        let expected = full * exposure * (1.0 - 0.95_f64.powi(24));
        assert!(
            (seen / expected - 1.0).abs() < 0.01,
            "{seen}, not {expected}"
        );
    }
}

#[test]
fn l1_money_for_each_dimension_relieves_it() {
    let last = Period::Year(2029);
    let at = |announced| {
        let situation = impact(Switch::WithPlan, announced, 48);
        rows(
            &situation,
            &option("a"),
            &DIMENSIONS.map(|name| (name, last)),
            1,
        )[0]
        .clone()
    };
    for (poor, rich) in at(0.1).iter().zip(at(1.0)) {
        assert!(rich < 0.75 * poor, "{rich} with money, {poor} without");
    }
}

#[test]
fn l1_reviews_evaluate_impact_and_programmes_answer_it() {
    let last = Period::Year(2029);
    let indicators = [
        ("host_impact_evaluated_share", last),
        ("host_impact_share", last),
        ("requirement_usd", last),
    ];
    let situation = impact(Switch::WithPlan, 1.0, 48);
    let without = rows(&situation, &option("no-plan"), &indicators, 1);
    let with = rows(&situation, &reviewed(), &indicators, 1);
    assert_eq!(without[0][0], 0.0, "nobody evaluates");
    assert!(with[0][0] > 0.1, "{with:?}");
    assert!(with[0][1] < 0.95 * without[0][1], "{with:?} {without:?}");
    // The level of programmes is the impact that was evaluated: about 60 dollars times it for each
    // of a hundred thousand.
    let cost = with[0][2] - without[0][2];
    let expected = 6e6 * with[0][0];
    assert!((cost / expected - 1.0).abs() < 0.1, "{cost}, {expected}");
}

#[test]
fn l1_impact_closes_the_law_and_presses_people_to_return() {
    let indicators = [
        ("naturalisations_persons", Period::Year(2028)),
        ("adverse_returns_persons", Period::Year(2028)),
    ];
    let at = |applies| {
        let mut situation = impact(applies, 0.3, 36);
        let parameters = &mut situation.parameters;
        parameters.local_integration.naturalisation_hazard_per_year = 0.05;
        situation.hosts[0].adverse_return_per_year = common::same(0.02);
        let seen = rows(&situation, &option("a"), &indicators, 20);
        [mean(&seen, 0), mean(&seen, 1)]
    };
    let (off, on) = (at(Switch::Off), at(Switch::WithPlan));
    assert!(on[0] < 0.9 * off[0], "{on:?} {off:?}");
    assert!(on[1] > 1.1 * off[1], "{on:?} {off:?}");
}

/// Capacity that starts from nothing.
pub(super) fn building(applies: Switch) -> ProtectionCapacityParameters {
    ProtectionCapacityParameters {
        applies,
        initial_share: 0.2,
        full_stock_usd_per_host: 20e6,
        decay_per_month: 0.01,
        building_months: 20.0,
        registration_gain_ratio: 1.0,
        openness_gain_share: 0.5,
    }
}

#[test]
fn l4_capacity_follows_its_closed_form() {
    // Nothing is needed but capacity, and all of it is covered, for it costs nothing.
    let mut situation = quiet(0, 24);
    situation.parameters.finance.baseline_announced_share = 1.0;
    situation.parameters.protracted.protection_capacity = building(Switch::WithPlan);
    situation
        .parameters
        .protracted
        .protection_capacity
        .full_stock_usd_per_host = 0.0;
    let share = [("protection_capacity_share", Period::Year(2027))];
    let with = rows(&situation, &with_plan(), &share, 1);
    let expected = 1.0 - 0.8 * (1.0 - 0.01 - 0.05_f64).powi(24);
    assert!((with[0][0] - expected).abs() < 1e-8, "{}", with[0][0]);
    let without = rows(&situation, &option("no-plan"), &share, 1);
    let expected = 0.2 * 0.99_f64.powi(24);
    assert!((without[0][0] - expected).abs() < 1e-8, "{}", without[0][0]);
}

#[test]
fn l4_capacity_registers_people_sooner_and_opens_the_law() {
    let mut situation = influx(36);
    situation.hosts[0].registration_capacity_persons_per_month = 12_000.0;
    situation.hosts[0].legal_framework_openness = 0.2;
    let integration = &mut situation.parameters.local_integration;
    integration.naturalisation_hazard_per_year = 0.05;
    situation.parameters.protracted.protection_capacity = building(Switch::WithPlan);
    let third = Period::Year(2028);
    let indicators = [
        ("unregistered_person_months", third),
        ("naturalisations_persons", third),
    ];
    let without = rows(&situation, &option("no-plan"), &indicators, 5);
    let with = rows(&situation, &with_plan(), &indicators, 5);
    assert!(
        mean(&with, 0) < 0.8 * mean(&without, 0),
        "{with:?} {without:?}"
    );
    assert!(
        mean(&with, 1) > 1.5 * mean(&without, 1),
        "{with:?} {without:?}"
    );
}

#[test]
fn b_capacity_is_costed_and_built_only_as_far_as_it_is_paid() {
    let mut situation = quiet(100_000, 12);
    let indicators = [
        ("requirement_usd", YEAR),
        ("protection_capacity_share", YEAR),
    ];
    let mut at = |announced: f64| {
        situation.parameters.finance.baseline_announced_share = announced;
        situation.parameters.protracted.protection_capacity = building(Switch::WithPlan);
        let with = rows(&situation, &with_plan(), &indicators, 1)[0].clone();
        let without = rows(&situation, &option("no-plan"), &indicators, 1)[0].clone();
        [with[0] - without[0], with[1]]
    };
    let (rich, poor) = (at(1.0), at(0.2));
    // In the first month 0.8 of 20 million over 20 months and what decays.
    assert!(rich[0] > 0.0 && rich[0] < 12.0 * 1.0e6, "{rich:?}");
    assert!(poor[0] > rich[0], "what is not built is asked for again");
    assert!(poor[1] < rich[1], "{poor:?} {rich:?}");
}

/// Areas of those who have returned.
pub(super) fn rehabilitation(applies: Switch) -> RehabilitationParameters {
    RehabilitationParameters {
        applies,
        cost_usd_per_person: 80.0,
        clearing_months: 20.0,
        openness_loss_share: 0.5,
    }
}

/// Half of the people return in the first year and nobody after: peace lasts a year.
fn deserted(applies: Switch, months: u32) -> Situation {
    let mut situation = quiet(100_000, months);
    let parameters = &mut situation.parameters;
    parameters.finance.baseline_announced_share = 1.0;
    parameters.voluntary_return.hazard_per_year = common::same(0.7);
    parameters.protracted.rehabilitation = rehabilitation(applies);
    situation
}

#[test]
fn m4_areas_left_are_a_backlog_until_they_are_rehabilitated() {
    let situation = deserted(Switch::WithPlan, 48);
    let last = Period::Year(2029);
    let indicators = [
        ("rehabilitation_backlog_share", YEAR),
        ("rehabilitation_backlog_share", last),
        ("rehabilitation_paid_usd", last),
        ("stock_persons", Period::Year(2029)),
    ];
    let without = rows(&situation, &option("no-plan"), &indicators, 3);
    let with = rows(&situation, &with_plan(), &indicators, 3);
    // What is seen in December is the opening stock of that month.
    assert!((mean(&without, 0) - (1.0 - (-0.7 * 11.0 / 12.0_f64).exp())).abs() < 0.01);
    let left = 1.0 - mean(&without, 3) / 100_000.0;
    assert!((mean(&without, 1) - left).abs() < 0.01, "{without:?}");
    assert!(mean(&with, 1) < 0.5 * left, "{with:?}");
    assert_eq!(mean(&without, 2), 0.0);
    assert!(mean(&with, 2) > 0.0);
}

#[test]
fn m4_a_backlog_clears_geometrically_and_is_paid_in_full() {
    // Everybody leaves at once, and what host communities need is covered.
    let mut situation = deserted(Switch::Always, 36);
    situation.parameters.voluntary_return.hazard_per_year = common::same(1e4);
    situation.parameters.finance.baseline_announced_share = 50.0;
    let years = [2026, 2027, 2028].map(Period::Year);
    let mut indicators = years
        .map(|year| ("rehabilitation_backlog_share", year))
        .to_vec();
    indicators.extend(years.map(|year| ("rehabilitation_paid_usd", year)));
    let seen = rows(&situation, &option("a"), &indicators, 1)[0].clone();
    // The backlog begins in month 1 and falls from month 2 on.
    for (index, months) in [10, 22, 34].into_iter().enumerate() {
        let expected = 0.95_f64.powi(months);
        assert!((seen[index] - expected).abs() < 1e-6, "{seen:?}");
    }
    let paid: f64 = seen[3..].iter().sum();
    let expected = 100_000.0 * 80.0 * (1.0 - 0.95_f64.powi(34));
    assert!((paid - expected).abs() < 1.0, "{paid}, {expected}");
}

#[test]
fn m4_areas_left_behind_weigh_on_the_environment() {
    let environment = [("host_impact_environment_share", Period::Year(2029))];
    let at = |applies| {
        let mut situation = impact(Switch::Always, 0.5, 48);
        situation.parameters.voluntary_return.hazard_per_year = common::same(0.7);
        situation.parameters.protracted.rehabilitation = rehabilitation(applies);
        mean(&rows(&situation, &with_plan(), &environment, 3), 0)
    };
    let (none, cleared) = (at(Switch::Off), at(Switch::Always));
    let mut never = impact(Switch::Always, 0.5, 48);
    never.parameters.voluntary_return.hazard_per_year = common::same(0.7);
    never.parameters.protracted.rehabilitation = rehabilitation(Switch::WithPlan);
    let kept = mean(&rows(&never, &option("no-plan"), &environment, 3), 0);
    assert!(
        none < cleared && cleared < kept,
        "{none}, {cleared}, {kept}"
    );
}

/// A hundred thousand people of whom a fifth of needs is met from their own work, with money for half
/// of what is asked.
fn local_economy(applies: Switch) -> Situation {
    let mut situation = quiet(100_000, 12);
    situation.hosts[0].self_reliance_initial_share = 0.2;
    situation.hosts[0].self_reliance_maximum_share = 0.2;
    situation.parameters.protracted.local_economy = LocalEconomyParameters {
        applies,
        cash_share: 0.5,
        income_usd_per_cash_usd: 1.8,
        income_usd_per_other_usd: 1.1,
        output_usd_per_earned_usd: 1.5,
    };
    situation
}

#[test]
fn l1_assistance_and_work_are_income_for_the_local_economy() {
    use fairshare::indicator::Breakdown;
    use fairshare::model::SECTORS;
    let situation = local_economy(Switch::Always);
    let plan = common::plan(&situation, &option("a"), &[(1.0, 0.0, 0)]);
    let spent =
        SECTORS.map(|sector| common::of_host("spent_usd", None, Breakdown::Sector(sector), YEAR));
    let income = common::of_host("local_income_usd", None, Breakdown::None, YEAR);
    let work = common::of_host("refugee_output_usd", Some("XAB"), Breakdown::None, YEAR);
    let mut wanted: Vec<&dyn Fn(&fairshare::simulate::record::Cell) -> bool> = vec![&income, &work];
    for cell in &spent {
        wanted.push(cell);
    }
    let seen = common::sample_cells(&situation, &option("a"), &plan, 1, &wanted)[0].clone();
    let (mut cash, mut all) = (0.0, 0.0);
    for (sector, spent) in SECTORS.iter().zip(&seen[2..]) {
        use fairshare::model::Sector::{Energy, Food, Livelihoods, Shelter};
        all += spent;
        if matches!(sector, Food | Shelter | Livelihoods | Energy) {
            cash += 0.5 * spent;
        }
    }
    assert!(all > 0.0 && cash > 0.1 * all);
    let expected = 1.8 * cash + 1.1 * (all - cash);
    assert!((seen[0] - expected).abs() < 0.1, "{} {expected}", seen[0]);
    // A fifth of 450 US$ for each person, times what work adds.
    let earned = 0.2 * 450.0 * 100_000.0;
    assert!((seen[1] - 1.5 * earned).abs() < 0.1, "{}", seen[1]);
}

#[test]
fn l1_the_local_economy_is_shown_and_changes_nothing() {
    let asked = [
        ("requirement_usd", YEAR),
        ("gap_usd", YEAR),
        ("stock_persons", YEAR),
        ("below_standard_person_months", YEAR),
    ];
    let usual = rows(&local_economy(Switch::Off), &with_plan(), &asked, 3);
    assert_eq!(
        usual,
        rows(&local_economy(Switch::WithPlan), &with_plan(), &asked, 3)
    );
    // Without money only work is left.
    let mut poor = local_economy(Switch::Always);
    poor.parameters.finance.baseline_announced_share = 0.0;
    let both = [("local_income_usd", YEAR), ("refugee_output_usd", YEAR)];
    let seen = rows(&poor, &option("a"), &both, 1)[0].clone();
    assert!(seen[0] == 0.0 && seen[1] > 0.0, "{seen:?}");
}

/// A hundred thousand registered people, all of them of the ages that the test says, in a host whose law is
/// half open and whose inhabitants make 1,200 US$ each.
fn public_services(applies: Switch) -> Situation {
    let mut situation = local_economy(Switch::Off);
    situation.hosts[0].legal_framework_openness = 0.5;
    set_figure(&mut situation, Indicator::GdpUsd, 1.2e10);
    set_figure(&mut situation, Indicator::PopulationPersons, 1e7);
    situation.parameters.protracted.public_services = PublicServicesParameters {
        applies,
        pupil_share_of_gdp_per_capita: 0.15,
        health_share_of_gdp_per_capita: 0.01,
        other_share_of_gdp_per_capita: 0.02,
        tax_share_of_earnings: 0.1,
    };
    situation
}

#[test]
fn l1_public_services_cost_what_the_host_spends_on_its_own() {
    let situation = public_services(Switch::Always);
    let refugees = &situation.hosts[0].stock.refugees.persons;
    let pupils: u64 = refugees
        .iter()
        .map(|ages| ages[5..18].iter().sum::<u64>())
        .sum();
    assert!(pupils > 10_000);
    let both = [("public_services_usd", YEAR), ("refugee_taxes_usd", YEAR)];
    let seen = rows(&situation, &option("a"), &both, 1)[0].clone();
    let expected = 0.5 * 1_200.0 * (0.15 * pupils as f64 + 0.03 * 100_000.0);
    assert!((seen[0] - expected).abs() < 0.1, "{} {expected}", seen[0]);
    let earned = 0.2 * 450.0 * 100_000.0;
    assert!((seen[1] - 0.1 * earned).abs() < 0.1, "{}", seen[1]);
    // A closed law costs the budget nothing.
    let mut closed = situation;
    closed.hosts[0].legal_framework_openness = 0.0;
    assert_eq!(rows(&closed, &option("a"), &both, 1)[0][0], 0.0);
}

#[test]
fn l1_public_services_are_shown_and_change_nothing() {
    let asked = [
        ("requirement_usd", YEAR),
        ("gap_usd", YEAR),
        ("stock_persons", YEAR),
        ("below_standard_person_months", YEAR),
    ];
    let usual = rows(&public_services(Switch::Off), &with_plan(), &asked, 3);
    let counted = rows(&public_services(Switch::WithPlan), &with_plan(), &asked, 3);
    assert_eq!(usual, counted);
}
