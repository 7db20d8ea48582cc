//! The tiers in their order, each keeping what those before it reached.

use super::build::Built;
use super::{BurdenProgram, BurdenSolution, InPeriod, Rules, TierOrder, Trade};
use crate::apportion::ApportionError;
use crate::apportion::leximin::{Ratio, TIER_TOLERANCE, Tally, leximin, settled};
use crate::apportion::program::{LinearProgram, Relation, Sense, SolverChoice};

/// What a contributor with a key share gives in one period, or over all where it has none.
pub(super) struct Slot {
    pub(super) name: String,
    /// `(column, value of a unit)`.
    pub(super) terms: Vec<(usize, f64)>,
    pub(super) shares: InPeriod,
}

/// A program on its way through the tiers.
pub(super) struct Tiers<'a> {
    pub(super) data: &'a BurdenProgram,
    pub(super) rules: Rules,
    pub(super) solver: SolverChoice,
    pub(super) program: LinearProgram,
    /// The column of each arc.
    pub(super) arcs: Vec<usize>,
    /// The column of each demand's unmet part.
    pub(super) unmet: Vec<usize>,
    /// The arcs of each contributor.
    own: Vec<Vec<usize>>,
    pub(super) tally: Tally,
    pub(super) nash_error: Option<f64>,
    pub(super) trade: Option<Trade>,
    /// Columns of what differs from the plan before, once they exist.
    pub(super) switching: Option<Vec<(usize, f64)>>,
}

impl<'a> Tiers<'a> {
    pub(super) fn new(data: &'a BurdenProgram, rules: Rules, solver: SolverChoice) -> Self {
        let Built {
            program,
            arcs,
            unmet,
        } = data.build();
        let mut own = vec![Vec::new(); data.contributors.len()];
        for (index, arc) in data.arcs.iter().enumerate() {
            if let Some(list) = own.get_mut(arc.contributor) {
                list.push(index);
            }
        }
        Self {
            data,
            rules,
            solver,
            program,
            arcs,
            unmet,
            own,
            tally: Tally::default(),
            nash_error: None,
            trade: None,
            switching: None,
        }
    }

    /// All tiers and the answer.
    pub(super) fn run(mut self) -> Result<BurdenSolution, ApportionError> {
        if self.rules.order == TierOrder::EquityFirst {
            self.raise_the_lowest()?;
        }
        let all_met = self.meet_needs()?;
        let ratios = self.ratios();
        let equity_had_freedom = all_met || {
            let listed: Vec<&Ratio> = ratios.iter().collect();
            settled(&self.program, &listed, self.solver, &mut self.tally).is_none()
        };
        let mut values = self.equity()?;
        if self.rules.tie_breaks {
            values = self.break_ties(values)?;
        }
        Ok(self.answer(&values, equity_had_freedom))
    }

    fn answer(self, values: &[f64], equity_had_freedom: bool) -> BurdenSolution {
        let count = self.data.contributors.len();
        BurdenSolution {
            arcs: self.arcs.iter().map(|&column| values[column]).collect(),
            unmet: self.unmet.iter().map(|&column| values[column]).collect(),
            ratios: (0..count)
                .map(|index| {
                    let contributor = &self.data.contributors[index];
                    if contributor.weight > 0.0 {
                        self.whole_ratio(index).at(values)
                    } else {
                        0.0
                    }
                })
                .collect(),
            ratios_by_period: (0..count)
                .map(|index| {
                    let periods = &self.data.contributors[index].periods;
                    (0..periods.len())
                        .map(|period| {
                            if periods[period].weight > 0.0 {
                                self.period_ratio(index, period).at(values)
                            } else {
                                0.0
                            }
                        })
                        .collect()
                })
                .collect(),
            equity_had_freedom,
            nash_error: self.nash_error,
            trade: self.trade,
            tally: self.tally,
        }
    }

    /// `(column, value)` of a contributor's arcs, of one period or of all.
    pub(super) fn value_terms(
        &self,
        contributor: usize,
        period: Option<usize>,
    ) -> Vec<(usize, f64)> {
        self.own
            .get(contributor)
            .into_iter()
            .flatten()
            .filter_map(|&arc| {
                let demand = self.data.demands.get(self.data.arcs[arc].demand)?;
                period
                    .is_none_or(|period| period == demand.period)
                    .then_some((self.arcs[arc], demand.value))
            })
            .collect()
    }

