//! Keys side by side: for each State the span of its shares, a mark for every key.

use super::Chart;
use super::axis::{Axis, decimals, logarithmic_ticks, ticks_from_zero};
use super::canvas::{Anchor, Area, Canvas, Font, Mark};
use super::frame::{Frame, framed};
use super::style::{ACCENT, AXIS, GRID, INK, LABEL, MUTED, TICK};
use super::text::{fit, width};
use crate::apportion::explain::{KeysOnTable, ShareRange};
use crate::report::negotiation::{name_of, ranges_by_share};
use crate::report::numbers::fixed;
use crate::report::{ReportError, ReportInputs, Table};

const NAME: &str = "keys_compared";
/// States shown; the others are counted in a note.
const SHOWN: usize = 30;
/// Height of a row.
const ROW: f64 = 24.0;
/// The most room that names get.
const NAME_ROOM: f64 = 250.0;
/// Width of each column of numbers at the right.
const COLUMN: f64 = 78.0;
/// Shares that differ by more than this need a logarithmic axis to be told apart.
const RATIO_FOR_LOGARITHM: f64 = 30.0;

/// Draws the chart; none where there is one key only.
pub(super) fn draw(
    inputs: &ReportInputs<'_>,
    option: &str,
    keys: &KeysOnTable,
    data: Table,
) -> Result<Option<Chart>, ReportError> {
    let ranges = ranges_by_share(keys);
    let widest = ranges
        .iter()
        .max_by(|one, other| span(one).total_cmp(&span(other)));
    let (Some(widest), true) = (widest, keys.standings.len() > 1) else {
        return Ok(None);
    };
    let shown: Vec<&ShareRange> = ranges.iter().copied().take(SHOWN).collect();
    let mut notes =
        vec!["Dot: the plan's own key; small strokes: the other keys on the table".to_owned()];
    if ranges.len() > shown.len() {
        notes.push(format!(
            "{} States with smaller shares are in the table",
            ranges.len() - shown.len()
        ));
    }
    let frame = Frame {
        name: NAME.to_owned(),
        title: format!(
            "The choice of key moves {} most: from {} % to {} % of the whole",
            name_of(keys, widest),
            fixed(100.0 * widest.least.0, 1),
            fixed(100.0 * widest.largest.0, 1)
        ),
        subtitle: format!(
            "{option}: each State's share of the key under {} keys, per cent{}.",
            keys.standings.len(),
            if axis(&shown).logarithmic {
                "; logarithmic scale"
            } else {
                ""
            }
        ),
        notes,
    };
    let height = 40.0 + ROW * shown.len() as f64 + 8.0;
    let svg = framed(inputs, &frame, height, |canvas, plot| {
        rows(canvas, plot, keys, &shown);
    })?;
    Ok(Some(Chart {
        name: NAME.to_owned(),
        title: frame.title,
        svg,
        data,
    }))
}

fn span(range: &ShareRange) -> f64 {
    range.largest.0 - range.least.0
}

/// The axis of shares in per cent; its pixels are set when it is drawn.
fn axis(shown: &[&ShareRange]) -> Axis {
    let high = shown
        .iter()
        .map(|range| 100.0 * range.largest.0)
        .fold(0.0, f64::max);
    let low = shown
        .iter()
        .map(|range| 100.0 * range.least.0)
        .filter(|&share| share > 0.0)
        .fold(f64::INFINITY, f64::min);
    let logarithmic = low.is_finite() && high / low > RATIO_FOR_LOGARITHM;
    Axis {
        low: if logarithmic {
            low.max(high * 1e-5)
        } else {
            0.0
        },
        high,
        from: 0.0,
        to: 1.0,
        logarithmic,
    }
}

fn rows(canvas: &mut Canvas<'_>, plot: Area, keys: &KeysOnTable, shown: &[&ShareRange]) {
    let name_room = shown
        .iter()
        .map(|range| width(name_of(keys, range), LABEL, false))
        .fold(0.0, f64::max)
        .min(NAME_ROOM);
    let drawing = Area {
        left: plot.left + name_room + 18.0,
        top: plot.top + 32.0,
        right: plot.right - 3.0 * COLUMN - 6.0,
        bottom: plot.top + 32.0 + ROW * shown.len() as f64,
    };
    let axis = Axis {
        from: drawing.left + 10.0,
        to: drawing.right - 10.0,
        ..axis(shown)
    };
    let at = |share: f64| axis.at((100.0 * share).max(axis.low));
    scale(canvas, drawing, &axis);
    let heading = Font::label().bold().anchored(Anchor::End);
    for (number, text) in ["least", "own key", "largest"].into_iter().enumerate() {
        let x = drawing.right + 6.0 + COLUMN * (number + 1) as f64;
        canvas.text(x, drawing.top - 12.0, text, heading);
    }
    canvas.path(
        &[(plot.left, drawing.top), (plot.right, drawing.top)],
        AXIS,
        1.0,
    );
    let right = Font::new(TICK, INK).anchored(Anchor::End);
    for (number, range) in shown.iter().enumerate() {
        let y = drawing.top + (number as f64 + 0.5) * ROW;
        if number % 2 == 1 {
            let stripe = Area {
                left: plot.left,
                top: y - ROW / 2.0,
                right: plot.right,
                bottom: y + ROW / 2.0,
            };
            canvas.rect(stripe, GRID, 0.35);
        }
        let name = fit(name_of(keys, range), LABEL, false, name_room);
        let font = Font::label().anchored(Anchor::End);
        canvas.text(drawing.left - 10.0, y, &name, font);
        canvas.path(
            &[(at(range.least.0), y), (at(range.largest.0), y)],
            AXIS,
            2.5,
        );
        for standing in keys.standings.iter().skip(1) {
            let share = standing.shares.get(&range.contributor);
            let x = at(share.copied().unwrap_or(0.0));
            canvas.path(&[(x, y - 6.0), (x, y + 6.0)], MUTED, 1.6);
        }
        canvas.mark(Mark::Circle, (at(range.baseline), y), 6.4, ACCENT, true);
        for (number, (share, font)) in [
            (range.least.0, right),
            (range.baseline, right.bold()),
            (range.largest.0, right),
        ]
        .into_iter()
        .enumerate()
        {
            let x = drawing.right + 6.0 + COLUMN * (number + 1) as f64;
            canvas.text(x, y, &fixed(100.0 * share, 2), font);
        }
    }
}

fn scale(canvas: &mut Canvas<'_>, drawing: Area, axis: &Axis) {
    let ticks = if axis.logarithmic {
        logarithmic_ticks(axis.low, axis.high)
    } else {
        ticks_from_zero(axis.high, 5.0)
    };
    let places = decimals(&ticks);
    let font = Font::new(TICK, MUTED).anchored(Anchor::Middle);
    let mut free_from = f64::NEG_INFINITY;
    for &tick in ticks.iter().filter(|&&tick| tick <= axis.high * 1.001) {
        let x = axis.at(tick);
        canvas.path(&[(x, drawing.top), (x, drawing.bottom)], GRID, 1.0);
        let text = if !axis.logarithmic {
            fixed(tick, places)
        } else if tick >= 1.0 {
            fixed(tick, 0)
        } else {
            tick.to_string()
        };
        let half = width(&text, TICK, false) / 2.0;
        if x - half > free_from {
            canvas.text(x, drawing.top - 12.0, &text, font);
            free_from = x + half + 8.0;
        }
    }
}
