//! Tier 3: what equity leaves open, by declared rules instead of a solver's habits.
//!
//! Arcs of last resort are avoided first. Ties of family, language or diaspora come first, then cost, then each contributor's part of a
//! measure is split over the hosts in proportion to their needs, as nearly as the bounds allow.

use std::collections::BTreeMap;

use super::tiers::Tiers;
use crate::apportion::ApportionError;
use crate::apportion::program::Relation;

impl Tiers<'_> {
    /// Breaks ties; `values` stand where there is nothing to break.
    pub(super) fn break_ties(&mut self, values: Vec<f64>) -> Result<Vec<f64>, ApportionError> {
        let mut values = values;
        let last_resorts: Vec<(usize, f64)> = self
            .data
            .arcs
            .iter()
            .zip(&self.arcs)
            .filter(|(arc, _)| arc.last_resort)
            .filter_map(|(arc, &column)| {
                let demand = self.data.demands.get(arc.demand)?;
                Some((column, demand.value))
            })
            .collect();
        if !last_resorts.is_empty() {
            values = self.minimise("last resort", &last_resorts)?;
        }
        let affinities: Vec<(usize, f64)> = self
            .data
            .arcs
            .iter()
            .zip(&self.arcs)
            .filter(|(arc, _)| arc.affinity > 0.0)
            .filter_map(|(arc, &column)| {
                let demand = self.data.demands.get(arc.demand)?;
                Some((column, -arc.affinity * demand.value))
            })
            .collect();
        if !affinities.is_empty() {
            values = self.minimise("affinity", &affinities)?;
        }
        let costly = self.data.arcs.iter().any(|arc| arc.cost != 0.0);
        if costly || self.rules.switching_cost > 0.0 {
            values = self.minimise_cost()?;
        }
        let split = self.split_in_proportion();
        if !split.is_empty() {
            values = self.minimise("split in proportion to needs", &split)?;
        }
        Ok(values)
    }

    /// Columns of how far each arc lies from its contributor's part of a measure times the
    /// demand's share of the needs that the contributor may meet.
    fn split_in_proportion(&mut self) -> Vec<(usize, f64)> {
        let mut bundles: BTreeMap<(usize, usize, usize, bool), Vec<usize>> = BTreeMap::new();
        for (index, arc) in self.data.arcs.iter().enumerate() {
            if let Some(demand) = self.data.demands.get(arc.demand)
                && demand.amount > 0.0
            {
                bundles
                    .entry((
                        arc.contributor,
                        demand.measure,
                        demand.period,
                        arc.last_resort,
                    ))
                    .or_default()
                    .push(index);
            }
        }
        let mut costs = Vec::new();
        for bundle in bundles.values().filter(|bundle| bundle.len() > 1) {
            let need = |arc: usize| self.data.demands[self.data.arcs[arc].demand].amount;
            let whole: f64 = bundle.iter().map(|&arc| need(arc)).sum();
            let shares: Vec<f64> = bundle.iter().map(|&arc| need(arc) / whole).collect();
            for (&own, share) in bundle.iter().zip(&shares) {
                let column = self.arcs[own];
                let name = self.program.columns[column].name.clone();
                let terms: Vec<(usize, f64)> = bundle
                    .iter()
                    .map(|&arc| {
                        let counted = if arc == own { 1.0 } else { 0.0 };
                        (self.arcs[arc], counted - share)
                    })
                    .collect();
                let (more, less) = (
                    self.program
                        .add_column(format!("more: {name}"), 0.0, f64::INFINITY, 0.0),
                    self.program
                        .add_column(format!("less: {name}"), 0.0, f64::INFINITY, 0.0),
                );
                let mut terms = terms;
                terms.extend([(more, -1.0), (less, 1.0)]);
                self.program
                    .add_row(format!("split of {name}"), terms, Relation::Equal, 0.0);
                costs.extend([(more, 1.0), (less, 1.0)]);
            }
        }
        costs
    }
}
