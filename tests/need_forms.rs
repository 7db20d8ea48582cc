//! What is needed, expected, asked and paid, where it follows from what is stated: needs by sector and
//! phase, what planners expect against what happens, the first appeal, present value, months counted.

mod common;

use common::{
    contributor, host, let_flee, moments, of_donor, of_host, people, plan, quiet, same,
    sample_cells,
};
use fairshare::indicator::{Breakdown, Period};
use fairshare::model::parameters::{PerPhase, Regime};
use fairshare::model::{OnwardMovement, SECTORS, Sector, Situation, Tier};
use fairshare::simulate::planning_needs;
use fairshare::simulate::record::Cell;

const YEAR: Period = Period::Year(2026);

fn future(situation: &Situation, wanted: &[&dyn Fn(&Cell) -> bool]) -> Vec<f64> {
    futures(situation, 1, wanted)[0].clone()
}

fn futures(situation: &Situation, count: u64, wanted: &[&dyn Fn(&Cell) -> bool]) -> Vec<Vec<f64>> {
    let option = situation.options[0].clone();
    let rows = vec![(1.0, 0.0, 0); situation.contributors.len()];
    let plan = plan(situation, &option, &rows);
    sample_cells(situation, &option, &plan, count, wanted)
}

fn whole(indicator: &'static str, period: Period) -> impl Fn(&Cell) -> bool {
    of_host(indicator, None, Breakdown::None, period)
}

/// The need of each sector in the first month, US$.
fn needs_of_a_month(situation: &Situation) -> Vec<f64> {
    let mut situation = situation.clone();
    situation.clock.months = 1;
    SECTORS
        .map(|sector| {
            let cell = of_host(
                "requirement_usd",
                Some("XAB"),
                Breakdown::Sector(sector),
                YEAR,
            );
            future(&situation, &[&cell])[0]
        })
        .to_vec()
}

#[test]
fn each_sector_needs_its_share_less_what_self_reliance_displaces() {
    let mut situation = quiet(0, 1);
    situation.hosts[0].stock.refugees = people(30_000);
    situation.hosts[0].stock.unregistered = people(10_000);
    situation.hosts[0].cost_ratio = 1.5;
    situation.hosts[0].fixed_cost_usd_per_year = 240_000.0;
    situation.hosts[0].self_reliance_initial_share = 0.3;
    situation.hosts[0].legal_framework_openness = 0.5;
    let parameters = &mut situation.parameters;
    parameters.costs.need_usd_per_person_year = PerPhase {
        emergency: 900.0,
        stabilisation: 700.0,
        protracted: 480.0,
    };
    parameters.voluntary_return.hazard_per_year = same(0.24);
    parameters.voluntary_return.support_effect = 0.5;
    parameters.voluntary_return.package_usd_per_person = 300.0;
    parameters.local_integration.naturalisation_hazard_per_year = 0.06;
    parameters.local_integration.development_effect = 0.8;
    parameters.local_integration.support_usd_per_person = 100.0;
    parameters
        .resettlement
        .submissions_per_1000_refugees_per_month = 2.0;
    parameters.resettlement.processing_usd_per_person = 70.0;
    let shares = &situation.parameters.costs.sector_share;
    let in_order = shares.in_order();
    let of_share = |sector: Sector| {
        in_order
            .get(sector.index())
            .map_or(0.0, |share| share.protracted)
    };
    let displaced = |sector: Sector| match sector {
        Sector::Food => 0.8,
        Sector::Shelter => 0.5,
        Sector::Livelihoods => 0.6,
        Sector::Health => 0.3,
        Sector::Wash => 0.2,
        Sector::Education => 0.1,
        _ => 0.0,
    };
    let (stock, unit) = (40_000.0, 480.0 * 1.5 / 12.0);
    let all: f64 = shares.in_order().iter().map(|share| share.protracted).sum();
    let seen = needs_of_a_month(&situation);
    for (sector, seen) in SECTORS.into_iter().zip(seen) {
        let usual = unit * of_share(sector) * (1.0 - 0.3 * displaced(sector));
        let expected = match sector {
            // Those who are registered may go to school.
            Sector::Education => usual * 30_000.0,
            Sector::Coordination => usual * stock + 20_000.0,
            Sector::HostCommunity => 0.3 * unit * all * stock,
            // Packages for those who would return with full support, support to those who would be
            // naturalised with it, files of those whom offices can submit.
            Sector::Solutions => {
                stock * 0.02 * 1.5 * 300.0
                    + stock * 0.005 * 0.5 * 1.8 * 100.0
                    + 2.0 * stock / 1000.0 * 70.0
            }
            _ => usual * stock,
        };
        assert!(
            (seen - expected).abs() < 0.02,
            "{sector:?}: {seen}, not {expected}"
        );
    }
}

