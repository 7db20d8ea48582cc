//! What is asked for, and how it is bound.

use super::*;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, all_near, near};

#[test]
fn an_appeal_asks_for_needs_and_for_what_arrangements_cost() {
    after(&everything(), 2, |setup, _, _, space| {
        let state = &mut space.state;
        let ask = |state: &State, emergency, protracted| {
            let mut state = state.clone();
            state.emergency.running_usd_per_month = emergency;
            state.protracted.running_usd_per_month = protracted;
            expected_needs(setup, &state, 3, 7)
        };
        let mut need = 0.0;
        let mut cells = vec![0.0; 3 * SECTORS.len()];
        project(setup, &outlook(setup, state, 3), 7, |_, host, forecast| {
            need += forecast.needs.iter().sum::<f64>();
            for (sector, needs) in SECTORS.iter().zip(forecast.needs) {
                cells[host * SECTORS.len() + sector.index()] += needs;
            }
        });
        near(ask(state, 0.0, 0.0).usd, need);
        near(ask(state, 1_000.0, 300.0).usd, need + 9_100.0);
        near(ask(state, 1_000.0, -300.0).usd, need + 4_900.0);
        assert_eq!(ask(state, 0.0, -1e12).usd, 0.0);
        all_near(&ask(state, 1_000.0, 0.0).cells, &cells);
        assert!(cells.iter().all(|&need| need > 0.0));
    });
}

/// Money is bound as needs are named, whether hosts were empty or full at the start, and by how a year's
/// contributors attend to a host, the same in all its sectors.
#[test]
fn money_is_bound_by_what_an_appeal_names() {
    let mut situation = everything();
    let cells: Vec<f64> = (0..3 * SECTORS.len())
        .map(|it| 1e6 + 1e5 * it as f64)
        .collect();
    for (spread, month) in [(0.0, 0), (0.5, 0), (0.5, 11), (0.5, 12)] {
        situation.parameters.finance.earmark_attention_log_sd = spread;
        after(&situation, 0, |setup, _, streams, space| {
            let state = &mut space.state;
            state.month = month;
            bind_by(setup, streams, state, &cells);
            let mut ratios = Vec::new();
            for (host, needs) in cells.chunks(SECTORS.len()).enumerate() {
                let weights = &state.earmarks.cells[host * SECTORS.len()..][..SECTORS.len()];
                let ratio = weights[0] as f64 / needs[0];
                for (sector, (&weight, need)) in SECTORS.iter().zip(weights.iter().zip(needs)) {
                    let bound = match sector {
                        Sector::Solutions => 0.0,
                        _ => need * ratio,
                    };
                    assert!((weight as f64 / bound.max(1.0) - 1.0).abs() < 1e-9 || weight == 0);
                    assert_eq!(weight == 0, *sector == Sector::Solutions);
                }
                assert_eq!(state.earmarks.hosts[host], weights.iter().sum::<i64>());
                ratios.push(ratio);
            }
            if spread == 0.0 {
                let last = Sector::Solutions.index();
                let bound = cells.iter().enumerate();
                let all: f64 = bound
                    .filter(|(cell, _)| cell % SECTORS.len() != last)
                    .map(|(_, need)| need)
                    .sum();
                all_near(&ratios, &[WHOLE / all; 3]);
            } else {
                assert!((ratios[0] - ratios[1]).abs() > 1e-3, "{ratios:?}");
            }
            assert_eq!(state.earmarks.hosts.len(), 3);
        });
    }
}

/// Attention to a host is 1 in the mean over years: 4,000 futures, four standard errors.
#[test]
fn attention_keeps_its_mean() {
    let mut situation = everything();
    situation.parameters.finance.earmark_attention_log_sd = 0.4;
    let cells = vec![1e6; 3 * SECTORS.len()];
    after(&situation, 0, |setup, _, _, space| {
        let state = &mut space.state;
        let (mut sum, mut squares) = (0.0, 0.0);
        for replicate in 0..4_000 {
            let streams = Streams::new(7, replicate);
            bind_by(setup, &streams, state, &cells);
            let ratio = state.earmarks.cells[0] as f64 * 3.0 * (SECTORS.len() - 1) as f64 / WHOLE;
            sum += ratio / 4_000.0;
            squares += ratio * ratio / 4_000.0;
        }
        let spread = (squares - sum * sum).sqrt();
        assert!((sum - 1.0).abs() < 4.0 * spread / 4_000_f64.sqrt(), "{sum}");
        let expected = (0.16_f64.exp() - 1.0).sqrt();
        assert!((spread / expected - 1.0).abs() < 0.1, "{spread}");
    });
}
