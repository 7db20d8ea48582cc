//! Values as people type them and as a scenario file has them.

use super::ChangeError;
use super::field::Kind;

/// What numbers that somebody set at the table rest on.
const NOTE: &str = "set in the workbench";

/// A number that somebody set, with its evidence.
pub(super) fn figure(number: impl Into<toml::Value>) -> toml::Value {
    let mut figure = toml::Table::from_iter([("value".to_owned(), number.into())]);
    figure.insert("basis".to_owned(), "judgement".into());
    figure.insert("note".to_owned(), NOTE.into());
    figure.into()
}

/// A value as a form shows it, without its evidence.
#[must_use]
pub fn shown(value: &toml::Value) -> String {
    match value {
        toml::Value::Table(table) => table.get("value").map_or_else(String::new, shown),
        toml::Value::String(text) => text.clone(),
        toml::Value::Float(number) => plain(*number),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Boolean(yes) => yes.to_string(),
        other => other.to_string(),
    }
}

/// A number with the digits that it needs; what arithmetic leaves over is dropped.
#[must_use]
pub fn plain(value: f64) -> String {
    let text = format!("{value:.9}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short.is_empty() || short == "-" || short == "-0" {
        "0".to_owned()
    } else {
        short.to_owned()
    }
}

/// Reads a value of that kind.
pub(super) fn read(kind: Kind, text: &str, what: &str) -> Result<toml::Value, ChangeError> {
    Ok(match kind {
        Kind::Switch => switch(text, what)?.into(),
        Kind::Number => number_in(text, what)?.into(),
        Kind::Whole => whole_in(text, what)?.into(),
        Kind::Figure => figure(number_in(text, what)?),
        Kind::Choice(words) => one_of(words, text, what)?.into(),
    })
}

pub(super) fn one_of<'a>(
    words: &[&str],
    text: &'a str,
    what: &str,
) -> Result<&'a str, ChangeError> {
    if words.contains(&text) {
        return Ok(text);
    }
    Err(ChangeError::new(
        format!("{what} cannot be `{}`", cut(text)),
        format!("choose one of {}", words.join(", ")),
    ))
}

pub(super) fn switch(text: &str, what: &str) -> Result<bool, ChangeError> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(ChangeError::new(
            format!("{what} is neither true nor false: `{}`", cut(text)),
            "write true or false",
        )),
    }
}

pub(super) fn number_in(text: &str, what: &str) -> Result<f64, ChangeError> {
    let plain = text
        .trim()
        .replace(['_', ' ', '\u{202f}', '\u{a0}', '\u{2009}'], "");
    plain
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
        .ok_or_else(|| {
            ChangeError::new(
                format!("{what} is no number: `{}`", cut(text)),
                "write a number, as in 0.5 or 1200",
            )
        })
}

pub(super) fn whole_in(text: &str, what: &str) -> Result<i64, ChangeError> {
    whole(number_in(text, what)?).ok_or_else(|| {
        ChangeError::new(
            format!("{what} is no whole number: `{}`", cut(text)),
            "write a whole number from 0 on",
        )
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the number is whole and below 2^53"
)]
fn whole(number: f64) -> Option<i64> {
    (number >= 0.0 && number.fract() == 0.0 && number < 9e15).then_some(number as i64)
}

/// The beginning of a text, for a message.
pub(super) fn cut(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Numbers scaled so that they sum to `sum`, each in whole steps and the largest taking what rounding
/// leaves over.
pub(super) fn scaled(numbers: &[f64], sum: f64, step: f64) -> Vec<f64> {
    let all: f64 = numbers.iter().sum();
    let mut scaled: Vec<f64> = numbers
        .iter()
        .map(|number| (number / all * sum / step).round() * step)
        .map(|number| plain(number).parse().unwrap_or(number))
        .collect();
    let largest = (0..scaled.len()).max_by(|&one, &other| {
        (scaled[one].total_cmp(&scaled[other])).then_with(|| other.cmp(&one))
    });
    if let Some(largest) = largest {
        let others: f64 = (0..scaled.len())
            .filter(|&index| index != largest)
            .map(|index| scaled[index])
            .sum();
        scaled[largest] = plain(sum - others).parse().unwrap_or(sum - others);
    }
    scaled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaled_numbers_sum_to_what_is_asked() {
        for (numbers, sum) in [
            (vec![1.0, 1.0, 1.0], 1.0),
            (vec![50.0, 20.0], 0.8),
            (vec![0.0, 7.0], 1.0),
        ] {
            let found = scaled(&numbers, sum, 1e-4);
            let total: f64 = found.iter().sum();
            assert!((total - sum).abs() < 1e-9, "{found:?}");
        }
        assert_eq!(
            scaled(&[1.0, 1.0, 1.0], 1.0, 1e-4),
            [0.3334, 0.3333, 0.3333]
        );
    }

    #[test]
    fn numbers_are_shown_as_they_are_typed() {
        assert_eq!(plain(0.1 + 0.2), "0.3");
        assert_eq!(plain(0.0), "0");
        assert_eq!(plain(-0.0), "0");
        assert_eq!(plain(1200.0), "1200");
        assert_eq!(shown(&figure(0.5)), "0.5");
        assert_eq!(number_in("12 000", "it").expect("a number"), 12_000.0);
    }
}
