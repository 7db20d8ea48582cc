//! What an option asks of each State beside what the baseline asks: one dumbbell a State.

use super::Chart;
use super::dumbbell::{DumbbellRow, Dumbbells};
use super::frame::{Frame, framed};
use crate::model::BindingRule;
use crate::report::compared::Compared;
use crate::report::numbers::{Scale, fixed, signed, three_digits, usd};
use crate::report::terminal::mean_over;
use crate::report::{Column, ReportError, ReportInputs, Table, declared_values};
use crate::study::equity::{ContributionUnit, Yardstick};

/// States shown; the others are summed up in a note.
const SHOWN: usize = 30;

/// A State under both.
struct Row<'a> {
    id: String,
    name: &'a str,
    key_share: f64,
    before: f64,
    after: f64,
    is_capped: bool,
}

impl Row<'_> {
    fn change(&self) -> f64 {
        self.after - self.before
    }
}

/// How a change is written, and from what size on it is one.
#[derive(Clone, Copy)]
struct Unit {
    least: f64,
    write: fn(f64) -> String,
    scale_for: fn(f64) -> Scale,
}

/// People are counted one by one.
fn one_by_one(_: f64) -> Scale {
    Scale {
        factor: 1.0,
        name: "",
    }
}

fn whole(value: f64) -> String {
    fixed(value, 0)
}

/// Draws the chart of one option.
pub(super) fn draw(
    inputs: &ReportInputs<'_>,
    compared: &Compared,
    option: usize,
) -> Result<Option<Chart>, ReportError> {
    let Some(yardstick) = compared
        .yardstick
        .as_ref()
        .filter(|_| option != compared.baseline)
    else {
        return Ok(None);
    };
    let (unit, words) = match yardstick.unit {
        ContributionUnit::Places => (
            Unit {
                least: 0.5,
                write: whole,
                scale_for: one_by_one,
            },
            "places",
        ),
        ContributionUnit::Usd => (
            Unit {
                least: 0.5,
                write: three_digits,
                scale_for: Scale::for_largest,
            },
            "value of money, places and hosting",
        ),
    };
    let Some(rows) = rows(compared, yardstick, option) else {
        return Ok(None);
    };
    let shown: Vec<&Row<'_>> = rows
        .iter()
        .filter(|row| row.before >= unit.least || row.after >= unit.least)
        .take(SHOWN)
        .collect();
    let drawn = |scale: Scale| {
        shown
            .iter()
            .map(|row| DumbbellRow {
                name: row.name,
                before: row.before,
                after: row.after,
                change: change(row.change(), unit, scale),
                remark: if row.is_capped { "held by the cap" } else { "" },
                is_capped: row.is_capped,
            })
            .collect()
    };
    let dumbbells = |scale: Scale| {
        let headings = ["baseline", "option"];
        Dumbbells::new(drawn(scale), headings, unit.write, unit.scale_for)
    };
    // Their scale follows from the rows, and the changes are written in it.
    let Some(scale) = dumbbells((unit.scale_for)(0.0)).map(|it| it.scale()) else {
        return Ok(None);
    };
    let Some(dumbbells) = dumbbells(scale) else {
        return Ok(None);
    };
    let plan = &compared.plans[option];
    let measured = match yardstick.unit {
        ContributionUnit::Places => "Places".to_owned(),
        ContributionUnit::Usd => format!(
            "Value of money, places and hosting, {}",
            scale.unit(&compared.money_unit)
        ),
    };
    let frame = Frame {
        name: format!("against_{}", super::file_name(&compared.ids[option])),
        title: title(compared, option, &rows, unit, words),
        subtitle: format!(
            "{measured} a year, {}{}. Baseline: {}.",
            mean_over(plan),
            if dumbbells.is_logarithmic() {
                "; logarithmic scale"
            } else {
                ""
            },
            compared.titles[compared.baseline]
        ),
        notes: notes(yardstick, rows.len() - shown.len()),
    };
    let svg = framed(inputs, &frame, dumbbells.height(), |canvas, plot| {
        dumbbells.draw(canvas, plot);
    })?;
    Ok(Some(Chart {
        name: frame.name.clone(),
        title: frame.title,
        svg,
        data: data(&frame.name, &rows, yardstick.unit),
    }))
}

