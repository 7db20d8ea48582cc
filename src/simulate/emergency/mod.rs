//! Arrangements of the emergency response: civilian character of asylum, security, surge staff, money at
//! once, coordination, consultations, preparedness, unaccompanied children, transfer and evacuation.
//!
//! Each is switched by its block of parameters and off by default; while all are off nothing here is
//! called but one comparison a month, and every result is the one without them. No arrangement
//! reads or changes who is admitted (invariants I1 and I2): screening comes after admission.
//!
//! What an arrangement costs is added to the needs of a sector of the host (security, protection,
//! coordination), so that it is paid, and limited, by the same money as everything else; a standing
//! fund and contingency stocks are money of their own, announced, committed and paid at once in the
//! month in which they are released.

mod armed;
mod cells;
mod children;
mod consultation;
mod coordination;
mod influx;
mod preparedness;
mod security;
mod standing_fund;
mod stay;
mod surge;
mod transfer;

pub(crate) use cells::{
    EmergencyYear, month_cells, whole_cells, write_month, write_whole, write_year,
    year_cells as emergency_year_cells,
};
pub(crate) use preparedness::registration_surge;
pub use preparedness::upkeep_usd as preparedness_upkeep_usd;
pub(crate) use surge::registered_by_staff;

use crate::model::parameters::{Parameters, Switch};
use crate::model::{SECTORS, StatusDetermination};
use crate::random::Streams;
use crate::simulate::Workspace;
use crate::simulate::costing;
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::{HostState, State};
use armed::ArmedElements;
use children::Children;
use consultation::Consultation;
use preparedness::Preparedness;
use security::Security;
use standing_fund::StandingFund;
use transfer::Transfers;

/// What the arrangements keep of one host.
#[derive(Clone, Debug, Default)]
pub(crate) struct HostEmergency {
    /// Month in which the running emergency began: the first with people in it.
    pub(crate) began: Option<u32>,
    pub(crate) armed: ArmedElements,
    pub(crate) security: Security,
    pub(crate) preparedness: Preparedness,
    /// Share of the value of assistance that coordination lets through, κ.
    pub(crate) coordinated: f64,
    /// What the mechanism of coordination costs in the month, US$.
    pub(crate) coordination_usd: f64,
    /// Experts deployed in the month.
    pub(crate) surge: surge::Surge,
    /// Share of the value of assistance that reaches people in the month.
    pub(crate) delivery: f64,
    /// What the arrangements cost in the month by sector, US$.
    pub(crate) costs_usd: [f64; SECTORS.len()],
    /// The part of these that does not come again, US$.
    pub(crate) once_usd: f64,
    /// What the end of last month added to them, US$.
    pub(crate) pending_usd: [f64; SECTORS.len()],
    /// Unaccompanied children and their procedures.
    pub(crate) children: Children,
    /// Contingency goods released for this month, cents.
    pub(crate) goods: i64,
    /// Arrivals of the two years before.
    past: influx::Past,
    /// Marks of a mass influx.
    pub(crate) marks: influx::Marks,
}

impl HostEmergency {
    /// What the arrangements cost in the month but for what does not come again, US$.
    pub(crate) fn recurring_usd(&self) -> f64 {
        self.costs_usd.iter().sum::<f64>() - self.once_usd
    }
}

/// What the arrangements keep of the situation.
#[derive(Clone, Debug, Default)]
pub(crate) struct EmergencyState {
    pub(crate) hosts: Vec<HostEmergency>,
    pub(crate) fund: StandingFund,
    pub(crate) consultation: Consultation,
    pub(crate) transfers: Transfers,
    /// Evacuated people whose stay is limited in time.
    pub(crate) away: Vec<stay::Away>,
    /// What the arrangements cost in the last month but for what does not come again, US$: an appeal
    /// asks for as much for each month.
    pub(crate) running_usd_per_month: f64,
    /// Month in which the first emergency began.
    pub(crate) onset: Option<u32>,
}

