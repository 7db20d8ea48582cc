//! The yearly report by State: what was asked of it, what it gave, and its share against its fair
//! share.

use std::collections::BTreeMap;

use crate::id::CountryCode;
use crate::indicator::{Breakdown, Period, SummaryRow};
use crate::model::{ContributorShare, Plan};
use crate::report::numbers::cents;
use crate::report::{Column, ReportInputs, Table};

/// Which of its two cells an indicator of a State has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    /// That of the contributor.
    Contributor,
    /// That of the host.
    Host,
    /// That of the contributor, or of the host where it is no contributor.
    Either,
}

/// A quantity of the report.
struct Quantity {
    column: &'static str,
    indicator: &'static str,
    cell: Cell,
    unit: &'static str,
    hxl: &'static str,
    meaning: &'static str,
}

const fn quantity(
    column: &'static str,
    indicator: &'static str,
    cell: Cell,
    unit: &'static str,
    hxl: &'static str,
    meaning: &'static str,
) -> Quantity {
    Quantity {
        column,
        indicator,
        cell,
        unit,
        hxl,
        meaning,
    }
}

const QUANTITIES: [Quantity; 12] = [
    quantity(
        "obligation_usd",
        "obligation_usd",
        Cell::Contributor,
        "US$",
        "#value+obligation+usd",
        "Money that the plan, as last reviewed, asks for",
    ),
    quantity(
        "announced_usd",
        "announced_usd",
        Cell::Contributor,
        "US$",
        "#value+announced+usd",
        "Money announced for the year",
    ),
    quantity(
        "committed_usd",
        "committed_usd",
        Cell::Contributor,
        "US$",
        "#value+committed+usd",
        "Money committed for the year",
    ),
    quantity(
        "disbursed_usd",
        "disbursed_usd",
        Cell::Contributor,
        "US$",
        "#value+disbursed+usd",
        "Money paid in the year",
    ),
    quantity(
        "places_offered_persons",
        "resettlement_places_offered_persons",
        Cell::Contributor,
        "persons",
        "#affected+places",
        "Resettlement places pledged for the year",
    ),
    quantity(
        "departed_persons",
        "resettlement_departures_persons",
        Cell::Contributor,
        "persons",
        "#affected+resettled",
        "People who departed on them in the year",
    ),
    quantity(
        "pathway_places_offered_persons",
        "pathway_places_offered_persons",
        Cell::Contributor,
        "persons",
        "#affected+places",
        "Places on complementary pathways offered for the year",
    ),
    quantity(
        "pathways_departed_persons",
        "pathway_departures_persons",
        Cell::Contributor,
        "persons",
        "#affected+pathways",
        "People who left on them in the year",
    ),
    quantity(
        "hosting_value_usd",
        "hosting_value_usd",
        Cell::Host,
        "US$",
        "#value+hosting+usd",
        "Hosting at its declared value, less outside money spent there",
    ),
    quantity(
        "contribution_usd",
        "contribution_usd",
        Cell::Either,
        "US$",
        "#value+contribution+usd",
        "Money paid, places used and hosting at declared values, and service on loans for hosting",
    ),
    quantity(
        "contribution_share",
        "contribution_share",
        Cell::Either,
        "share",
        "#indicator+contribution",
        "Its part of what all States gave in the year, hosts outside the plan among them",
    ),
    quantity(
        "ratio_to_fair_share",
        "contribution_share",
        Cell::Either,
        "ratio",
        "#indicator+ratio",
        "That part over its fair share: 1 is exactly its share",
    ),
];

/// The quantity that is divided by the fair share.
const RATIO: &str = "ratio_to_fair_share";

/// One row: an option, a State, a year.
struct StateYear<'a> {
    option: usize,
    plan: &'a Plan,
    code: CountryCode,
    name: String,
    share: Option<(usize, &'a ContributorShare)>,
    host: bool,
    fair_share: Option<f64>,
    year: i32,
}

/// Cells by option, indicator, host, contributor's row and year.
type Cells<'a> =
    BTreeMap<(usize, &'static str, Option<CountryCode>, Option<usize>, i32), &'a SummaryRow>;

fn cells<'a>(inputs: &ReportInputs<'a>) -> Cells<'a> {
    let mut cells = BTreeMap::new();
    for row in &inputs.summary.rows {
        let wanted = QUANTITIES
            .iter()
            .any(|quantity| quantity.indicator == row.indicator);
        let Period::Year(year) = row.period else {
            continue;
        };
        let contributor = match row.breakdown {
            Breakdown::Contributor(index) => Some(index),
            Breakdown::None => None,
            _ => continue,
        };
        if wanted {
            let key = (row.option, row.indicator, row.host, contributor, year);
            cells.insert(key, row);
        }
    }
    cells
}

