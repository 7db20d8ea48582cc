//! Binomial draws: inversion for small means, transformed rejection for large ones.

use super::Stream;

/// 1/1, 1/2, 1/3, …: products are quicker than quotients.
pub(super) static INVERSES: [f64; 200] = {
    let mut inverses = [0.0; 200];
    let mut index = 0;
    while index < 200 {
        inverses[index] = 1.0 / (index + 1) as f64;
        index += 1;
    }
    inverses
};

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

/// Up to so many trials are made one by one, unless hardly any succeeds.
const FEW_TRIALS: u64 = 14;

#[inline]
fn inversion(stream: &mut Stream, trials: u64, probability: f64) -> u64 {
    let count = trials as f64;
    if trials <= FEW_TRIALS && count * probability > 0.5 {
        return (0..trials)
            .map(|_| u64::from(stream.uniform() < probability))
            .sum();
    }
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
    let none = exponential(count * ln_complement(probability));
    let mut rest = first;
    loop {
        let mut mass = none;
        let mut successes = 0.0;
        // With a mean below 10, more than 200 successes have probability below 1e-150; the bound
        // only stops a walk that rounding would let run past the end of the distribution.
        for &inverse in &INVERSES {
            if rest <= mass {
                return successes as u64;
            }
            if successes >= count {
                break;
            }
            rest -= mass;
            mass *= odds * (count - successes) * inverse;
            successes += 1.0;
        }
        rest = stream.uniform();
    }
}

/// `ln(1 − p)` for probabilities up to one half: its series in s = p / (2 − p), which is
/// −2 (s + s³/3 + s⁵/5 + …), where a few terms are enough.
#[inline]
fn ln_complement(probability: f64) -> f64 {
    if probability < 1e-3 {
        // The first term left out is below 2e-16 of the whole.
        let p = probability;
        let square = p * p;
        return -p * ((1.0 + p * 0.5) + square * ((1.0 / 3.0 + p * 0.25) + square * 0.2));
    }
    let s = probability / (2.0 - probability);
    let t = s * s;
    let t2 = t * t;
    // Pairs of terms are summed side by side, which shortens the chain of operations; the first
    // term left out is below 1e-18 of the whole.
    let t4 = t2 * t2;
    let low = (1.0 / 3.0 + t * (1.0 / 5.0)) + t2 * (1.0 / 7.0 + t * (1.0 / 9.0));
    if probability <= 0.1 {
        let high = 1.0 / 11.0 + t * (1.0 / 13.0);
        return -2.0 * s * (1.0 + t * (low + t4 * high));
    }
    // Up to one half, where t is a ninth, ten terms more.
    let middle = (1.0 / 11.0 + t * (1.0 / 13.0)) + t2 * (1.0 / 15.0 + t * (1.0 / 17.0));
    let high = (1.0 / 19.0 + t * (1.0 / 21.0)) + t2 * (1.0 / 23.0 + t * (1.0 / 25.0));
    let last = (1.0 / 27.0 + t * (1.0 / 29.0)) + t2 * (1.0 / 31.0 + t * (1.0 / 33.0));
    -2.0 * s * (1.0 + t * (low + t4 * (middle + t4 * (high + t4 * last))))
}

/// `e^x` for x between −30 and 0: a power of two times a series. Relative error below 1e-15, and a
/// quarter of the time of the library's function, which serves beyond that range.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the power of two lies between -44 and 0"
)]
pub(super) fn exponential(x: f64) -> f64 {
    const LN_TWO_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN_TWO_LOW: f64 = 1.908_214_929_270_587_7e-10;
    if !(-30.0..=0.0).contains(&x) {
        return libm::exp(x);
    }
    // Truncation towards 0 of a number that is not positive, half a unit farther away.
    let power = (x * std::f64::consts::LOG2_E - 0.5) as i64;
    let whole = power as f64;
    let rest = (x - whole * LN_TWO_HIGH) - whole * LN_TWO_LOW;
    // Taylor's series to the 13th power for |rest| ≤ ½ ln 2: the next term is below 4e-18. Pairs of
    // terms are summed side by side, which shortens the chain of operations.
    let r2 = rest * rest;
    let r4 = r2 * r2;
    let pair = |first: f64, second: f64| first + second * rest;
    let quartet = |low: f64, high: f64| low + high * r2;
    let first = quartet(pair(1.0, 1.0), pair(1.0 / 2.0, 1.0 / 6.0));
    let second = quartet(
        pair(1.0 / 24.0, 1.0 / 120.0),
        pair(1.0 / 720.0, 1.0 / 5_040.0),
    );
    let third = quartet(
        pair(1.0 / 40_320.0, 1.0 / 362_880.0),
        pair(1.0 / 3_628_800.0, 1.0 / 39_916_800.0),
    );
    let fourth = pair(1.0 / 479_001_600.0, 1.0 / 6_227_020_800.0);
    let sum = (first + second * r4) + (third + fourth * r4) * (r4 * r4);
    sum * f64::from_bits(((power + 1023) as u64) << 52)
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
        // Six of seven candidates are taken above; the rest is computed for the seventh.
        let odds = probability / (1.0 - probability);
        let alpha = (2.83 + 5.1 / b) * spread;
        let mode = ((count + 1.0) * probability) as i64 as f64;
        let height = v * alpha / (a / (distance * distance) + b);
        let accepted = if (candidate - mode).abs() <= PRODUCT_STEPS {
            height <= relative_mass(candidate, mode, count, odds)
        } else {
            accepts_far(
                libm::log(height),
                candidate,
                mode,
                count,
                odds,
                spread * spread,
            )
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

/// Whether a candidate far from the mode is accepted. Hörmann's squeeze (his algorithm BTRD, step
/// 3.2) bounds the logarithm of the relative mass from both sides, and decides nearly always.
fn accepts_far(
    ln_height: f64,
    candidate: f64,
    mode: f64,
    count: f64,
    odds: f64,
    variance: f64,
) -> bool {
    let steps = (candidate - mode).abs();
    if steps < variance / 2.0 - 1.0 {
        let width =
            (steps / variance) * ((steps * (steps / 3.0 + 0.625) + 1.0 / 6.0) / variance + 0.5);
        let parabola = -steps * steps / (2.0 * variance);
        if ln_height < parabola - width {
            return true;
        }
        if ln_height > parabola + width {
            return false;
        }
    }
    ln_height <= ln_relative_mass(candidate, mode, count, odds)
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

#[cfg(test)]
mod tests {
    use super::{exponential, ln_complement};

    #[test]
    fn the_short_forms_agree_with_the_library() {
        for step in 0..=30_000 {
            let x = -f64::from(step) / 1_000.0;
            let error = (exponential(x) / libm::exp(x) - 1.0).abs();
            assert!(error < 1e-15, "{x}: {error}");
        }
        for step in 1..=5_000 {
            let p = f64::from(step) / 10_000.0;
            let error = (ln_complement(p) / libm::log1p(-p) - 1.0).abs();
            assert!(error < 1e-15, "{p}: {error}");
        }
        assert!((ln_complement(1e-9) / -1.000_000_000_5e-9 - 1.0).abs() < 1e-15);
    }
}
