//! The table `gcr`: the indicators of the Global Compact on Refugees (framework of 2019, numbered as
//! there) beside what a run holds of them, so that plans can be reported in both vocabularies.

use crate::indicator::{self, Breakdown, Period, SummaryRow};
use crate::report::numbers::cents;
use crate::report::{Column, ReportInputs, Table};

/// How near a quantity of the run comes to an indicator of the framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    /// It is the same, for this situation.
    Same,
    /// It is a part of it, or stands beside it.
    Near,
}

/// A line of the framework, in our words, and what the run has of it.
struct Line {
    code: &'static str,
    objective: &'static str,
    asks: &'static str,
    answer: Option<(&'static str, Fit)>,
    note: &'static str,
}

const fn line(
    code: &'static str,
    objective: &'static str,
    asks: &'static str,
    answer: Option<(&'static str, Fit)>,
    note: &'static str,
) -> Line {
    Line {
        code,
        objective,
        asks,
        answer,
        note,
    }
}

const HOSTS: &str = "less pressure on hosts";
const SELF_RELIANCE: &str = "refugees' self-reliance";
const THIRD: &str = "solutions in third countries";
const ORIGIN: &str = "conditions for return";
const LOCAL: &str = "local solutions";

const AID: &str = "official development assistance to refugees and host communities";

const LINES: [Line; 19] = [
    line(
        "1.1.1",
        HOSTS,
        AID,
        Some(("disbursed_usd", Fit::Near)),
        "humanitarian money of all contributors, private and institutional among them",
    ),
    line(
        "1.1.1",
        HOSTS,
        AID,
        Some(("development_disbursed_usd", Fit::Near)),
        "development finance for hosts, beside the appeal; where it is modelled",
    ),
    line(
        "1.1.2",
        HOSTS,
        "donors of that assistance",
        Some(("contributors_paying_count", Fit::Same)),
        "contributors that paid in the year",
    ),
    line(
        "1.2.1",
        HOSTS,
        "share of it that goes to national actors",
        None,
        "",
    ),
    line(
        "1.2.2",
        HOSTS,
        "partners in national arrangements",
        None,
        "",
    ),
    line(
        "2.1.1",
        SELF_RELIANCE,
        "share of refugees who have access to decent work by law",
        Some(("self_reliance_share", Fit::Near)),
        "what comes of it: needs met from own income; the law's openness is an input of each host",
    ),
    line(
        "2.1.2",
        SELF_RELIANCE,
        "share of refugees who may move freely",
        None,
        "",
    ),
    line(
        "2.2.1",
        SELF_RELIANCE,
        "share of refugee children in national schools, primary",
        Some(("enrolment_primary_share", Fit::Near)),
        "enrolled in any school; where education is modelled",
    ),
    line(
        "2.2.1",
        SELF_RELIANCE,
        "the same, secondary",
        Some(("enrolment_secondary_share", Fit::Near)),
        "enrolled in any school; where education is modelled",
    ),
    line(
        "2.2.2",
        SELF_RELIANCE,
        "share of refugees and hosts below the national poverty line",
        None,
        "",
    ),
    line(
        "3.1.1",
        THIRD,
        "refugees who left for resettlement",
        Some(("resettlement_departures_persons", Fit::Same)),
        "",
    ),
    line(
        "3.1.2",
        THIRD,
        "countries that receive submissions for resettlement",
        Some(("contributors_resettling_count", Fit::Near)),
        "States to which people departed in the year",
    ),
    line(
        "3.2.1",
        THIRD,
        "refugees admitted on complementary pathways",
        Some(("pathway_departures_persons", Fit::Same)),
        "where pathways are modelled",
    ),
    line(
        "4.1.1",
        ORIGIN,
        "official development assistance to returnees in the country of origin",
        Some(("return_support_usd", Fit::Near)),
        "support to return by the strategy of solutions; where it is modelled",
    ),
    line("4.1.2", ORIGIN, "donors of that assistance", None, ""),
    line(
        "4.2.1",
        ORIGIN,
        "refugees who returned to their country",
        Some(("voluntary_returns_persons", Fit::Same)),
        "voluntary returns; those under pressure are no solution and in an account of their own",
    ),
    line(
        "4.2.1",
        ORIGIN,
        "how lasting return is",
        Some(("returnees_redisplaced_share", Fit::Near)),
        "returnees displaced again; where that is modelled",
    ),
    line(
        "4.2.2",
        ORIGIN,
        "share of returnees with recognised documents",
        None,
        "",
    ),
    line(
        "",
        LOCAL,
        "refugees who were naturalised",
        Some(("naturalisations_persons", Fit::Same)),
        "in the reports on the framework, without a number of its own in 2019",
    ),
];

/// A line under an option in a year; one without a year where nothing answers it.
struct Row<'a> {
    option: usize,
    line: &'static Line,
    year: Option<i32>,
    cell: Option<&'a SummaryRow>,
}

/// The table; none without results by year.
pub(super) fn gcr(inputs: &ReportInputs<'_>) -> Option<Table> {
    let options = inputs.situation.options.len();
    let mut found: Vec<Vec<Vec<&SummaryRow>>> = vec![vec![Vec::new(); LINES.len()]; options];
    for row in &inputs.summary.rows {
        let yearly = matches!(row.period, Period::Year(_));
        if !yearly || row.host.is_some() || row.breakdown != Breakdown::None {
            continue;
        }
        let Some(of_option) = found.get_mut(row.option) else {
            continue;
        };
        for (line, cells) in LINES.iter().zip(of_option) {
            if line.answer.is_some_and(|(name, _)| name == row.indicator) {
                cells.push(row);
            }
        }
    }
    if found.iter().flatten().all(Vec::is_empty) {
        return None;
    }
    let mut rows = Vec::new();
    for (option, lines) in found.iter().enumerate() {
        for (line, cells) in LINES.iter().zip(lines) {
            if cells.is_empty() {
                rows.push(Row {
                    option,
                    line,
                    year: None,
                    cell: None,
                });
            }
            rows.extend(cells.iter().map(|cell| Row {
                option,
                line,
                year: match cell.period {
                    Period::Year(year) => Some(year),
                    _ => None,
                },
                cell: Some(cell),
            }));
        }
    }
    Some(table(inputs, &rows))
}

#[expect(
    clippy::too_many_lines,
    reason = "one entry for each column, in the order of the file"
)]
fn table(inputs: &ReportInputs<'_>, rows: &[Row<'_>]) -> Table {
    let texts = |value: &dyn Fn(&Row<'_>) -> Option<String>| rows.iter().map(value).collect();
    let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let unit = |row: &Row<'_>| Some(indicator::find(row.cell?.indicator)?.unit);
    let option = |row: &Row<'_>| {
        let options = &inputs.situation.options;
        options.get(row.option).map(|option| option.id.to_string())
    };
    let number = |name: &str, hxl: &str, meaning: &str, of: &dyn Fn(&SummaryRow) -> f64| {
        let values = rows.iter().map(|row| {
            let value = of(row.cell?);
            Some(if unit(row) == Some("US$") {
                cents(value)
            } else {
                value
            })
        });
        Column::number([name, "as `unit`", hxl, meaning], values.collect())
    };
    let columns = vec![
        Column::text(
            ["option", "-", "#meta+option", "Identifier of the option."],
            texts(&option),
        ),
        Column::text(
            [
                "gcr_indicator",
                "-",
                "#indicator+gcr",
                "Number in the framework of 2019; empty for what its reports add.",
            ],
            texts(&|row| said(row.line.code)),
        ),
        Column::text(
            [
                "objective",
                "-",
                "#indicator+objective",
                "What the Compact aims at, in short.",
            ],
            texts(&|row| said(row.line.objective)),
        ),
        Column::text(
            [
                "asks_for",
                "-",
                "#indicator+asked",
                "What the framework measures, in short.",
            ],
            texts(&|row| said(row.line.asks)),
        ),
        Column::text(
            [
                "indicator",
                "-",
                "#indicator+name",
                "The quantity of this run that answers it; empty where none does.",
            ],
            texts(&|row| row.line.answer.map(|(name, _)| name.to_owned())),
        ),
        Column::text(
            [
                "fit",
                "-",
                "#indicator+fit",
                "`same`: the same for this situation; `near`: a part of it or beside it, see `note`; \
                 `not-modelled`.",
            ],
            texts(&|row| {
                let fit = match row.line.answer {
                    Some((_, Fit::Same)) => "same",
                    Some((_, Fit::Near)) => "near",
                    None => "not-modelled",
                };
                Some(fit.to_owned())
            }),
        ),
        Column::integer(
            [
                "year",
                "year",
                "#date+year",
                "Calendar year; empty where this run holds no value.",
            ],
            rows.iter().map(|row| row.year.map(i64::from)).collect(),
        ),
        Column::text(
            ["unit", "-", "#indicator+unit", "Unit of the values."],
            texts(&|row| unit(row).map(str::to_owned)),
        ),
        number("mean", "#indicator+mean", "Mean over replicates.", &|row| {
            row.mean
        }),
        number("p05", "#indicator+p05", "Quantile at 5 %.", &|row| {
            row.quantiles[0]
        }),
        number("p95", "#indicator+p95", "Quantile at 95 %.", &|row| {
            row.quantiles[4]
        }),
        Column::text(
            ["note", "-", "#description", "What to bear in mind."],
            texts(&|row| said(row.line.note)),
        ),
    ];
    Table::new(
        "gcr",
        "One row for each option, indicator of the Global Compact on Refugees (framework of 2019) and year: what this \
         run holds of it, all hosts together.",
        columns,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_is_in_the_vocabulary_and_every_number_there() {
        for line in &LINES {
            if let Some((name, fit)) = line.answer {
                assert!(indicator::find(name).is_some(), "{name}");
                assert!(
                    fit == Fit::Same || !line.note.is_empty(),
                    "{name}: how near?"
                );
            }
        }
        let mut codes: Vec<&str> = LINES.iter().map(|line| line.code).collect();
        codes.retain(|code| !code.is_empty());
        codes.dedup();
        assert_eq!(codes.len(), 15, "the framework of 2019 has fifteen");
    }
}
