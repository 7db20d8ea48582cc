//! Changes to the options of a scenario, one after another, as somebody makes them at a table.
//!
//! A change is a short text, so that a list of them fits into an address that can be kept and passed
//! on. A list of changes becomes a document in the form of a scenario file, in which every option
//! that was touched stands whole; laid over the scenario, it is checked like any other file.

use std::fmt;
use std::str::FromStr;

use indexmap::IndexMap;

use crate::model::{Indicator, KeyName, Objective};
use crate::scenario::{Loaded, row_to_toml, rows_as_toml};

/// The most changes that a list may hold.
pub const CHANGES_MAXIMUM: usize = 200;

/// The longest text of one change, bytes.
const LENGTH_MAXIMUM: usize = 4_000;

/// What numbers that somebody set at the table rest on.
const NOTE: &str = "set in the workbench";

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A new option, made from another.
    Copy {
        /// The option that it is made from.
        from: String,
        /// Its identifier.
        id: String,
        /// Its title.
        title: String,
    },
    /// A new option with a plan of its own.
    Add {
        /// Its identifier.
        id: String,
        /// Its title.
        title: String,
    },
    /// An option that was added is taken away again.
    Drop {
        /// Which.
        id: String,
    },
    /// A value of an option.
    Set {
        /// The option.
        id: String,
        /// What of it.
        field: Field,
        /// The value as it was typed; empty takes away what may be left out.
        value: String,
    },
}

/// What of an option can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Its title.
    Title,
    /// Its description.
    Description,
    /// The option with which others are compared: any value makes it that.
    Baseline,
    /// A plan, where it has none: any value gives it one.
    Plan,
    /// The reference key by name.
    Key,
    /// Weights of the key, as in `population_persons:0.4,gdp_usd:0.6`; they are scaled to sum to 1.
    Weights,
    /// Who takes part: `contributors`, `un-members`, or identifiers joined by commas.
    Participants,
    /// The objective by name.
    Objective,
    /// The most that a State may be asked for, as a share of GDP.
    GdpCap,
    /// The largest responsibility ratio.
    RatioMaximum,
    /// What one hosted person-year counts for, US$.
    HostingValue,
    /// What one place counts for, US$.
    PlaceValue,
    /// Places sought in a year.
    Places,
    /// Years that the plan covers.
    Years,
    /// Whether all measures are apportioned in one program: `true` or `false`.
    Together,
    /// Whether a State may pay instead of giving places: `true` or `false`.
    MoneyForPlaces,
    /// The measures on the table by name, joined by commas; empty, all of them.
    Measures,
    /// The least part of each contribution that must be places.
    PlacesShare,
    /// Months between reviews.
    Review,
    /// Uptake of obligations.
    Uptake,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 20] = [
        Self::Title,
        Self::Description,
        Self::Baseline,
        Self::Plan,
        Self::Key,
        Self::Weights,
        Self::Participants,
        Self::Objective,
        Self::GdpCap,
        Self::RatioMaximum,
        Self::HostingValue,
        Self::PlaceValue,
        Self::Places,
        Self::Years,
        Self::Together,
        Self::MoneyForPlaces,
        Self::Measures,
        Self::PlacesShare,
        Self::Review,
        Self::Uptake,
    ];

    /// The name in changes and forms.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Description => "description",
            Self::Baseline => "baseline",
            Self::Plan => "plan",
            Self::Key => "key",
            Self::Weights => "weights",
            Self::Participants => "participants",
            Self::Objective => "objective",
            Self::GdpCap => "gdp-cap",
            Self::RatioMaximum => "ratio-maximum",
            Self::HostingValue => "hosting-value",
            Self::PlaceValue => "place-value",
            Self::Places => "places",
            Self::Years => "years",
            Self::Together => "together",
            Self::MoneyForPlaces => "money-for-places",
            Self::Measures => "measures",
            Self::PlacesShare => "places-share",
            Self::Review => "review",
            Self::Uptake => "uptake",
        }
    }

    /// The field of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// What people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Description => "description",
            Self::Baseline => "baseline",
            Self::Plan => "plan",
            Self::Key => "reference key",
            Self::Weights => "weights",
            Self::Participants => "participants",
            Self::Objective => "objective",
            Self::GdpCap => "cap, share of GDP",
            Self::RatioMaximum => "largest responsibility ratio",
            Self::HostingValue => "value of a hosted person-year",
            Self::PlaceValue => "value of a place",
            Self::Places => "places sought a year",
            Self::Years => "years of the plan",
            Self::Together => "all measures in one program",
            Self::MoneyForPlaces => "money instead of places",
            Self::Measures => "measures",
            Self::PlacesShare => "least part in places",
            Self::Review => "months between reviews",
            Self::Uptake => "uptake",
        }
    }

    /// The key of a plan that holds it, and whether it may be left out; none for what is no single
    /// value of a plan.
    fn plan_key(self) -> Option<(&'static str, Kind, bool)> {
        Some(match self {
            Self::GdpCap => ("cap_share_of_gdp_per_year", Kind::Figure, true),
            Self::RatioMaximum => ("responsibility_ratio_maximum", Kind::Figure, true),
            Self::HostingValue => ("hosting_value_usd_per_person_year", Kind::Figure, false),
            Self::PlaceValue => ("place_value_usd_per_person", Kind::Figure, false),
            Self::PlacesShare => ("minimum_places_share", Kind::Figure, true),
            Self::Places => ("resettlement_places_per_year", Kind::Whole, true),
            Self::Years => ("years", Kind::Whole, false),
            Self::Review => ("review_interval_months", Kind::Whole, true),
            Self::Uptake => ("uptake", Kind::Number, true),
            Self::Together => ("together", Kind::Switch, false),
            Self::MoneyForPlaces => ("money_for_places", Kind::Switch, false),
            _ => return None,
        })
    }
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A number that rests on judgement when somebody sets it.
    Figure,
    /// A number.
    Number,
    /// A whole number.
    Whole,
    /// True or false.
    Switch,
}

