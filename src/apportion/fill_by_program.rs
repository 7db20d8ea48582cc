//! What [`water_fill`](super::water_fill) finds in closed form, found by linear programs: the check
//! on it, and the way for whoever trusts a solver more.

use super::leximin::{Ratio, Tally, leximin};
use super::program::{LinearProgram, ProgramError, Relation, Sense, SolverChoice};

/// Amounts `x`, each between its floor and its cap, that sum to `total` with leximin ratios
/// `(offset + x) / weight`, by linear programs.
///
/// Everything is as for [`water_fill`](super::water_fill): amounts in US$, slices of one length, a floor above its cap
/// wins, floors that exceed the total stand, caps that fall short of it are filled, and whoever has
/// no weight stays at the floor. Agrees with it to a millionth of the total.
///
/// # Errors
/// A program that was not solved, or a number that is not finite where it must be.
pub fn fill_by_program(
    total: f64,
    weights: &[f64],
    offsets: &[f64],
    floors: &[f64],
    caps: &[f64],
    solver: SolverChoice,
) -> Result<Vec<f64>, ProgramError> {
    // Bounds that contradict each other or the total make a program infeasible, so they are settled
    // before one is written.
    let tops: Vec<f64> = (0..weights.len())
        .map(|index| {
            let floor = floors[index];
            if weights[index] > 0.0 {
                caps[index].max(floor)
            } else {
                floor
            }
        })
        .collect();
    if floors.iter().sum::<f64>() >= total {
        return Ok(floors.to_vec());
    }
    if tops.iter().sum::<f64>() <= total {
        return Ok(tops);
    }
    let all: f64 = weights.iter().sum();
    let mut program = LinearProgram::new("obligations of a review", Sense::Minimise);
    let mut ratios = Vec::new();
    let mut left = 1.0;
    let mut columns = Vec::new();
    for (index, (&floor, &top)) in floors.iter().zip(&tops).enumerate() {
        let (lower, upper) = (floor / total, (top / total).min(1.0));
        if weights[index] <= 0.0 || lower >= upper {
            left -= lower;
            continue;
        }
        // Columns are amounts over weights, so that small States stand beside large ones.
        let weight = weights[index] / all;
        let name = format!("x{index}");
        let column = program.add_column(name.clone(), lower / weight, upper / weight, 0.0);
        columns.push((index, column, weight));
        ratios.push(Ratio {
            name,
            terms: vec![(column, weight)],
            offset: offsets[index] / total,
            weight,
        });
    }
    let terms = columns
        .iter()
        .map(|&(_, column, weight)| (column, weight))
        .collect();
    program.add_row("total", terms, Relation::Equal, left);
    let found = leximin(&mut program, &ratios, solver, &mut Tally::default())?;
    let mut amounts = floors.to_vec();
    for (index, column, weight) in columns {
        amounts[index] = (found.values[column] * weight * total).clamp(floors[index], tops[index]);
    }
    Ok(amounts)
}

#[cfg(test)]
mod tests {
    use super::super::water_fill;
    use super::*;
    use crate::random::{Purpose, Stream, Streams};

    fn amounts(stream: &mut Stream, count: usize, zero: f64, most: f64) -> Vec<f64> {
        (0..count)
            .map(|_| {
                let is_zero = stream.uniform() < zero;
                if is_zero {
                    0.0
                } else {
                    most * stream.uniform().powi(3)
                }
            })
            .collect()
    }

    #[test]
    fn programs_and_closed_form_agree_to_a_millionth_of_the_total() {
        let mut settled = [0; 3];
        for case in 0..120 {
            let mut stream = Streams::new(5, case).stream(Purpose::Verification, 12, 0);
            let count = 2 + usize::try_from(stream.below(30)).expect("small");
            let total = 1e9 * (0.05 + stream.uniform());
            let weights = amounts(&mut stream, count, 0.15, 1.0);
            let offsets = amounts(&mut stream, count, 0.6, 0.4e9);
            let floors = amounts(&mut stream, count, 0.5, 0.1e9);
            let mut caps = amounts(&mut stream, count, 0.1, 0.5e9);
            if case % 3 > 0 {
                for cap in caps.iter_mut().step_by(3) {
                    *cap = f64::INFINITY;
                }
            }
            let mut closed = Vec::new();
            water_fill(total, &weights, &offsets, &floors, &caps, &mut closed);
            let found = fill_by_program(
                total,
                &weights,
                &offsets,
                &floors,
                &caps,
                SolverChoice::Auto,
            )
            .expect("solved");
            for (index, (closed, found)) in closed.iter().zip(&found).enumerate() {
                assert!(
                    (closed - found).abs() <= 1e-6 * total,
                    "case {case}, {index}: {found} by program, {closed} in closed form"
                );
            }
            let sum: f64 = closed.iter().sum();
            settled[if (sum / total - 1.0).abs() < 1e-9 {
                0
            } else if sum > total {
                1
            } else {
                2
            }] += 1;
        }
        // Totals that are met, floors that exceed them, caps that fall short.
        assert!(settled.iter().all(|&cases| cases >= 5), "{settled:?}");
    }

    #[test]
    fn a_number_that_is_none_is_refused() {
        let found = fill_by_program(
            10.0,
            &[1.0, 1.0],
            &[0.0, f64::NAN],
            &[0.0, 0.0],
            &[9.0, 9.0],
            SolverChoice::Auto,
        );
        assert!(found.is_err(), "{found:?}");
    }
}
