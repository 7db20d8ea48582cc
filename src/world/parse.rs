//! Reads the tables of countries, figures and sources.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{DevelopmentGroups, Supplement, World};
use crate::id::{CountryCode, CountryCodeError};
use crate::model::{Basis, Country, Figure, IncomeGroup, Indicator};

/// The name of the yearly series that only [`World::resettlement_arrivals`] gives.
const RESETTLEMENT_ARRIVALS: &str = "resettlement_arrivals_persons";

/// Why a table of countries cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// A row that does not fit its header.
    #[error("{table}: {error}")]
    Row {
        /// The table.
        table: &'static str,
        /// What is wrong with it.
        error: csv::Error,
    },
    /// A code that is none.
    #[error("{table}: {error}")]
    Code {
        /// The table.
        table: &'static str,
        /// What is wrong with it.
        error: CountryCodeError,
    },
    /// A country that is listed twice.
    #[error("countries.csv lists {0} twice")]
    Twice(CountryCode),
    /// A word that is not in its vocabulary.
    #[error("{code}: `{word}` is not {expected}")]
    Word {
        /// Country of the row.
        code: CountryCode,
        /// What the row says.
        word: String,
        /// What it should have been.
        expected: &'static str,
    },
    /// A figure of a country that `countries.csv` does not list.
    #[error("world.csv has a figure of {0}, which countries.csv does not list")]
    Unlisted(CountryCode),
    /// A figure that is given twice.
    #[error("world.csv gives {indicator} of {code} twice")]
    FigureTwice {
        /// Country.
        code: CountryCode,
        /// Indicator.
        indicator: String,
    },
    /// A figure that is negative or not finite.
    #[error("world.csv: {indicator} of {code} is {value}")]
    Value {
        /// Country.
        code: CountryCode,
        /// Indicator.
        indicator: String,
        /// Value.
        value: f64,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one field for each column of the table"
)]
struct CountryRow {
    iso3: String,
    name: String,
    region: String,
    subregion: String,
    un_member: bool,
    income_group: Option<IncomeGroup>,
    ldc: bool,
    lldc: bool,
    sids: bool,
    unhcr_code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FigureRow {
    iso3: String,
    indicator: String,
    value: f64,
    year: Option<i32>,
    source: String,
    basis: Basis,
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceRow {
    id: String,
    citation: String,
    #[serde(rename = "licence")]
    _licence: String,
}

/// Reads the three tables into one.
pub(super) fn parse(countries: &str, figures: &str, sources: &str) -> Result<World, WorldError> {
    let citations: BTreeMap<String, String> = rows::<SourceRow>("sources.csv", sources)?
        .into_iter()
        .map(|row| (row.id, row.citation))
        .collect();
    let mut listed = BTreeMap::new();
    let mut supplements = BTreeMap::new();
    for row in rows::<CountryRow>("countries.csv", countries)? {
        let code = country_code("countries.csv", &row.iso3)?;
        let supplement = Supplement {
            groups: DevelopmentGroups {
                least_developed: row.ldc,
                landlocked_developing: row.lldc,
                small_island_developing: row.sids,
            },
            unhcr_code: row.unhcr_code,
            resettlement_arrivals: Vec::new(),
        };
        let country = Country {
            code,
            name: row.name,
            region: row.region,
            subregion: row.subregion,
            un_member: row.un_member,
            income_group: row.income_group,
            indicators: BTreeMap::new(),
        };
        supplements.insert(code, supplement);
        if listed.insert(code, country).is_some() {
            return Err(WorldError::Twice(code));
        }
    }
    for row in rows::<FigureRow>("world.csv", figures)? {
        let code = country_code("world.csv", &row.iso3)?;
        let indicator = row.indicator.clone();
        let figure = figure(code, row, &citations)?;
        let (Some(country), Some(supplement)) = (listed.get_mut(&code), supplements.get_mut(&code))
        else {
            return Err(WorldError::Unlisted(code));
        };
        if indicator == RESETTLEMENT_ARRIVALS {
            if let Some(last) = supplement.resettlement_arrivals.last()
                && last.year >= figure.year
            {
                return Err(WorldError::FigureTwice { code, indicator });
            }
            supplement.resettlement_arrivals.push(figure);
            continue;
        }
        let Some(known) = Indicator::from_name(&indicator) else {
            return Err(WorldError::Word {
                code,
                word: indicator,
                expected: "an indicator",
            });
        };
        if country.indicators.insert(known, figure).is_some() {
            return Err(WorldError::FigureTwice { code, indicator });
        }
    }
    Ok(World {
        countries: listed.into_values().collect(),
        supplements,
    })
}

/// A figure with its citation; a note on how the value came about is part of its source.
fn figure(
    code: CountryCode,
    row: FigureRow,
    citations: &BTreeMap<String, String>,
) -> Result<Figure, WorldError> {
    if !row.value.is_finite() || row.value < 0.0 {
        return Err(WorldError::Value {
            code,
            indicator: row.indicator,
            value: row.value,
        });
    }
    let Some(citation) = citations.get(&row.source) else {
        return Err(WorldError::Word {
            code,
            word: row.source,
            expected: "a source of sources.csv",
        });
    };
    let source = if row.note.is_empty() {
        citation.clone()
    } else {
        format!("{citation}; {}", row.note)
    };
    Ok(Figure {
        value: row.value,
        year: row.year,
        source,
        basis: row.basis,
    })
}

fn rows<T: serde::de::DeserializeOwned>(
    table: &'static str,
    text: &str,
) -> Result<Vec<T>, WorldError> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|error| WorldError::Row { table, error })
}

