//! Reference keys as a scenario names them; what they compute is another room's concern.

use super::Context;
use super::contributors::must_be_contributor;
use crate::id::ContributorId;
use crate::model::{Indicator, KeySpec};
use crate::scenario::resolved::Step::{Key, Row};

/// The names of reference keys.
const KEY_NAMES: [&str; 10] = [
    "weighted",
    "population",
    "gdp",
    "gni",
    "un-scale",
    "hosting-capacity",
    "eu-2024",
    "eu-2015-may",
    "eu-2015-sept",
    "fixed",
];

/// Checks the key of the plan of the option in row `row`.
pub(super) fn check(context: &mut Context<'_>, key: &KeySpec, row: usize) {
    let at = |name| [Key("option"), Row(row), Key("plan"), Key("key"), Key(name)];
    if !KEY_NAMES.contains(&key.name.as_str()) {
        let remedy = crate::diagnostic::did_you_mean(&key.name, KEY_NAMES);
        context.error(
            &at("name"),
            "unknown-reference-key",
            format!("there is no reference key `{}`", key.name),
            &remedy,
        );
        return;
    }
    check_weights(context, key, row);
    check_fixed_shares(context, key, row);
    if key.corrective_cap_share.is_some() && key.name != "eu-2015-sept" {
        context.error(
            &at("corrective_cap_share"),
            "corrective",
            format!("the key `{}` has no correctives", key.name),
            "remove it, or use the key `eu-2015-sept`",
        );
    }
}

fn check_weights(context: &mut Context<'_>, key: &KeySpec, row: usize) {
    let at = |name| [Key("option"), Row(row), Key("plan"), Key("key"), Key(name)];
    for (name, weight) in &key.weights {
        let steps = [
            Key("option"),
            Row(row),
            Key("plan"),
            Key("key"),
            Key("weights"),
            Key(name),
        ];
        if indicator(name).is_none() {
            let names = Indicator::ALL.map(Indicator::name);
            let remedy = crate::diagnostic::did_you_mean(name, names);
            context.error(
                &steps,
                "unknown-indicator",
                format!("there is no indicator `{name}`"),
                &remedy,
            );
        }
        if *weight < 0.0 {
            context.error(
                &steps,
                "out-of-range",
                format!("the weight of `{name}` is negative"),
                "weights are counted from 0",
            );
        }
    }
    let reads_weights = matches!(key.name.as_str(), "weighted" | "hosting-capacity");
    if key.name == "weighted" {
        context.sum_to_one(
            &at("weights"),
            "the weights of the key",
            key.weights.values().sum(),
            "change them so that they sum to 1",
        );
    } else if key.name == "hosting-capacity" && key.weights.len() != 1 {
        context.error(
            &at("weights"),
            "weights",
            "the key `hosting-capacity` needs one indicator that stands for capacity".to_owned(),
            "write, for example, `weights = { unemployment_percent = 1 }`",
        );
    } else if !reads_weights && !key.weights.is_empty() {
        context.error(
            &at("weights"),
            "weights",
            format!("the key `{}` has no weights", key.name),
            "remove them, or use the key `weighted`",
        );
    }
}

fn check_fixed_shares(context: &mut Context<'_>, key: &KeySpec, row: usize) {
    let at = |name| [Key("option"), Row(row), Key("plan"), Key("key"), Key(name)];
    if key.name == "fixed" {
        context.sum_to_one(
            &at("shares"),
            "the fixed shares of the key",
            key.shares.values().sum(),
            "change them so that they sum to 1",
        );
        for (id, share) in &key.shares {
            let steps = [
                Key("option"),
                Row(row),
                Key("plan"),
                Key("key"),
                Key("shares"),
                Key(id),
            ];
            must_be_contributor(context, &steps, &ContributorId(id.clone()));
            if *share < 0.0 {
                context.error(
                    &steps,
                    "out-of-range",
                    format!("the share of `{id}` is negative"),
                    "shares are counted from 0",
                );
            }
        }
    } else if !key.shares.is_empty() {
        context.error(
            &at("shares"),
            "shares",
            format!("the key `{}` has no fixed shares", key.name),
            "remove them, or use the key `fixed`",
        );
    }
}

/// The indicator that a weight names: by its own name or a short one.
fn indicator(name: &str) -> Option<Indicator> {
    Indicator::from_name(name).or(match name {
        "population" => Some(Indicator::PopulationPersons),
        "gdp" => Some(Indicator::GdpUsd),
        "gni" => Some(Indicator::GniUsd),
        "un-scale" | "un_scale" => Some(Indicator::UnScalePercent),
        "unemployment" => Some(Indicator::UnemploymentPercent),
        _ => None,
    })
}

/// The indicators that a key reads of every State that takes part.
pub(super) fn indicators_read(key: &KeySpec) -> Vec<Indicator> {
    use Indicator::{
        AsylumApplicationsPerMillion, GdpUsd, GniUsd, PopulationPersons, UnScalePercent,
        UnemploymentPercent,
    };
    match key.name.as_str() {
        "population" => vec![PopulationPersons],
        "gdp" => vec![GdpUsd],
        "gni" => vec![GniUsd],
        "un-scale" => vec![UnScalePercent],
        "eu-2024" => vec![PopulationPersons, GdpUsd],
        "eu-2015-may" | "eu-2015-sept" => {
            vec![
                PopulationPersons,
                GdpUsd,
                AsylumApplicationsPerMillion,
                UnemploymentPercent,
            ]
        }
        _ => key
            .weights
            .iter()
            .filter(|(_, weight)| **weight > 0.0)
            .filter_map(|(name, _)| indicator(name))
            .collect(),
    }
}
