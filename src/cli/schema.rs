//! `fairshare schema`: the JSON Schema of scenario files.

use std::process::ExitCode;

use clap::Args;

use super::output::{Failure, print};
use crate::scenario::schema::published_text;

const EXAMPLES: &str = "\
Example:
  fairshare schema > scenario.schema.json

An editor that knows TOML schemas then completes and checks keys, when the first line of the
scenario is:  #:schema ./scenario.schema.json";

/// Arguments of `schema`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct SchemaArguments {}

pub(super) fn run(_: &SchemaArguments) -> Result<ExitCode, Failure> {
    print(&published_text())?;
    Ok(ExitCode::SUCCESS)
}
