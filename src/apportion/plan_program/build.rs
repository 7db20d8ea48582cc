//! Demands, arcs and pools of a plan.

use super::super::ApportionRequest;
use super::super::burden::{Arc, BurdenContributor, BurdenProgram, Demand, Group, InPeriod, Pool};
use super::super::data::{Prepared, Role};
use super::{Carries, Inputs, PlanProgram, THOUSAND, UNIT, scale};
use crate::model::{MeasureKind, Tier};

/// Builds the program.
pub(in crate::apportion) fn build(
    request: &ApportionRequest,
    prepared: &Prepared,
    inputs: &Inputs,
) -> PlanProgram {
    let mut builder = Builder {
        request,
        prepared,
        inputs,
        built: PlanProgram {
            program: BurdenProgram {
                contributors: contributors(request, prepared, inputs),
                ..BurdenProgram::default()
            },
            carries: Vec::new(),
            needs: Vec::new(),
        },
    };
    for year in 0..prepared.years.len() {
        builder.money(year);
        if let Some(places) = inputs.places {
            builder.places(year, &places[year]);
            for measure in 0..prepared.measures.len() {
                builder.other(year, measure);
            }
        }
    }
    builder.arrangements();
    builder.smoothness();
    if inputs.places.is_some() {
        builder.budgets();
        builder.ratio_maximum();
        builder.minimum_places();
        builder.best_interests();
    }
    builder.built
}

fn contributors(
    request: &ApportionRequest,
    prepared: &Prepared,
    inputs: &Inputs,
) -> Vec<BurdenContributor> {
    let place_value = request.option.place_value_usd_per_person;
    prepared
        .rows
        .iter()
        .enumerate()
        .map(|(index, row)| {
            let sum = |values: &[f64]| values.iter().sum::<f64>() / UNIT;
            let today_places = if inputs.places.is_some() {
                row.listed.map_or(0.0, |listed| {
                    place_value * f64::from(listed.baseline_places_per_year)
                })
            } else {
                0.0
            };
            let periods = if row.role == Role::Key {
                (0..prepared.years.len())
                    .map(|year| {
                        let today = row.baseline[year].max(inputs.floors[index][year]);
                        InPeriod {
                            weight: row.key_share * inputs.whole_by_year[year] / UNIT,
                            offset: inputs.offsets[index][year] / UNIT,
                            offer: (today + today_places) / UNIT,
                            previous: Some((today + today_places) / UNIT),
                        }
                    })
                    .collect()
            } else {
                Vec::new()
            };
            BurdenContributor {
                name: row.name.clone(),
                weight: if row.role == Role::Key {
                    row.key_share * sum(inputs.whole_by_year)
                } else {
                    0.0
                },
                offset: sum(&inputs.offsets[index]),
                offer: sum(&row.baseline) + today_places * prepared.years.len() as f64 / UNIT,
                periods,
            }
        })
        .collect()
}

pub(super) struct Builder<'a, 'b> {
    pub(super) request: &'a ApportionRequest<'a>,
    pub(super) prepared: &'a Prepared<'b>,
    pub(super) inputs: &'a Inputs<'a>,
    pub(super) built: PlanProgram,
}

impl Builder<'_, '_> {
    fn host_name(&self, host: usize) -> &str {
        &self.request.situation.hosts[host].country.name
    }

    /// Adds a demand, if there is anything to meet.
    fn demand(
        &mut self,
        name: String,
        tier: usize,
        amount: f64,
        value: f64,
        carries: Carries,
    ) -> Option<usize> {
        if amount <= 0.0 {
            return None;
        }
        let (_, measure) = carries.kind(self.prepared);
        self.built.program.demands.push(Demand {
            name,
            tier,
            amount,
            value,
            period: carries.year(),
            measure,
        });
        self.built.needs.push(carries);
        Some(self.built.needs.len() - 1)
    }

    /// Adds a pool, if it has any arcs.
    fn pool(&mut self, name: String, arcs: Vec<usize>, lower: f64, upper: f64) {
        if !arcs.is_empty() {
            self.built.program.pools.push(Pool {
                name,
                arcs,
                lower,
                upper,
            });
        }
    }

    fn arc(&mut self, row: usize, demand: usize, bounds: [f64; 2], cost: f64) -> usize {
        let carries = self.built.needs[demand];
        let affinity = self.affinity(row, carries);
        self.built.program.arcs.push(Arc {
            contributor: row,
            demand,
            lower: bounds[0],
            upper: bounds[1],
            cost,
            affinity,
            last_resort: false,
        });
        self.built.carries.push(carries);
        self.built.program.arcs.len() - 1
    }

    /// Arcs by which money stands in for places, at their declared value and within the caps on
    /// money: an obligation in value that either meets.
    fn instead(&mut self, index: usize, year: usize, demands: &[Option<usize>], sought: &[f64]) {
        let value = self.request.option.place_value_usd_per_person * THOUSAND / UNIT;
        for (host, &persons) in sought.iter().enumerate() {
            let Some(demand) = demands[host] else {
                continue;
            };
            let arc = self.arc(index, demand, [0.0, persons / THOUSAND], value);
            self.built.program.arcs[arc].last_resort = true;
            self.built.program.arcs[arc].affinity = 0.0;
            self.built.carries[arc] = Carries::Instead { year, host };
        }
        let cap = self.prepared.rows[index].cap[year];
        if cap.is_finite() {
            let terms = self.terms(
                |contributor, carries| {
                    contributor == index
                        && carries.year() == year
                        && carries.kind(self.prepared).0 == MeasureKind::Funding
                },
                |arc| self.value(arc),
            );
            self.built.program.groups.push(Group::budget(
                format!(
                    "the cap on money of {} in {}",
                    self.prepared.rows[index].name, self.prepared.years[year]
                ),
                terms,
                cap / UNIT,
            ));
        }
    }

