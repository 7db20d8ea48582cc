//! Terms: the rows that are bargained about one by one, of an option and of the situation.

use std::collections::BTreeMap;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::shares::{chart, said, summary, tabs};
use super::{at_a_desk, draft, failures, number, show};
use crate::model::{Indicator, KeyName, PolicyOption};
use crate::serve::address::Address;
use crate::serve::draft::Draft;
use crate::serve::refusal::Refusal;
use crate::serve::{Shared, Workbench};
use crate::workflow::changes::{
    Cell, Change, ChangeError, Column, List, NO_OWNER, RowAt, Scope, Table, cell_shown,
};

/// Rows up to which a list stands open.
const OPEN_UP_TO: usize = 12;

pub(in crate::serve) async fn page(
    State(workbench): State<Shared>,
    RawQuery(query): RawQuery,
) -> Response {
    show(workbench, query, "/terms", body).await
}

fn body(workbench: &Workbench, draft: &Draft, address: &Address) -> Result<Markup, Refusal> {
    let option = draft.option(address.option.as_deref())?;
    let base = workbench.drafts.base()?;
    let table = Table::laid(&base, address.changes())?;
    let position = draft.position(option).ok();
    let view = View {
        draft,
        address: address.at_option(option.id.as_str()),
        table: &table,
    };
    let own = option.id.as_str();
    Ok(html! {
        h1 { "Terms" }
        (tabs(draft, address, option, "/terms"))
        (failures(draft))
        div.terms data-said=[position.map(|position| said(&draft.compared, position))] {
            @if let Some(position) = position { div #summary { (summary(&draft.compared, position)) } }
            h2 { "Of the option “" (option.title) "”" }
            @for list in List::all().filter(|list| of_option(*list, option)) {
                (view.list(list, own))
            }
            @if !option.has_plan {
                p {
                    "Deductions, offsets and arrangements are part of a plan, which this option does not have. "
                    a href=(view.address.href("/options")) { "Give it one" } "."
                }
            }
            h2 { "Of the situation, under every option" }
            @for list in List::all() {
                @if let Scope::Situation(name) = list.spec().scope {
                    @if of_situation(name, draft) {
                        (view.list(list, NO_OWNER))
                        @if list == List::Measures { (view.measures()) }
                    }
                }
            }
            @if let Some(position) = position {
                h2 { "What it comes to" }
                div #chart { (chart(draft, &draft.compared, position)?) }
                p { a.button href=(view.address.href("/shares")) data-path="/shares" { "All shares" } }
            }
        }
    })
}

/// Whether a list means anything for an option.
fn of_option(list: List, option: &PolicyOption) -> bool {
    match (list, list.spec().scope) {
        (List::Correctives, _) => {
            option.has_plan && option.key.key_name() == Some(KeyName::Weighted)
        }
        (_, Scope::Option(path)) => option.has_plan || path.first() != Some(&"plan"),
        _ => false,
    }
}

/// Whether a list means anything for the situation: stated needs take the place of simulated ones.
fn of_situation(name: &str, draft: &Draft) -> bool {
    let situation = &draft.loaded.situation;
    name != "need" || !situation.simulated || !situation.stated_needs.is_empty()
}

/// What a page of terms shows.
struct View<'a> {
    draft: &'a Draft,
    address: Address,
    table: &'a Table<'a>,
}

