//! The observation layer and the spread of return over episodes.
//!
//! Statistical tests have fixed seeds; each states how it is compared. A mean over n replicates is
//! compared at 4.5 standard errors, which a correct program fails with probability 7e-6.

mod common;

use common::{assert_moments, quiet, same, sample};
use fairshare::indicator::Period;
use fairshare::model::Situation;
use fairshare::model::parameters::{ObservationParameters, PerRegime, Regime};

const PUBLISHED: &str = "published_stock_persons";

fn observed(observation: ObservationParameters) -> Situation {
    let mut situation = quiet(100_000, 24);
    situation.parameters.observation = observation;
    situation
}

fn share(values: &[f64], of: impl Fn(f64) -> bool) -> f64 {
    values.iter().filter(|&&value| of(value)).count() as f64 / values.len() as f64
}

/// A share over n draws lies within 4.5 standard errors of its probability.
fn assert_share(found: f64, probability: f64, count: usize) {
    let error = (probability * (1.0 - probability) / count as f64).sqrt();
    assert!(
        (found - probability).abs() < 4.5 * error,
        "{found} against {probability} ± {error}"
    );
}

#[test]
fn statistics_that_agree_publish_what_is() {
    let mut situation = observed(ObservationParameters::default());
    situation.parameters.voluntary_return.hazard_per_year = same(0.2);
    situation.parameters.arrivals.base_persons_per_month = same(300.0);
    for (published, true_one) in [
        (PUBLISHED, "stock_persons"),
        ("published_arrivals_persons", "arrivals_persons"),
        ("published_returns_persons", "voluntary_returns_persons"),
    ] {
        let year = Period::Year(2027);
        assert_eq!(
            sample(&situation, published, year, 50),
            sample(&situation, true_one, year, 50),
            "{published}"
        );
    }
}

#[test]
fn a_stock_is_carried_forward_with_its_probability() {
    let mut situation = observed(ObservationParameters {
        carry_forward_probability: 0.3,
        ..ObservationParameters::default()
    });
    situation.parameters.voluntary_return.hazard_per_year = same(0.5);
    let values = sample(&situation, PUBLISHED, Period::Year(2026), 2000);
    assert_share(share(&values, |stock| stock == 100_000.0), 0.3, 2000);
    // Whoever left is then published a year later.
    let next = sample(&situation, PUBLISHED, Period::Year(2027), 2000);
    assert_share(share(&next, |stock| stock == 100_000.0), 0.09, 2000);
}

#[test]
fn revisions_have_students_quantiles_and_stay() {
    let scale = 0.1;
    let situation = observed(ObservationParameters {
        revision_probability: 0.8,
        revision_downward_share: 0.6,
        revision_downward_log_scale: scale,
        revision_upward_log_scale: scale / 2.0,
        revision_degrees_of_freedom: 1.0,
        revision_lowest_ratio: 0.1,
        revision_highest_ratio: 2.0,
        ..ObservationParameters::default()
    });
    let count = 4000;
    let values = sample(&situation, PUBLISHED, Period::Year(2026), count);
    let n = values.len();
    assert_share(share(&values, |it| it == 100_000.0), 0.2, n);
    // Half of the revisions of one degree of freedom exceed their scale, a quarter 1 + √2 of it.
    let below = |size: f64| 100_000.0 * (-size).exp();
    assert_share(share(&values, |it| it < below(scale)), 0.8 * 0.6 * 0.5, n);
    assert_share(
        share(&values, |it| it < below(scale * (1.0 + 2.0_f64.sqrt()))),
        0.8 * 0.6 * 0.25,
        n,
    );
    let above = 100_000.0 * (scale / 2.0_f64).exp();
    assert_share(share(&values, |it| it > above), 0.8 * 0.4 * 0.5, n);
    assert!(values.iter().all(|&it| (9_999.0..=200_001.0).contains(&it)));
    // Without a revision of its own the second year publishes what the first did.
    let next = sample(&situation, PUBLISHED, Period::Year(2027), count);
    let same_again = values.iter().zip(&next).filter(|(a, b)| a == b).count() as f64 / n as f64;
    assert_share(same_again, 0.2, n);
}

