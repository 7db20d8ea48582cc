//! The linear program of the design (§4): contributors × needs, with tiers.
//!
//! A *demand* is a need of one host, measure and year; an *arc* lets a contributor meet it, and
//! an arc that is not listed does not exist; a *pool* bounds what a contributor gives in a year.
//! Unmet need is elastic, so the program is never infeasible for want of money: the gap is a
//! result. Units are up to the caller, who should scale to US$ million and thousand places.
//!
//! Admission, recognition, return and regime are no variables here and never become any.

use super::ApportionError;
use super::leximin::{Ratio, Tally, leximin, min_max};
use super::program::{LinearProgram, Relation, Sense, SolverChoice};

/// A contributor.
#[derive(Clone, Debug, PartialEq)]
pub struct BurdenContributor {
    /// Name for messages.
    pub name: String,
    /// Key share of the whole, `f·V`; zero stands outside the equity tier.
    pub weight: f64,
    /// What it already bears, `H`, and the value of what is settled elsewhere.
    pub offset: f64,
    /// What it gives today over all its pools: where least deviation settles ties.
    pub offer: f64,
}

/// A need of one host, measure and year.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// Name for messages.
    pub name: String,
    /// Priority tier, 0 first.
    pub tier: usize,
    /// The need.
    pub amount: f64,
    /// What one unit counts for in the responsibility ratio, `v`.
    pub value: f64,
}

/// An arc: contributor `contributor` may meet demand `demand` within bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arc {
    /// Index of the contributor.
    pub contributor: usize,
    /// Index of the demand.
    pub demand: usize,
    /// Earmarked commitment.
    pub lower: f64,
    /// Largest contribution; may be infinite.
    pub upper: f64,
}

/// Bounds on the sum of some of a contributor's arcs, such as its money of one year.
#[derive(Clone, Debug, PartialEq)]
pub struct Pool {
    /// Name for messages.
    pub name: String,
    /// Indices of the arcs.
    pub arcs: Vec<usize>,
    /// Floor.
    pub lower: f64,
    /// Cap; may be infinite.
    pub upper: f64,
}

/// Bounds on a weighted sum of arcs, of any contributors: a budget `Σ c·x ≤ B` with unit costs
/// `c`, an obligation in value `Σ r·x ≥ o` that any mix of measures may meet at the rates `r`, or
/// transfers of unaccompanied children up to the completed best-interests procedures.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Name for messages.
    pub name: String,
    /// `(arc, coefficient)`; an arc that does not exist is refused when the program is solved.
    pub terms: Vec<(usize, f64)>,
    /// Least value; −∞ for none.
    pub lower: f64,
    /// Largest value; ∞ for none.
    pub upper: f64,
}

impl Group {
    /// At least `share` (0 to 1) of the weighted sum `mix` must come from the arcs in `part`,
    /// such as relocations within an obligation that money may meet as well: with the rates `r`
    /// of `mix`, `Σ_part r·x − share · Σ_mix r·x ≥ 0`.
    #[must_use]
    pub fn minimum_share(
        name: impl Into<String>,
        mix: &[(usize, f64)],
        part: &[usize],
        share: f64,
    ) -> Self {
        Self {
            name: name.into(),
            terms: mix
                .iter()
                .map(|&(arc, rate)| {
                    let counted = if part.contains(&arc) { 1.0 } else { 0.0 };
                    (arc, rate * (counted - share))
                })
                .collect(),
            lower: 0.0,
            upper: f64::INFINITY,
        }
    }
}

/// What the equity tier optimises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Equity {
    /// The largest ratio as small as possible, then the next, and so on.
    Leximin,
    /// Only the largest ratio; ties go to the least deviation from today's offers.
    MinMax,
}

/// The data of the program.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BurdenProgram {
    /// Contributors.
    pub contributors: Vec<BurdenContributor>,
    /// Demands.
    pub demands: Vec<Demand>,
    /// Arcs.
    pub arcs: Vec<Arc>,
    /// Pools.
    pub pools: Vec<Pool>,
    /// Bounds on weighted sums of arcs.
    pub groups: Vec<Group>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq)]
pub struct BurdenSolution {
    /// Contribution on each arc. Not unique in general; ratios and unmet needs are.
    pub arcs: Vec<f64>,
    /// Unmet part of each demand.
    pub unmet: Vec<f64>,
    /// Responsibility ratio of each contributor; zero for one without weight.
    pub ratios: Vec<f64>,
    /// Solves made.
    pub tally: Tally,
}

