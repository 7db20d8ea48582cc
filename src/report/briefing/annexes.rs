//! The annexes of the briefing: the report by State, the register, and where numbers come from.

use super::Provenance;
use super::page::{Page, escaped};
use super::sections::{ASK_HEADS, ask_cells};
use crate::indicator::{Breakdown, Period};
use crate::report::ReportInputs;
use crate::report::numbers::fixed;
use crate::report::terminal::years_text;

/// Report by State, as paragraph (o) of Conclusion No. 100 asks for: all contributors.
pub(super) fn annex_shares(page: &mut Page<'_>, inputs: &ReportInputs<'_>) {
    page.heading("annex-states", "Annex: report by State");
    for (index, (option, plan)) in inputs
        .situation
        .options
        .iter()
        .zip(inputs.plans)
        .enumerate()
    {
        if !option.has_plan {
            continue;
        }
        // Simulated payments by row of the plan, summed over years.
        let mut paid = vec![None; plan.shares.len()];
        for row in &inputs.summary.rows {
            if row.option == index
                && row.indicator == "disbursed_usd"
                && let (Breakdown::Contributor(at), Period::Year(_)) = (row.breakdown, row.period)
                && let Some(sum) = paid.get_mut(at)
            {
                *sum = Some(sum.unwrap_or(0.0) + row.mean);
            }
        }
        let mut heads = ASK_HEADS.to_vec();
        heads.push(("paid, whole period, US$ million", false));
        let rows: Vec<Vec<String>> = plan
            .shares
            .iter()
            .zip(paid)
            .map(|(share, paid)| {
                let mut cells = ask_cells(page, option.id.as_str(), share);
                cells.push(paid.map_or_else(String::new, |paid: f64| {
                    page.number(
                        &fixed(paid / 1e6, 1),
                        "summary",
                        &format!("option {}, disbursed_usd, {}", option.id, share.contributor),
                    )
                }));
                cells
            })
            .collect();
        let caption = format!("{}: a year, mean over {}", option.title, years_text(plan));
        page.table(&caption, &heads, &rows);
    }
}

/// The register of what is judged.
pub(super) fn annex_parameters(page: &mut Page<'_>, inputs: &ReportInputs<'_>) {
    let rows: Vec<Vec<String>> = inputs
        .register
        .iter()
        .filter(|row| row.basis == "judgement")
        .map(|row| {
            let range = row
                .range
                .map_or_else(String::new, |[low, high]| format!("{low} to {high}"));
            vec![
                escaped(&row.path),
                page.number(&row.value, "parameters", &row.path),
                escaped(&row.unit),
                range,
            ]
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    page.heading("annex-judgement", "Annex: figures that are judgement");
    page.table(
        "All parameters with their sources are in tables/parameters.csv",
        &[
            ("parameter", true),
            ("value", true),
            ("unit", true),
            ("thought possible", true),
        ],
        &rows,
    );
}

/// Where every number comes from.
pub(super) fn annex_provenance(
    page: &mut Page<'_>,
    inputs: &ReportInputs<'_>,
    provenance: &Provenance,
) {
    page.heading("annex-provenance", "Annex: where the numbers come from");
    page.paragraph(&format!(
        "fairshare {}, run {}, seed {}, {} replicates of each option. SHA-256 over inputs, settings, seed and replicates: <code>{}</code>.",
        escaped(&inputs.footer.version),
        escaped(&inputs.footer.run_id),
        inputs.footer.seed,
        inputs.footer.replicates,
        escaped(&provenance.input_hash)
    ));
    page.raw("<ul>");
    for (table, what) in [
        ("summary", "means, errors and quantiles of every indicator"),
        ("shares", "what each plan asks of each contributor, by year"),
        ("comparison", "paired differences from the baseline"),
        (
            "parameters",
            "every parameter with value, range, basis and source",
        ),
    ] {
        page.raw(&format!(
            "<li id=\"source-{table}\"><code>tables/{table}.csv</code> and <code>.parquet</code>: {what}</li>"
        ));
    }
    for setting in &provenance.settings {
        page.raw(&format!("<li>set: <code>{}</code></li>", escaped(setting)));
    }
    for (name, hash) in &provenance.inputs {
        page.raw(&format!(
            "<li>input <code>{}</code>, SHA-256 <code>{}</code></li>",
            escaped(name),
            escaped(hash)
        ));
    }
    page.raw("</ul>");
}
