//! An invented report of South Sudanese size: five hosts, fifteen years, a few options and forty
//! contributors, some with long names. No number in it is a result.

use std::collections::BTreeMap;

use fairshare::id::{ContributorId, CountryCode, OptionId};
use fairshare::indicator::{
    Breakdown, ComparisonRow, INDICATORS, Period, SummaryRow, SummaryTable,
};
use fairshare::model::parameters::{
    ArrivalParameters, CostParameters, DemographyParameters, FinanceParameters,
    LocalIntegrationParameters, Parameters, RegimeParameters, RegistrationParameters,
    ResettlementParameters, ResponseParameters, ReturnParameters, ReviewParameters,
    SelfRelianceParameters,
};
use fairshare::model::{
    AGE_BANDS, Appeal, Basis, BindingRule, Clock, Contributor, ContributorKind, ContributorShare,
    Country, Ensemble, FundingRecord, Host, HostStock, KeySpec, Objective, Origin, Participants,
    Plan, PlanCertificate, PolicyOption, SECTORS, SEXES, Situation, StatusDetermination,
};
use fairshare::report::{FooterInfo, RegisterRow, ReportInputs};
use fairshare::units::{CalendarMonth, Cents, Persons};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// Everything that a report is made from, owned.
pub struct Fixture {
    pub situation: Situation,
    pub plans: Vec<Plan>,
    pub summary: SummaryTable,
    pub comparison: Vec<ComparisonRow>,
    pub footer: FooterInfo,
    pub register: Vec<RegisterRow>,
}

impl Fixture {
    pub fn inputs(&self) -> ReportInputs<'_> {
        ReportInputs {
            situation: &self.situation,
            plans: &self.plans,
            summary: &self.summary,
            comparison: &self.comparison,
            footer: &self.footer,
            register: &self.register,
        }
    }
}

pub const YEARS: std::ops::RangeInclusive<i32> = 2026..=2040;
const HOSTS: [(&str, &str, f64); 5] = [
    ("UGA", "Uganda", 0.44),
    ("SDN", "Sudan", 0.22),
    ("ETH", "Ethiopia", 0.19),
    ("KEN", "Kenya", 0.09),
    ("COD", "Democratic Republic of the Congo", 0.06),
];
const TITLES: [&str; 6] = [
    "Today's practice",
    "Comprehensive plan of action with a leximin key",
    "Comprehensive plan without multi-year pledges",
    "Top donor leaves",
    "EU key of 2024",
    "Development finance first",
];

/// A value that fits a schema: the least number, the first of several words.
fn least(schema: &Value, root: &Value) -> Value {
    if let Some(path) = schema.get("$ref").and_then(Value::as_str) {
        let found = root
            .pointer(path.trim_start_matches('#'))
            .expect("a definition");
        return least(found, root);
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return words[0].clone();
    }
    if let Some(variants) = schema.get("oneOf").and_then(Value::as_array) {
        return variants[0]
            .get("const")
            .cloned()
            .unwrap_or_else(|| least(&variants[0], root));
    }
    match schema.get("type") {
        Some(Value::String(kind)) => match kind.as_str() {
            "object" => {
                let properties = schema.get("properties").and_then(Value::as_object);
                let values: Map<_, _> = properties
                    .into_iter()
                    .flatten()
                    .map(|(name, inner)| (name.clone(), least(inner, root)))
                    .collect();
                Value::Object(values)
            }
            "array" => {
                let length = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0);
                let item = least(&schema["items"], root);
                Value::Array((0..length).map(|_| item.clone()).collect())
            }
            "string" => json!("as published"),
            "integer" => json!(schema.get("minimum").and_then(Value::as_f64).unwrap_or(0.0) as i64),
            "boolean" => json!(false),
            _ => json!(schema.get("minimum").and_then(Value::as_f64).unwrap_or(0.0)),
        },
        _ => Value::Null,
    }
}

fn block<T: JsonSchema + DeserializeOwned>() -> T {
    let schema = serde_json::to_value(schemars::schema_for!(T)).expect("a schema");
    serde_json::from_value(least(&schema, &schema)).expect("a parameter block")
}

fn parameters() -> Parameters {
    Parameters {
        regime: block::<RegimeParameters>(),
        arrivals: block::<ArrivalParameters>(),
        registration: block::<RegistrationParameters>(),
        demography: block::<DemographyParameters>(),
        voluntary_return: block::<ReturnParameters>(),
        local_integration: block::<LocalIntegrationParameters>(),
        resettlement: block::<ResettlementParameters>(),
        finance: FinanceParameters {
            price_year: 2025,
            deflator: "US GDP deflator".to_owned(),
            ..block::<FinanceParameters>()
        },
        costs: block::<CostParameters>(),
        response: block::<ResponseParameters>(),
        self_reliance: block::<SelfRelianceParameters>(),
        review: block::<ReviewParameters>(),
    }
}

fn code(text: &str) -> CountryCode {
    text.parse().expect("a country code")
}

