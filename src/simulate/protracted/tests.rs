//! What all arrangements have in common, by its equations.

use super::*;
use crate::model::parameters::Switch;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, near, shelter};

#[test]
fn integration_costs_what_its_hazard_has_been_moved_by() {
    let mut situation = everything();
    let integration = &mut situation.parameters.local_integration;
    integration.naturalisation_hazard_per_year = 0.06;
    integration.support_usd_per_person = 250.0;
    integration.development_effect = 0.5;
    for (host, openness) in situation.hosts.iter_mut().zip([0.3, 0.6, 0.9]) {
        host.legal_framework_openness = openness;
    }
    after(&situation, 0, |setup, _, _, space| {
        let state = &mut space.state;
        let rows = [
            (40_000, 0.1, 0.2, 0.4),
            (10_000, -0.2, 0.0, 0.4),
            // No law is more than fully open.
            (7_000, 0.4, 0.1, 1.0),
        ];
        for (host, (stock, openness, integration, _)) in rows.into_iter().enumerate() {
            shelter(&mut state.hosts[host], 1, stock);
            let own = &mut state.protracted.hosts[host];
            own.effects.openness = openness;
            own.effects.integration = integration;
            own.costs_usd[Sector::Solutions.index()] = 8.0;
        }
        cost_integration(setup, state);
        for (host, (stock, _, integration, moved)) in rows.into_iter().enumerate() {
            let stated = [0.3, 0.6, 0.9][host];
            let more = moved * (1.5 + integration) - stated * 1.5;
            near(
                state.protracted.hosts[host].costs_usd[Sector::Solutions.index()],
                8.0 + stock as f64 * 0.005 * 250.0 * more,
            );
        }
    });
}

#[test]
fn what_recurs_is_all_but_what_does_not() {
    let mut host = HostProtracted {
        once_usd: 30.0,
        ..HostProtracted::default()
    };
    host.costs_usd[2] = 100.0;
    host.costs_usd[5] = -20.0;
    near(host.recurring_usd(), 50.0);
}

#[test]
fn impact_is_evaluated_at_reviews_or_every_december() {
    for (has_plan, month, plan_month, review, due) in [
        // With the plan: when it is adopted, and at the month's own review.
        (true, 4, 4, None, true),
        (true, 5, 4, None, false),
        (true, 5, 4, Some(6), true),
        (true, 5, 4, Some(5), false),
        (true, 11, 4, Some(6), false),
        // Before it, and without one: in December.
        (true, 11, 14, None, true),
        (true, 3, 14, Some(4), false),
        (false, 11, 4, None, true),
        (false, 4, 4, Some(5), false),
    ] {
        for switch in [Switch::Always, Switch::WithPlan] {
            let mut situation = everything();
            situation.parameters.protracted.host_impact.applies = switch;
            situation.options.last_mut().expect("one").has_plan = has_plan;
            after(&situation, 0, |setup, option, streams, space| {
                let (state, year) = (&mut space.state, &mut space.year);
                state.month = month;
                state.plan_month = plan_month;
                state.last_review = review;
                year.months = 2;
                state.protracted.hosts[1].impact.levels = [0.4; 4];
                close(setup, option, streams, state, year);
                let in_force = switch == Switch::Always || (has_plan && month >= plan_month);
                let expected = if due && in_force { 0.4 } else { 0.0 };
                near(state.protracted.hosts[1].impact.evaluated, expected);
            });
        }
    }
}

#[test]
fn what_arrangements_keep_is_checked() {
    after(&everything(), 3, |setup, _, _, space| {
        let checked = |spoil: &dyn Fn(&mut HostProtracted)| {
            let mut state = space.state.clone();
            spoil(&mut state.protracted.hosts[1]);
            check(setup, &state).err().map(|(rule, _)| rule)
        };
        assert_eq!(checked(&|_| {}), None);
        assert_eq!(
            checked(&|host| host.education.enrolled[0][0] = 1.1),
            Some("enrolment within the number of children")
        );
        let finance = Some("I5 development finance and loans");
        assert_eq!(checked(&|host| host.development.paid += 1), finance);
        assert_eq!(checked(&|host| host.loans.paid_out += 1), finance);
        let impact = Some("impact and areas left behind within their bounds");
        assert_eq!(checked(&|host| host.impact.levels[0] = 1.1), impact);
        let participation = Some("participation and coverage between none and all");
        assert_eq!(
            checked(&|host| host.participation.levels[0] = -0.1),
            participation
        );
    });
}

