//! Forecasts by hand.

#![expect(
    clippy::needless_range_loop,
    reason = "hosts, years, sexes and ages number the rows of several tables at once"
)]

use super::*;
use crate::simulate::common::everything::everything;
use crate::simulate::common::same;
use crate::simulate::fixture::{after, all_near, near};

fn known() -> Situation {
    let mut situation = everything();
    let parameters = &mut situation.parameters;
    parameters.regime.war_to_stalemate_per_month = 0.05;
    parameters.regime.stalemate_to_war_per_month = 0.02;
    parameters.arrivals.base_persons_per_month = same(40.0);
    parameters.arrivals.base_persons_per_month.war = 900.0;
    parameters.voluntary_return.hazard_per_year = same(0.06);
    parameters.voluntary_return.hazard_per_year.peace = 0.36;
    parameters.voluntary_return.support_effect = 0.5;
    parameters.voluntary_return.package_usd_per_person = 300.0;
    parameters.local_integration.naturalisation_hazard_per_year = 0.024;
    parameters.local_integration.development_effect = 0.75;
    parameters.local_integration.support_usd_per_person = 250.0;
    parameters
        .resettlement
        .submissions_per_1000_refugees_per_month = 1.5;
    parameters.resettlement.processing_usd_per_person = 80.0;
    parameters.arrivals.pulse_month_ratio = 0.7;
    for (host, openness) in situation.hosts.iter_mut().zip([0.25, 0.5, 0.8]) {
        host.legal_framework_openness = openness;
        host.adverse_return_per_year = same(0.012);
        host.adverse_return_per_year.war = 0.24;
    }
    situation.hosts[0].onward_movements[0].hazard_per_year.war = 0.12;
    situation
}

#[test]
fn solutions_cost_what_those_who_find_them_cost() {
    after(&known(), 0, |setup, _, _, _| {
        for (host, openness) in [0.25, 0.5, 0.8].into_iter().enumerate() {
            for (stock, hazard, extra) in [(40_000.0, 0.005, 0.0), (7_000.0, 0.03, 120.0)] {
                let returns = stock * hazard * 1.5 * 300.0;
                let integration = stock * 0.002 * openness * 1.75 * 250.0;
                let submissions = (1.5 * stock / 1_000.0 + extra) * 80.0;
                near(
                    solutions_need_usd(setup, host, stock, hazard, extra),
                    returns + integration + submissions,
                );
            }
        }
    });
}

#[test]
fn the_mean_of_every_host_moves_by_its_hazards() {
    let mut situation = known();
    // Nothing but the pulse is a mass influx, and of its months those with the most.
    situation
        .parameters
        .costs
        .emergency_arrivals_minimum_persons = 21_000.0;
    situation.parameters.costs.emergency_arrivals_share_of_stock = 0.0;
    after(&situation, 0, |setup, _, _, _| {
        let hosts: Vec<HostOutlook> = [150_000.0, 60_000.0, 0.0]
            .into_iter()
            .enumerate()
            .map(|(host, stock)| HostOutlook {
                stock,
                registered_share: 0.9,
                natural_growth: 0.001,
                self_reliance: 0.2,
                months_since_influx: [3, 50, 34][host],
                recent_arrivals: [2_000.0, 1_000.0],
            })
            .collect();
        let pulse = KnownPulse {
            outbreak: 7,
            persons: 100_000.0,
        };
        let outlook = Outlook {
            from: 5,
            belief: [0.6, 0.3, 0.1],
            pulse: Some(pulse),
            hosts: hosts.clone(),
        };
        let mut seen = Vec::new();
        project(setup, &outlook, 6, |month, host, forecast| {
            seen.push((month, host, forecast));
        });
        assert_eq!(seen.len(), 18);
        let matrix = situation.parameters.regime.matrix();
        let mut belief = [0.6, 0.3, 0.1];
        let mut stocks: Vec<f64> = hosts.iter().map(|outlook| outlook.stock).collect();
        let mut since: Vec<u32> = hosts.iter().map(|host| host.months_since_influx).collect();
        let mut came = [[2_000.0, 1_000.0]; 3];
        let mut emergencies = 0;
        for month in 0..6_u32 {
            let now = 5 + month;
            if now == 7 {
                belief = [1.0, 0.0, 0.0];
            }
            let mean = |[war, stalemate, peace]: [f64; 3]| {
                war * belief[0] + stalemate * belief[1] + peace * belief[2]
            };
            let crossing =
                mean([900.0, 40.0, 40.0]) + setup.usual_pulse.persons_in(Some(pulse), now);
            let returning = mean([0.06, 0.06, 0.36]) / 12.0;
            let adverse = mean([0.24, 0.012, 0.012]) / 12.0;
            let onward = mean([0.12, 0.05, 0.05]) / 12.0;
            let before = stocks.clone();
            for host in 0..3 {
                let &(number, index, forecast) = &seen[month as usize * 3 + host];
                assert_eq!((number, index), (month, setup.by_code[host]));
                near(forecast.stock, before[host]);
                assert_eq!(forecast.months_since_influx, since[host]);
                let costs = &situation.parameters.costs;
                let mut needs = setup.hosts[host].costs.month_usd(
                    crate::simulate::costing::phase(costs, since[host]),
                    before[host],
                    0.9 * before[host],
                    0.2,
                );
                needs[Sector::Solutions.index()] =
                    solutions_need_usd(setup, host, before[host], returning, 0.0);
                all_near(&forecast.needs, &needs);
                let openness = situation.hosts[host].legal_framework_openness;
                let mut leaving = returning + 0.002 * openness + adverse;
                if host == 0 {
                    leaving += onward;
                }
                let arrivals = situation.hosts[host].arrival_share * crossing;
                stocks[host] = before[host] * 1.001 * (-leaving).exp() + arrivals;
                since[host] += 1;
                if arrivals + came[host][0] + came[host][1] >= 21_000.0 {
                    since[host] = 0;
                    emergencies += 1;
                }
                came[host] = [arrivals, came[host][0]];
            }
            stocks[1] += before[0] * onward;
            if now >= 7 {
                belief =
                    [0, 1, 2].map(|to| (0..3).map(|from| belief[from] * matrix[from][to]).sum());
            }
        }
        assert!((1..9).contains(&emergencies), "{emergencies}");
    });
}

