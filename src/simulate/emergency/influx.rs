//! The four marks of a mass influx: (a).
//!
//! In each month and host: numbers, when three months brought at least n people; pace, when the month
//! brought at least ρ times the median of the two years before (and of one person at least); capacity,
//! when those who wait for registration and those who arrive are at least κ times what can be
//! registered in a month; procedures, where there are individual ones, when the month's arrivals are at
//! least χ times the claims that they can decide. Before the start every month counts as the regime's
//! usual arrivals. The score is how many of the four hold, and a month with at least a stated
//! number of them counts as one of mass influx.
//!
//! For each mark and for enough of them it is kept whether they hold in the month, so that the share of
//! futures in which they do is known month by month, and when they first did.
//!
//! Two things follow from the marks where a scenario says so, and nothing otherwise:
//!
//! * Enough marks open the emergency of a host (its costs and, without health services, its mortality),
//!   in place of the criterion of numbers and pace (`simulate/costing`).
//! * Where status is determined case by case, a month in which procedures cannot cope and at least m
//!   marks hold in all opens recognition by group: those registered in it and in the months after, until
//!   h months have passed since the last such month (h counts that month), are recognised prima facie
//!   and do not join the queue; `group(t) = 1` if there is an s with `t − h < s ≤ t` and
//!   `mark₄(s) = 1`, `score(s) ≥ m`. Those who wait go on being decided one by one, and what was
//!   granted by group stays. Claims are the month's arrivals, so that recognition by group does not
//!   end itself. Afterwards status is determined case by case again.
//!
//! Direction and time: fewer people wait for a decision from the month after the influx on. Admission
//! reads none of this: arrivals are the same, person by person.

use crate::model::{LiveStatus, StatusDetermination};
use crate::simulate::record::Year;
use crate::simulate::setup::Setup;
use crate::simulate::state::State;

/// Numbers, pace, capacity, procedures.
pub(crate) const MARKS: usize = 4;

const MONTHS: usize = 24;

/// Marks of one host: whether each holds in the month, and the month in which it first did; last,
/// whether enough of them do.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Marks {
    pub(crate) held: [bool; MARKS + 1],
    pub(crate) first: [Option<u32>; MARKS + 1],
    /// Months for which recognition by group still goes on, this one included.
    pub(crate) group_months_left: u32,
}

/// The mark of procedures.
const PROCEDURES: usize = 3;

impl Marks {
    fn note(&mut self, marks: [bool; MARKS], enough: bool, month: u32) {
        self.held[..MARKS].copy_from_slice(&marks);
        self.held[MARKS] = enough;
        for (first, held) in self.first.iter_mut().zip(self.held) {
            if held {
                first.get_or_insert(month);
            }
        }
    }
}

/// Arrivals of the two years before in one host.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Past {
    arrivals: [u64; MONTHS],
    next: usize,
    /// The same from the smallest to the largest.
    sorted: [u64; MONTHS],
}

impl Past {
    /// Two years of usual arrivals.
    pub(super) fn new(usual: u64) -> Self {
        Self {
            arrivals: [usual; MONTHS],
            next: 0,
            sorted: [usual; MONTHS],
        }
    }

    fn median(&self) -> f64 {
        (self.sorted[MONTHS / 2 - 1] + self.sorted[MONTHS / 2]) as f64 / 2.0
    }

    /// The newest month takes the place of the oldest.
    fn push(&mut self, arrivals: u64) {
        let oldest = std::mem::replace(&mut self.arrivals[self.next], arrivals);
        self.next = (self.next + 1) % MONTHS;
        let sorted = &mut self.sorted;
        let mut place = sorted.partition_point(|&other| other < oldest);
        while place + 1 < MONTHS && sorted[place + 1] < arrivals {
            sorted[place] = sorted[place + 1];
            place += 1;
        }
        while place > 0 && sorted[place - 1] > arrivals {
            sorted[place] = sorted[place - 1];
            place -= 1;
        }
        sorted[place] = arrivals;
    }
}

/// Usual arrivals of a month in a host at the start.
pub(super) fn usual(setup: &Setup<'_>, host: usize) -> u64 {
    let parameters = &setup.situation.parameters;
    let base = parameters
        .arrivals
        .base_persons_per_month
        .get(parameters.regime.initial);
    crate::simulate::registration::whole(base * setup.situation.hosts[host].arrival_share)
}

/// Counts the marks of the month.
pub(super) fn month(setup: &Setup<'_>, state: &mut State, year: &mut Year) {
    let parameters = &setup.situation.parameters.emergency.influx_marks;
    let decisions = setup
        .situation
        .parameters
        .registration
        .determination_cases_per_post_per_year
        / 12.0;
    for (index, people) in state.hosts.iter().enumerate() {
        let host = &setup.situation.hosts[index];
        let past = &mut state.emergency.hosts[index].past;
        let arrivals = people.recent_arrivals[0];
        // Months before the start are the regime's usual ones.
        let before = usual(setup, index) * u64::from(2_u32.saturating_sub(state.month));
        let recent = people.recent_arrivals.iter().sum::<u64>() + before;
        let waiting = people.status_total(LiveStatus::Unregistered.index()) + arrivals;
        let count = |people: u64| people as f64;
        let decided = host.determination_posts(people.protected_stock()) * decisions;
        let marks = [
            count(recent) >= parameters.numbers_minimum_persons,
            count(arrivals) >= parameters.pace_minimum_ratio * past.median().max(1.0),
            waiting > 0
                && count(waiting)
                    >= parameters.capacity_minimum_ratio
                        * host.registration_capacity(people.protected_stock()),
            arrivals > 0
                && decided > 0.0
                && count(arrivals) >= parameters.procedures_minimum_ratio * decided,
        ];
        past.push(arrivals);
        let account = &mut year.emergency.hosts[index];
        let mut score = 0;
        for (months, mark) in account.mark_months.iter_mut().zip(marks) {
            *months += u64::from(mark);
            score += u64::from(mark);
        }
        account.highest_score = account.highest_score.max(score);
        let enough = score >= u64::from(parameters.marks_minimum);
        account.influx_months += u64::from(enough);
        let own = &mut state.emergency.hosts[index].marks;
        own.note(marks, enough, state.month);
        if parameters.group_recognition
            && host.status_determination == StatusDetermination::Individual
        {
            let cannot_cope =
                marks[PROCEDURES] && score >= u64::from(parameters.group_recognition_marks_minimum);
            own.group_months_left = if cannot_cope {
                parameters.group_recognition_months
            } else {
                own.group_months_left.saturating_sub(1)
            };
            account.group_months += u64::from(own.group_months_left > 0);
        }
    }
}

#[cfg(test)]
mod tests;
