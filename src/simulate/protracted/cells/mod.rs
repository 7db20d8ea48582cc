//! Indicator cells of the arrangements that are modelled; the others have none, so that results
//! without them keep their layout.

mod finance;
mod services;

use crate::id::CountryCode;
use crate::indicator::Breakdown;
use crate::model::parameters::ProtractedParameters;
use crate::simulate::ledger::cents;
use crate::simulate::outcome::{billionths, count, rounded};
use crate::simulate::protracted::HostProtracted;
use crate::simulate::protracted::pathways::KINDS;
use crate::simulate::protracted::strategy::{SOLUTIONS, distance};
use crate::simulate::record::{SEX_AGE_CELLS, Scale};
use crate::simulate::setup::Setup;
use crate::simulate::state::State;
use finance::{finance_cells, local_economy_cells, public_services_cells};
use services::{
    education_cells, evaluation_cells, impact_cells, participation_cells, pathway_cells,
    specific_needs_cells, violence_cells,
};

/// A year of one host.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct HostProtractedYear {
    /// Private funds for education, cents.
    pub(crate) private_funds: i64,
    /// Person-months of children of school age who are not enrolled.
    pub(crate) out_of_school: f64,
    /// Paid for areas left behind, cents.
    pub(crate) rehabilitation: i64,
    /// Development finance committed and paid, cents.
    pub(crate) development_committed: i64,
    pub(crate) development_paid: i64,
    /// Loans paid out, and service on them, cents.
    pub(crate) loans: i64,
    pub(crate) loan_service: i64,
    /// Grants of the window paid out, cents.
    pub(crate) hosting_grants: i64,
    /// Income that assistance brought to the local economy, and what refugees' work added to it, US$.
    pub(crate) local_income_usd: f64,
    pub(crate) refugee_output_usd: f64,
    pub(crate) public_services_usd: f64,
    pub(crate) refugee_taxes_usd: f64,
    /// Support paid by the strategy of solutions, cents by solution.
    pub(crate) support: [i64; SOLUTIONS],
    /// Survivors of gender-based violence who needed services, and those reached, by sex and age.
    pub(crate) survivors: [u64; SEX_AGE_CELLS],
    pub(crate) reached: [u64; SEX_AGE_CELLS],
    /// Person-months of specific needs that were not met, by sex and age.
    pub(crate) specific_needs_unmet: [f64; SEX_AGE_CELLS],
    /// Departures on complementary pathways, by sex and age and by pathway.
    pub(crate) pathways_by_cell: [u64; SEX_AGE_CELLS],
    pub(crate) pathways: [u64; KINDS],
    /// Applications for them.
    pub(crate) pathway_applications: u64,
}

/// A year of the situation.
#[derive(Clone, Debug, Default)]
pub(crate) struct ProtractedYear {
    pub(crate) hosts: Vec<HostProtractedYear>,
    /// Persons by solution.
    pub(crate) solutions: [u64; SOLUTIONS],
    /// Evaluations held.
    pub(crate) evaluations: u64,
    /// Spent on prevention, cents.
    pub(crate) prevention: i64,
    /// Departures on complementary pathways by contributor.
    pub(crate) pathway_donors: Vec<i64>,
}

impl ProtractedYear {
    pub(crate) fn reset(&mut self, hosts: usize, donors: usize) {
        self.pathway_donors.clear();
        self.pathway_donors.resize(donors, 0);
        self.hosts.clear();
        self.hosts.resize(hosts, HostProtractedYear::default());
        self.solutions = [0; SOLUTIONS];
        self.evaluations = 0;
        self.prevention = 0;
    }

    /// Departures on complementary pathways, all hosts.
    pub(crate) fn pathways(&self) -> u64 {
        self.hosts.iter().flat_map(|host| host.pathways).sum()
    }
}

/// Hosts whose values are written together: one, or all.
struct View<'a> {
    state: &'a State,
    year: &'a ProtractedYear,
    range: std::ops::Range<usize>,
}

