//! Floors, caps and a total that contradict each other, in words.

use std::fmt::Write as _;

/// The floor and cap of one State, and how far each may be relaxed.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// Name for people.
    pub name: String,
    /// The least it is asked for.
    pub floor: f64,
    /// The most it can be asked for.
    pub cap: f64,
    /// Where the floor may fall to, at most the floor; the floor itself where it must stand.
    pub floor_limit: f64,
    /// Where the cap may rise to, at least the cap; infinite without a limit.
    pub cap_limit: f64,
}

/// Which of a State's bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoundRule {
    /// Its floor.
    Floor,
    /// Its cap.
    Cap,
}

/// One bound relaxed.
#[derive(Clone, Debug, PartialEq)]
pub struct Relaxation {
    /// Whose, by index.
    pub index: usize,
    /// Name for people.
    pub name: String,
    /// Floor or cap.
    pub rule: BoundRule,
    /// By how much, in the unit of the total.
    pub by: f64,
}

/// How far rules miss a total and what would mend it.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// What the caps leave short of the total; zero where they do not.
    pub short: f64,
    /// By how much the floors exceed the total; zero where they do not.
    pub over: f64,
    /// The smallest set of bounds whose relaxation alone suffices. Its sum is also the least
    /// possible, so one answer serves both questions.
    pub relaxations: Vec<Relaxation>,
    /// Sum of the relaxations.
    pub total: f64,
    /// What remains even when every bound is relaxed to its limit; zero where the rules can be
    /// mended.
    pub remaining: f64,
    /// Whether no smaller set of bounds suffices.
    pub fewest_is_proven: bool,
}

impl Conflict {
    /// The conflict in a sentence or two, amounts in `unit`.
    #[must_use]
    pub fn in_words(&self, unit: &str) -> String {
        let mut text = if self.short > 0.0 {
            format!("{:.0} {unit} short", self.short)
        } else if self.over > 0.0 {
            format!("floors exceed the total by {:.0} {unit}", self.over)
        } else {
            "floors stand above caps".to_owned()
        };
        if !self.relaxations.is_empty() {
            text.push_str("; least relaxations are ");
        }
        for (position, it) in self.relaxations.iter().enumerate() {
            let verb = match it.rule {
                BoundRule::Floor => "floor down",
                BoundRule::Cap => "cap up",
            };
            let comma = if position == 0 { "" } else { ", " };
            let _ = write!(text, "{comma}{}: {verb} by {:.0}", it.name, it.by);
        }
        if self.remaining > 0.0 {
            let _ = write!(
                text,
                "; {:.0} {unit} remain even then: lower the total or lift the limits",
                self.remaining
            );
        }
        text.push('.');
        text
    }
}

/// Looks for contradictions between bounds and a total that must be met exactly; none where
/// there are none.
///
/// The answer is exact without enumeration. A State whose floor stands above its cap has to relax
/// one of them, and relaxing the one that also helps the total costs no further rule; beyond
/// those, the fewest bounds that make up a sum are those with the most room, taken in order, the
/// earlier State first among equals. Every unit relaxed beyond the crossings mends one unit of the
/// total, so the sum is least as well. Only where caps fall short and floors exceed the total at
/// once, which crossed bounds alone can bring about, the number of rules is not proven least.
#[must_use]
pub fn conflict(total: f64, bounds: &[Bound]) -> Option<Conflict> {
    let short = (total - bounds.iter().map(|bound| bound.cap).sum::<f64>()).max(0.0);
    let over = (bounds.iter().map(|bound| bound.floor).sum::<f64>() - total).max(0.0);
    let crossed = bounds.iter().any(|bound| bound.floor > bound.cap);
    if !crossed && short <= 0.0 && over <= 0.0 {
        return None;
    }
    let mut moves = vec![[0.0_f64; 2]; bounds.len()];
    let mut remaining = 0.0;
    let mut up_needed = short;
    for (bound, moved) in bounds.iter().zip(&mut moves) {
        let mut crossing = (bound.floor - bound.cap).max(0.0);
        let (up_room, down_room) = (room(bound, BoundRule::Cap), room(bound, BoundRule::Floor));
        // As much upwards as the caps lack, then downwards; only where the floor must stand
        // upwards again.
        let first_up = if short > 0.0 && over > 0.0 {
            up_needed
        } else if short > 0.0 {
            f64::INFINITY
        } else {
            0.0
        };
        let up = crossing.min(up_room).min(first_up);
        crossing -= up;
        let down = crossing.min(down_room);
        crossing -= down;
        let more_up = crossing.min(up_room - up);
        crossing -= more_up;
        *moved = [down, up + more_up];
        up_needed = (up_needed - up - more_up).max(0.0);
        remaining += crossing;
    }
    for rule in [BoundRule::Cap, BoundRule::Floor] {
        let side = rule as usize;
        let sum: f64 = bounds
            .iter()
            .zip(&moves)
            .map(|(bound, moved)| match rule {
                BoundRule::Cap => bound.cap + moved[side],
                BoundRule::Floor => bound.floor - moved[side],
            })
            .sum();
        let mut left = match rule {
            BoundRule::Cap => total - sum,
            BoundRule::Floor => sum - total,
        }
        .max(0.0);
        let mut order: Vec<usize> = (0..bounds.len()).collect();
        // To let those move further that must move anyway costs no further rule.
        order.sort_by(|&one, &other| {
            let room = |index: usize| room(&bounds[index], rule) - moves[index][side];
            (moves[other][side] > 0.0)
                .cmp(&(moves[one][side] > 0.0))
                .then(room(other).total_cmp(&room(one)))
                .then(one.cmp(&other))
        });
        for index in order {
            let further = (room(&bounds[index], rule) - moves[index][side]).clamp(0.0, left);
            moves[index][side] += further;
            left -= further;
        }
        remaining += left;
    }
    let mut relaxations = Vec::new();
    for (index, (bound, moved)) in bounds.iter().zip(&moves).enumerate() {
        for rule in [BoundRule::Floor, BoundRule::Cap] {
            let by = moved[rule as usize];
            if by > 0.0 {
                relaxations.push(Relaxation {
                    index,
                    name: bound.name.clone(),
                    rule,
                    by,
                });
            }
        }
    }
    relaxations.sort_by(|one, other| {
        other
            .by
            .total_cmp(&one.by)
            .then(one.index.cmp(&other.index))
    });
    Some(Conflict {
        short,
        over,
        total: relaxations.iter().map(|it| it.by).sum(),
        relaxations,
        remaining,
        fewest_is_proven: !(short > 0.0 && over > 0.0),
    })
}

/// How far a bound may be relaxed.
fn room(bound: &Bound, rule: BoundRule) -> f64 {
    match rule {
        BoundRule::Cap => bound.cap_limit - bound.cap,
        BoundRule::Floor => bound.floor - bound.floor_limit,
    }
    .max(0.0)
}
