//! Lines of several options in one plot, told apart by colour, dashes and a label at the end.

use plotters::style::RGBColor;

use super::canvas::{Area, Canvas, Font};
use super::style::{ACCENT, AXIS, INK, LABEL, MUTED, SKY, VERMILLION};
use super::text::{spread, width, wrap_within};

/// The most lines that a plot tells apart.
const LINES_MAXIMUM: usize = 6;
/// Coordinates that differ by less are drawn as one line.
const SAME: f64 = 1e-6;
/// Options that the label of a common line names.
const NAMED: usize = 3;

/// A line with what stands at its end.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Whether it is the baseline, which stands back.
    pub baseline: bool,
    /// Names of what it shows, one or more.
    pub names: Vec<String>,
    /// The value that stands behind the names.
    pub value: String,
    /// Its points, in the data's units until [`placed`].
    pub points: Vec<(f64, f64)>,
}

impl Line {
    fn is_like(&self, other: &Self) -> bool {
        self.value == other.value
            && self.points.len() == other.points.len()
            && self.points.iter().zip(&other.points).all(|(one, other)| {
                (one.0 - other.0).abs() < SAME && (one.1 - other.1).abs() < SAME
            })
    }

    /// The names within `room`, and after them, never cut, the value.
    fn label(&self, room: f64) -> Vec<String> {
        let names = if self.names.len() > NAMED {
            let more = self.names.len() + 1 - NAMED;
            format!("{} and {more} others", self.names[..NAMED - 1].join("; "))
        } else {
            self.names.join("; ")
        };
        let value = format!("({})", self.value);
        let mut lines = wrap_within(&names, LABEL, false, room, 4);
        match lines.last_mut() {
            Some(last) if width(&format!("{last} {value}"), LABEL, false) <= room => {
                *last = format!("{last} {value}");
            }
            _ => lines.push(value),
        }
        lines
    }

    /// The line in pixels.
    pub(super) fn placed(mut self, at: impl Fn((f64, f64)) -> (f64, f64)) -> Self {
        for point in &mut self.points {
            *point = at(*point);
        }
        self
    }
}

/// Lines that fall together become one; of more than a plot tells apart, the first and the baseline
/// stay. Gives the lines and how many options are left out.
pub(super) fn told_apart(lines: Vec<Line>) -> (Vec<Line>, usize) {
    let mut kept: Vec<Line> = Vec::new();
    for line in lines {
        match kept.iter_mut().find(|known| known.is_like(&line)) {
            Some(known) => {
                known.baseline |= line.baseline;
                known.names.extend(line.names);
            }
            None => kept.push(line),
        }
    }
    let mut left_out = 0;
    while kept.len() > LINES_MAXIMUM {
        let Some(last) = kept.iter().rposition(|line| !line.baseline) else {
            break;
        };
        left_out += kept.remove(last).names.len();
    }
    (kept, left_out)
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

/// Length of the sample of a line beside its label.
const SAMPLE: f64 = 30.0;

/// Draws lines and, to the right of the plot and in `room`, their labels, each beside a sample of
/// its line, so that nothing hangs on colour. Labels stand by the ends of their lines, or one below
/// the other where all lines end in one point.
pub(super) fn draw_lines(canvas: &mut Canvas<'_>, area: Area, lines: &[Line], room: f64) {
    let mut others = 0;
    let mut looks = Vec::new();
    for line in lines {
        let look = if line.baseline {
            (MUTED, 2.0, 2.2)
        } else {
            let (colour, dash) = look(others);
            others += 1;
            (colour, dash, 2.8)
        };
        stroke(canvas, &line.points, look);
        looks.push(look);
    }
    let ends: Vec<(f64, f64)> = lines
        .iter()
        .map(|line| {
            let last = line.points.last().copied();
            last.unwrap_or((area.right, area.bottom))
        })
        .collect();
    let font = Font::new(LABEL, INK);
    let left = area.right + 20.0;
    let beside = SAMPLE + 8.0;
    let blocks: Vec<Vec<String>> = lines
        .iter()
        .map(|line| line.label(room - 20.0 - beside))
        .collect();
    let tallest = blocks.iter().map(Vec::len).max().unwrap_or(1) as f64;
    let gap = tallest * font.line_height() + 8.0;
    let mut heights: Vec<f64> = ends.iter().map(|end| end.1).collect();
    let in_one_point = ends.len() > 1
        && ends
            .iter()
            .all(|end| (end.0 - ends[0].0).abs() < 1.0 && (end.1 - ends[0].1).abs() < 1.0);
    spread(
        &mut heights,
        gap,
        area.top + gap / 2.0,
        area.bottom - gap / 2.0,
    );
    for (((end, &y), block), &look) in ends.iter().zip(&heights).zip(&blocks).zip(&looks) {
        if !in_one_point {
            canvas.path(&[(end.0 + 3.0, end.1), (left - 4.0, y)], AXIS, 0.8);
        }
        stroke(canvas, &[(left, y), (left + SAMPLE, y)], look);
        let first = y - (block.len() as f64 - 1.0) / 2.0 * font.line_height();
        canvas.lines(left + beside, first, block, font);
    }
}

fn stroke(
    canvas: &mut Canvas<'_>,
    points: &[(f64, f64)],
    (colour, dash, thick): (RGBColor, f64, f64),
) {
    if dash > 0.0 {
        dashed(canvas, points, dash, colour, thick);
    } else {
        canvas.path(points, colour, thick);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, end: f64, baseline: bool) -> Line {
        Line {
            baseline,
            names: vec![name.to_owned()],
            value: format!("Gini {end}"),
            points: vec![(0.0, 0.0), (1.0, end)],
        }
    }

    #[test]
    fn lines_that_fall_together_are_one_and_the_baseline_always_stays() {
        let mut lines: Vec<Line> = (0..8)
            .map(|index| line("option", f64::from(index), false))
            .collect();
        lines.push(line("today", 9.0, true));
        lines.push(line("again", 0.0, false));
        let (kept, left_out) = told_apart(lines);
        assert_eq!(kept.len(), LINES_MAXIMUM);
        assert_eq!(left_out, 3);
        assert_eq!(kept[0].names, ["option", "again"]);
        assert!(kept.iter().any(|line| line.baseline));
        assert_eq!(kept[0].label(300.0), ["option; again (Gini 0)"]);
        // Names are cut where they must be; the value never is.
        let narrow = kept[0].label(40.0);
        assert!(narrow[0].ends_with('…'), "{narrow:?}");
        assert_eq!(narrow.last().map(String::as_str), Some("(Gini 0)"));
    }
}
