//! Pledges, quotas, and what was asked and received.

use std::collections::BTreeSet;

use super::Context;
use super::contributors::must_be_contributor;
use super::hosts::must_be_host;
use crate::model::{
    Basis, EarmarkTier, FundingRecord, Pledge, PledgeStatus, ResettlementQuota, StatedNeed,
};
use crate::scenario::document::{PledgeEntry, QuotaEntry};
use crate::scenario::resolved::Step::{Key, Row};
use crate::units::Cents;

/// Pledges standing at the start.
pub(super) fn pledges(context: &mut Context<'_>) -> Vec<Pledge> {
    let document = context.document;
    for (row, entry) in document.pledge.iter().enumerate() {
        must_be_contributor(
            context,
            &[Key("pledge"), Row(row), Key("contributor")],
            &entry.contributor,
        );
        check_window(context, entry, row);
        check_earmark(context, entry, row);
    }
    document
        .pledge
        .iter()
        .map(|entry| Pledge {
            contributor: entry.contributor.clone(),
            amount: Cents::from_usd(entry.amount_usd),
            from: entry.from,
            until: entry.until,
            earmark: entry.earmark,
            host: entry.host,
            sector: entry.sector,
            instrument: entry.instrument,
            status: entry.status,
        })
        .collect()
}

fn check_window(context: &mut Context<'_>, entry: &PledgeEntry, row: usize) {
    let clock = context.clock;
    let at = [Key("pledge"), Row(row), Key("until")];
    if entry.until < entry.from {
        let message = format!(
            "the pledge ends in {}, before it starts in {}",
            entry.until, entry.from
        );
        context.error(
            &at,
            "window",
            message,
            "swap `from` and `until`, or correct one of them",
        );
    } else if entry.until < clock.start {
        let message = format!(
            "the pledge ends in {}, before the simulation starts in {}, so it has no effect",
            entry.until, clock.start
        );
        context.warning(&at, "window", message, "remove it, or correct its months");
    } else if entry.from >= clock.start.plus(clock.months) {
        let message = format!(
            "the pledge starts in {}, after the simulation ends",
            entry.from
        );
        context.warning(&at, "window", message, "remove it, or lengthen the clock");
    }
}

fn check_earmark(context: &mut Context<'_>, entry: &PledgeEntry, row: usize) {
    if let Some(host) = entry.host {
        must_be_host(context, &[Key("pledge"), Row(row), Key("host")], host);
    }
    let (needs_host, needs_sector, name) = match entry.earmark {
        EarmarkTier::Situation => (false, false, "situation"),
        EarmarkTier::Host => (true, false, "host"),
        EarmarkTier::HostSector => (true, true, "host-sector"),
    };
    for (key, needed, given) in [
        ("host", needs_host, entry.host.is_some()),
        ("sector", needs_sector, entry.sector.is_some()),
    ] {
        let at = [Key("pledge"), Row(row), Key("earmark")];
        if needed && !given {
            let message = format!("the pledge is earmarked `{name}`, but names no {key}");
            context.error(
                &at,
                "earmark",
                message,
                &format!("add `{key} = \"…\"`, or loosen the earmark"),
            );
        } else if given && !needed {
            let message = format!("the pledge is earmarked `{name}`, but names a {key}");
            context.error(
                &at,
                "earmark",
                message,
                &format!("remove `{key}`, or tighten the earmark"),
            );
        }
    }
}

/// Whether no plan may ask for fewer places than a quota.
pub(super) fn binds(entry: &QuotaEntry) -> bool {
    entry
        .binds
        .unwrap_or(entry.status != PledgeStatus::Announced)
}

