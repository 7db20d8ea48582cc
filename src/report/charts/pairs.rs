//! Pairs of bars from a common line: for each row what is at one end and at the other, with numbers beside
//! them. The form of a tornado.

use super::axis::{Axis, decimals, ticks_between};
use super::canvas::{Anchor, Area, Canvas, Font, Mark};
use super::style::{ACCENT, AXIS, GRID, INK, LABEL, MUTED, SKY, TICK};
use super::text::width;
use crate::report::numbers::{fixed, three_digits};

/// Height of a row whose name stands on one line.
const ROW: f64 = 29.0;
/// Distance between the lines of a name.
const LINE: f64 = 17.0;
/// The most room that names get; longer ones are broken after a dot or an underscore.
const NAME_ROOM: f64 = 350.0;
/// Width of the columns of values.
const VALUE: f64 = 96.0;

/// A row.
pub(super) struct PairRow {
    /// Name at the left.
    pub(super) name: String,
    /// What is at the one end and at the other.
    pub(super) values: [f64; 2],
    /// Intervals around them, where there are any.
    pub(super) intervals: [Option<[f64; 2]>; 2],
    /// Cells of the further columns.
    pub(super) cells: Vec<String>,
}

/// Rows with what they share.
pub(super) struct Pairs {
    /// The rows.
    pub(super) rows: Vec<PairRow>,
    /// Names of the two ends.
    pub(super) headings: [&'static str; 2],
    /// Headings and widths of the further columns, which stand to the right of the values.
    pub(super) columns: Vec<(&'static str, f64)>,
    /// Where bars begin.
    pub(super) centre: f64,
    /// How the line is named from which they begin; nothing where it is zero.
    pub(super) centre_name: Option<&'static str>,
    /// What values are divided by.
    pub(super) factor: f64,
    /// Whether values are shares, which are written with two decimals.
    pub(super) are_shares: bool,
}

impl Pairs {
    /// Room that they take.
    pub(super) fn height(&self) -> f64 {
        let rows: f64 = self.rows.iter().map(row_height).sum();
        self.top() + rows + 8.0
    }

    fn top(&self) -> f64 {
        if self.centre_name.is_some() {
            58.0
        } else {
            38.0
        }
    }

    fn write(&self, value: f64) -> String {
        if self.are_shares {
            fixed(value, 2)
        } else {
            three_digits(value / self.factor)
        }
    }

    /// The axis over all values and intervals; its pixels are set when it is drawn.
    fn axis(&self) -> Axis {
        let ends = self.rows.iter().flat_map(|row| {
            let intervals = row.intervals.iter().flatten().flatten().copied();
            row.values.into_iter().chain(intervals)
        });
        let (low, high) = ends.fold((self.centre, self.centre), |(low, high), end| {
            (low.min(end), high.max(end))
        });
        let pad = ((high - low) * 0.04).max(f64::MIN_POSITIVE);
        Axis::linear(low - pad, high + pad, 0.0, 1.0)
    }

    /// Draws them.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, plot: Area) {
        let name_room = self
            .rows
            .iter()
            .flat_map(|row| broken(&row.name))
            .map(|line| width(&line, LABEL, false))
            .fold(0.0, f64::max);
        let columns: f64 = 2.0 * VALUE + self.columns.iter().map(|column| column.1).sum::<f64>();
        let drawing = Area {
            left: plot.left + name_room + 18.0,
            top: plot.top + self.top(),
            right: plot.right - columns - 12.0,
            bottom: plot.top + self.height() - 8.0,
        };
        let axis = Axis {
            from: drawing.left,
            to: drawing.right,
            ..self.axis()
        };
        self.scale(canvas, drawing, &axis);
        self.headings(canvas, plot, drawing);
        let mut top = drawing.top;
        for (number, row) in self.rows.iter().enumerate() {
            let height = row_height(row);
            if number % 2 == 1 {
                let stripe = Area {
                    left: plot.left,
                    top,
                    right: plot.right,
                    bottom: top + height,
                };
                canvas.rect(stripe, GRID, 0.35);
            }
            self.row(
                canvas,
                drawing,
                (plot.right, top + height / 2.0),
                &axis,
                row,
            );
            top += height;
        }
        let x = axis.at(self.centre);
        canvas.path(&[(x, drawing.top), (x, drawing.bottom)], INK, 1.2);
    }

    fn scale(&self, canvas: &mut Canvas<'_>, drawing: Area, axis: &Axis) {
        let font = Font::new(TICK, MUTED).anchored(Anchor::Middle);
        let ticks = ticks_between(axis.low / self.factor, axis.high / self.factor, 6.0);
        let places = decimals(&ticks);
        for &tick in &ticks {
            let x = axis.at(tick * self.factor);
            canvas.path(&[(x, drawing.top), (x, drawing.bottom)], GRID, 1.0);
            canvas.text(x, drawing.top - 13.0, &fixed(tick, places), font);
        }
        if let Some(name) = self.centre_name {
            // Above the numbers of the axis, and within the drawing.
            let x = axis.at(self.centre);
            let half = width(name, TICK, true) / 2.0;
            let within = x.clamp(drawing.left + half, drawing.right - half);
            let font = Font::new(TICK, INK).bold().anchored(Anchor::Middle);
            canvas.text(within, drawing.top - 36.0, name, font);
            canvas.path(
                &[(x, drawing.top - 26.0), (x, drawing.top - 22.0)],
                INK,
                1.2,
            );
        }
    }

    /// The headings of the columns double as the key: each end stands beside its mark.
    fn headings(&self, canvas: &mut Canvas<'_>, plot: Area, drawing: Area) {
        let y = drawing.top - 13.0;
        let bold = Font::new(TICK, INK).bold().anchored(Anchor::End);
        let mut x = drawing.right + 12.0;
        for (heading, colour) in self.headings.iter().zip([SKY, ACCENT]) {
            x += VALUE;
            canvas.text(x, y, heading, bold);
            let place = (x - width(heading, TICK, true) - 11.0, y);
            canvas.mark(Mark::Square, place, 6.0, colour, true);
        }
        for (heading, room) in &self.columns {
            x += room;
            canvas.text(x, y, heading, bold);
        }
        canvas.path(
            &[(plot.left, drawing.top), (plot.right, drawing.top)],
            AXIS,
            1.0,
        );
    }

    fn row(
        &self,
        canvas: &mut Canvas<'_>,
        drawing: Area,
        (right, y): (f64, f64),
        axis: &Axis,
        row: &PairRow,
    ) {
        let lines = broken(&row.name);
        let font = Font::label().anchored(Anchor::End);
        let first = y - (lines.len() as f64 - 1.0) * LINE / 2.0;
        for (number, line) in lines.iter().enumerate() {
            canvas.text(
                drawing.left - 10.0,
                first + number as f64 * LINE,
                line,
                font,
            );
        }
        let from = axis.at(self.centre);
        let mut bars = [(row.values[0], SKY, 0), (row.values[1], ACCENT, 1)];
        // Where both lie on one side, the shorter is drawn narrower and over the longer.
        bars.sort_by(|one, other| {
            (other.0 - self.centre)
                .abs()
                .total_cmp(&(one.0 - self.centre).abs())
        });
        let same_side = (row.values[0] - self.centre) * (row.values[1] - self.centre) > 0.0;
        for (order, (value, colour, end)) in bars.into_iter().enumerate() {
            let half = if order == 1 && same_side { 4.5 } else { 8.5 };
            let to = axis.at(value);
            let bar = Area {
                left: from.min(to),
                top: y - half,
                right: from.max(to),
                bottom: y + half,
            };
            canvas.rect(bar, colour, 1.0);
            if let Some([low, high]) = row.intervals[end] {
                // Apart, so that intervals which overlap can be told from each other.
                let y = y + if end == 0 { -3.0 } else { 3.0 };
                let (low, high) = (axis.at(low), axis.at(high));
                canvas.path(&[(low, y), (high, y)], INK, 1.3);
                for x in [low, high] {
                    canvas.path(&[(x, y - 3.0), (x, y + 3.0)], INK, 1.3);
                }
            }
        }
        let numbers = Font::new(TICK, INK).anchored(Anchor::End);
        let mut x = right - self.columns.iter().map(|column| column.1).sum::<f64>() - VALUE;
        for value in row.values {
            canvas.text(x, y, &self.write(value), numbers);
            x += VALUE;
        }
        x -= VALUE;
        for ((_, room), cell) in self.columns.iter().zip(&row.cells) {
            x += room;
            canvas.text(x, y, cell, numbers);
        }
    }
}

fn row_height(row: &PairRow) -> f64 {
    ROW + (broken(&row.name).len() as f64 - 1.0) * LINE
}

/// A name in lines that fit into the room, broken after dots and underscores and never cut.
fn broken(name: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in name.split_inclusive(['.', '_']) {
        let Some(line) = lines.last_mut() else {
            continue;
        };
        if line.is_empty() || width(&format!("{line}{piece}"), LABEL, false) <= NAME_ROOM {
            line.push_str(piece);
        } else {
            lines.push(piece.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_broken_and_nothing_of_them_is_lost() {
        let name = "protracted.gender_violence.survivors_reached_share_of_those_who_need_services_per_year";
        let lines = broken(name);
        assert!(lines.len() > 1);
        assert_eq!(lines.concat(), name);
        assert!(
            lines
                .iter()
                .all(|line| width(line, LABEL, false) <= NAME_ROOM)
        );
        assert_eq!(broken("costs"), ["costs"]);
    }
}
