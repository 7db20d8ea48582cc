//! What a key does: which criterion drives it, and whether it rewards the wrong thing.

use std::collections::BTreeMap;

use super::{KeyError, Participant, decomposition, indicators_of, shares};
use crate::model::{Country, Indicator, KeySpec};

/// How much a share must grow before a growth counts as more than rounding.
const GAIN_TOLERANCE: f64 = 1e-12;

/// How much of the differences between shares a criterion explains.
#[derive(Clone, Debug, PartialEq)]
pub struct EffectiveWeight {
    /// The criterion, as in the decomposition.
    pub name: String,
    /// The weight that the key declares.
    pub nominal_weight: f64,
    /// `cov(contribution, share) / var(share)` over the participants, each counted once; over
    /// all criteria these sum to 1. Negative where the criterion works against the differences
    /// that the others make. None where all shares are equal, so that there is nothing to
    /// explain.
    pub effective_weight: Option<f64>,
}

/// The effective weight of every criterion of a key.
///
/// With share `s = Σ_k c_k`, `var(s) = Σ_k cov(c_k, s)`, so the ratio is each criterion's share
/// of the variance. It says more than the declared weight: inverse correctives of 10 % that are
/// capped explain far less than a tenth of the differences. Errors are those of [`shares`].
pub fn effective_weights(
    spec: &KeySpec,
    participants: &[Participant],
) -> Result<Vec<EffectiveWeight>, KeyError> {
    let decomposition = decomposition(spec, participants)?;
    let shares = decomposition.shares();
    let variance = covariance(&shares, &shares);
    // Shares of equal States differ by rounding alone.
    let differ = variance > GAIN_TOLERANCE * GAIN_TOLERANCE;
    Ok(decomposition
        .criteria
        .into_iter()
        .map(|criterion| EffectiveWeight {
            effective_weight: differ
                .then(|| covariance(&criterion.contribution, &shares) / variance),
            nominal_weight: criterion.nominal_weight,
            name: criterion.name,
        })
        .collect())
}

fn covariance(first: &[f64], second: &[f64]) -> f64 {
    let count = first.len() as f64;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / count;
    let (first_mean, second_mean) = (mean(first), mean(second));
    first
        .iter()
        .zip(second)
        .map(|(one, other)| (one - first_mean) * (other - second_mean))
        .sum::<f64>()
        / count
}

/// A State that becomes worse off and is asked for more.
#[derive(Clone, Debug, PartialEq)]
pub struct ParadoxWitness {
    /// The State's name.
    pub state: String,
    /// The indicator that changes, all others staying as they are.
    pub indicator: Indicator,
    /// Its value before.
    pub value_before: f64,
    /// Its value after.
    pub value_after: f64,
    /// The State's share before.
    pub share_before: f64,
    /// The State's share after, which is larger.
    pub share_after: f64,
}

/// Whether a State is worse off with more of an indicator (`Some(true)`), with less of it
/// (`Some(false)`), or neither can be said. An older population is a need of workers to one
/// author and a burden to another, and a rate of vacancies is read both ways.
fn worse_with_more(indicator: Indicator) -> Option<bool> {
    match indicator {
        Indicator::PopulationPersons
        | Indicator::GdpUsd
        | Indicator::GniUsd
        | Indicator::GdpPerCapitaPppUsd
        | Indicator::UnScalePercent => Some(false),
        Indicator::UnemploymentPercent
        | Indicator::AsylumApplicationsPerMillion
        | Indicator::HostedEnd2024Persons
        | Indicator::HostedEnd2025Persons => Some(true),
        Indicator::ResettlementArrivalsPersonsPerYear
        | Indicator::JobVacancyRatePercent
        | Indicator::Aged65AndOverPercent => None,
    }
}

/// Looks for States that become worse off and get a larger share.
///
/// Each State's indicators are worsened one by one by the fraction `step` of their value, between
/// 0 and 1: less product, income or people, more applications, unemployment or persons hosted. A
/// value of zero that gets worse by growing grows to `step` times the participants' mean. One
/// step size proves only the presence of paradoxes, not their absence. A change after which the
/// key has no shares at all is no witness. Errors are those of [`shares`], or a step outside its
/// range.
pub fn paradox_audit(
    spec: &KeySpec,
    participants: &[Participant],
    step: f64,
) -> Result<Vec<ParadoxWitness>, KeyError> {
    if !(step > 0.0 && step < 1.0) {
        return Err(KeyError::Step { step });
    }
    let before = shares(spec, participants)?.shares;
    let mut witnesses = Vec::new();
    for indicator in indicators_of(spec)? {
        let Some(more) = worse_with_more(indicator) else {
            continue;
        };
        let value_of = |one: &Participant| one.country.and_then(|country| country.value(indicator));
        let known: Vec<f64> = participants.iter().filter_map(value_of).collect();
        let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
        for (index, participant) in participants.iter().enumerate() {
            let (Some(country), Some(value)) = (participant.country, value_of(participant)) else {
                continue;
            };
            let value_after = match (more, value == 0.0) {
                (true, true) => step * mean,
                (true, false) => value * (1.0 + step),
                (false, _) => value * (1.0 - step),
            };
            let changed = with_value(country, indicator, value_after);
            let mut others = participants.to_vec();
            others[index].country = Some(&changed);
            let Ok(after) = shares(spec, &others) else {
                continue;
            };
            let share_after = after.shares[index];
            if share_after > before[index] + GAIN_TOLERANCE {
                witnesses.push(ParadoxWitness {
                    state: participant.name.to_owned(),
                    indicator,
                    value_before: value,
                    value_after,
                    share_before: before[index],
                    share_after,
                });
            }
        }
    }
    Ok(witnesses)
}

fn with_value(country: &Country, indicator: Indicator, value: f64) -> Country {
    let indicators: BTreeMap<_, _> = country
        .indicators
        .iter()
        .map(|(&one, figure)| {
            let mut figure = figure.clone();
            if one == indicator {
                figure.value = value;
            }
            (one, figure)
        })
        .collect();
    Country {
        indicators,
        ..country.clone()
    }
}