#[test]
fn the_start_is_as_it_is_described() {
    let mut situation = known();
    situation.hosts[1].crude_death_rate_per_1000_per_year = 6.0;
    situation.parameters.demography.mortality_ratio_to_host = 0.5;
    situation
        .parameters
        .demography
        .crude_birth_rate_per_1000_per_year = 27.0;
    situation.hosts[1].self_reliance_initial_share = 0.35;
    situation.hosts[1].stock.unregistered = crate::simulate::common::people(16_000);
    situation.hosts[2].stock.refugees = crate::model::Population::default();
    situation.parameters.regime.initial = Regime::Stalemate;
    let setup = Setup::new(&situation, Resolution::Banded);
    let outlook = opening_outlook(&setup, None);
    assert_eq!(outlook.belief, [0.0, 1.0, 0.0]);
    let seen = &outlook.hosts[1];
    let stock = 60_000.0 + 4_000.0 + 16_000.0;
    near(seen.stock, stock);
    near(seen.registered_share, 1.0 - 16_000.0 / stock);
    near(seen.natural_growth, 0.002);
    near(seen.self_reliance, 0.35);
    assert_eq!(
        seen.months_since_influx,
        situation.parameters.costs.stabilisation_months
    );
    near(outlook.hosts[2].registered_share, 1.0);
    assert_eq!(outlook.hosts[2].months_since_influx, 0);
}

#[test]
fn planners_count_person_years_and_needs_by_year_and_tier() {
    let situation = known();
    let needs = planning_needs(&situation, 2, 500);
    let setup = Setup::new(&situation, Resolution::Banded);
    // The situation begins in war.
    let outlook = opening_outlook(&setup, None);
    assert_eq!(outlook.belief, [1.0, 0.0, 0.0]);
    let mut usd = vec![vec![[0.0; 2]; 2]; 3];
    let mut person_years = vec![vec![0.0; 2]; 3];
    project(&setup, &outlook, 24, |month, host, forecast| {
        let year = usize::from(month >= 12);
        person_years[host][year] += forecast.stock / 12.0;
        for (sector, need) in SECTORS.iter().zip(forecast.needs) {
            usd[host][year][sector.tier() as usize] += need;
        }
    });
    assert_eq!(needs.years, [2026, 2027]);
    for host in 0..3 {
        all_near(&needs.person_years[host], &person_years[host]);
        for year in 0..2 {
            all_near(&needs.usd[host][year], &usd[host][year]);
        }
    }
    for year in 0..2 {
        let places: Vec<f64> = (0..3)
            .map(|host| f64::from(needs.places[host][year]))
            .collect();
        assert_eq!(places.iter().sum::<f64>(), 500.0);
        let everybody: f64 = person_years.iter().map(|host| host[year]).sum();
        for host in 0..3 {
            let exact = 500.0 * person_years[host][year] / everybody;
            assert!((places[host] - exact).abs() < 1.0);
        }
    }
}

