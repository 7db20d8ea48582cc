//! Objectives by name, tie-breaks, tier order and the constraints of a program, each on a case
//! whose answer is worked out by hand.

use fairshare::apportion::SolverChoice;
use fairshare::apportion::burden::{
    Arc, BurdenContributor, BurdenProgram, Demand, Equity, Group, InPeriod, Pool, Rules, TierOrder,
};

use super::{BOTH, close};

fn contributor(name: &str, weight: f64, offer: f64) -> BurdenContributor {
    BurdenContributor {
        name: name.to_owned(),
        weight,
        offer,
        ..BurdenContributor::default()
    }
}

fn demand(name: &str, tier: usize, amount: f64, value: f64) -> Demand {
    Demand {
        name: name.to_owned(),
        tier,
        amount,
        value,
        ..Demand::default()
    }
}

fn arc(contributor: usize, demand: usize, upper: f64) -> Arc {
    Arc {
        contributor,
        demand,
        upper,
        ..Arc::default()
    }
}

/// Contributors with one demand of 1 in value, each with an arc up to a cap and its cost.
fn one_demand(amount: f64, states: &[(f64, f64, f64, f64)]) -> BurdenProgram {
    BurdenProgram {
        contributors: states
            .iter()
            .zip(["A", "B", "C", "D"])
            .map(|(&(weight, offer, _, _), name)| contributor(name, weight, offer))
            .collect(),
        demands: vec![demand("need", 0, amount, 1.0)],
        arcs: states
            .iter()
            .enumerate()
            .map(|(index, &(_, _, cap, cost))| Arc {
                cost,
                ..arc(index, 0, cap)
            })
            .collect(),
        ..BurdenProgram::default()
    }
}

fn arcs(program: &BurdenProgram, rules: impl Into<Rules>, solver: SolverChoice) -> Vec<f64> {
    program.solve(rules, solver).expect("solved").arcs
}

fn all_close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (one, other) in found.iter().zip(expected) {
        assert!(
            (one - other).abs() <= tolerance,
            "{found:?} against {expected:?}"
        );
    }
}

#[test]
fn least_deviation_changes_as_little_as_it_can_and_settles_the_rest_by_leximin() {
    // Offers 6 and 2 towards 10: two more are needed whoever gives them, and leximin gives them to
    // B, whose ratio is the lower one. Towards 5, three less are needed, and A gives less.
    for (total, expected) in [(10.0, [6.0, 4.0]), (5.0, [3.0, 2.0])] {
        let program = one_demand(total, &[(1.0, 6.0, 20.0, 0.0), (1.0, 2.0, 20.0, 0.0)]);
        for solver in BOTH {
            all_close(
                &arcs(&program, Equity::LeastDeviation, solver),
                &expected,
                1e-6,
            );
        }
    }
}

#[test]
fn nash_is_not_leximin_where_contributions_hinder_each_other() {
    // 2a + b ≤ 15 and a + b + c = 30. Leximin wants the largest, c, small: a = 0, b = c = 15. The
    // product a·b·c is largest at 6a² + 30a = 225, b = 15 − 2a, c = 15 + a.
    let mut program = one_demand(
        30.0,
        &[
            (1.0, 0.0, 60.0, 0.0),
            (1.0, 0.0, 60.0, 0.0),
            (1.0, 0.0, 60.0, 0.0),
        ],
    );
    program.groups.push(Group::budget(
        "shared staff",
        vec![(0, 2.0), (1, 1.0)],
        15.0,
    ));
    let a = (-30.0 + 6300.0_f64.sqrt()) / 12.0;
    for solver in BOTH {
        all_close(
            &arcs(&program, Equity::Leximin, solver),
            &[0.0, 15.0, 15.0],
            1e-5,
        );
        let solution = program.solve(Equity::Nash, solver).expect("solved");
        all_close(&solution.arcs, &[a, 15.0 - 2.0 * a, 15.0 + a], 1e-3);
        let error = solution.nash_error.expect("stated");
        assert!(error <= 1e-7, "{error}");
        // The stated error bounds the true one.
        let product = |x: &[f64]| x.iter().map(|one| one.ln()).sum::<f64>() / 3.0;
        let best = product(&[a, 15.0 - 2.0 * a, 15.0 + a]);
        assert!(best - product(&solution.arcs) <= error + 1e-9);
    }
}

