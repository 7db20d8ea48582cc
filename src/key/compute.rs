//! Each key as a sum of criteria.

use super::formula::{self, BaseTerm, Corrective, Criterion, blend};
use super::{
    CORRECTIVE_CAP_SHARE_2015, CORRECTIVE_SLOPE_2017, Decomposition, KeyError, Participant,
};
use crate::model::{CorrectiveMean, IncomeGroup, Indicator, KeyName, KeySpec};

/// How far weights or fixed shares may be from summing to 1 before they are refused.
const SUM_TOLERANCE: f64 = 1e-6;

/// The weights of the two keys of 2015: population, product, applications, unemployment.
const WEIGHTS_2015: [f64; 4] = [0.4, 0.4, 0.1, 0.1];

/// A key with the participants that it is computed over.
pub(super) struct Computation<'a> {
    pub(super) spec: &'a KeySpec,
    pub(super) participants: &'a [Participant<'a>],
}

impl Computation<'_> {
    pub(super) fn run(&self, key: KeyName) -> Result<Decomposition, KeyError> {
        match key {
            KeyName::Population | KeyName::Gdp | KeyName::Gni | KeyName::UnScale => {
                // Each of these keys reads exactly one indicator.
                let terms = key.own_indicators().iter().map(|&one| (one, 1.0));
                self.blended(&terms.collect::<Vec<_>>(), &[])
            }
            KeyName::HostingCapacity => self.blended(&[(self.hosting_capacity()?, 1.0)], &[]),
            KeyName::Eu2024 => self.blended(
                &[
                    (Indicator::PopulationPersons, 0.5),
                    (Indicator::GdpUsd, 0.5),
                ],
                &[],
            ),
            KeyName::Weighted => {
                let (base, correctives) = self.weighted_terms()?;
                self.blended(&base, &correctives)
            }
            KeyName::Eu2015May => self.key_of_2015(None),
            KeyName::Eu2015Sept => {
                let cap = self.spec.corrective_cap_share;
                self.key_of_2015(Some(cap.unwrap_or(CORRECTIVE_CAP_SHARE_2015)))
            }
            KeyName::Corrected => self.corrected(),
            KeyName::MinMaxIndex => self.min_max_index(),
            KeyName::GniOfRich => self.gni_of_rich(),
            KeyName::Fixed => self.fixed(),
        }
    }

    /// Checks what the key is made of, without reading any State's figures.
    pub(super) fn check_terms(&self, key: KeyName) -> Result<(), KeyError> {
        match key {
            KeyName::HostingCapacity => self.hosting_capacity().map(|_| ()),
            KeyName::Weighted => self.weighted_terms().map(|_| ()),
            KeyName::Eu2015May | KeyName::Eu2015Sept => self.weights_of_2015().map(|_| ()),
            _ => Ok(()),
        }
    }

    fn key(&self) -> String {
        self.spec.name.clone()
    }

    fn names(&self) -> Vec<&str> {
        self.participants.iter().map(|one| one.name).collect()
    }

    fn indicator(&self, name: &str) -> Result<Indicator, KeyError> {
        Indicator::from_short_name(name).ok_or_else(|| KeyError::UnknownIndicator {
            key: self.key(),
            name: name.to_owned(),
        })
    }

    fn checked_weight(&self, name: &str, weight: f64) -> Result<f64, KeyError> {
        if weight.is_finite() && weight >= 0.0 {
            Ok(weight)
        } else {
            Err(KeyError::Weight {
                key: self.key(),
                name: name.to_owned(),
                weight,
            })
        }
    }

    fn checked_parameter(&self, parameter: &'static str, value: f64) -> Result<f64, KeyError> {
        if value.is_finite() && value >= 0.0 {
            Ok(value)
        } else {
            Err(KeyError::Parameter {
                key: self.key(),
                parameter,
                value,
            })
        }
    }

    fn check_weights(&self, base: f64, correctives: f64) -> Result<(), KeyError> {
        let sum = base + correctives;
        if (sum - 1.0).abs() > SUM_TOLERANCE {
            Err(KeyError::WeightsSum {
                key: self.key(),
                sum,
            })
        } else if base <= 0.0 {
            Err(KeyError::NoBase { key: self.key() })
        } else {
            Ok(())
        }
    }

    /// The one indicator that stands for hosting capacity; no table holds it, so it is named.
    fn hosting_capacity(&self) -> Result<Indicator, KeyError> {
        let mut names = self.spec.weights.keys();
        let (Some(name), None) = (names.next(), names.next()) else {
            return Err(KeyError::HostingCapacity);
        };
        self.indicator(name)
    }

    #[expect(clippy::type_complexity, reason = "two lists of terms, used twice")]
    fn weighted_terms(
        &self,
    ) -> Result<
        (
            Vec<(Indicator, f64)>,
            Vec<(Indicator, f64, bool, Option<f64>)>,
        ),
        KeyError,
    > {
        let mut base = Vec::new();
        for (name, &weight) in &self.spec.weights {
            let indicator = self.indicator(name)?;
            if self.checked_weight(name, weight)? > 0.0 {
                base.push((indicator, weight));
            }
        }
        let mut correctives = Vec::new();
        for one in &self.spec.correctives {
            let indicator = self.indicator(&one.indicator)?;
            if let Some(cap) = one.cap_share {
                self.checked_parameter("cap_share", cap)?;
            }
            if self.checked_weight(&one.indicator, one.weight)? > 0.0 {
                correctives.push((indicator, one.weight, one.inverse, one.cap_share));
            }
        }
        self.check_weights(
            base.iter().map(|term| term.1).sum(),
            correctives.iter().map(|term| term.1).sum(),
        )?;
        Ok((base, correctives))
    }

    /// The weights of population, product, applications and unemployment.
    fn weights_of_2015(&self) -> Result<[f64; 4], KeyError> {
        if self.spec.weights.is_empty() {
            return Ok(WEIGHTS_2015);
        }
        let own = KeyName::Eu2015May.own_indicators();
        let mut weights = [0.0; 4];
        for (name, &weight) in &self.spec.weights {
            let indicator = self.indicator(name)?;
            let Some(position) = own.iter().position(|&one| one == indicator) else {
                return Err(KeyError::ForeignWeight {
                    key: self.key(),
                    name: name.clone(),
                });
            };
            weights[position] += self.checked_weight(name, weight)?;
        }
        self.check_weights(weights[0] + weights[1], weights[2] + weights[3])?;
        Ok(weights)
    }

    fn key_of_2015(&self, cap: Option<f64>) -> Result<Decomposition, KeyError> {
        if let Some(cap) = cap {
            self.checked_parameter("corrective_cap_share", cap)?;
        }
        let [population, gdp, applications, unemployment] = self.weights_of_2015()?;
        self.blended(
            &[
                (Indicator::PopulationPersons, population),
                (Indicator::GdpUsd, gdp),
            ],
            &[
                (
                    Indicator::AsylumApplicationsPerMillion,
                    applications,
                    true,
                    cap,
                ),
                (Indicator::UnemploymentPercent, unemployment, true, cap),
            ],
        )
    }

    /// The value of an indicator for every participant, or all that is wrong with them.
    fn values(&self, indicator: Indicator) -> Result<Vec<f64>, KeyError> {
        let mut missing = Vec::new();
        let mut values = Vec::with_capacity(self.participants.len());
        for participant in self.participants {
            let value = participant
                .country
                .and_then(|country| country.value(indicator));
            match value {
                None => missing.push(participant.name.to_owned()),
                Some(value) if !value.is_finite() || value < 0.0 => {
                    return Err(KeyError::Value {
                        key: self.key(),
                        state: participant.name.to_owned(),
                        indicator,
                        value,
                    });
                }
                Some(value) => values.push(value),
            }
        }
        if missing.is_empty() {
            Ok(values)
        } else {
            Err(KeyError::Missing {
                key: self.key(),
                states: missing,
                indicator,
            })
        }
    }

    /// Shares in proportion to one indicator.
    fn proportional(&self, indicator: Indicator) -> Result<Vec<f64>, KeyError> {
        let values = self.values(indicator)?;
        formula::normalised(&values).ok_or_else(|| KeyError::AllZero {
            key: self.key(),
            indicator,
        })
    }

    fn blended(
        &self,
        base: &[(Indicator, f64)],
        correctives: &[(Indicator, f64, bool, Option<f64>)],
    ) -> Result<Decomposition, KeyError> {
        let base = base
            .iter()
            .map(|&(indicator, weight)| {
                Ok(BaseTerm {
                    name: indicator.name().to_owned(),
                    weight,
                    shares: self.proportional(indicator)?,
                })
            })
            .collect::<Result<Vec<_>, KeyError>>()?;
        let correctives = correctives
            .iter()
            .map(|&(indicator, weight, inverse, cap_share)| {
                if !inverse {
                    self.proportional(indicator)?;
                }
                Ok(Corrective {
                    name: indicator.name().to_owned(),
                    weight,
                    values: self.values(indicator)?,
                    inverse,
                    cap_share,
                })
            })
            .collect::<Result<Vec<_>, KeyError>>()?;
        let (criteria, notes) = blend(&base, &correctives, &self.names());
        Ok(Decomposition { criteria, notes })
    }

    /// Grech's key; the effect of each corrective is its mean over both orders in which the two
    /// can be applied (Shapley), so that the parts sum to the share.
    fn corrected(&self) -> Result<Decomposition, KeyError> {
        let slope = self.spec.corrective_slope;
        let slope =
            self.checked_parameter("corrective_slope", slope.unwrap_or(CORRECTIVE_SLOPE_2017))?;
        let population = self.proportional(Indicator::PopulationPersons)?;
        let gdp = self.proportional(Indicator::GdpUsd)?;
        let count = self.participants.len();
        let by = match self.spec.corrective_mean.unwrap_or_default() {
            CorrectiveMean::Plain => vec![1.0 / count as f64; count],
            CorrectiveMean::Population => population.clone(),
        };
        let mut notes = Vec::new();
        let mut factor = |indicator: Indicator| -> Result<Vec<f64>, KeyError> {
            let values = self.values(indicator)?;
            let mean: f64 = values
                .iter()
                .zip(&by)
                .map(|(value, part)| value * part)
                .sum();
            if mean <= 0.0 {
                notes.push(format!(
                    "the mean of {} is zero, so it corrects nothing",
                    indicator.name()
                ));
            }
            Ok(formula::mean_corrective(&values, mean, slope))
        };
        let asylum = factor(Indicator::AsylumApplicationsPerMillion)?;
        let unemployment = factor(Indicator::UnemploymentPercent)?;
        let base: Vec<f64> = population
            .iter()
            .zip(&gdp)
            .map(|(population, gdp)| 0.5 * (population + gdp))
            .collect();
        let ones = vec![1.0; count];
        let with = |first: &[f64], second: &[f64]| -> Result<Vec<f64>, KeyError> {
            let product: Vec<f64> = (0..count)
                .map(|index| first[index] * second[index] * base[index])
                .collect();
            formula::normalised(&product).ok_or_else(|| KeyError::NothingLeft { key: self.key() })
        };
        let both = with(&asylum, &unemployment)?;
        let only_asylum = with(&asylum, &ones)?;
        let only_unemployment = with(&ones, &unemployment)?;
        let effect = |alone: &[f64], other: &[f64]| -> Vec<f64> {
            (0..count)
                .map(|index| 0.5 * (alone[index] - base[index] + both[index] - other[index]))
                .collect()
        };
        let half = |shares: &[f64]| shares.iter().map(|share| 0.5 * share).collect();
        let criterion = |indicator: Indicator, nominal_weight, contribution| Criterion {
            name: indicator.name().to_owned(),
            nominal_weight,
            contribution,
        };
        let criteria = vec![
            criterion(Indicator::PopulationPersons, 0.5, half(&population)),
            criterion(Indicator::GdpUsd, 0.5, half(&gdp)),
            criterion(
                Indicator::AsylumApplicationsPerMillion,
                0.0,
                effect(&only_asylum, &only_unemployment),
            ),
            criterion(
                Indicator::UnemploymentPercent,
                0.0,
                effect(&only_unemployment, &only_asylum),
            ),
        ];
        Ok(Decomposition { criteria, notes })
    }

    fn min_max_index(&self) -> Result<Decomposition, KeyError> {
        let population = self.proportional(Indicator::PopulationPersons)?;
        let mut indices = Vec::new();
        let mut notes = Vec::new();
        for &indicator in KeyName::MinMaxIndex.own_indicators() {
            if indicator == Indicator::PopulationPersons {
                continue;
            }
            match formula::min_max(&self.values(indicator)?) {
                Some(index) => indices.push((indicator, index)),
                None => notes.push(format!(
                    "{} is the same for every participant: it cannot be normalised, so the mean \
                     is taken without it",
                    indicator.name()
                )),
            }
        }
        if indices.is_empty() {
            let criteria = vec![Criterion {
                name: Indicator::PopulationPersons.name().to_owned(),
                nominal_weight: 1.0,
                contribution: population,
            }];
            return Ok(Decomposition { criteria, notes });
        }
        let products: Vec<(Indicator, Vec<f64>)> = indices
            .into_iter()
            .map(|(indicator, index)| {
                let by_people = index.iter().zip(&population).map(|(one, part)| one * part);
                (indicator, by_people.collect())
            })
            .collect();
        let whole: f64 = products.iter().flat_map(|(_, product)| product).sum();
        if whole <= 0.0 {
            return Err(KeyError::NothingLeft { key: self.key() });
        }
        let nominal_weight = 1.0 / products.len() as f64;
        let criteria = products
            .into_iter()
            .map(|(indicator, product)| Criterion {
                name: indicator.name().to_owned(),
                nominal_weight,
                contribution: product.iter().map(|part| part / whole).collect(),
            })
            .collect();
        Ok(Decomposition { criteria, notes })
    }

    fn gni_of_rich(&self) -> Result<Decomposition, KeyError> {
        let is_rich = |participant: &Participant| {
            participant.country.and_then(|country| country.income_group) == Some(IncomeGroup::High)
        };
        let rich: Vec<Participant> = self.participants.iter().copied().filter(is_rich).collect();
        if rich.is_empty() {
            return Err(KeyError::NobodyRich { key: self.key() });
        }
        let among_rich = Computation {
            spec: self.spec,
            participants: &rich,
        };
        let mut shares = among_rich.proportional(Indicator::GniUsd)?.into_iter();
        let contribution = self
            .participants
            .iter()
            .map(|one| if is_rich(one) { shares.next() } else { None }.unwrap_or(0.0))
            .collect();
        Ok(Decomposition {
            criteria: vec![Criterion {
                name: Indicator::GniUsd.name().to_owned(),
                nominal_weight: 1.0,
                contribution,
            }],
            notes: vec![format!(
                "{} of {} participants are high-income States; the others hold no share",
                rich.len(),
                self.participants.len()
            )],
        })
    }

    /// Shares that the user supplies, one for every participant.
    fn fixed(&self) -> Result<Decomposition, KeyError> {
        let mut given = Vec::with_capacity(self.participants.len());
        let mut missing = Vec::new();
        for participant in self.participants {
            match self.spec.shares.get(participant.id.as_str()) {
                None => missing.push(participant.name.to_owned()),
                Some(share) if !share.is_finite() || *share < 0.0 => {
                    return Err(KeyError::FixedShare {
                        state: participant.name.to_owned(),
                        share: *share,
                    });
                }
                Some(share) => given.push(*share),
            }
        }
        if !missing.is_empty() {
            return Err(KeyError::FixedMissing { states: missing });
        }
        let whole: f64 = self.spec.shares.values().sum();
        let off = (whole - 1.0).abs();
        if off.is_nan() || off > SUM_TOLERANCE {
            return Err(KeyError::FixedSum { sum: whole });
        }
        // Shares of those who take no part fall to those who do.
        let contribution = formula::normalised(&given).ok_or_else(|| KeyError::FixedZero {
            states: self.names().into_iter().map(str::to_owned).collect(),
        })?;
        Ok(Decomposition {
            criteria: vec![Criterion {
                name: "table".to_owned(),
                nominal_weight: 1.0,
                contribution,
            }],
            notes: Vec::new(),
        })
    }
}
