//! The table `decision_value`: what review and advance pledging are worth.

use crate::indicator;
use crate::model::Situation;
use crate::study::lever::LeverValue;

use super::numbers::cents;
use super::{Column, Table};

/// The table; none where nothing could be compared.
#[must_use]
#[expect(
    clippy::too_many_lines,
    reason = "one entry for each column, in the order of the file"
)]
pub fn lever_table(situation: &Situation, values: &[LeverValue]) -> Option<Table> {
    if values.is_empty() {
        return None;
    }
    let option = |index: usize| situation.options.get(index).map(|it| it.id.to_string());
    let text = |value: &dyn Fn(&LeverValue) -> Option<String>| values.iter().map(value).collect();
    let number = |name: &str, hxl: &str, meaning: &str, of: &dyn Fn(&LeverValue) -> f64| {
        let numbers = values.iter().map(|row| {
            let is_money = indicator::find(row.indicator).is_some_and(|it| it.unit == "US$");
            Some(if is_money { cents(of(row)) } else { of(row) })
        });
        Column::number([name, "as `unit`", hxl, meaning], numbers.collect())
    };
    let columns = vec![
        Column::text(
            [
                "lever",
                "-",
                "#activity+lever",
                "`review`: the plan as reviewed against the same plan never reviewed (adaptive less static); \
                 `advance-pledging`: with its share of pledges for several years against none.",
            ],
            text(&|row| Some(row.comparison.lever.name().to_owned())),
        ),
        Column::text(
            [
                "option",
                "-",
                "#meta+option",
                "Identifier of the option with it.",
            ],
            text(&|row| option(row.comparison.option)),
        ),
        Column::text(
            [
                "without",
                "-",
                "#meta+option+without",
                "Identifier of the option that is the same without it; empty where that was simulated for the \
                 purpose.",
            ],
            text(&|row| option(row.comparison.without)),
        ),
        Column::text(
            [
                "indicator",
                "-",
                "#indicator+name",
                "Outcome over the whole period.",
            ],
            text(&|row| Some(row.indicator.to_owned())),
        ),
        Column::text(
            ["unit", "-", "#indicator+unit", "Unit of the indicator."],
            text(&|row| indicator::find(row.indicator).map(|it| it.unit.to_owned())),
        ),
        number(
            "value",
            "#indicator+value",
            "How much better the mean outcome is with it, in the same futures; below 0 where it is worse.",
            &|row| row.value,
        ),
        number(
            "low",
            "#indicator+value+low",
            "Lower end of its 95 % confidence interval.",
            &|row| row.interval[0],
        ),
        number("high", "#indicator+value+high", "Upper end.", &|row| {
            row.interval[1]
        }),
        Column::boolean(
            [
                "decided",
                "-",
                "#indicator+decided",
                "Whether the interval leaves out 0, with at least twenty draws behind it.",
            ],
            values
                .iter()
                .map(|row| Some(row.contrast.decided))
                .collect(),
        ),
        Column::integer(
            [
                "replicates",
                "-",
                "#meta+replicates",
                "Futures behind the row.",
            ],
            values
                .iter()
                .map(|row| i64::try_from(row.contrast.replicates).ok())
                .collect(),
        ),
    ];
    Some(Table::new(
        "decision_value",
        "What review and advance pledging are worth under each option with a plan, by outcomes of the whole period \
         at the drawn uptake, in the same futures with and without them: of options that differ in nothing else, \
         and with `run --decision-value` of every option.",
        columns,
    ))
}
