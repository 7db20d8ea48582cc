//! What is noted of a run: its identity, its register of figures, how it ended and how long it took.

use std::collections::BTreeMap;
use std::time::Instant;

use super::{CHANGES_SETTING, RunRequest};
use crate::apportion::SolverChoice;
use crate::archive::{self, RunIdentity, StageTiming, StoppingRecord, Termination, sha256};
use crate::ensemble::{Results, Stopping};
use crate::model::{Basis, Situation};
use crate::report::{FooterInfo, RegisterRow};
use crate::scenario::Loaded;

/// What footers of a run say.
pub(super) fn footer(identity: &RunIdentity, loaded: &Loaded, results: &Results) -> FooterInfo {
    FooterInfo {
        run_id: identity.run_id(),
        seed: loaded.situation.ensemble.seed,
        replicates: results.replicates,
        version: identity.version.clone(),
        assumptions: assumptions(loaded),
    }
}

/// How a run ended.
pub(super) fn termination(results: &Results, cut_short: bool) -> Termination {
    if results.interrupted || cut_short {
        Termination::Interrupted {
            replicates: u32::try_from(results.replicates).unwrap_or(u32::MAX),
        }
    } else {
        Termination::Finished
    }
}

/// How a run went that aimed at an error, for `run.toml`.
pub(super) fn stopping_record(situation: &Situation, stopping: &Stopping) -> StoppingRecord {
    StoppingRecord {
        target_error: stopping.target,
        reached: stopping.reached,
        replicates: u32::try_from(stopping.replicates).unwrap_or(u32::MAX),
        decisive_option: situation.options[stopping.option].id.to_string(),
        decisive_indicator: stopping.indicator.to_owned(),
        error: stopping.error,
    }
}

/// Everything that decides the results.
pub(super) fn identity(request: &RunRequest, loaded: &Loaded) -> RunIdentity {
    let mut settings = BTreeMap::new();
    for (position, name) in request.load.overrides.iter().enumerate() {
        settings.insert(format!("override.{position:04}"), name.clone());
    }
    for (position, set) in request.load.sets.iter().enumerate() {
        settings.insert(format!("set.{position:04}"), set.clone());
    }
    if let Some(changes) = &request.load.changes {
        settings.insert(CHANGES_SETTING.to_owned(), changes.clone());
    }
    if request.solver != SolverChoice::Auto {
        settings.insert(
            "solver".to_owned(),
            format!("{:?}", request.solver).to_lowercase(),
        );
    }
    if request.decision_value {
        settings.insert("decision-value".to_owned(), "decision-value".to_owned());
    }
    RunIdentity {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        commit: archive::commit(),
        seed: loaded.situation.ensemble.seed,
        replicates: loaded.situation.ensemble.replicates,
        inputs: loaded
            .inputs
            .iter()
            .map(|input| (input.name.clone(), sha256(&input.bytes)))
            .collect(),
        settings,
    }
}

/// The register of parameters in the form that reports take.
pub(super) fn register(loaded: &Loaded) -> Vec<RegisterRow> {
    loaded
        .parameters()
        .into_iter()
        .map(|row| RegisterRow {
            path: row.path,
            value: row.value,
            unit: row.unit,
            range: row.range,
            drawn: row.distribution.map(|it| it.name().to_owned()),
            basis: row
                .basis
                .map_or_else(String::new, |basis| basis.name().to_owned()),
            source: row.source,
            origin: row.origin,
        })
        .collect()
}

/// What footers say about assumptions.
pub(super) fn assumptions(loaded: &Loaded) -> Vec<String> {
    let rows = loaded.tree.parameters();
    let judged = rows
        .iter()
        .filter(|row| row.basis == Some(Basis::Judgement))
        .count();
    let sectors_judged = rows.iter().any(|row| {
        row.path.starts_with("costs.sector_share") && row.basis == Some(Basis::Judgement)
    });
    let mut assumptions = vec![which_uncertainty(loaded)];
    assumptions.push(format!(
        "{judged} of {} figures are judgement, listed in tables/parameters.csv",
        rows.len()
    ));
    if sectors_judged {
        assumptions.push("sector split is judgement".to_owned());
    }
    assumptions
}

/// What bands and intervals stand for.
fn which_uncertainty(loaded: &Loaded) -> String {
    match &loaded.priors {
        None => "bands show chance alone: parameters are fixed".to_owned(),
        Some(priors) => format!(
            "bands show chance and {} parameters drawn from their ranges",
            priors.parameters().len()
        ),
    }
}

/// Times the stages of the work.
pub(super) struct StageClock {
    last: Instant,
    pub(super) laps: Vec<StageTiming>,
}

impl Default for StageClock {
    fn default() -> Self {
        Self {
            last: Instant::now(),
            laps: Vec::new(),
        }
    }
}

impl StageClock {
    pub(super) fn lap(&mut self, stage: &str) {
        let now = Instant::now();
        self.laps.push(StageTiming {
            stage: stage.to_owned(),
            seconds: now.duration_since(self.last).as_secs_f64(),
        });
        self.last = now;
    }
}
