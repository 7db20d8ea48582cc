//! The scenario with a list of changes: read, checked and apportioned, and kept for a while.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant, SystemTime};

use axum::http::StatusCode;
use indexmap::IndexMap;

use super::refusal::Refusal;
use crate::apportion::{ApportionRequest, SolverChoice, apportion};
use crate::indicator::SummaryTable;
use crate::model::{Plan, PolicyOption, Situation};
use crate::report::compared::Compared;
use crate::report::{FooterInfo, ReportInputs};
use crate::scenario::{LoadOptions, Loaded, load, load_over};
use crate::study::equity::{equity_of_plans, yardstick};
use crate::workflow::changes::{Change, changed};
use crate::workflow::needs_of;

/// Drafts that are kept.
const DRAFTS_KEPT: usize = 32;

/// How long a request waits for a plan that another one makes, so that those who ask for a slow plan
/// again and again do not keep the desks from everybody else.
const WAITING_TIME: Duration = Duration::from_secs(2);

/// Plans that are kept.
const PLANS_KEPT: usize = 512;

/// A scenario with changes.
#[derive(Debug)]
pub(crate) struct Draft {
    /// The document laid over the scenario; none without changes.
    pub(crate) changes: Option<String>,
    /// The scenario as read.
    pub(crate) loaded: Arc<Loaded>,
    /// The situation with the options that can be apportioned.
    pub(crate) situation: Situation,
    /// The options side by side by their plans, one for each option, without other values of hosting.
    pub(crate) compared: Compared,
    /// Options that cannot be apportioned, and why.
    pub(crate) failed: Vec<(PolicyOption, String)>,
    /// What footers of charts say.
    pub(crate) footer: FooterInfo,
    summary: SummaryTable,
}

impl Draft {
    /// What charts are drawn from.
    pub(crate) fn inputs(&self) -> ReportInputs<'_> {
        ReportInputs {
            situation: &self.situation,
            plans: &self.compared.plans,
            summary: &self.summary,
            comparison: &[],
            footer: &self.footer,
            register: &[],
        }
    }

    /// Every option, also those that cannot be apportioned, in the order of the scenario.
    pub(crate) fn options(&self) -> &[PolicyOption] {
        &self.loaded.situation.options
    }

    /// The option of that identifier; the first with a plan where none is named.
    pub(crate) fn option(&self, id: Option<&str>) -> Result<&PolicyOption, Refusal> {
        let options = self.options();
        let found = match id {
            Some(id) => options.iter().find(|option| option.id.as_str() == id),
            None => options
                .iter()
                .find(|option| option.has_plan && !option.is_baseline)
                .or_else(|| options.iter().find(|option| option.has_plan))
                .or_else(|| options.first()),
        };
        found.ok_or_else(|| {
            let names: Vec<&str> = options.iter().map(|option| option.title.as_str()).collect();
            Refusal::not_found(
                format!("there is no option `{}`", id.unwrap_or_default()),
                format!("there are: {}", names.join("; ")),
            )
        })
    }

    /// The position of an option among those that can be apportioned; why not, otherwise.
    pub(crate) fn position(&self, option: &PolicyOption) -> Result<usize, &str> {
        self.situation
            .options
            .iter()
            .position(|one| one.id == option.id)
            .ok_or_else(|| {
                self.failed
                    .iter()
                    .find(|(one, _)| one.id == option.id)
                    .map_or("it cannot be apportioned", |(_, message)| message.as_str())
            })
    }
}

/// The scenario as it stands on the disk.
#[derive(Debug)]
struct Base {
    loaded: Arc<Loaded>,
    stamp: Vec<(PathBuf, Option<SystemTime>, u64)>,
}

/// Drafts by their changes.
#[derive(Debug)]
pub(crate) struct Drafts {
    scenario: PathBuf,
    load: LoadOptions,
    solver: SolverChoice,
    inner: Mutex<Kept>,
    /// Rung when a plan is made.
    solved: Condvar,
}

