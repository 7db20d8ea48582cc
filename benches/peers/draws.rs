//! The demographic and exit draws of the simulator by themselves, beside `draws.py`, which makes the
//! same draws with NumPy: births, deaths, voluntary returns, returns under pressure, arrivals and
//! ageing of five hosts over fifteen years. `compare.py` runs both; see `README.md`.
//!
//! `draws parameters` prints the situation as JSON; `draws MODE REPLICATES` simulates it and prints
//! one line of JSON with the totals of each replicate. Modes:
//!
//! - `single-years`: every draw by sex and single year of age, one after the other;
//! - `bands`: draws by sex and age band, one after the other, split into single years in January;
//! - `best`: the same, where few people who face the same hazards are found person by person;
//! - `simulator`: the whole month clock of the crate on the same situation, with money, registration,
//!   accounts and indicators, which the other three leave out.

#![allow(
    clippy::expect_used,
    reason = "a benchmark that is run by hand stops at the first fault"
)]

#[path = "../../tests/common/mod.rs"]
mod common;

use std::error::Error;

use fairshare::indicator::Period;
use fairshare::model::{AGE_BANDS, AGES, AgeBand, OLDEST_AGE, Population, Situation};
use fairshare::random::{
    Purpose, Stream, Streams, binomial, multinomial_into, multivariate_hypergeometric_into,
    negative_binomial,
};
use fairshare::simulate::Resolution;
use fairshare::simulate::vital_rates::VitalRates;
use serde_json::json;

const MONTHS: u32 = 180;
const STOCKS: [u64; 5] = [60_000, 300_000, 400_000, 700_000, 1_000_000];
const ARRIVALS_PER_MONTH: f64 = 8_000.0;
const ARRIVAL_SIZE: f64 = 2.0;
const RETURN_PER_YEAR: f64 = 0.04;
const ADVERSE_PER_YEAR: f64 = 0.01;
const GROUPS: usize = 10;

/// Shares of people by sex and band, in thousandths.
const SHARES: [[u64; 5]; 2] = [[49, 96, 70, 260, 28], [49, 97, 74, 256, 21]];

type Ages = [[u64; AGES]; 2];
type Rates = [[f64; AGES]; 2];

struct HostModel {
    opening: Ages,
    death: Rates,
    birth: [f64; AGES],
}

struct Model {
    hosts: Vec<HostModel>,
    /// Arrivals by sex and single year of age, a million.
    profile: Ages,
    boys: f64,
}

/// What a replicate is compared by: births, deaths, returns, returns under pressure over all years
/// and hosts, and the people at the end.
type Totals = [u64; 5];

fn population(total: u64) -> Population {
    Population::graduated(&SHARES.map(|bands| bands.map(|share| share * total / 1_000)))
}

fn situation() -> Situation {
    let mut situation = common::quiet(0, MONTHS);
    situation.hosts = ["XAB", "XAC", "XAD", "XAE", "XAF"]
        .into_iter()
        .zip(STOCKS)
        .map(|(code, stock)| {
            let mut host = common::host(code, 0);
            host.stock.refugees = population(stock);
            host.arrival_share = 0.2;
            host.crude_death_rate_per_1000_per_year = 9.0;
            host.adverse_return_per_year = common::same(ADVERSE_PER_YEAR);
            host
        })
        .collect();
    let parameters = &mut situation.parameters;
    parameters.arrivals.base_persons_per_month = common::same(ARRIVALS_PER_MONTH);
    parameters.arrivals.dispersion_size = ARRIVAL_SIZE;
    let by_band = |bands: [u64; 5]| bands.map(|share| share as f64 / 1_000.0);
    parameters.arrivals.female_share_by_age_band = by_band(SHARES[0]);
    parameters.arrivals.male_share_by_age_band = by_band(SHARES[1]);
    parameters.demography.crude_birth_rate_per_1000_per_year = 30.0;
    parameters.voluntary_return.hazard_per_year = common::same(RETURN_PER_YEAR);
    situation
}

fn model(situation: &Situation) -> Model {
    let demography = &situation.parameters.demography;
    let hosts = situation
        .hosts
        .iter()
        .map(|host| {
            let opening = host.stock.refugees.persons;
            let rates = VitalRates::new(demography, host, &opening);
            HostModel {
                opening,
                death: rates.death_per_month,
                birth: rates.birth_per_month,
            }
        })
        .collect();
    Model {
        hosts,
        profile: population(1_000_000).persons,
        boys: demography.sex_ratio_at_birth / (1.0 + demography.sex_ratio_at_birth),
    }
}

