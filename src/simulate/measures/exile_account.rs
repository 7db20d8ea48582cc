//! Time to solution: who was at risk of leaving exile in a year, and who left it by which cause, by
//! calendar years since arrival.
//!
//! With `E_k` the months that people of class k (so many calendar years since arrival, or since birth
//! of those born in exile) were there at their opening, and `X_kc` those of them who left by cause c,
//! `X_kc / E_k` is the monthly probability of cause c: what the Kaplan–Meier curve of staying and the
//! Aalen–Johansen incidences of causes are made of. Everybody counts who came and is there,
//! those whose claim was rejected among them. Moving to another host is no exit: whoever leaves
//! a host that way is no longer at risk there and is at risk in the other.
//!
//! How many leave a class is known, and how many leave by each cause; of those who leave in a month
//! by death, return, naturalisation or under pressure, the cause by class is taken at its expectation
//! given both (hazards but that of return are the same for all classes), which has the law's mean,
//! keeps all totals, and draws nothing. Resettlement, pathways and evacuation are known by class. Age
//! and years in exile are independent within host and status, so months at risk are kept by class
//! and by sex and age, not by both.

use crate::id::CountryCode;
use crate::indicator::{Breakdown, YearsInExile};
use crate::model::{AGE_BANDS, LiveStatus, SEXES, STATUSES};
use crate::simulate::exile::{ByClass, CLASSES};
use crate::simulate::grouping::Grouping;
use crate::simulate::outcome::{billionths, count};
use crate::simulate::record::{HostYear, SEX_AGE_CELLS, Scale};
use crate::simulate::setup::Setup;
use crate::simulate::state::HostState;

/// Causes of leaving exile; the first four in the order of the month's exits.
pub(crate) const CAUSES: usize = 7;
const RETURN: usize = 1;
pub(crate) const RESETTLEMENT: usize = 4;
pub(crate) const PATHWAY: usize = 5;
pub(crate) const EVACUATION: usize = 6;

/// Indicators of the causes, in their order.
const NAMES: [&str; CAUSES] = [
    "deaths_persons",
    "voluntary_returns_persons",
    "naturalisations_persons",
    "adverse_returns_persons",
    "resettlement_departures_persons",
    "pathway_departures_persons",
    "evacuations_persons",
];

/// A host's year.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExileYear {
    /// Months at risk by class, and by sex and age.
    at_risk: ByClass,
    at_risk_cells: [u64; SEX_AGE_CELLS],
    /// Months without registration by sex and age.
    unregistered: [u64; SEX_AGE_CELLS],
    exits: [[f64; CLASSES]; CAUSES],
}

impl ExileYear {
    /// Counts those who are there as a month opens.
    pub(crate) fn count_month(&mut self, grouping: &Grouping, host: &HostState) {
        for status in 0..STATUSES.len() {
            let classes = host.status_classes(status);
            if classes.iter().all(|&people| people == 0) {
                continue;
            }
            for (months, people) in self.at_risk.iter_mut().zip(classes) {
                *months += people;
            }
            for (group, people) in host.status(status).iter().enumerate() {
                self.at_risk_cells[grouping.table_cell(group)] += people;
            }
        }
        let unregistered = host.status(LiveStatus::Unregistered.index());
        for (group, people) in unregistered.iter().enumerate() {
            self.unregistered[grouping.table_cell(group)] += people;
        }
    }

    /// What is booked of a cause, by class.
    #[cfg(test)]
    pub(crate) fn exits_of(&self, cause: usize) -> [f64; CLASSES] {
        self.exits[cause]
    }

    /// Books those gone from each class in a month's exits of a status: `totals` says how many died,
    /// returned, were naturalised and returned under pressure, `returning` the probability that
    /// one who is gone from a class returned.
    pub(crate) fn leave(
        &mut self,
        gone: &ByClass,
        totals: &[u64],
        returning: impl Fn(usize) -> f64,
    ) {
        let gone = gone.map(|people| people as f64);
        let everybody: f64 = gone.iter().sum();
        let returned = totals[RETURN] as f64;
        let others = everybody - returned;
        let mut means = [0.0; CLASSES];
        for (class, mean) in means.iter_mut().enumerate() {
            *mean = gone[class] * returning(class).clamp(0.0, 1.0);
        }
        let expected: f64 = means.iter().sum();
        for (class, (&gone, &mean)) in gone.iter().zip(&means).enumerate() {
            if gone <= 0.0 {
                continue;
            }
            // As many return as did: whoever is too many or missing is taken in proportion.
            let returning = if expected > returned {
                mean * returned / expected
            } else if everybody > expected {
                gone - (gone - mean) * others / (everybody - expected)
            } else {
                gone
            };
            for (cause, &total) in totals.iter().enumerate().take(RESETTLEMENT) {
                self.exits[cause][class] += if cause == RETURN {
                    returning
                } else if others > 0.0 {
                    (gone - returning) * total as f64 / others
                } else {
                    0.0
                };
            }
        }
    }

    /// Books departures whose classes are known.
    pub(crate) fn depart(&mut self, cause: usize, classes: &ByClass) {
        for (total, &people) in self.exits[cause].iter_mut().zip(classes) {
            *total += people as f64;
        }
    }
}

