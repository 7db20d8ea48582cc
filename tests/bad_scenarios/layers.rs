//! Overrides, arguments, extending scenarios.

use fairshare::scenario::{LoadOptions, load};

use super::{Copy, one};

fn with(overrides: &[&str], sets: &[&str]) -> LoadOptions {
    let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    LoadOptions {
        overrides: owned(overrides),
        sets: owned(sets),
        ..LoadOptions::default()
    }
}

fn refused(options: &LoadOptions) -> (String, String, String) {
    let errors = Copy::new().load_with(options).expect_err("bad options");
    let [problem] = errors.problems() else {
        panic!("{:?}", errors.problems())
    };
    (
        problem.path.clone(),
        problem.message.clone(),
        problem.remedy.clone(),
    )
}

#[test]
fn an_unknown_override_is_refused() {
    let (_, message, remedy) = refused(&with(&["quik"], &[]));
    assert_eq!(message, "the scenario has no override `quik`");
    assert_eq!(remedy, "did you mean `quick`?");
}

#[test]
fn an_override_with_a_wrong_path_is_refused_even_when_it_is_not_applied() {
    one(
        "\"ensemble.replicates\" = 200",
        "\"ensemble.replicats\" = 200",
        "override.quick.\"ensemble.replicats\"",
        "`replicats` is not a key of `ensemble`",
    );
}

#[test]
fn arguments_that_set_nothing_are_refused() {
    let (_, message, _) = refused(&with(&[], &["clock.months"]));
    assert_eq!(message, "`clock.months` sets nothing");
    let (path, message, remedy) = refused(&with(&[], &["hots.XAB.arrival_share=1"]));
    assert_eq!(
        (path.as_str(), message.as_str()),
        (
            "hots.XAB.arrival_share",
            "`hots` is not a key of a scenario"
        )
    );
    assert_eq!(remedy, "did you mean `host`?");
    let (_, message, _) = refused(&with(&[], &["host.XAX.at_war=true"]));
    assert_eq!(message, "there is no `XAX` in `host`");
    let (path, message, _) = refused(&with(&[], &["clock.months=many"]));
    assert_eq!(
        (path.as_str(), message.as_str()),
        ("clock.months", "`many` is not a number")
    );
}

#[test]
fn later_layers_win_and_say_so() {
    let loaded = Copy::new()
        .load_with(&with(
            &["quick"],
            &[
                "clock.start=2027-07",
                "host.XAB.legal_framework_openness=0.9",
            ],
        ))
        .expect("a changed scenario");
    let situation = &loaded.situation;
    assert_eq!(situation.ensemble.replicates, 200);
    assert_eq!(situation.clock.start.to_string(), "2027-07");
    assert_eq!(situation.hosts[0].legal_framework_openness, 0.9);
    let rows = loaded.tree.parameters();
    let origin = |path: &str| {
        rows.iter()
            .find(|row| row.path == path)
            .map(|row| row.origin.clone())
            .expect(path)
    };
    assert_eq!(origin("ensemble.replicates"), "override quick");
    assert_eq!(origin("host.XAB.legal_framework_openness"), "--set");
    assert_eq!(origin("review.forecast_months"), "default");
    assert!(
        origin("clock.months").ends_with("reference.toml:26"),
        "{}",
        origin("clock.months")
    );
}

#[test]
fn an_extending_scenario_changes_rows_by_their_identity() {
    let copy = Copy::new();
    copy.write(
        "mine.toml",
        "extends = \"reference.toml\"\ntitle = \"Mine\"\n\
         [[host]]\ncountry = \"XAD\"\nlegal_framework_openness = 0.8\n\
         [[option]]\nid = \"reviewed-plan\"\nplan = { review_interval_months = 6 }\n",
    );
    let loaded = load(&copy.path("mine.toml"), &LoadOptions::default()).expect("a scenario");
    let situation = loaded.situation;
    assert_eq!(
        (situation.name.as_str(), situation.title.as_str()),
        ("mine", "Mine")
    );
    assert_eq!(situation.hosts.len(), 4);
    assert_eq!(situation.hosts[2].legal_framework_openness, 0.8);
    assert_eq!(situation.hosts[2].arrival_share, 0.05);
    assert_eq!(situation.options[3].review_interval_months, Some(6));
    let names: Vec<&str> = loaded
        .inputs
        .iter()
        .map(|input| input.name.as_str())
        .collect();
    assert_eq!(names[..2], ["mine.toml", "reference.toml"]);
}

#[test]
fn a_resolved_scenario_is_the_same_scenario() {
    let copy = Copy::new();
    let loaded = copy.load().expect("the reference");
    copy.write("resolved/reference.toml", loaded.tree.to_annotated_toml());
    let again = load(
        &copy.path("resolved/reference.toml"),
        &LoadOptions::default(),
    );
    let again = again.unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(again.situation, loaded.situation);
}