/// Why a list of changes means nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ChangeError {
    /// What is wrong.
    pub message: String,
    /// What helps.
    pub remedy: String,
}

impl ChangeError {
    fn new(message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            remedy: remedy.into(),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Copy { from, id, title } => write!(formatter, "copy/{id}/{from}/{title}"),
            Self::Add { id, title } => write!(formatter, "add/{id}/{title}"),
            Self::Drop { id } => write!(formatter, "drop/{id}"),
            Self::Set { id, field, value } => {
                write!(formatter, "set/{id}/{}/{value}", field.name())
            }
        }
    }
}

impl FromStr for Change {
    type Err = ChangeError;

    fn from_str(text: &str) -> Result<Self, ChangeError> {
        let unknown = || {
            let shown: String = text.chars().take(60).collect();
            ChangeError::new(
                format!("`{shown}` is no change of an option"),
                "go back to the page that you came from, or start again without changes",
            )
        };
        if text.len() > LENGTH_MAXIMUM {
            return Err(ChangeError::new(
                format!("a change is longer than {LENGTH_MAXIMUM} bytes"),
                "shorten the text",
            ));
        }
        let mut parts = text.splitn(4, '/');
        let mut part = || parts.next().ok_or_else(unknown);
        let (verb, id) = (part()?, identifier(part()?)?);
        Ok(match verb {
            "copy" => Self::Copy {
                id,
                from: identifier(part()?)?,
                title: part()?.to_owned(),
            },
            // A title may hold what parts the others.
            "add" => Self::Add {
                id,
                title: text.splitn(3, '/').nth(2).ok_or_else(unknown)?.to_owned(),
            },
            "drop" => Self::Drop { id },
            "set" => Self::Set {
                id,
                field: Field::from_name(part()?).ok_or_else(unknown)?,
                value: part()?.trim().to_owned(),
            },
            _ => return Err(unknown()),
        })
    }
}

