//! A future some months after its start, for tests that hold one step of a month to its law.

use super::common::plan;
use super::{OptionSetup, Resolution, Setup, Workspace, month, opening};
use crate::model::{STATUSES, Situation};
use crate::random::Streams;
use crate::simulate::state::{HostState, PROTECTED};

/// Runs the last option of a situation for some months with a plan by hand, and shows what there is then:
/// the month that would follow has not begun.
pub(crate) fn after(
    situation: &Situation,
    months: u32,
    look: impl FnOnce(&Setup<'_>, &OptionSetup<'_>, &Streams, &mut Workspace),
) {
    let option = situation.options.last().expect("an option");
    let setup = Setup::new(situation, Resolution::Banded);
    let rows = [(0.2, 2e6, 100), (0.5, 9e6, 700), (0.3, 5e6, 400)];
    let plan = plan(situation, option, &rows);
    let prepared = OptionSetup::new(&setup, option, &plan);
    let streams = Streams::new(situation.ensemble.seed, 4);
    let mut space = Workspace::new(&setup);
    opening::open(&setup, &prepared, &streams, &mut space);
    for number in 0..months {
        space.state.month = number;
        month::month_clock(&setup, &prepared, &streams, true, &mut space).expect("closed");
    }
    space.state.month = months;
    look(&setup, &prepared, &streams, &mut space);
}

/// Lets a host shelter so many people in need of protection, all of one status and class of years in
/// exile, beside no one else.
pub(crate) fn shelter(host: &mut HostState, status: usize, count: u64) {
    assert!(status < PROTECTED);
    for other in 0..STATUSES.len() {
        host.exile[other].fill(0);
    }
    host.exile[status][0] = count;
}

/// Asserts that a number is what it should be, but for rounding.
#[track_caller]
pub(crate) fn near(seen: f64, expected: f64) {
    assert!(
        (seen - expected).abs() <= 1e-9 * expected.abs().max(1e-3),
        "{seen}, not {expected}"
    );
}

/// The same of several numbers.
#[track_caller]
pub(crate) fn all_near(seen: &[f64], expected: &[f64]) {
    assert_eq!(seen.len(), expected.len());
    for (&one, &other) in seen.iter().zip(expected) {
        assert!(
            (one - other).abs() <= 1e-9 * other.abs().max(1e-3),
            "{seen:?}, not {expected:?}"
        );
    }
}
