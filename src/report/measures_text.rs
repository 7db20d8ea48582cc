//! Measures beside money and resettlement, families, and the market for quotas, for the terminal.

use indexmap::IndexMap;

use crate::id::ContributorId;
use crate::model::{FamilyPlan, Plan, PlannedMeasure, QuotaTrade};

use super::ReportInputs;
use super::blocks::{Block, blocks_text};
use super::numbers::{fixed, signed};
use super::terminal::{Align, TextTable, years_text};

/// What a plan asks of other measures and, where quotas are traded, who pays whom. Empty for a
/// plan that has neither.
#[must_use]
pub fn measures_text(inputs: &ReportInputs<'_>, option: usize) -> String {
    blocks_text(&measures_blocks(inputs, option))
}

/// The same in blocks.
#[must_use]
pub fn measures_blocks(inputs: &ReportInputs<'_>, option: usize) -> Vec<Block> {
    let Some(plan) = inputs.plans.get(option) else {
        return Vec::new();
    };
    let measures = plan
        .measures
        .iter()
        .map(|measure| of_measure(inputs, option, plan, measure));
    let families = plan
        .families
        .iter()
        .map(|families| of_families(inputs, option, plan, families));
    let trade = plan
        .trade
        .iter()
        .map(|trade| of_trade(inputs, option, plan, trade));
    measures
        .chain(families)
        .chain(trade)
        .flat_map(|part| std::iter::once(Block::Gap).chain(part))
        .collect()
}

fn name<'a>(plan: &'a Plan, contributor: &'a ContributorId) -> &'a str {
    plan.share_of(contributor)
        .map_or(contributor.as_str(), |share| share.name.as_str())
}

fn of_measure(
    inputs: &ReportInputs<'_>,
    option: usize,
    plan: &Plan,
    measure: &PlannedMeasure,
) -> Vec<Block> {
    let heading = format!(
        "{}: {}, {}, {}",
        inputs.option_title(option),
        measure.kind.label(),
        measure.kind.unit(),
        years_text(plan)
    );
    let hosts = &inputs.situation.hosts;
    let mut columns = vec![("Contributor", Align::Left)];
    columns.extend(
        hosts
            .iter()
            .map(|host| (host.country.code.as_str(), Align::Right)),
    );
    columns.push(("all", Align::Right));
    columns.push(("value, US$ million", Align::Right));
    let mut table = TextTable::new(&columns);
    let mut push = |who: &str, by_host: &[f64]| {
        let whole: f64 = by_host.iter().sum();
        let mut cells = vec![who.to_owned()];
        cells.extend(by_host.iter().map(|&units| fixed(units, 0)));
        cells.push(fixed(whole, 0));
        cells.push(fixed(whole * measure.value_usd_per_unit / 1e6, 2));
        table.push(cells);
    };
    let over_years = |years: &[Vec<f64>]| -> Vec<f64> {
        (0..hosts.len())
            .map(|host| years.iter().map(|year| year[host]).sum())
            .collect()
    };
    let mut left = over_years(&measure.need);
    for (contributor, years) in &measure.given {
        let given = over_years(years);
        for (left, units) in left.iter_mut().zip(&given) {
            *left -= units;
        }
        push(name(plan, contributor), &given);
    }
    if left.iter().any(|&units| units > 0.5) {
        push("asked of nobody", &left);
    }
    vec![Block::Heading(heading), Block::Table(table)]
}

/// Families and persons by contributor, with what keeps them from matching the places.
fn of_families(
    inputs: &ReportInputs<'_>,
    option: usize,
    plan: &Plan,
    families: &FamilyPlan,
) -> Vec<Block> {
    let heading = format!(
        "{}: families moved together, {}",
        inputs.option_title(option),
        plan.years.first().copied().unwrap_or(0)
    );
    let mut table = TextTable::new(&[
        ("Contributor", Align::Left),
        ("families", Align::Right),
        ("persons", Align::Right),
        ("places", Align::Right),
    ]);
    let mut sums: IndexMap<Option<&ContributorId>, (u64, u64)> = IndexMap::new();
    for group in &families.placed {
        let (count, persons) = sums.entry(group.contributor.as_ref()).or_default();
        *count += u64::from(group.families);
        *persons += u64::from(group.families) * u64::from(group.persons);
    }
    for (contributor, (count, persons)) in sums {
        let places = contributor
            .and_then(|id| plan.share_of(id))
            .and_then(|share| share.obligation_places.first().copied());
        table.push(vec![
            contributor.map_or_else(
                || "placed with nobody".to_owned(),
                |id| name(plan, id).to_owned(),
            ),
            fixed(count as f64, 0),
            fixed(persons as f64, 0),
            places.map_or_else(String::new, |places| fixed(f64::from(places), 0)),
        ]);
    }
    vec![
        Block::Heading(heading),
        Block::Table(table),
        Block::Line(families.certificate.clone()),
    ]
}

fn of_trade(
    inputs: &ReportInputs<'_>,
    option: usize,
    plan: &Plan,
    trade: &QuotaTrade,
) -> Vec<Block> {
    let heading = format!(
        "{}: quotas traded, US$ million, {} (contested: a scenario to study, no proposal)",
        inputs.option_title(option),
        years_text(plan)
    );
    let columns = [
        ("State", Align::Left),
        ("quota", Align::Right),
        ("gives", Align::Right),
        ("sells or buys", Align::Right),
        ("cost alone", Align::Right),
        ("cost with trade", Align::Right),
        ("gain", Align::Right),
    ];
    let mut table = TextTable::new(&columns);
    let million = |usd: f64| fixed(usd / 1e6, 2);
    for position in &trade.positions {
        let sold = position.given_usd - position.quota_usd;
        table.push(vec![
            name(plan, &position.contributor).to_owned(),
            million(position.quota_usd),
            million(position.given_usd),
            signed(sold / 1e6, |value| fixed(value, 2)),
            million(position.cost_alone_usd),
            million(position.cost_with_trade_usd),
            million(position.cost_alone_usd - position.cost_with_trade_usd),
        ]);
    }
    let known = |price: Option<f64>, none: &str| {
        price.map_or_else(
            || none.to_owned(),
            |price| format!("US$ {}", fixed(price, 3)),
        )
    };
    let price = format!(
        "the market clears at US$ {} for a dollar of value: one less saves {}, one more costs {}",
        fixed(trade.price, 3),
        known(trade.price_of_less, "nothing"),
        known(trade.price_of_more, "more than anybody has"),
    );
    vec![
        Block::Heading(heading),
        Block::Table(table),
        Block::Line(price),
    ]
}
