//! The main job from end to end: check, apportion, simulate, compare, report.
//!
//! Used by every front end alike; it knows neither terminal nor browser.

mod audit;
pub mod changes;
pub mod comparing;
mod deciding;
mod drivers;
mod finished;
pub mod joined;
mod noted;
pub mod sensitivity;
mod simulating;
mod structures;

pub use audit::Audit;
pub use finished::FinishedRun;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use noted::{StageClock, footer, identity, register, stopping_record, termination};

use crate::apportion::{ApportionError, ApportionRequest, SolverChoice, apportion};
use crate::archive::{
    self, ArchiveError, InputFile, Opening, RunFolder, RunIdentity, RunRecord, StageTiming,
};
use crate::ensemble::Results;
use crate::indicator::ComparisonRow;
use crate::model::{NeedsMatrix, Plan, PolicyOption, Situation};
use crate::report::{self, FooterInfo, ReportError, ReportInputs};
use crate::scenario::{LoadOptions, Loaded, ScenarioErrors, load};
use crate::simulate::{InvariantBroken, planned_needs};
use crate::study;
use crate::study::drivers::Driver;
use crate::study::outcomes::Outcomes;
use crate::study::structures::StructureRow;

/// Years that are tabulated for an option without a plan of its own.
const YEARS_WITHOUT_PLAN: u32 = 5;

/// The setting of a run under which a document laid over its scenario is kept.
const CHANGES_SETTING: &str = "changes";

/// What is asked of a run.
#[derive(Clone, Debug, Default)]
pub struct RunRequest {
    /// The scenario file.
    pub scenario: PathBuf,
    /// Overrides and single values.
    pub load: LoadOptions,
    /// Where the run folder goes; `output/<scenario>` when none.
    pub output: Option<PathBuf>,
    /// Whether another run in its place may be replaced.
    pub overwrite: bool,
    /// The solver for programs that the closed form does not reach.
    pub solver: SolverChoice,
    /// Whether to check every cell of the accounts every month; of a finished run too, which is then
    /// simulated again.
    pub audit: bool,
    /// Whether every option with a plan is also simulated without its reviews and without its advance
    /// pledges, to say what these are worth.
    pub decision_value: bool,
}

/// How a run went.
#[derive(Debug)]
pub enum RunOutcome {
    /// The folder already holds this very run.
    Unchanged {
        /// The folder.
        folder: PathBuf,
        /// What it says of itself.
        record: Box<RunRecord>,
        /// What was found when it was simulated again, where an audit was asked for.
        audit: Option<Audit>,
    },
    /// A run was made.
    Made(Box<MadeRun>),
}

/// A run that was made.
#[derive(Debug)]
pub struct MadeRun {
    /// Its folder.
    pub folder: PathBuf,
    /// The situation.
    pub situation: Situation,
    /// One plan for each option.
    pub plans: Vec<Plan>,
    /// The ensemble's results.
    pub results: Results,
    /// Paired differences from the baseline.
    pub comparison: Vec<ComparisonRow>,
    /// Headline outcomes under structural variants.
    pub structures: Vec<StructureRow>,
    /// What outcomes hang on, where parameters were drawn.
    pub drivers: Vec<Driver>,
    /// What footers say.
    pub footer: FooterInfo,
    /// How long the stages took.
    pub timings: Vec<StageTiming>,
}

impl MadeRun {
    /// What reports are made from.
    #[must_use]
    pub fn report_inputs(&self) -> ReportInputs<'_> {
        ReportInputs {
            situation: &self.situation,
            plans: &self.plans,
            summary: &self.results.summary,
            comparison: &self.comparison,
            footer: &self.footer,
            register: &[],
        }
    }
}

/// Why a run failed.
#[derive(Debug, thiserror::Error)]
pub enum WorkflowError {
    /// The scenario has problems; nothing was computed.
    #[error(transparent)]
    Scenario(#[from] Box<ScenarioErrors>),
    /// An option could not be apportioned.
    #[error("option `{option}` cannot be apportioned: {source}")]
    Apportion {
        /// The option.
        option: String,
        /// Why.
        source: ApportionError,
    },
    /// An option that nobody knows.
    #[error("there is no option `{wanted}`; there are {known}")]
    UnknownOption {
        /// What was asked for.
        wanted: String,
        /// What there is.
        known: String,
    },
    /// The scenario says that it is not simulated.
    #[error(
        "the scenario says `simulated = false`, so there is nothing to run; `fairshare apportion` \
         and `fairshare explain` answer it"
    )]
    NotSimulated,
    /// Parameters drawn from their ranges make no scenario.
    #[error("{0}")]
    Draw(String),
    /// A replicate broke an invariant.
    #[error(transparent)]
    Invariant(#[from] InvariantBroken),
    /// The run folder could not be written.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// A table or chart could not be written.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// The run was stopped before its first replicates were done.
    #[error("stopped before any replicate was finished; nothing was written")]
    Stopped,
}