impl StateYear<'_> {
    fn cell<'a>(&self, cells: &Cells<'a>, quantity: &Quantity) -> Option<&'a SummaryRow> {
        let of_contributor = || {
            let (index, _) = self.share?;
            let key = (
                self.option,
                quantity.indicator,
                None,
                Some(index),
                self.year,
            );
            cells.get(&key).copied()
        };
        let of_host = || {
            let key = (
                self.option,
                quantity.indicator,
                Some(self.code),
                None,
                self.year,
            );
            cells.get(&key).copied()
        };
        match quantity.cell {
            Cell::Contributor => of_contributor(),
            Cell::Host => of_host(),
            Cell::Either => of_contributor().or_else(of_host),
        }
    }

    fn value(
        &self,
        cells: &Cells<'_>,
        quantity: &Quantity,
        of: impl Fn(&SummaryRow) -> f64,
    ) -> Option<f64> {
        let value = of(self.cell(cells, quantity)?);
        if quantity.column == RATIO {
            return self.fair_share.map(|fair| value / fair);
        }
        Some(if quantity.unit == "US$" {
            cents(value)
        } else {
            value
        })
    }

    /// Places that the plan asks for in the year, where it covers it.
    fn places_asked(&self) -> Option<i64> {
        let (_, share) = self.share?;
        let index = self.plan.years.iter().position(|&year| year == self.year)?;
        share.obligation_places.get(index).copied().map(i64::from)
    }
}

/// A State with its name and, of a contributor, its row in the plan.
type Listed<'a> = (CountryCode, String, Option<(usize, &'a ContributorShare)>);

/// States of an option: those of its plan, and hosts that are none of them.
fn states<'a>(inputs: &ReportInputs<'a>) -> Vec<StateYear<'a>> {
    let situation = inputs.situation;
    let first_plan = situation.options.iter().position(|option| option.has_plan);
    let mut rows = Vec::new();
    for (option, plan) in inputs.plans.iter().enumerate() {
        let has_plan = situation
            .options
            .get(option)
            .is_some_and(|option| option.has_plan);
        // An option without a plan is measured by the first plan's key.
        let yardstick = if has_plan { Some(option) } else { first_plan }
            .and_then(|index| inputs.plans.get(index));
        let fair_share = |code: CountryCode| {
            let share = yardstick?
                .shares
                .iter()
                .find(|share| share.contributor.as_str() == code.as_str())?;
            Some(share.key_share).filter(|share| *share > 0.0)
        };
        let is_host =
            |code: CountryCode| situation.hosts.iter().any(|host| host.country.code == code);
        let mut listed: Vec<Listed<'_>> = plan
            .shares
            .iter()
            .enumerate()
            .filter(|(_, share)| {
                situation
                    .contributors
                    .iter()
                    .find(|known| known.id == share.contributor)
                    .is_none_or(|known| known.kind.has_key_share())
            })
            .filter_map(|(index, share)| {
                let code = share.contributor.as_str().parse().ok()?;
                Some((code, share.name.clone(), Some((index, share))))
            })
            .collect();
        for host in &situation.hosts {
            if !listed.iter().any(|(code, ..)| *code == host.country.code) {
                listed.push((host.country.code, host.country.name.clone(), None));
            }
        }
        for (code, name, share) in listed {
            for year in situation.clock.years() {
                rows.push(StateYear {
                    option,
                    plan,
                    code,
                    name: name.clone(),
                    share,
                    host: is_host(code),
                    fair_share: fair_share(code),
                    year,
                });
            }
        }
    }
    rows
}

