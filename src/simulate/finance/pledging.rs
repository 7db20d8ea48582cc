//! Pledging: what stands at the start, conferences, advance pledges, the adoption of a plan.

use super::appeal::{bind_by, expected_needs};
use crate::model::{Appeal, EarmarkTier, Pledge, PledgeStatus, SECTORS};
use crate::random::{Purpose, Streams, beta_with_mean, normal};
use crate::simulate::arrivals::SITUATION;
use crate::simulate::ledger::{Binding, Contribution, cents, paid_within, round_share};
use crate::simulate::record::Year;
use crate::simulate::setup::{Donor, OptionSetup, Setup};
use crate::simulate::state::State;

/// Offset of the key of announcements made when a plan is adopted between conferences, beyond all
/// calendar years.
const ADOPTION_KEY: u32 = 100_000;

/// Offset of the key of announcements made at a flash appeal.
const FLASH_KEY: u32 = 300_000;

/// Offset of the key of the later years of advance pledges.
const ADVANCE_KEY: u32 = 200_000;

/// Opens the accounts: money in hand and pledges that stand at the start.
pub(crate) fn open_accounts(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
) {
    let finance = &setup.situation.parameters.finance;
    let ask = expected_needs(setup, state, 0, 12);
    bind_by(setup, streams, state, &ask.cells);
    let opening =
        cents(finance.baseline_announced_share * ask.usd * finance.opening_balance_months / 12.0);
    let mean_share = |tier: usize| -> f64 {
        option
            .donors
            .iter()
            .map(|donor| donor.income_share * donor.earmark_shares[tier])
            .sum()
    };
    let to_host = round_share(opening, mean_share(1));
    let to_cell = round_share(opening, mean_share(2)).min(opening - to_host);
    state.ledger.announced += opening;
    state.ledger.committed += opening;
    state.ledger.disbursed += opening;
    state.ledger.deposit(
        [opening - to_host - to_cell, to_host, to_cell],
        &state.earmarks.ordered(&setup.by_code),
    );
    state.advance_until.clear();
    state.advance_until.resize(option.donors.len(), 0);
    for pledge in &setup.situation.pledges {
        enter_standing(setup, option, streams, state, pledge);
    }
}

/// Enters a standing pledge as one contribution for each calendar year of its window.
fn enter_standing(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
    pledge: &Pledge,
) {
    let Some(donor) = option
        .plan
        .shares
        .iter()
        .position(|share| share.contributor == pledge.contributor)
    else {
        return;
    };
    let host = pledge.host.and_then(|code| {
        setup
            .hosts
            .iter()
            .position(|prepared| prepared.code == code)
    });
    let binding = match (pledge.earmark, host, pledge.sector) {
        (EarmarkTier::HostSector, Some(host), Some(sector)) => {
            Binding::HostSector(host * SECTORS.len() + sector.index())
        }
        (EarmarkTier::Host, Some(host), _) => Binding::Host(host),
        _ => Binding::Situation,
    };
    let start = setup.situation.clock.start;
    let window = pledge.until.months_since(pledge.from) + 1;
    let finance = &setup.situation.parameters.finance;
    for (column, &year) in setup.years.iter().enumerate() {
        let months: Vec<i32> = (0..window)
            .map(|offset| pledge.from.months_since(start) + offset)
            .filter(|&month| {
                u32::try_from(month).is_ok_and(|month| {
                    month < setup.situation.clock.months && setup.year_of(month) == year
                })
            })
            .collect();
        let Some(&first) = months.first() else {
            continue;
        };
        let amount = i128::from(pledge.amount.0) * months.len() as i128 / i128::from(window);
        let announced = i64::try_from(amount).unwrap_or(i64::MAX);
        let kept = match pledge.status {
            PledgeStatus::Announced => {
                let mean = if pledge.is_multi_year() {
                    finance.fulfilment_advance_mean_share
                } else {
                    finance.fulfilment_mean_share
                };
                fulfilment(
                    setup,
                    streams,
                    &option.donors[donor],
                    year.unsigned_abs(),
                    mean,
                ) * common_shock(setup, streams, year.unsigned_abs()).0
            }
            PledgeStatus::Committed | PledgeStatus::Disbursed => 1.0,
        };
        state.ledger.enter(
            state.month,
            Contribution {
                donor,
                from: first.unsigned_abs(),
                year: column,
                announced,
                committed: round_share(announced, kept),
                disbursed: 0,
                binding,
            },
        );
    }
}

