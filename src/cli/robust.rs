//! `fairshare apportion --robust`: money committed now for needs that are not known yet.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use serde_json::{Map, Value, json};

use super::output::{Failure, print, write_tables};
use super::run::Solver;
use crate::indicator::SummaryTable;
use crate::model::{PolicyOption, Situation};
use crate::report::robust_text::{robust_tables, robust_text};
use crate::report::terminal::shares_text;
use crate::report::{FooterInfo, ReportInputs};
use crate::study::{RobustError, RobustSettings, robust};
use crate::workflow::needs_of;

/// Arguments of the robust study.
#[derive(Debug, Args)]
pub(super) struct RobustArguments {
    /// Commit the plan's money so that it holds over simulated futures, and say what that is worth
    #[arg(long)]
    robust: bool,
    /// Futures to fit the commitment to; as many others value it
    #[arg(long, value_name = "N", default_value_t = 100, requires = "robust")]
    futures: u64,
    /// The part of the futures beyond which the tail begins
    #[arg(
        long,
        value_name = "SHARE",
        default_value_t = 0.95,
        requires = "robust"
    )]
    tail: f64,
    /// Weight of the tail's mean gap beside the mean gap of all futures
    #[arg(
        long,
        value_name = "WEIGHT",
        default_value_t = 1.0,
        requires = "robust"
    )]
    tail_weight: f64,
}

impl RobustArguments {
    /// Whether a robust study is asked for.
    pub(super) fn is_asked(&self) -> bool {
        self.robust
    }
}

/// Makes the study of one option and prints it.
pub(super) fn show(
    arguments: &RobustArguments,
    situation: &Situation,
    wanted: Option<&str>,
    solver: Solver,
    as_json: bool,
    folder: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let option = option(situation, wanted)?;
    let settings = RobustSettings {
        futures: arguments.futures,
        tail: arguments.tail,
        tail_weight: arguments.tail_weight,
        solver: solver.into(),
    };
    let needs = needs_of(situation, option);
    let study = robust(situation, option, &needs, &settings).map_err(|error| match error {
        RobustError::Program(_) | RobustError::Invariant(_) => Failure::Work(error.to_string()),
        _ => Failure::Command(error.to_string()),
    })?;
    let tables = robust_tables(&study);
    if let Some(folder) = folder {
        write_tables(folder, &tables)?;
    }
    if as_json {
        let mut value: Map<String, Value> = tables
            .iter()
            .map(|table| (table.name.clone(), table.to_json()))
            .collect();
        value.insert("option".to_owned(), json!(option.id.as_str()));
        value.insert("seed".to_owned(), json!(situation.ensemble.seed));
        value.insert(
            "robust_less_plan_usd".to_owned(),
            json!({ "mean": study.saved_usd.0, "error": study.saved_usd.1 }),
        );
        print(&format!("{:#}\n", Value::Object(value)))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut text = format!("{}\n", robust_text(&study));
    let only = Situation {
        options: vec![option.clone()],
        ..situation.clone()
    };
    text.push_str(&shares_text(
        &ReportInputs {
            situation: &only,
            plans: std::slice::from_ref(&study.plan),
            summary: &SummaryTable::default(),
            comparison: &[],
            footer: &FooterInfo {
                run_id: String::new(),
                seed: situation.ensemble.seed,
                replicates: 0,
                version: env!("CARGO_PKG_VERSION").to_owned(),
                assumptions: Vec::new(),
            },
            register: &[],
        },
        0,
    ));
    let (solver, violation) = study.certificate;
    let _ = writeln!(
        text,
        "found by {solver}, largest violation {violation:.1e}; seed {}",
        situation.ensemble.seed
    );
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// The option by its identifier, or the first with a plan.
fn option<'a>(situation: &'a Situation, wanted: Option<&str>) -> Result<&'a PolicyOption, Failure> {
    let found = situation.options.iter().find(|option| match wanted {
        Some(wanted) => option.id.as_str() == wanted,
        None => option.has_plan,
    });
    found.ok_or_else(|| Failure::Command("no option of the scenario has a plan".to_owned()))
}
