//! Appeals: what is expected to be needed, and how contributors bind money to it.

use crate::model::{SECTORS, Sector};
use crate::random::{Purpose, Streams, normal};
use crate::simulate::finance::outlook;
use crate::simulate::forecast::project;
use crate::simulate::setup::Setup;
use crate::simulate::state::State;

/// Weights of all needs together.
const WHOLE: f64 = 1e12;

/// What an appeal asks for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ask {
    /// Everything, arrangements included, US$.
    pub(crate) usd: f64,
    /// Needs by host and sector, host-major, without arrangements, US$.
    pub(crate) cells: Vec<f64>,
}

/// The mean forecast of needs over `months` months from the month `from`, this one or the next.
pub(crate) fn expected_needs(setup: &Setup<'_>, state: &State, from: u32, months: u32) -> Ask {
    let outlook = outlook(setup, state, from);
    let mut cells = vec![0.0; setup.hosts.len() * SECTORS.len()];
    let mut need = 0.0;
    project(setup, &outlook, months, |_, host, forecast| {
        need += forecast.needs.iter().sum::<f64>();
        let own = cells[host * SECTORS.len()..].iter_mut();
        for (cell, need) in own.zip(forecast.needs) {
            *cell += need;
        }
    });
    let running = state.emergency.running_usd_per_month + state.protracted.running_usd_per_month;
    Ask {
        usd: (need + running * f64::from(months)).max(0.0),
        cells,
    }
}

/// Lets contributors bind money by what an appeal names, host by host as they attend to it that year.
/// Solutions, which are costed by the people who reach them, are not bound to.
pub(crate) fn bind_by(setup: &Setup<'_>, streams: &Streams, state: &mut State, cells: &[f64]) {
    let spread = setup.situation.parameters.finance.earmark_attention_log_sd;
    let year = setup.year_of(state.month).unsigned_abs();
    let weights = &mut state.earmarks;
    weights.hosts.clear();
    weights.cells.clear();
    // Parts of a whole, so that weights do not depend on the unit of money.
    let bound = SECTORS.iter().cycle().zip(cells);
    let all: f64 = bound
        .filter(|&(&sector, _)| sector != Sector::Solutions)
        .map(|(_, need)| need)
        .sum();
    let scale = if all > 0.0 { WHOLE / all } else { 0.0 };
    for (needs, prepared) in cells.chunks(SECTORS.len()).zip(&setup.hosts) {
        let attention = if spread > 0.0 {
            let mut stream = streams.stream(Purpose::Earmarks, prepared.key, year);
            libm::exp(spread * normal(&mut stream) - spread * spread / 2.0)
        } else {
            1.0
        };
        let own = SECTORS.iter().zip(needs).map(|(&sector, need)| {
            if sector == Sector::Solutions {
                0
            } else {
                whole_number(need * scale * attention)
            }
        });
        let first = weights.cells.len();
        weights.cells.extend(own);
        weights.hosts.push(weights.cells[first..].iter().sum());
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a float-to-integer cast saturates"
)]
fn whole_number(weight: f64) -> i64 {
    weight.round() as i64
}

#[cfg(test)]
mod tests;
