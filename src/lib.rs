//! Apportions responsibility for a mass influx of refugees among States, and simulates what
//! comes of it for people and money.
//!
//! The rooms of the crate and the direction of imports are described in `ARCHITECTURE.md`.

pub mod apportion;
pub mod archive;
pub mod calibration;
pub mod cli;
pub mod diagnostic;
pub mod ensemble;
pub mod id;
pub mod indicator;
pub mod key;
pub mod model;
pub mod random;
pub mod report;
pub mod rounding;
pub mod scenario;
pub mod serve;
pub mod simulate;
pub mod statistics;
pub mod study;
pub mod units;
pub mod workflow;
pub mod world;

// Unit tests share fixtures with the integration tests, which name the crate.
#[cfg(test)]
extern crate self as fairshare;
