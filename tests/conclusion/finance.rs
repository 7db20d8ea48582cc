//! Development finance and concessional loans to hosts.

use super::common::{contributor, option, plan, quiet};
use super::{YEAR, mean, rows, with_plan};
use fairshare::indicator::{Breakdown, Period};
use fairshare::model::Situation;
use fairshare::model::parameters::{ConcessionalParameters, DevelopmentParameters, Switch};
use fairshare::simulate::record::Layout;
use fairshare::simulate::{OptionSetup, Resolution, Setup, Workspace, replicate};

fn developing(applies: Switch, months: u32) -> Situation {
    let mut situation = quiet(100_000, months);
    situation.hosts[0].self_reliance_maximum_share = 0.2;
    situation.parameters.finance.baseline_announced_share = 0.8;
    situation.parameters.self_reliance.speed_per_month = 0.05;
    situation.parameters.protracted.development = DevelopmentParameters {
        applies,
        window_usd_per_year: 40e6,
        fulfilment_share: 0.5,
        lag_months: 6,
        disbursement_mean_months: 10.0,
        decay_per_month: 0.0,
        stock_usd_per_person: 500.0,
        self_reliance_effect_share: 0.5,
        integration_effect_ratio: 2.0,
    };
    situation
}

#[test]
fn l6_development_finance_is_slow_and_additional() {
    let situation = developing(Switch::WithPlan, 24);
    let [first, second] = [2026, 2027].map(Period::Year);
    let indicators = [
        ("development_committed_usd", first),
        ("development_disbursed_usd", first),
        ("development_disbursed_usd", second),
        ("disbursed_usd", first),
    ];
    let with = rows(&situation, &with_plan(), &indicators, 1)[0].clone();
    let without = rows(&situation, &option("no-plan"), &indicators, 1)[0].clone();
    assert_eq!(with[0], 20e6);
    // Six payments in the first year; twelve more in the second, when six of the next begin.
    let paid = |payments: i32| 20e6 * (1.0 - 0.9_f64.powi(payments));
    assert!((with[1] - paid(6)).abs() < 1.0, "{with:?}");
    let expected = (paid(18) - paid(6)) + paid(6);
    assert!((with[2] - expected).abs() < 1.0, "{with:?}");
    assert_eq!(without[..3], [0.0; 3]);
    assert_eq!(with[3], without[3], "nothing is taken from the appeal");
}

#[test]
fn l6_development_raises_self_reliance_and_local_integration_in_years() {
    let years = [2026, 2030].map(Period::Year);
    let indicators = [
        ("self_reliance_share", years[0]),
        ("self_reliance_share", years[1]),
        ("naturalisations_persons", years[1]),
    ];
    let mut situation = developing(Switch::WithPlan, 60);
    let integration = &mut situation.parameters.local_integration;
    integration.naturalisation_hazard_per_year = 0.02;
    let with = rows(&situation, &with_plan(), &indicators, 10);
    let without = rows(&situation, &option("no-plan"), &indicators, 10);
    let gained = |index| mean(&with, index) - mean(&without, index);
    assert!(gained(0) < 0.03, "{}", gained(0));
    assert!(gained(1) > 0.1, "{}", gained(1));
    assert!(mean(&with, 2) > 1.3 * mean(&without, 2));
}

pub(super) fn terms(applies: Switch) -> ConcessionalParameters {
    ConcessionalParameters {
        applies,
        share_of_gap: 0.5,
        lag_months: 0,
        grace_months: 24,
        maturity_months: 84,
        interest_share_per_year: 0.0125,
        discount_share_per_year: 0.05,
        ..ConcessionalParameters::default()
    }
}

fn lending(applies: Switch, months: u32) -> Situation {
    let mut situation = quiet(100_000, months);
    situation.parameters.protracted.concessional = terms(applies);
    situation
}

#[test]
fn l7_loans_cover_needs_now_and_are_serviced_for_years() {
    let situation = lending(Switch::Always, 120);
    let years: Vec<Period> = (2026..=2035).map(Period::Year).collect();
    let mut indicators: Vec<(&str, Period)> = Vec::new();
    for &year in &years {
        indicators.extend(
            [
                "loans_disbursed_usd",
                "loan_service_usd",
                "loan_balance_usd",
                "gap_usd",
            ]
            .map(|name| (name, year)),
        );
    }
    let seen = rows(&situation, &option("a"), &indicators, 1)[0].clone();
    let (mut lent, mut serviced) = (0.0, 0.0);
    for year in seen.chunks_exact(4) {
        lent += year[0];
        serviced += year[1];
        // Service is repayment and interest.
        assert!(serviced + year[2] >= lent - 0.01, "no debt is lost");
    }
    assert_eq!(seen[..2], [0.0; 2], "nothing lacked before the first year");
    let off = rows(
        &lending(Switch::Off, 120),
        &option("a"),
        &[("gap_usd", years[1])],
        1,
    );
    let closed = off[0][0] - seen[4 + 3];
    assert!(
        (closed / seen[4] - 1.0).abs() < 0.02,
        "loans meet needs: {closed}"
    );
    assert!(
        seen[9 * 4 + 1] > 3.0 * seen[3 * 4 + 1],
        "service grows: {seen:?}"
    );
}