impl BurdenProgram {
    /// Solves tier by tier: unmet need (leximin of its share over the demands of a tier), then
    /// equity, and for min-max the least deviation from offers. Each tier's optimum is kept as
    /// constraints of the next, to [`super::leximin::TIER_TOLERANCE`].
    pub fn solve(
        &self,
        equity: Equity,
        solver: SolverChoice,
    ) -> Result<BurdenSolution, ApportionError> {
        let mut built = self.build();
        let mut tally = Tally::default();
        self.meet_needs(&mut built, solver, &mut tally)?;
        let ratios: Vec<Ratio> = (0..self.contributors.len())
            .filter(|&index| self.contributors[index].weight > 0.0)
            .map(|index| self.ratio(&built, index))
            .collect();
        let outcome = match equity {
            Equity::Leximin => leximin(&mut built.program, &ratios, solver)?,
            Equity::MinMax => min_max(&mut built.program, &ratios, solver)?,
        };
        tally.add(&outcome.tally);
        let values = match equity {
            Equity::Leximin => outcome.values,
            Equity::MinMax => {
                self.least_deviation(built.program, &built.arcs, solver, &mut tally)?
            }
        };
        Ok(BurdenSolution {
            arcs: built.arcs.iter().map(|&column| values[column]).collect(),
            unmet: built.unmet.iter().map(|&column| values[column]).collect(),
            ratios: (0..self.contributors.len())
                .map(|index| {
                    if self.contributors[index].weight > 0.0 {
                        self.ratio_of(&built.arcs, index).at(&values)
                    } else {
                        0.0
                    }
                })
                .collect(),
            tally,
        })
    }

    /// The constraints as a linear program, before any tier sets an objective: columns for arcs
    /// in their order, then for the unmet part of each demand; rows for coverage, pools, groups.
    #[must_use]
    pub fn linear_program(&self) -> LinearProgram {
        self.build().program
    }

    fn build(&self) -> Built {
        let mut program = LinearProgram::new("apportionment", Sense::Minimise);
        let arcs: Vec<usize> = self
            .arcs
            .iter()
            .map(|arc| {
                let name = format!(
                    "{} for {}",
                    self.contributors
                        .get(arc.contributor)
                        .map_or("?", |contributor| &contributor.name),
                    self.demands
                        .get(arc.demand)
                        .map_or("?", |demand| &demand.name)
                );
                program.add_column(name, arc.lower, arc.upper, 0.0)
            })
            .collect();
        let mut coverage: Vec<Vec<(usize, f64)>> = vec![Vec::new(); self.demands.len()];
        for (arc, &column) in self.arcs.iter().zip(&arcs) {
            if let Some(terms) = coverage.get_mut(arc.demand) {
                terms.push((column, 1.0));
            }
        }
        let mut unmet = Vec::with_capacity(self.demands.len());
        for (demand, mut terms) in self.demands.iter().zip(coverage) {
            let column =
                program.add_column(format!("unmet: {}", demand.name), 0.0, demand.amount, 0.0);
            terms.push((column, 1.0));
            unmet.push(column);
            program.add_row(demand.name.as_str(), terms, Relation::Equal, demand.amount);
        }
        for pool in &self.pools {
            let terms = || -> Vec<(usize, f64)> {
                pool.arcs
                    .iter()
                    .filter_map(|&arc| arcs.get(arc).map(|&column| (column, 1.0)))
                    .collect()
            };
            if pool.lower == pool.upper {
                program.add_row(pool.name.as_str(), terms(), Relation::Equal, pool.lower);
                continue;
            }
            if pool.lower > 0.0 {
                program.add_row(
                    format!("floor of {}", pool.name),
                    terms(),
                    Relation::AtLeast,
                    pool.lower,
                );
            }
            if pool.upper < f64::INFINITY {
                program.add_row(
                    format!("cap of {}", pool.name),
                    terms(),
                    Relation::AtMost,
                    pool.upper,
                );
            }
        }
        for group in &self.groups {
            add_group(&mut program, group, &arcs);
        }
        Built {
            program,
            arcs,
            unmet,
        }
    }