impl View<'_> {
    fn hosts(&self) -> &[HostProtracted] {
        &self.state.protracted.hosts[self.range.clone()]
    }

    /// The mean of a level over hosts, weighted by their people.
    fn mean(&self, of: impl Fn(&HostProtracted) -> f64) -> i64 {
        let (mut weight, mut sum) = (0.0, 0.0);
        for host in self.range.clone() {
            let people = (self.state.hosts[host].protected_stock() as f64).max(1e-9);
            weight += people;
            sum += people * of(&self.state.protracted.hosts[host]);
        }
        billionths(sum / weight.max(1e-9))
    }

    /// Areas neither in use nor rehabilitated over those used at the peak.
    fn rehabilitation_backlog(&self) -> f64 {
        let sum = |of: fn(&HostProtracted) -> f64| self.hosts().iter().map(of).sum::<f64>();
        let peak = sum(|host| host.rehabilitation.peak());
        sum(|host| host.rehabilitation.backlog()) / peak.max(1.0)
    }

    /// The sum of a flow.
    fn flow(&self, of: fn(&HostProtractedYear) -> i64) -> i64 {
        self.year.hosts[self.range.clone()].iter().map(of).sum()
    }

    /// Grant element of what hosts receive, the grants beside loans included.
    fn grant_element(&self) -> i64 {
        let of_loans = self.state.protracted.grant_element;
        self.mean(|host| host.loans.grant_share + (1.0 - host.loans.grant_share) * of_loans)
    }

    /// The sum of amounts in US$, in cents.
    fn money(&self, of: fn(&HostProtractedYear) -> f64) -> i64 {
        // Each host is rounded by itself, so that the sum does not depend on their order.
        self.accounts().map(|account| cents(of(account))).sum()
    }

    /// The accounts of the hosts.
    fn accounts(&self) -> impl Iterator<Item = &HostProtractedYear> {
        self.year.hosts[self.range.clone()].iter()
    }

    /// Departures on complementary pathways, of the cells of sex and age chosen.
    fn pathways(&self, chosen: impl Fn(usize) -> bool) -> u64 {
        self.accounts()
            .flat_map(|account| account.pathways_by_cell.iter().enumerate())
            .filter(|&(cell, _)| chosen(cell))
            .map(|(_, persons)| persons)
            .sum()
    }

    /// Adults who take part over all, of the groups chosen.
    fn participation(&self, chosen: impl Fn(usize) -> bool) -> f64 {
        let [people, part] = self.hosts().iter().fold([0.0; 2], |sum, host| {
            let [people, part] = host.participation.counted(&chosen);
            [sum[0] + people, sum[1] + part]
        });
        if people > 0.0 { part / people } else { 0.0 }
    }

    /// Survivors and those reached, of the cells of sex and age chosen.
    fn survivors(&self, chosen: impl Fn(usize) -> bool) -> [u64; 2] {
        let mut sums = [0; 2];
        for account in &self.year.hosts[self.range.clone()] {
            for cell in (0..SEX_AGE_CELLS).filter(|&cell| chosen(cell)) {
                sums[0] += account.survivors[cell];
                sums[1] += account.reached[cell];
            }
        }
        sums
    }

    /// A quantity by sex and age, of the cells chosen. Each host is rounded by itself, so that the sum does
    /// not depend on their order.
    fn by_cell(
        &self,
        of: impl Fn(&HostProtracted, &HostProtractedYear) -> [f64; SEX_AGE_CELLS],
        chosen: impl Fn(usize) -> bool,
    ) -> i64 {
        self.hosts()
            .iter()
            .zip(self.accounts())
            .map(|(host, account)| {
                let cells = of(host, account);
                let chosen = (0..SEX_AGE_CELLS).filter(|&cell| chosen(cell));
                rounded(chosen.map(|cell| cells[cell]).sum())
            })
            .sum()
    }

    /// Children of a level and those of them enrolled, of one sex or both.
    fn pupils(&self, level: usize, sex: Option<usize>) -> [f64; 2] {
        self.hosts().iter().fold([0.0; 2], |sum, host| {
            let [children, enrolled] = host.education.counted(level, sex);
            [sum[0] + children, sum[1] + enrolled]
        })
    }

    /// Share of a level's children enrolled; where there are none, the mean over hosts.
    fn enrolled_share(&self, level: usize, sex: Option<usize>) -> f64 {
        let [children, enrolled] = self.pupils(level, sex);
        if children > 0.0 {
            enrolled / children
        } else {
            0.0
        }
    }

    /// Girls enrolled for each boy in primary and secondary school, in shares of their age.
    fn parity(&self) -> f64 {
        let share = |sex: usize| {
            let [first, second] = [1, 2].map(|level| self.pupils(level, Some(sex)));
            (first[1] + second[1]) / (first[0] + second[0]).max(1e-9)
        };
        let [girls, boys] = [share(0), share(1)];
        if boys > 0.0 { girls / boys } else { 1.0 }
    }
}

