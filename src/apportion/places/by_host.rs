//! Whole places by host from which people come.

use super::super::data::{Prepared, Role};
use super::super::{ApportionError, ApportionRequest};
use super::sought_from;
use crate::rounding;
use crate::rounding::controlled::{Matrix, controlled};

/// Whole places by host from which people come, indexed `[year][row][host]`.
///
/// Every row's places and every host's are kept exactly, and each cell stays as near as it can to
/// the row's part of what the host seeks, or to what one program settled for it: controlled
/// rounding, year by year.
pub(in crate::apportion) fn by_host(
    request: &ApportionRequest,
    prepared: &Prepared,
) -> Result<Vec<Vec<Vec<u32>>>, ApportionError> {
    let (hosts, years) = (request.situation.hosts.len(), prepared.years.len());
    let rows = &prepared.rows;
    let mut cells = vec![vec![vec![0.0; years]; hosts]; rows.len()];
    let mut host_quotas = vec![vec![0.0; years]; hosts];
    let mut state_totals = vec![vec![0; years]; rows.len()];
    for year in 0..years {
        let sought: Vec<f64> = (0..hosts)
            .map(|host| f64::from(sought_from(request, host, year)))
            .collect();
        let whole: f64 = sought.iter().sum();
        if whole <= 0.0 {
            // Nobody is sought from any host, so no place has a host to come from.
            continue;
        }
        let placed: u64 = rows.iter().map(|row| row.places[year]).sum();
        for (index, row) in rows.iter().enumerate() {
            state_totals[index][year] = row.places[year];
            let settled = prepared
                .place_cells
                .as_ref()
                .map(|cells| &cells[year][index])
                .filter(|own| row.role == Role::Key && own.iter().sum::<f64>() > 0.0);
            for host in 0..hosts {
                let share = settled.map_or(sought[host] / whole, |own| {
                    own[host] / own.iter().sum::<f64>()
                });
                cells[index][host][year] = share * row.places[year] as f64;
            }
        }
        for host in 0..hosts {
            host_quotas[host][year] = if prepared.place_cells.is_some() {
                cells.iter().map(|row| row[host][year]).sum()
            } else {
                sought[host] / whole * placed as f64
            };
        }
    }
    let whole = whole_by_host(&cells, &host_quotas, &state_totals, &prepared.years)?;
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

/// Real cells `[row][host][year]` made whole, with the rows' totals `[row][year]` kept and the
/// hosts' totals those of `host_quotas` `[host][year]` by largest remainder.
pub(in crate::apportion) fn whole_by_host(
    cells: &[Vec<Vec<f64>>],
    host_quotas: &[Vec<f64>],
    state_totals: &[Vec<u64>],
    years: &[i32],
) -> Result<Vec<Vec<Vec<u64>>>, ApportionError> {
    let hosts = host_quotas.len();
    let mut host_totals = vec![vec![0; years.len()]; hosts];
    for (year, &calendar_year) in years.iter().enumerate() {
        let placed: u64 = state_totals.iter().map(|totals| totals[year]).sum();
        let quotas: Vec<f64> = host_quotas.iter().map(|quotas| quotas[year]).collect();
        if quotas.iter().sum::<f64>() <= 0.0 {
            continue;
        }
        let of_hosts =
            rounding::largest_remainder(&quotas, &vec![0; hosts], &vec![placed; hosts], placed)
                .map_err(|error| ApportionError::Places {
                    year: calendar_year,
                    problem: error.to_string(),
                })?;
        for (totals, places) in host_totals.iter_mut().zip(of_hosts.seats) {
            totals[year] = places;
        }
    }
    let caps = vec![vec![vec![u64::MAX; years.len()]; hosts]; cells.len()];
    let matrix = Matrix {
        cells,
        caps: &caps,
        host_totals: &host_totals,
    };
    Ok(controlled(&matrix, state_totals)
        .map_err(|error| ApportionError::Hosts(Box::new(error)))?
        .cells)
}
