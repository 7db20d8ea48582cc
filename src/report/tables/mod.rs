//! The tables of a run, and the README that explains them.

mod amendments;
mod by_year;
mod costs;
mod gcr;
mod ledger;
mod measures;
mod plans;
mod readme;
mod records;
mod responsibility;
mod summary;
mod threshold;
mod time_to_solution;

use std::path::Path;

pub(super) use responsibility::responsibility;

pub use records::as_stored;

use super::{ReportError, ReportInputs, Table};

/// All tables of a run but the replicates', which are written as they come.
#[must_use]
pub fn all(inputs: &ReportInputs<'_>) -> Vec<Table> {
    let mut tables = vec![summary::summary(inputs), responsibility(inputs)];
    tables.extend(of_plans(inputs));
    tables.extend(time_to_solution::time_to_solution(inputs));
    tables.extend(threshold::threshold(inputs));
    tables.extend(gcr::gcr(inputs));
    tables.extend(amendments::amendments(inputs));
    tables.extend(costs::cost_perspectives(inputs));
    tables.extend([
        records::comparison(inputs),
        records::parameters(inputs),
        records::funding_history(inputs),
    ]);
    tables
}

/// The tables that come from plans alone.
#[must_use]
pub fn of_plans(inputs: &ReportInputs<'_>) -> Vec<Table> {
    let mut tables = vec![
        plans::shares(inputs),
        ledger::ledger(inputs),
        ledger::places(inputs),
    ];
    tables.extend(measures::measures(inputs));
    tables.extend(measures::families(inputs));
    tables.extend(measures::quota_trade(inputs));
    tables.push(plans::certificates(inputs));
    tables
}

/// Writes the tables that come from plans alone as CSV and Parquet into a folder; returns their
/// names.
pub fn write_plan_tables(
    folder: &Path,
    inputs: &ReportInputs<'_>,
) -> Result<Vec<String>, ReportError> {
    std::fs::create_dir_all(folder).map_err(ReportError::io("create", folder))?;
    of_plans(inputs)
        .into_iter()
        .map(|table| table.write(folder).map(|()| table.name))
        .collect()
}

/// Writes every table as CSV and Parquet into a folder, and a `README.md` that explains every
/// column, those of `replicates.parquet` included where the folder holds it.
pub fn write_tables(folder: &Path, inputs: &ReportInputs<'_>) -> Result<(), ReportError> {
    write_tables_with(folder, inputs, Vec::new())
}

/// The same with further tables, which are written and explained like the others.
pub fn write_tables_with(
    folder: &Path,
    inputs: &ReportInputs<'_>,
    further: Vec<Table>,
) -> Result<(), ReportError> {
    let mut tables = all(inputs);
    tables.extend(further);
    for table in &tables {
        table.write(folder)?;
    }
    let path = folder.join("README.md");
    let text = readme::readme(inputs, &tables, folder);
    std::fs::write(&path, text).map_err(ReportError::io("write", &path))
}
