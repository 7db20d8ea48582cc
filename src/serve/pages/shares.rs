//! Who carries what under an option, against the baseline.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use axum::extract::{RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::{at_a_desk, draft, failures, number, show};
use crate::id::ContributorId;
use crate::model::{BindingRule, ContributorShare, Plan, PolicyOption};
use crate::report::blocks::Block;
use crate::report::charts::{Chart, draw_against, draw_plan_charts};
use crate::report::compared::Compared;
use crate::report::measures_text::measures_blocks;
use crate::serve::address::Address;
use crate::serve::draft::Draft;
use crate::serve::html::{blocks, figure};
use crate::serve::refusal::Refusal;
use crate::serve::{Shared, Workbench};
use crate::study::equity::ContributionUnit;

pub(in crate::serve) async fn page(
    State(workbench): State<Shared>,
    RawQuery(query): RawQuery,
) -> Response {
    show(workbench, query, "/shares", body).await
}

fn body(_: &Workbench, draft: &Draft, address: &Address) -> Result<Markup, Refusal> {
    let option = draft.option(address.option.as_deref())?;
    let compared = &draft.compared;
    Ok(html! {
        h1 { "Who carries what" }
        (tabs(draft, address, option, "/shares"))
        (failures(draft))
        @if let Ok(position) = draft.position(option) {
            div #chart { (chart(draft, compared, position)?) }
            div #summary { (summary(compared, position)) }
            (table(draft, address, compared, position, Extent::Whole))
            (measures(draft, position))
            p {
                a.button href=(address.href("/shares.csv")) data-path="/shares.csv" { "As CSV" }
                " "
                a.button href=(address.href("/table")) data-path="/table" { "All options on one page, to print" }
            }
        }
    })
}

/// The options to choose from.
pub(super) fn tabs(draft: &Draft, address: &Address, current: &PolicyOption, path: &str) -> Markup {
    html! {
        nav.tabs aria-label="Options" {
            ul {
                @for option in draft.options() {
                    li {
                        a href=(address.at_option(option.id.as_str()).href(path))
                            aria-current=[(option.id == current.id).then_some("true")] {
                            (option.title)
                            @if option.is_baseline { " (baseline)" }
                        }
                    }
                }
            }
        }
    }
}

/// The dumbbell against the baseline; for the baseline itself what it asks beside what is given today.
pub(super) fn chart(
    draft: &Draft,
    compared: &Compared,
    position: usize,
) -> Result<Markup, Refusal> {
    let inputs = draft.inputs();
    let wrong = |error: crate::report::ReportError| Refusal::failed(error.to_string());
    let against = draw_against(&inputs, compared, position).map_err(wrong)?;
    let shown: Option<Chart> = if against.is_some() {
        against
    } else {
        let id = compared.ids[position].replace('-', "_");
        draw_plan_charts(&inputs)
            .map_err(wrong)?
            .into_iter()
            .find(|chart| chart.name == format!("shares_{id}"))
    };
    Ok(html! {
        @match shown {
            Some(chart) => (figure(&chart)),
            None => p.note { "This is the baseline; the others are shown against it." },
        }
    })
}

/// What is asked of other measures, where families go, and how quotas are traded.
pub(super) fn measures(draft: &Draft, position: usize) -> Markup {
    let title = format!("{}: ", draft.situation.options[position].title);
    // The page says already which option it shows.
    let found: Vec<Block> = measures_blocks(&draft.inputs(), position)
        .into_iter()
        .map(|block| match block {
            Block::Heading(text) => {
                Block::Heading(text.strip_prefix(&title).unwrap_or(&text).to_owned())
            }
            other => other,
        })
        .collect();
    blocks(&found)
}

