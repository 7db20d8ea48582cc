//! Commitments made now for needs that are not known yet: a two-stage stochastic program.
//!
//! First stage: a fixed sum is committed to years, unbound or bound to a host. Second stage, in each
//! future: money is spent on needs as they turn out; unbound money goes to any host, and what a year
//! leaves over serves the next. The commitment makes the expected gap plus a weight times the
//! conditional value at risk of the gap as small as it can be (Rockafellar and Uryasev 2000), over a
//! sample of futures. A sample flatters the commitment that was fitted to it, so that its value is
//! stated on other futures as well.

use crate::model::Futures;

use super::program::{LinearProgram, ProgramError, ProgramSolution, Relation, Sense, SolverChoice};

/// Money stands in the program in these units, US$.
const UNIT_USD: f64 = 1e6;

/// What is to be committed, and what counts.
#[derive(Clone, Debug, PartialEq)]
pub struct RobustProblem<'a> {
    /// The futures to which the commitment is fitted.
    pub futures: &'a Futures,
    /// All money of the plan, US$.
    pub budget_usd: f64,
    /// The most that can be committed for each year, US$; infinite without a cap.
    pub caps_usd: Vec<f64>,
    /// The least share of each year's money that is bound to hosts, 0 to 1.
    pub bound_share: f64,
    /// Which part of the futures is the tail: 0.95 looks at the worst twentieth. From 0 to below 1.
    pub tail: f64,
    /// Weight of the mean gap of the tail beside the mean gap of all futures, not negative.
    pub tail_weight: f64,
}

/// Money committed now, US$.
#[derive(Clone, Debug, PartialEq)]
pub struct Commitment {
    /// For any host, by year.
    pub unbound_usd: Vec<f64>,
    /// For one host, indexed `[host][year]`.
    pub bound_usd: Vec<Vec<f64>>,
}

/// A gap over many futures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GapRisk {
    /// Mean gap, US$.
    pub expected_usd: f64,
    /// Its Monte Carlo error, US$.
    pub expected_error_usd: f64,
    /// Mean gap of the worst futures: the conditional value at risk, US$.
    pub tail_usd: f64,
    /// Its Monte Carlo error, US$, with the tail's edge taken as known.
    pub tail_error_usd: f64,
}

/// A commitment with its certificate.
#[derive(Clone, Debug, PartialEq)]
pub struct RobustSolution {
    /// The commitment.
    pub commitment: Commitment,
    /// The gap on the futures to which it was fitted.
    pub in_sample: GapRisk,
    /// Expected gap plus weighted tail, US$, as the program has it.
    pub objective_usd: f64,
    /// The solver.
    pub solver: &'static str,
    /// The largest violation of a row, relative to its scale.
    pub largest_violation: f64,
}

/// Columns of the first stage.
struct FirstStage {
    unbound: Vec<usize>,
    bound: Vec<Vec<usize>>,
}

/// Finds the commitment.
///
/// # Errors
/// A program that is not solved, for instance a budget beyond the caps of all years; then there are
/// no numbers.
pub fn robust_commitment(
    problem: &RobustProblem,
    solver: SolverChoice,
) -> Result<RobustSolution, ProgramError> {
    let (program, first) = robust_program(problem);
    let solution = program.solve(solver)?;
    let ProgramSolution {
        values,
        objective,
        solver,
        largest_violation,
    } = solution;
    let usd = |column: usize| values[column] * UNIT_USD;
    let commitment = Commitment {
        unbound_usd: first.unbound.iter().map(|&column| usd(column)).collect(),
        bound_usd: first
            .bound
            .iter()
            .map(|years| years.iter().map(|&column| usd(column)).collect())
            .collect(),
    };
    let in_sample = gap_risk(&commitment.gaps_usd(problem.futures), problem.tail);
    Ok(RobustSolution {
        commitment,
        in_sample,
        objective_usd: objective * UNIT_USD,
        solver,
        largest_violation,
    })
}

