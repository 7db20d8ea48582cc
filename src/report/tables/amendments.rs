//! The table `amendments`: the log of what reviews changed, by option and year.

use super::by_year;
use crate::report::numbers::cents;
use crate::report::{Column, ReportInputs, Table};

/// Indicator, column, unit, tag and meaning.
const COLUMNS: [[&str; 5]; 6] = [
    [
        "amendments_count",
        "amendments",
        "per replicate",
        "#indicator+amendments",
        "Reviews of the year that changed what the plan asks for; mean over replicates.",
    ],
    [
        "amendments_for_more_count",
        "for_more",
        "per replicate",
        "#indicator+amendments+more",
        "Of these, those that ask for at least a hundredth more in all: needs are forecast to rise.",
    ],
    [
        "amendments_for_less_count",
        "for_less",
        "per replicate",
        "#indicator+amendments+less",
        "Of these, those that ask for at least a hundredth less in all: needs are forecast to fall.",
    ],
    [
        "amendments_of_shares_count",
        "of_shares",
        "per replicate",
        "#indicator+amendments+shares",
        "Of these, those that only move what is asked from some contributors to others: people have moved \
         between hosts, or somebody paid less than was asked.",
    ],
    [
        "amended_from_usd",
        "asked_before_usd",
        "US$ a year",
        "#value+obligation+before",
        "What was asked for a year, all contributors, before an amendment; mean over amendments.",
    ],
    [
        "amended_to_usd",
        "asked_after_usd",
        "US$ a year",
        "#value+obligation+after",
        "The same after it.",
    ],
];

/// The table; none where no option is reviewed.
pub(super) fn amendments(inputs: &ReportInputs<'_>) -> Option<Table> {
    let options = &inputs.situation.options;
    let reviewed = |option: usize| {
        let option = options.get(option);
        option.is_some_and(|option| option.review_interval_months.is_some())
    };
    let found = by_year::means(inputs, COLUMNS.map(|[name, ..]| name), reviewed);
    if found.is_empty() {
        return None;
    }
    let mut columns = by_year::keys(inputs, &found);
    for (index, [_, name, unit, tag, meaning]) in COLUMNS.into_iter().enumerate() {
        let values = found.values().map(|cells| {
            let value = cells[index]?;
            if unit != "US$ a year" {
                return Some(value);
            }
            let amendments = cells[0]?;
            (amendments > 0.0).then(|| cents(value / amendments))
        });
        columns.push(Column::number([name, unit, tag, meaning], values.collect()));
    }
    Some(Table::new(
        "amendments",
        "One row for each option with reviews and each year: how often a review amended the plan, why, and what was \
         asked before and after.",
        columns,
    ))
}
