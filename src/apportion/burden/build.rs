//! From contributors, demands, arcs, pools and groups to columns and rows.

use super::{BurdenProgram, Group};
use crate::apportion::program::{LinearProgram, Relation, Sense};

/// The constraints, with the columns of arcs and of unmet needs.
pub(super) struct Built {
    pub(super) program: LinearProgram,
    /// The column of each arc.
    pub(super) arcs: Vec<usize>,
    /// The column of each demand's unmet part.
    pub(super) unmet: Vec<usize>,
}

impl BurdenProgram {
    pub(super) fn build(&self) -> Built {
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