#[derive(Debug, Default)]
struct Kept {
    base: Option<Base>,
    /// How often the files were read. It is part of every key, so that what was made from files as they
    /// were is never taken for what they are.
    generation: u64,
    drafts: IndexMap<String, Arc<Draft>>,
    plans: IndexMap<String, Result<Plan, String>>,
    /// Plans that are being made.
    solving: BTreeSet<String>,
}

/// A plan that is being made, until it is made or given up.
struct Solving<'a> {
    drafts: &'a Drafts,
    key: &'a str,
}

impl Drop for Solving<'_> {
    fn drop(&mut self) {
        if let Ok(mut kept) = self.drafts.inner.lock() {
            kept.solving.remove(self.key);
        }
        self.drafts.solved.notify_all();
    }
}

/// What is said where a plan takes longer than a page may.
pub(super) fn too_long() -> Refusal {
    Refusal::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "This takes longer than a page may",
        "the program of these options is large, and is solved on in the background",
        "ask again in a minute, or choose fewer States, fewer years or no arrangement of money",
    )
}

impl Drafts {
    pub(crate) fn new(scenario: PathBuf, load: LoadOptions, solver: SolverChoice) -> Self {
        Self {
            scenario,
            load,
            solver,
            inner: Mutex::default(),
            solved: Condvar::new(),
        }
    }

    /// The scenario file.
    pub(crate) fn scenario(&self) -> &Path {
        &self.scenario
    }

    /// What is changed about it from outside.
    pub(crate) fn load_options(&self, changes: Option<String>) -> LoadOptions {
        LoadOptions {
            changes,
            ..self.load.clone()
        }
    }

    /// The solver of programs that no closed form reaches.
    pub(crate) fn solver(&self) -> SolverChoice {
        self.solver
    }

    /// The scenario without changes; read again when a file of it was written since.
    pub(crate) fn base(&self) -> Result<Arc<Loaded>, Refusal> {
        self.current().map(|(loaded, _)| loaded)
    }

    /// The same, and how often the files were read by then.
    fn current(&self) -> Result<(Arc<Loaded>, u64), Refusal> {
        {
            let kept = self.kept()?;
            if let Some(base) = &kept.base
                && base.stamp == stamp(&base.loaded)
            {
                return Ok((Arc::clone(&base.loaded), kept.generation));
            }
        }
        let loaded = load(&self.scenario, &self.load).map_err(|errors| {
            let mut refusal = Refusal::from(&errors);
            "The scenario has errors".clone_into(&mut refusal.title);
            refusal
        })?;
        let loaded = Arc::new(loaded);
        let mut kept = self.kept()?;
        kept.drafts.clear();
        kept.plans.clear();
        kept.generation += 1;
        kept.base = Some(Base {
            stamp: stamp(&loaded),
            loaded: Arc::clone(&loaded),
        });
        Ok((loaded, kept.generation))
    }

    /// The scenario with changes.
    pub(crate) fn draft(&self, changes: &[Change]) -> Result<Arc<Draft>, Refusal> {
        let (base, generation) = self.current()?;
        let changed = changed(&base, changes)?;
        let text = changed.document();
        let key = format!("{generation}\n{}", text.as_deref().unwrap_or_default());
        let lists = format!("{generation}\n{}", changed.situation);
        if let Some(draft) = self.kept()?.drafts.get(&key) {
            return Ok(Arc::clone(draft));
        }
        let loaded = match &text {
            None => base,
            Some(text) => Arc::new(
                load_over(&self.scenario, &base, text).map_err(|errors| Refusal::from(&errors))?,
            ),
        };
        let draft = Arc::new(self.apportioned(text, &lists, loaded)?);
        let mut kept = self.kept()?;
        kept.drafts.insert(key, Arc::clone(&draft));
        if kept.drafts.len() > DRAFTS_KEPT {
            kept.drafts.shift_remove_index(0);
        }
        Ok(draft)
    }

