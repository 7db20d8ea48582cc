//! What bad input gets in a scenario that is only apportioned.

use std::path::PathBuf;

use fairshare::scenario::examples::find;
use fairshare::scenario::{LoadOptions, load};
use tempfile::TempDir;

/// The solidarity pool with one text replaced and one appended, and the problems that follow.
fn found(old: &str, new: &str, appended: &str) -> Vec<(String, String)> {
    let folder: TempDir = tempfile::tempdir().expect("a folder");
    let path: PathBuf = folder.path().join("pool.toml");
    let text = find("eu-solidarity-pool").expect("built in").text();
    assert!(text.contains(old), "`{old}` is not in the scenario");
    std::fs::write(
        &path,
        format!("{}\n{appended}\n", text.replacen(old, new, 1)),
    )
    .expect("a file");
    match load(&path, &LoadOptions::default()) {
        Ok(_) => Vec::new(),
        Err(errors) => errors
            .problems()
            .iter()
            .map(|problem| (problem.path.clone(), problem.message.clone()))
            .collect(),
    }
}

fn only(found: &[(String, String)], path: &str, message: &str) {
    assert_eq!(found, [(path.to_owned(), message.to_owned())]);
}

#[test]
fn the_pool_is_right_as_it_stands() {
    assert!(found("title", "title", "").is_empty());
}

#[test]
fn a_need_of_a_country_that_is_no_host_is_refused() {
    only(
        &found(
            "",
            "",
            "[[need]]\nhost = \"MLT\"\nyear = 2026\nplaces_persons = 1",
        ),
        "need[5].host",
        "`MLT` is not a host of this scenario",
    );
}

#[test]
fn a_need_beyond_the_clock_is_refused() {
    only(
        &found(
            "",
            "",
            "[[need]]\nhost = \"CYP\"\nyear = 2027\nplaces_persons = 1",
        ),
        "need[5].year",
        "the clock has no year 2027",
    );
}

#[test]
fn a_need_stated_twice_is_refused() {
    only(
        &found(
            "",
            "",
            "[[need]]\nhost = \"CYP\"\nyear = 2026\nplaces_persons = 1",
        ),
        "need[5].year",
        "the need of `CYP` in 2026 stands twice",
    );
}

#[test]
fn a_simulated_scenario_needs_an_origin_and_states_no_needs() {
    let problems = found("simulated = false", "simulated = true", "");
    let messages: Vec<&str> = problems
        .iter()
        .map(|(_, message)| message.as_str())
        .collect();
    assert!(
        messages.contains(&"`ensemble` is missing in the scenario"),
        "{messages:?}"
    );
}

#[test]
fn a_deduction_of_nobody_and_one_stated_twice_are_refused() {
    only(
        &found(
            "contributor = \"AUT\"\nshare",
            "contributor = \"AUX\"\nshare",
            "",
        ),
        "option.full-deductions.plan.ledger.deduction[1].contributor",
        "`AUX` is not a contributor of this scenario",
    );
    only(
        &found(
            "contributor = \"AUT\"\nshare",
            "contributor = \"BGR\"\nshare",
            "",
        ),
        "option.full-deductions.plan.ledger.deduction[2].contributor",
        "the deduction of `BGR` stands twice",
    );
}

#[test]
fn a_deduction_of_more_than_everything_is_refused() {
    only(
        &found("share = 1.0", "share = 1.5", ""),
        "option.full-deductions.plan.ledger.deduction[1].share",
        "1.5 is too large: at most 1 is possible",
    );
}

#[test]
fn what_needs_one_program_is_refused_without_it() {
    let found = found("together = true", "together = false", "");
    let at = |key: &str| format!("option.places-or-money.plan.{key}");
    assert_eq!(
        found,
        [
            (
                at("money_for_places"),
                "money can stand in for places only where both are one obligation".to_owned()
            ),
            (
                at("minimum_places_share"),
                "where places come first, by the key, their part is settled already".to_owned()
            ),
            (
                at("arrangement[1].measure"),
                "an arrangement about resettlement needs one program for all measures".to_owned()
            ),
            (
                at("arrangement[2].measure"),
                "an arrangement about resettlement needs one program for all measures".to_owned()
            ),
        ]
    );
}

