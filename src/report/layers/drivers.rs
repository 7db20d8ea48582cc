//! What the outcomes of a run hang on, where its parameters were drawn.

use crate::ensemble::HEADLINE_OUTCOMES;
use crate::model::Situation;
use crate::report::numbers::{Scale, percent, three_digits};
use crate::report::terminal::{Align, TextTable};
use crate::report::{Column, Table};
use crate::study::drivers::Driver;

use super::{indicator_columns, label_of, option_column, unit_of};

/// The table `drivers`; nothing where parameters are fixed.
#[must_use]
pub fn drivers_table(situation: &Situation, rows: &[Driver]) -> Option<Table> {
    if rows.is_empty() {
        return None;
    }
    let [indicator, unit] = indicator_columns(rows.iter().map(|row| row.indicator));
    let mut columns = vec![
        option_column(situation, rows.iter().map(|row| row.option)),
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
    ];
    columns.extend(number_columns(rows));
    Some(Table::new(
        "drivers",
        "One row for each option, headline outcome and parameter that was drawn: how the outcome goes along with the parameter over draws.",
        columns,
    ))
}

fn number_columns(rows: &[Driver]) -> Vec<Column> {
    let numbers = |of: &dyn Fn(&Driver) -> f64| rows.iter().map(|row| Some(of(row))).collect();
    vec![
        Column::number(
            [
                "value_low",
                "of the parameter",
                "#meta+value+low",
                "Middle of the fifth of its values that are lowest.",
            ],
            numbers(&|row| row.values[0]),
        ),
        Column::number(
            [
                "value_high",
                "of the parameter",
                "#meta+value+high",
                "Middle of the fifth that are highest.",
            ],
            numbers(&|row| row.values[1]),
        ),
        Column::number(
            [
                "mean_low",
                "as `unit`",
                "#indicator+value+low",
                "Mean outcome over the draws in that lowest fifth.",
            ],
            numbers(&|row| row.outcome[0]),
        ),
        Column::number(
            [
                "mean_low_standard_error",
                "as `unit`",
                "#indicator+value+low+se",
                "Its standard error.",
            ],
            numbers(&|row| row.outcome_error[0]),
        ),
        Column::number(
            [
                "mean_high",
                "as `unit`",
                "#indicator+value+high",
                "Mean outcome over the draws in the highest fifth.",
            ],
            numbers(&|row| row.outcome[1]),
        ),
        Column::number(
            [
                "mean_high_standard_error",
                "as `unit`",
                "#indicator+value+high+se",
                "Its standard error.",
            ],
            numbers(&|row| row.outcome_error[1]),
        ),
        Column::number(
            [
                "variance_share",
                "share",
                "#indicator+share",
                "Part of the outcome's variance over all futures that goes in a straight line with the parameter's place in its range; may be below zero where the truth is near it.",
            ],
            numbers(&|row| row.share),
        ),
        Column::number(
            [
                "variance_share_standard_error",
                "share",
                "#indicator+share+se",
                "Standard error of that part.",
            ],
            numbers(&|row| row.share_error),
        ),
        Column::boolean(
            [
                "decided",
                "-",
                "#meta+decided",
                "Whether the draws tell the parameter's effect apart from chance at 5 %, allowing for how many parameters there are.",
            ],
            rows.iter().map(|row| Some(row.decided)).collect(),
        ),
        Column::integer(
            ["draws", "count", "#meta+draws", "Draws behind it."],
            rows.iter()
                .map(|row| i64::try_from(row.draws).ok())
                .collect(),
        ),
    ]
}

/// The option whose drivers are shown: the first with a plan.
pub(crate) fn option_shown(situation: &Situation) -> usize {
    situation
        .options
        .iter()
        .position(|option| option.has_plan)
        .unwrap_or(0)
}

/// The drivers of an outcome that are told apart from chance, by how far they move it.
pub(crate) fn decided<'a>(rows: &'a [Driver], option: usize, indicator: &str) -> Vec<&'a Driver> {
    let mut found: Vec<&Driver> = rows
        .iter()
        .filter(|row| row.option == option && row.indicator == indicator && row.decided)
        .collect();
    found.sort_by(|one, other| {
        (other.swing().abs().total_cmp(&one.swing().abs()))
            .then_with(|| one.parameter.cmp(&other.parameter))
    });
    found
}

/// Parameters that the listing shows for each outcome.
const SHOWN: usize = 3;

/// What outcomes hang on, for the terminal: for the first option with a plan the parameters that move
/// each headline outcome most. Empty where parameters are fixed.
#[must_use]
pub fn drivers_text(situation: &Situation, rows: &[Driver]) -> String {
    let option = option_shown(situation);
    let Some(first) = rows.iter().find(|row| row.option == option) else {
        return String::new();
    };
    let mut table = TextTable::new(&[
        ("what it hangs on", Align::Left),
        ("where it is low", Align::Right),
        ("where it is high", Align::Right),
        ("of variance", Align::Right),
    ]);
    for indicator in HEADLINE_OUTCOMES {
        let found = decided(rows, option, indicator);
        let mean = rows
            .iter()
            .find(|row| row.option == option && row.indicator == indicator)
            .map_or(0.0, |row| row.mean);
        let scale = Scale::for_largest(mean);
        table.push(vec![format!(
            "{}, {}",
            label_of(indicator),
            scale.unit(unit_of(indicator))
        )]);
        for row in found.iter().take(SHOWN) {
            table.push(vec![
                format!("  {}", row.parameter),
                three_digits(row.outcome[0] / scale.factor),
                three_digits(row.outcome[1] / scale.factor),
                format!(
                    "{} ± {}",
                    percent(row.share.max(0.0)),
                    percent(row.share_error)
                ),
            ]);
        }
        if found.is_empty() {
            table.push(vec!["  none stands out from chance".to_owned()]);
        }
    }
    let title = situation
        .options
        .get(option)
        .map_or_else(String::new, |it| it.title.clone());
    format!(
        "{title}\n{}where it is low, high: mean over the draws with the parameter in the lowest and the \
         highest fifth of its\nrange; of variance: the part that goes along with it, ± its error; {} draws; \
         all in tables/drivers\n",
        table.render(),
        first.draws
    )
}
