//! Steps 14 and 1: which regime follows, and how long each lasts.
//!
//! The scenario's monthly probabilities say how long a regime lasts on average and where it leads. What
//! form durations have around that average is a structural assumption: without memory, in two stages
//! of equal length that follow one another, or, for peace, ever safer once it has held. Each form is
//! a Markov chain over regimes in two phases, so that one walk serves all, and each keeps the averages
//! that are written.

use crate::model::parameters::{REGIMES, Regime, RegimeDurations, RegimeParameters};
use crate::random::{Purpose, Streams, categorical};
use crate::simulate::arrivals::SITUATION;
use crate::simulate::setup::Setup;
use crate::simulate::state::State;

/// Phases of a regime.
const PHASES: usize = 2;

/// Regimes in all their phases.
pub(crate) const SPELLS: usize = REGIMES.len() * PHASES;

/// A regime in one of its phases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spell {
    pub(crate) regime: Regime,
    pub(crate) phase: usize,
}

impl Spell {
    /// A regime that has just begun.
    pub(crate) fn new(regime: Regime) -> Self {
        Self { regime, phase: 0 }
    }

    /// Its number among all spells.
    pub(crate) fn index(self) -> usize {
        PHASES * self.regime as usize + self.phase
    }

    /// All of them, in the order of their numbers.
    pub(crate) fn all() -> [Self; SPELLS] {
        std::array::from_fn(|index| Self {
            regime: REGIMES[index / PHASES],
            phase: index % PHASES,
        })
    }
}

/// How a phase ends.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Phase {
    /// Probability of leaving the regime in a month, as a ratio to the one that is written.
    leaving_ratio: f64,
    /// Probability of going on to the next phase, as a ratio to the same.
    advancing_ratio: f64,
    /// Probability of going on to the next phase that is added to it.
    advancing: f64,
}

/// A regime that ends without memory of how long it has lasted.
const MEMORYLESS: Phase = Phase {
    leaving_ratio: 1.0,
    advancing_ratio: 0.0,
    advancing: 0.0,
};

/// Two stages, each of half the duration on average.
const STAGES: [Phase; PHASES] = [
    Phase {
        leaving_ratio: 0.0,
        advancing_ratio: 2.0,
        advancing: 0.0,
    },
    Phase {
        leaving_ratio: 2.0,
        advancing_ratio: 0.0,
        advancing: 0.0,
    },
];

/// Regimes, where they lead and how long they last.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Chain {
    /// Probabilities of a month as they are written: rows from, columns to.
    pub(crate) transitions: [[f64; 3]; 3],
    phases: [[Phase; PHASES]; 3],
}

impl Chain {
    /// The chain of a scenario.
    pub(crate) fn new(parameters: &RegimeParameters) -> Self {
        let transitions = parameters.matrix();
        let phases = match parameters.durations {
            RegimeDurations::Memoryless => [[MEMORYLESS; PHASES]; 3],
            RegimeDurations::Staged => [STAGES; 3],
            RegimeDurations::Consolidating => {
                let peace = Regime::Peace as usize;
                let mut phases = [[MEMORYLESS; PHASES]; 3];
                phases[peace] = consolidating(parameters);
                phases
            }
        };
        Self {
            transitions,
            phases,
        }
    }

    /// Weights of next month's spells from a spell, where `row` holds the month's probabilities of
    /// regimes: those that are written, or what prevention and tension make of them.
    pub(crate) fn weights(&self, now: Spell, row: &[f64; 3]) -> [f64; SPELLS] {
        let from = now.regime as usize;
        let phase = self.phases[from][now.phase];
        let mut weights = [0.0; SPELLS];
        if phase == MEMORYLESS {
            for (to, &probability) in row.iter().enumerate() {
                weights[PHASES * to] = probability;
            }
            return weights;
        }
        let left: f64 = (0..3).filter(|&to| to != from).map(|to| row[to]).sum();
        let leaving = phase.leaving_ratio * left;
        let advancing = phase.advancing_ratio * left + phase.advancing;
        // Prevention and tension may ask for more than certainty.
        let shrunk = 1.0 / (leaving + advancing).max(1.0);
        for (to, &probability) in row.iter().enumerate() {
            if to != from {
                weights[PHASES * to] = phase.leaving_ratio * probability * shrunk;
            }
        }
        weights[now.index()] = (1.0 - (leaving + advancing) * shrunk).max(0.0);
        if advancing > 0.0 {
            weights[now.index() + 1] = advancing * shrunk;
        }
        weights
    }

