//! Education at four levels, by sex: (l)8.
//!
//! Of the registered children of a level's age a share e is enrolled, by level and sex. It follows
//! money with a lag: `e' = e + v·(e° + (e* − e°)·c − e)`, with e° what public schools enrol without
//! money, e* what is enrolled with education fully funded, and c the reach of last month's money for
//! the level. With c constant, `e_t = ē + (e_0 − ē)(1 − v)^t`, ē being the bracket's first part: the
//! mean lag is 1/v months. Children who join (arrivals once registered, births) are not yet enrolled:
//! e falls in proportion where a level's age group grows.
//!
//! Of girls and boys, where nobody aims at parity, shares stand in a ratio g to each other around the
//! level's mean, `e_girls = 2g/(1+g)·e`, `e_boys = 2/(1+g)·e`, at the start, without money, and with
//! it; where the arrangement is in force girls and boys have the same e*, so that the parity ratio
//! rises to `(e°_girls + (e* − e°_girls)c) / (e°_boys + (e* − e°_boys)c)`.
//!
//! The need for education is the cost of e* at all levels, instead of the sector's share of the need
//! per person. Private funds, while in force, are given to secondary and tertiary education only, to
//! hosts by stock and within what these levels cost. Of the rest of the money all levels have the
//! same coverage `c = (C − π)/(1 − π)`, with C the sector's coverage and π the private part of its
//! need; the higher levels have what is private beside it.
//!
//! Self-reliance: the share w of the working generation that went to secondary school follows
//! enrolment as the generation is replaced, `w' = w + (ē_sec − w)/(12·T)`, and the ceiling of
//! self-reliance rises by `θ·(w − w_0)`: decades, not years. Shares at the start are literature, the
//! rest judgement.

use crate::model::parameters::EducationParameters;
use crate::model::{AGE_BANDS, AgeBand, LiveStatus, Sector};
use crate::simulate::costing::phase;
use crate::simulate::ledger::cents;
use crate::simulate::record::{SEX_AGE_CELLS, Year};
use crate::simulate::response::outcome as respond;
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::{HostState, State};

/// Levels, and the two of them that private funds support.
pub(super) const LEVELS: usize = 4;
const PRIMARY: usize = 1;
const SECONDARY: usize = 2;

/// Enrolment of one host.
#[derive(Clone, Debug, Default)]
pub(crate) struct Education {
    /// Share enrolled by level and sex.
    pub(super) enrolled: [[f64; 2]; LEVELS],
    /// Registered children of each level's age, by sex.
    pub(super) children: [[f64; 2]; LEVELS],
    /// Share of the working generation that went to secondary school, and that at the start.
    schooled: [f64; 2],
    /// Private part of last month's need.
    private_share: f64,
    /// Part of last month's need that is for the higher levels.
    higher_share: f64,
    /// Whether the first month is over: before, nobody is new.
    opened: bool,
}

impl Education {
    pub(super) fn new(parameters: &EducationParameters) -> Self {
        let start = parameters.start_enrolment_share.in_order();
        Self {
            enrolled: start.map(|share| by_sex(share, parameters.girls_per_boy_ratio)),
            schooled: [start[SECONDARY]; 2],
            ..Self::default()
        }
    }

    pub(super) fn holds(&self) -> bool {
        self.enrolled
            .iter()
            .flatten()
            .all(|share| (0.0..=1.0).contains(share))
    }

    /// Children of a level, of one sex or both, and how many of them are enrolled.
    pub(super) fn counted(&self, level: usize, sex: Option<usize>) -> [f64; 2] {
        (0..2).filter(|one| sex.is_none_or(|sex| sex == *one)).fold(
            [0.0; 2],
            |[children, enrolled], one| {
                let count = self.children[level][one];
                [
                    children + count,
                    enrolled + count * self.enrolled[level][one],
                ]
            },
        )
    }
}

/// Shares of girls and boys whose mean is `share` and whose ratio is `ratio`, none above 1.
fn by_sex(share: f64, ratio: f64) -> [f64; 2] {
    [
        2.0 * ratio / (1.0 + ratio) * share,
        2.0 / (1.0 + ratio) * share,
    ]
    .map(|share| share.clamp(0.0, 1.0))
}

/// Registered people of each level's age by sex.
fn children(setup: &Setup<'_>, registered: &[u64; SEX_AGE_CELLS]) -> [[f64; 2]; LEVELS] {
    let parameters = &setup.situation.parameters.protracted.education;
    [
        (AgeBand::From0To4, parameters.pre_primary_age_share),
        (AgeBand::From5To11, 1.0),
        (AgeBand::From12To17, 1.0),
        (AgeBand::From18To59, parameters.tertiary_age_share),
    ]
    .map(|(band, share)| {
        [0, 1].map(|sex| share * registered[sex * AGE_BANDS.len() + band.index()] as f64)
    })
}

