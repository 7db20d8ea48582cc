//! Armed elements by their rules.

use super::*;
use crate::model::Situation;
use crate::model::parameters::Regime;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, near};

/// A hazard under which nobody stays for a month.
const CERTAIN: f64 = 1e6;

fn known() -> Situation {
    let mut situation = everything();
    let parameters = &mut situation.parameters.emergency.armed_elements;
    parameters.share_of_arriving_men = 1.0;
    parameters.detection_minimum_share = 1.0;
    parameters.detection_maximum_share = 1.0;
    parameters.later_detection_hazard_per_year = 0.0;
    parameters.internment_places_per_month = 40.0;
    parameters.internment_places_maximum = 100.0;
    parameters.screening_usd_per_arrival = 2.0;
    parameters.disarmament_usd_per_person = 30.0;
    parameters.internment_usd_per_person_month = 5.0;
    parameters.renunciation_hazard_per_year = 0.0;
    parameters.determination_cases_per_month = 10.0;
    parameters.determination_usd_per_case = 70.0;
    parameters.exclusion_share = 0.0;
    parameters.release_hazard_per_year_in_peace = 0.0;
    situation
}

/// Screens a month in the second host, whose men aged 18 to 59 are `men` of a hundred people.
fn screened(
    situation: &Situation,
    running: bool,
    men: u64,
    before: &ArmedElements,
    reach: [f64; 2],
    look: impl FnOnce(&crate::simulate::Workspace),
) {
    after(situation, 0, |setup, option, streams, space| {
        let state = &mut space.state;
        state.month = if running { state.plan_month } else { 0 };
        for (sector, reach) in [Sector::Security, Sector::Protection]
            .into_iter()
            .zip(reach)
        {
            state.coverage[[1, sector.index()]] = reach;
        }
        state.refresh_reach(&setup.situation.parameters.response);
        state.emergency.hosts[1].armed = before.clone();
        state.emergency.hosts[1].costs_usd = [1.0; crate::model::SECTORS.len()];
        for newcomers in &mut space.newcomers {
            newcomers.fill(0);
        }
        space.newcomers[1][8] = men;
        space.newcomers[1][3] = 100 - men.min(100);
        screen(setup, option, streams, space);
        look(space);
    });
}

#[test]
fn those_found_are_interned_while_there_are_places() {
    let before = ArmedElements {
        came: 25,
        hidden: 20,
        interned: 5,
        places: 10.0,
        ..ArmedElements::default()
    };
    let mut situation = known();
    for (running, men, hazard, security, hidden, interned, places) in [
        // 50 places, five of them taken; all of 30 are found.
        (true, 30, 0.0, 0.5, 20, 35, 50.0),
        // All of 60, for 45 places.
        (true, 60, 0.0, 0.5, 35, 50, 50.0),
        // Those of the past are found as well.
        (true, 10, CERTAIN, 0.5, 0, 35, 50.0),
        (true, 10, CERTAIN, 0.0, 20, 15, 50.0),
        // While separation is not in force no place is opened.
        (false, 10, CERTAIN, 0.5, 25, 10, 10.0),
    ] {
        situation
            .parameters
            .emergency
            .armed_elements
            .later_detection_hazard_per_year = hazard;
        screened(
            &situation,
            running,
            men,
            &before,
            [security, 0.5],
            |space| {
                let own = &space.state.emergency.hosts[1];
                let armed = &own.armed;
                assert_eq!((armed.hidden, armed.interned), (hidden, interned));
                near(armed.places, places);
                assert_eq!(armed.came, 25 + men);
                assert!(armed.adds_up());
                assert_eq!(space.newcomers[1][8], 0, "they are no refugees");
                let separated = interned - 5;
                assert_eq!(space.year.emergency.hosts[1].separated, separated);
                let screening = if running { 200.0 } else { 0.0 };
                near(
                    own.costs_usd[Sector::Security.index()],
                    1.0 + screening + 30.0 * separated as f64 + 5.0 * interned as f64,
                );
            },
        );
    }
    // Places are opened up to a maximum.
    let full = ArmedElements {
        places: 70.0,
        ..ArmedElements::default()
    };
    screened(&situation, true, 0, &full, [0.5; 2], |space| {
        near(space.state.emergency.hosts[1].armed.places, 100.0);
    });
}

#[test]
fn detection_rises_with_money_for_security() {
    let mut situation = known();
    let parameters = &mut situation.parameters.emergency.armed_elements;
    parameters.share_of_arriving_men = 0.5;
    parameters.detection_minimum_share = 0.2;
    parameters.detection_maximum_share = 0.7;
    parameters.later_detection_hazard_per_year = 1.2;
    (
        parameters.internment_places_per_month,
        parameters.internment_places_maximum,
    ) = (1e9, 1e9);
    for running in [true, false] {
        let before = ArmedElements {
            came: 1_000_000,
            hidden: 1_000_000,
            places: 1e9,
            ..ArmedElements::default()
        };
        screened(
            &situation,
            running,
            2_000_000,
            &before,
            [0.4, 0.5],
            |space| {
                let armed = &space.state.emergency.hosts[1].armed;
                let came = (armed.came - 1_000_000) as f64;
                // Five standard deviations.
                assert!((came - 1e6).abs() <= 5.0 * 500_000_f64.sqrt(), "{came}");
                let p = if running { 0.2 + 0.5 * 0.4 } else { 0.2 };
                let later = if running {
                    1.0 - (-0.04_f64).exp()
                } else {
                    0.0
                };
                let mean = came * p + 1e6 * later;
                let spread = (came * p * (1.0 - p) + 1e6 * later).sqrt();
                let found = armed.interned as f64;
                assert!((found - mean).abs() <= 5.0 * spread, "{found}, not {mean}");
                assert!(armed.adds_up());
            },
        );
    }
}

