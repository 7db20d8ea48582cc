//! Options side by side: winners and losers, how even, and what common futures decide.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};

use super::{failures, show};
use crate::report::charts::draw_plan_charts;
use crate::report::compared::compared_blocks;
use crate::serve::address::Address;
use crate::serve::draft::Draft;
use crate::serve::html::{blocks, figure};
use crate::serve::refusal::Refusal;
use crate::serve::runs::ShownRun;
use crate::serve::{Shared, Workbench};
use crate::workflow::comparing::{CompareError, compare_situation};

/// Charts of a run that belong to the comparison.
const CHARTS: [&str; 2] = ["comparison", "still_protracted"];

pub(in crate::serve) async fn page(
    State(workbench): State<Shared>,
    RawQuery(query): RawQuery,
) -> Response {
    show(workbench, query, "/compare", body).await
}

fn body(workbench: &Workbench, draft: &Draft, address: &Address) -> Result<Markup, Refusal> {
    let run = workbench.runs.of_draft(draft);
    let mut compared = match compare_situation(
        &draft.situation,
        draft.compared.plans.clone(),
        None,
        workbench.drafts.solver(),
    ) {
        Ok(compared) => compared,
        Err(CompareError::OnlyOne) => {
            return Ok(html! {
                h1 { "Options side by side" }
                (failures(draft))
                p { "There is only one option." }
                p {
                    a.button href=(address.href("/options")) data-path="/options" { "Add another" }
                }
            });
        }
        Err(error) => return Err(Refusal::failed(error.to_string())),
    };
    if let Some((_, run)) = &run {
        compared.outcomes.clone_from(&run.run.outcomes);
        compared.source = format!(
            "Futures: run {}, seed {}, {} of each option.",
            run.run.record.run_id, run.run.record.seed, run.run.footer.replicates
        );
    }
    let lorenz = draw_plan_charts(&draft.inputs())
        .map_err(|error| Refusal::failed(error.to_string()))?
        .into_iter()
        .find(|chart| chart.name == "lorenz");
    Ok(html! {
        h1 { "Options side by side" }
        (failures(draft))
        (whether_futures(draft, address, run.as_ref().map(|(_, run)| run.as_ref())))
        @if let Some(chart) = &lorenz { (figure(chart)) }
        (blocks(&compared_blocks(&compared)))
        @if let Some((_, run)) = &run {
            @for chart in run.charts.iter().filter(|chart| CHARTS.contains(&chart.name.as_str())) {
                (figure(chart))
            }
        }
        @if compared.yardstick.is_none() {
            p { "No option has a plan, so there is nothing to compare before futures are simulated." }
        }
    })
}

/// Whether the comparison rests on plans alone.
fn whether_futures(draft: &Draft, address: &Address, run: Option<&ShownRun>) -> Markup {
    let is_complete = draft.compared.ids.len() == draft.options().len();
    html! {
        @match run {
            Some(run) => p.note {
                "With " (run.run.footer.replicates) " simulated futures of each option."
                @if !is_complete { " Options that cannot be apportioned are left out." }
            },
            None if draft.situation.simulated => p.note {
                "By the plans alone. "
                a href=(address.href("/futures")) data-path="/futures" { "Simulate futures" }
                " to see what becomes of people and money, and whether a difference survives uncertainty."
            },
            None => p.note { "By the plans alone: the scenario states its needs, and nothing is simulated." },
        }
    }
}
