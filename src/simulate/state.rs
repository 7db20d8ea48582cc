//! The state of one replicate: flat arrays, allocated once per worker and reset.

use ndarray::Array2;

use crate::model::parameters::Regime;
use crate::model::parameters::ResponseParameters;
use crate::model::{AGES, LiveStatus, SECTORS, STATUSES, Sector};
use crate::simulate::emergency::EmergencyState;
use crate::simulate::exile::{ByClass, CLASSES};
use crate::simulate::grouping::Grouping;
use crate::simulate::ledger::{EarmarkWeights, Ledger};
use crate::simulate::observation::Published;
use crate::simulate::outbreaks::OutbreakPath;
use crate::simulate::protracted::ProtractedState;
use crate::simulate::record::SEX_AGE_CELLS;
use crate::simulate::redisplacement::Returnees;
use crate::simulate::regime::Spell;
use crate::simulate::response::outcomes;
use crate::simulate::urgent;

/// The statuses in need of protection are the first of all: all but those not recognised.
pub(crate) const PROTECTED: usize = {
    let mut count = 0;
    while count < STATUSES.len() && STATUSES[count].is_protected_stock() {
        count += 1;
    }
    count
};

/// People and services of one host.
#[derive(Clone, Debug)]
pub(crate) struct HostState {
    /// Persons by status and group, status-major.
    pub(crate) people: Vec<u64>,
    /// Persons by status and class of years in exile.
    pub(crate) exile: [ByClass; STATUSES.len()],
    /// Mean years in exile of the class of long exile.
    pub(crate) long_exile_years: f64,
    /// Single years of age of everybody in the host, at the last split.
    pub(crate) ages: [[u64; AGES]; 2],
    /// Groups' flows since the last split.
    pub(crate) since_split: FlowsSinceSplit,
    /// Persons in each pipeline stage: individual cases, then group cases.
    pub(crate) stages: [[u64; 4]; 2],
    /// Persons in each stage of urgent cases, beside these.
    pub(crate) urgent: [u64; urgent::STAGES],
    /// Mean death hazard by group, per month.
    pub(crate) death_rates: Vec<f64>,
    /// Mean probability of a birth by group, per month.
    pub(crate) birth_rates: Vec<f64>,
    /// The same two means at the last split.
    pub(crate) rates_at_split: [Vec<f64>; 2],
    /// People by group at the last split.
    pub(crate) people_at_split: Vec<u64>,
    /// Share of needs met from own income.
    pub(crate) self_reliance: f64,
    /// Months since the last mass influx.
    pub(crate) months_since_influx: u32,
    /// Multiple of mortality in the running emergency without health coverage.
    pub(crate) emergency_mortality: f64,
    /// Arrivals of the last three months, newest first.
    pub(crate) recent_arrivals: [u64; 3],
    /// Share of claims recognised this year.
    pub(crate) recognition_share: f64,
    /// How many year-ends in a row at least 25,000 people were here.
    pub(crate) year_ends_above_threshold: u32,
    /// What statistics have published.
    pub(crate) published: Published,
    /// Those who returned from here.
    pub(crate) returnees: Returnees,
}

/// What has happened to the groups of a host since their single years were last known.
#[derive(Clone, Debug, Default)]
pub(crate) struct FlowsSinceSplit {
    /// Arrivals over the border and from other hosts.
    pub(crate) arrived: Vec<u64>,
    /// Births by sex.
    pub(crate) born: [u64; 2],
    /// Deaths.
    pub(crate) died: Vec<u64>,
    /// All other departures.
    pub(crate) left: Vec<u64>,
}

impl FlowsSinceSplit {
    pub(crate) fn reset(&mut self, groups: usize) {
        for flow in [&mut self.arrived, &mut self.died, &mut self.left] {
            flow.clear();
            flow.resize(groups, 0);
        }
        self.born = [0; 2];
    }
}

