//! Transfer and evacuation by their rules.

use super::*;
use crate::model::Situation;
use crate::random::Streams;
use crate::simulate::common::everything::everything;
use crate::simulate::emergency::children::Alone;
use crate::simulate::fixture::{after, near};

fn known() -> Situation {
    let mut situation = everything();
    situation.hosts[0].registration_capacity_persons_per_month = 1_000.0;
    situation.hosts[0].registration_capacity_share_of_stock_per_month = 0.0;
    let parameters = &mut situation.parameters.emergency.transfer;
    parameters.pressure_threshold_ratio = 1.5;
    parameters.transfer_usd_per_person = 60.0;
    parameters.evacuation_usd_per_person = 900.0;
    parameters.receiving_support_usd_per_person = 25.0;
    parameters.consent_share = 1.0;
    situation
}

#[test]
fn pressure_is_more_than_can_be_registered_by_a_ratio() {
    let mut situation = known();
    after(&situation, 0, |setup, _, _, space| {
        for (recent, pressure) in [
            ([1_500, 1_500, 1_500], true),
            ([1_500, 1_500, 1_499], false),
            ([0, 0, 4_500], true),
            ([0, 0, 0], false),
        ] {
            space.state.hosts[0].recent_arrivals = recent;
            assert_eq!(
                under_pressure(setup, &space.state, 0),
                pressure,
                "{recent:?}"
            );
        }
    });
    // Where nothing can be registered anybody is too many, but nobody is not.
    situation.hosts[0].registration_capacity_persons_per_month = 0.0;
    after(&situation, 0, |setup, _, _, space| {
        for (recent, pressure) in [([1, 0, 0], true), ([0, 0, 0], false)] {
            space.state.hosts[0].recent_arrivals = recent;
            assert_eq!(under_pressure(setup, &space.state, 0), pressure);
        }
    });
}

/// People of the first host who can move: by group, women first.
fn settle(state: &mut State) {
    let host = &mut state.hosts[0];
    host.people.fill(0);
    for status in &mut host.exile {
        status.fill(0);
    }
    for (status, groups) in [
        (
            LiveStatus::Unregistered,
            [500, 600, 700, 1_000, 50, 400, 500, 600, 900, 40],
        ),
        (
            LiveStatus::PrimaFacie,
            [1_000, 900, 1_100, 3_000, 80, 900, 900, 1_200, 2_900, 90],
        ),
        (
            LiveStatus::Recognised,
            [10, 20, 30, 40, 5, 10, 20, 30, 40, 5],
        ),
        // Not among those who are moved.
        (LiveStatus::AsylumSeeker, [100; 10]),
    ] {
        let sum = groups.iter().sum();
        host.status_mut(status.index()).copy_from_slice(&groups);
        host.status_classes_mut(status.index())[6] = sum;
    }
}

const MOVABLE: f64 = (5_290 + 12_070 + 210) as f64;

/// Children without their family: so many of each sex, and of them with a completed procedure.
fn alone(girls: [u64; 2], boys: [u64; 2]) -> Children {
    let mut children = Children::default();
    for (alone, [count, assessed]) in children.alone.iter_mut().zip([girls, boys]) {
        *alone = Alone { count, assessed };
    }
    children.all = [5_000; 2];
    children.completed = children.assessed();
    children
}

#[test]
fn children_have_their_part_of_the_room_against_procedures() {
    let (mut sum, draws) = (0, 400);
    for number in 0..draws {
        let stream = || Streams::new(3, number).stream(Purpose::Verification, 0, 0);
        let uniform = stream().uniform();
        for (room, assessed) in [(2_000, 80), (2_000, 2), (0, 80), (1, 80)] {
            let children = alone([150, assessed / 2], [210, assessed - assessed / 2]);
            let seen = unaccompanied_room(&mut stream(), &children, 18_000, room);
            let part = (room as f64 * 0.02 + uniform).floor() as u64;
            assert_eq!(seen, part.min(assessed).min(room));
            if room == 2_000 && assessed == 80 {
                sum += seen;
            }
        }
    }
    let mean = sum as f64 / draws as f64;
    assert!((mean - 40.0).abs() < 0.15, "{mean}");
    let mut stream = Streams::new(3, 1).stream(Purpose::Verification, 0, 0);
    let children = alone([150, 40], [210, 40]);
    assert_eq!(unaccompanied_room(&mut stream, &children, 0, 50), 0);
}

