//! What review, advance pledging and preparedness are worth: options without them, run on the futures of
//! a run.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};

use super::structures::{Kept, of_ensemble};
use super::{RunRequest, Watcher, WorkflowError};
use crate::ensemble::{Results, Settings, Worlds, run_in};
use crate::indicator::{Breakdown, Period};
use crate::model::{Plan, Situation};
use crate::scenario::Loaded;
use crate::simulate::{OptionSetup, Resolution, Setup, preparedness_upkeep_usd};
use crate::study::lever::{Comparison, LEVERS, Lever, LeverValue, unprepared, values, written};
use crate::study::outcomes::{Outcome, Outcomes};

/// Values of the levers of a run's options: of options that differ in a lever alone, and, where it is asked for,
/// of every option with a plan against itself without the lever, and of every option whose hosts are
/// kept prepared against itself where they are not, simulated on the same futures. Also
/// whether that was interrupted; what was not finished is left out. Plans stay those that were adopted.
pub(super) fn lever_values(
    request: &RunRequest,
    loaded: &Loaded,
    plans: &[Plan],
    outcomes: Option<&Outcomes>,
    results: &Results,
    stop: &AtomicBool,
    watcher: &mut impl Watcher,
) -> Result<(Vec<LeverValue>, bool), WorkflowError> {
    let Some(outcomes) = outcomes else {
        return Ok((Vec::new(), false));
    };
    let situation = &loaded.situation;
    let mut comparisons = written(situation);
    if !request.decision_value {
        return Ok((values(outcomes, &comparisons), false));
    }
    watcher.stage("simulating options without review, advance pledges and preparedness");
    let mut without = Vec::new();
    let options = situation.options.len();
    for lever in LEVERS {
        for (index, option) in situation.options.iter().enumerate() {
            let is_there = |it: &Comparison| (it.lever, it.option) == (lever, index);
            if comparisons.iter().any(is_there) {
                continue;
            }
            if let Some(left_out) = lever.left_out(option) {
                comparisons.push(Comparison {
                    lever,
                    option: index,
                    without: options + without.len(),
                });
                without.push((index, left_out));
            }
        }
    }
    let mut more = More {
        request,
        replicates: results.replicates,
        stop,
        all: outcomes.clone(),
        first: options,
        interrupted: false,
    };
    let setup = Setup::new(situation, Resolution::Banded);
    let prepared = without
        .iter()
        .map(|(index, option)| OptionSetup::new(&setup, option, &plans[*index]))
        .collect();
    let worlds = loaded.priors.is_some().then_some(loaded as &dyn Worlds);
    more.simulate(&setup, prepared, worlds)?;
    let mut upkeep = None;
    if let Some(situation) = unprepared(situation) {
        let setup = Setup::new(&situation, Resolution::Banded);
        let switch = loaded.situation.parameters.emergency.preparedness.applies;
        let mut prepared = Vec::new();
        for (index, (option, plan)) in situation.options.iter().zip(plans).enumerate() {
            if switch.in_force(option.has_plan) {
                comparisons.push(Comparison {
                    lever: Lever::Preparedness,
                    option: index,
                    without: more.first + prepared.len(),
                });
                prepared.push(OptionSetup::new(&setup, option, plan));
            }
        }
        let draws = Unprepared {
            loaded,
            upkeep_usd: Mutex::default(),
        };
        let worlds = loaded.priors.is_some().then_some(&draws as &dyn Worlds);
        more.simulate(&setup, prepared, worlds)?;
        upkeep = draws.mean_upkeep_usd();
    }
    let upkeep = upkeep.unwrap_or_else(|| preparedness_upkeep_usd(situation));
    let mut values = values(&more.all, &comparisons);
    for value in &mut values {
        if value.comparison.lever == Lever::Preparedness {
            let used = goods_usd(results, value.comparison.option);
            value.cost_usd = Some(upkeep + used);
        }
    }
    Ok((values, more.interrupted))
}

/// Options that are simulated beside those of a run, and all outcomes.
struct More<'a> {
    request: &'a RunRequest,
    replicates: u64,
    stop: &'a AtomicBool,
    all: Outcomes,
    /// Index of the next option among the outcomes.
    first: usize,
    interrupted: bool,
}

impl More<'_> {
    fn simulate(
        &mut self,
        setup: &Setup<'_>,
        options: Vec<OptionSetup<'_>>,
        worlds: Option<&dyn Worlds>,
    ) -> Result<(), WorkflowError> {
        if options.is_empty() || self.interrupted {
            return Ok(());
        }
        let settings = Settings {
            uptake_replicates: 0,
            audit: self.request.audit,
            ..Settings::new(self.replicates)
        };
        let count = options.len();
        let mut kept = Kept::default();
        let made = run_in(setup, options, 0, &settings, worlds, self.stop, &mut kept)
            .map_err(of_ensemble)?;
        let drawn = kept.0.into_iter().filter(|row| row.uptake.is_none());
        let first = self.first;
        self.all.rows.extend(drawn.map(|row| Outcome {
            option: first + row.option,
            uptake: None,
            replicate: u32::try_from(row.replicate).unwrap_or(u32::MAX),
            values: row.values,
        }));
        self.first += count;
        self.interrupted = made.interrupted;
        Ok(())
    }
}

/// The draws of a run, in which hosts are not prepared.
struct Unprepared<'a> {
    loaded: &'a Loaded,
    /// What preparedness would have cost with the parameters of each draw, US$.
    upkeep_usd: Mutex<BTreeMap<u64, f64>>,
}

impl Unprepared<'_> {
    /// What keeping up preparedness asks for, US$: the mean over draws, each of which meets as many
    /// futures; none without draws.
    fn mean_upkeep_usd(self) -> Option<f64> {
        let by_draw = self
            .upkeep_usd
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let draws = by_draw.len();
        (draws > 0).then(|| by_draw.into_values().sum::<f64>() / draws as f64)
    }
}

impl Worlds for Unprepared<'_> {
    fn futures_per_draw(&self) -> u64 {
        self.loaded.futures_per_draw()
    }

    fn situation(&self, draw: u64) -> Result<Situation, String> {
        let situation = Worlds::situation(self.loaded, draw)?;
        let usd = preparedness_upkeep_usd(&situation);
        let mut by_draw = self
            .upkeep_usd
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        by_draw.insert(draw, usd);
        drop(by_draw);
        Ok(unprepared(&situation).unwrap_or(situation))
    }
}

/// Contingency goods that an option uses over the whole period, US$, mean over futures.
fn goods_usd(results: &Results, option: usize) -> f64 {
    results
        .summary
        .rows
        .iter()
        .filter(|row| {
            row.option == option
                && row.indicator == "contingency_goods_usd"
                && row.host.is_none()
                && row.breakdown == Breakdown::None
                && matches!(row.period, Period::Year(_))
        })
        .map(|row| row.mean)
        .sum()
}
