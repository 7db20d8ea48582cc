//! The ledger of a plan for the terminal: from key share to delivery, State by State.

use std::fmt::Write as _;

use crate::model::{LedgerRow, LedgerStep, Plan};

use super::ReportInputs;
use super::numbers::{fixed, percent, signed};
use super::terminal::{Align, TextTable, years_text};

/// The ledger of an option's plan, in places and in money as far as either is asked for, with
/// gains and losses against the baseline. Empty for an option without a plan.
#[must_use]
pub fn ledger_text(inputs: &ReportInputs<'_>, option: usize) -> String {
    let Some(plan) = inputs
        .plans
        .get(option)
        .filter(|plan| !plan.ledger.is_empty())
    else {
        return String::new();
    };
    let baseline = inputs
        .plans
        .get(inputs.situation.baseline())
        .filter(|baseline| baseline.option != plan.option);
    let mut text = String::new();
    let stands = |measure: Measure| plan.ledger.iter().any(|row| measure.stands(row));
    // Value adds something where places and money stand beside one another, or where places can
    // be exchanged for money at a declared rate.
    let measures = [Measure::Places, Measure::Money, Measure::Value];
    for measure in measures {
        if measure == Measure::Value && plan.ledger.iter().all(|row| !exchanges(row)) {
            continue;
        }
        if stands(measure) {
            if !text.is_empty() {
                text.push('\n');
            }
            let _ = writeln!(
                text,
                "{}: {}, {}",
                inputs.option_title(option),
                measure.title(inputs),
                years_text(plan)
            );
            text.push_str(&table(plan, baseline, measure));
        }
    }
    text.push_str(&reasons(plan));
    text
}

/// Whether places count for money in a row.
fn exchanges(row: &LedgerRow) -> bool {
    row.entries
        .iter()
        .any(|entry| (entry.value_usd - entry.usd).abs() > 1e-9)
}

/// What a ledger is counted in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Measure {
    Places,
    Money,
    Value,
}

impl Measure {
    fn title(self, inputs: &ReportInputs<'_>) -> String {
        match self {
            Self::Places => "places, persons".to_owned(),
            Self::Money => format!("money, million {}", inputs.money_unit()),
            Self::Value => "value of places and money together, US$ million".to_owned(),
        }
    }

    fn at(self, row: &LedgerRow, step: LedgerStep) -> f64 {
        row.at(step).map_or(0.0, |entry| match self {
            Self::Places => entry.places,
            Self::Money => entry.usd / 1e6,
            Self::Value => entry.value_usd / 1e6,
        })
    }

    fn stands(self, row: &LedgerRow) -> bool {
        LedgerStep::ALL
            .iter()
            .any(|&step| self.at(row, step).abs() > 1e-9)
    }

    fn decimals(self) -> usize {
        match self {
            Self::Places => 0,
            Self::Money | Self::Value => 2,
        }
    }
}

