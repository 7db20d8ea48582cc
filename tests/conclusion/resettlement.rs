//! Urgent resettlement cases.

use super::common::{self, assert_moments, option, quiet};
use super::{YEAR, column, mean};
use fairshare::indicator::Period;
use fairshare::model::Situation;
use fairshare::model::parameters::UrgentResettlement;
use fairshare::simulate::Resolution;

/// Everybody needs resettlement and is submitted in the first month; so many places a year.
fn submitted(urgent: Option<UrgentResettlement>, places: u32, months: u32) -> Situation {
    let mut situation = quiet(100_000, months);
    situation.parameters.finance.baseline_announced_share = 1.0;
    let resettlement = &mut situation.parameters.resettlement;
    resettlement.need_share_of_stock = 1.0;
    resettlement.submissions_per_1000_refugees_per_month = 1000.0;
    resettlement.pipeline_mean_months = 16.0;
    resettlement.urgent = urgent;
    situation.contributors[0].baseline_places_per_year = places;
    situation
}

fn urgent(share_of_submissions: f64, pipeline_mean_months: f64) -> Option<UrgentResettlement> {
    Some(UrgentResettlement {
        share_of_submissions,
        pipeline_mean_months,
    })
}

fn seen(situation: &Situation, indicators: &[(&str, Period)], count: u64) -> Vec<Vec<f64>> {
    let option = option("a");
    let places = situation.contributors[0].baseline_places_per_year;
    let plan = common::plan(situation, &option, &[(1.0, 0.0, places)]);
    common::sample_many(
        situation,
        &option,
        &plan,
        indicators,
        count,
        Resolution::Banded,
    )
}

const ABOUND: u32 = 4_000_000;

const ALL: [(&str, Period); 4] = [
    ("resettlement_submissions_persons", YEAR),
    ("urgent_submissions_persons", YEAR),
    ("resettlement_departures_persons", YEAR),
    ("urgent_resettlement_departures_persons", YEAR),
];

#[test]
fn m3_urgent_cases_leave_by_the_law_of_two_stages() {
    use statrs::function::beta::beta_reg;
    // Each later month is one trial for one of two stages: after eleven, P(T ≤ 11) = I_p(2, 10).
    let rows = seen(&submitted(urgent(1.0, 8.0), ABOUND, 12), &ALL, 800);
    let departed = beta_reg(2.0, 10.0, 2.0 / 8.0);
    for row in &rows {
        assert_eq!(row[..2], [100_000.0; 2], "one batch, all of it urgent");
        assert_eq!(row[2], row[3]);
    }
    assert_moments(
        &column(&rows, 3),
        100_000.0 * departed,
        100_000.0 * departed * (1.0 - departed),
        "urgent departures in the first year",
    );
}

#[test]
fn m3_a_share_of_submissions_is_urgent_and_the_others_wait_as_before() {
    use statrs::function::beta::beta_reg;
    let rows = seen(&submitted(urgent(0.18, 3.0), ABOUND, 12), &ALL, 800);
    assert_moments(
        &column(&rows, 1),
        18_000.0,
        18_000.0 * 0.82,
        "urgent submissions",
    );
    let others: Vec<f64> = rows.iter().map(|row| row[2] - row[3]).collect();
    let departed = 0.82 * beta_reg(4.0, 8.0, 4.0 / 16.0);
    assert_moments(
        &others,
        100_000.0 * departed,
        100_000.0 * departed * (1.0 - departed),
        "departures of the others",
    );
    let rate = mean(&rows, 3) / mean(&rows, 1);
    let expected = beta_reg(2.0, 10.0, 2.0 / 3.0);
    assert!((rate - expected).abs() < 1e-3, "{rate} {expected}");
}

#[test]
fn m3_urgent_cases_have_the_places_of_the_year_first() {
    // Three thousand places a year, a pipeline that has many ready for them, and cases that are urgent and
    // leave two months after their submission.
    let mut situation = submitted(urgent(0.18, 2.0), 3_000, 24);
    situation.hosts[0].resettlement_pipeline_persons = Some(20_000);
    let indicators: Vec<(&str, Period)> = [2026, 2027]
        .into_iter()
        .flat_map(|year| [ALL[1].0, ALL[2].0, ALL[3].0].map(|name| (name, Period::Year(year))))
        .collect();
    for row in seen(&situation, &indicators, 10) {
        assert_eq!(
            (row[1], row[4]),
            (3_000.0, 3_000.0),
            "every place, and not one more"
        );
        assert!(row[2] > 300.0 && row[5] > 400.0, "{row:?}");
        // All but those of the last two months, some 45 in each.
        let waiting = row[0] + row[3] - row[2] - row[5];
        assert!((40.0..150.0).contains(&waiting), "{waiting} of {row:?}");
    }
    // Where all are urgent, those of the old pipeline leave by what these leave over.
    situation.parameters.resettlement.urgent = urgent(1.0, 2.0);
    for row in seen(&situation, &indicators, 10) {
        assert_eq!((row[1], row[4]), (3_000.0, 3_000.0));
        assert!(row[5] > 0.75 * 3_000.0 && row[5] > row[2], "{row:?}");
    }
}

#[test]
fn m3_without_urgent_cases_nothing_changes() {
    let indicators = [
        ALL[0],
        ALL[2],
        ("stock_persons", YEAR),
        ("requirement_usd", YEAR),
    ];
    let mut situation = submitted(None, 3_000, 12);
    situation.hosts[0].crude_death_rate_per_1000_per_year = 10.0;
    situation
        .parameters
        .demography
        .crude_birth_rate_per_1000_per_year = 30.0;
    let usual = seen(&situation, &indicators, 5);
    situation.parameters.resettlement.urgent = urgent(0.0, 3.0);
    assert_eq!(usual, seen(&situation, &indicators, 5));
    // With births, deaths and refusals the stages add up to those in the pipeline in every month, as
    // the audit of every future sees to.
    situation.parameters.resettlement.urgent = urgent(0.3, 3.0);
    situation.parameters.resettlement.acceptance_share = 0.6;
    let rows = seen(&situation, &ALL, 5);
    assert!(rows.iter().all(|row| row[3] > 0.0));
}
