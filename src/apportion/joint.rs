//! Money, places and other measures in one program.
//!
//! A State may then give more of one and less of another: what counts is the declared value of all
//! that it gives. People come in whole numbers: the program's places are rounded within its bounds,
//! State by State and host by host, and its money stands as it is, so that a responsibility ratio
//! may miss its level by the value of less than one person for each measure and year.

use super::data::{OtherMeasure, Prepared};
use super::money::{self, FixedMoney, MoneyOutcome};
use super::places::{self, PlacesOutcome, Question};
use super::plan_program::{self, Carries, Inputs, PlanProgram};
use super::{ApportionError, ApportionRequest};
use crate::rounding;

/// A plan's program with what it was built from.
struct Start {
    questions: Vec<Question>,
    fixed: FixedMoney,
    whole_by_year: Vec<f64>,
    built: PlanProgram,
}

fn start(request: &ApportionRequest, prepared: &mut Prepared) -> Result<Start, ApportionError> {
    let years = prepared.years.len();
    places::start(prepared);
    let questions = (0..years)
        .map(|year| places::question(request, prepared, year))
        .collect::<Result<Vec<Question>, _>>()?;
    let place_value = request.option.place_value_usd_per_person;
    for row in prepared.key_rows() {
        prepared.rows[row].places = vec![0; years];
    }
    let fixed = money::fixed_money(prepared);
    let whole_by_year: Vec<f64> = questions
        .iter()
        .enumerate()
        .map(|(year, question)| {
            money::whole(prepared, &fixed, year, place_value * question.wanted as f64)
        })
        .collect();
    money::set_caps(request, prepared, &whole_by_year, place_value);
    let sought = by_host(request, &questions);
    let offsets: Vec<Vec<f64>> = prepared
        .rows
        .iter()
        .map(|row| row.borne(place_value))
        .collect();
    let built = plan_program::build(
        request,
        prepared,
        &Inputs {
            fixed: &fixed.amounts,
            floors: &fixed.floors,
            whole_by_year: &whole_by_year,
            offsets: &offsets,
            places: Some(&sought),
        },
    );
    Ok(Start {
        questions,
        fixed,
        whole_by_year,
        built,
    })
}

/// The program alone.
pub(super) fn program(
    request: &ApportionRequest,
    prepared: &mut Prepared,
) -> Result<PlanProgram, ApportionError> {
    Ok(start(request, prepared)?.built)
}

/// Settles places, other measures and money, in this order of the rows' fields.
pub(super) fn apportion_together(
    request: &ApportionRequest,
    prepared: &mut Prepared,
) -> Result<(PlacesOutcome, MoneyOutcome), ApportionError> {
    let years = prepared.years.len();
    let place_value = request.option.place_value_usd_per_person;
    let Start {
        questions,
        fixed,
        whole_by_year,
        built,
    } = start(request, prepared)?;
    let mut outcome = PlacesOutcome::nothing(years);
    if built.program.arcs.is_empty() {
        let mut money = MoneyOutcome::before(prepared, &fixed, 0.0, place_value);
        money.supply = vec![vec![0.0; 2 * request.situation.hosts.len()]; years];
        "nobody to ask".clone_into(&mut money.solver);
        return Ok((outcome, money));
    }
    let solution = plan_program::solve(request, &built)?;
    settle_places(
        request,
        prepared,
        &built,
        &solution.arcs,
        &questions,
        &mut outcome,
    )?;
    settle_measures(prepared, &built, &solution.arcs)?;
    let whole = whole_by_year.iter().sum();
    let mut money = MoneyOutcome::before(prepared, &fixed, whole, place_value);
    money.read(prepared, &built, solution);
    Ok((outcome, money))
}

/// Places to find among States by host, `[year][host]`, in proportion to what the hosts seek.
fn by_host(request: &ApportionRequest, questions: &[Question]) -> Vec<Vec<f64>> {
    let hosts = request.situation.hosts.len();
    questions
        .iter()
        .enumerate()
        .map(|(year, question)| {
            let sought: Vec<f64> = (0..hosts)
                .map(|host| f64::from(places::sought_from(request, host, year)))
                .collect();
            let whole: f64 = sought.iter().sum();
            sought
                .iter()
                .map(|sought| {
                    if whole > 0.0 {
                        sought / whole * question.total as f64
                    } else {
                        0.0
                    }
                })
                .collect()
        })
        .collect()
}

/// What the arcs of a kind carry, in units, `[row][year][host]`.
fn carried(
    prepared: &Prepared,
    built: &PlanProgram,
    arcs: &[f64],
    hosts: usize,
    units: f64,
    which: impl Fn(Carries) -> Option<(usize, usize)>,
) -> Vec<Vec<Vec<f64>>> {
    let mut given = vec![vec![vec![0.0; hosts]; prepared.years.len()]; prepared.rows.len()];
    for ((arc, &carries), &amount) in built.program.arcs.iter().zip(&built.carries).zip(arcs) {
        if let Some((year, host)) = which(carries) {
            given[arc.contributor][year][host] += units * amount.max(0.0);
        }
    }
    given
}

