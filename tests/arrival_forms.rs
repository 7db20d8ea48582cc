//! How a pulse of arrivals is spread over months and years, and how long those have been away who were
//! there at the start. [`common::assert_moments`] states the false-alarm rates.

mod common;

use common::{assert_moments, of_host, plan, quiet, sample_cells};
use fairshare::indicator::{Breakdown, Period};
use fairshare::model::Situation;

/// A pulse of a million people whose size is not left to chance, from a month on.
fn pulse(onset: u32, months: u32) -> Situation {
    let mut situation = quiet(0, months);
    let arrivals = &mut situation.parameters.arrivals;
    arrivals.onset_month = Some(onset);
    // The smallest pulse is above the largest: every pulse is the largest.
    arrivals.pulse_minimum_persons = 1e9;
    arrivals.pulse_maximum_share_of_origin_population = 0.1;
    arrivals.pulse_single_year_probability = 0.0;
    arrivals.pulse_year_ratio_log_sd = 0.0;
    arrivals.dispersion_size = 1e12;
    situation
}

/// Stocks at the ends of months; nobody leaves, so that they are all arrivals until then.
fn arrived(situation: &Situation, months: &[u32], count: u64) -> Vec<Vec<f64>> {
    let option = situation.options[0].clone();
    let plan = plan(situation, &option, &[(1.0, 0.0, 0)]);
    let cells: Vec<_> = months
        .iter()
        .map(|&month| {
            of_host(
                "stock_month_persons",
                None,
                Breakdown::None,
                Period::Month(month),
            )
        })
        .collect();
    let wanted: Vec<&dyn Fn(&fairshare::simulate::record::Cell) -> bool> = cells
        .iter()
        .map(|cell| cell as &dyn Fn(&fairshare::simulate::record::Cell) -> bool)
        .collect();
    sample_cells(situation, &option, &plan, count, &wanted)
}

#[test]
fn a_pulse_falls_geometrically_over_the_months_of_a_year_and_over_the_years() {
    // Years have the weights 1, r, r², r³, of which the last has but two months; within a year the
    // months have the weights 1, ϱ, ϱ², …: everybody comes before the end.
    let (onset, months, size) = (3_u32, 41_u32, 1e6);
    for (median, most) in [(0.5, 3.0), (4.0, 1.6)] {
        let mut situation = pulse(onset, months);
        let arrivals = &mut situation.parameters.arrivals;
        arrivals.pulse_year_ratio_median = median;
        arrivals.pulse_year_ratio_maximum = most;
        let (by_year, by_month) = (f64::min(median, most), arrivals.pulse_month_ratio);
        let years: f64 = (0..4).map(|year| by_year.powi(year)).sum();
        let mut expected = vec![0.0; months as usize];
        let mut sum = 0.0;
        for month in onset..months {
            let (year, within) = ((month - onset) / 12, (month - onset) % 12);
            let slots = (months - onset - 12 * year).min(12).cast_signed();
            let in_year: f64 = (0..slots).map(|slot| by_month.powi(slot)).sum();
            sum += size * by_year.powi(year.cast_signed()) / years
                * by_month.powi(within.cast_signed())
                / in_year;
            expected[month as usize] = sum;
        }
        assert!((sum / size - 1.0).abs() < 1e-12, "everybody comes");
        let looked_at = [2, 3, 4, 14, 15, 26, 27, 38, 39, 40];
        let rows = arrived(&situation, &looked_at, 200);
        for (index, &month) in looked_at.iter().enumerate() {
            let values: Vec<f64> = rows.iter().map(|row| row[index]).collect();
            let mean = expected[month as usize];
            assert_moments(
                &values,
                mean,
                mean,
                &format!("arrivals until month {month}"),
            );
        }
    }
}

#[test]
fn a_pulse_ends_after_each_year_with_the_stated_probability() {
    // It lasts one year with probability p, two with (1 − p) p, and three otherwise.
    let (months, ends) = (36, 0.3);
    let mut situation = pulse(0, months);
    situation.parameters.arrivals.pulse_single_year_probability = ends;
    situation.parameters.arrivals.pulse_year_ratio_median = 1.0;
    let rows = arrived(&situation, &[11, 23], 3000);
    for (index, within, expected) in [
        (0, 0.9, ends),
        (1, 0.9, ends + (1.0 - ends) * ends),
        (0, 0.4, 1.0 - (1.0 - ends) * (1.0 - ends)),
    ] {
        let seen: Vec<f64> = rows
            .iter()
            .map(|row| f64::from(u8::from(row[index] > within * 1e6)))
            .collect();
        assert_moments(&seen, expected, expected * (1.0 - expected), "pulses ended");
    }
}

