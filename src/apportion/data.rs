//! From a situation, an option and its needs to the plain numbers of the apportionment.
//!
//! Cells are the needs of one year, numbered `2 · host + tier`.

use crate::id::{ContributorId, CountryCode};
use crate::key::{self, Participant};
use crate::model::{
    Contributor, ContributorKind, Country, Indicator, MeasureKind, ParticipantGroup, Participants,
    PolicyOption, Situation, Tier,
};

use super::{ApportionError, ApportionRequest};

/// How a contributor stands in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Takes part and holds a share of the key.
    Key,
    /// Takes part without a share; its own offer is taken as it stands.
    Offer,
    /// Takes no part.
    Outside,
}

/// One contributor in plain numbers; vectors over years follow the needs.
#[derive(Clone, Debug)]
pub(super) struct Row<'a> {
    pub(super) id: ContributorId,
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) country: Option<&'a Country>,
    /// The contributor of the scenario; none for a Member State that it does not list.
    pub(super) listed: Option<&'a Contributor>,
    pub(super) key_share: f64,
    /// Value of hosting, net of outside funding, US$ by year.
    pub(super) hosting: Vec<f64>,
    /// What it gives today, US$ by year.
    pub(super) baseline: Vec<f64>,
    /// Standing commitments for any use in the situation, US$ by year.
    pub(super) committed_situation: Vec<f64>,
    /// Standing commitments bound to a cell, US$, indexed `[year][cell]`.
    pub(super) committed_cell: Vec<Vec<f64>>,
    /// The most money, US$ by year; infinite without a cap.
    pub(super) cap: Vec<f64>,
    /// Whole places asked for, by year.
    pub(super) places: Vec<u64>,
    /// Standing quotas that bind, by year.
    pub(super) places_floor: Vec<u64>,
    /// The most places, by year.
    pub(super) places_cap: Vec<u64>,
    /// Value of measures beside money and resettlement, US$ by year.
    pub(super) other_value: Vec<f64>,
}

impl Row<'_> {
    /// All standing commitments of a year, US$.
    pub(super) fn committed(&self, year: usize) -> f64 {
        self.committed_situation[year] + self.committed_cell[year].iter().sum::<f64>()
    }

    /// What it bears beside money, US$ by year: hosting, places and other measures at their
    /// declared values.
    pub(super) fn borne(&self, place_value: f64) -> Vec<f64> {
        (0..self.hosting.len())
            .map(|year| {
                let places = self.places.get(year).copied().unwrap_or(0);
                self.hosting[year] + place_value * places as f64 + self.other_value[year]
            })
            .collect()
    }

    /// What one without a key share gives in a year: its offer, or what it has committed.
    pub(super) fn offer(&self, year: usize) -> f64 {
        match self.role {
            Role::Outside => self.baseline[year],
            Role::Key | Role::Offer => self.baseline[year].max(self.committed(year)),
        }
    }
}

/// Everything that the rest of the room works on.
#[derive(Clone, Debug)]
pub(super) struct Prepared<'a> {
    pub(super) years: Vec<i32>,
    /// Needs, US$, indexed `[year][cell]`.
    pub(super) demand: Vec<Vec<f64>>,
    pub(super) rows: Vec<Row<'a>>,
    /// Measures beside money and resettlement that the option puts on the table.
    pub(super) measures: Vec<OtherMeasure>,
    /// Places for which money stands in, `[row][year]`; empty where it may not.
    pub(super) paid_for: Vec<Vec<f64>>,
    /// Real places by host from which people come, `[year][row][host]`, where one program settled
    /// them; otherwise every row follows what the hosts seek.
    pub(super) place_cells: Option<Vec<Vec<Vec<f64>>>>,
    pub(super) notes: Vec<String>,
}

