//! Measures beside money and resettlement, families placed whole, and the market for quotas, where
//! plans have them.

use crate::model::{PlacedFamilies, Plan, PlannedMeasure, QuotaPosition, QuotaTrade};
use crate::report::numbers::cents;
use crate::report::{Column, ReportInputs, Table};

/// A plan, a measure, a contributor, a year, a host; no contributor for what nobody gives.
struct UnitsRow<'a> {
    plan: &'a Plan,
    measure: &'a PlannedMeasure,
    contributor: Option<&'a str>,
    year: i32,
    host: &'a str,
    units: f64,
}

/// The table `measures`: cells with units only; none where no plan has other measures.
pub(super) fn measures(inputs: &ReportInputs<'_>) -> Option<Table> {
    let hosts = &inputs.situation.hosts;
    let mut rows = Vec::new();
    for plan in inputs.plans {
        for measure in &plan.measures {
            for (index, &year) in plan.years.iter().enumerate() {
                for (place, host) in hosts.iter().enumerate() {
                    let row = |contributor, units| UnitsRow {
                        plan,
                        measure,
                        contributor,
                        year,
                        host: host.country.code.as_str(),
                        units,
                    };
                    let mut left = measure.need[index][place];
                    for (contributor, given) in &measure.given {
                        let units = given[index][place];
                        left -= units;
                        if units > 0.0 {
                            rows.push(row(Some(contributor.as_str()), units));
                        }
                    }
                    if left > 1e-9 * measure.need[index][place] {
                        rows.push(row(None, left));
                    }
                }
            }
        }
    }
    if rows.is_empty() {
        return None;
    }
    let texts = |value: &dyn Fn(&UnitsRow<'_>) -> Option<String>| rows.iter().map(value).collect();
    let columns = vec![
        Column::text(
            ["option", "-", "#meta+option", "Identifier of the option."],
            texts(&|row| Some(row.plan.option.to_string())),
        ),
        Column::text(
            [
                "measure",
                "-",
                "#activity+measure",
                "Humanitarian transfer or evacuation, complementary pathway, standby experts, \
                 support in kind.",
            ],
            texts(&|row| Some(row.measure.kind.name().to_owned())),
        ),
        Column::text(
            [
                "contributor",
                "-",
                "#org+contributor",
                "Who is asked; empty for what nobody can be asked for.",
            ],
            texts(&|row| row.contributor.map(str::to_owned)),
        ),
        Column::integer(
            ["year", "-", "#date+year", "Calendar year."],
            rows.iter().map(|row| Some(i64::from(row.year))).collect(),
        ),
        Column::text(
            ["host", "-", "#country+code+host", "ISO code of the host."],
            texts(&|row| Some(row.host.to_owned())),
        ),
        Column::text(
            ["unit", "-", "#meta+unit", "What is counted."],
            texts(&|row| Some(row.measure.kind.unit().to_owned())),
        ),
        Column::number(
            ["units", "unit", "#indicator+units", "How many."],
            rows.iter().map(|row| Some(cents(row.units))).collect(),
        ),
        Column::number(
            [
                "value_usd",
                "US$",
                "#value+equal+usd",
                "What they count for at the option's declared rate.",
            ],
            rows.iter()
                .map(|row| Some(cents(row.units * row.measure.value_usd_per_unit)))
                .collect(),
        ),
    ];
    Some(Table::new(
        "measures",
        "What plans ask of measures beside money and resettlement, cell by cell.",
        columns,
    ))
}

/// The table `families`: groups of one size from one host to one contributor; none where no plan
/// places families.
pub(super) fn families(inputs: &ReportInputs<'_>) -> Option<Table> {
    let rows: Vec<(&Plan, &PlacedFamilies)> = inputs
        .plans
        .iter()
        .filter_map(|plan| plan.families.as_ref().map(|families| (plan, families)))
        .flat_map(|(plan, families)| families.placed.iter().map(move |group| (plan, group)))
        .collect();
    if rows.is_empty() {
        return None;
    }
    let texts = |value: &dyn Fn(&Plan, &PlacedFamilies) -> Option<String>| {
        rows.iter()
            .map(|(plan, group)| value(plan, group))
            .collect()
    };
    let whole = |value: &dyn Fn(&PlacedFamilies) -> u32| {
        rows.iter()
            .map(|(_, group)| Some(i64::from(value(group))))
            .collect()
    };
    let columns = vec![
        Column::text(
            ["option", "-", "#meta+option", "Identifier of the option."],
            texts(&|plan, _| Some(plan.option.to_string())),
        ),
        Column::text(
            [
                "contributor",
                "-",
                "#org+contributor",
                "Who receives them; empty for families who fit under no cap.",
            ],
            texts(&|_, group| group.contributor.as_ref().map(ToString::to_string)),
        ),
        Column::text(
            ["host", "-", "#country+code+host", "ISO code of the host."],
            texts(&|_, group| Some(group.host.to_string())),
        ),
        Column::integer(
            [
                "size",
                "persons",
                "#indicator+size",
                "Members of each family.",
            ],
            whole(&|group| group.persons),
        ),
        Column::integer(
            ["families", "families", "#affected+families", "How many."],
            whole(&|group| group.families),
        ),
    ];
    Some(Table::new(
        "families",
        "Families placed whole by the places of each plan's first year.",
        columns,
    ))
}

/// The table `quota_trade`: one position for each plan and State; none where no plan has a market.
pub(super) fn quota_trade(inputs: &ReportInputs<'_>) -> Option<Table> {
    let rows: Vec<(&Plan, &QuotaTrade, &QuotaPosition)> = inputs
        .plans
        .iter()
        .filter_map(|plan| plan.trade.as_ref().map(|trade| (plan, trade)))
        .flat_map(|(plan, trade)| {
            trade
                .positions
                .iter()
                .map(move |position| (plan, trade, position))
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let usd = |value: &dyn Fn(&QuotaPosition) -> f64| {
        rows.iter()
            .map(|(_, _, position)| Some(cents(value(position))))
            .collect()
    };
    let columns = vec![
        Column::text(
            ["option", "-", "#meta+option", "Identifier of the option."],
            rows.iter()
                .map(|(plan, _, _)| Some(plan.option.to_string()))
                .collect(),
        ),
        Column::text(
            [
                "contributor",
                "-",
                "#org+contributor",
                "ISO code of the State.",
            ],
            rows.iter()
                .map(|(_, _, position)| Some(position.contributor.to_string()))
                .collect(),
        ),
        Column::number(
            [
                "quota_usd",
                "US$",
                "#value+quota+usd",
                "Value that leximin asks of it over the plan.",
            ],
            usd(&|position| position.quota_usd),
        ),
        Column::number(
            [
                "given_usd",
                "US$",
                "#value+given+usd",
                "Value that it gives at the least cost of all.",
            ],
            usd(&|position| position.given_usd),
        ),
        Column::number(
            [
                "price",
                "US$ for a US$ of value",
                "#value+price",
                "Price that clears the market.",
            ],
            rows.iter().map(|(_, trade, _)| Some(trade.price)).collect(),
        ),
        Column::number(
            [
                "cost_alone_usd",
                "US$",
                "#value+cost+alone+usd",
                "What its quota would cost it without a market.",
            ],
            usd(&|position| position.cost_alone_usd),
        ),
        Column::number(
            [
                "cost_with_trade_usd",
                "US$",
                "#value+cost+trade+usd",
                "What it bears with one: its own cost and what it pays or is paid.",
            ],
            usd(&|position| position.cost_with_trade_usd),
        ),
    ];
    Some(Table::new(
        "quota_trade",
        "What each State would give, pay and be paid if quotas were traded. Contested: a scenario \
         to study, no proposal.",
        columns,
    ))
}
