//! Tier 1: unmet need, life-saving first, its share alike over the demands of a tier.

use super::tiers::Tiers;
use crate::apportion::ApportionError;
use crate::apportion::leximin::Ratio;

/// Unmet need that counts as none, relative to the whole.
const UNMET_TOLERANCE: f64 = 1e-9;

impl Tiers<'_> {
    /// Meets needs and keeps what that took; says whether all are met. Where they are, one program
    /// shows it and settles every tier at once.
    pub(super) fn meet_needs(&mut self) -> Result<bool, ApportionError> {
        self.program.clear_costs();
        for &column in &self.unmet {
            self.program.columns[column].cost = 1.0;
        }
        let values = self.tally.solve(&self.program, self.solver)?;
        self.program.clear_costs();
        let demands = &self.data.demands;
        let whole: f64 = demands.iter().map(|demand| demand.amount).sum();
        let missing: f64 = self.unmet.iter().map(|&column| values[column]).sum();
        if missing <= UNMET_TOLERANCE * whole.max(1.0) {
            for &column in &self.unmet {
                let column = &mut self.program.columns[column];
                // What the tolerance leaves is kept as room, so that the next tiers stay feasible.
                column.upper = column.upper.min(UNMET_TOLERANCE * whole.max(1.0));
            }
            return Ok(true);
        }
        let tiers = demands
            .iter()
            .map(|demand| demand.tier + 1)
            .max()
            .unwrap_or(0);
        for tier in 0..tiers {
            let ratios: Vec<Ratio> = demands
                .iter()
                .zip(&self.unmet)
                .filter(|(demand, _)| demand.tier == tier && demand.amount > 0.0)
                .map(|(demand, &column)| Ratio {
                    name: format!("unmet share: {}", demand.name),
                    terms: vec![(column, 1.0)],
                    offset: 0.0,
                    weight: demand.amount,
                })
                .collect();
            if !ratios.is_empty() {
                self.leximin_of(&ratios)?;
            }
        }
        Ok(false)
    }
}
