//! All arrangements of the emergency response together.

use std::path::Path;

use super::common::{self, code, host, option, plan, quiet, sample_many};
use super::readiness::{funded, prepared};
use super::transfer::{offer, relocation};
use super::{YEAR, armed, every_value, influx, mean, rows, with_plan};
use fairshare::model::parameters::{EmergencyParameters, Switch, TransferKind};
use fairshare::simulate::{
    OptionSetup, Resolution, Setup, Workspace, planned_needs, planning_needs, replicate,
};

#[test]
fn j_switched_off_arrangements_change_nothing() {
    let situation = influx(30);
    let mut other = armed(30, Switch::Off);
    other.parameters.emergency.security_standby.units_maximum = 50;
    other.parameters.emergency.standing_fund.opening_balance_usd = 1e9;
    other
        .parameters
        .emergency
        .coordination
        .uncoordinated_delivery_share = 0.1;
    other.parameters.emergency.preparedness.initial_share = 1.0;
    for option in [option("no-plan"), with_plan()] {
        assert_eq!(
            every_value(&situation, &option),
            every_value(&other, &option)
        );
    }
}

#[test]
fn j_a_used_workspace_gives_the_same_as_a_new_one() {
    let mut situation = armed(30, Switch::Always);
    situation.parameters.emergency.coordination.applies = Switch::Always;
    situation
        .parameters
        .emergency
        .coordination
        .cost_share_of_needs = 0.04;
    let option = with_plan();
    let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
    let setup = Setup::new(&situation, Resolution::Banded);
    let prepared = OptionSetup::new(&setup, &option, &plan);
    let mut used = Workspace::new(&setup);
    for number in [7, 8, 7] {
        let again = replicate(&setup, &prepared, number, true, &mut used).expect("closed");
        let mut new = Workspace::new(&setup);
        let first = replicate(&setup, &prepared, number, true, &mut new).expect("closed");
        assert_eq!(again, first, "replicate {number}");
    }
}

#[test]
fn j_results_do_not_depend_on_the_order_of_hosts() {
    let mut situation = armed(14, Switch::Always);
    situation.hosts = vec![host("XAB", 30_000), host("XAD", 0)];
    situation.hosts[0].arrival_share = 0.6;
    situation.hosts[1].arrival_share = 0.4;
    situation.hosts[0].registration_capacity_persons_per_month = 1_000.0;
    let mut transfer = relocation().parameters.emergency.transfer;
    transfer.offer.truncate(1);
    situation.parameters.emergency.transfer = transfer;
    // Fewer units than both hosts ask for.
    let standby = &mut situation.parameters.emergency.security_standby;
    standby.applies = Switch::Always;
    standby.request_probability_per_month = 1.0;
    standby.deployment_months = 3;
    standby.units_maximum = 2;
    standby.persons_per_unit = 10_000.0;
    standby.incident_reduction_share = 0.5;
    situation.parameters.emergency.coordination = {
        let mut other = quiet(0, 1);
        other.parameters.emergency.coordination.applies = Switch::Always;
        other
            .parameters
            .emergency
            .coordination
            .uncoordinated_delivery_share = 0.9;
        other.parameters.emergency.coordination
    };
    let mut other = situation.clone();
    other.hosts.reverse();
    let indicators = [
        ("stock_persons", YEAR),
        ("security_incidents_count", YEAR),
        ("interned_persons", YEAR),
        ("humanitarian_transfers_persons", YEAR),
    ];
    assert_eq!(
        rows(&situation, &option("a"), &indicators, 10),
        rows(&other, &option("a"), &indicators, 10)
    );
}

