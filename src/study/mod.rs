//! What the futures mean: options compared under common futures.

mod compare;

pub use compare::{BreakEven, break_even, compare};
