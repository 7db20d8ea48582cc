//! Prevention and tension by their equations.

use super::*;
use crate::model::parameters::Switch;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, all_near, near, shelter};

/// A row after the log-odds of one target have moved: its weight is `e^l` times as large among weights.
fn weighted(row: [f64; 3], target: usize, log_odds: f64) -> [f64; 3] {
    let mut weights = row;
    weights[target] *= log_odds.exp();
    let sum: f64 = weights.iter().sum();
    weights.map(|weight| weight / sum)
}

#[test]
fn log_odds_move_by_what_is_added() {
    for probability in [0.02_f64, 0.3, 0.5, 0.9] {
        for log_odds in [-1.3, 0.0, 0.4, 2.0_f64] {
            let after = moved(probability, log_odds);
            near((after / (1.0 - after)).ln(), {
                (probability / (1.0 - probability)).ln() + log_odds
            });
        }
    }
    for certain in [0.0, 1.0] {
        assert_eq!(moved(certain, 3.0), certain);
        assert_eq!(moved(certain, -3.0), certain);
    }
}

#[test]
fn the_other_ways_keep_their_proportions() {
    for target in 0..3 {
        for log_odds in [-0.8, 0.3, 1.7] {
            let before = [0.2, 0.5, 0.3];
            let mut row = before;
            shift(&mut row, target, log_odds);
            all_near(&row, &weighted(before, target, log_odds));
        }
        let mut certain = [0.0; 3];
        certain[target] = 1.0;
        let mut row = certain;
        shift(&mut row, target, 0.7);
        assert_eq!(row, certain);
    }
}

#[test]
fn prevention_and_tension_move_the_ways_to_peace_and_war() {
    let mut situation = everything();
    let regime = &mut situation.parameters.regime;
    regime.war_to_stalemate_per_month = 0.07;
    regime.stalemate_to_war_per_month = 0.05;
    regime.stalemate_to_peace_per_month = 0.11;
    regime.peace_to_stalemate_per_month = 0.02;
    let protracted = &mut situation.parameters.protracted;
    protracted.prevention.peace_log_odds = 0.7;
    protracted.prevention.war_log_odds = 0.4;
    protracted.tension.war_log_odds = 2.5;
    for (prevents, strains) in [(true, true), (true, false), (false, true), (false, false)] {
        let protracted = &mut situation.parameters.protracted;
        for (applies, on) in [
            (&mut protracted.prevention.applies, prevents),
            (&mut protracted.tension.applies, strains),
        ] {
            *applies = if on { Switch::Always } else { Switch::Off };
        }
        after(&situation, 0, |setup, _, _, space| {
            let state = &mut space.state;
            for (host, (stock, level)) in [(70_000, 0.1), (20_000, 0.5), (10_000, 0.9)]
                .into_iter()
                .enumerate()
            {
                shelter(&mut state.hosts[host], 1, stock);
                state.protracted.hosts[host].tension.level = level;
            }
            let tension = 0.1 * 0.7 + 0.5 * 0.2 + 0.9 * 0.1;
            near(mean_tension(setup, state), tension);
            for level in [0.0, 0.6] {
                state.protracted.prevention.level = level;
                for regime in [Regime::War, Regime::Stalemate, Regime::Peace] {
                    state.regime = regime;
                    let mut expected = setup.chain.transitions[regime as usize];
                    let to_peace = if prevents { 0.7 * level } else { 0.0 };
                    let mut to_war = if prevents { -0.4 * level } else { 0.0 };
                    if strains {
                        to_war += 2.5 * tension;
                    }
                    if regime != Regime::Peace && to_peace != 0.0 {
                        expected = weighted(expected, Regime::Peace as usize, to_peace);
                    }
                    if regime != Regime::War && to_war != 0.0 {
                        expected = weighted(expected, Regime::War as usize, to_war);
                    }
                    let seen = transitions(setup, state);
                    all_near(&seen, &expected);
                    if to_peace == 0.0 && to_war == 0.0 {
                        assert_eq!(seen, expected, "the same bits as without");
                    }
                }
            }
            // Where nobody is, hosts count alike.
            for host in &mut state.hosts {
                shelter(host, 1, 0);
            }
            near(mean_tension(setup, state), 0.5);
        });
    }
}

