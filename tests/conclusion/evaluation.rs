//! All actors evaluate the plan.

use super::common::{option, plan, quiet, sample_many};
use super::{YEAR, mean, with_plan};
use fairshare::indicator::Period;
use fairshare::model::parameters::{EvaluationParameters, Switch};
use fairshare::model::{PolicyOption, Situation};
use fairshare::simulate::Resolution;

pub(super) fn evaluation(applies: Switch) -> EvaluationParameters {
    EvaluationParameters {
        applies,
        interval_months: 12,
        cost_usd_per_evaluation: 240_000.0,
        fulfilment_gain_share: 0.0,
        fading_per_month: 0.0,
        arrears_share: 0.0,
    }
}

/// A plan that asks for twice what is given, and of which half is taken up.
fn asked(applies: Switch, change: fn(&mut EvaluationParameters)) -> Situation {
    let mut situation = quiet(100_000, 60);
    let parameters = &mut situation.parameters;
    parameters.finance.baseline_announced_share = 0.3;
    parameters.finance.fulfilment_mean_share = 0.6;
    parameters.protracted.evaluation = evaluation(applies);
    change(&mut parameters.protracted.evaluation);
    situation
}

fn seen(
    situation: &Situation,
    option: &PolicyOption,
    indicators: &[(&str, Period)],
) -> Vec<Vec<f64>> {
    let plan = plan(situation, option, &[(1.0, 40e6, 0)]);
    sample_many(situation, option, &plan, indicators, 20, Resolution::Banded)
}

fn half_taken_up() -> PolicyOption {
    let mut option = with_plan();
    option.uptake = Some(0.5);
    option
}

#[test]
fn n_what_came_is_held_against_what_was_promised() {
    let situation = asked(Switch::WithPlan, |_| {});
    let indicators = [
        ("evaluation_coverage_share", YEAR),
        ("coverage_share", YEAR),
        ("evaluation_places_share", YEAR),
        ("evaluation_solutions_share", YEAR),
        ("evaluation_timeliness_share", YEAR),
        ("evaluation_score_share", YEAR),
        ("evaluations_count", YEAR),
        ("announced_usd", YEAR),
        ("disbursed_usd", YEAR),
    ];
    for row in seen(&situation, &half_taken_up(), &indicators) {
        assert!((row[0] - row[1]).abs() < 1e-6, "{row:?}");
        assert_eq!((row[2], row[3]), (1.0, 1.0), "neither was due");
        let timeliness = (row[8] / row[7]).min(1.0);
        assert!((row[4] - timeliness).abs() < 1e-6, "{row:?}");
        let score = (row[0] + row[2] + row[3] + row[4]) / 4.0;
        assert!((row[5] - score).abs() < 1e-8, "{row:?}");
        assert_eq!(row[6], 1.0, "one a year");
    }
    let none = seen(&situation, &option("no-plan"), &indicators[5..7]);
    assert_eq!(none[0], [0.0; 2], "there is no plan to evaluate");
}

#[test]
fn n_an_evaluation_is_paid_for_once() {
    let second = [("requirement_usd", Period::Year(2027))];
    let with = mean(
        &seen(&asked(Switch::WithPlan, |_| {}), &half_taken_up(), &second),
        0,
    );
    let without = mean(
        &seen(&asked(Switch::Off, |_| {}), &half_taken_up(), &second),
        0,
    );
    assert!((with - without - 240_000.0).abs() < 0.05);
}

#[test]
fn n_pledges_are_kept_better_after_an_evaluation() {
    let years = [YEAR, Period::Year(2028)];
    let kept = |change: fn(&mut EvaluationParameters)| {
        let indicators = [
            ("announced_usd", years[0]),
            ("committed_usd", years[0]),
            ("announced_usd", years[1]),
            ("committed_usd", years[1]),
        ];
        let rows = seen(
            &asked(Switch::WithPlan, change),
            &half_taken_up(),
            &indicators,
        );
        [
            mean(&rows, 1) / mean(&rows, 0),
            mean(&rows, 3) / mean(&rows, 2),
        ]
    };
    let (usual, better) = (
        kept(|_| {}),
        kept(|evaluation| {
            evaluation.fulfilment_gain_share = 0.5;
        }),
    );
    assert!((usual[0] - better[0]).abs() < 1e-12, "before the first");
    // One month passes between the evaluation in December and the conference in January.
    let expected = usual[1] + 0.5 * (1.0 - usual[1]);
    assert!((better[1] - expected).abs() < 0.01, "{better:?} {usual:?}");
    let faded = kept(|evaluation| {
        evaluation.fulfilment_gain_share = 0.5;
        evaluation.fading_per_month = 1.0;
    });
    assert!((faded[1] - usual[1]).abs() < 1e-12, "nobody remembers");
}

#[test]
fn n_what_was_asked_and_not_paid_is_asked_again() {
    let years = [YEAR, Period::Year(2027)];
    let indicators = [
        ("disbursed_usd", years[0]),
        ("arrears_usd", years[0]),
        ("obligation_usd", years[1]),
        ("announced_usd", years[1]),
    ];
    let with = seen(
        &asked(Switch::WithPlan, |evaluation| {
            evaluation.arrears_share = 0.5;
        }),
        &half_taken_up(),
        &indicators,
    );
    let without = seen(
        &asked(Switch::WithPlan, |_| {}),
        &half_taken_up(),
        &indicators,
    );
    for row in &with {
        let missing = 0.5 * (40e6 - row[0]);
        assert!((row[1] - missing).abs() < 0.02, "{row:?}");
    }
    // At the end of the second year the arrears are those of that year.
    assert!(mean(&with, 2) > 45e6, "{}", mean(&with, 2));
    assert!(mean(&with, 3) > mean(&without, 3) + 3e6);
}

#[test]
fn n_reviews_ask_for_arrears_as_well() {
    let mut option = half_taken_up();
    option.review_interval_months = Some(12);
    let third = Period::Year(2028);
    let at = |change: fn(&mut EvaluationParameters)| {
        let indicators = [("obligation_usd", third), ("arrears_usd", third)];
        let rows = seen(&asked(Switch::WithPlan, change), &option, &indicators);
        [mean(&rows, 0), mean(&rows, 1)]
    };
    let (with, without) = (at(|evaluation| evaluation.arrears_share = 0.4), at(|_| {}));
    assert!(with[1] > 1e6 && without[1] == 0.0);
    let more = with[0] - without[0];
    assert!((more / with[1] - 1.0).abs() < 0.15, "{with:?} {without:?}");
}
