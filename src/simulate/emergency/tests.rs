//! What all arrangements of the emergency response have in common.

use super::*;
use crate::model::parameters::Switch;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, near};

#[test]
fn what_recurs_is_all_but_what_does_not() {
    let mut host = HostEmergency {
        once_usd: 30.0,
        ..HostEmergency::default()
    };
    host.costs_usd[2] = 100.0;
    host.costs_usd[5] = 20.0;
    near(host.recurring_usd(), 90.0);
}

#[test]
fn an_influx_lasts_for_its_months_where_somebody_is() {
    let mut host = HostState {
        people: vec![0, 3],
        months_since_influx: 4,
        ..HostState::default()
    };
    assert!(influx_within(&host, 5));
    assert!(!influx_within(&host, 4));
    host.people = vec![0, 0];
    assert!(!influx_within(&host, 5));
}

#[test]
fn arrangements_are_in_force_with_the_plan_or_stand_ready_before() {
    for has_plan in [true, false] {
        let mut situation = everything();
        situation.options.last_mut().expect("one").has_plan = has_plan;
        after(&situation, 0, |_, option, _, space| {
            let state = &mut space.state;
            state.plan_month = 4;
            for (month, from_plan) in [(3, false), (4, true), (5, true)] {
                state.month = month;
                for (switch, in_month, ready) in [
                    (Switch::Off, false, false),
                    (Switch::Always, true, true),
                    (Switch::WithPlan, from_plan && has_plan, has_plan),
                ] {
                    assert_eq!(in_force(switch, option, state), in_month);
                    assert_eq!(stands_ready(switch, option, month), ready);
                }
            }
        });
    }
}

#[test]
fn the_first_mass_influx_is_the_onset() {
    let mut situation = everything();
    let costs = &mut situation.parameters.costs;
    costs.emergency_arrivals_share_of_stock = 0.1;
    costs.emergency_arrivals_minimum_persons = 500.0;
    after(&situation, 0, |setup, option, streams, space| {
        for (recent, onset) in [
            ([0, 0, 0], None),
            ([200, 200, 99], None),
            ([200, 200, 100], Some(7)),
        ] {
            let state = &mut space.state;
            state.emergency.onset = None;
            for host in &mut state.hosts {
                host.recent_arrivals = [0; 3];
            }
            // 5,000 people are there: a tenth of them is the minimum.
            state.hosts[2].recent_arrivals = recent;
            state.month = 7;
            close(setup, option, streams, state);
            assert_eq!(state.emergency.onset, onset);
            state.month = 8;
            state.hosts[2].recent_arrivals = [900; 3];
            close(setup, option, streams, state);
            assert_eq!(state.emergency.onset, onset.or(Some(8)));
        }
    });
}

#[test]
fn the_whole_period_counts_from_the_first_influx() {
    let mut situation = everything();
    situation.parameters.emergency.preparedness.lead_time_months = 2;
    situation
        .parameters
        .emergency
        .preparedness
        .prepared_lead_time_days = Some(3.0);
    after(&situation, 0, |setup, option, _, space| {
        let state = &mut space.state;
        state.emergency.onset = Some(5);
        state.emergency.fund.first_money = Some(9);
        state.emergency.hosts[0].preparedness.first_lead = Some(1.0);
        state.emergency.hosts[2].preparedness.first_lead = Some(0.25);
        let mut values = Vec::new();
        write_whole(setup, option, state, &mut values);
        // Months to the first money.
        assert_eq!(values[0], 4);
        let lags = &values[values.len() - 4..];
        assert_eq!(lags, [625_000_000, 1_000_000_000, 0, 250_000_000]);
    });
}

#[test]
fn what_stands_ready_ends_with_a_plan_that_lapses() {
    use crate::model::AfterYears;
    let mut situation = everything();
    for after_years in [AfterYears::GoesOn, AfterYears::Lapses] {
        situation.options.last_mut().expect("one").after_years = after_years;
        after(&situation, 0, |setup, option, _, _| {
            // A plan for three years, until December 2028.
            let mut plan = option.plan.clone();
            plan.years.truncate(3);
            let option = OptionSetup::new(setup, option.option, &plan);
            for (month, lasts) in [(0, true), (35, true), (36, false), (71, false)] {
                let stands = lasts || after_years == AfterYears::GoesOn;
                assert_eq!(stands_ready(Switch::WithPlan, &option, month), stands);
                assert!(stands_ready(Switch::Always, &option, month));
                assert_eq!(option.plan_in_force(4, month), stands && month >= 4);
            }
        });
    }
}
