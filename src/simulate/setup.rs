//! What does not change during a replicate: rates, weights and costs, prepared once.

use crate::apportion::standing_usd;
use crate::id::{ContributorId, CountryCode};
use crate::model::parameters::{ArrivalParameters, REGIMES};
use crate::model::{
    AGES, AfterYears, ContributorShare, Host, Indicator, MeasureKind, Plan, PolicyOption,
    Population, Situation,
};
use crate::random::Shares;
use crate::simulate::costing::UnitCosts;
use crate::simulate::exile::ReturnDecline;
use crate::simulate::forecast::UsualPulse;
use crate::simulate::grouping::{Grouping, Resolution};
use crate::simulate::outbreaks::OutbreakLaw;
use crate::simulate::regime::Chain;
use crate::simulate::vital_rates::{VitalRates, standard_population};

/// The number of people whose presence at five year-ends running makes a situation protracted
/// (UNHCR's definition).
pub const PROTRACTED_THRESHOLD_PERSONS: u64 = 25_000;

/// The number of year-ends.
pub const PROTRACTED_YEAR_ENDS: u32 = 5;

/// The situation as the clock needs it, the same for all options.
#[derive(Clone, Debug)]
pub struct Setup<'a> {
    /// The situation.
    pub situation: &'a Situation,
    /// How people are grouped.
    pub grouping: Grouping,
    pub(crate) hosts: Vec<HostSetup>,
    /// Hosts by code: odd cents and sums over hosts never depend on the order of the scenario.
    pub(crate) by_code: Vec<usize>,
    /// Regimes, where they lead and how long they last.
    pub(crate) chain: Chain,
    /// How often war breaks out, where replicates are spread over it.
    pub(crate) outbreaks: Option<OutbreakLaw>,
    /// The usual course of a pulse of arrivals.
    pub(crate) usual_pulse: UsualPulse,
    /// Decline of return with years in exile.
    pub(crate) return_decline: ReturnDecline,
    /// Mean shares of arrivals by host.
    pub(crate) arrival_shares: Vec<f64>,
    /// Share of arrivals in each group, and prepared for draws.
    pub(crate) arrival_group_shares: Vec<f64>,
    pub(crate) arrival_groups: Shares,
    /// For each group, the shares of arrivals by single year of age.
    pub(crate) arrival_ages: Vec<Shares>,
    /// Families by size, one person first.
    pub(crate) case_sizes: Shares,
    /// States whose contributions are compared, with their capacity: the mean of their shares of
    /// population and GDP. The same for all options.
    pub(crate) states: Vec<(CountryCode, f64)>,
    /// Declared values of a hosted person-year, of a resettlement place and of a place on a
    /// complementary pathway, US$, by which contributions of all options are compared: those of the
    /// first option with a plan; a pathway's is that of the measure, where it is one.
    pub(crate) declared_values_usd: [f64; 3],
    /// Calendar years, one column of yearly indicators each.
    pub(crate) years: Vec<i32>,
}

/// One host as the clock needs it.
#[derive(Clone, Debug)]
pub(crate) struct HostSetup {
    pub(crate) code: CountryCode,
    /// The host's number in keys of random streams.
    pub(crate) key: u64,
    pub(crate) rates: VitalRates,
    pub(crate) standard: [[u64; AGES]; 2],
    /// Means of death hazards and birth probabilities over groups of arrivals.
    pub(crate) arrival_rates: [Vec<f64>; 2],
    pub(crate) costs: UnitCosts,
    /// Total hazard of onward movement by regime, per month, and shares by destination.
    pub(crate) onward_per_month: [f64; 3],
    pub(crate) onward_shares: [Vec<f64>; 3],
    /// Hazard of returns under pressure by regime, per month.
    pub(crate) adverse_per_month: [f64; 3],
    /// Position among the States whose contributions are compared.
    pub(crate) state: Option<usize>,
}

