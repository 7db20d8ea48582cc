//! More exactly solvable cases: cumulative arrivals under a switching regime (C6), queues (C7), costs
//! (C9), the expected gap (C10), demography (C13) and response curves (C17) of the design's
//! verification suite. [`common::assert_moments`] states the false-alarm rates.

mod common;

use common::{assert_moments, code, moments, plan, quiet, same, sample, sample_many, sample_of};
use fairshare::indicator::{Breakdown, Period};
use fairshare::model::parameters::{PerRegime, Regime, ResponseFamily, ResponseParameters};
use fairshare::model::{AGES, OLDEST_AGE, Sector, Situation};
use fairshare::random::{Purpose, Streams, beta};
use fairshare::simulate::response::outcome;
use fairshare::simulate::vital_rates::VitalRates;
use fairshare::simulate::{OptionSetup, Resolution, Setup, Workspace, record::Layout, replicate};
use statrs::function::beta::beta_reg;

/// The mean of a sample against its expectation, with the sample's own standard error: a false
/// alarm with probability 7e-6.
fn assert_mean(values: &[f64], expected: f64, what: &str) {
    let (mean, variance) = moments(values);
    let error = (variance / values.len() as f64).sqrt();
    let z = (mean - expected) / error.max(1e-9);
    assert!(
        z.abs() < 4.5,
        "{what}: mean {mean}, expected {expected}, z = {z}"
    );
}

/// A monthly probability vector one month later.
fn step(vector: [f64; 3], matrix: &[[f64; 3]; 3]) -> [f64; 3] {
    let mut moved = [0.0; 3];
    for (weight, row) in vector.iter().zip(matrix) {
        for (target, probability) in moved.iter_mut().zip(row) {
            *target += weight * probability;
        }
    }
    moved
}

#[test]
fn c6_cumulative_arrivals_under_a_switching_regime() {
    let (months, size) = (48_usize, 1.5);
    let mut situation = quiet(0, 48);
    let regime = &mut situation.parameters.regime;
    regime.initial = Regime::Stalemate;
    regime.war_to_stalemate_per_month = 0.05;
    regime.war_to_peace_per_month = 0.01;
    regime.stalemate_to_war_per_month = 0.03;
    regime.stalemate_to_peace_per_month = 0.02;
    regime.peace_to_war_per_month = 0.01;
    regime.peace_to_stalemate_per_month = 0.04;
    let matrix = regime.matrix();
    let means = [300.0, 90.0, 10.0];
    situation.parameters.arrivals.base_persons_per_month = PerRegime {
        war: means[0],
        stalemate: means[1],
        peace: means[2],
    };
    situation.parameters.arrivals.dispersion_size = size;

    // Mean Σ π_t μ; variance Σ [π_t (μ + μ²/r + μ²) − (π_t μ)²]
    // + 2 Σ_{a<b} [(π_a ∘ μ) P^(b−a) μ − (π_a μ)(π_b μ)].
    let dot = |left: [f64; 3], right: [f64; 3]| -> f64 {
        left.iter()
            .zip(right)
            .map(|(left, right)| left * right)
            .sum()
    };
    let mut distributions = vec![[0.0, 1.0, 0.0]];
    for month in 1..months {
        distributions.push(step(distributions[month - 1], &matrix));
    }
    let expected: f64 = distributions.iter().map(|&at| dot(at, means)).sum();
    let squares = means.map(|mean| mean + mean * mean / size + mean * mean);
    let mut variance: f64 = distributions
        .iter()
        .map(|&at| dot(at, squares) - dot(at, means).powi(2))
        .sum();
    for first in 0..months {
        let mut weighted = [0.0; 3];
        for ((weight, &probability), mean) in
            weighted.iter_mut().zip(&distributions[first]).zip(means)
        {
            *weight = probability * mean;
        }
        for later in first + 1..months {
            weighted = step(weighted, &matrix);
            variance += 2.0
                * (dot(weighted, means)
                    - dot(distributions[first], means) * dot(distributions[later], means));
        }
    }
    // Nobody leaves, so the stock is what has come.
    let values = sample(&situation, "stock_month_persons", Period::Month(47), 5000);
    assert_moments(&values, expected, variance, "arrivals of four years");
}

/// A host whose registration offices take a fixed number a month, whatever money there is.
fn offices(opening: u64, capacity: f64, months: u32) -> Situation {
    let mut situation = quiet(0, months);
    situation.hosts[0].stock.unregistered = common::people(opening);
    situation.hosts[0].registration_capacity_persons_per_month = capacity;
    // Nothing costs anything, so that every need is covered.
    situation.parameters.costs.need_usd_per_person_year = fairshare::model::parameters::PerPhase {
        emergency: 0.0,
        stabilisation: 0.0,
        protracted: 0.0,
    };
    situation.parameters.finance.baseline_announced_share = 1.0;
    situation
}