/// One cell: its name, what it is broken down by, its scale, and its value, which may depend on a
/// number.
struct HostCell {
    name: &'static str,
    breakdown: Breakdown,
    scale: Scale,
    key: usize,
    of: fn(&View<'_>, usize) -> i64,
}

/// The cells of one host, or of all hosts together, in their order.
fn host_cells(parameters: &ProtractedParameters) -> Vec<HostCell> {
    let mut cells = Vec::new();
    let mut add = |name, scale, of: fn(&View<'_>, usize) -> i64| {
        cells.push(HostCell {
            name,
            breakdown: Breakdown::None,
            scale,
            key: 0,
            of,
        });
    };
    if parameters.education.applies.is_on() {
        add(
            "education_gender_parity_ratio",
            Scale::Billionths,
            |view, _| billionths(view.parity()),
        );
        add("private_education_usd", Scale::Cents, |view, _| {
            view.flow(|account| account.private_funds)
        });
    }
    finance_cells(parameters, &mut add);
    if parameters.protection_capacity.applies.is_on() {
        add("protection_capacity_share", Scale::Billionths, |view, _| {
            view.mean(|host| host.capacity)
        });
    }
    if parameters.rehabilitation.applies.is_on() {
        add(
            "rehabilitation_backlog_share",
            Scale::Billionths,
            |view, _| billionths(view.rehabilitation_backlog()),
        );
        add("rehabilitation_paid_usd", Scale::Cents, |view, _| {
            view.flow(|account| account.rehabilitation)
        });
    }
    if parameters.host_impact.applies.is_on() {
        add("host_impact_share", Scale::Billionths, |view, _| {
            view.mean(|host| host.impact.mean())
        });
        add(
            "host_impact_evaluated_share",
            Scale::Billionths,
            |view, _| view.mean(|host| host.impact.evaluated),
        );
    }
    if parameters.solution_strategy.applies.is_on() {
        for (solution, name) in SUPPORT.into_iter().enumerate() {
            cells.push(HostCell {
                key: solution,
                ..whole(name, Scale::Cents, |view, solution| {
                    view.year.hosts[view.range.clone()]
                        .iter()
                        .map(|account| account.support[solution])
                        .sum()
                })
            });
        }
    }
    if parameters.participation.applies.is_on() {
        participation_cells(&mut cells);
    }
    if parameters.gender_violence.applies.is_on() {
        violence_cells(&mut cells);
    }
    if parameters.specific_needs.applies.is_on() {
        specific_needs_cells(&mut cells);
    }
    if parameters.pathways.applies.is_on() {
        pathway_cells(&mut cells);
    }
    if parameters.tension.applies.is_on() {
        cells.push(whole("tension_index", Scale::Billionths, |view, _| {
            view.mean(|host| host.tension.level)
        }));
    }
    if parameters.education.applies.is_on() {
        education_cells(&mut cells);
    }
    if parameters.host_impact.applies.is_on() {
        impact_cells(&mut cells);
    }
    if parameters.local_economy.applies.is_on() {
        local_economy_cells(&mut cells);
    }
    if parameters.public_services.applies.is_on() {
        public_services_cells(&mut cells);
    }
    cells
}

const SUPPORT: [&str; SOLUTIONS] = [
    "return_support_usd",
    "integration_support_usd",
    "resettlement_support_usd",
];

const INTENDED: [&str; SOLUTIONS] = [
    "intended_return_share",
    "intended_integration_share",
    "intended_resettlement_share",
];

/// A cell that is not broken down.
fn whole(name: &'static str, scale: Scale, of: fn(&View<'_>, usize) -> i64) -> HostCell {
    HostCell {
        name,
        breakdown: Breakdown::None,
        scale,
        key: 0,
        of,
    }
}

