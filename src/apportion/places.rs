//! Resettlement places: shares over States within quotas and capacities, as whole persons.
//!
//! Places are settled before money: they are a box and one budget for each year, and what they
//! count for (the option's declared value) then stands in the offset of the money. So the closed
//! form and the linear program agree on money with the places fixed.

use crate::id::CountryCode;
use crate::model::RoundingMethod;
use crate::rounding::controlled::{Matrix, controlled};
use crate::rounding::{self, Rounded};

use super::closed_form::water_fill;
use super::data::{Prepared, Role, Row};
use super::explain::{Bound, conflict};
use super::{ApportionError, ApportionRequest};

/// The most that a State which the scenario does not list is asked for, as a multiple of its key
/// share of the places sought: the scenario states no capacity for it, and the same factor of two
/// bounds listed States against what they give today.
pub(super) const UNLISTED_CAPACITY_RATIO: f64 = 2.0;

/// What came of the places.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PlacesOutcome {
    /// Places sought, by year.
    pub(super) sought: Vec<u64>,
    /// Places shared out among the States with a share of the key, by year.
    pub(super) shared: Vec<u64>,
    /// Places that nobody could be asked for, by year.
    pub(super) unmet: Vec<u64>,
    /// How they were rounded, in words.
    pub(super) certificate: String,
}

/// Fills in every row's places.
pub(super) fn apportion_places(
    request: &ApportionRequest,
    prepared: &mut Prepared,
) -> Result<PlacesOutcome, ApportionError> {
    let years = prepared.years.clone();
    let mut outcome = PlacesOutcome {
        sought: Vec::with_capacity(years.len()),
        shared: Vec::with_capacity(years.len()),
        unmet: Vec::with_capacity(years.len()),
        certificate: "no places sought".to_owned(),
    };
    for row in &mut prepared.rows {
        let today = row
            .listed
            .map_or(0, |listed| listed.baseline_places_per_year);
        // Those who hold a key share are set below.
        row.places = vec![u64::from(today); years.len()];
        row.places_floor = vec![0; years.len()];
        row.places_cap = vec![u64::MAX; years.len()];
    }
    if !request.option.has_plan {
        "places as given today".clone_into(&mut outcome.certificate);
        outcome.sought = vec![0; years.len()];
        outcome.shared = vec![0; years.len()];
        outcome.unmet = vec![0; years.len()];
        return Ok(outcome);
    }
    for (year, &calendar_year) in years.iter().enumerate() {
        let wanted = u64::from(
            request
                .option
                .resettlement_places_per_year
                .min(request.needs.total_places(year)),
        );
        let given: u64 = prepared
            .rows
            .iter()
            .filter(|row| row.role != Role::Key)
            .map(|row| row.places[year])
            .sum();
        let key_rows = prepared.key_rows();
        let boxes = boxes(request, prepared, &key_rows, calendar_year, wanted);
        let floors: u64 = boxes.floors.iter().sum();
        let caps = boxes
            .caps
            .iter()
            .fold(0, |sum: u64, cap| sum.saturating_add(*cap));
        // Standing quotas stand, even where the plan seeks fewer places.
        let total = wanted.saturating_sub(given).max(floors);
        let placed = total.min(caps);
        if request.option.places_must_be_met && placed < total {
            return Err(ApportionError::PlacesShort {
                year: calendar_year,
                short: total - placed,
                sought: total,
                caps,
                relaxations: relaxations(prepared, &key_rows, &boxes, total),
            });
        }
        let rounded =
            whole_places(request, prepared, &key_rows, &boxes, placed).map_err(|error| {
                ApportionError::Places {
                    year: calendar_year,
                    problem: error,
                }
            })?;
        if placed > 0 {
            let text = rounded.certificate.to_string();
            if outcome.sought.is_empty() || outcome.certificate == "no places sought" {
                outcome.certificate = text;
            } else if outcome.certificate != text {
                outcome.certificate = format!("{}; {calendar_year}: {text}", outcome.certificate);
            }
        }
        for (&row, &seats) in key_rows.iter().zip(&rounded.seats) {
            prepared.rows[row].places[year] = seats;
        }
        for (position, &row) in key_rows.iter().enumerate() {
            prepared.rows[row].places_floor[year] = boxes.floors[position];
            prepared.rows[row].places_cap[year] = boxes.caps[position];
        }
        outcome.sought.push(wanted);
        outcome.shared.push(placed);
        outcome
            .unmet
            .push(wanted.saturating_sub(given.saturating_add(placed)));
    }
    Ok(outcome)
}