/// An identifier as options have it.
fn identifier(text: &str) -> Result<String, ChangeError> {
    let fits =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if !text.is_empty() && text.len() <= 64 && text.chars().all(fits) {
        return Ok(text.to_owned());
    }
    let shown: String = text.chars().take(64).collect();
    Err(ChangeError::new(
        format!("`{shown}` is no identifier of an option"),
        "identifiers are lower-case letters, digits and hyphens",
    ))
}

/// An identifier for a title that no option has yet.
#[must_use]
pub fn identifier_for(title: &str, taken: &[&str]) -> String {
    let mut words = String::new();
    for letter in title.chars().take(40) {
        if letter.is_ascii_alphanumeric() {
            words.push(letter.to_ascii_lowercase());
        } else if !words.is_empty() && !words.ends_with('-') {
            words.push('-');
        }
    }
    let base = match words.trim_matches('-') {
        "" => "option",
        words => words,
    };
    // One of so many is free.
    (1..=taken.len() + 1)
        .map(|number| match number {
            1 => base.to_owned(),
            _ => format!("{base}-{number}"),
        })
        .find(|id| !taken.contains(&id.as_str()))
        .unwrap_or_else(|| base.to_owned())
}

/// Adds a change to a list. A value that is set twice in a row is kept once, so that a dragged weight
/// is one step back.
pub fn push(changes: &mut Vec<Change>, change: Change) {
    if let (
        Some(Change::Set { id, field, .. }),
        Change::Set {
            id: own_id,
            field: own_field,
            ..
        },
    ) = (changes.last(), &change)
        && id == own_id
        && field == own_field
    {
        changes.pop();
    }
    changes.push(change);
}

/// The document that a list of changes comes to, to be laid over the scenario that they change; none
/// where nothing is changed.
///
/// # Errors
/// The first change that means nothing for the options as they stand by then.
pub fn document(base: &Loaded, changes: &[Change]) -> Result<Option<String>, ChangeError> {
    if changes.len() > CHANGES_MAXIMUM {
        return Err(ChangeError::new(
            format!("there are more than {CHANGES_MAXIMUM} changes"),
            "save what there is as a scenario and open that one",
        ));
    }
    let original: IndexMap<String, toml::Table> = rows_as_toml(&base.tree, "option")
        .into_iter()
        .filter_map(|row| Some((row.get("id")?.as_str()?.to_owned(), row)))
        .collect();
    let mut options = original.clone();
    for change in changes {
        apply(&mut options, &original, change, base.situation.clock.months)?;
    }
    let mut text = String::new();
    for (id, row) in &options {
        if original.get(id) == Some(row) {
            continue;
        }
        let mut row = row.clone();
        if original.contains_key(id) {
            row.insert("inherit".to_owned(), false.into());
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&row_to_toml("option", &row));
    }
    Ok((!text.is_empty()).then_some(text))
}

fn apply(
    options: &mut IndexMap<String, toml::Table>,
    original: &IndexMap<String, toml::Table>,
    change: &Change,
    months: u32,
) -> Result<(), ChangeError> {
    match change {
        Change::Copy { from, id, title } => {
            let mut row = find(options, from)?.clone();
            row.remove("baseline");
            row.insert("id".to_owned(), id.as_str().into());
            insert_new(options, id, title, row)
        }
        Change::Add { id, title } => {
            let mut row = toml::Table::from_iter([("id".to_owned(), id.as_str().into())]);
            row.insert("title".to_owned(), "".into());
            row.insert("plan".to_owned(), new_plan(options, months).into());
            insert_new(options, id, title, row)
        }
        Change::Drop { id } => {
            let baseline = is_baseline(find(options, id)?);
            if original.contains_key(id) {
                return Err(ChangeError::new(
                    format!("the option `{id}` is the scenario's own and stays"),
                    "only options that were added here can be taken away",
                ));
            }
            if baseline {
                return Err(ChangeError::new(
                    format!("the option `{id}` is the baseline"),
                    "make another option the baseline first",
                ));
            }
            options.shift_remove(id);
            Ok(())
        }
        Change::Set { id, field, value } => set(options, id, *field, value, months),
    }
}