#[test]
fn l7_the_grant_element_is_that_of_the_terms() {
    let at = |change: fn(&mut ConcessionalParameters)| {
        let mut situation = lending(Switch::Always, 12);
        change(&mut situation.parameters.protracted.concessional);
        let share = [("loan_grant_element_share", YEAR)];
        rows(&situation, &option("a"), &share, 1)[0][0]
    };
    // Interest at the discount rate makes no gift; at none, equal parts are an annuity.
    let par = at(|terms| terms.interest_share_per_year = 12.0 * (1.05_f64.powf(1.0 / 12.0) - 1.0));
    assert!(par.abs() < 1e-8, "{par}");
    let annuity = at(|terms| {
        terms.interest_share_per_year = 0.0;
        terms.grace_months = 0;
        terms.maturity_months = 120;
    });
    let discount = 1.05_f64.powf(-1.0 / 12.0);
    let expected = 1.0 - discount * (1.0 - discount.powi(120)) / (1.0 - discount) / 120.0;
    assert!((annuity - expected).abs() < 1e-8, "{annuity}, {expected}");
    assert!(at(|terms| terms.grace_months = 60) > at(|_| {}));
}

#[test]
fn l7_service_comes_off_what_a_review_asks_of_the_host() {
    let mut option = with_plan();
    option.review_interval_months = Some(12);
    let asked = |applies: Switch| {
        let mut situation = lending(applies, 84);
        situation.contributors = vec![contributor("XAB", 0.5), contributor("XAC", 0.5)];
        let plan = plan(&situation, &option, &[(0.5, 0.0, 0), (0.5, 0.0, 0)]);
        let setup = Setup::new(&situation, Resolution::Banded);
        let prepared = OptionSetup::new(&setup, &option, &plan);
        let layout = Layout::new(&setup, &[0, 1]);
        let mut space = Workspace::new(&setup);
        let values = replicate(&setup, &prepared, 0, true, &mut space).expect("closed accounts");
        [0, 1].map(|donor| {
            let cell = layout.cells.iter().position(|cell| {
                cell.indicator == "obligation_usd"
                    && cell.breakdown == Breakdown::Contributor(donor)
                    && cell.period == Period::Year(2032)
            });
            values[cell.expect("a cell")] as f64
        })
    };
    let [host, other] = asked(Switch::Off);
    assert!((host / other - 1.0).abs() < 1e-9, "equal shares");
    let [host, other] = asked(Switch::WithPlan);
    assert!(host < 0.95 * other, "{host}, {other}");
}

/// What was lent in each year from the second on, and granted.
fn received(situation: &Situation, option_id: &str, years: std::ops::Range<i32>) -> Vec<f64> {
    let loans: Vec<(&str, Period)> = years
        .map(|year| ("loans_disbursed_usd", Period::Year(year)))
        .collect();
    rows(situation, &option(option_id), &loans, 1)[0].clone()
}

#[test]
fn l7_the_window_is_open_only_where_the_policy_framework_is_adequate() {
    // The law is half open, and policy allows that three tenths of needs are met from work.
    let lent = |openness: Option<f64>, ceiling: Option<f64>| {
        let mut situation = lending(Switch::Always, 36);
        situation.hosts[0].legal_framework_openness = 0.5;
        situation.hosts[0].self_reliance_maximum_share = 0.3;
        let terms = &mut situation.parameters.protracted.concessional;
        terms.openness_minimum_share = openness;
        terms.self_reliance_ceiling_minimum_share = ceiling;
        received(&situation, "a", 2027..2029)
    };
    let usual = lent(None, None);
    assert!(usual.iter().all(|&lent| lent > 0.0));
    assert_eq!(lent(Some(0.5), Some(0.3)), usual, "both are reached");
    assert_eq!(lent(Some(0.51), None), [0.0, 0.0], "the law is too closed");
    assert_eq!(lent(None, Some(0.31)), [0.0, 0.0], "work is not allowed");
}