impl WorkflowError {
    /// Whether the input is at fault, so that the user can mend it.
    #[must_use]
    pub fn is_input(&self) -> bool {
        match self {
            Self::Scenario(_)
            | Self::Apportion { .. }
            | Self::UnknownOption { .. }
            | Self::NotSimulated
            | Self::Draw(_) => true,
            Self::Archive(error) => error.is_usage(),
            Self::Invariant(_) | Self::Report(_) | Self::Stopped => false,
        }
    }
}

/// Who watches a run.
pub trait Watcher {
    /// A stage begins.
    fn stage(&mut self, name: &str);
    /// So many of all replicates are done.
    fn replicates(&mut self, done: u64, all: u64);
}

/// Reads a scenario and apportions every option, in order.
///
/// # Errors
/// Problems of the scenario, or of an option that cannot be apportioned.
pub fn plan(
    scenario: &Path,
    options: &LoadOptions,
    solver: SolverChoice,
) -> Result<(Loaded, Vec<Plan>), WorkflowError> {
    let loaded = load(scenario, options).map_err(Box::new)?;
    let plans = apportion_all(&loaded.situation, solver)?;
    Ok((loaded, plans))
}

/// The needs that an option is apportioned on: those that the scenario states, or else the mean
/// forecast over the years of its plan.
#[must_use]
pub fn needs_of(situation: &Situation, option: &PolicyOption) -> NeedsMatrix {
    let years = if option.has_plan {
        option.plan_years
    } else {
        YEARS_WITHOUT_PLAN
    };
    situation
        .stated_matrix()
        .unwrap_or_else(|| planned_needs(situation, option, years))
}

/// Apportions every option of a situation on its mean forecast.
///
/// # Errors
/// The first option that cannot be apportioned.
pub fn apportion_all(
    situation: &Situation,
    solver: SolverChoice,
) -> Result<Vec<Plan>, WorkflowError> {
    situation
        .options
        .iter()
        .map(|option| {
            let needs = needs_of(situation, option);
            apportion(&ApportionRequest {
                situation,
                option,
                needs: &needs,
                solver,
            })
            .map_err(|source| WorkflowError::Apportion {
                option: option.id.to_string(),
                source,
            })
        })
        .collect()
}

