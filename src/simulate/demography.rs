//! Step 6: births, ageing in January, and the split into single years of age.
//!
//! Age is the age reached in the calendar year, so everybody grows a year older each January.

use crate::model::{AGES, OLDEST_AGE, SEXES, STATUSES, Sex};
use crate::random::{
    Purpose, Stream, Streams, binomial, multinomial_into, multivariate_hypergeometric_into,
};
use crate::simulate::exile::THIS_YEAR;
use crate::simulate::exits::take_evenly;
use crate::simulate::grouping::Resolution;
use crate::simulate::setup::Setup;
use crate::simulate::state::HostState;

/// Children born in a month by status and sex.
pub(crate) type Births = [[u64; 2]; STATUSES.len()];

/// Draws the month's births in a host; children take the status of their mothers.
pub(crate) fn births(
    setup: &Setup<'_>,
    streams: &Streams,
    host: usize,
    state: &HostState,
    month: u32,
) -> Births {
    let mut stream = streams.stream(Purpose::Births, setup.hosts[host].key, month);
    let ratio = setup.situation.parameters.demography.sex_ratio_at_birth;
    let boys_share = ratio / (1.0 + ratio);
    // Fertility depends on the group alone: in the largest status children are drawn by group, in
    // all others together, and then their mothers' statuses.
    let total = |&status: &usize| state.status_total(status);
    let largest = (0..STATUSES.len()).max_by_key(total).unwrap_or(0);
    let groups = setup.grouping.len();
    let mut children = [0; STATUSES.len()];
    for (group, &rate) in state.birth_rates[..setup.grouping.per_sex()]
        .iter()
        .enumerate()
    {
        if rate <= 0.0 {
            continue;
        }
        let mut women = [0; STATUSES.len()];
        for (status, count) in women.iter_mut().enumerate() {
            *count = state.people[status * groups + group];
        }
        children[largest] += binomial(&mut stream, women[largest], rate);
        women[largest] = 0;
        let others = binomial(&mut stream, women.iter().sum(), rate);
        if others > 0 {
            let mut mothers = [0; STATUSES.len()];
            multivariate_hypergeometric_into(&mut stream, others, &women, &mut mothers);
            for (children, mothers) in children.iter_mut().zip(mothers) {
                *children += mothers;
            }
        }
    }
    children.map(|children| {
        let boys = binomial(&mut stream, children, boys_share);
        [children - boys, boys]
    })
}

/// Computes the means of vital rates over groups from the single years of age.
pub(crate) fn refresh_rates(setup: &Setup<'_>, host: usize, state: &mut HostState) {
    let prepared = &setup.hosts[host];
    let HostState {
        ages,
        death_rates,
        birth_rates,
        rates_at_split,
        people_at_split,
        ..
    } = state;
    prepared
        .rates
        .group_deaths(&setup.grouping, ages, &prepared.standard, death_rates);
    prepared
        .rates
        .group_births(&setup.grouping, ages, &prepared.standard, birth_rates);
    rates_at_split[0].clone_from(death_rates);
    rates_at_split[1].clone_from(birth_rates);
    people_at_split.clear();
    people_at_split.extend(
        setup
            .grouping
            .groups
            .iter()
            .map(|group| ages[group.sex as usize][group.ages()].iter().sum::<u64>()),
    );
}

/// Mixes those who have joined a band since the last split into its means: newborns, whose
/// mortality is the highest of all, and arrivals with their own age profile. Departures are even
/// over ages and change no mean; deaths change it by their small selection alone.
pub(crate) fn mix_rates(setup: &Setup<'_>, host: usize, state: &mut HostState) {
    if setup.grouping.resolution == Resolution::SingleYear {
        return;
    }
    let prepared = &setup.hosts[host];
    let flows = &state.since_split;
    for (index, group) in setup.grouping.groups.iter().enumerate() {
        let sex = group.sex as usize;
        let youngest = index == setup.grouping.youngest(group.sex);
        let born = if youngest {
            flows.born[sex] as f64
        } else {
            0.0
        };
        let arrived = flows.arrived[index] as f64;
        if born + arrived == 0.0 {
            continue;
        }
        let before = state.people_at_split[index] as f64;
        let everybody = before + arrived + born;
        let newborn = prepared.rates.death_per_month[sex][0];
        state.death_rates[index] = (before * state.rates_at_split[0][index]
            + arrived * prepared.arrival_rates[0][index]
            + born * newborn)
            / everybody;
        state.birth_rates[index] = (before * state.rates_at_split[1][index]
            + arrived * prepared.arrival_rates[1][index])
            / everybody;
    }
}

