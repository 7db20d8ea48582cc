//! What happened in each replicate, year by year and over the whole period: written as the replicates
//! come, in bounded memory.

use std::path::{Path, PathBuf};

use super::columns::{ColumnData, ColumnWriter};
use super::error::ArchiveError;

/// The file's name in the folder of tables.
pub const REPLICATES_FILE: &str = "replicates.parquet";

/// Rows in a row group: what is held in memory at most, beside the chunk being written.
const ROWS_PER_GROUP: usize = 100_000;

/// One replicate of one option in one calendar year.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplicateYearRow<'a> {
    /// The option's identifier.
    pub option: &'a str,
    /// The replicate, counted from 0.
    pub replicate: u32,
    /// Calendar year.
    pub year: i32,
    /// One value for each column, in the order in which the writer was given the names; a value
    /// that is not finite becomes an empty cell.
    pub values: &'a [f64],
}

/// A streaming writer of [`REPLICATES_FILE`].
pub struct ReplicateWriter {
    path: PathBuf,
    writer: ColumnWriter,
    options: Vec<Option<String>>,
    replicates: Vec<Option<i64>>,
    years: Vec<Option<i64>>,
    values: Vec<ColumnData>,
}

impl ReplicateWriter {
    /// Creates the file. Columns whose name ends in `_persons` or `_count` hold whole numbers,
    /// all others floating-point numbers.
    pub(super) fn create(folder: &Path, columns: &[&str]) -> Result<Self, ArchiveError> {
        let path = folder.join(REPLICATES_FILE);
        let values: Vec<_> = columns.iter().map(|name| empty_column(name)).collect();
        let (text, whole) = (ColumnData::Text(vec![]), ColumnData::Integer(vec![]));
        let mut all = vec![("option", &text), ("replicate", &whole), ("year", &whole)];
        all.extend(columns.iter().copied().zip(&values));
        let writer = ColumnWriter::create(&path, &all)?;
        Ok(Self {
            path,
            writer,
            options: Vec::new(),
            replicates: Vec::new(),
            years: Vec::new(),
            values,
        })
    }

    /// Appends rows; they are stored in the order given.
    pub fn write_chunk(&mut self, rows: &[ReplicateYearRow<'_>]) -> Result<(), ArchiveError> {
        for row in rows {
            if row.values.len() != self.values.len() {
                return Err(ArchiveError::Columns {
                    path: self.path.clone(),
                    expected: self.values.len(),
                    found: row.values.len(),
                });
            }
            self.options.push(Some(row.option.to_owned()));
            self.replicates.push(Some(i64::from(row.replicate)));
            self.years.push(Some(i64::from(row.year)));
            for (column, &value) in self.values.iter_mut().zip(row.values) {
                push(column, value);
            }
            if self.options.len() >= ROWS_PER_GROUP {
                self.flush()?;
            }
        }
        Ok(())
    }

    /// Writes what is left and closes the file.
    pub fn finish(mut self) -> Result<(), ArchiveError> {
        self.flush()?;
        self.writer.finish()
    }

    fn flush(&mut self) -> Result<(), ArchiveError> {
        if self.options.is_empty() {
            return Ok(());
        }
        let options = ColumnData::Text(std::mem::take(&mut self.options));
        let replicates = ColumnData::Integer(std::mem::take(&mut self.replicates));
        let years = ColumnData::Integer(std::mem::take(&mut self.years));
        let mut columns = vec![&options, &replicates, &years];
        columns.extend(&self.values);
        self.writer.write(&columns)?;
        self.values.iter_mut().for_each(clear);
        Ok(())
    }
}

/// The file of whole-period outcomes in the folder of tables.
pub const OUTCOMES_FILE: &str = "outcomes.parquet";

/// One replicate of one option over the whole period.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeRow<'a> {
    /// The option's identifier.
    pub option: &'a str,
    /// The fixed uptake, or none where it was drawn.
    pub uptake: Option<f64>,
    /// The replicate, counted from 0.
    pub replicate: u32,
    /// One value for each column.
    pub values: &'a [f64],
}

/// A streaming writer of [`OUTCOMES_FILE`].
pub struct OutcomeWriter {
    path: PathBuf,
    writer: ColumnWriter,
    options: Vec<Option<String>>,
    uptakes: Vec<Option<f64>>,
    replicates: Vec<Option<i64>>,
    values: Vec<ColumnData>,
}

impl OutcomeWriter {
    /// Creates the file; columns as in [`ReplicateWriter`].
    pub(super) fn create(folder: &Path, columns: &[&str]) -> Result<Self, ArchiveError> {
        let path = folder.join(OUTCOMES_FILE);
        let values: Vec<_> = columns.iter().map(|name| empty_column(name)).collect();
        let text = ColumnData::Text(Vec::new());
        let number = ColumnData::Number(Vec::new());
        let whole = ColumnData::Integer(Vec::new());
        let mut all = vec![
            ("option", &text),
            ("uptake", &number),
            ("replicate", &whole),
        ];
        all.extend(columns.iter().copied().zip(&values));
        let writer = ColumnWriter::create(&path, &all)?;
        Ok(Self {
            path,
            writer,
            options: Vec::new(),
            uptakes: Vec::new(),
            replicates: Vec::new(),
            values,
        })
    }

    /// Appends rows; they are stored in the order given.
    pub fn write_chunk(&mut self, rows: &[OutcomeRow<'_>]) -> Result<(), ArchiveError> {
        for row in rows {
            if row.values.len() != self.values.len() {
                return Err(ArchiveError::Columns {
                    path: self.path.clone(),
                    expected: self.values.len(),
                    found: row.values.len(),
                });
            }
            self.options.push(Some(row.option.to_owned()));
            self.uptakes.push(row.uptake);
            self.replicates.push(Some(i64::from(row.replicate)));
            for (column, &value) in self.values.iter_mut().zip(row.values) {
                push(column, value);
            }
            if self.options.len() >= ROWS_PER_GROUP {
                self.flush()?;
            }
        }
        Ok(())
    }

    /// Writes what is left and closes the file.
    pub fn finish(mut self) -> Result<(), ArchiveError> {
        self.flush()?;
        self.writer.finish()
    }

    fn flush(&mut self) -> Result<(), ArchiveError> {
        if self.options.is_empty() {
            return Ok(());
        }
        let options = ColumnData::Text(std::mem::take(&mut self.options));
        let uptakes = ColumnData::Number(std::mem::take(&mut self.uptakes));
        let replicates = ColumnData::Integer(std::mem::take(&mut self.replicates));
        let mut columns = vec![&options, &uptakes, &replicates];
        columns.extend(&self.values);
        self.writer.write(&columns)?;
        self.values.iter_mut().for_each(clear);
        Ok(())
    }
}

fn clear(column: &mut ColumnData) {
    match column {
        ColumnData::Integer(values) => values.clear(),
        ColumnData::Number(values) => values.clear(),
        ColumnData::Text(values) => values.clear(),
        ColumnData::Boolean(values) => values.clear(),
    }
}

fn empty_column(name: &str) -> ColumnData {
    if name.ends_with("_persons") || name.ends_with("_count") {
        ColumnData::Integer(Vec::new())
    } else {
        ColumnData::Number(Vec::new())
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "counts of persons are far below 2^53"
)]
fn push(column: &mut ColumnData, value: f64) {
    match column {
        ColumnData::Integer(values) => {
            values.push(value.is_finite().then_some(value.round() as i64));
        }
        ColumnData::Number(values) => values.push(Some(value)),
        // Only numeric columns are created.
        ColumnData::Text(_) | ColumnData::Boolean(_) => {}
    }
}
