//! Which parameters matter to the headline outcomes of an option: Sobol' indices over their ranges.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::prelude::*;

use super::noted::{assumptions, identity};
use super::{RunRequest, WorkflowError, apportion_all};
use crate::apportion::SolverChoice;
use crate::ensemble::{HEADLINE_OUTCOMES, outcome_names};
use crate::indicator::{Period, SummaryTable};
use crate::model::{Plan, PolicyOption, Situation};
use crate::random::design::SobolSequence;
use crate::report::charts::{Chart, draw_sensitivity};
use crate::report::layers::{EndsRow, SensitivityRow};
use crate::report::{FooterInfo, ReportError, ReportInputs};
use crate::scenario::{LoadOptions, Loaded, Prior, load};
use crate::simulate::record::Layout;
use crate::simulate::{OptionSetup, Resolution, Setup, Workspace, replicate};
use crate::study::sensitivity::sobol_indices;

/// What a factor of the study is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Factors {
    /// All parameters of a table together, as in `costs`; interactions within it count as its own.
    #[default]
    Tables,
    /// Each parameter by itself.
    Parameters,
}

/// What is asked of a study of sensitivity.
#[derive(Clone, Debug, Default)]
pub struct SensitivityRequest {
    /// The scenario file.
    pub scenario: PathBuf,
    /// Overrides and single values; parameters are taken as uncertain whatever they say.
    pub load: LoadOptions,
    /// The option; the first with a plan when none.
    pub option: Option<String>,
    /// Points of the design; each costs one evaluation for every factor and two more. The ends of ranges
    /// cost two for every parameter.
    pub points: u32,
    /// Futures that every evaluation meets, always the same.
    pub futures: u32,
    /// What a factor is.
    pub factors: Factors,
}

/// A study of sensitivity.
#[derive(Clone, Debug)]
pub struct Sensitivity {
    /// Title of the option.
    pub option: String,
    /// Parameters that are drawn.
    pub parameters: usize,
    /// Times that the model was evaluated.
    pub evaluations: u64,
    /// One row for each outcome and factor.
    pub rows: Vec<SensitivityRow>,
    /// One row for each outcome and parameter: what it does at the ends of its range by itself.
    pub ends: Vec<EndsRow>,
    /// The situation as it is written.
    pub situation: Situation,
    /// The plans that were adopted on it.
    pub plans: Vec<Plan>,
    /// What charts say about the study.
    pub footer: FooterInfo,
}

impl Sensitivity {
    /// The charts of the study.
    ///
    /// # Errors
    /// A chart that cannot be drawn.
    pub fn charts(&self) -> Result<Vec<Chart>, ReportError> {
        let inputs = ReportInputs {
            situation: &self.situation,
            plans: &self.plans,
            summary: &SummaryTable::default(),
            comparison: &[],
            footer: &self.footer,
            register: &[],
        };
        draw_sensitivity(&inputs, &self.option, &self.ends, &self.rows)
    }
}

