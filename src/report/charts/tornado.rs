//! Which parameters move an outcome: tornadoes over the draws of a run and over the ends of ranges, and the
//! shares of variance by Sobol' indices.

use super::Chart;
use super::frame::{Frame, framed};
use super::pairs::{PairRow, Pairs};
use crate::ensemble::HEADLINE_OUTCOMES;
use crate::report::layers::{
    EndsRow, SensitivityRow, by_swing, decided, drivers_table, ends_table, label_of, option_shown,
    sensitivity_table, unit_of,
};
use crate::report::numbers::{Scale, fixed, percent, three_digits};
use crate::report::{ReportError, ReportInputs, Table};
use crate::study::drivers::Driver;
use crate::study::sensitivity::SobolIndex;

/// Rows of a chart.
const SHOWN: usize = 12;

/// A normal interval of 95 %.
const WIDE: f64 = 1.96;

/// Draws, for each headline outcome of the first option with a plan, the parameters that move it most
/// over the draws of a run. Outcomes that no parameter is seen to move have no chart.
pub(super) fn of_draws(
    inputs: &ReportInputs<'_>,
    drivers: &[Driver],
) -> Result<Vec<Chart>, ReportError> {
    let option = option_shown(inputs.situation);
    let mut charts = Vec::new();
    for indicator in HEADLINE_OUTCOMES {
        let found = decided(drivers, option, indicator);
        let Some(first) = found.first() else {
            continue;
        };
        let all = drivers
            .iter()
            .filter(|row| row.option == option && row.indicator == indicator)
            .count();
        let largest = first.outcome[0].abs().max(first.outcome[1].abs());
        let scale = Scale::for_largest(largest);
        let mut notes = vec![
            "Low and high: means over the fifth of all draws in which the parameter lies lowest and highest; all \
             others are drawn too. Thin lines: 95\u{a0}% confidence intervals"
                .to_owned(),
            "Part of variance: what goes in a straight line with the parameter, of the variance over all futures, \
             ± its standard error"
                .to_owned(),
        ];
        notes.extend(left_out(found.len(), all, first.draws));
        let pairs = Pairs {
            rows: found
                .iter()
                .take(SHOWN)
                .map(|row| driver_row(row))
                .collect(),
            headings: ["low", "high"],
            columns: vec![("values", 168.0), ("of variance", 128.0)],
            centre: first.mean,
            centre_name: Some("mean of all"),
            factor: scale.factor,
            are_shares: false,
        };
        let frame = Frame {
            name: format!("tornado_{indicator}"),
            title: title(indicator, &first.parameter, first.outcome, scale),
            subtitle: format!(
                "{}: {}, whole period, mean where a parameter lies low and where it lies high, {}.",
                inputs.option_title(option),
                label_of(indicator).to_lowercase(),
                scale.unit(unit_of(indicator))
            ),
            notes,
        };
        let shown: Vec<Driver> = found.iter().take(SHOWN).map(|&row| row.clone()).collect();
        if let Some(data) = drivers_table(inputs.situation, &shown) {
            charts.push(chart(inputs, frame, &pairs, data)?);
        }
    }
    Ok(charts)
}

fn driver_row(row: &Driver) -> PairRow {
    let interval = |end: usize| {
        let error = WIDE * row.outcome_error[end];
        Some([row.outcome[end] - error, row.outcome[end] + error])
    };
    PairRow {
        name: row.parameter.clone(),
        values: row.outcome,
        intervals: [interval(0), interval(1)],
        cells: vec![
            span(row.values),
            format!(
                "{} ± {}",
                percent(row.share.max(0.0)),
                percent(row.share_error)
            ),
        ],
    }
}

fn span([low, high]: [f64; 2]) -> String {
    format!("{} – {}", figure(low), figure(high))
}

/// A value of a parameter in about three digits, whatever its size.
fn figure(value: f64) -> String {
    let size = value.abs();
    if size > 0.0 && size < 0.1 {
        let places = (2.0 - libm::floor(libm::log10(size))).clamp(3.0, 8.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 3 and 8"
        )]
        return fixed(value, places as usize)
            .trim_end_matches('0')
            .to_owned();
    }
    three_digits(value)
}

fn left_out(found: usize, all: usize, draws: usize) -> Option<String> {
    let more = found.saturating_sub(SHOWN);
    let unseen = all - found;
    let mut parts = Vec::new();
    if more > 0 {
        parts.push(format!("{more} more have a smaller effect that is seen"));
    }
    if unseen > 0 {
        parts.push(format!(
            "of {unseen} parameter{} the effect cannot be told from chance with {} draws",
            if unseen == 1 { "" } else { "s" },
            fixed(draws as f64, 0)
        ));
    }
    (!parts.is_empty()).then(|| {
        let text = parts.join("; ");
        let mut letters = text.chars();
        letters.next().map_or_else(String::new, |first| {
            first.to_uppercase().chain(letters).collect()
        })
    })
}

fn title(indicator: &'static str, parameter: &str, outcome: [f64; 2], scale: Scale) -> String {
    let [low, high] = outcome.map(|value| three_digits(value / scale.factor));
    format!(
        "{}: {parameter} matters most, with {low} where it is low and {high} where it is high ({})",
        label_of(indicator),
        scale.unit(unit_of(indicator))
    )
}

