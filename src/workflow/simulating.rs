//! The futures of a run, written as they come.

use std::sync::atomic::AtomicBool;

use super::{RunRequest, Watcher, WorkflowError, structures};
use crate::archive::{
    ArchiveError, OutcomeRow, OutcomeWriter, ReplicateWriter, ReplicateYearRow, RunFolder,
};
use crate::ensemble::{self, Observer, ReplicateOutcome, ReplicateYear, Results, Settings, Worlds};
use crate::model::{Plan, Situation};
use crate::scenario::Loaded;
use crate::simulate::record::HEADLINES;
use crate::simulate::{OptionSetup, Resolution, Setup};

/// Simulates every option into a folder; gives the results, and the outcomes of the first replicates where
/// structural variants are to be compared with them.
pub(super) fn simulate(
    request: &RunRequest,
    loaded: &Loaded,
    plans: &[Plan],
    folder: &RunFolder,
    stop: &AtomicBool,
    watcher: &mut impl Watcher,
) -> Result<(Results, Vec<ReplicateOutcome>), WorkflowError> {
    let situation = &loaded.situation;
    let setup = Setup::new(situation, Resolution::Banded);
    let options: Vec<OptionSetup<'_>> = situation
        .options
        .iter()
        .zip(plans)
        .map(|(option, plan)| OptionSetup::new(&setup, option, plan))
        .collect();
    let replicates = u64::from(situation.ensemble.replicates);
    let settings = Settings {
        audit: request.audit,
        until_error: situation.ensemble.until_error,
        ..Settings::new(replicates)
    };
    let mut sink = Sink {
        writer: folder.replicate_writer(&HEADLINES)?,
        outcomes: folder.outcome_writer(&ensemble::outcome_names())?,
        situation,
        watcher,
        all: replicates,
        kept: Vec::new(),
        kept_replicates: if loaded.structures.is_empty() {
            0
        } else {
            structures::replicates_of_variants(replicates, loaded.futures_per_draw())
        },
    };
    let results = ensemble::run_in(
        &setup,
        options,
        situation.baseline(),
        &settings,
        loaded.priors.is_some().then_some(loaded as &dyn Worlds),
        stop,
        &mut sink,
    )
    .map_err(structures::of_ensemble)?;
    sink.writer.finish()?;
    sink.outcomes.finish()?;
    Ok((results, sink.kept))
}

impl Worlds for Loaded {
    fn futures_per_draw(&self) -> u64 {
        self.priors
            .as_ref()
            .map_or(1, |priors| u64::from(priors.futures_per_draw()))
    }

    fn situation(&self, draw: u64) -> Result<Situation, String> {
        self.situation_of_draw(draw)
            .map_err(|error| error.to_string())
    }
}

/// Writes yearly rows as they come and passes progress on.
struct Sink<'a, W> {
    writer: ReplicateWriter,
    outcomes: OutcomeWriter,
    situation: &'a Situation,
    watcher: &'a mut W,
    all: u64,
    /// Outcomes of the first replicates, which structural variants are compared with.
    kept: Vec<ReplicateOutcome>,
    kept_replicates: u64,
}

impl<W: Watcher> Observer<ArchiveError> for Sink<'_, W> {
    fn rows(&mut self, rows: &[ReplicateYear]) -> Result<(), ArchiveError> {
        let rows: Vec<ReplicateYearRow<'_>> = rows
            .iter()
            .map(|row| ReplicateYearRow {
                option: self.situation.options[row.option].id.as_str(),
                replicate: u32::try_from(row.replicate).unwrap_or(u32::MAX),
                year: row.year,
                values: &row.values,
            })
            .collect();
        self.writer.write_chunk(&rows)
    }

    fn outcomes(&mut self, rows: &[ReplicateOutcome]) -> Result<(), ArchiveError> {
        let kept = rows
            .iter()
            .filter(|row| row.uptake.is_none() && row.replicate < self.kept_replicates);
        self.kept.extend(kept.cloned());
        let rows: Vec<OutcomeRow<'_>> = rows
            .iter()
            .map(|row| OutcomeRow {
                option: self.situation.options[row.option].id.as_str(),
                uptake: row.uptake,
                replicate: u32::try_from(row.replicate).unwrap_or(u32::MAX),
                values: &row.values,
            })
            .collect();
        self.outcomes.write_chunk(&rows)
    }

    fn progress(&mut self, done: u64) {
        self.watcher.replicates(done, self.all);
    }
}
