//! Changes to the options of a scenario, and to what stands on its table, one after another, as
//! somebody makes them in a negotiation.
//!
//! A change is a short text, so that a list of them fits into an address that can be kept and passed
//! on. A list of changes becomes a document in the form of a scenario file, in which every option and
//! every list that was touched stands whole; laid over the scenario, it is checked like any other file.

mod apply;
mod field;
mod key;
mod rows;
mod value;

use std::fmt;
use std::str::FromStr;

use crate::scenario::Loaded;

pub use apply::Table;
pub use field::Field;
pub use rows::{Cell, Column, List, ListSpec, Scope, cell_shown};
pub use value::{plain, shown};

/// The most changes that a list may hold.
pub const CHANGES_MAXIMUM: usize = 200;

/// The longest text of one change, bytes.
const LENGTH_MAXIMUM: usize = 8_000;

/// The owner of a list of the situation in a change.
pub const NO_OWNER: &str = "-";

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
    /// A row of a list is written: one that stands, or, one beyond them, a new one.
    Row {
        /// Whose list it is.
        row: RowAt,
        /// The columns by their keys; what is left out is empty.
        values: Vec<(String, String)>,
    },
    /// A row of a list is taken away.
    DropRow {
        /// Which.
        row: RowAt,
    },
}

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowAt {
    /// An option, a kind of measure, or [`NO_OWNER`].
    pub owner: String,
    /// The list.
    pub list: List,
    /// The row, counted from 0.
    pub number: usize,
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
            Self::Row { row, values } => {
                let mut writer = form_urlencoded::Serializer::new(String::new());
                for (key, value) in values.iter().filter(|(_, value)| !value.is_empty()) {
                    writer.append_pair(key, value);
                }
                write!(formatter, "row/{row}/{}", writer.finish())
            }
            Self::DropRow { row } => write!(formatter, "drop-row/{row}"),
        }
    }
}

impl fmt::Display for RowAt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.list.spec().name;
        write!(formatter, "{}/{name}/{}", self.owner, self.number)
    }
}

impl FromStr for RowAt {
    type Err = ChangeError;

    fn from_str(text: &str) -> Result<Self, ChangeError> {
        let mut parts = text.splitn(3, '/');
        let mut part = || parts.next().ok_or_else(|| unknown(text));
        Ok(Self {
            owner: identifier(part()?)?,
            list: List::from_name(part()?).ok_or_else(|| unknown(text))?,
            number: part()?.parse().map_err(|_| unknown(text))?,
        })
    }
}

/// What a text is that is no change.
fn unknown(text: &str) -> ChangeError {
    let shown: String = text.chars().take(60).collect();
    ChangeError::new(
        format!("`{shown}` is no change of an option"),
        "go back to the page that you came from, or start again without changes",
    )
}

impl FromStr for Change {
    type Err = ChangeError;

    fn from_str(text: &str) -> Result<Self, ChangeError> {
        let unknown = || unknown(text);
        if text.len() > LENGTH_MAXIMUM {
            return Err(ChangeError::new(
                format!("a change is longer than {LENGTH_MAXIMUM} bytes"),
                "shorten the text",
            ));
        }
        let (verb, rest) = text.split_once('/').ok_or_else(unknown)?;
        // What is typed may hold what parts the others, so it comes last.
        let mut parts = rest.splitn(
            match verb {
                "add" => 2,
                "row" => 4,
                _ => 3,
            },
            '/',
        );
        let mut part = || parts.next().ok_or_else(unknown);
        let id = identifier(part()?)?;
        Ok(match verb {
            "copy" => Self::Copy {
                id,
                from: identifier(part()?)?,
                title: part()?.to_owned(),
            },
            "add" => Self::Add {
                id,
                title: part()?.to_owned(),
            },
            "drop" => Self::Drop { id },
            "set" => Self::Set {
                id,
                field: Field::from_name(part()?).ok_or_else(unknown)?,
                value: part()?.trim().to_owned(),
            },
            "drop-row" => Self::DropRow { row: rest.parse()? },
            "row" => {
                let row = format!("{id}/{}/{}", part()?, part()?).parse()?;
                Self::Row {
                    row,
                    values: form_urlencoded::parse(part()?.as_bytes())
                        .map(|(key, value)| (key.into_owned(), value.trim().to_owned()))
                        .filter(|(_, value)| !value.is_empty())
                        .collect(),
                }
            }
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

/// Adds a change to a list. A value or row that is set twice in a row is kept once, so that a dragged
/// weight is one step back.
pub fn push(changes: &mut Vec<Change>, change: Change) {
    let is_again = match (changes.last(), &change) {
        (
            Some(Change::Set { id, field, .. }),
            Change::Set {
                id: own_id,
                field: own_field,
                ..
            },
        ) => id == own_id && field == own_field,
        (Some(Change::Row { row, .. }), Change::Row { row: own, .. }) => row == own,
        _ => false,
    };
    if is_again {
        changes.pop();
    }
    changes.push(change);
}

/// What a list of changes comes to, to be laid over the scenario that they change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// The lists of the situation that were touched, as a part of a scenario file; empty where none.
    pub situation: String,
    /// The options that were touched, likewise.
    pub options: String,
}

impl Changed {
    /// The whole document; none where nothing is changed.
    #[must_use]
    pub fn document(&self) -> Option<String> {
        match (self.situation.as_str(), self.options.as_str()) {
            ("", "") => None,
            ("", one) | (one, "") => Some(one.to_owned()),
            (situation, options) => Some(format!("{situation}\n{options}")),
        }
    }
}

/// The document that a list of changes comes to.
///
/// # Errors
/// The first change that means nothing for what stands by then.
pub fn changed(base: &Loaded, changes: &[Change]) -> Result<Changed, ChangeError> {
    if changes.is_empty() {
        return Ok(Changed::default());
    }
    Table::laid(base, changes).map(|table| table.changed())
}

#[cfg(test)]
mod tests;