impl EmergencyState {
    /// Sets everything to the start of the scenario.
    pub(crate) fn open(&mut self, setup: &Setup<'_>, option: &OptionSetup<'_>) {
        let parameters = &setup.situation.parameters.emergency;
        self.hosts.clear();
        self.hosts.resize_with(setup.hosts.len(), || HostEmergency {
            coordinated: if parameters.coordination.applies.is_on() {
                parameters.coordination.uncoordinated_delivery_share
            } else {
                1.0
            },
            delivery: 1.0,
            preparedness: Preparedness::new(&parameters.preparedness),
            ..HostEmergency::default()
        });
        if parameters.influx_marks.applies.is_on() {
            for (host, own) in self.hosts.iter_mut().enumerate() {
                own.past = influx::Past::new(influx::usual(setup, host));
            }
        }
        self.fund = StandingFund::new(&parameters.standing_fund, option.option.has_plan);
        self.consultation = Consultation::default();
        self.transfers.open(setup);
        self.away.clear();
        self.running_usd_per_month = 0.0;
        self.onset = None;
    }
}

/// Children without their family at the start, when people are in their hosts.
pub(crate) fn open_children(setup: &Setup<'_>, streams: &Streams, state: &mut State) {
    let parameters = &setup.situation.parameters.emergency;
    if parameters.unaccompanied_children.applies.is_on() {
        children::open(setup, streams, state);
    }
}

/// Whether an arrangement is in force in this month.
pub(crate) fn in_force(switch: Switch, option: &OptionSetup<'_>, state: &State) -> bool {
    switch.in_force(option.plan_in_force(state.plan_month, state.month))
}

/// Whether an arrangement that has to stand ready before anything happens is in force: with the options
/// that have a plan, from the first month on.
pub(crate) fn stands_ready(switch: Switch, option: &OptionSetup<'_>, month: u32) -> bool {
    switch.in_force(option.plan_in_force(0, month))
}

/// Whether a mass influx into a host began within so many months.
pub(crate) fn influx_within(host: &HostState, months: u32) -> bool {
    host.months_since_influx < months && host.everybody() > 0
}

/// Whether the month is one of mass influx into a host, which opens an emergency: by numbers and pace,
/// or by the marks where a scenario says so.
pub(crate) fn is_mass_influx(
    parameters: &Parameters,
    people: &HostState,
    own: &HostEmergency,
) -> bool {
    let marks = &parameters.emergency.influx_marks;
    if marks.applies.is_on() && marks.opens_emergency {
        return own.marks.held[influx::MARKS];
    }
    let recent: u64 = people.recent_arrivals.iter().sum();
    costing::is_mass_influx(
        &parameters.costs,
        recent as f64,
        people.protected_stock() as f64,
    )
}

/// How those registered in the month receive their status in a host.
pub(crate) fn status_determination(
    setup: &Setup<'_>,
    state: &State,
    host: usize,
) -> StatusDetermination {
    if state.emergency.hosts[host].marks.group_months_left > 0 {
        return StatusDetermination::PrimaFacie;
    }
    setup.situation.hosts[host].status_determination
}

/// The arrangements' month, after arrivals have been admitted and before needs are costed.
pub(crate) fn month(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    space: &mut Workspace,
) {
    let parameters = &setup.situation.parameters.emergency;
    let State {
        hosts,
        emergency,
        month,
        ..
    } = &mut space.state;
    for (people, host) in hosts.iter().zip(&mut emergency.hosts) {
        host.costs_usd = std::mem::take(&mut host.pending_usd);
        host.once_usd = host.costs_usd.iter().sum();
        host.began = if influx_within(people, setup.situation.parameters.costs.emergency_months) {
            host.began.or(Some(*month))
        } else {
            None
        };
    }
    if parameters.unaccompanied_children.applies.is_on() {
        let Workspace { state, year, .. } = space;
        if state.month > 0 && setup.month_of_year(state.month) == 1 {
            children::grow_up(setup, streams, state, year);
        }
        children::cost(setup, option, state);
    }
    if parameters.influx_marks.applies.is_on() {
        influx::month(setup, &mut space.state, &mut space.year);
    }
    if parameters.consultation.applies.is_on() {
        consultation::cost(setup, &mut space.state);
    }
    if parameters.preparedness.applies.is_on() {
        preparedness::keep_up(setup, option, streams, &mut space.state);
    }
    if parameters.armed_elements.applies.is_on() {
        armed::screen(setup, option, streams, space);
    }
    if parameters.counts_incidents() {
        security::month(setup, option, streams, &mut space.state, &mut space.year);
    }
    if parameters.coordination.applies.is_on() {
        coordination::month(setup, option, &mut space.state);
    }
    if parameters.surge_staff.applies.is_on() {
        let Workspace { state, year, .. } = space;
        surge::month(setup, option, state, year);
    }
    if parameters.affects_delivery() {
        for host in &mut space.state.emergency.hosts {
            let otherwise = host.coordinated * (1.0 - host.security.delivery_loss);
            host.delivery = surge::delivered(setup, host.surge, otherwise);
        }
    }
    let hosts = &space.state.emergency.hosts;
    space.state.emergency.running_usd_per_month = setup
        .by_code
        .iter()
        .map(|&host| hosts[host].recurring_usd())
        .sum();
}

