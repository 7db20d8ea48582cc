//! Weighted Nash bargaining: the largest `Σ share · ln ratio`, by tangents.
//!
//! The logarithm lies below each of its tangents, so a program with tangents in its place bounds
//! the optimum from above, and the ratios that it answers bound it from below (Kelley 1960). A
//! tangent is added at every ratio that was answered until the two meet; what remains between them
//! is the stated error. Shares are those of the ratios' weights. Below [`LEAST_RATIO`] the logarithm
//! is replaced by its tangent there, since the logarithm of nothing has no value.

use super::tiers::Tiers;
use crate::apportion::ApportionError;
use crate::apportion::leximin::{Ratio, TIER_TOLERANCE};
use crate::apportion::program::{Relation, Sense};

/// The ratio below which the logarithm goes on as a line.
const LEAST_RATIO: f64 = 1e-3;

/// The largest ratio with a tangent from the start, and how many there are up to it.
const GREATEST_RATIO: f64 = 1e3;
const TANGENTS: usize = 24;

/// The error of `Σ share · ln ratio` at which no more tangents are added, and the most rounds.
const ERROR_TOLERANCE: f64 = 1e-9;
const ROUNDS_MAXIMUM: u32 = 40;

/// How far the ratios that were found may be missed by later tiers, relative to each or 1. Wider
/// than for other tiers: the objective is flat around its optimum.
const RATIO_TOLERANCE: f64 = 10.0 * TIER_TOLERANCE;

impl Tiers<'_> {
    pub(super) fn nash(&mut self) -> Result<Vec<f64>, ApportionError> {
        let ratios: Vec<Ratio> = self.ratios();
        let whole: f64 = ratios.iter().map(|ratio| ratio.weight).sum();
        let kept_rows = self.program.rows.len();
        let logarithms: Vec<usize> = ratios
            .iter()
            .map(|ratio| {
                self.program.add_column(
                    format!("logarithm of {}", ratio.name),
                    f64::NEG_INFINITY,
                    f64::INFINITY,
                    0.0,
                )
            })
            .collect();
        let step = libm::pow(GREATEST_RATIO / LEAST_RATIO, 1.0 / (TANGENTS - 1) as f64);
        for (ratio, &column) in ratios.iter().zip(&logarithms) {
            let mut at = LEAST_RATIO;
            for _ in 0..TANGENTS {
                self.add_tangent(ratio, column, at);
                at *= step;
            }
        }
        let mut best: Option<(f64, f64, Vec<f64>)> = None;
        for _ in 0..ROUNDS_MAXIMUM {
            self.program.clear_costs();
            self.program.sense = Sense::Maximise;
            for (ratio, &column) in ratios.iter().zip(&logarithms) {
                self.program.columns[column].cost = ratio.weight / whole;
            }
            let values = match self.tally.solve(&self.program, self.solver) {
                Ok(values) => values,
                // Tangents that lie ever closer strain the solver; what was found stands, with
                // its error.
                Err(_) if best.is_some() => break,
                Err(error) => return Err(error.into()),
            };
            self.tally.rounds += 1;
            let (mut bound, mut reached) = (0.0, 0.0);
            for (ratio, &column) in ratios.iter().zip(&logarithms) {
                bound += ratio.weight / whole * values[column];
                reached += ratio.weight / whole * logarithm(ratio.at(&values));
            }
            let better = best.as_ref().is_none_or(|(known, _, _)| reached > *known);
            let bound = best
                .as_ref()
                .map_or(bound, |(_, known, _)| known.min(bound));
            if better {
                best = Some((reached, bound, values.clone()));
            } else if let Some(best) = &mut best {
                best.1 = bound;
            }
            let error = best
                .as_ref()
                .map_or(f64::INFINITY, |(reached, bound, _)| bound - reached);
            self.nash_error = Some(error.max(0.0));
            if error <= ERROR_TOLERANCE {
                break;
            }
            for (ratio, &column) in ratios.iter().zip(&logarithms) {
                self.add_tangent(ratio, column, ratio.at(&values).max(LEAST_RATIO));
            }
        }
        self.program.clear_costs();
        self.program.sense = Sense::Minimise;
        let (_, _, mut values) = best.unwrap_or_default();
        // The tangents have done their work; later tiers keep the ratios themselves.
        self.program.rows.truncate(kept_rows);
        self.program.columns.truncate(
            logarithms
                .first()
                .copied()
                .unwrap_or(self.program.columns.len()),
        );
        values.resize(self.program.columns.len(), 0.0);
        for ratio in &ratios {
            let level = ratio.at(&values);
            let room = RATIO_TOLERANCE * level.abs().max(1.0);
            for (relation, right) in [
                (Relation::AtMost, level + room),
                (Relation::AtLeast, level - room),
            ] {
                let terms = ratio
                    .terms
                    .iter()
                    .map(|&(column, value)| (column, value / ratio.weight))
                    .collect();
                self.program.add_row(
                    format!("level of {}", ratio.name),
                    terms,
                    relation,
                    right - ratio.offset / ratio.weight,
                );
            }
        }
        Ok(values)
    }

    /// `logarithm ≤ ln at + (ratio − at) / at`.
    fn add_tangent(&mut self, ratio: &Ratio, logarithm: usize, at: f64) {
        let slope = 1.0 / (ratio.weight * at);
        let mut terms: Vec<(usize, f64)> = ratio
            .terms
            .iter()
            .map(|&(column, value)| (column, -value * slope))
            .collect();
        terms.push((logarithm, 1.0));
        self.program.add_row(
            format!("tangent of {}", ratio.name),
            terms,
            Relation::AtMost,
            libm::log(at) - 1.0 + ratio.offset * slope,
        );
    }
}

/// The logarithm, as a line below [`LEAST_RATIO`].
fn logarithm(ratio: f64) -> f64 {
    if ratio < LEAST_RATIO {
        libm::log(LEAST_RATIO) + ratio / LEAST_RATIO - 1.0
    } else {
        libm::log(ratio)
    }
}
