//! In what share of the futures the situation is still protracted, year by year.

use super::Chart;
use super::axis::Axis;
use super::canvas::{Anchor, Area, Canvas, Font};
use super::data::SummaryIndex;
use super::frame::{Frame, framed, year_axis};
use super::lines::{Line, draw_lines, told_apart};
use super::style::{GRID, MUTED, TICK};
use crate::indicator::SummaryRow;
use crate::report::numbers::percent;
use crate::report::{Column, ReportError, ReportInputs, Table};

const NAME: &str = "still_protracted";
const INDICATOR: &str = "protracted_situation_share";
const HEIGHT: f64 = 470.0;
const LABEL_ROOM: f64 = 330.0;
/// Standard errors on either side that hold 95 % of a normal distribution.
const NORMAL_95: f64 = 1.96;

/// One option's curve.
struct Curve<'a> {
    option: usize,
    years: Vec<(i32, &'a SummaryRow)>,
}

impl Curve<'_> {
    fn last(&self) -> Option<&SummaryRow> {
        self.years.last().map(|(_, row)| *row)
    }
}

/// Draws the chart; none without futures, or where all of them are alike.
pub(super) fn draw<'a>(
    inputs: &ReportInputs<'a>,
    index: &SummaryIndex<'a>,
) -> Result<Option<Chart>, ReportError> {
    let curves: Vec<Curve<'_>> = (0..inputs.situation.options.len())
        .map(|option| Curve {
            option,
            years: index.yearly(option, INDICATOR),
        })
        .filter(|curve| curve.years.len() > 1)
        .collect();
    let Some(&(last, _)) = curves.first().and_then(|curve| curve.years.last()) else {
        return Ok(None);
    };
    // Where every future of every option says the same, a plot of it says nothing.
    let varied = curves
        .iter()
        .flat_map(|curve| &curve.years)
        .any(|(_, row)| row.mean > 0.0 && row.mean < 1.0);
    if !varied {
        return Ok(None);
    }
    let frame = Frame {
        name: NAME.to_owned(),
        title: title(inputs, &curves, last),
        subtitle: "Share of the simulated futures in which at least 25\u{202f}000 people of the nationality have \
                   been in the hosts at five consecutive year-ends."
            .to_owned(),
        notes: notes(told_apart(lines_of(inputs, &curves)).1),
    };
    let svg = framed(inputs, &frame, HEIGHT, |canvas, plot| {
        lines(canvas, plot, inputs, &curves);
    })?;
    Ok(Some(Chart {
        name: NAME.to_owned(),
        title: frame.title,
        svg,
        data: data(inputs, &curves),
    }))
}

fn notes(left_out: usize) -> Vec<String> {
    let mut notes = vec![
        "Bands: 95 % confidence intervals of the shares, from the number of futures alone"
            .to_owned(),
    ];
    if left_out > 0 {
        notes.push(format!(
            "Options left out here, which are in the data beside this chart: {left_out}"
        ));
    }
    notes
}

/// The finding: the lowest share at the end against the baseline's, if they differ by more than
/// their errors.
fn title(inputs: &ReportInputs<'_>, curves: &[Curve<'_>], year: i32) -> String {
    let baseline = curves
        .iter()
        .find(|curve| curve.option == inputs.situation.baseline())
        .and_then(Curve::last);
    let best = curves
        .iter()
        .filter_map(|curve| curve.last().map(|row| (curve.option, row)))
        .min_by(|one, other| one.1.mean.total_cmp(&other.1.mean));
    let (Some(base), Some((option, row))) = (baseline, best) else {
        return format!("In what share of futures the situation is still protracted by {year}");
    };
    let year = inputs.end_of(year);
    let error = (base.standard_error * base.standard_error
        + row.standard_error * row.standard_error)
        .sqrt();
    if base.mean - row.mean > NORMAL_95 * error {
        format!(
            "By {year} the situation is still protracted in {} of futures under “{}”, against {} under the baseline",
            percent(row.mean),
            inputs.option_title(option),
            percent(base.mean)
        )
    } else {
        format!(
            "By {year} the situation is still protracted in {} of futures under the baseline; no option lies clearly below",
            percent(base.mean)
        )
    }
}

