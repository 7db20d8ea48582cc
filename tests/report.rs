//! Tables and charts: the same values in every form, and charts that a designer would accept.

mod report_fixture;

use std::path::PathBuf;

use fairshare::report::{write_charts, write_tables};

/// A folder that stays after the test, so that the charts can be looked at.
fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).expect("a folder");
    path
}

#[test]
fn look() {
    for options in [1, 3, 5] {
        let fixture = report_fixture::fixture(options);
        let folder = folder(&format!("charts-{options}"));
        let start = std::time::Instant::now();
        let paths = write_charts(&folder, &fixture.inputs()).expect("charts");
        println!("{} files in {:?}", paths.len(), start.elapsed());
        write_tables(&folder, &fixture.inputs()).expect("tables");
        print!(
            "{}",
            fairshare::report::terminal::comparison_text(&fixture.inputs())
        );
        print!(
            "{}",
            fairshare::report::terminal::shares_text(&fixture.inputs(), options - 1)
        );
    }
}
