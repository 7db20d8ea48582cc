//! Step 11: who has come, been born or moved on joins the stock.

use crate::model::LiveStatus;
use crate::random::{Purpose, Streams};
use crate::simulate::accounts::Flows;
use crate::simulate::exits::{ExitSpace, MovedOn};
use crate::simulate::setup::Setup;
use crate::simulate::state::State;
use crate::simulate::{Workspace, demography, emergency, exile, exits, resettlement};

/// Step 11: arrivals, births and those who moved on join the stock.
pub(super) fn join_stock(setup: &Setup<'_>, streams: &Streams, space: &mut Workspace) {
    let Workspace {
        state,
        year,
        exits,
        newcomers,
        births,
        flows,
        ..
    } = space;
    let unregistered = LiveStatus::Unregistered.index();
    for (host, people) in state.hosts.iter_mut().enumerate() {
        let by_sex = births[host].iter().fold([0; 2], |sum: [u64; 2], born| {
            [sum[0] + born[0], sum[1] + born[1]]
        });
        let born: u64 = by_sex.iter().sum();
        let arrived: u64 = newcomers[host].iter().sum();
        for (total, born) in year.hosts[host].births.iter_mut().zip(by_sex) {
            *total += born;
        }
        demography::welcome(setup, people, &births[host]);
        let in_pipeline: u64 = births[host][LiveStatus::ResettlementPipeline.index()]
            .iter()
            .sum();
        if in_pipeline > 0 {
            // Not the stream of the births: what stage a mother is in says nothing of how many there are.
            let key = setup.hosts[host].key;
            let mut stream = streams.stream(Purpose::PipelineBirths, key, state.month);
            resettlement::join_pipeline(&mut stream, people, in_pipeline);
        }
        for (count, new) in people
            .status_mut(unregistered)
            .iter_mut()
            .zip(&newcomers[host])
        {
            *count += new;
        }
        for (flow, new) in people.since_split.arrived.iter_mut().zip(&newcomers[host]) {
            *flow += new;
        }
        people.status_classes_mut(unregistered)[exile::THIS_YEAR] += arrived;
        flows[host].came += born + arrived;
    }
    move_on(setup, streams, state, exits, flows);
}

/// People who left for other hosts arrive there, with their year of arrival, not yet registered.
fn move_on(
    setup: &Setup<'_>,
    streams: &Streams,
    state: &mut State,
    exits: &mut ExitSpace,
    flows: &mut [Flows],
) {
    let unregistered = LiveStatus::Unregistered.index();
    let regime = state.regime as usize;
    let followed = emergency::follows_movements(setup);
    exits.moved_on.clear();
    for origin in 0..exits.movers.len() {
        let moved: u64 = exits.movers[origin].groups.iter().sum();
        if moved == 0 {
            continue;
        }
        let shares = &setup.hosts[origin].onward_shares[regime];
        let destinations = &setup.situation.hosts[origin].onward_movements;
        let mut stream = streams.stream(Purpose::Onward, setup.hosts[origin].key, state.month);
        let ExitSpace {
            destinations: counts,
            staying: groups_left,
            drawn,
            movers,
            moved_on,
            ..
        } = &mut *exits;
        counts.clear();
        counts.resize(shares.len(), 0);
        groups_left.clone_from(&movers[origin].groups);
        let mut classes_left = movers[origin].classes;
        crate::random::multinomial_into(&mut stream, moved, shares, counts);
        for ((number, movement), &count) in (0..).zip(destinations).zip(&*counts) {
            let host = &mut state.hosts[movement.to];
            drawn.resize(groups_left.len().max(drawn.len()), 0);
            let drawn = &mut drawn[..groups_left.len()];
            exits::take_evenly(&mut stream, groups_left, count, drawn);
            for (group, &people) in drawn.iter().enumerate() {
                host.status_mut(unregistered)[group] += people;
                host.since_split.arrived[group] += people;
            }
            if followed && count > 0 {
                moved_on.push(MovedOn {
                    origin,
                    number,
                    to: movement.to,
                    groups: drawn.to_vec(),
                });
            }
            let mut drawn = exile::ByClass::default();
            exits::take_evenly(&mut stream, &mut classes_left, count, &mut drawn);
            for (class, &people) in drawn.iter().enumerate() {
                host.status_classes_mut(unregistered)[class] += people;
            }
            flows[movement.to].came += count;
        }
    }
}
