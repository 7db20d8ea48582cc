//! The tables of the South Sudan scenario against their own rules, and those of all situations
//! against the downloads they are made from.
//!
//! All but the last test do without the reader of scenarios, so that a mistake in the data is told
//! from a mistake in the reader.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of a test fails the test that calls it"
)]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use fairshare::scenario::{LoadOptions, load};
use fairshare::world::world;

type Row = BTreeMap<String, String>;

const TABLES: [&str; 5] = [
    "arrival_year.csv",
    "contributors.csv",
    "funding_history.csv",
    "pledges.csv",
    "population.csv",
];

/// Whose tables `build_situation.py` writes.
const OTHER_SITUATIONS: [&str; 6] = [
    "afghanistan",
    "burundi",
    "rohingya",
    "somalia",
    "sudan",
    "syria",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rows(path: &Path) -> Vec<Row> {
    csv::Reader::from_path(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("rows that fit their header")
}

fn table(name: &str) -> Vec<Row> {
    rows(&root().join("scenarios/south-sudan").join(name))
}

fn number(text: &str) -> f64 {
    text.parse()
        .unwrap_or_else(|_| panic!("`{text}` is not a number"))
}

fn scenario() -> toml::Table {
    std::fs::read_to_string(root().join("scenarios/south-sudan.toml"))
        .expect("the scenario")
        .parse()
        .expect("TOML")
}

/// A figure that is plain or carries its evidence.
fn value(figure: &toml::Value) -> &toml::Value {
    figure.get("value").unwrap_or(figure)
}

fn float(figure: &toml::Value) -> f64 {
    match value(figure) {
        toml::Value::Float(float) => *float,
        toml::Value::Integer(integer) => *integer as f64,
        other => panic!("{other} is not a number"),
    }
}

fn hosts() -> BTreeMap<String, toml::Value> {
    let scenario = scenario();
    let hosts = scenario["host"].as_array().expect("a list of hosts");
    hosts
        .iter()
        .map(|host| {
            let code = host["country"].as_str().expect("a code");
            (code.to_owned(), host.clone())
        })
        .collect()
}

fn sum_by<'a>(rows: &'a [Row], key: &str, column: &str) -> BTreeMap<&'a str, f64> {
    let mut sums = BTreeMap::new();
    for row in rows {
        *sums.entry(row[key].as_str()).or_insert(0.0) += number(&row[column]);
    }
    sums
}

fn assert_one(sum: f64, what: &str) {
    assert!((sum - 1.0).abs() < 1e-9, "{what} sum to {sum}");
}

#[test]
fn every_row_says_what_it_rests_on() {
    for name in TABLES {
        for row in table(name) {
            assert!(!row["source"].is_empty(), "{name}: {row:?}");
            let basis = row["basis"].as_str();
            assert!(matches!(basis, "data" | "judgement"), "{name}: {row:?}");
        }
    }
}

#[test]
fn people_by_sex_and_age_are_all_refugees_of_their_host() {
    let rows = table("population.csv");
    let sums = sum_by(&rows, "host", "persons");
    let hosts = hosts();
    assert_eq!(sums.len(), hosts.len());
    for (code, host) in &hosts {
        assert_eq!(
            sums[code.as_str()],
            float(&host["refugees_persons"]),
            "{code}"
        );
    }
    assert_eq!(rows.len(), hosts.len() * 10);
}

#[test]
fn shares_sum_to_one() {
    let rows = table("arrival_year.csv");
    let sums = sum_by(&rows, "host", "share");
    assert!(sums.keys().eq(hosts().keys()));
    for (host, sum) in sums {
        assert_one(sum, host);
    }
    let arrivals: f64 = hosts()
        .values()
        .map(|host| float(&host["arrival_share"]))
        .sum();
    assert_one(arrivals, "arrival shares");
    let scenario = scenario();
    let bands: f64 = ["female_share_by_age_band", "male_share_by_age_band"]
        .iter()
        .flat_map(|name| {
            value(&scenario["arrivals"][*name])
                .as_array()
                .expect("a list")
                .clone()
        })
        .map(|share| float(&share))
        .sum();
    assert_one(bands, "sex and age of arrivals");
    let income: f64 = table("contributors.csv")
        .iter()
        .map(|row| number(&row["income_share"]))
        .sum();
    assert_one(income, "income shares");
}

#[test]
fn nobody_arrived_after_the_scenario_starts() {
    for row in table("arrival_year.csv") {
        assert!((2011..=2025).contains(&row["year"].parse::<i32>().expect("a year")));
        assert!(number(&row["share"]) > 0.0);
    }
}

#[test]
fn every_central_value_lies_in_its_range() {
    fn walk(value: &toml::Value, path: &str, ranges: &mut usize) {
        match value {
            toml::Value::Table(table) => {
                if let (Some(value), Some(range)) = (table.get("value"), table.get("range")) {
                    let (value, low, high) = (float(value), float(&range[0]), float(&range[1]));
                    assert!(low <= value && value <= high && low < high, "{path}");
                    *ranges += 1;
                }
                for (key, inner) in table {
                    walk(inner, &format!("{path}.{key}"), ranges);
                }
            }
            toml::Value::Array(items) => {
                for item in items {
                    walk(item, path, ranges);
                }
            }
            _ => {}
        }
    }
    let mut ranges = 0;
    walk(&toml::Value::Table(scenario()), "scenario", &mut ranges);
    assert!(ranges > 40, "{ranges}");
}

