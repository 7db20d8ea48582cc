//! Writing the resolved scenario back as TOML, each value with where it came from.

use std::fmt::Write as _;

use super::resolved::ResolvedTree;
use super::tree::{Evidence, Node, Table, Value};

impl ResolvedTree {
    /// The whole scenario as one TOML text that can be loaded again: defaults, extended files,
    /// tables, overrides and arguments resolved, evidence kept, and each line with a comment
    /// that says where its value came from.
    #[must_use]
    pub fn to_annotated_toml(&self) -> String {
        let mut text = String::from(
            "# A scenario of fairshare with everything it rests on resolved.\n\
             # Each comment says where the value comes from.\n\n",
        );
        if let Some(table) = self.root().as_table() {
            let kept: Table = table
                .iter()
                .filter(|(key, _)| !matches!(key.as_str(), "extends" | "override"))
                .map(|(key, entry)| (key.clone(), entry.clone()))
                .collect();
            self.table(&kept, "", &mut text);
        }
        text
    }

    fn table(&self, table: &Table, path: &str, text: &mut String) {
        for (key, entry) in table.iter().filter(|(_, entry)| !is_section(&entry.node)) {
            let origin = self.origin(&entry.node);
            let _ = writeln!(text, "{} = {}  # {origin}", bare(key), inline(&entry.node));
        }
        for (key, entry) in table.iter().filter(|(_, entry)| is_section(&entry.node)) {
            let path = if path.is_empty() {
                bare(key)
            } else {
                format!("{path}.{}", bare(key))
            };
            match &entry.node.value {
                Value::Table(inner) => {
                    let _ = writeln!(text, "\n[{path}]");
                    self.table(inner, &path, text);
                }
                Value::List(items) => {
                    for item in items {
                        let _ = writeln!(text, "\n[[{path}]]");
                        if let Some(inner) = item.as_table() {
                            self.table(inner, &path, text);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// The rows of a list of tables at the top of a scenario as TOML values, evidence beside the numbers
/// as a file has it; empty where there is no such list.
#[must_use]
pub fn rows_as_toml(tree: &ResolvedTree, list: &str) -> Vec<toml::Table> {
    let rows = tree.root().get(list).and_then(Node::as_list);
    rows.unwrap_or_default()
        .iter()
        .filter_map(|row| match as_toml(row) {
            Some(toml::Value::Table(table)) => Some(table),
            _ => None,
        })
        .collect()
}

fn as_toml(node: &Node) -> Option<toml::Value> {
    let plain = match &node.value {
        Value::Text(text) | Value::Cell(text) => toml::Value::String(text.clone()),
        Value::Integer(number) => toml::Value::Integer(*number),
        Value::Float(number) => toml::Value::Float(*number),
        Value::Boolean(yes) => toml::Value::Boolean(*yes),
        Value::List(items) => toml::Value::Array(items.iter().filter_map(as_toml).collect()),
        Value::Table(table) => toml::Value::Table(
            table
                .iter()
                .filter_map(|(key, entry)| Some((key.clone(), as_toml(&entry.node)?)))
                .collect(),
        ),
        Value::Unread => return None,
    };
    let Some(evidence) = node.evidence.as_deref() else {
        return Some(plain);
    };
    let mut table = toml::Table::from_iter([("value".to_owned(), plain)]);
    if let Some(range) = evidence.range {
        table.insert(
            "range".to_owned(),
            range.map(toml::Value::Float).to_vec().into(),
        );
    }
    if let Some(basis) = evidence.basis {
        table.insert("basis".to_owned(), basis.name().into());
    }
    if let Some(source) = &evidence.source {
        table.insert("source".to_owned(), source.as_str().into());
    }
    if let Some(note) = &evidence.note {
        table.insert("note".to_owned(), note.as_str().into());
    }
    Some(toml::Value::Table(table))
}

/// Writes one row of a list of tables as TOML: plain values, evidence and lists of values in a line,
/// tables below headings of their own.
#[must_use]
pub fn row_to_toml(list: &str, row: &toml::Table) -> String {
    let mut text = format!("[[{}]]\n", bare(list));
    section(row, list, &mut text);
    text
}

fn section(table: &toml::Table, path: &str, text: &mut String) {
    let heads = |value: &toml::Value| match value {
        toml::Value::Table(inner) => !inner.contains_key("value") && !inner.is_empty(),
        toml::Value::Array(items) => !items.is_empty() && items.iter().all(toml::Value::is_table),
        _ => false,
    };
    for (key, value) in table.iter().filter(|(_, value)| !heads(value)) {
        let _ = writeln!(text, "{} = {value}", bare(key));
    }
    for (key, value) in table.iter().filter(|(_, value)| heads(value)) {
        let path = format!("{path}.{}", bare(key));
        match value {
            toml::Value::Table(inner) => {
                let _ = writeln!(text, "\n[{path}]");
                section(inner, &path, text);
            }
            toml::Value::Array(items) => {
                for inner in items.iter().filter_map(toml::Value::as_table) {
                    let _ = writeln!(text, "\n[[{path}]]");
                    section(inner, &path, text);
                }
            }
            _ => {}
        }
    }
}

/// Whether a value is written under a heading of its own.
fn is_section(node: &Node) -> bool {
    match &node.value {
        Value::Table(_) => true,
        Value::List(items) => {
            !items.is_empty() && items.iter().all(|item| item.as_table().is_some())
        }
        _ => false,
    }
}

fn bare(key: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    if !key.is_empty() && key.chars().all(plain) {
        key.to_owned()
    } else {
        quoted(key)
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn inline(node: &Node) -> String {
    let plain = match &node.value {
        Value::Text(text) | Value::Cell(text) => quoted(text),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => toml::Value::Float(*number).to_string(),
        Value::Boolean(yes) => yes.to_string(),
        Value::List(items) => {
            format!(
                "[{}]",
                items.iter().map(inline).collect::<Vec<_>>().join(", ")
            )
        }
        Value::Table(table) => {
            let keys: Vec<String> = table
                .iter()
                .map(|(key, entry)| format!("{} = {}", bare(key), inline(&entry.node)))
                .collect();
            format!("{{ {} }}", keys.join(", "))
        }
        Value::Unread => "\"\"".to_owned(),
    };
    match node.evidence.as_deref() {
        Some(evidence) => with_evidence(&plain, evidence),
        None => plain,
    }
}

fn with_evidence(plain: &str, evidence: &Evidence) -> String {
    let mut parts = vec![format!("value = {plain}")];
    if let Some([low, high]) = evidence.range {
        parts.push(format!(
            "range = [{}, {}]",
            toml::Value::Float(low),
            toml::Value::Float(high)
        ));
    }
    if let Some(basis) = evidence.basis {
        parts.push(format!("basis = \"{}\"", basis.name()));
    }
    if let Some(source) = &evidence.source {
        parts.push(format!("source = {}", quoted(source)));
    }
    if let Some(note) = &evidence.note {
        parts.push(format!("note = {}", quoted(note)));
    }
    format!("{{ {} }}", parts.join(", "))
}
