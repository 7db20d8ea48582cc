//! `fairshare parameters`: the register of every figure.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;

use super::output::{Failure, print};
use super::{PRIORS_SET, ScenarioArguments};
use crate::scenario::RegisterRow;

const EXAMPLES: &str = "\
Examples:
  fairshare parameters reference.toml
  fairshare parameters reference.toml finance
  fairshare parameters reference.toml --basis judgement
  fairshare parameters reference.toml --priors
  fairshare parameters reference.toml --csv > parameters.csv";

/// Arguments of `parameters`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ParametersArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    /// Only figures whose key path begins so, as in `finance` or `host.UGA`
    #[arg(value_name = "KEY.PATH")]
    below: Option<String>,
    /// Only figures that rest on this: data, literature, judgement, or unstated
    #[arg(long, value_parser = ["data", "literature", "judgement", "unstated"])]
    basis: Option<String>,
    /// Show which figures are drawn from their ranges when parameters are uncertain
    #[arg(long)]
    priors: bool,
    /// Print JSON
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print CSV
    #[arg(long)]
    csv: bool,
}

pub(super) fn run(arguments: &ParametersArguments) -> Result<ExitCode, Failure> {
    let mut sets = arguments.scenario.sets.clone();
    if arguments.priors {
        sets.push(PRIORS_SET.to_owned());
    }
    let loaded = arguments.scenario.with_sets(&sets).load()?;
    let mut rows = loaded.parameters();
    rows.retain(|row| is_below(&row.path, arguments.below.as_deref()));
    if let Some(basis) = &arguments.basis {
        rows.retain(|row| row.basis.map_or("unstated", |basis| basis.name()) == basis.as_str());
    }
    if rows.is_empty() {
        return Err(Failure::Command(
            "no figure of the scenario is like that; leave the path or `--basis` out".to_owned(),
        ));
    }
    let text = if arguments.json {
        let rows = serde_json::to_string_pretty(&rows)
            .map_err(|error| Failure::io("writing JSON", error.into()))?;
        format!("{rows}\n")
    } else if arguments.csv {
        as_csv(&rows).map_err(|error| Failure::io("writing CSV", error.into()))?
    } else {
        as_table(&rows)
    };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn is_below(path: &str, prefix: Option<&str>) -> bool {
    prefix.is_none_or(|prefix| {
        path.strip_prefix(prefix)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    })
}

const HEADER: [&str; 10] = [
    "path",
    "value",
    "unit",
    "range_low",
    "range_high",
    "drawn",
    "basis",
    "source",
    "note",
    "origin",
];

/// How a figure is drawn, in a word; empty where it is fixed.
fn drawn(row: &RegisterRow) -> String {
    row.distribution
        .map_or_else(String::new, |distribution| distribution.name().to_owned())
}

fn cells(row: &RegisterRow) -> [String; 10] {
    let end = |index: usize| {
        row.range
            .and_then(|range| range.get(index).map(f64::to_string))
            .unwrap_or_default()
    };
    [
        row.path.clone(),
        row.value.clone(),
        row.unit.clone(),
        end(0),
        end(1),
        drawn(row),
        row.basis
            .map_or("unstated", |basis| basis.name())
            .to_owned(),
        row.source.clone(),
        row.note.clone(),
        row.origin.clone(),
    ]
}

fn as_csv(rows: &[RegisterRow]) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER)?;
    for row in rows {
        writer.write_record(cells(row))?;
    }
    let bytes = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Columns of even width; what is long and differs in length (source, note) comes last.
fn as_table(rows: &[RegisterRow]) -> String {
    let mut lines: Vec<[String; 7]> =
        vec![["PATH", "VALUE", "UNIT", "RANGE", "DRAWN", "BASIS", "ORIGIN"].map(str::to_owned)];
    if rows.iter().all(|row| row.distribution.is_none()) {
        // Nothing is drawn: the column is left out.
        lines[0][4].clear();
    }
    let mut remarks = vec!["SOURCE AND NOTE".to_owned()];
    for row in rows {
        let range = row
            .range
            .map(|[low, high]| format!("{low} to {high}"))
            .unwrap_or_default();
        lines.push([
            row.path.clone(),
            row.value.clone(),
            row.unit.clone(),
            range,
            drawn(row),
            row.basis
                .map_or("unstated", |basis| basis.name())
                .to_owned(),
            row.origin.clone(),
        ]);
        let parts = [row.source.as_str(), row.note.as_str()];
        remarks.push(
            parts
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join("; "),
        );
    }
    let mut widths = [0; 7];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut text = String::new();
    for (line, remark) in lines.iter().zip(&remarks) {
        let mut row = String::new();
        for (cell, width) in line.iter().zip(widths).filter(|(_, width)| *width > 0) {
            let _ = write!(row, "{cell:width$}  ");
        }
        row.push_str(remark);
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}
