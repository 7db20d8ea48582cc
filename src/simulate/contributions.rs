//! What each contributor and each host gives in a year: (b), (o).
//!
//! Money paid, places used (for resettlement and on complementary pathways) at their declared values,
//! and, by a host, hosting at the declared value of a person-year less the outside money spent there in
//! the year, not below 0, and service on loans for hosting. Values are those of all options, by which
//! contributions are compared. A State's share is its part of what all States give in the year; other
//! contributors have none.
//!
//! What inequality over the whole period rests on are these yearly contributions, summed: a year in which
//! outside money exceeds what hosting counts for makes up for no other, as in the plan, which
//! nets hosting year by year too.

use crate::simulate::outcome::billionths;
use crate::simulate::record::{HOSTING_MULTIPLES, Year};
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;
use crate::units::Cents;

/// Hosting of a host in a year, net of outside money, cents.
fn hosting(value: Cents, person_months: u64, spent: i64) -> i64 {
    let months = i64::try_from(person_months).unwrap_or(i64::MAX);
    (value.0.saturating_mul(months) / 12 - spent).max(0)
}

/// Hosting of every host in a year with hosting at a multiple of its declared value, cents.
fn hosting_of_year(setup: &Setup<'_>, year: &Year, multiple: f64) -> Vec<i64> {
    let value = Cents::from_usd(setup.declared_values_usd[0] * multiple);
    year.hosts
        .iter()
        .map(|account| {
            let spent = account.spent.iter().sum();
            hosting(value, account.displacement_person_months, spent)
        })
        .collect()
}

/// What a contributor gives in a year beside hosting and service on loans, cents.
fn given_by(setup: &Setup<'_>, year: &Year, donor: usize) -> i64 {
    let [_, place, pathway] = setup.declared_values_usd.map(|usd| Cents::from_usd(usd).0);
    let [_, _, paid, places] = year.donors[donor];
    let pathways = year.protracted.pathway_donors[donor];
    paid + place.saturating_mul(places) + pathway.saturating_mul(pathways)
}

/// Adds a year's contributions to those of the whole period: cents by multiple of the declared value of
/// hosting and by State, in the order of [`HOSTING_MULTIPLES`] and of the setup's States.
pub(crate) fn add_year(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    year: &Year,
    given: &mut [Vec<i64>; HOSTING_MULTIPLES.len()],
) {
    for (of_states, (multiple, _)) in given.iter_mut().zip(HOSTING_MULTIPLES) {
        for (index, donor) in option.donors.iter().enumerate() {
            if let Some(state) = donor.state {
                of_states[state] += given_by(setup, year, index);
            }
        }
        let hosting = hosting_of_year(setup, year, multiple);
        for ((host, hosting), account) in
            setup.hosts.iter().zip(hosting).zip(&year.protracted.hosts)
        {
            if let Some(state) = host.state {
                of_states[state] += hosting + account.loan_service;
            }
        }
    }
}

/// Writes the cells of a year in the order of [`super::record::year_cells`].
pub(crate) fn write_year(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &State,
    year: &Year,
    values: &mut Vec<i64>,
) {
    let hosting = hosting_of_year(setup, year, 1.0);
    let by_host = |host: usize| hosting[host] + year.protracted.hosts[host].loan_service;
    let given: Vec<i64> = option
        .donors
        .iter()
        .enumerate()
        .map(|(index, donor)| given_by(setup, year, index) + donor.host.map_or(0, by_host))
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

#[cfg(test)]
mod tests;
