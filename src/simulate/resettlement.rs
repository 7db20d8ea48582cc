//! Resettlement: needs, submissions, a pipeline of four stages, and departures within whole
//! quotas, families kept together. Part of step 10, on the survivors of the month's exits.

use crate::model::{LiveStatus, Sector};
use crate::random::{
    Purpose, Shares, Stream, Streams, beta_with_mean, binomial, hypergeometric, multinomial_into,
};
use crate::simulate::arrivals::SITUATION;
use crate::simulate::exits::take_evenly;
use crate::simulate::measures;
use crate::simulate::record::Year;
use crate::simulate::registration::{MoveSpace, change_status, whole};
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::{HostState, State};
use crate::simulate::urgent;
use crate::units::split_cents;

/// The stages of the pipeline: identified, submitted, accepted, ready.
pub(crate) const STAGES: usize = 4;

/// Opens the year's quotas: what each contributor offers, and how much of it will be filled.
///
/// Offers are today's places plus the uptake of what the plan asks beyond them; the filled share
/// is a contributor's own Beta factor times a common one.
pub(crate) fn open_quotas(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
    in_force: bool,
) {
    let parameters = &setup.situation.parameters.resettlement;
    let year = setup.year_of(state.month);
    let key_year = year.unsigned_abs();
    let mut common_stream = streams.stream(Purpose::Quotas, SITUATION, key_year);
    let common = beta_with_mean(
        &mut common_stream,
        parameters.quota_common_mean_share,
        parameters.quota_common_concentration,
    );
    state.places_offered = 0;
    state.places_left.clear();
    state.places_by_donor.clear();
    for (donor, share) in option.donors.iter().zip(&option.plan.shares) {
        let (baseline, asked) = option.planned_places(share, year);
        let standing: u32 = setup
            .situation
            .quotas
            .iter()
            .filter(|quota| {
                quota.binds && quota.year == year && quota.contributor == share.contributor
            })
            .map(|quota| quota.places)
            .sum();
        let today = baseline.max(standing);
        let beyond = if in_force {
            asked.saturating_sub(today)
        } else {
            0
        };
        let mut offered = f64::from(today) + state.uptake * f64::from(beyond);
        if let Some((month, remaining)) = donor.exit
            && state.month >= month
        {
            offered *= remaining;
        }
        if offered <= 0.0 {
            state.places_left.push(0);
            state.places_by_donor.push(0);
            continue;
        }
        let mut stream = streams.stream(Purpose::Quotas, donor.key, key_year);
        let own = beta_with_mean(
            &mut stream,
            parameters.quota_fulfilment_mean_share,
            parameters.quota_fulfilment_concentration,
        );
        let places = whole(offered.round());
        state.places_offered += places;
        state.places_by_donor.push(places);
        state
            .places_left
            .push(u32::try_from(whole(offered * own * common)).unwrap_or(u32::MAX));
    }
}

/// Moves the pipelines of all hosts by a month: departures, stages, submissions.
pub(crate) fn move_pipelines(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
    year: &mut Year,
    space: &mut MoveSpace,
) {
    let month = state.month;
    let parameters = &setup.situation.parameters.resettlement;
    // Needs and room are measured before anybody departs, so that the order of hosts is of no
    // consequence.
    let mut stocks = std::mem::take(&mut space.stocks);
    stocks.clear();
    stocks.extend(state.hosts.iter().map(HostState::protected_stock));
    // By code, as everything below: among equals the first is served first, and the order of the
    // scenario is of no consequence.
    let ready: Vec<i64> = setup
        .by_code
        .iter()
        .map(|&host| {
            let mut stream = stage_stream(setup, streams, host, month);
            advance_last_stage(&mut stream, parameters, &state.hosts[host])
        })
        .map(|count| i64::try_from(count).unwrap_or(i64::MAX))
        .collect();
    let months_left = 13 - setup.month_of_year(month);
    let open: u64 = state
        .places_left
        .iter()
        .map(|&places| u64::from(places))
        .sum();
    let urgent = urgent::month(setup, streams, state, year, open, space);
    // Places are spread over the rest of the year, rounded up so that none is stranded.
    let places = (open - urgent).div_ceil(u64::from(months_left));
    let wanted: i64 = ready.iter().sum();
    let granted = wanted.min(i64::try_from(places).unwrap_or(i64::MAX));
    let by_host = split_cents(granted, &ready);

    let mut departed = urgent;
    for (&host, &limit) in setup.by_code.iter().zip(&by_host) {
        let limit = limit.unsigned_abs();
        let mut stream = streams.stream(Purpose::Resettlement, setup.hosts[host].key, month);
        let people = &mut state.hosts[host];
        let leaving = whole_cases(&mut stream, &setup.case_sizes, limit);
        depart(setup, &mut stream, people, host, leaving, year, space);
        departed += leaving;
        advance_stages(&mut stream, setup, people, host, space);
        let submitted = submit(setup, option, &mut stream, state, host, &stocks, space);
        year.hosts[host].submissions += submitted;
        let others = urgent::submit(setup, streams, state, host, submitted, year);
        let group_share = option.option.group_resettlement_share;
        let as_group = binomial(&mut stream, others, group_share);
        let stages = &mut state.hosts[host].stages;
        stages[0][0] += others - as_group;
        stages[1][0] += as_group;
    }
    space.stocks = stocks;
    use_places(state, year, departed);
}

