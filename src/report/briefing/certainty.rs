//! How sure the comparison is: intervals, uptake, the value of hosting, kinds of futures.

use super::page::{Page, escaped};
use super::results::COMPARED as SHOWN;
use super::words::{apart_signed, declared, enumerated, finding, label, noun, option_id, place_of};
use crate::indicator::ComparisonRow;
use crate::report::ReportInputs;
use crate::report::charts::Chart;
use crate::report::compared::{Better, COMPARED, condition};
use crate::report::numbers::percent;
use crate::study::outcomes::{Outcomes, ranking_holds};
use crate::study::{BreakEven, besides_uptake_together, break_even};
use crate::units::with_decimals;

/// Indicators of the table of uptakes, and whether less of them is better.
const BY_UPTAKE: [(&str, bool); 4] = [
    ("total_gap_usd", true),
    ("total_solutions_persons", false),
    ("total_protracted_person_years", true),
    ("contribution_gini", true),
];

/// How sure the comparison is.
pub(super) fn certainty(
    page: &mut Page<'_>,
    inputs: &ReportInputs<'_>,
    outcomes: Option<&Outcomes>,
    charts: &[Chart],
) {
    page.heading("certainty", "How sure we are");
    let are_drawn = inputs.register.iter().any(|row| row.drawn.is_some());
    page.paragraph(if are_drawn {
        "Options meet the same simulated futures and the same draws of parameters from their ranges, so their \
         differences are known better than either result. Intervals show what chance and ranges leave open, \
         not whether the model has the right form."
    } else {
        "Options meet the same simulated futures, so their differences are known better than \
         either result. Intervals show chance within the model, not the uncertainty of assumptions."
    });
    let rows: Vec<Vec<String>> = inputs
        .comparison
        .iter()
        .filter(|row| row.uptake.is_none() && SHOWN.contains(&row.indicator))
        .map(|row| {
            let place = place_of(inputs, row);
            let difference = apart_signed(row.indicator, row.difference);
            vec![
                finding(page, inputs, row),
                page.number(&difference, "comparison", "difference", &place),
            ]
        })
        .collect();
    if !rows.is_empty() {
        page.table(
            "Differences from the baseline",
            &[("finding", true), ("difference", false)],
            &rows,
        );
    }
    uptake(page, inputs);
    if let Some(outcomes) = outcomes {
        hosting(page, inputs, outcomes);
        kinds_of_futures(page, inputs, outcomes);
    }
    page.figures(charts, "comparison");
    if charts
        .iter()
        .any(|chart| chart.name.starts_with("tornado_"))
    {
        page.raw("<h3>What the results hang on</h3>");
        page.paragraph(
            "Parameters were drawn from the ranges in which they are believed to lie. The charts show, for the \
             first option with a plan, which of them move an outcome most; what can be learnt about these \
             narrows the bands most.",
        );
        page.figures(charts, "tornado_");
    }
}

/// Differences at fixed uptakes, and the uptake from which an option does better.
fn uptake(page: &mut Page<'_>, inputs: &ReportInputs<'_>) {
    let mut levels: Vec<f64> = Vec::new();
    for level in inputs.comparison.iter().filter_map(|row| row.uptake) {
        if !levels.contains(&level) {
            levels.push(level);
        }
    }
    levels.sort_by(f64::total_cmp);
    let mut rows = Vec::new();
    for (index, option) in inputs.situation.options.iter().enumerate() {
        for (name, smaller) in BY_UPTAKE {
            let Some(words) = break_even_words(page, inputs, index, name, smaller) else {
                continue;
            };
            let mut cells = vec![format!("{}: {}", escaped(&option.title), noun(name))];
            cells.extend(levels.iter().map(|&level| {
                let row = inputs.comparison.iter().find(|row| {
                    row.option == index && row.indicator == name && row.uptake == Some(level)
                });
                row.map_or_else(String::new, |row| at_uptake(page, inputs, row))
            }));
            cells.push(words);
            rows.push(cells);
        }
    }
    if rows.is_empty() {
        return;
    }
    page.raw("<h3>If less or more is given of what a plan asks</h3>");
    page.paragraph("Uptake is the part of what a plan asks beyond today that contributors give. It is judgement, so a plan must not win by assuming it.");
    let heads: Vec<String> = levels
        .iter()
        .map(|&level| match level {
            0.0 => "at no uptake".to_owned(),
            1.0 => "at full uptake".to_owned(),
            other => format!("at {} uptake", percent(other)),
        })
        .collect();
    let mut columns = vec![("difference from the baseline", true)];
    columns.extend(heads.iter().map(|head| (head.as_str(), false)));
    columns.push(("by means better", true));
    page.table(
        "Differences at fixed uptakes, and the uptake from which the means are better than the baseline’s",
        &columns,
        &rows,
    );
    let options = &inputs.situation.options;
    let better = (0..options.len()).filter(|&option| {
        let gap = break_even(inputs.comparison, option, "total_gap_usd", true);
        gap == Some(BreakEven::Always)
    });
    for (members, besides) in besides_uptake_together(inputs.situation, better) {
        let titles: Vec<String> = members
            .iter()
            .map(|&option| format!("“{}”", escaped(&options[option].title)))
            .collect();
        page.paragraph(&format!(
            "At no uptake {} still {} what the baseline has not: {}. What these bring is no answer to \
             whether contributors give more.",
            enumerated(&titles),
            if members.len() == 1 { "has" } else { "have" },
            enumerated(&besides)
        ));
    }
}

