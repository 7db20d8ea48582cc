//! The table `time_to_solution`: who is still in exile so many years after arrival, and by which
//! cause the others have left.
//!
//! With the monthly probability `p_kc` of cause c in class k of years since arrival (exits over months
//! at risk, both summed over futures) and `p_k = Σ_c p_kc`, a class that lasts n months takes the share
//! S still in exile to `S·(1 − p_k)^n` (Kaplan–Meier) and the incidence of c up by
//! `S·p_kc/p_k·(1 − (1 − p_k)^n)` (Aalen–Johansen, causes competing), exact for probabilities that are
//! constant within a class. Arrivals are taken as spread over their year: the class of its own year lasts
//! half a year, those after it a year each, and long exile goes on at its mean probability.
//!
//! Three ways of looking: at all years of the simulation together, at one calendar year (as in a life
//! table of a period), and at those who arrived in one calendar year, followed as long as the simulation
//! and the classes tell them apart. By sex and age, over all years: age and years in exile are independent
//! within host and status, so the probabilities of each cause are those of the class times the
//! ratio of the group's to everybody's, as if people stayed in their age band.

mod curve;

use std::collections::BTreeMap;

use crate::id::CountryCode;
use crate::indicator::{Breakdown, Period, YearsInExile};
use crate::model::{AGE_BANDS, AgeBand, SEXES, Sex};
use crate::report::{Column, ReportInputs, Table};
use curve::{CAUSES, Counts, Curve, Point, follow};

const AT_RISK: &str = "at_risk_person_months";

/// Months at risk, and exits by cause, of people of a sex and age.
#[derive(Clone, Copy, Debug, Default)]
struct Rates {
    at_risk: f64,
    exits: [f64; CAUSES.len()],
}

/// What is counted of a host, or of all hosts, under an option.
#[derive(Debug, Default)]
struct Account {
    years: BTreeMap<i32, Counts>,
    cells: BTreeMap<(Sex, AgeBand), Rates>,
}

/// Everything that is counted, by option and host.
fn accounts(inputs: &ReportInputs<'_>) -> BTreeMap<(usize, Option<CountryCode>), Account> {
    let mut accounts: BTreeMap<_, Account> = BTreeMap::new();
    for row in &inputs.summary.rows {
        let cause = CAUSES.iter().position(|cause| cause.0 == row.indicator);
        let Period::Year(year) = row.period else {
            continue;
        };
        if cause.is_none() && row.indicator != AT_RISK {
            continue;
        }
        let key = (row.option, row.host);
        match row.breakdown {
            Breakdown::Exile(years) => {
                let account = accounts.entry(key).or_default();
                let counts = account.years.entry(year).or_default();
                let class = usize::from(years.years());
                match cause {
                    Some(cause) => counts.exits[cause][class] += row.mean,
                    None => counts.at_risk[class] += row.mean,
                }
            }
            Breakdown::SexAge(sex, band) => {
                let account = accounts.entry(key).or_default();
                let rates = account.cells.entry((sex, band)).or_default();
                match cause {
                    Some(cause) => rates.exits[cause] += row.mean,
                    None => rates.at_risk += row.mean,
                }
            }
            _ => {}
        }
    }
    // Results that were not counted by years in exile have no curves.
    accounts.retain(|_, account| !account.years.is_empty());
    accounts
}

/// One row: a point of a curve of somebody.
struct Row {
    option: usize,
    host: Option<CountryCode>,
    basis: &'static str,
    year: Option<i32>,
    sex: Option<Sex>,
    band: Option<AgeBand>,
    point: Point,
    medians: [Option<f64>; 2],
}

/// The curves of people by sex and age, over all years.
fn groups(account: &Account, all: &Counts) -> Vec<(Option<Sex>, Option<AgeBand>, Curve)> {
    let mut chosen = vec![(None, None)];
    chosen.extend(SEXES.map(|sex| (Some(sex), None)));
    chosen.extend(AGE_BANDS.map(|band| (None, Some(band))));
    for sex in SEXES {
        chosen.extend(AGE_BANDS.map(|band| (Some(sex), Some(band))));
    }
    let sum = |sex: Option<Sex>, band: Option<AgeBand>| {
        let mut sum = Rates::default();
        for ((of_sex, of_band), rates) in &account.cells {
            if sex.is_none_or(|sex| sex == *of_sex) && band.is_none_or(|band| band == *of_band) {
                sum.at_risk += rates.at_risk;
                for (total, part) in sum.exits.iter_mut().zip(rates.exits) {
                    *total += part;
                }
            }
        }
        sum
    };
    let everybody = sum(None, None);
    let at_risk = |class: usize| all.at_risk.get(class).copied();
    chosen
        .into_iter()
        .map(|(sex, band)| {
            if sex.is_none() && band.is_none() {
                let curve = follow(|class| all.probabilities(class), at_risk);
                return (sex, band, curve);
            }
            let group = sum(sex, band);
            let curve = follow(
                |class| {
                    let mut probabilities = all.probabilities(class)?;
                    if group.at_risk <= 0.0 {
                        return None;
                    }
                    for (cause, probability) in probabilities.iter_mut().enumerate() {
                        let (own, of_all) = (group.exits[cause], everybody.exits[cause]);
                        *probability *= if of_all > 0.0 {
                            own / group.at_risk * everybody.at_risk / of_all
                        } else {
                            0.0
                        };
                    }
                    Some(probabilities)
                },
                |_| None,
            );
            (sex, band, curve)
        })
        .collect()
}

