//! Waiting for registration and for a decision on a claim, by Little's law.
//!
//! In a queue whose length L, mean wait W and throughput λ hold over a year, `L = λ·W`: the mean wait in
//! months is the person-months that people waited over those who were served, where those who leave the queue
//! otherwise (by death, return, moving on) are few. Where nobody is served though people wait, the wait is
//! given as the months of the year, which is the least that it can be for those who waited all of it.

use crate::id::CountryCode;
use crate::indicator::Breakdown;
use crate::model::LiveStatus;
use crate::simulate::outcome::{billionths, count};
use crate::simulate::record::{HostYear, Scale};
use crate::simulate::state::HostState;

/// Who waited for status determination in a year, and who was served.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Waiting {
    determination_person_months: u64,
    registered: u64,
    decided: u64,
}

/// People before registration and decisions of a month: not registered, and without a decision.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Queues {
    unregistered: u64,
    undecided: u64,
}

impl Queues {
    /// As they stand.
    pub(crate) fn of(host: &HostState) -> Self {
        let total = |status: LiveStatus| host.status_total(status.index());
        let unregistered = total(LiveStatus::Unregistered);
        // Whoever is registered goes from one of these to another until a claim is decided.
        let undecided =
            unregistered + total(LiveStatus::PrimaFacie) + total(LiveStatus::AsylumSeeker);
        Self {
            unregistered,
            undecided,
        }
    }
}

impl Waiting {
    /// Counts those who wait for a decision as a month opens.
    pub(crate) fn count_month(&mut self, host: &HostState) {
        self.determination_person_months += host.status_total(LiveStatus::AsylumSeeker.index());
    }

    /// Counts those who were served between two states of the queues.
    pub(crate) fn count_served(&mut self, before: Queues, after: Queues) {
        self.registered += before.unregistered.saturating_sub(after.unregistered);
        self.decided += before.undecided.saturating_sub(after.undecided);
    }
}

/// Names and scales, in their order.
const CELLS: [(&str, Scale); 5] = [
    ("registrations_persons", Scale::Whole),
    ("registration_wait_months", Scale::Billionths),
    ("determination_person_months", Scale::Whole),
    ("determinations_persons", Scale::Whole),
    ("determination_wait_months", Scale::Billionths),
];

/// The cells of a host, or of all hosts.
pub(super) fn cells(
    host: Option<CountryCode>,
    add: &mut impl FnMut(&'static str, Option<CountryCode>, Breakdown, Scale, bool),
) {
    for (name, scale) in CELLS {
        add(name, host, Breakdown::None, scale, true);
    }
}

/// Writes them: of the hosts given, in a year of so many months.
pub(super) fn write(hosts: &[HostYear], months: u32, values: &mut Vec<i64>) {
    let sum = |of: &dyn Fn(&HostYear) -> u64| hosts.iter().map(of).sum::<u64>();
    let unregistered = sum(&|host| host.unregistered_person_months);
    let registered = sum(&|host| host.waiting.registered);
    let undecided = sum(&|host| host.waiting.determination_person_months);
    let decided = sum(&|host| host.waiting.decided);
    values.extend([
        count(registered),
        billionths(wait(unregistered, registered, months)),
        count(undecided),
        count(decided),
        billionths(wait(undecided, decided, months)),
    ]);
}

/// The mean wait, months.
fn wait(person_months: u64, served: u64, months: u32) -> f64 {
    match (person_months, served) {
        (0, _) => 0.0,
        (_, 0) => f64::from(months),
        _ => person_months as f64 / served as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_the_queue_over_its_throughput() {
        // A queue of 600 of whom 100 are served a month.
        assert_eq!(wait(12 * 600, 1_200, 12), 6.0);
        assert_eq!(wait(0, 40, 12), 0.0);
        assert_eq!(wait(0, 0, 12), 0.0);
        assert_eq!(wait(7, 0, 6), 6.0);
    }
}
