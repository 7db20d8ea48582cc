//! `fairshare run`: the main job from end to end.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use super::output::{Failure, advise, print};
use super::{PRIORS_SET, ScenarioArguments};
use crate::apportion::SolverChoice;
use crate::archive::RunRecord;
use crate::ensemble::UPTAKE_LEVELS;
use crate::indicator::{ComparisonRow, find};
use crate::report::ReportInputs;
use crate::report::enumerated;
use crate::report::layers::{drivers_text, layers_text, structures_text};
use crate::report::terminal::{Align, TextTable, comparison_text, shares_text};
use crate::study::{BreakEven, besides_uptake_together, break_even};
use crate::workflow::{
    Audit, MadeRun, RunOutcome, RunRequest, Watcher, WorkflowError, run as run_workflow,
};

const EXAMPLES: &str = "\
Examples:
  fairshare run scenarios/south-sudan.toml
  fairshare run scenarios/south-sudan.toml --replicates 10000 --output-dir output/long
  fairshare run scenarios/south-sudan.toml --override top-donor-exit --overwrite
  fairshare run scenarios/south-sudan.toml --priors --output-dir output/priors
  fairshare run scenarios/south-sudan.toml --priors --structure response-linear
  fairshare run scenarios/south-sudan.toml --replicates 20000 --until-error 0.01
  fairshare run scenarios/reference.toml --decision-value --output-dir output/value

Tables and charts go to output/<scenario>/. A finished run of the same inputs is left as it is.
Ctrl-C finishes the replicates at work and keeps what is done. Exit codes: 0 all is well, 1
something failed, 2 the scenario or the command is wrong.";

/// Arguments of `run`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches of the command line, each of its own"
)]
pub(super) struct RunArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    /// Draw parameters from their ranges, so that results show what is not known about them too
    #[arg(long)]
    priors: bool,
    /// Run this structural variant beside the model as written: response-linear, response-hill,
    /// response-exponential, regime-staged, regime-consolidating, regime-memoryless, or an override's
    /// name; may be repeated
    #[arg(long = "structure", value_name = "NAME")]
    structures: Vec<String>,
    /// Simulate every option with a plan without its reviews and without its advance pledges, and every option
    /// whose hosts are kept prepared without that, too, and say what these are worth
    #[arg(long)]
    decision_value: bool,
    /// Replicates of each option, instead of the scenario's
    #[arg(long, value_name = "N")]
    replicates: Option<u32>,
    /// Stop when the Monte Carlo error of every headline outcome is at most this part of its mean
    #[arg(long, value_name = "ERROR")]
    until_error: Option<f64>,
    /// Seed of all random streams, instead of the scenario's
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// The run folder, instead of output/<scenario>
    #[arg(long, value_name = "FOLDER")]
    output_dir: Option<PathBuf>,
    /// Replace another run that stands in the run folder
    #[arg(long)]
    overwrite: bool,
    /// Threads to work on; all that the machine has when left out. Results do not depend on it
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Solver of linear programs that no closed form reaches
    #[arg(long, value_enum, default_value_t = Solver::Auto)]
    solver: Solver,
    /// Check every cell of the accounts every month (slower); a finished run is simulated again and
    /// compared with its tables
    #[arg(long)]
    audit: bool,
}

/// The solvers by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Solver {
    /// By size
    Auto,
    /// Simplex method
    Microlp,
    /// Interior-point method
    Clarabel,
    /// Needs a binary built with the feature `highs`
    Highs,
}

impl From<Solver> for SolverChoice {
    fn from(solver: Solver) -> Self {
        match solver {
            Solver::Auto => Self::Auto,
            Solver::Microlp => Self::Microlp,
            Solver::Clarabel => Self::Clarabel,
            Solver::Highs => Self::Highs,
        }
    }
}

