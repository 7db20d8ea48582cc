//! The README of the folder of tables: every table, column, unit, meaning and hashtag.

use std::fmt::Write as _;
use std::fs::File;
use std::path::Path;

use parquet::file::reader::{FileReader as _, SerializedFileReader};

use crate::archive::{OUTCOMES_FILE, REPLICATES_FILE};
use crate::indicator::{self, INDICATORS};
use crate::report::{Column, ReportInputs, Table};
use crate::units::with_thin_separators;

/// The text of `tables/README.md`.
pub(super) fn readme(inputs: &ReportInputs<'_>, tables: &[Table], folder: &Path) -> String {
    let footer = inputs.footer;
    let finance = &inputs.situation.parameters.finance;
    let mut text = format!(
        "# Tables of run `{}`\n\n{}. Version {}, seed {}, {} replicates of each option.\n\n\
         Each table stands here as CSV (UTF-8, RFC 4180) and as Parquet with the same values. One \
         row is one observation; an empty cell means that there is no value, never zero. Money is \
         in constant US$ of {} ({}), rounded to the cent.\n",
        footer.run_id,
        inputs.situation.title,
        footer.version,
        footer.seed,
        with_thin_separators(footer.replicates.into()),
        finance.price_year,
        finance.deflator.trim_end_matches('.'),
    );
    if inputs.situation.synthetic {
        text.push_str("\nThe scenario is synthetic: countries and figures are invented.\n");
    }
    if !footer.assumptions.is_empty() {
        text.push_str("\nAssumptions:\n\n");
        for assumption in &footer.assumptions {
            line(&mut text, format_args!("- {assumption}"));
        }
    }
    for table in tables {
        line(
            &mut text,
            format_args!(
                "\n## {}\n\n{} {} rows.\n\n| column | unit | meaning | HXL |\n|---|---|---|---|",
                table.name,
                table.description,
                with_thin_separators(table.rows() as i128)
            ),
        );
        for column in &table.columns {
            row(&mut text, column);
        }
    }
    replicates(&mut text, folder);
    text.push_str(
        "\n## Indicators\n\nParagraphs are those of Conclusion No. 100 (LV) of UNHCR's Executive Committee, of \
         8 October 2004. Its text came out of the third track of the Global Consultations on \
         International Protection and carries out the Agenda for Protection; nothing of these is \
         modelled beyond it.\n\n| indicator | label | unit | meaning | paragraph of Conclusion No. 100 | HXL |\n\
         |---|---|---|---|---|---|\n",
    );
    for it in INDICATORS {
        line(
            &mut text,
            format_args!(
                "| `{}` | {} | {} | {} | {} | `{}` |",
                it.name, it.label, it.unit, it.definition, it.paragraph, it.hxl
            ),
        );
    }
    text
}

/// The sections on the replicates' tables, read from the files themselves.
fn replicates(text: &mut String, folder: &Path) {
    streamed(
        text,
        folder,
        REPLICATES_FILE,
        "replicates\n\nParquet only. One row for each option, replicate and year: the headline \
         indicators as they came out",
    );
    streamed(
        text,
        folder,
        OUTCOMES_FILE,
        "outcomes\n\nParquet only. One row for each option, uptake (empty where it was drawn) and \
         replicate: the whole period as it came out",
    );
}

fn streamed(text: &mut String, folder: &Path, file: &str, heading: &str) {
    let Some(reader) = File::open(folder.join(file))
        .ok()
        .and_then(|file| SerializedFileReader::new(file).ok())
    else {
        return;
    };
    let metadata = reader.metadata().file_metadata();
    line(
        text,
        format_args!(
            "\n## {heading}. {} rows.\n\n\
             | column | unit | meaning | HXL |\n|---|---|---|---|",
            with_thin_separators(metadata.num_rows().into())
        ),
    );
    for field in metadata.schema().get_fields() {
        let name = field.name();
        let (unit, hxl, meaning) = match (name, indicator::find(name)) {
            ("option", _) => ("-", "#meta+option", "Identifier of the option."),
            ("replicate", _) => (
                "count",
                "#meta+replicate",
                "Replicate, counted from 0; the same number is the same future under every option.",
            ),
            ("year", _) => ("year", "#date+year", "Calendar year."),
            ("uptake", _) => (
                "share",
                "#indicator+uptake",
                "The uptake that was fixed, if any.",
            ),
            (_, Some(it)) => (it.unit, it.hxl, it.definition),
            (_, None) => ("as the name says", "#indicator+value", "See the name."),
        };
        line(
            text,
            format_args!("| `{name}` | {unit} | {meaning} | `{hxl}` |"),
        );
    }
}

fn row(text: &mut String, column: &Column) {
    line(
        text,
        format_args!(
            "| `{}` | {} | {} | `{}` |",
            column.name, column.unit, column.description, column.hxl
        ),
    );
}

/// Appends a line; writing to a string cannot fail.
fn line(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    let _ = writeln!(text, "{arguments}");
}
