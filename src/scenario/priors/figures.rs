//! The figures of a scenario: what may be drawn, and the numbers by which a design knows them.

use super::super::check::item_path;
use super::super::evidence::number;
use super::super::path::KeyPath;
use super::super::tree::{Node, Value};
use super::{PathStep, bearing};

/// A single value of a scenario.
pub(super) struct Figure<'a> {
    /// Its key path.
    pub(super) path: String,
    /// The path with the schema's placeholder for rows.
    pub(super) schema_path: String,
    /// The way to it in the document.
    pub(super) steps: Vec<PathStep>,
    pub(super) node: &'a Node,
}

/// Every single value below the root but those of overrides, in the order of the tree.
pub(super) fn of_scenario(root: &Node) -> Vec<Figure<'_>> {
    let mut found = Vec::new();
    for (key, entry) in root.as_table().into_iter().flatten() {
        if key != "override" {
            let steps = vec![PathStep::Key(key.clone())];
            walk(&entry.node, key, key, &steps, &mut found);
        }
    }
    found
}

/// Paths of all numbers that could be drawn if they had a range and a bearing, whether in the scenario
/// as it stands or in one of its overrides: sorted, each once.
///
/// The place of a path in this list is the same whichever parameters are drawn, whichever have ranges,
/// and under every structural variant, so that a design in which dimensions are numbered draws a
/// parameter alike in all of them.
pub(super) fn numbered(root: &Node) -> Vec<String> {
    let mut figures = of_scenario(root);
    let blocks = root.get("override").and_then(Node::as_table);
    for (_, block) in blocks.into_iter().flatten() {
        for (text, entry) in block.node.as_table().into_iter().flatten() {
            if let Ok(path) = KeyPath::parse(text) {
                let path = path.joined();
                walk(&entry.node, &path, &path, &[], &mut figures);
            }
        }
    }
    let mut paths: Vec<String> = figures
        .into_iter()
        .filter(|figure| number(figure.node).is_some() && bearing::is_belief(&figure.path))
        .map(|figure| figure.path)
        .collect();
    paths.sort_unstable();
    paths.dedup();
    paths
}

fn walk<'a>(
    node: &'a Node,
    path: &str,
    schema_path: &str,
    steps: &[PathStep],
    figures: &mut Vec<Figure<'a>>,
) {
    match &node.value {
        Value::Table(table) => {
            for (key, entry) in table {
                let mut steps = steps.to_vec();
                steps.push(PathStep::Key(key.clone()));
                walk(
                    &entry.node,
                    &format!("{path}.{key}"),
                    &format!("{schema_path}.{key}"),
                    &steps,
                    figures,
                );
            }
        }
        Value::List(items) if items.iter().any(|item| item.as_table().is_some()) => {
            for (row, item) in items.iter().enumerate() {
                let mut steps = steps.to_vec();
                steps.push(PathStep::Row(row));
                let path = item_path(path, item, row);
                walk(item, &path, &format!("{schema_path}.row"), &steps, figures);
            }
        }
        _ => figures.push(Figure {
            path: path.to_owned(),
            schema_path: schema_path.to_owned(),
            steps: steps.to_vec(),
            node,
        }),
    }
}
