//! Paired differences of options from the baseline, with intervals, for each headline indicator.

use plotters::style::RGBColor;

use super::Chart;
use super::axis::{Axis, ticks_between};
use super::canvas::{Anchor, Area, Canvas, Font, Mark};
use super::frame::{Frame, framed};
use super::style::{ACCENT, GRID, INK, LABEL, MUTED, TICK};
use super::text::{fit, width};
use crate::indicator::{self, ComparisonRow};
use crate::report::numbers::{Scale, fixed, percent, signed, three_digits};
use crate::report::{Column, ReportError, ReportInputs, Table};

const NAME: &str = "comparison";
/// Height of an option's row, and of an indicator's heading.
const ROW: f64 = 25.0;
/// Differences beyond this share of the baseline are drawn as arrows.
const FARTHEST: f64 = 1.0;
/// Width of each column of numbers at the right: baseline, option, difference.
const COLUMN: f64 = 92.0;
/// Between the numbers and the verdict.
const BEFORE_VERDICT: f64 = 16.0;

/// Draws the chart; none without differences from a baseline that is not zero.
pub(super) fn draw(inputs: &ReportInputs<'_>) -> Result<Option<Chart>, ReportError> {
    let rows = rows_shown(inputs.comparison);
    let mut indicators: Vec<&'static str> = Vec::new();
    for row in &rows {
        if !indicators.contains(&row.indicator) {
            indicators.push(row.indicator);
        }
    }
    if rows.is_empty() {
        return Ok(None);
    }
    let frame = Frame {
        name: NAME.to_owned(),
        title: title(inputs, &rows),
        subtitle: format!(
            "Difference from “{}” in per cent of its mean, paired future by future. Mark: mean difference; \
             line: its 95\u{a0}% confidence interval. Filled: the sign is decided; hollow: undecided.",
            inputs.option_title(inputs.situation.baseline())
        ),
        notes: notes(&rows),
    };
    let height =
        44.0 + ROW * (rows.len() + indicators.len()) as f64 + 6.0 * indicators.len() as f64;
    let svg = framed(inputs, &frame, height, |canvas, plot| {
        forest(canvas, plot, inputs, &rows, &indicators);
    })?;
    Ok(Some(Chart {
        name: NAME.to_owned(),
        title: frame.title,
        svg,
        data: data(inputs, &rows),
    }))
}

/// The rows in which uptake is drawn from its prior, or, where there are none, those of the
/// highest uptake that was tried.
fn rows_shown(all: &[ComparisonRow]) -> Vec<&ComparisonRow> {
    let highest = all.iter().filter_map(|row| row.uptake).reduce(f64::max);
    let uptake = if all.iter().any(|row| row.uptake.is_none()) {
        None
    } else {
        highest
    };
    all.iter()
        .filter(|row| row.uptake == uptake && row.difference.is_finite())
        .collect()
}

/// The finding: how many differences the replicates decide.
fn title(inputs: &ReportInputs<'_>, rows: &[&ComparisonRow]) -> String {
    let decided = rows.iter().filter(|row| row.decided).count();
    let same = rows.iter().filter(|row| is_same(row)).count();
    let open = rows.len() - decided - same;
    let replicates = fixed(inputs.footer.replicates as f64, 0);
    if decided == rows.len() {
        format!("{replicates} replicates decide the sign of every difference from the baseline")
    } else if same == rows.len() {
        "No option differs from the baseline in any future".to_owned()
    } else if decided == 0 && same == 0 {
        format!("{replicates} replicates decide no difference from the baseline")
    } else {
        let remain = |count: usize| if count == 1 { "remains" } else { "remain" };
        let mut rest = Vec::new();
        if open > 0 {
            rest.push(format!("{open} {} undecided", remain(open)));
        }
        if same > 0 {
            let are = if same == 1 { "is" } else { "are" };
            rest.push(format!("{same} {are} the same in every future"));
        }
        format!(
            "{replicates} replicates decide {decided} of {} differences from the baseline; {}",
            rows.len(),
            rest.join(" and ")
        )
    }
}

/// Whether option and baseline are the same in every future.
fn is_same(row: &ComparisonRow) -> bool {
    !row.decided && row.difference == 0.0 && row.interval == [0.0, 0.0]
}

fn notes(rows: &[&ComparisonRow]) -> Vec<String> {
    let mut notes = vec![
        "The interval shows Monte Carlo error only, not the uncertainty of assumptions; whether more or less is better depends on the indicator".to_owned(),
    ];
    if let Some(uptake) = rows.iter().find_map(|row| row.uptake) {
        notes.push(format!("Uptake of obligations held at {}", percent(uptake)));
    }
    if rows
        .iter()
        .filter_map(|row| relative(row, row.difference))
        .any(|share| share.abs() > FARTHEST)
    {
        notes.push(format!(
            "An arrow stands for more than {}",
            percent(FARTHEST)
        ));
    }
    if rows.iter().any(|row| row.baseline_mean == 0.0) {
        notes.push("No per cent where the baseline's mean is zero".to_owned());
    }
    notes
}

