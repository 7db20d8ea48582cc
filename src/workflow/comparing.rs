//! Options of a scenario, or of finished runs, side by side.

use std::path::{Path, PathBuf};

use super::{FinishedRun, WorkflowError, needs_of, plan};
use crate::apportion::{ApportionRequest, SolverChoice, apportion};
use crate::model::{Plan, PolicyOption, Situation};
use crate::report::compared::Compared;
use crate::scenario::LoadOptions;
use crate::study::equity::{Yardstick, equity_of_plans, over_hosting_values, yardstick};
use crate::study::outcomes::{Outcome, Outcomes};

/// Why things cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// The scenario or a run cannot be read or apportioned.
    #[error(transparent)]
    Workflow(#[from] WorkflowError),
    /// An option that nobody knows.
    #[error("there is no option `{wanted}` to compare with; there are {known}")]
    UnknownOption {
        /// What was asked for.
        wanted: String,
        /// What there is.
        known: String,
    },
    /// Only one option.
    #[error("there is only one option, so nothing to compare it with; add an `[[option]]`")]
    OnlyOne,
    /// Runs that do not meet the same futures.
    #[error(
        "{one} and {other} do not meet the same futures: {difference}; differences between them \
         would not be those of the options, so run both with the same scenario but for options"
    )]
    OtherFutures {
        /// The first run.
        one: PathBuf,
        /// The run that differs.
        other: PathBuf,
        /// In what.
        difference: String,
    },
}

/// Compares the options of a scenario by their plans alone.
///
/// # Errors
/// Problems of the scenario, an option that cannot be apportioned, a baseline that nobody knows.
pub fn compare_scenario(
    scenario: &Path,
    options: &LoadOptions,
    baseline: Option<&str>,
    solver: SolverChoice,
) -> Result<Compared, CompareError> {
    let (loaded, plans) = plan(scenario, options, solver)?;
    compare_situation(&loaded.situation, plans, baseline, solver)
}

/// Compares the options of a situation by the plans made of them.
///
/// # Errors
/// A baseline that nobody knows, or a single option.
pub fn compare_situation(
    situation: &Situation,
    plans: Vec<Plan>,
    baseline: Option<&str>,
    solver: SolverChoice,
) -> Result<Compared, CompareError> {
    let ids: Vec<String> = situation
        .options
        .iter()
        .map(|option| option.id.to_string())
        .collect();
    let baseline = baseline_of(&ids, baseline, situation.baseline())?;
    let again = |option: &PolicyOption| -> Option<Plan> {
        let needs = needs_of(situation, option);
        apportion(&ApportionRequest {
            situation,
            option,
            needs: &needs,
            solver,
        })
        .ok()
    };
    let over_hosting = (0..ids.len())
        .filter(|&option| option != baseline)
        .map(|option| {
            let points = over_hosting_values(situation, baseline, option, again);
            (option, points)
        })
        .collect();
    Ok(Compared {
        titles: situation
            .options
            .iter()
            .map(|option| option.title.clone())
            .collect(),
        ids,
        baseline,
        yardstick: yardstick(situation, &plans),
        equity: equity_of_plans(situation, &plans),
        over_hosting,
        plans,
        outcomes: None,
        money_unit: money_unit(situation),
        source: String::new(),
    })
}

fn money_unit(situation: &Situation) -> String {
    format!("US$ of {}", situation.parameters.finance.price_year)
}

fn baseline_of(
    ids: &[String],
    wanted: Option<&str>,
    otherwise: usize,
) -> Result<usize, CompareError> {
    if ids.len() < 2 {
        return Err(CompareError::OnlyOne);
    }
    let Some(wanted) = wanted else {
        return Ok(otherwise);
    };
    ids.iter()
        .position(|id| id == wanted)
        .ok_or_else(|| CompareError::UnknownOption {
            wanted: wanted.to_owned(),
            known: ids.join(", "),
        })
}

