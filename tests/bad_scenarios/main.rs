//! What bad input gets: one change to the reference scenario, and the exact message for it.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail it by panicking"
)]

mod apportionment;
mod files;
mod format;
mod layers;
mod money;
mod sense;
mod tables;

use std::path::PathBuf;

use fairshare::diagnostic::Problem;
use fairshare::scenario::examples::{Example, find};
use fairshare::scenario::{LoadOptions, Loaded, ScenarioErrors, load};
use tempfile::TempDir;

/// A copy of the reference scenario that a test spoils.
struct Copy {
    folder: TempDir,
}

impl Copy {
    fn new() -> Self {
        let copy = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        for (name, text) in reference().files {
            copy.write(name, text);
        }
        copy
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, content).expect("a file");
        self
    }

    /// Replaces a text that stands in a file, once and the first time it occurs.
    fn replace(&self, name: &str, old: &str, new: &str) -> &Self {
        let text = std::fs::read_to_string(self.path(name)).expect("a file");
        assert!(text.contains(old), "`{old}` is not in {name}");
        self.write(name, text.replacen(old, new, 1))
    }

    fn append(&self, text: &str) -> &Self {
        let before = std::fs::read_to_string(self.path("reference.toml")).expect("a file");
        self.write("reference.toml", format!("{before}\n{text}\n"))
    }

    fn load_with(&self, options: &LoadOptions) -> Result<Loaded, ScenarioErrors> {
        load(&self.path("reference.toml"), options)
    }

    fn load(&self) -> Result<Loaded, ScenarioErrors> {
        self.load_with(&LoadOptions::default())
    }

    fn problems(&self) -> Vec<Problem> {
        self.load().expect_err("a bad scenario").problems().to_vec()
    }

    /// Path and message of every problem.
    fn found(&self) -> Vec<(String, String)> {
        self.problems()
            .into_iter()
            .map(|problem| (problem.path, problem.message))
            .collect()
    }
}

fn reference() -> &'static Example {
    find("reference").expect("the reference scenario is built in")
}

/// One change to the scenario file, and the one problem that it causes.
fn one(old: &str, new: &str, path: &str, message: &str) -> Problem {
    let copy = Copy::new();
    copy.replace("reference.toml", old, new);
    only(&copy, path, message)
}

/// Something added at the end of the scenario file, and the one problem that it causes.
fn added(text: &str, path: &str, message: &str) -> Problem {
    let copy = Copy::new();
    copy.append(text);
    only(&copy, path, message)
}

fn only(copy: &Copy, path: &str, message: &str) -> Problem {
    assert_eq!(copy.found(), [(path.to_owned(), message.to_owned())]);
    let mut problems = copy.problems();
    problems.pop().expect("a problem")
}
