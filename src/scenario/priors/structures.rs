//! Structural variants by name: families of the response, and override blocks.

use super::super::LoadOptions;
use super::super::tree::{Node, Table};
use crate::diagnostic::{Problem, Problems, did_you_mean};

/// What the names of families begin with.
const RESPONSE: &str = "response-";

/// Families of the response by which a variant may be named.
const FAMILIES: [&str; 3] = ["exponential", "linear", "hill"];

/// How a scenario is loaded under a structural variant.
#[must_use]
pub fn structure_options(structure: &str, options: &LoadOptions) -> LoadOptions {
    let mut options = options.clone();
    // A variant has no variants of its own.
    options.sets.push("uncertainty.structures=[]".to_owned());
    match structure
        .strip_prefix(RESPONSE)
        .filter(|it| FAMILIES.contains(it))
    {
        Some(family) => options.sets.push(format!("response.family={family}")),
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
    let family = root
        .get("response")
        .and_then(|table| table.get("family"))
        .and_then(Node::as_text)
        .unwrap_or("");
    let known: Vec<String> = FAMILIES
        .iter()
        .filter(|it| **it != family)
        .map(|it| format!("{RESPONSE}{it}"))
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
        let message = if name.strip_prefix(RESPONSE) == Some(family) {
            format!("`{name}` is what the scenario itself has")
        } else {
            format!("`{name}` is neither a family of the response nor an override of the scenario")
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