fn hazards() -> [f64; 2] {
    [RETURN_PER_YEAR / 12.0, ADVERSE_PER_YEAR / 12.0]
}

fn arrivals(stream: &mut Stream) -> u64 {
    negative_binomial(stream, ARRIVALS_PER_MONTH * 0.2, ARRIVAL_SIZE)
}

fn single_years(model: &Model, host: &HostModel, streams: &Streams, key: u64) -> Totals {
    let [returning, adverse] = hazards();
    let other = returning + adverse;
    let leaves = host
        .death
        .map(|ages| ages.map(|death| 1.0 - libm::exp(-(death + other))));
    let dies = host
        .death
        .map(|ages| ages.map(|death| death / (death + other)));
    let profile: Vec<f64> = model
        .profile
        .iter()
        .flatten()
        .map(|&count| count as f64)
        .collect();
    let mut people = host.opening;
    let mut came = vec![0; 2 * AGES];
    let mut totals = [0; 5];
    for month in 0..MONTHS {
        let stream = &mut streams.stream(Purpose::Verification, key, month);
        if month > 0 && month % 12 == 0 {
            people.iter_mut().for_each(shift);
        }
        let arrived = arrivals(stream);
        multinomial_into(stream, arrived, &profile, &mut came);
        let born: u64 = people[0]
            .iter()
            .zip(&host.birth)
            .map(|(&women, &birth)| binomial(stream, women, birth))
            .sum();
        let boys = binomial(stream, born, model.boys);
        for sex in 0..2 {
            for age in 0..AGES {
                let exits = binomial(stream, people[sex][age], leaves[sex][age]);
                let deaths = binomial(stream, exits, dies[sex][age]);
                let returns = binomial(stream, exits - deaths, returning / other);
                people[sex][age] += came[sex * AGES + age];
                people[sex][age] -= exits;
                totals[1] += deaths;
                totals[2] += returns;
                totals[3] += exits - deaths - returns;
            }
        }
        people[0][0] += born - boys;
        people[1][0] += boys;
        totals[0] += born;
    }
    totals[4] = people.iter().flatten().sum();
    totals
}

fn shift(ages: &mut [u64; AGES]) {
    let oldest = ages[OLDEST_AGE];
    ages.copy_within(0..OLDEST_AGE, 1);
    ages[OLDEST_AGE] += oldest;
    ages[0] = 0;
}

/// What has happened to a host's groups since their single years were last known.
#[derive(Default)]
struct Since {
    arrived: [u64; GROUPS],
    died: [u64; GROUPS],
    left: [u64; GROUPS],
    born: [u64; 2],
}

fn years_of(group: usize) -> std::ops::Range<usize> {
    let band = AGE_BANDS[group % 5];
    band.first_age()..band.last_age() + 1
}

/// Mean of a rate over a group, people as weights.
fn mean_rate(ages: &Ages, rates: &[f64; AGES], group: usize) -> f64 {
    let people = &ages[group / 5][years_of(group)];
    let all: u64 = people.iter().sum();
    let sum: f64 = people
        .iter()
        .zip(&rates[years_of(group)])
        .map(|(&count, rate)| count as f64 * rate)
        .sum();
    sum / all.max(1) as f64
}

struct Banded<'a> {
    model: &'a Model,
    host: &'a HostModel,
    ages: Ages,
    people: [u64; GROUPS],
    at_split: [u64; GROUPS],
    death_at_split: [f64; GROUPS],
    birth_at_split: [f64; GROUPS],
    death_of_arrivals: [f64; GROUPS],
    birth_of_arrivals: [f64; GROUPS],
    since: Since,
}

impl<'a> Banded<'a> {
    fn new(model: &'a Model, host: &'a HostModel) -> Self {
        let mut banded = Self {
            model,
            host,
            ages: host.opening,
            people: [0; GROUPS],
            at_split: [0; GROUPS],
            death_at_split: [0.0; GROUPS],
            birth_at_split: [0.0; GROUPS],
            death_of_arrivals: std::array::from_fn(|group| {
                mean_rate(&model.profile, &host.death[group / 5], group)
            }),
            birth_of_arrivals: std::array::from_fn(|group| {
                mean_rate(&model.profile, &host.birth, group)
            }),
            since: Since::default(),
        };
        banded.regroup();
        banded
    }

