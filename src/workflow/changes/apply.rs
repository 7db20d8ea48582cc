//! What stands on the table while changes are made one after another.

mod plan;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use indexmap::IndexMap;

use plan::{plan_of, set_in_plan};

use super::field::{Field, Place};
use super::key::{even_weights, rescale};
use super::rows::{List, ListSpec, Scope, write_row};
use super::value::{cut, read};
use super::{CHANGES_MAXIMUM, Change, ChangeError, Changed, RowAt};
use crate::model::Indicator;
use crate::scenario::{Loaded, row_to_toml, rows_as_toml};

/// Lists of a scenario whose rows are matched by an identity, so that only what is changed is written.
const MATCHED: &str = "contributor";

/// The options and lists of a scenario as they stand after some changes.
#[derive(Clone, Debug)]
pub struct Table<'a> {
    base: &'a Loaded,
    original: IndexMap<String, toml::Table>,
    options: IndexMap<String, toml::Table>,
    /// Lists of the situation that were touched, by their name in a scenario file.
    lists: BTreeMap<&'static str, Vec<toml::Table>>,
}

impl<'a> Table<'a> {
    /// What stands after these changes.
    ///
    /// # Errors
    /// The first change that means nothing for what stands by then.
    pub fn laid(base: &'a Loaded, changes: &[Change]) -> Result<Self, ChangeError> {
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
        let mut table = Self {
            base,
            options: original.clone(),
            original,
            lists: BTreeMap::new(),
        };
        for change in changes {
            table.apply(change)?;
        }
        Ok(table)
    }

    /// The rows of a list as they stand; empty where there is no such owner.
    #[must_use]
    pub fn rows(&self, owner: &str, list: List) -> Vec<toml::Table> {
        let spec = list.spec();
        match spec.scope {
            Scope::Option(path) => {
                let Some((last, above)) = path.split_last() else {
                    return Vec::new();
                };
                let mut at = self.options.get(owner);
                for step in above {
                    at = at
                        .and_then(|table| table.get(*step))
                        .and_then(toml::Value::as_table);
                }
                tables(at.and_then(|table| table.get(*last)))
            }
            Scope::Situation(name) => self.list(name),
            Scope::Measure(name) => {
                let measures = self.list("measure");
                let found = measures.iter().find(|row| is_kind(row, owner));
                tables(found.and_then(|row| row.get(name)))
            }
        }
    }

    fn list(&self, name: &str) -> Vec<toml::Table> {
        let touched = self.lists.get(name).cloned();
        touched.unwrap_or_else(|| rows_as_toml(&self.base.tree, name))
    }

    /// The document that the changes come to.
    #[must_use]
    pub fn changed(&self) -> Changed {
        let mut empty = String::new();
        let mut rows = Vec::new();
        for (&name, list) in &self.lists {
            let original = rows_as_toml(&self.base.tree, name);
            if *list == original {
                continue;
            }
            if list.is_empty() {
                let _ = writeln!(empty, "{name} = []");
            } else if name == MATCHED {
                rows.extend(
                    list.iter()
                        .zip(&original)
                        .filter(|(new, old)| new != old)
                        .map(|(new, old)| row_to_toml(name, &differing(new, old))),
                );
            } else {
                rows.extend(list.iter().map(|row| row_to_toml(name, row)));
            }
        }
        let situation = match (empty.is_empty(), rows.is_empty()) {
            (false, false) => format!("{empty}\n{}", rows.join("\n")),
            (false, true) => empty,
            _ => rows.join("\n"),
        };
        let options: Vec<String> = self
            .options
            .iter()
            .filter(|(id, row)| self.original.get(*id) != Some(*row))
            .map(|(id, row)| {
                let mut row = row.clone();
                if self.original.contains_key(id) {
                    row.insert("inherit".to_owned(), false.into());
                }
                row_to_toml("option", &row)
            })
            .collect();
        Changed {
            situation,
            options: options.join("\n"),
        }
    }

    fn apply(&mut self, change: &Change) -> Result<(), ChangeError> {
        match change {
            Change::Copy { from, id, title } => {
                let mut row = self.option(from)?.clone();
                row.remove("baseline");
                row.insert("id".to_owned(), id.as_str().into());
                self.insert_new(id, title, row)
            }
            Change::Add { id, title } => {
                let mut row = toml::Table::from_iter([("id".to_owned(), id.as_str().into())]);
                row.insert("title".to_owned(), "".into());
                row.insert("plan".to_owned(), self.new_plan().into());
                self.insert_new(id, title, row)
            }
            Change::Drop { id } => self.drop_option(id),
            Change::Set { id, field, value } => self.set(id, *field, value),
            Change::Row { row, values } => self.edit(row, |rows, spec| {
                if row.number > rows.len() || (row.number == rows.len() && !spec.is_open) {
                    return Err(no_row(row, spec));
                }
                let mut table = match rows.get(row.number) {
                    Some(toml::Value::Table(table)) => table.clone(),
                    _ => toml::Table::new(),
                };
                write_row(&mut table, spec, values)?;
                if spec.list == List::Measures {
                    for list in ["need", "capacity"] {
                        let none = || Vec::<toml::Value>::new().into();
                        table.entry(list.to_owned()).or_insert_with(none);
                    }
                }
                if let Some(old) = rows.get_mut(row.number) {
                    *old = table.into();
                } else {
                    rows.push(table.into());
                }
                Ok(())
            }),
            Change::DropRow { row } => self.edit(row, |rows, spec| {
                if row.number >= rows.len() || !spec.is_open {
                    return Err(no_row(row, spec));
                }
                rows.remove(row.number);
                Ok(())
            }),
        }
    }

