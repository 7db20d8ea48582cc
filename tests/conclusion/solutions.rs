//! A strategic combination of durable solutions.

use super::common::{self, option, quiet};
use super::{YEAR, every_value, influx, mean, rows, with_plan};
use fairshare::indicator::Period;
use fairshare::model::parameters::{PerSolution, SolutionStrategyParameters, Switch};
use fairshare::model::{PolicyOption, Situation, SolutionMix};

pub(super) fn strategy(applies: Switch) -> SolutionStrategyParameters {
    SolutionStrategyParameters {
        applies,
        support_usd_per_person_year: 20.0,
        usd_per_person: PerSolution {
            voluntary_return: 500.0,
            local_integration: 1_000.0,
            resettlement: 800.0,
        },
        largest_rise_ratio: PerSolution {
            voluntary_return: 1.0,
            local_integration: 2.0,
            resettlement: 0.5,
        },
        steering_ratio: 1.0,
    }
}

/// A host from which people return and in which they are naturalised.
fn open_host(applies: Switch, months: u32) -> Situation {
    let mut situation = quiet(100_000, months);
    let parameters = &mut situation.parameters;
    parameters.finance.baseline_announced_share = 1.0;
    parameters.finance.opening_balance_months = 3.0;
    parameters.voluntary_return.hazard_per_year = common::same(0.03);
    parameters.local_integration.naturalisation_hazard_per_year = 0.03;
    parameters.protracted.solution_strategy = strategy(applies);
    situation.hosts[0].legal_framework_openness = 1.0;
    situation
}

fn intends(voluntary_return: f64, local_integration: f64) -> PolicyOption {
    let mut option = with_plan();
    option.solutions = Some(SolutionMix {
        voluntary_return_share: voluntary_return,
        local_integration_share: local_integration,
        resettlement_share: 1.0 - voluntary_return - local_integration,
        support_usd_per_year: None,
    });
    option
}

#[test]
fn m_the_realised_mix_moves_towards_the_intended_one() {
    let situation = open_host(Switch::WithPlan, 36);
    let third = Period::Year(2028);
    let indicators = [
        ("realised_return_share", third),
        ("realised_integration_share", third),
        ("solution_mix_distance_share", third),
        ("intended_integration_share", third),
    ];
    let at = |option: &PolicyOption| {
        let seen = rows(&situation, option, &indicators, 20);
        [0, 1, 2, 3].map(|index| mean(&seen, index))
    };
    let home = at(&intends(0.7, 0.3));
    let here = at(&intends(0.3, 0.7));
    let without = at(&option("no-plan"));
    assert!(home[0] > without[0] + 0.05, "{home:?} {without:?}");
    assert!(here[1] > without[1] + 0.05, "{here:?} {without:?}");
    assert!((here[3] - 0.7).abs() < 1e-9, "{here:?}");
    // Half and half without support: twenty hundredths from either mix.
    let unsteered = 0.2;
    assert!(home[2] < 0.8 * unsteered, "{home:?}");
    assert!(here[2] < 0.8 * unsteered, "{here:?}");
    assert_eq!(without[2..], [0.0; 2], "nothing is intended");
}

#[test]
fn m_support_buys_solutions_at_its_price() {
    // All of it for integration, and less than its limit.
    let mut situation = open_host(Switch::WithPlan, 24);
    situation
        .parameters
        .protracted
        .solution_strategy
        .support_usd_per_person_year = 5.0;
    let second = Period::Year(2027);
    let indicators = [
        ("naturalisations_persons", second),
        ("integration_support_usd", second),
        ("return_support_usd", second),
    ];
    let with = rows(&situation, &intends(0.0, 1.0), &indicators, 200);
    let without = rows(&situation, &option("no-plan"), &indicators, 200);
    let paid = mean(&with, 1);
    assert!((paid / 5e5 - 1.0).abs() < 0.15, "{paid}");
    let gained = mean(&with, 0) - mean(&without, 0);
    assert!(
        (gained / (paid / 1_000.0) - 1.0).abs() < 0.1,
        "{gained} more persons for {paid} dollars"
    );
    assert_eq!(mean(&with, 2), 0.0);
    // In the first month it is a need of a twelfth of five dollars for each.
    situation.clock.months = 1;
    let asked =
        |option: &PolicyOption| rows(&situation, option, &[("requirement_usd", YEAR)], 1)[0][0];
    let more = asked(&intends(0.0, 1.0)) - asked(&option("no-plan"));
    assert!((more - 5e5 / 12.0).abs() < 0.02, "{more}");
}