impl Default for HostState {
    fn default() -> Self {
        Self {
            people: Vec::new(),
            exile: [[0; CLASSES]; STATUSES.len()],
            long_exile_years: 0.0,
            ages: [[0; AGES]; 2],
            since_split: FlowsSinceSplit::default(),
            stages: [[0; 4]; 2],
            urgent: [0; urgent::STAGES],
            death_rates: Vec::new(),
            birth_rates: Vec::new(),
            rates_at_split: [Vec::new(), Vec::new()],
            people_at_split: Vec::new(),
            self_reliance: 0.0,
            months_since_influx: 0,
            emergency_mortality: 1.0,
            recent_arrivals: [0; 3],
            recognition_share: 0.0,
            year_ends_above_threshold: 0,
            published: Published::default(),
            returnees: Returnees::default(),
        }
    }
}

impl HostState {
    /// Persons of one status by group.
    pub(crate) fn status(&self, status: usize) -> &[u64] {
        let groups = self.people.len() / STATUSES.len();
        &self.people[status * groups..(status + 1) * groups]
    }

    /// Persons of one status by group, to change.
    pub(crate) fn status_mut(&mut self, status: usize) -> &mut [u64] {
        let groups = self.people.len() / STATUSES.len();
        &mut self.people[status * groups..(status + 1) * groups]
    }

    /// Persons of one status by class of years in exile.
    pub(crate) fn status_classes(&self, status: usize) -> &ByClass {
        &self.exile[status]
    }

    /// Persons of one status by class of years in exile, to change.
    pub(crate) fn status_classes_mut(&mut self, status: usize) -> &mut ByClass {
        &mut self.exile[status]
    }

    /// Everybody of one status, counted by years in exile: seven numbers whatever the groups. The
    /// audit of accounts holds them to the sum over groups.
    #[inline]
    pub(crate) fn status_total(&self, status: usize) -> u64 {
        self.exile[status].iter().sum()
    }

    /// Everybody in need of protection: all but those not recognised.
    #[inline]
    pub(crate) fn protected_stock(&self) -> u64 {
        self.exile[..PROTECTED].as_flattened().iter().sum()
    }

    /// Those in need of protection by sex and age band: not registered, and registered.
    pub(crate) fn protected_cells(&self, grouping: &Grouping) -> [[u64; SEX_AGE_CELLS]; 2] {
        let mut cells = [[0; SEX_AGE_CELLS]; 2];
        for status in 0..PROTECTED {
            let registered = usize::from(status != LiveStatus::Unregistered.index());
            for (group, people) in self.status(status).iter().enumerate() {
                cells[registered][grouping.table_cell(group)] += people;
            }
        }
        cells
    }

    /// Everybody, whatever the status.
    pub(crate) fn everybody(&self) -> u64 {
        self.people.iter().sum()
    }
}

/// What everybody knows of the latest outbreak of war.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outbreak {
    /// Its month.
    pub(crate) month: u32,
    /// Who has fled the country since, all hosts, persons.
    pub(crate) arrivals: u64,
}

