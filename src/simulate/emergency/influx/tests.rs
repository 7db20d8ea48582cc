//! Marks of a mass influx by their rules.

use super::*;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, near};

#[test]
fn usual_is_the_median_of_two_years() {
    let mut past = Past::new(10);
    near(past.median(), 10.0);
    for arrivals in 0..24 {
        past.push(arrivals);
    }
    near(past.median(), 11.5);
    // The oldest is forgotten first.
    past.push(100);
    near(past.median(), 12.5);
    for _ in 0..23 {
        past.push(7);
    }
    near(past.median(), 7.0);
    assert_eq!(past.arrivals.iter().filter(|&&one| one == 100).count(), 1);
    past.push(7);
    assert_eq!(past.arrivals, [7; MONTHS]);
}

/// Arrivals of three months, newest first; people waiting; the month; which marks hold.
#[test]
fn each_mark_holds_from_its_threshold_on() {
    let mut situation = everything();
    let parameters = &mut situation.parameters;
    // A base of 300 in all; the second host receives 90 of them.
    parameters.arrivals.base_persons_per_month = crate::simulate::common::same(300.0);
    parameters
        .registration
        .determination_cases_per_post_per_year = 120.0;
    let marks = &mut parameters.emergency.influx_marks;
    marks.numbers_minimum_persons = 1_000.0;
    marks.pace_minimum_ratio = 5.0;
    marks.capacity_minimum_ratio = 2.0;
    marks.procedures_minimum_ratio = 3.0;
    marks.marks_minimum = 3;
    situation.hosts[1].registration_capacity_persons_per_month = 400.0;
    situation.hosts[1].status_determination_posts = 20.0;
    after(&situation, 0, |setup, _, _, space| {
        assert_eq!(usual(setup, 1), 90);
        let unregistered = LiveStatus::Unregistered.index();
        for (recent, waiting, month_number, expected) in [
            // Numbers: of three months, with usual ones before the start.
            ([100, 100, 800], 0, 9, [true, false, false, false]),
            ([100, 100, 799], 0, 9, [false; 4]),
            ([100, 720, 0], 0, 0, [true, false, false, false]),
            ([100, 719, 0], 0, 0, [false; 4]),
            ([100, 810, 0], 0, 1, [true, false, false, false]),
            ([100, 809, 0], 0, 1, [false; 4]),
            ([100, 899, 0], 0, 2, [false; 4]),
            // Pace: five times the median of 90.
            ([449, 0, 0], 0, 9, [false; 4]),
            ([450, 0, 0], 0, 9, [false, true, false, false]),
            // Capacity: those who wait and come, over twice 400.
            ([100, 0, 0], 700, 9, [false, false, true, false]),
            ([100, 0, 0], 699, 9, [false; 4]),
            ([0, 0, 0], 900, 9, [false, false, true, false]),
            ([0, 0, 0], 0, 9, [false; 4]),
            // Procedures: three times the 200 cases of a month.
            ([599, 0, 0], 0, 9, [false, true, false, false]),
            ([600, 0, 0], 200, 9, [false, true, true, true]),
        ] {
            let (state, year) = (&mut space.state, &mut space.year);
            state.month = month_number;
            let host = &mut state.hosts[1];
            host.recent_arrivals = recent;
            host.exile[unregistered].fill(0);
            host.exile[unregistered][2] = waiting;
            let own = &mut state.emergency.hosts[1];
            own.past = Past::new(90);
            own.marks = Marks::default();
            year.emergency.hosts[1] = Default::default();
            month(setup, state, year);
            let account = &year.emergency.hosts[1];
            let months = expected.map(u64::from);
            assert_eq!(account.mark_months, months, "{recent:?} {waiting}");
            let score: u64 = months.iter().sum();
            assert_eq!(account.highest_score, score);
            assert_eq!(account.influx_months, u64::from(score >= 3));
            let own = &state.emergency.hosts[1];
            assert_eq!(own.marks.held[..MARKS], expected);
            assert_eq!(own.marks.held[MARKS], score >= 3);
            for (first, held) in own.marks.first.into_iter().zip(expected) {
                assert_eq!(first, held.then_some(month_number));
            }
            assert_eq!(own.past.arrivals[0], recent[0]);
        }
        // Without posts nothing is decided, and the mark of procedures is not known.
        let mut without = setup.situation.clone();
        without.hosts[1].status_determination_posts = 0.0;
        let bare = Setup::new(&without, crate::simulate::Resolution::Banded);
        let (state, year) = (&mut space.state, &mut space.year);
        let before = year.emergency.hosts[1].mark_months;
        month(&bare, state, year);
        assert_eq!(year.emergency.hosts[1].mark_months[3], before[3]);
    });
}

#[test]
fn the_months_stay_in_order_whatever_comes() {
    let mut past = Past::new(50);
    for step in 0..200_u64 {
        // Repeats, rises and falls.
        past.push((step * step * 37 + step) % 101 / 3);
        let mut sorted = past.arrivals;
        sorted.sort_unstable();
        assert_eq!(past.sorted, sorted, "after {step}");
    }
}
