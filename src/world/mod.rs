//! The embedded table of countries: facts and figures with their sources.
//!
//! The table is built into the binary from `data/countries.csv`, `data/world.csv` and
//! `data/sources.csv`; `data/README.md` says where its figures come from and how gaps are
//! treated. What is not reported is missing here and never zero.

mod parse;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::id::CountryCode;
use crate::model::{Country, Figure};

pub use parse::WorldError;

const COUNTRIES: &str = include_str!("../../data/countries.csv");
const FIGURES: &str = include_str!("../../data/world.csv");
const SOURCES: &str = include_str!("../../data/sources.csv");

/// How alike a text and a country's name must be to suggest it (Jaro–Winkler, 0 to 1).
const NAME_SIMILARITY_LEAST: f64 = 0.85;

/// Abbreviations in common use that no table holds.
const COMMON_ABBREVIATIONS: [(&str, &str); 12] = [
    ("CAR", "CAF"),
    ("DPRK", "PRK"),
    ("DRC", "COD"),
    ("GER", "DEU"),
    ("KOS", "XKX"),
    ("NED", "NLD"),
    ("ROK", "KOR"),
    ("RSA", "ZAF"),
    ("SUI", "CHE"),
    ("UAE", "ARE"),
    ("UK", "GBR"),
    ("US", "USA"),
];

/// The groups of countries in special situations that the United Nations lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DevelopmentGroups {
    /// Least developed country.
    pub least_developed: bool,
    /// Landlocked developing country.
    pub landlocked_developing: bool,
    /// Small island developing State.
    pub small_island_developing: bool,
}

/// What the table holds of a country beside [`Country`].
#[derive(Clone, Debug, Default, PartialEq)]
struct Supplement {
    groups: DevelopmentGroups,
    unhcr_code: String,
    resettlement_arrivals: Vec<Figure>,
}

/// The table of countries: the 193 Member States of the United Nations, and the other entities
/// that the tables of UNHCR or the World Bank report by themselves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    countries: Vec<Country>,
    supplements: BTreeMap<CountryCode, Supplement>,
}

/// The embedded table.
///
/// It is read once. A test reads it too, so that no release can hold a table that cannot be
/// read; if one did, the table would be empty and every country code unknown.
#[must_use]
pub fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        World::embedded().unwrap_or_else(|error| {
            debug_assert!(false, "the embedded table cannot be read: {error}");
            World::default()
        })
    })
}

impl World {
    /// Reads the embedded table.
    ///
    /// # Errors
    /// When a row breaks a rule of the table: an unknown indicator, source, basis or group, a
    /// number that is none, a country that is listed twice or not at all.
    pub fn embedded() -> Result<Self, WorldError> {
        parse::parse(COUNTRIES, FIGURES, SOURCES)
    }

    /// The country of that code.
    #[must_use]
    pub fn get(&self, code: CountryCode) -> Option<&Country> {
        let index = self
            .countries
            .binary_search_by_key(&code, |country| country.code)
            .ok()?;
        self.countries.get(index)
    }

    /// All countries, sorted by code.
    #[must_use]
    pub fn countries(&self) -> &[Country] {
        &self.countries
    }

    /// The Member States of the United Nations, sorted by code.
    pub fn members(&self) -> impl Iterator<Item = &Country> {
        self.countries.iter().filter(|country| country.un_member)
    }

    /// Resettlement arrivals from all hosts by calendar year, persons; only years reported, in
    /// order.
    #[must_use]
    pub fn resettlement_arrivals(&self, code: CountryCode) -> &[Figure] {
        self.supplements
            .get(&code)
            .map_or(&[], |supplement| &supplement.resettlement_arrivals)
    }

    /// The groups of countries in special situations that a country belongs to.
    #[must_use]
    pub fn development_groups(&self, code: CountryCode) -> DevelopmentGroups {
        self.supplements
            .get(&code)
            .map(|supplement| supplement.groups)
            .unwrap_or_default()
    }

    /// The country that UNHCR's own code means, as in the columns `coo` and `coa` of its
    /// downloads: `AUS` is Austria there, `GFR` Germany.
    #[must_use]
    pub fn from_unhcr_code(&self, unhcr_code: &str) -> Option<CountryCode> {
        self.supplements
            .iter()
            .find(|(_, supplement)| {
                !unhcr_code.is_empty() && supplement.unhcr_code.eq_ignore_ascii_case(unhcr_code)
            })
            .map(|(&code, _)| code)
    }

