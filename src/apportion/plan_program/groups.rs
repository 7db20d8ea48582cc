//! What a plan's program bounds beyond demands, arcs and pools.

use super::super::burden::Group;
use super::super::data::{Role, Row};
use super::build::Builder;
use super::{Carries, THOUSAND, UNIT, scale};
use crate::model::{Arrangement, MeasureKind};

impl Builder<'_, '_> {
    pub(super) fn arrangements(&mut self) {
        for arrangement in &self.request.option.programme.arrangements {
            let kind = arrangement.measure;
            if kind != MeasureKind::Funding && self.inputs.places.is_none() {
                continue;
            }
            let row = self
                .prepared
                .rows
                .iter()
                .position(|row| row.id == arrangement.contributor && row.role == Role::Key);
            if let Some(row) = row {
                self.arrangement(arrangement, row);
            }
        }
    }

    fn arrangement(&mut self, arrangement: &Arrangement, row: usize) {
        let kind = arrangement.measure;
        let hosts = &self.request.situation.hosts;
        let host = arrangement.host.map(|code| {
            hosts
                .iter()
                .position(|host| host.country.code == code)
                .unwrap_or(usize::MAX)
        });
        for (year, calendar_year) in self.prepared.years.iter().enumerate() {
            let terms = self.terms(
                |contributor, carries| {
                    contributor == row
                        && carries.year() == year
                        && carries.kind(self.prepared).0 == kind
                        && host.is_none_or(|host| host == carries.host())
                },
                |arc| match self.built.carries[arc] {
                    Carries::Instead { .. } => self.value(arc),
                    _ => 1.0,
                },
            );
            let units = scale(kind);
            let whom = host
                .and_then(|host| hosts.get(host))
                .map_or_else(String::new, |host| format!(" with {}", host.country.name));
            self.built.program.groups.push(Group {
                name: format!(
                    "the arrangement of {}{whom} for {} in {calendar_year}, {}",
                    self.prepared.rows[row].name,
                    kind.label(),
                    kind.unit()
                ),
                terms,
                lower: if arrangement.at_least_per_year > 0.0 {
                    arrangement.at_least_per_year / units
                } else {
                    f64::NEG_INFINITY
                },
                upper: arrangement
                    .at_most_per_year
                    .map_or(f64::INFINITY, |most| most / units),
            });
        }
    }

    pub(super) fn smoothness(&mut self) {
        let Some(change) = self.request.option.programme.largest_change_per_year else {
            return;
        };
        let years = &self.prepared.years;
        for row in self.prepared.key_rows() {
            for later in 1..years.len() {
                let of = |year: usize| {
                    self.terms(
                        |contributor, carries| {
                            contributor == row
                                && matches!(carries, Carries::Money { year: own, .. } if own == year)
                        },
                        |_| 1.0,
                    )
                };
                let name = format!(
                    "{}'s money from {} to {}",
                    self.prepared.rows[row].name,
                    years[later - 1],
                    years[later]
                );
                let groups = Group::smooth(&name, &of(later - 1), &of(later), change);
                self.built.program.groups.extend(groups);
            }
        }
    }

    /// `Σ c·x ≤ B`: what measures cost beside the money itself counts against the budget.
    pub(super) fn budgets(&mut self) {
        for (index, row) in self.prepared.rows.iter().enumerate() {
            let Some(budget) = budget(row) else { continue };
            for (year, calendar_year) in self.prepared.years.iter().enumerate() {
                let terms = self.terms(
                    |contributor, carries| contributor == index && carries.year() == year,
                    |arc| self.built.program.arcs[arc].cost,
                );
                let costly = terms.iter().any(|&(arc, cost)| {
                    cost > 0.0 && !matches!(self.built.carries[arc], Carries::Money { .. })
                });
                if costly {
                    let name = format!("the budget of {} in {calendar_year}", row.name);
                    let most = budget.max(self.inputs.floors[index][year]) / UNIT;
                    self.built
                        .program
                        .groups
                        .push(Group::budget(name, terms, most));
                }
            }
        }
    }

    pub(super) fn value(&self, arc: usize) -> f64 {
        self.built.program.demands[self.built.program.arcs[arc].demand].value
    }

    /// The option's largest ratio holds for all measures together, within each year; never below
    /// what stands already.
    pub(super) fn ratio_maximum(&mut self) {
        let Some(ratio) = self.request.option.responsibility_ratio_maximum else {
            return;
        };
        for index in self.prepared.key_rows() {
            let row = &self.prepared.rows[index];
            for (year, calendar_year) in self.prepared.years.iter().enumerate() {
                let terms = self.terms(
                    |contributor, carries| contributor == index && carries.year() == year,
                    |arc| self.value(arc),
                );
                let most = ratio * row.key_share * self.inputs.whole_by_year[year]
                    - self.inputs.offsets[index][year];
                let standing = row.offer(year).max(self.inputs.floors[index][year])
                    + self.request.option.place_value_usd_per_person
                        * row.places_floor[year] as f64;
                self.built.program.groups.push(Group::budget(
                    format!("the largest ratio of {} in {calendar_year}", row.name),
                    terms,
                    most.max(standing) / UNIT,
                ));
            }
        }
    }

    pub(super) fn minimum_places(&mut self) {
        let Some(share) = self.request.option.programme.minimum_places_share else {
            return;
        };
        for index in self.prepared.key_rows() {
            let mix = self.terms(|contributor, _| contributor == index, |arc| self.value(arc));
            let people: Vec<usize> = mix
                .iter()
                .map(|&(arc, _)| arc)
                .filter(|&arc| {
                    let (kind, _) = self.built.carries[arc].kind(self.prepared);
                    kind.moves_people()
                })
                .collect();
            // Who can take nobody is not kept from giving money.
            if people.is_empty() {
                continue;
            }
            let name = format!(
                "places within what {} gives",
                self.prepared.rows[index].name
            );
            self.built
                .program
                .groups
                .push(Group::minimum_share(name, &mix, &people, share));
        }
    }

    pub(super) fn best_interests(&mut self) {
        let Some(rule) = &self.request.situation.best_interests else {
            return;
        };
        if rule.unaccompanied_children_share <= 0.0 {
            return;
        }
        for (year, calendar_year) in self.prepared.years.iter().enumerate() {
            for (index, host) in self.request.situation.hosts.iter().enumerate() {
                let terms = self.terms(
                    |_, carries| {
                        carries.year() == year
                            && carries.host() == index
                            && carries.kind(self.prepared).0.moves_people()
                    },
                    |_| rule.unaccompanied_children_share,
                );
                if !terms.is_empty() {
                    self.built.program.groups.push(Group::best_interests(
                        format!(
                            "the best-interests procedures of {} in {calendar_year}, procedures",
                            host.country.name
                        ),
                        terms,
                        rule.completed(host.country.code) / THOUSAND,
                    ));
                }
            }
        }
    }
}

/// What a contributor can give in a year at most, US$, where that is stated.
fn budget(row: &Row) -> Option<f64> {
    row.listed
        .and_then(|listed| listed.budget_per_year)
        .map(crate::units::Cents::as_usd)
}
