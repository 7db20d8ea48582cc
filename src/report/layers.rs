//! Layers of uncertainty kept apart: chance, parameters, structure; and which parameters matter.

use std::fmt::Write as _;

use crate::ensemble::Headline;
use crate::indicator;
use crate::model::Situation;
use crate::study::sensitivity::{FactorIndices, SobolIndex};
use crate::study::structures::StructureRow;

use super::numbers::{Scale, percent, signed, three_digits};
use super::terminal::{Align, TextTable};
use super::{Column, Table};

fn unit_of(name: &str) -> &'static str {
    indicator::find(name).map_or("", |it| it.unit)
}

fn label_of(name: &'static str) -> &'static str {
    indicator::find(name).map_or(name, |it| it.label.trim_end_matches(", whole period"))
}

/// The table `layers`: the variance of each headline outcome in its parts. Nothing where parameters
/// are fixed or meet one future each.
#[must_use]
#[expect(
    clippy::too_many_lines,
    reason = "one entry for each column, in the order of the file"
)]
pub fn layers_table(situation: &Situation, headlines: &[Headline]) -> Option<Table> {
    let mut option = Vec::new();
    let mut name = Vec::new();
    let mut unit = Vec::new();
    let mut layer = Vec::new();
    let mut variance = Vec::new();
    let mut error = Vec::new();
    let mut deviation = Vec::new();
    let mut share = Vec::new();
    let mut share_error = Vec::new();
    let mut draws = Vec::new();
    for headline in headlines {
        let Some(parts) = headline.variance_parts() else {
            continue;
        };
        let of_parameters = parts.parameters_share;
        for (of_layer, estimate, part) in [
            ("chance", parts.chance, 1.0 - of_parameters.value),
            ("parameters", parts.parameters, of_parameters.value),
        ] {
            option.push(
                situation
                    .options
                    .get(headline.option)
                    .map(|it| it.id.to_string()),
            );
            name.push(Some(headline.indicator.to_owned()));
            unit.push(Some(unit_of(headline.indicator).to_owned()));
            layer.push(Some(of_layer.to_owned()));
            variance.push(Some(estimate.value));
            error.push(Some(estimate.standard_error));
            deviation.push(Some(estimate.value.max(0.0).sqrt()));
            share.push(Some(part));
            share_error.push(Some(of_parameters.standard_error));
            draws.push(i64::try_from(headline.all().groups()).ok());
        }
    }
    if option.is_empty() {
        return None;
    }
    let columns = vec![
        Column::text(
            ["option", "-", "#meta+option", "Identifier of the option."],
            option,
        ),
        Column::text(
            [
                "indicator",
                "-",
                "#indicator+name",
                "Headline outcome over the whole period.",
            ],
            name,
        ),
        Column::text(
            ["unit", "-", "#indicator+unit", "Unit of the indicator."],
            unit,
        ),
        Column::text(
            [
                "layer",
                "-",
                "#meta+layer",
                "`chance`: between futures with the same parameters; `parameters`: between draws of parameters from their ranges.",
            ],
            layer,
        ),
        Column::number(
            [
                "variance",
                "square of `unit`",
                "#indicator+variance",
                "Variance that the layer contributes, estimated without bias; may be below zero where the truth is near it.",
            ],
            variance,
        ),
        Column::number(
            [
                "standard_error",
                "square of `unit`",
                "#indicator+variance+se",
                "Standard error of that variance (jackknife over batches of draws).",
            ],
            error,
        ),
        Column::number(
            [
                "standard_deviation",
                "as `unit`",
                "#indicator+sd",
                "Square root of that variance, 0 where it is below zero.",
            ],
            deviation,
        ),
        Column::number(
            [
                "share",
                "share",
                "#indicator+share",
                "Part of the layer in the sum of both variances.",
            ],
            share,
        ),
        Column::number(
            [
                "share_standard_error",
                "share",
                "#indicator+share+se",
                "Standard error of that part.",
            ],
            share_error,
        ),
        Column::integer(
            [
                "draws",
                "count",
                "#meta+draws",
                "Draws of parameters behind it.",
            ],
            draws,
        ),
    ];
    Some(Table::new(
        "layers",
        "One row for each option, headline outcome and layer of uncertainty: the law of total variance.",
        columns,
    ))
}

