//! The pages, one file each.

pub(super) mod briefing;
pub(super) mod comparison;
mod fields;
pub(super) mod futures;
pub(super) mod keys;
pub(super) mod live;
pub(super) mod one_page;
pub(super) mod options;
mod participants;
pub(super) mod saving;
pub(super) mod shares;
pub(super) mod situation;
pub(super) mod state;
pub(super) mod terms;
mod weights;

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use maud::Markup;

use super::address::Address;
use super::draft::Draft;
use super::html;
use super::refusal::Refusal;
use super::{Shared, Workbench};

/// There is no such page.
pub(super) async fn missing() -> Response {
    Refusal::not_found(
        "there is no such page",
        "choose one of the pages of the workbench",
    )
    .into_response()
}

/// The page is there, but not for this kind of request.
pub(super) async fn wrong_method() -> Response {
    Refusal::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "Not like this",
        "this address does not take such a request",
        "use the buttons of the workbench",
    )
    .into_response()
}

/// Does work on a thread of its own, as many at once as there are desks.
async fn at_a_desk<T: Send + 'static>(
    workbench: &Shared,
    job: impl FnOnce(&Workbench) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let _desk = workbench
        .desks
        .acquire()
        .await
        .map_err(|_| Refusal::failed("the workbench is closing"))?;
    let workbench = Arc::clone(workbench);
    tokio::task::spawn_blocking(move || job(&workbench))
        .await
        .map_err(|_| Refusal::failed("the page could not be made"))?
}

/// Makes a page of the scenario with the changes of the address.
async fn show(
    workbench: Shared,
    query: Option<String>,
    path: &'static str,
    body: fn(&Workbench, &Draft, &Address) -> Result<Markup, Refusal>,
) -> Response {
    let made = at_a_desk(&workbench, move |workbench| {
        let address = Address::parse(query.as_deref().unwrap_or_default())?;
        let draft = draft(workbench, &address, path)?;
        let body = body(workbench, &draft, &address)?;
        Ok(html::page(&draft, &address, path, &body).into_string())
    })
    .await;
    match made {
        Ok(page) => Html(page).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

/// The draft of an address; where it makes no sense, with the ways back.
fn draft(workbench: &Workbench, address: &Address, path: &str) -> Result<Arc<Draft>, Refusal> {
    workbench
        .drafts
        .draft(address.changes())
        .map_err(|mut refusal| {
            if let Some(undone) = address.undone() {
                refusal = refusal.way(undone.href(path), "Undo the last change");
            }
            if !address.changes().is_empty() {
                refusal = refusal.way(address.fresh().href(path), "Start again without changes");
            }
            refusal
        })
}

/// Options that cannot be apportioned, said at the head of a page.
fn failures(draft: &Draft) -> Markup {
    maud::html! {
        @for (option, message) in &draft.failed {
            div.problem role="alert" {
                p { strong { (option.title) } " cannot be apportioned: " (message) }
            }
        }
    }
}

/// A number for people with so many decimals.
fn number(value: f64, decimals: usize) -> String {
    crate::report::fixed(value, decimals)
}
