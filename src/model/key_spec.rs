//! Reference keys by name, with their parameters and the indicators that they read.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Country, IncomeGroup, Indicator};

/// A reference key. P and G are shares of population and of gross domestic product.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum KeyName {
    /// Proportional to inhabitants.
    Population,
    /// Proportional to gross domestic product.
    Gdp,
    /// Proportional to gross national income, which the scenario brings.
    Gni,
    /// Proportional to the one indicator that `weights` names as standing for capacity.
    HostingCapacity,
    /// The UN scale of assessments, renormalised over the participants (General Assembly
    /// resolution 79/249).
    UnScale,
    /// Σ weight · share over any indicators, with `correctives` that may be inverse and capped.
    Weighted,
    /// .4 P + .4 G + .1 A + .1 U; A and U are inverse shares of asylum applications and
    /// unemployment, uncapped (COM(2015) 240).
    #[serde(rename = "eu-2015-may")]
    Eu2015May,
    /// The same with A and U capped at .30 (P + G); what the caps leave over falls by the base
    /// part (COM(2015) 451).
    #[serde(rename = "eu-2015-sept")]
    Eu2015Sept,
    /// .5 P + .5 G (Regulation (EU) 2024/1351).
    #[serde(rename = "eu-2024")]
    Eu2024,
    /// λ(asylum) · λ(unemployment) · ½ (P + G), renormalised, with λ = max(0, 1 + slope · (1 −
    /// x / mean)) (Grech 2017).
    Corrected,
    /// The mean of min–max-normalised GDP per inhabitant in purchasing power, job-vacancy rate
    /// and share aged 65 and over, times population, renormalised (Bovens and Bartsch).
    MinMaxIndex,
    /// The share of gross national income among high-income States; all others hold none (fair
    /// shares in the manner of Oxfam).
    GniOfRich,
    /// Shares that the user supplies.
    Fixed,
}

impl KeyName {
    /// Every key.
    pub const ALL: [Self; 13] = [
        Self::Population,
        Self::Gdp,
        Self::Gni,
        Self::HostingCapacity,
        Self::UnScale,
        Self::Weighted,
        Self::Eu2015May,
        Self::Eu2015Sept,
        Self::Eu2024,
        Self::Corrected,
        Self::MinMaxIndex,
        Self::GniOfRich,
        Self::Fixed,
    ];

    /// The name in scenario files and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Population => "population",
            Self::Gdp => "gdp",
            Self::Gni => "gni",
            Self::HostingCapacity => "hosting-capacity",
            Self::UnScale => "un-scale",
            Self::Weighted => "weighted",
            Self::Eu2015May => "eu-2015-may",
            Self::Eu2015Sept => "eu-2015-sept",
            Self::Eu2024 => "eu-2024",
            Self::Corrected => "corrected",
            Self::MinMaxIndex => "min-max-index",
            Self::GniOfRich => "gni-of-rich",
            Self::Fixed => "fixed",
        }
    }

    /// The key of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.name() == name)
    }

    /// Whether the key has weights that can be changed.
    #[must_use]
    pub fn has_weights(self) -> bool {
        matches!(
            self,
            Self::Weighted | Self::HostingCapacity | Self::Eu2015May | Self::Eu2015Sept
        )
    }

    /// The indicators that the key reads whatever its weights; for the keys of 2015 in the order
    /// population, product, applications, unemployment. Empty where the user names them.
    #[must_use]
    pub fn own_indicators(self) -> &'static [Indicator] {
        use Indicator as I;
        match self {
            Self::Population => &[I::PopulationPersons],
            Self::Gdp => &[I::GdpUsd],
            Self::Gni | Self::GniOfRich => &[I::GniUsd],
            Self::UnScale => &[I::UnScalePercent],
            Self::Eu2024 => &[I::PopulationPersons, I::GdpUsd],
            Self::Eu2015May | Self::Eu2015Sept | Self::Corrected => &[
                I::PopulationPersons,
                I::GdpUsd,
                I::AsylumApplicationsPerMillion,
                I::UnemploymentPercent,
            ],
            Self::MinMaxIndex => &[
                I::PopulationPersons,
                I::GdpPerCapitaPppUsd,
                I::JobVacancyRatePercent,
                I::Aged65AndOverPercent,
            ],
            Self::HostingCapacity | Self::Weighted | Self::Fixed => &[],
        }
    }
}

