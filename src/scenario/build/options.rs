//! Policy options.

use std::collections::BTreeSet;

use super::contributors::must_be_contributor;
use super::{Context, keys, measures, rounded};
use crate::id::ContributorId;
use crate::model::{
    AfterYears, Country, Indicator, KeySpec, LedgerRules, MeasureKind, Objective, ParticipantGroup,
    Participants, PolicyOption, Programme, RoundingMethod,
};
use crate::scenario::document::{OptionEntry, PlanEntry};
use crate::scenario::resolved::Step::{self, Key, Row};

/// All options, in the order of the scenario.
pub(super) fn build(context: &mut Context<'_>, countries: &[Country]) -> Vec<PolicyOption> {
    let document = context.document;
    if document.option.is_empty() {
        context.error(
            &[Key("option")],
            "missing-key",
            "the scenario has no option".to_owned(),
            "add at least one `[[option]]`, one of them with `baseline = true`",
        );
    }
    check_baseline(context);
    let mut seen = BTreeSet::new();
    for (row, entry) in document.option.iter().enumerate() {
        if !seen.insert(&entry.id) {
            let message = format!("the option `{}` stands twice", entry.id);
            context.error(
                &[Key("option"), Row(row), Key("id")],
                "duplicate",
                message,
                "give one of them another `id`",
            );
        }
        check_exits(context, entry, row);
        if let Some(plan) = &entry.plan {
            check_plan(context, plan, row, countries);
        }
    }
    let needs_are_stated = !document.need.is_empty();
    let stated: Vec<MeasureKind> = document.measure.iter().map(|one| one.kind).collect();
    document
        .option
        .iter()
        .map(|entry| option(entry, needs_are_stated, &stated))
        .collect()
}

fn check_baseline(context: &mut Context<'_>) {
    let options = &context.document.option;
    let baselines: Vec<usize> = (0..options.len())
        .filter(|row| options.get(*row).is_some_and(|one| one.baseline))
        .collect();
    match baselines.as_slice() {
        [] if !options.is_empty() => context.error(
            &[Key("option")],
            "baseline",
            "no option is the baseline".to_owned(),
            "write `baseline = true` in the option with which the others are compared",
        ),
        [_, others @ ..] => {
            for &row in others {
                context.error(
                    &[Key("option"), Row(row), Key("baseline")],
                    "baseline",
                    "there is more than one baseline".to_owned(),
                    "leave `baseline = true` in one option only",
                );
            }
        }
        [] => {}
    }
}

fn check_exits(context: &mut Context<'_>, entry: &OptionEntry, row: usize) {
    let mut seen = BTreeSet::new();
    for (index, exit) in entry.exit.iter().enumerate() {
        let at = |key| [Key("option"), Row(row), Key("exit"), Row(index), Key(key)];
        must_be_contributor(context, &at("contributor"), &exit.contributor);
        check_month(context, &at("month"), exit.month, "the exit");
        if !seen.insert((&exit.contributor, exit.month)) {
            let message = format!("the exit of `{}` stands twice", exit.contributor);
            context.error(
                &at("contributor"),
                "duplicate",
                message,
                "remove one of the two",
            );
        }
    }
}

fn check_month(context: &mut Context<'_>, at: &[Step<'_>], month: u32, what: &str) {
    let months = context.clock.months;
    if month >= months {
        let message = format!(
            "{what} comes in month {month}, but the simulation ends with month {}",
            months - 1
        );
        context.error(
            at,
            "beyond-the-clock",
            message,
            "months are counted from 0; choose an earlier one or lengthen `clock.months`",
        );
    }
}

