//! `fairshare calibrate`: past situations beside the default one.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::output::{Failure, advise, print};
use crate::calibration::{
    Bootstrap, CalibrationError, CalibrationRequest, SimulationError, calibrate, markdown,
};

const EXAMPLES: &str = "\
Examples:
  fairshare calibrate downloads/unhcr
  fairshare calibrate downloads/unhcr --replicates 400 --output docs/VALIDATION.md

The folder holds population.csv, flows.csv and solutions.csv of UNHCR's Refugee Population Statistics
Database, with columns named as in its downloads.";

/// Arguments of `calibrate`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct CalibrateArguments {
    /// Folder with UNHCR's tables
    #[arg(value_name = "FOLDER")]
    data: PathBuf,
    /// Futures of each default situation
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(2..=100_000))]
    replicates: u32,
    /// Draws of the bootstrap
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u32).range(20..=100_000))]
    draws: u32,
    /// Change a value of the default situations, over what is drawn; may be repeated
    #[arg(long = "set", value_name = "KEY.PATH=VALUE")]
    sets: Vec<String>,
    /// Write the page into this file instead of printing it
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(arguments: &CalibrateArguments) -> Result<ExitCode, Failure> {
    let bootstrap = Bootstrap {
        draws: arguments.draws,
        seed: 20_041_008,
    };
    let request = |mask| CalibrationRequest {
        data: arguments.data.clone(),
        mask,
        replicates: arguments.replicates,
        bootstrap,
        sets: arguments.sets.clone(),
    };
    let wrong = |error: CalibrationError| match error {
        CalibrationError::Table(_) | CalibrationError::Simulation(SimulationError::NoOnset) => {
            Failure::Command(error.to_string())
        }
        CalibrationError::Simulation(_) => Failure::Work(error.to_string()),
    };
    advise("simulating the default situation, twice: beside masked and unmasked tables\n");
    let (masked, situations) = calibrate(&request(true)).map_err(wrong)?;
    let (unmasked, _) = calibrate(&request(false)).map_err(wrong)?;
    let page = markdown(
        &masked,
        &unmasked,
        situations,
        arguments.replicates,
        bootstrap,
    );
    match &arguments.output {
        Some(path) => {
            std::fs::write(path, page)
                .map_err(|error| Failure::io(format!("writing {}", path.display()), error))?;
            advise(&format!("written to {}\n", path.display()));
        }
        None => print(&page)?,
    }
    Ok(ExitCode::SUCCESS)
}
