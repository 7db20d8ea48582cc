//! How evenly each option spreads responsibility: Lorenz curves by one yardstick.

use super::Chart;
use super::axis::Axis;
use super::canvas::{Anchor, Area, Canvas, Font};
use super::frame::{Frame, framed};
use super::lines::{Line, draw_lines, told_apart};
use super::style::{AXIS, GRID, MUTED, TICK};
use crate::report::numbers::fixed;
use crate::report::{Column, ReportError, ReportInputs, Table, declared_values};
use crate::study::equity::{ContributionUnit, PlanEquity, Yardstick, equity_of_plans, yardstick};

const NAME: &str = "lorenz";
const HEIGHT: f64 = 560.0;
const LABEL_ROOM: f64 = 330.0;
/// Gini coefficients that differ by less are shown as one.
const SAME: f64 = 5e-4;

/// Draws the chart; none where no option has a plan or all curves are one.
pub(super) fn draw(inputs: &ReportInputs<'_>) -> Result<Option<Chart>, ReportError> {
    let Some(measure) = yardstick(inputs.situation, inputs.plans) else {
        return Ok(None);
    };
    let equity: Vec<PlanEquity> = equity_of_plans(inputs.situation, inputs.plans)
        .into_iter()
        .filter(|one| one.lorenz.len() > 1)
        .collect();
    let spread = equity
        .iter()
        .any(|one| (one.gini - equity[0].gini).abs() >= SAME);
    if equity.len() < 2 || !spread {
        return Ok(None);
    }
    let (lines, left_out) = told_apart(lines_of(inputs, &equity));
    let counted = match measure.unit {
        ContributionUnit::Usd => "money, places and hosting at declared values",
        ContributionUnit::Places => "places",
    };
    let frame = Frame {
        name: NAME.to_owned(),
        title: title(inputs, &equity),
        subtitle: format!(
            "Cumulated share of what States contribute ({counted}) against their cumulated share of the key, \
             States in ascending order of contribution relative to share. On the diagonal all bear alike."
        ),
        notes: notes(&measure, left_out),
    };
    let svg = framed(inputs, &frame, HEIGHT, |canvas, plot| {
        curves(canvas, plot, lines);
    })?;
    Ok(Some(Chart {
        name: NAME.to_owned(),
        title: frame.title,
        svg,
        data: data(inputs, &equity),
    }))
}

/// The finding: who is most even, against the baseline where that is another option.
fn title(inputs: &ReportInputs<'_>, equity: &[PlanEquity]) -> String {
    let baseline = inputs.situation.baseline();
    let Some(best) = equity
        .iter()
        .min_by(|one, other| one.gini.total_cmp(&other.gini))
    else {
        return "How evenly options spread responsibility".to_owned();
    };
    let ties = equity
        .iter()
        .filter(|one| (one.gini - best.gini).abs() < SAME)
        .count();
    let of_baseline = equity.iter().find(|one| one.option == baseline);
    match of_baseline {
        Some(base) if (base.gini - best.gini).abs() < SAME && ties == 1 => format!(
            "The baseline spreads responsibility most evenly, with a Gini coefficient of {}",
            fixed(base.gini, 2)
        ),
        Some(base) if (base.gini - best.gini).abs() >= SAME => {
            let who = if ties == 1 {
                inputs.option_title(best.option)
            } else {
                format!("{ties} options")
            };
            let verb = if ties == 1 { "spreads" } else { "spread" };
            format!(
                "{who} {verb} responsibility most evenly: a Gini coefficient of {} against {} under the baseline",
                fixed(best.gini, 2),
                fixed(base.gini, 2)
            )
        }
        _ => format!(
            "The most even options have a Gini coefficient of {}",
            fixed(best.gini, 2)
        ),
    }
}