#[test]
fn those_who_came_long_ago_return_by_their_mean_years_in_exile() {
    // Two thirds came ten years before the start and a third nineteen: thirteen in the mean. In the
    // second year it is fourteen.
    let (people, hazard, decline) = (90_000_u64, 0.9_f64, 0.05_f64);
    let mut situation = quiet(people, 24);
    situation.hosts[0].stock.arrival_years = vec![(2016, 2.0 / 3.0), (2007, 1.0 / 3.0)];
    let returns = &mut situation.parameters.voluntary_return;
    returns.hazard_per_year = common::same(hazard);
    returns.duration_decline_per_year = decline;
    let rows = arrived(&situation, &[11, 23], 400);
    let still = |years: f64| (-hazard * (-decline * years).exp()).exp();
    let first = still(13.0);
    let both = first * still(14.0);
    for (index, stays) in [first, both].into_iter().enumerate() {
        let values: Vec<f64> = rows.iter().map(|row| row[index]).collect();
        let count = people as f64;
        assert_moments(
            &values,
            count * stays,
            count * stays * (1.0 - stays),
            "who is still there",
        );
    }
}

#[test]
fn only_the_outbreak_that_is_certain_has_the_stated_size() {
    // War in the first month, peace in the second, war in the third: a second pulse.
    let mut situation = pulse(0, 3);
    situation.parameters.arrivals.onset_pulse_median_persons = Some(200_000.0);
    situation.parameters.regime.war_to_peace_per_month = 1.0;
    situation.parameters.regime.peace_to_war_per_month = 1.0;
    let rows = arrived(&situation, &[2], 200);
    let values: Vec<f64> = rows.iter().map(|row| row[0]).collect();
    assert_moments(&values, 1.2e6, 1.2e6, "both pulses");
}

#[test]
fn returns_decline_with_every_year_in_exile() {
    // Everybody came in the year before the start: one year, then two, and so on beyond five, where
    // the mean of all who came so long ago is kept.
    let (people, hazard, decline) = (90_000_u64, 0.6_f64, 0.2_f64);
    let mut situation = quiet(people, 108);
    let returns = &mut situation.parameters.voluntary_return;
    returns.hazard_per_year = common::same(hazard);
    returns.duration_decline_per_year = decline;
    let years = [1, 3, 6, 7, 9];
    let months: Vec<u32> = years.iter().map(|year| 12 * year - 1).collect();
    let rows = arrived(&situation, &months, 300);
    for (index, year) in years.into_iter().enumerate() {
        let sum: f64 = (1..=year)
            .map(|years| (-decline * f64::from(years)).exp())
            .sum();
        let stays = (-hazard * sum).exp();
        let values: Vec<f64> = rows.iter().map(|row| row[index]).collect();
        let mean = people as f64 * stays;
        assert_moments(&values, mean, mean * (1.0 - stays), &format!("year {year}"));
    }
}

#[test]
fn returns_take_those_who_came_lately_where_the_hazard_declines_fast() {
    // Half came last year, half thirty-six years ago, of whom next to nobody returns any more. Those
    // who returned are no longer among the former.
    let (people, decline) = (1_000_000_u64, 0.5_f64);
    let mut situation = quiet(people, 12);
    situation.hosts[0].stock.arrival_years = vec![(2025, 0.5), (1990, 0.5)];
    let returns = &mut situation.parameters.voluntary_return;
    returns.hazard_per_year = common::same(2.0 * decline.exp());
    returns.duration_decline_per_year = decline;
    let (mut late, early) = (500_000.0, 500_000.0_f64);
    for _ in 0..12 {
        // The hazard of a status is the mean over its people.
        late -= (late + early) * -(-2.0 / 12.0 * late / (late + early)).exp_m1();
    }
    let rows = arrived(&situation, &[11], 60);
    let mean = rows.iter().map(|row| row[0]).sum::<f64>() / 60.0;
    assert!(
        (mean / (late + early) - 1.0).abs() < 1e-3,
        "{mean}, not {}",
        late + early
    );
}

#[test]
fn who_moves_on_keeps_the_years_in_exile() {
    // Wherever they are, all have been away for four years.
    let (people, hazard, decline) = (100_000_u64, 0.8_f64, 0.3_f64);
    let mut situation = quiet(0, 12);
    situation.hosts = vec![common::host("XAB", people), common::host("XAD", 0)];
    for (host, share) in situation.hosts.iter_mut().zip([1.0, 0.0]) {
        host.arrival_share = share;
        host.stock.arrival_years = vec![(2022, 1.0)];
    }
    situation.hosts[0].onward_movements = vec![fairshare::model::OnwardMovement {
        to: 1,
        hazard_per_year: common::same(6.0),
    }];
    let returns = &mut situation.parameters.voluntary_return;
    returns.hazard_per_year = common::same(hazard);
    returns.duration_decline_per_year = decline;
    let stays = (-hazard * (-4.0 * decline).exp()).exp();
    let rows = arrived(&situation, &[11], 400);
    let values: Vec<f64> = rows.iter().map(|row| row[0]).collect();
    // A month's journey is a month without a chance to return: at most one of twelve.
    let mean = values.iter().sum::<f64>() / 400.0 / people as f64;
    let longest = (-hazard * (-4.0 * decline).exp() * 11.0 / 12.0).exp();
    assert!(
        (stays..longest).contains(&mean),
        "{mean}, {stays} to {longest}"
    );
}