    /// Tier 1. Where all needs can be met, one program shows it and settles every tier at once.
    fn meet_needs(
        &self,
        built: &mut Built,
        solver: SolverChoice,
        tally: &mut Tally,
    ) -> Result<(), ApportionError> {
        for &column in &built.unmet {
            built.program.columns[column].cost = 1.0;
        }
        let values = tally.solve(&built.program, solver)?;
        built.program.clear_costs();
        let whole: f64 = self.demands.iter().map(|demand| demand.amount).sum();
        let missing: f64 = built.unmet.iter().map(|&column| values[column]).sum();
        if missing <= UNMET_TOLERANCE * whole.max(1.0) {
            for &column in &built.unmet {
                let column = &mut built.program.columns[column];
                // What the tolerance leaves is kept as room, so that the next tiers stay feasible.
                column.upper = column.upper.min(UNMET_TOLERANCE * whole.max(1.0));
            }
            return Ok(());
        }
        let tiers = self
            .demands
            .iter()
            .map(|demand| demand.tier + 1)
            .max()
            .unwrap_or(0);
        for tier in 0..tiers {
            let ratios: Vec<Ratio> = self
                .demands
                .iter()
                .zip(&built.unmet)
                .filter(|(demand, _)| demand.tier == tier && demand.amount > 0.0)
                .map(|(demand, &column)| Ratio {
                    name: format!("unmet share: {}", demand.name),
                    terms: vec![(column, 1.0)],
                    offset: 0.0,
                    weight: demand.amount,
                })
                .collect();
            if !ratios.is_empty() {
                tally.add(&leximin(&mut built.program, &ratios, solver)?.tally);
            }
        }
        Ok(())
    }

    fn ratio(&self, built: &Built, contributor: usize) -> Ratio {
        self.ratio_of(&built.arcs, contributor)
    }

    fn ratio_of(&self, columns: &[usize], contributor: usize) -> Ratio {
        let own = &self.contributors[contributor];
        Ratio {
            name: own.name.clone(),
            terms: self
                .arcs
                .iter()
                .zip(columns)
                .filter(|(arc, _)| arc.contributor == contributor)
                .map(|(arc, &column)| {
                    let value = self
                        .demands
                        .get(arc.demand)
                        .map_or(0.0, |demand| demand.value);
                    (column, value)
                })
                .collect(),
            offset: own.offset,
            weight: own.weight,
        }
    }

    /// The declared tie-break of min-max: the sum of absolute deviations of contributors' totals
    /// from what they give today.
    fn least_deviation(
        &self,
        mut program: LinearProgram,
        columns: &[usize],
        solver: SolverChoice,
        tally: &mut Tally,
    ) -> Result<Vec<f64>, ApportionError> {
        program.clear_costs();
        program.sense = Sense::Minimise;
        for (index, contributor) in self.contributors.iter().enumerate() {
            if contributor.weight <= 0.0 {
                continue;
            }
            let mut terms: Vec<(usize, f64)> = self
                .arcs
                .iter()
                .zip(columns)
                .filter(|(arc, _)| arc.contributor == index)
                .map(|(_, &column)| (column, 1.0))
                .collect();
            let more = program.add_column(
                format!("more: {}", contributor.name),
                0.0,
                f64::INFINITY,
                1.0,
            );
            let less = program.add_column(
                format!("less: {}", contributor.name),
                0.0,
                f64::INFINITY,
                1.0,
            );
            terms.extend([(more, -1.0), (less, 1.0)]);
            program.add_row(
                format!("deviation of {}", contributor.name),
                terms,
                Relation::Equal,
                contributor.offer,
            );
        }
        Ok(tally.solve(&program, solver)?)
    }
}

fn add_group(program: &mut LinearProgram, group: &Group, arcs: &[usize]) {
    let terms = || -> Vec<(usize, f64)> {
        group
            .terms
            .iter()
            // An unknown arc becomes an unknown column, which the check of the program refuses.
            .map(|&(arc, coefficient)| (arcs.get(arc).copied().unwrap_or(usize::MAX), coefficient))
            .collect()
    };
    let name = &group.name;
    if group.lower == group.upper {
        program.add_row(name.as_str(), terms(), Relation::Equal, group.lower);
        return;
    }
    if group.lower != f64::NEG_INFINITY {
        let name = format!("least of {name}");
        program.add_row(name, terms(), Relation::AtLeast, group.lower);
    }
    if group.upper != f64::INFINITY {
        let name = format!("most of {name}");
        program.add_row(name, terms(), Relation::AtMost, group.upper);
    }
}

/// Unmet need that counts as none, relative to the whole.
const UNMET_TOLERANCE: f64 = 1e-9;

struct Built {
    program: LinearProgram,
    arcs: Vec<usize>,
    unmet: Vec<usize>,
}
