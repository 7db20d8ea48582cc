//! Measures that follow from the accounts: what each must be where that is known, and identities
//! between them and what they are made of.

mod common;

use common::{code, contributor, country, host, plan, quiet, same, sample, sample_many};
use fairshare::indicator::{Breakdown, Period};
use fairshare::model::parameters::Regime;
use fairshare::model::{
    Basis, EarmarkTier, Figure, IncomeGroup, Indicator, Instrument, Pledge, PledgeStatus, SECTORS,
    Sector, Situation,
};
use fairshare::simulate::record::Layout;
use fairshare::simulate::{OptionSetup, Resolution, Setup, Workspace, replicate};
use fairshare::units::{CalendarMonth, Cents};

const YEAR: Period = Period::Year(2026);

/// One future of the first option: a reader of its cells.
fn future(
    situation: &Situation,
    number: u64,
) -> impl Fn(&str, Option<&str>, Breakdown, Period) -> f64 + use<> {
    let option = situation.options[0].clone();
    let rows = vec![(1.0, 0.0, 0); situation.contributors.len()];
    let plan = plan(situation, &option, &rows);
    let setup = Setup::new(situation, Resolution::Banded);
    let prepared = OptionSetup::new(&setup, &option, &plan);
    let donors: Vec<usize> = (0..plan.shares.len()).collect();
    let layout = Layout::new(&setup, &donors);
    let mut space = Workspace::new(&setup);
    let values = replicate(&setup, &prepared, number, true, &mut space).expect("accounts close");
    move |indicator, host, breakdown, period| {
        let host = host.map(code);
        let cell = layout
            .cells
            .iter()
            .position(|cell| {
                (cell.indicator, cell.host, cell.breakdown, cell.period)
                    == (indicator, host, breakdown, period)
            })
            .unwrap_or_else(|| panic!("no cell {indicator}"));
        values[cell] as f64 * layout.cells[cell].scale.step()
    }
}

fn near(value: f64, expected: f64, what: &str) {
    let error = 1e-6 * expected.abs().max(1.0);
    assert!(
        (value - expected).abs() < error,
        "{what}: {value}, not {expected}"
    );
}

fn figure(value: f64) -> Figure {
    Figure {
        value,
        year: None,
        source: "invented".to_owned(),
        basis: Basis::Judgement,
    }
}

/// Two hosts of known size, arrivals, exits and money.
fn sized() -> Situation {
    let mut situation = quiet(0, 144);
    situation.hosts = vec![host("XAB", 50_000), host("XAD", 200_000)];
    let sizes = [
        (1e6, 2e9, IncomeGroup::Low),
        (8e6, 40e9, IncomeGroup::LowerMiddle),
    ];
    for (host, (inhabitants, gdp, group)) in situation.hosts.iter_mut().zip(sizes) {
        host.arrival_share = 0.5;
        host.crude_death_rate_per_1000_per_year = 8.0;
        host.country.income_group = Some(group);
        let indicators = &mut host.country.indicators;
        indicators.insert(Indicator::PopulationPersons, figure(inhabitants));
        indicators.insert(Indicator::GdpUsd, figure(gdp));
    }
    situation.countries = situation
        .hosts
        .iter()
        .map(|host| host.country.clone())
        .collect();
    let mut rich = country("XAC");
    rich.income_group = Some(IncomeGroup::High);
    rich.indicators
        .insert(Indicator::PopulationPersons, figure(50e6));
    rich.indicators.insert(Indicator::GdpUsd, figure(2e12));
    situation.countries.push(rich);
    situation.parameters.arrivals.base_persons_per_month = same(1_000.0);
    situation.parameters.voluntary_return.hazard_per_year = same(0.05);
    situation
}

#[test]
fn b_burden_is_relative_to_inhabitants_and_product() {
    let situation = sized();
    let cell = future(&situation, 0);
    let all = |name: &str, host, year| cell(name, host, Breakdown::None, Period::Year(year));
    let stock = all("stock_persons", Some("XAB"), 2026);
    near(
        all("refugees_per_1000_inhabitants_ratio", Some("XAB"), 2026),
        stock / 1e3,
        "by inhabitants",
    );
    near(
        all("refugees_per_million_usd_gdp_ratio", Some("XAB"), 2026),
        stock / 2e3,
        "by product",
    );
    // US$ 2,000 for each inhabitant.
    near(
        all("refugees_per_usd_gdp_per_head_ratio", Some("XAB"), 2026),
        stock / 2e3,
        "by product per inhabitant",
    );
    near(
        all("refugees_per_1000_inhabitants_ratio", None, 2026),
        all("stock_persons", None, 2026) / 9e3,
        "all hosts",
    );
    for (years, arrivals, person_years) in [
        (
            5,
            "arrivals_5_years_per_1000_inhabitants_ratio",
            "person_years_5_years_per_1000_inhabitants_ratio",
        ),
        (
            10,
            "arrivals_10_years_per_1000_inhabitants_ratio",
            "person_years_10_years_per_1000_inhabitants_ratio",
        ),
    ] {
        for last in [2026, 2029, 2037] {
            let sum = |name: &str| -> f64 {
                let first = (last - years + 1).max(2026);
                (first..=last)
                    .map(|year| all(name, Some("XAD"), year))
                    .sum()
            };
            near(
                all(arrivals, Some("XAD"), last),
                sum("arrivals_persons") / 8e3,
                arrivals,
            );
            near(
                all(person_years, Some("XAD"), last),
                sum("displacement_person_years") / 8e3,
                person_years,
            );
        }
    }
}

