//! The register of parameters: every figure with its unit, range, basis and source.

use serde::Serialize;

use super::check::item_path;
use super::resolved::ResolvedTree;
use super::tree::{Node, Value};
use super::units::unit_of;
use super::{Loaded, Priors};
use crate::model::{Basis, Distribution};

/// One figure of a scenario.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RegisterRow {
    /// Key path.
    pub path: String,
    /// The value as it is written.
    pub value: String,
    /// Its unit in words, from the key's name; empty where it has none.
    pub unit: String,
    /// Lower and upper end of what is thought possible, where stated.
    pub range: Option<[f64; 2]>,
    /// The distribution by which it is drawn from that range; none where it is fixed.
    #[serde(rename = "drawn")]
    pub distribution: Option<Distribution>,
    /// What it rests on, where stated.
    #[serde(serialize_with = "basis_name")]
    pub basis: Option<Basis>,
    /// The source in words; empty where none is stated.
    pub source: String,
    /// A remark; empty where there is none.
    pub note: String,
    /// Where the value came from: `default`, `file:line`, `override NAME` or `--set`.
    pub origin: String,
}

#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "the form that serde calls"
)]
fn basis_name<S: serde::Serializer>(
    basis: &Option<Basis>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match basis {
        Some(basis) => serializer.serialize_str(basis.name()),
        None => serializer.serialize_none(),
    }
}

impl Loaded {
    /// [`ResolvedTree::parameters`], with the distributions of those that are drawn.
    #[must_use]
    pub fn parameters(&self) -> Vec<RegisterRow> {
        let mut rows = self.tree.parameters();
        for prior in self.priors.iter().flat_map(Priors::parameters) {
            if let Some(row) = rows.iter_mut().find(|row| row.path == prior.path) {
                row.distribution = Some(prior.distribution);
            }
        }
        rows
    }
}

impl ResolvedTree {
    /// Every number, list of numbers, and value with evidence, in the order of the tree.
    #[must_use]
    pub fn parameters(&self) -> Vec<RegisterRow> {
        let mut rows = Vec::new();
        if let Some(table) = self.root().as_table() {
            for (key, entry) in table {
                if key != "override" {
                    self.collect(&entry.node, key, &unit_of(key), &mut rows);
                }
            }
        }
        rows
    }

    fn collect(&self, node: &Node, path: &str, unit: &str, rows: &mut Vec<RegisterRow>) {
        match &node.value {
            Value::Table(table) => {
                for (key, entry) in table {
                    // `hazard_per_year.war` has its unit from the table's name.
                    let own = unit_of(key);
                    let unit = if own.is_empty() { unit } else { &own };
                    self.collect(&entry.node, &format!("{path}.{key}"), unit, rows);
                }
            }
            Value::List(items) if items.iter().any(|item| item.as_table().is_some()) => {
                for (index, item) in items.iter().enumerate() {
                    self.collect(item, &item_path(path, item, index), "", rows);
                }
            }
            _ => {
                if let Some(value) = figure(node) {
                    let evidence = node.evidence.as_deref().cloned().unwrap_or_default();
                    rows.push(RegisterRow {
                        path: path.to_owned(),
                        value,
                        unit: unit.to_owned(),
                        range: evidence.range,
                        distribution: None,
                        basis: evidence.basis,
                        source: evidence.source.unwrap_or_default(),
                        note: evidence.note.unwrap_or_default(),
                        origin: self.origin(node),
                    });
                }
            }
        }
    }
}

/// A value as it stands in the register; texts only where evidence makes them an assumption.
fn figure(node: &Node) -> Option<String> {
    match &node.value {
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::List(items) => {
            let numbers: Option<Vec<String>> = items.iter().map(figure).collect();
            numbers
                .filter(|numbers| !numbers.is_empty())
                .map(|numbers| numbers.join(" "))
        }
        Value::Text(text) if node.evidence.is_some() => Some(text.clone()),
        _ => None,
    }
}
