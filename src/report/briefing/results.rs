//! What the options do for people and for money.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::page::{Page, escaped};
use super::words::{label, option_id, whole, written};
use crate::indicator::{Breakdown, Period};
use crate::model::{AGE_BANDS, AgeBand, SEXES, Sex};
use crate::report::ReportInputs;
use crate::report::charts::Chart;
use crate::report::numbers::fixed;

/// Whole-period indicators that the briefing compares.
pub(super) const COMPARED: [&str; 8] = [
    "total_requirement_usd",
    "total_disbursed_usd",
    "total_gap_usd",
    "total_coverage_share",
    "total_solutions_persons",
    "total_resettlement_departures_persons",
    "total_protracted_person_years",
    "contribution_gini",
];

/// The yearly indicators that add up to durable solutions.
const SOLUTIONS: [&str; 4] = [
    "voluntary_returns_persons",
    "naturalisations_persons",
    "resettlement_departures_persons",
    // Only where the scenario models them.
    "pathway_departures_persons",
];

/// What the options do for people and for money.
pub(super) fn people_and_money(page: &mut Page<'_>, inputs: &ReportInputs<'_>, charts: &[Chart]) {
    page.heading("results", "What the options do for people and for money");
    let titles = titles(inputs);
    let mut rows = Vec::new();
    for name in COMPARED {
        let cells: Vec<String> = (0..titles.len())
            .map(|option| {
                whole(inputs, option, name).map_or_else(String::new, |cell| {
                    let row = format!("{}, {name}, whole", option_id(inputs, option));
                    let number = |value: f64, column| {
                        page.number(&written(name, value), "summary", column, &row)
                    };
                    let mut text = number(cell.mean, "mean");
                    let [low, .., high] = cell.quantiles;
                    if low.is_finite() && high.is_finite() {
                        let _ = write!(
                            text,
                            "<br><span class=\"muted\">{} to {}</span>",
                            number(low, "p05"),
                            number(high, "p95")
                        );
                    }
                    text
                })
            })
            .collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            let mut row = vec![escaped(label(name))];
            row.extend(cells);
            rows.push(row);
        }
    }
    if !rows.is_empty() {
        let mut heads = vec![("over the whole period", true)];
        heads.extend(titles.iter().map(|title| (title.as_str(), false)));
        page.table(
            &format!("Mean over the simulated futures; below it the range that holds 90 % of them. Money in {}", inputs.money_unit()),
            &heads,
            &rows,
        );
    }
    page.figures(charts, "solutions");
    by_sex_and_age(page, inputs, &titles);
    for name in ["still_protracted", "gap_by_sector"] {
        page.figures(charts, name);
    }
}

fn titles(inputs: &ReportInputs<'_>) -> Vec<String> {
    (0..inputs.situation.options.len())
        .map(|option| inputs.option_title(option))
        .collect()
}

/// Means over hosts by option, sex and age: durable solutions of all years, people at the end.
#[derive(Default)]
struct BySexAndAge {
    solutions: BTreeMap<(usize, Sex, AgeBand), f64>,
    stock: BTreeMap<(usize, Sex, AgeBand), f64>,
}

impl BySexAndAge {
    fn of(inputs: &ReportInputs<'_>) -> Self {
        let last = inputs.situation.clock.years().last().copied();
        let mut found = Self::default();
        for row in &inputs.summary.rows {
            let (None, Breakdown::SexAge(sex, band), Period::Year(year)) =
                (row.host, row.breakdown, row.period)
            else {
                continue;
            };
            let key = (row.option, sex, band);
            if SOLUTIONS.contains(&row.indicator) {
                *found.solutions.entry(key).or_insert(0.0) += row.mean;
            } else if row.indicator == "stock_persons" && Some(year) == last {
                found.stock.insert(key, row.mean);
            }
        }
        found
    }
}