/// Runs a scenario into a run folder.
///
/// A finished run of the same inputs and version is left as it is. `stop` may be set from
/// elsewhere, for instance by Ctrl-C: what is done is then written and marked as interrupted.
///
/// # Errors
/// See [`WorkflowError`]; nothing half-written is left under the run's name.
pub fn run(
    request: &RunRequest,
    stop: &AtomicBool,
    watcher: &mut impl Watcher,
) -> Result<RunOutcome, WorkflowError> {
    let mut clock = StageClock::default();
    watcher.stage("reading");
    let loaded = load(&request.scenario, &request.load).map_err(Box::new)?;
    let situation = &loaded.situation;
    if !situation.simulated {
        return Err(WorkflowError::NotSimulated);
    }
    let variants = structures::load_all(request, &loaded)?;
    let identity = identity(request, &loaded);
    let target = target(request, situation);
    let mut folder = match archive::open(&target, &identity, request.overwrite)? {
        Opening::Unchanged(record) => {
            let audit = audit::if_asked(request, &loaded, &variants, &target, stop, watcher)?;
            return Ok(RunOutcome::Unchanged {
                folder: target,
                record: Box::new(record),
                audit,
            });
        }
        Opening::Fresh(folder) => folder,
    };
    clock.lap("read");
    watcher.stage("apportioning");
    let plans = apportion_all(situation, request.solver)?;
    clock.lap("apportion");
    watcher.stage("simulating");
    let (results, kept) = simulating::simulate(request, &loaded, &plans, &folder, stop, watcher)?;
    if results.replicates == 0 {
        return Err(WorkflowError::Stopped);
    }
    clock.lap("simulate");
    let (mut structures, mut cut_short) = (Vec::new(), false);
    if !variants.is_empty() && !results.interrupted {
        watcher.stage("simulating structural variants");
        (structures, cut_short) =
            structures::run_structures(request, &loaded, &variants, &plans, &kept, stop)?;
        clock.lap("structures");
    }
    watcher.stage("writing tables and charts");
    let (comparison, register) = (differences(&results), register(&loaded));
    let footer = footer(&identity, &loaded, &results);
    let inputs = ReportInputs {
        situation,
        plans: &plans,
        summary: &results.summary,
        comparison: &comparison,
        footer: &footer,
        register: &register,
    };
    // As they were written: a briefing read back must be this one.
    let outcomes =
        finished::outcomes(&folder.tables_dir().join(archive::OUTCOMES_FILE), situation)?;
    let (levers, cut) = deciding::lever_values(
        request,
        &loaded,
        &plans,
        outcomes.as_ref(),
        &results,
        stop,
        watcher,
    )?;
    cut_short |= cut;
    clock.lap("decision value");
    let drivers = drivers::of_run(&loaded, outcomes.as_ref());
    let layers = report::layers::layers_table(situation, &results.headlines);
    let further = layers
        .into_iter()
        .chain(report::layers::structures_table(situation, &structures))
        .chain(decision(outcomes.as_ref(), situation))
        .chain(report::lever::lever_table(situation, &levers))
        .chain(report::layers::drivers_table(situation, &drivers))
        .collect();
    report::tables::write_tables_with(&folder.tables_dir(), &inputs, further)?;
    clock.lap("tables");
    let charts = draw_charts(&folder, &inputs, &drivers)?;
    clock.lap("charts");
    write_briefing(
        folder.path(),
        &inputs,
        &identity,
        outcomes.as_ref(),
        &charts,
    )?;
    clock.lap("briefing");
    copy_inputs(&folder, &loaded)?;
    if let Some(stopping) = &results.stopping {
        folder.note_stopping(stopping_record(situation, stopping));
    }
    let path = folder.finish(&clock.laps, termination(&results, cut_short))?;
    Ok(RunOutcome::Made(Box::new(MadeRun {
        folder: path,
        situation: loaded.situation,
        plans,
        results,
        comparison,
        structures,
        drivers,
        footer,
        timings: clock.laps,
    })))
}

/// Where the folder of a run goes.
fn target(request: &RunRequest, situation: &Situation) -> PathBuf {
    let own = || Path::new("output").join(&situation.name);
    request.output.clone().unwrap_or_else(own)
}

/// Draws the charts of a run and writes them into its folder.
fn draw_charts(
    folder: &RunFolder,
    inputs: &ReportInputs<'_>,
    drivers: &[Driver],
) -> Result<Vec<report::charts::Chart>, WorkflowError> {
    let mut charts = report::charts::draw_charts(inputs)?;
    charts.extend(report::charts::draw_drivers(inputs, drivers)?);
    report::charts::write_drawn(&folder.charts_dir(), &charts)?;
    Ok(charts)
}

/// What the decision between options is worth, from the outcomes as they were written.
fn decision(outcomes: Option<&Outcomes>, situation: &Situation) -> Option<report::Table> {
    let (options, baseline) = (situation.options.len(), situation.baseline());
    let judged = study::decision::judge(outcomes?, options, baseline);
    report::decision::decision_table(situation, &judged)
}

/// Paired differences from the baseline, as tables hold them.
fn differences(results: &Results) -> Vec<ComparisonRow> {
    let found = study::compare(results).into_iter();
    found.map(report::tables::as_stored).collect()
}

/// Copies the files of a scenario into a folder, as they were read.
fn copy_inputs(folder: &RunFolder, loaded: &Loaded) -> Result<(), WorkflowError> {
    let files: Vec<InputFile<'_>> = loaded
        .inputs
        .iter()
        .map(|input| InputFile {
            name: &input.name,
            contents: &input.bytes,
        })
        .collect();
    folder.copy_inputs(&files)?;
    Ok(())
}

/// Writes `briefing.html` into a folder.
fn write_briefing(
    folder: &Path,
    inputs: &ReportInputs<'_>,
    identity: &RunIdentity,
    outcomes: Option<&Outcomes>,
    charts: &[report::charts::Chart],
) -> Result<(), WorkflowError> {
    let provenance = report::briefing::Provenance {
        input_hash: identity.input_hash(),
        inputs: identity.inputs.clone(),
        settings: identity.settings.values().cloned().collect(),
    };
    let path = folder.join("briefing.html");
    let html = report::briefing::html(inputs, &provenance, outcomes, charts);
    std::fs::write(&path, html).map_err(ArchiveError::io("write", &path))?;
    Ok(())
}
