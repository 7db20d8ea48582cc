//! UNHCR's tables of stocks, arrivals and solutions, read into pairs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{Origin, Pair};

/// The first and last year that are read.
const YEARS: std::ops::RangeInclusive<i32> = 1951..=2020;

/// Origins that are no country.
const UNKNOWN: [&str; 3] = ["UNK", "XXA", ""];

/// A table could not be read.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file.
    #[error(
        "{} cannot be read: {source}; give the folder with UNHCR's population.csv, flows.csv and \
         solutions.csv",
        path.display()
    )]
    Csv {
        /// The file.
        path: PathBuf,
        /// Why.
        source: csv::Error,
    },
    /// A column is missing.
    #[error("{} has no column `{column}`; columns are named as in UNHCR's downloads", path.display())]
    Column {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
    },
    /// A cell that is no number.
    #[error("{}, line {line}: `{text}` is no number", path.display())]
    Cell {
        /// The file.
        path: PathBuf,
        /// The line.
        line: u64,
        /// What stands there.
        text: String,
    },
}

type Key = (String, String);

/// Sums of columns by origin, asylum and year.
type Sums = BTreeMap<Key, BTreeMap<i32, f64>>;

fn read(path: &Path, columns: &[&str]) -> Result<Vec<Sums>, TableError> {
    let wrap = |source: csv::Error| TableError::Csv {
        path: path.to_owned(),
        source,
    };
    let mut reader = csv::Reader::from_path(path).map_err(wrap)?;
    let heads = reader.headers().map_err(wrap)?.clone();
    let position = |column: &str| {
        heads
            .iter()
            .position(|head| head == column)
            .ok_or_else(|| TableError::Column {
                path: path.to_owned(),
                column: column.to_owned(),
            })
    };
    let [year, origin, asylum] = [
        position("year")?,
        position("coo_iso")?,
        position("coa_iso")?,
    ];
    let places = columns
        .iter()
        .map(|column| position(column))
        .collect::<Result<Vec<usize>, _>>()?;
    let mut sums: Vec<Sums> = vec![Sums::new(); columns.len()];
    for row in reader.records() {
        let row = row.map_err(wrap)?;
        let line = row.position().map_or(0, csv::Position::line);
        let number = |place: usize| -> Result<f64, TableError> {
            let text = row.get(place).unwrap_or_default().trim();
            if text.is_empty() {
                return Ok(0.0);
            }
            text.parse().map_err(|_| TableError::Cell {
                path: path.to_owned(),
                line,
                text: text.to_owned(),
            })
        };
        let text = |place: usize| row.get(place).unwrap_or_default().to_owned();
        let (from, to) = (text(origin), text(asylum));
        let when = whole_year(number(year)?);
        if UNKNOWN.contains(&from.as_str()) || UNKNOWN.contains(&to.as_str()) || from == to {
            continue;
        }
        if !YEARS.contains(&when) {
            continue;
        }
        for (sums, place) in sums.iter_mut().zip(&places) {
            let value = number(*place)?;
            if value > 0.0 {
                *sums
                    .entry((from.clone(), to.clone()))
                    .or_default()
                    .entry(when)
                    .or_default() += value;
            }
        }
    }
    Ok(sums)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast of a year saturates at worst, and is then out of range"
)]
fn whole_year(value: f64) -> i32 {
    value as i32
}

/// Whether the change into this year is a break of the statistics rather than a movement.
fn is_break(origin: &str, asylum: &str, year: i32) -> bool {
    match (origin, asylum) {
        // Flat estimates, and people counted in another category.
        ("ESH", "DZA") | ("VNM", "CHN") | ("VEN", _) => true,
        // De-registrations.
        ("AFG", "PAK") => year >= 2007,
        (_, "UGA") => year == 2018 || year == 2007,
        (_, "BGD") => matches!(year, 2007 | 2010 | 2017),
        // Estimates that were changed.
        (_, "DEU" | "USA") => (2014..=2019).contains(&year) || year == 2007,
        // People in refugee-like situations were included from then on.
        _ => year == 2007 || year == 2006,
    }
}

fn series(sums: &Sums, key: &Key, first: i32) -> Vec<f64> {
    let years = sums.get(key);
    (first..=*YEARS.end())
        .map(|year| {
            years
                .and_then(|years| years.get(&year))
                .copied()
                .unwrap_or(0.0)
        })
        .collect()
}

/// Reads pairs from the folder; with `mask`, breaks of the statistics are marked.
///
/// # Errors
/// A table that is not there or not as UNHCR publishes it.
pub fn read_panel(folder: &Path, mask: bool) -> Result<Vec<Origin>, TableError> {
    let mut stocks = read(&folder.join("population.csv"), &["refugees"])?;
    let mut flows = read(&folder.join("flows.csv"), &["refugees", "asylum_seekers"])?;
    let solutions = read(
        &folder.join("solutions.csv"),
        &["returned_refugees", "naturalisation", "resettlement"],
    )?;
    let (Some(stock), Some(seekers), Some(arrivals)) = (stocks.pop(), flows.pop(), flows.pop())
    else {
        return Ok(Vec::new());
    };
    let mut origins: BTreeMap<String, Origin> = BTreeMap::new();
    let first = *YEARS.start();
    let length = (first..=*YEARS.end()).count();
    let blank = |name: &str| Origin {
        name: name.to_owned(),
        first_year: first,
        pairs: Vec::new(),
        stock: vec![0.0; length],
        returns: vec![0.0; length],
        naturalisations: vec![0.0; length],
        resettlement: vec![0.0; length],
    };
    for key in stock.keys() {
        let (from, to) = key;
        let origin = origins.entry(from.clone()).or_insert_with(|| blank(from));
        let own = series(&stock, key, first);
        add(&mut origin.stock, &own);
        let mut came = series(&arrivals, key, first);
        add(&mut came, &series(&seekers, key, first));
        origin.pairs.push(Pair {
            first_year: first,
            breaks: (0..length)
                .map(|index| {
                    let year = first + i32::try_from(index).unwrap_or(0);
                    mask && is_break(from, to, year)
                })
                .collect(),
            stock: own,
            arrivals: came,
            exits: solutions.iter().fold(vec![0.0; length], |mut sum, flow| {
                add(&mut sum, &series(flow, key, first));
                sum
            }),
            begins: false,
        });
    }
    let keys: BTreeSet<&Key> = solutions.iter().flat_map(BTreeMap::keys).collect();
    for key in keys {
        let Some(origin) = origins.get_mut(&key.0) else {
            continue;
        };
        for (sums, target) in solutions.iter().zip([
            &mut origin.returns,
            &mut origin.naturalisations,
            &mut origin.resettlement,
        ]) {
            add(target, &series(sums, key, first));
        }
    }
    Ok(origins.into_values().collect())
}

fn add(sum: &mut [f64], more: &[f64]) {
    for (sum, more) in sum.iter_mut().zip(more) {
        *sum += more;
    }
}