/// Everybody grows a year older.
pub(crate) fn grow_older(
    setup: &Setup<'_>,
    streams: &Streams,
    host: usize,
    state: &mut HostState,
    month: u32,
) {
    let mut stream = streams.stream(Purpose::Ageing, setup.hosts[host].key, month);
    match setup.grouping.resolution {
        Resolution::Banded => {
            split_single_years(setup, &mut stream, host, state);
            grow_banded(setup, &mut stream, state);
        }
        Resolution::SingleYear => grow_single_years(state),
    }
    state.since_split.reset(setup.grouping.len());
    refresh_rates(setup, host, state);
}

/// In single-year groups, everybody moves one group up; the oldest stay.
fn grow_single_years(state: &mut HostState) {
    for status in 0..STATUSES.len() {
        for ages in state.status_mut(status).chunks_exact_mut(AGES) {
            shift(ages);
        }
    }
    for ages in &mut state.ages {
        ages.fill(0);
    }
    for status in 0..STATUSES.len() {
        for (sex, sex_ages) in state.people[status * 2 * AGES..(status + 1) * 2 * AGES]
            .chunks_exact(AGES)
            .enumerate()
        {
            for (total, count) in state.ages[sex].iter_mut().zip(sex_ages) {
                *total += count;
            }
        }
    }
}

fn shift(ages: &mut [u64]) {
    let oldest = ages[OLDEST_AGE];
    ages.copy_within(0..OLDEST_AGE, 1);
    ages[OLDEST_AGE] += oldest;
    ages[0] = 0;
}

/// Splits the year's flows of each group into single years and books them, so that the single
/// years sum to the groups again.
///
/// Arrivals follow the age profile of arrivals within the band, newborns are of age 0, deaths
/// follow mortality, and other departures are drawn evenly: people of one band who face the same
/// hazards are exchangeable.
fn split_single_years(setup: &Setup<'_>, stream: &mut Stream, host: usize, state: &mut HostState) {
    let HostState {
        ages,
        since_split: flows,
        ..
    } = state;
    let mortality = &setup.hosts[host].rates.death_per_month;
    let mut drawn = [0; AGES];
    for (index, group) in setup.grouping.groups.iter().enumerate() {
        let sex = group.sex as usize;
        let years = group.ages();
        let width = group.last_age - group.first_age + 1;
        let pool = &mut ages[sex][years.clone()];
        if index == setup.grouping.youngest(group.sex) {
            pool[0] += flows.born[sex];
        }
        setup.arrival_ages[index].split_into(stream, flows.arrived[index], &mut drawn[..width]);
        for (count, arrived) in pool.iter_mut().zip(&drawn) {
            *count += arrived;
        }
        take_deaths(stream, pool, flows.died[index], &mortality[sex][years]);
        take_evenly(stream, pool, flows.left[index], &mut drawn[..width]);
    }
}

/// Takes deaths from single years in proportion to people times mortality; more than a year has are
/// taken from the years beside it.
fn take_deaths(stream: &mut Stream, pool: &mut [u64], deaths: u64, mortality: &[f64]) {
    if deaths == 0 {
        return;
    }
    let mut weights = [0.0; AGES];
    let mut drawn = [0; AGES];
    let width = pool.len();
    for ((weight, &count), &rate) in weights.iter_mut().zip(pool.iter()).zip(mortality) {
        *weight = count as f64 * rate;
    }
    multinomial_into(stream, deaths, &weights[..width], &mut drawn[..width]);
    let mut left = deaths;
    for (count, &dead) in pool.iter_mut().zip(&drawn) {
        let taken = dead.min(*count);
        *count -= taken;
        left -= taken;
    }
    for count in pool.iter_mut() {
        let taken = left.min(*count);
        *count -= taken;
        left -= taken;
    }
}

/// Moves those who leave a band to the next, status by status in proportion, and shifts the
/// single years.
fn grow_banded(setup: &Setup<'_>, stream: &mut Stream, state: &mut HostState) {
    let groups = setup.grouping.len();
    let mut counts = [0; STATUSES.len()];
    let mut drawn = [0; STATUSES.len()];
    for sex in SEXES {
        let first = setup.grouping.youngest(sex);
        // Oldest boundary first, so that nobody crosses two bands at once.
        for group in (first..first + setup.grouping.per_sex() - 1).rev() {
            let crossing = state.ages[sex as usize][setup.grouping.groups[group].last_age];
            for (status, count) in counts.iter_mut().enumerate() {
                *count = state.people[status * groups + group];
            }
            take_evenly(stream, &mut counts, crossing, &mut drawn);
            for (status, &moved) in drawn.iter().enumerate() {
                state.people[status * groups + group] -= moved;
                state.people[status * groups + group + 1] += moved;
            }
        }
        shift(&mut state.ages[sex as usize]);
    }
}

