//! What every chart has around its plot: title, subtitle, footer; and panels inside it.

use super::canvas::{Anchor, Area, Canvas, Caption, Font, paint};
use super::style::{
    AXIS, FOOTER, GRID, HEADING, INK, LABEL, LINE_HEIGHT, MARGIN, MUTED, SUBTITLE, TITLE, WIDTH,
};
use super::text::{wrap, wrap_evenly, wrap_within};
use crate::report::numbers::fixed;
use crate::report::{ReportError, ReportInputs};

/// The words around a plot.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// Name of the chart's files.
    pub name: String,
    /// The finding.
    pub title: String,
    /// What is shown, and the unit.
    pub subtitle: String,
    /// Notes of this chart, each without a full stop.
    pub notes: Vec<String>,
}

/// Draws the frame and, inside it, a plot of the given height; gives the SVG.
pub(super) fn framed(
    inputs: &ReportInputs<'_>,
    frame: &Frame,
    plot_height: f64,
    plot: impl FnOnce(&mut Canvas<'_>, Area),
) -> Result<String, ReportError> {
    let inner = WIDTH - 2.0 * MARGIN;
    let title_font = Font::new(TITLE, INK).bold();
    let subtitle_font = Font::new(SUBTITLE, MUTED);
    let footer_font = Font::new(FOOTER, MUTED);
    let title = wrap_evenly(&frame.title, TITLE, true, inner);
    let subtitle = wrap_evenly(&frame.subtitle, SUBTITLE, false, inner);
    let footer: Vec<String> = footer_paragraphs(inputs, frame)
        .iter()
        .flat_map(|paragraph| wrap(paragraph, FOOTER, false, inner))
        .collect();
    let block = |lines: usize, size: f64| lines as f64 * size * LINE_HEIGHT;
    let top = MARGIN + block(title.len(), TITLE) + 4.0 + block(subtitle.len(), SUBTITLE) + 18.0;
    let bottom = top + plot_height;
    let footer_top = bottom + 22.0;
    let height = (footer_top + 14.0 + block(footer.len(), FOOTER) + MARGIN * 0.5).ceil();
    let caption = Caption {
        name: &frame.name,
        title: &frame.title,
        description: &format!("{}. {}", frame.subtitle, footer.join(" ")),
    };
    paint(caption, WIDTH, height, |canvas| {
        let y = canvas.lines(MARGIN, MARGIN + TITLE * 0.5, &title, title_font);
        canvas.lines(MARGIN, y + 2.0, &subtitle, subtitle_font);
        canvas.path(
            &[(MARGIN, footer_top), (WIDTH - MARGIN, footer_top)],
            GRID,
            1.0,
        );
        canvas.lines(MARGIN, footer_top + 16.0, &footer, footer_font);
        plot(
            canvas,
            Area {
                left: MARGIN,
                top,
                right: WIDTH - MARGIN,
                bottom,
            },
        );
    })
}

/// Note, assumptions and source: every number leads back to the run that made it.
fn footer_paragraphs(inputs: &ReportInputs<'_>, frame: &Frame) -> Vec<String> {
    let footer = inputs.footer;
    let mut notes = frame.notes.clone();
    if inputs.situation.synthetic {
        notes.push("Synthetic scenario: countries and figures are invented".to_owned());
    }
    let mut paragraphs = Vec::new();
    if !notes.is_empty() {
        paragraphs.push(format!("Note: {}.", notes.join(". ")));
    }
    if !footer.assumptions.is_empty() {
        paragraphs.push(format!("Assumptions: {}.", footer.assumptions.join("; ")));
    }
    if footer.replicates == 0 {
        paragraphs.push(format!(
            "Source: {}. Computed with fairshare\u{a0}{}; nothing is simulated.",
            inputs.situation.title.trim_end_matches('.'),
            footer.version,
        ));
        return paragraphs;
    }
    paragraphs.push(format!(
        "Source: {}. Simulated with fairshare\u{a0}{}, run\u{a0}{}, seed\u{a0}{}, {} replicates of each option.",
        inputs.situation.title.trim_end_matches('.'),
        footer.version,
        footer.run_id,
        footer.seed,
        fixed(footer.replicates as f64, 0),
    ));
    paragraphs
}

/// How panels are laid out: rows and columns.
pub(super) fn grid(panels: usize) -> (usize, usize) {
    let columns = match panels {
        0 | 1 => 1,
        2 | 4 => 2,
        _ => 3,
    };
    (panels.div_ceil(columns).max(1), columns)
}

/// The height of a plot with that many panels.
pub(super) fn panels_height(panels: usize) -> f64 {
    match grid(panels).0 {
        1 => 500.0,
        2 => 640.0,
        rows => 300.0 * rows as f64,
    }
}

/// The areas of panels in a plot, by row; `left` is kept free for an axis at the first column.
pub(super) fn panel_areas(plot: Area, panels: usize, left: f64) -> Vec<Area> {
    const GAP: f64 = 26.0;
    const ROW_GAP: f64 = 26.0;
    let (rows, columns) = grid(panels);
    let width = (plot.width() - left - GAP * (columns - 1) as f64) / columns as f64;
    let height = (plot.bottom - plot.top - ROW_GAP * (rows - 1) as f64) / rows as f64;
    (0..panels)
        .map(|panel| {
            let (row, column) = (panel / columns, panel % columns);
            let x = plot.left + left + column as f64 * (width + GAP);
            let y = plot.top + row as f64 * (height + ROW_GAP);
            Area {
                left: x,
                top: y,
                right: x + width,
                bottom: y + height,
            }
        })
        .collect()
}

/// Writes a panel's heading, at most two lines, and a line below it; gives the area left below.
/// Every panel's area starts at the same height.
pub(super) fn heading(canvas: &mut Canvas<'_>, panel: Area, title: &str, line: &str) -> Area {
    let mut font = Font::new(HEADING, INK).bold();
    let block = 2.0 * font.line_height();
    if wrap(title, HEADING, true, panel.width()).len() > 2 {
        font.size = LABEL;
    }
    let lines = wrap_within(title, font.size, true, panel.width(), 2);
    // One line stands next to what follows it, not above a hole.
    let first = panel.top + block - (lines.len() as f64 - 0.5) * font.line_height();
    canvas.lines(panel.left, first, &lines, font);
    let below = Font::new(super::style::TICK, MUTED);
    canvas.text(panel.left, panel.top + block + 9.0, line, below);
    Area {
        top: panel.top + block + 34.0,
        ..panel
    }
}

/// Draws years along the bottom of an area, every fifth with its number, and the base line.
pub(super) fn year_axis(
    canvas: &mut Canvas<'_>,
    area: Area,
    years: (i32, i32),
    at: impl Fn(i32) -> f64,
) {
    let font = Font::new(super::style::TICK, MUTED).anchored(Anchor::Middle);
    canvas.path(
        &[(area.left, area.bottom), (area.right, area.bottom)],
        AXIS,
        1.0,
    );
    let every = if years.1 - years.0 >= 8 { 5 } else { 1 };
    for year in years.0..=years.1 {
        if year % every == 0 {
            canvas.path(
                &[(at(year), area.bottom), (at(year), area.bottom + 5.0)],
                AXIS,
                1.0,
            );
            canvas.text(at(year), area.bottom + 16.0, &year.to_string(), font);
        }
    }
}