#[test]
fn j_two_hosts_close_their_accounts_with_everything_on() {
    let mut situation = armed(36, Switch::WithPlan);
    situation.hosts = vec![host("XAB", 30_000), host("XAC", 0)];
    situation.hosts[0].arrival_share = 0.6;
    situation.hosts[1].arrival_share = 0.4;
    let full: EmergencyParameters = EmergencyParameters {
        armed_elements: situation.parameters.emergency.armed_elements.clone(),
        standing_fund: funded(Switch::Always).parameters.emergency.standing_fund,
        preparedness: prepared(Switch::WithPlan).parameters.emergency.preparedness,
        ..situation.parameters.emergency.clone()
    };
    situation.parameters.emergency = full;
    situation.parameters.emergency.coordination.applies = Switch::WithPlan;
    situation.parameters.emergency.consultation.applies = Switch::WithPlan;
    situation
        .parameters
        .emergency
        .consultation
        .request_mean_months = 2.0;
    situation.parameters.emergency.transfer = relocation().parameters.emergency.transfer;
    situation.parameters.emergency.transfer.offer[0].to = code("XAC");
    situation.hosts[0].registration_capacity_persons_per_month = 1_000.0;
    situation
        .parameters
        .demography
        .crude_birth_rate_per_1000_per_year = 30.0;
    situation.hosts[0].crude_death_rate_per_1000_per_year = 20.0;
    situation.parameters.voluntary_return.hazard_per_year = common::same(0.3);
    let mut means = Vec::new();
    for option in [option("no-plan"), with_plan()] {
        let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
        for (resolution, count) in [(Resolution::Banded, 200), (Resolution::SingleYear, 40)] {
            // The audit compares every cell of every month.
            let seen = sample_many(
                &situation,
                &option,
                &plan,
                &[("stock_persons", YEAR), ("interned_persons", YEAR)],
                count,
                resolution,
            );
            means.push([mean(&seen, 0), mean(&seen, 1)]);
        }
    }
    // Both ways of grouping people have the same law.
    for pair in means.chunks_exact(2) {
        assert!((pair[0][0] / pair[1][0] - 1.0).abs() < 0.02, "{pair:?}");
    }
    let [banded, single] = [means[2][1], means[3][1]];
    assert!((banded / single - 1.0).abs() < 0.1, "{banded}, {single}");
    assert_eq!(means[0][1], 0.0, "nobody is interned without a plan");
}

/// The built-in defaults of the arrangements, their evidence taken off.
fn defaults() -> serde_json::Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("src/scenario/defaults/protracted.toml"))
        .expect("the defaults");
    let document: toml::Table = text.parse().expect("TOML");
    let mut blocks = serde_json::to_value(&document["emergency"]).expect("JSON");
    for block in blocks.as_object_mut().expect("blocks").values_mut() {
        for entry in block.as_object_mut().expect("a block").values_mut() {
            if let Some(value) = entry.get("value") {
                *entry = value.clone();
            }
        }
    }
    blocks
}

#[test]
fn g_plans_and_reviews_ask_for_what_arrangements_cost() {
    let mut situation = quiet(100_000, 36);
    let coordination = &mut situation.parameters.emergency.coordination;
    coordination.applies = Switch::WithPlan;
    coordination.uncoordinated_delivery_share = 0.9;
    situation.parameters.protracted.participation =
        super::participation::participation(Switch::WithPlan);
    situation.parameters.protracted.solution_strategy =
        super::solutions::strategy(Switch::WithPlan);
    situation.parameters.protracted.protection_capacity = super::hosts::building(Switch::WithPlan);
    situation
        .parameters
        .local_integration
        .naturalisation_hazard_per_year = 0.03;
    let mut option = with_plan();
    option.review_interval_months = Some(12);
    let with = planned_needs(&situation, &option, 2);
    let without = planned_needs(&situation, &common::option("no-plan"), 2);
    assert_eq!(
        without.usd,
        planning_needs(&situation, 2, 0).usd,
        "nothing is in force without a plan"
    );
    // Two dollars a year for each of the adults and 20 for each refugee; of 20 million for capacity
    // what is missing in 20 months and a hundredth each month. A few of a hundred are naturalised.
    let capacity = 12.0 * 20e6 * (0.8 / 20.0 + 0.01);
    let year = |needs: &fairshare::model::NeedsMatrix| needs.usd[0][0].iter().sum::<f64>();
    let more = year(&with) - year(&without);
    let least = capacity + 20.0 * 1e5;
    assert!(more > 0.97 * least && more < least + 2.0 * 1e5, "{more}");
    let asked = |situation: &fairshare::model::Situation| {
        rows(
            situation,
            &option,
            &[("obligation_usd", fairshare::indicator::Period::Year(2027))],
            1,
        )[0][0]
    };
    let mut off = situation.clone();
    off.parameters.emergency = EmergencyParameters::default();
    off.parameters.protracted = fairshare::model::parameters::ProtractedParameters::default();
    assert!(asked(&situation) > asked(&off) + 20.0 * 1e5 * 0.9);
}

