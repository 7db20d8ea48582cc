//! Laying the parts of a scenario over one another: defaults, extended files, the file itself,
//! overrides, arguments.

mod changes;

use std::path::{Path, PathBuf};

use super::read::Reader;
use super::schema::Schema;
use super::tree::{Layer, Node, Table, Value, merge};
use super::{InputFile, LoadOptions, Loaded, check, evidence, table};
use crate::diagnostic::{Place, Problem, Problems, SourceId, Sources};

/// The built-in defaults, on which every scenario rests.
const DEFAULTS: &str = include_str!("defaults/protracted.toml");

/// What a scenario that is not simulated need not say.
const APPORTIONMENT_DEFAULTS: &str = include_str!("defaults/apportionment.toml");

/// The name of the defaults in `extends` and in messages.
pub(super) const DEFAULTS_NAME: &str = "defaults/protracted.toml";

/// How many files may extend one another.
const DEPTH_LIMIT: usize = 16;

/// Whether a resolved scenario says that it is not simulated.
fn is_not_simulated(root: &Node) -> bool {
    root.get("simulated")
        .is_some_and(|node| node.value == Value::Boolean(false) || node.as_text() == Some("false"))
}

/// Adds the entries whose keys a row lacks; a table within is filled in only where the row has it.
fn add_missing(table: &mut Table, entries: &Table) {
    for (name, entry) in entries {
        let inner = entry.node.as_table();
        match (table.get_mut(name).map(|own| &mut own.node.value), inner) {
            (Some(Value::Table(own)), Some(inner)) => add_missing(own, inner),
            (None, None) => {
                table.insert(name.clone(), entry.clone());
            }
            _ => {}
        }
    }
}

/// Everything read so far.
#[derive(Debug)]
pub(super) struct Layers {
    pub(super) sources: Sources,
    pub(super) inputs: Vec<InputFile>,
    pub(super) problems: Problems,
    /// The directory of the scenario; display names of inputs are relative to it.
    directory: PathBuf,
    /// Where each source's own relative paths begin.
    bases: Vec<(SourceId, PathBuf)>,
    /// A file that is held in memory.
    held: Option<(PathBuf, Vec<u8>)>,
}

impl Layers {
    /// Reads everything that a scenario is made of into one tree.
    ///
    /// `held` is the scenario's own text where it is held in memory.
    pub(super) fn resolve(
        path: &Path,
        held: Option<&str>,
        options: &LoadOptions,
    ) -> (Self, Option<Node>) {
        let mut layers = Self {
            sources: Sources::default(),
            inputs: Vec::new(),
            problems: Problems::default(),
            directory: path.parent().map_or_else(PathBuf::new, Path::to_path_buf),
            bases: Vec::new(),
            held: held.map(|text| (path.to_path_buf(), text.as_bytes().to_vec())),
        };
        // The scenario is read first, so that its problems come first.
        let file = layers.file(path, None, &mut Vec::new());
        let mut root = layers.defaults();
        let Some(file) = file else {
            return (layers, None);
        };
        merge(&mut root, file);
        for name in &options.overrides {
            layers.apply_override(&mut root, name);
        }
        for argument in &options.sets {
            layers.apply_set(&mut root, argument);
        }
        if let Some(changes) = &options.changes {
            layers.apply_changes(&mut root, changes);
        }
        if is_not_simulated(&root) {
            layers.fill_in(&mut root);
        }
        (layers, Some(root))
    }

    /// Lays a document over a scenario that is read already.
    pub(super) fn over(path: &Path, base: &Loaded, changes: &str) -> (Self, Option<Node>) {
        let mut layers = Self {
            sources: base.tree.sources().clone(),
            inputs: base.inputs.clone(),
            problems: Problems::default(),
            directory: path.parent().map_or_else(PathBuf::new, Path::to_path_buf),
            bases: Vec::new(),
            held: None,
        };
        let mut root = base.tree.root().clone();
        layers.apply_changes(&mut root, changes);
        if is_not_simulated(&root) {
            layers.fill_in(&mut root);
        }
        (layers, Some(root))
    }

