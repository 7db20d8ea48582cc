//! Draws of parameters: each is a situation of its own, which several futures meet.

use rayon::prelude::*;

use super::{EnsembleError, Variant};
use crate::model::Situation;
use crate::simulate::{OptionSetup, Resolution, Setup};

/// Where the parameters of each draw come from.
///
/// A draw is a pure function of its number: all options and all futures of a draw have the same
/// parameters. Draws differ in parameters alone; hosts, contributors, options and clock are the same.
pub trait Worlds: Sync {
    /// Futures that each draw meets.
    fn futures_per_draw(&self) -> u64;

    /// The situation with the parameters of a draw.
    ///
    /// # Errors
    /// Why the draw makes no situation, in words.
    fn situation(&self, draw: u64) -> Result<Situation, String>;
}

/// The situations of consecutive draws.
pub(super) struct Drawn {
    situations: Vec<Situation>,
}

impl Drawn {
    /// Makes the situations of draws.
    pub(super) fn new<E: Send>(
        worlds: &dyn Worlds,
        draws: std::ops::Range<u64>,
    ) -> Result<Self, EnsembleError<E>> {
        let situations: Result<Vec<_>, String> = draws
            .into_par_iter()
            .map(|draw| worlds.situation(draw))
            .collect();
        situations
            .map(|situations| Self { situations })
            .map_err(EnsembleError::Draw)
    }

    /// What the clock needs of each draw: the situation, and each variant in it. Plans are those that
    /// were adopted on the written values, because that is all that was known then.
    pub(super) fn prepare<'b>(
        &'b self,
        variants: &[Variant<'b>],
    ) -> Vec<(Setup<'b>, Vec<OptionSetup<'b>>)> {
        self.situations
            .par_iter()
            .map(|situation| {
                let setup = Setup::new(situation, Resolution::Banded);
                let options = variants
                    .iter()
                    .map(|variant| {
                        let option =
                            OptionSetup::new(&setup, variant.setup.option, variant.setup.plan);
                        match variant.setup.uptake {
                            Some(uptake) => option.with_uptake(uptake),
                            None => option,
                        }
                    })
                    .collect();
                (setup, options)
            })
            .collect()
    }
}
