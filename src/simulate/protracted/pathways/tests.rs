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

/// Registered people of a host, of whom so many are of the age of workers and students.
fn people(everybody: u64, adults: u64) -> Registered {
    Registered { everybody, adults }
}

#[test]
fn people_in_process_leave_as_everybody_does() {
    after(&lively(), 0, |setup, _, streams, space| {
        let kind = Pathway::HumanitarianVisa as usize;
        let mut own = PathwaySpace::default();
        // Of those who were there as the month opened, so many are gone.
        for (went, gone) in [(0, 0.0), (40, 0.04), (1_000, 1.0)] {
            for (host, flow) in space.flows.iter_mut().enumerate() {
                (flow.opening, flow.went) = (1_000, went);
                let process = &mut space.state.protracted.hosts[host].in_process;
                *process = InProcess::default();
                process.stages[kind] = [0, 100_000];
            }
            apply_and_finish(setup, streams, space, &mut own);
            for host in &space.state.protracted.hosts {
                let left = 100_000.0 - host.in_process.on(kind) as f64;
                // Five standard errors: a false alarm with probability 6e-7.
                let variance = 100_000.0 * gone * (1.0 - gone);
                assert!(
                    (left - 100_000.0 * gone).abs() <= 5.0 * f64::sqrt(variance),
                    "{went}: {left}"
                );
            }
        }
    });
}

#[test]
fn places_last_until_the_end_of_the_year_and_fractions_of_room_are_drawn() {
    let mut situation = lively();
    // Room for 50 / 12 / 0.8 = 5.2 applications.
    situation
        .parameters
        .protracted
        .pathways
        .granted_share
        .education = 0.8;
    after(&situation, 0, |setup, option, streams, space| {
        open_places(setup, option, &mut space.state, true, false);
        let kind = Pathway::Education as usize;
        let offered = space.state.protracted.pathways.left_on(kind);
        assert_eq!(offered, 50);
        let mut seen = [0; 2];
        for month in 0..600 {
            space.state.month = month;
            let mut own = PathwaySpace::default();
            own.open(setup);
            own.leaving.resize(3, [0; KINDS]);
            for rows in own.applying.iter_mut().chain(&mut own.ready) {
                rows.resize(3, 0);
            }
            (own.applying[kind], own.ready[kind]) = (vec![90, 0, 0], vec![900, 0, 0]);
            lodge(setup, streams, space, &mut own);
            let months_left = 13 - u64::from(setup.month_of_year(month));
            assert_eq!(
                own.leaving[0][kind],
                offered.div_ceil(months_left),
                "{month}"
            );
            let lodged = own.applying[kind][0];
            assert!(lodged == 5 || lodged == 6, "{lodged}");
            seen[usize::try_from(lodged - 5).expect("0 or 1")] += 1;
        }
        // A fraction of 0.208: five standard errors of 600 draws are 0.083.
        assert!((75..=175).contains(&seen[1]), "{seen:?}");
    });
}

#[test]
fn everybody_applies_who_can_where_all_do_in_a_month() {
    let mut situation = lively();
    let parameters = &mut situation.parameters.protracted.pathways;
    parameters.applications_per_eligible_year = 1e6;
    parameters.unsupported_share = 1.0;
    parameters.eligible_share.education = 0.25;
    after(&situation, 0, |setup, option, streams, space| {
        open_places(setup, option, &mut space.state, true, false);
        let state = &space.state;
        let kind = Pathway::Education as usize;
        let mut above = 0;
        for number in 0..400 {
            let mut stream = streams.stream(Purpose::Verification, number, 0);
            // A quarter of 42 adults.
            let applying = applications(setup, &mut stream, state, 0, people(90, 42))[kind];
            assert!(applying == 10 || applying == 11, "{applying}");
            above += u64::from(applying == 11);
        }
        // Half of them; five standard errors are 50.
        assert!((150..=250).contains(&above), "{above}");
    });
}

#[test]
fn nobody_leaves_twice() {
    after(&lively(), 0, |setup, _, streams, space| {
        let mut own = PathwaySpace::default();
        own.open(setup);
        let host = setup.by_code[0];
        let registered = Registered::of(setup, &space.state, host);
        // Both pathways of adults want most of them, and all others want everybody who is left.
        let most = registered.adults * 2 / 3;
        let mut leaving = [registered.everybody; KINDS];
        for pathway in PATHWAYS {
            if pathway.is_for_adults() {
                leaving[pathway as usize] = most;
            }
            let process = &mut space.state.protracted.hosts[host].in_process;
            process.stages[pathway as usize] = [0, leaving[pathway as usize]];
        }
        own.registered = vec![registered];
        own.leaving = vec![leaving];
        let before = space.state.hosts[host].everybody();
        depart(setup, streams, space, host, &mut own, 0);
        let left = own.leaving[0];
        let adults: u64 = PATHWAYS
            .iter()
            .filter(|pathway| pathway.is_for_adults())
            .map(|&pathway| left[pathway as usize])
            .sum();
        assert_eq!(
            adults, registered.adults,
            "two thirds and the third that is left"
        );
        let all: u64 = left.iter().sum();
        assert!(all <= registered.everybody);
        // Families are whole or not at all, so that fewer than the largest family stay.
        assert!(
            registered.everybody - all < 8,
            "{all} of {}",
            registered.everybody
        );
        assert_eq!(before - space.state.hosts[host].everybody(), all);
    });
}
