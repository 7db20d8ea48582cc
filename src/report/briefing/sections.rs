//! The sections of the briefing, in their order.

use super::page::{Page, escaped};
use crate::indicator::{self, Breakdown, ComparisonRow, Period, SummaryRow};
use crate::model::{ContributorShare, Objective, PolicyOption};
use crate::report::ReportInputs;
use crate::report::charts::Chart;
use crate::report::numbers::{Scale, fixed, percent, signed, three_digits, usd};
use crate::report::terminal::{mean, multiple, years_text};
use crate::study::{BreakEven, break_even};

/// Contributors in the main text; all of them are in the annex.
const SHOWN: usize = 15;

/// Whole-period indicators that the briefing compares.
const COMPARED: [&str; 8] = [
    "total_requirement_usd",
    "total_disbursed_usd",
    "total_gap_usd",
    "total_coverage_share",
    "total_solutions_persons",
    "total_resettlement_departures_persons",
    "total_protracted_person_years",
    "contribution_gini",
];

/// Shows the charts whose names begin so.
fn figures(page: &mut Page<'_>, charts: &[Chart], prefix: &str) {
    for chart in charts.iter().filter(|chart| chart.name.starts_with(prefix)) {
        page.raw(&format!("<figure>{}</figure>", chart.svg));
    }
}

fn whole<'a>(inputs: &'a ReportInputs<'_>, option: usize, name: &str) -> Option<&'a SummaryRow> {
    inputs
        .summary
        .cell(option, name, None, Breakdown::None, Period::Whole)
}

/// A number in the unit of its indicator.
fn written(name: &str, value: f64) -> String {
    let unit = indicator::find(name).map_or("", |it| it.unit);
    match unit {
        "US$" => usd(value),
        "share" | "probability" => percent(value),
        "persons" | "person-years" | "person-months" => {
            let scale = Scale::for_largest(value);
            format!("{} {}", three_digits(value / scale.factor), scale.name)
                .trim_end()
                .to_owned()
        }
        _ => three_digits(value),
    }
}

/// A difference in the unit of its indicator: shares differ by percentage points, not by per cent.
fn apart(name: &str, value: f64) -> String {
    match indicator::find(name).map_or("", |it| it.unit) {
        "share" | "probability" => {
            format!("{} percentage points", three_digits(value * 100.0))
        }
        unit @ ("persons" | "person-years" | "person-months") => {
            format!("{} {unit}", written(name, value))
        }
        _ => written(name, value),
    }
}

fn label(name: &str) -> &str {
    indicator::find(name).map_or(name, |it| it.label.trim_end_matches(", whole period"))
}

/// What an indicator is called inside a sentence, always in the singular.
fn noun(name: &str) -> String {
    match name {
        "total_gap_usd" => "the funding gap",
        "total_requirement_usd" => "the requirement",
        "total_disbursed_usd" => "the money received",
        "total_coverage_share" => "the share of needs that is covered",
        "total_solutions_persons" => "the number of durable solutions",
        "total_resettlement_departures_persons" => "the number of people resettled",
        "total_protracted_person_years" => "the time spent in protracted displacement",
        "contribution_gini" => "the inequality of contributions",
        other => return label(other).to_lowercase(),
    }
    .to_owned()
}

