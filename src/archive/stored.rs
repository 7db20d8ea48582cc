//! Tables of a run, read back from Parquet.

use std::fs::File;
use std::path::{Path, PathBuf};

use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;

use super::ArchiveError;

/// One cell of a stored table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// No value.
    Empty,
    /// Text.
    Text(String),
    /// A number, whole or not.
    Number(f64),
    /// True or false.
    Boolean(bool),
}

/// A table as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredTable {
    path: PathBuf,
    names: Vec<String>,
    /// Rows of cells in the order of the columns.
    pub rows: Vec<Vec<Cell>>,
}

impl StoredTable {
    /// Names of the columns, in order.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Reads a table.
    ///
    /// # Errors
    /// A file that is missing or is no table that this program writes.
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of people and cents are far below 2^53"
    )]
    pub fn read(path: &Path) -> Result<Self, ArchiveError> {
        let wrong = |message: String| ArchiveError::Record {
            path: path.to_owned(),
            message,
        };
        let file = File::open(path).map_err(ArchiveError::io("read", path))?;
        let reader = SerializedFileReader::new(file).map_err(|error| wrong(error.to_string()))?;
        let names = reader
            .metadata()
            .file_metadata()
            .schema()
            .get_fields()
            .iter()
            .map(|field| field.name().to_owned())
            .collect();
        let mut rows = Vec::new();
        for row in reader
            .get_row_iter(None)
            .map_err(|error| wrong(error.to_string()))?
        {
            let row = row.map_err(|error| wrong(error.to_string()))?;
            let mut cells = Vec::new();
            for (name, field) in row.get_column_iter() {
                cells.push(match field {
                    Field::Null => Cell::Empty,
                    Field::Str(text) => Cell::Text(text.clone()),
                    Field::Long(number) => Cell::Number(*number as f64),
                    Field::Double(number) => Cell::Number(*number),
                    Field::Bool(truth) => Cell::Boolean(*truth),
                    _ => return Err(wrong(format!("column `{name}` is of an unknown type"))),
                });
            }
            rows.push(cells);
        }
        Ok(Self {
            path: path.to_owned(),
            names,
            rows,
        })
    }

    /// The position of a column.
    ///
    /// # Errors
    /// A table without such a column.
    pub fn column(&self, name: &str) -> Result<usize, ArchiveError> {
        self.names
            .iter()
            .position(|it| it == name)
            .ok_or_else(|| ArchiveError::Record {
                path: self.path.clone(),
                message: format!("it has no column `{name}`"),
            })
    }
}

impl Cell {
    /// The text of a cell that holds text.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number of a cell that holds one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }
}
