//! Controlled rounding of a matrix States × hosts × years.
//!
//! Year by year, State totals and host totals are kept exactly and no cell passes its cap: the
//! cells of one year are a flow from States to hosts, and a flow with whole totals and caps has a
//! whole optimum. Among those, the places outside the floor and the ceiling of their real value are
//! fewest (none, where that is possible), and then the squared distance from the real values of
//! the cells between floor and ceiling is least. Equal solutions are settled in the order of
//! States and hosts. Source: Cox, *A constructive procedure for unbiased controlled rounding*,
//! JASA 82 (1987), for the problem; the flow is solved by successive shortest paths.
//!
//! Totals over three dimensions at once are not always possible in whole numbers, because the
//! matrix of three-way totals is not totally unimodular. Kept exactly are State × year and
//! host × year; totals of a State over the years follow from its totals per year. Where only the
//! former are given, [`controlled_over_years`] makes the latter first.

use std::fmt;

use super::flow::{self, Cell, Cut};

/// A matrix to round. Indices run State, host, year.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix<'a> {
    /// Real places `[state][host][year]`, from 0 to 2⁵³.
    pub cells: &'a [Vec<Vec<f64>>],
    /// Largest places of each cell `[state][host][year]`.
    pub caps: &'a [Vec<Vec<u64>>],
    /// Places that each host receives `[host][year]`.
    pub host_totals: &'a [Vec<u64>],
}

/// Whole cells with the proof of what they keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlledRounding {
    /// Whole places `[state][host][year]`.
    pub cells: Vec<Vec<Vec<u64>>>,
    /// What they keep, counted from the cells.
    pub certificate: ControlledCertificate,
}

/// What a controlled rounding keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlledCertificate {
    /// Number of cells.
    pub cells: usize,
    /// Whether every State's total of every year is met.
    pub state_totals_met: bool,
    /// Whether every host's total of every year is met.
    pub host_totals_met: bool,
    /// Whether no cell passes its cap.
    pub caps_met: bool,
    /// Cells below the floor or above the ceiling of their real value, by State, host and year.
    pub off: Vec<(usize, usize, usize)>,
}

impl fmt::Display for ControlledCertificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let met = |holds: bool| if holds { "met" } else { "NOT met" };
        write!(
            formatter,
            "controlled rounding: State totals {}, host totals {}, caps {}, {} of {} cells off \
             the whole numbers next to their value",
            met(self.state_totals_met),
            met(self.host_totals_met),
            met(self.caps_met),
            self.off.len(),
            self.cells
        )
    }
}

/// Why a matrix has no whole cells. States, hosts and years are given by index.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ControlledError {
    /// The lists do not have one entry for each State, host and year.
    #[error(
        "{what} do not have one entry for each of {states} States, {hosts} hosts and {years} years"
    )]
    Shape {
        /// Which list.
        what: &'static str,
        /// Number of States.
        states: usize,
        /// Number of hosts.
        hosts: usize,
        /// Number of years.
        years: usize,
    },
    /// A cell that is negative, not a number, or beyond 2⁵³.
    #[error("the cell of State {state}, host {host}, year {year} is not a number from 0 to 2^53")]
    Value {
        /// The State.
        state: usize,
        /// The host.
        host: usize,
        /// The year.
        year: usize,
    },
    /// A total beyond 2⁵³.
    #[error("a total of year {year} is beyond 2^53 places")]
    Total {
        /// The year.
        year: usize,
    },
    /// State totals and host totals differ.
    #[error(
        "year {year}: State totals sum to {states} places and host totals to {hosts}; \
         make them equal"
    )]
    TotalsDiffer {
        /// The year.
        year: usize,
        /// Sum over States.
        states: u128,
        /// Sum over hosts.
        hosts: u128,
    },
    /// The States' totals over the years differ from what hosts receive.
    #[error(
        "State totals over the years sum to {states} places and host totals to {hosts}; \
         make them equal"
    )]
    SumsDiffer {
        /// Sum over States.
        states: u128,
        /// Sum over hosts and years.
        hosts: u128,
    },
    /// Some totals and caps exclude each other.
    #[error(
        "year {year}: States {states:?} have to place {demanded} persons, but hosts {hosts:?} \
         take and the caps of their cells with all other hosts admit {admitted} together; raise \
         those caps or host totals, or lower those State totals"
    )]
    Blocked {
        /// The year.
        year: usize,
        /// The States.
        states: Vec<usize>,
        /// The hosts whose totals are exhausted; with all others the cells stand at their caps.
        hosts: Vec<usize>,
        /// What the States have to place.
        demanded: u128,
        /// What totals and caps admit.
        admitted: u128,
    },
    /// Totals over the years and caps exclude each other.
    #[error(
        "States {states:?} have to place {demanded} persons over the years, but years {years:?} \
         receive and the caps of their cells in all other years admit {admitted} together; raise \
         those caps or host totals, or lower those State totals"
    )]
    BlockedOverYears {
        /// The States.
        states: Vec<usize>,
        /// The years whose totals are exhausted; in all others the cells stand at their caps.
        years: Vec<usize>,
        /// What the States have to place.
        demanded: u128,
        /// What totals and caps admit.
        admitted: u128,
    },
}

