//! Replicates spread evenly over how often war breaks out and how many flee first.
//!
//! Outbreaks are few and the pulses that follow them heavy-tailed, so that most of the noise of a mean
//! comes from how many outbreaks the replicates happen to hold. Here each replicate has a level between
//! 0 and 1 that is uniform by itself and spread evenly over all replicates. The level says, by the exact
//! distribution of the number of outbreaks, how many there are; what of the level is left within that
//! number is uniform again and is the level of the first pulse's size. The months of the outbreaks are
//! then drawn from the chain given their number. So every replicate follows the very law of the chain
//! and all count alike, but the numbers of outbreaks stand in the proportions of their probabilities
//! (proportional allocation), and means have less noise.

use crate::model::parameters::Regime;
use crate::simulate::regime::{Chain, SPELLS, Spell};

/// Most outbreaks that are told apart; beyond them there is one stratum.
const MOST: usize = 48;

/// Probabilities of the number of outbreaks still to come.
#[derive(Clone, Debug)]
pub(crate) struct OutbreakLaw {
    /// By month and spell: the probability of 0, 1, … outbreaks in the months that follow.
    remaining: Vec<[Vec<f64>; SPELLS]>,
    chain: Chain,
    onset: Option<u32>,
}

/// How many outbreaks are to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// So many.
    Exactly(usize),
    /// So many or more.
    AtLeast(usize),
}

impl Target {
    fn after_one(self) -> Option<Self> {
        match self {
            Self::Exactly(count) => count.checked_sub(1).map(Self::Exactly),
            Self::AtLeast(count) => Some(Self::AtLeast(count.saturating_sub(1))),
        }
    }
}

impl OutbreakLaw {
    /// The law of a chain over so many months.
    pub(crate) fn new(chain: Chain, onset: Option<u32>, months: u32) -> Self {
        let mut law = Self {
            remaining: Vec::new(),
            chain,
            onset,
        };
        let most = MOST.min(months as usize / 2 + 2);
        let nothing = || std::array::from_fn(|_| vec![0.0; most]);
        law.remaining = (0..months.max(1)).map(|_| nothing()).collect();
        for row in &mut law.remaining[months.max(1) as usize - 1] {
            row[0] = 1.0;
        }
        for month in (0..months.saturating_sub(1)).rev() {
            let mut rows: [Vec<f64>; SPELLS] = nothing();
            for (from, row) in Spell::all().into_iter().zip(&mut rows) {
                if !law.chain.is_met(from) {
                    continue;
                }
                for (to, probability) in law.step(month, from) {
                    if probability <= 0.0 {
                        continue;
                    }
                    let after = &law.remaining[month as usize + 1][to.index()];
                    let shift = usize::from(law.is_outbreak(month, from, to));
                    for count in shift..most {
                        row[count] += probability * after[count - shift];
                    }
                }
            }
            law.remaining[month as usize] = rows;
        }
        law
    }

    /// Spells of the next month with their probabilities.
    fn step(&self, month: u32, from: Spell) -> [(Spell, f64); SPELLS] {
        let certain = match self.onset {
            Some(onset) if month + 1 < onset => Some(from),
            Some(onset) if month + 1 == onset => Some(Spell::new(Regime::War)),
            _ => None,
        };
        let weights = if let Some(certain) = certain {
            std::array::from_fn(|index| f64::from(u8::from(index == certain.index())))
        } else {
            let row = &self.chain.transitions[from.regime as usize];
            self.chain.weights(from, row)
        };
        let spells = Spell::all();
        std::array::from_fn(|index| (spells[index], weights[index]))
    }

    /// Whether war breaks out between a month and the next.
    pub(crate) fn is_outbreak(&self, month: u32, from: Spell, to: Spell) -> bool {
        to.regime == Regime::War && (from.regime != Regime::War || self.onset == Some(month + 1))
    }

    /// The probability that a target is met from a month and regime on.
    fn probability(&self, month: u32, spell: Spell, target: Target) -> f64 {
        let Some(rows) = self.remaining.get(month as usize) else {
            return 0.0;
        };
        let row = &rows[spell.index()];
        match target {
            Target::Exactly(count) => row.get(count).copied().unwrap_or(0.0),
            Target::AtLeast(count) => {
                (1.0 - row[..count.min(row.len())].iter().sum::<f64>()).max(0.0)
            }
        }
    }

