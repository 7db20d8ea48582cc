//! Hypergeometric draws.

use super::{Stream, ln_factorial};

/// Draws without replacement up to this size are made one by one.
const ONE_BY_ONE: u64 = 12;

/// How many marked persons are among `sample` drawn without replacement from `marked` and
/// `unmarked`; a sample larger than the whole takes everybody.
///
/// Small samples are drawn one by one, large ones by the ratio-of-uniforms algorithm HRUA* of
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
    let mut found = if drawn <= ONE_BY_ONE {
        one_by_one(stream, few, many, drawn)
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

fn one_by_one(stream: &mut Stream, few: u64, many: u64, drawn: u64) -> u64 {
    let mut left = few;
    let mut everybody = few + many;
    for _ in 0..drawn {
        if stream.below(everybody) < left {
            left -= 1;
        }
        everybody -= 1;
    }
    few - left
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
    let mode = ((drawn + 1.0) * (few + 1.0) / (everybody + 2.0)).floor();
    let mass = |count: f64| {
        ln_factorial(count)
            + ln_factorial(few - count)
            + ln_factorial(drawn - count)
            + ln_factorial(many - drawn + count)
    };
    let at_mode = mass(mode);
    let limit = (drawn.min(few) + 1.0).min((centre + 16.0 * spread).floor());
    loop {
        let u = stream.uniform();
        let v = stream.uniform();
        let position = centre + height * (v - 0.5) / u;
        if position < 0.0 || position >= limit {
            continue;
        }
        let candidate = position.floor();
        let bound = at_mode - mass(candidate);
        let quick_accept = u * (4.0 - u) - 3.0 <= bound;
        let quick_reject = u * (u - bound) >= 1.0;
        if quick_accept || (!quick_reject && 2.0 * libm::log(u) <= bound) {
            return candidate as u64;
        }
    }
}
