//! The ledger to the cent.

use super::*;
use crate::model::SECTORS;

fn contribution(donor: usize, from: u32, committed: i64, binding: Binding) -> Contribution {
    Contribution {
        donor,
        from,
        year: 0,
        announced: committed + 500,
        committed,
        disbursed: 0,
        binding,
    }
}

fn ledger(hosts: usize) -> Ledger {
    let mut ledger = Ledger::default();
    ledger.reset(hosts);
    ledger
}

#[test]
fn cents_are_rounded_half_up_within_their_bounds() {
    for (exact, most, whole) in [
        (0.0, 9, 0),
        (0.49, 9, 0),
        (0.5, 9, 1),
        (2.5, 9, 3),
        (2.25, 9, 2),
        (-3.7, 9, 0),
        (9.4, 9, 9),
        (12.0, 9, 9),
        (12.0, -4, 0),
        (1e30, 9, 9),
    ] {
        assert_eq!(whole_cents(exact, most), whole, "{exact}");
    }
    assert_eq!(round_share(1_001, 0.5), 501);
    assert_eq!(round_share(-8, 0.5), 0);
    assert_eq!(cents(-1.0), 0);
    assert_eq!(cents(12.34), 1_234);
    assert_eq!(part(1_000_001, FRACTION / 4), 250_000);
}

#[test]
fn money_is_divided_in_proportion_to_the_cent() {
    // Two hosts of three pools each, the second host first.
    let weights = [3, 0, 1, 2, 5, 0];
    let mut pools = [10, 20, 30, 40, 50, 60];
    assert_eq!(add_in_proportion(100, &weights, &mut pools, &[1, 0]), 100);
    // Running totals of 100 over weights 2, 5, 3, 1 of 11: 18, 63, 90, 100.
    assert_eq!(pools, [10 + 27, 20, 30 + 10, 40 + 18, 50 + 45, 60]);
    let mut pools = [0; 3];
    assert_eq!(
        add_in_proportion(10, &[1, 1, 1], &mut pools, &[0, 1, 2]),
        10
    );
    assert_eq!(pools, [3, 3, 4]);
    let mut pools = [7; 2];
    assert_eq!(add_in_proportion(100, &[0, 0], &mut pools, &[0, 1]), 0);
    assert_eq!(pools, [7; 2]);
    // Amounts beyond what a product of two whole numbers would hold.
    let mut pools = [0; 2];
    let huge = 4_000_000_000_000_000;
    assert_eq!(
        add_in_proportion(
            huge,
            &[3_000_000_000_000, 1_000_000_000_000],
            &mut pools,
            &[0, 1]
        ),
        huge
    );
    assert_eq!(pools, [huge / 4 * 3, huge / 4]);
}

#[test]
fn bound_money_is_deposited_where_it_is_bound() {
    let earmarks = Earmarks {
        hosts: &[1, 3],
        cells: &[0; 2 * SECTORS.len()],
        order: &[0, 1],
    };
    let mut ledger = ledger(2);
    ledger.pools.situation = 5;
    ledger.deposit([100, 40, 30], &earmarks);
    // Without weights the money of cells stays free.
    assert_eq!(ledger.pools.situation, 135);
    assert_eq!(ledger.pools.host, [10, 30]);
    assert_eq!(ledger.pools.total(), 175);
    let mut cells = [0; 2 * SECTORS.len()];
    (cells[1], cells[SECTORS.len()]) = (1, 2);
    let earmarks = Earmarks {
        cells: &cells,
        ..earmarks
    };
    ledger.deposit([0, 0, 30], &earmarks);
    assert_eq!(ledger.pools.host_sector[1], 10);
    assert_eq!(ledger.pools.host_sector[SECTORS.len()], 20);
    assert_eq!(ledger.pools.total(), 205);
}