#[test]
fn c7a_a_backlog_without_arrivals_clears_on_the_straight_line() {
    // A capacity that is stated, and one that follows the stock, which stays what it is.
    let stated = offices(100_000, 3_000.0, 48);
    let mut of_stock = offices(100_000, 500.0, 48);
    of_stock.hosts[0].registration_capacity_share_of_stock_per_month = 0.03;
    for situation in [stated, of_stock] {
        let option = situation.options[0].clone();
        let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
        let years =
            [2026, 2027, 2028, 2029].map(|year| ("unregistered_person_months", Period::Year(year)));
        let rows = sample_many(&situation, &option, &plan, &years, 3, Resolution::Banded);
        for row in rows {
            for (year, seen) in row.into_iter().enumerate() {
                let expected: f64 = (0..12)
                    .map(|month| {
                        (100_000.0 - 3_000.0 * f64::from(12 * year as u32 + month)).max(0.0)
                    })
                    .sum();
                assert_eq!(seen, expected, "year {year}");
            }
        }
    }
}

/// Offices decide ⌊posts × cases / 12⌋ claims a month. The year's share of claims recognised is
/// Beta, so that what is refused is beta-binomial.
#[test]
fn c7a_claims_are_decided_at_the_capacity_of_the_posts() {
    let mut situation = offices(0, 1e9, 12);
    situation.hosts[0].stock.asylum_seekers = common::people(2_000);
    situation.hosts[0].status_determination_posts = 2.0;
    situation
        .parameters
        .registration
        .determination_cases_per_post_per_year = 333.0;
    let option = situation.options[0].clone();
    let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
    let cells = [
        ("determination_backlog_persons", Period::Year(2026)),
        ("not_recognised_persons", Period::Year(2026)),
    ];
    let rows = sample_many(&situation, &option, &plan, &cells, 4000, Resolution::Banded);
    let decided = 12.0 * 55.0;
    assert!(rows.iter().all(|row| row[0] == 2_000.0 - decided));
    let (share, concentration) = (0.4, 20.0);
    let refused: Vec<f64> = rows.iter().map(|row| row[1]).collect();
    assert_moments(
        &refused,
        decided * share,
        decided * share * (1.0 - share) * (concentration + decided) / (concentration + 1.0),
        "refused in the year",
    );
}

#[test]
fn c7b_a_decaying_pulse_meets_a_fixed_capacity() {
    let (size, ratio, capacity) = (1_000_000.0, 0.8_f64, 60_000.0);
    let mut situation = offices(0, capacity, 24);
    let arrivals = &mut situation.parameters.arrivals;
    arrivals.onset_month = Some(0);
    arrivals.pulse_minimum_persons = size;
    arrivals.pulse_maximum_share_of_origin_population = size / 10_000_000.0;
    arrivals.pulse_month_ratio = ratio;
    arrivals.dispersion_size = 1e12;
    let first = size * (1.0 - ratio) / (1.0 - ratio.powi(12));
    let pulse = |month: i32| {
        if month < 12 {
            first * ratio.powi(month)
        } else {
            0.0
        }
    };
    // B′ = (B + a − c)⁺; people are counted when they have come and before offices open.
    let mut waiting = 0.0_f64;
    let mut expected = [0.0; 2];
    let mut peak = (0.0_f64, 0);
    for month in 0..24 {
        expected[month as usize / 12] += waiting;
        let left = (waiting - capacity).max(0.0);
        if left > peak.0 {
            peak = (left, month);
        }
        waiting = left + pulse(month);
    }
    // The closed form of the peak is the same recursion: n* = ⌊ln(c / a₀) / ln ρ⌋.
    let n = ((capacity / first).ln() / ratio.ln()).floor();
    let closed = first * (1.0 - ratio.powf(n + 1.0)) / (1.0 - ratio) - capacity * (n + 1.0);
    assert!(
        (closed / peak.0 - 1.0).abs() < 1e-9,
        "{closed} and {peak:?}"
    );
    let option = situation.options[0].clone();
    let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
    let cells = [2026, 2027].map(|year| ("unregistered_person_months", Period::Year(year)));
    for row in sample_many(&situation, &option, &plan, &cells, 20, Resolution::Banded) {
        for (seen, expected) in row.into_iter().zip(expected) {
            // Arrivals are Poisson with a total of a million, so each month's waiting is off by
            // a standard error of at most 1000 people: five of them in each of twelve months.
            assert!((seen - expected).abs() <= 60_000.0, "{seen} for {expected}");
        }
    }
}

