//! The tables of layers: variances of chance and parameters, and structures beside each other.

use crate::ensemble::{Estimate, Headline};
use crate::model::Situation;
use crate::report::{Column, Table};
use crate::study::structures::StructureRow;

use super::{indicator_columns, option_column};

/// One layer of one headline outcome.
struct LayerRow {
    option: usize,
    indicator: &'static str,
    layer: &'static str,
    variance: Estimate,
    share: f64,
    share_error: f64,
    draws: u64,
}

/// The table `layers`: the variance of each headline outcome in its parts. Nothing where parameters
/// are fixed or meet one future each.
#[must_use]
pub fn layers_table(situation: &Situation, headlines: &[Headline]) -> Option<Table> {
    let mut rows = Vec::new();
    for headline in headlines {
        let Some(parts) = headline.variance_parts() else {
            continue;
        };
        let of_parameters = parts.parameters_share;
        for (layer, variance, share) in [
            ("chance", parts.chance, 1.0 - of_parameters.value),
            ("parameters", parts.parameters, of_parameters.value),
        ] {
            rows.push(LayerRow {
                option: headline.option,
                indicator: headline.indicator,
                layer,
                variance,
                share,
                share_error: of_parameters.standard_error,
                draws: headline.all().groups(),
            });
        }
    }
    (!rows.is_empty()).then(|| {
        Table::new(
            "layers",
            "One row for each option, headline outcome and layer of uncertainty: the law of total variance.",
            layer_columns(situation, &rows),
        )
    })
}

fn layer_columns(situation: &Situation, rows: &[LayerRow]) -> Vec<Column> {
    let numbers = |of: &dyn Fn(&LayerRow) -> f64| rows.iter().map(|row| Some(of(row))).collect();
    let [indicator, unit] = indicator_columns(rows.iter().map(|row| row.indicator));
    vec![
        option_column(situation, rows.iter().map(|row| row.option)),
        indicator,
        unit,
        Column::text(
            [
                "layer",
                "-",
                "#meta+layer",
                "`chance`: between futures with the same parameters; `parameters`: between draws of parameters from their ranges.",
            ],
            rows.iter().map(|row| Some(row.layer.to_owned())).collect(),
        ),
        Column::number(
            [
                "variance",
                "square of `unit`",
                "#indicator+variance",
                "Variance that the layer contributes, estimated without bias; may be below zero where the truth is near it.",
            ],
            numbers(&|row| row.variance.value),
        ),
        Column::number(
            [
                "standard_error",
                "square of `unit`",
                "#indicator+variance+se",
                "Standard error of that variance (jackknife over batches of draws).",
            ],
            numbers(&|row| row.variance.standard_error),
        ),
        Column::number(
            [
                "standard_deviation",
                "as `unit`",
                "#indicator+sd",
                "Square root of that variance, 0 where it is below zero.",
            ],
            numbers(&|row| row.variance.value.max(0.0).sqrt()),
        ),
        Column::number(
            [
                "share",
                "share",
                "#indicator+share",
                "Part of the layer in the sum of both variances.",
            ],
            numbers(&|row| row.share),
        ),
        Column::number(
            [
                "share_standard_error",
                "share",
                "#indicator+share+se",
                "Standard error of that part.",
            ],
            numbers(&|row| row.share_error),
        ),
        Column::integer(
            [
                "draws",
                "count",
                "#meta+draws",
                "Draws of parameters behind it.",
            ],
            rows.iter()
                .map(|row| i64::try_from(row.draws).ok())
                .collect(),
        ),
    ]
}

/// The table `structures`: each headline outcome under structural variants. Nothing without variants.
#[must_use]
pub fn structures_table(situation: &Situation, rows: &[StructureRow]) -> Option<Table> {
    if rows.is_empty() {
        return None;
    }
    let numbers =
        |of: &dyn Fn(&StructureRow) -> f64| rows.iter().map(|row| Some(of(row))).collect();
    let [indicator, unit] = indicator_columns(rows.iter().map(|row| row.indicator));
    let columns = vec![
        option_column(situation, rows.iter().map(|row| row.option)),
        indicator,
        unit,
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
