//! Resettlement places: shares over States within quotas and capacities, as whole persons.
//!
//! Places are settled before money: they are a box and one budget for each year, and what they
//! count for (the option's declared value) then stands in the offset of the money. So the closed
//! form and the linear program agree on money with the places fixed.

mod by_host;

use crate::id::{ContributorId, CountryCode};
use crate::model::{MeasureKind, PolicyOption, RoundingMethod, Situation};
use crate::rounding::{self, Rounded};

use super::closed_form::water_fill;
use super::data::{Prepared, Role, Row};
use super::explain::{Bound, conflict};
use super::{ApportionError, ApportionRequest};

pub(super) use by_host::{by_host, whole_by_host};

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
    start(prepared);
    if !request.option.has_plan {
        "places as given today".clone_into(&mut outcome.certificate);
        outcome.sought = vec![0; years.len()];
        outcome.shared = vec![0; years.len()];
        outcome.unmet = vec![0; years.len()];
        return Ok(outcome);
    }
    for (year, &calendar_year) in years.iter().enumerate() {
        let question = question(request, prepared, year)?;
        let placed = question.total.min(question.caps());
        let quotas = question.by_key(prepared, placed);
        outcome.settle(
            request,
            prepared,
            year,
            calendar_year,
            &question,
            quotas,
            placed,
            0,
        )?;
    }
    Ok(outcome)
}

/// Every row's places before they are settled: what it gives today, without bounds.
pub(super) fn start(prepared: &mut Prepared) {
    let years = prepared.years.len();
    for row in &mut prepared.rows {
        let today = row
            .listed
            .map_or(0, |listed| listed.baseline_places_per_year);
        row.places = vec![u64::from(today); years];
        row.places_floor = vec![0; years];
        row.places_cap = vec![u64::MAX; years];
    }
}

/// What is asked of the States with a share of the key in a year.
pub(super) struct Question {
    /// Places that the plan seeks.
    pub(super) wanted: u64,
    /// Places that others give.
    pub(super) given: u64,
    /// Places to find among the States.
    pub(super) total: u64,
    pub(super) key_rows: Vec<usize>,
    boxes: Boxes,
}

impl Question {
    pub(super) fn caps(&self) -> u64 {
        self.boxes
            .caps
            .iter()
            .fold(0, |sum: u64, cap| sum.saturating_add(*cap))
    }

    /// Real places by key share, water-filled within the boxes.
    fn by_key(&self, prepared: &Prepared, placed: u64) -> Vec<f64> {
        let weights: Vec<f64> = self
            .key_rows
            .iter()
            .map(|&row| prepared.rows[row].key_share)
            .collect();
        let as_f64 = |bounds: &[u64]| bounds.iter().map(|&bound| bound as f64).collect::<Vec<_>>();
        let mut quotas = Vec::new();
        water_fill(
            placed as f64,
            &weights,
            &vec![0.0; weights.len()],
            &as_f64(&self.boxes.floors),
            &as_f64(&self.boxes.caps),
            &mut quotas,
        );
        quotas
    }
}

/// Asks the question of a year and writes its bounds to the rows. Caps that leave places without
/// anybody to ask are an error where all must be found.
pub(super) fn question(
    request: &ApportionRequest,
    prepared: &mut Prepared,
    year: usize,
) -> Result<Question, ApportionError> {
    let calendar_year = prepared.years[year];
    let sought: u64 = (0..request.situation.hosts.len())
        .map(|host| u64::from(sought_from(request, host, year)))
        .sum();
    let wanted = u64::from(request.option.resettlement_places_per_year).min(sought);
    let given: u64 = prepared
        .rows
        .iter()
        .filter(|row| row.role != Role::Key)
        .map(|row| row.places[year])
        .sum();
    let key_rows = prepared.key_rows();
    let boxes = boxes(request, prepared, &key_rows, calendar_year, wanted);
    let floors: u64 = boxes.floors.iter().sum();
    for (position, &row) in key_rows.iter().enumerate() {
        prepared.rows[row].places_floor[year] = boxes.floors[position];
        prepared.rows[row].places_cap[year] = boxes.caps[position];
    }
    let question = Question {
        wanted,
        given,
        // Standing quotas stand, even where the plan seeks fewer places.
        total: wanted.saturating_sub(given).max(floors),
        key_rows,
        boxes,
    };
    let (total, caps) = (question.total, question.caps());
    let paid_for = request.option.programme.money_for_places;
    if request.option.places_must_be_met && !paid_for && caps < total {
        return Err(ApportionError::PlacesShort {
            year: calendar_year,
            short: total - caps,
            sought: total,
            caps,
            relaxations: relaxations(prepared, &question.key_rows, &question.boxes, total),
        });
    }
    Ok(question)
}

/// Places sought for people from a host in a year, as far as best-interests procedures allow.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative, and no more than a count of 32 bits"
)]
pub(super) fn sought_from(request: &ApportionRequest, host: usize, year: usize) -> u32 {
    let sought = request.needs.places[host][year];
    let code = request.situation.hosts[host].country.code;
    request
        .situation
        .best_interests
        .as_ref()
        .and_then(|rule| rule.persons_maximum(code))
        .map_or(sought, |most| {
            most.floor().clamp(0.0, f64::from(sought)) as u32
        })
}

