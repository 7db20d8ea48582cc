//! Transcripts of the command line, and what pipes and exit codes do.

use std::io::Read;
use std::process::{Command, Stdio};

fn fairshare() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fairshare"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// Refresh the transcripts with `TRYCMD=overwrite cargo test --test cli`, and read the difference.
#[test]
fn transcripts() {
    trycmd::TestCases::new().case("tests/cmd/*.trycmd");
}

/// Whoever closes the pipe has seen enough: no panic, no message, no failure.
#[test]
fn a_closed_pipe_is_no_failure() {
    for arguments in [
        &["schema"][..],
        &["resolve", "scenarios/reference.toml"][..],
        &["man"][..],
    ] {
        let mut child = fairshare()
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("fairshare runs");
        // Reading one byte and closing leaves the rest without a reader.
        let mut first = [0];
        let mut output = child.stdout.take().expect("its output");
        output.read_exact(&mut first).expect("a byte");
        drop(output);
        let finished = child.wait_with_output().expect("fairshare ends");
        assert!(
            finished.status.success(),
            "{arguments:?}: {:?}",
            finished.status
        );
        assert_eq!(
            String::from_utf8_lossy(&finished.stderr),
            "",
            "{arguments:?}"
        );
    }
}

#[test]
fn results_go_to_standard_output_and_problems_to_standard_error() {
    let good = fairshare()
        .args(["check", "scenarios/reference.toml"])
        .output()
        .expect("it runs");
    assert_eq!(good.status.code(), Some(0));
    assert!(good.stderr.is_empty());
    let bad = fairshare()
        .args(["check", "no-such-file.toml"])
        .output()
        .expect("it runs");
    assert_eq!(bad.status.code(), Some(2));
    assert!(bad.stdout.is_empty());
    assert!(
        !String::from_utf8_lossy(&bad.stderr).contains('\u{1b}'),
        "colour without a terminal"
    );
}

#[test]
fn an_example_is_copied_once_and_never_over_something() {
    let folder = tempfile::tempdir().expect("a folder");
    let copy = |extra: &[&str]| {
        let mut command = fairshare();
        command
            .args(["example", "copy", "reference", "--to"])
            .arg(folder.path())
            .args(extra);
        command.output().expect("it runs")
    };
    assert_eq!(copy(&[]).status.code(), Some(0));
    let scenario = folder.path().join("reference.toml");
    let checked = fairshare()
        .arg("check")
        .arg(&scenario)
        .output()
        .expect("it runs");
    assert_eq!(checked.status.code(), Some(0));
    std::fs::write(&scenario, "mine").expect("a file");
    let again = copy(&[]);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("nothing was written"));
    assert_eq!(std::fs::read_to_string(&scenario).expect("a file"), "mine");
    assert_eq!(copy(&["--force"]).status.code(), Some(0));
}

/// JSON output is JSON, and the check of a bad scenario still says what is wrong.
#[test]
fn programs_can_read_the_results() {
    let read = |arguments: &[&str]| {
        let output = fairshare().args(arguments).output().expect("it runs");
        let value: serde_json::Value =
            serde_json::from_slice(&output.stdout).expect("JSON on standard output");
        (output.status.code(), value)
    };
    let (code, report) = read(&[
        "check",
        "--json",
        "scenarios/reference.toml",
        "--set",
        "clock.months=0",
    ]);
    assert_eq!(code, Some(2));
    assert_eq!(report["valid"], false);
    assert_eq!(report["problems"][0]["path"], "clock.months");
    let (code, rows) = read(&[
        "parameters",
        "--json",
        "scenarios/reference.toml",
        "finance",
    ]);
    assert_eq!(code, Some(0));
    let uptake = rows
        .as_array()
        .expect("rows")
        .iter()
        .find(|row| row["path"] == "finance.uptake_maximum");
    assert_eq!(uptake.expect("the row")["basis"], "judgement");
}
