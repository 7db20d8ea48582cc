//! Money by linear program: the same numbers as the closed form, with every arc in the open.

use crate::model::{Objective, Tier};

use super::burden::{Arc, BurdenContributor, BurdenProgram, Demand, Equity, Pool};
use super::data::{Prepared, Role};
use super::money::MoneyOutcome;
use super::{ApportionError, ApportionRequest};

/// US$ in a unit of the program.
const UNIT: f64 = 1e6;

/// Solves the program and completes an outcome that holds weights, offsets, floors and the money
/// of those without a key share.
pub(super) fn solve(
    request: &ApportionRequest,
    prepared: &Prepared,
    mut outcome: MoneyOutcome,
) -> Result<MoneyOutcome, ApportionError> {
    let (program, year_of_arc) = build(request, prepared, &outcome);
    let equity = match request.option.objective {
        Objective::MinMax => Equity::MinMax,
        Objective::Leximin | Objective::Proportional | Objective::LeastCost => Equity::Leximin,
    };
    let cells = 2 * request.situation.hosts.len();
    let years = prepared.years.len();
    if program.demands.is_empty() {
        outcome.supply = vec![vec![0.0; cells]; years];
        "nothing to meet".clone_into(&mut outcome.solver);
        return Ok(outcome);
    }
    let solution = program.solve(equity, request.solver)?;
    for (row, amounts) in outcome.amounts.iter_mut().enumerate() {
        if prepared.rows[row].role == Role::Key {
            amounts.fill(0.0);
        }
    }
    for ((arc, &year), &amount) in program.arcs.iter().zip(&year_of_arc).zip(&solution.arcs) {
        if prepared.rows[arc.contributor].role == Role::Key {
            outcome.amounts[arc.contributor][year] += UNIT * amount;
        }
    }
    outcome.supply = (0..years)
        .map(|year| {
            (0..cells)
                .map(|cell| {
                    let need = prepared.demand[year][cell];
                    need - UNIT * solution.unmet[year * cells + cell]
                })
                .collect()
        })
        .collect();
    outcome.solver = solution.tally.solvers.join(", ");
    outcome.programs = solution.tally.programs;
    outcome.rounds = solution.tally.rounds;
    outcome.largest_violation = solution.tally.largest_violation;
    Ok(outcome)
}

fn build(
    request: &ApportionRequest,
    prepared: &Prepared,
    outcome: &MoneyOutcome,
) -> (BurdenProgram, Vec<usize>) {
    let mut program = BurdenProgram {
        contributors: prepared
            .rows
            .iter()
            .enumerate()
            .map(|(index, row)| BurdenContributor {
                name: row.name.clone(),
                weight: outcome.weights[index] / UNIT,
                offset: outcome.offsets[index] / UNIT,
                offer: row.baseline.iter().sum::<f64>() / UNIT,
            })
            .collect(),
        ..BurdenProgram::default()
    };
    let mut year_of_arc = Vec::new();
    for (year, calendar_year) in prepared.years.iter().enumerate() {
        let first = program.demands.len();
        for (cell, &need) in prepared.demand[year].iter().enumerate() {
            program.demands.push(Demand {
                name: format!(
                    "{} needs of {} in {calendar_year}",
                    Tier::ALL[cell % 2].label(),
                    request.situation.hosts[cell / 2].country.name
                ),
                tier: cell % 2,
                amount: need / UNIT,
                value: 1.0,
            });
        }
        for (index, row) in prepared.rows.iter().enumerate() {
            let (lower, upper) = if row.role == Role::Key {
                (outcome.floors[index][year], row.cap[year])
            } else {
                (outcome.amounts[index][year], outcome.amounts[index][year])
            };
            if upper <= 0.0 {
                continue;
            }
            let start = program.arcs.len();
            for (cell, &need) in prepared.demand[year].iter().enumerate() {
                program.arcs.push(Arc {
                    contributor: index,
                    demand: first + cell,
                    lower: row.committed_cell[year][cell] / UNIT,
                    upper: need / UNIT,
                });
                year_of_arc.push(year);
            }
            program.pools.push(Pool {
                name: format!("{} in {calendar_year}", row.name),
                arcs: (start..program.arcs.len()).collect(),
                lower: lower / UNIT,
                upper: upper / UNIT,
            });
        }
    }
    (program, year_of_arc)
}
