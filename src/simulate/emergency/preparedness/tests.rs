//! Preparedness by its rules, to the cent.

use super::*;
use crate::model::parameters::Switch;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, near};

fn known() -> crate::model::Situation {
    let mut situation = everything();
    let parameters = &mut situation.parameters.emergency.preparedness;
    parameters.initial_share = 0.4;
    parameters.target_share = 0.9;
    parameters.speed_per_month = 0.2;
    parameters.decay_per_month = 0.1;
    parameters.upkeep_usd_per_host_per_year = 24_000.0;
    parameters.contingency_stock_usd_per_host = 50_000.0;
    parameters.lead_time_months = 3;
    parameters.prepared_lead_time_days = None;
    parameters.warning_quality = None;
    parameters.warning_months = 2;
    parameters.warning_probability = 1.0;
    parameters.restock_months = 6;
    parameters.registration_surge_ratio = 0.5;
    situation.parameters.finance.spending_horizon_months = 2.0;
    situation
}

#[test]
fn preparedness_moves_to_its_target_or_decays_and_stocks_follow() {
    for kept_up in [true, false] {
        let mut situation = known();
        if !kept_up {
            situation.options.last_mut().expect("one").has_plan = false;
        }
        after(&situation, 0, |setup, option, streams, space| {
            let state = &mut space.state;
            near(state.emergency.hosts[1].preparedness.level, 0.4);
            assert_eq!(state.emergency.hosts[1].preparedness.stock, 2_000_000);
            state.month = 0;
            state.emergency.hosts[1].costs_usd = [2.0; SECTORS.len()];
            keep_up(setup, option, streams, state);
            let own = &state.emergency.hosts[1];
            let level = if kept_up { 0.5 } else { 0.36 };
            near(own.preparedness.level, level);
            let upkeep = if kept_up { 1_000.0 } else { 0.0 };
            near(own.costs_usd[Sector::Coordination.index()], 2.0 + upkeep);
            assert_eq!(own.preparedness.stock, cents(level * 50_000.0));
            // Stocks that were used are full again after a time and not before.
            for (filled_in, month, full) in
                [(None, 3, true), (Some(4), 3, false), (Some(3), 3, true)]
            {
                state.month = month;
                let own = &mut state.emergency.hosts[1].preparedness;
                own.stock = 77;
                own.filled_in = filled_in;
                keep_up(setup, option, streams, state);
                let own = &state.emergency.hosts[1].preparedness;
                let stock = if full {
                    cents(own.level * 50_000.0)
                } else {
                    77
                };
                assert_eq!(own.stock, stock);
                assert_eq!(own.filled_in, if full { None } else { filled_in });
            }
        });
    }
}

#[test]
fn warnings_shorten_the_time_until_goods_arrive() {
    let mut situation = known();
    for (probability, lead) in [(0.0, 3.0), (1.0, 1.0)] {
        situation
            .parameters
            .emergency
            .preparedness
            .warning_probability = probability;
        after(&situation, 0, |setup, option, streams, space| {
            let state = &mut space.state;
            state.month = 8;
            state.emergency.hosts[1].began = Some(8);
            state.emergency.hosts[1].preparedness.stock = 55;
            keep_up(setup, option, streams, state);
            assert_eq!(state.emergency.hosts[1].preparedness.lead, Some(lead));
            // In an emergency stocks are not filled; what is known stays known.
            assert_eq!(state.emergency.hosts[1].preparedness.stock, 55);
            state.emergency.hosts[1].preparedness.lead = Some(9.0);
            keep_up(setup, option, streams, state);
            assert_eq!(state.emergency.hosts[1].preparedness.lead, Some(9.0));
            state.emergency.hosts[1].began = None;
            keep_up(setup, option, streams, state);
            assert_eq!(state.emergency.hosts[1].preparedness.lead, None);
        });
    }
}

