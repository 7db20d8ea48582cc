//! The comparison for the terminal.

use crate::ensemble::UPTAKE_LEVELS;
use crate::indicator;
use crate::report::blocks::{Block, blocks_text};
use crate::report::numbers::{Scale, fixed, percent, signed, three_digits};
use crate::report::terminal::{Align, TextTable};
use crate::study::equity::ContributionUnit;
use crate::study::outcomes::{Contrast, ranking_holds};

use super::{Better, COMPARED, Compared};

/// States that a page lists on either side.
const STATES_SHOWN: usize = 6;

/// The page as text; no line of a table is wider than a hundred columns.
#[must_use]
pub fn compared_text(compared: &Compared) -> String {
    blocks_text(&compared_blocks(compared))
}

/// The page in blocks.
#[must_use]
pub fn compared_blocks(compared: &Compared) -> Vec<Block> {
    let mut blocks = vec![Block::Line(format!(
        "Baseline: {}",
        compared.titles[compared.baseline]
    ))];
    blocks.extend(equity(compared));
    for option in compared.others() {
        blocks.extend([Block::Gap, Block::Heading(compared.titles[option].clone())]);
        blocks.extend(winners_and_losers(compared, option));
        blocks.extend(hosting(compared, option));
        blocks.extend(futures(compared, option));
    }
    if !compared.source.is_empty() {
        blocks.extend([Block::Gap, Block::Paragraph(compared.source.clone())]);
    }
    blocks
}

fn equity(compared: &Compared) -> Vec<Block> {
    if compared.equity.is_empty() {
        return Vec::new();
    }
    let mut table = TextTable::new(&[
        ("means a year of the plan", Align::Left),
        ("Gini", Align::Right),
        ("Theil", Align::Right),
        ("Atkinson", Align::Right),
        ("most", Align::Right),
        ("money, mn", Align::Right),
        ("places", Align::Right),
        ("gap, mn", Align::Right),
    ]);
    for one in &compared.equity {
        table.push(vec![
            compared.titles[one.option].clone(),
            fixed(one.gini, 3),
            fixed(one.theil, 3),
            fixed(one.atkinson, 3),
            one.worst
                .map_or_else(String::new, |(_, ratio)| fixed(ratio, 2)),
            fixed(one.money_usd / 1e6, 1),
            fixed(one.places, 0),
            fixed(one.unmet_usd.iter().sum::<f64>() / 1e6, 1),
        ]);
    }
    let worst: Vec<String> = compared
        .equity
        .iter()
        .filter_map(|one| {
            let (state, _) = one.worst?;
            let name = &compared.yardstick.as_ref()?.states.get(state)?.1;
            Some(format!("{name} ({})", compared.titles[one.option]))
        })
        .collect();
    let counted = match unit(compared) {
        ContributionUnit::Usd => "money, places and hosting at declared values",
        ContributionUnit::Places => "places",
    };
    let counts = format!(
        "Inequality is that of contributions ({counted}) relative to key shares, 0 when all bear \
         alike. “Most” is the largest of them relative to an even one: {}. Money in million {}.",
        worst.join(", "),
        compared.money_unit
    );
    let declared = compared
        .yardstick
        .as_ref()
        .and_then(crate::report::declared_values)
        .map_or_else(String::new, |values| format!(" {values}."));
    vec![
        Block::Gap,
        Block::Table(table),
        Block::Paragraph(counts + &declared),
    ]
}

fn unit(compared: &Compared) -> ContributionUnit {
    compared
        .yardstick
        .as_ref()
        .map_or(ContributionUnit::Usd, |yardstick| yardstick.unit)
}

/// Places that a State of the yardstick gives a year under an option.
fn places_a_year(compared: &Compared, option: usize, state: usize) -> f64 {
    let plan = &compared.plans[option];
    let years = plan.years.len().max(1) as f64;
    compared
        .yardstick
        .as_ref()
        .and_then(|yardstick| plan.share_of(&yardstick.states[state].0))
        .map_or(0.0, |share| {
            share
                .obligation_places
                .iter()
                .map(|&it| f64::from(it))
                .sum::<f64>()
                / years
        })
}

