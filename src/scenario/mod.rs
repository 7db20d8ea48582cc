//! Scenario files: reading, extending, overriding, checking; text into the model.
//!
//! A scenario is resolved into one tree of values, from the bottom to the top: the built-in
//! defaults, the files that it `extends`, the file itself, `--override NAME` blocks, and
//! `--set key.path=value` arguments. Tables merge key by key; of the lists of tables, `host` and
//! `country` merge row by row by `country`, `contributor` and `option` by `id`; every other list
//! is replaced as a whole, so that a list of pledges is never a mixture of two sources. The tree
//! is checked against the schema, then read into [`document::Document`], checked for sense, and
//! becomes a [`Situation`]. Every problem found on the way is collected with its place.

mod build;
mod check;
pub mod document;
mod evidence;
pub mod examples;
mod layers;
mod path;
mod pattern;
pub mod priors;
mod read;
mod register;
mod resolved;
pub mod schema;
mod table;
pub mod tree;
mod units;
mod write;

use std::fmt;
use std::path::{Path, PathBuf};

pub use priors::{DrawError, Prior, PriorSurvey, Priors, Spread, structure_options};
pub use register::RegisterRow;
pub use resolved::ResolvedTree;
pub use units::unit_of;
pub use write::{row_to_toml, rows_as_toml};

use crate::diagnostic::{Problem, Problems, Sources, Style, render, summary_line};
use crate::model::Situation;

/// What is changed about a scenario from outside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadOptions {
    /// Names of override blocks, applied in this order.
    pub overrides: Vec<String>,
    /// `key.path=value` arguments, applied in this order after the overrides.
    pub sets: Vec<String>,
    /// A document in the form of a scenario file that is laid over everything else, for instance
    /// options that are being drafted; none changes nothing.
    pub changes: Option<String>,
}

/// A file that was read for a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// Its path as it was opened.
    pub path: PathBuf,
    /// A relative name for copies, with `/` between its parts; never leads upwards.
    pub name: String,
    /// Its content, byte for byte.
    pub bytes: Vec<u8>,
}

/// A scenario, read and checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// What apportionment and simulation work on.
    pub situation: Situation,
    /// Every value with its origin and evidence.
    pub tree: ResolvedTree,
    /// Every file that was read, the scenario first.
    pub inputs: Vec<InputFile>,
    /// The parameters that are drawn from their ranges; none where all are fixed.
    pub priors: Option<Priors>,
    /// Structural variants that are run beside the model as written.
    pub structures: Vec<String>,
    /// What is doubtful, in the order of the files; shown with [`Loaded::render_warnings`].
    pub warnings: Vec<Problem>,
}

impl Loaded {
    /// The warnings worded for a terminal; empty where there are none.
    #[must_use]
    pub fn render_warnings(&self, style: Style) -> String {
        render(&self.warnings, self.tree.sources(), style)
    }
}

/// All problems of a scenario that cannot be used, at least one of them an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioErrors {
    problems: Vec<Problem>,
    sources: Sources,
}

impl ScenarioErrors {
    /// The problems in the order of the files.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The texts that the problems point into.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The problems worded for a terminal.
    #[must_use]
    pub fn render(&self, style: Style) -> String {
        render(&self.problems, &self.sources, style)
    }
}

impl fmt::Display for ScenarioErrors {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "the scenario cannot be used: {}",
            summary_line(&self.problems)
        )?;
        for problem in &self.problems {
            writeln!(formatter)?;
            if let Some(place) = problem
                .place
                .as_ref()
                .and_then(|place| self.sources.locate(place))
            {
                write!(formatter, "{place}: ")?;
            }
            write!(formatter, "{}", problem.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for ScenarioErrors {}

/// Reads a scenario with everything it rests on, checks all of it, and builds the situation.
///
/// # Errors
/// All problems found, each with its place and a remedy; nothing is computed from a scenario
/// with an error.
pub fn load(path: &Path, options: &LoadOptions) -> Result<Loaded, ScenarioErrors> {
    built(path, layers::Layers::resolve(path, None, options))
}

/// The same for a scenario that is held in memory and names no other file.
///
/// # Errors
/// As for [`load`].
pub fn load_text(name: &str, text: &str, options: &LoadOptions) -> Result<Loaded, ScenarioErrors> {
    let path = Path::new(name);
    built(path, layers::Layers::resolve(path, Some(text), options))
}

/// Lays a document in the form of a scenario file over a scenario that is read already, without reading
/// its files again: what [`load`] makes of the same files with `changes`.
///
/// # Errors
/// As for [`load`].
pub fn load_over(path: &Path, base: &Loaded, changes: &str) -> Result<Loaded, ScenarioErrors> {
    built(path, layers::Layers::over(path, base, changes))
}

fn built(
    path: &Path,
    (mut layers, root): (layers::Layers, Option<tree::Node>),
) -> Result<Loaded, ScenarioErrors> {
    let fail = |problems: Problems, sources: Sources| {
        Err(ScenarioErrors {
            problems: problems.into_sorted(),
            sources,
        })
    };
    let Some(mut root) = root else {
        return fail(layers.problems, layers.sources);
    };
    let unsound = layers.problems.has_errors();
    let mut found = Problems::default();
    check::check(&mut root, &mut found);
    if unsound {
        // What a broken file lacks is not known; what it has can still be misspelt.
        found.retain(|problem| problem.rule != "missing-key");
    }
    let well_formed = !unsound && !found.has_errors();
    layers.problems.extend(found.into_sorted());
    let tree = ResolvedTree::new(root, layers.sources);
    let name = situation_name(path);
    let mut drawn = None;
    let mut structures = Vec::new();
    let situation = match tree.document() {
        Ok(document) => {
            let situation = build::situation(name, &document, &tree, &mut layers.problems);
            structures.clone_from(&document.uncertainty.structures);
            if let Some(situation) = &situation {
                drawn = priors::collect(&tree, &document, situation, &mut layers.problems);
            }
            situation
        }
        Err(error) => {
            if well_formed {
                layers.problems.push(
                    Problem::error(
                        "form",
                        "",
                        None,
                        format!("the scenario cannot be read: {error}"),
                    )
                    .with_remedy("compare it with `fairshare schema`"),
                );
            }
            None
        }
    };
    match situation {
        Some(situation) if !layers.problems.has_errors() => Ok(Loaded {
            situation,
            tree,
            inputs: layers.inputs,
            priors: drawn,
            structures,
            warnings: layers.problems.into_sorted(),
        }),
        _ => fail(layers.problems, tree.into_sources()),
    }
}

/// A name for folders, from the scenario's file name.
fn situation_name(path: &Path) -> String {
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let safe: String = stem
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    let safe = safe.trim_matches('-');
    if safe.is_empty() {
        "scenario".to_owned()
    } else {
        safe.to_owned()
    }
}
