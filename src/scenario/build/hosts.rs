//! Host States.

use std::collections::BTreeSet;

use super::{Context, countries, people};
use crate::id::CountryCode;
use crate::model::parameters::Parameters;
use crate::model::{Country, Host, Indicator, OnwardMovement};
use crate::scenario::document::HostEntry;
use crate::scenario::resolved::Step::{self, Key, Row};

/// All hosts, in the order of the scenario.
pub(super) fn build(
    context: &mut Context<'_>,
    countries: &[Country],
    parameters: &Parameters,
) -> Vec<Host> {
    let document = context.document;
    if document.host.is_empty() {
        context.error(
            &[Key("host")],
            "missing-key",
            "the scenario has no host".to_owned(),
            "add at least one `[[host]]`",
        );
        return Vec::new();
    }
    people::check_rows(context);
    let share: f64 = document.host.iter().map(|host| host.arrival_share).sum();
    if document.simulated {
        context.sum_to_one(
            &[Key("host")],
            "the `arrival_share`s of the hosts",
            share,
            "change them so that all arrivals go somewhere, each to one host",
        );
    }
    let mut seen = BTreeSet::new();
    let mut hosts = Vec::with_capacity(document.host.len());
    for (row, entry) in document.host.iter().enumerate() {
        let at = [Key("host"), Row(row), Key("country")];
        if !seen.insert(entry.country) {
            let message = format!("the host `{}` stands twice", entry.country);
            context.error(&at, "duplicate", message, "merge the two entries into one");
        }
        if document
            .origin
            .as_ref()
            .is_some_and(|origin| origin.country == entry.country)
        {
            let message = format!("`{}` is the country of origin", entry.country);
            context.error(
                &at,
                "host-is-origin",
                message,
                "a refugee lives outside the country of origin; remove the host",
            );
        }
        match countries
            .iter()
            .find(|country| country.code == entry.country)
        {
            Some(country) => hosts.push(host(context, entry, row, country, parameters)),
            None => countries::unknown(context, &at, entry.country),
        }
    }
    check_movements(context);
    hosts
}

fn host(
    context: &mut Context<'_>,
    entry: &HostEntry,
    row: usize,
    country: &Country,
    parameters: &Parameters,
) -> Host {
    let stock = people::stock(context, entry, row, parameters);
    let onward_movements = movements(context.document, entry.country);
    check_war(context, entry, row, onward_movements.is_empty());
    let (registration, self_reliance) = (&parameters.registration, &parameters.self_reliance);
    let initial = entry
        .self_reliance_initial_share
        .unwrap_or(self_reliance.initial_share);
    let maximum = entry
        .self_reliance_maximum_share
        .unwrap_or(self_reliance.maximum_share);
    if initial > maximum {
        let message = format!("self-reliance starts at {initial}, above its ceiling {maximum}");
        context.error(
            &[Key("host"), Row(row), Key("self_reliance_initial_share")],
            "contradictory-bounds",
            message,
            "raise `self_reliance_maximum_share` or lower `self_reliance_initial_share`",
        );
    }
    check_figures(context, row, country, parameters);
    let registered = stock.refugees.total().0;
    if let Some(pipeline) = entry.resettlement_pipeline_persons
        && pipeline > registered
    {
        let message = format!(
            "{pipeline} people are in the resettlement pipeline, but {registered} are registered"
        );
        context.error(
            &[Key("host"), Row(row), Key("resettlement_pipeline_persons")],
            "contradictory-bounds",
            message,
            "the pipeline is part of the registered refugees: lower it, or leave it out",
        );
    }
    Host {
        country: country.clone(),
        arrival_share: entry.arrival_share,
        status_determination: entry.status_determination,
        registration_capacity_persons_per_month: entry
            .registration_capacity_persons_per_month
            .unwrap_or(registration.capacity_minimum_persons_per_month),
        registration_capacity_share_of_stock_per_month: match entry
            .registration_capacity_persons_per_month
        {
            Some(_) => 0.0,
            None => registration.capacity_share_of_stock_per_month,
        },
        status_determination_posts: entry.status_determination_posts.unwrap_or(0.0),
        status_determination_posts_per_person: match entry.status_determination_posts {
            Some(_) => 0.0,
            None => 1.0 / registration.refugees_per_post_persons,
        },
        resettlement_pipeline_persons: entry.resettlement_pipeline_persons,
        months_since_influx: entry.months_since_influx,
        cost_ratio: cost_ratio(context, entry, row, country, parameters),
        fixed_cost_usd_per_year: entry.fixed_cost_usd_per_year,
        crude_death_rate_per_1000_per_year: entry
            .crude_death_rate_per_1000_per_year
            .unwrap_or(parameters.demography.crude_death_rate_per_1000_per_year),
        legal_framework_openness: entry.legal_framework_openness,
        self_reliance_initial_share: initial,
        self_reliance_maximum_share: maximum,
        at_war: entry.at_war,
        adverse_return_per_year: entry.adverse_return_per_year.unwrap_or_default(),
        onward_movements,
        stock,
    }
}

