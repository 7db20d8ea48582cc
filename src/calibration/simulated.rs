//! The default situation: one host, the built-in defaults, begun at stocks at which real ones began.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::atomic::AtomicBool;

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng as _, SeedableRng as _};

use super::{FIRST_ONSET, Origin, Pair, THRESHOLD_PERSONS, quantile};
use crate::apportion::{ApportionError, ApportionRequest, SolverChoice, apportion};
use crate::ensemble::{self, EnsembleError, Observer, ReplicateOutcome, ReplicateYear, Settings};
use crate::model::{AGE_BANDS, Distribution, SEXES};
use crate::scenario::{LoadOptions, Loaded, ScenarioErrors, Spread, load_text};
use crate::simulate::record::HEADLINES;
use crate::simulate::{InvariantBroken, OptionSetup, Resolution, Setup, planning_needs};

/// The scenario of the default situation, without its size.
const SITUATION: &str = include_str!("situation.toml");

/// Situations of different sizes.
const SIZES: usize = 12;

/// Situations of each size whose parameters are drawn from their ranges.
const DRAWS: usize = 8;

/// Blocks whose parameters are drawn: those that move people.
const DRAWN_BLOCKS: [&str; 5] = [
    "regime.",
    "arrivals.",
    "voluntary_return.",
    "local_integration.",
    "observation.",
];

/// Regimes in which situations begin, and how often: some conflicts are short, and some people flee
/// when the war that drives them is all but over. A judgement.
pub(super) const BEGINNINGS: [(&str, f64); 3] =
    [("war", 0.55), ("stalemate", 0.25), ("peace", 0.2)];

/// Arrivals outside pulses differ between situations by up to this factor either way, evenly by
/// logarithm: a little more than the range of the defaults. A judgement.
pub(super) const ARRIVALS_FACTOR: f64 = 15.0;

/// The stock to which the default arrivals outside pulses belong, persons: those of others are in
/// proportion. A judgement.
pub(super) const REFERENCE_STOCK_PERSONS: f64 = 175_000.0;

/// The first calendar year.
const START: i32 = 2026;

/// Default arrivals a month outside pulses by regime, in the words of a scenario.
const BASE_PERSONS_PER_MONTH: [(&str, f64); 3] =
    [("war", 2000.0), ("stalemate", 500.0), ("peace", 100.0)];

/// What the default situation yields.
#[derive(Clone, Debug, PartialEq)]
pub struct DefaultPanel {
    /// One origin for each size and replicate, as statistics would publish it.
    pub origins: Vec<Origin>,
    /// The same with the stocks and flows that were, for comparison.
    pub truth: Vec<Origin>,
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
    more: &[String],
) -> Result<DefaultPanel, SimulationError> {
    let onsets = onsets(panel);
    let (mut origins, mut truth) = (Vec::new(), Vec::new());
    let draws = if drawn { DRAWS } else { 1 };
    for number in 0..SIZES * draws {
        let level = ((number % SIZES) as f64 + 0.5) / SIZES as f64;
        let stock = quantile(&onsets, level).ok_or(SimulationError::NoOnset)?;
        let mut sets = if drawn {
            drawn_values(number, stock)?
        } else {
            Vec::new()
        };
        sets.extend_from_slice(more);
        let [published, were] = simulate(stock, number, replicates, sets)?;
        origins.extend(published);
        truth.extend(were);
    }
    Ok(DefaultPanel {
        origins,
        truth,
        situations: SIZES * draws,
    })
}