fn country(short: &str, name: &str) -> Country {
    Country {
        code: code(short),
        name: name.to_owned(),
        region: "Africa".to_owned(),
        subregion: "Eastern Africa".to_owned(),
        un_member: true,
        income_group: None,
        indicators: BTreeMap::new(),
    }
}

fn host(short: &str, name: &str, share: f64) -> Host {
    Host {
        country: country(short, name),
        stock: HostStock::default(),
        arrival_share: share,
        status_determination: StatusDetermination::PrimaFacie,
        registration_capacity_persons_per_month: 30_000.0,
        status_determination_posts: 10.0,
        cost_ratio: 1.0,
        fixed_cost_usd_per_year: 0.0,
        crude_death_rate_per_1000_per_year: 7.0,
        legal_framework_openness: 0.5,
        self_reliance_initial_share: 0.1,
        self_reliance_maximum_share: 0.4,
        at_war: false,
        adverse_return_per_year: Default::default(),
        onward_movements: Vec::new(),
    }
}

fn option(index: usize) -> PolicyOption {
    PolicyOption {
        id: OptionId(
            [
                "today",
                "plan",
                "yearly-plan",
                "exit",
                "eu-key",
                "development",
            ][index]
                .to_owned(),
        ),
        title: TITLES[index].to_owned(),
        description: String::new(),
        is_baseline: index == 0,
        has_plan: index > 0,
        appeal: Appeal::Annual,
        key: KeySpec {
            name: "un-scale".to_owned(),
            weights: Default::default(),
            corrective_cap_share: None,
            shares: Default::default(),
        },
        participants: Participants::Default,
        objective: Objective::Leximin,
        plan_month: 0,
        plan_years: 5,
        cap_share_of_gdp_per_year: Some(0.0005),
        responsibility_ratio_maximum: None,
        hosting_value_usd_per_person_year: 300.0,
        place_value_usd_per_person: 5_000.0,
        resettlement_places_per_year: 20_000,
        group_resettlement_share: 0.0,
        multi_year_share: 0.0,
        multi_year_years: 1,
        review_interval_months: Some(12),
        uptake: None,
        exits: Vec::new(),
    }
}

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
        unearmarked_share: 0.2,
        host_earmarked_share: 0.5,
    }
}

fn situation(options: usize) -> Situation {
    let mut funding_history = Vec::new();
    for (step, year) in (2014..=2025).enumerate() {
        for (index, (short, _, share)) in HOSTS.iter().enumerate() {
            if index == 4 && year < 2016 {
                continue;
            }
            let requested = (0.6 + 1.3 * (1.0 - 0.75_f64.powi(step as i32))) * 1e9 * share;
            let received = (year != 2023).then(|| requested * (0.62 - 0.015 * step as f64));
            funding_history.push(FundingRecord {
                host: code(short),
                year,
                requested: Cents::from_usd(requested),
                received: received.map(Cents::from_usd),
                basis: if year < 2024 {
                    Basis::Data
                } else {
                    Basis::Judgement
                },
                requested_range_usd: (year >= 2024).then_some([requested * 0.8, requested * 1.2]),
            });
        }
    }
    Situation {
        name: "south-sudan".to_owned(),
        title: "South Sudan: five hosts, 2026–2040".to_owned(),
        description: String::new(),
        synthetic: true,
        clock: Clock {
            start: CalendarMonth::new(2026, 1).expect("a month"),
            months: 180,
        },
        ensemble: Ensemble {
            replicates: 2_000,
            seed: 7,
        },
        origin: Origin {
            country: code("SSD"),
            name: "South Sudan".to_owned(),
            population: Persons(11_500_000),
        },
        hosts: HOSTS
            .iter()
            .map(|&(short, name, share)| host(short, name, share))
            .collect(),
        countries: Vec::new(),
        contributors: CONTRIBUTORS.iter().map(contributor).collect(),
        pledges: Vec::new(),
        quotas: Vec::new(),
        funding_history,
        parameters: parameters(),
        options: (0..options).map(option).collect(),
    }
}

