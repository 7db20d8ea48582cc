//! Options: added, copied, changed, with their consequences beside the form.

use std::collections::BTreeMap;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::fields::{self, current};
use super::shares::{Extent, chart, measures, said, summary, table, tabs};
use super::{at_a_desk, draft, failures, number, participants, show, weights};
use crate::model::{KeyName, PolicyOption};
use crate::serve::address::Address;
use crate::serve::draft::Draft;
use crate::serve::refusal::Refusal;
use crate::serve::{Shared, Workbench};
use crate::workflow::changes::{Change, ChangeError, Field, identifier_for, plain};

pub(in crate::serve) async fn page(
    State(workbench): State<Shared>,
    RawQuery(query): RawQuery,
) -> Response {
    show(workbench, query, "/options", body).await
}

fn body(_: &Workbench, draft: &Draft, address: &Address) -> Result<Markup, Refusal> {
    let option = draft.option(address.option.as_deref())?;
    let compared = &draft.compared;
    let position = draft.position(option);
    Ok(html! {
        h1 { "Options" }
        (tabs(draft, address, option, "/options"))
        (new_option(address, option))
        (failures(draft))
        (fields::outsiders(draft, option))
        div.two data-said=[position.ok().map(|position| said(compared, position))] {
            div.glance {
                @if let Ok(position) = position {
                    div #summary { (summary(compared, position)) }
                }
            }
            section.form aria-label="The option" { (form(draft, address, option)) }
            section.result aria-label="What it comes to" {
                @if let Ok(position) = position {
                    div #chart { (chart(draft, compared, position)?) }
                    div #table {
                        (table(draft, address, compared, position, Extent::Narrow))
                        (measures(draft, position))
                    }
                }
            }
        }
    })
}

/// A new option: a copy of the one in view, or one with a plan of its own.
fn new_option(address: &Address, option: &PolicyOption) -> Markup {
    html! {
        form.new method="get" action="/options/new" {
            input type="hidden" name="address" value=(address.query()) data-address;
            label for="new-title" { "New option" }
            input #new-title name="title" required maxlength="120" placeholder="Its title";
            button type="submit" name="from" value=(option.id.as_str()) { "Copy this one" }
            button type="submit" name="from" value="" { "Start a plan of its own" }
        }
    }
}

/// The form of one option.
fn form(draft: &Draft, address: &Address, option: &PolicyOption) -> Markup {
    let is_new = draft
        .loaded
        .situation
        .options
        .iter()
        .any(|one| one.id == option.id)
        && address.changes().iter().any(|change| {
            matches!(change, Change::Copy { id, .. } | Change::Add { id, .. } if id == option.id.as_str())
        });
    html! {
        form.option #option-form method="get" action="/apply" data-swaps {
            input type="hidden" name="address" value=(address.query()) data-address;
            input type="hidden" name="option" value=(option.id.as_str());
            div.field {
                label for="title" { "Title" }
                input #title name="title" value=(option.title) maxlength="120";
            }
            div.field {
                label for="description" { "Description" }
                textarea #description name="description" rows="2" maxlength="1000" { (option.description) }
            }
            @if option.has_plan {
                (fields::plan_fields(draft, option, address))
            } @else {
                p { "This option has no plan: everybody gives what it gives today." }
            }
            (fields::pledging(draft, option))
            div.actions {
                button type="submit" { "Apply" }
                @if !option.has_plan {
                    button type="submit" name="plan" value="yes" { "Give it a plan" }
                }
                @if !option.is_baseline {
                    button type="submit" name="baseline" value="yes" { "Make it the baseline" }
                }
                @if is_new && !option.is_baseline {
                    a.button href=(address.with(Change::Drop { id: option.id.to_string() }).dropped().href("/options")) {
                        "Take it away"
                    }
                }
            }
        }
    }
}

/// Sends the browser on.
fn to(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, address.to_owned())]).into_response()
}

/// What a form holds: the address that it came from, the option, and the rest.
struct Form {
    address: Address,
    values: BTreeMap<String, String>,
    ticked: Vec<String>,
    measures: Vec<String>,
    weights: Vec<String>,
    shares: Vec<String>,
}

impl Form {
    fn parse(query: &str) -> Result<Self, ChangeError> {
        let mut form = Self {
            address: Address::default(),
            values: BTreeMap::new(),
            ticked: Vec::new(),
            measures: Vec::new(),
            weights: Vec::new(),
            shares: Vec::new(),
        };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "address" => form.address = Address::parse(&value)?,
                "in" => form.ticked.push(value.into_owned()),
                "measure" => form.measures.push(value.into_owned()),
                name => {
                    if let Some(indicator) = name.strip_prefix("w.") {
                        form.weights.push(format!("{indicator}:{value}"));
                    } else if let Some(id) = name.strip_prefix("s.") {
                        form.shares.push(format!("{id}:{value}"));
                    } else {
                        form.values.insert(name.to_owned(), value.into_owned());
                    }
                }
            }
        }
        Ok(form)
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }
}

