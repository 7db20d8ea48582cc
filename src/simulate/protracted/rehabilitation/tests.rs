//! Areas left behind by their equations.

use super::*;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::{after, near, shelter};

#[test]
fn areas_are_left_restored_and_used_again() {
    let mut situation = everything();
    let parameters = &mut situation.parameters.protracted.rehabilitation;
    parameters.cost_usd_per_person = 200.0;
    parameters.clearing_months = 20.0;
    parameters.openness_loss_share = 0.5;
    situation.hosts[1].cost_ratio = 1.5;
    situation.hosts[1].legal_framework_openness = 0.8;
    after(&situation, 0, |setup, option, _, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        let community = Sector::HostCommunity.index();
        let (mut peak, mut restored, mut asked) = (0.0_f64, 0.0_f64, 0.0);
        // Stock and coverage by month, and whether the plan is in force.
        for (stock, covered, running) in [
            (50_000, 0.5, false),
            (30_000, 0.5, false),
            (30_000, 0.5, true),
            (30_000, 0.5, true),
            (20_000, 0.8, true),
            // More than all of it cannot be paid.
            (20_000, 1.3, true),
            // Most people come back: restored areas are in use again.
            (49_500, 0.2, true),
            (60_000, 1.0, true),
            (58_000, 1.0, false),
            (58_000, 1.0, true),
        ] {
            state.month = if running { state.plan_month } else { 0 };
            shelter(&mut state.hosts[1], 1, stock);
            state.coverage[[1, community]] = covered;
            let own = &mut state.protracted.hosts[1];
            own.costs_usd[community] = 4.0;
            own.effects.openness = 0.02;
            year.protracted.hosts[1].rehabilitation = 5;
            month(setup, option, state, year);
            let stock = stock as f64;
            peak = peak.max(stock);
            let left = peak - stock;
            let paid = f64::min(covered, 1.0) * asked;
            restored = (restored + paid / 300.0).min(left);
            let backlog = left - restored;
            asked = if running { 300.0 * backlog / 20.0 } else { 0.0 };
            let own = &state.protracted.hosts[1];
            near(own.rehabilitation.backlog(), backlog);
            near(own.rehabilitation.peak(), peak);
            near(own.costs_usd[community], 4.0 + asked);
            near(own.effects.openness, 0.02 - 0.5 * backlog / peak * 0.8);
            let cents = year.protracted.hosts[1].rehabilitation - 5;
            assert!((cents as f64 / 100.0 - paid).abs() < 0.006, "{cents}");
            assert!(own.rehabilitation.holds());
        }
    });
}

#[test]
fn what_costs_nothing_is_not_rehabilitated() {
    let mut situation = everything();
    situation
        .parameters
        .protracted
        .rehabilitation
        .cost_usd_per_person = 0.0;
    after(&situation, 0, |setup, option, _, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        state.month = state.plan_month;
        for stock in [5_000, 1_000, 1_000] {
            shelter(&mut state.hosts[0], 1, stock);
            month(setup, option, state, year);
        }
        near(state.protracted.hosts[0].rehabilitation.backlog(), 4_000.0);
    });
}

#[test]
fn areas_lie_within_their_bounds() {
    let good = Rehabilitation {
        peak: 9.0,
        left: 5.0,
        restored: 2.0,
        asked_usd: 0.0,
    };
    for (areas, holds) in [
        (good, true),
        (Rehabilitation::default(), true),
        (
            Rehabilitation {
                restored: 0.0,
                ..good
            },
            true,
        ),
        (
            Rehabilitation {
                restored: 5.0,
                ..good
            },
            true,
        ),
        (Rehabilitation { left: 9.0, ..good }, true),
        (
            Rehabilitation {
                restored: -0.1,
                ..good
            },
            false,
        ),
        (
            Rehabilitation {
                restored: 5.1,
                ..good
            },
            false,
        ),
        (Rehabilitation { left: 9.1, ..good }, false),
    ] {
        assert_eq!(areas.holds(), holds, "{areas:?}");
    }
}