fn find<'a>(
    options: &'a IndexMap<String, toml::Table>,
    id: &str,
) -> Result<&'a toml::Table, ChangeError> {
    options.get(id).ok_or_else(|| {
        let known: Vec<&str> = options.keys().map(String::as_str).collect();
        ChangeError::new(
            format!("there is no option `{id}`"),
            format!("there are {}", known.join(", ")),
        )
    })
}

fn insert_new(
    options: &mut IndexMap<String, toml::Table>,
    id: &str,
    title: &str,
    mut row: toml::Table,
) -> Result<(), ChangeError> {
    if options.contains_key(id) {
        return Err(ChangeError::new(
            format!("there is an option `{id}` already"),
            "give the new one another title",
        ));
    }
    row.insert("title".to_owned(), said(title, Field::Title)?.into());
    options.insert(id.to_owned(), row);
    Ok(())
}

fn is_baseline(row: &toml::Table) -> bool {
    row.get("baseline").and_then(toml::Value::as_bool) == Some(true)
}

/// A text that must say something.
fn said(text: &str, field: Field) -> Result<String, ChangeError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(ChangeError::new(
            format!("the {} is empty", field.label()),
            "write a few words",
        ));
    }
    Ok(text.to_owned())
}

/// A plan to begin with: equal parts of population and GDP, and what the other plans declare.
fn new_plan(options: &IndexMap<String, toml::Table>, months: u32) -> toml::Table {
    let key = toml::Table::from_iter([
        ("name".to_owned(), "weighted".into()),
        (
            "weights".to_owned(),
            even_weights(&[Indicator::PopulationPersons, Indicator::GdpUsd]).into(),
        ),
    ]);
    let mut plan = toml::Table::from_iter([
        ("key".to_owned(), toml::Value::from(key)),
        ("participants".to_owned(), "contributors".into()),
        ("objective".to_owned(), "leximin".into()),
        ("month".to_owned(), 0.into()),
        (
            "years".to_owned(),
            i64::from(months.div_ceil(12).clamp(1, 5)).into(),
        ),
    ]);
    let other = options
        .values()
        .find_map(|row| row.get("plan").and_then(toml::Value::as_table));
    for key in [
        "hosting_value_usd_per_person_year",
        "place_value_usd_per_person",
    ] {
        let declared = other.and_then(|plan| plan.get(key)).cloned();
        plan.insert(key.to_owned(), declared.unwrap_or_else(|| 0.0.into()));
    }
    if let Some(places) = other.and_then(|plan| plan.get("resettlement_places_per_year")) {
        plan.insert("resettlement_places_per_year".to_owned(), places.clone());
    }
    plan
}

fn even_weights(indicators: &[Indicator]) -> toml::Table {
    let weight = 1.0 / indicators.len().max(1) as f64;
    indicators
        .iter()
        .map(|indicator| (indicator.name().to_owned(), weight.into()))
        .collect()
}

