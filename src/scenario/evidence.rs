//! Evidence beside values: taken out of the tree before it is checked and read.
//!
//! A value may be written `{ value, source, basis, range, distribution, note }`. `source`, `basis` and `note`
//! may also stand once in a table; then they hold for every value in and below it that was
//! written in the same file and has none of its own.

use super::check::item_path;
use super::read::Reader;
use super::tree::{Entry, Evidence, Node, Table, Value};
use crate::diagnostic::{Problem, Problems, did_you_mean};
use crate::model::{Basis, Distribution};

/// The keys that carry evidence beside `value`.
pub(super) const EVIDENCE_KEYS: [&str; 5] = ["source", "basis", "range", "distribution", "note"];

/// The keys that may stand in any table for all of its values.
pub(super) const TABLE_EVIDENCE_KEYS: [&str; 3] = ["source", "basis", "note"];

/// Takes the evidence out of the tables of a document and puts it beside the values.
pub(super) fn lift(root: &mut Node, problems: &mut Problems) {
    let none = Evidence::default();
    match &mut root.value {
        Value::Table(table) => {
            for (key, entry) in table.iter_mut() {
                lift_node(&mut entry.node, &none, key, problems);
            }
        }
        _ => lift_node(root, &none, "", problems),
    }
}

fn lift_node(node: &mut Node, inherited: &Evidence, path: &str, problems: &mut Problems) {
    let is_figure = is_figure(node);
    match &mut node.value {
        Value::Table(table) if table.contains_key("value") => {
            let table = std::mem::take(table);
            *node = evidence_form(node, table, inherited, path, problems);
        }
        Value::Table(table) => {
            let own = take_evidence(table, &TABLE_EVIDENCE_KEYS, path, problems);
            let passed_on = over(own, inherited);
            for (key, entry) in table.iter_mut() {
                lift_node(
                    &mut entry.node,
                    &passed_on,
                    &format!("{path}.{key}"),
                    problems,
                );
            }
        }
        Value::List(items) if items.iter().any(|item| item.as_table().is_some()) => {
            for (index, item) in items.iter_mut().enumerate() {
                let path = item_path(path, item, index);
                lift_node(item, inherited, &path, problems);
            }
        }
        _ if is_figure && !inherited.is_empty() => {
            node.evidence = Some(Box::new(inherited.clone()));
        }
        _ => {}
    }
}

/// Whether a value is a number or a list of numbers; a table's evidence is not about its texts.
fn is_figure(node: &Node) -> bool {
    match node.as_list() {
        Some(items) => !items.is_empty() && items.iter().all(is_figure),
        None => number(node).is_some(),
    }
}

/// Evidence of a value, where it says something, and that of its table where it does not.
pub(super) fn over(own: Evidence, inherited: &Evidence) -> Evidence {
    Evidence {
        source: own.source.or_else(|| inherited.source.clone()),
        basis: own.basis.or(inherited.basis),
        range: own.range,
        distribution: own.distribution,
        note: own.note.or_else(|| inherited.note.clone()),
    }
}

fn evidence_form(
    node: &Node,
    mut table: Table,
    inherited: &Evidence,
    path: &str,
    problems: &mut Problems,
) -> Node {
    let own = take_evidence(&mut table, &EVIDENCE_KEYS, path, problems);
    let value = table
        .shift_remove("value")
        .map_or(Value::Unread, |entry| entry.node.value);
    for (key, entry) in &table {
        problems.push(
            Problem::error(
                "unknown-key",
                format!("{path}.{key}"),
                Some(entry.key.clone()),
                format!("`{key}` is not a key of a value with its evidence"),
            )
            .with_remedy(did_you_mean(key, EVIDENCE_KEYS)),
        );
    }
    let mut lifted = Node::new(value, node.origin.clone());
    check_range(&lifted, &own, path, problems);
    if own.distribution.is_some() && own.range.is_none() {
        problems.push(
            Problem::error(
                "distribution",
                format!("{path}.distribution"),
                Some(lifted.origin.place.clone()),
                "a distribution is stated, but no range to be distributed over",
            )
            .with_remedy("add `range = [lower end, upper end]`"),
        );
    }
    lifted.evidence = Some(Box::new(over(own, inherited))).filter(|evidence| !evidence.is_empty());
    lifted
}