/// Adds newborns to the people of their status and books them for the next split.
pub(crate) fn welcome(setup: &Setup<'_>, state: &mut HostState, born: &Births) {
    let groups = setup.grouping.len();
    for (status, children) in born.iter().enumerate() {
        for sex in [Sex::Female, Sex::Male] {
            let count = children[sex as usize];
            state.people[status * groups + setup.grouping.youngest(sex)] += count;
            state.since_split.born[sex as usize] += count;
            state.status_classes_mut(status)[THIS_YEAR] += count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deaths_fall_on_single_years_in_proportion_to_people_and_mortality() {
        let people = [40_000_u64, 0, 10_000, 90_000];
        let mortality = [0.02, 0.5, 0.004, 0.001];
        let mass = 800.0 + 40.0 + 90.0;
        let deaths = 300;
        let draws = 2_000_u32;
        let mut sums = [0.0; 4];
        for replicate in 0..draws {
            let mut stream =
                Streams::new(5, u64::from(replicate)).stream(Purpose::Verification, 0, 0);
            let mut pool = people;
            take_deaths(&mut stream, &mut pool, deaths, &mortality);
            for (sum, (before, after)) in sums.iter_mut().zip(people.iter().zip(pool)) {
                *sum += (before - after) as f64;
            }
        }
        for age in 0..4 {
            let share = people[age] as f64 * mortality[age] / mass;
            let mean = deaths as f64 * share;
            let seen = sums[age] / f64::from(draws);
            // Five standard errors: a false alarm with probability 2e-6.
            let tolerance = 5.0 * (mean * (1.0 - share) / f64::from(draws)).sqrt();
            assert!(
                (seen - mean).abs() <= tolerance,
                "{age}: {seen}, not {mean}"
            );
        }
    }

    #[test]
    fn more_deaths_than_a_year_has_people_fall_on_the_years_beside_it() {
        let mut pool = [2, 5, 3];
        let mut stream = Streams::new(5, 0).stream(Purpose::Verification, 0, 0);
        take_deaths(&mut stream, &mut pool, 9, &[1.0, 1e-9, 1e-9]);
        assert_eq!(pool.iter().sum::<u64>(), 1, "{pool:?}");
        assert_eq!(pool[0], 0);
    }

    #[test]
    fn single_years_move_up_and_the_oldest_stay() {
        let mut host = HostState {
            people: vec![0; STATUSES.len() * 2 * AGES],
            ..HostState::default()
        };
        for status in 0..STATUSES.len() {
            for (place, count) in host.status_mut(status).iter_mut().enumerate() {
                *count = (1_000 * status + place) as u64;
            }
        }
        let before = host.clone();
        grow_single_years(&mut host);
        for sex in 0..2 {
            for age in 0..AGES {
                let mut all = 0;
                for status in 0..STATUSES.len() {
                    let (old, new) = (before.status(status), host.status(status));
                    let at = |age: usize| old[sex * AGES + age];
                    let expected = match age {
                        0 => 0,
                        OLDEST_AGE => at(OLDEST_AGE - 1) + at(OLDEST_AGE),
                        _ => at(age - 1),
                    };
                    assert_eq!(new[sex * AGES + age], expected);
                    all += expected;
                }
                assert_eq!(host.ages[sex][age], all, "the sum over statuses");
            }
        }
    }

    #[test]
    fn who_has_joined_a_band_is_mixed_into_its_means() {
        use crate::simulate::common::everything::everything;
        use crate::simulate::fixture::{after, near};
        after(&everything(), 0, |setup, _, _, space| {
            let host = &mut space.state.hosts[1];
            let boys = setup.grouping.youngest(Sex::Male);
            let women = 3;
            for group in [boys, women, 9] {
                host.people_at_split[group] = 1_000;
                host.rates_at_split[0][group] = 0.004;
                host.rates_at_split[1][group] = 0.03;
                (host.death_rates[group], host.birth_rates[group]) = (7.0, 8.0);
            }
            host.since_split.reset(setup.grouping.len());
            host.since_split.born = [55, 600];
            host.since_split.arrived[boys] = 400;
            host.since_split.arrived[women] = 3_000;
            mix_rates(setup, 1, host);
            let rates = &setup.hosts[1];
            let arriving = |kind: usize, group: usize| rates.arrival_rates[kind][group];
            let newborn = rates.rates.death_per_month[Sex::Male as usize][0];
            near(
                host.death_rates[boys],
                (1_000.0 * 0.004 + 400.0 * arriving(0, boys) + 600.0 * newborn) / 2_000.0,
            );
            near(
                host.death_rates[women],
                (1_000.0 * 0.004 + 3_000.0 * arriving(0, women)) / 4_000.0,
            );
            near(
                host.birth_rates[women],
                (1_000.0 * 0.03 + 3_000.0 * arriving(1, women)) / 4_000.0,
            );
            assert!(newborn > 0.0 && arriving(1, women) > 0.0);
            // Nobody has joined the oldest men.
            assert_eq!((host.death_rates[9], host.birth_rates[9]), (7.0, 8.0));
        });
    }
}