fn rows(inputs: &ReportInputs<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    for ((option, host), account) in accounts(inputs) {
        let mut push = |basis, year, sex, band, curve: Curve| {
            let medians = [curve.exile_median, curve.solution_median];
            rows.extend(curve.points.into_iter().map(|point| Row {
                option,
                host,
                basis,
                year,
                sex,
                band,
                point,
                medians,
            }));
        };
        let mut all = Counts::default();
        for counts in account.years.values() {
            all.add(counts);
        }
        for (sex, band, curve) in groups(&account, &all) {
            push("all-years", None, sex, band, curve);
        }
        for (&year, counts) in &account.years {
            let at_risk = |class: usize| counts.at_risk.get(class).copied();
            let curve = follow(|class| counts.probabilities(class), at_risk);
            push("calendar-year", Some(year), None, None, curve);
        }
        for &year in account.years.keys() {
            // Those who arrived in the year are in class k in the k-th year after it; long exile
            // holds others, too.
            let of_class = |class: usize| {
                let after = i32::try_from(class).ok()?;
                let told_apart = after < i32::from(YearsInExile::MOST);
                account.years.get(&(year + after)).filter(|_| told_apart)
            };
            let curve = follow(
                |class| of_class(class)?.probabilities(class),
                |class| Some(of_class(class)?.at_risk[class]),
            );
            push("arrival-year", Some(year), None, None, curve);
        }
    }
    rows
}

/// The table; none where people were not counted by years in exile.
#[expect(
    clippy::too_many_lines,
    reason = "one entry for each column, in the order of the file"
)]
pub(super) fn time_to_solution(inputs: &ReportInputs<'_>) -> Option<Table> {
    let rows = rows(inputs);
    if rows.is_empty() {
        return None;
    }
    let texts = |value: &dyn Fn(&Row) -> Option<String>| rows.iter().map(value).collect();
    let numbers = |value: &dyn Fn(&Row) -> Option<f64>| rows.iter().map(value).collect();
    let option = |row: &Row| {
        let options = &inputs.situation.options;
        options.get(row.option).map(|option| option.id.to_string())
    };
    let mut columns = vec![
        Column::text(
            ["option", "-", "#meta+option", "Identifier of the option."],
            texts(&option),
        ),
        Column::text(
            [
                "host",
                "-",
                "#country+code+v_iso3",
                "ISO code of the host country, where moving on to another host ends being at risk; empty for \
                 all hosts together.",
            ],
            texts(&|row| row.host.map(|host| host.to_string())),
        ),
        Column::text(
            [
                "basis",
                "-",
                "#meta+basis",
                "Whose months and exits: of `all-years` of the simulation, of one `calendar-year`, or of \
                 those of one `arrival-year`, followed as long as they are told apart.",
            ],
            texts(&|row| Some(row.basis.to_owned())),
        ),
        Column::integer(
            [
                "year",
                "year",
                "#date+year",
                "The calendar year, or the year of arrival; empty for all years.",
            ],
            rows.iter().map(|row| row.year.map(i64::from)).collect(),
        ),
        Column::text(
            [
                "sex",
                "-",
                "#population+sex",
                "`female` or `male`; empty for both.",
            ],
            texts(&|row| row.sex.map(|sex| sex.name().to_owned())),
        ),
        Column::text(
            [
                "age_band",
                "-",
                "#population+age",
                "Age band in years, in which people are taken to stay; empty for all ages.",
            ],
            texts(&|row| row.band.map(|band| band.name().to_owned())),
        ),
        Column::number(
            [
                "years_since_arrival",
                "years",
                "#indicator+duration",
                "Years since arrival, or since birth in exile. Beyond 5.5 the mean probabilities of long exile \
                 go on.",
            ],
            numbers(&|row| Some(f64::from(row.point.half_years) / 2.0)),
        ),
        Column::number(
            [
                "at_risk_person_months",
                "person-months",
                "#affected+risk",
                "Months at risk behind the class that begins here, mean over replicates; empty by sex and age \
                 and where none begins.",
            ],
            numbers(&|row| row.point.at_risk),
        ),
        Column::number(
            [
                "in_exile_share",
                "share",
                "#indicator+survival",
                "Still in exile by then (Kaplan–Meier).",
            ],
            numbers(&|row| Some(row.point.staying)),
        ),
    ];
    for (cause, (_, name, hxl, meaning)) in CAUSES.into_iter().enumerate() {
        columns.push(Column::number(
            [
                name,
                "share",
                hxl,
                &format!("By then {meaning} (Aalen–Johansen)."),
            ],
            numbers(&|row| Some(row.point.left[cause])),
        ));
    }
    for (index, name, hxl, meaning) in [
        (
            0,
            "exile_median_years",
            "#indicator+median",
            "Years after which half have left exile by any cause; empty where they have not within the curve.",
        ),
        (
            1,
            "solution_median_years",
            "#indicator+median+solution",
            "Years after which half have found a durable solution, death and other causes competing; empty \
             where they have not within the curve.",
        ),
    ] {
        columns.push(Column::number(
            [name, "years", hxl, meaning],
            numbers(&|row| row.medians[index]),
        ));
    }
    Some(Table::new(
        "time_to_solution",
        "One row for each option, host, group of people and time since arrival: who is still in exile, and by \
         which cause the others have left, causes competing. Made of months at risk and exits by calendar \
         years since arrival, which `summary` holds by year; sums over replicates, so that larger futures \
         weigh more.",
        columns,
    ))
}
