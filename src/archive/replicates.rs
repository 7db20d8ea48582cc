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
pub struct ReplicateWriter(RowWriter);

impl ReplicateWriter {
    /// Creates the file. Columns whose name ends in `_persons` or `_count` hold whole numbers,
    /// all others floating-point numbers.
    pub(super) fn create(folder: &Path, columns: &[&str]) -> Result<Self, ArchiveError> {
        let keys = [
            ("option", ColumnData::Text(Vec::new())),
            ("replicate", ColumnData::Integer(Vec::new())),
            ("year", ColumnData::Integer(Vec::new())),
        ];
        RowWriter::create(folder.join(REPLICATES_FILE), keys, columns).map(Self)
    }

    /// Appends rows; they are stored in the order given.
    pub fn write_chunk(&mut self, rows: &[ReplicateYearRow<'_>]) -> Result<(), ArchiveError> {
        for row in rows {
            let key = [
                Key::Text(row.option),
                Key::Number(f64::from(row.replicate)),
                Key::Number(f64::from(row.year)),
            ];
            self.0.write(key, row.values)?;
        }
        Ok(())
    }

    /// Writes what is left and closes the file.
    pub fn finish(self) -> Result<(), ArchiveError> {
        self.0.finish()
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
pub struct OutcomeWriter(RowWriter);

impl OutcomeWriter {
    /// Creates the file; columns as in [`ReplicateWriter`].
    pub(super) fn create(folder: &Path, columns: &[&str]) -> Result<Self, ArchiveError> {
        let keys = [
            ("option", ColumnData::Text(Vec::new())),
            ("uptake", ColumnData::Number(Vec::new())),
            ("replicate", ColumnData::Integer(Vec::new())),
        ];
        RowWriter::create(folder.join(OUTCOMES_FILE), keys, columns).map(Self)
    }

    /// Appends rows; they are stored in the order given.
    pub fn write_chunk(&mut self, rows: &[OutcomeRow<'_>]) -> Result<(), ArchiveError> {
        for row in rows {
            let key = [
                Key::Text(row.option),
                row.uptake.map_or(Key::Nothing, Key::Number),
                Key::Number(f64::from(row.replicate)),
            ];
            self.0.write(key, row.values)?;
        }
        Ok(())
    }

    /// Writes what is left and closes the file.
    pub fn finish(self) -> Result<(), ArchiveError> {
        self.0.finish()
    }
}

/// What says which row it is.
#[derive(Clone, Copy)]
enum Key<'a> {
    Text(&'a str),
    Number(f64),
    Nothing,
}

/// Rows of three keys and any number of values, written a group at a time.
struct RowWriter {
    path: PathBuf,
    writer: ColumnWriter,
    keys: [ColumnData; 3],
    values: Vec<ColumnData>,
    rows: usize,
}

impl RowWriter {
    fn create(
        path: PathBuf,
        keys: [(&str, ColumnData); 3],
        columns: &[&str],
    ) -> Result<Self, ArchiveError> {
        let values: Vec<_> = columns.iter().map(|name| empty_column(name)).collect();
        let mut all: Vec<_> = keys.iter().map(|(name, column)| (*name, column)).collect();
        all.extend(columns.iter().copied().zip(&values));
        let writer = ColumnWriter::create(&path, &all)?;
        Ok(Self {
            path,
            writer,
            keys: keys.map(|(_, column)| column),
            values,
            rows: 0,
        })
    }

    fn write(&mut self, key: [Key<'_>; 3], values: &[f64]) -> Result<(), ArchiveError> {
        if values.len() != self.values.len() {
            return Err(ArchiveError::Columns {
                path: self.path.clone(),
                expected: self.values.len(),
                found: values.len(),
            });
        }
        for (column, key) in self.keys.iter_mut().zip(key) {
            push_key(column, key);
        }
        for (column, &value) in self.values.iter_mut().zip(values) {
            push(column, value);
        }
        self.rows += 1;
        if self.rows >= ROWS_PER_GROUP {
            self.flush()?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), ArchiveError> {
        self.flush()?;
        self.writer.finish()
    }

    fn flush(&mut self) -> Result<(), ArchiveError> {
        if self.rows == 0 {
            return Ok(());
        }
        let columns: Vec<&ColumnData> = self.keys.iter().chain(&self.values).collect();
        self.writer.write(&columns)?;
        self.keys.iter_mut().chain(&mut self.values).for_each(clear);
        self.rows = 0;
        Ok(())
    }
}

fn push_key(column: &mut ColumnData, key: Key<'_>) {
    match (column, key) {
        (ColumnData::Text(texts), Key::Text(text)) => texts.push(Some(text.to_owned())),
        (ColumnData::Text(texts), _) => texts.push(None),
        (ColumnData::Number(numbers), Key::Nothing) => numbers.push(None),
        (column, Key::Number(number)) => push(column, number),
        (column, _) => push(column, f64::NAN),
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
