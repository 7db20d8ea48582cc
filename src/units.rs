//! Quantities with their units: people are whole, money is exact, time is counted in months.
//!
//! Bulk arrays inside the simulator hold bare integers for speed; everything that crosses from
//! one room to another does so in these types, or in a field whose name ends in its unit
//! (`_persons`, `_usd`, `_per_year`, `_per_month`, `_months`, `_share`).

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub, SubAssign};

use serde::{Deserialize, Serialize};

/// The number of months in a year.
pub const MONTHS_PER_YEAR: u32 = 12;

/// A count of whole persons.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Persons(pub u64);

impl Persons {
    /// The count as a floating-point number, for rates and means.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        self.0 as f64
    }
}

impl Add for Persons {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Persons {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sum for Persons {
    fn sum<I: Iterator<Item = Self>>(persons: I) -> Self {
        Self(persons.map(|count| count.0).sum())
    }
}

impl fmt::Display for Persons {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&with_thin_separators(self.0.into()))
    }
}

/// An exact amount of money in hundredths of a constant-price US dollar.
///
/// Sums of cents are exact and do not depend on their order, so money accounts close to the cent
/// and results do not depend on how work was divided.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Cents(pub i64);

impl Cents {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// Rounds an amount in US dollars to whole cents; amounts beyond ±US$ 9 × 10¹⁶ saturate.
    #[must_use]
    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float-to-integer cast saturates"
    )]
    pub fn from_usd(usd: f64) -> Self {
        // Half a cent away from 0, as `round` does, which is a call into a library on most machines.
        let exact = usd * 100.0;
        let whole = exact as i64;
        let rest = exact - whole as f64;
        Self(whole.saturating_add(i64::from(rest >= 0.5) - i64::from(rest <= -0.5)))
    }

    /// The amount in US dollars.
    #[must_use]
    pub fn as_usd(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// The smaller of two amounts.
    #[must_use]
    pub fn at_most(self, limit: Self) -> Self {
        self.min(limit)
    }
}

impl Add for Cents {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Cents {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Cents {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl SubAssign for Cents {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        Self(amounts.map(|amount| amount.0).sum())
    }
}

/// A calendar month, counted in months since January of the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarMonth(i32);

impl CalendarMonth {
    /// The month `month` (1 to 12) of `year`; `None` for a month that no calendar has.
    #[must_use]
    pub fn new(year: i32, month: u32) -> Option<Self> {
        let offset = i32::try_from(month).ok()?;
        ((1..=12).contains(&offset) && (0..=9999).contains(&year))
            .then_some(Self(year * 12 + offset - 1))
    }

    /// Reads `YYYY-MM`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let digits = |part: &str, length: usize| {
            part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(month, 2) {
            return None;
        }
        Self::new(year.parse().ok()?, month.parse().ok()?)
    }

    /// The calendar year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// The month of the year, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.0.rem_euclid(12).unsigned_abs() + 1
    }

    /// The month that comes `months` later.
    #[must_use]
    pub fn plus(self, months: u32) -> Self {
        Self(
            self.0
                .saturating_add(i32::try_from(months).unwrap_or(i32::MAX)),
        )
    }

    /// How many months lie between `earlier` and this month; negative when it comes later.
    #[must_use]
    pub fn months_since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }
}

impl fmt::Display for CalendarMonth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year(), self.month())
    }
}

impl Serialize for CalendarMonth {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CalendarMonth {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a month YYYY-MM")))
    }
}

impl schemars::JsonSchema for CalendarMonth {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "CalendarMonth".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"
        })
    }
}

/// Writes an integer with a thin space between groups of three digits, as in `1 033 579`.
#[must_use]
pub fn with_thin_separators(value: i128) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    if value < 0 {
        text.push('\u{2212}');
    }
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push('\u{2009}');
        }
        text.push(digit);
    }
    text
}

/// A number with up to four decimals and without trailing zeros, as in `21.689` or `5`.
#[must_use]
pub fn with_decimals(number: f64) -> String {
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The largest-remainder split of `total` cents in proportion to `weights`, exact to the cent.
///
/// Remainders go to the largest fractions first and, among equals, to the earlier index. All
/// weights zero gives all zeros, so a caller that must place the money has to look.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    reason = "a product with a weight share of at most one does not exceed the total"
)]
pub fn split_cents(total: i64, weights: &[i64]) -> Vec<i64> {
    let sum: i128 = weights.iter().map(|&weight| i128::from(weight)).sum();
    if sum <= 0 || total == 0 {
        return vec![0; weights.len()];
    }
    let mut parts = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    let mut placed = 0_i64;
    for (index, &weight) in weights.iter().enumerate() {
        let product = i128::from(total) * i128::from(weight);
        let part = product.div_euclid(sum) as i64;
        placed += part;
        parts.push(part);
        remainders.push((product.rem_euclid(sum), index));
    }
    let missing = usize::try_from(total - placed).unwrap_or(0);
    remainders.sort_unstable_by(|left, right| right.0.cmp(&left.0).then(left.1.cmp(&right.1)));
    for &(_, index) in remainders.iter().take(missing) {
        parts[index] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calendar_months_are_read_written_and_counted() {
        let start = CalendarMonth::parse("2026-01").expect("a month");
        assert_eq!(start.plus(13).to_string(), "2027-02");
        assert_eq!(start.plus(13).months_since(start), 13);
        for wrong in ["2026-13", "2026-00", "26-01", "2026/01", "2026-1", ""] {
            assert!(CalendarMonth::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn cents_are_split_without_loss() {
        assert_eq!(split_cents(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(split_cents(7, &[0, 0]), [0, 0]);
        assert_eq!(split_cents(10_001, &[3, 0, 1]).iter().sum::<i64>(), 10_001);
    }

    #[test]
    fn digits_are_grouped_with_thin_spaces() {
        assert_eq!(with_thin_separators(1_033_579), "1\u{2009}033\u{2009}579");
        assert_eq!(with_thin_separators(-999), "\u{2212}999");
    }
}