/// Adds an option and shows it.
pub(in crate::serve) async fn new(
    State(workbench): State<Shared>,
    RawQuery(query): RawQuery,
) -> Response {
    let made = at_a_desk(&workbench, move |workbench| {
        let form = Form::parse(query.as_deref().unwrap_or_default())?;
        let draft = draft(workbench, &form.address, "/options")?;
        let title = form.value("title").unwrap_or_default().trim().to_owned();
        let taken: Vec<&str> = draft.options().iter().map(|one| one.id.as_str()).collect();
        let id = identifier_for(&title, &taken);
        let change = match form.value("from").unwrap_or_default() {
            "" => Change::Add {
                id: id.clone(),
                title,
            },
            from => Change::Copy {
                from: from.to_owned(),
                id: id.clone(),
                title,
            },
        };
        let address = form.address.with(change).at_option(&id);
        // What makes no sense is said here, before the browser is sent on.
        self::draft(workbench, &address, "/options")?;
        Ok(address.href("/options"))
    })
    .await;
    match made {
        Ok(address) => to(&address),
        Err(refusal) => refusal.into_response(),
    }
}

/// Takes a form: every field that differs from what stands becomes a change.
pub(in crate::serve) async fn apply(
    State(workbench): State<Shared>,
    RawQuery(query): RawQuery,
) -> Response {
    let made = at_a_desk(&workbench, move |workbench| {
        let form = Form::parse(query.as_deref().unwrap_or_default())?;
        let draft = draft(workbench, &form.address, "/options")?;
        let option = draft.option(form.value("option"))?;
        let mut address = form.address.at_option(option.id.as_str());
        for (field, value) in differences(&draft, option, &form)? {
            address = address.with(Change::Set {
                id: option.id.to_string(),
                field,
                value,
            });
        }
        self::draft(workbench, &address, "/options")?;
        Ok(address.href("/options"))
    })
    .await;
    match made {
        Ok(address) => to(&address),
        Err(refusal) => refusal.into_response(),
    }
}

fn differences(
    draft: &Draft,
    option: &PolicyOption,
    form: &Form,
) -> Result<Vec<(Field, String)>, Refusal> {
    let mut found = Vec::new();
    let mut push = |field: Field, value: String| {
        if value != current(draft, option, field) {
            found.push((field, value));
        }
    };
    for field in Field::all() {
        let Some(value) = form.value(field.name()).map(str::trim) else {
            continue;
        };
        match field {
            Field::Participants | Field::Measures | Field::Weights | Field::Shares => {}
            // The shares that stand are those that States start from.
            Field::Key if value == KeyName::Fixed.name() && option.key.name != value => {
                let shares = fields::shares_to_fix(draft, option);
                push(Field::Shares, shares);
            }
            Field::Description => push(field, value.replace("\r\n", "\n")),
            Field::GdpCap if !value.is_empty() && value != current(draft, option, field) => {
                // The form asks in per cent, the scenario has a share.
                let percent: f64 = value.parse().map_err(|_| {
                    Refusal::bad(
                        format!("the cap is no number: `{value}`"),
                        "write per cent of GDP, as in 0.05",
                    )
                    .way(form.address.href("/options"), "Back to the option")
                })?;
                push(field, plain(percent / 100.0));
            }
            _ => push(field, value.to_owned()),
        }
    }
    // Sliders belong to the key that they were shown with.
    let is_same_key = form.value("key").is_none_or(|key| key == option.key.name);
    if is_same_key && !form.weights.is_empty() && moved(draft, option, &form.weights) {
        push(Field::Weights, form.weights.join(","));
    }
    if is_same_key && !form.shares.is_empty() && named(option) != form.shares {
        push(Field::Shares, form.shares.join(","));
    }
    if form.value("participants-shown").is_some() {
        let group = form.value("participants").unwrap_or_default();
        // Boxes of a group of all are shown but cannot be ticked off.
        let was_all = participants::as_text(option) == "un-members";
        let ticked = if was_all && group != "un-members" {
            "contributors".to_owned()
        } else {
            participants::from_form(draft, group, &form.ticked)
        };
        push(Field::Participants, ticked);
    }
    if form.value("measures-shown").is_some() {
        push(Field::Measures, form.measures.join(","));
    }
    Ok(found)
}

/// Fixed shares as the page showed them, per cent.
fn named(option: &PolicyOption) -> Vec<String> {
    let shares = option.key.shares.iter();
    shares
        .map(|(id, share)| format!("{id}:{}", plain(100.0 * share)))
        .collect()
}

/// Whether sliders stand elsewhere than where the page put them.
fn moved(draft: &Draft, option: &PolicyOption, given: &[String]) -> bool {
    let stood: Vec<String> = weights::weights(draft, option)
        .iter()
        .map(|(indicator, weight)| format!("{}:{}", indicator.name(), number(100.0 * weight, 0)))
        .collect();
    stood != given
}
