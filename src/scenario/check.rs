//! Walking the tree against the schema: every unknown key, wrong type, value out of range and
//! missing key, all in one go.

use super::path::{self, KeyPath};
use super::schema::Schema;
use super::tree::{Node, Table, Value, identity_key};
use super::units;
use crate::diagnostic::{Place, Problem, Problems, did_you_mean};

/// Checks a whole scenario. Unknown keys are reported and taken out; cells of tables and bare
/// arguments become values of the type that the schema asks for.
pub(super) fn check(root: &mut Node, problems: &mut Problems) {
    let blocks = match &mut root.value {
        Value::Table(table) => table.shift_remove("override"),
        _ => None,
    };
    value(root, Schema::root(), "", problems);
    let named = blocks.as_ref().and_then(|blocks| blocks.node.as_table());
    super::priors::check_structures(root, named, problems);
    if let Some(blocks) = blocks {
        overrides(&blocks.node, problems);
    }
}

/// Checks the paths and values of all override blocks, whether they are applied or not.
fn overrides(blocks: &Node, problems: &mut Problems) {
    let Some(blocks) = blocks.as_table() else {
        problems.push(
            Problem::error(
                "type",
                "override",
                Some(blocks.origin.place.clone()),
                format!("expected tables of overrides, found {}", blocks.kind()),
            )
            .with_remedy("write `[override.NAME]` and below it key paths with their new values"),
        );
        return;
    };
    for (name, block) in blocks {
        let Some(changes) = block.node.as_table() else {
            problems.push(
                Problem::error(
                    "type",
                    format!("override.{name}"),
                    Some(block.node.origin.place.clone()),
                    format!("expected a table of changes, found {}", block.node.kind()),
                )
                .with_remedy("write `\"key.path\" = value` below `[override.NAME]`"),
            );
            continue;
        };
        for (text, entry) in changes {
            let at = format!("override.{name}.\"{text}\"");
            match KeyPath::parse(text).and_then(|path| path::schema_at(&path)) {
                Ok(schema) => {
                    let mut changed = entry.node.clone();
                    if !is_table_path(&changed, schema) {
                        // A part of a table may be overridden, so nothing is missing from it.
                        partial(&mut changed, schema, &at, problems);
                    }
                }
                Err(error) => problems.push(error.into_problem(at, Some(entry.key.clone()))),
            }
        }
    }
}

/// Whether a value is the path of a CSV file that stands for a list of tables.
pub(super) fn is_table_path(node: &Node, schema: Schema) -> bool {
    node.as_text().is_some() && schema.columns().is_some()
}

fn partial(node: &mut Node, schema: Schema, path: &str, problems: &mut Problems) {
    let mut found = Problems::default();
    value(node, schema, path, &mut found);
    found.retain(|problem| problem.rule != "missing-key");
    problems.extend(found.into_sorted());
}

fn value(node: &mut Node, schema: Schema, path: &str, problems: &mut Problems) {
    if node.value == Value::Unread {
        return;
    }
    let forms = schema.alternatives();
    let words: Vec<&str> = forms.iter().filter_map(|form| form.constant()).collect();
    if let (false, Some(text)) = (words.is_empty(), node.as_text()) {
        if words.contains(&text) {
            node.value = Value::Text(text.to_owned());
        } else {
            problems.push(
                Problem::error(
                    "value",
                    path,
                    Some(node.origin.place.clone()),
                    format!("`{text}` is not possible here"),
                )
                .with_remedy(did_you_mean(text, words.iter().copied())),
            );
            node.value = Value::Unread;
        }
        return;
    }
    let open: Vec<Schema> = forms
        .into_iter()
        .filter(|form| form.constant().is_none())
        .collect();
    convert_cell(node, &open, path, problems);
    let name = match &node.value {
        Value::Table(_) => "object",
        Value::List(_) => "array",
        Value::Text(_) | Value::Cell(_) => "string",
        Value::Boolean(_) => "boolean",
        Value::Integer(_) | Value::Float(_) => "number",
        Value::Unread => return,
    };
    let fits = |form: &&Schema| form.allows(name) || name == "number" && form.allows("integer");
    let Some(&form) = open.iter().find(fits) else {
        wrong_type(node, &open, &words, path, problems);
        return;
    };
    match &mut node.value {
        Value::Table(_) => table(node, form, path, problems),
        Value::List(_) => list(node, form, path, problems),
        Value::Text(_) | Value::Cell(_) => text(node, form, path, problems),
        Value::Integer(_) | Value::Float(_) => number(node, form, path, problems),
        Value::Boolean(_) | Value::Unread => {}
    }
}

