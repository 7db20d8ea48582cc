//! A finished run, read back from its folder.

use std::path::{Path, PathBuf};

use super::noted::{assumptions, register};
use super::{CHANGES_SETTING, WorkflowError, apportion_all, drivers};
use crate::apportion::SolverChoice;
use crate::archive::{ArchiveError, Cell, OUTCOMES_FILE, RunRecord, StoredTable, read_run, sha256};
use crate::id::CountryCode;
use crate::indicator::{
    Breakdown, ComparisonRow, Period, SummaryRow, SummaryTable, YearsInExile, find,
};
use crate::model::{AGE_BANDS, Plan, SECTORS, SEXES, STATUSES, Situation};
use crate::report::briefing::Provenance;
use crate::report::charts::{Chart, draw_charts, draw_drivers};
use crate::report::{FooterInfo, RegisterRow, ReportError, ReportInputs};
use crate::scenario::{LoadOptions, load};
use crate::study::drivers::Driver;
use crate::study::outcomes::{Outcome, Outcomes};

/// A finished run with everything that reports are made from.
#[derive(Debug)]
pub struct FinishedRun {
    /// What the run says of itself.
    pub record: RunRecord,
    /// The situation, from the copied inputs.
    pub situation: Situation,
    /// The plans, apportioned again from the copied inputs and checked against the run's table.
    pub plans: Vec<Plan>,
    /// The summary, from the run's table.
    pub summary: SummaryTable,
    /// Paired differences, from the run's table.
    pub comparison: Vec<ComparisonRow>,
    /// Whole-period outcomes by replicate, from the run's table; none in runs that hold none.
    pub outcomes: Option<Outcomes>,
    /// What outcomes hang on, where parameters were drawn.
    pub drivers: Vec<Driver>,
    /// What footers say.
    pub footer: FooterInfo,
    /// The register of parameters.
    pub register: Vec<RegisterRow>,
}

impl FinishedRun {
    /// Reads a run folder.
    ///
    /// # Errors
    /// A folder that holds no whole run, copied inputs that were edited, or tables that this
    /// version would not have written.
    pub fn read(folder: &Path) -> Result<Self, WorkflowError> {
        let record = read_run(folder)?;
        let unusable = |message: String| ArchiveError::Record {
            path: folder.to_owned(),
            message,
        };
        let main = record
            .inputs
            .first()
            .ok_or_else(|| unusable("its record names no input".to_owned()))?;
        let listed = |prefix: &str| -> Vec<String> {
            record
                .settings
                .iter()
                .filter(|(name, _)| name.starts_with(prefix))
                .map(|(_, value)| value.clone())
                .collect()
        };
        let options = LoadOptions {
            overrides: listed("override."),
            sets: listed("set."),
            changes: record.settings.get(CHANGES_SETTING).cloned(),
        };
        let loaded = load(&folder.join("inputs").join(&main.name), &options).map_err(Box::new)?;
        for (input, recorded) in loaded.inputs.iter().zip(&record.inputs) {
            if sha256(&input.bytes) != recorded.sha256 {
                return Err(unusable(format!(
                    "its copied input `{}` is not the one that was run",
                    recorded.name
                ))
                .into());
            }
        }
        let solver = match record.settings.get("solver").map(String::as_str) {
            Some("microlp") => SolverChoice::Microlp,
            Some("clarabel") => SolverChoice::Clarabel,
            Some("highs") => SolverChoice::Highs,
            _ => SolverChoice::Auto,
        };
        let plans = apportion_all(&loaded.situation, solver)?;
        let tables = folder.join("tables");
        check_tables(folder, &record)?;
        check_shares(&tables.join("shares.parquet"), &plans, &record)?;
        let summary = summary(&tables.join("summary.parquet"), &loaded.situation, &plans)?;
        let outcomes = outcomes(&tables.join(OUTCOMES_FILE), &loaded.situation)?;
        let comparison = comparison(&tables.join("comparison.parquet"), &loaded.situation)?;
        let footer = FooterInfo {
            run_id: record.run_id.clone(),
            seed: record.seed,
            replicates: u64::from(record.replicates_made()),
            version: record.version.clone(),
            assumptions: assumptions(&loaded),
        };
        Ok(Self {
            register: register(&loaded),
            drivers: drivers::of_run(&loaded, outcomes.as_ref()),
            situation: loaded.situation,
            record,
            plans,
            summary,
            comparison,
            outcomes,
            footer,
        })
    }

