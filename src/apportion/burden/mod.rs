//! The linear program of the design (§4): contributors × needs, with tiers.
//!
//! A *demand* is a need of one host, measure and period; an *arc* lets a contributor meet it, and
//! an arc that is not listed does not exist; a *pool* bounds what a contributor gives in a year;
//! a *group* bounds any weighted sum of arcs. Unmet need is elastic, so the program is never
//! infeasible for want of money: the gap is a result. Units are up to the caller, who should scale
//! to US$ million and thousand places.
//!
//! Admission, recognition, return and regime are no variables here and never become any.

mod build;
mod equity;
mod group;
mod nash;
mod needs;
mod tie_breaks;
mod tiers;
mod trade;

use super::ApportionError;
use super::leximin::Tally;
use super::program::{LinearProgram, SolverChoice};

pub use crate::model::TierOrder;
pub use group::Group;
pub use trade::{Trade, TradePosition};

use tiers::Tiers;

/// A contributor's share and offer in one period.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct InPeriod {
    /// Key share of the period's whole, in units of value.
    pub weight: f64,
    /// What it already bears in the period, in units of value.
    pub offset: f64,
    /// What it gives today in the period, in units of value: where the least deviation and the
    /// least cost look.
    pub offer: f64,
    /// What the plan before this one asked of it, in units of value, where there was one; what
    /// switching costs is counted from here.
    pub previous: Option<f64>,
}

/// A contributor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BurdenContributor {
    /// Name for messages.
    pub name: String,
    /// Key share of the whole, `f·V`; zero stands outside the equity tier.
    pub weight: f64,
    /// What it already bears, `H`, and the value of what is settled elsewhere.
    pub offset: f64,
    /// What it gives today over all its arcs: where least deviation settles ties.
    pub offer: f64,
    /// The same period by period, in the order of [`Demand::period`]. Where this is empty, what
    /// is asked of the contributor is one sum over all periods.
    pub periods: Vec<InPeriod>,
}

/// A need of one host, measure and period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Demand {
    /// Name for messages.
    pub name: String,
    /// Priority tier, 0 first.
    pub tier: usize,
    /// The need.
    pub amount: f64,
    /// What one unit counts for in the responsibility ratio, `v`.
    pub value: f64,
    /// The period, such as the year of a plan.
    pub period: usize,
    /// The measure: money, resettlement, transfer. Only the last tie-break tells them apart, since
    /// it splits each contributor's part of a measure over hosts.
    pub measure: usize,
}

/// An arc: contributor `contributor` may meet demand `demand` within bounds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Arc {
    /// Index of the contributor.
    pub contributor: usize,
    /// Index of the demand.
    pub demand: usize,
    /// Earmarked commitment or least of a bilateral arrangement.
    pub lower: f64,
    /// Largest contribution; may be infinite.
    pub upper: f64,
    /// What one unit costs the contributor. No estimate of worth: that is [`Demand::value`].
    pub cost: f64,
    /// Ties of family, language or diaspora that speak for this arc, 0 for none.
    pub affinity: f64,
    /// Whether the first tie-break avoids this arc wherever another serves, as money that stands
    /// in for places.
    pub last_resort: bool,
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

/// What the equity tier optimises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Equity {
    /// The largest ratio as small as possible, then the next, and so on.
    #[default]
    Leximin,
    /// Only the largest ratio; ties go to the least deviation from today's offers.
    MinMax,
    /// Contributions of each period by key share, as far as bounds allow; what is borne already
    /// does not count.
    Proportional,
    /// The least cost; where costs are equal, today's offers first, alike as a share of each, and
    /// what they leave by key share.
    LeastCost,
    /// The least sum of absolute deviations from today's offers, period by period; ties go to
    /// leximin.
    LeastDeviation,
    /// The largest `Σ weight · ln ratio` (weighted Nash bargaining), by tangents of the logarithm
    /// with a stated error.
    Nash,
    /// The least cost, where leximin sets quotas and whoever gives less than its quota pays those
    /// who give more at a clearing price. Contested, and labelled so.
    Tradable,
}

/// How a program is solved.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rules {
    /// The objective of the equity tier.
    pub equity: Equity,
    /// Which tier comes first.
    pub order: TierOrder,
    /// Whether every period has a ratio of its own instead of one over all of them. A contributor
    /// without [`BurdenContributor::periods`] keeps its one ratio.
    pub by_period: bool,
    /// What a unit of value more or less than the plan before costs, in units of cost.
    pub switching_cost: f64,
    /// Whether what equity leaves open is settled by affinity, then cost, then in proportion to
    /// the needs over arcs of equal cost. Otherwise the solver's choice stands.
    pub tie_breaks: bool,
}

impl From<Equity> for Rules {
    fn from(equity: Equity) -> Self {
        Self {
            equity,
            ..Self::default()
        }
    }
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
    /// Responsibility ratio of each contributor over all periods; zero for one without weight.
    pub ratios: Vec<f64>,
    /// The same by period, indexed `[contributor][period]`; empty for one without periods.
    pub ratios_by_period: Vec<Vec<f64>>,
    /// Whether the needs left equity anything to decide; asked only where need stays unmet.
    pub equity_had_freedom: bool,
    /// For [`Equity::Nash`]: by how much `Σ share · ln ratio` may fall short of its optimum.
    pub nash_error: Option<f64>,
    /// For [`Equity::Tradable`]: quotas, trades and the clearing price.
    pub trade: Option<Trade>,
    /// Solves made.
    pub tally: Tally,
}

impl BurdenProgram {
    /// Solves tier by tier: unmet need (leximin of its share over the demands of a tier), then
    /// equity, then the tie-breaks that the rules ask for. Each tier's optimum is kept as
    /// constraints of the next, to [`super::leximin::TIER_TOLERANCE`].
    pub fn solve(
        &self,
        rules: impl Into<Rules>,
        solver: SolverChoice,
    ) -> Result<BurdenSolution, ApportionError> {
        Tiers::new(self, rules.into(), solver).run()
    }

    /// The same with every linear program that was solved on the way, in order, for review.
    pub fn solve_traced(
        &self,
        rules: impl Into<Rules>,
        solver: SolverChoice,
    ) -> Result<(BurdenSolution, Vec<LinearProgram>), ApportionError> {
        let mut tiers = Tiers::new(self, rules.into(), solver);
        tiers.tally.kept = Some(Vec::new());
        let mut solution = tiers.run()?;
        let programs = solution.tally.kept.take().unwrap_or_default();
        Ok((solution, programs))
    }

    /// The constraints as a linear program, before any tier sets an objective: columns for arcs
    /// in their order, then for the unmet part of each demand; rows for coverage, pools, groups.
    #[must_use]
    pub fn linear_program(&self) -> LinearProgram {
        self.build().program
    }
}