fn set(
    options: &mut IndexMap<String, toml::Table>,
    id: &str,
    field: Field,
    value: &str,
    months: u32,
) -> Result<(), ChangeError> {
    find(options, id)?;
    if field == Field::Baseline {
        for (other, row) in options.iter_mut() {
            if other == id {
                row.insert("baseline".to_owned(), true.into());
            } else {
                row.remove("baseline");
            }
        }
        return Ok(());
    }
    let fresh = new_plan(options, months);
    let Some(row) = options.get_mut(id) else {
        return Ok(());
    };
    match field {
        Field::Title => {
            row.insert("title".to_owned(), said(value, field)?.into());
            return Ok(());
        }
        Field::Description => {
            row.insert("description".to_owned(), value.into());
            return Ok(());
        }
        Field::Plan => {
            row.entry("plan".to_owned()).or_insert(fresh.into());
            return Ok(());
        }
        _ => {}
    }
    let Some(toml::Value::Table(plan)) = row.get_mut("plan") else {
        return Err(ChangeError::new(
            format!("the option `{id}` has no plan"),
            "give it a plan first",
        ));
    };
    set_in_plan(plan, field, value)
}

fn set_in_plan(plan: &mut toml::Table, field: Field, value: &str) -> Result<(), ChangeError> {
    match field {
        Field::Key => {
            plan.insert("key".to_owned(), key(plan, value)?.into());
        }
        Field::Weights => {
            let weights = weights(value)?;
            let Some(toml::Value::Table(key)) = plan.get_mut("key") else {
                return Err(ChangeError::new(
                    "the plan has no key",
                    "choose a key first",
                ));
            };
            key.insert("weights".to_owned(), weights.into());
        }
        Field::Participants => {
            let chosen = match value {
                "contributors" | "un-members" => value.into(),
                list => names(list).into(),
            };
            plan.insert("participants".to_owned(), chosen);
        }
        Field::Objective => {
            let known = [
                Objective::Leximin,
                Objective::Proportional,
                Objective::MinMax,
                Objective::LeastCost,
                Objective::LeastDeviation,
                Objective::Nash,
                Objective::Tradable,
            ];
            if !known.iter().any(|one| one.name() == value) {
                let names: Vec<&str> = known.iter().map(|one| one.name()).collect();
                return Err(ChangeError::new(
                    format!("there is no objective `{value}`"),
                    format!("there are {}", names.join(", ")),
                ));
            }
            plan.insert("objective".to_owned(), value.into());
        }
        Field::Measures => {
            if value.is_empty() {
                plan.remove("measures");
            } else {
                plan.insert("measures".to_owned(), names(value).into());
            }
        }
        _ => return set_value(plan, field, value),
    }
    Ok(())
}

/// A list joined by commas.
fn names(list: &str) -> Vec<toml::Value> {
    list.split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(Into::into)
        .collect()
}

/// The key of that name, with the weights that it needs.
fn key(plan: &toml::Table, name: &str) -> Result<toml::Table, ChangeError> {
    let Some(found) = KeyName::from_name(name) else {
        let names = KeyName::ALL.map(KeyName::name).join(", ");
        return Err(ChangeError::new(
            format!("there is no reference key `{name}`"),
            format!("there are {names}"),
        ));
    };
    let current = plan.get("key").and_then(toml::Value::as_table);
    if let Some(current) = current
        && current.get("name").and_then(toml::Value::as_str) == Some(name)
    {
        return Ok(current.clone());
    }
    let mut key = toml::Table::from_iter([("name".to_owned(), name.into())]);
    match found {
        KeyName::Weighted => {
            let even = even_weights(&[Indicator::PopulationPersons, Indicator::GdpUsd]);
            key.insert("weights".to_owned(), even.into());
        }
        KeyName::HostingCapacity => {
            let even = even_weights(&[Indicator::PopulationPersons]);
            key.insert("weights".to_owned(), even.into());
        }
        KeyName::Fixed => {
            return Err(ChangeError::new(
                "the key `fixed` needs a share for every State",
                "write its shares in the scenario file",
            ));
        }
        _ => {}
    }
    Ok(key)
}

