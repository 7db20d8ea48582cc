//! Exact prices of a box and one budget: the water level and its next change of the active set.
//!
//! Between two breakpoints the level moves with the total by `1 / Σ weight` of those who are
//! free, and a bound moved by one unit is a total moved by one unit the other way. So prices and
//! the ranges over which they hold are read off the sorted breakpoints, without solving again; the
//! tests solve again and compare.

use crate::apportion::closed_form::water_fill;

use super::Directional;

/// What one unit is worth in one direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LevelPrice {
    /// Change of what is left unmet, for each unit moved.
    pub unmet: f64,
    /// Change of the common level, for each unit moved.
    pub level: f64,
    /// How far that holds, in units moved; may be infinite.
    pub holds_for: f64,
}

/// Prices of one participant's bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoxPrices {
    /// Of its cap.
    pub cap: Directional<LevelPrice>,
    /// Of its floor.
    pub floor: Directional<LevelPrice>,
}

/// Prices of a water-filling.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelPrices {
    /// Of the total.
    pub total: Directional<LevelPrice>,
    /// Of each participant's bounds, in its order.
    pub boxes: Vec<BoxPrices>,
    /// What each participant bears of one unit less of the total, and of one unit more; the parts
    /// of those who are free sum to one.
    pub bearers: Vec<Directional<f64>>,
}

/// A level this close to a breakpoint, relatively, stands on it.
const ON_BREAKPOINT: f64 = 1e-12;

struct Sides {
    level: f64,
    unmet: f64,
    starts: Vec<f64>,
    ends: Vec<f64>,
}

impl Sides {
    fn near(&self, value: f64) -> bool {
        (value - self.level).abs() <= ON_BREAKPOINT * self.level.abs().max(1.0)
    }

    /// Whether the participant moves when the level rises.
    fn rises(&self, index: usize) -> bool {
        (self.starts[index] < self.level || self.near(self.starts[index]))
            && self.ends[index] > self.level
            && !self.near(self.ends[index])
    }

    /// Whether it moves when the level falls.
    fn falls(&self, index: usize) -> bool {
        (self.ends[index] > self.level || self.near(self.ends[index]))
            && self.starts[index] < self.level
            && !self.near(self.starts[index])
    }
}

/// Prices of the total and of every bound of a box-and-budget problem, in both directions.
///
/// Arguments as for [`water_fill`], slices of one length; floors do not exceed caps. One unit less
/// of the total has no price where the floors already exceed it.
#[must_use]
pub fn level_prices(
    total: f64,
    weights: &[f64],
    offsets: &[f64],
    floors: &[f64],
    caps: &[f64],
) -> LevelPrices {
    let count = weights.len();
    let mut amounts = Vec::new();
    let fill = water_fill(total, weights, offsets, floors, caps, &mut amounts);
    let breakpoint = |index: usize, bound: f64| {
        if weights[index] > 0.0 && floors[index] < caps[index] {
            (bound + offsets[index]) / weights[index]
        } else {
            f64::INFINITY
        }
    };
    let sides = Sides {
        level: fill.level,
        unmet: fill.unmet,
        starts: (0..count).map(|it| breakpoint(it, floors[it])).collect(),
        ends: (0..count).map(|it| breakpoint(it, caps[it])).collect(),
    };
    let slope_up: f64 = (0..count)
        .filter(|&it| sides.rises(it))
        .map(|it| weights[it])
        .sum();
    let slope_down: f64 = (0..count)
        .filter(|&it| sides.falls(it))
        .map(|it| weights[it])
        .sum();
    let more = total_more(&sides, slope_up);
    let less = total_less(&sides, slope_down);
    let boxes = (0..count)
        .map(|it| {
            let is_active = weights[it] > 0.0;
            let at_cap = is_active && amounts[it] >= caps[it];
            let at_floor = amounts[it] <= floors[it];
            BoxPrices {
                cap: cap_prices(
                    &sides,
                    it,
                    (weights[it], offsets[it]),
                    (floors[it], amounts[it], caps[it]),
                    at_cap,
                    (&less, &more),
                    slope_down,
                ),
                floor: floor_prices(
                    (floors[it], amounts[it], caps[it]),
                    at_floor,
                    (&less, &more),
                    sides.rises(it).then_some(weights[it] / slope_up),
                ),
            }
        })
        .collect();
    let part = |is_free: bool, slope: f64, it: usize| {
        if is_free && slope > 0.0 {
            weights[it] / slope
        } else {
            0.0
        }
    };
    LevelPrices {
        bearers: (0..count)
            .map(|it| Directional {
                less: less.map(|_| part(sides.falls(it) && sides.unmet <= 0.0, slope_down, it)),
                more: Some(part(sides.rises(it), slope_up, it)),
            })
            .collect(),
        total: Directional {
            less,
            more: Some(more),
        },
        boxes,
    }
}