    /// Ties speak for where people go, not for where money does.
    fn affinity(&self, row: usize, carries: Carries) -> f64 {
        if !carries.kind(self.prepared).0.moves_people() {
            return 0.0;
        }
        let situation = self.request.situation;
        let host = situation.hosts[carries.host()].country.code;
        situation
            .affinities
            .iter()
            .filter(|tie| tie.contributor == self.prepared.rows[row].id && tie.host == host)
            .map(|tie| tie.strength)
            .sum()
    }

    fn money(&mut self, year: usize) {
        let (prepared, inputs) = (self.prepared, self.inputs);
        let calendar_year = prepared.years[year];
        let mut demands = Vec::new();
        for (cell, &need) in prepared.demand[year].iter().enumerate() {
            let name = format!(
                "{} needs of {} in {calendar_year}",
                Tier::ALL[cell % 2].label(),
                self.host_name(cell / 2)
            );
            demands.push(self.demand(
                name,
                cell % 2,
                need / UNIT,
                1.0,
                Carries::Money { year, cell },
            ));
        }
        for (index, row) in prepared.rows.iter().enumerate() {
            let (lower, upper) = if row.role == Role::Key {
                (inputs.floors[index][year], row.cap[year])
            } else {
                (inputs.fixed[index][year], inputs.fixed[index][year])
            };
            if upper <= 0.0 {
                continue;
            }
            let mut arcs = Vec::new();
            for (cell, &need) in prepared.demand[year].iter().enumerate() {
                if let Some(demand) = demands[cell] {
                    let bounds = [row.committed_cell[year][cell] / UNIT, need / UNIT];
                    arcs.push(self.arc(index, demand, bounds, 1.0));
                }
            }
            let name = format!("{}'s money in {calendar_year}", row.name);
            self.pool(name, arcs, lower / UNIT, upper / UNIT);
        }
    }

    fn places(&mut self, year: usize, sought: &[f64]) {
        let prepared = self.prepared;
        let calendar_year = prepared.years[year];
        let value = self.request.option.place_value_usd_per_person * THOUSAND / UNIT;
        let mut demands = Vec::new();
        for (host, &persons) in sought.iter().enumerate() {
            let name = format!("places from {} in {calendar_year}", self.host_name(host));
            demands.push(self.demand(
                name,
                1,
                persons / THOUSAND,
                value,
                Carries::Places { year, host },
            ));
        }
        for index in prepared.key_rows() {
            let row = &prepared.rows[index];
            let (floor, cap) = (row.places_floor[year], row.places_cap[year]);
            if self.request.option.programme.money_for_places {
                self.instead(index, year, &demands, sought);
            }
            if cap == 0 {
                continue;
            }
            let cost = row
                .listed
                .map_or(0.0, |listed| listed.place_cost_usd_per_person)
                * THOUSAND
                / UNIT;
            let mut arcs = Vec::new();
            for (demand, &persons) in demands.iter().zip(sought) {
                if let Some(demand) = *demand {
                    arcs.push(self.arc(index, demand, [0.0, persons / THOUSAND], cost));
                }
            }
            let most: f64 = sought.iter().sum();
            // Nobody can be asked for more than is sought.
            let upper = if cap as f64 >= most {
                f64::INFINITY
            } else {
                cap as f64 / THOUSAND
            };
            let name = format!("{}'s places in {calendar_year}, persons", row.name);
            self.pool(name, arcs, floor as f64 / THOUSAND, upper);
        }
    }

    fn other(&mut self, year: usize, measure: usize) {
        let prepared = self.prepared;
        let calendar_year = prepared.years[year];
        let own = &prepared.measures[measure];
        let units = scale(own.kind);
        let mut demands = Vec::new();
        for (host, &need) in own.need[year].iter().enumerate() {
            let name = format!(
                "{} for {} in {calendar_year}",
                own.kind.label(),
                self.host_name(host)
            );
            demands.push(self.demand(
                name,
                own.tier as usize,
                need / units,
                own.value_usd_per_unit * units / UNIT,
                Carries::Other {
                    measure,
                    year,
                    host,
                },
            ));
        }
        for (index, row) in prepared.rows.iter().enumerate() {
            let capacity = own.capacity[index];
            if capacity <= 0.0 || row.role == Role::Outside {
                continue;
            }
            let cost = own.cost_usd_per_unit * units / UNIT;
            let mut arcs = Vec::new();
            for (demand, &need) in demands.iter().zip(&own.need[year]) {
                if let Some(demand) = *demand {
                    arcs.push(self.arc(index, demand, [0.0, need / units], cost));
                }
            }
            let name = format!(
                "{}'s {} in {calendar_year}, {}",
                row.name,
                own.kind.label(),
                own.kind.unit()
            );
            self.pool(name, arcs, 0.0, capacity / units);
        }
    }

    /// The arcs that fit, each with what `coefficient` makes of it.
    pub(super) fn terms(
        &self,
        fits: impl Fn(usize, Carries) -> bool,
        coefficient: impl Fn(usize) -> f64,
    ) -> Vec<(usize, f64)> {
        (0..self.built.carries.len())
            .filter(|&arc| {
                fits(
                    self.built.program.arcs[arc].contributor,
                    self.built.carries[arc],
                )
            })
            .map(|arc| (arc, coefficient(arc)))
            .collect()
    }
}
