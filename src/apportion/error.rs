//! Why an apportionment refuses.

use crate::key::KeyError;
use crate::rounding::controlled::ControlledError;

use super::program::ProgramError;

/// An apportionment that could not be made. None of these ever comes with numbers.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ApportionError {
    /// The reference key cannot be computed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A participant that the scenario does not know.
    #[error(
        "participant `{id}` is neither a contributor of the scenario nor a country that keys may \
         read; add it as a contributor or correct the identifier"
    )]
    UnknownParticipant {
        /// The identifier.
        id: String,
    },
    /// Needs whose shape does not fit the situation.
    #[error(
        "the needs hold {found} entries of {what} where the situation has {expected}; the matrix \
         of needs must cover every host and every year of the plan"
    )]
    NeedsShape {
        /// What is counted.
        what: &'static str,
        /// How many are expected.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A figure that is negative or not finite.
    #[error("{what} is {value}; it must be a finite number not below zero")]
    Figure {
        /// What it is, with the name of its host or contributor and the year.
        what: String,
        /// The value.
        value: f64,
    },
    /// Whole places cannot be found.
    #[error("places of the year {year}: {problem}")]
    Places {
        /// The calendar year.
        year: i32,
        /// The problem, with the State's name.
        problem: String,
    },
    /// Places cannot be split over hosts.
    #[error("places cannot be split over hosts: {0}")]
    Hosts(Box<ControlledError>),
    /// An option that asks nobody for anything.
    #[error("option `{option}` has no plan, so it has no program; choose one with a plan")]
    NoPlan {
        /// The option.
        option: String,
    },
    /// Everybody is released from the plan.
    #[error(
        "deductions release every participant, so nobody is left to be asked; lower a deduction \
         or add participants"
    )]
    NobodyLeft,
    /// Caps that leave places without anybody to ask, where all must be found.
    #[error(
        "places of the year {year}: {short} of {sought} cannot be placed, because the States' caps \
         sum to {caps}; least relaxations: {relaxations}; or leave `places_must_be_met` out, and \
         they are shown as unmet"
    )]
    PlacesShort {
        /// The calendar year.
        year: i32,
        /// Places that are missing.
        short: u64,
        /// Places sought from States.
        sought: u64,
        /// The sum of the caps.
        caps: u64,
        /// Which caps to raise, in words.
        relaxations: String,
    },
    /// Rules of the plan's program that contradict each other.
    #[error(
        "the rules of the plan contradict each other; the least that has to be relaxed in sum: \
         {least_total}; the fewest rules to relax: {fewest}"
    )]
    Contradiction {
        /// The relaxations with the least sum, in words.
        least_total: String,
        /// The smallest set of rules, in words.
        fewest: String,
    },
    /// A linear program was not solved.
    #[error(transparent)]
    Program(#[from] ProgramError),
}
