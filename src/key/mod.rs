//! Reference keys: indicators of States become shares.
//!
//! A key turns indicators into shares that sum to 1 over the participating States only; when a
//! State leaves, the shares are computed anew.
//!
//! | key | formula |
//! |---|---|
//! | `population`, `gdp`, `gni`, `hosting-capacity` | proportional to one indicator |
//! | `un-scale` | the UN scale of assessments, renormalised |
//! | `weighted` | Σ weight · share, any indicators |
//! | `eu-2024` | ½ P + ½ G (Regulation (EU) 2024/1351) |
//! | `eu-2015-may` | .4 P + .4 G + .1 A + .1 U, A and U inverse shares (COM(2015) 240) |
//! | `eu-2015-sept` | the same with A and U capped and the residual spread by ½ (P + G) (COM(2015) 451) |
//! | `fixed` | shares that the user supplies |

mod error;
mod formula;

use crate::id::ContributorId;
use crate::model::{Country, Indicator, KeySpec};

pub use error::KeyError;
pub use formula::{Corrective, blended_shares};

/// A State that takes part and so holds a share of the key.
#[derive(Clone, Copy, Debug)]
pub struct Participant<'a> {
    /// Identifier.
    pub id: &'a ContributorId,
    /// Name for people.
    pub name: &'a str,
    /// The country whose indicators the key reads; a `fixed` key needs none.
    pub country: Option<&'a Country>,
}

/// Shares of a key with what a reader has to know about them.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyShares {
    /// Shares in the order of the participants; they sum to 1.
    pub shares: Vec<f64>,
    /// Limits taken, such as a State without a single application.
    pub notes: Vec<String>,
}

/// The names of all keys.
pub const KEY_NAMES: [&str; 10] = [
    "population",
    "gdp",
    "gni",
    "hosting-capacity",
    "un-scale",
    "weighted",
    "eu-2024",
    "eu-2015-may",
    "eu-2015-sept",
    "fixed",
];

/// A corrective's cap in the key of September 2015, as a share of the population and GDP shares.
pub const CORRECTIVE_CAP_SHARE_2015: f64 = 0.30;

/// How far weights or fixed shares may be from summing to 1 before they are refused.
const SUM_TOLERANCE: f64 = 1e-6;

/// The indicator that a `weighted` key calls by `name`: its own name, or a short one.
#[must_use]
pub fn indicator_by_name(name: &str) -> Option<Indicator> {
    Indicator::from_name(name).or(match name {
        "population" => Some(Indicator::PopulationPersons),
        "gdp" => Some(Indicator::GdpUsd),
        "gni" => Some(Indicator::GniUsd),
        "un-scale" | "un_scale" => Some(Indicator::UnScalePercent),
        "unemployment" => Some(Indicator::UnemploymentPercent),
        _ => None,
    })
}

/// The indicators that a key reads, in the order in which it does; empty for `fixed`.
///
/// For a key that does not exist or cannot be read the error says why.
pub fn indicators_of(spec: &KeySpec) -> Result<Vec<Indicator>, KeyError> {
    use Indicator::{
        AsylumApplicationsPerMillion, GdpUsd, GniUsd, PopulationPersons, UnScalePercent,
        UnemploymentPercent,
    };
    Ok(match spec.name.as_str() {
        "population" => vec![PopulationPersons],
        "gdp" => vec![GdpUsd],
        "gni" => vec![GniUsd],
        "un-scale" => vec![UnScalePercent],
        "eu-2024" => vec![PopulationPersons, GdpUsd],
        "eu-2015-may" | "eu-2015-sept" => vec![
            PopulationPersons,
            GdpUsd,
            AsylumApplicationsPerMillion,
            UnemploymentPercent,
        ],
        "hosting-capacity" => vec![hosting_capacity(spec)?],
        "weighted" => weighted_terms(spec)?
            .into_iter()
            .map(|(indicator, _)| indicator)
            .collect(),
        "fixed" => Vec::new(),
        _ => {
            return Err(KeyError::UnknownKey {
                name: spec.name.clone(),
            });
        }
    })
}

/// Computes the shares of a key over the participants.
///
/// Every share lies between 0 and 1 and they sum to 1. Errors name the key, the State, the
/// indicator and the remedy; a missing indicator is reported for all States at once.
pub fn shares(spec: &KeySpec, participants: &[Participant]) -> Result<KeyShares, KeyError> {
    if participants.is_empty() {
        return Err(KeyError::NoParticipants {
            key: spec.name.clone(),
        });
    }
    let plain = |shares| KeyShares {
        shares,
        notes: Vec::new(),
    };
    match spec.name.as_str() {
        "fixed" => fixed(spec, participants).map(plain),
        "eu-2015-may" => correctives_of_2015(spec, participants, None),
        "eu-2015-sept" => {
            let cap = spec
                .corrective_cap_share
                .unwrap_or(CORRECTIVE_CAP_SHARE_2015);
            if !(cap.is_finite() && cap >= 0.0) {
                return Err(KeyError::CorrectiveCap { cap });
            }
            correctives_of_2015(spec, participants, Some(cap))
        }
        "eu-2024" => {
            let population = proportional(spec, participants, Indicator::PopulationPersons)?;
            let gdp = proportional(spec, participants, Indicator::GdpUsd)?;
            Ok(plain(
                blended_shares(&[(0.5, &population), (0.5, &gdp)], &[], None).shares,
            ))
        }
        "weighted" => {
            let terms = weighted_terms(spec)?
                .into_iter()
                .map(|(indicator, weight)| {
                    Ok((weight, proportional(spec, participants, indicator)?))
                })
                .collect::<Result<Vec<_>, KeyError>>()?;
            let base: Vec<(f64, &[f64])> = terms
                .iter()
                .map(|(weight, shares)| (*weight, shares.as_slice()))
                .collect();
            Ok(plain(blended_shares(&base, &[], None).shares))
        }
        _ => {
            let indicators = indicators_of(spec)?;
            let indicator = indicators
                .first()
                .copied()
                .ok_or_else(|| KeyError::UnknownKey {
                    name: spec.name.clone(),
                })?;
            proportional(spec, participants, indicator).map(plain)
        }
    }
}