impl<'a> Setup<'a> {
    /// Prepares a situation.
    #[must_use]
    pub fn new(situation: &'a Situation, resolution: Resolution) -> Self {
        let grouping = Grouping::new(resolution);
        let arrivals = &situation.parameters.arrivals;
        let arrival_profile = arrival_profile(arrivals);
        let arrival_group_shares: Vec<f64> = grouping
            .aggregate(&arrival_profile.persons)
            .into_iter()
            .map(|count| count as f64 / 1e6)
            .collect();
        let years = situation.clock.years();
        let states = compared_states(situation);
        let hosts = situation
            .hosts
            .iter()
            .map(|host| HostSetup {
                state: states
                    .iter()
                    .position(|(code, _)| *code == host.country.code),
                ..HostSetup::new(situation, host, &arrival_profile, &grouping)
            })
            .collect();
        let chain = Chain::new(&situation.parameters.regime);
        let mut by_code: Vec<usize> = (0..situation.hosts.len()).collect();
        by_code.sort_by_key(|&host| situation.hosts[host].country.code);
        Self {
            situation,
            hosts,
            by_code,
            outbreaks: situation.ensemble.stratify_outbreaks.then(|| {
                OutbreakLaw::new(chain.clone(), arrivals.onset_month, situation.clock.months)
            }),
            return_decline: ReturnDecline::new(
                situation
                    .parameters
                    .voluntary_return
                    .duration_decline_per_year,
            ),
            chain,
            usual_pulse: UsualPulse::new(situation),
            arrival_shares: situation
                .hosts
                .iter()
                .map(|host| host.arrival_share)
                .collect(),
            arrival_groups: Shares::new(&arrival_group_shares),
            arrival_ages: grouping
                .groups
                .iter()
                .map(|group| {
                    let profile = &arrival_profile.persons[group.sex as usize][group.ages()];
                    let weights: Vec<f64> = profile.iter().map(|&count| count as f64).collect();
                    Shares::new(&weights)
                })
                .collect(),
            case_sizes: Shares::new(&situation.parameters.resettlement.case_size_shares),
            arrival_group_shares,
            states,
            declared_values_usd: situation
                .options
                .iter()
                .find(|option| option.has_plan)
                .map_or([0.0; 3], |option| {
                    let place = option.place_value_usd_per_person;
                    [
                        option.hosting_value_usd_per_person_year,
                        place,
                        pathway_value_usd(situation).unwrap_or(place),
                    ]
                }),
            grouping,
            years,
        }
    }

    /// Arrivals that are expected in a month without any pulse, all hosts, persons.
    pub(crate) fn ordinary_arrivals(&self, belief: [f64; 3]) -> f64 {
        let base = &self.situation.parameters.arrivals.base_persons_per_month;
        let weighted = REGIMES
            .iter()
            .zip(belief)
            .map(|(&regime, weight)| weight * base.get(regime));
        weighted.sum()
    }

    /// The calendar year of a month of the simulation.
    pub(crate) fn year_of(&self, month: u32) -> i32 {
        self.situation.clock.start.plus(month).year()
    }

    /// The column of that year among those of the simulation.
    pub(crate) fn year_column(&self, month: u32) -> usize {
        usize::try_from(self.year_of(month) - self.years[0]).unwrap_or(0)
    }

    /// The month of the calendar year, 1 to 12, of a month of the simulation.
    pub(crate) fn month_of_year(&self, month: u32) -> u32 {
        self.situation.clock.start.plus(month).month()
    }
}

/// Member States of the United Nations, or all countries of a synthetic scenario, but for the
/// country of origin and those without figures.
fn compared_states(situation: &Situation) -> Vec<(CountryCode, f64)> {
    let rows: Vec<(CountryCode, f64, f64)> = situation
        .countries
        .iter()
        .filter(|country| country.un_member || situation.synthetic)
        .filter(|country| !situation.is_origin(country.code))
        .filter_map(|country| {
            let population = country.value(Indicator::PopulationPersons)?;
            Some((country.code, population, country.value(Indicator::GdpUsd)?))
        })
        .collect();
    let population: f64 = rows.iter().map(|row| row.1).sum();
    let gdp: f64 = rows.iter().map(|row| row.2).sum();
    if population <= 0.0 || gdp <= 0.0 {
        return Vec::new();
    }
    rows.into_iter()
        .map(|row| (row.0, 0.5 * (row.1 / population + row.2 / gdp)))
        .collect()
}

