//! Hypergeometric draws.

use super::{Stream, ln_factorial};

/// If so few are marked or drawn, the count is found by inversion.
const INVERSION_SIZE: u64 = 24;

/// Masses at most this many steps from the mode are compared with it by a product of ratios,
/// those farther away by logarithms of factorials.
const PRODUCT_STEPS: f64 = 24.0;

/// How many marked persons are among `sample` drawn without replacement from `marked` and
/// `unmarked`; a sample larger than the whole takes everybody.
///
/// Small samples are drawn by inversion (chop-down), large ones by the ratio-of-uniforms algorithm HRUA* of
/// E. Stadlober, *The ratio of uniforms approach for generating discrete random variates*,
/// J. Comput. Appl. Math. 31 (1990). Both are exact up to floating-point rounding.
#[must_use]
pub fn hypergeometric(stream: &mut Stream, marked: u64, unmarked: u64, sample: u64) -> u64 {
    let everybody = marked + unmarked;
    if sample >= everybody {
        return marked;
    }
    if marked == 0 || sample == 0 {
        return 0;
    }
    if unmarked == 0 {
        return sample;
    }
    let complement = everybody - sample;
    let drawn = sample.min(complement);
    let few = marked.min(unmarked);
    let many = marked.max(unmarked);
    // Marked and drawn play the same part in the law.
    let mut found = if few.min(drawn) <= INVERSION_SIZE {
        inversion(stream, few.min(drawn), few.max(drawn), everybody)
    } else {
        ratio_of_uniforms(stream, few, many, drawn)
    };
    // `found` counts the rarer kind in the smaller of sample and complement.
    if marked > unmarked {
        found = drawn - found;
    }
    if sample > complement {
        marked - found
    } else {
        found
    }
}

/// How many of `fewer` persons are among `more`, both drawn evenly from `everybody` and neither
/// more than half of it: walks up the distribution from 0.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a whole number between 0 and the smaller sample"
)]
fn inversion(stream: &mut Stream, fewer: u64, more: u64, everybody: u64) -> u64 {
    let first = stream.uniform();
    let (fewer, more, everybody) = (fewer as f64, more as f64, everybody as f64);
    let others = everybody - more;
    // Nobody is found with probability 1 − mean at least.
    if first * everybody <= everybody - fewer * more {
        return 0;
    }
    let (mut above, mut below) = (1.0, 1.0);
    let mut at = 0.0;
    while at < fewer {
        above *= others - at;
        below *= everybody - at;
        at += 1.0;
    }
    let none = above / below;
    let mut rest = first;
    loop {
        let mut mass = none;
        let mut found = 0.0;
        while found <= fewer {
            if rest <= mass {
                return found as u64;
            }
            rest -= mass;
            mass *=
                (fewer - found) * (more - found) / ((found + 1.0) * (others - fewer + found + 1.0));
            found += 1.0;
        }
        // Rounding alone leads past the end of the distribution.
        rest = stream.uniform();
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the candidate is checked to lie between 0 and the sample"
)]
fn ratio_of_uniforms(stream: &mut Stream, few: u64, many: u64, drawn: u64) -> u64 {
    // 2 √(2/e) and 3 − 2 √(3/e).
    const WIDTH: f64 = 1.715_527_769_921_413_5;
    const OFFSET: f64 = 0.898_916_162_058_898_8;
    let (few, many, drawn) = (few as f64, many as f64, drawn as f64);
    let everybody = few + many;
    let share = few / everybody;
    let centre = drawn * share + 0.5;
    let variance = (everybody - drawn) * drawn * share * (1.0 - share) / (everybody - 1.0);
    let spread = (variance + 0.5).sqrt();
    let height = WIDTH * spread + OFFSET;
    let mode = ((drawn + 1.0) * (few + 1.0) / (everybody + 2.0)) as i64 as f64;
    let mass = |count: f64| {
        ln_factorial(count)
            + ln_factorial(few - count)
            + ln_factorial(drawn - count)
            + ln_factorial(many - drawn + count)
    };
    let limit = (drawn.min(few) + 1.0).min(((centre + 16.0 * spread) as i64) as f64);
    loop {
        let u = stream.uniform();
        let v = stream.uniform();
        let position = centre + height * (v - 0.5) / u;
        if position < 0.0 || position >= limit {
            continue;
        }
        // Truncation is the floor of a position that is not negative.
        let candidate = position as i64 as f64;
        let accepted = if (candidate - mode).abs() <= PRODUCT_STEPS {
            u * u <= relative_mass(candidate, mode, few, many, drawn)
        } else {
            let bound = mass(mode) - mass(candidate);
            let quick_accept = u * (4.0 - u) - 3.0 <= bound;
            let quick_reject = u * (u - bound) >= 1.0;
            quick_accept || (!quick_reject && 2.0 * libm::log(u) <= bound)
        };
        if accepted {
            return candidate as u64;
        }
    }
}

/// Mass of `candidate` over the mass of `mode`, step by step.
fn relative_mass(candidate: f64, mode: f64, few: f64, many: f64, drawn: f64) -> f64 {
    let (low, high) = (candidate.min(mode), candidate.max(mode));
    let (mut above, mut below) = (1.0, 1.0);
    let mut at = low;
    while at < high {
        above *= (few - at) * (drawn - at);
        below *= (at + 1.0) * (many - drawn + at + 1.0);
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
