//! Parameters that are drawn from the ranges of the register.
//!
//! With `uncertainty.parameters = "priors"` every parameter that has a range and a bearing on results
//! is drawn anew for each draw of a design, independently of the others. A drawn value stands where
//! the written one stood, and the scenario is built again from it, so that it means what it would mean
//! in a file. What must fit together is made to fit: shares that make up a whole are scaled back to it,
//! and of two values of which one must not exceed the other, the smaller is lowered to the larger.
//!
//! What is a choice rather than a belief (options, offers, reviews, conventions of valuation) is not
//! drawn, nor what has a prior of its own.

mod bearing;
mod collect;
mod figures;
mod structures;
mod survey;

use serde_json::{Number, Value as Json};

pub(super) use collect::collect;
pub(super) use structures::check as check_structures;
pub use structures::structure_options;
pub use survey::PriorSurvey;

use super::Loaded;
use super::build;
use super::document::Document;
use crate::diagnostic::{Problems, Severity};
use crate::model::{DesignKind, Distribution, Situation};
use crate::random::design::{LatinHypercube, SobolSequence};

/// A range that spans this factor above zero is taken evenly by logarithm, unless it says otherwise.
const ORDER_OF_MAGNITUDE: f64 = 10.0;

/// A parameter that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Prior {
    /// Its key path.
    pub path: String,
    /// The value that is written.
    pub value: f64,
    /// Lower and upper end of its range.
    pub range: [f64; 2],
    /// How it is distributed between them.
    pub distribution: Distribution,
    /// Whether it is a whole number.
    pub is_whole: bool,
    /// The way to it in the document.
    steps: Vec<PathStep>,
}

/// A step of the way to a value.
#[derive(Clone, Debug, PartialEq)]
enum PathStep {
    Key(String),
    Row(usize),
}

impl Prior {
    /// The value at a level of the distribution, from 0 to 1 (its quantile function).
    #[must_use]
    pub fn quantile(&self, level: f64) -> f64 {
        self.spread().quantile(level)
    }

    fn spread(&self) -> Spread {
        Spread {
            mode: self.value,
            range: self.range,
            distribution: self.distribution,
            is_whole: self.is_whole,
        }
    }
}

/// How a value is spread over a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The likeliest value of a triangular distribution; others do not read it.
    pub mode: f64,
    /// Lower and upper end.
    pub range: [f64; 2],
    /// The distribution between them.
    pub distribution: Distribution,
    /// Whether it is a whole number.
    pub is_whole: bool,
}

impl Spread {
    /// The value at a level of the distribution, from 0 to 1 (its quantile function).
    #[must_use]
    pub fn quantile(&self, level: f64) -> f64 {
        let [low, high] = self.range;
        if self.is_whole && self.distribution == Distribution::Uniform {
            // Each whole number from end to end is equally likely.
            return (low + (level * (high - low + 1.0)).floor()).min(high);
        }
        let value = match self.distribution {
            Distribution::Uniform => low + level * (high - low),
            Distribution::LogUniform => low * libm::pow(high / low, level),
            Distribution::Triangular => {
                let (width, rise) = (high - low, self.mode - low);
                if level * width < rise {
                    low + (level * width * rise).sqrt()
                } else {
                    high - ((1.0 - level) * width * (high - self.mode)).sqrt()
                }
            }
        };
        let value = if self.is_whole { value.round() } else { value };
        value.clamp(low, high)
    }
}

/// The distribution of a range that does not say: by logarithm where it lies above zero and spans an
/// order of magnitude or more, else even.
fn usual_distribution([low, high]: [f64; 2]) -> Distribution {
    if low > 0.0 && high >= ORDER_OF_MAGNITUDE * low {
        Distribution::LogUniform
    } else {
        Distribution::Uniform
    }
}

/// The design by which parameters are drawn.
#[derive(Clone, Debug, PartialEq)]
enum Design {
    LatinHypercube(LatinHypercube),
    Sobol(SobolSequence),
}

/// All parameters that are drawn, with their design.
#[derive(Clone, Debug, PartialEq)]
pub struct Priors {
    parameters: Vec<Prior>,
    kind: DesignKind,
    design: Design,
    futures_per_draw: u32,
    draws: u32,
    name: String,
    document: Json,
}

/// A draw of parameters that makes no scenario.
#[derive(Debug, thiserror::Error)]
#[error(
    "parameters drawn from their ranges make no scenario: {reason}; narrow the ranges, or leave one of \
     the parameters out of `uncertainty.vary`"
)]
pub struct DrawError {
    reason: String,
}

impl Priors {
    /// The parameters that are drawn, by path.
    #[must_use]
    pub fn parameters(&self) -> &[Prior] {
        &self.parameters
    }

