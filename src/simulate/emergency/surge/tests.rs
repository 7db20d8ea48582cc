//! Surge staff by their rules.

use super::*;
use crate::model::{SECTORS, Situation};
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, near, shelter};

fn known() -> Situation {
    let mut situation = everything();
    let parameters = &mut situation.parameters.emergency.surge_staff;
    parameters.deployment_lag_months = 2;
    parameters.staff_maximum = 10;
    parameters.persons_per_staff = 1_000.0;
    parameters.registrations_per_staff_month = 70.0;
    parameters.loss_prevented_share = 0.25;
    parameters.usd_per_staff_month = 900.0;
    situation
}

#[test]
fn experts_are_deployed_from_the_lag_on_as_far_as_the_roster_reaches() {
    after(&known(), 0, |setup, option, _, space| {
        let crate::simulate::Workspace { state, year, .. } = space;
        state.month = state.plan_month + 7;
        let month_now = state.month;
        let coordination = Sector::Coordination.index();
        for (host, people) in [(0, 6_200), (1, 2_001), (2, 50_000)] {
            shelter(&mut state.hosts[host], 0, people);
            state.hosts[host].months_since_influx = 0;
        }
        // The months since each emergency began, none where there is none, and who is there then.
        for (began, staff) in [
            ([Some(2), Some(2), None], [7, 3, 0]),
            ([Some(2), Some(1), None], [7, 0, 0]),
            ([Some(2), None, Some(9)], [7, 0, 3]),
            ([Some(9), Some(9), Some(9)], [7, 3, 0]),
            ([Some(1), Some(0), Some(2)], [0, 0, 10]),
        ] {
            for (host, began) in state.emergency.hosts.iter_mut().zip(began) {
                host.began = began.map(|months: u32| month_now - months);
                host.costs_usd = [5.0; SECTORS.len()];
                host.surge = Surge {
                    staff: 99,
                    served: 1.0,
                };
            }
            for host in &mut year.emergency.hosts {
                host.staff_months = 4;
            }
            month(setup, option, state, year);
            for (host, staff) in staff.into_iter().enumerate() {
                let own = &state.emergency.hosts[host];
                assert_eq!(own.surge.staff, staff, "{began:?}");
                let stock = state.hosts[host].protected_stock() as f64;
                near(own.surge.served, (staff as f64 * 1_000.0 / stock).min(1.0));
                near(own.costs_usd[coordination], 5.0 + 900.0 * staff as f64);
                near(own.costs_usd.iter().sum(), 60.0 + 900.0 * staff as f64);
                assert_eq!(year.emergency.hosts[host].staff_months, 4 + staff);
                near(registered_by_staff(setup, state, host), 70.0 * staff as f64);
            }
        }
        // An emergency that ran before the start has its experts already.
        state.emergency.hosts[0].began = Some(month_now);
        for (since, staff) in [(1, 0), (2, 7)] {
            state.hosts[0].months_since_influx = since;
            month(setup, option, state, year);
            assert_eq!(state.emergency.hosts[0].surge.staff, staff);
        }
        // Without a plan there is no roster.
        state.month = 0;
        for host in &mut state.emergency.hosts {
            host.began = Some(0);
        }
        state.hosts[0].months_since_influx = 9;
        month(setup, option, state, year);
        assert_eq!(state.emergency.hosts[0].surge, Surge::default());
    });
}

#[test]
fn experts_prevent_a_part_of_what_would_be_lost() {
    after(&known(), 0, |setup, _, _, _| {
        for (served, otherwise, expected) in [
            (0.0, 0.6, 0.6),
            (1.0, 0.6, 0.7),
            (0.5, 0.6, 0.65),
            (1.0, 1.0, 1.0),
        ] {
            let surge = Surge { staff: 1, served };
            near(delivered(setup, surge, otherwise), expected);
        }
    });
}
