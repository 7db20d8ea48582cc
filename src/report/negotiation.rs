//! What a negotiator asks of all States at once: how far each share ranges over the keys on the
//! table, what a key's criteria explain, and how much room the places leave.

use crate::apportion::explain::{KeysOnTable, PARADOX_STEP, PlacesRoom, ShareRange};
use crate::key::ParadoxWitness;

use super::blocks::{Block, blocks_text};
use super::numbers::{fixed, percent, signed};
use super::terminal::{Align, TextTable};
use super::{Column, Table};

/// Paradoxes that a page lists; the table has them all.
const PARADOXES_SHOWN: usize = 8;

/// The page on the keys; no line of a table is wider than a hundred columns.
#[must_use]
pub fn keys_text(keys: &KeysOnTable) -> String {
    blocks_text(&keys_blocks(keys))
}

/// The page on the keys in blocks; empty without a key.
#[must_use]
pub fn keys_blocks(keys: &KeysOnTable) -> Vec<Block> {
    let Some(own) = keys.standings.first() else {
        return Vec::new();
    };
    let mut blocks = vec![
        Block::Line(format!(
            "Shares of {} States under {} keys; the plan's own is `{}`",
            keys.names.len(),
            keys.standings.len(),
            own.option
        )),
        Block::Gap,
        Block::Table(ranges_table(keys)),
    ];
    if !keys.left_out.is_empty() {
        let named: Vec<String> = keys
            .left_out
            .iter()
            .map(|(key, why)| format!("`{key}` ({why})"))
            .collect();
        blocks.push(Block::Paragraph(format!(
            "Not on the table: {}.",
            named.join(", ")
        )));
    }
    blocks.push(Block::Gap);
    blocks.push(Block::Heading(format!(
        "What the criteria of `{}` explain",
        own.option
    )));
    let mut table = TextTable::new(&[
        ("criterion", Align::Left),
        ("declared weight", Align::Right),
        ("part of the differences between shares", Align::Right),
    ]);
    for weight in &keys.weights {
        table.push(vec![
            weight.name.clone(),
            percent(weight.nominal_weight),
            weight
                .effective_weight
                .map_or_else(|| "all shares are equal".to_owned(), signed_percent),
        ]);
    }
    blocks.push(Block::Table(table));
    blocks.push(Block::Gap);
    paradoxes_blocks(&keys.paradoxes, &mut blocks);
    blocks
}

/// Each State's share under its own key, the least and the largest.
fn ranges_table(keys: &KeysOnTable) -> TextTable {
    let mut table = TextTable::new(&[
        ("State", Align::Left),
        ("own key", Align::Right),
        ("least", Align::Right),
        ("under", Align::Left),
        ("largest", Align::Right),
        ("under", Align::Left),
    ]);
    for range in ranges_by_share(keys) {
        table.push(vec![
            name_of(keys, range).to_owned(),
            share(range.baseline),
            share(range.least.0),
            range.least.1.to_string(),
            share(range.largest.0),
            range.largest.1.to_string(),
        ]);
    }
    table
}

/// The ranges of shares, the largest share of the plan's own key first.
#[must_use]
pub fn ranges_by_share(keys: &KeysOnTable) -> Vec<&ShareRange> {
    let mut ranges: Vec<&ShareRange> = keys.ranges.iter().collect();
    ranges.sort_by(|one, other| {
        (other.baseline.total_cmp(&one.baseline)).then(one.contributor.cmp(&other.contributor))
    });
    ranges
}

/// Each State's share under every key, per cent: too wide for a terminal, right for a browser.
#[must_use]
pub fn keys_side_by_side(keys: &KeysOnTable) -> TextTable {
    let mut columns = vec![("State", Align::Left)];
    columns.extend(
        keys.standings
            .iter()
            .map(|standing| (standing.option.as_str(), Align::Right)),
    );
    let mut table = TextTable::new(&columns);
    for range in ranges_by_share(keys) {
        let mut cells = vec![name_of(keys, range).to_owned()];
        cells.extend(keys.standings.iter().map(|standing| {
            let own = standing.shares.get(&range.contributor);
            fixed(own.copied().unwrap_or(0.0) * 100.0, 2)
        }));
        table.push(cells);
    }
    table
}

/// What people call the State of a range.
#[must_use]
pub fn name_of<'a>(keys: &'a KeysOnTable, range: &'a ShareRange) -> &'a str {
    keys.names
        .iter()
        .find(|(id, _)| *id == range.contributor)
        .map_or(range.contributor.as_str(), |(_, name)| name)
}

