//! Published keys and roundings, read from `../shared/data/keys` where that folder stands beside
//! the checkout; elsewhere these tests say that they were skipped.

use std::collections::BTreeMap;
use std::path::PathBuf;

use fairshare::id::ContributorId;
use fairshare::key::{Participant, shares};
use fairshare::model::{Basis, Country, Figure, Indicator, KeySpec};
use fairshare::rounding::largest_remainder_of_weights;

/// Rows of a table as maps from column to text, or nothing where the folder is missing.
fn table(name: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let path = root
        .ancestors()
        .skip(1)
        .map(|folder| folder.join("shared/data/keys").join(name))
        .find(|path| path.exists());
    let Some(path) = path else {
        eprintln!("SKIPPED: ../shared/data/keys/{name} is not there");
        return None;
    };
    let mut reader = csv::Reader::from_path(path).expect("a table");
    let header = reader.headers().expect("a header").clone();
    let rows = reader.records().map(|record| {
        let record = record.expect("a row");
        header
            .iter()
            .zip(record.iter())
            .map(|(column, cell)| (column.to_owned(), cell.to_owned()))
            .collect()
    });
    Some(rows.collect())
}

fn number(row: &BTreeMap<String, String>, column: &str) -> Option<f64> {
    row.get(column).and_then(|cell| cell.parse().ok())
}

/// Indicators as the Commission used them: population 2014, GDP 2013, mean applications of 2010
/// to 2014 per million of the population of 2014, unemployment 2014.
fn country(code: &str, inputs: &[BTreeMap<String, String>]) -> Country {
    let of_year = |year: u32, column: &str| -> f64 {
        inputs
            .iter()
            .find(|row| row["iso3"] == code && row["year"] == year.to_string())
            .and_then(|row| number(row, column))
            .unwrap_or_else(|| panic!("{column} of {code} in {year}"))
    };
    let population = of_year(2014, "population");
    let applications: f64 = (2010..=2014)
        .map(|year| of_year(year, "asylum_applicants_total"))
        .sum::<f64>()
        / 5.0;
    let figure = |value| Figure {
        value,
        year: None,
        source: "Eurostat".to_owned(),
        basis: Basis::Data,
    };
    Country {
        code: code.parse().expect("a code"),
        name: code.to_owned(),
        region: String::new(),
        subregion: String::new(),
        un_member: true,
        income_group: None,
        indicators: BTreeMap::from([
            (Indicator::PopulationPersons, figure(population)),
            (Indicator::GdpUsd, figure(of_year(2013, "gdp_meur"))),
            (
                Indicator::AsylumApplicationsPerMillion,
                figure(applications / population * 1e6),
            ),
            (
                Indicator::UnemploymentPercent,
                figure(of_year(2014, "unemployment_pct")),
            ),
        ]),
    }
}

/// Shares of a key over the States for which `column` holds a published figure, beside it.
fn computed_and_published(
    key: &str,
    column: &str,
    cap: Option<f64>,
) -> Option<Vec<(String, f64, f64)>> {
    let inputs = table("eurostat_key_inputs_2005_2019.csv")?;
    let published = table("eu2015_keys_and_allocations.csv")?;
    let states: Vec<(String, f64)> = published
        .iter()
        .filter_map(|row| number(row, column).map(|value| (row["iso3"].clone(), value)))
        .collect();
    let countries: Vec<Country> = states
        .iter()
        .map(|(code, _)| country(code, &inputs))
        .collect();
    let ids: Vec<ContributorId> = states
        .iter()
        .map(|(code, _)| ContributorId(code.clone()))
        .collect();
    let participants: Vec<Participant> = countries
        .iter()
        .zip(&ids)
        .map(|(country, id)| Participant {
            id,
            name: &country.name,
            country: Some(country),
        })
        .collect();
    let spec = KeySpec {
        name: key.to_owned(),
        corrective_cap_share: cap,
        ..KeySpec::default()
    };
    let key = shares(&spec, &participants).expect("a key");
    assert!((key.shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    Some(
        states
            .into_iter()
            .zip(key.shares)
            .map(|((code, value), share)| (code, share, value))
            .collect(),
    )
}

#[test]
fn the_key_of_may_2015_comes_out_within_its_tolerance() {
    let Some(rows) = computed_and_published("eu-2015-may", "eam_may2015_relocation_key_pct", None)
    else {
        return;
    };
    assert_eq!(rows.len(), 25);
    for (code, share, published) in rows {
        assert!(
            (100.0 * share - published).abs() <= 0.15,
            "{code}: {} against {published}",
            100.0 * share
        );
    }
}

#[test]
fn the_key_of_september_2015_needs_the_cap_of_30_per_cent() {
    let error = |cap| {
        computed_and_published("eu-2015-sept", "com451_120000", cap).map(|rows| {
            assert_eq!(rows.len(), 22);
            rows.iter()
                .map(|(_, share, places)| (120_000.0 * share - places).abs())
                .sum::<f64>()
        })
    };
    // Input vintages are unpublished: 625 to 812 persons is what the right cap leaves, and a
    // cap on another base or none leaves 2,255 or more.
    let Some(right) = error(None) else { return };
    assert!(right <= 812.0, "total absolute error {right}");
    for wrong in [0.15, 0.60] {
        let left = error(Some(wrong)).expect("present");
        assert!(left > 2.0 * right, "cap {wrong}: {left} against {right}");
    }
}

#[test]
fn published_largest_remainder_vectors_come_out() {
    let Some(rows) = table("rounding_vectors.csv") else {
        return;
    };
    let list = |text: &str| -> Vec<u32> {
        text.split_whitespace()
            .map(|number| number.parse().expect("a number"))
            .collect()
    };
    let mut checked = 0;
    for row in rows
        .iter()
        .filter(|row| row["method"] == "largest_remainder")
    {
        let weights = list(&row["pop"]);
        let total: u32 = row["seats"].parse().expect("a number");
        let free = vec![u64::from(total); weights.len()];
        let rounded = largest_remainder_of_weights(&weights, &vec![0; weights.len()], &free, total)
            .expect("feasible");
        let expected: Vec<u64> = list(&row["expected"]).into_iter().map(u64::from).collect();
        assert_eq!(rounded.seats, expected, "{}", row["name"]);
        checked += 1;
    }
    assert!(checked >= 5, "{checked} vectors");
}
