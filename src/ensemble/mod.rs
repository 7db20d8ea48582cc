//! All futures: replicates in parallel and summaries that merge in any order.
//!
//! Replicates are run in chunks of fixed size; within a chunk rayon may run them in any order on
//! any number of threads. Each yields whole numbers, which are summed exactly, so the result does
//! not depend on threads or on the size of chunks. Memory depends on the number of indicators, not
//! on the number of replicates.

mod accumulator;
mod headlines;
mod paired;
mod stopping;
mod worlds;

pub use accumulator::Accumulator;
pub use headlines::{Estimate, HEADLINE_OUTCOMES, Headline, VarianceParts};
pub use paired::{Paired, PairedCell};
pub use stopping::Stopping;
pub use worlds::Worlds;

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use self::paired::pair;
use self::stopping::next_check;
use self::worlds::Drawn;
use crate::indicator::{Period, SummaryTable};
use crate::simulate::record::{HEADLINES, Layout};
use crate::simulate::{InvariantBroken, OptionSetup, Setup, Workspace, replicate};

/// How an ensemble is run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Replicates of each option, at most.
    pub replicates: u64,
    /// The relative Monte Carlo error of every headline outcome at which no further replicates are
    /// made; none makes all of them.
    pub until_error: Option<f64>,
    /// Replicates at each fixed level of uptake.
    pub uptake_replicates: u64,
    /// Replicates that are run before results are merged.
    pub chunk: u64,
    /// Whether to check every cell of the accounts every month.
    pub audit: bool,
}

impl Settings {
    /// The usual settings for a number of replicates: a twentieth of them, at least 50, at each
    /// fixed level of uptake.
    #[must_use]
    pub fn new(replicates: u64) -> Self {
        Self {
            replicates,
            until_error: None,
            uptake_replicates: (replicates / 20).max(50).min(replicates),
            chunk: 32,
            audit: false,
        }
    }
}

/// The fixed levels of uptake at which plans are compared with the baseline.
pub const UPTAKE_LEVELS: [f64; 3] = [0.0, 0.5, 1.0];

/// Yearly headline indicators of one replicate of one option.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplicateYear {
    /// Index of the option.
    pub option: usize,
    /// The replicate.
    pub replicate: u64,
    /// Calendar year.
    pub year: i32,
    /// Values in the order of [`HEADLINES`], in their units.
    pub values: Vec<f64>,
}

/// Whole-period indicators of one replicate of one option, at a fixed uptake or at the one that it
/// drew.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplicateOutcome {
    /// Index of the option.
    pub option: usize,
    /// The fixed uptake, or none where it is drawn from its prior.
    pub uptake: Option<f64>,
    /// The replicate.
    pub replicate: u64,
    /// Values in the order of [`outcome_names`], in their units.
    pub values: Vec<f64>,
}

/// Names of the whole-period indicators, in the order of [`ReplicateOutcome::values`].
#[must_use]
pub fn outcome_names() -> Vec<&'static str> {
    crate::simulate::record::WHOLE
        .iter()
        .map(|(name, _)| *name)
        .chain(["uptake_share"])
        .collect()
}

/// What an ensemble yields.
#[derive(Clone, Debug)]
pub struct Results {
    /// Summaries of all cells of all options.
    pub summary: SummaryTable,
    /// Paired differences from the baseline.
    pub paired: Vec<Paired>,
    /// Headline outcomes of each option.
    pub headlines: Vec<Headline>,
    /// How it went, where the run aimed at an error.
    pub stopping: Option<Stopping>,
    /// Replicates finished.
    pub replicates: u64,
    /// Whether the run was stopped before its end.
    pub interrupted: bool,
}

