//! Which figures of the register are beliefs about the world with a bearing on results.

use serde_json::Value as Json;

use super::super::document::Document;
use crate::model::parameters::{RegimeDurations, ResponseFamily};
use crate::model::{Situation, StatusDetermination};

/// Tables whose figures are beliefs about the world.
const BLOCKS: [&str; 14] = [
    "regime",
    "arrivals",
    "registration",
    "demography",
    "voluntary_return",
    "local_integration",
    "resettlement",
    "finance",
    "costs",
    "response",
    "self_reliance",
    "emergency",
    "protracted",
    "onward_movement",
];

/// Figures of a host that are counts to begin with rather than beliefs about rates.
const HOST_COUNTS: [&str; 3] = [
    "refugees_persons",
    "asylum_seekers_persons",
    "unregistered_persons",
];

/// Whether a figure stands where beliefs about the world stand.
pub(super) fn is_belief(path: &str) -> bool {
    let block = path.split(['.', '[']).next().unwrap_or(path);
    block == "host" || BLOCKS.contains(&block)
}

/// Why a figure is not drawn; nothing where it can be.
pub(super) fn fixed_because(
    path: &str,
    document: &Document,
    json: &Json,
    situation: &Situation,
) -> Option<String> {
    let (block, rest) = path.split_once('.').unwrap_or((path, ""));
    let block = block.split('[').next().unwrap_or(block);
    let key = path.rsplit('.').next().unwrap_or(path);
    if block == "host" {
        return HOST_COUNTS
            .contains(&key)
            .then(|| "people at the start are counted, not drawn".to_owned());
    }
    if block == "observation" {
        return Some("nothing that happens depends on what statistics publish".to_owned());
    }
    if !BLOCKS.contains(&block) {
        return Some(
            "it is a choice or a record, not a belief about how the world works".to_owned(),
        );
    }
    if path.contains('[') && block != "onward_movement" {
        return Some(
            "what is offered is a choice, not a belief about how the world works".to_owned(),
        );
    }
    match path {
        "finance.uptake_minimum" | "finance.uptake_maximum" => {
            return Some("it is an end of the uptake's own prior".to_owned());
        }
        "finance.discount_rate_per_year" => {
            return Some("it is a convention of valuation".to_owned());
        }
        _ => {}
    }
    if block == "response" {
        let family = document.response.family;
        let bears = match family {
            ResponseFamily::Exponential => rest.starts_with("exponential"),
            ResponseFamily::Hill => rest.starts_with("hill"),
            ResponseFamily::Linear => false,
        };
        return (!bears).then(|| "it belongs to another family of the response".to_owned());
    }
    if block == "regime"
        && rest.starts_with("consolidat")
        && document.regime.durations != RegimeDurations::Consolidating
    {
        return Some("it belongs to another form of the durations of regimes".to_owned());
    }
    if document.ensemble.stratify_outbreaks && path.ends_with("_log_odds") {
        return Some("replicates are spread over outbreaks by chances that stay".to_owned());
    }
    if block == "emergency" || block == "protracted" {
        return switched_off(block, rest, json);
    }
    replaced(path, document, situation)
}

/// Arrangements that are off have no bearing.
fn switched_off(block: &str, rest: &str, json: &Json) -> Option<String> {
    let is_on = |name: &str| {
        json.pointer(&format!("/{block}/{name}/applies"))
            .and_then(Json::as_str)
            .is_none_or(|applies| applies != "off")
    };
    let name = rest.split('.').next().unwrap_or(rest);
    let off = if name == "security" {
        !is_on("armed_elements") && !is_on("security_standby")
    } else {
        !is_on(name)
    };
    off.then(|| format!("`{block}.{name}` is off"))
}

/// Defaults that no host uses have no bearing.
fn replaced(path: &str, document: &Document, situation: &Situation) -> Option<String> {
    let hosts = &document.host;
    let stated = match path {
        "self_reliance.initial_share" => hosts
            .iter()
            .all(|host| host.self_reliance_initial_share.is_some()),
        "self_reliance.maximum_share" => hosts
            .iter()
            .all(|host| host.self_reliance_maximum_share.is_some()),
        "demography.crude_death_rate_per_1000_per_year" => hosts
            .iter()
            .all(|host| host.crude_death_rate_per_1000_per_year.is_some()),
        "registration.capacity_share_of_stock_per_month"
        | "registration.capacity_minimum_persons_per_month" => hosts
            .iter()
            .all(|host| host.registration_capacity_persons_per_month.is_some()),
        "registration.refugees_per_post_persons" => hosts
            .iter()
            .all(|host| host.status_determination_posts.is_some()),
        _ => false,
    };
    if stated {
        return Some("every host states its own".to_owned());
    }
    if let Some(group) = path.strip_prefix("costs.income_group_ratio.") {
        let used = situation.hosts.iter().zip(hosts).any(|(host, entry)| {
            entry.cost_ratio.is_none()
                && host
                    .country
                    .income_group
                    .is_some_and(|of_host| of_host.name() == group)
        });
        return (!used).then(|| "no host takes its costs from this group".to_owned());
    }
    let individual = situation.hosts.iter().any(|host| {
        host.status_determination == StatusDetermination::Individual
            || host.stock.asylum_seekers.total().0 > 0
    });
    let of_determination = path.starts_with("registration.determination")
        || path.starts_with("registration.recognition")
        || path == "registration.refugees_per_post_persons";
    (of_determination && !individual).then(|| "no host determines status case by case".to_owned())
}