#[test]
fn goods_cover_what_planned_money_does_not() {
    let life_saving: Vec<usize> = SECTORS
        .iter()
        .filter(|sector| sector.tier() == Tier::LifeSaving)
        .map(|sector| sector.index())
        .collect();
    let other = SECTORS
        .iter()
        .find(|sector| sector.tier() != Tier::LifeSaving)
        .expect("another")
        .index();
    after(&known(), 0, |setup, _, _, space| {
        // A need of 100,000 that saves lives; a half of 30,000 bound and of four tenths of 50,000
        // free is planned: 25,000.
        for (began, lead, month, pool, stock, goods) in [
            (Some(5), Some(2), 7, 50_000, 900_000, 75_000),
            (Some(5), Some(2), 6, 50_000, 900_000, 0),
            (Some(5), Some(2), 9, 50_000, 20_000, 20_000),
            (Some(5), None, 9, 50_000, 20_000, 0),
            (None, Some(2), 9, 50_000, 20_000, 0),
            (Some(5), Some(2), 9, 50_000, 0, 0),
            (Some(5), Some(2), 9, 9_000_000, 20_000, 0),
        ] {
            let (state, year) = (&mut space.state, &mut space.year);
            state.month = month;
            state.needs.fill(0);
            state.needs[[1, life_saving[0]]] = 60_000;
            state.needs[[1, life_saving[1]]] = 40_000;
            state.needs[[1, other]] = 20_000;
            state.needs[[0, other]] = 180_000;
            state.ledger.pools.situation = pool;
            state.ledger.pools.host = vec![4_000, 30_000, 5_000];
            let own = &mut state.emergency.hosts[1];
            own.began = began;
            own.goods = 0;
            own.preparedness = Preparedness {
                level: 0.5,
                stock,
                filled_in: None,
                lead: lead.map(f64::from),
                first_lead: None,
            };
            for host in [0, 2] {
                state.emergency.hosts[host].began = None;
            }
            year.emergency.hosts[1].goods = 3;
            let spent = state.ledger.disbursed;
            release(setup, state, year);
            let own = &state.emergency.hosts[1];
            assert_eq!(
                own.goods, goods,
                "{began:?} {lead:?} {month} {pool} {stock}"
            );
            assert_eq!(own.preparedness.stock, stock - goods);
            let filled = (goods > 0).then_some(month + 6);
            assert_eq!(own.preparedness.filled_in, filled);
            assert_eq!(year.emergency.hosts[1].goods, 3 + goods);
            assert_eq!(state.ledger.disbursed, spent + goods);
        }
    });
}

#[test]
fn registration_widens_in_an_influx_with_preparedness() {
    let mut situation = known();
    for applies in [Switch::Always, Switch::Off] {
        situation.parameters.emergency.preparedness.applies = applies;
        after(&situation, 0, |setup, _, _, space| {
            let state = &mut space.state;
            state.emergency.hosts[1].preparedness.level = 0.6;
            for (months, surge) in [(4, true), (5, false)] {
                state.hosts[1].months_since_influx = months;
                let expected = if surge && applies == Switch::Always {
                    1.3
                } else {
                    1.0
                };
                near(registration_surge(setup, state, 1), expected);
            }
        });
    }
}

#[test]
fn nothing_stands_ready_where_preparedness_is_not_modelled() {
    let mut parameters = known().parameters.emergency.preparedness;
    parameters.applies = Switch::Off;
    let own = Preparedness::new(&parameters);
    assert_eq!((own.level, own.stock), (0.0, 0));
    parameters.applies = Switch::WithPlan;
    let own = Preparedness::new(&parameters);
    assert_eq!((own.level, own.stock), (0.4, 2_000_000));
}

#[test]
fn upkeep_over_the_period_is_what_its_months_ask_for() {
    let mut situation = known();
    situation.clock.months = 30;
    after(&situation, 0, |setup, option, streams, space| {
        let state = &mut space.state;
        let mut asked = 0.0;
        for month in 0..30 {
            state.month = month;
            for host in &mut state.emergency.hosts {
                host.costs_usd = [0.0; SECTORS.len()];
            }
            keep_up(setup, option, streams, state);
            let costs = state.emergency.hosts.iter().map(|host| host.costs_usd);
            asked += costs.flatten().sum::<f64>();
        }
        // Three hosts near 2,000 × 0.9 a month.
        assert!(asked > 3.0 * 30.0 * 1_000.0 && asked < 3.0 * 30.0 * 1_800.0);
        near(upkeep_usd(setup.situation), asked);
    });
}
