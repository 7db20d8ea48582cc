//! A situation for tests of apportionment: only what apportionment reads is set, everything else
//! is zero.

#[path = "zero.rs"]
mod zero;

use std::collections::BTreeMap;

use fairshare::id::{ContributorId, CountryCode, OptionId};
use fairshare::model::parameters::{Parameters, PerRegime};
use fairshare::model::{
    AfterYears, Appeal, Basis, Clock, Contributor, ContributorKind, Country, Ensemble, Figure,
    Host, HostStock, Indicator, KeySpec, NeedsMatrix, Objective, Origin, Participants,
    PolicyOption, Situation, StatusDetermination,
};
use fairshare::units::{CalendarMonth, Persons};

pub(crate) fn code(text: &str) -> CountryCode {
    text.parse().expect("a code of three letters")
}

pub(crate) fn country(text: &str, population: f64, gdp_usd: f64) -> Country {
    let figure = |value| Figure {
        value,
        year: None,
        source: "invented".to_owned(),
        basis: Basis::Judgement,
    };
    Country {
        code: code(text),
        name: format!("Country {text}"),
        region: String::new(),
        subregion: String::new(),
        un_member: true,
        income_group: None,
        indicators: BTreeMap::from([
            (Indicator::PopulationPersons, figure(population)),
            (Indicator::GdpUsd, figure(gdp_usd)),
        ]),
    }
}

pub(crate) fn state(text: &str, income_share: f64) -> Contributor {
    Contributor {
        id: ContributorId(text.to_owned()),
        name: format!("Country {text}"),
        kind: ContributorKind::State,
        country: Some(code(text)),
        income_share,
        budget_per_year: None,
        baseline_places_per_year: 0,
        places_capacity_per_year: 0,
        place_cost_usd_per_person: 0.0,
        unearmarked_share: 1.0,
        host_earmarked_share: 0.0,
    }
}

pub(crate) fn institution(name: &str, income_share: f64) -> Contributor {
    Contributor {
        id: ContributorId(name.to_owned()),
        name: name.to_owned(),
        kind: ContributorKind::FinancialInstitution,
        country: None,
        ..state("XXX", income_share)
    }
}

pub(crate) fn host(country: Country) -> Host {
    Host {
        country,
        stock: HostStock::default(),
        arrival_share: 1.0,
        status_determination: StatusDetermination::default(),
        registration_capacity_persons_per_month: 0.0,
        registration_capacity_share_of_stock_per_month: 0.0,
        status_determination_posts: 0.0,
        status_determination_posts_per_person: 0.0,
        resettlement_pipeline_persons: Some(0),
        months_since_influx: None,
        cost_ratio: 1.0,
        fixed_cost_usd_per_year: 0.0,
        crude_death_rate_per_1000_per_year: 0.0,
        legal_framework_openness: 0.0,
        self_reliance_initial_share: 0.0,
        self_reliance_maximum_share: 0.0,
        at_war: false,
        adverse_return_per_year: PerRegime::default(),
        onward_movements: Vec::new(),
    }
}

/// Hosts `XHA`, `XHB`, …, origin `XOO`, and the States given as `(code, population, GDP in US$,
/// income share)`. Today half of the need is announced.
pub(crate) fn situation(hosts: usize, states: &[(&str, f64, f64, f64)]) -> Situation {
    let mut parameters: Parameters = zero::parameters();
    parameters.finance.baseline_announced_share = 0.5;
    let host_countries: Vec<Country> = (0..hosts)
        .map(|index| {
            let letter = char::from(b'A' + u8::try_from(index).expect("few hosts"));
            country(&format!("XH{letter}"), 20e6, 20e9)
        })
        .collect();
    let mut countries: Vec<Country> = states
        .iter()
        .map(|&(text, population, gdp, _)| country(text, population, gdp))
        .collect();
    countries.extend(host_countries.iter().cloned());
    countries.push(country("XOO", 10e6, 5e9));
    Situation {
        name: "fixture".to_owned(),
        title: "Fixture".to_owned(),
        description: String::new(),
        synthetic: true,
        clock: Clock {
            start: CalendarMonth::new(2026, 1).expect("a month"),
            months: 36,
        },
        ensemble: Ensemble::new(1, 1),
        simulated: true,
        stated_needs: Vec::new(),
        measures: Vec::new(),
        best_interests: None,
        families: Vec::new(),
        affinities: Vec::new(),
        origin: Some(Origin {
            country: code("XOO"),
            name: "Origin".to_owned(),
            population: Persons(10_000_000),
        }),
        hosts: host_countries.into_iter().map(host).collect(),
        countries,
        contributors: states
            .iter()
            .map(|&(text, _, _, income_share)| state(text, income_share))
            .collect(),
        pledges: Vec::new(),
        quotas: Vec::new(),
        funding_history: Vec::new(),
        parameters,
        options: Vec::new(),
    }
}

/// A plan by GDP without caps, places or value of hosting.
pub(crate) fn option() -> PolicyOption {
    PolicyOption {
        id: OptionId("plan".to_owned()),
        title: "Plan".to_owned(),
        description: String::new(),
        is_baseline: false,
        has_plan: true,
        appeal: Appeal::default(),
        key: KeySpec {
            name: "gdp".to_owned(),
            ..KeySpec::default()
        },
        participants: Participants::Default,
        objective: Objective::Leximin,
        plan_month: 0,
        plan_years: 3,
        cap_share_of_gdp_per_year: None,
        responsibility_ratio_maximum: None,
        hosting_value_usd_per_person_year: 0.0,
        place_value_usd_per_person: 0.0,
        places_must_be_met: false,
        ledger: fairshare::model::LedgerRules::default(),
        programme: fairshare::model::Programme::default(),
        rounding: fairshare::model::RoundingMethod::default(),
        resettlement_places_per_year: 0,
        solutions: None,
        group_resettlement_share: 0.0,
        multi_year_share: 0.0,
        multi_year_years: 3,
        review_interval_months: None,
        review_switching_cost_share: None,
        after_years: AfterYears::GoesOn,
        uptake: None,
        exits: Vec::new(),
    }
}

/// Needs by host and year, US$ million of both tiers; 1,000 person-years for each million.
pub(crate) fn needs(first_year: i32, million_usd: &[&[[f64; 2]]]) -> NeedsMatrix {
    let years = million_usd.first().map_or(0, |host| host.len());
    NeedsMatrix {
        years: (first_year..).take(years).collect(),
        usd: million_usd
            .iter()
            .map(|host| {
                host.iter()
                    .map(|tiers| tiers.map(|need| need * 1e6))
                    .collect()
            })
            .collect(),
        person_years: million_usd
            .iter()
            .map(|host| {
                host.iter()
                    .map(|tiers| (tiers[0] + tiers[1]) * 1e3)
                    .collect()
            })
            .collect(),
        places: vec![vec![10_000; years]; million_usd.len()],
    }
}