/// Compares the options of finished runs, future by future.
///
/// # Errors
/// See [`FinishedRuns::read`] and [`FinishedRuns::compare`].
pub fn compare_runs(folders: &[PathBuf], baseline: Option<&str>) -> Result<Compared, CompareError> {
    FinishedRuns::read(folders)?.compare(baseline)
}

/// One or more finished runs that met the same futures.
#[derive(Debug)]
pub struct FinishedRuns {
    /// The runs, never none.
    pub(super) runs: Vec<FinishedRun>,
    /// What each is called, no two alike.
    pub(super) names: Vec<String>,
}

impl FinishedRuns {
    /// Reads the folders of finished runs.
    ///
    /// All must have met the same futures: the same seed, clock and hosts, and the same arrivals in
    /// every replicate that they share; and count in the same money.
    ///
    /// # Errors
    /// A folder that holds no whole run, or runs of other futures.
    pub fn read(folders: &[PathBuf]) -> Result<Self, CompareError> {
        let runs = folders
            .iter()
            .map(|folder| FinishedRun::read(folder))
            .collect::<Result<Vec<FinishedRun>, _>>()?;
        let Some((first, rest)) = runs.split_first() else {
            return Err(CompareError::OnlyOne);
        };
        for (run, folder) in rest.iter().zip(&folders[1..]) {
            if let Some(difference) = other_futures(first, run) {
                return Err(CompareError::OtherFutures {
                    one: folders[0].clone(),
                    other: folder.clone(),
                    difference,
                });
            }
        }
        Ok(Self {
            names: names_of(folders),
            runs,
        })
    }

    /// Whether options carry their run's name.
    pub(super) fn are_several(&self) -> bool {
        self.runs.len() > 1
    }

    /// Identifier and title of every option, with the run's name in front where there are several
    /// runs.
    pub(super) fn labels(&self) -> Vec<(String, String)> {
        self.runs
            .iter()
            .zip(&self.names)
            .flat_map(|(run, name)| {
                run.situation.options.iter().map(move |option| {
                    if self.are_several() {
                        (
                            format!("{name}:{}", option.id),
                            format!("{name}: {}", option.title),
                        )
                    } else {
                        (option.id.to_string(), option.title.clone())
                    }
                })
            })
            .collect()
    }

    /// Compares all options, future by future; with several runs, options carry their run's name
    /// in front.
    ///
    /// # Errors
    /// A baseline that nobody knows, or a single option.
    pub fn compare(&self, baseline: Option<&str>) -> Result<Compared, CompareError> {
        let Some(first) = self.runs.first() else {
            return Err(CompareError::OnlyOne);
        };
        let sources: Vec<String> = self
            .runs
            .iter()
            .zip(&self.names)
            .map(|(run, name)| {
                format!(
                    "{name} (run {}, seed {}, {} replicates)",
                    run.record.run_id, run.record.seed, run.footer.replicates
                )
            })
            .collect();
        let source = format!("From {}.", sources.join("; "));
        if !self.are_several() {
            let plans = first.plans.clone();
            let compared =
                compare_situation(&first.situation, plans, baseline, SolverChoice::Auto)?;
            return Ok(Compared {
                outcomes: first.outcomes.clone(),
                source,
                ..compared
            });
        }
        let (ids, titles): (Vec<String>, Vec<String>) = self.labels().into_iter().unzip();
        let baseline = baseline_of(&ids, baseline, first.situation.baseline())?;
        let measure = yardstick(&first.situation, &first.plans);
        let equity = equity_over_runs(&self.runs, measure.as_ref());
        let mut rows = Vec::new();
        let mut shift = 0;
        for run in &self.runs {
            let own = run.outcomes.iter().flat_map(|outcomes| &outcomes.rows);
            rows.extend(own.map(|row| Outcome {
                option: row.option + shift,
                ..row.clone()
            }));
            shift += run.situation.options.len();
        }
        let indicators = first
            .outcomes
            .as_ref()
            .map(|outcomes| outcomes.indicators.clone());
        Ok(Compared {
            ids,
            titles,
            baseline,
            yardstick: measure,
            equity,
            over_hosting: Vec::new(),
            plans: self.runs.iter().flat_map(|run| run.plans.clone()).collect(),
            outcomes: indicators.map(|indicators| Outcomes {
                indicators,
                futures_per_draw: self
                    .runs
                    .iter()
                    .filter_map(|run| run.outcomes.as_ref())
                    .map(|outcomes| outcomes.futures_per_draw)
                    .fold(1, common_multiple),
                rows,
            }),
            money_unit: money_unit(&first.situation),
            source,
        })
    }
}

