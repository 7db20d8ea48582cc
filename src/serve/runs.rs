//! Runs of futures in the background: one at a time, watched by whoever likes, kept in folders.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::Instant;

use serde::Serialize;
use tokio::sync::watch;

use super::draft::Draft;
use super::refusal::Refusal;
use crate::archive::{Termination, sha256};
use crate::report::ReportError;
use crate::report::charts::Chart;
use crate::scenario::{LoadOptions, Loaded};
use crate::workflow::{FinishedRun, RunOutcome, RunRequest, Watcher, WorkflowError, run};

/// Letters of a run's key.
const KEY_LENGTH: usize = 12;

/// How far the run of the hour has come.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Progress {
    /// `idle`, `running`, `done` or `failed`.
    pub(crate) state: &'static str,
    /// The run's key; empty before the first.
    pub(crate) key: String,
    /// What is being done, in words.
    pub(crate) stage: String,
    /// Replicates that are done.
    pub(crate) done: u64,
    /// Replicates asked for.
    pub(crate) all: u64,
    /// Seconds since the start.
    pub(crate) seconds: f64,
    /// What went wrong, or how it ended.
    pub(crate) message: String,
}

/// A run that can be shown.
#[derive(Debug)]
pub(crate) struct ShownRun {
    pub(crate) folder: PathBuf,
    pub(crate) run: FinishedRun,
    pub(crate) charts: Vec<Chart>,
    /// What it was asked for, in words.
    pub(crate) title: String,
}

/// All runs of this workbench.
#[derive(Debug)]
pub(crate) struct Runs {
    output: PathBuf,
    threads: usize,
    inner: Arc<Mutex<Inner>>,
    progress: watch::Sender<Progress>,
}

#[derive(Debug, Default)]
struct Inner {
    current: Option<Current>,
    finished: BTreeMap<String, Arc<ShownRun>>,
}