#[test]
fn families_are_asked_until_the_next_does_not_fit() {
    let stream = |number| Streams::new(5, number).stream(Purpose::Verification, 0, 0);
    let ones = [1.0, 0.0, 0.0];
    let threes = [0.0, 0.0, 1.0];
    assert_eq!(consenting(&mut stream(0), 10, &ones, 1.0), 10);
    assert_eq!(consenting(&mut stream(0), 10, &threes, 1.0), 9);
    assert_eq!(consenting(&mut stream(0), 9, &threes, 1.0), 9);
    assert_eq!(consenting(&mut stream(0), 2, &threes, 1.0), 0);
    assert_eq!(consenting(&mut stream(0), 1_000, &threes, 0.0), 0);
    assert_eq!(consenting(&mut stream(0), 0, &ones, 1.0), 0);
    // Whoever is asked takes the place of one who is not, whether they consent or not.
    let moving = consenting(&mut stream(7), 40_000, &ones, 0.3);
    let spread = (40_000.0_f64 * 0.3 * 0.7).sqrt();
    assert!((moving as f64 - 12_000.0).abs() < 5.0 * spread, "{moving}");
    let moving = consenting(&mut stream(7), 60_000, &threes, 0.3);
    assert_eq!(moving % 3, 0);
    assert!((moving as f64 - 18_000.0).abs() < 15.0 * spread, "{moving}");
}

#[test]
fn a_month_moves_people_within_places_and_books_what_it_costs() {
    let mut situation = known();
    situation.parameters.resettlement.case_size_shares = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    for (kept, consents) in [(true, 1.0), (false, 1.0), (true, 0.0)] {
        situation.parameters.emergency.transfer.consent_share = consents;
        after(&situation, 0, |setup, option, streams, space| {
            let crate::simulate::Workspace {
                state,
                year,
                flows,
                moves,
                ..
            } = space;
            settle(state);
            state.month = if kept { state.plan_month } else { 0 };
            state.hosts[0].recent_arrivals = [9_000; 3];
            state.emergency.hosts[0].children = alone([100, 90], [80, 60]);
            let received = state.emergency.hosts[2].children;
            // 30,000 places, 300 and 500 a month; of the second few are left.
            state.emergency.transfers.offers[1].places_left = 120;
            let before = state.hosts.clone();
            let went: Vec<(u64, u64)> = flows.iter().map(|flow| (flow.went, flow.came)).collect();
            for host in &mut state.emergency.hosts {
                host.pending_usd = [0.0; crate::model::SECTORS.len()];
            }
            month(setup, option, streams, state, year, flows, moves);
            let moved = if kept && consents > 0.0 {
                [300, 120]
            } else {
                [0, 0]
            };
            let offers = &state.emergency.transfers.offers;
            assert_eq!(offers[0].places_left, 30_000 - moved[0]);
            assert_eq!(offers[1].places_left, 120 - moved[1]);
            let account = &year.emergency.hosts[0];
            assert_eq!(account.transferred.iter().sum::<u64>(), moved[0]);
            assert_eq!(account.evacuated.iter().sum::<u64>(), moved[1]);
            let children = state.emergency.hosts[0].children;
            assert_eq!(children.moved, account.unaccompanied);
            assert!(children.holds());
            // Their part of the places is a little more than one in a hundred.
            let most = if moved[0] > 0 { 3..=6 } else { 0..=0 };
            assert!(most.contains(&children.moved), "{children:?}");
            assert_eq!(children.count(), 180 - children.moved);
            assert_eq!(children.assessed(), 150 - children.moved);
            let there = state.emergency.hosts[2].children;
            let came = there.count() - received.count();
            assert!(came <= children.moved && (came > 0) == (moved[0] > 0));
            assert_eq!(there.assessed() - received.assessed(), came);
            assert_eq!(there.completed - received.completed, came);
            let sum: u64 = moved.iter().sum();
            assert_eq!(state.hosts[0].everybody(), before[0].everybody() - sum);
            assert_eq!(state.hosts[2].everybody(), before[2].everybody() + moved[0]);
            assert_eq!(
                state.hosts[0].protected_stock(),
                before[0].protected_stock() - sum
            );
            assert_eq!(
                state.hosts[2].protected_stock(),
                before[2].protected_stock() + moved[0]
            );
            assert_eq!(flows[0].went, went[0].0 + sum);
            assert_eq!(flows[2].came, went[2].1 + moved[0]);
            let left: u64 = state.hosts[0].since_split.left.iter().sum();
            let left_before: u64 = before[0].since_split.left.iter().sum();
            assert_eq!(left, left_before + sum);
            let arrived: u64 = state.hosts[2].since_split.arrived.iter().sum();
            let arrived_before: u64 = before[2].since_split.arrived.iter().sum();
            assert_eq!(arrived, arrived_before + moved[0]);
            near(
                state.emergency.hosts[0].pending_usd[Sector::Coordination.index()],
                60.0 * moved[0] as f64 + 900.0 * moved[1] as f64,
            );
            near(
                state.emergency.hosts[2].pending_usd[Sector::HostCommunity.index()],
                25.0 * moved[0] as f64,
            );
        });
    }
}

