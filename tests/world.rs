//! The embedded table of countries against its rules, and against the downloads it is made from.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of a test fails the test that calls it"
)]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use fairshare::id::CountryCode;
use fairshare::model::{Basis, Indicator};
use fairshare::world::world;

fn code(text: &str) -> CountryCode {
    text.parse().expect("a country code")
}

fn value(country: &str, indicator: Indicator) -> Option<f64> {
    world()
        .get(code(country))
        .unwrap_or_else(|| panic!("{country} is missing"))
        .value(indicator)
}

/// The rows of a download by column name, or nothing, said aloud, where the folder is absent.
fn download(path: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if !folder.is_dir() {
        // Written past the test harness, which hides what a passing test prints.
        let _ = writeln!(
            std::io::stderr(),
            "skipped: ../shared/data is absent, so {path} cannot be compared"
        );
        return None;
    }
    let mut reader = csv::Reader::from_path(folder.join(path)).expect("the download");
    Some(
        reader
            .deserialize()
            .collect::<Result<_, _>>()
            .expect("rows"),
    )
}

fn number(text: &str) -> Option<f64> {
    (!text.is_empty()).then(|| text.parse().expect("a number"))
}

#[test]
fn there_are_193_member_states() {
    assert_eq!(world().members().count(), 193);
    for (country, member) in [
        ("SSD", true),
        ("CHE", true),
        ("PSE", false),
        ("VAT", false),
        ("XKX", false),
        ("HKG", false),
        ("ABW", false),
    ] {
        let found = world().get(code(country)).expect("a country");
        assert_eq!(found.un_member, member, "{country}");
    }
}

#[test]
fn the_scale_of_assessments_sums_to_100_per_cent() {
    let sum: f64 = world()
        .members()
        .map(|country| country.value(Indicator::UnScalePercent).expect("a share"))
        .sum();
    assert!((sum - 100.0).abs() < 0.01, "{sum}");
    let others = world().countries().iter().filter(|one| !one.un_member);
    for country in others {
        assert_eq!(country.value(Indicator::UnScalePercent), None);
    }
}

#[test]
fn every_member_state_has_people_and_an_economy() {
    for country in world().members() {
        for indicator in [Indicator::PopulationPersons, Indicator::GdpUsd] {
            let value = country.value(indicator).unwrap_or_default();
            assert!(value > 1000.0, "{} {}", country.code, indicator.name());
        }
    }
}

#[test]
fn unemployment_is_missing_for_fifteen_member_states() {
    let missing = world()
        .members()
        .filter(|country| country.value(Indicator::UnemploymentPercent).is_none())
        .count();
    assert_eq!(missing, 15);
}

#[test]
fn judgement_stands_in_only_where_no_recent_gdp_is_known() {
    let judged: Vec<_> = world()
        .countries()
        .iter()
        .flat_map(|country| {
            country
                .indicators
                .iter()
                .filter(|(_, figure)| figure.basis != Basis::Data)
                .map(|(indicator, _)| (country.code.to_string(), indicator.name()))
        })
        .collect();
    let expected = ["ERI", "PRK", "SSD", "VEN", "YEM"]
        .map(|country| (country.to_owned(), Indicator::GdpUsd.name()));
    assert_eq!(judged, expected);
}

#[test]
fn what_is_not_reported_is_not_zero() {
    // UNHCR reports nothing for Bhutan, and explicitly nobody for Aruba's refugees but people in
    // need of protection.
    assert_eq!(value("BTN", Indicator::HostedEnd2025Persons), None);
    assert_eq!(
        value("ABW", Indicator::HostedEnd2025Persons),
        Some(11_470.0)
    );
    assert_eq!(
        value("UGA", Indicator::ResettlementArrivalsPersonsPerYear),
        None
    );
}

#[test]
fn the_mean_of_resettlement_is_the_mean_of_its_years() {
    for country in world().countries() {
        let years = world().resettlement_arrivals(country.code);
        let mean = country.value(Indicator::ResettlementArrivalsPersonsPerYear);
        if years.is_empty() {
            assert_eq!(mean, None);
            continue;
        }
        let sum: f64 = years.iter().map(|figure| figure.value).sum();
        let expected = sum / years.len() as f64;
        assert!(
            (mean.expect("a mean") - expected).abs() <= 0.005,
            "{}",
            country.code
        );
    }
}

#[test]
fn population_and_gdp_are_those_of_the_world_bank() {
    let Some(rows) = download("world/country_year_indicators.csv") else {
        return;
    };
    let mut compared = 0;
    for row in &rows {
        let Some(country) = world().get(code(&row["iso3"])) else {
            continue;
        };
        for (indicator, column) in [
            (Indicator::PopulationPersons, "population"),
            (Indicator::GdpUsd, "gdp_current_usd"),
            (Indicator::UnemploymentPercent, "unemployment_pct_ilo"),
        ] {
            let Some(figure) = country.indicators.get(&indicator) else {
                continue;
            };
            if figure.basis != Basis::Data
                || figure.year.map(|year| year.to_string()).as_deref() != Some(row["year"].as_str())
            {
                continue;
            }
            let expected = number(&row[column]).expect("a value in the year that the table names");
            // Money is rounded to whole dollars.
            assert!(
                (figure.value - expected).abs() <= 0.5,
                "{} {column}",
                country.code
            );
            compared += 1;
        }
    }
    assert!(compared > 550, "{compared}");
}

#[test]
fn hosted_persons_are_refugees_and_others_in_need_of_protection() {
    let Some(rows) = download("unhcr/hosted_by_asylum_2023_2025.csv") else {
        return;
    };
    let mut rows_by_year = BTreeMap::new();
    for row in rows.iter().filter(|row| row["coa_iso"] != "UNK") {
        let indicator = match row["year"].as_str() {
            "2024" => Indicator::HostedEnd2024Persons,
            "2025" => Indicator::HostedEnd2025Persons,
            _ => continue,
        };
        let expected =
            number(&row["refugees"]).unwrap_or_default() + number(&row["oip"]).unwrap_or_default();
        assert_eq!(value(&row["coa_iso"], indicator), Some(expected));
        *rows_by_year.entry(indicator).or_insert(0) += 1;
    }
    for (indicator, count) in rows_by_year {
        let embedded = world()
            .countries()
            .iter()
            .filter(|country| country.value(indicator).is_some())
            .count();
        assert_eq!(embedded, count, "{}", indicator.name());
    }
}

#[test]
fn resettlement_arrivals_are_those_reported() {
    let Some(rows) = download("unhcr/resettlement_arrivals_by_state_2010_2025.csv") else {
        return;
    };
    let recent: Vec<_> = rows
        .iter()
        .filter(|row| row["year"].as_str() >= "2021")
        .collect();
    let embedded: usize = world()
        .countries()
        .iter()
        .map(|country| world().resettlement_arrivals(country.code).len())
        .sum();
    assert_eq!(embedded, recent.len());
    for row in recent {
        let year = row["year"].parse().ok();
        let found = world()
            .resettlement_arrivals(code(&row["coa_iso"]))
            .iter()
            .find(|figure| figure.year == year)
            .map(|figure| figure.value);
        assert_eq!(found, number(&row["resettlement"]));
    }
}