/// Whether a cause can occur at all.
fn is_modelled(setup: &Setup<'_>, cause: usize) -> bool {
    let parameters = &setup.situation.parameters;
    match cause {
        PATHWAY => parameters.protracted.pathways.applies.is_on(),
        EVACUATION => parameters.emergency.transfer.applies.is_on(),
        _ => true,
    }
}

/// The cells of a host, or of all hosts.
pub(super) fn cells(
    setup: &Setup<'_>,
    host: Option<CountryCode>,
    add: &mut impl FnMut(&'static str, Option<CountryCode>, Breakdown, Scale, bool),
) {
    add(
        "at_risk_person_months",
        host,
        Breakdown::None,
        Scale::Whole,
        true,
    );
    for class in YearsInExile::all() {
        let class = Breakdown::Exile(class);
        add("at_risk_person_months", host, class, Scale::Whole, false);
    }
    for cause in (0..CAUSES).filter(|&cause| is_modelled(setup, cause)) {
        for class in YearsInExile::all() {
            // Expectations of whole people: exact to a billionth, so that sums merge in any order.
            let class = Breakdown::Exile(class);
            add(NAMES[cause], host, class, Scale::Billionths, false);
        }
    }
    for (name, quantiles) in [
        ("at_risk_person_months", false),
        ("unregistered_person_months", host.is_none()),
        ("adverse_returns_persons", host.is_none()),
        ("onward_movements_persons", host.is_none()),
    ] {
        for sex in SEXES {
            for band in AGE_BANDS {
                let cell = Breakdown::SexAge(sex, band);
                add(name, host, cell, Scale::Whole, quantiles);
            }
        }
    }
    for sex in SEXES {
        let cell = Breakdown::Sex(sex);
        add("births_persons", host, cell, Scale::Whole, host.is_none());
    }
}

/// Writes them: of the hosts given.
pub(super) fn write(setup: &Setup<'_>, hosts: &[HostYear], values: &mut Vec<i64>) {
    let sum = |of: &dyn Fn(&HostYear) -> u64| count(hosts.iter().map(of).sum());
    values.push(sum(&|host| host.exile.at_risk.iter().sum()));
    // Years since arrival in ascending order: the newest class is the last.
    for class in (0..CLASSES).rev() {
        values.push(sum(&|host| host.exile.at_risk[class]));
    }
    for cause in (0..CAUSES).filter(|&cause| is_modelled(setup, cause)) {
        for class in (0..CLASSES).rev() {
            // Whole numbers are summed, so that the order of hosts is of no consequence.
            let of = |host: &HostYear| billionths(host.exile.exits[cause][class]);
            values.push(hosts.iter().map(of).sum());
        }
    }
    for of in [
        (|host| &host.exile.at_risk_cells) as fn(&HostYear) -> &[u64; SEX_AGE_CELLS],
        |host| &host.exile.unregistered,
        |host| &host.adverse,
        |host| &host.onward_out,
    ] {
        for cell in 0..SEX_AGE_CELLS {
            values.push(sum(&|host| of(host)[cell]));
        }
    }
    for sex in 0..SEXES.len() {
        values.push(sum(&|host| host.births[sex]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(value: f64, expected: f64) {
        assert!((value - expected).abs() < 1e-9, "{value}, not {expected}");
    }

    #[test]
    fn exits_of_a_class_and_of_a_cause_are_kept_whatever_the_hazards() {
        for returning in [
            [0.5; CLASSES],
            [0.0, 0.1, 0.2, 0.3, 0.9, 1.0, 1.0],
            [0.0; CLASSES],
        ] {
            for totals in [
                [10, 50, 20, 20],
                [0, 100, 0, 0],
                [100, 0, 0, 0],
                [1, 98, 1, 0],
            ] {
                let mut year = ExileYear::default();
                let gone = [40, 0, 20, 10, 10, 15, 5];
                year.leave(&gone, &totals, |class| returning[class]);
                for (cause, &total) in totals.iter().enumerate() {
                    near(year.exits[cause].iter().sum(), total as f64);
                    assert!(year.exits[cause].iter().all(|&people| people >= -1e-12));
                }
                for (class, &gone) in gone.iter().enumerate() {
                    near(
                        year.exits.iter().map(|cause| cause[class]).sum(),
                        gone as f64,
                    );
                }
            }
        }
    }

    #[test]
    fn where_hazards_decline_the_newest_return_more_often() {
        let mut year = ExileYear::default();
        // As expected: 10 of 20 newcomers and 5 of 20 of the others return.
        let mut gone = [0; CLASSES];
        (gone[0], gone[CLASSES - 1]) = (20, 20);
        let share = |class| if class == 0 { 0.25 } else { 0.5 };
        year.leave(&gone, &[15, 15, 10, 0], share);
        near(year.exits[RETURN][0], 5.0);
        near(year.exits[RETURN][CLASSES - 1], 10.0);
        // Those who do not return die or are naturalised in the same proportions.
        near(year.exits[0][0], 9.0);
        near(year.exits[2][0], 6.0);
        year.depart(RESETTLEMENT, &[3, 0, 0, 0, 0, 0, 4]);
        near(year.exits[RESETTLEMENT].iter().sum(), 7.0);
    }
}
