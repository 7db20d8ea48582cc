//! What States gave in the simulated futures, beside their fair share.

use std::collections::BTreeMap;

use super::page::{Page, escaped};
use crate::archive::ColumnData;
use crate::report::numbers::{fixed, three_digits};
use crate::report::tables::responsibility;
use crate::report::{ReportInputs, Table};

const TABLE: &str = "responsibility_by_state";

/// Columns of the table that are added up over years: name, heading, divisor, decimals.
const ADDED: [(&str, &str, f64, usize); 8] = [
    ("announced_usd", "announced, US$ million", 1e6, 2),
    ("committed_usd", "committed, US$ million", 1e6, 2),
    ("disbursed_usd", "paid, US$ million", 1e6, 2),
    ("places_offered_persons", "places pledged", 1.0, 0),
    ("departed_persons", "people resettled", 1.0, 0),
    ("hosting_value_usd", "hosting counted, US$ million", 1e6, 2),
    ("contribution_usd", "all counted, US$ million", 1e6, 2),
    ("pathways_departed_persons", "people on pathways", 1.0, 0),
];

/// Position of what is counted altogether in [`ADDED`].
const ALL_COUNTED: usize = 6;

/// A State under an option, all years together.
#[derive(Default)]
struct Given {
    name: String,
    fair_share: Option<f64>,
    sums: [f64; ADDED.len()],
}

/// One table for each option: what every State gave, all years together.
pub(super) fn given(page: &mut Page<'_>, inputs: &ReportInputs<'_>) {
    let table = responsibility(inputs);
    let mut found = all_years(&table);
    for (index, option) in inputs.situation.options.iter().enumerate() {
        let states = found.remove(option.id.as_str()).unwrap_or_default();
        let whole: f64 = states.values().map(|it| it.sums[ALL_COUNTED]).sum();
        let mut listed: Vec<(&String, &Given)> = states
            .iter()
            .filter(|(_, it)| it.sums.iter().any(|&sum| sum >= 0.5))
            .collect();
        if listed.is_empty() {
            continue;
        }
        listed.sort_by(|one, other| one.1.name.cmp(&other.1.name));
        page.begin_sourced(&format!("given-{index}"), &[TABLE]);
        let rows: Vec<Vec<String>> = listed
            .into_iter()
            .map(|(state, it)| cells(page, &table, state, it, whole))
            .collect();
        let mut heads = vec![("State", true), ("fair share, %", false)];
        heads.extend(shown(&table).map(|(_, (_, head, ..))| (*head, false)));
        heads.push(("part of all over fair share", false));
        let caption = format!(
            "What States give under “{}” in {}: all years together, means over the simulated futures",
            option.title,
            inputs.period()
        );
        page.table(&caption, &heads, &rows);
    }
}

/// What is added up, as far as the table has it: pathways only where the scenario models them.
fn shown(
    table: &Table,
) -> impl Iterator<Item = (usize, &'static (&'static str, &'static str, f64, usize))> {
    ADDED
        .iter()
        .enumerate()
        .filter(|(_, (name, ..))| table.columns.iter().any(|column| column.name == *name))
}

fn cells(page: &Page<'_>, table: &Table, state: &str, it: &Given, whole: f64) -> Vec<String> {
    let number = |text: &str, column: &str| page.number(text, TABLE, column, state);
    let fair = it.fair_share.map_or_else(String::new, |share| {
        number(&three_digits(100.0 * share), "fair_share")
    });
    let mut cells = vec![escaped(&it.name), fair];
    for (place, (column, _, divisor, decimals)) in shown(table) {
        let sum = it.sums[place];
        let text = if sum > 0.0 {
            fixed(sum / divisor, *decimals)
        } else {
            String::new()
        };
        cells.push(number(&text, column));
    }
    let ratio = it
        .fair_share
        .filter(|&share| share > 0.0 && whole > 0.0)
        .map(|share| it.sums[ALL_COUNTED] / whole / share);
    cells.push(ratio.map_or_else(String::new, |ratio| {
        number(&three_digits(ratio), "ratio_to_fair_share")
    }));
    cells
}

/// States by option, with what the table's years add up to.
fn all_years(table: &Table) -> BTreeMap<String, BTreeMap<String, Given>> {
    let column = |name: &str| {
        let found = table.columns.iter().find(|column| column.name == name);
        found.map(|column| &column.data)
    };
    let text = |name: &str, row: usize| match column(name) {
        Some(ColumnData::Text(values)) => values.get(row).cloned().flatten(),
        _ => None,
    };
    let number = |name: &str, row: usize| match column(name) {
        Some(ColumnData::Number(values)) => values.get(row).copied().flatten(),
        _ => None,
    };
    let mut found: BTreeMap<String, BTreeMap<String, Given>> = BTreeMap::new();
    for row in 0..table.rows() {
        let (Some(option), Some(state)) = (text("option", row), text("state", row)) else {
            continue;
        };
        let given = found.entry(option).or_default().entry(state).or_default();
        given.name = text("name", row).unwrap_or_default();
        given.fair_share = number("fair_share", row);
        for (sum, (name, ..)) in given.sums.iter_mut().zip(ADDED) {
            *sum += number(name, row).unwrap_or(0.0);
        }
    }
    found
}
