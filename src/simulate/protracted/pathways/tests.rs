//! Complementary pathways by their rules.

use super::*;
use crate::simulate::common::lively::lively;
use crate::simulate::fixture::{after, near};

#[test]
fn applications_follow_support() {
    let situation = lively();
    let parameters = &situation.parameters.protracted.pathways;
    for (supported, factor) in [(0.0, 0.4), (0.5, 0.7), (1.0, 1.0)] {
        near(
            applies_in_month(parameters, supported),
            1.0 - f64::exp(-0.5 * factor / 12.0),
        );
    }
}

#[test]
fn workers_and_students_are_adults() {
    after(&lively(), 0, |setup, _, _, space| {
        let adults: Vec<usize> = (0..setup.grouping.len())
            .filter(|&group| is_adult(&setup.grouping.groups[group]))
            .collect();
        assert_eq!(adults, [3, 8], "women and men from 18 to 59");
        let registered = Registered::of(setup, &space.state, 0);
        let statuses = [LiveStatus::PrimaFacie, LiveStatus::Recognised];
        let people = |groups: &[usize]| -> u64 {
            statuses
                .iter()
                .flat_map(|status| {
                    let counts = space.state.hosts[0].status(status.index());
                    groups.iter().map(|&group| counts[group])
                })
                .sum()
        };
        assert_eq!(registered.adults, people(&adults));
        let everybody: Vec<usize> = (0..setup.grouping.len()).collect();
        assert_eq!(registered.everybody, people(&everybody));
        for pathway in PATHWAYS {
            let expected = if pathway.is_for_adults() {
                registered.adults
            } else {
                registered.everybody
            };
            assert_eq!(registered.on(pathway), expected);
        }
        assert!(registered.adults > 0 && registered.adults < registered.everybody);
    });
    assert!(Pathway::LabourMobility.is_for_adults());
    assert!(!Pathway::FamilyReunification.is_for_adults());
}

#[test]
fn room_is_shared_in_proportion_to_what_is_wanted() {
    for (room, expected) in [
        (100, [10, 20, 10]),
        (40, [10, 20, 10]),
        (20, [5, 10, 5]),
        (0, [0; 3]),
    ] {
        let mut wanted = vec![10, 20, 10];
        within(room, &mut wanted);
        assert_eq!(wanted, expected, "{room}");
    }
}

#[test]
fn two_stages_take_their_time_and_lose_those_who_leave() {
    let mut situation = lively();
    for (months, staying, granted, expected) in [
        // Finished, still waiting for a decision, decided.
        (2.0, 1.0, 1.0, [600_000.0, 0.0, 400_000.0]),
        (2.0, 1.0, 0.25, [600_000.0, 0.0, 100_000.0]),
        (2.0, 0.0, 1.0, [0.0; 3]),
        (0.5, 1.0, 1.0, [600_000.0, 0.0, 400_000.0]),
        (8.0, 1.0, 0.5, [150_000.0, 300_000.0, 50_000.0]),
        (8.0, 0.5, 0.5, [75_000.0, 150_000.0, 25_000.0]),
    ] {
        let parameters = &mut situation.parameters.protracted.pathways;
        parameters.processing_mean_months.education = months;
        parameters.granted_share.education = granted;
        after(&situation, 0, |setup, _, streams, space| {
            let parameters = &setup.situation.parameters.protracted.pathways;
            let state = &mut space.state;
            let kind = Pathway::Education as usize;
            state.protracted.hosts[0].in_process = InProcess::default();
            state.protracted.hosts[0].in_process.stages[kind] = [400_000, 600_000];
            let mut stream = streams.stream(Purpose::Verification, 0, 0);
            let ready = advance(parameters, &mut stream, state, 0, staying);
            let [first, second] = state.protracted.hosts[0].in_process.stages[kind];
            let stayed = 600_000.0 * staying;
            // Those who are ready stay in the second stage until they leave.
            for (seen, mean) in [
                (ready[kind] as f64, expected[0]),
                (first as f64, expected[1]),
                (second as f64, stayed + expected[2]),
            ] {
                let spread = f64::max(mean, 0.0).sqrt();
                assert!((seen - mean).abs() <= 5.0 * spread, "{seen}, not {mean}");
            }
            let others: i64 = ready.iter().sum::<i64>() - ready[kind];
            assert_eq!(others, 0);
        });
    }
}

#[test]
fn support_is_costed_for_those_who_would_apply_with_it() {
    let mut situation = lively();
    situation
        .parameters
        .protracted
        .pathways
        .eligible_share
        .education = 0.2;
    after(&situation, 0, |setup, option, _, space| {
        let state = &mut space.state;
        open_places(setup, option, state, true, false);
        let parameters = &setup.situation.parameters.protracted.pathways;
        let solutions = Sector::Solutions.index();
        for host in &mut state.protracted.hosts {
            host.costs_usd[solutions] = 3.0;
        }
        let education = Pathway::Education;
        state.protracted.hosts[0].in_process.stages[education as usize] = [100, 50];
        let registered: Vec<Registered> = (0..3)
            .map(|host| Registered::of(setup, state, host))
            .collect();
        let people = registered[0].on(education) as f64;
        let adults: u64 = [3, 8]
            .iter()
            .map(|&group| {
                state.hosts[0].status(LiveStatus::PrimaFacie.index())[group]
                    + state.hosts[0].status(LiveStatus::Recognised.index())[group]
            })
            .sum();
        assert_eq!(people, adults as f64);
        near(
            eligible(setup, state, 0, registered[0], education),
            people * 0.2 - 150.0,
        );
        near(
            room(parameters, state, education as usize),
            50.0 / 12.0 / 0.8,
        );
        month(setup, option, state);
        let applies = 1.0 - f64::exp(-0.5 / 12.0);
        for host in 0..3 {
            let mut usd = 3.0;
            for pathway in PATHWAYS {
                let wanted: Vec<f64> = (0..3)
                    .map(|host| eligible(setup, state, host, registered[host], pathway) * applies)
                    .collect();
                let fitting = room(parameters, state, pathway as usize);
                let all: f64 = wanted.iter().sum();
                usd += 700.0 * wanted[host] * f64::min(1.0, fitting / all);
            }
            near(state.protracted.hosts[host].costs_usd[solutions], usd);
        }
        assert!(state.protracted.hosts[0].costs_usd[solutions] > 1_000.0);
    });
}

#[test]
fn a_part_of_a_count_is_whole_and_right_on_average() {
    let mut stream = crate::random::Streams::new(7, 1).stream(Purpose::Verification, 3, 0);
    for (count, share) in [(0, 0.5), (9, 0.0), (9, 1.0), (10, 0.5), (7, 0.1), (1, 0.25)] {
        let mean = count as f64 * share;
        let draws = 20_000_u32;
        let mut sum = 0.0;
        for _ in 0..draws {
            let part = part(&mut stream, count, share) as f64;
            assert!(part == mean.floor() || part == mean.floor() + 1.0, "{part}");
            assert!(part <= count as f64 && (part - mean).abs() < 1.0, "{part}");
            sum += part;
        }
        // Five standard errors: a false alarm with probability 6e-7 each.
        let fraction = mean - mean.floor();
        let tolerance = 5.0 * (fraction * (1.0 - fraction) / f64::from(draws)).sqrt();
        let seen = sum / f64::from(draws);
        assert!((seen - mean).abs() <= tolerance, "{seen}, not {mean}");
    }
}
