//! The fund to the cent.

use super::*;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::after;
use crate::simulate::ledger::{Binding, Contribution, Earmarks};

#[test]
fn the_fund_takes_in_up_to_its_target_and_covers_a_share_of_what_is_short() {
    let mut situation = everything();
    let parameters = &mut situation.parameters.emergency.standing_fund;
    parameters.target_balance_usd = 5_000.0;
    parameters.replenishment_usd_per_year = 12_000.0;
    parameters.window_months = 6;
    parameters.draw_share_of_shortfall = 0.5;
    parameters.draw_maximum_usd_per_month = 900.0;
    situation.parameters.finance.spending_horizon_months = 2.0;
    let life_saving = SECTORS
        .iter()
        .filter(|sector| sector.tier() == Tier::LifeSaving)
        .map(|sector| sector.index())
        .collect::<Vec<_>>();
    let other = SECTORS
        .iter()
        .find(|sector| sector.tier() != Tier::LifeSaving)
        .expect("another")
        .index();
    after(&situation, 0, |setup, option, _, space| {
        for (balance, began, month, pool, goods, taken, drawn) in [
            // Short: 100,000 of life-saving need, of which half of 20,000 bound, of 30,000 bound to
            // the host and of four tenths of 50,000 free is planned: 35,000. A half of the rest.
            (300_000, Some(3), 8, 50_000, 0, 100_000, 32_500),
            (300_000, Some(3), 8, 50_000, 12_000, 100_000, 26_500),
            // The window is over, or has not begun.
            (300_000, Some(3), 9, 50_000, 0, 100_000, 0),
            (300_000, None, 8, 50_000, 0, 100_000, 0),
            // Planned money is enough.
            (300_000, Some(8), 8, 5_000_000, 0, 100_000, 0),
            // No more than the target, and no more than there is.
            (450_000, Some(8), 8, 50_000, 0, 50_000, 32_500),
            (600_000, Some(8), 8, 50_000, 0, 0, 32_500),
            (-90_000, Some(8), 8, 50_000, 0, 100_000, 10_000),
        ] {
            let (state, year) = (&mut space.state, &mut space.year);
            state.month = month;
            state.needs.fill(0);
            state.needs[[1, life_saving[0]]] = 60_000;
            state.needs[[1, life_saving[1]]] = 40_000;
            state.needs[[1, other]] = 20_000;
            state.needs[[0, life_saving[0]]] = 180_000;
            state.ledger.pools.situation = pool;
            state.ledger.pools.host = vec![7_000, 30_000, 9_000];
            state.ledger.pools.host_sector.fill(0);
            state.ledger.pools.host_sector[SECTORS.len() + life_saving[0]] = 15_000;
            state.ledger.pools.host_sector[SECTORS.len() + life_saving[2]] = 5_000;
            state.ledger.pools.host_sector[SECTORS.len() + other] = 80_000;
            for host in &mut state.emergency.hosts {
                host.began = None;
                host.goods = 0;
            }
            state.emergency.hosts[1].began = began;
            state.emergency.hosts[1].goods = goods;
            state.emergency.fund = StandingFund {
                opened: balance,
                balance,
                drawn: 77,
                ..StandingFund::default()
            };
            year.emergency.fund_drawn = 5;
            let disbursed = state.ledger.disbursed;
            release(setup, option, state, year);
            let fund = &mut state.emergency.fund;
            assert_eq!(fund.taken_in, taken, "{balance} {began:?} {month} {pool}");
            assert_eq!(
                (fund.drawn, fund.ready, fund.released),
                (drawn, drawn, drawn),
                "{balance} {began:?} {month} {pool}"
            );
            assert_eq!(fund.balance, balance + taken - drawn);
            assert_eq!(year.emergency.fund_drawn, 5 + drawn);
            assert_eq!(state.ledger.disbursed, disbursed + drawn);
            assert_eq!(fund.adds_up(), drawn == 0);
            fund.ready = 0;
            assert!(fund.adds_up());
        }
        // A third of a million cents short: the maximum of a month.
        let (state, year) = (&mut space.state, &mut space.year);
        state.needs[[1, life_saving[0]]] = 600_000;
        state.emergency.fund =
            StandingFund::new(&setup.situation.parameters.emergency.standing_fund, true);
        state.emergency.hosts[1].began = Some(8);
        release(setup, option, state, year);
        assert_eq!(state.emergency.fund.drawn, 90_000);
    });
}

#[test]
fn a_fund_without_money_below_nothing_adds_up() {
    let good = StandingFund {
        opened: 50,
        taken_in: 30,
        balance: 60,
        released: 20,
        ..StandingFund::default()
    };
    assert!(good.adds_up());
    assert!(
        !StandingFund {
            taken_in: 31,
            ..good.clone()
        }
        .adds_up()
    );
    assert!(
        !StandingFund {
            ready: 1,
            ..good.clone()
        }
        .adds_up()
    );
    let empty = StandingFund {
        balance: 0,
        released: 80,
        ..good.clone()
    };
    assert!(empty.adds_up());
    let negative = StandingFund {
        balance: -1,
        released: 81,
        ..good
    };
    assert!(!negative.adds_up());
}

#[test]
fn the_first_money_comes_from_the_fund_or_from_a_payment_due_after_the_onset() {
    after(&everything(), 0, |_, _, _, space| {
        let clean = |space: &crate::simulate::Workspace| {
            let mut state = space.state.clone();
            state.ledger.reset(3);
            state.emergency.fund = StandingFund::default();
            state
        };
        for (onset, drawn, paid_from, first) in [
            (None, 500, 9, None),
            (Some(5), 500, 0, Some(9)),
            (Some(5), 0, 0, None),
            (Some(5), 0, 5, None),
            (Some(5), 0, 6, Some(9)),
        ] {
            let mut state = clean(space);
            state.month = 9;
            state.emergency.onset = onset;
            state.emergency.fund.drawn = drawn;
            state.ledger.newest_paid_from = paid_from;
            watch(&mut state);
            assert_eq!(state.emergency.fund.first_money, first);
            // Later money is not the first.
            state.month = 12;
            state.emergency.fund.drawn = 1;
            state.emergency.onset = Some(5);
            watch(&mut state);
            assert_eq!(state.emergency.fund.first_money, first.or(Some(12)));
        }
        // As the ledger tells it.
        let mut state = clean(space);
        state.emergency.onset = Some(5);
        state.ledger.enter(
            0,
            Contribution {
                donor: 0,
                from: 7,
                year: 0,
                announced: 100,
                committed: 100,
                disbursed: 0,
                binding: Binding::Situation,
            },
        );
        let earmarks = Earmarks {
            hosts: &[0; 3],
            cells: &[0; 3 * SECTORS.len()],
            order: &[0, 1, 2],
        };
        for month in 5..9 {
            state.month = month;
            state
                .ledger
                .disburse(month, 0.5, |_| [1.0, 0.0, 0.0], &earmarks, |_, _| {});
            watch(&mut state);
            let first = (month >= 7).then_some(7);
            assert_eq!(state.emergency.fund.first_money, first);
        }
    });
}