    fn regroup(&mut self) {
        for group in 0..GROUPS {
            self.people[group] = self.ages[group / 5][years_of(group)].iter().sum();
            self.at_split[group] = self.people[group];
            self.death_at_split[group] = mean_rate(&self.ages, &self.host.death[group / 5], group);
            self.birth_at_split[group] = mean_rate(&self.ages, &self.host.birth, group);
        }
        self.since = Since::default();
    }

    /// Mean rates of death and birth of a group with those who have joined it since January.
    fn rates(&self, group: usize) -> (f64, f64) {
        let before = self.at_split[group] as f64;
        let arrived = self.since.arrived[group] as f64;
        let born = if group % 5 == 0 {
            self.since.born[group / 5] as f64
        } else {
            0.0
        };
        let all = before + arrived + born;
        if all == 0.0 {
            return (self.death_of_arrivals[group], self.birth_of_arrivals[group]);
        }
        let newborn = self.host.death[group / 5][0];
        (
            (before * self.death_at_split[group]
                + arrived * self.death_of_arrivals[group]
                + born * newborn)
                / all,
            (before * self.birth_at_split[group] + arrived * self.birth_of_arrivals[group]) / all,
        )
    }

    /// Splits the year's flows into single years of age, and everybody grows a year older.
    fn grow_older(&mut self, stream: &mut Stream) {
        let mut weights = [0.0; AGES];
        let mut drawn = [0; AGES];
        for group in 0..GROUPS {
            let (sex, years) = (group / 5, years_of(group));
            let width = years.len();
            let pool = &mut self.ages[sex][years.clone()];
            if group % 5 == 0 {
                pool[0] += self.since.born[sex];
            }
            for (weight, &count) in weights
                .iter_mut()
                .zip(&self.model.profile[sex][years.clone()])
            {
                *weight = count as f64;
            }
            multinomial_into(
                stream,
                self.since.arrived[group],
                &weights[..width],
                &mut drawn[..width],
            );
            for (count, came) in pool.iter_mut().zip(&drawn) {
                *count += came;
            }
            for ((weight, &count), death) in weights
                .iter_mut()
                .zip(pool.iter())
                .zip(&self.host.death[sex][years])
            {
                *weight = count as f64 * death;
            }
            multinomial_into(
                stream,
                self.since.died[group],
                &weights[..width],
                &mut drawn[..width],
            );
            let mut more = 0;
            for (count, dead) in pool.iter_mut().zip(&drawn) {
                let taken = (*count).min(*dead);
                *count -= taken;
                more += dead - taken;
            }
            for count in pool.iter_mut() {
                let taken = more.min(*count);
                *count -= taken;
                more -= taken;
            }
            multivariate_hypergeometric_into(
                stream,
                self.since.left[group],
                pool,
                &mut drawn[..width],
            );
            for (count, left) in pool.iter_mut().zip(&drawn) {
                *count -= left;
            }
        }
        self.ages.iter_mut().for_each(shift);
        self.regroup();
    }

    fn month(&mut self, stream: &mut Stream, best: bool, totals: &mut Totals) {
        let [returning, adverse] = hazards();
        let other = returning + adverse;
        let shares = SHARES.as_flattened();
        let weights: [f64; GROUPS] = std::array::from_fn(|group| shares[group] as f64);
        let mut came = [0; GROUPS];
        let arrived = arrivals(stream);
        multinomial_into(stream, arrived, &weights, &mut came);
        let rates: [(f64, f64); GROUPS] = std::array::from_fn(|group| self.rates(group));
        let born: u64 = (0..5)
            .map(|group| binomial(stream, self.people[group], rates[group].1))
            .sum();
        let boys = binomial(stream, born, self.model.boys);
        let mut others = [0; GROUPS];
        for group in 0..GROUPS {
            let death = rates[group].0;
            let exits = binomial(
                stream,
                self.people[group],
                1.0 - libm::exp(-(death + other)),
            );
            let deaths = binomial(stream, exits, death / (death + other));
            others[group] = exits - deaths;
            self.people[group] -= exits;
            self.since.died[group] += deaths;
            self.since.left[group] += exits - deaths;
            totals[1] += deaths;
        }
        let leaving: u64 = others.iter().sum();
        if best {
            let returns = binomial(stream, leaving, returning / other);
            let mut rarer = [0; GROUPS];
            multivariate_hypergeometric_into(stream, leaving - returns, &others, &mut rarer);
            totals[2] += returns;
            totals[3] += rarer.iter().sum::<u64>();
        } else {
            for count in others {
                let returns = binomial(stream, count, returning / other);
                totals[2] += returns;
                totals[3] += count - returns;
            }
        }
        for (group, came) in came.into_iter().enumerate() {
            self.people[group] += came;
            self.since.arrived[group] += came;
        }
        for (sex, children) in [(0, born - boys), (1, boys)] {
            self.people[sex * 5] += children;
            self.since.born[sex] += children;
        }
        totals[0] += born;
    }
}

