//! Whatever bytes a scenario consists of, loading it ends with a situation or with problems.

use std::path::Path;

use fairshare::diagnostic::Style;
use fairshare::scenario::examples::find;
use fairshare::scenario::{LoadOptions, load};
use proptest::prelude::*;

/// Loads spoilt files and words what is wrong with them; a panic fails the test.
fn loads_or_says_why(folder: &Path) {
    if let Err(errors) = load(&folder.join("reference.toml"), &LoadOptions::default()) {
        assert!(!errors.problems().is_empty());
        assert!(!errors.render(Style::PLAIN).is_empty());
        assert!(errors.to_string().contains("cannot be used"));
    }
}

fn spoilt(bytes: &[u8], changes: &[(usize, u8, u8)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for &(position, kind, byte) in changes {
        let position = position % bytes.len().max(1);
        match kind % 3 {
            0 if position < bytes.len() => bytes[position] = byte,
            1 => bytes.insert(position.min(bytes.len()), byte),
            _ if position < bytes.len() => {
                bytes.remove(position);
            }
            _ => {}
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spoilt_scenarios_never_panic(
        file in 0_usize..4,
        changes in prop::collection::vec((any::<usize>(), any::<u8>(), any::<u8>()), 1..12),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let files = find("reference").expect("the reference").files;
        for (index, (name, text)) in files.iter().enumerate() {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            let bytes = if index == file { spoilt(text.as_bytes(), &changes) } else { text.as_bytes().to_vec() };
            std::fs::write(path, bytes).expect("a file");
        }
        loads_or_says_why(folder.path());
    }

    #[test]
    fn lines_left_out_or_repeated_never_panic(
        lines in prop::collection::vec((0_usize..400, any::<bool>()), 1..6),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in find("reference").expect("the reference").files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            let mut kept: Vec<&str> = text.lines().collect();
            for &(line, twice) in &lines {
                let line = line % kept.len().max(1);
                if kept.is_empty() {
                    break;
                }
                if twice {
                    kept.insert(line, kept[line]);
                } else {
                    kept.remove(line);
                }
            }
            std::fs::write(path, kept.join("\n")).expect("a file");
        }
        loads_or_says_why(folder.path());
    }

    #[test]
    fn arguments_never_panic(path in "[a-zA-Z.\"\\[\\]0-9_-]{0,20}", value in ".{0,20}") {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in find("reference").expect("the reference").files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        let options = LoadOptions {
            overrides: vec![path.clone()],
            sets: vec![format!("{path}={value}"), format!("host.XAB.{path}={value}")],
            ..LoadOptions::default()
        };
        let errors = load(&folder.path().join("reference.toml"), &options);
        let errors = errors.expect_err("an override that does not exist");
        prop_assert!(!errors.render(Style::PLAIN).is_empty());
    }
}
