//! One generic table, written alike as CSV and as Parquet.

use std::path::Path;

use crate::archive::{ColumnData, ColumnWriter};

use super::ReportError;

/// A column with what a reader must know to use it.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Name: lower case, words joined by underscores.
    pub name: String,
    /// Unit; `-` for texts and identifiers.
    pub unit: String,
    /// HXL hashtag.
    pub hxl: String,
    /// Meaning.
    pub description: String,
    /// Values, one for each row.
    pub data: ColumnData,
}

impl Column {
    fn new(head: [&str; 4], data: ColumnData) -> Self {
        let [name, unit, hxl, description] = head.map(str::to_owned);
        Self {
            name,
            unit,
            hxl,
            description,
            data,
        }
    }

    /// A column of texts. `head` is name, unit, HXL hashtag and meaning, here and below.
    pub(super) fn text(head: [&str; 4], values: Vec<Option<String>>) -> Self {
        Self::new(head, ColumnData::Text(values))
    }

    /// A column of whole numbers.
    pub(super) fn integer(head: [&str; 4], values: Vec<Option<i64>>) -> Self {
        Self::new(head, ColumnData::Integer(values))
    }

    /// A column of numbers; what is not finite becomes an empty cell.
    pub(super) fn number(head: [&str; 4], values: Vec<Option<f64>>) -> Self {
        Self::new(
            head,
            ColumnData::Number(
                values
                    .into_iter()
                    .map(|value| value.filter(|number| number.is_finite()))
                    .collect(),
            ),
        )
    }

    /// A column of true and false.
    pub(super) fn boolean(head: [&str; 4], values: Vec<Option<bool>>) -> Self {
        Self::new(head, ColumnData::Boolean(values))
    }
}

/// A tidy table: one row is one observation.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Name of the files, without ending.
    pub name: String,
    /// One sentence on what a row is.
    pub description: String,
    /// The columns, all of one length.
    pub columns: Vec<Column>,
}

impl Table {
    pub(super) fn new(name: &str, description: &str, columns: Vec<Column>) -> Self {
        Self {
            name: name.to_owned(),
            description: description.to_owned(),
            columns,
        }
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.data.len())
    }

    /// The rows as JSON objects by column name; empty cells are null.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        let rows = (0..self.rows()).map(|row| {
            let cells = self.columns.iter().map(|column| {
                let value = match &column.data {
                    ColumnData::Text(values) => values.get(row).cloned().flatten().into(),
                    ColumnData::Integer(values) => values.get(row).copied().flatten().into(),
                    ColumnData::Number(values) => values.get(row).copied().flatten().into(),
                    ColumnData::Boolean(values) => values.get(row).copied().flatten().into(),
                };
                (column.name.clone(), value)
            });
            serde_json::Value::Object(cells.collect())
        });
        rows.collect()
    }

    /// Writes `<name>.csv` and `<name>.parquet` into a folder.
    pub fn write(&self, folder: &Path) -> Result<(), ReportError> {
        self.write_csv(&folder.join(format!("{}.csv", self.name)))?;
        self.write_parquet(&folder.join(format!("{}.parquet", self.name)))
    }

    /// Writes the table as CSV after RFC 4180, in UTF-8, with a header row.
    ///
    /// Numbers are written with the fewest digits that read back as the same number; empty cells
    /// are empty.
    pub fn write_csv(&self, path: &Path) -> Result<(), ReportError> {
        self.check()?;
        let wrap = |source: csv::Error| ReportError::Csv {
            path: path.to_owned(),
            source,
        };
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_path(path)
            .map_err(wrap)?;
        writer
            .write_record(self.columns.iter().map(|column| column.name.as_str()))
            .map_err(wrap)?;
        for row in 0..self.rows() {
            writer
                .write_record(self.columns.iter().map(|column| cell(&column.data, row)))
                .map_err(wrap)?;
        }
        writer.flush().map_err(ReportError::io("write", path))
    }

    /// Writes the table as Parquet with Snappy compression.
    pub fn write_parquet(&self, path: &Path) -> Result<(), ReportError> {
        self.check()?;
        let columns: Vec<_> = self
            .columns
            .iter()
            .map(|column| (column.name.as_str(), &column.data))
            .collect();
        let mut writer = ColumnWriter::create(path, &columns)?;
        if self.rows() > 0 {
            let data: Vec<_> = columns.iter().map(|(_, data)| *data).collect();
            writer.write(&data)?;
        }
        writer.finish()?;
        Ok(())
    }

    fn check(&self) -> Result<(), ReportError> {
        let rows = self.rows();
        if self.columns.iter().all(|column| column.data.len() == rows) {
            Ok(())
        } else {
            Err(ReportError::Ragged {
                table: self.name.clone(),
            })
        }
    }
}

/// The text of a cell; empty where there is no value.
fn cell(data: &ColumnData, row: usize) -> String {
    let text = match data {
        ColumnData::Text(values) => values.get(row).cloned().flatten(),
        ColumnData::Integer(values) => values
            .get(row)
            .and_then(|value| value.map(|number| number.to_string())),
        // Shortest text that reads back as the same number.
        ColumnData::Number(values) => values
            .get(row)
            .and_then(|value| value.map(|number| number.to_string())),
        ColumnData::Boolean(values) => values
            .get(row)
            .and_then(|value| value.map(|truth| truth.to_string())),
    };
    text.unwrap_or_default()
}