    /// Whether a spell is ever met.
    pub(crate) fn is_met(&self, spell: Spell) -> bool {
        spell.phase == 0 || self.phases[spell.regime as usize][0] != MEMORYLESS
    }

    /// The part of its duration that a regime spends in its later phase: how likely one that is met at
    /// some time, and not as it begins, is in it.
    fn later_share(&self, regime: Regime) -> f64 {
        let from = regime as usize;
        let left: f64 = (0..3)
            .filter(|&to| to != from)
            .map(|to| self.transitions[from][to])
            .sum();
        let [first, second] = self.phases[from];
        let advancing = first.advancing_ratio * left + first.advancing;
        if advancing <= 0.0 {
            return 0.0;
        }
        // Mean durations stand in the ratio of 1 to the part that goes on times the mean of the later.
        let leaving = second.leaving_ratio * left;
        advancing / (advancing + leaving)
    }
}

/// The phases of a peace that becomes safer: early, its end is more likely than is written, later less,
/// so that its mean duration is the one that is written.
///
/// With the probability `q` of its end, `c` of becoming safe, and the ratio `r` of the later to the
/// early probability `e` of an end, the mean is (1 + c/(r e))/(e + c), and equals 1/q for the positive
/// root of e² + (c − q) e − q c/r = 0.
fn consolidating(parameters: &RegimeParameters) -> [Phase; PHASES] {
    let left = parameters.peace_to_war_per_month + parameters.peace_to_stalemate_per_month;
    if left <= 0.0 {
        return [MEMORYLESS; PHASES];
    }
    let early = parameters.early_end_of_peace_per_month() / left;
    [
        Phase {
            leaving_ratio: early,
            advancing_ratio: 0.0,
            advancing: 1.0 / parameters.consolidation_months,
        },
        Phase {
            leaving_ratio: early * parameters.consolidated_end_ratio,
            advancing_ratio: 0.0,
            advancing: 0.0,
        },
    ]
}

/// The spell with which a replicate opens. A regime that is met while it lasts may be in either phase,
/// in the proportion of the time that it spends there; an outbreak at the very beginning is new.
pub(crate) fn opening_spell(setup: &Setup<'_>, streams: &Streams) -> Spell {
    let parameters = &setup.situation.parameters;
    if parameters.arrivals.onset_month == Some(0) {
        return Spell::new(Regime::War);
    }
    let regime = parameters.regime.initial;
    let later = setup.chain.later_share(regime);
    let is_later =
        later > 0.0 && streams.stream(Purpose::RegimePhase, SITUATION, 0).uniform() < later;
    Spell {
        regime,
        phase: usize::from(is_later),
    }
}

