//! Steps 4 and 5: registration and individual status determination, on the survivors of the
//! month's exits.

use crate::model::{Host, LiveStatus, Sector, StatusDetermination};
use crate::random::{Purpose, Stream, Streams, beta_with_mean, binomial};
use crate::simulate::exile::ByClass;
use crate::simulate::exits::take_evenly;
use crate::simulate::setup::Setup;
use crate::simulate::state::{HostState, State};

/// Work space for moves between statuses.
#[derive(Clone, Debug, Default)]
pub(crate) struct MoveSpace {
    pub(crate) groups: Vec<u64>,
    pub(crate) classes: ByClass,
    /// People in need of protection by host, at the start of a step.
    pub(crate) stocks: Vec<u64>,
}

impl MoveSpace {
    pub(crate) fn reset(&mut self, setup: &Setup<'_>) {
        self.groups.clear();
        self.groups.resize(setup.grouping.len(), 0);
    }
}

/// Moves `people` of one status, drawn evenly, to another, age, sex and year of arrival with them.
pub(crate) fn change_status(
    stream: &mut Stream,
    state: &mut HostState,
    from: LiveStatus,
    to: LiveStatus,
    people: u64,
    space: &mut MoveSpace,
) {
    if people == 0 {
        return;
    }
    take_evenly(
        stream,
        state.status_mut(from.index()),
        people,
        &mut space.groups,
    );
    for (count, moved) in state.status_mut(to.index()).iter_mut().zip(&space.groups) {
        *count += moved;
    }
    take_evenly(
        stream,
        state.status_classes_mut(from.index()),
        people,
        &mut space.classes,
    );
    for (count, moved) in state
        .status_classes_mut(to.index())
        .iter_mut()
        .zip(&space.classes)
    {
        *count += moved;
    }
}

/// The year's share of claims recognised in a host.
pub(crate) fn draw_recognition(setup: &Setup<'_>, streams: &Streams, state: &mut State) {
    let parameters = &setup.situation.parameters.registration;
    let year = setup.year_of(state.month).unsigned_abs();
    for (host, prepared) in state.hosts.iter_mut().zip(&setup.hosts) {
        let mut stream = streams.stream(Purpose::Determination, prepared.key, year);
        host.recognition_share = beta_with_mean(
            &mut stream,
            parameters.recognition_mean_share,
            parameters.recognition_concentration,
        );
    }
}

/// Registers people and decides claims in a host.
pub(crate) fn register(
    setup: &Setup<'_>,
    streams: &Streams,
    state: &mut State,
    host: usize,
    space: &mut MoveSpace,
) {
    let key = setup.hosts[host].key;
    let description: &Host = &setup.situation.hosts[host];
    let parameters = &setup.situation.parameters;
    let reach = state.reach(host, Sector::Protection);
    let ratio = state.protracted.hosts[host].effects.registration_ratio;
    let surge = crate::simulate::emergency::registration_surge(setup, state, host) * ratio;
    let by = crate::simulate::emergency::status_determination(setup, state, host);
    let staff = crate::simulate::emergency::registered_by_staff(setup, state, host);
    let month = state.month;
    let people = &mut state.hosts[host];

    let mut stream = streams.stream(Purpose::Registration, key, month);
    let unregistered = people.status_total(LiveStatus::Unregistered.index());
    let offices = description.registration_capacity(people.protected_stock()) * surge;
    let capacity = whole((offices + staff) * reach);
    let to = match by {
        StatusDetermination::PrimaFacie => LiveStatus::PrimaFacie,
        StatusDetermination::Individual => LiveStatus::AsylumSeeker,
    };
    change_status(
        &mut stream,
        people,
        LiveStatus::Unregistered,
        to,
        unregistered.min(capacity),
        space,
    );

    let waiting = people.status_total(LiveStatus::AsylumSeeker.index());
    if waiting == 0 {
        return;
    }
    // Months are numbered from 0 and years by the calendar, so these keys never meet.
    let mut stream = streams.stream(Purpose::Determination, key | 1 << 32, month);
    let decided = whole(
        description.determination_posts(people.protected_stock())
            * parameters
                .registration
                .determination_cases_per_post_per_year
            / 12.0
            * reach
            * ratio,
    )
    .min(waiting);
    let recognised = binomial(&mut stream, decided, people.recognition_share);
    change_status(
        &mut stream,
        people,
        LiveStatus::AsylumSeeker,
        LiveStatus::Recognised,
        recognised,
        space,
    );
    change_status(
        &mut stream,
        people,
        LiveStatus::AsylumSeeker,
        LiveStatus::NotRecognised,
        decided - recognised,
        space,
    );
}

/// Whole persons of a capacity, rounded down; what a cent or a rounded product leaves missing from one
/// more, a hundred-thousandth of a person, does not count.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float-to-integer cast saturates, and capacities are not negative"
)]
pub(crate) fn whole(capacity: f64) -> u64 {
    (capacity + 1e-5).floor() as u64
}

#[cfg(test)]
mod tests;
