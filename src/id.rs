//! Identifiers as types, so that a country is never taken for a contributor.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number made from a name's letters (64-bit FNV-1a), the same on every machine; part of random
/// stream keys.
#[must_use]
pub fn stream_key_of(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// An ISO 3166-1 alpha-3 country code, or one of the codes that ISO leaves to users
/// (`XAA` to `XXZ`, `ZZA` to `ZZZ`) for the countries of a synthetic scenario.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryCode([u8; 3]);

/// A text that is not three capital letters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a country code of three capital letters (ISO 3166-1 alpha-3)")]
pub struct CountryCodeError(pub String);

impl CountryCode {
    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Only ASCII letters get in, so this never falls back.
        std::str::from_utf8(&self.0).unwrap_or("???")
    }

    /// The code as a number that is the same on every machine; part of random stream keys.
    #[must_use]
    pub fn stream_key(self) -> u32 {
        u32::from(self.0[0]) << 16 | u32::from(self.0[1]) << 8 | u32::from(self.0[2])
    }
}

impl FromStr for CountryCode {
    type Err = CountryCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.as_bytes() {
            &[first, second, third]
                if [first, second, third].iter().all(u8::is_ascii_uppercase) =>
            {
                Ok(Self([first, second, third]))
            }
            _ => Err(CountryCodeError(text.to_owned())),
        }
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl fmt::Debug for CountryCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Serialize for CountryCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CountryCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for CountryCode {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "CountryCode".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[A-Z]{3}$" })
    }
}

/// A contributor's identifier: a State's country code, or a short upper-case name such as
/// `WORLD-BANK` or `PRIVATE` for a contributor that is not a State.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
#[schemars(inline)]
pub struct ContributorId(#[schemars(regex(pattern = "^[A-Z0-9][A-Z0-9-]*$"))] pub String);

impl ContributorId {
    /// A number made from the identifier's letters (64-bit FNV-1a), the same on every machine;
    /// part of random stream keys.
    #[must_use]
    pub fn stream_key(&self) -> u64 {
        stream_key_of(&self.0)
    }

    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ContributorId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

/// An option's identifier, as in `comprehensive-plan`: lower-case letters, digits and hyphens.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
#[schemars(inline)]
pub struct OptionId(#[schemars(regex(pattern = "^[a-z0-9][a-z0-9-]*$"))] pub String);

impl OptionId {
    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OptionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn country_codes_are_three_capital_letters() {
        assert_eq!(
            "UGA".parse::<CountryCode>().expect("a code").as_str(),
            "UGA"
        );
        for wrong in ["uga", "UG", "UGAN", "U1A", "ÜGA", ""] {
            assert!(wrong.parse::<CountryCode>().is_err(), "{wrong}");
        }
    }
}
