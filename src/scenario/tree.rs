//! One tree of values, each with its origin and its evidence.
//!
//! Everything that a scenario is made of (the defaults, the files it extends, tables in CSV,
//! overrides, arguments) becomes nodes of this tree before anything is checked, so that every
//! message and every listing can say where a value came from.

use indexmap::IndexMap;

use crate::diagnostic::Place;
use crate::model::{Basis, Distribution};

/// Which layer of a scenario a value was written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layer {
    /// The built-in defaults.
    Default,
    /// A file: the scenario, one that it extends, or a table.
    File,
    /// A named override.
    Override(String),
    /// An argument `--set`.
    Set,
}

/// Where a value was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Place in a text.
    pub place: Place,
    /// The layer that the text belongs to.
    pub layer: Layer,
}

/// What supports a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// The source, in words.
    pub source: Option<String>,
    /// What it rests on.
    pub basis: Option<Basis>,
    /// Lower and upper end of what is thought possible.
    pub range: Option<[f64; 2]>,
    /// How it is distributed over that range, where that is said.
    pub distribution: Option<Distribution>,
    /// A remark.
    pub note: Option<String>,
}

impl Evidence {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A value with its origin.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it was written.
    pub origin: Origin,
    /// What supports it.
    pub evidence: Option<Box<Evidence>>,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text.
    Text(String),
    /// A cell of a CSV table or a bare argument, whose type is for the schema to say.
    Cell(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Float(f64),
    /// Yes or no.
    Boolean(bool),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Table),
    /// Something that could not be read and has been reported.
    Unread,
}

/// A table: keys in the order in which they were written.
pub type Table = IndexMap<String, Entry>;

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Where the key was written.
    pub key: Place,
    /// The value.
    pub node: Node,
}

impl Node {
    /// A node without evidence.
    #[must_use]
    pub fn new(value: Value, origin: Origin) -> Self {
        Self {
            value,
            origin,
            evidence: None,
        }
    }

    /// The table, where it is one.
    #[must_use]
    pub fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The list, where it is one.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The text, where it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Cell(text) => Some(text),
            _ => None,
        }
    }

    /// The value at a key, where this is a table that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_table()?.get(key).map(|entry| &entry.node)
    }

    /// What it is, for a message.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Text(_) | Value::Cell(_) => "a text",
            Value::Integer(_) => "a whole number",
            Value::Float(_) => "a number",
            Value::Boolean(_) => "true or false",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
            Value::Unread => "unreadable",
        }
    }
}

/// The key that identifies the rows of a list of tables: rows with the same value there are the
/// same thing when one scenario extends another, and key paths name rows by it.
///
/// Lists that have none (pledges, quotas, population, …) are replaced as a whole.
#[must_use]
pub fn identity_key(list: &str) -> Option<&'static str> {
    match list {
        "host" | "country" => Some("country"),
        "contributor" | "option" => Some("id"),
        _ => None,
    }
}

/// The row of a list that is identified by `identity`.
pub(super) fn position_of(items: &[Node], key: &str, identity: &str) -> Option<usize> {
    items
        .iter()
        .position(|item| item.get(key).and_then(Node::as_text) == Some(identity))
}

/// Lays one tree over another: tables merge key by key, lists with an identity row by row, and
/// everything else is replaced together with its evidence.
pub fn merge(below: &mut Node, above: Node) {
    merge_table(below, above, true);
}

fn merge_table(below: &mut Node, above: Node, root: bool) {
    let (Value::Table(lower), Value::Table(_)) = (&mut below.value, &above.value) else {
        *below = above;
        return;
    };
    // A replaced table is shown where it was last written.
    below.origin = above.origin;
    let Value::Table(upper) = above.value else {
        return;
    };
    for (key, entry) in upper {
        match lower.get_mut(&key) {
            None => {
                lower.insert(key, entry);
            }
            Some(existing) => {
                existing.key = entry.key;
                match identity_key(&key).filter(|_| root) {
                    Some(identity) => merge_list(&mut existing.node, entry.node, identity),
                    None => merge_table(&mut existing.node, entry.node, false),
                }
            }
        }
    }
}

/// Whether a row takes nothing from the row of the same identity below it.
fn stands_alone(row: &Node) -> bool {
    row.get("inherit")
        .is_some_and(|node| node.value == Value::Boolean(false))
}

fn merge_list(below: &mut Node, above: Node, identity: &str) {
    let (Value::List(lower), Value::List(_)) = (&mut below.value, &above.value) else {
        *below = above;
        return;
    };
    below.origin = above.origin;
    let Value::List(upper) = above.value else {
        return;
    };
    // Rows of the same file are never merged with one another: a duplicate is reported later.
    let inherited = lower.len();
    for row in upper {
        let name = row.get(identity).and_then(Node::as_text).map(str::to_owned);
        let known = name
            .and_then(|name| position_of(lower.get(..inherited).unwrap_or(&[]), identity, &name));
        match known.and_then(|position| lower.get_mut(position)) {
            Some(existing) if stands_alone(&row) => *existing = row,
            Some(existing) => merge_table(existing, row, false),
            None => lower.push(row),
        }
    }
}