/// A value as a share of the baseline's mean; none where that is zero.
fn relative(row: &ComparisonRow, value: f64) -> Option<f64> {
    let share = value / row.baseline_mean.abs();
    (row.baseline_mean != 0.0 && share.is_finite()).then_some(share)
}

fn axis_of(rows: &[&ComparisonRow]) -> Axis {
    let ends = rows
        .iter()
        .flat_map(|row| {
            [row.difference, row.interval[0], row.interval[1]].map(|end| relative(row, end))
        })
        .flatten()
        .map(|share| share.clamp(-FARTHEST, FARTHEST));
    let (low, high) = ends.fold((0.0_f64, 0.0_f64), |(low, high), end| {
        (low.min(end), high.max(end))
    });
    let pad = ((high - low) * 0.06).max(0.005);
    Axis::linear(low - pad, high + pad, 0.0, 1.0)
}

fn forest(
    canvas: &mut Canvas<'_>,
    plot: Area,
    inputs: &ReportInputs<'_>,
    rows: &[&ComparisonRow],
    indicators: &[&'static str],
) {
    let names = names_room(inputs, rows);
    let verdicts = verdicts_room(rows);
    let columns = 3.0 * COLUMN + BEFORE_VERDICT + verdicts;
    let drawing = Area {
        left: plot.left + names,
        top: plot.top + 36.0,
        right: plot.right - columns - 10.0,
        bottom: plot.bottom,
    };
    let axis = Axis {
        from: drawing.left + 8.0,
        to: drawing.right - 8.0,
        ..axis_of(rows)
    };
    let tick_font = Font::new(TICK, MUTED).anchored(Anchor::Middle);
    let per_cents: Vec<f64> = ticks_between(axis.low * 100.0, axis.high * 100.0, 4.0);
    let places = super::axis::decimals(&per_cents);
    for &tick in &per_cents {
        let text = format!("{}\u{202f}%", signed(tick, |value| fixed(value, places)));
        canvas.text(axis.at(tick / 100.0), drawing.top - 13.0, &text, tick_font);
    }
    let edges = column_edges(plot.right - columns);
    let bold = Font::new(TICK, INK).bold().anchored(Anchor::End);
    for (edge, heading) in edges.iter().zip(["baseline", "option", "difference"]) {
        canvas.text(*edge, drawing.top - 13.0, heading, bold);
    }
    let mut y = drawing.top + ROW / 2.0 + 2.0;
    for &name in indicators {
        let group: Vec<_> = rows.iter().filter(|row| row.indicator == name).collect();
        let largest = group
            .iter()
            .map(|row| row.baseline_mean.abs().max(row.option_mean.abs()))
            .fold(0.0, f64::max);
        let scale = Scale::for_largest(largest);
        canvas.path(
            &[(plot.left, y - ROW / 2.0), (plot.right, y - ROW / 2.0)],
            GRID,
            1.0,
        );
        indicator_heading(canvas, (plot.left, y), drawing.right, name, scale);
        y += ROW;
        // The grid leaves the headings free, which may be long.
        let rows_below = (y - ROW / 2.0, y + (group.len() as f64 - 0.5) * ROW);
        for &tick in &per_cents {
            let x = axis.at(tick / 100.0);
            canvas.path(&[(x, rows_below.0), (x, rows_below.1)], GRID, 1.0);
        }
        let zero = axis.at(0.0);
        canvas.path(&[(zero, rows_below.0), (zero, rows_below.1)], INK, 1.2);
        for row in group {
            let option = fit(&inputs.option_title(row.option), LABEL, false, names - 24.0);
            canvas.text(
                drawing.left - 12.0,
                y,
                &option,
                Font::label().anchored(Anchor::End),
            );
            interval(canvas, row, y, &axis);
            numbers(canvas, edges, y, row, scale);
            y += ROW;
        }
        y += 6.0;
    }
}

/// Room for the options' names: what they need, within limits.
fn names_room(inputs: &ReportInputs<'_>, rows: &[&ComparisonRow]) -> f64 {
    rows.iter()
        .map(|row| width(&inputs.option_title(row.option), LABEL, false))
        .fold(0.0, f64::max)
        .clamp(120.0, 480.0)
        + 26.0
}

/// Room for the verdicts.
fn verdicts_room(rows: &[&ComparisonRow]) -> f64 {
    let widths = rows.iter().map(|row| width(&verdict(row).0, TICK, false));
    widths.fold(0.0, f64::max)
}

fn indicator_heading(
    canvas: &mut Canvas<'_>,
    (x, y): (f64, f64),
    limit: f64,
    name: &str,
    scale: Scale,
) {
    let (label, unit) = indicator::find(name).map_or((name, ""), |it| (it.label, it.unit));
    canvas.text(x, y, label, Font::label().bold());
    let after = x + width(label, LABEL, true) + 10.0;
    let unit = fit(&scale.unit(unit), TICK, false, (limit - after).max(0.0));
    canvas.text(after, y, &unit, Font::new(TICK, MUTED));
}

fn interval(canvas: &mut Canvas<'_>, row: &ComparisonRow, y: f64, axis: &Axis) {
    let Some(middle) = relative(row, row.difference) else {
        return;
    };
    let inside = |share: f64| axis.at(share.clamp(axis.low, axis.high));
    let ends = row.interval.map(|end| relative(row, end).unwrap_or(middle));
    let colour = if row.decided { ACCENT } else { MUTED };
    let (left, right) = (inside(ends[0]), inside(ends[1]));
    canvas.path(&[(left, y), (right, y)], colour, 2.5);
    for x in [left, right] {
        canvas.path(&[(x, y - 5.0), (x, y + 5.0)], colour, 1.5);
    }
    let mark = if middle > axis.high {
        Mark::Right
    } else if middle < axis.low {
        Mark::Left
    } else {
        Mark::Circle
    };
    canvas.mark(mark, (inside(middle), y), 6.0, colour, row.decided);
}

/// Right edges of the columns of numbers, and the left edge of the verdict, from where columns begin.
fn column_edges(left: f64) -> [f64; 4] {
    let edge = |column: f64| left + column * COLUMN;
    [edge(1.0), edge(2.0), edge(3.0), edge(3.0) + BEFORE_VERDICT]
}

fn numbers(canvas: &mut Canvas<'_>, edges: [f64; 4], y: f64, row: &ComparisonRow, scale: Scale) {
    let right = Font::new(TICK, INK).anchored(Anchor::End);
    let write = |value: f64| three_digits(value / scale.factor);
    canvas.text(edges[0], y, &write(row.baseline_mean), right);
    canvas.text(edges[1], y, &write(row.option_mean), right);
    canvas.text(edges[2], y, &signed(row.difference, write), right.bold());
    let (verdict, colour) = verdict(row);
    canvas.text(edges[3], y, &verdict, Font::new(TICK, colour));
}

/// Whether the sign is decided, in words, and their colour.
fn verdict(row: &ComparisonRow) -> (String, RGBColor) {
    match (row.decided, row.replicates_to_decide) {
        (true, _) => ("decided".to_owned(), INK),
        (false, _) if is_same(row) => ("the same".to_owned(), MUTED),
        (false, Some(count)) => (
            format!("undecided; needs {}", fixed(count as f64, 0)),
            MUTED,
        ),
        (false, None) => ("undecided".to_owned(), MUTED),
    }
}

fn data(inputs: &ReportInputs<'_>, rows: &[&ComparisonRow]) -> Table {
    let option = |row: &&ComparisonRow| {
        inputs
            .situation
            .options
            .get(row.option)
            .map(|it| it.id.to_string())
    };
    let columns = vec![
        Column::text(
            ["option", "-", "#meta+option", "Option."],
            rows.iter().map(option).collect(),
        ),
        Column::text(
            ["indicator", "-", "#indicator+name", "Indicator."],
            rows.iter()
                .map(|row| Some(row.indicator.to_owned()))
                .collect(),
        ),
        Column::number(
            [
                "difference_share",
                "share",
                "#indicator+difference",
                "Mean paired difference over the baseline's mean.",
            ],
            rows.iter()
                .map(|row| relative(row, row.difference))
                .collect(),
        ),
        Column::number(
            [
                "interval_low_share",
                "share",
                "#indicator+low",
                "Lower end of its 95 % interval.",
            ],
            rows.iter()
                .map(|row| relative(row, row.interval[0]))
                .collect(),
        ),
        Column::number(
            [
                "interval_high_share",
                "share",
                "#indicator+high",
                "Upper end of its 95 % interval.",
            ],
            rows.iter()
                .map(|row| relative(row, row.interval[1]))
                .collect(),
        ),
        Column::boolean(
            [
                "decided",
                "-",
                "#meta+decided",
                "Whether the sign is decided.",
            ],
            rows.iter().map(|row| Some(row.decided)).collect(),
        ),
    ];
    Table::new(NAME, "Differences from the baseline.", columns)
}
