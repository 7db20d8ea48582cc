//! Participation of refugees in what concerns them, and services against sexual and gender-based
//! violence: (d).
//!
//! The part P of women and men, of working age and older, who take part in planning, delivering and
//! evaluating programmes starts at `P₀` and follows `P' = P + v·(P* − P)`, with `P* = P₀` where nothing is
//! done for it and `P* = P₀ + (P₁ − P₀)·r` where it is in force, r the reach of last month's money for
//! protection. It costs an amount for each adult and year, a need of protection. Programmes that people
//! take no part in miss what they need: with P̄ the mean over adults, the share `1 − m·(1 − P̄)` of the value
//! of assistance reaches its purpose. Months, by v.
//!
//! Survivors who need services in a month are, of the people n of a sex and age, Poisson with mean
//! `n·i/12·(1 − e·c)`: i the rate per year by sex and age (from 12 years; younger children are for child
//! protection), c the coverage of the month before, e how far services and what goes with them (safe
//! ways, lighting, work with men) prevent. What the months of a year add up to is Poisson with the sum of
//! their means, of whom services reach a binomial part, so that both are drawn once a year: nothing
//! within it depends on them. Where services are in force,
//! `c_s = c₁·r·(1 − k + k·P_s)` of them are reached, `P_s` being the participation of adults of that sex (1
//! where participation is not modelled): people come to services that they have shaped; elsewhere c₀.
//! Each survivor expected costs an amount, and prevention one for each woman and girl and year, needs of
//! protection. The numbers are of survivors who would come forward; they are no estimate of
//! prevalence. All values are judgement.

use crate::model::parameters::{PerAdult, ProtractedParameters};
use crate::model::{AGE_BANDS, AgeBand, Sector, Sex};
use crate::random::{Purpose, Streams, binomial, poisson};
use crate::simulate::record::{SEX_AGE_CELLS, Year};
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;

/// Women, men, older women, older men.
pub(crate) const ADULTS: usize = 4;

/// Participation in one host, and what services against violence reach.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Participation {
    /// Part of each group that takes part.
    pub(super) levels: [f64; ADULTS],
    /// People of each group.
    pub(super) people: [f64; ADULTS],
    /// Coverage of services against violence last month, by sex.
    covered: [f64; 2],
    /// Mean number of survivors of the year until now, by sex and age: those reached, and all.
    expected: [[f64; SEX_AGE_CELLS]; 2],
}

impl Participation {
    /// At the start: groups take part as they do unaided, and services reach whom they reach unfunded.
    pub(super) fn new(parameters: &ProtractedParameters) -> Self {
        Self {
            levels: parameters.participation.start_share.in_order(),
            covered: [parameters.gender_violence.unfunded_share; 2],
            ..Self::default()
        }
    }

    pub(super) fn holds(&self) -> bool {
        self.levels
            .iter()
            .chain(&self.covered)
            .all(|level| (0.0..=1.0).contains(level))
    }

    /// People and those of them who take part, of the groups that are chosen.
    pub(super) fn counted(&self, chosen: impl Fn(usize) -> bool) -> [f64; 2] {
        (0..ADULTS)
            .filter(|&group| chosen(group))
            .fold([0.0; 2], |[people, part], group| {
                let count = self.people[group];
                [people + count, part + count * self.levels[group]]
            })
    }

    /// Mean over groups; over groups without people their plain mean.
    fn mean(&self, chosen: impl Fn(usize) -> bool + Copy) -> f64 {
        let [people, part] = self.counted(chosen);
        if people > 0.0 {
            return part / people;
        }
        let levels: Vec<f64> = (0..ADULTS)
            .filter(|&group| chosen(group))
            .map(|group| self.levels[group])
            .collect();
        levels.iter().sum::<f64>() / levels.len().max(1) as f64
    }
}

/// The sex of a group of adults.
pub(super) fn sex_of(group: usize) -> usize {
    group % 2
}

fn cell(sex: Sex, band: AgeBand) -> usize {
    sex as usize * AGE_BANDS.len() + band.index()
}

/// The cells of the groups of adults, in their order.
const GROUPS: [(Sex, AgeBand); ADULTS] = [
    (Sex::Female, AgeBand::From18To59),
    (Sex::Male, AgeBand::From18To59),
    (Sex::Female, AgeBand::From60),
    (Sex::Male, AgeBand::From60),
];

