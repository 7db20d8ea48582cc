//! An invented report of South Sudanese size: five hosts, fifteen years, a few options and forty
//! contributors, some with long names. No number in it is a result.

mod contributors;

use std::collections::BTreeMap;

use fairshare::id::{CountryCode, OptionId};
use fairshare::indicator::{
    Breakdown, ComparisonRow, INDICATORS, Period, SummaryRow, SummaryTable,
};
use fairshare::model::parameters::{
    ArrivalParameters, CostParameters, DemographyParameters, FinanceParameters,
    LocalIntegrationParameters, Parameters, PerRegime, RegimeParameters, RegistrationParameters,
    ResettlementParameters, ResponseParameters, ReturnParameters, ReviewParameters,
    SelfRelianceParameters,
};
use fairshare::model::{
    AGE_BANDS, AfterYears, Appeal, Basis, Clock, Country, Ensemble, FundingRecord, Host, HostStock,
    KeySpec, Objective, Origin, Participants, Plan, PolicyOption, SECTORS, SEXES, Situation,
    StatusDetermination,
};
use fairshare::report::{FooterInfo, RegisterRow, ReportInputs};
use fairshare::units::{CalendarMonth, Cents, Persons};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// Everything that a report is made from, owned.
pub(crate) struct Fixture {
    pub(crate) situation: Situation,
    pub(crate) plans: Vec<Plan>,
    pub(crate) summary: SummaryTable,
    pub(crate) comparison: Vec<ComparisonRow>,
    pub(crate) footer: FooterInfo,
    pub(crate) register: Vec<RegisterRow>,
}

impl Fixture {
    pub(crate) fn inputs(&self) -> ReportInputs<'_> {
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

pub(crate) const YEARS: std::ops::RangeInclusive<i32> = 2026..=2040;
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
            "integer" => json!(schema.get("minimum").and_then(Value::as_i64).unwrap_or(0)),
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
        emergency: fairshare::model::parameters::EmergencyParameters::default(),
        protracted: fairshare::model::parameters::ProtractedParameters::default(),
        review: block::<ReviewParameters>(),
        observation: fairshare::model::parameters::ObservationParameters::default(),
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
        registration_capacity_share_of_stock_per_month: 0.0,
        status_determination_posts: 10.0,
        status_determination_posts_per_person: 0.0,
        resettlement_pipeline_persons: Some(0),
        months_since_influx: None,
        cost_ratio: 1.0,
        fixed_cost_usd_per_year: 0.0,
        crude_death_rate_per_1000_per_year: 7.0,
        legal_framework_openness: 0.5,
        self_reliance_initial_share: 0.1,
        self_reliance_maximum_share: 0.4,
        at_war: false,
        adverse_return_per_year: PerRegime::default(),
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
            ..KeySpec::default()
        },
        participants: Participants::Default,
        objective: Objective::Leximin,
        plan_month: 0,
        plan_years: 5,
        cap_share_of_gdp_per_year: Some(0.0005),
        responsibility_ratio_maximum: None,
        hosting_value_usd_per_person_year: 300.0,
        place_value_usd_per_person: 5_000.0,
        places_must_be_met: false,
        ledger: fairshare::model::LedgerRules::default(),
        programme: fairshare::model::Programme::default(),
        rounding: fairshare::model::RoundingMethod::default(),
        resettlement_places_per_year: 20_000,
        solutions: None,
        group_resettlement_share: 0.0,
        multi_year_share: 0.0,
        multi_year_years: 1,
        review_interval_months: Some(12),
        review_switching_cost_share: None,
        after_years: AfterYears::GoesOn,
        uptake: None,
        exits: Vec::new(),
    }
}

fn situation(options: usize) -> Situation {
    let mut funding_history = Vec::new();
    for year in 2014..=2025 {
        let step = year - 2014;
        for (index, (short, _, share)) in HOSTS.iter().enumerate() {
            if index == 4 && year < 2016 {
                continue;
            }
            let requested = (0.6 + 1.3 * (1.0 - 0.75_f64.powi(step))) * 1e9 * share;
            let received = (year != 2023).then(|| requested * (0.62 - 0.015 * f64::from(step)));
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
        ensemble: Ensemble::new(2_000, 7),
        simulated: true,
        stated_needs: Vec::new(),
        measures: Vec::new(),
        best_interests: None,
        families: Vec::new(),
        affinities: Vec::new(),
        origin: Some(Origin {
            country: code("SSD"),
            name: "South Sudan".to_owned(),
            population: Persons(11_500_000),
        }),
        hosts: HOSTS
            .iter()
            .map(|&(short, name, share)| host(short, name, share))
            .collect(),
        countries: Vec::new(),
        contributors: contributors::contributors(),
        pledges: Vec::new(),
        quotas: Vec::new(),
        funding_history,
        parameters: parameters(),
        options: (0..options).map(option).collect(),
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
pub(crate) fn fixture(options: usize) -> Fixture {
    Fixture {
        situation: situation(options),
        plans: (0..options)
            .map(|index| contributors::plan(index, option(index).id))
            .collect(),
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
            drawn: None,
            basis: "judgement".to_owned(),
            source: "no record of uptake; \"assumed\"".to_owned(),
            origin: "defaults/protracted.toml:12".to_owned(),
        }],
    }
}
