//! Every cell of every indicator, summed up over the replicates.

use crate::indicator::{self, Breakdown, Period, SummaryRow};
use crate::report::numbers::cents;
use crate::report::{Column, ReportInputs, Table};

/// The table `summary`.
#[expect(
    clippy::too_many_lines,
    reason = "one entry for each column, in the order of the file"
)]
pub(super) fn summary(inputs: &ReportInputs<'_>) -> Table {
    let rows = &inputs.summary.rows;
    let texts = |value: &dyn Fn(&SummaryRow) -> Option<String>| rows.iter().map(value).collect();
    let numbers = |value: &dyn Fn(&SummaryRow) -> f64| {
        rows.iter()
            .map(|row| {
                let is_money = indicator::find(row.indicator).is_some_and(|it| it.unit == "US$");
                Some(if is_money {
                    cents(value(row))
                } else {
                    value(row)
                })
            })
            .collect()
    };
    let option = |row: &SummaryRow| {
        inputs
            .situation
            .options
            .get(row.option)
            .map(|option| option.id.to_string())
    };
    let contributor = |row: &SummaryRow| match row.breakdown {
        // The index counts the rows of the option's own plan, which may hold all Member States.
        Breakdown::Contributor(index) => inputs
            .plans
            .get(row.option)
            .and_then(|plan| plan.shares.get(index))
            .map(|share| share.contributor.to_string()),
        _ => None,
    };
    let mut columns = vec![
        Column::text(
            ["option", "-", "#meta+option", "Identifier of the option."],
            texts(&option),
        ),
        Column::text(
            [
                "indicator",
                "-",
                "#indicator+name",
                "Name of the indicator; see the list of indicators.",
            ],
            texts(&|row| Some(row.indicator.to_owned())),
        ),
        Column::text(
            [
                "unit",
                "-",
                "#indicator+unit",
                "Unit of the mean, its error and the quantiles.",
            ],
            texts(&|row| indicator::find(row.indicator).map(|it| it.unit.to_owned())),
        ),
        Column::text(
            [
                "host",
                "-",
                "#country+code+v_iso3",
                "ISO code of the host country; empty for all hosts together.",
            ],
            texts(&|row| row.host.map(|host| host.to_string())),
        ),
        Column::text(
            [
                "sector",
                "-",
                "#sector",
                "Sector, where the indicator is broken down by it.",
            ],
            texts(&|row| match row.breakdown {
                Breakdown::Sector(sector) => Some(sector.name().to_owned()),
                _ => None,
            }),
        ),
        Column::text(
            [
                "sex",
                "-",
                "#population+sex",
                "`female` or `male`, where broken down by sex.",
            ],
            texts(&|row| match row.breakdown {
                Breakdown::Sex(sex) | Breakdown::SexAge(sex, _) => Some(sex.name().to_owned()),
                _ => None,
            }),
        ),
        Column::text(
            [
                "age_band",
                "-",
                "#population+age",
                "Age band in years, where broken down by sex and age.",
            ],
            texts(&|row| match row.breakdown {
                Breakdown::SexAge(_, band) => Some(band.name().to_owned()),
                _ => None,
            }),
        ),
        Column::text(
            [
                "status",
                "-",
                "#population+status",
                "Legal status, where broken down by it.",
            ],
            texts(&|row| match row.breakdown {
                Breakdown::Status(status) => Some(status.name().to_owned()),
                _ => None,
            }),
        ),
        Column::text(
            [
                "years_in_exile",
                "-",
                "#population+exile",
                "Calendar years since arrival, `6+` for six and more, where broken down by them.",
            ],
            texts(&|row| match row.breakdown {
                Breakdown::Exile(years) => Some(years.name().to_owned()),
                _ => None,
            }),
        ),
        Column::text(
            [
                "contributor",
                "-",
                "#org+contributor",
                "Contributor, where broken down by it: ISO code of a State, or a short name.",
            ],
            texts(&contributor),
        ),
        Column::text(
            [
                "period",
                "-",
                "#date+kind",
                "`year`, `month` or `whole` (the whole simulation).",
            ],
            texts(&|row| {
                Some(
                    match row.period {
                        Period::Year(_) => "year",
                        Period::Month(_) => "month",
                        Period::Whole => "whole",
                    }
                    .to_owned(),
                )
            }),
        ),
    ];
    columns.extend(period_columns(inputs));
    columns.push(Column::number(
        [
            "mean",
            "as `unit`",
            "#indicator+value+mean",
            "Mean over replicates.",
        ],
        numbers(&|row| row.mean),
    ));
    columns.push(Column::number(
        [
            "standard_error",
            "as `unit`",
            "#indicator+value+se",
            "Monte Carlo standard error of the mean.",
        ],
        numbers(&|row| row.standard_error),
    ));
    let names = ["p05", "p25", "p50", "p75", "p95"];
    for (index, (name, level)) in names
        .into_iter()
        .zip(indicator::QUANTILE_LEVELS)
        .enumerate()
    {
        columns.push(Column::number(
            [
                name,
                "as `unit`",
                &format!("#indicator+value+{name}"),
                &format!("Quantile over replicates at {:.0} %.", level * 100.0),
            ],
            numbers(&|row| row.quantiles[index]),
        ));
    }
    columns.push(Column::integer(
        [
            "replicates",
            "count",
            "#meta+replicates",
            "Replicates behind the row.",
        ],
        rows.iter()
            .map(|row| i64::try_from(row.replicates).ok())
            .collect(),
    ));
    Table::new(
        "summary",
        "One row for each option, indicator, host, breakdown and period: mean, error and quantiles over all replicates.",
        columns,
    )
}

/// The calendar year and month that a row's period stands for.
fn period_columns(inputs: &ReportInputs<'_>) -> [Column; 2] {
    let start = inputs.situation.clock.start;
    let rows = &inputs.summary.rows;
    [
        Column::integer(
            [
                "year",
                "year",
                "#date+year",
                "Calendar year, of the month too; empty for the whole simulation.",
            ],
            rows.iter()
                .map(|row| match row.period {
                    Period::Year(year) => Some(i64::from(year)),
                    Period::Month(month) => Some(i64::from(start.plus(month).year())),
                    Period::Whole => None,
                })
                .collect(),
        ),
        Column::integer(
            [
                "month",
                "month",
                "#date+month",
                "Month of the calendar year, 1 to 12, where the period is a month.",
            ],
            rows.iter()
                .map(|row| match row.period {
                    Period::Month(month) => Some(i64::from(start.plus(month).month())),
                    _ => None,
                })
                .collect(),
        ),
    ]
}
