//! The situation: who hosts whom, what is needed, what stands.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};

use super::{number, show};
use crate::diagnostic::Style;
use crate::model::Situation;
use crate::serve::address::Address;
use crate::serve::draft::Draft;
use crate::serve::html::figure;
use crate::serve::{Shared, Workbench};

/// Charts of a run that belong to the situation.
const CHARTS: [&str; 1] = ["requirement_received"];

pub(in crate::serve) async fn page(
    State(workbench): State<Shared>,
    RawQuery(query): RawQuery,
) -> Response {
    show(workbench, query, "/", |workbench, draft, address| {
        Ok(body(workbench, draft, address))
    })
    .await
}

fn body(workbench: &Workbench, draft: &Draft, address: &Address) -> Markup {
    let situation = &draft.loaded.situation;
    let warnings = draft.loaded.render_warnings(Style::PLAIN);
    let run = workbench.runs.of_draft(draft);
    html! {
        h1 { (situation.title) }
        p.lead { (situation.description) }
        @if situation.synthetic {
            p.note { "Countries and figures are invented." }
        }
        @if situation.simulated { (hosts(situation)) } @else { (needs(situation)) }
        (given(situation, address))
        h2 { "On the table" }
        ul {
            @for option in draft.options() {
                li {
                    a href=(address.at_option(option.id.as_str()).href("/options")) { (option.title) }
                    @if option.is_baseline { " (baseline)" }
                    @if !option.description.is_empty() { ": " (option.description) }
                }
            }
        }
        @if let Some((_, run)) = run {
            @for chart in run.charts.iter().filter(|chart| CHARTS.contains(&chart.name.as_str())) {
                (figure(chart))
            }
        }
        (funding(situation))
        @if !warnings.is_empty() {
            h2 { "What is doubtful in the scenario" }
            pre { (warnings) }
        }
        (assumptions(draft))
    }
}

fn hosts(situation: &Situation) -> Markup {
    let total: f64 = situation
        .hosts
        .iter()
        .map(|host| host.stock.total().0 as f64)
        .sum();
    let origin = situation.origin.as_ref().map(|origin| origin.name.as_str());
    html! {
        h2 { "Who hosts" }
        p {
            (number(total, 0)) " people"
            @if let Some(origin) = origin { " from " (origin) }
            " in " (situation.hosts.len())
            @if situation.hosts.len() == 1 { " host State" } @else { " host States" }
            " at the start, " (situation.clock.start.to_string()) "; simulated for "
            (situation.clock.months) " months."
        }
        div.scroll tabindex="0" {
            table.sortable {
                thead {
                    tr {
                        th scope="col" { "Host" }
                        th.number scope="col" { "People" }
                        th.number scope="col" { "Per thousand inhabitants" }
                        th.number scope="col" { "Share of arrivals" }
                        th.number scope="col" { "Registered a month" }
                        th.number scope="col" { "Cost relative to a low-income host" }
                    }
                }
                tbody {
                    @for host in &situation.hosts {
                        @let people = host.stock.total().0 as f64;
                        tr {
                            th scope="row" { (host.country.name) }
                            td.number data-sort=(people) { (number(people, 0)) }
                            td.number {
                                @match host.country.value(crate::model::Indicator::PopulationPersons) {
                                    Some(inhabitants) if inhabitants > 0.0 => (number(1e3 * people / inhabitants, 1)),
                                    _ => "–",
                                }
                            }
                            td.number { (number(100.0 * host.arrival_share, 0)) " %" }
                            td.number { (number(host.registration_capacity(host.stock.total().0), 0)) }
                            td.number { (number(host.cost_ratio, 2)) }
                        }
                    }
                }
            }
        }
    }
}

