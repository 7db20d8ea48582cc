//! Inequality, quantiles and running summaries that merge in any order.

mod histogram;
pub mod inequality;
mod layered;
mod moments;

pub use histogram::Histogram;
pub use layered::{Components, Layered};
pub use moments::Moments;