pub(super) fn run(arguments: &RunArguments) -> Result<ExitCode, Failure> {
    let request = request(arguments);
    if let Some(threads) = arguments.threads {
        if threads == 0 {
            return Err(Failure::Command("--threads must be at least 1".to_owned()));
        }
        // The pool can only be set once in a process; a second call changes nothing.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global();
    }
    // Warnings of the scenario are shown before the work begins.
    arguments.scenario.with_sets(&request.load.sets).load()?;
    let stop = Arc::new(AtomicBool::new(false));
    let handler = Arc::clone(&stop);
    let installed = ctrlc::set_handler(move || {
        if handler.swap(true, Ordering::Relaxed) {
            // Asked twice: the user does not want to wait. Only the hidden folder stays behind.
            std::process::exit(130);
        }
        advise(
            "\nstopping: the replicates at work are finished and written (Ctrl-C again to quit at once)\n",
        );
    });
    if let Err(error) = installed {
        advise(&format!(
            "note: Ctrl-C will not keep what is done ({error})\n"
        ));
    }
    let mut watcher = Terminal::default();
    let outcome = run_workflow(&request, &stop, &mut watcher);
    watcher.bar.finish_and_clear();
    match outcome.map_err(failure)? {
        RunOutcome::Unchanged {
            folder,
            record,
            audit,
        } => print(&unchanged(&folder, &record, audit))?,
        RunOutcome::Made(made) => print(&summary(&made))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// What is said of a run that is there already.
fn unchanged(folder: &Path, record: &RunRecord, audit: Option<Audit>) -> String {
    let mut text = format!(
        "unchanged: {} already holds this run ({} replicates of each option, seed {})\n",
        folder.display(),
        record.replicates_made(),
        record.seed
    );
    if let Some(stopping) = &record.stopping {
        let verdict = if stopping.reached {
            "reached, so that no more were made"
        } else {
            "not reached"
        };
        let _ = writeln!(
            text,
            "of at most {} replicates; error aimed at: {:.2} %, {verdict}; largest {:.2} %",
            record.replicates,
            100.0 * stopping.target_error,
            100.0 * stopping.error
        );
    }
    if let Some(audit) = audit {
        let _ = writeln!(
            text,
            "audited: simulated again, every cell of the accounts of {} replicates of each option closes in \
             every month, and {} outcomes equal tables/outcomes.parquet to the bit",
            audit.replicates, audit.outcomes
        );
    }
    text
}

fn request(arguments: &RunArguments) -> RunRequest {
    let mut load = arguments.scenario.options();
    if let Some(replicates) = arguments.replicates {
        load.sets.push(format!("ensemble.replicates={replicates}"));
    }
    if let Some(seed) = arguments.seed {
        load.sets.push(format!("ensemble.seed={seed}"));
    }
    if let Some(error) = arguments.until_error {
        load.sets.push(format!("ensemble.until_error={error:?}"));
    }
    if !arguments.structures.is_empty() {
        let names: Vec<String> = arguments
            .structures
            .iter()
            .map(|name| format!("{name:?}"))
            .collect();
        load.sets
            .push(format!("uncertainty.structures=[{}]", names.join(", ")));
    }
    if arguments.priors {
        load.sets.push(PRIORS_SET.to_owned());
    }
    RunRequest {
        scenario: arguments.scenario.scenario.clone(),
        load,
        output: arguments.output_dir.clone(),
        overwrite: arguments.overwrite,
        solver: arguments.solver.into(),
        audit: arguments.audit,
        decision_value: arguments.decision_value,
    }
}

/// A failure of the work, in the terms of the command line.
pub(super) fn failure(error: WorkflowError) -> Failure {
    match error {
        WorkflowError::Scenario(errors) => Failure::Scenario(errors),
        error if error.is_input() => Failure::Command(error.to_string()),
        error => Failure::Work(error.to_string()),
    }
}

/// What a run says when it is done.
fn summary(made: &MadeRun) -> String {
    let inputs = made.report_inputs();
    let mut text = format!("{}\n\n", made.situation.title);
    for (index, option) in made.situation.options.iter().enumerate() {
        if option.has_plan {
            text.push_str(&shares_text(&inputs, index));
            text.push('\n');
        }
    }
    if !made.comparison.is_empty() {
        // The terminal shows the comparison under the prior; the levels of uptake are condensed.
        let at_prior: Vec<ComparisonRow> = made
            .comparison
            .iter()
            .filter(|row| row.uptake.is_none())
            .cloned()
            .collect();
        let inputs = ReportInputs {
            comparison: &at_prior,
            ..inputs
        };
        text.push_str(&comparison_text(&inputs));
        text.push_str(&uptake_text(made));
        text.push('\n');
    }
    let seconds: f64 = made.timings.iter().map(|timing| timing.seconds).sum();
    let replicates = match made.results.replicates {
        1 => "1 replicate".to_owned(),
        many => format!("{many} replicates"),
    };
    let kept = if made.results.interrupted {
        format!("interrupted after {replicates} of each option; what was made is kept")
    } else {
        format!("{replicates} of each option in {seconds:.1} s")
    };
    for part in [
        layers_text(&made.situation, &made.results.headlines),
        drivers_text(&made.situation, &made.drivers),
        structures_text(&made.situation, &made.structures),
    ] {
        if !part.is_empty() {
            text.push_str(&part);
            text.push('\n');
        }
    }
    text.push_str(&stopping_text(made));
    let _ = write!(
        text,
        "{kept}
run {}: tables and charts in {}\n",
        made.footer.run_id,
        made.folder.display()
    );
    text
}

/// Whether the error aimed at was reached, and what decided.
fn stopping_text(made: &MadeRun) -> String {
    let Some(stopping) = &made.results.stopping else {
        return String::new();
    };
    let label = find(stopping.indicator).map_or(stopping.indicator, |it| it.label);
    let option = &made.situation.options[stopping.option].title;
    let verdict = if stopping.reached {
        "reached"
    } else if made.results.interrupted {
        "not reached when it was interrupted"
    } else {
        "not reached with all replicates"
    };
    format!(
        "error aimed at: {:.2} %, {verdict}; largest {:.2} %: {label}, {option}\n",
        100.0 * stopping.target,
        100.0 * stopping.error
    )
}

/// The differences from the baseline at each level of uptake, and the uptake from which each plan
/// does better: a plan must not win by assumption.
fn uptake_text(made: &MadeRun) -> String {
    let mut table = TextTable::new(&[
        ("difference by uptake", Align::Left),
        ("none", Align::Right),
        ("half", Align::Right),
        ("full", Align::Right),
        ("better than the baseline from", Align::Left),
    ]);
    let mut any = false;
    for (index, option) in made.situation.options.iter().enumerate() {
        let mut first = true;
        for (indicator, what, smaller, factor) in [
            ("total_gap_usd", "funding gap, US$ billion", true, 1e9),
            (
                "total_solutions_persons",
                "solutions, thousand persons",
                false,
                1e3,
            ),
            (
                "total_protracted_person_years",
                "protracted, thousand person-years",
                true,
                1e3,
            ),
        ] {
            let Some(level) = break_even(&made.comparison, index, indicator, smaller) else {
                continue;
            };
            if first {
                table.push(vec![shorten(&option.title, 48)]);
                first = false;
            }
            let mut cells = vec![format!("  {what}")];
            cells.extend(UPTAKE_LEVELS.map(|uptake| {
                made.comparison
                    .iter()
                    .find(|row| {
                        row.option == index
                            && row.indicator == indicator
                            && row.uptake == Some(uptake)
                    })
                    .map_or_else(String::new, |row| {
                        format!("{:+.2}", row.difference / factor)
                    })
            }));
            cells.push(match level {
                BreakEven::Always => "any uptake, even none".to_owned(),
                BreakEven::Never => "no uptake, not even full".to_owned(),
                BreakEven::At(uptake) if uptake <= 0.0 => "any uptake above none".to_owned(),
                BreakEven::At(uptake) => format!("an uptake of {uptake:.2}"),
            });
            table.push(cells);
            any = true;
        }
    }
    if !any {
        return String::new();
    }
    let mut text = table.render();
    text.push_str(&without_uptake(made));
    text
}

/// What makes options better even where nothing is given of what a plan asks.
fn without_uptake(made: &MadeRun) -> String {
    let options = &made.situation.options;
    let better = (0..options.len()).filter(|&option| {
        let gap = break_even(&made.comparison, option, "total_gap_usd", true);
        gap == Some(BreakEven::Always)
    });
    let mut text = String::new();
    for (members, besides) in besides_uptake_together(&made.situation, better) {
        let titles: Vec<String> = members
            .iter()
            .map(|&option| format!("“{}”", options[option].title))
            .collect();
        let _ = writeln!(
            text,
            "At no uptake {} still {} what the baseline has not: {}.",
            enumerated(&titles),
            if members.len() == 1 { "has" } else { "have" },
            enumerated(&besides)
        );
    }
    text
}

fn shorten(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(width - 1).collect();
    short.push('…');
    short
}

/// A progress bar on standard error; silent where that is no terminal.
struct Terminal {
    bar: ProgressBar,
}

impl Default for Terminal {
    fn default() -> Self {
        Self {
            bar: ProgressBar::no_length(),
        }
    }
}

impl Watcher for Terminal {
    fn stage(&mut self, name: &str) {
        self.bar.set_style(ProgressStyle::default_spinner());
        self.bar.set_message(name.to_owned());
        self.bar.tick();
    }

    fn replicates(&mut self, done: u64, all: u64) {
        if self.bar.length() != Some(all) {
            let style =
                ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} replicates, {eta} left");
            self.bar
                .set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            self.bar.set_length(all);
            self.bar.set_message("simulating");
            self.bar.reset_eta();
        }
        self.bar.set_position(done);
    }
}
