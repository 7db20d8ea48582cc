//! The charts of a run: one house style, drawn once as SVG, rasterised from that SVG.
//!
//! The style follows UNHCR's data visualisation guidelines: a title that states the finding,
//! direct labels rather than legends, a quiet grid, one accent colour, a palette that colour-blind
//! readers can tell apart (Okabe and Ito), never colour alone, source and note in the footer.
//! Titles are computed from the numbers shown and fall back to a neutral sentence where the
//! numbers do not support a finding.

mod against;
mod axis;
mod canvas;
mod comparison;
mod data;
mod dumbbell;
mod frame;
mod frontier;
mod gap_by_sector;
mod key_ranges;
mod lines;
mod lorenz;
mod pairs;
mod raster;
mod requirement_received;
mod shares;
mod solutions;
mod style;
mod survival;
mod text;
mod tornado;
mod waterfall;

use std::path::{Path, PathBuf};

use rayon::prelude::*;

pub use raster::svg_to_png;

use self::data::SummaryIndex;
use super::compared::Compared;
use super::layers::{EndsRow, SensitivityRow};
use super::{ReportError, ReportInputs, Table};
use crate::apportion::explain::{KeysOnTable, PlacesFrontier};
use crate::id::ContributorId;
use crate::study::drivers::Driver;

/// A chart, drawn but not yet written.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Name of the files, without ending.
    pub name: String,
    /// The title, which states the finding.
    pub title: String,
    /// The drawing.
    pub svg: String,
    /// The numbers that it shows.
    pub data: Table,
}

/// Draws every chart that the inputs have numbers for, in a fixed order.
pub fn draw_charts(inputs: &ReportInputs<'_>) -> Result<Vec<Chart>, ReportError> {
    let index = SummaryIndex::new(inputs.summary);
    let mut charts = Vec::new();
    charts.extend(requirement_received::draw(inputs, &index)?);
    charts.extend(gap_by_sector::draw(inputs, &index)?);
    charts.extend(solutions::draw(inputs, &index)?);
    for (option, plan) in inputs.plans.iter().enumerate() {
        charts.extend(shares::draw(inputs, option, plan)?);
        charts.extend(waterfall::of_most_moved(inputs, option, plan)?);
    }
    charts.extend(lorenz::draw(inputs)?);
    charts.extend(survival::draw(inputs, &index)?);
    charts.extend(comparison::draw(inputs)?);
    Ok(charts)
}

/// Draws what moves the headline outcomes of a run whose parameters were drawn; none where they are
/// fixed, or where the draws show no effect.
pub fn draw_drivers(
    inputs: &ReportInputs<'_>,
    drivers: &[Driver],
) -> Result<Vec<Chart>, ReportError> {
    tornado::of_draws(inputs, drivers)
}

/// Draws a study of sensitivity: for each outcome what single parameters do at the ends of their ranges,
/// and the shares of variance by factor. `option` is the option's title.
pub fn draw_sensitivity(
    inputs: &ReportInputs<'_>,
    option: &str,
    ends: &[EndsRow],
    indices: &[SensitivityRow],
) -> Result<Vec<Chart>, ReportError> {
    let mut charts = tornado::of_ends(inputs, option, ends)?;
    charts.extend(tornado::of_indices(inputs, option, indices)?);
    Ok(charts)
}

/// Draws the charts that plans alone have numbers for: shares, the way of the State that rules move
/// most, and how evenly options spread responsibility.
pub fn draw_plan_charts(inputs: &ReportInputs<'_>) -> Result<Vec<Chart>, ReportError> {
    let mut charts = Vec::new();
    for (option, plan) in inputs.plans.iter().enumerate() {
        charts.extend(shares::draw(inputs, option, plan)?);
        charts.extend(waterfall::of_most_moved(inputs, option, plan)?);
    }
    charts.extend(lorenz::draw(inputs)?);
    Ok(charts)
}

