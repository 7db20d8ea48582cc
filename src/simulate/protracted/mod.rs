//! Arrangements that answer a protracted situation, and those that go on through every stage.
//!
//! Each is switched by its block of parameters and off by default; while all are off nothing here is
//! called but one comparison a month, and every result is the one without them. They act through few
//! numbers, one set for each host ([`Effects`]), which say nothing while an arrangement is off.
//!
//! What an arrangement costs is added to the needs of a sector of the host, so that it is paid, and
//! limited, by the same money as everything else. Money of its own (private funds) is
//! announced, committed and paid at once in the month in which it comes, and beside what
//! contributors pay.
//!
//! All act on the coverage of the month before, as everything does.

mod cells;
mod concessional;
mod development;
mod diplomacy;
mod education;
mod evaluation;
mod host_impact;
mod local_economy;
mod participation;
mod pathways;
mod protection_capacity;
mod public_services;
mod rehabilitation;
mod specific_needs;
mod strategy;

pub(crate) use cells::{
    ProtractedYear, whole_cells, write_whole, write_year, year_cells as protracted_year_cells,
};
pub(crate) use diplomacy::transitions;
pub(crate) use pathways::{open_places, relocate};

use ndarray::Array2;

use crate::model::parameters::Switch;
use crate::model::{SECTORS, Sector, Tier};
use crate::random::Streams;
use crate::simulate::Workspace;
use crate::simulate::allocation::Pools;
use crate::simulate::record::{SEX_AGE_CELLS, Year};
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;
use crate::units::{Cents, split_cents};
use concessional::{Loans, Window};
use development::Development;
use diplomacy::{Prevention, Tension};
use education::Education;
use evaluation::Evaluation;
use host_impact::HostImpact;
use participation::Participation;
use pathways::{InProcess, Pathways};
use rehabilitation::Rehabilitation;
use specific_needs::SpecificNeeds;
use strategy::{SOLUTIONS, Strategy};

/// What the arrangements change for one host in a month.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effects {
    /// Added to the ceiling of self-reliance.
    pub(crate) self_reliance_ceiling: f64,
    /// Added to the openness of the legal framework, which stays between 0 and 1.
    pub(crate) openness: f64,
    /// Ratio of registration and status determination to what they are otherwise.
    pub(crate) registration_ratio: f64,
    /// Ratio of returns under pressure to what they are otherwise.
    pub(crate) adverse_return_ratio: f64,
    /// Added to the ratio by which development raises naturalisation.
    pub(crate) integration: f64,
    /// What support adds to returns, naturalisations and submissions, as a ratio to them.
    pub(crate) solution_rise: [f64; SOLUTIONS],
    /// Share of the value of assistance that serves its purpose.
    pub(crate) delivery: f64,
}

impl Effects {
    /// The openness of a legal framework, given what the scenario says of it.
    pub(crate) fn openness(&self, stated: f64) -> f64 {
        (stated + self.openness).clamp(0.0, 1.0)
    }
}

impl Default for Effects {
    fn default() -> Self {
        Self {
            self_reliance_ceiling: 0.0,
            openness: 0.0,
            registration_ratio: 1.0,
            adverse_return_ratio: 1.0,
            integration: 0.0,
            solution_rise: [0.0; SOLUTIONS],
            delivery: 1.0,
        }
    }
}

/// What the arrangements keep of one host.
#[derive(Clone, Debug, Default)]
pub(crate) struct HostProtracted {
    pub(crate) effects: Effects,
    /// People in need of protection by sex and age band at the start of the month: not registered,
    /// and registered.
    cells: [[u64; SEX_AGE_CELLS]; 2],
    pub(crate) education: Education,
    pub(crate) impact: HostImpact,
    /// National protection capacity as a share of the full one.
    pub(crate) capacity: f64,
    pub(crate) rehabilitation: Rehabilitation,
    pub(crate) development: Development,
    pub(crate) loans: Loans,
    pub(crate) participation: Participation,
    pub(crate) specific_needs: SpecificNeeds,
    pub(crate) tension: Tension,
    /// Applicants on complementary pathways.
    pub(crate) in_process: InProcess,
    /// Money lent for this month, cents.
    pub(crate) loan_money: i64,
    /// What the arrangements add to the month's needs by sector, US$; education, which is costed by
    /// pupils, may take away.
    pub(crate) costs_usd: [f64; SECTORS.len()],
    /// The part of these that does not come again, US$.
    pub(crate) once_usd: f64,
    /// Private funds for education that came for this month, cents.
    pub(crate) private_funds: i64,
    /// Support that the strategy of solutions asks for in the month, US$ by solution.
    pub(crate) support_usd: [f64; SOLUTIONS],
}

impl HostProtracted {
    /// People in need of protection by sex and age band, registered or not.
    fn everybody_by_cell(&self) -> [u64; SEX_AGE_CELLS] {
        std::array::from_fn(|cell| self.cells[0][cell] + self.cells[1][cell])
    }

