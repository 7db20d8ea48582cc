//! Robust apportionment: futures are simulated, a commitment is fitted to one set of them and valued
//! on another, beside the plan made for the mean.

use rayon::prelude::*;

use crate::apportion::robust::{
    Commitment, GapRisk, RobustProblem, gap_risk, gaps_with_foresight_usd, robust_commitment,
};
use crate::apportion::{ApportionError, ApportionRequest, ProgramError, SolverChoice, apportion};
use crate::id::CountryCode;
use crate::indicator::{Breakdown, Period};
use crate::model::{Futures, NeedsMatrix, Plan, PolicyOption, Situation};
use crate::simulate::record::Layout;
use crate::simulate::{InvariantBroken, OptionSetup, Resolution, Setup, Workspace, replicate};

/// How a robust study is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RobustSettings {
    /// Futures to which the commitment is fitted; as many others value it.
    pub futures: u64,
    /// See [`RobustProblem::tail`].
    pub tail: f64,
    /// See [`RobustProblem::tail_weight`].
    pub tail_weight: f64,
    /// The solver.
    pub solver: SolverChoice,
}

/// Fewer futures than this say nothing of a tail.
const LEAST_FUTURES: u64 = 20;

/// Why a robust study refuses.
#[derive(Debug, thiserror::Error)]
pub enum RobustError {
    /// Nothing to make robust.
    #[error("option `{option}` has no plan, so there is no money to commit")]
    NoPlan {
        /// The option.
        option: String,
    },
    /// No futures.
    #[error(
        "the scenario states its needs and is not simulated, so it has no futures to be robust \
         against; take a scenario with `simulated = true`"
    )]
    NotSimulated,
    /// A setting out of its domain.
    #[error("{name} is {value}; {rule}")]
    Setting {
        /// The setting.
        name: &'static str,
        /// Its value.
        value: f64,
        /// Its domain, in words.
        rule: &'static str,
    },
    /// The plan cannot be made.
    #[error(transparent)]
    Apportion(#[from] ApportionError),
    /// The program was not solved.
    #[error(transparent)]
    Program(#[from] ProgramError),
    /// A replicate whose accounts do not close.
    #[error(transparent)]
    Invariant(#[from] Box<InvariantBroken>),
}

/// What is committed for a year, US$.
#[derive(Clone, Debug, PartialEq)]
pub struct YearCommitment {
    /// Calendar year.
    pub year: i32,
    /// Mean need of the futures to which it was fitted.
    pub mean_need_usd: f64,
    /// Need of the mean forecast for which the plan was made.
    pub planned_need_usd: f64,
    /// What the plan asks for, all contributors.
    pub planned_usd: f64,
    /// The robust commitment, all of it.
    pub robust_usd: f64,
    /// The part of it that is bound to hosts, by host.
    pub robust_bound_usd: Vec<f64>,
}

/// A robust commitment beside the plan for the mean.
#[derive(Clone, Debug, PartialEq)]
pub struct RobustStudy {
    /// The hosts, in the order of all lists by host, with names.
    pub hosts: Vec<(CountryCode, String)>,
    /// Year by year.
    pub years: Vec<YearCommitment>,
    /// All money, US$: the same in both.
    pub budget_usd: f64,
    /// Least share of it that is bound to hosts.
    pub bound_share: f64,
    /// Settings.
    pub settings: RobustSettings,
    /// The robust commitment on the futures to which it was fitted.
    pub in_sample: GapRisk,
    /// The robust commitment on other futures.
    pub out_of_sample: GapRisk,
    /// The plan for the mean on those same other futures.
    pub plan_out_of_sample: GapRisk,
    /// Robust less plan on those futures, paired: mean difference of the gap, and its error, US$.
    pub saved_usd: (f64, f64),
    /// Mean gap on those futures if all were known beforehand, US$: no commitment does better.
    pub foresight_usd: f64,
    /// What the robust commitment asks of each contributor, by the option's key and caps.
    pub plan: Plan,
    /// The solver and the largest violation of a row, relative to its scale.
    pub certificate: (&'static str, f64),
}

/// Makes a robust study of one option.
///
/// # Errors
/// See [`RobustError`].
pub fn robust(
    situation: &Situation,
    option: &PolicyOption,
    needs: &NeedsMatrix,
    settings: &RobustSettings,
) -> Result<RobustStudy, RobustError> {
    check(situation, option, settings)?;
    let request = ApportionRequest {
        situation,
        option,
        needs,
        solver: settings.solver,
    };
    let plan = apportion(&request)?;
    let (fitted, others) = simulate(situation, option, &plan, settings.futures)?;
    let (problem, planned) = problem(situation, &plan, &fitted, settings);
    let solution = robust_commitment(&problem, settings.solver)?;
    let commitment = &solution.commitment;
    let robust_gaps = commitment.gaps_usd(&others);
    let plan_gaps = planned.gaps_usd(&others);
    let differences: Vec<f64> = robust_gaps
        .iter()
        .zip(&plan_gaps)
        .map(|(robust, plan)| robust - plan)
        .collect();
    let saved = gap_risk(&differences, 0.0);
    let foresight = gap_risk(&gaps_with_foresight_usd(&problem, &others), 0.0);
    let years = (0..fitted.years.len())
        .map(|year| YearCommitment {
            year: fitted.years[year],
            mean_need_usd: (0..fitted.hosts)
                .map(|host| fitted.mean_usd(host, year))
                .sum(),
            planned_need_usd: needs.total_usd(year),
            planned_usd: planned.year_usd(year),
            robust_usd: commitment.year_usd(year),
            robust_bound_usd: commitment.bound_usd.iter().map(|it| it[year]).collect(),
        })
        .collect();
    let shared = apportion(&ApportionRequest {
        needs: &scaled(needs, commitment),
        ..request
    })?;
    Ok(RobustStudy {
        hosts: situation
            .hosts
            .iter()
            .map(|host| (host.country.code, host.country.name.clone()))
            .collect(),
        years,
        budget_usd: problem.budget_usd,
        bound_share: problem.bound_share,
        settings: *settings,
        in_sample: solution.in_sample,
        out_of_sample: gap_risk(&robust_gaps, settings.tail),
        plan_out_of_sample: gap_risk(&plan_gaps, settings.tail),
        saved_usd: (saved.expected_usd, saved.expected_error_usd),
        foresight_usd: foresight.expected_usd,
        plan: shared,
        certificate: (solution.solver, solution.largest_violation),
    })
}

fn check(
    situation: &Situation,
    option: &PolicyOption,
    settings: &RobustSettings,
) -> Result<(), RobustError> {
    if !option.has_plan {
        return Err(RobustError::NoPlan {
            option: option.id.to_string(),
        });
    }
    if !situation.simulated {
        return Err(RobustError::NotSimulated);
    }
    let refuse = |name, value, rule| Err(RobustError::Setting { name, value, rule });
    if settings.futures < LEAST_FUTURES {
        let value = settings.futures as f64;
        return refuse("the number of futures", value, "give at least 20");
    }
    if !(0.0..1.0).contains(&settings.tail) {
        return refuse(
            "the tail",
            settings.tail,
            "give a number from 0 to below 1, as in 0.95",
        );
    }
    if !(settings.tail_weight.is_finite() && settings.tail_weight >= 0.0) {
        return refuse(
            "the weight of the tail",
            settings.tail_weight,
            "give a finite number of zero or more",
        );
    }
    Ok(())
}

/// Simulates the years of the plan twice as often as asked: the first half to fit, the second to
/// value.
fn simulate(
    situation: &Situation,
    option: &PolicyOption,
    plan: &Plan,
    count: u64,
) -> Result<(Futures, Futures), RobustError> {
    let mut short = situation.clone();
    let last = plan.years.last().copied().unwrap_or_default();
    let months = situation
        .clock
        .years()
        .iter()
        .filter(|&&year| year <= last)
        .count();
    let years = u32::try_from(months).unwrap_or(u32::MAX / 12);
    let until_december = (12 * years).saturating_sub(situation.clock.start.month() - 1);
    short.clock.months = until_december.min(situation.clock.months);
    let setup = Setup::new(&short, Resolution::Banded);
    let prepared = OptionSetup::new(&setup, option, plan);
    let donors: Vec<usize> = (0..plan.shares.len()).collect();
    let layout = Layout::new(&setup, &donors);
    let years: Vec<i32> = (plan.years.iter().copied())
        .filter(|year| short.clock.years().contains(year))
        .collect();
    let cells: Vec<Vec<Option<usize>>> = short
        .hosts
        .iter()
        .map(|host| {
            let cell = |&year: &i32| {
                layout.cells.iter().position(|cell| {
                    cell.indicator == "requirement_usd"
                        && cell.host == Some(host.country.code)
                        && cell.breakdown == Breakdown::None
                        && cell.period == Period::Year(year)
                })
            };
            years.iter().map(cell).collect()
        })
        .collect();
    let needs: Vec<Vec<Vec<f64>>> = (0..2 * count)
        .into_par_iter()
        .map_init(
            || Workspace::new(&setup),
            |space, number| {
                let values =
                    replicate(&setup, &prepared, number, false, space).map_err(Box::new)?;
                Ok(cells
                    .iter()
                    .map(|years| {
                        let usd = |&cell: &Option<usize>| {
                            cell.map_or(0.0, |cell| {
                                values[cell] as f64 * layout.cells[cell].scale.step()
                            })
                        };
                        years.iter().map(usd).collect()
                    })
                    .collect())
            },
        )
        .collect::<Result<_, Box<InvariantBroken>>>()?;
    let mut fitted = needs;
    let others = fitted.split_off(usize::try_from(count).unwrap_or(usize::MAX));
    let hosts = situation.hosts.len();
    let futures = |needs_usd| Futures {
        years: years.clone(),
        hosts,
        needs_usd,
    };
    Ok((futures(fitted), futures(others)))
}

/// The problem whose budget, caps and earmarks are the plan's, and the plan as a commitment: each
/// year's money, its bound part by the mean need of the hosts.
fn problem<'a>(
    situation: &Situation,
    plan: &Plan,
    futures: &'a Futures,
    settings: &RobustSettings,
) -> (RobustProblem<'a>, Commitment) {
    let years = futures.years.len();
    let of_year = |amounts: &[f64], year: usize| {
        amounts
            .get(year.min(amounts.len().saturating_sub(1)))
            .copied()
            .unwrap_or(0.0)
    };
    let planned: Vec<f64> = (0..years)
        .map(|year| {
            let asked = plan.shares.iter();
            asked
                .map(|share| of_year(&share.obligation_usd, year))
                .sum()
        })
        .collect();
    // Those without a key share give what they offer, and no more.
    let caps_usd = (0..years)
        .map(|year| {
            plan.shares
                .iter()
                .map(|share| {
                    if share.key_share > 0.0 {
                        of_year(&share.cap_usd, year)
                    } else {
                        of_year(&share.obligation_usd, year)
                    }
                })
                .sum()
        })
        .collect();
    let budget_usd: f64 = planned.iter().sum();
    let bound: f64 = plan
        .shares
        .iter()
        .map(|share| {
            let known = situation
                .contributors
                .iter()
                .find(|contributor| contributor.id == share.contributor);
            let asked: f64 = (0..years)
                .map(|year| of_year(&share.obligation_usd, year))
                .sum();
            asked * known.map_or(0.0, |known| 1.0 - known.unearmarked_share)
        })
        .sum();
    let bound_share = if budget_usd > 0.0 {
        (bound / budget_usd).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let bound_usd = (0..futures.hosts)
        .map(|host| {
            (0..years)
                .map(|year| {
                    let all: f64 = (0..futures.hosts)
                        .map(|host| futures.mean_usd(host, year))
                        .sum();
                    let part = if all > 0.0 {
                        futures.mean_usd(host, year) / all
                    } else {
                        1.0 / futures.hosts.max(1) as f64
                    };
                    bound_share * planned[year] * part
                })
                .collect()
        })
        .collect();
    let commitment = Commitment {
        unbound_usd: planned
            .iter()
            .map(|usd| (1.0 - bound_share) * usd)
            .collect(),
        bound_usd,
    };
    let problem = RobustProblem {
        futures,
        budget_usd,
        caps_usd,
        bound_share,
        tail: settings.tail,
        tail_weight: settings.tail_weight,
    };
    (problem, commitment)
}

/// Needs scaled year by year to what is committed, so that the option's own rules share it out.
fn scaled(needs: &NeedsMatrix, commitment: &Commitment) -> NeedsMatrix {
    let mut scaled = needs.clone();
    for year in 0..needs.years.len() {
        let all = needs.total_usd(year);
        let committed = if year < commitment.unbound_usd.len() {
            commitment.year_usd(year)
        } else {
            0.0
        };
        let ratio = if all > 0.0 { committed / all } else { 0.0 };
        for host in &mut scaled.usd {
            for usd in &mut host[year] {
                *usd *= ratio;
            }
        }
    }
    scaled
}