/// A share of the whole with two decimals, as tables of keys print it.
fn share(value: f64) -> String {
    format!("{} %", fixed(value * 100.0, 2))
}

fn signed_percent(value: f64) -> String {
    if value < 0.0 {
        signed(value * 100.0, |it| format!("{} %", fixed(it, 0)))
    } else {
        percent(value)
    }
}

fn paradoxes_blocks(paradoxes: &[ParadoxWitness], blocks: &mut Vec<Block>) {
    let step = percent(PARADOX_STEP);
    if paradoxes.is_empty() {
        blocks.push(Block::Paragraph(format!(
            "No State was found that becomes worse off by {step} in one figure and is then asked \
             for more. That is a search with one step, no proof."
        )));
        return;
    }
    blocks.push(Block::Paragraph(format!(
        "Paradoxes: {} cases in which a State becomes worse off by {step} in one figure and is \
         asked for more.",
        paradoxes.len()
    )));
    let mut table = TextTable::new(&[
        ("State", Align::Left),
        ("figure made worse", Align::Left),
        ("share before", Align::Right),
        ("after", Align::Right),
    ]);
    let mut shown: Vec<&ParadoxWitness> = paradoxes.iter().collect();
    shown.sort_by(|one, other| {
        let gain = |it: &ParadoxWitness| it.share_after - it.share_before;
        gain(other)
            .total_cmp(&gain(one))
            .then_with(|| one.state.cmp(&other.state))
    });
    for it in shown.iter().take(PARADOXES_SHOWN) {
        table.push(vec![
            it.state.clone(),
            it.indicator.name().to_owned(),
            format!("{} %", fixed(it.share_before * 100.0, 3)),
            format!("{} %", fixed(it.share_after * 100.0, 3)),
        ]);
    }
    blocks.push(Block::Table(table));
}

/// The tables `key_shares`, `effective_weights` and `key_paradoxes`.
#[must_use]
pub fn keys_tables(keys: &KeysOnTable) -> Vec<Table> {
    let rows: Vec<_> = keys
        .standings
        .iter()
        .flat_map(|standing| {
            standing.shares.iter().map(move |(id, &share)| {
                let name = keys.names.iter().find(|(known, _)| known == id);
                (standing, id, name.map(|(_, name)| name.clone()), share)
            })
        })
        .collect();
    let shares = Table::new(
        "key_shares",
        "One State's share under one key that the data allow for the participants of the plan.",
        vec![
            Column::text(
                [
                    "key",
                    "-",
                    "#meta+key",
                    "The key; the plan's own comes first.",
                ],
                rows.iter()
                    .map(|row| Some(row.0.option.to_string()))
                    .collect(),
            ),
            Column::text(
                [
                    "contributor",
                    "-",
                    "#org+contributor",
                    "ISO code of the State.",
                ],
                rows.iter().map(|row| Some(row.1.to_string())).collect(),
            ),
            Column::text(
                ["name", "-", "#org+name", "Name of the State."],
                rows.iter().map(|row| row.2.clone()).collect(),
            ),
            Column::number(
                ["key_share", "share", "#indicator+key", "Its share, 0 to 1."],
                rows.iter().map(|row| Some(row.3)).collect(),
            ),
        ],
    );
    let weights = Table::new(
        "effective_weights",
        "One criterion of the plan's own key: the weight it declares and the part it explains.",
        vec![
            Column::text(
                ["criterion", "-", "#meta+criterion", "The criterion."],
                keys.weights
                    .iter()
                    .map(|it| Some(it.name.clone()))
                    .collect(),
            ),
            Column::number(
                [
                    "nominal_weight",
                    "share",
                    "#indicator+weight",
                    "The weight that the key declares.",
                ],
                keys.weights
                    .iter()
                    .map(|it| Some(it.nominal_weight))
                    .collect(),
            ),
            Column::number(
                [
                    "effective_weight",
                    "share",
                    "#indicator+weight+effective",
                    "Covariance of its contribution with the share over the variance of shares; \
                     empty where all shares are equal.",
                ],
                keys.weights.iter().map(|it| it.effective_weight).collect(),
            ),
        ],
    );
    vec![shares, weights, paradoxes_table(&keys.paradoxes)]
}