/// The declared value of a place on a complementary pathway, where it is a measure, US$.
pub(crate) fn pathway_value_usd(situation: &Situation) -> Option<f64> {
    let measures = situation.measures.iter();
    let mut of_kind = measures.filter(|it| it.kind == MeasureKind::ComplementaryPathway);
    of_kind.next().map(|measure| measure.value_usd_per_unit)
}

impl HostSetup {
    fn new(situation: &Situation, host: &Host, arrivals: &Population, grouping: &Grouping) -> Self {
        let standard = standard_population(host, arrivals);
        let rates = VitalRates::new(&situation.parameters.demography, host, &standard);
        let mut arrival_rates = [vec![0.0; grouping.len()], vec![0.0; grouping.len()]];
        rates.group_deaths(
            grouping,
            &arrivals.persons,
            &standard,
            &mut arrival_rates[0],
        );
        rates.group_births(
            grouping,
            &arrivals.persons,
            &standard,
            &mut arrival_rates[1],
        );
        let onward_per_month = REGIMES.map(|regime| {
            host.onward_movements
                .iter()
                .map(|movement| movement.hazard_per_year.get(regime) / 12.0)
                .sum()
        });
        let onward_shares = REGIMES.map(|regime| {
            host.onward_movements
                .iter()
                .map(|movement| movement.hazard_per_year.get(regime))
                .collect()
        });
        Self {
            code: host.country.code,
            key: u64::from(host.country.code.stream_key()),
            rates,
            arrival_rates,
            standard,
            costs: UnitCosts::new(&situation.parameters.costs, host),
            onward_per_month,
            onward_shares,
            adverse_per_month: REGIMES
                .map(|regime| host.adverse_return_per_year.get(regime) / 12.0),
            state: None,
        }
    }
}

/// One option as the clock needs it.
#[derive(Clone, Debug)]
pub struct OptionSetup<'a> {
    /// The option.
    pub option: &'a PolicyOption,
    /// Its plan; an option without a plan has one that asks for what is given today.
    pub plan: &'a Plan,
    /// Fixes the uptake of obligations whatever the option says, for comparisons.
    pub uptake: Option<f64>,
    pub(crate) donors: Vec<Donor>,
    /// Month from which a plan that ends with its years is no longer in force.
    ends: Option<u32>,
}

/// One contributor as the clock needs it.
#[derive(Clone, Debug)]
pub(crate) struct Donor {
    /// Number in keys of random streams.
    pub(crate) key: u64,
    pub(crate) income_share: f64,
    /// Shares of money by earmark: situation, host, host and sector.
    pub(crate) earmark_shares: [f64; 3],
    /// Whether it is a State.
    pub(crate) is_state: bool,
    /// Position among the States whose contributions are compared.
    pub(crate) state: Option<usize>,
    /// Position among the hosts, of a contributor that is one.
    pub(crate) host: Option<usize>,
    /// What it has signed or paid for each year of the clock, US$.
    pub(crate) standing_usd: Vec<f64>,
    /// Month from which it cuts what it gives, and what remains.
    pub(crate) exit: Option<(u32, f64)>,
    /// Places on complementary pathways that the plan asks of it, by year of the plan.
    pub(crate) pathways: Vec<f64>,
}

impl<'a> OptionSetup<'a> {
    /// Prepares an option with its plan.
    #[must_use]
    pub fn new(setup: &Setup<'a>, option: &'a PolicyOption, plan: &'a Plan) -> Self {
        let situation = setup.situation;
        let donors = plan
            .shares
            .iter()
            .map(|share| {
                let contributor = situation
                    .contributors
                    .iter()
                    .position(|candidate| candidate.id == share.contributor);
                let known = contributor.map(|index| &situation.contributors[index]);
                Donor {
                    key: share.contributor.stream_key(),
                    income_share: known.map_or(0.0, |known| known.income_share),
                    // Nothing is known of newcomers' habits; they are taken as flexible, which a
                    // plan can ask for.
                    earmark_shares: known.map_or([1.0, 0.0, 0.0], |known| {
                        let rest = 1.0 - known.unearmarked_share - known.host_earmarked_share;
                        [
                            known.unearmarked_share,
                            known.host_earmarked_share,
                            rest.max(0.0),
                        ]
                    }),
                    // All newcomers are States.
                    is_state: known.is_none_or(|known| known.kind.has_key_share()),
                    state: setup
                        .states
                        .iter()
                        .position(|(code, _)| code.as_str() == share.contributor.as_str()),
                    host: setup
                        .hosts
                        .iter()
                        .position(|host| host.code.as_str() == share.contributor.as_str()),
                    standing_usd: setup
                        .years
                        .iter()
                        .map(|&year| standing_usd(situation, &share.contributor, year))
                        .collect(),
                    exit: option
                        .exits
                        .iter()
                        .find(|exit| exit.contributor == share.contributor)
                        .map(|exit| (exit.month, exit.remaining_share)),
                    pathways: planned_pathways(plan, &share.contributor),
                }
            })
            .collect();
        let last = plan
            .years
            .last()
            .filter(|_| option.after_years == AfterYears::Lapses);
        let ends = last.map(|&last| {
            let months = (0..situation.clock.months).filter(|&month| setup.year_of(month) <= last);
            u32::try_from(months.count()).unwrap_or(u32::MAX)
        });
        Self {
            option,
            plan,
            uptake: None,
            donors,
            ends,
        }
    }

