//! The frame of every page, and blocks as a browser shows them.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::address::Address;
use super::draft::Draft;
use crate::report::blocks::Block;
use crate::report::charts::Chart;
use crate::report::terminal::{Align, TextTable};
use crate::workflow::changes::{Change, Field, RowAt, Scope};

/// The pages by address and name.
const PAGES: [(&str, &str); 9] = [
    ("/", "Situation"),
    ("/options", "Options"),
    ("/terms", "Terms"),
    ("/shares", "Shares"),
    ("/state", "One State"),
    ("/keys", "Keys"),
    ("/compare", "Comparison"),
    ("/futures", "Futures"),
    ("/briefing", "Briefing"),
];

/// A page without navigation.
pub(crate) fn bare_page(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(title))
            body { main #main { (body) } }
        }
    }
}

fn head(title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            title { (title) " – fairshare" }
            link rel="icon" type="image/svg+xml" href="/static/icon.svg";
            link rel="stylesheet" href="/static/workbench.css";
            script src="/static/workbench.js" defer {}
        }
    }
}

/// A page of the workbench.
pub(crate) fn page(draft: &Draft, address: &Address, path: &str, body: &Markup) -> Markup {
    let name = PAGES
        .iter()
        .find(|(one, _)| *one == path)
        .map_or("Workbench", |(_, name)| name);
    let title = &draft.loaded.situation.title;
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(&format!("{name}: {title}")))
            body data-address=(address.query()) {
                a.skip href="#main" { "To the content" }
                header {
                    p.scenario { (title) }
                    nav aria-label="Pages" {
                        ul {
                            @for (one, name) in PAGES {
                                li {
                                    a href=(address.href(one)) data-path=(one)
                                        aria-current=[(one == path).then_some("page")] { (name) }
                                }
                            }
                        }
                    }
                    (changes_bar(draft, address, path))
                }
                main #main { (body) }
                p #message role="alert" {}
                p.heard #said role="status" aria-live="polite" {}
                footer {
                    p {
                        "fairshare " (env!("CARGO_PKG_VERSION"))
                        @if draft.loaded.situation.synthetic { ". Countries and figures are invented." }
                    }
                }
            }
        }
    }
}

/// What was changed, with the ways back and on.
fn changes_bar(draft: &Draft, address: &Address, path: &str) -> Markup {
    let changes = address.changes();
    let undone = address.undone();
    let redone = address.redone();
    html! {
        div.changes #changes {
            @if changes.is_empty() {
                span { "As the scenario stands" }
            } @else {
                details {
                    summary {
                        (changes.len())
                        @if changes.len() == 1 { " change" } @else { " changes" }
                    }
                    ol { @for change in changes { li { (in_words(draft, change)) } } }
                }
            }
            @if let Some(undone) = undone {
                a.button #undo href=(undone.href(path)) accesskey="z" data-swap { "Undo" }
            }
            @if let Some(redone) = redone { a.button #redo href=(redone.href(path)) data-swap { "Redo" } }
            @if !changes.is_empty() {
                a.button href=(address.fresh().href(path)) { "Start again" }
                a.button href=(address.href("/save")) data-path="/save" { "Save as a scenario" }
            }
        }
    }
}

fn title_of(draft: &Draft, id: &str) -> String {
    draft
        .options()
        .iter()
        .find(|option| option.id.as_str() == id)
        .map_or_else(|| id.to_owned(), |option| option.title.clone())
}

/// A change for people.
fn in_words(draft: &Draft, change: &Change) -> String {
    match change {
        Change::Copy { from, title, .. } => {
            format!(
                "new option “{title}”, a copy of “{}”",
                title_of(draft, from)
            )
        }
        Change::Add { title, .. } => format!("new option “{title}”"),
        Change::Drop { id } => format!("option `{id}` taken away"),
        Change::Row { row, values } => {
            let said: Vec<&str> = values.iter().map(|(_, value)| value.as_str()).collect();
            format!("{}: {}", row_in_words(draft, row), said.join(", "))
        }
        Change::DropRow { row } => format!("{} taken away", row_in_words(draft, row)),
        Change::Set { id, field, value } => {
            let title = title_of(draft, id);
            match field {
                Field::Baseline => format!("“{title}” is the baseline"),
                Field::Plan => format!("“{title}” has a plan"),
                Field::Title => format!("`{id}` is called “{value}”"),
                Field::Shares => format!("“{title}”: shares that States name"),
                _ if value.is_empty() => format!("“{title}”: no {}", field.label()),
                _ => format!(
                    "“{title}”: {} {}",
                    field.label(),
                    value.replace(',', ", ").replace(':', " ")
                ),
            }
        }
    }
}

/// Whose list a row is of, and which.
fn row_in_words(draft: &Draft, row: &RowAt) -> String {
    let spec = row.list.spec();
    let which = format!("{} {}", spec.one, row.number + 1);
    match spec.scope {
        Scope::Option(_) => format!("“{}”: {which}", title_of(draft, &row.owner)),
        Scope::Measure(_) => format!("{which} ({})", row.owner.replace('-', " ")),
        Scope::Situation(_) => which,
    }
}

/// A chart as part of a page; where it is wider than the screen, it can be moved.
pub(crate) fn figure(chart: &Chart) -> Markup {
    html! {
        figure.chart tabindex="0" aria-label=(chart.title) { (PreEscaped(&chart.svg)) }
    }
}

/// Blocks of a page. The first heading is left to the page.
pub(crate) fn blocks(blocks: &[Block]) -> Markup {
    // Lines that a terminal breaks stand in one paragraph.
    let runs =
        blocks.chunk_by(|one, other| matches!((one, other), (Block::Line(_), Block::Line(_))));
    html! {
        @for run in runs {
            @match run {
                [Block::Heading(text)] => h2 { (text) },
                [Block::Paragraph(text)] => p { (text) },
                [Block::Table(table)] => (text_table(table)),
                [Block::Gap] => {},
                lines => p {
                    @for line in lines { @if let Block::Line(text) = line { (text) " " } }
                },
            }
        }
    }
}

fn text_table(table: &TextTable) -> Markup {
    let class = |column: usize| {
        table
            .columns()
            .get(column)
            .filter(|(_, align)| *align == Align::Right)
            .map(|_| "number")
    };
    html! {
        div.scroll tabindex="0" {
            table {
                thead {
                    tr {
                        @for (column, (heading, _)) in table.columns().iter().enumerate() {
                            th scope="col" class=[class(column)] { (heading) }
                        }
                    }
                }
                tbody {
                    @for row in table.rows() {
                        tr {
                            @for (column, cell) in row.iter().enumerate() {
                                td class=[class(column)] { (cell) }
                            }
                        }
                    }
                }
            }
        }
    }
}