    /// How the ranges are covered.
    #[must_use]
    pub fn design(&self) -> DesignKind {
        self.kind
    }

    /// Futures that each draw meets.
    #[must_use]
    pub fn futures_per_draw(&self) -> u32 {
        self.futures_per_draw
    }

    /// Draws that the design is made for.
    #[must_use]
    pub fn draws(&self) -> u32 {
        self.draws
    }

    /// The levels of all parameters in a draw, each in [0, 1), into `levels`.
    pub fn levels_into(&self, draw: u64, levels: &mut Vec<f64>) {
        match &self.design {
            Design::LatinHypercube(design) => design.point_into(draw, levels),
            Design::Sobol(design) => design.point_into(draw, levels),
        }
    }

    /// The values of all parameters in a draw, before shares are scaled to their wholes.
    #[must_use]
    pub fn values(&self, draw: u64) -> Vec<f64> {
        let mut levels = Vec::with_capacity(self.parameters.len());
        self.levels_into(draw, &mut levels);
        self.parameters
            .iter()
            .zip(levels)
            .map(|(prior, level)| prior.quantile(level))
            .collect()
    }

    /// The document with parameters at these values, made to fit together.
    fn document_at(&self, values: &[f64]) -> Result<Document, DrawError> {
        let mut document = self.document.clone();
        for (prior, &value) in self.parameters.iter().zip(values) {
            let target = prior
                .steps
                .iter()
                .try_fold(&mut document, |node, step| match step {
                    PathStep::Key(key) => node.get_mut(key),
                    PathStep::Row(row) => node.get_mut(row),
                });
            let number = if prior.is_whole {
                Some(Number::from(whole(value)))
            } else {
                Number::from_f64(value)
            };
            if let (Some(target), Some(number)) = (target, number) {
                *target = Json::Number(number);
            }
        }
        if self.draws_below("costs.sector_share.") {
            scale_sectors(&mut document);
        }
        let mut document: Document =
            serde_json::from_value(document).map_err(|error| DrawError {
                reason: error.to_string(),
            })?;
        self.fit(&mut document);
        Ok(document)
    }

    fn draws_below(&self, prefix: &str) -> bool {
        self.parameters
            .iter()
            .any(|prior| prior.path.starts_with(prefix))
    }

    /// Makes fit together what was drawn apart.
    fn fit(&self, document: &mut Document) {
        if self
            .parameters
            .iter()
            .any(|prior| prior.path.starts_with("host.") && prior.path.ends_with(".arrival_share"))
        {
            let sum: f64 = document.host.iter().map(|host| host.arrival_share).sum();
            if sum > 0.0 {
                for host in &mut document.host {
                    host.arrival_share /= sum;
                }
            }
        }
        let costs = &mut document.costs;
        costs.emergency_months = costs.emergency_months.min(costs.stabilisation_months);
        let arrivals = &mut document.arrivals;
        arrivals.pulse_year_ratio_median = arrivals
            .pulse_year_ratio_median
            .min(arrivals.pulse_year_ratio_maximum);
        let block = &document.self_reliance;
        for host in &mut document.host {
            let most = host
                .self_reliance_maximum_share
                .unwrap_or(block.maximum_share);
            if host
                .self_reliance_initial_share
                .unwrap_or(block.initial_share)
                > most
            {
                host.self_reliance_initial_share = Some(most);
            }
        }
        let participation = &mut document.protracted.participation;
        let (start, full) = (&mut participation.start_share, &participation.full_share);
        start.women = start.women.min(full.women);
        start.men = start.men.min(full.men);
        start.older_women = start.older_women.min(full.older_women);
        start.older_men = start.older_men.min(full.older_men);
        let violence = &mut document.protracted.gender_violence;
        violence.unfunded_share = violence.unfunded_share.min(violence.full_share);
        let loans = &mut document.protracted.concessional;
        loans.grace_months = loans
            .grace_months
            .min(loans.maturity_months.saturating_sub(1));
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a float-to-integer cast saturates, and whole parameters are small"
)]
fn whole(value: f64) -> i64 {
    value.round() as i64
}

/// Scales the shares of sectors in each phase so that they sum to 1 again.
fn scale_sectors(document: &mut Json) {
    let Some(sectors) = document
        .pointer_mut("/costs/sector_share")
        .and_then(Json::as_object_mut)
    else {
        return;
    };
    for phase in ["emergency", "stabilisation", "protracted"] {
        let sum: f64 = sectors
            .values()
            .filter_map(|sector| sector.get(phase).and_then(Json::as_f64))
            .sum();
        if sum <= 0.0 {
            continue;
        }
        for share in sectors
            .values_mut()
            .filter_map(|sector| sector.get_mut(phase))
        {
            if let Some(number) = share.as_f64().and_then(|it| Number::from_f64(it / sum)) {
                *share = Json::Number(number);
            }
        }
    }
}

