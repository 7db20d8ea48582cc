//! Options: added, copied, changed, with their consequences beside the form.

use std::collections::BTreeMap;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::shares::{Extent, chart, summary, table, tabs};
use super::{at_a_desk, draft, failures, number, participants, show, side_by_side, weights};
use crate::model::{KeyName, MeasureKind, Objective, PolicyOption};
use crate::serve::address::Address;
use crate::serve::draft::Draft;
use crate::serve::refusal::Refusal;
use crate::serve::{Shared, Workbench};
use crate::workflow::changes::{Change, ChangeError, Field, identifier_for};

pub(in crate::serve) async fn page(
    State(workbench): State<Shared>,
    RawQuery(query): RawQuery,
) -> Response {
    show(workbench, query, "/options", body).await
}

fn body(_: &Workbench, draft: &Draft, address: &Address) -> Result<Markup, Refusal> {
    let option = draft.option(address.option.as_deref())?;
    let compared = side_by_side(draft);
    let position = draft.position(option);
    Ok(html! {
        h1 { "Options" }
        (tabs(draft, address, option, "/options"))
        (new_option(address, option))
        (failures(draft))
        div.two {
            section.form aria-label="The option" { (form(draft, address, option)) }
            section.result aria-label="What it comes to" {
                p #message role="status" aria-live="polite" {}
                @if let Ok(position) = position {
                    div #summary { (summary(&compared, position)) }
                    div #chart { (chart(draft, &compared, position)?) }
                    div #table { (table(draft, address, &compared, position, Extent::Narrow)) }
                }
            }
        }
    })
}

/// The current value of a field as a form shows it and as changes have it.
fn current(draft: &Draft, option: &PolicyOption, field: Field) -> String {
    let optional = |value: Option<f64>| value.map_or_else(String::new, plain);
    match field {
        Field::Title => option.title.clone(),
        Field::Description => option.description.clone(),
        Field::Key => option.key.name.clone(),
        Field::Weights => weights::as_text(&weights::weights(draft, option)),
        Field::Participants => participants::as_text(option),
        Field::Objective => option.objective.name().to_owned(),
        Field::GdpCap => optional(option.cap_share_of_gdp_per_year.map(|share| 100.0 * share)),
        Field::RatioMaximum => optional(option.responsibility_ratio_maximum),
        Field::HostingValue => plain(option.hosting_value_usd_per_person_year),
        Field::PlaceValue => plain(option.place_value_usd_per_person),
        Field::Places => match option.resettlement_places_per_year {
            u32::MAX => String::new(),
            places => places.to_string(),
        },
        Field::Years => option.plan_years.to_string(),
        Field::Together => option.programme.together.to_string(),
        Field::MoneyForPlaces => option.programme.money_for_places.to_string(),
        Field::Measures => measures(draft, option)
            .iter()
            .filter(|(_, is_on)| *is_on)
            .map(|(kind, _)| kind.name())
            .collect::<Vec<_>>()
            .join(","),
        Field::PlacesShare => optional(option.programme.minimum_places_share),
        Field::Review => option
            .review_interval_months
            .map_or_else(String::new, |months| months.to_string()),
        Field::Uptake => optional(option.uptake),
        Field::Baseline | Field::Plan => String::new(),
    }
}

/// A number with the digits that it needs; what a percentage leaves over is dropped.
fn plain(value: f64) -> String {
    let text = format!("{value:.9}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The measures of the scenario, and whether they are on the option's table.
fn measures(draft: &Draft, option: &PolicyOption) -> Vec<(MeasureKind, bool)> {
    let stated = draft.loaded.situation.measures.iter().map(|one| one.kind);
    stated
        .map(|kind| (kind, option.programme.measures.contains(&kind)))
        .collect()
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
        form.option #option-form method="get" action="/apply" {
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
                (plan_fields(draft, option))
            } @else {
                p { "This option has no plan: everybody gives what it gives today." }
            }
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

fn plan_fields(draft: &Draft, option: &PolicyOption) -> Markup {
    let value = |field| current(draft, option, field);
    let together = option.programme.together;
    let keys = KeyName::ALL
        .into_iter()
        .filter(|key| *key != KeyName::Fixed || option.key.name == key.name());
    html! {
        div.field {
            label for="key" { "Reference key" }
            select #key name="key" data-submits {
                @for key in keys {
                    option value=(key.name()) selected[option.key.name == key.name()] { (key_in_words(key)) }
                }
            }
        }
        (weights::sliders(draft, option))
        div.field {
            label for="objective" { "Objective" }
            select #objective name="objective" data-submits {
                @for (objective, words) in OBJECTIVES {
                    option value=(objective.name()) selected[option.objective == objective] { (words) }
                }
            }
        }
        fieldset {
            legend { "Caps" }
            (figure_field(Field::GdpCap, "Most of a State's GDP a year, %", &value(Field::GdpCap), "no cap"))
            (figure_field(Field::RatioMaximum, "Most, in times its share", &value(Field::RatioMaximum), "no cap"))
        }
        (participants::choice(draft, option))
        fieldset {
            legend { "What counts for how much" }
            (figure_field(Field::HostingValue, "A hosted person-year, US$", &value(Field::HostingValue), "0"))
            (figure_field(Field::PlaceValue, "A place, US$", &value(Field::PlaceValue), "0"))
        }
        fieldset {
            legend { "The plan" }
            (figure_field(Field::Places, "Places sought a year", &value(Field::Places), "what is stated"))
            (figure_field(Field::Years, "Years", &value(Field::Years), ""))
            @if draft.loaded.situation.simulated {
                (figure_field(Field::Review, "Months between reviews", &value(Field::Review), "never reviewed"))
                (figure_field(Field::Uptake, "Uptake of obligations, 0 to 1", &value(Field::Uptake), "drawn"))
            }
            (yes_or_no(Field::Together, "All measures in one program", together))
            @if together {
                (yes_or_no(Field::MoneyForPlaces, "Money instead of places, at equal value", option.programme.money_for_places))
                (figure_field(Field::PlacesShare, "Least part of each contribution in places, 0 to 1", &value(Field::PlacesShare), "none"))
            }
        }
        @if together { (measure_fields(draft, option)) }
    }
}

