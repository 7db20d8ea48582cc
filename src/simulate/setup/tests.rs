//! What is prepared once.

use super::*;
use crate::simulate::common::everything::{everything, figure};
use crate::simulate::common::{country, people};
use crate::simulate::fixture::{after, all_near, near};

#[test]
fn hazards_of_onward_movement_and_pressure_are_by_month() {
    let mut situation = everything();
    let first = situation.hosts[0].onward_movements[0].clone();
    situation.hosts[0].onward_movements[0].hazard_per_year.war = 0.12;
    let mut second = first;
    second.to = 2;
    second.hazard_per_year.peace = 0.6;
    situation.hosts[0].onward_movements.push(second);
    situation.hosts[0].adverse_return_per_year.stalemate = 0.36;
    let setup = Setup::new(&situation, Resolution::Banded);
    let host = &setup.hosts[0];
    all_near(
        &host.onward_per_month,
        &[0.17 / 12.0, 0.1 / 12.0, 0.65 / 12.0],
    );
    all_near(&host.onward_shares[0], &[0.12, 0.05]);
    all_near(&host.onward_shares[2], &[0.05, 0.6]);
    all_near(&host.adverse_per_month, &[0.0025, 0.03, 0.0025]);
    near(setup.arrival_group_shares.iter().sum(), 1.0);
}

#[test]
fn states_are_compared_by_people_and_income_alike() {
    let mut situation = everything();
    let with = |code: &str, population: f64, gdp: Option<f64>, member: bool| {
        let mut country = country(code);
        country.un_member = member;
        country
            .indicators
            .insert(Indicator::PopulationPersons, figure(population));
        if let Some(gdp) = gdp {
            country.indicators.insert(Indicator::GdpUsd, figure(gdp));
        }
        country
    };
    situation.countries = vec![
        with("XAB", 3e6, Some(6e9), true),
        with("XAA", 9e6, Some(9e9), true),
        with("XAC", 1e6, Some(1e9), false),
        with("XAX", 4e6, None, true),
        with("XAY", 6e6, Some(3e9), true),
    ];
    // Of all but the country of origin and the one without figures.
    let weights: Vec<f64> = compared_states(&situation)
        .iter()
        .map(|row| row.1)
        .collect();
    all_near(
        &weights,
        &[0.5 * (0.3 + 0.6), 0.5 * (0.1 + 0.1), 0.5 * (0.6 + 0.3)],
    );
    situation.synthetic = false;
    let weights: Vec<f64> = compared_states(&situation)
        .iter()
        .map(|row| row.1)
        .collect();
    let third = 1.0 / 3.0;
    all_near(
        &weights,
        &[0.5 * (third + 2.0 * third), 0.5 * (2.0 * third + third)],
    );
    for (population, gdp) in [(0.0, 1e9), (1e6, 0.0)] {
        situation.countries = vec![with("XAB", population, Some(gdp), true)];
        assert!(compared_states(&situation).is_empty());
    }
}

#[test]
fn years_after_the_last_of_a_plan_repeat_it() {
    after(&everything(), 0, |setup, option, _, _| {
        let mut plan = option.plan.clone();
        plan.years = vec![2026, 2027];
        let share = &mut plan.shares[1];
        share.obligation_usd = vec![5.0, 7.0];
        share.baseline_places = vec![1, 2];
        share.obligation_places = vec![30, 40];
        let mut prepared = OptionSetup::new(setup, option.option, &plan);
        prepared.donors[1].pathways = vec![8.0, 9.0];
        for (year, usd, places, pathways) in [
            // Before its first year a plan asks for what it asks then.
            (2025, 5.0, (1, 30), 8.0),
            (2026, 5.0, (1, 30), 8.0),
            (2027, 7.0, (2, 40), 9.0),
            (2028, 7.0, (2, 40), 9.0),
        ] {
            let share = &plan.shares[1];
            assert_eq!(prepared.planned_usd(share, year), usd);
            assert_eq!(prepared.planned_places(share, year), places);
            assert_eq!(prepared.planned_pathways(1, year), pathways);
        }
        // A plan without years and amounts asks for nothing.
        plan.years.clear();
        plan.shares[1].obligation_usd.clear();
        let prepared = OptionSetup::new(setup, option.option, &plan);
        assert_eq!(prepared.planned_usd(&plan.shares[1], 2027), 0.0);
        assert_eq!(prepared.planned_pathways(0, 2027), 0.0);
    });
}

#[test]
fn habits_of_earmarking_leave_the_rest_to_sectors_of_hosts() {
    let mut situation = everything();
    for (contributor, shares) in
        situation
            .contributors
            .iter_mut()
            .zip([[0.5, 0.3], [0.2, 0.1], [0.9, 0.2]])
    {
        [
            contributor.unearmarked_share,
            contributor.host_earmarked_share,
        ] = shares;
    }
    after(&situation, 0, |_, option, _, _| {
        for (donor, rest) in option.donors.iter().zip([0.2, 0.7, 0.0]) {
            near(donor.earmark_shares[2], rest);
        }
        assert_eq!(option.donors[0].host, Some(0));
        assert_eq!(option.donors[1].host, None);
    });
    assert_eq!(per_million(0.25), 250_000);
    assert_eq!(people(10).total().0, 10);
}
