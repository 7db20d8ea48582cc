//! What a plan asks of each contributor beside what it gives today: one dumbbell a contributor.

use super::Chart;
use super::axis::{Axis, decimals, logarithmic_ticks, ticks_from_zero};
use super::canvas::{Anchor, Area, Canvas, Font, Mark};
use super::frame::{Frame, framed};
use super::style::{ACCENT, AXIS, GRID, INK, LABEL, MUTED, TICK};
use super::text::{fit, width};
use crate::model::{BindingRule, ContributorShare, Plan};
use crate::report::numbers::{Scale, fixed, three_digits};
use crate::report::terminal::{mean, multiple, years_text};
use crate::report::{Column, ReportError, ReportInputs, Table};

/// Contributors shown; the others are summed up in a note.
const SHOWN: usize = 25;
/// Height of a contributor's row.
const ROW: f64 = 24.0;
/// Amounts that differ by more than this need a logarithmic axis to be told apart.
const RATIO_FOR_LOGARITHM: f64 = 30.0;
/// The most room that names get.
const NAME_ROOM: f64 = 310.0;
/// Widths of the columns at the right: today, asked, multiple, remark.
const COLUMNS: [f64; 4] = [76.0, 76.0, 70.0, 150.0];

/// A contributor's row, US$ a year as means over the plan's years.
struct Row<'a> {
    share: &'a ContributorShare,
    today: f64,
    asked: f64,
}

impl Row<'_> {
    fn remark(&self) -> &'static str {
        let hosts = self.share.hosting_usd.iter().any(|&usd| usd > 0.0);
        match (self.share.binding, hosts) {
            (BindingRule::Cap, _) => "held by the cap",
            (BindingRule::Hosting, _) => "hosting is its share",
            (_, true) => "hosting is counted",
            (BindingRule::Floor, _) => "standing commitment",
            (BindingRule::Offer, _) => "own offer",
            (BindingRule::Outside, _) => "outside the plan",
            (BindingRule::Key, false) => "",
        }
    }
}

/// Draws the chart of one option; none for an option without a plan or without money.
pub(super) fn draw(
    inputs: &ReportInputs<'_>,
    option: usize,
    plan: &Plan,
) -> Result<Option<Chart>, ReportError> {
    if !inputs
        .situation
        .options
        .get(option)
        .is_some_and(|it| it.has_plan)
    {
        return Ok(None);
    }
    let mut rows: Vec<Row<'_>> = plan
        .shares
        .iter()
        .map(|share| Row {
            share,
            today: mean(&share.baseline_usd),
            asked: mean(&share.obligation_usd),
        })
        .collect();
    rows.sort_by(|left, right| {
        right
            .asked
            .total_cmp(&left.asked)
            .then(right.today.total_cmp(&left.today))
            .then_with(|| left.share.contributor.cmp(&right.share.contributor))
    });
    let all = rows.len();
    let shown: Vec<&Row<'_>> = rows
        .iter()
        .take(SHOWN)
        .filter(|row| row.asked >= 0.005 || row.today >= 0.005)
        .collect();
    let Some(largest) = shown
        .iter()
        .map(|row| row.asked.max(row.today))
        .reduce(f64::max)
    else {
        return Ok(None);
    };
    let scale = Scale::for_largest(largest);
    let name = format!("shares_{}", plan.option.as_str().replace('-', "_"));
    let axis = money_axis(&shown, largest / scale.factor, scale.factor);
    let logarithm = if axis.logarithmic {
        "; logarithmic scale"
    } else {
        ""
    };
    let frame = Frame {
        title: title(&inputs.option_title(option), &rows),
        subtitle: format!(
            "What contributors give today and what the plan asks of them, {} a year, mean over {}{logarithm}.",
            scale.unit(&inputs.money_unit()),
            years_text(plan),
        ),
        notes: notes(&rows, all - shown.len()),
        name,
    };
    let height = 40.0 + ROW * shown.len() as f64 + 8.0;
    let svg = framed(inputs, &frame, height, |canvas, plot| {
        dumbbells(canvas, plot, &shown, axis, scale);
    })?;
    Ok(Some(Chart {
        name: frame.name.clone(),
        title: frame.title,
        svg,
        data: data(&frame.name, &rows),
    }))
}

