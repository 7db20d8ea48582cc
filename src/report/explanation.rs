//! One State's share as a page for a negotiator.

use crate::apportion::explain::{Consequence, Lever, LeverEffect, Move, Why};
use crate::model::{BindingRule, Plan, PolicyOption};

use super::blocks::{Block, blocks_text};
use super::numbers::{fixed, signed, three_digits, usd};
use super::terminal::{Align, TextTable, years_text};

/// Those who absorb most, and those relieved most, that a table shows.
const OTHERS_SHOWN: usize = 8;

/// A ratio that moves by less is not shown: it would read as zero.
const LEAST_RATIO: f64 = 0.000_05;

/// What the page is made from.
#[derive(Clone, Copy, Debug)]
pub struct Explanation<'a> {
    /// The option.
    pub option: &'a PolicyOption,
    /// Its plan.
    pub plan: &'a Plan,
    /// Why the State owes what it owes.
    pub why: &'a Why,
    /// What follows if it stays out and gives what it gives today; none where it cannot.
    pub stays_out: Option<&'a Consequence>,
    /// What follows if it stays out and gives nothing.
    pub gives_nothing: Option<&'a Consequence>,
    /// Places a year at which it was fixed on request, and what follows.
    pub fixed: Option<(u32, &'a Consequence)>,
}

/// The page as text; no line of a table is wider than a hundred columns. Figures are means a year.
#[must_use]
pub fn explanation_text(page: &Explanation<'_>) -> String {
    blocks_text(&explanation_blocks(page))
}

/// The page in blocks. Figures are means a year.
#[must_use]
pub fn explanation_blocks(page: &Explanation<'_>) -> Vec<Block> {
    let years = page.plan.years.len().max(1) as f64;
    let mut blocks = vec![
        Block::Heading(format!("{}, {}", page.why.name, years_text(page.plan))),
        Block::Line(format!("under: {}", page.option.title)),
        Block::Line("All figures are means a year over the plan.".to_owned()),
        Block::Gap,
    ];
    let mut table = TextTable::new(&[
        ("from the key to the obligation", Align::Left),
        ("rule", Align::Left),
        ("places", Align::Right),
        ("US$ million", Align::Right),
    ]);
    for step in &page.why.steps {
        table.push(vec![
            step.name.clone(),
            step.rule.clone(),
            fixed(step.places / years, 0),
            fixed(step.usd / years / 1e6, 2),
        ]);
    }
    blocks.extend([Block::Table(table), Block::Gap]);
    blocks.extend(sentences(page).into_iter().map(Block::Paragraph));
    if !page.why.effects.is_empty() {
        blocks.push(Block::Gap);
        blocks.extend(effects_blocks(page.why, years));
    }
    let is_same = match (page.stays_out, page.gives_nothing) {
        (Some(one), Some(other)) => one.own == other.own && one.others == other.others,
        _ => false,
    };
    let leavings = if is_same {
        [(page.stays_out, "stays out"), (None, "")]
    } else {
        [
            (page.stays_out, "stays out and gives what it gives today"),
            (page.gives_nothing, "stays out and gives nothing"),
        ]
    };
    for (consequence, what) in leavings {
        if let Some(consequence) = consequence {
            blocks.push(Block::Gap);
            blocks.extend(leaving_blocks(page, what, consequence));
        }
    }
    if let Some((places, consequence)) = page.fixed {
        let what = format!("gives {places} places in each year");
        blocks.push(Block::Gap);
        blocks.extend(leaving_blocks(page, &what, consequence));
    }
    blocks
}

