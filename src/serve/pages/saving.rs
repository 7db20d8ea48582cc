//! Saving what is on the table as a scenario beside the one that was opened.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use axum::extract::{RawQuery, State};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};

use super::{at_a_desk, draft, show};
use crate::scenario::{LoadOptions, load};
use crate::serve::address::Address;
use crate::serve::draft::Draft;
use crate::serve::html;
use crate::serve::refusal::Refusal;
use crate::serve::{Shared, Workbench};
use crate::workflow::changes::identifier_for;

/// The first line of every file that is saved here; only such files are written over.
const FIRST_LINE: &str = "# Saved from the workbench of fairshare.";

/// The longest name of a file.
const NAME_LONGEST: usize = 64;

pub(in crate::serve) async fn page(
    State(workbench): State<Shared>,
    RawQuery(query): RawQuery,
) -> Response {
    show(workbench, query, "/save", |workbench, draft, address| {
        Ok(body(workbench, draft, address))
    })
    .await
}

fn body(workbench: &Workbench, draft: &Draft, address: &Address) -> Markup {
    let Some(changes) = &draft.changes else {
        return html! {
            h1 { "Save as a scenario" }
            p { "Nothing is changed, so there is nothing to save." }
        };
    };
    let stem = identifier_for(&format!("{} draft", draft.situation.name), &[]);
    html! {
        h1 { "Save as a scenario" }
        p {
            "A file beside " code { (file_name(workbench.drafts.scenario())) }
            " that extends it with the changed options. " code { "fairshare check" } " and "
            code { "fairshare run" } " take it like any other."
        }
        form.save method="post" action="/save" {
            input type="hidden" name="address" value=(address.query()) data-address;
            div.field {
                label for="name" { "Name of the file" }
                input #name name="name" value=(stem) required pattern="[a-z0-9][a-z0-9\\-]*"
                    maxlength=(NAME_LONGEST) title="lower-case letters, digits and hyphens";
            }
            div.field {
                label for="title" { "Title" }
                input #title name="title" value=(format!("{}, draft", draft.situation.title)) required maxlength="160";
            }
            div.field {
                label {
                    input type="checkbox" name="overwrite" value="yes";
                    "Write over an earlier file of the same name that was saved here"
                }
            }
            button type="submit" { "Save" }
        }
        h2 { "What is saved" }
        pre { (changes) }
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// Saves, checks what was saved, and says so.
pub(in crate::serve) async fn save(State(workbench): State<Shared>, body: String) -> Response {
    let made = at_a_desk(&workbench, move |workbench| {
        let value = |wanted: &str| {
            form_urlencoded::parse(body.as_bytes())
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.into_owned())
                .unwrap_or_default()
        };
        let address = Address::parse(&value("address"))?;
        let draft = draft(workbench, &address, "/save")?;
        let again = |refusal: Refusal| refusal.way(address.href("/save"), "Choose another name");
        let path = target(workbench, &draft, value("name").trim()).map_err(again)?;
        let text = document(workbench, &draft, value("title").trim())?;
        write(&path, &text, value("overwrite") == "yes").map_err(again)?;
        // What was written is read back as anybody would read it.
        load(&path, &LoadOptions::default()).map_err(|errors| Refusal::from(&errors))?;
        let body = html! {
            h1 { "Saved" }
            p { code { (path.display().to_string()) } " is there, and " code { "fairshare check" } " accepts it." }
            pre { "fairshare check " (path.display().to_string()) "\nfairshare serve " (path.display().to_string()) }
            p { a.button href=(address.href("/options")) { "Back to the options" } }
        };
        Ok(html::page(&draft, &address, "/save", &body).into_string())
    })
    .await;
    match made {
        Ok(page) => Html(page).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

/// The path of a new file: a plain name in the scenario's own folder, no file that it is made of.
fn target(workbench: &Workbench, draft: &Draft, name: &str) -> Result<PathBuf, Refusal> {
    let fits =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if name.is_empty()
        || name.len() > NAME_LONGEST
        || name.starts_with('-')
        || !name.chars().all(fits)
    {
        let shown: String = name.chars().take(NAME_LONGEST).collect();
        return Err(Refusal::bad(
            format!("`{shown}` is no name for a file"),
            "write lower-case letters, digits and hyphens, without an ending",
        ));
    }
    let folder = workbench
        .drafts
        .scenario()
        .parent()
        .unwrap_or_else(|| Path::new(""));
    let path = folder.join(format!("{name}.toml"));
    if draft.loaded.inputs.iter().any(|input| input.path == path) {
        return Err(Refusal::bad(
            format!("`{name}.toml` is a file that this scenario is made of"),
            "choose another name, so that it stays as it is",
        ));
    }
    Ok(path)
}

/// The text of the file: a short one that extends the scenario, or, where the command line changed
/// something, all of it resolved.
fn document(workbench: &Workbench, draft: &Draft, title: &str) -> Result<String, Refusal> {
    let Some(changes) = &draft.changes else {
        return Err(Refusal::bad(
            "nothing is changed",
            "change an option before saving",
        ));
    };
    let title = if title.is_empty() {
        &draft.situation.title
    } else {
        title
    };
    let title = toml::Value::String(title.to_owned());
    let load = workbench.drafts.load_options(None);
    if load.overrides.is_empty() && load.sets.is_empty() {
        let base = toml::Value::String(file_name(workbench.drafts.scenario()));
        return Ok(format!(
            "{FIRST_LINE}\n\ntitle = {title}\nextends = {base}\n\n{changes}"
        ));
    }
    let whole = draft.loaded.tree.to_annotated_toml();
    let mut titled = false;
    let lines: Vec<String> = whole
        .lines()
        .map(|line| {
            if !titled && line.starts_with("title = ") {
                titled = true;
                format!("title = {title}")
            } else {
                line.to_owned()
            }
        })
        .collect();
    Ok(format!("{FIRST_LINE}\n{}\n", lines.join("\n")))
}

/// Writes the file whole or not at all.
fn write(path: &Path, text: &str, overwrite: bool) -> Result<(), Refusal> {
    let wrong = |error: std::io::Error| {
        Refusal::bad(
            format!("`{}` cannot be written: {error}", path.display()),
            "see whether the folder may be written to",
        )
    };
    if overwrite && is_ours(path) {
        let beside = path.with_extension("toml.part");
        std::fs::write(&beside, text).map_err(wrong)?;
        return std::fs::rename(&beside, path).map_err(wrong);
    }
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = match file {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let remedy = if is_ours(path) {
                "choose another name, or tick the box to write over it"
            } else {
                "choose another name: it was not saved from a workbench, so it stays"
            };
            return Err(Refusal::bad(
                format!("there is a file `{}` already", file_name(path)),
                remedy,
            ));
        }
        Err(error) => return Err(wrong(error)),
    };
    file.write_all(text.as_bytes()).map_err(|error| {
        let _ = std::fs::remove_file(path);
        wrong(error)
    })
}

/// Whether the file was saved from a workbench, and is a plain file.
fn is_ours(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|data| data.is_file())
        && std::fs::read_to_string(path).is_ok_and(|text| text.starts_with(FIRST_LINE))
}
