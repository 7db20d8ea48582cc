//! Unaccompanied and separated children: (d), (j)9 and its second footnote, invariant I6.
//!
//! Of A children of one sex who are without their family in a host, B have a completed best-interests
//! procedure, `B ≤ A ≤` all children of that sex there. With c the reach of protection in the month before:
//!
//! - at the start and among those who cross the border `A += Bin(children, s)`, s the share of the sex;
//!   nobody is born without a family;
//! - whatever takes children out of a host (death, return, naturalisation, a pathway, moving on to another
//!   host) takes those without their family as it takes others: evenly, by hypergeometric draws. Who moves
//!   on arrives with what has been decided about them;
//! - a place of resettlement that would fall to one of them is taken by those alone who have a completed
//!   procedure; the others wait, and another child of that sex goes instead;
//! - tracing: `Bin(A, 1 − e^(−(u + v·c)))` are with their family again, u without any programme and v by one;
//! - procedures: `Bin(A − B, 1 − e^(−g·c))` are completed;
//! - every January `Bin(A, 1/y)` have become adults, y the mean years until then, but no more than became
//!   adults among all children of that sex in the host.
//!
//! Where fewer children are left than would be without a family, those too many are counted as having joined
//! theirs. Families move as units: those who are transferred or evacuated take their own children, and
//! children without a family go by themselves (`transfer`). Care for A and the procedures that full money
//! would complete are needs of protection. Judgement throughout.
//!
//! Direction and time: money for protection lowers A within a year or two, as 1/(u + v·c), raises the share
//! of children who live with their family, and, within months, lets those without one take up places.

use super::{HostEmergency, cells::HostEmergencyYear};
use crate::indicator::Breakdown;
use crate::model::{AGE_BANDS, SEXES, Sector};
use crate::random::{Purpose, Stream, Streams, binomial, expm1_of_hazard, hypergeometric};
use crate::simulate::exits::ExitSpace;
use crate::simulate::outcome::{billionths, count};
use crate::simulate::record::{Scale, Year};
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;

/// Children of one sex without their family.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Alone {
    pub(super) count: u64,
    /// Those of them with a completed procedure.
    pub(super) assessed: u64,
}

impl Alone {
    /// Takes out those among `leaving` of `all` children of the sex, evenly.
    fn take(&mut self, stream: &mut Stream, all: u64, leaving: u64) -> Self {
        let count = hypergeometric(stream, self.count, all - self.count, leaving);
        let assessed = hypergeometric(stream, self.assessed, self.count - self.assessed, count);
        self.count -= count;
        self.assessed -= assessed;
        Self { count, assessed }
    }

    /// Takes out so many of them, evenly.
    fn take_any(&mut self, stream: &mut Stream, count: u64) {
        self.take(stream, self.count, count);
    }

    /// Leaves no more of them than so many children, and says how many were too many.
    fn fit(&mut self, all: u64) -> u64 {
        let too_many = self.count.saturating_sub(all);
        self.count -= too_many;
        self.assessed = self.assessed.min(self.count);
        too_many
    }

    fn add(&mut self, others: Self) {
        self.count += others.count;
        self.assessed += others.assessed;
    }
}

/// The children of one host, by sex where there are two.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Children {
    pub(super) alone: [Alone; 2],
    /// All children of the host, when last counted.
    pub(super) all: [u64; 2],
    /// Deaths and departures of children since the last split that have been looked at.
    gone: [u64; 2],
    /// Children resettled in the year who have been looked at.
    resettled: [u64; 2],
    /// On their way to other hosts: those without their family, and all.
    moving: [(Alone, u64); 2],
    /// Procedures of all children who are or were here.
    pub(super) completed: u64,
    /// Children without their family who were transferred, evacuated or resettled.
    pub(super) moved: u64,
}

impl Children {
    /// Whether nobody moved without a completed procedure and the numbers fit into each other.
    pub(super) fn holds(&self) -> bool {
        let fits =
            |(alone, &all): (&Alone, &u64)| alone.assessed <= alone.count && alone.count <= all;
        self.moved <= self.completed && self.alone.iter().zip(&self.all).all(fits)
    }

    /// All without their family.
    pub(super) fn count(&self) -> u64 {
        self.alone.iter().map(|alone| alone.count).sum()
    }

