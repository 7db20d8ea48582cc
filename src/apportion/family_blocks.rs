//! Families of a scenario placed whole by the places of a plan's first year.

use std::collections::BTreeMap;

use super::data::Prepared;
use super::{ApportionError, ApportionRequest};
use crate::model::{FamilyPlan, PlacedFamilies};
use crate::rounding::families::place_families;

/// Places the families; none where the scenario has none or the plan seeks no places.
pub(super) fn place(
    request: &ApportionRequest,
    prepared: &Prepared,
    places_by_host: &[Vec<Vec<u32>>],
) -> Result<Option<FamilyPlan>, ApportionError> {
    let situation = request.situation;
    let Some(first_year) = places_by_host.first() else {
        return Ok(None);
    };
    let nobody = first_year.iter().flatten().all(|&places| places == 0);
    if situation.families.is_empty() || nobody {
        return Ok(None);
    }
    let sizes: Vec<Vec<u32>> = situation
        .hosts
        .iter()
        .map(|host| {
            let mut groups: BTreeMap<u32, u32> = BTreeMap::new();
            for group in &situation.families {
                if group.host == host.country.code {
                    *groups.entry(group.persons).or_default() += group.families;
                }
            }
            crate::rounding::families::sizes(&groups)
        })
        .collect();
    let quotas: Vec<Vec<u64>> = first_year
        .iter()
        .map(|row| row.iter().map(|&places| u64::from(places)).collect())
        .collect();
    let caps: Vec<u64> = prepared
        .rows
        .iter()
        .zip(&quotas)
        .map(|(row, quotas)| {
            // Where nothing is said of capacity, a family may pass the places by its own size.
            let own: u64 = quotas.iter().sum();
            let largest = sizes.iter().flatten().copied().max().unwrap_or(0);
            let cap = row.places_cap.first().copied().unwrap_or(own);
            cap.min(own + u64::from(largest)).max(own) * u64::from(own > 0)
        })
        .collect();
    let placement =
        place_families(&sizes, &quotas, &caps).map_err(|error| ApportionError::Places {
            year: prepared.years.first().copied().unwrap_or(0),
            problem: error.to_string(),
        })?;
    let mut groups: BTreeMap<(Option<usize>, usize, u32), u32> = BTreeMap::new();
    for (host, (sizes, states)) in sizes.iter().zip(&placement.states).enumerate() {
        for (&size, &state) in sizes.iter().zip(states) {
            *groups.entry((state, host, size)).or_default() += 1;
        }
    }
    Ok(Some(FamilyPlan {
        placed: groups
            .into_iter()
            .map(|((state, host, persons), families)| PlacedFamilies {
                contributor: state.map(|row| prepared.rows[row].id.clone()),
                host: situation.hosts[host].country.code,
                persons,
                families,
            })
            .collect(),
        certificate: placement.certificate.to_string(),
    }))
}