#[test]
fn least_cost_takes_the_cheapest_then_offers_then_shares() {
    // A is cheaper and gives up to its cap.
    let program = one_demand(10.0, &[(1.0, 0.0, 6.0, 1.0), (1.0, 0.0, 20.0, 2.0)]);
    // Equal costs: offers 6 and 2 are used alike for 4, and shares 1 : 3 for what 12 needs more.
    let equal = |total| one_demand(total, &[(1.0, 6.0, 20.0, 1.0), (3.0, 2.0, 20.0, 1.0)]);
    for solver in BOTH {
        all_close(
            &arcs(&program, Equity::LeastCost, solver),
            &[6.0, 4.0],
            1e-6,
        );
        all_close(
            &arcs(&equal(4.0), Equity::LeastCost, solver),
            &[3.0, 1.0],
            1e-6,
        );
        all_close(
            &arcs(&equal(12.0), Equity::LeastCost, solver),
            &[7.0, 5.0],
            1e-6,
        );
    }
}

#[test]
fn quotas_are_traded_at_a_price_that_clears_the_market() {
    // Equal quotas of 5; A gives 6 at 1, B gives 4 at 2. One unit less saves 2, one more costs 2.
    let program = one_demand(10.0, &[(1.0, 0.0, 6.0, 1.0), (1.0, 0.0, 20.0, 2.0)]);
    for solver in BOTH {
        let solution = program.solve(Equity::Tradable, solver).expect("solved");
        all_close(&solution.arcs, &[6.0, 4.0], 1e-6);
        let trade = solution.trade.expect("a market");
        close(trade.price_of_less.expect("a price"), 2.0, 1e-5);
        close(trade.price_of_more.expect("a price"), 2.0, 1e-5);
        let [a, b] = trade.positions[..] else {
            panic!("two positions");
        };
        close(a.quota, 5.0, 1e-6);
        close(a.cost_alone, 5.0, 1e-6);
        close(a.cost_with_trade, 4.0, 1e-5);
        close(b.cost_alone, 10.0, 1e-6);
        close(b.cost_with_trade, 10.0, 1e-5);
        // What one pays another receives.
        close(a.cost_with_trade + b.cost_with_trade, 14.0, 1e-5);
    }
    // Where everybody stands at the cap, nobody could give more.
    let full = one_demand(10.0, &[(1.0, 0.0, 6.0, 1.0), (1.0, 0.0, 4.0, 2.0)]);
    let trade = full
        .solve(Equity::Tradable, SolverChoice::Microlp)
        .expect("solved")
        .trade
        .expect("a market");
    assert_eq!(trade.price_of_more, None);
    close(trade.price_of_less.expect("a price"), 2.0, 1e-5);
}

#[test]
fn proportional_follows_shares_whatever_is_borne_already() {
    let mut program = one_demand(12.0, &[(1.0, 0.0, 20.0, 0.0), (2.0, 0.0, 20.0, 0.0)]);
    program.contributors[0].offset = 100.0;
    program.contributors[1].offset = 1.0;
    for solver in BOTH {
        all_close(
            &arcs(&program, Equity::Proportional, solver),
            &[4.0, 8.0],
            1e-6,
        );
        // Leximin lets B give all, since A bears so much already.
        all_close(&arcs(&program, Equity::Leximin, solver), &[0.0, 12.0], 1e-6);
    }
}

#[test]
fn either_tier_can_come_first() {
    // B can give 6 units of anything: one of value 1 for a life-saving need or one of value 5 for
    // another. Needs first, it goes to the life-saving need; equity first, B's low ratio is raised.
    let program = BurdenProgram {
        contributors: vec![contributor("A", 1.0, 0.0), contributor("B", 1.0, 0.0)],
        demands: vec![
            demand("life-saving", 0, 10.0, 1.0),
            demand("sustaining", 1, 10.0, 5.0),
            demand("A's", 1, 50.0, 1.0),
        ],
        arcs: vec![arc(0, 2, 50.0), arc(1, 0, 10.0), arc(1, 1, 10.0)],
        pools: vec![Pool {
            name: "B".to_owned(),
            arcs: vec![1, 2],
            lower: 0.0,
            upper: 6.0,
        }],
        ..BurdenProgram::default()
    };
    for solver in BOTH {
        let needs_first = program.solve(Equity::Leximin, solver).expect("solved");
        all_close(&needs_first.arcs, &[50.0, 6.0, 0.0], 1e-5);
        let rules = Rules {
            order: TierOrder::EquityFirst,
            ..Rules::default()
        };
        let equity_first = program.solve(rules, solver).expect("solved");
        all_close(&equity_first.arcs, &[50.0, 0.0, 6.0], 1e-5);
    }
}