#[test]
fn needs_fall_from_phase_to_phase_after_an_influx() {
    // An empty host, in which people are there from the second month on and nothing else happens:
    // its clock runs from the start.
    let mut situation = quiet(0, 30);
    situation.parameters.costs.need_usd_per_person_year = PerPhase {
        emergency: 1200.0,
        stabilisation: 600.0,
        protracted: 240.0,
    };
    situation.parameters.costs.emergency_months = 6;
    situation.parameters.costs.stabilisation_months = 15;
    situation.parameters.costs.host_community_share = 0.0;
    // A pulse within one month, too small for a mass influx of its own.
    situation
        .parameters
        .costs
        .emergency_arrivals_minimum_persons = 1e9;
    let arrivals = &mut situation.parameters.arrivals;
    arrivals.onset_month = Some(0);
    arrivals.pulse_minimum_persons = 1e9;
    arrivals.pulse_maximum_share_of_origin_population = 0.001;
    arrivals.pulse_month_ratio = 0.0;
    arrivals.dispersion_size = 1e12;
    for month in 1..30 {
        let seen = future(
            &situation,
            &[
                &whole("stock_month_persons", Period::Month(month)),
                &whole("requirement_month_usd", Period::Month(month)),
            ],
        );
        let shares = situation.parameters.costs.sector_share.in_order();
        let unit = match month {
            0..6 => 100.0 * shares.iter().map(|share| share.emergency).sum::<f64>(),
            6..15 => 50.0 * shares.iter().map(|share| share.stabilisation).sum::<f64>(),
            _ => 20.0 * shares.iter().map(|share| share.protracted).sum::<f64>(),
        };
        // Those not registered do not go to school in the first month.
        let least = if month == 1 { 0.86 } else { 1.0 };
        let ratio = seen[1] / (seen[0] * unit);
        assert!(
            ratio > least - 1e-6 && ratio < 1.0 + 1e-6,
            "month {month}: {seen:?}, {ratio}"
        );
    }
}

#[test]
fn an_influx_opens_an_emergency_by_its_share_of_the_stock_and_its_least_number() {
    // Three thousand come in three months to 20,000 people.
    let need_of = |share: f64, least: f64| {
        let mut situation = quiet(20_000, 12);
        situation.parameters.arrivals.base_persons_per_month = same(1_000.0);
        situation.parameters.arrivals.dispersion_size = 1e12;
        let costs = &mut situation.parameters.costs;
        costs.need_usd_per_person_year = PerPhase {
            emergency: 900.0,
            stabilisation: 450.0,
            protracted: 450.0,
        };
        costs.emergency_arrivals_share_of_stock = share;
        costs.emergency_arrivals_minimum_persons = least;
        future(
            &situation,
            &[&whole("requirement_month_usd", Period::Month(6))],
        )[0]
    };
    let usual = need_of(1e9, 1e9);
    for (share, least, opens) in [
        (0.05, 1_000.0, true),
        (0.05, 10_000.0, false),
        (0.5, 1_000.0, false),
    ] {
        let ratio = need_of(share, least) / usual;
        let expected = if opens { 2.0 } else { 1.0 };
        assert!((ratio - expected).abs() < 0.02, "{share}, {least}: {ratio}");
    }
}

/// Two hosts with every movement there is, and a regime that switches.
fn moving() -> Situation {
    let mut situation = quiet(0, 36);
    situation.hosts = vec![host("XAB", 300_000), host("XAD", 100_000)];
    for (host, (share, openness)) in situation.hosts.iter_mut().zip([(0.7, 0.6), (0.3, 0.2)]) {
        host.arrival_share = share;
        host.legal_framework_openness = openness;
        host.crude_death_rate_per_1000_per_year = 8.0;
        host.fixed_cost_usd_per_year = 900_000.0;
    }
    situation.hosts[0].adverse_return_per_year = same(0.04);
    situation.hosts[0].adverse_return_per_year.war = 0.01;
    situation.hosts[1].onward_movements = vec![OnwardMovement {
        to: 0,
        hazard_per_year: same(0.1),
    }];
    situation.hosts[1].onward_movements[0].hazard_per_year.peace = 0.3;
    let parameters = &mut situation.parameters;
    parameters.regime.initial = Regime::War;
    parameters.regime.war_to_stalemate_per_month = 0.05;
    parameters.regime.stalemate_to_peace_per_month = 0.08;
    parameters.regime.peace_to_stalemate_per_month = 0.02;
    parameters.arrivals.base_persons_per_month = same(500.0);
    parameters.arrivals.base_persons_per_month.war = 6_000.0;
    parameters.arrivals.dispersion_size = 1e12;
    parameters.demography.crude_birth_rate_per_1000_per_year = 30.0;
    parameters.voluntary_return.hazard_per_year = same(0.01);
    parameters.voluntary_return.hazard_per_year.peace = 0.25;
    parameters.voluntary_return.package_usd_per_person = 2_000.0;
    parameters.local_integration.naturalisation_hazard_per_year = 0.1;
    parameters.costs.emergency_arrivals_minimum_persons = 1e9;
    situation
}

