//! Measures beside money and resettlement, ties, and what plans put into their programs.

use std::collections::BTreeSet;

use super::contributors::must_be_contributor;
use super::hosts::must_be_host;
use super::{Context, rounded};
use crate::model::{
    Affinity, Arrangement, FamilyGroup, Measure, MeasureKind, Objective, Programme,
};
use crate::scenario::document::{MeasureEntry, PlanEntry};
use crate::scenario::resolved::Step::{self, Key, Row};

/// All measures, in the order of the scenario.
pub(super) fn build(context: &mut Context<'_>) -> Vec<Measure> {
    let document = context.document;
    let mut seen = BTreeSet::new();
    let mut measures = Vec::with_capacity(document.measure.len());
    for (row, entry) in document.measure.iter().enumerate() {
        let at = [Key("measure"), Row(row), Key("kind")];
        if !MeasureKind::STATED.contains(&entry.kind) {
            let message = format!(
                "needs of {} do not stand under `measure`",
                entry.kind.label()
            );
            context.error(
                &at,
                "measure",
                message,
                "needs of money and of resettlement places come from the hosts or from `need`; \
                 what a person's resettlement costs stands with the contributor",
            );
        }
        if !seen.insert(entry.kind) {
            let message = format!("the measure `{}` stands twice", entry.kind.name());
            context.error(&at, "duplicate", message, "merge the two entries into one");
        }
        check_lists(context, entry, row);
        measures.push(Measure {
            kind: entry.kind,
            tier: entry.tier,
            value_usd_per_unit: entry.value_usd_per_unit,
            cost_usd_per_unit: entry.cost_usd_per_unit,
            need_per_year: document
                .host
                .iter()
                .map(|host| {
                    entry
                        .need
                        .iter()
                        .filter(|need| need.host == host.country)
                        .map(|need| need.units_per_year)
                        .sum()
                })
                .collect(),
            capacity_per_year: entry
                .capacity
                .iter()
                .map(|capacity| (capacity.contributor.clone(), capacity.units_per_year))
                .collect(),
        });
    }
    check_best_interests(context);
    measures
}

fn check_lists(context: &mut Context<'_>, entry: &MeasureEntry, row: usize) {
    let mut hosts = BTreeSet::new();
    for (index, need) in entry.need.iter().enumerate() {
        let at = [
            Key("measure"),
            Row(row),
            Key("need"),
            Row(index),
            Key("host"),
        ];
        must_be_host(context, &at, need.host);
        if !hosts.insert(need.host) {
            let message = format!("the need of `{}` stands twice", need.host);
            context.error(&at, "duplicate", message, "merge the two entries into one");
        }
    }
    let mut contributors = BTreeSet::new();
    for (index, capacity) in entry.capacity.iter().enumerate() {
        let at = [
            Key("measure"),
            Row(row),
            Key("capacity"),
            Row(index),
            Key("contributor"),
        ];
        must_be_contributor(context, &at, &capacity.contributor);
        if !contributors.insert(&capacity.contributor) {
            let message = format!("the capacity of `{}` stands twice", capacity.contributor);
            context.error(&at, "duplicate", message, "merge the two entries into one");
        }
    }
}

fn check_best_interests(context: &mut Context<'_>) {
    let document = context.document;
    let Some(best_interests) = &document.best_interests else {
        return;
    };
    let mut seen = BTreeSet::new();
    for (index, entry) in best_interests.procedures.iter().enumerate() {
        let at = [
            Key("best_interests"),
            Key("procedures"),
            Row(index),
            Key("host"),
        ];
        must_be_host(context, &at, entry.host);
        if !seen.insert(entry.host) {
            let message = format!("the procedures of `{}` stand twice", entry.host);
            context.error(&at, "duplicate", message, "merge the two entries into one");
        }
    }
}

/// Ties between contributors and hosts.
pub(super) fn affinities(context: &mut Context<'_>) -> Vec<Affinity> {
    let document = context.document;
    let mut seen = BTreeSet::new();
    for (row, entry) in document.affinity.iter().enumerate() {
        let at = |key| [Key("affinity"), Row(row), Key(key)];
        must_be_contributor(context, &at("contributor"), &entry.contributor);
        must_be_host(context, &at("host"), entry.host);
        if !seen.insert((&entry.contributor, entry.host)) {
            let message = format!(
                "the tie between `{}` and `{}` stands twice",
                entry.contributor, entry.host
            );
            context.error(&at("host"), "duplicate", message, "remove one of the two");
        }
    }
    document.affinity.clone()
}

/// Families who wait for places.
pub(super) fn families(context: &mut Context<'_>) -> Vec<FamilyGroup> {
    let document = context.document;
    let mut seen = BTreeSet::new();
    for (row, entry) in document.family.iter().enumerate() {
        let at = [Key("family"), Row(row), Key("host")];
        must_be_host(context, &at, entry.host);
        if !seen.insert((entry.host, entry.persons)) {
            let message = format!(
                "families of {} in `{}` stand twice",
                entry.persons, entry.host
            );
            context.error(&at, "duplicate", message, "merge the two entries into one");
        }
    }
    document.family.clone()
}

/// What a plan puts into its program.
pub(super) fn programme(plan: &PlanEntry, stated: &[MeasureKind]) -> Programme {
    let measures = if plan.together {
        plan.measures.clone().unwrap_or_else(|| stated.to_vec())
    } else {
        Vec::new()
    };
    Programme {
        together: plan.together,
        money_for_places: plan.money_for_places,
        measures,
        ratio: plan.ratio,
        order: plan.tier_order,
        largest_change_per_year: plan.largest_change_per_year,
        switching_cost_usd_per_usd: plan.switching_cost_usd_per_usd,
        minimum_places_share: plan.minimum_places_share,
        arrangements: plan.arrangement.clone(),
    }
}

