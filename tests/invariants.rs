//! Invariants over random scenarios: every cell of both accounts is audited every month (I1, I2,
//! I4, I5), and nothing that must not happen happens.

mod common;

use common::{code, contributor, host, people, plan, quiet};
use fairshare::indicator::{Breakdown, Period};
use fairshare::model::parameters::{PerRegime, Regime, ResponseFamily};
use fairshare::model::{OnwardMovement, Situation, StatusDetermination};
use fairshare::simulate::record::Layout;
use fairshare::simulate::{OptionSetup, Resolution, Setup, Workspace, replicate};
use fairshare::units::Persons;
use proptest::prelude::*;

#[derive(Clone, Debug)]
struct Case {
    seed: u64,
    refugees: [u64; 2],
    asylum_seekers: u64,
    unregistered: u64,
    individual: bool,
    regime: usize,
    arrivals: f64,
    pulse: f64,
    hazards: [f64; 4],
    births: f64,
    deaths: f64,
    announced: f64,
    places: u32,
    capacity: f64,
    family: usize,
    multi_year: f64,
    single_year: bool,
    pathways: bool,
}

fn case() -> impl Strategy<Value = Case> {
    let people = (
        any::<u64>(),
        [0_u64..200_000, 0_u64..2_000],
        0_u64..20_000,
        0_u64..20_000,
        any::<bool>(),
        0_usize..3,
        0.0_f64..20_000.0,
        0.0_f64..0.5,
        [0.0_f64..3.0, 0.0..0.5, 0.0..0.3, 0.0..0.5],
    );
    let rest = (
        0.0_f64..60.0,
        0.0_f64..120.0,
        0.0_f64..2.0,
        0_u32..20_000,
        0.0_f64..50_000.0,
        0_usize..3,
        0.0_f64..1.0,
        prop::bool::weighted(0.15),
        any::<bool>(),
    );
    (people, rest).prop_map(|(people, rest)| Case {
        seed: people.0,
        refugees: people.1,
        asylum_seekers: people.2,
        unregistered: people.3,
        individual: people.4,
        regime: people.5,
        arrivals: people.6,
        pulse: people.7,
        hazards: people.8,
        births: rest.0,
        deaths: rest.1,
        announced: rest.2,
        places: rest.3,
        capacity: rest.4,
        family: rest.5,
        multi_year: rest.6,
        single_year: rest.7,
        pathways: rest.8,
    })
}

