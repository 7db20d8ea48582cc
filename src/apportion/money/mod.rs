//! Money: tiers of need first, then equity between the States that hold a key share.
//!
//! Without forbidden arcs the program of the design (§4) is a box and one budget for each year:
//! money moves freely between hosts but for standing commitments, which are floors. So
//!
//! 1. a year's unmet need is what the caps of all contributors leave, and coverage is equal
//!    between hosts within a tier, life-saving needs first;
//! 2. what States with a key share have to bring together is `T = need met − money of those
//!    without`, and equity divides `T`;
//! 3. each contributor's money is split over hosts in proportion to what each still needs once
//!    earmarked commitments are in place.

mod closed;
mod fixed;

use super::burden::{BurdenSolution, Trade};
use super::closed_form::water_fill;
use super::data::{Prepared, Role};
use super::places::PlacesOutcome;
use super::plan_program::{self, Carries, Inputs};
use super::{ApportionError, ApportionRequest};

use closed::closed_form;
pub(super) use fixed::{FixedMoney, fixed_money, set_caps, whole};

/// Money as apportioned.
#[derive(Clone, Debug)]
pub(super) struct MoneyOutcome {
    /// US$, indexed `[row][year]`.
    pub(super) amounts: Vec<Vec<f64>>,
    /// Need met, US$, indexed `[year][cell]`.
    pub(super) supply: Vec<Vec<f64>>,
    /// Weight of each row in the ratio, US$: its key share of the whole.
    pub(super) weights: Vec<f64>,
    /// What each row already bears, US$: hosting and valued places over the plan.
    pub(super) offsets: Vec<f64>,
    /// Floors of the rows, US$, indexed `[row][year]`.
    pub(super) floors: Vec<Vec<f64>>,
    /// What one place counts for, US$.
    pub(super) place_value_usd: f64,
    /// Money by cell, US$ `[row][year][cell]`, where a program settled who gives to whom; otherwise
    /// everybody's money follows what the hosts still need.
    pub(super) cells: Option<Vec<Vec<Vec<f64>>>>,
    /// What the program's market came to, where the objective makes one.
    pub(super) trade: Option<Trade>,
    pub(super) solver: String,
    pub(super) programs: u32,
    pub(super) rounds: u32,
    pub(super) largest_violation: f64,
}

/// The numbers of the equity tier; vectors over the rows with a key share.
#[derive(Clone, Debug)]
pub(super) struct EquityProblem {
    /// US$ to bring together, by year.
    pub(super) totals: Vec<f64>,
    /// Key share times the whole, US$.
    pub(super) weights: Vec<f64>,
    /// Already borne over the plan, US$.
    pub(super) offsets: Vec<f64>,
    /// US$, indexed `[year][row]`.
    pub(super) floors: Vec<Vec<f64>>,
    /// US$, indexed `[year][row]`.
    pub(super) caps: Vec<Vec<f64>>,
    /// What is given today, US$, indexed `[year][row]`.
    pub(super) offers: Vec<Vec<f64>>,
}

/// What equity does not decide and what key shares divide by year, with the caps written to the
/// rows.
fn start(
    request: &ApportionRequest,
    prepared: &mut Prepared,
    places: &PlacesOutcome,
) -> (FixedMoney, Vec<f64>) {
    let fixed = fixed_money(prepared);
    let place_value = request.option.place_value_usd_per_person;
    let whole_by_year: Vec<f64> = (0..prepared.years.len())
        .map(|year| {
            let places_usd = place_value * places.sought[year] as f64;
            whole(prepared, &fixed, year, places_usd)
        })
        .collect();
    set_caps(request, prepared, &whole_by_year, place_value);
    (fixed, whole_by_year)
}

/// The program of money alone, with the places already settled.
pub(super) fn program(
    request: &ApportionRequest,
    prepared: &mut Prepared,
    places: &PlacesOutcome,
) -> plan_program::PlanProgram {
    let (fixed, whole_by_year) = start(request, prepared, places);
    build(request, prepared, &fixed, &whole_by_year)
}

fn build(
    request: &ApportionRequest,
    prepared: &Prepared,
    fixed: &FixedMoney,
    whole_by_year: &[f64],
) -> plan_program::PlanProgram {
    let place_value = request.option.place_value_usd_per_person;
    let offsets: Vec<Vec<f64>> = prepared
        .rows
        .iter()
        .map(|row| row.borne(place_value))
        .collect();
    plan_program::build(
        request,
        prepared,
        &Inputs {
            fixed: &fixed.amounts,
            floors: &fixed.floors,
            whole_by_year,
            offsets: &offsets,
            places: None,
        },
    )
}