/// Why an ensemble failed.
#[derive(Debug, thiserror::Error)]
pub enum EnsembleError<E> {
    /// A replicate broke an invariant.
    #[error(transparent)]
    Invariant(#[from] InvariantBroken),
    /// Whoever receives the yearly rows could not.
    #[error("{0}")]
    Receiver(E),
    /// A draw of parameters makes no situation.
    #[error("{0}")]
    Draw(String),
}

/// Who watches an ensemble at work.
pub trait Observer<E> {
    /// Receives the yearly rows of a chunk, in the order of replicates and options.
    ///
    /// # Errors
    /// Whatever keeps the receiver from taking them; the run then stops.
    fn rows(&mut self, rows: &[ReplicateYear]) -> Result<(), E>;

    /// Receives the whole-period rows of a chunk, in the order of replicates and variants.
    ///
    /// # Errors
    /// Whatever keeps the receiver from taking them; the run then stops.
    fn outcomes(&mut self, rows: &[ReplicateOutcome]) -> Result<(), E>;

    /// Learns how many replicates are done.
    fn progress(&mut self, done: u64);
}

/// One thing that is run for every replicate: an option, or an option at a fixed uptake.
struct Variant<'a> {
    option: usize,
    setup: OptionSetup<'a>,
    uptake: Option<f64>,
    replicates: u64,
}

/// Runs the ensemble of all options.
///
/// `options` are in the order of the situation, `baseline` the index of the one that others are
/// compared with. `stop` may be set from elsewhere: the chunk at work is finished and what is done
/// is kept.
///
/// # Errors
/// A broken invariant, or a receiver that fails.
pub fn run<'a, E: Send>(
    setup: &Setup<'a>,
    options: Vec<OptionSetup<'a>>,
    baseline: usize,
    settings: &Settings,
    stop: &AtomicBool,
    observer: &mut impl Observer<E>,
) -> Result<Results, EnsembleError<E>> {
    run_in(setup, options, baseline, settings, None, stop, observer)
}

/// The same with parameters that are drawn, where `worlds` says how.
///
/// Replicates come in groups, the futures of one draw; where their number is no whole number of
/// groups, the rest is left out. Standard errors take the draws as what is independent.
///
/// # Errors
/// As for [`run`], and a draw that makes no situation.
pub fn run_in<'a, E: Send>(
    setup: &Setup<'a>,
    options: Vec<OptionSetup<'a>>,
    baseline: usize,
    settings: &Settings,
    worlds: Option<&dyn Worlds>,
    stop: &AtomicBool,
    observer: &mut impl Observer<E>,
) -> Result<Results, EnsembleError<E>> {
    let futures = worlds.map_or(1, |worlds| worlds.futures_per_draw().max(1));
    let all = settings.replicates / futures * futures;
    let layouts: Vec<Layout> = options
        .iter()
        .map(|option| {
            let donors: Vec<usize> = (0..option.plan.shares.len()).collect();
            Layout::new(setup, &donors)
        })
        .collect();
    let mut accumulators: Vec<Accumulator> = layouts.iter().map(Accumulator::new).collect();
    let variants = variants(options, settings, futures);
    let mut paired: Vec<Paired> = variants
        .iter()
        .filter(|variant| variant.option != baseline)
        .map(|variant| Paired::new(variant.option, variant.uptake, &layouts[variant.option]))
        .collect();
    let mut headlines = headlines::headlines(&layouts);
    let mut stopping = None;
    let headline_cells: Vec<Vec<Vec<usize>>> = layouts
        .iter()
        .map(|layout| headline_cells(setup, layout))
        .collect();

    let mut done = 0;
    let chunk = settings.chunk.max(1).next_multiple_of(futures);
    while done < all && !stop.load(Ordering::Relaxed) {
        let mut end = (done + chunk).min(all);
        if settings.until_error.is_some() {
            end = end.min(next_check(done, futures));
        }
        let is_check = end == next_check(done, futures) || end == all;
        let outcomes = outcomes(setup, &variants, done..end, settings.audit, worlds)?;
        let mut rows = Vec::new();
        let mut wholes = Vec::new();
        for (offset, outcome) in outcomes.iter().enumerate() {
            let number = done + offset as u64;
            add_rows(
                &mut rows,
                setup,
                &variants,
                outcome,
                number,
                &layouts,
                &headline_cells,
            );
            add_outcomes(&mut wholes, &variants, outcome, number, &layouts);
        }
        let group_size = usize::try_from(futures).unwrap_or(usize::MAX);
        for (group, draw) in outcomes.chunks_exact(group_size).zip(done / futures..) {
            pair(&mut paired, &variants, group, baseline);
            headlines::add(&mut headlines, &variants, group, draw);
        }
        for (option, accumulator) in accumulators.iter_mut().enumerate() {
            let values: Vec<&[i64]> = outcomes
                .iter()
                .map(|outcome| outcome[option].as_slice())
                .collect();
            accumulator.add(&values, group_size);
        }
        observer.rows(&rows).map_err(EnsembleError::Receiver)?;
        observer
            .outcomes(&wholes)
            .map_err(EnsembleError::Receiver)?;
        done = end;
        observer.progress(done);
        if let Some(target) = settings.until_error.filter(|_| is_check) {
            let arrivals = layouts
                .first()
                .and_then(|layout| layout.find("total_arrivals_persons", Period::Whole))
                .map_or(0.0, |cell| accumulators[0].mean(cell));
            stopping = stopping::look(target, &headlines, setup.situation, arrivals, done);
            if stopping.as_ref().is_some_and(|it| it.reached) {
                break;
            }
        }
    }
    let reached = stopping.as_ref().is_some_and(|it| it.reached);
    Ok(Results {
        summary: summary(&accumulators, &layouts),
        paired,
        headlines,
        interrupted: done < all && !reached,
        stopping,
        replicates: done,
    })
}

