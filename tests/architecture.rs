//! The rooms of the house: an import that runs upwards fails here.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms in the order of ARCHITECTURE.md; a room may import only those before it.
const ROOMS: [&str; 21] = [
    "units",
    "id",
    "random",
    "statistics",
    "diagnostic",
    "model",
    "world",
    "scenario",
    "key",
    "rounding",
    "apportion",
    "indicator",
    "simulate",
    "ensemble",
    "archive",
    "study",
    "calibration",
    "report",
    "workflow",
    "serve",
    "cli",
];

fn source_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            source_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_import_runs_upwards() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let order: BTreeMap<&str, usize> = ROOMS
        .iter()
        .enumerate()
        .map(|(position, room)| (*room, position))
        .collect();
    let mut files = Vec::new();
    source_files(&source, &mut files);
    let mut wrong = Vec::new();
    let mut rooms_seen = 0;
    for file in files {
        let relative = file.strip_prefix(&source).expect("below src");
        let room = relative
            .iter()
            .next()
            .and_then(|part| part.to_str())
            .expect("a room");
        let room = room.trim_end_matches(".rs");
        if matches!(room, "lib" | "main") {
            continue;
        }
        let own = *order
            .get(room)
            .unwrap_or_else(|| panic!("`{room}` is not in the table"));
        rooms_seen += 1;
        let text = fs::read_to_string(&file).expect("a source file");
        for (number, line) in text.lines().enumerate() {
            for piece in line.split("crate::").skip(1) {
                let other: String = piece
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                    .collect();
                if order.get(other.as_str()).is_some_and(|&other| other > own) {
                    wrong.push(format!(
                        "{}:{}: {room} imports {other}",
                        relative.display(),
                        number + 1
                    ));
                }
            }
        }
    }
    assert!(rooms_seen > 50, "only {rooms_seen} files were read");
    assert!(
        wrong.is_empty(),
        "imports that run upwards:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_table_of_rooms_is_the_one_in_the_document() {
    let document =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md"))
            .expect("ARCHITECTURE.md");
    for room in ROOMS {
        assert!(document.contains(&format!("`{room}`")), "{room} is missing");
    }
}