    /// Those of them with a completed procedure.
    pub(super) fn assessed(&self) -> u64 {
        self.alone.iter().map(|alone| alone.assessed).sum()
    }

    /// Children without their family, by sex, all with a completed procedure, have gone elsewhere.
    pub(super) fn lose(&mut self, by_sex: [u64; 2]) {
        for (alone, gone) in self.alone.iter_mut().zip(by_sex) {
            alone.count -= gone;
            alone.assessed -= gone;
        }
    }

    /// Such children have come from another host.
    pub(super) fn gain(&mut self, by_sex: [u64; 2]) {
        for (alone, count) in self.alone.iter_mut().zip(by_sex) {
            alone.add(Alone {
                count,
                assessed: count,
            });
        }
        self.completed += by_sex.iter().sum::<u64>();
    }

    /// Counts all children anew; those without their family for whom no child is left have joined theirs.
    fn recount(&mut self, all: [u64; 2], year: &mut ChildrenYear) {
        self.all = all;
        for (sex, (alone, all)) in self.alone.iter_mut().zip(all).enumerate() {
            year.reunited[sex] += alone.fit(all);
        }
    }
}

/// What became of children without their family in a year, by sex.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ChildrenYear {
    pub(super) reunited: [u64; 2],
    pub(super) resettled: [u64; 2],
    /// Places that they could not take for want of a procedure.
    pub(super) waiting: [u64; 2],
    /// Procedures completed.
    pub(super) procedures: u64,
}

/// Which draw of a month a stream belongs to.
const OPENING: u64 = 0;
const BIRTHDAYS: u64 = 1;
const LEAVING: u64 = 2;
const PATHWAYS: u64 = 3;
const ARRIVING: u64 = 4;

fn stream(setup: &Setup<'_>, streams: &Streams, host: usize, draw: u64, month: u32) -> Stream {
    streams.stream(Purpose::Children, setup.hosts[host].key | draw << 32, month)
}

/// Children by sex among people counted by group, once or for each status.
fn children(setup: &Setup<'_>, counts: &[u64]) -> [u64; 2] {
    let mut sum = [0; 2];
    for counts in counts.chunks(setup.grouping.len()) {
        for (group, &count) in setup.grouping.groups.iter().zip(counts) {
            if group.band.is_of_children() {
                sum[group.sex as usize] += count;
            }
        }
    }
    sum
}

/// Deaths and departures of children since the last split.
fn gone(setup: &Setup<'_>, state: &State, host: usize) -> [u64; 2] {
    let flows = &state.hosts[host].since_split;
    let [died, left] = [&flows.died, &flows.left].map(|counts| children(setup, counts));
    std::array::from_fn(|sex| died[sex] + left[sex])
}

/// Children resettled in the year.
fn resettled(year: &Year, host: usize) -> [u64; 2] {
    let mut sum = [0; 2];
    let by_sex = year.hosts[host].resettled.chunks(AGE_BANDS.len());
    for (sum, cells) in sum.iter_mut().zip(by_sex) {
        let of_children = AGE_BANDS.iter().zip(cells);
        *sum = of_children
            .filter(|(band, _)| band.is_of_children())
            .map(|(_, &count)| count)
            .sum();
    }
    sum
}

/// Those who are there at the start.
pub(super) fn open(setup: &Setup<'_>, streams: &Streams, state: &mut State) {
    let parameters = &setup.situation.parameters.emergency.unaccompanied_children;
    for (host, people) in state.hosts.iter().enumerate() {
        let mut stream = stream(setup, streams, host, OPENING, 0);
        let all = children(setup, &people.people);
        let alone = std::array::from_fn(|sex| {
            let share = [parameters.share_of_girls, parameters.share_of_boys][sex];
            let count = binomial(&mut stream, all[sex], share);
            let assessed = binomial(&mut stream, count, parameters.initial_procedure_share);
            Alone { count, assessed }
        });
        let own = &mut state.emergency.hosts[host].children;
        *own = Children {
            alone,
            all,
            ..Children::default()
        };
        own.completed = own.assessed();
    }
}