#[test]
fn arrangements_are_planned_for_with_the_people_that_are_forecast() {
    let mut situation = known();
    for empty in [false, true] {
        if empty {
            situation.hosts[2].stock.refugees = crate::model::Population::default();
        }
        let option = situation.options.last().expect("an option");
        let without = planning_needs(&situation, 2, option.resettlement_places_per_year);
        let with = planned_needs(&situation, option, 2);
        for year in 0..2 {
            let mut later = situation.clone();
            for (host, sheltered) in later.hosts.iter_mut().zip(&without.person_years) {
                let before = host.stock.total().as_f64();
                if before > 0.0 {
                    host.stock = host.stock.times(sheltered[year] / before);
                } else {
                    host.stock.refugees =
                        arrival_profile(&later.parameters.arrivals).times(sheltered[year] / 1e6);
                }
                host.months_since_influx =
                    Some(situation.parameters.costs.stabilisation_months + 6 + 12 * year as u32);
            }
            let arranged = arrangements_usd(&later, option);
            assert!(arranged.iter().flatten().any(|&usd| usd > 1_000.0));
            for host in 0..3 {
                for tier in 0..2 {
                    near(
                        with.usd[host][year][tier],
                        (without.usd[host][year][tier] + 12.0 * arranged[host][tier]).max(0.0),
                    );
                }
            }
        }
    }
}

/// What an arrangement costs whatever the people are planned for once, not once for each of those who
/// were there at the start.
#[test]
fn what_does_not_depend_on_people_is_planned_for_as_it_is() {
    let mut situation = known();
    situation.parameters.emergency = Default::default();
    situation.parameters.protracted = Default::default();
    situation.parameters.protracted.tension = everything().parameters.protracted.tension;
    situation
        .parameters
        .protracted
        .tension
        .dialogue_usd_per_year = 360_000.0;
    let tier = Sector::Coordination.tier() as usize;
    for opening in [0, 300, 300_000] {
        let mut situation = situation.clone();
        for host in &mut situation.hosts {
            host.stock.refugees = crate::simulate::common::people(opening);
            host.stock.unregistered = crate::model::Population::default();
            host.stock.asylum_seekers = crate::model::Population::default();
        }
        let option = situation.options.last().expect("an option");
        let without = planning_needs(&situation, 2, option.resettlement_places_per_year);
        let with = planned_needs(&situation, option, 2);
        for (with, without) in with.usd.iter().flatten().zip(without.usd.iter().flatten()) {
            near(with[tier] - without[tier], 120_000.0);
        }
    }
}

/// A plan of before the outbreak does not know of it; one of after, or one that the influx calls for, does.
#[test]
fn a_plan_knows_of_an_outbreak_that_came_before_it() {
    let mut situation = known();
    situation.parameters.emergency = Default::default();
    situation.parameters.protracted = Default::default();
    situation.origin = Some(crate::model::Origin {
        country: "XAA".parse().expect("a code"),
        name: "Origin".to_owned(),
        population: crate::units::Persons(20_000_000),
    });
    let arrivals = &mut situation.parameters.arrivals;
    arrivals.pulse_maximum_share_of_origin_population = 0.2;
    arrivals.pulse_minimum_persons = 20_000.0;
    situation.parameters.arrivals.onset_month = Some(5);
    situation.parameters.arrivals.onset_pulse_median_persons = Some(200_000.0);
    let mut quiet = situation.clone();
    quiet.parameters.arrivals.onset_month = None;
    let mut option = situation.options.last().expect("an option").clone();
    let people = |situation: &Situation, option: &PolicyOption| {
        let needs = planned_needs(situation, option, 2);
        needs.person_years.iter().map(|host| host[1]).sum::<f64>()
    };
    for (month, convened, knows) in [(4, false, false), (5, false, true), (4, true, true)] {
        option.plan_month = month;
        if convened {
            situation.parameters.emergency.consultation.applies =
                crate::model::parameters::Switch::WithPlan;
        }
        let more = people(&situation, &option) - people(&quiet, &option);
        if knows {
            assert!(more > 100_000.0, "{more}");
        } else {
            assert_eq!(more, 0.0);
        }
    }
}

