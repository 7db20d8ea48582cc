//! Children without their family by their rules.

use super::*;
use crate::model::{LiveStatus, Situation};
use crate::simulate::Workspace;
use crate::simulate::common::everything::everything;
use crate::simulate::exits::MovedOn;
use crate::simulate::fixture::{after, near};

/// Shares, speeds and costs that are easily told apart.
fn known() -> Situation {
    let mut situation = everything();
    let parameters = &mut situation.parameters.emergency.unaccompanied_children;
    parameters.share_of_girls = 0.02;
    parameters.share_of_boys = 0.05;
    parameters.initial_procedure_share = 0.25;
    parameters.years_until_adult = 4.0;
    parameters.reunited_unaided_per_month = 0.03;
    parameters.reunited_by_tracing_per_month = 0.2;
    parameters.procedures_per_month = 0.5;
    parameters.care_usd_per_child_year = 240.0;
    parameters.procedure_usd = 70.0;
    situation
}

/// The first host: 100,000 girls and as many boys and adults, and so many alone of them.
fn settle(setup: &Setup<'_>, state: &mut State, alone: [Alone; 2]) {
    let host = &mut state.hosts[0];
    host.people.fill(0);
    host.since_split.reset(setup.grouping.len());
    let recognised = host.status_mut(LiveStatus::Recognised.index());
    recognised.copy_from_slice(&[
        20_000, 30_000, 50_000, 90_000, 10_000, 20_000, 30_000, 50_000, 90_000, 10_000,
    ]);
    state.emergency.hosts[0].children = Children {
        alone,
        all: [100_000; 2],
        completed: alone.iter().map(|alone| alone.assessed).sum(),
        ..Children::default()
    };
}

const SOME: [Alone; 2] = [
    Alone {
        count: 4_000,
        assessed: 1_000,
    },
    Alone {
        count: 6_000,
        assessed: 3_000,
    },
];

/// Asserts that a number is within five standard deviations of a binomial mean: a false alarm in a
/// million and a half.
#[track_caller]
fn binomially(seen: u64, n: f64, p: f64) {
    let spread = 5.0 * (n * p * (1.0 - p)).sqrt();
    assert!(
        (seen as f64 - n * p).abs() <= spread,
        "{seen}, not {}",
        n * p
    );
}

#[test]
fn a_share_of_each_sex_is_there_at_the_start() {
    after(&known(), 0, |setup, _, streams, space| {
        settle(setup, &mut space.state, [Alone::default(); 2]);
        open(setup, streams, &mut space.state);
        let own = space.state.emergency.hosts[0].children;
        for (alone, share) in own.alone.iter().zip([0.02, 0.05]) {
            binomially(alone.count, 1e5, share);
            binomially(alone.assessed, alone.count as f64, 0.25);
        }
        assert_eq!(own.all, [100_000; 2]);
        assert_eq!(own.completed, own.assessed());
        assert_eq!(own.moved, 0);
    });
}

#[test]
fn care_and_open_procedures_are_needs_of_protection() {
    after(&known(), 0, |setup, option, _, space| {
        let protection = Sector::Protection.index();
        for (month, factor) in [(space.state.plan_month, 1.0), (0, 0.0)] {
            settle(setup, &mut space.state, SOME);
            space.state.month = month;
            for host in &mut space.state.emergency.hosts {
                host.costs_usd = [3.0; crate::model::SECTORS.len()];
            }
            cost(setup, option, &mut space.state);
            let costs = space.state.emergency.hosts[0].costs_usd;
            let usd = 10_000.0 * 20.0 + 6_000.0 * (1.0 - (-0.5_f64).exp()) * 70.0;
            near(costs[protection], 3.0 + factor * usd);
            near(costs.iter().sum::<f64>() - costs[protection], 3.0 * 11.0);
        }
    });
}