#[test]
fn revisions_keep_their_direction_as_often_as_stated() {
    let situation = observed(ObservationParameters {
        revision_probability: 1.0,
        revision_downward_share: 0.6,
        revision_same_direction_share: 0.5,
        revision_downward_log_scale: 0.1,
        revision_upward_log_scale: 0.1,
        revision_degrees_of_freedom: 5.0,
        revision_lowest_ratio: 0.01,
        revision_highest_ratio: 10.0,
        ..ObservationParameters::default()
    });
    let first = sample(&situation, PUBLISHED, Period::Year(2026), 4000);
    let second = sample(&situation, PUBLISHED, Period::Year(2027), 4000);
    let same = first
        .iter()
        .zip(&second)
        .filter(|&(&one, &two)| (one < 100_000.0) == (two < one))
        .count() as f64
        / 4000.0;
    // Kept, or drawn alike: 0.5 + 0.5 · (0.6² + 0.4²). Few sizes round to no change.
    assert_share(same, 0.5 + 0.5 * 0.52, 4000);
}

#[test]
fn arrivals_stop_being_recorded_and_are_taken_up_again() {
    let mut situation = observed(ObservationParameters {
        arrivals_recording_stops_per_year: 0.4,
        arrivals_recording_resumes_per_year: 0.25,
        ..ObservationParameters::default()
    });
    situation.parameters.arrivals.base_persons_per_month = same(500.0);
    let none = |year| {
        let values = sample(
            &situation,
            "published_arrivals_persons",
            Period::Year(year),
            2000,
        );
        share(&values, |it| it == 0.0)
    };
    assert_share(none(2026), 0.4, 2000);
    assert_share(none(2027), 0.4 * 0.75 + 0.6 * 0.4, 2000);
}

#[test]
fn returns_are_recorded_by_a_beta_share_of_those_in_the_register() {
    let (mean, concentration) = (0.6, 0.6);
    let mut situation = observed(ObservationParameters {
        returns_recorded_mean_share: mean,
        returns_recorded_concentration: concentration,
        ..ObservationParameters::default()
    });
    situation.parameters.voluntary_return.hazard_per_year = same(0.3);
    let recorded = sample(
        &situation,
        "published_returns_persons",
        Period::Year(2026),
        3000,
    );
    let returned = sample(
        &situation,
        "voluntary_returns_persons",
        Period::Year(2026),
        3000,
    );
    let shares: Vec<f64> = recorded
        .iter()
        .zip(&returned)
        .map(|(part, all)| part / all)
        .collect();
    let variance = mean * (1.0 - mean) / (concentration + 1.0);
    assert_moments(&shares, mean, variance, "recorded share of returns");
}

#[test]
fn what_happens_does_not_depend_on_what_is_published() {
    let mut situation = quiet(60_000, 24);
    situation.parameters.voluntary_return.hazard_per_year = same(0.2);
    situation.parameters.arrivals.base_persons_per_month = same(300.0);
    let stock = |situation: &Situation| sample(situation, "stock_persons", Period::Year(2027), 50);
    let agreed = stock(&situation);
    situation.parameters.observation = ObservationParameters {
        carry_forward_probability: 0.5,
        revision_probability: 1.0,
        revision_downward_log_scale: 0.5,
        revision_lowest_ratio: 0.1,
        ..ObservationParameters::default()
    };
    assert_eq!(agreed, stock(&situation));
    assert_ne!(
        agreed,
        sample(&situation, PUBLISHED, Period::Year(2027), 50)
    );
}

#[test]
fn episodes_differ_around_the_mean_hazard() {
    // In one month with a small hazard h·X, returns are N(1 − e^(−hX)): mean and variance follow from
    // the moments of the log-normal X with mean 1, E X² = e^(σ²), to second order in h.
    let (people, spread, hazard) = (100_000_u64, 0.8_f64, 0.012);
    let mut situation = quiet(people, 1);
    situation.parameters.regime.initial = Regime::Peace;
    situation.parameters.voluntary_return.hazard_per_year = PerRegime {
        peace: hazard,
        ..PerRegime::default()
    };
    situation.parameters.voluntary_return.episode_log_sd = spread;
    let values = sample(
        &situation,
        "voluntary_returns_persons",
        Period::Year(2026),
        4000,
    );
    let (n, h) = (people as f64, hazard / 12.0);
    let second = (spread * spread).exp();
    let third = (3.0 * spread * spread).exp();
    let mean = n * (h - h * h * second / 2.0);
    let square = h * h * (second - h * third);
    let variance = n * (h - h * h * second) + n * n * (square - (h - h * h * second / 2.0).powi(2));
    assert_moments(&values, mean, variance, "returns in a month of peace");
    // In war there is no episode.
    situation.parameters.regime.initial = Regime::War;
    situation.parameters.voluntary_return.hazard_per_year = same(0.012);
    let calm = sample(
        &situation,
        "voluntary_returns_persons",
        Period::Year(2026),
        4000,
    );
    assert_moments(&calm, n * h, n * h, "returns in a month of war");
}
