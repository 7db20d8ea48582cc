//! Standard output and standard error, and what a failure means for the exit code.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::diagnostic::{Style, summary_line};
use crate::report::Table;
use crate::scenario::ScenarioErrors;

use super::WRONG_INPUT;

/// Why a verb could not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The scenario has errors.
    #[error(transparent)]
    Scenario(#[from] Box<ScenarioErrors>),
    /// The command asks for something that is not there or must not be done.
    #[error("{0}")]
    Command(String),
    /// The work failed on the way.
    #[error("{0}")]
    Work(String),
    /// Reading or writing failed.
    #[error("{context}: {error}")]
    Io {
        /// What was being done.
        context: String,
        /// What the operating system says.
        error: io::Error,
    },
    /// Standard output was closed by the program that read it.
    #[error("the output was closed")]
    ClosedPipe,
}

impl Failure {
    /// Says on standard error what failed, and gives the exit code for it.
    #[must_use]
    pub fn report(self) -> ExitCode {
        match self {
            // Whoever reads has seen enough: that is no failure.
            Self::ClosedPipe => ExitCode::SUCCESS,
            Self::Scenario(errors) => {
                advise(&errors.render(Style::for_standard_error()));
                advise(&format!("{}\n", summary_line(errors.problems())));
                ExitCode::from(WRONG_INPUT)
            }
            Self::Command(message) => {
                advise(&format!("error: {message}\n"));
                ExitCode::from(WRONG_INPUT)
            }
            failure @ (Self::Io { .. } | Self::Work(_)) => {
                advise(&format!("error: {failure}\n"));
                ExitCode::FAILURE
            }
        }
    }

    /// A failure to read or write, with what was being done.
    #[must_use]
    pub fn io(context: impl Into<String>, error: io::Error) -> Self {
        Self::Io {
            context: context.into(),
            error,
        }
    }
}

impl From<ScenarioErrors> for Failure {
    fn from(errors: ScenarioErrors) -> Self {
        Self::Scenario(Box::new(errors))
    }
}

/// Writes a result to standard output.
///
/// # Errors
/// [`Failure::ClosedPipe`] when nobody reads any more, [`Failure::Io`] when writing fails.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    let written = output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush());
    written.map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::ClosedPipe,
        _ => Failure::io("writing to standard output", error),
    })
}

/// Writes advice or a problem to standard error; where nobody listens, nothing is lost.
pub fn advise(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Writes tables into a folder, which is made where it is missing, and says so on standard error.
///
/// # Errors
/// The folder cannot be made, or a table not be written.
pub fn write_tables(folder: &Path, tables: &[Table]) -> Result<(), Failure> {
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