/// How many in the last stage finish it this month. The stream is of its own, so that the number
/// can be known before places are shared between hosts.
fn advance_last_stage(
    stream: &mut Stream,
    parameters: &crate::model::parameters::ResettlementParameters,
    host: &HostState,
) -> u64 {
    let probabilities = stage_probabilities(parameters);
    host.stages
        .iter()
        .zip(probabilities)
        .map(|(stages, probability)| binomial(stream, stages[STAGES - 1], probability))
        .sum()
}

fn stage_stream(setup: &Setup<'_>, streams: &Streams, host: usize, month: u32) -> Stream {
    streams.stream(
        Purpose::Resettlement,
        setup.hosts[host].key | 1 << 32,
        month,
    )
}

/// Monthly probability to finish a stage, individual and group cases: time to departure is then
/// negative binomial over four stages with the stated mean.
fn stage_probabilities(parameters: &crate::model::parameters::ResettlementParameters) -> [f64; 2] {
    [
        parameters.pipeline_mean_months,
        parameters.group_pipeline_mean_months,
    ]
    .map(|months| (STAGES as f64 / months).min(1.0))
}

/// Draws cases until the next would not fit: families leave together or not at all.
pub(crate) fn whole_cases(stream: &mut Stream, sizes: &Shares, limit: u64) -> u64 {
    let mut leaving = 0;
    while leaving < limit {
        let size = sizes.draw(stream) as u64 + 1;
        if leaving + size > limit {
            break;
        }
        leaving += size;
    }
    leaving
}

/// Takes people who depart out of the pipeline, whatever stage they were in, and books them.
pub(crate) fn take_out(
    setup: &Setup<'_>,
    stream: &mut Stream,
    host: &mut HostState,
    index: usize,
    leaving: u64,
    year: &mut Year,
    space: &mut MoveSpace,
) {
    let pipeline = LiveStatus::ResettlementPipeline.index();
    take_evenly(
        stream,
        host.status_mut(pipeline),
        leaving,
        &mut space.groups,
    );
    for (group, &count) in space.groups.iter().enumerate() {
        year.hosts[index].resettled[setup.grouping.table_cell(group)] += count;
        host.since_split.left[group] += count;
    }
    take_evenly(
        stream,
        host.status_classes_mut(pipeline),
        leaving,
        &mut space.classes,
    );
    let account = &mut year.hosts[index].exile;
    account.depart(measures::RESETTLEMENT, &space.classes);
}

fn depart(
    setup: &Setup<'_>,
    stream: &mut Stream,
    host: &mut HostState,
    index: usize,
    leaving: u64,
    year: &mut Year,
    space: &mut MoveSpace,
) {
    if leaving == 0 {
        return;
    }
    take_out(setup, stream, host, index, leaving, year, space);
    let last = [host.stages[0][STAGES - 1], host.stages[1][STAGES - 1]];
    let individual = hypergeometric(stream, last[0], last[1], leaving);
    host.stages[0][STAGES - 1] -= individual;
    host.stages[1][STAGES - 1] -= leaving - individual;
}

