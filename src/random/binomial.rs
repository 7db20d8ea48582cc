//! Binomial draws: inversion for small means, transformed rejection for large ones.

use super::Stream;

/// Means below this are drawn by inversion.
const INVERSION_MEAN: f64 = 10.0;

/// How many of `trials` succeed, each with `probability`; probabilities beyond [0, 1] are taken as
/// its nearer end, and one that is not a number as 0.
///
/// Inversion (chop-down) where the mean is below 10, otherwise the BTRS algorithm of
/// W. Hörmann, *The generation of binomial random variates*, J. Statist. Comput. Simul. 46
/// (1993). Both are exact up to floating-point rounding.
#[must_use]
#[inline]
pub fn binomial(stream: &mut Stream, trials: u64, probability: f64) -> u64 {
    if trials == 0 || probability.is_nan() || probability <= 0.0 {
        return 0;
    }
    if probability >= 1.0 {
        return trials;
    }
    if probability > 0.5 {
        return trials - small_probability(stream, trials, 1.0 - probability);
    }
    small_probability(stream, trials, probability)
}

#[inline]
fn small_probability(stream: &mut Stream, trials: u64, probability: f64) -> u64 {
    if trials as f64 * probability < INVERSION_MEAN {
        inversion(stream, trials, probability)
    } else {
        transformed_rejection(stream, trials, probability)
    }
}

#[inline]
fn inversion(stream: &mut Stream, trials: u64, probability: f64) -> u64 {
    let count = trials as f64;
    let first = stream.uniform();
    // Bernoulli's inequality: (1 − p)ⁿ is at least 1 − np, so that most draws of rare events are
    // known to be 0 before any power is computed.
    if first <= 1.0 - count * probability {
        return 0;
    }
    walk(stream, first, count, probability)
}

/// Walks up the distribution from 0 until the mass of `first` is used up.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a whole number between 0 and 200"
)]
fn walk(stream: &mut Stream, first: f64, count: f64, probability: f64) -> u64 {
    let odds = probability / (1.0 - probability);
    let none = libm::exp(count * ln_complement(probability));
    let mut rest = first;
    loop {
        let mut mass = none;
        let mut successes = 0.0;
        // With a mean below 10, more than 200 successes have probability below 1e-150; the bound
        // only stops a walk that rounding would let run past the end of the distribution.
        while successes <= count && successes < 200.0 {
            if rest <= mass {
                return successes as u64;
            }
            rest -= mass;
            mass *= odds * (count - successes) / (successes + 1.0);
            successes += 1.0;
        }
        rest = stream.uniform();
    }
}

/// `ln(1 − p)` for probabilities up to one half.
#[inline]
fn ln_complement(probability: f64) -> f64 {
    if probability > 1e-3 {
        return libm::log1p(-probability);
    }
    // The first term left out is below 2e-16 of the whole.
    let p = probability;
    -p * (1.0 + p * (1.0 / 2.0 + p * (1.0 / 3.0 + p * (1.0 / 4.0 + p * (1.0 / 5.0)))))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the candidate is checked to lie between 0 and the number of trials"
)]
fn transformed_rejection(stream: &mut Stream, trials: u64, probability: f64) -> u64 {
    let count = trials as f64;
    let spread = (count * probability * (1.0 - probability)).sqrt();
    let b = 1.15 + 2.53 * spread;
    let a = -0.0873 + 0.0248 * b + 0.01 * probability;
    let centre = count * probability + 0.5;
    let squeeze = 0.92 - 4.2 / b;
    let odds = probability / (1.0 - probability);
    let alpha = (2.83 + 5.1 / b) * spread;
    let mode = ((count + 1.0) * probability) as i64 as f64;
    loop {
        let u = stream.uniform() - 0.5;
        let v = stream.uniform();
        let distance = 0.5 - u.abs();
        let position = (2.0 * a / distance + b) * u + centre;
        if position < 0.0 || position >= count + 1.0 {
            continue;
        }
        // Truncation is the floor of a position that is not negative.
        let candidate = position as i64 as f64;
        if distance >= 0.07 && v <= squeeze {
            return candidate as u64;
        }
        let height = v * alpha / (a / (distance * distance) + b);
        let accepted = if (candidate - mode).abs() <= PRODUCT_STEPS {
            height <= relative_mass(candidate, mode, count, odds)
        } else {
            libm::log(height) <= ln_relative_mass(candidate, mode, count, odds)
        };
        if accepted {
            return candidate as u64;
        }
    }
}

/// Masses at most this many steps from the mode are compared with it by a product of ratios,
/// those farther away by logarithms of factorials.
const PRODUCT_STEPS: f64 = 30.0;

/// Mass of `candidate` over the mass of `mode`, step by step.
fn relative_mass(candidate: f64, mode: f64, count: f64, odds: f64) -> f64 {
    let (low, high) = (candidate.min(mode), candidate.max(mode));
    let (mut above, mut below) = (1.0, 1.0);
    let mut at = low;
    while at < high {
        above *= odds * (count - at);
        below *= at + 1.0;
        // Products stay far from the ends of the range of floating-point numbers.
        if below > 1e100 {
            above /= below;
            below = 1.0;
        }
        at += 1.0;
    }
    if candidate < mode {
        below / above
    } else {
        above / below
    }
}

/// Logarithm of the mass of `candidate` over the mass of `mode`.
fn ln_relative_mass(candidate: f64, mode: f64, count: f64, odds: f64) -> f64 {
    (mode + 0.5) * libm::log((mode + 1.0) / (odds * (count - mode + 1.0)))
        + (count + 1.0) * libm::log((count - mode + 1.0) / (count - candidate + 1.0))
        + (candidate + 0.5) * libm::log(odds * (count - candidate + 1.0) / (candidate + 1.0))
        + stirling_tail(mode)
        + stirling_tail(count - mode)
        - stirling_tail(candidate)
        - stirling_tail(count - candidate)
}

/// `ln k! − [ln √2π + (k + ½) ln(k + 1) − (k + 1)]`: what Stirling's formula leaves.
fn stirling_tail(count: f64) -> f64 {
    const TABLE: [f64; 10] = [
        0.081_061_466_795_327_26,
        0.041_340_695_955_409_29,
        0.027_677_925_684_998_34,
        0.020_790_672_103_765_09,
        0.016_644_691_189_821_19,
        0.013_876_128_823_070_75,
        0.011_896_709_945_891_77,
        0.010_411_265_261_972_09,
        0.009_255_462_182_712_733,
        0.008_330_563_433_362_87,
    ];
    if count < 9.5 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number between 0 and 9"
        )]
        return TABLE[count.max(0.0) as usize];
    }
    let inverse = 1.0 / (count + 1.0);
    let square = inverse * inverse;
    inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square / 1260.0))
}
