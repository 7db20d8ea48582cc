//! Opening, filling and closing a run folder.

use std::fs;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::identity::hexadecimal;
use super::{
    ArchiveError, HashedFile, InputFile, OutcomeWriter, ReplicateWriter, RunIdentity, RunRecord,
    StageTiming, StoppingRecord, Termination, read_run,
};

/// What was found where a run is to be written.
#[derive(Debug)]
pub enum Opening {
    /// A finished run of the same inputs and version: there is nothing to do.
    Unchanged(RunRecord),
    /// A folder to fill; it takes its name when it is finished.
    Fresh(RunFolder),
}

/// A run folder in the making. Dropped without [`RunFolder::finish`], it leaves nothing behind.
#[derive(Debug)]
pub struct RunFolder {
    target: PathBuf,
    partial: PathBuf,
    replaced: PathBuf,
    identity: RunIdentity,
    stopping: Option<StoppingRecord>,
    finished: bool,
}

/// Looks at the target and opens a fresh folder beside it where there is work to do.
///
/// A run that was interrupted, or of the same inputs by the same version but not finished, may be
/// replaced; any other run only with `overwrite`; what is not a run, never.
pub fn open(
    target: &Path,
    identity: &RunIdentity,
    overwrite: bool,
) -> Result<Opening, ArchiveError> {
    let name = target
        .file_name()
        .and_then(|name| name.to_str())
        .ok_or_else(|| ArchiveError::NoName {
            path: target.to_owned(),
        })?;
    if let Some(record) = existing(target)? {
        let same_inputs = record.input_hash == identity.input_hash();
        let same_version = record.version == identity.version;
        if same_inputs && same_version {
            if record.termination == Termination::Finished && !overwrite {
                return Ok(Opening::Unchanged(record));
            }
        } else if !overwrite {
            return Err(ArchiveError::OtherRun {
                path: target.to_owned(),
                what: difference(&record, identity, same_inputs),
            });
        }
    }
    let parent = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    fs::create_dir_all(&parent).map_err(ArchiveError::io("create", &parent))?;
    let process = std::process::id();
    let folder = RunFolder {
        target: target.to_owned(),
        partial: parent.join(format!(".{name}.partial-{process}")),
        replaced: parent.join(format!(".{name}.replaced-{process}")),
        identity: identity.clone(),
        stopping: None,
        finished: false,
    };
    // A killed process of the same number may have left one.
    if folder.partial.exists() {
        remove(&folder.partial)?;
    }
    for path in [
        folder.partial.clone(),
        folder.tables_dir(),
        folder.charts_dir(),
        folder.partial.join("inputs"),
    ] {
        fs::create_dir(&path).map_err(ArchiveError::io("create", &path))?;
    }
    Ok(Opening::Fresh(folder))
}

/// Hidden folders that killed runs left beside the target, which may be deleted.
#[must_use]
pub fn leftovers(target: &Path) -> Vec<PathBuf> {
    let (Some(parent), Some(name)) = (target.parent(), target.file_name().and_then(|n| n.to_str()))
    else {
        return Vec::new();
    };
    let mine = format!("-{}", std::process::id());
    let mut found: Vec<_> = fs::read_dir(if parent.as_os_str().is_empty() {
        Path::new(".")
    } else {
        parent
    })
    .into_iter()
    .flatten()
    .flatten()
    .filter(|entry| {
        entry.file_name().to_str().is_some_and(|entry| {
            (entry.starts_with(&format!(".{name}.partial-"))
                || entry.starts_with(&format!(".{name}.replaced-")))
                && !entry.ends_with(&mine)
        })
    })
    .map(|entry| entry.path())
    .collect();
    found.sort();
    found
}

/// The record of the run at the target; none where nothing, or an empty folder, stands there.
fn existing(target: &Path) -> Result<Option<RunRecord>, ArchiveError> {
    match fs::symlink_metadata(target) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(ArchiveError::io("look at", target)(error)),
        Ok(metadata) if !metadata.is_dir() => {
            return Err(ArchiveError::NotARun {
                path: target.to_owned(),
            });
        }
        Ok(_) => {}
    }
    let is_empty = fs::read_dir(target)
        .map_err(ArchiveError::io("read", target))?
        .next()
        .is_none();
    if is_empty {
        return Ok(None);
    }
    match read_run(target) {
        Ok(record) => Ok(Some(record)),
        Err(ArchiveError::Io { source, .. })
            if source.kind() == std::io::ErrorKind::PermissionDenied =>
        {
            Err(ArchiveError::io("read", target)(source))
        }
        Err(_) => Err(ArchiveError::NotARun {
            path: target.to_owned(),
        }),
    }
}