#[test]
fn families_are_found_and_procedures_completed_as_far_as_money_reaches() {
    after(&known(), 0, |setup, option, streams, space| {
        let in_force = space.state.plan_month;
        // The programme runs from the plan on; unaided, families are found before as well.
        for (month, reach) in [(in_force, 0.6), (in_force, 0.0), (0, 0.0)] {
            settle(setup, &mut space.state, SOME);
            let Workspace {
                state, year, exits, ..
            } = &mut *space;
            state.month = month;
            let funded = if month == in_force { reach } else { 0.6 };
            state.coverage[[0, Sector::Protection.index()]] = funded;
            state.refresh_reach(&setup.situation.parameters.response);
            let reach = if month == in_force {
                state.reach(0, Sector::Protection)
            } else {
                0.0
            };
            year.emergency.hosts[0].children = ChildrenYear::default();
            for movers in &mut exits.movers {
                movers.groups.fill(0);
            }
            for host in &mut year.hosts {
                host.resettled.fill(0);
            }
            leave(setup, option, streams, state, year, exits);
            let own = state.emergency.hosts[0].children;
            let account = year.emergency.hosts[0].children;
            let found = 1.0 - (-0.03 - 0.2 * reach).exp();
            for (sex, before) in SOME.iter().enumerate() {
                let alone = own.alone[sex];
                binomially(account.reunited[sex], before.count as f64, found);
                assert_eq!(alone.count, before.count - account.reunited[sex]);
            }
            let open = 6_000.0 * (1.0 - found);
            let completed = 1.0 - (-0.5 * reach).exp();
            // Not exactly binomial, since how many are open is drawn as well: two spreads at once.
            let spread = 8.0 * (6_000.0_f64 / 4.0).sqrt();
            let off = account.procedures as f64 - open * completed;
            assert!(off.abs() <= spread, "{off}");
            assert_eq!(account.procedures > 0, reach > 0.0);
            assert_eq!(own.completed, 4_000 + account.procedures);
            assert_eq!((own.moved, own.all), (0, [100_000; 2]));
            assert!(own.holds());
        }
    });
}

#[test]
fn exits_take_children_evenly_and_resettlement_only_those_with_a_procedure() {
    let mut situation = known();
    let parameters = &mut situation.parameters.emergency.unaccompanied_children;
    parameters.reunited_unaided_per_month = 0.0;
    after(&situation, 0, |setup, option, streams, space| {
        let most_assessed = Alone {
            count: 4_000,
            assessed: 3_000,
        };
        settle(setup, &mut space.state, [most_assessed, SOME[1]]);
        let Workspace {
            state,
            year,
            exits,
            newcomers,
            ..
        } = &mut *space;
        state.month = 0;
        // Of the girls 10,000 are resettled, 40,000 move on and 20,000 die, half of what is booked so far
        // having been looked at before; of adults many more leave.
        let own = &mut state.emergency.hosts[0].children;
        own.gone = [35_000, 7];
        own.resettled = [10_000, 7];
        let flows = &mut state.hosts[0].since_split;
        flows.left[0] = 35_000;
        flows.left[2] = 50_000;
        flows.died[1] = 20_000;
        flows.died[5] = 3;
        flows.left[6] = 4;
        flows.left[3] = 80_000;
        flows.died[4] = 9_000;
        year.hosts[0].resettled = [9_000, 1_000, 10_000, 500, 0, 3, 3, 1, 70, 0];
        year.emergency.hosts[0].children = ChildrenYear::default();
        for movers in &mut exits.movers {
            movers.groups.fill(0);
        }
        exits.movers[0].groups = vec![0, 0, 40_000, 9, 9, 0, 0, 0, 9, 9];
        for (group, left) in [(0, 10_000), (1, 20_000), (2, 40_000)] {
            state.hosts[0].status_mut(LiveStatus::Recognised.index())[group] -= left;
        }
        leave(setup, option, streams, state, year, exits);
        let own = state.emergency.hosts[0].children;
        let account = year.emergency.hosts[0].children;
        assert_eq!(own.all, [30_000, 100_000]);
        assert_eq!(own.alone[1], SOME[1], "no boy has left");
        let (resettled, waiting) = (account.resettled[0], account.waiting[0]);
        binomially(resettled + waiting, 10_000.0, 0.04);
        binomially(resettled, (resettled + waiting) as f64, 0.75);
        assert!(resettled > 200, "{resettled}");
        let departed = own.moving[0].0.assessed;
        assert!(own.alone[0].assessed + departed + resettled <= 3_000);
        assert_eq!(own.moved, resettled);
        let (moving, all) = own.moving[0];
        assert_eq!(all, 40_000);
        // Those who waited are there still, among fewer others.
        let left = 4_000.0 - resettled as f64;
        binomially(moving.count, 40_000.0, left / 90_000.0);
        let died = 4_000 - resettled - moving.count - own.alone[0].count;
        let rest = left - moving.count as f64;
        binomially(died, 20_000.0, rest / 50_000.0);
        assert_eq!(account.reunited, [0; 2]);

        // They come to the second host, and a share of those who cross the border.
        let there = state.emergency.hosts[1].children;
        let mut groups = vec![0; 10];
        groups[2] = 40_000;
        groups[3] = 9;
        exits.moved_on = vec![MovedOn {
            origin: 0,
            number: 0,
            to: 1,
            groups: groups.clone(),
        }];
        for (group, &count) in groups.iter().enumerate() {
            state.hosts[1].status_mut(0)[group] += count;
        }
        for newcomers in newcomers.iter_mut() {
            newcomers.fill(0);
        }
        newcomers[1][7] = 30_000;
        state.hosts[1].status_mut(0)[7] += 30_000;
        let kept = own.alone;
        join(setup, streams, state, year, exits, newcomers);
        let (new, own) = (
            state.emergency.hosts[1].children,
            state.emergency.hosts[0].children,
        );
        assert_eq!(own.alone, kept);
        assert_eq!(own.moving[0], (Alone::default(), 0));
        assert_eq!(new.alone[0].count, there.alone[0].count + moving.count);
        assert_eq!(
            new.alone[0].assessed,
            there.alone[0].assessed + moving.assessed
        );
        assert_eq!(new.completed, there.completed + moving.assessed);
        binomially(new.alone[1].count - there.alone[1].count, 30_000.0, 0.05);
        assert!(own.holds() && new.holds());
    });
}

