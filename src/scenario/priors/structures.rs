//! Structural variants by name: forms of the response and of durations, and override blocks.

use super::super::LoadOptions;
use super::super::tree::{Node, Table};
use crate::diagnostic::{Problem, Problems, did_you_mean};

/// A choice of form that has named variants.
struct Form {
    /// What the names of its variants begin with.
    prefix: &'static str,
    /// Where the choice stands.
    table: &'static str,
    key: &'static str,
    /// What can be chosen.
    choices: [&'static str; 3],
}

/// All choices of form.
const FORMS: [Form; 2] = [
    Form {
        prefix: "response-",
        table: "response",
        key: "family",
        choices: ["exponential", "linear", "hill"],
    },
    Form {
        prefix: "regime-",
        table: "regime",
        key: "durations",
        choices: ["memoryless", "staged", "consolidating"],
    },
];

/// How a scenario is loaded under a structural variant.
#[must_use]
pub fn structure_options(structure: &str, options: &LoadOptions) -> LoadOptions {
    let mut options = options.clone();
    // A variant has no variants of its own.
    options.sets.push("uncertainty.structures=[]".to_owned());
    let named = FORMS.iter().find_map(|form| {
        let choice = structure.strip_prefix(form.prefix)?;
        form.choices
            .contains(&choice)
            .then(|| format!("{}.{}={choice}", form.table, form.key))
    });
    match named {
        Some(set) => options.sets.push(set),
        None => options.overrides.push(structure.to_owned()),
    }
    options
}

/// Reports variants that name nothing, or the model as it is written.
pub(in super::super) fn check(root: &Node, overrides: Option<&Table>, problems: &mut Problems) {
    let Some(names) = root
        .get("uncertainty")
        .and_then(|table| table.get("structures"))
        .and_then(Node::as_list)
    else {
        return;
    };
    let written: Vec<String> = FORMS
        .iter()
        .filter_map(|form| {
            let choice = root.get(form.table)?.get(form.key)?.as_text()?;
            Some(format!("{}{choice}", form.prefix))
        })
        .collect();
    let known: Vec<String> = FORMS
        .iter()
        .flat_map(|form| {
            form.choices
                .map(|choice| format!("{}{choice}", form.prefix))
        })
        .filter(|name| !written.contains(name))
        .chain(
            overrides
                .into_iter()
                .flat_map(|table| table.keys().cloned()),
        )
        .collect();
    for (row, node) in names.iter().enumerate() {
        let Some(name) = node.as_text() else { continue };
        if known.iter().any(|it| it == name) {
            continue;
        }
        let message = if written.iter().any(|it| it == name) {
            format!("`{name}` is what the scenario itself has")
        } else {
            format!(
                "`{name}` is neither a form of the response or of durations nor an override of the scenario"
            )
        };
        problems.push(
            Problem::error(
                "structures",
                format!("uncertainty.structures[{}]", row + 1),
                Some(node.origin.place.clone()),
                message,
            )
            .with_remedy(did_you_mean(name, known.iter().map(String::as_str))),
        );
    }
}
