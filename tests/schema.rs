//! The published schema is what the program prints, and it describes what the program accepts.

use fairshare::scenario::schema::{published, published_text};

/// Refresh the file with `cargo run -- schema > schema/scenario.schema.json`.
#[test]
fn the_schema_file_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/scenario.schema.json");
    let file = std::fs::read_to_string(path).expect("the schema file");
    assert!(
        file == published_text(),
        "schema/scenario.schema.json is out of date; refresh it with \
         `cargo run -- schema > schema/scenario.schema.json`"
    );
}

/// The schema states the evidence form for numbers and the path form for tables.
#[test]
fn the_schema_allows_evidence_and_tables() {
    let schema = published();
    let months = &schema["$defs"]["ClockEntry"]["properties"]["months"]["anyOf"];
    assert_eq!(months[0]["type"], "integer");
    assert_eq!(months[1]["properties"]["value"]["maximum"], 600);
    assert_eq!(
        months[1]["properties"]["basis"]["$ref"],
        "#/$defs/evidence_basis"
    );
    let host = &schema["properties"]["host"]["anyOf"];
    assert_eq!(host[0]["items"]["$ref"], "#/$defs/HostEntry");
    assert_eq!(host[1]["type"], "string");
    let initial = &schema["$defs"]["RegimeParameters"]["properties"]["initial"]["anyOf"];
    assert!(initial[1]["properties"]["value"]["oneOf"].is_array());
}