/// Moves people between the inner stages, last first, so that nobody moves twice in a month. A
/// submission that is not accepted returns to the host's registered refugees.
fn advance_stages(
    stream: &mut Stream,
    setup: &Setup<'_>,
    host: &mut HostState,
    index: usize,
    space: &mut MoveSpace,
) {
    let parameters = &setup.situation.parameters.resettlement;
    let probabilities = stage_probabilities(parameters);
    let mut refused = 0;
    for (stages, probability) in host.stages.iter_mut().zip(probabilities) {
        for stage in (0..STAGES - 1).rev() {
            let moved = binomial(stream, stages[stage], probability);
            stages[stage] -= moved;
            // The decision of the resettlement State ends the stage of submission.
            let accepted = if stage == 1 {
                binomial(stream, moved, parameters.acceptance_share)
            } else {
                moved
            };
            stages[stage + 1] += accepted;
            refused += moved - accepted;
        }
    }
    change_status(
        stream,
        host,
        LiveStatus::ResettlementPipeline,
        registered_status(setup, index),
        refused,
        space,
    );
}

pub(crate) fn registered_status(setup: &Setup<'_>, host: usize) -> LiveStatus {
    match setup.situation.hosts[host].status_determination {
        crate::model::StatusDetermination::PrimaFacie => LiveStatus::PrimaFacie,
        crate::model::StatusDetermination::Individual => LiveStatus::Recognised,
    }
}

/// Submits people from the registered: as many as need resettlement and are not yet in the
/// pipeline, as the offices can prepare, and as quotas can take.
fn submit(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    stream: &mut Stream,
    state: &mut State,
    host: usize,
    stocks: &[u64],
    space: &mut MoveSpace,
) -> u64 {
    let parameters = &setup.situation.parameters.resettlement;
    // Offices that prepare submissions are part of protection.
    let reach = state.reach(host, Sector::Protection);
    let everybody: u64 = stocks.iter().sum();
    if everybody == 0 {
        return 0;
    }
    let stock = stocks[host] as f64;
    let supported = 1.0 + state.protracted.hosts[host].effects.solution_rise[2];
    let people = &mut state.hosts[host];
    let in_pipeline = people.status_total(LiveStatus::ResettlementPipeline.index());
    let need = (parameters.need_share_of_stock * stock - in_pipeline as f64).max(0.0);
    let group_share = option.option.group_resettlement_share;
    let productivity = 1.0 + (parameters.group_productivity_ratio - 1.0) * group_share;
    let capacity = parameters.submissions_per_1000_refugees_per_month * stock / 1000.0
        * productivity
        * reach
        * supported;
    let room = state.places_offered as f64 / parameters.acceptance_share.max(0.01) / 12.0 * stock
        / everybody as f64;
    let wanted = need.min(capacity).min(room);
    // The fraction of a person that is left over is submitted with that probability.
    let submitted = whole(wanted + stream.uniform());
    let prima_facie = people.status_total(LiveStatus::PrimaFacie.index());
    let recognised = people.status_total(LiveStatus::Recognised.index());
    let submitted = submitted.min(prima_facie + recognised);
    let from_prima_facie = hypergeometric(stream, prima_facie, recognised, submitted);
    for (status, count) in [
        (LiveStatus::PrimaFacie, from_prima_facie),
        (LiveStatus::Recognised, submitted - from_prima_facie),
    ] {
        change_status(
            stream,
            people,
            status,
            LiveStatus::ResettlementPipeline,
            count,
            space,
        );
    }
    submitted
}

/// Books departures against the places of contributors, in proportion to what each has left.
fn use_places(state: &mut State, year: &mut Year, departed: u64) {
    if departed == 0 {
        return;
    }
    let everything: u64 = state
        .places_left
        .iter()
        .map(|&places| u64::from(places))
        .sum();
    // No more depart than there are places, so that nobody's part exceeds what is left.
    let (mut offered, mut booked) = (0, 0);
    for (places, account) in state.places_left.iter_mut().zip(&mut year.donors) {
        if *places == 0 {
            continue;
        }
        offered += u64::from(*places);
        let until_here = departed * offered / everything;
        let used = until_here - booked;
        booked = until_here;
        *places = places.saturating_sub(u32::try_from(used).unwrap_or(u32::MAX));
        account[3] += i64::try_from(used).unwrap_or(i64::MAX);
    }
}

