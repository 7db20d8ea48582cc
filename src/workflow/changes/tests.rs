use std::path::Path;

use super::*;
use crate::scenario::{LoadOptions, load};

fn scenario(name: &str) -> (std::path::PathBuf, Loaded) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("scenarios")
        .join(format!("{name}.toml"));
    let loaded = load(&path, &LoadOptions::default()).expect("a scenario");
    (path, loaded)
}

/// What the scenario is after these changes, each of which also reads back as it is written.
fn after(name: &str, changes: &[&str]) -> Loaded {
    let (path, base) = scenario(name);
    let changes: Vec<Change> = changes
        .iter()
        .map(|text| {
            let change: Change = text.parse().expect("a change");
            assert_eq!(change.to_string().parse(), Ok(change.clone()), "{text}");
            change
        })
        .collect();
    let changes = changed(&base, &changes).expect("changes").document();
    let options = LoadOptions {
        changes,
        ..LoadOptions::default()
    };
    load(&path, &options).unwrap_or_else(|errors| panic!("{errors}"))
}

fn refused(name: &str, changes: &[&str]) -> String {
    let (_, base) = scenario(name);
    let changes: Result<Vec<Change>, ChangeError> =
        changes.iter().map(|text| text.parse()).collect();
    changes
        .and_then(|changes| changed(&base, &changes))
        .expect_err("a refusal")
        .message
}

#[test]
fn every_term_of_a_plan_can_be_set() {
    let set = |rest: &str| format!("set/september-2015/{rest}");
    let changes = [
        set("key/eu-2015-sept"),
        set("corrective-cap/0.25"),
        set("gdp-cap/0.001"),
        set("ratio-maximum/2"),
        set("hosting-value/450"),
        set("place-value/20 000"),
        set("places/1000"),
        set("places-must-be-met/true"),
        set("rounding/webster"),
        set("years/1"),
        set("ledger-rules/eu-2024-1351"),
        set("deductions-are-shared/true"),
        set("hosts-hold-share/false"),
        set("offset-limit/0.5"),
        set("together/true"),
        set("money-for-places/true"),
        set("places-share/0.2"),
        set("ratio/each-year"),
        set("tier-order/needs-first"),
        set("appeal/none"),
        set("multi-year-share/0.5"),
        set("multi-year-years/2"),
        set("group-resettlement/0.25"),
        "row/september-2015/deductions/0/contributor=POL&share=1&reason=pressure%2C+own".to_owned(),
        "row/september-2015/offsets/0/contributor=MLT&persons=12".to_owned(),
        "row/september-2015/arrangements/0/contributor=DEU&measure=resettlement&at_most_per_year=9000"
            .to_owned(),
        "row/september-2015/arrangements/1/contributor=DEU&measure=funding&at_least_per_year=1"
            .to_owned(),
        "drop-row/september-2015/arrangements/1".to_owned(),
    ];
    let changes: Vec<&str> = changes.iter().map(String::as_str).collect();
    let loaded = after("eu-relocation-2015", &changes);
    let option = loaded
        .situation
        .options
        .iter()
        .find(|option| option.id.as_str() == "september-2015")
        .expect("the option");
    assert_eq!(option.key.corrective_cap_share, Some(0.25));
    assert_eq!(option.cap_share_of_gdp_per_year, Some(0.001));
    assert_eq!(option.place_value_usd_per_person, 20_000.0);
    assert_eq!(option.resettlement_places_per_year, 1000);
    assert!(option.places_must_be_met);
    assert_eq!(option.rounding, crate::model::RoundingMethod::Webster);
    assert_eq!(option.ledger.rules.name(), "eu-2024-1351");
    assert_eq!(option.ledger.deductions_are_shared, Some(true));
    assert_eq!(option.ledger.hosts_hold_share, Some(false));
    assert_eq!(option.ledger.offset_limit_share, Some(0.5));
    assert_eq!(option.ledger.deduction[0].reason, "pressure, own");
    assert_eq!(option.ledger.offset[0].persons, 12);
    assert_eq!(option.programme.minimum_places_share, Some(0.2));
    assert_eq!(option.programme.arrangements.len(), 1);
    assert_eq!(
        option.programme.arrangements[0].at_most_per_year,
        Some(9000.0)
    );
    assert_eq!(option.multi_year_years, 2);
    assert!(
        refused(
            "eu-relocation-2015",
            &["row/september-2015/offsets/0/contributor=MLT"]
        )
        .contains("lacks")
    );
    assert!(
        refused("eu-relocation-2015", &["drop-row/september-2015/offsets/0"]).contains("no offset")
    );
    assert!(
        refused("eu-relocation-2015", &["set/september-2015/rounding/up"]).contains("cannot be")
    );
}