/// The program of a problem, in US$ million.
fn robust_program(problem: &RobustProblem) -> (LinearProgram, FirstStage) {
    let futures = problem.futures;
    let (hosts, years) = (futures.hosts, futures.years.len());
    let mut program = LinearProgram::new("robust commitment", Sense::Minimise);
    let unbound: Vec<usize> = futures
        .years
        .iter()
        .map(|year| program.add_column(format!("unbound {year}"), 0.0, f64::INFINITY, 0.0))
        .collect();
    let bound: Vec<Vec<usize>> = (0..hosts)
        .map(|host| {
            let name = |year: &i32| format!("bound to host {host}, {year}");
            let columns = futures.years.iter().map(name).collect::<Vec<_>>();
            columns
                .into_iter()
                .map(|name| program.add_column(name, 0.0, f64::INFINITY, 0.0))
                .collect()
        })
        .collect();
    let first = FirstStage { unbound, bound };
    let of_year = |year: usize| {
        let bound = first.bound.iter().map(move |years| years[year]);
        std::iter::once(first.unbound[year]).chain(bound)
    };
    let all: Vec<_> = (0..years).flat_map(of_year).map(|it| (it, 1.0)).collect();
    program.add_row(
        "budget",
        all,
        Relation::Equal,
        problem.budget_usd / UNIT_USD,
    );
    for (year, &calendar) in futures.years.iter().enumerate() {
        let cap = problem.caps_usd[year];
        if cap.is_finite() {
            let terms = of_year(year).map(|it| (it, 1.0)).collect();
            program.add_row(
                format!("cap {calendar}"),
                terms,
                Relation::AtMost,
                cap / UNIT_USD,
            );
        }
        let share = problem.bound_share;
        let terms = of_year(year)
            .map(|it| {
                let is_bound = it != first.unbound[year];
                (it, if is_bound { 1.0 - share } else { -share })
            })
            .collect();
        program.add_row(
            format!("bound share {calendar}"),
            terms,
            Relation::AtLeast,
            0.0,
        );
    }
    let count = futures.needs_usd.len() as f64;
    let edge = program.add_column("edge of the tail", 0.0, f64::INFINITY, problem.tail_weight);
    for (number, needs) in futures.needs_usd.iter().enumerate() {
        let spent = second_stage(&mut program, &first, number, needs);
        let need: f64 = needs.iter().flatten().sum::<f64>() / UNIT_USD;
        // The gap is the need less what is spent, so that each unit spent lowers its mean.
        for &column in &spent {
            program.columns[column].cost -= 1.0 / count;
        }
        let beyond = program.add_column(
            format!("gap {number} beyond the edge"),
            0.0,
            f64::INFINITY,
            problem.tail_weight / ((1.0 - problem.tail) * count),
        );
        let mut terms: Vec<(usize, f64)> = spent.into_iter().map(|it| (it, 1.0)).collect();
        terms.extend([(beyond, 1.0), (edge, 1.0)]);
        program.add_row(format!("tail {number}"), terms, Relation::AtLeast, need);
    }
    // The mean need is a constant of the objective; a fixed column carries it.
    let mean_need: f64 =
        futures.needs_usd.iter().flatten().flatten().sum::<f64>() / UNIT_USD / count;
    program.add_column("mean need", 1.0, 1.0, mean_need);
    (program, first)
}

/// Adds the spending of one future and gives its columns.
fn second_stage(
    program: &mut LinearProgram,
    first: &FirstStage,
    number: usize,
    needs: &[Vec<f64>],
) -> Vec<usize> {
    let (hosts, years) = (needs.len(), first.unbound.len());
    let infinity = f64::INFINITY;
    let mut spent = Vec::with_capacity(2 * hosts * years);
    let mut kept = None;
    let mut kept_bound = vec![None; hosts];
    for year in 0..years {
        let place = |what: &str, host: usize| format!("future {number} year {year} {what} {host}");
        let left = program.add_column(place("left", 0), 0.0, infinity, 0.0);
        let mut pool = vec![(left, 1.0), (first.unbound[year], -1.0)];
        pool.extend(kept.map(|before| (before, -1.0)));
        kept = Some(left);
        for (host, need) in needs.iter().enumerate() {
            let from_pool = program.add_column(place("unbound", host), 0.0, infinity, 0.0);
            let from_bound = program.add_column(place("bound", host), 0.0, infinity, 0.0);
            let left = program.add_column(place("left bound", host), 0.0, infinity, 0.0);
            pool.push((from_pool, 1.0));
            let mut own = vec![
                (from_bound, 1.0),
                (left, 1.0),
                (first.bound[host][year], -1.0),
            ];
            own.extend(kept_bound[host].map(|before| (before, -1.0)));
            kept_bound[host] = Some(left);
            program.add_row(place("bound money", host), own, Relation::Equal, 0.0);
            program.add_row(
                place("need", host),
                vec![(from_pool, 1.0), (from_bound, 1.0)],
                Relation::AtMost,
                need[year] / UNIT_USD,
            );
            spent.extend([from_pool, from_bound]);
        }
        program.add_row(place("unbound money", 0), pool, Relation::Equal, 0.0);
    }
    spent
}