#[test]
fn a_tier_that_leaves_the_next_no_freedom_says_so() {
    let capped = one_demand(10.0, &[(1.0, 0.0, 3.0, 0.0), (1.0, 0.0, 4.0, 0.0)]);
    let mut free = capped.clone();
    // A need that two may meet while another stays unmet: equity still has something to decide.
    free.demands.push(demand("other", 0, 4.0, 1.0));
    free.arcs.extend([arc(0, 1, 9.0), arc(1, 1, 9.0)]);
    for solver in BOTH {
        let solution = capped.solve(Equity::Leximin, solver).expect("solved");
        assert!(!solution.equity_had_freedom);
        close(solution.unmet[0], 3.0, 1e-6);
        let solution = free.solve(Equity::Leximin, solver).expect("solved");
        assert!(solution.equity_had_freedom);
    }
}

#[test]
fn what_equity_leaves_open_goes_to_ties_then_cost_then_in_proportion() {
    let plain = BurdenProgram {
        contributors: vec![contributor("A", 1.0, 0.0), contributor("B", 1.0, 0.0)],
        demands: vec![demand("near", 0, 12.0, 1.0), demand("far", 0, 4.0, 1.0)],
        arcs: vec![
            arc(0, 0, 20.0),
            arc(0, 1, 20.0),
            arc(1, 0, 20.0),
            arc(1, 1, 20.0),
        ],
        ..BurdenProgram::default()
    };
    let rules = Rules {
        tie_breaks: true,
        ..Rules::default()
    };
    let mut tied = plain.clone();
    tied.arcs[1].affinity = 0.5;
    let mut costly = plain.clone();
    costly.arcs[1].cost = 1.0;
    let mut both = costly.clone();
    both.arcs[1].affinity = 0.5;
    for solver in BOTH {
        all_close(&arcs(&plain, rules, solver), &[6.0, 2.0, 6.0, 2.0], 1e-5);
        all_close(&arcs(&tied, rules, solver), &[4.0, 4.0, 8.0, 0.0], 1e-5);
        all_close(&arcs(&costly, rules, solver), &[8.0, 0.0, 4.0, 4.0], 1e-5);
        all_close(&arcs(&both, rules, solver), &[4.0, 4.0, 8.0, 0.0], 1e-5);
    }
}

/// Two States over two years with one demand in each.
fn two_years(amounts: [f64; 2], previous: [[f64; 2]; 2]) -> BurdenProgram {
    let periods = |state: usize| -> Vec<InPeriod> {
        (0..2)
            .map(|period| InPeriod {
                weight: amounts[period] / 2.0,
                offer: previous[state][period],
                previous: Some(previous[state][period]),
                ..InPeriod::default()
            })
            .collect()
    };
    let mut program = BurdenProgram {
        demands: (0..2)
            .map(|period| Demand {
                period,
                ..demand(&format!("year {}", period + 1), 0, amounts[period], 1.0)
            })
            .collect(),
        ..BurdenProgram::default()
    };
    for (state, name) in ["A", "B"].into_iter().enumerate() {
        program.contributors.push(BurdenContributor {
            periods: periods(state),
            ..contributor(name, (amounts[0] + amounts[1]) / 2.0, 0.0)
        });
        program
            .arcs
            .extend([arc(state, 0, f64::INFINITY), arc(state, 1, f64::INFINITY)]);
    }
    program
}

#[test]
fn ratios_count_over_the_plan_or_year_by_year() {
    let mut program = two_years([10.0, 20.0], [[0.0; 2]; 2]);
    // A can give nothing in the first year and makes up for it in the second.
    program.arcs[0].upper = 0.0;
    for solver in BOTH {
        let whole = program.solve(Equity::Leximin, solver).expect("solved");
        all_close(&whole.ratios, &[1.0, 1.0], 1e-6);
        all_close(&whole.arcs, &[0.0, 15.0, 10.0, 5.0], 1e-5);
        let rules = Rules {
            by_period: true,
            ..Rules::default()
        };
        let yearly = program.solve(rules, solver).expect("solved");
        all_close(&yearly.arcs, &[0.0, 10.0, 10.0, 10.0], 1e-5);
        all_close(&yearly.ratios_by_period[0], &[0.0, 1.0], 1e-5);
        all_close(&yearly.ratios_by_period[1], &[2.0, 1.0], 1e-5);
    }
}

