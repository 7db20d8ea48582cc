//! The JSON Schema of a scenario: generated from the types, used to check and published for
//! editors.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::document::Document;
use super::evidence::{EVIDENCE_KEYS, TABLE_EVIDENCE_KEYS};

/// The schema of [`Document`] as it is read once evidence and tables are taken out.
static CORE: LazyLock<Value> = LazyLock::new(|| schemars::schema_for!(Document).to_value());

/// Reads the schema; every lookup resolves references.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schema {
    node: &'static Value,
}

/// What the columns of a CSV table may be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    /// Every column, dots leading into tables.
    pub(super) known: Vec<String>,
    /// Those that must be there.
    pub(super) required: Vec<String>,
    /// Prefixes below which any name is allowed, such as `shares.`.
    open: Vec<String>,
}

impl Columns {
    /// Whether a column may stand in the table.
    pub(super) fn allows(&self, name: &str) -> bool {
        let known = |name: &str| {
            self.known.iter().any(|known| known == name)
                || self
                    .open
                    .iter()
                    .any(|prefix| name.starts_with(prefix.as_str()))
        };
        known(name) || TABLE_EVIDENCE_KEYS.contains(&name) || range_of(name).is_some_and(known)
    }

    /// Whether a column holds evidence rather than a value.
    pub(super) fn is_evidence(name: &str) -> bool {
        TABLE_EVIDENCE_KEYS.contains(&name) || range_of(name).is_some()
    }
}

fn range_of(name: &str) -> Option<&str> {
    name.strip_suffix("_range_low")
        .or_else(|| name.strip_suffix("_range_high"))
}

impl Schema {
    /// The schema of a whole scenario.
    pub(super) fn root() -> Self {
        Self { node: &CORE }
    }

    fn of(node: &'static Value) -> Self {
        let target = node
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|reference| reference.strip_prefix('#'))
            .and_then(|pointer| CORE.pointer(pointer));
        Self {
            node: target.unwrap_or(node),
        }
    }

    /// The forms that a value may take: what `anyOf` and `oneOf` list, one by one, without
    /// "nothing", which a file says by leaving the key out.
    pub(super) fn alternatives(self) -> Vec<Self> {
        let listed = ["anyOf", "oneOf"]
            .into_iter()
            .find_map(|key| self.node.get(key).and_then(Value::as_array));
        match listed {
            Some(list) => list
                .iter()
                .flat_map(|node| Self::of(node).alternatives())
                .filter(|alternative| !alternative.is_only("null"))
                .collect(),
            None => vec![self],
        }
    }

    fn is_only(self, name: &str) -> bool {
        self.node.get("type").and_then(Value::as_str) == Some(name)
    }

    /// Whether a value of the JSON type `name` is allowed.
    pub(super) fn allows(self, name: &str) -> bool {
        match self.node.get("type") {
            Some(Value::String(only)) => only == name,
            Some(Value::Array(types)) => types.iter().any(|listed| listed == name),
            _ => false,
        }
    }

    /// The one text that is allowed, where there is only one.
    pub(super) fn constant(self) -> Option<&'static str> {
        self.node.get("const").and_then(Value::as_str)
    }

    /// A number that the schema states under a name, such as `minimum`.
    pub(super) fn number(self, name: &str) -> Option<f64> {
        self.node.get(name).and_then(Value::as_f64)
    }

    /// A text that the schema states under a name, such as `pattern` or `description`.
    pub(super) fn text(self, name: &str) -> Option<&'static str> {
        self.node.get(name).and_then(Value::as_str)
    }

    fn properties(self) -> Option<&'static Map<String, Value>> {
        self.node.get("properties").and_then(Value::as_object)
    }

    /// The keys of a table, in the order of the type.
    pub(super) fn keys(self) -> Vec<&'static str> {
        self.properties()
            .map(|map| map.keys().map(String::as_str).collect())
            .unwrap_or_default()
    }

    /// The keys that must be there.
    pub(super) fn required(self) -> Vec<&'static str> {
        self.node
            .get("required")
            .and_then(Value::as_array)
            .map(|keys| keys.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default()
    }

    /// The schema of a key's value, of whatever form; none where the key is unknown.
    pub(super) fn key(self, name: &str) -> Option<Self> {
        if let Some(node) = self.properties().and_then(|map| map.get(name)) {
            return Some(Self::of(node));
        }
        match self.node.get("additionalProperties") {
            Some(node @ Value::Object(_)) => Some(Self::of(node)),
            _ => None,
        }
    }

    /// What a key means, in words.
    pub(super) fn description_of(self, name: &str) -> Option<&'static str> {
        self.properties()?.get(name)?.get("description")?.as_str()
    }

    /// The schema of the items of a list.
    pub(super) fn items(self) -> Option<Self> {
        self.node.get("items").map(Self::of)
    }

    /// Whether it describes a table.
    pub(super) fn is_table(self) -> bool {
        self.allows("object")
    }

    /// The columns of a CSV table that may stand for this list of tables.
    pub(super) fn columns(self) -> Option<Columns> {
        let item = self.items().filter(|item| item.is_table())?;
        let mut columns = Columns::default();
        item.collect_columns("", true, &mut columns);
        Some(columns)
    }

    fn collect_columns(self, prefix: &str, needed: bool, columns: &mut Columns) {
        let required = self.required();
        for key in self.keys() {
            let name = format!("{prefix}{key}");
            let needed = needed && required.contains(&key);
            let Some(schema) = self.key(key) else {
                continue;
            };
            let forms = schema.alternatives();
            match forms.iter().find(|form| form.is_table()) {
                Some(table) if table.keys().is_empty() => columns.open.push(format!("{name}.")),
                Some(table) => table.collect_columns(&format!("{name}."), needed, columns),
                None if forms.iter().any(|form| form.allows("array")) => {}
                None => {
                    if needed {
                        columns.required.push(name.clone());
                    }
                    columns.known.push(name);
                }
            }
        }
    }
}