impl Commitment {
    /// The gap of each future, US$ over all years, when money is spent as well as can be.
    ///
    /// In closed form: bound money first, since it serves nobody else, and every dollar as soon as
    /// there is a need for it, since a dollar of gap counts the same in all years and money waits
    /// but is not lent.
    #[must_use]
    pub fn gaps_usd(&self, futures: &Futures) -> Vec<f64> {
        futures
            .needs_usd
            .iter()
            .map(|needs| {
                let mut unbound = 0.0;
                let mut bound = vec![0.0; needs.len()];
                let mut gap = 0.0;
                for year in 0..self.unbound_usd.len() {
                    unbound += self.unbound_usd[year];
                    let mut missing = 0.0;
                    for ((need, own), committed) in
                        needs.iter().zip(&mut bound).zip(&self.bound_usd)
                    {
                        *own += committed[year];
                        let paid = need[year].min(*own);
                        *own -= paid;
                        missing += need[year] - paid;
                    }
                    let paid = missing.min(unbound);
                    unbound -= paid;
                    gap += missing - paid;
                }
                gap
            })
            .collect()
    }

    /// All money committed for a year, US$.
    #[must_use]
    pub fn year_usd(&self, year: usize) -> f64 {
        self.unbound_usd[year] + self.bound_usd.iter().map(|years| years[year]).sum::<f64>()
    }
}

/// Mean and tail of gaps of equal probability; `tail` as in [`RobustProblem::tail`].
#[must_use]
pub fn gap_risk(gaps_usd: &[f64], tail: f64) -> GapRisk {
    let count = gaps_usd.len() as f64;
    let spread = |values: &[f64]| -> (f64, f64) {
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values
            .iter()
            .map(|value| (value - mean) * (value - mean))
            .sum();
        (mean, (squares / (count - 1.0).max(1.0) / count).sqrt())
    };
    let (expected_usd, expected_error_usd) = spread(gaps_usd);
    let mut sorted = gaps_usd.to_vec();
    sorted.sort_by(|left, right| right.total_cmp(left));
    // The tail holds (1 − tail) · count futures, the last of them perhaps in part; its edge is the
    // gap at which it ends.
    let size = (1.0 - tail) * count;
    let mut edge = sorted.first().copied().unwrap_or(0.0);
    let mut before = 0.0;
    for &gap in &sorted {
        if before >= size - 1e-9 {
            break;
        }
        edge = gap;
        before += 1.0;
    }
    let beyond: Vec<f64> = gaps_usd
        .iter()
        .map(|gap| edge + (gap - edge).max(0.0) / (1.0 - tail))
        .collect();
    let (tail_usd, tail_error_usd) = spread(&beyond);
    GapRisk {
        expected_usd,
        expected_error_usd,
        tail_usd,
        tail_error_usd,
    }
}

/// The gap of each future if all were known before the money is placed: no commitment does better.
///
/// Money of a year cannot be spent before it, so that what is spent up to a year is at most the
/// caps up to it.
#[must_use]
pub fn gaps_with_foresight_usd(problem: &RobustProblem, futures: &Futures) -> Vec<f64> {
    futures
        .needs_usd
        .iter()
        .map(|needs| {
            let (mut spent, mut caps, mut all) = (0.0_f64, 0.0, 0.0);
            for year in 0..futures.years.len() {
                let need: f64 = needs.iter().map(|years| years[year]).sum();
                all += need;
                caps += problem.caps_usd[year];
                spent = (spent + need).min(problem.budget_usd).min(caps);
            }
            all - spent
        })
        .collect()
}
