//! `fairshare explain`: why one State owes what it owes, in words and small tables.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};

use super::ScenarioArguments;
use super::output::{Failure, advise, print, write_tables};
use super::run::Solver;
use crate::apportion::explain::{
    Consequence, ExplainError, Leaving, Lever, LeverEffect, Move, Outcome, Why, frontier_of_places,
    if_fixed, if_stays_out, keys_on_the_table, room_for_places, why,
};
use crate::apportion::{ApportionRequest, apportion};
use crate::id::ContributorId;
use crate::indicator::SummaryTable;
use crate::model::{Plan, PolicyOption, Situation};
use crate::report::charts::{Chart, draw_frontier, draw_keys, draw_waterfall, write_drawn};
use crate::report::explanation::{Explanation, explanation_text};
use crate::report::frontier_text::{frontier_tables, frontier_text};
use crate::report::negotiation::{keys_tables, keys_text, room_table, room_text};
use crate::report::{FooterInfo, ReportError, ReportInputs, Table};
use crate::workflow::needs_of;

const EXAMPLES: &str = "\
Examples:
  fairshare explain scenarios/south-sudan.toml --state DEU
  fairshare explain scenarios/south-sudan.toml --state Germany --option comprehensive-plan
  fairshare explain scenarios/south-sudan.toml --state UGA --json
  fairshare explain scenarios/eu-relocation-2015.toml --state MLT --fix 500
  fairshare explain scenarios/eu-relocation-2015.toml --keys
  fairshare explain scenarios/eu-relocation-2015.toml --alternatives 10
  fairshare explain scenarios/eu-relocation-2015.toml --override costs --frontier";

/// Arguments of `explain`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ExplainArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    /// The State or other contributor, by its identifier or name
    #[arg(long, value_name = "STATE", required_unless_present_any = ["keys", "alternatives", "frontier"])]
    state: Option<String>,
    /// What follows if the State gives so many places in each year of the plan
    #[arg(long, value_name = "PLACES", requires = "state")]
    fix: Option<u32>,
    /// All States at once: shares under every key that the data allow, what the criteria of the
    /// plan's own key explain, and its paradoxes
    #[arg(long, conflicts_with_all = ["state", "alternatives"])]
    keys: bool,
    /// All States at once: how far places may move while the largest ratio of places to the share
    /// of the key rises by no more than so many percent
    #[arg(
        long,
        value_name = "PERCENT",
        conflicts_with = "state",
        allow_negative_numbers = true
    )]
    alternatives: Option<f64>,
    /// All States at once: allocations of a year's places from the most equal to the cheapest, so
    /// many at most; States must say what a place costs them
    #[arg(
        long,
        value_name = "POINTS",
        num_args = 0..=1,
        default_missing_value = "20",
        value_parser = clap::value_parser!(u16).range(2..=1000),
        conflicts_with_all = ["state", "keys", "alternatives"]
    )]
    frontier: Option<u16>,
    /// The calendar year of `--alternatives` and `--frontier`; the first of the plan when left out
    #[arg(long, value_name = "YEAR", conflicts_with_all = ["state", "keys"])]
    year: Option<i32>,
    /// Also write the tables of `--keys`, `--alternatives` and `--frontier` as CSV and Parquet into
    /// this folder, or the chart of the State's way through its ledger
    #[arg(long, value_name = "DIR")]
    output_dir: Option<PathBuf>,
    /// The option, by its identifier; the first with a plan when left out
    #[arg(long, value_name = "ID")]
    option: Option<String>,
    /// Solver of linear programs that no closed form reaches
    #[arg(long, value_enum, default_value_t = Solver::Auto)]
    solver: Solver,
    /// Print the explanation as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &ExplainArguments) -> Result<ExitCode, Failure> {
    let loaded = arguments.scenario.load()?;
    let situation = &loaded.situation;
    let option = option(situation, arguments.option.as_deref())?;
    let needs = needs_of(situation, option);
    let request = ApportionRequest {
        situation,
        option,
        needs: &needs,
        solver: arguments.solver.into(),
    };
    if arguments.keys {
        return keys(arguments, &request);
    }
    if let Some(percent) = arguments.alternatives {
        return room(arguments, &request, percent);
    }
    if let Some(points) = arguments.frontier {
        return price_of_fairness(arguments, &request, points);
    }
    let plan = apportion(&request).map_err(|error| {
        Failure::Command(format!(
            "option `{}` cannot be apportioned: {error}",
            option.id
        ))
    })?;
    let state = contributor(&plan, arguments.state.as_deref().unwrap_or_default())?;
    let why = why(&request, &plan, &state).map_err(|error| refused(&error))?;
    // Whoever is the only one to hold a share cannot be left out; that is no failure here.
    let leaving = |leaving| match if_stays_out(&request, &plan, &state, leaving) {
        Ok(consequence) => Ok(Some(consequence)),
        Err(ExplainError::NobodyLeft { .. }) => Ok(None),
        Err(error) => Err(refused(&error)),
    };
    let stays_out = leaving(Leaving::AsToday)?;
    let gives_nothing = leaving(Leaving::Nothing)?;
    let fixed = arguments
        .fix
        .map(|places| if_fixed(&request, &plan, &state, places))
        .transpose()
        .map_err(|error| refused(&error))?;
    if let Some(folder) = &arguments.output_dir {
        write_waterfall(folder, situation, &plan, &state)?;
    }
    if arguments.json {
        let value = json!({
            "scenario": situation.name,
            "option": option.id.as_str(),
            "years": plan.years,
            "explanation": why_json(&why),
            "if_it_stays_out": stays_out.as_ref().map(consequence_json),
            "if_it_gives_nothing": gives_nothing.as_ref().map(consequence_json),
            "if_its_places_are_fixed": fixed.as_ref().map(consequence_json),
        });
        print(&format!("{value:#}\n"))?;
        return Ok(ExitCode::SUCCESS);
    }
    print(&explanation_text(&Explanation {
        option,
        plan: &plan,
        why: &why,
        stays_out: stays_out.as_ref(),
        gives_nothing: gives_nothing.as_ref(),
        fixed: arguments.fix.zip(fixed.as_ref()),
    }))?;
    Ok(ExitCode::SUCCESS)
}