impl Loaded {
    /// The situation with parameters as they are in a draw; the written one where all are fixed.
    ///
    /// # Errors
    /// See [`DrawError`].
    pub fn situation_of_draw(&self, draw: u64) -> Result<Situation, DrawError> {
        match &self.priors {
            Some(priors) => self.situation_at(&priors.values(draw)),
            None => Ok(self.situation.clone()),
        }
    }

    /// The situation with the parameters of [`Priors::parameters`] at these values, in their order.
    ///
    /// # Errors
    /// See [`DrawError`].
    pub fn situation_at(&self, values: &[f64]) -> Result<Situation, DrawError> {
        let Some(priors) = &self.priors else {
            return Ok(self.situation.clone());
        };
        let mut document = priors.document_at(values)?;
        if let Some(origin) = &self.situation.origin {
            let arrivals = &mut document.arrivals;
            let most =
                arrivals.pulse_maximum_share_of_origin_population * origin.population.as_f64();
            arrivals.pulse_minimum_persons = arrivals.pulse_minimum_persons.min(most);
            arrivals.onset_pulse_median_persons = arrivals
                .onset_pulse_median_persons
                .map(|median| median.min(most));
        }
        let mut problems = Problems::default();
        build::situation(priors.name.clone(), &document, &self.tree, &mut problems).ok_or_else(
            || DrawError {
                reason: problems
                    .into_sorted()
                    .iter()
                    .find(|problem| problem.severity == Severity::Error)
                    .map_or_else(String::new, |problem| problem.message.clone()),
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prior(range: [f64; 2], distribution: Distribution, is_whole: bool) -> Prior {
        Prior {
            path: "test".to_owned(),
            value: 3.0,
            range,
            distribution,
            is_whole,
            steps: Vec::new(),
        }
    }

    /// Mean and variance over levels at the middles of ten thousand parts.
    fn moments(prior: &Prior) -> (f64, f64) {
        let values: Vec<f64> = (0..10_000)
            .map(|part| prior.quantile((f64::from(part) + 0.5) / 1e4))
            .collect();
        let mean = values.iter().sum::<f64>() / 1e4;
        let variance = values
            .iter()
            .map(|it| (it - mean) * (it - mean))
            .sum::<f64>()
            / 1e4;
        (mean, variance)
    }

    #[test]
    fn distributions_have_the_moments_of_their_laws() {
        // Uniform: the middle and w²/12. Log-uniform: (b − a)/ln(b/a). Triangular with mode c:
        // (a + b + c)/3 and (a² + b² + c² − ab − ac − bc)/18.
        let (mean, variance) = moments(&prior([1.0, 9.0], Distribution::Uniform, false));
        assert!((mean - 5.0).abs() < 1e-3 && (variance - 64.0 / 12.0).abs() < 1e-3);
        let (mean, _) = moments(&prior([1.0, 9.0], Distribution::LogUniform, false));
        assert!((mean - 8.0 / libm::log(9.0)).abs() < 1e-3, "{mean}");
        let (mean, variance) = moments(&prior([1.0, 9.0], Distribution::Triangular, false));
        assert!((mean - 13.0 / 3.0).abs() < 1e-3, "{mean}");
        let law = (1.0 + 81.0 + 9.0 - 9.0 - 3.0 - 27.0) / 18.0;
        assert!((variance - law).abs() < 5e-3, "{variance} for {law}");
        // Whole numbers: each alike, the variance is (n² − 1)/12.
        let (mean, variance) = moments(&prior([1.0, 6.0], Distribution::Uniform, true));
        assert!((mean - 3.5).abs() < 1e-3 && (variance - 35.0 / 12.0).abs() < 2e-3);
        // A triangle whose mode is an end.
        let at_end = prior([3.0, 9.0], Distribution::Triangular, false);
        assert!((moments(&at_end).0 - 5.0).abs() < 1e-3);
    }

    #[test]
    fn ends_belong_to_the_range() {
        for distribution in Distribution::ALL {
            let prior = prior([2.0, 31.0], distribution, false);
            assert!((prior.quantile(0.0) - 2.0).abs() < 1e-12);
            assert!((prior.quantile(1.0 - f64::EPSILON / 2.0) - 31.0).abs() < 1e-5);
        }
        assert_eq!(usual_distribution([0.1, 1.0]), Distribution::LogUniform);
        assert_eq!(usual_distribution([0.0, 1.0]), Distribution::Uniform);
        assert_eq!(usual_distribution([0.2, 1.0]), Distribution::Uniform);
    }
}
