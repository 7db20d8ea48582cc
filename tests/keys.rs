//! Reference keys against published figures, and the properties that every key has.
//!
//! Published tables are read from `../shared/data` where that folder stands beside the checkout;
//! elsewhere those tests say that they were skipped. Tests on `data/*.csv` always run.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail it by panicking"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fairshare::id::ContributorId;
use fairshare::key::{
    KeyError, Participant, decomposition, effective_weights, paradox_audit, shares,
};
use fairshare::model::{
    Basis, CorrectiveMean, Country, Figure, IncomeGroup, Indicator, KeyCorrective, KeyName, KeySpec,
};
use fairshare::rounding::largest_remainder_of_weights;
use proptest::prelude::*;

type TableRow = BTreeMap<String, String>;

fn read(path: &Path) -> Vec<TableRow> {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    let header = reader.headers().expect("a header").clone();
    let rows = reader.records().map(|record| {
        let record = record.expect("a row");
        let cells = header.iter().zip(record.iter());
        cells
            .map(|(column, cell)| (column.to_owned(), cell.to_owned()))
            .collect()
    });
    rows.collect()
}

fn own_table(name: &str) -> Vec<TableRow> {
    read(
        &PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("data")
            .join(name),
    )
}

/// A table of `../shared/data`, or nothing, said aloud, where it is absent.
fn shared_table(name: &str) -> Option<Vec<TableRow>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let path = root
        .ancestors()
        .skip(1)
        .map(|folder| folder.join("shared/data").join(name))
        .find(|path| path.exists());
    if path.is_none() {
        eprintln!("skipped: ../shared/data/{name} is absent");
    }
    path.map(|path| read(&path))
}

