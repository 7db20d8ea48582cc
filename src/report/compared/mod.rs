//! Options side by side: who gains and who loses, how even the shares are, what the futures decide.

mod tables;
mod text;

use crate::model::Plan;
use crate::study::equity::{PlanEquity, Yardstick};
use crate::study::outcomes::Outcomes;

pub use tables::compared_tables;
pub(super) use text::condition;
pub use text::{compared_blocks, compared_text};

/// Whether less or more of an indicator is better, where that can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// Less is better.
    Less,
    /// More is better.
    More,
    /// Neither, such as money paid.
    Neither,
}

/// The whole-period indicators on which options are compared.
pub const COMPARED: [(&str, Better); 10] = [
    ("total_gap_usd", Better::Less),
    ("total_coverage_share", Better::More),
    ("total_below_standard_person_months", Better::Less),
    ("total_solutions_persons", Better::More),
    ("total_resettlement_departures_persons", Better::More),
    ("total_protracted_person_years", Better::Less),
    ("total_disbursed_usd", Better::Neither),
    ("contribution_gini", Better::Less),
    ("contribution_theil", Better::Less),
    ("contribution_atkinson", Better::Less),
];

/// Gini coefficients over multiples of the declared value of hosting: `(multiple, baseline, option)`.
pub type OverHosting = Vec<(f64, f64, f64)>;

/// What is compared.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Identifiers of the options, with their run's name in front where there are several runs.
    pub ids: Vec<String>,
    /// Their titles, likewise.
    pub titles: Vec<String>,
    /// The option with which the others are compared.
    pub baseline: usize,
    /// Their plans.
    pub plans: Vec<Plan>,
    /// The one yardstick of equity; none where no option has a plan.
    pub yardstick: Option<Yardstick>,
    /// How even each option is by it.
    pub equity: Vec<PlanEquity>,
    /// For each option other than the baseline.
    pub over_hosting: Vec<(usize, OverHosting)>,
    /// Futures, where they were simulated.
    pub outcomes: Option<Outcomes>,
    /// Money's unit, as in `US$ of 2025`.
    pub money_unit: String,
    /// Where the futures come from, for the foot of the page.
    pub source: String,
}

impl Compared {
    /// The options other than the baseline.
    pub fn others(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.ids.len()).filter(|&option| option != self.baseline)
    }
}
