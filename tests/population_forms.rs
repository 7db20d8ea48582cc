//! Closed forms of how conflicts go, how long things take and how a population grows: first passage
//! to peace and outbreaks (C5), the pipeline in its steady state (C11), and the cohort-component
//! process with its variance, its growth and its age structure (C13). [`common::assert_moments`]
//! states the false-alarm rates.

mod common;

use common::{assert_moments, code, moments, people, plan, quiet};
use fairshare::indicator::{Breakdown, Period};
use fairshare::model::parameters::{PerPhase, Regime};
use fairshare::model::{AGE_BANDS, AGES, LiveStatus, OLDEST_AGE, SEXES, Situation};
use fairshare::simulate::record::{Cell, Layout};
use fairshare::simulate::vital_rates::VitalRates;
use fairshare::simulate::{OptionSetup, Resolution, Setup, Workspace, replicate};
use statrs::function::beta::beta_reg;

/// The values of chosen cells of the first option, one row for each replicate.
fn rows(
    situation: &Situation,
    places: u32,
    resolution: Resolution,
    count: u64,
    wanted: &[&dyn Fn(&Cell) -> bool],
) -> Vec<Vec<f64>> {
    let setup = Setup::new(situation, resolution);
    let option = situation.options[0].clone();
    let plan = plan(situation, &option, &[(1.0, 0.0, places)]);
    let prepared = OptionSetup::new(&setup, &option, &plan);
    let layout = Layout::new(&setup, &[0]);
    let cells: Vec<usize> = wanted
        .iter()
        .map(|wanted| layout.cells.iter().position(wanted).expect("a cell"))
        .collect();
    let mut space = Workspace::new(&setup);
    (0..count)
        .map(|number| {
            let values = replicate(&setup, &prepared, number, true, &mut space).expect("closed");
            cells
                .iter()
                .map(|&cell| values[cell] as f64 * layout.cells[cell].scale.step())
                .collect()
        })
        .collect()
}

fn column(rows: &[Vec<f64>], index: usize) -> Vec<f64> {
    rows.iter().map(|row| row[index]).collect()
}

#[test]
fn c5_first_passage_to_peace_is_of_phase_type() {
    // War, then stalemate, then peace for good: P(T > t) = αᵀ Tᵗ 1 over the two states before.
    let (out_of_war, out_of_stalemate, straight) = (0.04, 0.05, 0.01);
    let months = 60;
    let mut situation = quiet(1_000, months);
    let regime = &mut situation.parameters.regime;
    regime.initial = Regime::War;
    regime.war_to_stalemate_per_month = out_of_war;
    regime.war_to_peace_per_month = straight;
    regime.stalemate_to_peace_per_month = out_of_stalemate;
    let (mut war, mut stalemate) = (1.0, 0.0);
    let (mut mean, mut square) = (0.0, 0.0);
    for month in 0..months {
        // N = Σ 1{T ≤ m}, so E N² = Σ (2 (M − 1 − m) + 1) P(T ≤ m).
        let arrived = 1.0 - war - stalemate;
        mean += arrived;
        square += f64::from(2 * (months - 1 - month) + 1) * arrived;
        (war, stalemate) = (
            war * (1.0 - out_of_war - straight),
            war * out_of_war + stalemate * (1.0 - out_of_stalemate),
        );
    }
    let rows = rows(
        &situation,
        0,
        Resolution::Banded,
        4000,
        &[&|cell: &Cell| cell.indicator == "total_peace_share"],
    );
    let values: Vec<f64> = column(&rows, 0)
        .into_iter()
        .map(|share| share * f64::from(months))
        .collect();
    assert_moments(&values, mean, square - mean * mean, "months of peace");
}

#[test]
fn before_an_outbreak_that_is_certain_nothing_moves_and_after_it_everything_may() {
    // Peace cannot come before the outbreak, and comes a month after it at the earliest.
    let (onset, months, to_peace) = (6, 36, 0.1_f64);
    let mut situation = quiet(1_000, months);
    situation.parameters.arrivals.onset_month = Some(onset);
    let regime = &mut situation.parameters.regime;
    regime.initial = Regime::Stalemate;
    regime.stalemate_to_peace_per_month = 0.5;
    regime.war_to_peace_per_month = to_peace;
    let (mut mean, mut square) = (0.0, 0.0);
    for month in onset..months {
        let arrived = 1.0 - (1.0 - to_peace).powi((month - onset).cast_signed());
        mean += arrived;
        square += f64::from(2 * (months - 1 - month) + 1) * arrived;
    }
    let rows = rows(
        &situation,
        0,
        Resolution::Banded,
        4000,
        &[&|cell: &Cell| cell.indicator == "total_peace_share"],
    );
    let values: Vec<f64> = column(&rows, 0)
        .into_iter()
        .map(|share| share * f64::from(months))
        .collect();
    assert_moments(&values, mean, square - mean * mean, "months of peace");
}

