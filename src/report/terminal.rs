//! Tables for the terminal: aligned, with thin separators, never wider than a hundred columns.

use crate::indicator::{self, ComparisonRow};
use crate::model::{ContributorShare, Plan};

use super::ReportInputs;
use super::numbers::{Scale, fixed, percent, signed, three_digits};

/// The widest that a table gets, in characters.
pub const TERMINAL_WIDTH: usize = 100;

/// Contributors that [`shares_text`] shows; the rest are summed up in a last line.
const CONTRIBUTORS_SHOWN: usize = 20;

/// The narrowest that a column of text is cut to.
const NARROWEST_TEXT: usize = 8;

/// How a column's cells stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Text: to the left; cut with `…` where the table would get too wide.
    Left,
    /// Numbers: to the right; never cut.
    Right,
}

/// A table for the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextTable {
    columns: Vec<(String, Align)>,
    rows: Vec<Vec<String>>,
}

impl TextTable {
    /// A table with the given headings and alignments, without rows.
    #[must_use]
    pub fn new(columns: &[(&str, Align)]) -> Self {
        Self {
            columns: columns
                .iter()
                .map(|&(heading, align)| (heading.to_owned(), align))
                .collect(),
            rows: Vec::new(),
        }
    }

    /// Appends a row; missing cells are empty, surplus cells are left out.
    pub fn push(&mut self, mut cells: Vec<String>) {
        cells.resize(self.columns.len(), String::new());
        self.rows.push(cells);
    }

    /// Headings of the columns and how their cells stand.
    #[must_use]
    pub fn columns(&self) -> &[(String, Align)] {
        &self.columns
    }

    /// The rows, each with one cell for each column.
    #[must_use]
    pub fn rows(&self) -> &[Vec<String>] {
        &self.rows
    }

    /// The table as lines, each ended by a line feed and none wider than [`TERMINAL_WIDTH`].
    #[must_use]
    pub fn render(&self) -> String {
        let widths = self.widths();
        let headings = self.columns.iter().map(|(heading, _)| heading.as_str());
        let mut text = self.line(headings, &widths);
        let rules: Vec<_> = widths.iter().map(|&width| "─".repeat(width)).collect();
        text.push_str(&self.line(rules.iter().map(String::as_str), &widths));
        for row in &self.rows {
            text.push_str(&self.line(row.iter().map(String::as_str), &widths));
        }
        text
    }

