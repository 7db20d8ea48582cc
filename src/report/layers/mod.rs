//! Layers of uncertainty kept apart: chance, parameters, structure; and which parameters matter.

mod drivers;
mod sensitivity;
mod tables;

pub(super) use drivers::{decided, option_shown};
pub use drivers::{drivers_table, drivers_text};
pub(super) use sensitivity::by_swing;
pub use sensitivity::{
    EndsRow, SensitivityRow, ends_table, ends_text, sensitivity_table, sensitivity_text,
};
pub use tables::{layers_table, structures_table};

use crate::ensemble::Headline;
use crate::indicator;
use crate::model::Situation;
use crate::study::structures::StructureRow;

use super::Column;
use super::numbers::{Scale, fixed, percent, signed, three_digits};
use super::terminal::{Align, TextTable};

pub(super) fn unit_of(name: &str) -> &'static str {
    indicator::find(name).map_or("", |it| it.unit)
}

pub(super) fn label_of(name: &'static str) -> &'static str {
    indicator::find(name).map_or(name, |it| it.label.trim_end_matches(", whole period"))
}

/// The column of options.
fn option_column(situation: &Situation, options: impl Iterator<Item = usize>) -> Column {
    Column::text(
        ["option", "-", "#meta+option", "Identifier of the option."],
        options
            .map(|option| situation.options.get(option).map(|it| it.id.to_string()))
            .collect(),
    )
}

/// The columns of headline outcomes: their names and units.
fn indicator_columns(names: impl Iterator<Item = &'static str> + Clone) -> [Column; 2] {
    [
        Column::text(
            [
                "indicator",
                "-",
                "#indicator+name",
                "Headline outcome over the whole period.",
            ],
            names.clone().map(|name| Some(name.to_owned())).collect(),
        ),
        Column::text(
            ["unit", "-", "#indicator+unit", "Unit of the indicator."],
            names.map(|name| Some(unit_of(name).to_owned())).collect(),
        ),
    ]
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
        ("as written", Align::Right),
        ("difference", Align::Right),
        ("95 % interval", Align::Right),
    ]);
    let mut shown = None;
    for row in rows {
        if shown != Some((row.structure.clone(), row.option)) {
            shown = Some((row.structure.clone(), row.option));
            let option = situation
                .options
                .get(row.option)
                .map_or_else(String::new, |option| option.id.to_string());
            table.push(vec![format!("{}: {option}", row.structure)]);
        }
        let contrast = &row.contrast;
        let scale = Scale::for_largest(contrast.baseline_mean);
        let [low, high] = contrast.interval.map(|end| end / scale.factor);
        // Difference and interval are read together: as many decimals for each.
        let places = places_for(low.abs().max(high.abs()));
        let write = |value: f64| fixed(value, places);
        table.push(vec![
            format!(
                "  {}, {}",
                label_of(row.indicator),
                scale.unit(unit_of(row.indicator))
            ),
            three_digits(contrast.baseline_mean / scale.factor),
            signed(contrast.difference / scale.factor, write),
            format!("{} to {}", write(low), write(high)),
        ]);
    }
    if shown.is_some() {
        table.render()
    } else {
        String::new()
    }
}

/// Decimals that leave a number of this size two digits, at most five.
fn places_for(size: f64) -> usize {
    [10.0, 1.0, 0.1, 0.01, 0.001]
        .iter()
        .position(|&least| size >= least)
        .unwrap_or(5)
}
