//! The lead: what somebody must know who reads nothing else.

use std::fmt::Write as _;

use super::page::{Page, escaped};
use super::words::{
    apart, enumerated, finding, is_same, noun, option_id, place_of, whole, written,
};
use crate::indicator::{Breakdown, ComparisonRow, Period};
use crate::report::ReportInputs;
use crate::report::numbers::{fixed, usd};
use crate::report::terminal::mean;

/// The things to know, each supported by the tables: money, people, who carries.
pub(super) fn lead(page: &mut Page<'_>, inputs: &ReportInputs<'_>) {
    let items: Vec<String> = [
        money(page, inputs),
        people(page, inputs),
        burden(page, inputs),
    ]
    .into_iter()
    .filter(|item| !item.is_empty())
    .collect();
    let heading = match items.len() {
        0 => return,
        1 => "The one thing to know",
        2 => "Two things to know",
        _ => "Three things to know",
    };
    page.raw("<section class=\"brief\">");
    page.heading("lead", heading);
    page.raw("<ol>");
    for item in &items {
        page.raw(&format!("<li>{item}</li>"));
    }
    page.raw("</ol>");
    let mut caveat = vec![
        "Differences are those of the same futures, and intervals show chance within the model alone: see “How sure we are”.".to_owned(),
    ];
    if let Some(judged) = inputs.footer.assumptions.first() {
        caveat.push(format!(
            "{}.",
            page.number(judged, "parameters", "basis", "all rows")
        ));
    }
    page.paragraph(&caveat.join(" "));
    page.raw("</section>");
}

fn period(inputs: &ReportInputs<'_>) -> String {
    format!("in {}", inputs.period())
}

/// A whole-period mean of the baseline, linked.
fn of_baseline(page: &Page<'_>, inputs: &ReportInputs<'_>, name: &str) -> Option<String> {
    let baseline = inputs.situation.baseline();
    let row = whole(inputs, baseline, name)?;
    let place = format!("{}, {name}, whole", option_id(inputs, baseline));
    Some(page.number(&written(name, row.mean), "summary", "mean", &place))
}

fn money(page: &Page<'_>, inputs: &ReportInputs<'_>) -> String {
    let number = |name| of_baseline(page, inputs, name);
    let mut sentences = Vec::new();
    if let (Some(gap), Some(needed)) = (number("total_gap_usd"), number("total_requirement_usd")) {
        sentences.push(format!(
            "<strong>Money.</strong> Of {needed} that are needed {}, {gap} are not spent where and when they are needed under “{}”, on average.",
            period(inputs),
            escaped(&inputs.option_title(inputs.situation.baseline())),
        ));
    }
    sentences.extend(verdict(page, inputs, "total_gap_usd", true));
    sentences.join(" ")
}

fn people(page: &Page<'_>, inputs: &ReportInputs<'_>) -> String {
    let baseline = inputs.situation.baseline();
    let mut sentences = Vec::new();
    let years = inputs.situation.clock.years();
    let last = years.last().copied().unwrap_or_default();
    let remaining = inputs.summary.cell(
        baseline,
        "stock_persons",
        None,
        Breakdown::None,
        Period::Year(last),
    );
    if let (Some(solutions), Some(remaining)) = (
        of_baseline(page, inputs, "total_solutions_persons"),
        remaining,
    ) {
        let place = format!("{}, stock_persons, {last}", option_id(inputs, baseline));
        let stock = page.number(
            &written("stock_persons", remaining.mean),
            "summary",
            "mean",
            &place,
        );
        sentences.push(format!(
            "<strong>People.</strong> Under “{}”, {solutions} people find a durable solution {} on average, and {stock} still need protection at the end.",
            escaped(&inputs.option_title(baseline)),
            period(inputs),
        ));
    }
    sentences.extend(verdict(page, inputs, "total_solutions_persons", false));
    sentences.join(" ")
}

