//! Inequality, quantiles and running summaries.