/// A measure beside money and resettlement.
#[derive(Clone, Debug)]
pub(super) struct OtherMeasure {
    pub(super) kind: MeasureKind,
    pub(super) tier: Tier,
    pub(super) value_usd_per_unit: f64,
    pub(super) cost_usd_per_unit: f64,
    /// Units `[year][host]`.
    pub(super) need: Vec<Vec<f64>>,
    /// Units in a year, by row.
    pub(super) capacity: Vec<f64>,
    /// Units asked for, `[row][year][host]`; empty before they are settled.
    pub(super) units: Vec<Vec<Vec<f64>>>,
}

impl Prepared<'_> {
    /// The need of a year, US$.
    pub(super) fn need(&self, year: usize) -> f64 {
        self.demand[year].iter().sum()
    }

    /// The rows that hold a key share.
    pub(super) fn key_rows(&self) -> Vec<usize> {
        (0..self.rows.len())
            .filter(|&row| self.rows[row].role == Role::Key)
            .collect()
    }
}

/// Reads a request; places and caps are still empty.
pub(super) fn prepare<'a>(request: &ApportionRequest<'a>) -> Result<Prepared<'a>, ApportionError> {
    check_needs(request)?;
    let (situation, needs) = (request.situation, request.needs);
    let years = needs.years.clone();
    let demand: Vec<Vec<f64>> = (0..years.len())
        .map(|year| needs.usd.iter().flat_map(|host| host[year]).collect())
        .collect();
    let mut notes = Vec::new();
    let mut rows = if request.option.has_plan {
        participants(situation, request.option, &mut notes)?
    } else {
        situation
            .contributors
            .iter()
            .map(|contributor| {
                let role = if contributor.kind.has_key_share() {
                    Role::Outside
                } else {
                    Role::Offer
                };
                row(situation, contributor, role)
            })
            .collect()
    };
    let announced = situation.parameters.finance.baseline_announced_share;
    figure(announced, || "finance.baseline_announced_share".to_owned())?;
    for row in &mut rows {
        let income_share = row.listed.map_or(0.0, |listed| listed.income_share);
        figure(income_share, || format!("the income share of {}", row.name))?;
        row.baseline = demand
            .iter()
            .map(|cells| income_share * announced * cells.iter().sum::<f64>())
            .collect();
        let code = row
            .listed
            .and_then(|listed| listed.country)
            .or_else(|| row.country.map(|country| country.code));
        row.hosting = hosting(request, code, announced);
        row.other_value = vec![0.0; years.len()];
        row.committed_situation = vec![0.0; years.len()];
        row.committed_cell = vec![vec![0.0; 2 * situation.hosts.len()]; years.len()];
    }
    let measures = measures(request, &rows);
    let mut prepared = Prepared {
        years,
        demand,
        rows,
        measures,
        paid_for: Vec::new(),
        place_cells: None,
        notes,
    };
    if request.option.has_plan {
        super::commitments::book(situation, &mut prepared);
    }
    Ok(prepared)
}

/// Value of the hosting that a State bears by year: person-years at the option's declared rate
/// less the outside funding received for the same need, never below zero (design, §4, H).
fn hosting(request: &ApportionRequest, code: Option<CountryCode>, announced: f64) -> Vec<f64> {
    let years = request.needs.years.len();
    let hosts = &request.situation.hosts;
    let Some(host) = code.and_then(|code| hosts.iter().position(|host| host.country.code == code))
    else {
        return vec![0.0; years];
    };
    (0..years)
        .map(|year| {
            let value = request.option.hosting_value_usd_per_person_year
                * request.needs.person_years[host][year];
            let funded = announced.min(1.0) * request.needs.usd[host][year].iter().sum::<f64>();
            (value - funded).max(0.0)
        })
        .collect()
}

/// The measures on the option's table, with the capacity of every row.
fn measures(request: &ApportionRequest, rows: &[Row]) -> Vec<OtherMeasure> {
    let years = request.needs.years.len();
    request
        .situation
        .measures
        .iter()
        .filter(|measure| request.option.programme.measures.contains(&measure.kind))
        .map(|measure| OtherMeasure {
            kind: measure.kind,
            tier: measure.tier,
            value_usd_per_unit: measure.value_usd_per_unit,
            cost_usd_per_unit: measure.cost_usd_per_unit,
            need: vec![measure.need_per_year.clone(); years],
            capacity: rows
                .iter()
                .map(|row| {
                    measure
                        .capacity_per_year
                        .iter()
                        .filter(|(id, _)| *id == row.id)
                        .map(|(_, units)| units)
                        .sum()
                })
                .collect(),
            units: Vec::new(),
        })
        .collect()
}

