//! Problems in what a user wrote: where, which rule, what to do about it.
//!
//! Problems are data. Whoever checks something collects them in a [`Problems`] list and goes on,
//! so that a user meets all of them at once; [`render`] words them for a terminal and
//! [`json`] for a program. This room knows places and wording, never what is wrong.

mod collect;
mod render;
mod source;
mod suggest;

pub use collect::Problems;
pub use render::{Style, json, render, summary_line};
pub use source::{Place, Source, SourceId, Sources};
pub use suggest::{closest, did_you_mean};

use serde::Serialize;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing is computed until this is put right.
    Error,
    /// Results are computed, but somebody should look.
    Warning,
    /// A hint.
    Advice,
}

impl Severity {
    /// The name in messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
        }
    }
}

/// One thing that is wrong or doubtful in what a user wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The key path it concerns, as in `host.UGA.refugees_persons`; empty for a whole file.
    pub path: String,
    /// The place in a file or on the command line, where there is one.
    pub place: Option<Place>,
    /// How bad it is.
    pub severity: Severity,
    /// The rule that is broken, as a fixed short name: `unknown-key`.
    pub rule: &'static str,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What the user can do about it; empty where nothing helpful can be said.
    pub remedy: String,
}

impl Problem {
    /// An error about a key path.
    #[must_use]
    pub fn error(
        rule: &'static str,
        path: impl Into<String>,
        place: Option<Place>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            path: path.into(),
            place,
            severity: Severity::Error,
            rule,
            message: message.into(),
            remedy: String::new(),
        }
    }

    /// The same problem with what to do about it.
    #[must_use]
    pub fn with_remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = remedy.into();
        self
    }

    /// The same problem as a warning.
    #[must_use]
    pub fn as_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }
}
