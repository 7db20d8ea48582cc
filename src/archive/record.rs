//! `run.toml`: what a run is, where it ran and how it ended.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::{ArchiveError, RUN_FILE, RunIdentity};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Termination {
    /// All replicates were made.
    Finished,
    /// The user stopped it; what was done is kept.
    Interrupted {
        /// Replicates of each option that the results rest on.
        replicates: u32,
    },
}

impl Termination {
    fn text(self) -> String {
        match self {
            Self::Finished => "finished".to_owned(),
            Self::Interrupted { replicates } => {
                format!("interrupted after {replicates} replicates")
            }
        }
    }

    fn parse(text: &str) -> Option<Self> {
        if text == "finished" {
            return Some(Self::Finished);
        }
        let replicates = text
            .strip_prefix("interrupted after ")?
            .strip_suffix(" replicates")?
            .parse()
            .ok()?;
        Some(Self::Interrupted { replicates })
    }
}

impl Serialize for Termination {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

impl<'de> Deserialize<'de> for Termination {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!("`{text}` is not a way for a run to end"))
        })
    }
}

/// The machine that a run was made on; results do not depend on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostInfo {
    /// Operating system, as in `linux`.
    pub os: String,
    /// Processor architecture, as in `x86_64`.
    pub arch: String,
    /// Threads that were available.
    pub threads: usize,
}

impl HostInfo {
    /// This machine.
    #[must_use]
    pub fn here() -> Self {
        Self {
            os: std::env::consts::OS.to_owned(),
            arch: std::env::consts::ARCH.to_owned(),
            threads: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

/// How a run that aimed at a Monte Carlo error went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoppingRecord {
    /// The error aimed at, relative to the mean.
    pub target_error: f64,
    /// Whether every headline outcome reached it.
    pub reached: bool,
    /// Replicates of each option that were made.
    pub replicates: u32,
    /// The option with the largest error.
    pub decisive_option: String,
    /// The indicator with the largest error.
    pub decisive_indicator: String,
    /// That error.
    pub error: f64,
}

/// How long a stage of the work took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageTiming {
    /// The stage, as in `simulate`.
    pub stage: String,
    /// Wall-clock time, seconds.
    pub seconds: f64,
}

/// A file of a run with its SHA-256.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HashedFile {
    /// Path inside the run folder for an output, name for an input.
    pub name: String,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// The contents of `run.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// The program's version.
    pub version: String,
    /// The commit it was built from, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// The run's short name, as in charts' footers.
    pub run_id: String,
    /// The combined hash of inputs, settings, seed and replicates.
    pub input_hash: String,
    /// Seed of all random streams.
    pub seed: u64,
    /// Replicates asked for; at most so many where an error was aimed at.
    pub replicates: u32,
    /// How the run ended.
    pub termination: Termination,
    /// When it ended, UTC, as `YYYY-MM-DDThh:mm:ssZ`.
    pub ended_at: String,
    /// Settings of the command line that change results.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
    /// How it went, where an error was aimed at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopping: Option<StoppingRecord>,
    /// The machine.
    pub host: HostInfo,
    /// Time by stage.
    #[serde(default, rename = "timing")]
    pub timings: Vec<StageTiming>,
    /// Inputs.
    #[serde(default, rename = "input")]
    pub inputs: Vec<HashedFile>,
    /// Every file of the result but this one and the copied inputs.
    #[serde(default, rename = "output")]
    pub outputs: Vec<HashedFile>,
}

impl RunRecord {
    /// Replicates of each option that were made: those asked for, unless the run stopped before.
    #[must_use]
    pub fn replicates_made(&self) -> u32 {
        match (self.termination, &self.stopping) {
            (Termination::Interrupted { replicates }, _) => replicates,
            (Termination::Finished, Some(stopping)) => stopping.replicates,
            (Termination::Finished, None) => self.replicates,
        }
    }

    pub(super) fn new(
        identity: &RunIdentity,
        timings: &[StageTiming],
        termination: Termination,
        outputs: Vec<HashedFile>,
        stopping: Option<StoppingRecord>,
    ) -> Self {
        let seconds = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs());
        Self {
            version: identity.version.clone(),
            commit: identity.commit.clone(),
            run_id: identity.run_id(),
            input_hash: identity.input_hash(),
            seed: identity.seed,
            replicates: identity.replicates,
            termination,
            ended_at: utc(seconds),
            settings: identity.settings.clone(),
            stopping,
            host: HostInfo::here(),
            timings: timings.to_vec(),
            inputs: identity
                .inputs
                .iter()
                .map(|(name, sha256)| HashedFile {
                    name: name.clone(),
                    sha256: sha256.clone(),
                })
                .collect(),
            outputs,
        }
    }

    pub(super) fn write(&self, folder: &Path) -> Result<(), ArchiveError> {
        let path = folder.join(RUN_FILE);
        let text = toml::to_string(self).map_err(|error| ArchiveError::Record {
            path: path.clone(),
            message: error.to_string(),
        })?;
        fs::write(&path, text).map_err(ArchiveError::io("write", &path))
    }
}

/// Reads the `run.toml` of a run folder.
pub fn read_run(folder: &Path) -> Result<RunRecord, ArchiveError> {
    let path = folder.join(RUN_FILE);
    let text = fs::read_to_string(&path).map_err(ArchiveError::io("read", &path))?;
    toml::from_str(&text).map_err(|error| ArchiveError::Record {
        path,
        message: error.to_string().trim_end().to_owned(),
    })
}

/// Seconds since 1970 as `YYYY-MM-DDThh:mm:ssZ`.
///
/// Days to civil date after H. Hinnant, `chrono`-compatible low-level date algorithms,
/// `civil_from_days`: years begin in March, so that the leap day comes last.
fn utc(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        rest / 3_600,
        rest / 60 % 60,
        rest % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_dates() {
        // `date -u -d @…` of GNU coreutils.
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
        assert_eq!(utc(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(utc(1_767_225_599), "2025-12-31T23:59:59Z");
    }

    #[test]
    fn terminations_are_read_as_written() {
        for termination in [
            Termination::Finished,
            Termination::Interrupted { replicates: 120 },
        ] {
            assert_eq!(Termination::parse(&termination.text()), Some(termination));
        }
        assert_eq!(Termination::parse("interrupted after x replicates"), None);
    }
}
