//! Places on complementary pathways by their rules.

use super::*;
use crate::model::parameters::Pathway;
use crate::simulate::common::lively::lively;
use crate::simulate::fixture::after;

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
    assert_eq!(pathways.left_on(1), 0);
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
        assert_eq!(state.protracted.pathways.left_on(1), 40);
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
            let offered = |kind| {
                let rows = seen(state).into_iter().filter(|row| row.1 == kind);
                rows.map(|row| row.2).sum::<u64>()
            };
            let by_kind: Vec<u64> = (0..KINDS).map(offered).collect();
            assert_eq!(state.protracted.pathways.offered[..], by_kind);
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

/// Places offered in the year, by contributor and pathway.
fn offered(state: &State, donor: usize) -> [u64; KINDS] {
    let mut offered = [0; KINDS];
    for places in &state.protracted.pathways.places {
        if places.donor == Some(donor) {
            offered[places.kind] += places.offered;
        }
    }
    offered
}

#[test]
fn what_a_plan_adds_goes_to_pathways_as_all_offers_do() {
    for offers in [true, false] {
        let mut situation = lively();
        if !offers {
            situation.parameters.protracted.pathways.offer.clear();
        }
        after(&situation, 0, |setup, option, _, space| {
            let state = &mut space.state;
            let mut plans = option.clone();
            plans.donors[1].pathways = vec![1_230.0];
            state.uptake = 1.0;
            open_places(setup, &plans, state, false, false);
            let own = offered(state, 1);
            let mut mix: [i64; KINDS] = [1; KINDS];
            if offers {
                mix = state
                    .protracted
                    .pathways
                    .offered
                    .map(|places| places as i64);
            }
            let beyond = 1_230 - own.iter().sum::<u64>();
            for (exit, part) in [(None, beyond), (Some((0, 0.5)), beyond / 2)] {
                plans.donors[1].exit = exit;
                open_places(setup, &plans, state, false, false);
                let own = offered(state, 1);
                open_places(setup, &plans, state, true, false);
                let expected = split_cents(part as i64, &mix);
                for (kind, own) in own.into_iter().enumerate() {
                    let added = offered(state, 1)[kind] - own;
                    assert_eq!(added, expected[kind].unsigned_abs(), "{kind}");
                }
            }
            // Their pathways are told apart.
            assert!(!offers || mix.iter().any(|&places| places != mix[0]));
        });
    }
}

#[test]
fn offers_of_an_option_stand_under_it_alone_and_once_its_plan_is_in_force() {
    for (id, has_plan, in_force, stands) in [
        (None, true, false, true),
        (Some("own"), true, false, false),
        (Some("own"), true, true, true),
        (Some("own"), false, false, true),
        (Some("another"), true, true, false),
        (Some("another"), false, false, false),
    ] {
        let mut situation = lively();
        let option = situation.options.last_mut().expect("an option");
        option.has_plan = has_plan;
        let own = option.id.clone();
        let offers = &mut situation.parameters.protracted.pathways.offer;
        offers.truncate(1);
        offers[0].option = id.map(|id| match id {
            "own" => own,
            other => crate::id::OptionId(other.to_owned()),
        });
        after(&situation, 0, |setup, option, _, space| {
            let state = &mut space.state;
            open_places(setup, option, state, in_force, false);
            let all: u64 = state.protracted.pathways.offered.iter().sum();
            assert_eq!(all > 0, stands, "{id:?} {has_plan} {in_force}");
        });
    }
}
