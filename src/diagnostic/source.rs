//! The texts that problems point into.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Which of the [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(usize);

/// A span of bytes in a source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The source.
    pub source: SourceId,
    /// Bytes of its text, first to one past the last.
    pub span: Range<usize>,
}

/// A text with its name: a file, the embedded defaults, an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// How users know it: a path as they gave it, or `command line`.
    pub name: String,
    /// The text, without a byte order mark.
    pub text: Arc<str>,
    /// Byte offsets at which lines begin.
    line_starts: Vec<usize>,
}

impl Source {
    /// Line and column of a byte offset, both counted from 1; columns count characters.
    #[must_use]
    pub fn line_and_column(&self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.text.len());
        let line = self.line_starts.partition_point(|&start| start <= offset);
        let start = self
            .line_starts
            .get(line.wrapping_sub(1))
            .copied()
            .unwrap_or(0);
        let column = self
            .text
            .get(start..offset)
            .map_or(0, |text| text.chars().count());
        (line.max(1), column + 1)
    }

    /// The text of a line, counted from 1; empty where there is no such line.
    #[must_use]
    pub fn line(&self, line: usize) -> &str {
        self.text.lines().nth(line.saturating_sub(1)).unwrap_or("")
    }
}

/// All texts read so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    all: Vec<Source>,
}

impl Sources {
    /// Adds a text.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        let text = text.into();
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(position, _)| position + 1))
            .collect();
        self.all.push(Source {
            name: name.into(),
            text,
            line_starts,
        });
        SourceId(self.all.len() - 1)
    }

    /// The text of that number.
    #[must_use]
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.all.get(id.0)
    }

    /// Where a place is, for people: file, line and column.
    #[must_use]
    pub fn locate(&self, place: &Place) -> Option<Location<'_>> {
        let source = self.get(place.source)?;
        let (line, column) = source.line_and_column(place.span.start);
        Some(Location {
            file: &source.name,
            line,
            column,
        })
    }
}

/// File, line and column, as in `scenario.toml:12:3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location<'a> {
    /// Name of the source.
    pub file: &'a str,
    /// Line, counted from 1.
    pub line: usize,
    /// Column, counted from 1.
    pub column: usize,
}

impl fmt::Display for Location<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}", self.file, self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_become_lines_and_columns_of_characters() {
        let mut sources = Sources::default();
        let id = sources.add("a.toml", "é = 1\nb = 2\n");
        let locate = |start: usize| {
            let place = Place {
                source: id,
                span: start..start,
            };
            sources.locate(&place).map(|location| location.to_string())
        };
        assert_eq!(locate(0).as_deref(), Some("a.toml:1:1"));
        assert_eq!(locate(5).as_deref(), Some("a.toml:1:5"));
        assert_eq!(locate(7).as_deref(), Some("a.toml:2:1"));
        assert_eq!(locate(999).as_deref(), Some("a.toml:3:1"));
    }
}
