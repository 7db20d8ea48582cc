//! Broken accounts are noticed; what reviews know and change.

use super::accounts::{self, Flows};
use super::common::{everything::everything, lively::lively, plan};
use super::{OptionSetup, Resolution, Setup, Workspace, emergency, month, opening, review};
use crate::model::parameters::REGIMES;
use crate::model::{LiveStatus, Situation};
use crate::random::Streams;
use crate::simulate::fixture;
use crate::simulate::state::{Outbreak, State};

/// The state and flows after a month of a lively future, in which the accounts close.
fn after_some_months(situation: &Situation, look: impl Fn(&Setup<'_>, &Workspace)) {
    let option = &situation.options[1];
    let setup = Setup::new(situation, Resolution::Banded);
    let rows = vec![(0.5, 4e6, 500); situation.contributors.len()];
    let plan = plan(situation, option, &rows);
    let prepared = OptionSetup::new(&setup, option, &plan);
    let streams = Streams::new(situation.ensemble.seed, 4);
    let mut space = Workspace::new(&setup);
    opening::open(&setup, &prepared, &streams, &mut space);
    for number in 0..9 {
        space.state.month = number;
        month::month_clock(&setup, &prepared, &streams, true, &mut space).expect("closed");
    }
    look(&setup, &space);
}

type Books = (State, Vec<Flows>, Vec<[u64; 2]>);

#[test]
fn every_broken_account_is_noticed_by_its_rule() {
    after_some_months(&lively(), |setup, space| {
        let books: Books = (
            space.state.clone(),
            space.flows.clone(),
            space.admitted.clone(),
        );
        let checked = |audit: bool, spoil: &dyn Fn(&mut Books)| -> Option<&'static str> {
            let mut books = books.clone();
            spoil(&mut books);
            let (state, flows, admitted) = &books;
            accounts::check(setup, state, flows, admitted, audit)
                .err()
                .map(|(rule, _)| rule)
        };
        assert_eq!(checked(true, &|_| {}), None, "nothing is broken");
        let admission = Some("I1 admission");
        assert_eq!(checked(false, &|books| books.2[1][1] += 1), admission);
        let people = Some("I4 conservation of people");
        assert_eq!(checked(false, &|books| books.1[0].opening += 1), people);
        assert_eq!(checked(false, &|books| books.1[0].came += 1), people);
        assert_eq!(checked(false, &|books| books.1[1].went += 1), people);
        assert_eq!(
            checked(false, &|books| books.0.hosts[0].people[3] += 1),
            people
        );
        // A count that has wrapped below zero is beyond 2⁴⁰.
        for (count, found) in [(1 << 40, None), ((1 << 40) + 1, people)] {
            let wrapped = |books: &mut Books| books.0.hosts[0].exile[1][2] = count;
            assert_eq!(checked(false, &wrapped), found);
        }
        // What only an audit sees.
        let cells: [&dyn Fn(&mut Books); 7] = [
            &|books| books.0.hosts[0].exile[LiveStatus::PrimaFacie.index()][2] += 1,
            &|books| books.0.hosts[0].stages[0][2] += 1,
            &|books| books.0.hosts[0].ages[1][20] += 1,
            &|books| books.0.hosts[0].since_split.born[0] += 1,
            &|books| books.0.hosts[1].since_split.arrived[4] += 1,
            &|books| books.0.hosts[1].since_split.died[2] += 1,
            &|books| books.0.hosts[1].since_split.left[2] += 1,
        ];
        for spoil in cells {
            assert_eq!(checked(true, spoil), people);
            assert_eq!(checked(false, spoil), None);
        }
        let kept = Some("I5 conservation of money");
        assert_eq!(checked(false, &|books| books.0.ledger.spent += 1), kept);
        assert_eq!(
            checked(false, &|books| books.0.ledger.pools.situation += 1),
            kept
        );
        let order = Some("I5 order of money");
        let orders: [&dyn Fn(&mut Books); 5] = [
            &|books| books.0.ledger.announced = books.0.ledger.committed - 1,
            &|books| {
                books.0.ledger.committed = books.0.ledger.disbursed - 1;
            },
            &|books| {
                let pools = &mut books.0.ledger.pools;
                pools.host[0] += pools.situation + 1;
                pools.situation = -1;
            },
            &|books| {
                let pools = &mut books.0.ledger.pools;
                pools.situation += pools.host[1] + 1;
                pools.host[1] = -1;
            },
            &|books| {
                let pools = &mut books.0.ledger.pools;
                pools.situation += pools.host_sector[5] + 1;
                pools.host_sector[5] = -1;
            },
        ];
        for spoil in orders {
            assert_eq!(checked(false, spoil), order);
        }
        // As much announced as signed, and signed as paid, is in order.
        let equal = |books: &mut Books| {
            let ledger = &mut books.0.ledger;
            (ledger.announced, ledger.committed) = (ledger.disbursed, ledger.disbursed);
        };
        assert_eq!(checked(false, &equal), None);
        let spending = |more: i64| {
            checked(false, &|books| {
                books.0.spent[[1, 3]] = books.0.needs[[1, 3]] + more;
            })
        };
        assert_eq!(spending(0), None);
        assert_eq!(spending(1), Some("I5 no overspending"));
    });
}