#[test]
fn the_pulse_of_a_certain_outbreak_has_the_stated_median_and_the_tail_of_its_law() {
    // Pareto between a and b with tail index α: P(X ≤ x) = (1 − (a / x)^α) / (1 − (a / b)^α), here
    // stretched so that its median is the stated one, and cut at b again.
    let (least, most, tail, median) = (20_000.0_f64, 4_000_000.0, 0.8, 300_000.0);
    let mut situation = quiet(0, 12);
    let arrivals = &mut situation.parameters.arrivals;
    arrivals.onset_month = Some(0);
    arrivals.onset_pulse_median_persons = Some(median);
    arrivals.pulse_minimum_persons = least;
    arrivals.pulse_maximum_share_of_origin_population = most / 10_000_000.0;
    arrivals.pulse_tail_index = tail;
    arrivals.dispersion_size = 1e12;
    let below = |size: f64| (1.0 - (least / size).powf(tail)) / (1.0 - (least / most).powf(tail));
    // The median of the law before it is stretched.
    let (mut low, mut high) = (least, most);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if below(middle) < 0.5 {
            low = middle;
        } else {
            high = middle;
        }
    }
    let stretch = median / low;
    let rows = rows(
        &situation,
        0,
        Resolution::Banded,
        4000,
        &[&|cell: &Cell| cell.indicator == "total_arrivals_persons"],
    );
    let totals = column(&rows, 0);
    for size in [0.6 * median, 1.2 * median, 3.0 * median, 0.99 * most] {
        let expected = below(size / stretch);
        assert!((0.05..0.999).contains(&expected), "a test that can fail");
        let within: Vec<f64> = totals
            .iter()
            .map(|&total| f64::from(u8::from(total <= size)))
            .collect();
        assert_moments(
            &within,
            expected,
            expected * (1.0 - expected),
            &format!("pulses up to {size}"),
        );
    }
    // All of a pulse comes within the year: its largest size, but for chance.
    let largest = totals
        .iter()
        .fold(0.0_f64, |largest, &total| largest.max(total));
    assert!((largest / most - 1.0).abs() < 0.01, "{largest}");
}

#[test]
fn c11_work_in_progress_is_departures_times_the_mean_lag() {
    // A thousand people are submitted each month out of ten billion, so that submissions stay the
    // same to one person; places abound. Each batch is in the pipeline after k trials with
    // probability P(T > k) = 1 − I_p(4, k − 3).
    let (batch, lag, months) = (1_000.0, 16.0, 132_i32);
    let stock = 10_000_000_000;
    let mut situation = quiet(stock, months.unsigned_abs());
    situation.parameters.costs.need_usd_per_person_year = PerPhase {
        emergency: 0.0,
        stabilisation: 0.0,
        protracted: 0.0,
    };
    situation.parameters.finance.baseline_announced_share = 1.0;
    let resettlement = &mut situation.parameters.resettlement;
    resettlement.need_share_of_stock = 1.0;
    resettlement.submissions_per_1000_refugees_per_month = batch / stock as f64 * 1e3;
    resettlement.pipeline_mean_months = lag;
    situation.contributors[0].baseline_places_per_year = 4_000_000;
    let rows = rows(
        &situation,
        4_000_000,
        Resolution::Banded,
        2500,
        &[
            &|cell: &Cell| {
                cell.indicator == "stock_persons"
                    && cell.host.is_none()
                    && cell.breakdown == Breakdown::Status(LiveStatus::ResettlementPipeline)
                    && cell.period == Period::Year(2036)
            },
            &|cell: &Cell| {
                cell.indicator == "resettlement_departures_persons"
                    && cell.host.is_none()
                    && cell.breakdown == Breakdown::None
                    && cell.period == Period::Year(2036)
            },
        ],
    );
    let done = |trials: i32| {
        if trials < 4 {
            0.0
        } else {
            beta_reg(4.0, f64::from(trials - 3), 4.0 / lag)
        }
    };
    let (mut waiting, mut spread) = (0.0, 0.0);
    let (mut departed, mut departed_spread) = (0.0, 0.0);
    for month in 0..months {
        let trials = months - 1 - month;
        let still = 1.0 - done(trials);
        waiting += batch * still;
        spread += batch * still * (1.0 - still);
        let in_last_year = done(trials) - done(trials - 12);
        departed += batch * in_last_year;
        departed_spread += batch * in_last_year * (1.0 - in_last_year);
    }
    // Little's law for the steady state.
    assert!((waiting / (batch * lag) - 1.0).abs() < 1e-6, "{waiting}");
    assert!((departed / (12.0 * batch) - 1.0).abs() < 1e-6, "{departed}");
    assert_moments(&column(&rows, 0), waiting, spread, "work in progress");
    assert_moments(&column(&rows, 1), departed, departed_spread, "departures");
}

