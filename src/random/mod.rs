//! Keyed, counter-based random numbers and the samplers that use them.
//!
//! Every random number is a pure function of (seed, replicate, purpose, entity, month). The policy
//! option is not part of the key, so that options meet the same futures, month by month, and
//! never fall out of step; nor are threads, batches or the order of hosts. `exp`, `ln` and powers
//! come from `libm`, so that the numbers are the same on every machine with IEEE 754 arithmetic.
//!
//! The key goes through Philox4x64-10, whose 256 bits open a short stream of xoshiro256++: the
//! counter-based function tells streams apart, and the words within one, a few to a few hundred,
//! cost a quarter of what further blocks would.
//!
//! The samplers are written here rather than taken from `rand_distr` for that reason alone:
//! its transcendental functions are the platform's wherever the standard library is linked.
//! [`Stream`] implements [`rand::Rng`], so any distribution of the `rand` family can be used on it.

mod binomial;
pub mod design;
mod discrete;
mod gamma;
mod hypergeometric;
pub mod philox;
mod poisson;
mod shares;
mod without_replacement;

pub use binomial::binomial;
pub use discrete::{categorical, multinomial_into};
pub use gamma::{
    beta, beta_with_mean, dirichlet_into, gamma, log_normal, normal, truncated_pareto,
    truncated_pareto_at,
};
pub use hypergeometric::hypergeometric;
pub use poisson::{negative_binomial, poisson};
pub use shares::Shares;
pub use without_replacement::multivariate_hypergeometric_into;

use std::convert::Infallible;
use std::sync::OnceLock;

use rand::{Rng, SeedableRng, TryRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// What a random stream is for. The numbers are part of the format of results: they are never
/// reused or renumbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Purpose {
    /// The conflict regime's next state.
    Regime = 1,
    /// Size and shape of a pulse of arrivals.
    Pulse = 2,
    /// Yearly host weights.
    HostWeights = 3,
    /// Arrivals by host and month.
    Arrivals = 4,
    /// Sex and age of arrivals.
    ArrivalAges = 5,
    /// Who is registered.
    Registration = 6,
    /// Decisions on claims.
    Determination = 7,
    /// Births.
    Births = 8,
    /// Competing exits.
    Exits = 9,
    /// Whose year of arrival leaves.
    ExitCohorts = 10,
    /// Ageing and the split to single years.
    Ageing = 11,
    /// What contributors announce.
    Announcements = 12,
    /// A contributor's own fulfilment.
    Fulfilment = 13,
    /// Common shocks of a year.
    CommonShocks = 14,
    /// Resettlement stages and departures.
    Resettlement = 15,
    /// Filling of quotas.
    Quotas = 16,
    /// Uptake of obligations, once for a replicate.
    Uptake = 17,
    /// Onward movements: destination, sex and age.
    Onward = 18,
    /// Severity of an emergency.
    Emergency = 19,
    /// Armed elements: who they are, what becomes of them.
    ArmedElements = 20,
    /// Security incidents.
    Incidents = 21,
    /// Whether a host asks for standby units.
    StandbyRequest = 22,
    /// When international consultations are convened, and how long they take.
    Consultation = 23,
    /// Whether an outbreak is seen coming.
    EarlyWarning = 24,
    /// Humanitarian transfer and evacuation.
    Transfer = 25,
    /// What statistics publish of a host's year.
    Observation = 26,
    /// How strongly people return in an episode of conducive conditions.
    ReturnEpisode = 27,
    /// Survivors of sexual and gender-based violence, and whom services reach.
    GenderViolence = 28,
    /// Stages of the pipeline that children born in it join.
    PipelineBirths = 29,
    /// Complementary pathways: applications, decisions, who leaves.
    Pathways = 30,
    /// In which phase a regime is as a replicate opens.
    RegimePhase = 31,
    /// When the first tranche of a concessional loan is paid.
    LoanLag = 32,
    /// Urgent resettlement: who is urgent, stages and departures.
    UrgentResettlement = 33,
    /// What becomes of evacuees when their stay ends.
    EvacuationEnd = 34,
    /// Returnees who are displaced again.
    Redisplacement = 35,
    /// How contributors attend to hosts in a year.
    Earmarks = 36,
    /// Unaccompanied and separated children.
    Children = 37,
    /// Which part of a range each draw of parameters lies in.
    DesignOrder = 40,
    /// Where in that part.
    DesignPoint = 41,
    /// Resampling for intervals.
    Bootstrap = 42,
    /// The level of a replicate among all, by which outbreaks are spread.
    Stratum = 43,
    /// For tests and verification.
    Verification = 99,
}

