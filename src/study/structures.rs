//! Structural variants beside the model as written: the same futures under other assumptions of form.
//!
//! Nobody has probabilities for forms of a model, so variants are shown beside each other and never
//! averaged.

use super::outcomes::{Contrast, Outcome, Outcomes};
use crate::ensemble::{HEADLINE_OUTCOMES, ReplicateOutcome, outcome_names};

/// A headline outcome of an option under a structural variant.
#[derive(Clone, Debug, PartialEq)]
pub struct StructureRow {
    /// Index of the option.
    pub option: usize,
    /// The indicator.
    pub indicator: &'static str,
    /// The variant's name.
    pub structure: String,
    /// The variant against the model as written, future by future.
    pub contrast: Contrast,
}

/// Compares a variant with the model as written, on the futures that both met.
#[must_use]
pub fn structure_rows(
    structure: &str,
    options: usize,
    written: &[ReplicateOutcome],
    variant: &[ReplicateOutcome],
    futures_per_draw: u32,
) -> Vec<StructureRow> {
    let rows = |outcomes: &[ReplicateOutcome], shift: usize| -> Vec<Outcome> {
        outcomes
            .iter()
            .filter(|row| row.uptake.is_none())
            .map(|row| Outcome {
                option: 2 * row.option + shift,
                uptake: None,
                replicate: u32::try_from(row.replicate).unwrap_or(u32::MAX),
                values: row.values.clone(),
            })
            .collect()
    };
    let outcomes = Outcomes {
        indicators: outcome_names().into_iter().map(str::to_owned).collect(),
        futures_per_draw,
        rows: [rows(written, 0), rows(variant, 1)].concat(),
    };
    let mut found = Vec::new();
    for option in 0..options {
        for indicator in HEADLINE_OUTCOMES {
            if let Some(contrast) = outcomes.contrast(2 * option, 2 * option + 1, None, indicator) {
                found.push(StructureRow {
                    option,
                    indicator,
                    structure: structure.to_owned(),
                    contrast,
                });
            }
        }
    }
    found
}