fn paradoxes_table(paradoxes: &[ParadoxWitness]) -> Table {
    let number = |name, unit, hxl, meaning, value: &dyn Fn(&ParadoxWitness) -> f64| {
        Column::number(
            [name, unit, hxl, meaning],
            paradoxes.iter().map(|it| Some(value(it))).collect(),
        )
    };
    Table::new(
        "key_paradoxes",
        "One State that becomes worse off in one figure and is asked for a larger share.",
        vec![
            Column::text(
                ["name", "-", "#org+name", "Name of the State."],
                paradoxes.iter().map(|it| Some(it.state.clone())).collect(),
            ),
            Column::text(
                [
                    "indicator",
                    "-",
                    "#meta+indicator",
                    "The figure that is made worse.",
                ],
                paradoxes
                    .iter()
                    .map(|it| Some(it.indicator.name().to_owned()))
                    .collect(),
            ),
            number(
                "value_before",
                "-",
                "#indicator+before",
                "Its value.",
                &|it| it.value_before,
            ),
            number(
                "value_after",
                "-",
                "#indicator+after",
                "Its worse value.",
                &|it| it.value_after,
            ),
            number(
                "share_before",
                "share",
                "#indicator+key",
                "Share of the key, 0 to 1.",
                &|it| it.share_before,
            ),
            number(
                "share_after",
                "share",
                "#indicator+key+after",
                "The larger share after it.",
                &|it| it.share_after,
            ),
        ],
    )
}

/// The page on the room that the places of a year leave.
#[must_use]
pub fn room_text(places: &PlacesRoom, tolerance: f64) -> String {
    blocks_text(&room_blocks(places, tolerance))
}

/// The page on the room that the places of a year leave, in blocks.
#[must_use]
pub fn room_blocks(places: &PlacesRoom, tolerance: f64) -> Vec<Block> {
    let room = &places.room;
    let mut blocks = vec![
        Block::Line(format!(
            "Places of {}: allocations in which nobody bears more than {} above the least possible",
            places.year,
            percent(tolerance),
        )),
        Block::Line(format!(
            "largest ratio of places to the share of the key ({})",
            fixed(room.base_ratio, 3)
        )),
        Block::Gap,
    ];
    let mut headings = vec![
        ("State".to_owned(), Align::Left),
        ("plan".to_owned(), Align::Right),
        ("least".to_owned(), Align::Right),
        ("most".to_owned(), Align::Right),
    ];
    headings.extend(
        (1..=room.alternatives.len()).map(|number| (format!("other {number}"), Align::Right)),
    );
    let borrowed: Vec<(&str, Align)> = headings
        .iter()
        .map(|(heading, align)| (heading.as_str(), *align))
        .collect();
    let mut table = TextTable::new(&borrowed);
    let whole = |count: u64| fixed(count as f64, 0);
    for (index, (_, name)) in places.states.iter().enumerate() {
        let mut cells = vec![
            name.clone(),
            whole(places.planned[index]),
            whole(room.least[index]),
            whole(room.most[index]),
        ];
        cells.extend(room.alternatives.iter().map(|it| whole(it.persons[index])));
        table.push(cells);
    }
    blocks.push(Block::Table(table));
    let sentence = if room.alternatives.is_empty() {
        "No other allocation keeps within that: the places have no room.".to_owned()
    } else {
        let moved: Vec<String> = room
            .alternatives
            .iter()
            .map(|it| whole(it.persons_moved))
            .collect();
        format!(
            "Persons who would go elsewhere than in the nearest column to the left: {}.",
            moved.join(", ")
        )
    };
    blocks.push(Block::Paragraph(sentence));
    blocks
}

/// The table `places_room`.
#[must_use]
pub fn room_table(places: &PlacesRoom) -> Table {
    let room = &places.room;
    let persons = |count: u64| i64::try_from(count).ok();
    let column = |name: &str, meaning: &str, values: &[u64]| {
        Column::integer(
            [name, "persons", "#capacity+places", meaning],
            values.iter().map(|&count| persons(count)).collect(),
        )
    };
    let mut columns = vec![
        Column::text(
            [
                "contributor",
                "-",
                "#org+contributor",
                "ISO code of the State.",
            ],
            places
                .states
                .iter()
                .map(|(id, _)| Some(id.to_string()))
                .collect(),
        ),
        Column::text(
            ["name", "-", "#org+name", "Name of the State."],
            places
                .states
                .iter()
                .map(|(_, name)| Some(name.clone()))
                .collect(),
        ),
        column("planned", "Places that the plan asks for.", &places.planned),
        column(
            "least",
            "The least in any allocation within the limit.",
            &room.least,
        ),
        column(
            "most",
            "The most in any allocation within the limit.",
            &room.most,
        ),
    ];
    columns.extend(room.alternatives.iter().enumerate().map(|(index, it)| {
        column(
            &format!("alternative_{}", index + 1),
            "Places in an allocation that differs as much as possible.",
            &it.persons,
        )
    }));
    Table::new(
        "places_room",
        "One State's room over the places of a year.",
        columns,
    )
}