#[test]
fn who_leaves_on_a_pathway_is_seen_at_the_end_of_the_month() {
    after(&known(), 0, |setup, _, streams, space| {
        settle(setup, &mut space.state, SOME);
        let Workspace {
            state,
            year,
            exits,
            newcomers,
            ..
        } = &mut *space;
        for newcomers in newcomers.iter_mut() {
            newcomers.fill(0);
        }
        exits.moved_on.clear();
        // Some had left before, and have been looked at.
        state.emergency.hosts[0].children.gone = [500, 9_000];
        let host = &mut state.hosts[0];
        host.since_split.left[1] = 500;
        host.since_split.died[6] = 9_000;
        host.since_split.left[7] = 20_000;
        host.status_mut(LiveStatus::Recognised.index())[7] -= 20_000;
        join(setup, streams, state, year, exits, newcomers);
        let own = state.emergency.hosts[0].children;
        assert_eq!(own.alone[0], SOME[0]);
        binomially(6_000 - own.alone[1].count, 20_000.0, 0.06);
        assert_eq!(own.all, [100_000, 80_000]);
        // Nobody is taken twice, and families that were transferred take nobody else's children.
        join(setup, streams, state, year, exits, newcomers);
        assert_eq!(state.emergency.hosts[0].children.alone, own.alone);
        state.hosts[0].since_split.left[0] += 9_000;
        state.hosts[0].status_mut(LiveStatus::Recognised.index())[0] -= 9_000;
        super::settle(setup, state, year);
        join(setup, streams, state, year, exits, newcomers);
        let after = state.emergency.hosts[0].children;
        assert_eq!((after.alone, after.all), (own.alone, [91_000, 80_000]));
    });
}

#[test]
fn in_january_some_are_adults_but_no_more_than_of_all_children() {
    after(&known(), 0, |setup, _, streams, space| {
        for (adults, most) in [(8_000, 4_000), (600, 600)] {
            settle(setup, &mut space.state, SOME);
            let Workspace { state, year, .. } = &mut *space;
            let own = &mut state.emergency.hosts[0].children;
            own.gone = [5; 2];
            own.resettled = [5; 2];
            state.hosts[0].status_mut(LiveStatus::Recognised.index())[2] -= adults;
            year.emergency.hosts[0].children = ChildrenYear::default();
            grow_up(setup, streams, state, year);
            let own = state.emergency.hosts[0].children;
            let girls = 4_000 - own.alone[0].count;
            if most == 4_000 {
                binomially(girls, 4_000.0, 0.25);
            } else {
                assert_eq!(girls, 600, "as many as became adults");
            }
            binomially(own.alone[0].assessed, own.alone[0].count as f64, 0.25);
            assert_eq!(own.alone[1], SOME[1], "no boy became an adult");
            assert_eq!((own.gone, own.resettled), ([0; 2], [0; 2]));
            assert_eq!(own.all, [100_000 - adults, 100_000]);
            assert_eq!(year.emergency.hosts[0].children.reunited, [0; 2]);
        }
    });
}

