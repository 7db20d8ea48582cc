//! Forty invented contributors and a plan that asks something of each.

use fairshare::id::{ContributorId, OptionId};
use fairshare::model::{
    BindingRule, Contributor, ContributorKind, ContributorShare, LedgerEntry, LedgerRow,
    LedgerStep, Plan, PlanCertificate,
};

use super::HOSTS;

/// Identifier, name, millions of dollars given today, billions of GDP (0 for none).
const CONTRIBUTORS: [(&str, &str, f64, f64); 40] = [
    ("USA", "United States of America", 402.0, 27_700.0),
    ("DEU", "Germany", 81.0, 4_500.0),
    ("EU", "European Union institutions", 74.0, 0.0),
    (
        "GBR",
        "United Kingdom of Great Britain and Northern Ireland",
        52.0,
        3_380.0,
    ),
    ("SWE", "Sweden", 28.0, 585.0),
    ("NOR", "Norway", 24.0, 485.0),
    ("JPN", "Japan", 31.0, 4_200.0),
    ("CAN", "Canada", 22.0, 2_140.0),
    ("DNK", "Denmark", 19.0, 407.0),
    ("NLD", "Netherlands (Kingdom of the)", 18.0, 1_150.0),
    ("FRA", "France", 14.0, 3_050.0),
    ("CHE", "Switzerland", 13.0, 885.0),
    ("ITA", "Italy", 11.0, 2_300.0),
    ("CERF", "Central Emergency Response Fund", 21.0, 0.0),
    (
        "WORLD-BANK",
        "World Bank, window for host communities and refugees",
        95.0,
        0.0,
    ),
    ("PRIVATE", "Private donors", 17.0, 0.0),
    ("FIN", "Finland", 8.0, 300.0),
    ("IRL", "Ireland", 7.0, 546.0),
    ("BEL", "Belgium", 6.5, 645.0),
    ("AUS", "Australia", 5.0, 1_728.0),
    ("KOR", "Republic of Korea", 6.0, 1_839.0),
    ("ESP", "Spain", 5.0, 1_620.0),
    ("AUT", "Austria", 3.0, 512.0),
    ("LUX", "Luxembourg", 2.0, 86.0),
    ("CHN", "China", 0.9, 17_790.0),
    ("IND", "India", 0.0, 3_570.0),
    ("BRA", "Brazil", 0.1, 2_170.0),
    ("SAU", "Saudi Arabia", 1.8, 1_070.0),
    ("ARE", "United Arab Emirates", 1.2, 514.0),
    ("QAT", "Qatar", 0.8, 213.0),
    ("TUR", "Türkiye", 0.05, 1_118.0),
    ("MEX", "Mexico", 0.0, 1_790.0),
    ("ZAF", "South Africa", 0.0, 381.0),
    ("NZL", "New Zealand", 1.1, 253.0),
    ("ISL", "Iceland", 0.4, 31.0),
    ("UGA", "Uganda", 0.0, 49.0),
    ("ETH", "Ethiopia", 0.0, 164.0),
    ("KEN", "Kenya", 0.0, 108.0),
    ("SDN", "Sudan", 0.0, 109.0),
    ("COD", "Democratic Republic of the Congo", 0.0, 66.0),
];

fn contributor(&(id, name, today, _): &(&str, &str, f64, f64)) -> Contributor {
    Contributor {
        id: ContributorId(id.to_owned()),
        name: name.to_owned(),
        kind: if id.len() == 3 {
            ContributorKind::State
        } else {
            ContributorKind::Private
        },
        country: id.parse().ok(),
        income_share: today / 970.0,
        budget_per_year: None,
        baseline_places_per_year: 0,
        places_capacity_per_year: 0,
        place_cost_usd_per_person: 0.0,
        unearmarked_share: 0.2,
        host_earmarked_share: 0.5,
    }
}

/// The contributors of the situation.
pub(crate) fn contributors() -> Vec<Contributor> {
    CONTRIBUTORS.iter().map(contributor).collect()
}

/// The plan of an option; the first option has none and everybody stays outside.
pub(crate) fn plan(index: usize, option: OptionId) -> Plan {
    let years: Vec<i32> = (2026..=2030).collect();
    let total_gdp: f64 = CONTRIBUTORS.iter().map(|it| it.3).sum();
    let shares = CONTRIBUTORS
        .iter()
        .map(|&(id, name, today, gdp)| {
            let key_share = gdp / total_gdp;
            let hosts = HOSTS.iter().any(|host| host.0 == id);
            let fair = key_share * 1_900.0;
            let cap = if gdp > 0.0 {
                gdp * 0.000_02 * 1e3
            } else {
                f64::INFINITY
            };
            let (asked, binding) = if index == 0 {
                (today, BindingRule::Outside)
            } else if gdp == 0.0 {
                (today, BindingRule::Offer)
            } else if hosts {
                (0.0, BindingRule::Hosting)
            } else if fair > cap {
                (cap, BindingRule::Cap)
            } else if fair < today {
                (today, BindingRule::Floor)
            } else {
                (fair, BindingRule::Key)
            };
            let yearly = |million: f64| {
                years
                    .iter()
                    .map(|_| million * 1e6 + 1.0 / 3.0)
                    .collect::<Vec<_>>()
            };
            ContributorShare {
                contributor: ContributorId(id.to_owned()),
                name: name.to_owned(),
                key_share,
                hosting_usd: years
                    .iter()
                    .map(|_| if hosts { 2e8 } else { 0.0 })
                    .collect(),
                baseline_usd: if today > 0.0 {
                    yearly(today)
                } else {
                    vec![0.0; 5]
                },
                obligation_usd: if asked > 0.0 {
                    yearly(asked)
                } else {
                    vec![0.0; 5]
                },
                obligation_usd_by_host: vec![vec![0.0; 5]; 5],
                cap_usd: vec![cap * 1e6; 5],
                baseline_places: vec![if id == "USA" { 4_000 } else { 100 }; 5],
                obligation_places_by_host: vec![vec![60; 5]; 5],
                obligation_places: vec![if id == "USA" { 9_000 } else { 300 }; 5],
                responsibility_ratio: 0.9,
                binding,
                gdp_usd: (gdp > 0.0).then_some(gdp * 1e9),
                population_persons: (gdp > 0.0).then_some(50e6),
            }
        })
        .collect();
    Plan {
        option,
        years,
        shares,
        unmet_usd: vec![vec![[1e6, 2e6]; 5]; 5],
        ledger: vec![LedgerRow {
            contributor: ContributorId("USA".to_owned()),
            name: "United States of America".to_owned(),
            key_share: 0.25,
            entries: LedgerStep::ALL
                .into_iter()
                .map(|step| LedgerEntry {
                    step,
                    places: 9_000.0,
                    usd: 1e9 / 3.0,
                    value_usd: 2e9 / 3.0,
                    rule: "a rule, \"quoted\"".to_owned(),
                })
                .collect(),
            bilateral_usd: 1e6,
            bilateral_places: 10.0,
        }],
        unmet_places: vec![0; 5],
        measures: Vec::new(),
        families: None,
        trade: None,
        certificate: PlanCertificate {
            solver: "clarabel".to_owned(),
            programs: 14,
            rounds: 7,
            largest_violation: 1e-9,
            rounding: "largest remainder; total and bounds met".to_owned(),
            notes: vec![
                "GDP of 2023 carried forward".to_owned(),
                "a \"quoted\", note".to_owned(),
            ],
        },
    }
}