#[test]
fn each_month_pays_its_part_of_what_is_left() {
    let earmarks = Earmarks {
        hosts: &[1, 1],
        cells: &[1; 2 * SECTORS.len()],
        order: &[0, 1],
    };
    let mut ledger = ledger(2);
    ledger.enter(0, contribution(0, 3, 100_000, Binding::Situation));
    ledger.enter(0, contribution(1, 4, 40_003, Binding::Host(1)));
    ledger.enter(0, contribution(2, 4, 10_000, Binding::HostSector(5)));
    ledger.enter(0, contribution(3, 9, 0, Binding::Situation));
    assert_eq!(ledger.next_start, 3);
    assert_eq!((ledger.announced, ledger.committed), (152_003, 150_003));
    assert_eq!(ledger.open().count(), 3);
    let pay = |ledger: &mut Ledger, month| {
        let mut paid = Vec::new();
        ledger.disbursed_in_month = 0;
        ledger.disburse(
            month,
            0.25,
            |_| [1.0, 0.0, 0.0],
            &earmarks,
            |donor, cents| {
                paid.push((donor, cents));
            },
        );
        paid
    };
    assert_eq!(pay(&mut ledger, 2), []);
    assert_eq!(ledger.newest_paid_from, 0);
    assert_eq!(pay(&mut ledger, 3), [(0, 25_000)]);
    assert_eq!((ledger.next_start, ledger.newest_paid_from), (4, 3));
    assert_eq!(ledger.committed_until(4), 75_000);
    assert_eq!(ledger.committed_until(3), 0);
    assert_eq!(ledger.committed_until(5), 75_000 + 40_003 + 10_000);
    // A small rest is paid at once: it is 10,000 cents.
    assert_eq!(pay(&mut ledger, 4), [(0, 18_750), (1, 10_000), (2, 10_000)]);
    assert_eq!(ledger.disbursed_in_month, 38_750);
    assert_eq!(ledger.disbursed, 63_750);
    assert_eq!((ledger.next_start, ledger.newest_paid_from), (u32::MAX, 4));
    assert_eq!(ledger.pools.situation, 43_750);
    assert_eq!(ledger.pools.host, [0, 10_000]);
    assert_eq!(ledger.pools.host_sector[5], 10_000);
    // The third is paid and gone.
    assert_eq!(pay(&mut ledger, 5), [(0, 14_062), (1, 7_500)]);
    assert_eq!(ledger.open().count(), 2);
    for month in 6..40 {
        pay(&mut ledger, month);
    }
    assert_eq!(ledger.open().count(), 0);
    assert_eq!(ledger.disbursed, 150_003);
    assert_eq!(ledger.pools.total(), 150_003);
    assert_eq!(pay(&mut ledger, 40), []);
}

#[test]
fn habits_are_made_whole_once_for_all() {
    let cells = {
        let mut cells = [0; 2 * SECTORS.len()];
        cells[3] = 1;
        cells
    };
    let earmarks = Earmarks {
        hosts: &[1, 1],
        cells: &cells,
        order: &[0, 1],
    };
    let mut ledger = ledger(2);
    for (donor, committed) in [(0, 1_001), (1, 2_002), (0, 3_003)] {
        ledger.enter(0, contribution(donor, 0, committed, Binding::Habits));
    }
    ledger.enter(0, contribution(1, 0, 77, Binding::Situation));
    let habits = |donor| [[0.2, 0.5, 0.3], [0.3, 0.1, 0.6]][donor];
    ledger.disburse(0, 0.25, habits, &earmarks, |_, _| {});
    // Hosts: half of 4,004 and a tenth of 2,002; cells: 0.3 of 4,004 and 0.6 of 2,002.
    assert_eq!(ledger.pools.host.iter().sum::<i64>(), 2_202);
    assert_eq!(ledger.pools.host, [1_101, 1_101]);
    assert_eq!(ledger.pools.host_sector[3], 2_402);
    assert_eq!(ledger.pools.situation, 6_006 - 2_202 - 2_402 + 77);
    assert_eq!(ledger.disbursed, 6_083);
}