/// Draws the spell of the next month from where the regime may go.
pub(crate) fn next_spell(
    setup: &Setup<'_>,
    streams: &Streams,
    state: &State,
    transitions: &[f64; 3],
) -> Spell {
    let month = state.month;
    let now = state.spell();
    let onset = setup.situation.parameters.arrivals.onset_month;
    let mut stream = streams.stream(Purpose::Regime, SITUATION, month);
    // Where replicates are spread over outbreaks, the chain is drawn given how many are to come;
    // that goes by the scenario's own transitions, which nothing changes then.
    let given = setup
        .outbreaks
        .as_ref()
        .zip(state.outbreaks.as_ref())
        .and_then(|(law, path)| path.weights(law, month, now));
    let weights = given.unwrap_or_else(|| setup.chain.weights(now, transitions));
    let next = Spell::all()[categorical(&mut stream, &weights)];
    match onset {
        // Before a certain outbreak the country is quiet; at the outbreak there is war.
        Some(onset) if month + 1 < onset => now,
        Some(onset) if month + 1 == onset => Spell::new(Regime::War),
        _ => next,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A regime block with some of everything.
    pub(crate) fn parameters(durations: RegimeDurations) -> RegimeParameters {
        RegimeParameters {
            initial: Regime::Stalemate,
            durations,
            war_to_stalemate_per_month: 0.02,
            war_to_peace_per_month: 0.01,
            stalemate_to_war_per_month: 0.03,
            stalemate_to_peace_per_month: 0.02,
            peace_to_war_per_month: 0.02,
            peace_to_stalemate_per_month: 0.03,
            consolidation_months: 40.0,
            consolidated_end_ratio: 0.2,
        }
    }

    const ALL: [RegimeDurations; 3] = [
        RegimeDurations::Memoryless,
        RegimeDurations::Staged,
        RegimeDurations::Consolidating,
    ];

    /// Probabilities that a regime that begins lasts 1, 2, … months, and where it leads.
    fn durations(chain: &Chain, regime: Regime) -> (Vec<f64>, [f64; 3]) {
        let row = chain.transitions[regime as usize];
        let mut now = [1.0, 0.0];
        let (mut lasts, mut leads) = (Vec::new(), [0.0; 3]);
        for _ in 0..20_000 {
            let mut next = [0.0; PHASES];
            let mut ended = 0.0;
            for (phase, weight) in now.into_iter().enumerate() {
                let weights = chain.weights(Spell { regime, phase }, &row);
                for (spell, probability) in Spell::all().into_iter().zip(weights) {
                    if spell.regime == regime {
                        next[spell.phase] += weight * probability;
                    } else {
                        leads[spell.regime as usize] += weight * probability;
                        ended += weight * probability;
                    }
                }
            }
            lasts.push(ended);
            now = next;
        }
        (lasts, leads)
    }

    fn moments(lasts: &[f64]) -> (f64, f64) {
        let months = |power: i32| -> f64 {
            lasts
                .iter()
                .enumerate()
                .map(|(index, probability)| (index as f64 + 1.0).powi(power) * probability)
                .sum()
        };
        (months(1), months(2) - months(1) * months(1))
    }

    #[test]
    fn every_form_keeps_mean_durations_and_where_regimes_lead() {
        for form in ALL {
            let chain = Chain::new(&parameters(form));
            for regime in REGIMES {
                let from = regime as usize;
                let row = chain.transitions[from];
                let left = 1.0 - row[from];
                let (lasts, leads) = durations(&chain, regime);
                let (mean, _) = moments(&lasts);
                assert!(
                    (mean - 1.0 / left).abs() < 1e-6,
                    "{form:?} {regime:?} {mean}"
                );
                for to in 0..3 {
                    let expected = if to == from { 0.0 } else { row[to] / left };
                    assert!((leads[to] - expected).abs() < 1e-9, "{form:?} {regime:?}");
                }
            }
        }
    }

    #[test]
    fn durations_have_the_spread_of_their_laws() {
        let spread = |form, regime| {
            let chain = Chain::new(&parameters(form));
            moments(&durations(&chain, regime).0).1
        };
        // War ends with q = 0.03. Geometric: (1 − q)/q². A sum of two geometric times with 2q each:
        // twice (1 − 2q)/(2q)².
        let q: f64 = 0.03;
        let found = spread(RegimeDurations::Memoryless, Regime::War);
        assert!((found - (1.0 - q) / (q * q)).abs() < 1e-3, "{found}");
        let found = spread(RegimeDurations::Staged, Regime::War);
        let law = 2.0 * (1.0 - 2.0 * q) / (4.0 * q * q);
        assert!((found - law).abs() < 1e-3, "{found} for {law}");
        // Consolidation is about peace alone, and spreads its durations further.
        let found = spread(RegimeDurations::Consolidating, Regime::War);
        assert!((found - (1.0 - q) / (q * q)).abs() < 1e-3, "{found}");
        let peace = |form| spread(form, Regime::Peace);
        assert!(peace(RegimeDurations::Consolidating) > 1.5 * peace(RegimeDurations::Memoryless));
        // A later peace that ends no less often is a peace without memory.
        let mut same = parameters(RegimeDurations::Consolidating);
        same.consolidated_end_ratio = 1.0;
        assert!((same.early_end_of_peace_per_month() - 0.05).abs() < 1e-12);
    }

    #[test]
    fn a_regime_met_at_some_time_is_in_its_phases_as_long_as_it_spends_there() {
        let staged = Chain::new(&parameters(RegimeDurations::Staged));
        assert!((staged.later_share(Regime::War) - 0.5).abs() < 1e-12);
        let chain = Chain::new(&parameters(RegimeDurations::Consolidating));
        assert_eq!(chain.later_share(Regime::War), 0.0);
        // Renewal: time in the later phase over the whole duration, by the walk itself.
        let row = chain.transitions[Regime::Peace as usize];
        let (mut now, mut time) = ([1.0, 0.0], [0.0; PHASES]);
        for _ in 0..20_000 {
            let mut next = [0.0; PHASES];
            for phase in 0..PHASES {
                time[phase] += now[phase];
                let spell = Spell {
                    regime: Regime::Peace,
                    phase,
                };
                let weights = chain.weights(spell, &row);
                for (later, kept) in next.iter_mut().enumerate() {
                    *kept += now[phase] * weights[PHASES * Regime::Peace as usize + later];
                }
            }
            now = next;
        }
        let share = time[1] / (time[0] + time[1]);
        assert!(
            (chain.later_share(Regime::Peace) - share).abs() < 1e-9,
            "{share}"
        );
    }

    #[test]
    fn more_than_certainty_is_shared_out() {
        let chain = Chain::new(&parameters(RegimeDurations::Consolidating));
        // Conditions that end at once and for sure: 0.5 and 0.7 where the row is asked for.
        let row = [0.5, 0.7, 0.0];
        let now = Spell::new(Regime::Peace);
        let phase = chain.phases[Regime::Peace as usize][0];
        let leaving = phase.leaving_ratio * 1.2;
        let advancing = phase.advancing_ratio * 1.2 + phase.advancing;
        assert!(leaving + advancing > 1.0);
        let weights = chain.weights(now, &row);
        let sum: f64 = weights.iter().sum();
        assert!((sum - 1.0).abs() < 1e-12, "{weights:?}");
        assert_eq!(weights[now.index()], 0.0);
        let share = advancing / (leaving + advancing);
        assert!((weights[now.index() + 1] - share).abs() < 1e-12);
        let [first, second] = [weights[0], weights[PHASES]];
        assert!((first / second - 0.5 / 0.7).abs() < 1e-12, "{weights:?}");
    }

    #[test]
    fn a_regime_that_is_met_is_in_its_later_phase_for_the_part_of_its_time() {
        let mut situation = crate::simulate::common::everything::everything();
        for (durations, initial) in [
            (RegimeDurations::Memoryless, Regime::Stalemate),
            (RegimeDurations::Staged, Regime::Stalemate),
            (RegimeDurations::Consolidating, Regime::War),
            (RegimeDurations::Consolidating, Regime::Peace),
        ] {
            situation.parameters.regime = RegimeParameters {
                initial,
                ..parameters(durations)
            };
            situation.parameters.arrivals.onset_month = None;
            let setup = Setup::new(&situation, crate::simulate::Resolution::Banded);
            // Of two stages of equal length each has half; months in both phases by the chain itself.
            let row = setup.chain.transitions[initial as usize];
            let mut now = [1.0, 0.0];
            let mut months = [0.0; PHASES];
            for _ in 0..20_000 {
                let mut next = [0.0; PHASES];
                for phase in 0..PHASES {
                    months[phase] += now[phase];
                    let spell = Spell {
                        regime: initial,
                        phase,
                    };
                    let weights = setup.chain.weights(spell, &row);
                    for (to, next) in next.iter_mut().enumerate() {
                        *next += now[phase] * weights[PHASES * initial as usize + to];
                    }
                }
                now = next;
            }
            let share = months[1] / (months[0] + months[1]);
            let draws = 4_000_u32;
            let later = (0..draws)
                .filter(|&number| {
                    let spell = opening_spell(&setup, &Streams::new(8, u64::from(number)));
                    assert_eq!(spell.regime, initial);
                    spell.phase == 1
                })
                .count() as f64;
            // Five standard errors: a false alarm with probability 6e-7.
            let (mean, n) = (share * f64::from(draws), f64::from(draws));
            let tolerance = 5.0 * (n * share * (1.0 - share)).sqrt();
            assert!(
                (later - mean).abs() <= tolerance,
                "{durations:?} {initial:?}: {later}, not {mean}"
            );
            if durations == RegimeDurations::Staged {
                assert!((share - 0.5).abs() < 1e-9, "{share}");
            }
        }
        // An outbreak at the very beginning is new.
        situation.parameters.arrivals.onset_month = Some(0);
        let setup = Setup::new(&situation, crate::simulate::Resolution::Banded);
        for number in 0..50 {
            let spell = opening_spell(&setup, &Streams::new(8, number));
            assert_eq!(spell, Spell::new(Regime::War));
        }
    }
}