/// The situation: who is where at the start, and what the needs are.
pub(super) fn situation(page: &mut Page<'_>, inputs: &ReportInputs<'_>, charts: &[Chart]) {
    let situation = inputs.situation;
    page.heading("situation", "The situation");
    if situation.synthetic {
        page.paragraph("This scenario is synthetic: its countries and figures are invented.");
    }
    page.paragraph(&escaped(&situation.description));
    let total: u64 = situation
        .hosts
        .iter()
        .map(|host| host.stock.total().0)
        .sum();
    if total > 0 {
        let rows: Vec<Vec<String>> = situation
            .hosts
            .iter()
            .map(|host| {
                let people = host.stock.total().0 as f64;
                let code = host.country.code.to_string();
                vec![
                    escaped(&host.country.name),
                    page.number(
                        &fixed(people, 0),
                        "parameters",
                        &format!("host {code}, people at the start"),
                    ),
                    percent(people / total as f64),
                    if host.at_war { "yes" } else { "no" }.to_owned(),
                ]
            })
            .collect();
        let people = page.number(
            &fixed(total as f64, 0),
            "parameters",
            "people at the start, all hosts",
        );
        page.paragraph(&format!(
            "At the start, {people} people are in need of protection in {} host {}.",
            situation.hosts.len(),
            if situation.hosts.len() == 1 {
                "State"
            } else {
                "States"
            }
        ));
        page.table(
            "People in need of protection at the start",
            &[
                ("host", true),
                ("people", false),
                ("share", false),
                ("itself at war", true),
            ],
            &rows,
        );
    }
    figures(page, charts, "requirement_received");
}

/// The weights of an option's key in words; empty where it has none of its own.
fn weights(option: &PolicyOption) -> String {
    let parts: Vec<String> = option
        .key
        .weights
        .iter()
        .map(|(name, &weight)| format!("{} {}", escaped(name), percent(weight)))
        .collect();
    if parts.is_empty() {
        String::new()
    } else {
        format!(" ({})", parts.join(", "))
    }
}

/// The options in words.
pub(super) fn options(page: &mut Page<'_>, inputs: &ReportInputs<'_>) {
    page.heading("options", "The options");
    for option in &inputs.situation.options {
        let mark = if option.is_baseline {
            " (others are compared with it)"
        } else {
            ""
        };
        page.raw(&format!("<h3>{}{mark}</h3>", escaped(&option.title)));
        page.paragraph(&escaped(&option.description));
        if !option.has_plan {
            page.paragraph("No plan: nobody is asked for more than it gives today.");
            continue;
        }
        let aim = match option.objective {
            Objective::Leximin => {
                "no State should bear more than it must relative to its share: the largest ratio of contribution to share is made as small as possible, then the next"
            }
            Objective::Proportional => {
                "contributions follow the key's shares exactly, as far as caps allow"
            }
            Objective::MinMax => {
                "the largest ratio of contribution to share is made as small as possible"
            }
            Objective::LeastCost => {
                "the cost to contributors is made as small as possible; equity is not considered"
            }
            Objective::LeastDeviation => {
                "what each gives changes as little as possible from what it gives today; what that leaves open is shared so that the largest ratio of contribution to share is as small as possible"
            }
            Objective::Nash => {
                "the sum of the logarithms of the ratios of contribution to share, weighted by share, is made as large as possible (Nash bargaining)"
            }
            Objective::Tradable => {
                "quotas are set so that nobody bears more than it must, and are then traded: who can give at less cost gives more and is paid for it; whether responsibility may be traded is contested, and this is a scenario to study"
            }
        };
        let mut facts = vec![
            format!(
                "Shares follow the key “{}”{}; {aim}.",
                escaped(&option.key.name),
                weights(option)
            ),
            format!(
                "The plan begins in month {} and covers {} years at a time.",
                option.plan_month + 1,
                option.plan_years
            ),
        ];
        if let Some(cap) = option.cap_share_of_gdp_per_year {
            facts.push(format!(
                "No State is asked for more than {}\u{a0}% of its GDP a year.",
                cap * 100.0
            ));
        }
        if option.resettlement_places_per_year > 0 {
            facts.push(format!(
                "{} resettlement places a year are sought.",
                fixed(f64::from(option.resettlement_places_per_year), 0)
            ));
        }
        facts.push(match option.review_interval_months {
            Some(months) => format!("It is reviewed every {months} months."),
            None => "It is not reviewed.".to_owned(),
        });
        facts.push(format!(
            "By declaration a hosted person-year counts for {} and a place for {}.",
            usd(option.hosting_value_usd_per_person_year),
            usd(option.place_value_usd_per_person)
        ));
        page.paragraph(&facts.join(" "));
    }
}