fn difference(record: &RunRecord, identity: &RunIdentity, same_inputs: bool) -> String {
    if same_inputs {
        return format!(
            "made by version {}, this is version {}",
            record.version, identity.version
        );
    }
    let mut changed = Vec::new();
    for (name, hash) in &identity.inputs {
        let before = record.inputs.iter().find(|input| &input.name == name);
        if before.is_none_or(|input| &input.sha256 != hash) {
            changed.push(name.clone());
        }
    }
    for input in &record.inputs {
        if !identity.inputs.iter().any(|(name, _)| name == &input.name) {
            changed.push(input.name.clone());
        }
    }
    if record.seed != identity.seed {
        changed.push(format!("seed {} then, {} now", record.seed, identity.seed));
    }
    if record.replicates != identity.replicates {
        changed.push(format!(
            "{} replicates then, {} now",
            record.replicates, identity.replicates
        ));
    }
    if record.settings != identity.settings {
        changed.push("settings of the command line".to_owned());
    }
    format!("changed: {}", changed.join(", "))
}

impl RunFolder {
    /// The folder to write into; it has another name until the run is finished.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.partial
    }

    /// Where the run will stand when it is finished.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The folder of tables.
    #[must_use]
    pub fn tables_dir(&self) -> PathBuf {
        self.partial.join("tables")
    }

    /// The folder of charts.
    #[must_use]
    pub fn charts_dir(&self) -> PathBuf {
        self.partial.join("charts")
    }

    /// A writer of the replicates' years, with the given columns beside option, replicate, year.
    pub fn replicate_writer(&self, columns: &[&str]) -> Result<ReplicateWriter, ArchiveError> {
        ReplicateWriter::create(&self.tables_dir(), columns)
    }

    /// A writer of the replicates' whole-period outcomes, with the given columns beside option,
    /// uptake and replicate.
    pub fn outcome_writer(&self, columns: &[&str]) -> Result<OutcomeWriter, ArchiveError> {
        OutcomeWriter::create(&self.tables_dir(), columns)
    }

    /// Copies the inputs into `inputs/`, as they were read.
    ///
    /// Parts of a name that lead out of the folder (`..`, `/`) are left out; when two names fall
    /// together, the later file gets a number in front.
    pub fn copy_inputs(&self, inputs: &[InputFile<'_>]) -> Result<(), ArchiveError> {
        let folder = self.partial.join("inputs");
        for (number, input) in inputs.iter().enumerate() {
            let mut inside: PathBuf = Path::new(input.name)
                .components()
                .filter(|component| matches!(component, Component::Normal(_)))
                .collect();
            if inside.as_os_str().is_empty() {
                inside = PathBuf::from("input");
            }
            let mut path = folder.join(&inside);
            if path.exists() {
                path = folder.join(number.to_string()).join(&inside);
            }
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(ArchiveError::io("create", parent))?;
            }
            fs::write(&path, input.contents).map_err(ArchiveError::io("write", &path))?;
        }
        Ok(())
    }

    /// Keeps for `run.toml` how a run went that aimed at an error.
    pub fn note_stopping(&mut self, stopping: StoppingRecord) {
        self.stopping = Some(stopping);
    }

    /// Writes `run.toml` and gives the folder its name, in one step for any reader.
    pub fn finish(
        mut self,
        timings: &[StageTiming],
        termination: Termination,
    ) -> Result<PathBuf, ArchiveError> {
        let mut outputs = Vec::new();
        hash_files(&self.partial, &self.partial, &mut outputs)?;
        let stopping = self.stopping.take();
        RunRecord::new(&self.identity, timings, termination, outputs, stopping)
            .write(&self.partial)?;
        let occupied = self.target.exists();
        if occupied {
            fs::rename(&self.target, &self.replaced)
                .map_err(ArchiveError::io("replace", &self.target))?;
        }
        if let Err(error) = fs::rename(&self.partial, &self.target) {
            if occupied {
                // The old run goes back to its place; the first error is the one to report.
                let _ = fs::rename(&self.replaced, &self.target);
            }
            return Err(ArchiveError::io("create", &self.target)(error));
        }
        self.finished = true;
        if occupied {
            remove(&self.replaced)?;
        }
        Ok(self.target.clone())
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        if !self.finished {
            // Nothing can be reported from here; the folder's name says what it is.
            let _ = fs::remove_dir_all(&self.partial);
        }
    }
}

fn remove(folder: &Path) -> Result<(), ArchiveError> {
    fs::remove_dir_all(folder).map_err(ArchiveError::io("remove", folder))
}

/// Hashes all files below a folder, by path, but the copied inputs.
fn hash_files(
    root: &Path,
    folder: &Path,
    hashes: &mut Vec<HashedFile>,
) -> Result<(), ArchiveError> {
    let mut entries = fs::read_dir(folder)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(ArchiveError::io("read", folder))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            if path != root.join("inputs") {
                hash_files(root, &path, hashes)?;
            }
            continue;
        }
        let hash = hash_file(&path).map_err(ArchiveError::io("read", &path))?;
        let parts: Vec<_> = path
            .strip_prefix(root)
            .unwrap_or(&path)
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        hashes.push(HashedFile {
            name: parts.join("/"),
            sha256: hash,
        });
    }
    Ok(())
}

/// SHA-256 of a file, read in pieces: the replicates' table may be large.
fn hash_file(path: &Path) -> std::io::Result<String> {
    let mut file = fs::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let length = file.read(&mut buffer)?;
        if length == 0 {
            return Ok(hexadecimal(&hasher.finalize()));
        }
        hasher.update(buffer.get(..length).unwrap_or_default());
    }
}
