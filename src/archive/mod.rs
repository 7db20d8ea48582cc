//! The run folder: written, recognised, read back.