#[test]
fn what_planners_expect_is_the_mean_of_what_happens() {
    for regime in [Regime::War, Regime::Stalemate, Regime::Peace] {
        // A regime that stays, so that nothing is left to chance but who moves.
        let mut situation = moving();
        situation.parameters.regime = quiet(0, 1).parameters.regime;
        situation.parameters.regime.initial = regime;
        let expected = planning_needs(&situation, 3, 0);
        for (host, code) in ["XAB", "XAD"].into_iter().enumerate() {
            for year in 0..3 {
                let period = Period::Year(2026 + i32::try_from(year).expect("small"));
                let cell = |indicator| of_host(indicator, Some(code), Breakdown::None, period);
                let rows = futures(
                    &situation,
                    25,
                    &[&cell("requirement_usd"), &cell("displacement_person_years")],
                );
                let need: f64 = expected.usd[host][year].iter().sum();
                let people = expected.person_years[host][year];
                for (index, (what, expected)) in [("needs", need), ("people", people)]
                    .into_iter()
                    .enumerate()
                {
                    let values: Vec<f64> = rows.iter().map(|row| row[index]).collect();
                    let (mean, variance) = moments(&values);
                    // Births and deaths are taken at their crude rates: within a hundredth; and 4.5
                    // standard errors.
                    let error = 4.5 * (variance / values.len() as f64).sqrt();
                    assert!(
                        (mean - expected).abs() <= error + 0.01 * expected,
                        "{what} of {code} in year {year} of {regime:?}: {mean}, not {expected}"
                    );
                }
            }
        }
    }
}

/// The needs that a plan for an outbreak is made for are the mean of those that come, emergencies, later
/// years of the pulse and all: 800 futures, 4.5 standard errors, and three hundredths for what planners
/// leave out (that sizes and courses are drawn, and stages of an emergency follow them).
#[test]
fn an_announced_outbreak_is_planned_for_at_its_mean() {
    let mut situation = moving();
    situation.parameters.regime = quiet(0, 1).parameters.regime;
    situation.parameters.regime.initial = Regime::Peace;
    situation
        .parameters
        .costs
        .emergency_arrivals_minimum_persons = 5_000.0;
    situation.clock.months = 36;
    let_flee(&mut situation, 20_000_000, same(500.0));
    let arrivals = &mut situation.parameters.arrivals;
    arrivals.onset_month = Some(3);
    arrivals.onset_pulse_median_persons = Some(400_000.0);
    arrivals.pulse_single_year_probability = 0.3;
    arrivals.pulse_year_ratio_median = 0.3;
    arrivals.pulse_year_ratio_log_sd = 1.0;
    arrivals.pulse_year_ratio_maximum = 3.0;
    let expected = planning_needs(&situation, 3, 0);
    for year in 0..3 {
        let period = Period::Year(2026 + i32::try_from(year).expect("small"));
        let cell = |indicator| of_host(indicator, None, Breakdown::None, period);
        let rows = futures(
            &situation,
            800,
            &[&cell("requirement_usd"), &cell("displacement_person_years")],
        );
        let need: f64 = expected.usd.iter().flat_map(|host| host[year]).sum();
        let people: f64 = expected.person_years.iter().map(|host| host[year]).sum();
        for (index, (what, expected)) in [("needs", need), ("people", people)]
            .into_iter()
            .enumerate()
        {
            let values: Vec<f64> = rows.iter().map(|row| row[index]).collect();
            let (mean, variance) = moments(&values);
            let error = 4.5 * (variance / values.len() as f64).sqrt();
            assert!(
                (mean - expected).abs() <= error + 0.03 * expected,
                "{what} in year {year}: {mean}, not {expected}; {error}"
            );
        }
    }
}

