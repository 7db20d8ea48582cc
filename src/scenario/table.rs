//! Tables in CSV files: rows become tables, each cell with its place.
//!
//! The columns are the keys of a row; a dot leads into a table, as in `hazard_per_year.war`. The
//! columns `source`, `basis` and `note` hold for the whole row, and `<name>_range_low` with
//! `<name>_range_high` give the range of a value.

use std::ops::Range;

use super::evidence::{basis, check_range, number, over};
use super::read::Reader;
use super::schema::Columns;
use super::tree::{Entry, Evidence, Node, Table, Value};
use crate::diagnostic::{Problem, Problems, did_you_mean};

/// Reads a table; a table whose header is wrong is reported and left unread.
pub(super) fn read(
    text: &str,
    list: &str,
    columns: &Columns,
    reader: &Reader,
    problems: &mut Problems,
) -> Value {
    let mut records = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes())
        .into_records();
    let header = match next_row(&mut records, text, list, reader, problems) {
        Some(Ok(header)) => header,
        Some(Err(())) => return Value::Unread,
        None => {
            problems.push(
                Problem::error(
                    "empty-file",
                    list,
                    Some(reader.place(0..0)),
                    "the table is empty",
                )
                .with_remedy(format!(
                    "the first line names the columns: {}",
                    columns.required.join(", ")
                )),
            );
            return Value::Unread;
        }
    };
    if !header_is_right(&header, list, columns, reader, problems) {
        return Value::Unread;
    }
    let mut rows = Vec::new();
    let mut readable = true;
    while let Some(record) = next_row(&mut records, text, list, reader, problems) {
        let Ok(record) = record else {
            readable = false;
            break;
        };
        if record.cells.len() == header.cells.len() {
            rows.push(row(
                &header,
                &record,
                list,
                rows.len() + 1,
                reader,
                problems,
            ));
        } else {
            readable = false;
            problems.push(
                Problem::error(
                    "ragged-row",
                    format!("{list}[{}]", rows.len() + 1),
                    Some(reader.place(record.span.clone())),
                    format!(
                        "this row has {} cells, the header has {}",
                        record.cells.len(),
                        header.cells.len()
                    ),
                )
                .with_remedy(
                    "a comma too many or too few; texts with commas stand in double quotes",
                ),
            );
        }
    }
    if readable {
        Value::List(rows)
    } else {
        Value::Unread
    }
}

/// A row of cells with their places.
struct Record {
    span: Range<usize>,
    cells: Vec<(String, Range<usize>)>,
}

fn next_row<R: std::io::Read>(
    records: &mut csv::StringRecordsIntoIter<R>,
    text: &str,
    list: &str,
    reader: &Reader,
    problems: &mut Problems,
) -> Option<Result<Record, ()>> {
    let record = match records.next()? {
        Ok(record) => record,
        Err(error) => {
            problems.push(
                Problem::error(
                    "csv",
                    list,
                    Some(reader.place(0..0)),
                    format!("the table cannot be read: {error}"),
                )
                .with_remedy("save it as CSV with commas, in UTF-8"),
            );
            return Some(Err(()));
        }
    };
    let start = record
        .position()
        .map_or(0, |position| offset(position.byte(), text));
    let end = offset(records.reader().position().byte(), text);
    let spans = cell_spans(text, start..end.max(start));
    let span = spans.first().map_or(start, |first| first.start)
        ..spans.last().map_or(start, |last| last.end);
    let cells = record
        .iter()
        .enumerate()
        .map(|(index, cell)| {
            (
                cell.to_owned(),
                spans.get(index).cloned().unwrap_or_else(|| span.clone()),
            )
        })
        .collect();
    Some(Ok(Record { span, cells }))
}

fn offset(byte: u64, text: &str) -> usize {
    usize::try_from(byte).unwrap_or(usize::MAX).min(text.len())
}

/// Where the cells of a record lie; the library that reads the values does not say.
fn cell_spans(text: &str, record: Range<usize>) -> Vec<Range<usize>> {
    let raw = text.get(record.clone()).unwrap_or("");
    // The reader's position of a record may precede the line break of the one before.
    let leading = raw.len() - raw.trim_start_matches(['\r', '\n']).len();
    let raw = raw.trim_matches(['\r', '\n']);
    let base = record.start + leading;
    let mut spans = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (position, letter) in raw.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => {
                spans.push(base + start..base + position);
                start = position + 1;
            }
            _ => {}
        }
    }
    spans.push(base + start..base + raw.len());
    spans
}