#[test]
fn where_fewer_children_are_left_the_others_have_joined_their_family() {
    let mut children = Children {
        alone: SOME,
        all: [100_000; 2],
        completed: 4_000,
        ..Children::default()
    };
    let mut year = ChildrenYear::default();
    children.recount([4_000, 2_900], &mut year);
    assert_eq!(year.reunited, [0, 3_100]);
    assert_eq!(children.alone[0], SOME[0]);
    let left = Alone {
        count: 2_900,
        assessed: 2_900,
    };
    assert_eq!((children.alone[1], children.all), (left, [4_000, 2_900]));
}

#[test]
fn children_move_against_procedures_and_are_no_more_than_there_are() {
    let sound = Children {
        alone: SOME,
        all: [4_000, 6_000],
        completed: 5_000,
        moved: 5_000,
        ..Children::default()
    };
    assert!(sound.holds());
    let mut more_moved = sound;
    more_moved.moved += 1;
    let mut more_alone = sound;
    more_alone.all[1] -= 1;
    let mut more_assessed = sound;
    more_assessed.alone[0].assessed = 4_001;
    for broken in [more_moved, more_alone, more_assessed] {
        assert!(!broken.holds(), "{broken:?}");
    }
}

#[test]
fn cells_are_sums_over_hosts_and_shares_of_them() {
    let host = |alone: [Alone; 2], all| HostEmergency {
        children: Children {
            alone,
            all,
            ..Children::default()
        },
        ..HostEmergency::default()
    };
    let year = |number: u64| HostEmergencyYear {
        children: ChildrenYear {
            reunited: [number, 2 * number],
            resettled: [3 * number, 4 * number],
            waiting: [5 * number, 6 * number],
            procedures: 7 * number,
        },
        ..HostEmergencyYear::default()
    };
    let hosts = [
        host(SOME, [10_000, 20_000]),
        host(
            [
                Alone {
                    count: 1_000,
                    assessed: 500,
                },
                Alone::default(),
            ],
            [8_000, 6_000],
        ),
    ];
    let mut values = Vec::new();
    write(&hosts, &[year(1), year(100)], &mut values);
    assert_eq!(
        values,
        [
            11_000,
            5_000,
            6_000,
            303,
            101,
            202,
            707,
            303,
            404,
            1_111,
            505,
            606,
            707,
            // 4,500 of 11,000, and 33,000 of 44,000.
            409_090_909,
            750_000_000,
        ]
    );
    let mut names = Vec::new();
    cells(|name, _, _| names.push(name));
    assert_eq!(names.len(), values.len());
    values.clear();
    write(&[HostEmergency::default()], &[year(0)], &mut values);
    assert_eq!(values[13..], [1_000_000_000; 2]);
}

#[test]
fn where_nobody_can_go_instead_family_was_found_where_the_place_is() {
    let mut situation = known();
    let parameters = &mut situation.parameters.emergency.unaccompanied_children;
    parameters.reunited_unaided_per_month = 0.0;
    after(&situation, 0, |setup, option, streams, space| {
        let everybody_alone = [
            Alone {
                count: 100,
                assessed: 0,
            },
            Alone::default(),
        ];
        settle(setup, &mut space.state, everybody_alone);
        let Workspace {
            state, year, exits, ..
        } = &mut *space;
        state.month = 0;
        let host = &mut state.hosts[0];
        host.people.fill(0);
        host.status_mut(LiveStatus::Recognised.index())[1] = 70;
        host.since_split.left[1] = 30;
        state.emergency.hosts[0].children.all = [100, 0];
        year.hosts[0].resettled = [0, 30, 0, 0, 0, 0, 0, 0, 0, 0];
        year.emergency.hosts[0].children = ChildrenYear {
            reunited: [5, 5],
            ..ChildrenYear::default()
        };
        for movers in &mut exits.movers {
            movers.groups.fill(0);
        }
        leave(setup, option, streams, state, year, exits);
        let own = state.emergency.hosts[0].children;
        let account = year.emergency.hosts[0].children;
        assert_eq!((own.alone[0].count, own.all, own.moved), (70, [70, 0], 0));
        assert_eq!((account.reunited, account.waiting), ([35, 5], [30, 0]));
        assert!(own.holds());
    });
}
