//! Exactly solvable cases: the simulator against closed forms (C1–C5, C5c, C8, C11, C14 of the
//! design's verification suite). Each statistical test states its false-alarm rate where
//! [`common::assert_moments`] does.

mod common;

use common::{assert_moments, people, plan, quiet, same, sample, sample_many, sample_of};
use fairshare::indicator::Period;
use fairshare::model::parameters::{PerRegime, Regime};
use fairshare::simulate::Resolution;

/// Hazard per year for a monthly survival.
fn hazard_per_year(monthly_survival: f64) -> f64 {
    -12.0 * monthly_survival.ln()
}

#[test]
fn c1_immigration_and_death_with_negative_binomial_arrivals() {
    let (opening, mean, size, survival, months) = (5_000_u64, 80.0, 2.0, 0.98_f64, 24_i32);
    let mut situation = quiet(opening, 24);
    situation.parameters.voluntary_return.hazard_per_year = same(hazard_per_year(survival));
    situation.parameters.arrivals.base_persons_per_month = same(mean);
    situation.parameters.arrivals.dispersion_size = size;
    let values = sample(&situation, "stock_month_persons", Period::Month(23), 4000);
    let alive = survival.powi(months);
    let alive_twice = survival.powi(2 * months);
    let variance_of_arrivals = mean + mean * mean / size;
    let series = (1.0 - alive) / (1.0 - survival);
    let series_of_squares = (1.0 - alive_twice) / (1.0 - survival * survival);
    let expected = opening as f64 * alive + mean * series;
    let variance = opening as f64 * alive * (1.0 - alive)
        + mean * (series - series_of_squares)
        + variance_of_arrivals * series_of_squares;
    assert_moments(&values, expected, variance, "stock after 24 months");
}

#[test]
fn c2_births_and_deaths_and_immigration() {
    // Each person survives with p_s and, on average over ages, bears with p_b; births are drawn
    // by single years of one sex, so a population of women of one age gives the plain process.
    let mut situation = quiet(0, 12);
    situation.hosts[0].stock.refugees.persons[0][20] = 4_000;
    situation.parameters.voluntary_return.hazard_per_year = same(hazard_per_year(0.99));
    situation
        .parameters
        .demography
        .crude_birth_rate_per_1000_per_year = 24.0;
    let values = sample(&situation, "births_persons", Period::Year(2026), 4000);
    // Mothers alive at the start of month m: Bin(4000, 0.99^m); each bears with 0.002.
    let (count, survival, birth) = (4000.0, 0.99_f64, 0.002);
    let exposures: f64 = (0..12).map(|month| survival.powi(month)).sum();
    let expected = count * birth * exposures;
    // Births in different months of one woman are independent given that she is there.
    let mut second = 0.0;
    for first in 0..12_i32 {
        for later in 0..12_i32 {
            let both = survival.powi(first.max(later));
            second += if first == later {
                birth * both
            } else {
                birth * birth * both
            };
        }
    }
    let variance = count * (second - (birth * exposures).powi(2));
    assert_moments(&values, expected, variance, "births in the first year");
}

/// The branching process: women who stay or leave and bear, children who stay or leave. The
/// moments and the probability that nobody is left follow from the generating function of one
/// woman's line, f(t+1) = (1 − s + s f(t)) (1 − b + b g(t)) with g(t) = 1 − sᵗ + sᵗ x for a child.
#[test]
fn c2_the_line_of_each_mother_branches_and_dies_out() {
    let (women, survival, birth, months) = (40.0, 0.75_f64, 0.02, 12);
    let mut situation = quiet(0, 12);
    situation.hosts[0].stock.refugees.persons[0][20] = 40;
    situation.parameters.voluntary_return.hazard_per_year = same(hazard_per_year(survival));
    situation
        .parameters
        .demography
        .crude_birth_rate_per_1000_per_year = 12_000.0 * birth;
    let (mut mean, mut variance, mut none) = (1.0, 0.0, 0.0);
    for month in 0..months {
        // After `month` months of this line, one more is put before it.
        let child = survival.powi(month);
        variance = survival * variance
            + survival * (1.0 - survival) * mean * mean
            + birth * child * (1.0 - birth * child);
        mean = survival * mean + birth * child;
        none = (1.0 - survival + survival * none) * (1.0 - birth + birth * (1.0 - child));
    }
    let values = sample(&situation, "stock_month_persons", Period::Month(11), 4000);
    assert_moments(&values, women * mean, women * variance, "the stock");
    let extinct: f64 = f64::powf(none, women);
    assert!(
        (0.1..0.9).contains(&extinct),
        "a test that can fail: {extinct}"
    );
    let gone: Vec<f64> = values
        .iter()
        .map(|&stock| f64::from(u8::from(stock == 0.0)))
        .collect();
    assert_moments(&gone, extinct, extinct * (1.0 - extinct), "extinction");
}