#[test]
fn a_standing_fund_that_does_not_add_up_is_noticed() {
    after_some_months(&everything(), |setup, space| {
        let checked = |spoil: &dyn Fn(&mut State)| {
            let mut state = space.state.clone();
            spoil(&mut state);
            emergency::check(setup, &state).err().map(|(rule, _)| rule)
        };
        assert_eq!(checked(&|_| {}), None, "nothing is broken");
        let fund = Some("I5 standing fund");
        assert_eq!(checked(&|state| state.emergency.fund.balance += 1), fund);
        assert_eq!(checked(&|state| state.emergency.fund.balance -= 1), fund);
        assert_eq!(checked(&|state| state.emergency.fund.ready = 1), fund);
    });
}

/// Probability of a count by the negative binomial law of a mean and size.
fn mass(count: u64, mean: f64, size: f64) -> f64 {
    let (mut log, n) = (0.0, count as f64);
    for step in 1..=count {
        log += ((size + n - step as f64) / step as f64).ln();
    }
    (log + size * (size / (size + mean)).ln() + n * (mean / (size + mean)).ln()).exp()
}

#[test]
fn belief_about_the_regime_follows_bayes_rule() {
    let mut situation = lively();
    situation.hosts[2].arrival_share = 0.0;
    situation.parameters.arrivals.dispersion_size = 3.0;
    after_some_months(&situation, |setup, space| {
        let parameters = &setup.situation.parameters;
        let matrix = parameters.regime.matrix();
        for (before, arrivals, returns) in [
            (0, 12, 0),
            (150, 90, 40),
            (700, 900, 3),
            (40, 5, 900),
            (900, 2_500, 0),
        ] {
            let mut state = space.state.clone();
            state.belief = [0.2, 0.5, 0.3];
            for host in &mut state.hosts {
                host.recent_arrivals[1] = 0;
            }
            state.hosts[1].recent_arrivals[1] = before;
            let stock: u64 = state.hosts.iter().map(|host| host.protected_stock()).sum();
            review::update_belief(setup, &mut state, arrivals, returns);
            let weights: Vec<f64> = REGIMES
                .iter()
                .enumerate()
                .map(|(index, &regime)| {
                    let predicted: f64 = [0.2, 0.5, 0.3]
                        .iter()
                        .zip(&matrix)
                        .map(|(belief, row)| belief * row[index])
                        .sum();
                    let base = parameters.arrivals.base_persons_per_month.get(regime);
                    let fading = (before as f64 - base).max(0.0) * 0.8;
                    let expected = base + fading;
                    // Two hosts to which people come.
                    let known = mass(arrivals, expected, 6.0);
                    let outbreak = mass(arrivals, expected.max(arrivals as f64), 6.0);
                    let seen = if index == 0 {
                        0.9 * known + 0.1 * outbreak
                    } else {
                        known
                    };
                    let hazard = parameters.voluntary_return.hazard_per_year.get(regime) / 12.0;
                    let returned = mass(returns, stock as f64 * hazard + 0.1, 5.0);
                    predicted * (seen * returned).max(1e-30)
                })
                .collect();
            let sum: f64 = weights.iter().sum();
            for (seen, expected) in state.belief.iter().zip(&weights) {
                assert!(
                    (seen - expected / sum).abs() < 1e-9,
                    "{before}, {arrivals}, {returns}: {:?}, {weights:?}",
                    state.belief
                );
            }
        }
    });
}

