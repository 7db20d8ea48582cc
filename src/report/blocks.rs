//! A page in blocks, which a terminal and a browser show alike.

use super::explanation::wrapped;
use super::terminal::TextTable;

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// What the next blocks are about.
    Heading(String),
    /// A line that stands as it is.
    Line(String),
    /// Sentences, wrapped where they are shown.
    Paragraph(String),
    /// A table.
    Table(TextTable),
    /// Room before the next block.
    Gap,
}

/// The page as text; no line of it is wider than a terminal.
#[must_use]
pub fn blocks_text(blocks: &[Block]) -> String {
    let mut text = String::new();
    for block in blocks {
        match block {
            Block::Heading(line) | Block::Line(line) => {
                text.push_str(line);
                text.push('\n');
            }
            Block::Paragraph(sentences) => text.push_str(&wrapped(sentences)),
            Block::Table(table) => text.push_str(&table.render()),
            Block::Gap => text.push('\n'),
        }
    }
    text
}
