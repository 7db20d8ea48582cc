//! Durable solutions so far and the people who remain, year by year; one panel for each option.

use plotters::style::RGBColor;

use super::Chart;
use super::axis::{Axis, decimals, ticks_from_zero};
use super::canvas::{Anchor, Area, Canvas, Font};
use super::data::SummaryIndex;
use super::frame::{Frame, framed, grid, heading, panel_areas, panels_height, year_axis};
use super::style::{
    ACCENT, AXIS, GRID, INK, LABEL, MUTED, PURPLE, QUIET, SKY, TICK, VERMILLION, WHITE,
};
use super::text::spread;
use crate::report::numbers::{Scale, fixed, people_range};
use crate::report::{Column, ReportError, ReportInputs, Table};

const NAME: &str = "solutions";
/// Room for numbers of the vertical axis.
const AXIS_ROOM: f64 = 46.0;
/// Room for labels at the right of each panel.
const LABEL_ROOM: f64 = 136.0;

/// The layers from below: name, indicator, colour. The people who remain come first, then the
/// solutions, as sums from the first year on; pathways only where the scenario models them. Neighbours
/// differ in darkness, not in hue alone.
const LAYERS: [(&str, &str, RGBColor); 5] = [
    ("still in need", "stock_persons", QUIET),
    ("returned", "voluntary_returns_persons", ACCENT),
    ("integrated", "naturalisations_persons", SKY),
    ("resettled", "resettlement_departures_persons", VERMILLION),
    ("on pathways", "pathway_departures_persons", PURPLE),
];

/// The layer of complementary pathways.
const PATHWAYS: usize = 4;

fn has_pathways(panels: &[Panel]) -> bool {
    panels.iter().any(|panel| panel.layers.len() > PATHWAYS)
}

/// One option's layers.
struct Panel {
    option: usize,
    title: String,
    years: Vec<i32>,
    /// Persons by layer and year.
    layers: Vec<Vec<f64>>,
}

impl Panel {
    fn last(&self, layer: usize) -> f64 {
        let values = self.layers.get(layer);
        values
            .and_then(|values| values.last())
            .copied()
            .unwrap_or(0.0)
    }

    fn solutions(&self) -> f64 {
        (1..LAYERS.len()).map(|layer| self.last(layer)).sum()
    }

    fn highest(&self) -> f64 {
        (0..self.years.len())
            .map(|year| self.layers.iter().map(|layer| layer[year]).sum())
            .fold(0.0, f64::max)
    }
}

/// Draws the chart; none where the summary lacks the stock or the solutions.
pub(super) fn draw(
    inputs: &ReportInputs<'_>,
    index: &SummaryIndex<'_>,
) -> Result<Option<Chart>, ReportError> {
    let panels: Vec<_> = (0..inputs.situation.options.len())
        .filter_map(|option| panel(inputs, index, option))
        .collect();
    let highest = panels.iter().map(Panel::highest).fold(0.0, f64::max);
    let (Some(first), Some(last)) = (
        panels
            .iter()
            .filter_map(|panel| panel.years.first())
            .min()
            .copied(),
        panels
            .iter()
            .filter_map(|panel| panel.years.last())
            .max()
            .copied(),
    ) else {
        return Ok(None);
    };
    let scale = Scale::for_largest(highest);
    let frame = Frame {
        name: NAME.to_owned(),
        title: title(&panels, &inputs.end_of(last)),
        subtitle: subtitle(inputs, &panels, scale, first == last),
        notes: vec![
            "Arrivals, births and deaths go on meanwhile, so the total changes; returns under pressure are never counted as solutions".to_owned(),
        ],
    };
    let svg = framed(
        inputs,
        &frame,
        panels_height(panels.len()),
        |canvas, plot| {
            let ticks = ticks_from_zero(highest / scale.factor, 4.0);
            for (number, (area, panel)) in panel_areas(plot, panels.len(), AXIS_ROOM)
                .into_iter()
                .zip(&panels)
                .enumerate()
            {
                let line = format!(
                    "{} durable solutions by {}",
                    people_range(panel.solutions(), panel.solutions()),
                    inputs.end_of(last)
                );
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
                // A single year is a column in the middle, not a surface.
                let half = if first == last { 0.5 } else { 0.0 };
                let horizontal = Axis::linear(
                    f64::from(first) - half,
                    f64::from(last) + half,
                    drawing.left,
                    drawing.right,
                );
                let font = Font::new(TICK, MUTED).anchored(Anchor::End);
                for &tick in &ticks {
                    let y = vertical.at(tick);
                    canvas.path(&[(drawing.left, y), (drawing.right, y)], GRID, 1.0);
                    if number % grid(panels.len()).1 == 0 {
                        canvas.text(drawing.left - 8.0, y, &fixed(tick, decimals(&ticks)), font);
                    }
                }
                layers(canvas, panel, scale, &horizontal, &vertical);
                year_axis(canvas, drawing, (first, last), |year| {
                    horizontal.at(f64::from(year))
                });
                labels(canvas, panel, scale, drawing, &vertical);
            }
        },
    )?;
    Ok(Some(Chart {
        name: NAME.to_owned(),
        title: frame.title,
        svg,
        data: data(inputs, &panels),
    }))
}