fn by_sex_and_age(page: &mut Page<'_>, inputs: &ReportInputs<'_>, titles: &[String]) {
    let found = BySexAndAge::of(inputs);
    let years = inputs.situation.clock.years();
    let last = years.last().copied().unwrap_or_default();
    let period = inputs.period();
    let mut heads = vec![("sex and age", true)];
    heads.extend(titles.iter().map(|title| (title.as_str(), false)));
    let nobody = found.solutions.values().all(|&people| people < 0.5);
    if nobody && !found.solutions.is_empty() {
        page.paragraph(&format!(
            "{} finds a durable solution in {period} under any option.",
            page.number(
                "Nobody",
                "summary",
                "mean",
                "voluntary_returns_persons, naturalisations_persons and resettlement_departures_persons, all options"
            )
        ));
    } else if !found.solutions.is_empty() {
        let rows = rows_by_sex_and_age(titles.len(), |option, sex, band| {
            let value = sum(&found.solutions, option, sex, band)?;
            let row = format!(
                "{}, voluntary_returns_persons, naturalisations_persons and resettlement_departures_persons, {}, sum of {period}",
                option_id(inputs, option),
                names(sex, band)
            );
            Some(page.number(&fixed(value, 0), "summary", "mean", &row))
        });
        page.table(
            &format!("People who find a durable solution in {period}, by sex and age; means over the simulated futures"),
            &heads,
            &rows,
        );
    }
    if found.stock.is_empty() {
        return;
    }
    let start = |sex, band| -> f64 {
        bands(band)
            .into_iter()
            .flat_map(|band| sexes(sex).into_iter().map(move |sex| (sex, band)))
            .map(|(sex, band)| {
                let hosts = inputs.situation.hosts.iter();
                hosts
                    .map(|host| {
                        let stock = &host.stock;
                        [&stock.unregistered, &stock.refugees, &stock.asylum_seekers]
                            .map(|people| people.in_band(sex, band).0)
                            .into_iter()
                            .sum::<u64>()
                    })
                    .sum::<u64>() as f64
            })
            .sum()
    };
    heads.insert(1, ("at the start", false));
    let rows = rows_by_sex_and_age(titles.len() + 1, |column, sex, band| {
        let Some(option) = column.checked_sub(1) else {
            let row = format!("host.*, people at the start, {}", names(sex, band));
            let people = fixed(start(sex, band), 0);
            return Some(page.number(&people, "parameters", "value", &row));
        };
        let value = sum(&found.stock, option, sex, band)?;
        let row = format!(
            "{}, stock_persons, {}, {last}",
            option_id(inputs, option),
            names(sex, band)
        );
        Some(page.number(&fixed(value, 0), "summary", "mean", &row))
    });
    page.table(
        &format!("People in need of protection at the start and at the end of {}, by sex and age; means over the simulated futures", inputs.end_of(last)),
        &heads,
        &rows,
    );
}

/// A row for each sex and age band, one for each sex, one for all.
fn rows_by_sex_and_age(
    columns: usize,
    cell: impl Fn(usize, Option<Sex>, Option<AgeBand>) -> Option<String>,
) -> Vec<Vec<String>> {
    let mut kinds = vec![(None, None)];
    for sex in SEXES {
        kinds.push((Some(sex), None));
        kinds.extend(AGE_BANDS.map(|band| (Some(sex), Some(band))));
    }
    kinds
        .into_iter()
        .map(|(sex, band)| {
            let strong = band.is_none();
            let mut row = vec![if strong {
                format!("<strong>{}</strong>", names(sex, band))
            } else {
                format!("<span class=\"nowrap\">{}</span>", names(sex, band))
            }];
            row.extend((0..columns).map(|column| cell(column, sex, band).unwrap_or_default()));
            row
        })
        .collect()
}

fn sexes(sex: Option<Sex>) -> Vec<Sex> {
    sex.map_or_else(|| SEXES.to_vec(), |sex| vec![sex])
}

fn bands(band: Option<AgeBand>) -> Vec<AgeBand> {
    band.map_or_else(|| AGE_BANDS.to_vec(), |band| vec![band])
}

fn names(sex: Option<Sex>, band: Option<AgeBand>) -> String {
    match (sex, band) {
        (None, _) => "all".to_owned(),
        (Some(sex), None) => sex.name().to_owned(),
        (Some(sex), Some(band)) => format!("{}, {}", sex.name(), band.name().replace('-', "–")),
    }
}

/// The sum over the sexes and bands meant; none where the option has none of them.
fn sum(
    cells: &BTreeMap<(usize, Sex, AgeBand), f64>,
    option: usize,
    sex: Option<Sex>,
    band: Option<AgeBand>,
) -> Option<f64> {
    let mut total: Option<f64> = None;
    for sex in sexes(sex) {
        for band in bands(band) {
            if let Some(value) = cells.get(&(option, sex, band)) {
                total = Some(total.unwrap_or(0.0) + value);
            }
        }
    }
    total
}