impl View<'_> {
    fn list(&self, list: List, owner: &str) -> Markup {
        let spec = list.spec();
        let rows = self.table.rows(owner, list);
        let edited = self
            .address
            .edit
            .as_ref()
            .filter(|at| at.list == list && at.owner == owner)
            .filter(|at| at.number < rows.len() || (spec.is_open && at.number == rows.len()));
        let id = match spec.scope {
            Scope::Measure(_) => format!("{}-{owner}", spec.name),
            _ => spec.name.to_owned(),
        };
        let is_short = !rows.is_empty() && rows.len() <= OPEN_UP_TO;
        html! {
            details.group.rows id=(id) open[edited.is_some() || is_short] {
                summary { (spec.title) " (" (rows.len()) ")" }
                p.help { (spec.help) }
                @if rows.is_empty() {
                    p.note { "There is none." }
                } @else {
                    (self.rows(list, owner, &rows))
                }
                @if let Some(at) = edited {
                    (self.form(at, rows.get(at.number)))
                } @else if spec.is_open {
                    @let new = RowAt { owner: owner.to_owned(), list, number: rows.len() };
                    p { a.button href=(self.edit(&new)) data-swap { "Add " (article(spec.one)) " " (spec.one) } }
                }
            }
        }
    }

    /// What is needed and can be given of each measure.
    fn measures(&self) -> Markup {
        let kinds: Vec<String> = self
            .table
            .rows(NO_OWNER, List::Measures)
            .iter()
            .filter_map(|row| Some(row.get("kind")?.as_str()?.to_owned()))
            .collect();
        html! {
            @for kind in &kinds {
                h3 { (kind.replace('-', " ")) }
                (self.list(List::MeasureNeeds, kind))
                (self.list(List::MeasureCapacities, kind))
            }
        }
    }

    /// The address at which a row is edited.
    fn edit(&self, at: &RowAt) -> String {
        let query = self.address.query();
        let edit: String = form_urlencoded::byte_serialize(at.to_string().as_bytes()).collect();
        format!("/terms?{query}&edit={edit}#edit")
    }

    fn rows(&self, list: List, owner: &str, rows: &[toml::Table]) -> Markup {
        let spec = list.spec();
        html! {
            div.scroll tabindex="0" role="group" aria-label=(spec.title) {
                table {
                    thead {
                        tr {
                            @for column in spec.columns {
                                th.number[is_number(column)] scope="col" { (column.label) }
                            }
                            th scope="col" { "Change" }
                        }
                    }
                    tbody {
                        @for (number, row) in rows.iter().enumerate() {
                            @let at = RowAt { owner: owner.to_owned(), list, number };
                            tr {
                                @for column in spec.columns {
                                    td.number[is_number(column)] { (self.cell(row, column)) }
                                }
                                td {
                                    a href=(self.edit(&at)) data-swap {
                                        "Edit"
                                        span.heard { " " (spec.one) " " (number + 1) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// A cell for people.
    fn cell(&self, row: &toml::Table, column: &Column) -> String {
        let text = cell_shown(row, column);
        match column.cell {
            Cell::Contributor | Cell::Host => self.name(&text).to_owned(),
            Cell::Number | Cell::Whole => match text.parse::<f64>() {
                Ok(value) if value.fract() == 0.0 => number(value, 0),
                _ => text,
            },
            Cell::Switch => match text.as_str() {
                "true" => "yes".to_owned(),
                "false" => "no".to_owned(),
                _ => text,
            },
            Cell::Indicator => Indicator::from_short_name(&text)
                .map_or(text, |it| super::weights::label(it).to_owned()),
            Cell::Choice(_) => text.replace(['-', '_'], " "),
            Cell::Count | Cell::Month | Cell::Text => text,
        }
    }

    fn name<'b>(&'b self, id: &'b str) -> &'b str {
        let situation = &self.draft.loaded.situation;
        let contributor = situation
            .contributors
            .iter()
            .find(|one| one.id.as_str() == id)
            .map(|one| one.name.as_str());
        let host = || {
            let mut hosts = situation.hosts.iter();
            hosts.find(|host| host.country.code.as_str() == id)
        };
        contributor
            .or_else(|| host().map(|host| host.country.name.as_str()))
            .unwrap_or(id)
    }

    /// The form of one row.
    fn form(&self, at: &RowAt, row: Option<&toml::Table>) -> Markup {
        let spec = at.list.spec();
        let empty = toml::Table::new();
        let back = format!("/terms#{}", spec.name);
        html! {
            form.row #edit method="get" action="/terms/apply" data-swaps {
                input type="hidden" name="address" value=(self.address.query());
                input type="hidden" name="row" value=(at.to_string());
                fieldset {
                    legend {
                        @if row.is_some() { "The " (spec.one) " " (at.number + 1) } @else { "A new " (spec.one) }
                    }
                    div.cells {
                        @for column in spec.columns { (self.input(column, row.unwrap_or(&empty), spec.is_open)) }
                    }
                    div.actions {
                        button type="submit" { @if row.is_some() { "Change" } @else { "Add" } }
                        @if row.is_some() && spec.is_open {
                            button type="submit" name="drop" value="yes" formnovalidate { "Take away" }
                        }
                        a.button href=(self.address.href(&back)) data-swap { "Leave it" }
                    }
                }
            }
        }
    }

    fn input(&self, column: &Column, row: &toml::Table, is_open: bool) -> Markup {
        let id = format!("c-{}", column.key);
        let name = format!("c.{}", column.key);
        let value = cell_shown(row, column);
        let required = !column.may_lack;
        let choices = self.choices(column);
        let is_text = column.cell == Cell::Text;
        let placeholder = if column.cell == Cell::Month {
            "2026-01"
        } else {
            ""
        };
        html! {
            div.field {
                label for=(id) {
                    (column.label)
                    @if column.may_lack { span.note { " (may be left out)" } }
                }
                @if column.cell == Cell::Contributor && !is_open {
                    // Who a row of this list is about stays.
                    input type="hidden" name=(name) value=(value);
                    input id=(id) value=(self.name(&value)) readonly;
                } @else if choices.is_empty() {
                    input id=(id) name=(name) value=(value) required[required] autocomplete="off"
                        placeholder=(placeholder) maxlength="200"
                        inputmode=[(!is_text && column.cell != Cell::Month).then_some("decimal")];
                } @else {
                    select id=(id) name=(name) required[required] {
                        @if column.may_lack || value.is_empty() { option value="" { "–" } }
                        @for (one, words) in &choices {
                            option value=(one) selected[*one == value] { (words) }
                        }
                    }
                }
            }
        }
    }

    /// What may be chosen, with words for people; empty where something is typed.
    fn choices(&self, column: &Column) -> Vec<(String, String)> {
        let situation = &self.draft.loaded.situation;
        match column.cell {
            Cell::Contributor => {
                let mut all: Vec<(String, String)> = situation
                    .contributors
                    .iter()
                    .map(|one| (one.id.to_string(), one.name.clone()))
                    .collect();
                all.sort_by(|one, other| one.1.cmp(&other.1));
                all
            }
            Cell::Host => situation
                .hosts
                .iter()
                .map(|host| (host.country.code.to_string(), host.country.name.clone()))
                .collect(),
            Cell::Switch => vec![
                ("true".to_owned(), "yes".to_owned()),
                ("false".to_owned(), "no".to_owned()),
            ],
            Cell::Indicator => Indicator::ALL
                .map(|it| (it.name().to_owned(), super::weights::label(it).to_owned()))
                .to_vec(),
            Cell::Choice(words) => words
                .iter()
                .map(|word| ((*word).to_owned(), word.replace(['-', '_'], " ")))
                .collect(),
            Cell::Number | Cell::Whole | Cell::Count | Cell::Month | Cell::Text => Vec::new(),
        }
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    }
}

fn is_number(column: &Column) -> bool {
    matches!(column.cell, Cell::Number | Cell::Whole | Cell::Count)
}

/// Takes the form of a row.
pub(in crate::serve) async fn apply(
    State(workbench): State<Shared>,
    RawQuery(query): RawQuery,
) -> Response {
    let made = at_a_desk(&workbench, move |workbench| {
        let (address, change) = read(query.as_deref().unwrap_or_default())?;
        let list = change_list(&change);
        let stands = draft(workbench, &address, "/terms")?;
        let changed = address.with(change);
        // What makes no sense is said here, before the browser is sent on.
        let again = |refusal: Refusal| refusal.way(address.href("/terms"), "Back to the terms");
        match workbench.drafts.draft(changed.changes()) {
            // A row that stands as it is written is no change.
            Ok(draft) if draft.changes == stands.changes => Ok((address, list)),
            Ok(_) => Ok((changed, list)),
            Err(refusal) => Err(again(refusal)),
        }
    })
    .await;
    match made {
        Ok((address, list)) => {
            let to = address.href(&format!("/terms#{}", list.spec().name));
            (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
        }
        Err(refusal) => refusal.into_response(),
    }
}

fn change_list(change: &Change) -> List {
    match change {
        Change::Row { row, .. } | Change::DropRow { row } => row.list,
        _ => List::Pledges,
    }
}

/// The address that a form came from, and the change that it makes.
fn read(query: &str) -> Result<(Address, Change), ChangeError> {
    let mut fields: BTreeMap<String, String> = BTreeMap::new();
    let mut values = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match name.strip_prefix("c.") {
            Some(key) => values.push((key.to_owned(), value.trim().to_owned())),
            None => {
                fields.insert(name.into_owned(), value.into_owned());
            }
        }
    }
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    let address = Address::parse(field("address"))?;
    let row: RowAt = field("row").parse()?;
    values.retain(|(_, value)| !value.is_empty());
    let change = if field("drop").is_empty() {
        Change::Row { row, values }
    } else {
        Change::DropRow { row }
    };
    Ok((address, change))
}