/// Mean and variance of the sum of U over months `first..last`, where U starts at 0 and each month
/// `capacity` of those who wait leave and `arrivals` come: U′ = (U − c)⁺ + A. By the chain's
/// transition probabilities, cut where nobody gets.
fn waiting(arrivals: &[f64], capacity: usize, first: usize, last: usize) -> (f64, f64) {
    const STATES: usize = 160;
    let next = |values: &[f64; STATES], state: usize| -> f64 {
        let left = state.saturating_sub(capacity);
        arrivals
            .iter()
            .enumerate()
            .map(|(came, mass)| mass * values[(left + came).min(STATES - 1)])
            .sum()
    };
    // Backwards: the mean and mean square of what is still to come, from each state.
    let (mut sum, mut square) = ([0.0; STATES], [0.0; STATES]);
    for month in (0..last).rev() {
        let counted = if month >= first { 1.0 } else { 0.0 };
        let (mut new_sum, mut new_square) = ([0.0; STATES], [0.0; STATES]);
        for state in 0..STATES {
            let now = counted * state as f64;
            let later = next(&sum, state);
            new_sum[state] = now + later;
            new_square[state] = now * now + 2.0 * now * later + next(&square, state);
        }
        (sum, square) = (new_sum, new_square);
    }
    (sum[0], square[0] - sum[0] * sum[0])
}

#[test]
fn c7c_the_backlog_of_random_arrivals() {
    use statrs::distribution::{Discrete, NegativeBinomial, Poisson};
    // B′ = (B + A − 1)⁺ has mean (E[A²] − λ) / (2 (1 − λ)) in the long run, and people are counted
    // with the arrivals of the month: mean B + λ. The tenth year is long enough; its mean and
    // variance follow from the chain.
    for (mean, size) in [(0.6, 1e12), (0.5, 1.0)] {
        let mut situation = offices(0, 1.0, 120);
        situation.parameters.arrivals.base_persons_per_month = same(mean);
        situation.parameters.arrivals.dispersion_size = size;
        let mass: Vec<f64> = (0..60)
            .map(|count| {
                if size > 1e6 {
                    Poisson::new(mean).expect("a law").pmf(count)
                } else {
                    let law = NegativeBinomial::new(size, size / (size + mean)).expect("a law");
                    law.pmf(count)
                }
            })
            .collect();
        let (expected, variance) = waiting(&mass, 1, 108, 120);
        let second = mean + mean * mean / size + mean * mean;
        let backlog = (second - mean) / (2.0 * (1.0 - mean));
        assert!((expected / (12.0 * (backlog + mean)) - 1.0).abs() < 1e-4);
        let values = sample(
            &situation,
            "unregistered_person_months",
            Period::Year(2035),
            3000,
        );
        assert_moments(&values, expected, variance, "person-months of waiting");
    }
}

/// Little's law on every path: first come, first served, the months that people wait add up to the
/// people counted as waiting month by month.
#[test]
fn c7e_waiting_people_and_months_of_waiting_are_the_same_account() {
    let capacity = 9_u64;
    let mut situation = offices(0, 9.0, 48);
    situation.parameters.arrivals.base_persons_per_month = same(8.0);
    let option = situation.options[0].clone();
    let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
    let mut cells: Vec<(&str, Period)> = (0..48)
        .map(|month| ("stock_month_persons", Period::Month(month)))
        .collect();
    cells.extend((2026..2030).map(|year| ("unregistered_person_months", Period::Year(year))));
    for row in sample_many(&situation, &option, &plan, &cells, 40, Resolution::Banded) {
        // Nobody leaves the country, so the stock tells who has come.
        let mut queue = std::collections::VecDeque::new();
        let (mut before, mut months_waited) = (0.0, 0_u64);
        for (month, &stock) in row[..48].iter().enumerate() {
            for _ in 0..capacity {
                if let Some(came) = queue.pop_front() {
                    months_waited += month as u64 - came;
                }
            }
            for _ in 0..(stock - before) as u64 {
                queue.push_back(month as u64);
            }
            before = stock;
        }
        // Those who still wait have been counted in each month after the one in which they came.
        months_waited += queue.iter().map(|came| 47 - came).sum::<u64>();
        assert_eq!(row[48..].iter().sum::<f64>(), months_waited as f64);
        assert!(months_waited > 0);
    }
}

