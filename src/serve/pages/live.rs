//! What a weight that is being dragged would come to, before it is let go.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::html;
use serde::Serialize;

use super::shares::{Extent, chart, measures, said, summary, table};
use super::weights::weights;
use super::{at_a_desk, draft, number};
use crate::serve::Shared;
use crate::serve::address::Address;
use crate::serve::refusal::Refusal;
use crate::workflow::changes::Change;

/// The parts of the page that change.
#[derive(Debug, Serialize)]
struct Live {
    address: String,
    summary: String,
    chart: String,
    table: String,
    changes: usize,
    said: String,
    weights: Vec<(String, String)>,
}

/// An answer that nobody waits for any longer.
fn superseded() -> Refusal {
    Refusal::new(
        StatusCode::CONFLICT,
        "Superseded",
        "a newer request of the same page has come",
        "",
    )
}

pub(in crate::serve) async fn page(
    State(workbench): State<Shared>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let ticket = header("x-session")
        .filter(|session| session.len() <= 64)
        .zip(header("x-sequence").and_then(|number| number.parse::<u64>().ok()))
        .map(|(session, number)| (session.to_owned(), number));
    if let Some((session, number)) = &ticket {
        workbench.latest.arrived(session, *number);
    }
    let made = at_a_desk(&workbench, move |workbench| {
        let is_late = || {
            ticket
                .as_ref()
                .is_some_and(|(session, number)| workbench.latest.is_superseded(session, *number))
        };
        if is_late() {
            return Err(superseded());
        }
        let query = query.unwrap_or_default();
        let mut address = Address::parse(&query)?;
        let change = form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == "change")
            .map(|(_, value)| value.parse::<Change>())
            .transpose()?;
        if let Some(change) = change {
            address = address.with(change);
        }
        let draft = draft(workbench, &address, "/options")?;
        if is_late() {
            return Err(superseded());
        }
        let option = draft.option(address.option.as_deref())?;
        let position = draft.position(option).map_err(|message| {
            Refusal::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "No plan",
                message,
                "move the weight elsewhere, or loosen a cap",
            )
        })?;
        let compared = &draft.compared;
        Ok(Live {
            address: address.query(),
            summary: summary(compared, position).into_string(),
            chart: chart(&draft, compared, position)?.into_string(),
            table: html! {
                (table(&draft, &address, compared, position, Extent::Narrow))
                (measures(&draft, position))
            }
            .into_string(),
            changes: address.changes().len(),
            said: said(compared, position),
            weights: weights(&draft, option)
                .iter()
                .map(|(indicator, weight)| {
                    (
                        indicator.name().to_owned(),
                        format!("{} %", number(100.0 * weight, 1)),
                    )
                })
                .collect(),
        })
    })
    .await;
    match made {
        Ok(live) => Json(live).into_response(),
        Err(refusal) => (
            refusal.status,
            Json(serde_json::json!({ "error": refusal.line() })),
        )
            .into_response(),
    }
}
