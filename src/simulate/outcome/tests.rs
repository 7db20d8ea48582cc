//! Outcomes of a year by their definitions.

use super::*;

#[test]
fn year_ends_before_the_start_count_those_who_had_come_by_then() {
    // Long exile first; this year's arrivals were at no year-end.
    assert_eq!(year_ends_before(&[0, 0, 0, 0, 0, 0, 90_000]), 0);
    assert_eq!(year_ends_before(&[0, 0, 0, 0, 0, 25_000, 0]), 1);
    assert_eq!(year_ends_before(&[24_999, 0, 0, 0, 1, 0, 0]), 2);
    assert_eq!(year_ends_before(&[24_999, 1, 0, 0, 0, 0, 0]), 5);
    assert_eq!(year_ends_before(&[25_000, 0, 0, 0, 0, 0, 0]), 6);
    assert_eq!(year_ends_before(&[10_000, 0, 0, 0, 10_000, 0, 0]), 0);
}

#[test]
fn payments_vary_by_their_deviation_over_their_mean() {
    assert!((variation(&[2, 4, 4, 4, 5, 5, 7, 9]) - 0.4).abs() < 1e-12);
    assert_eq!(variation(&[7, 7, 7]), 0.0);
    assert_eq!(variation(&[0, 0]), 0.0);
    assert_eq!(variation(&[]), 0.0);
    assert_eq!(next_run(3, 25_000), 4);
    assert_eq!(next_run(3, 24_999), 0);
    assert_eq!(
        (billionths(0.5), rounded(2.5), rounded(2.4)),
        (500_000_000, 3, 2)
    );
}

#[test]
fn the_next_two_years_are_pledged_as_far_as_payments_begin_in_them() {
    use crate::simulate::common::everything::everything;
    use crate::simulate::fixture::after;
    use crate::simulate::ledger::{Binding, Contribution};
    after(&everything(), 0, |setup, option, _, space| {
        let (state, year) = (&mut space.state, &space.year);
        state.month = 11;
        state.ledger.reset(3);
        for (from, committed) in [(12, 70_000_000), (35, 30_000_000), (36, 900_000_000)] {
            let pledged = Contribution {
                donor: 0,
                from,
                year: 1,
                announced: committed,
                committed,
                disbursed: 0,
                binding: Binding::Situation,
            };
            state.ledger.enter(11, pledged);
        }
        let needs = crate::simulate::finance::expected_needs(setup, state, 12, 24).usd;
        let mut values = Vec::new();
        let all = sum_of_hosts(&year.hosts);
        write_situation(setup, option, state, year, &all, &mut values);
        assert_eq!(values[5], billionths(1e6 / needs));
    });
}

#[test]
fn a_host_is_protracted_after_five_year_ends_of_its_own() {
    use crate::simulate::common::everything::everything;
    use crate::simulate::fixture::after;
    after(&everything(), 0, |setup, _, _, space| {
        let host = &mut space.state.hosts[1];
        for (year_ends, protracted) in [(0, false), (4, false), (5, true), (9, true)] {
            host.year_ends_above_threshold = year_ends;
            assert_eq!(HostEnd::new(setup, host).protracted, protracted);
        }
    });
}