/// Weights by indicator, scaled so that they sum to 1 with four decimals.
fn weights(text: &str) -> Result<toml::Table, ChangeError> {
    let mut found: Vec<(Indicator, f64)> = Vec::new();
    for piece in text.split(',').filter(|piece| !piece.trim().is_empty()) {
        let (name, number) = piece.split_once(':').unwrap_or((piece, ""));
        let name = name.trim();
        let Some(indicator) = Indicator::from_short_name(name) else {
            return Err(ChangeError::new(
                format!("there is no indicator `{name}`"),
                format!(
                    "there are {}",
                    Indicator::ALL.map(Indicator::name).join(", ")
                ),
            ));
        };
        let weight = number_in(number, &format!("the weight of `{name}`"))?;
        if weight < 0.0 {
            return Err(ChangeError::new(
                format!("the weight of `{name}` is negative"),
                "weights are counted from 0",
            ));
        }
        if found.iter().any(|(one, _)| *one == indicator) {
            return Err(ChangeError::new(
                format!("the weight of `{name}` stands twice"),
                "leave one of them out",
            ));
        }
        found.push((indicator, weight));
    }
    let sum: f64 = found.iter().map(|(_, weight)| weight).sum();
    if !(sum.is_finite() && sum > 0.0) {
        return Err(ChangeError::new(
            "all weights are zero, so there is nothing to share by",
            "give at least one indicator a weight above zero",
        ));
    }
    let mut scaled: Vec<i64> = found
        .iter()
        .map(|(_, weight)| ten_thousandths(weight / sum))
        .collect();
    let missing = 10_000 - scaled.iter().sum::<i64>();
    let largest = (0..scaled.len()).max_by_key(|&index| (scaled[index], usize::MAX - index));
    if let Some(largest) = largest {
        scaled[largest] += missing;
    }
    Ok(found
        .iter()
        .zip(scaled)
        .map(|((indicator, _), parts)| (indicator.name().to_owned(), (parts as f64 / 1e4).into()))
        .collect())
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the share lies between 0 and 1"
)]
fn ten_thousandths(share: f64) -> i64 {
    (share * 1e4).round() as i64
}

fn number_in(text: &str, what: &str) -> Result<f64, ChangeError> {
    let plain = text.trim().replace(['_', '\u{202f}', '\u{a0}'], "");
    plain
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
        .ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            ChangeError::new(
                format!("{what} is no number: `{shown}`"),
                "write a number, as in 0.5 or 1200",
            )
        })
}

fn set_value(plan: &mut toml::Table, field: Field, value: &str) -> Result<(), ChangeError> {
    let Some((key, kind, may_lack)) = field.plan_key() else {
        return Ok(());
    };
    if value.is_empty() {
        if may_lack {
            plan.remove(key);
            return Ok(());
        }
        return Err(ChangeError::new(
            format!("the {} is empty", field.label()),
            "write a number",
        ));
    }
    let what = format!("the {}", field.label());
    let new: toml::Value = match kind {
        Kind::Switch => match value {
            "true" => true.into(),
            "false" => false.into(),
            _ => {
                return Err(ChangeError::new(
                    format!("{what} is neither true nor false: `{value}`"),
                    "write true or false",
                ));
            }
        },
        Kind::Number => number_in(value, &what)?.into(),
        Kind::Whole => {
            let number = number_in(value, &what)?;
            whole(number)
                .ok_or_else(|| {
                    ChangeError::new(
                        format!("{what} is no whole number: `{value}`"),
                        "write a whole number from 0 on",
                    )
                })?
                .into()
        }
        Kind::Figure => {
            let mut figure =
                toml::Table::from_iter([("value".to_owned(), number_in(value, &what)?.into())]);
            figure.insert("basis".to_owned(), "judgement".into());
            figure.insert("note".to_owned(), NOTE.into());
            figure.into()
        }
    };
    plan.insert(key.to_owned(), new);
    Ok(())
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the number is whole and below 2^53"
)]
fn whole(number: f64) -> Option<i64> {
    (number >= 0.0 && number.fract() == 0.0 && number < 9e15).then_some(number as i64)
}