/// Immigration into it: with a dispersion so large that arrivals are Poisson, what comes in is
/// Poisson at every time and independent of the lines of those who were there.
#[test]
fn c2_poisson_immigration_stays_poisson() {
    let (rate, survival, months) = (0.3, 0.8_f64, 12);
    let mut situation = quiet(0, 12);
    situation.parameters.voluntary_return.hazard_per_year = same(hazard_per_year(survival));
    situation.parameters.arrivals.base_persons_per_month = same(rate);
    situation.parameters.arrivals.dispersion_size = 1e9;
    let values = sample(&situation, "stock_month_persons", Period::Month(11), 4000);
    let mean = rate * (1.0 - survival.powi(months)) / (1.0 - survival);
    assert_moments(&values, mean, mean, "a Poisson stock");
    let none = (-mean).exp();
    let gone: Vec<f64> = values
        .iter()
        .map(|&stock| f64::from(u8::from(stock == 0.0)))
        .collect();
    assert_moments(&gone, none, none * (1.0 - none), "nobody there");
}

#[test]
fn c3_competing_risks_and_their_covariance() {
    let mut situation = quiet(10_000, 12);
    let (returning, integrating) = (0.30, 0.10);
    situation.parameters.voluntary_return.hazard_per_year = same(returning);
    situation
        .parameters
        .local_integration
        .naturalisation_hazard_per_year = integrating;
    let option = situation.options[0].clone();
    let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
    let rows = sample_many(
        &situation,
        &option,
        &plan,
        &[
            ("voluntary_returns_persons", Period::Year(2026)),
            ("naturalisations_persons", Period::Year(2026)),
        ],
        4000,
        Resolution::Banded,
    );
    let total: f64 = returning + integrating;
    let gone = 1.0 - (-total).exp();
    let shares = [returning / total * gone, integrating / total * gone];
    for (index, share) in shares.into_iter().enumerate() {
        let values: Vec<f64> = rows.iter().map(|row| row[index]).collect();
        assert_moments(
            &values,
            10_000.0 * share,
            10_000.0 * share * (1.0 - share),
            "exits",
        );
    }
    let sums: Vec<f64> = rows.iter().map(|row| row[0] + row[1]).collect();
    // The variance of the sum holds the covariance −N q_j q_k.
    assert_moments(
        &sums,
        10_000.0 * gone,
        10_000.0 * gone * (1.0 - gone),
        "all exits",
    );
}

#[test]
fn c4_person_years_until_a_solution() {
    let mut situation = quiet(20_000, 36);
    situation.parameters.voluntary_return.hazard_per_year = same(0.6);
    let monthly: f64 = 0.6 / 12.0;
    let option = situation.options[0].clone();
    let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
    let years = [2026, 2027, 2028].map(|year| ("displacement_person_years", Period::Year(year)));
    let rows = sample_many(&situation, &option, &plan, &years, 2000, Resolution::Banded);
    let values: Vec<f64> = rows
        .iter()
        .map(|row| row.iter().sum::<f64>() * 12.0)
        .collect();
    let survival = (-monthly).exp();
    let expected = 20_000.0 * (1.0 - (-36.0 * monthly).exp()) / (1.0 - survival);
    // Months of one person: T = min(geometric, 36); E T² from P(T > t) = s^t.
    let square: f64 = (0..36)
        .map(|month| f64::from(2 * month + 1) * survival.powi(month))
        .sum();
    let mean: f64 = (0..36).map(|month| survival.powi(month)).sum();
    assert_moments(
        &values,
        expected,
        20_000.0 * (square - mean * mean),
        "person-months",
    );
}

