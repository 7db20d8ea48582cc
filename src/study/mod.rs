//! What the futures mean: options compared under common futures.

mod besides;
mod compare;
pub mod decision;
pub mod drivers;
pub mod equity;
pub mod lever;
pub mod outcomes;
mod robust;
pub mod sensitivity;
pub mod structures;

pub use besides::{besides_uptake, besides_uptake_together};
pub use compare::{BreakEven, break_even, compare};
pub use robust::{RobustError, RobustSettings, RobustStudy, YearCommitment, robust};