fn settle_places(
    request: &ApportionRequest,
    prepared: &mut Prepared,
    built: &PlanProgram,
    arcs: &[f64],
    questions: &[Question],
    outcome: &mut PlacesOutcome,
) -> Result<(), ApportionError> {
    let hosts = request.situation.hosts.len();
    let units = plan_program::scale(crate::model::MeasureKind::Resettlement);
    let given = carried(
        prepared,
        built,
        arcs,
        hosts,
        units,
        |carries| match carries {
            Carries::Places { year, host } => Some((year, host)),
            _ => None,
        },
    );
    let paid = carried(
        prepared,
        built,
        arcs,
        hosts,
        units,
        |carries| match carries {
            Carries::Instead { year, host } => Some((year, host)),
            _ => None,
        },
    );
    let years = prepared.years.clone();
    outcome.begin();
    for (year, (question, &calendar_year)) in questions.iter().zip(&years).enumerate() {
        let quotas: Vec<f64> = question
            .key_rows
            .iter()
            .map(|&row| given[row][year].iter().sum())
            .collect();
        let placed = nearest(quotas.iter().sum())
            .min(question.caps())
            .min(question.total);
        outcome.settle(
            request,
            prepared,
            year,
            calendar_year,
            question,
            quotas,
            placed,
            nearest(paid.iter().map(|row| row[year].iter().sum::<f64>()).sum()),
        )?;
    }
    prepared.paid_for = paid
        .iter()
        .map(|row| row.iter().map(|year| year.iter().sum()).collect())
        .collect();
    prepared.place_cells = Some(
        (0..years.len())
            .map(|year| given.iter().map(|row| row[year].clone()).collect())
            .collect(),
    );
    Ok(())
}

/// Other measures, whole where their unit is, with every contributor's capacity kept.
fn settle_measures(
    prepared: &mut Prepared,
    built: &PlanProgram,
    arcs: &[f64],
) -> Result<(), ApportionError> {
    let years = prepared.years.clone();
    for index in 0..prepared.measures.len() {
        let own = &prepared.measures[index];
        let hosts = own.need.first().map_or(0, Vec::len);
        let units = plan_program::scale(own.kind);
        let given = carried(
            prepared,
            built,
            arcs,
            hosts,
            units,
            |carries| match carries {
                Carries::Other {
                    measure,
                    year,
                    host,
                } if measure == index => Some((year, host)),
                _ => None,
            },
        );
        let settled = if own.kind.is_whole() {
            whole_units(own, &given, &years)?
        } else {
            given
        };
        prepared.measures[index].units = settled;
    }
    for row in 0..prepared.rows.len() {
        prepared.rows[row].other_value = other_value(&prepared.measures, row, years.len());
    }
    Ok(())
}

/// Whole units `[row][year][host]` near the real ones.
fn whole_units(
    measure: &OtherMeasure,
    given: &[Vec<Vec<f64>>],
    years: &[i32],
) -> Result<Vec<Vec<Vec<f64>>>, ApportionError> {
    let hosts = measure.need.first().map_or(0, Vec::len);
    let mut state_totals = vec![vec![0; years.len()]; given.len()];
    let mut host_quotas = vec![vec![0.0; years.len()]; hosts];
    for (year, &calendar_year) in years.iter().enumerate() {
        let quotas: Vec<f64> = given.iter().map(|row| row[year].iter().sum()).collect();
        let caps: Vec<u64> = measure
            .capacity
            .iter()
            .map(|capacity| nearest(capacity.floor()))
            .collect();
        let total = nearest(quotas.iter().sum()).min(caps.iter().sum());
        let rounded = rounding::largest_remainder(&quotas, &vec![0; quotas.len()], &caps, total)
            .map_err(|error| ApportionError::Places {
                year: calendar_year,
                problem: format!("{}: {error}", measure.kind.label()),
            })?;
        for (totals, units) in state_totals.iter_mut().zip(rounded.seats) {
            totals[year] = units;
        }
        for (host, quotas) in host_quotas.iter_mut().enumerate() {
            quotas[year] = given.iter().map(|row| row[year][host]).sum();
        }
    }
    let cells: Vec<Vec<Vec<f64>>> = given
        .iter()
        .map(|row| {
            (0..hosts)
                .map(|host| row.iter().map(|year| year[host]).collect())
                .collect()
        })
        .collect();
    let whole = places::whole_by_host(&cells, &host_quotas, &state_totals, years)?;
    Ok(whole
        .iter()
        .map(|row| {
            (0..years.len())
                .map(|year| row.iter().map(|host| host[year] as f64).collect())
                .collect()
        })
        .collect())
}

/// Value of what a row gives of other measures, US$ by year.
pub(super) fn other_value(measures: &[OtherMeasure], row: usize, years: usize) -> Vec<f64> {
    (0..years)
        .map(|year| {
            measures
                .iter()
                .filter_map(|measure| {
                    let units: f64 = measure.units.get(row)?.get(year)?.iter().sum();
                    Some(measure.value_usd_per_unit * units)
                })
                .sum()
        })
        .collect()
}

/// The nearest whole number, not below zero.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative; counts of persons lie far below 2^53"
)]
fn nearest(value: f64) -> u64 {
    value.round().max(0.0) as u64
}
