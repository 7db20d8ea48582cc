//! The default situation: one host, the built-in defaults, begun at stocks at which real ones began.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::atomic::AtomicBool;

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng as _, SeedableRng as _};

use super::{FIRST_ONSET, Origin, Pair, THRESHOLD_PERSONS, quantile};
use crate::apportion::{ApportionError, ApportionRequest, SolverChoice, apportion};
use crate::ensemble::{self, EnsembleError, Observer, ReplicateOutcome, ReplicateYear, Settings};
use crate::model::{AGE_BANDS, SEXES};
use crate::scenario::{LoadOptions, Loaded, ScenarioErrors, load_text};
use crate::simulate::record::HEADLINES;
use crate::simulate::{InvariantBroken, OptionSetup, Resolution, Setup, planning_needs};

/// The scenario of the default situation, without its size.
const SITUATION: &str = include_str!("situation.toml");

/// Situations of different sizes.
const SIZES: usize = 12;

/// Situations of each size whose parameters are drawn from their ranges.
const DRAWS: usize = 8;

/// Blocks whose parameters are drawn: those that move people.
const DRAWN_BLOCKS: [&str; 4] = [
    "regime.",
    "arrivals.",
    "voluntary_return.",
    "local_integration.",
];

/// The stock to which the default arrivals outside pulses belong, persons: those of others are in
/// proportion. A judgement.
pub(super) const REFERENCE_STOCK_PERSONS: f64 = 400_000.0;

/// The first calendar year.
const START: i32 = 2026;

/// Default arrivals a month outside pulses by regime, in the words of a scenario.
const BASE_PERSONS_PER_MONTH: [(&str, f64); 3] =
    [("war", 2000.0), ("stalemate", 500.0), ("peace", 100.0)];

/// What the default situation yields.
#[derive(Clone, Debug, PartialEq)]
pub struct DefaultPanel {
    /// One origin for each size and replicate.
    pub origins: Vec<Origin>,
    /// Situations of different sizes.
    pub situations: usize,
}