pub(super) fn ask_cells(page: &Page<'_>, option: &str, share: &ContributorShare) -> Vec<String> {
    let (today, asked) = (mean(&share.baseline_usd), mean(&share.obligation_usd));
    let row = format!("option {option}, {}", share.contributor);
    let over = |base: Option<f64>| base.filter(|&base| base > 0.0).map(|base| asked / base);
    let places = share
        .obligation_places
        .iter()
        .map(|&it| f64::from(it))
        .sum::<f64>()
        / share.obligation_places.len().max(1) as f64;
    vec![
        escaped(&share.name),
        page.number(&fixed(today / 1e6, 2), "shares", &row),
        page.number(&fixed(asked / 1e6, 2), "shares", &row),
        multiple(today, asked),
        over(share.gdp_usd).map_or_else(String::new, |it| fixed(it * 1e6, 1)),
        over(share.population_persons).map_or_else(String::new, |it| fixed(it, 3)),
        page.number(&fixed(places, 0), "shares", &row),
        share.binding.name().to_owned(),
    ]
}

pub(super) const ASK_HEADS: [(&str, bool); 8] = [
    ("State or contributor", true),
    ("today, US$ million", false),
    ("asked, US$ million", false),
    ("multiple of today", false),
    ("US$ per million US$ of GDP", false),
    ("US$ per inhabitant", false),
    ("places", false),
    ("rule that decides", true),
];

/// What each option asks of each State.
pub(super) fn asked(page: &mut Page<'_>, inputs: &ReportInputs<'_>, charts: &[Chart]) {
    page.heading("asked", "What each option asks of each State");
    for (option, plan) in inputs.situation.options.iter().zip(inputs.plans) {
        if !option.has_plan {
            continue;
        }
        let mut shares: Vec<&ContributorShare> = plan.shares.iter().collect();
        shares.sort_by(|left, right| {
            mean(&right.obligation_usd)
                .total_cmp(&mean(&left.obligation_usd))
                .then_with(|| left.contributor.cmp(&right.contributor))
        });
        let rows: Vec<Vec<String>> = shares
            .iter()
            .take(SHOWN)
            .map(|share| ask_cells(page, option.id.as_str(), share))
            .collect();
        let caption = format!(
            "{}: the {} that are asked for most, a year, mean over {}",
            option.title,
            rows.len(),
            years_text(plan)
        );
        page.table(&caption, &ASK_HEADS, &rows);
    }
    for name in ["lorenz", "shares_", "waterfall_"] {
        figures(page, charts, name);
    }
}