fn winners_and_losers(compared: &Compared, option: usize) -> Vec<Block> {
    let Some(yardstick) = &compared.yardstick else {
        return Vec::new();
    };
    let (Some(base), Some(own)) = (
        compared.equity.get(compared.baseline),
        compared.equity.get(option),
    ) else {
        return Vec::new();
    };
    let mut changes: Vec<(usize, f64)> = base
        .contributions
        .iter()
        .zip(&own.contributions)
        .map(|(before, after)| after - before)
        .enumerate()
        .filter(|(_, change)| change.abs() >= 0.5)
        .collect();
    if changes.is_empty() {
        return vec![Block::Line(
            "Nobody gives more or less than under the baseline.".to_owned(),
        )];
    }
    changes.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    let (scale, decimals, what) = match unit(compared) {
        ContributionUnit::Usd => (
            1e6,
            2,
            "value of money, places and hosting, US$ million a year",
        ),
        ContributionUnit::Places => (1.0, 0, "places a year"),
    };
    let amount = |sum: f64| match unit(compared) {
        ContributionUnit::Usd => format!("US$ {} million", fixed(sum / 1e6, 1)),
        ContributionUnit::Places => format!("{} places", fixed(sum, 0)),
    };
    let states = |count: usize| match count {
        1 => "1 State gives".to_owned(),
        _ => format!("{count} States give"),
    };
    let more = changes.iter().filter(|(_, change)| *change > 0.0).count();
    let less = changes.len() - more;
    // Where places are what is counted, the difference says it all.
    let mut heads = vec![
        ("State", Align::Left),
        ("key %", Align::Right),
        ("baseline", Align::Right),
        ("option", Align::Right),
        ("difference", Align::Right),
    ];
    if unit(compared) == ContributionUnit::Usd {
        heads.push(("places", Align::Right));
    }
    let mut table = TextTable::new(&heads);
    let shown: Vec<(usize, f64)> = changes
        .iter()
        .copied()
        .take(more.min(STATES_SHOWN))
        .chain(
            changes
                .iter()
                .copied()
                .skip(changes.len() - less.min(STATES_SHOWN)),
        )
        .collect();
    for (state, change) in shown {
        let (_, name, share) = &yardstick.states[state];
        let moved = places_a_year(compared, option, state)
            - places_a_year(compared, compared.baseline, state);
        table.push(vec![
            name.clone(),
            fixed(100.0 * share, 2),
            fixed(base.contributions[state] / scale, decimals),
            fixed(own.contributions[state] / scale, decimals),
            signed(change / scale, |value| fixed(value, decimals)),
            if moved.abs() < 0.05 {
                "–".to_owned()
            } else {
                signed(moved, |value| fixed(value, 0))
            },
        ]);
    }
    let sum = |sign: f64| -> f64 {
        changes
            .iter()
            .filter(|(_, change)| change * sign > 0.0)
            .map(|(_, change)| change.abs())
            .sum()
    };
    vec![
        Block::Line(format!(
            "{} more ({} a year together), {} less ({});",
            states(more),
            amount(sum(1.0)),
            states(less),
            amount(sum(-1.0)),
        )),
        Block::Line(format!("{what}, the largest changes on either side:")),
        Block::Table(table),
    ]
}

