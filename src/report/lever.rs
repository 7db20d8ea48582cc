//! The table `decision_value`: what review, advance pledging and preparedness are worth.

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
    // Evenness is no amount of anything that a dollar could buy.
    let each = |name: &str, hxl: &str, meaning: &str, place: usize| {
        let bought = values.iter().map(|row| {
            let is_amount = row.indicator.starts_with("total_");
            row.per_usd()
                .filter(|_| is_amount)
                .map(|per_usd| per_usd[place])
        });
        Column::number([name, "as `unit` per US$", hxl, meaning], bought.collect())
    };
    let columns = vec![
        Column::text(
            [
                "lever",
                "-",
                "#activity+lever",
                "`review`: the plan as reviewed against the same plan never reviewed (adaptive less static); \
                 `advance-pledging`: with its share of pledges for several years against none; `preparedness`: with \
                 hosts that are kept prepared against none that are.",
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
        Column::number(
            [
                "cost_usd",
                "US$",
                "#value+cost+usd",
                "What preparedness itself costs over the whole period: upkeep as it is asked for and goods that are \
                 used, mean over the futures; empty for the other levers, which cost nothing by themselves.",
            ],
            values.iter().map(|row| row.cost_usd.map(cents)).collect(),
        ),
        each(
            "value_per_usd",
            "#indicator+value+per_usd",
            "The value for each dollar of that cost, as person-months below standard avoided per US$ of preparedness; \
             empty for evenness.",
            0,
        ),
        each(
            "low_per_usd",
            "#indicator+value+low+per_usd",
            "Lower end of the interval for each dollar.",
            1,
        ),
        each(
            "high_per_usd",
            "#indicator+value+high+per_usd",
            "Upper end of the interval for each dollar.",
            2,
        ),
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
        "What review, advance pledging and preparedness are worth under each option, by outcomes of the whole period \
         at the drawn uptake, in the same futures with and without them: of options that differ in nothing else, \
         and with `run --decision-value` of every option.",
        columns,
    ))
}
