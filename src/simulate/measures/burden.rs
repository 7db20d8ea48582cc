//! Burden relative to the size of a host.

use crate::id::CountryCode;
use crate::indicator::Breakdown;
use crate::model::Indicator;
use crate::simulate::outcome::billionths;
use crate::simulate::record::Scale;
use crate::simulate::setup::Setup;
use crate::simulate::state::HostState;

/// Years over which arrivals and person-years by inhabitants are added up.
const SPANS: [(usize, &str, &str); 2] = [
    (
        5,
        "arrivals_5_years_per_1000_inhabitants_ratio",
        "person_years_5_years_per_1000_inhabitants_ratio",
    ),
    (
        10,
        "arrivals_10_years_per_1000_inhabitants_ratio",
        "person_years_10_years_per_1000_inhabitants_ratio",
    ),
];

/// What is known of a host, or of all of them, beside its refugees.
#[derive(Clone, Copy)]
pub(super) struct Size {
    pub(super) inhabitants: Option<f64>,
    pub(super) gdp_usd: Option<f64>,
    /// Of one host only.
    pub(super) gdp_per_head: Option<f64>,
}

impl Size {
    pub(super) fn new(setup: &Setup<'_>, host: Option<usize>) -> Self {
        let hosts = &setup.situation.hosts;
        let known = |value: Option<f64>| value.filter(|value| *value > 0.0);
        if let Some(host) = host {
            let country = &hosts[host].country;
            let inhabitants = known(country.value(Indicator::PopulationPersons));
            let gdp_usd = known(country.value(Indicator::GdpUsd));
            let nominal = gdp_usd.zip(inhabitants).map(|(gdp, people)| gdp / people);
            return Self {
                inhabitants,
                gdp_usd,
                gdp_per_head: known(country.value(Indicator::GdpPerCapitaPppUsd)).or(nominal),
            };
        }
        let sum = |indicator| {
            hosts
                .iter()
                .map(|host| known(host.country.value(indicator)))
                .sum::<Option<f64>>()
        };
        Self {
            inhabitants: sum(Indicator::PopulationPersons),
            gdp_usd: sum(Indicator::GdpUsd),
            gdp_per_head: None,
        }
    }
}

/// The cells of a host, or of all hosts, of this size.
pub(super) fn cells(
    size: &Size,
    host: Option<CountryCode>,
    add: &mut impl FnMut(&'static str, Option<CountryCode>, Breakdown, Scale, bool),
) {
    let mut plain = |name, scale| add(name, host, Breakdown::None, scale, true);
    if size.inhabitants.is_some() {
        plain("refugees_per_1000_inhabitants_ratio", Scale::Billionths);
        plain("arrivals_per_1000_inhabitants_ratio", Scale::Billionths);
        for (_, arrivals, person_years) in SPANS {
            plain(arrivals, Scale::Billionths);
            plain(person_years, Scale::Billionths);
        }
    }
    if size.gdp_usd.is_some() {
        plain("refugees_per_million_usd_gdp_ratio", Scale::Billionths);
    }
    if size.gdp_per_head.is_some() {
        plain("refugees_per_usd_gdp_per_head_ratio", Scale::Billionths);
    }
}

/// Writes them: of the hosts given, with the arrivals and person-months of their years so far.
pub(super) fn write(
    size: &Size,
    hosts: &[HostState],
    past: &[Vec<[u64; 2]>],
    values: &mut Vec<i64>,
) {
    let stock: u64 = hosts.iter().map(HostState::protected_stock).sum();
    let stock = stock as f64;
    let over = |years: usize| {
        let mut sums = [0_u64; 2];
        for host in past {
            for [arrivals, person_months] in host.iter().rev().take(years) {
                sums[0] += arrivals;
                sums[1] += person_months;
            }
        }
        [sums[0] as f64, sums[1] as f64 / 12.0]
    };
    if let Some(inhabitants) = size.inhabitants {
        let per_1000 = |people: f64| billionths(people / inhabitants * 1000.0);
        values.push(per_1000(stock));
        values.push(per_1000(over(1)[0]));
        for (years, ..) in SPANS {
            values.extend(over(years).map(per_1000));
        }
    }
    if let Some(gdp) = size.gdp_usd {
        values.push(billionths(stock / gdp * 1e6));
    }
    if let Some(per_head) = size.gdp_per_head {
        values.push(billionths(stock / per_head));
    }
}
