//! One State: why it owes what it owes, and what if it stays out.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};

use super::shares::tabs;
use super::{failures, show};
use crate::apportion::ApportionRequest;
use crate::apportion::explain::{ExplainError, Leaving, if_stays_out, why};
use crate::model::{ContributorShare, Plan};
use crate::report::blocks::Block;
use crate::report::charts::draw_waterfall;
use crate::report::explanation::{Explanation, explanation_blocks};
use crate::serve::address::Address;
use crate::serve::draft::Draft;
use crate::serve::html::{blocks, figure};
use crate::serve::refusal::Refusal;
use crate::serve::{Shared, Workbench};
use crate::workflow::needs_of;

pub(in crate::serve) async fn page(
    State(workbench): State<Shared>,
    RawQuery(query): RawQuery,
) -> Response {
    show(workbench, query, "/state", body).await
}

fn body(workbench: &Workbench, draft: &Draft, address: &Address) -> Result<Markup, Refusal> {
    let option = draft.option(address.option.as_deref())?;
    let Ok(position) = draft.position(option) else {
        return Ok(html! {
            h1 { "One State" }
            (tabs(draft, address, option, "/state"))
            (failures(draft))
        });
    };
    let plan = &draft.compared.plans[position];
    if !option.has_plan {
        return Ok(html! {
            h1 { "One State" }
            (tabs(draft, address, option, "/state"))
            p { "This option has no plan: everybody gives what it gives today." }
        });
    }
    let share = chosen(plan, address.state.as_deref())?;
    Ok(html! {
        h1 { (share.name) " under “" (option.title) "”" }
        (tabs(draft, address, option, "/state"))
        (chooser(plan, address, share))
        (explanation(workbench, draft, position, share)?)
    })
}

/// The State in view: the one asked for, by identifier or name, or the one with the largest share.
fn chosen<'a>(plan: &'a Plan, wanted: Option<&str>) -> Result<&'a ContributorShare, Refusal> {
    let found = match wanted {
        None => plan.shares.first(),
        Some(wanted) => plan.shares.iter().find(|share| {
            share.contributor.as_str().eq_ignore_ascii_case(wanted)
                || share.name.eq_ignore_ascii_case(wanted)
        }),
    };
    found.ok_or_else(|| {
        Refusal::not_found(
            format!(
                "the plan has no contributor `{}`",
                wanted.unwrap_or_default()
            ),
            "choose one from the list, or put it among the participants",
        )
        .way("/state".to_owned(), "To the State with the largest share")
    })
}

fn chooser(plan: &Plan, address: &Address, current: &ContributorShare) -> Markup {
    let mut shares: Vec<&ContributorShare> = plan.shares.iter().collect();
    shares.sort_by(|one, other| one.name.cmp(&other.name));
    html! {
        form.choose method="get" action="/state" data-autosubmit data-swaps {
            @for (name, value) in form_urlencoded::parse(address.query().as_bytes()) {
                @if name != "state" { input type="hidden" name=(name) value=(value); }
            }
            label for="state" { "State" }
            select #state name="state" {
                @for share in shares {
                    option value=(share.contributor.as_str())
                        selected[share.contributor == current.contributor] { (share.name) }
                }
            }
            button type="submit" { "Show" }
        }
    }
}

fn explanation(
    workbench: &Workbench,
    draft: &Draft,
    position: usize,
    share: &ContributorShare,
) -> Result<Markup, Refusal> {
    let situation = &draft.situation;
    let option = &situation.options[position];
    let plan = &draft.compared.plans[position];
    let needs = needs_of(situation, option);
    let request = ApportionRequest {
        situation,
        option,
        needs: &needs,
        solver: workbench.drafts.solver(),
    };
    let state = &share.contributor;
    let refused = |error: &ExplainError| Refusal::bad(error.to_string(), "choose another State");
    let found = match why(&request, plan, state) {
        Ok(found) => found,
        Err(error) => return Ok(html! { p { (error.to_string()) } }),
    };
    let leaving = |leaving| match if_stays_out(&request, plan, state, leaving) {
        Ok(consequence) => Ok(Some(consequence)),
        Err(ExplainError::NobodyLeft { .. }) => Ok(None),
        Err(error) => Err(refused(&error)),
    };
    let (stays_out, gives_nothing) = (leaving(Leaving::AsToday)?, leaving(Leaving::Nothing)?);
    let page = explanation_blocks(&Explanation {
        option,
        plan,
        why: &found,
        stays_out: stays_out.as_ref(),
        gives_nothing: gives_nothing.as_ref(),
        fixed: None,
    });
    let chart = draw_waterfall(&draft.inputs(), position, state)
        .map_err(|error| Refusal::failed(error.to_string()))?;
    // The page has its own heading; the lines below it say what all figures are.
    let rest: Vec<Block> = page
        .into_iter()
        .skip_while(|block| matches!(block, Block::Heading(_)))
        .filter(|block| !matches!(block, Block::Line(line) if line.starts_with("under: ")))
        .collect();
    Ok(html! {
        @if let Some(chart) = &chart { (figure(chart)) }
        (blocks(&rest))
    })
}