/// Refuses a number that is negative or not finite.
pub(super) fn figure(value: f64, what: impl FnOnce() -> String) -> Result<(), ApportionError> {
    if value.is_finite() && value >= 0.0 {
        Ok(())
    } else {
        Err(ApportionError::Figure {
            what: what(),
            value,
        })
    }
}

fn check_needs(request: &ApportionRequest) -> Result<(), ApportionError> {
    let (needs, hosts) = (request.needs, &request.situation.hosts);
    let years = needs.years.len();
    let shape = |what, expected, found| {
        if expected == found {
            Ok(())
        } else {
            Err(ApportionError::NeedsShape {
                what,
                expected,
                found,
            })
        }
    };
    shape("money by host", hosts.len(), needs.usd.len())?;
    shape(
        "person-years by host",
        hosts.len(),
        needs.person_years.len(),
    )?;
    shape("places by host", hosts.len(), needs.places.len())?;
    for (index, host) in hosts.iter().enumerate() {
        let name = &host.country.name;
        shape("money by year", years, needs.usd[index].len())?;
        shape(
            "person-years by year",
            years,
            needs.person_years[index].len(),
        )?;
        shape("places by year", years, needs.places[index].len())?;
        for (year, calendar_year) in needs.years.iter().enumerate() {
            for tier in Tier::ALL {
                figure(needs.usd[index][year][tier as usize], || {
                    format!("the {} need of {name} in {calendar_year}", tier.label())
                })?;
            }
            figure(needs.person_years[index][year], || {
                format!("person-years in {name} in {calendar_year}")
            })?;
        }
    }
    let option = request.option;
    for (value, what) in [
        (
            option.hosting_value_usd_per_person_year,
            "hosting_value_usd_per_person_year",
        ),
        (
            option.place_value_usd_per_person,
            "place_value_usd_per_person",
        ),
        (
            option.cap_share_of_gdp_per_year.unwrap_or(0.0),
            "cap_share_of_gdp_per_year",
        ),
        (
            option.responsibility_ratio_maximum.unwrap_or(0.0),
            "responsibility_ratio_maximum",
        ),
    ] {
        figure(value, || format!("{what} of option `{}`", option.id))?;
    }
    Ok(())
}

fn row<'a>(situation: &'a Situation, contributor: &'a Contributor, role: Role) -> Row<'a> {
    Row {
        id: contributor.id.clone(),
        name: contributor.name.clone(),
        role,
        country: contributor.country.and_then(|code| situation.country(code)),
        listed: Some(contributor),
        key_share: 0.0,
        hosting: Vec::new(),
        baseline: Vec::new(),
        committed_situation: Vec::new(),
        committed_cell: Vec::new(),
        cap: Vec::new(),
        places: Vec::new(),
        places_floor: Vec::new(),
        places_cap: Vec::new(),
        other_value: Vec::new(),
    }
}

/// A State that the scenario does not list as a contributor.
fn unlisted_row(country: &Country) -> Row<'_> {
    Row {
        id: ContributorId(country.code.as_str().to_owned()),
        name: country.name.clone(),
        role: Role::Key,
        country: Some(country),
        listed: None,
        key_share: 0.0,
        hosting: Vec::new(),
        baseline: Vec::new(),
        committed_situation: Vec::new(),
        committed_cell: Vec::new(),
        cap: Vec::new(),
        places: Vec::new(),
        places_floor: Vec::new(),
        places_cap: Vec::new(),
        other_value: Vec::new(),
    }
}

