//! Key paths, as in `host.UGA.refugees_persons`: finding what they name, and changing it.

use super::check::item_path;
use super::schema::Schema;
use super::tree::{Entry, Node, Table, Value, identity_key, position_of};
use crate::diagnostic::{Place, Problem, did_you_mean};

/// A key path in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeyPath {
    parts: Vec<String>,
}

/// Why a key path names nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(super) struct PathError {
    message: String,
    remedy: String,
}

impl PathError {
    fn new(message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            remedy: remedy.into(),
        }
    }

    pub(super) fn into_problem(self, path: impl Into<String>, place: Option<Place>) -> Problem {
        Problem::error("key-path", path, place, self.message).with_remedy(self.remedy)
    }
}

impl KeyPath {
    /// Reads parts joined by dots; a part with a dot of its own stands in double quotes.
    pub(super) fn parse(text: &str) -> Result<Self, PathError> {
        let mut parts = vec![String::new()];
        let mut quoted = false;
        for letter in text.trim().chars() {
            match letter {
                '"' => quoted = !quoted,
                '.' if !quoted => parts.push(String::new()),
                _ => {
                    if let Some(part) = parts.last_mut() {
                        part.push(letter);
                    }
                }
            }
        }
        if quoted || parts.iter().any(String::is_empty) {
            return Err(PathError::new(
                format!("`{text}` is not a key path"),
                "write the keys joined by dots, as in host.UGA.refugees_persons",
            ));
        }
        Ok(Self { parts })
    }

    /// The path as it is shown, without quotes.
    pub(super) fn joined(&self) -> String {
        self.parts.join(".")
    }
}

/// The schema of what a path names, whether or not the scenario has it.
pub(super) fn schema_at(path: &KeyPath) -> Result<Schema, PathError> {
    let mut schema = Schema::root();
    let mut parts = path.parts.iter().enumerate();
    while let Some((position, part)) = parts.next() {
        let forms = schema.alternatives();
        let table = forms.iter().find(|form| form.is_table());
        let Some(table) = table else {
            return Err(PathError::new(
                format!("`{}` has no keys of its own", joined(path, position)),
                "shorten the path",
            ));
        };
        let next = if part == "override" && position == 0 {
            None
        } else {
            table.key(part)
        };
        schema = next.ok_or_else(|| unknown_part(path, position, &table.keys()))?;
        // The part after a list names one of its rows.
        let item = schema.items().filter(|item| item.is_table());
        if let Some(item) = item.filter(|_| parts.next().is_some()) {
            schema = item;
        }
    }
    Ok(schema)
}

fn unknown_part(path: &KeyPath, position: usize, keys: &[&str]) -> PathError {
    let part = path.parts.get(position).map_or("", String::as_str);
    let here = match position {
        0 => "a scenario".to_owned(),
        _ => format!("`{}`", joined(path, position)),
    };
    PathError::new(
        format!("`{part}` is not a key of {here}"),
        did_you_mean(part, keys.iter().copied()),
    )
}

fn joined(path: &KeyPath, length: usize) -> String {
    path.parts.get(..length).unwrap_or(&[]).join(".")
}

/// Puts a value where a path leads. A table is laid over the one that is there; anything else
/// replaces what is there.
pub(super) fn set(
    root: &mut Node,
    path: &KeyPath,
    key: &Place,
    node: Node,
) -> Result<(), PathError> {
    set_below(root, path, 0, key, node)
}

fn set_below(
    node: &mut Node,
    path: &KeyPath,
    position: usize,
    key: &Place,
    new: Node,
) -> Result<(), PathError> {
    let Some(part) = path.parts.get(position) else {
        if node.as_table().is_some() && new.as_table().is_some() {
            super::tree::merge(node, new);
        } else {
            *node = new;
        }
        return Ok(());
    };
    let list = position
        .checked_sub(1)
        .and_then(|list| path.parts.get(list))
        .map_or("", String::as_str);
    match &mut node.value {
        Value::Table(table) => {
            let origin = new.origin.clone();
            let entry = table.entry(part.clone()).or_insert_with(|| Entry {
                key: key.clone(),
                node: Node::new(Value::Table(Table::new()), origin),
            });
            if path.parts.len() == position + 1 {
                entry.key = key.clone();
            }
            set_below(&mut entry.node, path, position + 1, key, new)
        }
        Value::List(items) => {
            let row = find_row(items, if position == 1 { list } else { "" }, part);
            let names: Vec<String> = items
                .iter()
                .enumerate()
                .map(|(index, item)| item_path(list, item, index))
                .collect();
            if let Some(item) = row.and_then(|row| items.get_mut(row)) {
                return set_below(item, path, position + 1, key, new);
            }
            let prefix = format!("{list}.");
            let names = names
                .iter()
                .map(|name| name.strip_prefix(prefix.as_str()).unwrap_or(name));
            Err(PathError::new(
                format!("there is no `{part}` in `{}`", joined(path, position)),
                did_you_mean(part, names),
            ))
        }
        // Already reported where it was read.
        Value::Unread => Ok(()),
        _ => Err(PathError::new(
            format!(
                "`{}` is {}, not a table",
                joined(path, position),
                node.kind()
            ),
            "shorten the path",
        )),
    }
}

/// Rows are named by their identity, or by their number from 1 in lists that have none.
fn find_row(items: &[Node], list: &str, part: &str) -> Option<usize> {
    match identity_key(list) {
        Some(key) => position_of(items, key, part),
        None => part
            .parse::<usize>()
            .ok()?
            .checked_sub(1)
            .filter(|row| *row < items.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cut_at_dots_outside_quotes() {
        let path = KeyPath::parse("a.\"b.c\".d").expect("a path");
        assert_eq!(path.parts, ["a", "b.c", "d"]);
        for wrong in ["", ".", "a..b", "a.\"b"] {
            assert!(KeyPath::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_schema_is_found_along_a_path() {
        for right in [
            "host.UGA.refugees_persons",
            "option.comprehensive-plan.plan.month",
            "option.a.exit.1.remaining_share",
            "voluntary_return.hazard_per_year.war",
            "contributor",
        ] {
            assert!(
                KeyPath::parse(right)
                    .and_then(|path| schema_at(&path))
                    .is_ok(),
                "{right}"
            );
        }
        for wrong in ["hosts.UGA", "host.UGA.refugees", "title.x"] {
            assert!(
                KeyPath::parse(wrong)
                    .and_then(|path| schema_at(&path))
                    .is_err(),
                "{wrong}"
            );
        }
    }
}
