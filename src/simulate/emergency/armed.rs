//! Armed elements: (j)6 and (j)7, invariant I7.
//!
//! Of the men aged 18 to 59 who arrive in a month, `F ~ Bin(men, χ)` are armed elements. Everybody
//! has been admitted before; from then on armed elements are in accounts of their own and in no
//! refugee stock, whether they are known or not, so no key, quota or cost of refugees counts them.
//! Their families are not touched: they are refugees from the day they arrive.
//!
//! `identified ~ Bin(F, p)`, `p = p₀ + (p₁ − p₀)·c`, with c the reach of last month's money for
//! security where screening is in force and 0 where not. The identified are disarmed and interned
//! while there are places (opened at a rate, up to a maximum, while separation is in force); for
//! want of places they stay among the civilians, as do the others, and are found later with hazard
//! `λ·c`. The interned renounce with hazard ρ and then wait for an individual procedure, of
//! which a capacity times the reach of money for protection is decided each month:
//! `excluded ~ Bin(decided, x)`, the rest is recognised and joins the refugees. The excluded
//! stay, protected from refoulement. In peace the hidden and the interned leave with a hazard of
//! their own; that is release at the end of hostilities, no return and no solution. All forms and
//! values are judgement. Deaths among these few are neglected.
//!
//! Direction and time: separation lowers the number of armed elements among civilians within
//! months of its start, and with them incidents and attempts at recruitment.

use crate::model::{LiveStatus, Sector, Sex};
use crate::random::{Purpose, Streams, binomial, multinomial_into};
use crate::simulate::accounts::Flows;
use crate::simulate::exits::take_evenly;
use crate::simulate::registration::whole;
use crate::simulate::setup::Setup;
use crate::simulate::{OptionSetup, Workspace, exile};

/// Armed elements of one host, persons.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ArmedElements {
    /// All who ever came.
    came: u64,
    /// Among the civilians.
    pub(crate) hidden: u64,
    /// Disarmed, separated and interned.
    pub(crate) interned: u64,
    /// Demobilised, waiting for an individual procedure.
    pub(crate) waiting: u64,
    /// Excluded from refugee status and still there.
    pub(crate) excluded: u64,
    /// Recognised, all so far.
    recognised: u64,
    /// Released or left in peace, all so far.
    left: u64,
    /// Recognised this month, to join the refugees at its end.
    joining: u64,
    /// Places of internment.
    places: f64,
}

impl ArmedElements {
    /// Whether everybody who came is in exactly one place.
    pub(crate) fn adds_up(&self) -> bool {
        self.came
            == self.hidden
                + self.interned
                + self.waiting
                + self.excluded
                + self.recognised
                + self.left
            && self.joining == 0
    }
}

/// Probability of an event with a yearly hazard within a month.
fn monthly(hazard_per_year: f64) -> f64 {
    -libm::expm1(-hazard_per_year / 12.0)
}

