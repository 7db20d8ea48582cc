//! Drawing with plotters, to a tenth of a pixel.
//!
//! Plotters places everything on whole units. The drawing is therefore made ten times as large
//! and the SVG's view box brings it back to its size, so that curves are smooth.

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};

use super::style::{INK, LABEL, LINE_HEIGHT, WHITE};
use super::text::{FONT_FAMILY, PLOTTERS_SIZE, font_is_ready};
use crate::report::ReportError;

/// Units of the drawing in a pixel.
const UNITS: f64 = 10.0;

/// A rectangle on the canvas, pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Area {
    /// Its width.
    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }
}

/// Which point of a text its position names; vertically it is always the middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    /// The left end.
    Start,
    /// The middle.
    Middle,
    /// The right end.
    End,
}

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Font {
    /// Size, pixels.
    pub size: f64,
    /// Whether it is bold.
    pub bold: bool,
    /// Colour.
    pub colour: RGBColor,
    /// Which point its position names.
    pub anchor: Anchor,
}

impl Font {
    /// Regular text to the right of its position.
    pub(super) fn new(size: f64, colour: RGBColor) -> Self {
        Self {
            size,
            bold: false,
            colour,
            anchor: Anchor::Start,
        }
    }

    /// A label.
    pub(super) fn label() -> Self {
        Self::new(LABEL, INK)
    }

    /// The same in bold.
    pub(super) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// The same with another anchor.
    pub(super) fn anchored(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    /// The distance between its lines.
    pub(super) fn line_height(self) -> f64 {
        self.size * LINE_HEIGHT
    }
}

/// The shape of a mark; shapes differ so that colour never stands alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A circle.
    Circle,
    /// A square.
    Square,
    /// A square on its corner.
    Diamond,
    /// A triangle that points to the right.
    Right,
    /// A triangle that points to the left.
    Left,
}

/// What a drawing is called and says, for readers who cannot see it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caption<'a> {
    /// Name of the chart's files.
    pub name: &'a str,
    /// Title.
    pub title: &'a str,
    /// A description in words.
    pub description: &'a str,
}

/// A drawing in the making.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
    error: Option<String>,
}

/// Paints a drawing of the given size in pixels and gives it as SVG.
pub(super) fn paint(
    caption: Caption<'_>,
    width: f64,
    height: f64,
    painter: impl FnOnce(&mut Canvas<'_>),
) -> Result<String, ReportError> {
    let failed = |message: String| ReportError::Drawing {
        chart: caption.name.to_owned(),
        message,
    };
    if !font_is_ready() {
        return Err(failed("the embedded font cannot be read".to_owned()));
    }
    let mut svg = String::new();
    let size = (units(width).unsigned_abs(), units(height).unsigned_abs());
    {
        let mut canvas = Canvas {
            area: SVGBackend::with_string(&mut svg, size).into_drawing_area(),
            error: None,
        };
        canvas.rect(
            Area {
                left: 0.0,
                top: 0.0,
                right: width,
                bottom: height,
            },
            WHITE,
            1.0,
        );
        painter(&mut canvas);
        let presented = canvas.area.present().map_err(|error| error.to_string());
        canvas.keep(presented);
        if let Some(error) = canvas.error {
            return Err(failed(error));
        }
    }
    Ok(dressed(&svg, caption, width, height))
}

/// Gives the SVG its size in pixels, its role, title and description, and drops noise.
fn dressed(svg: &str, caption: Caption<'_>, width: f64, height: f64) -> String {
    let body = svg.split_once('\n').map_or("", |(_, body)| body);
    let name = caption.name;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{name}-title {name}-desc\">\n\
         <title id=\"{name}-title\">{}</title>\n<desc id=\"{name}-desc\">{}</desc>\n{}",
        units(width),
        units(height),
        escaped(caption.title),
        escaped(caption.description),
        body.replace(" opacity=\"1\"", "")
            // Plotters centres on the small letters; numbers and capitals centre better so.
            .replace("dy=\"0.5ex\"", "dy=\"0.35em\"")
            .replace("\n</text>", "</text>")
            .replace("\">\n", "\">"),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a float-to-integer cast saturates"
)]
fn units(pixels: f64) -> i32 {
    (pixels * UNITS).round() as i32
}

fn point(x: f64, y: f64) -> (i32, i32) {
    (units(x), units(y))
}