/// The outcomes of consecutive replicates: by replicate, then by variant.
fn outcomes<E: Send>(
    setup: &Setup<'_>,
    variants: &[Variant<'_>],
    replicates: std::ops::Range<u64>,
    audit: bool,
    worlds: Option<&dyn Worlds>,
) -> Result<Vec<Vec<Vec<i64>>>, EnsembleError<E>> {
    let Some(worlds) = worlds else {
        return Ok(run_chunk(setup, variants, replicates, audit, None)?);
    };
    let futures = worlds.futures_per_draw().max(1);
    let drawn = Drawn::new(worlds, replicates.start / futures..replicates.end / futures)?;
    let prepared = drawn.prepare(variants);
    let prepared = Some((prepared.as_slice(), futures));
    Ok(run_chunk(setup, variants, replicates, audit, prepared)?)
}

/// The summary of all cells, sorted.
fn summary(accumulators: &[Accumulator], layouts: &[Layout]) -> SummaryTable {
    let mut summary = SummaryTable::default();
    for (option, (accumulator, layout)) in accumulators.iter().zip(layouts).enumerate() {
        accumulator.summarise(option, layout, &mut summary);
    }
    summary.rows.sort_by(|left, right| {
        (
            left.option,
            left.indicator,
            left.host,
            left.breakdown,
            left.period,
        )
            .cmp(&(
                right.option,
                right.indicator,
                right.host,
                right.breakdown,
                right.period,
            ))
    });
    summary
}

/// The options first, in their order, then each plan at each fixed uptake.
fn variants<'a>(
    options: Vec<OptionSetup<'a>>,
    settings: &Settings,
    futures: u64,
) -> Vec<Variant<'a>> {
    let mut variants: Vec<Variant<'a>> = Vec::new();
    let mut fixed = Vec::new();
    for (index, option) in options.into_iter().enumerate() {
        if option.option.has_plan {
            fixed.extend(UPTAKE_LEVELS.map(|uptake| Variant {
                option: index,
                setup: option.clone().with_uptake(uptake),
                uptake: Some(uptake),
                replicates: settings.uptake_replicates.next_multiple_of(futures),
            }));
        }
        variants.push(Variant {
            option: index,
            setup: option,
            uptake: None,
            replicates: settings.replicates,
        });
    }
    variants.extend(fixed);
    variants
}

/// A draw as the clock needs it: its situation, and each variant in it.
type Prepared<'a> = (Setup<'a>, Vec<OptionSetup<'a>>);