    fn whole_ratio(&self, contributor: usize) -> Ratio {
        let own = &self.data.contributors[contributor];
        Ratio {
            name: own.name.clone(),
            terms: self.value_terms(contributor, None),
            offset: own.offset,
            weight: own.weight,
        }
    }

    fn period_ratio(&self, contributor: usize, period: usize) -> Ratio {
        let own = &self.data.contributors[contributor];
        Ratio {
            name: format!("{} in period {}", own.name, period + 1),
            terms: self.value_terms(contributor, Some(period)),
            offset: own.periods[period].offset,
            weight: own.periods[period].weight,
        }
    }

    /// The responsibility ratios that the equity tier compares.
    pub(super) fn ratios(&self) -> Vec<Ratio> {
        let mut ratios = Vec::new();
        for (index, contributor) in self.data.contributors.iter().enumerate() {
            if self.rules.by_period && !contributor.periods.is_empty() {
                ratios.extend(
                    (0..contributor.periods.len())
                        .filter(|&period| contributor.periods[period].weight > 0.0)
                        .map(|period| self.period_ratio(index, period)),
                );
            } else if contributor.weight > 0.0 {
                ratios.push(self.whole_ratio(index));
            }
        }
        ratios
    }

    /// What each contributor with a key share gives, period by period where it has periods.
    pub(super) fn slots(&self) -> Vec<Slot> {
        let mut slots = Vec::new();
        for (index, contributor) in self.data.contributors.iter().enumerate() {
            if contributor.weight <= 0.0 {
                continue;
            }
            if contributor.periods.is_empty() {
                slots.push(Slot {
                    name: contributor.name.clone(),
                    terms: self.value_terms(index, None),
                    shares: InPeriod {
                        weight: contributor.weight,
                        offset: contributor.offset,
                        offer: contributor.offer,
                        previous: None,
                    },
                });
            }
            for (period, &shares) in contributor.periods.iter().enumerate() {
                let terms = self.value_terms(index, Some(period));
                if !terms.is_empty() {
                    slots.push(Slot {
                        name: format!("{} in period {}", contributor.name, period + 1),
                        terms,
                        shares,
                    });
                }
            }
        }
        slots
    }

    /// Leximin over ratios; their levels are kept.
    pub(super) fn leximin_of(&mut self, ratios: &[Ratio]) -> Result<Vec<f64>, ApportionError> {
        let outcome = leximin(&mut self.program, ratios, self.solver, &mut self.tally)?;
        Ok(outcome.values)
    }

    /// Makes a sum of columns as small as possible and keeps it there.
    pub(super) fn minimise(
        &mut self,
        name: &str,
        costs: &[(usize, f64)],
    ) -> Result<Vec<f64>, ApportionError> {
        self.program.clear_costs();
        self.program.sense = Sense::Minimise;
        for &(column, cost) in costs {
            self.program.columns[column].cost += cost;
        }
        let values = self.tally.solve(&self.program, self.solver)?;
        self.program.clear_costs();
        let best: f64 = costs
            .iter()
            .map(|&(column, cost)| cost * values[column])
            .sum();
        self.program.add_row(
            format!("optimum: {name}"),
            costs.to_vec(),
            Relation::AtMost,
            best + TIER_TOLERANCE * best.abs().max(1.0),
        );
        Ok(values)
    }

    /// Equity as the first tier: leximin from below, which raises the lowest ratio.
    fn raise_the_lowest(&mut self) -> Result<(), ApportionError> {
        let ratios: Vec<Ratio> = self
            .ratios()
            .into_iter()
            .map(|ratio| Ratio {
                name: format!("least of {}", ratio.name),
                terms: ratio
                    .terms
                    .into_iter()
                    .map(|(column, value)| (column, -value))
                    .collect(),
                offset: -ratio.offset,
                weight: ratio.weight,
            })
            .collect();
        self.leximin_of(&ratios).map(|_| ())
    }
}
