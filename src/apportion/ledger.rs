//! From key shares to obligations, and on to what was pledged, committed and delivered.
//!
//! A deduction releases a State from a part of its share. Where deductions are shared, the key is
//! computed anew with the shares reduced, so that the others take over; where they are not, the
//! obligation shrinks and the need stays unmet. Offsets, persons already taken over, come off an
//! obligation in places up to a limit. Standing commitments stay floors throughout.

use crate::model::{
    EarmarkTier, LedgerEntry, LedgerRow, LedgerStep, PledgeStatus, ResettlementQuota, Situation,
};

use super::commitments::share_in_year;
use super::data::{OtherMeasure, Prepared, Role, Row};
use super::joint;
use super::money::{self, MoneyOutcome};
use super::places::{self, PlacesOutcome};
use super::{ApportionError, ApportionRequest};

/// Money and places as apportioned, with the rows that hold them.
#[derive(Clone)]
pub(super) struct Apportioned<'a> {
    pub(super) prepared: Prepared<'a>,
    pub(super) places: PlacesOutcome,
    pub(super) money: MoneyOutcome,
}

/// What a plan asks, with the ledger of every State that holds a share.
pub(super) struct Settled<'a> {
    pub(super) result: Apportioned<'a>,
    pub(super) ledger: Vec<LedgerRow>,
}

fn run<'a>(
    request: &ApportionRequest,
    mut prepared: Prepared<'a>,
) -> Result<Apportioned<'a>, ApportionError> {
    let (places, money) = if request.option.programme.together {
        joint::apportion_together(request, &mut prepared)?
    } else {
        let places = places::apportion_places(request, &mut prepared)?;
        let money = money::apportion_money(request, &mut prepared, &places)?;
        (places, money)
    };
    Ok(Apportioned {
        prepared,
        places,
        money,
    })
}

/// Apportions a plan through all steps of the ledger.
pub(super) fn settle<'a>(
    request: &ApportionRequest,
    prepared: Prepared<'a>,
) -> Result<Settled<'a>, ApportionError> {
    let rules = &request.option.ledger;
    let releases: Vec<Release> = prepared
        .rows
        .iter()
        .map(|row| release(request, row))
        .collect();
    let key_shares: Vec<f64> = prepared.rows.iter().map(|row| row.key_share).collect();
    let full = run(request, prepared.clone())?;
    let any = releases.iter().any(|release| release.share > 0.0);
    let deducted = if any && rules.shares_deductions() {
        let mut reduced = prepared;
        reduce_key(&mut reduced, &releases)?;
        run(request, reduced)?
    } else if any {
        let mut reduced = full.clone();
        deduct(&mut reduced, &releases);
        reduced
    } else {
        full.clone()
    };
    let mut result = deducted.clone();
    let offsets: Vec<u64> = result
        .prepared
        .rows
        .iter_mut()
        .map(|row| take_offset(request, row))
        .collect();
    let way = Way {
        full: &full,
        deducted: &deducted,
        releases: &releases,
        offsets: &offsets,
        key_shares: &key_shares,
    };
    let ledger = (0..result.prepared.rows.len())
        .filter(|&row| result.prepared.rows[row].role == Role::Key)
        .map(|row| ledger_row(request, &result, row, &way))
        .collect();
    Ok(Settled { result, ledger })
}

/// What releases a State, and why.
struct Release {
    share: f64,
    reason: String,
}

fn release(request: &ApportionRequest, row: &Row) -> Release {
    let rules = &request.option.ledger;
    if row.role == Role::Key && rules.gives_hosts_a_share() && places::is_host(request, row) {
        return Release {
            share: 1.0,
            reason: "benefits from the plan, so it is released from its share".to_owned(),
        };
    }
    rules
        .deduction
        .iter()
        .find(|deduction| deduction.contributor == row.id)
        .map_or_else(
            || Release {
                share: 0.0,
                reason: "no deduction".to_owned(),
            },
            |deduction| Release {
                share: deduction.share,
                reason: format!(
                    "released from {} % of its share{}",
                    crate::units::with_decimals(100.0 * deduction.share),
                    if deduction.reason.is_empty() {
                        String::new()
                    } else {
                        format!(": {}", deduction.reason)
                    }
                ),
            },
        )
}

/// Key shares reduced by the releases and computed anew, so that they sum to 1 again.
fn reduce_key(prepared: &mut Prepared, releases: &[Release]) -> Result<(), ApportionError> {
    for (row, release) in prepared.rows.iter_mut().zip(releases) {
        row.key_share *= 1.0 - release.share;
    }
    let sum: f64 = prepared.rows.iter().map(|row| row.key_share).sum();
    if sum <= 0.0 {
        return Err(ApportionError::NobodyLeft);
    }
    for row in &mut prepared.rows {
        row.key_share /= sum;
    }
    Ok(())
}