#[derive(Debug)]
struct Current {
    key: String,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Runs {
    pub(crate) fn new(output: PathBuf, threads: usize) -> Self {
        let idle = Progress {
            state: "idle",
            ..Progress::default()
        };
        Self {
            output,
            threads,
            inner: Arc::default(),
            progress: watch::Sender::new(idle),
        }
    }

    /// Follows the run of the hour.
    pub(crate) fn watch(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    /// How far the run of the hour has come.
    pub(crate) fn progress(&self) -> Progress {
        self.progress.borrow().clone()
    }

    /// The name under which a run of these options is kept: by all that it rests on, files included.
    pub(crate) fn key(loaded: &Loaded, load: &LoadOptions, replicates: u32) -> String {
        let inputs = loaded
            .inputs
            .iter()
            .map(|input| format!("{} {}", input.name, sha256(&input.bytes)));
        let settings = load.overrides.iter().chain(&load.sets).cloned();
        let text: Vec<String> = std::iter::once(replicates.to_string())
            .chain(inputs)
            .chain(settings)
            .chain(load.changes.clone())
            // Lengths keep texts apart.
            .map(|part| format!("{} {part}", part.len()))
            .collect();
        let hash = sha256(text.concat().as_bytes());
        hash.chars().take(KEY_LENGTH).collect()
    }

    /// A finished run by its key.
    pub(crate) fn finished(&self, key: &str) -> Option<Arc<ShownRun>> {
        self.lock().ok()?.finished.get(key).cloned()
    }

    /// The finished runs of the same options, whatever their number of replicates, and all others.
    pub(crate) fn all(&self) -> Vec<(String, Arc<ShownRun>)> {
        self.lock().map_or_else(
            |_| Vec::new(),
            |inner| {
                inner
                    .finished
                    .iter()
                    .map(|(key, run)| (key.clone(), Arc::clone(run)))
                    .collect()
            },
        )
    }

    /// The finished run of these options, from the files as they are now, with the most replicates.
    pub(crate) fn of_draft(&self, draft: &Draft) -> Option<(String, Arc<ShownRun>)> {
        let runs: Vec<_> = self
            .all()
            .into_iter()
            .filter(|(_, shown)| shown.run.record.settings.get("changes") == draft.changes.as_ref())
            .collect();
        if runs.is_empty() {
            return None;
        }
        let now: BTreeMap<&str, String> = draft
            .loaded
            .inputs
            .iter()
            .map(|input| (input.name.as_str(), sha256(&input.bytes)))
            .collect();
        runs.into_iter()
            .filter(|(_, shown)| {
                let then = &shown.run.record.inputs;
                then.len() == now.len()
                    && then
                        .iter()
                        .all(|file| now.get(file.name.as_str()) == Some(&file.sha256))
            })
            .max_by_key(|(key, shown)| (shown.run.footer.replicates, key.clone()))
    }

    /// Starts a run. What is running already, or finished, is left as it is; another is refused as
    /// long as one runs.
    pub(crate) fn start(
        &self,
        key: &str,
        title: String,
        request: RunRequest,
    ) -> Result<(), Refusal> {
        let mut inner = self.lock()?;
        if let Some(current) = &inner.current
            && current.thread.as_ref().is_some_and(|it| !it.is_finished())
        {
            if current.key == key {
                return Ok(());
            }
            return Err(Refusal::new(
                axum::http::StatusCode::CONFLICT,
                "Futures are being simulated",
                "a run of other options is going on",
                "wait until it is done, or cancel it on this page",
            )
            .way("/futures".to_owned(), "To the futures"));
        }
        let is_done =
            |shown: &Arc<ShownRun>| matches!(shown.run.record.termination, Termination::Finished);
        if inner.finished.get(key).is_some_and(is_done) {
            return Ok(());
        }
        let stop = Arc::new(AtomicBool::new(false));
        self.progress.send_replace(Progress {
            state: "running",
            key: key.to_owned(),
            stage: "starting".to_owned(),
            ..Progress::default()
        });
        let work = Work {
            key: key.to_owned(),
            title,
            request: RunRequest {
                output: Some(self.output.join(key)),
                ..request
            },
            stop: Arc::clone(&stop),
            threads: self.threads,
            inner: Arc::clone(&self.inner),
            progress: self.progress.clone(),
        };
        let thread = std::thread::Builder::new()
            .name("futures".to_owned())
            .spawn(move || work.run())
            .map_err(|error| Refusal::failed(format!("no thread for the run: {error}")))?;
        inner.current = Some(Current {
            key: key.to_owned(),
            stop,
            thread: Some(thread),
        });
        Ok(())
    }

    /// Cancels the run of the hour; what is done by then is kept.
    pub(crate) fn cancel(&self) {
        if let Ok(inner) = self.inner.lock()
            && let Some(current) = &inner.current
        {
            current.stop.store(true, Ordering::Relaxed);
        }
    }

    /// Cancels and waits until what is done is written.
    pub(crate) fn finish(&self) {
        self.cancel();
        let thread = self
            .inner
            .lock()
            .ok()
            .and_then(|mut inner| inner.current.as_mut()?.thread.take());
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }

    fn lock(&self) -> Result<MutexGuard<'_, Inner>, Refusal> {
        self.inner
            .lock()
            .map_err(|_| Refusal::failed("the list of runs cannot be read"))
    }
}

/// One run.
struct Work {
    key: String,
    title: String,
    request: RunRequest,
    stop: Arc<AtomicBool>,
    threads: usize,
    inner: Arc<Mutex<Inner>>,
    progress: watch::Sender<Progress>,
}

/// Why a run came to nothing.
#[derive(Debug, thiserror::Error)]
enum RunFailed {
    #[error(transparent)]
    Workflow(#[from] WorkflowError),
    #[error(transparent)]
    Report(#[from] ReportError),
    #[error(transparent)]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

impl Work {
    fn run(self) {
        let started = Instant::now();
        let mut watcher = Told {
            progress: self.progress.clone(),
            started,
        };
        let result = self.results(&mut watcher);
        let end = match result {
            Ok(shown) => {
                let message = format!(
                    "{} futures of each option in {:.1} s",
                    shown.run.footer.replicates,
                    started.elapsed().as_secs_f64()
                );
                if let Ok(mut inner) = self.inner.lock() {
                    inner.finished.insert(self.key.clone(), Arc::new(shown));
                }
                ("done", message)
            }
            Err(RunFailed::Workflow(WorkflowError::Stopped)) => (
                "idle",
                "cancelled before the first futures were done".to_owned(),
            ),
            Err(error) => ("failed", error.to_string()),
        };
        self.progress.send_modify(|progress| {
            progress.state = end.0;
            progress.message = end.1;
            progress.seconds = started.elapsed().as_secs_f64();
        });
    }

    fn results(&self, watcher: &mut Told) -> Result<ShownRun, RunFailed> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads.max(1))
            .build()?;
        let folder = pool.install(|| {
            Ok::<_, RunFailed>(match run(&self.request, &self.stop, watcher)? {
                RunOutcome::Unchanged { folder, .. } => folder,
                RunOutcome::Made(made) => made.folder,
            })
        })?;
        let finished = FinishedRun::read(&folder)?;
        let charts = finished.charts()?;
        Ok(ShownRun {
            folder,
            run: finished,
            charts,
            title: self.title.clone(),
        })
    }
}

/// Passes progress on.
struct Told {
    progress: watch::Sender<Progress>,
    started: Instant,
}

impl Watcher for Told {
    fn stage(&mut self, name: &str) {
        let seconds = self.started.elapsed().as_secs_f64();
        self.progress.send_modify(|progress| {
            name.clone_into(&mut progress.stage);
            progress.seconds = seconds;
        });
    }

    fn replicates(&mut self, done: u64, all: u64) {
        let seconds = self.started.elapsed().as_secs_f64();
        self.progress.send_modify(|progress| {
            progress.done = done;
            progress.all = all;
            progress.seconds = seconds;
        });
    }
}