/// Draws, for each outcome of a study of sensitivity, the parameters that move it most between the ends of
/// their ranges, one at a time.
pub(super) fn of_ends(
    inputs: &ReportInputs<'_>,
    option: &str,
    rows: &[EndsRow],
) -> Result<Vec<Chart>, ReportError> {
    let mut charts = Vec::new();
    for of_one in rows.chunk_by(|one, other| one.indicator == other.indicator) {
        let moving = by_swing(of_one.iter().filter(|row| row.outcome != [row.written; 2]));
        let Some(first) = moving.first() else {
            continue;
        };
        let indicator = first.indicator;
        let scale = Scale::for_largest(first.outcome[0].abs().max(first.outcome[1].abs()));
        let mut notes = vec![
            "Low and high: one parameter at an end of its range, all others as they are written"
                .to_owned(),
        ];
        let (more, none) = (
            moving.len().saturating_sub(SHOWN),
            of_one.len() - moving.len(),
        );
        if more > 0 {
            notes.push(format!("{more} more parameters move it less"));
        }
        if none > 0 {
            notes.push(format!("{none} do not move it at all"));
        }
        let pairs = Pairs {
            rows: moving
                .iter()
                .take(SHOWN)
                .map(|row| PairRow {
                    name: row.parameter.clone(),
                    values: row.outcome,
                    intervals: [None, None],
                    cells: vec![span(row.range)],
                })
                .collect(),
            headings: ["low", "high"],
            columns: vec![("range", 176.0)],
            centre: first.written,
            centre_name: Some("as written"),
            factor: scale.factor,
            are_shares: false,
        };
        let frame = Frame {
            name: format!("ends_{indicator}"),
            title: title(indicator, &first.parameter, first.outcome, scale),
            subtitle: format!(
                "{option}: {}, whole period, with one parameter at the low or the high end of its range, {}.",
                label_of(indicator).to_lowercase(),
                scale.unit(unit_of(indicator))
            ),
            notes,
        };
        let shown: Vec<EndsRow> = moving.iter().take(SHOWN).map(|&row| row.clone()).collect();
        charts.push(chart(inputs, frame, &pairs, ends_table(&shown))?);
    }
    Ok(charts)
}

/// Draws, for each outcome of a study of sensitivity, the shares of its variance by factor.
pub(super) fn of_indices(
    inputs: &ReportInputs<'_>,
    option: &str,
    rows: &[SensitivityRow],
) -> Result<Vec<Chart>, ReportError> {
    let mut charts = Vec::new();
    for of_one in rows.chunk_by(|one, other| one.indicator == other.indicator) {
        let mut sorted: Vec<&SensitivityRow> = of_one.iter().collect();
        sorted.sort_by(|one, other| {
            (other
                .indices
                .total
                .value
                .total_cmp(&one.indices.total.value))
            .then_with(|| one.factor.cmp(&other.factor))
        });
        let Some(first) = sorted.first().filter(|row| row.indices.total.value > 0.0) else {
            continue;
        };
        let indicator = first.indicator;
        let mut notes = vec![
            "First order: the part of the variance that would go if the factor were known; total: the part that \
             would remain if everything else were known. Thin lines: 95\u{a0}% intervals (bootstrap); noise may \
             put an index a little below 0 or above 1"
                .to_owned(),
            "A factor is a parameter, or a table of the scenario with all parameters in it".to_owned(),
        ];
        if let Some(more) = sorted.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            notes.push(format!("{more} more factors have smaller total indices"));
        }
        let interval = |index: SobolIndex| Some(index.interval);
        let pairs = Pairs {
            rows: sorted
                .iter()
                .take(SHOWN)
                .map(|row| PairRow {
                    name: row.factor.clone(),
                    values: [row.indices.total.value, row.indices.first.value],
                    intervals: [interval(row.indices.total), interval(row.indices.first)],
                    cells: vec![row.parameters.to_string()],
                })
                .collect(),
            headings: ["total", "first"],
            columns: vec![("parameters", 100.0)],
            centre: 0.0,
            centre_name: None,
            factor: 1.0,
            are_shares: true,
        };
        let frame = Frame {
            name: format!("sensitivity_{indicator}"),
            title: format!(
                "{}: {} accounts for the largest part of what is not known, {} of the variance with its interactions",
                label_of(indicator),
                first.factor,
                percent(first.indices.total.value.min(1.0))
            ),
            subtitle: format!(
                "{option}: {}, whole period, parts of the variance over the ranges of parameters (Sobol' indices).",
                label_of(indicator).to_lowercase()
            ),
            notes,
        };
        let shown: Vec<SensitivityRow> =
            sorted.iter().take(SHOWN).map(|&row| row.clone()).collect();
        charts.push(chart(inputs, frame, &pairs, sensitivity_table(&shown))?);
    }
    Ok(charts)
}

fn chart(
    inputs: &ReportInputs<'_>,
    frame: Frame,
    pairs: &Pairs,
    data: Table,
) -> Result<Chart, ReportError> {
    let svg = framed(inputs, &frame, pairs.height(), |canvas, plot| {
        pairs.draw(canvas, plot);
    })?;
    Ok(Chart {
        name: frame.name,
        title: frame.title,
        svg,
        data,
    })
}