#[test]
fn arrangements_name_contributors_hosts_and_measures_on_the_table() {
    let with = |lines: &str| found("", "", &format!("[[option.plan.arrangement]]\n{lines}"));
    only(
        &with("contributor = \"CHE\"\nmeasure = \"funding\""),
        "option.places-or-money.plan.arrangement[3].contributor",
        "`CHE` is not a contributor of this scenario",
    );
    only(
        &with("contributor = \"DEU\"\nhost = \"MLT\"\nmeasure = \"funding\""),
        "option.places-or-money.plan.arrangement[3].host",
        "`MLT` is not a host of this scenario",
    );
    only(
        &with("contributor = \"DEU\"\nmeasure = \"standby-experts\""),
        "option.places-or-money.plan.arrangement[3].measure",
        "the measure `standby-experts` is not on the table under this plan",
    );
    only(
        &with(
            "contributor = \"POL\"\nmeasure = \"funding\"\nat_least_per_year = 2\nat_most_per_year = 1",
        ),
        "option.places-or-money.plan.arrangement[3].at_most_per_year",
        "the arrangement asks for at least 2 and at most 1",
    );
    only(
        &with("contributor = \"DEU\"\nmeasure = \"resettlement\""),
        "option.places-or-money.plan.arrangement[3].contributor",
        "`DEU` has this arrangement for resettlement twice",
    );
}

#[test]
fn quotas_are_traded_only_where_costs_are_stated() {
    let at_the_end = "minimum_places_share = { value = 0.3";
    // The last plan's objective is changed by an override of the whole value.
    let folder: TempDir = tempfile::tempdir().expect("a folder");
    let path: PathBuf = folder.path().join("pool.toml");
    let text = find("eu-solidarity-pool").expect("built in").text();
    let (before, after) = text.split_at(text.rfind("objective = ").expect("an objective"));
    assert!(after.contains(at_the_end));
    let text = format!("{before}{}", after.replacen("proportional", "tradable", 1));
    std::fs::write(&path, text).expect("a file");
    let errors = load(&path, &LoadOptions::default()).expect_err("no costs");
    assert_eq!(errors.problems().len(), 1);
    assert_eq!(
        errors.problems()[0].path,
        "option.places-or-money.plan.objective"
    );
    assert!(errors.problems()[0].message.contains("nobody could gain"));
}

#[test]
fn measures_name_hosts_and_contributors_and_stand_once() {
    let entry = |kind: &str, host: &str, who: &str| {
        format!(
            "[[measure]]\nkind = \"{kind}\"\nvalue_usd_per_unit = 1\n\
             need = [{{ host = \"{host}\", units_per_year = 5 }}]\n\
             capacity = [{{ contributor = \"{who}\", units_per_year = 5 }}]"
        )
    };
    let good = entry("standby-experts", "CYP", "DEU");
    assert!(found("", "", &good).is_empty());
    only(
        &found("", "", &format!("{good}\n{good}")),
        "measure[2].kind",
        "the measure `standby-experts` stands twice",
    );
    only(
        &found("", "", &entry("resettlement", "CYP", "DEU")),
        "measure[1].kind",
        "needs of resettlement do not stand under `measure`",
    );
    only(
        &found("", "", &entry("standby-experts", "MLT", "DEU")),
        "measure[1].need[1].host",
        "`MLT` is not a host of this scenario",
    );
    only(
        &found("", "", &entry("standby-experts", "CYP", "CHE")),
        "measure[1].capacity[1].contributor",
        "`CHE` is not a contributor of this scenario",
    );
    only(
        &found(
            "",
            "",
            "[best_interests]\nunaccompanied_children_share = 0.1\n\
             procedures = [{ host = \"MLT\", completed_per_year = 5 }]",
        ),
        "best_interests.procedures[1].host",
        "`MLT` is not a host of this scenario",
    );
    only(
        &found(
            "",
            "",
            "[[affinity]]\ncontributor = \"DEU\"\nhost = \"MLT\"\nstrength = 1",
        ),
        "affinity[1].host",
        "`MLT` is not a host of this scenario",
    );
}