/// The one indicator that stands for hosting capacity; no table holds it, so it must be named.
fn hosting_capacity(spec: &KeySpec) -> Result<Indicator, KeyError> {
    let mut names = spec.weights.keys();
    let (Some(name), None) = (names.next(), names.next()) else {
        return Err(KeyError::HostingCapacity);
    };
    indicator_by_name(name).ok_or_else(|| KeyError::UnknownIndicator {
        key: spec.name.clone(),
        name: name.clone(),
    })
}

fn weighted_terms(spec: &KeySpec) -> Result<Vec<(Indicator, f64)>, KeyError> {
    let mut terms = Vec::with_capacity(spec.weights.len());
    for (name, &weight) in &spec.weights {
        let indicator = indicator_by_name(name).ok_or_else(|| KeyError::UnknownIndicator {
            key: spec.name.clone(),
            name: name.clone(),
        })?;
        if !(weight.is_finite() && weight >= 0.0) {
            return Err(KeyError::Weight {
                name: name.clone(),
                weight,
            });
        }
        if weight > 0.0 {
            terms.push((indicator, weight));
        }
    }
    let sum: f64 = terms.iter().map(|term| term.1).sum();
    if (sum - 1.0).abs() > SUM_TOLERANCE {
        return Err(KeyError::WeightsSum { sum });
    }
    Ok(terms)
}

/// The value of an indicator for every participant, or all that is wrong with them.
fn values(
    spec: &KeySpec,
    participants: &[Participant],
    indicator: Indicator,
) -> Result<Vec<f64>, KeyError> {
    let mut missing = Vec::new();
    let mut values = Vec::with_capacity(participants.len());
    for participant in participants {
        match participant
            .country
            .and_then(|country| country.value(indicator))
        {
            None => missing.push(participant.name.to_owned()),
            Some(value) if !value.is_finite() || value < 0.0 => {
                return Err(KeyError::Value {
                    key: spec.name.clone(),
                    state: participant.name.to_owned(),
                    indicator,
                    value,
                });
            }
            Some(value) => values.push(value),
        }
    }
    if missing.is_empty() {
        Ok(values)
    } else {
        Err(KeyError::Missing {
            key: spec.name.clone(),
            states: missing,
            indicator,
        })
    }
}

/// Shares in proportion to one indicator.
fn proportional(
    spec: &KeySpec,
    participants: &[Participant],
    indicator: Indicator,
) -> Result<Vec<f64>, KeyError> {
    let values = values(spec, participants, indicator)?;
    formula::normalised(&values).ok_or_else(|| KeyError::AllZero {
        key: spec.name.clone(),
        indicator,
    })
}

/// The keys of 2015: population and GDP with two inverse correctives.
fn correctives_of_2015(
    spec: &KeySpec,
    participants: &[Participant],
    cap: Option<f64>,
) -> Result<KeyShares, KeyError> {
    let population = proportional(spec, participants, Indicator::PopulationPersons)?;
    let gdp = proportional(spec, participants, Indicator::GdpUsd)?;
    let read = |indicator: Indicator| -> Result<Corrective, KeyError> {
        Ok(Corrective {
            name: indicator.name().to_owned(),
            weight: 0.1,
            values: values(spec, participants, indicator)?,
        })
    };
    let correctives = [
        read(Indicator::AsylumApplicationsPerMillion)?,
        read(Indicator::UnemploymentPercent)?,
    ];
    let mut key = blended_shares(&[(0.4, &population), (0.4, &gdp)], &correctives, cap);
    for note in &mut key.notes {
        // Notes speak of participants by index; people want names.
        for (index, participant) in participants.iter().enumerate().rev() {
            *note = note.replace(&format!("#{index}#"), participant.name);
        }
    }
    Ok(key)
}

/// Shares that the user supplies, one for every participant.
fn fixed(spec: &KeySpec, participants: &[Participant]) -> Result<Vec<f64>, KeyError> {
    let mut given = Vec::with_capacity(participants.len());
    let mut missing = Vec::new();
    for participant in participants {
        match spec.shares.get(participant.id.as_str()) {
            None => missing.push(participant.name.to_owned()),
            Some(share) if !share.is_finite() || *share < 0.0 => {
                return Err(KeyError::FixedShare {
                    state: participant.name.to_owned(),
                    share: *share,
                });
            }
            Some(share) => given.push(*share),
        }
    }
    if !missing.is_empty() {
        return Err(KeyError::FixedMissing { states: missing });
    }
    let whole: f64 = spec.shares.values().sum();
    if (whole - 1.0).abs() > SUM_TOLERANCE {
        return Err(KeyError::FixedSum { sum: whole });
    }
    // Shares of those who take no part fall to those who do.
    formula::normalised(&given).ok_or(KeyError::FixedSum { sum: 0.0 })
}

#[cfg(test)]
mod tests;