/// Evacuates people of the first host on its second offer: of a sex alone, or families.
fn evacuate(
    setup: &Setup<'_>,
    space: &mut crate::simulate::Workspace,
    seed: u64,
    people: u64,
    alone: Option<Sex>,
) -> u64 {
    let crate::simulate::Workspace {
        state,
        year,
        flows,
        moves,
        ..
    } = space;
    let offer = state.emergency.transfers.offers[1];
    let mut stream = Streams::new(1, seed).stream(Purpose::Verification, 0, 0);
    relocate(
        setup,
        &mut stream,
        state,
        year,
        flows,
        moves,
        offer,
        people,
        alone,
    )
}

#[test]
fn only_what_an_offer_asks_for_leaves() {
    after(&known(), 0, |setup, _, _, space| {
        for (people, alone) in [
            (500, None),
            (500, Some(Sex::Female)),
            (500, Some(Sex::Male)),
            (9, None),
        ] {
            settle(&mut space.state);
            space.year.emergency.hosts[0] = Default::default();
            let moved = evacuate(setup, space, people, people, alone);
            assert_eq!(moved, people);
            let cells = space.year.emergency.hosts[0].evacuated;
            assert_eq!(cells.iter().sum::<u64>(), people);
            if let Some(sex) = alone {
                // Under eighteen: the first three bands of the sex.
                let first = 5 * sex as usize;
                assert_eq!(cells[first..first + 3].iter().sum::<u64>(), people);
            }
            let seekers = space.state.hosts[0].status(LiveStatus::AsylumSeeker.index());
            assert_eq!(seekers, [100; 10]);
            for status in MOVED {
                let host = &space.state.hosts[0];
                let by_group: u64 = host.status(status.index()).iter().sum();
                assert_eq!(by_group, host.status_total(status.index()));
            }
        }
        // No more than there are.
        settle(&mut space.state);
        let moved = evacuate(setup, space, 1, 10_000_000, None);
        assert_eq!(moved as f64, MOVABLE);
    });
}

#[test]
fn people_are_taken_evenly_from_their_statuses() {
    after(&known(), 0, |setup, _, _, space| {
        settle(&mut space.state);
        let before = MOVED.map(|status| space.state.hosts[0].status_total(status.index()) as f64);
        evacuate(setup, space, 2, 9_000, None);
        for (status, before) in MOVED.into_iter().zip(before) {
            let moved = before - space.state.hosts[0].status_total(status.index()) as f64;
            let mean = 9_000.0 * before / MOVABLE;
            // Five standard deviations, and a little more, of a hypergeometric number.
            assert!(
                (moved - mean).abs() <= 5.0 * mean.sqrt(),
                "{moved}, not {mean}"
            );
        }
    });
}

#[test]
fn offers_draw_from_streams_of_their_own() {
    after(&known(), 0, |setup, _, _, space| {
        let offers = &space.state.emergency.transfers.offers;
        let first = u64::from(setup.situation.hosts[2].country.code.stream_key());
        assert_eq!(offers[0].key, (first << 32) + setup.hosts[0].key);
        assert_ne!(offers[0].key, offers[1].key);
        assert_eq!((offers[0].from, offers[0].to), (0, Some(2)));
        assert_eq!((offers[1].from, offers[1].to), (0, None));
    });
}

#[test]
fn stays_end_for_families_and_only_where_they_are_limited() {
    let mut situation = known();
    for (limited, alone, kept) in [
        (true, None, 300),
        (true, Some(Sex::Male), 0),
        (false, None, 0),
        (false, Some(Sex::Female), 0),
    ] {
        situation.parameters.emergency.transfer.stay =
            limited.then_some(crate::model::parameters::EvacuationStay {
                months: 3,
                returned_share: 0.5,
                onward_share: 0.25,
                return_usd_per_person: 10.0,
            });
        after(&situation, 0, |setup, _, _, space| {
            settle(&mut space.state);
            space.state.emergency.away.clear();
            evacuate(setup, space, 3, 300, alone);
            let away: u64 = space
                .state
                .emergency
                .away
                .iter()
                .map(stay::Away::people)
                .sum();
            assert_eq!(away, kept, "{limited} {alone:?}");
        });
    }
}