    /// The country that somebody probably meant who wrote `text`: a code in lower case, another
    /// common abbreviation, a code with one letter wrong, or a country's name.
    ///
    /// Nothing is returned where nothing is close. The order of the rules is the order of their
    /// reliability; among equals the first by code wins.
    #[must_use]
    pub fn suggest(&self, text: &str) -> Option<CountryCode> {
        let text = text.trim();
        let capitals = text.to_uppercase();
        let by_code = |capitals: &str| {
            let code = capitals.parse().ok()?;
            self.get(code).map(|country| country.code)
        };
        by_code(&capitals)
            .or_else(|| self.with_name(text))
            .or_else(|| {
                let found = COMMON_ABBREVIATIONS
                    .into_iter()
                    .find(|(abbreviation, _)| *abbreviation == capitals);
                found.and_then(|(_, code)| by_code(code))
            })
            .or_else(|| self.from_unhcr_code(&capitals))
            .or_else(|| self.with_similar_code(&capitals))
            .or_else(|| self.with_similar_name(text))
    }

    fn with_name(&self, text: &str) -> Option<CountryCode> {
        let name = text.to_lowercase();
        self.countries
            .iter()
            .find(|country| country.name.to_lowercase() == name)
            .map(|country| country.code)
    }

    fn with_similar_code(&self, capitals: &str) -> Option<CountryCode> {
        if !(2..=4).contains(&capitals.chars().count()) {
            return None;
        }
        let near = self
            .countries
            .iter()
            .filter(|country| strsim::osa_distance(country.code.as_str(), capitals) == 1)
            .map(|country| {
                let similarity = strsim::jaro_winkler(country.code.as_str(), capitals);
                (country.code, similarity)
            });
        best(near)
    }

    fn with_similar_name(&self, text: &str) -> Option<CountryCode> {
        let name = text.to_lowercase();
        let near = self
            .countries
            .iter()
            .map(|country| {
                let similarity = strsim::jaro_winkler(&country.name.to_lowercase(), &name);
                (country.code, similarity)
            })
            .filter(|&(_, similarity)| similarity >= NAME_SIMILARITY_LEAST);
        best(near)
    }
}

/// The candidate of greatest similarity; the first among equals.
fn best(candidates: impl Iterator<Item = (CountryCode, f64)>) -> Option<CountryCode> {
    candidates
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .map(|(code, _)| code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Basis, Indicator};

    fn code(text: &str) -> CountryCode {
        text.parse().expect("a country code")
    }

    #[test]
    fn the_embedded_table_can_be_read() {
        let read = World::embedded().expect("the embedded table");
        assert_eq!(&read, world());
    }

    #[test]
    fn countries_are_sorted_and_found() {
        let codes: Vec<_> = world()
            .countries()
            .iter()
            .map(|country| country.code)
            .collect();
        assert!(codes.is_sorted());
        for &code in &codes {
            assert_eq!(world().get(code).map(|country| country.code), Some(code));
        }
        assert!(world().get(code("XXX")).is_none());
    }

    #[test]
    fn what_is_carried_forward_says_so() {
        let cuba = world().get(code("CUB")).expect("Cuba");
        let gdp = &cuba.indicators[&Indicator::GdpUsd];
        assert_eq!((gdp.year, gdp.basis), (Some(2020), Basis::Data));
        assert!(gdp.source.contains("carried forward from 2020"));
    }

    #[test]
    fn a_mean_of_resettlement_keeps_its_years() {
        let years: Vec<_> = world()
            .resettlement_arrivals(code("FIN"))
            .iter()
            .map(|figure| figure.year)
            .collect();
        // Finland reported nothing for 2022, which is not zero.
        assert_eq!(years, [Some(2021), Some(2023), Some(2024), Some(2025)]);
        assert!(world().resettlement_arrivals(code("UGA")).is_empty());
    }

    #[test]
    fn groups_of_countries_are_known() {
        let uganda = world().development_groups(code("UGA"));
        assert!(uganda.least_developed && uganda.landlocked_developing);
        assert!(!uganda.small_island_developing);
    }

    #[test]
    fn suggestions_are_what_was_meant() {
        for (text, expected) in [
            ("uga", "UGA"),
            ("UGN", "UGA"),
            ("UAG", "UGA"),
            ("Ugand", "UGA"),
            ("south sudan", "SSD"),
            ("Kenia", "KEN"),
            ("UK", "GBR"),
            ("SUD", "SDN"),
            ("Türkiye", "TUR"),
            ("United States", "USA"),
        ] {
            assert_eq!(world().suggest(text), Some(code(expected)), "{text}");
        }
        for text in ["", "Atlantis", "Q", "ÄÖÜ", "123456"] {
            assert_eq!(world().suggest(text), None, "{text}");
        }
    }

    #[test]
    fn unhcr_codes_are_not_taken_for_iso_codes() {
        assert_eq!(world().from_unhcr_code("AUS"), Some(code("AUT")));
        assert_eq!(world().from_unhcr_code("GFR"), Some(code("DEU")));
        assert_eq!(world().from_unhcr_code(""), None);
    }
}
