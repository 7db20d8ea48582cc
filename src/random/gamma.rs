//! Continuous draws: normal, gamma, beta, Dirichlet, log-normal, truncated Pareto.

use super::Stream;

/// A standard normal number (Marsaglia's polar method; the second of the pair is not kept, so
/// that a stream has no memory beyond its words).
#[must_use]
pub fn normal(stream: &mut Stream) -> f64 {
    normal_pair(stream)[0]
}

/// Two independent standard normal numbers.
fn normal_pair(stream: &mut Stream) -> [f64; 2] {
    loop {
        let x = 2.0 * stream.uniform() - 1.0;
        let y = 2.0 * stream.uniform() - 1.0;
        let square = x * x + y * y;
        if square < 1.0 && square > 0.0 {
            let scale = (-2.0 * libm::log(square) / square).sqrt();
            return [x * scale, y * scale];
        }
    }
}

/// A log-normal number with the given median and standard deviation of the logarithm.
#[must_use]
pub fn log_normal(stream: &mut Stream, median: f64, log_sd: f64) -> f64 {
    median * libm::exp(log_sd * normal(stream))
}

/// A gamma number of the given shape and scale 1; 0 for a shape that is not positive.
///
/// G. Marsaglia and W. W. Tsang, *A simple method for generating gamma variables*, ACM TOMS 26
/// (2000); shapes below 1 by their power-of-a-uniform boost.
#[must_use]
pub fn gamma(stream: &mut Stream, shape: f64) -> f64 {
    if shape.is_nan() || shape <= 0.0 {
        return 0.0;
    }
    if shape < 1.0 {
        let boost = libm::pow(stream.uniform(), 1.0 / shape);
        return gamma(stream, shape + 1.0) * boost;
    }
    let first = normal(stream);
    large_gamma(stream, shape, first)
}

/// A gamma number of a shape of at least 1, from a normal number to begin with.
fn large_gamma(stream: &mut Stream, shape: f64, first: f64) -> f64 {
    let level = shape - 1.0 / 3.0;
    let scale = 1.0 / (9.0 * level).sqrt();
    let mut next = Some(first);
    loop {
        let x = next.take().unwrap_or_else(|| normal(stream));
        let root = 1.0 + scale * x;
        if root <= 0.0 {
            continue;
        }
        let v = root * root * root;
        let u = stream.uniform();
        let square = x * x;
        // The authors' squeeze lies within the region of acceptance and spares two logarithms.
        if u < 1.0 - 0.0331 * square * square {
            return level * v;
        }
        if libm::log(u) < 0.5 * x * x + level * (1.0 - v + libm::log(v)) {
            return level * v;
        }
    }
}

/// A beta number with parameters `a` and `b`, both positive.
#[must_use]
pub fn beta(stream: &mut Stream, a: f64, b: f64) -> f64 {
    let (first, second) = if a >= 1.0 && b >= 1.0 {
        // One pair of normal numbers begins both.
        let [first, second] = normal_pair(stream);
        (
            large_gamma(stream, a, first),
            large_gamma(stream, b, second),
        )
    } else {
        (gamma(stream, a), gamma(stream, b))
    };
    let sum = first + second;
    if sum > 0.0 {
        first / sum
    } else {
        // Both underflowed, which only tiny parameters do; the limit puts all mass at the ends.
        f64::from(u8::from(stream.uniform() < a / (a + b)))
    }
}

/// A beta number with the given mean and concentration a + b; a mean of 0 or 1 is certain.
#[must_use]
pub fn beta_with_mean(stream: &mut Stream, mean: f64, concentration: f64) -> f64 {
    if mean <= 0.0 {
        0.0
    } else if mean >= 1.0 {
        1.0
    } else {
        beta(stream, mean * concentration, (1.0 - mean) * concentration)
    }
}

/// Dirichlet weights with the given means (which sum to 1) and concentration, into `weights`.
/// Entries of mean 0 stay 0. `draw` gives each entry its own stream, so that the order of entries
/// does not matter.
pub fn dirichlet_into(
    means: &[f64],
    concentration: f64,
    weights: &mut [f64],
    mut draw: impl FnMut(usize) -> Stream,
) {
    for (index, (weight, &mean)) in weights.iter_mut().zip(means).enumerate() {
        *weight = if mean > 0.0 {
            gamma(&mut draw(index), mean * concentration)
        } else {
            0.0
        };
    }
    // A sum that depended on the order of hosts would differ in its last bits.
    let mut sorted: Vec<f64> = weights.to_vec();
    sorted.sort_by(f64::total_cmp);
    let sum: f64 = sorted.iter().sum();
    if sum > 0.0 {
        for weight in weights {
            *weight /= sum;
        }
    } else {
        weights.copy_from_slice(means);
    }
}

/// A Pareto number with tail index `alpha` between `least` and `most`, by inversion.
#[must_use]
pub fn truncated_pareto(stream: &mut Stream, alpha: f64, least: f64, most: f64) -> f64 {
    if most <= least {
        return most.max(0.0);
    }
    truncated_pareto_at(stream.uniform(), alpha, least, most)
}

/// The same at a level between 0 and 1 (the quantile function).
#[must_use]
pub fn truncated_pareto_at(u: f64, alpha: f64, least: f64, most: f64) -> f64 {
    if most <= least {
        return most.max(0.0);
    }
    let ratio = libm::pow(least / most, alpha);
    (least / libm::pow(1.0 - u * (1.0 - ratio), 1.0 / alpha)).clamp(least, most)
}
