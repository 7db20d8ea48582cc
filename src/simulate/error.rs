//! What can go wrong in a replicate: only a broken invariant.

use crate::id::OptionId;

/// A replicate broke an invariant; nothing of the run may be used. The seed, replicate and month
/// reproduce it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "invariant {rule} broken in option `{option}`, replicate {replicate}, month {month} \
     (seed {seed}): {detail}"
)]
pub struct InvariantBroken {
    /// Which invariant, such as `I4 conservation of people`.
    pub rule: &'static str,
    /// The option.
    pub option: OptionId,
    /// The replicate.
    pub replicate: u64,
    /// The month, counted from 0.
    pub month: u32,
    /// The seed.
    pub seed: u64,
    /// What was found.
    pub detail: String,
}
