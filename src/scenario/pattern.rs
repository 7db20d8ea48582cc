//! The few forms of texts that the schema demands by a pattern.

use crate::id::CountryCode;
use crate::units::CalendarMonth;

/// The patterns that the schema may use.
const COUNTRY: &str = "^[A-Z]{3}$";
const CONTRIBUTOR: &str = "^[A-Z0-9][A-Z0-9-]*$";
const OPTION: &str = "^[a-z0-9][a-z0-9-]*$";
const MONTH: &str = "^[0-9]{4}-(0[1-9]|1[0-2])$";

/// What a text should have been and what to do, where it breaks a pattern.
pub(super) fn violated(pattern: &str, text: &str) -> Option<(&'static str, &'static str)> {
    let made_of = |allowed: fn(u8) -> bool| {
        !text.is_empty()
            && !text.starts_with('-')
            && text
                .bytes()
                .all(|byte| allowed(byte) || byte.is_ascii_digit() || byte == b'-')
    };
    let (kept, rule, remedy) = match pattern {
        COUNTRY => (
            text.parse::<CountryCode>().is_ok(),
            "a country code of three capital letters (ISO 3166-1 alpha-3)",
            "write, for example, UGA for Uganda",
        ),
        CONTRIBUTOR => (
            made_of(|byte| byte.is_ascii_uppercase()),
            "an identifier of capital letters, digits and hyphens",
            "write a State's country code, as in USA, or a name such as WORLD-BANK",
        ),
        OPTION => (
            made_of(|byte| byte.is_ascii_lowercase()),
            "an identifier of lower-case letters, digits and hyphens",
            "write, for example, comprehensive-plan; the title is for people",
        ),
        MONTH => (
            CalendarMonth::parse(text).is_some(),
            "a month",
            "write year and month as in \"2026-01\"",
        ),
        _ => return None,
    };
    (!kept).then_some((rule, remedy))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every pattern of the published schema is one that is checked here.
    #[test]
    fn no_pattern_of_the_schema_goes_unchecked() {
        fn visit(value: &serde_json::Value, found: &mut Vec<String>) {
            match value {
                serde_json::Value::Object(map) => {
                    for (key, value) in map {
                        match value {
                            serde_json::Value::String(text) if key == "pattern" => {
                                found.push(text.clone());
                            }
                            _ => visit(value, found),
                        }
                    }
                }
                serde_json::Value::Array(items) => {
                    for item in items {
                        visit(item, found);
                    }
                }
                _ => {}
            }
        }
        let mut found = Vec::new();
        visit(&crate::scenario::schema::published(), &mut found);
        assert!(!found.is_empty());
        for pattern in found {
            assert!(violated(&pattern, "?").is_some(), "{pattern}");
        }
    }
}