/// What public services cost is told from the host's own figures.
fn check_figures(
    context: &mut Context<'_>,
    row: usize,
    country: &Country,
    parameters: &Parameters,
) {
    let figures = [Indicator::GdpUsd, Indicator::PopulationPersons];
    if !parameters.protracted.public_services.applies.is_on()
        || figures
            .iter()
            .all(|&figure| country.value(figure).is_some())
    {
        return;
    }
    context.error(
        &[Key("host"), Row(row), Key("country")],
        "missing-figure",
        format!(
            "public services are counted, but {} has no GDP or no population to tell their cost from",
            country.name
        ),
        "add `gdp_usd` and `population_persons` to its entry in the `country` list, or leave \
         `protracted.public_services.applies` off",
    );
}

fn cost_ratio(
    context: &mut Context<'_>,
    entry: &HostEntry,
    row: usize,
    country: &Country,
    parameters: &Parameters,
) -> f64 {
    match (entry.cost_ratio, country.income_group) {
        (Some(ratio), _) => ratio,
        (None, Some(group)) => parameters.costs.income_group_ratio.get(group),
        (None, None) => {
            let message = format!(
                "{} has no income group, so its costs are not known",
                country.name
            );
            context.error(
                &[Key("host"), Row(row), Key("cost_ratio")],
                "missing-key",
                message,
                "add `cost_ratio = …` to the host, or its `income_group` to the `country` list",
            );
            1.0
        }
    }
}

/// Where a host is itself at war, what that does to refugees has to be said, not assumed.
fn check_war(context: &mut Context<'_>, entry: &HostEntry, row: usize, stays: bool) {
    if !entry.at_war {
        return;
    }
    if entry.adverse_return_per_year.is_none() {
        context.error(
            &[Key("host"), Row(row), Key("adverse_return_per_year")],
            "host-at-war",
            format!(
                "`{}` is at war, but returns under pressure are not stated",
                entry.country
            ),
            "add `adverse_return_per_year = { war = …, stalemate = …, peace = … }`; zeros count",
        );
    }
    if stays {
        context.error(
            &[Key("host"), Row(row), Key("at_war")],
            "host-at-war",
            format!(
                "`{}` is at war, but no movement onward from it is stated",
                entry.country
            ),
            "add an `[[onward_movement]]` from it to another host; zero hazards count",
        );
    }
}

fn movements(
    document: &crate::scenario::document::Document,
    from: CountryCode,
) -> Vec<OnwardMovement> {
    document
        .onward_movement
        .iter()
        .filter(|movement| movement.from == from)
        .filter_map(|movement| {
            let to = document
                .host
                .iter()
                .position(|host| host.country == movement.to)?;
            Some(OnwardMovement {
                to,
                hazard_per_year: movement.hazard_per_year,
            })
        })
        .collect()
}

fn check_movements(context: &mut Context<'_>) {
    let mut seen = BTreeSet::new();
    for (row, movement) in context.document.onward_movement.iter().enumerate() {
        for (end, code) in [("from", movement.from), ("to", movement.to)] {
            must_be_host(context, &[Key("onward_movement"), Row(row), Key(end)], code);
        }
        let at = [Key("onward_movement"), Row(row)];
        if movement.from == movement.to {
            let message = format!("the movement leads from `{0}` to `{0}`", movement.from);
            context.error(&at, "onward-movement", message, "name two different hosts");
        }
        if !seen.insert((movement.from, movement.to)) {
            let message = format!(
                "the movement from `{}` to `{}` stands twice",
                movement.from, movement.to
            );
            context.error(&at, "duplicate", message, "merge the two entries into one");
        }
    }
}

/// Reports a country that is named as a host and is none.
pub(super) fn must_be_host(context: &mut Context<'_>, at: &[Step<'_>], code: CountryCode) -> bool {
    let hosts: Vec<String> = context
        .document
        .host
        .iter()
        .map(|host| host.country.to_string())
        .collect();
    let is_host = hosts.iter().any(|host| host == code.as_str());
    if !is_host {
        let remedy =
            crate::diagnostic::did_you_mean(code.as_str(), hosts.iter().map(String::as_str));
        context.error(
            at,
            "unknown-host",
            format!("`{code}` is not a host of this scenario"),
            &remedy,
        );
    }
    is_host
}
