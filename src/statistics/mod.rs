//! Inequality, quantiles and running summaries that merge in any order.

mod histogram;
pub mod inequality;
mod moments;

pub use histogram::Histogram;
pub use moments::Moments;
