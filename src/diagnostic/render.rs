//! Wording problems for a terminal and for a program.

use std::fmt;
use std::io::IsTerminal;
use std::sync::Arc;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    NamedSource, SourceCode, SourceSpan, SpanContents,
};
use serde::Serialize;

use super::{Problem, Severity, Source, Sources};

/// How problems are shown on a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether colour may be used.
    pub colour: bool,
    /// Width in columns at which messages are broken.
    pub width: usize,
}

impl Style {
    /// Without colour and 100 columns wide: for files, pipes and tests.
    pub const PLAIN: Self = Self {
        colour: false,
        width: 100,
    };

    /// As standard error allows: colour only on a terminal and where `NO_COLOR` is not set.
    #[must_use]
    pub fn for_standard_error() -> Self {
        let allowed = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Self {
            colour: allowed && std::io::stderr().is_terminal(),
            ..Self::PLAIN
        }
    }
}

/// A text of which miette shows the one line that a problem is on.
///
/// Asked for context, a plain text answers with the neighbouring lines, and without context with
/// the span alone; here context means the rest of the line.
struct WholeLines(Arc<str>);

impl SourceCode for WholeLines {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let text: &str = &self.0;
        let offset = span.offset().min(text.len());
        if before == 0 && after == 0 {
            return text.read_span(span, 0, 0);
        }
        let (earlier, later) = text
            .split_at_checked(offset)
            .ok_or(MietteError::OutOfBounds)?;
        let start = earlier.rfind('\n').map_or(0, |position| position + 1);
        let end = later
            .find(['\n', '\r'])
            .map_or(text.len(), |length| offset + length);
        let line = earlier.matches('\n').count();
        let bytes = text.get(start..end).unwrap_or("").as_bytes();
        let shown = SourceSpan::from((start, end - start));
        Ok(Box::new(MietteSpanContents::new(bytes, shown, line, 0, 1)))
    }
}

/// A problem in the form that miette reads.
struct Report<'a> {
    problem: &'a Problem,
    source: Option<NamedSource<WholeLines>>,
    label: Option<LabeledSpan>,
}

impl fmt::Debug for Report<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.fmt(formatter)
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.problem.message)
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!(
            "{}: {}",
            self.problem.severity.name(),
            self.problem.rule
        )))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.problem.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Advice => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.problem.remedy.is_empty())
            .then(|| Box::new(&self.problem.remedy) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = self.label.clone()?;
        Some(Box::new(std::iter::once(label)))
    }
}

/// Words problems for people, each with its place, the line it is on, the rule and the remedy.
#[must_use]
pub fn render(problems: &[Problem], sources: &Sources, style: Style) -> String {
    let theme = if style.colour {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(style.width)
        .with_links(false)
        .with_context_lines(1);
    let mut text = String::new();
    for problem in problems {
        let report = report(problem, sources);
        // A report that cannot be drawn still says what is wrong.
        if handler.render_report(&mut text, &report).is_err() {
            text.push_str(&problem.message);
        }
        text.push('\n');
    }
    text
}

fn report<'a>(problem: &'a Problem, sources: &Sources) -> Report<'a> {
    let found = problem
        .place
        .as_ref()
        .and_then(|place| Some((place, sources.get(place.source)?)));
    let Some((place, source)) = found else {
        return Report {
            problem,
            source: None,
            label: None,
        };
    };
    let span = shown_span(source, place.span.clone());
    let label = LabeledSpan::new_with_span(
        (!problem.path.is_empty()).then(|| problem.path.clone()),
        (span.start, span.len()),
    );
    Report {
        problem,
        source: Some(NamedSource::new(
            &source.name,
            WholeLines(Arc::clone(&source.text)),
        )),
        label: Some(label),
    }
}

/// Only the first line of a long span is shown, and never a part of a character.
fn shown_span(source: &Source, span: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let text = &source.text;
    let mut start = span.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = span.end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let first_line = text
        .get(start..end)
        .and_then(|text| text.find(['\n', '\r']))
        .map_or(end, |length| start + length);
    start..first_line
}

#[derive(Serialize)]
struct JsonProblem<'a> {
    severity: Severity,
    rule: &'a str,
    path: &'a str,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    message: &'a str,
    remedy: &'a str,
}

/// Problems for a program: a JSON array of objects with `severity`, `rule`, `path`, `file`,
/// `line`, `column`, `message` and `remedy`.
#[must_use]
pub fn json(problems: &[Problem], sources: &Sources) -> serde_json::Value {
    let rows: Vec<serde_json::Value> = problems
        .iter()
        .filter_map(|problem| {
            let location = problem
                .place
                .as_ref()
                .and_then(|place| sources.locate(place));
            serde_json::to_value(JsonProblem {
                severity: problem.severity,
                rule: problem.rule,
                path: &problem.path,
                file: location.map(|location| location.file),
                line: location.map(|location| location.line),
                column: location.map(|location| location.column),
                message: &problem.message,
                remedy: &problem.remedy,
            })
            .ok()
        })
        .collect();
    serde_json::Value::Array(rows)
}

/// How many problems of each severity, as in `2 errors, 1 warning`.
#[must_use]
pub fn summary_line(problems: &[Problem]) -> String {
    let parts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Advice]
        .into_iter()
        .filter_map(|severity| {
            let count = problems
                .iter()
                .filter(|problem| problem.severity == severity)
                .count();
            let plural = if count == 1 || severity == Severity::Advice {
                ""
            } else {
                "s"
            };
            (count > 0).then(|| format!("{count} {}{plural}", severity.name()))
        })
        .collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    #[test]
    fn a_report_names_place_rule_and_remedy() {
        let mut sources = Sources::default();
        let id = sources.add("a.toml", "titel = 1\n");
        let problem = Problem::error(
            "unknown-key",
            "titel",
            Some(Place {
                source: id,
                span: 0..5,
            }),
            "`titel` is not a key of a scenario",
        )
        .with_remedy("did you mean `title`?");
        let text = render(std::slice::from_ref(&problem), &sources, Style::PLAIN);
        for part in [
            "a.toml:1:1",
            "unknown-key",
            "titel = 1",
            "help: did you mean `title`?",
        ] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
        assert!(!text.contains('\u{1b}'), "colour in plain text");
        assert_eq!(json(&[problem], &sources)[0]["line"], 1);
    }
}
