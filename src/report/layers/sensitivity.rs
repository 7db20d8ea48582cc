//! Sensitivity: Sobol' indices of factors, and what each parameter does at the ends of its range.

use std::fmt::Write as _;

use crate::report::numbers::{Scale, fixed, three_digits};
use crate::report::terminal::{Align, TextTable};
use crate::report::{Column, Table};
use crate::study::sensitivity::{FactorIndices, SobolIndex};

use super::{indicator_columns, label_of, unit_of};

/// A factor's Sobol' indices in one outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct SensitivityRow {
    /// The indicator.
    pub indicator: &'static str,
    /// The factor: a parameter's path, or the table that holds several.
    pub factor: String,
    /// Parameters in it.
    pub parameters: usize,
    /// Its indices.
    pub indices: FactorIndices,
}

/// The table `sensitivity`.
#[must_use]
pub fn sensitivity_table(rows: &[SensitivityRow]) -> Table {
    let numbers = |of: &dyn Fn(&FactorIndices) -> f64| {
        rows.iter().map(|row| Some(of(&row.indices))).collect()
    };
    let [indicator, _] = indicator_columns(rows.iter().map(|row| row.indicator));
    let columns = vec![
        indicator,
        Column::text(
            [
                "factor",
                "-",
                "#meta+parameter",
                "Path of the parameter, or of the table that holds several.",
            ],
            rows.iter().map(|row| Some(row.factor.clone())).collect(),
        ),
        Column::integer(
            [
                "parameters",
                "count",
                "#meta+count",
                "Parameters in the factor.",
            ],
            rows.iter()
                .map(|row| i64::try_from(row.parameters).ok())
                .collect(),
        ),
        Column::number(
            [
                "first_order",
                "share",
                "#indicator+sobol+first",
                "First-order Sobol' index: the part of the variance that would go if the factor were known.",
            ],
            numbers(&|it| it.first.value),
        ),
        Column::number(
            [
                "first_order_low",
                "share",
                "#indicator+sobol+first+low",
                "Lower end of its 95 % interval (bootstrap).",
            ],
            numbers(&|it| it.first.interval[0]),
        ),
        Column::number(
            [
                "first_order_high",
                "share",
                "#indicator+sobol+first+high",
                "Upper end of that interval.",
            ],
            numbers(&|it| it.first.interval[1]),
        ),
        Column::number(
            [
                "total",
                "share",
                "#indicator+sobol+total",
                "Total Sobol' index: the part that would remain if all other factors were known.",
            ],
            numbers(&|it| it.total.value),
        ),
        Column::number(
            [
                "total_low",
                "share",
                "#indicator+sobol+total+low",
                "Lower end of its 95 % interval (bootstrap).",
            ],
            numbers(&|it| it.total.interval[0]),
        ),
        Column::number(
            [
                "total_high",
                "share",
                "#indicator+sobol+total+high",
                "Upper end of that interval.",
            ],
            numbers(&|it| it.total.interval[1]),
        ),
    ];
    Table::new(
        "sensitivity",
        "One row for each headline outcome and factor: Sobol' indices over the ranges of parameters.",
        columns,
    )
}

/// Factors that a listing shows for each outcome.
const FACTORS_SHOWN: usize = 12;

/// Sobol' indices for the terminal: for each outcome the factors with the largest total index, each
/// with a bar of its length.
#[must_use]
pub fn sensitivity_text(rows: &[SensitivityRow]) -> String {
    let mut text = String::new();
    for of_one in rows.chunk_by(|one, other| one.indicator == other.indicator) {
        let Some(first) = of_one.first() else {
            continue;
        };
        let mut sorted: Vec<&SensitivityRow> = of_one.iter().collect();
        sorted.sort_by(|one, other| {
            let total = |row: &SensitivityRow| row.indices.total.value;
            total(other)
                .total_cmp(&total(one))
                .then_with(|| one.factor.cmp(&other.factor))
        });
        let label = label_of(first.indicator);
        let mut table = TextTable::new(&[
            (label, Align::Left),
            ("first order", Align::Right),
            ("95 % interval", Align::Right),
            ("total", Align::Right),
            ("95 % interval", Align::Right),
            ("", Align::Left),
        ]);
        let write = |value: f64| fixed(value, 2);
        let interval = |index: SobolIndex| {
            format!(
                "{} to {}",
                write(index.interval[0]),
                write(index.interval[1])
            )
        };
        for row in sorted.iter().take(FACTORS_SHOWN) {
            let (one, total) = (row.indices.first, row.indices.total);
            table.push(vec![
                row.factor.clone(),
                write(one.value),
                interval(one),
                write(total.value),
                interval(total),
                bar(total.value),
            ]);
        }
        text.push_str(&table.render());
        if let Some(left) = sorted.len().checked_sub(FACTORS_SHOWN).filter(|it| *it > 0) {
            let most = sorted[FACTORS_SHOWN].indices.total.value;
            let _ = writeln!(
                text,
                "and {left} more, of which none has a total index above {}",
                write(most)
            );
        }
        text.push('\n');
    }
    text
}