/// The folders' own names, with a number where two are alike.
fn names_of(folders: &[PathBuf]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for folder in folders {
        let name = folder.file_name().map_or_else(
            || folder.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        );
        let mut unlike = name.clone();
        let mut number = 1;
        while names.contains(&unlike) {
            number += 1;
            unlike = format!("{name}-{number}");
        }
        names.push(unlike);
    }
    names
}

/// Every run's plans by the first run's yardstick.
fn equity_over_runs(
    runs: &[FinishedRun],
    measure: Option<&Yardstick>,
) -> Vec<crate::study::equity::PlanEquity> {
    let (Some(measure), Some(first)) = (measure, runs.first()) else {
        return Vec::new();
    };
    let Some(reference) = first
        .situation
        .options
        .iter()
        .position(|option| option.has_plan)
        .and_then(|index| first.plans.get(index))
    else {
        return Vec::new();
    };
    let hosting = measure.hosting(reference, 1.0);
    runs.iter()
        .flat_map(|run| &run.plans)
        .enumerate()
        .map(|(option, plan)| measure.measure(option, plan, &hosting))
        .collect()
}

/// In what two runs' futures differ; none where they are the same.
fn other_futures(one: &FinishedRun, other: &FinishedRun) -> Option<String> {
    if one.record.seed != other.record.seed {
        return Some(format!(
            "seed {} against {}",
            one.record.seed, other.record.seed
        ));
    }
    if one.situation.clock != other.situation.clock {
        return Some("their clocks start or end in different months".to_owned());
    }
    let money = |run: &FinishedRun| money_unit(&run.situation);
    if money(one) != money(other) {
        return Some(format!(
            "one counts in {}, the other in {}",
            money(one),
            money(other)
        ));
    }
    let hosts = |run: &FinishedRun| -> Vec<String> {
        let mut codes: Vec<String> = run
            .situation
            .hosts
            .iter()
            .map(|host| host.country.code.to_string())
            .collect();
        codes.sort();
        codes
    };
    if hosts(one) != hosts(other) {
        return Some("their hosts are not the same".to_owned());
    }
    let (Some(left), Some(right)) = (&one.outcomes, &other.outcomes) else {
        return Some("a run holds no table of outcomes; run its scenario again".to_owned());
    };
    if left.indicators != right.indicators {
        return Some("they were made by versions with other indicators".to_owned());
    }
    let at = left.indicator("total_arrivals_persons")?;
    let arrivals = |outcomes: &Outcomes, situation: &Situation| -> Vec<(u32, f64)> {
        let baseline = situation.baseline();
        outcomes
            .rows
            .iter()
            .filter(|row| row.option == baseline && row.uptake.is_none())
            .filter_map(|row| row.values.get(at).map(|&value| (row.replicate, value)))
            .collect()
    };
    let (left, right) = (
        arrivals(left, &one.situation),
        arrivals(right, &other.situation),
    );
    left.iter()
        .zip(&right)
        .find(|(one, other)| one != other)
        .map(|(one, _)| format!("arrivals of replicate {} are not the same", one.0))
}

/// The least common multiple: a number of replicates that is whole draws in every run.
fn common_multiple(one: u32, other: u32) -> u32 {
    let (mut divisor, mut rest) = (one.max(1), other.max(1));
    while rest > 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    (one.max(1) / divisor).saturating_mul(other.max(1))
}