#[test]
fn planned_needs_are_split_into_tiers_as_the_month_s_are() {
    let situation = moving();
    let expected = planning_needs(&situation, 1, 0);
    let sums = Tier::ALL.map(|tier| expected.usd[0][0][tier as usize]);
    let month = needs_of_a_month(&situation);
    let part: f64 = SECTORS
        .iter()
        .zip(&month)
        .filter(|(sector, _)| sector.tier() == Tier::LifeSaving)
        .map(|(_, need)| need)
        .sum();
    let all: f64 = month.iter().sum();
    assert!((sums[0] / (sums[0] + sums[1]) - part / all).abs() < 0.03);
}

#[test]
fn planners_know_an_outbreak_that_is_announced_for_the_first_year() {
    // All of the median comes, falling from month to month as it is known to fall.
    let mut situation = quiet(0, 24);
    // All sizes are alike.
    let_flee(&mut situation, 1_000_000, same(0.0));
    let arrivals = &mut situation.parameters.arrivals;
    arrivals.pulse_minimum_persons = 200_000.0;
    arrivals.onset_month = Some(0);
    arrivals.onset_pulse_median_persons = Some(100_000.0);
    let stock = |situation: &Situation| planning_needs(situation, 2, 0).person_years[0].clone();
    let known = stock(&situation);
    // Before month m have come M (1 − ϱᵐ)/(1 − ϱ¹²).
    let expected: f64 = (0..12)
        .map(|m| 100_000.0 * (1.0 - 0.8_f64.powi(m)) / (1.0 - 0.8_f64.powi(12)))
        .sum::<f64>()
        / 12.0;
    assert!((known[0] - expected).abs() < 1.0, "{known:?}, {expected}");
    // A later one is planned for from its month on.
    let mut later = situation.clone();
    later.parameters.arrivals.onset_month = Some(9);
    let expected: f64 = (0..3)
        .map(|m| 100_000.0 * (1.0 - 0.8_f64.powi(m)) / (1.0 - 0.8_f64.powi(12)))
        .sum::<f64>()
        / 12.0;
    let seen = stock(&later);
    assert!((seen[0] - expected).abs() < 1.0, "{seen:?}, {expected}");
    assert!(seen[1] > 0.5 * 100_000.0, "{seen:?}");
    situation.parameters.arrivals.onset_pulse_median_persons = None;
    assert_eq!(stock(&situation), [0.0, 0.0], "nor one of unknown size");
}

#[test]
fn places_are_planned_by_the_people_of_each_host_and_year() {
    let situation = moving();
    let needs = planning_needs(&situation, 3, 1_000);
    for year in 0..3 {
        let places: Vec<u32> = needs.places.iter().map(|host| host[year]).collect();
        assert_eq!(places.iter().sum::<u32>(), 1_000);
        let all: f64 = needs.person_years.iter().map(|host| host[year]).sum();
        for (host, &places) in places.iter().enumerate() {
            let part = 1_000.0 * needs.person_years[host][year] / all;
            assert!((f64::from(places) - part).abs() <= 1.0, "{places}, {part}");
        }
    }
}

#[test]
fn the_first_appeal_asks_for_what_planners_expect() {
    let mut situation = moving();
    situation.hosts[0].stock.unregistered = people(60_000);
    situation.hosts[0].self_reliance_initial_share = 0.2;
    situation.contributors = vec![contributor("XAC", 0.75), contributor("XAE", 0.25)];
    situation.parameters.finance.baseline_announced_share = 0.4;
    let expected: f64 = planning_needs(&situation, 1, 0)
        .usd
        .iter()
        .map(|years| years[0].iter().sum::<f64>())
        .sum();
    for (donor, share) in [(0, 0.75), (1, 0.25)] {
        let announced = future(&situation, &[&of_donor("announced_usd", donor, 2026)])[0];
        let part = 0.4 * share * expected;
        assert!(
            (announced / part - 1.0).abs() < 1e-6,
            "{announced}, not {part}"
        );
    }
}

