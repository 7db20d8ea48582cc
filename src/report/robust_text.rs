//! A robust commitment as a page and as tables.

use crate::apportion::robust::GapRisk;
use crate::study::RobustStudy;

use super::explanation::wrapped;
use super::numbers::{fixed, percent, signed, usd};
use super::terminal::{Align, TextTable};
use super::{Column, Table};

/// Standard errors on either side of a mean that hold 95 % of a normal distribution.
const NORMAL_95: f64 = 1.96;

/// The page; no line of a table is wider than a hundred columns.
#[must_use]
pub fn robust_text(study: &RobustStudy) -> String {
    let million = |amount: f64| fixed(amount / 1e6, 1);
    let mut text = wrapped(&format!(
        "The same {} as the plan asks for, committed now for needs not yet known: fitted to {} \
         futures, and valued on {} others. At least {} of each year's money is bound to hosts, as \
         contributors are used to.",
        usd(study.budget_usd),
        study.settings.futures,
        study.settings.futures,
        percent(study.bound_share)
    ));
    text.push('\n');
    let mut table = TextTable::new(&[
        ("US$ million", Align::Left),
        ("need forecast", Align::Right),
        ("mean need of futures", Align::Right),
        ("plan", Align::Right),
        ("robust", Align::Right),
        ("of it bound to hosts", Align::Right),
    ]);
    for year in &study.years {
        table.push(vec![
            year.year.to_string(),
            million(year.planned_need_usd),
            million(year.mean_need_usd),
            million(year.planned_usd),
            million(year.robust_usd),
            million(year.robust_bound_usd.iter().sum()),
        ]);
    }
    text.push_str(&table.render());
    text.push('\n');
    let tail = format!("mean of the worst {}", percent(1.0 - study.settings.tail));
    let mut table = TextTable::new(&[
        ("funding gap over the plan, US$ million", Align::Left),
        ("mean", Align::Right),
        ("± error", Align::Right),
        (tail.as_str(), Align::Right),
        ("± error", Align::Right),
    ]);
    let mut push = |what: &str, risk: &GapRisk| {
        table.push(vec![
            what.to_owned(),
            million(risk.expected_usd),
            million(risk.expected_error_usd),
            million(risk.tail_usd),
            million(risk.tail_error_usd),
        ]);
    };
    push("robust, on the futures it was fitted to", &study.in_sample);
    push("robust, on other futures", &study.out_of_sample);
    push(
        "plan for the mean, on those others",
        &study.plan_out_of_sample,
    );
    table.push(vec![
        "if all were known beforehand".to_owned(),
        million(study.foresight_usd),
    ]);
    text.push_str(&table.render());
    let (saved, error) = study.saved_usd;
    let interval = fixed(NORMAL_95 * error / 1e6, 1);
    let size = fixed(saved.abs() / 1e6, 1);
    let sentence = if saved.abs() <= NORMAL_95 * error {
        format!(
            "On futures that neither has seen, the mean gap under the robust commitment differs \
             from that under the plan by US$ {} million (± {interval}): undecided, since the \
             interval of 95 % holds zero; take more futures.",
            signed(saved / 1e6, |it| fixed(it, 1))
        )
    } else if saved < 0.0 {
        format!(
            "On futures that neither has seen, the robust commitment leaves a mean gap smaller by \
             US$ {size} million (± {interval}, an interval of 95 %)."
        )
    } else {
        format!(
            "On futures that neither has seen, the robust commitment leaves a mean gap larger by \
             US$ {size} million (± {interval}, an interval of 95 %): what it gives for the tail."
        )
    };
    text.push_str(&wrapped(&sentence));
    text
}

/// The tables `robust_commitment` and `robust_value`.
#[must_use]
pub fn robust_tables(study: &RobustStudy) -> Vec<Table> {
    vec![commitment_table(study), value_table(study)]
}

fn commitment_table(study: &RobustStudy) -> Table {
    let money = |name: &str, meaning: &str, values: Vec<f64>| {
        Column::number(
            [name, "US$", "#value+usd", meaning],
            values.into_iter().map(Some).collect(),
        )
    };
    let of = |value: &dyn Fn(&crate::study::YearCommitment) -> f64| {
        study.years.iter().map(value).collect::<Vec<f64>>()
    };
    let mut columns = vec![
        Column::integer(
            ["year", "-", "#date+year", "Calendar year."],
            study
                .years
                .iter()
                .map(|it| Some(i64::from(it.year)))
                .collect(),
        ),
        money(
            "planned_need_usd",
            "Need of the mean forecast for which the plan was made.",
            of(&|it| it.planned_need_usd),
        ),
        money(
            "mean_need_usd",
            "Mean need of the futures to which the commitment was fitted.",
            of(&|it| it.mean_need_usd),
        ),
        money(
            "planned_usd",
            "What the plan asks for.",
            of(&|it| it.planned_usd),
        ),
        money(
            "robust_usd",
            "The robust commitment.",
            of(&|it| it.robust_usd),
        ),
    ];
    for (host, (code, name)) in study.hosts.iter().enumerate() {
        columns.push(money(
            &format!("robust_bound_{}_usd", code.as_str().to_lowercase()),
            &format!("The part of the robust commitment that is bound to {name}."),
            of(&|it| it.robust_bound_usd[host]),
        ));
    }
    Table::new(
        "robust_commitment",
        "One year's money, for the mean and robust.",
        columns,
    )
}

fn value_table(study: &RobustStudy) -> Table {
    let foresight = GapRisk {
        expected_usd: study.foresight_usd,
        expected_error_usd: f64::NAN,
        tail_usd: f64::NAN,
        tail_error_usd: f64::NAN,
    };
    let rows = [
        ("robust", "fitted", study.in_sample),
        ("robust", "others", study.out_of_sample),
        ("plan", "others", study.plan_out_of_sample),
        ("foresight", "others", foresight),
    ];
    let money = |name: &str, meaning: &str, value: &dyn Fn(&GapRisk) -> f64| {
        Column::number(
            [name, "US$", "#value+gap+usd", meaning],
            rows.iter().map(|row| Some(value(&row.2))).collect(),
        )
    };
    Table::new(
        "robust_value",
        "The funding gap over the plan under one commitment, on one set of futures.",
        vec![
            Column::text(
                ["commitment", "-", "#meta+commitment", "Which commitment."],
                rows.iter().map(|row| Some(row.0.to_owned())).collect(),
            ),
            Column::text(
                [
                    "futures",
                    "-",
                    "#meta+futures",
                    "The futures to which the robust commitment was fitted, or others.",
                ],
                rows.iter().map(|row| Some(row.1.to_owned())).collect(),
            ),
            money("expected_gap_usd", "Mean gap.", &|it| it.expected_usd),
            money("expected_gap_error_usd", "Its Monte Carlo error.", &|it| {
                it.expected_error_usd
            }),
            money(
                "tail_gap_usd",
                "Mean gap of the worst futures, conditional value at risk.",
                &|it| it.tail_usd,
            ),
            money("tail_gap_error_usd", "Its Monte Carlo error.", &|it| {
                it.tail_error_usd
            }),
        ],
    )
}