/// Adds the arrangements' costs to the month's needs.
pub(crate) fn add_costs(state: &mut State) {
    let State {
        needs, emergency, ..
    } = state;
    for (index, host) in emergency.hosts.iter().enumerate() {
        for (need, usd) in needs.row_mut(index).iter_mut().zip(host.costs_usd) {
            *need += crate::simulate::ledger::cents(usd);
        }
    }
}

/// Releases goods and money that stand ready, when the month's needs are known.
pub(crate) fn release(setup: &Setup<'_>, option: &OptionSetup<'_>, space: &mut Workspace) {
    let parameters = &setup.situation.parameters.emergency;
    let Workspace { state, year, .. } = space;
    if parameters.preparedness.applies.is_on() {
        preparedness::release(setup, state, year);
    }
    if parameters.standing_fund.applies.is_on() {
        standing_fund::release(setup, option, state, year);
    }
}

/// People who are transferred or evacuated leave, after the month's exits.
pub(crate) fn relocate(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    space: &mut Workspace,
) {
    let parameters = &setup.situation.parameters.emergency;
    let Workspace {
        state,
        year,
        flows,
        moves,
        exits,
        ..
    } = space;
    let children = parameters.unaccompanied_children.applies.is_on();
    if children {
        children::leave(setup, option, streams, state, year, exits);
    }
    if parameters.transfer.applies.is_on() {
        transfer::month(setup, option, streams, state, year, flows, moves);
        if let Some(limit) = &parameters.transfer.stay {
            stay::month(setup, limit, streams, state, year, flows, moves);
        }
        if children {
            children::settle(setup, state, year);
        }
    }
}

/// Whether it matters which groups have moved from one host to another.
pub(crate) fn follows_movements(setup: &Setup<'_>) -> bool {
    let parameters = &setup.situation.parameters.emergency;
    parameters.unaccompanied_children.applies.is_on()
}

/// Those recognised after individual determination join the refugees, and children who have come are
/// counted.
pub(crate) fn join(setup: &Setup<'_>, streams: &Streams, space: &mut Workspace) {
    let parameters = &setup.situation.parameters.emergency;
    let Workspace {
        state,
        year,
        flows,
        moves,
        exits,
        newcomers,
        ..
    } = space;
    if parameters.armed_elements.applies.is_on() {
        armed::join(setup, streams, state, flows, &mut moves.groups);
    }
    if parameters.unaccompanied_children.applies.is_on() {
        children::join(setup, streams, state, year, exits, newcomers);
    }
}

/// At the end of a month: emergencies that have begun, and what follows from them for consultations
/// and the time to the first money.
pub(crate) fn close(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
) {
    let parameters = &setup.situation.parameters;
    if state.emergency.onset.is_none()
        && state
            .hosts
            .iter()
            .zip(&state.emergency.hosts)
            .any(|(people, own)| is_mass_influx(parameters, people, own))
    {
        state.emergency.onset = Some(state.month);
        if parameters.emergency.consultation.applies.is_on() {
            consultation::convene(setup, option, streams, state);
        }
    }
    if parameters.emergency.standing_fund.applies.is_on() {
        standing_fund::watch(state);
    }
}

/// Checks what the arrangements keep.
pub(crate) fn check(setup: &Setup<'_>, state: &State) -> Result<(), (&'static str, String)> {
    for (host, prepared) in state.emergency.hosts.iter().zip(&setup.hosts) {
        if !host.armed.adds_up() {
            return Err((
                "I7 armed elements",
                format!("{}: {:?} do not add up", prepared.code, host.armed),
            ));
        }
        if !host.children.holds() {
            return Err((
                "I6 unaccompanied children",
                format!(
                    "{}: {:?}, more moved than procedures were completed, or more than there are",
                    prepared.code, host.children
                ),
            ));
        }
    }
    if !state.emergency.fund.adds_up() {
        return Err((
            "I5 standing fund",
            format!("{:?} does not add up", state.emergency.fund),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
