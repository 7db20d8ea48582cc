//! The arithmetic of keys, on plain numbers.

use super::KeyShares;

/// A criterion that works inversely: a high value lowers the share.
#[derive(Clone, Debug, PartialEq)]
pub struct Corrective {
    /// The criterion's name, for notes.
    pub name: String,
    /// Its weight in the key.
    pub weight: f64,
    /// The value of each participant, not negative.
    pub values: Vec<f64>,
}

/// Values divided by their sum; nothing if that is zero.
pub(super) fn normalised(values: &[f64]) -> Option<Vec<f64>> {
    let sum: f64 = values.iter().sum();
    (sum > 0.0 && sum.is_finite()).then(|| values.iter().map(|value| value / sum).collect())
}

/// Inverse shares `(1/x) / Σ(1/x)` and the participants whose value is zero.
///
/// As a value goes to zero its inverse share goes to one, so in the limit those with zero hold
/// the whole criterion, in equal parts.
fn inverse_shares(values: &[f64]) -> (Vec<f64>, Vec<usize>) {
    let zeros: Vec<usize> = (0..values.len())
        .filter(|&index| values[index] == 0.0)
        .collect();
    if zeros.is_empty() {
        let sum: f64 = values.iter().map(|value| 1.0 / value).sum();
        return (
            values.iter().map(|value| 1.0 / value / sum).collect(),
            zeros,
        );
    }
    let part = 1.0 / zeros.len() as f64;
    let shares = values
        .iter()
        .map(|&value| if value == 0.0 { part } else { 0.0 })
        .collect();
    (shares, zeros)
}

/// Blends base criteria, given as `(weight, shares)`, with inverse correctives.
///
/// `share = c + (1 − Σc) · base`, where `c = Σ weight · share + Σ weight · min(inverse share,
/// cap · Σ base shares)` and `base` is the weighted mean of the base shares; without a cap this is
/// the plain weighted sum (design, §2, keys of May and September 2015). Where a participant's
/// value is zero its inverse is infinite and the limit is taken: under a cap each such participant
/// takes its cap and the others keep the limit of their inverse share, which is zero; without one
/// they share the whole criterion equally. Notes name participants as `#index#`.
#[must_use]
pub fn blended_shares(
    base: &[(f64, &[f64])],
    correctives: &[Corrective],
    cap_share: Option<f64>,
) -> KeyShares {
    let count = base.first().map_or(0, |term| term.1.len());
    let base_weight: f64 = base.iter().map(|term| term.0).sum();
    let mut shares = vec![0.0; count];
    let mut notes = Vec::new();
    for &(weight, term) in base {
        for (share, part) in shares.iter_mut().zip(term) {
            *share += weight * part;
        }
    }
    let residual_base: Vec<f64> = shares.iter().map(|share| share / base_weight).collect();
    for corrective in correctives {
        let (mut inverse, zeros) = inverse_shares(&corrective.values);
        if let Some(cap_share) = cap_share {
            for (index, part) in inverse.iter_mut().enumerate() {
                let cap = cap_share * base.iter().map(|term| term.1[index]).sum::<f64>();
                let at_zero = corrective.values[index] == 0.0;
                *part = if at_zero { cap } else { part.min(cap) };
            }
        }
        if !zeros.is_empty() {
            let names: Vec<String> = zeros.iter().map(|index| format!("#{index}#")).collect();
            notes.push(format!(
                "{} is zero for {}: its inverse is infinite, so {}",
                corrective.name,
                names.join(", "),
                if cap_share.is_some() {
                    "the criterion's cap is taken"
                } else {
                    "the criterion's whole weight falls to those with zero, in equal parts"
                }
            ));
        }
        for (share, part) in shares.iter_mut().zip(&inverse) {
            *share += corrective.weight * part;
        }
    }
    let residual = 1.0 - shares.iter().sum::<f64>();
    for (share, base) in shares.iter_mut().zip(&residual_base) {
        *share += residual * base;
    }
    KeyShares { shares, notes }
}