    fn line<'a>(&self, cells: impl Iterator<Item = &'a str>, widths: &[usize]) -> String {
        let mut text = String::new();
        for ((cell, &width), (_, align)) in cells.zip(widths).zip(&self.columns) {
            if !text.is_empty() {
                text.push_str("  ");
            }
            let cell = shortened(cell, width);
            let padding = " ".repeat(width.saturating_sub(cell.chars().count()));
            match align {
                Align::Left => {
                    text.push_str(&cell);
                    text.push_str(&padding);
                }
                Align::Right => {
                    text.push_str(&padding);
                    text.push_str(&cell);
                }
            }
        }
        let mut text: String = text.chars().take(TERMINAL_WIDTH).collect();
        text.truncate(text.trim_end().len());
        text.push('\n');
        text
    }

    /// Column widths: what the cells need, text columns cut, the widest first, until all fit.
    fn widths(&self) -> Vec<usize> {
        let mut widths: Vec<_> = self
            .columns
            .iter()
            .enumerate()
            .map(|(index, (heading, _))| {
                self.rows
                    .iter()
                    .filter_map(|row| row.get(index))
                    .chain([heading])
                    .map(|cell| cell.chars().count())
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let gaps = 2 * self.columns.len().saturating_sub(1);
        while widths.iter().sum::<usize>() + gaps > TERMINAL_WIDTH {
            let widest = widths
                .iter_mut()
                .zip(&self.columns)
                .filter(|(width, (_, align))| *align == Align::Left && **width > NARROWEST_TEXT)
                .max_by_key(|(width, _)| **width);
            match widest {
                Some((width, _)) => *width -= 1,
                None => break,
            }
        }
        widths
    }
}

fn shortened(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(width.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// Each option against the baseline, indicator by indicator, and whether the replicates decide.
#[must_use]
pub fn comparison_text(inputs: &ReportInputs<'_>) -> String {
    let baseline = inputs.option_title(inputs.situation.baseline());
    let mut text = String::new();
    let mut groups: Vec<(usize, Option<f64>)> = Vec::new();
    for row in inputs.comparison {
        if !groups.contains(&(row.option, row.uptake)) {
            groups.push((row.option, row.uptake));
        }
    }
    for (option, uptake) in groups {
        let held = uptake.map_or_else(String::new, |uptake| {
            format!(", uptake held at {}", percent(uptake))
        });
        text.push_str(&inputs.option_title(option));
        text.push_str(&held);
        text.push('\n');
        text.push_str(&shortened(&format!("against {baseline}"), TERMINAL_WIDTH));
        text.push('\n');
        let mut table = TextTable::new(&[
            ("indicator", Align::Left),
            ("unit", Align::Left),
            ("baseline", Align::Right),
            ("option", Align::Right),
            ("difference", Align::Right),
            ("95 % interval", Align::Right),
            ("decided", Align::Right),
        ]);
        for row in inputs
            .comparison
            .iter()
            .filter(|row| row.option == option && row.uptake == uptake)
        {
            table.push(comparison_cells(row));
        }
        text.push_str(&table.render());
        text.push('\n');
    }
    text
}

fn comparison_cells(row: &ComparisonRow) -> Vec<String> {
    let found = indicator::find(row.indicator);
    let (label, unit) = found.map_or((row.indicator, ""), |it| (it.label, it.unit));
    let scale = Scale::for_largest(row.baseline_mean.abs().max(row.option_mean.abs()));
    let write = |value: f64| three_digits(value / scale.factor);
    let verdict = match (row.decided, row.replicates_to_decide) {
        (true, _) => "yes".to_owned(),
        (false, Some(count)) => format!("needs {}", fixed(count as f64, 0)),
        (false, None) => "no".to_owned(),
    };
    vec![
        label.trim_end_matches(", whole period").to_owned(),
        scale.unit(unit),
        write(row.baseline_mean),
        write(row.option_mean),
        signed(row.difference, write),
        format!(
            "{} to {}",
            signed(row.interval[0], write),
            signed(row.interval[1], write)
        ),
        verdict,
    ]
}

/// The contributors that an option's plan asks for most: what they give today, what they are
/// asked for, as means over the plan's years, and the rule that decides. Empty for an option
/// that the situation does not have.
#[must_use]
pub fn shares_text(inputs: &ReportInputs<'_>, option: usize) -> String {
    let Some(plan) = inputs.plans.get(option) else {
        return String::new();
    };
    let mut shares: Vec<&ContributorShare> = plan.shares.iter().collect();
    shares.sort_by(|left, right| {
        mean(&right.obligation_usd)
            .total_cmp(&mean(&left.obligation_usd))
            .then_with(|| left.contributor.cmp(&right.contributor))
    });
    let mut table = TextTable::new(&[
        ("contributor", Align::Left),
        ("today", Align::Right),
        ("asked", Align::Right),
        ("multiple", Align::Right),
        ("ppm of GDP", Align::Right),
        ("places today", Align::Right),
        ("asked", Align::Right),
        ("ratio", Align::Right),
        ("rule", Align::Left),
    ]);
    for share in shares.iter().take(CONTRIBUTORS_SHOWN) {
        table.push(share_cells(share));
    }
    let million = Scale::for_largest(1e6);
    let rest = shares.get(CONTRIBUTORS_SHOWN..).unwrap_or_default();
    if !rest.is_empty() {
        table.push(rest_cells(rest));
    }
    format!(
        "{}: {} a year, {}\n{}",
        inputs.option_title(option),
        million.unit(&inputs.money_unit()),
        years_text(plan),
        table.render()
    )
}

fn share_cells(share: &ContributorShare) -> Vec<String> {
    let (today, asked) = (mean(&share.baseline_usd), mean(&share.obligation_usd));
    vec![
        share.name.clone(),
        fixed(today / 1e6, 2),
        fixed(asked / 1e6, 2),
        multiple(today, asked),
        // A millionth of GDP is US$ 1 in a million: shares of one situation are that small.
        share
            .gdp_usd
            .filter(|&gdp| gdp > 0.0)
            .map_or_else(String::new, |gdp| fixed(asked / gdp * 1e6, 1)),
        fixed(mean_places(&share.baseline_places), 0),
        fixed(mean_places(&share.obligation_places), 0),
        fixed(share.responsibility_ratio, 2),
        share.binding.name().to_owned(),
    ]
}

fn rest_cells(rest: &[&ContributorShare]) -> Vec<String> {
    let total =
        |value: &dyn Fn(&ContributorShare) -> f64| rest.iter().map(|share| value(share)).sum();
    let today: f64 = total(&|share| mean(&share.baseline_usd));
    let asked: f64 = total(&|share| mean(&share.obligation_usd));
    vec![
        format!("{} others", rest.len()),
        fixed(today / 1e6, 2),
        fixed(asked / 1e6, 2),
        multiple(today, asked),
        String::new(),
        fixed(total(&|share| mean_places(&share.baseline_places)), 0),
        fixed(total(&|share| mean_places(&share.obligation_places)), 0),
    ]
}

/// What is asked as a multiple of what is given today, as in `×1.8`; `new` where nothing is
/// given today.
pub(super) fn multiple(today: f64, asked: f64) -> String {
    if today > 0.0 {
        let ratio = asked / today;
        format!("×{}", fixed(ratio, usize::from(ratio < 99.5)))
    } else if asked > 0.0 {
        "new".to_owned()
    } else {
        String::new()
    }
}

/// The years of a plan, as in `2026–2030`.
pub(super) fn years_text(plan: &Plan) -> String {
    match (plan.years.first(), plan.years.last()) {
        (Some(first), Some(last)) if first != last => format!("{first}–{last}"),
        (Some(first), _) => first.to_string(),
        _ => "no years".to_owned(),
    }
}

/// Of which years a mean is, as in `mean over 2026–2030` or `in 2026`.
pub(super) fn mean_over(plan: &Plan) -> String {
    match plan.years.len() {
        1 => format!("in {}", years_text(plan)),
        _ => format!("mean over {}", years_text(plan)),
    }
}

/// The mean over a plan's years; 0 for a plan without years.
pub(super) fn mean(values: &[f64]) -> f64 {
    if values.is_empty() {
        0.0
    } else {
        values.iter().sum::<f64>() / values.len() as f64
    }
}

fn mean_places(places: &[u32]) -> f64 {
    if places.is_empty() {
        0.0
    } else {
        places.iter().map(|&count| f64::from(count)).sum::<f64>() / places.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_fit_the_terminal_and_numbers_stand_to_the_right() {
        let mut table = TextTable::new(&[("name", Align::Left), ("amount", Align::Right)]);
        table.push(vec!["a".repeat(150), "1 234".to_owned()]);
        table.push(vec!["short".to_owned(), "5".to_owned()]);
        let text = table.render();
        let lines: Vec<_> = text.lines().collect();
        assert!(
            lines
                .iter()
                .all(|line| line.chars().count() <= TERMINAL_WIDTH)
        );
        assert!(lines[2].contains('…') && lines[2].ends_with("1 234"));
        assert_eq!(lines[2].chars().count(), lines[3].chars().count());
        assert!(lines[3].starts_with("short") && lines[3].ends_with("     5"));
    }

    #[test]
    fn multiples_are_honest_about_zero() {
        assert_eq!(multiple(2.0, 3.0), "×1.5");
        assert_eq!(multiple(0.0, 3.0), "new");
        assert_eq!(multiple(0.0, 0.0), "");
    }
}
