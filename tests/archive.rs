//! The run folder: whole or not there, recognised, never lost.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a failed expectation is a failed test"
)]

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use fairshare::archive::{
    ArchiveError, InputFile, Opening, ReplicateYearRow, RunFolder, RunIdentity, StageTiming,
    Termination, leftovers, open, read_run, sha256,
};
use parquet::file::reader::{FileReader, SerializedFileReader};

fn identity(contents: &str) -> RunIdentity {
    RunIdentity {
        version: "0.1.0".to_owned(),
        commit: Some("abc".to_owned()),
        seed: 7,
        replicates: 20,
        inputs: vec![("scenario.toml".to_owned(), sha256(contents.as_bytes()))],
        settings: [("option.plan.uptake".to_owned(), "0.5".to_owned())].into(),
    }
}

fn fresh(target: &Path, identity: &RunIdentity, overwrite: bool) -> RunFolder {
    match open(target, identity, overwrite).expect("an opening") {
        Opening::Fresh(folder) => folder,
        Opening::Unchanged(record) => panic!("unchanged: {record:?}"),
    }
}

fn finish(folder: RunFolder, termination: Termination) -> PathBuf {
    let timings = [StageTiming {
        stage: "simulate".to_owned(),
        seconds: 1.5,
    }];
    folder.finish(&timings, termination).expect("a run")
}