#[test]
fn contributors_are_known_and_their_money_is_bound_in_one_way_only() {
    let rows = table("contributors.csv");
    for row in &rows {
        let id = row["id"].as_str();
        if row["kind"] == "state" {
            let country = world().get(id.parse().expect("a country code"));
            assert!(country.is_some_and(|country| country.un_member), "{id}");
        }
        let bound = number(&row["unearmarked_share"]) + number(&row["host_earmarked_share"]);
        assert!((0.0..=1.0 + 1e-12).contains(&bound), "{id}: {bound}");
        let places = number(&row["baseline_places_per_year"]);
        assert!(places <= number(&row["places_capacity_per_year"]), "{id}");
    }
    let mut ids: Vec<_> = rows.iter().map(|row| &row["id"]).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), rows.len());
    for kind in [
        "state",
        "regional-organisation",
        "private",
        "multilateral-fund",
        "financial-institution",
    ] {
        assert!(rows.iter().any(|row| row["kind"] == kind), "no {kind}");
    }
}

#[test]
fn standing_pledges_are_judgement_and_less_than_a_year_of_income() {
    let contributors = table("contributors.csv");
    let share = |id: &str| {
        contributors.iter().find(|row| row["id"] == id).map_or_else(
            || panic!("{id} is no contributor"),
            |row| number(&row["income_share"]),
        )
    };
    let rows = table("pledges.csv");
    for row in &rows {
        assert_eq!(row["basis"], "judgement");
        assert_eq!(row["earmark"] == "host", !row["host"].is_empty());
        assert!(row["host"].is_empty() || hosts().contains_key(&row["host"]));
        assert!(row["from"].as_str() >= "2026-01" && row["from"] <= row["until"]);
    }
    // What is pledged ahead must leave room for what is announced in the course of the year.
    let asked_2025: f64 = table("funding_history.csv")
        .iter()
        .filter(|row| row["year"] == "2025")
        .map(|row| number(&row["requested_usd"]))
        .sum();
    let announced = float(&scenario()["finance"]["baseline_announced_share"]) * asked_2025;
    for (contributor, usd) in sum_by(&rows, "contributor", "amount_usd") {
        assert!(usd < share(contributor) * announced, "{contributor}");
    }
}

#[test]
fn receipts_are_left_empty_where_they_are_not_known() {
    let rows = table("funding_history.csv");
    for row in &rows {
        let recent = row["year"].as_str() >= "2023";
        assert_eq!(row["received_usd"].is_empty(), recent, "{row:?}");
        let judged = row["basis"] == "judgement";
        assert_eq!(
            judged,
            recent && ["SDN", "COD"].contains(&row["host"].as_str())
        );
        assert_eq!(judged, !row["requested_usd_range_low"].is_empty());
        if judged {
            let requested = number(&row["requested_usd"]);
            assert!(number(&row["requested_usd_range_low"]) < requested);
            assert!(requested < number(&row["requested_usd_range_high"]));
        }
    }
    // The plans began in 2014; DR Congo joined in 2016.
    assert_eq!(rows.len(), 4 * 12 + 10);
}

#[test]
fn the_tables_are_what_the_scripts_write() {
    let downloads = root().join("../shared/data");
    let absent = if !downloads.is_dir() {
        Some("../shared/data")
    } else if Command::new("python3").arg("--version").output().is_err() {
        Some("python3")
    } else {
        None
    };
    if let Some(absent) = absent {
        // Written past the test harness, which hides what a passing test prints.
        let _ = writeln!(
            std::io::stderr(),
            "skipped: {absent} is absent, so no table can be rebuilt"
        );
        return;
    }
    let target = tempfile::tempdir().expect("a folder");
    for script in [
        "rebuild_world.py",
        "build_south_sudan.py",
        "build_situation.py",
    ] {
        let run = Command::new("python3")
            .arg(root().join("data").join(script))
            .arg(&downloads)
            .arg(target.path())
            .output()
            .expect("python3");
        let errors = String::from_utf8_lossy(&run.stderr);
        assert!(run.status.success(), "{script}: {errors}");
    }
    let committed = TABLES
        .map(|name| (name, root().join("scenarios/south-sudan").join(name)))
        .into_iter()
        .map(|(name, path)| (name.to_owned(), path))
        .chain(
            ["countries.csv", "world.csv"]
                .map(|name| (name.to_owned(), root().join("data").join(name))),
        )
        .chain(OTHER_SITUATIONS.into_iter().flat_map(|situation| {
            TABLES.map(|table| {
                let name = format!("{situation}/{table}");
                let path = root().join("scenarios").join(&name);
                (name, path)
            })
        }));
    for (name, path) in committed {
        let expected = std::fs::read(path).expect("the committed table");
        let rebuilt = std::fs::read(target.path().join(&name)).expect("the rebuilt table");
        assert!(
            expected == rebuilt,
            "{name} differs from what the script writes"
        );
    }
}

#[test]
fn the_scenario_is_read_without_a_warning_under_every_override() {
    let path = root().join("scenarios/south-sudan.toml");
    let overrides: Vec<String> = scenario()["override"]
        .as_table()
        .expect("overrides")
        .keys()
        .cloned()
        .collect();
    assert_eq!(overrides, ["top-donor-exit", "war-returns"]);
    let each = overrides.into_iter().map(|name| vec![name]);
    for overrides in std::iter::once(Vec::new()).chain(each) {
        let options = LoadOptions {
            overrides: overrides.clone(),
            ..LoadOptions::default()
        };
        let loaded = load(&path, &options).unwrap_or_else(|errors| panic!("{errors}"));
        assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
        let situation = loaded.situation;
        let exits = situation
            .options
            .iter()
            .filter(|option| !option.exits.is_empty());
        let expected = if overrides == ["top-donor-exit"] {
            3
        } else {
            0
        };
        assert_eq!(exits.count(), expected);
        let onset = situation.parameters.arrivals.onset_month;
        assert_eq!(onset.is_some(), overrides == ["war-returns"]);
    }
}
