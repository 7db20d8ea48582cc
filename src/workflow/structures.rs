//! Structural variants of a run: the same futures under other assumptions of form.

use std::sync::atomic::AtomicBool;

use super::{RunRequest, WorkflowError};
use crate::archive::ArchiveError;
use crate::ensemble::{
    EnsembleError, Observer, ReplicateOutcome, ReplicateYear, Settings, Worlds, run_in,
};
use crate::model::Plan;
use crate::scenario::{Loaded, load, structure_options};
use crate::simulate::{OptionSetup, Resolution, Setup};
use crate::study::structures::{StructureRow, structure_rows};

/// Replicates that structural variants meet: a tenth of the run's, at least a hundred.
pub(super) fn replicates_of_variants(replicates: u64, futures: u64) -> u64 {
    (replicates / 10)
        .max(100)
        .next_multiple_of(futures)
        .min(replicates)
}

/// A structural variant by its name.
pub(super) type Variant = (String, Loaded);

/// Reads the structural variants that a scenario names, so that one which does not fit together is told
/// before any work is done.
pub(super) fn load_all(
    request: &RunRequest,
    loaded: &Loaded,
) -> Result<Vec<Variant>, WorkflowError> {
    loaded
        .structures
        .iter()
        .map(|structure| {
            let options = structure_options(structure, &request.load);
            let variant = load(&request.scenario, &options).map_err(Box::new)?;
            Ok((structure.clone(), variant))
        })
        .collect()
}

/// Runs the structural variants of a scenario and compares each with the outcomes of the model
/// as written, and whether it was interrupted; a variant that was is left out. Plans stay those that
/// were adopted.
pub(super) fn run_structures(
    request: &RunRequest,
    loaded: &Loaded,
    variants: &[Variant],
    plans: &[Plan],
    written: &[ReplicateOutcome],
    stop: &AtomicBool,
) -> Result<(Vec<StructureRow>, bool), WorkflowError> {
    let situation = &loaded.situation;
    let futures = loaded.futures_per_draw();
    let made = written
        .iter()
        .map(|row| row.replicate + 1)
        .max()
        .unwrap_or(0);
    let mut found = Vec::new();
    for (structure, variant) in variants {
        let setup = Setup::new(&variant.situation, Resolution::Banded);
        let prepared = variant
            .situation
            .options
            .iter()
            .zip(plans)
            .map(|(option, plan)| OptionSetup::new(&setup, option, plan))
            .collect();
        let settings = Settings {
            uptake_replicates: 0,
            audit: request.audit,
            ..Settings::new(made)
        };
        let mut kept = Kept::default();
        let worlds = variant.priors.is_some().then_some(variant as &dyn Worlds);
        let results = run_in(
            &setup,
            prepared,
            situation.baseline(),
            &settings,
            worlds,
            stop,
            &mut kept,
        )
        .map_err(of_ensemble)?;
        if results.interrupted {
            return Ok((found, true));
        }
        found.extend(structure_rows(
            structure,
            situation.options.len(),
            written,
            &kept.0,
            u32::try_from(futures).unwrap_or(1),
        ));
    }
    Ok((found, false))
}

/// Keeps whole-period outcomes.
#[derive(Default)]
pub(super) struct Kept(pub(super) Vec<ReplicateOutcome>);

impl Observer<ArchiveError> for Kept {
    fn rows(&mut self, _: &[ReplicateYear]) -> Result<(), ArchiveError> {
        Ok(())
    }

    fn outcomes(&mut self, rows: &[ReplicateOutcome]) -> Result<(), ArchiveError> {
        self.0.extend_from_slice(rows);
        Ok(())
    }

    fn progress(&mut self, _: u64) {}
}

/// An ensemble's failure in the terms of a workflow.
pub(super) fn of_ensemble(error: EnsembleError<ArchiveError>) -> WorkflowError {
    match error {
        EnsembleError::Invariant(broken) => WorkflowError::Invariant(broken),
        EnsembleError::Receiver(error) => WorkflowError::Archive(error),
        EnsembleError::Draw(reason) => WorkflowError::Draw(reason),
    }
}