/// How far last month's money reached a level.
fn level_reach(setup: &Setup<'_>, own: &Education, coverage: f64, level: usize) -> f64 {
    let private = own.private_share;
    let common = if private < 1.0 {
        ((coverage - private) / (1.0 - private)).clamp(0.0, 1.0)
    } else {
        1.0
    };
    let covered = if level >= SECONDARY && own.higher_share > 0.0 {
        let part = (private / own.higher_share).min(1.0);
        part + common * (1.0 - part)
    } else {
        common
    };
    respond(&setup.situation.parameters.response, covered)
}

/// Moves enrolment by a month, costs education by pupils, and takes private funds in.
pub(super) fn month(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    state: &mut State,
    year: &mut Year,
) {
    let parameters = &setup.situation.parameters.protracted.education;
    let running = super::in_force(parameters.applies, option, state);
    let stock = |host: &HostState| host.protected_stock() as f64;
    // Whole numbers: their sum is the same in any order.
    let everybody = state
        .hosts
        .iter()
        .map(HostState::protected_stock)
        .sum::<u64>() as f64;
    for index in 0..setup.hosts.len() {
        let people = &state.hosts[index];
        let coverage = state.coverage[[index, Sector::Education.index()]];
        let own = &mut state.protracted.hosts[index];
        let registered = own.cells[1];
        let [need, higher] = enrol(
            setup,
            index,
            running,
            &registered,
            coverage,
            &mut own.education,
        );
        let phase = phase(
            &setup.situation.parameters.costs,
            people.months_since_influx,
        );
        let unregistered = people.status_total(LiveStatus::Unregistered.index()) as f64;
        let flat = setup.hosts[index].costs.unit_usd_per_month(
            phase,
            Sector::Education,
            people.self_reliance,
        ) * (stock(people) - unregistered);
        own.costs_usd[Sector::Education.index()] += need - flat;
        let private = if running && everybody > 0.0 {
            let part = parameters.private_funds_usd_per_year / 12.0 * stock(people) / everybody;
            cents(part.min(higher))
        } else {
            0
        };
        let per_need = |usd: f64| if need > 0.0 { usd / need } else { 0.0 };
        own.education.private_share = per_need(private as f64 / 100.0);
        own.education.higher_share = per_need(higher);
        own.private_funds = private;
        let [schooled, at_start] = own.education.schooled;
        own.effects.self_reliance_ceiling +=
            parameters.self_reliance_effect_share * (schooled - at_start);
        state.ledger.pay_at_once(private);
        let account = &mut year.protracted.hosts[index];
        account.private_funds += private;
        account.out_of_school += out_of_school(setup, people, &own.education);
    }
}

/// Children of the age of primary or secondary school who are not enrolled, those who wait for
/// registration among them.
fn out_of_school(setup: &Setup<'_>, host: &HostState, own: &Education) -> f64 {
    let unregistered: u64 = host
        .status(LiveStatus::Unregistered.index())
        .iter()
        .zip(&setup.grouping.groups)
        .filter(|(_, group)| matches!(group.band, AgeBand::From5To11 | AgeBand::From12To17))
        .map(|(&people, _)| people)
        .sum();
    let registered: f64 = [PRIMARY, SECONDARY]
        .map(|level| {
            let [children, enrolled] = own.counted(level, None);
            children - enrolled
        })
        .iter()
        .sum();
    registered + unregistered as f64
}

/// Moves enrolment of one host by a month; returns what full enrolment costs, and the higher
/// levels' part of it, US$.
fn enrol(
    setup: &Setup<'_>,
    host: usize,
    aims_at_parity: bool,
    registered: &[u64; SEX_AGE_CELLS],
    coverage: f64,
    own: &mut Education,
) -> [f64; 2] {
    let parameters = &setup.situation.parameters.protracted.education;
    let ratio = parameters.girls_per_boy_ratio;
    let unfunded = parameters.unfunded_enrolment_share.in_order();
    let full = parameters.full_enrolment_share.in_order();
    let costs = parameters.cost_usd_per_pupil_year.in_order();
    let before = std::mem::replace(&mut own.children, children(setup, registered));
    let (mut need, mut higher) = (0.0, 0.0);
    for level in 0..LEVELS {
        let reach = level_reach(setup, own, coverage, level);
        let low = by_sex(unfunded[level], ratio);
        let high = if aims_at_parity {
            [full[level].min(1.0); 2]
        } else {
            by_sex(full[level], ratio)
        };
        for sex in 0..2 {
            let now = own.children[level][sex];
            let share = &mut own.enrolled[level][sex];
            if own.opened && now > before[level][sex] {
                *share *= before[level][sex] / now;
            }
            let aim = low[sex] + (high[sex] - low[sex]).max(0.0) * reach;
            *share += parameters.speed_per_month * (aim - *share);
            need += now * high[sex] * costs[level];
            if level >= SECONDARY {
                higher += now * high[sex] * costs[level];
            }
        }
    }
    let [children, enrolled] = own.counted(SECONDARY, None);
    if children > 0.0 {
        own.schooled[0] +=
            (enrolled / children - own.schooled[0]) / (12.0 * parameters.generation_years);
    }
    own.opened = true;
    [need, higher].map(|usd| usd / 12.0 * setup.situation.hosts[host].cost_ratio)
}

#[cfg(test)]
mod tests;
