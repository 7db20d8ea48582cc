//! Options of finished runs as options of one situation, so that charts show them side by side.

use super::comparing::FinishedRuns;
use crate::id::OptionId;
use crate::indicator::{ComparisonRow, SummaryRow, SummaryTable, find};
use crate::model::{Plan, Situation};
use crate::report::compared::{COMPARED, Compared};
use crate::report::{FooterInfo, ReportInputs};

/// What charts of compared options are drawn from.
#[derive(Clone, Debug)]
pub struct Joined {
    situation: Situation,
    plans: Vec<Plan>,
    summary: SummaryTable,
    comparison: Vec<ComparisonRow>,
    footer: FooterInfo,
}

impl Joined {
    /// A situation whose options are compared by their plans alone.
    #[must_use]
    pub fn of_plans(situation: &Situation, compared: &Compared, footer: FooterInfo) -> Self {
        let mut situation = situation.clone();
        mark_baseline(&mut situation, compared.baseline);
        Self {
            situation,
            plans: compared.plans.clone(),
            summary: SummaryTable::default(),
            comparison: Vec::new(),
            footer,
        }
    }

    /// What reports are made from.
    #[must_use]
    pub fn report_inputs(&self) -> ReportInputs<'_> {
        ReportInputs {
            situation: &self.situation,
            plans: &self.plans,
            summary: &self.summary,
            comparison: &self.comparison,
            footer: &self.footer,
            register: &[],
        }
    }
}

impl FinishedRuns {
    /// All options in the first run's situation, by the baseline of `compared`, which these runs
    /// gave; differences are those of its common futures. None without runs.
    #[must_use]
    pub fn joined(&self, compared: &Compared) -> Option<Joined> {
        let first = self.runs.first()?;
        let mut situation = first.situation.clone();
        situation.options.clear();
        let (mut plans, mut rows) = (Vec::new(), Vec::new());
        let mut labels = self.labels().into_iter();
        for run in &self.runs {
            let shift = situation.options.len();
            for ((option, plan), (id, title)) in run
                .situation
                .options
                .iter()
                .zip(&run.plans)
                .zip(&mut labels)
            {
                let id = OptionId(id);
                let mut option = option.clone();
                option.id = id.clone();
                option.title = title;
                situation.options.push(option);
                let mut plan = plan.clone();
                plan.option = id;
                plans.push(plan);
            }
            rows.extend(run.summary.rows.iter().map(|row| SummaryRow {
                option: row.option + shift,
                ..row.clone()
            }));
        }
        mark_baseline(&mut situation, compared.baseline);
        situation.title = self.titles();
        Some(Joined {
            situation,
            plans,
            summary: SummaryTable { rows },
            comparison: differences(compared),
            footer: self.footer(),
        })
    }

    /// The titles of the runs' situations, each once.
    fn titles(&self) -> String {
        let mut titles: Vec<&str> = Vec::new();
        for run in &self.runs {
            let title = run.situation.title.trim_end_matches('.');
            if !titles.contains(&title) {
                titles.push(title);
            }
        }
        titles.join("; ")
    }

    fn footer(&self) -> FooterInfo {
        let footers = || self.runs.iter().map(|run| &run.footer);
        let mut footer = footers().next().cloned().unwrap_or_default();
        let ids: Vec<&str> = footers().map(|it| it.run_id.as_str()).collect();
        footer.run_id = ids.join(" and ");
        // Differences rest on the futures that all runs have.
        footer.replicates = footers().map(|it| it.replicates).min().unwrap_or(0);
        footer.assumptions.clear();
        for assumption in footers().flat_map(|it| &it.assumptions) {
            if !footer.assumptions.contains(assumption) {
                footer.assumptions.push(assumption.clone());
            }
        }
        footer
    }
}

/// Makes one option the baseline, and no other.
fn mark_baseline(situation: &mut Situation, baseline: usize) {
    for (index, option) in situation.options.iter_mut().enumerate() {
        option.is_baseline = index == baseline;
    }
}

/// The differences over all common futures, in the form that charts take.
fn differences(compared: &Compared) -> Vec<ComparisonRow> {
    let Some(outcomes) = &compared.outcomes else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    for option in compared.others() {
        for (name, _) in COMPARED {
            let found = find(name).zip(outcomes.contrast(compared.baseline, option, None, name));
            if let Some((indicator, contrast)) = found {
                rows.push(ComparisonRow {
                    option,
                    indicator: indicator.name,
                    baseline_mean: contrast.baseline_mean,
                    option_mean: contrast.option_mean,
                    difference: contrast.difference,
                    standard_error: contrast.standard_error,
                    interval: contrast.interval,
                    decided: contrast.decided,
                    replicates_to_decide: contrast.replicates_to_decide,
                    uptake: None,
                });
            }
        }
    }
    rows
}
