//! What is uncertain about parameters, and how they are drawn.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether parameters are known.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum ParameterUncertainty {
    /// Every replicate has the values that are written.
    #[default]
    Fixed,
    /// Parameters with a `range` are drawn from it, anew for each draw of the design.
    Priors,
}

/// How the space of parameters is covered by draws.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum DesignKind {
    /// Each parameter's range is cut into as many parts as there are draws, and each part is met once.
    #[default]
    LatinHypercube,
    /// A Sobol' sequence with Owen's scrambling: the first draws cover the ranges evenly too.
    Sobol,
}

/// How a parameter is distributed over its range.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Distribution {
    /// Evenly from end to end; of whole numbers, each alike.
    Uniform,
    /// Evenly by logarithm.
    LogUniform,
    /// Most likely at the value that is written, least at the ends.
    Triangular,
}

impl Distribution {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Uniform, Self::LogUniform, Self::Triangular];

    /// The name in files and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Uniform => "uniform",
            Self::LogUniform => "log-uniform",
            Self::Triangular => "triangular",
        }
    }
}

/// What is uncertain about parameters, as a scenario says it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Uncertainty {
    /// Whether parameters with a range are drawn from it.
    pub parameters: ParameterUncertainty,
    /// How draws cover the ranges.
    pub design: DesignKind,
    /// Key paths of the parameters that are drawn, or of the tables that hold them; all that have a
    /// range and a bearing on results where the list is empty.
    pub vary: Vec<String>,
    /// Structural variants that are run beside the model as written and compared with it on a tenth of
    /// the replicates: `response-exponential`, `response-linear`, `response-hill` (other families of the
    /// response to coverage), `regime-memoryless`, `regime-staged`, `regime-consolidating` (other forms of
    /// how long war, stalemate and peace last), or names of override blocks.
    pub structures: Vec<String>,
    /// Futures that each draw of parameters meets; from 2 on, what chance contributes and what
    /// parameters contribute can be told apart.
    #[schemars(range(min = 1, max = 1000))]
    pub futures_per_draw: u32,
}

impl Default for Uncertainty {
    fn default() -> Self {
        Self {
            parameters: ParameterUncertainty::Fixed,
            design: DesignKind::LatinHypercube,
            vary: Vec::new(),
            structures: Vec::new(),
            futures_per_draw: 2,
        }
    }
}
