//! An audit of a finished run: simulated again from the same inputs, with every cell of the accounts checked
//! every month, and compared with what the run wrote.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::structures::{Variant, of_ensemble, replicates_of_variants, run_structures};
use super::{RunRequest, Watcher, WorkflowError, apportion_all, finished};
use crate::archive::{ArchiveError, OUTCOMES_FILE};
use crate::ensemble::{
    Observer, ReplicateOutcome, ReplicateYear, Settings, Worlds, outcome_names, run_in,
};
use crate::scenario::Loaded;
use crate::simulate::{OptionSetup, Resolution, Setup};
use crate::study::outcomes::Outcome;

/// What an audit found; what it did not find keeps it from being made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Audit {
    /// Replicates of each option whose accounts closed in every cell and month.
    pub replicates: u64,
    /// Whole-period outcomes that were compared with the run's table, and equal it to the bit.
    pub outcomes: usize,
}

/// Audits a finished run where an audit is asked for.
pub(super) fn if_asked(
    request: &RunRequest,
    loaded: &Loaded,
    variants: &[Variant],
    folder: &Path,
    stop: &AtomicBool,
    watcher: &mut impl Watcher,
) -> Result<Option<Audit>, WorkflowError> {
    if !request.audit {
        return Ok(None);
    }
    watcher.stage("simulating again for the audit");
    audit(request, loaded, variants, folder, stop, watcher).map(Some)
}

/// Simulates a finished run again and compares outcomes with its table.
fn audit(
    request: &RunRequest,
    loaded: &Loaded,
    variants: &[Variant],
    folder: &Path,
    stop: &AtomicBool,
    watcher: &mut impl Watcher,
) -> Result<Audit, WorkflowError> {
    let situation = &loaded.situation;
    let plans = apportion_all(situation, request.solver)?;
    let setup = Setup::new(situation, Resolution::Banded);
    let options = situation
        .options
        .iter()
        .zip(&plans)
        .map(|(option, plan)| OptionSetup::new(&setup, option, plan))
        .collect();
    let replicates = u64::from(situation.ensemble.replicates);
    let settings = Settings {
        audit: true,
        until_error: situation.ensemble.until_error,
        ..Settings::new(replicates)
    };
    let mut again = Again {
        outcomes: Vec::new(),
        watcher,
        all: replicates,
    };
    let results = run_in(
        &setup,
        options,
        situation.baseline(),
        &settings,
        loaded.priors.is_some().then_some(loaded as &dyn Worlds),
        stop,
        &mut again,
    )
    .map_err(of_ensemble)?;
    if results.interrupted {
        return Err(WorkflowError::Stopped);
    }
    let found = again.outcomes;
    let path = folder.join("tables").join(OUTCOMES_FILE);
    let table = finished::outcomes(&path, situation)?.map(|it| (it.indicators, it.rows));
    let (names, stored) = table.unwrap_or_default();
    if let Some(what) = first_difference(&names, &stored, &found) {
        return Err(ArchiveError::Record {
            path,
            message: format!(
                "the run does not come out again: {what}; make it again with `--overwrite`"
            ),
        }
        .into());
    }
    let kept = replicates_of_variants(replicates, loaded.futures_per_draw());
    let written: Vec<ReplicateOutcome> = found
        .iter()
        .filter(|row| row.uptake.is_none() && row.replicate < kept)
        .cloned()
        .collect();
    let (_, cut_short) = run_structures(request, loaded, variants, &plans, &written, stop)?;
    if cut_short {
        return Err(WorkflowError::Stopped);
    }
    Ok(Audit {
        replicates: results.replicates,
        outcomes: found.iter().map(|row| row.values.len()).sum(),
    })
}

/// Where outcomes first differ from those that were stored, in words; nothing where all are the same.
fn first_difference(
    names: &[String],
    stored: &[Outcome],
    found: &[ReplicateOutcome],
) -> Option<String> {
    if names != outcome_names() {
        return Some("the table has other columns".to_owned());
    }
    if stored.len() != found.len() {
        return Some(format!(
            "the table has {} rows, and {} were simulated",
            stored.len(),
            found.len()
        ));
    }
    stored.iter().zip(found).find_map(|(stored, found)| {
        let same_row = stored.option == found.option
            && stored.uptake == found.uptake
            && u64::from(stored.replicate) == found.replicate;
        if !same_row {
            return Some(format!(
                "where replicate {} of an option stands, the table has replicate {}",
                found.replicate, stored.replicate
            ));
        }
        let differs = |(one, other): (&f64, &f64)| {
            one.to_bits() != other.to_bits() && !(one.is_nan() && other.is_nan())
        };
        let column = stored.values.iter().zip(&found.values).position(differs)?;
        Some(format!(
            "`{}` of replicate {} is {} in the table and {} when simulated again",
            names[column], found.replicate, stored.values[column], found.values[column]
        ))
    })
}

/// Keeps outcomes and passes progress on.
struct Again<'a, W> {
    outcomes: Vec<ReplicateOutcome>,
    watcher: &'a mut W,
    all: u64,
}

impl<W: Watcher> Observer<ArchiveError> for Again<'_, W> {
    fn rows(&mut self, _: &[ReplicateYear]) -> Result<(), ArchiveError> {
        Ok(())
    }

    fn outcomes(&mut self, rows: &[ReplicateOutcome]) -> Result<(), ArchiveError> {
        self.outcomes.extend_from_slice(rows);
        Ok(())
    }

    fn progress(&mut self, done: u64) {
        self.watcher.replicates(done, self.all);
    }
}