    /// Whether a plan that was adopted in `plan_month` is in force in a month: from then on, and, where it
    /// lapses, to the end of its years.
    pub(crate) fn plan_in_force(&self, plan_month: u32, month: u32) -> bool {
        self.option.has_plan && month >= plan_month && self.ends.is_none_or(|end| month < end)
    }

    /// The same option with the uptake of obligations fixed.
    #[must_use]
    pub fn with_uptake(mut self, uptake: f64) -> Self {
        self.uptake = Some(uptake);
        self
    }

    /// What the plan, as adopted, asks of a contributor in a calendar year, US$; years after the
    /// plan's last repeat it.
    pub(crate) fn planned_usd(&self, share: &ContributorShare, year: i32) -> f64 {
        let first = self.plan.years.first().copied().unwrap_or(year);
        let index = usize::try_from(year - first).unwrap_or(0);
        let last = share.obligation_usd.len().saturating_sub(1);
        share
            .obligation_usd
            .get(index.min(last))
            .copied()
            .unwrap_or(0.0)
    }

    /// Places on complementary pathways that the plan, as adopted, asks of a contributor in a calendar
    /// year; years after the plan's last repeat it.
    pub(crate) fn planned_pathways(&self, donor: usize, year: i32) -> f64 {
        let first = self.plan.years.first().copied().unwrap_or(year);
        let index = usize::try_from(year - first).unwrap_or(0);
        let places = &self.donors[donor].pathways;
        let last = places.len().saturating_sub(1);
        places.get(index.min(last)).copied().unwrap_or(0.0)
    }

    /// Places that the plan, as adopted, asks of a contributor in a calendar year.
    pub(crate) fn planned_places(&self, share: &ContributorShare, year: i32) -> (u32, u32) {
        let first = self.plan.years.first().copied().unwrap_or(year);
        let index = usize::try_from(year - first).unwrap_or(0);
        let at = |places: &[u32]| {
            places
                .get(index.min(places.len().saturating_sub(1)))
                .copied()
                .unwrap_or(0)
        };
        (at(&share.baseline_places), at(&share.obligation_places))
    }
}

/// Places on complementary pathways that a plan asks of a contributor, by year, all hosts.
fn planned_pathways(plan: &Plan, contributor: &ContributorId) -> Vec<f64> {
    let measures = plan.measures.iter();
    measures
        .filter(|measure| measure.kind == MeasureKind::ComplementaryPathway)
        .flat_map(|measure| &measure.given)
        .find(|(id, _)| id == contributor)
        .map(|(_, years)| years.iter().map(|hosts| hosts.iter().sum()).collect())
        .unwrap_or_default()
}

/// A million people as they arrive, by sex and age.
pub(crate) fn arrival_profile(arrivals: &ArrivalParameters) -> Population {
    Population::graduated(&[
        arrivals.female_share_by_age_band.map(per_million),
        arrivals.male_share_by_age_band.map(per_million),
    ])
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float-to-integer cast saturates, and shares are not negative"
)]
fn per_million(share: f64) -> u64 {
    (share * 1e6).round() as u64
}

#[cfg(test)]
mod tests;