    fn apportioned(
        &self,
        changes: Option<String>,
        lists: &str,
        loaded: Arc<Loaded>,
    ) -> Result<Draft, Refusal> {
        let mut situation = loaded.situation.clone();
        let (mut plans, mut failed, mut good) = (Vec::new(), Vec::new(), Vec::new());
        for option in &loaded.situation.options {
            match self.plan(&loaded.situation, lists, option)? {
                Ok(plan) => {
                    plans.push(plan);
                    good.push(option.clone());
                }
                Err(message) => failed.push((option.clone(), message)),
            }
        }
        situation.options = good;
        let footer = FooterInfo {
            run_id: String::new(),
            seed: situation.ensemble.seed,
            replicates: 0,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            assumptions: Vec::new(),
        };
        Ok(Draft {
            changes,
            loaded,
            compared: side_by_side(&situation, plans),
            situation,
            failed,
            footer,
            summary: SummaryTable::default(),
        })
    }

    /// The plan of an option. It is a function of the option and of the lists of the situation that were
    /// touched, as long as the files stay as they are.
    fn plan(
        &self,
        situation: &Situation,
        lists: &str,
        option: &PolicyOption,
    ) -> Result<Result<Plan, String>, Refusal> {
        let key = format!("{lists}\n{option:?}");
        let began = Instant::now();
        let mut kept = self.kept()?;
        loop {
            if let Some(plan) = kept.plans.get(&key) {
                return Ok(plan.clone());
            }
            if kept.solving.insert(key.clone()) {
                break;
            }
            // Another request solves it already: a page that is loaded again starts nothing again.
            let Some(left) = WAITING_TIME.checked_sub(began.elapsed()) else {
                return Err(too_long());
            };
            kept = match self.solved.wait_timeout(kept, left) {
                Ok((kept, _)) => kept,
                Err(_) => return Err(Refusal::failed("what the workbench keeps cannot be read")),
            };
        }
        drop(kept);
        let _solving = Solving {
            drafts: self,
            key: &key,
        };
        let needs = needs_of(situation, option);
        let made = apportion(&ApportionRequest {
            situation,
            option,
            needs: &needs,
            solver: self.solver,
        })
        .map_err(|error| error.to_string());
        let mut kept = self.kept()?;
        kept.plans.insert(key.clone(), made.clone());
        if kept.plans.len() > PLANS_KEPT {
            kept.plans.shift_remove_index(0);
        }
        Ok(made)
    }

    fn kept(&self) -> Result<MutexGuard<'_, Kept>, Refusal> {
        self.inner
            .lock()
            .map_err(|_| Refusal::failed("what the workbench keeps cannot be read"))
    }
}

/// The options side by side by their plans, without trying other values of hosting.
fn side_by_side(situation: &Situation, plans: Vec<Plan>) -> Compared {
    let options = &situation.options;
    Compared {
        ids: options.iter().map(|option| option.id.to_string()).collect(),
        titles: options.iter().map(|option| option.title.clone()).collect(),
        baseline: situation.baseline(),
        yardstick: yardstick(situation, &plans),
        equity: equity_of_plans(situation, &plans),
        over_hosting: Vec::new(),
        plans,
        outcomes: None,
        money_unit: format!("US$ of {}", situation.parameters.finance.price_year),
        source: String::new(),
    }
}

/// When each file was last written, and how long it is.
fn stamp(loaded: &Loaded) -> Vec<(PathBuf, Option<SystemTime>, u64)> {
    loaded
        .inputs
        .iter()
        .map(|input| {
            let data = std::fs::metadata(&input.path).ok();
            (
                input.path.clone(),
                data.as_ref().and_then(|data| data.modified().ok()),
                data.map_or(0, |data| data.len()),
            )
        })
        .collect()
}
