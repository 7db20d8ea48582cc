//! One test for each mechanism that a paragraph of the Conclusion asks for, named after the
//! paragraph; and the table in `docs/CONCLUSION.md` against the tests that there are.

#[path = "conclusion/character.rs"]
mod character;
#[path = "conclusion/children.rs"]
mod children;
mod common;
#[path = "conclusion/diplomacy.rs"]
mod diplomacy;
#[path = "conclusion/education.rs"]
mod education;
#[path = "conclusion/evaluation.rs"]
mod evaluation;
#[path = "conclusion/every.rs"]
mod every;
#[path = "conclusion/finance.rs"]
mod finance;
#[path = "conclusion/hosts.rs"]
mod hosts;
#[path = "conclusion/levers.rs"]
mod levers;
#[path = "conclusion/marks.rs"]
mod marks;
#[path = "conclusion/participation.rs"]
mod participation;
#[path = "conclusion/pathways.rs"]
mod pathways;
#[path = "conclusion/protracted.rs"]
mod protracted;
#[path = "conclusion/readiness.rs"]
mod readiness;
#[path = "conclusion/reporting.rs"]
mod reporting;
#[path = "conclusion/resettlement.rs"]
mod resettlement;
#[path = "conclusion/reviews.rs"]
mod reviews;
#[path = "conclusion/solutions.rs"]
mod solutions;
#[path = "conclusion/table.rs"]
mod table;
#[path = "conclusion/together.rs"]
mod together;
#[path = "conclusion/transfer.rs"]
mod transfer;

use common::{moments, option, plan, quiet, sample_many};
use fairshare::indicator::Period;
use fairshare::model::parameters::Switch;
use fairshare::model::{PolicyOption, Situation};
use fairshare::simulate::{OptionSetup, Resolution, Setup, Workspace, replicate};

const YEAR: Period = Period::Year(2026);

/// Rows of indicators over replicates; every month of every replicate is audited.
fn rows(
    situation: &Situation,
    option: &PolicyOption,
    indicators: &[(&str, Period)],
    count: u64,
) -> Vec<Vec<f64>> {
    let plan = plan(
        situation,
        option,
        &vec![(1.0, 0.0, 0); situation.contributors.len()],
    );
    sample_many(
        situation,
        option,
        &plan,
        indicators,
        count,
        Resolution::Banded,
    )
}

fn column(rows: &[Vec<f64>], index: usize) -> Vec<f64> {
    rows.iter().map(|row| row[index]).collect()
}

fn mean(rows: &[Vec<f64>], index: usize) -> f64 {
    moments(&column(rows, index)).0
}

fn with_plan() -> PolicyOption {
    let mut plan = option("plan");
    plan.has_plan = true;
    plan.uptake = Some(0.0);
    plan
}

/// A mass influx into one empty host, with nobody leaving and money for everything.
fn influx(months: u32) -> Situation {
    let mut situation = quiet(0, months);
    let parameters = &mut situation.parameters;
    parameters.arrivals.base_persons_per_month = common::same(20_000.0);
    parameters.arrivals.dispersion_size = 1e6;
    parameters.finance.baseline_announced_share = 1.0;
    situation
}

/// A fifth of the men who arrive are armed elements.
fn armed(months: u32, applies: Switch) -> Situation {
    let mut situation = influx(months);
    let emergency = &mut situation.parameters.emergency;
    emergency.armed_elements.applies = applies;
    emergency.armed_elements.share_of_arriving_men = 0.2;
    emergency.armed_elements.detection_maximum_share = 0.9;
    emergency.armed_elements.internment_places_per_month = 1e6;
    emergency.armed_elements.internment_places_maximum = 1e6;
    emergency.security.incidents_per_100_armed_per_month = 1.0;
    emergency.security.recruitment_share_of_armed_incidents = 0.5;
    situation
}

fn every_value(situation: &Situation, option: &PolicyOption) -> Vec<i64> {
    let plan = plan(
        situation,
        option,
        &vec![(1.0, 0.0, 0); situation.contributors.len()],
    );
    let setup = Setup::new(situation, Resolution::Banded);
    let prepared = OptionSetup::new(&setup, option, &plan);
    let mut space = Workspace::new(&setup);
    replicate(&setup, &prepared, 3, true, &mut space).expect("closed accounts")
}
