//! Bounds on weighted sums of arcs, and the constraints of the design that take this form.

use std::collections::BTreeMap;

/// Bounds on a weighted sum of arcs, of any contributors: a budget `Σ c·x ≤ B` with unit costs
/// `c`, an obligation in value `Σ r·x ≥ o` that any mix of measures may meet at the rates `r`, or
/// transfers of unaccompanied children up to the completed best-interests procedures.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Name for messages.
    pub name: String,
    /// `(arc, coefficient)`; an arc that does not exist is refused when the program is solved.
    pub terms: Vec<(usize, f64)>,
    /// Least value; −∞ for none.
    pub lower: f64,
    /// Largest value; ∞ for none.
    pub upper: f64,
}

impl Group {
    /// A budget: `Σ cost · x ≤ most`.
    #[must_use]
    pub fn budget(name: impl Into<String>, terms: Vec<(usize, f64)>, most: f64) -> Self {
        Self {
            name: name.into(),
            terms,
            lower: f64::NEG_INFINITY,
            upper: most,
        }
    }

    /// An obligation in value that any mix of measures may meet: `Σ rate · x ≥ least`.
    #[must_use]
    pub fn obligation(name: impl Into<String>, terms: Vec<(usize, f64)>, least: f64) -> Self {
        Self {
            name: name.into(),
            terms,
            lower: least,
            upper: f64::INFINITY,
        }
    }

    /// Unaccompanied and separated children move only against a completed best-interests
    /// procedure: `Σ share of children · x ≤ procedures` over the arcs that move people.
    #[must_use]
    pub fn best_interests(
        name: impl Into<String>,
        children: Vec<(usize, f64)>,
        procedures: f64,
    ) -> Self {
        Self::budget(name, children, procedures)
    }

    /// At least `share` (0 to 1) of the weighted sum `mix` must come from the arcs in `part`,
    /// such as relocations within an obligation that money may meet as well: with the rates `r`
    /// of `mix`, `Σ_part r·x − share · Σ_mix r·x ≥ 0`.
    #[must_use]
    pub fn minimum_share(
        name: impl Into<String>,
        mix: &[(usize, f64)],
        part: &[usize],
        share: f64,
    ) -> Self {
        Self {
            name: name.into(),
            terms: mix
                .iter()
                .map(|&(arc, rate)| {
                    let counted = if part.contains(&arc) { 1.0 } else { 0.0 };
                    (arc, rate * (counted - share))
                })
                .collect(),
            lower: 0.0,
            upper: f64::INFINITY,
        }
    }

    /// Smoothness between two periods: the sum of the later one is at least `1 − change` and at
    /// most `1 + change` times the sum of the earlier one. Two groups, the rise and the fall.
    #[must_use]
    pub fn smooth(
        name: &str,
        earlier: &[(usize, f64)],
        later: &[(usize, f64)],
        change: f64,
    ) -> [Self; 2] {
        let against = |factor: f64| -> Vec<(usize, f64)> {
            let mut terms: BTreeMap<usize, f64> = BTreeMap::new();
            for &(arc, coefficient) in later {
                *terms.entry(arc).or_insert(0.0) += coefficient;
            }
            for &(arc, coefficient) in earlier {
                *terms.entry(arc).or_insert(0.0) -= factor * coefficient;
            }
            terms.into_iter().collect()
        };
        [
            Self {
                name: format!("rise of {name}"),
                terms: against(1.0 + change),
                lower: f64::NEG_INFINITY,
                upper: 0.0,
            },
            Self {
                name: format!("fall of {name}"),
                terms: against(1.0 - change),
                lower: 0.0,
                upper: f64::INFINITY,
            },
        ]
    }
}
