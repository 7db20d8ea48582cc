//! A situation in which every arrangement is in force at once, emergency and protracted.

use std::path::Path;

use fairshare::model::parameters::{Regime, UrgentResettlement};
use fairshare::model::{
    EarmarkTier, Figure, Indicator, Instrument, OnwardMovement, Pledge, PledgeStatus, Sector,
    Situation, SolutionMix, StatusDetermination,
};
use fairshare::units::{CalendarMonth, Cents};
use serde_json::Value;

use super::{code, contributor, host, option, people, quiet, same};

/// Key shares, money and places of the three contributors' plan.
pub const ROWS: [(f64, f64, u32); 3] = [(0.2, 2e6, 100), (0.5, 9e6, 700), (0.3, 5e6, 400)];

/// The default blocks, their evidence taken off, and all of them in force with a plan.
fn blocks(name: &str) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("src/scenario/defaults/protracted.toml"))
        .expect("the defaults");
    let document: toml::Table = text.parse().expect("TOML");
    let mut blocks = plain(serde_json::to_value(&document[name]).expect("JSON"));
    for block in blocks.as_object_mut().expect("blocks").values_mut() {
        if block.get("applies").is_some() {
            block["applies"] = "with-plan".into();
        }
    }
    blocks
}

fn plain(value: Value) -> Value {
    match value {
        Value::Object(mut map) => match map.remove("value") {
            Some(value) => value,
            None => map
                .into_iter()
                .map(|(key, value)| (key, plain(value)))
                .collect(),
        },
        other => other,
    }
}

pub fn figure(value: f64) -> Figure {
    Figure {
        value,
        year: None,
        basis: fairshare::model::Basis::Judgement,
        source: String::new(),
    }
}