#[test]
fn c7d_the_backlog_keeps_within_kingmans_bound() {
    let (mean, size, capacity) = (8.0, 2.0, 12.0);
    let mut situation = offices(0, capacity, 120);
    situation.parameters.arrivals.base_persons_per_month = same(mean);
    situation.parameters.arrivals.dispersion_size = size;
    let bound = (mean + mean * mean / size) / (2.0 * (capacity - mean));
    let values = sample(
        &situation,
        "unregistered_person_months",
        Period::Year(2035),
        3000,
    );
    let (seen, _) = moments(&values);
    let backlog = seen / 12.0 - mean;
    assert!(
        backlog > 0.3 * bound && backlog < bound,
        "a backlog of {backlog} under a bound of {bound}"
    );
}

#[test]
fn c9_costs_are_linear_in_person_months() {
    let survival = 0.97_f64;
    let mut situation = quiet(8_000, 12);
    situation.parameters.voluntary_return.hazard_per_year = same(-12.0 * survival.ln());
    let setup = Setup::new(&situation, Resolution::Banded);
    let option = situation.options[0].clone();
    let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
    let prepared = OptionSetup::new(&setup, &option, &plan);
    let layout = Layout::new(&setup, &[0]);
    let food = layout
        .cells
        .iter()
        .position(|cell| {
            cell.indicator == "requirement_usd"
                && cell.period == Period::Year(2026)
                && cell.host.is_none()
                && cell.breakdown == Breakdown::Sector(Sector::Food)
        })
        .expect("food of the year");
    let mut space = Workspace::new(&setup);
    let values: Vec<f64> = (0..4000)
        .map(|number| {
            let values = replicate(&setup, &prepared, number, true, &mut space).expect("closed");
            values[food] as f64 * layout.cells[food].scale.step()
        })
        .collect();
    // A person costs the unit in each month at whose start he is there: months 0 to T, T
    // geometric and cut at 11.
    let costs = &situation.parameters.costs;
    let unit =
        costs.need_usd_per_person_year.protracted * costs.sector_share.food.protracted / 12.0;
    let (mut mean, mut square) = (0.0, 0.0);
    for months in 1..=12_i32 {
        let last = months == 12;
        let probability = survival.powi(months - 1) * if last { 1.0 } else { 1.0 - survival };
        mean += f64::from(months) * probability;
        square += f64::from(months * months) * probability;
    }
    assert_moments(
        &values,
        8_000.0 * unit * mean,
        8_000.0 * unit * unit * (square - mean * mean),
        "the year's food",
    );
}

#[test]
fn c10_the_expected_gap_of_one_uncertain_pledge() {
    let (a, b) = (6.0, 4.0);
    for pledged_share in [0.8, 1.25, 2.0] {
        let mut situation = quiet(10_000, 12);
        let finance = &mut situation.parameters.finance;
        finance.baseline_announced_share = pledged_share;
        finance.fulfilment_mean_share = a / (a + b);
        finance.fulfilment_concentration = a + b;
        // All money comes at once and may be spent at once, so that no month goes without while
        // another has too much.
        finance.disbursement_mean_months = 1.0;
        let values = sample(&situation, "gap_usd", Period::Year(2026), 4000);
        let need = sample(&situation, "requirement_usd", Period::Year(2026), 1)[0];
        let pledge = need * pledged_share;
        // E (N − PΦ)⁺ᵏ by incomplete beta functions, x = min(N / P, 1).
        let x = (need / pledge).min(1.0);
        let [zero, one, two] = [0.0, 1.0, 2.0].map(|power| beta_reg(a + power, b, x));
        let first = a / (a + b);
        let second = first * (a + 1.0) / (a + b + 1.0);
        let mean = need * zero - pledge * first * one;
        let square =
            need * need * zero - 2.0 * need * pledge * first * one + pledge * pledge * second * two;
        assert_moments(
            &values,
            mean,
            square - mean * mean,
            &format!("the gap with {pledged_share} of the need pledged"),
        );
    }
}