/// The default situation could not be simulated.
#[derive(Debug, thiserror::Error)]
pub enum SimulationError {
    /// Its scenario: an error in the program.
    #[error("the default situation has errors; this is an error in fairshare: {0}")]
    Scenario(Box<ScenarioErrors>),
    /// Its plan.
    #[error(transparent)]
    Apportion(#[from] ApportionError),
    /// Drawn parameters make no situation.
    #[error("{0}")]
    Draw(String),
    /// A replicate broke an invariant.
    #[error(transparent)]
    Invariant(#[from] InvariantBroken),
    /// No situation of the tables began.
    #[error("in the tables no situation of 25,000 people or more begins from 1975 on")]
    NoOnset,
}

/// Stocks at the first year-end at or above the threshold, sorted.
fn onsets(panel: &[Origin]) -> Vec<f64> {
    let mut found: Vec<f64> = panel
        .iter()
        .flat_map(|origin| &origin.pairs)
        .flat_map(|pair| {
            pair.stock
                .windows(2)
                .enumerate()
                .filter_map(|(index, two)| {
                    let year = pair.first_year + i32::try_from(index + 1).unwrap_or(0);
                    let begins = two[0] < THRESHOLD_PERSONS
                        && two[1] >= THRESHOLD_PERSONS
                        && year >= FIRST_ONSET
                        && !pair.breaks[index + 1];
                    begins.then_some(two[1])
                })
        })
        .collect();
    found.sort_by(f64::total_cmp);
    found
}

/// Simulates default situations that begin at the stocks at which those of the tables began: with the
/// default values, or with values drawn from the ranges of the defaults, anew for each situation.
///
/// # Errors
/// See [`SimulationError`].
pub fn default_panel(
    panel: &[Origin],
    replicates: u32,
    drawn: bool,
) -> Result<DefaultPanel, SimulationError> {
    let onsets = onsets(panel);
    let mut origins = Vec::new();
    let draws = if drawn { DRAWS } else { 1 };
    for number in 0..SIZES * draws {
        let level = ((number % SIZES) as f64 + 0.5) / SIZES as f64;
        let stock = quantile(&onsets, level).ok_or(SimulationError::NoOnset)?;
        let sets = if drawn {
            drawn_values(number)?
        } else {
            Vec::new()
        };
        origins.extend(simulate(stock, number, replicates, sets)?);
    }
    Ok(DefaultPanel {
        origins,
        situations: SIZES * draws,
    })
}

/// One value for each parameter with a range, between its ends: evenly by logarithm where both are
/// above zero, else evenly.
fn drawn_values(number: usize) -> Result<Vec<String>, SimulationError> {
    let loaded = loaded(100_000.0, number, Vec::new())?;
    let mut random = Xoshiro256PlusPlus::seed_from_u64(20_041_008 + number as u64);
    let mut sets = Vec::new();
    for row in loaded.tree.parameters() {
        let is_drawn = DRAWN_BLOCKS.iter().any(|block| row.path.starts_with(block))
            // Arrivals outside pulses follow the size, within their range.
            && !row.path.contains("base_persons_per_month");
        let (Some([low, high]), true) = (row.range, is_drawn) else {
            continue;
        };
        let Ok(value) = row.value.replace('_', "").parse::<f64>() else {
            continue;
        };
        // 53 bits make a number from 0 to 1.
        let part = (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
        let drawn = if low > 0.0 {
            low * libm::pow(high / low, part)
        } else {
            low + part * (high - low)
        };
        // Whole numbers stay whole.
        if value.fract() == 0.0 && low.fract() == 0.0 && high.fract() == 0.0 && high > 1.0 {
            sets.push(format!("{}={:?}", row.path, drawn.round()));
        } else {
            sets.push(format!("{}={drawn:?}", row.path));
        }
    }
    Ok(sets)
}

/// What is changed for a size: the people at the start by sex and age, and arrivals outside pulses.
fn changes(stock: f64, size: usize) -> String {
    let mut text = String::new();
    let mut counted = 0.0;
    // Sexes alike, ages as among those who arrive by default.
    let by_band = [0.098, 0.193, 0.144, 0.516, 0.049];
    for sex in SEXES {
        for (band, share) in AGE_BANDS.into_iter().zip(by_band) {
            let persons = (stock * share / 2.0).round();
            counted += persons;
            let _ = writeln!(
                text,
                "[[population]]\nhost = \"XAB\"\nsex = \"{}\"\nage_band = \"{}\"\npersons = {persons:.0}",
                sex.name(),
                band.name(),
            );
        }
    }
    let _ = writeln!(
        text,
        "[[host]]\ncountry = \"XAB\"\nrefugees_persons = {counted:.0}"
    );
    let _ = writeln!(text, "[ensemble]\nseed = {}", 20_041_008 + size);
    let _ = writeln!(text, "[arrivals.base_persons_per_month]");
    for (regime, persons) in BASE_PERSONS_PER_MONTH {
        let _ = writeln!(
            text,
            "{regime} = {:?}",
            persons * stock / REFERENCE_STOCK_PERSONS
        );
    }
    text
}

fn loaded(stock: f64, size: usize, sets: Vec<String>) -> Result<Loaded, SimulationError> {
    let options = LoadOptions {
        sets,
        changes: Some(changes(stock, size)),
        ..LoadOptions::default()
    };
    load_text("situation.toml", SITUATION, &options)
        .map_err(|errors| SimulationError::Scenario(Box::new(errors)))
}

fn simulate(
    stock: f64,
    size: usize,
    replicates: u32,
    sets: Vec<String>,
) -> Result<Vec<Origin>, SimulationError> {
    let loaded = loaded(stock, size, sets)?;
    let situation = &loaded.situation;
    let setup = Setup::new(situation, Resolution::Banded);
    let mut plans = Vec::new();
    for option in &situation.options {
        let needs = planning_needs(situation, 5, option.resettlement_places_per_year);
        plans.push(apportion(&ApportionRequest {
            situation,
            option,
            needs: &needs,
            solver: SolverChoice::Auto,
        })?);
    }
    let prepared = situation
        .options
        .iter()
        .zip(&plans)
        .map(|(option, plan)| OptionSetup::new(&setup, option, plan))
        .collect();
    let mut kept = Kept {
        rows: Vec::new(),
        stock,
        years: situation.clock.months as usize / 12,
        size,
    };
    ensemble::run(
        &setup,
        prepared,
        0,
        &Settings::new(u64::from(replicates)),
        &AtomicBool::new(false),
        &mut kept,
    )
    .map_err(|error| match error {
        EnsembleError::Invariant(broken) => SimulationError::Invariant(broken),
        EnsembleError::Receiver(never) => match never {},
        EnsembleError::Draw(reason) => SimulationError::Draw(reason),
    })?;
    Ok(kept.rows)
}

/// Turns yearly rows into series.
struct Kept {
    rows: Vec<Origin>,
    stock: f64,
    years: usize,
    size: usize,
}

impl Observer<Infallible> for Kept {
    fn rows(&mut self, rows: &[ReplicateYear]) -> Result<(), Infallible> {
        let at = |name: &str| HEADLINES.iter().position(|it| *it == name).unwrap_or(0);
        let [stock, arrivals, returns, adverse, naturalised, resettled] = [
            at("stock_persons"),
            at("arrivals_persons"),
            at("voluntary_returns_persons"),
            at("adverse_returns_persons"),
            at("naturalisations_persons"),
            at("resettlement_departures_persons"),
        ];
        for years in rows.chunk_by(|one, other| one.replicate == other.replicate) {
            let begun = |first: f64, of: &dyn Fn(&ReplicateYear) -> f64| -> Vec<f64> {
                std::iter::once(first).chain(years.iter().map(of)).collect()
            };
            let stocks = begun(self.stock, &|row| row.values[stock]);
            let length = self.years + 1;
            self.rows.push(Origin {
                name: format!("{}.{}", self.size, years[0].replicate),
                first_year: START - 1,
                pairs: vec![Pair {
                    first_year: START - 1,
                    arrivals: begun(0.0, &|row| row.values[arrivals]),
                    breaks: vec![false; length],
                    begins: true,
                    stock: stocks.clone(),
                }],
                stock: stocks,
                returns: begun(0.0, &|row| row.values[returns] + row.values[adverse]),
                naturalisations: begun(0.0, &|row| row.values[naturalised]),
                resettlement: begun(0.0, &|row| row.values[resettled]),
            });
        }
        Ok(())
    }

    fn outcomes(&mut self, _: &[ReplicateOutcome]) -> Result<(), Infallible> {
        Ok(())
    }

    fn progress(&mut self, _: u64) {}
}
