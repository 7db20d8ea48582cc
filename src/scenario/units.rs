//! Units in the names of keys: reading them, and noticing when somebody wrote another one.

/// Words that say a unit, as they stand in keys.
const UNIT_WORDS: [&str; 14] = [
    "persons", "person", "people", "usd", "eur", "per", "month", "months", "monthly", "year",
    "years", "yearly", "share", "percent",
];

/// The unit that a key's name states, in words; empty where it states none.
#[must_use]
pub fn unit_of(name: &str) -> String {
    let words: Vec<&str> = name.split('_').collect();
    let first = words
        .iter()
        .position(|word| *word == "per")
        .map_or(words.len().saturating_sub(1), |per| per.saturating_sub(1));
    let unit = words.get(first..).unwrap_or(&[]);
    match unit {
        ["share"] => "share".to_owned(),
        ["probability"] => "probability".to_owned(),
        ["ratio"] => "ratio".to_owned(),
        ["percent"] => "%".to_owned(),
        ["persons"] => "persons".to_owned(),
        ["months"] => "months".to_owned(),
        ["month"] => "month".to_owned(),
        ["years"] => "years".to_owned(),
        ["year"] => "year".to_owned(),
        ["usd"] => "US$".to_owned(),
        [counted, "per", rest @ ..] => {
            let counted = match *counted {
                "usd" => "US$ ",
                "persons" => "persons ",
                "places" => "places ",
                "share" => "share ",
                "rate" if rest.first() == Some(&"1000") => "",
                _ => "",
            };
            format!(
                "{counted}per {}",
                rest.join(" ").replace("person year", "person and year")
            )
        }
        _ => String::new(),
    }
}

/// The key that differs from what was written only in its unit, with what to say about it.
pub(super) fn confusion<'a>(
    written: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<(&'a str, String)> {
    let written_stem = stem(written);
    if written_stem.is_empty() {
        return None;
    }
    let mut same: Vec<&str> = candidates
        .filter(|candidate| stem(candidate) == written_stem)
        .collect();
    let meant = same.pop().filter(|_| same.is_empty())?;
    let (unit, wrong) = (unit_of(meant), unit_of(written));
    let hint = if unit.is_empty() || unit == wrong {
        format!("did you mean `{meant}`?")
    } else {
        format!(
            "did you mean `{meant}`? The unit is part of the name: {unit}; convert the value if it is in another"
        )
    };
    Some((meant, hint))
}

fn stem(name: &str) -> Vec<&str> {
    name.split('_')
        .filter(|word| !UNIT_WORDS.contains(word))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_their_units() {
        for (name, unit) in [
            ("refugees_persons", "persons"),
            (
                "registration_capacity_persons_per_month",
                "persons per month",
            ),
            ("need_usd_per_person_year", "US$ per person and year"),
            ("hazard_per_year", "per year"),
            ("uptake_minimum", ""),
            ("disbursement_lag_months", "months"),
        ] {
            assert_eq!(unit_of(name), unit, "{name}");
        }
    }

    #[test]
    fn another_unit_is_noticed() {
        let keys = ["registration_capacity_persons_per_month", "arrival_share"];
        let (meant, hint) =
            confusion("registration_capacity_per_month", keys.into_iter()).expect("a confusion");
        assert_eq!(meant, "registration_capacity_persons_per_month");
        assert!(hint.contains("persons per month"), "{hint}");
        assert!(confusion("share", keys.into_iter()).is_none());
    }
}