/// All rows of a plan with their roles and key shares: first the scenario's contributors, then
/// the Member States that it does not list.
fn participants<'a>(
    situation: &'a Situation,
    option: &PolicyOption,
    notes: &mut Vec<String>,
) -> Result<Vec<Row<'a>>, ApportionError> {
    let takes_part = |contributor: &Contributor| match &option.participants {
        Participants::List(list) => list.contains(&contributor.id),
        Participants::Group(_) | Participants::Default => true,
    };
    let mut rows: Vec<Row> = situation
        .contributors
        .iter()
        .map(|contributor| {
            // The country of origin is never asked, whatever the list says.
            let is_origin = contributor
                .country
                .is_some_and(|code| situation.is_origin(code));
            let role = match contributor.kind {
                _ if is_origin || !takes_part(contributor) => Role::Outside,
                ContributorKind::State => Role::Key,
                _ => Role::Offer,
            };
            row(situation, contributor, role)
        })
        .collect();
    match &option.participants {
        Participants::Group(ParticipantGroup::UnMembers) => {
            add_members(situation, option, &mut rows, notes)?;
        }
        Participants::List(list) => {
            for id in list {
                if rows.iter().any(|row| &row.id == id) {
                    continue;
                }
                let country = id
                    .as_str()
                    .parse()
                    .ok()
                    .and_then(|code| situation.country(code))
                    .filter(|country| !situation.is_origin(country.code))
                    .ok_or_else(|| ApportionError::UnknownParticipant { id: id.0.clone() })?;
                rows.push(unlisted_row(country));
            }
        }
        Participants::Group(ParticipantGroup::Contributors) | Participants::Default => {}
    }
    share_key(option, &mut rows, notes)?;
    Ok(rows)
}

/// Adds the Member States that the scenario does not list. Those for which the key has no figure
/// stay out, and a note says so: a scenario cannot be asked for the national accounts of States
/// that it never names.
fn add_members<'a>(
    situation: &'a Situation,
    option: &PolicyOption,
    rows: &mut Vec<Row<'a>>,
    notes: &mut Vec<String>,
) -> Result<(), ApportionError> {
    let indicators = key::indicators_of(&option.key)?;
    let is_fixed = option.key.name == "fixed";
    let mut left_out = Vec::new();
    for country in &situation.countries {
        let listed = rows
            .iter()
            .any(|row| row.listed.and_then(|listed| listed.country) == Some(country.code));
        if !country.un_member || listed || situation.is_origin(country.code) {
            continue;
        }
        let known = (!option.key.reads(country)
            || indicators
                .iter()
                .all(|&indicator| country.value(indicator).is_some()))
            && (!is_fixed || option.key.shares.contains_key(country.code.as_str()));
        if known {
            rows.push(unlisted_row(country));
        } else {
            left_out.push(country.name.clone());
        }
    }
    if !left_out.is_empty() {
        notes.push(format!(
            "Not asked, because the key `{}` has no figure for them: {}.",
            option.key.name,
            left_out.join(", ")
        ));
    }
    Ok(())
}

/// Those who hold a share of the key, or will once it is computed, in the order of the rows.
pub(super) fn key_holders<'a>(rows: &'a [Row<'a>]) -> Vec<Participant<'a>> {
    rows.iter()
        .filter(|row| row.role == Role::Key)
        .map(|row| Participant {
            id: &row.id,
            name: &row.name,
            country: row.country,
        })
        .collect()
}

fn share_key(
    option: &PolicyOption,
    rows: &mut [Row],
    notes: &mut Vec<String>,
) -> Result<(), ApportionError> {
    let key = key::shares(&option.key, &key_holders(rows))?;
    notes.extend(key.notes);
    let mut shares = key.shares.into_iter();
    for row in rows.iter_mut().filter(|row| row.role == Role::Key) {
        row.key_share = shares.next().unwrap_or(0.0);
        if row.key_share <= 0.0 {
            row.role = Role::Offer;
        }
    }
    Ok(())
}

impl Row<'_> {
    /// An indicator of the State, where it is known.
    pub(super) fn indicator(&self, indicator: Indicator) -> Option<f64> {
        self.country.and_then(|country| country.value(indicator))
    }
}
