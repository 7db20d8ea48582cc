//! What review and advance pledging are worth: options without them, run on the futures of a run.

use std::sync::atomic::AtomicBool;

use super::structures::{Kept, of_ensemble};
use super::{RunRequest, Watcher, WorkflowError};
use crate::ensemble::{Results, Settings, Worlds, run_in};
use crate::model::Plan;
use crate::scenario::Loaded;
use crate::simulate::{OptionSetup, Resolution, Setup};
use crate::study::lever::{Comparison, LEVERS, LeverValue, values, written};
use crate::study::outcomes::{Outcome, Outcomes};

/// Values of the levers of a run's options: of options that differ in a lever alone, and, where it is asked for,
/// of every option with a plan against itself without the lever, simulated on the same futures. Also
/// whether that was interrupted; what was not finished is left out. Plans stay those that were adopted.
pub(super) fn lever_values(
    request: &RunRequest,
    loaded: &Loaded,
    plans: &[Plan],
    outcomes: Option<&Outcomes>,
    results: &Results,
    stop: &AtomicBool,
    watcher: &mut impl Watcher,
) -> Result<(Vec<LeverValue>, bool), WorkflowError> {
    let Some(outcomes) = outcomes else {
        return Ok((Vec::new(), false));
    };
    let situation = &loaded.situation;
    let mut comparisons = written(situation);
    if !request.decision_value {
        return Ok((values(outcomes, &comparisons), false));
    }
    let mut without = Vec::new();
    let options = situation.options.len();
    for lever in LEVERS {
        for (index, option) in situation.options.iter().enumerate() {
            let is_there = |it: &Comparison| (it.lever, it.option) == (lever, index);
            if comparisons.iter().any(is_there) {
                continue;
            }
            if let Some(left_out) = lever.left_out(option) {
                comparisons.push(Comparison {
                    lever,
                    option: index,
                    without: options + without.len(),
                });
                without.push((index, left_out));
            }
        }
    }
    watcher.stage("simulating options without review and advance pledges");
    let setup = Setup::new(situation, Resolution::Banded);
    let prepared: Vec<OptionSetup<'_>> = without
        .iter()
        .map(|(index, option)| OptionSetup::new(&setup, option, &plans[*index]))
        .collect();
    if prepared.is_empty() {
        return Ok((values(outcomes, &comparisons), false));
    }
    let settings = Settings {
        uptake_replicates: 0,
        audit: request.audit,
        ..Settings::new(results.replicates)
    };
    let mut kept = Kept::default();
    let worlds = loaded.priors.is_some().then_some(loaded as &dyn Worlds);
    let made =
        run_in(&setup, prepared, 0, &settings, worlds, stop, &mut kept).map_err(of_ensemble)?;
    let mut all = outcomes.clone();
    let drawn = kept.0.into_iter().filter(|row| row.uptake.is_none());
    all.rows.extend(drawn.map(|row| Outcome {
        option: options + row.option,
        uptake: None,
        replicate: u32::try_from(row.replicate).unwrap_or(u32::MAX),
        values: row.values,
    }));
    Ok((values(&all, &comparisons), made.interrupted))
}
