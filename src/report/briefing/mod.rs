//! The briefing: one self-contained page for people in a consultation.
//!
//! Every sentence is made from the numbers of the run under a condition that they meet; where
//! they decide nothing, the sentence says so. Every number leads to the table it stands in.

mod annexes;
mod certainty;
mod lead;
mod page;
mod results;
mod sections;
mod words;

use self::page::{Page, escaped};
use super::ReportInputs;
use super::charts::Chart;
use crate::study::outcomes::Outcomes;

/// What a run is made from, for the annex of provenance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// SHA-256 over all inputs, settings, seed and replicates, hexadecimal.
    pub input_hash: String,
    /// Name and SHA-256 of each input file.
    pub inputs: Vec<(String, String)>,
    /// What was changed on the command line, as in `ensemble.replicates=30`.
    pub settings: Vec<String>,
}

/// The briefing as HTML: complete, without a script and without anything fetched from elsewhere.
///
/// `charts` are those of the run, in the order in which they are drawn; sections show the ones
/// that belong to them. `outcomes` are those of every future, where the run holds them: they say over
/// which values of hosting and under which futures rankings hold. Texts of the scenario are escaped.
#[must_use]
pub fn html(
    inputs: &ReportInputs<'_>,
    provenance: &Provenance,
    outcomes: Option<&Outcomes>,
    charts: &[Chart],
) -> String {
    let mut page = Page::new(inputs.footer, provenance);
    let title = escaped(&inputs.situation.title);
    page.raw(&format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <title>{title}</title><style>{}</style></head><body><main>",
        include_str!("style.css")
    ));
    page.raw(&format!(
        "<h1>{title}</h1><p class=\"muted\">Briefing on the options on the table. Run {}, seed {}, \
         {} simulated futures of each option. Numbers lead to the table they stand in.</p>",
        escaped(&inputs.footer.run_id),
        inputs.footer.seed,
        super::numbers::fixed(inputs.footer.replicates as f64, 0),
    ));
    lead::lead(&mut page, inputs);
    sections::situation(&mut page, inputs, charts);
    sections::options(&mut page, inputs);
    sections::asked(&mut page, inputs, charts);
    results::people_and_money(&mut page, inputs, charts);
    certainty::certainty(&mut page, inputs, outcomes, charts);
    sections::assumptions(&mut page, inputs);
    annexes::annex_states(&mut page, inputs);
    annexes::annex_parameters(&mut page, inputs);
    annexes::annex_provenance(&mut page, inputs, provenance);
    page.raw("</main></body></html>");
    page.finish()
}
