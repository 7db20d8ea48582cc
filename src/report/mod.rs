//! Tables, charts and provenance: what a run says, in forms that people and programs read.
//!
//! Everything here is drawn from the same [`ReportInputs`]; nothing is computed that a table of
//! the run does not hold.

pub mod blocks;
pub mod briefing;
pub mod charts;
pub mod compared;
pub mod decision;
pub mod explanation;
pub mod frontier_text;
pub mod layers;
pub mod ledger_text;
pub mod lever;
pub mod measures_text;
pub mod negotiation;
mod numbers;
pub mod robust_text;
mod table;
pub mod tables;
pub mod terminal;

use std::io;
use std::path::{Path, PathBuf};

pub use charts::write_charts;
pub use numbers::enumerated;
pub(crate) use numbers::fixed;
pub use table::{Column, Table};
pub use tables::write_tables;

use crate::archive::ArchiveError;
use crate::id::CountryCode;
use crate::indicator::{ComparisonRow, SummaryTable};
use crate::model::{Plan, Situation};
use crate::study::equity::{ContributionUnit, Yardstick};
use crate::units::CalendarMonth;

/// What every chart's footer says about the run behind it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FooterInfo {
    /// The run's short name; several, joined by ` and `, where runs are compared.
    pub run_id: String,
    /// Seed of all random streams.
    pub seed: u64,
    /// Replicates of each option behind the results.
    pub replicates: u64,
    /// The program's version.
    pub version: String,
    /// Assumptions that the results rest on, one short sentence each, without a full stop, as in
    /// `sector split is judgement`.
    pub assumptions: Vec<String>,
}

/// One parameter in the register of parameters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegisterRow {
    /// Its path in the scenario, as in `finance.uptake_minimum`.
    pub path: String,
    /// Its value as text.
    pub value: String,
    /// Its unit, where it has one.
    pub unit: String,
    /// The range it is believed to lie in.
    pub range: Option<[f64; 2]>,
    /// The distribution by which it is drawn from that range; none where it is fixed.
    pub drawn: Option<String>,
    /// `data`, `literature` or `judgement`.
    pub basis: String,
    /// Where it comes from, in words.
    pub source: String,
    /// The file and line, or the override, that set it.
    pub origin: String,
}

/// Everything that tables and charts are made from.
#[derive(Clone, Copy, Debug)]
pub struct ReportInputs<'a> {
    /// The situation.
    pub situation: &'a Situation,
    /// One plan for each option, in the order of the situation's options.
    pub plans: &'a [Plan],
    /// The summary of the ensemble.
    pub summary: &'a SummaryTable,
    /// Paired differences from the baseline; may be empty.
    pub comparison: &'a [ComparisonRow],
    /// What footers say.
    pub footer: &'a FooterInfo,
    /// The register of parameters; may be empty.
    pub register: &'a [RegisterRow],
}

impl ReportInputs<'_> {
    /// The title of an option for people; its number where the situation has no such option.
    fn option_title(&self, option: usize) -> String {
        self.situation.options.get(option).map_or_else(
            || format!("Option {}", option + 1),
            |found| found.title.clone(),
        )
    }

    /// The name of a host, or its code where the situation has no such host.
    fn host_name(&self, code: CountryCode) -> String {
        self.situation
            .hosts
            .iter()
            .find(|host| host.country.code == code)
            .map_or_else(|| code.to_string(), |host| host.country.name.clone())
    }

    /// The simulated time in words: `2026–2040`, or with months where it does not fill its years.
    fn period(&self) -> String {
        let (first, last) = self.first_and_last();
        if first.month() == 1 && last.month() == 12 {
            numbers::range(&first.year().to_string(), &last.year().to_string())
        } else if first.year() == last.year() {
            let months = numbers::range(month_name(first), month_name(last));
            format!("{months} {}", first.year())
        } else {
            format!(
                "{} {}–{} {}",
                month_name(first),
                first.year(),
                month_name(last),
                last.year()
            )
        }
    }

    /// The end of a simulated year in words: the year, or the last month where the simulation ends
    /// before the year does.
    fn end_of(&self, year: i32) -> String {
        let (_, last) = self.first_and_last();
        if year == last.year() && last.month() != 12 {
            format!("{} {year}", month_name(last))
        } else {
            year.to_string()
        }
    }

    fn first_and_last(&self) -> (CalendarMonth, CalendarMonth) {
        let clock = self.situation.clock;
        (
            clock.start,
            clock.start.plus(clock.months.saturating_sub(1)),
        )
    }

    /// The unit of money in words, as in `US$ of 2025`.
    fn money_unit(&self) -> String {
        format!("US$ of {}", self.situation.parameters.finance.price_year)
    }
}

/// The values by which contributions are counted, in a sentence without full stop; none where places
/// alone are counted.
fn declared_values(yardstick: &Yardstick) -> Option<String> {
    (yardstick.unit == ContributionUnit::Usd).then(|| {
        format!(
            "Values as “{}” declares, the same for every option: US$\u{a0}{} for a hosted person-year, \
             less the outside money announced for the same need, and US$\u{a0}{} for a place",
            yardstick.declared_by,
            fixed(yardstick.hosting_value_usd_per_person_year, 0),
            fixed(yardstick.place_value, 0)
        )
    })
}

/// A calendar month's name.
fn month_name(month: CalendarMonth) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    NAMES[(month.month() as usize).clamp(1, 12) - 1]
}

/// A table or chart could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A file of the run folder could not be written.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// A table's columns differ in length: an error in the program, found before writing.
    #[error("the columns of table `{table}` differ in length; this is an error in fairshare")]
    Ragged {
        /// The table.
        table: String,
    },
    /// A CSV file could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Csv {
        /// The file.
        path: PathBuf,
        /// Why it failed.
        source: csv::Error,
    },
    /// A chart could not be drawn.
    #[error("cannot draw the chart `{chart}`: {message}")]
    Drawing {
        /// The chart.
        chart: String,
        /// Why it failed.
        message: String,
    },
}

impl ReportError {
    fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let wrap = ArchiveError::io(action, path);
        move |source| Self::Archive(wrap(source))
    }
}