fn header_is_right(
    header: &Record,
    list: &str,
    columns: &Columns,
    reader: &Reader,
    problems: &mut Problems,
) -> bool {
    let before = problems.len();
    if let [(only, span)] = header.cells.as_slice() {
        for (separator, name) in [(';', "semicolons"), ('\t', "tabs")] {
            if only.contains(separator) {
                problems.push(
                    Problem::error(
                        "separator",
                        list,
                        Some(reader.place(span.clone())),
                        format!("the cells are separated by {name}; save with commas"),
                    )
                    .with_remedy(
                        "in a spreadsheet, choose “CSV, comma-separated, UTF-8” when saving",
                    ),
                );
                return false;
            }
        }
    }
    for (position, (name, span)) in header.cells.iter().enumerate() {
        let place = || Some(reader.place(span.clone()));
        if header
            .cells
            .iter()
            .take(position)
            .any(|(earlier, _)| earlier == name)
        {
            problems.push(
                Problem::error(
                    "duplicate-column",
                    list,
                    place(),
                    format!("the column `{name}` stands twice"),
                )
                .with_remedy("remove or rename one of the two"),
            );
        } else if !columns.allows(name) {
            problems.push(
                Problem::error(
                    "unknown-column",
                    list,
                    place(),
                    format!("`{name}` is not a column of a `{list}` table"),
                )
                .with_remedy(did_you_mean(name, columns.known.iter().map(String::as_str))),
            );
        }
    }
    for name in &columns.required {
        if !header.cells.iter().any(|(column, _)| column == name) {
            problems.push(
                Problem::error(
                    "missing-column",
                    list,
                    Some(reader.place(header.span.clone())),
                    format!("the column `{name}` is missing"),
                )
                .with_remedy(format!(
                    "a `{list}` table needs: {}",
                    columns.required.join(", ")
                )),
            );
        }
    }
    problems.len() == before
}

fn row(
    header: &Record,
    record: &Record,
    list: &str,
    number_of_row: usize,
    reader: &Reader,
    problems: &mut Problems,
) -> Node {
    let path = format!("{list}[{number_of_row}]");
    let cell = |name: &str| {
        let position = header.cells.iter().position(|(column, _)| column == name)?;
        let (text, span) = record.cells.get(position)?;
        (!text.is_empty())
            .then(|| Node::new(Value::Cell(text.clone()), reader.origin(span.clone())))
    };
    let text = |name: &str| cell(name).and_then(|node| node.as_text().map(str::to_owned));
    let of_row = Evidence {
        source: text("source"),
        basis: cell("basis").and_then(|node| {
            let name = node.as_text().unwrap_or("").to_owned();
            basis(&name, &node, &format!("{path}.basis"), problems)
        }),
        range: None,
        distribution: None,
        note: text("note"),
    };
    let mut table = Table::new();
    for ((name, name_span), _) in header.cells.iter().zip(&record.cells) {
        if Columns::is_evidence(name) {
            continue;
        }
        let Some(mut node) = cell(name) else { continue };
        let end = |which: &str| {
            cell(&format!("{name}_range_{which}"))
                .as_ref()
                .and_then(number)
        };
        let range = end("low").zip(end("high")).map(|(low, high)| [low, high]);
        let own = Evidence {
            range,
            ..Evidence::default()
        };
        check_range(&node, &own, &format!("{path}.{name}"), problems);
        if number(&node).is_some() {
            let evidence = over(own, &of_row);
            node.evidence = Some(Box::new(evidence)).filter(|evidence| !evidence.is_empty());
        }
        insert(&mut table, name, node, reader, name_span.clone());
    }
    Node::new(Value::Table(table), reader.origin(record.span.clone()))
}

/// Puts a cell where its column's dots lead.
fn insert(table: &mut Table, name: &str, node: Node, reader: &Reader, key: Range<usize>) {
    let Some((first, rest)) = name.split_once('.') else {
        table.insert(
            name.to_owned(),
            Entry {
                key: reader.place(key),
                node,
            },
        );
        return;
    };
    let origin = node.origin.clone();
    let entry = table.entry(first.to_owned()).or_insert_with(|| Entry {
        key: reader.place(key.clone()),
        node: Node::new(Value::Table(Table::new()), origin),
    });
    if let Value::Table(inner) = &mut entry.node.value {
        insert(inner, rest, node, reader, key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_where_they_stand() {
        let text = "a,b\n\"x, y\",2\n";
        let spans: Vec<&str> = cell_spans(text, 4..13)
            .into_iter()
            .map(|span| &text[span])
            .collect();
        assert_eq!(spans, ["\"x, y\"", "2"]);
    }
}