/// What a plan's program needs beside the plan.
pub(super) fn check_plan(context: &mut Context<'_>, plan: &PlanEntry, row: usize) {
    let at = |key| [Key("option"), Row(row), Key("plan"), Key(key)];
    let together = "write `together = true` in the plan, or leave this out";
    if !plan.together {
        if plan
            .measures
            .as_ref()
            .is_some_and(|measures| !measures.is_empty())
        {
            let message = "other measures can only be apportioned together with money and places";
            context.error(&at("measures"), "together", message.to_owned(), together);
        }
        if plan.minimum_places_share.is_some() {
            let message = "where places come first, by the key, their part is settled already";
            context.error(
                &at("minimum_places_share"),
                "together",
                message.to_owned(),
                together,
            );
        }
        if plan.money_for_places {
            let message = "money can stand in for places only where both are one obligation";
            context.error(
                &at("money_for_places"),
                "together",
                message.to_owned(),
                together,
            );
        }
        if plan.objective == Objective::Tradable {
            let message = "quotas can be traded only where money and places are one obligation";
            context.error(&at("objective"), "together", message.to_owned(), together);
        }
    }
    check_measures(context, plan, row);
    check_tradable(context, plan, row);
    let mut seen = BTreeSet::new();
    for (index, arrangement) in plan.arrangement.iter().enumerate() {
        check_arrangement(context, plan, arrangement, [row, index]);
        if !seen.insert((
            &arrangement.contributor,
            arrangement.host,
            arrangement.measure,
        )) {
            let steps = arrangement_steps([row, index], "contributor");
            let message = format!(
                "`{}` has this arrangement for {} twice",
                arrangement.contributor,
                arrangement.measure.label()
            );
            context.error(&steps, "duplicate", message, "merge the two into one");
        }
    }
}

fn check_measures(context: &mut Context<'_>, plan: &PlanEntry, row: usize) {
    let stated: Vec<&str> = context
        .document
        .measure
        .iter()
        .map(|entry| entry.kind.name())
        .collect();
    for (index, kind) in plan.measures.iter().flatten().enumerate() {
        if !stated.contains(&kind.name()) {
            let at = [
                Key("option"),
                Row(row),
                Key("plan"),
                Key("measures"),
                Row(index),
            ];
            let message = format!(
                "the scenario states neither needs nor capacities of {}",
                kind.label()
            );
            let remedy = format!(
                "add a `[[measure]]` of this kind, or leave it out; {}",
                if stated.is_empty() {
                    "none is stated".to_owned()
                } else {
                    format!("stated are {}", stated.join(", "))
                }
            );
            context.error(&at, "unknown-measure", message, &remedy);
        }
    }
}

/// A market needs something that costs more here than there.
fn check_tradable(context: &mut Context<'_>, plan: &PlanEntry, row: usize) {
    let document = context.document;
    let costs = document
        .contributor
        .iter()
        .any(|entry| entry.place_cost_usd_per_person > 0.0);
    if plan.objective == Objective::Tradable && !costs {
        context.error(
            &[Key("option"), Row(row), Key("plan"), Key("objective")],
            "tradable",
            "no contributor states what receiving a person costs it, so nobody could gain by a \
             trade"
                .to_owned(),
            "add `place_cost_usd_per_person` to contributors, or choose another objective",
        );
    }
}

fn arrangement_steps([row, index]: [usize; 2], key: &str) -> [Step<'_>; 6] {
    [
        Key("option"),
        Row(row),
        Key("plan"),
        Key("arrangement"),
        Row(index),
        Key(key),
    ]
}

fn check_arrangement(
    context: &mut Context<'_>,
    plan: &PlanEntry,
    arrangement: &Arrangement,
    place: [usize; 2],
) {
    let at = |key| arrangement_steps(place, key);
    must_be_contributor(context, &at("contributor"), &arrangement.contributor);
    if let Some(host) = arrangement.host {
        must_be_host(context, &at("host"), host);
    }
    let kind = arrangement.measure;
    if kind != MeasureKind::Funding && !plan.together {
        let message = format!(
            "an arrangement about {} needs one program for all measures",
            kind.label()
        );
        context.error(
            &at("measure"),
            "together",
            message,
            "write `together = true` in the plan, or leave the arrangement out",
        );
    }
    let on_table = !MeasureKind::STATED.contains(&kind)
        || plan.measures.as_ref().map_or_else(
            || context.document.measure.iter().any(|one| one.kind == kind),
            |measures| measures.contains(&kind),
        );
    if !on_table {
        let message = format!(
            "the measure `{}` is not on the table under this plan",
            kind.name()
        );
        context.error(
            &at("measure"),
            "unknown-measure",
            message,
            "add it as a `[[measure]]` and to the plan's `measures`, or leave the arrangement out",
        );
    }
    if let Some(most) = arrangement.at_most_per_year
        && most < arrangement.at_least_per_year
    {
        let message = format!(
            "the arrangement asks for at least {} and at most {}",
            rounded(arrangement.at_least_per_year),
            rounded(most)
        );
        context.error(
            &at("at_most_per_year"),
            "contradictory-bounds",
            message,
            "raise the one or lower the other",
        );
    }
}