/// Gives a cell the type that the schema asks for.
fn convert_cell(node: &mut Node, forms: &[Schema], path: &str, problems: &mut Problems) {
    let Value::Cell(cell) = &node.value else {
        return;
    };
    let allowed = |name: &str| forms.iter().any(|form| form.allows(name));
    let converted = if allowed("string") {
        Value::Text(cell.clone())
    } else if allowed("number") || allowed("integer") {
        match (cell.parse::<i64>(), cell.parse::<f64>()) {
            (Ok(integer), _) => Value::Integer(integer),
            (_, Ok(number)) if number.is_finite() => Value::Float(number),
            _ => {
                problems.push(
                    Problem::error(
                        "type",
                        path,
                        Some(node.origin.place.clone()),
                        format!("`{cell}` is not a number"),
                    )
                    .with_remedy(
                        "write digits with a point for decimals, without separators or units",
                    ),
                );
                Value::Unread
            }
        }
    } else if allowed("boolean") && matches!(cell.as_str(), "true" | "false") {
        Value::Boolean(cell == "true")
    } else {
        return;
    };
    node.value = converted;
}

fn wrong_type(
    node: &mut Node,
    forms: &[Schema],
    words: &[&str],
    path: &str,
    problems: &mut Problems,
) {
    let mut expected: Vec<String> = forms.iter().map(|form| expectation(*form)).collect();
    if !words.is_empty() {
        let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        expected.push(format!("one of {}", words.join(", ")));
    }
    let expected = expected.join(" or ");
    let remedy = match &node.value {
        Value::Table(_) if expected.contains("number") => {
            "to give evidence, write { value = …, source = \"…\", basis = \"…\" }"
        }
        Value::Text(_) if expected.contains("number") => {
            "numbers stand without quotes; write 30_000 rather than \"30,000\""
        }
        Value::Integer(_) | Value::Float(_) if expected.contains("text") => {
            "texts stand in double quotes"
        }
        _ => "",
    };
    problems.push(
        Problem::error(
            "type",
            path,
            Some(node.origin.place.clone()),
            format!("expected {expected}, found {}", node.kind()),
        )
        .with_remedy(remedy),
    );
    node.value = Value::Unread;
}

fn expectation(form: Schema) -> String {
    for (name, words) in [
        ("integer", "a whole number"),
        ("number", "a number"),
        ("string", "a text"),
        ("boolean", "true or false"),
        ("object", "a table"),
    ] {
        if form.allows(name) {
            return words.to_owned();
        }
    }
    match form.items() {
        Some(item) if item.is_table() => "a list of tables or the path of a CSV file".to_owned(),
        Some(item) => {
            let item = expectation(item);
            format!("a list ({item} each)")
        }
        None => "another value".to_owned(),
    }
}

fn table(node: &mut Node, schema: Schema, path: &str, problems: &mut Problems) {
    let place = node.origin.place.clone();
    let Value::Table(entries) = &mut node.value else {
        return;
    };
    let keys = schema.keys();
    let written: Vec<String> = entries.keys().cloned().collect();
    let mut misspelt = Vec::new();
    for name in written {
        let at = join(path, &name);
        match (schema.key(&name), entries.get_mut(&name)) {
            (Some(inner), Some(entry)) => value(&mut entry.node, inner, &at, problems),
            (_, entry) => {
                let place = entry.map(|entry| entry.key.clone());
                misspelt.push(unknown_key(
                    &name, at, place, &keys, entries, path, problems,
                ));
                entries.shift_remove(&name);
            }
        }
    }
    for name in schema.required() {
        if entries.contains_key(name) || misspelt.iter().flatten().any(|meant| meant == name) {
            continue;
        }
        missing_key(name, schema, path, place.clone(), problems);
    }
}

