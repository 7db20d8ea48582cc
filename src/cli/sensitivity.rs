//! `fairshare sensitivity`: which parameters matter.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use super::ScenarioArguments;
use super::output::{Failure, advise, print};
use super::run::failure;
use crate::archive::RUN_FILE;
use crate::report::charts::write_drawn;
use crate::report::layers::{ends_table, ends_text, sensitivity_table, sensitivity_text};
use crate::report::{ReportError, Table};
use crate::workflow::sensitivity::{Factors, Sensitivity, SensitivityRequest, sensitivity};

const EXAMPLES: &str = "\
Examples:
  fairshare sensitivity scenarios/south-sudan.toml
  fairshare sensitivity scenarios/south-sudan.toml --option comprehensive-plan --points 256
  fairshare sensitivity scenarios/south-sudan.toml --set 'uncertainty.vary=[\"costs\"]' --by parameter

Every parameter that has a range and a bearing on results is drawn from its range. The first-order index
is the part of an outcome's variance that would go if the factor were known, the total index the part
that would remain if everything else were known. Beside that, each parameter by itself is put at either
end of its range.";

/// Arguments of `sensitivity`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct SensitivityArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    /// The option; the first with a plan when left out
    #[arg(long, value_name = "ID")]
    option: Option<String>,
    /// Points of the design; powers of two cover the ranges best
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u32).range(8..=65_536))]
    points: u32,
    /// Futures that every evaluation meets, always the same
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    futures: u32,
    /// What a factor is
    #[arg(long, value_enum, default_value_t = By::Table)]
    by: By,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Write tables and charts into a folder; of a run, into its folders of tables and charts
    #[arg(long, value_name = "FOLDER")]
    output_dir: Option<PathBuf>,
}

/// What a factor is, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    /// All parameters of a table of the scenario together, as in `costs`
    Table,
    /// Each parameter by itself
    Parameter,
}

pub(super) fn run(arguments: &SensitivityArguments) -> Result<ExitCode, Failure> {
    // Warnings of the scenario are shown before the work begins.
    arguments.scenario.load()?;
    let request = SensitivityRequest {
        scenario: arguments.scenario.scenario.clone(),
        load: arguments.scenario.options(),
        option: arguments.option.clone(),
        points: arguments.points,
        futures: arguments.futures,
        factors: match arguments.by {
            By::Table => Factors::Tables,
            By::Parameter => Factors::Parameters,
        },
    };
    let bar = ProgressBar::no_length();
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} evaluations, {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let study = sensitivity(&request, &AtomicBool::new(false), &|done, all| {
        if bar.length() != Some(all) {
            bar.set_length(all);
        }
        bar.set_position(done);
    });
    bar.finish_and_clear();
    let study = study.map_err(failure)?;
    let table = sensitivity_table(&study.rows);
    if let Some(folder) = &arguments.output_dir {
        write(folder, &study, &table)?;
    }
    if arguments.json {
        print(&format!("{:#}\n", table.to_json()))?;
        return Ok(ExitCode::SUCCESS);
    }
    print(&format!(
        "{}\n\n{}{}{} parameters, {} points, {} evaluations over the same {} futures each\n",
        study.option,
        sensitivity_text(&study.rows),
        ends_text(&study.ends),
        study.parameters,
        arguments.points,
        study.evaluations,
        arguments.futures,
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// Writes tables and charts into a folder; into those of a run where the folder holds one.
fn write(folder: &Path, study: &Sensitivity, table: &Table) -> Result<(), Failure> {
    let is_run = folder.join(RUN_FILE).exists();
    let [tables, charts] = ["tables", "charts"].map(|name| {
        if is_run {
            folder.join(name)
        } else {
            folder.to_path_buf()
        }
    });
    for folder in [&tables, &charts] {
        std::fs::create_dir_all(folder)
            .map_err(|error| Failure::io(format!("making {}", folder.display()), error))?;
    }
    let work = |error: ReportError| Failure::Work(error.to_string());
    table.write(&tables).map_err(work)?;
    ends_table(&study.ends).write(&tables).map_err(work)?;
    let drawn = study.charts().map_err(work)?;
    write_drawn(&charts, &drawn).map_err(work)?;
    advise(&format!(
        "tables sensitivity and sensitivity_ends written to {}, {} charts to {}\n",
        tables.display(),
        drawn.len(),
        charts.display()
    ));
    Ok(())
}