#[test]
fn pledges_quotas_families_and_measures_can_be_bargained_about() {
    let (_, base) = scenario("south-sudan");
    let before = &base.situation.pledges;
    let all = before.len();
    let loaded = after(
        "south-sudan",
        &[
            "row/-/pledges/0/contributor=USA&amount_usd=5000000&from=2026-01&until=2026-12&\
             earmark=situation&status=committed",
            "drop-row/-/pledges/1",
            &format!(
                "row/-/pledges/{}/contributor=DEU&amount_usd=1000&from=2026-01&until=2026-06&\
                 earmark=host-sector&host=UGA&sector=host_community",
                all - 1
            ),
            "row/-/quotas/0/contributor=CAN&year=2026&places_persons=300&host=KEN",
            "row/-/families/0/host=UGA&persons=5&families=10",
            "row/-/measures/0/kind=complementary-pathway&value_usd_per_unit=15000",
            "row/complementary-pathway/measure-needs/0/host=UGA&units_per_year=500",
            "row/complementary-pathway/measure-capacities/0/contributor=CAN&units_per_year=200",
            "row/-/contributors/1/id=DEU&baseline_places_per_year=84&places_capacity_per_year=2000",
        ],
    );
    let situation = &loaded.situation;
    assert_eq!(situation.pledges.len(), all);
    assert_eq!(situation.pledges[0].amount.0, 500_000_000);
    assert_eq!(situation.pledges[1], before[2]);
    assert_eq!(situation.pledges[all - 1].amount.0, 100_000);
    assert_eq!(situation.families[0].families, 10);
    assert_eq!(situation.measures[0].capacity_per_year[0].1, 200.0);
    assert!(situation.quotas.iter().any(|quota| quota.places == 300));
    let germany = situation
        .contributors
        .iter()
        .find(|one| one.id.as_str() == "DEU")
        .expect("Germany");
    assert_eq!(germany.places_capacity_per_year, 2000);
    assert_eq!(germany.unearmarked_share, 0.853);
    // Every pledge can be taken away; what is not touched is not written.
    let drops: Vec<String> = (0..all)
        .map(|_| "drop-row/-/pledges/0".to_owned())
        .collect();
    let drops: Vec<&str> = drops.iter().map(String::as_str).collect();
    assert!(after("south-sudan", &drops).situation.pledges.is_empty());
    let same: Change =
        "row/-/contributors/1/id=DEU&baseline_places_per_year=84&places_capacity_per_year=1253"
            .parse()
            .expect("a change");
    assert_eq!(
        changed(&base, &[same]).expect("nothing"),
        Changed::default()
    );
    assert!(
        refused("south-sudan", &["row/-/contributors/1/id=DEU"]).contains("cannot be left empty")
    );
    assert!(refused("south-sudan", &["row/-/contributors/99/id=DEU"]).contains("no contributor"));
}

#[test]
fn correctives_and_fixed_shares_keep_sums_at_one() {
    let loaded = after(
        "eu-relocation-2015",
        &[
            "set/population-and-gdp/key/weighted",
            "row/population-and-gdp/correctives/0/indicator=unemployment_percent&weight=0.2&inverse=true",
            "set/population-and-gdp/weights/population_persons:30,gdp_usd:10",
        ],
    );
    let key = &loaded.situation.options[2].key;
    assert!((key.weights["population_persons"] - 0.6).abs() < 1e-9);
    assert!((key.weights["gdp_usd"] - 0.2).abs() < 1e-9);
    assert!(key.correctives[0].inverse);
    let loaded = after(
        "eu-relocation-2015",
        &["set/population-and-gdp/shares/DEU:2,FRA:1"],
    );
    let key = &loaded.situation.options[2].key;
    assert_eq!(key.name, "fixed");
    assert!((key.shares["DEU"] - 0.666_667).abs() < 1e-9);
    for (change, words) in [
        ("set/population-and-gdp/weights/gdp_usd:-1", "is negative"),
        (
            "set/population-and-gdp/weights/gdp_usd:0",
            "all weights are zero",
        ),
        ("set/population-and-gdp/shares/DEU:x", "is no number"),
        (
            "row/population-and-gdp/correctives/0/indicator=gdp_usd&weight=0.1",
            "weights of its own",
        ),
    ] {
        let message = refused("eu-relocation-2015", &[change]);
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn what_is_no_change_is_refused() {
    for wrong in [
        "",
        "row",
        "row/a",
        "row/a/nothing/0/x=1",
        "row/a/offsets/x/y=1",
        "row/a/offsets/-1/y=1",
        "drop-row/a/offsets",
        "row/A/offsets/0/x=1",
    ] {
        assert!(wrong.parse::<Change>().is_err(), "{wrong}");
    }
    assert!(refused("reference", &["row/-/pledges/0/colour=red"]).contains("has no `colour`"));
    assert!(refused("reference", &["row/nobody/offsets/0/contributor=XAA"]).contains("no option"));
}