fn notes(yardstick: &Yardstick, hidden: usize) -> Vec<String> {
    let mut notes: Vec<String> = declared_values(yardstick).into_iter().collect();
    if hidden > 0 {
        let states = if hidden == 1 {
            "1 State with a smaller amount, or none, is"
        } else {
            &format!("{hidden} States with smaller amounts, or none, are")
        };
        notes.push(format!("{states} in the data beside this chart"));
    }
    notes
}

/// A change as it is written; one too small to write is none.
fn change(value: f64, unit: Unit, scale: Scale) -> String {
    let text = (unit.write)(value.abs() / scale.factor);
    if value.abs() < unit.least || text.starts_with('<') {
        "–".to_owned()
    } else {
        signed(value / scale.factor, unit.write)
    }
}

/// The States by what the option asks of them, the most first.
fn rows<'a>(
    compared: &'a Compared,
    yardstick: &'a Yardstick,
    option: usize,
) -> Option<Vec<Row<'a>>> {
    let before = &compared.equity.get(compared.baseline)?.contributions;
    let after = &compared.equity.get(option)?.contributions;
    let mut rows: Vec<Row<'_>> = yardstick
        .states
        .iter()
        .zip(before.iter().zip(after))
        .map(|((id, name, key_share), (&before, &after))| Row {
            id: id.to_string(),
            name,
            key_share: *key_share,
            before,
            after,
            is_capped: compared.plans[option]
                .share_of(id)
                .is_some_and(|share| share.binding == BindingRule::Cap),
        })
        .collect();
    rows.sort_by(|one, other| {
        other
            .after
            .total_cmp(&one.after)
            .then(other.before.total_cmp(&one.before))
            .then_with(|| one.id.cmp(&other.id))
    });
    Some(rows)
}

/// The finding: how many give more, how many less, and who moves most.
fn title(compared: &Compared, option: usize, rows: &[Row<'_>], unit: Unit, words: &str) -> String {
    let name = &compared.titles[option];
    let count = |sign: f64| {
        rows.iter()
            .filter(|row| row.change() * sign >= unit.least)
            .count()
    };
    let (more, less) = (count(1.0), count(-1.0));
    if more + less == 0 {
        return format!("{name}: every State gives what it gives under the baseline");
    }
    let most = rows
        .iter()
        .max_by(|one, other| {
            one.change()
                .abs()
                .total_cmp(&other.change().abs())
                .then_with(|| other.id.cmp(&one.id))
        })
        .map_or_else(String::new, |row| {
            let size = row.change().abs();
            let amount = match words {
                "places" => format!("{} places", (unit.write)(size)),
                _ => usd(size),
            };
            let direction = if row.change() > 0.0 { "more" } else { "less" };
            format!("; {} moves most ({amount} {direction} a year)", row.name)
        });
    let states = |count: usize| match count {
        1 => "1 State gives".to_owned(),
        count => format!("{count} States give"),
    };
    format!(
        "{name}: {} more than under the baseline, {less} less{most}",
        states(more)
    )
}

fn data(name: &str, rows: &[Row<'_>], unit: ContributionUnit) -> Table {
    let (unit_name, tag) = match unit {
        ContributionUnit::Usd => ("US$ a year", "#value+contribution+usd"),
        ContributionUnit::Places => ("persons a year", "#targeted+places"),
    };
    let columns = vec![
        Column::text(
            ["contributor", "-", "#org+contributor", "State."],
            rows.iter().map(|row| Some(row.id.clone())).collect(),
        ),
        Column::text(
            ["name", "-", "#org+name", "Name."],
            rows.iter().map(|row| Some(row.name.to_owned())).collect(),
        ),
        Column::number(
            [
                "key_share",
                "share",
                "#indicator+key+share",
                "Share of the yardstick's key.",
            ],
            rows.iter().map(|row| Some(row.key_share)).collect(),
        ),
        Column::number(
            [
                "baseline",
                unit_name,
                tag,
                "What it gives under the baseline, mean over the plan.",
            ],
            rows.iter().map(|row| Some(row.before)).collect(),
        ),
        Column::number(
            [
                "option",
                unit_name,
                tag,
                "What it gives under the option, mean over the plan.",
            ],
            rows.iter().map(|row| Some(row.after)).collect(),
        ),
    ];
    Table::new(
        name,
        "What States give under the baseline and under the option.",
        columns,
    )
}