/// The table `structures`: each headline outcome under structural variants. Nothing without variants.
#[must_use]
#[expect(
    clippy::too_many_lines,
    reason = "one entry for each column, in the order of the file"
)]
pub fn structures_table(situation: &Situation, rows: &[StructureRow]) -> Option<Table> {
    if rows.is_empty() {
        return None;
    }
    let numbers =
        |of: &dyn Fn(&StructureRow) -> f64| rows.iter().map(|row| Some(of(row))).collect();
    let columns = vec![
        Column::text(
            ["option", "-", "#meta+option", "Identifier of the option."],
            rows.iter()
                .map(|row| {
                    situation
                        .options
                        .get(row.option)
                        .map(|it| it.id.to_string())
                })
                .collect(),
        ),
        Column::text(
            [
                "indicator",
                "-",
                "#indicator+name",
                "Headline outcome over the whole period.",
            ],
            rows.iter()
                .map(|row| Some(row.indicator.to_owned()))
                .collect(),
        ),
        Column::text(
            ["unit", "-", "#indicator+unit", "Unit of the indicator."],
            rows.iter()
                .map(|row| Some(unit_of(row.indicator).to_owned()))
                .collect(),
        ),
        Column::text(
            [
                "structure",
                "-",
                "#meta+structure",
                "The structural variant.",
            ],
            rows.iter().map(|row| Some(row.structure.clone())).collect(),
        ),
        Column::number(
            [
                "written_mean",
                "as `unit`",
                "#indicator+value+written",
                "Mean with the model as written, over the futures that the variant met.",
            ],
            numbers(&|row| row.contrast.baseline_mean),
        ),
        Column::number(
            [
                "structure_mean",
                "as `unit`",
                "#indicator+value+structure",
                "Mean under the variant, over the same futures.",
            ],
            numbers(&|row| row.contrast.option_mean),
        ),
        Column::number(
            [
                "difference",
                "as `unit`",
                "#indicator+value+difference",
                "The variant less the model as written.",
            ],
            numbers(&|row| row.contrast.difference),
        ),
        Column::number(
            [
                "interval_low",
                "as `unit`",
                "#indicator+value+low",
                "Lower end of the 95 % confidence interval of the difference.",
            ],
            numbers(&|row| row.contrast.interval[0]),
        ),
        Column::number(
            [
                "interval_high",
                "as `unit`",
                "#indicator+value+high",
                "Upper end of that interval.",
            ],
            numbers(&|row| row.contrast.interval[1]),
        ),
        Column::integer(
            [
                "replicates",
                "count",
                "#meta+replicates",
                "Futures that both met.",
            ],
            rows.iter()
                .map(|row| i64::try_from(row.contrast.replicates).ok())
                .collect(),
        ),
    ];
    Some(Table::new(
        "structures",
        "One row for each option, headline outcome and structural variant: the same futures under another form of the model.",
        columns,
    ))
}

/// Where the spread of headline outcomes comes from, for the terminal; empty where it is not split.
#[must_use]
pub fn layers_text(situation: &Situation, headlines: &[Headline]) -> String {
    let mut text = String::new();
    for of_option in headlines.chunk_by(|one, other| one.option == other.option) {
        let mut table = TextTable::new(&[
            ("where the spread comes from", Align::Left),
            ("unit", Align::Left),
            ("mean", Align::Right),
            ("± error", Align::Right),
            ("chance", Align::Right),
            ("parameters", Align::Right),
            ("of variance", Align::Right),
        ]);
        for headline in of_option {
            let Some(parts) = headline.variance_parts() else {
                continue;
            };
            let scale = Scale::for_largest(headline.mean());
            let write = |value: f64| three_digits(value / scale.factor);
            let share = parts.parameters_share;
            table.push(vec![
                label_of(headline.indicator).to_owned(),
                scale.unit(unit_of(headline.indicator)),
                write(headline.mean()),
                write(headline.standard_error()),
                write(parts.chance.value.max(0.0).sqrt()),
                write(parts.parameters.value.max(0.0).sqrt()),
                format!(
                    "{} ± {}",
                    percent(share.value.max(0.0)),
                    percent(share.standard_error)
                ),
            ]);
        }
        if table.rows().is_empty() {
            continue;
        }
        if let Some(option) = of_option
            .first()
            .and_then(|headline| situation.options.get(headline.option))
        {
            text.push_str(&option.title);
            text.push('\n');
        }
        text.push_str(&table.render());
        text.push('\n');
    }
    if !text.is_empty() {
        text.push_str(
            "chance: standard deviation between futures with the same parameters; parameters: between \
             draws of\nparameters from their ranges; of variance: the part of parameters in the sum of \
             both, ± its error\n",
        );
    }
    text
}

/// Headline outcomes under structural variants, for the terminal; empty without variants.
#[must_use]
pub fn structures_text(situation: &Situation, rows: &[StructureRow]) -> String {
    let mut table = TextTable::new(&[
        ("the same futures, another structure", Align::Left),
        ("unit", Align::Left),
        ("as written", Align::Right),
        ("difference", Align::Right),
        ("95 % interval", Align::Right),
    ]);
    let mut shown = None;
    for row in rows {
        if shown != Some((row.structure.clone(), row.option)) {
            shown = Some((row.structure.clone(), row.option));
            let title = situation
                .options
                .get(row.option)
                .map_or_else(String::new, |option| option.title.clone());
            table.push(vec![format!("{}: {title}", row.structure)]);
        }
        let contrast = &row.contrast;
        let scale = Scale::for_largest(contrast.baseline_mean);
        let write = |value: f64| three_digits(value / scale.factor);
        table.push(vec![
            format!("  {}", label_of(row.indicator)),
            scale.unit(unit_of(row.indicator)),
            write(contrast.baseline_mean),
            signed(contrast.difference / scale.factor, three_digits),
            format!(
                "{} to {}",
                write(contrast.interval[0]),
                write(contrast.interval[1])
            ),
        ]);
    }
    if shown.is_some() {
        table.render()
    } else {
        String::new()
    }
}