/// Three hosts, one of which contributes; wars that come and go, armed elements, transfers, loans.
pub fn everything() -> Situation {
    let mut situation = quiet(0, 72);
    situation.hosts = vec![
        host("XAB", 150_000),
        host("XAC", 60_000),
        host("XAD", 5_000),
    ];
    for (host, share) in situation.hosts.iter_mut().zip([0.5, 0.3, 0.2]) {
        host.arrival_share = share;
        host.legal_framework_openness = 0.4;
        host.self_reliance_maximum_share = 0.4;
        host.registration_capacity_persons_per_month = 4_000.0;
        host.adverse_return_per_year = same(0.03);
        host.crude_death_rate_per_1000_per_year = 9.0;
        host.fixed_cost_usd_per_year = 200_000.0;
        for (indicator, value) in [
            (Indicator::PopulationPersons, 2e6),
            (Indicator::GdpUsd, 3e9),
        ] {
            host.country.indicators.insert(indicator, figure(value));
        }
    }
    situation.hosts[1].status_determination = StatusDetermination::Individual;
    situation.hosts[1].status_determination_posts = 20.0;
    situation.hosts[1].stock.asylum_seekers = people(4_000);
    situation.hosts[0].onward_movements = vec![OnwardMovement {
        to: 1,
        hazard_per_year: same(0.05),
    }];
    situation.contributors = vec![
        contributor("XAB", 0.1),
        contributor("XAX", 0.5),
        contributor("XAY", 0.4),
    ];
    for contributor in &mut situation.contributors {
        contributor.baseline_places_per_year = 200;
        contributor.unearmarked_share = 0.5;
        contributor.host_earmarked_share = 0.3;
    }
    situation.pledges = vec![Pledge {
        contributor: situation.contributors[1].id.clone(),
        amount: Cents(300_000_000),
        from: CalendarMonth::new(2026, 4).expect("a month"),
        until: CalendarMonth::new(2028, 3).expect("a month"),
        earmark: EarmarkTier::HostSector,
        host: Some(code("XAC")),
        sector: Some(Sector::Health),
        instrument: Instrument::Grant,
        status: PledgeStatus::Announced,
    }];
    let parameters = &mut situation.parameters;
    parameters.regime.initial = Regime::War;
    parameters.regime.war_to_peace_per_month = 0.06;
    parameters.regime.peace_to_war_per_month = 0.04;
    parameters.arrivals.base_persons_per_month = same(100.0);
    parameters.arrivals.base_persons_per_month.war = 15_000.0;
    parameters.demography.crude_birth_rate_per_1000_per_year = 30.0;
    parameters.voluntary_return.hazard_per_year = same(0.0);
    parameters.voluntary_return.hazard_per_year.peace = 0.2;
    parameters.voluntary_return.duration_decline_per_year = 0.03;
    parameters.voluntary_return.support_effect = 0.5;
    parameters.voluntary_return.package_usd_per_person = 300.0;
    parameters.local_integration.naturalisation_hazard_per_year = 0.02;
    parameters.local_integration.support_usd_per_person = 100.0;
    parameters.resettlement.need_share_of_stock = 0.2;
    parameters.resettlement.pipeline_mean_months = 8.0;
    parameters.resettlement.acceptance_share = 0.9;
    parameters
        .resettlement
        .submissions_per_1000_refugees_per_month = 1.0;
    parameters.resettlement.processing_usd_per_person = 50.0;
    parameters.finance.baseline_announced_share = 0.45;
    parameters.finance.fulfilment_mean_share = 0.8;
    parameters.finance.pledge_log_sd = 0.2;
    parameters.finance.attention_shock_probability_per_year = 0.1;
    parameters.finance.attention_shock_loss_share = 0.3;
    parameters.finance.spending_horizon_months = 2.0;
    parameters.finance.opening_balance_months = 2.0;
    parameters.self_reliance.speed_per_month = 0.03;
    parameters.costs.emergency_months = 5;
    let mut emergency = blocks("emergency");
    for (block, key, value) in [
        ("armed_elements", "share_of_arriving_men", 0.05),
        ("armed_elements", "internment_places_maximum", 900.0),
        ("security_standby", "persons_per_unit", 5_000.0),
        ("standing_fund", "draw_maximum_usd_per_month", 5e5),
    ] {
        emergency[block][key] = value.into();
    }
    // Plans come at their month here; consultations have tests of their own.
    emergency["consultation"]["applies"] = "off".into();
    emergency["transfer"]["offer"] = serde_json::json!([
        {"kind": "transfer", "from": "XAB", "to": "XAD", "places": 30_000, "places_per_month": 300},
        {"kind": "evacuation", "from": "XAB", "to": "XAE", "places": 30_000, "places_per_month": 500},
    ]);
    emergency["transfer"]["stay"] = serde_json::json!({
        "months": 6, "returned_share": 0.4, "onward_share": 0.2, "return_usd_per_person": 0.0,
    });
    emergency["influx_marks"]["group_recognition"] = true.into();
    emergency["preparedness"]["prepared_lead_time_days"] = 3.0.into();
    parameters.resettlement.urgent = Some(UrgentResettlement {
        share_of_submissions: 0.2,
        pipeline_mean_months: 3.0,
    });
    let mut protracted = blocks("protracted");
    protracted["concessional"]["lag_spread_months"] = 6.into();
    protracted["concessional"]["grant_share"] = serde_json::json!({
        "low": 0.5, "lower_middle": 0.2, "upper_middle": 0.0, "high": 0.0,
    });
    for (block, key) in [
        ("prevention", "peace_log_odds"),
        ("prevention", "war_log_odds"),
        ("tension", "war_log_odds"),
    ] {
        protracted[block][key] = 0.5.into();
    }
    parameters.emergency = serde_json::from_value(emergency).expect("blocks");
    parameters.protracted = serde_json::from_value(protracted).expect("blocks");
    let mut plan = option("plan");
    plan.has_plan = true;
    plan.uptake = Some(0.5);
    plan.plan_month = 4;
    plan.review_interval_months = Some(12);
    plan.multi_year_share = 0.5;
    plan.multi_year_years = 3;
    plan.group_resettlement_share = 0.5;
    plan.hosting_value_usd_per_person_year = 300.0;
    plan.place_value_usd_per_person = 20_000.0;
    plan.solutions = Some(SolutionMix {
        voluntary_return_share: 0.5,
        local_integration_share: 0.3,
        resettlement_share: 0.2,
        support_usd_per_year: None,
    });
    situation.options.push(plan);
    situation
}
