//! Leximin over the ratios of any linear program.
//!
//! Min-max alone is degenerate: the largest ratio says nothing about the others. So (design, §5):
//!
//! 1. minimise `z` with `ratio ≤ z` for all that are still free;
//! 2. find all that cannot go below `z`: one joint program maximises the sum of slacks, each
//!    capped (Freund, Roundy and Todd 1985). For a cap small enough every ratio that can go down
//!    reaches it at once, because the mean of feasible points is feasible, so those with zero
//!    slack are exactly the saturated ones. Where some slack ends between zero and the cap, the
//!    cap was not small enough, and the ratios at zero are asked again by themselves;
//! 3. fix those at `z` and repeat.
//!
//! Where rounds settle one ratio each, two programs ask whether anything is left to choose at all.
//!
//! Dual values are not consulted: a zero dual does not prove that a ratio is free, and the joint
//! program finds all saturated ratios with no more solves.

use super::program::{LinearProgram, ProgramError, Relation, Sense, SolverChoice};

/// A ratio `(offset + Σ coefficient · column) / weight` that is to be small.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratio {
    /// Name for messages.
    pub name: String,
    /// `(column, coefficient)`.
    pub terms: Vec<(usize, f64)>,
    /// Constant part of the numerator.
    pub offset: f64,
    /// Denominator, above zero.
    pub weight: f64,
}

impl Ratio {
    /// The ratio at the values of the columns.
    #[must_use]
    pub fn at(&self, values: &[f64]) -> f64 {
        let sum: f64 = self
            .terms
            .iter()
            .map(|&(column, coefficient)| coefficient * values.get(column).copied().unwrap_or(0.0))
            .sum();
        (self.offset + sum) / self.weight
    }
}

/// Solves made and what they showed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// Linear programs solved.
    pub programs: u32,
    /// Rounds of leximin.
    pub rounds: u32,
    /// The largest relative violation of any row.
    pub largest_violation: f64,
    /// Solvers that answered, each once, in the order of their first answer.
    pub solvers: Vec<&'static str>,
    /// The programs themselves, where somebody wants to read them.
    pub kept: Option<Vec<LinearProgram>>,
}

impl Tally {
    /// Solves a program and counts it.
    pub fn solve(
        &mut self,
        program: &LinearProgram,
        solver: SolverChoice,
    ) -> Result<Vec<f64>, ProgramError> {
        if let Some(kept) = &mut self.kept {
            kept.push(program.clone());
        }
        let solution = program.solve(solver)?;
        self.programs += 1;
        self.largest_violation = self.largest_violation.max(solution.largest_violation);
        if !self.solvers.contains(&solution.solver) {
            self.solvers.push(solution.solver);
        }
        Ok(solution.values)
    }

    /// Adds the counts of another part of the work.
    pub fn add(&mut self, other: &Self) {
        self.programs += other.programs;
        self.rounds += other.rounds;
        self.largest_violation = self.largest_violation.max(other.largest_violation);
        for solver in &other.solvers {
            if !self.solvers.contains(solver) {
                self.solvers.push(solver);
            }
        }
        if let (Some(kept), Some(others)) = (&mut self.kept, &other.kept) {
            kept.extend_from_slice(others);
        }
    }
}

/// What leximin found.
#[derive(Clone, Debug, PartialEq)]
pub struct LeximinOutcome {
    /// The level at which each ratio was fixed, in the order of the ratios.
    pub levels: Vec<f64>,
    /// Values of the program's columns.
    pub values: Vec<f64>,
}

/// How far a level that was reached may be missed by later tiers, relative to the level or 1.
pub const TIER_TOLERANCE: f64 = 1e-8;

/// How far a level that was reached may be missed in later rounds, relative to the level or 1.
const LEVEL_TOLERANCE: f64 = 1e-9;

/// The same at most: a program that is feasible by construction but was not solved is asked again
/// with ten times the tolerance, up to this one.
const LEVEL_TOLERANCE_MAXIMUM: f64 = 1e-7;

