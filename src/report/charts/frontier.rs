//! The price of fairness: what equality costs over the places of a year.

use super::Chart;
use super::axis::{Axis, decimals, ticks_between, ticks_from_zero};
use super::canvas::{Anchor, Area, Canvas, Font, Mark};
use super::frame::{Frame, framed};
use super::style::{ACCENT, AXIS, GRID, INK, LABEL, MUTED, TICK};
use crate::apportion::explain::PlacesFrontier;
use crate::report::numbers::{fixed, percent};
use crate::report::{ReportError, ReportInputs};

const NAME: &str = "price_of_fairness";
const HEIGHT: f64 = 500.0;

/// Draws the chart; none where there is nothing to choose between.
pub(super) fn draw(
    inputs: &ReportInputs<'_>,
    option: &str,
    frontier: &PlacesFrontier,
    data: crate::report::Table,
) -> Result<Option<Chart>, ReportError> {
    let (Some((equal, even)), Some((cheap, uneven))) =
        (frontier.points.first(), frontier.points.last())
    else {
        return Ok(None);
    };
    if frontier.points.len() < 2 || equal.cost <= 0.0 {
        return Ok(None);
    }
    let frame = Frame {
        name: NAME.to_owned(),
        title: format!(
            "Giving up equality altogether saves {} of the cost: a Gini coefficient of {} instead of {}",
            percent(1.0 - cheap.cost / equal.cost),
            fixed(*uneven, 2),
            fixed(*even, 2)
        ),
        subtitle: format!(
            "{option}: inequality of places relative to shares of the key against their cost, US$ million, places of {}. \
             Every mark is an allocation of whole persons.",
            frontier.year
        ),
        notes: vec![
            "Diamond: the plan itself. Costs are what the scenario states for receiving a person; they say nothing of what a place is worth".to_owned(),
        ],
    };
    let svg = framed(inputs, &frame, HEIGHT, |canvas, plot| {
        marks(canvas, plot, frontier);
    })?;
    Ok(Some(Chart {
        name: NAME.to_owned(),
        title: frame.title,
        svg,
        data,
    }))
}

fn marks(canvas: &mut Canvas<'_>, plot: Area, frontier: &PlacesFrontier) {
    let area = Area {
        left: plot.left + 60.0,
        top: plot.top + 52.0,
        right: plot.right - 40.0,
        bottom: plot.bottom - 48.0,
    };
    let million = |usd: f64| usd / 1e6;
    let costs = frontier.points.iter().map(|(point, _)| million(point.cost));
    let low = costs.clone().fold(f64::INFINITY, f64::min);
    let high = costs.fold(0.0, f64::max).max(million(frontier.plan.1));
    let across_ticks = ticks_between(low, high, 6.0);
    // Marks at the ends stand clear of the frame.
    let room = (high - low) * 0.03;
    let (first, last) = (low - room, high + room);
    let across = Axis::linear(first, last, area.left, area.right);
    let largest = frontier
        .points
        .iter()
        .map(|(_, gini)| *gini)
        .fold(0.0, f64::max);
    let up_ticks = ticks_from_zero(largest, 5.0);
    let up = Axis::linear(
        0.0,
        up_ticks.last().copied().unwrap_or(1.0).max(largest),
        area.bottom,
        area.top,
    );
    for &tick in &up_ticks {
        let y = up.at(tick);
        let colour = if tick == 0.0 { AXIS } else { GRID };
        canvas.path(&[(area.left, y), (area.right, y)], colour, 1.0);
        let font = Font::new(TICK, MUTED).anchored(Anchor::End);
        canvas.text(area.left - 8.0, y, &fixed(tick, decimals(&up_ticks)), font);
    }
    let middle = Font::new(TICK, MUTED).anchored(Anchor::Middle);
    for &tick in &across_ticks {
        let text = fixed(tick, decimals(&across_ticks));
        canvas.text(across.at(tick), area.bottom + 16.0, &text, middle);
    }
    canvas.text(
        f64::midpoint(area.left, area.right),
        area.bottom + 38.0,
        "cost, US$ million",
        middle,
    );
    canvas.text(
        area.left - 52.0,
        area.top - 46.0,
        "Gini coefficient",
        Font::new(TICK, MUTED),
    );
    let places: Vec<(f64, f64)> = frontier
        .points
        .iter()
        .map(|(point, gini)| (across.at(million(point.cost)), up.at(*gini)))
        .collect();
    canvas.path(&places, ACCENT, 1.6);
    for &place in &places {
        canvas.mark(Mark::Circle, place, 5.0, ACCENT, true);
    }
    let bold = Font::new(LABEL, INK).bold();
    // Labels stand clear of the line, which falls from the cheapest to the most equal.
    if let Some(&(x, y)) = places.last() {
        canvas.text(x + 12.0, y - 16.0, "cheapest", bold);
    }
    let equal = places.first().copied();
    // The plan's own inequality is that of the allocation with the same places, if it is one.
    let own = frontier
        .points
        .iter()
        .find(|(point, _)| point.persons == frontier.planned)
        .map(|(_, gini)| *gini);
    if let Some(gini) = own {
        let place = (across.at(million(frontier.plan.1)), up.at(gini));
        canvas.mark(Mark::Diamond, place, 8.0, INK, false);
        let is_equal = equal.is_some_and(|(x, y)| (x - place.0).hypot(y - place.1) < 20.0);
        let name = if is_equal {
            "most equal: the plan itself"
        } else {
            "the plan itself"
        };
        canvas.text(
            place.0 - 48.0,
            place.1 - 10.0,
            name,
            bold.anchored(Anchor::End),
        );
        if is_equal {
            return;
        }
    }
    if let Some((x, y)) = equal {
        canvas.text(x - 48.0, y - 10.0, "most equal", bold.anchored(Anchor::End));
    }
}
