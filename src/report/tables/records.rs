//! Comparison, register of parameters, funding history.

use crate::indicator::{self, ComparisonRow};
use crate::model::FundingRecord;
use crate::report::numbers::cents;
use crate::report::{Column, RegisterRow, ReportInputs, Table};

/// A paired difference as tables hold it: money to the cent. What is written from a run goes by these, so
/// that it is the same when the run is read back.
#[must_use]
pub fn as_stored(row: ComparisonRow) -> ComparisonRow {
    if indicator::find(row.indicator).is_none_or(|it| it.unit != "US$") {
        return row;
    }
    ComparisonRow {
        baseline_mean: cents(row.baseline_mean),
        option_mean: cents(row.option_mean),
        difference: cents(row.difference),
        standard_error: cents(row.standard_error),
        interval: row.interval.map(cents),
        ..row
    }
}

/// The table `comparison`.
#[expect(
    clippy::too_many_lines,
    reason = "one entry for each column, in the order of the file"
)]
pub(super) fn comparison(inputs: &ReportInputs<'_>) -> Table {
    let rows = inputs.comparison;
    let rows: Vec<ComparisonRow> = rows.iter().cloned().map(as_stored).collect();
    let numbers =
        |value: &dyn Fn(&ComparisonRow) -> f64| rows.iter().map(|row| Some(value(row))).collect();
    let option = |row: &ComparisonRow| {
        inputs
            .situation
            .options
            .get(row.option)
            .map(|option| option.id.to_string())
    };
    let columns = vec![
        Column::text(
            [
                "option",
                "-",
                "#meta+option",
                "Identifier of the option that is compared with the baseline.",
            ],
            rows.iter().map(option).collect(),
        ),
        Column::text(
            [
                "indicator",
                "-",
                "#indicator+name",
                "Name of the indicator; see the list of indicators.",
            ],
            rows.iter()
                .map(|row| Some(row.indicator.to_owned()))
                .collect(),
        ),
        Column::text(
            [
                "unit",
                "-",
                "#indicator+unit",
                "Unit of means, difference, error and interval.",
            ],
            rows.iter()
                .map(|row| indicator::find(row.indicator).map(|it| it.unit.to_owned()))
                .collect(),
        ),
        Column::number(
            [
                "uptake",
                "share",
                "#indicator+uptake",
                "Uptake at which plans were held; empty where uptake is drawn from its prior.",
            ],
            rows.iter().map(|row| row.uptake).collect(),
        ),
        Column::number(
            [
                "baseline_mean",
                "as `unit`",
                "#indicator+value+baseline",
                "Mean under the baseline.",
            ],
            numbers(&|row| row.baseline_mean),
        ),
        Column::number(
            [
                "option_mean",
                "as `unit`",
                "#indicator+value+option",
                "Mean under the option.",
            ],
            numbers(&|row| row.option_mean),
        ),
        Column::number(
            [
                "difference",
                "as `unit`",
                "#indicator+value+difference",
                "Mean of the paired differences, option less baseline.",
            ],
            numbers(&|row| row.difference),
        ),
        Column::number(
            [
                "standard_error",
                "as `unit`",
                "#indicator+value+se",
                "Standard error of the mean difference.",
            ],
            numbers(&|row| row.standard_error),
        ),
        Column::number(
            [
                "interval_low",
                "as `unit`",
                "#indicator+value+low",
                "Lower end of the 95 % confidence interval of the mean difference.",
            ],
            numbers(&|row| row.interval[0]),
        ),
        Column::number(
            [
                "interval_high",
                "as `unit`",
                "#indicator+value+high",
                "Upper end of that interval.",
            ],
            numbers(&|row| row.interval[1]),
        ),
        Column::boolean(
            [
                "decided",
                "-",
                "#meta+decided",
                "Whether the replicates decide the sign of the difference.",
            ],
            rows.iter().map(|row| Some(row.decided)).collect(),
        ),
        Column::integer(
            [
                "replicates_to_decide",
                "count",
                "#meta+replicates",
                "How many replicates would decide it, where that can be said.",
            ],
            rows.iter()
                .map(|row| {
                    row.replicates_to_decide
                        .and_then(|count| i64::try_from(count).ok())
                })
                .collect(),
        ),
    ];
    Table::new(
        "comparison",
        "One row for each option, indicator and uptake: the option against the baseline, paired replicate by replicate.",
        columns,
    )
}

