//! From plain numbers to the plan that others read.

use crate::model::{
    BindingRule, ContributorShare, Indicator, LedgerRow, Plan, PlanCertificate, PlannedMeasure,
    QuotaPosition, QuotaTrade,
};

use super::burden::Trade;
use super::data::{Prepared, Role, Row};
use super::ledger::Apportioned;
use super::money::MoneyOutcome;
use super::plan_program::UNIT;
use super::{ApportionError, ApportionRequest};

/// Amounts closer to a bound than this part of it stand at the bound.
const BOUND_TOLERANCE: f64 = 1e-6;

/// Writes the plan, with the split of places over hosts where it is wanted.
pub(super) fn assemble(
    request: &ApportionRequest,
    apportioned: Apportioned,
    ledger: Vec<LedgerRow>,
    split: bool,
) -> Result<Plan, ApportionError> {
    let Apportioned {
        prepared,
        places,
        money,
    } = apportioned;
    let places_by_host = if split {
        super::places::by_host(request, &prepared)?
    } else {
        vec![vec![Vec::new(); prepared.rows.len()]; prepared.years.len()]
    };
    let families = if split {
        super::family_blocks::place(request, &prepared, &places_by_host)?
    } else {
        None
    };
    let hosts = request.situation.hosts.len();
    let residual = residual_supply(&prepared, &money);
    let mut shares: Vec<ContributorShare> = prepared
        .rows
        .iter()
        .enumerate()
        .map(|(index, row)| {
            let amounts = &money.amounts[index];
            let weight = money.weights[index];
            let borne = money.offsets[index] + amounts.iter().sum::<f64>();
            ContributorShare {
                contributor: row.id.clone(),
                name: row.name.clone(),
                key_share: row.key_share,
                hosting_usd: row.hosting.clone(),
                baseline_usd: row.baseline.clone(),
                obligation_usd: amounts.clone(),
                obligation_usd_by_host: (0..prepared.years.len())
                    .map(|year| match &money.cells {
                        Some(cells) => settled_by_host(&cells[index][year], amounts[year]),
                        None => by_host(row, year, amounts[year], &residual[year], hosts),
                    })
                    .collect(),
                cap_usd: row.cap.clone(),
                baseline_places: vec![
                    row.listed
                        .map_or(0, |listed| listed.baseline_places_per_year);
                    prepared.years.len()
                ],
                obligation_places_by_host: places_by_host
                    .iter()
                    .map(|rows| rows[index].clone())
                    .collect(),
                obligation_places: row.places.iter().map(|&count| to_u32(count)).collect(),
                responsibility_ratio: if weight > 0.0 { borne / weight } else { 0.0 },
                binding: binding(row, amounts, &money.floors[index]),
                gdp_usd: row.indicator(Indicator::GdpUsd),
                population_persons: row.indicator(Indicator::PopulationPersons),
            }
        })
        .collect();
    // States first in the order of their key share, then the others as the scenario lists them.
    let is_state = |share: &ContributorShare| {
        prepared
            .rows
            .iter()
            .find(|row| row.id == share.contributor)
            .is_some_and(|row| row.listed.is_none_or(|listed| listed.kind.has_key_share()))
    };
    shares.sort_by_cached_key(|share| {
        (
            !is_state(share),
            std::cmp::Reverse(share.key_share.max(0.0).to_bits()),
        )
    });
    let unmet_usd = unmet(&prepared, &money, hosts);
    let measures = planned_measures(&prepared);
    let trade = money
        .trade
        .as_ref()
        .map(|trade| quota_trade(&prepared, trade));
    Ok(Plan {
        ledger,
        measures,
        families,
        trade,
        option: request.option.id.clone(),
        years: prepared.years,
        shares,
        unmet_usd,
        unmet_places: places.unmet.iter().map(|&count| to_u32(count)).collect(),
        certificate: PlanCertificate {
            solver: money.solver,
            programs: money.programs,
            rounds: money.rounds,
            largest_violation: money.largest_violation,
            rounding: places.certificate.clone(),
            notes: prepared.notes,
        },
    })
}

/// Unmet need, US$, `[host][year][tier]`.
fn unmet(prepared: &Prepared, money: &MoneyOutcome, hosts: usize) -> Vec<Vec<[f64; 2]>> {
    (0..hosts)
        .map(|host| {
            (0..prepared.years.len())
                .map(|year| {
                    [0, 1].map(|tier| {
                        let cell = 2 * host + tier;
                        let need = prepared.demand[year][cell];
                        let gap = need - money.supply[year][cell];
                        // What rounding of sums leaves is no gap.
                        if gap > 1e-9 * need { gap } else { 0.0 }
                    })
                })
                .collect()
        })
        .collect()
}