    fn option(&self, id: &str) -> Result<&toml::Table, ChangeError> {
        self.options.get(id).ok_or_else(|| {
            let known: Vec<&str> = self.options.keys().map(String::as_str).collect();
            ChangeError::new(
                format!("there is no option `{}`", cut(id)),
                format!("there are {}", known.join(", ")),
            )
        })
    }

    fn insert_new(
        &mut self,
        id: &str,
        title: &str,
        mut row: toml::Table,
    ) -> Result<(), ChangeError> {
        if self.options.contains_key(id) {
            return Err(ChangeError::new(
                format!("there is an option `{id}` already"),
                "give the new one another title",
            ));
        }
        row.insert("title".to_owned(), said(title, Field::Title)?.into());
        self.options.insert(id.to_owned(), row);
        Ok(())
    }

    fn drop_option(&mut self, id: &str) -> Result<(), ChangeError> {
        let row = self.option(id)?;
        if self.original.contains_key(id) {
            return Err(ChangeError::new(
                format!("the option `{id}` is the scenario's own and stays"),
                "only options that were added here can be taken away",
            ));
        }
        if row.get("baseline").and_then(toml::Value::as_bool) == Some(true) {
            return Err(ChangeError::new(
                format!("the option `{id}` is the baseline"),
                "make another option the baseline first",
            ));
        }
        self.options.shift_remove(id);
        Ok(())
    }