fn bands(model: &Model, host: &HostModel, streams: &Streams, key: u64, best: bool) -> Totals {
    let mut banded = Banded::new(model, host);
    let mut totals = [0; 5];
    for month in 0..MONTHS {
        let stream = &mut streams.stream(Purpose::Verification, key, month);
        if month > 0 && month % 12 == 0 {
            banded.grow_older(stream);
        }
        banded.month(stream, best, &mut totals);
    }
    totals[4] = banded.people.iter().sum();
    totals
}

fn simulator(situation: &Situation, replicates: u64) -> Vec<Totals> {
    let option = &situation.options[0];
    let plan = common::plan(situation, option, &[(1.0, 0.0, 0)]);
    let years = 2026..2041;
    let mut cells: Vec<(&str, Period)> = Vec::new();
    for indicator in [
        "births_persons",
        "deaths_persons",
        "voluntary_returns_persons",
        "adverse_returns_persons",
    ] {
        cells.extend(years.clone().map(|year| (indicator, Period::Year(year))));
    }
    cells.push(("stock_month_persons", Period::Month(MONTHS - 1)));
    common::sample_many(
        situation,
        option,
        &plan,
        &cells,
        replicates,
        Resolution::Banded,
    )
    .into_iter()
    .map(|row| {
        let sum = |index: usize| row[index * 15..(index + 1) * 15].iter().sum::<f64>() as u64;
        [sum(0), sum(1), sum(2), sum(3), row[60] as u64]
    })
    .collect()
}

fn parameters(model: &Model) -> serde_json::Value {
    let rows = |rates: &Rates| json!([rates[0].to_vec(), rates[1].to_vec()]);
    let counts = |ages: &Ages| json!([ages[0].to_vec(), ages[1].to_vec()]);
    let hosts: Vec<_> = model
        .hosts
        .iter()
        .map(|host| {
            json!({
                "opening": counts(&host.opening),
                "death": rows(&host.death),
                "birth": host.birth.to_vec(),
            })
        })
        .collect();
    let [returning, adverse] = hazards();
    json!({
        "months": MONTHS,
        "hosts": hosts,
        "profile": counts(&model.profile),
        "group_shares": SHARES,
        "first_ages": AGE_BANDS.map(AgeBand::first_age),
        "arrivals": ARRIVALS_PER_MONTH * 0.2,
        "arrival_size": ARRIVAL_SIZE,
        "returning": returning,
        "adverse": adverse,
        "boys": model.boys,
    })
}

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let situation = situation();
    let model = model(&situation);
    let totals = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["parameters"] => {
            println!("{}", parameters(&model));
            return Ok(());
        }
        ["simulator", replicates] => simulator(&situation, replicates.parse()?),
        [mode @ ("single-years" | "bands" | "best"), replicates] => (0..replicates.parse()?)
            .map(|replicate| {
                let streams = Streams::new(1, replicate);
                let mut sum = [0; 5];
                for (key, host) in (0..).zip(&model.hosts) {
                    let totals = match mode {
                        "single-years" => single_years(&model, host, &streams, key),
                        _ => bands(&model, host, &streams, key, mode == "best"),
                    };
                    for (sum, total) in sum.iter_mut().zip(totals) {
                        *sum += total;
                    }
                }
                sum
            })
            .collect(),
        _ => return Err("draws parameters | draws MODE REPLICATES".into()),
    };
    println!("{}", json!(totals));
    Ok(())
}