fn lines(canvas: &mut Canvas<'_>, plot: Area, inputs: &ReportInputs<'_>, curves: &[Curve<'_>]) {
    let area = Area {
        left: plot.left + 60.0,
        top: plot.top + 8.0,
        right: plot.right - LABEL_ROOM,
        bottom: plot.bottom - 30.0,
    };
    let first = curves
        .iter()
        .filter_map(|curve| curve.years.first().map(|year| year.0))
        .min()
        .unwrap_or(0);
    let last = curves
        .iter()
        .filter_map(|curve| curve.years.last().map(|year| year.0))
        .max()
        .unwrap_or(first + 1);
    let across = Axis::linear(f64::from(first), f64::from(last), area.left, area.right);
    let up = Axis::linear(0.0, 1.0, area.bottom, area.top);
    let end = Font::new(TICK, MUTED).anchored(Anchor::End);
    for share in [0, 25, 50, 75, 100] {
        let y = up.at(f64::from(share) / 100.0);
        canvas.path(&[(area.left, y), (area.right, y)], GRID, 1.0);
        canvas.text(area.left - 8.0, y, &format!("{share}\u{a0}%"), end);
    }
    year_axis(canvas, area, (first, last), |year| {
        across.at(f64::from(year))
    });
    for curve in curves {
        let band: Vec<(f64, f64, f64)> = curve
            .years
            .iter()
            .map(|(year, row)| {
                let half = NORMAL_95 * row.standard_error;
                (
                    across.at(f64::from(*year)),
                    up.at((row.mean - half).max(0.0)),
                    up.at((row.mean + half).min(1.0)),
                )
            })
            .collect();
        canvas.band(&band, MUTED, 0.16);
    }
    let drawn: Vec<Line> = told_apart(lines_of(inputs, curves))
        .0
        .into_iter()
        .map(|line| line.placed(|(year, share)| (across.at(year), up.at(share))))
        .collect();
    draw_lines(canvas, area, &drawn, LABEL_ROOM);
}

fn lines_of(inputs: &ReportInputs<'_>, curves: &[Curve<'_>]) -> Vec<Line> {
    curves
        .iter()
        .map(|curve| Line {
            baseline: curve.option == inputs.situation.baseline(),
            names: vec![inputs.option_title(curve.option)],
            value: percent(curve.last().map_or(0.0, |row| row.mean)),
            points: curve
                .years
                .iter()
                .map(|(year, row)| (f64::from(*year), row.mean))
                .collect(),
        })
        .collect()
}

fn data(inputs: &ReportInputs<'_>, curves: &[Curve<'_>]) -> Table {
    let rows: Vec<(usize, i32, &SummaryRow)> = curves
        .iter()
        .flat_map(|curve| {
            curve
                .years
                .iter()
                .map(move |&(year, row)| (curve.option, year, row))
        })
        .collect();
    Table::new(
        NAME,
        "Share of futures in which the situation is still protracted.",
        vec![
            Column::text(
                ["option", "-", "#meta+option", "Identifier of the option."],
                rows.iter()
                    .map(|&(option, _, _)| {
                        let found = inputs.situation.options.get(option);
                        found.map(|option| option.id.to_string())
                    })
                    .collect(),
            ),
            Column::integer(
                ["year", "-", "#date+year", "Calendar year."],
                rows.iter().map(|row| Some(i64::from(row.1))).collect(),
            ),
            Column::number(
                [
                    "still_protracted_share",
                    "share of futures",
                    "#indicator+protracted",
                    "Share of futures.",
                ],
                rows.iter().map(|row| Some(row.2.mean)).collect(),
            ),
            Column::number(
                [
                    "standard_error",
                    "share of futures",
                    "#indicator+error",
                    "Monte Carlo standard error.",
                ],
                rows.iter().map(|row| Some(row.2.standard_error)).collect(),
            ),
        ],
    )
}
