//! `fairshare check`: what is wrong with a scenario.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::output::{Failure, print};
use super::{ScenarioArguments, WRONG_INPUT};
use crate::diagnostic::{json as problems_as_json, summary_line};
use crate::model::Situation;
use crate::scenario::load;
use crate::units::with_thin_separators;

const EXAMPLES: &str = "\
Examples:
  fairshare check reference.toml
  fairshare check reference.toml --override quick
  fairshare check reference.toml --json | jq '.problems[].message'

Nothing is written. Exit code 0: the scenario can be run; 2: it cannot.";

/// Arguments of `check`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    /// Print the problems as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &CheckArguments) -> Result<ExitCode, Failure> {
    if arguments.json {
        return as_json(&arguments.scenario);
    }
    let loaded = arguments.scenario.load()?;
    let mut text = describe(&loaded.situation);
    if !loaded.warnings.is_empty() {
        text.push_str(&summary_line(&loaded.warnings));
        text.push('\n');
    }
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn as_json(arguments: &ScenarioArguments) -> Result<ExitCode, Failure> {
    let (valid, problems) = match load(&arguments.scenario, &arguments.options()) {
        Ok(loaded) => (
            true,
            problems_as_json(&loaded.warnings, loaded.tree.sources()),
        ),
        Err(errors) => (false, problems_as_json(errors.problems(), errors.sources())),
    };
    let report = json!({ "valid": valid, "problems": problems });
    print(&format!("{report:#}\n"))?;
    Ok(if valid {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(WRONG_INPUT)
    })
}

/// A few lines by which the writer of a scenario sees that it was understood.
fn describe(situation: &Situation) -> String {
    let people: u64 = situation
        .hosts
        .iter()
        .map(|host| host.stock.total().0)
        .sum();
    let hosts: Vec<&str> = situation
        .hosts
        .iter()
        .map(|host| host.country.name.as_str())
        .collect();
    let options: Vec<String> = situation
        .options
        .iter()
        .map(|option| {
            let mark = if option.is_baseline {
                " (baseline)"
            } else {
                ""
            };
            format!("{}{mark}", option.id)
        })
        .collect();
    let synthetic = if situation.synthetic {
        "\n  invented     countries and figures are synthetic"
    } else {
        ""
    };
    let replicates = if situation.simulated {
        format!(
            "replicates   {} of each option, seed {}",
            situation.ensemble.replicates, situation.ensemble.seed
        )
    } else {
        "simulated    no: needs are stated; see `fairshare apportion` and `explain`".to_owned()
    };
    let origin = situation.origin.as_ref().map_or_else(
        || "several".to_owned(),
        |origin| format!("{}, {} inhabitants", origin.name, origin.population),
    );
    format!(
        "{}: no errors\n  \
           title        {}\n  \
           clock        {} months from {}\n  \
           origin       {}\n  \
           hosts        {}: {} people at the start\n  \
           contributors {}\n  \
           options      {}\n  \
           {replicates}{synthetic}\n",
        situation.name,
        situation.title,
        situation.clock.months,
        situation.clock.start,
        origin,
        hosts.join(", "),
        with_thin_separators(people.into()),
        situation.contributors.len(),
        options.join(", "),
    )
}
