//! From the share of needs that is funded to the outcome: three families of curves.

use crate::model::parameters::{ResponseFamily, ResponseParameters};

/// The outcome at a coverage between 0 and 1, scaled so that it is 0 at 0 and 1 at 1.
///
/// `exponential`: (1 − e^(−κc)) / (1 − e^(−κ)); `linear`: c; `hill`: c^n / (c^n + h^n), scaled by
/// 1 + h^n. Evidence is associational; which family holds is a structural assumption.
#[must_use]
pub fn outcome(parameters: &ResponseParameters, coverage: f64) -> f64 {
    let coverage = coverage.clamp(0.0, 1.0);
    // The ends of every curve, which most sectors of most months are at.
    if coverage == 0.0 || coverage == 1.0 {
        return coverage;
    }
    match parameters.family {
        ResponseFamily::Linear => coverage,
        ResponseFamily::Exponential => {
            let curvature = parameters.exponential_curvature;
            libm::expm1(-curvature * coverage) / libm::expm1(-curvature)
        }
        ResponseFamily::Hill => {
            let reached = libm::pow(coverage, parameters.hill_exponent);
            let half = libm::pow(parameters.hill_half_coverage, parameters.hill_exponent);
            reached * (1.0 + half) / (reached + half)
        }
    }
}

/// The outcomes of many coverages by one curve: what the coverages share is computed once.
pub(crate) fn outcomes<'a>(
    parameters: &ResponseParameters,
    coverages: impl Iterator<Item = &'a f64>,
    outcomes: impl Iterator<Item = &'a mut f64>,
) {
    let curvature = parameters.exponential_curvature;
    let full = libm::expm1(-curvature);
    for (&coverage, reached) in coverages.zip(outcomes) {
        let inside = coverage > 0.0 && coverage < 1.0;
        *reached = if inside && parameters.family == ResponseFamily::Exponential {
            libm::expm1(-curvature * coverage) / full
        } else {
            outcome(parameters, coverage)
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_family() -> [ResponseParameters; 3] {
        [
            ResponseFamily::Linear,
            ResponseFamily::Exponential,
            ResponseFamily::Hill,
        ]
        .map(|family| ResponseParameters {
            family,
            exponential_curvature: 1.5,
            hill_exponent: 3.0,
            hill_half_coverage: 0.5,
        })
    }

    #[test]
    fn many_outcomes_are_those_of_each() {
        for parameters in every_family() {
            let coverages = [-0.5, 0.0, 0.2, 0.7, 1.0, 1.5];
            let mut found = [f64::NAN; 6];
            outcomes(&parameters, coverages.iter(), found.iter_mut());
            assert_eq!(found, coverages.map(|one| outcome(&parameters, one)));
        }
    }

    #[test]
    fn curves_run_from_nothing_to_everything_and_never_fall() {
        for parameters in every_family() {
            let family = parameters.family;
            assert_eq!(outcome(&parameters, 0.0), 0.0);
            assert!((outcome(&parameters, 1.0) - 1.0).abs() < 1e-12);
            let steps: Vec<f64> = (0..=100)
                .map(|step| outcome(&parameters, f64::from(step) / 100.0))
                .collect();
            assert!(
                steps.windows(2).all(|pair| pair[0] <= pair[1]),
                "{family:?}"
            );
        }
    }

    #[test]
    fn the_family_with_a_threshold_has_half_of_its_scale_at_the_threshold() {
        let [linear, _, hill] = every_family();
        for (coverage, expected) in [
            // c³ / (c³ + 1/8), scaled by 9/8.
            (0.25, 1.0 / 9.0 * 9.0 / 8.0),
            (0.5, 0.5 * 9.0 / 8.0),
            (0.75, 27.0 / 35.0 * 9.0 / 8.0),
        ] {
            assert!((outcome(&hill, coverage) - expected).abs() < 1e-12);
            assert_eq!(outcome(&linear, coverage), coverage);
        }
    }

    #[test]
    fn the_first_dollar_does_most_in_the_concave_family() {
        let parameters = ResponseParameters {
            family: ResponseFamily::Exponential,
            exponential_curvature: 2.0,
            hill_exponent: 3.0,
            hill_half_coverage: 0.5,
        };
        let half = outcome(&parameters, 0.5);
        let expected = (1.0 - libm::exp(-1.0)) / (1.0 - libm::exp(-2.0));
        assert!((half - expected).abs() < 1e-12);
        assert!(half > 0.5);
    }
}
