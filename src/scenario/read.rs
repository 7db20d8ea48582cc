//! From the text of a TOML file to nodes with spans.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::tree::{Entry, Layer, Node, Origin, Table, Value};
use crate::diagnostic::{Place, Problem, Problems, SourceId};

/// What nodes read from one text have in common.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    /// The text.
    pub(super) source: SourceId,
    /// The layer that it belongs to.
    pub(super) layer: Layer,
}

impl Reader {
    pub(super) fn place(&self, span: Range<usize>) -> Place {
        Place {
            source: self.source,
            span,
        }
    }

    pub(super) fn origin(&self, span: Range<usize>) -> Origin {
        Origin {
            place: self.place(span),
            layer: self.layer.clone(),
        }
    }

    /// Reads a whole document; syntax errors are collected and what can be read is kept.
    pub(super) fn document(&self, text: &str, problems: &mut Problems) -> Node {
        let (document, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            let message = error.message().replace('\n', ", ");
            problems.push(
                Problem::error(
                    "syntax",
                    "",
                    Some(self.place(span)),
                    format!("not valid TOML: {message}"),
                )
                .with_remedy(syntax_remedy(&message)),
            );
        }
        let span = document.span();
        let table = self.table(document.get_ref(), problems);
        Node::new(Value::Table(table), self.origin(span))
    }

    fn table(&self, table: &DeTable<'_>, problems: &mut Problems) -> Table {
        table
            .iter()
            .map(|(key, value)| {
                let entry = Entry {
                    key: self.place(key.span()),
                    node: self.value(key, value, problems),
                };
                (key.get_ref().to_string(), entry)
            })
            .collect()
    }

    fn value(
        &self,
        key: &Spanned<DeString<'_>>,
        value: &Spanned<DeValue<'_>>,
        problems: &mut Problems,
    ) -> Node {
        let span = value.span();
        let read = match value.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(integer) => {
                if let Ok(number) = i64::from_str_radix(integer.as_str(), integer.radix()) {
                    Value::Integer(number)
                } else {
                    self.unreadable_number(key, &span, problems)
                }
            }
            DeValue::Float(float) => match float.as_str().parse::<f64>() {
                Ok(number) if number.is_finite() => Value::Float(number),
                _ => self.unreadable_number(key, &span, problems),
            },
            DeValue::Boolean(yes) => Value::Boolean(*yes),
            // Months are written as texts; a full date is no error of type but of form.
            DeValue::Datetime(date) => Value::Text(date.to_string()),
            DeValue::Array(items) => Value::List(
                items
                    .iter()
                    .map(|item| self.value(key, item, problems))
                    .collect(),
            ),
            DeValue::Table(table) => Value::Table(self.table(table, problems)),
        };
        Node::new(read, self.origin(span))
    }

    fn unreadable_number(
        &self,
        key: &Spanned<DeString<'_>>,
        span: &Range<usize>,
        problems: &mut Problems,
    ) -> Value {
        problems.push(
            Problem::error(
                "number",
                key.get_ref().to_string(),
                Some(self.place(span.clone())),
                "this is not a number that can be computed with",
            )
            .with_remedy("write a finite number of at most 18 digits"),
        );
        Value::Unread
    }
}

fn syntax_remedy(message: &str) -> &'static str {
    if message.contains("duplicate key") {
        "a key may stand only once in a table: remove one of the two"
    } else if message.contains("string") || message.contains("quot") {
        "texts stand in double quotes: \"like this\""
    } else {
        "each line is `key = value`, a `[table]` or a `[[list entry]]`; texts stand in double quotes"
    }
}