#[test]
fn an_outbreak_that_is_announced_is_no_secret_nor_the_quiet_before_it() {
    let mut situation = lively();
    situation.parameters.arrivals.onset_month = Some(5);
    after_some_months(&situation, |setup, space| {
        let belief = |month: u32| {
            let mut state = space.state.clone();
            state.belief = [0.2, 0.5, 0.3];
            state.month = month;
            review::update_belief(setup, &mut state, 40, 0);
            state.belief
        };
        assert_eq!(belief(0), [0.2, 0.5, 0.3]);
        assert_eq!(belief(4), [0.2, 0.5, 0.3]);
        assert_eq!(belief(5), [1.0, 0.0, 0.0]);
        let later = belief(6);
        assert!(later != [0.2, 0.5, 0.3] && later[0] < 1.0, "{later:?}");
    });
}

#[test]
fn a_review_knows_who_has_come_in_its_month() {
    let situation = everything();
    fixture::after(&situation, 0, |setup, option, _, space| {
        let state = &mut space.state;
        state.month = 20;
        let asked = |state: &State| -> f64 {
            let obligations = review::reviewed_obligations(setup, option, state);
            obligations.expect("solved").iter().sum()
        };
        state.outbreak = None;
        let without = asked(state);
        // Seen at the end of the month of the outbreak, so that many more are expected.
        state.outbreak = Some(Outbreak {
            month: 20,
            arrivals: 200_000,
        });
        let with = asked(state);
        assert!(with > 1.05 * without, "{with} {without}");
    });
}

#[test]
fn amendments_are_told_apart_by_what_is_asked_in_all() {
    let situation = everything();
    fixture::after(&situation, 0, |setup, option, _, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        state.month = 20;
        state.protracted.evaluation = Default::default();
        let new = review::reviewed_obligations(setup, option, state).expect("solved");
        let sum: f64 = new.iter().sum();
        // What one is asked for is moved to another, by a share of the sum, after a rise of the whole.
        for (ratio, moved, counts) in [
            (1.0, 0.0, [0; 4]),
            (1.0, 0.1, [1, 0, 0, 1]),
            (1.005, 0.1, [1, 0, 0, 1]),
            (0.995, 0.1, [1, 0, 0, 1]),
            (1.02, 0.0, [1, 0, 1, 0]),
            (0.98, 0.0, [1, 1, 0, 0]),
            (1.004, 0.0, [0; 4]),
        ] {
            state.obligations_usd = new.iter().map(|usd| usd * ratio).collect();
            state.obligations_usd[0] += moved * sum;
            state.obligations_usd[1] -= moved * sum;
            year.amendments = Default::default();
            let before: f64 = state.obligations_usd.iter().sum();
            review::review(setup, option, state, year).expect("solved");
            let log = year.amendments;
            assert_eq!(
                [log.count, log.more, log.less, log.split],
                counts,
                "{ratio}"
            );
            if log.count > 0 {
                assert!((log.from_usd - before).abs() < 1e-3 && (log.to_usd - sum).abs() < 1e-3);
                assert_eq!(state.obligations_usd, new);
            }
        }
    });
}
