//! The resolved scenario: every value with where it came from.

use serde_json::{Map, Number, Value as Json};

use super::check::item_path;
use super::document::Document;
use super::tree::{Evidence, Layer, Node, Value};
use crate::diagnostic::{Place, Sources};

/// The tree of a scenario with all of its layers laid over one another.
#[derive(Clone, Debug, PartialEq)]
pub struct ResolvedTree {
    root: Node,
    sources: Sources,
}

impl ResolvedTree {
    pub(super) fn new(root: Node, sources: Sources) -> Self {
        Self { root, sources }
    }

    /// The tree's root, a table.
    #[must_use]
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The texts that the values were read from.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    pub(super) fn into_sources(self) -> Sources {
        self.sources
    }

    /// Where a value came from, in words: `default`, `scenario.toml:12`, `override NAME` or
    /// `--set`.
    #[must_use]
    pub fn origin(&self, node: &Node) -> String {
        match &node.origin.layer {
            Layer::Default => "default".to_owned(),
            Layer::Override(name) => format!("override {name}"),
            Layer::Set => "--set".to_owned(),
            Layer::File => self
                .sources
                .locate(&node.origin.place)
                .map_or_else(String::new, |place| {
                    format!("{}:{}", place.file, place.line)
                }),
        }
    }

    /// Reads the tree into the types of the file format.
    pub(super) fn document(&self) -> Result<Document, serde_json::Error> {
        serde_json::from_value(to_json(&self.root))
    }

    /// What a path of keys and row numbers leads to, and as far as it exists: the node, its path
    /// for people, and whether the whole path was found.
    pub(super) fn find(&self, steps: &[Step<'_>]) -> Found<'_> {
        let mut node = &self.root;
        let mut place = self.root.origin.place.clone();
        let mut path = String::new();
        let mut complete = true;
        for step in steps {
            let next = match (step, complete) {
                (_, false) => None,
                (Step::Key(key), _) => {
                    node.as_table()
                        .and_then(|table| table.get(*key))
                        .map(|entry| {
                            // A key that holds a table or a list is shown by its name.
                            let place = match entry.node.value {
                                Value::Table(_) | Value::List(_) => entry.key.clone(),
                                _ => entry.node.origin.place.clone(),
                            };
                            (&entry.node, place)
                        })
                }
                (Step::Row(row), _) => node
                    .as_list()
                    .and_then(|items| items.get(*row))
                    .map(|item| (item, item.origin.place.clone())),
            };
            path = match step {
                Step::Key(key) if path.is_empty() => (*key).to_owned(),
                Step::Key(key) => format!("{path}.{key}"),
                Step::Row(row) => match next {
                    Some((item, _)) => item_path(&path, item, *row),
                    None => format!("{path}[{}]", row + 1),
                },
            };
            match next {
                Some((inner, at)) => {
                    node = inner;
                    place = at;
                }
                None => complete = false,
            }
        }
        Found {
            node: complete.then_some(node),
            place,
            path,
        }
    }

    /// The evidence beside a value, where there is any.
    pub(super) fn evidence(&self, steps: &[Step<'_>]) -> Option<&Evidence> {
        self.find(steps)
            .node
            .and_then(|node| node.evidence.as_deref())
    }
}

/// One step along a path inside the tree.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    /// Into a table.
    Key(&'a str),
    /// Into a list, counted from 0.
    Row(usize),
}

/// What a path leads to.
#[derive(Clone, Debug)]
pub(super) struct Found<'a> {
    /// The node, where the whole path exists.
    pub(super) node: Option<&'a Node>,
    /// The place of the node, or of the last thing on the way that exists.
    pub(super) place: Place,
    /// The path for people.
    pub(super) path: String,
}

pub(super) fn to_json(node: &Node) -> Json {
    match &node.value {
        Value::Text(text) | Value::Cell(text) => Json::String(text.clone()),
        Value::Integer(number) => Json::Number((*number).into()),
        Value::Float(number) => Number::from_f64(*number).map_or(Json::Null, Json::Number),
        Value::Boolean(yes) => Json::Bool(*yes),
        Value::List(items) => Json::Array(items.iter().map(to_json).collect()),
        Value::Table(table) => Json::Object(
            table
                .iter()
                .map(|(key, entry)| (key.clone(), to_json(&entry.node)))
                .collect::<Map<_, _>>(),
        ),
        Value::Unread => Json::Null,
    }
}
