//! What the futures mean: options compared under common futures.

mod compare;
mod robust;

pub use compare::{BreakEven, break_even, compare};
pub use robust::{RobustError, RobustSettings, RobustStudy, YearCommitment, robust};
