//! Urgent cases among those who left the pipeline and those who were born in it.

use super::*;
use crate::random::Streams;

fn stream(number: u64) -> Stream {
    Streams::new(9, number).stream(Purpose::Verification, 5, 0)
}

fn host(urgent: [u64; STAGES], others: u64) -> HostState {
    let mut host = HostState {
        urgent,
        ..HostState::default()
    };
    host.stages[1][2] = others;
    host
}

#[test]
fn children_join_the_stage_of_their_mothers() {
    // A quarter of mothers wait for a decision on an urgent case, an eighth for its departure.
    let (mut first, mut second) = (0.0, 0.0);
    for number in 0..400 {
        let mut people = host([2_000, 1_000], 5_000);
        let others = join(&mut stream(number), &mut people, 80);
        let born = [people.urgent[0] - 2_000, people.urgent[1] - 1_000];
        assert_eq!(born[0] + born[1] + others, 80);
        first += born[0] as f64;
        second += born[1] as f64;
    }
    // Five standard errors of 32,000 children: a false alarm with probability 6e-7 each.
    for (seen, share) in [(first, 0.25), (second, 0.125)] {
        let (mean, variance) = (32_000.0 * share, 32_000.0 * share * (1.0 - share));
        assert!(
            (seen - mean).abs() <= 5.0 * f64::sqrt(variance),
            "{seen}, not {mean}"
        );
    }
    // Where nobody is urgent, nobody joins; where all are, all do, the last stage alone among them.
    let mut people = host([0, 0], 70);
    assert_eq!(join(&mut stream(1), &mut people, 9), 9);
    assert_eq!(people.urgent, [0, 0]);
    let mut people = host([0, 50], 0);
    assert_eq!(join(&mut stream(1), &mut people, 9), 0);
    assert_eq!(people.urgent, [0, 59]);
}

#[test]
fn those_who_leave_the_pipeline_leave_it_evenly() {
    let (mut first, mut second) = (0.0, 0.0);
    for number in 0..400 {
        let mut people = host([2_000, 1_000], 5_000);
        let others = leave(&mut stream(number), &mut people, 80);
        let left = [2_000 - people.urgent[0], 1_000 - people.urgent[1]];
        assert_eq!(left[0] + left[1] + others, 80);
        first += left[0] as f64;
        second += left[1] as f64;
    }
    for (seen, share) in [(first, 0.25), (second, 0.125)] {
        let (mean, variance) = (32_000.0 * share, 32_000.0 * share * (1.0 - share));
        assert!(
            (seen - mean).abs() <= 5.0 * f64::sqrt(variance),
            "{seen}, not {mean}"
        );
    }
    let mut people = host([0, 0], 70);
    assert_eq!(leave(&mut stream(1), &mut people, 9), 9);
    let mut people = host([4, 5], 0);
    assert_eq!(leave(&mut stream(1), &mut people, 9), 0);
    assert_eq!(people.urgent, [0, 0]);
}