/// Makes the study.
///
/// An evaluation is the mean of each headline outcome over the futures, which are the same everywhere:
/// the indices are those of this mean, and the noise of chance is no part of them.
///
/// # Errors
/// Problems of the scenario, among them parameters that cannot be drawn; an option that nobody knows;
/// a broken invariant.
pub fn sensitivity(
    request: &SensitivityRequest,
    stop: &AtomicBool,
    watcher: &(impl Fn(u64, u64) + Sync),
) -> Result<Sensitivity, WorkflowError> {
    let mut options = request.load.clone();
    options
        .sets
        .push("uncertainty.parameters=priors".to_owned());
    options
        .sets
        .push("uncertainty.futures_per_draw=1".to_owned());
    let loaded = load(&request.scenario, &options).map_err(Box::new)?;
    if !loaded.situation.simulated {
        return Err(WorkflowError::NotSimulated);
    }
    let plans = apportion_all(&loaded.situation, SolverChoice::Auto)?;
    let position = option_position(&loaded, request.option.as_deref())?;
    let (option, plan) = (&loaded.situation.options[position], &plans[position]);
    let parameters = loaded
        .priors
        .as_ref()
        .map(|priors| priors.parameters().to_vec())
        .unwrap_or_default();
    let factors = factors(&parameters, request.factors);
    let points = points(&parameters, request.points, loaded.situation.ensemble.seed);
    let stride = factors.len() + 2;
    let mixed = points.len() * stride;
    // After the points of the indices: everything as written, then each parameter at either end.
    let all = mixed + 1 + 2 * parameters.len();
    let done = AtomicU64::new(0);
    let outputs: Result<Vec<Outputs>, WorkflowError> = (0..all)
        .into_par_iter()
        .map(|task| {
            if stop.load(Ordering::Relaxed) {
                return Err(WorkflowError::Stopped);
            }
            let values = if task < mixed {
                mixed_values(&points[task / stride], &factors, task % stride)
            } else {
                values_at_end(&parameters, task - mixed)
            };
            let found = evaluate(&loaded, option, plan, &values, request.futures)?;
            watcher(done.fetch_add(1, Ordering::Relaxed) + 1, all as u64);
            Ok(found)
        })
        .collect();
    let outputs = outputs?;
    let (of_points, of_ends) = outputs.split_at(mixed);
    let mut rows = Vec::new();
    for (which, indicator) in HEADLINE_OUTCOMES.into_iter().enumerate() {
        let column = |shift: usize| -> Vec<f64> {
            of_points
                .iter()
                .skip(shift)
                .step_by(stride)
                .map(|output| output[which])
                .collect()
        };
        let mixed: Vec<Vec<f64>> = (2..stride).map(column).collect();
        let indices = sobol_indices(
            &column(0),
            &column(1),
            &mixed,
            loaded.situation.ensemble.seed,
        );
        for ((factor, members), indices) in factors.iter().zip(indices) {
            rows.push(SensitivityRow {
                indicator,
                factor: factor.clone(),
                parameters: members.len(),
                indices,
            });
        }
    }
    let option = option.title.clone();
    Ok(Sensitivity {
        option,
        parameters: parameters.len(),
        evaluations: all as u64,
        rows,
        ends: ends(&parameters, of_ends),
        footer: footer(request, &loaded, parameters.len()),
        plans,
        situation: loaded.situation,
    })
}

/// The headline outcomes of an evaluation.
type Outputs = [f64; HEADLINE_OUTCOMES.len()];

/// The values of one evaluation at a pair of points: those of the one, of the other, or of the one with a
/// factor taken from the other.
fn mixed_values(
    (a, b): &(Vec<f64>, Vec<f64>),
    factors: &[(String, Vec<usize>)],
    which: usize,
) -> Vec<f64> {
    match which {
        0 => a.clone(),
        1 => b.clone(),
        factor => {
            let mut values = a.clone();
            for &index in &factors[factor - 2].1 {
                values[index] = b[index];
            }
            values
        }
    }
}

/// All values as they are written for number 0, and for the numbers after it each parameter in turn at
/// the lower and at the upper end of its range.
fn values_at_end(parameters: &[Prior], number: usize) -> Vec<f64> {
    let mut values: Vec<f64> = parameters.iter().map(|prior| prior.value).collect();
    if let Some(number) = number.checked_sub(1) {
        values[number / 2] = parameters[number / 2].range[number % 2];
    }
    values
}

/// What each outcome is at the ends of each parameter's range.
fn ends(parameters: &[Prior], outputs: &[Outputs]) -> Vec<EndsRow> {
    let Some((written, at_ends)) = outputs.split_first() else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    for (which, indicator) in HEADLINE_OUTCOMES.into_iter().enumerate() {
        for (prior, pair) in parameters.iter().zip(at_ends.chunks_exact(2)) {
            rows.push(EndsRow {
                indicator,
                parameter: prior.path.clone(),
                range: prior.range,
                outcome: [pair[0][which], pair[1][which]],
                written: written[which],
            });
        }
    }
    rows
}

