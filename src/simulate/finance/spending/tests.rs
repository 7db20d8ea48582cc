//! Appeals, needs and spending by their rules.

use super::*;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, all_near, near, shelter};
use crate::simulate::state::Outbreak;

#[test]
fn what_is_known_of_hosts_now() {
    let mut situation = everything();
    let parameters = &mut situation.parameters;
    parameters.arrivals.base_persons_per_month = crate::simulate::common::same(100.0);
    parameters.demography.crude_birth_rate_per_1000_per_year = 33.0;
    parameters.demography.mortality_ratio_to_host = 0.5;
    situation.hosts[1].crude_death_rate_per_1000_per_year = 18.0;
    after(&situation, 0, |setup, _, _, space| {
        let state = &mut space.state;
        shelter(&mut state.hosts[1], LiveStatus::Unregistered.index(), 300);
        state.hosts[1].exile[LiveStatus::Recognised.index()][3] = 900;
        state.hosts[1].self_reliance = 0.3;
        state.hosts[1].months_since_influx = 17;
        state.hosts[1].recent_arrivals = [500, 200, 9_999];
        shelter(&mut state.hosts[2], 1, 0);
        state.belief = [0.2, 0.5, 0.3];
        for (outbreak, pulse) in [
            (None, None),
            (
                Some(Outbreak {
                    month: 8,
                    arrivals: 4_000,
                }),
                Some(8),
            ),
        ] {
            state.outbreak = outbreak;
            let outlook = outlook(setup, state, 11);
            assert_eq!(outlook.from, 11);
            assert_eq!(outlook.belief, [0.2, 0.5, 0.3]);
            let seen = &outlook.hosts;
            near(seen[1].stock, 1_200.0);
            near(seen[1].registered_share, 0.75);
            near(seen[1].natural_growth, (33.0 - 9.0) / 12_000.0);
            near(seen[1].self_reliance, 0.3);
            assert_eq!(seen[1].months_since_influx, 17);
            all_near(&seen[1].recent_arrivals, &[500.0, 200.0]);
            near(seen[2].registered_share, 1.0);
            assert_eq!(outlook.pulse.map(|pulse| pulse.outbreak), pulse);
            let persons = outbreak.map(|it| setup.usual_pulse.seen(it, 11, 100.0).persons);
            assert_eq!(outlook.pulse.map(|pulse| pulse.persons), persons);
        }
    });
}

#[test]
fn needs_are_costed_from_the_opening_stock() {
    let mut situation = everything();
    situation.parameters.voluntary_return.hazard_per_year.peace = 0.24;
    after(&situation, 0, |setup, _, _, space| {
        let state = &mut space.state;
        state.regime = crate::model::parameters::Regime::Peace;
        state.return_episode = 1.5;
        shelter(&mut state.hosts[1], LiveStatus::Unregistered.index(), 3_000);
        state.hosts[1].exile[LiveStatus::Recognised.index()][3] = 9_000;
        state.hosts[1].self_reliance = 0.3;
        state.hosts[1].months_since_influx = 17;
        cost_needs(setup, state);
        let mut usd = setup.hosts[1].costs.month_usd(
            crate::model::Phase::Stabilisation,
            12_000.0,
            9_000.0,
            0.3,
        );
        usd[Sector::Solutions.index()] = solutions_need_usd(setup, 1, 12_000.0, 0.03, 0.0);
        for (need, usd) in state.needs.row(1).iter().zip(usd) {
            assert_eq!(*need, cents(usd));
        }
    });
}

#[test]
fn a_month_spends_its_part_and_keeps_the_rest() {
    let mut situation = everything();
    situation.parameters.finance.spending_horizon_months = 4.0;
    situation.parameters.registration.unregistered_service_share = 0.5;
    after(&situation, 0, |setup, _, _, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        let food = Sector::Food.index();
        let education = Sector::Education.index();
        state.needs.fill(0);
        state.needs[[1, food]] = 100_000;
        state.needs[[1, education]] = 50_000;
        shelter(&mut state.hosts[1], LiveStatus::Unregistered.index(), 200);
        state.hosts[1].exile[LiveStatus::Recognised.index()][3] = 800;
        let before = state.ledger.pools.total();
        state.ledger.pools.each_with(
            &mut crate::simulate::allocation::Pools::new(3),
            |pool, _| {
                *pool = 0;
            },
        );
        state.ledger.spent = 0;
        state.ledger.pools.situation = 200_000;
        state.ledger.pools.host[1] = 80_000;
        state.ledger.pools.host[0] = 40_000;
        state.emergency.hosts[1].delivery = 0.9;
        state.protracted.hosts[1].effects.delivery = 0.8;
        state.emergency.fund.ready = 6_000;
        state.emergency.hosts[1].goods = 3_000;
        state.protracted.hosts[1].private_funds = 0;
        spend(setup, state, year);
        assert!(before > 0);
        // A quarter of 280,000, and what stood ready; all of it to food, which saves lives.
        assert_eq!(state.spent[[1, food]], 79_000);
        assert_eq!(state.spent[[1, education]], 0);
        assert_eq!(state.ledger.spent, 79_000);
        // What is bound to another host is of no use: free money would have closed that gap.
        assert_eq!(year.earmark_gap, 10_000);
        assert_eq!(state.ledger.pools.total(), 320_000 + 9_000 - 79_000);
        assert_eq!(state.ledger.pools.situation, 150_000);
        assert_eq!(state.ledger.pools.host, [40_000, 60_000, 0]);
        near(state.coverage[[1, food]], 0.79 * 0.72);
        near(state.coverage[[1, education]], 0.0);
        near(state.coverage[[0, food]], 1.0);
        let account = &year.hosts[1];
        assert_eq!((account.need[food], account.spent[food]), (100_000, 79_000));
        assert_eq!(
            (account.gap[food], account.gap[education]),
            (21_000, 50_000)
        );
        let covered = 0.79 * 0.72;
        let below = 800.0 * (1.0 - covered) + 200.0 * (1.0 - 0.5 * covered);
        near(account.below_standard_person_months, below);
        near(account.measured.below_standard[food], below);
        near(account.measured.below_standard[education], 1_000.0);
        all_near(
            &[
                account.measured.unmet[food],
                account.measured.unmet[education],
            ],
            &[210.0, 1_000.0],
        );
    });
}