/// In January some have become adults.
pub(super) fn grow_up(setup: &Setup<'_>, streams: &Streams, state: &mut State, year: &mut Year) {
    let parameters = &setup.situation.parameters.emergency.unaccompanied_children;
    let adult_share = 1.0 / parameters.years_until_adult.max(1.0);
    for host in 0..setup.hosts.len() {
        let mut stream = stream(setup, streams, host, BIRTHDAYS, state.month);
        let all = children(setup, &state.hosts[host].people);
        let own = &mut state.emergency.hosts[host].children;
        // Single years are split and the year's accounts opened in January.
        own.gone = [0; 2];
        own.resettled = [0; 2];
        for (sex, alone) in own.alone.iter_mut().enumerate() {
            let adults = binomial(&mut stream, alone.count, adult_share);
            alone.take_any(&mut stream, adults.min(own.all[sex] - all[sex]));
        }
        own.recount(all, &mut year.emergency.hosts[host].children);
    }
}

/// Adds the costs of care and procedures to the month's.
pub(super) fn cost(setup: &Setup<'_>, option: &OptionSetup<'_>, state: &mut State) {
    let parameters = &setup.situation.parameters.emergency.unaccompanied_children;
    if !super::in_force(parameters.applies, option, state) {
        return;
    }
    let completing = -expm1_of_hazard(-parameters.procedures_per_month);
    for host in &mut state.emergency.hosts {
        let count = host.children.count();
        let open = (count - host.children.assessed()) as f64;
        host.costs_usd[Sector::Protection.index()] +=
            count as f64 * parameters.care_usd_per_child_year / 12.0
                + open * completing * parameters.procedure_usd;
    }
}

/// After the month's exits and departures: who has left, who has found the family, and procedures.
pub(super) fn leave(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
    year: &mut Year,
    exits: &ExitSpace,
) {
    let parameters = &setup.situation.parameters.emergency.unaccompanied_children;
    let runs = super::in_force(parameters.applies, option, state);
    for host in 0..setup.hosts.len() {
        let mut stream = stream(setup, streams, host, LEAVING, state.month);
        let gone = gone(setup, state, host);
        let resettled = resettled(year, host);
        let moving = children(setup, &exits.movers[host].groups);
        let reach = if runs {
            state.reach(host, Sector::Protection)
        } else {
            0.0
        };
        let tracing = parameters.reunited_unaided_per_month
            + parameters.reunited_by_tracing_per_month * reach;
        let reunited = -expm1_of_hazard(-tracing);
        let completing = -expm1_of_hazard(-parameters.procedures_per_month * reach);
        let own = &mut state.emergency.hosts[host].children;
        let account = &mut year.emergency.hosts[host].children;
        for sex in 0..2 {
            let alone = &mut own.alone[sex];
            let resettling = resettled[sex] - own.resettled[sex];
            let others = gone[sex] - own.gone[sex] - resettling - moving[sex];
            let all = own.all[sex];
            let mut chosen = *alone;
            let chosen = chosen.take(&mut stream, all, resettling);
            alone.count -= chosen.assessed;
            alone.assessed -= chosen.assessed;
            own.moved += chosen.assessed;
            account.resettled[sex] += chosen.assessed;
            account.waiting[sex] += chosen.count - chosen.assessed;
            // Where no other child was left to go instead, family was found where the place is.
            let all = all - resettling;
            account.reunited[sex] += alone.fit(all);
            own.moving[sex] = (alone.take(&mut stream, all, moving[sex]), moving[sex]);
            alone.take(&mut stream, all - moving[sex], others);
            let found = binomial(&mut stream, alone.count, reunited);
            alone.take_any(&mut stream, found);
            account.reunited[sex] += found;
            let completed = binomial(&mut stream, alone.count - alone.assessed, completing);
            alone.assessed += completed;
            own.completed += completed;
            account.procedures += completed;
        }
        own.gone = gone;
        own.resettled = resettled;
        let all = children(setup, &state.hosts[host].people);
        own.recount(all, account);
    }
}

/// After transfers and evacuations, in which those without their family have been taken out already.
pub(super) fn settle(setup: &Setup<'_>, state: &mut State, year: &mut Year) {
    for host in 0..setup.hosts.len() {
        let gone = gone(setup, state, host);
        let all = children(setup, &state.hosts[host].people);
        let own = &mut state.emergency.hosts[host].children;
        own.gone = gone;
        own.recount(all, &mut year.emergency.hosts[host].children);
    }
}