fn panel(inputs: &ReportInputs<'_>, index: &SummaryIndex<'_>, option: usize) -> Option<Panel> {
    let stock = index.yearly_means(option, LAYERS[0].1);
    let years: Vec<i32> = stock.iter().map(|&(year, _)| year).collect();
    if years.is_empty() {
        return None;
    }
    let mut layers = vec![stock.into_iter().map(|(_, persons)| persons).collect()];
    for (layer, (_, indicator, _)) in LAYERS.into_iter().enumerate().skip(1) {
        let flows = index.yearly_means(option, indicator);
        if flows.is_empty() && layer == PATHWAYS {
            break;
        }
        if flows.is_empty() {
            return None;
        }
        let mut sum = 0.0;
        let so_far = years.iter().map(|year| {
            sum += flows
                .iter()
                .filter(|flow| flow.0 == *year)
                .map(|flow| flow.1)
                .sum::<f64>();
            sum
        });
        layers.push(so_far.collect());
    }
    Some(Panel {
        option,
        title: inputs.option_title(option),
        years,
        layers,
    })
}

fn subtitle(
    inputs: &ReportInputs<'_>,
    panels: &[Panel],
    scale: Scale,
    is_one_year: bool,
) -> String {
    let people = scale.unit("people");
    let solutions = if has_pathways(panels) {
        "voluntary repatriation, local integration, resettlement, complementary pathways"
    } else {
        "voluntary repatriation, local integration, resettlement"
    };
    if is_one_year {
        return format!(
            "People who found a durable solution in {} ({solutions}) and people still in need of protection at \
             its end, {people}; means over the simulated futures.",
            inputs.period()
        );
    }
    format!(
        "People who found a durable solution since {} ({solutions}) and people still in need of protection at the \
         end of the year, {people}; means over the simulated futures.",
        inputs.situation.clock.start.year()
    )
}

/// The finding: how many found a solution, how many still need protection.
fn title(panels: &[Panel], end: &str) -> String {
    let bounds = |value: &dyn Fn(&Panel) -> f64| {
        panels
            .iter()
            .map(value)
            .fold((f64::INFINITY, 0.0_f64), |(low, high), next| {
                (low.min(next), high.max(next))
            })
    };
    let (low, high) = bounds(&Panel::solutions);
    let (fewest, most) = bounds(&|panel| panel.last(0));
    let whom = if panels.len() > 1 {
        ", depending on the option"
    } else {
        ""
    };
    let found = if high < 0.5 {
        "nobody has found a durable solution".to_owned()
    } else {
        format!(
            "{} people have found a durable solution",
            people_range(low, high)
        )
    };
    format!(
        "By the end of {end}, {found} and {} still need protection{whom}",
        people_range(fewest, most)
    )
}