#[test]
fn c13_the_cohort_component_projection_is_the_mean() {
    let mut situation = quiet(30_000, 120);
    situation.hosts[0].crude_death_rate_per_1000_per_year = 9.0;
    situation
        .parameters
        .demography
        .crude_birth_rate_per_1000_per_year = 32.0;
    let host = &situation.hosts[0];
    let opening = host.stock.refugees.persons;
    let rates = VitalRates::new(&situation.parameters.demography, host, &opening);
    let mut ages = opening.map(|sex| sex.map(|count| count as f64));
    let girls = 1.0 / (1.0 + situation.parameters.demography.sex_ratio_at_birth);
    for month in 0..120 {
        if month > 0 && month % 12 == 0 {
            for sex in &mut ages {
                let oldest = sex[OLDEST_AGE];
                sex.copy_within(0..OLDEST_AGE, 1);
                sex[OLDEST_AGE] += oldest;
                sex[0] = 0.0;
            }
        }
        let born: f64 = (0..AGES)
            .map(|age| ages[0][age] * rates.birth_per_month[age])
            .sum();
        for (sex, deaths) in ages.iter_mut().zip(&rates.death_per_month) {
            for (count, death) in sex.iter_mut().zip(deaths) {
                *count *= (-death).exp();
            }
        }
        ages[0][0] += born * girls;
        ages[1][0] += born * (1.0 - girls);
    }
    let expected: f64 = ages.iter().flatten().sum();
    let option = situation.options[0].clone();
    let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
    for (resolution, replicates) in [(Resolution::SingleYear, 600), (Resolution::Banded, 2000)] {
        let values = sample_of(
            &situation,
            &option,
            &plan,
            "stock_month_persons",
            Period::Month(119),
            replicates,
            resolution,
        );
        if resolution == Resolution::SingleYear {
            assert_mean(&values, expected, "people after ten years");
        } else {
            // Bands take the mean rate of their people for a year: within a thousandth.
            let (mean, _) = moments(&values);
            assert!(
                (mean / expected - 1.0).abs() < 1e-3,
                "bands: {mean} for {expected}"
            );
        }
    }
}

#[test]
fn c17_a_fixed_coverage_gives_the_curve_and_a_random_one_less() {
    let parameters = |family| ResponseParameters {
        family,
        exponential_curvature: 1.5,
        hill_exponent: 3.0,
        hill_half_coverage: 0.5,
    };
    // Full coverage registers up to capacity, none registers nobody: the ends of the curve, in the
    // simulator.
    for (announced, cost, expected) in [(1.0, 0.0, 700.0), (0.0, 450.0, 0.0)] {
        for family in [
            ResponseFamily::Linear,
            ResponseFamily::Exponential,
            ResponseFamily::Hill,
        ] {
            let mut situation = offices(10_000, 700.0, 12);
            situation.parameters.response = parameters(family);
            situation.parameters.finance.baseline_announced_share = announced;
            situation.parameters.costs.need_usd_per_person_year =
                fairshare::model::parameters::PerPhase {
                    emergency: cost,
                    stabilisation: cost,
                    protracted: cost,
                };
            let values = sample(
                &situation,
                "unregistered_person_months",
                Period::Year(2026),
                2,
            );
            let waiting: f64 = (0..12)
                .map(|month| 10_000.0 - expected * f64::from(month))
                .sum();
            assert_eq!(values, [waiting; 2], "{family:?}");
        }
    }
    // Jensen: a coverage that varies does less than its mean where the curve is concave, and as
    // much where it is straight.
    let mut stream = Streams::new(1, 0).stream(
        Purpose::Verification,
        u64::from(code("XAB").stream_key()),
        0,
    );
    let coverages: Vec<f64> = (0..20_000).map(|_| beta(&mut stream, 4.0, 4.0)).collect();
    let mean_coverage = coverages.iter().sum::<f64>() / coverages.len() as f64;
    let mean_outcome = |family| {
        let parameters = parameters(family);
        coverages
            .iter()
            .map(|&coverage| outcome(&parameters, coverage))
            .sum::<f64>()
            / coverages.len() as f64
    };
    let of_mean = |family| outcome(&parameters(family), mean_coverage);
    let concave = ResponseFamily::Exponential;
    assert!(mean_outcome(concave) < of_mean(concave) - 0.005);
    let straight = ResponseFamily::Linear;
    assert!((mean_outcome(straight) - of_mean(straight)).abs() < 1e-12);
    // E (1 − e^(−κc)) / (1 − e^(−κ)) and its square have the beta distribution's moment generating
    // function: M(−κ) = Σ (−κ)ᵏ / k! · B(a + k, b) / B(a, b).
    let generating = |curvature: f64| {
        let (mut term, mut sum) = (1.0, 1.0);
        for power in 0..60 {
            let k = f64::from(power);
            term *= -curvature / (k + 1.0) * (4.0 + k) / (8.0 + k);
            sum += term;
        }
        sum
    };
    let (once, twice) = (generating(1.5), generating(3.0));
    let scale = 1.0 - (-1.5_f64).exp();
    let values: Vec<f64> = coverages
        .iter()
        .map(|&coverage| outcome(&parameters(concave), coverage))
        .collect();
    assert_moments(
        &values,
        (1.0 - once) / scale,
        (twice - once * once) / (scale * scale),
        "the outcome of a random coverage",
    );
}