    /// What the arrangements cost in the month but for what does not come again, US$.
    pub(crate) fn recurring_usd(&self) -> f64 {
        self.costs_usd.iter().sum::<f64>() - self.once_usd
    }
}

/// What the arrangements keep of the situation.
#[derive(Clone, Debug, Default)]
pub(crate) struct ProtractedState {
    pub(crate) hosts: Vec<HostProtracted>,
    /// The intended mix of solutions and what has come of it.
    pub(crate) strategy: Strategy,
    /// What all actors make of the plan.
    pub(crate) evaluation: Evaluation,
    pub(crate) prevention: Prevention,
    /// Places on complementary pathways.
    pub(crate) pathways: Pathways,
    /// Grant element of concessional loans.
    pub(crate) grant_element: f64,
    /// The window from which they come.
    pub(crate) window: Window,
    /// What the arrangements cost in the last month but for what does not come again, US$: an appeal
    /// asks for as much for each month.
    pub(crate) running_usd_per_month: f64,
}

impl ProtractedState {
    /// Sets everything to the start of the scenario.
    pub(crate) fn open(&mut self, setup: &Setup<'_>) {
        let parameters = &setup.situation.parameters.protracted;
        self.hosts.clear();
        self.hosts
            .resize_with(setup.hosts.len(), || HostProtracted {
                education: Education::new(&parameters.education),
                participation: Participation::new(parameters),
                specific_needs: SpecificNeeds::new(
                    parameters.specific_needs.unaided_identified_share,
                ),
                capacity: parameters.protection_capacity.initial_share,
                ..HostProtracted::default()
            });
        self.grant_element = if parameters.concessional.applies.is_on() {
            concessional::grant_element(&parameters.concessional)
        } else {
            0.0
        };
        for (index, host) in self.hosts.iter_mut().enumerate() {
            host.loans.grant_share = concessional::grant_share(setup, index);
        }
        self.window = Window::default();
        self.strategy = Strategy::default();
        self.evaluation.open();
        self.prevention = Prevention::default();
        self.pathways.open(setup);
        self.running_usd_per_month = 0.0;
    }
}

/// Whether an arrangement is in force in this month.
fn in_force(switch: Switch, option: &OptionSetup<'_>, state: &State) -> bool {
    switch.in_force(option.plan_in_force(state.plan_month, state.month))
}

/// The arrangements' month, before needs are costed.
pub(crate) fn month(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    space: &mut Workspace,
) {
    let parameters = &setup.situation.parameters.protracted;
    let Workspace { state, year, .. } = space;
    let counts_cells = parameters.education.applies.is_on()
        || parameters.participation.applies.is_on()
        || parameters.gender_violence.applies.is_on()
        || parameters.specific_needs.applies.is_on();
    let described = &setup.situation.hosts;
    let people = described.iter().zip(&state.hosts);
    for (host, (described, people)) in state.protracted.hosts.iter_mut().zip(people) {
        host.costs_usd = [0.0; SECTORS.len()];
        host.once_usd = 0.0;
        host.loans.policy = [
            host.effects.openness(described.legal_framework_openness),
            described.self_reliance_maximum_share + host.effects.self_reliance_ceiling,
        ];
        host.effects = Effects::default();
        if counts_cells {
            host.cells = people.protected_cells(&setup.grouping);
        }
    }
    if parameters.education.applies.is_on() {
        education::month(setup, option, state, year);
    }
    if parameters.development.applies.is_on() {
        development::month(setup, option, state, year);
    }
    if parameters.concessional.applies.is_on() {
        concessional::month(setup, option, streams, state, year);
    }
    if parameters.protection_capacity.applies.is_on() {
        protection_capacity::month(setup, option, state);
    }
    if parameters.rehabilitation.applies.is_on() {
        rehabilitation::month(setup, option, state, year);
    }
    if parameters.host_impact.applies.is_on() {
        host_impact::month(setup, option, state);
    }
    if parameters.participation.applies.is_on() {
        participation::month(setup, option, state);
    }
    if parameters.gender_violence.applies.is_on() {
        let running = in_force(parameters.gender_violence.applies, option, state);
        participation::violence(setup, running, state);
    }
    if parameters.specific_needs.applies.is_on() {
        specific_needs::month(setup, option, state, year);
    }
    if parameters.prevention.applies.is_on() {
        diplomacy::prevent(setup, option, state, year);
    }
    if parameters.tension.applies.is_on() {
        diplomacy::month(setup, option, state);
    }
    if parameters.evaluation.applies.is_on() {
        evaluation::month(setup, state);
    }
    if parameters.pathways.applies.is_on() {
        pathways::month(setup, option, state);
    }
    if parameters.solution_strategy.applies.is_on() {
        strategy::month(setup, option, state);
    }
    cost_integration(setup, state);
    let protracted = &mut state.protracted;
    protracted.running_usd_per_month = setup
        .by_code
        .iter()
        .map(|&host| protracted.hosts[host].recurring_usd())
        .sum();
}