/// Takes armed elements out of the month's newcomers, and moves those of the past.
pub(super) fn screen(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    space: &mut Workspace,
) {
    let parameters = &setup.situation.parameters.emergency.armed_elements;
    let Workspace {
        state,
        year,
        newcomers,
        moves,
        ..
    } = space;
    let separating = super::in_force(parameters.applies, option, state);
    let peace = state.regime == crate::model::parameters::Regime::Peace;
    for (host, newcomers) in newcomers.iter_mut().enumerate() {
        let key = setup.hosts[host].key;
        let mut stream = streams.stream(Purpose::ArmedElements, key, state.month);
        let everybody: u64 = newcomers.iter().sum();
        let came = take_armed(setup, &mut stream, newcomers, &mut moves.groups);
        let security = if separating {
            state.reach(host, Sector::Security)
        } else {
            0.0
        };
        let protection = state.reach(host, Sector::Protection);
        let emergency = &mut state.emergency.hosts[host];
        let armed = &mut emergency.armed;
        armed.came += came;
        // Those who wait are decided first, then the interned renounce: nobody moves twice.
        let decided = armed
            .waiting
            .min(whole(parameters.determination_cases_per_month * protection));
        let excluded = binomial(&mut stream, decided, parameters.exclusion_share);
        armed.waiting -= decided;
        armed.excluded += excluded;
        armed.recognised += decided - excluded;
        armed.joining = decided - excluded;
        let renouncing = binomial(
            &mut stream,
            armed.interned,
            monthly(parameters.renunciation_hazard_per_year),
        );
        armed.interned -= renouncing;
        armed.waiting += renouncing;
        if peace {
            let leaves = monthly(parameters.release_hazard_per_year_in_peace);
            let released = binomial(&mut stream, armed.interned, leaves);
            let gone = binomial(&mut stream, armed.hidden, leaves);
            armed.interned -= released;
            armed.hidden -= gone;
            armed.left += released + gone;
        }
        if separating {
            armed.places = (armed.places + parameters.internment_places_per_month)
                .min(parameters.internment_places_maximum);
        }
        let probability = parameters.detection_minimum_share
            + (parameters.detection_maximum_share - parameters.detection_minimum_share) * security;
        let found = binomial(&mut stream, came, probability)
            + binomial(
                &mut stream,
                armed.hidden,
                monthly(parameters.later_detection_hazard_per_year * security),
            );
        let separated = found.min(whole(armed.places).saturating_sub(armed.interned));
        armed.hidden = armed.hidden + came - separated;
        armed.interned += separated;
        let account = &mut year.emergency.hosts[host];
        account.separated += separated;
        account.recognised += decided - excluded;
        let screened = if separating { everybody as f64 } else { 0.0 };
        emergency.costs_usd[Sector::Security.index()] += screened
            * parameters.screening_usd_per_arrival
            + separated as f64 * parameters.disarmament_usd_per_person
            + (armed.interned + armed.waiting) as f64 * parameters.internment_usd_per_person_month;
        emergency.costs_usd[Sector::Protection.index()] +=
            decided as f64 * parameters.determination_usd_per_case;
    }
}

fn is_man(group: crate::simulate::grouping::Group) -> bool {
    group.sex == Sex::Male && (18..60).contains(&group.first_age)
}

/// Draws the armed elements among a month's newcomers and takes them out.
fn take_armed(
    setup: &Setup<'_>,
    stream: &mut crate::random::Stream,
    newcomers: &mut [u64],
    drawn: &mut [u64],
) -> u64 {
    let share = setup
        .situation
        .parameters
        .emergency
        .armed_elements
        .share_of_arriving_men;
    let groups = &setup.grouping.groups;
    // Men of these ages are next to one another in the order of groups.
    let Some(first) = groups.iter().position(|&group| is_man(group)) else {
        return 0;
    };
    let count = groups[first..].iter().take_while(|&&group| is_man(group));
    let men = first..first + count.count();
    let came = binomial(stream, newcomers[men.clone()].iter().sum(), share);
    if came > 0 {
        take_evenly(stream, &mut newcomers[men.clone()], came, &mut drawn[men]);
    }
    came
}

/// Those recognised join the refugees, men aged as those who arrive, in the class of this year.
pub(super) fn join(
    setup: &Setup<'_>,
    streams: &Streams,
    state: &mut crate::simulate::state::State,
    flows: &mut [Flows],
    drawn: &mut [u64],
) {
    let recognised = LiveStatus::Recognised.index();
    let groups = &setup.grouping.groups;
    for (host, emergency) in state.emergency.hosts.iter_mut().enumerate() {
        let joining = std::mem::take(&mut emergency.armed.joining);
        if joining == 0 {
            continue;
        }
        let Some(first) = groups.iter().position(|&group| is_man(group)) else {
            continue;
        };
        let count = groups[first..].iter().take_while(|&&group| is_man(group));
        let men = first..first + count.count();
        let key = setup.hosts[host].key | 1 << 32;
        let mut stream = streams.stream(Purpose::ArmedElements, key, state.month);
        let shares = &setup.arrival_group_shares[men.clone()];
        multinomial_into(&mut stream, joining, shares, &mut drawn[men.clone()]);
        let people = &mut state.hosts[host];
        for group in men {
            people.status_mut(recognised)[group] += drawn[group];
            people.since_split.arrived[group] += drawn[group];
        }
        people.status_classes_mut(recognised)[exile::THIS_YEAR] += joining;
        flows[host].came += joining;
    }
}

#[cfg(test)]
mod tests;