/// The table `parameters`.
pub(super) fn parameters(inputs: &ReportInputs<'_>) -> Table {
    let rows = inputs.register;
    let texts = |value: &dyn Fn(&RegisterRow) -> &String| {
        rows.iter().map(|row| Some(value(row).clone())).collect()
    };
    let columns = vec![
        Column::text(
            [
                "parameter",
                "-",
                "#meta+parameter",
                "Path of the parameter in the scenario.",
            ],
            texts(&|row| &row.path),
        ),
        Column::text(
            ["value", "as `unit`", "#meta+value", "Value."],
            texts(&|row| &row.value),
        ),
        Column::text(
            ["unit", "-", "#meta+unit", "Unit."],
            texts(&|row| &row.unit),
        ),
        Column::number(
            [
                "range_low",
                "as `unit`",
                "#meta+low",
                "Lower end of the range it is believed to lie in; empty where none is given.",
            ],
            rows.iter()
                .map(|row| row.range.map(|[low, _]| low))
                .collect(),
        ),
        Column::number(
            [
                "range_high",
                "as `unit`",
                "#meta+high",
                "Upper end of that range.",
            ],
            rows.iter()
                .map(|row| row.range.map(|[_, high]| high))
                .collect(),
        ),
        Column::text(
            [
                "drawn",
                "-",
                "#meta+distribution",
                "Distribution by which it is drawn from that range; empty where it is fixed.",
            ],
            rows.iter().map(|row| row.drawn.clone()).collect(),
        ),
        Column::text(
            [
                "basis",
                "-",
                "#meta+basis",
                "`data`, `literature` or `judgement`.",
            ],
            texts(&|row| &row.basis),
        ),
        Column::text(
            ["source", "-", "#meta+source", "Where it comes from."],
            texts(&|row| &row.source),
        ),
        Column::text(
            [
                "origin",
                "-",
                "#meta+origin",
                "The file and line, or the override, that set it.",
            ],
            texts(&|row| &row.origin),
        ),
    ];
    Table::new(
        "parameters",
        "One row for each parameter: the register of what the results rest on.",
        columns,
    )
}

/// The table `funding_history`.
pub(super) fn funding_history(inputs: &ReportInputs<'_>) -> Table {
    let rows = &inputs.situation.funding_history;
    let numbers = |value: &dyn Fn(&FundingRecord) -> Option<f64>| {
        rows.iter().map(|row| value(row).map(cents)).collect()
    };
    let columns = vec![
        Column::text(
            [
                "host",
                "-",
                "#country+code+v_iso3",
                "ISO code of the host country.",
            ],
            rows.iter().map(|row| Some(row.host.to_string())).collect(),
        ),
        Column::text(
            [
                "host_name",
                "-",
                "#country+name",
                "Name of the host country.",
            ],
            rows.iter()
                .map(|row| Some(inputs.host_name(row.host)))
                .collect(),
        ),
        Column::integer(
            ["year", "year", "#date+year", "Calendar year."],
            rows.iter().map(|row| Some(i64::from(row.year))).collect(),
        ),
        Column::number(
            [
                "requested_usd",
                "US$",
                "#value+required+usd",
                "What the response plan asked for.",
            ],
            numbers(&|row| Some(row.requested.as_usd())),
        ),
        Column::number(
            [
                "received_usd",
                "US$",
                "#value+disbursed+usd",
                "What it received; empty where that is not known.",
            ],
            numbers(&|row| row.received.map(crate::units::Cents::as_usd)),
        ),
        Column::number(
            [
                "requested_low_usd",
                "US$",
                "#value+required+low",
                "Lower end of a judged requirement.",
            ],
            numbers(&|row| row.requested_range_usd.map(|[low, _]| low)),
        ),
        Column::number(
            [
                "requested_high_usd",
                "US$",
                "#value+required+high",
                "Upper end of a judged requirement.",
            ],
            numbers(&|row| row.requested_range_usd.map(|[_, high]| high)),
        ),
        Column::text(
            [
                "basis",
                "-",
                "#meta+basis",
                "`data`, `literature` or `judgement`.",
            ],
            rows.iter()
                .map(|row| Some(row.basis.name().to_owned()))
                .collect(),
        ),
    ];
    Table::new(
        "funding_history",
        "One row for each host and past year: what was asked and received before the simulation.",
        columns,
    )
}
