//! Every value of an arrangement that goes on through every stage has an effect.

use std::path::Path;

use super::common::{self, contributor, host, plan};
use super::{influx, with_plan};
use fairshare::model::parameters::{Regime, Switch};
use fairshare::model::{Figure, Indicator, Situation, StatusDetermination};
use fairshare::simulate::{OptionSetup, Resolution, Setup, Workspace, replicate};

/// The default blocks, without their evidence.
pub(super) fn defaults() -> serde_json::Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("src/scenario/defaults/protracted.toml"))
        .expect("the defaults");
    let document: toml::Table = text.parse().expect("TOML");
    plain(serde_json::to_value(&document["protracted"]).expect("JSON"))
}

fn plain(value: serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(mut map) => match map.remove("value") {
            Some(value) => value,
            None => map
                .into_iter()
                .map(|(key, value)| (key, plain(value)))
                .collect(),
        },
        other => other,
    }
}

/// Two hosts, of whom people move on and return, with wars and peace, armed elements, places and
/// reviews.
fn eventful() -> Situation {
    let mut situation = influx(120);
    situation.hosts = vec![host("XAB", 150_000), host("XAD", 60_000)];
    situation.contributors = vec![contributor("XAB", 0.2), contributor("XAC", 0.8)];
    for host in &mut situation.hosts {
        host.arrival_share = 0.5;
        host.legal_framework_openness = 0.4;
        host.self_reliance_maximum_share = 0.4;
        host.registration_capacity_persons_per_month = 9_000.0;
        host.adverse_return_per_year = common::same(0.03);
        for (indicator, value) in [
            (Indicator::PopulationPersons, 2e6),
            (Indicator::GdpUsd, 3e9),
        ] {
            let figure = Figure {
                value,
                year: None,
                basis: fairshare::model::Basis::Judgement,
                source: String::new(),
            };
            host.country.indicators.insert(indicator, figure);
        }
    }
    situation.hosts[1].status_determination = StatusDetermination::Individual;
    situation.hosts[1].status_determination_posts = 50.0;
    situation.hosts[0].onward_movements = vec![fairshare::model::OnwardMovement {
        to: 1,
        hazard_per_year: common::same(0.05),
    }];
    let parameters = &mut situation.parameters;
    parameters.regime.initial = Regime::War;
    parameters.regime.war_to_peace_per_month = 0.05;
    parameters.regime.peace_to_war_per_month = 0.03;
    parameters.arrivals.base_persons_per_month = common::same(0.0);
    parameters.arrivals.base_persons_per_month.war = 4_000.0;
    parameters.voluntary_return.hazard_per_year = common::same(0.0);
    parameters.voluntary_return.hazard_per_year.peace = 0.2;
    parameters.local_integration.naturalisation_hazard_per_year = 0.02;
    parameters.local_integration.support_usd_per_person = 100.0;
    parameters.resettlement.need_share_of_stock = 0.3;
    parameters.resettlement.pipeline_mean_months = 8.0;
    parameters
        .resettlement
        .submissions_per_1000_refugees_per_month = 0.5;
    parameters.finance.baseline_announced_share = 0.5;
    parameters.finance.fulfilment_mean_share = 0.7;
    parameters.self_reliance.speed_per_month = 0.03;
    parameters.emergency.armed_elements.applies = Switch::Always;
    parameters.emergency.armed_elements.share_of_arriving_men = 0.02;
    situation
}

/// Changes the value that a path of keys leads to; whether there is a number to change.
fn change(value: &mut serde_json::Value) -> bool {
    let changed: serde_json::Value = match (value.as_u64(), value.as_f64()) {
        (Some(whole), _) => (2 * whole + 1).into(),
        (_, Some(0.0)) => 0.3.into(),
        (_, Some(number)) => (number / 2.0).into(),
        _ => return false,
    };
    *value = changed;
    true
}

