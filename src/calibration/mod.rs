//! Calibration: what the public tables of past situations show, beside what the default situation
//! yields under the same definitions.
//!
//! The unit is a pair of a country of origin and a country of asylum with its year-end stocks, as in
//! UNHCR's definition of a protracted situation. The same functions measure the tables and the
//! simulated pairs. Uncertainty of the tables is that of resampling countries of origin, so that pairs
//! of one origin stay together; a target is met when the simulated value lies in the 90 % interval.

mod report;
mod simulated;
mod tables;
mod targets;

use std::path::PathBuf;

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng as _, SeedableRng as _};

pub use report::markdown;
pub use simulated::{DefaultPanel, SimulationError, default_panel};
pub use tables::{TableError, read_panel};
pub use targets::{TARGETS, Target, measure};

/// Stock from which on a pair is a large situation, persons: UNHCR's threshold of protracted ones.
pub const THRESHOLD_PERSONS: f64 = 25_000.0;

/// The first year in which a run may begin.
pub const FIRST_ONSET: i32 = 1975;

/// Tail of the interval on either side.
const TAIL: f64 = 0.05;

/// One pair of a country of origin and a country of asylum.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pair {
    /// First year of the series.
    pub first_year: i32,
    /// Year-end stocks, persons.
    pub stock: Vec<f64>,
    /// Recorded arrivals in the year, persons.
    pub arrivals: Vec<f64>,
    /// Recorded returns, naturalisations and departures for resettlement in the year, persons.
    pub exits: Vec<f64>,
    /// Years whose change is a break of the statistics, no movement.
    pub breaks: Vec<bool>,
    /// Whether the series begins with the beginning of the situation.
    pub begins: bool,
}

/// All pairs of a country of origin, and what left them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Origin {
    /// Country code, or the number of the simulated replicate.
    pub name: String,
    /// First year of the yearly sums.
    pub first_year: i32,
    /// Pairs.
    pub pairs: Vec<Pair>,
    /// Year-end stocks over all countries of asylum, persons.
    pub stock: Vec<f64>,
    /// Returns to the country in the year, persons.
    pub returns: Vec<f64>,
    /// Naturalisations of its people, persons.
    pub naturalisations: Vec<f64>,
    /// Departures for resettlement, persons.
    pub resettlement: Vec<f64>,
}

/// A target with what was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// The target.
    pub target: &'static Target,
    /// Value in the tables; none where nothing can be measured.
    pub value: Option<f64>,
    /// Interval of the tables.
    pub interval: Option<[f64; 2]>,
    /// Value of the default situation at its default values.
    pub at_defaults: Option<f64>,
    /// Value of the default prior: values drawn from the ranges of the defaults.
    pub simulated: Option<f64>,
    /// Value of the default prior's stocks and flows as they were, before statistics saw them.
    pub truth: Option<f64>,
    /// Interval of the simulated value by the same bootstrap over its situations and futures.
    pub simulated_interval: Option<[f64; 2]>,
}

impl Measured {
    /// Whether the simulated value lies in the interval of the tables.
    #[must_use]
    pub fn is_met(&self) -> Option<bool> {
        let [low, high] = self.interval?;
        let simulated = self.simulated?;
        Some((low..=high).contains(&simulated))
    }
}

/// Draws of a bootstrap, and their seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bootstrap {
    /// Draws.
    pub draws: u32,
    /// Seed.
    pub seed: u64,
}

/// What is asked of a calibration.
#[derive(Clone, Debug)]
pub struct CalibrationRequest {
    /// Folder with UNHCR's tables `population.csv`, `flows.csv` and `solutions.csv`.
    pub data: PathBuf,
    /// Whether breaks of the statistics are masked.
    pub mask: bool,
    /// Replicates of each of the default situations.
    pub replicates: u32,
    /// Bootstrap.
    pub bootstrap: Bootstrap,
    /// Changes of the default situations, `KEY.PATH=VALUE`, over what is drawn: to try values out.
    pub sets: Vec<String>,
}

/// Measures the tables.
#[must_use]
pub fn measure_all(panel: &[Origin], bootstrap: Bootstrap) -> Vec<(Option<f64>, Option<[f64; 2]>)> {
    let all: Vec<&Origin> = panel.iter().collect();
    let values = measure(&all);
    let mut draws: Vec<Vec<f64>> = vec![Vec::new(); values.len()];
    let mut random = Xoshiro256PlusPlus::seed_from_u64(bootstrap.seed);
    for _ in 0..bootstrap.draws {
        let resampled: Vec<&Origin> = (0..panel.len())
            .filter_map(|_| panel.get(index_below(&mut random, panel.len())))
            .collect();
        for (drawn, value) in draws.iter_mut().zip(measure(&resampled)) {
            drawn.extend(value);
        }
    }
    values
        .into_iter()
        .zip(draws)
        .map(|(value, mut drawn)| {
            drawn.sort_by(f64::total_cmp);
            let interval = quantile(&drawn, TAIL).zip(quantile(&drawn, 1.0 - TAIL));
            (value, interval.map(|(low, high)| [low, high]))
        })
        .collect()
}

/// A whole number below `count`; the bias of the product is below 2⁻³² for so few.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the product of 64-bit numbers, shifted, is below the count"
)]
fn index_below(random: &mut Xoshiro256PlusPlus, count: usize) -> usize {
    ((u128::from(random.next_u64()) * count as u128) >> 64) as usize
}

/// Measures tables and default situation, target by target.
///
/// # Errors
/// Tables that cannot be read, or a default situation that cannot be simulated.
pub fn calibrate(request: &CalibrationRequest) -> Result<(Vec<Measured>, usize), CalibrationError> {
    let panel = read_panel(&request.data, request.mask)?;
    let simulated = default_panel(&panel, request.replicates, true, &request.sets)?;
    let fixed = default_panel(&panel, request.replicates, false, &request.sets)?;
    let at_defaults = measure(&fixed.origins.iter().collect::<Vec<_>>());
    let truth = measure(&simulated.truth.iter().collect::<Vec<_>>());
    let tables = measure_all(&panel, request.bootstrap);
    let model = measure_all(&simulated.origins, request.bootstrap);
    let rows = TARGETS
        .iter()
        .zip(tables)
        .zip(model)
        .zip(at_defaults.into_iter().zip(truth))
        .map(
            |(((target, table), model), (at_defaults, truth))| Measured {
                target,
                value: table.0,
                interval: table.1,
                at_defaults: at_defaults.filter(|_| target.is_simulated),
                truth: truth.filter(|_| target.is_simulated),
                simulated: model.0.filter(|_| target.is_simulated),
                simulated_interval: model.1.filter(|_| target.is_simulated),
            },
        )
        .collect();
    Ok((rows, simulated.situations))
}

/// Why a calibration failed.
#[derive(Debug, thiserror::Error)]
pub enum CalibrationError {
    /// The tables.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The simulation.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
}

/// The quantile of sorted values, linear between ranks (type 7); none without values.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the rank lies between 0 and the number of values"
)]
pub(crate) fn quantile(sorted: &[f64], level: f64) -> Option<f64> {
    let rank = level * (sorted.len().checked_sub(1)?) as f64;
    let (low, part) = (rank.floor() as usize, rank.fract());
    let first = *sorted.get(low)?;
    Some(match sorted.get(low + 1) {
        Some(second) if part > 0.0 => first + part * (second - first),
        _ => first,
    })
}