/// Moves participation by a month, costs it, and lets it work.
pub(super) fn month(setup: &Setup<'_>, option: &OptionSetup<'_>, state: &mut State) {
    let parameters = &setup.situation.parameters.protracted.participation;
    let running = super::in_force(parameters.applies, option, state);
    let start = parameters.start_share.in_order();
    let full = PerAdult::in_order(&parameters.full_share);
    for index in 0..setup.hosts.len() {
        let reach = state.reach(index, Sector::Protection);
        let own = &mut state.protracted.hosts[index];
        let cells = own.everybody_by_cell();
        let participation = &mut own.participation;
        participation.people = GROUPS.map(|(sex, band)| cells[cell(sex, band)] as f64);
        for group in 0..ADULTS {
            let aim = if running {
                start[group] + (full[group] - start[group]).max(0.0) * reach
            } else {
                start[group]
            };
            let level = &mut participation.levels[group];
            *level += parameters.speed_per_month * (aim - *level);
        }
        let mean = participation.mean(|_| true);
        if running {
            let adults: f64 = participation.people.iter().sum();
            own.costs_usd[Sector::Protection.index()] +=
                adults * parameters.cost_usd_per_adult_year / 12.0
                    * setup.situation.hosts[index].cost_ratio;
        }
        own.effects.delivery *= 1.0 - parameters.missed_share * (1.0 - mean);
    }
}

/// Expects survivors and those of them whom services reach, where these are running, and costs
/// services and prevention.
pub(super) fn violence(setup: &Setup<'_>, running: bool, state: &mut State) {
    let all = &setup.situation.parameters.protracted;
    let parameters = &all.gender_violence;
    let rates = &parameters.survivors_per_1000_per_year;
    let rates = [
        (Sex::Female, AgeBand::From12To17, rates.girls),
        (Sex::Female, AgeBand::From18To59, rates.women),
        (Sex::Female, AgeBand::From60, rates.older_women),
        (Sex::Male, AgeBand::From12To17, rates.boys),
        (Sex::Male, AgeBand::From18To59, rates.men),
        (Sex::Male, AgeBand::From60, rates.older_men),
    ];
    for index in 0..setup.hosts.len() {
        let reach = state.reach(index, Sector::Protection);
        let people = state.protracted.hosts[index].everybody_by_cell();
        let own = &mut state.protracted.hosts[index];
        let weight = parameters.participation_weight;
        let before = own.participation.covered;
        let covered = [0, 1].map(|sex| {
            if !running {
                return parameters.unfunded_share;
            }
            let part = if all.participation.applies.is_on() {
                own.participation.mean(|group| sex_of(group) == sex)
            } else {
                1.0
            };
            parameters.full_share * reach * (1.0 - weight + weight * part)
        });
        let mut all_expected = 0.0;
        for (sex, band, rate) in rates {
            let at = cell(sex, band);
            let prevented = parameters.prevention_share * before[sex as usize];
            let expected = people[at] as f64 * rate / 12_000.0 * (1.0 - prevented);
            let reached = covered[sex as usize];
            own.participation.expected[0][at] += expected * reached;
            own.participation.expected[1][at] += expected;
            all_expected += expected;
        }
        own.participation.covered = covered;
        if running {
            let women: u64 = [AgeBand::From12To17, AgeBand::From18To59, AgeBand::From60]
                .iter()
                .map(|&band| people[cell(Sex::Female, band)])
                .sum();
            let usd = all_expected * parameters.usd_per_survivor
                + women as f64 * parameters.prevention_usd_per_woman_year / 12.0;
            own.costs_usd[Sector::Protection.index()] +=
                usd * setup.situation.hosts[index].cost_ratio;
        }
    }
}

/// Draws the survivors of the year that ends, and whom services have reached.
pub(super) fn count_survivors(
    setup: &Setup<'_>,
    streams: &Streams,
    state: &mut State,
    year: &mut Year,
) {
    for (index, prepared) in setup.hosts.iter().enumerate() {
        let participation = &mut state.protracted.hosts[index].participation;
        let [reached, all] = std::mem::take(&mut participation.expected);
        let mut stream = streams.stream(Purpose::GenderViolence, prepared.key, state.month);
        let account = &mut year.protracted.hosts[index];
        // All of them first, so that they are the same whatever services reach.
        account.survivors = all.map(|all| poisson(&mut stream, all));
        for (at, (reached, all)) in reached.into_iter().zip(all).enumerate() {
            if all > 0.0 {
                account.reached[at] = binomial(&mut stream, account.survivors[at], reached / all);
            }
        }
    }
}

#[cfg(test)]
mod tests;
