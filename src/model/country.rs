//! Countries and their indicators.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::CountryCode;

/// What a figure rests on.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Basis {
    /// Read from a named data source.
    Data,
    /// Read in a publication.
    Literature,
    /// Assumed; no usable evidence.
    Judgement,
}

impl Basis {
    /// The name in files and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Literature => "literature",
            Self::Judgement => "judgement",
        }
    }
}

/// The World Bank's income groups.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum IncomeGroup {
    /// Low income.
    Low,
    /// Lower middle income.
    LowerMiddle,
    /// Upper middle income.
    UpperMiddle,
    /// High income.
    High,
}

impl IncomeGroup {
    /// All groups, poorest first.
    pub const ALL: [Self; 4] = [Self::Low, Self::LowerMiddle, Self::UpperMiddle, Self::High];

    /// The name in files and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::LowerMiddle => "lower_middle",
            Self::UpperMiddle => "upper_middle",
            Self::High => "high",
        }
    }
}

/// An indicator of a country's capacity or of what it already does.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Indicator {
    /// Inhabitants.
    PopulationPersons,
    /// Gross domestic product, current US$.
    GdpUsd,
    /// Gross national income, current US$; not in the world table, so a scenario brings it.
    GniUsd,
    /// Unemployed persons per hundred of the labour force.
    UnemploymentPercent,
    /// The UN scale of assessments, per cent.
    UnScalePercent,
    /// Refugees and other people in need of international protection, end of 2024.
    HostedEnd2024Persons,
    /// The same at the end of 2025.
    HostedEnd2025Persons,
    /// Resettlement arrivals from all hosts, mean of the last five years, persons per year.
    ResettlementArrivalsPersonsPerYear,
    /// Asylum applications per million inhabitants; a scenario brings it.
    AsylumApplicationsPerMillion,
    /// Gross domestic product per inhabitant at purchasing power parity, international dollars;
    /// a scenario brings it.
    GdpPerCapitaPppUsd,
    /// Vacant posts per hundred posts, filled and vacant; a scenario brings it.
    JobVacancyRatePercent,
    /// Inhabitants aged 65 and over per hundred inhabitants; a scenario brings it.
    #[serde(rename = "aged_65_and_over_percent")]
    Aged65AndOverPercent,
}

impl Indicator {
    /// Every indicator.
    pub const ALL: [Self; 12] = [
        Self::PopulationPersons,
        Self::GdpUsd,
        Self::GniUsd,
        Self::UnemploymentPercent,
        Self::UnScalePercent,
        Self::HostedEnd2024Persons,
        Self::HostedEnd2025Persons,
        Self::ResettlementArrivalsPersonsPerYear,
        Self::AsylumApplicationsPerMillion,
        Self::GdpPerCapitaPppUsd,
        Self::JobVacancyRatePercent,
        Self::Aged65AndOverPercent,
    ];

    /// The name in tables and scenario files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PopulationPersons => "population_persons",
            Self::GdpUsd => "gdp_usd",
            Self::GniUsd => "gni_usd",
            Self::UnemploymentPercent => "unemployment_percent",
            Self::UnScalePercent => "un_scale_percent",
            Self::HostedEnd2024Persons => "hosted_end_2024_persons",
            Self::HostedEnd2025Persons => "hosted_end_2025_persons",
            Self::ResettlementArrivalsPersonsPerYear => "resettlement_arrivals_persons_per_year",
            Self::AsylumApplicationsPerMillion => "asylum_applications_per_million",
            Self::GdpPerCapitaPppUsd => "gdp_per_capita_ppp_usd",
            Self::JobVacancyRatePercent => "job_vacancy_rate_percent",
            Self::Aged65AndOverPercent => "aged_65_and_over_percent",
        }
    }

    /// The indicator of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|indicator| indicator.name() == name)
    }

    /// The indicator that a key calls by `name`: its own name, or a short one.
    #[must_use]
    pub fn from_short_name(name: &str) -> Option<Self> {
        Self::from_name(name).or(match name {
            "population" => Some(Self::PopulationPersons),
            "gdp" => Some(Self::GdpUsd),
            "gni" => Some(Self::GniUsd),
            "un-scale" | "un_scale" => Some(Self::UnScalePercent),
            "unemployment" => Some(Self::UnemploymentPercent),
            _ => None,
        })
    }
}

/// A number with where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The value, in the unit that its name states.
    pub value: f64,
    /// The year the value is of, where it has one.
    pub year: Option<i32>,
    /// The source, in words.
    pub source: String,
    /// What it rests on.
    pub basis: Basis,
}

/// A country, or one of the few territories that UNHCR reports beside the Member States.
#[derive(Clone, Debug, PartialEq)]
pub struct Country {
    /// ISO code.
    pub code: CountryCode,
    /// Name in English, as a table of the United Nations writes it, shortened where usual.
    pub name: String,
    /// UN region (M49), such as `Africa`.
    pub region: String,
    /// UN sub-region (M49), such as `Eastern Africa`.
    pub subregion: String,
    /// Whether it is one of the 193 Member States of the United Nations.
    pub un_member: bool,
    /// The World Bank's income group, where it has one.
    pub income_group: Option<IncomeGroup>,
    /// What is known of it.
    pub indicators: BTreeMap<Indicator, Figure>,
}

impl Country {
    /// The value of an indicator, where it is known.
    #[must_use]
    pub fn value(&self, indicator: Indicator) -> Option<f64> {
        self.indicators.get(&indicator).map(|figure| figure.value)
    }
}