impl Canvas<'_> {
    /// Keeps the first error; drawing into a string fails for fonts only.
    fn keep(&mut self, result: Result<(), String>) {
        if let Err(error) = result {
            self.error.get_or_insert(error);
        }
    }

    fn stroke(colour: RGBColor, opacity: f64, width: f64) -> ShapeStyle {
        ShapeStyle {
            color: colour.mix(opacity),
            filled: false,
            stroke_width: units(width).unsigned_abs(),
        }
    }

    /// Writes one line of text, vertically centred on `y`.
    pub(super) fn text(&mut self, x: f64, y: f64, text: &str, font: Font) {
        if text.is_empty() {
            return;
        }
        let style = if font.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        let horizontal = match font.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let description = FontDesc::new(
            FontFamily::Name(FONT_FAMILY),
            font.size * PLOTTERS_SIZE * UNITS,
            style,
        );
        let style = TextStyle::from(description)
            .color(&font.colour)
            .pos(Pos::new(horizontal, VPos::Center));
        let drawn = self.area.draw_text(text, &style, point(x, y));
        self.keep(drawn.map_err(|error| error.to_string()));
    }

    /// Writes lines of text, the first centred on `y`; gives the `y` after the last.
    pub(super) fn lines(&mut self, x: f64, y: f64, lines: &[String], font: Font) -> f64 {
        let mut y = y;
        for line in lines {
            self.text(x, y, line, font);
            y += font.line_height();
        }
        y
    }

    /// Draws a line through points.
    pub(super) fn path(&mut self, points: &[(f64, f64)], colour: RGBColor, width: f64) {
        let points: Vec<_> = points.iter().map(|&(x, y)| point(x, y)).collect();
        let element = PathElement::new(points, Self::stroke(colour, 1.0, width));
        let drawn = self.area.draw(&element);
        self.keep(drawn.map_err(|error| error.to_string()));
    }

    /// Draws a straight line of dashes.
    pub(super) fn dashes(
        &mut self,
        from: (f64, f64),
        to: (f64, f64),
        colour: RGBColor,
        width: f64,
    ) {
        const DASH: f64 = 4.0;
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        let at = |distance: f64| {
            let share = if length > 0.0 {
                (distance / length).min(1.0)
            } else {
                0.0
            };
            (
                from.0 + (to.0 - from.0) * share,
                from.1 + (to.1 - from.1) * share,
            )
        };
        let mut distance = 0.0;
        while distance < length {
            self.path(&[at(distance), at(distance + DASH)], colour, width);
            distance += 2.0 * DASH;
        }
    }

    /// Fills the band between two curves, given as `(x, lower, upper)`.
    pub(super) fn band(&mut self, points: &[(f64, f64, f64)], colour: RGBColor, opacity: f64) {
        let outline: Vec<_> = points
            .iter()
            .map(|&(x, _, upper)| (x, upper))
            .chain(points.iter().rev().map(|&(x, lower, _)| (x, lower)))
            .collect();
        self.fill(&outline, colour, opacity);
    }

    /// Fills a polygon.
    fn fill(&mut self, points: &[(f64, f64)], colour: RGBColor, opacity: f64) {
        let points: Vec<_> = points.iter().map(|&(x, y)| point(x, y)).collect();
        let element = Polygon::new(points, colour.mix(opacity).filled());
        let drawn = self.area.draw(&element);
        self.keep(drawn.map_err(|error| error.to_string()));
    }

    /// Fills a rectangle.
    pub(super) fn rect(&mut self, area: Area, colour: RGBColor, opacity: f64) {
        let corners = [point(area.left, area.top), point(area.right, area.bottom)];
        let element = Rectangle::new(corners, colour.mix(opacity).filled());
        let drawn = self.area.draw(&element);
        self.keep(drawn.map_err(|error| error.to_string()));
    }

    /// Draws a mark of the given radius; a hollow one is white inside.
    pub(super) fn mark(
        &mut self,
        mark: Mark,
        (x, y): (f64, f64),
        radius: f64,
        colour: RGBColor,
        filled: bool,
    ) {
        const HOLLOW_STROKE: f64 = 2.0;
        self.shape(mark, (x, y), radius, colour);
        if !filled {
            self.shape(mark, (x, y), radius - HOLLOW_STROKE, WHITE);
        }
    }

    fn shape(&mut self, mark: Mark, (x, y): (f64, f64), radius: f64, colour: RGBColor) {
        let corners: Vec<(f64, f64)> = match mark {
            Mark::Circle => {
                let element = Circle::new(point(x, y), units(radius), colour.filled());
                let drawn = self.area.draw(&element);
                self.keep(drawn.map_err(|error| error.to_string()));
                return;
            }
            Mark::Square => [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)].into(),
            Mark::Diamond => [(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)].into(),
            Mark::Right => [(-0.9, -1.1), (1.2, 0.0), (-0.9, 1.1)].into(),
            Mark::Left => [(0.9, -1.1), (-1.2, 0.0), (0.9, 1.1)].into(),
        };
        let corners: Vec<_> = corners
            .into_iter()
            .map(|(right, down)| (x + right * radius, y + down * radius))
            .collect();
        self.fill(&corners, colour, 1.0);
    }
}
