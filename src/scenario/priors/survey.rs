//! What a scenario holds by way of priors, whether or not they are drawn.

use super::super::Loaded;
use super::super::document::Document;
use super::super::resolved::ResolvedTree;
use super::super::tree::Layer;
use super::collect;
use crate::diagnostic::{Problem, Problems};
use crate::model::{ParameterUncertainty, Situation};

/// The priors of a scenario: what would be drawn, from whom the ranges are, and what stands in the way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PriorSurvey {
    /// Whether parameters are drawn as the scenario stands; else with `--priors`.
    pub are_drawn: bool,
    /// Parameters to draw whose ranges the scenario's own files give.
    pub from_scenario: usize,
    /// Those whose ranges the built-in defaults give.
    pub from_defaults: usize,
    /// Those whose ranges an override or the command line gives.
    pub from_changes: usize,
    /// Figures with a range that are not drawn, each with the reason.
    pub left_out: Vec<(String, String)>,
    /// Ranges that cannot be sampled, and what else keeps parameters from being drawn, as errors with
    /// place and remedy.
    pub unusable: Vec<Problem>,
}

impl PriorSurvey {
    /// How many parameters would be drawn.
    #[must_use]
    pub fn drawn(&self) -> usize {
        self.from_scenario + self.from_defaults + self.from_changes
    }
}

impl Loaded {
    /// Looks at every range of the scenario as if parameters were to be drawn. Of a scenario that is
    /// not simulated nothing is.
    #[must_use]
    pub fn survey_priors(&self) -> PriorSurvey {
        match self.tree.document() {
            Ok(document) if self.situation.simulated => {
                survey(&self.tree, &document, &self.situation)
            }
            _ => PriorSurvey::default(),
        }
    }
}

fn survey(tree: &ResolvedTree, document: &Document, situation: &Situation) -> PriorSurvey {
    let mut problems = Problems::default();
    let mut found = PriorSurvey {
        are_drawn: document.uncertainty.parameters == ParameterUncertainty::Priors,
        ..PriorSurvey::default()
    };
    let (chosen, left_out) = collect::sorted_out(tree, document, situation, &mut problems);
    found.left_out = left_out;
    let mut parameters = Vec::new();
    for candidate in &chosen {
        let Some(prior) = collect::prior(candidate, &mut problems) else {
            continue;
        };
        parameters.push(prior);
        match candidate.node.origin.layer {
            Layer::File => found.from_scenario += 1,
            Layer::Default => found.from_defaults += 1,
            Layer::Override(_) | Layer::Set => found.from_changes += 1,
        }
    }
    collect::regime_rows(document, &parameters, tree, &mut problems);
    found.unusable = problems.into_sorted();
    found
}