fn take_evidence(
    table: &mut Table,
    keys: &[&str],
    path: &str,
    problems: &mut Problems,
) -> Evidence {
    let mut evidence = Evidence::default();
    for key in keys {
        let Some(entry) = table.shift_remove(*key) else {
            continue;
        };
        let path = format!("{path}.{key}");
        match *key {
            "source" => evidence.source = text(&entry, &path, problems),
            "note" => evidence.note = text(&entry, &path, problems),
            "basis" => {
                evidence.basis = text(&entry, &path, problems)
                    .and_then(|name| basis(&name, &entry.node, &path, problems));
            }
            "distribution" => {
                evidence.distribution = text(&entry, &path, problems)
                    .and_then(|name| distribution(&name, &entry.node, &path, problems));
            }
            _ => evidence.range = range(&entry, &path, problems),
        }
    }
    evidence
}

fn text(entry: &Entry, path: &str, problems: &mut Problems) -> Option<String> {
    let text = entry.node.as_text().map(str::to_owned);
    if text.is_none() {
        problems.push(
            Problem::error(
                "type",
                path,
                Some(entry.node.origin.place.clone()),
                format!("expected a text, found {}", entry.node.kind()),
            )
            .with_remedy("texts stand in double quotes"),
        );
    }
    text
}

/// Reads what a value rests on.
pub(super) fn basis(name: &str, node: &Node, path: &str, problems: &mut Problems) -> Option<Basis> {
    const ALL: [Basis; 3] = [Basis::Data, Basis::Literature, Basis::Judgement];
    let found = ALL.into_iter().find(|basis| basis.name() == name);
    if found.is_none() {
        problems.push(
            Problem::error(
                "basis",
                path,
                Some(node.origin.place.clone()),
                format!("`{name}` is not something that a value can rest on"),
            )
            .with_remedy("write `data` for a named data source, `literature` for a publication, `judgement` for an assumption"),
        );
    }
    found
}

/// Reads how a value is distributed over its range.
fn distribution(
    name: &str,
    node: &Node,
    path: &str,
    problems: &mut Problems,
) -> Option<Distribution> {
    let found = Distribution::ALL
        .into_iter()
        .find(|distribution| distribution.name() == name);
    if found.is_none() {
        problems.push(
            Problem::error(
                "value",
                path,
                Some(node.origin.place.clone()),
                format!("`{name}` is not a distribution"),
            )
            .with_remedy(did_you_mean(
                name,
                Distribution::ALL
                    .iter()
                    .map(|distribution| distribution.name()),
            )),
        );
    }
    found
}

fn range(entry: &Entry, path: &str, problems: &mut Problems) -> Option<[f64; 2]> {
    let numbers: Vec<f64> = entry
        .node
        .as_list()
        .unwrap_or(&[])
        .iter()
        .filter_map(number)
        .collect();
    let complete = entry.node.as_list().is_some_and(|items| items.len() == 2);
    match *numbers.as_slice() {
        [low, high] if complete && low <= high => Some([low, high]),
        [low, high] if complete => {
            problems.push(
                Problem::error(
                    "range",
                    path,
                    Some(entry.node.origin.place.clone()),
                    format!("the range begins at {low} and ends at {high}, which is less"),
                )
                .with_remedy("write the lower end first"),
            );
            None
        }
        _ => {
            problems.push(
                Problem::error(
                    "range",
                    path,
                    Some(entry.node.origin.place.clone()),
                    "a range is a list of two numbers",
                )
                .with_remedy("write it as `range = [lower end, upper end]`"),
            );
            None
        }
    }
}

/// Reports a value that lies outside the range given for it.
pub(super) fn check_range(node: &Node, evidence: &Evidence, path: &str, problems: &mut Problems) {
    let (Some([low, high]), Some(value)) = (evidence.range, number(node)) else {
        return;
    };
    if value < low || value > high {
        problems.push(
            Problem::error(
                "range",
                path,
                Some(node.origin.place.clone()),
                format!("the value {value} lies outside its range, {low} to {high}"),
            )
            .with_remedy("widen the range or correct the value"),
        );
    }
}

/// The number that a node holds, where it holds one.
pub(super) fn number(node: &Node) -> Option<f64> {
    match &node.value {
        Value::Integer(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        Value::Cell(text) => text
            .trim()
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite()),
        _ => None,
    }
}

/// Marks every node below as written in another layer, as when an override is applied.
pub(super) fn relabel(node: &mut Node, reader: &Reader) {
    node.origin.layer = reader.layer.clone();
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| relabel(item, reader)),
        Value::Table(table) => {
            table
                .values_mut()
                .for_each(|entry| relabel(&mut entry.node, reader));
        }
        _ => {}
    }
}