/// Apportions money under a plan, with the places already settled.
pub(super) fn apportion_money(
    request: &ApportionRequest,
    prepared: &mut Prepared,
    places: &PlacesOutcome,
) -> Result<MoneyOutcome, ApportionError> {
    let place_value = request.option.place_value_usd_per_person;
    let (fixed, whole_by_year) = start(request, prepared, places);
    let years = prepared.years.len();
    let whole: f64 = whole_by_year.iter().sum();

    let mut outcome = MoneyOutcome::before(prepared, &fixed, whole, place_value);
    let key_rows = prepared.key_rows();
    let problem = equity_problem(prepared, &fixed, &outcome, &key_rows);
    note_lack_of_freedom(prepared, &problem, &key_rows);
    let Some((amounts, rounds)) = closed_form(request, &problem, prepared, &whole_by_year) else {
        return by_program(request, prepared, &fixed, &whole_by_year, outcome);
    };
    outcome.largest_violation = problem.largest_violation(&amounts);
    for (year, amounts) in amounts.iter().enumerate() {
        for (&row, &amount) in key_rows.iter().zip(amounts) {
            outcome.amounts[row][year] = amount;
        }
    }
    for year in 0..years {
        let money: f64 = outcome.amounts.iter().map(|amounts| amounts[year]).sum();
        outcome.supply.push(supply(prepared, year, money));
    }
    "closed form".clone_into(&mut outcome.solver);
    outcome.rounds = rounds;
    Ok(outcome)
}

impl MoneyOutcome {
    /// What is known before money is divided: weights, what is borne already, and the money of
    /// those without a key share.
    pub(super) fn before(
        prepared: &Prepared,
        fixed: &FixedMoney,
        whole: f64,
        place_value: f64,
    ) -> Self {
        Self {
            amounts: fixed.amounts.clone(),
            supply: Vec::with_capacity(prepared.years.len()),
            weights: prepared
                .rows
                .iter()
                .map(|row| row.key_share * whole)
                .collect(),
            offsets: prepared
                .rows
                .iter()
                .map(|row| row.borne(place_value).iter().sum())
                .collect(),
            floors: fixed.floors.clone(),
            place_value_usd: place_value,
            cells: None,
            trade: None,
            solver: String::new(),
            programs: 0,
            rounds: 0,
            largest_violation: 0.0,
        }
    }

    /// Takes money from a solved program.
    pub(super) fn read(
        &mut self,
        prepared: &mut Prepared,
        built: &plan_program::PlanProgram,
        solution: BurdenSolution,
    ) {
        let years = prepared.years.len();
        let cells = prepared.demand.first().map_or(0, Vec::len);
        let mut given = vec![vec![vec![0.0; cells]; years]; prepared.rows.len()];
        for ((arc, carries), &amount) in built
            .program
            .arcs
            .iter()
            .zip(&built.carries)
            .zip(&solution.arcs)
        {
            match *carries {
                Carries::Money { year, cell } => {
                    given[arc.contributor][year][cell] += plan_program::UNIT * amount;
                }
                // What is paid instead of places goes to the host, for what outlasts an emergency.
                Carries::Instead { year, host } => {
                    let value = built.program.demands[arc.demand].value;
                    given[arc.contributor][year][2 * host + 1] +=
                        plan_program::UNIT * value * amount;
                }
                Carries::Places { .. } | Carries::Other { .. } => {}
            }
        }
        for (index, row) in prepared.rows.iter().enumerate() {
            if row.role == Role::Key {
                self.amounts[index] = given[index]
                    .iter()
                    .map(|cells| cells.iter().sum())
                    .collect();
            }
        }
        self.supply.clone_from(&prepared.demand);
        for (need, &unmet) in built.needs.iter().zip(&solution.unmet) {
            if let Carries::Money { year, cell } = *need {
                self.supply[year][cell] -= plan_program::UNIT * unmet;
            }
        }
        self.cells = Some(given);
        self.trade = solution.trade;
        self.solver = solution.tally.solvers.join(", ");
        self.programs = solution.tally.programs;
        self.rounds = solution.tally.rounds;
        self.largest_violation = solution.tally.largest_violation;
        if !solution.equity_had_freedom {
            prepared.notes.push(
                "Caps leave needs unmet and equity nothing to decide: caps alone set the shares."
                    .to_owned(),
            );
        }
        if let Some(error) = solution.nash_error {
            prepared.notes.push(format!(
                "Nash by tangents of the logarithm: the weighted sum of logarithms is within \
                 {error:.0e} of its optimum."
            ));
        }
    }
}

/// Money by linear program, with the places settled.
fn by_program(
    request: &ApportionRequest,
    prepared: &mut Prepared,
    fixed: &FixedMoney,
    whole_by_year: &[f64],
    mut outcome: MoneyOutcome,
) -> Result<MoneyOutcome, ApportionError> {
    let built = build(request, prepared, fixed, whole_by_year);
    if built.program.demands.is_empty() {
        outcome.supply.clone_from(&prepared.demand);
        "nothing to meet".clone_into(&mut outcome.solver);
        return Ok(outcome);
    }
    let solution = plan_program::solve(request, &built)?;
    outcome.read(prepared, &built, solution);
    if !plan_program::rules(request).tie_breaks {
        // The arcs are the solver's choice; the declared split over hosts stands.
        outcome.cells = None;
    }
    Ok(outcome)
}