/// A factor's Sobol' indices in one outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct SensitivityRow {
    /// The indicator.
    pub indicator: &'static str,
    /// The factor: a parameter's path, or the table that holds several.
    pub factor: String,
    /// Parameters in it.
    pub parameters: usize,
    /// Its indices.
    pub indices: FactorIndices,
}

/// The table `sensitivity`.
#[must_use]
pub fn sensitivity_table(rows: &[SensitivityRow]) -> Table {
    let numbers = |of: &dyn Fn(&FactorIndices) -> f64| {
        rows.iter().map(|row| Some(of(&row.indices))).collect()
    };
    let columns = vec![
        Column::text(
            [
                "indicator",
                "-",
                "#indicator+name",
                "Headline outcome over the whole period.",
            ],
            rows.iter()
                .map(|row| Some(row.indicator.to_owned()))
                .collect(),
        ),
        Column::text(
            [
                "factor",
                "-",
                "#meta+parameter",
                "Path of the parameter, or of the table that holds several.",
            ],
            rows.iter().map(|row| Some(row.factor.clone())).collect(),
        ),
        Column::integer(
            [
                "parameters",
                "count",
                "#meta+count",
                "Parameters in the factor.",
            ],
            rows.iter()
                .map(|row| i64::try_from(row.parameters).ok())
                .collect(),
        ),
        Column::number(
            [
                "first_order",
                "share",
                "#indicator+sobol+first",
                "First-order Sobol' index: the part of the variance that would go if the factor were known.",
            ],
            numbers(&|it| it.first.value),
        ),
        Column::number(
            [
                "first_order_low",
                "share",
                "#indicator+sobol+first+low",
                "Lower end of its 95 % interval (bootstrap).",
            ],
            numbers(&|it| it.first.interval[0]),
        ),
        Column::number(
            [
                "first_order_high",
                "share",
                "#indicator+sobol+first+high",
                "Upper end of that interval.",
            ],
            numbers(&|it| it.first.interval[1]),
        ),
        Column::number(
            [
                "total",
                "share",
                "#indicator+sobol+total",
                "Total Sobol' index: the part that would remain if all other factors were known.",
            ],
            numbers(&|it| it.total.value),
        ),
        Column::number(
            [
                "total_low",
                "share",
                "#indicator+sobol+total+low",
                "Lower end of its 95 % interval (bootstrap).",
            ],
            numbers(&|it| it.total.interval[0]),
        ),
        Column::number(
            [
                "total_high",
                "share",
                "#indicator+sobol+total+high",
                "Upper end of that interval.",
            ],
            numbers(&|it| it.total.interval[1]),
        ),
    ];
    Table::new(
        "sensitivity",
        "One row for each headline outcome and factor: Sobol' indices over the ranges of parameters.",
        columns,
    )
}

/// Factors that a listing shows for each outcome.
const FACTORS_SHOWN: usize = 12;

/// Sobol' indices for the terminal: for each outcome the factors with the largest total index, each
/// with a bar of its length.
#[must_use]
pub fn sensitivity_text(rows: &[SensitivityRow]) -> String {
    let mut text = String::new();
    for of_one in rows.chunk_by(|one, other| one.indicator == other.indicator) {
        let Some(first) = of_one.first() else {
            continue;
        };
        let mut sorted: Vec<&SensitivityRow> = of_one.iter().collect();
        sorted.sort_by(|one, other| {
            let total = |row: &SensitivityRow| row.indices.total.value;
            total(other)
                .total_cmp(&total(one))
                .then_with(|| one.factor.cmp(&other.factor))
        });
        let label = label_of(first.indicator);
        let mut table = TextTable::new(&[
            (label, Align::Left),
            ("first order", Align::Right),
            ("95 % interval", Align::Right),
            ("total", Align::Right),
            ("95 % interval", Align::Right),
            ("", Align::Left),
        ]);
        let write = |value: f64| super::fixed(value, 2);
        let interval = |index: SobolIndex| {
            format!(
                "{} to {}",
                write(index.interval[0]),
                write(index.interval[1])
            )
        };
        for row in sorted.iter().take(FACTORS_SHOWN) {
            let (one, total) = (row.indices.first, row.indices.total);
            table.push(vec![
                row.factor.clone(),
                write(one.value),
                interval(one),
                write(total.value),
                interval(total),
                bar(total.value),
            ]);
        }
        text.push_str(&table.render());
        if let Some(left) = sorted.len().checked_sub(FACTORS_SHOWN).filter(|it| *it > 0) {
            let most = sorted[FACTORS_SHOWN].indices.total.value;
            let _ = writeln!(
                text,
                "and {left} more, of which none has a total index above {}",
                write(most)
            );
        }
        text.push('\n');
    }
    text
}

/// A bar whose full length stands for 1.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the share is brought between 0 and 1 first"
)]
fn bar(share: f64) -> String {
    const FULL: f64 = 20.0;
    "█".repeat((share.clamp(0.0, 1.0) * FULL).round() as usize)
}
