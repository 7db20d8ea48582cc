//! Axes: round ticks and the way from values to pixels.

/// A linear or logarithmic axis from values to pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Axis {
    /// The value at the first pixel.
    pub low: f64,
    /// The value at the last pixel.
    pub high: f64,
    /// The pixel of `low`.
    pub from: f64,
    /// The pixel of `high`.
    pub to: f64,
    /// Whether equal distances are equal ratios.
    pub logarithmic: bool,
}

impl Axis {
    /// A linear axis.
    pub(super) fn linear(low: f64, high: f64, from: f64, to: f64) -> Self {
        Self {
            low,
            high,
            from,
            to,
            logarithmic: false,
        }
    }

    /// The pixel of a value.
    pub(super) fn at(&self, value: f64) -> f64 {
        let place = |value: f64| {
            if self.logarithmic {
                libm::log10(value.max(f64::MIN_POSITIVE))
            } else {
                value
            }
        };
        let span = place(self.high) - place(self.low);
        let share = if span > 0.0 {
            (place(value) - place(self.low)) / span
        } else {
            0.0
        };
        self.from + share * (self.to - self.from)
    }
}

/// A round step that divides `span` into about `parts`: 1, 2, 2.5 or 5 times a power of ten.
pub(super) fn step(span: f64, parts: f64) -> f64 {
    if !(span > 0.0 && span.is_finite()) {
        return 1.0;
    }
    let rough = span / parts;
    let power = libm::pow(10.0, libm::floor(libm::log10(rough)));
    [1.0, 2.0, 2.5, 5.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|&step| step >= rough * 0.999)
        .unwrap_or(10.0 * power)
}

/// Round ticks from 0 to at least `highest`.
pub(super) fn ticks_from_zero(highest: f64, parts: f64) -> Vec<f64> {
    let step = step(highest, parts);
    let mut ticks = vec![0.0];
    let mut count = 0.0;
    while count * step < highest * 0.999 {
        count += 1.0;
        ticks.push(count * step);
    }
    if ticks.len() == 1 {
        ticks.push(step);
    }
    ticks
}

/// Round ticks within `low` to `high`, which include 0 where it lies between.
pub(super) fn ticks_between(low: f64, high: f64, parts: f64) -> Vec<f64> {
    let step = step(high - low, parts);
    let first = libm::ceil(low / step - 1e-9);
    let last = libm::floor(high / step + 1e-9);
    let mut ticks = Vec::new();
    let mut count = first;
    while count <= last {
        ticks.push(count * step);
        count += 1.0;
    }
    ticks
}

/// Powers of ten, with their double and fivefold where there are few, within `low` to `high`.
pub(super) fn logarithmic_ticks(low: f64, high: f64) -> Vec<f64> {
    let first = libm::floor(libm::log10(low));
    let last = libm::ceil(libm::log10(high));
    let digits: &[f64] = if last - first > 3.0 {
        &[1.0]
    } else {
        &[1.0, 2.0, 5.0]
    };
    let mut ticks = Vec::new();
    let mut power = first;
    while power <= last {
        for digit in digits {
            let tick = digit * libm::pow(10.0, power);
            if tick >= low * 0.999 && tick <= high * 1.001 {
                ticks.push(tick);
            }
        }
        power += 1.0;
    }
    ticks
}

/// Decimals that tell neighbouring ticks apart.
pub(super) fn decimals(ticks: &[f64]) -> usize {
    let step = match ticks {
        [first, second, ..] => (second - first).abs(),
        _ => 1.0,
    };
    (0..4)
        .find(|&places| {
            let scaled = step * [1.0, 10.0, 100.0, 1000.0][places];
            (scaled - scaled.round()).abs() < 1e-6 && scaled > 0.5
        })
        .unwrap_or(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover_the_data() {
        assert_eq!(ticks_from_zero(1.93, 4.0), [0.0, 0.5, 1.0, 1.5, 2.0]);
        assert_eq!(ticks_from_zero(0.0, 4.0), [0.0, 1.0]);
        assert_eq!(ticks_between(-12.0, 33.0, 4.0), [0.0, 20.0]);
        assert_eq!(
            logarithmic_ticks(0.5, 60.0),
            [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0]
        );
        assert_eq!(decimals(&[0.0, 0.5]), 1);
        assert_eq!(decimals(&[0.0, 20.0]), 0);
        assert_eq!(decimals(&[0.0, 0.25]), 2);
    }

    #[test]
    fn logarithmic_axes_give_equal_ratios_equal_room() {
        let axis = Axis {
            low: 1.0,
            high: 100.0,
            from: 0.0,
            to: 200.0,
            logarithmic: true,
        };
        assert!((axis.at(10.0) - 100.0).abs() < 1e-9);
    }
}