/// What is asked of measures beside money and resettlement, from whomever gives any.
fn planned_measures(prepared: &Prepared) -> Vec<PlannedMeasure> {
    prepared
        .measures
        .iter()
        .map(|measure| PlannedMeasure {
            kind: measure.kind,
            value_usd_per_unit: measure.value_usd_per_unit,
            need: measure.need.clone(),
            given: prepared
                .rows
                .iter()
                .zip(&measure.units)
                .filter(|(_, years)| years.iter().flatten().any(|&units| units > 0.0))
                .map(|(row, years)| (row.id.clone(), years.clone()))
                .collect(),
        })
        .collect()
}

fn quota_trade(prepared: &Prepared, trade: &Trade) -> QuotaTrade {
    QuotaTrade {
        price_of_less: trade.price_of_less,
        price_of_more: trade.price_of_more,
        price: trade.price().unwrap_or(0.0),
        positions: trade
            .positions
            .iter()
            .map(|position| QuotaPosition {
                contributor: prepared.rows[position.contributor].id.clone(),
                quota_usd: UNIT * position.quota,
                given_usd: UNIT * position.given,
                cost_alone_usd: UNIT * position.cost_alone,
                cost_with_trade_usd: UNIT * position.cost_with_trade,
            })
            .collect(),
    }
}

/// One contributor's money by host where a program settled it, scaled to what is asked in the end.
fn settled_by_host(cells: &[f64], amount: f64) -> Vec<f64> {
    let whole: f64 = cells.iter().sum();
    let factor = if whole > 0.0 { amount / whole } else { 0.0 };
    cells
        .chunks(2)
        .map(|tiers| factor * tiers.iter().sum::<f64>())
        .collect()
}

fn to_u32(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// What each cell still receives once earmarked commitments are in place, US$, `[year][cell]`;
/// the need itself where nothing else remains, so that every dollar finds a host.
fn residual_supply(prepared: &Prepared, money: &MoneyOutcome) -> Vec<Vec<f64>> {
    (0..prepared.years.len())
        .map(|year| {
            let residual: Vec<f64> = money.supply[year]
                .iter()
                .enumerate()
                .map(|(cell, supply)| {
                    let bound: f64 = prepared
                        .rows
                        .iter()
                        .map(|row| row.committed_cell[year][cell])
                        .sum();
                    (supply - bound).max(0.0)
                })
                .collect();
            if residual.iter().sum::<f64>() > 0.0 {
                residual
            } else {
                prepared.demand[year].clone()
            }
        })
        .collect()
}

/// One contributor's money by host: earmarked commitments where they are bound, the rest in
/// proportion to what each host still needs.
fn by_host(row: &Row, year: usize, amount: f64, residual: &[f64], hosts: usize) -> Vec<f64> {
    let bound = &row.committed_cell[year];
    let loose = (amount - bound.iter().sum::<f64>()).max(0.0);
    let whole: f64 = residual.iter().sum();
    (0..hosts)
        .map(|host| {
            let cells = [2 * host, 2 * host + 1];
            let kept: f64 = cells.iter().map(|&cell| bound[cell]).sum();
            let part: f64 = cells.iter().map(|&cell| residual[cell]).sum();
            kept + if whole > 0.0 {
                loose * part / whole
            } else {
                0.0
            }
        })
        .collect()
}

/// The rule that decides a row's money over the plan. A State that is free in any year follows
/// the key.
fn binding(row: &Row, amounts: &[f64], floors: &[f64]) -> BindingRule {
    match row.role {
        Role::Outside => return BindingRule::Outside,
        Role::Offer => return BindingRule::Offer,
        Role::Key => {}
    }
    let near = |amount: f64, bound: f64| {
        bound.is_finite() && (amount - bound).abs() <= BOUND_TOLERANCE * bound.max(1.0)
    };
    let years = || amounts.iter().zip(floors).zip(&row.cap);
    let at_cap = years().any(|((&amount, &floor), &cap)| near(amount, cap) && cap > floor);
    let free = years().any(|((&amount, &floor), &cap)| !near(amount, cap) && !near(amount, floor));
    if free {
        BindingRule::Key
    } else if at_cap {
        BindingRule::Cap
    } else if floors.iter().any(|&floor| floor > 0.0) {
        BindingRule::Floor
    } else if row.hosting.iter().any(|&value| value > 0.0) {
        BindingRule::Hosting
    } else {
        BindingRule::Key
    }
}