fn check_plan(context: &mut Context<'_>, plan: &PlanEntry, row: usize, countries: &[Country]) {
    let at = |key| [Key("option"), Row(row), Key("plan"), Key(key)];
    check_month(context, &at("month"), plan.month, "the plan");
    if plan.after_years == AfterYears::Lapses && plan.review_interval_months.is_some() {
        context.error(
            &at("after_years"),
            "contradictory-bounds",
            "the plan is reviewed, and so rolled on, but is said to end with its years".to_owned(),
            "leave out `after_years` or `review_interval_months`",
        );
    }
    if let Participants::List(ids) = &plan.participants {
        for (index, id) in ids.iter().enumerate() {
            let steps = [
                Key("option"),
                Row(row),
                Key("plan"),
                Key("participants"),
                Row(index),
            ];
            must_be_contributor(context, &steps, id);
        }
        if ids.is_empty() {
            context.error(
                &at("participants"),
                "participants",
                "nobody takes part in the plan".to_owned(),
                "list contributors, or leave `participants` out for all of them",
            );
        }
    }
    if let Some(ratio) = plan
        .responsibility_ratio_maximum
        .filter(|ratio| *ratio < 1.0)
    {
        context.error(
            &at("responsibility_ratio_maximum"),
            "contradictory-bounds",
            format!(
                "no State may be asked for more than {} of its share, so the shares cannot be met",
                rounded(ratio)
            ),
            "a responsibility ratio of 1 is a State's exact share; write 1 or more",
        );
    }
    if let Some(mix) = &plan.solutions {
        context.sum_to_one(
            &at("solutions"),
            "the shares of solutions in the plan's mix",
            mix.in_order().iter().sum(),
            "voluntary return, local integration and resettlement make up all solutions",
        );
        let strategy = &context.document.protracted.solution_strategy;
        if !strategy.applies.is_on() {
            context.warning(
                &at("solutions"),
                "without-effect",
                "the mix of solutions has no effect: solutions are not supported by it".to_owned(),
                "set `protracted.solution_strategy.applies = \"with-plan\"`",
            );
        }
    }
    keys::check(context, &plan.key, row);
    check_ledger(context, plan, row);
    measures::check_plan(context, plan, row);
    check_figures(context, plan, row, countries);
}

/// Deductions and offsets name contributors, each once.
fn check_ledger(context: &mut Context<'_>, plan: &PlanEntry, row: usize) {
    let lists = [
        (
            "deduction",
            plan.ledger
                .deduction
                .iter()
                .map(|one| &one.contributor)
                .collect::<Vec<_>>(),
        ),
        (
            "offset",
            plan.ledger
                .offset
                .iter()
                .map(|one| &one.contributor)
                .collect(),
        ),
    ];
    for (list, ids) in lists {
        let mut seen = BTreeSet::new();
        for (index, id) in ids.into_iter().enumerate() {
            let at = [
                Key("option"),
                Row(row),
                Key("plan"),
                Key("ledger"),
                Key(list),
                Row(index),
                Key("contributor"),
            ];
            let kind = must_be_contributor(context, &at, id);
            if kind.is_some_and(|kind| !kind.has_key_share()) {
                let message = format!("`{id}` is not a State, so it holds no share of the key");
                context.error(&at, "ledger", message, "only States have an obligation");
            }
            if !seen.insert(id) {
                let message = format!("the {list} of `{id}` stands twice");
                context.error(&at, "duplicate", message, "merge the two entries into one");
            }
        }
    }
}

/// A key, and a cap by GDP, can be computed only where every State's figures are known.
fn check_figures(context: &mut Context<'_>, plan: &PlanEntry, row: usize, countries: &[Country]) {
    let states = participating(context, plan, countries);
    let at = |key| [Key("option"), Row(row), Key("plan"), Key(key)];
    let remedy = "add the indicator to the State in the `country` list, leave the State out of \
                  `participants`, or choose another key";
    let read: Vec<&Country> = states
        .iter()
        .copied()
        .filter(|country| plan.key.reads(country))
        .collect();
    for indicator in plan.key.indicators() {
        let lacking = lacking(&read, indicator);
        if !lacking.is_empty() {
            let message = format!(
                "the key reads `{}`, which is not known for {lacking}",
                indicator.name()
            );
            context.error(&at("key"), "missing-indicator", message, remedy);
        }
    }
    let without_gdp = lacking(&states, Indicator::GdpUsd);
    if plan.cap_share_of_gdp_per_year.is_some() && !without_gdp.is_empty() {
        let message = format!("the cap reads `gdp_usd`, which is not known for {without_gdp}");
        context.error(
            &at("cap_share_of_gdp_per_year"),
            "missing-indicator",
            message,
            remedy,
        );
    }
}