#[test]
fn switching_costs_choose_among_equal_plans_the_one_nearest_to_the_last() {
    // Over the plan each gives 15; the last plan had A give 8 and 7.
    let program = two_years([10.0, 20.0], [[8.0, 7.0], [2.0, 13.0]]);
    let rules = Rules {
        switching_cost: 0.1,
        tie_breaks: true,
        ..Rules::default()
    };
    for solver in BOTH {
        all_close(&arcs(&program, rules, solver), &[8.0, 7.0, 2.0, 13.0], 1e-5);
    }
    // Where cost is the objective, switching counts against cheapness: A saves 1 a unit, and
    // moving costs twice 0.4 or twice 0.6.
    let mut costly = two_years([10.0, 10.0], [[5.0, 5.0], [5.0, 5.0]]);
    for arc in &mut costly.arcs[2..] {
        arc.cost = 1.0;
    }
    for (switching_cost, expected) in [(0.4, [10.0, 10.0, 0.0, 0.0]), (0.6, [5.0; 4])] {
        let rules = Rules {
            equity: Equity::LeastCost,
            switching_cost,
            ..Rules::default()
        };
        for solver in BOTH {
            all_close(&arcs(&costly, rules, solver), &expected, 1e-5);
        }
    }
}

#[test]
fn smooth_money_rises_and_falls_by_no_more_than_its_limit() {
    let mut program = two_years([10.0, 20.0], [[0.0; 2]; 2]);
    let rules = Rules {
        by_period: true,
        ..Rules::default()
    };
    // A may rise by half at most, so B rises more.
    program.groups.extend(Group::smooth(
        "A from year 1 to year 2",
        &[(0, 1.0)],
        &[(1, 1.0)],
        0.5,
    ));
    for solver in BOTH {
        // A's first year and B's second are the worst alike: a / 5 = (20 − 1.5 a) / 10.
        let expected = [40.0, 60.0, 30.0, 80.0].map(|sevenths| sevenths / 7.0);
        all_close(&arcs(&program, rules, solver), &expected, 1e-5);
    }
}

/// A small case on which every objective has an answer with few digits.
fn review_case() -> BurdenProgram {
    let mut program = BurdenProgram {
        contributors: vec![contributor("A", 10.0, 6.0), contributor("B", 30.0, 10.0)],
        demands: vec![demand("money", 0, 20.0, 1.0), demand("places", 1, 5.0, 4.0)],
        arcs: vec![
            Arc {
                cost: 1.0,
                ..arc(0, 0, 16.0)
            },
            Arc {
                cost: 2.0,
                affinity: 0.5,
                ..arc(0, 1, 4.0)
            },
            Arc {
                cost: 1.0,
                ..arc(1, 0, 16.0)
            },
            Arc {
                cost: 3.0,
                ..arc(1, 1, 4.0)
            },
        ],
        ..BurdenProgram::default()
    };
    program.pools.push(Pool {
        name: "B's money".to_owned(),
        arcs: vec![2],
        lower: 0.0,
        upper: 12.0,
    });
    program
}

/// The programs that an objective solves on the way, as text: a change in the mathematics is seen
/// in review.
fn as_text(rules: Rules) -> String {
    let (_, programs) = review_case()
        .solve_traced(rules, SolverChoice::Microlp)
        .expect("solved");
    programs
        .iter()
        .enumerate()
        .map(|(index, program)| {
            format!(
                "\\ program {} of {}\n{}",
                index + 1,
                programs.len(),
                program.to_lp().expect("valid")
            )
        })
        .collect()
}

#[test]
fn each_objective_reads_as_reviewed() {
    let plain = |equity| Rules {
        equity,
        ..Rules::default()
    };
    for (name, rules) in [
        ("leximin", plain(Equity::Leximin)),
        ("min_max", plain(Equity::MinMax)),
        ("proportional", plain(Equity::Proportional)),
        ("least_cost", plain(Equity::LeastCost)),
        ("least_deviation", plain(Equity::LeastDeviation)),
        ("tradable", plain(Equity::Tradable)),
        (
            "tie_breaks",
            Rules {
                tie_breaks: true,
                ..Rules::default()
            },
        ),
        (
            "equity_first",
            Rules {
                order: TierOrder::EquityFirst,
                ..Rules::default()
            },
        ),
    ] {
        insta::with_settings!({ snapshot_path => "golden", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, as_text(rules));
        });
    }
    // Tangents are many and their digits those of the logarithm: the first program is enough.
    let text = as_text(plain(Equity::Nash));
    let first = text.split("\\ program 3").next().unwrap_or_default();
    insta::with_settings!({ snapshot_path => "golden", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("nash", first);
    });
}
