//! `fairshare apportion`: shares, places and money of every option, without simulating.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::ScenarioArguments;
use super::output::{Failure, advise, print};
use super::robust::RobustArguments;
use super::run::{Solver, failure};
use crate::apportion::{ApportionRequest, program_of};
use crate::indicator::SummaryTable;
use crate::model::{Plan, Situation};
use crate::report::charts::{draw_plan_charts, write_drawn};
use crate::report::ledger_text::ledger_text;
use crate::report::measures_text::measures_text;
use crate::report::tables::write_plan_tables;
use crate::report::terminal::shares_text;
use crate::report::{FooterInfo, ReportInputs};
use crate::workflow::{apportion_all, needs_of};

const EXAMPLES: &str = "\
Examples:
  fairshare apportion scenarios/south-sudan.toml
  fairshare apportion scenarios/south-sudan.toml --option comprehensive-plan
  fairshare apportion scenarios/south-sudan.toml --json
  fairshare apportion scenarios/eu-solidarity-pool.toml --option places-or-money --lp
  fairshare apportion scenarios/south-sudan.toml --robust --futures 200";

/// Arguments of `apportion`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ApportionArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    /// Only this option, by its identifier
    #[arg(long, value_name = "ID")]
    option: Option<String>,
    /// Solver of linear programs that no closed form reaches
    #[arg(long, value_enum, default_value_t = Solver::Auto)]
    solver: Solver,
    /// Print the ledger: every State's way from key share to what it has delivered
    #[arg(long)]
    ledger: bool,
    /// Print all shares as JSON
    #[arg(long)]
    json: bool,
    /// Print the constraints of one option's plan as a linear program in the CPLEX LP format
    #[arg(long, requires = "option", conflicts_with_all = ["ledger", "json"])]
    lp: bool,
    /// Also write the tables as CSV and Parquet, and the charts, into this folder
    #[arg(long, value_name = "DIR")]
    output_dir: Option<PathBuf>,
    #[command(flatten)]
    robust: RobustArguments,
}