/// Over which values of hosting the ranking in equity holds, on the plans themselves.
fn hosting(compared: &Compared, option: usize) -> Vec<Block> {
    let Some((_, points)) = compared.over_hosting.iter().find(|(it, _)| *it == option) else {
        return Vec::new();
    };
    let Some(declared) = points.iter().find(|point| point.0 == 1.0) else {
        return Vec::new();
    };
    let sign = |point: &(f64, f64, f64)| {
        let difference = point.2 - point.1;
        if difference.abs() < 5e-4 {
            0
        } else if difference < 0.0 {
            -1
        } else {
            1
        }
    };
    let ranking = sign(declared);
    let spread = points
        .iter()
        .any(|point| (point.1 - declared.1).abs() > 5e-4 || (point.2 - declared.2).abs() > 5e-4);
    if !spread {
        return vec![Block::Line(
            "Hosting counts for nothing here, so its declared value changes no ranking.".to_owned(),
        )];
    }
    let at = points.iter().position(|point| point.0 == 1.0).unwrap_or(0);
    let low = points[..=at]
        .iter()
        .rev()
        .take_while(|point| sign(point) == ranking)
        .last();
    let high = points[at..]
        .iter()
        .take_while(|point| sign(point) == ranking)
        .last();
    let (Some(low), Some(high)) = (low, high) else {
        return Vec::new();
    };
    let verdict = match ranking {
        -1 => "more even than the baseline",
        1 => "less even than the baseline",
        _ => "as even as the baseline",
    };
    vec![Block::Paragraph(format!(
        "By its plan it is {verdict}; with hosting valued at {} to {} times what is declared (of \
         {} to {} times that were tried) this holds.",
        fixed_multiple(low.0),
        fixed_multiple(high.0),
        fixed_multiple(points.first().map_or(0.0, |point| point.0)),
        fixed_multiple(points.last().map_or(0.0, |point| point.0)),
    ))]
}

fn fixed_multiple(value: f64) -> String {
    crate::units::with_decimals(value)
}

/// What common futures say.
fn futures(compared: &Compared, option: usize) -> Vec<Block> {
    let Some(outcomes) = &compared.outcomes else {
        return Vec::new();
    };
    let baseline = compared.baseline;
    let mut table = TextTable::new(&[
        ("over all futures", Align::Left),
        ("unit", Align::Left),
        ("baseline", Align::Right),
        ("option", Align::Right),
        ("difference", Align::Right),
        ("95 % interval", Align::Right),
        ("verdict", Align::Right),
    ]);
    let mut any = false;
    for (name, better) in COMPARED {
        if let Some(contrast) = outcomes.contrast(baseline, option, None, name) {
            any = true;
            table.push(cells(name, &contrast, better));
        }
    }
    if !any {
        return Vec::new();
    }
    let mut blocks = vec![Block::Gap, Block::Table(table)];
    blocks.extend(uptakes(compared, option));
    let mut sentences = Vec::new();
    let values = outcomes.over_hosting_values(baseline, option);
    sentences.push(match ranking_holds(&values) {
        Some([low, high]) => format!(
            "In the futures the ranking by inequality holds with hosting valued at {} to {} times \
             what is declared.",
            fixed_multiple(low),
            fixed_multiple(high)
        ),
        None => "In the futures the ranking by inequality is not decided at the declared value of \
                 hosting."
            .to_owned(),
    });
    sentences.extend(flips(compared, option));
    blocks.push(Block::Paragraph(sentences.join(" ")));
    blocks
}

fn cells(name: &str, contrast: &Contrast, better: Better) -> Vec<String> {
    let found = indicator::find(name);
    let (label, unit) = found.map_or((name, ""), |it| (it.label, it.unit));
    let scale = Scale::for_largest(contrast.baseline_mean.abs().max(contrast.option_mean.abs()));
    let write = |value: f64| three_digits(value / scale.factor);
    vec![
        label.trim_end_matches(", whole period").to_owned(),
        scale.unit(unit),
        write(contrast.baseline_mean),
        write(contrast.option_mean),
        signed(contrast.difference, write),
        format!(
            "{} to {}",
            signed(contrast.interval[0], write),
            signed(contrast.interval[1], write)
        ),
        verdict(contrast, better),
    ]
}

/// What the replicates decide.
pub(super) fn verdict(contrast: &Contrast, better: Better) -> String {
    if !contrast.decided {
        return match contrast.replicates_to_decide {
            Some(count) => format!("needs {}", fixed(count as f64, 0)),
            None => "the same".to_owned(),
        };
    }
    let less = contrast.difference < 0.0;
    match better {
        Better::Neither => if less { "less" } else { "more" }.to_owned(),
        Better::Less => if less { "better" } else { "worse" }.to_owned(),
        Better::More => if less { "worse" } else { "better" }.to_owned(),
    }
}

