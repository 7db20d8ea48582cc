//! Reviews by linear programs, and reviews that keep a part of the split.

use super::*;

#[test]
fn linear_programs_ask_what_the_closed_form_asks() {
    let mut situation = with_pathways(everything());
    situation.parameters.review.solver = ReviewSolver::Lp;
    after(&situation, 0, |setup, option, _, _| {
        let mut plan = option.plan.clone();
        for (caps, floors) in [
            ([1e9, 1e9, 1e9], [0.0, 0.0, 0.0]),
            // A cap that binds, one below what is signed, floors beyond the need, caps short of it.
            ([40e6, 12e6, 30e6], [1e6, 2e6, 3e6]),
            ([40e6, 5e6, 60e6], [1e6, 9e6, 3e6]),
            ([40e6, 40e6, 40e6], [30e6, 30e6, 30e6]),
            ([10e6, 12e6, 9e6], [1e6, 2e6, 3e6]),
        ] {
            for (share, cap) in plan.shares.iter_mut().zip(caps) {
                share.cap_usd = vec![cap];
            }
            let mut prepared = OptionSetup::new(setup, option.option, &plan);
            for (donor, floor) in prepared.donors.iter_mut().zip(floors) {
                donor.standing_usd = vec![floor];
            }
            let terms = Terms::new(setup, &prepared, 2026, &NEEDS, &PEOPLE, &[]);
            let closed = terms.solve(ReviewSolver::ClosedForm).expect("always");
            let found = terms.solve(ReviewSolver::Lp).expect("solved");
            for (closed, found) in closed.iter().zip(&found) {
                assert!((closed - found).abs() <= 50.0, "{found:?}, not {closed:?}");
                let cents = found * 100.0;
                assert!(
                    (cents - cents.round()).abs() < 1e-4,
                    "{found} in whole cents"
                );
            }
        }
    });
}

#[test]
fn a_program_without_an_answer_gives_no_obligations() {
    let mut situation = everything();
    situation.parameters.review.solver = ReviewSolver::Lp;
    after(&situation, 1, |setup, option, _, space| {
        let mut prepared = OptionSetup::new(setup, option.option, option.plan);
        prepared.donors[0].standing_usd = vec![f64::NAN; 9];
        let before = space.state.obligations_usd.clone();
        let refused = review(setup, &prepared, &mut space.state, &mut space.year);
        assert!(refused.is_err(), "{refused:?}");
        assert_eq!(space.state.obligations_usd, before);
    });
}

#[test]
fn a_review_keeps_a_part_of_the_split_of_before() {
    after(&with_pathways(everything()), 0, |setup, option, _, _| {
        let mut plan = option.plan.clone();
        for (share, (key, cap)) in plan
            .shares
            .iter_mut()
            .zip([(0.2, 1e9), (0.5, 1e9), (0.3, 30e6)])
        {
            (share.key_share, share.cap_usd) = (key, vec![cap]);
        }
        let mut prepared = OptionSetup::new(setup, option.option, &plan);
        for (donor, floor) in prepared.donors.iter_mut().zip([0.0, 0.0, 6e6]) {
            donor.standing_usd = vec![floor];
        }
        let terms = Terms::new(setup, &prepared, 2026, &NEEDS, &PEOPLE, &[]);
        // 50 million are asked for now, where 40 million were: 20, 15 and 5 of them.
        let new = vec![10e6, 25e6, 15e6];
        let old = [20e6, 15e6, 5e6];
        all_near(&terms.cling(0.0, &old, new.clone()), &new);
        // 0.4 of 25, 18.75 and 6.25; 0.6 of the new ones.
        let kept = terms.cling(0.4, &old, new.clone());
        all_near(&kept, &[16e6, 22.5e6, 11.5e6]);
        // Nothing was asked before.
        all_near(&terms.cling(0.4, &[0.0; 3], new.clone()), &new);
        // A cap at 30 million: 0.9 of 3.125, 3.125 and 43.75 would pass it; the others, 3.8125 and
        // 5.3125, take up the rest alike.
        let kept = terms.cling(0.9, &[2.5e6, 2.5e6, 35e6], new.clone());
        let scale = 20e6 / 9.125e6;
        all_near(&kept, &[3.8125e6 * scale, 5.3125e6 * scale, 30e6]);
        // What is signed, 6 million, stands: 0.9 of nothing and 0.1 of 15 would be less.
        let kept = terms.cling(0.9, &[20e6, 20e6, 0.0], new);
        let scale = 44e6 / (23.5e6 + 25e6);
        all_near(&kept, &[23.5e6 * scale, 25e6 * scale, 6e6]);
    });
}

#[test]
fn an_option_says_how_much_of_the_split_stays_and_arrears_are_no_part_of_it() {
    let mut situation = everything();
    situation.parameters.review.switching_cost_share = 0.8;
    for own in [None, Some(0.3), Some(0.0)] {
        let option = situation.options.last_mut().expect("an option");
        option.review_switching_cost_share = own;
        after(&situation, 6, |setup, option, _, space| {
            let state = &mut space.state;
            let fresh = forecast(setup, option, state);
            let arrears = [2e6, 0.0, 1e6];
            let old = [4e6, 3e6, 1e6];
            state.obligations_usd = (0..3).map(|donor| old[donor] + arrears[donor]).collect();
            state.protracted.evaluation.ask_again(&arrears);
            let stays = own.unwrap_or(0.8);
            let sum: f64 = fresh.iter().sum();
            let expected: Vec<f64> = (0..3)
                .map(|donor| (1.0 - stays) * fresh[donor] + stays * old[donor] * sum / 8e6)
                .collect();
            let asked = reviewed_obligations(setup, option, state).expect("solved");
            all_near(&asked, &expected);
            review(setup, option, state, &mut space.year).expect("solved");
            let with: Vec<f64> = (0..3)
                .map(|donor| expected[donor] + arrears[donor])
                .collect();
            all_near(&state.obligations_usd, &with);
        });
    }
}
