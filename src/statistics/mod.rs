//! Inequality, quantiles and running summaries.

pub mod inequality;
