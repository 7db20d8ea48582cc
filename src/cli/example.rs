//! `fairshare example`: the scenarios that are built in.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::output::{Failure, advise, print};
use crate::diagnostic::did_you_mean;
use crate::scenario::examples::{EXAMPLES, Example, find};

const USES: &str = "\
Examples:
  fairshare example list
  fairshare example copy reference
  fairshare example copy reference --to my-scenarios";

/// Arguments of `example`.
#[derive(Debug, Args)]
#[command(after_help = USES)]
pub(super) struct ExampleArguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the scenarios that are built in
    List,
    /// Print a scenario file
    Show {
        /// Its name, as `list` prints it
        name: String,
    },
    /// Write a scenario with its tables to a folder
    Copy {
        /// Its name, as `list` prints it
        name: String,
        /// The folder to write to; made where it does not exist
        #[arg(long, value_name = "FOLDER", default_value = ".")]
        to: PathBuf,
        /// Overwrite files that exist
        #[arg(long)]
        force: bool,
    },
}

pub(super) fn run(arguments: &ExampleArguments) -> Result<ExitCode, Failure> {
    match &arguments.action {
        Action::List => {
            let width = EXAMPLES
                .iter()
                .map(|example| example.name.len())
                .max()
                .unwrap_or(0);
            let lines = EXAMPLES
                .iter()
                .map(|example| format!("{:width$}  {}\n", example.name, example.summary));
            print(&lines.collect::<String>())?;
        }
        Action::Show { name } => print(named(name)?.text())?,
        Action::Copy { name, to, force } => copy(named(name)?, to, *force)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn named(name: &str) -> Result<&'static Example, Failure> {
    let stem = name.strip_suffix(".toml").unwrap_or(name);
    find(stem).ok_or_else(|| {
        let names = EXAMPLES.iter().map(|example| example.name);
        Failure::Command(format!(
            "there is no example `{name}`; {}",
            did_you_mean(stem, names)
        ))
    })
}

fn copy(example: &Example, folder: &Path, force: bool) -> Result<(), Failure> {
    let targets: Vec<(PathBuf, &str)> = example
        .files
        .iter()
        .map(|(name, text)| (folder.join(name), *text))
        .collect();
    let existing: Vec<String> = targets
        .iter()
        .filter(|(path, _)| path.exists())
        .map(|(path, _)| path.display().to_string())
        .collect();
    if !force && !existing.is_empty() {
        return Err(Failure::Command(format!(
            "nothing was written, for these files exist: {}; use --force to overwrite them, or \
             --to another folder",
            existing.join(", ")
        )));
    }
    for (path, text) in &targets {
        let context = || format!("writing {}", path.display());
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| Failure::io(context(), error))?;
        }
        std::fs::write(path, text).map_err(|error| Failure::io(context(), error))?;
    }
    let written: Vec<String> = targets
        .iter()
        .map(|(path, _)| path.display().to_string())
        .collect();
    print(&format!("{}\n", written.join("\n")))?;
    if let Some((scenario, _)) = targets.first() {
        advise(&format!("next: fairshare check {}\n", scenario.display()));
    }
    Ok(())
}
