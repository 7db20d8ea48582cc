//! What goes on once a mass influx has stabilised, and solutions.

use super::common::{self, assert_moments, host, option, quiet};
use super::{YEAR, column, influx, mean, rows, with_plan};
use fairshare::indicator::{Breakdown, Period};

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
    let mover = option("a");
    let made = common::plan(&situation, &mover, &[(1.0, 0.0, 0)]);
    let other = common::of_host("stock_persons", Some("XAD"), Breakdown::None, YEAR);
    let there = common::sample_cells(&situation, &mover, &made, 500, &[&other]);
    for (moved, there) in seen.iter().zip(there) {
        assert_eq!(moved[0], there[0], "all of them are in the other host");
    }
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
fn p11_advance_pledges_are_made_a_year_before_they_are_due() {
    let mut situation = quiet(100_000, 36);
    // Every pledge is kept, so that what is committed for a year is what was announced for it.
    situation.parameters.finance.fulfilment_advance_mean_share = 1.0;
    let seen = [2026, 2027, 2028].map(|year| ("pledged_year_ahead_share", Period::Year(year)));
    let shares = |share: f64| {
        let mut option = option("a");
        option.multi_year_share = share;
        option.multi_year_years = 3;
        rows(&situation, &option, &seen, 1).remove(0)
    };
    assert_eq!(shares(0.0), [0.0; 3]);
    let shares = shares(0.4);
    assert_eq!(shares[0], 0.0, "nothing was pledged before the start");
    // Needs hardly change, so the rest of the year's usual part is pledged in January.
    for share in &shares[1..] {
        assert!((share - 0.4).abs() < 0.02, "{shares:?}");
    }
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

#[test]
fn p8_a_host_opens_in_the_phase_that_its_last_influx_puts_it_in() {
    // Emergency to month 12 and stabilisation to month 36 after the influx, at 900, 600 and 450 US$ for
    // each person and year.
    let mut situation = quiet(12_000, 24);
    let costs = &mut situation.parameters.costs;
    costs.need_usd_per_person_year.emergency = 900.0;
    costs.need_usd_per_person_year.stabilisation = 600.0;
    let years = [2026, 2027].map(|year| ("requirement_usd", Period::Year(year)));
    let asked = |months: Option<u32>, situation: &mut fairshare::model::Situation| {
        situation.hosts[0].months_since_influx = months;
        rows(situation, &option("a"), &years, 1)[0].clone()
    };
    let usual = asked(None, &mut situation);
    assert_eq!(usual, asked(Some(36), &mut situation), "protracted");
    for (since, emergency, stabilisation) in [
        (0, [12.0, 0.0], [0.0, 12.0]),
        (9, [3.0, 0.0], [9.0, 12.0]),
        (20, [0.0, 0.0], [12.0, 4.0]),
        (40, [0.0, 0.0], [0.0, 0.0]),
    ] {
        let seen = asked(Some(since), &mut situation);
        for year in 0..2 {
            let protracted = 12.0 - emergency[year] - stabilisation[year];
            let expected = usual[year] / 12.0
                * (2.0 * emergency[year] + 600.0 / 450.0 * stabilisation[year] + protracted);
            assert!(
                (seen[year] - expected).abs() < 1.0,
                "{since} months, year {year}: {} {expected}",
                seen[year]
            );
        }
    }
}

#[test]
fn p8_a_host_that_opens_in_emergency_has_its_mortality() {
    // Nobody pays for health, so that an emergency doubles deaths.
    let deaths = |months: Option<u32>, log_sd: f64| {
        let mut situation = quiet(1_000_000, 1);
        situation.hosts[0].months_since_influx = months;
        situation.hosts[0].crude_death_rate_per_1000_per_year = 12.0;
        let parameters = &mut situation.parameters;
        parameters.finance.baseline_announced_share = 0.0;
        parameters.demography.emergency_mortality_median_ratio = 2.0;
        parameters.demography.emergency_mortality_log_sd = log_sd;
        column(
            &rows(&situation, &option("a"), &[("deaths_persons", YEAR)], 60),
            0,
        )
    };
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let usual = deaths(None, 0.0);
    assert_eq!(usual, deaths(Some(12), 0.0), "the emergency is over");
    // Sixty months with a thousand and two thousand deaths: a standard error of 0.01 of the ratio.
    let ratio = mean(&deaths(Some(11), 0.0)) / mean(&usual);
    assert!((ratio - 2.0).abs() < 0.05, "{ratio}");
    // The multiple is drawn as that of any emergency, and never below 1.
    let drawn = deaths(Some(0), 0.6);
    let (least, most) = (
        drawn.iter().copied().fold(f64::INFINITY, f64::min),
        drawn.iter().copied().fold(0.0, f64::max),
    );
    assert!(most > 3.0 * mean(&usual) && least > 0.8 * mean(&usual));
}

/// Money that is short and free covers two hosts alike, whatever their people cost and however many they
/// are, where both are in the same phase.
#[test]
fn i_short_money_covers_hosts_alike() {
    let mut situation = quiet(0, 36);
    situation.hosts = vec![host("XAB", 90_000), host("XAD", 10_000)];
    situation.hosts[0].arrival_share = 0.9;
    situation.hosts[1].arrival_share = 0.1;
    situation.parameters.arrivals.host_weight_concentration = 1e9;
    situation.parameters.arrivals.dispersion_size = 1e9;
    situation
        .parameters
        .costs
        .emergency_arrivals_minimum_persons = 1e9;
    situation.hosts[1].cost_ratio = 2.5;
    situation.parameters.arrivals.base_persons_per_month = common::same(3_000.0);
    situation.parameters.finance.baseline_announced_share = 0.5;
    for contributor in &mut situation.contributors {
        contributor.unearmarked_share = 1.0;
        contributor.host_earmarked_share = 0.0;
    }
    let option = option("a");
    let made = common::plan(&situation, &option, &[(1.0, 0.0, 0)]);
    for year in [2026, 2027, 2028].map(Period::Year) {
        // Schools and what follows from them are for those registered; livelihoods are for all.
        let sector = Breakdown::Sector(fairshare::model::Sector::Livelihoods);
        let coverage = |code| common::of_host("coverage_share", Some(code), sector, year);
        let (one, other) = (coverage("XAB"), coverage("XAD"));
        for row in common::sample_cells(&situation, &option, &made, 10, &[&one, &other]) {
            assert!(row[0] > 0.01 && row[0] < 0.8, "{row:?}");
            assert!((row[0] - row[1]).abs() < 0.01, "{row:?}");
        }
    }
}
