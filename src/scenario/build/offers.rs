//! Offers of humanitarian transfer and evacuation, and places on complementary pathways.

use super::Context;
use super::contributors::must_be_contributor;
use crate::diagnostic::did_you_mean;
use crate::id::CountryCode;
use crate::model::MeasureKind;
use crate::model::parameters::{EmergencyParameters, PathwayParameters, TransferKind};
use crate::scenario::resolved::Step::{Key, Row};

/// Checks that offers start in a host, end where their kind says, and make no chains.
pub(super) fn check(context: &mut Context<'_>, emergency: &EmergencyParameters) {
    let parameters = &emergency.transfer;
    if parameters.applies.is_on() && !emergency.unaccompanied_children.applies.is_on() {
        context.error(
            &[Key("emergency"), Key("transfer"), Key("applies")],
            "missing-figure",
            "transfer and evacuation are switched on, but unaccompanied children are not counted, who may be \
             moved only after a best-interests procedure"
                .to_owned(),
            "set `applies` of `[emergency.unaccompanied_children]` as well",
        );
    }
    let is_host = |context: &Context<'_>, code: CountryCode| {
        context
            .document
            .host
            .iter()
            .any(|host| host.country == code)
    };
    if parameters.applies.is_on() && parameters.offer.is_empty() {
        context.error(
            &[Key("emergency"), Key("transfer"), Key("applies")],
            "missing-figure",
            "transfer and evacuation are switched on, but no State offers a place".to_owned(),
            "add `[[emergency.transfer.offer]]` entries, or leave it `off`",
        );
    }
    if let Some(stay) = &parameters.stay
        && stay.returned_share + stay.onward_share > 1.0 + super::SUM_TOLERANCE
    {
        context.error(
            &[Key("emergency"), Key("transfer"), Key("stay")],
            "sum",
            format!(
                "{} of evacuees return and {} move onward, more than all of them",
                super::rounded(stay.returned_share),
                super::rounded(stay.onward_share)
            ),
            "lower `returned_share` or `onward_share`: the rest stays",
        );
    }
    for (row, offer) in parameters.offer.iter().enumerate() {
        let at = |key| {
            [
                Key("emergency"),
                Key("transfer"),
                Key("offer"),
                Row(row),
                Key(key),
            ]
        };
        if !is_host(context, offer.from) {
            context.error(
                &at("from"),
                "unknown-host",
                format!("`{}` is no host of this situation", offer.from),
                "people are moved out of a host: name one from `host`",
            );
        }
        let (to_host, wanted) = (
            is_host(context, offer.to),
            offer.kind == TransferKind::Transfer,
        );
        if to_host != wanted {
            let (message, remedy) = if wanted {
                (
                    format!("a transfer to `{}`, which is no host", offer.to),
                    "name a host of the situation, or make it an `evacuation`",
                )
            } else {
                (
                    format!("an evacuation to `{}`, which is a host", offer.to),
                    "name a State further afield, or make it a `transfer`",
                )
            };
            context.error(&at("to"), "wrong-kind-of-offer", message, remedy);
        }
        if wanted && parameters.offer.iter().any(|other| other.from == offer.to) {
            context.error(
                &at("to"),
                "chain-of-offers",
                format!(
                    "`{}` is offered as a place and has people moved out of it",
                    offer.to
                ),
                "a host either sends or receives; leave one of the offers out",
            );
        }
        let twin = parameters.offer[..row]
            .iter()
            .any(|other| (other.from, other.to) == (offer.from, offer.to));
        if twin {
            context.error(
                &at("to"),
                "duplicate",
                format!("`{}` offers places to `{}` twice", offer.to, offer.from),
                "put both into one offer",
            );
        }
    }
}

/// Checks that places are offered by contributors, under options that there are, once each; and that
/// there are any where pathways are open.
pub(super) fn pathways(context: &mut Context<'_>, parameters: &PathwayParameters) {
    for (row, offer) in parameters.offer.iter().enumerate() {
        let at = |key| {
            [
                Key("protracted"),
                Key("pathways"),
                Key("offer"),
                Row(row),
                Key(key),
            ]
        };
        must_be_contributor(context, &at("contributor"), &offer.contributor);
        let options = &context.document.option;
        if let Some(id) = &offer.option
            && !options.iter().any(|option| option.id == *id)
        {
            let ids = options.iter().map(|option| option.id.0.as_str());
            let remedy = did_you_mean(&id.0, ids);
            context.error(
                &at("option"),
                "unknown-option",
                format!("`{id}` is no option of this scenario"),
                &remedy,
            );
        }
        let twin = parameters.offer[..row].iter().any(|other| {
            (&other.contributor, other.pathway, &other.option)
                == (&offer.contributor, offer.pathway, &offer.option)
        });
        if twin {
            context.error(
                &at("pathway"),
                "duplicate",
                format!(
                    "`{}` offers places on {} twice",
                    offer.contributor,
                    offer.pathway.name()
                ),
                "put both into one offer",
            );
        }
    }
    let measures = &context.document.measure;
    let measured = measures
        .iter()
        .any(|measure| measure.kind == MeasureKind::ComplementaryPathway);
    if parameters.applies.is_on() && parameters.offer.is_empty() && !measured {
        context.error(
            &[Key("protracted"), Key("pathways"), Key("applies")],
            "missing-figure",
            "complementary pathways are open, and nobody offers a place".to_owned(),
            "add offers to `protracted.pathways.offer`, or a `[[measure]]` of the kind \
             `complementary-pathway`, or leave it `off`",
        );
    }
}
