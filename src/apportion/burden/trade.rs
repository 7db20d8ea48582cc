//! Tradable quotas: who gives is decided by cost, who pays by the quota.
//!
//! Leximin sets each contributor's quota in value. The same needs are then met at the least cost,
//! and whoever gives less than its quota pays those who give more. A price clears this market where
//! it lies between what the last unit saves and what one more unit costs. Whether responsibility
//! for people may be traded at all is contested; the result is a scenario and no proposal.

use super::tiers::Tiers;
use super::{BurdenProgram, Equity, Rules};
use crate::apportion::ApportionError;

/// The part of all needs by which the clearing price is found: so much less, so much more.
const STEP: f64 = 1e-3;

/// Unmet need beyond the step that counts as none, relative to the whole.
const UNMET_TOLERANCE: f64 = 1e-6;

/// A market for quotas.
#[derive(Clone, Debug, PartialEq)]
pub struct Trade {
    /// What one unit of value less would save, in units of cost; none where nothing is given.
    pub price_of_less: Option<f64>,
    /// What one unit of value more would cost; none where nobody could give more.
    pub price_of_more: Option<f64>,
    /// One position for each contributor with a key share.
    pub positions: Vec<TradePosition>,
}

impl Trade {
    /// The price in the middle of those that clear the market, or the one that is known.
    #[must_use]
    pub fn price(&self) -> Option<f64> {
        match (self.price_of_less, self.price_of_more) {
            (Some(less), Some(more)) => Some(f64::midpoint(less, more)),
            (one, other) => one.or(other),
        }
    }
}

/// A contributor in the market, all in units of value or cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TradePosition {
    /// Index of the contributor.
    pub contributor: usize,
    /// What leximin asks of it.
    pub quota: f64,
    /// What it gives at the least cost of all; above the quota it is paid for the difference.
    pub given: f64,
    /// What its quota would cost it without a market.
    pub cost_alone: f64,
    /// What it bears with one, at [`Trade::price`]: its own cost and what it pays or is paid.
    pub cost_with_trade: f64,
}

impl Tiers<'_> {
    pub(super) fn tradable(&mut self) -> Result<Vec<f64>, ApportionError> {
        let quotas = self.quotas()?;
        let values = self.minimise_cost()?;
        let price_of_less = self.marginal_cost(-STEP);
        let price_of_more = self.marginal_cost(STEP);
        let mut trade = Trade {
            price_of_less,
            price_of_more,
            positions: Vec::new(),
        };
        let price = trade.price().unwrap_or(0.0);
        for (index, contributor) in self.data.contributors.iter().enumerate() {
            if contributor.weight <= 0.0 {
                continue;
            }
            let sum = |values: &[f64], of: &dyn Fn(usize) -> f64| -> f64 {
                self.data
                    .arcs
                    .iter()
                    .enumerate()
                    .filter(|(_, arc)| arc.contributor == index)
                    .map(|(arc, _)| of(arc) * values[self.arcs[arc]])
                    .sum()
            };
            let value = |arc: usize| {
                let demand = self.data.demands.get(self.data.arcs[arc].demand);
                demand.map_or(0.0, |demand| demand.value)
            };
            let cost = |arc: usize| self.data.arcs[arc].cost;
            let (quota, given) = (sum(&quotas, &value), sum(&values, &value));
            trade.positions.push(TradePosition {
                contributor: index,
                quota,
                given,
                cost_alone: sum(&quotas, &cost),
                cost_with_trade: sum(&values, &cost) + price * (quota - given),
            });
        }
        self.trade = Some(trade);
        Ok(values)
    }

    /// What leximin asks, at the least cost that leximin leaves open.
    fn quotas(&mut self) -> Result<Vec<f64>, ApportionError> {
        let rules = Rules {
            equity: Equity::Leximin,
            ..self.rules
        };
        let mut apart = Tiers::new(self.data, rules, self.solver);
        apart.tally.kept = self.tally.kept.as_ref().map(|_| Vec::new());
        apart.meet_needs()?;
        apart.equity()?;
        let values = apart.minimise_cost()?;
        self.tally.add(&apart.tally);
        Ok(values)
    }

    /// The change of the least cost for a change of all needs by the same part, for each unit of
    /// value; none where the change cannot be met.
    fn marginal_cost(&mut self, part: f64) -> Option<f64> {
        let at = |factor: f64| -> BurdenProgram {
            let mut program = self.data.clone();
            for demand in &mut program.demands {
                demand.amount *= factor;
            }
            program
        };
        let (now, moved) = (at(1.0), at(1.0 + part));
        let mut results = Vec::new();
        for program in [&now, &moved] {
            let mut apart = Tiers::new(program, self.rules, self.solver);
            apart.meet_needs().ok()?;
            let values = apart.minimise_cost().ok()?;
            self.tally.add(&apart.tally);
            let cost: f64 = program
                .arcs
                .iter()
                .zip(&apart.arcs)
                .map(|(arc, &column)| arc.cost * values[column])
                .sum();
            let (mut met, mut unmet) = (0.0, 0.0);
            for (demand, &column) in program.demands.iter().zip(&apart.unmet) {
                met += demand.value * (demand.amount - values[column]);
                unmet += demand.value * values[column];
            }
            results.push((cost, met, unmet));
        }
        let [(cost, met, unmet), (moved_cost, moved_met, moved_unmet)] = results[..] else {
            return None;
        };
        let change = moved_met - met;
        let beyond = moved_unmet - unmet > UNMET_TOLERANCE * met.max(1.0);
        if change == 0.0 || (part > 0.0 && beyond) {
            return None;
        }
        Some((moved_cost - cost) / change)
    }
}