/// How even the option is beside the baseline, in a few figures.
pub(super) fn summary(compared: &Compared, position: usize) -> Markup {
    let (Some(base), Some(own)) = (
        compared.equity.get(compared.baseline),
        compared.equity.get(position),
    ) else {
        return html! {};
    };
    let worst = own.worst.and_then(|(state, ratio)| {
        let name = &compared.yardstick.as_ref()?.states.get(state)?.1;
        Some(format!("{} ({name})", number(ratio, 2)))
    });
    html! {
        dl.figures {
            div {
                dt { "Inequality (Gini)" }
                dd { (number(own.gini, 3)) }
                dd.note { "baseline " (number(base.gini, 3)) }
            }
            div {
                dt { "Most, against an even share" }
                dd { (worst.unwrap_or_else(|| "–".to_owned())) }
            }
            @if base.money_usd + own.money_usd >= 1.0 {
                div {
                    dt { "Money a year" }
                    dd { "US$ " (number(own.money_usd / 1e6, 0)) " million" }
                    dd.note { "baseline " (number(base.money_usd / 1e6, 0)) }
                }
            }
            @if base.places + own.places > 0.0 {
                div {
                    dt { "Places a year" }
                    dd { (number(own.places, 0)) }
                    dd.note { "baseline " (number(base.places, 0)) }
                }
            }
            div {
                dt { "Left unmet a year" }
                @let (money, places) = (own.unmet_usd.iter().sum::<f64>(), own.unmet_places);
                @if money < 1.0 && places <= 0.0 { dd { "nothing" } }
                @if money >= 1.0 { dd { "US$ " (number(money / 1e6, 0)) " million" } }
                @if places > 0.0 { dd { (number(places, 0)) " places" } }
            }
        }
    }
}

/// One State under the baseline and under the option.
struct Row {
    id: String,
    name: String,
    key_share: f64,
    places: [f64; 2],
    money: [f64; 2],
    value: [f64; 2],
    ratio: f64,
    rule: &'static str,
}

/// What people call the rule that decides a share.
pub(super) fn rule_in_words(rule: BindingRule) -> &'static str {
    match rule {
        BindingRule::Key => "the key",
        BindingRule::Cap => "a cap",
        BindingRule::Floor => "its commitments",
        BindingRule::Hosting => "its hosting",
        BindingRule::Offer => "its own offer",
        BindingRule::Outside => "takes no part",
    }
}

/// The shares of a plan by contributor.
fn by_contributor(plan: &Plan) -> BTreeMap<&ContributorId, &ContributorShare> {
    plan.shares
        .iter()
        .map(|share| (&share.contributor, share))
        .collect()
}

/// Places and money a year.
fn means(plan: &Plan, share: Option<&ContributorShare>) -> (f64, f64) {
    let years = plan.years.len().max(1) as f64;
    share.map_or((0.0, 0.0), |share| {
        (
            share
                .obligation_places
                .iter()
                .map(|&count| f64::from(count))
                .sum::<f64>()
                / years,
            share.obligation_usd.iter().sum::<f64>() / years,
        )
    })
}

fn rows(compared: &Compared, position: usize) -> Vec<Row> {
    let (base, own) = (
        &compared.plans[compared.baseline],
        &compared.plans[position],
    );
    let states: BTreeMap<&ContributorId, usize> = compared
        .yardstick
        .iter()
        .flat_map(|yardstick| yardstick.states.iter().enumerate())
        .map(|(state, (id, _, _))| (id, state))
        .collect();
    let value_of = |option: usize, id: &ContributorId| {
        let equity = compared.equity.get(option)?;
        equity.contributions.get(*states.get(id)?).copied()
    };
    let (own_shares, base_shares) = (by_contributor(own), by_contributor(base));
    let mut rows: Vec<Row> = own
        .shares
        .iter()
        .chain(
            base.shares
                .iter()
                .filter(|share| !own_shares.contains_key(&share.contributor)),
        )
        .map(|share| {
            let id = &share.contributor;
            let mine = own_shares.get(id).copied();
            let (places_before, money_before) = means(base, base_shares.get(id).copied());
            let (places_after, money_after) = means(own, mine);
            let value = |option| value_of(option, id).unwrap_or(0.0);
            Row {
                id: id.to_string(),
                name: share.name.clone(),
                key_share: mine.map_or(0.0, |share| share.key_share),
                places: [places_before, places_after],
                money: [money_before, money_after],
                value: [value(compared.baseline), value(position)],
                ratio: mine.map_or(0.0, |share| share.responsibility_ratio),
                rule: mine.map_or("takes no part", |share| rule_in_words(share.binding)),
            }
        })
        .collect();
    rows.sort_by(|one, other| {
        (other.value[1].total_cmp(&one.value[1]))
            .then(other.money[1].total_cmp(&one.money[1]))
            .then(other.places[1].total_cmp(&one.places[1]))
            .then_with(|| one.id.cmp(&other.id))
    });
    rows
}