/// The rules that bind, in sentences.
fn sentences(page: &Explanation<'_>) -> Vec<String> {
    let name = &page.why.name;
    let money = match page.why.binding {
        BindingRule::Key => format!(
            "Money: the key decides. {name} stands at the common responsibility ratio of those \
             whom neither floor nor cap holds."
        ),
        BindingRule::Cap => {
            format!("Money: a cap holds {name} down; what it cannot bear falls to the others.")
        }
        BindingRule::Floor => format!(
            "Money: what {name} has already committed holds it up, above what the key would ask."
        ),
        BindingRule::Hosting => format!(
            "Money: what {name} already bears in hosting and places is worth its share or more, \
             so no money is asked."
        ),
        BindingRule::Offer => {
            format!("{name} holds no share of the key; its own offer is taken as it stands.")
        }
        BindingRule::Outside => format!("{name} takes no part and gives what it gives today."),
    };
    // Where the plan asks nobody for money, there is nothing to say of it.
    let asks_money = page
        .plan
        .shares
        .iter()
        .any(|share| share.obligation_usd.iter().any(|&amount| amount > 0.0));
    let mut list = if asks_money { vec![money] } else { Vec::new() };
    if let Some(places) = match page.why.places_binding {
        BindingRule::Key => Some("Places: the key decides, with what others cannot take."),
        BindingRule::Cap => Some("Places: its capacity holds it down."),
        BindingRule::Floor => Some("Places: its standing quota holds it up."),
        BindingRule::Hosting => Some("Places: none, for it hosts people of this situation."),
        BindingRule::Offer | BindingRule::Outside => None,
    } {
        list.push(places.to_owned());
    }
    if let Some(share) = page.plan.share_of(&page.why.contributor)
        && share.key_share > 0.0
        && asks_money
    {
        let worst = page
            .plan
            .shares
            .iter()
            .filter(|it| it.key_share > 0.0)
            .max_by(|one, other| {
                one.responsibility_ratio
                    .total_cmp(&other.responsibility_ratio)
            });
        let most = worst.map_or_else(String::new, |worst| {
            format!(
                "; the most is {} ({})",
                fixed(worst.responsibility_ratio, 2),
                worst.name
            )
        });
        list.push(format!(
            "Responsibility ratio: {} times its share of the key{most}.",
            fixed(share.responsibility_ratio, 2)
        ));
    }
    list
}

fn effects_blocks(why: &Why, years: f64) -> Vec<Block> {
    let mut table = TextTable::new(&[
        ("if this is moved", Align::Left),
        ("by", Align::Right),
        ("own places", Align::Right),
        ("own US$ thousand", Align::Right),
        ("unmet", Align::Right),
        ("worst ratio", Align::Right),
        ("mostly with", Align::Left),
    ]);
    let mut quiet: Vec<&str> = Vec::new();
    for effect in &why.effects {
        let is_loud = why
            .effects
            .iter()
            .any(|other| other.lever == effect.lever && has_effect(&other.consequence));
        let name = lever_name(&effect.lever);
        if is_loud {
            table.push(effect_cells(effect, years));
        } else if !quiet.contains(&name) {
            quiet.push(name);
        }
    }
    let mut blocks = vec![
        Block::Heading("What one step is worth".to_owned()),
        Block::Table(table),
    ];
    if !quiet.is_empty() {
        blocks.push(Block::Paragraph(format!(
            "Without effect when moved by one step, because they do not bind: {}.",
            quiet.join(", ")
        )));
    }
    blocks
}

/// Whether anything moves for anybody.
fn has_effect(consequence: &Consequence) -> bool {
    let change = consequence.after.less(&consequence.before);
    let own_moves = consequence
        .own
        .as_ref()
        .is_some_and(|own| own.places != 0 || own.usd.abs() >= 1.0);
    own_moves
        || !consequence.others.is_empty()
        || change.unmet_places != 0.0
        || change.unmet_usd.abs() >= 1.0
        || change.worst_ratio.abs() >= LEAST_RATIO
}

fn lever_name(lever: &Lever) -> &'static str {
    match lever {
        Lever::PlacesSought => "places sought",
        Lever::PlacesCap(_) => "its places cap",
        Lever::PlacesFloor(_) => "its places floor",
        Lever::Need => "need for money",
        Lever::MoneyCap(_) => "its money cap",
        Lever::RatioMaximum => "ratio limit of all",
        Lever::KeyShare(_) => "its key share",
    }
}

fn effect_cells(effect: &LeverEffect, years: f64) -> Vec<String> {
    let by = match effect.lever {
        Lever::PlacesSought | Lever::PlacesCap(_) | Lever::PlacesFloor(_) => {
            signed(effect.amount, |it| fixed(it, 0))
        }
        Lever::Need | Lever::MoneyCap(_) => {
            signed(effect.amount, |it| format!("{} m", fixed(it / 1e6, 0)))
        }
        Lever::RatioMaximum => signed(effect.amount, |it| fixed(it, 2)),
        Lever::KeyShare(_) => signed(effect.amount, |it| format!("{} pt", fixed(it * 100.0, 1))),
    };
    let consequence = &effect.consequence;
    let (places, money) = consequence
        .own
        .as_ref()
        .map_or((0.0, 0.0), |own| (own.places as f64, own.usd));
    let change = consequence.after.less(&consequence.before);
    vec![
        lever_name(&effect.lever).to_owned(),
        by,
        moved(places / years, 0.05, |it| fixed(it, 1)),
        moved(money / years / 1e3, 0.05, |it| fixed(it, 1)),
        unmet_change(change.unmet_places / years, change.unmet_usd / years),
        moved(change.worst_ratio, LEAST_RATIO, |it| fixed(it, 4)),
        mostly_with(consequence, places, money),
    ]
}

