//! The way from key share to delivery, State by State and step by step, and places by host.

use crate::model::{LedgerEntry, LedgerRow, Plan};
use crate::report::numbers::cents;
use crate::report::{Column, ReportInputs, Table};

/// One row of the table `ledger`: a plan, a State, a step.
struct StepRow<'a> {
    plan: &'a Plan,
    row: &'a LedgerRow,
    order: usize,
    entry: &'a LedgerEntry,
}

/// The table `ledger`.
pub(super) fn ledger(inputs: &ReportInputs<'_>) -> Table {
    let mut rows = Vec::new();
    for plan in inputs.plans {
        for row in &plan.ledger {
            for (order, entry) in row.entries.iter().enumerate() {
                rows.push(StepRow {
                    plan,
                    row,
                    order,
                    entry,
                });
            }
        }
    }
    let texts =
        |value: &dyn Fn(&StepRow<'_>) -> String| rows.iter().map(|row| Some(value(row))).collect();
    let columns = vec![
        Column::text(
            ["option", "-", "#meta+option", "Identifier of the option."],
            texts(&|row| row.plan.option.to_string()),
        ),
        Column::text(
            [
                "contributor",
                "-",
                "#org+contributor",
                "ISO code of the State.",
            ],
            texts(&|row| row.row.contributor.to_string()),
        ),
        Column::text(
            ["name", "-", "#org+name", "Name of the State."],
            texts(&|row| row.row.name.clone()),
        ),
        Column::integer(
            ["order", "-", "#meta+order", "Order of the step, from 1."],
            rows.iter()
                .map(|row| i64::try_from(row.order + 1).ok())
                .collect(),
        ),
        Column::text(
            [
                "step",
                "-",
                "#meta+step",
                "Step: key_share, cap_and_residual, deduction, offset, obligation, pledge, \
                 committed, delivered.",
            ],
            texts(&|row| row.entry.step.name().to_owned()),
        ),
        Column::number(
            [
                "places",
                "persons",
                "#indicator+places",
                "Where the State stands at the step, over all years of the plan.",
            ],
            rows.iter().map(|row| Some(row.entry.places)).collect(),
        ),
        Column::number(
            ["usd", "US$", "#value+usd", "The same in money."],
            rows.iter().map(|row| Some(cents(row.entry.usd))).collect(),
        ),
        Column::number(
            [
                "value_usd",
                "US$",
                "#value+equal+usd",
                "Places at their declared value and money together.",
            ],
            rows.iter()
                .map(|row| Some(cents(row.entry.value_usd)))
                .collect(),
        ),
        Column::text(
            ["rule", "-", "#meta+rule", "The rule that made the step."],
            texts(&|row| row.entry.rule.clone()),
        ),
    ];
    Table::new(
        "ledger",
        "What each plan asks of each State, from its share of the key to what it has \
                      delivered.",
        columns,
    )
}

/// One row of the table `places`: a plan, a contributor, a year, a host.
struct PlacesRow<'a> {
    plan: &'a Plan,
    contributor: &'a str,
    year: i32,
    host: &'a str,
    places: u32,
}

/// The table `places`: cells with places only.
pub(super) fn places(inputs: &ReportInputs<'_>) -> Table {
    let mut rows = Vec::new();
    for plan in inputs.plans {
        for share in &plan.shares {
            for (&year, hosts) in plan.years.iter().zip(&share.obligation_places_by_host) {
                for (host, &places) in inputs.situation.hosts.iter().zip(hosts) {
                    if places > 0 {
                        rows.push(PlacesRow {
                            plan,
                            contributor: share.contributor.as_str(),
                            year,
                            host: host.country.code.as_str(),
                            places,
                        });
                    }
                }
            }
        }
    }
    let texts = |value: &dyn Fn(&PlacesRow<'_>) -> String| {
        rows.iter().map(|row| Some(value(row))).collect()
    };
    let columns = vec![
        Column::text(
            ["option", "-", "#meta+option", "Identifier of the option."],
            texts(&|row| row.plan.option.to_string()),
        ),
        Column::text(
            [
                "contributor",
                "-",
                "#org+contributor",
                "ISO code of the State.",
            ],
            texts(&|row| row.contributor.to_owned()),
        ),
        Column::integer(
            ["year", "year", "#date+year", "Calendar year."],
            rows.iter().map(|row| Some(i64::from(row.year))).collect(),
        ),
        Column::text(
            [
                "host",
                "-",
                "#country+code",
                "ISO code of the host from which people come.",
            ],
            texts(&|row| row.host.to_owned()),
        ),
        Column::integer(
            [
                "places",
                "persons",
                "#indicator+places",
                "Whole places that the plan asks for.",
            ],
            rows.iter().map(|row| Some(i64::from(row.places))).collect(),
        ),
    ];
    Table::new(
        "places",
        "Places that each plan asks for, by State, host and year; cells without \
                      places are left out.",
        columns,
    )
}
