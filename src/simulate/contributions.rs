//! What each contributor and each host gives in a year: (b), (o).
//!
//! Money paid, places used at the declared value of a place, and, by a host, hosting at the declared
//! value of a person-year less the outside money spent there, not below 0, and service on loans for
//! hosting. Values are those of all options, by which contributions are compared. A State's share is
//! its part of what all States give in the year; other contributors have none.

use crate::simulate::outcome::billionths;
use crate::simulate::record::Year;
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;
use crate::units::Cents;

/// Writes the cells of a year in the order of [`super::record::year_cells`].
pub(crate) fn write_year(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &State,
    year: &Year,
    values: &mut Vec<i64>,
) {
    let [hosting_value, place_value] = setup.declared_values_usd.map(|usd| Cents::from_usd(usd).0);
    let hosting: Vec<i64> = year
        .hosts
        .iter()
        .map(|account| {
            let months = i64::try_from(account.displacement_person_months).unwrap_or(i64::MAX);
            let spent = account.spent.iter().sum::<i64>();
            (hosting_value.saturating_mul(months) / 12 - spent).max(0)
        })
        .collect();
    let by_host = |host: usize| hosting[host] + year.protracted.hosts[host].loan_service;
    let given: Vec<i64> = option
        .donors
        .iter()
        .zip(&year.donors)
        .map(|(donor, account)| {
            account[2] + place_value.saturating_mul(account[3]) + donor.host.map_or(0, by_host)
        })
        .collect();
    let mut hosts: Vec<i64> = (0..hosting.len()).map(by_host).collect();
    let mut is_donor = vec![false; hosts.len()];
    for (donor, &given) in option.donors.iter().zip(&given) {
        if let Some(host) = donor.host {
            hosts[host] = given;
            is_donor[host] = true;
        }
    }
    // Whole cents: their sum is the same in any order.
    let of_donors: i64 = option
        .donors
        .iter()
        .zip(&given)
        .filter(|(donor, _)| donor.is_state)
        .map(|(_, given)| given)
        .sum();
    let of_others: i64 = hosts
        .iter()
        .zip(&is_donor)
        .filter(|&(_, is_donor)| !is_donor)
        .map(|(given, _)| given)
        .sum();
    let everything = (of_donors + of_others) as f64;
    let share = |given: i64| {
        if everything > 0.0 {
            billionths(given as f64 / everything)
        } else {
            0
        }
    };
    for donor in 0..option.donors.len() {
        let places = state.places_by_donor.get(donor).copied().unwrap_or(0);
        values.push(i64::try_from(places).unwrap_or(i64::MAX));
    }
    values.extend_from_slice(&given);
    for (donor, &given) in option.donors.iter().zip(&given) {
        values.push(if donor.is_state { share(given) } else { 0 });
    }
    for (&hosting, &given) in hosting.iter().zip(&hosts) {
        values.extend([hosting, given, share(given)]);
    }
}
