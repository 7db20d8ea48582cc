//! People in the hosts at the start, by sex and age, and when they came.

use std::collections::BTreeSet;

use super::{Context, hosts::must_be_host};
use crate::id::CountryCode;
use crate::model::parameters::{ArrivalParameters, Parameters};
use crate::model::{AGE_BANDS, AGES, HostStock, PerAgeBand, Population};
use crate::scenario::document::HostEntry;
use crate::scenario::resolved::Step::{Key, Row};
use crate::units::split_cents;

/// Checks the rows of `population` and `arrival_year` for hosts, duplicates and years to come.
pub(super) fn check_rows(context: &mut Context<'_>) {
    let document = context.document;
    let mut seen = BTreeSet::new();
    for (row, entry) in document.population.iter().enumerate() {
        must_be_host(
            context,
            &[Key("population"), Row(row), Key("host")],
            entry.host,
        );
        if !seen.insert((entry.host, entry.sex, entry.age_band)) {
            let message = format!(
                "`{}`, {}, {} stands twice",
                entry.host,
                entry.sex.name(),
                entry.age_band.name()
            );
            context.error(
                &[Key("population"), Row(row)],
                "duplicate",
                message,
                "add the persons of the two rows up in one",
            );
        }
    }
    let last = context.clock.start.year() - i32::from(context.clock.start.month() == 1);
    let mut seen = BTreeSet::new();
    for (row, entry) in document.arrival_year.iter().enumerate() {
        must_be_host(
            context,
            &[Key("arrival_year"), Row(row), Key("host")],
            entry.host,
        );
        if !seen.insert((entry.host, entry.year)) {
            let message = format!("`{}`, {} stands twice", entry.host, entry.year);
            context.error(
                &[Key("arrival_year"), Row(row)],
                "duplicate",
                message,
                "add the shares of the two rows up in one",
            );
        }
        if entry.year > last {
            let message = format!(
                "people cannot have arrived in {}: the simulation starts in {}",
                entry.year, context.clock.start
            );
            context.error(
                &[Key("arrival_year"), Row(row), Key("year")],
                "future",
                message,
                "arrivals from the start on are simulated; remove the row",
            );
        }
    }
}

/// The people of one host at the start.
pub(super) fn stock(
    context: &mut Context<'_>,
    entry: &HostEntry,
    row: usize,
    parameters: &Parameters,
) -> HostStock {
    let bands = bands_of(context, entry.country);
    let counted: u64 = bands
        .iter()
        .flatten()
        .fold(0, |sum, count| sum.saturating_add(*count));
    if counted != entry.refugees_persons {
        let message = format!(
            "`refugees_persons` of {} is {}, but its rows in `population` sum to {counted}",
            entry.country, entry.refugees_persons
        );
        context.error(
            &[Key("host"), Row(row), Key("refugees_persons")],
            "population-mismatch",
            message,
            "make the two equal; both count registered refugees",
        );
    }
    let refugees = Population::graduated(&bands);
    let with_profile = |persons: u64| with_profile(persons, &refugees, &parameters.arrivals);
    HostStock {
        unregistered: with_profile(entry.unregistered_persons),
        asylum_seekers: with_profile(entry.asylum_seekers_persons),
        arrival_years: arrival_years(context, entry.country, row),
        refugees,
    }
}

fn bands_of(context: &Context<'_>, host: CountryCode) -> [PerAgeBand<u64>; 2] {
    let mut bands = [[0_u64; 5]; 2];
    for entry in context
        .document
        .population
        .iter()
        .filter(|entry| entry.host == host)
    {
        // Both indices follow from the types.
        let cell = &mut bands[entry.sex as usize][entry.age_band.index()];
        *cell = cell.saturating_add(entry.persons);
    }
    bands
}

/// People without an age profile of their own get that of the host's registered refugees; where
/// there are none, that of arrivals.
fn with_profile(persons: u64, refugees: &Population, arrivals: &ArrivalParameters) -> Population {
    let total = i64::try_from(persons).unwrap_or(i64::MAX);
    if refugees.total().0 == 0 {
        let weights: Vec<i64> = arrivals
            .female_share_by_age_band
            .iter()
            .chain(&arrivals.male_share_by_age_band)
            .map(|share| to_weight(*share))
            .collect();
        let counts = split_cents(total, &weights);
        let mut bands = [[0_u64; AGE_BANDS.len()]; 2];
        for (cell, count) in bands.iter_mut().flatten().zip(counts) {
            *cell = count.unsigned_abs();
        }
        return Population::graduated(&bands);
    }
    let weights: Vec<i64> = refugees
        .persons
        .iter()
        .flatten()
        .map(|&count| i64::try_from(count).unwrap_or(i64::MAX))
        .collect();
    let counts = split_cents(total, &weights);
    let mut population = Population {
        persons: [[0; AGES]; 2],
    };
    for (cell, count) in population.persons.iter_mut().flatten().zip(counts) {
        *cell = count.unsigned_abs();
    }
    population
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a float-to-integer cast saturates"
)]
fn to_weight(share: f64) -> i64 {
    (share * 1e9).round() as i64
}

/// When registered refugees came; without rows, all in the year before the start.
fn arrival_years(context: &mut Context<'_>, host: CountryCode, row: usize) -> Vec<(i32, f64)> {
    let mut years: Vec<(i32, f64)> = context
        .document
        .arrival_year
        .iter()
        .filter(|entry| entry.host == host)
        .map(|entry| (entry.year, entry.share))
        .collect();
    if years.is_empty() {
        return vec![(context.clock.start.year() - 1, 1.0)];
    }
    years.sort_by_key(|(year, _)| *year);
    let sum: f64 = years.iter().map(|(_, share)| share).sum();
    let first = context
        .document
        .arrival_year
        .iter()
        .position(|entry| entry.host == host);
    context.sum_to_one(
        &[Key("arrival_year"), Row(first.unwrap_or(row)), Key("share")],
        &format!("the shares of the arrival years of {host}"),
        sum,
        "change them so that everybody came in some year",
    );
    years
}
