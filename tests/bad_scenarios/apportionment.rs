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
