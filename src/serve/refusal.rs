//! What a visitor is told when a page cannot be made.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};

use super::html::bare_page;
use crate::diagnostic::Severity;
use crate::scenario::ScenarioErrors;
use crate::workflow::changes::ChangeError;

/// Problems that a page lists.
const PROBLEMS_SHOWN: usize = 20;

/// A page that says what is wrong and what helps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) title: String,
    /// Message and remedy of each problem.
    pub(crate) problems: Vec<(String, String)>,
    /// Where to go from here: address and words.
    pub(crate) ways: Vec<(String, String)>,
}

impl Refusal {
    pub(crate) fn new(
        status: StatusCode,
        title: impl Into<String>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            status,
            title: title.into(),
            problems: vec![(message.into(), remedy.into())],
            ways: Vec::new(),
        }
    }

    /// Nothing like that is here.
    pub(crate) fn not_found(message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "Not found", message, remedy)
    }

    /// A request that makes no sense.
    pub(crate) fn bad(message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "This cannot be done",
            message,
            remedy,
        )
    }

    /// The work failed through no fault of the visitor.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something failed",
            message,
            "the workbench goes on; try again",
        )
    }

    /// Adds a way on.
    pub(crate) fn way(mut self, address: String, words: impl Into<String>) -> Self {
        self.ways.push((address, words.into()));
        self
    }

    /// All in one line, for a page that is already open.
    pub(crate) fn line(&self) -> String {
        let sentences: Vec<String> = self
            .problems
            .iter()
            .take(3)
            .map(|(message, remedy)| {
                if remedy.is_empty() {
                    message.clone()
                } else {
                    format!("{message}: {remedy}")
                }
            })
            .collect();
        sentences.join("; ")
    }

    fn body(&self) -> Markup {
        html! {
            h1 { (self.title) }
            ul.problems {
                @for (message, remedy) in self.problems.iter().take(PROBLEMS_SHOWN) {
                    li {
                        p { (message) }
                        @if !remedy.is_empty() { p.remedy { (remedy) } }
                    }
                }
            }
            @if self.problems.len() > PROBLEMS_SHOWN {
                p { "and " (self.problems.len() - PROBLEMS_SHOWN) " more" }
            }
            @for (address, words) in &self.ways {
                p { a.button href=(address) { (words) } }
            }
            @if self.ways.is_empty() {
                p { a.button href="/" { "To the situation" } }
            }
        }
    }
}

impl From<ChangeError> for Refusal {
    fn from(error: ChangeError) -> Self {
        Self::bad(error.message, error.remedy)
    }
}

impl From<&ScenarioErrors> for Refusal {
    fn from(errors: &ScenarioErrors) -> Self {
        let problems = errors
            .problems()
            .iter()
            .filter(|problem| problem.severity == Severity::Error)
            .map(|problem| {
                let place = problem
                    .place
                    .as_ref()
                    .and_then(|place| errors.sources().locate(place))
                    .filter(|place| place.file != "changes")
                    .map_or_else(String::new, |place| format!(" ({place})"));
                (
                    format!("{}{place}", problem.message),
                    problem.remedy.clone(),
                )
            })
            .collect();
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            title: "The options do not fit together like this".to_owned(),
            problems,
            ways: Vec::new(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let page = bare_page(&self.title, &self.body());
        (self.status, Html(page.into_string())).into_response()
    }
}
