//! Contributors: who they are, what they give, what they can give.

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, countries, rounded};
use crate::id::{ContributorId, CountryCode};
use crate::model::{Contributor, ContributorKind, Country};
use crate::scenario::document::ContributorEntry;
use crate::scenario::resolved::Step::{self, Key, Row};
use crate::units::Cents;

/// All contributors, in the order of the scenario.
pub(super) fn build(context: &mut Context<'_>, countries: &[Country]) -> Vec<Contributor> {
    let document = context.document;
    if document.contributor.is_empty() {
        context.error(
            &[Key("contributor")],
            "missing-key",
            "the scenario has no contributor".to_owned(),
            "add `[[contributor]]` entries or `contributor = \"table.csv\"`",
        );
        return Vec::new();
    }
    let share: f64 = document
        .contributor
        .iter()
        .map(|one| one.income_share)
        .sum();
    // Where nothing is simulated, what is given today may be left out altogether.
    let share = if document.simulated || share > 0.0 {
        share
    } else {
        1.0
    };
    context.sum_to_one(
        &[Key("contributor")],
        "the `income_share`s of the contributors",
        share,
        "change them so that they make up all of today's income; a contributor that leaves later \
         belongs into an option's `exit`",
    );
    let mut seen = BTreeSet::new();
    let mut contributors = Vec::with_capacity(document.contributor.len());
    for (row, entry) in document.contributor.iter().enumerate() {
        if !seen.insert(&entry.id) {
            let message = format!("the contributor `{}` stands twice", entry.id);
            context.error(
                &[Key("contributor"), Row(row), Key("id")],
                "duplicate",
                message,
                "merge the two entries into one",
            );
        }
        let country = country(context, entry, row, countries);
        check_earmarks(context, entry, row);
        check_budget(context, entry, row);
        contributors.push(Contributor {
            id: entry.id.clone(),
            name: entry
                .name
                .clone()
                .or_else(|| country.map(|country| country.name.clone()))
                .unwrap_or_else(|| entry.id.to_string()),
            kind: entry.kind,
            country: country.map(|country| country.code),
            income_share: entry.income_share,
            budget_per_year: entry.budget_usd_per_year.map(Cents::from_usd),
            baseline_places_per_year: entry.baseline_places_per_year,
            places_capacity_per_year: places_capacity(context, entry, row),
            place_cost_usd_per_person: entry.place_cost_usd_per_person,
            unearmarked_share: entry.unearmarked_share,
            host_earmarked_share: entry.host_earmarked_share,
        });
    }
    contributors
}

fn country<'a>(
    context: &mut Context<'_>,
    entry: &ContributorEntry,
    row: usize,
    countries: &'a [Country],
) -> Option<&'a Country> {
    if entry.kind != ContributorKind::State {
        return None;
    }
    let at = [Key("contributor"), Row(row), Key("id")];
    let Ok(code) = entry.id.0.parse::<CountryCode>() else {
        let message = format!("the State `{}` is not named by a country code", entry.id);
        context.error(&at, "unknown-country", message, "a State's `id` is its ISO 3166-1 alpha-3 code, as in USA; other contributors have another `kind`");
        return None;
    };
    let found = countries.iter().find(|country| country.code == code);
    if found.is_none() {
        countries::unknown(context, &at, code);
    }
    found
}

fn check_earmarks(context: &mut Context<'_>, entry: &ContributorEntry, row: usize) {
    let sum = entry.unearmarked_share + entry.host_earmarked_share;
    if sum > 1.0 + super::SUM_TOLERANCE {
        context.error(
            &[Key("contributor"), Row(row), Key("host_earmarked_share")],
            "sum",
            format!(
                "`unearmarked_share` and `host_earmarked_share` of {} sum to {}, more than 1",
                entry.id,
                rounded(sum)
            ),
            "they are parts of the same money; what remains below 1 is bound to a host and a sector",
        );
    }
}

