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