/// The published schema: the core schema, with evidence allowed beside every number, list of
/// numbers and word from a fixed list, and the path of a CSV file for every list of tables.
#[must_use]
pub fn published() -> Value {
    let mut schema = CORE.clone();
    let definitions = schema.get("$defs").cloned();
    let root = schema.get_mut("properties").and_then(Value::as_object_mut);
    for property in root.into_iter().flat_map(Map::values_mut) {
        widen(property, definitions.as_ref());
    }
    let tables = schema.get_mut("$defs").and_then(Value::as_object_mut);
    for table in tables.into_iter().flat_map(Map::values_mut) {
        widen_table(table, definitions.as_ref());
    }
    if let Some(all) = schema.get_mut("$defs").and_then(Value::as_object_mut) {
        for (key, definition) in evidence_definitions() {
            all.insert(definition_name(&key), definition);
        }
    }
    schema
}

/// The schema file's text as it stands in `schema/scenario.schema.json`.
#[must_use]
pub fn published_text() -> String {
    // A JSON value always has a text.
    let mut text = serde_json::to_string_pretty(&published()).unwrap_or_default();
    text.push('\n');
    text
}

/// The keys of evidence with their schemas, which stand once among the definitions.
fn evidence_definitions() -> Map<String, Value> {
    let definitions = json!({
        "source": { "type": "string", "description": "The source, in words." },
        "basis": {
            "enum": ["data", "literature", "judgement"],
            "description": "What the value rests on."
        },
        "range": {
            "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2,
            "description": "Lower and upper end of what is thought possible."
        },
        "distribution": {
            "enum": ["uniform", "log-uniform", "triangular"],
            "description": "How it is distributed over that range; log-uniform where left out and the range lies above zero and spans a factor of ten or more, else uniform."
        },
        "note": { "type": "string", "description": "A remark." }
    });
    match definitions {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn definition_name(key: &str) -> String {
    format!("evidence_{key}")
}

fn reference(key: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{}", definition_name(key)) })
}

fn widen_table(table: &mut Value, definitions: Option<&Value>) {
    if let Some(properties) = table.get_mut("properties").and_then(Value::as_object_mut) {
        for property in properties.values_mut() {
            widen(property, definitions);
        }
        for key in TABLE_EVIDENCE_KEYS {
            properties.insert(key.to_owned(), reference(key));
        }
    }
    if let Some(values) = table
        .get_mut("additionalProperties")
        .filter(|value| value.is_object())
    {
        widen(values, definitions);
    }
}

/// Allows what the reader takes out of a value before it is checked.
fn widen(property: &mut Value, definitions: Option<&Value>) {
    let node = property.get("type").and_then(Value::as_str);
    if node == Some("object") {
        widen_table(property, definitions);
        return;
    }
    let plain = property.clone();
    if let Some(items) = plain.get("items") {
        let of_tables = items
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|reference| reference.strip_prefix("#/$defs/"))
            .and_then(|name| definitions.and_then(|all| all.get(name)))
            .is_some_and(|item| item.get("type").and_then(Value::as_str) == Some("object"));
        if of_tables {
            let path = json!({ "type": "string", "description": "Path of a CSV table." });
            *property = described(&plain, vec![plain.clone(), path]);
            return;
        }
    }
    if carries_evidence(&plain) {
        let mut keys = Map::new();
        keys.insert("value".to_owned(), without_description(&plain));
        for key in EVIDENCE_KEYS {
            keys.insert(key.to_owned(), reference(key));
        }
        let form = json!({
            "type": "object",
            "properties": keys,
            "required": ["value"],
            "additionalProperties": false
        });
        *property = described(&plain, vec![without_description(&plain), form]);
    }
}

fn carries_evidence(schema: &Value) -> bool {
    let names = match schema.get("type") {
        Some(Value::String(name)) => vec![name.as_str()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let numeric = |names: &[&str]| names.contains(&"number") || names.contains(&"integer");
    numeric(&names)
        || schema.get("oneOf").is_some()
        || schema.get("items").is_some_and(carries_evidence)
}

fn without_description(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(map) = schema.as_object_mut() {
        map.shift_remove("description");
    }
    schema
}

fn described(schema: &Value, forms: Vec<Value>) -> Value {
    let mut map = Map::new();
    if let Some(description) = schema.get("description") {
        map.insert("description".to_owned(), description.clone());
    }
    map.insert("anyOf".to_owned(), Value::Array(forms));
    Value::Object(map)
}
