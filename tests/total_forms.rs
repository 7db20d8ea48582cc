//! What is written for the whole period follows from what is written for its years and months: totals,
//! the steadiness of payments, and inequality among contributors by its definition.

mod common;

use common::lively::lively;
use common::{code, country, of_donor, of_host, plan, sample_cells};
use fairshare::indicator::{Breakdown, Period};
use fairshare::model::{Basis, Country, Figure, Indicator, PolicyOption, Situation};
use fairshare::simulate::record::Cell;
use fairshare::statistics::inequality;

const ROWS: [(f64, f64, u32); 2] = [(0.7, 4e6, 900), (0.3, 4e6, 400)];
const YEARS: std::ops::Range<i32> = 2026..2030;

/// The lively situation without complementary pathways.
fn simple() -> Situation {
    let mut situation = lively();
    situation.parameters.protracted = fairshare::model::parameters::ProtractedParameters::default();
    situation
}

/// Whether a cell is wanted.
type Chosen = Box<dyn Fn(&Cell) -> bool>;

fn futures(situation: &Situation, option: &PolicyOption, cells: &[Chosen]) -> Vec<Vec<f64>> {
    let plan = plan(situation, option, &ROWS);
    let wanted: Vec<&dyn Fn(&Cell) -> bool> = cells.iter().map(AsRef::as_ref).collect();
    sample_cells(situation, option, &plan, 8, &wanted)
}

fn all(indicator: &'static str, period: Period) -> Chosen {
    Box::new(of_host(indicator, None, Breakdown::None, period))
}

#[test]
fn totals_are_the_sums_of_their_years() {
    let mut situation = simple();
    situation.hosts[0].stock.arrival_years = vec![(2018, 1.0)];
    for option in &situation.options {
        for (total, yearly, tolerance) in [
            ("total_gap_usd", "gap_usd", 1e-6),
            ("total_requirement_usd", "requirement_usd", 1e-6),
            ("total_disbursed_usd", "disbursed_usd", 1e-6),
            ("total_solutions_persons", "solutions_persons", 0.0),
            (
                "total_resettlement_departures_persons",
                "resettlement_departures_persons",
                0.0,
            ),
            (
                "total_protracted_person_years",
                "protracted_person_years",
                1e-6,
            ),
            (
                "total_below_standard_person_months",
                "below_standard_person_months",
                4.0,
            ),
            ("total_arrivals_persons", "arrivals_persons", 0.0),
        ] {
            let mut cells = vec![all(total, Period::Whole)];
            cells.extend(YEARS.map(|year| all(yearly, Period::Year(year))));
            for row in futures(&situation, option, &cells) {
                let sum: f64 = row[1..].iter().sum();
                assert!(
                    sum > 0.0 && (row[0] - sum).abs() <= tolerance + 1e-12 * sum,
                    "{total}: {row:?}"
                );
            }
        }
        // Solutions are returns, naturalisations and departures.
        for year in YEARS {
            let period = Period::Year(year);
            let cells = [
                "solutions_persons",
                "voluntary_returns_persons",
                "naturalisations_persons",
                "resettlement_departures_persons",
            ]
            .map(|indicator| all(indicator, period));
            for row in futures(&situation, option, &cells) {
                assert_eq!(row[0], row[1] + row[2] + row[3], "{year}");
            }
        }
    }
}

#[test]
fn shares_of_the_whole_are_those_of_its_parts() {
    let situation = simple();
    for option in &situation.options {
        let mut cells = vec![
            all("total_coverage_share", Period::Whole),
            all("total_requirement_usd", Period::Whole),
            all("total_gap_usd", Period::Whole),
            all("total_peace_share", Period::Whole),
        ];
        cells.extend(YEARS.map(|year| all("peace_share", Period::Year(year))));
        for row in futures(&situation, option, &cells) {
            let coverage = 1.0 - row[2] / row[1];
            assert!((row[0] - coverage).abs() < 1e-8, "{row:?}");
            // Four years of twelve months.
            let peace = row[4..].iter().sum::<f64>() / 4.0;
            assert!((row[3] - peace).abs() < 1e-8, "{row:?}");
        }
        for (year, months) in (2026..).zip(0..4_u32) {
            let mut cells = vec![all("income_variation_ratio", Period::Year(year))];
            cells.extend(
                (12 * months..12 * months + 12)
                    .map(|month| all("disbursed_month_usd", Period::Month(month))),
            );
            for row in futures(&situation, option, &cells) {
                let paid = &row[1..];
                let mean = paid.iter().sum::<f64>() / 12.0;
                let square = paid.iter().map(|paid| (paid - mean).powi(2)).sum::<f64>() / 12.0;
                assert!((row[0] - square.sqrt() / mean).abs() < 1e-6, "{row:?}");
            }
        }
    }
}

