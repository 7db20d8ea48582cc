//! What a review asks of each contributor in a year: its terms, and their solution in closed form or
//! by linear programs.

use crate::apportion::{ProgramError, SolverChoice, fill_by_program, water_fill};
use crate::model::parameters::ReviewSolver;
use crate::simulate::setup::{OptionSetup, Setup, pathway_value_usd};

/// The terms of a year, US$ in the order of the plan's shares: the smallest level is sought at which the
/// key shares, less what is hosted and given in places, and within floors and caps, raise `total`.
pub(super) struct Terms {
    total: f64,
    weights: Vec<f64>,
    offsets: Vec<f64>,
    floors: Vec<f64>,
    caps: Vec<f64>,
}

impl Terms {
    /// The terms of a calendar year for needs, US$, and person-years by host; what a host pays in
    /// service on loans for hosting, US$ (nothing where the slice is shorter), comes off its part.
    pub(super) fn new(
        setup: &Setup<'_>,
        option: &OptionSetup<'_>,
        calendar: i32,
        need_by_host: &[f64],
        person_years: &[f64],
        service_usd: &[f64],
    ) -> Self {
        let finance = &setup.situation.parameters.finance;
        let policy = option.option;
        let need: f64 = setup.by_code.iter().map(|&host| need_by_host[host]).sum();
        let first = option.plan.years.first().copied().unwrap_or(calendar);
        let column = usize::try_from(calendar - first).unwrap_or(0);
        let count = option.plan.shares.len();
        let mut terms = Self {
            total: need,
            weights: Vec::with_capacity(count),
            offsets: Vec::with_capacity(count),
            floors: Vec::with_capacity(count),
            caps: Vec::with_capacity(count),
        };
        let pathways = &setup.situation.parameters.protracted.pathways;
        let pathway_value = pathway_value_usd(setup.situation)
            .filter(|_| pathways.applies.is_on())
            .unwrap_or(0.0);
        for (index, (donor, share)) in option.donors.iter().zip(&option.plan.shares).enumerate() {
            let baseline = donor.income_share * finance.baseline_announced_share * need;
            let standing = usize::try_from(calendar - setup.years[0])
                .ok()
                .and_then(|year| donor.standing_usd.get(year))
                .copied()
                .unwrap_or(0.0);
            if share.key_share <= 0.0 {
                // Contributors without a key share give what they offer; it comes off the total, and
                // nobody else is asked where offers exceed it.
                terms.push(0.0, 0.0, baseline.max(standing), 0.0);
                continue;
            }
            let hosting = donor.host.map_or(0.0, |host| {
                let funded = finance.baseline_announced_share.min(1.0) * need_by_host[host];
                let service = service_usd.get(host).copied().unwrap_or(0.0);
                (policy.hosting_value_usd_per_person_year * person_years[host] - funded).max(0.0)
                    + service
            });
            let (_, places) = option.planned_places(share, calendar);
            let offset = hosting
                + policy.place_value_usd_per_person * f64::from(places)
                + pathway_value * option.planned_pathways(index, calendar);
            let cap = share
                .cap_usd
                .get(column.min(share.cap_usd.len().saturating_sub(1)))
                .copied()
                .unwrap_or(f64::INFINITY);
            // What is signed stands: a review asks for no less.
            terms.push(share.key_share, offset, standing, cap);
        }
        terms
    }

    fn push(&mut self, weight: f64, offset: f64, floor: f64, cap: f64) {
        self.weights.push(weight);
        self.offsets.push(offset);
        self.floors.push(floor);
        self.caps.push(cap);
    }

    /// The obligations, by the solver that the scenario names.
    ///
    /// # Errors
    /// A program that was not solved.
    pub(super) fn solve(&self, solver: ReviewSolver) -> Result<Vec<f64>, ProgramError> {
        match solver {
            ReviewSolver::ClosedForm => Ok(self.fill(&self.weights, &self.offsets)),
            ReviewSolver::Lp => {
                let found = fill_by_program(
                    self.total,
                    &self.weights,
                    &self.offsets,
                    &self.floors,
                    &self.caps,
                    SolverChoice::Auto,
                )?;
                // Whole cents: what a solver leaves behind them is no change of an obligation.
                Ok(found
                    .iter()
                    .map(|usd| (usd * 100.0).round() / 100.0)
                    .collect())
            }
        }
    }

    fn fill(&self, weights: &[f64], offsets: &[f64]) -> Vec<f64> {
        let mut amounts = Vec::new();
        let _level = water_fill(
            self.total,
            weights,
            offsets,
            &self.floors,
            &self.caps,
            &mut amounts,
        );
        amounts
    }

    /// The least and the most that may be asked of each.
    #[cfg(test)]
    pub(super) fn bounds(&self) -> Vec<[f64; 2]> {
        let pairs = self.floors.iter().zip(&self.caps);
        pairs.map(|(&floor, &cap)| [floor, cap]).collect()
    }

    /// Moves what is asked only a part of the way: with a share `s` of today's obligations that stays,
    /// `(1 − s) · new + s · old · (Σ new / Σ old)`, so that the sum follows needs at once and its split
    /// slowly. Where that leaves the room between floors and caps, all are scaled alike until the
    /// sum is `total` again.
    pub(super) fn cling(&self, share: f64, old: &[f64], new: Vec<f64>) -> Vec<f64> {
        let before: f64 = old.iter().sum();
        if share <= 0.0 || before <= 0.0 {
            return new;
        }
        let rescaled = new.iter().sum::<f64>() / before;
        let aimed: Vec<f64> = new
            .iter()
            .zip(old)
            .map(|(new, old)| (1.0 - share) * new + share * rescaled * old)
            .collect();
        self.fill(&aimed, &vec![0.0; aimed.len()])
    }
}

/// What a review would ask of each contributor of a plan in a year, US$ in the order of the plan's
/// shares: the closed form that replicates use, for needs and person-years given by host.
#[must_use]
pub fn obligations_in_closed_form(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    calendar_year: i32,
    need_usd_by_host: &[f64],
    person_years_by_host: &[f64],
) -> Vec<f64> {
    let (needs, people) = (need_usd_by_host, person_years_by_host);
    let terms = Terms::new(setup, option, calendar_year, needs, people, &[]);
    terms.fill(&terms.weights, &terms.offsets)
}

#[cfg(test)]
mod tests;