/// One value for each parameter with a range, between its ends: evenly by logarithm where both are
/// above zero, else evenly.
fn drawn_values(number: usize, stock: f64) -> Result<Vec<String>, SimulationError> {
    let loaded = loaded(100_000.0, number, Vec::new())?;
    let mut random = Xoshiro256PlusPlus::seed_from_u64(20_041_008 + number as u64);
    let mut sets = Vec::new();
    for row in loaded.tree.parameters() {
        let is_drawn = DRAWN_BLOCKS.iter().any(|block| row.path.starts_with(block))
            // Arrivals outside pulses follow the size, within their range.
            && !row.path.contains("base_persons_per_month")
            // Regimes end without memory, so that how peace would consolidate has no bearing.
            && !row.path.starts_with("regime.consolidat");
        let (Some([low, high]), true) = (row.range, is_drawn) else {
            continue;
        };
        let Ok(value) = row.value.replace('_', "").parse::<f64>() else {
            continue;
        };
        let spread = Spread {
            mode: value,
            range: [low, high],
            // Of a rate, any power of ten in its range is as likely as another.
            distribution: if low > 0.0 {
                Distribution::LogUniform
            } else {
                Distribution::Uniform
            },
            is_whole: false,
        };
        let drawn = spread.quantile(unit(&mut random));
        // The register does not tell counts from measures that are written as whole numbers: what may be a
        // count stays whole, as it was when the prior was fitted.
        if value.fract() == 0.0 && low.fract() == 0.0 && high.fract() == 0.0 && high > 1.0 {
            sets.push(format!("{}={:?}", row.path, drawn.round()));
        } else {
            sets.push(format!("{}={drawn:?}", row.path));
        }
    }
    let mut rest = unit(&mut random);
    for (regime, share) in BEGINNINGS {
        if rest < share {
            sets.push(format!("regime.initial={regime:?}"));
            break;
        }
        rest -= share;
    }
    let factor = libm::pow(ARRIVALS_FACTOR, 2.0 * unit(&mut random) - 1.0);
    for (regime, persons) in BASE_PERSONS_PER_MONTH {
        let base = factor * persons * stock / REFERENCE_STOCK_PERSONS;
        sets.push(format!("arrivals.base_persons_per_month.{regime}={base:?}"));
    }
    Ok(sets)
}

/// A number from 0 to 1 of 53 bits.
fn unit(random: &mut Xoshiro256PlusPlus) -> f64 {
    (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
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
) -> Result<[Vec<Origin>; 2], SimulationError> {
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
        rows: [Vec::new(), Vec::new()],
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
    /// As published, and as it was.
    rows: [Vec<Origin>; 2],
    stock: f64,
    years: usize,
    size: usize,
}

impl Kept {
    /// The series of one replicate from its yearly rows; `columns` say where stock, arrivals, returns,
    /// naturalisations and resettlement stand.
    fn origin(&self, years: &[ReplicateYear], columns: [&[usize]; 5]) -> Origin {
        let begun = |first: f64, columns: &[usize]| -> Vec<f64> {
            let of = |row: &ReplicateYear| columns.iter().map(|&at| row.values[at]).sum();
            std::iter::once(first).chain(years.iter().map(of)).collect()
        };
        let [stock, arrivals, returns, naturalised, resettled] = columns;
        let stock = begun(self.stock, stock);
        let exits = [returns, naturalised, resettled].concat();
        Origin {
            name: format!("{}.{}", self.size, years[0].replicate),
            first_year: START - 1,
            pairs: vec![Pair {
                first_year: START - 1,
                arrivals: begun(0.0, arrivals),
                exits: begun(0.0, &exits),
                breaks: vec![false; self.years + 1],
                begins: true,
                stock: stock.clone(),
            }],
            stock,
            returns: begun(0.0, returns),
            naturalisations: begun(0.0, naturalised),
            resettlement: begun(0.0, resettled),
        }
    }
}

impl Observer<Infallible> for Kept {
    fn rows(&mut self, rows: &[ReplicateYear]) -> Result<(), Infallible> {
        let at = |name: &str| HEADLINES.iter().position(|it| *it == name).unwrap_or(0);
        let solved = [
            at("naturalisations_persons"),
            at("resettlement_departures_persons"),
        ];
        let published = [
            at("published_stock_persons"),
            at("published_arrivals_persons"),
            at("published_returns_persons"),
        ];
        let were = [at("stock_persons"), at("arrivals_persons")];
        let returns = [
            at("voluntary_returns_persons"),
            at("adverse_returns_persons"),
        ];
        for years in rows.chunk_by(|one, other| one.replicate == other.replicate) {
            let [stock, arrivals, returned] = published.each_ref().map(std::slice::from_ref);
            let [naturalised, resettled] = solved.each_ref().map(std::slice::from_ref);
            let origin = self.origin(years, [stock, arrivals, returned, naturalised, resettled]);
            self.rows[0].push(origin);
            let [stock, arrivals] = were.each_ref().map(std::slice::from_ref);
            let origin = self.origin(years, [stock, arrivals, &returns, naturalised, resettled]);
            self.rows[1].push(origin);
        }
        Ok(())
    }

    fn outcomes(&mut self, _: &[ReplicateOutcome]) -> Result<(), Infallible> {
        Ok(())
    }

    fn progress(&mut self, _: u64) {}
}