    /// The number of outbreaks at a level, and what is left of the level within that number.
    pub(crate) fn at_level(&self, start: Spell, level: f64) -> (Target, f64) {
        let row = &self.remaining[0][start.index()];
        let mut below = 0.0;
        for (count, &probability) in row.iter().enumerate() {
            if level < below + probability {
                let within = (level - below) / probability;
                return (Target::Exactly(count), within.clamp(0.0, 1.0));
            }
            below += probability;
        }
        let rest = (1.0 - below).max(f64::EPSILON);
        let within = ((level - below) / rest).clamp(0.0, 1.0);
        (Target::AtLeast(row.len()), within)
    }

    /// Weights of the next month's spells, given how many outbreaks are to come; nothing where the
    /// target cannot be met any more, which only rounding brings about.
    pub(crate) fn weights(&self, month: u32, from: Spell, target: Target) -> Option<[f64; SPELLS]> {
        let weights = self.step(month, from).map(|(to, probability)| {
            let left = if self.is_outbreak(month, from, to) {
                target.after_one()
            } else {
                Some(target)
            };
            left.map_or(0.0, |left| {
                probability * self.probability(month + 1, to, left)
            })
        });
        (weights.iter().sum::<f64>() > 0.0).then_some(weights)
    }
}

/// What is still to come in a replicate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OutbreakPath {
    /// Outbreaks to come.
    target: Target,
    /// The level of the first pulse's size, until it is used.
    first_size_level: Option<f64>,
}

impl OutbreakPath {
    /// The path of a replicate with a level.
    pub(crate) fn new(law: &OutbreakLaw, start: Spell, level: f64) -> Self {
        let (target, within) = law.at_level(start, level);
        Self {
            target,
            first_size_level: Some(within),
        }
    }

    /// Weights of the next month's spells.
    pub(crate) fn weights(
        &self,
        law: &OutbreakLaw,
        month: u32,
        now: Spell,
    ) -> Option<[f64; SPELLS]> {
        law.weights(month, now, self.target)
    }

    /// Notes that war has broken out.
    pub(crate) fn broke_out(&mut self) {
        self.target = self.target.after_one().unwrap_or(self.target);
    }