/// What the options do for people and for money.
pub(super) fn people_and_money(page: &mut Page<'_>, inputs: &ReportInputs<'_>, charts: &[Chart]) {
    page.heading("results", "What the options do for people and for money");
    let mut heads = vec![("over the whole period", true)];
    let titles: Vec<String> = (0..inputs.situation.options.len())
        .map(|option| inputs.option_title(option))
        .collect();
    heads.extend(titles.iter().map(|title| (title.as_str(), false)));
    let mut rows = Vec::new();
    for name in COMPARED {
        let cells: Vec<String> = (0..titles.len())
            .map(|option| {
                whole(inputs, option, name).map_or_else(String::new, |cell| {
                    let row = format!(
                        "option {}, {name}, whole period",
                        inputs.situation.options[option].id
                    );
                    let band = format!(
                        "{} to {}",
                        written(name, cell.quantiles[0]),
                        written(name, cell.quantiles[4])
                    );
                    format!(
                        "{}<br><span class=\"muted\">{band}</span>",
                        page.number(&written(name, cell.mean), "summary", &row)
                    )
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
        page.table(
            &format!("Mean over the simulated futures; below it the range that holds 90 % of them. Money in {}", inputs.money_unit()),
            &heads,
            &rows,
        );
    }
    for name in ["solutions", "still_protracted", "gap_by_sector"] {
        figures(page, charts, name);
    }
}

/// What one difference says, in a sentence that its row supports.
pub(super) fn finding(row: &ComparisonRow, option: &str, baseline: &str) -> String {
    let name = noun(row.indicator);
    if row.decided {
        let direction = if row.difference > 0.0 {
            "larger"
        } else {
            "smaller"
        };
        format!(
            "Under “{option}”, {name} is {direction} than under “{baseline}” by {} (95 % interval {} to {}).",
            apart(row.indicator, row.difference.abs()),
            apart(
                row.indicator,
                row.interval[0].abs().min(row.interval[1].abs())
            ),
            apart(
                row.indicator,
                row.interval[0].abs().max(row.interval[1].abs())
            ),
        )
    } else {
        let needed = row.replicates_to_decide.map_or_else(
            || "they show no difference".to_owned(),
            |count| format!("about {} would", fixed(count as f64, 0)),
        );
        format!(
            "Whether {name} is larger or smaller under “{option}” than under “{baseline}” is undecided by these futures; {needed}."
        )
    }
}

/// How sure the comparison is.
pub(super) fn certainty(page: &mut Page<'_>, inputs: &ReportInputs<'_>, charts: &[Chart]) {
    page.heading("certainty", "How sure we are");
    let baseline = inputs.option_title(inputs.situation.baseline());
    page.paragraph(
        "Options meet the same simulated futures, so their differences are known better than \
         either result. Intervals show chance within the model, not the uncertainty of assumptions.",
    );
    let mut rows = Vec::new();
    for row in inputs.comparison.iter().filter(|row| row.uptake.is_none()) {
        if !COMPARED.contains(&row.indicator) {
            continue;
        }
        let option = inputs.option_title(row.option);
        let id = inputs
            .situation
            .options
            .get(row.option)
            .map_or_else(String::new, |it| it.id.to_string());
        rows.push(vec![
            escaped(&finding(row, &option, &baseline)),
            page.number(
                &signed(row.difference, |it| {
                    let text = apart(row.indicator, it.abs());
                    if it < 0.0 {
                        format!("\u{2212}{text}")
                    } else {
                        text
                    }
                }),
                "comparison",
                &format!("option {id}, {}, uptake from its prior", row.indicator),
            ),
        ]);
    }
    if !rows.is_empty() {
        page.table(
            "Differences from the baseline",
            &[("finding", true), ("difference", false)],
            &rows,
        );
    }
    page.raw("<ul>");
    for (index, option) in inputs.situation.options.iter().enumerate() {
        for (name, smaller) in [
            ("total_gap_usd", true),
            ("total_solutions_persons", false),
            ("total_protracted_person_years", true),
        ] {
            let Some(level) = break_even(inputs.comparison, index, name, smaller) else {
                continue;
            };
            let words = match level {
                BreakEven::Always => "at every uptake that was tried, even none".to_owned(),
                BreakEven::Never => "at no uptake that was tried, not even full".to_owned(),
                BreakEven::At(uptake) if uptake <= 0.0 => "at any uptake above none".to_owned(),
                BreakEven::At(uptake) => format!("from an uptake of about {} on", percent(uptake)),
            };
            page.raw(&format!(
                "<li>{}: on average, {} comes out better than under “{}” {words}.</li>",
                escaped(&option.title),
                noun(name),
                escaped(&baseline)
            ));
        }
    }
    page.raw("</ul>");
    page.paragraph("Uptake is the part of what a plan asks beyond today that contributors give. It is judgement, so a plan must not win by assuming it.");
    figures(page, charts, "comparison");
}

/// What was assumed.
pub(super) fn assumptions(page: &mut Page<'_>, inputs: &ReportInputs<'_>) {
    page.heading("assumptions", "What was assumed");
    page.raw("<ul>");
    for assumption in &inputs.footer.assumptions {
        page.raw(&format!("<li>{}</li>", escaped(assumption)));
    }
    page.raw("</ul>");
    let finance = &inputs.situation.parameters.finance;
    page.paragraph(&format!(
        "Money is in constant {} ({}). Every arrival is admitted and protected under every option; returns under pressure are never counted as a solution.",
        escaped(&inputs.money_unit()),
        escaped(finance.deflator.trim_end_matches('.'))
    ));
}
