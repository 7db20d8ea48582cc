//! Resettlement places: shares over States within quotas and capacities, as whole persons.
//!
//! Places are settled before money: they are a box and one budget for each year, and what they
//! count for (the option's declared value) then stands in the offset of the money. So the closed
//! form and the linear program agree on money with the places fixed.

use crate::id::CountryCode;
use crate::rounding;

use super::closed_form::water_fill;
use super::data::{Prepared, Role, Row};
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
        unmet: Vec::with_capacity(years.len()),
        certificate: "no places sought".to_owned(),
    };
    for row in &mut prepared.rows {
        let today = row
            .listed
            .map_or(0, |listed| listed.baseline_places_per_year);
        // Those who hold a key share are set below.
        row.places = vec![u64::from(today); years.len()];
    }
    if !request.option.has_plan {
        "places as given today".clone_into(&mut outcome.certificate);
        outcome.sought = vec![0; years.len()];
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
        let caps: u64 = boxes.caps.iter().sum();
        // Standing quotas stand, even where the plan seeks fewer places.
        let total = wanted.saturating_sub(given).max(floors);
        let placed = total.min(caps);
        let weights: Vec<f64> = key_rows
            .iter()
            .map(|&row| prepared.rows[row].key_share)
            .collect();
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
        let names = || -> Vec<String> {
            key_rows
                .iter()
                .map(|&row| prepared.rows[row].name.clone())
                .collect()
        };
        let rounded = rounding::largest_remainder(&quotas, &boxes.floors, &boxes.caps, placed)
            .map_err(|error| ApportionError::Places {
                year: calendar_year,
                problem: error.describe(&names()),
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
        outcome.sought.push(wanted);
        outcome
            .unmet
            .push(wanted.saturating_sub(given.saturating_add(placed)));
    }
    Ok(outcome)
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
        let (floor, cap) = if is_host(request, row) {
            (0, 0)
        } else {
            let floor: u64 = request
                .situation
                .quotas
                .iter()
                .filter(|quota| quota.contributor == row.id && quota.year == calendar_year)
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

fn is_host(request: &ApportionRequest, row: &Row) -> bool {
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
