//! Ensembles of a situation, with plans by hand.

use std::sync::atomic::AtomicBool;

use fairshare::ensemble::{Results, Settings, run};
use fairshare::model::{Plan, Situation};
use fairshare::simulate::{OptionSetup, Resolution, Setup};

use super::{Keep, plan};

/// A plan of these rows for every option of a situation.
pub fn plans(situation: &Situation, rows: &[(f64, f64, u32)]) -> Vec<Plan> {
    situation
        .options
        .iter()
        .map(|option| plan(situation, option, rows))
        .collect()
}

/// Runs every option of a situation by its plan; gives the results and the yearly rows.
pub fn ensemble(
    situation: &Situation,
    baseline: usize,
    plans: &[Plan],
    settings: &Settings,
) -> (Results, Keep) {
    let setup = Setup::new(situation, Resolution::Banded);
    let options = situation
        .options
        .iter()
        .zip(plans)
        .map(|(option, plan)| OptionSetup::new(&setup, option, plan))
        .collect();
    let mut keep = Keep::default();
    let stop = AtomicBool::new(false);
    let results = run(&setup, options, baseline, settings, &stop, &mut keep);
    (results.expect("closed accounts"), keep)
}