/// The cells of the situation that no host has.
fn situation_cells(parameters: &ProtractedParameters) -> Vec<HostCell> {
    let mut cells = Vec::new();
    if parameters.solution_strategy.applies.is_on() {
        for (solution, name) in INTENDED.into_iter().enumerate() {
            cells.push(HostCell {
                key: solution,
                ..whole(name, Scale::Billionths, |view, solution| {
                    billionths(view.state.protracted.strategy.intended[solution])
                })
            });
        }
        cells.push(whole(
            "solution_mix_distance_share",
            Scale::Billionths,
            |view, _| {
                billionths(distance(
                    view.state.protracted.strategy.intended,
                    view.year.solutions,
                ))
            },
        ));
    }
    if parameters.evaluation.applies.is_on() {
        evaluation_cells(&mut cells);
    }
    if parameters.prevention.applies.is_on() {
        cells.push(whole("prevention_usd", Scale::Cents, |view, _| {
            view.year.prevention
        }));
        cells.push(whole("prevention_share", Scale::Billionths, |view, _| {
            billionths(view.state.protracted.prevention.level)
        }));
    }
    cells
}

/// The cells of a year, after all others of it.
pub(crate) fn year_cells(
    setup: &Setup<'_>,
    donors: &[usize],
    add: &mut impl FnMut(&'static str, Option<CountryCode>, Breakdown, Scale, bool),
) {
    let parameters = &setup.situation.parameters.protracted;
    if !parameters.is_on() {
        return;
    }
    let cells = host_cells(parameters);
    let hosts = std::iter::once(None).chain(setup.hosts.iter().map(|host| Some(host.code)));
    for host in hosts {
        for cell in &cells {
            let whole = cell.breakdown == Breakdown::None;
            add(
                cell.name,
                host,
                cell.breakdown,
                cell.scale,
                whole || host.is_none(),
            );
        }
    }
    for cell in situation_cells(parameters) {
        add(cell.name, None, cell.breakdown, cell.scale, true);
    }
    if parameters.pathways.applies.is_on() {
        for name in [
            "pathway_places_offered_persons",
            "pathway_departures_persons",
        ] {
            for &donor in donors {
                add(
                    name,
                    None,
                    Breakdown::Contributor(donor),
                    Scale::Whole,
                    true,
                );
            }
        }
    }
}

/// The cells of the whole period.
pub(crate) fn whole_cells(setup: &Setup<'_>, mut add: impl FnMut(&'static str, Scale)) {
    if setup
        .situation
        .parameters
        .protracted
        .pathways
        .applies
        .is_on()
    {
        add("total_pathway_departures_persons", Scale::Whole);
    }
}

/// Writes the values of the whole period.
pub(crate) fn write_whole(setup: &Setup<'_>, pathways: u64, values: &mut Vec<i64>) {
    if setup
        .situation
        .parameters
        .protracted
        .pathways
        .applies
        .is_on()
    {
        values.push(count(pathways));
    }
}

/// Writes the values of a year.
pub(crate) fn write_year(
    setup: &Setup<'_>,
    state: &State,
    year: &ProtractedYear,
    values: &mut Vec<i64>,
) {
    let parameters = &setup.situation.parameters.protracted;
    if !parameters.is_on() {
        return;
    }
    let cells = host_cells(parameters);
    let hosts = setup.hosts.len();
    for range in std::iter::once(0..hosts).chain((0..hosts).map(|host| host..host + 1)) {
        let view = View { state, year, range };
        values.extend(cells.iter().map(|cell| (cell.of)(&view, cell.key)));
    }
    let range = 0..hosts;
    let view = View { state, year, range };
    let cells = situation_cells(parameters);
    values.extend(cells.iter().map(|cell| (cell.of)(&view, cell.key)));
    if parameters.pathways.applies.is_on() {
        let pathways = &state.protracted.pathways;
        let offered = (0..year.pathway_donors.len()).map(|donor| pathways.offered_by(donor));
        values.extend(offered.map(count));
        values.extend_from_slice(&year.pathway_donors);
    }
}

#[cfg(test)]
mod tests;
