//! The tables of a run, and the README that explains them.

mod plans;
mod readme;
mod records;
mod summary;

use std::path::Path;

use super::{ReportError, ReportInputs, Table};

/// All tables of a run but the replicates', which are written as they come.
#[must_use]
pub fn all(inputs: &ReportInputs<'_>) -> Vec<Table> {
    vec![
        summary::summary(inputs),
        plans::shares(inputs),
        plans::certificates(inputs),
        records::comparison(inputs),
        records::parameters(inputs),
        records::funding_history(inputs),
    ]
}

/// Writes every table as CSV and Parquet into a folder, and a `README.md` that explains every
/// column, those of `replicates.parquet` included where the folder holds it.
pub fn write_tables(folder: &Path, inputs: &ReportInputs<'_>) -> Result<(), ReportError> {
    let tables = all(inputs);
    for table in &tables {
        table.write(folder)?;
    }
    let path = folder.join("README.md");
    let text = readme::readme(inputs, &tables, folder);
    std::fs::write(&path, text).map_err(ReportError::io("write", &path))
}