/// Standing resettlement quotas.
pub(super) fn quotas(context: &mut Context<'_>) -> Vec<ResettlementQuota> {
    let document = context.document;
    let years = context.clock.years();
    let mut seen = BTreeSet::new();
    for (row, entry) in document.quota.iter().enumerate() {
        let id = [Key("quota"), Row(row), Key("contributor")];
        let kind = must_be_contributor(context, &id, &entry.contributor);
        if kind.is_some_and(|kind| !kind.has_key_share()) {
            let message = format!(
                "`{}` is not a State, so it receives nobody",
                entry.contributor
            );
            context.error(&id, "quota", message, "only States have quotas");
        }
        if let Some(host) = entry.host {
            must_be_host(context, &[Key("quota"), Row(row), Key("host")], host);
        }
        let year = [Key("quota"), Row(row), Key("year")];
        if !years.contains(&entry.year) {
            let message = format!(
                "the simulation has no year {}, so the quota has no effect",
                entry.year
            );
            context.warning(&year, "window", message, "remove it, or correct the year");
        }
        if !seen.insert((&entry.contributor, entry.year, entry.host, entry.status)) {
            let message = format!(
                "the quota of `{}` for {} stands twice",
                entry.contributor, entry.year
            );
            context.error(
                &year,
                "duplicate",
                message,
                "add the places of the two rows up in one",
            );
        }
    }
    document
        .quota
        .iter()
        .map(|entry| ResettlementQuota {
            contributor: entry.contributor.clone(),
            year: entry.year,
            places: entry.places_persons,
            host: entry.host,
            status: entry.status,
            binds: binds(entry),
        })
        .collect()
}

/// Needs that the scenario states.
pub(super) fn needs(context: &mut Context<'_>) -> Vec<StatedNeed> {
    let document = context.document;
    let years = context.clock.years();
    if document.simulated && !document.need.is_empty() {
        context.error(
            &[Key("need")],
            "stated-needs",
            "the scenario states its needs, but its simulation forecasts them".to_owned(),
            "remove `need`, or write `simulated = false`",
        );
    }
    if !document.simulated && document.need.is_empty() {
        context.error(
            &[Key("need")],
            "missing-key",
            "the scenario is not simulated and states no need, so there is nothing to apportion"
                .to_owned(),
            "add `[[need]]` entries or `need = \"table.csv\"`",
        );
    }
    let mut seen = BTreeSet::new();
    for (row, entry) in document.need.iter().enumerate() {
        must_be_host(context, &[Key("need"), Row(row), Key("host")], entry.host);
        let year = [Key("need"), Row(row), Key("year")];
        if !years.contains(&entry.year) {
            let message = format!("the clock has no year {}", entry.year);
            context.error(
                &year,
                "window",
                message,
                "correct the year, or change `clock.start` or `clock.months`",
            );
        }
        if !seen.insert((entry.host, entry.year)) {
            let message = format!(
                "the need of `{}` in {} stands twice",
                entry.host, entry.year
            );
            context.error(&year, "duplicate", message, "merge the two rows into one");
        }
    }
    document
        .need
        .iter()
        .map(|entry| StatedNeed {
            host: entry.host,
            year: entry.year,
            places: entry.places_persons,
            life_saving_usd: entry.life_saving_usd,
            sustaining_usd: entry.sustaining_usd,
            hosted_person_years: entry.hosted_person_years,
        })
        .collect()
}

/// What was asked and received in past years.
pub(super) fn funding_history(context: &mut Context<'_>) -> Vec<FundingRecord> {
    let document = context.document;
    let mut seen = BTreeSet::new();
    let mut records = Vec::with_capacity(document.funding_history.len());
    for (row, entry) in document.funding_history.iter().enumerate() {
        must_be_host(
            context,
            &[Key("funding_history"), Row(row), Key("host")],
            entry.host,
        );
        let year = [Key("funding_history"), Row(row), Key("year")];
        if entry.year > context.clock.start.year() {
            let message = format!(
                "{} lies after the start of the simulation in {}",
                entry.year, context.clock.start
            );
            context.error(
                &year,
                "future",
                message,
                "the history ends with the year of the start",
            );
        }
        if !seen.insert((entry.host, entry.year)) {
            let message = format!("`{}`, {} stands twice", entry.host, entry.year);
            context.error(&year, "duplicate", message, "merge the two rows into one");
        }
        let at = [Key("funding_history"), Row(row), Key("requested_usd")];
        let evidence = context.tree.evidence(&at).cloned().unwrap_or_default();
        records.push(FundingRecord {
            host: entry.host,
            year: entry.year,
            requested: Cents::from_usd(entry.requested_usd),
            received: entry.received_usd.map(Cents::from_usd),
            basis: evidence.basis.unwrap_or(Basis::Judgement),
            requested_range_usd: evidence.range,
        });
    }
    records
}
