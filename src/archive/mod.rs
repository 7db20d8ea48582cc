//! The run folder: written, recognised, read back.
//!
//! A run is written into a hidden sibling of its folder, `.<name>.partial-<process>`, and renamed
//! when it is complete: whatever stands under the run's own name is a whole result. A folder that
//! already holds a finished run of the same inputs and version is left as it is.

mod columns;
mod error;
mod folder;
mod identity;
mod record;
mod replicates;
mod stored;

pub use columns::{ColumnData, ColumnWriter};
pub use error::ArchiveError;
pub use folder::{Opening, RunFolder, leftovers, open};
pub use identity::{InputFile, RunIdentity, commit, sha256};
pub use record::{
    HashedFile, HostInfo, RunRecord, StageTiming, StoppingRecord, Termination, read_run,
};
pub use replicates::{
    OUTCOMES_FILE, OutcomeRow, OutcomeWriter, REPLICATES_FILE, ReplicateWriter, ReplicateYearRow,
};
pub use stored::{Cell, StoredTable};

/// The file in a run folder that says what the run is.
pub const RUN_FILE: &str = "run.toml";