    /// Writes what a scenario that is not simulated need not say into the places where it does
    /// not say it.
    fn fill_in(&mut self, root: &mut Node) {
        let source = self
            .sources
            .add("defaults/apportionment.toml", APPORTIONMENT_DEFAULTS);
        let reader = Reader {
            source,
            layer: Layer::Default,
        };
        let mut defaults = reader.document(APPORTIONMENT_DEFAULTS, &mut self.problems);
        let (Value::Table(entries), Value::Table(target)) = (&mut defaults.value, &mut root.value)
        else {
            return;
        };
        let rows = entries.shift_remove("rows");
        for (name, entry) in entries.iter() {
            if !target.contains_key(name) {
                target.insert(name.clone(), entry.clone());
            }
        }
        let Some(rows) = rows.as_ref().and_then(|rows| rows.node.as_table()) else {
            return;
        };
        for (list, keys) in rows {
            let (Some(keys), Some(Value::List(items))) = (
                keys.node.as_table(),
                target.get_mut(list).map(|entry| &mut entry.node.value),
            ) else {
                continue;
            };
            for item in items {
                if let Value::Table(row) = &mut item.value {
                    add_missing(row, keys);
                }
            }
        }
    }

    fn defaults(&mut self) -> Node {
        let source = self.sources.add(DEFAULTS_NAME, DEFAULTS);
        let reader = Reader {
            source,
            layer: Layer::Default,
        };
        let mut node = reader.document(DEFAULTS, &mut self.problems);
        evidence::lift(&mut node, &mut self.problems);
        node
    }

    /// Reads a file and those that it extends.
    fn file(
        &mut self,
        path: &Path,
        from: Option<&Place>,
        below: &mut Vec<PathBuf>,
    ) -> Option<Node> {
        let canonical = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        if below.contains(&canonical) {
            let cycle: Vec<String> = below
                .iter()
                .skip_while(|earlier| **earlier != canonical)
                .chain(std::iter::once(&canonical))
                .map(|path| file_name(path))
                .collect();
            self.problems.push(
                Problem::error(
                    "circular-extends",
                    "extends",
                    from.cloned(),
                    format!("the scenario extends itself: {}", cycle.join(" → ")),
                )
                .with_remedy("take one `extends` out of the circle"),
            );
            return None;
        }
        if below.len() >= DEPTH_LIMIT {
            self.problems.push(
                Problem::error(
                    "extends-too-deep",
                    "extends",
                    from.cloned(),
                    format!("more than {DEPTH_LIMIT} scenarios extend one another"),
                )
                .with_remedy("merge some of them into one file"),
            );
            return None;
        }
        let (source, text) = self.text(path, "extends", from)?;
        if text.trim().is_empty() {
            self.problems.push(
                Problem::error(
                    "empty-file",
                    "",
                    Some(Place { source, span: 0..0 }),
                    "the file is empty",
                )
                .with_remedy("start from an example: `fairshare example copy reference`"),
            );
            return None;
        }
        let reader = Reader {
            source,
            layer: Layer::File,
        };
        let mut node = reader.document(&text, &mut self.problems);
        evidence::lift(&mut node, &mut self.problems);
        self.read_tables(&mut node);
        let extended = node.get("extends").and_then(|extends| {
            let name = extends.as_text()?.to_owned();
            Some((name, extends.origin.place.clone()))
        });
        let Some((name, place)) = extended.filter(|(name, _)| name != DEFAULTS_NAME) else {
            return Some(node);
        };
        below.push(canonical);
        let base = path.parent().unwrap_or(Path::new("")).join(&name);
        let read = self.file(&base, Some(&place), below);
        below.pop();
        let mut below_this = read?;
        merge(&mut below_this, node);
        Some(below_this)
    }

