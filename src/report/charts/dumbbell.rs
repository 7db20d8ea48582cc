//! Dumbbells: for each row what was and what is, with numbers beside them.

use super::axis::{Axis, decimals, logarithmic_ticks, ticks_from_zero};
use super::canvas::{Anchor, Area, Canvas, Font, Mark};
use super::style::{ACCENT, AXIS, GRID, INK, LABEL, MUTED, TICK};
use super::text::{fit, width};
use crate::report::numbers::{Scale, fixed};

/// Height of a row.
const ROW: f64 = 24.0;
/// Amounts that differ by more than this need a logarithmic axis to be told apart.
const RATIO_FOR_LOGARITHM: f64 = 30.0;
/// The most room that names get.
const NAME_ROOM: f64 = 310.0;
/// Widths of the columns at the right: before, after, change, remark.
const COLUMNS: [f64; 4] = [76.0, 76.0, 70.0, 150.0];

/// A row.
pub(super) struct DumbbellRow<'a> {
    /// Name at the left.
    pub(super) name: &'a str,
    /// What was, in the unit of the chart before scaling.
    pub(super) before: f64,
    /// What is.
    pub(super) after: f64,
    /// The change, as it is written.
    pub(super) change: String,
    /// A remark at the right.
    pub(super) remark: &'a str,
    /// Whether a cap holds the row; then its mark is a diamond.
    pub(super) is_capped: bool,
}

/// Rows with what they share.
pub(super) struct Dumbbells<'a> {
    rows: Vec<DumbbellRow<'a>>,
    headings: [&'a str; 2],
    scale: Scale,
    axis: Axis,
    write: fn(f64) -> String,
}

impl<'a> Dumbbells<'a> {
    /// Rows to draw; none where all amounts are zero. `headings` name what was and what is;
    /// `write` turns a scaled number into text; `scale_for` chooses the scale for the largest.
    pub(super) fn new(
        rows: Vec<DumbbellRow<'a>>,
        headings: [&'a str; 2],
        write: fn(f64) -> String,
        scale_for: fn(f64) -> Scale,
    ) -> Option<Self> {
        let largest = rows
            .iter()
            .map(|row| row.after.max(row.before))
            .fold(0.0, f64::max);
        if largest <= 0.0 {
            return None;
        }
        // Amounts over several powers of ten are written in the unit of their middle.
        let mut positive: Vec<f64> = rows
            .iter()
            .flat_map(|row| [row.before, row.after])
            .filter(|&amount| amount > 0.0)
            .collect();
        positive.sort_by(f64::total_cmp);
        let middle = positive.get(positive.len() / 2).copied().unwrap_or(largest);
        let scale = scale_for(if largest / middle > RATIO_FOR_LOGARITHM {
            middle
        } else {
            largest
        });
        let axis = axis_of(&rows, largest / scale.factor, scale.factor);
        Some(Self {
            rows,
            headings,
            scale,
            axis,
            write,
        })
    }

    /// The scale of the numbers.
    pub(super) fn scale(&self) -> Scale {
        self.scale
    }

    /// Whether the axis is logarithmic.
    pub(super) fn is_logarithmic(&self) -> bool {
        self.axis.logarithmic
    }

    /// Room that they take.
    pub(super) fn height(&self) -> f64 {
        40.0 + ROW * self.rows.len() as f64 + 8.0
    }

    /// Draws them.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, plot: Area) {
        let name_room = self
            .rows
            .iter()
            .map(|row| width(row.name, LABEL, false))
            .fold(0.0, f64::max)
            .min(NAME_ROOM);
        let columns_room: f64 = COLUMNS.iter().sum();
        // Zero has no place on a logarithmic axis: it stands in a gutter of its own.
        let gutter = if self.axis.logarithmic { 34.0 } else { 0.0 };
        let drawing = Area {
            left: plot.left + name_room + 18.0,
            top: plot.top + 32.0,
            right: plot.right - columns_room - 6.0,
            bottom: plot.top + 32.0 + ROW * self.rows.len() as f64,
        };
        let axis = Axis {
            from: drawing.left + gutter + 8.0,
            to: drawing.right - 10.0,
            ..self.axis
        };
        let at = |amount: f64| {
            if axis.logarithmic && amount <= 0.0 {
                drawing.left + gutter / 2.0
            } else {
                axis.at((amount / self.scale.factor).max(axis.low))
            }
        };
        let any_zero = self
            .rows
            .iter()
            .any(|row| row.before <= 0.0 || row.after <= 0.0);
        scale_of_amounts(
            canvas,
            drawing,
            &axis,
            (axis.logarithmic && any_zero).then(|| at(0.0)),
        );
        self.column_headings(canvas, plot, drawing);
        for (number, row) in self.rows.iter().enumerate() {
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
            let name = fit(row.name, LABEL, false, name_room);
            canvas.text(
                drawing.left - 10.0,
                y,
                &name,
                Font::label().anchored(Anchor::End),
            );
            let (before, after) = (at(row.before), at(row.after));
            canvas.path(&[(before, y), (after, y)], AXIS, 2.5);
            canvas.mark(Mark::Circle, (before, y), 6.0, MUTED, false);
            let (mark, radius) = if row.is_capped {
                (Mark::Diamond, 5.8)
            } else {
                (Mark::Circle, 6.4)
            };
            // Where both fall together, the ring of what was shows around what is.
            let radius = if (before - after).abs() < 3.0 {
                radius * 0.45
            } else {
                radius
            };
            canvas.mark(mark, (after, y), radius, ACCENT, true);
            self.numbers(canvas, plot, y, row);
        }
    }