/// The outcomes of a chunk: by replicate, then by variant; empty where a variant has enough.
fn run_chunk(
    setup: &Setup<'_>,
    variants: &[Variant<'_>],
    replicates: std::ops::Range<u64>,
    audit: bool,
    drawn: Option<(&[Prepared<'_>], u64)>,
) -> Result<Vec<Vec<Vec<i64>>>, InvariantBroken> {
    let count = variants.len();
    let first = replicates.start;
    let tasks: Vec<(u64, usize)> = replicates
        .clone()
        .flat_map(|number| (0..count).map(move |variant| (number, variant)))
        .collect();
    let outcomes: Vec<Result<Vec<i64>, InvariantBroken>> = tasks
        .into_par_iter()
        .map_init(
            || Workspace::new(setup),
            |space, (number, index)| {
                let variant = &variants[index];
                if number >= variant.replicates {
                    return Ok(Vec::new());
                }
                let draw = drawn.and_then(|(prepared, futures)| {
                    prepared.get(usize::try_from((number - first) / futures).ok()?)
                });
                let (setup, option) = match draw {
                    Some((setup, options)) => (setup, &options[index]),
                    None => (setup, &variant.setup),
                };
                let mut values = replicate(setup, option, number, audit, space)?;
                if variant.uptake.is_some() {
                    // Only the whole period is compared at fixed uptakes; the rest is given back.
                    return Ok(values.split_off(values.len() - WHOLE_CELLS));
                }
                Ok(values)
            },
        )
        .collect();
    let mut chunk = Vec::new();
    let mut outcomes = outcomes.into_iter();
    for _ in replicates {
        chunk.push(
            outcomes
                .by_ref()
                .take(count)
                .collect::<Result<Vec<_>, _>>()?,
        );
    }
    Ok(chunk)
}

/// Cells of the whole period, at the end of a replicate's values.
const WHOLE_CELLS: usize = crate::simulate::record::WHOLE.len() + 1;

fn headline_cells(setup: &Setup<'_>, layout: &Layout) -> Vec<Vec<usize>> {
    setup
        .situation
        .clock
        .years()
        .into_iter()
        .map(|year| {
            HEADLINES
                .iter()
                .filter_map(|indicator| layout.find(indicator, Period::Year(year)))
                .collect()
        })
        .collect()
}

fn add_rows(
    rows: &mut Vec<ReplicateYear>,
    setup: &Setup<'_>,
    variants: &[Variant<'_>],
    outcome: &[Vec<i64>],
    replicate: u64,
    layouts: &[Layout],
    headline_cells: &[Vec<Vec<usize>>],
) {
    for (variant, values) in variants.iter().zip(outcome) {
        if variant.uptake.is_some() {
            continue;
        }
        let layout = &layouts[variant.option];
        let years = setup.situation.clock.years();
        for (year, cells) in years.into_iter().zip(&headline_cells[variant.option]) {
            rows.push(ReplicateYear {
                option: variant.option,
                replicate,
                year,
                values: cells
                    .iter()
                    .map(|&cell| values[cell] as f64 * layout.cells[cell].scale.step())
                    .collect(),
            });
        }
    }
}

fn add_outcomes(
    rows: &mut Vec<ReplicateOutcome>,
    variants: &[Variant<'_>],
    outcome: &[Vec<i64>],
    replicate: u64,
    layouts: &[Layout],
) {
    for (variant, values) in variants.iter().zip(outcome) {
        if values.is_empty() {
            continue;
        }
        let cells = &layouts[variant.option].cells;
        let cells = &cells[cells.len() - WHOLE_CELLS..];
        let values = &values[values.len() - WHOLE_CELLS..];
        rows.push(ReplicateOutcome {
            option: variant.option,
            uptake: variant.uptake,
            replicate,
            values: values
                .iter()
                .zip(cells)
                .map(|(&value, cell)| value as f64 * cell.scale.step())
                .collect(),
        });
    }
}
