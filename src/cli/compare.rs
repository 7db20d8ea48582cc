//! `fairshare compare`: options of a scenario, or of finished runs, side by side.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::Value;

use super::output::{Failure, advise, print, write_tables};
use super::run::{Solver, failure};
use crate::model::Situation;
use crate::report::FooterInfo;
use crate::report::charts::{Chart, draw_compared, write_drawn};
use crate::report::compared::{Compared, compared_tables, compared_text};
use crate::scenario::LoadOptions;
use crate::workflow::comparing::{CompareError, FinishedRuns, compare_situation};
use crate::workflow::joined::Joined;
use crate::workflow::plan;

const EXAMPLES: &str = "\
Examples:
  fairshare compare scenarios/eu-relocation-2015.toml
  fairshare compare scenarios/eu-solidarity-pool.toml --baseline full-deductions
  fairshare compare output/south-sudan
  fairshare compare output/before output/after --json";

/// Arguments of `compare`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct CompareArguments {
    /// A scenario file, whose options are compared by their plans, or the folders of finished
    /// runs, whose options are compared future by future
    #[arg(required = true, value_name = "SCENARIO|RUN")]
    targets: Vec<PathBuf>,
    /// The option with which the others are compared; the scenario's baseline when left out. With
    /// several runs, `RUN:OPTION`
    #[arg(long, value_name = "ID")]
    baseline: Option<String>,
    /// Apply a named block of changes of the scenario; may be repeated
    #[arg(long = "override", value_name = "NAME")]
    overrides: Vec<String>,
    /// Change one value of the scenario, as in `host.UGA.refugees_persons=900_000`; may be repeated
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    /// Solver of linear programs that no closed form reaches
    #[arg(long, value_enum, default_value_t = Solver::Auto)]
    solver: Solver,
    /// Print all tables as JSON
    #[arg(long)]
    json: bool,
    /// Also write the tables as CSV and Parquet, and the charts, into this folder
    #[arg(long, value_name = "DIR")]
    output_dir: Option<PathBuf>,
}

pub(super) fn run(arguments: &CompareArguments) -> Result<ExitCode, Failure> {
    let (compared, source) = compared(arguments)?;
    let tables = compared_tables(&compared);
    if let Some(folder) = &arguments.output_dir {
        write_tables(folder, &tables)?;
        let charts = charts(&source, &compared)?;
        write_drawn(folder, &charts).map_err(|error| Failure::Work(error.to_string()))?;
        advise(&format!(
            "{} charts written to {}\n",
            charts.len(),
            folder.display()
        ));
    }
    if arguments.json {
        let value: serde_json::Map<String, Value> = tables
            .iter()
            .map(|table| (table.name.clone(), table.to_json()))
            .collect();
        print(&format!("{:#}\n", Value::Object(value)))?;
    } else {
        print(&compared_text(&compared))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What is compared, as it was read.
enum Source {
    Scenario(Box<Situation>),
    Runs(FinishedRuns),
}

fn compared(arguments: &CompareArguments) -> Result<(Compared, Source), Failure> {
    let baseline = arguments.baseline.as_deref();
    let comparing = |error: CompareError| match error {
        CompareError::Workflow(error) => failure(error),
        other => Failure::Command(other.to_string()),
    };
    let (runs, scenarios): (Vec<&PathBuf>, Vec<&PathBuf>) =
        arguments.targets.iter().partition(|path| path.is_dir());
    match (runs.as_slice(), scenarios.as_slice()) {
        ([], [scenario]) => {
            let solver = arguments.solver.into();
            let (loaded, plans) =
                plan(scenario, &load_options(arguments), solver).map_err(failure)?;
            let situation = Box::new(loaded.situation);
            let compared =
                compare_situation(&situation, plans, baseline, solver).map_err(comparing)?;
            Ok((compared, Source::Scenario(situation)))
        }
        (_, []) => {
            if !arguments.overrides.is_empty() || !arguments.sets.is_empty() {
                return Err(Failure::Command(
                    "a finished run cannot be changed: `--override` and `--set` go with a scenario"
                        .to_owned(),
                ));
            }
            let runs = FinishedRuns::read(&arguments.targets).map_err(comparing)?;
            let compared = runs.compare(baseline).map_err(comparing)?;
            Ok((compared, Source::Runs(runs)))
        }
        _ => Err(Failure::Command(
            "give one scenario file, or the folders of one or more finished runs".to_owned(),
        )),
    }
}

/// The charts of a comparison.
fn charts(source: &Source, compared: &Compared) -> Result<Vec<Chart>, Failure> {
    let joined = match source {
        Source::Scenario(situation) => {
            let footer = FooterInfo {
                seed: situation.ensemble.seed,
                version: env!("CARGO_PKG_VERSION").to_owned(),
                ..FooterInfo::default()
            };
            Some(Joined::of_plans(situation, compared, footer))
        }
        Source::Runs(runs) => runs.joined(compared),
    };
    let Some(joined) = joined else {
        return Ok(Vec::new());
    };
    draw_compared(&joined.report_inputs(), compared)
        .map_err(|error| Failure::Work(error.to_string()))
}

fn load_options(arguments: &CompareArguments) -> LoadOptions {
    LoadOptions {
        overrides: arguments.overrides.clone(),
        sets: arguments.sets.clone(),
        ..LoadOptions::default()
    }
}
