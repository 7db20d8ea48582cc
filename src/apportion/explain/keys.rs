//! Every key on the table for the same States: how far each share ranges, what the criteria of the
//! plan's own key explain, and whom it asks for more when it becomes worse off.

use crate::apportion::ApportionRequest;
use crate::apportion::data::{key_holders, prepare};
use crate::id::{ContributorId, OptionId};
use crate::key::{
    EffectiveWeight, KeyError, ParadoxWitness, Participant, decomposition, effective_weights,
    paradox_audit,
};
use crate::model::{KeyName, KeySpec};

use super::ExplainError;
use super::options::{ShareRange, Standing, share_ranges};

/// By how much a State's figures are worsened in the search for paradoxes, as a share.
pub const PARADOX_STEP: f64 = 0.05;

/// The keys that can be computed for the participants of a plan, beside its own.
#[derive(Clone, Debug, PartialEq)]
pub struct KeysOnTable {
    /// Names for people, by identifier, in the order of the plan.
    pub names: Vec<(ContributorId, String)>,
    /// The plan's own key first, by name; then those of other options, by the option's identifier;
    /// then the ready-made ones, by name: each with its shares.
    pub standings: Vec<Standing>,
    /// Ready-made keys that cannot be computed here, and why.
    pub left_out: Vec<(String, String)>,
    /// The range of each State's share over all of them; the plan's own key is the baseline.
    pub ranges: Vec<ShareRange>,
    /// How much of the differences between shares each criterion of the plan's own key explains.
    pub weights: Vec<EffectiveWeight>,
    /// States that become worse off and are asked for more by the plan's own key, when one figure
    /// is worsened by [`PARADOX_STEP`].
    pub paradoxes: Vec<ParadoxWitness>,
}

/// Computes every key that the data allow for the participants of an option's plan: its own, those
/// of the scenario's other options, and the ready-made keys with their published parameters.
///
/// # Errors
/// An option without a plan, or whose own key cannot be computed.
pub fn keys_on_the_table(request: &ApportionRequest) -> Result<KeysOnTable, ExplainError> {
    let option = request.option;
    if !option.has_plan {
        return Err(ExplainError::NoPlan {
            option: option.id.to_string(),
        });
    }
    let prepared = prepare(request)?;
    let holders = key_holders(&prepared.rows);
    let own = standing(&option.key.name, &option.key, &holders)
        .map_err(crate::apportion::ApportionError::from)?;
    let mut standings = vec![own];
    let mut left_out = Vec::new();
    for other in &request.situation.options {
        if other.has_plan && other.id != option.id && other.key != option.key {
            add(
                other.id.as_str(),
                &other.key,
                &holders,
                &mut standings,
                &mut left_out,
            );
        }
    }
    for key in KeyName::ALL {
        // Keys that the user has to fill in are on the table only where an option does.
        let is_open = matches!(
            key,
            KeyName::Weighted | KeyName::Fixed | KeyName::HostingCapacity
        );
        let spec = KeySpec {
            name: key.name().to_owned(),
            ..KeySpec::default()
        };
        if !is_open && spec != option.key {
            add(key.name(), &spec, &holders, &mut standings, &mut left_out);
        }
    }
    let key_error = |error| ExplainError::from(crate::apportion::ApportionError::from(error));
    Ok(KeysOnTable {
        names: holders
            .iter()
            .map(|holder| (holder.id.clone(), holder.name.to_owned()))
            .collect(),
        ranges: share_ranges(&standings, 0),
        weights: effective_weights(&option.key, &holders).map_err(key_error)?,
        paradoxes: paradox_audit(&option.key, &holders, PARADOX_STEP).map_err(key_error)?,
        standings,
        left_out,
    })
}

fn add(
    title: &str,
    spec: &KeySpec,
    holders: &[Participant],
    standings: &mut Vec<Standing>,
    left_out: &mut Vec<(String, String)>,
) {
    match standing(title, spec, holders) {
        Ok(standing) => standings.push(standing),
        // Who lacks a figure is of no interest where the key is only one of many.
        Err(KeyError::Missing {
            indicator, states, ..
        }) => left_out.push((
            title.to_owned(),
            format!(
                "{} is not known for {} States",
                indicator.name(),
                states.len()
            ),
        )),
        Err(error) => left_out.push((title.to_owned(), error.to_string())),
    }
}

/// The shares of a key with what each criterion contributes.
fn standing(title: &str, spec: &KeySpec, holders: &[Participant]) -> Result<Standing, KeyError> {
    let parts = decomposition(spec, holders)?;
    let by_holder = |values: &[f64]| {
        holders
            .iter()
            .zip(values)
            .map(|(holder, &value)| (holder.id.clone(), value))
            .collect()
    };
    Ok(Standing {
        option: OptionId(title.to_owned()),
        shares: by_holder(&parts.shares()),
        contributions: parts
            .criteria
            .iter()
            .map(|criterion| (criterion.name.clone(), by_holder(&criterion.contribution)))
            .collect(),
    })
}
