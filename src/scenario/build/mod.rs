//! From a well-formed document to a situation that makes sense.
//!
//! Each file checks one part and builds it; every contradiction is reported at the place where
//! the user can end it, and building goes on so that all of them are found.

mod contributors;
mod countries;
mod hosts;
mod keys;
mod measures;
mod money;
mod offers;
mod options;
mod parameters;
mod people;

use super::document::Document;
use super::resolved::{ResolvedTree, Step};
use crate::diagnostic::{Problem, Problems};
use crate::model::parameters::Parameters;
use crate::model::{Clock, Ensemble, ParameterUncertainty, Situation};

/// How far shares may be from summing to 1 before they are refused.
const SUM_TOLERANCE: f64 = 1e-6;

/// What is being checked, and what was found so far.
struct Context<'a> {
    document: &'a Document,
    tree: &'a ResolvedTree,
    clock: Clock,
    problems: &'a mut Problems,
}

impl Context<'_> {
    fn error(&mut self, steps: &[Step<'_>], rule: &'static str, message: String, remedy: &str) {
        let problem = self.problem(steps, rule, message, remedy);
        self.problems.push(problem);
    }

    fn warning(&mut self, steps: &[Step<'_>], rule: &'static str, message: String, remedy: &str) {
        let problem = self.problem(steps, rule, message, remedy).as_warning();
        self.problems.push(problem);
    }

    fn problem(
        &self,
        steps: &[Step<'_>],
        rule: &'static str,
        message: String,
        remedy: &str,
    ) -> Problem {
        let found = self.tree.find(steps);
        Problem::error(rule, found.path, Some(found.place), message).with_remedy(remedy)
    }

    /// Reports shares that do not sum to 1.
    fn sum_to_one(&mut self, steps: &[Step<'_>], what: &str, sum: f64, remedy: &str) {
        if (sum - 1.0).abs() > SUM_TOLERANCE {
            let message = format!("{what} sum to {}, not to 1", rounded(sum));
            self.error(steps, "sum", message, remedy);
        }
    }
}

/// Builds the situation; none where an error was found.
pub(super) fn situation(
    name: String,
    document: &Document,
    tree: &ResolvedTree,
    problems: &mut Problems,
) -> Option<Situation> {
    let clock = Clock {
        start: document.clock.start,
        months: document.clock.months,
    };
    let mut context = Context {
        document,
        tree,
        clock,
        problems,
    };
    let countries = countries::build(&mut context);
    let origin = countries::origin(&mut context, &countries);
    let stated_needs = money::needs(&mut context);
    let parameters = parameters::build(&mut context, origin.as_ref());
    let hosts = hosts::build(&mut context, &countries, &parameters);
    parameters::hosts(&mut context, &parameters, &hosts);
    let contributors = contributors::build(&mut context, &countries);
    let pledges = money::pledges(&mut context);
    let quotas = money::quotas(&mut context);
    let measures = measures::build(&mut context);
    let affinities = measures::affinities(&mut context);
    let families = measures::families(&mut context);
    let funding_history = money::funding_history(&mut context);
    let options = options::build(&mut context, &countries);
    if problems.has_errors() {
        return None;
    }
    Some(Situation {
        name,
        title: document.title.clone(),
        description: document.description.trim().to_owned(),
        synthetic: document.synthetic,
        simulated: document.simulated,
        clock,
        ensemble: Ensemble {
            replicates: document.ensemble.replicates,
            seed: document.ensemble.seed,
            until_error: document.ensemble.until_error,
            futures_per_draw: match document.uncertainty.parameters {
                ParameterUncertainty::Fixed => 1,
                ParameterUncertainty::Priors => document.uncertainty.futures_per_draw,
            },
            stratify_outbreaks: document.ensemble.stratify_outbreaks,
        },
        origin,
        hosts,
        countries,
        contributors,
        pledges,
        quotas,
        stated_needs,
        measures,
        best_interests: document.best_interests.clone(),
        families,
        affinities,
        funding_history,
        parameters,
        options,
    })
}

/// The parameter blocks of a document.
fn blocks(document: &Document) -> Parameters {
    Parameters {
        regime: document.regime.clone(),
        arrivals: document.arrivals.clone(),
        registration: document.registration.clone(),
        demography: document.demography.clone(),
        voluntary_return: document.voluntary_return.clone(),
        local_integration: document.local_integration.clone(),
        resettlement: document.resettlement.clone(),
        finance: document.finance.clone(),
        costs: document.costs.clone(),
        response: document.response.clone(),
        self_reliance: document.self_reliance.clone(),
        review: document.review.clone(),
        observation: document.observation.clone(),
        emergency: document.emergency.clone(),
        protracted: document.protracted.clone(),
    }
}

/// A number for a message, without the noise of binary fractions.
fn rounded(number: f64) -> String {
    // No number is shown as minus zero.
    let text = format!("{:.6}", number + 0.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