fn country_code(table: &'static str, text: &str) -> Result<CountryCode, WorldError> {
    text.parse()
        .map_err(|error| WorldError::Code { table, error })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCES: &str = "id,citation,licence\nx,A book,public\n";
    const COUNTRIES: &str = "iso3,name,region,subregion,un_member,income_group,ldc,lldc,sids,unhcr_code\n\
        UGA,Uganda,Africa,Eastern Africa,true,low,true,true,false,UGA\n";
    const HEADER: &str = "iso3,indicator,value,year,source,basis,note\n";

    fn message(countries: &str, figures: &str) -> String {
        let figures = format!("{HEADER}{figures}");
        parse(countries, &figures, SOURCES)
            .expect_err("the table is wrong")
            .to_string()
    }

    #[test]
    fn a_note_becomes_part_of_the_source() {
        let figures = format!("{HEADER}UGA,gdp_usd,5,2020,x,data,carried forward\n");
        let world = parse(COUNTRIES, &figures, SOURCES).expect("a table");
        let uganda = &world.countries()[0];
        assert_eq!(
            uganda.indicators[&Indicator::GdpUsd].source,
            "A book; carried forward"
        );
    }

    #[test]
    fn broken_tables_are_refused_in_words() {
        for (figures, expected) in [
            (
                "UGA,gpd_usd,5,2020,x,data,\n",
                "UGA: `gpd_usd` is not an indicator",
            ),
            (
                "UGA,gdp_usd,5,2020,y,data,\n",
                "UGA: `y` is not a source of sources.csv",
            ),
            (
                "KEN,gdp_usd,5,2020,x,data,\n",
                "world.csv has a figure of KEN, which countries.csv does not list",
            ),
            (
                "UGA,gdp_usd,-5,2020,x,data,\n",
                "world.csv: gdp_usd of UGA is -5",
            ),
            (
                "UGA,gdp_usd,5,2020,x,data,\nUGA,gdp_usd,6,2021,x,data,\n",
                "world.csv gives gdp_usd of UGA twice",
            ),
            (
                "uga,gdp_usd,5,2020,x,data,\n",
                "world.csv: `uga` is not a country code of three capital letters \
                 (ISO 3166-1 alpha-3)",
            ),
        ] {
            assert_eq!(message(COUNTRIES, figures), expected);
        }
        let twice = format!(
            "{COUNTRIES}{}",
            COUNTRIES.split_once('\n').expect("a header").1
        );
        assert_eq!(message(&twice, ""), "countries.csv lists UGA twice");
        assert!(message(COUNTRIES, "UGA,gdp_usd,many,2020,x,data,\n").starts_with("world.csv: "));
    }
}
