//! The briefing of a run, and what else can be taken away.

use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};

use super::{at_a_desk, show};
use crate::report::briefing;
use crate::serve::address::Address;
use crate::serve::draft::Draft;
use crate::serve::guard::DOCUMENT_POLICY;
use crate::serve::refusal::Refusal;
use crate::serve::{Shared, Workbench};

pub(in crate::serve) async fn page(
    State(workbench): State<Shared>,
    RawQuery(query): RawQuery,
) -> Response {
    show(
        workbench,
        query,
        "/briefing",
        |workbench, draft, address| Ok(body(workbench, draft, address)),
    )
    .await
}

fn body(workbench: &Workbench, draft: &Draft, address: &Address) -> Markup {
    let own = workbench.runs.of_draft(draft);
    let own_key = own.as_ref().map(|(key, _)| key.as_str());
    let others: Vec<_> = workbench
        .runs
        .all()
        .into_iter()
        .filter(|(key, _)| Some(key.as_str()) != own_key)
        .collect();
    html! {
        h1 { "Briefing" }
        @match &own {
            Some((key, run)) => {
                p {
                    "For the options in view, from " (run.run.footer.replicates)
                    " futures of each. It prints on A4."
                }
                p { a.button href=(format!("/run/{key}/briefing.html")) { "Open the briefing" } }
                p.note {
                    "Tables, charts and the briefing as files: " code { (run.folder.display().to_string()) }
                }
            },
            None if draft.situation.simulated => p {
                "A briefing needs simulated futures. "
                a href=(address.href("/futures")) data-path="/futures" { "Simulate these options" } " first."
            },
            None => p {
                "The scenario is not simulated, so that there is no briefing of futures. What can be taken \
                 away is the table of all options below."
            },
        }
        h2 { "One page to take away" }
        p {
            a.button href=(address.href("/table")) data-path="/table" { "All options, State by State" }
        }
        @if !others.is_empty() {
            h2 { "Other runs of this workbench" }
            ul {
                @for (key, run) in &others {
                    li {
                        a href=(format!("/run/{key}/briefing.html")) {
                            (run.run.footer.replicates) " futures"
                        }
                        ": " (run.title)
                    }
                }
            }
        }
    }
}

/// The briefing itself, made from the run's folder.
pub(in crate::serve) async fn document(
    State(workbench): State<Shared>,
    Path(key): Path<String>,
) -> Response {
    let made = at_a_desk(&workbench, move |workbench| {
        let shown = workbench.runs.finished(&key).ok_or_else(|| {
            Refusal::not_found(
                "this workbench has no such run",
                "runs are kept as files; `fairshare brief` makes the briefing of one",
            )
        })?;
        Ok(briefing::html(
            &shown.run.report_inputs(),
            &shown.run.provenance(),
            shown.run.outcomes.as_ref(),
            &shown.charts,
        ))
    })
    .await;
    match made {
        Ok(page) => (
            [(
                CONTENT_SECURITY_POLICY,
                HeaderValue::from_static(DOCUMENT_POLICY),
            )],
            Html(page),
        )
            .into_response(),
        Err(refusal) => refusal.into_response(),
    }
}
