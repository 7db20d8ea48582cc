//! The annexes of the briefing: the report by State, the register, and where numbers come from.

use std::collections::BTreeMap;

use super::Provenance;
use super::page::{Page, escaped};
use super::sections::{ASK_HEADS, RULES, ask_cells};
use super::words::counted;
use crate::id::CountryCode;
use crate::indicator::{Breakdown, Period};
use crate::model::{LedgerEntry, LedgerRow, LedgerStep, Plan, PolicyOption};
use crate::report::numbers::{fixed, three_digits};
use crate::report::terminal::{mean, mean_over, years_text};
use crate::report::{RegisterRow, ReportInputs};

/// Report by State, as paragraph (o) of Conclusion No. 100 asks for: hosts, contributors, and the
/// way of each from its share of the key to what it has delivered.
pub(super) fn annex_states(page: &mut Page<'_>, inputs: &ReportInputs<'_>) {
    page.heading("annex-states", "Annex: report by State");
    hosts(page, inputs);
    let mut any = false;
    for (index, (option, plan)) in inputs
        .situation
        .options
        .iter()
        .zip(inputs.plans)
        .enumerate()
    {
        if option.has_plan {
            any = true;
            contributors(page, inputs, index, option, plan);
            ledger(page, index, option, plan);
        }
    }
    if any {
        page.paragraph(RULES);
    }
    super::given::given(page, inputs);
    page.paragraph("Hosting, places and service on loans for hosting are counted at declared values; hosting less the outside money that is spent on the same need. The last column is a State’s part of all that States give, over its fair share: one is exactly its share.");
}

/// What a host's column of the report shows: indicator, heading, divisor, decimals.
const OF_HOSTS: [(&str, &str, f64, usize); 8] = [
    ("requirement_usd", "needed, US$ million", 1e6, 1),
    ("spent_usd", "spent, US$ million", 1e6, 1),
    ("gap_usd", "gap, US$ million", 1e6, 1),
    ("voluntary_returns_persons", "returned", 1.0, 0),
    ("naturalisations_persons", "integrated", 1.0, 0),
    ("resettlement_departures_persons", "resettled", 1.0, 0),
    ("stock_persons", "people at the end", 1.0, 0),
    ("pathway_departures_persons", "left on pathways", 1.0, 0),
];

/// Needs, money and solutions of each host under each option, all years together.
fn hosts(page: &mut Page<'_>, inputs: &ReportInputs<'_>) {
    let years = inputs.situation.clock.years();
    let last = years.last().copied();
    let mut sums: BTreeMap<(usize, CountryCode, usize), f64> = BTreeMap::new();
    for row in &inputs.summary.rows {
        let (Some(host), Breakdown::None, Period::Year(year)) =
            (row.host, row.breakdown, row.period)
        else {
            continue;
        };
        let Some(column) = OF_HOSTS
            .iter()
            .position(|(name, ..)| *name == row.indicator)
        else {
            continue;
        };
        if row.indicator != "stock_persons" || Some(year) == last {
            *sums.entry((row.option, host, column)).or_insert(0.0) += row.mean;
        }
    }
    if sums.is_empty() {
        return;
    }
    let mut heads = vec![("host", true)];
    // Pathways have a column where the scenario models them.
    let shown: Vec<_> = OF_HOSTS
        .iter()
        .enumerate()
        .filter(|(column, _)| sums.keys().any(|(_, _, found)| found == column))
        .collect();
    heads.extend(shown.iter().map(|(_, (_, head, ..))| (*head, false)));
    for (option, it) in inputs.situation.options.iter().enumerate() {
        page.begin_sourced(&format!("hosts-{option}"), &["summary"]);
        let rows: Vec<Vec<String>> = inputs
            .situation
            .hosts
            .iter()
            .map(|host| {
                let code = host.country.code;
                let mut cells = vec![escaped(&host.country.name)];
                for &(column, (name, _, divisor, decimals)) in &shown {
                    let text = sums
                        .get(&(option, code, column))
                        .map_or_else(String::new, |it| fixed(it / divisor, *decimals));
                    let row = format!("{name}, {code}");
                    cells.push(page.number(&text, "summary", "mean", &row));
                }
                cells
            })
            .collect();
        let caption = format!("Hosts under “{}”: all years together, means", it.title);
        page.table(&caption, &heads, &rows);
    }
}