/// The one among the others who moves most against what moves here.
fn mostly_with(consequence: &Consequence, places: f64, money: f64) -> String {
    let weigh = |it: &Move| {
        if places == 0.0 {
            (0.0, -it.usd * money.signum())
        } else {
            (
                -(it.places as f64) * places.signum(),
                -it.usd * money.signum(),
            )
        }
    };
    consequence
        .others
        .iter()
        .filter(|it| weigh(it) > (0.0, 0.0))
        .max_by(|one, other| {
            let (one, other) = (weigh(one), weigh(other));
            one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1))
        })
        .map_or_else(String::new, |it| it.name.clone())
}

fn unmet_change(places: f64, money: f64) -> String {
    let mut parts = Vec::new();
    if places != 0.0 {
        parts.push(format!("{} pl.", signed(places, |it| fixed(it, 1))));
    }
    if money.abs() >= 1.0 {
        parts.push(format!("{} m", signed(money / 1e6, |it| fixed(it, 2))));
    }
    if parts.is_empty() {
        "–".to_owned()
    } else {
        parts.join(", ")
    }
}

/// A movement with its sign; `–` where there is none.
fn moved(value: f64, least: f64, write: impl Fn(f64) -> String) -> String {
    if value.abs() < least {
        "–".to_owned()
    } else {
        signed(value, write)
    }
}

fn leaving_blocks(page: &Explanation<'_>, what: &str, consequence: &Consequence) -> Vec<Block> {
    let name = &page.why.name;
    let years = page.plan.years.len().max(1) as f64;
    let place_value = page.option.place_value_usd_per_person;
    let mut table = TextTable::new(&[
        ("contributor", Align::Left),
        ("places", Align::Right),
        ("US$ million", Align::Right),
    ]);
    let row = |name: &str, places: i64, money: f64| {
        vec![
            name.to_owned(),
            moved(places as f64 / years, 0.05, |it| fixed(it, 1)),
            moved(money / years / 1e6, 0.0005, |it| fixed(it, 3)),
        ]
    };
    if let Some(own) = &consequence.own {
        table.push(row(&own.name, own.places, own.usd));
    }
    let others = &consequence.others;
    let mut shown: Vec<&Move> = others.iter().collect();
    // Places and money together, at the rate that the option declares.
    let value = |it: &Move| it.usd + place_value * it.places as f64;
    shown.sort_by(|one, other| {
        value(other)
            .total_cmp(&value(one))
            .then_with(|| one.contributor.cmp(&other.contributor))
    });
    for it in shown.iter().take(OTHERS_SHOWN) {
        table.push(row(&it.name, it.places, it.usd));
    }
    let rest = shown.get(OTHERS_SHOWN..).unwrap_or_default();
    if !rest.is_empty() {
        table.push(row(
            &format!("{} others", rest.len()),
            rest.iter().map(|it| it.places).sum(),
            rest.iter().map(|it| it.usd).sum(),
        ));
    }
    let change = consequence.after.less(&consequence.before);
    let sentence = if change.unmet_places <= 0.0 && change.unmet_usd < 1.0 {
        "The others absorb all of it; no further need is left unmet.".to_owned()
    } else {
        format!(
            "Left unmet beyond today's plan: {} places and {} a year.",
            three_digits(change.unmet_places.max(0.0) / years),
            usd(change.unmet_usd.max(0.0) / years)
        )
    };
    let (before, after) = (&consequence.before, &consequence.after);
    let ratio = if before.worst_ratio > 0.0 || after.worst_ratio > 0.0 {
        format!(
            " The worst responsibility ratio goes from {} to {}.",
            fixed(before.worst_ratio, 3),
            fixed(after.worst_ratio, 3)
        )
    } else {
        // Where nothing counts for money, nobody bears anything that a ratio could measure.
        String::new()
    };
    vec![
        Block::Heading(format!("If {name} {what}")),
        Block::Table(table),
        Block::Paragraph(format!("{sentence}{ratio}")),
    ]
}

/// A sentence over as many lines as it needs.
pub(crate) fn wrapped(sentence: &str) -> String {
    let mut text = String::new();
    let mut width = 0;
    for word in sentence.split(' ') {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > super::terminal::TERMINAL_WIDTH {
            text.push('\n');
            width = 0;
        } else if width > 0 {
            text.push(' ');
            width += 1;
        }
        text.push_str(word);
        width += length;
    }
    text.push('\n');
    text
}