fn notes(measure: &Yardstick, left_out: usize) -> Vec<String> {
    let mut notes = vec![
        "By the plans themselves, before anything is simulated; an option without a plan stands for what is given today".to_owned(),
    ];
    notes.extend(declared_values(measure));
    if left_out > 0 {
        notes.push(format!(
            "Options left out here, whose points are in the data beside this chart: {left_out}"
        ));
    }
    notes
}

/// The curves, from the most even to the least.
fn lines_of(inputs: &ReportInputs<'_>, equity: &[PlanEquity]) -> Vec<Line> {
    let mut sorted: Vec<&PlanEquity> = equity.iter().collect();
    sorted.sort_by(|one, other| {
        let by_gini = one.gini.total_cmp(&other.gini);
        by_gini.then(one.option.cmp(&other.option))
    });
    sorted
        .into_iter()
        .map(|one| Line {
            baseline: one.option == inputs.situation.baseline(),
            names: vec![inputs.option_title(one.option)],
            value: format!("Gini {}", fixed(one.gini, 2)),
            points: one.lorenz.clone(),
        })
        .collect()
}

fn curves(canvas: &mut Canvas<'_>, plot: Area, lines: Vec<Line>) {
    let area = Area {
        left: plot.left + 60.0,
        top: plot.top + 8.0,
        right: plot.right - LABEL_ROOM,
        bottom: plot.bottom - 44.0,
    };
    let across = Axis::linear(0.0, 1.0, area.left, area.right);
    let up = Axis::linear(0.0, 1.0, area.bottom, area.top);
    let end = Font::new(TICK, MUTED).anchored(Anchor::End);
    let middle = Font::new(TICK, MUTED).anchored(Anchor::Middle);
    for percent in [0, 20, 40, 60, 80, 100] {
        let share = f64::from(percent) / 100.0;
        let text = format!("{percent}\u{a0}%");
        canvas.path(
            &[(area.left, up.at(share)), (area.right, up.at(share))],
            if percent == 0 { AXIS } else { GRID },
            1.0,
        );
        canvas.text(area.left - 8.0, up.at(share), &text, end);
        canvas.text(across.at(share), area.bottom + 16.0, &text, middle);
    }
    canvas.text(
        f64::midpoint(area.left, area.right),
        area.bottom + 36.0,
        "share of the key, cumulated",
        middle,
    );
    canvas.dashes(
        (across.at(0.0), up.at(0.0)),
        (across.at(1.0), up.at(1.0)),
        AXIS,
        1.2,
    );
    let lines: Vec<Line> = lines
        .into_iter()
        .map(|line| line.placed(|(key, given)| (across.at(key), up.at(given))))
        .collect();
    // All curves end in one corner; labels stand beside it, from the most even down.
    draw_lines(canvas, area, &lines, LABEL_ROOM);
}

fn data(inputs: &ReportInputs<'_>, equity: &[PlanEquity]) -> Table {
    let rows: Vec<(&PlanEquity, (f64, f64))> = equity
        .iter()
        .flat_map(|one| one.lorenz.iter().map(move |&point| (one, point)))
        .collect();
    Table::new(
        NAME,
        "Points of the Lorenz curves of contributions relative to key shares.",
        vec![
            Column::text(
                ["option", "-", "#meta+option", "Identifier of the option."],
                rows.iter()
                    .map(|(one, _)| {
                        inputs
                            .situation
                            .options
                            .get(one.option)
                            .map(|option| option.id.to_string())
                    })
                    .collect(),
            ),
            Column::number(
                [
                    "key_share_cumulated",
                    "0 to 1",
                    "#indicator+share",
                    "Share of the key, cumulated.",
                ],
                rows.iter().map(|(_, point)| Some(point.0)).collect(),
            ),
            Column::number(
                [
                    "contribution_cumulated",
                    "0 to 1",
                    "#indicator+share",
                    "Share of contributions, cumulated.",
                ],
                rows.iter().map(|(_, point)| Some(point.1)).collect(),
            ),
        ],
    )
}