fn situation(case: &Case) -> Situation {
    let mut situation = quiet(0, 30);
    situation.ensemble.seed = case.seed;
    situation.origin.as_mut().expect("an origin").population = Persons(3_000_000);
    situation.hosts = vec![host("XAB", case.refugees[0]), host("XAC", case.refugees[1])];
    for (index, host) in situation.hosts.iter_mut().enumerate() {
        host.arrival_share = [0.7, 0.3][index];
        host.registration_capacity_persons_per_month = case.capacity;
        host.status_determination_posts = case.capacity / 1_000.0;
        host.crude_death_rate_per_1000_per_year = case.deaths;
        host.self_reliance_maximum_share = 0.6;
    }
    situation.hosts[0].stock.asylum_seekers = people(case.asylum_seekers);
    situation.hosts[1].stock.unregistered = people(case.unregistered);
    if case.individual {
        situation.hosts[0].status_determination = StatusDetermination::Individual;
    }
    let [returning, integrating, adverse, onward] = case.hazards;
    situation.hosts[0].adverse_return_per_year = PerRegime {
        war: adverse,
        stalemate: adverse,
        peace: 0.0,
    };
    situation.hosts[0].onward_movements = vec![OnwardMovement {
        to: 1,
        hazard_per_year: PerRegime {
            war: onward,
            stalemate: 0.0,
            peace: onward,
        },
    }];
    let parameters = &mut situation.parameters;
    parameters.regime.initial = [Regime::War, Regime::Stalemate, Regime::Peace][case.regime];
    parameters.regime.stalemate_to_war_per_month = 0.1;
    parameters.regime.war_to_peace_per_month = 0.1;
    parameters.arrivals.base_persons_per_month = PerRegime {
        war: case.arrivals,
        stalemate: case.arrivals / 4.0,
        peace: 0.0,
    };
    parameters.arrivals.pulse_minimum_persons = 100.0;
    parameters.arrivals.pulse_maximum_share_of_origin_population = case.pulse;
    parameters.arrivals.pulse_single_year_probability = 0.3;
    parameters.demography.crude_birth_rate_per_1000_per_year = case.births;
    parameters.demography.emergency_mortality_median_ratio = 2.0;
    parameters.voluntary_return.hazard_per_year = PerRegime {
        war: 0.0,
        stalemate: returning / 10.0,
        peace: returning,
    };
    parameters.voluntary_return.support_effect = 0.5;
    parameters.voluntary_return.duration_decline_per_year = 0.05;
    parameters.voluntary_return.package_usd_per_person = 300.0;
    parameters.local_integration.naturalisation_hazard_per_year = integrating;
    parameters.resettlement.need_share_of_stock = 0.1;
    parameters
        .resettlement
        .submissions_per_1000_refugees_per_month = 5.0;
    parameters.resettlement.acceptance_share = 0.9;
    parameters.resettlement.case_size_shares = [0.2, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1];
    parameters.finance.baseline_announced_share = case.announced;
    parameters.finance.pledge_log_sd = 0.5;
    parameters.finance.fulfilment_mean_share = 0.8;
    parameters.finance.spending_horizon_months = 3.0;
    parameters.finance.opening_balance_months = 1.0;
    parameters.response.family = [
        ResponseFamily::Exponential,
        ResponseFamily::Linear,
        ResponseFamily::Hill,
    ][case.family];
    parameters.self_reliance.speed_per_month = 0.02;
    situation.contributors = vec![contributor("XAX", 0.7), contributor("XAY", 0.3)];
    situation.contributors[0].unearmarked_share = 0.2;
    situation.contributors[0].host_earmarked_share = 0.4;
    if case.pathways {
        situation.parameters.protracted.pathways = common::lively::pathways();
    }
    let option = &mut situation.options[0];
    option.has_plan = true;
    option.plan_month = 2;
    option.review_interval_months = Some(6);
    option.multi_year_share = case.multi_year;
    option.multi_year_years = 3;
    option.group_resettlement_share = 0.5;
    option.hosting_value_usd_per_person_year = 400.0;
    situation
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn both_accounts_close_in_every_cell_of_every_month(case in case()) {
        let situation = situation(&case);
        let option = &situation.options[0];
        let rows = [(0.6, 3e6, case.places), (0.4, 1e6, case.places / 2)];
        let plan = plan(&situation, option, &rows);
        let resolution =
            if case.single_year { Resolution::SingleYear } else { Resolution::Banded };
        let setup = Setup::new(&situation, resolution);
        let prepared = OptionSetup::new(&setup, option, &plan);
        let layout = Layout::new(&setup, &[0, 1]);
        let mut space = Workspace::new(&setup);
        for number in 0..2 {
            let values = replicate(&setup, &prepared, number, true, &mut space);
            prop_assert!(values.is_ok(), "{}", values.expect_err("an error"));
            let values = values.expect("values");
            prop_assert_eq!(values.len(), layout.cells.len());
            let at = |indicator: &str, host: Option<&str>, breakdown: Breakdown, year: i32| {
                layout.cells.iter().zip(&values).find(|(cell, _)| {
                    cell.indicator == indicator && cell.host == host.map(code)
                        && cell.breakdown == breakdown && cell.period == Period::Year(year)
                }).map_or(0, |(_, &value)| value)
            };
            for year in 2026..=2028 {
                for indicator in ["stock_persons", "deaths_persons", "voluntary_returns_persons"] {
                    // Sex and age, and hosts, sum to the whole.
                    let whole = at(indicator, None, Breakdown::None, year);
                    let by_cell: i64 = layout.cells.iter().zip(&values).filter(|(cell, _)| {
                        cell.indicator == indicator && cell.host.is_none()
                            && matches!(cell.breakdown, Breakdown::SexAge(..))
                            && cell.period == Period::Year(year)
                    }).map(|(_, &value)| value).sum();
                    prop_assert_eq!(whole, by_cell);
                    let by_host = at(indicator, Some("XAB"), Breakdown::None, year)
                        + at(indicator, Some("XAC"), Breakdown::None, year);
                    prop_assert_eq!(whole, by_host);
                }
                let need = at("requirement_usd", None, Breakdown::None, year);
                let spent = at("spent_usd", None, Breakdown::None, year);
                let gap = at("gap_usd", None, Breakdown::None, year);
                prop_assert_eq!(need, spent + gap);
                let solved = at("solutions_persons", None, Breakdown::None, year);
                let parts: i64 = ["voluntary_returns_persons", "naturalisations_persons",
                    "resettlement_departures_persons", "pathway_departures_persons"].iter()
                    .map(|indicator| at(indicator, None, Breakdown::None, year)).sum();
                // Returns under pressure are never a solution.
                prop_assert_eq!(solved, parts);
                let by_state: i64 = (0..2).map(|donor| {
                    at("resettlement_departures_persons", None, Breakdown::Contributor(donor), year)
                }).sum();
                prop_assert_eq!(by_state, at("resettlement_departures_persons", None, Breakdown::None, year));
                let of_donors = |indicator: &str| -> i64 {
                    (0..2).map(|donor| at(indicator, None, Breakdown::Contributor(donor), year)).sum()
                };
                let left = at("pathway_departures_persons", None, Breakdown::None, year);
                prop_assert_eq!(left, of_donors("pathway_departures_persons"));
                prop_assert!(left <= of_donors("pathway_places_offered_persons"));
                let by_pathway: i64 = layout.cells.iter().zip(&values).filter(|(cell, _)| {
                    cell.indicator.starts_with("pathway_") && cell.host.is_none()
                        && cell.breakdown == Breakdown::None && cell.period == Period::Year(year)
                        && !["pathway_departures_persons", "pathway_applications_persons"]
                            .contains(&cell.indicator)
                }).map(|(_, &value)| value).sum();
                prop_assert_eq!(left, by_pathway);
            }
        }
    }
}

