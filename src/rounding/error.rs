//! Why no whole numbers exist, and what to do about it.

/// Why no whole numbers exist. Participants are given by index; [`RoundingError::describe`]
/// puts their names in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoundingError {
    /// The lists differ in length.
    #[error(
        "{quotas} quotas, {floors} floors and {caps} caps: every participant needs one of each"
    )]
    Length {
        /// Number of quotas.
        quotas: usize,
        /// Number of floors.
        floors: usize,
        /// Number of caps.
        caps: usize,
    },
    /// A quota that is negative, not a number, or beyond 2⁵³.
    #[error("the quota of participant {participant} is not a number of places from 0 to 2^53")]
    Quota {
        /// Index of the participant.
        participant: usize,
    },
    /// A total beyond 2⁵³.
    #[error("a total of {total} places is beyond 2^53")]
    Total {
        /// The total.
        total: u64,
    },
    /// The weights together exceed 64 bits.
    #[error("the weights sum to 2^64 or more; divide them by a common unit, such as thousands")]
    Weights,
    /// Numbers too large for the exact arithmetic of the quota method.
    #[error(
        "quotas and a total of {total} places are too large for the quota method's exact \
         arithmetic; give whole-number weights or use another method"
    )]
    TooLarge {
        /// The total.
        total: u64,
    },
    /// Those with a weight cannot take all places within their caps.
    #[error(
        "only participants with a weight take places above their floors, and their caps leave \
         {unplaced} of {total} places without a taker; raise caps or give others a weight"
    )]
    NoTaker {
        /// Places that nobody can take.
        unplaced: u64,
        /// The total.
        total: u64,
    },
    /// The quota method was asked to keep a bound that binds.
    #[error(
        "the quota method gives participant {participant} {places} places, outside its bounds of \
         {floor} to {cap}; it is defined without binding bounds only, so widen them or choose \
         largest-remainder or a divisor method"
    )]
    BindingBound {
        /// Index of the participant.
        participant: usize,
        /// What the method gives it.
        places: u64,
        /// Its floor.
        floor: u64,
        /// Its cap.
        cap: u64,
    },
    /// All weights are zero, so that nobody has a claim.
    #[error(
        "all weights are zero, so nobody has a claim to {total} places; give at least one a weight"
    )]
    NoWeight {
        /// The total to place.
        total: u64,
    },
    /// A floor above its cap.
    #[error(
        "participant {participant} has a floor of {floor} places above its cap of {cap}; \
         lower the floor or raise the cap"
    )]
    FloorAboveCap {
        /// Index of the participant.
        participant: usize,
        /// Its floor.
        floor: u64,
        /// Its cap.
        cap: u64,
    },
    /// The floors together exceed the total.
    #[error(
        "the floors sum to {floors} places, more than the total of {total}; lower floors or raise the total"
    )]
    FloorsAboveTotal {
        /// Sum of the floors.
        floors: u128,
        /// The total.
        total: u64,
    },
    /// The caps together fall short of the total.
    #[error(
        "the caps sum to {caps} places, fewer than the total of {total}; raise caps or lower the total"
    )]
    CapsBelowTotal {
        /// Sum of the caps.
        caps: u128,
        /// The total.
        total: u64,
    },
}

impl RoundingError {
    /// The message with the participant's name instead of its index.
    #[must_use]
    pub fn describe(&self, names: &[String]) -> String {
        let text = self.to_string();
        let participant = match self {
            Self::Quota { participant }
            | Self::FloorAboveCap { participant, .. }
            | Self::BindingBound { participant, .. } => *participant,
            _ => return text,
        };
        names.get(participant).map_or_else(
            || text.clone(),
            |name| text.replace(&format!("participant {participant}"), name),
        )
    }
}