const NOTHING: LevelPrice = LevelPrice {
    unmet: 0.0,
    level: 0.0,
    holds_for: f64::INFINITY,
};

fn total_more(sides: &Sides, slope: f64) -> LevelPrice {
    if slope <= 0.0 {
        return LevelPrice {
            unmet: 1.0,
            ..NOTHING
        };
    }
    let next = sides
        .starts
        .iter()
        .chain(&sides.ends)
        .copied()
        .filter(|&it| it > sides.level && !sides.near(it))
        .fold(f64::INFINITY, f64::min);
    LevelPrice {
        unmet: 0.0,
        level: 1.0 / slope,
        holds_for: slope * (next - sides.level),
    }
}

fn total_less(sides: &Sides, slope: f64) -> Option<LevelPrice> {
    if sides.unmet > 0.0 {
        return Some(LevelPrice {
            unmet: -1.0,
            level: 0.0,
            holds_for: sides.unmet,
        });
    }
    if slope <= 0.0 {
        return None;
    }
    let next = sides
        .starts
        .iter()
        .chain(&sides.ends)
        .copied()
        .filter(|&it| it < sides.level && !sides.near(it))
        .fold(f64::NEG_INFINITY, f64::max);
    Some(LevelPrice {
        unmet: 0.0,
        level: -1.0 / slope,
        holds_for: slope * (sides.level - next),
    })
}

/// One unit more of a cap that binds takes a unit off the others; one unit less puts it on them.
fn cap_prices(
    sides: &Sides,
    index: usize,
    (weight, offset): (f64, f64),
    (floor, amount, cap): (f64, f64, f64),
    binds: bool,
    (less, more): (&Option<LevelPrice>, &LevelPrice),
    slope_down: f64,
) -> Directional<LevelPrice> {
    if !binds {
        return Directional {
            less: (cap > floor).then_some(LevelPrice {
                holds_for: cap - amount.max(floor),
                ..NOTHING
            }),
            more: Some(NOTHING),
        };
    }
    // With more room the State rises until it meets the level that falls towards it.
    let raised = if sides.unmet > 0.0 {
        (*less).unwrap_or(NOTHING)
    } else if sides.near(sides.ends[index]) {
        // It stands just at its cap, which does not hold it down.
        NOTHING
    } else {
        match less {
            Some(price) => {
                let own = (cap + offset) / weight;
                // level − d / slope = (cap + offset + d) / weight
                let others = slope_down;
                let meets = (sides.level - own) / (1.0 / others + 1.0 / weight);
                LevelPrice {
                    holds_for: price.holds_for.min(meets),
                    ..*price
                }
            }
            // The others stand at their floors, which then take all there is.
            None => NOTHING,
        }
    };
    Directional {
        less: (cap > floor).then_some(LevelPrice {
            holds_for: more.holds_for.min(cap - floor),
            ..*more
        }),
        more: Some(raised),
    }
}

/// One unit less of a floor that binds is a unit more for the others; one unit more takes a unit
/// off them. `own_part` is what the State itself would bear of that, were it free.
fn floor_prices(
    (floor, amount, cap): (f64, f64, f64),
    binds: bool,
    (less, more): (&Option<LevelPrice>, &LevelPrice),
    own_part: Option<f64>,
) -> Directional<LevelPrice> {
    if !binds {
        return Directional {
            less: (floor > 0.0).then_some(LevelPrice {
                holds_for: floor,
                ..NOTHING
            }),
            more: Some(LevelPrice {
                holds_for: (amount - floor).min(cap - floor),
                ..NOTHING
            }),
        };
    }
    Directional {
        // A State whose floor holds it just at the level would take the unit back itself.
        less: (floor > 0.0).then_some(if own_part.is_some() {
            LevelPrice {
                holds_for: floor,
                ..NOTHING
            }
        } else {
            LevelPrice {
                holds_for: more.holds_for.min(floor),
                ..*more
            }
        }),
        more: (cap > floor)
            .then(|| {
                (*less).map(|price| LevelPrice {
                    holds_for: price.holds_for.min(cap - floor),
                    ..price
                })
            })
            .flatten(),
    }
}