/// The pledging conference of a calendar year, or of the start: every contributor announces for
/// the rest of the year.
pub(crate) fn hold_conference(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
    year: &mut Year,
) {
    let finance = &setup.situation.parameters.finance;
    let calendar = setup.year_of(state.month);
    let key = calendar.unsigned_abs();
    let column = setup.year_column(state.month);
    let window = 13 - setup.month_of_year(state.month);
    let part_of_year = f64::from(window) / 12.0;
    let needs = expected_needs(setup, state, state.month, window);
    bind_by(setup, streams, state, &needs.cells);
    let mut ask = needs.usd;
    match state.first_ask_per_year_usd {
        None => state.first_ask_per_year_usd = Some(ask / part_of_year),
        Some(first) if option.option.appeal == Appeal::None => ask = first * part_of_year,
        Some(_) => {}
    }
    // It knows of any influx that a flash appeal was being prepared for.
    state.asked_per_month_usd = ask / f64::from(window);
    state.flash_appeal = None;
    let (common, attention) = common_shock(setup, streams, key);
    let fatigue = fatigue(setup, state.month);
    let in_force = option.plan_in_force(state.plan_month, state.month);
    let mut already = std::mem::take(&mut state.already_committed);
    already.resize(option.donors.len(), 0);
    state.ledger.already_committed(column, &mut already);
    state
        .ledger
        .merge_earlier_years(column, option.donors.len());
    for contribution in state.ledger.open().filter(|open| open.year == column) {
        let account = &mut year.donors[contribution.donor];
        account[0] += contribution.announced;
        account[1] += contribution.committed;
    }
    let obligations = state.obligations_usd.clone();
    let asked_of = |index: usize| in_force.then(|| obligations[index] * part_of_year);
    let paid_share = 1.0 / finance.disbursement_mean_months;
    year.expected_income_usd = state.ledger.expected_usd(state.month, window, paid_share);
    // Attention and fulfilment at their means, less what lags into the next year.
    let expected_share = (1.0
        - finance.attention_shock_probability_per_year * finance.attention_shock_loss_share)
        * finance.fulfilment_mean_share
        * finance.fulfilment_common_mean_share
        * paid_within(
            window.saturating_sub(finance.disbursement_lag_months),
            paid_share,
        );
    for (index, donor) in option.donors.iter().enumerate() {
        let usual = mean_announced(setup, state, donor, ask, asked_of(index))
            * fatigue
            * remaining_after_exit(donor, state.month);
        let beyond_committed = usual - already[index] as f64 / 100.0;
        year.expected_income_usd += beyond_committed.max(0.0) * expected_share;
        let mean = usual * attention;
        if mean <= 0.0 {
            continue;
        }
        let pledge = SameYear {
            donor: index,
            column,
            key,
            mean,
            already: already[index],
            common,
            part_of_year,
        };
        pledge_same_year(setup, option, streams, state, year, &pledge);
    }
    state.already_committed = already;
}

/// A pledge for the rest of the year, before chance has its say.
struct SameYear {
    donor: usize,
    /// Column of the calendar year.
    column: usize,
    /// Key of the announcement's random streams.
    key: u32,
    /// Mean of what is announced, US$.
    mean: f64,
    /// Cents that the donor has already committed for the year.
    already: i64,
    /// The year's common fulfilment factor.
    common: f64,
    /// The part of a year that is left.
    part_of_year: f64,
}

/// Draws and enters a pledge for the rest of the year, and its advance part for the years to come.
fn pledge_same_year(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
    year: &mut Year,
    pledge: &SameYear,
) {
    let finance = &setup.situation.parameters.finance;
    let donor = &option.donors[pledge.donor];
    let announced = announce(setup, streams, donor, pledge.key, pledge.mean);
    let same_year = (announced - pledge.already).max(0);
    let own = fulfilment(
        setup,
        streams,
        donor,
        pledge.key,
        finance.fulfilment_mean_share,
    );
    let evaluation = &setup.situation.parameters.protracted.evaluation;
    let kept = state
        .protracted
        .evaluation
        .kept(own * pledge.common, evaluation.fulfilment_gain_share);
    let committed = round_share(same_year, kept);
    year.donors[pledge.donor][0] += same_year;
    year.donors[pledge.donor][1] += committed;
    state.ledger.enter(
        state.month,
        Contribution {
            donor: pledge.donor,
            from: state.month + finance.disbursement_lag_months,
            year: pledge.column,
            announced: same_year,
            committed,
            disbursed: 0,
            binding: Binding::Habits,
        },
    );
    pledge_ahead(setup, option, streams, state, pledge, announced);
}