/// Takes the released part off every obligation; nobody takes it over.
fn deduct(apportioned: &mut Apportioned, releases: &[Release]) {
    let Apportioned {
        prepared,
        places,
        money,
    } = apportioned;
    for (index, release) in releases.iter().enumerate() {
        if release.share <= 0.0 {
            continue;
        }
        let row = &mut prepared.rows[index];
        for year in 0..prepared.years.len() {
            let kept = remaining(row.places[year], release.share).max(row.places_floor[year]);
            places.unmet[year] += row.places[year].saturating_sub(kept);
            row.places[year] = row.places[year].min(kept);
            let amount = &mut money.amounts[index][year];
            *amount = (*amount * (1.0 - release.share)).max(money.floors[index][year]);
        }
        release_measures(&mut prepared.measures, index, release.share);
        let row = &mut prepared.rows[index];
        row.other_value = joint::other_value(&prepared.measures, index, prepared.years.len());
        money.offsets[index] = row.borne(money.place_value_usd).iter().sum();
    }
    for year in 0..prepared.years.len() {
        let sum: f64 = money.amounts.iter().map(|amounts| amounts[year]).sum();
        money.supply[year] = money::supply(prepared, year, sum);
    }
}

/// Takes the released part off what a row gives of other measures.
fn release_measures(measures: &mut [OtherMeasure], row: usize, released: f64) {
    for measure in measures {
        for units in measure.units.get_mut(row).into_iter().flatten().flatten() {
            let kept = *units * (1.0 - released);
            *units = if measure.kind.is_whole() {
                (kept - 1e-9 * kept.max(1.0)).max(0.0).ceil()
            } else {
                kept
            };
        }
    }
}

/// Whole places that remain of `places` when a part is released, rounded up: the pool's need does
/// not shrink by a fraction of a person.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative, and no more than the count itself"
)]
fn remaining(places: u64, released: f64) -> u64 {
    let exact = places as f64 * (1.0 - released);
    // What binary fractions leave beyond a whole number is no person.
    (exact - 1e-9 * exact.max(1.0)).max(0.0).ceil() as u64
}

/// Takes persons already taken over off a State's places, year by year, up to the limit; returns
/// how many count.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a count of places"
)]
fn take_offset(request: &ApportionRequest, row: &mut Row) -> u64 {
    let rules = &request.option.ledger;
    let Some(offset) = rules
        .offset
        .iter()
        .find(|offset| offset.contributor == row.id && row.role == Role::Key)
    else {
        return 0;
    };
    let asked: u64 = row.places.iter().sum();
    let limit = (rules.offset_limit() * asked as f64 + 1e-9).floor() as u64;
    let counted = u64::from(offset.persons).min(limit);
    let mut left = counted;
    for places in &mut row.places {
        let taken = left.min(*places);
        *places -= taken;
        left -= taken;
    }
    counted
}

/// What the ledger of every row is read from.
struct Way<'a, 'b> {
    full: &'a Apportioned<'b>,
    deducted: &'a Apportioned<'b>,
    releases: &'a [Release],
    offsets: &'a [u64],
    key_shares: &'a [f64],
}

/// Places and money, US$, that key shares divide at the first step. Where one program mixes
/// measures, the key refers to what is sought of each.
fn divided_by_key(request: &ApportionRequest, way: &Way) -> (f64, f64) {
    let full = way.full;
    let shared: u64 = if request.option.programme.together {
        full.places.sought.iter().sum()
    } else {
        full.places.shared.iter().sum()
    };
    let instead_usd = |row: usize| {
        let paid: Option<&Vec<f64>> = full.prepared.paid_for.get(row);
        request.option.place_value_usd_per_person * paid.into_iter().flatten().sum::<f64>()
    };
    let usd = full
        .prepared
        .key_rows()
        .into_iter()
        .map(|row| full.money.amounts[row].iter().sum::<f64>() - instead_usd(row))
        .sum();
    (shared as f64, usd)
}

fn ledger_row(
    request: &ApportionRequest,
    result: &Apportioned,
    index: usize,
    way: &Way,
) -> LedgerRow {
    let row = &result.prepared.rows[index];
    let places = |apportioned: &Apportioned| {
        let sum: u64 = apportioned.prepared.rows[index].places.iter().sum();
        sum as f64
    };
    let usd = |apportioned: &Apportioned| apportioned.money.amounts[index].iter().sum::<f64>();
    let (all_places, all_usd) = divided_by_key(request, way);
    let key_share = way.key_shares[index];
    let entry = |step, places: f64, usd: f64, rule: String| LedgerEntry {
        step,
        places,
        usd,
        value_usd: usd + places * request.option.place_value_usd_per_person,
        rule,
    };
    let given = Given::of(request.situation, row, &result.prepared.years);
    let key_places = key_share * all_places;
    let entries = vec![
        entry(
            LedgerStep::KeyShare,
            key_places,
            key_share * all_usd,
            format!(
                "{} % by the key `{}`",
                crate::units::with_decimals(100.0 * key_share),
                request.option.key.name
            ),
        ),
        entry(
            LedgerStep::CapAndResidual,
            places(way.full),
            usd(way.full),
            cap_rule(request, way, index, key_places),
        ),
        entry(
            LedgerStep::Deduction,
            places(way.deducted),
            usd(way.deducted),
            deduction_rule(request, way, index),
        ),
        entry(
            LedgerStep::Offset,
            places(result),
            usd(result),
            if way.offsets[index] > 0 {
                format!(
                    "{} persons already taken over count, up to {} % of the places",
                    way.offsets[index],
                    crate::units::with_decimals(100.0 * request.option.ledger.offset_limit())
                )
            } else {
                "no offset".to_owned()
            },
        ),
        entry(
            LedgerStep::Obligation,
            places(result),
            usd(result),
            "what the plan asks".to_owned(),
        ),
        entry(
            LedgerStep::Pledge,
            given.places[0],
            given.usd[0],
            "announced, committed or delivered for the plan's years".to_owned(),
        ),
        entry(
            LedgerStep::Committed,
            given.places[1],
            given.usd[1],
            "committed or delivered".to_owned(),
        ),
        entry(
            LedgerStep::Delivered,
            given.places[2],
            given.usd[2],
            "paid, and people received".to_owned(),
        ),
    ];
    LedgerRow {
        contributor: row.id.clone(),
        name: row.name.clone(),
        key_share,
        entries,
        bilateral_usd: given.bilateral_usd,
        bilateral_places: given.bilateral_places,
    }
}