/// Reports an unknown key; returns the key that is probably meant, where one is.
fn unknown_key(
    name: &str,
    at: String,
    place: Option<Place>,
    keys: &[&'static str],
    entries: &Table,
    path: &str,
    problems: &mut Problems,
) -> Option<String> {
    let here = if path.is_empty() {
        "a scenario".to_owned()
    } else {
        format!("`{path}`")
    };
    let message = format!("`{name}` is not a key of {here}");
    let free = keys
        .iter()
        .copied()
        .filter(|key| !entries.contains_key(*key));
    if let Some((meant, hint)) = units::confusion(name, free.clone()) {
        problems.push(Problem::error("unknown-key", at, place, message).with_remedy(hint));
        return Some(meant.to_owned());
    }
    let meant = crate::diagnostic::closest(name, free).map(str::to_owned);
    problems.push(
        Problem::error("unknown-key", at, place, message)
            .with_remedy(did_you_mean(name, keys.iter().copied())),
    );
    meant
}

fn missing_key(name: &str, schema: Schema, path: &str, place: Place, problems: &mut Problems) {
    let meaning = schema.description_of(name).unwrap_or("").replace('\n', " ");
    let here = if path.is_empty() {
        "the scenario".to_owned()
    } else {
        format!("`{path}`")
    };
    let is_table = schema
        .key(name)
        .is_some_and(|form| form.alternatives().iter().any(|form| form.is_table()));
    let is_list = schema
        .key(name)
        .is_some_and(|form| form.columns().is_some());
    let form = match (is_list, is_table, path.is_empty()) {
        (true, _, true) => format!("add `[[{name}]]` entries or `{name} = \"table.csv\"`"),
        (_, true, true) => format!("add a table `[{name}]`"),
        _ => format!("add `{name} = …`"),
    };
    problems.push(
        Problem::error(
            "missing-key",
            join(path, name),
            Some(place),
            format!("`{name}` is missing in {here}"),
        )
        .with_remedy(if meaning.is_empty() {
            form
        } else {
            format!("{form}: {meaning}")
        }),
    );
}

fn list(node: &mut Node, schema: Schema, path: &str, problems: &mut Problems) {
    let place = node.origin.place.clone();
    let Value::List(items) = &mut node.value else {
        return;
    };
    let length = items.len() as f64;
    let least = schema.number("minItems").unwrap_or(0.0);
    let most = schema.number("maxItems").unwrap_or(f64::INFINITY);
    if length < least || length > most {
        let rule = if least == most {
            format!("exactly {least}")
        } else {
            format!("at least {least}")
        };
        problems.push(
            Problem::error(
                "length",
                path,
                Some(place),
                format!("the list has {length} values, it needs {rule}"),
            )
            .with_remedy(format!(
                "write {rule} values; `fairshare schema` says what they mean"
            )),
        );
        node.value = Value::Unread;
        return;
    }
    let Some(inner) = schema.items() else { return };
    for (index, item) in items.iter_mut().enumerate() {
        let at = item_path(path, item, index);
        value(item, inner, &at, problems);
    }
}

/// The path of a list's row: by its identity where it has one, by its number otherwise.
pub(super) fn item_path(path: &str, item: &Node, index: usize) -> String {
    let identity = identity_key(path)
        .and_then(|key| item.get(key))
        .and_then(Node::as_text);
    match identity {
        Some(identity) => format!("{path}.{identity}"),
        None => format!("{path}[{}]", index + 1),
    }
}

fn text(node: &mut Node, schema: Schema, path: &str, problems: &mut Problems) {
    let (Some(pattern), Some(text)) = (schema.text("pattern"), node.as_text()) else {
        return;
    };
    let Some((rule, remedy)) = super::pattern::violated(pattern, text) else {
        return;
    };
    problems.push(
        Problem::error(
            "form",
            path,
            Some(node.origin.place.clone()),
            format!("`{text}` is not {rule}"),
        )
        .with_remedy(remedy),
    );
    node.value = Value::Unread;
}

pub(super) fn number(node: &mut Node, schema: Schema, path: &str, problems: &mut Problems) {
    let whole = schema.allows("integer");
    let number = match node.value {
        Value::Integer(number) => number as f64,
        Value::Float(number) => number,
        _ => return,
    };
    let report = |message: String, remedy: String, problems: &mut Problems| {
        let place = Some(node.origin.place.clone());
        problems.push(Problem::error("out-of-range", path, place, message).with_remedy(remedy));
    };
    if whole && number.fract() != 0.0 {
        report(
            format!("{number} is not a whole number"),
            "write it without decimals".to_owned(),
            problems,
        );
        node.value = Value::Unread;
        return;
    }
    let least = schema
        .number("minimum")
        .or(lowest(schema))
        .unwrap_or(f64::NEG_INFINITY);
    let most = schema
        .number("maximum")
        .or(highest(schema))
        .unwrap_or(f64::INFINITY);
    if number < least {
        report(
            format!("{number} is too small: at least {least} is possible"),
            remedy(path, least, most),
            problems,
        );
    } else if number > most {
        report(
            format!("{number} is too large: at most {most} is possible"),
            remedy(path, least, most),
            problems,
        );
    } else {
        if let (true, Value::Float(number)) = (whole, &node.value) {
            node.value = Value::Integer(truncated(*number));
        }
        return;
    }
    node.value = Value::Unread;
}

fn remedy(path: &str, least: f64, most: f64) -> String {
    let wanted = if (least, most) == (0.0, 1.0) {
        return "a share or probability lies between 0 and 1: write 0.25 for 25 %".to_owned();
    } else if path.ends_with("persons") {
        return "write a whole number of people, from 0 to 10_000_000_000".to_owned();
    } else if path.ends_with("_share") && least == 0.0 {
        format!("a share: write 0.25 for 25 %, and {most} at most")
    } else if most <= f64::from(u32::MAX) {
        format!("write a number from {least} to {most}")
    } else {
        format!("write a number of at least {least}")
    };
    format!("{wanted}; `fairshare schema` says what it means")
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the number is whole and within range"
)]
fn truncated(number: f64) -> i64 {
    number as i64
}

fn lowest(schema: Schema) -> Option<f64> {
    (schema.text("format") == Some("int32")).then_some(f64::from(i32::MIN))
}

fn highest(schema: Schema) -> Option<f64> {
    match schema.text("format")? {
        "int32" => Some(f64::from(i32::MAX)),
        "uint32" => Some(f64::from(u32::MAX)),
        // Whole numbers in TOML and sums of people stay far inside 64 bits.
        "uint64" => Some(9e18),
        _ => None,
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}
