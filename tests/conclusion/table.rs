//! The table of `docs/CONCLUSION.md` against files, keys, indicators and tests.

use std::path::Path;

/// The table of `docs/CONCLUSION.md`: cells of each row.
fn table() -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/CONCLUSION.md");
    let text = std::fs::read_to_string(path).expect("the document");
    text.lines()
        .filter(|line| line.starts_with("| "))
        .skip(1)
        .map(|line| {
            line.trim_matches('|')
                .split('|')
                .map(|cell| cell.trim().to_owned())
                .collect()
        })
        .collect()
}

/// What stands between backticks.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn the_table_has_every_paragraph_once() {
    let mut expected: Vec<String> = (1..=11).map(|number| format!("P{number}")).collect();
    for letter in 'a'..='o' {
        expected.push(format!("({letter})"));
        let parts = match letter {
            'j' => 9,
            'l' => 8,
            'm' => 4,
            _ => 0,
        };
        expected.extend((1..=parts).map(|part| format!("({letter}){part}")));
    }
    // Paragraph (l) is answered part by part.
    expected.retain(|paragraph| paragraph != "(l)");
    expected.extend(["fn 1".to_owned(), "fn 2".to_owned()]);
    let found: Vec<String> = table().into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(found, expected);
}

#[test]
fn what_the_table_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("schema/scenario.schema.json")).expect("a schema");
    let schema: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    for row in table() {
        let [paragraph, _, answer, keys, indicators, tests] = &row[..] else {
            panic!("six columns: {row:?}");
        };
        let answered = !quoted(answer).is_empty();
        assert!(
            answered || answer.contains("not yet"),
            "{paragraph}: neither answered nor said to be missing"
        );
        assert_eq!(
            answered,
            !tests.is_empty(),
            "{paragraph}: what is answered has a test, and nothing else has"
        );
        for file in quoted(answer) {
            assert!(root.join("src").join(file).exists(), "{paragraph}: {file}");
        }
        for key in quoted(keys) {
            assert!(is_key(&schema, &schema, key), "{paragraph}: no key {key}");
        }
        for indicator in quoted(indicators) {
            assert!(
                fairshare::indicator::find(indicator).is_some(),
                "{paragraph}: no indicator {indicator}"
            );
        }
        for name in quoted(tests) {
            let (file, test) = name.split_once("::").expect("FILE::TEST");
            let text = std::fs::read_to_string(root.join(format!("tests/{file}.rs")))
                .unwrap_or_else(|_| panic!("{paragraph}: no tests/{file}.rs"));
            // Tests within `proptest!` are indented.
            assert!(
                text.contains(&format!("fn {test}(")),
                "{paragraph}: no test {name}"
            );
        }
    }
}

#[test]
fn every_test_of_a_mechanism_stands_in_the_table() {
    let named: Vec<String> = table()
        .iter()
        .flat_map(|row| quoted(&row[5]))
        .map(str::to_owned)
        .collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conclusion");
    let mut tests = 0;
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("a file").path();
        let file = path.file_stem().expect("a name").to_string_lossy();
        if file == "table" {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a text");
        let mut next = false;
        for line in text.lines() {
            if next {
                let test = line.trim_start_matches("fn ").trim_end_matches("() {");
                let name = format!("conclusion/{file}::{test}");
                assert!(named.contains(&name), "{name} is not in docs/CONCLUSION.md");
                tests += 1;
            }
            next = line == "#[test]";
        }
    }
    assert!(tests > 0, "no tests were found");
}

/// Whether a path of keys leads into the schema of a scenario; lists are passed through.
fn is_key(schema: &serde_json::Value, node: &serde_json::Value, path: &str) -> bool {
    if let Some(reference) = node.get("$ref").and_then(|reference| reference.as_str()) {
        let target = reference.trim_start_matches('#');
        return schema
            .pointer(target)
            .is_some_and(|node| is_key(schema, node, path));
    }
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    if let Some(found) = node.get("properties").and_then(|keys| keys.get(first)) {
        return rest.is_empty() || is_key(schema, found, rest);
    }
    let within = ["anyOf", "oneOf", "allOf"]
        .into_iter()
        .filter_map(|list| node.get(list)?.as_array())
        .flatten()
        .chain(node.get("items"));
    within.into_iter().any(|node| is_key(schema, node, path))
}
