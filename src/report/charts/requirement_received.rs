//! Requirement against money received, year by year, with bands; one panel for each option.

use std::collections::{BTreeMap, BTreeSet};

use super::Chart;
use super::axis::{Axis, decimals, ticks_from_zero};
use super::canvas::{Anchor, Area, Canvas, Font, Mark};
use super::data::SummaryIndex;
use super::frame::{Frame, framed, grid, heading, panel_areas, panels_height, year_axis};
use super::style::{ACCENT, AXIS, GRID, INK, MUTED, TICK};
use super::text::spread;
use crate::indicator::SummaryRow;
use crate::model::Basis;
use crate::report::numbers::{Scale, fixed, percent, range, two_digits};
use crate::report::{Column, ReportError, ReportInputs, Table};

const NAME: &str = "requirement_received";
/// Room for numbers of the vertical axis.
const AXIS_ROOM: f64 = 46.0;
/// Room for labels at the right of each panel.
const LABEL_ROOM: f64 = 78.0;

/// One option's two series.
struct Panel<'a> {
    title: String,
    option: usize,
    required: Vec<(i32, &'a SummaryRow)>,
    received: Vec<(i32, &'a SummaryRow)>,
    coverage: Option<f64>,
}

/// A past year: what was asked of and received by the hosts' response plans together.
struct PastYear {
    year: i32,
    hosts: usize,
    requested: f64,
    /// None where the money received is not known for every plan of the year.
    received: Option<f64>,
    judged: bool,
}

/// Draws the chart; none where the summary holds neither series.
pub(super) fn draw(
    inputs: &ReportInputs<'_>,
    index: &SummaryIndex<'_>,
) -> Result<Option<Chart>, ReportError> {
    let panels: Vec<_> = (0..inputs.situation.options.len())
        .map(|option| panel(inputs, index, option))
        .filter(|panel| !panel.required.is_empty() && !panel.received.is_empty())
        .collect();
    let past = past_years(inputs);
    let simulated = panels
        .iter()
        .flat_map(|panel| panel.required.iter().map(|&(year, _)| year));
    let Some((first, last)) = simulated.clone().min().zip(simulated.max()) else {
        return Ok(None);
    };
    let past: Vec<_> = past
        .into_iter()
        .filter(|record| record.year < first)
        .collect();
    let highest = panels
        .iter()
        .flat_map(|panel| panel.required.iter().chain(&panel.received))
        .map(|(_, row)| row.quantiles[4].max(row.mean))
        .chain(past.iter().map(|record| record.requested))
        .chain(past.iter().filter_map(|record| record.received))
        .fold(0.0, f64::max);
    let scale = Scale::for_largest(highest);
    let frame = Frame {
        name: NAME.to_owned(),
        title: title(&panels, &inputs.period()),
        subtitle: subtitle(inputs, scale, first == last),
        notes: notes(&past),
    };
    let svg = framed(
        inputs,
        &frame,
        panels_height(panels.len()),
        |canvas, plot| {
            let ticks = ticks_from_zero(highest / scale.factor, 4.0);
            let start = past.first().map_or(first, |record| record.year);
            for (number, (area, panel)) in panel_areas(plot, panels.len(), AXIS_ROOM)
                .into_iter()
                .zip(&panels)
                .enumerate()
            {
                let line = panel.coverage.map_or_else(String::new, |share| {
                    format!("{} of needs received on average", percent(share))
                });
                let below = heading(canvas, area, &panel.title, &line);
                let drawing = Area {
                    right: below.right - LABEL_ROOM,
                    bottom: below.bottom - 30.0,
                    ..below
                };
                let vertical = Axis::linear(
                    0.0,
                    ticks.last().copied().unwrap_or(1.0),
                    drawing.bottom,
                    drawing.top,
                );
                let horizontal = Axis::linear(
                    f64::from(start) - 0.5,
                    f64::from(last) + 0.5,
                    drawing.left,
                    drawing.right,
                );
                let is_first_column = number % grid(panels.len()).1 == 0;
                backdrop(canvas, drawing, &vertical, &ticks, is_first_column);
                year_axis(canvas, drawing, (start, last), |year| {
                    horizontal.at(f64::from(year))
                });
                if !past.is_empty() {
                    divider(
                        canvas,
                        drawing,
                        horizontal.at(f64::from(first) - 0.5),
                        number == 0,
                    );
                }
                series(canvas, panel, &past, scale, &horizontal, &vertical);
                end_labels(canvas, panel, scale, drawing, &vertical);
            }
        },
    )?;
    Ok(Some(Chart {
        name: NAME.to_owned(),
        title: frame.title,
        svg,
        data: data(inputs, &panels, &past),
    }))
}

fn panel<'a>(inputs: &ReportInputs<'_>, index: &SummaryIndex<'a>, option: usize) -> Panel<'a> {
    let required = index.yearly(option, "requirement_usd");
    let received = index.yearly(option, "disbursed_usd");
    let total = |rows: &[(i32, &SummaryRow)]| rows.iter().map(|(_, row)| row.mean).sum::<f64>();
    let needs = total(&required);
    Panel {
        title: inputs.option_title(option),
        option,
        coverage: (needs > 0.0).then(|| total(&received) / needs),
        required,
        received,
    }
}

/// The finding: which part of the needs the money covers, as a mean over the simulated years.
fn title(panels: &[Panel<'_>], period: &str) -> String {
    let shares: Vec<f64> = panels.iter().filter_map(|panel| panel.coverage).collect();
    let (Some(low), Some(high)) = (
        shares.iter().copied().reduce(f64::min),
        shares.iter().copied().reduce(f64::max),
    ) else {
        return format!("Needs and money received, {period}");
    };
    if shares.len() < panels.len() {
        return format!("Needs and money received, {period}");
    }
    let digits = |share: f64| fixed(share * 100.0, 0);
    let covered = range(&digits(low), &digits(high));
    let whom = match (panels.len(), digits(low) == digits(high)) {
        (1, _) => String::new(),
        (_, true) => " under every option".to_owned(),
        (_, false) => ", depending on the option".to_owned(),
    };
    // More money than needs covers nothing more, so the word is another.
    let verb = if high > 1.0 { "comes to" } else { "covers" };
    format!("On average, money received {verb} {covered}\u{202f}% of needs in {period}{whom}")
}

fn subtitle(inputs: &ReportInputs<'_>, scale: Scale, is_one_year: bool) -> String {
    let unit = scale.unit(&inputs.money_unit());
    if is_one_year {
        format!(
            "Needs of all hosts and money received, {unit}, {}. Line across: median of the simulated \
             futures. Dark box: the middle half of them; light box: 90\u{a0}%.",
            inputs.period()
        )
    } else {
        format!(
            "Needs of all hosts and money received, {unit} a year. Line: median of the simulated futures. \
             Dark band: the middle half of them; light band: 90\u{a0}%, each year by itself."
        )
    }
}

/// The recorded years, all response plans of a year together.
fn past_years(inputs: &ReportInputs<'_>) -> Vec<PastYear> {
    let mut years: BTreeMap<i32, PastYear> = BTreeMap::new();
    for record in &inputs.situation.funding_history {
        let year = years.entry(record.year).or_insert(PastYear {
            year: record.year,
            hosts: 0,
            requested: 0.0,
            received: Some(0.0),
            judged: false,
        });
        year.hosts += 1;
        year.requested += record.requested.as_usd();
        year.judged |= record.basis == Basis::Judgement;
        year.received = year
            .received
            .zip(record.received)
            .map(|(sum, received)| sum + received.as_usd());
    }
    years.into_values().collect()
}

fn notes(past: &[PastYear]) -> Vec<String> {
    let mut notes = Vec::new();
    let hosts: BTreeSet<usize> = past.iter().map(|record| record.hosts).collect();
    if let (Some(fewest), Some(most)) = (hosts.first(), hosts.last()) {
        notes.push(format!(
            "Recorded years add up the response plans of {} hosts",
            range(&fewest.to_string(), &most.to_string())
        ));
    }
    let judged: Vec<_> = past
        .iter()
        .filter(|record| record.judged)
        .map(|record| record.year.to_string())
        .collect();
    if !judged.is_empty() {
        notes.push(format!(
            "Judgement enters the recorded needs of {}",
            judged.join(", ")
        ));
    }
    if past.iter().any(|record| record.received.is_none()) {
        notes.push("Money received is left out where it is not known for every plan".to_owned());
    }
    notes
}

fn backdrop(canvas: &mut Canvas<'_>, area: Area, vertical: &Axis, ticks: &[f64], numbered: bool) {
    let font = Font::new(TICK, MUTED).anchored(Anchor::End);
    let places = decimals(ticks);
    for &tick in ticks {
        let y = vertical.at(tick);
        canvas.path(&[(area.left, y), (area.right, y)], GRID, 1.0);
        if numbered {
            canvas.text(area.left - 8.0, y, &fixed(tick, places), font);
        }
    }
}

fn divider(canvas: &mut Canvas<'_>, area: Area, x: f64, named: bool) {
    canvas.dashes((x, area.top - 6.0), (x, area.bottom), AXIS, 1.0);
    if named {
        let font = Font::new(13.0, MUTED);
        canvas.text(
            x - 6.0,
            area.top + 13.0,
            "recorded",
            font.anchored(Anchor::End),
        );
        canvas.text(x + 6.0, area.top + 13.0, "simulated", font);
    }
}

fn series(
    canvas: &mut Canvas<'_>,
    panel: &Panel<'_>,
    past: &[PastYear],
    scale: Scale,
    horizontal: &Axis,
    vertical: &Axis,
) {
    let y = |usd: f64| vertical.at(usd / scale.factor);
    let x = |year: i32| horizontal.at(f64::from(year));
    if let ([required], [received]) = (panel.required.as_slice(), panel.received.as_slice()) {
        boxes(
            canvas,
            &[(required, INK, -0.24), (received, ACCENT, 0.24)],
            scale,
            horizontal,
            vertical,
        );
        recorded(canvas, past, x, y);
        return;
    }
    for (rows, colour) in [(&panel.required, MUTED), (&panel.received, ACCENT)] {
        for (low, high, opacity) in [(0, 4, 0.16), (1, 3, 0.28)] {
            let band: Vec<_> = rows
                .iter()
                .map(|&(year, row)| (x(year), y(row.quantiles[low]), y(row.quantiles[high])))
                .collect();
            canvas.band(&band, colour, opacity);
        }
    }
    for (rows, colour, width) in [(&panel.required, INK, 2.0), (&panel.received, ACCENT, 3.5)] {
        let median: Vec<_> = rows
            .iter()
            .map(|&(year, row)| (x(year), y(row.quantiles[2])))
            .collect();
        canvas.path(&median, colour, width);
    }
    recorded(canvas, past, x, y);
}

/// A single year has no line: its quantiles are boxes, side by side, the median across.
fn boxes(
    canvas: &mut Canvas<'_>,
    rows: &[(&(i32, &SummaryRow), plotters::style::RGBColor, f64)],
    scale: Scale,
    horizontal: &Axis,
    vertical: &Axis,
) {
    /// Half the width of a box, years.
    const HALF: f64 = 0.17;
    for &(&(year, row), colour, aside) in rows {
        let middle = f64::from(year) + aside;
        let y = |usd: f64| vertical.at(usd / scale.factor);
        let (left, right) = (horizontal.at(middle - HALF), horizontal.at(middle + HALF));
        for (low, high, opacity) in [(0, 4, 0.16), (1, 3, 0.28)] {
            let area = Area {
                left,
                top: y(row.quantiles[high]),
                right,
                bottom: y(row.quantiles[low]),
            };
            canvas.rect(area, colour, opacity);
        }
        let median = y(row.quantiles[2]);
        canvas.path(&[(left, median), (right, median)], colour, 3.5);
    }
}

/// Recorded years: squares for what was asked, dots for what came.
fn recorded(
    canvas: &mut Canvas<'_>,
    past: &[PastYear],
    x: impl Fn(i32) -> f64,
    y: impl Fn(f64) -> f64,
) {
    let requested: Vec<_> = past
        .iter()
        .map(|record| (x(record.year), y(record.requested)))
        .collect();
    canvas.path(&requested, INK, 1.2);
    for &place in &requested {
        canvas.mark(Mark::Square, place, 4.6, INK, false);
    }
    // A year without a figure breaks the line.
    for run in past.split(|record| record.received.is_none()) {
        let received: Vec<_> = run
            .iter()
            .filter_map(|record| Some((x(record.year), y(record.received?))))
            .collect();
        if received.len() > 1 {
            canvas.path(&received, ACCENT, 1.2);
        }
        for &place in &received {
            canvas.mark(Mark::Circle, place, 4.4, ACCENT, true);
        }
    }
}

/// Names and last medians of both series, beside their ends.
fn end_labels(
    canvas: &mut Canvas<'_>,
    panel: &Panel<'_>,
    scale: Scale,
    area: Area,
    vertical: &Axis,
) {
    let ends = [
        ("needed", panel.required.last(), INK),
        ("received", panel.received.last(), ACCENT),
    ];
    let ends: Vec<_> = ends
        .into_iter()
        .filter_map(|(name, last, colour)| {
            last.map(|(_, row)| (name, row.quantiles[2] / scale.factor, colour))
        })
        .collect();
    let mut places: Vec<_> = ends
        .iter()
        .map(|&(_, value, _)| vertical.at(value))
        .collect();
    spread(&mut places, 42.0, area.top + 14.0, area.bottom - 14.0);
    for ((name, value, colour), y) in ends.into_iter().zip(places) {
        let font = Font::new(super::style::LABEL, colour).bold();
        canvas.text(area.right + 6.0, y - 9.0, name, font);
        canvas.text(area.right + 6.0, y + 9.0, &two_digits(value), font);
    }
}

fn data(inputs: &ReportInputs<'_>, panels: &[Panel<'_>], past: &[PastYear]) -> Table {
    type Row = (
        Option<String>,
        &'static str,
        &'static str,
        i32,
        Option<f64>,
        Option<[f64; 5]>,
    );
    let mut rows: Vec<Row> = Vec::new();
    for record in past {
        rows.push((
            None,
            "recorded",
            "needed",
            record.year,
            Some(record.requested),
            None,
        ));
        rows.push((
            None,
            "recorded",
            "received",
            record.year,
            record.received,
            None,
        ));
    }
    for panel in panels {
        let option = inputs
            .situation
            .options
            .get(panel.option)
            .map(|it| it.id.to_string());
        for (series, summary) in [("needed", &panel.required), ("received", &panel.received)] {
            for &(year, row) in summary {
                rows.push((
                    option.clone(),
                    "simulated",
                    series,
                    year,
                    Some(row.mean),
                    Some(row.quantiles),
                ));
            }
        }
    }
    let mut columns = vec![
        Column::text(
            [
                "option",
                "-",
                "#meta+option",
                "Option; empty for recorded years.",
            ],
            rows.iter().map(|row| row.0.clone()).collect(),
        ),
        Column::text(
            ["kind", "-", "#meta+kind", "`recorded` or `simulated`."],
            rows.iter().map(|row| Some(row.1.to_owned())).collect(),
        ),
        Column::text(
            ["series", "-", "#indicator+name", "`needed` or `received`."],
            rows.iter().map(|row| Some(row.2.to_owned())).collect(),
        ),
        Column::integer(
            ["year", "year", "#date+year", "Calendar year."],
            rows.iter().map(|row| Some(i64::from(row.3))).collect(),
        ),
        Column::number(
            [
                "mean_usd",
                "US$",
                "#value+mean+usd",
                "Record, or mean over replicates.",
            ],
            rows.iter().map(|row| row.4).collect(),
        ),
    ];
    for (number, name) in ["p05_usd", "p25_usd", "p50_usd", "p75_usd", "p95_usd"]
        .into_iter()
        .enumerate()
    {
        columns.push(Column::number(
            [
                name,
                "US$",
                "#value+quantile+usd",
                "Quantile over replicates.",
            ],
            rows.iter()
                .map(|row| row.5.map(|quantiles| quantiles[number]))
                .collect(),
        ));
    }
    Table::new(NAME, "Requirement and money received by year.", columns)
}
