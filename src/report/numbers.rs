//! Numbers for people: thin separators, honest units, no false precision.

use crate::units::with_thin_separators;

/// A factor that brings numbers to a size that reads well, and its name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    /// What the numbers are divided by.
    pub factor: f64,
    /// The name of the factor: empty, `thousand`, `million` or `billion`.
    pub name: &'static str,
}

impl Scale {
    /// The scale in which the largest of the numbers has one to three digits before the point,
    /// four for the smallest unit.
    pub(super) fn for_largest(largest: f64) -> Self {
        let largest = largest.abs();
        let (factor, name) = if largest >= 1e9 {
            (1e9, "billion")
        } else if largest >= 1e6 {
            (1e6, "million")
        } else if largest >= 1e4 {
            (1e3, "thousand")
        } else {
            (1.0, "")
        };
        Self { factor, name }
    }

    /// The unit with the scale's name where it belongs: `US$ million`, `thousand people`.
    pub(super) fn unit(self, unit: &str) -> String {
        match (self.name, unit.strip_prefix("US$")) {
            ("", _) => unit.to_owned(),
            (name, Some(rest)) => format!("US$\u{a0}{name}{rest}"),
            (name, None) => format!("{name} {unit}"),
        }
    }
}

/// A number with the given decimals, thin separators and a true minus sign.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a float-to-integer cast saturates"
)]
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((text.as_str(), ""));
    let grouped = whole.parse::<i128>().map_or_else(
        |_| with_thin_separators(value.abs() as i128),
        with_thin_separators,
    );
    let is_zero = text.bytes().all(|byte| byte == b'0' || byte == b'.');
    let sign = if value < 0.0 && !is_zero {
        "\u{2212}"
    } else {
        ""
    };
    if fraction.is_empty() {
        format!("{sign}{grouped}")
    } else {
        format!("{sign}{grouped}.{fraction}")
    }
}

/// A number with about three significant digits; small numbers never become a bare 0.
pub(super) fn three_digits(value: f64) -> String {
    let size = value.abs();
    let decimals = if size >= 100.0 || size == 0.0 {
        0
    } else if size >= 10.0 {
        1
    } else if size >= 0.1 {
        2
    } else {
        3
    };
    if size > 0.0 && size < 0.001 {
        return if value > 0.0 {
            "< 0.001"
        } else {
            "> \u{2212}0.001"
        }
        .to_owned();
    }
    fixed(value, decimals)
}

/// A number with about two significant digits, for labels in charts.
pub(super) fn two_digits(value: f64) -> String {
    let size = value.abs();
    let decimals = if size >= 9.95 || size == 0.0 {
        0
    } else if size >= 0.095 {
        1
    } else {
        2
    };
    if size > 0.0 && size < 0.005 {
        return "< 0.01".to_owned();
    }
    fixed(value, decimals)
}

/// A difference with its sign.
pub(super) fn signed(value: f64, write: impl Fn(f64) -> String) -> String {
    let text = write(value);
    if value > 0.0 && !text.starts_with('<') {
        format!("+{text}")
    } else {
        text
    }
}

/// A share as whole per cent, with one decimal where it is below 10 %.
pub(super) fn percent(share: f64) -> String {
    let value = share * 100.0;
    let decimals = usize::from(value.abs() < 9.95 && value != 0.0);
    format!("{}\u{202f}%", fixed(value, decimals))
}

/// One number, or two as a range when their texts differ: `44–52`.
pub(super) fn range(low: &str, high: &str) -> String {
    if low == high {
        low.to_owned()
    } else {
        format!("{low}–{high}")
    }
}

/// Dollars as people say them: `US$ 1.2 billion`.
pub(super) fn usd(amount: f64) -> String {
    let scale = Scale::for_largest(amount);
    let number = three_digits(amount / scale.factor);
    format!("US$\u{a0}{number} {}", scale.name)
        .trim_end()
        .to_owned()
}

/// A range of dollars in one unit: `US$ 8.1–12.3 billion`.
pub(super) fn usd_range(low: f64, high: f64) -> String {
    let scale = Scale::for_largest(high);
    let numbers = range(
        &three_digits(low / scale.factor),
        &three_digits(high / scale.factor),
    );
    format!("US$\u{a0}{numbers} {}", scale.name)
        .trim_end()
        .to_owned()
}

/// A range of people in one unit: `1.21–1.35 million`.
pub(super) fn people_range(low: f64, high: f64) -> String {
    let scale = Scale::for_largest(high);
    let write = |value: f64| {
        if scale.name == "million" || scale.name == "billion" {
            fixed(value / scale.factor, 2)
        } else {
            fixed(value / scale.factor, 0)
        }
    };
    format!("{} {}", range(&write(low), &write(high)), scale.name)
        .trim_end()
        .to_owned()
}

/// Rounds to whole cents.
pub(super) fn cents(usd: f64) -> f64 {
    if usd.is_finite() && usd.abs() < 1e13 {
        (usd * 100.0).round() / 100.0
    } else {
        usd
    }
}

/// Parts as in `a, b and c`.
#[must_use]
pub fn enumerated(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(fixed(1_234_567.891, 1), "1\u{2009}234\u{2009}567.9");
        assert_eq!(fixed(-0.04, 1), "0.0");
        assert_eq!(fixed(-12.0, 0), "\u{2212}12");
        assert_eq!(fixed(f64::NAN, 0), "–");
        assert_eq!(three_digits(0.000_01), "< 0.001");
        assert_eq!(percent(0.047), "4.7\u{202f}%");
        assert_eq!(percent(0.47), "47\u{202f}%");
        assert_eq!(usd(1_234_000_000.0), "US$\u{a0}1.23 billion");
        assert_eq!(usd_range(8.1e9, 8.1e9), "US$\u{a0}8.10 billion");
        assert_eq!(people_range(1_210_000.0, 1_350_000.0), "1.21–1.35 million");
        assert_eq!(
            Scale::for_largest(2e6).unit("US$ a year"),
            "US$\u{a0}million a year"
        );
    }
}