fn entries(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn a_run_appears_whole_and_is_recognised() {
    let parent = tempfile::tempdir().expect("a folder");
    let target = parent.path().join("output").join("scenario");
    let identity = identity("a = 1");
    let folder = fresh(&target, &identity, false);
    assert!(
        !target.exists(),
        "nothing stands under the name before the end"
    );
    fs::write(folder.tables_dir().join("summary.csv"), "x\r\n").expect("a table");
    folder
        .copy_inputs(&[
            InputFile {
                name: "scenario.toml",
                contents: b"a = 1",
            },
            InputFile {
                name: "../../elsewhere/states.csv",
                contents: b"s",
            },
            InputFile {
                name: "/elsewhere/states.csv",
                contents: b"t",
            },
        ])
        .expect("copies");
    assert_eq!(finish(folder, Termination::Finished), target);
    assert_eq!(entries(&target), ["charts", "inputs", "run.toml", "tables"]);
    assert_eq!(entries(target.parent().expect("a parent")), ["scenario"]);
    assert_eq!(
        fs::read(target.join("inputs/elsewhere/states.csv")).expect("a copy"),
        b"s"
    );
    assert_eq!(
        fs::read(target.join("inputs/2/elsewhere/states.csv")).expect("a copy"),
        b"t"
    );
    let record = read_run(&target).expect("a record");
    assert_eq!(record.run_id, identity.run_id());
    assert_eq!(record.seed, 7);
    assert_eq!(record.settings, identity.settings);
    assert_eq!(record.outputs.len(), 1);
    assert_eq!(record.outputs[0].name, "tables/summary.csv");
    assert_eq!(record.outputs[0].sha256, sha256(b"x\r\n"));
    assert_eq!(record.timings[0].seconds, 1.5);
    match open(&target, &identity, false).expect("an opening") {
        Opening::Unchanged(found) => assert_eq!(found, record),
        Opening::Fresh(_) => panic!("the finished run was not recognised"),
    }
}

#[test]
fn another_run_is_replaced_only_when_told_to() {
    let parent = tempfile::tempdir().expect("a folder");
    let target = parent.path().join("scenario");
    finish(
        fresh(&target, &identity("a = 1"), false),
        Termination::Finished,
    );
    let before = fs::read(target.join("run.toml")).expect("a record");
    let error = open(&target, &identity("a = 2"), false).expect_err("a refusal");
    let message = error.to_string();
    assert!(matches!(error, ArchiveError::OtherRun { .. }));
    assert!(
        message.contains("scenario.toml") && message.contains("--overwrite"),
        "{message}"
    );
    let mut newer = identity("a = 1");
    newer.version = "0.2.0".to_owned();
    let message = open(&target, &newer, false)
        .expect_err("a refusal")
        .to_string();
    assert!(
        message.contains("version 0.1.0, this is version 0.2.0"),
        "{message}"
    );
    assert_eq!(fs::read(target.join("run.toml")).expect("a record"), before);
    // The old run stays until the new one is whole.
    let folder = fresh(&target, &identity("a = 2"), true);
    assert_eq!(fs::read(target.join("run.toml")).expect("a record"), before);
    finish(folder, Termination::Finished);
    let record = read_run(&target).expect("a record");
    assert_eq!(record.input_hash, identity("a = 2").input_hash());
    assert_eq!(entries(parent.path()), ["scenario"]);
}

#[test]
fn a_failed_run_leaves_nothing_and_an_interrupted_one_is_no_finished_one() {
    let parent = tempfile::tempdir().expect("a folder");
    let target = parent.path().join("scenario");
    let folder = fresh(&target, &identity("a = 1"), false);
    fs::write(folder.tables_dir().join("half.csv"), "half").expect("a table");
    drop(folder);
    assert!(entries(parent.path()).is_empty());
    let interrupted = Termination::Interrupted { replicates: 12 };
    finish(fresh(&target, &identity("a = 1"), false), interrupted);
    assert_eq!(
        read_run(&target).expect("a record").termination,
        interrupted
    );
    let text = fs::read_to_string(target.join("run.toml")).expect("a record");
    assert!(text.contains("\"interrupted after 12 replicates\""));
    // The same inputs may finish it.
    finish(
        fresh(&target, &identity("a = 1"), false),
        Termination::Finished,
    );
    assert_eq!(
        read_run(&target).expect("a record").termination,
        Termination::Finished
    );
}

#[test]
fn what_is_not_a_run_is_never_touched() {
    let parent = tempfile::tempdir().expect("a folder");
    let target = parent.path().join("thesis");
    fs::create_dir(&target).expect("a folder");
    // An empty folder is free to take.
    drop(fresh(&target, &identity("a = 1"), false));
    fs::write(target.join("chapter.txt"), "years of work").expect("a file");
    for overwrite in [false, true] {
        let error = open(&target, &identity("a = 1"), overwrite).expect_err("a refusal");
        assert!(matches!(error, ArchiveError::NotARun { .. }), "{error}");
    }
    let file = target.join("chapter.txt");
    assert!(matches!(
        open(&file, &identity("a = 1"), true).expect_err("a refusal"),
        ArchiveError::NotARun { .. }
    ));
    assert!(matches!(
        open(Path::new("/"), &identity("a = 1"), true).expect_err("a refusal"),
        ArchiveError::NoName { .. }
    ));
    assert_eq!(fs::read_to_string(file).expect("the file"), "years of work");
}

#[test]
fn a_place_that_cannot_be_written_is_named_with_a_remedy() {
    let parent = tempfile::tempdir().expect("a folder");
    // A file where a folder is needed fails for every user, the administrator included.
    let file = parent.path().join("file");
    fs::write(&file, "").expect("a file");
    let error = open(&file.join("scenario"), &identity("a = 1"), false).expect_err("an error");
    let message = error.to_string();
    assert!(message.contains(&file.display().to_string()), "{message}");
    assert!(message.contains("--output-dir"), "{message}");
}

#[test]
fn leftovers_of_killed_runs_are_found() {
    let parent = tempfile::tempdir().expect("a folder");
    let target = parent.path().join("scenario");
    let killed = parent.path().join(".scenario.partial-0");
    fs::create_dir(&killed).expect("a folder");
    fs::create_dir(parent.path().join(".other.partial-0")).expect("a folder");
    let folder = fresh(&target, &identity("a = 1"), false);
    assert_eq!(leftovers(&target), [killed]);
    drop(folder);
}

/// More than two row groups.
const ROWS: u32 = 230_000;

#[test]
fn replicates_are_streamed_in_order_and_read_back() {
    let parent = tempfile::tempdir().expect("a folder");
    let target = parent.path().join("scenario");
    let folder = fresh(&target, &identity("a = 1"), false);
    let mut writer = folder
        .replicate_writer(&["stock_persons", "gap_usd"])
        .expect("a writer");
    // In chunks that do not fit the row groups.
    for chunk in (0..ROWS).collect::<Vec<_>>().chunks(7_001) {
        let values: Vec<[f64; 2]> = chunk
            .iter()
            .map(|&row| {
                [
                    f64::from(row),
                    if row == 3 {
                        f64::NAN
                    } else {
                        f64::from(row) / 4.0
                    },
                ]
            })
            .collect();
        let rows: Vec<_> = chunk
            .iter()
            .zip(&values)
            .map(|(&row, values)| ReplicateYearRow {
                option: "plan",
                replicate: row / 10,
                year: 2026 + (row % 10).cast_signed(),
                values,
            })
            .collect();
        writer.write_chunk(&rows).expect("rows");
    }
    let wrong = ReplicateYearRow {
        option: "plan",
        replicate: 0,
        year: 2026,
        values: &[1.0],
    };
    assert!(matches!(
        writer.write_chunk(&[wrong]).expect_err("a refusal"),
        ArchiveError::Columns {
            expected: 2,
            found: 1,
            ..
        }
    ));
    writer.finish().expect("a file");
    let path = folder.tables_dir().join("replicates.parquet");
    let reader = SerializedFileReader::new(File::open(path).expect("a file")).expect("Parquet");
    assert_eq!(reader.metadata().num_row_groups(), 3);
    let mut count = 0;
    for (index, row) in reader.get_row_iter(None).expect("rows").enumerate() {
        let text = row.expect("a row").to_string();
        if index == 3 || index == 229_999 {
            let expected = if index == 3 {
                "{option: \"plan\", replicate: 0, year: 2029, stock_persons: 3, gap_usd: null}"
            } else {
                "{option: \"plan\", replicate: 22999, year: 2035, stock_persons: 229999, gap_usd: 57499.75}"
            };
            assert_eq!(text, expected);
        }
        count += 1;
    }
    assert_eq!(count, ROWS);
}