impl PlacesOutcome {
    /// No places in any year.
    pub(super) fn nothing(years: usize) -> Self {
        Self {
            sought: vec![0; years],
            shared: vec![0; years],
            unmet: vec![0; years],
            certificate: "no places sought".to_owned(),
        }
    }

    /// Empties the years, which [`Self::settle`] then fills one by one.
    pub(super) fn begin(&mut self) {
        self.sought.clear();
        self.shared.clear();
        self.unmet.clear();
    }

    /// Makes real places whole, within the year's bounds, and books them.
    #[expect(
        clippy::too_many_arguments,
        reason = "one year of one plan, in plain numbers"
    )]
    pub(super) fn settle(
        &mut self,
        request: &ApportionRequest,
        prepared: &mut Prepared,
        year: usize,
        calendar_year: i32,
        question: &Question,
        quotas: Vec<f64>,
        placed: u64,
        paid_for: u64,
    ) -> Result<(), ApportionError> {
        let rounded =
            whole_places(request, prepared, question, quotas, placed).map_err(|error| {
                ApportionError::Places {
                    year: calendar_year,
                    problem: error,
                }
            })?;
        if placed > 0 {
            let text = rounded.certificate.to_string();
            if self.sought.is_empty() || self.certificate == "no places sought" {
                self.certificate = text;
            } else if self.certificate != text {
                self.certificate = format!("{}; {calendar_year}: {text}", self.certificate);
            }
        }
        for (&row, &seats) in question.key_rows.iter().zip(&rounded.seats) {
            prepared.rows[row].places[year] = seats;
        }
        self.sought.push(question.wanted);
        self.shared.push(placed);
        self.unmet.push(
            question
                .wanted
                .saturating_sub(question.given + placed + paid_for),
        );
        Ok(())
    }
}

/// Shares places among the States with a share of the key, in whole persons within their boxes; a
/// message with the State's name where no method can.
fn whole_places(
    request: &ApportionRequest,
    prepared: &Prepared,
    question: &Question,
    quotas: Vec<f64>,
    placed: u64,
) -> Result<Rounded, String> {
    let boxes = &question.boxes;
    let rows = || question.key_rows.iter().map(|&row| &prepared.rows[row]);
    let method = request.option.rounding;
    // Largest remainder and rounding up work on quotas that floors and caps have shaped; the
    // others take the key itself as weights and hold the bounds inside the method. What one
    // program has settled for all measures is no key, so there they take its answer as weights.
    let claims: Vec<f64> = match method {
        RoundingMethod::LargestRemainder | RoundingMethod::Ceiling => quotas,
        _ if request.option.programme.together => quotas,
        _ => rows().map(|row| row.key_share * placed as f64).collect(),
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
        let state = BoxedState {
            id: &row.id,
            is_host: is_host(request, row),
            capacity: row.listed.map(|listed| listed.places_capacity_per_year),
            key_share: row.key_share,
        };
        let (floor, cap) = box_of(
            request.situation,
            request.option,
            &state,
            calendar_year,
            wanted,
        );
        boxes.floors.push(floor);
        boxes.caps.push(cap);
    }
    boxes
}

/// What the bounds of a State's places depend on.
pub(super) struct BoxedState<'a> {
    pub(super) id: &'a ContributorId,
    /// Whether it hosts people of the situation.
    pub(super) is_host: bool,
    /// Its capacity in a year, where the scenario lists it.
    pub(super) capacity: Option<u32>,
    pub(super) key_share: f64,
}

/// Floor and cap of a State's places in a year.
///
/// Floors are standing quotas. Caps are the capacities that the scenario states, and for States
/// that it does not list a multiple of their key share. Arrangements about places narrow both.
/// Hosts of the situation give no places: they are who the places relieve.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "non-negative numbers of places"
)]
pub(super) fn box_of(
    situation: &Situation,
    option: &PolicyOption,
    state: &BoxedState,
    calendar_year: i32,
    wanted: u64,
) -> (u64, u64) {
    if state.is_host && !option.ledger.gives_hosts_a_share() {
        return (0, 0);
    }
    let mut floor: u64 = situation
        .quotas
        .iter()
        .filter(|quota| {
            quota.binds && quota.contributor == *state.id && quota.year == calendar_year
        })
        .map(|quota| u64::from(quota.places))
        .sum();
    let mut cap = state.capacity.map_or_else(
        || (UNLISTED_CAPACITY_RATIO * state.key_share * wanted as f64).ceil() as u64,
        u64::from,
    );
    if option.programme.together {
        let own = option.programme.arrangements.iter().filter(|arrangement| {
            arrangement.contributor == *state.id
                && arrangement.host.is_none()
                && arrangement.measure == MeasureKind::Resettlement
        });
        for arrangement in own {
            floor = floor.max(arrangement.at_least_per_year.ceil() as u64);
            if let Some(most) = arrangement.at_most_per_year {
                cap = cap.min(most.floor() as u64);
            }
        }
    }
    (floor, cap.max(floor))
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
