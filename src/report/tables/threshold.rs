//! The table `below_25000`: when a situation falls below 25,000 people, and in how many futures it never
//! does.

use std::collections::BTreeMap;

use crate::id::CountryCode;
use crate::indicator::{Breakdown, Period};
use crate::report::{Column, ReportInputs, Table};

/// What futures say of a host, or of all hosts, under an option.
#[derive(Clone, Debug, Default, PartialEq)]
struct Fall {
    reached: f64,
    never: f64,
    /// Share of all futures that fall in each year.
    by_year: BTreeMap<i32, f64>,
}

impl Fall {
    /// The mean of the years of those that fall.
    fn expected_year(&self) -> Option<f64> {
        let falls: f64 = self.by_year.values().sum();
        let sum: f64 = self
            .by_year
            .iter()
            .map(|(&year, share)| f64::from(year) * share)
            .sum();
        (falls > 0.0).then(|| sum / falls)
    }

    /// The first year by whose end so large a part of those that ever had 25,000 have fallen.
    fn year_of(&self, part: f64) -> Option<i64> {
        let mut fallen = 0.0;
        // Sums of shares over futures are exact but for their last digits.
        let wanted = part * self.reached - 1e-9;
        for (&year, share) in &self.by_year {
            fallen += share;
            if *share > 0.0 && fallen >= wanted {
                return Some(i64::from(year));
            }
        }
        None
    }
}

/// The table; none where no results hold it.
#[expect(
    clippy::too_many_lines,
    reason = "one entry for each column, in the order of the file"
)]
pub(super) fn threshold(inputs: &ReportInputs<'_>) -> Option<Table> {
    let mut falls: BTreeMap<(usize, Option<CountryCode>), Fall> = BTreeMap::new();
    for row in &inputs.summary.rows {
        if row.breakdown != Breakdown::None {
            continue;
        }
        let key = (row.option, row.host);
        match (row.indicator, row.period) {
            ("fell_below_25000_share", Period::Year(year)) => {
                let fall = falls.entry(key).or_default();
                fall.by_year.insert(year, row.mean);
            }
            ("reached_25000_share", _) => falls.entry(key).or_default().reached = row.mean,
            ("never_below_25000_share", _) => falls.entry(key).or_default().never = row.mean,
            _ => {}
        }
    }
    if falls.is_empty() {
        return None;
    }
    let rows: Vec<_> = falls.into_iter().collect();
    let share = |value: &dyn Fn(&Fall) -> f64| {
        rows.iter()
            .map(|(_, fall)| Some(value(fall)))
            .collect::<Vec<_>>()
    };
    let part = |number: f64, fall: &Fall| (fall.reached > 0.0).then(|| number / fall.reached);
    let mut columns = vec![
        Column::text(
            ["option", "-", "#meta+option", "Identifier of the option."],
            rows.iter()
                .map(|((option, _), _)| {
                    let options = &inputs.situation.options;
                    options.get(*option).map(|option| option.id.to_string())
                })
                .collect(),
        ),
        Column::text(
            [
                "host",
                "-",
                "#country+code+v_iso3",
                "ISO code of the host country; empty for all hosts together.",
            ],
            rows.iter()
                .map(|((_, host), _)| host.map(|host| host.to_string()))
                .collect(),
        ),
        Column::number(
            [
                "reached_share",
                "share",
                "#indicator+reached",
                "Share of futures with at least 25,000 people at the start or at a year-end.",
            ],
            share(&|fall| fall.reached),
        ),
        Column::number(
            [
                "falls_share",
                "share",
                "#indicator+falls",
                "Of these, the share in which a later year-end has fewer.",
            ],
            rows.iter()
                .map(|(_, fall)| part(fall.by_year.values().sum(), fall))
                .collect(),
        ),
        Column::number(
            [
                "never_share",
                "share",
                "#indicator+never",
                "Of these, the share in which none has within the simulation.",
            ],
            rows.iter()
                .map(|(_, fall)| part(fall.never, fall))
                .collect(),
        ),
        Column::number(
            [
                "expected_year",
                "year",
                "#date+expected",
                "Mean year of the first year-end with fewer than 25,000 people, over the futures in which there \
                 is one; too early where many have none.",
            ],
            rows.iter().map(|(_, fall)| fall.expected_year()).collect(),
        ),
    ];
    for (name, level, words) in [
        ("year_p05", 0.05, "one in twenty"),
        ("year_p25", 0.25, "a quarter"),
        ("year_p50", 0.5, "half"),
        ("year_p75", 0.75, "three quarters"),
        ("year_p95", 0.95, "nineteen in twenty"),
    ] {
        columns.push(Column::integer(
            [
                name,
                "year",
                &format!("#date+{}", &name[5..]),
                &format!(
                    "Year by whose end {words} of the futures with 25,000 people have fallen below; empty \
                     where so many never do."
                ),
            ],
            rows.iter().map(|(_, fall)| fall.year_of(level)).collect(),
        ));
    }
    Some(Table::new(
        "below_25000",
        "One row for each option and host: when a situation first falls below 25,000 people, the threshold of a \
         protracted one, and in how many futures it never does within the simulation.",
        columns,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_those_of_futures_that_reached_the_threshold() {
        let fall = Fall {
            reached: 0.8,
            never: 0.4,
            by_year: [(2026, 0.1), (2027, 0.0), (2028, 0.3)].into(),
        };
        assert_eq!(fall.expected_year(), Some(2027.5));
        assert_eq!(fall.year_of(0.05), Some(2026));
        assert_eq!(fall.year_of(0.125), Some(2026));
        assert_eq!(fall.year_of(0.25), Some(2028));
        assert_eq!(fall.year_of(0.5), Some(2028));
        assert_eq!(fall.year_of(0.75), None);
        let never = Fall::default();
        assert_eq!((never.expected_year(), never.year_of(0.5)), (None, None));
    }
}