/// Announces the advance part of a pledge for the following years, unless an earlier advance
/// pledge still runs.
fn pledge_ahead(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
    pledge: &SameYear,
    announced: i64,
) {
    let &SameYear {
        donor,
        column,
        part_of_year,
        ..
    } = pledge;
    let finance = &setup.situation.parameters.finance;
    let share = option.option.multi_year_share;
    if share <= 0.0 || column < state.advance_until[donor] {
        return;
    }
    let months_to_january = 13 - setup.month_of_year(state.month);
    let until = column + option.option.multi_year_years as usize;
    state.advance_until[donor] = until;
    let yearly = cents(announced as f64 / 100.0 * share / part_of_year);
    for later in (column + 1)..until.min(setup.years.len()) {
        let calendar = setup.years[later].unsigned_abs();
        let own = fulfilment(
            setup,
            streams,
            &option.donors[donor],
            calendar + ADVANCE_KEY,
            finance.fulfilment_advance_mean_share,
        );
        let (common, _) = common_shock(setup, streams, calendar);
        let years_ahead = u32::try_from(later - column - 1).unwrap_or(0);
        state.ledger.enter(
            state.month,
            Contribution {
                donor,
                from: state.month + months_to_january + 12 * years_ahead,
                year: later,
                announced: yearly,
                committed: round_share(yearly, own * common),
                disbursed: 0,
                binding: Binding::Habits,
            },
        );
    }
}

/// What a contributor announces in the mean when so much is asked of all, and, under a plan in force, of
/// it, US$: its usual part, and the uptake of what a plan asks beyond.
fn mean_announced(
    setup: &Setup<'_>,
    state: &State,
    donor: &Donor,
    ask: f64,
    obligation: Option<f64>,
) -> f64 {
    let share = setup.situation.parameters.finance.baseline_announced_share;
    let baseline = donor.income_share * share * ask;
    let beyond = obligation.map_or(0.0, |obligation| (obligation - baseline).max(0.0));
    baseline + state.uptake * beyond
}

/// When a plan is adopted between conferences, contributors announce the uptake of what it asks
/// beyond what they gave to the latest appeal, for the rest of the year.
pub(crate) fn adopt_plan(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
    year: &mut Year,
) {
    let window = 13 - setup.month_of_year(state.month);
    let part_of_year = f64::from(window) / 12.0;
    let asked = state.asked_per_month_usd * f64::from(window);
    let more = |state: &State, index: usize, donor: &Donor| {
        let obligation = state.obligations_usd[index] * part_of_year;
        mean_announced(setup, state, donor, asked, Some(obligation))
            - mean_announced(setup, state, donor, asked, None)
    };
    let key = ADOPTION_KEY + state.month;
    announce_more(setup, option, streams, state, year, key, more);
}

/// A flash appeal, some months into a mass influx, for what the latest appeal did not foresee:
/// contributors announce for the rest of the year. None is held where the conference of the year has just
/// asked, nor, where no appeals are made, after the first year.
pub(crate) fn hold_flash_appeal(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
    year: &mut Year,
) {
    if state.flash_appeal != Some(state.month) {
        return;
    }
    state.flash_appeal = None;
    // Contributors who are not asked again go on giving what they gave in the first year.
    let once = option.option.appeal == Appeal::None;
    if once && setup.year_of(state.month) != setup.years[0] {
        return;
    }
    let window = 13 - setup.month_of_year(state.month);
    let part_of_year = f64::from(window) / 12.0;
    let needs = expected_needs(setup, state, state.month, window);
    let before = state.asked_per_month_usd * f64::from(window);
    if needs.usd <= before {
        return;
    }
    if once && let Some(first) = &mut state.first_ask_per_year_usd {
        *first += needs.usd - before;
    }
    bind_by(setup, streams, state, &needs.cells);
    state.asked_per_month_usd = needs.usd / f64::from(window);
    // A plan that is adopted this month is adopted after it, and asks for what is beyond.
    let in_force =
        state.month > state.plan_month && option.plan_in_force(state.plan_month, state.month);
    let more = |state: &State, index: usize, donor: &Donor| {
        let obligation = in_force.then(|| state.obligations_usd[index] * part_of_year);
        mean_announced(setup, state, donor, needs.usd, obligation)
            - mean_announced(setup, state, donor, before, obligation)
    };
    let key = FLASH_KEY + state.month;
    announce_more(setup, option, streams, state, year, key, more);
}