fn lacking(states: &[&Country], indicator: Indicator) -> String {
    let names: Vec<&str> = states
        .iter()
        .filter(|country| country.value(indicator).is_none())
        .map(|country| country.name.as_str())
        .collect();
    names.join(", ")
}

fn participating<'a>(
    context: &Context<'_>,
    plan: &PlanEntry,
    countries: &'a [Country],
) -> Vec<&'a Country> {
    let contributors = &context.document.contributor;
    let takes_part = |country: &&Country| {
        let is = |id: &ContributorId| id.as_str() == country.code.as_str();
        let contributes = || {
            contributors
                .iter()
                .any(|entry| entry.kind.has_key_share() && is(&entry.id))
        };
        match &plan.participants {
            Participants::Group(ParticipantGroup::UnMembers) => country.un_member || contributes(),
            Participants::List(ids) => ids.iter().any(is) && contributes(),
            Participants::Group(ParticipantGroup::Contributors) | Participants::Default => {
                contributes()
            }
        }
    };
    countries.iter().filter(takes_part).collect()
}

fn option(entry: &OptionEntry, needs_are_stated: bool, stated: &[MeasureKind]) -> PolicyOption {
    let plan = entry.plan.as_ref();
    PolicyOption {
        id: entry.id.clone(),
        title: entry.title.clone(),
        description: entry.description.trim().to_owned(),
        is_baseline: entry.baseline,
        has_plan: plan.is_some(),
        appeal: entry.appeal,
        key: plan.map_or_else(no_key, |plan| plan.key.clone()),
        participants: plan.map_or(Participants::Default, |plan| plan.participants.clone()),
        objective: plan.map_or(Objective::default(), |plan| plan.objective),
        plan_month: plan.map_or(0, |plan| plan.month),
        plan_years: plan.map_or(1, |plan| plan.years),
        after_years: plan.map_or(AfterYears::default(), |plan| plan.after_years),
        cap_share_of_gdp_per_year: plan.and_then(|plan| plan.cap_share_of_gdp_per_year),
        responsibility_ratio_maximum: plan.and_then(|plan| plan.responsibility_ratio_maximum),
        hosting_value_usd_per_person_year: plan
            .map_or(0.0, |plan| plan.hosting_value_usd_per_person_year),
        place_value_usd_per_person: plan.map_or(0.0, |plan| plan.place_value_usd_per_person),
        resettlement_places_per_year: plan.map_or(0, |plan| {
            let all = if needs_are_stated { u32::MAX } else { 0 };
            plan.resettlement_places_per_year.unwrap_or(all)
        }),
        places_must_be_met: plan.is_some_and(|plan| plan.places_must_be_met),
        rounding: plan.map_or(RoundingMethod::default(), |plan| plan.rounding),
        ledger: plan.map_or_else(LedgerRules::default, |plan| plan.ledger.clone()),
        programme: plan.map_or_else(Programme::default, |plan| measures::programme(plan, stated)),
        solutions: plan.and_then(|plan| plan.solutions.clone()),
        group_resettlement_share: entry.group_resettlement_share,
        multi_year_share: entry.multi_year_share,
        multi_year_years: entry.multi_year_years,
        review_interval_months: plan.and_then(|plan| plan.review_interval_months),
        review_switching_cost_share: plan.and_then(|plan| plan.review_switching_cost_share),
        uptake: plan.and_then(|plan| plan.uptake),
        exits: entry.exit.clone(),
    }
}

/// An option without a plan reads no key; this one stands in its place.
fn no_key() -> KeySpec {
    KeySpec {
        name: "population".to_owned(),
        ..KeySpec::default()
    }
}
