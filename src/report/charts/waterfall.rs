//! One State's way from its share of the key to what it has delivered.

use super::Chart;
use super::axis::{Axis, decimals, ticks_from_zero};
use super::canvas::{Anchor, Area, Canvas, Font};
use super::frame::{Frame, framed};
use super::style::{ACCENT, AXIS, GRID, INK, LABEL, MUTED, QUIET, TICK};
use super::text::wrap_within;
use crate::id::ContributorId;
use crate::model::{LedgerEntry, LedgerRow, LedgerStep, Plan};
use crate::report::numbers::{fixed, percent, signed, usd};
use crate::report::terminal::years_text;
use crate::report::{Column, ReportError, ReportInputs, Table};

/// Height of a step's row.
const ROW: f64 = 52.0;
const NAME_ROOM: f64 = 250.0;
const RULE_ROOM: f64 = 360.0;

/// In what a waterfall is counted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counted {
    Places,
    Million,
}

impl Counted {
    fn of(self, entry: &LedgerEntry) -> f64 {
        match self {
            Self::Places => entry.places,
            Self::Million => entry.value_usd / 1e6,
        }
    }

    fn write(self, value: f64) -> String {
        match self {
            Self::Places => fixed(value, 0),
            Self::Million => fixed(value, if value.abs() < 10.0 { 2 } else { 1 }),
        }
    }
}

/// The chart of the State for which most lies between its share of the key and what it is asked
/// for, or else of the one with the largest share; none for an option without a ledger.
pub(super) fn of_most_moved(
    inputs: &ReportInputs<'_>,
    option: usize,
    plan: &Plan,
) -> Result<Option<Chart>, ReportError> {
    let has_plan = |option: &crate::model::PolicyOption| option.has_plan;
    if !inputs.situation.options.get(option).is_some_and(has_plan) {
        return Ok(None);
    }
    let moved = |row: &LedgerRow| {
        let at = |step| {
            row.at(step)
                .map_or(0.0, |entry| entry.value_usd + entry.places)
        };
        (at(LedgerStep::Obligation) - at(LedgerStep::KeyShare)).abs()
    };
    // Who is released altogether needs no chart of it.
    let is_asked = |row: &LedgerRow| {
        row.at(LedgerStep::Obligation)
            .is_some_and(|entry| entry.value_usd + entry.places > 0.0)
    };
    let most = plan.ledger.iter().max_by(|one, other| {
        is_asked(one)
            .cmp(&is_asked(other))
            .then(moved(one).total_cmp(&moved(other)))
            .then(one.key_share.total_cmp(&other.key_share))
            .then_with(|| other.contributor.cmp(&one.contributor))
    });
    match most {
        Some(row) => draw(inputs, option, plan, &row.contributor),
        None => Ok(None),
    }
}

/// The chart of one State; none where it has no ledger or nothing stands in it.
pub(super) fn draw(
    inputs: &ReportInputs<'_>,
    option: usize,
    plan: &Plan,
    state: &ContributorId,
) -> Result<Option<Chart>, ReportError> {
    let Some(row) = plan.ledger.iter().find(|row| &row.contributor == state) else {
        return Ok(None);
    };
    let has = |value: &dyn Fn(&LedgerEntry) -> f64| row.entries.iter().any(|it| value(it) > 0.0);
    let counted = if has(&|entry| entry.value_usd) {
        Counted::Million
    } else if has(&|entry| entry.places) {
        Counted::Places
    } else {
        return Ok(None);
    };
    let name = format!(
        "waterfall_{}_{}",
        super::file_name(plan.option.as_str()),
        row.contributor.as_str().to_lowercase()
    );
    let unit = match counted {
        Counted::Places => "places, persons".to_owned(),
        Counted::Million => format!(
            "value of money and places together, million {}",
            inputs.money_unit()
        ),
    };
    let frame = Frame {
        title: title(row, counted),
        subtitle: format!(
            "{}: the steps from its share of the key to what it has delivered, {unit}, over {}.",
            inputs.option_title(option),
            years_text(plan)
        ),
        notes: vec![
            "Shaded: what a step takes off; darker: what it adds. Pledged, committed and delivered are counted for the plan's years".to_owned(),
        ],
        name,
    };
    let height = 34.0 + ROW * row.entries.len() as f64;
    let svg = framed(inputs, &frame, height, |canvas, plot| {
        bars(canvas, plot, row, counted);
    })?;
    Ok(Some(Chart {
        name: frame.name.clone(),
        title: frame.title,
        svg,
        data: data(&frame.name, row),
    }))
}

