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
fn whoever_is_an_adult_fits_every_pathway() {
    for (first, last, adult) in [
        (0, 4, false),
        (12, 17, false),
        (18, 59, true),
        (60, 99, false),
    ] {
        for pathway in PATHWAYS {
            let expected = adult || !pathway.is_for_adults();
            assert_eq!(fits(pathway, first, last), expected);
        }
    }
    assert!(Pathway::LabourMobility.is_for_adults());
    assert!(!Pathway::FamilyReunification.is_for_adults());
}

#[test]
fn places_are_kept_by_contributor_and_pathway() {
    let mut pathways = Pathways::default();
    for (donor, kind, offered) in [
        (Some(0), 1, 10),
        (Some(0), 1, 5),
        (Some(0), 2, 7),
        (Some(1), 1, 3),
        (None, 1, 2),
        (Some(1), 3, 0),
    ] {
        pathways.add(donor, kind, offered);
    }
    assert_eq!(pathways.places.len(), 4);
    assert_eq!(pathways.offered_by(0), 22);
    assert_eq!(pathways.offered_by(1), 3);
    assert_eq!(pathways.offered_on(1), 20);
    assert_eq!(pathways.offered_on(3), 0);
    assert!(pathways.holds());
    pathways.places[0].left = 15;
    assert!(pathways.holds());
    pathways.places[0].left = 16;
    assert!(!pathways.holds());
}

#[test]
fn departures_are_booked_in_proportion_to_what_is_left() {
    after(&lively(), 0, |_, _, _, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        let place = |donor, kind, left| Places {
            donor,
            kind,
            offered: 100,
            left,
        };
        state.protracted.pathways.places = vec![
            place(Some(0), 1, 10),
            place(Some(1), 2, 50),
            place(None, 1, 5),
            place(Some(1), 1, 25),
            place(Some(0), 1, 0),
        ];
        assert_eq!(places_left(state, 1), 40);
        year.protracted.pathway_donors = vec![1, 2];
        use_places(state, year, 1, 0);
        use_places(state, year, 1, 12);
        let left: Vec<u64> = state
            .protracted
            .pathways
            .places
            .iter()
            .map(|it| it.left)
            .collect();
        // Running totals of 12 over 10, 15 and 40 of 40: 3, 4, 12.
        assert_eq!(left, [7, 50, 4, 17, 0]);
        assert_eq!(year.protracted.pathway_donors, [4, 10]);
    });
    assert_eq!(within(10, &[10, 20, 10]).iter().sum::<i64>(), 10);
    assert_eq!(within(100, &[10, 20, 10]), [10, 20, 10]);
    assert_eq!(within(0, &[10, 20, 10]), [0; 3]);
}

#[test]
fn families_leave_whole() {
    let mut stream = Streams::new(1, 1).stream(Purpose::Verification, 0, 0);
    assert_eq!(families(&mut stream, 10, &[1.0, 0.0, 0.0]), 10);
    assert_eq!(families(&mut stream, 10, &[0.0, 0.0, 1.0]), 9);
    assert_eq!(families(&mut stream, 9, &[0.0, 0.0, 1.0]), 9);
    assert_eq!(families(&mut stream, 2, &[0.0, 0.0, 1.0]), 0);
    assert_eq!(families(&mut stream, 0, &[1.0, 0.0, 0.0]), 0);
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
fn places_open_with_the_year_and_more_with_a_plan() {
    after(&lively(), 0, |setup, option, _, space| {
        let state = &mut space.state;
        let seen = |state: &State| {
            let mut rows: Vec<_> = state
                .protracted
                .pathways
                .places
                .iter()
                .map(|it| (it.donor, it.kind, it.offered, it.left))
                .collect();
            rows.sort_unstable();
            rows
        };
        let labour = Pathway::LabourMobility as usize;
        // A whole year, and nine months of one.
        for (month, left) in [(0, 90), (3, 68), (12, 90)] {
            state.month = month;
            state.protracted.pathways.places.clear();
            open_places(setup, option, state, true, false);
            assert!(
                seen(state).contains(&(Some(0), labour, 90, left)),
                "{month}"
            );
        }
        // A plan that asks for more, adopted in July: half of what it adds, by uptake.
        let mut plans = option.clone();
        plans.donors[1].pathways = vec![730.0];
        state.uptake = 0.5;
        state.month = 6;
        for places in &mut state.protracted.pathways.places {
            places.left /= 2;
        }
        let before = seen(state);
        open_places(setup, &plans, state, true, true);
        let after = seen(state);
        // Its offers are 60, 50 and 120: half of the 500 beyond is added, over pathways as all offers.
        let sum = |rows: &[(Option<usize>, usize, u64, u64)], donor| {
            rows.iter()
                .filter(|row| row.0 == Some(donor))
                .fold([0, 0], |sum, row| [sum[0] + row.2, sum[1] + row.3])
        };
        assert_eq!(sum(&after, 0), sum(&before, 0));
        let [offered, left] = sum(&before, 1);
        assert_eq!(sum(&after, 1)[0], offered + 250);
        let added = sum(&after, 1)[1] - left;
        assert!((123..=127).contains(&added), "{added}");
        // Contributors who leave take their part along.
        plans.donors[0].exit = Some((6, 0.5));
        open_places(setup, &plans, state, true, false);
        assert!(
            seen(state)
                .iter()
                .any(|row| (row.0, row.1, row.2) == (Some(0), labour, 45))
        );
        state.month = 5;
        open_places(setup, &plans, state, true, false);
        assert!(
            seen(state)
                .iter()
                .any(|row| (row.0, row.1, row.2) == (Some(0), labour, 90))
        );
    });
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
        let people = of_age(setup, state, 0, education) as f64;
        let adults: u64 = [3, 8]
            .iter()
            .map(|&group| {
                state.hosts[0].status(LiveStatus::PrimaFacie.index())[group]
                    + state.hosts[0].status(LiveStatus::Recognised.index())[group]
            })
            .sum();
        assert_eq!(people, adults as f64);
        near(eligible(setup, state, 0, education), people * 0.2 - 150.0);
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
                    .map(|host| eligible(setup, state, host, pathway) * applies)
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
