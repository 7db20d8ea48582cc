//! Reference keys: indicators of States become shares.
//!
//! A key turns indicators into shares that sum to 1 over the participating States only; when a
//! State leaves, the shares are computed anew. [`KeyName`] lists the keys
//! with their formulas and sources.

mod audit;
mod compute;
mod error;
mod formula;

use crate::id::ContributorId;
use crate::model::{Country, Indicator, KeyName, KeySpec};

pub use audit::{EffectiveWeight, ParadoxWitness, effective_weights, paradox_audit};
pub use error::KeyError;
pub use formula::{BaseTerm, Corrective, Criterion, blend};

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

/// A key taken apart: what each criterion contributes to each share.
#[derive(Clone, Debug, PartialEq)]
pub struct Decomposition {
    /// The criteria, in the order in which the key reads them.
    pub criteria: Vec<Criterion>,
    /// Limits taken, such as a State without a single application.
    pub notes: Vec<String>,
}

impl Decomposition {
    /// The shares: the sums of all contributions.
    #[must_use]
    pub fn shares(&self) -> Vec<f64> {
        let count = self
            .criteria
            .first()
            .map_or(0, |criterion| criterion.contribution.len());
        formula::sums(&self.criteria, count)
    }
}

/// A corrective's cap in the key of September 2015, as a share of the population and GDP shares.
pub const CORRECTIVE_CAP_SHARE_2015: f64 = 0.30;

/// The slope of the correctives of the key `corrected` (Grech 2017).
pub const CORRECTIVE_SLOPE_2017: f64 = 0.1;

fn key_of(spec: &KeySpec) -> Result<KeyName, KeyError> {
    spec.key_name().ok_or_else(|| KeyError::UnknownKey {
        name: spec.name.clone(),
    })
}

/// The indicators that a key reads, in the order in which it does; empty for `fixed`.
///
/// For a key that does not exist or cannot be read the error says why.
pub fn indicators_of(spec: &KeySpec) -> Result<Vec<Indicator>, KeyError> {
    let key = key_of(spec)?;
    let computation = compute::Computation {
        spec,
        participants: &[],
    };
    computation.check_terms(key)?;
    Ok(spec.indicators())
}

/// What each criterion of a key contributes to each participant's share.
///
/// Contributions sum to the shares of [`shares`], and the nominal weights to 1. For the key
/// `corrected`, whose correctives multiply, a corrective's contribution is what it changes,
/// averaged over both orders of applying the two. Errors are those of [`shares`].
pub fn decomposition(
    spec: &KeySpec,
    participants: &[Participant],
) -> Result<Decomposition, KeyError> {
    let key = key_of(spec)?;
    if participants.is_empty() {
        return Err(KeyError::NoParticipants {
            key: spec.name.clone(),
        });
    }
    compute::Computation { spec, participants }.run(key)
}

/// Computes the shares of a key over the participants.
///
/// Every share lies between 0 and 1 and they sum to 1. Errors name the key, the State, the
/// indicator and the remedy; a missing indicator is reported for all States at once.
pub fn shares(spec: &KeySpec, participants: &[Participant]) -> Result<KeyShares, KeyError> {
    let decomposition = decomposition(spec, participants)?;
    // Sums of contributions may leave the range by a rounding error.
    let shares = decomposition
        .shares()
        .into_iter()
        .map(|share| share.clamp(0.0, 1.0))
        .collect();
    Ok(KeyShares {
        shares,
        notes: decomposition.notes,
    })
}

#[cfg(test)]
mod tests;
