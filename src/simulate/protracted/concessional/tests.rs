//! Loans to the cent.

use super::*;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, near};

fn terms() -> ConcessionalParameters {
    ConcessionalParameters {
        share_of_gap: 0.25,
        lag_months: 2,
        grace_months: 20,
        maturity_months: 44,
        interest_share_per_year: 0.024,
        discount_share_per_year: 0.06,
        lag_spread_months: None,
        openness_minimum_share: None,
        self_reliance_ceiling_minimum_share: None,
        grant_share: None,
        replenishment: None,
        ..everything().parameters.protracted.concessional
    }
}

#[test]
fn the_grant_element_is_what_service_falls_short_of() {
    let terms = terms();
    let mut value = 0.0;
    for month in 1..=44_u32 {
        let service = if month <= 20 {
            0.002
        } else {
            1.0 / 24.0 + 0.002 * (1.0 - f64::from(month - 21) / 24.0)
        };
        value += service * 1.06_f64.powf(-f64::from(month) / 12.0);
    }
    near(grant_element(&terms), 1.0 - value);
    // At a rate of interest that is the rate of discount nothing is granted.
    let monthly = 1.06_f64.powf(1.0 / 12.0) - 1.0;
    for grace_months in [0, 20, 43, 90] {
        let par = ConcessionalParameters {
            interest_share_per_year: 12.0 * monthly,
            grace_months,
            ..terms.clone()
        };
        assert!(grant_element(&par).abs() < 1e-12);
    }
}

/// A loan on the terms of these tests, of which so much was paid out and repaid.
fn loan_of(month: u32, face: i64, [paid_out, repaid]: [i64; 2]) -> Loan {
    Loan {
        month,
        lag: terms().lag_months,
        face,
        paid_out,
        repaid,
        grant: 0,
        granted: 0,
    }
}

#[test]
fn a_loan_is_paid_out_in_twelve_tranches_and_repaid_in_equal_parts() {
    for (terms, grace) in [
        (terms(), 20),
        // Nothing is repaid before all is paid out: month 13 is the last tranche's.
        (
            ConcessionalParameters {
                grace_months: 5,
                ..terms()
            },
            14,
        ),
        (
            ConcessionalParameters {
                grace_months: 90,
                ..terms()
            },
            43,
        ),
    ] {
        let mut loan = loan_of(7, 1_200_000, [0, 0]);
        let mut repaid = 0;
        for age in 0..=44_u32 {
            let outstanding = loan.paid_out - loan.repaid;
            let [tranche, principal, interest] = move_loan(&terms, &mut loan, 7 + age);
            let expected = if (2..14).contains(&age) { 100_000 } else { 0 };
            assert_eq!(tranche, expected, "{age}");
            assert_eq!(interest, (outstanding as f64 * 0.002).round() as i64);
            if age <= grace {
                assert_eq!(principal, 0, "{age}");
            } else {
                let part = 1_200_000.0 / f64::from(44 - grace);
                assert!((principal as f64 - part).abs() <= 1.0, "{age}: {principal}");
            }
            repaid += principal;
            assert_eq!(loan.repaid, repaid);
        }
        assert_eq!((loan.paid_out, loan.repaid), (1_200_000, 1_200_000));
    }
}

#[test]
fn hosts_are_lent_a_share_of_what_their_needs_lacked() {
    let mut situation = everything();
    situation.parameters.protracted.concessional = ConcessionalParameters {
        lag_months: 0,
        ..terms()
    };
    situation.hosts[2].country.income_group = Some(IncomeGroup::High);
    after(&situation, 0, |setup, option, streams, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        let announced = state.ledger.announced;
        state.plan_month = 12;
        state.protracted.hosts[0].loans.unfunded = 1_000;
        let mut paid = [0; 3];
        let mut service = [0; 3];
        for number in [11, 12, 13] {
            state.month = number;
            state.needs.fill(0);
            state.spent.fill(0);
            for host in 0..3 {
                // What is life-saving is not lent for.
                state.needs[[host, 1]] = 9_000_000;
                state.needs[[host, 6]] = 240_000;
                state.needs[[host, 5]] = 60_000;
                state.spent[[host, 6]] = 60_000 * host as i64;
            }
            month(setup, option, streams, state, year);
            // In January the gap of December and of January's first look is lent on: a quarter of it.
            let expected = match number {
                11 => [0; 3],
                _ => [150_250_i64, 120_000, 0],
            };
            for host in 0..3 {
                let lent = match number {
                    12 => (expected[host] as f64 / 12.0).round() as i64,
                    13 => {
                        let two = (expected[host] as f64 / 6.0).round() as i64;
                        two - paid[host]
                    }
                    _ => 0,
                };
                let own = &state.protracted.hosts[host];
                assert_eq!(own.loan_money, lent, "{number} {host}");
                let interest = (paid[host] as f64 * 0.002).round() as i64;
                assert_eq!(own.loans.serviced_in_month, interest);
                paid[host] += lent;
                service[host] += interest;
                assert_eq!(own.loans.balance(), paid[host]);
                assert_eq!(own.loans.serviced, service[host]);
                assert_eq!(year.protracted.hosts[host].loans, paid[host]);
                assert_eq!(year.protracted.hosts[host].loan_service, service[host]);
                assert!(own.loans.adds_up());
            }
        }
        assert_eq!(state.ledger.announced - announced, paid.iter().sum::<i64>());
    });
}