/// The state of one replicate.
#[derive(Clone, Debug)]
pub(crate) struct State {
    /// Month of the simulation, counted from 0.
    pub(crate) month: u32,
    /// Regime of the month.
    pub(crate) regime: Regime,
    /// Its phase.
    pub(crate) regime_phase: usize,
    /// Ratio of voluntary return in the running episode of conducive conditions to its mean over
    /// episodes; 1 in other regimes.
    pub(crate) return_episode: f64,
    /// Outbreaks of war to come, where replicates are spread over them.
    pub(crate) outbreaks: Option<OutbreakPath>,
    /// Pulse arrivals scheduled by month, all hosts, persons.
    pub(crate) pulse: Vec<f64>,
    /// The latest outbreak.
    pub(crate) outbreak: Option<Outbreak>,
    /// Host weights of the year.
    pub(crate) host_weights: Vec<f64>,
    /// Hosts.
    pub(crate) hosts: Vec<HostState>,
    /// Needs of the month by host and sector, cents.
    pub(crate) needs: Array2<i64>,
    /// Money spent in the month by host and sector, cents.
    pub(crate) spent: Array2<i64>,
    /// Coverage of the month before by host and sector.
    pub(crate) coverage: Array2<f64>,
    /// How far that coverage reaches, by the curve of response; follows [`State::coverage`].
    reach: Array2<f64>,
    /// Pledges and pools.
    pub(crate) ledger: Ledger,
    /// What the plan asks of each contributor in a year, US$, as last reviewed.
    pub(crate) obligations_usd: Vec<f64>,
    /// Belief about the regime.
    pub(crate) belief: [f64; 3],
    /// Month in which the plan comes into force.
    pub(crate) plan_month: u32,
    /// Arrangements of the emergency response.
    pub(crate) emergency: EmergencyState,
    /// Arrangements that answer a protracted situation.
    pub(crate) protracted: ProtractedState,
    /// Month of the last review or of the plan's adoption.
    pub(crate) last_review: Option<u32>,
    /// Places left this year by contributor.
    pub(crate) places_left: Vec<u32>,
    /// Places of the year, before fulfilment: all of them, and by contributor.
    pub(crate) places_offered: u64,
    pub(crate) places_by_donor: Vec<u64>,
    /// Column of the year until which each donor's advance pledge runs.
    pub(crate) advance_until: Vec<usize>,
    /// Work space: what each donor has already committed for the year.
    pub(crate) already_committed: Vec<i64>,
    /// What the first appeal asked for, per year.
    pub(crate) first_ask_per_year_usd: Option<f64>,
    /// What the latest appeal asked for, per month.
    pub(crate) asked_per_month_usd: f64,
    /// Month of a flash appeal that is being prepared.
    pub(crate) flash_appeal: Option<u32>,
    /// How contributors bind money: as the latest appeal names needs.
    pub(crate) earmarks: EarmarkWeights,
    /// Uptake of obligations in this replicate.
    pub(crate) uptake: f64,
    /// Year-ends in a row with at least 25,000 people over all hosts.
    pub(crate) year_ends_above_threshold: u32,
}

impl State {
    /// How far the funding of a sector reached in the month before, between 0 and 1.
    #[inline]
    pub(crate) fn reach(&self, host: usize, sector: Sector) -> f64 {
        self.reach[[host, sector.index()]]
    }

    /// Lets the reach of all sectors follow their coverage.
    pub(crate) fn refresh_reach(&mut self, response: &ResponseParameters) {
        outcomes(response, self.coverage.iter(), self.reach.iter_mut());
    }

    pub(crate) fn new(hosts: usize) -> Self {
        Self {
            month: 0,
            regime: Regime::Stalemate,
            regime_phase: 0,
            return_episode: 1.0,
            outbreaks: None,
            pulse: Vec::new(),
            outbreak: None,
            host_weights: vec![0.0; hosts],
            hosts: vec![HostState::default(); hosts],
            needs: Array2::zeros((hosts, SECTORS.len())),
            spent: Array2::zeros((hosts, SECTORS.len())),
            coverage: Array2::zeros((hosts, SECTORS.len())),
            reach: Array2::zeros((hosts, SECTORS.len())),
            ledger: Ledger::default(),
            obligations_usd: Vec::new(),
            belief: [0.0; 3],
            plan_month: 0,
            emergency: EmergencyState::default(),
            protracted: ProtractedState::default(),
            last_review: None,
            places_left: Vec::new(),
            places_offered: 0,
            places_by_donor: Vec::new(),
            advance_until: Vec::new(),
            already_committed: Vec::new(),
            first_ask_per_year_usd: None,
            asked_per_month_usd: 0.0,
            flash_appeal: None,
            earmarks: EarmarkWeights::default(),
            uptake: 0.0,
            year_ends_above_threshold: 0,
        }
    }

    /// The regime of the month in its phase.
    pub(crate) fn spell(&self) -> Spell {
        Spell {
            regime: self.regime,
            phase: self.regime_phase,
        }
    }

    /// Moves to a regime in a phase.
    pub(crate) fn enter(&mut self, spell: Spell) {
        self.regime = spell.regime;
        self.regime_phase = spell.phase;
    }
}