#[test]
fn those_who_wait_are_decided_and_the_interned_renounce() {
    let before = ArmedElements {
        came: 60,
        interned: 25,
        waiting: 9,
        excluded: 6,
        hidden: 20,
        places: 60.0,
        ..ArmedElements::default()
    };
    let mut situation = known();
    for (exclusion, renunciation, protection, decided) in [
        (0.0, 0.0, 0.5, 5),
        (1.0, 0.0, 0.5, 5),
        (0.0, CERTAIN, 0.5, 5),
        (0.0, CERTAIN, 1.0, 9),
        (1.0, CERTAIN, 0.0, 0),
    ] {
        let parameters = &mut situation.parameters.emergency.armed_elements;
        parameters.exclusion_share = exclusion;
        parameters.renunciation_hazard_per_year = renunciation;
        screened(&situation, true, 0, &before, [0.5, protection], |space| {
            let own = &space.state.emergency.hosts[1];
            let armed = &own.armed;
            let excluded = if exclusion > 0.0 { decided } else { 0 };
            let renounced = if renunciation > 0.0 { 25 } else { 0 };
            assert_eq!(armed.excluded, 6 + excluded);
            assert_eq!(armed.recognised, decided - excluded);
            assert_eq!(armed.joining, decided - excluded);
            assert_eq!(armed.waiting, 9 - decided + renounced);
            assert_eq!(armed.interned, 25 - renounced);
            assert_eq!(armed.hidden, 20);
            let account = &space.year.emergency.hosts[1];
            assert_eq!(account.recognised, decided - excluded);
            near(
                own.costs_usd[Sector::Protection.index()],
                1.0 + 70.0 * decided as f64,
            );
            let kept = (armed.interned + armed.waiting) as f64;
            near(
                own.costs_usd[Sector::Security.index()],
                1.0 + 200.0 + 5.0 * kept,
            );
        });
    }
}

#[test]
fn in_peace_the_hidden_and_the_interned_leave() {
    let before = ArmedElements {
        came: 50,
        interned: 30,
        hidden: 20,
        places: 60.0,
        ..ArmedElements::default()
    };
    let mut situation = known();
    situation
        .parameters
        .emergency
        .armed_elements
        .release_hazard_per_year_in_peace = CERTAIN;
    for regime in [Regime::War, Regime::Peace] {
        situation.parameters.regime.initial = regime;
        screened(&situation, true, 0, &before, [0.5; 2], |space| {
            let armed = &space.state.emergency.hosts[1].armed;
            let gone = regime == Regime::Peace;
            let expected = if gone { (0, 0, 50) } else { (20, 30, 0) };
            assert_eq!((armed.hidden, armed.interned, armed.left), expected);
            assert!(armed.adds_up());
        });
    }
}

#[test]
fn everybody_who_came_is_in_one_place() {
    let good = ArmedElements {
        came: 2 + 3 + 5 + 7 + 11 + 13,
        hidden: 2,
        interned: 3,
        waiting: 5,
        excluded: 7,
        recognised: 11,
        left: 13,
        joining: 0,
        places: 0.0,
    };
    assert!(good.adds_up());
    assert!(
        !ArmedElements {
            came: 42,
            ..good.clone()
        }
        .adds_up()
    );
    assert!(
        !ArmedElements {
            joining: 1,
            ..good.clone()
        }
        .adds_up()
    );
    assert!(
        !ArmedElements {
            came: 42,
            joining: 1,
            ..good
        }
        .adds_up()
    );
    near(monthly(0.6), 1.0 - (-0.05_f64).exp());
    near(monthly(0.0), 0.0);
}

#[test]
fn men_are_those_aged_18_to_59() {
    let groups =
        crate::simulate::grouping::Grouping::new(crate::simulate::grouping::Resolution::SingleYear)
            .groups;
    for group in groups {
        let expected = group.sex == Sex::Male && group.first_age >= 18 && group.first_age <= 59;
        assert_eq!(is_man(group), expected, "{group:?}");
    }
}

#[test]
fn those_recognised_join_the_refugees_of_this_year() {
    after(&everything(), 0, |setup, _, streams, space| {
        let crate::simulate::Workspace {
            state,
            flows,
            moves,
            ..
        } = space;
        let recognised = LiveStatus::Recognised.index();
        let before = state.hosts[1].clone();
        state.emergency.hosts[1].armed.joining = 17;
        let came = flows[1].came;
        for _ in 0..2 {
            join(setup, streams, state, flows, &mut moves.groups);
            let people = &state.hosts[1];
            assert_eq!(
                people.status(recognised)[8],
                before.status(recognised)[8] + 17
            );
            assert_eq!(
                people.since_split.arrived[8],
                before.since_split.arrived[8] + 17
            );
            assert_eq!(
                people.status_classes(recognised)[exile::THIS_YEAR],
                before.status_classes(recognised)[exile::THIS_YEAR] + 17
            );
            assert_eq!(people.everybody(), before.everybody() + 17);
            assert_eq!(flows[1].came, came + 17);
            assert_eq!(state.emergency.hosts[1].armed.joining, 0);
        }
    });
}