pub(super) fn run(arguments: &ApportionArguments) -> Result<ExitCode, Failure> {
    let loaded = arguments.scenario.load()?;
    let situation = &loaded.situation;
    let wanted = |index: usize| {
        arguments
            .option
            .as_ref()
            .is_none_or(|option| situation.options[index].id.as_str() == option)
    };
    if let Some(option) = &arguments.option
        && !(0..situation.options.len()).any(wanted)
    {
        let known: Vec<&str> = situation
            .options
            .iter()
            .map(|option| option.id.as_str())
            .collect();
        return Err(Failure::Command(format!(
            "the scenario has no option `{option}`; it has {}",
            known.join(", ")
        )));
    }
    if arguments.robust.is_asked() {
        return super::robust::show(
            &arguments.robust,
            situation,
            arguments.option.as_deref(),
            arguments.solver,
            arguments.json,
            arguments.output_dir.as_deref(),
        );
    }
    if arguments.lp {
        return print_program(arguments, situation);
    }
    let plans = apportion_all(situation, arguments.solver.into()).map_err(failure)?;
    let footer = FooterInfo {
        run_id: String::new(),
        seed: situation.ensemble.seed,
        replicates: 0,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        assumptions: Vec::new(),
    };
    let inputs = ReportInputs {
        situation,
        plans: &plans,
        summary: &SummaryTable::default(),
        comparison: &[],
        footer: &footer,
        register: &[],
    };
    if let Some(folder) = &arguments.output_dir {
        let names =
            write_plan_tables(folder, &inputs).map_err(|error| Failure::Work(error.to_string()))?;
        let charts = draw_plan_charts(&inputs).map_err(|error| Failure::Work(error.to_string()))?;
        write_drawn(folder, &charts).map_err(|error| Failure::Work(error.to_string()))?;
        advise(&format!(
            "tables {} and {} charts written to {}\n",
            names.join(", "),
            charts.len(),
            folder.display()
        ));
    }
    if arguments.json {
        let shown: Vec<_> = plans
            .iter()
            .enumerate()
            .filter(|&(index, _)| wanted(index))
            .map(|(_, plan)| as_json(situation, plan))
            .collect();
        print(&format!(
            "{:#}\n",
            json!({ "scenario": situation.name, "plans": shown })
        ))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut text = String::new();
    for index in (0..plans.len()).filter(|&index| wanted(index)) {
        let has_ledger = !plans[index].ledger.is_empty();
        if has_ledger && (arguments.ledger || !situation.simulated) {
            text.push_str(&ledger_text(&inputs, index));
        } else if situation.simulated {
            text.push_str(&shares_text(&inputs, index));
        } else {
            continue;
        }
        text.push_str(&measures_text(&inputs, index));
        text.push_str(&certificate(&plans[index]));
        text.push('\n');
    }
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// The program of the option that is meant.
fn print_program(
    arguments: &ApportionArguments,
    situation: &Situation,
) -> Result<ExitCode, Failure> {
    let wanted = arguments.option.as_deref().unwrap_or_default();
    let Some(option) = situation
        .options
        .iter()
        .find(|option| option.id.as_str() == wanted)
    else {
        return Ok(ExitCode::SUCCESS);
    };
    let needs = needs_of(situation, option);
    let text = program_of(&ApportionRequest {
        situation,
        option,
        needs: &needs,
        solver: arguments.solver.into(),
    })
    .and_then(|program| Ok(program.to_lp()?))
    .map_err(|error| Failure::Command(error.to_string()))?;
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// How the plan was found, in a few lines.
fn certificate(plan: &Plan) -> String {
    let certificate = &plan.certificate;
    let mut text = format!(
        "found by {}, {} programs in {} rounds, largest violation {:.1e}; {}\n",
        certificate.solver,
        certificate.programs,
        certificate.rounds,
        certificate.largest_violation,
        certificate.rounding
    );
    for note in &certificate.notes {
        let _ = writeln!(text, "note: {note}");
    }
    text
}

fn as_json(situation: &Situation, plan: &Plan) -> serde_json::Value {
    let hosts: Vec<&str> = situation
        .hosts
        .iter()
        .map(|host| host.country.code.as_str())
        .collect();
    let shares: Vec<_> = plan
        .shares
        .iter()
        .map(|share| {
            json!({
                "contributor": share.contributor.as_str(),
                "name": share.name,
                "key_share": share.key_share,
                "binding_rule": share.binding.name(),
                "responsibility_ratio": share.responsibility_ratio,
                "hosting_usd": share.hosting_usd,
                "baseline_usd": share.baseline_usd,
                "obligation_usd": share.obligation_usd,
                "obligation_usd_by_host": share.obligation_usd_by_host,
                "baseline_places": share.baseline_places,
                "obligation_places": share.obligation_places,
                "obligation_places_by_host": share.obligation_places_by_host,
            })
        })
        .collect();
    let ledger: Vec<_> = plan
        .ledger
        .iter()
        .map(|row| {
            let steps: Vec<_> = row
                .entries
                .iter()
                .map(|entry| {
                    json!({
                        "step": entry.step.name(),
                        "places": entry.places,
                        "usd": entry.usd,
                        "value_usd": entry.value_usd,
                        "rule": entry.rule,
                    })
                })
                .collect();
            json!({
                "contributor": row.contributor.as_str(),
                "name": row.name,
                "key_share": row.key_share,
                "steps": steps,
                "bilateral_usd": row.bilateral_usd,
                "bilateral_places": row.bilateral_places,
            })
        })
        .collect();
    json!({
        "ledger": ledger,
        "option": plan.option.as_str(),
        "years": plan.years,
        "hosts": hosts,
        "shares": shares,
        "unmet_usd": plan.unmet_usd,
        "unmet_places": plan.unmet_places,
        "measures": measures_as_json(plan),
        "quota_trade": trade_as_json(plan),
        "certificate": {
            "solver": plan.certificate.solver,
            "programs": plan.certificate.programs,
            "rounds": plan.certificate.rounds,
            "largest_violation": plan.certificate.largest_violation,
            "rounding": plan.certificate.rounding,
            "notes": plan.certificate.notes,
        },
    })
}

fn measures_as_json(plan: &Plan) -> Vec<serde_json::Value> {
    plan.measures
        .iter()
        .map(|measure| {
            let given: Vec<_> = measure
                .given
                .iter()
                .map(|(contributor, units)| {
                    json!({ "contributor": contributor.as_str(), "units": units })
                })
                .collect();
            json!({
                "measure": measure.kind.name(),
                "unit": measure.kind.unit(),
                "value_usd_per_unit": measure.value_usd_per_unit,
                "need": measure.need,
                "given": given,
            })
        })
        .collect()
}

fn trade_as_json(plan: &Plan) -> Option<serde_json::Value> {
    let trade = plan.trade.as_ref()?;
    let positions: Vec<_> = trade
        .positions
        .iter()
        .map(|position| {
            json!({
                "contributor": position.contributor.as_str(),
                "quota_usd": position.quota_usd,
                "given_usd": position.given_usd,
                "cost_alone_usd": position.cost_alone_usd,
                "cost_with_trade_usd": position.cost_with_trade_usd,
            })
        })
        .collect();
    Some(json!({
        "price": trade.price,
        "price_of_less": trade.price_of_less,
        "price_of_more": trade.price_of_more,
        "positions": positions,
    }))
}