/// Children born to people in the pipeline join their mothers' stage.
pub(crate) fn join_pipeline(stream: &mut Stream, host: &mut HostState, children: u64) {
    let children = urgent::join(stream, host, children);
    let mut weights = [0.0; 2 * STAGES];
    let mut born = [0; 2 * STAGES];
    for (weight, &count) in weights.iter_mut().zip(host.stages.iter().flatten()) {
        *weight = count as f64;
    }
    multinomial_into(stream, children, &weights, &mut born);
    // Where everybody has left since, children open the first stage.
    born[0] += children - born.iter().sum::<u64>();
    for (stage, count) in host.stages.iter_mut().flatten().zip(born) {
        *stage += count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_born_in_the_pipeline_join_their_mothers_stages() {
        let stream = || crate::random::Streams::new(1, 1).stream(Purpose::Verification, 0, 0);
        let mut host = HostState {
            stages: [[0, 0, 0, 500], [0; STAGES]],
            ..HostState::default()
        };
        join_pipeline(&mut stream(), &mut host, 100);
        assert_eq!(host.stages, [[0, 0, 0, 600], [0; STAGES]]);
        // Five standard errors of a share of one half: a false alarm with probability 6e-7.
        host.stages = [[0, 3_000, 0, 0], [0, 0, 3_000, 0]];
        join_pipeline(&mut stream(), &mut host, 10_000);
        let joined = host.stages[0][1] - 3_000;
        assert_eq!(joined + host.stages[1][2] - 3_000, 10_000);
        assert!(joined.abs_diff(5_000) <= 250, "{joined}");
        // Where everybody has left since, children open the first stage.
        host.stages = [[0; STAGES]; 2];
        join_pipeline(&mut stream(), &mut host, 7);
        assert_eq!(host.stages, [[7, 0, 0, 0], [0; STAGES]]);
    }

    #[test]
    fn families_leave_together_until_the_next_does_not_fit() {
        let shares = [0.3, 0.2, 0.1, 0.0, 0.25, 0.05, 0.0, 0.1];
        // Only their proportions matter.
        let weights = Shares::new(&shares.map(|share| 2.0 * share));
        for limit in [0_usize, 1, 7, 12] {
            // P(so many have been drawn at some time), and that the next then does not fit.
            let mut reached = vec![0.0; limit + 1];
            reached[0] = 1.0;
            for count in 1..=limit {
                reached[count] = (1..=count.min(8))
                    .map(|size| reached[count - size] * shares[size - 1])
                    .sum();
            }
            let law: Vec<f64> = (0..=limit)
                .map(|count| {
                    let too_large: f64 = shares[(limit - count).min(8)..].iter().sum();
                    reached[count] * too_large
                })
                .collect();
            assert!((law.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let draws = 30_000_u32;
            let mut seen = vec![0_u32; limit + 1];
            for number in 0..draws {
                let mut stream = crate::random::Streams::new(3, u64::from(number)).stream(
                    Purpose::Verification,
                    7,
                    0,
                );
                let leaving = whole_cases(&mut stream, &weights, limit as u64);
                seen[usize::try_from(leaving).expect("small")] += 1;
            }
            for (count, (&seen, expected)) in seen.iter().zip(&law).enumerate() {
                let share = f64::from(seen) / f64::from(draws);
                // Five standard errors on two dozen shares: a false alarm with probability 1e-5.
                let tolerance = 5.0 * (expected * (1.0 - expected) / f64::from(draws)).sqrt();
                assert!(
                    (share - expected).abs() <= tolerance + 1e-12,
                    "{count} of {limit}: {share}, not {expected}"
                );
            }
        }
    }

    #[test]
    fn places_are_used_in_proportion_to_what_is_left() {
        let mut state = State::new(1);
        state.places_left = vec![600, 0, 300, 100];
        let mut year = Year::default();
        year.reset(1, 4);
        use_places(&mut state, &mut year, 500);
        let used: Vec<i64> = year.donors.iter().map(|account| account[3]).collect();
        assert_eq!(used, [300, 0, 150, 50]);
        assert_eq!(state.places_left, [300, 0, 150, 50]);
        use_places(&mut state, &mut year, 499);
        assert_eq!(
            state.places_left.iter().sum::<u32>(),
            1,
            "to the last place"
        );
    }
}