/// The finding: what is asked relative to the key share, and what is delivered of it.
fn title(row: &LedgerRow, counted: Counted) -> String {
    let at = |step| row.at(step).map_or(0.0, |entry| counted.of(entry));
    let (key, asked, delivered) = (
        at(LedgerStep::KeyShare),
        at(LedgerStep::Obligation),
        at(LedgerStep::Delivered),
    );
    let amount = |value: f64| match counted {
        Counted::Places => format!("{} places", counted.write(value)),
        Counted::Million => usd(value * 1e6),
    };
    if asked <= 0.0 {
        return format!(
            "{} is asked for nothing; its share of the key is {}",
            row.name,
            amount(key)
        );
    }
    let relation = if key <= 0.0 || (asked / key - 1.0).abs() < 0.005 {
        "its share of the key".to_owned()
    } else {
        format!("{} of its share of the key", percent(asked / key))
    };
    let given = if delivered <= 0.0 {
        "; nothing is delivered yet".to_owned()
    } else {
        format!("; {} of it is delivered", percent(delivered / asked))
    };
    format!(
        "{} is asked for {}, {relation}{given}",
        row.name,
        amount(asked)
    )
}

fn bars(canvas: &mut Canvas<'_>, plot: Area, row: &LedgerRow, counted: Counted) {
    let largest = row
        .entries
        .iter()
        .map(|entry| counted.of(entry))
        .fold(0.0, f64::max);
    let area = Area {
        left: plot.left + NAME_ROOM,
        top: plot.top + 28.0,
        right: plot.right - RULE_ROOM,
        bottom: plot.top + 28.0 + ROW * row.entries.len() as f64,
    };
    let ticks = ticks_from_zero(largest, 4.0);
    let across = Axis::linear(
        0.0,
        ticks.last().copied().unwrap_or(1.0).max(largest),
        area.left,
        area.right,
    );
    let places = decimals(&ticks);
    for &tick in &ticks {
        let x = across.at(tick);
        canvas.path(&[(x, area.top), (x, area.bottom)], GRID, 1.0);
        canvas.text(
            x,
            area.top - 12.0,
            &fixed(tick, places),
            Font::new(TICK, MUTED).anchored(Anchor::Middle),
        );
    }
    let mut before: Option<f64> = None;
    for (number, entry) in row.entries.iter().enumerate() {
        let value = counted.of(entry);
        let y = area.top + (number as f64 + 0.5) * ROW;
        let bar = |from: f64, to: f64| Area {
            left: across.at(from.min(to)),
            top: y - 12.0,
            right: across.at(from.max(to)),
            bottom: y + 12.0,
        };
        let stands_alone = matches!(entry.step, LedgerStep::KeyShare | LedgerStep::Obligation);
        canvas.rect(
            bar(0.0, value),
            ACCENT,
            if stands_alone { 1.0 } else { 0.55 },
        );
        if let Some(before) = before.filter(|before| (before - value).abs() > 1e-9) {
            if value < before {
                canvas.rect(bar(value, before), QUIET, 1.0);
            } else {
                canvas.rect(bar(before, value), ACCENT, 1.0);
            }
            let x = across.at(before);
            canvas.path(&[(x, y - ROW + 12.0), (x, y - 12.0)], AXIS, 1.0);
        }
        canvas.text(
            area.left - 10.0,
            y,
            entry.step.label(),
            Font::new(LABEL, INK).anchored(Anchor::End),
        );
        let end = across.at(value.max(before.unwrap_or(0.0)));
        canvas.text(
            end + 8.0,
            y - 1.0,
            &counted.write(value),
            Font::new(LABEL, INK).bold(),
        );
        let change = before.map_or(0.0, |before| value - before);
        let mut words = entry.rule.replace('`', "");
        if counted.write(change.abs()) != counted.write(0.0) {
            words = format!("{}: {words}", signed(change, |it| counted.write(it)));
        }
        let lines = wrap_within(&words, TICK, false, RULE_ROOM - 70.0, 3);
        let font = Font::new(TICK, MUTED);
        let first = y - (lines.len() as f64 - 1.0) / 2.0 * font.line_height();
        canvas.lines(area.right + 70.0, first, &lines, font);
        before = Some(value);
    }
    canvas.path(
        &[(area.left, area.top), (area.left, area.bottom)],
        AXIS,
        1.2,
    );
}

fn data(name: &str, row: &LedgerRow) -> Table {
    let number =
        |name: &str, unit: &str, hxl: &str, meaning: &str, value: &dyn Fn(&LedgerEntry) -> f64| {
            Column::number(
                [name, unit, hxl, meaning],
                row.entries.iter().map(|entry| Some(value(entry))).collect(),
            )
        };
    Table::new(
        name,
        "One State's way from its share of the key to what it has delivered.",
        vec![
            Column::text(
                ["step", "-", "#meta+step", "Step."],
                row.entries
                    .iter()
                    .map(|entry| Some(entry.step.name().to_owned()))
                    .collect(),
            ),
            number("places", "persons", "#indicator+places", "Places.", &|it| {
                it.places
            }),
            number("usd", "US$", "#value+usd", "Money.", &|it| it.usd),
            number(
                "value_usd",
                "US$",
                "#value+equal+usd",
                "Money, and places at their declared value.",
                &|it| it.value_usd,
            ),
            Column::text(
                ["rule", "-", "#meta+rule", "The rule that made the step."],
                row.entries
                    .iter()
                    .map(|entry| Some(entry.rule.clone()))
                    .collect(),
            ),
        ],
    )
}