fn at_uptake(page: &Page<'_>, inputs: &ReportInputs<'_>, row: &ComparisonRow) -> String {
    let place = place_of(inputs, row);
    let difference = page.number(
        &apart_signed(row.indicator, row.difference),
        "comparison",
        "difference",
        &place,
    );
    if row.decided || row.difference == 0.0 {
        difference
    } else {
        format!("{difference}<br><span class=\"muted\">undecided</span>")
    }
}

fn break_even_words(
    page: &Page<'_>,
    inputs: &ReportInputs<'_>,
    option: usize,
    name: &str,
    smaller: bool,
) -> Option<String> {
    Some(
        match break_even(inputs.comparison, option, name, smaller)? {
            BreakEven::Always => "at every uptake, even none".to_owned(),
            BreakEven::Never => "at no uptake, not even full".to_owned(),
            BreakEven::At(uptake) if uptake < 5e-4 => "at any uptake above none".to_owned(),
            BreakEven::At(uptake) => {
                let row = format!(
                    "{}, {name}, between the uptakes that were run",
                    option_id(inputs, option)
                );
                let level = page.number(&percent(uptake), "comparison", "difference", &row);
                format!("from an uptake of about {level} on")
            }
        },
    )
}

/// Over which values of hosting the ranking in inequality holds, in the futures.
fn hosting(page: &mut Page<'_>, inputs: &ReportInputs<'_>, outcomes: &Outcomes) {
    let situation = inputs.situation;
    let Some(first) = situation.options.iter().find(|option| option.has_plan) else {
        return;
    };
    let value = |usd_each: f64, name: &str| {
        let row = format!("option.{}.plan.{name}", first.id);
        let text = declared(usd_each);
        page.number(&text, "parameters", "value", &row)
    };
    let mut items = vec![format!(
        "The inequality of contributions is measured in the same way under every option, with the values that “{}” declares: {} for a hosted person-year and {} for a place. Hosting counts less the outside money that is spent on the same need.",
        escaped(&first.title),
        value(
            first.hosting_value_usd_per_person_year,
            "hosting_value_usd_per_person_year"
        ),
        value(
            first.place_value_usd_per_person,
            "place_value_usd_per_person"
        ),
    )];
    let baseline = situation.baseline();
    for option in (0..situation.options.len()).filter(|&option| option != baseline) {
        let values = outcomes.over_hosting_values(baseline, option);
        let (Some(lowest), Some(highest)) = (values.first(), values.last()) else {
            continue;
        };
        let title = escaped(&inputs.option_title(option));
        let row = format!("{}, contribution_gini_hosting_*", option_id(inputs, option));
        let times = |multiple: f64| {
            page.number(
                &with_decimals(multiple),
                "outcomes",
                "contribution_gini_hosting",
                &row,
            )
        };
        items.push(match ranking_holds(&values) {
            Some([low, high]) => format!(
                "Whether “{title}” is more or less even than the baseline has the same answer with hosting valued at {} to {} times what is declared; {} to {} times were tried.",
                times(low),
                times(high),
                times(lowest.multiple),
                times(highest.multiple)
            ),
            None => format!(
                "Whether “{title}” is more or less even than the baseline is undecided by these futures at the declared value of hosting."
            ),
        });
    }
    page.raw("<h3>If hosting counts for more or less</h3>");
    page.list(&items);
}

/// Under which futures a ranking turns.
fn kinds_of_futures(page: &mut Page<'_>, inputs: &ReportInputs<'_>, outcomes: &Outcomes) {
    let baseline = inputs.situation.baseline();
    let mut items = Vec::new();
    for option in (0..inputs.situation.options.len()).filter(|&option| option != baseline) {
        for (name, better) in COMPARED {
            if better == Better::Neither {
                continue;
            }
            let thirds = outcomes.under_conditions(baseline, option, name);
            let turned: Vec<String> = thirds
                .iter()
                .filter(|third| third.flips)
                .map(|third| {
                    let row = format!("{}, {name}, {}", option_id(inputs, option), third.condition);
                    let difference = page.number(
                        &apart_signed(name, third.contrast.difference),
                        "outcomes",
                        name,
                        &row,
                    );
                    format!(
                        "in the third with {} {} ({difference} on average there)",
                        ["the least", "middling", "the most"][third.third],
                        condition(third.condition)
                    )
                })
                .collect();
            if !turned.is_empty() {
                items.push(format!(
                    "“{}”: {} lies on the other side of the baseline {}.",
                    escaped(&inputs.option_title(option)),
                    escaped(&label(name).to_lowercase()),
                    enumerated(&turned)
                ));
            }
        }
    }
    page.raw("<h3>Under which futures a ranking turns</h3>");
    if items.is_empty() {
        page.paragraph("Of the rankings that all futures decide, none turns in any third of the futures by arrivals or by peace.");
    } else {
        page.list(&items);
    }
}