/// The capacity that is stated, or twice today's places and at least the standing quotas.
fn places_capacity(context: &mut Context<'_>, entry: &ContributorEntry, row: usize) -> u32 {
    let mut by_year: BTreeMap<i32, u64> = BTreeMap::new();
    for quota in context
        .document
        .quota
        .iter()
        .filter(|quota| quota.contributor == entry.id && super::money::binds(quota))
    {
        *by_year.entry(quota.year).or_default() += u64::from(quota.places_persons);
    }
    let Some(capacity) = entry.places_capacity_per_year else {
        if !context.document.simulated {
            // Nothing is said about what it can do, so nothing holds it back.
            return u32::MAX;
        }
        let most = by_year.values().copied().max().unwrap_or(0);
        let most = u32::try_from(most).unwrap_or(u32::MAX);
        return entry.baseline_places_per_year.saturating_mul(2).max(most);
    };
    let at = [
        Key("contributor"),
        Row(row),
        Key("places_capacity_per_year"),
    ];
    if entry.baseline_places_per_year > capacity {
        let message = format!(
            "{} gives {} places a year today, more than its capacity of {capacity}",
            entry.id, entry.baseline_places_per_year
        );
        contradiction(context, &at, message);
    }
    for (year, places) in by_year {
        if places > u64::from(capacity) {
            let message = format!(
                "the standing quotas of {} for {year} sum to {places} places, more than its capacity of {capacity}",
                entry.id
            );
            contradiction(context, &at, message);
        }
    }
    capacity
}

fn contradiction(context: &mut Context<'_>, at: &[Step<'_>], message: String) {
    let remedy = "raise the capacity or lower what stands above it: no plan could keep both";
    context.error(at, "contradictory-bounds", message, remedy);
}

/// Pledges are floors and the budget is a cap: spread evenly over their windows, the pledges of
/// a calendar year must fit into it.
fn check_budget(context: &mut Context<'_>, entry: &ContributorEntry, row: usize) {
    let Some(budget) = entry.budget_usd_per_year else {
        return;
    };
    for (year, pledged) in pledged_by_year(context, &entry.id) {
        if pledged > budget * (1.0 + 1e-9) {
            let message = format!(
                "the pledges of {} for {year} come to US$ {pledged:.0}, more than its budget of US$ {budget:.0}",
                entry.id
            );
            contradiction(
                context,
                &[Key("contributor"), Row(row), Key("budget_usd_per_year")],
                message,
            );
        }
    }
}

fn pledged_by_year(context: &Context<'_>, id: &ContributorId) -> BTreeMap<i32, f64> {
    let mut by_year = BTreeMap::new();
    for pledge in context
        .document
        .pledge
        .iter()
        .filter(|pledge| pledge.contributor == *id)
    {
        let Ok(months) = u32::try_from(pledge.until.months_since(pledge.from) + 1) else {
            continue;
        };
        // Windows of centuries are reported elsewhere; here they must not cost time.
        for month in 0..months.min(1200) {
            let year = pledge.from.plus(month).year();
            *by_year.entry(year).or_insert(0.0) += pledge.amount_usd / f64::from(months);
        }
    }
    by_year
}

/// Reports an identifier that no contributor of the scenario has.
pub(super) fn must_be_contributor(
    context: &mut Context<'_>,
    at: &[Step<'_>],
    id: &ContributorId,
) -> Option<ContributorKind> {
    let entries = &context.document.contributor;
    let found = entries
        .iter()
        .find(|entry| entry.id == *id)
        .map(|entry| entry.kind);
    if found.is_none() {
        let remedy = crate::diagnostic::did_you_mean(
            id.as_str(),
            entries.iter().map(|entry| entry.id.as_str()),
        );
        context.error(
            at,
            "unknown-contributor",
            format!("`{id}` is not a contributor of this scenario"),
            &remedy,
        );
    }
    found
}