    /// The level of the size of the pulse that begins now: the first has one, the others none.
    pub(crate) fn take_size_level(&mut self) -> Option<f64> {
        self.first_size_level.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parameters::RegimeDurations;
    use crate::random::{Purpose, Streams, categorical};
    use crate::simulate::regime::tests::parameters;

    const START: Spell = Spell {
        regime: Regime::Stalemate,
        phase: 0,
    };

    fn chain(durations: RegimeDurations) -> Chain {
        Chain::new(&parameters(durations))
    }

    /// Numbers of outbreaks in paths of the chain as it is, and as it is drawn by level.
    fn counts(law: &OutbreakLaw, months: u32, by_level: bool) -> Vec<u32> {
        let paths = 20_000_u32;
        let mut counts = vec![0; 8];
        for number in 0..paths {
            let streams = Streams::new(3, u64::from(number));
            let level = (f64::from(number) + 0.5) / f64::from(paths);
            let mut path = OutbreakPath::new(law, START, level);
            let (mut spell, mut outbreaks) = (START, 0_usize);
            for month in 0..months - 1 {
                let mut stream = streams.stream(Purpose::Verification, 0, month);
                let weights = if by_level {
                    path.weights(law, month, spell).expect("a way to go")
                } else {
                    law.step(month, spell).map(|(_, probability)| probability)
                };
                let next = Spell::all()[categorical(&mut stream, &weights)];
                if law.is_outbreak(month, spell, next) {
                    outbreaks += 1;
                    path.broke_out();
                }
                spell = next;
            }
            counts[outbreaks.min(7)] += 1;
        }
        counts
    }

    #[test]
    fn the_number_of_outbreaks_has_the_law_of_the_chain() {
        use RegimeDurations::{Consolidating, Memoryless, Staged};
        for (form, onset) in [
            (Memoryless, None),
            (Memoryless, Some(6)),
            (Staged, None),
            (Consolidating, None),
        ] {
            let law = OutbreakLaw::new(chain(form), onset, 60);
            let row = &law.remaining[0][START.index()];
            assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let free = counts(&law, 60, false);
            let drawn = counts(&law, 60, true);
            for count in 0..7 {
                let expected = row[count] * 20_000.0;
                let spread = (expected * (1.0 - row[count])).sqrt();
                let (one, other) = (f64::from(free[count]), f64::from(drawn[count]));
                assert!(
                    (one - expected).abs() <= 4.5 * spread + 1e-9,
                    "{count}: {one}"
                );
                // By level the proportions are those of the law to the last path.
                assert!((other - expected).abs() <= 1.0 + 1e-6, "{count}: {other}");
            }
        }
    }

    #[test]
    fn what_is_left_of_the_level_is_uniform_within_each_number() {
        let law = OutbreakLaw::new(chain(RegimeDurations::Memoryless), None, 60);
        let mut left: Vec<Vec<f64>> = vec![Vec::new(); 4];
        for number in 0..4_000 {
            let (target, within) =
                law.at_level(Spell::new(Regime::War), (f64::from(number) + 0.5) / 4e3);
            if let Target::Exactly(count @ 0..4) = target {
                left[count].push(within);
            }
        }
        for (count, within) in left.iter().enumerate() {
            let mean = within.iter().sum::<f64>() / within.len() as f64;
            assert!(
                within.len() > 20 && (mean - 0.5).abs() < 0.03,
                "{count}: {mean}"
            );
        }
    }

    #[test]
    fn a_long_war_torn_future_keeps_to_the_last_stratum() {
        // More outbreaks than are told apart: the rest is one stratum, and paths still exist.
        let mut restless = parameters(RegimeDurations::Memoryless);
        (
            restless.war_to_stalemate_per_month,
            restless.war_to_peace_per_month,
        ) = (0.9, 0.0);
        restless.stalemate_to_war_per_month = 0.9;
        restless.stalemate_to_peace_per_month = 0.0;
        let law = OutbreakLaw::new(Chain::new(&restless), None, 400);
        // The level goes on within the last stratum, of about half of shorter futures.
        let war = Spell::new(Regime::War);
        let shorter = (4..400)
            .map(|months| OutbreakLaw::new(Chain::new(&restless), None, months))
            .find(|law| law.remaining[0][war.index()].iter().sum::<f64>() < 0.6)
            .expect("a future with many outbreaks");
        let row = &shorter.remaining[0][war.index()];
        let below: f64 = row.iter().sum();
        assert!(below > 0.3, "{below}");
        for within in [0.0, 0.25, 0.75] {
            let (target, seen) = shorter.at_level(war, below + within * (1.0 - below));
            assert_eq!(target, Target::AtLeast(row.len()));
            assert!((seen - within).abs() < 1e-9, "{seen}, not {within}");
        }
        let mut path = OutbreakPath::new(&law, Spell::new(Regime::War), 0.5);
        assert_eq!(path.target, Target::AtLeast(MOST));
        let (mut spell, mut outbreaks) = (Spell::new(Regime::War), 0);
        for month in 0..399 {
            let mut stream = Streams::new(1, 1).stream(Purpose::Verification, 0, month);
            let weights = path.weights(&law, month, spell).expect("a way to go");
            let next = Spell::all()[categorical(&mut stream, &weights)];
            if law.is_outbreak(month, spell, next) {
                outbreaks += 1;
                path.broke_out();
            }
            spell = next;
        }
        assert!(outbreaks >= MOST, "{outbreaks}");
    }

    #[test]
    fn a_step_is_that_of_the_chain_but_for_a_certain_outbreak() {
        let law = OutbreakLaw::new(chain(RegimeDurations::Memoryless), Some(6), 60);
        for from in Spell::all()
            .into_iter()
            .filter(|&spell| law.chain.is_met(spell))
        {
            let row = &law.chain.transitions[from.regime as usize];
            let chain = law.chain.weights(from, row);
            let war = Spell::new(Regime::War);
            let certain = |to: Spell| Spell::all().map(|spell| f64::from(u8::from(spell == to)));
            for (month, expected) in [
                (0, certain(from)),
                (4, certain(from)),
                (5, certain(war)),
                (6, chain),
                (7, chain),
            ] {
                let step = law.step(month, from);
                assert_eq!(step.map(|(spell, _)| spell), Spell::all());
                assert_eq!(
                    step.map(|(_, probability)| probability),
                    expected,
                    "{month}"
                );
            }
            // War breaks out where there was none, and at the month that is certain.
            for to in Spell::all() {
                let begins = to.regime == Regime::War && from.regime != Regime::War;
                assert_eq!(law.is_outbreak(4, from, to), begins);
                assert_eq!(law.is_outbreak(5, from, to), to.regime == Regime::War);
                assert_eq!(law.is_outbreak(6, from, to), begins);
            }
        }
    }

    #[test]
    fn weights_given_a_number_sum_to_its_probability() {
        for onset in [None, Some(6)] {
            let law = OutbreakLaw::new(chain(RegimeDurations::Memoryless), onset, 24);
            for month in [0, 3, 5, 12, 22] {
                for regime in [Regime::War, Regime::Stalemate, Regime::Peace] {
                    let spell = Spell::new(regime);
                    let mut below = 0.0;
                    for count in 0..6 {
                        let exactly = law.probability(month, spell, Target::Exactly(count));
                        let at_least = law.probability(month, spell, Target::AtLeast(count));
                        assert!((at_least - (1.0 - below)).abs() < 1e-12);
                        below += exactly;
                        for (target, probability) in [
                            (Target::Exactly(count), exactly),
                            (Target::AtLeast(count), at_least),
                        ] {
                            let sum = law
                                .weights(month, spell, target)
                                .map_or(0.0, |weights| weights.iter().sum::<f64>());
                            assert!((sum - probability).abs() < 1e-12, "{target:?}: {sum}");
                        }
                    }
                }
            }
            // Beyond the clock there is nothing to come.
            assert_eq!(law.probability(24, START, Target::Exactly(0)), 0.0);
            assert_eq!(law.probability(23, START, Target::Exactly(0)), 1.0);
            assert_eq!(law.probability(23, START, Target::AtLeast(1)), 0.0);
            assert_eq!(law.weights(23, START, Target::AtLeast(1)), None);
        }
    }

    #[test]
    fn a_level_is_told_apart_by_the_probabilities_of_numbers() {
        let law = OutbreakLaw::new(chain(RegimeDurations::Memoryless), None, 60);
        let row = law.remaining[0][START.index()].clone();
        let mut below = 0.0;
        for (count, &probability) in row.iter().enumerate().take(4) {
            assert!(probability > 1e-3);
            for within in [0.0, 0.25, 0.999] {
                let (target, seen) = law.at_level(START, below + within * probability);
                assert_eq!(target, Target::Exactly(count));
                assert!((seen - within).abs() < 1e-9, "{seen}, not {within}");
            }
            below += probability;
        }
        assert_eq!(law.at_level(START, 1.0).0, Target::AtLeast(row.len()));
        let mut path = OutbreakPath::new(&law, START, row[0] + 0.25 * row[1]);
        assert_eq!(path.target, Target::Exactly(1));
        let level = path.take_size_level().expect("the first has one");
        assert!((level - 0.25).abs() < 1e-9);
        assert_eq!(path.take_size_level(), None);
        path.broke_out();
        assert_eq!(path.target, Target::Exactly(0));
        path.broke_out();
        assert_eq!(path.target, Target::Exactly(0));
        assert_eq!(Target::AtLeast(2).after_one(), Some(Target::AtLeast(1)));
        assert_eq!(Target::AtLeast(0).after_one(), Some(Target::AtLeast(0)));
    }

    #[test]
    fn the_shortest_futures_have_a_law() {
        for months in [0, 1, 2, 3] {
            let law = OutbreakLaw::new(chain(RegimeDurations::Memoryless), None, months);
            assert_eq!(law.remaining.len(), months.max(1) as usize);
            let none = law.probability(0, START, Target::Exactly(0));
            let quiet = 1.0 - law.chain.transitions[1][0];
            if months < 2 {
                assert_eq!(none, 1.0);
            } else if months == 2 {
                assert!((none - quiet).abs() < 1e-12);
            }
        }
    }
}