/// I2: whoever is admitted is protected from the month of arrival on. Here nobody leaves, nothing is
/// paid and no office registers anybody, so that the people in need of protection at the end of
/// each month are those who were there and all who have come.
#[test]
fn everybody_admitted_is_protected_in_the_month_of_arrival() {
    let mut situation = quiet(1_000, 24);
    situation.parameters.arrivals.base_persons_per_month = common::same(700.0);
    situation.parameters.finance.baseline_announced_share = 0.0;
    situation.hosts[0].registration_capacity_persons_per_month = 0.0;
    let option = situation.options[0].clone();
    let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
    let mut cells: Vec<(&str, Period)> = (0..24)
        .map(|month| ("stock_month_persons", Period::Month(month)))
        .collect();
    cells.extend([2026, 2027].map(|year| ("arrivals_persons", Period::Year(year))));
    cells.extend([2026, 2027].map(|year| ("unregistered_person_months", Period::Year(year))));
    for row in common::sample_many(&situation, &option, &plan, &cells, 20, Resolution::Banded) {
        let [first, second] = [row[24], row[25]];
        assert!(first > 0.0 && second > 0.0);
        assert_eq!(row[11], 1_000.0 + first);
        assert_eq!(row[23], 1_000.0 + first + second);
        // Month by month: those who wait for registration at the start of a month came before it.
        let came_before: f64 = (1..12).map(|month| row[month - 1] - 1_000.0).sum();
        assert_eq!(row[26], came_before);
        assert!(row[..24].windows(2).all(|pair| pair[0] <= pair[1]));
    }
}