/// Draws the State's way through its ledger into a folder.
fn write_waterfall(
    folder: &Path,
    situation: &Situation,
    plan: &Plan,
    state: &ContributorId,
) -> Result<(), Failure> {
    let index = situation
        .options
        .iter()
        .position(|option| option.id == plan.option)
        .unwrap_or(0);
    // The chart asks for the plan at the option's own place.
    let plans = vec![plan.clone(); index + 1];
    write_chart(folder, situation, &plans, |inputs| {
        draw_waterfall(inputs, index, state)
    })
}

/// Draws a chart of what is not simulated into a folder, if there is anything to draw.
fn write_chart(
    folder: &Path,
    situation: &Situation,
    plans: &[Plan],
    draw: impl FnOnce(&ReportInputs<'_>) -> Result<Option<Chart>, ReportError>,
) -> Result<(), Failure> {
    let footer = FooterInfo {
        run_id: String::new(),
        seed: situation.ensemble.seed,
        replicates: 0,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        assumptions: Vec::new(),
    };
    let inputs = ReportInputs {
        situation,
        plans,
        summary: &SummaryTable::default(),
        comparison: &[],
        footer: &footer,
        register: &[],
    };
    let work = |error: ReportError| Failure::Work(error.to_string());
    match draw(&inputs).map_err(work)? {
        Some(chart) => {
            std::fs::create_dir_all(folder)
                .map_err(|error| Failure::io(format!("making {}", folder.display()), error))?;
            let name = chart.name.clone();
            write_drawn(folder, &[chart]).map_err(work)?;
            advise(&format!("chart {name} written to {}\n", folder.display()));
        }
        None => advise("no chart: there is nothing to draw\n"),
    }
    Ok(())
}

/// All keys for all States.
fn keys(arguments: &ExplainArguments, request: &ApportionRequest) -> Result<ExitCode, Failure> {
    let keys = keys_on_the_table(request).map_err(|error| refused(&error))?;
    if let Some(folder) = &arguments.output_dir {
        let index = position_of(request);
        let data = keys_tables(&keys).swap_remove(0);
        write_chart(folder, request.situation, &[], |inputs| {
            draw_keys(inputs, index, &keys, data)
        })?;
    }
    show(arguments, &keys_text(&keys), &keys_tables(&keys))
}

/// Alternatives that a page shows.
const ALTERNATIVES_SHOWN: usize = 4;

/// The position of the option that is explained.
fn position_of(request: &ApportionRequest) -> usize {
    let options = &request.situation.options;
    let found = options
        .iter()
        .position(|option| option.id == request.option.id);
    found.unwrap_or(0)
}

/// The room over the places of a year.
fn room(
    arguments: &ExplainArguments,
    request: &ApportionRequest,
    percent: f64,
) -> Result<ExitCode, Failure> {
    if !(percent.is_finite() && percent >= 0.0) {
        return Err(Failure::Command(format!(
            "`--alternatives {percent}`: give a percentage of zero or more, as in `10`"
        )));
    }
    let year = year_of(arguments, request)?;
    let tolerance = percent / 100.0;
    let room = room_for_places(request, year, tolerance, ALTERNATIVES_SHOWN)
        .map_err(|error| refused(&error))?;
    if room.room.base.iter().all(|&persons| persons == 0) {
        return Err(Failure::Command(format!(
            "option `{}` shares out no places in {}, so none can move",
            request.option.id, room.year
        )));
    }
    show(
        arguments,
        &room_text(&room, tolerance),
        &[room_table(&room)],
    )
}

/// The position of the year that is meant.
fn year_of(arguments: &ExplainArguments, request: &ApportionRequest) -> Result<usize, Failure> {
    let years = &request.needs.years;
    let Some(wanted) = arguments.year else {
        return Ok(0);
    };
    years
        .iter()
        .position(|&year| year == wanted)
        .ok_or_else(|| {
            let listed: Vec<String> = years.iter().map(ToString::to_string).collect();
            Failure::Command(format!(
                "the plan has no year {wanted}; its years: {}",
                listed.join(", ")
            ))
        })
}

/// The frontier between equity and cost over the places of a year.
fn price_of_fairness(
    arguments: &ExplainArguments,
    request: &ApportionRequest,
    points: u16,
) -> Result<ExitCode, Failure> {
    let year = year_of(arguments, request)?;
    let frontier =
        frontier_of_places(request, year, points.into()).map_err(|error| refused(&error))?;
    if let Some(folder) = &arguments.output_dir {
        let index = position_of(request);
        let data = frontier_tables(&frontier).swap_remove(0);
        write_chart(folder, request.situation, &[], |inputs| {
            draw_frontier(inputs, index, &frontier, data)
        })?;
    }
    show(
        arguments,
        &frontier_text(&frontier),
        &frontier_tables(&frontier),
    )
}

/// Prints a page or its tables as JSON, and writes the tables where asked to.
fn show(arguments: &ExplainArguments, text: &str, tables: &[Table]) -> Result<ExitCode, Failure> {
    if let Some(folder) = &arguments.output_dir {
        write_tables(folder, tables)?;
    }
    if arguments.json {
        let value: serde_json::Map<String, Value> = tables
            .iter()
            .map(|table| (table.name.clone(), table.to_json()))
            .collect();
        print(&format!("{:#}\n", Value::Object(value)))?;
    } else {
        print(text)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// An explanation that refuses is about what was asked for.
fn refused(error: &ExplainError) -> Failure {
    Failure::Command(error.to_string())
}

/// The option that is meant: one with a plan.
fn option<'a>(situation: &'a Situation, wanted: Option<&str>) -> Result<&'a PolicyOption, Failure> {
    let with_plan: Vec<&PolicyOption> = situation
        .options
        .iter()
        .filter(|option| option.has_plan)
        .collect();
    let ids: Vec<&str> = with_plan.iter().map(|option| option.id.as_str()).collect();
    let listed = ids.join(", ");
    match wanted {
        None => with_plan.first().copied().ok_or_else(|| {
            Failure::Command("no option of the scenario has a plan to explain".to_owned())
        }),
        Some(wanted) => {
            if let Some(option) = with_plan.iter().find(|it| it.id.as_str() == wanted) {
                return Ok(option);
            }
            let is_known = situation.options.iter().any(|it| it.id.as_str() == wanted);
            Err(Failure::Command(if is_known {
                format!(
                    "option `{wanted}` has no plan: everybody gives what it gives today; options \
                     with a plan: {listed}"
                )
            } else {
                format!("the scenario has no option `{wanted}`; options with a plan: {listed}")
            }))
        }
    }
}

/// How alike a name must be to be suggested, 0 to 1.
const LIKENESS_LEAST: f64 = 0.85;

/// Whoever is meant, by identifier or name, capital letters or not.
fn contributor(plan: &Plan, wanted: &str) -> Result<ContributorId, Failure> {
    let folded = wanted.to_lowercase();
    let named = plan.shares.iter().find(|share| {
        share.contributor.as_str().to_lowercase() == folded || share.name.to_lowercase() == folded
    });
    if let Some(share) = named {
        return Ok(share.contributor.clone());
    }
    let likeness = |text: &str| strsim::jaro_winkler(&text.to_lowercase(), &folded);
    let mut best: Option<(f64, &crate::model::ContributorShare)> = None;
    for share in &plan.shares {
        let alike = likeness(share.contributor.as_str()).max(likeness(&share.name));
        if alike >= LIKENESS_LEAST && best.is_none_or(|(most, _)| alike > most) {
            best = Some((alike, share));
        }
    }
    let hint = best.map_or_else(
        || "`fairshare apportion SCENARIO --json` lists all".to_owned(),
        |(_, share)| format!("did you mean `{}` ({})?", share.contributor, share.name),
    );
    Err(Failure::Command(format!(
        "the plan has no contributor `{wanted}`; {hint}"
    )))
}

fn why_json(why: &Why) -> Value {
    let steps: Vec<Value> = why
        .steps
        .iter()
        .map(|step| {
            json!({
                "name": step.name,
                "rule": step.rule,
                "places": step.places,
                "usd": step.usd,
            })
        })
        .collect();
    json!({
        "contributor": why.contributor.as_str(),
        "name": why.name,
        "binding_rule": why.binding.name(),
        "places_binding_rule": why.places_binding.name(),
        "steps": steps,
        "effects": why.effects.iter().map(effect_json).collect::<Vec<_>>(),
    })
}

fn effect_json(effect: &LeverEffect) -> Value {
    let (rule, unit) = match effect.lever {
        Lever::PlacesSought => ("places_sought", "persons a year"),
        Lever::Need => ("need", "US$ a year"),
        Lever::RatioMaximum => ("responsibility_ratio_maximum", "ratio"),
        Lever::PlacesCap(_) => ("places_cap", "persons a year"),
        Lever::PlacesFloor(_) => ("places_floor", "persons a year"),
        Lever::MoneyCap(_) => ("money_cap", "US$ a year"),
        Lever::KeyShare(_) => ("key_share", "share of 1"),
    };
    json!({
        "rule": rule,
        "unit": unit,
        "amount": effect.amount,
        "consequence": consequence_json(&effect.consequence),
    })
}

fn consequence_json(consequence: &Consequence) -> Value {
    let one = |it: &Move| {
        json!({
            "contributor": it.contributor.as_str(),
            "name": it.name,
            "places": it.places,
            "usd": it.usd,
        })
    };
    let outcome = |it: &Outcome| {
        json!({
            "unmet_places": it.unmet_places,
            "unmet_usd": it.unmet_usd,
            "worst_ratio": it.worst_ratio,
            "cost_usd": it.cost_usd,
        })
    };
    json!({
        "own": consequence.own.as_ref().map(one),
        "others": consequence.others.iter().map(one).collect::<Vec<_>>(),
        "before": outcome(&consequence.before),
        "after": outcome(&consequence.after),
    })
}
