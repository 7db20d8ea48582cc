//! `fairshare completions`: a completion script for a shell.

use std::process::ExitCode;

use clap::{Args, Command};
use clap_complete::Shell;

use super::output::{Failure, print};

const EXAMPLES: &str = "\
Examples:
  fairshare completions bash > ~/.local/share/bash-completion/completions/fairshare
  fairshare completions zsh > ~/.zfunc/_fairshare
  fairshare completions fish > ~/.config/fish/completions/fairshare.fish";

/// Arguments of `completions`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct CompletionsArguments {
    /// The shell
    shell: Shell,
}

pub(super) fn run(
    arguments: &CompletionsArguments,
    mut command: Command,
) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "fairshare", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(ExitCode::SUCCESS)
}