/// Why the second step differs from the first.
fn cap_rule(request: &ApportionRequest, way: &Way, index: usize, key_places: f64) -> String {
    let row = &way.full.prepared.rows[index];
    let floors = &way.full.money.floors[index];
    let amounts = &way.full.money.amounts[index];
    let near = |one: f64, other: f64| (one - other).abs() <= 1e-6 * other.max(1.0);
    let mut said = Vec::new();
    let years = 0..row.places.len();
    if years.clone().any(|year| {
        row.places[year] == row.places_cap[year] && (row.places[year] as f64) < key_places
    }) {
        said.push("held at its cap on places");
    }
    if years
        .clone()
        .any(|year| row.places_floor[year] > 0 && row.places[year] == row.places_floor[year])
    {
        said.push("held up by standing quotas");
    }
    if years
        .clone()
        .any(|year| row.cap[year].is_finite() && near(amounts[year], row.cap[year]))
    {
        said.push("held at its cap on money");
    }
    if years
        .clone()
        .any(|year| floors[year] > 0.0 && near(amounts[year], floors[year]))
    {
        said.push("held up by committed money");
    }
    if row.hosting.iter().any(|&value| value > 0.0) {
        said.push("hosting counts against its money");
    }
    let programme = &request.option.programme;
    if programme
        .arrangements
        .iter()
        .any(|arrangement| arrangement.contributor == row.id)
    {
        said.push("has an arrangement of its own");
    }
    let paid: Option<&Vec<f64>> = way.full.prepared.paid_for.get(index);
    let paid: f64 = paid.into_iter().flatten().sum();
    if paid >= 0.5 {
        said.push("pays the declared value of places that it does not give");
    }
    if !said.is_empty() {
        said.join("; ")
    } else if programme.together {
        "takes its part in value, in places and money together".to_owned()
    } else {
        "takes its part of what floors and caps of others leave".to_owned()
    }
}

fn deduction_rule(request: &ApportionRequest, way: &Way, index: usize) -> String {
    let own = &way.releases[index];
    let others = way.releases.iter().any(|release| release.share > 0.0);
    if own.share > 0.0 || !others {
        own.reason.clone()
    } else if request.option.ledger.shares_deductions() {
        "takes its part of what others are released from".to_owned()
    } else {
        "no deduction; what others are released from is not shared out".to_owned()
    }
}

/// What a State has pledged, committed and delivered for the years of a plan; each includes the
/// next.
#[derive(Default)]
struct Given {
    places: [f64; 3],
    usd: [f64; 3],
    bilateral_usd: f64,
    bilateral_places: f64,
}

impl Given {
    fn of(situation: &Situation, row: &Row, years: &[i32]) -> Self {
        let mut given = Self::default();
        let own = |quota: &&ResettlementQuota| quota.contributor == row.id;
        for quota in situation.quotas.iter().filter(own) {
            if !years.contains(&quota.year) {
                continue;
            }
            let places = f64::from(quota.places);
            for sum in given.places.iter_mut().take(reached(quota.status)) {
                *sum += places;
            }
            if quota.host.is_some() {
                given.bilateral_places += places;
            }
        }
        for pledge in &situation.pledges {
            if pledge.contributor != row.id {
                continue;
            }
            let share: f64 = years
                .iter()
                .map(|&year| share_in_year(pledge.from, pledge.until, year))
                .sum();
            let usd = pledge.amount.as_usd() * share;
            for sum in given.usd.iter_mut().take(reached(pledge.status)) {
                *sum += usd;
            }
            if pledge.earmark != EarmarkTier::Situation {
                given.bilateral_usd += usd;
            }
        }
        given
    }
}

/// How many of the three stages a pledge has reached.
fn reached(status: PledgeStatus) -> usize {
    match status {
        PledgeStatus::Announced => 1,
        PledgeStatus::Committed => 2,
        PledgeStatus::Disbursed => 3,
    }
}