#[test]
fn m_solutions_are_counted_by_time_and_by_arrivals() {
    let situation = sized();
    let cell = future(&situation, 1);
    for host in [None, Some("XAB")] {
        let at = |name: &str| cell(name, host, Breakdown::None, Period::Year(2030));
        let solved = at("voluntary_returns_persons");
        assert!(solved > 100.0);
        near(
            at("solutions_per_100_refugee_years_ratio"),
            100.0 * solved / at("displacement_person_years"),
            "by time",
        );
        near(
            at("solutions_per_arrival_ratio"),
            solved / at("arrivals_persons"),
            "by arrivals",
        );
    }
}

#[test]
fn i_mortality_is_held_against_that_outside_an_emergency() {
    // No money at all: mortality is three times the usual in every month of the second year.
    let mut situation = quiet(0, 24);
    situation.parameters.finance.baseline_announced_share = 0.0;
    situation
        .parameters
        .demography
        .emergency_mortality_median_ratio = 3.0;
    situation.parameters.arrivals.base_persons_per_month = same(50_000.0);
    situation.parameters.regime.initial = Regime::War;
    situation.hosts[0].crude_death_rate_per_1000_per_year = 12.0;
    let cell = future(&situation, 0);
    let second = |name: &str| cell(name, None, Breakdown::None, Period::Year(2027));
    let deaths = second("deaths_persons");
    assert!(deaths > 1_000.0);
    near(second("mortality_to_baseline_ratio"), 3.0, "ratio");
    near(
        second("under_five_mortality_to_baseline_ratio"),
        3.0,
        "ratio under five",
    );
    assert!((second("excess_deaths_persons") - deaths * 2.0 / 3.0).abs() <= 0.5);
    assert_eq!(second("emergency_mortality_months_count"), 12.0);
    near(
        second("crude_mortality_per_10000_per_day_ratio"),
        deaths * 1e4 / (second("displacement_person_years") * 365.25),
        "crude mortality",
    );
    // With money for all needs there is next to none in excess, and without an emergency none.
    let calm = future(&quiet(500_000, 24), 0);
    assert_eq!(
        calm("excess_deaths_persons", None, Breakdown::None, YEAR),
        0.0
    );
    assert_eq!(
        calm("mortality_to_baseline_ratio", None, Breakdown::None, YEAR),
        1.0
    );
}

#[test]
fn j5_people_without_registration_are_not_documented() {
    let mut situation = quiet(0, 12);
    situation.hosts[0].registration_capacity_persons_per_month = 0.0;
    situation.parameters.arrivals.base_persons_per_month = same(1_000.0);
    let share = |situation: &Situation| sample(situation, "documented_share", YEAR, 1)[0];
    assert_eq!(share(&situation), 0.0);
    situation.hosts[0].registration_capacity_persons_per_month = 1e9;
    situation.parameters.finance.baseline_announced_share = 2.0;
    let documented = share(&situation);
    assert!(documented > 0.8 && documented < 1.0, "{documented}");
}

/// A pledge for security in one host, or for anything anywhere.
fn pledge(earmark: EarmarkTier) -> Pledge {
    let bound = earmark == EarmarkTier::HostSector;
    Pledge {
        contributor: contributor("XAC", 1.0).id,
        amount: Cents::from_usd(12e6),
        from: CalendarMonth::new(2026, 1).expect("a month"),
        until: CalendarMonth::new(2026, 12).expect("a month"),
        earmark,
        host: bound.then(|| code("XAB")),
        sector: bound.then_some(Sector::Security),
        instrument: Instrument::Grant,
        status: PledgeStatus::Committed,
    }
}

#[test]
fn j4_earmarks_leave_a_gap_that_free_money_would_close() {
    let year = |earmark| {
        let mut situation = quiet(100_000, 12);
        situation.parameters.finance.baseline_announced_share = 0.0;
        situation.pledges = vec![pledge(earmark)];
        let cell = future(&situation, 0);
        ["earmark_gap_usd", "gap_usd", "spent_usd", "disbursed_usd"]
            .map(|name| cell(name, None, Breakdown::None, YEAR))
    };
    let [bound_gap, gap, spent, paid] = year(EarmarkTier::HostSector);
    assert!(bound_gap > 0.0 && bound_gap < gap && spent < 0.2 * paid);
    let [free_gap, _, free_spent, _] = year(EarmarkTier::Situation);
    assert_eq!(free_gap, 0.0);
    assert!(free_spent > 5.0 * spent);
}