/// What charts of the study say about it.
fn footer(request: &SensitivityRequest, loaded: &Loaded, parameters: usize) -> FooterInfo {
    let mut identity = identity(
        &RunRequest {
            scenario: request.scenario.clone(),
            load: request.load.clone(),
            ..RunRequest::default()
        },
        loaded,
    );
    for (name, number) in [("points", request.points), ("futures", request.futures)] {
        identity
            .settings
            .insert(format!("sensitivity.{name}"), number.to_string());
    }
    let mut assumptions = assumptions(loaded);
    if let Some(first) = assumptions.first_mut() {
        *first = format!(
            "{parameters} parameters taken over their ranges, all over the same futures, so that chance is no part \
             of what is shown"
        );
    }
    FooterInfo {
        run_id: identity.run_id(),
        seed: identity.seed,
        replicates: u64::from(request.futures),
        version: identity.version,
        assumptions,
    }
}

fn option_position(loaded: &Loaded, wanted: Option<&str>) -> Result<usize, WorkflowError> {
    let options = &loaded.situation.options;
    match wanted {
        None => Ok(options
            .iter()
            .position(|option| option.has_plan)
            .unwrap_or(0)),
        Some(wanted) => options
            .iter()
            .position(|option| option.id.as_str() == wanted)
            .ok_or_else(|| WorkflowError::UnknownOption {
                wanted: wanted.to_owned(),
                known: options
                    .iter()
                    .map(|option| option.id.to_string())
                    .collect::<Vec<_>>()
                    .join(", "),
            }),
    }
}

/// Names of factors, each with the positions of its parameters.
fn factors(parameters: &[Prior], kind: Factors) -> Vec<(String, Vec<usize>)> {
    let mut found: Vec<(String, Vec<usize>)> = Vec::new();
    for (index, prior) in parameters.iter().enumerate() {
        let name = match kind {
            Factors::Parameters => prior.path.as_str(),
            Factors::Tables => {
                let table = prior.path.split('.').next().unwrap_or(&prior.path);
                table.split('[').next().unwrap_or(table)
            }
        };
        match found.iter_mut().find(|(known, _)| known == name) {
            Some((_, members)) => members.push(index),
            None => found.push((name.to_owned(), vec![index])),
        }
    }
    found
}

/// Pairs of independent points, in values of parameters.
fn points(parameters: &[Prior], count: u32, seed: u64) -> Vec<(Vec<f64>, Vec<f64>)> {
    let design = SobolSequence::new(seed, 2 * parameters.len());
    let mut levels = Vec::new();
    (0..u64::from(count))
        .map(|draw| {
            design.point_into(draw, &mut levels);
            let (a, b) = levels.split_at(parameters.len());
            let values = |levels: &[f64]| -> Vec<f64> {
                parameters
                    .iter()
                    .zip(levels)
                    .map(|(prior, &level)| prior.quantile(level))
                    .collect()
            };
            (values(a), values(b))
        })
        .collect()
}

/// The mean of each headline outcome over the futures.
fn evaluate(
    loaded: &Loaded,
    option: &PolicyOption,
    plan: &Plan,
    values: &[f64],
    futures: u32,
) -> Result<Outputs, WorkflowError> {
    let situation = loaded
        .situation_at(values)
        .map_err(|error| WorkflowError::Draw(error.to_string()))?;
    let setup = Setup::new(&situation, Resolution::Banded);
    let prepared = OptionSetup::new(&setup, option, plan);
    let donors: Vec<usize> = (0..plan.shares.len()).collect();
    let layout = Layout::new(&setup, &donors);
    let first = layout.cells.len() - outcome_names().len();
    let mut space = Workspace::new(&setup);
    let mut sums = [0.0; HEADLINE_OUTCOMES.len()];
    let cells = HEADLINE_OUTCOMES.map(|name| layout.find(name, Period::Whole));
    for future in 0..u64::from(futures) {
        let outcome = replicate(&setup, &prepared, future, false, &mut space)?;
        for (sum, cell) in sums.iter_mut().zip(cells) {
            if let Some(cell) = cell.filter(|cell| *cell >= first) {
                *sum += outcome[cell] as f64 * layout.cells[cell].scale.step();
            }
        }
    }
    Ok(sums.map(|sum| sum / f64::from(futures.max(1))))
}
