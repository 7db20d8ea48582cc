//! `fairshare brief`: the briefing of a finished run.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::output::{Failure, print};
use super::run::failure;
use crate::archive::ArchiveError;
use crate::report::briefing;
use crate::workflow::{FinishedRun, WorkflowError};

const EXAMPLES: &str = "\
Examples:
  fairshare brief output/south-sudan
  fairshare brief output/south-sudan --output briefing.html";

/// Arguments of `brief`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct BriefArguments {
    /// The folder of a finished run
    #[arg(value_name = "RUN")]
    run: PathBuf,
    /// Write the briefing into this file instead of to standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(arguments: &BriefArguments) -> Result<ExitCode, Failure> {
    if arguments.run.is_file() {
        return Err(Failure::Command(format!(
            "{} is a file: `brief` takes the folder of a finished run, which `fairshare run \
             SCENARIO` makes; a scenario that is only apportioned has no run, and so no briefing",
            arguments.run.display()
        )));
    }
    let finished = FinishedRun::read(&arguments.run).map_err(|error| match error {
        // A folder that cannot be read as a run is the wrong folder, not a fault of the machine.
        WorkflowError::Archive(error @ (ArchiveError::Io { .. } | ArchiveError::Record { .. })) => {
            Failure::Command(format!(
                "{} is no finished run: {error}",
                arguments.run.display()
            ))
        }
        other => failure(other),
    })?;
    let inputs = finished.report_inputs();
    let charts = finished
        .charts()
        .map_err(|error| Failure::Work(error.to_string()))?;
    let outcomes = finished.outcomes.as_ref();
    let html = briefing::html(&inputs, &finished.provenance(), outcomes, &charts);
    match &arguments.output {
        Some(path) => {
            std::fs::write(path, html)
                .map_err(|error| Failure::io(format!("writing {}", path.display()), error))?;
            print(&format!(
                "briefing of run {} in {}\n",
                finished.record.run_id,
                path.display()
            ))?;
        }
        None => print(&html)?,
    }
    Ok(ExitCode::SUCCESS)
}
