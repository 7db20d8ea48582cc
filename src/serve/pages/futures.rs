//! Futures: start a simulation, watch it, cancel it, see what it came to.

use std::convert::Infallible;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt};

use super::{at_a_desk, draft, show};
use crate::serve::address::Address;
use crate::serve::draft::Draft;
use crate::serve::html::figure;
use crate::serve::refusal::Refusal;
use crate::serve::runs::{Progress, Runs};
use crate::serve::{Shared, Workbench};
use crate::workflow::RunRequest;

/// Futures that a form proposes.
const PROPOSED: u32 = 200;

/// The most futures that a page starts; more are for the command line.
const MOST: u32 = 10_000;

pub(in crate::serve) async fn page(
    State(workbench): State<Shared>,
    RawQuery(query): RawQuery,
) -> Response {
    show(workbench, query, "/futures", |workbench, draft, address| {
        Ok(body(workbench, draft, address))
    })
    .await
}

fn body(workbench: &Workbench, draft: &Draft, address: &Address) -> Markup {
    if !draft.situation.simulated {
        return html! {
            h1 { "Futures" }
            p {
                "The scenario states its needs and is not simulated. What its options ask of each State is on "
                a href=(address.href("/shares")) data-path="/shares" { "the page of shares" } "."
            }
        };
    }
    let progress = workbench.runs.progress();
    let run = workbench.runs.of_draft(draft);
    let proposed = draft.situation.ensemble.replicates.min(PROPOSED);
    html! {
        h1 { "Futures" }
        p {
            "Each future draws arrivals, war and peace, pledges and solutions for "
            (draft.situation.clock.months) " months; all options meet the same ones."
        }
        (progress_box(&progress, address))
        @if progress.state != "running" {
            form.start method="post" action="/futures/start" {
                input type="hidden" name="address" value=(address.query()) data-address;
                label for="replicates" { "Futures of each option" }
                input #replicates name="replicates" type="number" min="2" max=(MOST) value=(proposed) required;
                button type="submit" { "Simulate these options" }
            }
        }
        @match run {
            Some((key, run)) => {
                h2 { (run.run.footer.replicates) " futures of each option" }
                p {
                    a.button href=(address.href("/compare")) data-path="/compare" { "Compare the options over them" }
                    " "
                    a.button href=(format!("/run/{key}/briefing.html")) { "Open the briefing" }
                }
                @for chart in &run.charts { (figure(chart)) }
            },
            None => p.note { "These options have not been simulated yet." },
        }
    }
}

fn progress_box(progress: &Progress, address: &Address) -> Markup {
    let is_running = progress.state == "running";
    html! {
        div #progress role="status" aria-live="polite" data-running[is_running] {
            p #progress-words { (words(progress)) }
            @if is_running {
                progress #progress-bar max=(progress.all.max(1)) value=(progress.done) {}
                form method="post" action="/futures/cancel" {
                    input type="hidden" name="address" value=(address.query()) data-address;
                    button type="submit" { "Cancel; what is done is kept" }
                }
            }
        }
    }
}

/// How far a run has come, in words.
fn words(progress: &Progress) -> String {
    match progress.state {
        "running" if progress.all > 0 => {
            let left = if progress.done == 0 || progress.done >= progress.all {
                String::new()
            } else {
                let each = progress.seconds / progress.done as f64;
                let seconds = each * (progress.all - progress.done) as f64;
                format!(", about {} left", duration(seconds))
            };
            format!(
                "{}: {} of {} futures{left}",
                progress.stage, progress.done, progress.all
            )
        }
        "running" => format!("{} …", progress.stage),
        "failed" => format!("The run failed: {}", progress.message),
        _ => progress.message.clone(),
    }
}

/// A length of time in the unit that reads best.
fn duration(seconds: f64) -> String {
    if seconds < 90.0 {
        format!("{seconds:.0} s")
    } else if seconds < 5_400.0 {
        format!("{:.0} min", seconds / 60.0)
    } else {
        format!("{:.1} h", seconds / 3_600.0)
    }
}

fn field(body: &str, wanted: &str) -> Option<String> {
    form_urlencoded::parse(body.as_bytes())
        .find(|(name, _)| name == wanted)
        .map(|(_, value)| value.into_owned())
}

fn back(address: &Address) -> Response {
    (
        StatusCode::SEE_OTHER,
        [(LOCATION, address.href("/futures"))],
    )
        .into_response()
}

/// Starts a run of the options in view.
pub(in crate::serve) async fn start(State(workbench): State<Shared>, body: String) -> Response {
    let made = at_a_desk(&workbench, move |workbench| {
        let address = Address::parse(&field(&body, "address").unwrap_or_default())?;
        let here = || address.href("/futures");
        let draft = draft(workbench, &address, "/futures")?;
        if !draft.situation.simulated {
            return Err(Refusal::bad(
                "the scenario is not simulated",
                "its shares are on the page of shares",
            ));
        }
        if let Some((option, message)) = draft.failed.first() {
            return Err(Refusal::bad(
                format!("“{}” cannot be apportioned: {message}", option.title),
                "change that option first",
            )
            .way(
                address.at_option(option.id.as_str()).href("/options"),
                "To the option",
            ));
        }
        let text = field(&body, "replicates").unwrap_or_default();
        let replicates = text
            .trim()
            .parse::<u32>()
            .ok()
            .filter(|count| (2..=MOST).contains(count))
            .ok_or_else(|| {
                Refusal::bad(
                    format!(
                        "the number of futures is `{}`",
                        text.chars().take(20).collect::<String>()
                    ),
                    format!("write a whole number from 2 to {MOST}"),
                )
                .way(here(), "Back")
            })?;
        let mut load = workbench.drafts.load_options(draft.changes.clone());
        let key = Runs::key(&draft.loaded, &load, replicates);
        load.sets.push(format!("ensemble.replicates={replicates}"));
        let request = RunRequest {
            scenario: workbench.drafts.scenario().to_owned(),
            load,
            solver: workbench.drafts.solver(),
            ..RunRequest::default()
        };
        let titles: Vec<&str> = draft
            .options()
            .iter()
            .map(|one| one.title.as_str())
            .collect();
        workbench.runs.start(&key, titles.join("; "), request)?;
        Ok(address)
    })
    .await;
    match made {
        Ok(address) => back(&address),
        Err(refusal) => refusal.into_response(),
    }
}

/// Cancels the run of the hour.
pub(in crate::serve) async fn cancel(State(workbench): State<Shared>, body: String) -> Response {
    workbench.runs.cancel();
    match Address::parse(&field(&body, "address").unwrap_or_default()) {
        Ok(address) => back(&address),
        Err(error) => Refusal::from(error).into_response(),
    }
}

/// How the run of the hour comes on, as events.
pub(in crate::serve) async fn events(
    State(workbench): State<Shared>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let stream = WatchStream::new(workbench.runs.watch()).map(|progress| {
        let data = serde_json::json!({
            "state": progress.state,
            "done": progress.done,
            "all": progress.all,
            "words": words(&progress),
        });
        Ok(Event::default().data(data.to_string()))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}
