//! The funding gap by sector, summed over the simulated years; one panel for each option.

use super::Chart;
use super::axis::Axis;
use super::canvas::{Anchor, Area, Canvas, Font};
use super::data::SummaryIndex;
use super::frame::{Frame, framed, grid, heading, panel_areas};
use super::style::{ACCENT, AXIS, INK, LABEL, TICK, WHITE};
use super::text::{fit, width};
use crate::model::{SECTORS, Sector};
use crate::report::numbers::{Scale, two_digits, usd_range};
use crate::report::{Column, ReportError, ReportInputs, Table};

const NAME: &str = "gap_by_sector";
/// Height of a sector's row.
const ROW: f64 = 33.0;
/// How many standard errors apart two gaps must be to be told apart in the title.
const TOLD_APART: f64 = 3.0;

/// One option's gaps by sector.
struct Panel {
    option: usize,
    title: String,
    /// Mean gap and its standard error (an upper bound), US$, by position in [`SECTORS`].
    gaps: Vec<(f64, f64)>,
}

impl Panel {
    fn total(&self) -> f64 {
        self.gaps.iter().map(|gap| gap.0).sum()
    }

    /// The sector with the largest gap, where it is told apart from all others.
    fn largest(&self) -> Option<usize> {
        let top = (0..self.gaps.len())
            .max_by(|&left, &right| self.gaps[left].0.total_cmp(&self.gaps[right].0))?;
        let (mean, error) = self.gaps[top];
        self.gaps
            .iter()
            .enumerate()
            .all(|(sector, gap)| sector == top || mean - gap.0 > TOLD_APART * (error + gap.1))
            .then_some(top)
    }
}

/// Draws the chart; none where the gap is not broken down by sector.
pub(super) fn draw(
    inputs: &ReportInputs<'_>,
    index: &SummaryIndex<'_>,
) -> Result<Option<Chart>, ReportError> {
    let panels: Vec<_> = (0..inputs.situation.options.len())
        .filter_map(|option| panel(inputs, index, option))
        .collect();
    if panels.is_empty() {
        return Ok(None);
    }
    let baseline = inputs.situation.baseline();
    let reference = panels
        .iter()
        .find(|panel| panel.option == baseline)
        .or(panels.first());
    let mut order: Vec<usize> = (0..SECTORS.len()).collect();
    if let Some(reference) = reference {
        order.sort_by(|&left, &right| {
            reference.gaps[right]
                .0
                .total_cmp(&reference.gaps[left].0)
                .then(left.cmp(&right))
        });
    }
    let largest = panels
        .iter()
        .flat_map(|panel| panel.gaps.iter().map(|gap| gap.0))
        .fold(0.0, f64::max);
    let scale = Scale::for_largest(largest);
    let period = inputs.period();
    let mut subtitle = format!(
        "Need less spending by host, sector and month, never netted; mean over the simulated futures, {}, summed over {period}.",
        scale.unit(&inputs.money_unit())
    );
    if panels.len() > 1 {
        subtitle.push_str(" Upright line: the gap under “");
        subtitle.push_str(&inputs.option_title(baseline));
        subtitle.push_str("”.");
    }
    let frame = Frame {
        name: NAME.to_owned(),
        title: title(&panels, &period),
        subtitle,
        notes: vec!["Sectors in the order of their gap under the baseline".to_owned()],
    };
    let (rows, columns) = grid(panels.len());
    let panel_height = 84.0 + ROW * SECTORS.len() as f64;
    let height = panel_height * rows as f64 + 26.0 * (rows - 1) as f64;
    let names = SECTORS.map(|sector: Sector| width(sector.label(), LABEL, false));
    let name_room = names.into_iter().fold(0.0, f64::max) + 14.0;
    let svg = framed(inputs, &frame, height, |canvas, plot| {
        for (number, (area, panel)) in panel_areas(plot, panels.len(), name_room)
            .into_iter()
            .zip(&panels)
            .enumerate()
        {
            let line = format!("together {}", crate::report::numbers::usd(panel.total()));
            let below = heading(canvas, area, &panel.title, &line);
            let compared = reference.filter(|reference| reference.option != panel.option);
            bars(canvas, below, panel, compared, &order, scale, largest);
            if number % columns == 0 {
                names_of_sectors(canvas, below, &order);
            }
        }
    })?;
    Ok(Some(Chart {
        name: NAME.to_owned(),
        title: frame.title,
        svg,
        data: data(inputs, &panels, &order),
    }))
}

fn panel(inputs: &ReportInputs<'_>, index: &SummaryIndex<'_>, option: usize) -> Option<Panel> {
    let gaps: Vec<_> = SECTORS
        .into_iter()
        .map(|sector| index.sector_total(option, "gap_usd", sector))
        .collect();
    gaps.iter().any(Option::is_some).then(|| Panel {
        option,
        title: inputs.option_title(option),
        gaps: gaps.into_iter().map(Option::unwrap_or_default).collect(),
    })
}