/// A row that moves by nothing keeps its bits, though log-odds and back would round.
#[test]
fn nothing_is_done_where_nothing_moves() {
    let mut situation = everything();
    situation.parameters.protracted.prevention.applies = Switch::Always;
    situation.parameters.protracted.tension.applies = Switch::Always;
    let mut rounds = 0;
    for step in 1..40 {
        situation.parameters.regime.stalemate_to_war_per_month = 0.013 * f64::from(step % 7 + 1);
        situation.parameters.regime.stalemate_to_peace_per_month = 0.017 * f64::from(step);
        after(&situation, 0, |setup, _, _, space| {
            let state = &mut space.state;
            state.regime = Regime::Stalemate;
            let row = setup.chain.transitions[Regime::Stalemate as usize];
            assert_eq!(transitions(setup, state), row);
            let mut there_and_back = row;
            shift(&mut there_and_back, Regime::Peace as usize, 0.0);
            rounds += u32::from(there_and_back != row);
        });
    }
    assert!(rounds > 0, "some rows would have been rounded");
}

#[test]
fn prevention_follows_what_is_spent_on_it() {
    let mut situation = everything();
    let prevention = &mut situation.parameters.protracted.prevention;
    prevention.usd_per_year = 3_000_000.0;
    prevention.scale_usd_per_year = 2_000_000.0;
    prevention.speed_per_month = 0.15;
    after(&situation, 0, |setup, option, _, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        for level in [0.0, 0.3, 0.95] {
            for (running, aim) in [(true, 1.0 - (-1.5_f64).exp()), (false, 0.0)] {
                state.month = if running { state.plan_month } else { 0 };
                state.protracted.prevention.level = level;
                year.protracted.prevention = 7;
                prevent(setup, option, state, year);
                near(state.protracted.prevention.level, 0.85 * level + 0.15 * aim);
                let spent = if running { 25_000_000 } else { 0 };
                assert_eq!(year.protracted.prevention, 7 + spent);
            }
        }
    });
}

#[test]
fn tension_follows_what_strains_relations() {
    let mut situation = everything();
    let tension = &mut situation.parameters.protracted.tension;
    tension.onward_weight = 0.2;
    tension.adverse_weight = 0.5;
    tension.armed_weight = 0.3;
    tension.speed_per_month = 0.1;
    tension.dialogue_relief_share = 0.4;
    tension.dialogue_usd_per_year = 360_000.0;
    tension.adverse_return_rise_ratio = 1.5;
    after(&situation, 0, |setup, option, _, space| {
        let state = &mut space.state;
        for running in [true, false] {
            state.month = if running { state.plan_month } else { 0 };
            // Stock, moved on, returned under pressure, armed.
            let rows = [
                (50_000, 40, 25, 60, 0.2),
                (8_000, 0, 7, 0, 0.9),
                (0, 0, 0, 3, 0.0),
            ];
            for (host, (stock, onward, adverse, armed, level)) in rows.into_iter().enumerate() {
                shelter(&mut state.hosts[host], 1, stock);
                state.emergency.hosts[host].armed.hidden = armed;
                let own = &mut state.protracted.hosts[host];
                own.tension.recent = [onward, adverse];
                own.tension.level = level;
                own.effects.adverse_return_ratio = 1.2;
                own.costs_usd[Sector::Coordination.index()] = 11.0;
            }
            month(setup, option, state);
            for (host, (stock, onward, adverse, armed, level)) in rows.into_iter().enumerate() {
                let per_thousand = |count: u64| count as f64 / (stock as f64 / 1e3).max(1e-3);
                let strain = 0.2 * per_thousand(onward)
                    + 0.5 * per_thousand(adverse)
                    + 0.3 * per_thousand(armed);
                let relieved = if running { 0.6 } else { 1.0 };
                let expected = level + 0.1 * ((1.0 - (-strain).exp()) * relieved - level);
                let own = &state.protracted.hosts[host];
                near(own.tension.level, expected);
                near(
                    own.effects.adverse_return_ratio,
                    1.2 * (1.0 + 1.5 * expected),
                );
                near(
                    own.costs_usd[Sector::Coordination.index()],
                    11.0 + if running { 10_000.0 } else { 0.0 },
                );
            }
        }
    });
}

#[test]
fn what_strains_is_counted_month_by_month() {
    after(&everything(), 0, |_, _, _, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        for (months, total, expected) in [
            (1, [30, 12], [30, 12]),
            (2, [37, 25], [7, 13]),
            (3, [37, 31], [0, 6]),
            // A new year begins at nothing.
            (1, [9, 4], [9, 4]),
        ] {
            year.months = months;
            // By sex and age: the sums count.
            let by_cell = |all: u64| [all / 3, 0, 0, all - all / 3, 0, 0, 0, 0, 0, 0];
            year.hosts[1].onward_out = by_cell(total[0]);
            year.hosts[1].adverse = by_cell(total[1]);
            close(state, year);
            assert_eq!(state.protracted.hosts[1].tension.recent, expected);
            assert_eq!(state.protracted.hosts[0].tension.recent, [0; 2]);
        }
    });
}
