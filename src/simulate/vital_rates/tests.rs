//! Mortality and fertility by their schedules.

#![expect(
    clippy::needless_range_loop,
    reason = "hosts, years, sexes and ages number the rows of several tables at once"
)]

use super::*;
use crate::simulate::common::everything::everything;
use crate::simulate::common::{host, parameters, people};
use crate::simulate::fixture::near;
use crate::simulate::grouping::Resolution;

fn standard() -> [[u64; AGES]; 2] {
    let mut standard = [[0; AGES]; 2];
    for (sex, ages) in standard.iter_mut().enumerate() {
        for (age, count) in ages.iter_mut().enumerate() {
            *count = ((100 - age) * (3 + sex)) as u64;
        }
    }
    standard
}

#[test]
fn schedules_are_scaled_to_crude_rates() {
    let mut demography = parameters().demography;
    demography.crude_birth_rate_per_1000_per_year = 36.0;
    demography.mortality_ratio_to_host = 0.75;
    demography.siler_infant_level = 0.06;
    demography.siler_infant_decline_per_year = 0.9;
    demography.siler_constant_level = 0.003;
    demography.siler_old_level = 0.000_2;
    demography.siler_old_rise_per_year = 0.08;
    let mut home = host("XAB", 0);
    home.crude_death_rate_per_1000_per_year = 8.0;
    let standard = standard();
    let rates = VitalRates::new(&demography, &home, &standard);
    let everybody: u64 = standard.iter().flatten().sum();
    let mut deaths = 0.0;
    for sex in 0..2 {
        for age in 0..AGES {
            deaths += 12.0 * rates.death_per_month[sex][age] * standard[sex][age] as f64;
        }
    }
    near(deaths / everybody as f64, 0.006);
    // The curve has its shape: hazards stand in the ratios of Siler's form at mid-ages.
    let siler = |age: f64| 0.06 * (-0.9 * age).exp() + 0.003 + 0.000_2 * (0.08 * age).exp();
    for age in 0..AGES {
        near(
            rates.death_per_month[1][age] / rates.death_per_month[1][20],
            siler(age as f64 + 0.5) / siler(20.5),
        );
        assert_eq!(rates.death_per_month[0][age], rates.death_per_month[1][age]);
    }
    let births: f64 = (0..AGES)
        .map(|age| 12.0 * rates.birth_per_month[age] * standard[0][age] as f64)
        .sum();
    near(births / everybody as f64, 0.036);
    let schedule = [0.10, 0.22, 0.24, 0.20, 0.14, 0.07, 0.03];
    for age in 0..AGES {
        let expected = if (15..50).contains(&age) {
            schedule[(age - 15) / 5] / schedule[2]
        } else {
            0.0
        };
        near(
            rates.birth_per_month[age] / rates.birth_per_month[25],
            expected,
        );
    }
    // Nobody dies or is born of nobody, and nobody gives birth more than once a month.
    let nobody = VitalRates::new(&demography, &home, &[[0; AGES]; 2]);
    assert_eq!(nobody.death_per_month, [[0.0; AGES]; 2]);
    assert_eq!(nobody.birth_per_month, [0.0; AGES]);
    let mut one = [[1_000; AGES]; 2];
    one[0] = [0; AGES];
    one[0][30] = 1;
    let rates = VitalRates::new(&demography, &home, &one);
    assert_eq!(rates.birth_per_month[30], 1.0);
}

#[test]
fn groups_have_the_means_of_their_people_or_else_of_the_standard() {
    let grouping = Grouping::new(Resolution::Banded);
    let mut rates = VitalRates {
        death_per_month: [[0.0; AGES]; 2],
        birth_per_month: [0.0; AGES],
    };
    for age in 0..AGES {
        rates.death_per_month[0][age] = age as f64 / 100.0;
        rates.death_per_month[1][age] = age as f64 / 50.0;
        rates.birth_per_month[age] = age as f64 / 200.0;
    }
    let mut ages = [[0; AGES]; 2];
    let mut standard = [[0; AGES]; 2];
    // Girls under five by their own ages, boys by the standard; women of 18 to 59 by neither.
    (ages[0][1], ages[0][4]) = (30, 10);
    (standard[0][0], standard[1][3], standard[1][2]) = (9, 1, 3);
    (ages[0][5], ages[0][11]) = (1, 1);
    let (mut deaths, mut births) = (vec![9.0; 10], vec![9.0; 10]);
    rates.group_deaths(&grouping, &ages, &standard, &mut deaths);
    rates.group_births(&grouping, &ages, &standard, &mut births);
    near(deaths[0], (30.0 + 40.0) / 40.0 / 100.0);
    near(deaths[1], 0.08);
    near(deaths[3], (18..60).sum::<usize>() as f64 / 42.0 / 100.0);
    near(deaths[5], (3.0 + 6.0) / 4.0 / 50.0);
    near(births[0], (30.0 + 40.0) / 40.0 / 200.0);
    near(births[1], 0.04);
    assert_eq!(births[5..], [0.0; 5]);
}

#[test]
fn rates_are_scaled_on_those_who_are_there_or_would_arrive() {
    let mut home = everything().hosts[0].clone();
    home.stock.refugees = people(1_600);
    home.stock.asylum_seekers = people(320);
    home.stock.unregistered = people(160);
    let arrivals = people(80_000);
    let standard = standard_population(&home, &arrivals);
    assert_eq!(standard[0][10], 13);
    assert_eq!(standard.iter().flatten().sum::<u64>(), 2_080);
    for population in [
        &mut home.stock.refugees,
        &mut home.stock.asylum_seekers,
        &mut home.stock.unregistered,
    ] {
        *population = Population::default();
    }
    assert_eq!(standard_population(&home, &arrivals), arrivals.persons);
    home.stock.unregistered = people(1);
    assert_eq!(
        standard_population(&home, &arrivals)
            .iter()
            .flatten()
            .sum::<u64>(),
        1
    );
}