/// Where nothing is left to chance, what is expected of a year's income is what comes, advance pledges
/// and late payments and all; where pledges are noisy it is not, and less so the more stands ahead.
#[test]
fn income_is_forecast_without_error_where_nothing_is_left_to_chance() {
    let years =
        [2026, 2027, 2028].map(|year| all("income_forecast_error_ratio", Period::Year(year)));
    let errors = |noise: f64, ahead: f64| {
        let mut situation = common::quiet(50_000, 36);
        let finance = &mut situation.parameters.finance;
        finance.pledge_log_sd = noise;
        finance.disbursement_lag_months = 2;
        finance.disbursement_mean_months = 4.0;
        finance.fulfilment_advance_mean_share = 1.0;
        let mut option = common::option("a");
        option.multi_year_share = ahead;
        option.multi_year_years = 3;
        let rows = futures(&situation, &option, &years);
        assert_eq!(rows.len(), 8);
        rows.iter().flatten().sum::<f64>() / (rows.len() * years.len()) as f64
    };
    for ahead in [0.0, 0.6] {
        let certain = errors(0.0, ahead);
        assert!(certain < 1e-6, "{certain}");
    }
    let noisy = [errors(0.4, 0.0), errors(0.4, 0.8)];
    assert!(noisy[0] > 0.02 && noisy[1] < 0.9 * noisy[0], "{noisy:?}");
}

fn with_figures(text: &str, population: f64, gdp: f64) -> Country {
    let mut country = country(text);
    for (indicator, value) in [
        (Indicator::PopulationPersons, population),
        (Indicator::GdpUsd, gdp),
    ] {
        country.indicators.insert(
            indicator,
            Figure {
                value,
                year: None,
                basis: Basis::Judgement,
                source: String::new(),
            },
        );
    }
    country
}

#[test]
fn inequality_compares_what_states_give_with_what_they_can() {
    let mut situation = simple();
    let figures = [
        ("XAX", 60e6, 2e12),
        ("XAY", 10e6, 7e11),
        ("XAB", 30e6, 2e10),
        ("XAC", 5e6, 3e9),
        // Gives nothing and hosts nobody.
        ("XAW", 20e6, 5e11),
        // The origin is not compared.
        ("XAA", 10e6, 1e10),
    ];
    situation.countries = figures
        .iter()
        .map(|&(text, population, gdp)| with_figures(text, population, gdp))
        .collect();
    let compared = &figures[..5];
    let population: f64 = compared.iter().map(|row| row.1).sum();
    let gdp: f64 = compared.iter().map(|row| row.2).sum();
    let capacities: Vec<f64> = compared
        .iter()
        .map(|row| 0.5 * (row.1 / population + row.2 / gdp))
        .collect();
    for option in &situation.options {
        let mut cells: Vec<Chosen> = [
            "contribution_gini",
            "contribution_gini_hosting_none",
            "contribution_gini_hosting_half",
            "contribution_gini_hosting_double",
            "contribution_gini_hosting_fourfold",
            "contribution_theil",
            "contribution_atkinson",
        ]
        .into_iter()
        .map(|indicator| all(indicator, Period::Whole))
        .collect();
        for year in YEARS {
            for donor in 0..2 {
                cells.push(Box::new(of_donor("disbursed_usd", donor, year)));
                cells.push(Box::new(of_donor(
                    "resettlement_departures_persons",
                    donor,
                    year,
                )));
            }
            for host in ["XAB", "XAC"] {
                for indicator in ["displacement_person_years", "spent_usd"] {
                    cells.push(Box::new(of_host(
                        indicator,
                        Some(host),
                        Breakdown::None,
                        Period::Year(year),
                    )));
                }
            }
        }
        for row in futures(&situation, option, &cells) {
            let at = |year: usize, place: usize| row[7 + 8 * year + place];
            // Values are those of the first option with a plan, for all options; what a host gives in
            // a year is what hosting is worth less what others paid for.
            let ratios = |multiple: f64| -> Vec<f64> {
                let sum = |given: &dyn Fn(usize) -> f64| (0..4).map(given).sum::<f64>();
                [
                    sum(&|year| at(year, 0) + 20_000.0 * at(year, 1)),
                    sum(&|year| at(year, 2) + 20_000.0 * at(year, 3)),
                    sum(&|year| (multiple * 450.0 * at(year, 4) - at(year, 5)).max(0.0)),
                    sum(&|year| (multiple * 450.0 * at(year, 6) - at(year, 7)).max(0.0)),
                    0.0,
                ]
                .iter()
                .zip(&capacities)
                .map(|(given, capacity)| given / capacity)
                .collect()
            };
            for (index, multiple) in [1.0, 0.0, 0.5, 2.0, 4.0].into_iter().enumerate() {
                let expected = inequality::gini(&ratios(multiple), &capacities).expect("gifts");
                assert!((row[index] - expected).abs() < 1e-6, "{row:?}, {expected}");
            }
            let theil = inequality::theil(&ratios(1.0), &capacities).expect("gifts");
            let atkinson = inequality::atkinson(&ratios(1.0), &capacities, 0.5).expect("gifts");
            assert!((row[5] - theil).abs() < 1e-6 && (row[6] - atkinson).abs() < 1e-6);
        }
    }
    assert_eq!(situation.origin.expect("an origin").country, code("XAA"));
}