/// States that an announcement names on either side.
const NAMED: usize = 2;

/// What has become of the shares, in a sentence for those who hear a page.
pub(super) fn said(compared: &Compared, position: usize) -> String {
    let mut rows = rows(compared, position);
    let is_usd = compared
        .yardstick
        .as_ref()
        .is_some_and(|it| it.unit == ContributionUnit::Usd);
    let change = |row: &Row| row.value[1] - row.value[0];
    let least = if is_usd { 5e3 } else { 0.5 };
    rows.retain(|row| change(row).abs() >= least);
    rows.sort_by(|one, other| change(other).abs().total_cmp(&change(one).abs()));
    let list = |sign: f64| -> Vec<String> {
        rows.iter()
            .filter(|row| sign * change(row) > 0.0)
            .take(NAMED)
            .map(|row| {
                let amount = if is_usd {
                    format!("US$ {} million", number(change(row).abs() / 1e6, 2))
                } else {
                    format!("{} places", number(change(row).abs(), 0))
                };
                format!("{} by {amount}", row.name)
            })
            .collect()
    };
    let mut sentence = match compared.equity.get(position) {
        Some(own) => format!("Inequality {}.", number(own.gini, 3)),
        None => String::new(),
    };
    for (sign, words) in [(1.0, "More than under the baseline"), (-1.0, "Less")] {
        let named = list(sign);
        if !named.is_empty() {
            let _ = write!(sentence, " {words}: {}.", named.join(", "));
        }
    }
    sentence
}

/// How much of the table of shares is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// Every State and column.
    Whole,
    /// The States that are asked for most, without what the baseline asks.
    Narrow,
}

/// States that a narrow table shows.
const NARROW_ROWS: usize = 30;