/// A bar whose full length stands for 1.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the share is brought between 0 and 1 first"
)]
fn bar(share: f64) -> String {
    const FULL: f64 = 20.0;
    "█".repeat((share.clamp(0.0, 1.0) * FULL).round() as usize)
}

/// An outcome with one parameter at either end of its range and all others as they are written.
#[derive(Clone, Debug, PartialEq)]
pub struct EndsRow {
    /// The indicator.
    pub indicator: &'static str,
    /// Path of the parameter.
    pub parameter: String,
    /// Lower and upper end of its range.
    pub range: [f64; 2],
    /// The outcome at the lower and at the upper end: the mean over the futures, which are the same
    /// everywhere.
    pub outcome: [f64; 2],
    /// The outcome with every parameter as it is written.
    pub written: f64,
}

impl EndsRow {
    /// How far the outcome moves between the ends.
    #[must_use]
    pub fn swing(&self) -> f64 {
        self.outcome[1] - self.outcome[0]
    }
}

/// Rows of an indicator by how far they move it, the farthest first.
pub(crate) fn by_swing<'a>(rows: impl Iterator<Item = &'a EndsRow>) -> Vec<&'a EndsRow> {
    let mut sorted: Vec<&EndsRow> = rows.collect();
    sorted.sort_by(|one, other| {
        (other.swing().abs().total_cmp(&one.swing().abs()))
            .then_with(|| one.parameter.cmp(&other.parameter))
    });
    sorted
}

/// The table `sensitivity_ends`.
#[must_use]
pub fn ends_table(rows: &[EndsRow]) -> Table {
    let numbers = |of: &dyn Fn(&EndsRow) -> f64| rows.iter().map(|row| Some(of(row))).collect();
    let [indicator, unit] = indicator_columns(rows.iter().map(|row| row.indicator));
    let columns = vec![
        indicator,
        unit,
        Column::text(
            [
                "parameter",
                "-",
                "#meta+parameter",
                "Path of the parameter.",
            ],
            rows.iter().map(|row| Some(row.parameter.clone())).collect(),
        ),
        Column::number(
            [
                "range_low",
                "of the parameter",
                "#meta+range+low",
                "Lower end of its range.",
            ],
            numbers(&|row| row.range[0]),
        ),
        Column::number(
            [
                "range_high",
                "of the parameter",
                "#meta+range+high",
                "Upper end of its range.",
            ],
            numbers(&|row| row.range[1]),
        ),
        Column::number(
            [
                "written",
                "as `unit`",
                "#indicator+value+written",
                "Outcome with every parameter as it is written.",
            ],
            numbers(&|row| row.written),
        ),
        Column::number(
            [
                "at_low",
                "as `unit`",
                "#indicator+value+low",
                "Outcome with this parameter at the lower end, all others as written, over the same futures.",
            ],
            numbers(&|row| row.outcome[0]),
        ),
        Column::number(
            [
                "at_high",
                "as `unit`",
                "#indicator+value+high",
                "Outcome with it at the upper end.",
            ],
            numbers(&|row| row.outcome[1]),
        ),
    ];
    Table::new(
        "sensitivity_ends",
        "One row for each headline outcome and parameter: the outcome with the parameter at either end of its range.",
        columns,
    )
}

/// Parameters that the listing of ends shows for each outcome.
const ENDS_SHOWN: usize = 6;

/// What parameters do at the ends of their ranges, for the terminal; empty without rows.
#[must_use]
pub fn ends_text(rows: &[EndsRow]) -> String {
    let mut text = String::new();
    for of_one in rows.chunk_by(|one, other| one.indicator == other.indicator) {
        let Some(first) = of_one.first() else {
            continue;
        };
        let scale = Scale::for_largest(first.written);
        let heading = format!(
            "{}, {}",
            label_of(first.indicator),
            scale.unit(unit_of(first.indicator))
        );
        let mut table = TextTable::new(&[
            (&heading, Align::Left),
            ("range", Align::Right),
            ("low end", Align::Right),
            ("written", Align::Right),
            ("high end", Align::Right),
        ]);
        let write = |value: f64| three_digits(value / scale.factor);
        for row in by_swing(of_one.iter()).into_iter().take(ENDS_SHOWN) {
            table.push(vec![
                row.parameter.clone(),
                format!("{} to {}", row.range[0], row.range[1]),
                write(row.outcome[0]),
                write(row.written),
                write(row.outcome[1]),
            ]);
        }
        text.push_str(&table.render());
        text.push('\n');
    }
    text
}