#[test]
fn present_value_discounts_each_month_by_its_distance() {
    let mut situation = moving();
    let rate = 0.07_f64;
    situation.parameters.finance.discount_rate_per_year = rate;
    let months: Vec<_> = (0..36)
        .map(|month| whole("disbursed_month_usd", Period::Month(month)))
        .collect();
    let mut wanted: Vec<&dyn Fn(&Cell) -> bool> = months
        .iter()
        .map(|cell| cell as &dyn Fn(&Cell) -> bool)
        .collect();
    let present = whole("present_value_disbursed_usd", Period::Whole);
    wanted.push(&present);
    let seen = future(&situation, &wanted);
    let expected: f64 = (0..36)
        .map(|month| seen[month] * (1.0 + rate).powf(-(month as f64) / 12.0))
        .sum();
    assert!(
        seen[36] > 1e6 && (seen[36] - expected).abs() < 0.02,
        "{seen:?}, {expected}"
    );
}

#[test]
fn months_of_peace_displacement_and_protraction_are_counted() {
    // Peace from the start; a quarter have been away for long, and nobody moves.
    let mut situation = quiet(0, 24);
    situation.parameters.regime.initial = Regime::Peace;
    situation.hosts[0].stock.refugees = people(80_000);
    situation.hosts[0].stock.arrival_years = vec![(2010, 0.25), (2025, 0.75)];
    situation.hosts[0].stock.unregistered = people(5_000);
    situation.hosts[0].registration_capacity_persons_per_month = 0.0;
    for (indicator, expected) in [
        ("peace_share", 1.0),
        ("displacement_person_years", 85_000.0),
        ("protracted_person_years", 20_000.0),
        ("unregistered_person_months", 12.0 * 5_000.0),
    ] {
        for year in [2026, 2027] {
            let seen = future(&situation, &[&whole(indicator, Period::Year(year))])[0];
            assert!(
                (seen - expected).abs() < 1e-6,
                "{indicator} in {year}: {seen}"
            );
        }
    }
    let peace = future(&situation, &[&whole("total_peace_share", Period::Whole)])[0];
    assert_eq!(peace, 1.0);
}

#[test]
fn a_plan_adopted_within_a_year_brings_the_rest_of_the_year() {
    let asked = |month: u32, uptake: f64| {
        let mut situation = quiet(100_000, 24);
        situation.parameters.finance.baseline_announced_share = 0.0;
        situation.contributors[0].baseline_places_per_year = 400;
        let mut option = situation.options[0].clone();
        option.has_plan = true;
        option.plan_month = month;
        option.uptake = Some(uptake);
        let plan = plan(&situation, &option, &[(1.0, 12e6, 1_000)]);
        let cells: Vec<_> = ["announced_usd", "resettlement_places_offered_persons"]
            .into_iter()
            .flat_map(|indicator| [2026, 2027].map(|year| of_donor(indicator, 0, year)))
            .collect();
        let wanted: Vec<&dyn Fn(&Cell) -> bool> = cells
            .iter()
            .map(|cell| cell as &dyn Fn(&Cell) -> bool)
            .collect();
        sample_cells(&situation, &option, &plan, 1, &wanted)[0].clone()
    };
    // Announced in the first and second year, places offered in the first and second.
    for (month, uptake, expected) in [
        (0, 1.0, [12e6, 12e6, 1_000.0, 1_000.0]),
        (6, 1.0, [6e6, 12e6, 1_000.0, 1_000.0]),
        (9, 0.5, [1.5e6, 6e6, 700.0, 700.0]),
        (12, 0.5, [0.0, 6e6, 400.0, 700.0]),
        (0, 0.0, [0.0, 0.0, 400.0, 400.0]),
    ] {
        let seen = asked(month, uptake);
        for (seen, expected) in seen.iter().zip(expected) {
            assert!(
                (seen - expected).abs() < 0.02,
                "month {month}: {seen}, not {expected}"
            );
        }
    }
}

#[test]
fn who_is_not_registered_receives_a_part_of_what_others_do() {
    // Nothing is paid at all, or everything is: of those not registered, a half is missed.
    let missed = |announced: f64| {
        let mut situation = quiet(0, 1);
        situation.hosts[0].stock.refugees = people(30_000);
        situation.hosts[0].stock.unregistered = people(10_000);
        situation.hosts[0].registration_capacity_persons_per_month = 0.0;
        situation.parameters.registration.unregistered_service_share = 0.5;
        situation.parameters.finance.baseline_announced_share = announced;
        situation.parameters.finance.disbursement_mean_months = 1.0;
        let rows = futures(
            &situation,
            1,
            &[&whole("below_standard_person_months", YEAR)],
        );
        rows[0][0]
    };
    assert_eq!(missed(0.0), 40_000.0);
    // All of the year's money comes in the first month.
    assert_eq!(missed(1.0), 5_000.0);
}
