//! Poisson and negative binomial draws.

use super::binomial::{INVERSES, exponential};
use super::{Stream, gamma, ln_factorial};

/// A Poisson count of the given mean; 0 for a mean that is not positive.
///
/// Inversion below a mean of 10, above it the transformed rejection PTRS of W. Hörmann,
/// *The transformed rejection method for generating Poisson random variables*, Insurance:
/// Mathematics and Economics 12 (1993).
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the candidate is checked to be non-negative; counts are far below 2^53"
)]
pub fn poisson(stream: &mut Stream, mean: f64) -> u64 {
    if mean.is_nan() || mean <= 0.0 {
        return 0;
    }
    if mean < 10.0 {
        let mut rest = stream.uniform();
        // Nothing has probability 1 − m at least.
        if rest <= 1.0 - mean {
            return 0;
        }
        let mut mass = exponential(-mean);
        for (count, inverse) in INVERSES.iter().enumerate() {
            if rest <= mass {
                return count as u64;
            }
            rest -= mass;
            mass *= mean * inverse;
        }
        // With a mean below 10, reached with a probability below 1e-150.
        return INVERSES.len() as u64;
    }
    let b = 0.931 + 2.53 * mean.sqrt();
    let a = -0.059 + 0.024_83 * b;
    let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    let squeeze = 0.9277 - 3.6224 / (b - 2.0);
    loop {
        let u = stream.uniform() - 0.5;
        let v = stream.uniform();
        let distance = 0.5 - u.abs();
        let position = (2.0 * a / distance + b) * u + mean + 0.43;
        // Truncation is the floor of a position that is not negative, and those well inside the range
        // are not.
        let candidate = position as i64 as f64;
        if distance >= 0.07 && v <= squeeze {
            return candidate as u64;
        }
        if position < 0.0 || (distance < 0.013 && v > distance) {
            continue;
        }
        let ln_mean = libm::log(mean);
        let height = libm::log(v * inverse_alpha / (a / (distance * distance) + b));
        if height <= candidate * ln_mean - mean - ln_factorial(candidate) {
            return candidate as u64;
        }
    }
}

/// A negative binomial count with `mean` and variance `mean + mean² / size`, drawn as a Poisson
/// count whose mean is gamma distributed.
#[must_use]
pub fn negative_binomial(stream: &mut Stream, mean: f64, size: f64) -> u64 {
    if mean.is_nan() || mean <= 0.0 {
        return 0;
    }
    let rate = gamma(stream, size) * mean / size;
    poisson(stream, rate)
}