fn burden(page: &Page<'_>, inputs: &ReportInputs<'_>) -> String {
    let mut sentences: Vec<String> = Vec::new();
    let options = inputs.situation.options.iter().zip(inputs.plans);
    let plans: Vec<_> = options.filter(|(option, _)| option.has_plan).collect();
    for &(option, plan) in &plans {
        let total = |values: &dyn Fn(&crate::model::ContributorShare) -> f64| {
            plan.shares.iter().map(values).sum::<f64>()
        };
        let today = total(&|share| mean(&share.baseline_usd));
        let asked = total(&|share| mean(&share.obligation_usd));
        let more = plan
            .shares
            .iter()
            .filter(|share| {
                let asked = mean(&share.obligation_usd);
                asked > mean(&share.baseline_usd) * 1.005 && asked >= 0.005
            })
            .count();
        let row = format!("{}, all contributors, mean over years", option.id);
        let number = |text: &str, column: &str| page.number(text, "shares", column, &row);
        let all = fixed(plan.shares.len() as f64, 0);
        let ask = if more == 0 {
            "asks none of its contributors for more money than it gives today".to_owned()
        } else {
            format!(
                "asks {} of {} for more money than they give today",
                number(&fixed(more as f64, 0), "obligation_usd"),
                number(&format!("{all} contributors"), "contributor"),
            )
        };
        sentences.push(format!(
            "“{}” {ask}: {} a year together, against {}.",
            escaped(&option.title),
            number(&usd(asked), "obligation_usd"),
            number(&usd(today), "baseline_usd"),
        ));
    }
    sentences.extend(verdict(page, inputs, "contribution_gini", true));
    if sentences.is_empty() {
        return String::new();
    }
    format!("<strong>Who carries.</strong> {}", sentences.join(" "))
}

/// What all options together do to an indicator, as far as the futures decide it.
fn verdict(
    page: &Page<'_>,
    inputs: &ReportInputs<'_>,
    name: &str,
    smaller_is_better: bool,
) -> Option<String> {
    let rows: Vec<&ComparisonRow> = inputs
        .comparison
        .iter()
        .filter(|row| row.uptake.is_none() && row.indicator == name)
        .collect();
    if let [row] = rows.as_slice() {
        return Some(finding(page, inputs, row));
    }
    let gain = |row: &ComparisonRow| {
        if smaller_is_better {
            -row.difference
        } else {
            row.difference
        }
    };
    let better: Vec<_> = rows
        .iter()
        .filter(|row| row.decided && gain(row) > 0.0)
        .collect();
    let worse = rows
        .iter()
        .filter(|row| row.decided && gain(row) < 0.0)
        .count();
    let same = rows.iter().filter(|row| is_same(row)).count();
    let open = rows.len() - better.len() - worse - same;
    let words = if smaller_is_better {
        ["smaller", "larger"]
    } else {
        ["larger", "smaller"]
    };
    let all = rows.len();
    if all == 0 {
        return None;
    }
    let parts: Vec<String> = [
        (better.len(), words[0]),
        (worse, words[1]),
        (same, "the same"),
        (open, "undecided"),
    ]
    .into_iter()
    .filter(|&(count, _)| count > 0)
    .map(|(count, word)| {
        let whom = match count {
            2 if all == 2 => "both".to_owned(),
            _ if count == all => format!("all {all}"),
            _ => fixed(count as f64, 0),
        };
        let number = page.number(&whom, "comparison", "decided", name);
        format!("{word} under {number}")
    })
    .collect();
    let others = if parts.len() == 1 {
        "other options".to_owned()
    } else {
        let number = page.number(&fixed(all as f64, 0), "comparison", "option", name);
        format!("of {number} other options")
    };
    let mut sentence = format!(
        "Compared with the baseline, {} is {} {others}",
        noun(name),
        enumerated(&parts),
    );
    if let Some(best) = better
        .iter()
        .max_by(|one, other| gain(one).total_cmp(&gain(other)))
    {
        let place = place_of(inputs, best);
        let number = |value: f64, column: &str| {
            page.number(&apart(name, value.abs()), "comparison", column, &place)
        };
        let [low, high] = best.interval.map(f64::abs);
        let _ = write!(
            sentence,
            "; by the means most under “{}”, by {} (95\u{a0}% interval {} to {})",
            escaped(&inputs.option_title(best.option)),
            number(best.difference, "difference"),
            number(low.min(high), "interval_low"),
            number(low.max(high), "interval_high"),
        );
    }
    sentence.push('.');
    Some(sentence)
}
