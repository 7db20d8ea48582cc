//! One future: the month clock and its modules.
//!
//! A replicate is a pure function of the setup, the option and the replicate's number; it knows no
//! other replicate, no thread and no file. The steps of a month follow in a fixed order that is
//! part of the specification, because exact tests depend on it: all flows act on the opening
//! stock, and people who arrive in a month are admitted in it and exposed from the next.

mod accounts;
pub mod allocation;
mod arrivals;
mod contributions;
pub mod costing;
mod demography;
mod emergency;
mod error;
mod exile;
mod exits;
mod finance;
#[cfg(test)]
mod fixture;
mod forecast;
pub mod grouping;
mod joining;
mod ledger;
mod measures;
mod month;
mod observation;
mod opening;
mod outbreaks;
mod outcome;
mod protracted;
pub mod record;
mod redisplacement;
mod regime;
mod registration;
mod resettlement;
pub mod response;
mod review;
mod setup;
mod state;
#[cfg(test)]
mod stream_names;
mod urgent;
pub mod vital_rates;

use crate::random::Streams;
use crate::simulate::accounts::Flows;
use crate::simulate::demography::Births;
use crate::simulate::exits::ExitSpace;
use crate::simulate::outcome::Whole;
use crate::simulate::record::Year;
use crate::simulate::registration::MoveSpace;
use crate::simulate::state::State;
pub use emergency::preparedness_upkeep_usd;
pub use error::InvariantBroken;
pub use forecast::{planned_needs, planning_needs};
pub use grouping::Resolution;
pub use review::obligations_in_closed_form;
pub use setup::{OptionSetup, PROTRACTED_THRESHOLD_PERSONS, PROTRACTED_YEAR_ENDS, Setup};

/// Space for one worker, allocated once and used for one replicate after another.
#[derive(Clone, Debug)]
pub struct Workspace {
    state: State,
    year: Year,
    whole: Whole,
    exits: ExitSpace,
    moves: MoveSpace,
    newcomers: Vec<Vec<u64>>,
    births: Vec<Births>,
    flows: Vec<Flows>,
    admitted: Vec<[u64; 2]>,
    months: Vec<i64>,
    /// How many cells the last replicate had.
    cells: usize,
}

/// What is recorded of each month in every scenario: stock, need and money received.
const MONTH_CELLS: usize = 3;

impl Workspace {
    /// Space for a situation.
    #[must_use]
    pub fn new(setup: &Setup<'_>) -> Self {
        let hosts = setup.hosts.len();
        Self {
            state: State::new(hosts),
            year: Year::default(),
            whole: Whole::default(),
            exits: ExitSpace::default(),
            moves: MoveSpace::default(),
            newcomers: vec![vec![0; setup.grouping.len()]; hosts],
            births: vec![Births::default(); hosts],
            flows: vec![Flows::default(); hosts],
            admitted: vec![[0; 2]; hosts],
            months: Vec::new(),
            cells: 0,
        }
    }
}

/// Runs one replicate of an option and returns one whole number for each cell of the layout.
///
/// # Errors
/// [`InvariantBroken`] if people or money do not add up; then no result of the run may be used.
pub fn replicate(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    replicate: u64,
    audit: bool,
    space: &mut Workspace,
) -> Result<Vec<i64>, InvariantBroken> {
    let streams = Streams::new(setup.situation.ensemble.seed, replicate);
    opening::open(setup, option, &streams, space);
    let months = setup.situation.clock.months;
    // The months come first, and are known last.
    let mut values = Vec::with_capacity(space.cells);
    let cells = MONTH_CELLS + emergency::month_cells(setup).len();
    values.resize(months as usize * cells, 0);
    space.months.clear();
    for month in 0..months {
        space.state.month = month;
        month::month_clock(setup, option, &streams, audit, space).map_err(|(rule, detail)| {
            InvariantBroken {
                rule,
                option: option.option.id.clone(),
                replicate,
                month,
                seed: setup.situation.ensemble.seed,
                detail,
            }
        })?;
        if setup.month_of_year(month) == 12 || month + 1 == months {
            let Workspace {
                state, year, whole, ..
            } = space;
            outcome::close_year(setup, option, &streams, state, year, whole, &mut values);
            year.reset(setup.hosts.len(), option.donors.len());
        }
        if month + 1 < months {
            month::step_regime(setup, &streams, &mut space.state);
        }
    }
    values[..space.months.len()].copy_from_slice(&space.months);
    outcome::close_whole(setup, option, &space.state, &space.whole, &mut values);
    space.cells = values.len();
    Ok(values)
}

#[cfg(test)]
#[path = "../../tests/common/mod.rs"]
mod common;
#[cfg(test)]
mod tests;
