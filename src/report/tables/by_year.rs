//! What tables with one row for each option and year have in common.

use std::collections::BTreeMap;

use crate::indicator::{Breakdown, Period, SummaryRow};
use crate::report::{Column, ReportInputs};

/// Means by option and year, in the order of the names of their indicators.
pub(super) type ByYear<const N: usize> = BTreeMap<(usize, i32), [Option<f64>; N]>;

/// Yearly means of some indicators, all hosts together, of the options that are wanted.
pub(super) fn means<const N: usize>(
    inputs: &ReportInputs<'_>,
    names: [&str; N],
    wanted: impl Fn(usize) -> bool,
) -> ByYear<N> {
    let mut found = ByYear::<N>::new();
    let whole = |row: &&SummaryRow| row.host.is_none() && row.breakdown == Breakdown::None;
    for row in inputs.summary.rows.iter().filter(whole) {
        let Period::Year(year) = row.period else {
            continue;
        };
        let place = names.iter().position(|name| *name == row.indicator);
        if let Some(place) = place.filter(|_| wanted(row.option)) {
            found.entry((row.option, year)).or_insert([None; N])[place] = Some(row.mean);
        }
    }
    found
}

/// The columns `option` and `year`.
pub(super) fn keys<const N: usize>(inputs: &ReportInputs<'_>, found: &ByYear<N>) -> Vec<Column> {
    let options = &inputs.situation.options;
    let ids = found
        .keys()
        .map(|&(option, _)| options.get(option).map(|option| option.id.to_string()));
    let years = found.keys().map(|&(_, year)| Some(i64::from(year)));
    vec![
        Column::text(
            ["option", "-", "#meta+option", "Identifier of the option."],
            ids.collect(),
        ),
        Column::integer(
            ["year", "year", "#date+year", "Calendar year."],
            years.collect(),
        ),
    ]
}