#[test]
fn j_every_parameter_has_an_effect() {
    // Wars come and go, and emergencies with them; every limit is reached.
    let mut situation = influx(120);
    situation.hosts = vec![host("XAB", 0), host("XAD", 1_000)];
    situation.hosts[0].registration_capacity_persons_per_month = 7_000.0;
    situation.hosts[0].arrival_share = 0.8;
    situation.hosts[1].arrival_share = 0.2;
    let parameters = &mut situation.parameters;
    parameters.regime.initial = fairshare::model::parameters::Regime::War;
    parameters.regime.war_to_peace_per_month = 0.1;
    parameters.regime.peace_to_war_per_month = 0.05;
    parameters.arrivals.base_persons_per_month = common::same(0.0);
    parameters.arrivals.base_persons_per_month.war = 20_000.0;
    parameters.finance.baseline_announced_share = 0.4;
    parameters.costs.emergency_months = 3;
    // Procedures cope with some more than arrive.
    let cases = parameters
        .registration
        .determination_cases_per_post_per_year;
    situation.hosts[0].status_determination_posts = 22_000.0 * 12.0 / cases;
    // In the second host, which decides case by case, they cope with fewer.
    situation.hosts[1].status_determination = fairshare::model::StatusDetermination::Individual;
    situation.hosts[1].status_determination_posts = 3_000.0 * 12.0 / cases;
    let mut blocks = defaults();
    for (block, key, value) in [
        ("armed_elements", "share_of_arriving_men", 0.2),
        ("armed_elements", "internment_places_maximum", 500.0),
        ("security_standby", "persons_per_unit", 5_000.0),
        ("standing_fund", "draw_maximum_usd_per_month", 5e5),
        ("standing_fund", "target_balance_usd", 31e6),
        ("standing_fund", "replenishment_usd_per_year", 2e6),
    ] {
        blocks[block][key] = value.into();
    }
    blocks["influx_marks"]["group_recognition"] = true.into();
    blocks["surge_staff"]["staff_maximum"] = 3.into();
    for block in blocks.as_object_mut().expect("blocks").values_mut() {
        if block.get("applies").is_some() {
            block["applies"] = "with-plan".into();
        }
    }
    blocks["transfer"]["offer"] = serde_json::to_value([
        offer(TransferKind::Transfer, "XAD", 30_000, 300),
        offer(TransferKind::Evacuation, "XAE", 30_000, 1_000),
    ])
    .expect("JSON");
    let option = with_plan();
    let without = common::option("no-plan");
    let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
    let mut run = |blocks: &serde_json::Value| -> Vec<Vec<i64>> {
        situation.parameters.emergency = serde_json::from_value(blocks.clone()).expect("blocks");
        let setup = Setup::new(&situation, Resolution::Banded);
        let prepared = OptionSetup::new(&setup, &option, &plan);
        // Without a plan preparedness decays; nobody keeps it up.
        let unplanned = OptionSetup::new(&setup, &without, &plan);
        let mut space = Workspace::new(&setup);
        (0..10)
            .map(|number| replicate(&setup, &prepared, number, true, &mut space).expect("closed"))
            .chain([
                replicate(&setup, &unplanned, 0, true, &mut Workspace::new(&setup))
                    .expect("closed"),
            ])
            .collect()
    };
    let usual = run(&blocks);
    let mut without_effect = Vec::new();
    for (name, block) in blocks.as_object().expect("blocks") {
        for (key, value) in block.as_object().expect("a block") {
            let changed: serde_json::Value = match (value.as_u64(), value.as_f64()) {
                (Some(whole), _) => (2 * whole + 1).into(),
                (_, Some(number)) => (number / 2.0).into(),
                _ => continue,
            };
            let mut other = blocks.clone();
            other[name][key] = changed;
            if run(&other) == usual {
                without_effect.push(format!("{name}.{key}"));
            }
        }
    }
    assert!(without_effect.is_empty(), "{without_effect:?}");
}
