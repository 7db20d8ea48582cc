//! The reference key of a plan: its name and what it weighs.

use super::ChangeError;
use super::value::{cut, number_in, scaled, shown};
use crate::model::{Indicator, KeyName};

/// Steps of weights.
const STEP: f64 = 1e-4;

/// Steps of fixed shares.
const SHARE_STEP: f64 = 1e-6;

/// Equal weights.
pub(super) fn even_weights(indicators: &[Indicator]) -> toml::Table {
    let weight = 1.0 / indicators.len().max(1) as f64;
    indicators
        .iter()
        .map(|indicator| (indicator.name().to_owned(), weight.into()))
        .collect()
}

/// The key of that name, with the weights that it needs.
pub(super) fn key(plan: &toml::Table, name: &str) -> Result<toml::Table, ChangeError> {
    let Some(found) = KeyName::from_name(name) else {
        let names = KeyName::ALL.map(KeyName::name).join(", ");
        return Err(ChangeError::new(
            format!("there is no reference key `{}`", cut(name)),
            format!("there are {names}"),
        ));
    };
    let current = plan.get("key").and_then(toml::Value::as_table);
    if let Some(current) = current
        && current.get("name").and_then(toml::Value::as_str) == Some(name)
    {
        return Ok(current.clone());
    }
    let mut key = toml::Table::from_iter([("name".to_owned(), name.into())]);
    match found {
        KeyName::Weighted => {
            let even = even_weights(&[Indicator::PopulationPersons, Indicator::GdpUsd]);
            key.insert("weights".to_owned(), even.into());
        }
        KeyName::HostingCapacity => {
            let even = even_weights(&[Indicator::PopulationPersons]);
            key.insert("weights".to_owned(), even.into());
        }
        KeyName::Fixed => {
            return Err(ChangeError::new(
                "the key `fixed` needs a share for every State",
                "give the shares, as in DEU:0.4,FRA:0.6",
            ));
        }
        _ => {}
    }
    Ok(key)
}

/// What the criteria that correct a key take of its weights.
fn corrective_sum(key: &toml::Table) -> f64 {
    let correctives = key.get("correctives").and_then(toml::Value::as_array);
    correctives
        .into_iter()
        .flatten()
        .filter_map(|row| shown(row.get("weight")?).parse::<f64>().ok())
        .sum()
}

/// Sets the weights of a key; with its correctives they sum to 1.
pub(super) fn set_weights(key: &mut toml::Table, text: &str) -> Result<(), ChangeError> {
    let mut found: Vec<(Indicator, f64)> = Vec::new();
    for piece in text.split(',').filter(|piece| !piece.trim().is_empty()) {
        let (name, number) = piece.split_once(':').unwrap_or((piece, ""));
        let indicator = indicator(name)?;
        let weight = part(number, &format!("the weight of `{}`", indicator.name()))?;
        if found.iter().any(|(one, _)| *one == indicator) {
            return Err(ChangeError::new(
                format!("the weight of `{}` stands twice", indicator.name()),
                "leave one of them out",
            ));
        }
        found.push((indicator, weight));
    }
    let numbers: Vec<f64> = found.iter().map(|(_, weight)| *weight).collect();
    let weights = shared(&numbers, 1.0 - corrective_sum(key), STEP)?;
    let table: toml::Table = found
        .iter()
        .zip(weights)
        .map(|((indicator, _), weight)| (indicator.name().to_owned(), weight.into()))
        .collect();
    key.insert("weights".to_owned(), table.into());
    Ok(())
}

/// Makes room for what the correctives of a key take by now.
pub(super) fn rescale(key: &mut toml::Table) -> Result<(), ChangeError> {
    if key.get("name").and_then(toml::Value::as_str) != Some(KeyName::Weighted.name()) {
        return Err(ChangeError::new(
            "only the key with weights of its own takes correctives",
            "choose that key first",
        ));
    }
    let sum = 1.0 - corrective_sum(key);
    if sum <= 0.0 {
        return Err(ChangeError::new(
            "the correctives leave nothing for the other weights",
            "lower their weights, which sum to less than 1",
        ));
    }
    let Some(toml::Value::Table(weights)) = key.get_mut("weights") else {
        return Ok(());
    };
    let numbers: Vec<f64> = weights
        .iter()
        .map(|(_, weight)| shown(weight).parse().unwrap_or(0.0))
        .collect();
    for ((_, weight), new) in weights.iter_mut().zip(shared(&numbers, sum, STEP)?) {
        *weight = new.into();
    }
    Ok(())
}

/// The key `fixed` with the shares that the text gives.
pub(super) fn fixed(text: &str) -> Result<toml::Table, ChangeError> {
    let mut ids: Vec<String> = Vec::new();
    let mut numbers = Vec::new();
    for piece in text.split(',').filter(|piece| !piece.trim().is_empty()) {
        let (id, number) = piece.split_once(':').unwrap_or((piece, ""));
        let id = id.trim().to_uppercase();
        if ids.contains(&id) {
            return Err(ChangeError::new(
                format!("the share of `{}` stands twice", cut(&id)),
                "leave one of them out",
            ));
        }
        numbers.push(part(number, &format!("the share of `{}`", cut(&id)))?);
        ids.push(id);
    }
    let shares: toml::Table = ids
        .into_iter()
        .zip(shared(&numbers, 1.0, SHARE_STEP)?)
        .map(|(id, share)| (id, share.into()))
        .collect();
    Ok(toml::Table::from_iter([
        ("name".to_owned(), KeyName::Fixed.name().into()),
        ("shares".to_owned(), shares.into()),
    ]))
}

/// The indicator of that name.
pub(super) fn indicator(name: &str) -> Result<Indicator, ChangeError> {
    Indicator::from_short_name(name.trim()).ok_or_else(|| {
        ChangeError::new(
            format!("there is no indicator `{}`", cut(name.trim())),
            format!(
                "there are {}",
                Indicator::ALL.map(Indicator::name).join(", ")
            ),
        )
    })
}

fn part(text: &str, what: &str) -> Result<f64, ChangeError> {
    let number = number_in(text, what)?;
    if number < 0.0 {
        return Err(ChangeError::new(
            format!("{what} is negative"),
            "weights and shares are counted from 0",
        ));
    }
    Ok(number)
}

fn shared(numbers: &[f64], sum: f64, step: f64) -> Result<Vec<f64>, ChangeError> {
    let all: f64 = numbers.iter().sum();
    if !(all.is_finite() && all > 0.0) {
        return Err(ChangeError::new(
            "all weights are zero, so there is nothing to share by",
            "give at least one a weight above zero",
        ));
    }
    Ok(scaled(numbers, sum, step))
}