fn measure_fields(draft: &Draft, option: &PolicyOption) -> Markup {
    let measures = measures(draft, option);
    html! {
        @if !measures.is_empty() {
            fieldset {
                legend { "Measures on the table" }
                input type="hidden" name="measures-shown" value="1";
                div.boxes {
                    @for (kind, is_on) in measures {
                        label {
                            input type="checkbox" name="measure" value=(kind.name()) checked[is_on] data-submits;
                            (kind.label())
                        }
                    }
                }
            }
        }
    }
}

fn figure_field(field: Field, label: &str, value: &str, placeholder: &str) -> Markup {
    html! {
        div.field {
            label for=(field.name()) { (label) }
            input id=(field.name()) name=(field.name()) value=(value) placeholder=(placeholder)
                inputmode="decimal" autocomplete="off" data-submits;
        }
    }
}

fn yes_or_no(field: Field, label: &str, value: bool) -> Markup {
    html! {
        div.field {
            label for=(field.name()) { (label) }
            select id=(field.name()) name=(field.name()) data-submits {
                option value="false" selected[!value] { "no" }
                option value="true" selected[value] { "yes" }
            }
        }
    }
}

/// Objectives for people.
const OBJECTIVES: [(Objective, &str); 7] = [
    (
        Objective::Leximin,
        "The most burdened first, then the next (leximin)",
    ),
    (
        Objective::Proportional,
        "Exact shares of the key (proportional)",
    ),
    (Objective::MinMax, "Only the most burdened (min-max)"),
    (Objective::LeastCost, "Least cost, equity not considered"),
    (Objective::LeastDeviation, "Least change from today"),
    (Objective::Nash, "Nash product of ratios"),
    (Objective::Tradable, "Tradable quotas (contested; to study)"),
];

fn key_in_words(key: KeyName) -> &'static str {
    match key {
        KeyName::Population => "Population",
        KeyName::Gdp => "Gross domestic product",
        KeyName::Gni => "Gross national income",
        KeyName::HostingCapacity => "One indicator of capacity",
        KeyName::UnScale => "UN scale of assessments",
        KeyName::Weighted => "Weights of your own",
        KeyName::Eu2015May => "European Commission, May 2015",
        KeyName::Eu2015Sept => "European Commission, September 2015",
        KeyName::Eu2024 => "Regulation (EU) 2024/1351",
        KeyName::Corrected => "Population and GDP, corrected (Grech)",
        KeyName::MinMaxIndex => "Index of capacity (Bovens and Bartsch)",
        KeyName::GniOfRich => "Income of high-income States",
        KeyName::Fixed => "Shares as the scenario gives them",
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
}

impl Form {
    fn parse(query: &str) -> Result<Self, ChangeError> {
        let mut form = Self {
            address: Address::default(),
            values: BTreeMap::new(),
            ticked: Vec::new(),
            measures: Vec::new(),
            weights: Vec::new(),
        };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "address" => form.address = Address::parse(&value)?,
                "in" => form.ticked.push(value.into_owned()),
                "measure" => form.measures.push(value.into_owned()),
                name => {
                    if let Some(indicator) = name.strip_prefix("w.") {
                        form.weights.push(format!("{indicator}:{value}"));
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
    for field in Field::ALL {
        let Some(value) = form.value(field.name()).map(str::trim) else {
            continue;
        };
        match field {
            Field::Participants | Field::Measures | Field::Weights => {}
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

/// Whether sliders stand elsewhere than where the page put them.
fn moved(draft: &Draft, option: &PolicyOption, given: &[String]) -> bool {
    let stood: Vec<String> = weights::weights(draft, option)
        .iter()
        .map(|(indicator, weight)| format!("{}:{}", indicator.name(), number(100.0 * weight, 0)))
        .collect();
    stood != given
}
