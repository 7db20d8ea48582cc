//! The calibration as a page of Markdown.

use std::fmt::Write as _;

use super::{Bootstrap, Measured};

/// The page. Rows of the masked tables carry the verdict; unmasked values stand beside them.
#[must_use]
pub fn markdown(
    masked: &[Measured],
    unmasked: &[Measured],
    situations: usize,
    replicates: u32,
    bootstrap: Bootstrap,
) -> String {
    let met = masked
        .iter()
        .filter(|row| row.is_met() == Some(true))
        .count();
    let judged = masked.iter().filter(|row| row.is_met().is_some()).count();
    let mut text = format!(
        "# Validation: the default prior beside the tables\n\n\
         Written by `fairshare calibrate`. The default prior meets {met} of {judged} targets.\n\n\
         **Tables.** UNHCR Refugee Population Statistics Database to 2020: pairs of a country of origin \
         and a country of asylum, without unknown origins. A run is a sequence of year-ends with 25,000 \
         refugees or more that begins in 1975 or later; one that stood when the series began is left \
         out, one that meets a break of the statistics or the end of the series is censored (Kaplan and \
         Meier). Growth and rates are of 1990 and later, worldwide rates of 2004 and later. Masked \
         breaks: people in refugee-like situations included in 2006 and 2007, Afghans in Pakistan from \
         2007, Uganda 2018, Bangladesh 2010 and 2017, Germany and the United States 2014 to 2019, and \
         the flat series of Western Sahara, Viet Nam and Venezuela. Intervals are 90 %, by resampling \
         countries of origin {} times.\n\n\
         **Default prior.** One host and a yearly appeal; {situations} situations that begin in war at \
         the quantiles of the stocks at which pairs in the tables began, each with values drawn from the \
         ranges of the defaults for conflict, arrivals, return and integration; {replicates} futures of \
         25 years each. Arrivals outside pulses are in proportion to the stock at the beginning (the \
         default belongs to 400,000 people: judgement). “At the defaults” is the same without drawing, \
         in 12 situations. Resettlement is a scenario's own figure and is not simulated here. “Design” \
         is the value of the design documents, from tables to 2025 under slightly other definitions.\n\n\
         | target | tables, masked | 90 % interval | unmasked | design | default prior | its interval | at the defaults | |\n\
         |---|---|---|---|---|---|---|---|---|\n",
        bootstrap.draws
    );
    for (row, plain) in masked.iter().zip(unmasked) {
        let decimals = row.target.decimals;
        let write = |value: Option<f64>| {
            value.map_or_else(|| "–".to_owned(), |value| format!("{value:.decimals$}"))
        };
        let range = |interval: Option<[f64; 2]>| {
            interval.map_or_else(
                || "–".to_owned(),
                |[low, high]| format!("{low:.decimals$} to {high:.decimals$}"),
            )
        };
        let verdict = match row.is_met() {
            Some(true) => "met",
            Some(false) => "missed",
            None => "not judged",
        };
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {verdict} |",
            row.target.name,
            write(row.value),
            range(row.interval),
            write(plain.value),
            write(Some(row.target.design)),
            write(row.simulated),
            range(row.simulated_interval),
            write(row.at_defaults),
        );
    }
    text.push_str(MISSES);
    text
}

/// What can be learnt from the misses.
const MISSES: &str = "
**What the misses say.** The default prior keeps situations large for longer than they were. Three things
stand behind it. In the tables whole caseloads leave within a year, by return or because they are no longer
counted, while the default return in conducive conditions is some 25 % of those present a year. Simulated
situations begin in war and with arrivals that go on; a good part of those in the tables begin with the one
movement that makes them large and are over soon. And children born in exile keep stocks from shrinking,
while published stocks leave many of them out.

**What was tried.** Default values alone (last column but one) against values drawn from their ranges: drawing
moves the persistence by a few hundredths and the upper tail of returns hardly. Wider single ranges will not
close the gap; variety between situations (how they begin, and returns of whole caseloads) would. Until then,
take durations of the default prior as too long, and let a scenario state its own regime and returns.
";
