//! The weights of a key as sliders.

use maud::{Markup, html};

use super::number;
use crate::model::{Country, Indicator, KeyName, PolicyOption};
use crate::serve::draft::Draft;

/// The weights that the Commission proposed in 2015, which stand where an option gives none.
const WEIGHTS_OF_2015: [f64; 4] = [0.4, 0.4, 0.1, 0.1];

/// The weights of an option's key by indicator, those that it could also weigh at zero; empty for a
/// key without weights.
pub(super) fn weights(draft: &Draft, option: &PolicyOption) -> Vec<(Indicator, f64)> {
    let Some(key) = option.key.key_name().filter(|key| key.has_weights()) else {
        return Vec::new();
    };
    let given = |indicator: Indicator| {
        option
            .key
            .weights
            .iter()
            .find(|(name, _)| Indicator::from_short_name(name) == Some(indicator))
            .map(|(_, weight)| *weight)
    };
    match key {
        KeyName::Eu2015May | KeyName::Eu2015Sept => key
            .own_indicators()
            .iter()
            .zip(WEIGHTS_OF_2015)
            .map(|(&indicator, usual)| {
                let weight = if option.key.weights.is_empty() {
                    usual
                } else {
                    given(indicator).unwrap_or(0.0)
                };
                (indicator, weight)
            })
            .collect(),
        KeyName::Weighted => Indicator::ALL
            .into_iter()
            .filter_map(|indicator| match given(indicator) {
                Some(weight) => Some((indicator, weight)),
                None => is_known(draft, indicator).then_some((indicator, 0.0)),
            })
            .collect(),
        // One indicator stands for capacity: nothing to weigh against.
        _ => Vec::new(),
    }
}

/// Whether every contributing State's figure is known and above zero.
fn is_known(draft: &Draft, indicator: Indicator) -> bool {
    let situation = &draft.loaded.situation;
    let has = |country: &Country| country.value(indicator).is_some_and(|value| value > 0.0);
    let mut states = situation
        .contributors
        .iter()
        .filter(|one| one.kind.has_key_share())
        .filter_map(|one| one.country)
        .peekable();
    states.peek().is_some() && states.all(|code| situation.country(code).is_some_and(has))
}

/// The text of weights as changes have it.
pub(super) fn as_text(weights: &[(Indicator, f64)]) -> String {
    let pieces: Vec<String> = weights
        .iter()
        .filter(|(_, weight)| *weight != 0.0)
        .map(|(indicator, weight)| format!("{}:{weight}", indicator.name()))
        .collect();
    pieces.join(",")
}

/// What people call an indicator of a key.
pub(super) fn label(indicator: Indicator) -> &'static str {
    match indicator {
        Indicator::PopulationPersons => "Population",
        Indicator::GdpUsd => "GDP",
        Indicator::GniUsd => "National income",
        Indicator::UnemploymentPercent => "Unemployment",
        Indicator::UnScalePercent => "UN scale of assessments",
        Indicator::HostedEnd2024Persons => "People hosted, end of 2024",
        Indicator::HostedEnd2025Persons => "People hosted, end of 2025",
        Indicator::ResettlementArrivalsPersonsPerYear => "Resettlement in recent years",
        Indicator::AsylumApplicationsPerMillion => "Asylum applications per inhabitant",
        Indicator::GdpPerCapitaPppUsd => "GDP per inhabitant",
        Indicator::JobVacancyRatePercent => "Vacant posts",
        Indicator::Aged65AndOverPercent => "Aged 65 and over",
    }
}

/// The sliders; whatever they add up to, their proportions count.
pub(super) fn sliders(draft: &Draft, option: &PolicyOption) -> Markup {
    let weights = weights(draft, option);
    if weights.is_empty() {
        return html! {};
    }
    html! {
        fieldset.weights data-option=(option.id.as_str()) {
            legend { "Weights" }
            p.note { "Only their proportions count." }
            @for (indicator, weight) in weights {
                @let id = format!("w-{}", indicator.name());
                div.slider {
                    label for=(id) { (label(indicator)) }
                    input id=(id) type="range" min="0" max="100" step="1"
                        name=(format!("w.{}", indicator.name()))
                        data-weight=(indicator.name())
                        value=(number(100.0 * weight, 0));
                    output for=(id) data-share=(indicator.name()) { (number(100.0 * weight, 1)) " %" }
                }
            }
        }
    }
}