fn table(plan: &Plan, baseline: Option<&Plan>, measure: Measure) -> String {
    let given = |step| {
        plan.ledger
            .iter()
            .any(|row| measure.at(row, step).abs() > 1e-9)
    };
    // Steps at which nothing happens to anybody only take room.
    let changes = |step, before| {
        plan.ledger
            .iter()
            .any(|row| (measure.at(row, step) - measure.at(row, before)).abs() > 1e-9)
    };
    let mut steps = vec![(LedgerStep::KeyShare, "by key")];
    steps.push((LedgerStep::CapAndResidual, "capped"));
    if changes(LedgerStep::Deduction, LedgerStep::CapAndResidual) {
        steps.push((LedgerStep::Deduction, "deducted"));
    }
    if changes(LedgerStep::Offset, LedgerStep::Deduction) {
        steps.push((LedgerStep::Offset, "offset"));
    }
    steps.push((LedgerStep::Obligation, "obligation"));
    for (step, heading, next) in [
        (LedgerStep::Pledge, "pledged", Some(LedgerStep::Committed)),
        (
            LedgerStep::Committed,
            "committed",
            Some(LedgerStep::Delivered),
        ),
        (LedgerStep::Delivered, "delivered", None),
    ] {
        if given(step) && next.is_none_or(|next| changes(next, step)) {
            steps.push((step, heading));
        }
    }
    let mut columns = vec![("State", Align::Left), ("key %", Align::Right)];
    columns.extend(steps.iter().map(|&(_, heading)| (heading, Align::Right)));
    // A baseline without a plan states no value for its places.
    let baseline = baseline.filter(|plan| measure != Measure::Value || !plan.ledger.is_empty());
    if baseline.is_some() {
        columns.push(("against baseline", Align::Right));
    }
    let mut rows: Vec<&LedgerRow> = plan
        .ledger
        .iter()
        .filter(|row| measure.stands(row))
        .collect();
    rows.sort_by(|left, right| {
        measure
            .at(right, LedgerStep::KeyShare)
            .total_cmp(&measure.at(left, LedgerStep::KeyShare))
            .then_with(|| left.contributor.cmp(&right.contributor))
    });
    let mut table = TextTable::new(&columns);
    let decimals = measure.decimals();
    let before = |row: &LedgerRow| {
        baseline.map(|plan| {
            let own = plan
                .ledger
                .iter()
                .find(|other| other.contributor == row.contributor);
            own.map_or_else(
                || today(plan, row, measure),
                |own| measure.at(own, LedgerStep::Obligation),
            )
        })
    };
    let mut sums = vec![0.0; steps.len()];
    for row in rows {
        let mut cells = vec![row.name.clone(), fixed(100.0 * row.key_share, 2)];
        for (sum, &(step, _)) in sums.iter_mut().zip(&steps) {
            let value = measure.at(row, step);
            *sum += value;
            cells.push(fixed(value, decimals));
        }
        if let Some(before) = before(row) {
            let difference = measure.at(row, LedgerStep::Obligation) - before;
            cells.push(signed(difference, |value| fixed(value, decimals)));
        }
        table.push(cells);
    }
    let mut last = vec!["all".to_owned(), String::new()];
    last.extend(sums.iter().map(|&sum| fixed(sum, decimals)));
    table.push(last);
    table.render()
}

/// What a State gives under a baseline that has no plan.
fn today(plan: &Plan, row: &LedgerRow, measure: Measure) -> f64 {
    plan.share_of(&row.contributor)
        .map_or(0.0, |share| match measure {
            Measure::Places => share
                .obligation_places
                .iter()
                .map(|&count| f64::from(count))
                .sum(),
            Measure::Money | Measure::Value => share.obligation_usd.iter().sum::<f64>() / 1e6,
        })
}

/// The rules that bind beyond the key itself, a line for each reason with the States it applies
/// to.
fn reasons(plan: &Plan) -> String {
    let mut found: Vec<(String, Vec<&str>)> = Vec::new();
    for row in &plan.ledger {
        for step in [
            LedgerStep::CapAndResidual,
            LedgerStep::Deduction,
            LedgerStep::Offset,
        ] {
            let Some(entry) = row.at(step) else { continue };
            let plain = entry.rule.starts_with("takes its part")
                || entry.rule.starts_with("no deduction")
                || entry.rule == "no offset";
            if plain {
                continue;
            }
            match found.iter_mut().find(|(rule, _)| *rule == entry.rule) {
                Some((_, names)) => names.push(&row.name),
                None => found.push((entry.rule.clone(), vec![&row.name])),
            }
        }
    }
    let mut text = String::new();
    for (rule, names) in found {
        let _ = writeln!(text, "- {rule}: {}", names.join(", "));
    }
    let unmet: u32 = plan.unmet_places.iter().sum();
    if unmet > 0 {
        let placed: f64 = plan
            .ledger
            .iter()
            .map(|row| Measure::Places.at(row, LedgerStep::Obligation))
            .sum();
        let part = f64::from(unmet) / (f64::from(unmet) + placed);
        let _ = writeln!(
            text,
            "- asked of nobody: {} places ({})",
            fixed(f64::from(unmet), 0),
            percent(part)
        );
    }
    text
}