    /// A plan to begin with: equal parts of population and GDP, and what the other plans declare.
    fn new_plan(&self) -> toml::Table {
        let key = toml::Table::from_iter([
            ("name".to_owned(), "weighted".into()),
            (
                "weights".to_owned(),
                even_weights(&[Indicator::PopulationPersons, Indicator::GdpUsd]).into(),
            ),
        ]);
        let years = self.base.situation.clock.months.div_ceil(12).clamp(1, 5);
        let mut plan = toml::Table::from_iter([
            ("key".to_owned(), toml::Value::from(key)),
            ("participants".to_owned(), "contributors".into()),
            ("objective".to_owned(), "leximin".into()),
            ("month".to_owned(), 0.into()),
            ("years".to_owned(), i64::from(years).into()),
        ]);
        let other = self
            .options
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

    fn set(&mut self, id: &str, field: Field, value: &str) -> Result<(), ChangeError> {
        self.option(id)?;
        let fresh = self.new_plan();
        if field == Field::Baseline {
            for (other, row) in &mut self.options {
                if other == id {
                    row.insert("baseline".to_owned(), true.into());
                } else {
                    row.remove("baseline");
                }
            }
            return Ok(());
        }
        let Some(row) = self.options.get_mut(id) else {
            return Ok(());
        };
        match (field, field.place()) {
            (Field::Title, _) => {
                row.insert("title".to_owned(), said(value, field)?.into());
            }
            (Field::Description, _) => {
                row.insert("description".to_owned(), value.into());
            }
            (Field::Plan, _) => {
                row.entry("plan".to_owned()).or_insert(fresh.into());
            }
            (_, Place::Apart) => set_in_plan(plan_of(row, id)?, field, value)?,
            (_, Place::Value(path, kind, may_lack)) => {
                if path.first() == Some(&"plan") {
                    plan_of(row, id)?;
                }
                let Some((last, above)) = path.split_last() else {
                    return Ok(());
                };
                if field == Field::Together && value != "true" {
                    // What means something only where all is settled together goes with it.
                    let plan = plan_of(row, id)?;
                    for key in ["money_for_places", "minimum_places_share", "measures"] {
                        plan.remove(key);
                    }
                }
                if !value.is_empty() {
                    let new = read(kind, value, &format!("the {}", field.label()))?;
                    if let Some(table) = table_at(row, above) {
                        table.insert((*last).to_owned(), new);
                    }
                } else if may_lack {
                    if let Some(table) = table_at(row, above) {
                        table.remove(*last);
                    }
                } else {
                    return Err(ChangeError::new(
                        format!("the {} is empty", field.label()),
                        "write a number",
                    ));
                }
            }
        }
        Ok(())
    }

    /// Works on the rows of a list.
    fn edit(
        &mut self,
        at: &RowAt,
        work: impl FnOnce(&mut Vec<toml::Value>, &ListSpec) -> Result<(), ChangeError>,
    ) -> Result<(), ChangeError> {
        let spec = at.list.spec();
        match spec.scope {
            Scope::Option(path) => {
                self.option(&at.owner)?;
                let Some(row) = self.options.get_mut(&at.owner) else {
                    return Ok(());
                };
                if path.first() == Some(&"plan") {
                    plan_of(row, &at.owner)?;
                }
                let Some((last, above)) = path.split_last() else {
                    return Ok(());
                };
                let Some(table) = table_at(row, above) else {
                    return Err(no_row(at, spec));
                };
                edit_list(table, last, spec, work)?;
                if spec.list == List::Correctives {
                    rescale(table)?;
                }
                Ok(())
            }
            Scope::Situation(name) => {
                let rows = self.list(name);
                let mut values: Vec<toml::Value> = rows.into_iter().map(Into::into).collect();
                let before = values.clone();
                work(&mut values, spec)?;
                if name == MATCHED {
                    only_added_to(&values, &before, spec)?;
                }
                let rows = values
                    .into_iter()
                    .filter_map(|value| match value {
                        toml::Value::Table(table) => Some(table),
                        _ => None,
                    })
                    .collect();
                self.lists.insert(name, rows);
                Ok(())
            }
            Scope::Measure(name) => {
                let mut rows = self.list("measure");
                let Some(row) = rows.iter_mut().find(|row| is_kind(row, &at.owner)) else {
                    return Err(ChangeError::new(
                        format!("there is no measure `{}`", cut(&at.owner)),
                        "add the measure first",
                    ));
                };
                edit_list(row, name, spec, work)?;
                // A measure's own lists stand even where they are empty.
                let none = || Vec::<toml::Value>::new().into();
                row.entry(name.to_owned()).or_insert_with(none);
                self.lists.insert("measure", rows);
                Ok(())
            }
        }
    }
}

/// Works on a list within a table; one that is left empty is taken out.
fn edit_list(
    table: &mut toml::Table,
    name: &str,
    spec: &ListSpec,
    work: impl FnOnce(&mut Vec<toml::Value>, &ListSpec) -> Result<(), ChangeError>,
) -> Result<(), ChangeError> {
    let mut rows = match table.get(name) {
        Some(toml::Value::Array(rows)) => rows.clone(),
        _ => Vec::new(),
    };
    work(&mut rows, spec)?;
    if rows.is_empty() {
        table.remove(name);
    } else {
        table.insert(name.to_owned(), rows.into());
    }
    Ok(())
}

fn no_row(at: &RowAt, spec: &ListSpec) -> ChangeError {
    ChangeError::new(
        format!("there is no {} number {}", spec.one, at.number + 1),
        "open the list again",
    )
}

fn tables(value: Option<&toml::Value>) -> Vec<toml::Table> {
    let rows = value.and_then(toml::Value::as_array);
    rows.into_iter()
        .flatten()
        .filter_map(|row| row.as_table().cloned())
        .collect()
}

fn is_kind(row: &toml::Table, kind: &str) -> bool {
    row.get("kind").and_then(toml::Value::as_str) == Some(kind)
}

/// A row with its identity and what differs.
fn differing(new: &toml::Table, old: &toml::Table) -> toml::Table {
    new.iter()
        .filter(|(key, value)| *key == "id" || old.get(*key) != Some(*value))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// Rows that are matched by their identity can be added to, but nothing of them can be taken away.
fn only_added_to(
    new: &[toml::Value],
    old: &[toml::Value],
    spec: &ListSpec,
) -> Result<(), ChangeError> {
    for (new, old) in new.iter().zip(old) {
        let (Some(new), Some(old)) = (new.as_table(), old.as_table()) else {
            continue;
        };
        if new.get("id") != old.get("id") {
            return Err(ChangeError::new(
                "a contributor keeps its identifier",
                "choose who takes part on the page of options",
            ));
        }
        if let Some(lost) = old.keys().find(|key| !new.contains_key(*key)) {
            let label = spec
                .columns
                .iter()
                .find(|column| column.key == lost.as_str())
                .map_or(lost.as_str(), |column| column.label);
            return Err(ChangeError::new(
                format!("“{label}” stands in the scenario and cannot be left empty"),
                "write a number",
            ));
        }
    }
    Ok(())
}

/// The table at a path, made where it is not there yet; none where something else stands in its way.
fn table_at<'a>(row: &'a mut toml::Table, path: &[&str]) -> Option<&'a mut toml::Table> {
    let mut at = row;
    for step in path {
        let none = || toml::Table::new().into();
        at = at
            .entry((*step).to_owned())
            .or_insert_with(none)
            .as_table_mut()?;
    }
    Some(at)
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
