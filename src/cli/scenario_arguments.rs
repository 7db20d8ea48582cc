//! The arguments that every verb shares that reads a scenario.

use std::path::PathBuf;

use clap::Args;

use crate::cli::output::{Failure, advise};
use crate::diagnostic::Style;
use crate::scenario::{LoadOptions, Loaded, load};

/// A scenario, and what is changed about it from outside.
#[derive(Clone, Debug, Args)]
pub struct ScenarioArguments {
    /// The scenario file
    #[arg(value_name = "SCENARIO")]
    pub scenario: PathBuf,
    /// Values changed on the command line.
    #[arg(
        long = "set",
        value_name = "KEY.PATH=VALUE",
        help = "Change one value, as in --set host.UGA.refugees_persons=900_000; may be repeated"
    )]
    pub sets: Vec<String>,
    /// Apply a named [override.NAME] block of the scenario; may be repeated
    #[arg(long = "override", value_name = "NAME")]
    pub overrides: Vec<String>,
}

impl ScenarioArguments {
    /// What is changed about the scenario.
    #[must_use]
    pub fn options(&self) -> LoadOptions {
        LoadOptions {
            overrides: self.overrides.clone(),
            sets: self.sets.clone(),
            ..LoadOptions::default()
        }
    }

    /// The same scenario with all these `--set`s instead of its own.
    #[must_use]
    pub fn with_sets(&self, sets: &[String]) -> Self {
        Self {
            sets: sets.to_vec(),
            ..self.clone()
        }
    }

    /// Loads the scenario and shows its warnings on standard error.
    ///
    /// # Errors
    /// [`Failure::Scenario`] with every problem, when it has errors.
    pub fn load(&self) -> Result<Loaded, Failure> {
        let loaded = load(&self.scenario, &self.options())?;
        advise(&loaded.render_warnings(Style::for_standard_error()));
        Ok(loaded)
    }
}
