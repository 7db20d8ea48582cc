//! International consultations: (f), (h), (j)3 and the clock of (g).
//!
//! From the month in which the first mass influx is seen, two delays run: until a host asks for
//! consultations, and until they are convened ex officio; the shorter counts. Both are geometric, as
//! is the time of negotiation from there to the plan. With means m₁ and m₂, and monthly
//! probabilities `p = 1/(m + 1)`, the delay to the first consultation exceeds t months with
//! probability `((1 − p₁)(1 − p₂))^(t + 1)`. The plan comes into force, and its pledges open, at
//! the earliest in the month after the onset; before, an option with a plan is as one without.
//! Families and means of the delays are judgement.

use crate::model::Sector;
use crate::random::{Purpose, Stream, Streams};
use crate::simulate::arrivals::SITUATION;
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::State;

/// The consultations of a replicate.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Consultation {
    /// Month in which they are convened.
    convened: Option<u32>,
    /// Whether it was at the request of a host.
    pub(crate) on_request: bool,
}

impl Consultation {
    /// Month in which they are convened, once that is known.
    pub(crate) fn convened(&self) -> Option<u32> {
        self.convened
    }

    /// Takes them as convened in the first month, for planners.
    pub(crate) fn convene_now(&mut self) {
        self.convened = Some(0);
    }
}

/// A geometric number of months with a mean: 0, 1, 2, …
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float-to-integer cast saturates, and months are not negative"
)]
fn geometric(stream: &mut Stream, mean: f64) -> u32 {
    let uniform = stream.uniform();
    if mean <= 0.0 {
        return 0;
    }
    let months = libm::log(uniform) / libm::log(mean / (mean + 1.0));
    (months.floor() as u32).min(1 << 20)
}

/// Draws when consultations are convened and when the plan follows.
pub(super) fn convene(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
) {
    if !option.option.has_plan {
        return;
    }
    let parameters = &setup.situation.parameters.emergency.consultation;
    let mut stream = streams.stream(Purpose::Consultation, SITUATION, 0);
    let request = geometric(&mut stream, parameters.request_mean_months);
    let ex_officio = geometric(&mut stream, parameters.ex_officio_mean_months);
    let negotiation = geometric(&mut stream, parameters.negotiation_mean_months);
    let convened = state.month + 1 + request.min(ex_officio);
    state.emergency.consultation = Consultation {
        convened: Some(convened),
        on_request: request <= ex_officio,
    };
    state.plan_month = convened + negotiation;
}

/// In the month in which they are convened the consultations cost, in equal parts by host.
pub(super) fn cost(setup: &Setup<'_>, state: &mut State) {
    if state.emergency.consultation.convened != Some(state.month) {
        return;
    }
    let parameters = &setup.situation.parameters.emergency.consultation;
    let part = parameters.cost_usd / setup.hosts.len().max(1) as f64;
    for host in &mut state.emergency.hosts {
        host.costs_usd[Sector::Coordination.index()] += part;
        host.once_usd += part;
    }
}

#[cfg(test)]
mod tests;