#[test]
fn a_loan_that_is_paid_out_and_repaid_is_gone() {
    let mut situation = everything();
    situation.parameters.protracted.concessional = terms();
    after(&situation, 0, |setup, option, streams, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        for (paid_out, repaid, kept) in [(900, 900, 0), (900, 899, 1), (0, 0, 1), (899, 899, 1)] {
            // In the month of the commitment nothing moves.
            state.month = 5;
            state.protracted.hosts[0].loans.open = vec![loan_of(5, 900, [paid_out, repaid])];
            month(setup, option, streams, state, year);
            assert_eq!(state.protracted.hosts[0].loans.open.len(), kept);
        }
    });
}

#[test]
fn what_was_paid_out_was_repaid_or_is_outstanding() {
    let loan = loan_of(0, 100, [80, 30]);
    let good = Loans {
        open: vec![loan, loan],
        paid_out: 200,
        repaid: 100,
        ..Loans::default()
    };
    assert_eq!(good.balance(), 100);
    assert!(good.adds_up());
    assert!(
        !Loans {
            paid_out: 201,
            ..good.clone()
        }
        .adds_up()
    );
    assert!(
        !Loans {
            repaid: 101,
            ..good
        }
        .adds_up()
    );
    let over = Loan {
        paid_out: 101,
        repaid: 101,
        ..loan
    };
    assert!(
        !Loans {
            open: vec![over],
            ..Loans::default()
        }
        .adds_up()
    );
    let even = Loan {
        paid_out: 100,
        repaid: 100,
        ..loan
    };
    assert!(
        Loans {
            open: vec![even],
            ..Loans::default()
        }
        .adds_up()
    );
}

#[test]
fn a_loan_of_which_only_the_grant_is_open_is_kept_until_that_is_paid() {
    let mut situation = everything();
    situation.parameters.protracted.concessional = terms();
    after(&situation, 0, |setup, option, streams, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        for (grant, granted, kept) in [(1_200, 0, 1), (1_200, 1_199, 1), (1_200, 1_200, 0)] {
            state.month = 5;
            let loan = Loan {
                grant,
                granted,
                ..loan_of(5, 900, [900, 900])
            };
            state.protracted.hosts[0].loans.open = vec![loan];
            month(setup, option, streams, state, year);
            assert_eq!(
                state.protracted.hosts[0].loans.open.len(),
                kept,
                "{granted}"
            );
        }
    });
}

#[test]
fn cycles_of_the_window_are_counted_from_the_first() {
    let cycle = Some(Replenishment {
        usd_per_cycle: 10.0,
        cycle_years: 3,
    });
    let mut window = Window::default();
    // 2026 to 2028, 2029 to 2031 with nobody asking before its last year, and from 2032 on.
    for (year, asked, had) in [
        (2026, 700, 700),
        (2028, 700, 300),
        (2031, 600, 600),
        (2031, 600, 400),
        (2032, 900, 900),
        (2034, 900, 100),
        (2035, 900, 900),
    ] {
        assert_eq!(window.take(cycle, year, asked), had, "{year}");
    }
    assert_eq!(window.take(None, 2035, 5_000), 5_000);
}

#[test]
fn lags_are_spread_over_all_of_their_months() {
    let mut situation = everything();
    situation.parameters.protracted.concessional = ConcessionalParameters {
        lag_spread_months: Some(3),
        ..terms()
    };
    after(&situation, 0, |setup, _, _, space| {
        let mut counts = [0; 4];
        for number in 0..400 {
            let state = &mut space.state;
            state.month = 12;
            for host in &mut state.protracted.hosts {
                host.loans.open.clear();
                host.loans.unfunded = 50_000_000;
            }
            commit(setup, &Streams::new(9, number), true, state);
            let later = state.protracted.hosts[1].loans.open[0].lag - terms().lag_months;
            counts[later as usize] += 1;
        }
        // A hundred each, within five standard deviations.
        assert!(
            counts.iter().all(|&count| (57..=143).contains(&count)),
            "{counts:?}"
        );
    });
}