/// The mean that the `corrected` key compares a State with.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum CorrectiveMean {
    /// Every participant counts alike.
    #[default]
    Plain,
    /// Participants count by their inhabitants.
    Population,
}

/// A corrective of a `weighted` key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyCorrective {
    /// The indicator.
    pub indicator: String,
    /// Its weight; with the key's other weights it sums to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub weight: f64,
    /// Whether a high value lowers the share: the part is then (1/x) / Σ(1/x).
    #[serde(default)]
    pub inverse: bool,
    /// The most that the part may be, as a multiple of the sum of the State's base shares; what
    /// caps leave over falls by the base part.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 10.0))]
    pub cap_share: Option<f64>,
}

/// A reference key by name with its parameters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeySpec {
    /// The key's name.
    // A text, so that a misspelt name is reported as a key with the name that was meant.
    #[schemars(extend("examples" = KeyName::ALL.map(KeyName::name)))]
    pub name: String,
    /// Weight of each indicator in a `weighted` key; they sum to 1. The keys of 2015 take other
    /// weights of their four indicators here.
    #[serde(default)]
    pub weights: IndexMap<String, f64>,
    /// For the `weighted` key: criteria that correct the base part.
    #[serde(default)]
    pub correctives: Vec<KeyCorrective>,
    /// For the `eu-2015-sept` key: a corrective's cap, as a share of the base part.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 10.0))]
    pub corrective_cap_share: Option<f64>,
    /// For the `corrected` key: how strongly a State's distance from the mean corrects its share;
    /// 0.1 if not given.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 10.0))]
    pub corrective_slope: Option<f64>,
    /// For the `corrected` key: the mean that a State is compared with; `plain` if not given.
    #[serde(default)]
    pub corrective_mean: Option<CorrectiveMean>,
    /// For the `fixed` key: each contributor's share; they sum to 1.
    #[serde(default)]
    pub shares: IndexMap<String, f64>,
}

impl KeySpec {
    /// The key, unless its name is unknown.
    #[must_use]
    pub fn key_name(&self) -> Option<KeyName> {
        KeyName::from_name(&self.name)
    }

    /// The indicators that the key reads, each once and in the order in which it does; empty for
    /// `fixed`. Weights of zero read nothing, and names that are no indicators are passed over.
    #[must_use]
    pub fn indicators(&self) -> Vec<Indicator> {
        let Some(key) = self.key_name() else {
            return Vec::new();
        };
        let mut indicators = key.own_indicators().to_vec();
        if matches!(key, KeyName::Weighted | KeyName::HostingCapacity) {
            let base = self
                .weights
                .iter()
                .map(|(name, weight)| (name.as_str(), *weight));
            let correctives = self
                .correctives
                .iter()
                .map(|corrective| (corrective.indicator.as_str(), corrective.weight));
            for (name, weight) in base.chain(correctives) {
                let counts = weight > 0.0 || key == KeyName::HostingCapacity;
                if let Some(indicator) = Indicator::from_short_name(name).filter(|_| counts)
                    && !indicators.contains(&indicator)
                {
                    indicators.push(indicator);
                }
            }
        }
        indicators
    }

    /// Whether the key reads its indicators of this country: `gni-of-rich` reads those of
    /// high-income States only.
    #[must_use]
    pub fn reads(&self, country: &Country) -> bool {
        self.key_name() != Some(KeyName::GniOfRich)
            || country.income_group == Some(IncomeGroup::High)
    }
}