fn needs(situation: &Situation) -> Markup {
    let name = |code| {
        situation
            .hosts
            .iter()
            .find(|host| host.country.code == code)
            .map_or_else(|| code.to_string(), |host| host.country.name.clone())
    };
    let needs = &situation.stated_needs;
    let has_money = needs
        .iter()
        .any(|need| need.life_saving_usd > 0.0 || need.sustaining_usd > 0.0);
    let has_people = needs.iter().any(|need| need.hosted_person_years > 0.0);
    html! {
        h2 { "What is needed" }
        p { "The scenario states its needs; nothing is simulated." }
        div.scroll tabindex="0" {
            table.sortable {
                thead {
                    tr {
                        th scope="col" { "Host" }
                        th.number scope="col" { "Year" }
                        th.number scope="col" { "Places" }
                        @if has_money {
                            th.number scope="col" { "Life-saving, US$ million" }
                            th.number scope="col" { "Sustaining, US$ million" }
                        }
                        @if has_people { th.number scope="col" { "People hosted" } }
                    }
                }
                tbody {
                    @for need in needs {
                        tr {
                            th scope="row" { (name(need.host)) }
                            td.number { (need.year) }
                            td.number { (number(f64::from(need.places), 0)) }
                            @if has_money {
                                td.number { (number(need.life_saving_usd / 1e6, 1)) }
                                td.number { (number(need.sustaining_usd / 1e6, 1)) }
                            }
                            @if has_people { td.number { (number(need.hosted_person_years, 0)) } }
                        }
                    }
                }
            }
        }
    }
}

fn given(situation: &Situation, address: &Address) -> Markup {
    let states = situation
        .contributors
        .iter()
        .filter(|one| one.kind.has_key_share())
        .count();
    let others = situation.contributors.len() - states;
    let pledged: f64 = situation
        .pledges
        .iter()
        .map(|pledge| pledge.amount.0 as f64 / 100.0)
        .sum();
    html! {
        h2 { "Who may share" }
        p {
            (states) " States"
            @if others > 0 { " and " (others) " other contributors" }
            ". "
            @if situation.pledges.is_empty() {
                "No pledges stand at the start."
            } @else {
                (situation.pledges.len()) " pledges stand at the start, US$ "
                (number(pledged / 1e6, 0)) " million in all."
            }
            @if !situation.quotas.is_empty() {
                " " (situation.quotas.len()) " resettlement quotas are on record."
            }
            " "
            a href=(address.href("/terms")) data-path="/terms" { "See and change them" }
        }
    }
}

fn funding(situation: &Situation) -> Markup {
    if situation.funding_history.is_empty() {
        return html! {};
    }
    let mut years: Vec<i32> = situation
        .funding_history
        .iter()
        .map(|one| one.year)
        .collect();
    years.sort_unstable();
    years.dedup();
    let sums: Vec<(i32, f64, f64)> = years
        .into_iter()
        .map(|year| {
            let of_year = situation
                .funding_history
                .iter()
                .filter(|one| one.year == year);
            let (mut asked, mut received) = (0.0, 0.0);
            for one in of_year {
                if let Some(amount) = one.received {
                    asked += one.requested.0 as f64 / 100.0;
                    received += amount.0 as f64 / 100.0;
                }
            }
            (year, asked, received)
        })
        .filter(|(_, asked, _)| *asked > 0.0)
        .collect();
    html! {
        h2 { "Asked for and received so far" }
        div.scroll tabindex="0" {
            table.sortable {
                thead {
                    tr {
                        th scope="col" { "Year" }
                        th.number scope="col" { "Asked, US$ million" }
                        th.number scope="col" { "Received, US$ million" }
                        th.number scope="col" { "Received of asked" }
                    }
                }
                tbody {
                    @for (year, asked, received) in sums {
                        tr {
                            th scope="row" { (year) }
                            td.number { (number(asked / 1e6, 0)) }
                            td.number { (number(received / 1e6, 0)) }
                            td.number { (number(100.0 * received / asked, 0)) " %" }
                        }
                    }
                }
            }
        }
        p.note { "Hosts and years for which both are known." }
    }
}

fn assumptions(draft: &Draft) -> Markup {
    let rows = draft.loaded.tree.parameters();
    let judged = rows
        .iter()
        .filter(|row| row.basis == Some(crate::model::Basis::Judgement))
        .count();
    html! {
        h2 { "What it rests on" }
        p {
            (judged) " of " (rows.len()) " figures are judgement; "
            code { "fairshare parameters" } " lists each with its source."
        }
    }
}