/// The table of shares: every heading sorts.
pub(super) fn table(
    draft: &Draft,
    address: &Address,
    compared: &Compared,
    position: usize,
    extent: Extent,
) -> Markup {
    let is_whole = extent == Extent::Whole;
    let mut rows = rows(compared, position);
    let all = rows.len();
    if !is_whole {
        rows.truncate(NARROW_ROWS);
    }
    let option = &draft.situation.options[position];
    let address = address.at_option(option.id.as_str());
    let has_places = rows.iter().any(|row| row.places.iter().any(|&it| it > 0.0));
    let has_money = rows.iter().any(|row| row.money.iter().any(|&it| it >= 1.0));
    let has_ratio = rows.iter().any(|row| row.ratio > 0.0);
    let is_usd = compared
        .yardstick
        .as_ref()
        .is_some_and(|it| it.unit == ContributionUnit::Usd);
    let cell = |pair: [f64; 2], scale: f64, decimals: usize| {
        let difference = (pair[1] - pair[0]) / scale;
        let shown = if difference.abs() * 10_f64.powi(decimals_of(decimals)) < 0.5 {
            "–".to_owned()
        } else {
            let sign = if difference > 0.0 { "+" } else { "" };
            format!("{sign}{}", number(difference, decimals))
        };
        html! {
            @if is_whole { td.number data-sort=(pair[0]) { (number(pair[0] / scale, decimals)) } }
            td.number data-sort=(pair[1]) { strong { (number(pair[1] / scale, decimals)) } }
            td.number data-sort=(difference) { (shown) }
        }
    };
    html! {
        @if is_whole {
            div.filter {
                label for="filter" { "Show States whose name holds" }
                input #filter type="search" data-filters="shares" autocomplete="off";
            }
        }
        div.scroll tabindex="0" {
            table.sortable #shares {
                caption { "Means a year over the plan. The headings sort." }
                thead {
                    tr {
                        th scope="col" { "State" }
                        th.number scope="col" { "Key share, %" }
                        @if has_places {
                            @if is_whole { th.number scope="col" { "Places, baseline" } }
                            th.number scope="col" { "Places, option" }
                            th.number scope="col" { "Difference in places" }
                        }
                        @if has_money {
                            @if is_whole { th.number scope="col" { "US$ million, baseline" } }
                            th.number scope="col" { "US$ million, option" }
                            th.number scope="col" { "Difference, US$ million" }
                        }
                        @if is_whole && is_usd && has_places {
                            th.number scope="col" { "Value with hosting, US$ million" }
                        }
                        @if is_whole && has_ratio { th.number scope="col" { "Ratio to an even share" } }
                        th scope="col" { "Decided by" }
                    }
                }
                tbody {
                    @for row in &rows {
                        tr data-name=(row.name.to_lowercase()) {
                            th scope="row" {
                                a href=(address.at_state(&row.id).href("/state")) { (row.name) }
                            }
                            td.number data-sort=(row.key_share) { (number(100.0 * row.key_share, 2)) }
                            @if has_places { (cell(row.places, 1.0, 0)) }
                            @if has_money { (cell(row.money, 1e6, 2)) }
                            @if is_whole && is_usd && has_places {
                                td.number data-sort=(row.value[1]) { (number(row.value[1] / 1e6, 2)) }
                            }
                            @if is_whole && has_ratio { td.number data-sort=(row.ratio) { (number(row.ratio, 2)) } }
                            td { (row.rule) }
                        }
                    }
                }
            }
        }
        @if all > rows.len() {
            p {
                a href=(address.href("/shares")) data-path="/shares" {
                    "All " (all) " States and other contributors"
                }
            }
        }
    }
}

fn decimals_of(decimals: usize) -> i32 {
    i32::try_from(decimals).unwrap_or(0)
}

/// The same table as a file.
pub(in crate::serve) async fn csv(
    State(workbench): State<Shared>,
    RawQuery(query): RawQuery,
) -> Response {
    let made = at_a_desk(&workbench, move |workbench| {
        let address = Address::parse(query.as_deref().unwrap_or_default())?;
        let draft = draft(workbench, &address, "/shares")?;
        let option = draft.option(address.option.as_deref())?;
        let position = draft
            .position(option)
            .map_err(|message| Refusal::bad(message, "change the option"))?;
        let compared = &draft.compared;
        Ok((option.id.to_string(), as_csv(compared, position)?))
    })
    .await;
    match made {
        Ok((id, text)) => (
            [
                (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                (
                    CONTENT_DISPOSITION,
                    format!("attachment; filename=\"shares-{id}.csv\""),
                ),
            ],
            text,
        )
            .into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

fn as_csv(compared: &Compared, position: usize) -> Result<String, Refusal> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let wrong = |error: csv::Error| Refusal::failed(error.to_string());
    writer
        .write_record([
            "contributor",
            "name",
            "key_share",
            "baseline_places_per_year",
            "option_places_per_year",
            "baseline_usd_per_year",
            "option_usd_per_year",
            "responsibility_ratio",
            "decided_by",
        ])
        .map_err(wrong)?;
    for row in rows(compared, position) {
        writer
            .write_record([
                row.id,
                row.name,
                row.key_share.to_string(),
                row.places[0].to_string(),
                row.places[1].to_string(),
                row.money[0].to_string(),
                row.money[1].to_string(),
                row.ratio.to_string(),
                row.rule.to_owned(),
            ])
            .map_err(wrong)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| Refusal::failed(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| Refusal::failed(error.to_string()))
}