const TYPES: usize = 2 * AGES;

/// One host whose people are born and die, by single years of age.
fn growing(count: u64, months: u32) -> (Situation, VitalRates) {
    let mut situation = quiet(0, months);
    situation.hosts[0].stock.refugees = people(count);
    situation.hosts[0].crude_death_rate_per_1000_per_year = 9.0;
    situation
        .parameters
        .demography
        .crude_birth_rate_per_1000_per_year = 32.0;
    let host = &situation.hosts[0];
    let rates = VitalRates::new(
        &situation.parameters.demography,
        host,
        &host.stock.refugees.persons,
    );
    (situation, rates)
}

/// The type that everybody of a type is of after a January.
fn older(index: usize) -> usize {
    let (sex, age) = (index / AGES, index % AGES);
    sex * AGES + (age + 1).min(OLDEST_AGE)
}

/// Means and covariances by sex and single year of age, moved by a month: everybody survives with
/// e^(−d), women bear with b, children are girls with `girls`; births and deaths are independent
/// given who was there.
fn month_later(mean: &mut [f64], covariance: &mut [Vec<f64>], rates: &VitalRates, girls: f64) {
    let survival: Vec<f64> = (0..TYPES)
        .map(|index| (-rates.death_per_month[index / AGES][index % AGES]).exp())
        .collect();
    let bear = |age: usize| rates.birth_per_month[age];
    let born: f64 = (0..AGES).map(|age| mean[age] * bear(age)).sum();
    let with_births: Vec<f64> = (0..TYPES)
        .map(|index| {
            let shared: f64 = (0..AGES)
                .map(|age| bear(age) * covariance[age][index])
                .sum();
            survival[index] * shared
        })
        .collect();
    let spread: f64 = (0..AGES)
        .map(|age| {
            let shared: f64 = (0..AGES)
                .map(|other| bear(other) * covariance[age][other])
                .sum();
            bear(age) * shared + bear(age) * (1.0 - bear(age)) * mean[age]
        })
        .sum();
    for index in 0..TYPES {
        for other in 0..TYPES {
            covariance[index][other] *= survival[index] * survival[other];
        }
        covariance[index][index] += mean[index] * survival[index] * (1.0 - survival[index]);
    }
    for (count, survival) in mean.iter_mut().zip(&survival) {
        *count *= survival;
    }
    let newborn = [(0, girls), (AGES, 1.0 - girls)];
    for (target, share) in newborn {
        for index in 0..TYPES {
            covariance[target][index] += share * with_births[index];
            covariance[index][target] += share * with_births[index];
        }
    }
    for (target, share) in newborn {
        mean[target] += share * born;
        covariance[target][target] += share * share * spread + share * (1.0 - share) * born;
    }
    let between = girls * (1.0 - girls) * (spread - born);
    covariance[0][AGES] += between;
    covariance[AGES][0] += between;
}

fn new_year(mean: &mut Vec<f64>, covariance: &mut Vec<Vec<f64>>) {
    let (mut new_mean, mut moved) = (vec![0.0; TYPES], vec![vec![0.0; TYPES]; TYPES]);
    for index in 0..TYPES {
        new_mean[older(index)] += mean[index];
        for other in 0..TYPES {
            moved[older(index)][older(other)] += covariance[index][other];
        }
    }
    *mean = new_mean;
    *covariance = moved;
}

