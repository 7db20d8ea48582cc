//! Lines of several options in one plot, told apart by colour, dashes and a label at the end.

use plotters::style::RGBColor;

use super::canvas::{Anchor, Area, Canvas, Font};
use super::style::{ACCENT, AXIS, INK, LABEL, MUTED, SKY, VERMILLION};
use super::text::{spread, wrap_within};

/// The most lines that a plot tells apart.
pub(super) const LINES_MAXIMUM: usize = 6;

/// A line with its label.
pub(super) struct Line {
    /// Whether it is the baseline, which stands back.
    pub baseline: bool,
    /// What stands at its end.
    pub label: String,
    /// Pixels.
    pub points: Vec<(f64, f64)>,
}

/// Colour and dash, 0 for a solid line, of the `index`-th line that is no baseline.
fn look(index: usize) -> (RGBColor, f64) {
    [
        (ACCENT, 0.0),
        (VERMILLION, 9.0),
        (SKY, 4.0),
        (INK, 14.0),
        (ACCENT, 5.0),
    ][index % 5]
}

/// Draws lines and their labels to the right of the plot, moved apart.
pub(super) fn draw_lines(canvas: &mut Canvas<'_>, area: Area, lines: &[Line], room: f64) {
    let mut others = 0;
    let mut ends: Vec<(f64, f64)> = Vec::new();
    let mut colours = Vec::new();
    for line in lines {
        let (colour, dash, width) = if line.baseline {
            (MUTED, 2.0, 2.2)
        } else {
            let (colour, dash) = look(others);
            others += 1;
            (colour, dash, 2.8)
        };
        if dash > 0.0 {
            dashed(canvas, &line.points, dash, colour, width);
        } else {
            canvas.path(&line.points, colour, width);
        }
        ends.push(
            line.points
                .last()
                .copied()
                .unwrap_or((area.right, area.bottom)),
        );
        colours.push(colour);
    }
    let font = Font::new(LABEL, INK);
    let blocks: Vec<Vec<String>> = lines
        .iter()
        .map(|line| wrap_within(&line.label, LABEL, false, room - 26.0, 3))
        .collect();
    let tallest = blocks.iter().map(Vec::len).max().unwrap_or(1) as f64;
    let gap = tallest * font.line_height() + 6.0;
    let mut heights: Vec<f64> = ends.iter().map(|end| end.1).collect();
    spread(
        &mut heights,
        gap,
        area.top + gap / 2.0,
        area.bottom - gap / 2.0,
    );
    for (((end, &y), block), &colour) in ends.iter().zip(&heights).zip(&blocks).zip(&colours) {
        canvas.path(&[(end.0 + 3.0, end.1), (area.right + 16.0, y)], AXIS, 0.8);
        let first = y - (block.len() as f64 - 1.0) / 2.0 * font.line_height();
        canvas.lines(
            area.right + 20.0,
            first,
            block,
            Font { colour, ..font }.anchored(Anchor::Start),
        );
    }
}

/// A line through points with dashes of equal length along it.
fn dashed(canvas: &mut Canvas<'_>, points: &[(f64, f64)], dash: f64, colour: RGBColor, width: f64) {
    let mut walked = 0.0;
    let mut piece: Vec<(f64, f64)> = Vec::new();
    for pair in points.windows(2) {
        let [(x0, y0), (x1, y1)] = [pair[0], pair[1]];
        let length = (x1 - x0).hypot(y1 - y0);
        let mut at = 0.0;
        while at < length {
            let on = libm::fmod(walked, 2.0 * dash) < dash;
            let left = dash - libm::fmod(walked, dash);
            let step = left.min(length - at).max(1e-6);
            let place = |distance: f64| {
                let share = distance / length;
                (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share)
            };
            if on {
                if piece.is_empty() {
                    piece.push(place(at));
                }
                piece.push(place(at + step));
            } else if piece.len() > 1 {
                canvas.path(&std::mem::take(&mut piece), colour, width);
            }
            at += step;
            walked += step;
        }
    }
    if piece.len() > 1 {
        canvas.path(&piece, colour, width);
    }
}