#[test]
fn earlier_years_of_a_habit_become_one() {
    let earmarks = Earmarks {
        hosts: &[1],
        cells: &[1; SECTORS.len()],
        order: &[0],
    };
    let mut ledger = ledger(1);
    for (donor, from, committed, year, binding) in [
        (0, 0, 400_000, 0, Binding::Habits),
        (1, 0, 200_000, 1, Binding::Habits),
        (0, 0, 800_000, 1, Binding::Habits),
        (0, 0, 100_000, 0, Binding::Situation),
        (0, 0, 600_000, 2, Binding::Habits),
        (1, 0, 500_000, 0, Binding::Habits),
        (0, 9, 700_000, 0, Binding::Habits),
    ] {
        ledger.enter(
            0,
            Contribution {
                year,
                ..contribution(donor, from, committed, binding)
            },
        );
    }
    ledger.disburse(0, 0.5, |_| [1.0, 0.0, 0.0], &earmarks, |_, _| {});
    let before = ledger.committed_until(99);
    ledger.merge_earlier_years(2, 2);
    let rows: Vec<_> = ledger
        .paying
        .iter()
        .map(|one| {
            (
                one.donor,
                one.year,
                one.announced,
                one.committed,
                one.disbursed,
                one.binding,
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            (0, 1, 1_201_000, 1_200_000, 600_000, Binding::Habits),
            (1, 1, 701_000, 700_000, 350_000, Binding::Habits),
            (0, 0, 100_500, 100_000, 50_000, Binding::Situation),
            (0, 2, 600_500, 600_000, 300_000, Binding::Habits),
        ]
    );
    // What has not begun is left alone.
    assert_eq!(ledger.waiting.len(), 1);
    assert_eq!(ledger.committed_until(99), before);
    let mut committed = [1; 2];
    ledger.already_committed(0, &mut committed);
    assert_eq!(committed, [800_000, 0]);
    ledger.already_committed(1, &mut committed);
    assert_eq!(committed, [1_200_000, 700_000]);
}

#[test]
fn what_is_paid_at_once_is_in_all_totals() {
    let mut ledger = ledger(1);
    ledger.pay_at_once(30);
    ledger.pay_at_once(12);
    assert_eq!(
        (
            ledger.announced,
            ledger.committed,
            ledger.disbursed,
            ledger.spent
        ),
        (42, 42, 42, 0)
    );
    ledger.reset(1);
    assert_eq!((ledger.announced, ledger.disbursed), (0, 0));
}

/// What is expected of commitments is what is paid, but for what is too small to be dragged on.
#[test]
fn what_is_expected_of_commitments_is_paid() {
    let mut ledger = ledger(2);
    ledger.enter(0, contribution(0, 0, 1_000_000_000, Binding::Situation));
    ledger.enter(0, contribution(1, 3, 400_000_000, Binding::Host(1)));
    ledger.enter(0, contribution(1, 9, 700_000_000, Binding::Host(1)));
    let expected = [
        ledger.expected_usd(0, 6, 0.25),
        ledger.expected_usd(0, 12, 0.25),
    ];
    assert!(
        (expected[0] - (1e7 * (1.0 - 0.75_f64.powi(6)) + 4e6 * (1.0 - 0.75_f64.powi(3)))).abs()
            < 1e-6
    );
    let earmarks = Earmarks {
        hosts: &[1, 1],
        cells: &[1; 2 * SECTORS.len()],
        order: &[0, 1],
    };
    for month in 0..12 {
        if month == 6 {
            assert!((ledger.disbursed as f64 / 100.0 - expected[0]).abs() < 1.0);
            let rest = ledger.expected_usd(6, 6, 0.25);
            assert!((rest - (expected[1] - expected[0])).abs() < 1.0);
        }
        ledger.disbursed_in_month = 0;
        ledger.disburse(month, 0.25, |_| [1.0, 0.0, 0.0], &earmarks, |_, _| {});
    }
    assert!((ledger.disbursed as f64 / 100.0 - expected[1]).abs() < 1.0);
}

#[test]
fn a_pledge_is_made_a_year_ahead_of_its_first_month() {
    let mut ledger = ledger(1);
    let mut enter = |month, from, year, committed| {
        let pledged = Contribution {
            year,
            ..contribution(0, from, committed, Binding::Habits)
        };
        ledger.enter(month, pledged);
    };
    enter(3, 14, 1, 100);
    enter(3, 15, 1, 300);
    enter(0, 24, 2, 700);
    enter(24, 24, 2, 700);
    enter(24, 25, 2, 1_400);
    for (year, share) in [(0, 0.0), (1, 0.75), (2, 0.25), (3, 0.0)] {
        assert_eq!(ledger.pledged_a_year_ahead(year), share, "{year}");
    }
    ledger.reset(1);
    assert_eq!(ledger.pledged_a_year_ahead(1), 0.0);
}
