//! The price of fairness over the places of a year, for the terminal and as tables.

use crate::apportion::explain::PlacesFrontier;

use super::blocks::{Block, blocks_text};
use super::numbers::{cents, fixed, percent};
use super::terminal::{Align, TextTable};
use super::{Column, Table};

/// The page on the frontier.
#[must_use]
pub fn frontier_text(frontier: &PlacesFrontier) -> String {
    blocks_text(&frontier_blocks(frontier))
}

/// The page on the frontier in blocks.
#[must_use]
pub fn frontier_blocks(frontier: &PlacesFrontier) -> Vec<Block> {
    let mut blocks = vec![
        Block::Line(format!(
            "Places of {}: allocations from the most equal to the cheapest",
            frontier.year
        )),
        Block::Gap,
    ];
    let mut table = TextTable::new(&[
        ("allocation", Align::Left),
        ("largest ratio", Align::Right),
        ("Gini", Align::Right),
        ("cost, US$ million", Align::Right),
        ("against the most equal", Align::Right),
        ("persons moved", Align::Right),
    ]);
    let Some((first, _)) = frontier.points.first() else {
        return blocks;
    };
    for (number, (point, gini)) in frontier.points.iter().enumerate() {
        let moved: u64 = point
            .persons
            .iter()
            .zip(&first.persons)
            .map(|(&persons, &before)| persons.saturating_sub(before))
            .sum();
        let saved = if first.cost > 0.0 {
            point.cost / first.cost - 1.0
        } else {
            0.0
        };
        table.push(vec![
            match number {
                0 => "most equal".to_owned(),
                _ if number + 1 == frontier.points.len() => "cheapest".to_owned(),
                _ => (number + 1).to_string(),
            },
            fixed(point.worst_ratio, 3),
            fixed(*gini, 3),
            fixed(point.cost / 1e6, 2),
            signed_percent(saved),
            fixed(moved as f64, 0),
        ]);
    }
    blocks.push(Block::Table(table));
    let (worst, cost) = frontier.plan;
    blocks.push(Block::Paragraph(format!(
        "The plan itself stands at a largest ratio of {} and costs US$ {} million. A ratio is a \
         State's places relative to its share of the key; the Gini coefficient compares these \
         ratios over shares of the key. Every line is an allocation of whole persons.",
        fixed(worst, 3),
        fixed(cost / 1e6, 2)
    )));
    blocks
}

fn signed_percent(part: f64) -> String {
    if part.abs() < 5e-4 {
        "0 %".to_owned()
    } else if part < 0.0 {
        format!("−{}", percent(-part))
    } else {
        format!("+{}", percent(part))
    }
}

/// The tables `frontier`, a row for each allocation, and `frontier_places`, a row for each
/// allocation and State.
#[must_use]
pub fn frontier_tables(frontier: &PlacesFrontier) -> Vec<Table> {
    let points = &frontier.points;
    let numbers = |value: &dyn Fn(usize) -> f64| {
        (0..points.len())
            .map(|point| Some(value(point)))
            .collect::<Vec<_>>()
    };
    let order = |point: usize| i64::try_from(point + 1).ok();
    let summary = Table::new(
        "frontier",
        "Allocations of a year's places from the most equal to the cheapest.",
        vec![
            Column::integer(
                [
                    "allocation",
                    "-",
                    "#meta+order",
                    "Its number, the most equal first.",
                ],
                (0..points.len()).map(order).collect(),
            ),
            Column::number(
                [
                    "largest_ratio",
                    "ratio",
                    "#indicator+ratio",
                    "The largest ratio of places to the share of the key.",
                ],
                numbers(&|point| points[point].0.worst_ratio),
            ),
            Column::number(
                [
                    "gini",
                    "0 to 1",
                    "#indicator+gini",
                    "Gini coefficient of these ratios over shares of the key.",
                ],
                numbers(&|point| points[point].1),
            ),
            Column::number(
                [
                    "cost_usd",
                    "US$",
                    "#value+cost+usd",
                    "What it costs the States.",
                ],
                numbers(&|point| cents(points[point].0.cost)),
            ),
        ],
    );
    let cells: Vec<(usize, usize)> = (0..points.len())
        .flat_map(|point| (0..frontier.states.len()).map(move |state| (point, state)))
        .collect();
    let places = Table::new(
        "frontier_places",
        "Places of each State in each allocation.",
        vec![
            Column::integer(
                [
                    "allocation",
                    "-",
                    "#meta+order",
                    "Its number in the table `frontier`.",
                ],
                cells.iter().map(|&(point, _)| order(point)).collect(),
            ),
            Column::text(
                [
                    "contributor",
                    "-",
                    "#org+contributor",
                    "ISO code of the State.",
                ],
                cells
                    .iter()
                    .map(|&(_, state)| Some(frontier.states[state].0.to_string()))
                    .collect(),
            ),
            Column::number(
                [
                    "place_cost_usd",
                    "US$",
                    "#value+cost+usd",
                    "What one person costs the State.",
                ],
                cells
                    .iter()
                    .map(|&(_, state)| Some(frontier.costs[state]))
                    .collect(),
            ),
            Column::integer(
                ["places", "persons", "#capacity+places", "Places."],
                cells
                    .iter()
                    .map(|&(point, state)| i64::try_from(points[point].0.persons[state]).ok())
                    .collect(),
            ),
        ],
    );
    vec![summary, places]
}