/// The largest value and total accepted.
const LARGEST: f64 = 9_007_199_254_740_992.0;

/// Rounds a matrix so that State totals `[state][year]`, host totals and caps are kept.
pub fn controlled(
    matrix: &Matrix<'_>,
    state_totals: &[Vec<u64>],
) -> Result<ControlledRounding, ControlledError> {
    let shape = Shape::of(matrix)?;
    if state_totals.len() != shape.states || state_totals.iter().any(|row| row.len() != shape.years)
    {
        return Err(shape.error("State totals"));
    }
    let mut cells = vec![vec![vec![0; shape.years]; shape.hosts]; shape.states];
    for year in 0..shape.years {
        let rows: Vec<u64> = state_totals.iter().map(|row| row[year]).collect();
        let columns: Vec<u64> = matrix.host_totals.iter().map(|row| row[year]).collect();
        let sum = |totals: &[u64]| totals.iter().map(|&total| u128::from(total)).sum::<u128>();
        let (states, hosts) = (sum(&rows), sum(&columns));
        if states != hosts {
            return Err(ControlledError::TotalsDiffer {
                year,
                states,
                hosts,
            });
        }
        if states as f64 > LARGEST {
            return Err(ControlledError::Total { year });
        }
        let flows: Vec<Vec<Cell>> = (0..shape.states)
            .map(|state| {
                (0..shape.hosts)
                    .map(|host| {
                        cell(
                            matrix.cells[state][host][year],
                            matrix.caps[state][host][year],
                        )
                    })
                    .collect()
            })
            .collect();
        let whole = flow::transport(&flows, &rows, &columns).map_err(
            |Cut {
                 rows,
                 columns,
                 demanded,
                 admitted,
             }| ControlledError::Blocked {
                year,
                states: rows,
                hosts: columns,
                demanded,
                admitted,
            },
        )?;
        for (state, row) in whole.into_iter().enumerate() {
            for (host, places) in row.into_iter().enumerate() {
                cells[state][host][year] = places;
            }
        }
    }
    let certificate = certify(matrix, state_totals, &cells);
    Ok(ControlledRounding { cells, certificate })
}

/// Rounds a matrix so that each State's total over the years, every host total of every year and
/// the caps are kept.
///
/// State × year totals are made first, by controlled rounding of each State's real sums per year
/// with what the hosts receive in that year, and then kept. A year may be blocked by the State
/// totals so made although others exist: three-way totals are not totally unimodular, and the
/// error names what blocks it.
pub fn controlled_over_years(
    matrix: &Matrix<'_>,
    state_sums: &[u64],
) -> Result<ControlledRounding, ControlledError> {
    let shape = Shape::of(matrix)?;
    if state_sums.len() != shape.states {
        return Err(shape.error("State totals over the years"));
    }
    let mut years = vec![0_u64; shape.years];
    for row in matrix.host_totals {
        for (year, &total) in row.iter().enumerate() {
            years[year] = years[year]
                .checked_add(total)
                .filter(|&sum| sum as f64 <= LARGEST)
                .ok_or(ControlledError::Total { year })?;
        }
    }
    let sum = |totals: &[u64]| totals.iter().map(|&total| u128::from(total)).sum::<u128>();
    if sum(state_sums) != sum(&years) {
        return Err(ControlledError::SumsDiffer {
            states: sum(state_sums),
            hosts: sum(&years),
        });
    }
    let flows: Vec<Vec<Cell>> = (0..shape.states)
        .map(|state| {
            (0..shape.years)
                .map(|year| {
                    let value: f64 = matrix.cells[state].iter().map(|row| row[year]).sum();
                    let cap = matrix.caps[state]
                        .iter()
                        .fold(0_u64, |sum, row| sum.saturating_add(row[year]));
                    cell(value, cap)
                })
                .collect()
        })
        .collect();
    let state_totals = flow::transport(&flows, state_sums, &years).map_err(
        |Cut {
             rows,
             columns,
             demanded,
             admitted,
         }| ControlledError::BlockedOverYears {
            states: rows,
            years: columns,
            demanded,
            admitted,
        },
    )?;
    controlled(matrix, &state_totals)
}

