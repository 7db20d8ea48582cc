//! The places of one year of a plan, apportioned, as a problem of whole persons.

use crate::apportion::data::{Prepared, Row, prepare};
use crate::apportion::places::apportion_places;
use crate::apportion::{ApportionError, ApportionRequest};
use crate::id::ContributorId;
use crate::rounding::RoundingError;

use super::ExplainError;
use super::frontier::FrontierProblem;

/// A plan whose places are apportioned, and the year that is looked at.
pub(super) struct PlacedYear<'a> {
    prepared: Prepared<'a>,
    year: usize,
    /// Places shared in the year.
    total: u64,
    /// The calendar year.
    pub(super) calendar: i32,
}

impl<'a> PlacedYear<'a> {
    /// Apportions the places of a plan.
    ///
    /// # Errors
    /// An option without a plan, a year beyond it, or rules that contradict each other.
    pub(super) fn new(request: &ApportionRequest<'a>, year: usize) -> Result<Self, ExplainError> {
        if !request.option.has_plan {
            return Err(ExplainError::NoPlan {
                option: request.option.id.to_string(),
            });
        }
        let mut prepared = prepare(request)?;
        let placed = apportion_places(request, &mut prepared)?;
        let (Some(&total), Some(&calendar)) = (placed.shared.get(year), prepared.years.get(year))
        else {
            return Err(ExplainError::NoSuchYear {
                year: year + 1,
                years: prepared.years.len(),
            });
        };
        Ok(Self {
            prepared,
            year,
            total,
            calendar,
        })
    }

    /// Those with a share of the key.
    pub(super) fn key_rows(&self) -> Vec<&Row<'a>> {
        let rows = self.prepared.key_rows().into_iter();
        rows.map(|row| &self.prepared.rows[row]).collect()
    }

    /// The year's places among some of them, at a cost of each.
    pub(super) fn problem(&self, rows: &[&Row<'a>], costs: Vec<f64>) -> FrontierProblem {
        let year = self.year;
        FrontierProblem {
            total: self.total,
            costs,
            weights: rows
                .iter()
                .map(|row| row.key_share * self.total as f64)
                .collect(),
            offsets: vec![0.0; rows.len()],
            floors: rows.iter().map(|row| row.places_floor[year]).collect(),
            caps: rows.iter().map(|row| row.places_cap[year]).collect(),
        }
    }

    /// What the plan asks of each, persons.
    pub(super) fn planned(&self, rows: &[&Row<'a>]) -> Vec<u64> {
        rows.iter().map(|row| row.places[self.year]).collect()
    }

    /// Why there is no whole allocation, in the names of the States.
    pub(super) fn refusal(&self, rows: &[&Row<'a>], error: &RoundingError) -> ApportionError {
        let names: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
        ApportionError::Places {
            year: self.calendar,
            problem: error.describe(&names),
        }
    }
}

/// Who, with a name for people.
pub(super) fn states(rows: &[&Row<'_>]) -> Vec<(ContributorId, String)> {
    let names = rows.iter().map(|row| (row.id.clone(), row.name.clone()));
    names.collect()
}
