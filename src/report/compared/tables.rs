//! The comparison as tables.

use crate::ensemble::UPTAKE_LEVELS;
use crate::report::numbers::cents;
use crate::report::{Column, Table};
use crate::study::equity::ContributionUnit;
use crate::study::outcomes::Contrast;

use super::text::{condition, verdict};
use super::{COMPARED, Compared};

/// All tables that the comparison has anything for.
#[must_use]
pub fn compared_tables(compared: &Compared) -> Vec<Table> {
    let mut tables = Vec::new();
    if !compared.equity.is_empty() {
        tables.push(equity(compared));
        tables.push(contributions(compared));
    }
    if !compared.over_hosting.is_empty() {
        tables.push(over_hosting(compared));
    }
    if compared.outcomes.is_some() {
        tables.push(differences(compared));
        tables.push(futures(compared));
    }
    tables
}

fn option_column(compared: &Compared, options: &[usize]) -> Column {
    Column::text(
        ["option", "-", "#meta+option", "Identifier of the option."],
        options
            .iter()
            .map(|&option| Some(compared.ids[option].clone()))
            .collect(),
    )
}

fn equity(compared: &Compared) -> Table {
    let options: Vec<usize> = compared.equity.iter().map(|one| one.option).collect();
    let number =
        |name: &str, unit: &str, hxl: &str, meaning: &str, value: &dyn Fn(usize) -> f64| {
            Column::number(
                [name, unit, hxl, meaning],
                (0..compared.equity.len())
                    .map(|row| Some(value(row)))
                    .collect(),
            )
        };
    let rows = &compared.equity;
    Table::new(
        "compare_equity",
        "How even each option's plan is, what it costs and what it leaves unmet, a year.",
        vec![
            option_column(compared, &options),
            number(
                "gini",
                "0 to 1",
                "#indicator+gini",
                "Gini coefficient of contributions relative to key shares.",
                &|row| rows[row].gini,
            ),
            number(
                "theil",
                "0 up",
                "#indicator+theil",
                "Theil's T of the same.",
                &|row| rows[row].theil,
            ),
            number(
                "atkinson",
                "0 to 1",
                "#indicator+atkinson",
                "Atkinson's index of the same with an aversion of one half.",
                &|row| rows[row].atkinson,
            ),
            number(
                "largest_ratio",
                "ratio",
                "#indicator+ratio",
                "The largest contribution relative to an even one.",
                &|row| rows[row].worst.map_or(f64::NAN, |(_, ratio)| ratio),
            ),
            Column::text(
                [
                    "largest_ratio_of",
                    "-",
                    "#org+contributor",
                    "Whose it is, by ISO code.",
                ],
                rows.iter()
                    .map(|one| {
                        let (state, _) = one.worst?;
                        let yardstick = compared.yardstick.as_ref()?;
                        yardstick.states.get(state).map(|it| it.0.to_string())
                    })
                    .collect(),
            ),
            number(
                "money_usd",
                "US$",
                "#value+usd",
                "Money of all contributors a year.",
                &|row| cents(rows[row].money_usd),
            ),
            number(
                "places",
                "persons",
                "#capacity+places",
                "Places of all contributors a year.",
                &|row| rows[row].places,
            ),
            number(
                "unmet_life_saving_usd",
                "US$",
                "#value+gap+usd",
                "Life-saving needs that nobody is asked for, a year.",
                &|row| cents(rows[row].unmet_usd[0]),
            ),
            number(
                "unmet_sustaining_usd",
                "US$",
                "#value+gap+usd",
                "Other needs that nobody is asked for, a year.",
                &|row| cents(rows[row].unmet_usd[1]),
            ),
            number(
                "unmet_places",
                "persons",
                "#affected+unmet",
                "Places that nobody is asked for, a year.",
                &|row| rows[row].unmet_places,
            ),
        ],
    )
}