/// Support to local integration follows the hazard that the arrangements have moved.
fn cost_integration(setup: &Setup<'_>, state: &mut State) {
    let integration = &setup.situation.parameters.local_integration;
    for (index, own) in state.protracted.hosts.iter_mut().enumerate() {
        let stock = state.hosts[index].protected_stock() as f64;
        let stated = setup.situation.hosts[index].legal_framework_openness;
        own.costs_usd[Sector::Solutions.index()] +=
            stock * integration.naturalisation_hazard_per_year / 12.0
                * integration.support_usd_per_person
                * (own.effects.openness(stated)
                    * (1.0 + integration.development_effect + own.effects.integration)
                    - stated * (1.0 + integration.development_effect));
    }
}

/// Adds the arrangements' costs to the month's needs.
pub(crate) fn add_costs(state: &mut State) {
    let State {
        needs, protracted, ..
    } = state;
    for (index, host) in protracted.hosts.iter().enumerate() {
        for (need, usd) in needs.row_mut(index).iter_mut().zip(host.costs_usd) {
            *need = (*need + Cents::from_usd(usd).0).max(0);
        }
    }
}

/// Hands over money that came for this month, bound as it is: private funds to education, loans and
/// the grants beside them to what is not life-saving, by this month's needs. Where there is no such
/// need the host keeps them for what there is.
pub(crate) fn hand_over(state: &mut ProtractedState, available: &mut Pools, needs: &Array2<i64>) {
    for (index, host) in state.hosts.iter_mut().enumerate() {
        let cell = index * SECTORS.len() + Sector::Education.index();
        available.host_sector[cell] += std::mem::take(&mut host.private_funds);
        let money = std::mem::take(&mut host.loan_money);
        if money == 0 {
            continue;
        }
        let weights = SECTORS.map(|sector| match sector.tier() {
            Tier::LifeSaving => 0,
            Tier::Sustaining => needs[[index, sector.index()]],
        });
        let parts = split_cents(money, &weights);
        available.host[index] += money - parts.iter().sum::<i64>();
        let cells = available.host_sector[index * SECTORS.len()..].iter_mut();
        for (cell, part) in cells.zip(parts) {
            *cell += part;
        }
    }
}

/// At the end of a month: what is evaluated, at a review of the plan, when it is adopted, or every
/// December where there is none.
pub(crate) fn close(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
    year: &mut Year,
) {
    let parameters = &setup.situation.parameters.protracted;
    let month = state.month;
    let year_ends = setup.month_of_year(month) == 12;
    let plan = option.plan_in_force(state.plan_month, month);
    let due = if plan {
        state.last_review == Some(month + 1) || month == state.plan_month
    } else {
        year_ends
    };
    if parameters.gender_violence.applies.is_on()
        && (year_ends || month + 1 == setup.situation.clock.months)
    {
        participation::count_survivors(setup, streams, state, year);
    }
    if due && in_force(parameters.host_impact.applies, option, state) {
        host_impact::evaluate(state);
    }
    if parameters.local_economy.applies.is_on() {
        local_economy::close(setup, state, year);
    }
    if parameters.public_services.applies.is_on() {
        public_services::close(setup, state, year);
    }
    if parameters.solution_strategy.applies.is_on() {
        strategy::close(setup, option, state, year);
    }
    if parameters.tension.applies.is_on() {
        diplomacy::close(state, year);
    }
    if parameters.evaluation.applies.is_on() {
        evaluation::close(setup, option, state, year);
    }
}

/// Checks what the arrangements keep.
pub(crate) fn check(setup: &Setup<'_>, state: &State) -> Result<(), (&'static str, String)> {
    for (host, prepared) in state.protracted.hosts.iter().zip(&setup.hosts) {
        if !host.education.holds() {
            return Err((
                "enrolment within the number of children",
                format!("{}: {:?}", prepared.code, host.education),
            ));
        }
        if !host.development.adds_up() || !host.loans.adds_up() {
            return Err((
                "I5 development finance and loans",
                format!(
                    "{}: {:?} {:?} do not add up",
                    prepared.code, host.development, host.loans
                ),
            ));
        }
        if !host.specific_needs.holds() {
            return Err((
                "known needs within those there are",
                format!("{}: {:?}", prepared.code, host.specific_needs),
            ));
        }
        if !host.participation.holds() {
            return Err((
                "participation and coverage between none and all",
                format!("{}: {:?}", prepared.code, host.participation),
            ));
        }
        if !host.rehabilitation.holds() || !host.impact.holds() {
            return Err((
                "impact and areas left behind within their bounds",
                format!("{}: {:?}", prepared.code, host),
            ));
        }
    }
    if !state.protracted.pathways.holds() {
        return Err((
            "places on complementary pathways",
            format!("{:?}: more left than offered", state.protracted.pathways),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