struct Shape {
    states: usize,
    hosts: usize,
    years: usize,
}

impl Shape {
    /// The shape of a matrix whose lists agree and whose cells are numbers.
    fn of(matrix: &Matrix<'_>) -> Result<Self, ControlledError> {
        let shape = Self {
            states: matrix.cells.len(),
            hosts: matrix.host_totals.len(),
            years: matrix.host_totals.first().map_or(0, Vec::len),
        };
        if matrix
            .host_totals
            .iter()
            .any(|row| row.len() != shape.years)
        {
            return Err(shape.error("host totals"));
        }
        if !shape.holds(matrix.cells) {
            return Err(shape.error("cells"));
        }
        if !shape.holds(matrix.caps) {
            return Err(shape.error("caps"));
        }
        for (state, hosts) in matrix.cells.iter().enumerate() {
            for (host, years) in hosts.iter().enumerate() {
                if let Some(year) = years
                    .iter()
                    .position(|value| !(0.0..=LARGEST).contains(value))
                {
                    return Err(ControlledError::Value { state, host, year });
                }
            }
        }
        Ok(shape)
    }

    fn holds<T>(&self, cells: &[Vec<Vec<T>>]) -> bool {
        cells.len() == self.states
            && cells.iter().all(|hosts| {
                hosts.len() == self.hosts && hosts.iter().all(|years| years.len() == self.years)
            })
    }

    fn error(&self, what: &'static str) -> ControlledError {
        ControlledError::Shape {
            what,
            states: self.states,
            hosts: self.hosts,
            years: self.years,
        }
    }
}

/// Floor and fraction of a value. A fraction above zero stays above zero, and one below one stays
/// below one, so that floor and ceiling are those of the value itself.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "values run from 0 to 2^53 times the number of hosts"
)]
fn cell(value: f64, cap: u64) -> Cell {
    let floor = value.floor();
    let rest = value - floor;
    let fraction = if rest > 0.0 {
        ((rest * flow::ONE as f64) as i128).clamp(1, flow::ONE - 1)
    } else {
        0
    };
    Cell {
        floor: floor as u64,
        fraction,
        cap,
    }
}

fn certify(
    matrix: &Matrix<'_>,
    state_totals: &[Vec<u64>],
    cells: &[Vec<Vec<u64>>],
) -> ControlledCertificate {
    let mut certificate = ControlledCertificate {
        cells: 0,
        state_totals_met: true,
        host_totals_met: true,
        caps_met: true,
        off: Vec::new(),
    };
    for (state, hosts) in cells.iter().enumerate() {
        for (year, &total) in state_totals[state].iter().enumerate() {
            let placed: u128 = hosts.iter().map(|row| u128::from(row[year])).sum();
            certificate.state_totals_met &= placed == u128::from(total);
        }
        for (host, years) in hosts.iter().enumerate() {
            for (year, &places) in years.iter().enumerate() {
                certificate.cells += 1;
                certificate.caps_met &= places <= matrix.caps[state][host][year];
                let value = matrix.cells[state][host][year];
                let real = places as f64;
                if real < value.floor() || real > value.ceil() {
                    certificate.off.push((state, host, year));
                }
            }
        }
    }
    for (host, totals) in matrix.host_totals.iter().enumerate() {
        for (year, &total) in totals.iter().enumerate() {
            let placed: u128 = cells.iter().map(|rows| u128::from(rows[host][year])).sum();
            certificate.host_totals_met &= placed == u128::from(total);
        }
    }
    certificate
}
