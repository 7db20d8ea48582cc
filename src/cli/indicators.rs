//! `fairshare indicators`: the one vocabulary of everything that runs measure.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::output::{Failure, print};
use crate::indicator::{INDICATORS, Indicator};
use crate::report::terminal::{Align, TextTable};

const EXAMPLES: &str = "\
Examples:
  fairshare indicators
  fairshare indicators gap
  fairshare indicators --paragraph '(m)'
  fairshare indicators --csv > indicators.csv";

/// Arguments of `indicators`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct IndicatorsArguments {
    /// Only indicators whose name, label or definition holds this text
    #[arg(value_name = "TEXT")]
    holding: Option<String>,
    /// Only those that answer this paragraph of Conclusion No. 100, as in `(m)` or `P4`; `(m)`
    /// includes `(m)1`
    #[arg(long, value_name = "PARAGRAPH")]
    paragraph: Option<String>,
    /// Print JSON
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print CSV
    #[arg(long)]
    csv: bool,
}

pub(super) fn run(arguments: &IndicatorsArguments) -> Result<ExitCode, Failure> {
    let found: Vec<&Indicator> = INDICATORS
        .iter()
        .filter(|indicator| fits(indicator, arguments))
        .collect();
    if found.is_empty() {
        return Err(Failure::Command(
            "no indicator is like that; `fairshare indicators` lists all".to_owned(),
        ));
    }
    let text = if arguments.json {
        let rows: Vec<_> = found
            .iter()
            .map(|it| {
                json!({
                    "name": it.name,
                    "label": it.label,
                    "unit": it.unit,
                    "paragraph": it.paragraph,
                    "hxl": it.hxl,
                    "definition": it.definition,
                })
            })
            .collect();
        format!("{:#}\n", serde_json::Value::from(rows))
    } else if arguments.csv {
        as_csv(&found).map_err(|error| Failure::io("writing CSV", error.into()))?
    } else {
        as_text(&found)
    };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn fits(indicator: &Indicator, arguments: &IndicatorsArguments) -> bool {
    let holds = arguments.holding.as_ref().is_none_or(|text| {
        let text = text.to_lowercase();
        [indicator.name, indicator.label, indicator.definition]
            .iter()
            .any(|field| field.to_lowercase().contains(&text))
    });
    let answers = arguments.paragraph.as_ref().is_none_or(|paragraph| {
        indicator
            .paragraph
            .strip_prefix(paragraph.as_str())
            .is_some_and(|rest| {
                rest.is_empty() || (paragraph.ends_with(')') && !rest.starts_with('('))
            })
    });
    holds && answers
}

fn as_csv(found: &[&Indicator]) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["name", "label", "unit", "paragraph", "hxl", "definition"])?;
    for it in found {
        writer.write_record([
            it.name,
            it.label,
            it.unit,
            it.paragraph,
            it.hxl,
            it.definition,
        ])?;
    }
    let bytes = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A table of names, and each definition on lines of its own below its row's name.
fn as_text(found: &[&Indicator]) -> String {
    let mut table = TextTable::new(&[
        ("indicator", Align::Left),
        ("label", Align::Left),
        ("unit", Align::Left),
        ("paragraph", Align::Left),
    ]);
    for it in found {
        table.push(vec![
            it.name.to_owned(),
            it.label.to_owned(),
            it.unit.to_owned(),
            it.paragraph.to_owned(),
        ]);
    }
    let mut text = table.render();
    text.push('\n');
    for it in found {
        text.push_str(&crate::report::explanation::wrapped(&format!(
            "{}: {}",
            it.name, it.definition
        )));
    }
    text
}
