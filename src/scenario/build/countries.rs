//! The countries that keys may read: the world table, or a synthetic scenario's own.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use crate::id::CountryCode;
use crate::model::{Basis, Country, Figure, Indicator, Origin};
use crate::scenario::document::CountryEntry;
use crate::scenario::resolved::Step::{self, Key, Row};
use crate::units::Persons;
use crate::world::world;

/// All countries of the scenario, in the order of their codes.
pub(super) fn build(context: &mut Context<'_>) -> Vec<Country> {
    let document = context.document;
    let mut countries: BTreeMap<CountryCode, Country> = BTreeMap::new();
    if !document.synthetic {
        let named = named_codes(context);
        let kept = world()
            .countries()
            .iter()
            .filter(|country| country.un_member || named.contains(&country.code));
        countries.extend(kept.map(|country| (country.code, country.clone())));
    }
    let mut seen = BTreeSet::new();
    for (row, entry) in document.country.iter().enumerate() {
        let at = [Key("country"), Row(row)];
        if !seen.insert(entry.country) {
            let message = format!("the country `{}` stands twice", entry.country);
            context.error(&at, "duplicate", message, "merge the two entries into one");
            continue;
        }
        let known = countries.get(&entry.country).cloned();
        let base = match known.or_else(|| world().get(entry.country).cloned()) {
            Some(country) => country,
            None => match invented(context, entry, row) {
                Some(country) => country,
                None => continue,
            },
        };
        let country = with_entry(context, base, entry, row);
        countries.insert(entry.country, country);
    }
    countries.into_values().collect()
}

/// Countries that the scenario names, whether or not they are Member States.
fn named_codes(context: &Context<'_>) -> BTreeSet<CountryCode> {
    let document = context.document;
    let hosts = document.host.iter().map(|host| host.country);
    let contributors = document
        .contributor
        .iter()
        .filter_map(|one| one.id.0.parse().ok());
    hosts
        .chain(contributors)
        .chain(document.origin.iter().map(|origin| origin.country))
        .collect()
}

fn is_free_for_users(code: CountryCode) -> bool {
    let text = code.as_str();
    text.starts_with('X') && text.get(1..2).is_some_and(|letter| letter <= "X")
        || text.starts_with("ZZ")
}

fn invented(context: &mut Context<'_>, entry: &CountryEntry, row: usize) -> Option<Country> {
    let code = entry.country;
    if !is_free_for_users(code) {
        unknown(context, &[Key("country"), Row(row), Key("country")], code);
        return None;
    }
    let Some(name) = entry.name.clone() else {
        let message = format!("the invented country `{code}` has no name");
        context.error(
            &[Key("country"), Row(row)],
            "missing-key",
            message,
            "add `name = \"…\"`",
        );
        return None;
    };
    Some(Country {
        code,
        name,
        region: String::new(),
        subregion: String::new(),
        // In an invented world every country is a Member State.
        un_member: true,
        income_group: None,
        indicators: BTreeMap::new(),
    })
}

fn with_entry(
    context: &mut Context<'_>,
    mut country: Country,
    entry: &CountryEntry,
    row: usize,
) -> Country {
    if let Some(name) = &entry.name {
        country.name.clone_from(name);
    }
    if let Some(region) = &entry.region {
        country.region.clone_from(region);
    }
    country.income_group = entry.income_group.or(country.income_group);
    for (&indicator, &value) in &entry.indicators {
        let at = [
            Key("country"),
            Row(row),
            Key("indicators"),
            Key(indicator.name()),
        ];
        if value < 0.0 {
            let message = format!("`{}` of {} is negative", indicator.name(), country.name);
            context.error(
                &at,
                "out-of-range",
                message,
                "indicators are counted from 0",
            );
        }
        let evidence = context.tree.evidence(&at).cloned().unwrap_or_default();
        let unstated = if context.document.synthetic {
            "invented"
        } else {
            "the scenario"
        };
        country.indicators.insert(
            indicator,
            Figure {
                value,
                year: None,
                source: evidence.source.unwrap_or_else(|| unstated.to_owned()),
                basis: evidence.basis.unwrap_or(Basis::Judgement),
            },
        );
    }
    country
}

/// Reports a code that is neither in the world table nor in the scenario's `country` list.
pub(super) fn unknown(context: &mut Context<'_>, at: &[Step<'_>], code: CountryCode) {
    let own = context
        .document
        .country
        .iter()
        .map(|entry| entry.country.to_string());
    let own: Vec<String> = own.collect();
    let (message, remedy) = if context.document.synthetic {
        (
            format!("`{code}` is not in the scenario's `country` list"),
            crate::diagnostic::did_you_mean(code.as_str(), own.iter().map(String::as_str)),
        )
    } else {
        let suggestion = world()
            .suggest(code.as_str())
            .and_then(|meant| world().get(meant));
        let remedy = match suggestion {
            Some(meant) => format!("did you mean `{}` ({})?", meant.code, meant.name),
            None => "use the ISO 3166-1 alpha-3 code; an invented country takes XAA to XXZ or ZZA \
                     to ZZZ and an entry in the `country` list"
                .to_owned(),
        };
        (format!("`{code}` is not in the table of countries"), remedy)
    };
    context.error(at, "unknown-country", message, &remedy);
}

/// The country of origin with its inhabitants.
pub(super) fn origin(context: &mut Context<'_>, countries: &[Country]) -> Option<Origin> {
    let Some(entry) = &context.document.origin else {
        if context.document.simulated {
            context.error(
                &[Key("origin")],
                "missing-key",
                "`origin` is missing in the scenario".to_owned(),
                "add a table `[origin]`: the country of origin",
            );
        }
        return None;
    };
    let found = countries
        .iter()
        .find(|country| country.code == entry.country);
    let Some(country) = found else {
        unknown(context, &[Key("origin"), Key("country")], entry.country);
        return None;
    };
    let stated = entry.population_persons.or_else(|| {
        country
            .value(Indicator::PopulationPersons)
            .map(whole_persons)
    });
    let Some(population) = stated.filter(|population| *population > 0) else {
        let message = format!("the population of {} is not known", country.name);
        context.error(
            &[Key("origin"), Key("population_persons")],
            "missing-key",
            message,
            "add `population_persons = …`",
        );
        return None;
    };
    Some(Origin {
        country: country.code,
        name: country.name.clone(),
        population: Persons(population),
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float-to-integer cast saturates, and indicators are not negative"
)]
fn whole_persons(number: f64) -> u64 {
    number.round() as u64
}
