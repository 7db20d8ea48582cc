//! What is settled before equity divides money: offers, floors, the whole that key shares divide, and caps.

use crate::apportion::ApportionRequest;
use crate::apportion::data::{Prepared, Role, Row};
use crate::model::Indicator;

/// Money that equity does not decide.
pub(in crate::apportion) struct FixedMoney {
    /// Of those without a key share, US$, indexed `[row][year]`; zero for the others.
    pub(in crate::apportion) amounts: Vec<Vec<f64>>,
    /// Floors of those with one, US$, indexed `[row][year]`; zero for the others.
    pub(in crate::apportion) floors: Vec<Vec<f64>>,
}

/// Offers of those without a key share and floors of those with one. Where together they exceed
/// a year's need, what is not bound to a host is scaled down alike.
pub(in crate::apportion) fn fixed_money(prepared: &mut Prepared) -> FixedMoney {
    let years = prepared.years.len();
    let zero = vec![vec![0.0; years]; prepared.rows.len()];
    let mut fixed = FixedMoney {
        amounts: zero.clone(),
        floors: zero,
    };
    for year in 0..years {
        let bound: f64 = prepared
            .rows
            .iter()
            .flat_map(|row| &row.committed_cell[year])
            .sum();
        let asked = |row: &Row| match row.role {
            Role::Key => row.committed(year),
            Role::Offer | Role::Outside => row.offer(year),
        };
        let whole: f64 = prepared.rows.iter().map(asked).sum();
        let (room, loose) = ((prepared.need(year) - bound).max(0.0), whole - bound);
        let scale = if loose > room { room / loose } else { 1.0 };
        if scale < 1.0 {
            prepared.notes.push(format!(
                "{}: offers and commitments exceed the need, so equity has nothing left to divide.",
                prepared.years[year]
            ));
        }
        for (index, row) in prepared.rows.iter().enumerate() {
            let bound: f64 = row.committed_cell[year].iter().sum();
            let amount = bound + (asked(row) - bound) * scale;
            if row.role == Role::Key {
                fixed.floors[index][year] = amount;
            } else {
                fixed.amounts[index][year] = amount;
            }
        }
    }
    fixed
}

/// The whole that key shares divide in a year: `V = ΣH + Σ v·D` less the money of contributors
/// without a key share (design, §4).
pub(in crate::apportion) fn whole(
    prepared: &Prepared,
    fixed: &FixedMoney,
    year: usize,
    places_usd: f64,
) -> f64 {
    let hosting: f64 = prepared
        .rows
        .iter()
        .filter(|row| row.role == Role::Key)
        .map(|row| row.hosting[year])
        .sum();
    let without_key: f64 = fixed.amounts.iter().map(|amounts| amounts[year]).sum();
    let others: f64 = prepared
        .measures
        .iter()
        .map(|measure| measure.value_usd_per_unit * measure.need[year].iter().sum::<f64>())
        .sum();
    hosting + places_usd + others + (prepared.need(year) - without_key).max(0.0)
}

/// Caps on money: the cap of the option on GDP, the budget that the scenario states and the
/// largest responsibility ratio, applied within each year; never below today's offer or a
/// standing commitment.
pub(in crate::apportion) fn set_caps(
    request: &ApportionRequest,
    prepared: &mut Prepared,
    whole_by_year: &[f64],
    place_value: f64,
) {
    let option = request.option;
    let mut without_gdp = Vec::new();
    for row in &mut prepared.rows {
        let gdp_cap = match option.cap_share_of_gdp_per_year {
            Some(share) if row.role == Role::Key => {
                if let Some(gdp) = row.indicator(Indicator::GdpUsd) {
                    share * gdp.max(0.0)
                } else {
                    without_gdp.push(row.name.clone());
                    f64::INFINITY
                }
            }
            _ => f64::INFINITY,
        };
        let budget = row
            .listed
            .and_then(|listed| listed.budget_per_year)
            .map_or(f64::INFINITY, crate::units::Cents::as_usd);
        row.cap = whole_by_year
            .iter()
            .enumerate()
            .map(|(year, whole)| {
                let ratio_cap = match option.responsibility_ratio_maximum {
                    Some(ratio) if row.role == Role::Key => {
                        let borne = row.borne(place_value)[year];
                        (ratio * row.key_share * whole - borne).max(0.0)
                    }
                    _ => f64::INFINITY,
                };
                gdp_cap.min(budget).min(ratio_cap).max(row.offer(year))
            })
            .collect();
    }
    if !without_gdp.is_empty() {
        prepared.notes.push(format!(
            "No cap by GDP for {}, whose GDP is not known.",
            without_gdp.join(", ")
        ));
    }
}