/// The axis of amounts in the chart's unit; its pixels are set when it is drawn. A logarithmic
/// axis leaves room for a mark at zero.
fn money_axis(rows: &[&Row<'_>], largest: f64, factor: f64) -> Axis {
    let positive = rows
        .iter()
        .flat_map(|row| [row.asked, row.today])
        .filter(|&usd| usd > 0.0);
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

/// The finding: how many are asked for more than they give today, how many a cap holds.
fn title(option: &str, rows: &[Row<'_>]) -> String {
    // Less than half a per cent more is not more than a reader can see.
    let more = rows
        .iter()
        .filter(|row| row.asked > row.today * 1.005 && row.asked >= 0.005)
        .count();
    let capped = rows
        .iter()
        .filter(|row| row.share.binding == BindingRule::Cap)
        .count();
    let cap = match capped {
        0 => "no cap binds".to_owned(),
        1 => "the cap holds one".to_owned(),
        count => format!("the cap holds {count}"),
    };
    format!(
        "{option}: {more} of {} contributors are asked for more than they give today; {cap}",
        rows.len()
    )
}

fn notes(rows: &[Row<'_>], hidden: usize) -> Vec<String> {
    let mut notes = Vec::new();
    let total = |value: &dyn Fn(&Row<'_>) -> f64| {
        crate::report::numbers::usd(rows.iter().map(value).sum::<f64>())
    };
    notes.push(format!(
        "All contributors together: {} a year today, {} asked",
        total(&|row| row.today),
        total(&|row| row.asked)
    ));
    if hidden > 0 {
        notes.push(format!(
            "{hidden} contributors with smaller amounts are in the data beside this chart"
        ));
    }
    notes.push("Resettlement places come beside the money".to_owned());
    notes
}

fn dumbbells(canvas: &mut Canvas<'_>, plot: Area, rows: &[&Row<'_>], axis: Axis, scale: Scale) {
    let name_room = rows
        .iter()
        .map(|row| width(&row.share.name, LABEL, false))
        .fold(0.0, f64::max)
        .min(NAME_ROOM);
    let columns_room: f64 = COLUMNS.iter().sum();
    // Zero has no place on a logarithmic axis: it stands in a gutter of its own.
    let gutter = if axis.logarithmic { 34.0 } else { 0.0 };
    let drawing = Area {
        left: plot.left + name_room + 18.0,
        top: plot.top + 32.0,
        right: plot.right - columns_room - 6.0,
        bottom: plot.top + 32.0 + ROW * rows.len() as f64,
    };
    let axis = Axis {
        from: drawing.left + gutter + 8.0,
        to: drawing.right - 10.0,
        ..axis
    };
    let at = |usd: f64| {
        if axis.logarithmic && usd <= 0.0 {
            drawing.left + gutter / 2.0
        } else {
            axis.at((usd / scale.factor).max(axis.low))
        }
    };
    let any_zero = rows.iter().any(|row| row.today <= 0.0 || row.asked <= 0.0);
    scale_of_amounts(
        canvas,
        drawing,
        &axis,
        (axis.logarithmic && any_zero).then(|| at(0.0)),
    );
    column_headings(canvas, plot, drawing);
    for (number, row) in rows.iter().enumerate() {
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
        let name = fit(&row.share.name, LABEL, false, name_room);
        canvas.text(
            drawing.left - 10.0,
            y,
            &name,
            Font::label().anchored(Anchor::End),
        );
        let (today, asked) = (at(row.today), at(row.asked));
        canvas.path(&[(today, y), (asked, y)], AXIS, 2.5);
        canvas.mark(Mark::Circle, (today, y), 6.0, MUTED, false);
        let (mark, radius) = if row.share.binding == BindingRule::Cap {
            (Mark::Diamond, 5.8)
        } else {
            (Mark::Circle, 6.4)
        };
        // Where both fall together, today's ring shows around what is asked.
        let radius = if (today - asked).abs() < 3.0 {
            radius * 0.6
        } else {
            radius
        };
        canvas.mark(mark, (asked, y), radius, ACCENT, true);
        numbers(canvas, plot, y, row, scale);
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

/// The headings of the columns double as the key: each stands beside its mark.
fn column_headings(canvas: &mut Canvas<'_>, plot: Area, drawing: Area) {
    let y = drawing.top - 12.0;
    let [today, asked, multiple, _] = column_edges(plot);
    let bold = Font::label().bold().anchored(Anchor::End);
    for (x, text, mark) in [(today, "today", false), (asked, "asked", true)] {
        canvas.text(x, y, text, bold);
        let place = (x - width(text, LABEL, true) - 11.0, y);
        let colour = if mark { ACCENT } else { MUTED };
        canvas.mark(Mark::Circle, place, 6.0, colour, mark);
    }
    canvas.text(multiple, y, "change", bold);
    canvas.path(
        &[(plot.left, drawing.top), (plot.right, drawing.top)],
        AXIS,
        1.0,
    );
}

fn numbers(canvas: &mut Canvas<'_>, plot: Area, y: f64, row: &Row<'_>, scale: Scale) {
    let [today, asked, change, remark] = column_edges(plot);
    let right = Font::new(TICK, INK).anchored(Anchor::End);
    canvas.text(today, y, &three_digits(row.today / scale.factor), right);
    canvas.text(
        asked,
        y,
        &three_digits(row.asked / scale.factor),
        right.bold(),
    );
    canvas.text(change, y, &multiple(row.today, row.asked), right);
    let text = row.remark();
    if row.share.binding == BindingRule::Cap {
        canvas.mark(Mark::Diamond, (remark + 6.0, y), 4.6, ACCENT, true);
        canvas.text(remark + 18.0, y, text, Font::new(TICK, INK));
    } else {
        canvas.text(remark, y, text, Font::new(TICK, MUTED));
    }
}

fn data(name: &str, rows: &[Row<'_>]) -> Table {
    let columns = vec![
        Column::text(
            ["contributor", "-", "#org+contributor", "Contributor."],
            rows.iter()
                .map(|row| Some(row.share.contributor.to_string()))
                .collect(),
        ),
        Column::text(
            ["name", "-", "#org+name", "Name."],
            rows.iter()
                .map(|row| Some(row.share.name.clone()))
                .collect(),
        ),
        Column::number(
            [
                "today_usd_per_year",
                "US$ a year",
                "#value+baseline+usd",
                "What it gives today, mean over the plan's years.",
            ],
            rows.iter().map(|row| Some(row.today)).collect(),
        ),
        Column::number(
            [
                "asked_usd_per_year",
                "US$ a year",
                "#value+obligation+usd",
                "What the plan asks for, mean over its years.",
            ],
            rows.iter().map(|row| Some(row.asked)).collect(),
        ),
        Column::number(
            [
                "hosting_usd_per_year",
                "US$ a year",
                "#value+hosting+usd",
                "Value of its hosting, mean over the plan's years.",
            ],
            rows.iter()
                .map(|row| Some(mean(&row.share.hosting_usd)))
                .collect(),
        ),
        Column::text(
            [
                "binding_rule",
                "-",
                "#meta+rule",
                "The rule that decides its share.",
            ],
            rows.iter()
                .map(|row| Some(row.share.binding.name().to_owned()))
                .collect(),
        ),
    ];
    Table::new(
        name,
        "What is given today and what the plan asks for.",
        columns,
    )
}