/// Contributors announce more than they have for the rest of the year: in the mean as `more` says.
fn announce_more(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
    year: &mut Year,
    key: u32,
    more: impl Fn(&State, usize, &Donor) -> f64,
) {
    let calendar = setup.year_of(state.month);
    let window = 13 - setup.month_of_year(state.month);
    let (common, attention) = common_shock(setup, streams, calendar.unsigned_abs());
    let fatigue = fatigue(setup, state.month);
    for (index, donor) in option.donors.iter().enumerate() {
        let mean = more(state, index, donor)
            * fatigue
            * attention
            * remaining_after_exit(donor, state.month);
        if mean <= 0.0 {
            continue;
        }
        let pledge = SameYear {
            donor: index,
            column: setup.year_column(state.month),
            key,
            mean,
            already: 0,
            common,
            part_of_year: f64::from(window) / 12.0,
        };
        pledge_same_year(setup, option, streams, state, year, &pledge);
    }
}

/// What is left of announcements in a month, relative to the first years: `max(φ, ψ^n)` after n years of
/// fatigue, with the floor φ where a scenario has one.
fn fatigue(setup: &Setup<'_>, month: u32) -> f64 {
    let finance = &setup.situation.parameters.finance;
    let years = (month / 12).saturating_sub(finance.fatigue_after_years);
    let left = libm::pow(finance.fatigue_ratio_per_year, f64::from(years));
    finance
        .fatigue_floor_ratio
        .map_or(left, |floor| left.max(floor))
}

fn remaining_after_exit(donor: &Donor, month: u32) -> f64 {
    donor
        .exit
        .filter(|&(from, _)| month >= from)
        .map_or(1.0, |(_, remaining)| remaining)
}

/// What a contributor announces, cents: log-normal around its mean, which is kept, and nothing at
/// all with some probability, for which the other years make up.
fn announce(setup: &Setup<'_>, streams: &Streams, donor: &Donor, key: u32, mean: f64) -> i64 {
    let finance = &setup.situation.parameters.finance;
    let mut stream = streams.stream(Purpose::Announcements, donor.key, key);
    let nothing = stream.uniform() < finance.no_pledge_probability;
    let deviation = finance.pledge_log_sd;
    let noise = libm::exp(deviation * normal(&mut stream) - 0.5 * deviation * deviation);
    if nothing {
        return 0;
    }
    cents(mean * noise / (1.0 - finance.no_pledge_probability).max(1e-6))
}

/// A contributor's own fulfilment factor U.
fn fulfilment(setup: &Setup<'_>, streams: &Streams, donor: &Donor, key: u32, mean: f64) -> f64 {
    let finance = &setup.situation.parameters.finance;
    let mut stream = streams.stream(Purpose::Fulfilment, donor.key, key);
    beta_with_mean(&mut stream, mean, finance.fulfilment_concentration)
}

/// The common fulfilment factor Z of a year, and the factor of attention that it leaves.
fn common_shock(setup: &Setup<'_>, streams: &Streams, year: u32) -> (f64, f64) {
    let finance = &setup.situation.parameters.finance;
    let mut stream = streams.stream(Purpose::CommonShocks, SITUATION, year);
    let distracted = stream.uniform() < finance.attention_shock_probability_per_year;
    let common = beta_with_mean(
        &mut stream,
        finance.fulfilment_common_mean_share,
        finance.fulfilment_common_concentration,
    );
    (
        common,
        if distracted {
            1.0 - finance.attention_shock_loss_share
        } else {
            1.0
        },
    )
}

#[cfg(test)]
mod tests;