/// Indicators whose differences are shown at fixed uptakes.
const BY_UPTAKE: [(&str, Better); 4] = [
    ("total_gap_usd", Better::Less),
    ("total_solutions_persons", Better::More),
    ("total_protracted_person_years", Better::Less),
    ("contribution_gini", Better::Less),
];

/// Differences at fixed uptakes, and the uptake from which the option does better.
fn uptakes(compared: &Compared, option: usize) -> Vec<Block> {
    BY_UPTAKE
        .into_iter()
        .filter_map(|(name, better)| at_uptakes(compared, option, name, better))
        .map(Block::Paragraph)
        .collect()
}

fn at_uptakes(compared: &Compared, option: usize, name: &str, better: Better) -> Option<String> {
    let outcomes = compared.outcomes.as_ref()?;
    let points: Vec<(f64, Contrast)> = UPTAKE_LEVELS
        .into_iter()
        .filter_map(|uptake| {
            let contrast = outcomes.contrast(compared.baseline, option, Some(uptake), name)?;
            Some((uptake, contrast))
        })
        .collect();
    let largest = points
        .iter()
        .map(|(_, contrast)| contrast.difference.abs())
        .fold(0.0, f64::max);
    if largest <= 0.0 {
        return None;
    }
    let scale = Scale::for_largest(largest);
    let shown: Vec<String> = points
        .iter()
        .map(|(uptake, contrast)| {
            format!(
                "{} at {} uptake{}",
                signed(contrast.difference / scale.factor, three_digits),
                percent(*uptake),
                if contrast.decided || contrast.difference == 0.0 {
                    ""
                } else {
                    " (undecided)"
                }
            )
        })
        .collect();
    let gains: Vec<(f64, f64)> = points
        .iter()
        .map(|(uptake, contrast)| match better {
            Better::More => (*uptake, contrast.difference),
            _ => (*uptake, -contrast.difference),
        })
        .collect();
    let (first, last) = (gains.first()?, gains.last()?);
    let turn = gains.windows(2).find_map(|pair| {
        let [(low, below), (high, above)] = [pair[0], pair[1]];
        (below <= 0.0 && above > 0.0).then(|| low + (high - low) * below / (below - above))
    });
    let sentence = if first.1 > 0.0 && gains.iter().all(|gain| gain.1 >= 0.0) {
        "better at every uptake".to_owned()
    } else if last.1 <= 0.0 && gains.iter().all(|gain| gain.1 <= 0.0) {
        "not better even at full uptake".to_owned()
    } else {
        match turn {
            Some(uptake) if uptake < 5e-4 => "better at any uptake above none".to_owned(),
            Some(uptake) => format!("better from an uptake of {} on", percent(uptake)),
            None => "not in one order at all uptakes".to_owned(),
        }
    };
    let found = indicator::find(name);
    let (label, unit) = found.map_or((name, ""), |it| (it.label, it.unit));
    Some(format!(
        "{} against the baseline, {}: {}; by means, {sentence}.",
        label.trim_end_matches(", whole period"),
        scale.unit(unit),
        shown.join(", ")
    ))
}

/// Sentences on the futures under which a ranking turns.
fn flips(compared: &Compared, option: usize) -> Vec<String> {
    let Some(outcomes) = &compared.outcomes else {
        return Vec::new();
    };
    let mut said = Vec::new();
    for (name, better) in COMPARED {
        if better == Better::Neither {
            continue;
        }
        for third in outcomes.under_conditions(compared.baseline, option, name) {
            if third.flips {
                said.push(format!(
                    "{} turns in the third of futures with {} {}.",
                    label(name),
                    ["the least", "middling", "the most"][third.third],
                    condition(third.condition)
                ));
            }
        }
    }
    if said.is_empty() {
        said.push(
            "No ranking turns in any third of the futures by arrivals or by peace.".to_owned(),
        );
    }
    said
}

fn label(name: &str) -> String {
    let label = indicator::find(name).map_or(name, |it| it.label);
    format!("“{}”", label.trim_end_matches(", whole period"))
}

pub(in crate::report) fn condition(name: &str) -> &str {
    match name {
        "total_arrivals_persons" => "arrivals",
        "total_peace_share" => "peace",
        other => other,
    }
}