fn contributions(compared: &Compared) -> Table {
    let states = compared
        .yardstick
        .as_ref()
        .map_or(&[][..], |yardstick| yardstick.states.as_slice());
    let rows: Vec<(usize, usize)> = (0..compared.equity.len())
        .flat_map(|row| (0..states.len()).map(move |state| (row, state)))
        .collect();
    let options: Vec<usize> = rows
        .iter()
        .map(|&(row, _)| compared.equity[row].option)
        .collect();
    let base = compared.equity.get(compared.baseline);
    let unit = match compared.yardstick.as_ref().map(|it| it.unit) {
        Some(ContributionUnit::Places) => "persons",
        _ => "US$",
    };
    Table::new(
        "compare_contributions",
        "What each State contributes a year under each option, and against the baseline.",
        vec![
            option_column(compared, &options),
            Column::text(
                [
                    "contributor",
                    "-",
                    "#org+contributor",
                    "ISO code of the State.",
                ],
                rows.iter()
                    .map(|&(_, state)| Some(states[state].0.to_string()))
                    .collect(),
            ),
            Column::text(
                ["name", "-", "#org+name", "Name of the State."],
                rows.iter()
                    .map(|&(_, state)| Some(states[state].1.clone()))
                    .collect(),
            ),
            Column::number(
                [
                    "key_share",
                    "share",
                    "#indicator+share",
                    "Its share of the key by which all options are measured.",
                ],
                rows.iter()
                    .map(|&(_, state)| Some(states[state].2))
                    .collect(),
            ),
            Column::number(
                [
                    "contribution",
                    unit,
                    "#value+contribution",
                    "Money, places and hosting at declared values, or places alone, a year.",
                ],
                rows.iter()
                    .map(|&(row, state)| Some(cents(compared.equity[row].contributions[state])))
                    .collect(),
            ),
            Column::number(
                [
                    "against_baseline",
                    unit,
                    "#value+change",
                    "The same less that under the baseline.",
                ],
                rows.iter()
                    .map(|&(row, state)| {
                        base.map(|base| {
                            cents(
                                compared.equity[row].contributions[state]
                                    - base.contributions[state],
                            )
                        })
                    })
                    .collect(),
            ),
        ],
    )
}

fn over_hosting(compared: &Compared) -> Table {
    let rows: Vec<(usize, (f64, f64, f64))> = compared
        .over_hosting
        .iter()
        .flat_map(|(option, points)| points.iter().map(move |&point| (*option, point)))
        .collect();
    let options: Vec<usize> = rows.iter().map(|&(option, _)| option).collect();
    let number = |name: &str, unit: &str, meaning: &str, value: &dyn Fn((f64, f64, f64)) -> f64| {
        Column::number(
            [name, unit, "#indicator+gini", meaning],
            rows.iter().map(|&(_, point)| Some(value(point))).collect(),
        )
    };
    Table::new(
        "compare_hosting_value",
        "Inequality of the plans when hosting counts for more or less than is declared.",
        vec![
            option_column(compared, &options),
            number(
                "hosting_multiple",
                "times the declared value",
                "Multiple of the declared value of hosting.",
                &|point| point.0,
            ),
            number(
                "baseline_gini",
                "0 to 1",
                "Gini coefficient under the baseline.",
                &|point| point.1,
            ),
            number(
                "option_gini",
                "0 to 1",
                "Gini coefficient under the option.",
                &|point| point.2,
            ),
        ],
    )
}

/// Columns of a contrast, the same in every table.
fn contrast_columns(contrasts: &[&Contrast]) -> Vec<Column> {
    let number = |name: &str, meaning: &str, value: &dyn Fn(&Contrast) -> f64| {
        Column::number(
            [name, "the indicator's", "#indicator+value", meaning],
            contrasts.iter().map(|one| Some(value(one))).collect(),
        )
    };
    vec![
        number("baseline_mean", "Mean under the baseline.", &|one| {
            one.baseline_mean
        }),
        number("option_mean", "Mean under the option.", &|one| {
            one.option_mean
        }),
        number(
            "difference",
            "Option less baseline, paired future by future.",
            &|one| one.difference,
        ),
        number(
            "interval_low",
            "Lower end of the 95 % confidence interval.",
            &|one| one.interval[0],
        ),
        number("interval_high", "Its upper end.", &|one| one.interval[1]),
        Column::boolean(
            [
                "decided",
                "-",
                "#meta+decided",
                "Whether the interval leaves out zero, with at least twenty futures.",
            ],
            contrasts.iter().map(|one| Some(one.decided)).collect(),
        ),
        Column::integer(
            [
                "replicates_to_decide",
                "count",
                "#meta+needed",
                "Replicates that would decide a difference of the size seen.",
            ],
            contrasts
                .iter()
                .map(|one| {
                    one.replicates_to_decide
                        .and_then(|count| i64::try_from(count).ok())
                })
                .collect(),
        ),
        Column::number(
            [
                "share_below",
                "share",
                "#indicator+share",
                "Share of futures in which the option lies below the baseline.",
            ],
            contrasts.iter().map(|one| Some(one.share_below)).collect(),
        ),
        Column::integer(
            [
                "replicates",
                "count",
                "#meta+replicates",
                "Futures behind the row.",
            ],
            contrasts
                .iter()
                .map(|one| i64::try_from(one.replicates).ok())
                .collect(),
        ),
    ]
}