/// All paths of keys to values.
fn paths(value: &serde_json::Value, prefix: &str, found: &mut Vec<String>) {
    match value.as_object() {
        Some(map) => {
            for (key, inner) in map {
                paths(inner, &format!("{prefix}/{key}"), found);
            }
        }
        None => found.push(prefix.to_owned()),
    }
}

#[test]
fn k_every_parameter_has_an_effect() {
    let mut situation = eventful();
    let mut blocks = defaults();
    for block in blocks.as_object_mut().expect("blocks").values_mut() {
        block["applies"] = "with-plan".into();
    }
    // Judgements that are none by default would leave what they multiply without effect.
    for path in [
        "/prevention/peace_log_odds",
        "/prevention/war_log_odds",
        "/tension/war_log_odds",
    ] {
        *blocks.pointer_mut(path).expect("a value") = 3.0.into();
    }
    let offers = serde_json::json!([
        { "contributor": "XAB", "pathway": "labour-mobility", "places_per_year": 60 },
        { "contributor": "XAC", "pathway": "education", "places_per_year": 50 },
        { "contributor": "XAC", "pathway": "family-reunification", "places_per_year": 3000 },
        { "contributor": "XAC", "pathway": "humanitarian-visa", "places_per_year": 3000 },
        { "contributor": "XAC", "pathway": "private-sponsorship", "places_per_year": 3000 },
    ]);
    *blocks.pointer_mut("/pathways/offer").expect("a value") = offers;
    let mut option = with_plan();
    option.uptake = Some(0.5);
    option.plan_month = 6;
    option.review_interval_months = Some(12);
    option.hosting_value_usd_per_person_year = 300.0;
    let plan = plan(&situation, &option, &[(0.4, 5e6, 300), (0.6, 40e6, 900)]);
    let mut run = |blocks: &serde_json::Value| -> Vec<Vec<i64>> {
        situation.parameters.protracted = serde_json::from_value(blocks.clone()).expect("blocks");
        let setup = Setup::new(&situation, Resolution::Banded);
        let prepared = OptionSetup::new(&setup, &option, &plan);
        let mut space = Workspace::new(&setup);
        (0..4)
            .map(|number| replicate(&setup, &prepared, number, true, &mut space).expect("closed"))
            .collect()
    };
    let usual = run(&blocks);
    let mut found = Vec::new();
    paths(&blocks, "", &mut found);
    let mut without_effect = Vec::new();
    for path in found {
        let mut other = blocks.clone();
        if change(other.pointer_mut(&path).expect("a value")) && run(&other) == usual {
            without_effect.push(path);
        }
    }
    assert!(without_effect.is_empty(), "{without_effect:?}");
}

#[test]
fn k_two_hosts_close_their_accounts_with_everything_on_in_any_order() {
    let mut situation = eventful();
    let mut blocks = defaults();
    for block in blocks.as_object_mut().expect("blocks").values_mut() {
        block["applies"] = "with-plan".into();
    }
    situation.parameters.protracted = serde_json::from_value(blocks).expect("blocks");
    situation.hosts[0].onward_movements.clear();
    let mut other = situation.clone();
    other.hosts.reverse();
    let indicators: Vec<(&str, fairshare::indicator::Period)> = [
        "stock_persons",
        "requirement_usd",
        "solution_mix_distance_share",
        "evaluation_score_share",
        "gender_violence_reached_persons",
        "participation_share",
        "loan_balance_usd",
        "tension_index",
    ]
    .map(|name| (name, fairshare::indicator::Period::Year(2030)))
    .to_vec();
    let mut option = with_plan();
    option.review_interval_months = Some(12);
    let seen = super::rows(&situation, &option, &indicators, 5);
    let reversed = super::rows(&other, &option, &indicators, 5);
    for (one, two) in seen.iter().zip(&reversed) {
        for ((name, _), (one, two)) in indicators.iter().zip(one.iter().zip(two)) {
            // The last bits of shares depend on the order of sums.
            assert!(
                (one - two).abs() <= 1e-6 * one.abs(),
                "{name}: {one}, {two}"
            );
        }
    }
}