fn plan(index: usize) -> Plan {
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
                obligation_places: vec![if id == "USA" { 9_000 } else { 300 }; 5],
                responsibility_ratio: 0.9,
                binding,
                gdp_usd: (gdp > 0.0).then_some(gdp * 1e9),
                population_persons: (gdp > 0.0).then_some(50e6),
            }
        })
        .collect();
    Plan {
        option: option(index).id,
        years,
        shares,
        unmet_usd: vec![vec![[1e6, 2e6]; 5]; 5],
        unmet_places: vec![0; 5],
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

fn row(
    option: usize,
    indicator: &'static str,
    breakdown: Breakdown,
    period: Period,
    mean: f64,
    spread: f64,
) -> SummaryRow {
    let name = INDICATORS
        .iter()
        .find(|it| it.name == indicator)
        .expect("a known indicator")
        .name;
    SummaryRow {
        option,
        indicator: name,
        host: None,
        breakdown,
        period,
        mean,
        standard_error: mean * spread / 45.0,
        quantiles: [-1.4, -0.6, -0.05, 0.55, 1.8]
            .map(|place| mean * (1.0 + spread * place).max(0.05)),
        replicates: 2_000,
    }
}

fn summary(options: usize) -> SummaryTable {
    let mut rows = Vec::new();
    for option in 0..options {
        let better = [0.0, 1.0, 0.6, -0.5, 0.4, 0.8][option];
        for (step, year) in YEARS.enumerate() {
            let step = step as f64;
            let period = Period::Year(year);
            let required = (1.86 + 0.03 * step - 0.015 * better * step) * 1e9;
            let share = (0.44 + 0.16 * better * (step / 4.0).min(1.0)).min(0.95);
            let wide = 0.08 + 0.018 * step;
            let mut push = |indicator, mean, spread| {
                rows.push(row(
                    option,
                    indicator,
                    Breakdown::None,
                    period,
                    mean,
                    spread,
                ));
            };
            push("requirement_usd", required, wide);
            push("disbursed_usd", required * share, wide * 1.3);
            push(
                "stock_persons",
                2.35e6 - 2.5e4 * step * (0.6 + better),
                wide,
            );
            push(
                "voluntary_returns_persons",
                3.1e4 * (1.0 + 0.4 * better),
                0.8,
            );
            push(
                "naturalisations_persons",
                2.6e3 * (1.0 + 2.0 * better.max(0.0)),
                0.4,
            );
            push(
                "resettlement_departures_persons",
                5.2e3 * (1.0 + 1.2 * better.max(0.0)),
                0.3,
            );
            for (sector, weight) in SECTORS
                .iter()
                .zip([9, 28, 11, 8, 12, 17, 8, 4, 2, 5, 14, 3])
            {
                let gap = required * (1.0 - share) * f64::from(weight) / 121.0;
                rows.push(row(
                    option,
                    "gap_usd",
                    Breakdown::Sector(*sector),
                    period,
                    gap,
                    0.3,
                ));
            }
            for sex in SEXES {
                for band in AGE_BANDS {
                    rows.push(row(
                        option,
                        "stock_persons",
                        Breakdown::SexAge(sex, band),
                        period,
                        2e5,
                        0.1,
                    ));
                }
            }
        }
        rows.push(row(
            option,
            "stock_month_persons",
            Breakdown::None,
            Period::Month(5),
            2.3e6,
            0.05,
        ));
        rows.push(row(
            option,
            "total_gap_usd",
            Breakdown::None,
            Period::Whole,
            1.6e10 / 3.0,
            0.2,
        ));
        rows.push(row(
            option,
            "disbursed_usd",
            Breakdown::Contributor(3),
            Period::Year(2026),
            5.2e7,
            0.2,
        ));
    }
    SummaryTable { rows }
}

fn comparison(options: usize) -> Vec<ComparisonRow> {
    let mut rows = Vec::new();
    for option in 1..options {
        let strength = [0.0, 1.0, 0.4, -0.6, 0.3, 0.02][option];
        for (indicator, baseline, effect, noise) in [
            ("total_gap_usd", 15.9e9, -0.31, 0.02),
            ("total_disbursed_usd", 13.1e9, 0.36, 0.02),
            ("total_solutions_persons", 5.8e5, 0.22, 0.05),
            ("total_resettlement_departures_persons", 7.8e4, 1.2, 0.06),
            ("total_protracted_person_years", 2.4e7, -0.04, 0.012),
            ("total_below_standard_person_months", 9.1e7, -0.38, 0.03),
            ("contribution_gini", 0.71, -0.28, 0.01),
        ] {
            let difference: f64 = baseline * effect * strength;
            let error = baseline * noise;
            let decided = difference.abs() > 1.96 * error;
            rows.push(ComparisonRow {
                option,
                indicator,
                baseline_mean: baseline,
                option_mean: baseline + difference,
                difference,
                standard_error: error,
                interval: [difference - 1.96 * error, difference + 1.96 * error],
                decided,
                replicates_to_decide: (!decided).then_some(14_000),
                uptake: None,
            });
        }
    }
    rows
}

/// A fixture with up to six options, the first of which is the baseline.
pub fn fixture(options: usize) -> Fixture {
    Fixture {
        situation: situation(options),
        plans: (0..options).map(plan).collect(),
        summary: summary(options),
        comparison: comparison(options),
        footer: FooterInfo {
            run_id: "3fa91c0d7be2".to_owned(),
            seed: 7,
            replicates: 2_000,
            version: "0.1.0".to_owned(),
            assumptions: vec![
                "sector split is judgement".to_owned(),
                "uptake of obligations drawn uniformly from 20–80 % (judgement)".to_owned(),
                "value of hosting US$ 300 per person-year (declared exchange rate)".to_owned(),
            ],
        },
        register: vec![RegisterRow {
            path: "finance.uptake_minimum".to_owned(),
            value: "0.2".to_owned(),
            unit: "share".to_owned(),
            range: Some([0.0, 0.5]),
            basis: "judgement".to_owned(),
            source: "no record of uptake; \"assumed\"".to_owned(),
            origin: "defaults/protracted.toml:12".to_owned(),
        }],
    }
}
