//! Changes that cost, by their rules.

use super::*;
use crate::model::parameters::ReviewSolver;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, near};

/// Whatever was asked before, what is asked in all is what is needed now, within every floor and cap, and
/// the more a change costs the less of the split moves.
#[test]
fn clinging_keeps_the_sum_and_every_bound() {
    let situation = everything();
    after(&situation, 0, |setup, option, _, _| {
        let mut stream =
            crate::random::Streams::new(17, 0).stream(crate::random::Purpose::Verification, 0, 0);
        let mut moved = 0;
        for _ in 0..300 {
            let needs: Vec<f64> = (0..3).map(|_| 4e8 * stream.uniform()).collect();
            let people: Vec<f64> = (0..3).map(|_| 1e6 * stream.uniform()).collect();
            let old: Vec<f64> = (0..3).map(|_| 1e8 * stream.uniform()).collect();
            let terms = Terms::new(setup, option, 2027, &needs, &people, &[]);
            let new = terms.solve(ReviewSolver::ClosedForm).expect("always");
            let sum: f64 = new.iter().sum();
            let share = stream.uniform();
            let seen = terms.cling(share, &old, new.clone());
            near(seen.iter().sum::<f64>(), sum);
            for (seen, [floor, cap]) in seen.iter().zip(terms.bounds()) {
                assert!(*seen >= floor - 1e-6 * sum && *seen <= cap + 1e-6 * sum);
            }
            let apart = |from: &[f64]| -> f64 {
                let pairs = from.iter().zip(&new);
                pairs.map(|(one, other)| (one - other).abs()).sum()
            };
            let tight = terms.cling(0.999, &old, new.clone());
            assert!(apart(&seen) <= apart(&tight) + 1e-6 * sum);
            moved += u32::from(apart(&seen) > 1e-3 * sum);
        }
        assert!(moved > 100, "{moved}");
    });
}