#[test]
fn l7_a_window_is_replenished_in_cycles() {
    use fairshare::model::parameters::Replenishment;
    // Loans are paid in twelve tranches from their January on, so that a year pays out what it lends.
    let lent = |usd_per_cycle: Option<f64>| {
        let mut situation = lending(Switch::Always, 96);
        let terms = &mut situation.parameters.protracted.concessional;
        terms.replenishment = usd_per_cycle.map(|usd_per_cycle| Replenishment {
            cycle_years: 3,
            usd_per_cycle,
        });
        received(&situation, "a", 2027..2034)
    };
    let (free, ample) = (lent(None), lent(Some(1e12)));
    assert_eq!(free, ample, "a window that is large enough is no limit");
    let scarce = lent(Some(8e6));
    // 2026 to 2028 is the first cycle, of which nothing is asked for in its first year.
    for cycle in [&scarce[..2], &scarce[2..5], &scarce[5..]] {
        let sum: f64 = cycle.iter().sum();
        assert!((sum - 8e6).abs() < 0.02, "{scarce:?}");
    }
    assert!(scarce[2] > 0.0 && scarce[1] + scarce[2] < free[1] + free[2]);
    // Two hosts that ask for the same are served alike.
    let mut two = lending(Switch::Always, 24);
    two.hosts = vec![
        super::common::host("XAB", 50_000),
        super::common::host("XAD", 50_000),
    ];
    two.parameters.protracted.concessional.replenishment = Some(Replenishment {
        cycle_years: 3,
        usd_per_cycle: 3e6,
    });
    let plan = plan(&two, &option("a"), &[(1.0, 0.0, 0)]);
    let of = |host| {
        let year = Period::Year(2027);
        super::common::of_host("loans_disbursed_usd", Some(host), Breakdown::None, year)
    };
    let (first, second) = (of("XAB"), of("XAD"));
    let seen = super::common::sample_cells(&two, &option("a"), &plan, 1, &[&first, &second]);
    assert!(
        (seen[0][0] - 1.5e6).abs() < 1.0 && (seen[0][1] - 1.5e6).abs() < 1.0,
        "{seen:?}"
    );
}

#[test]
fn l7_grants_by_income_group_are_never_repaid() {
    use fairshare::model::parameters::PerIncomeGroup;
    let shares = PerIncomeGroup {
        low: 0.4,
        lower_middle: 0.2,
        upper_middle: 0.0,
        high: 0.0,
    };
    let indicators = [
        ("loans_disbursed_usd", Period::Year(2027)),
        ("hosting_grants_usd", Period::Year(2027)),
        ("loan_balance_usd", Period::Year(2027)),
        ("loan_grant_element_share", Period::Year(2027)),
        ("gap_usd", Period::Year(2027)),
    ];
    let mut usual = lending(Switch::Always, 24);
    let [lent, element, gap] = {
        let asked = [indicators[0], indicators[3], indicators[4]];
        let seen = rows(&usual, &option("a"), &asked, 1)[0].clone();
        [seen[0], seen[1], seen[2]]
    };
    usual.parameters.protracted.concessional.grant_share = Some(shares);
    for (group, share) in [
        (fairshare::model::IncomeGroup::Low, 0.4),
        (fairshare::model::IncomeGroup::LowerMiddle, 0.2),
        (fairshare::model::IncomeGroup::UpperMiddle, 0.0),
    ] {
        usual.hosts[0].country.income_group = Some(group);
        let seen = rows(&usual, &option("a"), &indicators, 1)[0].clone();
        assert!((seen[0] - lent * (1.0 - share)).abs() < 0.05, "{seen:?}");
        assert!((seen[1] - lent * share).abs() < 0.05, "{seen:?}");
        assert!(
            (seen[2] - seen[0]).abs() < 0.02,
            "nothing is repaid in the grace"
        );
        let expected = share + (1.0 - share) * element;
        assert!((seen[3] - expected).abs() < 2e-9, "{seen:?}");
        assert!(
            (seen[4] - gap).abs() < 0.05,
            "the same money meets the same needs"
        );
    }
}

#[test]
fn l7_the_lag_of_a_loan_is_drawn_evenly_over_its_spread() {
    // Committed in January 2027 and paid in twelve tranches from 6 to 18 months later: by its end
    // 12 − L of them, for each of thirteen lags alike.
    let mut situation = lending(Switch::Always, 24);
    situation.parameters.protracted.concessional.lag_months = 0;
    let full = received(&situation, "a", 2027..2028)[0];
    let terms = &mut situation.parameters.protracted.concessional;
    terms.lag_months = 6;
    terms.lag_spread_months = Some(0);
    let fixed = received(&situation, "a", 2027..2028)[0];
    assert!((fixed - full * 0.5).abs() < 0.02, "{fixed} of {full}");
    situation
        .parameters
        .protracted
        .concessional
        .lag_spread_months = Some(12);
    let paid = [("loans_disbursed_usd", Period::Year(2027))];
    let seen: Vec<f64> = rows(&situation, &option("a"), &paid, 3_000)
        .iter()
        .map(|row| row[0] / full)
        .collect();
    let tranches = |lag: u32| f64::from(12_u32.saturating_sub(lag)) / 12.0;
    let mean = (6..=18).map(tranches).sum::<f64>() / 13.0;
    let square = (6..=18).map(|lag| tranches(lag).powi(2)).sum::<f64>() / 13.0;
    super::common::assert_moments(&seen, mean, square - mean * mean, "paid in the first year");
}
