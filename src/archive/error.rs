//! What can go wrong with a run folder, and how it is worded.

use std::io;
use std::path::{Path, PathBuf};

/// A run folder could not be opened, written or read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The folder holds a run of other inputs, or of another version.
    #[error(
        "{} already holds another run ({what}); to replace it add `--overwrite`, to keep both \
         choose another `--output-dir`",
        path.display()
    )]
    OtherRun {
        /// The folder.
        path: PathBuf,
        /// In which way the runs differ.
        what: String,
    },
    /// The path exists and holds something that is not a run.
    #[error(
        "{} exists and is not a run folder (it holds no readable `run.toml`), so it is not \
         touched; choose another `--output-dir` or move it away",
        path.display()
    )]
    NotARun {
        /// The path.
        path: PathBuf,
    },
    /// A path that names no folder, such as `/` or `..`.
    #[error("`{}` cannot be the name of a run folder; choose another `--output-dir`", path.display())]
    NoName {
        /// The path.
        path: PathBuf,
    },
    /// A file or folder could not be read or written.
    #[error("cannot {action} {}: {source}; {}", path.display(), remedy(source))]
    Io {
        /// What was tried, as in `create`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// A `run.toml` that cannot be understood.
    #[error("cannot read {}: {message}; it was not written by this program or was edited", path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// Where and why.
        message: String,
    },
    /// A Parquet file could not be written.
    #[error("cannot write {}: {message}", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// Why it failed.
        message: String,
    },
    /// Rows or columns that do not fit the table they were given to.
    #[error("a row of {found} values was given to {}, which has {expected} columns", path.display())]
    Columns {
        /// The file.
        path: PathBuf,
        /// Columns of the table.
        expected: usize,
        /// Values in the row.
        found: usize,
    },
}

impl ArchiveError {
    /// Whether what was asked for is at fault rather than the machine: another path or flag
    /// helps.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        matches!(
            self,
            Self::OtherRun { .. } | Self::NotARun { .. } | Self::NoName { .. }
        )
    }

    /// Wraps an I/O error with what was tried and where; for `map_err`.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io {
            action,
            path,
            source,
        }
    }
}

/// What the user can do about an I/O error.
fn remedy(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "choose a folder you may write to with `--output-dir`"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            "free some space or choose another disk with `--output-dir`"
        }
        io::ErrorKind::NotFound => "check the path",
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a file stands where a folder is needed: choose another `--output-dir`"
        }
        _ => "nothing was left half-written; try again or choose another `--output-dir`",
    }
}
