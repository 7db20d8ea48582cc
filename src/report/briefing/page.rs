//! The page in the making: escaped text, numbers that lead back to their table, tables.

use std::fmt::Write as _;

use super::Provenance;
use crate::report::FooterInfo;
use crate::report::charts::Chart;

/// Tables with more rows may go over from one printed page to the next.
const TORN_FROM: usize = 24;

/// Text as HTML shows it; safe inside elements and quoted attributes.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// HTML in the making. Everything that comes from a scenario goes through [`escaped`].
pub(super) struct Page<'a> {
    html: String,
    footer: &'a FooterInfo,
    provenance: &'a Provenance,
    /// Anchor of the table in the making, and the tables that it says it is from.
    source: Option<(String, Vec<&'static str>)>,
}

impl<'a> Page<'a> {
    pub(super) fn new(footer: &'a FooterInfo, provenance: &'a Provenance) -> Self {
        Self {
            html: String::new(),
            footer,
            provenance,
            source: None,
        }
    }

    /// The next table says below its caption from which tables, run, seed and inputs it is, so that
    /// its numbers need to name no more than column and row.
    pub(super) fn begin_sourced(&mut self, anchor: &str, tables: &[&'static str]) {
        self.source = Some((anchor.to_owned(), tables.to_vec()));
    }

    fn inputs_hash(&self) -> String {
        self.provenance.input_hash.chars().take(16).collect()
    }

    pub(super) fn finish(self) -> String {
        self.html
    }

    /// Appends HTML as it is.
    pub(super) fn raw(&mut self, html: &str) {
        self.html.push_str(html);
        self.html.push('\n');
    }

    /// A heading of a section, with an anchor.
    pub(super) fn heading(&mut self, anchor: &str, text: &str) {
        let class = if anchor.starts_with("annex") {
            " class=\"annex\""
        } else {
            ""
        };
        let _ = writeln!(
            self.html,
            "<h2 id=\"{anchor}\"{class}>{}</h2>",
            escaped(text)
        );
    }

    /// A paragraph of HTML: texts in it are escaped by whoever makes them.
    pub(super) fn paragraph(&mut self, html: &str) {
        if !html.is_empty() {
            let _ = writeln!(self.html, "<p>{html}</p>");
        }
    }

    /// A number that leads to its table in the annex of provenance; its title names column, row,
    /// run, seed and inputs.
    pub(super) fn number(&self, text: &str, table: &str, column: &str, row: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        // Browsers break lines at thin spaces; narrow no-break ones hold a number together.
        let text = &text.replace('\u{2009}', "\u{202f}");
        if let Some((anchor, tables)) = &self.source
            && tables.contains(&table)
        {
            return format!(
                "<a href=\"#{anchor}\" title=\"{table}, {column}: {}\">{}</a>",
                escaped(row),
                escaped(text),
            );
        }
        let hash = self.inputs_hash();
        format!(
            "<a href=\"#source-{table}\" title=\"tables/{table}, {column}: {}; run {}, seed {}, inputs {hash}\">{}</a>",
            escaped(row),
            escaped(&self.footer.run_id),
            self.footer.seed,
            escaped(text),
        )
    }

    /// Where the table in the making is from; empty where its numbers say so one by one.
    fn source_line(&mut self) -> String {
        let Some((anchor, tables)) = self.source.take() else {
            return String::new();
        };
        let links: Vec<String> = tables
            .iter()
            .map(|table| format!("<a href=\"#source-{table}\">tables/{table}</a>"))
            .collect();
        format!(
            "<br><span class=\"muted\" id=\"{anchor}\">From {}; run {}, seed {}, inputs {}</span>",
            links.join(" and "),
            escaped(&self.footer.run_id),
            self.footer.seed,
            self.inputs_hash()
        )
    }

    /// Shows the charts whose names begin so, each with the place of its data.
    pub(super) fn figures(&mut self, charts: &[Chart], prefix: &str) {
        for chart in charts.iter().filter(|chart| chart.name.starts_with(prefix)) {
            let file = format!("charts/{}.csv", chart.name);
            let data = format!(
                "<a href=\"#source-charts\" title=\"{file}; run {}, seed {}, inputs {}\">{file}</a>",
                escaped(&self.footer.run_id),
                self.footer.seed,
                self.inputs_hash()
            );
            self.raw(&format!(
                "<figure>{}<figcaption>Numbers of this chart: {data}</figcaption></figure>",
                chart.svg
            ));
        }
    }

    /// A list of sentences; nothing where there are none.
    pub(super) fn list(&mut self, items: &[String]) {
        if items.is_empty() {
            return;
        }
        self.raw("<ul>");
        for item in items {
            self.raw(&format!("<li>{item}</li>"));
        }
        self.raw("</ul>");
    }

    /// A table; cells are HTML. Columns marked `true` hold text.
    pub(super) fn table(&mut self, caption: &str, heads: &[(&str, bool)], rows: &[Vec<String>]) {
        let class = |text: bool| if text { " class=\"text\"" } else { "" };
        let source = self.source_line();
        // A table that fits on a page is not torn.
        let scroll = if rows.len() <= TORN_FROM {
            "scroll whole"
        } else {
            "scroll"
        };
        let _ = writeln!(
            self.html,
            "<div class=\"{scroll}\"><table><caption>{}{}</caption><thead><tr>",
            escaped(caption),
            source
        );
        for &(head, text) in heads {
            let _ = write!(
                self.html,
                "<th scope=\"col\"{}>{}</th>",
                class(text),
                escaped(head)
            );
        }
        self.raw("</tr></thead><tbody>");
        for row in rows {
            self.html.push_str("<tr>");
            for (cell, &(_, text)) in row.iter().zip(heads) {
                let _ = write!(self.html, "<td{}>{cell}</td>", class(text));
            }
            self.raw("</tr>");
        }
        self.raw("</tbody></table></div>");
    }
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn markup_is_shown_as_text() {
        assert_eq!(
            escaped("<b title=\"x\" id='y'>A & B"),
            "&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt;A &amp; B"
        );
    }
}