#[test]
fn c13_the_cohort_component_process_has_the_exact_mean_and_variance() {
    let (situation, rates) = growing(3_200, 36);
    let girls = 1.0 / (1.0 + situation.parameters.demography.sex_ratio_at_birth);
    let mut mean: Vec<f64> = situation.hosts[0]
        .stock
        .refugees
        .persons
        .iter()
        .flatten()
        .map(|&count| count as f64)
        .collect();
    let mut covariance = vec![vec![0.0; TYPES]; TYPES];
    for month in 0..36 {
        if month > 0 && month % 12 == 0 {
            new_year(&mut mean, &mut covariance);
        }
        month_later(&mut mean, &mut covariance, &rates, girls);
    }
    let children = |sum: &dyn Fn(usize) -> f64| -> f64 { (0..5).map(sum).sum() };
    let everybody: f64 = mean.iter().sum();
    let spread: f64 = covariance.iter().flatten().sum();
    let small_girls = children(&|age| mean[age]);
    let small_spread = children(&|age| children(&|other| covariance[age][other]));
    let rows = rows(
        &situation,
        0,
        Resolution::SingleYear,
        2500,
        &[
            &|cell: &Cell| {
                cell.indicator == "stock_month_persons" && cell.period == Period::Month(35)
            },
            &|cell: &Cell| {
                cell.indicator == "stock_persons"
                    && cell.host.is_none()
                    && cell.breakdown == Breakdown::SexAge(SEXES[0], AGE_BANDS[0])
                    && cell.period == Period::Year(2028)
            },
        ],
    );
    assert_moments(&column(&rows, 0), everybody, spread, "everybody");
    assert_moments(&column(&rows, 1), small_girls, small_spread, "small girls");
}

#[test]
fn c13_growth_and_ages_tend_to_the_dominant_eigenvalue_and_its_vector() {
    let (situation, rates) = growing(40_000, 1_680);
    let girls = 1.0 / (1.0 + situation.parameters.demography.sex_ratio_at_birth);
    // Power iteration of a year; covariances are of no interest here.
    let mut ages = vec![1.0; TYPES];
    let mut growth = 1.0;
    for _ in 0..400 {
        let before: f64 = ages.iter().sum();
        for count in &mut ages {
            *count /= before;
        }
        let mut moved = vec![0.0; TYPES];
        for (index, count) in ages.iter().enumerate() {
            moved[older(index)] += count;
        }
        ages = moved;
        for _ in 0..12 {
            let born: f64 = (0..AGES)
                .map(|age| ages[age] * rates.birth_per_month[age])
                .sum();
            for (index, count) in ages.iter_mut().enumerate() {
                *count *= (-rates.death_per_month[index / AGES][index % AGES]).exp();
            }
            ages[0] += born * girls;
            ages[AGES] += born * (1.0 - girls);
        }
        growth = ages.iter().sum();
    }
    let year_end = |year: i32| {
        move |cell: &Cell| {
            cell.indicator == "stock_persons"
                && cell.host == Some(code("XAB"))
                && cell.breakdown == Breakdown::None
                && cell.period == Period::Year(year)
        }
    };
    let of_band = |sex: usize, band: usize| {
        move |cell: &Cell| {
            cell.indicator == "stock_persons"
                && cell.host == Some(code("XAB"))
                && cell.breakdown == Breakdown::SexAge(SEXES[sex], AGE_BANDS[band])
                && cell.period == Period::Year(2165)
        }
    };
    let (early, late) = (year_end(2145), year_end(2165));
    let bands: Vec<_> = (0..10).map(|cell| of_band(cell / 5, cell % 5)).collect();
    let mut wanted: Vec<&dyn Fn(&Cell) -> bool> = vec![&early, &late];
    wanted.extend(bands.iter().map(|band| band as &dyn Fn(&Cell) -> bool));
    let rows = rows(&situation, 0, Resolution::SingleYear, 6, &wanted);
    let yearly: Vec<f64> = rows
        .iter()
        .map(|row| (row[1] / row[0]).ln() / 20.0)
        .collect();
    let (seen, spread) = moments(&yearly);
    // The age structure of the start has faded but for a ten-thousandth by then; the rest is
    // chance: six standard errors.
    let tolerance = 1e-4 + 6.0 * (spread / 6.0).sqrt();
    assert!(growth > 1.01, "a test that can fail: {growth}");
    assert!(
        (seen - growth.ln()).abs() < tolerance,
        "growth {seen}, eigenvalue {}",
        growth.ln()
    );
    let everybody: f64 = ages.iter().sum();
    for cell in 0..10 {
        let band = AGE_BANDS[cell % 5];
        let expected: f64 = (0..AGES)
            .filter(|&age| fairshare::model::AgeBand::of_age(age) == band)
            .map(|age| ages[cell / 5 * AGES + age])
            .sum::<f64>()
            / everybody;
        let shares: Vec<f64> = rows.iter().map(|row| row[2 + cell] / row[1]).collect();
        let (seen, spread) = moments(&shares);
        let tolerance = 5e-4 + 6.0 * (spread / 6.0).sqrt();
        assert!(
            (seen - expected).abs() < tolerance,
            "cell {cell}: {seen} for {expected}"
        );
    }
}