/// A stream of random numbers that belongs to one purpose, entity and month of one replicate.
#[derive(Clone, Debug)]
pub struct Stream(Xoshiro256PlusPlus);

/// The seed and replicate from which streams are made.
#[derive(Clone, Copy, Debug)]
pub struct Streams {
    seed: u64,
    replicate: u64,
}

impl Streams {
    /// Streams of one replicate.
    #[must_use]
    pub fn new(seed: u64, replicate: u64) -> Self {
        Self { seed, replicate }
    }

    /// The replicate.
    #[must_use]
    pub fn replicate(&self) -> u64 {
        self.replicate
    }

    /// The stream of a purpose, entity and month. Entities are keyed by ISO code or identifier,
    /// never by position, so that the order of hosts does not matter.
    #[must_use]
    #[inline]
    pub fn stream(&self, purpose: Purpose, entity: u64, month: u32) -> Stream {
        #[cfg(test)]
        names::note(purpose, entity, month);
        let block = philox::philox(
            [self.seed, self.replicate],
            [0, u64::from(month), entity, purpose as u64],
        );
        let mut bytes = [0; 32];
        for (chunk, word) in bytes.chunks_exact_mut(8).zip(block) {
            chunk.copy_from_slice(&word.to_le_bytes());
        }
        Stream(Xoshiro256PlusPlus::from_seed(bytes))
    }
}

/// Which streams were opened, for tests: two that share a name share their numbers.
#[cfg(test)]
pub(crate) mod names {
    use std::cell::RefCell;

    use super::Purpose;

    /// Purpose, entity and month.
    pub(crate) type Name = (Purpose, u64, u32);

    thread_local! {
        static OPENED: RefCell<Option<Vec<Name>>> = const { RefCell::new(None) };
    }

    /// Begins to note names.
    pub(crate) fn begin() {
        OPENED.with_borrow_mut(|opened| *opened = Some(Vec::new()));
    }

    /// The names since the last call, in order.
    pub(crate) fn take() -> Vec<Name> {
        OPENED.with_borrow_mut(|opened| opened.as_mut().map(std::mem::take).unwrap_or_default())
    }

    pub(super) fn note(purpose: Purpose, entity: u64, month: u32) {
        OPENED.with_borrow_mut(|opened| {
            if let Some(opened) = opened {
                opened.push((purpose, entity, month));
            }
        });
    }
}

impl Stream {
    /// The next 64 random bits.
    #[inline]
    pub fn next_word(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number uniform on (0, 1), never 0 and never 1, on a grid of 2⁻⁵³.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        const SCALE: f64 = 1.0 / (1_u64 << 53) as f64;
        ((self.next_word() >> 11) as f64 + 0.5) * SCALE
    }

    /// A whole number uniform on `0..bound`; 0 for a bound of 0. Exact (Lemire's rejection).
    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "takes the two halves of a product"
    )]
    pub fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 {
            return 0;
        }
        let mut product = u128::from(self.next_word()) * u128::from(bound);
        if (product as u64) < bound {
            let threshold = bound.wrapping_neg() % bound;
            while (product as u64) < threshold {
                product = u128::from(self.next_word()) * u128::from(bound);
            }
        }
        (product >> 64) as u64
    }
}

/// Whole numbers uniform on `0..bound`, two of them from each word, as the bound is below 2³². Exact
/// (Lemire's rejection).
struct SmallNumbers {
    bound: u32,
    threshold: u32,
    /// The half of the last word that has not been used.
    half: Option<u32>,
}

impl SmallNumbers {
    fn new(bound: u32) -> Self {
        Self {
            bound,
            threshold: bound.wrapping_neg() % bound.max(1),
            half: None,
        }
    }

    /// Fills a slice.
    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "takes the halves of words and products"
    )]
    fn fill(&mut self, stream: &mut Stream, numbers: &mut [u32]) {
        for number in numbers {
            loop {
                let half = if let Some(half) = self.half.take() {
                    half
                } else {
                    let word = stream.next_word();
                    self.half = Some((word >> 32) as u32);
                    word as u32
                };
                let product = u64::from(half) * u64::from(self.bound);
                if product as u32 >= self.threshold {
                    *number = (product >> 32) as u32;
                    break;
                }
            }
        }
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.next_word() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.next_word())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            let word = self.next_word().to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

/// The largest count whose logarithm of the factorial is looked up.
const TABLE: usize = 1 << 14;