/// Slack below which a ratio counts as saturated, relative to the level or 1.
const SATURATION_TOLERANCE: f64 = 1e-7;

/// Difference below which the least and the largest value of a ratio count as one, relative to
/// the ratio or 1.
const PINNED_TOLERANCE: f64 = 1e-6;

/// The cap on slacks in the joint program, relative to the level or 1.
const SLACK_CAP: f64 = 1e-3;

/// Makes the largest ratio as small as possible, then the second largest, and so on, and adds one
/// row for each ratio to the program, so that later tiers keep the result (to
/// [`TIER_TOLERANCE`]). Costs of the program are not read.
pub fn leximin(
    program: &mut LinearProgram,
    ratios: &[Ratio],
    solver: SolverChoice,
    tally: &mut Tally,
) -> Result<LeximinOutcome, ProgramError> {
    let mut work = Work::new(program, ratios);
    let mut levels = vec![0.0; ratios.len()];
    let mut free: Vec<usize> = (0..ratios.len()).collect();
    let mut values = Vec::new();
    let (mut singles, mut next_test) = (0_u32, 2_u32);
    while !free.is_empty() {
        tally.rounds += 1;
        work.aim_at_level(&free);
        values = work.solve(solver, tally)?;
        let level = values[work.level];
        let saturated = if free.len() == 1 {
            free.clone()
        } else {
            work.saturated(level, &free, solver, tally)?
        };
        for &index in &saturated {
            levels[index] = level;
            work.fix(index, level);
        }
        free.retain(|index| !saturated.contains(index));
        singles = if saturated.len() == 1 { singles + 1 } else { 0 };
        if singles >= next_test && free.len() > 2 {
            // The test costs two programs, so it is made ever more rarely while it fails.
            next_test *= 2;
            if let Some(pinned) = work.pinned(ratios, &free, solver, tally) {
                for &index in &free {
                    levels[index] = ratios[index].at(&pinned);
                    work.fix(index, levels[index]);
                }
                values = pinned;
                free.clear();
            }
        }
    }
    if ratios.is_empty() {
        let mut plain = program.clone();
        plain.clear_costs();
        values = tally.solve(&plain, solver)?;
    }
    values.truncate(program.columns.len());
    for (ratio, &level) in ratios.iter().zip(&levels) {
        program.add_row(
            format!("level of {}", ratio.name),
            scaled_terms(ratio),
            Relation::AtMost,
            level + TIER_TOLERANCE * level.abs().max(1.0) - ratio.offset / ratio.weight,
        );
    }
    Ok(LeximinOutcome { levels, values })
}

/// Makes only the largest ratio as small as possible and adds the rows that keep it. The level is
/// the first entry of `levels` for all ratios alike.
pub fn min_max(
    program: &mut LinearProgram,
    ratios: &[Ratio],
    solver: SolverChoice,
    tally: &mut Tally,
) -> Result<LeximinOutcome, ProgramError> {
    let mut work = Work::new(program, ratios);
    tally.rounds += 1;
    let free: Vec<usize> = (0..ratios.len()).collect();
    work.aim_at_level(&free);
    let mut values = tally.solve(&work.program, solver)?;
    let level = values[work.level];
    values.truncate(program.columns.len());
    for ratio in ratios {
        program.add_row(
            format!("level of {}", ratio.name),
            scaled_terms(ratio),
            Relation::AtMost,
            level + TIER_TOLERANCE * level.abs().max(1.0) - ratio.offset / ratio.weight,
        );
    }
    Ok(LeximinOutcome {
        levels: vec![level; ratios.len()],
        values,
    })
}