fn layers(
    canvas: &mut Canvas<'_>,
    panel: &Panel,
    scale: Scale,
    horizontal: &Axis,
    vertical: &Axis,
) {
    let mut below = vec![0.0; panel.years.len()];
    for (values, (_, _, colour)) in panel.layers.iter().zip(LAYERS) {
        let band: Vec<_> = panel
            .years
            .iter()
            .zip(values)
            .zip(&mut below)
            .map(|((&year, &persons), floor)| {
                let low = *floor;
                *floor += persons / scale.factor;
                (
                    horizontal.at(f64::from(year)),
                    vertical.at(low),
                    vertical.at(*floor),
                )
            })
            .collect();
        if let [(_, low, high)] = band[..] {
            let year = panel.years.first().copied().map_or(0.0, f64::from);
            let column = Area {
                left: horizontal.at(year - 0.25),
                top: high,
                right: horizontal.at(year + 0.5),
                bottom: low,
            };
            canvas.rect(column, colour, 1.0);
            continue;
        }
        canvas.band(&band, colour, 1.0);
        let edge: Vec<_> = band.iter().map(|&(x, low, _)| (x, low)).collect();
        canvas.path(&edge, WHITE, 1.2);
    }
}

/// Names and last values of the layers, beside their ends.
fn labels(canvas: &mut Canvas<'_>, panel: &Panel, scale: Scale, area: Area, vertical: &Axis) {
    const LEADER: f64 = 16.0;
    let mut floor = 0.0;
    let middles: Vec<f64> = (0..panel.layers.len())
        .map(|layer| {
            let persons = panel.last(layer) / scale.factor;
            floor += persons;
            vertical.at(floor - persons / 2.0)
        })
        .collect();
    // Layers may be thinner than a label: names keep the layers' order and move apart.
    let mut places = middles.clone();
    spread(&mut places, 38.0, area.top + 6.0, area.bottom - 18.0);
    let named = LAYERS.into_iter().take(panel.layers.len());
    for (layer, (name, _, colour)) in named.enumerate() {
        let y = places[layer];
        canvas.path(
            &[
                (area.right + 1.0, middles[layer]),
                (area.right + LEADER - 4.0, y),
            ],
            AXIS,
            1.0,
        );
        let swatch = Area {
            left: area.right + LEADER - 2.0,
            top: y - 16.0,
            right: area.right + LEADER + 4.0,
            bottom: y + 16.0,
        };
        canvas.rect(swatch, colour, 1.0);
        let x = area.right + LEADER + 10.0;
        canvas.text(x, y - 8.5, name, Font::new(LABEL, INK));
        // Each in its own unit: the layers differ by orders of magnitude.
        let people = people_range(panel.last(layer), panel.last(layer));
        canvas.text(x, y + 8.5, &people, Font::new(LABEL, INK).bold());
    }
}

fn data(inputs: &ReportInputs<'_>, panels: &[Panel]) -> Table {
    let rows: Vec<_> = panels
        .iter()
        .flat_map(|panel| (0..panel.years.len()).map(move |year| (panel, year)))
        .collect();
    let option = |panel: &Panel| {
        inputs
            .situation
            .options
            .get(panel.option)
            .map(|it| it.id.to_string())
    };
    let mut columns = vec![
        Column::text(
            ["option", "-", "#meta+option", "Option."],
            rows.iter().map(|(panel, _)| option(panel)).collect(),
        ),
        Column::integer(
            ["year", "year", "#date+year", "Calendar year."],
            rows.iter()
                .map(|&(panel, year)| Some(i64::from(panel.years[year])))
                .collect(),
        ),
    ];
    let heads = [
        (
            "stock_persons",
            "People still in need of protection at the end of the year, mean.",
        ),
        (
            "voluntary_returns_so_far_persons",
            "Voluntary returns since the first year, mean.",
        ),
        (
            "naturalisations_so_far_persons",
            "Naturalisations since the first year, mean.",
        ),
        (
            "resettlement_departures_so_far_persons",
            "Departures for resettlement since the first year, mean.",
        ),
        (
            "pathway_departures_so_far_persons",
            "Departures on complementary pathways since the first year, mean.",
        ),
    ];
    let shown = if has_pathways(panels) {
        heads.len()
    } else {
        PATHWAYS
    };
    for (layer, (name, meaning)) in heads.into_iter().take(shown).enumerate() {
        columns.push(Column::number(
            [name, "persons", "#affected", meaning],
            rows.iter()
                .map(|&(panel, year)| panel.layers.get(layer).map(|values| values[year]))
                .collect(),
        ));
    }
    Table::new(
        NAME,
        "Durable solutions so far and people still in need.",
        columns,
    )
}
