//! What outcomes hang on, from the draws of a run.

use crate::scenario::{Loaded, Priors};
use crate::study::drivers::{DrawnParameter, Driver, drivers};
use crate::study::outcomes::Outcomes;

/// How the outcomes of a run go along with the parameters that were drawn; nothing where they are
/// fixed.
pub(super) fn of_run(loaded: &Loaded, outcomes: Option<&Outcomes>) -> Vec<Driver> {
    match (&loaded.priors, outcomes) {
        (Some(priors), Some(outcomes)) => {
            let parameters = drawn(priors, outcomes);
            drivers(&parameters, outcomes, loaded.situation.options.len())
        }
        _ => Vec::new(),
    }
}

/// The parameters with their levels in every draw that outcomes hold.
fn drawn(priors: &Priors, outcomes: &Outcomes) -> Vec<DrawnParameter> {
    let futures = outcomes.futures_per_draw.max(1);
    let draws = outcomes
        .rows
        .iter()
        .map(|row| row.replicate / futures + 1)
        .max()
        .unwrap_or(0);
    let mut found: Vec<DrawnParameter> = priors
        .parameters()
        .iter()
        .map(|prior| DrawnParameter {
            path: prior.path.clone(),
            levels: Vec::with_capacity(draws as usize),
            values: [prior.quantile(0.1), prior.quantile(0.9)],
        })
        .collect();
    let mut levels = Vec::new();
    for draw in 0..u64::from(draws) {
        priors.levels_into(draw, &mut levels);
        for (parameter, &level) in found.iter_mut().zip(&levels) {
            parameter.levels.push(level);
        }
    }
    found
}
