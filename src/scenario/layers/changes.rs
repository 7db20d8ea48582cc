//! What is laid over a scenario from outside: overrides, arguments, documents.

use super::Layers;
use crate::diagnostic::{Place, Problem, Problems, did_you_mean};
use crate::scenario::evidence;
use crate::scenario::path::{self, KeyPath};
use crate::scenario::read::Reader;
use crate::scenario::tree::{Entry, Layer, Node, Table, Value, merge};

/// The name in messages of a document that is laid over a scenario.
const CHANGES_NAME: &str = "changes";

impl Layers {
    pub(super) fn apply_override(&mut self, root: &mut Node, name: &str) {
        let source = self
            .sources
            .add("command line", format!("--override {name}"));
        let place = Place {
            source,
            span: "--override ".len().."--override ".len() + name.len(),
        };
        let blocks = root
            .get("override")
            .and_then(Node::as_table)
            .cloned()
            .unwrap_or_default();
        let Some(block) = blocks.get(name) else {
            let remedy = if blocks.is_empty() {
                "the scenario has no `[override.NAME]` tables".to_owned()
            } else {
                did_you_mean(name, blocks.keys().map(String::as_str))
            };
            self.problems.push(
                Problem::error(
                    "unknown-override",
                    format!("override.{name}"),
                    Some(place),
                    format!("the scenario has no override `{name}`"),
                )
                .with_remedy(remedy),
            );
            return;
        };
        let reader = Reader {
            source,
            layer: Layer::Override(name.to_owned()),
        };
        for (text, entry) in block.node.as_table().unwrap_or(&Table::new()) {
            let mut node = entry.node.clone();
            evidence::relabel(&mut node, &reader);
            self.apply(
                root,
                text,
                &entry.key,
                node,
                &format!("override.{name}.\"{text}\""),
            );
        }
    }

    pub(super) fn apply_set(&mut self, root: &mut Node, argument: &str) {
        let shown = format!("--set {argument}");
        let source = self.sources.add("command line", shown.as_str());
        let reader = Reader {
            source,
            layer: Layer::Set,
        };
        let start = "--set ".len();
        let Some((path, text)) = argument.split_once('=') else {
            self.problems.push(
                Problem::error(
                    "set",
                    "",
                    Some(reader.place(start..shown.len())),
                    format!("`{argument}` sets nothing"),
                )
                .with_remedy("write --set key.path=value, as in --set ensemble.replicates=100"),
            );
            return;
        };
        let path_end = start + path.len();
        let key = reader.place(start..path_end);
        // Read as TOML where it is TOML; a bare word or month needs no quotes on a command line.
        let mut scratch = Problems::default();
        let parsed = reader.document(&format!("value = {text}"), &mut scratch);
        let value = match parsed.get("value") {
            Some(node)
                if scratch.is_empty() && parsed.as_table().is_some_and(|all| all.len() == 1) =>
            {
                node.clone()
            }
            _ => Node::new(Value::Cell(text.trim().to_owned()), reader.origin(0..0)),
        };
        let mut wrapped = Node::new(
            Value::Table(Table::from([(
                path.to_owned(),
                Entry {
                    key: key.clone(),
                    node: value,
                },
            )])),
            reader.origin(0..0),
        );
        evidence::lift(&mut wrapped, &mut self.problems);
        let Some(mut node) = wrapped.get(path).cloned() else {
            return;
        };
        replace_place(&mut node, &reader.place(path_end + 1..shown.len()));
        self.apply(root, path, &key, node, path);
    }

    /// Lays a document over everything that stands. It reads no files: CSV tables that it names
    /// would be those of nobody.
    pub(super) fn apply_changes(&mut self, root: &mut Node, changes: &str) {
        let source = self.sources.add(CHANGES_NAME, changes);
        let reader = Reader {
            source,
            layer: Layer::Set,
        };
        let mut node = reader.document(changes, &mut self.problems);
        evidence::lift(&mut node, &mut self.problems);
        merge(root, node);
    }

    fn apply(&mut self, root: &mut Node, text: &str, key: &Place, mut node: Node, at: &str) {
        let path = KeyPath::parse(text);
        let schema = path.clone().and_then(|path| path::schema_at(&path));
        let applied = match (path, schema) {
            (Ok(path), Ok(schema)) => {
                self.read_tables_below(&mut node, schema, text);
                path::set(root, &path, key, node)
            }
            (Err(error), _) | (_, Err(error)) => Err(error),
        };
        if let Err(error) = applied {
            self.problems
                .push(error.into_problem(at, Some(key.clone())));
        }
    }
}

/// Parts of an argument's value all point at the argument.
fn replace_place(node: &mut Node, place: &Place) {
    node.origin.place = place.clone();
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| replace_place(item, place)),
        Value::Table(table) => {
            for entry in table.values_mut() {
                entry.key = place.clone();
                replace_place(&mut entry.node, place);
            }
        }
        _ => {}
    }
}