    /// The headings of the columns double as the key: each stands beside its mark.
    fn column_headings(&self, canvas: &mut Canvas<'_>, plot: Area, drawing: Area) {
        let y = drawing.top - 12.0;
        let [before, after, change, _] = column_edges(plot);
        let bold = Font::label().bold().anchored(Anchor::End);
        for (x, text, mark) in [
            (before, self.headings[0], false),
            (after, self.headings[1], true),
        ] {
            canvas.text(x, y, text, bold);
            let place = (x - width(text, LABEL, true) - 11.0, y);
            let colour = if mark { ACCENT } else { MUTED };
            canvas.mark(Mark::Circle, place, 6.0, colour, mark);
        }
        canvas.text(change, y, "change", bold);
        canvas.path(
            &[(plot.left, drawing.top), (plot.right, drawing.top)],
            AXIS,
            1.0,
        );
    }

    fn numbers(&self, canvas: &mut Canvas<'_>, plot: Area, y: f64, row: &DumbbellRow<'_>) {
        let [before, after, change, remark] = column_edges(plot);
        let right = Font::new(TICK, INK).anchored(Anchor::End);
        let write = |amount: f64| (self.write)(amount / self.scale.factor);
        canvas.text(before, y, &write(row.before), right);
        canvas.text(after, y, &write(row.after), right.bold());
        canvas.text(change, y, &row.change, right);
        if row.is_capped {
            canvas.mark(Mark::Diamond, (remark + 6.0, y), 4.6, ACCENT, true);
            canvas.text(remark + 18.0, y, row.remark, Font::new(TICK, INK));
        } else {
            canvas.text(remark, y, row.remark, Font::new(TICK, MUTED));
        }
    }
}

/// The axis of amounts in the chart's unit; its pixels are set when it is drawn. A logarithmic
/// axis leaves room for a mark at zero.
fn axis_of(rows: &[DumbbellRow<'_>], largest: f64, factor: f64) -> Axis {
    let positive = rows
        .iter()
        .flat_map(|row| [row.after, row.before])
        .filter(|&amount| amount > 0.0);
    let smallest = positive.fold(f64::INFINITY, f64::min) / factor;
    let logarithmic = largest / smallest > RATIO_FOR_LOGARITHM;
    let low = if logarithmic {
        // Amounts below a hundred-thousandth of the largest stand at the low end.
        smallest.max(largest * 1e-5)
    } else {
        0.0
    };
    Axis {
        low,
        high: largest,
        from: 0.0,
        to: 1.0,
        logarithmic,
    }
}

fn scale_of_amounts(canvas: &mut Canvas<'_>, drawing: Area, axis: &Axis, zero: Option<f64>) {
    let ticks = if axis.logarithmic {
        logarithmic_ticks(axis.low, axis.high)
    } else {
        ticks_from_zero(axis.high, 5.0)
    };
    let font = Font::new(TICK, MUTED).anchored(Anchor::Middle);
    let places = decimals(&ticks);
    let mut free_from = f64::NEG_INFINITY;
    if let Some(x) = zero {
        canvas.dashes((x, drawing.top), (x, drawing.bottom), AXIS, 1.0);
        canvas.text(x, drawing.top - 12.0, "0", font);
        free_from = x + 16.0;
    }
    for &tick in ticks.iter().filter(|&&tick| tick <= axis.high * 1.001) {
        let x = axis.at(tick);
        canvas.path(&[(x, drawing.top), (x, drawing.bottom)], GRID, 1.0);
        let text = if axis.logarithmic {
            if tick >= 1.0 {
                fixed(tick, 0)
            } else {
                tick.to_string()
            }
        } else {
            fixed(tick, places)
        };
        let half = width(&text, TICK, false) / 2.0;
        if x - half > free_from {
            canvas.text(x, drawing.top - 12.0, &text, font);
            free_from = x + half + 8.0;
        }
    }
}

/// Right edges of the columns of numbers, and the left edge of the remarks.
fn column_edges(plot: Area) -> [f64; 4] {
    let start = plot.right - COLUMNS.iter().sum::<f64>();
    let today = start + COLUMNS[0];
    let asked = today + COLUMNS[1];
    let multiple = asked + COLUMNS[2];
    [today, asked, multiple, multiple + 14.0]
}
