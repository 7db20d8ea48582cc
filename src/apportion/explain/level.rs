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

    fn next_above(&self, breakpoints: &[f64]) -> f64 {
        breakpoints
            .iter()
            .copied()
            .filter(|&it| it > self.level && !self.near(it))
            .fold(f64::INFINITY, f64::min)
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
    let mut sides = Sides {
        level: fill.level,
        unmet: fill.unmet,
        starts: (0..count).map(|it| breakpoint(it, floors[it])).collect(),
        ends: (0..count).map(|it| breakpoint(it, caps[it])).collect(),
    };
    let slope_of = |is_free: &dyn Fn(usize) -> bool| -> f64 {
        (0..count)
            .filter(|&it| is_free(it))
            .map(|it| weights[it])
            .sum()
    };
    let falling: Vec<bool> = (0..count).map(|it| sides.falls(it)).collect();
    let slope_down = slope_of(&|it| falling[it]);
    let less = total_less(&sides, slope_down);
    let level = sides.level;
    if !(0..count).any(|it| sides.rises(it)) {
        // Everybody below stands at the cap: the next unit goes to those who leave their floors
        // first, at a higher level.
        let next = sides.next_above(&sides.starts);
        if next.is_finite() {
            sides.level = next;
        }
    }
    let rising: Vec<bool> = (0..count).map(|it| sides.rises(it)).collect();
    let slope_up = slope_of(&|it| rising[it]);
    let more = total_more(&sides, slope_up);
    let ratio_less_level = |it: usize, bound: f64| {
        let ratio = (bound + offsets[it]) / weights[it];
        let distance = ratio - level;
        // A ratio that stands at the level but for rounding is at it.
        if distance.abs() <= ON_BREAKPOINT * level.abs().max(1.0) {
            0.0
        } else {
            distance
        }
    };
    let market = Market {
        less,
        more,
        slope_up,
        slope_down,
        is_short: fill.unmet > 0.0,
    };
    let boxes = (0..count)
        .map(|it| {
            let own = Own {
                weight: weights[it],
                floor: floors[it],
                cap: caps[it],
                amount: amounts[it],
            };
            BoxPrices {
                cap: cap_prices(&market, &own, ratio_less_level(it, caps[it])),
                floor: floor_prices(&market, &own, ratio_less_level(it, floors[it])),
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
                less: less.map(|_| part(falling[it] && fill.unmet <= 0.0, slope_down, it)),
                more: Some(part(rising[it], slope_up, it)),
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
        .next_above(&sides.starts)
        .min(sides.next_above(&sides.ends));
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

/// What all participants share: the prices of the total.
struct Market {
    less: Option<LevelPrice>,
    more: LevelPrice,
    slope_up: f64,
    slope_down: f64,
    is_short: bool,
}

/// One participant.
struct Own {
    weight: f64,
    floor: f64,
    cap: f64,
    amount: f64,
}

impl Own {
    /// How far a bound may move until its ratio, `distance` from the level, meets the level that
    /// moves towards it.
    fn meets(&self, distance: f64, slope: f64) -> f64 {
        if slope > 0.0 {
            distance.abs() / (1.0 / slope + 1.0 / self.weight)
        } else {
            f64::INFINITY
        }
    }
}

/// One unit more of a cap that binds takes a unit off the others; one unit less puts it on them.
fn cap_prices(market: &Market, own: &Own, distance: f64) -> Directional<LevelPrice> {
    let width = own.cap - own.floor;
    if own.weight <= 0.0 || own.amount < own.cap {
        return Directional {
            less: (width > 0.0).then_some(LevelPrice {
                holds_for: own.cap - own.amount.max(own.floor),
                ..NOTHING
            }),
            more: Some(NOTHING),
        };
    }
    let more = if market.is_short {
        market.less.unwrap_or(NOTHING)
    } else if distance >= 0.0 {
        // It stands just at its cap, or its floor holds it there: the cap does not bind.
        NOTHING
    } else {
        market.less.map_or(NOTHING, |price| LevelPrice {
            holds_for: price.holds_for.min(own.meets(distance, market.slope_down)),
            ..price
        })
    };
    Directional {
        less: (width > 0.0).then_some(LevelPrice {
            holds_for: market.more.holds_for.min(width),
            ..market.more
        }),
        more: Some(more),
    }
}

/// One unit less of a floor that binds is a unit more for the others; one unit more takes a unit
/// off them.
fn floor_prices(market: &Market, own: &Own, distance: f64) -> Directional<LevelPrice> {
    let width = own.cap - own.floor;
    let has_floor = own.floor > 0.0;
    if own.amount > own.floor || market.is_short {
        return Directional {
            less: has_floor.then_some(LevelPrice {
                holds_for: own.floor,
                ..NOTHING
            }),
            more: (width > 0.0).then_some(LevelPrice {
                holds_for: own.amount - own.floor,
                ..NOTHING
            }),
        };
    }
    let less = if own.weight <= 0.0 {
        LevelPrice {
            holds_for: market.more.holds_for.min(own.floor),
            ..market.more
        }
    } else if distance <= 0.0 {
        // Its cap holds it here as well, or it would take the unit back itself.
        LevelPrice {
            holds_for: own.floor,
            ..NOTHING
        }
    } else {
        LevelPrice {
            holds_for: market
                .more
                .holds_for
                .min(own.floor)
                .min(own.meets(distance, market.slope_up)),
            ..market.more
        }
    };
    let more = market.less.map(|price| LevelPrice {
        holds_for: price.holds_for.min(width),
        ..price
    });
    Directional {
        less: has_floor.then_some(less),
        more: more.filter(|_| width > 0.0),
    }
}