#[test]
fn c5c_regime_switching_with_arrivals_has_the_exact_mean_and_variance_path() {
    let mut situation = quiet(30_000, 240);
    let regime = &mut situation.parameters.regime;
    regime.initial = Regime::War;
    regime.war_to_stalemate_per_month = 0.03;
    regime.war_to_peace_per_month = 0.002;
    regime.stalemate_to_war_per_month = 0.01;
    regime.stalemate_to_peace_per_month = 0.008;
    regime.peace_to_war_per_month = 0.006;
    regime.peace_to_stalemate_per_month = 0.015;
    let matrix = regime.matrix();
    let hazards = PerRegime {
        war: 0.0,
        stalemate: 0.04,
        peace: 0.25,
    };
    let arrivals = PerRegime {
        war: 400.0,
        stalemate: 120.0,
        peace: 20.0,
    };
    let size = 2.0;
    situation.parameters.voluntary_return.hazard_per_year = hazards;
    situation.parameters.arrivals.base_persons_per_month = arrivals;
    situation.parameters.arrivals.dispersion_size = size;
    let option = situation.options[0].clone();
    let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
    let checked = [0_u32, 11, 59, 119, 239];
    let cells = checked.map(|month| ("stock_month_persons", Period::Month(month)));
    let rows = sample_many(&situation, &option, &plan, &cells, 3000, Resolution::Banded);

    // p: regime; x = E[S 1{z}]; y = E[S² 1{z}]; exits of the opening stock, then arrivals, then
    // the regime moves.
    let mut p = [1.0, 0.0, 0.0];
    let mut x = [30_000.0, 0.0, 0.0];
    let mut y = [9e8, 0.0, 0.0];
    let survival = [hazards.war, hazards.stalemate, hazards.peace].map(|h: f64| (-h / 12.0).exp());
    let means = [arrivals.war, arrivals.stalemate, arrivals.peace];
    for month in 0..240_u32 {
        let mut new_x = [0.0; 3];
        let mut new_y = [0.0; 3];
        for z in 0..3 {
            let (s, m) = (survival[z], means[z]);
            let v = m + m * m / size;
            new_x[z] = s * x[z] + m * p[z];
            new_y[z] =
                s * s * y[z] + s * (1.0 - s) * x[z] + 2.0 * m * s * x[z] + (v + m * m) * p[z];
        }
        if let Some(column) = checked.iter().position(|&checked| checked == month) {
            let values: Vec<f64> = rows.iter().map(|row| row[column]).collect();
            let mean: f64 = new_x.iter().sum();
            let variance = new_y.iter().sum::<f64>() - mean * mean;
            assert_moments(&values, mean, variance, &format!("stock in month {month}"));
        }
        let through = |vector: [f64; 3]| {
            let mut moved = [0.0; 3];
            for (from, row) in matrix.iter().enumerate() {
                for (to, probability) in row.iter().enumerate() {
                    moved[to] += vector[from] * probability;
                }
            }
            moved
        };
        p = through(p);
        x = through(new_x);
        y = through(new_y);
    }
}

#[test]
fn c5_survival_under_a_switching_hazard() {
    // Without arrivals the same recursion gives π₀ᵀ(DP)ᵗ1; here peace is absorbing.
    let mut situation = quiet(50_000, 120);
    situation.parameters.regime.stalemate_to_peace_per_month = 0.008;
    situation.parameters.voluntary_return.hazard_per_year = PerRegime {
        war: 0.0,
        stalemate: 0.0,
        peace: 0.25,
    };
    let values = sample(&situation, "stock_month_persons", Period::Month(119), 3000);
    let survival = (-0.25_f64 / 12.0).exp();
    let stay = 1.0 - 0.008_f64;
    // First month in peace after k moves: geometric; then s for each month of 120 spent in peace.
    let moment = |power: i32, people: f64| -> f64 {
        let mut sum = stay.powi(119);
        for switch in 1..120_i32 {
            let months_in_peace = 120 - switch;
            sum += stay.powi(switch - 1) * 0.008 * survival.powi(power * months_in_peace);
        }
        sum * people
    };
    let mean = moment(1, 50_000.0);
    let pairs = moment(2, 50_000.0 * 49_999.0);
    assert_moments(
        &values,
        mean,
        pairs + mean - mean * mean,
        "stock after ten years",
    );
}