/// The finding: the sector that is left with most, where the replicates tell it apart under every
/// option; otherwise the size of the gap.
fn title(panels: &[Panel], period: &str) -> String {
    let totals = panels.iter().map(Panel::total);
    let (low, high) = totals.fold((f64::INFINITY, 0.0_f64), |(low, high), total| {
        (low.min(total), high.max(total))
    });
    if high <= 0.0 {
        return format!("No funding gap arises in any sector in {period}");
    }
    let gap = usd_range(low, high);
    let first = panels.first().and_then(Panel::largest);
    match first.filter(|_| panels.iter().all(|panel| panel.largest() == first)) {
        Some(sector) => {
            let label = SECTORS[sector].label();
            let (have, under) = if panels.len() == 1 {
                ("The largest part of a funding gap of", "")
            } else {
                (
                    "Under every option the largest part of the funding gap of",
                    "",
                )
            };
            format!("{have} {gap} falls on {}{under}", lower_first(label))
        }
        None => format!("The funding gap adds up to {gap} in {period}"),
    }
}

fn lower_first(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

fn row_y(area: Area, row: usize) -> f64 {
    area.top + (row as f64 + 0.5) * ROW
}

fn names_of_sectors(canvas: &mut Canvas<'_>, area: Area, order: &[usize]) {
    let font = Font::label().anchored(Anchor::End);
    for (row, &sector) in order.iter().enumerate() {
        let name = fit(SECTORS[sector].label(), LABEL, false, 400.0);
        canvas.text(area.left - 10.0, row_y(area, row), &name, font);
    }
}

fn bars(
    canvas: &mut Canvas<'_>,
    area: Area,
    panel: &Panel,
    reference: Option<&Panel>,
    order: &[usize],
    scale: Scale,
    largest: f64,
) {
    const BAR: f64 = 17.0;
    let room = width("< 0.01", TICK, false) + 10.0;
    let axis = Axis::linear(0.0, largest.max(1.0), area.left, area.right - room);
    // The baseline is the quiet ground on which options stand out.
    let colour = if reference.is_some() { ACCENT } else { AXIS };
    for (row, &sector) in order.iter().enumerate() {
        let y = row_y(area, row);
        let end = axis.at(panel.gaps[sector].0);
        let bar = Area {
            left: area.left,
            top: y - BAR / 2.0,
            right: end,
            bottom: y + BAR / 2.0,
        };
        canvas.rect(bar, colour, 1.0);
        if let Some(reference) = reference {
            let mark = axis.at(reference.gaps[sector].0);
            canvas.path(&[(mark, y - 12.0), (mark, y + 12.0)], WHITE, 5.0);
            canvas.path(&[(mark, y - 12.0), (mark, y + 12.0)], INK, 2.0);
        }
        // Numbers stand in a column, so that none seems to belong to the baseline's line.
        let value = two_digits(panel.gaps[sector].0 / scale.factor);
        let font = Font::new(TICK, INK).anchored(Anchor::End);
        canvas.text(area.right, y, &value, font);
    }
    let bottom = row_y(area, order.len()) - ROW / 2.0;
    canvas.path(&[(area.left, area.top), (area.left, bottom)], AXIS, 1.0);
}

fn data(inputs: &ReportInputs<'_>, panels: &[Panel], order: &[usize]) -> Table {
    let rows: Vec<_> = panels
        .iter()
        .flat_map(|panel| order.iter().map(move |&sector| (panel, sector)))
        .collect();
    let option = |panel: &Panel| {
        inputs
            .situation
            .options
            .get(panel.option)
            .map(|it| it.id.to_string())
    };
    let columns = vec![
        Column::text(
            ["option", "-", "#meta+option", "Option."],
            rows.iter().map(|(panel, _)| option(panel)).collect(),
        ),
        Column::text(
            ["sector", "-", "#sector", "Sector."],
            rows.iter()
                .map(|&(_, sector)| Some(SECTORS[sector].name().to_owned()))
                .collect(),
        ),
        Column::number(
            [
                "gap_usd",
                "US$",
                "#value+gap+usd",
                "Mean gap summed over the years.",
            ],
            rows.iter()
                .map(|&(panel, sector)| Some(panel.gaps[sector].0))
                .collect(),
        ),
        Column::number(
            [
                "standard_error_usd",
                "US$",
                "#value+gap+se",
                "Upper bound of its standard error: the years' errors summed.",
            ],
            rows.iter()
                .map(|&(panel, sector)| Some(panel.gaps[sector].1))
                .collect(),
        ),
    ];
    Table::new(NAME, "Funding gap by option and sector.", columns)
}
