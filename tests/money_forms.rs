//! Closed forms of money: fatigue of contributors (C8) and the expected gap of a log-normal pledge
//! (C10). [`common::assert_moments`] states the false-alarm rates.

mod common;

use common::{assert_moments, plan, quiet, sample, sample_many};
use fairshare::indicator::Period;
use fairshare::simulate::Resolution;
use statrs::distribution::{ContinuousCDF, Normal};

#[test]
fn c8_fatigue_makes_a_geometric_series() {
    let (ratio, from) = (0.9_f64, 2_i32);
    let mut situation = quiet(100_000, 120);
    let finance = &mut situation.parameters.finance;
    finance.fatigue_ratio_per_year = ratio;
    finance.fatigue_after_years = from.unsigned_abs();
    let option = situation.options[0].clone();
    let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
    let cells: Vec<(&str, Period)> = (2026..2036)
        .map(|year| ("announced_usd", Period::Year(year)))
        .collect();
    let rows = sample_many(&situation, &option, &plan, &cells, 3, Resolution::Banded);
    for row in rows {
        // Nothing is left to chance, and needs stay the same.
        for (year, &announced) in row.iter().enumerate() {
            let years = (i32::try_from(year).expect("small") - from).max(0);
            assert!(
                (announced - row[0] * ratio.powi(years)).abs() < 0.02,
                "year {year}: {announced}"
            );
        }
        // P₀ (2 + (1 − ψ⁸) / (1 − ψ)): two years before it sets in, eight terms from then on.
        let series = 2.0 + (1.0 - ratio.powi(8)) / (1.0 - ratio);
        let sum: f64 = row.iter().sum();
        assert!((sum / (row[0] * series) - 1.0).abs() < 1e-9, "{sum}");
    }
}

#[test]
fn c8_fatigue_ends_at_its_floor() {
    let mut situation = quiet(100_000, 120);
    let finance = &mut situation.parameters.finance;
    finance.fatigue_ratio_per_year = 0.6;
    finance.fatigue_after_years = 1;
    let option = situation.options[0].clone();
    let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
    let cells: Vec<(&str, Period)> = (2026..2036)
        .map(|year| ("announced_usd", Period::Year(year)))
        .collect();
    let mut announced = |floor| {
        situation.parameters.finance.fatigue_floor_ratio = floor;
        sample_many(&situation, &option, &plan, &cells, 1, Resolution::Banded)[0].clone()
    };
    let (none, zero, floor) = (announced(None), announced(Some(0.0)), announced(Some(0.3)));
    assert_eq!(none, zero, "no floor is a floor of nothing");
    for (year, &seen) in floor.iter().enumerate() {
        let years = i32::try_from(year).expect("small").max(1) - 1;
        let expected = floor[0] * 0.6_f64.powi(years).max(0.3);
        assert!((seen - expected).abs() < 0.02, "year {year}: {seen}");
    }
    assert!(none[9] < 0.1 * floor[9], "it has set in");
}

#[test]
fn c8_fatigue_has_set_in_for_a_plan_that_comes_late() {
    // Adopted in July of the third year, for half of it; the first conference under it follows.
    let mut situation = quiet(100_000, 48);
    let finance = &mut situation.parameters.finance;
    finance.baseline_announced_share = 0.0;
    finance.fatigue_ratio_per_year = 0.5;
    let mut option = situation.options[0].clone();
    option.has_plan = true;
    option.plan_month = 30;
    option.uptake = Some(1.0);
    let plan = plan(&situation, &option, &[(1.0, 8e6, 0)]);
    let cells = [2027, 2028, 2029].map(|year| ("announced_usd", Period::Year(year)));
    let rows = sample_many(&situation, &option, &plan, &cells, 1, Resolution::Banded);
    assert_eq!(rows[0], [0.0, 8e6 / 2.0 / 4.0, 8e6 / 8.0]);
}

#[test]
fn c10_the_expected_gap_of_a_log_normal_pledge_is_the_price_of_a_put() {
    let deviation = 0.5;
    let normal = Normal::new(0.0, 1.0).expect("a law");
    for pledged_share in [0.7, 1.0, 1.6] {
        let mut situation = quiet(10_000, 12);
        let finance = &mut situation.parameters.finance;
        finance.baseline_announced_share = pledged_share;
        finance.pledge_log_sd = deviation;
        finance.disbursement_mean_months = 1.0;
        let values = sample(&situation, "gap_usd", Period::Year(2026), 6000);
        let need = sample(&situation, "requirement_usd", Period::Year(2026), 1)[0];
        let pledge = need * pledged_share;
        // E[Pᵏ; P < N] = P̄ᵏ e^((k² − k) σ² / 2) Φ((ln (N / P̄) + σ² / 2 − k σ²) / σ)
        let below = |power: f64| {
            let variance = deviation * deviation;
            let bound = ((need / pledge).ln() + variance / 2.0 - power * variance) / deviation;
            pledge.powf(power)
                * ((power * power - power) * variance / 2.0).exp()
                * normal.cdf(bound)
        };
        let mean = need * below(0.0) - below(1.0);
        let square = need * need * below(0.0) - 2.0 * need * below(1.0) + below(2.0);
        assert_moments(
            &values,
            mean,
            square - mean * mean,
            &format!("the gap with {pledged_share} of the need pledged"),
        );
    }
}
