//! Keys compared, what evenness costs, and how much room the places leave.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};

use super::shares::tabs;
use super::{failures, show};
use crate::apportion::ApportionRequest;
use crate::apportion::explain::{
    ExplainError, frontier_of_places, keys_on_the_table, room_for_places,
};
use crate::report::blocks::Block;
use crate::report::charts::{Chart, draw_frontier, draw_keys};
use crate::report::frontier_text::{frontier_blocks, frontier_tables};
use crate::report::negotiation::{keys_blocks, keys_side_by_side, keys_tables, room_blocks};
use crate::report::{ReportError, ReportInputs};
use crate::serve::address::Address;
use crate::serve::draft::Draft;
use crate::serve::html::{blocks, figure};
use crate::serve::refusal::Refusal;
use crate::serve::{Shared, Workbench};
use crate::workflow::needs_of;

/// Allocations of a frontier.
const POINTS: usize = 20;

/// How far ratios may rise where nothing is said, per cent.
const ROOM: u16 = 10;

/// The most that may be asked for, per cent.
const ROOM_MOST: u16 = 1_000;

/// Other allocations that are shown.
const ALTERNATIVES: usize = 4;

pub(in crate::serve) async fn page(
    State(workbench): State<Shared>,
    RawQuery(query): RawQuery,
) -> Response {
    show(workbench, query, "/keys", body).await
}

fn body(workbench: &Workbench, draft: &Draft, address: &Address) -> Result<Markup, Refusal> {
    let option = draft.option(address.option.as_deref())?;
    let head = html! {
        h1 { "Keys compared" }
        (tabs(draft, address, option, "/keys"))
        (failures(draft))
    };
    if !option.has_plan {
        return Ok(html! {
            (head)
            p { "This option has no plan, so it shares by no key: everybody gives what it gives today." }
            p {
                a.button href=(address.at_option(option.id.as_str()).href("/options")) { "Give it a plan" }
            }
        });
    }
    let situation = &draft.loaded.situation;
    let needs = needs_of(situation, option);
    let request = ApportionRequest {
        situation,
        option,
        needs: &needs,
        solver: workbench.drafts.solver(),
    };
    let index = situation
        .options
        .iter()
        .position(|one| one.id == option.id)
        .unwrap_or(0);
    // Charts name the option by its place among all options, also those without a plan.
    let inputs = ReportInputs {
        situation,
        ..draft.inputs()
    };
    let shares_places = needs.places.iter().flatten().any(|&places| places > 0);
    Ok(html! {
        (head)
        (side_by_side(&request, &inputs, index)?)
        @if shares_places {
            h2 #evenness { "What evenness costs" }
            (price(&request, &inputs, index, address)?)
            h2 #room { "How much room the places leave" }
            (room(&request, address))
        }
    })
}

fn drawn(chart: Result<Option<Chart>, ReportError>) -> Result<Markup, Refusal> {
    let chart = chart.map_err(|error| Refusal::failed(error.to_string()))?;
    Ok(html! { @if let Some(chart) = &chart { (figure(chart)) } })
}

fn side_by_side(
    request: &ApportionRequest,
    inputs: &ReportInputs<'_>,
    index: usize,
) -> Result<Markup, Refusal> {
    let keys = match keys_on_the_table(request) {
        Ok(keys) => keys,
        Err(error) => return Ok(html! { div.problem { p { (error.to_string()) } } }),
    };
    let data = keys_tables(&keys).swap_remove(0);
    let every = [Block::Table(keys_side_by_side(&keys))];
    Ok(html! {
        p.note {
            "Each State's share under this option's key, under those of the other options, and under the \
             published keys that the data allow. Shares are before caps, commitments and deductions."
        }
        (drawn(draw_keys(inputs, index, &keys, data))?)
        details {
            summary { "Every State under every key, per cent" }
            (blocks(&every))
        }
        (blocks(&keys_blocks(&keys)))
    })
}

fn price(
    request: &ApportionRequest,
    inputs: &ReportInputs<'_>,
    index: usize,
    address: &Address,
) -> Result<Markup, Refusal> {
    let frontier = match frontier_of_places(request, 0, POINTS) {
        Ok(frontier) => frontier,
        Err(error @ ExplainError::NoCost { .. }) => {
            return Ok(html! {
                p { "What evenness costs can be shown once every State says what receiving a person costs it." }
                details {
                    summary { "Who does not say it" }
                    p { (error.to_string()) }
                }
                p {
                    a.button href=(address.href("/terms")) data-path="/terms" {
                        "State the costs of places"
                    }
                }
            });
        }
        Err(error) => return Ok(html! { p { (error.to_string()) } }),
    };
    let data = frontier_tables(&frontier).swap_remove(0);
    Ok(html! {
        p.note {
            "The same places shared out from the most equal way to the cheapest: how much would be saved \
             by giving up how much equality."
        }
        (drawn(draw_frontier(inputs, index, &frontier, data))?)
        (blocks(&frontier_blocks(&frontier)))
    })
}

fn room(request: &ApportionRequest, address: &Address) -> Markup {
    let percent = address.room.unwrap_or(ROOM).min(ROOM_MOST);
    let found = room_for_places(request, 0, f64::from(percent) / 100.0, ALTERNATIVES);
    html! {
        form.choose method="get" action="/keys" data-autosubmit data-swaps {
            @for (name, value) in form_urlencoded::parse(address.query().as_bytes()) {
                @if name != "room" { input type="hidden" name=(name) value=(value); }
            }
            label for="room-percent" { "The largest ratio may rise by so many per cent" }
            input #room-percent type="number" name="room" min="0" max=(ROOM_MOST) value=(percent) required;
            button type="submit" { "Show" }
        }
        @match found {
            Err(error) => p { (error.to_string()) },
            Ok(room) => @if room.room.base.iter().all(|&persons| persons == 0) {
                p { "The option shares out no places in " (room.year) ", so none can move." }
            } @else {
                (blocks(&room_blocks(&room, f64::from(percent) / 100.0)))
            },
        }
    }
}