/// `ln(k!)` of a whole number that is not negative: a table below 2¹⁴, Stirling's series above
/// (relative error below 1e-15).
#[must_use]
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "only counts below the size of the table are converted"
)]
pub(crate) fn ln_factorial(count: f64) -> f64 {
    static LOGARITHMS: OnceLock<Vec<f64>> = OnceLock::new();
    if count < TABLE as f64 {
        let table =
            LOGARITHMS.get_or_init(|| (0..TABLE).map(|k| libm::lgamma(k as f64 + 1.0)).collect());
        return table[count.max(0.0) as usize];
    }
    stirling(count)
}

fn stirling(count: f64) -> f64 {
    const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;
    let inverse = 1.0 / (count + 1.0);
    let square = inverse * inverse;
    let series = inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square / 1260.0));
    (count + 0.5) * libm::log(count + 1.0) - (count + 1.0) + HALF_LN_TWO_PI + series
}

/// `e^x − 1` for `x` of at most 0: its series down to −1/64, which a month's hazard seldom leaves, and
/// the library's function beyond. Relative error below 4e-16, in a third of the time.
#[must_use]
#[inline]
pub(crate) fn expm1_of_hazard(x: f64) -> f64 {
    if !(-0.015_625..=0.0).contains(&x) {
        return libm::expm1(x);
    }
    // The first term left out is below 1e-17 of the whole.
    let square = x * x;
    let low = 0.5 + x * (1.0 / 6.0);
    let high = (1.0 / 24.0 + x * (1.0 / 120.0)) + square * (1.0 / 720.0 + x * (1.0 / 5_040.0));
    x + square * (low + square * high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_form_of_a_hazard_agrees_with_the_library() {
        for step in 0..=2_000 {
            let x = -f64::from(step) / 100_000.0;
            let exact = libm::expm1(x);
            assert!(
                (expm1_of_hazard(x) - exact).abs() <= 4e-16 * exact.abs(),
                "{x}"
            );
        }
        assert_eq!(expm1_of_hazard(-1e-300), -1e-300);
        assert!(expm1_of_hazard(f64::NAN).is_nan());
    }

    #[test]
    fn streams_are_pure_functions_of_their_key() {
        let draw = |seed, replicate, purpose, entity, month| {
            Streams::new(seed, replicate)
                .stream(purpose, entity, month)
                .next_word()
        };
        let base = draw(1, 2, Purpose::Births, 3, 4);
        assert_eq!(base, draw(1, 2, Purpose::Births, 3, 4));
        for other in [
            draw(2, 2, Purpose::Births, 3, 4),
            draw(1, 3, Purpose::Births, 3, 4),
            draw(1, 2, Purpose::Exits, 3, 4),
            draw(1, 2, Purpose::Births, 4, 4),
            draw(1, 2, Purpose::Births, 3, 5),
        ] {
            assert_ne!(base, other);
        }
    }

    #[test]
    fn golden_values_of_a_stream() {
        // Results are only comparable between versions while these stand.
        let mut stream = Streams::new(20_041_008, 7).stream(Purpose::Arrivals, 0x0055_4741, 12);
        let words: Vec<u64> = (0..2).map(|_| stream.next_word()).collect();
        // Xoshiro256++ from its definition: rotl(s0 + s3, 23) + s0, then the linear step.
        let [mut a, mut b, mut c, mut d] = philox::philox([20_041_008, 7], [0, 12, 0x0055_4741, 4]);
        let mut expected = Vec::new();
        for _ in 0..2 {
            expected.push(a.wrapping_add(d).rotate_left(23).wrapping_add(a));
            let shifted = b << 17;
            c ^= a;
            d ^= b;
            b ^= c;
            a ^= d;
            c ^= shifted;
            d = d.rotate_left(45);
        }
        assert_eq!(words, expected);
    }

    #[test]
    fn factorials_agree_with_the_gamma_function() {
        for count in [0.0, 1.0, 2.0, 15.0, 40.0, 1e3, 16_383.0, 16_384.0, 1e6] {
            let expected = libm::lgamma(count + 1.0);
            assert!(
                (ln_factorial(count) - expected).abs() <= 1e-12 * expected.max(1.0),
                "{count}"
            );
        }
    }

    #[test]
    fn bounded_whole_numbers_stay_below_their_bound() {
        let mut stream = Streams::new(1, 1).stream(Purpose::Verification, 0, 0);
        assert_eq!(stream.below(0), 0);
        let mut seen = [0_u32; 5];
        for _ in 0..5_000 {
            seen[usize::try_from(stream.below(5)).expect("small")] += 1;
        }
        // Each count is Bin(5000, 1/5): sd 28; six sd is passed with probability 1e-8.
        assert!(
            seen.iter().all(|&count| (830..1170).contains(&count)),
            "{seen:?}"
        );
    }
}