/// Values of the columns, if the program leaves nothing to choose for the ratios; nothing where it
/// does or where that could not be told.
///
/// A weighted sum of the ratios is made as small and as large as possible. With weights in no
/// simple relation the two agree only where every ratio is settled: a set of more than one point
/// has the same sum everywhere only if it lies exactly across the weights. What the first weights
/// call settled is asked again with others, and all four points must agree.
pub(super) fn settled(
    program: &LinearProgram,
    ratios: &[&Ratio],
    solver: SolverChoice,
    tally: &mut Tally,
) -> Option<Vec<f64>> {
    const GOLDEN_RATIO: f64 = 0.618_033_988_749_894_9;
    const ROOT_OF_TWO: f64 = std::f64::consts::SQRT_2;
    let mut first: Option<Vec<f64>> = None;
    for irrational in [GOLDEN_RATIO, ROOT_OF_TWO] {
        let mut program = program.clone();
        program.clear_costs();
        for (index, ratio) in ratios.iter().enumerate() {
            let weight = 1.0 + ((index + 1) as f64 * irrational).fract();
            for (column, coefficient) in scaled_terms(ratio) {
                program.columns[column].cost += weight * coefficient;
            }
        }
        for sense in [Sense::Minimise, Sense::Maximise] {
            program.sense = sense;
            // Only a shortcut: where the question itself is not answered, the rounds go on.
            let values = tally.solve(&program, solver).ok()?;
            let agree = first.as_ref().is_none_or(|first| {
                ratios.iter().all(|ratio| {
                    let (one, other) = (ratio.at(first), ratio.at(&values));
                    (one - other).abs() <= PINNED_TOLERANCE * one.abs().max(1.0)
                })
            });
            if !agree {
                return None;
            }
            first.get_or_insert(values);
        }
    }
    first
}

fn scaled_terms(ratio: &Ratio) -> Vec<(usize, f64)> {
    ratio
        .terms
        .iter()
        .map(|&(column, coefficient)| (column, coefficient / ratio.weight))
        .collect()
}

/// The program with a level, one slack and one row for each ratio.
struct Work {
    program: LinearProgram,
    level: usize,
    slacks: Vec<usize>,
    rows: Vec<usize>,
    offsets: Vec<f64>,
    weights: Vec<f64>,
    /// Levels of the ratios that are fixed, and of the joint program.
    fixed: Vec<Option<f64>>,
    held: Option<f64>,
    tolerance: f64,
}

impl Work {
    fn new(program: &LinearProgram, ratios: &[Ratio]) -> Self {
        let mut program = program.clone();
        program.clear_costs();
        let level = program.add_column("level", f64::NEG_INFINITY, f64::INFINITY, 0.0);
        let (mut slacks, mut rows) = (Vec::new(), Vec::new());
        for ratio in ratios {
            let slack = program.add_column("slack", 0.0, 0.0, 0.0);
            let mut terms = scaled_terms(ratio);
            terms.push((slack, 1.0));
            terms.push((level, -1.0));
            slacks.push(slack);
            rows.push(program.add_row(
                ratio.name.as_str(),
                terms,
                Relation::AtMost,
                -ratio.offset / ratio.weight,
            ));
        }
        Self {
            program,
            level,
            slacks,
            rows,
            offsets: ratios
                .iter()
                .map(|ratio| ratio.offset / ratio.weight)
                .collect(),
            weights: ratios.iter().map(|ratio| ratio.weight).collect(),
            fixed: vec![None; ratios.len()],
            held: None,
            tolerance: LEVEL_TOLERANCE,
        }
    }

    /// Step 1: the level of the free ratios as the objective.
    fn aim_at_level(&mut self, free: &[usize]) {
        self.program.sense = Sense::Minimise;
        let level = &mut self.program.columns[self.level];
        (level.lower, level.upper, level.cost) = (f64::NEG_INFINITY, f64::INFINITY, 1.0);
        self.held = None;
        for &index in free {
            self.set_slack(index, 0.0);
        }
    }

    fn set_slack(&mut self, index: usize, cap: f64) {
        let slack = &mut self.program.columns[self.slacks[index]];
        slack.upper = cap;
        slack.cost = if cap > 0.0 { 1.0 } else { 0.0 };
    }