    /// Reads a text file, and keeps its bytes as an input of the scenario.
    fn text(&mut self, path: &Path, key: &str, from: Option<&Place>) -> Option<(SourceId, String)> {
        let shown = path.display().to_string();
        let read = match &self.held {
            Some((held, bytes)) if held == path => Ok(bytes.clone()),
            _ => std::fs::read(path),
        };
        let bytes = match read {
            Ok(bytes) => bytes,
            Err(error) => {
                let remedy = if from.is_some() {
                    "paths are relative to the file in which they stand"
                } else {
                    "give the path of a scenario file; `fairshare example list` shows examples to copy"
                };
                self.problems.push(
                    Problem::error(
                        "unreadable-file",
                        if from.is_some() { key } else { "" },
                        from.cloned(),
                        format!("`{shown}` cannot be read: {}", io_words(&error)),
                    )
                    .with_remedy(remedy),
                );
                return None;
            }
        };
        let name = self.display_name(path);
        if !self.inputs.iter().any(|input| input.path == path) {
            self.inputs.push(InputFile {
                path: path.to_path_buf(),
                name,
                bytes: bytes.clone(),
            });
        }
        match String::from_utf8(bytes) {
            Ok(text) => {
                let text = text
                    .strip_prefix('\u{feff}')
                    .map(str::to_owned)
                    .unwrap_or(text);
                let source = self.sources.add(shown, text.as_str());
                let base = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
                self.bases.push((source, base));
                Some((source, text))
            }
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let source = self.sources.add(shown, text);
                self.problems.push(
                    Problem::error(
                        "encoding",
                        "",
                        Some(Place {
                            source,
                            span: valid..valid,
                        }),
                        format!(
                            "the file is not UTF-8: byte {} fits in no character",
                            valid + 1
                        ),
                    )
                    .with_remedy("save it again with the encoding UTF-8"),
                );
                None
            }
        }
    }

    /// A name for a copy of the file: its path from the scenario's directory, nothing above it.
    fn display_name(&self, path: &Path) -> String {
        let relative = path.strip_prefix(&self.directory).unwrap_or(path);
        let parts: Vec<String> = relative
            .components()
            .filter_map(|component| match component {
                std::path::Component::Normal(part) => Some(part.to_string_lossy().into_owned()),
                std::path::Component::ParentDir => Some("parent".to_owned()),
                _ => None,
            })
            .collect();
        parts.join("/")
    }

    /// Reads the CSV files that stand for lists of tables anywhere in a document.
    fn read_tables(&mut self, root: &mut Node) {
        let Value::Table(entries) = &mut root.value else {
            return;
        };
        for (name, entry) in entries.iter_mut() {
            let Some(schema) = Schema::root().key(name) else {
                continue;
            };
            self.read_tables_below(&mut entry.node, schema, name);
        }
    }

    fn read_tables_below(&mut self, node: &mut Node, schema: Schema, name: &str) {
        if check::is_table_path(node, schema) {
            self.read_table(node, schema, name);
            return;
        }
        if let Value::Table(entries) = &mut node.value {
            let forms = schema.alternatives();
            let Some(form) = forms.iter().find(|form| form.is_table()) else {
                return;
            };
            for (key, entry) in entries.iter_mut() {
                if let Some(schema) = form.key(key) {
                    self.read_tables_below(&mut entry.node, schema, key);
                }
            }
            return;
        }
        if let (Value::List(items), Some(item)) = (&mut node.value, schema.items()) {
            for row in items {
                let Value::Table(entries) = &mut row.value else {
                    continue;
                };
                for (key, entry) in entries.iter_mut() {
                    if let Some(schema) = item.key(key) {
                        self.read_tables_below(&mut entry.node, schema, key);
                    }
                }
            }
        }
    }

    fn read_table(&mut self, node: &mut Node, schema: Schema, name: &str) {
        let (Some(columns), Some(relative)) = (schema.columns(), node.as_text()) else {
            return;
        };
        let place = node.origin.place.clone();
        let base = self
            .bases
            .iter()
            .find(|(source, _)| *source == place.source)
            .map_or_else(PathBuf::new, |(_, base)| base.clone());
        let path = base.join(relative);
        node.value = match self.text(&path, name, Some(&place)) {
            None => Value::Unread,
            Some((source, text)) => {
                let reader = Reader {
                    source,
                    layer: node.origin.layer.clone(),
                };
                table::read(&text, name, &columns, &reader, &mut self.problems)
            }
        };
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn io_words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
        _ => error.to_string(),
    }
}
