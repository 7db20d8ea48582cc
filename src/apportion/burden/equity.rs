//! Tier 2: the objectives by name.

use super::tiers::{Slot, Tiers};
use super::{Equity, InPeriod};
use crate::apportion::ApportionError;
use crate::apportion::leximin::{Ratio, min_max};
use crate::apportion::program::Relation;

impl Tiers<'_> {
    /// Solves the equity tier and keeps its optimum; values of the columns.
    pub(super) fn equity(&mut self) -> Result<Vec<f64>, ApportionError> {
        match self.rules.equity {
            Equity::Leximin => {
                let ratios = self.ratios();
                self.leximin_of(&ratios)
            }
            Equity::MinMax => {
                let ratios = self.ratios();
                min_max(&mut self.program, &ratios, self.solver, &mut self.tally)?;
                self.least_deviation_of_totals()
            }
            Equity::Proportional => {
                let ratios: Vec<Ratio> = self.slots().into_iter().map(given_by_share).collect();
                self.leximin_of(&ratios)
            }
            Equity::LeastCost => self.least_cost(),
            Equity::LeastDeviation => {
                let slots = self.slots();
                self.least_deviation(&slots)?;
                let ratios = self.ratios();
                self.leximin_of(&ratios)
            }
            Equity::Nash => self.nash(),
            Equity::Tradable => self.tradable(),
        }
    }

    /// The least sum of absolute deviations from offers, slot by slot.
    fn least_deviation(&mut self, slots: &[Slot]) -> Result<Vec<f64>, ApportionError> {
        let mut costs = Vec::with_capacity(2 * slots.len());
        for slot in slots {
            costs.extend(self.deviation(&slot.name, slot.terms.clone(), slot.shares.offer));
        }
        self.minimise("least deviation from offers", &costs)
    }

    /// The declared tie-break of min-max: deviations of contributors' totals in the units of their
    /// arcs.
    fn least_deviation_of_totals(&mut self) -> Result<Vec<f64>, ApportionError> {
        let mut costs = Vec::new();
        for (index, contributor) in self.data.contributors.iter().enumerate() {
            if contributor.weight > 0.0 {
                let terms = self.value_terms(index, None);
                costs.extend(self.deviation(&contributor.name, terms, contributor.offer));
            }
        }
        self.minimise("least deviation from offers", &costs)
    }

    /// Adds columns for what a sum lies above and below a reference, with a cost of one each.
    pub(super) fn deviation(
        &mut self,
        name: &str,
        mut terms: Vec<(usize, f64)>,
        reference: f64,
    ) -> [(usize, f64); 2] {
        let more = self
            .program
            .add_column(format!("more: {name}"), 0.0, f64::INFINITY, 0.0);
        let less = self
            .program
            .add_column(format!("less: {name}"), 0.0, f64::INFINITY, 0.0);
        terms.extend([(more, -1.0), (less, 1.0)]);
        self.program.add_row(
            format!("deviation of {name}"),
            terms,
            Relation::Equal,
            reference,
        );
        [(more, 1.0), (less, 1.0)]
    }

    /// Least cost; then as little beyond today's offers as possible, the offers alike as a share
    /// of each, and what lies beyond them by key share.
    fn least_cost(&mut self) -> Result<Vec<f64>, ApportionError> {
        self.minimise_cost()?;
        let slots = self.slots();
        let (mut beyond, mut of_offers, mut of_shares) = (Vec::new(), Vec::new(), Vec::new());
        for Slot {
            name,
            mut terms,
            shares,
            ..
        } in slots
        {
            let InPeriod { offer, weight, .. } = shares;
            let within_column =
                self.program
                    .add_column(format!("within offer: {name}"), 0.0, offer, 0.0);
            let beyond_column =
                self.program
                    .add_column(format!("beyond offer: {name}"), 0.0, f64::INFINITY, 0.0);
            terms.extend([(within_column, -1.0), (beyond_column, -1.0)]);
            self.program
                .add_row(format!("offer of {name}"), terms, Relation::Equal, 0.0);
            beyond.push((beyond_column, 1.0));
            let part = |column: usize, weight: f64| Ratio {
                name: name.clone(),
                terms: vec![(column, 1.0)],
                offset: 0.0,
                weight,
            };
            if offer > 0.0 {
                of_offers.push(part(within_column, offer));
            }
            if weight > 0.0 {
                of_shares.push(part(beyond_column, weight));
            }
        }
        self.minimise("beyond offers", &beyond)?;
        self.leximin_of(&of_offers)?;
        self.leximin_of(&of_shares)
    }

    /// The least cost of arcs, with what switching from the plan before costs; kept.
    pub(super) fn minimise_cost(&mut self) -> Result<Vec<f64>, ApportionError> {
        let mut costs: Vec<(usize, f64)> = self
            .data
            .arcs
            .iter()
            .zip(&self.arcs)
            .filter(|(arc, _)| arc.cost != 0.0)
            .map(|(arc, &column)| (column, arc.cost))
            .collect();
        costs.extend(self.switching());
        self.minimise("cost", &costs)
    }

    /// Columns of what differs from the plan before, with the cost of a unit; added once.
    fn switching(&mut self) -> Vec<(usize, f64)> {
        if let Some(columns) = &self.switching {
            return columns.clone();
        }
        let mut columns = Vec::new();
        if self.rules.switching_cost > 0.0 {
            for slot in self.slots() {
                if let Some(previous) = slot.shares.previous {
                    let name = format!("{} against the plan before", slot.name);
                    columns.extend(
                        self.deviation(&name, slot.terms, previous)
                            .map(|(column, _)| (column, self.rules.switching_cost)),
                    );
                }
            }
        }
        self.switching = Some(columns.clone());
        columns
    }
}

/// What is given in a slot per key share; what is borne already does not count.
fn given_by_share(slot: Slot) -> Ratio {
    Ratio {
        name: slot.name,
        terms: slot.terms,
        offset: 0.0,
        weight: slot.shares.weight,
    }
}