/// What an option without a plan amounts to: everybody gives what it gives today.
pub(super) fn money_of_today(prepared: &mut Prepared) -> MoneyOutcome {
    let years = prepared.years.len();
    let count = prepared.rows.len();
    for row in &mut prepared.rows {
        row.cap = vec![f64::INFINITY; years];
    }
    let amounts: Vec<Vec<f64>> = prepared
        .rows
        .iter()
        .map(|row| row.baseline.clone())
        .collect();
    let supply = (0..years)
        .map(|year| {
            let money: f64 = amounts.iter().map(|amounts| amounts[year]).sum();
            supply(prepared, year, money)
        })
        .collect();
    MoneyOutcome {
        supply,
        amounts,
        weights: vec![0.0; count],
        offsets: vec![0.0; count],
        floors: vec![vec![0.0; years]; count],
        place_value_usd: 0.0,
        cells: None,
        trade: None,
        solver: "none: an option without a plan".to_owned(),
        programs: 0,
        rounds: 0,
        largest_violation: 0.0,
    }
}

fn equity_problem(
    prepared: &Prepared,
    fixed: &FixedMoney,
    outcome: &MoneyOutcome,
    key_rows: &[usize],
) -> EquityProblem {
    let years = prepared.years.len();
    let by_year = |value: &dyn Fn(usize, usize) -> f64| -> Vec<Vec<f64>> {
        (0..years)
            .map(|year| key_rows.iter().map(|&row| value(row, year)).collect())
            .collect()
    };
    EquityProblem {
        totals: (0..years)
            .map(|year| {
                let given: f64 = fixed.amounts.iter().map(|amounts| amounts[year]).sum();
                (prepared.need(year) - given).max(0.0)
            })
            .collect(),
        weights: key_rows.iter().map(|&row| outcome.weights[row]).collect(),
        offsets: key_rows.iter().map(|&row| outcome.offsets[row]).collect(),
        floors: by_year(&|row, year| fixed.floors[row][year]),
        caps: by_year(&|row, year| prepared.rows[row].cap[year]),
        offers: by_year(&|row, year| prepared.rows[row].baseline[year]),
    }
}

impl EquityProblem {
    /// The largest violation of a bound or a year's total, relative to the total. A total beyond
    /// the sum of the caps counts as met when everybody stands at the cap.
    pub(super) fn largest_violation(&self, amounts: &[Vec<f64>]) -> f64 {
        let mut largest: f64 = 0.0;
        for (year, amounts) in amounts.iter().enumerate() {
            let scale = self.totals[year].max(1.0);
            let total = self.attainable(year);
            let sum: f64 = amounts.iter().sum();
            largest = largest.max((sum - total).abs() / scale);
            for (row, &amount) in amounts.iter().enumerate() {
                let below = self.floors[year][row] - amount;
                let above = amount - self.caps[year][row];
                largest = largest.max(below.max(above) / scale);
            }
        }
        largest
    }

    /// The year's total as far as the caps allow.
    pub(super) fn attainable(&self, year: usize) -> f64 {
        self.totals[year].min(self.caps[year].iter().sum())
    }
}

/// Splits a year's money over cells: life-saving first, equal coverage between hosts within a
/// tier, and never below what is bound to a cell (design, §4, tier 1).
pub(super) fn supply(prepared: &Prepared, year: usize, money: f64) -> Vec<f64> {
    let demand = &prepared.demand[year];
    let bound: Vec<f64> = (0..demand.len())
        .map(|cell| {
            prepared
                .rows
                .iter()
                .map(|row| row.committed_cell[year][cell])
                .sum()
        })
        .collect();
    let of_tier = |list: &[f64], tier: usize| -> Vec<f64> {
        list.iter().copied().skip(tier).step_by(2).collect()
    };
    let mut supply = vec![0.0; demand.len()];
    let mut left = money;
    let bound_later: f64 = of_tier(&bound, 1).iter().sum();
    for tier in 0..2 {
        let (demand, bound) = (of_tier(demand, tier), of_tier(&bound, tier));
        let none = vec![0.0; demand.len()];
        let reserved = if tier == 0 { bound_later } else { 0.0 };
        let available = (left - reserved).max(0.0);
        let mut covered = Vec::new();
        water_fill(available, &demand, &none, &bound, &demand, &mut covered);
        for (host, amount) in covered.into_iter().enumerate() {
            left -= amount;
            supply[2 * host + tier] = amount;
        }
    }
    supply
}

fn note_lack_of_freedom(prepared: &mut Prepared, problem: &EquityProblem, key_rows: &[usize]) {
    for (year, &calendar_year) in prepared.years.clone().iter().enumerate() {
        let short = problem.totals[year] - problem.attainable(year);
        if short > 0.5 && !key_rows.is_empty() {
            prepared.notes.push(format!(
                "{calendar_year}: caps leave US$ {:.1} million unmet; every State stands at its \
                 cap, so caps alone decide the shares of that year.",
                short / 1e6
            ));
        }
    }
}