fn number(row: &TableRow, column: &str) -> f64 {
    row[column]
        .parse()
        .unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

fn country(code: &str, values: &[(Indicator, f64)]) -> Country {
    let figure = |value| Figure {
        value,
        year: None,
        source: "test".to_owned(),
        basis: Basis::Data,
    };
    Country {
        code: code.parse().expect("a code"),
        name: code.to_owned(),
        region: String::new(),
        subregion: String::new(),
        un_member: true,
        income_group: Some(IncomeGroup::High),
        indicators: values
            .iter()
            .map(|&(one, value)| (one, figure(value)))
            .collect(),
    }
}

fn with_participants<T>(countries: &[Country], act: impl FnOnce(&[Participant]) -> T) -> T {
    let ids: Vec<ContributorId> = countries
        .iter()
        .map(|country| ContributorId(country.code.as_str().to_owned()))
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
    act(&participants)
}

fn shares_of(spec: &KeySpec, countries: &[Country]) -> Result<Vec<f64>, KeyError> {
    with_participants(countries, |all| shares(spec, all).map(|key| key.shares))
}

fn spec(name: KeyName) -> KeySpec {
    KeySpec {
        name: name.name().to_owned(),
        ..KeySpec::default()
    }
}

/// The 22 States of September 2015 with the published places of each.
fn september_2015() -> (Vec<Country>, Vec<f64>) {
    let indicators = [
        Indicator::PopulationPersons,
        Indicator::GdpUsd,
        Indicator::UnemploymentPercent,
        Indicator::AsylumApplicationsPerMillion,
    ];
    let rows = own_table("eu2015.csv");
    let countries = rows.iter().map(|row| {
        let values = indicators.map(|one| (one, number(row, one.name())));
        country(&row["country"], &values)
    });
    let places = rows
        .iter()
        .map(|row| number(row, "allocation_published_persons"));
    (countries.collect(), places.collect())
}

fn error_in_persons(spec: &KeySpec) -> f64 {
    let (countries, places) = september_2015();
    let shares = shares_of(spec, &countries).expect("a key");
    let errors = shares
        .iter()
        .zip(&places)
        .map(|(share, places)| (120_000.0 * share - places).abs());
    errors.sum()
}

#[test]
fn the_list_of_september_2015_tells_the_right_cap_from_wrong_ones() {
    let (countries, places) = september_2015();
    assert_eq!(countries.len(), 22);
    // The published list does not sum to its own total.
    assert_eq!(places.iter().sum::<f64>(), 119_998.0);
    let september = spec(KeyName::Eu2015Sept);
    let right = error_in_persons(&september);
    assert!((625.0..=812.0).contains(&right), "{right}");
    let uncapped = error_in_persons(&spec(KeyName::Eu2015May));
    assert!(uncapped >= 2_255.0, "{uncapped}");
    // .15 (P + G) is the cap read as 30 % of the mean ½ (P + G) instead of the sum.
    for cap in [0.15, 0.60] {
        let wrong = error_in_persons(&KeySpec {
            corrective_cap_share: Some(cap),
            ..september.clone()
        });
        assert!(wrong >= 2_255.0, "cap {cap}: {wrong}");
    }
}

#[test]
fn may_2015_comes_out_for_all_25_states() {
    let (Some(inputs), Some(published)) = (
        shared_table("keys/eurostat_key_inputs_2005_2019.csv"),
        shared_table("keys/eu2015_keys_and_allocations.csv"),
    ) else {
        return;
    };
    let column = "eam_may2015_relocation_key_pct";
    let published: Vec<&TableRow> = published
        .iter()
        .filter(|row| !row[column].is_empty())
        .collect();
    assert_eq!(published.len(), 25);
    let countries: Vec<Country> = published
        .iter()
        .map(|row| {
            let of_year = |year: u32, column: &str| {
                let found = inputs
                    .iter()
                    .find(|one| one["iso3"] == row["iso3"] && one["year"] == year.to_string());
                number(found.expect("a row"), column)
            };
            let applications = (2010..=2014).map(|year| of_year(year, "asylum_applicants_total"));
            let population = of_year(2014, "population");
            country(
                &row["iso3"],
                &[
                    (Indicator::PopulationPersons, population),
                    (Indicator::GdpUsd, of_year(2013, "gdp_meur")),
                    (
                        Indicator::AsylumApplicationsPerMillion,
                        applications.sum::<f64>() / 5.0 / population * 1e6,
                    ),
                    (
                        Indicator::UnemploymentPercent,
                        of_year(2014, "unemployment_pct"),
                    ),
                ],
            )
        })
        .collect();
    let shares = shares_of(&spec(KeyName::Eu2015May), &countries).expect("a key");
    for (row, share) in published.iter().zip(shares) {
        let off = 100.0 * share - number(row, column);
        assert!(off.abs() <= 0.15, "{}: off by {off}", row["iso3"]);
    }
}

#[test]
fn the_pool_of_2026_comes_near_the_two_reported_rows() {
    let rows = own_table("eu2026.csv");
    assert_eq!(rows.len(), 26);
    let countries: Vec<Country> = rows
        .iter()
        .map(|row| {
            let indicators = [Indicator::PopulationPersons, Indicator::GdpUsd];
            let values = indicators.map(|one| (one, number(row, one.name())));
            country(&row["country"], &values)
        })
        .collect();
    let shares = shares_of(&spec(KeyName::Eu2024), &countries).expect("a key");
    // Second-hand figures: the annex of the Council's decision was not at hand.
    for (code, reported) in [("DEU", 21.6890), ("FRA", 16.0021)] {
        let index = rows.iter().position(|row| row["country"] == code);
        let share = 100.0 * shares[index.expect("a State")];
        assert!((share - reported).abs() <= 0.2, "{code}: {share}");
    }
}

/// Applies a table of per cent, given in units of 10⁻⁵, to `total` persons as a `fixed` key.
fn apply_exactly(units: &[u32], total: u32) {
    let whole: u32 = units.iter().sum();
    let letters: Vec<String> = (0..units.len() as u8)
        .map(|index| {
            format!(
                "X{}{}",
                (b'A' + index / 24) as char,
                (b'A' + index % 24) as char
            )
        })
        .collect();
    let countries: Vec<Country> = letters.iter().map(|code| country(code, &[])).collect();
    let mut key = spec(KeyName::Fixed);
    for (code, &part) in letters.iter().zip(units) {
        key.shares
            .insert(code.clone(), f64::from(part) / f64::from(whole));
    }
    let shares = shares_of(&key, &countries).expect("a key");
    let free = vec![u64::from(total); units.len()];
    let floors = vec![0; units.len()];
    let rounded = largest_remainder_of_weights(units, &floors, &free, total).expect("feasible");
    assert_eq!(rounded.seats.iter().sum::<u64>(), u64::from(total));
    for (seats, share) in rounded.seats.iter().zip(shares) {
        let quota = share * f64::from(total);
        assert!((*seats as f64 - quota).abs() < 1.0, "{seats} for {quota}");
    }
}

fn units(text: &str) -> u32 {
    (text.parse::<f64>().expect("a number") * 1e5).round() as u32
}

#[test]
fn koenigstein_sums_to_100_every_year_and_applies_to_whole_persons() {
    let Some(rows) = shared_table("keys/koenigsteiner_and_land_indicators.csv") else {
        return;
    };
    let mut years: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for row in &rows {
        if !row["koenigstein_pct"].is_empty() {
            years
                .entry(&row["year"])
                .or_default()
                .push(units(&row["koenigstein_pct"]));
        }
    }
    assert!(years.len() >= 10, "{} years", years.len());
    for (year, parts) in years {
        assert_eq!(parts.len(), 16, "{year}");
        let sum: u32 = parts.iter().sum();
        // Published with five decimals, so 16 rounded parts may miss 100 by a few of the last.
        assert!(sum.abs_diff(10_000_000) <= 10, "{year}: {sum}");
        apply_exactly(&parts, 10_000);
    }
}

#[test]
fn the_cantonal_key_applies_to_whole_persons() {
    let Some(rows) = shared_table("keys/swiss_cantonal_key_2012.csv") else {
        return;
    };
    assert_eq!(rows.len(), 26);
    let parts: Vec<u32> = rows.iter().map(|row| units(&row["pct"])).collect();
    apply_exactly(&parts, 10_000);
}

#[test]
fn correctives_of_ten_per_cent_drive_far_less_than_a_tenth() {
    let (countries, _) = september_2015();
    let weights = with_participants(&countries, |all| {
        effective_weights(&spec(KeyName::Eu2015Sept), all).expect("weights")
    });
    let sum: f64 = weights.iter().filter_map(|one| one.effective_weight).sum();
    assert!((sum - 1.0).abs() < 1e-12);
    for one in &weights[2..4] {
        assert!((one.nominal_weight - 0.1).abs() < 1e-15);
        let effective = one.effective_weight.expect("shares differ");
        assert!(effective < 0.05, "{}: {effective}", one.name);
    }
}

#[test]
fn a_key_that_rewards_unemployment_with_more_places_is_caught() {
    let (countries, _) = september_2015();
    let mut key = spec(KeyName::Weighted);
    key.weights.insert("population_persons".to_owned(), 0.8);
    let corrective = |inverse| KeyCorrective {
        indicator: "unemployment_percent".to_owned(),
        weight: 0.2,
        inverse,
        cap_share: None,
    };
    let audit = |key: &KeySpec| {
        with_participants(&countries, |all| {
            paradox_audit(key, all, 0.1).expect("an audit")
        })
    };
    key.correctives = vec![corrective(false)];
    let witnesses = audit(&key);
    assert_eq!(witnesses.len(), 22);
    for one in &witnesses {
        assert_eq!(one.indicator, Indicator::UnemploymentPercent);
        assert!(one.value_after > one.value_before && one.share_after > one.share_before);
    }
    key.correctives = vec![corrective(true)];
    assert_eq!(audit(&key), []);
    with_participants(&countries, |all| {
        assert!(paradox_audit(&key, all, 1.0).is_err());
    });
}

#[test]
fn corrected_follows_its_formula_with_both_means() {
    // P = (.75, .25), G = (.5, .5), so the base is (.625, .375).
    let states = [("XAA", 3.0, 1.0, 300.0, 5.0), ("XAB", 1.0, 1.0, 100.0, 5.0)].map(
        |(code, population, gdp, applications, unemployment)| {
            country(
                code,
                &[
                    (Indicator::PopulationPersons, population),
                    (Indicator::GdpUsd, gdp),
                    (Indicator::AsylumApplicationsPerMillion, applications),
                    (Indicator::UnemploymentPercent, unemployment),
                ],
            )
        },
    );
    let mut key = spec(KeyName::Corrected);
    // Plain mean 200: factors .95 and 1.05.
    let plain = shares_of(&key, &states).expect("a key");
    assert!((plain[0] - 0.59375 / (0.59375 + 0.39375)).abs() < 1e-14);
    // Mean by population 250: factors .98 and 1.06.
    key.corrective_mean = Some(CorrectiveMean::Population);
    let by_people = shares_of(&key, &states).expect("a key");
    assert!((by_people[0] - 0.6125 / (0.6125 + 0.3975)).abs() < 1e-14);
    // A slope of zero corrects nothing.
    key.corrective_slope = Some(0.0);
    assert!((shares_of(&key, &states).expect("a key")[0] - 0.625).abs() < 1e-14);
}

#[test]
fn the_index_and_the_rich_follow_their_formulas() {
    let state = |code, population, gdp, vacancies, aged| {
        country(
            code,
            &[
                (Indicator::PopulationPersons, population),
                (Indicator::GdpPerCapitaPppUsd, gdp),
                (Indicator::JobVacancyRatePercent, vacancies),
                (Indicator::Aged65AndOverPercent, aged),
            ],
        )
    };
    // Indices (1, 0, 0), (.5, 1, .5) and (0, .5, 1): means 1/3, 2/3 and 1/2 times 6, 3 and 2.
    let states = [
        state("XAA", 6.0, 30.0, 1.0, 10.0),
        state("XAB", 3.0, 20.0, 3.0, 15.0),
        state("XAC", 2.0, 10.0, 2.0, 20.0),
    ];
    let found = shares_of(&spec(KeyName::MinMaxIndex), &states).expect("a key");
    for (share, expected) in found.iter().zip([0.4, 0.4, 0.2]) {
        assert!((share - expected).abs() < 1e-14, "{found:?}");
    }
    let mut poor = country("XAC", &[]);
    poor.income_group = Some(IncomeGroup::Low);
    let rich = |code, gni| country(code, &[(Indicator::GniUsd, gni)]);
    let states = [rich("XAA", 1.0), poor.clone(), rich("XAB", 3.0)];
    let found = shares_of(&spec(KeyName::GniOfRich), &states).expect("a key");
    assert_eq!(found, [0.25, 0.0, 0.75]);
    let refused = shares_of(&spec(KeyName::GniOfRich), &[country("XAB", &[])]);
    let message = refused.expect_err("no income").to_string();
    assert!(message.contains("gni_usd not known for XAB"), "{message}");
    let refused = shares_of(&spec(KeyName::GniOfRich), &[poor]);
    assert!(matches!(refused, Err(KeyError::NobodyRich { .. })));
}

#[test]
fn a_capped_inverse_corrective_of_a_weighted_key_is_that_of_september() {
    let (countries, _) = september_2015();
    let mut key = spec(KeyName::Weighted);
    key.weights.insert("population".to_owned(), 0.4);
    key.weights.insert("gdp".to_owned(), 0.4);
    key.correctives = ["asylum_applications_per_million", "unemployment"]
        .map(|indicator| KeyCorrective {
            indicator: indicator.to_owned(),
            weight: 0.1,
            inverse: true,
            cap_share: Some(0.3),
        })
        .to_vec();
    let september = shares_of(&spec(KeyName::Eu2015Sept), &countries).expect("a key");
    assert_eq!(shares_of(&key, &countries).expect("a key"), september);
}

/// Every key with parameters that use all of it.
fn all_keys(codes: &[String]) -> Vec<KeySpec> {
    let mut keys: Vec<KeySpec> = KeyName::ALL.map(spec).to_vec();
    for key in &mut keys {
        match key.key_name().expect("a name") {
            KeyName::Weighted => {
                key.weights.insert("gdp".to_owned(), 0.6);
                key.correctives = vec![KeyCorrective {
                    indicator: "unemployment".to_owned(),
                    weight: 0.4,
                    inverse: true,
                    cap_share: Some(0.5),
                }];
            }
            KeyName::HostingCapacity => {
                key.weights.insert("gdp".to_owned(), 1.0);
            }
            KeyName::Fixed => {
                let whole = (codes.len() * (codes.len() + 1) / 2) as f64;
                for (index, code) in codes.iter().enumerate() {
                    key.shares.insert(code.clone(), (index + 1) as f64 / whole);
                }
            }
            _ => {}
        }
    }
    keys
}

proptest! {
    #[test]
    fn every_key_gives_shares_whatever_the_order_and_the_units(
        values in prop::collection::vec(prop::collection::vec(0.01_f64..1e6, 12), 2..9),
        scale in 0.001_f64..1e4,
    ) {
        let codes: Vec<String> =
            (0..values.len()).map(|index| format!("XA{}", (b'A' + index as u8) as char)).collect();
        let countries: Vec<Country> = codes
            .iter()
            .zip(&values)
            .map(|(code, row)| {
                let pairs: Vec<_> = Indicator::ALL.into_iter().zip(row.iter().copied()).collect();
                country(code, &pairs)
            })
            .collect();
        let mut turned = countries.clone();
        turned.reverse();
        for key in all_keys(&codes) {
            let found = shares_of(&key, &countries).expect("a key");
            prop_assert!(found.iter().all(|share| (0.0..=1.0).contains(share)));
            prop_assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{}", key.name);
            let mut back = shares_of(&key, &turned).expect("a key");
            back.reverse();
            for (one, other) in found.iter().zip(&back) {
                prop_assert!((one - other).abs() < 1e-9, "{}: {one} and {other}", key.name);
            }
            let parts = with_participants(&countries, |all| decomposition(&key, all)).expect("parts");
            let nominal: f64 = parts.criteria.iter().map(|one| one.nominal_weight).sum();
            prop_assert!((nominal - 1.0).abs() < 1e-12, "{}: {nominal}", key.name);
            for (share, sum) in found.iter().zip(parts.shares()) {
                prop_assert!((share - sum).abs() < 1e-9);
            }
            for indicator in key.indicators() {
                let mut scaled = countries.clone();
                for country in &mut scaled {
                    let figure = country.indicators.get_mut(&indicator).expect("a figure");
                    figure.value *= scale;
                }
                let again = shares_of(&key, &scaled).expect("a key");
                for (one, other) in found.iter().zip(&again) {
                    prop_assert!((one - other).abs() < 1e-9, "{} {}", key.name, indicator.name());
                }
            }
        }
    }
}

#[test]
fn other_weights_of_a_key_of_2015_move_it_between_its_parts() {
    let (countries, _) = september_2015();
    let weighted = |weights: [(&str, f64); 4]| {
        let mut key = spec(KeyName::Eu2015Sept);
        for (indicator, weight) in weights {
            key.weights.insert(indicator.to_owned(), weight);
        }
        shares_of(&key, &countries).expect("a key")
    };
    let names = [
        "population",
        "gdp",
        "asylum_applications_per_million",
        "unemployment",
    ];
    // The published weights are the default.
    let published = weighted([
        (names[0], 0.4),
        (names[1], 0.4),
        (names[2], 0.1),
        (names[3], 0.1),
    ]);
    let default = shares_of(&spec(KeyName::Eu2015Sept), &countries).expect("a key");
    for (one, other) in published.iter().zip(&default) {
        assert!((one - other).abs() < 1e-15);
    }
    // All weight on people is the population key, and on product the GDP key.
    for (position, key) in [KeyName::Population, KeyName::Gdp].into_iter().enumerate() {
        let mut weights = names.map(|name| (name, 0.0));
        weights[position].1 = 1.0;
        let alone = weighted(weights);
        let plain = shares_of(&spec(key), &countries).expect("a key");
        for (one, other) in alone.iter().zip(&plain) {
            assert!((one - other).abs() < 1e-12, "{one} {other}");
        }
    }
}

#[test]
fn an_index_without_spread_leaves_the_mean_and_without_any_leaves_people() {
    let state = |code, people, gdp, vacancies| {
        country(
            code,
            &[
                (Indicator::PopulationPersons, people),
                (Indicator::GdpPerCapitaPppUsd, gdp),
                (Indicator::JobVacancyRatePercent, vacancies),
                (Indicator::Aged65AndOverPercent, 15.0),
            ],
        )
    };
    // The share of old people is the same for all, so that two indices remain: (1, 0) and (0, 1),
    // means one half each, times three and one.
    let states = [state("XAA", 3.0, 30.0, 1.0), state("XAB", 1.0, 20.0, 3.0)];
    let found =
        with_participants(&states, |all| shares(&spec(KeyName::MinMaxIndex), all)).expect("a key");
    assert!((found.shares[0] - 0.75).abs() < 1e-14, "{found:?}");
    assert!(
        found
            .notes
            .iter()
            .any(|note| note.contains("is the same for every participant")),
        "{found:?}"
    );
    let alike = [state("XAA", 3.0, 20.0, 1.0), state("XAB", 1.0, 20.0, 1.0)];
    let found = shares_of(&spec(KeyName::MinMaxIndex), &alike).expect("a key");
    assert!((found[0] - 0.75).abs() < 1e-14, "{found:?}");
}

#[test]
fn the_correctives_of_2015_explain_next_to_nothing_and_tempt_nobody() {
    let (countries, _) = september_2015();
    for (key, most) in [(KeyName::Eu2015May, 0.03), (KeyName::Eu2015Sept, 0.04)] {
        let (weights, paradoxes) = with_participants(&countries, |all| {
            let weights = fairshare::key::effective_weights(&spec(key), all)?;
            Ok::<_, KeyError>((
                weights,
                fairshare::key::paradox_audit(&spec(key), all, 0.1)?,
            ))
        })
        .expect("a key");
        let sum: f64 = weights.iter().filter_map(|it| it.effective_weight).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{weights:?}");
        // A tenth of the weight each is declared; far less is what they explain.
        for weight in weights.iter().filter(|it| it.nominal_weight == 0.1) {
            let part = weight.effective_weight.expect("shares differ");
            assert!(part.abs() < most, "{}: {part}", weight.name);
        }
        assert!(paradoxes.is_empty(), "{paradoxes:?}");
    }
}