/// What each State gave beyond its fair share of what all States gave, `C_i − f_i·ΣC`, in the year and
/// since the start: the mean is that of the same expression over replicates, which is linear in `C`.
fn surplus(rows: &[StateYear<'_>], cells: &Cells<'_>) -> [Column; 2] {
    let contribution = QUANTITIES
        .iter()
        .find(|quantity| quantity.column == "contribution_usd");
    let given = |row: &StateYear<'_>| Some(row.cell(cells, contribution?)?.mean);
    let mut everything: BTreeMap<(usize, i32), f64> = BTreeMap::new();
    for row in rows {
        *everything.entry((row.option, row.year)).or_default() += given(row).unwrap_or(0.0);
    }
    let of_year: Vec<Option<f64>> = rows
        .iter()
        .map(|row| Some(given(row)? - row.fair_share? * everything[&(row.option, row.year)]))
        .collect();
    // Years of a State follow each other.
    let mut account: Option<(usize, CountryCode, f64)> = None;
    let to_date = rows
        .iter()
        .zip(&of_year)
        .map(|(row, surplus)| {
            let before = account
                .filter(|&(option, code, _)| (option, code) == (row.option, row.code))
                .map_or(0.0, |(.., sum)| sum);
            let sum = before + (*surplus)?;
            account = Some((row.option, row.code, sum));
            Some(cents(sum))
        })
        .collect();
    [
        Column::number(
            [
                "surplus_usd",
                "US$",
                "#value+surplus+usd",
                "What it gave beyond its fair share of what all States gave in the year, below 0 for a shortfall; mean \
                 over replicates.",
            ],
            of_year.iter().map(|surplus| surplus.map(cents)).collect(),
        ),
        Column::number(
            [
                "surplus_to_date_usd",
                "US$",
                "#value+surplus+total+usd",
                "The same summed since the first year of the simulation.",
            ],
            to_date,
        ),
    ]
}

/// The table `responsibility_by_state`.
pub(in crate::report) fn responsibility(inputs: &ReportInputs<'_>) -> Table {
    let rows = states(inputs);
    let cells = cells(inputs);
    let texts = |value: &dyn Fn(&StateYear<'_>) -> String| {
        rows.iter().map(|row| Some(value(row))).collect::<Vec<_>>()
    };
    let mut columns = vec![
        Column::text(
            ["option", "-", "#meta+option", "Identifier of the option."],
            texts(&|row| row.plan.option.to_string()),
        ),
        Column::text(
            [
                "state",
                "-",
                "#country+code+v_iso3",
                "ISO code of the State.",
            ],
            texts(&|row| row.code.to_string()),
        ),
        Column::text(
            ["name", "-", "#country+name", "Name of the State."],
            texts(&|row| row.name.clone()),
        ),
        Column::integer(
            ["year", "year", "#date+year", "Calendar year."],
            rows.iter().map(|row| Some(i64::from(row.year))).collect(),
        ),
        Column::boolean(
            [
                "hosts",
                "-",
                "#meta+host",
                "Whether it hosts refugees of the situation.",
            ],
            rows.iter().map(|row| Some(row.host)).collect(),
        ),
        Column::number(
            [
                "fair_share",
                "share",
                "#indicator+key",
                "Its share of the plan's reference key, of the first plan's where the option has none; \
                 empty without a share.",
            ],
            rows.iter().map(|row| row.fair_share).collect(),
        ),
        Column::integer(
            [
                "places_asked_persons",
                "persons",
                "#affected+asked",
                "Resettlement places that the plan, as adopted, asks for; empty beyond its years.",
            ],
            rows.iter().map(StateYear::places_asked).collect(),
        ),
    ];
    // Pathways have columns where the scenario models them.
    let open = |quantity: &&Quantity| {
        !quantity.indicator.starts_with("pathway_")
            || cells
                .keys()
                .any(|(_, indicator, ..)| *indicator == quantity.indicator)
    };
    for quantity in QUANTITIES.iter().filter(open) {
        let mut add = |name: &str, hxl: &str, what: &str, of: &dyn Fn(&SummaryRow) -> f64| {
            columns.push(Column::number(
                [
                    name,
                    quantity.unit,
                    &format!("{}{hxl}", quantity.hxl),
                    &format!("{}; {what}.", quantity.meaning),
                ],
                rows.iter()
                    .map(|row| row.value(&cells, quantity, of))
                    .collect(),
            ));
        };
        let name = quantity.column;
        add(name, "+mean", "mean over replicates", &|row| row.mean);
        let low = format!("{name}_p05");
        add(&low, "+p05", "quantile at 5 %", &|row| row.quantiles[0]);
        let high = format!("{name}_p95");
        add(&high, "+p95", "quantile at 95 %", &|row| row.quantiles[4]);
    }
    columns.extend(surplus(&rows, &cells));
    Table::new(
        "responsibility_by_state",
        "One row for each option, State and calendar year: the regular report on the sharing of burdens \
         and responsibilities that paragraph (o) asks for. Columns without a suffix are means over \
         replicates, `_p05` and `_p95` hold nine futures in ten between them.",
        columns,
    )
}