    /// What reports are made from.
    #[must_use]
    pub fn report_inputs(&self) -> ReportInputs<'_> {
        ReportInputs {
            situation: &self.situation,
            plans: &self.plans,
            summary: &self.summary,
            comparison: &self.comparison,
            footer: &self.footer,
            register: &self.register,
        }
    }

    /// The charts of the run, drawn again.
    ///
    /// # Errors
    /// A chart that cannot be drawn.
    pub fn charts(&self) -> Result<Vec<Chart>, ReportError> {
        let inputs = self.report_inputs();
        let mut charts = draw_charts(&inputs)?;
        charts.extend(draw_drivers(&inputs, &self.drivers)?);
        Ok(charts)
    }

    /// What the run was made from.
    #[must_use]
    pub fn provenance(&self) -> Provenance {
        Provenance {
            input_hash: self.record.input_hash.clone(),
            inputs: self
                .record
                .inputs
                .iter()
                .map(|input| (input.name.clone(), input.sha256.clone()))
                .collect(),
            settings: self.record.settings.values().cloned().collect(),
        }
    }
}

fn wrong(path: &Path, message: &str) -> ArchiveError {
    ArchiveError::Record {
        path: PathBuf::from(path),
        message: message.to_owned(),
    }
}

/// Tables that reports read or quote; each must be as the run left it.
const QUOTED: [&str; 7] = [
    "summary",
    "shares",
    "ledger",
    "responsibility_by_state",
    "comparison",
    "parameters",
    "outcomes",
];

/// Every table that a report quotes must be as the run left it, in either form.
fn check_tables(folder: &Path, record: &RunRecord) -> Result<(), ArchiveError> {
    for name in ["summary", "shares", "comparison"] {
        let file = format!("tables/{name}.parquet");
        if !record.outputs.iter().any(|output| output.name == file) {
            return Err(wrong(
                folder,
                &format!("its record does not list `{file}`; run the scenario again"),
            ));
        }
    }
    for output in &record.outputs {
        let quoted = output
            .name
            .strip_prefix("tables/")
            .and_then(|file| file.split_once('.'))
            .is_some_and(|(name, _)| QUOTED.contains(&name));
        if !quoted {
            continue;
        }
        let path = folder.join(&output.name);
        let bytes = std::fs::read(&path).map_err(ArchiveError::io("read", &path))?;
        if sha256(&bytes) != output.sha256 {
            return Err(wrong(
                &path,
                "it is not as the run left it; run the scenario again, with `--overwrite`",
            ));
        }
    }
    Ok(())
}

/// The plans that this version makes must be those of the run, to the cent.
fn check_shares(path: &Path, plans: &[Plan], record: &RunRecord) -> Result<(), ArchiveError> {
    let table = StoredTable::read(path)?;
    let column = table.column("obligation_usd")?;
    let stored = table.rows.iter().map(|row| row[column].number());
    let again = plans
        .iter()
        .flat_map(|plan| &plan.shares)
        .flat_map(|share| share.obligation_usd.iter().copied());
    let same = stored.clone().count() == again.clone().count()
        && stored
            .zip(again)
            .all(|(stored, again)| stored.is_some_and(|stored| (stored - again).abs() < 0.011));
    if same {
        Ok(())
    } else {
        Err(wrong(
            path,
            &format!(
                "version {} made other plans of the same inputs than this version does; run the \
                 scenario again",
                record.version
            ),
        ))
    }
}

/// A whole number that was stored as one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "years, months and counts are small and whole; a cast saturates"
)]
fn whole(number: f64) -> (i32, u32, u64) {
    (number as i32, number as u32, number as u64)
}

fn option_index(situation: &Situation, cell: &Cell) -> Option<usize> {
    let id = cell.text()?;
    situation
        .options
        .iter()
        .position(|option| option.id.as_str() == id)
}