/// Shares places among the States with a share of the key, in whole persons within their boxes; a
/// message with the State's name where no method can.
fn whole_places(
    request: &ApportionRequest,
    prepared: &Prepared,
    key_rows: &[usize],
    boxes: &Boxes,
    placed: u64,
) -> Result<Rounded, String> {
    let rows = || key_rows.iter().map(|&row| &prepared.rows[row]);
    let weights: Vec<f64> = rows().map(|row| row.key_share).collect();
    let as_f64 = |bounds: &[u64]| bounds.iter().map(|&bound| bound as f64).collect::<Vec<_>>();
    let mut quotas = Vec::new();
    water_fill(
        placed as f64,
        &weights,
        &vec![0.0; weights.len()],
        &as_f64(&boxes.floors),
        &as_f64(&boxes.caps),
        &mut quotas,
    );
    let method = request.option.rounding;
    // Largest remainder and rounding up work on quotas that floors and caps have shaped; the
    // others take the key itself as weights and hold the bounds inside the method.
    let claims: Vec<f64> = match method {
        RoundingMethod::LargestRemainder | RoundingMethod::Ceiling => quotas,
        _ => weights
            .iter()
            .map(|weight| weight * placed as f64)
            .collect(),
    };
    rounding::round(method, &claims, &boxes.floors, &boxes.caps, placed).map_err(|error| {
        let names: Vec<String> = rows().map(|row| row.name.clone()).collect();
        error.describe(&names)
    })
}

/// Caps that a message names one by one.
const CAPS_NAMED: usize = 3;

/// What would have to be relaxed at least, in words and both ways: the one cap whose raising
/// suffices and lies nearest to the State's share of the key, and the caps to raise where nobody
/// is to be asked for more than that share.
fn relaxations(prepared: &Prepared, key_rows: &[usize], boxes: &Boxes, total: u64) -> String {
    let caps: u64 = boxes
        .caps
        .iter()
        .fold(0, |sum: u64, cap| sum.saturating_add(*cap));
    let short = total.saturating_sub(caps);
    let by_key = |position: usize| prepared.rows[key_rows[position]].key_share * total as f64;
    let below = |position: usize| by_key(position) - boxes.caps[position] as f64;
    let furthest_below = (0..key_rows.len())
        .max_by(|&left, &right| below(left).total_cmp(&below(right)).then(right.cmp(&left)));
    let Some(nearest) = furthest_below else {
        return format!("lower the total by {short}");
    };
    let one = format!(
        "raise the cap of {} from {} to {} (its share by the key is {:.0})",
        prepared.rows[key_rows[nearest]].name,
        boxes.caps[nearest],
        boxes.caps[nearest].saturating_add(short),
        by_key(nearest)
    );
    let bounds: Vec<Bound> = key_rows
        .iter()
        .enumerate()
        .map(|(position, &row)| Bound {
            name: prepared.rows[row].name.clone(),
            floor: boxes.floors[position] as f64,
            cap: boxes.caps[position] as f64,
            floor_limit: boxes.floors[position] as f64,
            cap_limit: by_key(position).ceil().max(boxes.caps[position] as f64),
        })
        .collect();
    let within_shares = conflict(total as f64, &bounds)
        .filter(|found| found.remaining <= 0.0 && found.relaxations.len() > 1)
        .map_or_else(String::new, |found| {
            let (first, rest) = found
                .relaxations
                .split_at(found.relaxations.len().min(CAPS_NAMED));
            let mut named: Vec<String> = first
                .iter()
                .map(|it| format!("{} by {:.0}", it.name, it.by))
                .collect();
            if !rest.is_empty() {
                let sum: f64 = rest.iter().map(|it| it.by).sum();
                named.push(format!("{} others by {sum:.0} together", rest.len()));
            }
            format!(
                ", or, with nobody above its share by the key, the caps of {}",
                named.join(", ")
            )
        });
    format!("{one}{within_shares}, or lower the total by {short}")
}

struct Boxes {
    floors: Vec<u64>,
    caps: Vec<u64>,
}

