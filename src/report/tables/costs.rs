//! The table `cost_perspectives`: what a situation costs as an appeal counts it, as public budgets do, and
//! with what refugees go without. An appeal is not a cost, and a cost to one is not a cost to all: the
//! three are kept apart and never added up over perspectives.

use super::by_year;
use crate::report::numbers::cents;
use crate::report::{Column, ReportInputs, Table};

/// Indicators from which the perspectives are made.
const PARTS: [&str; 9] = [
    "requirement_usd",
    "spent_usd",
    "gap_usd",
    "public_services_usd",
    "refugee_taxes_usd",
    "development_disbursed_usd",
    "loan_service_usd",
    "local_income_usd",
    "refugee_output_usd",
];

type Parts = [Option<f64>; PARTS.len()];

/// Column, tag, meaning, and how its value comes of the parts.
type Perspective = (
    &'static str,
    &'static str,
    &'static str,
    fn(&Parts) -> Option<f64>,
);

const PERSPECTIVES: [Perspective; 6] = [
    (
        "asked_usd",
        "#value+required+usd",
        "What the appeal counts: the cost of all needs, whatever is paid.",
        |parts| parts[0],
    ),
    (
        "humanitarian_usd",
        "#value+spent+usd",
        "First perspective: money spent on needs.",
        |parts| parts[1],
    ),
    (
        "fiscal_usd",
        "#value+fiscal+usd",
        "Second perspective, public budgets: the first, what hosts' public services cost less refugees' taxes, \
         development finance for hosts, and what hosts pay on loans. What the appeal pays for the same \
         services is in it twice where the appeal pays a host's own schools and clinics.",
        |parts| {
            let beside = parts[3]? - parts[4].unwrap_or(0.0);
            let others = [parts[5], parts[6]].into_iter().flatten().sum::<f64>();
            Some(parts[1]? + beside + others)
        },
    ),
    (
        "borne_by_refugees_usd",
        "#value+unmet+usd",
        "Needs that nobody paid for: refugees go without.",
        |parts| parts[2],
    ),
    (
        "societal_usd",
        "#value+societal+usd",
        "Third perspective: the second and what refugees go without.",
        |parts| Some(PERSPECTIVES[2].3(parts)? + parts[2]?),
    ),
    (
        "output_and_income_usd",
        "#value+benefit+usd",
        "Beside it, and taken off nowhere: what refugees' work and the money spent bring to the local economy; \
         empty where that is not counted.",
        |parts| Some(parts[7]? + parts[8]?),
    ),
];

/// The table; none where public services are not counted.
pub(super) fn cost_perspectives(inputs: &ReportInputs<'_>) -> Option<Table> {
    let services = &inputs.situation.parameters.protracted.public_services;
    if !services.applies.is_on() {
        return None;
    }
    let found = by_year::means(inputs, PARTS, |_| true);
    if found.is_empty() {
        return None;
    }
    let mut columns = by_year::keys(inputs, &found);
    for (name, tag, meaning, of) in PERSPECTIVES {
        let values = found.values().map(|parts| of(parts).map(cents));
        columns.push(Column::number(
            [name, "US$", tag, meaning],
            values.collect(),
        ));
    }
    Some(Table::new(
        "cost_perspectives",
        "One row for each option and year, where public services are counted: what the situation costs as the appeal, \
         as public budgets and as all who are touched by it see it; means over replicates.",
        columns,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_perspective_is_the_sum_of_its_parts() {
        let all: Parts = [100.0, 60.0, 40.0, 9.0, 2.0, 5.0, 3.0, 70.0, 11.0].map(Some);
        let of = |parts: &Parts| PERSPECTIVES.map(|(_, _, _, of)| of(parts));
        let expected = [100.0, 60.0, 75.0, 40.0, 115.0, 81.0].map(Some);
        assert_eq!(of(&all), expected);
        // Development finance, loans and the local economy may not be modelled.
        let mut few = all;
        few[5..].fill(None);
        let expected = [
            Some(100.0),
            Some(60.0),
            Some(67.0),
            Some(40.0),
            Some(107.0),
            None,
        ];
        assert_eq!(of(&few), expected);
    }
}