fn summary(
    path: &Path,
    situation: &Situation,
    plans: &[Plan],
) -> Result<SummaryTable, ArchiveError> {
    const NAMES: [&str; 21] = [
        "option",
        "indicator",
        "host",
        "sector",
        "sex",
        "age_band",
        "status",
        "contributor",
        "period",
        "year",
        "month",
        "mean",
        "standard_error",
        "p05",
        "p25",
        "p50",
        "p75",
        "p95",
        "replicates",
        "unit",
        "years_in_exile",
    ];
    let table = StoredTable::read(path)?;
    let mut at = [0; NAMES.len()];
    for (place, name) in at.iter_mut().zip(NAMES) {
        *place = table.column(name)?;
    }
    let start = situation.clock.start;
    let read = |row: &[Cell]| -> Option<SummaryRow> {
        let cell = |index: usize| &row[at[index]];
        let text = |index: usize| cell(index).text();
        let number = |index: usize| cell(index).number();
        let option = option_index(situation, cell(0))?;
        let breakdown = if let Some(name) = text(3) {
            Breakdown::Sector(SECTORS.into_iter().find(|it| it.name() == name)?)
        } else if let Some(name) = text(4) {
            let sex = SEXES.into_iter().find(|it| it.name() == name)?;
            match text(5) {
                None => Breakdown::Sex(sex),
                Some(band) => {
                    Breakdown::SexAge(sex, AGE_BANDS.into_iter().find(|it| it.name() == band)?)
                }
            }
        } else if let Some(name) = text(6) {
            Breakdown::Status(STATUSES.into_iter().find(|it| it.name() == name)?)
        } else if let Some(id) = text(7) {
            let shares = &plans.get(option)?.shares;
            Breakdown::Contributor(shares.iter().position(|it| it.contributor.as_str() == id)?)
        } else if let Some(name) = text(20) {
            Breakdown::Exile(YearsInExile::all().find(|it| it.name() == name)?)
        } else {
            Breakdown::None
        };
        let year = whole(number(9).unwrap_or(0.0)).0;
        let period = match text(8)? {
            "year" => Period::Year(year),
            "month" => {
                let since = (year - start.year()) * 12 + whole(number(10)?).0;
                Period::Month(u32::try_from(since - i32::try_from(start.month()).ok()?).ok()?)
            }
            _ => Period::Whole,
        };
        let host = match text(2) {
            Some(code) => Some(code.parse::<CountryCode>().ok()?),
            None => None,
        };
        let mut quantiles = [f64::NAN; 5];
        for (index, quantile) in quantiles.iter_mut().enumerate() {
            *quantile = number(13 + index).unwrap_or(f64::NAN);
        }
        Some(SummaryRow {
            option,
            indicator: find(text(1)?)?.name,
            host,
            breakdown,
            period,
            mean: number(11)?,
            standard_error: number(12)?,
            quantiles,
            replicates: whole(number(18)?).2,
        })
    };
    let rows: Option<Vec<SummaryRow>> = table.rows.iter().map(|row| read(row)).collect();
    rows.map(|rows| SummaryTable { rows })
        .ok_or_else(|| wrong(path, "a row does not fit the run's scenario"))
}

/// The table of outcomes, if the run has one.
pub(super) fn outcomes(
    path: &Path,
    situation: &Situation,
) -> Result<Option<Outcomes>, ArchiveError> {
    if !path.exists() {
        return Ok(None);
    }
    let table = StoredTable::read(path)?;
    let [option, uptake, replicate] = [
        table.column("option")?,
        table.column("uptake")?,
        table.column("replicate")?,
    ];
    let indicators: Vec<String> = table
        .names()
        .iter()
        .filter(|name| !["option", "uptake", "replicate"].contains(&name.as_str()))
        .cloned()
        .collect();
    let columns = indicators
        .iter()
        .map(|name| table.column(name))
        .collect::<Result<Vec<usize>, _>>()?;
    let rows: Option<Vec<Outcome>> = table
        .rows
        .iter()
        .map(|row| {
            Some(Outcome {
                option: option_index(situation, &row[option])?,
                uptake: row[uptake].number(),
                replicate: whole(row[replicate].number()?).1,
                values: columns
                    .iter()
                    .map(|&column| row[column].number().unwrap_or(f64::NAN))
                    .collect(),
            })
        })
        .collect();
    let futures_per_draw = situation.ensemble.futures_per_draw;
    rows.map(|rows| {
        Some(Outcomes {
            indicators,
            futures_per_draw,
            rows,
        })
    })
    .ok_or_else(|| wrong(path, "a row does not fit the run's scenario"))
}

fn comparison(path: &Path, situation: &Situation) -> Result<Vec<ComparisonRow>, ArchiveError> {
    const NAMES: [&str; 11] = [
        "option",
        "indicator",
        "baseline_mean",
        "option_mean",
        "difference",
        "standard_error",
        "interval_low",
        "interval_high",
        "decided",
        "replicates_to_decide",
        "uptake",
    ];
    let table = StoredTable::read(path)?;
    let mut at = [0; NAMES.len()];
    for (place, name) in at.iter_mut().zip(NAMES) {
        *place = table.column(name)?;
    }
    let read = |row: &[Cell]| -> Option<ComparisonRow> {
        let number = |index: usize| row[at[index]].number();
        Some(ComparisonRow {
            option: option_index(situation, &row[at[0]])?,
            indicator: find(row[at[1]].text()?)?.name,
            baseline_mean: number(2)?,
            option_mean: number(3)?,
            difference: number(4)?,
            standard_error: number(5)?,
            interval: [number(6)?, number(7)?],
            decided: row[at[8]] == Cell::Boolean(true),
            replicates_to_decide: number(9).map(|count| whole(count).2),
            uptake: number(10),
        })
    };
    let rows: Option<Vec<ComparisonRow>> = table.rows.iter().map(|row| read(row)).collect();
    rows.ok_or_else(|| wrong(path, "a row does not fit the run's scenario"))
}