/// Floors are standing quotas. Caps are the capacities that the scenario states, and for States
/// that it does not list a multiple of their key share. Hosts of the situation give no places:
/// they are who the places relieve.
fn boxes(
    request: &ApportionRequest,
    prepared: &Prepared,
    key_rows: &[usize],
    calendar_year: i32,
    wanted: u64,
) -> Boxes {
    let mut boxes = Boxes {
        floors: Vec::with_capacity(key_rows.len()),
        caps: Vec::with_capacity(key_rows.len()),
    };
    for &index in key_rows {
        let row = &prepared.rows[index];
        let host_gives_none = is_host(request, row) && !request.option.ledger.gives_hosts_a_share();
        let (floor, cap) = if host_gives_none {
            (0, 0)
        } else {
            let floor: u64 = request
                .situation
                .quotas
                .iter()
                .filter(|quota| {
                    quota.binds && quota.contributor == row.id && quota.year == calendar_year
                })
                .map(|quota| u64::from(quota.places))
                .sum();
            (floor, capacity(row, wanted).max(floor))
        };
        boxes.floors.push(floor);
        boxes.caps.push(cap);
    }
    boxes
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a non-negative multiple of a count of 32 bits"
)]
fn capacity(row: &Row, wanted: u64) -> u64 {
    row.listed.map_or_else(
        || (UNLISTED_CAPACITY_RATIO * row.key_share * wanted as f64).ceil() as u64,
        |listed| u64::from(listed.places_capacity_per_year),
    )
}

pub(super) fn is_host(request: &ApportionRequest, row: &Row) -> bool {
    let code: Option<CountryCode> = row
        .listed
        .and_then(|listed| listed.country)
        .or_else(|| row.country.map(|country| country.code));
    request
        .situation
        .hosts
        .iter()
        .any(|host| Some(host.country.code) == code)
}

/// Whole places by host from which people come, indexed `[year][row][host]`.
///
/// Every row's places and every host's are kept exactly, and each cell stays as near as it can to
/// the row's part of what the host seeks: controlled rounding, year by year.
pub(super) fn by_host(
    request: &ApportionRequest,
    prepared: &Prepared,
) -> Result<Vec<Vec<Vec<u32>>>, ApportionError> {
    let (hosts, years) = (request.situation.hosts.len(), prepared.years.len());
    let rows = &prepared.rows;
    let sought = |host: usize, year: usize| f64::from(request.needs.places[host][year]);
    let mut shares = vec![vec![0.0; years]; hosts];
    let mut host_totals = vec![vec![0; years]; hosts];
    let mut state_totals = vec![vec![0; years]; rows.len()];
    for (year, &calendar_year) in prepared.years.iter().enumerate() {
        let whole: f64 = (0..hosts).map(|host| sought(host, year)).sum();
        if whole <= 0.0 {
            // Nobody is sought from any host, so no place has a host to come from.
            continue;
        }
        let placed: u64 = rows.iter().map(|row| row.places[year]).sum();
        for (totals, row) in state_totals.iter_mut().zip(rows) {
            totals[year] = row.places[year];
        }
        let quotas: Vec<f64> = (0..hosts)
            .map(|host| sought(host, year) / whole * placed as f64)
            .collect();
        let of_hosts =
            rounding::largest_remainder(&quotas, &vec![0; hosts], &vec![placed; hosts], placed)
                .map_err(|error| ApportionError::Places {
                    year: calendar_year,
                    problem: error.to_string(),
                })?;
        for (host, places) in of_hosts.seats.into_iter().enumerate() {
            host_totals[host][year] = places;
            shares[host][year] = sought(host, year) / whole;
        }
    }
    let cells: Vec<Vec<Vec<f64>>> = state_totals
        .iter()
        .map(|totals| {
            shares
                .iter()
                .map(|shares| {
                    shares
                        .iter()
                        .zip(totals)
                        .map(|(share, &total)| share * total as f64)
                        .collect()
                })
                .collect()
        })
        .collect();
    let caps = vec![vec![vec![u64::MAX; years]; hosts]; rows.len()];
    let matrix = Matrix {
        cells: &cells,
        caps: &caps,
        host_totals: &host_totals,
    };
    let whole = controlled(&matrix, &state_totals)
        .map_err(|error| ApportionError::Hosts(Box::new(error)))?
        .cells;
    Ok((0..years)
        .map(|year| {
            whole
                .iter()
                .map(|row| {
                    row.iter()
                        .map(|years| u32::try_from(years[year]).unwrap_or(u32::MAX))
                        .collect()
                })
                .collect()
        })
        .collect())
}