/// What the plan asks of every contributor, with its hosting, and what it pays in the futures.
fn contributors(
    page: &mut Page<'_>,
    inputs: &ReportInputs<'_>,
    index: usize,
    option: &PolicyOption,
    plan: &Plan,
) {
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
    page.begin_sourced(&format!("contributors-{index}"), &["shares", "summary"]);
    let mut rows = Vec::new();
    let mut shares: Vec<_> = plan.shares.iter().zip(paid).collect();
    shares.sort_by(|one, other| one.0.name.cmp(&other.0.name));
    for (share, paid) in shares {
        let places: u32 = share.obligation_places.iter().sum();
        let nothing = places == 0
            && [
                &share.hosting_usd,
                &share.baseline_usd,
                &share.obligation_usd,
            ]
            .into_iter()
            .all(|values| mean(values) < 0.005)
            && paid.is_none_or(|paid: f64| paid < 0.005);
        if nothing {
            continue;
        }
        let mut cells = ask_cells(page, share.contributor.as_str(), share);
        cells.push(paid.map_or_else(String::new, |paid| {
            page.number(
                &fixed(paid / 1e6, 1),
                "summary",
                "mean",
                &format!("disbursed_usd, {}", share.contributor),
            )
        }));
        rows.push(cells);
    }
    let left_out = plan.shares.len() - rows.len();
    let caption = format!(
        "Contributors under “{}”: a year, {}",
        option.title,
        mean_over(plan)
    );
    page.table(&caption, &heads, &rows);
    if left_out > 0 {
        let text = counted(left_out, "contributor hosts", "contributors host");
        page.paragraph(&format!(
            "{} nobody here, give nothing and are asked for nothing.",
            page.number(&text, "shares", "obligation_usd", option.id.as_str())
        ));
    }
}

/// Every State's way from its share of the key to what it has delivered; steps that change nothing
/// for anybody are named and left out.
fn ledger(page: &mut Page<'_>, index: usize, option: &PolicyOption, plan: &Plan) {
    let by_value = plan
        .ledger
        .iter()
        .flat_map(|row| &row.entries)
        .any(|entry| entry.value_usd > 0.0);
    let (unit, column) = if by_value {
        ("US$ million, places at their declared value", "value_usd")
    } else {
        ("places", "places")
    };
    let amount = |entry: &LedgerEntry| {
        if by_value {
            entry.value_usd / 1e6
        } else {
            entry.places
        }
    };
    let at = |row: &LedgerRow, step| row.at(step).map(amount);
    let written = |value: f64| fixed(value, if by_value { 2 } else { 0 });
    // Deduction and offset stand only where they move somebody.
    let before = |step| match step {
        LedgerStep::Deduction => Some(LedgerStep::CapAndResidual),
        LedgerStep::Offset => Some(LedgerStep::Deduction),
        _ => None,
    };
    let moves = |step: LedgerStep| {
        before(step).is_none_or(|before| {
            plan.ledger
                .iter()
                .any(|row| at(row, step) != at(row, before))
        })
    };
    let (steps, still): (Vec<LedgerStep>, Vec<LedgerStep>) =
        LedgerStep::ALL.into_iter().partition(|&step| moves(step));
    let mut listed: Vec<&LedgerRow> = plan
        .ledger
        .iter()
        .filter(|row| {
            row.entries
                .iter()
                .any(|entry| written(amount(entry)) != written(0.0))
        })
        .collect();
    if listed.is_empty() {
        return;
    }
    listed.sort_by(|one, other| one.name.cmp(&other.name));
    page.begin_sourced(&format!("ledger-{index}"), &["ledger"]);
    let mut heads = vec![("State", true), ("key share, %", false)];
    heads.extend(steps.iter().map(|step| (step.label(), false)));
    let rows: Vec<Vec<String>> = listed
        .iter()
        .map(|row| {
            let place =
                |step: LedgerStep| format!("{}, {}, {}", option.id, row.contributor, step.name());
            let share = three_digits(100.0 * row.key_share);
            let key = format!("{}, key_share", row.contributor);
            let mut cells = vec![
                escaped(&row.name),
                page.number(&share, "ledger", "rule", &key),
            ];
            cells.extend(steps.iter().map(|&step| {
                let text = at(row, step).map_or_else(String::new, written);
                page.number(&text, "ledger", column, &place(step))
            }));
            cells
        })
        .collect();
    let caption = format!(
        "Ledger of “{}”: from the share of the key to what is delivered, {unit}, all of {}",
        option.title,
        years_text(plan)
    );
    page.table(&caption, &heads, &rows);
    let mut notes = Vec::new();
    if !still.is_empty() {
        let names: Vec<&str> = still
            .iter()
            .map(|step| step.label().trim_start_matches("after "))
            .collect();
        notes.push(format!(
            "No {} changes anything for anybody.",
            names.join(" and no ")
        ));
    }
    let hidden = plan.ledger.len() - listed.len();
    if hidden > 0 {
        let text = counted(hidden, "State", "States");
        notes.push(format!(
            "{} with less than these units show are in the table alone.",
            page.number(&text, "ledger", column, option.id.as_str())
        ));
    }
    page.paragraph(&notes.join(" "));
}

