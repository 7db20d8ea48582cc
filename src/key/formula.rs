//! The arithmetic of keys, on plain numbers.

/// One criterion of a key and what it contributes to every participant's share.
#[derive(Clone, Debug, PartialEq)]
pub struct Criterion {
    /// The indicator's name, `residual` for what caps leave over, or `table` for fixed shares.
    pub name: String,
    /// The weight that the key declares for it; nominal weights sum to 1. Zero for what has no
    /// declared weight: a residual, and the multiplying correctives of the key `corrected`.
    pub nominal_weight: f64,
    /// What it contributes to each share, in the order of the participants; over all criteria
    /// these sum to the share. Correctives that multiply may contribute less than nothing.
    pub contribution: Vec<f64>,
}

/// A criterion that the base part of a blended key consists of.
#[derive(Clone, Debug, PartialEq)]
pub struct BaseTerm {
    /// The criterion's name.
    pub name: String,
    /// Its weight in the key.
    pub weight: f64,
    /// Its shares, which sum to 1.
    pub shares: Vec<f64>,
}

/// A criterion that corrects the base part.
#[derive(Clone, Debug, PartialEq)]
pub struct Corrective {
    /// The criterion's name.
    pub name: String,
    /// Its weight in the key.
    pub weight: f64,
    /// The value of each participant, not negative; not zero for all unless it is inverse.
    pub values: Vec<f64>,
    /// Whether a high value lowers the share.
    pub inverse: bool,
    /// The most that its part may be, as a multiple of the sum of the participant's base shares.
    pub cap_share: Option<f64>,
}

/// Values divided by their sum; nothing if that is zero or too large.
pub(super) fn normalised(values: &[f64]) -> Option<Vec<f64>> {
    let sum: f64 = values.iter().sum();
    (sum > 0.0 && sum.is_finite()).then(|| values.iter().map(|value| value / sum).collect())
}

/// Inverse shares `(1/x) / Σ(1/x)` and the participants whose value is zero.
///
/// As a value goes to zero its inverse share goes to one, so in the limit those with zero hold
/// the whole criterion, in equal parts. Computed from `least / x`, so that tiny values do not
/// overflow.
fn inverse_shares(values: &[f64]) -> (Vec<f64>, Vec<usize>) {
    let zeros: Vec<usize> = (0..values.len())
        .filter(|&index| values[index] == 0.0)
        .collect();
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let inverse: Vec<f64> = values
        .iter()
        .map(|&value| match (value == 0.0, zeros.is_empty()) {
            (true, _) => 1.0,
            (false, true) => least / value,
            (false, false) => 0.0,
        })
        .collect();
    let sum: f64 = inverse.iter().sum();
    (inverse.iter().map(|part| part / sum).collect(), zeros)
}

/// Blends base terms with correctives.
///
/// `share = c + (1 − Σc) · base`, where `c = Σ weight · share + Σ weight · min(part, cap · Σ base
/// shares)`, the part is a share or an inverse share, and `base` is the mean of the base shares
/// by their weights; without a cap this is the plain weighted sum (keys of May and September
/// 2015: COM(2015) 240 and 451). Published toy: two States, population and product shares
/// .98/.02, unemployment 9/11, weights .4/.4/.2, give .8940/.1060 uncapped and .9798/.0202 under
/// a cap of .30.
///
/// Where a participant's value is zero its inverse is infinite and the limit is taken: under a
/// cap each such participant takes its cap and the others keep the limit of their inverse share,
/// which is zero (caps that sum to more than the criterion are scaled down to it); without one they
/// share the whole criterion equally. The base weights must not
/// all be zero. The notes name participants by `names`.
#[must_use]
pub fn blend(
    base: &[BaseTerm],
    correctives: &[Corrective],
    names: &[&str],
) -> (Vec<Criterion>, Vec<String>) {
    let base_weight: f64 = base.iter().map(|term| term.weight).sum();
    let mut criteria: Vec<Criterion> = base
        .iter()
        .map(|term| Criterion {
            name: term.name.clone(),
            nominal_weight: term.weight,
            contribution: term.shares.iter().map(|part| term.weight * part).collect(),
        })
        .collect();
    let base_shares: Vec<f64> = (0..names.len())
        .map(|index| {
            criteria
                .iter()
                .map(|one| one.contribution[index])
                .sum::<f64>()
                / base_weight
        })
        .collect();
    let mut notes = Vec::new();
    for corrective in correctives {
        let (mut parts, zeros) = if corrective.inverse {
            inverse_shares(&corrective.values)
        } else {
            let parts = normalised(&corrective.values);
            (parts.unwrap_or_else(|| vec![0.0; names.len()]), Vec::new())
        };
        if let Some(cap_share) = corrective.cap_share {
            for (index, part) in parts.iter_mut().enumerate() {
                let cap = cap_share * base.iter().map(|term| term.shares[index]).sum::<f64>();
                *part = if zeros.contains(&index) {
                    cap
                } else {
                    part.min(cap)
                };
            }
            // No criterion hands out more than itself, however wide the cap.
            let whole: f64 = parts.iter().sum();
            if whole > 1.0 {
                for part in &mut parts {
                    *part /= whole;
                }
            }
        }
        if !zeros.is_empty() {
            let zeros: Vec<&str> = zeros.iter().map(|&index| names[index]).collect();
            notes.push(format!(
                "{} is zero for {}: its inverse is infinite, so {}",
                corrective.name,
                zeros.join(", "),
                if corrective.cap_share.is_some() {
                    "the criterion's cap is taken"
                } else {
                    "the criterion's whole weight falls to those with zero, in equal parts"
                }
            ));
        }
        criteria.push(Criterion {
            name: corrective.name.clone(),
            nominal_weight: corrective.weight,
            contribution: parts.iter().map(|part| corrective.weight * part).collect(),
        });
    }
    if correctives.iter().any(|one| one.cap_share.is_some()) {
        let residual = 1.0 - sums(&criteria, names.len()).iter().sum::<f64>();
        criteria.push(Criterion {
            name: "residual".to_owned(),
            nominal_weight: 0.0,
            contribution: base_shares.iter().map(|part| residual * part).collect(),
        });
    }
    (criteria, notes)
}

/// The sum of all contributions to each participant.
pub(super) fn sums(criteria: &[Criterion], count: usize) -> Vec<f64> {
    (0..count)
        .map(|index| criteria.iter().map(|one| one.contribution[index]).sum())
        .collect()
}

/// `λ = max(0, 1 + slope · (1 − x / mean))` for each participant (Grech 2017).
///
/// Where the mean is zero every value equals it, and λ is 1.
pub(super) fn mean_corrective(values: &[f64], mean: f64, slope: f64) -> Vec<f64> {
    values
        .iter()
        .map(|value| {
            if mean > 0.0 {
                (1.0 + slope * (1.0 - value / mean)).max(0.0)
            } else {
                1.0
            }
        })
        .collect()
}

/// `(x − least) / (largest − least)`; nothing where all values are equal.
pub(super) fn min_max(values: &[f64]) -> Option<Vec<f64>> {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (largest > least).then(|| {
        values
            .iter()
            .map(|value| (value - least) / (largest - least))
            .collect()
    })
}