    /// Step 2: which of the free ratios cannot go below the level.
    fn saturated(
        &mut self,
        level: f64,
        free: &[usize],
        solver: SolverChoice,
        tally: &mut Tally,
    ) -> Result<Vec<usize>, ProgramError> {
        let scale = level.abs().max(1.0);
        let cap = SLACK_CAP * scale;
        self.program.sense = Sense::Maximise;
        let column = &mut self.program.columns[self.level];
        column.cost = 0.0;
        self.held = Some(level);
        self.apply_tolerance();
        // The tolerance on the levels of all, gathered on one ratio, frees it by at most so much.
        let whole: f64 = self.weights.iter().sum();
        let threshold = |index: usize| {
            let gathered = 2.0 * self.tolerance * whole / self.weights[index];
            scale * (SATURATION_TOLERANCE + gathered).min(0.1 * SLACK_CAP)
        };
        let thresholds: Vec<f64> = (0..self.weights.len()).map(threshold).collect();
        let mut suspects = free.to_vec();
        loop {
            for &index in free {
                self.set_slack(index, if suspects.contains(&index) { cap } else { 0.0 });
            }
            let values = self.solve(solver, tally)?;
            let slack = |index: usize| values[self.slacks[index]];
            let at_zero: Vec<usize> = suspects
                .iter()
                .copied()
                .filter(|&index| slack(index) <= thresholds[index])
                .collect();
            if at_zero.is_empty() {
                // Tolerances can free a ratio by a hair; the tightest holds the level all the
                // same, since the level is optimal.
                let tightest = suspects
                    .iter()
                    .copied()
                    .min_by(|&left, &right| slack(left).total_cmp(&slack(right)));
                return Ok(tightest.into_iter().collect());
            }
            let between = suspects
                .iter()
                .any(|&index| slack(index) > thresholds[index] && slack(index) < 0.999 * cap);
            if at_zero.len() == suspects.len() || !between {
                return Ok(at_zero);
            }
            suspects = at_zero;
        }
    }

    /// Values of the columns, if nothing is left to choose for the free ratios: States at their
    /// caps, say, because all others stand at their levels. Otherwise each would take a round.
    fn pinned(
        &self,
        ratios: &[Ratio],
        free: &[usize],
        solver: SolverChoice,
        tally: &mut Tally,
    ) -> Option<Vec<f64>> {
        let mut program = self.program.clone();
        for &index in free {
            program.columns[self.slacks[index]].upper = 0.0;
        }
        let listed: Vec<&Ratio> = free.iter().map(|&index| &ratios[index]).collect();
        settled(&program, &listed, solver, tally)
    }

    /// Step 3: a saturated ratio keeps its level.
    fn fix(&mut self, index: usize, level: f64) {
        self.set_slack(index, 0.0);
        let column = self.level;
        self.program.rows[self.rows[index]]
            .terms
            .retain(|term| term.0 != column);
        self.fixed[index] = Some(level);
        self.apply_tolerance();
    }

    /// Writes the levels with their tolerance into the program.
    fn apply_tolerance(&mut self) {
        let loosened = |level: f64| level + self.tolerance * level.abs().max(1.0);
        for (index, level) in self.fixed.iter().enumerate() {
            if let Some(level) = level {
                self.program.rows[self.rows[index]].right = loosened(*level) - self.offsets[index];
            }
        }
        if let Some(level) = self.held {
            let column = &mut self.program.columns[self.level];
            (column.lower, column.upper) = (loosened(level), loosened(level));
        }
    }

    /// Solves the program as it stands. Once a level is known, the point that reached it is
    /// feasible for all that follows, so that a failure there is one of precision.
    fn solve(&mut self, solver: SolverChoice, tally: &mut Tally) -> Result<Vec<f64>, ProgramError> {
        loop {
            let answer = tally.solve(&self.program, solver);
            let levels_known = self.held.is_some() || self.fixed.iter().any(Option::is_some);
            if answer.is_ok() || !levels_known || self.tolerance >= LEVEL_TOLERANCE_MAXIMUM {
                return answer;
            }
            self.tolerance *= 10.0;
            self.apply_tolerance();
        }
    }
}
