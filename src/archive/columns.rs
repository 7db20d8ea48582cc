//! Flat tables as Parquet, column by column, without a copy of the whole table in memory.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::ArchiveError;

/// The values of one column; `None` is an empty cell.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnData {
    /// Text; UTF-8 strings in a dictionary.
    Text(Vec<Option<String>>),
    /// Whole numbers; 64-bit integers.
    Integer(Vec<Option<i64>>),
    /// Numbers; 64-bit floats. Only finite values are values: others become empty cells.
    Number(Vec<Option<f64>>),
    /// True or false.
    Boolean(Vec<Option<bool>>),
}

impl ColumnData {
    /// The number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::Integer(values) => values.len(),
            Self::Number(values) => values.len(),
            Self::Boolean(values) => values.len(),
        }
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn schema(&self, name: &str) -> Result<Type, ParquetError> {
        let (physical, logical) = match self {
            Self::Text(_) => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
            Self::Integer(_) => (PhysicalType::INT64, None),
            Self::Number(_) => (PhysicalType::DOUBLE, None),
            Self::Boolean(_) => (PhysicalType::BOOLEAN, None),
        };
        Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()
    }

    fn write(&self, column: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        match self {
            Self::Text(values) => {
                let (levels, present) = split(values, |text| Some(ByteArray::from(text.as_str())));
                column
                    .typed::<ByteArrayType>()
                    .write_batch(&present, Some(&levels), None)?;
            }
            Self::Integer(values) => {
                let (levels, present) = split(values, |&value| Some(value));
                column
                    .typed::<Int64Type>()
                    .write_batch(&present, Some(&levels), None)?;
            }
            Self::Number(values) => {
                let (levels, present) = split(values, |&value| value.is_finite().then_some(value));
                column
                    .typed::<DoubleType>()
                    .write_batch(&present, Some(&levels), None)?;
            }
            Self::Boolean(values) => {
                let (levels, present) = split(values, |&value| Some(value));
                column
                    .typed::<BoolType>()
                    .write_batch(&present, Some(&levels), None)?;
            }
        }
        Ok(())
    }
}

/// Parquet's form of optional values: a level for each row, and the values that are there.
fn split<T, P>(values: &[Option<T>], convert: impl Fn(&T) -> Option<P>) -> (Vec<i16>, Vec<P>) {
    let mut levels = Vec::with_capacity(values.len());
    let mut present = Vec::with_capacity(values.len());
    for value in values {
        let converted = value.as_ref().and_then(&convert);
        levels.push(i16::from(converted.is_some()));
        present.extend(converted);
    }
    (levels, present)
}

/// A Parquet file that is written one row group at a time.
pub struct ColumnWriter {
    path: PathBuf,
    writer: SerializedFileWriter<File>,
    columns: usize,
}

impl ColumnWriter {
    /// Creates the file with the columns' names and types; the data of `columns` is not written.
    pub fn create(path: &Path, columns: &[(&str, &ColumnData)]) -> Result<Self, ArchiveError> {
        let wrap = parquet_error(path);
        let fields = columns
            .iter()
            .map(|(name, data)| data.schema(name).map(Arc::new))
            .collect::<Result<Vec<_>, _>>()
            .map_err(&wrap)?;
        let schema = Type::group_type_builder("table")
            .with_fields(fields)
            .build()
            .map_err(&wrap)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("fairshare".to_owned())
            .build();
        let file = File::create(path).map_err(ArchiveError::io("create", path))?;
        let writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties))
            .map_err(&wrap)?;
        Ok(Self {
            path: path.to_owned(),
            writer,
            columns: columns.len(),
        })
    }

    /// Writes one row group; all columns have the same number of rows, in the order of creation.
    pub fn write(&mut self, columns: &[&ColumnData]) -> Result<(), ArchiveError> {
        if columns.len() != self.columns {
            return Err(ArchiveError::Columns {
                path: self.path.clone(),
                expected: self.columns,
                found: columns.len(),
            });
        }
        self.write_group(columns)
            .map_err(parquet_error(&self.path.clone()))
    }

    fn write_group(&mut self, columns: &[&ColumnData]) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        let mut remaining = columns.iter();
        while let Some(mut column) = group.next_column()? {
            if let Some(data) = remaining.next() {
                data.write(&mut column)?;
            }
            column.close()?;
        }
        group.close()?;
        Ok(())
    }

    /// Writes the file's footer; without it the file cannot be read.
    pub fn finish(self) -> Result<(), ArchiveError> {
        let wrap = parquet_error(&self.path);
        self.writer.close().map(|_| ()).map_err(wrap)
    }
}

/// Words a Parquet error; a disk error inside it keeps its remedy.
fn parquet_error(path: &Path) -> impl Fn(ParquetError) -> ArchiveError {
    let path = path.to_owned();
    move |error| match error {
        ParquetError::External(source) if source.is::<std::io::Error>() => {
            match source.downcast::<std::io::Error>() {
                Ok(source) => ArchiveError::Io {
                    action: "write",
                    path: path.clone(),
                    source: *source,
                },
                Err(source) => ArchiveError::Parquet {
                    path: path.clone(),
                    message: source.to_string(),
                },
            }
        }
        other => ArchiveError::Parquet {
            path: path.clone(),
            message: other.to_string(),
        },
    }
}
