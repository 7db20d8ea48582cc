//! The command line: one file for each verb.
//!
//! A new verb is one variant of `Verb` and one file with its arguments and a `run` function.
//! Results go to standard output, advice and problems to standard error. Exit codes: 0 when all
//! is well, 1 when something failed on the way, 2 when the input or the command is wrong.

mod apportion;
mod brief;
mod calibrate;
mod check;
mod compare;
mod completions;
mod example;
mod explain;
mod indicators;
mod man;
pub mod output;
mod parameters;
mod resolve;
mod robust;
mod run;
pub mod scenario_arguments;
mod schema;
mod sensitivity;
mod serve;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

pub use output::Failure;
pub use scenario_arguments::ScenarioArguments;

/// Exit code for input or commands that are wrong.
pub const WRONG_INPUT: u8 = 2;

/// The `--set` that `--priors` stands for.
const PRIORS_SET: &str = "uncertainty.parameters=priors";

#[derive(Debug, Parser)]
#[command(
    name = "fairshare",
    version,
    about = "Apportions responsibility for a mass influx of refugees among States, and simulates \
             what comes of it",
    after_help = FIRST_STEPS,
    disable_help_subcommand = true,
    arg_required_else_help = true
)]
struct CommandLine {
    #[command(subcommand)]
    verb: Verb,
}

const FIRST_STEPS: &str = "\
First steps:
  fairshare example copy reference        write an example scenario to this folder
  fairshare check reference.toml          say what is wrong with it, if anything
  fairshare run reference.toml            run it; tables and charts go to output/reference/
  fairshare parameters reference.toml     list every figure with its source
  fairshare serve reference.toml          open the workbench in a browser

Exit codes: 0 all is well, 1 something failed, 2 the scenario or the command is wrong.";

/// What `fairshare` can do.
#[derive(Debug, Subcommand)]
enum Verb {
    /// Run a scenario: apportion every option, simulate, compare, write tables and charts
    Run(run::RunArguments),
    /// Apportion money and places under every option, without simulating
    Apportion(apportion::ApportionArguments),
    /// Put options side by side: who gains and loses, how even, what common futures decide
    Compare(compare::CompareArguments),
    /// Open the workbench: move weights and caps in a browser and see at once who gains and loses
    Serve(serve::ServeArguments),
    /// Write the briefing of a finished run: one page for people in a consultation
    Brief(brief::BriefArguments),
    /// Say why one State owes what it owes, what its rules are worth, and who absorbs its absence
    Explain(explain::ExplainArguments),
    /// Say what is wrong with a scenario: every problem at once, each with its place and a remedy
    Check(check::CheckArguments),
    /// Print a scenario with all it rests on resolved, and where each value came from
    Resolve(resolve::ResolveArguments),
    /// List every figure of a scenario with its unit, range, source and basis
    Parameters(parameters::ParametersArguments),
    /// List every indicator with its unit, definition and the paragraph that asks for it
    Indicators(indicators::IndicatorsArguments),
    /// Set the default situation beside past ones, target by target, from UNHCR's tables
    Calibrate(calibrate::CalibrateArguments),
    /// Print the JSON Schema of scenario files, for editors
    Schema(schema::SchemaArguments),
    /// Say which parameters matter: Sobol' indices of the headline outcomes
    Sensitivity(sensitivity::SensitivityArguments),
    /// List, show or copy the scenarios that are built in
    Example(example::ExampleArguments),
    /// Print a completion script for a shell
    Completions(completions::CompletionsArguments),
    /// Print the manual page
    Man(man::ManArguments),
}

impl Verb {
    fn run(&self) -> Result<ExitCode, Failure> {
        match self {
            Self::Run(arguments) => run::run(arguments),
            Self::Apportion(arguments) => apportion::run(arguments),
            Self::Compare(arguments) => compare::run(arguments),
            Self::Serve(arguments) => serve::run(arguments),
            Self::Brief(arguments) => brief::run(arguments),
            Self::Explain(arguments) => explain::run(arguments),
            Self::Check(arguments) => check::run(arguments),
            Self::Resolve(arguments) => resolve::run(arguments),
            Self::Parameters(arguments) => parameters::run(arguments),
            Self::Indicators(arguments) => indicators::run(arguments),
            Self::Calibrate(arguments) => calibrate::run(arguments),
            Self::Schema(arguments) => schema::run(arguments),
            Self::Sensitivity(arguments) => sensitivity::run(arguments),
            Self::Example(arguments) => example::run(arguments),
            Self::Completions(arguments) => completions::run(arguments, CommandLine::command()),
            Self::Man(arguments) => man::run(arguments, CommandLine::command()),
        }
    }
}

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let line = match CommandLine::try_parse() {
        Ok(line) => line,
        Err(error) => {
            // Help and version are results; whoever closed the pipe has seen enough of them.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { WRONG_INPUT } else { 0 });
        }
    };
    match line.verb.run() {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }
}
