//! Lists of rows that can be bargained about: of a plan, of an option, of the situation.

mod specs;

use specs::SPECS;

use super::ChangeError;
use super::value::{cut, figure, number_in, one_of, shown, switch, whole_in};
use crate::model::Indicator;
use crate::units::CalendarMonth;

/// A list of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// Releases from a share because of a State's own pressure.
    Deductions,
    /// Persons already taken over.
    Offsets,
    /// Arrangements of single contributors, bilateral where they name a host.
    Arrangements,
    /// Criteria that correct a weighted key.
    Correctives,
    /// Contributors that cut what they give.
    Exits,
    /// Pledges standing at the start.
    Pledges,
    /// Standing resettlement quotas.
    Quotas,
    /// Families who wait for places.
    Families,
    /// Needs by host and year.
    Needs,
    /// What may be given beside money and resettlement places.
    Measures,
    /// What hosts need of a measure.
    MeasureNeeds,
    /// What contributors can give of a measure.
    MeasureCapacities,
    /// What each contributor can give.
    Contributors,
}

/// Where a list is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In an option, at this path.
    Option(&'static [&'static str]),
    /// At the top of the scenario, under this name.
    Situation(&'static str),
    /// In a measure, under this name; the measure's kind is the owner.
    Measure(&'static str),
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A contributor by identifier.
    Contributor,
    /// A host by country code.
    Host,
    /// A number.
    Number,
    /// A whole number.
    Whole,
    /// A whole number without evidence, such as a year.
    Count,
    /// A month, as in `2026-01`.
    Month,
    /// Text.
    Text,
    /// True or false.
    Switch,
    /// An indicator by name.
    Indicator,
    /// One of several words.
    Choice(&'static [&'static str]),
}

/// A column of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The key in a scenario file.
    pub key: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// What it holds.
    pub cell: Cell,
    /// Whether it may be left empty.
    pub may_lack: bool,
}

/// What is known of a list.
#[derive(Clone, Copy, Debug)]
pub struct ListSpec {
    /// Which.
    pub list: List,
    /// The name in changes and forms.
    pub name: &'static str,
    /// What people call the list.
    pub title: &'static str,
    /// What people call a row.
    pub one: &'static str,
    /// What it is for.
    pub help: &'static str,
    /// Where it is kept.
    pub scope: Scope,
    /// Its columns.
    pub columns: &'static [Column],
    /// Whether rows can be added and taken away.
    pub is_open: bool,
}

const fn must(key: &'static str, label: &'static str, cell: Cell) -> Column {
    Column {
        key,
        label,
        cell,
        may_lack: false,
    }
}

const fn may(key: &'static str, label: &'static str, cell: Cell) -> Column {
    Column {
        key,
        label,
        cell,
        may_lack: true,
    }
}

impl List {
    /// Every list, in the order of the pages.
    pub fn all() -> impl Iterator<Item = Self> {
        SPECS.iter().map(|spec| spec.list)
    }

    /// What is known of it.
    #[must_use]
    pub fn spec(self) -> &'static ListSpec {
        &SPECS[self as usize]
    }

    /// The list of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|list| list.spec().name == name)
    }
}

/// The words of a cell as a form shows them.
#[must_use]
pub fn cell_shown(row: &toml::Table, column: &Column) -> String {
    row.get(column.key).map_or_else(String::new, shown)
}

/// Writes a row's columns; what is written as it stands keeps its evidence, and what the list does not
/// know stays.
pub(super) fn write_row(
    row: &mut toml::Table,
    spec: &ListSpec,
    values: &[(String, String)],
) -> Result<(), ChangeError> {
    let unknown = values
        .iter()
        .find(|(key, _)| !spec.columns.iter().any(|column| column.key == key));
    if let Some((key, _)) = unknown {
        return Err(ChangeError::new(
            format!("a {} has no `{}`", spec.one, cut(key)),
            "use the form of the page",
        ));
    }
    for column in spec.columns {
        let given = values
            .iter()
            .find(|(key, _)| key == column.key)
            .map_or("", |(_, value)| value.trim());
        if given.is_empty() {
            if !column.may_lack {
                return Err(ChangeError::new(
                    format!("the {} lacks “{}”", spec.one, column.label),
                    "fill it in",
                ));
            }
            row.remove(column.key);
        } else if cell_shown(row, column) != given {
            let what = format!("“{}” of the {}", column.label, spec.one);
            row.insert(column.key.to_owned(), read(column.cell, given, &what)?);
        }
    }
    Ok(())
}

fn read(cell: Cell, text: &str, what: &str) -> Result<toml::Value, ChangeError> {
    Ok(match cell {
        Cell::Number => figure(number_in(text, what)?),
        Cell::Whole => figure(whole_in(text, what)?),
        Cell::Count => whole_in(text, what)?.into(),
        Cell::Switch => switch(text, what)?.into(),
        Cell::Choice(words) => one_of(words, text, what)?.into(),
        Cell::Contributor | Cell::Host => text.to_uppercase().into(),
        Cell::Text => text.into(),
        Cell::Month => {
            if CalendarMonth::parse(text).is_none() {
                return Err(ChangeError::new(
                    format!("{what} is no month: `{}`", cut(text)),
                    "write year and month, as in 2026-01",
                ));
            }
            text.into()
        }
        Cell::Indicator => {
            let names = Indicator::ALL.map(Indicator::name);
            one_of(&names, text, what)?.into()
        }
    })
}