#[test]
fn c8_pledges_are_products_of_betas() {
    let mut situation = quiet(100_000, 12);
    situation.contributors = [("XAC", 0.5), ("XAD", 0.3), ("XAE", 0.2)]
        .map(|(id, share)| common::contributor(id, share))
        .to_vec();
    let finance = &mut situation.parameters.finance;
    finance.fulfilment_mean_share = 0.85;
    finance.fulfilment_concentration = 12.0;
    finance.fulfilment_common_mean_share = 0.90;
    finance.fulfilment_common_concentration = 20.0;
    let option = situation.options[0].clone();
    let plan = plan(
        &situation,
        &option,
        &[(0.5, 0.0, 0), (0.3, 0.0, 0), (0.2, 0.0, 0)],
    );
    let rows = sample_many(
        &situation,
        &option,
        &plan,
        &[
            ("announced_usd", Period::Year(2026)),
            ("committed_usd", Period::Year(2026)),
            ("disbursed_usd", Period::Year(2026)),
        ],
        6000,
        Resolution::Banded,
    );
    let announced = rows[0][0];
    assert!(
        rows.iter().all(|row| row[0] == announced),
        "announcements are certain here"
    );
    let (own, common) = (0.85, 0.90);
    let own_variance = own * (1.0 - own) / 13.0;
    let common_variance = common * (1.0 - common) / 21.0;
    let squares: f64 = [0.5, 0.3, 0.2]
        .iter()
        .map(|share| (share * announced).powi(2))
        .sum();
    let mean = own * common * announced;
    let variance = squares * own_variance * (common_variance + common * common)
        + (own * announced).powi(2) * common_variance;
    let committed: Vec<f64> = rows.iter().map(|row| row[1]).collect();
    assert_moments(&committed, mean, variance, "committed");
    // Paid after twelve months at a quarter a month: 1 − (3/4)^12 of what was committed, but for
    // single cents.
    for row in &rows {
        let paid = row[1] * (1.0 - 0.75_f64.powi(12));
        assert!((row[2] - paid).abs() < 1.0, "{} of {}", row[2], row[1]);
    }
}

#[test]
fn c11_time_in_the_resettlement_pipeline() {
    use statrs::function::beta::beta_reg;
    // Everybody needs resettlement, is submitted in the first month, and places abound. Each later
    // month is one trial for one of four stages, so departures by the end of the year, after
    // eleven trials, are binomial with P(T ≤ 11) = I_p(4, 8).
    let mut situation = quiet(100_000, 12);
    situation.parameters.finance.baseline_announced_share = 1.0;
    let resettlement = &mut situation.parameters.resettlement;
    resettlement.need_share_of_stock = 1.0;
    resettlement.submissions_per_1000_refugees_per_month = 1000.0;
    resettlement.pipeline_mean_months = 16.0;
    situation.contributors[0].baseline_places_per_year = 4_000_000;
    let option = situation.options[0].clone();
    let plan = plan(&situation, &option, &[(1.0, 0.0, 4_000_000)]);
    let rows = sample_many(
        &situation,
        &option,
        &plan,
        &[
            ("resettlement_submissions_persons", Period::Year(2026)),
            ("resettlement_departures_persons", Period::Year(2026)),
        ],
        1500,
        Resolution::Banded,
    );
    assert!(
        rows.iter().all(|row| row[0] == 100_000.0),
        "one batch, in the first month"
    );
    let departed = beta_reg(4.0, 8.0, 4.0 / 16.0);
    let values: Vec<f64> = rows.iter().map(|row| row[1]).collect();
    let variance = 100_000.0 * departed * (1.0 - departed);
    assert_moments(
        &values,
        100_000.0 * departed,
        variance,
        "departures in the first year",
    );
}

