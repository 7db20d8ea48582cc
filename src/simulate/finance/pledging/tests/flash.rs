//! Flash appeals, to the cent.

use super::*;

/// A flash appeal brings what is announced for more than the latest appeal asked for; with the adoption of
/// a plan before it or after it, it comes to the same.
#[test]
fn a_flash_appeal_asks_for_what_was_not_foreseen() {
    let mut situation = certain();
    // Other emergencies take a fifth of attention, and half of what one of them gave has left.
    situation
        .parameters
        .finance
        .attention_shock_probability_per_year = 1.0;
    situation.parameters.finance.attention_shock_loss_share = 0.2;
    let option = situation.options.last_mut().expect("one");
    option.multi_year_share = 0.0;
    option.exits = vec![ContributorExit {
        contributor: situation.contributors[1].id.clone(),
        month: 24,
        remaining_share: 0.5,
    }];
    after(&situation, 0, |setup, option, streams, space| {
        for (plan_month, order) in [
            (u32::MAX, "none"),
            (28, "flash first"),
            (27, "plan first"),
            (0, "in force"),
        ] {
            let (state, year) = (&mut space.state, &mut space.year);
            state.ledger.reset(3);
            state.advance_until.fill(9);
            state.month = 28;
            state.plan_month = plan_month;
            state.uptake = 0.5;
            // Below what is usual before and after, beyond both, and between them.
            state.obligations_usd = vec![1e3, 90e6, 2.85e6];
            year.donors.fill([0; 4]);
            state.asked_per_month_usd = 1e6;
            state.flash_appeal = Some(28);
            if order == "plan first" {
                adopt_plan(setup, option, streams, state, year);
            }
            hold_flash_appeal(setup, option, streams, state, year);
            if order == "flash first" {
                adopt_plan(setup, option, streams, state, year);
            }
            let ask = expected_needs(setup, state, 28, 8).usd;
            assert!(ask > 16e6, "{ask}");
            near(state.asked_per_month_usd, ask / 8.0);
            assert_eq!(state.flash_appeal, None);
            for (donor, (share, asked)) in [(0.1, 1e3), (0.5, 90e6), (0.4, 2.85e6)]
                .into_iter()
                .enumerate()
            {
                let obligation = asked * 8.0 / 12.0;
                let usual = |ask: f64| share * 0.4 * ask;
                let under = |ask: f64| usual(ask) + 0.5 * (obligation - usual(ask)).max(0.0);
                let mean = match order {
                    "none" => usual(ask) - usual(8e6),
                    "in force" => under(ask) - under(8e6),
                    _ => under(ask) - usual(8e6),
                };
                let left = if donor == 1 { 0.5 } else { 1.0 };
                let announced = 0.9 * 0.8 * left * mean;
                let seen = year.donors[donor][0];
                assert!(
                    (seen - cents(announced)).abs() <= 1,
                    "{order} {donor}: {seen}, not {announced}"
                );
            }
        }
    });
}

/// Where nobody is asked again, what is given in the first year to a flash appeal is given in later years.
#[test]
fn what_is_given_in_the_first_year_goes_on_without_appeals() {
    let mut situation = certain();
    let option = situation.options.last_mut().expect("one");
    option.appeal = Appeal::None;
    option.multi_year_share = 0.0;
    after(&situation, 0, |setup, option, streams, space| {
        let (state, year) = (&mut space.state, &mut space.year);
        state.plan_month = u32::MAX;
        state.month = 5;
        state.first_ask_per_year_usd = Some(12e6);
        state.asked_per_month_usd = 1e6;
        state.flash_appeal = Some(5);
        hold_flash_appeal(setup, option, streams, state, year);
        let more = expected_needs(setup, state, 5, 7).usd - 7e6;
        assert!(more > 0.0);
        near(state.first_ask_per_year_usd.expect("an ask"), 12e6 + more);
        state.ledger.reset(3);
        state.month = 12;
        year.donors.fill([0; 4]);
        hold_conference(setup, option, streams, state, year);
        let announced = cents(0.5 * 0.4 * (12e6 + more));
        assert!((year.donors[1][0] - announced).abs() <= 1);
    });
}

#[test]
fn no_flash_appeal_is_held_without_cause() {
    let mut situation = certain();
    for (appeal, due, asked) in [
        (Appeal::None, Some(28), 1e6),
        (Appeal::Annual, Some(29), 1e6),
        (Appeal::Annual, None, 1e6),
        (Appeal::Annual, Some(28), 1e12),
    ] {
        situation.options.last_mut().expect("one").appeal = appeal;
        after(&situation, 0, |setup, option, streams, space| {
            let (state, year) = (&mut space.state, &mut space.year);
            state.month = 28;
            state.asked_per_month_usd = asked;
            state.flash_appeal = due;
            year.donors.fill([0; 4]);
            hold_flash_appeal(setup, option, streams, state, year);
            assert!(year.donors.iter().flatten().all(|&money| money == 0));
            assert_eq!(state.flash_appeal, due.filter(|&month| month == 29));
        });
    }
}
