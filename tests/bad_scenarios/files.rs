//! Whole files: empty, in another encoding, extending one another.

use super::{Copy, only};

#[test]
fn an_empty_file_is_refused() {
    let copy = Copy::new();
    copy.write("reference.toml", "\n");
    only(&copy, "", "the file is empty");
}

#[test]
fn a_file_in_another_encoding_is_refused() {
    let copy = Copy::new();
    copy.write("reference.toml", b"title = \"Fl\xfcchtlinge\"\n");
    let problem = only(
        &copy,
        "",
        "the file is not UTF-8: byte 12 fits in no character",
    );
    assert_eq!(problem.remedy, "save it again with the encoding UTF-8");
}

#[test]
fn several_syntax_errors_are_reported_together() {
    let copy = Copy::new();
    copy.write(
        "reference.toml",
        "title = \"a\nclock = = 3\n[ensemble]\nreplicats = 3\n",
    );
    let found = copy.found();
    assert!(
        found
            .iter()
            .filter(|(_, message)| message.starts_with("not valid TOML"))
            .count()
            >= 2,
        "{found:?}"
    );
    assert!(
        found.iter().any(|(path, _)| path == "ensemble.replicats"),
        "{found:?}"
    );
}

#[test]
fn a_circle_of_extends_is_named() {
    let copy = Copy::new();
    copy.write("a.toml", "extends = \"b.toml\"\n");
    copy.write("b.toml", "extends = \"a.toml\"\n");
    copy.replace(
        "reference.toml",
        "extends = \"defaults/protracted.toml\"",
        "extends = \"a.toml\"",
    );
    only(
        &copy,
        "extends",
        "the scenario extends itself: a.toml → b.toml → a.toml",
    );
}

#[test]
fn an_extended_file_that_is_not_there_is_named() {
    let copy = Copy::new();
    copy.replace(
        "reference.toml",
        "extends = \"defaults/protracted.toml\"",
        "extends = \"nothing.toml\"",
    );
    let problems = copy.problems();
    let [problem] = problems.as_slice() else {
        panic!("{problems:?}")
    };
    assert_eq!(problem.path, "extends");
    assert!(
        problem
            .message
            .ends_with("nothing.toml` cannot be read: there is no such file"),
        "{}",
        problem.message
    );
}

#[test]
fn all_problems_come_together_in_the_order_of_the_file() {
    let copy = Copy::new();
    copy.replace("reference.toml", "title = ", "titel = \"x\"\ntitle = ");
    copy.replace("reference.toml", "months = 180", "months = 0");
    copy.replace(
        "reference.toml",
        "arrival_share = 0.40",
        "arrival_share = 4",
    );
    copy.replace(
        "reference.toml",
        "initial = \"peace\"",
        "initial = \"piece\"",
    );
    let paths: Vec<String> = copy.found().into_iter().map(|(path, _)| path).collect();
    assert_eq!(
        paths,
        [
            "titel",
            "clock.months",
            "host.XAB.arrival_share",
            "regime.initial"
        ]
    );
}

#[test]
fn an_unknown_key_does_not_hide_what_makes_no_sense() {
    let copy = Copy::new();
    copy.replace("reference.toml", "title = ", "titel = \"x\"\ntitle = ");
    copy.replace(
        "reference.toml",
        "arrival_share = 0.40",
        "arrival_share = 0.50",
    );
    let paths: Vec<String> = copy.found().into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["titel", "host"]);
}
