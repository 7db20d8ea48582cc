//! Reference keys as a scenario names them; what they compute is another room's concern.

use super::Context;
use super::contributors::must_be_contributor;
use crate::id::ContributorId;
use crate::model::{Indicator, KeyName, KeySpec};
use crate::scenario::resolved::Step::{self, Key, Row};

/// Checks the key of the plan of the option in row `row`.
pub(super) fn check(context: &mut Context<'_>, key: &KeySpec, row: usize) {
    let at = |name| [Key("option"), Row(row), Key("plan"), Key("key"), Key(name)];
    let Some(name) = key.key_name() else {
        let remedy = crate::diagnostic::did_you_mean(&key.name, KeyName::ALL.map(KeyName::name));
        context.error(
            &at("name"),
            "unknown-reference-key",
            format!("there is no reference key `{}`", key.name),
            &remedy,
        );
        return;
    };
    check_weights(context, key, name, row);
    check_correctives(context, key, name, row);
    check_fixed_shares(context, key, row);
    if key.corrective_cap_share.is_some() && name != KeyName::Eu2015Sept {
        let message = match name {
            KeyName::Weighted => {
                "a cap stands with its corrective in the key `weighted`".to_owned()
            }
            _ => format!("the key `{}` has no capped correctives", key.name),
        };
        context.error(
            &at("corrective_cap_share"),
            "corrective",
            message,
            "remove it, or use the key `eu-2015-sept`",
        );
    }
    let of_corrected = [
        ("corrective_slope", key.corrective_slope.is_some()),
        ("corrective_mean", key.corrective_mean.is_some()),
    ];
    for (parameter, given) in of_corrected {
        if given && name != KeyName::Corrected {
            context.error(
                &at(parameter),
                "corrective",
                format!("the key `{}` has no `{parameter}`", key.name),
                "remove it, or use the key `corrected`",
            );
        }
    }
}

/// Reports a name that is no indicator, or a weight below zero.
fn check_term(context: &mut Context<'_>, steps: [&[Step<'_>]; 2], name: &str, weight: f64) {
    if Indicator::from_short_name(name).is_none() {
        let names = Indicator::ALL.map(Indicator::name);
        let remedy = crate::diagnostic::did_you_mean(name, names);
        context.error(
            steps[0],
            "unknown-indicator",
            format!("there is no indicator `{name}`"),
            &remedy,
        );
    }
    if weight < 0.0 {
        context.error(
            steps[1],
            "out-of-range",
            format!("the weight of `{name}` is negative"),
            "weights are counted from 0",
        );
    }
}

fn check_weights(context: &mut Context<'_>, key: &KeySpec, name: KeyName, row: usize) {
    let at = |name| [Key("option"), Row(row), Key("plan"), Key("key"), Key(name)];
    let own = name.own_indicators();
    for (weighed, weight) in &key.weights {
        let [option, row, plan, spec, weights] = at("weights");
        let steps = [option, row, plan, spec, weights, Key(weighed)];
        check_term(context, [&steps, &steps], weighed, *weight);
        let foreign = Indicator::from_short_name(weighed).filter(|one| !own.contains(one));
        if let Some(foreign) = foreign.filter(|_| name.has_weights() && !own.is_empty()) {
            let names: Vec<&str> = own.iter().map(|one| one.name()).collect();
            context.error(
                &steps,
                "weights",
                format!("the key `{}` does not read `{}`", key.name, foreign.name()),
                &format!("weigh {}, or use the key `weighted`", names.join(", ")),
            );
        }
    }
    let open_of_2015 =
        matches!(name, KeyName::Eu2015May | KeyName::Eu2015Sept) && !key.weights.is_empty();
    if name == KeyName::Weighted || open_of_2015 {
        let base: f64 = key.weights.values().sum();
        let correctives: f64 = key.correctives.iter().map(|one| one.weight).sum();
        context.sum_to_one(
            &at("weights"),
            "the weights of the key",
            base + correctives,
            "change them so that they sum to 1",
        );
        let base_weight: f64 = key
            .weights
            .iter()
            .filter(|(name, _)| {
                let indicator = Indicator::from_short_name(name);
                !open_of_2015 || indicator.is_some_and(|one| own[..2].contains(&one))
            })
            .map(|(_, weight)| weight)
            .sum();
        if base_weight <= 0.0 && base + correctives > 0.0 {
            context.error(
                &at("weights"),
                "weights",
                "correctives hold the whole weight, so there is no base part to correct".to_owned(),
                "give a base indicator a weight above zero",
            );
        }
    } else if name == KeyName::HostingCapacity && key.weights.len() != 1 {
        context.error(
            &at("weights"),
            "weights",
            "the key `hosting-capacity` needs one indicator that stands for capacity".to_owned(),
            "write, for example, `weights = { unemployment_percent = 1 }`",
        );
    } else if !name.has_weights() && !key.weights.is_empty() {
        context.error(
            &at("weights"),
            "weights",
            format!("the key `{}` has no weights", key.name),
            "remove them, or use the key `weighted`",
        );
    }
}

fn check_correctives(context: &mut Context<'_>, key: &KeySpec, name: KeyName, row: usize) {
    let [option, row, plan, spec, correctives] = [
        Key("option"),
        Row(row),
        Key("plan"),
        Key("key"),
        Key("correctives"),
    ];
    if name != KeyName::Weighted && !key.correctives.is_empty() {
        context.error(
            &[option, row, plan, spec, correctives],
            "corrective",
            format!("the key `{}` takes no list of correctives", key.name),
            "remove it, or use the key `weighted`",
        );
        return;
    }
    for (index, one) in key.correctives.iter().enumerate() {
        let at = |name| [option, row, plan, spec, correctives, Row(index), Key(name)];
        check_term(
            context,
            [&at("indicator"), &at("weight")],
            &one.indicator,
            one.weight,
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
