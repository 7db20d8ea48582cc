//! `fairshare resolve`: a scenario with all it rests on.

use std::process::ExitCode;

use clap::Args;

use super::ScenarioArguments;
use super::output::{Failure, print};

const EXAMPLES: &str = "\
Examples:
  fairshare resolve reference.toml | less
  fairshare resolve reference.toml --override quick --set clock.months=120 > mine.toml

The output is a scenario itself: it can be loaded again and gives the same results.";

/// Arguments of `resolve`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ResolveArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
}

pub(super) fn run(arguments: &ResolveArguments) -> Result<ExitCode, Failure> {
    let loaded = arguments.scenario.load()?;
    print(&loaded.tree.to_annotated_toml())?;
    Ok(ExitCode::SUCCESS)
}