/// At the end of the month: who has left on a pathway, who has crossed the border and who comes from
/// another host.
pub(super) fn join(
    setup: &Setup<'_>,
    streams: &Streams,
    state: &mut State,
    year: &mut Year,
    exits: &ExitSpace,
    newcomers: &[Vec<u64>],
) {
    let parameters = &setup.situation.parameters.emergency.unaccompanied_children;
    let month = state.month;
    for (host, newcomers) in newcomers.iter().enumerate() {
        let gone = gone(setup, state, host);
        let arrived = children(setup, newcomers);
        let own = &mut state.emergency.hosts[host].children;
        if gone != own.gone {
            let mut stream = stream(setup, streams, host, PATHWAYS, month);
            for (sex, alone) in own.alone.iter_mut().enumerate() {
                alone.take(&mut stream, own.all[sex], gone[sex] - own.gone[sex]);
            }
            own.gone = gone;
        }
        if arrived != [0; 2] {
            let mut stream = stream(setup, streams, host, ARRIVING, month);
            let shares = [parameters.share_of_girls, parameters.share_of_boys];
            for ((alone, arrived), share) in own.alone.iter_mut().zip(arrived).zip(shares) {
                alone.count += binomial(&mut stream, arrived, share);
            }
        }
    }
    for movement in &exits.moved_on {
        let origin = movement.origin;
        let draw = ARRIVING + 1 + movement.number;
        let mut stream = stream(setup, streams, origin, draw, month);
        let people = children(setup, &movement.groups);
        for (sex, people) in people.into_iter().enumerate() {
            let (alone, all) = &mut state.emergency.hosts[origin].children.moving[sex];
            let coming = alone.take(&mut stream, *all, people);
            *all -= people;
            let there = &mut state.emergency.hosts[movement.to].children;
            there.alone[sex].add(coming);
            there.completed += coming.assessed;
        }
    }
    for host in 0..setup.hosts.len() {
        let all = children(setup, &state.hosts[host].people);
        let own = &mut state.emergency.hosts[host].children;
        own.recount(all, &mut year.emergency.hosts[host].children);
    }
}

/// Those counted by sex.
const BY_SEX: [&str; 4] = [
    "unaccompanied_children_persons",
    "unaccompanied_children_reunited_persons",
    "unaccompanied_children_resettled_persons",
    "unaccompanied_children_waiting_persons",
];

/// The cells of a host: indicator, breakdown and scale.
pub(super) fn cells(mut add: impl FnMut(&'static str, Breakdown, Scale)) {
    for indicator in BY_SEX {
        add(indicator, Breakdown::None, Scale::Whole);
        for sex in SEXES {
            add(indicator, Breakdown::Sex(sex), Scale::Whole);
        }
    }
    add(
        "best_interests_procedures_count",
        Breakdown::None,
        Scale::Whole,
    );
    for indicator in ["best_interests_completed_share", "family_unity_share"] {
        add(indicator, Breakdown::None, Scale::Billionths);
    }
}

/// The values of one host, or of several together, in the order of [`cells`].
pub(super) fn write(hosts: &[HostEmergency], years: &[HostEmergencyYear], values: &mut Vec<i64>) {
    let mut by_sex = [[0; 2]; BY_SEX.len()];
    for (host, year) in hosts.iter().zip(years) {
        let there = host.children.alone.map(|alone| alone.count);
        let year = &year.children;
        let own = [there, year.reunited, year.resettled, year.waiting];
        for (sum, own) in by_sex.iter_mut().flatten().zip(own.as_flattened()) {
            *sum += own;
        }
    }
    for counts in by_sex {
        let all: u64 = counts.iter().sum();
        values.extend([all, counts[0], counts[1]].map(count));
    }
    let sum =
        |of: fn(&Children) -> u64| -> u64 { hosts.iter().map(|host| of(&host.children)).sum() };
    let (alone, assessed) = (sum(Children::count), sum(Children::assessed));
    let all = sum(|children| children.all.iter().sum());
    let procedures = years.iter().map(|year| year.children.procedures).sum();
    values.push(count(procedures));
    // Of no child, all have what they need.
    let share = |part: u64, whole: u64| {
        if whole > 0 {
            part as f64 / whole as f64
        } else {
            1.0
        }
    };
    values.push(billionths(share(assessed, alone)));
    values.push(billionths(share(all - alone, all)));
}

#[cfg(test)]
mod tests;