#[test]
fn costs_are_added_to_needs_which_stay_above_nothing() {
    after(&everything(), 0, |_, _, _, space| {
        let state = &mut space.state;
        state.needs.fill(1_000);
        let own = &mut state.protracted.hosts[1];
        own.costs_usd = [0.0; SECTORS.len()];
        own.costs_usd[2] = 3.25;
        own.costs_usd[3] = -4.0;
        own.costs_usd[4] = -40.0;
        add_costs(state);
        assert_eq!(state.needs[[1, 2]], 1_325);
        assert_eq!(state.needs[[1, 3]], 600);
        assert_eq!(state.needs[[1, 4]], 0);
    });
}

#[test]
fn money_that_came_for_the_month_is_handed_over() {
    after(&everything(), 0, |_, _, _, space| {
        let state = &mut space.state.protracted;
        let mut pools = Pools::new(3);
        pools.host = vec![1; 3];
        for (host, own) in state.hosts.iter_mut().enumerate() {
            own.private_funds = 10 + host as i64;
            own.loan_money = 100 * host as i64;
        }
        let mut needs = Array2::zeros((3, SECTORS.len()));
        // Life-saving needs are not what is lent for; the third host has no others.
        needs.column_mut(Sector::Food.index()).fill(9_000);
        needs[[1, Sector::Livelihoods.index()]] = 300;
        needs[[1, Sector::Energy.index()]] = 100;
        for _ in 0..2 {
            hand_over(state, &mut pools, &needs);
            assert_eq!(pools.host, [1, 1, 201]);
            for host in 0..3 {
                for sector in SECTORS {
                    let money = match (host, sector) {
                        (_, Sector::Education) => 10 + host as i64,
                        (1, Sector::Livelihoods) => 75,
                        (1, Sector::Energy) => 25,
                        _ => 0,
                    };
                    let cell = host * SECTORS.len() + sector.index();
                    assert_eq!(pools.host_sector[cell], money);
                }
            }
            assert_eq!(pools.total(), 3 + 300 + 33);
        }
    });
}

#[test]
fn lenders_see_the_policy_of_the_month_before() {
    let mut situation = everything();
    situation.hosts[1].legal_framework_openness = 0.5;
    situation.hosts[1].self_reliance_maximum_share = 0.4;
    after(&situation, 0, |setup, option, streams, space| {
        let own = &mut space.state.protracted.hosts[1];
        own.effects.openness = 0.25;
        own.effects.self_reliance_ceiling = 0.125;
        month(setup, option, streams, space);
        assert_eq!(space.state.protracted.hosts[1].loans.policy, [0.75, 0.525]);
    });
}

#[test]
fn survivors_are_counted_at_the_end_of_years_and_of_the_clock() {
    let mut situation = everything();
    situation.clock.months = 17;
    for (month, counted) in [(4, false), (11, true), (15, false), (16, true)] {
        after(&situation, 0, |setup, option, streams, space| {
            let (state, year) = (&mut space.state, &mut space.year);
            state.month = month;
            state.protracted.hosts[0].participation = Participation::default();
            participation::violence(setup, true, state);
            participation::violence(setup, true, state);
            state.protracted.hosts[0].cells = [[900_000; SEX_AGE_CELLS]; 2];
            participation::violence(setup, true, state);
            close(setup, option, streams, state, year);
            let survivors: u64 = year.protracted.hosts[0].survivors.iter().sum();
            assert_eq!(survivors > 0, counted, "{month}");
        });
    }
}