#[test]
fn c11_departures_are_the_quota_once_the_pipeline_is_full() {
    let mut situation = quiet(200_000, 72);
    situation.parameters.finance.baseline_announced_share = 1.0;
    let resettlement = &mut situation.parameters.resettlement;
    resettlement.need_share_of_stock = 0.08;
    resettlement.submissions_per_1000_refugees_per_month = 50.0;
    resettlement.acceptance_share = 0.5;
    situation.contributors[0].baseline_places_per_year = 1_200;
    let option = situation.options[0].clone();
    let plan = plan(&situation, &option, &[(1.0, 0.0, 1_200)]);
    let values = sample_of(
        &situation,
        &option,
        &plan,
        "resettlement_departures_persons",
        Period::Year(2031),
        50,
        Resolution::Banded,
    );
    // Submissions are quota / acceptance, so what is accepted is what can leave; the queue before
    // the last stage keeps departures within a few dozen of the quota and never above it.
    let (mean, _) = common::moments(&values);
    assert!(values.iter().all(|&count| count <= 1_200.0));
    assert!(mean > 1_080.0, "mean departures {mean} of 1,200 places");
}

#[test]
fn c14_protracted_in_five_years_under_pure_death() {
    use statrs::distribution::{Binomial, DiscreteCDF};
    // 26,000 people leave at a hazard that brings the stock close to 25,000 after 60 months: the
    // sixth year-end is not needed, the fifth decides.
    let mut situation = quiet(26_000, 60);
    let hazard = 0.007_8;
    situation.parameters.voluntary_return.hazard_per_year = same(hazard);
    let values = sample(
        &situation,
        "protracted_situation_share",
        Period::Year(2030),
        4000,
    );
    let stay = (-hazard * 5.0_f64).exp();
    let law = Binomial::new(stay, 26_000).expect("a binomial law");
    let expected = 1.0 - law.cdf(24_999);
    assert!(
        (0.05..0.95).contains(&expected),
        "the case is not trivial: {expected}"
    );
    assert_moments(&values, expected, expected * (1.0 - expected), "protracted");
}

#[test]
fn banded_and_single_year_groups_agree_in_distribution() {
    let mut situation = quiet(0, 36);
    situation.hosts[0].stock.refugees = people(20_000);
    situation.hosts[0].crude_death_rate_per_1000_per_year = 12.0;
    situation
        .parameters
        .demography
        .crude_birth_rate_per_1000_per_year = 33.0;
    situation.parameters.voluntary_return.hazard_per_year = same(0.05);
    situation.parameters.arrivals.base_persons_per_month = same(150.0);
    let option = situation.options[0].clone();
    let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
    let cells = [
        ("stock_persons", Period::Year(2028)),
        ("deaths_persons", Period::Year(2028)),
        ("births_persons", Period::Year(2028)),
    ];
    let banded = sample_many(&situation, &option, &plan, &cells, 1500, Resolution::Banded);
    let mut other = situation.clone();
    other.ensemble.seed = 2;
    let single = sample_many(&other, &option, &plan, &cells, 1500, Resolution::SingleYear);
    for (index, (indicator, _)) in cells.iter().enumerate() {
        let column =
            |rows: &[Vec<f64>]| -> Vec<f64> { rows.iter().map(|row| row[index]).collect() };
        let (first, first_variance) = common::moments(&column(&banded));
        let (second, second_variance) = common::moments(&column(&single));
        // Two independent means: beyond 4.5 standard errors with probability 7e-6.
        let z = (first - second) / ((first_variance + second_variance) / 1500.0).sqrt();
        assert!(z.abs() < 4.5, "{indicator}: {first} and {second}, z = {z}");
        // Ratio of variances of 1,500 each: sd of its logarithm about 0.052.
        let ratio = (first_variance / second_variance).ln();
        assert!(
            ratio.abs() < 0.26,
            "{indicator}: variances {first_variance}, {second_variance}"
        );
    }
}