/// Draws one State's way from its share of the key to what it has delivered; none where the option
/// has no plan or the State no share.
pub fn draw_waterfall(
    inputs: &ReportInputs<'_>,
    option: usize,
    state: &ContributorId,
) -> Result<Option<Chart>, ReportError> {
    match inputs.plans.get(option) {
        Some(plan) => waterfall::draw(inputs, option, plan, state),
        None => Ok(None),
    }
}

/// Draws what an option asks of each State beside what the baseline asks, in the unit in which the two
/// are compared; none for the baseline itself, or where no option has a plan.
pub fn draw_against(
    inputs: &ReportInputs<'_>,
    compared: &Compared,
    option: usize,
) -> Result<Option<Chart>, ReportError> {
    against::draw(inputs, compared, option)
}

/// Draws the charts that set options side by side: how evenly they spread responsibility, what each
/// asks against the baseline, and, where futures were simulated, their differences, needs and money,
/// gaps, solutions and how long the situation lasts.
///
/// The options of `inputs` are those of `compared`, in the same order.
pub fn draw_compared(
    inputs: &ReportInputs<'_>,
    compared: &Compared,
) -> Result<Vec<Chart>, ReportError> {
    let index = SummaryIndex::new(inputs.summary);
    let mut charts = Vec::new();
    charts.extend(lorenz::draw(inputs)?);
    for option in compared.others() {
        charts.extend(against::draw(inputs, compared, option)?);
    }
    charts.extend(comparison::draw(inputs)?);
    charts.extend(requirement_received::draw(inputs, &index)?);
    charts.extend(gap_by_sector::draw(inputs, &index)?);
    charts.extend(solutions::draw(inputs, &index)?);
    charts.extend(survival::draw(inputs, &index)?);
    Ok(charts)
}

/// Identifier of an option as a part of the name of a file.
fn file_name(id: &str) -> String {
    id.chars()
        .map(|letter| {
            if letter.is_alphanumeric() {
                letter
            } else {
                '_'
            }
        })
        .collect()
}

/// Draws the frontier between equity and cost over a year's places; none where there is nothing to
/// choose between.
pub fn draw_frontier(
    inputs: &ReportInputs<'_>,
    option: usize,
    found: &PlacesFrontier,
    data: Table,
) -> Result<Option<Chart>, ReportError> {
    frontier::draw(inputs, &inputs.option_title(option), found, data)
}

/// Draws every State's share under each key on the table; none where there is one key only. `data` is
/// the table of shares.
pub fn draw_keys(
    inputs: &ReportInputs<'_>,
    option: usize,
    keys: &KeysOnTable,
    data: Table,
) -> Result<Option<Chart>, ReportError> {
    key_ranges::draw(inputs, &inputs.option_title(option), keys, data)
}

/// Writes every chart as `<name>.svg`, `<name>.png` (at twice the size) and `<name>.csv` (the
/// numbers that it shows) into a folder; gives the paths in the order of the charts.
pub fn write_charts(folder: &Path, inputs: &ReportInputs<'_>) -> Result<Vec<PathBuf>, ReportError> {
    write_drawn(folder, &draw_charts(inputs)?)
}

/// Writes charts that are drawn already, as [`write_charts`] does.
pub fn write_drawn(folder: &Path, charts: &[Chart]) -> Result<Vec<PathBuf>, ReportError> {
    let written: Vec<_> = charts
        .par_iter()
        .map(|chart| write_chart(folder, chart))
        .collect::<Result<_, _>>()?;
    Ok(written.into_iter().flatten().collect())
}

fn write_chart(folder: &Path, chart: &Chart) -> Result<[PathBuf; 3], ReportError> {
    let path = |ending: &str| folder.join(format!("{}.{ending}", chart.name));
    let (svg, png, csv) = (path("svg"), path("png"), path("csv"));
    std::fs::write(&svg, &chart.svg).map_err(ReportError::io("write", &svg))?;
    let bitmap = svg_to_png(&chart.svg, 2.0).map_err(|message| ReportError::Drawing {
        chart: chart.name.clone(),
        message,
    })?;
    std::fs::write(&png, bitmap).map_err(ReportError::io("write", &png))?;
    chart.data.write_csv(&csv)?;
    Ok([svg, png, csv])
}