fn differences(compared: &Compared) -> Table {
    let mut rows = Vec::new();
    if let Some(outcomes) = &compared.outcomes {
        for option in compared.others() {
            for (name, better) in COMPARED {
                let levels = std::iter::once(None).chain(UPTAKE_LEVELS.map(Some));
                for uptake in levels {
                    if let Some(contrast) =
                        outcomes.contrast(compared.baseline, option, uptake, name)
                    {
                        rows.push((option, name, better, uptake, contrast));
                    }
                }
            }
        }
    }
    let options: Vec<usize> = rows.iter().map(|row| row.0).collect();
    let mut columns = vec![
        option_column(compared, &options),
        Column::text(
            ["indicator", "-", "#meta+indicator", "The indicator."],
            rows.iter().map(|row| Some(row.1.to_owned())).collect(),
        ),
        Column::number(
            [
                "uptake",
                "share",
                "#indicator+uptake",
                "The uptake that was fixed; empty where it was drawn.",
            ],
            rows.iter().map(|row| row.3).collect(),
        ),
    ];
    let contrasts: Vec<&Contrast> = rows.iter().map(|row| &row.4).collect();
    columns.extend(contrast_columns(&contrasts));
    columns.push(Column::text(
        ["verdict", "-", "#meta+verdict", "What the futures decide."],
        rows.iter()
            .map(|row| Some(verdict(&row.4, row.2)))
            .collect(),
    ));
    Table::new(
        "compare_differences",
        "Differences from the baseline over the whole period, paired future by future.",
        columns,
    )
}

fn futures(compared: &Compared) -> Table {
    let mut rows = Vec::new();
    if let Some(outcomes) = &compared.outcomes {
        for option in compared.others() {
            for (name, _) in COMPARED {
                for third in outcomes.under_conditions(compared.baseline, option, name) {
                    rows.push((option, name, third));
                }
            }
        }
    }
    let options: Vec<usize> = rows.iter().map(|row| row.0).collect();
    let mut columns = vec![
        option_column(compared, &options),
        Column::text(
            ["indicator", "-", "#meta+indicator", "The indicator."],
            rows.iter().map(|row| Some(row.1.to_owned())).collect(),
        ),
        Column::text(
            [
                "condition",
                "-",
                "#meta+condition",
                "By what the futures are ordered.",
            ],
            rows.iter()
                .map(|row| Some(condition(row.2.condition).to_owned()))
                .collect(),
        ),
        Column::integer(
            [
                "third",
                "-",
                "#meta+third",
                "1 for the third of futures with the least of it, 3 for the most.",
            ],
            rows.iter()
                .map(|row| i64::try_from(row.2.third + 1).ok())
                .collect(),
        ),
        Column::number(
            [
                "condition_low",
                "the condition's",
                "#indicator+low",
                "The least of it in this third.",
            ],
            rows.iter().map(|row| Some(row.2.range[0])).collect(),
        ),
        Column::number(
            [
                "condition_high",
                "the condition's",
                "#indicator+high",
                "The most of it in this third.",
            ],
            rows.iter().map(|row| Some(row.2.range[1])).collect(),
        ),
    ];
    let contrasts: Vec<&Contrast> = rows.iter().map(|row| &row.2.contrast).collect();
    columns.extend(contrast_columns(&contrasts));
    columns.push(Column::boolean(
        [
            "flips",
            "-",
            "#meta+flips",
            "Whether the difference is decided here and decided the other way over all futures.",
        ],
        rows.iter().map(|row| Some(row.2.flips)).collect(),
    ));
    Table::new(
        "compare_futures",
        "Differences from the baseline in thirds of the futures by arrivals and by peace.",
        columns,
    )
}
