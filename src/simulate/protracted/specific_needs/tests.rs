//! Specific needs by their equation.

use super::*;
use crate::model::SECTORS;
use crate::model::parameters::SharePerSexAndAge;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, near};

#[test]
fn needs_become_known_and_are_met_as_far_as_money_reaches() {
    let mut situation = everything();
    let parameters = &mut situation.parameters.protracted.specific_needs;
    parameters.share = SharePerSexAndAge {
        girls: 0.1,
        boys: 0.2,
        women: 0.3,
        men: 0.4,
        older_women: 0.5,
        older_men: 0.6,
    };
    parameters.unaided_identified_share = 0.2;
    parameters.full_identified_share = 0.8;
    parameters.speed_per_month = 0.25;
    parameters.usd_per_person_year = 24.0;
    situation.hosts[1].cost_ratio = 1.5;
    let shares = [0.1, 0.1, 0.1, 0.3, 0.5, 0.2, 0.2, 0.2, 0.4, 0.6];
    after(&situation, 0, |setup, option, _, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        let protection = Sector::Protection.index();
        for (running, coverage) in [(true, 0.6), (true, 0.0), (false, 0.6)] {
            state.month = if running { state.plan_month } else { 0 };
            state.coverage[[1, protection]] = coverage;
            state.refresh_reach(&setup.situation.parameters.response);
            let reach = if running {
                state.reach(1, Sector::Protection)
            } else {
                0.0
            };
            let own = &mut state.protracted.hosts[1];
            own.cells = [
                [10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
                [1_000, 900, 800, 700, 600, 500, 400, 300, 200, 100],
            ];
            own.costs_usd = [2.0; SECTORS.len()];
            own.specific_needs = SpecificNeeds::new(0.4);
            year.protracted.hosts[1].specific_needs_unmet = [7.0; SEX_AGE_CELLS];
            month(setup, option, state, year);
            let own = &state.protracted.hosts[1];
            let needs = &own.specific_needs;
            let known = 0.4 + 0.25 * (0.2 + 0.6 * reach - 0.4);
            near(needs.known_share, known);
            let mut registered = 0.0;
            for (cell, share) in shares.into_iter().enumerate() {
                let [out, within] = [0, 1].map(|place| share * own.cells[place][cell] as f64);
                registered += within;
                near(needs.people[cell], out + within);
                near(needs.known[cell], within * known);
                near(
                    year.protracted.hosts[1].specific_needs_unmet[cell],
                    7.0 + out + within - within * known * reach,
                );
            }
            assert!(needs.holds());
            let usd = if running {
                0.8 * registered * 2.0 * 1.5
            } else {
                0.0
            };
            near(own.costs_usd[protection], 2.0 + usd);
            near(own.costs_usd.iter().sum(), 24.0 + usd);
        }
    });
}

#[test]
fn no_more_is_known_than_there_is() {
    let mut needs = SpecificNeeds::new(1.0);
    needs.people[3] = 5.0;
    needs.known[3] = 5.0;
    assert!(needs.holds());
    needs.known[3] = 5.1;
    assert!(!needs.holds());
    assert!(!SpecificNeeds::new(1.1).holds());
}