/// A path without the numbers of entries of a list: `pledge[].amount_usd`.
fn kind_of(path: &str) -> String {
    let mut kind = String::with_capacity(path.len());
    let mut inside = false;
    for letter in path.chars() {
        match letter {
            '[' => inside = true,
            ']' => inside = false,
            _ if inside => continue,
            _ => {}
        }
        kind.push(letter);
    }
    kind
}

/// The register of what is judged; entries of a list stand in one row.
pub(super) fn annex_parameters(page: &mut Page<'_>, inputs: &ReportInputs<'_>) {
    let mut kinds: Vec<(String, Vec<&RegisterRow>)> = Vec::new();
    for row in inputs
        .register
        .iter()
        .filter(|row| row.basis == "judgement")
    {
        let kind = kind_of(&row.path);
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, rows)) => rows.push(row),
            None => kinds.push((kind, vec![row])),
        }
    }
    if kinds.is_empty() {
        return;
    }
    page.heading("annex-judgement", "Annex: figures that are judgement");
    page.begin_sourced("judgement", &["parameters"]);
    let rows: Vec<Vec<String>> = kinds
        .iter()
        .map(|(kind, rows)| match rows.as_slice() {
            [row] => judged(page, row),
            several => {
                let text = counted(several.len(), "figure", "figures");
                let unit = several.first().map_or("", |row| row.unit.as_str());
                vec![
                    escaped(kind),
                    page.number(&text, "parameters", "value", kind),
                    escaped(unit),
                    String::new(),
                ]
            }
        })
        .collect();
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

fn judged(page: &Page<'_>, row: &RegisterRow) -> Vec<String> {
    let number = |text: &str, column| page.number(text, "parameters", column, &row.path);
    let range = row.range.map_or_else(String::new, |[low, high]| {
        format!(
            "{} to {}",
            number(&low.to_string(), "range_low"),
            number(&high.to_string(), "range_high")
        )
    });
    vec![
        escaped(&row.path),
        number(&row.value, "value"),
        escaped(&row.unit),
        range,
    ]
}

/// Tables that numbers lead to, and what they hold.
const SOURCES: [(&str, &str); 7] = [
    ("summary", "means, errors and quantiles of every indicator"),
    ("shares", "what each plan asks of each contributor, by year"),
    (
        "ledger",
        "the steps from each State’s share of the key to what it has delivered",
    ),
    (
        "responsibility_by_state",
        "what each State was asked for and gave in each year, against its fair share",
    ),
    ("comparison", "paired differences from the baseline"),
    (
        "parameters",
        "every parameter with value, range, basis and source",
    ),
    (
        "outcomes",
        "the whole period of every future under every option (Parquet only)",
    ),
];

/// Where every number comes from.
pub(super) fn annex_provenance(
    page: &mut Page<'_>,
    inputs: &ReportInputs<'_>,
    provenance: &Provenance,
) {
    page.heading("annex-provenance", "Annex: where the numbers come from");
    page.paragraph(&format!(
        "fairshare {}, run {}, seed {}, {} replicates of each option. SHA-256 over inputs, settings, seed and replicates: <code>{}</code>. A number shows its table, column and row when it is pointed at, and leads here.",
        escaped(&inputs.footer.version),
        escaped(&inputs.footer.run_id),
        inputs.footer.seed,
        inputs.footer.replicates,
        escaped(&provenance.input_hash)
    ));
    page.raw("<ul>");
    for (table, what) in SOURCES {
        let files = if table == "outcomes" {
            "<code>tables/outcomes.parquet</code>".to_owned()
        } else {
            format!("<code>tables/{table}.csv</code> and <code>.parquet</code>")
        };
        page.raw(&format!("<li id=\"source-{table}\">{files}: {what}</li>"));
    }
    page.raw("<li id=\"source-charts\"><code>charts/</code>: the numbers of each chart beside it, as CSV</li>");
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
