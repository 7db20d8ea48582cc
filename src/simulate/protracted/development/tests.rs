//! Development finance to the cent, and its effect by its equation.

use super::*;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, near, shelter};

#[test]
fn development_finance_is_committed_paid_and_works() {
    let mut situation = everything();
    let parameters = &mut situation.parameters.protracted.development;
    parameters.window_usd_per_year = 1_200_000.0;
    parameters.fulfilment_share = 0.5;
    parameters.lag_months = 3;
    parameters.disbursement_mean_months = 4.0;
    parameters.decay_per_month = 0.05;
    parameters.stock_usd_per_person = 10.0;
    parameters.self_reliance_effect_share = 0.7;
    parameters.integration_effect_ratio = 1.5;
    for (host, ratio) in situation.hosts.iter_mut().zip([1.0, 2.0, 1.0]) {
        host.cost_ratio = ratio;
        host.self_reliance_maximum_share = 0.4;
    }
    after(&situation, 0, |setup, option, _, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        let parts = [0.6, 0.4, 0.0];
        for (host, stock) in [60_000, 40_000, 0].into_iter().enumerate() {
            shelter(&mut state.hosts[host], 1, stock);
        }
        state.plan_month = 4;
        // What is left of each commitment with its first month, and the stock, by host.
        let mut open: [Vec<(u32, i64)>; 3] = Default::default();
        let (mut stocks, mut committed_so_far, mut paid_so_far) = ([0.0; 3], [0; 3], [0; 3]);
        for number in 0..30 {
            state.month = number;
            for host in 0..3 {
                state.protracted.hosts[host].effects = Default::default();
                state.protracted.hosts[host].effects.self_reliance_ceiling = 0.01;
                state.protracted.hosts[host].effects.integration = 0.02;
            }
            month(setup, option, state, year);
            for host in 0..3 {
                // The first year is promised from May on, eight of twelve months.
                let promised = match number {
                    4 => 80_000_000.0,
                    12 | 24 => 120_000_000.0,
                    _ => 0.0,
                };
                let committed = (promised * 0.5 * parts[host]) as i64;
                if committed > 0 {
                    open[host].push((number + 3, committed));
                    committed_so_far[host] += committed;
                }
                let mut paid = 0;
                for (from, rest) in &mut open[host] {
                    if number >= *from {
                        let part = if *rest < 100 {
                            *rest
                        } else {
                            (*rest as f64 / 4.0).round() as i64
                        };
                        *rest -= part;
                        paid += part;
                    }
                }
                paid_so_far[host] += paid;
                stocks[host] = stocks[host] * 0.95 + paid as f64 / 100.0;
                let people = [60_000.0, 40_000.0, 1.0][host];
                let scale = people * 10.0 * [1.0, 2.0, 1.0][host];
                let effect = 1.0 - f64::exp(-stocks[host] / scale);
                let own = &state.protracted.hosts[host];
                near(
                    own.effects.self_reliance_ceiling,
                    0.01 + 0.7 * effect * (1.0 - 0.4),
                );
                near(own.effects.integration, 0.02 + 1.5 * effect);
                assert!(own.development.adds_up());
                let account = &year.protracted.hosts[host];
                assert_eq!(account.development_committed, committed_so_far[host]);
                assert_eq!(account.development_paid, paid_so_far[host]);
            }
        }
        assert!(paid_so_far[0] > 50_000_000 && stocks[0] > 10_000.0);
    });
}

#[test]
fn a_rest_of_less_than_a_dollar_is_paid_at_once() {
    let mut situation = everything();
    let parameters = &mut situation.parameters.protracted.development;
    parameters.window_usd_per_year = 0.0;
    parameters.disbursement_mean_months = 4.0;
    after(&situation, 0, |setup, option, _, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        for (rest, paid) in [(99, 99), (100, 25), (101, 25), (103, 26)] {
            let development = &mut state.protracted.hosts[1].development;
            *development = Development::default();
            development.committed = rest;
            development.commitments = vec![Commitment { from: 2, rest }];
            for (month_number, sum) in [(1, 0), (2, paid)] {
                state.month = month_number;
                year.protracted.hosts[1].development_paid = 0;
                month(setup, option, state, year);
                assert_eq!(year.protracted.hosts[1].development_paid, sum);
            }
            let own = &state.protracted.hosts[1].development;
            assert_eq!(own.commitments.len(), usize::from(rest > paid));
            assert!(own.adds_up());
        }
    });
}

#[test]
fn nobody_is_promised_anything_where_nobody_is() {
    after(&everything(), 0, |setup, option, _, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        for host in &mut state.hosts {
            shelter(host, 1, 0);
        }
        state.month = state.plan_month;
        month(setup, option, state, year);
        for host in &state.protracted.hosts {
            assert_eq!(host.development.year, None);
        }
    });
}

#[test]
fn sources_and_uses_agree() {
    let good = Development {
        commitments: vec![
            Commitment { from: 0, rest: 7 },
            Commitment { from: 3, rest: 5 },
        ],
        committed: 20,
        paid: 8,
        ..Development::default()
    };
    assert!(good.adds_up() && Development::default().adds_up());
    assert!(
        !Development {
            paid: 9,
            ..good.clone()
        }
        .adds_up()
    );
    assert!(
        !Development {
            committed: 21,
            ..good
        }
        .adds_up()
    );
    let negative = Development {
        commitments: vec![Commitment { from: 0, rest: -1 }],
        committed: 4,
        paid: 5,
        ..Development::default()
    };
    assert!(!negative.adds_up());
}
