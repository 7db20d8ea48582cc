//! `fairshare compare`: options of a scenario, or of finished runs, side by side.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde_json::Value;

use super::output::{Failure, advise, print};
use super::run::{Solver, failure};
use crate::indicator::SummaryTable;
use crate::report::charts::{Chart, draw_against, draw_charts, draw_plan_charts, write_drawn};
use crate::report::compared::{Compared, compared_tables, compared_text};
use crate::report::{FooterInfo, ReportError, ReportInputs};
use crate::scenario::LoadOptions;
use crate::workflow::comparing::{CompareError, compare_runs, compare_scenario};
use crate::workflow::{FinishedRun, plan};

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
    let compared = compared(arguments)?;
    let tables = compared_tables(&compared);
    if let Some(folder) = &arguments.output_dir {
        write(folder, &tables)?;
        let charts = charts(arguments, &compared)?;
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

fn compared(arguments: &CompareArguments) -> Result<Compared, Failure> {
    let baseline = arguments.baseline.as_deref();
    let (runs, scenarios): (Vec<&PathBuf>, Vec<&PathBuf>) =
        arguments.targets.iter().partition(|path| path.is_dir());
    let found = match (runs.as_slice(), scenarios.as_slice()) {
        ([], [scenario]) => compare_scenario(
            scenario,
            &load_options(arguments),
            baseline,
            arguments.solver.into(),
        ),
        (_, []) => {
            if !arguments.overrides.is_empty() || !arguments.sets.is_empty() {
                return Err(Failure::Command(
                    "a finished run cannot be changed: `--override` and `--set` go with a scenario"
                        .to_owned(),
                ));
            }
            compare_runs(&arguments.targets, baseline)
        }
        _ => {
            return Err(Failure::Command(
                "give one scenario file, or the folders of one or more finished runs".to_owned(),
            ));
        }
    };
    found.map_err(|error| match error {
        CompareError::Workflow(error) => failure(error),
        other => Failure::Command(other.to_string()),
    })
}

/// Charts of a run that compare its options.
const OF_A_RUN: [&str; 2] = ["comparison", "still_protracted"];

/// The charts of a scenario, or of one run; several runs have no situation in common to draw.
fn charts(arguments: &CompareArguments, compared: &Compared) -> Result<Vec<Chart>, Failure> {
    let work = |error: ReportError| Failure::Work(error.to_string());
    match arguments.targets.as_slice() {
        [run] if run.is_dir() => {
            let run = FinishedRun::read(run).map_err(failure)?;
            let inputs = run.report_inputs();
            let mut charts = side_by_side(&inputs, compared).map_err(work)?;
            let drawn = draw_charts(&inputs).map_err(work)?;
            charts.extend(
                drawn
                    .into_iter()
                    .filter(|chart| OF_A_RUN.contains(&chart.name.as_str())),
            );
            Ok(charts)
        }
        [scenario] => {
            let (loaded, plans) = plan(scenario, &load_options(arguments), arguments.solver.into())
                .map_err(failure)?;
            let situation = &loaded.situation;
            let footer = FooterInfo {
                run_id: String::new(),
                seed: situation.ensemble.seed,
                replicates: 0,
                version: env!("CARGO_PKG_VERSION").to_owned(),
                assumptions: Vec::new(),
            };
            let inputs = ReportInputs {
                situation,
                plans: &plans,
                summary: &SummaryTable::default(),
                comparison: &[],
                footer: &footer,
                register: &[],
            };
            side_by_side(&inputs, compared).map_err(work)
        }
        _ => Ok(Vec::new()),
    }
}

/// How evenly the options spread responsibility, and each beside the baseline.
fn side_by_side(inputs: &ReportInputs<'_>, compared: &Compared) -> Result<Vec<Chart>, ReportError> {
    let mut charts: Vec<Chart> = draw_plan_charts(inputs)?
        .into_iter()
        .filter(|chart| chart.name == "lorenz")
        .collect();
    for option in compared.others() {
        charts.extend(draw_against(inputs, compared, option)?);
    }
    Ok(charts)
}

fn load_options(arguments: &CompareArguments) -> LoadOptions {
    LoadOptions {
        overrides: arguments.overrides.clone(),
        sets: arguments.sets.clone(),
        ..LoadOptions::default()
    }
}

fn write(folder: &Path, tables: &[crate::report::Table]) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::io(format!("making {}", folder.display()), error))?;
    for table in tables {
        table
            .write(folder)
            .map_err(|error| Failure::Work(error.to_string()))?;
    }
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    advise(&format!(
        "tables {} written to {}\n",
        names.join(", "),
        folder.display()
    ));
    Ok(())
}