/// What does not come again is left out, in proportion.
#[test]
fn what_does_not_come_again_is_no_part_of_the_plan() {
    let mut situation = known();
    situation.parameters.emergency = Default::default();
    situation.parameters.protracted = Default::default();
    let consultation = &mut situation.parameters.emergency.consultation;
    consultation.applies = crate::model::parameters::Switch::WithPlan;
    consultation.cost_usd = 900_000.0;
    let option = situation.options.last().expect("an option");
    let nothing = arrangements_usd(&situation, option);
    assert_eq!(nothing, [[0.0; 2]; 3]);
    situation.parameters.protracted.tension = everything().parameters.protracted.tension;
    situation
        .parameters
        .protracted
        .tension
        .dialogue_usd_per_year = 360_000.0;
    let option = situation.options.last().expect("an option");
    let dialogue = arrangements_usd(&situation, option);
    let tier = Sector::Coordination.tier() as usize;
    for host in dialogue {
        near(host[tier], 10_000.0);
        near(host[1 - tier], 0.0);
    }
}

/// The seed of the futures changes nothing of what a plan is made for.
#[test]
fn what_is_planned_for_does_not_depend_on_the_seed() {
    let situation = known();
    let option = situation.options.last().expect("an option");
    let mut other = situation.clone();
    other.ensemble.seed += 1;
    let [one, two] = [&situation, &other].map(|situation| planned_needs(situation, option, 3));
    assert_eq!(one, two);
}

#[test]
fn a_year_is_taken_for_the_phase_of_its_middle() {
    let mut situation = known();
    situation.parameters.arrivals.base_persons_per_month = same(0.0);
    for (host, since) in situation.hosts.iter_mut().zip([0, 10, 50]) {
        host.months_since_influx = Some(since);
    }
    let setup = Setup::new(&situation, Resolution::Banded);
    let outlook = opening_outlook(&setup, None);
    let (_, since) = forecast_needs(&setup, &outlook, 3, 0);
    assert_eq!(since, [[6, 16, 56], [18, 28, 68], [30, 40, 80]]);
}

#[test]
fn arrangements_of_an_emergency_alone_are_planned_for() {
    let mut situation = known();
    situation.parameters.protracted = crate::model::parameters::ProtractedParameters::default();
    let preparedness = &mut situation.parameters.emergency.preparedness;
    preparedness.upkeep_usd_per_host_per_year = 5e6;
    let option = situation.options.last().expect("an option").clone();
    let with = planned_needs(&situation, &option, 2);
    situation.parameters.emergency = crate::model::parameters::EmergencyParameters::default();
    let without = planned_needs(&situation, &option, 2);
    let sum = |needs: &NeedsMatrix| needs.usd.iter().flatten().flatten().sum::<f64>();
    assert!(sum(&with) > sum(&without) + 1e5);
}

#[test]
fn a_situation_with_other_people_has_their_pipeline_too() {
    let mut situation = known();
    situation.hosts[0].resettlement_pipeline_persons = Some(400);
    situation.hosts[1].resettlement_pipeline_persons = None;
    situation.hosts[2].stock = crate::model::HostStock::default();
    situation.hosts[2].resettlement_pipeline_persons = Some(0);
    situation.parameters.arrivals.onset_month = Some(4);
    let people = [300_000.0, 30_000.0, 8_000.0];
    let other = sheltering(&situation, |host| people[host], &[3, 9, 27]);
    for (host, since) in [3, 9, 27].into_iter().enumerate() {
        let total = other.hosts[host].stock.total().as_f64();
        assert!((total - people[host]).abs() <= 100.0, "{total}");
        assert_eq!(other.hosts[host].months_since_influx, Some(since));
    }
    let pipelines = [0, 1, 2].map(|host| other.hosts[host].resettlement_pipeline_persons);
    let before = situation.hosts[0].stock.total().as_f64();
    let scaled = (400.0 * 300_000.0 / before).floor() as u64;
    assert_eq!(pipelines, [Some(scaled), None, Some(0)]);
    assert!(scaled > 700, "{scaled}");
    assert_eq!(other.parameters.arrivals.onset_month, None);
}