#[test]
fn m_nobody_is_returned_because_a_mix_says_so() {
    let mut situation = open_host(Switch::WithPlan, 24);
    situation.parameters.voluntary_return.hazard_per_year = common::same(0.0);
    let second = Period::Year(2027);
    let indicators = [
        ("voluntary_returns_persons", second),
        ("return_support_usd", second),
        ("integration_support_usd", second),
    ];
    let seen = rows(&situation, &intends(0.9, 0.1), &indicators, 5);
    assert_eq!(mean(&seen, 0), 0.0);
    assert_eq!(mean(&seen, 1), 0.0);
    assert!(mean(&seen, 2) > 0.0, "what return cannot use is not lost");
}

#[test]
fn m_support_speeds_submissions_within_the_places_offered() {
    let at = |applies, places| {
        let mut situation = quiet(100_000, 36);
        let parameters = &mut situation.parameters;
        parameters.finance.baseline_announced_share = 1.0;
        parameters.resettlement.need_share_of_stock = 0.5;
        parameters
            .resettlement
            .submissions_per_1000_refugees_per_month = 1.0;
        parameters.resettlement.pipeline_mean_months = 8.0;
        parameters.protracted.solution_strategy = strategy(applies);
        situation.contributors[0].baseline_places_per_year = places;
        let third = Period::Year(2028);
        let indicators = [
            ("resettlement_submissions_persons", third),
            ("resettlement_departures_persons", third),
        ];
        let plan = common::plan(&situation, &intends(0.0, 0.0), &[(1.0, 0.0, places)]);
        let seen = common::sample_many(
            &situation,
            &intends(0.0, 0.0),
            &plan,
            &indicators,
            10,
            fairshare::simulate::Resolution::Banded,
        );
        [mean(&seen, 0), mean(&seen, 1)]
    };
    let (off, on) = (at(Switch::Off, 5_000), at(Switch::WithPlan, 5_000));
    assert!(on[0] > 1.2 * off[0], "{on:?} {off:?}");
    assert!(on[1] > 1.1 * off[1], "{on:?} {off:?}");
    assert!(at(Switch::WithPlan, 500)[1] <= 500.0, "places stay places");
}

#[test]
fn j3_consultations_identify_a_mix_before_the_plan_is_agreed() {
    let mut situation = influx(36);
    let parameters = &mut situation.parameters;
    parameters.voluntary_return.hazard_per_year = common::same(0.02);
    parameters.local_integration.naturalisation_hazard_per_year = 0.01;
    situation.hosts[0].legal_framework_openness = 1.0;
    parameters.protracted.solution_strategy = strategy(Switch::WithPlan);
    let consultation = &mut parameters.emergency.consultation;
    consultation.applies = Switch::WithPlan;
    consultation.request_mean_months = 0.0;
    consultation.ex_officio_mean_months = 0.0;
    consultation.negotiation_mean_months = 1e5;
    let indicators = [
        ("intended_return_share", YEAR),
        ("intended_integration_share", YEAR),
        ("intended_resettlement_share", YEAR),
        ("obligation_usd", YEAR),
    ];
    let with = rows(&situation, &with_plan(), &indicators, 1)[0].clone();
    // Two of a hundred a year return, twice as many with support; one is naturalised, three times
    // as many: four to three, whatever their number.
    assert!((with[0] - 4.0 / 7.0).abs() < 1e-8, "{with:?}");
    assert!((with[1] - 3.0 / 7.0).abs() < 1e-8, "{with:?}");
    assert_eq!(with[2..], [0.0; 2], "no places and no plan yet");
    let without = rows(&situation, &option("no-plan"), &indicators, 1)[0].clone();
    assert_eq!(without, [0.0; 4]);
}

#[test]
fn m_a_mix_changes_nothing_while_it_is_switched_off() {
    let situation = open_host(Switch::Off, 24);
    assert_eq!(
        every_value(&situation, &with_plan()),
        every_value(&situation, &intends(0.9, 0.1))
    );
}
