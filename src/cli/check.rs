//! `fairshare check`: what is wrong with a scenario.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::output::{Failure, advise, print};
use super::{ScenarioArguments, WRONG_INPUT};
use crate::diagnostic::{Problem, Style, json as problems_as_json, render, summary_line};
use crate::model::Situation;
use crate::scenario::{PriorSurvey, load};
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
    let survey = loaded.survey_priors();
    // Where parameters are fixed, a range that cannot be sampled keeps nothing from being run.
    let unusable: Vec<Problem> = survey
        .unusable
        .iter()
        .cloned()
        .map(Problem::as_warning)
        .collect();
    advise(&render(
        &unusable,
        loaded.tree.sources(),
        Style::for_standard_error(),
    ));
    let mut text = describe(&loaded.situation);
    text.push_str(&describe_priors(&survey));
    let warnings: Vec<Problem> = loaded.warnings.iter().cloned().chain(unusable).collect();
    if !warnings.is_empty() {
        text.push_str(&summary_line(&warnings));
        text.push('\n');
    }
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn as_json(arguments: &ScenarioArguments) -> Result<ExitCode, Failure> {
    let (valid, problems, priors) = match load(&arguments.scenario, &arguments.options()) {
        Ok(loaded) => {
            let survey = loaded.survey_priors();
            let unusable = survey.unusable.iter().cloned().map(Problem::as_warning);
            let problems: Vec<Problem> = loaded.warnings.iter().cloned().chain(unusable).collect();
            (
                true,
                problems_as_json(&problems, loaded.tree.sources()),
                priors_as_json(&survey),
            )
        }
        Err(errors) => (
            false,
            problems_as_json(errors.problems(), errors.sources()),
            serde_json::Value::Null,
        ),
    };
    let report = json!({ "valid": valid, "problems": problems, "priors": priors });
    print(&format!("{report:#}\n"))?;
    Ok(if valid {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(WRONG_INPUT)
    })
}

fn priors_as_json(survey: &PriorSurvey) -> serde_json::Value {
    let left_out: Vec<serde_json::Value> = survey
        .left_out
        .iter()
        .map(|(path, reason)| json!({ "path": path, "reason": reason }))
        .collect();
    json!({
        "are_drawn": survey.are_drawn,
        "drawn": survey.drawn(),
        "from_scenario": survey.from_scenario,
        "from_defaults": survey.from_defaults,
        "from_changes": survey.from_changes,
        "left_out": left_out,
    })
}

/// How many ranges there are, whose they are, and which are not drawn; nothing without any.
fn describe_priors(survey: &PriorSurvey) -> String {
    let mut text = String::new();
    if survey.drawn() > 0 {
        let mut parts = Vec::new();
        for (count, whose) in [
            (survey.from_scenario, "the scenario"),
            (survey.from_defaults, "the defaults"),
            (survey.from_changes, "overrides and arguments"),
        ] {
            if count > 0 {
                parts.push(format!("{count} from ranges of {whose}"));
            }
        }
        let when = if survey.are_drawn {
            "drawn"
        } else {
            "to be drawn with `run --priors`"
        };
        let _ = writeln!(
            text,
            "  priors       {} parameters {when}: {}",
            survey.drawn(),
            parts.join(", ")
        );
    }
    let off = survey
        .left_out
        .iter()
        .filter(|(_, reason)| reason.ends_with("is off"))
        .count();
    if !survey.left_out.is_empty() {
        let _ = writeln!(
            text,
            "  fixed        {} more figures have a range and are not drawn: {off} belong to arrangements that \
             are off, {} have other reasons (`--json` says each)",
            survey.left_out.len(),
            survey.left_out.len() - off
        );
    }
    text
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
