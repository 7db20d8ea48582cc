//! `fairshare man`: the manual page.

use std::process::ExitCode;

use clap::{Args, Command};

use super::output::{Failure, print};

const EXAMPLES: &str = "\
Examples:
  fairshare man | man -l -
  fairshare man check > fairshare-check.1";

/// Arguments of `man`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ManArguments {
    /// The verb whose page to print; without one, the page of the whole program
    verb: Option<String>,
}

pub(super) fn run(arguments: &ManArguments, mut command: Command) -> Result<ExitCode, Failure> {
    command.build();
    let chosen = match &arguments.verb {
        None => command,
        Some(verb) => {
            // The built command already carries its full name, `fairshare check`.
            command
                .get_subcommands()
                .find(|one| one.get_name() == verb)
                .cloned()
                .ok_or_else(|| Failure::Command(format!("there is no verb `{verb}`")))?
        }
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(chosen)
        .render(&mut page)
        .map_err(|error| Failure::io("writing the manual page", error))?;
    print(&String::from_utf8_lossy(&page))?;
    Ok(ExitCode::SUCCESS)
}