#[test]
fn j1_unmet_need_is_the_part_of_people_whom_no_money_reached() {
    let mut situation = quiet(120_000, 12);
    situation.parameters.finance.baseline_announced_share = 0.0;
    let cell = future(&situation, 0);
    assert_eq!(
        cell("unmet_need_persons", None, Breakdown::None, YEAR),
        120_000.0
    );
    for sector in SECTORS
        .into_iter()
        .filter(|sector| *sector != Sector::Solutions)
    {
        let of = |name: &str| cell(name, Some("XAB"), Breakdown::Sector(sector), YEAR);
        assert_eq!(of("unmet_need_persons"), 120_000.0, "{sector:?}");
        assert_eq!(
            of("below_standard_person_months"),
            1_440_000.0,
            "{sector:?}"
        );
    }
    // Money for security alone leaves everybody without food and nobody without security.
    situation.pledges = vec![pledge(EarmarkTier::HostSector)];
    let cell = future(&situation, 0);
    let of = |sector| cell("unmet_need_persons", None, Breakdown::Sector(sector), YEAR);
    assert_eq!(of(Sector::Food), 120_000.0);
    assert!(of(Sector::Security) < 30_000.0, "{}", of(Sector::Security));
}

#[test]
fn p2_contributors_are_counted_and_their_concentration() {
    let mut situation = quiet(100_000, 12);
    let year = |situation: &Situation| {
        let cell = future(situation, 0);
        [
            "contributors_paying_count",
            "contributor_concentration_index",
            "contributors_effective_count",
        ]
        .map(|name| cell(name, None, Breakdown::None, YEAR))
    };
    assert_eq!(year(&situation), [1.0, 1.0, 1.0]);
    situation.contributors = vec![
        contributor("XAC", 0.5),
        contributor("XAE", 0.3),
        contributor("XAF", 0.2),
        contributor("XAG", 0.0),
    ];
    let [paying, concentration, effective] = year(&situation);
    assert_eq!(paying, 3.0);
    near(concentration, 0.25 + 0.09 + 0.04, "concentration");
    near(effective, 1.0 / 0.38, "effective number");
}

#[test]
fn i_a_year_below_half_coverage_is_seen() {
    let poor = |share: f64| {
        let mut situation = quiet(100_000, 24);
        situation.parameters.finance.baseline_announced_share = share;
        situation.parameters.finance.disbursement_mean_months = 1.0;
        sample(&situation, "poor_year_share", Period::Whole, 1)[0]
    };
    // Half a year's need, paid in January, covers half a year.
    assert_eq!([poor(0.0), poor(0.5)], [1.0, 0.0]);
}

#[test]
fn k_year_ends_with_25000_people_are_counted() {
    let count = |people: u64| {
        let situation = quiet(people, 60);
        sample(&situation, "year_ends_above_25000_count", Period::Whole, 1)[0]
    };
    assert_eq!([count(24_999), count(25_000)], [0.0, 5.0]);
}

#[test]
fn k_a_situation_that_is_protracted_at_the_start_is_shown_as_such() {
    let first = |arrived: i32| {
        let mut situation = quiet(30_000, 12);
        situation.hosts[0].stock.arrival_years = vec![(arrived, 1.0)];
        sample(&situation, "protracted_situation_share", YEAR, 1)[0]
    };
    // The fifth year-end is that of the first year, for those who came four years before it.
    assert_eq!([first(1998), first(2022), first(2023)], [1.0, 1.0, 0.0]);
}

#[test]
fn b_inequality_splits_by_income_group_and_giving_evens_out() {
    let mut situation = sized();
    situation.options[0].has_plan = true;
    situation.options[0].plan_month = 0;
    situation.options[0].hosting_value_usd_per_person_year = 450.0;
    let whole = |situation: &Situation| {
        let option = situation.options[0].clone();
        let rows = vec![(1.0, 0.0, 0); situation.contributors.len()];
        let plan = plan(situation, &option, &rows);
        let names = [
            "contribution_theil",
            "contribution_theil_within",
            "contribution_theil_between",
            "redistribution_effect_index",
            "contribution_atkinson_strict",
            "contribution_maximum_to_median_ratio",
        ];
        let cells = names.map(|name| (name, Period::Whole));
        let banded = Resolution::Banded;
        sample_many(situation, &option, &plan, &cells, 1, banded).remove(0)
    };
    let seen = whole(&situation);
    near(seen[1] + seen[2], seen[0], "within and between");
    assert!(seen[1] > 0.0 || seen[2] > 0.0);
    assert!(seen[3] > 0.0, "redistribution {}", seen[3]);
    assert!(seen[4] > 0.0 && seen[4] < 1.0 && seen[5] > 1.0, "{seen:?}");
    // Where nobody gives, hosts bear what they bore.
    situation.parameters.finance.baseline_announced_share = 0.0;
    let seen = whole(&situation);
    near(seen[3], 0.0, "no redistribution");
    assert_eq!(seen[4], 1.0);
}
